package intake

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// Petition is a request that somebody be received on a planned ground: it goes from desk to desk, and
// each desk has its days. The person is entered already and not in care yet.
type Petition struct {
	ID             uint64
	CampusID       uint64
	ResidentID     uint64
	Category       presence.Category
	ReceivedOn     value.Day // the day on which the first desk had the whole file
	Sender         string    // who asks: the family, the commune, the police
	Note           string    `gorm:"serializer:sealed" sealed:"intake_petitions.note"`
	OpenResidentID *uint64   // one petition a person, until it is ended
	Outcome        Answer
	EndedOn        value.Day
	Reason         string `gorm:"serializer:sealed" sealed:"intake_petitions.reason"`
	EndedAt        *time.Time
	EndedBy        *uint64
	RecordedAt     time.Time
	RecordedBy     uint64
	Version        uint64
}

// TableName names the table.
func (Petition) TableName() string { return "intake_petitions" }

// Open tells that somebody still has to do something.
func (p Petition) Open() bool { return p.Outcome == "" }

// Answer is how a petition ended.
type Answer string

// The answers. A petition entered by mistake stays readable with its reason.
const (
	Accepted  Answer = "accepted"
	Refused   Answer = "refused" // in writing, with the reason
	Withdrawn Answer = "withdrawn"
	Mistaken  Answer = "mistake"
)

// Answers lists them in the order of the form.
var Answers = []Answer{Accepted, Refused, Withdrawn, Mistaken}

// Desk is one desk on the way of a petition.
type Desk string

// The steps: those of category A as Decree 20/2021, article 28, gives them, and those that the centre
// itself takes with somebody sent by an administrative measure.
const (
	CommuneReviews  Desk = "commune_review"
	CommunePosts    Desk = "commune_posting"
	DistrictReviews Desk = "district_review"
	DistrictSigns   Desk = "district_signature"
	SuperiorReviews Desk = "superior_review"
	HeadDecides     Desk = "head_decision"
	MinorChecked    Desk = "minor_check"
	MinorDecided    Desk = "minor_decision"
	PetitionEnds    Desk = "ended" // a line of the story, no desk
)

// stage is a step with the clock that runs while it is waited for.
type stage struct {
	Step Desk
	Kind ClockKind
}

var (
	socialPath = []stage{{CommuneReviews, CommuneReview}, {CommunePosts, CommunePosting}, {DistrictReviews, DistrictReview}, {DistrictSigns, DistrictSign},
		{SuperiorReviews, SuperiorReview}, {HeadDecides, HeadDecision}}
	minorPath = []stage{{MinorChecked, MinorStep}, {MinorDecided, MinorStep}}
)

// path gives the steps of a category, in their order; the last one is the head's.
func path(c presence.Category) []stage {
	if c == "C1" {
		return minorPath
	}
	return socialPath
}

// PetitionCategories are the grounds on which somebody asks before coming in. Emergencies come in at
// once, and who pays has a contract.
var PetitionCategories = []presence.Category{"A1", "A2", "A3", "C1"}

// StepDone tells that a step was done on a day, or that it is not needed here. A wrong one is void.
type StepDone struct {
	ID         uint64
	CampusID   uint64
	PetitionID uint64
	Step       Desk
	LiveStep   *string
	DoneOn     value.Day
	Needless   bool
	Note       string `gorm:"serializer:sealed" sealed:"intake_petition_steps.note"`
	Written
}

// TableName names the table.
func (StepDone) TableName() string { return "intake_petition_steps" }

// PetitionInput is what is asked when somebody asks to be received.
type PetitionInput struct {
	ResidentID uint64            `form:"resident_id" json:"resident_id" validate:"required"`
	Category   presence.Category `form:"category" json:"category" validate:"required,max=4" enum:"A1,A2,A3,C1"`
	ReceivedOn value.Day         `form:"received_on" json:"received_on,omitzero" doc:"the day on which the commune, or for C1 the centre, had the whole file; today when absent"`
	Sender     string            `form:"sender" json:"sender,omitempty" validate:"max=200"`
	Note       string            `form:"note" json:"note,omitempty" validate:"max=300"`
}

// OpenPetition writes down that somebody asks to be received. It needs intake.edit. Invalid: a day to
// come, a ground that is not asked for. Conflict: the person is in care, or asks already.
func OpenPetition(tx *db.Tx, in PetitionInput) (*Petition, error) {
	if err := tx.May(KeepFiles); err != nil {
		return nil, err
	}
	if _, err := presence.Opens(tx, KeepFiles, in.ResidentID); err != nil {
		return nil, err
	}
	var bad fault.Fields
	tidyTexts(&bad, textField{"sender", &in.Sender, leavingName}, textField{"note", &in.Note, leavingText})
	if !slices.Contains(PetitionCategories, in.Category) {
		bad.Add("category", "intake.petition_category")
	}
	if in.ReceivedOn.IsZero() {
		in.ReceivedOn = tx.Today()
	}
	if in.ReceivedOn.After(tx.Today()) {
		bad.Add("received_on", "intake.day_in_future")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	stay, err := presence.StayOf(tx, in.ResidentID)
	if err != nil {
		return nil, err
	}
	if stay != nil {
		return nil, fault.New(fault.Conflict, "intake.petition_in_care")
	}
	campus, err := campusOf(tx, in.ResidentID)
	if err != nil {
		return nil, err
	}
	p := &Petition{CampusID: campus, ResidentID: in.ResidentID, Category: in.Category, ReceivedOn: in.ReceivedOn, Sender: in.Sender, Note: in.Note,
		OpenResidentID: ref(in.ResidentID), RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	tx.Concerns("resident", p.ResidentID, p.CampusID)
	tx.Detail("category", p.Category)
	if err := db.Add(tx, p); err != nil {
		if db.Duplicate(err, "open_resident_id") {
			return nil, fault.New(fault.Conflict, "intake.petition_exists").Because(err)
		}
		return nil, err
	}
	return p, nil
}

// campusOf is the campus to which a person belongs.
func campusOf(tx *db.Tx, resident uint64) (uint64, error) {
	type home struct {
		CampusID     uint64
		MergedIntoID *uint64
	}
	rows, err := db.Report[home](tx, "SELECT campus_id, merged_into_id FROM residents_people WHERE {campus campus_id} AND id = ?", resident)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	if into := rows[0].MergedIntoID; into != nil {
		return 0, residents.Merged(resident, *into)
	}
	return rows[0].CampusID, nil
}

// OfPetition names a petition.
type OfPetition struct {
	ID uint64 `path:"petition" form:"-" json:"-"`
}

// heldPetition reads a petition that somebody wants to change, with the steps that were done.
func heldPetition(tx *db.Tx, permission string, id uint64) (*Petition, []StepDone, error) {
	if err := tx.May(permission); err != nil {
		return nil, nil, err
	}
	if _, err := db.Get[Petition](tx, id); err != nil {
		return nil, nil, err
	}
	held, err := db.Hold[Petition](tx, id)
	if err != nil {
		return nil, nil, err
	}
	p := &held[0]
	if _, err := presence.Opens(tx, permission, p.ResidentID); err != nil {
		return nil, nil, err
	}
	tx.Concerns("resident", p.ResidentID, p.CampusID)
	tx.Detail("petition", p.ID)
	done, err := db.From[StepDone](tx).Where("petition_id = ? AND live_step IS NOT NULL", p.ID).Order("id").All()
	return p, done, err
}

// at finds the stage that is waited for, and the day from which its clock counts.
func (p Petition) at(done []StepDone) (now stage, from value.Day, ok bool) {
	from = p.ReceivedOn
	for _, s := range path(p.Category) {
		i := slices.IndexFunc(done, func(d StepDone) bool { return d.Step == s.Step })
		if i < 0 {
			return s, from, true
		}
		from = done[i].DoneOn
	}
	return now, from, false
}

// StepInput tells that the step which is waited for was done, or is not needed here.
type StepInput struct {
	ID       uint64    `path:"petition" form:"-" json:"-"`
	Step     Desk      `form:"step" json:"step" validate:"required,max=20" enum:"commune_review,commune_posting,district_review,district_signature,superior_review,minor_check"`
	DoneOn   value.Day `form:"done_on" json:"done_on,omitzero" doc:"today when absent"`
	Needless bool      `form:"needless" json:"needless,omitempty" doc:"nobody takes this step here; the note says why"`
	Note     string    `form:"note" json:"note,omitempty" validate:"max=300"`
}

// DoStep notes that the step which is waited for was done: the clock of the next one begins on that
// day. It needs intake.edit. Conflict: another step is waited for, or the petition is ended. The last
// step is the head's and is noted by EndPetition.
func DoStep(tx *db.Tx, in StepInput) (*StepDone, error) {
	p, done, err := heldPetition(tx, KeepFiles, in.ID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	tidyTexts(&bad, textField{"note", &in.Note, leavingText})
	if in.DoneOn.IsZero() {
		in.DoneOn = tx.Today()
	}
	now, from, waits := p.at(done)
	switch {
	case in.DoneOn.After(tx.Today()):
		bad.Add("done_on", "intake.day_in_future")
	case in.DoneOn.Before(from):
		bad.Add("done_on", "intake.done_too_early", fault.A{"from": from})
	}
	if in.Needless && in.Note == "" {
		bad.Add("note", "intake.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if !p.Open() {
		return nil, fault.New(fault.Conflict, "intake.petition_ended")
	}
	if !waits || now.Step != in.Step || now.Step == HeadDecides || now.Step == MinorDecided {
		return nil, fault.New(fault.Conflict, "intake.step_not_due")
	}
	tx.Detail("step", in.Step)
	return p.tell(tx, StepDone{Step: in.Step, DoneOn: in.DoneOn, Needless: in.Needless, Note: in.Note})
}

func (p Petition) tell(tx *db.Tx, s StepDone) (*StepDone, error) {
	s.CampusID, s.PetitionID, s.LiveStep, s.Written = p.CampusID, p.ID, ptr(string(s.Step)), writtenNow(tx)
	if err := db.Add(tx, &s); err != nil {
		if db.Duplicate(err, "live_step") {
			return nil, fault.New(fault.Conflict, "db.changed_meanwhile").Because(err)
		}
		return nil, err
	}
	return &s, nil
}

// PetitionEnd tells how a petition ended.
type PetitionEnd struct {
	ID      uint64    `path:"petition" form:"-" json:"-"`
	Outcome Answer    `form:"outcome" json:"outcome" validate:"required,max=12" enum:"accepted,refused,withdrawn,mistake"`
	On      value.Day `form:"on" json:"on,omitzero" doc:"the day of the decision; today when absent"`
	Reason  string    `form:"reason" json:"reason,omitempty" validate:"max=300" doc:"needed unless the person is accepted"`
}

// EndPetition notes what the head decided, or that nobody asks any more. It needs intake.edit, and
// intake.decide for what the head decides. Conflict: it is ended already, or another desk has not done
// its step.
func EndPetition(tx *db.Tx, in PetitionEnd) (*Petition, error) {
	permission := KeepFiles
	if in.Outcome == Accepted || in.Outcome == Refused {
		permission = Decide
	}
	p, done, err := heldPetition(tx, permission, in.ID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	tidyTexts(&bad, textField{"reason", &in.Reason, leavingText})
	if in.On.IsZero() {
		in.On = tx.Today()
	}
	now, from, waits := p.at(done)
	switch {
	case in.On.After(tx.Today()):
		bad.Add("on", "intake.day_in_future")
	case in.On.Before(from):
		bad.Add("on", "intake.done_too_early", fault.A{"from": from})
	}
	if !slices.Contains(Answers, in.Outcome) {
		bad.Add("outcome", "intake.outcome_unknown")
	} else if in.Outcome != Accepted && in.Reason == "" {
		bad.Add("reason", "intake.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if !p.Open() {
		return nil, fault.New(fault.Conflict, "intake.petition_ended")
	}
	// A refusal may come from any desk; to accept, every desk before the head's has spoken.
	if in.Outcome == Accepted && waits && now.Step != HeadDecides && now.Step != MinorDecided {
		return nil, fault.New(fault.Conflict, "intake.step_waits", fault.A{"step": string(now.Step)})
	}
	return p, p.end(tx, in)
}

// end writes the outcome and its line of the story.
func (p *Petition) end(tx *db.Tx, in PetitionEnd) error {
	tx.Detail("outcome", in.Outcome)
	p.Outcome, p.EndedOn, p.Reason, p.EndedAt, p.EndedBy, p.OpenResidentID = in.Outcome, in.On, in.Reason, ptr(tx.Now), ptr(tx.Actor.ID), nil
	if err := db.Change(tx, p, "outcome", "ended_on", "reason", "ended_at", "ended_by", "open_resident_id"); err != nil {
		return err
	}
	_, err := p.tell(tx, StepDone{Step: PetitionEnds, DoneOn: in.On, Note: in.Reason})
	return err
}

// StepUndo takes back the newest entry of a petition, with the reason.
type StepUndo struct {
	ID     uint64 `path:"petition" form:"-" json:"-"`
	Reason string `form:"reason" json:"reason" validate:"max=300"`
}

// UndoStep takes back the newest entry of a petition: the step that was done last, or its end. The
// wrong line stays readable, and the clock runs again as it did. It needs intake.edit, and
// intake.decide to take back what the head decided. Conflict: nothing is written, or the person asks
// anew meanwhile.
func UndoStep(tx *db.Tx, in StepUndo) (*Petition, error) {
	p, done, err := heldPetition(tx, KeepFiles, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Reason = value.CleanText(in.Reason); in.Reason == "" {
		return nil, fault.Field("reason", "intake.reason_missing")
	}
	if len(done) == 0 {
		return nil, fault.New(fault.Conflict, "intake.no_step")
	}
	if p.Outcome == Accepted || p.Outcome == Refused {
		if _, err := presence.Opens(tx, Decide, p.ResidentID); err != nil {
			return nil, err
		}
	}
	last := &done[len(done)-1]
	tx.Detail("step", last.Step)
	tx.Detail("reason", in.Reason)
	last.void(tx, in.Reason)
	last.LiveStep = nil
	if err := db.Change(tx, last, "voided_at", "voided_by", "void_reason", "live_step"); err != nil || p.Open() {
		return p, err
	}
	p.Outcome, p.EndedOn, p.Reason, p.EndedAt, p.EndedBy, p.OpenResidentID = "", none, "", nil, nil, ref(p.ResidentID)
	if err := db.Change(tx, p, "outcome", "ended_on", "reason", "ended_at", "ended_by", "open_resident_id"); err != nil {
		if db.Duplicate(err, "open_resident_id") {
			return nil, fault.New(fault.Conflict, "intake.petition_exists").Because(err)
		}
		return nil, err
	}
	return p, nil
}

// settlePetition ends the petition of somebody whose admission was decided. The caller has asked for
// its own permission.
func settlePetition(tx *db.Tx, resident uint64, on value.Day) error {
	p, err := db.From[Petition](tx).Where("open_resident_id = ?", resident).Maybe()
	if err != nil || p == nil {
		return err
	}
	return p.end(tx, PetitionEnd{ID: p.ID, Outcome: Accepted, On: on})
}
