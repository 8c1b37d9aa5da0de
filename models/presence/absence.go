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

// Purpose says what a leave is for. In every number both are leave.
type Purpose string

// The purposes.
const (
	HomeVisit Purpose = "home"   // with the family, for a night or more
	Outing    Purpose = "outing" // out of the house and back, such as the market or a feast
)

// Purposes lists them in the order of the pages.
var Purposes = []Purpose{HomeVisit, Outing}

// Known tells whether there is such a purpose; none is known too.
func (p Purpose) Known() bool { return p == "" || slices.Contains(Purposes, p) }

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
	Purpose        Purpose // of a leave
	Relation       string  // of the companion to the person: daughter, teacher
	Phone          value.Phone
	PaperSeen      string  // by which the companion showed who they are
	BroughtBy      string  // who came back with the person
	LeaveID        *uint64 // the leave of a group
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
