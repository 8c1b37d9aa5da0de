package intake

import (
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
)

// Way is how somebody came in.
type Way string

// The ways.
const (
	ByEmergency Way = "emergency"
	Planned     Way = "planned"
)

// Case is what the file of one stay says beside the ledger. Category, admission and leaving stand in
// the ledger alone: a stay that is found never to have been takes its file and its clocks with it.
type Case struct {
	ID            uint64
	CampusID      uint64
	StayID        uint64 // the stay's identity
	ResidentID    uint64
	Way           Way
	Abandoned     bool      // a child left by its parents
	StudyingUntil value.Day // somebody of 16 and more who studies on
	Note          string
	RecordedAt    time.Time
	RecordedBy    uint64
	Version       uint64
}

// TableName names the table.
func (Case) TableName() string { return "intake_files" }

// PaperState says where a paper is.
type PaperState string

// The states. Lacking is a paper of which somebody has said why it is not there.
const (
	Received PaperState = "received"
	Returned PaperState = "returned"
	Lacking  PaperState = "lacking"
)

// PaperStates lists them in the order of the form.
var PaperStates = []PaperState{Received, Returned, Lacking}

// PaperMark is one entry about a paper of a file. Entries are never changed; the newest of a paper
// carries CurrentCode.
type PaperMark struct {
	ID          uint64
	CampusID    uint64
	FileID      uint64
	Code        PaperCode
	State       PaperState
	OnDay       value.Day
	PaperID     *uint64 // the scan among the person's papers
	Reason      string
	CurrentCode *string
	ReplacesID  *uint64
	RecordedAt  time.Time
	RecordedBy  uint64
}

// TableName names the table.
func (PaperMark) TableName() string { return "intake_papers" }

// Line is one paper of a checklist with where it is.
type Line struct {
	Requirement
	Mark *PaperMark // newest entry, nil when nobody has said anything
}

// Here tells that the paper is in the file.
func (l Line) Here() bool { return l.Mark != nil && l.Mark.State == Received }

// Missing tells that a needed paper is not in the file.
func (l Line) Missing() bool { return l.Need == Needed && !l.Here() }

// CaseFile is the whole file of a stay as its page shows it.
type CaseFile struct {
	Case      Case // ID 0 as long as nothing was written beside the ledger
	Stay      presence.Stay
	Person    residents.Person
	Lines     []Line
	Extra     []PaperMark                 // papers that are there and that the checklist does not ask for
	Decisions []Decision                  // newest first, voided ones too
	Reception *Minutes                    // of an emergency
	Known     []Identification            // who the person turned out to be, newest first
	Others    map[uint64]residents.Person // within sight: the other file of one person
	Clocks    []Deadline
	Keeper    Keeper // who is in charge of the file
	Today     value.Day
	MayKeep   bool
	MayDecide bool
}

// Identity is the number by which addresses name the file.
func (f *CaseFile) Identity() uint64 { return f.Stay.Identity() }

// Missing lists the needed papers that are not there.
func (f *CaseFile) Missing() []PaperCode { return missing(f.Lines) }

// Complete tells that every needed paper is there.
func (f *CaseFile) Complete() bool { return len(f.Missing()) == 0 }

// Cancelled tells that the admission never was.
func (f *CaseFile) Cancelled() bool { return f.Stay.Voided() }

func missing(lines []Line) []PaperCode {
	var out []PaperCode
	for _, l := range lines {
		if l.Missing() {
			out = append(out, l.Code)
		}
	}
	return out
}

// reach finds the stay that an address names and refuses, as not there, one whose person is out of
// the actor's wards.
func reach(tx *db.Tx, permission string, stayID uint64) (*presence.Stay, error) {
	if err := tx.May(permission); err != nil {
		return nil, err
	}
	stay, err := presence.CurrentStay(tx, stayID)
	if err != nil {
		return nil, err
	}
	_, err = presence.Opens(tx, permission, stay.ResidentID)
	return stay, err
}

// OpenCase gives the file of a stay. It needs intake.view and counts as a look into the person's
// file.
func OpenCase(tx *db.Tx, stayID uint64) (*CaseFile, error) {
	stay, err := reach(tx, ViewFiles, stayID)
	if err != nil {
		return nil, err
	}
	f := &CaseFile{Stay: *stay, Today: tx.Today()}
	p, err := residents.FindPerson(tx, stay.ResidentID)
	if err != nil {
		return nil, err
	}
	f.Person = *p
	var marks []PaperMark
	err = everywhere(tx, func(tx *db.Tx) error {
		c, err := db.From[Case](tx).Where("stay_id = ?", stay.Identity()).Maybe()
		if err != nil {
			return err
		}
		if c != nil {
			f.Case = *c
		}
		if marks, err = db.From[PaperMark](tx).Where("file_id = ? AND current_code IS NOT NULL", f.Case.ID).Order("id").All(); err != nil {
			return err
		}
		if f.Decisions, err = db.From[Decision](tx).Where("file_id = ?", f.Case.ID).Order("decided_on DESC, id DESC").All(); err != nil {
			return err
		}
		if f.Reception, err = db.From[Minutes](tx).Where("file_id = ?", f.Case.ID).Maybe(); err != nil {
			return err
		}
		f.Known, err = db.From[Identification](tx).Where("resident_id = ? OR known_as_id = ?", stay.ResidentID, stay.ResidentID).Order("id DESC").All()
		return err
	})
	if err != nil {
		return nil, err
	}
	others := []uint64{0}
	for _, i := range f.Known {
		if i.KnownAsID != nil {
			others = append(others, i.ResidentID, *i.KnownAsID)
		}
	}
	if f.Others, err = residents.PeopleOf(tx, others); err != nil {
		return nil, err
	}
	rules, err := checklists.Get(tx)
	if err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	f.Lines, f.Extra = lay(Checklist(rules, f.subject(tx, book), f.admitted(tx)), marks)
	if f.Clocks, err = clocksOf(tx, stay); err != nil {
		return nil, err
	}
	f.MayKeep, f.MayDecide = may(tx, KeepFiles, stay.ResidentID), may(tx, Decide, stay.ResidentID)
	if f.Keeper, err = keeperOf(tx, stay, f.MayKeep); err != nil {
		return nil, err
	}
	tx.Looked("resident", stay.ResidentID, stay.CampusID)
	return f, nil
}

// may tells whether the actor holds a further permission for this person.
func may(tx *db.Tx, permission string, resident uint64) bool {
	if !tx.Actor.Has(permission) {
		return false
	}
	_, err := presence.Opens(tx, permission, resident)
	return err == nil
}

func (f *CaseFile) admitted(tx *db.Tx) value.Day { return value.DayOf(f.Stay.Since(), tx.Zone()) }

func (f *CaseFile) subject(tx *db.Tx, book *settings.Book) Subject {
	return Subject{Category: f.Stay.Category, Child: isChild(book, f.Person.Birth, f.admitted(tx)), Abandoned: f.Case.Abandoned}
}

// lay puts what is known of each paper beside the line that asks for it.
func lay(list []Requirement, marks []PaperMark) (lines []Line, extra []PaperMark) {
	for _, r := range list {
		lines = append(lines, Line{Requirement: r})
	}
	for i := range marks {
		at := slices.IndexFunc(lines, func(l Line) bool { return l.Code == marks[i].Code })
		if at < 0 {
			extra = append(extra, marks[i])
			continue
		}
		lines[at].Mark = &marks[i]
	}
	return lines, extra
}

// caseOf finds the file of a stay, or begins it; the stay is held, so that two who write at once
// begin one.
func caseOf(tx *db.Tx, stay *presence.Stay, way Way) (c *Case, err error) {
	err = everywhere(tx, func(tx *db.Tx) error {
		if _, err := db.Hold[presence.Stay](tx, stay.Identity()); err != nil {
			return err
		}
		if c, err = db.From[Case](tx).Where("stay_id = ?", stay.Identity()).Maybe(); err != nil || c != nil {
			return err
		}
		c = &Case{CampusID: stay.CampusID, StayID: stay.Identity(), ResidentID: stay.ResidentID, Way: way, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
		return db.Add(tx, c)
	})
	return c, err
}

// standing refuses to write in the file of an admission that was cancelled.
func standing(tx *db.Tx, permission string, stayID uint64) (*presence.Stay, error) {
	stay, err := reach(tx, permission, stayID)
	if err == nil && stay.Voided() {
		err = fault.New(fault.Conflict, "intake.file_cancelled")
	}
	return stay, err
}

// CaseInput says what is different about a file.
type CaseInput struct {
	Stay          uint64    `path:"stay" form:"-" json:"-"`
	Abandoned     bool      `form:"abandoned" json:"abandoned,omitempty" doc:"a child left by its parents: announced in the media, birth registered"`
	StudyingUntil value.Day `form:"studying_until" json:"studying_until,omitzero" doc:"for somebody of 16 and more who studies on"`
	Note          string    `form:"note" json:"note,omitempty" validate:"max=1000"`
	Version       uint64    `form:"version" json:"version,omitempty"`
}

// ChangeCase writes what the file says of a person beside the papers. It needs intake.edit.
// Conflict: somebody changed the file since it was read, or the admission was cancelled.
func ChangeCase(tx *db.Tx, in CaseInput) (*Case, error) {
	stay, err := standing(tx, KeepFiles, in.Stay)
	if err != nil {
		return nil, err
	}
	c, err := caseOf(tx, stay, Planned)
	if err != nil {
		return nil, err
	}
	if in.Version != c.Version {
		return nil, fault.New(fault.Conflict, "db.changed_meanwhile")
	}
	tx.Concerns("resident", stay.ResidentID, stay.CampusID)
	tx.Detail("abandoned", in.Abandoned)
	tx.Detail("was_abandoned", c.Abandoned)
	tx.Detail("studying_until", in.StudyingUntil)
	tx.Detail("was_studying_until", c.StudyingUntil)
	c.Abandoned, c.StudyingUntil, c.Note = in.Abandoned, in.StudyingUntil, strings.TrimSpace(in.Note)
	return c, everywhere(tx, func(tx *db.Tx) error { return db.Change(tx, c, "abandoned", "studying_until", "note") })
}

// MarkInput tells where a paper of a file is.
type MarkInput struct {
	Stay    uint64     `path:"stay" form:"-" json:"-"`
	Code    PaperCode  `form:"code" json:"code" validate:"required,max=40"`
	State   PaperState `form:"state" json:"state" validate:"required,max=10" enum:"received,returned,lacking"`
	On      value.Day  `form:"on" json:"on,omitzero" doc:"when it was received or given back; today when absent"`
	PaperID uint64     `form:"paper_id" json:"paper_id,omitempty" doc:"the paper with its scan among the person's papers"`
	Reason  string     `form:"reason" json:"reason,omitempty" validate:"max=300" doc:"why it was given back or is not there"`
}

// MarkPaper notes that a paper of the file was received, given back, or why it is not there. It needs
// intake.edit. Invalid: no such paper, a day in the future, no reason where one is needed.
func MarkPaper(tx *db.Tx, in MarkInput) (*PaperMark, error) {
	stay, err := standing(tx, KeepFiles, in.Stay)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	if !slices.Contains(PaperCodes, in.Code) {
		bad.Add("code", "intake.paper_unknown")
	}
	if !slices.Contains(PaperStates, in.State) {
		bad.Add("state", "intake.state_unknown")
	}
	in.Reason = value.CleanText(in.Reason)
	if in.State != Received && in.Reason == "" {
		bad.Add("reason", "intake.reason_missing")
	}
	if in.On.IsZero() {
		in.On = tx.Today()
	}
	if in.On.After(tx.Today()) {
		bad.Add("on", "intake.day_in_future")
	}
	m := &PaperMark{CampusID: stay.CampusID, Code: in.Code, State: in.State, OnDay: in.On, Reason: in.Reason, CurrentCode: ptr(string(in.Code)),
		RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if in.PaperID != 0 {
		known, err := db.From[residents.Paper](tx).Where("id = ? AND resident_id = ? AND voided_at IS NULL", in.PaperID, stay.ResidentID).Exists()
		if err != nil {
			return nil, err
		}
		if !known {
			bad.Add("paper_id", "intake.scan_unknown")
		}
		m.PaperID = ptr(in.PaperID)
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	c, err := caseOf(tx, stay, Planned)
	if err != nil {
		return nil, err
	}
	tx.Concerns("resident", stay.ResidentID, stay.CampusID)
	tx.Detail("paper", in.Code)
	tx.Detail("state", in.State)
	return m, everywhere(tx, func(tx *db.Tx) error { return c.mark(tx, m) })
}

// mark writes an entry about a paper; the entry before is no longer the newest.
func (c *Case) mark(tx *db.Tx, m *PaperMark) error {
	m.FileID = c.ID
	was, err := db.From[PaperMark](tx).Where("file_id = ? AND current_code = ?", c.ID, string(m.Code)).Maybe()
	if err != nil {
		return err
	}
	if was != nil {
		m.ReplacesID = ptr(was.ID)
		was.CurrentCode = nil
		if err := db.Change(tx, was, "current_code"); err != nil {
			return err
		}
	}
	return db.Add(tx, m)
}

// PaperHistory gives every entry about the papers of a stay's file, newest first. It needs
// intake.view.
func PaperHistory(tx *db.Tx, stayID uint64) ([]PaperMark, error) {
	stay, err := reach(tx, ViewFiles, stayID)
	if err != nil {
		return nil, err
	}
	var out []PaperMark
	err = everywhere(tx, func(tx *db.Tx) error {
		c, err := db.From[Case](tx).Where("stay_id = ?", stay.Identity()).Maybe()
		if err != nil || c == nil {
			return err
		}
		out, err = db.From[PaperMark](tx).Where("file_id = ?", c.ID).Order("id DESC").Limit(200).All()
		return err
	})
	return out, err
}

// Sure tells that the text of the law that asks for the paper was seen.
func (r Requirement) Sure() bool { return r.Mark == settings.Confirmed }
