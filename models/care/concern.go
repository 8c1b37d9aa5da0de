package care

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// Concern is something that the house noticed of a person over some days and that somebody must look at.
// It never closes by itself: when the days are better again it says so and still waits for a name and
// for what was done. OpenResidentID is set while it waits; its unique key lets nothing be said twice.
type Concern struct {
	ID             uint64
	CampusID       uint64
	ResidentID     uint64
	Kind           ConcernKind
	Since          time.Time
	Facts          string
	RaisedAt       time.Time
	PassedAt       *time.Time // since then the days are better again
	OpenResidentID *uint64
	SeenAt         *time.Time
	SeenBy         *uint64
	Done           string
}

// TableName names the table.
func (Concern) TableName() string { return "care_concerns" }

// Told are the facts that the concern rests on.
func (c Concern) Told() (f ConcernFacts) {
	_ = json.Unmarshal([]byte(c.Facts), &f) // the house wrote it: it is always whole
	return f
}

// noticeDays is how many days of rounds and of short facts the rules look at, and weightDays how many of
// weights.
const (
	noticeDays = 15
	weightDays = 190
)

// judgePeople looks at some people with the rules and writes what is new, what passed and what came back.
// It reads those days and no more, three statements however many people, and gives whose wards changed.
func judgePeople(tx *db.Tx, book *settings.Book, lying map[uint64]presence.Placement) (raised int, err error) {
	ids := make([]uint64, 0, len(lying))
	for id := range lying {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	today := tx.Today()
	marks, err := db.Report[turnMark](tx, `SELECT m.id, m.resident_id, m.shift_day, m.slot_id, m.at, `+packing("m")+` AS packed, `+packing("n")+` AS norm_signs
		FROM care_marks m
		LEFT JOIN care_marks l ON l.resident_id = m.resident_id AND l.shift_day = m.shift_day AND l.slot_id = m.slot_id AND l.turn = m.turn + 1
		LEFT JOIN care_norms n ON n.resident_id = m.resident_id
		WHERE {campus m.campus_id} AND m.resident_id IN ? AND m.shift_day >= ? AND l.id IS NULL AND m.seen > 0`, ids, today.AddDays(-noticeDays))
	if err != nil {
		return 0, err
	}
	numbers, err := db.Report[Observation](tx, `SELECT o.id, o.resident_id, o.kind, o.amount, o.amount2, o.at FROM care_observations o
		WHERE {campus o.campus_id} AND o.resident_id IN ? AND o.replaced_at IS NULL AND o.taken = ?
		AND (o.kind = ? AND o.at >= ? OR o.kind IN ? AND o.at >= ?)`,
		ids, false, string(Weight), tx.Now.AddDate(0, 0, -weightDays), []string{string(Heat), string(Stool), string(SleepFor)}, tx.Now.AddDate(0, 0, -noticeDays))
	if err != nil {
		return 0, err
	}
	t := thresholds(book, today)
	known, err := db.From[Concern](tx).Where("resident_id IN ? AND (open_resident_id IS NOT NULL OR seen_at > ?)", ids, tx.Now.Add(-t.Again)).All()
	if err != nil {
		return 0, err
	}
	lives := map[uint64]*Lived{}
	of := func(id uint64) *Lived {
		if lives[id] == nil {
			lives[id] = &Lived{}
		}
		return lives[id]
	}
	slices.SortFunc(marks, func(a, b turnMark) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	for _, m := range marks {
		signs, norm := m.Packed.signs(), usual(m.NormSigns.signs())
		of(m.ResidentID).Taps = append(of(m.ResidentID).Taps, Tapped{At: m.At, Ate: signs.Ate, AteUsual: norm.Ate, Slept: signs.Slept, SleptUsual: norm.Slept})
	}
	slices.SortFunc(numbers, func(a, b Observation) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	for _, o := range numbers {
		of(o.ResidentID).Numbers = append(of(o.ResidentID).Numbers, o)
	}
	var fresh []Concern
	for _, id := range ids {
		n, changed, err := settleNotices(tx, lying[id], of(id), t, known, &fresh)
		if err != nil {
			return raised, err
		}
		raised += n
		if changed {
			tx.Touch(lying[id].WardID)
		}
	}
	return raised, raise(tx, fresh)
}

// raise writes what is new. When a rival was faster with one of them, the others are written one by one:
// what waits already needs no second line.
func raise(tx *db.Tx, fresh []Concern) error {
	if len(fresh) == 0 {
		return nil
	}
	err := db.Append(tx, fresh)
	if !db.Duplicate(err, "open_resident_id") {
		return err
	}
	for i := range fresh {
		if err := db.Add(tx, &fresh[i]); err != nil && !db.Duplicate(err, "open_resident_id") {
			return err
		}
	}
	return nil
}

// settleNotices compares what the rules notice of one person with what is known: a new concern is added
// to fresh, and open ones learn whether they passed.
func settleNotices(tx *db.Tx, lies presence.Placement, l *Lived, t Thresholds, known []Concern, fresh *[]Concern) (raised int, changed bool, err error) {
	found := map[ConcernKind]Noticed{}
	for _, n := range Notice(*l, t, tx.Now, tx.Zone()) {
		found[n.Kind] = n
	}
	quiet := map[ConcernKind]bool{} // waits already, or was seen a short while ago
	for _, c := range known {
		if c.ResidentID != lies.ResidentID {
			continue
		}
		quiet[c.Kind] = true
		if c.OpenResidentID == nil {
			continue
		}
		n, still := found[c.Kind]
		columns := map[string]any{}
		facts, _ := json.Marshal(n.ConcernFacts)
		switch {
		case !still && c.PassedAt == nil:
			columns["passed_at"] = tx.Now
		case still && (c.PassedAt != nil || string(facts) != c.Facts):
			columns["passed_at"], columns["facts"] = nil, string(facts)
		default:
			continue
		}
		if _, err := db.Set[Concern](tx, columns, "id = ? AND open_resident_id IS NOT NULL", c.ID); err != nil {
			return raised, changed, err
		}
		changed = true
	}
	for _, kind := range ConcernKinds {
		n, there := found[kind]
		if !there || quiet[kind] {
			continue
		}
		facts, err := json.Marshal(n.ConcernFacts)
		if err != nil {
			return raised, changed, err
		}
		*fresh = append(*fresh, Concern{CampusID: lies.CampusID, ResidentID: lies.ResidentID, Kind: kind, Since: n.Since.UTC().Truncate(time.Microsecond), Facts: string(facts), RaisedAt: tx.Now, OpenResidentID: ptr(lies.ResidentID)})
		raised, changed = raised+1, true
	}
	return raised, changed, nil
}

// JudgeEverybody looks at everybody who has a bed with the rules, a hundred people at a time. It is the
// house's own work of every half hour: it reads the days that the rules ask about and no more. It tells
// how many people were looked at and how many concerns are new.
func JudgeEverybody(tx *db.Tx) (people, raised int, err error) {
	book, err := settings.Of(tx)
	if err != nil {
		return 0, 0, err
	}
	beds, err := db.Report[presence.Placement](tx, `SELECT campus_id, resident_id, ward_id FROM presence_placements WHERE {campus campus_id} AND open_resident_id IS NOT NULL ORDER BY resident_id`)
	if err != nil {
		return 0, 0, err
	}
	for some := range slices.Chunk(beds, atOnce) {
		lying := make(map[uint64]presence.Placement, len(some))
		for _, b := range some {
			lying[b.ResidentID] = b
		}
		n, err := judgePeople(tx, book, lying)
		if err != nil {
			return people, raised, err
		}
		people, raised = people+len(some), raised+n
	}
	return people, raised, nil
}

// ConcernsInput narrows the list of what is to be looked at.
type ConcernsInput struct {
	CampusID uint64    `form:"campus_id" json:"campus_id,omitempty"`
	WardID   uint64    `form:"ward_id" json:"ward_id,omitempty"`
	From     value.Day `form:"from" json:"from,omitzero" doc:"also those that were seen since this day"`
}

// ConcernIn is a concern with whom it is about and where the person lies.
type ConcernIn struct {
	Concern     `gorm:"embedded"`
	Name        string
	PhotoFileID *uint64
	LiesIn      uint64
	ZoneID      uint64
	WardID      uint64
	WardName    string
	CampusName  string
	RoomName    string
	BedName     string
	Away        presence.AbsenceKind
	SeenName    string
	Watched     bool // watched closely already
}

// Open tells that nobody has said yet what was done.
func (c ConcernIn) Open() bool { return c.OpenResidentID != nil }

const concernIn = `SELECT c.id, c.campus_id, c.resident_id, c.kind, c.since, c.facts, c.raised_at, c.passed_at, c.open_resident_id, c.seen_at, c.seen_by, c.done,
	r.name, r.photo_file_id, w.campus_id AS lies_in, w.zone_id, p.ward_id, w.name AS ward_name, CASE WHEN k.short_name = '' THEN k.name ELSE k.short_name END AS campus_name, m.name AS room_name, b.name AS bed_name,
	a.kind AS away, s.name AS seen_name, CASE WHEN EXISTS (SELECT 1 FROM care_watches x WHERE x.open_resident_id = c.resident_id) THEN 1 ELSE 0 END AS watched
	FROM `
const concernOf = `
	JOIN residents_people r ON r.id = p.resident_id
	JOIN wards_wards w ON w.id = p.ward_id
	JOIN wards_campuses k ON k.id = w.campus_id
	JOIN wards_rooms m ON m.id = p.room_id
	JOIN wards_beds b ON b.id = p.bed_id
	LEFT JOIN presence_absences a ON a.open_resident_id = p.resident_id
	LEFT JOIN staff_members s ON s.id = c.seen_by
	WHERE {campus w.campus_id} AND p.open_resident_id IS NOT NULL`

// Those that wait are few and come first; those that were seen come by the day on which they were; those
// that waited at a moment are those that wait now and those seen since. None walks through what the years left behind.
const (
	concernsOpen = concernIn + "care_concerns c JOIN presence_placements p ON p.open_resident_id = c.open_resident_id" + concernOf + " AND c.open_resident_id IS NOT NULL"
	concernsSeen = concernIn + "care_concerns c JOIN presence_placements p ON p.open_resident_id = c.resident_id" + concernOf + " AND c.seen_at >= ?"
	concernsAt   = concernIn + `(SELECT y.id FROM care_concerns y WHERE y.open_resident_id > 0 UNION ALL SELECT y.id FROM care_concerns y WHERE y.seen_at > ?) z
		CROSS JOIN care_concerns c ON c.id = z.id JOIN presence_placements p ON p.open_resident_id = c.resident_id` + concernOf
)

// Concerns lists what is to be looked at in the wards in which the actor holds care.view, ward by ward,
// with what was seen since a day, the newest first, when one is asked for. It also needs residents.view.
// One statement, and one for what was seen.
func Concerns(tx *db.Tx, in ConcernsInput) ([]ConcernIn, error) {
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
	rows, err := db.Report[ConcernIn](tx, concernsOpen+more+" ORDER BY w.campus_id, w.position, w.id, m.position, m.id, b.position, b.id, c.id", args...)
	if err != nil {
		return nil, err
	}
	if !in.From.IsZero() {
		seen, err := db.Report[ConcernIn](tx, concernsSeen+more+" ORDER BY c.seen_at DESC, c.id DESC", append([]any{in.From.Start(tx.Zone()).UTC()}, args...)...)
		if err != nil {
			return nil, err
		}
		rows = append(rows, seen...)
	}
	reach := tx.Reach(View)
	return slices.DeleteFunc(rows, func(c ConcernIn) bool { return !reach.Ward(c.LiesIn, c.ZoneID, c.WardID) }), nil
}

// ConcernInput says what was done about a concern.
type ConcernInput struct {
	ConcernID uint64 `path:"concern" form:"-" json:"-"`
	Done      string `form:"done" json:"done" validate:"required,max=300" doc:"what was done"`
}

// SettleConcern says that somebody looked and what was done; the concern no longer waits. When the days
// stay as they are it comes again after a while (settings). It needs care.watch in the person's ward.
// Invalid: nothing is said. Conflict: somebody was faster.
func SettleConcern(tx *db.Tx, in ConcernInput) (*Concern, error) {
	if err := tx.May(Watches); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	done := short(&bad, "done", in.Done)
	if done == "" {
		bad.Add("done", "care.concern.done_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	c, err := db.Get[Concern](tx, in.ConcernID)
	if err != nil {
		return nil, err
	}
	lies, err := presence.Reaches(tx, Watches, c.ResidentID)
	if err != nil {
		return nil, err
	}
	n, err := db.Set[Concern](tx, map[string]any{"open_resident_id": nil, "seen_at": tx.Now, "seen_by": tx.Actor.ID, "done": done}, "id = ? AND open_resident_id IS NOT NULL", c.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.concern.over")
	}
	c.OpenResidentID, c.SeenAt, c.SeenBy, c.Done = nil, ptr(tx.Now), ptr(tx.Actor.ID), done
	if lies != nil {
		tx.Touch(lies.WardID)
	}
	tx.Concerns("resident", c.ResidentID, c.CampusID)
	tx.Detail("concern", c.ID)
	tx.Detail("kind", c.Kind)
	return c, nil
}

// The concerns of a person, as a column of the floor, like watches.
const concernedNow = `, (SELECT GROUP_CONCAT(CONCAT(g.id, '|', g.kind, '|', g.since, '|', CASE WHEN g.passed_at IS NULL THEN 0 ELSE 1 END, '|', HEX(g.facts)) ORDER BY g.id)
		FROM care_concerns g WHERE g.open_resident_id = p.resident_id) AS concern_text`

// concernsIn reads that text.
func concernsIn(text string) (out []Concern) {
	for f := range each(text) {
		c := Concern{ID: uint64(wholeOf(f[0])), Kind: ConcernKind(f[1]), Since: instantOf(f[2]), Facts: plain(f[4])} // #nosec G115 -- an id as the database wrote it, or 0
		if f[3] == "1" {
			c.PassedAt = ptr(c.Since)
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Concern) int { return slices.Index(ConcernKinds, a.Kind) - slices.Index(ConcernKinds, b.Kind) })
	return out
}
