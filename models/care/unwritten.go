package care

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// Silent is somebody of whom nobody wrote anything in a shift: no mark of a round and no look.
type Silent struct {
	ResidentID  uint64
	Name        string
	PhotoFileID *uint64
	RoomName    string
	BedName     string
	Dismissed   string // why nothing has to be written, when somebody said so
}

// Unwritten is the list of a ward and shift.
type Unwritten struct {
	WardID   uint64
	WardName string
	CampusID uint64
	Turn     settings.Turn
	Now      time.Time
	Silent   []Silent // nobody wrote anything, and nobody said why
	Excused  []Silent // nobody wrote anything, with a reason
	Written  int      // people with something written
}

// Dismissal says why nothing has to be written of somebody in a shift.
type Dismissal struct {
	ID         uint64
	CampusID   uint64
	WardID     uint64
	ResidentID uint64
	ShiftDay   value.Day
	ShiftID    uint64
	Reason     string
	RecordedAt time.Time
	RecordedBy uint64
}

// TableName names the table.
func (Dismissal) TableName() string { return "care_dismissals" }

// WhoIsUnwritten lists the people of a ward of whom nobody wrote anything in a shift: the one that goes
// on when none is named. Who is away is not on it. It needs care.view in the ward and residents.view.
// Three statements, flat in history.
func WhoIsUnwritten(tx *db.Tx, in TurnInput) (*Unwritten, error) {
	if err := mayRead(tx, View); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	turn, err := in.turn(book, tx.Now, runningTurn)
	if err != nil {
		return nil, err
	}
	ward, err := wards.Within(tx, View, in.WardID)
	if err != nil {
		return nil, err
	}
	until := endOf(turn, tx.Now)
	people, err := dwellers(tx, ward.ID, turn, until)
	if err != nil {
		return nil, err
	}
	marks, err := marksIn(tx, ward.ID, turn)
	if err != nil {
		return nil, err
	}
	out := &Unwritten{WardID: ward.ID, WardName: ward.Name, CampusID: ward.CampusID, Turn: turn, Now: tx.Now}
	out.Silent, out.Excused, out.Written = silentOf(people, marks, turn)
	return out, nil
}

// endOf is until when a turn is looked at: its end, or now while it goes on.
func endOf(turn settings.Turn, now time.Time) time.Time {
	if end := turn.Ends().UTC(); end.Before(now) {
		return end
	}
	return now.Add(time.Microsecond) // what happened at this very moment belongs to it
}

// silentOf parts the people who are here by whether something was written of them in a turn.
func silentOf(people []*dweller, marks []turnMark, turn settings.Turn) (silent, excused []Silent, written int) {
	seen := map[uint64]bool{}
	for _, m := range marks {
		if m.in(turn) {
			seen[m.ResidentID] = true
		}
	}
	for _, p := range people {
		one := Silent{ResidentID: p.ResidentID, Name: p.Name, PhotoFileID: p.PhotoFileID, RoomName: p.RoomName, BedName: p.BedName, Dismissed: p.Dismissed}
		switch {
		case !p.here():
		case seen[p.ResidentID] || p.Looked:
			written++
		case p.Dismissed != "":
			excused = append(excused, one)
		default:
			silent = append(silent, one)
		}
	}
	return silent, excused, written
}

// DismissInput says why nothing has to be written of somebody.
type DismissInput struct {
	TurnInput
	ResidentID uint64 `form:"resident_id" json:"resident_id" validate:"required"`
	Reason     string `form:"reason" json:"reason" validate:"required,max=300"`
}

// DismissUnwritten takes somebody off the list of a shift, with the reason. It needs care.record in the
// ward. Invalid: no reason. Conflict: something is written, or somebody said why before.
func DismissUnwritten(tx *db.Tx, in DismissInput) (*Dismissal, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	reason := short(&bad, "reason", in.Reason)
	if reason == "" {
		bad.Add("reason", "care.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if _, err := wards.Within(tx, Record, in.WardID); err != nil {
		return nil, err
	}
	list, err := WhoIsUnwritten(tx, in.TurnInput)
	if err != nil {
		return nil, err
	}
	for _, s := range list.Silent {
		if s.ResidentID != in.ResidentID {
			continue
		}
		d := &Dismissal{CampusID: list.CampusID, WardID: in.WardID, ResidentID: in.ResidentID, ShiftDay: list.Turn.Day, ShiftID: list.Turn.Shift.ID, Reason: reason, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
		tx.Concerns("resident", d.ResidentID, d.CampusID)
		tx.Detail("reason", reason)
		if err := db.Add(tx, d); err != nil {
			if db.Duplicate(err, "turn") {
				return nil, fault.New(fault.Conflict, "care.unwritten.not_there").Because(err)
			}
			return nil, err
		}
		return d, nil
	}
	return nil, fault.New(fault.Conflict, "care.unwritten.not_there")
}
