package care

import (
	"cmp"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// Doors is the permission to print the codes of the doors of rooms and to renew them. To pass a door it is
// enough to record rounds.
const Doors = "care.doors"

// DoorCode is the code on the door of a room: scanned or typed, it says that somebody stands there. It is
// drawn by lot, gives no right, and can be renewed: the old one then is refused in words. OpenRoomID is set
// while it holds.
type DoorCode struct {
	ID         uint64
	CampusID   uint64
	WardID     uint64
	RoomID     uint64
	Code       string
	IssuedAt   time.Time
	IssuedBy   uint64
	EndedAt    *time.Time
	EndedBy    *uint64
	EndReason  string
	OpenRoomID *uint64
}

// TableName names the table.
func (DoorCode) TableName() string { return "care_door_codes" }

// DoorHow is how somebody said to stand at a door.
type DoorHow string

// The ways.
const (
	Scanned DoorHow = "scan"
	TypedIn DoorHow = "typed"
)

// DoorPass is one time that somebody of the staff stood at the door of a room. It is never changed.
type DoorPass struct {
	ID         uint64
	CampusID   uint64
	WardID     uint64
	RoomID     uint64
	How        DoorHow
	At         time.Time
	RecordedAt time.Time
	RecordedBy uint64
}

// TableName names the table.
func (DoorPass) TableName() string { return "care_door_passes" }

const (
	// doorLetters are digits and capitals without those that look alike; eight of them are forty bits.
	doorLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	doorLength  = 8
	// passAgain is how soon the same person at the same door is the same pass.
	passAgain = 2 * time.Minute
)

// DoorText brings a scanned or typed code into the form in which it is compared, as people read it from a
// paper: capitals without spaces and dashes, O for 0 and I or L for 1.
func DoorText(text string) string {
	clean := strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(text))
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(doorLetters, r) {
			return r
		}
		return -1
	}, clean)
}

// SpellDoor writes a code in two groups, as it stands on the paper.
func SpellDoor(code string) string {
	if len(code) != doorLength {
		return code
	}
	return code[:doorLength/2] + "-" + code[doorLength/2:]
}

func drawDoor() string {
	var b [doorLength]byte
	_, _ = rand.Read(b[:]) // never fails on the systems Go supports
	for i := range b {
		b[i] = doorLetters[int(b[i])%len(doorLetters)]
	}
	return string(b[:])
}

// OfWardDoors names a ward.
type OfWardDoors struct {
	WardID uint64 `path:"ward" form:"-" json:"-"`
}

// IssuedDoors is how many codes were made.
type IssuedDoors struct {
	WardID uint64 `json:"ward_id"`
	Made   int    `json:"made"`
}

// IssueDoors draws a code for each room of a ward that has none. It needs care.doors in the ward. Said again
// it makes none.
func IssueDoors(tx *db.Tx, in OfWardDoors) (*IssuedDoors, error) {
	if err := tx.May(Doors); err != nil {
		return nil, err
	}
	w, err := wards.Within(tx, Doors, in.WardID)
	if err != nil {
		return nil, err
	}
	type room struct{ ID uint64 }
	rooms, err := db.Report[room](tx, `SELECT m.id FROM wards_rooms m LEFT JOIN care_door_codes d ON d.open_room_id = m.id
		WHERE {campus m.campus_id} AND m.ward_id = ? AND (m.valid_to IS NULL OR m.valid_to > ?) AND d.id IS NULL ORDER BY m.id`, w.ID, tx.Today())
	if err != nil {
		return nil, err
	}
	rows := make([]DoorCode, len(rooms))
	for i, r := range rooms {
		rows[i] = DoorCode{CampusID: w.CampusID, WardID: w.ID, RoomID: r.ID, Code: drawDoor(), IssuedAt: tx.Now, IssuedBy: tx.Actor.ID, OpenRoomID: ptr(r.ID)}
	}
	if len(rows) > 0 {
		if err := db.Append(tx, rows); err != nil {
			if db.Duplicate(err, "open_room_id") || db.Duplicate(err, "code") {
				return nil, fault.New(fault.Conflict, "care.door.at_once").Because(err)
			}
			return nil, err
		}
	}
	tx.Concerns("ward", w.ID, w.CampusID)
	tx.Detail("made", len(rows))
	return &IssuedDoors{w.ID, len(rows)}, nil
}

// RenewDoorInput renews the code of a door, with the reason.
type RenewDoorInput struct {
	WardID uint64 `path:"ward" form:"-" json:"-"`
	RoomID uint64 `path:"room" form:"-" json:"-"`
	Reason string `form:"reason" json:"reason" validate:"required,max=300"`
}

// RenewDoor draws another code for a door; the old one is refused from now on. It needs care.doors in the
// ward. Invalid: no reason. NotFound: the room has no code.
func RenewDoor(tx *db.Tx, in RenewDoorInput) (*DoorCode, error) {
	if err := tx.May(Doors); err != nil {
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
	w, err := wards.Within(tx, Doors, in.WardID)
	if err != nil {
		return nil, err
	}
	n, err := db.Set[DoorCode](tx, map[string]any{"ended_at": tx.Now, "ended_by": tx.Actor.ID, "end_reason": reason, "open_room_id": nil}, "open_room_id = ? AND ward_id = ?", in.RoomID, w.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, notFound
	}
	row := DoorCode{CampusID: w.CampusID, WardID: w.ID, RoomID: in.RoomID, Code: drawDoor(), IssuedAt: tx.Now, IssuedBy: tx.Actor.ID, OpenRoomID: ptr(in.RoomID)}
	if err := db.Add(tx, &row); err != nil {
		return nil, err
	}
	tx.Concerns("ward", w.ID, w.CampusID)
	tx.Detail("room", in.RoomID)
	tx.Detail("reason", reason)
	return &row, nil
}

// doorOf finds the door of a code within the reach of a permission. Unknown codes and doors out of reach sound the
// same; a code that was renewed says so.
func doorOf(tx *db.Tx, permission, text string) (*DoorCode, *wards.WardIn, error) {
	code := DoorText(text)
	if code == "" {
		return nil, nil, fault.Field("code", "care.door.unknown")
	}
	row, err := db.From[DoorCode](tx).Where("code = ?", code).Maybe()
	if err != nil {
		return nil, nil, err
	}
	unknown := fault.New(fault.NotFound, "care.door.unknown").And("code", "care.door.unknown")
	if row == nil {
		return nil, nil, unknown
	}
	w, err := wards.Within(tx, permission, row.WardID)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil, unknown
	}
	if err != nil {
		return nil, nil, err
	}
	if row.EndedAt != nil {
		return nil, nil, fault.New(fault.Conflict, "care.door.renewed", fault.A{"at": *row.EndedAt}).And("code", "care.door.renewed", fault.A{"at": *row.EndedAt})
	}
	return row, w, nil
}

// PassInput says that somebody stands at a door.
type PassInput struct {
	Code string    `form:"code" json:"code" validate:"required,max=40"`
	How  DoorHow   `form:"how" json:"how,omitempty" validate:"max=20" enum:"scan,typed"`
	At   time.Time `form:"at" json:"at,omitzero" doc:"now when absent"`
}

// PassDoor notes that the actor stands at the door of a room now. It needs care.record in the ward. The same
// door within two minutes is the same pass. Invalid: there is no such code within reach. Conflict: it was
// renewed.
func PassDoor(tx *db.Tx, in PassInput) (*DoorPass, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	at := happened(&bad, tx, in.At)
	if tx.Now.Sub(at) > grace {
		bad.Add("at", "care.door.late")
	}
	if in.How == "" {
		in.How = Scanned
	}
	if in.How != Scanned && in.How != TypedIn {
		bad.Add("how", "care.door.how_unknown")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	code, _, err := doorOf(tx, Record, in.Code)
	if fault.KindOf(err) == fault.NotFound {
		err = fault.Field("code", "care.door.unknown")
	}
	if err != nil {
		return nil, err
	}
	tx.Concerns("ward", code.WardID, code.CampusID)
	tx.Detail("room", code.RoomID)
	again, err := db.From[DoorPass](tx).Where("ward_id = ? AND room_id = ? AND recorded_by = ? AND at > ? AND at <= ?", code.WardID, code.RoomID, tx.Actor.ID, at.Add(-passAgain), at).Order("id DESC").Maybe()
	if err != nil || again != nil {
		return again, err
	}
	p := DoorPass{CampusID: code.CampusID, WardID: code.WardID, RoomID: code.RoomID, How: in.How, At: at, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	return &p, db.Add(tx, &p)
}

// Night is the time in which the doors of rooms are passed: it belongs to the day on which it begins.
type Night struct {
	Day      value.Day
	From, To time.Time
	Longest  time.Duration // between two passes of a door
}

// doorsNight reads the night of a day by the centre's settings.
func doorsNight(tx *db.Tx, book *settings.Book, day value.Day) (n Night, err error) {
	figures := map[settings.Name]int{settings.DoorFrom: 0, settings.DoorTo: 0, settings.DoorGap: 0}
	for name := range figures {
		if figures[name], err = book.Int(name, day); err != nil {
			return n, err
		}
	}
	n.Day, n.From, n.To = day, day.At(tx.Zone(), figures[settings.DoorFrom]*60).UTC(), day.AddDays(1).At(tx.Zone(), figures[settings.DoorTo]*60).UTC()
	n.Longest = time.Duration(figures[settings.DoorGap]) * time.Minute
	return n, nil
}

// lastNight is the night that runs now or was the last.
func lastNight(tx *db.Tx, book *settings.Book) (Night, error) {
	n, err := doorsNight(tx, book, tx.Today())
	if err == nil && tx.Now.Before(n.From) {
		return doorsNight(tx, book, tx.Today().AddDays(-1))
	}
	return n, err
}

// DoorGap is a time in which nobody passed a door.
type DoorGap struct{ From, To time.Time }

// Took is how long it was.
func (g DoorGap) Took() time.Duration { return g.To.Sub(g.From) }

// Gaps finds the times of the night, until now, in which nobody passed a door for longer than allowed. Passes
// outside of the night close nothing.
func (n Night) Gaps(passes []time.Time, now time.Time) (out []DoorGap) {
	end := n.To
	if now.Before(end) {
		end = now
	}
	last := n.From
	for _, at := range append(slices.SortedFunc(slices.Values(passes), time.Time.Compare), end) {
		if at.Before(n.From) || at.After(end) {
			continue
		}
		if n.Longest > 0 && at.Sub(last) > n.Longest {
			out = append(out, DoorGap{last, at})
		}
		last = at
	}
	return out
}

// longest is the longest of some gaps.
func longest(gaps []DoorGap) (out DoorGap) {
	for _, g := range gaps {
		if g.Took() > out.Took() {
			out = g
		}
	}
	return out
}

// sortRooms sets rooms in the order of the floor.
func sortRooms(rooms []DoorRoom) {
	slices.SortStableFunc(rooms, func(a, b DoorRoom) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.RoomID, b.RoomID))
	})
}
