package care_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
)

// vietnam is the zone of the house.
var vietnam = time.FixedZone("+07", 7*3600)

// plan plans a task by the carer.
func (g *house) plan(in care.TaskInput) (t *care.Task, err error) {
	err = g.As(g.lan, func(tx *db.Tx) (err error) { t, err = care.PlanTask(tx, in); return err })
	return t, err
}

// answer writes what became of a time of a task.
func (g *house) answer(as db.Actor, in care.TaskAnswerInput) (a *care.TaskAnswer, err error) {
	err = g.As(as, func(tx *db.Tx) (err error) { a, err = care.AnswerTask(tx, in); return err })
	return a, err
}

func (g *house) tasks(in care.TurnInput) (l *care.TaskList) {
	g.T.Helper()
	in.WardID = g.ward
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { l, err = care.TasksOf(tx, in); return err }); err != nil {
		g.T.Fatal(err)
	}
	return l
}

// stands gives the states of a list by the clock.
func stands(l *care.TaskList) map[string]care.TaskState {
	out := map[string]care.TaskState{}
	for _, t := range l.Times {
		out[t.DueAt.In(vietnam).Format("15:04")] = t.State
	}
	return out
}

// TestHoursAreReadAsPeopleWriteThem: commas, blanks and spans are read, the house writes them one way.
func TestHoursAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"6, 14:30, 22h": "06:00 14:30 22:00", "22 6 6:00": "06:00 22:00", "6-22/4": "06:00 10:00 14:00 18:00 22:00", "8h30": "08:30", "20-23/2h; 2": "02:00 20:00 22:00", "": "",
	} {
		if got, wrong := care.ReadHours(text); string(got) != want || wrong != "" {
			t.Errorf("%q is %q, %q", text, got, wrong)
		}
	}
	for _, text := range []string{"25", "sáng", "6-22/0", "22-6/2", "6-22/x", "6,7,tối"} {
		if got, wrong := care.ReadHours(text); wrong == "" || got != "" {
			t.Errorf("%q was read as %q", text, got)
		}
	}
}

// TestTaskAsksAtItsHours: a planned time is soon, due and overdue by the settings, on the board, beside
// the bed and on the list; answered, the next one waits; what nobody answered before the next is missed.
func TestTaskAsksAtItsHours(t *testing.T) {
	g := open(t, 8) // 18:42
	who := g.people[1]
	task, err := g.plan(care.TaskInput{ResidentID: who, Kind: "turn", Hours: "19, 21", Note: "Nghiêng trái | phải"})
	if err != nil {
		t.Fatal(err)
	}
	begin := g.Now()
	at := func(clock string) time.Time {
		for d := time.Duration(0); d < 26*time.Hour; d += time.Minute {
			if m := begin.Add(d).Truncate(time.Minute); m.In(vietnam).Format("15:04") == clock {
				return m.UTC()
			}
		}
		t.Fatal(clock)
		return time.Time{}
	}
	seven, nine := at("19:00"), at("21:00")
	beside := func() care.Planned {
		t.Helper()
		b := g.board()
		found := bed(&b.Sheet, who)
		if len(found.Tasks) != 1 || len(bed(g.sheet(care.SheetInput{}), who).Tasks) != 1 {
			t.Fatalf("beside the bed: %+v", found.Tasks)
		}
		return found.Tasks[0]
	}
	for _, step := range []struct {
		now   time.Time
		due   time.Time
		state care.TaskState
		todo  bool
		list  care.TaskState // of 19:00
	}{
		{begin, seven, care.TaskSoon, false, care.TaskSoon},
		{seven.Add(time.Minute), seven, care.TaskDue, true, care.TaskDue},
		{seven.Add(31 * time.Minute), seven, care.TaskOverdue, true, care.TaskOverdue},
		{nine.Add(time.Minute), nine, care.TaskOverdue, true, care.TaskMissed}, // one was missed before: red at once
	} {
		g.Clock.Set(step.now)
		p := beside()
		if !p.DueAt.Equal(step.due) || p.State != step.state || p.Note != "Nghiêng trái | phải" || p.ID != task.ID {
			t.Errorf("at %s: %+v", step.now.In(vietnam).Format("15:04"), p)
		}
		if line := todo(g.board(), care.DoTask); (line != nil) != step.todo {
			t.Errorf("at %s on the board: %+v", step.now.In(vietnam).Format("15:04"), line)
		}
		if got := stands(g.tasks(care.TurnInput{}))["19:00"]; got != step.list {
			t.Errorf("at %s the list says %s", step.now.In(vietnam).Format("15:04"), got)
		}
	}
	done, err := g.answer(g.hai, care.TaskAnswerInput{TaskID: task.ID, DueAt: nine, Answer: care.TaskDone})
	if err != nil {
		t.Fatal(err)
	}
	if p := beside(); p.State != care.TaskComing || !p.DueAt.Equal(seven.Add(24*time.Hour)) {
		t.Errorf("after the answer: %+v", p)
	}
	if got := stands(g.tasks(care.TurnInput{})); got["19:00"] != care.TaskMissed || got["21:00"] != care.TaskAnswered {
		t.Errorf("the list: %v", got)
	}
	// What was missed can still be written, late; it does not move the newest back.
	if _, err := g.answer(g.lan, care.TaskAnswerInput{TaskID: task.ID, DueAt: seven, Answer: care.TaskDone, At: seven.Add(5 * time.Minute)}); err != nil {
		t.Fatal(err)
	}
	if got := stands(g.tasks(care.TurnInput{})); got["19:00"] != care.TaskAnswered || beside().State != care.TaskComing {
		t.Errorf("written late: %v, %+v", got, beside())
	}
	for _, one := range g.tasks(care.TurnInput{}).Times {
		if one.Answer.DueAt.Equal(seven) && one.Answer.Late() < time.Hour {
			t.Errorf("late by %s", one.Answer.Late())
		}
	}
	// Taken back, the time waits again.
	if err := g.As(g.hai, func(tx *db.Tx) error {
		_, err := care.TakeBackAnswer(tx, care.TakeBackInput{AnswerID: done.ID})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if p := beside(); !p.DueAt.Equal(nine) || p.State != care.TaskDue {
		t.Errorf("taken back: %+v", p)
	}
}

// TestOverdueTaskIsHandedOver: what nobody answered in time is red in the handover of the shift, and goes
// when somebody says what became of it.
func TestOverdueTaskIsHandedOver(t *testing.T) {
	g := open(t, 8)
	who := g.people[3]
	task, err := g.plan(care.TaskInput{ResidentID: who, Kind: "change", Hours: "19"})
	if err != nil {
		t.Fatal(err)
	}
	running := g.tasks(care.TurnInput{}).Turn
	lines := func() (out []care.Matter) {
		for _, m := range g.handover(care.TurnInput{ShiftID: running.Shift.ID, ShiftDay: running.Day}).Items {
			if m.Kind == care.ItemTask {
				out = append(out, m)
			}
		}
		return out
	}
	if got := lines(); len(got) != 0 {
		t.Errorf("before its time: %+v", got)
	}
	g.Clock.Add(time.Hour) // 19:42
	got := lines()
	if len(got) != 1 || got[0].Level != care.Red || got[0].ResidentID != who || got[0].Text != "change" || got[0].At.In(vietnam).Format("15:04") != "19:00" {
		t.Fatalf("overdue: %+v", got)
	}
	if _, err := g.answer(g.lan, care.TaskAnswerInput{TaskID: task.ID, DueAt: *got[0].At, Answer: care.TaskDone}); err != nil {
		t.Fatal(err)
	}
	if got := lines(); len(got) != 0 {
		t.Errorf("answered: %+v", got)
	}
}

// TestTaskIsAnsweredOnce: a time has one answer; two carers do not both write it, and who was not the
// writer needs the permission to correct, and a reason.
func TestTaskIsAnsweredOnce(t *testing.T) {
	g := open(t, 8)
	task, err := g.plan(care.TaskInput{ResidentID: g.people[0], Kind: "drink", Hours: "18:45"})
	if err != nil {
		t.Fatal(err)
	}
	due := g.tasks(care.TurnInput{}).Times[0].DueAt
	a, err := g.answer(g.lan, care.TaskAnswerInput{TaskID: task.ID, DueAt: due, Answer: care.TaskRefused})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.answer(g.hai, care.TaskAnswerInput{TaskID: task.ID, DueAt: due, Answer: care.TaskDone}); !refusedWith(err, "care.task.answered") {
		t.Errorf("the second: %v", err)
	}
	take := func(as db.Actor, reason string) error {
		return g.As(as, func(tx *db.Tx) error {
			_, err := care.TakeBackAnswer(tx, care.TakeBackInput{AnswerID: a.ID, Reason: reason})
			return err
		})
	}
	if err := take(g.hai, ""); !fieldIs(err, "reason", "care.reason_missing") {
		t.Errorf("somebody else's without a reason: %v", err)
	}
	g.Clock.Add(11 * time.Minute)
	if err := take(g.lan, ""); !fieldIs(err, "reason", "care.reason_missing") {
		t.Errorf("one's own after ten minutes: %v", err)
	}
	if err := take(g.hai, "nhầm người"); err != nil {
		t.Fatal(err)
	}
	if err := take(g.hai, "nhầm người"); !refusedWith(err, "care.amended_meanwhile") {
		t.Errorf("taken back twice: %v", err)
	}
	var s *care.TaskStory
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { s, err = care.TaskOf(tx, task.ID); return err }); err != nil {
		t.Fatal(err)
	}
	if len(s.Answers) != 1 || s.Answers[0].TakenAt == nil || s.Answers[0].TakenReason != "nhầm người" || s.Answers[0].Answer != care.TaskRefused {
		t.Errorf("the book: %+v", s.Answers)
	}
}

// TestTaskIsRefused: what is wrong is said beside its field; who is away, or out of reach, is not asked.
func TestTaskIsRefused(t *testing.T) {
	g := open(t, 8)
	who := g.people[0]
	for _, c := range []struct {
		in         care.TaskInput
		field, key string
	}{
		{care.TaskInput{ResidentID: who, Kind: "turn"}, "hours", "care.task.hours_missing"},
		{care.TaskInput{ResidentID: who, Kind: "turn", Hours: "chiều"}, "hours", "care.task.hours_unreadable"},
		{care.TaskInput{ResidentID: who, Kind: "bath", Hours: "6"}, "kind", "care.task.kind_unknown"},
		{care.TaskInput{ResidentID: who, Kind: "other", Hours: "6"}, "note", "care.note_missing"},
		{care.TaskInput{ResidentID: who, Kind: "turn", Hours: "0-23/1, 0:30"}, "hours", "care.task.hours_many"},
	} {
		if _, err := g.plan(c.in); !fieldIs(err, c.field, c.key) {
			t.Errorf("%+v: %v", c.in, err)
		}
	}
	if _, err := g.plan(care.TaskInput{ResidentID: g.strangers[0], Kind: "turn", Hours: "6"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("out of reach: %v", err)
	}
	task, err := g.plan(care.TaskInput{ResidentID: who, Kind: "turn", Hours: "18:50, 23"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.plan(care.TaskInput{ResidentID: who, Kind: "turn", Hours: "18h50 23h"}); !refusedWith(err, "care.task.already") {
		t.Errorf("planned twice: %v", err)
	}
	times := map[string]time.Time{}
	for _, one := range g.tasks(care.TurnInput{}).Times {
		times[one.DueAt.In(vietnam).Format("15:04")] = one.DueAt
	}
	first := times["18:50"]
	for name, c := range map[string]struct {
		in         care.TaskAnswerInput
		field, key string
	}{
		"no such time": {care.TaskAnswerInput{DueAt: first.Add(time.Minute), Answer: care.TaskDone}, "due_at", "care.task.time_unknown"},
		"before it":    {care.TaskAnswerInput{DueAt: first.Add(-24 * time.Hour), Answer: care.TaskDone}, "due_at", "care.task.time_unknown"},
		"too early":    {care.TaskAnswerInput{DueAt: first.Add(250 * time.Minute), Answer: care.TaskDone}, "due_at", "care.task.not_yet"},
		"no answer":    {care.TaskAnswerInput{DueAt: first, Answer: "later"}, "answer", "care.task.answer_unknown"},
		"no why":       {care.TaskAnswerInput{DueAt: first, Answer: care.TaskNotDone}, "note", "care.task.why_missing"},
	} {
		c.in.TaskID = task.ID
		if _, err := g.answer(g.lan, c.in); !fieldIs(err, c.field, c.key) {
			t.Errorf("%s: %v", name, err)
		}
	}
	g.leaves(who)
	if _, err := g.answer(g.lan, care.TaskAnswerInput{TaskID: task.ID, DueAt: first, Answer: care.TaskDone}); !refusedWith(err, "care.task.away") {
		t.Errorf("in hospital: %v", err)
	}
	g.Clock.Add(time.Hour)
	if todo(g.board(), care.DoTask) != nil {
		t.Error("the board asks for somebody in hospital")
	}
	if got := stands(g.tasks(care.TurnInput{}))["18:50"]; got != care.TaskAway {
		t.Errorf("the list says %s of somebody in hospital", got)
	}
	end := func(as db.Actor, note string) error {
		return g.As(as, func(tx *db.Tx) error {
			_, err := care.EndTask(tx, care.EndTaskInput{TaskID: task.ID, EndNote: note})
			return err
		})
	}
	if err := end(g.lan, "thôi"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a carer ends no task: %v", err)
	}
	if err := end(g.nurse(), " "); !fieldIs(err, "end_note", "care.reason_missing") {
		t.Errorf("ended without a reason: %v", err)
	}
	if err := end(g.nurse(), "đi viện"); err != nil {
		t.Fatal(err)
	}
	if err := end(g.nurse(), "đi viện"); !refusedWith(err, "care.task.over") {
		t.Errorf("ended twice: %v", err)
	}
}

// TestTasksOfANightBelongToTheirShift: what is planned for two in the night is on the list of the shift
// that began the evening before, and what it was set for never moves with a change of the list's day.
func TestTasksOfANightBelongToTheirShift(t *testing.T) {
	g := open(t, 8)
	if _, err := g.plan(care.TaskInput{ResidentID: g.people[0], Kind: "change", Hours: "2, 12"}); err != nil {
		t.Fatal(err)
	}
	var night settings.Turn
	if err := g.See(db.System("test"), func(tx *db.Tx) error {
		book, err := settings.Of(tx)
		for _, turn := range book.Timetable.On(tx.Today()) {
			if turn.Shift.CrossesMidnight() {
				night = turn
			}
		}
		return err
	}); err != nil || night.Shift.ID == 0 {
		t.Fatal(err)
	}
	g.Clock.Set(night.Starts().Add(5 * time.Hour))
	l := g.tasks(care.TurnInput{ShiftID: night.Shift.ID, ShiftDay: night.Day})
	if got := stands(l); len(got) != 1 || got["02:00"] != care.TaskOverdue || l.Turn.Day != night.Day {
		t.Errorf("the night of %s: %v", night.Day, got)
	}
}

// TestTasksAreFlat: the list of a ward costs the same for eight people and for eighty.
func TestTasksAreFlat(t *testing.T) {
	for _, people := range []int{8, 40} {
		g := open(t, people)
		for _, p := range g.people {
			if _, err := g.plan(care.TaskInput{ResidentID: p, Kind: "drink", Hours: "6-22/2"}); err != nil {
				t.Fatal(err)
			}
		}
		g.tasks(care.TurnInput{}) // the settings are remembered
		n, err := counted(func(ctx context.Context) error {
			return g.Read(ctx, g.lan, func(tx *db.Tx) error { _, err := care.TasksOf(tx, care.TurnInput{WardID: g.ward}); return err })
		})
		if err != nil || n > 4 {
			t.Errorf("%d people: %d statements, %v", people, n, err)
		}
	}
}

// leaves lets somebody go to hospital now.
func (g *house) leaves(who uint64) {
	g.T.Helper()
	if err := g.As(g.lan, func(tx *db.Tx) error {
		_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: who, Kind: presence.Hospital, Place: "BV Đô Lương"})
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
}

// refusedWith tells that an error is a fault with this key.
func refusedWith(err error, key string) bool {
	f := fault.Of(err)
	return f != nil && f.Key == key
}

// fieldIs tells that an error names this field with this key.
func fieldIs(err error, field, key string) bool {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return false
	}
	for _, one := range f.Fields {
		if one.Name == field && one.Key == key {
			return true
		}
	}
	return false
}
