package care

import (
	"fmt"
	"strings"
	"time"

	"github.com/a-h/templ"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/settings"
)

// The actions of what is planned at fixed hours.
var (
	planTask   = web.Action[care.TaskInput, *care.Task]{Name: "care.plan_task", Do: care.PlanTask}
	endTask    = web.Action[care.EndTaskInput, *care.Task]{Name: "care.end_task", Do: care.EndTask}
	answerTask = web.Action[care.TaskAnswerInput, *care.TaskAnswer]{Name: "care.answer_task", Do: care.AnswerTask}
	takeBack   = web.Action[care.TakeBackInput, *care.TaskAnswer]{Name: "care.take_back_answer", Do: care.TakeBackAnswer}

	// The same from the pages: a refused form comes back on the page of the ward or of the task.
	answerOnList = web.Action[answerForm, *care.TaskAnswer]{Name: answerTask.Name, Do: func(tx *db.Tx, in answerForm) (*care.TaskAnswer, error) {
		return care.AnswerTask(tx, in.TaskAnswerInput)
	}}
	takeBackOf = web.Action[takeBackForm, *care.TaskAnswer]{Name: takeBack.Name, Do: func(tx *db.Tx, in takeBackForm) (*care.TaskAnswer, error) {
		return care.TakeBackAnswer(tx, in.TakeBackInput)
	}}
)

type answerForm struct {
	WardID uint64 `path:"ward" form:"-" json:"-"`
	care.TaskAnswerInput
}

type takeBackForm struct {
	TaskID uint64 `path:"task" form:"-" json:"-"`
	care.TakeBackInput
}

type ofTask struct {
	TaskID uint64 `path:"task"`
}

// openTasks opens the doors of what is planned at fixed hours.
func openTasks(d *web.Desk) {
	web.Page(d, "/wards/:ward/tasks", "care.tasks", readTasks, showTasks)
	sheet.Door(d, "/wards/:ward/tasks.xlsx", "care.tasks", readTasks, tasksTable)
	web.File(d, "/wards/:ward/tasks.pdf", "care.tasks_paper", readTasks, drawTasks)
	web.Page(d, "/wards/:ward/tasks/kept", "care.tasks", readTasks, showKeptTasks)
	web.Form(d, "/wards/:ward/tasks", answerOnList, "/wards/:ward/tasks", taskAnswered)
	web.Page(d, "/care/tasks/new", "care.new_task", readNewTask, showNewTask)
	web.Form(d, "/care/tasks/new", planTask, "/care/tasks/new", taskPlanned)
	web.Page(d, "/care/tasks/:task", "care.task", readTask, showTask)
	web.Form(d, "/care/tasks/:task/end", endTask, "/care/tasks/:task", taskEnded)
	web.Form(d, "/care/tasks/:task/take-back", takeBackOf, "/care/tasks/:task", takenBack)

	web.Get(d, web.Op{ID: "listTasks", Path: "/api/v1/wards/:ward/tasks", Summary: "What is planned for the people of a ward in a shift, time by time: coming, soon, due, overdue, missed or answered"}, "care.tasks", readTasks, tasksWire)
	web.API(d, web.Op{ID: "planTask", Method: "POST", Path: "/api/v1/care/tasks", Summary: "Plan something to be done for a person at the same hours every day", Status: 201}, planTask, taskWire)
	web.API(d, web.Op{ID: "endTask", Method: "POST", Path: "/api/v1/care/tasks/:task/end", Summary: "End a planned task, with the reason"}, endTask, taskWire)
	web.API(d, web.Op{ID: "answerTask", Method: "POST", Path: "/api/v1/care/task-answers", Summary: "Say what became of one time of a planned task", Status: 201, Offline: true, Mute: true}, answerTask, answerWire)
	web.API(d, web.Op{ID: "takeBackAnswer", Method: "POST", Path: "/api/v1/care/task-answers/take-back", Summary: "Take an answer back: its time waits again"}, takeBack, answerWire)
}

func tasksPath(ward uint64) string { return fmt.Sprintf("/wards/%d/tasks", ward) }

// tasksOfTurn is the list of a ward for a certain shift.
func tasksOfTurn(ward uint64, t settings.Turn) string {
	return fmt.Sprintf("%s?shift_id=%d&shift_day=%s", tasksPath(ward), t.Shift.ID, t.Day)
}

func taskPath(id uint64) string { return fmt.Sprintf("/care/tasks/%d", id) }

// tasksView draws the list of a ward for one reader.
type tasksView struct {
	*care.TaskList
	call *web.Call
	form *web.FormState
	may  bool // the reader may answer here
	kept bool // for a phone that keeps the list: what comes later in the shift can be answered as well
}

func readTasks(tx *db.Tx, in care.TurnInput) (*care.TaskList, error) { return care.TasksOf(tx, in) }

func showTasks(call *web.Call, l *care.TaskList) web.Leaf {
	return tasksLeaf(call, tasksView{TaskList: l, call: call, form: call.Form(answerTask.Name), may: call.Actor.Reach(care.Record).Ward(l.CampusID, l.ZoneID, l.WardID)})
}

// showKeptTasks is the same list for the time without a network.
func showKeptTasks(call *web.Call, l *care.TaskList) web.Leaf {
	return tasksLeaf(call, tasksView{TaskList: l, call: call, form: &web.FormState{}, may: call.Actor.Reach(care.Record).Ward(l.CampusID, l.ZoneID, l.WardID), kept: true})
}

func tasksLeaf(call *web.Call, v tasksView) web.Leaf {
	l := v.TaskList
	at := func(name string) string {
		return strings.Replace(tasksOfTurn(l.WardID, l.Turn), "/tasks?", "/tasks."+name+"?", 1)
	}
	return web.Leaf{Title: call.T("care.task.title"), Under: l.WardName + " · " + l.Turn.Shift.Name(call.Lang) + " " + l.Turn.Shift.Hours() + " · " + words.Weekday(call.Context(), l.Turn.Day), Active: "/care/rounds",
		Body: tasksPage(v), Sheet: at("xlsx"), Papers: []web.Crumb{{Name: call.T("care.task.paper"), Path: at("pdf")}}, Crumbs: []web.Crumb{upward(call), {Name: l.WardName, Path: roundPath(l.WardID)}}}
}

// taskPart is a card of the page: the times in some states.
type taskPart struct {
	Key   string
	Times []care.TaskTime
}

// parts are the times as one works through them: what is late first, what is done last.
func (v tasksView) parts() (out []taskPart) {
	for _, p := range []taskPart{
		{"late", v.Of(care.TaskOverdue)}, {"now", v.Of(care.TaskDue, care.TaskSoon)}, {"missed", v.Of(care.TaskMissed)}, {"coming", v.Of(care.TaskComing, care.TaskAway)}, {"done", v.Of(care.TaskAnswered)},
	} {
		if len(p.Times) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// asks tells that the reader can answer this time now.
func (v tasksView) asks(t care.TaskTime) bool {
	return v.may && t.Answer == nil && t.EndedAt == nil && t.Away == "" && (v.kept || t.State != care.TaskComing) && t.State != care.TaskAway
}

// refused tells that the form of this time came back.
func (v tasksView) refused(t care.TaskTime) bool {
	return v.form.Fault != nil && v.form.Value("task_id", "") == fmt.Sprint(t.ID) && v.form.Value("due_at", "") == dueText(t.DueAt)
}

// field is a question of the form of one time, with what was typed into it.
func (v tasksView) field(t care.TaskTime, name string) parts.Field {
	f := parts.Field{Name: name, Label: words.Label(v.call.Context(), "care", name)}
	if v.refused(t) {
		f.Value, f.Error = v.form.Value(name, ""), v.form.Wrong(v.call.Context(), name)
	}
	return known(f, fmt.Sprintf("%s-%d-%d", name, t.ID, t.DueAt.Unix()))
}

// keep tells a phone how an answer travels without a network, and what its writer reads of it until then.
func (v tasksView) keep(t care.TaskTime) templ.Attributes {
	f := keepable(parts.Form{Attrs: templ.Attributes{"data-keep-what": taskName(v.call, t.Kind, t.Note) + " " + words.Clock(v.call.Context(), t.DueAt) + ", " + t.Name,
		"data-keep-of": fmt.Sprintf("%d %s", t.ID, dueText(t.DueAt)), "data-keep-ward": fmt.Sprint(v.WardID), "data-keep-why": string(care.TaskNotDone)}}, v.call, "/api/v1/care/task-answers", "task_id:n! due_at! answer! at:t note")
	return f.Attrs
}

func dueText(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// taskLook is the colour of a state, the same on the phone, the board and paper.
func taskLook(s care.TaskState) (parts.Tone, parts.Icon) {
	switch s {
	case care.TaskSoon:
		return parts.Plain, "hourglass"
	case care.TaskDue:
		return parts.Due, "clock"
	case care.TaskOverdue, care.TaskMissed:
		return parts.Danger, "alert-triangle"
	case care.TaskAway:
		return parts.Info, "info-circle"
	case care.TaskAnswered:
		return parts.Done, "check"
	}
	return parts.Plain, "circle-dashed"
}

// taskName says what is to be done: "Thay tã", or the own words of "other".
func taskName(call *web.Call, kind care.TaskKind, note string) string {
	if kind == "other" && note != "" {
		return note
	}
	return call.T("wards.task." + string(kind))
}

// stateWords say how a time stands: "Quá giờ 40 phút", "Xong 14:05 · Lan".
func stateWords(call *web.Call, t care.TaskTime, now time.Time) string {
	ctx := call.Context()
	switch {
	case t.Answer != nil:
		said := call.T("care.task.answer."+string(t.Answer.Answer)) + " " + words.Clock(ctx, t.Answer.At) + " · " + t.Answer.ByName
		if t.Answer.Note != "" {
			said += " · " + t.Answer.Note
		}
		if late := t.Answer.Late(); late > 0 {
			said += " · " + call.T("care.sheet.late", words.A{"for": words.Duration(ctx, late)})
		}
		return said
	case t.State == care.TaskOverdue:
		return call.T("care.task.state.overdue_for", words.A{"for": words.Duration(ctx, now.Sub(t.DueAt))})
	}
	return call.T("care.task.state." + string(t.State))
}

// row draws one time: the clock and the colour first, then who and what.
func (v tasksView) row(t care.TaskTime) parts.Person {
	tone, icon := taskLook(t.State)
	if t.Answer != nil && t.Answer.Answer != care.TaskDone {
		tone, icon = parts.Due, "ban"
	}
	row := parts.Person{ID: fmt.Sprintf("task-%d-%d", t.ID, t.DueAt.Unix()), Bed: t.BedName, Name: t.Name, Href: taskPath(t.ID), Away: t.Away != "",
		Chips: []parts.Chip{{Tone: tone, Icon: icon, Text: words.Clock(v.call.Context(), t.DueAt) + " · " + stateWords(v.call, t, v.Now)}},
		Line:  roomName(v.call, t.RoomName) + " · " + taskName(v.call, t.Kind, t.Note)}
	if t.Note != "" && t.Kind != "other" {
		row.Line += " · " + t.Note
	}
	if t.PhotoFileID != nil {
		row.Photo = residentPath(t.ResidentID) + "/photo"
	}
	return row
}

// taskChips are the times that ask for somebody, as they stand beside a bed.
func taskChips(call *web.Call, ward uint64, all []care.Planned) (out []parts.Chip) {
	for _, p := range all {
		if p.Asks() {
			tone, icon := taskLook(p.State)
			out = append(out, parts.Chip{Tone: tone, Icon: icon, Text: taskName(call, p.Kind, p.Note) + " " + words.Clock(call.Context(), p.DueAt), Href: tasksPath(ward)})
		}
	}
	return out
}

func taskAnswered(call *web.Call, in answerForm, out *care.TaskAnswer) string {
	call.Tell(web.Notice{Key: "care.told.task_" + string(out.Answer), Tone: "done", UndoPath: taskPath(out.TaskID) + "/take-back", Undo: map[string]string{"answer_id": fmt.Sprint(out.ID), "next": tasksPath(in.WardID)}})
	return web.SafeNext(call.C.PostForm("next"), tasksPath(in.WardID))
}

func takenBack(call *web.Call, in takeBackForm, _ *care.TaskAnswer) string {
	call.Tell(web.Notice{Key: "care.told.task_taken"})
	return web.SafeNext(call.C.PostForm("next"), taskPath(in.TaskID))
}

func taskPlanned(call *web.Call, in care.TaskInput, _ *care.Task) string {
	call.Tell(web.Notice{Key: "care.told.task_planned", Tone: "done"})
	return web.SafeNext(call.C.PostForm("next"), residentPath(in.ResidentID))
}

func taskEnded(call *web.Call, in care.EndTaskInput, _ *care.Task) string {
	call.Tell(web.Notice{Key: "care.told.task_ended"})
	return taskPath(in.TaskID)
}

func readNewTask(tx *db.Tx, in ofPerson) (personData, error) { return readPerson(tx, care.Record, in) }

func showNewTask(call *web.Call, d personData) web.Leaf {
	leaf := web.Leaf{Title: call.T("care.task.new"), Active: "/care/rounds", Body: newTaskPage(call, d), Crumbs: []web.Crumb{upward(call)}}
	if d.Person != nil {
		leaf.Under = d.Person.Name
	}
	return leaf
}

func taskKinds(call *web.Call) (out []parts.Option) {
	for _, k := range care.TaskKinds {
		out = append(out, parts.Option{Value: string(k), Text: call.T("wards.task." + string(k))})
	}
	return out
}

func readTask(tx *db.Tx, in ofTask) (*care.TaskStory, error) { return care.TaskOf(tx, in.TaskID) }

func showTask(call *web.Call, s *care.TaskStory) web.Leaf {
	crumbs := []web.Crumb{upward(call)}
	if s.WardID != 0 {
		crumbs = append(crumbs, web.Crumb{Name: call.T("care.task.title") + " · " + s.WardName, Path: tasksPath(s.WardID)})
	}
	return web.Leaf{Title: s.Name, Under: taskName(call, s.Kind, s.Note), Active: "/care/rounds", Body: taskPage(call, s), Crumbs: crumbs}
}

// taskFacts are the plan of a task.
func taskFacts(call *web.Call, s *care.TaskStory) (out parts.Facts) {
	ctx := call.Context()
	add := func(key, text string) {
		if text != "" {
			out = append(out, parts.Fact{Name: call.T(key), Value: text})
		}
	}
	add("care.task.what", taskName(call, s.Kind, s.Note))
	if s.Kind != "other" {
		add("care.field.note", s.Note)
	}
	add("care.field.hours", strings.Join(s.Hours.Clocks(), ", "))
	add("care.task.planned", call.T("care.watch.since", words.A{"at": words.At(ctx, s.FromAt, call.Now()), "who": s.ByName}))
	if s.EndedAt != nil {
		add("care.task.ended", words.At(ctx, *s.EndedAt, call.Now())+" · "+s.EndedName+" · "+s.EndNote)
	}
	return out
}

// storyEvents are the answers of a task, the newest first.
func storyEvents(call *web.Call, s *care.TaskStory) parts.Events {
	ctx := call.Context()
	e := parts.Events{Title: call.T("care.task.story"), None: call.T("care.task.story_none")}
	for _, a := range s.Answers {
		one := parts.Event{When: words.At(ctx, a.DueAt, call.Now()), Tone: parts.Done, Title: call.T("care.task.answer." + string(a.Answer)), Struck: a.TakenAt != nil,
			Note: words.Clock(ctx, a.At) + " · " + a.ByName}
		if a.Answer != care.TaskDone {
			one.Tone = parts.Due
		}
		if a.Note != "" {
			one.Note += " · " + a.Note
		}
		if late := a.Late(); late > 0 {
			one.Note += " · " + call.T("care.sheet.late", words.A{"for": words.Duration(ctx, late)})
		}
		if a.TakenAt != nil {
			one.Note += " · " + call.T("care.task.taken_by", words.A{"who": a.TakenName, "at": words.At(ctx, *a.TakenAt, call.Now())})
			if a.TakenReason != "" {
				one.Note += " · " + a.TakenReason
			}
		}
		e.Items = append(e.Items, one)
	}
	return e
}

// standing are the answers that hold, to be taken back.
func standing(call *web.Call, s *care.TaskStory) (out []parts.Option) {
	for _, a := range s.Answers {
		if a.TakenAt == nil {
			out = append(out, parts.Option{Value: fmt.Sprint(a.ID), Text: words.At(call.Context(), a.DueAt, call.Now()) + " · " + call.T("care.task.answer."+string(a.Answer))})
		}
	}
	return out
}
