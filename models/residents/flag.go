package residents

import (
	"slices"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// FlagKind says what those around a person must watch.
type FlagKind string

// FlagKinds lists the kinds in the order in which pages show them. HIV, violence and adoption are
// not among them and the database refuses them: everybody reads flags, and those matters have a place of their own (secret.go).
var FlagKinds = []FlagKind{"self_harm", "escape", "aggression", "seizure", "choking", "fall_risk", "watch", "isolate"}

// Flag is a risk that holds from a day on, until it ends. OpenKind is set while it does; its unique
// key lets nobody carry the same flag twice.
type Flag struct {
	ID         uint64    `json:"id"`
	ResidentID uint64    `json:"resident_id"`
	Kind       FlagKind  `json:"kind"`
	Note       string    `json:"note,omitempty"`
	FromDay    value.Day `json:"from"`
	ToDay      value.Day `json:"to"`
	OpenKind   *FlagKind `json:"-"`
	Recorded
	Ending  `json:"-"`
	EndNote string `json:"-"`
}

// TableName names the table.
func (Flag) TableName() string { return "residents_flags" }

// Holds tells whether the flag is there on a day.
func (f Flag) Holds(on value.Day) bool { return holds(f.FromDay, f.ToDay, on) }

// FlagInput is what is asked about a risk.
type FlagInput struct {
	Resident uint64    `path:"resident" form:"-" json:"-"`
	Kind     FlagKind  `form:"kind" json:"kind" validate:"max=20"`
	Note     string    `form:"note" json:"note,omitempty" validate:"max=300"`
	From     value.Day `form:"from" json:"from,omitzero"`
}

// AddFlag notes a risk. It needs residents.edit. Invalid: no such kind, a day to come. Conflict: the
// person carries that flag already.
func AddFlag(tx *db.Tx, in FlagInput) (*Flag, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	if !slices.Contains(FlagKinds, in.Kind) {
		bad.Add("kind", "residents.kind_unknown")
	}
	row := &Flag{ResidentID: p.ID, Kind: in.Kind, OpenKind: &in.Kind, Recorded: now(tx)}
	row.Note = short(&bad, "note", in.Note, noteLimit)
	row.FromDay = since(tx, &bad, "from", in.From)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	err = db.Add(tx, row)
	if db.Duplicate(err, "open_kind") {
		return nil, fault.New(fault.Conflict, "residents.flag_there").Because(err)
	}
	return row, err
}

// EndFlag says that a risk is over; On is the day on which it ends, today when none is said. It needs
// residents.edit.
func EndFlag(tx *db.Tx, in EndInput) (*Flag, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	row, err := db.From[Flag](tx).Where("id = ? AND resident_id = ? AND ended_recorded_at IS NULL", in.ID, p.ID).One()
	if err != nil {
		return nil, err
	}
	if row.ToDay, row.EndNote, err = lastDay(tx, in, row.FromDay); err != nil {
		return nil, err
	}
	row.OpenKind = nil
	row.end(tx)
	return row, db.Change(tx, row, "to_day", "open_kind", "ended_recorded_at", "ended_recorded_by", "end_note")
}

// FlagsOf gives the risks of people on a day, by person, in one statement, as NeedsOf does.
func FlagsOf(tx *db.Tx, on value.Day, ids []uint64) (map[uint64][]Flag, error) {
	found := map[uint64][]Flag{}
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := db.Report[Flag](tx, `SELECT f.* FROM residents_flags f JOIN residents_people p ON p.id = f.resident_id
		WHERE {campus p.campus_id} AND f.resident_id IN ? AND f.from_day <= ? AND (f.to_day IS NULL OR f.to_day > ?) ORDER BY f.id`, ids, on, on)
	for _, f := range rows {
		found[f.ResidentID] = append(found[f.ResidentID], f)
	}
	return found, err
}
