package care

import (
	"encoding/json"
	"time"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// DoorRoom is a room of a ward with the passes of its door in one night.
type DoorRoom struct {
	RoomID   uint64
	WardID   uint64
	CampusID uint64
	Name     string
	Position int
	Code     string // empty when it has none, and for whoever may not print it
	IssuedAt *time.Time
	People   int       // who have a bed in it now
	Passes   []PassIn  `gorm:"-"`
	Gaps     []DoorGap `gorm:"-"`
}

// HasCode tells that the door of the room has a code.
func (r DoorRoom) HasCode() bool { return r.IssuedAt != nil }

// PassIn is a pass with who it was.
type PassIn struct {
	DoorPass `gorm:"embedded"`
	ByName   string
}

// DoorNight is the doors of a ward in one night.
type DoorNight struct {
	Ward  wards.WardIn
	Night Night
	Rooms []DoorRoom
	Now   time.Time
}

// Missed is how many rooms in which somebody lives had a gap.
func (d DoorNight) Missed() (n int) {
	for _, r := range d.Rooms {
		if r.People > 0 && len(r.Gaps) > 0 {
			n++
		}
	}
	return n
}

// DoorsInput asks for a night of a ward: the one that runs or was the last when no day is said.
type DoorsInput struct {
	WardID uint64    `path:"ward" form:"-" json:"-"`
	Day    value.Day `form:"day" json:"day,omitzero"`
}

const (
	doorRooms = `SELECT m.id AS room_id, m.ward_id, m.campus_id, m.name, m.position, d.code, d.issued_at,
		(SELECT COUNT(*) FROM presence_placements p WHERE p.room_id = m.id AND p.open_resident_id IS NOT NULL) AS people
		FROM wards_rooms m LEFT JOIN care_door_codes d ON d.open_room_id = m.id WHERE {campus m.campus_id} AND (m.valid_to IS NULL OR m.valid_to > ?)`
	doorWalks = `SELECT x.id, x.campus_id, x.ward_id, x.room_id, x.how, x.at, x.recorded_at, x.recorded_by, s.name AS by_name
		FROM care_door_passes x LEFT JOIN staff_members s ON s.id = x.recorded_by WHERE {campus x.campus_id} AND x.at >= ? AND x.at <= ?`
)

// DoorsOf gives the doors of a ward in one night: who passed each and when, and where nobody did for too long. It
// needs care.view in the ward. Codes are shown to whoever holds care.doors there. Three statements and the
// settings.
func DoorsOf(tx *db.Tx, in DoorsInput) (d *DoorNight, err error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	w, err := wards.Within(tx, View, in.WardID)
	if err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	d = &DoorNight{Ward: *w, Now: tx.Now}
	if in.Day.IsZero() {
		d.Night, err = lastNight(tx, book)
	} else {
		d.Night, err = doorsNight(tx, book, in.Day)
	}
	if err != nil {
		return nil, err
	}
	if d.Rooms, err = db.Report[DoorRoom](tx, doorRooms+" AND m.ward_id = ?", tx.Today(), w.ID); err != nil {
		return nil, err
	}
	sortRooms(d.Rooms)
	passes, err := db.Report[PassIn](tx, doorWalks+" AND x.ward_id = ? ORDER BY x.at, x.id", d.Night.From, d.Night.To, w.ID)
	if err != nil {
		return nil, err
	}
	prints := tx.Reach(Doors).Ward(w.CampusID, w.ZoneID, w.ID)
	for i := range d.Rooms {
		r := &d.Rooms[i]
		r.watch(d.Night, passes, tx.Now)
		if !prints {
			r.Code = ""
		}
	}
	return d, nil
}

// watch gives a room its passes and what lies between them. A door without a code when the night began is
// not asked about.
func (r *DoorRoom) watch(n Night, passes []PassIn, now time.Time) {
	var at []time.Time
	for _, p := range passes {
		if p.RoomID == r.RoomID {
			r.Passes, at = append(r.Passes, p), append(at, p.At)
		}
	}
	if r.HasCode() && r.People > 0 && !r.IssuedAt.After(n.From) {
		r.Gaps = n.Gaps(at, now)
	}
}

// DoorAt is a door with its ward and room, as whoever scans it sees it.
type DoorAt struct {
	Code     DoorCode
	Ward     wards.WardIn
	RoomName string
	Passes   []PassIn // of the last twelve hours, the newest first
}

// DoorFor gives the door of a code. It needs care.record in the ward. NotFound: there is no such code within
// reach. Conflict: it was renewed.
func DoorFor(tx *db.Tx, text string) (*DoorAt, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	code, w, err := doorOf(tx, Record, text)
	if err != nil {
		return nil, err
	}
	d := &DoorAt{Code: *code, Ward: *w}
	type room struct{ Name string }
	rooms, err := db.Report[room](tx, `SELECT m.name FROM wards_rooms m WHERE {campus m.campus_id} AND m.id = ?`, code.RoomID)
	if err != nil {
		return nil, err
	}
	if len(rooms) > 0 {
		d.RoomName = rooms[0].Name
	}
	d.Passes, err = db.Report[PassIn](tx, doorWalks+" AND x.ward_id = ? AND x.room_id = ? ORDER BY x.at DESC, x.id DESC", tx.Now.Add(-12*time.Hour), tx.Now, code.WardID, code.RoomID)
	return d, err
}

// AskDoors looks at the doors of last night and asks, once for each ward and night, about the rooms that
// nobody passed for longer than the centre's setting. It is the house's own work of the morning: two statements
// and one for each new question. It tells how many are new.
func AskDoors(tx *db.Tx) (asked int, err error) {
	if err := tx.May(Questions); err != nil {
		return 0, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return 0, err
	}
	night, err := doorsNight(tx, book, tx.Today().AddDays(-1))
	if err != nil || tx.Now.Before(night.To) {
		return 0, err
	}
	rooms, err := db.Report[DoorRoom](tx, doorRooms+" AND d.id IS NOT NULL ORDER BY m.ward_id, m.position, m.id", tx.Today())
	if err != nil {
		return 0, err
	}
	passes, err := db.Report[PassIn](tx, doorWalks+" ORDER BY x.at, x.id", night.From, night.To)
	if err != nil {
		return 0, err
	}
	var order []uint64
	found, campus := map[uint64]*DoubtFacts{}, map[uint64]uint64{}
	for i := range rooms {
		r := &rooms[i]
		r.watch(night, passes, tx.Now)
		if len(r.Gaps) == 0 {
			continue
		}
		f := found[r.WardID]
		if f == nil {
			f = &DoubtFacts{}
			found[r.WardID], campus[r.WardID] = f, r.CampusID
			order = append(order, r.WardID)
		}
		f.Rooms++
		if n := int(longest(r.Gaps).Took().Minutes()); n > f.Minutes {
			f.Minutes, f.Room = n, r.Name
		}
	}
	for _, ward := range order {
		facts, err := json.Marshal(found[ward])
		if err != nil {
			return asked, err
		}
		s := Suspect{Kind: DoorsUnpassed, WardID: ward, ShiftDay: night.Day}
		d := Doubt{CampusID: campus[ward], WardID: ward, Kind: s.Kind, ShiftDay: s.ShiftDay, DoubtKey: s.Key(), Facts: string(facts), AskedAt: tx.Now}
		if err := db.Add(tx, &d); err != nil {
			if db.Duplicate(err, "doubt_key") {
				continue // asked before
			}
			return asked, err
		}
		asked++
	}
	return asked, nil
}
