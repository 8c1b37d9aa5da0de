package wards

import (
	"fmt"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Room is a room where people sleep.
type Room struct {
	ID        uint64
	CampusID  uint64
	WardID    uint64
	Name      string // 201
	SearchKey string
	OpenKey   *string // RoomKey of the name while it stands: no two open rooms of a ward share it
	FloorDm2  int     // floor in square decimetres, 0 when not measured
	Care24h   bool    `gorm:"column:care_24h"` // people here need care day and night
	Position  int
	Life
	Version uint64
}

// TableName names the table.
func (Room) TableName() string { return "wards_rooms" }

func (r Room) properties() Properties {
	return Properties{Name: r.Name, Position: r.Position, FloorDm2: r.FloorDm2, Care24h: r.Care24h}
}

func (r *Room) as(p Properties) {
	r.Name, r.Position, r.FloorDm2, r.Care24h = p.Name, p.Position, p.FloorDm2, p.Care24h
}

// AreaNorm is the least floor that each person in a room must have, in square decimetres: a dated
// setting (6 m², and 8 m² where care is given day and night; Circular 02/2020).
type AreaNorm struct {
	Dm2        int
	Care24hDm2 int
}

// For gives the norm of a room.
func (n AreaNorm) For(care24h bool) int {
	if care24h {
		return n.Care24hDm2
	}
	return n.Dm2
}

// PerPerson gives the floor that each of so many people has in the room, in square decimetres; ok
// is false when the room was not measured or nobody is in it.
func (r Room) PerPerson(people int) (dm2 int, ok bool) {
	if r.FloorDm2 == 0 || people <= 0 {
		return 0, false
	}
	return r.FloorDm2 / people, true
}

// TooSmall tells whether so many people have less floor in the room than the norm asks. A room
// that was not measured is never too small. It is a warning, not a refusal.
func (r Room) TooSmall(people int, norm AreaNorm) bool {
	return r.FloorDm2 > 0 && people > 0 && r.FloorDm2 < people*norm.For(r.Care24h)
}

// Holds gives for how many people the floor of the room suffices; ok is false when it was not
// measured.
func (r Room) Holds(norm AreaNorm) (people int, ok bool) {
	each := norm.For(r.Care24h)
	if r.FloorDm2 == 0 || each <= 0 {
		return 0, false
	}
	return r.FloorDm2 / each, true
}

// maxBeds is the most beds that one step makes in a room.
const maxBeds = 60

// maxFloorM2 keeps a slip of the finger (600 for 60) out; the largest dormitories have 300 m².
const maxFloorM2 = 2000

// RoomInput is what is asked about a room.
type RoomInput struct {
	Name     string    `form:"name" json:"name" validate:"max=200"`
	FloorM2  string    `form:"floor_m2" json:"floor_m2,omitempty" validate:"max=40"` // 24 or 24,5; empty when not measured
	Care24h  bool      `form:"care_24h" json:"care_24h,omitempty"`
	Beds     int       `form:"beds" json:"beds,omitempty"` // made with a new room, named G1, G2 …
	Position int       `form:"position" json:"position,omitempty"`
	From     value.Day `form:"from" json:"from,omitempty"`
	Version  uint64    `form:"version" json:"version,omitempty"`
}

func (in *RoomInput) check() (floorDm2 int, bad fault.Fields) {
	in.Name = RoomName(in.Name)
	in.Name = named(&bad, "name", in.Name)
	if value.CleanText(in.FloorM2) != "" {
		floor, err := value.ParseQuantity(in.FloorM2, "m²")
		switch {
		case err != nil:
			bad.Add("floor_m2", err.Error())
		case floor.Milli < 0 || floor.Milli > maxFloorM2*1000 || floor.Unit != "m²" && floor.Unit != "m2":
			bad.Add("floor_m2", "wards.floor_out_of_range", fault.A{"limit": maxFloorM2})
		default:
			floorDm2 = int(floor.Milli / 10)
		}
	}
	if in.Beds < 0 || in.Beds > maxBeds {
		bad.Add("beds", "wards.beds_out_of_range", fault.A{"limit": maxBeds})
	}
	positionIn(&bad, in.Position)
	return floorDm2, bad
}

// AddRoom makes a room with its beds in one step. It needs wards.edit for the ward; a name that
// another open room of the ward has is a conflict.
func AddRoom(tx *db.Tx, wardID uint64, in RoomInput) (*Room, error) {
	ward, err := holdWard(tx, wardID)
	if err != nil {
		return nil, err
	}
	if err := gone(ward.Life); err != nil {
		return nil, err
	}
	floor, bad := in.check()
	in.From = standsFrom(tx, &bad, "from", in.From)
	if in.From.Before(ward.ValidFrom) {
		bad.Add("from", "wards.from_before_it_stood", fault.A{"day": ward.ValidFrom})
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if in.Position == 0 {
		if in.Position, err = nextPosition(tx, func(r Room) int { return r.Position }, "ward_id = ?", wardID); err != nil {
			return nil, err
		}
	}
	row := newRoom(ward.CampusID, ward.ID, in.Name, in.From, in.Position)
	row.FloorDm2, row.Care24h = floor, in.Care24h
	if err := db.Add(tx, row); err != nil {
		return nil, taken(err, in.Name)
	}
	beds := make([]Bed, in.Beds)
	for i := range beds {
		beds[i] = *newBed(*row, fmt.Sprintf("G%d", i+1), in.From, i+1)
	}
	if err := db.Append(tx, beds); err != nil {
		return nil, err
	}
	tx.Concerns("room", row.ID, row.CampusID)
	tx.Detail("beds", in.Beds)
	tx.Touch(row.WardID)
	return row, nil
}

func newRoom(campusID, wardID uint64, name string, from value.Day, position int) *Room {
	key := RoomKey(name)
	return &Room{CampusID: campusID, WardID: wardID, Name: name, SearchKey: value.Fold(name), OpenKey: &key, Position: position,
		Life: Life{ChangedFrom: from, ValidFrom: from}}
}

// ChangeRoom changes what is known of a room and keeps how it was. It needs wards.edit for the
// ward.
func ChangeRoom(tx *db.Tx, id uint64, in RoomInput) (*Room, error) {
	row, err := holdRoom(tx, id)
	if err != nil {
		return nil, err
	}
	if err := gone(row.Life); err != nil {
		return nil, err
	}
	in.Beds = 0
	floor, bad := in.check()
	in.From = changesFrom(tx, &bad, in.From, row.Life)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	was, since := row.properties(), row.ChangedFrom
	key := RoomKey(in.Name)
	row.Name, row.SearchKey, row.OpenKey, row.ChangedFrom, row.Version = in.Name, value.Fold(in.Name), &key, in.From, in.Version
	row.FloorDm2, row.Care24h = floor, in.Care24h
	if in.Position != 0 {
		row.Position = in.Position
	}
	tx.Concerns("room", row.ID, row.CampusID)
	if err := db.Change(tx, row, "name", "search_key", "open_key", "floor_dm2", "care_24h", "position", "changed_from"); err != nil {
		return nil, taken(err, in.Name)
	}
	tx.Touch(row.WardID)
	return row, keepCopy(tx, "room", row.CampusID, row.ID, was, since, in.From)
}

// holdRoom locks a room that the actor may edit. The ward is asked for its zone, because a reach
// may be a zone.
func holdRoom(tx *db.Tx, id uint64) (*Room, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	rows, err := db.Hold[Room](tx, id)
	if err != nil {
		return nil, err
	}
	return &rows[0], mayEditWard(tx, rows[0].WardID)
}

func mayEditWard(tx *db.Tx, wardID uint64) error {
	ward, err := db.Get[Ward](tx, wardID)
	if err != nil {
		return err
	}
	return mayEdit(tx, ward.CampusID, ward.ZoneID, ward.ID)
}
