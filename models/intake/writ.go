package intake

import (
	"fmt"
	"slices"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// Writ is an official paper that the centre itself writes about a stay, with a number of the
// register. The papers that others bring stand in the checklist of the file.
type Writ string

// The writs of a stay, in the order in which they are written.
const (
	EmergencyWrit Writ = "emergency" // minutes: who was found where, by whom, in which state (Decree 20/2021, article 28(2a))
	AdmissionWrit Writ = "admission" // decision: the head takes the person in (article 28)
	StopWrit      Writ = "stop"      // decision: the head ends the assistance (article 30)
	HandOverWrit  Writ = "handover"  // minutes: the person goes to family or community (article 30(3c))

	MissingPoliceWrit Writ = "missing_police" // notice: somebody is looked for, to the police and the commune
	MissingFamilyWrit Writ = "missing_family" // notice: the same to the family
)

// MissingWrits are the notices about somebody who is looked for. No source was found that prescribes them
// or their form, so they rest on no ground but what the centre writes there.
var MissingWrits = []Writ{MissingPoliceWrit, MissingFamilyWrit}

// AboutMissing tells that the writ is about somebody who is looked for.
func (w Writ) AboutMissing() bool { return slices.Contains(MissingWrits, w) }

// Writs lists them all.
var Writs = []Writ{EmergencyWrit, AdmissionWrit, StopWrit, HandOverWrit, MissingPoliceWrit, MissingFamilyWrit}

// Kind is the writ's type in the register: what the head decides is a decision, what was done stands
// in minutes.
func (w Writ) Kind() register.Kind {
	switch w {
	case AdmissionWrit, StopWrit:
		return register.Decision
	case MissingPoliceWrit, MissingFamilyWrit:
		return register.Announcement
	}
	return register.Minutes
}

// Fits tells why a writ cannot be written about a stay, or nothing. Minutes of an emergency are for
// those who came as one.
func (w Writ) Fits(stay *presence.Stay) *fault.Fault {
	switch {
	case !slices.Contains(Writs, w):
		return fault.New(fault.NotFound, "db.not_found")
	case stay == nil:
		return fault.New(fault.Conflict, "register.without_stay")
	case w == EmergencyWrit && !stay.Category.Emergency():
		return fault.New(fault.Conflict, "register.not_emergency")
	}
	return nil
}

// OfWrit names a writ about a person.
type OfWrit struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
	Writ     Writ   `path:"writ" form:"-" json:"-"`
}

// WritFacts is everything that a writ is written from, as the books have it now: one plain struct,
// from which the form is filled in and the words are made.
type WritFacts struct {
	File           *residents.File
	Stay           *presence.Stay        // the one that goes on, or else the last; nil for whoever was never received
	Where          *presence.Whereabouts // nil when not in care any more
	Reception      *Minutes              // what was noted at an emergency
	Departure      *Departure            // the process by which the stay ends, when one was begun
	Letterhead     register.Letterhead
	Unlettered     bool // nobody has written the letterhead yet: it is made of the centre's name
	Campus         wards.Campus
	Before         []register.Entry  // papers of this stay that hold, the oldest first
	Last           *register.Entry   // the last writ of this sort, of whomever
	Writer         *staff.Member     // who writes, and so stands for the centre in minutes
	EmergencyUntil value.Day         // the last day of an emergency stay; none when nobody knows
	FileDue        value.Day         // when the file of an emergency must be complete
	FollowUp       int               // months of seeing how the person fares; 0 when nobody knows
	Missing        *presence.Absence // the search that goes on, if one does
	Seen           []care.Sighting   // where the person was seen last, for the notices of a search
	Today          value.Day
}

// Fits tells why a writ cannot be written now, or nothing. Notices of a search are for a search that goes on.
func (f *WritFacts) Fits(w Writ) *fault.Fault {
	if wrong := w.Fits(f.Stay); wrong != nil {
		return wrong
	}
	if w.AboutMissing() && f.Missing == nil {
		return fault.New(fault.Conflict, "register.not_missing")
	}
	return nil
}

// once is what a writ stands in the register for: of each sort one holds for a stay, and one of a search
// for each search.
func (f *WritFacts) once(w Writ) string {
	if w.AboutMissing() {
		return fmt.Sprintf("%s:%d:%d", w, f.Stay.Identity(), f.Missing.ID)
	}
	return fmt.Sprintf("%s:%d", w, f.Stay.Identity())
}

// Held gives the writ of a sort that holds for this stay, or nil.
func (f *WritFacts) Held(w Writ) *register.Entry {
	for i := range f.Before {
		if w.AboutMissing() && (f.Missing == nil || f.Before[i].RecordedAt.Before(f.Missing.StartedAt)) {
			continue // of a search that is over
		}
		if f.Before[i].Paper == string(w) {
			return &f.Before[i]
		}
	}
	return nil
}

// FactsOf reads what the writs about a person are written from. It needs register.issue where the
// person is, and residents.view; who is out of reach is not there. That the file was read is kept.
func FactsOf(tx *db.Tx, resident uint64) (*WritFacts, error) {
	if err := tx.May(register.Draft); err != nil {
		return nil, err
	}
	if _, err := presence.Opens(tx, register.Draft, resident); err != nil {
		return nil, err
	}
	f := &WritFacts{Today: tx.Today()}
	var err error
	if f.File, err = residents.OpenFile(tx, resident); err != nil {
		return nil, err
	}
	if f.Stay, err = db.From[presence.Stay](tx).Where("resident_id = ? AND voided_at IS NULL", resident).Order("admitted_at DESC, id DESC").Maybe(); err != nil {
		return nil, err
	}
	if f.Where, err = presence.WhereIs(tx, resident); err != nil {
		return nil, err
	}
	if err := f.frame(tx); err != nil || f.Stay == nil {
		return f, err
	}
	if err := f.deadlines(tx); err != nil {
		return nil, err
	}
	if f.Where != nil && f.Where.AbsenceKind == presence.Missing {
		if f.Missing, err = db.From[presence.Absence](tx).Where("id = ?", f.Where.AbsenceID).Maybe(); err != nil {
			return nil, err
		}
	}
	all, err := register.PapersOf(tx, resident)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		if e.StayID != nil && *e.StayID == f.Stay.Identity() {
			f.Before = append(f.Before, e)
		}
	}
	leaves, err := DepartureOf(tx, resident)
	if err != nil {
		return nil, err
	}
	if leaves != nil && leaves.StayID == f.Stay.Identity() {
		f.Departure = leaves
	}
	return f, everywhere(tx, func(tx *db.Tx) error {
		c, err := db.From[Case](tx).Where("stay_id = ?", f.Stay.Identity()).Maybe()
		if err == nil && c != nil {
			f.Reception, err = db.From[Minutes](tx).Where("file_id = ?", c.ID).Maybe()
		}
		return err
	})
}

// WritOf is FactsOf for one writ. Conflict: the person was never received, or the writ does not fit
// the stay.
func WritOf(tx *db.Tx, in OfWrit) (*WritFacts, error) {
	f, err := FactsOf(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	if wrong := f.Fits(in.Writ); wrong != nil {
		return nil, wrong
	}
	if in.Writ.AboutMissing() && may(tx, care.View, in.Resident) {
		if f.Seen, err = care.LastSeen(tx, in.Resident); err != nil {
			return nil, err
		}
	}
	if f.Writer, err = db.From[staff.Member](tx).Only("id", "name", "position").Where("id = ?", tx.Actor.ID).Maybe(); err != nil {
		return nil, err
	}
	f.Last, err = register.LastOf(tx, string(in.Writ))
	return f, err
}

// frame reads what stands around the words: letterhead and campus.
func (f *WritFacts) frame(tx *db.Tx) error {
	letterhead, err := register.LetterheadOn(tx, f.Today)
	if err != nil {
		return err
	}
	if letterhead != nil {
		f.Letterhead = *letterhead
	} else {
		f.Unlettered = true
		centre, err := wards.TheCentre(tx)
		if err != nil {
			return err
		}
		if centre != nil {
			f.Letterhead = register.Letterhead{Agency: centre.Name, Sign: register.SignOf(centre.Name)}
		}
	}
	campuses, err := wards.CampusesWithin(tx)
	for _, c := range campuses {
		if f.Stay != nil && c.ID == f.Stay.CampusID {
			f.Campus = c
		}
	}
	return err
}

// deadlines reads the figures of the law that the writs tell. What nobody knows is left out, and so
// is the sentence about it.
func (f *WritFacts) deadlines(tx *db.Tx) error {
	book, err := settings.Of(tx)
	if err != nil {
		return err
	}
	admitted := value.DayOf(f.Stay.AdmittedAt, tx.Zone())
	if last, _, err := book.EmergencyUntil(admitted); err == nil {
		f.EmergencyUntil = last
	}
	if due, err := book.FileDue(admitted); err == nil {
		f.FileDue = due
	}
	if months, err := book.Int(settings.FollowUp, f.Today); err == nil {
		f.FollowUp = months
	}
	return nil
}

// WritIssue is a writ that is ready: its words are made, only the number is missing.
type WritIssue struct {
	OfWrit
	Signer   register.Signer
	IssuedOn value.Day
	Summary  string
	Bases    []string
	Content  any // the whole text
}

// IssueWrit gives a writ its number and keeps it. It needs register.issue for minutes and
// register.decide for decisions, where the person is. Of each sort one writ holds for a stay. What
// was decided is noted in the same act where the person may do that: a decision to admit in the file
// of the stay, a decision to stop in the process by which it ends.
func IssueWrit(tx *db.Tx, f *WritFacts, in WritIssue) (*register.Entry, error) {
	kind := in.Writ.Kind()
	if err := tx.May(kind.Permission()); err != nil {
		return nil, err
	}
	if _, err := presence.Opens(tx, kind.Permission(), in.Resident); err != nil {
		return nil, err
	}
	if wrong := f.Fits(in.Writ); wrong != nil {
		return nil, wrong
	}
	e, err := register.Issue(tx, register.IssueInput{CampusID: f.Stay.CampusID, Kind: kind, Agency: f.Letterhead.Sign, Paper: string(in.Writ),
		ResidentID: in.Resident, StayID: f.Stay.Identity(), Subject: f.File.Person.Name, Summary: in.Summary, Bases: in.Bases, Signer: in.Signer,
		IssuedOn: in.IssuedOn, Content: in.Content, Once: f.once(in.Writ)})
	if err != nil {
		return nil, err
	}
	switch {
	case in.Writ == AdmissionWrit && may(tx, Decide, in.Resident):
		_, err = NoteDecision(tx, DecisionNote{Stay: f.Stay.ID, Kind: Admitted, Number: e.Text(), DecidedOn: e.IssuedOn, Signer: e.Signer})
	case in.Writ == StopWrit && f.Departure != nil && may(tx, presence.Release, in.Resident):
		err = f.Departure.numbered(tx, e)
	}
	tx.Concerns("paper", e.ID, e.CampusID)
	return e, err
}

// numbered notes the decision to stop in the process: as the decision itself where it was not made
// yet, and else as its number.
func (d *Departure) numbered(tx *db.Tx, e *register.Entry) error {
	switch {
	case d.Closed() || d.Decided() && d.DecisionNumber != "":
		return nil // what was written by hand stays
	case d.Decided():
		return NumberDecision(tx, d.ID, e.Text())
	}
	_, err := DecideDeparture(tx, DecisionInput{ID: d.ID, Version: d.Version, DecidedOn: e.IssuedOn, Number: e.Text(), DecidedBy: e.Signer})
	return err
}

// VoidWrit declares an issued paper void, as register.Void does. A decision to admit that was noted
// with its number in the file of the stay is void with it; a process of leaving loses the number, and
// stays decided until somebody takes that back.
func VoidWrit(tx *db.Tx, in register.VoidInput) (*register.Entry, error) {
	e, err := register.Void(tx, in)
	if err != nil || e.StayID == nil || e.ResidentID == nil {
		return e, err
	}
	switch {
	case e.Paper == string(AdmissionWrit) && may(tx, Decide, *e.ResidentID):
		err = unnote(tx, e, in.Reason)
	case e.Paper == string(StopWrit) && may(tx, presence.Release, *e.ResidentID):
		var d *Departure
		if d, err = DepartureOf(tx, *e.ResidentID); err == nil && d != nil && d.DecisionNumber == e.Text() {
			err = NumberDecision(tx, d.ID, "")
		}
	}
	tx.Concerns("paper", e.ID, e.CampusID)
	return e, err
}

// unnote marks the decision as void that was noted with the number of a paper.
func unnote(tx *db.Tx, e *register.Entry, reason string) error {
	var noted *Decision
	err := everywhere(tx, func(tx *db.Tx) (err error) {
		noted, err = db.From[Decision](tx).Where("resident_id = ? AND kind = ? AND number = ? AND voided_at IS NULL", *e.ResidentID, Admitted, e.Text()).Maybe()
		return err
	})
	if err == nil && noted != nil {
		_, err = VoidDecision(tx, VoidDecisionInput{Stay: *e.StayID, Decision: noted.ID, Reason: reason})
	}
	return err
}
