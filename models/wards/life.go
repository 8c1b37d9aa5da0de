package wards

import (
	"encoding/json"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Life says from which day to which a place stands, and since when its properties are as they are
// now. Both ends are included. What has a last day is closed today already, because neither the
// making nor the closing of a place can be written down ahead.
type Life struct {
	ChangedFrom value.Day
	ValidFrom   value.Day
	ValidTo     value.Day
}

// Open tells that the place stands today.
func (l Life) Open() bool { return l.ValidTo.IsZero() }

// On tells whether the place stood on a day.
func (l Life) On(day value.Day) bool {
	return !day.Before(l.ValidFrom) && (l.ValidTo.IsZero() || !day.After(l.ValidTo))
}

// Properties is everything about a place that may change while it stands. A dated copy is kept of
// each earlier set, so that the house can be shown as it was on any day.
type Properties struct {
	Name     string `json:"name"`
	Position int    `json:"position"`
	Kind     string `json:"kind,omitempty"`      // zones
	Sex      Policy `json:"sex,omitempty"`       // wards
	AgeFrom  *int   `json:"age_from,omitempty"`  // wards
	AgeTo    *int   `json:"age_to,omitempty"`    // wards
	Care24h  bool   `json:"care_24h,omitempty"`  // wards, rooms
	FloorDm2 int    `json:"floor_dm2,omitempty"` // rooms
	Overflow bool   `json:"overflow,omitempty"`  // beds
}

// Revision is a dated copy of the properties that a place had from one day to another.
type Revision struct {
	ID         uint64
	CampusID   uint64
	Kind       string // zone, ward, room, bed
	NodeID     uint64
	Properties string
	ValidFrom  value.Day
	ValidTo    value.Day
	RecordedAt time.Time
	RecordedBy uint64
}

// TableName names the table.
func (Revision) TableName() string { return "wards_revisions" }

// keepCopy writes down how a place was until the day before it changed.
func keepCopy(tx *db.Tx, kind string, campus, id uint64, was Properties, since, changed value.Day) error {
	text, err := json.Marshal(was)
	if err != nil {
		return err
	}
	return db.Add(tx, &Revision{CampusID: campus, Kind: kind, NodeID: id, Properties: string(text),
		ValidFrom: since, ValidTo: changed.AddDays(-1), RecordedAt: tx.Now, RecordedBy: tx.Actor.ID})
}

// changesFrom checks the day from which a change holds: today when none is said, never to come,
// never before the change that went before it.
func changesFrom(tx *db.Tx, bad *fault.Fields, day value.Day, l Life) value.Day {
	day = standsFrom(tx, bad, "from", day)
	if day.Before(l.ChangedFrom) {
		bad.Add("from", "wards.from_before_last_change", fault.A{"day": l.ChangedFrom})
	}
	return day
}

// closedFrom checks the first day on which a place is no longer there and gives its last day.
func closedFrom(tx *db.Tx, day value.Day, l Life) (last value.Day, err error) {
	if !l.Open() {
		return last, fault.New(fault.Conflict, "wards.closed_already", fault.A{"day": l.ValidTo})
	}
	var bad fault.Fields
	day = standsFrom(tx, &bad, "from", day)
	if day.Before(l.ValidFrom) {
		bad.Add("from", "wards.from_before_it_stood", fault.A{"day": l.ValidFrom})
	}
	return day.AddDays(-1), bad.Err()
}

// gone refuses to change what was closed.
func gone(l Life) error {
	if l.Open() {
		return nil
	}
	return fault.New(fault.Conflict, "wards.closed_already", fault.A{"day": l.ValidTo})
}

// taken turns the refusal of a second open place of one name into its sentence.
func taken(err error, name string) error {
	if !db.Duplicate(err, "open_key") {
		return err
	}
	return fault.New(fault.Conflict, "wards.name_taken", fault.A{"name": name}).And("name", "wards.name_taken", fault.A{"name": name})
}

// nextPosition gives the place behind the last of its neighbours.
func nextPosition[T any](tx *db.Tx, position func(T) int, condition string, args ...any) (int, error) {
	last, err := db.From[T](tx).Where(condition, args...).Order("position DESC, id DESC").Maybe()
	if err != nil || last == nil {
		return 1, err
	}
	return position(*last) + 1, nil
}
