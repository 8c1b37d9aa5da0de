package care

import (
	"encoding/json"
	"time"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// Level is how much a line of a handover asks of who comes.
type Level string

// The levels: something is still to be done, something is not as usual, all is as usual, and what is
// counted and signed.
const (
	Red   Level = "red"
	Amber Level = "amber"
	Grey  Level = "grey"
	Count Level = "count"
)

// ItemKind says what a line of a handover speaks of.
type ItemKind string

// What a handover speaks of.
const (
	ItemAgain     ItemKind = "again"     // what a shift before left unfinished
	ItemMissing   ItemKind = "missing"   // a person is missing
	ItemOrder     ItemKind = "order"     // restraint or isolation that runs, or ended in the shift
	ItemRollcall  ItemKind = "rollcall"  // a count that nobody signed
	ItemIncident  ItemKind = "incident"  // something happened in the shift
	ItemAct       ItemKind = "act"       // what is still to be done about an incident
	ItemGrave     ItemKind = "grave"     // found in a round: hurt, choked, not found, aggressive
	ItemPending   ItemKind = "pending"   // found in a round, and what was to be done is not done yet
	ItemUnwritten ItemKind = "unwritten" // people of whom nobody wrote anything
	ItemLateBack  ItemKind = "late_back" // should be back from hospital or home
	ItemWatch     ItemKind = "watch"     // watched closely
	ItemTask      ItemKind = "task"      // planned for an hour that has passed, and nobody wrote what became of it
	ItemConcern   ItemKind = "concern"   // noticed over some days, and nobody said what was done
	ItemTray      ItemKind = "tray"      // written without a network, and waits for a decision
	ItemChanged   ItemKind = "changed"   // not as usual
	ItemUsual     ItemKind = "usual"     // how many are as usual
	ItemAway      ItemKind = "away"      // who is in hospital or at home
	ItemKept      ItemKind = "kept"      // beds that are kept
	ItemKeys      ItemKind = "keys"      // the bunch of keys, counted
	ItemDrugs     ItemKind = "drugs"     // controlled drugs, counted
	ItemHeads     ItemKind = "heads"     // the heads, signed last
)

// counted tells that the line wants a number.
func (k ItemKind) counted() bool { return k == ItemKeys || k == ItemDrugs }

// Named is a person or a thing in a line, with a word about it.
type Named struct {
	ResidentID uint64 `json:"resident_id,omitempty"`
	Name       string `json:"name"`
	Place      string `json:"place,omitempty"`
	Kind       string `json:"kind,omitempty"` // hospital, leave, missing
}

// Heads are the numbers of a ward at the beginning and the end of a shift.
type Heads struct {
	StartHere int     `json:"start_here"`
	StartAway int     `json:"start_away"`
	Here      int     `json:"here"`
	Hospital  int     `json:"hospital"`
	Leave     int     `json:"leave"`
	Missing   int     `json:"missing"`
	Came      []Named `json:"came,omitempty"`
	Left      []Named `json:"left,omitempty"`
}

// Facts are what a line says, free of any language. When it is signed they are kept as they were.
type Facts struct {
	Kind       ItemKind      `json:"kind"`
	Level      Level         `json:"level"`
	ResidentID uint64        `json:"resident_id,omitempty"`
	Name       string        `json:"name,omitempty"`
	Room       string        `json:"room,omitempty"`
	Bed        string        `json:"bed,omitempty"`
	At         *time.Time    `json:"at,omitempty"`
	Day        value.Day     `json:"day,omitzero"`
	Away       string        `json:"away,omitempty"`
	Signs      *Signs        `json:"signs,omitempty"`
	Norm       *Signs        `json:"norm,omitempty"`
	Response   string        `json:"response,omitempty"`
	Note       string        `json:"note,omitempty"`
	IncidentID uint64        `json:"incident_id,omitempty"`
	Incident   IncidentKind  `json:"incident,omitempty"`
	Severity   Severity      `json:"severity,omitempty"`
	Text       string        `json:"text,omitempty"`
	Order      OrderKind     `json:"order,omitempty"`
	OrderID    uint64        `json:"order_id,omitempty"`
	Until      *time.Time    `json:"until,omitempty"`  // of an order: when its time is over
	Review     *time.Time    `json:"review,omitempty"` // of an order that runs: when it is decided anew
	Ended      *time.Time    `json:"ended,omitempty"`  // of an order: when the person was free
	Roll       RollKind      `json:"roll,omitempty"`
	RollcallID uint64        `json:"rollcall_id,omitempty"`
	Watches    []Vigil       `json:"watches,omitempty"`
	Concern    ConcernKind   `json:"concern,omitempty"`
	Told       *ConcernFacts `json:"told,omitempty"`
	Passed     bool          `json:"passed,omitempty"`
	Heads      *Heads        `json:"heads,omitempty"`
	People     []Named       `json:"people,omitempty"`
	N          int           `json:"n,omitempty"`
	Was        *Facts        `json:"was,omitempty"`  // of a line that comes again
	Word       string        `json:"word,omitempty"` // why it was not finished
	Since      value.Day     `json:"since,omitzero"` // the day of the shift that first left it
	Shift      uint64        `json:"shift,omitempty"`
}

// Line is a line of a handover that somebody signed. Its facts never change any more. OpenWardID is set
// while it is unresolved: then it comes again in the next shift, until a line carries it on.
type Line struct {
	ID           uint64
	CampusID     uint64
	WardID       uint64
	ShiftID      uint64
	ShiftDay     value.Day
	LineKey      string
	Facts        string `gorm:"serializer:sealed" sealed:"care_handover_lines.facts"`
	Counted      *int
	Matches      *bool
	Unfinished   bool
	Word         string `gorm:"serializer:sealed" sealed:"care_handover_lines.word"`
	OutgoingBy   uint64
	OutgoingAt   time.Time
	IncomingBy   *uint64
	IncomingAt   *time.Time
	IncomingWord string `gorm:"serializer:sealed" sealed:"care_handover_lines.incoming_word"`
	OpenWardID   *uint64
	CarriedID    *uint64
}

// TableName names the table.
func (Line) TableName() string { return "care_handover_lines" }

// Signed is a line with the names of who signed it.
type Signed struct {
	Line         `gorm:"embedded"`
	OutgoingName string
	IncomingName string
}

// Late tells how long after the end of the shift it was signed first, beyond a quarter of an hour.
func (s Signed) Late(turn settings.Turn) time.Duration {
	return LateBy(turn.Ends(), s.OutgoingAt)
}

// Matter is a line of a handover: what it says, and who signed it.
type Matter struct {
	Key string
	Facts
	Line  *Signed
	Later *Facts // what is known now and was not when it was signed
	Left  []Line // lines of shifts before that this one carries on
}

// Done tells that both signed.
func (i Matter) Done() bool { return i.Line != nil && i.Line.IncomingBy != nil }

// Handover is what a shift hands to the next in a ward.
type Handover struct {
	WardID     uint64
	WardName   string
	CampusID   uint64
	CampusName string
	ZoneID     uint64
	Turn       settings.Turn
	Prev, Next *settings.Turn // the shifts beside it; none that has not begun
	Opens      time.Time      // from when it may be signed
	Days       int            // for how many days after its end it may be signed
	Until      time.Time      // up to when the facts reach
	Now        time.Time
	Items      []Matter
	After      []Matter   // became known after both had signed everything
	Complete   *time.Time // when the last signature was given
}

// Of gives the lines of a level.
func (h Handover) Of(l Level) (out []Matter) {
	for _, i := range h.Items {
		if i.Level == l {
			out = append(out, i)
		}
	}
	return out
}

// Signable tells that the handover may be signed now.
func (h Handover) Signable() bool {
	return h.Complete == nil && !h.Now.Before(h.Opens) && h.Now.Before(h.Turn.Ends().AddDate(0, 0, h.Days))
}

// opensBefore is how long before the end of a shift its handover may be signed and is called to mind, as
// is set on the day of the shift.
func opensBefore(book *settings.Book, turn settings.Turn) (time.Duration, error) {
	minutes, err := book.Int(settings.HandoverOpens, turn.Day)
	return time.Duration(minutes) * time.Minute, err
}

// turnToHand is the shift that is being handed over: the running one when its handover is open, else the
// one before it.
func turnToHand(book *settings.Book, now time.Time) (settings.Turn, bool) {
	turn, ok := book.Timetable.TurnAt(now)
	if !ok {
		return turn, ok
	}
	if early, err := opensBefore(book, turn); err == nil && !now.Before(turn.Ends().Add(-early)) {
		return turn, ok
	}
	if before, ok := book.Timetable.Previous(turn); ok {
		return before, true
	}
	return turn, ok
}

// HandoverOf writes the handover of a ward and shift: the one that is being handed over when none is
// named. What was signed stands as it was signed; everything else as it is known now. It needs
// care.view in the ward and residents.view. Thirteen statements, however many people and years.
func HandoverOf(tx *db.Tx, in TurnInput) (*Handover, error) {
	if err := mayRead(tx, View); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	turn, err := in.turn(book, tx.Now, turnToHand)
	if err != nil {
		return nil, err
	}
	ward, err := wards.Within(tx, View, in.WardID)
	if err != nil {
		return nil, err
	}
	early, err := opensBefore(book, turn)
	if err != nil {
		return nil, err
	}
	days, err := book.Int(settings.HandoverLatest, turn.Day)
	if err != nil {
		return nil, err
	}
	h := &Handover{WardID: ward.ID, WardName: ward.Name, CampusID: ward.CampusID, CampusName: ward.CampusName, ZoneID: ward.ZoneID, Turn: turn, Opens: turn.Ends().Add(-early), Days: days,
		Until: endOf(turn, tx.Now), Now: tx.Now}
	w := writer{tx: tx, h: h, listed: map[uint64]bool{}}
	if w.before, w.hasBefore = book.Timetable.Previous(turn); w.hasBefore {
		h.Prev = &w.before
	}
	if next, ok := book.Timetable.Next(turn); ok && !next.Starts().After(tx.Now) {
		h.Next = &next
	}
	return h, w.write()
}

// facts reads what was signed.
func (l Line) facts() (f Facts) {
	_ = json.Unmarshal([]byte(l.Facts), &f) // the house wrote it: it is always whole
	return f
}

// said is why the line is unfinished, by whoever said it last.
func (l Line) said() string {
	if l.IncomingWord != "" {
		return l.IncomingWord
	}
	return l.Word
}
