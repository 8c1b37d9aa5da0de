package wards

import (
	"maiam/models/db"
	"maiam/models/fault"
)

// Look is a ward as it stands today with its rooms and beds.
type Look struct {
	WardIn
	Rooms []TreeRoom
}

// Capacity counts the places of the ward.
func (l Look) Capacity() Capacity { return TreeWard{Rooms: l.Rooms}.Capacity() }

// LookAt gives an open ward, in which the actor holds a permission, with its rooms and beds, in
// four statements. Any other ward is not there.
func LookAt(tx *db.Tx, permission string, wardID uint64) (*Look, error) {
	ward, err := Within(tx, permission, wardID)
	if err != nil {
		return nil, err
	}
	if !ward.Open() {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	const stands = "ward_id = ? AND valid_to IS NULL"
	rooms, err := db.From[Room](tx).Where(stands, wardID).Order("position, id").All()
	if err != nil {
		return nil, err
	}
	beds, err := db.From[Bed](tx).Where(stands, wardID).Order("position, id").All()
	if err != nil {
		return nil, err
	}
	outages, err := db.From[Outage](tx).Where("ward_id = ? AND ended_at IS NULL", wardID).Order("id").All()
	if err != nil {
		return nil, err
	}
	return &Look{WardIn: *ward, Rooms: roomsOf(rooms, beds, outages)[wardID]}, nil
}

// LookAtRoom gives an open room with the ward around it, under the rule of LookAt.
func LookAtRoom(tx *db.Tx, permission string, roomID uint64) (*Look, *TreeRoom, error) {
	if err := tx.May(permission); err != nil {
		return nil, nil, err
	}
	row, err := db.Get[Room](tx, roomID)
	if err != nil {
		return nil, nil, err
	}
	look, err := LookAt(tx, permission, row.WardID)
	if err != nil {
		return nil, nil, err
	}
	for i := range look.Rooms {
		if look.Rooms[i].ID == roomID {
			return look, &look.Rooms[i], nil
		}
	}
	return nil, nil, fault.New(fault.NotFound, "db.not_found")
}

// LookAtBed gives an open bed with its room and ward, under the rule of LookAt.
func LookAtBed(tx *db.Tx, permission string, bedID uint64) (*Look, *TreeRoom, *TreeBed, error) {
	if err := tx.May(permission); err != nil {
		return nil, nil, nil, err
	}
	row, err := db.Get[Bed](tx, bedID)
	if err != nil {
		return nil, nil, nil, err
	}
	look, room, err := LookAtRoom(tx, permission, row.RoomID)
	if err != nil {
		return nil, nil, nil, err
	}
	for i := range room.Beds {
		if room.Beds[i].ID == bedID {
			return look, room, &room.Beds[i], nil
		}
	}
	return nil, nil, nil, fault.New(fault.NotFound, "db.not_found")
}

// History lists the earlier properties of a zone, ward, room or bed, the latest first. It asks for
// no permission: the caller has looked at the place itself.
func History(tx *db.Tx, kind string, id uint64) ([]Revision, error) {
	return db.From[Revision](tx).Where("kind = ? AND node_id = ?", kind, id).Order("id DESC").Limit(50).All()
}

// LookAtZone gives an open zone, in which the actor holds a permission, with its wards as they
// stand today; the tree holds that zone alone. Any other zone is not there.
func LookAtZone(tx *db.Tx, permission string, zoneID uint64) (*Tree, error) {
	if err := tx.May(permission); err != nil {
		return nil, err
	}
	zone, err := db.Get[Zone](tx, zoneID)
	if err != nil {
		return nil, err
	}
	if !zone.Open() || !tx.Reach(permission).Ward(zone.CampusID, zone.ID, 0) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	tree, err := TreeOf(tx, zone.CampusID, tx.Today())
	if err != nil {
		return nil, err
	}
	for _, z := range tree.Zones {
		if z.ID == zoneID {
			tree.Zones = []TreeZone{z}
			return tree, nil
		}
	}
	return nil, fault.New(fault.NotFound, "db.not_found")
}

// Floor is a ward with how its rooms are measured.
type Floor struct {
	WardIn
	Rooms map[uint64]Room
}

// FloorOf gives a ward, in which the actor holds a permission, with its open rooms, in one
// statement. Any other ward is not there.
func FloorOf(tx *db.Tx, permission string, wardID uint64) (*Floor, error) {
	if err := tx.May(permission); err != nil {
		return nil, err
	}
	type row struct {
		WardIn
		RoomID       uint64
		RoomName     string
		RoomFloorDm2 int
		RoomCare24h  bool
	}
	rule, args := within(tx.Reach(permission))
	rows, err := db.Report[row](tx, `SELECT w.*, z.name AS zone_name, z.kind AS zone_kind, c.code AS campus_code,
		CASE WHEN c.short_name = '' THEN c.name ELSE c.short_name END AS campus_name,
		r.id AS room_id, r.name AS room_name, r.floor_dm2 AS room_floor_dm2, r.care_24h AS room_care24h
		FROM wards_wards w JOIN wards_zones z ON z.id = w.zone_id JOIN wards_campuses c ON c.id = w.campus_id
		LEFT JOIN wards_rooms r ON r.ward_id = w.id AND r.valid_to IS NULL
		WHERE {campus w.campus_id} AND w.id = ? AND w.valid_to IS NULL`+rule, append([]any{wardID}, args...)...)
	first, err := one(rows, err)
	if err != nil {
		return nil, err
	}
	out := &Floor{WardIn: first.WardIn, Rooms: make(map[uint64]Room, len(rows))}
	for _, r := range rows {
		if r.RoomID != 0 {
			out.Rooms[r.RoomID] = Room{ID: r.RoomID, WardID: wardID, CampusID: r.CampusID, Name: r.RoomName, FloorDm2: r.RoomFloorDm2, Care24h: r.RoomCare24h}
		}
	}
	return out, nil
}
