package wards

import (
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Lying is one person in one bed.
type Lying struct {
	BedID uint64
	Sex   value.Sex
}

// WhoLies asks the ledger of presence who lies in one of the beds now, also while away in hospital
// or on leave, or lay in one on the day since or later. The ledger stands above this area, so
// whoever closes a bed hands the question in; it cannot be forgotten, because nothing closes
// without it. The beds are locked before it is asked, and the ledger locks a bed before it puts
// somebody in, so nobody can lie down in between.
type WhoLies func(tx *db.Tx, since value.Day, beds []uint64) ([]Lying, error)

// CloseInput says from which day a place is no longer there: today when none is said.
type CloseInput struct {
	From    value.Day `form:"from" json:"from,omitempty"`
	Version uint64    `form:"version" json:"version,omitempty"`
}

func lyingIn(tx *db.Tx, since value.Day, beds []uint64, who WhoLies) ([]Lying, error) {
	if len(beds) == 0 {
		return nil, nil
	}
	if who == nil {
		return nil, fault.New(fault.Internal, "fault.internal")
	}
	if _, err := db.Hold[Bed](tx, beds...); err != nil {
		return nil, err
	}
	return who(tx, since, beds)
}

// empty refuses while somebody lies in one of the beds.
func empty(tx *db.Tx, since value.Day, beds []uint64, who WhoLies) error {
	lying, err := lyingIn(tx, since, beds, who)
	if err == nil && len(lying) > 0 {
		return fault.New(fault.Conflict, "wards.somebody_lies_here", fault.A{"count": len(lying)})
	}
	return err
}

func openBeds(tx *db.Tx, condition string, id uint64) ([]uint64, error) {
	rows, err := db.From[Bed](tx).Where(condition, id).Where("valid_to IS NULL").Order("id").Only("id").All()
	ids := make([]uint64, len(rows))
	for i, b := range rows {
		ids[i] = b.ID
	}
	return ids, err
}

// CloseBed closes a bed in which nobody lies. It needs wards.edit for the ward.
func CloseBed(tx *db.Tx, id uint64, in CloseInput, who WhoLies) (*Bed, error) {
	row, err := holdBed(tx, id)
	if err != nil {
		return nil, err
	}
	last, err := closedFrom(tx, in.From, row.Life)
	if err != nil {
		return nil, err
	}
	if err := empty(tx, last.AddDays(1), []uint64{id}, who); err != nil {
		return nil, err
	}
	row.ValidTo, row.OpenKey, row.Version = last, nil, in.Version
	tx.Concerns("bed", row.ID, row.CampusID)
	if err := db.Change(tx, row, "valid_to", "open_key"); err != nil {
		return nil, err
	}
	if err := endOutages(tx, "open_bed_id = ?", id); err != nil {
		return nil, err
	}
	tx.Touch(row.WardID)
	return row, nil
}

// CloseRoom closes a room and its beds when nobody lies there. It needs wards.edit for the ward.
func CloseRoom(tx *db.Tx, id uint64, in CloseInput, who WhoLies) (*Room, error) {
	row, err := holdRoom(tx, id)
	if err != nil {
		return nil, err
	}
	last, err := closedFrom(tx, in.From, row.Life)
	if err != nil {
		return nil, err
	}
	beds, err := openBeds(tx, "room_id = ?", id)
	if err != nil {
		return nil, err
	}
	if err := empty(tx, last.AddDays(1), beds, who); err != nil {
		return nil, err
	}
	row.ValidTo, row.OpenKey, row.Version = last, nil, in.Version
	tx.Concerns("room", row.ID, row.CampusID)
	if err := db.Change(tx, row, "valid_to", "open_key"); err != nil {
		return nil, err
	}
	if _, err := db.Set[Bed](tx, map[string]any{"valid_to": last, "open_key": nil}, "room_id = ? AND valid_to IS NULL", id); err != nil {
		return nil, err
	}
	if err := endOutages(tx, "room_id = ? AND ended_at IS NULL", id); err != nil {
		return nil, err
	}
	tx.Touch(row.WardID)
	return row, nil
}

// CloseWard closes a ward with its rooms and beds when nobody lies there. It needs wards.edit for
// the ward.
func CloseWard(tx *db.Tx, id uint64, in CloseInput, who WhoLies) (*Ward, error) {
	row, err := holdWard(tx, id)
	if err != nil {
		return nil, err
	}
	last, err := closedFrom(tx, in.From, row.Life)
	if err != nil {
		return nil, err
	}
	beds, err := openBeds(tx, "ward_id = ?", id)
	if err != nil {
		return nil, err
	}
	if err := empty(tx, last.AddDays(1), beds, who); err != nil {
		return nil, err
	}
	row.ValidTo, row.OpenKey, row.Version = last, nil, in.Version
	tx.Concerns("ward", row.ID, row.CampusID)
	if err := db.Change(tx, row, "valid_to", "open_key"); err != nil {
		return nil, err
	}
	closing := map[string]any{"valid_to": last, "open_key": nil}
	if _, err := db.Set[Bed](tx, closing, "ward_id = ? AND valid_to IS NULL", id); err != nil {
		return nil, err
	}
	if _, err := db.Set[Room](tx, closing, "ward_id = ? AND valid_to IS NULL", id); err != nil {
		return nil, err
	}
	if err := endOutages(tx, "ward_id = ? AND ended_at IS NULL", id); err != nil {
		return nil, err
	}
	tx.Touch(row.ID)
	return row, nil
}

// CloseZone closes a zone that has no open ward. It needs wards.edit for the zone or its campus.
func CloseZone(tx *db.Tx, id uint64, in CloseInput) (*Zone, error) {
	row, err := holdZone(tx, id)
	if err != nil {
		return nil, err
	}
	last, err := closedFrom(tx, in.From, row.Life)
	if err != nil {
		return nil, err
	}
	held, err := db.From[Ward](tx).Where("zone_id = ? AND (valid_to IS NULL OR valid_to > ?)", id, last).Count()
	if err != nil {
		return nil, err
	}
	if held > 0 {
		return nil, fault.New(fault.Conflict, "wards.zone_has_wards", fault.A{"count": held})
	}
	row.ValidTo, row.OpenKey, row.Version = last, nil, in.Version
	tx.Concerns("zone", row.ID, row.CampusID)
	if err := db.Change(tx, row, "valid_to", "open_key"); err != nil {
		return nil, err
	}
	return row, nil
}
