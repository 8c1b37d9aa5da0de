package wards

import (
	"strings"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Policy says for whom a ward is.
type Policy string

// The three policies of a ward.
const (
	ForMen   Policy = "m"
	ForWomen Policy = "f"
	ForAny   Policy = "any"
)

// Takes tells whether a person of a sex may sleep under the policy. Somebody whose sex is not
// known may only be where everybody may.
func (p Policy) Takes(sex value.Sex) bool {
	return p == ForAny || sex.Known() && string(p) == string(sex)
}

// Ward is a house or a corridor of rooms with its own round and its own shift.
type Ward struct {
	ID        uint64
	CampusID  uint64
	ZoneID    uint64
	Name      string
	SearchKey string
	OpenKey   *string // the folded name while it stands: no two open wards of a campus share it
	Sex       Policy
	AgeFrom   *int // full years, none when there is no lower bound
	AgeTo     *int
	Care24h   bool `gorm:"column:care_24h"` // people here need care day and night
	Position  int
	Life
	Version uint64
}

// TableName names the table.
func (Ward) TableName() string { return "wards_wards" }

func (w Ward) properties() Properties {
	return Properties{Name: w.Name, Position: w.Position, Sex: w.Sex, AgeFrom: w.AgeFrom, AgeTo: w.AgeTo, Care24h: w.Care24h}
}

func (w *Ward) as(p Properties) {
	w.Name, w.Position, w.Sex, w.AgeFrom, w.AgeTo, w.Care24h = p.Name, p.Position, p.Sex, p.AgeFrom, p.AgeTo, p.Care24h
}

// Refuses gives the hard rule that keeps a person of a sex out of the ward, or nil. There is no
// way around it except a declared overflow place or a parent with the own child, which presence
// and intake judge.
func (w Ward) Refuses(sex value.Sex) error {
	if w.Sex.Takes(sex) {
		return nil
	}
	return fault.New(fault.Conflict, "wards.wrong_sex", fault.A{"ward": w.Name, "sex": string(w.Sex)})
}

// AgeFits tells whether a person can be of the age that the ward is for on a day. Where the birth
// date is not known to the day the person has the benefit of the doubt. It is a warning, not a
// refusal.
func (w Ward) AgeFits(birth value.BirthDate, on value.Day) bool {
	least, most, known := birth.AgeRange(on)
	if !known {
		return true
	}
	return (w.AgeFrom == nil || most >= *w.AgeFrom) && (w.AgeTo == nil || least <= *w.AgeTo)
}

// WardInput is what is asked about a ward.
type WardInput struct {
	Name     string    `form:"name" json:"name" validate:"max=200"`
	Sex      Policy    `form:"sex" json:"sex" validate:"max=3" enum:"m,f,any"`
	AgeFrom  *int      `form:"age_from" json:"age_from,omitempty"`
	AgeTo    *int      `form:"age_to" json:"age_to,omitempty"`
	Care24h  bool      `form:"care_24h" json:"care_24h,omitempty"`
	Position int       `form:"position" json:"position,omitempty"` // behind the last when 0
	From     value.Day `form:"from" json:"from,omitempty"`
	Version  uint64    `form:"version" json:"version,omitempty"`
}

func (in *WardInput) check() fault.Fields {
	var bad fault.Fields
	in.Name = named(&bad, "name", in.Name)
	if in.Sex != ForMen && in.Sex != ForWomen && in.Sex != ForAny {
		bad.Add("sex", "wards.sex_unknown")
	}
	for _, age := range []struct {
		name  string
		years *int
	}{{"age_from", in.AgeFrom}, {"age_to", in.AgeTo}} {
		if age.years != nil && (*age.years < 0 || *age.years > 130) {
			bad.Add(age.name, "wards.age_out_of_range")
		}
	}
	if in.AgeFrom != nil && in.AgeTo != nil && *in.AgeFrom > *in.AgeTo {
		bad.Add("age_to", "wards.age_backwards")
	}
	positionIn(&bad, in.Position)
	return bad
}

// AddWard makes a ward in a zone. It needs wards.edit for the zone or its campus; a name that
// another open ward of the campus has is a conflict.
func AddWard(tx *db.Tx, zoneID uint64, in WardInput) (*Ward, error) {
	zone, err := holdZone(tx, zoneID)
	if err != nil {
		return nil, err
	}
	if err := gone(zone.Life); err != nil {
		return nil, err
	}
	bad := in.check()
	in.From = standsFrom(tx, &bad, "from", in.From)
	if in.From.Before(zone.ValidFrom) {
		bad.Add("from", "wards.from_before_it_stood", fault.A{"day": zone.ValidFrom})
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if in.Position == 0 {
		if in.Position, err = nextPosition(tx, func(w Ward) int { return w.Position }, "zone_id = ?", zoneID); err != nil {
			return nil, err
		}
	}
	row := newWard(zone.CampusID, zone.ID, in)
	if err := db.Add(tx, row); err != nil {
		return nil, taken(err, in.Name)
	}
	tx.Concerns("ward", row.ID, row.CampusID)
	tx.Touch(row.ID)
	return row, nil
}

func newWard(campusID, zoneID uint64, in WardInput) *Ward {
	key := value.Fold(in.Name)
	return &Ward{CampusID: campusID, ZoneID: zoneID, Name: in.Name, SearchKey: key, OpenKey: &key, Sex: in.Sex,
		AgeFrom: in.AgeFrom, AgeTo: in.AgeTo, Care24h: in.Care24h, Position: in.Position,
		Life: Life{ChangedFrom: in.From, ValidFrom: in.From}}
}

// ChangeWard changes what is known of a ward and keeps how it was. It needs wards.edit for the
// ward. Another sex policy is refused while somebody lies there whom it would not take.
func ChangeWard(tx *db.Tx, id uint64, in WardInput, who WhoLies) (*Ward, error) {
	row, err := holdWard(tx, id)
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
	if in.Sex != row.Sex && in.Sex != ForAny {
		if err := everybodyFits(tx, row.ID, in.Sex, in.From, who); err != nil {
			return nil, err
		}
	}
	was, since := row.properties(), row.ChangedFrom
	key := value.Fold(in.Name)
	row.Name, row.SearchKey, row.OpenKey, row.ChangedFrom, row.Version = in.Name, key, &key, in.From, in.Version
	row.Sex, row.AgeFrom, row.AgeTo, row.Care24h = in.Sex, in.AgeFrom, in.AgeTo, in.Care24h
	if in.Position != 0 {
		row.Position = in.Position
	}
	tx.Concerns("ward", row.ID, row.CampusID)
	if err := db.Change(tx, row, "name", "search_key", "open_key", "sex", "age_from", "age_to", "care_24h", "position", "changed_from"); err != nil {
		return nil, taken(err, in.Name)
	}
	tx.Touch(row.ID)
	return row, keepCopy(tx, "ward", row.CampusID, row.ID, was, since, in.From)
}

func everybodyFits(tx *db.Tx, wardID uint64, sex Policy, from value.Day, who WhoLies) error {
	beds, err := openBeds(tx, "ward_id = ?", wardID)
	if err != nil {
		return err
	}
	lying, err := lyingIn(tx, from, beds, who)
	if err != nil {
		return err
	}
	misfits := 0
	for _, l := range lying {
		if !sex.Takes(l.Sex) {
			misfits++
		}
	}
	if misfits > 0 {
		return fault.Field("sex", "wards.sex_of_those_here", fault.A{"count": misfits})
	}
	return nil
}

func holdWard(tx *db.Tx, id uint64) (*Ward, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	rows, err := db.Hold[Ward](tx, id)
	if err != nil {
		return nil, err
	}
	return &rows[0], mayEdit(tx, rows[0].CampusID, rows[0].ZoneID, rows[0].ID)
}

// WardIn is a ward with the names of where it stands.
type WardIn struct {
	Ward
	ZoneName   string
	ZoneKind   string
	CampusCode string
	CampusName string // the short one where there is one
}

const wardIn = `SELECT w.*, z.name AS zone_name, z.kind AS zone_kind, c.code AS campus_code,
	CASE WHEN c.short_name = '' THEN c.name ELSE c.short_name END AS campus_name
	FROM wards_wards w JOIN wards_zones z ON z.id = w.zone_id JOIN wards_campuses c ON c.id = w.campus_id
	WHERE {campus w.campus_id}`

// Mine lists the open wards in which the actor holds a permission, in the order of the house: all
// wards of a campus given whole, all of a zone given whole, and each ward given by itself.
func Mine(tx *db.Tx, permission string) ([]WardIn, error) {
	if err := tx.May(permission); err != nil {
		return nil, err
	}
	rule, args := within(tx.Reach(permission))
	return db.Report[WardIn](tx, wardIn+` AND w.valid_to IS NULL`+rule+
		` ORDER BY c.position, c.id, z.position, z.id, w.position, w.id`, args...)
}

// Within gives a ward in which the actor holds a permission. Any other ward is not there.
func Within(tx *db.Tx, permission string, wardID uint64) (*WardIn, error) {
	if err := tx.May(permission); err != nil {
		return nil, err
	}
	rule, args := within(tx.Reach(permission))
	return one(db.Report[WardIn](tx, wardIn+` AND w.id = ?`+rule, append([]any{wardID}, args...)...))
}

// within writes a reach as a condition on the wards called w.
func within(r db.Reach) (rule string, args []any) {
	if r.All {
		return "", nil
	}
	var parts []string
	for _, p := range []struct {
		column string
		ids    []uint64
	}{{"w.campus_id", r.Campuses}, {"w.zone_id", r.Zones}, {"w.id", r.Wards}} {
		if len(p.ids) > 0 {
			parts = append(parts, p.column+" IN ?")
			args = append(args, p.ids)
		}
	}
	if len(parts) == 0 {
		return " AND 1=0", nil
	}
	return " AND (" + strings.Join(parts, " OR ") + ")", args
}
