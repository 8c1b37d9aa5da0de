package wards

import (
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Bed is where one person sleeps. An overflow place is a mattress or a folding bed that the centre
// declares when it is too full: counted apart, and never a silent second person in a bed.
type Bed struct {
	ID        uint64
	CampusID  uint64
	WardID    uint64
	RoomID    uint64
	Name      string // G1
	SearchKey string
	OpenKey   *string // BedKey of the name while it stands: no two open beds of a room share it
	Overflow  bool
	Position  int
	Life
	Version uint64
}

// TableName names the table.
func (Bed) TableName() string { return "wards_beds" }

func (b Bed) properties() Properties {
	return Properties{Name: b.Name, Position: b.Position, Overflow: b.Overflow}
}

func (b *Bed) as(p Properties) { b.Name, b.Position, b.Overflow = p.Name, p.Position, p.Overflow }

// BedInput is what is asked about a bed.
type BedInput struct {
	Name     string    `form:"name" json:"name" validate:"max=200"`
	Overflow bool      `form:"overflow" json:"overflow,omitempty"`
	Position int       `form:"position" json:"position,omitempty"`
	From     value.Day `form:"from" json:"from,omitempty"`
	Version  uint64    `form:"version" json:"version,omitempty"`
}

func (in *BedInput) check() fault.Fields {
	var bad fault.Fields
	in.Name = named(&bad, "name", BedName(in.Name))
	positionIn(&bad, in.Position)
	return bad
}

// AddBed makes a bed or an overflow place in a room. It needs wards.edit for the ward; a name that
// another open bed of the room has is a conflict.
func AddBed(tx *db.Tx, roomID uint64, in BedInput) (*Bed, error) {
	room, err := holdRoom(tx, roomID)
	if err != nil {
		return nil, err
	}
	if err := gone(room.Life); err != nil {
		return nil, err
	}
	bad := in.check()
	in.From = standsFrom(tx, &bad, "from", in.From)
	if in.From.Before(room.ValidFrom) {
		bad.Add("from", "wards.from_before_it_stood", fault.A{"day": room.ValidFrom})
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if in.Position == 0 {
		if in.Position, err = nextPosition(tx, func(b Bed) int { return b.Position }, "room_id = ?", roomID); err != nil {
			return nil, err
		}
	}
	row := newBed(*room, in.Name, in.From, in.Position)
	row.Overflow = in.Overflow
	if err := db.Add(tx, row); err != nil {
		return nil, taken(err, in.Name)
	}
	tx.Concerns("bed", row.ID, row.CampusID)
	tx.Touch(row.WardID)
	return row, nil
}

func newBed(room Room, name string, from value.Day, position int) *Bed {
	key := BedKey(name)
	return &Bed{CampusID: room.CampusID, WardID: room.WardID, RoomID: room.ID, Name: name, SearchKey: value.Fold(name),
		OpenKey: &key, Position: position, Life: Life{ChangedFrom: from, ValidFrom: from}}
}

// ChangeBed changes the name or the place of a bed, or declares it an overflow place, and keeps
// how it was. It needs wards.edit for the ward.
func ChangeBed(tx *db.Tx, id uint64, in BedInput) (*Bed, error) {
	row, err := holdBed(tx, id)
	if err != nil {
		return nil, err
	}
	if err := gone(row.Life); err != nil {
		return nil, err
	}
	bad := in.check()
	in.From = changesFrom(tx, &bad, in.From, row.Life)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	was, since := row.properties(), row.ChangedFrom
	key := BedKey(in.Name)
	row.Name, row.SearchKey, row.OpenKey, row.ChangedFrom, row.Version = in.Name, value.Fold(in.Name), &key, in.From, in.Version
	row.Overflow = in.Overflow
	if in.Position != 0 {
		row.Position = in.Position
	}
	tx.Concerns("bed", row.ID, row.CampusID)
	if err := db.Change(tx, row, "name", "search_key", "open_key", "overflow", "position", "changed_from"); err != nil {
		return nil, taken(err, in.Name)
	}
	tx.Touch(row.WardID)
	return row, keepCopy(tx, "bed", row.CampusID, row.ID, was, since, in.From)
}

func holdBed(tx *db.Tx, id uint64) (*Bed, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	rows, err := db.Hold[Bed](tx, id)
	if err != nil {
		return nil, err
	}
	return &rows[0], mayEditWard(tx, rows[0].WardID)
}

// BedIn is a bed with the room and ward it stands in, for choosing a free one.
type BedIn struct {
	Bed
	RoomName  string
	WardName  string
	ZoneID    uint64
	WardSex   Policy
	OutReason *string   // why the bed or its room is out of service, nil when it is not
	OutDueOn  value.Day // when it is due back, none when not known
}

// BedsOf lists the open beds of a ward in the order of its floor, with what is out of service. It
// needs the permission given for the ward.
func BedsOf(tx *db.Tx, permission string, wardID uint64) ([]BedIn, error) {
	if err := tx.May(permission); err != nil {
		return nil, err
	}
	rule, args := within(tx.Reach(permission))
	beds, err := db.Report[BedIn](tx, bedsIn+` AND w.id = ?`+rule+` ORDER BY r.position, r.id, b.position, b.id`, append([]any{wardID}, args...)...)
	return beds, err
}

const bedsIn = `SELECT b.*, r.name AS room_name, w.name AS ward_name, w.zone_id, w.sex AS ward_sex,
	CASE WHEN bo.id IS NOT NULL THEN bo.reason ELSE ro.reason END AS out_reason,
	CASE WHEN bo.id IS NOT NULL THEN bo.due_on ELSE ro.due_on END AS out_due_on
	FROM wards_beds b JOIN wards_rooms r ON r.id = b.room_id JOIN wards_wards w ON w.id = b.ward_id
	LEFT JOIN wards_outages bo ON bo.open_bed_id = b.id LEFT JOIN wards_outages ro ON ro.open_room_id = r.id
	WHERE {campus b.campus_id} AND b.valid_to IS NULL`

// OpenBeds reads the open beds with these ids, with their room and ward: for a use-case of another
// area that asked for its own permission and wants to put somebody there. Beds that are closed or
// out of the fence are missing in the answer.
func OpenBeds(tx *db.Tx, ids ...uint64) ([]BedIn, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return db.Report[BedIn](tx, bedsIn+` AND b.id IN ? ORDER BY b.id`, ids)
}
