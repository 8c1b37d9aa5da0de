package care

import (
	"cmp"
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// RollPerson is somebody on the list of a count: where the books say the person is, and what was found.
type RollPerson struct {
	ResidentID  uint64
	Name        string
	Number      string
	PhotoFileID *uint64
	ZoneID      uint64
	WardID      *uint64
	WardName    string
	RoomName    string
	BedName     string
	Away        presence.AbsenceKind // by the books
	AwaySince   *time.Time
	Answer      RollAnswer // the newest; "" when nobody said anything
	AnswerNote  string
	AnswerAt    *time.Time
	AnswerBy    string
}

// Expected tells that the books say the person is in the house.
func (p RollPerson) Expected() bool { return p.Away != presence.Hospital && p.Away != presence.Leave }

// Open tells that nobody knows where the person is: not counted yet, or not found.
func (p RollPerson) Open() bool {
	return p.Answer == AnswerNotFound || p.Answer == "" && p.Expected()
}

// Differs tells that what was found is not what the books say, and what was found is not simply a
// moment elsewhere in the house: somebody must look after it.
func (p RollPerson) Differs() bool {
	switch p.Answer {
	case AnswerHere, AnswerToilet, AnswerActivity:
		return p.Away != ""
	case AnswerLeave:
		return p.Away != presence.Leave
	case AnswerHospital:
		return p.Away != presence.Hospital
	case AnswerNotFound:
		return true
	}
	return false
}

// RollList is a count with everybody on its list.
type RollList struct {
	Rollcall
	WardName    string
	CampusName  string
	StarterName string
	CloserName  string
	Whole       bool // everybody of the count is within the reader's reach
	People      []RollPerson
	Now         time.Time
}

// person finds somebody on the list.
func (l *RollList) person(id uint64) *RollPerson {
	for i := range l.People {
		if l.People[i].ResidentID == id {
			return &l.People[i]
		}
	}
	return nil
}

// Unanswered are those who should be here and of whom nobody said anything.
func (l *RollList) Unanswered() (out []RollPerson) {
	for _, p := range l.People {
		if p.Answer == "" && p.Expected() {
			out = append(out, p)
		}
	}
	return out
}

// Counts are how many should be here, are here, are elsewhere by name, and are not found.
func (l *RollList) Counts() (expected, present, elsewhere, notFound int) {
	for _, p := range l.People {
		if p.Expected() || p.Answer == AnswerNotFound {
			expected++
		}
		switch p.Answer {
		case AnswerHere:
			present++
		case AnswerNotFound:
			notFound++
		case "":
		default:
			if p.Expected() {
				elsewhere++
			}
		}
	}
	return expected, present, elsewhere, notFound
}

// rollHead reads a count with its names.
type rollHead struct {
	Rollcall    `gorm:"embedded"`
	ZoneID      uint64
	WardName    string
	CampusName  string
	StarterName string
	CloserName  string
}

const rollHeads = `SELECT x.id, x.campus_id, x.ward_id, x.kind, x.due_at, x.place, x.started_at, x.started_by, x.closed_at, x.closed_by, x.close_note, x.expected, x.present, x.elsewhere, x.not_found,
	w.zone_id, w.name AS ward_name, CASE WHEN c.short_name = '' THEN c.name ELSE c.short_name END AS campus_name, s.name AS starter_name, k.name AS closer_name
	FROM care_rollcalls x JOIN wards_campuses c ON c.id = x.campus_id LEFT JOIN wards_wards w ON w.id = x.ward_id
	LEFT JOIN staff_members s ON s.id = x.started_by LEFT JOIN staff_members k ON k.id = x.closed_by
	WHERE {campus x.campus_id}`

// newest joins what was said last of somebody in one count.
const newestTick = ` LEFT JOIN care_rollcall_ticks t ON t.id = (SELECT MAX(q.id) FROM care_rollcall_ticks q WHERE q.rollcall_id = ? AND q.resident_id = s.resident_id)
	LEFT JOIN staff_members m ON m.id = t.recorded_by `

// RollcallOf gives a count with everybody on its list, as far as the reader may see them: who is not
// found first, then who is not counted yet, then room by room. While it runs, the list follows the
// books; once signed, it is what was said. It needs care.view in the ward and residents.view. Two
// statements.
func RollcallOf(tx *db.Tx, id uint64) (*RollList, error) {
	return rollOf(tx, id, View)
}

func rollOf(tx *db.Tx, id uint64, permission string) (*RollList, error) {
	if err := mayRead(tx, permission); err != nil {
		return nil, err
	}
	heads, err := db.Report[rollHead](tx, rollHeads+" AND x.id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(heads) == 0 {
		return nil, notFound
	}
	h := heads[0]
	reach := tx.Reach(permission)
	if h.WardID != nil && !reach.Ward(h.CampusID, h.ZoneID, *h.WardID) {
		return nil, notFound
	}
	l := &RollList{Rollcall: h.Rollcall, WardName: h.WardName, CampusName: h.CampusName, StarterName: h.StarterName, CloserName: h.CloserName, Whole: true, Now: tx.Now}
	who := `SELECT s.resident_id, r.name, r.number, r.photo_file_id, w.zone_id, w.id AS ward_id, w.name AS ward_name, o.name AS room_name, b.name AS bed_name,
		a.kind AS away, a.started_at AS away_since, t.answer, t.note AS answer_note, t.at AS answer_at, m.name AS answer_by `
	where, args := `s.campus_id = ?`, []any{id, h.CampusID}
	if h.WardID != nil {
		where, args[1] = `p.ward_id = ?`, *h.WardID
	}
	query := who + `FROM presence_stays s JOIN residents_people r ON r.id = s.resident_id
		LEFT JOIN presence_placements p ON p.open_resident_id = s.resident_id LEFT JOIN wards_wards w ON w.id = p.ward_id
		LEFT JOIN wards_rooms o ON o.id = p.room_id LEFT JOIN wards_beds b ON b.id = p.bed_id
		LEFT JOIN presence_absences a ON a.open_resident_id = s.resident_id` + newestTick + `WHERE {campus s.campus_id} AND s.open_resident_id IS NOT NULL AND ` + where +
		` ORDER BY w.position, w.id, o.position, o.id, b.position, b.id, r.sort_key`
	if h.ClosedAt != nil {
		query = who + `FROM (SELECT z.resident_id, MAX(z.campus_id) AS campus_id, MAX(z.ward_id) AS ward_id FROM care_rollcall_ticks z WHERE z.rollcall_id = ? GROUP BY z.resident_id) s JOIN residents_people r ON r.id = s.resident_id
			LEFT JOIN presence_placements p ON p.open_resident_id = s.resident_id AND p.ward_id = s.ward_id LEFT JOIN wards_wards w ON w.id = s.ward_id
			LEFT JOIN wards_rooms o ON o.id = p.room_id LEFT JOIN wards_beds b ON b.id = p.bed_id
			LEFT JOIN presence_absences a ON a.resident_id = s.resident_id AND a.voided_at IS NULL AND a.started_at <= ? AND (a.ended_at IS NULL OR a.ended_at > ?)` + newestTick +
			`WHERE {campus s.campus_id} ORDER BY w.position, w.id, o.position, o.id, b.position, b.id, r.sort_key`
		args = []any{id, *h.ClosedAt, *h.ClosedAt, id}
	}
	people, err := db.Report[RollPerson](tx, query, args...)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		if p.WardID != nil && !reach.Ward(h.CampusID, p.ZoneID, *p.WardID) || p.WardID == nil && !reach.Campus(h.CampusID) {
			l.Whole = false
			continue
		}
		l.People = append(l.People, p)
	}
	if len(l.People) == 0 && !l.Whole {
		return nil, notFound
	}
	slices.SortStableFunc(l.People, func(a, b RollPerson) int { return cmp.Compare(rollUrgency(a), rollUrgency(b)) })
	return l, nil
}

// rollUrgency puts those first of whom nobody knows where they are.
func rollUrgency(p RollPerson) int {
	switch {
	case p.Answer == AnswerNotFound || p.Answer == "" && p.Away == presence.Missing:
		return 0
	case p.Open():
		return 1
	}
	return 2
}

// RollState is how a fixed count of a ward stands.
type RollState string

// The states.
const (
	RollComing  RollState = "coming"  // not yet
	RollDueNow  RollState = "due"     // to be taken now
	RollRunning RollState = "running" // somebody is at it
	RollDone    RollState = "done"    // signed in time
	RollLate    RollState = "late"    // signed too late
	RollOverdue RollState = "overdue" // should have been taken
	RollMissed  RollState = "missed"  // the next one is due already
)

// RollTurn is one count of a ward on a day: a fixed one, taken or not, or another that was taken.
type RollTurn struct {
	CampusID   uint64
	CampusName string
	WardID     uint64 // 0 for a whole campus
	WardName   string
	DueAt      time.Time // zero for one without a fixed time
	State      RollState
	Call       *Rollcall // nil while nobody began
	By         string    // who signed it, or began it
}

// RollcallsInput asks for the counts of a day.
type RollcallsInput struct {
	Day    value.Day `form:"day" json:"day,omitzero"`
	WardID uint64    `form:"ward_id" json:"ward_id,omitempty"`
}

// RollcallsOn lists the counts of a day, ward by ward: those of the fixed times, taken or not, and all
// others. Only wards in which somebody lives are counted. It needs care.view. Four statements.
func RollcallsOn(tx *db.Tx, in RollcallsInput) ([]RollTurn, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	if in.Day.IsZero() {
		in.Day = tx.Today()
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	times, err := rollTimes(book, in.Day, tx.Zone())
	if err != nil {
		return nil, err
	}
	late, err := book.Int(settings.RollLate, in.Day)
	if err != nil {
		return nil, err
	}
	early, err := opensEarly(book, in.Day)
	if err != nil {
		return nil, err
	}
	mine, err := wards.Mine(tx, View)
	if err != nil {
		return nil, err
	}
	lived, err := db.Report[struct{ WardID uint64 }](tx, `SELECT DISTINCT p.ward_id FROM presence_placements p WHERE {campus p.campus_id} AND p.open_resident_id IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	from, to := in.Day.Start(tx.Zone()).UTC(), in.Day.AddDays(1).Start(tx.Zone()).UTC()
	calls, err := db.Report[rollHead](tx, rollHeads+" AND ((x.due_at >= ? AND x.due_at < ?) OR (x.due_at IS NULL AND x.started_at >= ? AND x.started_at < ?)) ORDER BY x.started_at, x.id", from, to, from, to)
	if err != nil {
		return nil, err
	}
	g := time.Duration(late) * time.Minute
	var out []RollTurn
	campuses := map[uint64]bool{}
	for _, w := range mine {
		campuses[w.CampusID] = true
		if in.WardID != 0 && w.ID != in.WardID {
			continue
		}
		lives := slices.ContainsFunc(lived, func(l struct{ WardID uint64 }) bool { return l.WardID == w.ID })
		for i, due := range times {
			turn := RollTurn{CampusID: w.CampusID, CampusName: w.CampusName, WardID: w.ID, WardName: w.Name, DueAt: due}
			for _, c := range calls {
				if c.WardID != nil && *c.WardID == w.ID && c.DueAt != nil && c.DueAt.Equal(due) {
					turn.take(c)
				}
			}
			next := time.Time{}
			if i+1 < len(times) {
				next = times[i+1]
			}
			turn.State = rollState(turn.Call, due, next, tx.Now, early, g)
			if turn.Call != nil || lives {
				out = append(out, turn)
			}
		}
		for _, c := range calls {
			if c.WardID != nil && *c.WardID == w.ID && c.DueAt == nil {
				turn := RollTurn{CampusID: w.CampusID, CampusName: w.CampusName, WardID: w.ID, WardName: w.Name}
				turn.take(c)
				out = append(out, turn)
			}
		}
	}
	for _, c := range calls {
		if c.WardID == nil && campuses[c.CampusID] && in.WardID == 0 {
			turn := RollTurn{CampusID: c.CampusID, CampusName: c.CampusName}
			turn.take(c)
			out = append([]RollTurn{turn}, out...)
		}
	}
	return out, nil
}

// take writes what was counted into a turn.
func (t *RollTurn) take(c rollHead) {
	t.Call, t.By, t.State = &c.Rollcall, c.StarterName, RollRunning
	if c.ClosedAt != nil {
		t.By, t.State = c.CloserName, RollDone
	}
}

// rollState judges a fixed count: late is what was signed, or not taken, after its minutes of grace.
func rollState(call *Rollcall, due, next, now time.Time, early, grace time.Duration) RollState {
	last := due.Add(grace)
	switch {
	case call != nil && call.ClosedAt != nil && call.ClosedAt.After(last):
		return RollLate
	case call != nil && call.ClosedAt != nil:
		return RollDone
	case call != nil && now.After(last):
		return RollOverdue
	case call != nil:
		return RollRunning
	case !next.IsZero() && !next.After(now):
		return RollMissed
	case now.After(last):
		return RollOverdue
	case !due.Add(-early).After(now):
		return RollDueNow
	}
	return RollComing
}

// RollcallsWaiting are the counts of today that are running in an emergency, overdue or missed, for the
// first page of whoever answers for wards. It needs care.view.
func RollcallsWaiting(tx *db.Tx) ([]RollTurn, error) {
	all, err := RollcallsOn(tx, RollcallsInput{})
	return slices.DeleteFunc(all, func(t RollTurn) bool {
		return t.State != RollOverdue && t.State != RollMissed && !(t.State == RollRunning && t.WardID == 0)
	}), err
}

// EmergenciesRunning are the emergency counts that run in the campuses within reach: whoever records is
// led there at once. It needs care.record. One statement.
func EmergenciesRunning(tx *db.Tx) ([]RollTurn, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	heads, err := db.Report[rollHead](tx, rollHeads+" AND x.open_campus_id > 0 ORDER BY x.open_campus_id")
	out := make([]RollTurn, len(heads))
	for i, h := range heads {
		out[i] = RollTurn{CampusID: h.CampusID, CampusName: h.CampusName}
		out[i].take(h)
	}
	return out, err
}
