package care

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
)

// TaskKind is what is planned to be done for somebody at fixed hours.
type TaskKind string

// TaskKinds lists what can be planned, in the order of the choices.
var TaskKinds = []TaskKind{"turn", "change", "toilet", "drink", "feed", "move", "wound", "other"}

// Task is something that is done for a person at the same hours every day until somebody ends it. Its
// hours belong to it for good: other hours are another task. AnsweredDue is the newest of its times of
// which somebody said what became of it, so that no board looks through the answers.
type Task struct {
	ID             uint64
	CampusID       uint64
	ResidentID     uint64
	Kind           TaskKind
	Note           string
	Hours          Hours
	FromAt         time.Time
	RecordedAt     time.Time
	RecordedBy     uint64
	AnsweredDue    *time.Time
	OpenResidentID *uint64
	EndedAt        *time.Time
	EndedBy        *uint64
	EndNote        string
}

// TableName names the table.
func (Task) TableName() string { return "care_tasks" }

// TaskAnswer is what became of one time of a task. It is written once; taken back, it stands as it was
// and its time waits again. OpenDueAt is set while it holds; its unique key lets no two carers answer
// one time.
type TaskAnswer struct {
	ID          uint64
	CampusID    uint64
	WardID      uint64
	ResidentID  uint64
	TaskID      uint64
	DueAt       time.Time
	OpenDueAt   *time.Time
	Answer      TaskSaid
	Note        string
	At          time.Time
	RecordedAt  time.Time
	RecordedBy  uint64
	TakenAt     *time.Time
	TakenBy     *uint64
	TakenReason string
}

// TableName names the table.
func (TaskAnswer) TableName() string { return "care_task_answers" }

// TaskSaid is what became of a time of a task.
type TaskSaid string

// The answers. A time that was not kept says why.
const (
	TaskDone      TaskSaid = "done"
	TaskRefused   TaskSaid = "refused"
	TaskNotNeeded TaskSaid = "not_needed"
	TaskNotDone   TaskSaid = "not_done"
)

// TaskAnswers lists them in the order of the buttons.
var TaskAnswers = []TaskSaid{TaskDone, TaskRefused, TaskNotNeeded, TaskNotDone}

// TaskState is how a time of a task stands, in the one language of colours: grey, amber, red, green.
type TaskState string

// The states. Missed is a time that nobody answered before the next came.
const (
	TaskComing   TaskState = "coming"
	TaskSoon     TaskState = "soon"
	TaskDue      TaskState = "due"
	TaskOverdue  TaskState = "overdue"
	TaskMissed   TaskState = "missed"
	TaskAway     TaskState = "away" // the person was not in the house
	TaskAnswered TaskState = "answered"
)

// Hours are minutes of the day, rising, as one text: "06:00 08:00".
type Hours string

const (
	// mostHours is how many times a day one task may have.
	mostHours  = 24
	dayMinutes = 24 * 60
)

// ReadHours reads the hours that people type: "6h, 14h, 22h". Every two hours from six to ten at night
// is written "6-22/2". wrong is what could not be read.
func ReadHours(text string) (hours Hours, wrong string) {
	var minutes []int
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;\n ", r) }) {
		if span, step, ok := strings.Cut(part, "/"); ok {
			first, last, _ := strings.Cut(span, "-")
			from, ok1 := settings.ReadClock(first)
			to, ok2 := settings.ReadClock(last)
			n, err := strconv.Atoi(strings.TrimSuffix(step, "h"))
			if !ok1 || !ok2 || err != nil || n < 1 || n > 12 || to <= from {
				return "", part
			}
			for m := from; m <= to; m += n * 60 {
				minutes = append(minutes, m)
			}
			continue
		}
		m, ok := settings.ReadClock(part)
		if !ok {
			return "", part
		}
		minutes = append(minutes, m)
	}
	slices.Sort(minutes)
	for i, m := range slices.Compact(minutes) {
		if i > 0 {
			hours += " "
		}
		hours += Hours(fmt.Sprintf("%02d:%02d", m/60, m%60))
	}
	return hours, ""
}

// Clocks are the hours one by one: 06:00, 08:00.
func (h Hours) Clocks() []string { return strings.Fields(string(h)) }

func (h Hours) minutes() (out []int) {
	for _, c := range h.Clocks() {
		if m, ok := settings.ReadClock(c); ok { // the house wrote it: it is always whole
			out = append(out, m)
		}
	}
	return out
}

// Times lists the times from a moment on and before another.
func (h Hours) Times(zone *time.Location, from, until time.Time) []time.Time {
	return h.between(zone, from, until)
}

// between lists the times from a moment on and before another.
func (h Hours) between(zone *time.Location, from, until time.Time) (out []time.Time) {
	minutes := h.minutes()
	for day := value.DayOf(from, zone); !day.Start(zone).After(until); day = day.AddDays(1) {
		for _, m := range minutes {
			if at := day.At(zone, m); !at.Before(from) && at.Before(until) {
				out = append(out, at.UTC())
			}
		}
	}
	return out
}

// taskRules are the figures by which a time is judged.
type taskRules struct {
	zone       *time.Location
	soon, late time.Duration
}

func taskRulesOf(tx *db.Tx, book *settings.Book) (r taskRules, err error) {
	soon, err := book.Int(settings.TaskSoon, tx.Today())
	if err != nil {
		return r, err
	}
	late, err := book.Int(settings.TaskLate, tx.Today())
	return taskRules{zone: tx.Zone(), soon: time.Duration(soon) * time.Minute, late: time.Duration(late) * time.Minute}, err
}

// of says how an unanswered time stands; next is the time after it.
func (r taskRules) of(due, next, now time.Time) TaskState {
	switch {
	case due.After(now.Add(r.soon)):
		return TaskComing
	case due.After(now):
		return TaskSoon
	case !next.IsZero() && !next.After(now):
		return TaskMissed
	case now.Sub(due) >= r.late:
		return TaskOverdue
	}
	return TaskDue
}

// waits tells which time of a task asks for somebody now, and how it stands: the newest that has come
// and was not answered, else the next. One that was missed within the day before makes it red at once.
func (r taskRules) waits(h Hours, from, answered, now time.Time) (due time.Time, state TaskState) {
	begin := now.Add(-24 * time.Hour)
	if from.After(begin) {
		begin = from
	}
	if after := answered.Add(time.Second); after.After(begin) {
		begin = after
	}
	open := 0
	for _, at := range h.between(r.zone, begin, now.Add(25*time.Hour)) {
		if at.After(now) {
			if open == 0 {
				due = at
			}
			break
		}
		due, open = at, open+1
	}
	switch {
	case due.IsZero():
		return due, TaskComing
	case open > 1:
		return due, TaskOverdue
	}
	return due, r.of(due, time.Time{}, now)
}

// Planned is a task as it stands beside a bed: the time that asks for somebody.
type Planned struct {
	ID    uint64
	Kind  TaskKind
	Note  string
	DueAt time.Time
	State TaskState
}

// Asks tells that somebody is wanted, now or soon.
func (p Planned) Asks() bool {
	return p.State == TaskSoon || p.State == TaskDue || p.State == TaskOverdue
}

// The tasks of a person, as a column of the floor, like watches.
const tasksNow = `, (SELECT GROUP_CONCAT(CONCAT(k.id, '|', k.kind, '|', k.hours, '|', k.from_at, '|', COALESCE(k.answered_due, ''), '|', HEX(k.note)) ORDER BY k.id)
		FROM care_tasks k WHERE k.open_resident_id = p.resident_id) AS task_text`

// tasksIn reads that text.
func (r taskRules) tasksIn(text string, now time.Time) (out []Planned) {
	for f := range each(text) {
		p := Planned{ID: uint64(wholeOf(f[0])), Kind: TaskKind(f[1]), Note: plain(f[5])} // #nosec G115 -- an id as the database wrote it, or 0
		p.DueAt, p.State = r.waits(Hours(f[2]), instantOf(f[3]), instantOf(f[4]), now)
		out = append(out, p)
	}
	return out
}
