package presence

import (
	"slices"
	"time"
)

// Category is the legal ground on which a person lives in the centre (Decree 20/2021, article 24).
type Category string

// Categories lists the grounds in the order of the decree: A social protection, B emergency, C
// administrative measures, D voluntary.
var Categories = []Category{"A1", "A2", "A3", "B1", "B2", "B3", "C1", "D1", "D2"}

// Known tells whether the decree has the category.
func (c Category) Known() bool { return slices.Contains(Categories, c) }

// Emergency tells whether the stay may last three months at most.
func (c Category) Emergency() bool { return len(c) == 2 && c[0] == 'B' }

// Reason is why a stay ended (Decree 20/2021, article 30(2), points a to k).
type Reason string

// The reasons in the order of the decree; đ is written dd, as addresses and files have no đ.
const (
	ClosedByHead    Reason = "a"  // the head closes the case
	AskedByFamily   Reason = "b"  // the guardian, the family or the carer asks (form 09)
	Adopted         Reason = "c"  // adopted
	CameOfAge       Reason = "d"  // turned 16, or finished school by 22
	NotServed       Reason = "dd" // the centre has no suitable service
	NoContact       Reason = "e"  // no contact for a month
	AskedBySelf     Reason = "g"  // the person asks
	DiedOrMissing   Reason = "h"  // death or declared missing
	ContractOver    Reason = "i"  // the contract ended
	OtherLegalCause Reason = "k"  // another cause in law
)

// WentAcross ends the part of a stay in one campus when the person is handed over to the other. The
// care goes on there, so it is none of the reasons of the decree.
const WentAcross Reason = "t"

// Reasons lists them all in the order of the decree.
var Reasons = []Reason{ClosedByHead, AskedByFamily, Adopted, CameOfAge, NotServed, NoContact, AskedBySelf, DiedOrMissing, ContractOver, OtherLegalCause}

// Known tells whether the decree has the reason.
func (r Reason) Known() bool { return slices.Contains(Reasons, r) }

// Stay is the while a person is in the centre's care. OpenResidentID is set as long as it goes on;
// its unique key lets nobody have two.
type Stay struct {
	ID             uint64
	CampusID       uint64
	ResidentID     uint64
	OriginID       *uint64 // the first row of a stay that was corrected
	Category       Category
	AdmittedAt     time.Time
	SinceAt        *time.Time // of a part that goes on after a transfer: the first admission
	LeftAt         *time.Time
	EndReason      Reason
	EndNote        string
	OpenResidentID *uint64
	Trace
}

// TableName names the table.
func (Stay) TableName() string { return "presence_stays" }

// Span is the while of the stay.
func (s Stay) Span() Span { return Span{s.AdmittedAt, s.LeftAt} }

// Since is when the person was first received, in whichever campus.
func (s Stay) Since() time.Time {
	if s.SinceAt != nil {
		return *s.SinceAt
	}
	return s.AdmittedAt
}

// Open tells that the person is in care.
func (s Stay) Open() bool { return s.LeftAt == nil && !s.Voided() }

// Identity is the number by which placements, absences and other books know the stay; it stays the
// same when the stay is corrected.
func (s Stay) Identity() uint64 {
	if s.OriginID != nil {
		return *s.OriginID
	}
	return s.ID
}

// again makes the row that replaces a wrong one.
func (s Stay) again(t Trace) Stay {
	t.ReplacesID = ptr(s.ID)
	next := s
	next.ID, next.OriginID, next.Trace = 0, ptr(s.Identity()), t
	return next
}
