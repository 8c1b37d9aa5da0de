package wards

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Outage is a time in which a bed, or a whole room, cannot be slept in: a broken frame, a leaking
// roof, disinfection.
type Outage struct {
	ID              uint64
	CampusID        uint64
	WardID          uint64
	RoomID          uint64
	BedID           *uint64 // nil when it is the whole room
	OpenRoomID      *uint64 // the room while its own outage lasts: one at a time
	OpenBedID       *uint64 // the bed while its own outage lasts: one at a time
	Reason          string
	StartedAt       time.Time
	DueOn           value.Day // when it shall be back, none when nobody knows
	EndedAt         *time.Time
	RecordedAt      time.Time
	RecordedBy      uint64
	EndedRecordedAt *time.Time
	EndedRecordedBy *uint64
	Version         uint64
}

// TableName names the table.
func (Outage) TableName() string { return "wards_outages" }

// Overdue tells that the bed or room should have been back before a day.
func (o Outage) Overdue(today value.Day) bool {
	return o.EndedAt == nil && !o.DueOn.IsZero() && o.DueOn.Before(today)
}

// OutageInput says why something is out of service and when it shall be back.
type OutageInput struct {
	Reason string    `form:"reason" json:"reason" validate:"max=400"`
	DueOn  value.Day `form:"due_on" json:"due_on,omitempty"`
}

func (in *OutageInput) check(tx *db.Tx) error {
	var bad fault.Fields
	in.Reason = short(&bad, "reason", in.Reason, reasonLimit)
	if in.Reason == "" {
		bad.Add("reason", "wards.reason_missing")
	}
	if !in.DueOn.IsZero() && in.DueOn.Before(tx.Today()) {
		bad.Add("due_on", "wards.due_in_past")
	}
	return bad.Err()
}

// TakeBedOut takes a bed out of service from now on. It needs wards.edit for the ward; somebody
// who lies there must be moved first, and a bed is out of service once at a time.
func TakeBedOut(tx *db.Tx, bedID uint64, in OutageInput, who WhoLies) (*Outage, error) {
	bed, err := holdBed(tx, bedID)
	if err != nil {
		return nil, err
	}
	if err := gone(bed.Life); err != nil {
		return nil, err
	}
	if err := in.check(tx); err != nil {
		return nil, err
	}
	if err := empty(tx, tx.Today().AddDays(1), []uint64{bedID}, who); err != nil {
		return nil, err
	}
	return takeOut(tx, &Outage{CampusID: bed.CampusID, WardID: bed.WardID, RoomID: bed.RoomID, BedID: &bed.ID, OpenBedID: &bed.ID}, in)
}

// TakeRoomOut takes a whole room out of service from now on, under the rules of TakeBedOut.
func TakeRoomOut(tx *db.Tx, roomID uint64, in OutageInput, who WhoLies) (*Outage, error) {
	room, err := holdRoom(tx, roomID)
	if err != nil {
		return nil, err
	}
	if err := gone(room.Life); err != nil {
		return nil, err
	}
	if err := in.check(tx); err != nil {
		return nil, err
	}
	beds, err := openBeds(tx, "room_id = ?", roomID)
	if err != nil {
		return nil, err
	}
	if err := empty(tx, tx.Today().AddDays(1), beds, who); err != nil {
		return nil, err
	}
	return takeOut(tx, &Outage{CampusID: room.CampusID, WardID: room.WardID, RoomID: room.ID, OpenRoomID: &room.ID}, in)
}

func takeOut(tx *db.Tx, row *Outage, in OutageInput) (*Outage, error) {
	row.Reason, row.DueOn, row.StartedAt, row.RecordedAt, row.RecordedBy = in.Reason, in.DueOn, tx.Now, tx.Now, tx.Actor.ID
	if err := db.Add(tx, row); db.Duplicate(err, "open_bed_id") || db.Duplicate(err, "open_room_id") {
		return nil, fault.New(fault.Conflict, "wards.out_already")
	} else if err != nil {
		return nil, err
	}
	tx.Concerns("outage", row.ID, row.CampusID)
	tx.Touch(row.WardID)
	return row, nil
}

// ReturnToService ends an outage now. It needs wards.edit for the ward.
func ReturnToService(tx *db.Tx, id uint64) (*Outage, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	rows, err := db.Hold[Outage](tx, id)
	if err != nil {
		return nil, err
	}
	row := &rows[0]
	if err := mayEditWard(tx, row.WardID); err != nil {
		return nil, err
	}
	if row.EndedAt != nil {
		return nil, fault.New(fault.Conflict, "wards.back_already")
	}
	row.EndedAt, row.EndedRecordedAt, row.EndedRecordedBy, row.OpenBedID, row.OpenRoomID = &tx.Now, &tx.Now, &tx.Actor.ID, nil, nil
	if err := db.Change(tx, row, "ended_at", "ended_recorded_at", "ended_recorded_by", "open_bed_id", "open_room_id"); err != nil {
		return nil, err
	}
	tx.Concerns("outage", row.ID, row.CampusID)
	tx.Touch(row.WardID)
	return row, nil
}

// endOutages ends what is still out of service in a place that is being closed.
func endOutages(tx *db.Tx, condition string, id uint64) error {
	_, err := db.Set[Outage](tx, map[string]any{"ended_at": tx.Now, "ended_recorded_at": tx.Now, "ended_recorded_by": tx.Actor.ID,
		"open_bed_id": nil, "open_room_id": nil}, condition, id)
	return err
}
