package care

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
)

// TaskInput plans a task.
type TaskInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	Kind       TaskKind  `form:"kind" json:"kind" validate:"required,max=16" enum:"turn,change,toilet,drink,feed,move,wound,other"`
	Hours      string    `form:"hours" json:"hours" validate:"required,max=300" doc:"hours of the day with commas: 6, 14:30, 22h; or every so many hours: 6-22/2"`
	At         time.Time `form:"at" json:"at,omitzero" doc:"from when; now when absent"`
	Note       string    `form:"note" json:"note,omitempty" validate:"max=300"`
}

// PlanTask plans something to be done for a person at the same hours every day. It needs care.record in
// the ward where the person lies: more care may begin with anybody. Invalid: an unknown kind, hours that
// cannot be read, none or too many, "other" without a note. Conflict: planned already, or not in the house.
func PlanTask(tx *db.Tx, in TaskInput) (*Task, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	note := short(&bad, "note", in.Note)
	hours, wrong := ReadHours(in.Hours)
	switch n := len(hours.Clocks()); {
	case wrong != "":
		bad.Add("hours", "care.task.hours_unreadable", fault.A{"part": wrong})
	case n == 0:
		bad.Add("hours", "care.task.hours_missing")
	case n > mostHours:
		bad.Add("hours", "care.task.hours_many", fault.A{"most": mostHours})
	}
	if !slices.Contains(TaskKinds, in.Kind) {
		bad.Add("kind", "care.task.kind_unknown")
	} else if in.Kind == "other" && note == "" {
		bad.Add("note", "care.note_missing")
	}
	from := happened(&bad, tx, in.At).Truncate(time.Minute)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	lies, err := lying(tx, Record, in.ResidentID)
	if err != nil {
		return nil, err
	}
	t := Task{CampusID: lies.CampusID, ResidentID: in.ResidentID, Kind: in.Kind, Note: note, Hours: hours, FromAt: from, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID, OpenResidentID: ptr(in.ResidentID)}
	if err := db.Add(tx, &t); err != nil {
		if db.Duplicate(err, "open_resident_id") {
			return nil, fault.New(fault.Conflict, "care.task.already").Because(err)
		}
		return nil, err
	}
	t.tell(tx, lies.WardID)
	return &t, nil
}

// tell writes the task into the deed and refreshes the ward's board.
func (t Task) tell(tx *db.Tx, ward uint64) {
	if ward != 0 {
		tx.Touch(ward)
	}
	tx.Concerns("resident", t.ResidentID, t.CampusID)
	tx.Detail("task", t.ID)
	tx.Detail("kind", t.Kind)
}

// EndTaskInput ends a task, with the reason.
type EndTaskInput struct {
	TaskID  uint64 `path:"task" form:"-" json:"-"`
	EndNote string `form:"end_note" json:"end_note" validate:"required,max=300"`
}

// EndTask ends a task: its coming times are no longer asked for, what was answered stays. It needs
// care.watch where the person lies. Invalid: no reason. Conflict: it ended already.
func EndTask(tx *db.Tx, in EndTaskInput) (*Task, error) {
	if err := tx.May(Watches); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	note := short(&bad, "end_note", in.EndNote)
	if note == "" {
		bad.Add("end_note", "care.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	t, ward, err := taskWithin(tx, Watches, in.TaskID)
	if err != nil {
		return nil, err
	}
	n, err := db.Set[Task](tx, map[string]any{"open_resident_id": nil, "ended_at": tx.Now, "ended_by": tx.Actor.ID, "end_note": note}, "id = ? AND ended_at IS NULL", t.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.task.over")
	}
	t.OpenResidentID, t.EndedAt, t.EndedBy, t.EndNote = nil, ptr(tx.Now), ptr(tx.Actor.ID), note
	t.tell(tx, ward)
	return t, nil
}

// taskWithin finds a task of somebody within reach, with the ward in which the person lies, 0 when in none.
func taskWithin(tx *db.Tx, permission string, id uint64) (*Task, uint64, error) {
	t, err := db.Get[Task](tx, id)
	if err != nil {
		return nil, 0, err
	}
	lies, err := presence.Reaches(tx, permission, t.ResidentID)
	if err != nil {
		return nil, 0, err
	}
	if lies == nil {
		return t, 0, nil
	}
	return t, lies.WardID, nil
}

// TaskAnswerInput says what became of one time of a task.
type TaskAnswerInput struct {
	TaskID uint64    `form:"task_id" json:"task_id" validate:"required"`
	DueAt  time.Time `form:"due_at" json:"due_at" doc:"the time of the task that is answered"`
	Answer TaskSaid  `form:"answer" json:"answer" validate:"required,max=16" enum:"done,refused,not_needed,not_done"`
	At     time.Time `form:"at" json:"at,omitzero" doc:"when it was done; now when absent"`
	Note   string    `form:"note" json:"note,omitempty" validate:"max=300" doc:"why, when it was not done"`
}

// AnswerTask says what became of one time of a task. It needs care.record in the ward where the person
// lies. Invalid: no time of the task, one that is not open yet, an unknown answer, not done without a
// why. Conflict: answered already (with who and when), the person is away, or days too late.
func AnswerTask(tx *db.Tx, in TaskAnswerInput) (*TaskAnswer, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	rules, err := taskRulesOf(tx, book)
	if err != nil {
		return nil, err
	}
	t, err := db.Get[Task](tx, in.TaskID)
	if err != nil {
		return nil, err
	}
	lies, err := lying(tx, Record, t.ResidentID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	note, at, due := short(&bad, "note", in.Note), happened(&bad, tx, in.At), in.DueAt.UTC()
	if !slices.Contains(TaskAnswers, in.Answer) {
		bad.Add("answer", "care.task.answer_unknown")
	} else if in.Answer == TaskNotDone && note == "" {
		bad.Add("note", "care.task.why_missing")
	}
	switch {
	case due.Before(t.FromAt) || t.EndedAt != nil && due.After(*t.EndedAt) || len(t.Hours.between(rules.zone, due, due.Add(time.Second))) == 0:
		bad.Add("due_at", "care.task.time_unknown")
	case due.After(tx.Now.Add(rules.soon)):
		bad.Add("due_at", "care.task.not_yet", fault.A{"from": due.Add(-rules.soon)})
	case at.Before(due.Add(-rules.soon)):
		bad.Add("at", "care.task.not_yet", fault.A{"from": due.Add(-rules.soon)})
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	days, err := book.Int(settings.RoundLatest, tx.Today())
	if err != nil {
		return nil, err
	}
	if tx.Now.Sub(due) > time.Duration(days)*24*time.Hour {
		return nil, fault.New(fault.Conflict, "care.round_too_late", fault.A{"days": days})
	}
	absence, err := presence.AbsenceOf(tx, t.ResidentID)
	if err != nil {
		return nil, err
	}
	if absence != nil && !absence.StartedAt.After(at) {
		return nil, fault.New(fault.Conflict, "care.task.away")
	}
	a := TaskAnswer{CampusID: lies.CampusID, WardID: lies.WardID, ResidentID: t.ResidentID, TaskID: t.ID, DueAt: due, OpenDueAt: ptr(due), Answer: in.Answer, Note: note,
		At: at, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if err := db.Add(tx, &a); err != nil {
		if db.Duplicate(err, "open_due_at") {
			return nil, fault.New(fault.Conflict, "care.task.answered").Because(err)
		}
		return nil, err
	}
	if _, err := db.Set[Task](tx, map[string]any{"answered_due": due}, "id = ? AND (answered_due IS NULL OR answered_due < ?)", t.ID, due); err != nil {
		return nil, err
	}
	t.tell(tx, lies.WardID)
	tx.Detail("due", due)
	tx.Detail("answer", a.Answer)
	return &a, nil
}

// TakeBackInput takes an answer back.
type TakeBackInput struct {
	AnswerID uint64 `form:"answer_id" json:"answer_id" validate:"required"`
	Reason   string `form:"reason" json:"reason,omitempty" validate:"max=300" doc:"needed for what another wrote, or after ten minutes"`
}

// TakeBackAnswer takes an answer back: it stays written with who took it back and why, and its time waits
// again. One's own needs care.record and no reason for ten minutes; else care.amend and a reason.
// Conflict: taken back already.
func TakeBackAnswer(tx *db.Tx, in TakeBackInput) (*TaskAnswer, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	a, err := db.Get[TaskAnswer](tx, in.AnswerID)
	if err != nil {
		return nil, err
	}
	within, err := undoFor(tx)
	if err != nil {
		return nil, err
	}
	permission, own := Amend, a.RecordedBy == tx.Actor.ID && tx.Now.Sub(a.RecordedAt) <= within
	if own {
		permission = Record
	}
	t, ward, err := taskWithin(tx, permission, a.TaskID)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	if a.TakenReason = short(&bad, "reason", in.Reason); a.TakenReason == "" && !own {
		bad.Add("reason", "care.reason_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	a.OpenDueAt, a.TakenAt, a.TakenBy = nil, ptr(tx.Now), ptr(tx.Actor.ID)
	n, err := db.Set[TaskAnswer](tx, map[string]any{"open_due_at": nil, "taken_at": a.TakenAt, "taken_by": a.TakenBy, "taken_reason": a.TakenReason}, "id = ? AND taken_at IS NULL", a.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.amended_meanwhile")
	}
	last, err := db.From[TaskAnswer](tx).Where("task_id = ? AND open_due_at IS NOT NULL", t.ID).Order("open_due_at DESC").Limit(1).All()
	if err != nil {
		return nil, err
	}
	newest := map[string]any{"answered_due": nil}
	if len(last) > 0 {
		newest["answered_due"] = last[0].DueAt
	}
	if _, err := db.Set[Task](tx, newest, "id = ?", t.ID); err != nil {
		return nil, err
	}
	t.tell(tx, ward)
	tx.Detail("due", a.DueAt)
	tx.Detail("reason", a.TakenReason)
	return a, nil
}
