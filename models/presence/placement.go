package presence

import "time"

// Cause is how a person came into a bed.
type Cause string

// The causes.
const (
	Placed    Cause = "place"
	Moved     Cause = "move"
	Swapped   Cause = "swap"
	Corrected Cause = "correct"
	Restored  Cause = "restore" // back in the bed after a move or a discharge was found wrong
)

// Placement is a bed that a person has for a while. OpenBedID and OpenResidentID are set as long as
// it goes on; their unique keys let no bed have two people and no person two beds.
type Placement struct {
	ID             uint64
	CampusID       uint64
	StayID         uint64
	ResidentID     uint64
	WardID         uint64
	RoomID         uint64
	BedID          uint64
	Cause          Cause
	SwappedWith    *uint64 // the other person of a swap
	Note           string
	StartedAt      time.Time
	EndedAt        *time.Time
	OpenBedID      *uint64
	OpenResidentID *uint64
	Trace
}

// TableName names the table.
func (Placement) TableName() string { return "presence_placements" }

// Span is the while of the placement.
func (p Placement) Span() Span { return Span{p.StartedAt, p.EndedAt} }

// Open tells that the person has the bed now.
func (p Placement) Open() bool { return p.EndedAt == nil && !p.Voided() }

// keys sets the unique columns as the placement's end demands.
func (p *Placement) keys() {
	p.OpenBedID, p.OpenResidentID = nil, nil
	if p.Open() {
		p.OpenBedID, p.OpenResidentID = ptr(p.BedID), ptr(p.ResidentID)
	}
}
