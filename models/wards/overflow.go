package wards

import (
	"fmt"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// DeclareOverflow makes an overflow place in a room, named KT1, KT2 … after those that stand there. It
// is for a use-case of another area that asked for its own permission and keeps why the place is
// there and until when; the room is locked. NotFound: the room is not there; Conflict: it is closed.
func DeclareOverflow(tx *db.Tx, roomID uint64) (*Bed, error) {
	rows, err := db.Hold[Room](tx, roomID)
	if err != nil {
		return nil, err
	}
	room := rows[0]
	if err := gone(room.Life); err != nil {
		return nil, err
	}
	open, err := db.From[Bed](tx).Where("room_id = ? AND valid_to IS NULL", roomID).All()
	if err != nil {
		return nil, err
	}
	taken, position := map[string]bool{}, 0
	for _, b := range open {
		taken[BedKey(b.Name)] = true
		position = max(position, b.Position)
	}
	n := 1
	for taken[BedKey(overflowName(n))] {
		n++
	}
	row := newBed(room, overflowName(n), tx.Today(), position+1)
	row.Overflow = true
	if err := db.Add(tx, row); err != nil {
		return nil, err
	}
	tx.Touch(row.WardID)
	return row, nil
}

// overflowName is what people call the n-th place put up beside the beds: kê thêm 1.
func overflowName(n int) string { return fmt.Sprintf("KT%d", n) }

// EndOverflow takes an overflow place away, today. It is for the area that declared it.
func EndOverflow(tx *db.Tx, bedID uint64) error {
	return overflow(tx, bedID, func(b *Bed) { b.ValidTo, b.OpenKey = tx.Today(), nil })
}

// ReopenOverflow puts an overflow place up again that was taken away by mistake. Conflict: another
// place of the room has its name meanwhile.
func ReopenOverflow(tx *db.Tx, bedID uint64) error {
	return overflow(tx, bedID, func(b *Bed) {
		key := BedKey(b.Name)
		b.ValidTo, b.OpenKey = value.Day{}, &key
	})
}

func overflow(tx *db.Tx, bedID uint64, change func(*Bed)) error {
	rows, err := db.Hold[Bed](tx, bedID)
	if err != nil {
		return err
	}
	row := rows[0]
	if !row.Overflow {
		return fault.New(fault.Internal, "fault.internal")
	}
	change(&row)
	tx.Touch(row.WardID)
	return taken(db.Change(tx, &row, "valid_to", "open_key"), row.Name)
}
