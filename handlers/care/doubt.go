package care

import (
	"fmt"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
)

// The actions on questions and second looks.
var (
	answerDoubt = web.Action[care.AnswerInput, *care.Doubt]{Name: "care.answer_doubt", Do: care.AnswerDoubt}
	secondLook  = web.Action[care.SecondLookInput, *care.SecondLook]{Name: "care.second_look", Do: care.RecordSecondLook}
)

// openDoubts opens the doors of questions about rounds, and of second looks.
func openDoubts(d *web.Desk) {
	web.Page(d, "/care/questions", "care.doubts", readDoubts, showDoubts)
	sheet.Door(d, "/care/questions.xlsx", "care.doubts", readDoubts, doubtsTable)
	web.Page(d, "/care/second-looks", "care.second_looks", readLooks, showLooks)
	web.Page(d, "/care/second-looks/:look", "care.look_again", readLook, showLook)
	web.Form(d, "/care/questions/:doubt", answerDoubt, "/care/questions", doubtAnswered)
	web.Form(d, "/care/second-looks/:look", secondLook, "/care/second-looks/:look", lookedAgain)

	web.Get(d, web.Op{ID: "listRoundQuestions", Path: "/api/v1/care/questions", Summary: "Questions about rounds: those to oneself, or of all wards within reach for who may read them, with how often a second look agreed"}, "care.doubts", readDoubts, doubtsWire)
	web.API(d, web.Op{ID: "answerRoundQuestion", Method: "POST", Path: "/api/v1/care/questions/:doubt/answer", Summary: "Answer a question about a round with a sentence"}, answerDoubt, doubtWire)
	web.Get(d, web.Op{ID: "listSecondLooks", Path: "/api/v1/care/second-looks", Summary: "Whom somebody else is to see again now, chosen by lot after a round"}, "care.second_looks", readLooks, looksWire)
	web.API(d, web.Op{ID: "recordSecondLook", Method: "POST", Path: "/api/v1/care/second-looks/:look", Summary: "Write what a second look found"}, secondLook, againWire)
}

// doubtsData are the questions and, for who may read them, how second looks agreed.
type doubtsData struct {
	From   value.Day
	List   []care.DoubtIn
	Agreed []care.Agreed
	Now    time.Time
}

func readDoubts(tx *db.Tx, in care.DoubtsInput) (d doubtsData, err error) {
	if in.From.IsZero() {
		in.From = tx.Today().AddDays(-30)
	}
	d.Now, d.From = tx.Now, in.From
	if d.List, err = care.Doubts(tx, in); err != nil || !tx.Actor.Has(care.Questions) {
		return d, err
	}
	d.Agreed, err = care.AgreementOf(tx, tx.Today().AddDays(-30))
	return d, err
}

func showDoubts(call *web.Call, d doubtsData) web.Leaf {
	open := 0
	for _, q := range d.List {
		if q.AnsweredAt == nil {
			open++
		}
	}
	return web.Leaf{Title: call.T("care.doubt.title"), Under: words.N(call.Context(), "care.doubt.count", open), Active: "/care/rounds", Body: doubtsPage(call, d), Sheet: "/care/questions.xlsx", Crumbs: []web.Crumb{upward(call)}}
}

// doubtWords say what is asked.
func doubtWords(call *web.Call, d care.DoubtIn) string {
	f := d.Told()
	return call.T("care.doubt.says."+string(d.Kind), words.A{"people": f.People, "seconds": f.Seconds, "nights": f.Nights, "odd": f.Odd, "rooms": f.Rooms, "room": f.Room, "for": words.Duration(call.Context(), time.Duration(f.Minutes)*time.Minute)})
}

// doubtWhere says which round of which ward it was.
func doubtWhere(call *web.Call, d care.DoubtIn) string {
	said := []string{d.WardName}
	if d.Round.Slot.ID != 0 {
		said = append(said, roundName(call, d.Round))
	}
	return strings.Join(append(said, words.Weekday(call.Context(), d.ShiftDay)), " · ")
}

func doubtWho(call *web.Call, d care.DoubtIn) string {
	if d.MemberID == nil {
		return call.T("care.doubt.ward")
	}
	return d.MemberName
}

// doubtEvent is a question as a line.
func doubtEvent(call *web.Call, d care.DoubtIn, now time.Time) parts.Event {
	e := parts.Event{When: call.T("care.doubt." + string(d.Kind)), Tone: parts.Info, Title: doubtWords(call, d), Note: doubtWho(call, d) + " · " + doubtWhere(call, d)}
	if d.AnsweredAt != nil {
		e.Tone = parts.Done
		e.Note += " · " + call.T("care.doubt.answered", words.A{"who": d.AnsweredName, "at": words.At(call.Context(), *d.AnsweredAt, now), "answer": d.Answer})
	}
	return e
}

// answerField asks for one sentence; what was typed stands in it when that form came back.
func answerField(call *web.Call, d care.DoubtIn) parts.Field {
	f := parts.Field{Name: "answer", ID: fmt.Sprintf("answer-%d", d.ID), Label: call.T("care.doubt.answer"), Required: true, MaxLength: 300, Wide: true}
	if strings.HasSuffix(call.C.Request.URL.Path, fmt.Sprintf("/%d", d.ID)) {
		form := call.Form(answerDoubt.Name)
		f.Value, f.Error = form.Value("answer", ""), form.Wrong(call.Context(), "answer")
	}
	return f
}

// agreedList is how second looks agreed, ward by ward.
func agreedList(call *web.Call, all []care.Agreed) parts.List {
	l := parts.List{Caption: call.T("care.doubt.agreement"), Columns: []parts.Column{{Title: call.T("care.doubt.column.ward"), Main: true}, {Title: call.T("care.doubt.column.chosen"), Number: true}, {Title: call.T("care.doubt.column.looks"), Number: true}, {Title: call.T("care.doubt.column.agreed"), Number: true}}}
	for _, a := range all {
		percent := "–"
		if a.Percent() >= 0 {
			percent = fmt.Sprintf("%d %% (%d/%d)", a.Percent(), a.Agreed, a.Compared)
		}
		l.Rows = append(l.Rows, parts.Row{Cells: []parts.Cell{{Text: a.WardName, Note: a.CampusName}, {Text: fmt.Sprint(a.Chosen)}, {Text: fmt.Sprint(a.Looks)}, {Text: percent}}})
	}
	return l
}

func doubtAnswered(call *web.Call, _ care.AnswerInput, _ *care.Doubt) string {
	call.Tell(web.Notice{Key: "care.told.doubt", Tone: "done"})
	return "/care/questions"
}

// doubtsTable is the questions as a spreadsheet.
func doubtsTable(call *web.Call, d doubtsData) sheet.Table {
	return sheet.Table{Title: call.T("care.doubt.title"), Asked: words.Day(call.Context(), d.From),
		Columns: sheet.Columns(call, sheet.As("day", sheet.Date, 0), sheet.As("ward", sheet.Text, 20), sheet.As("care.doubt.column.round", sheet.Text, 20), sheet.As("care.doubt.column.who", sheet.Text, 26), sheet.As("care.doubt.column.what", sheet.Text, 50), sheet.As("care.doubt.column.answer", sheet.Text, 50), sheet.As("by", sheet.Text, 26)),
		Rows: func(row func(...any)) {
			for _, q := range d.List {
				name := ""
				if q.Round.Slot.ID != 0 {
					name = roundName(call, q.Round)
				}
				row(q.ShiftDay, q.WardName, name, doubtWho(call, q), doubtWords(call, q), q.Answer, q.AnsweredName)
			}
		}}
}

// looksData are those who are to be seen again.
type looksData struct {
	List []care.SecondLookIn
	Now  time.Time
}

func readLooks(tx *db.Tx, _ nothing) (d looksData, err error) {
	d.Now = tx.Now
	d.List, err = care.WaitingLooks(tx)
	return d, err
}

func showLooks(call *web.Call, d looksData) web.Leaf {
	return web.Leaf{Title: call.T("care.look.title"), Under: words.N(call.Context(), "care.look.count", len(d.List)), Active: "/care/rounds", Body: looksPage(call, d), Crumbs: []web.Crumb{upward(call)}}
}

// lookRow is somebody who is to be seen again: who and where, and nothing of what the first carer found.
func lookRow(call *web.Call, l care.SecondLookIn, now time.Time) parts.Person {
	row := parts.Person{Bed: l.BedName, Name: l.Name, Href: residentPath(l.ResidentID),
		Line:  strings.Join([]string{l.WardName, roomName(call, l.RoomName), roundName(call, l.Round)}, " · "),
		Chips: []parts.Chip{{Tone: parts.Due, Icon: "clock", Text: call.T("care.look.until", words.A{"at": words.At(call.Context(), l.Until, now)})}}}
	if l.PhotoFile != nil {
		row.Photo = residentPath(l.ResidentID) + "/photo"
	}
	return row
}

func lookPath(id uint64) string { return fmt.Sprintf("/care/second-looks/%d", id) }

func readLook(tx *db.Tx, in struct {
	LookID uint64 `path:"look"`
}) (*care.SecondLookIn, error) {
	l, err := care.SecondLookOf(tx, in.LookID)
	if err == nil {
		tx.Looked("resident", l.ResidentID, l.CampusID)
	}
	return l, err
}

func showLook(call *web.Call, l *care.SecondLookIn) web.Leaf {
	return web.Leaf{Title: l.Name, Under: call.T("care.look.title"), Active: "/care/rounds", Body: lookPage(call, l), Crumbs: []web.Crumb{{Name: call.T("care.look.title"), Path: "/care/second-looks"}}}
}

// lookItems are what the round asked about.
func lookItems(l *care.SecondLookIn) (out []care.Item) {
	for _, i := range care.Items {
		if i != care.Ate || l.Round.Slot.Meal != settings.NoMeal {
			out = append(out, i)
		}
	}
	return out
}

// lookField asks about one item; nothing stands in it, so that one looks.
func lookField(call *web.Call, item care.Item) parts.Field {
	form := call.Form(secondLook.Name)
	f := parts.Field{Name: item.String(), Label: call.T("parts.dot." + item.String()), Value: form.Value(item.String(), ""), Error: form.Wrong(call.Context(), item.String()), None: call.T("care.look.none")}
	for _, s := range care.SignsOf(item) {
		f.Options = append(f.Options, parts.Option{Value: s.String(), Text: signWord(call, item, s)})
	}
	return f
}

func lookedAgain(call *web.Call, _ care.SecondLookInput, _ *care.SecondLook) string {
	call.Tell(web.Notice{Key: "care.told.look", Tone: "done"})
	return "/care/second-looks"
}

type doubtOut struct {
	ID         uint64     `json:"id"`
	WardID     uint64     `json:"ward_id"`
	MemberID   *uint64    `json:"member_id,omitempty"`
	Kind       string     `json:"kind" enum:"speed,identical,late,doors"`
	ShiftDay   string     `json:"shift_day"`
	SlotID     uint64     `json:"slot_id"`
	People     int        `json:"people,omitempty"`
	Seconds    int        `json:"seconds,omitempty"`
	Nights     int        `json:"nights,omitempty"`
	Alike      int        `json:"alike,omitempty"`
	Minutes    int        `json:"minutes,omitempty"`
	Rooms      int        `json:"rooms,omitempty" doc:"whose doors nobody passed for too long at night"`
	Room       string     `json:"room,omitempty" doc:"the one that waited longest, for so many minutes"`
	AskedAt    time.Time  `json:"asked_at"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	Answer     string     `json:"answer,omitempty"`
}

func doubtWire(d *care.Doubt) doubtOut {
	f := d.Told()
	return doubtOut{ID: d.ID, WardID: d.WardID, MemberID: d.MemberID, Kind: string(d.Kind), ShiftDay: d.ShiftDay.String(), SlotID: d.SlotID, People: f.People, Seconds: f.Seconds, Nights: f.Nights, Alike: f.Odd, Minutes: f.Minutes, Rooms: f.Rooms, Room: f.Room,
		AskedAt: d.AskedAt, AnsweredAt: d.AnsweredAt, Answer: d.Answer}
}

func doubtsWire(d doubtsData) web.List[doubtOut] {
	out := web.List[doubtOut]{Items: make([]doubtOut, len(d.List))}
	for i := range d.List {
		out.Items[i] = doubtWire(&d.List[i].Doubt)
	}
	return out
}

type lookAgainOut struct {
	ID         uint64     `json:"id"`
	ResidentID uint64     `json:"resident_id"`
	Name       string     `json:"name,omitempty"`
	WardID     uint64     `json:"ward_id"`
	Bed        string     `json:"bed,omitempty"`
	Until      time.Time  `json:"until"`
	LookedAt   *time.Time `json:"looked_at,omitempty"`
	Compared   int        `json:"compared,omitempty"`
	Agreed     int        `json:"agreed,omitempty"`
}

func againWire(l *care.SecondLook) lookAgainOut {
	return lookAgainOut{ID: l.ID, ResidentID: l.ResidentID, WardID: l.WardID, Until: l.Until, LookedAt: l.LookedAt, Compared: l.Compared, Agreed: l.Agreed}
}

func looksWire(d looksData) web.List[lookAgainOut] {
	out := web.List[lookAgainOut]{Items: make([]lookAgainOut, len(d.List))}
	for i := range d.List {
		out.Items[i] = againWire(&d.List[i].SecondLook)
		out.Items[i].Name, out.Items[i].Bed = d.List[i].Name, d.List[i].BedName
	}
	return out
}
