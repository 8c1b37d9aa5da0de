package care

import (
	"bytes"
	"strings"
	"time"

	"maiam/handlers/paper"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
)

// tasksTable is what is planned in a ward in a shift, time by time.
func tasksTable(call *web.Call, l *care.TaskList) sheet.Table {
	return sheet.Table{Title: call.T("care.task.title"), Asked: sheet.Joined(l.WardName, l.Turn.Shift.Name(call.Lang)+" "+words.Weekday(call.Context(), l.Turn.Day)), At: l.Now,
		Columns: sheet.Columns(call, sheet.As("care.task.at", sheet.Instant, 0), sheet.As("room", sheet.Text, 12), sheet.As("bed", sheet.Text, 10), sheet.As("name", sheet.Text, 28), sheet.As("care.task.what", sheet.Text, 22), sheet.As("care.field.note", sheet.Text, 28),
			sheet.As("care.task.how", sheet.Text, 18), sheet.As("care.task.done_at", sheet.Instant, 0), sheet.As("care.task.written_at", sheet.Instant, 0), sheet.As("by", sheet.Text, 26), sheet.As("care.task.why", sheet.Text, 28)),
		Rows: func(row func(...any)) {
			for _, t := range l.Times {
				state := call.T("care.task.state." + string(t.State))
				if a := t.Answer; a != nil {
					row(t.DueAt, t.RoomName, t.BedName, t.Name, call.T("wards.task."+string(t.Kind)), t.Note, call.T("care.task.answer."+string(a.Answer)), a.At, a.RecordedAt, a.ByName, a.Note)
				} else {
					row(t.DueAt, t.RoomName, t.BedName, t.Name, call.T("wards.task."+string(t.Kind)), t.Note, state, nil, nil, "", "")
				}
			}
		}}
}

// drawTasks draws what is planned in a shift on A4, hour by hour, with room to tick and to sign.
func drawTasks(call *web.Call, l *care.TaskList) (web.Draw, error) {
	ctx := call.Context()
	title := call.T("care.task.title") + " · " + l.WardName
	p := paper.New(ctx, paper.Form{Name: title, Made: call.Now(), Foot: call.T("care.handover.foot", words.A{"at": words.DateTime(ctx, call.Now()), "by": call.Actor.Name})})
	p.Title(title, strings.Join([]string{l.Turn.Shift.Name(call.Lang) + " " + l.Turn.Shift.Hours(), words.Weekday(ctx, l.Turn.Day)}, " · "))
	var rows []paper.Row
	var hour time.Time
	for _, t := range l.Times {
		if !t.DueAt.Equal(hour) {
			hour = t.DueAt
			rows = append(rows, paper.Row{Section: words.Clock(ctx, hour)})
		}
		what := taskName(call, t.Kind, t.Note)
		if t.Kind != "other" && t.Note != "" {
			what += ": " + t.Note
		}
		done := "☐"
		switch {
		case t.Answer != nil:
			done = stateWords(call, t, l.Now)
		case t.State != care.TaskComing && t.State != care.TaskSoon:
			done = "☐ " + stateWords(call, t, l.Now)
		}
		rows = append(rows, paper.Row{Cells: []string{strings.TrimSpace(t.RoomName + " · " + t.BedName), t.Name, what, done}})
	}
	if len(rows) == 0 {
		p.Paragraph(call.T("care.task.empty"))
	} else {
		p.Table([]paper.Column{{Head: call.T("care.paper.bed"), Width: 2.4}, {Head: call.T("care.paper.name"), Width: 4.6}, {Head: call.T("care.task.what"), Width: 5}, {Head: call.T("care.task.how"), Width: 4.8}}, rows)
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		return web.Draw{}, err
	}
	return web.Draw{Name: call.T("care.task.file"), Type: "application/pdf", Body: b.Bytes(), Show: true}, nil
}

// taskOut is a planned task for programs.
type taskOut struct {
	ID         uint64     `json:"id"`
	ResidentID uint64     `json:"resident_id"`
	Kind       string     `json:"kind" enum:"turn,change,toilet,drink,feed,move,wound,other"`
	Note       string     `json:"note,omitempty"`
	Hours      []string   `json:"hours" doc:"hours of every day, rising: 06:00"`
	From       time.Time  `json:"from"`
	RecordedBy uint64     `json:"recorded_by"`
	EndedAt    *time.Time `json:"ended_at,omitempty"`
	EndNote    string     `json:"end_note,omitempty"`
}

func taskWire(t *care.Task) taskOut {
	return taskOut{t.ID, t.ResidentID, string(t.Kind), t.Note, t.Hours.Clocks(), t.FromAt, t.RecordedBy, t.EndedAt, t.EndNote}
}

type taskAnswerOut struct {
	ID         uint64     `json:"id"`
	TaskID     uint64     `json:"task_id"`
	ResidentID uint64     `json:"resident_id"`
	DueAt      time.Time  `json:"due_at"`
	Answer     string     `json:"answer" enum:"done,refused,not_needed,not_done"`
	Note       string     `json:"note,omitempty"`
	At         time.Time  `json:"at"`
	RecordedAt time.Time  `json:"recorded_at"`
	RecordedBy uint64     `json:"recorded_by"`
	TakenAt    *time.Time `json:"taken_at,omitempty" doc:"when it was taken back"`
}

func answerWire(a *care.TaskAnswer) taskAnswerOut {
	return taskAnswerOut{a.ID, a.TaskID, a.ResidentID, a.DueAt, string(a.Answer), a.Note, a.At, a.RecordedAt, a.RecordedBy, a.TakenAt}
}

type taskTimeOut struct {
	TaskID     uint64         `json:"task_id"`
	ResidentID uint64         `json:"resident_id"`
	Name       string         `json:"name"`
	Room       string         `json:"room"`
	Bed        string         `json:"bed"`
	Kind       string         `json:"kind" enum:"turn,change,toilet,drink,feed,move,wound,other"`
	Note       string         `json:"note,omitempty"`
	DueAt      time.Time      `json:"due_at"`
	State      string         `json:"state" enum:"coming,soon,due,overdue,missed,away,answered"`
	Answer     *taskAnswerOut `json:"answer,omitempty"`
}

type tasksOut struct {
	WardID   uint64        `json:"ward_id"`
	ShiftID  uint64        `json:"shift_id"`
	ShiftDay string        `json:"shift_day"`
	Items    []taskTimeOut `json:"items"`
}

func tasksWire(l *care.TaskList) tasksOut {
	out := tasksOut{WardID: l.WardID, ShiftID: l.Turn.Shift.ID, ShiftDay: l.Turn.Day.String(), Items: make([]taskTimeOut, len(l.Times))}
	for i, t := range l.Times {
		out.Items[i] = taskTimeOut{TaskID: t.ID, ResidentID: t.ResidentID, Name: t.Name, Room: t.RoomName, Bed: t.BedName, Kind: string(t.Kind), Note: t.Note, DueAt: t.DueAt, State: string(t.State)}
		if t.Answer != nil {
			one := answerWire(&t.Answer.TaskAnswer)
			out.Items[i].Answer = &one
		}
	}
	return out
}
