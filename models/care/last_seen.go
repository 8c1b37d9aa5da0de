package care

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
)

// SightingKind says in which book somebody was seen.
type SightingKind string

// The books in which it stands that somebody was there. That a door was passed says only that somebody
// was at the room, not who was in it.
const (
	SeenOnRound    SightingKind = "round"
	SeenAtRollcall SightingKind = "rollcall"
	SeenAtLook     SightingKind = "look"
	SeenMeasured   SightingKind = "number"
	SeenAtVisit    SightingKind = "visit"
	SeenMoved      SightingKind = "move"
	SeenBack       SightingKind = "back"
	DoorWasPassed  SightingKind = "door"
)

// Sighting is one line of a book that says that somebody was seen: when, where, and who wrote it when.
type Sighting struct {
	Kind       SightingKind `json:"kind"`
	At         time.Time    `json:"at"`
	RecordedAt time.Time    `json:"recorded_at"`
	ByName     string       `json:"by"`
	WardName   string       `json:"ward,omitempty"`
	RoomName   string       `json:"room,omitempty"`
	BedName    string       `json:"bed,omitempty"`
	What       string       `json:"what,omitempty"` // the answer of a roll-call, who visited, who brought the person back
}

// Of tells that the person was seen, and not only a door.
func (s Sighting) Of() bool { return s.Kind != DoorWasPassed }

// seenBack is how many days back it is looked for when somebody was seen.
const seenBack = 7

// sources are the books, each with its own statement by the index of the person; the newest lines come
// first. The values are the person and the first day or moment.
var sources = []struct {
	kind SightingKind
	sql  string
	days bool // begins with a day, and not with a moment
}{
	{SeenOnRound, `SELECT m.at, m.recorded_at, y.name AS by_name, w.name AS ward_name, o.name AS room_name, b.name AS bed_name, '' AS what
		FROM care_marks m LEFT JOIN care_marks l ON l.resident_id = m.resident_id AND l.shift_day = m.shift_day AND l.slot_id = m.slot_id AND l.turn = m.turn + 1
		JOIN wards_wards w ON w.id = m.ward_id LEFT JOIN wards_beds b ON b.id = m.bed_id LEFT JOIN wards_rooms o ON o.id = b.room_id LEFT JOIN staff_members y ON y.id = m.recorded_by
		WHERE {campus m.campus_id} AND m.resident_id = ? AND m.shift_day >= ? AND l.id IS NULL AND m.seen > 0 AND m.seen <> ? ORDER BY m.at DESC, m.id DESC LIMIT 3`, true},
	{SeenAtRollcall, `SELECT t.at, t.recorded_at, y.name AS by_name, w.name AS ward_name, '' AS room_name, '' AS bed_name, t.answer AS what
		FROM care_rollcall_ticks t LEFT JOIN wards_wards w ON w.id = t.ward_id LEFT JOIN staff_members y ON y.id = t.recorded_by
		WHERE {campus t.campus_id} AND t.resident_id = ? AND t.at >= ? AND t.answer IN ('here', 'toilet', 'activity') ORDER BY t.at DESC, t.id DESC LIMIT 2`, false},
	{SeenAtLook, `SELECT t.at, t.recorded_at, y.name AS by_name, w.name AS ward_name, '' AS room_name, '' AS bed_name, '' AS what
		FROM care_looks t JOIN wards_wards w ON w.id = t.ward_id LEFT JOIN staff_members y ON y.id = t.recorded_by
		WHERE {campus t.campus_id} AND t.resident_id = ? AND t.at >= ? ORDER BY t.at DESC, t.id DESC LIMIT 1`, false},
	{SeenMeasured, `SELECT t.at, t.recorded_at, y.name AS by_name, w.name AS ward_name, '' AS room_name, '' AS bed_name, '' AS what
		FROM care_observations t JOIN wards_wards w ON w.id = t.ward_id LEFT JOIN staff_members y ON y.id = t.recorded_by
		WHERE {campus t.campus_id} AND t.resident_id = ? AND t.at >= ? AND t.replaced_at IS NULL AND t.taken = ? ORDER BY t.at DESC, t.id DESC LIMIT 1`, false},
	{SeenMoved, `SELECT p.started_at AS at, p.recorded_at, y.name AS by_name, w.name AS ward_name, o.name AS room_name, b.name AS bed_name, '' AS what
		FROM presence_placements p JOIN wards_wards w ON w.id = p.ward_id LEFT JOIN wards_rooms o ON o.id = p.room_id LEFT JOIN wards_beds b ON b.id = p.bed_id LEFT JOIN staff_members y ON y.id = p.recorded_by
		WHERE {campus p.campus_id} AND p.resident_id = ? AND p.started_at >= ? AND p.voided_at IS NULL ORDER BY p.started_at DESC, p.id DESC LIMIT 1`, false},
	{SeenBack, `SELECT a.ended_at AS at, a.ended_recorded_at AS recorded_at, y.name AS by_name, '' AS ward_name, '' AS room_name, '' AS bed_name, a.place AS what
		FROM presence_absences a LEFT JOIN staff_members y ON y.id = a.ended_recorded_by
		WHERE {campus a.campus_id} AND a.resident_id = ? AND a.ended_at >= ? AND a.voided_at IS NULL ORDER BY a.ended_at DESC, a.id DESC LIMIT 1`, false},
}

// visitSource is the book of visits, for those who may read it: a visit that was refused stands in no such
// line, since nobody was seen by it.
const visitSource = `SELECT v.came_at, v.left_at, v.recorded_at, y.name AS by_name, w.name AS ward_name, v.name AS what
	FROM care_visit_people p JOIN care_visits v ON v.id = p.visit_id JOIN wards_wards w ON w.id = p.ward_id LEFT JOIN staff_members y ON y.id = v.recorded_by
	WHERE {campus p.campus_id} AND p.resident_id = ? AND p.came_at >= ? AND v.kind = 'visit' AND v.struck_at IS NULL ORDER BY p.came_at DESC, p.id DESC LIMIT 1`

// LastSeen puts together from the books when and where somebody was seen last, the newest first, and who
// wrote it: rounds, roll-calls, looks, numbers, moves, returns, for those who may also visits; at the end
// whoever passed the door of the room since. It needs care.view where the person lies. Eight statements.
func LastSeen(tx *db.Tx, resident uint64) ([]Sighting, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	lies, err := presence.Reaches(tx, View, resident)
	if err != nil {
		return nil, err
	}
	first := tx.Today().AddDays(-seenBack)
	since := first.Start(tx.Zone())
	var out []Sighting
	for _, s := range sources {
		args := []any{resident, since}
		if s.days {
			args = []any{resident, first, NotFound}
		}
		if s.kind == SeenMeasured {
			args = append(args, false)
		}
		rows, err := db.Report[Sighting](tx, s.sql, args...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			r.Kind = s.kind
			out = append(out, r)
		}
	}
	if tx.Actor.Has(Visits) {
		if out, err = lastVisit(tx, resident, since, out); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(out, func(a, b Sighting) int { return b.At.Compare(a.At) })
	if lies == nil {
		return out, nil
	}
	if len(out) > 0 {
		since = out[0].At
	}
	passed, err := db.Report[Sighting](tx, `SELECT t.at, t.recorded_at, y.name AS by_name, w.name AS ward_name, o.name AS room_name, '' AS bed_name, '' AS what
		FROM care_door_passes t JOIN wards_wards w ON w.id = t.ward_id JOIN wards_rooms o ON o.id = t.room_id LEFT JOIN staff_members y ON y.id = t.recorded_by
		WHERE {campus t.campus_id} AND t.ward_id = ? AND t.room_id = ? AND t.at > ? ORDER BY t.at DESC, t.id DESC LIMIT 2`, lies.WardID, lies.RoomID, since)
	for _, p := range passed {
		p.Kind = DoorWasPassed
		out = append(out, p)
	}
	return out, err
}

// lastVisit adds the last visit: the moment at which the visitor left, where that is known.
func lastVisit(tx *db.Tx, resident uint64, since time.Time, out []Sighting) ([]Sighting, error) {
	type visit struct {
		CameAt     time.Time
		LeftAt     *time.Time
		RecordedAt time.Time
		ByName     string
		WardName   string
		What       string
	}
	rows, err := db.Report[visit](tx, visitSource, resident, since)
	for _, v := range rows {
		s := Sighting{Kind: SeenAtVisit, At: v.CameAt, RecordedAt: v.RecordedAt, ByName: v.ByName, WardName: v.WardName, What: v.What}
		if v.LeftAt != nil {
			s.At = *v.LeftAt
		}
		out = append(out, s)
	}
	return out, err
}
