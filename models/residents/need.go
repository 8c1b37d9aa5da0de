package residents

import (
	"slices"
	"strings"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// NeedKind sorts what a person needs.
type NeedKind string

// The kinds of needs.
const (
	Diet     NeedKind = "diet"     // what and how the person eats
	Allergy  NeedKind = "allergy"  // what must not reach the person
	Mobility NeedKind = "mobility" // how the person moves
	Help     NeedKind = "help"     // with what the person needs a hand
	Sense    NeedKind = "sense"    // seeing, hearing, speaking
	Other    NeedKind = "other"
)

// NeedKinds lists the kinds in the order in which pages show them.
var NeedKinds = []NeedKind{Allergy, Diet, Mobility, Help, Sense, Other}

// NeedCodes lists, by kind, the needs that have a name of their own; any other is told in words.
var NeedCodes = map[NeedKind][]string{
	Diet:     {"soft", "porridge", "blended", "tube", "low_salt", "diabetic", "vegetarian", "no_pork", "no_beef", "extra"},
	Allergy:  {"peanut", "seafood", "egg", "milk", "medicine"},
	Mobility: {"stick", "walker", "wheelchair", "carried", "bedridden"},
	Help:     {"eating", "washing", "dressing", "toilet", "turning", "diapers"},
	Sense:    {"blind", "low_sight", "deaf", "low_hearing", "mute"},
	Other:    {},
}

// Need is what a person needs from a day on, until it ends.
type Need struct {
	ID         uint64    `json:"id"`
	ResidentID uint64    `json:"resident_id"`
	Kind       NeedKind  `json:"kind"`
	Code       string    `json:"code,omitempty"`
	Note       string    `json:"note,omitempty"`
	Severity   string    `json:"severity,omitempty"` // mild or severe, of an allergy
	FromDay    value.Day `json:"from"`
	ToDay      value.Day `json:"to"`
	Recorded
	Ending  `json:"-"`
	EndNote string `json:"-"`
}

// TableName names the table.
func (Need) TableName() string { return "residents_needs" }

// Holds tells whether the need is there on a day.
func (n Need) Holds(on value.Day) bool { return holds(n.FromDay, n.ToDay, on) }

// holds tells whether something that began and perhaps ended is there on a day; on the day of its
// end it is there no more.
func holds(from, to, on value.Day) bool {
	return !on.Before(from) && (to.IsZero() || on.Before(to))
}

// NeedInput is what is asked about a need.
type NeedInput struct {
	Resident uint64    `path:"resident" form:"-" json:"-"`
	What     string    `form:"what" json:"what,omitempty" validate:"max=60" doc:"kind and code in one, diet.soft, or diet. for a need told in words; instead of kind and code"`
	Kind     NeedKind  `form:"kind" json:"kind,omitempty" validate:"max=20"`
	Code     string    `form:"code" json:"code,omitempty" validate:"max=40" doc:"one of the named needs of the kind"`
	Note     string    `form:"note" json:"note,omitempty" validate:"max=300"`
	Severity string    `form:"severity" json:"severity,omitempty" validate:"max=10"`
	From     value.Day `form:"from" json:"from,omitzero"`
}

// AddNeed notes what a person needs. It needs residents.edit. Invalid: no such kind or code, neither
// a code nor words, a day to come.
func AddNeed(tx *db.Tx, in NeedInput) (*Need, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	kindField, codeField := "kind", "code"
	if in.What != "" {
		kind, code, _ := strings.Cut(in.What, ".")
		in.Kind, in.Code = NeedKind(kind), code
		kindField, codeField = "what", "what"
	}
	codes, ok := NeedCodes[in.Kind]
	switch {
	case !ok:
		bad.Add(kindField, "residents.kind_unknown")
	case in.Code != "" && !slices.Contains(codes, in.Code):
		bad.Add(codeField, "residents.code_unknown")
	}
	if in.Kind != Allergy {
		in.Severity = ""
	}
	if in.Severity != "" && in.Severity != "mild" && in.Severity != "severe" {
		bad.Add("severity", "residents.severity_unknown")
	}
	row := &Need{ResidentID: p.ID, Kind: in.Kind, Code: in.Code, Severity: in.Severity, Recorded: now(tx)}
	if row.Note = short(&bad, "note", in.Note, noteLimit); row.Note == "" && row.Code == "" {
		bad.Add("note", "residents.need_empty")
	}
	row.FromDay = since(tx, &bad, "from", in.From)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	return row, db.Add(tx, row)
}

// EndNeed says that a need no longer holds; On is the day on which it ends, today when none is said. It needs
// residents.edit.
func EndNeed(tx *db.Tx, in EndInput) (*Need, error) {
	p, err := editing(tx, in.Resident)
	if err != nil {
		return nil, err
	}
	row, err := db.From[Need](tx).Where("id = ? AND resident_id = ? AND ended_recorded_at IS NULL", in.ID, p.ID).One()
	if err != nil {
		return nil, err
	}
	if row.ToDay, row.EndNote, err = lastDay(tx, in, row.FromDay); err != nil {
		return nil, err
	}
	row.end(tx)
	return row, db.Change(tx, row, "to_day", "ended_recorded_at", "ended_recorded_by", "end_note")
}

// lastDay reads the day and the reason of an end.
func lastDay(tx *db.Tx, in EndInput, from value.Day) (value.Day, string, error) {
	var bad fault.Fields
	on := since(tx, &bad, "on", in.On)
	if on.Before(from) {
		bad.Add("on", "residents.ends_before_it_began", fault.A{"day": from})
	}
	note := short(&bad, "note", in.Note, noteLimit)
	return on, note, bad.Err()
}

// NeedsOf gives what people need on a day, by person, in one statement: for boards, sheets and
// kitchens, which have asked for a permission of their own. The ids come from rows behind the
// fence.
func NeedsOf(tx *db.Tx, on value.Day, ids []uint64) (map[uint64][]Need, error) {
	found := map[uint64][]Need{}
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := db.Report[Need](tx, `SELECT n.* FROM residents_needs n JOIN residents_people p ON p.id = n.resident_id
		WHERE {campus p.campus_id} AND n.resident_id IN ? AND n.from_day <= ? AND (n.to_day IS NULL OR n.to_day > ?) ORDER BY n.id`, ids, on, on)
	for _, n := range rows {
		found[n.ResidentID] = append(found[n.ResidentID], n)
	}
	return found, err
}
