package care

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
)

// Vigil is a running watch as it stands beside a person on a sheet or board.
type Vigil struct {
	ID           uint64
	Reason       WatchReason
	EveryMinutes int
	FromAt       time.Time
	ReviewAt     time.Time
	LookedAt     time.Time // zero when nobody noted a look
	Note         string
}

// LookDue tells when the person is to be looked at next; seen is the last round that saw the person,
// which counts as a look.
func (w Vigil) LookDue(seen time.Time) time.Time {
	last := w.FromAt
	if w.Ordered() {
		seen = time.Time{}
	}
	for _, t := range []time.Time{w.LookedAt, seen} {
		if t.After(last) {
			last = t
		}
	}
	return last.Add(time.Duration(w.EveryMinutes) * time.Minute)
}

// The watches of a person and the orders of a doctor, as a column of the floor: everything that runs in
// one text, like needs and flags. The first is for now, from the open rows alone; the second for a
// moment that has passed.
const (
	watchedText = `(SELECT GROUP_CONCAT(CONCAT(x.id, '|', x.reason, '|', x.every_minutes, '|', x.from_at, '|', x.review_at, '|', COALESCE(x.looked_at, ''), '|', HEX(x.note)) ORDER BY x.id)
		FROM care_watches x WHERE `
	orderedText = `(SELECT GROUP_CONCAT(CONCAT(o.id, '|order_', o.kind, '|', o.check_minutes, '|', o.from_at, '|', o.review_at, '|', COALESCE(o.checked_at, ''), '|', HEX(o.reason)) ORDER BY o.id)
		FROM care_orders o WHERE `
	watchedNow  = `, CONCAT_WS(',', ` + orderedText + `o.open_resident_id = p.resident_id), ` + watchedText + `x.open_resident_id = p.resident_id)) AS watch_text`
	watchedThen = `, CONCAT_WS(',', ` + orderedText + `o.resident_id = p.resident_id AND o.from_at <= ? AND (o.ended_at IS NULL OR o.ended_at > ?)), ` +
		watchedText + `x.resident_id = p.resident_id AND CASE WHEN x.renews_id IS NULL THEN x.from_at ELSE x.recorded_at END <= ? AND (x.ended_at IS NULL OR x.ended_at > ?))) AS watch_text`
)

// Ordered tells that a doctor's order stands behind the watch: ID is the number of the order, and a round
// is no look at somebody under it.
func (w Vigil) Ordered() bool { return strings.HasPrefix(string(w.Reason), "order_") }

// Path is the page of the watch or of the order.
func (w Vigil) Path() string {
	if w.Ordered() {
		return "/care/orders/" + strconv.FormatUint(w.ID, 10)
	}
	return "/care/watches/" + strconv.FormatUint(w.ID, 10)
}

// watchingOf reads that text.
func watchingOf(tx *db.Tx, text string) (out []Vigil, err error) {
	for f := range each(text) {
		id, _ := strconv.ParseUint(f[0], 10, 64)
		every, _ := strconv.Atoi(f[2])
		v := Vigil{ID: id, Reason: WatchReason(f[1]), EveryMinutes: every, FromAt: instantOf(f[3]), ReviewAt: instantOf(f[4]), LookedAt: instantOf(f[5])}
		place := "care_watches.note"
		if v.Ordered() {
			place = "care_orders.reason"
		}
		if v.Note, err = db.OpenText(tx, place, plain(f[6])); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	slices.SortStableFunc(out, func(a, b Vigil) int {
		return slices.Index(WatchReasons, a.Reason) - slices.Index(WatchReasons, b.Reason)
	})
	return out, nil
}

// instantOf reads an instant that came inside a text, to the second: both engines keep UTC.
func instantOf(text string) time.Time {
	if len(text) < 19 {
		return time.Time{}
	}
	t, err := time.Parse(time.DateTime, strings.Replace(text[:19], "T", " ", 1))
	if err != nil {
		return time.Time{} // the database wrote it: it is always whole
	}
	return t
}

// WatchesInput narrows the watch list to a campus or a ward.
type WatchesInput struct {
	CampusID uint64 `form:"campus_id" json:"campus_id,omitempty"`
	WardID   uint64 `form:"ward_id" json:"ward_id,omitempty"`
}

// WatchIn is a running watch with whom it is about and where the person lies.
type WatchIn struct {
	Watch       `gorm:"embedded"`
	Name        string
	PhotoFileID *uint64
	LiesIn      uint64 // the campus
	ZoneID      uint64
	WardID      uint64
	WardName    string
	CampusName  string
	RoomName    string
	BedName     string
	Away        presence.AbsenceKind
	SeenAt      *time.Time // the newest round that saw the person
	ByName      string
	LookedName  string
}

// Vigil gives the watch as it stands beside a person.
func (w WatchIn) Vigil() Vigil {
	out := Vigil{ID: w.ID, Reason: w.Reason, EveryMinutes: w.EveryMinutes, FromAt: w.FromAt, ReviewAt: w.ReviewAt, Note: w.Note}
	if w.LookedAt != nil {
		out.LookedAt = *w.LookedAt
	}
	return out
}

// LookDue tells when the person is to be looked at next; nobody is due who is not in the house.
func (w WatchIn) LookDue() (time.Time, bool) {
	var seen time.Time
	if w.SeenAt != nil {
		seen = *w.SeenAt
	}
	return w.Vigil().LookDue(seen), w.Away == ""
}

const watchHead = `SELECT x.id, x.campus_id, x.resident_id, x.reason, x.note, x.every_minutes, x.from_at, x.review_at, x.recorded_at, x.recorded_by, x.looked_at, x.looked_by,
	x.renews_id, x.ended_at, x.ended_by, x.end_cause, x.end_note,
	r.name, r.photo_file_id, w.campus_id AS lies_in, w.zone_id, p.ward_id, w.name AS ward_name, CASE WHEN c.short_name = '' THEN c.name ELSE c.short_name END AS campus_name, m.name AS room_name, b.name AS bed_name,
	a.kind AS away, s.at AS seen_at, st.name AS by_name, sl.name AS looked_name
	FROM `
const watchTail = `
	JOIN residents_people r ON r.id = x.resident_id
	JOIN presence_placements p ON p.open_resident_id = x.resident_id AND p.open_resident_id IS NOT NULL
	JOIN wards_wards w ON w.id = p.ward_id
	JOIN wards_campuses c ON c.id = w.campus_id
	JOIN wards_rooms m ON m.id = p.room_id
	JOIN wards_beds b ON b.id = p.bed_id
	LEFT JOIN presence_absences a ON a.open_resident_id = x.resident_id
	LEFT JOIN care_states s ON s.resident_id = x.resident_id
	LEFT JOIN staff_members st ON st.id = x.recorded_by
	LEFT JOIN staff_members sl ON sl.id = x.looked_by
	WHERE {campus w.campus_id}`

// watchIn reads watches with whom they are about; watchesAt those that ran at a moment: what runs now and
// what ended since, never all that the years left behind.
const (
	watchIn   = watchHead + "care_watches x" + watchTail
	watchesAt = watchHead + `(SELECT y.id FROM care_watches y WHERE y.open_resident_id > 0 UNION ALL SELECT y.id FROM care_watches y WHERE y.campus_id = ? AND y.ended_at > ?) z CROSS JOIN care_watches x ON x.id = z.id` + watchTail
)

// WatchList lists who is watched closely now in the wards in which the actor holds care.view, ward by
// ward, the most urgent reason first. It also needs residents.view. One statement.
func WatchList(tx *db.Tx, in WatchesInput) ([]WatchIn, error) {
	if err := mayRead(tx, View); err != nil {
		return nil, err
	}
	more, args := "", []any{}
	if in.CampusID != 0 {
		more, args = more+" AND w.campus_id = ?", append(args, in.CampusID)
	}
	if in.WardID != 0 {
		more, args = more+" AND w.id = ?", append(args, in.WardID)
	}
	rows, err := db.Report[WatchIn](tx, watchIn+" AND x.open_resident_id IS NOT NULL"+more+" ORDER BY w.campus_id, w.position, w.id, m.position, m.id, b.position, b.id, x.id", args...)
	if err != nil {
		return nil, err
	}
	reach := tx.Reach(View)
	return slices.DeleteFunc(rows, func(w WatchIn) bool { return !reach.Ward(w.LiesIn, w.ZoneID, w.WardID) }), nil
}

// WatchOf gives a running watch by its number. It needs care.view in the person's ward and
// residents.view.
func WatchOf(tx *db.Tx, id uint64) (*WatchIn, error) {
	if err := mayRead(tx, View); err != nil {
		return nil, err
	}
	rows, err := db.Report[WatchIn](tx, watchIn+" AND x.id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, notFound
	}
	if _, err := presence.Reaches(tx, View, rows[0].ResidentID); err != nil {
		return nil, err
	}
	return &rows[0], nil
}

// mayRead asks for a permission of this area and for the names of residents.
func mayRead(tx *db.Tx, permission string) error {
	if err := tx.May(permission); err != nil {
		return err
	}
	return tx.May("residents.view")
}
