package intake

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// ErrandKind is what must be done because somebody leaves, died or is missing.
type ErrandKind string

// The errands of a departure.
const (
	DecisionErrand  ErrandKind = "decision"      // the head decides on a request
	HandOverErrand  ErrandKind = "hand_over"     // hand-over minutes, confirmed by the commune
	VisitErrand     ErrandKind = "follow_up"     // see how the person fares
	AllowanceErrand ErrandKind = "allowance_end" // the allowance of a leaver of 16 ends at the latest
)

// The errands of a death, and of somebody who is missing.
const (
	KinErrand          ErrandKind = "kin"
	CommuneErrand      ErrandKind = "commune"
	PoliceErrand       ErrandKind = "police"
	InsuranceErrand    ErrandKind = "insurance"
	RegistrationErrand ErrandKind = "registration"
	BelongingsErrand   ErrandKind = "belongings"
	BurialErrand       ErrandKind = "burial"
	BurialMoneyErrand  ErrandKind = "burial_money"
)

// ErrandKinds lists them all in the order in which pages show them.
var ErrandKinds = []ErrandKind{DecisionErrand, HandOverErrand, KinErrand, CommuneErrand, PoliceErrand, RegistrationErrand, BurialErrand, BelongingsErrand,
	InsuranceErrand, BurialMoneyErrand, VisitErrand, AllowanceErrand}

// afterErrands are those that follow from the leaving, not from the request.
var afterErrands = slices.DeleteFunc(slices.Clone(ErrandKinds), func(k ErrandKind) bool { return k == DecisionErrand })

// Errand is one thing that must be done by a day. Without a day it must be done, and no paper says
// by when.
type Errand struct {
	ID             uint64
	CampusID       uint64
	ResidentID     uint64
	DepartureID    *uint64
	AbsenceID      *uint64
	Kind           ErrandKind
	Months         int // after how many months, for visits
	FromOn         value.Day
	DueOn          value.Day
	Settled        bool // done, not needed, or void
	DoneOn         value.Day
	Needless       bool // looked at, and not needed here
	DoneNote       string
	DoneRecordedAt *time.Time
	DoneRecordedBy *uint64
	Written
	Version uint64
}

// TableName names the table.
func (Errand) TableName() string { return "intake_errands" }

// Open tells that it is still to be done.
func (e Errand) Open() bool { return !e.Settled }

// Overdue tells that it should have been done before a day.
func (e Errand) Overdue(today value.Day) bool {
	return e.Open() && !e.DueOn.IsZero() && e.DueOn.Before(today)
}

// Ahead is an errand as it is planned: its kind and its day.
type Ahead struct {
	Kind   ErrandKind
	Months int
	Due    value.Day
}

// Leaver is what decides about the after-care of a person.
type Leaver struct {
	Reason      presence.Reason
	Category    presence.Category
	Destination Destination
	LeftOn      value.Day
}

// visited tells whether the centre goes and sees how the person fares: whoever returned to a family
// or to a commune, not who died or cannot be found, and not who is in another centre's care.
func (l Leaver) visited() bool {
	return l.Reason != presence.DiedOrMissing && l.Reason != presence.NoContact && l.Destination != ToCentre
}

// allowed tells whether the allowance goes on for a while: children of groups 1 and 3 who came of
// age (Decree 20/2021, article 26(5)).
func (l Leaver) allowed() bool {
	return l.Reason == presence.CameOfAge && len(l.Category) == 2 && (l.Category[0] == 'A' || l.Category[0] == 'C')
}

// AfterCare gives what is due after a person left: the hand-over on the day itself, visits after
// the months set, the last of them not before the least time of follow-up, and the end of the
// allowance.
func AfterCare(l Leaver, visits []int, atLeast, allowance int) []Ahead {
	var out []Ahead
	if l.Reason != presence.DiedOrMissing && l.Reason != presence.NoContact {
		out = append(out, Ahead{Kind: HandOverErrand, Due: l.LeftOn})
	}
	if l.visited() {
		months := slices.Clone(visits)
		if len(months) == 0 || slices.Max(months) < atLeast {
			months = append(months, atLeast)
		}
		slices.Sort(months)
		for _, m := range slices.Compact(months) {
			if m > 0 {
				out = append(out, Ahead{Kind: VisitErrand, Months: m, Due: l.LeftOn.AddMonths(m)})
			}
		}
	}
	if l.allowed() && allowance > 0 {
		out = append(out, Ahead{Kind: AllowanceErrand, Months: allowance, Due: l.LeftOn.AddMonths(allowance)})
	}
	return out
}

// expectDecision notes until when the head must decide on a request.
func (d *Departure) expectDecision(tx *db.Tx) error {
	if d.AskedOn.IsZero() || d.Decided() {
		return nil
	}
	n, err := settings.Int(tx, settings.DischargeDecide, d.AskedOn)
	if err != nil {
		return err
	}
	work, err := settings.WorkingDays(tx)
	if err != nil {
		return err
	}
	return d.expect(tx, d.AskedOn, Ahead{Kind: DecisionErrand, Due: work.Add(d.AskedOn, n)})
}

// expectAfter notes what is due after the person left, by what is set on that day.
func (d *Departure) expectAfter(tx *db.Tx, stay presence.Stay) error {
	left := value.DayOf(*stay.LeftAt, tx.Zone())
	book, err := settings.Of(tx)
	if err != nil {
		return err
	}
	visits, err := book.Ints(settings.FollowUpVisits, left)
	if err != nil {
		return err
	}
	atLeast, err := book.Int(settings.FollowUp, left)
	if err != nil {
		return err
	}
	allowance, err := book.Int(settings.AfterCare, left)
	if err != nil {
		return err
	}
	return d.expect(tx, left, AfterCare(Leaver{d.Reason, stay.Category, d.Destination, left}, visits, atLeast, allowance)...)
}

// expectAnew plans again what is not done yet, after the facts of the departure changed.
func (d *Departure) expectAnew(tx *db.Tx, stay presence.Stay) error {
	open, err := db.From[Errand](tx).Where("departure_id = ? AND voided_at IS NULL", d.ID).All()
	if err != nil {
		return err
	}
	var done []Errand
	for _, e := range open {
		if e.Settled {
			done = append(done, e)
		}
	}
	if _, err := db.Set[Errand](tx, map[string]any{"settled": true, "voided_at": tx.Now, "voided_by": tx.Actor.ID, "void_reason": string(StepChanged)},
		"departure_id = ? AND settled = ?", d.ID, false); err != nil {
		return err
	}
	d.done = done
	if err := d.expectDecision(tx); err != nil {
		return err
	}
	if stay.LeftAt == nil {
		return nil
	}
	return d.expectAfter(tx, stay)
}

// expect writes errands, leaving out what is done already.
func (d *Departure) expect(tx *db.Tx, from value.Day, plan ...Ahead) error {
	var rows []Errand
	for _, p := range plan {
		if slices.ContainsFunc(d.done, func(e Errand) bool { return e.Kind == p.Kind && e.Months == p.Months }) {
			continue
		}
		rows = append(rows, Errand{CampusID: d.CampusID, ResidentID: d.ResidentID, DepartureID: ref(d.ID), Kind: p.Kind, Months: p.Months, FromOn: from, DueOn: p.Due,
			Written: writtenNow(tx), Version: 1})
	}
	return db.Append(tx, rows)
}

// settleErrands notes that the open errands of a kind were done by an act of their own.
func settleErrands(tx *db.Tx, departure uint64, kind ErrandKind, on value.Day) error {
	_, err := db.Set[Errand](tx, map[string]any{"settled": true, "done_on": on, "done_recorded_at": tx.Now, "done_recorded_by": tx.Actor.ID},
		"departure_id = ? AND kind = ? AND settled = ?", departure, kind, false)
	return err
}

// voidErrands takes back what was due, also what was done of it: all errands without a kind named.
func voidErrands(tx *db.Tx, departure uint64, reason string, kinds ...ErrandKind) error {
	if len(kinds) == 0 {
		kinds = ErrandKinds
	}
	_, err := db.Set[Errand](tx, map[string]any{"settled": true, "voided_at": tx.Now, "voided_by": tx.Actor.ID, "void_reason": reason},
		"departure_id = ? AND kind IN ? AND voided_at IS NULL", departure, kinds)
	return err
}

// ErrandInput is what is asked when an errand was done, or is not needed.
type ErrandInput struct {
	ID       uint64    `path:"errand" form:"-" json:"-"`
	Version  uint64    `form:"version" json:"version,omitempty"`
	DoneOn   value.Day `form:"done_on" json:"done_on,omitzero" doc:"today when absent"`
	Needless bool      `form:"needless" json:"needless,omitempty" doc:"it was looked at and is not needed; the note says why"`
	Note     string    `form:"note" json:"note,omitempty" validate:"max=300"`
}

// SettleErrand notes that something due was done, or is not needed in this case. It needs
// presence.discharge, or presence.absence for whoever is missing. Conflict: done already, or no
// longer due.
func SettleErrand(tx *db.Tx, in ErrandInput) (*Errand, error) {
	e, err := heldErrand(tx, in.ID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	tidyTexts(&bad, textField{"note", &in.Note, leavingText})
	if in.DoneOn.IsZero() {
		in.DoneOn = tx.Today()
	}
	switch {
	case in.DoneOn.After(tx.Today()):
		bad.Add("done_on", "intake.leaving_in_future")
	case in.DoneOn.Before(e.FromOn):
		bad.Add("done_on", "intake.done_too_early", fault.A{"from": e.FromOn})
	}
	if in.Needless && in.Note == "" {
		bad.Add("note", "presence.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if e.Settled {
		return nil, fault.New(fault.Conflict, "intake.errand_settled")
	}
	if in.Version != 0 && in.Version != e.Version {
		return nil, fault.New(fault.Conflict, "db.changed_meanwhile")
	}
	e.Settled, e.DoneOn, e.Needless, e.DoneNote, e.DoneRecordedAt, e.DoneRecordedBy = true, in.DoneOn, in.Needless, in.Note, &tx.Now, &tx.Actor.ID
	return e, db.Change(tx, e, "settled", "done_on", "needless", "done_note", "done_recorded_at", "done_recorded_by")
}

// ErrandUndo names an errand that was ticked off by mistake, and why.
type ErrandUndo struct {
	ID     uint64 `path:"errand" form:"-" json:"-"`
	Reason string `form:"reason" json:"reason" validate:"required,max=300"`
}

// ReopenErrand takes back that something was done: the wrong line stays readable, and the errand is
// due again as it was. It needs what SettleErrand needs. Conflict: it is not done, or the decision
// itself did it.
func ReopenErrand(tx *db.Tx, in ErrandUndo) (*Errand, error) {
	e, err := heldErrand(tx, in.ID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	tidyTexts(&bad, textField{"reason", &in.Reason, leavingText})
	if in.Reason == "" {
		bad.Add("reason", "presence.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if e.Voided() || e.Open() || e.Kind == DecisionErrand {
		return nil, fault.New(fault.Conflict, "intake.errand_not_done")
	}
	again := *e
	again.ID, again.Version, again.Settled, again.DoneOn, again.Needless, again.DoneNote, again.DoneRecordedAt, again.DoneRecordedBy = 0, 1, false, none, false, "", nil, nil
	again.Written = writtenNow(tx)
	e.void(tx, in.Reason)
	if err := db.Change(tx, e, "voided_at", "voided_by", "void_reason"); err != nil {
		return nil, err
	}
	tx.Detail("reason", in.Reason)
	return &again, db.Add(tx, &again)
}

// heldErrand reads an errand that somebody wants to settle; what is out of reach is not there.
func heldErrand(tx *db.Tx, id uint64) (*Errand, error) {
	ways := []string{presence.Release, presence.Away}
	if !tx.Actor.Has(presence.Release) {
		ways = ways[1:]
	}
	if err := tx.May(ways[0]); err != nil {
		return nil, err
	}
	if _, err := db.Get[Errand](tx, id); err != nil {
		return nil, err
	}
	held, err := db.Hold[Errand](tx, id)
	if err != nil {
		return nil, err
	}
	e := &held[0]
	permission := presence.Release
	if e.AbsenceID != nil {
		permission = presence.Away
	}
	if _, err := presence.Reaches(tx, permission, e.ResidentID); err != nil {
		return nil, err
	}
	tx.Concerns("resident", e.ResidentID, e.CampusID)
	tx.Detail("errand", e.ID)
	tx.Detail("kind", e.Kind)
	return e, nil
}

var none value.Day
