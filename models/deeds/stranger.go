package deeds

import (
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/staff"
	"maiam/models/value"
)

// Stranger is one question of a week: somebody looked at a file, and the books know no care behind it.
type Stranger struct {
	ID         uint64
	CampusID   uint64
	Week       value.Day // its Monday
	MemberID   uint64
	ResidentID uint64
	Looks      int
	FirstAt    time.Time
	LastAt     time.Time
	Roles      string // what the person was then, codes by commas
	WrittenAt  time.Time
	AnsweredAt *time.Time
	AnsweredBy *uint64
	Found      string
	Reason     string `gorm:"serializer:sealed" sealed:"deeds_strangers.reason"`
	Version    uint64
}

// TableName names the table.
func (Stranger) TableName() string { return "deeds_strangers" }

// week is a week that was gone through, of the whole centre.
type week struct {
	ID        uint64
	Week      value.Day
	Looks     int
	Found     int
	WrittenAt time.Time
}

// TableName names the table.
func (week) TableName() string { return "deeds_weeks" }

// Founds are what an answer may say: there was a reason, it was talked about, or it was a breach.
var Founds = []string{"in_order", "talked", "breach"}

type looked struct {
	ID        uint64
	CampusID  uint64
	At        time.Time
	Action    string
	ActorID   uint64
	SubjectID uint64
}

type pair struct{ member, resident uint64 }

// AskAboutLooks goes through the looks of the last whole week, once, and keeps a line for everybody who
// looked at a file without a care relation. It reads the deeds of that week alone, whatever the history,
// and a fixed number of statements for each five hundred people.
func AskAboutLooks(tx *db.Tx) (looks, found int, err error) {
	if err := tx.May(View); err != nil {
		return 0, 0, err
	}
	monday := weekOf(tx.Today()).AddDays(-7)
	known, err := db.From[week](tx).Where("week = ?", monday).Exists()
	if err != nil || known {
		return 0, 0, err
	}
	from, to := monday.Start(tx.Zone()), monday.AddDays(7).Start(tx.Zone())
	first, last, err := db.DeedsBetween(tx, from, to)
	if err != nil {
		return 0, 0, err
	}
	all, err := db.Report[looked](tx, `SELECT id, campus_id, at, action, actor_id, subject_id FROM db_deeds WHERE {shared} AND id >= ? AND id <= ?
		AND at >= ? AND at < ? AND subject = 'resident' AND actor_id <> 0 ORDER BY id`, first, last, from, to)
	if err != nil {
		return 0, 0, err
	}
	wrote := map[pair]bool{}
	var seen []looked
	for _, l := range all {
		switch {
		case l.Action == "look":
			seen = append(seen, l)
		case l.Action == CrisisLook || l.Action == OpenedCrisis || l.Action == "deeds.close_crisis": // answered for apart, and no care by themselves
		case l.Action != "save":
			wrote[pair{l.ActorID, l.SubjectID}] = true // who writes for somebody cares for them
		}
	}
	lines, err := strangers(tx, seen, wrote, monday)
	if err != nil {
		return 0, 0, err
	}
	for part := range slices.Chunk(lines, 200) {
		if err := db.Append(tx, part); err != nil {
			return 0, 0, err
		}
	}
	err = db.Add(tx, &week{Week: monday, Looks: len(seen), Found: len(lines), WrittenAt: tx.Now})
	return len(seen), len(lines), err
}

// strangers leaves the looks without a relation, one line for each looker and person in each campus.
func strangers(tx *db.Tx, seen []looked, wrote map[pair]bool, monday value.Day) ([]Stranger, error) {
	var members, people []uint64
	for _, l := range seen {
		members, people = append(members, l.ActorID), append(people, l.SubjectID)
	}
	members, people = unique(members), unique(people)
	where, err := laysOf(tx, people, monday)
	if err != nil {
		return nil, err
	}
	duties, err := dutiesOf(tx, members, monday)
	if err != nil {
		return nil, err
	}
	if err := marksOf(tx, people, monday, wrote); err != nil {
		return nil, err
	}
	pasts, err := staff.Pasts(tx, members)
	if err != nil {
		return nil, err
	}
	type key struct {
		pair
		campus uint64
	}
	at := map[key]int{}
	var out []Stranger
	for _, l := range seen {
		past, known := pasts[l.ActorID]
		looker := past.At(l.At)
		if !known || l.CampusID == 0 || wrote[pair{l.ActorID, l.SubjectID}] || related(looker, l.At, l.CampusID, where[l.SubjectID], duties[l.ActorID], tx.Zone()) {
			continue
		}
		k := key{pair{l.ActorID, l.SubjectID}, l.CampusID}
		i, there := at[k]
		if !there {
			i = len(out)
			at[k] = i
			out = append(out, Stranger{CampusID: l.CampusID, Week: monday, MemberID: l.ActorID, ResidentID: l.SubjectID, FirstAt: l.At, WrittenAt: tx.Now,
				Roles: strings.Join(rolesIn(looker, l.CampusID), ",")})
		}
		out[i].Looks++
		out[i].LastAt = l.At
	}
	return out, nil
}

func unique(ids []uint64) []uint64 {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// many is how many ids one statement takes.
const many = 500

func laysOf(tx *db.Tx, people []uint64, monday value.Day) (map[uint64][]lay, error) {
	type row struct {
		ResidentID, CampusID, ZoneID, WardID uint64
		StartedAt                            time.Time
		EndedAt                              *time.Time
	}
	out := map[uint64][]lay{}
	from, to := monday.Start(tx.Zone()), monday.AddDays(7).Start(tx.Zone())
	for part := range slices.Chunk(people, many) {
		rows, err := db.Report[row](tx, `SELECT p.resident_id, p.campus_id, w.zone_id, p.ward_id, p.started_at, p.ended_at
			FROM presence_placements p JOIN wards_wards w ON w.id = p.ward_id
			WHERE {campus p.campus_id} AND p.resident_id IN ? AND (p.ended_at IS NULL OR p.ended_at >= ?) AND p.started_at < ? AND p.voided_at IS NULL`, part, from, to)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.ResidentID] = append(out[r.ResidentID], lay{r.CampusID, r.ZoneID, r.WardID, r.StartedAt, r.EndedAt})
		}
	}
	return out, nil
}

func dutiesOf(tx *db.Tx, members []uint64, monday value.Day) (map[uint64][]duty, error) {
	type row struct {
		MemberID, CampusID uint64
		WardID             *uint64
		Day                value.Day
	}
	out := map[uint64][]duty{}
	for part := range slices.Chunk(members, many) {
		rows, err := db.Report[row](tx, `SELECT member_id, campus_id, ward_id, day FROM staff_duties WHERE {campus campus_id} AND member_id IN ? AND day >= ? AND day <= ?
			AND published_at IS NOT NULL AND ended_at IS NULL AND missed_at IS NULL`, part, monday.AddDays(-1), monday.AddDays(7))
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			d := duty{campus: r.CampusID, day: r.Day}
			if r.WardID != nil {
				d.ward = *r.WardID
			}
			out[r.MemberID] = append(out[r.MemberID], d)
		}
	}
	return out, nil
}

// marksOf adds who wrote in a round of whom: a round is one deed about a ward.
func marksOf(tx *db.Tx, people []uint64, monday value.Day, wrote map[pair]bool) error {
	type row struct{ RecordedBy, ResidentID uint64 }
	for part := range slices.Chunk(people, many) {
		rows, err := db.Report[row](tx, `SELECT DISTINCT recorded_by, resident_id FROM care_marks WHERE {campus campus_id} AND resident_id IN ? AND shift_day >= ? AND shift_day <= ?`,
			part, monday.AddDays(-1), monday.AddDays(7))
		if err != nil {
			return err
		}
		for _, r := range rows {
			wrote[pair{r.RecordedBy, r.ResidentID}] = true
		}
	}
	return nil
}

// StrangersInput asks for the lines of a week, the newest when none is said.
type StrangersInput struct {
	Week value.Day `form:"week" json:"week,omitempty" doc:"any day of the week"`
	Open bool      `form:"open" json:"open,omitempty" doc:"only those that nobody answered"`
}

// StrangerIn is a line with its names.
type StrangerIn struct {
	Stranger
	MemberName   string
	Number       string
	ResidentName string // empty for those who may not see names
	CampusName   string
	AnsweredName string
}

// Strangers is the list of one week.
type Strangers struct {
	Week    value.Day
	Looks   int // looks at files in the whole centre that week
	Written *time.Time
	Waiting int // lines of this week that nobody answered
	Lines   []StrangerIn
}

// LooksOfWeek reads the lines of a week. It needs deeds.view and runs two statements.
func LooksOfWeek(tx *db.Tx, in StrangersInput) (*Strangers, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	s := &Strangers{Week: weekOf(tx.Today()).AddDays(-7)}
	if !in.Week.IsZero() {
		s.Week = weekOf(in.Week)
	}
	weeks, err := db.Report[week](tx, `SELECT id, week, looks, found, written_at FROM deeds_weeks WHERE {shared} AND week = ?`, s.Week)
	if err != nil {
		return nil, err
	}
	if len(weeks) > 0 {
		s.Looks, s.Written = weeks[0].Looks, &weeks[0].WrittenAt
	}
	where := ""
	if in.Open {
		where = " AND s.answered_at IS NULL"
	}
	s.Lines, err = db.Report[StrangerIn](tx, `SELECT s.id, s.campus_id, s.week, s.member_id, s.resident_id, s.looks, s.first_at, s.last_at, s.roles, s.written_at, s.answered_at, s.answered_by, s.found, s.reason, s.version,
			m.name AS member_name, r.number, r.name AS resident_name, c.name AS campus_name, COALESCE(a.name, '') AS answered_name
		FROM deeds_strangers s JOIN staff_members m ON m.id = s.member_id JOIN residents_people r ON r.id = s.resident_id JOIN wards_campuses c ON c.id = s.campus_id
		LEFT JOIN staff_members a ON a.id = s.answered_by
		WHERE {campus s.campus_id} AND s.week = ?`+where+` ORDER BY m.name, s.member_id, s.first_at, s.id`, s.Week)
	for i := range s.Lines {
		if !tx.Reach(residents.View).Campus(s.Lines[i].CampusID) {
			s.Lines[i].ResidentName = ""
		}
		if s.Lines[i].AnsweredAt == nil {
			s.Waiting++
		}
	}
	return s, err
}

// AnswerInput says why somebody looked, as whoever answers for the house found it.
type AnswerInput struct {
	LineID uint64 `path:"line" form:"-" json:"-"`
	Found  string `form:"found" json:"found" validate:"required,oneof=in_order talked breach"`
	Reason string `form:"reason" json:"reason" validate:"required,max=300"`
}

// AnswerLook writes what is behind a look without a care relation. It needs deeds.answer. Forbidden: the
// own looks. Conflict: answered before. The deed is about the resident, so that it stands on the page of
// that file; the reason is not in it.
func AnswerLook(tx *db.Tx, in AnswerInput) (*Stranger, error) {
	if err := tx.May(Answer); err != nil {
		return nil, err
	}
	held, err := db.Hold[Stranger](tx, in.LineID)
	if err != nil {
		return nil, err
	}
	s := &held[0]
	switch {
	case s.MemberID == tx.Actor.ID:
		return nil, fault.New(fault.Forbidden, "deeds.own_look")
	case s.AnsweredAt != nil:
		return nil, fault.New(fault.Conflict, "deeds.answered")
	}
	tx.Concerns("resident", s.ResidentID, s.CampusID)
	tx.Detail("member", s.MemberID)
	tx.Detail("found", in.Found)
	now, by := tx.Now, tx.Actor.ID
	s.AnsweredAt, s.AnsweredBy, s.Found, s.Reason = &now, &by, in.Found, in.Reason
	return s, db.Change(tx, s, "answered_at", "answered_by", "found", "reason")
}
