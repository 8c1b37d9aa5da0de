package presence

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
	"maiam/models/wards"
)

// OverflowKind is what an overflow place is.
type OverflowKind string

// OverflowKinds lists them in the order of the form.
var OverflowKinds = []OverflowKind{"mattress", "folding", "shared"}

// Overflow is a place to sleep that was put up beside the beds because the house is too full: what it
// is, why, and until when. It is a place of its own on the plan, marked and counted apart from the
// beds, and ends with the placement of whoever lay there. OpenBedID is set as long as it stands.
type Overflow struct {
	ID         uint64
	CampusID   uint64
	BedID      uint64
	RoomID     uint64
	WardID     uint64
	Kind       OverflowKind
	Reason     string
	UntilOn    value.Day // the last day on which it should be needed
	DeclaredAt time.Time
	DeclaredBy uint64
	OpenBedID  *uint64
	EndedAt    *time.Time
	EndedBy    *uint64
}

// TableName names the table.
func (Overflow) TableName() string { return "presence_overflows" }

// OverflowInput is what is asked when a place is put up.
type OverflowInput struct {
	RoomID  uint64       `form:"room_id" json:"room_id" validate:"required"`
	Kind    OverflowKind `form:"kind" json:"kind" validate:"required" enum:"mattress,folding,shared"`
	Reason  string       `form:"reason" json:"reason" validate:"required,max=300"`
	UntilOn value.Day    `form:"until_on" json:"until_on" doc:"the last day on which it should be needed; after it the place is shown as due"`
}

// DeclareOverflow puts up a place to sleep beside the beds of a room. It needs presence.move for the
// ward. Invalid: no reason, no last day, a day that is past; Conflict: the room is closed or out of
// service.
func DeclareOverflow(tx *db.Tx, in OverflowInput) (*Overflow, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	var bad fault.Fields
	if !slices.Contains(OverflowKinds, in.Kind) {
		bad.Add("kind", "presence.overflow_unknown")
	}
	reason, err := reasoned(in.Reason)
	if f := fault.Of(err); f != nil {
		bad = append(bad, f.Fields...)
	}
	switch {
	case in.UntilOn.IsZero():
		bad.Add("until_on", "presence.until_missing")
	case in.UntilOn.Before(tx.Today()):
		bad.Add("until_on", "presence.until_past")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	b, err := wards.DeclareOverflow(tx, in.RoomID)
	if err != nil {
		return nil, err
	}
	if err := reaches(tx, Arrange, b.CampusID, b.WardID); err != nil {
		return nil, err
	}
	beds, err := wards.OpenBeds(tx, b.ID)
	if err != nil {
		return nil, err
	}
	if len(beds) == 0 || beds[0].OutReason != nil {
		return nil, fault.New(fault.Conflict, "presence.room_out_of_service")
	}
	row := Overflow{CampusID: b.CampusID, BedID: b.ID, RoomID: b.RoomID, WardID: b.WardID, Kind: in.Kind, Reason: reason, UntilOn: in.UntilOn,
		DeclaredAt: tx.Now, DeclaredBy: tx.Actor.ID, OpenBedID: ptr(b.ID)}
	if err := db.Add(tx, &row); err != nil {
		return nil, err
	}
	tx.Concerns("bed", b.ID, b.CampusID)
	tx.Detail("kind", in.Kind)
	tx.Detail("reason", reason)
	tx.Detail("until", in.UntilOn)
	return &row, nil
}

// OverflowEnd names a place that is taken away unused.
type OverflowEnd struct {
	ID uint64 `form:"id" json:"id" validate:"required"`
}

// EndOverflow takes away an overflow place in which nobody lies. It needs presence.move for the ward.
// Conflict: somebody lies there, or it is gone already.
func EndOverflow(tx *db.Tx, in OverflowEnd) (*Overflow, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	row, err := db.Get[Overflow](tx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := reaches(tx, Arrange, row.CampusID, row.WardID); err != nil {
		return nil, err
	}
	if _, err := db.Hold[wards.Bed](tx, row.BedID); err != nil {
		return nil, err
	}
	if row, err = db.Get[Overflow](tx, in.ID); err != nil {
		return nil, err
	}
	if row.OpenBedID == nil {
		return nil, fault.New(fault.Conflict, "presence.overflow_gone")
	}
	if lies, err := db.From[Placement](tx).Where("open_bed_id = ?", row.BedID).Exists(); err != nil || lies {
		if err == nil {
			err = fault.New(fault.Conflict, "presence.overflow_taken")
		}
		return nil, err
	}
	tx.Concerns("bed", row.BedID, row.CampusID)
	return row, row.end(tx)
}

// end takes the place away and gives up whatever it was kept for.
func (o *Overflow) end(tx *db.Tx) error {
	o.OpenBedID, o.EndedAt, o.EndedBy = nil, ptr(tx.Now), ptr(tx.Actor.ID)
	if err := db.Change(tx, o, "open_bed_id", "ended_at", "ended_by"); err != nil {
		return err
	}
	if _, err := db.Set[Reservation](tx, map[string]any{"open_bed_id": nil, "ended_at": tx.Now, "ended_by": tx.Actor.ID, "end_cause": Released}, "open_bed_id = ?", o.BedID); err != nil {
		return err
	}
	return wards.EndOverflow(tx, o.BedID)
}

// leftOverflows takes away the overflow places among some beds in which nobody lies any more: a place
// ends with its placement.
func leftOverflows(tx *db.Tx, beds ...uint64) error {
	rows, err := db.From[Overflow](tx).Where("open_bed_id IN ? AND NOT EXISTS (SELECT 1 FROM presence_placements p WHERE p.open_bed_id = presence_overflows.open_bed_id)", beds).Order("bed_id").All()
	if err != nil {
		return err
	}
	for i := range rows {
		if err := rows[i].end(tx); err != nil {
			return err
		}
	}
	return nil
}

// raise puts an overflow place up again that ended with a placement which is now taken back. It tells
// whether there was such a place.
func (s *scene) raise(bedID uint64) (bool, error) {
	b, ok := s.beds[bedID]
	if !ok || !b.Overflow || b.BedUntil.IsZero() {
		return false, nil
	}
	row, err := db.From[Overflow](s.tx).Where("bed_id = ? AND open_bed_id IS NULL", bedID).Order("id DESC").Limit(1).Maybe()
	if err != nil || row == nil {
		return false, err
	}
	if err := wards.ReopenOverflow(s.tx, bedID); err != nil {
		if fault.KindOf(err) == fault.Conflict {
			err = nil // its name is another place's now: the bed is lost
		}
		return false, err
	}
	row.OpenBedID, row.EndedAt, row.EndedBy = ptr(bedID), nil, nil
	if err := db.Change(s.tx, row, "open_bed_id", "ended_at", "ended_by"); err != nil {
		return false, err
	}
	b.BedUntil = value.Day{}
	s.beds[bedID] = b
	return true, nil
}

// OverflowIn is an overflow place with where it stands and who lies there.
type OverflowIn struct {
	Overflow
	BedName    string
	RoomName   string
	WardName   string
	ResidentID uint64 // 0 while nobody lies there
	Name       string
	DeclarerBy string
}

// Due tells that the place should not be needed any more on a day.
func (o OverflowIn) Due(on value.Day) bool { return on.After(o.UntilOn) }

// Overflows lists the overflow places that stand, those that should be gone first. It needs
// presence.move and residents.view, and runs one statement.
func Overflows(tx *db.Tx, in ReviewsInput) ([]OverflowIn, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	if err := tx.May(names); err != nil {
		return nil, err
	}
	c := &clause{}
	c.add(`SELECT o.*, b.name AS bed_name, m.name AS room_name, w.name AS ward_name, p.resident_id, r.name, s.name AS declarer_by
		FROM presence_overflows o
		JOIN wards_beds b ON b.id = o.bed_id JOIN wards_rooms m ON m.id = o.room_id JOIN wards_wards w ON w.id = o.ward_id
		LEFT JOIN presence_placements p ON p.open_bed_id = o.bed_id
		LEFT JOIN residents_people r ON r.id = p.resident_id
		LEFT JOIN staff_members s ON s.id = o.declared_by
		WHERE {campus o.campus_id} AND o.open_bed_id IS NOT NULL`)
	if in.CampusID != 0 {
		c.add(" AND o.campus_id = ?", in.CampusID)
	}
	if in.WardID != 0 {
		c.add(" AND o.ward_id = ?", in.WardID)
	}
	if in.ResidentID != 0 {
		c.add(" AND p.resident_id = ?", in.ResidentID)
	}
	within(c, tx.Reach(Arrange), "o.campus_id", "w.zone_id", "o.ward_id")
	c.add(" ORDER BY o.until_on, o.id")
	return db.Report[OverflowIn](tx, c.text.String(), c.args...)
}

// RoomOf is a room in which a place could be put up.
type RoomOf struct {
	RoomID   uint64
	RoomName string
	WardID   uint64
	WardName string
}

// RoomsFor lists the rooms in the wards of the actor that take somebody of a sex (any, when none is
// said), in the order of the floors. It needs presence.move, and runs one statement.
func RoomsFor(tx *db.Tx, sex value.Sex) ([]RoomOf, error) {
	if err := tx.May(Arrange); err != nil {
		return nil, err
	}
	c := &clause{}
	c.add(`SELECT m.id AS room_id, m.name AS room_name, w.id AS ward_id, w.name AS ward_name FROM wards_wards w
		JOIN wards_zones z ON z.id = w.zone_id
		JOIN wards_rooms m ON m.ward_id = w.id AND m.valid_to IS NULL
		LEFT JOIN wards_outages om ON om.open_room_id = m.id
		WHERE {campus w.campus_id} AND w.valid_to IS NULL AND om.id IS NULL`)
	if sex.Known() {
		c.add(" AND w.sex IN ('any', ?)", sex)
	}
	within(c, tx.Reach(Arrange), "w.campus_id", "w.zone_id", "w.id")
	c.add(" ORDER BY w.campus_id, z.position, z.id, w.position, w.id, m.position, m.id")
	return db.Report[RoomOf](tx, c.text.String(), c.args...)
}
