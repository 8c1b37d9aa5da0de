package staff

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// AbsenceKind says why somebody of the staff is not here.
type AbsenceKind string

// The kinds. Who does not plan sees only that somebody is away.
const (
	AnnualLeave AbsenceKind = "annual"
	SickLeave   AbsenceKind = "sick"
	Maternity   AbsenceKind = "maternity"
	Training    AbsenceKind = "training"
	OtherLeave  AbsenceKind = "other"
)

// AbsenceKinds lists them in the order of the page.
var AbsenceKinds = []AbsenceKind{AnnualLeave, SickLeave, Maternity, Training, OtherLeave}

// Absence is a stretch of days on which somebody of the staff is not here. Duties planned before stand
// in the rota as gaps, so that nobody forgets to fill them.
type Absence struct {
	ID              uint64
	MemberID        uint64
	Kind            AbsenceKind
	FromDay         value.Day
	ToDay           value.Day
	Note            string
	RecordedAt      time.Time
	RecordedBy      uint64
	CancelledAt     *time.Time
	CancelledBy     uint64
	CancelledReason string
	Version         uint64
}

// TableName names the table.
func (Absence) TableName() string { return "staff_absences" }

// Covers tells whether the person is away on a day.
func (a Absence) Covers(day value.Day) bool { return !day.Before(a.FromDay) && !day.After(a.ToDay) }

// absencesIn reads who of some members is away between two days. Absences belong to people and not to
// campuses; the caller has chosen the people.
func absencesIn(tx *db.Tx, from, to value.Day, members []uint64) ([]Absence, error) {
	if len(members) == 0 {
		return nil, nil
	}
	return db.From[Absence](tx).Where("member_id IN ? AND cancelled_at IS NULL AND from_day <= ? AND to_day >= ?", members, to, from).Order("from_day, id").All()
}

// AbsenceInput is what is asked when somebody of the staff will not be here.
type AbsenceInput struct {
	Campus uint64      `path:"campus" form:"-" json:"-"`
	Member uint64      `form:"away_member" json:"member_id"`
	Kind   AbsenceKind `form:"away_kind" json:"kind" validate:"max=20"`
	From   value.Day   `form:"away_from" json:"from"`
	To     value.Day   `form:"away_to" json:"to,omitzero"` // the first day when missing
	Note   string      `form:"away_note" json:"note,omitempty" validate:"max=300"`
}

// Away is an absence with what it leaves open.
type Away struct {
	Absence
	Gaps int // duties that nobody does now
}

// longestAbsence bounds a typing mistake in a year.
const longestAbsence = 400

// NoteAbsence writes down that somebody is on leave, ill or at a course. It needs staff.plan for a
// campus in which the person works. Duties that stand on those days become gaps; they are not taken
// away. Conflict: the person is away on one of these days already.
func NoteAbsence(tx *db.Tx, in AbsenceInput) (*Away, error) {
	if err := tx.May(Plan); err != nil {
		return nil, err
	}
	if !tx.Reach(Plan).Campus(in.Campus) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	if in.To.IsZero() {
		in.To = in.From
	}
	var bad fault.Fields
	if !slices.Contains(AbsenceKinds, in.Kind) {
		bad.Add("away_kind", "words.one_of")
	}
	switch {
	case in.From.IsZero():
		bad.Add("away_from", "staff.rota.from_missing")
	case in.To.Before(in.From):
		bad.Add("away_to", "staff.ends_before")
	case in.To.Sub(in.From) > longestAbsence:
		bad.Add("away_to", "staff.rota.too_long", fault.A{"days": longestAbsence})
	}
	people, err := rotaPeople(tx, in.Campus, tx.Today(), tx.Today())
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(people, func(p RotaPerson) bool { return p.ID == in.Member }) {
		bad.Add("away_member", "staff.rota.not_here")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if _, err := db.Hold[Member](tx, in.Member); err != nil {
		return nil, err
	}
	there, err := absencesIn(tx, in.From, in.To, []uint64{in.Member})
	if err != nil {
		return nil, err
	}
	if len(there) > 0 {
		return nil, fault.New(fault.Conflict, "staff.rota.away_already", fault.A{"from": there[0].FromDay, "to": there[0].ToDay})
	}
	row := Absence{MemberID: in.Member, Kind: in.Kind, FromDay: in.From, ToDay: in.To, Note: cut(value.CleanText(in.Note), reasonLimit),
		RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if err := db.Add(tx, &row); err != nil {
		return nil, err
	}
	tx.Concerns("staff", in.Member, in.Campus)
	tx.Detail("from", in.From)
	tx.Detail("to", in.To)
	gaps, err := db.From[Duty](tx).Where("member_id = ? AND day >= ? AND day <= ? AND ended_at IS NULL", in.Member, in.From, in.To).Count()
	return &Away{row, gaps}, err
}

// CancelAbsenceInput names the absence that does not hold after all.
type CancelAbsenceInput struct {
	Campus  uint64 `path:"campus" form:"-" json:"-"`
	Absence uint64 `form:"absence_id" json:"absence_id"`
	Reason  string `form:"reason" json:"reason,omitempty" validate:"max=300"`
}

// CancelAbsence takes an absence back: the person is here after all. It needs staff.plan for a campus in
// which the person works. The row stays, with who took it back.
func CancelAbsence(tx *db.Tx, in CancelAbsenceInput) (*Absence, error) {
	if err := tx.May(Plan); err != nil {
		return nil, err
	}
	if !tx.Reach(Plan).Campus(in.Campus) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	row, err := db.Get[Absence](tx, in.Absence)
	if err != nil {
		return nil, err
	}
	people, err := rotaPeople(tx, in.Campus, tx.Today(), tx.Today())
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(people, func(p RotaPerson) bool { return p.ID == row.MemberID }) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	if row.CancelledAt != nil {
		return nil, fault.New(fault.Conflict, "staff.rota.cancelled_already")
	}
	now := tx.Now
	row.CancelledAt, row.CancelledBy, row.CancelledReason = &now, tx.Actor.ID, cut(value.CleanText(in.Reason), reasonLimit)
	tx.Concerns("staff", row.MemberID, in.Campus)
	return row, db.Change(tx, row, "cancelled_at", "cancelled_by", "cancelled_reason")
}
