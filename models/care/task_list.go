package care

import (
	"cmp"
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/wards"
)

// TaskIn is a task with whom it is for and where the person lies.
type TaskIn struct {
	Task        `gorm:"embedded"`
	Name        string
	PhotoFileID *uint64
	WardID      uint64
	WardName    string
	RoomName    string
	BedName     string
	Away        presence.AbsenceKind
	ByName      string
	EndedName   string
}

// AnswerIn is an answer with the names of who wrote it and who took it back.
type AnswerIn struct {
	TaskAnswer `gorm:"embedded"`
	ByName     string
	TakenName  string
}

// Late tells how long after it was done it was written down.
func (a AnswerIn) Late() time.Duration { return LateBy(a.At, a.RecordedAt) }

// TaskTime is one time of a task in a shift.
type TaskTime struct {
	TaskIn
	DueAt  time.Time
	State  TaskState
	Answer *AnswerIn
}

// TaskList is what is planned in a ward in a shift.
type TaskList struct {
	WardID     uint64
	WardName   string
	CampusID   uint64
	ZoneID     uint64
	Turn       settings.Turn
	Prev, Next *settings.Turn
	Now        time.Time
	Times      []TaskTime // in the order of the clock, then of the floor
}

// Of gives the times in some states, in their order.
func (l TaskList) Of(states ...TaskState) (out []TaskTime) {
	for _, t := range l.Times {
		if slices.Contains(states, t.State) {
			out = append(out, t)
		}
	}
	return out
}

const taskIn = `SELECT k.id, k.campus_id, k.resident_id, k.kind, k.note, k.hours, k.from_at, k.recorded_at, k.recorded_by, k.answered_due, k.open_resident_id, k.ended_at, k.ended_by, k.end_note,
	r.name, r.photo_file_id, p.ward_id, w.name AS ward_name, m.name AS room_name, b.name AS bed_name, a.kind AS away, st.name AS by_name, se.name AS ended_name
	FROM care_tasks k
	JOIN residents_people r ON r.id = k.resident_id
	LEFT JOIN presence_placements p ON p.open_resident_id = k.resident_id
	LEFT JOIN wards_wards w ON w.id = p.ward_id
	LEFT JOIN wards_rooms m ON m.id = p.room_id
	LEFT JOIN wards_beds b ON b.id = p.bed_id
	LEFT JOIN presence_absences a ON a.open_resident_id = k.resident_id
	LEFT JOIN staff_members st ON st.id = k.recorded_by
	LEFT JOIN staff_members se ON se.id = k.ended_by
	WHERE {campus k.campus_id}`

const answerIn = `SELECT x.id, x.campus_id, x.ward_id, x.resident_id, x.task_id, x.due_at, x.open_due_at, x.answer, x.note, x.at, x.recorded_at, x.recorded_by, x.taken_at, x.taken_by, x.taken_reason,
	st.name AS by_name, sb.name AS taken_name
	FROM care_task_answers x
	LEFT JOIN staff_members st ON st.id = x.recorded_by
	LEFT JOIN staff_members sb ON sb.id = x.taken_by
	WHERE {campus x.campus_id}`

// TasksOf lists what is planned for the people of a ward in a shift: the one that goes on when none is
// named. It needs care.view in the ward and residents.view. Four statements, flat in people and years.
func TasksOf(tx *db.Tx, in TurnInput) (*TaskList, error) {
	if err := mayRead(tx, View); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	turn, err := in.turn(book, tx.Now, runningTurn)
	if err != nil {
		return nil, err
	}
	rules, err := taskRulesOf(tx, book)
	if err != nil {
		return nil, err
	}
	ward, err := wards.Within(tx, View, in.WardID)
	if err != nil {
		return nil, err
	}
	l := &TaskList{WardID: ward.ID, WardName: ward.Name, CampusID: ward.CampusID, ZoneID: ward.ZoneID, Turn: turn, Now: tx.Now}
	if before, ok := book.Timetable.Previous(turn); ok {
		l.Prev = &before
	}
	if next, ok := book.Timetable.Next(turn); ok && !next.Starts().After(tx.Now) {
		l.Next = &next
	}
	from, until := turn.Starts().UTC(), turn.Ends().UTC()
	tasks, err := db.Report[TaskIn](tx, taskIn+` AND p.ward_id = ? AND k.from_at < ? AND (k.open_resident_id IS NOT NULL OR k.ended_at > ?) ORDER BY m.position, m.id, b.position, b.id, k.id`, ward.ID, until, from)
	if err != nil {
		return nil, err
	}
	answers, err := db.Report[AnswerIn](tx, answerIn+` AND x.due_at >= ? AND x.due_at < ? AND x.open_due_at IS NOT NULL AND x.resident_id IN (SELECT q.resident_id FROM presence_placements q WHERE q.ward_id = ? AND q.ended_at IS NULL)`, from, until, ward.ID)
	if err != nil {
		return nil, err
	}
	away, err := db.Report[awaySpan](tx, `SELECT a.resident_id, a.started_at, a.ended_at FROM presence_absences a JOIN presence_placements p ON p.open_resident_id = a.resident_id AND p.ward_id = ?
		WHERE {campus a.campus_id} AND a.voided_at IS NULL AND a.started_at < ? AND (a.ended_at IS NULL OR a.ended_at > ?)`, ward.ID, until, from)
	if err != nil {
		return nil, err
	}
	l.fill(rules, tasks, answers, away)
	return l, nil
}

// awaySpan is a stretch in which somebody was not in the house.
type awaySpan struct {
	ResidentID uint64
	StartedAt  time.Time
	EndedAt    *time.Time
}

func (a awaySpan) covers(t time.Time) bool {
	return !a.StartedAt.After(t) && (a.EndedAt == nil || a.EndedAt.After(t))
}

// fill lays the times of the tasks into the shift and says how each stands.
func (l *TaskList) fill(rules taskRules, tasks []TaskIn, answers []AnswerIn, away []awaySpan) {
	type slot struct {
		task uint64
		due  int64
	}
	said := map[slot]*AnswerIn{}
	for i := range answers {
		said[slot{answers[i].TaskID, answers[i].DueAt.Unix()}] = &answers[i]
	}
	from, until := l.Turn.Starts().UTC(), l.Turn.Ends().UTC()
	for _, t := range tasks {
		begin := from
		if t.FromAt.After(begin) {
			begin = t.FromAt
		}
		all := t.Hours.between(rules.zone, begin, until.Add(25*time.Hour))
		for i, due := range all {
			answer := said[slot{t.ID, due.Unix()}]
			if !due.Before(until) || answer == nil && t.EndedAt != nil && !due.Before(*t.EndedAt) {
				break
			}
			one := TaskTime{TaskIn: t, DueAt: due, Answer: answer, State: TaskAnswered}
			if answer == nil {
				one.State = rules.of(due, all[min(i+1, len(all)-1)], l.Now)
				if slices.ContainsFunc(away, func(a awaySpan) bool { return a.ResidentID == t.ResidentID && a.covers(due) }) {
					one.State = TaskAway
				}
			}
			l.Times = append(l.Times, one)
		}
	}
	slices.SortStableFunc(l.Times, func(a, b TaskTime) int { return cmp.Compare(a.DueAt.Unix(), b.DueAt.Unix()) })
}

// TaskStory is a task with what became of its times of late.
type TaskStory struct {
	TaskIn
	Answers []AnswerIn // the newest first, those taken back too
	Open    *Planned   // the time that asks for somebody, while the task runs
}

// storyDays is how many days of answers the page of a task shows.
const storyDays = 7

// TaskOf gives a task with its answers of seven days. It needs care.view where the person lies and
// residents.view.
func TaskOf(tx *db.Tx, id uint64) (*TaskStory, error) {
	if err := mayRead(tx, View); err != nil {
		return nil, err
	}
	rows, err := db.Report[TaskIn](tx, taskIn+" AND k.id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, notFound
	}
	if _, err := presence.Reaches(tx, View, rows[0].ResidentID); err != nil {
		return nil, err
	}
	s := &TaskStory{TaskIn: rows[0]}
	if s.Answers, err = db.Report[AnswerIn](tx, answerIn+" AND x.task_id = ? AND x.due_at >= ? ORDER BY x.due_at DESC, x.id DESC", id, tx.Now.AddDate(0, 0, -storyDays)); err != nil {
		return nil, err
	}
	if s.EndedAt != nil {
		return s, nil
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	rules, err := taskRulesOf(tx, book)
	if err != nil {
		return nil, err
	}
	var answered time.Time
	if s.AnsweredDue != nil {
		answered = *s.AnsweredDue
	}
	s.Open = &Planned{ID: s.ID, Kind: s.Kind, Note: s.Note}
	s.Open.DueAt, s.Open.State = rules.waits(s.Hours, s.FromAt, answered, tx.Now)
	return s, nil
}
