package offline

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/fault"
)

// TrayInput narrows the tray: what waits, or what was closed.
type TrayInput struct {
	Closed bool   `form:"closed" json:"closed,omitempty"`
	After  string `form:"after" json:"after,omitempty" validate:"max=100"`
	Limit  int    `form:"limit" json:"limit,omitempty" validate:"max=200"`
	Most   int    `form:"-" json:"-"` // for a list that is saved whole
}

// ItemIn is one thing in the tray with the names that belong to it.
type ItemIn struct {
	Item         `gorm:"embedded"`
	ZoneID       uint64
	WardName     string
	CampusName   string
	ResidentName string // empty when the person lies out of the reader's reach
	MemberName   string
	CloserName   string
	LiesCampus   uint64 // where the person lies now
	LiesZone     uint64
	LiesWard     uint64
	Text         string `gorm:"-"` // what was written, opened; only of a single item
}

// Tray is one page of the tray, the newest first.
type Tray struct {
	Items []ItemIn
	Next  string // cursor of the next page; empty on the last
}

const itemIn = `SELECT x.id, x.campus_id, x.ward_id, x.resident_id, x.kind, x.entry, x.part, x.key_id, x.no, x.member_id, x.happened_at, x.doubtful, x.received_at,
	x.action, x.request, x.body, x.outcome, x.code, x.said, x.mark_id, x.decision, x.reason, x.closed_at, x.closed_by, x.version, x.suspects,
	w.zone_id, w.name AS ward_name, CASE WHEN c.short_name = '' THEN c.name ELSE c.short_name END AS campus_name,
	r.name AS resident_name, m.name AS member_name, k.name AS closer_name, l.campus_id AS lies_campus, l.zone_id AS lies_zone, l.id AS lies_ward
	FROM offline_tray x
	JOIN wards_campuses c ON c.id = x.campus_id
	JOIN staff_members m ON m.id = x.member_id
	LEFT JOIN wards_wards w ON w.id = x.ward_id
	LEFT JOIN residents_people r ON r.id = x.resident_id
	LEFT JOIN presence_placements p ON p.open_resident_id = x.resident_id
	LEFT JOIN wards_wards l ON l.id = p.ward_id
	LEFT JOIN staff_members k ON k.id = x.closed_by
	WHERE {campus x.campus_id}`

// within is the rule by which somebody sees the tray: who may correct the marks of a ward sees what
// waits for that ward; what belongs to no ward, whoever may do so in the whole campus. A suspicion
// against staff is there for who reads suspicions, unless it names them.
func within(tx *db.Tx) (rule string, args []any) {
	ward, args := places(tx.Reach(care.Amend), "x.campus_id", "w.zone_id", "x.ward_id")
	secret := tx.Reach(care.Suspicions)
	campus, more := places(db.Reach{All: secret.All, Campuses: secret.Campuses}, "x.campus_id", "", "")
	args = append(append([]any{""}, args...), "")
	args = append(append(args, more...), "%,"+strconv.FormatUint(tx.Actor.ID, 10)+",%")
	return " AND ((x.suspects = ? AND " + ward + ") OR (x.suspects <> ? AND " + campus + " AND x.suspects NOT LIKE ?))", args
}

// places writes a reach as a condition on three columns.
func places(r db.Reach, campus, zone, ward string) (rule string, args []any) {
	if r.All {
		return "1=1", nil
	}
	var parts []string
	for _, p := range []struct {
		column string
		ids    []uint64
	}{{campus, r.Campuses}, {zone, r.Zones}, {ward, r.Wards}} {
		if len(p.ids) > 0 && p.column != "" {
			parts = append(parts, p.column+" IN ?")
			args = append(args, p.ids)
		}
	}
	if len(parts) == 0 {
		return "1=0", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// mayLook asks for care.amend and, since names are shown, residents.view.
func mayLook(tx *db.Tx) error {
	if err := tx.May(care.Amend); err != nil {
		return err
	}
	return tx.May("residents.view")
}

// veil takes the name of somebody whom the reader may not know. An entry can name anybody, so it must
// not become a way to learn who lies elsewhere; of whom a mark of this ward stands is known here.
func (i *ItemIn) veil(tx *db.Tx) {
	if i.MarkID == nil && !tx.Reach("residents.view").Ward(i.LiesCampus, i.LiesZone, i.LiesWard) {
		i.ResidentName = ""
	}
}

// Names gives the names of those people of what was written whom the reader may know, in one
// statement.
func (i ItemIn) Names(tx *db.Tx) (map[uint64]string, error) {
	if err := mayLook(tx); err != nil {
		return nil, err
	}
	in, out := i.Round(), map[uint64]string{}
	var ids []uint64
	for _, r := range in.Rooms {
		ids = append(ids, r.Seen...)
	}
	for _, p := range in.People {
		ids = append(ids, p.ResidentID)
	}
	ids = append(append(ids, i.Incident().Residents...), i.Vitals().ResidentID)
	ids = slices.DeleteFunc(ids, func(id uint64) bool { return id == 0 || id > math.MaxInt64 })
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := db.Report[struct {
		ID, CampusID, ZoneID, WardID uint64
		Name                         string
	}](tx, `SELECT r.id, r.name, w.campus_id, w.zone_id, w.id AS ward_id FROM residents_people r
		JOIN presence_placements p ON p.open_resident_id = r.id JOIN wards_wards w ON w.id = p.ward_id
		WHERE {campus w.campus_id} AND r.id IN ?`, ids[:min(len(ids), 300)])
	for _, r := range rows {
		if tx.Reach("residents.view").Ward(r.CampusID, r.ZoneID, r.WardID) {
			out[r.ID] = r.Name
		}
	}
	return out, err
}

// List gives one page of the tray. It needs care.amend and residents.view. One statement.
func List(tx *db.Tx, in TrayInput) (*Tray, error) {
	if err := mayLook(tx); err != nil {
		return nil, err
	}
	page := db.Page{Limit: in.Limit, After: in.After, Most: in.Most}
	rule, args := within(tx)
	where := " AND x.closed_at IS NULL"
	if in.Closed {
		where = " AND x.closed_at IS NOT NULL"
	}
	cursor, ok, err := page.Parts(1)
	if err != nil {
		return nil, err
	}
	if ok {
		id, err := strconv.ParseUint(cursor[0], 10, 63)
		if err != nil {
			return nil, fault.Field("after", "db.bad_cursor")
		}
		where, args = " AND x.id < ?"+where, append([]any{id}, args...)
	}
	rows, err := db.Report[ItemIn](tx, itemIn+where+rule+" ORDER BY x.id DESC LIMIT ?", append(args, page.Size()+1)...)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].veil(tx)
	}
	out := &Tray{Items: rows}
	if len(rows) > page.Size() {
		out.Items = rows[:page.Size()]
		out.Next = db.Cursor(strconv.FormatUint(out.Items[page.Size()-1].ID, 10))
	}
	return out, nil
}

// Waiting counts what waits in the tray for whoever asks; 0 for whoever may not correct marks. One
// statement.
func Waiting(tx *db.Tx) (int, error) {
	if err := tx.May(care.Amend); err != nil {
		return 0, err
	}
	rule, args := within(tx)
	rows, err := db.Report[struct{ N int }](tx, `SELECT COUNT(*) AS n FROM offline_tray x LEFT JOIN wards_wards w ON w.id = x.ward_id
		WHERE {campus x.campus_id} AND x.closed_at IS NULL`+rule, args...)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return rows[0].N, nil
}

// ItemOf gives one thing in the tray with what was written. It needs care.amend and residents.view;
// what is out of reach is not there.
func ItemOf(tx *db.Tx, id uint64) (*ItemIn, error) {
	if err := mayLook(tx); err != nil {
		return nil, err
	}
	rule, args := within(tx)
	rows, err := db.Report[ItemIn](tx, itemIn+" AND x.id = ?"+rule, append([]any{id}, args...)...)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, notFound
	}
	item := &rows[0]
	item.veil(tx)
	item.Text, err = db.Unseal(tx, bodyColumn, item.Body)
	return item, err
}

// Round is the round that was written, as far as it can be read.
func (i ItemIn) Round() care.RoundInput {
	var in care.RoundInput
	if json.Unmarshal([]byte(i.Text), &in) != nil {
		return care.RoundInput{}
	}
	return in
}

// Incident is the incident that was reported, as far as it can be read.
func (i ItemIn) Incident() care.IncidentInput {
	var in care.IncidentInput
	if i.Action != reportAction || json.Unmarshal([]byte(i.Text), &in) != nil {
		return care.IncidentInput{}
	}
	return in
}

// Vitals are the numbers that were written, as far as they can be read.
func (i ItemIn) Vitals() care.VitalsInput {
	var in care.VitalsInput
	if i.Action != "care.record_vitals" || json.Unmarshal([]byte(i.Text), &in) != nil {
		return care.VitalsInput{}
	}
	return in
}

// Open tells whether the item waits for a decision.
func (i Item) Open() bool { return i.ClosedAt == nil }

// Standing tells whether the book says something else of this person, so that one of the two values
// can be chosen.
func (i Item) Standing() bool { return i.Kind == Conflict && i.MarkID != nil }
