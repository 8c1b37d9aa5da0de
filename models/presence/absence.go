package presence

import (
	"slices"
	"time"

	"maiam/models/value"
)

// AbsenceKind is where a person in care is when not in the house.
type AbsenceKind string

// The kinds of absence.
const (
	Hospital AbsenceKind = "hospital"
	Leave    AbsenceKind = "leave"
	Missing  AbsenceKind = "missing"
)

// AbsenceKinds lists the kinds in the order in which pages show them.
var AbsenceKinds = []AbsenceKind{Hospital, Leave, Missing}

// Known tells whether there is such a kind.
func (k AbsenceKind) Known() bool { return slices.Contains(AbsenceKinds, k) }

// Absence is a while away during a stay; the bed is held. OpenResidentID is set as long as the
// person is away.
type Absence struct {
	ID             uint64
	CampusID       uint64
	StayID         uint64
	ResidentID     uint64
	Kind           AbsenceKind
	Place          string
	Companion      string
	Note           string
	DueBackOn      value.Day
	StartedAt      time.Time
	EndedAt        *time.Time
	OpenResidentID *uint64
	Trace
}

// TableName names the table.
func (Absence) TableName() string { return "presence_absences" }

// Span is the while of the absence.
func (a Absence) Span() Span { return Span{a.StartedAt, a.EndedAt} }

// Open tells that the person is still away.
func (a Absence) Open() bool { return a.EndedAt == nil && !a.Voided() }

// Overdue tells that the person should have been back before a day.
func (a Absence) Overdue(today value.Day) bool {
	return a.Open() && !a.DueBackOn.IsZero() && a.DueBackOn.Before(today)
}
