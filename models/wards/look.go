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
