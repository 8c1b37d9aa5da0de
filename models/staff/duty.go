package staff

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
)

// The permissions of the rota: to see who is on duty in a campus, to plan it, and to see what duties
// are worth.
const (
	SeeRota    = "staff.rota"
	Plan       = "staff.plan"
	SeeDutyPay = "staff.duty_pay"
)

// DutyKind says what a shift is for the person who has it.
type DutyKind string

// The kinds: working time in shifts, duty in the sense of the law, and sleeping in the house to be
// called. Only the last two are paid for apart; only the first two stand for somebody who is awake.
const (
	WorkShift DutyKind = "shift"
	OnCall    DutyKind = "duty"
	LivesIn   DutyKind = "live_in"
)

// DutyKinds lists them in the order of the page.
var DutyKinds = []DutyKind{WorkShift, OnCall, LivesIn}

// Duty is one person in one shift of one day, in one ward or for the whole campus. Somebody who looks
// after two wards in a night has two rows of the same shift. A duty is a draft until it is published;
// one that was published is never deleted but ended, and what takes its place names it.
type Duty struct {
	ID           uint64
	CampusID     uint64
	MemberID     uint64
	ShiftID      uint64
	Day          value.Day // of the shift, also after midnight
	Ward         Ref       `gorm:"column:ward_id"` // none: the whole campus
	Kind         DutyKind
	RecordedAt   time.Time
	RecordedBy   uint64
	PublishedAt  *time.Time // none: a draft
	PublishedBy  uint64
	EndedAt      *time.Time // when it was taken from the rota
	EndedBy      uint64
	EndedReason  string
	MissedAt     *time.Time // when somebody noted that the person did not come
	MissedBy     uint64
	MissedReason string
	Replaces     Ref     `gorm:"column:replaces_id"`
	OpenKey      *string `json:"-"` // one row for person, shift and ward, while it stands
	Version      uint64
}

// TableName names the table.
func (Duty) TableName() string { return "staff_duties" }

func (d Duty) key() *string {
	key := fmt.Sprintf("%d:%s:%d:%d", d.MemberID, d.Day, d.ShiftID, d.Ward)
	return &key
}

// Post is one place of a stint.
type Post struct {
	DutyID   uint64    `json:"duty_id"`
	WardID   uint64    `json:"ward_id,omitempty"` // 0: the whole campus
	WardName string    `json:"ward,omitempty"`
	Recorded time.Time `json:"recorded_at"`
	// Rooms are those of the ward that the person looks after; none: the whole ward.
	Rooms []PostRoom `json:"rooms,omitempty"`
}

// Stint is what one person does in one shift: the rows of the rota that belong together.
type Stint struct {
	MemberID   uint64        `json:"member_id"`
	MemberName string        `json:"name"`
	CampusID   uint64        `json:"campus_id"`
	Turn       settings.Turn `json:"-"`
	Kind       DutyKind      `json:"kind"`
	Posts      []Post        `json:"posts"`
	Draft      bool          `json:"draft"`
	Gone       bool          `json:"gone"`   // the person is on leave or ill: a gap
	Missed     bool          `json:"missed"` // the person did not come
	Reason     string        `json:"-"`      // why not
	TakenAt    *time.Time    `json:"-"`      // when the person took it up
	Vouched    bool          `json:"-"`      // a planner saw the person there
	LeftAt     *time.Time    `json:"-"`      // when the person left
	Handed     Handed        `json:"-"`      // how the handover stood then
	Late       bool          `json:"late"`   // written after the shift was over
	Unknown    bool          `json:"-"`      // its shift is no longer in force on that day

	until string // the hour at which a span ends
}

// Day is the day to which the stint belongs, also after midnight.
func (s Stint) Day() value.Day { return s.Turn.Day }

// Stands tells that the person is there as far as anybody knows.
func (s Stint) Stands() bool { return !s.Gone && !s.Missed }

// In tells whether the stint is in a ward of its own.
func (s Stint) In(ward uint64) bool {
	return slices.ContainsFunc(s.Posts, func(p Post) bool { return p.WardID == ward })
}

// WithPeople tells that the person stands in a ward and not only somewhere in the campus.
func (s Stint) WithPeople() bool {
	return slices.ContainsFunc(s.Posts, func(p Post) bool { return p.WardID != 0 })
}

// dutyRow is a duty with the names that lists show.
type dutyRow struct {
	Duty
	MemberName string
	WardName   string
	Gone       bool
	TakenAt    *time.Time
	TakenBy    uint64
	LeftAt     *time.Time
	Handed     Handed
	RoomsText  string
}

// dutyRows is the one way in which duties are read: those that stand, and whether their person is away
// on that day.
const dutyRows = `SELECT d.*, m.name AS member_name, w.name AS ward_name,
	t.at AS taken_at, t.recorded_by AS taken_by, l.at AS left_at, l.handover AS handed,
	` + roomsOfDuty + `,
	CASE WHEN EXISTS (SELECT 1 FROM staff_absences a WHERE a.member_id = d.member_id AND a.cancelled_at IS NULL AND a.from_day <= d.day AND a.to_day >= d.day) THEN 1 ELSE 0 END AS gone
	FROM staff_duties d JOIN staff_members m ON m.id = d.member_id LEFT JOIN wards_wards w ON w.id = d.ward_id
	LEFT JOIN staff_attendances t ON t.member_id = d.member_id AND t.day = d.day AND t.shift_id = d.shift_id AND t.campus_id = d.campus_id AND t.step = 'came' AND t.taken_back_at IS NULL
	LEFT JOIN staff_attendances l ON l.member_id = d.member_id AND l.day = d.day AND l.shift_id = d.shift_id AND l.campus_id = d.campus_id AND l.step = 'went' AND l.taken_back_at IS NULL
	WHERE {campus d.campus_id} AND d.ended_at IS NULL AND `

// stintsWhere reads duties that meet a condition and joins those of one person in one shift.
func stintsWhere(tx *db.Tx, table settings.Timetable, condition string, args ...any) ([]Stint, error) {
	rows, err := db.Report[dutyRow](tx, dutyRows+condition+" ORDER BY d.day, m.sort_key, m.id, d.shift_id, d.id", args...)
	if err != nil {
		return nil, err
	}
	return joinDuties(table, rows), nil
}

// joinDuties makes stints of rows and sorts them by the beginning of the shift, then by name as read.
func joinDuties(table settings.Timetable, rows []dutyRow) []Stint {
	type key struct {
		member, campus, shift uint64
		day                   value.Day
	}
	at := map[key]int{}
	var out []Stint
	for _, r := range rows {
		k := key{r.MemberID, r.CampusID, r.ShiftID, r.Day}
		i, ok := at[k]
		if !ok {
			turn, inForce, known := table.AnyTurn(r.ShiftID, r.Day)
			if !known {
				continue
			}
			i = len(out)
			at[k] = i
			out = append(out, Stint{MemberID: r.MemberID, MemberName: r.MemberName, CampusID: r.CampusID, Turn: turn, Kind: r.Kind, Gone: r.Gone, Unknown: !inForce,
				TakenAt: r.TakenAt, Vouched: r.TakenAt != nil && r.TakenBy != r.MemberID, LeftAt: r.LeftAt, Handed: r.Handed})
		}
		s := &out[i]
		s.Posts = append(s.Posts, Post{DutyID: r.ID, WardID: uint64(r.Ward), WardName: r.WardName, Recorded: r.RecordedAt, Rooms: roomsIn(r.RoomsText)})
		s.Draft = s.Draft || r.PublishedAt == nil
		if r.MissedAt != nil {
			s.Missed, s.Reason = true, r.MissedReason
		}
		s.Late = s.Late || r.RecordedAt.After(s.Turn.Ends())
	}
	slices.SortStableFunc(out, func(a, b Stint) int { return a.Turn.Starts().Compare(b.Turn.Starts()) })
	return out
}

// Span is what a person does without a break in one day's shifts, as people say it: the three shifts of
// a duty of 24 hours are one line.
type Span struct {
	Stint
	Ends time.Time
	Full bool // day and night
}

// Hours writes from when to when: 06:00–06:00.
func (s Span) Hours() string {
	from, _, _ := strings.Cut(s.Turn.Shift.Hours(), "–")
	return from + "–" + s.until
}

// Spans joins the stints of one day and kind that follow each other; the order is kept.
func Spans(list []Stint) (out []Span) {
	for _, s := range list {
		_, until, _ := strings.Cut(s.Turn.Shift.Hours(), "–")
		s.until = until
		i := slices.IndexFunc(out, func(o Span) bool {
			return o.MemberID == s.MemberID && o.CampusID == s.CampusID && o.Day() == s.Day() && o.Kind == s.Kind && o.Kind != WorkShift && o.Stands() == s.Stands() && o.Ends.Equal(s.Turn.Starts())
		})
		if i < 0 {
			out = append(out, Span{Stint: s, Ends: s.Turn.Ends()})
			continue
		}
		out[i].Ends, out[i].until = s.Turn.Ends(), until
		out[i].Full = out[i].Ends.Sub(out[i].Turn.Starts()) >= 24*time.Hour
	}
	return out
}
