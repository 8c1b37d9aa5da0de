package intake

import (
	"slices"
	"strings"
	"time"
)

// Bringer says who brought a person in an emergency.
type Bringer string

// The bringers.
const (
	Police        Bringer = "police"
	CommuneOffice Bringer = "commune"
	Finder        Bringer = "finder"
	FamilyMember  Bringer = "family"
	HospitalStaff Bringer = "hospital"
	CameAlone     Bringer = "self"
	SomebodyElse  Bringer = "other"
)

// Bringers lists them in the order of the page.
var Bringers = []Bringer{Police, CommuneOffice, Finder, FamilyMember, HospitalStaff, CameAlone, SomebodyElse}

// FirstState is what one sees of a person at the door, before anybody has examined.
type FirstState string

// FirstStates are the boxes of the page, plain words that no diagnosis is.
var FirstStates = []FirstState{"injured", "hungry", "cold", "exhausted", "afraid", "confused", "silent", "angry", "drunk", "pregnant", "with_child"}

// Minutes are the facts of an emergency reception, as the minutes with the finder and the commune or
// police need them (Decree 20/2021, article 28(2a), step 1).
type Minutes struct {
	ID            uint64
	CampusID      uint64
	FileID        uint64
	ResidentID    uint64
	ReceivedAt    time.Time
	FoundPlace    string
	Finder        string
	FinderPhone   string
	BroughtBy     Bringer
	Bringer       string // name and rank
	BringerOffice string
	BringerPhone  string
	States        string // first states with commas between
	StateNote     string
	Belongings    string
	RecordedAt    time.Time
	RecordedBy    uint64
	Version       uint64
}

// TableName names the table.
func (Minutes) TableName() string { return "intake_receptions" }

// Seen lists the first states.
func (m Minutes) Seen() []FirstState {
	var out []FirstState
	for part := range strings.SplitSeq(m.States, ",") {
		if slices.Contains(FirstStates, FirstState(part)) {
			out = append(out, FirstState(part))
		}
	}
	return out
}

// Identification tells when somebody unknown got a name, or turned out to be a person whom the house
// knows already.
type Identification struct {
	ID         uint64
	CampusID   uint64
	ResidentID uint64
	NameWas    string
	NameIs     string
	LearntFrom string
	KnownAsID  *uint64
	RecordedAt time.Time
	RecordedBy uint64
}

// TableName names the table.
func (Identification) TableName() string { return "intake_identifications" }
