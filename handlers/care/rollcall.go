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
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// The actions of the roll-call.
var (
	startRollcall = web.Action[care.StartRollcallInput, *care.Rollcall]{Name: "care.start_rollcall", Do: care.StartRollcall}
	tickRollcall  = web.Action[care.TickInput, *care.Ticked]{Name: "care.tick_rollcall", Do: care.Tick}
	closeRollcall = web.Action[care.CloseRollcallInput, *care.Rollcall]{Name: "care.close_rollcall", Do: care.CloseRollcall}
)

const rollcallsPath = "/care/rollcalls"

func rollcallPath(id uint64) string { return fmt.Sprintf("%s/%d", rollcallsPath, id) }

// openRollcalls opens the doors of the roll-call.
func openRollcalls(d *web.Desk) {
	web.Page(d, rollcallsPath, "care.rollcalls", readRollcalls, showRollcalls)
	sheet.Door(d, rollcallsPath+".xlsx", "care.rollcalls", readRollcalls, rollcallsTable)
	web.Page(d, rollcallsPath+"/:rollcall", "care.rollcall", readRollcall, showRollcall)
	web.Live(d, rollcallsPath+"/:rollcall/live", "care.rollcall", rollcallWards)
	sheet.Door(d, rollcallsPath+"/:rollcall/list.xlsx", "care.rollcall", readRollcall, rollcallTable)
	web.File(d, rollcallsPath+"/:rollcall/list.pdf", "care.rollcall_paper", readRollcall, drawRollcall)
	web.Form(d, rollcallsPath, startRollcall, rollcallsPath, func(_ *web.Call, _ care.StartRollcallInput, r *care.Rollcall) string { return rollcallPath(r.ID) })
	web.Form(d, rollcallsPath+"/:rollcall/ticks", tickRollcall, rollcallsPath+"/:rollcall", rollTicked)
	web.Form(d, rollcallsPath+"/:rollcall/close", closeRollcall, rollcallsPath+"/:rollcall", rollClosed)

	web.Get(d, web.Op{ID: "listRollcalls", Path: "/api/v1/care/rollcalls", Summary: "The head counts of a day, ward by ward: taken, due, overdue or missed"}, "care.rollcalls", readRollcalls, rollcallsWire)
	web.Get(d, web.Op{ID: "getRollcall", Path: "/api/v1/care/rollcalls/:rollcall", Summary: "One head count with everybody on its list: where the books say each is, and what was found"}, "care.rollcall", readRollcall, rollcallWire)
	web.API(d, web.Op{ID: "startRollcall", Method: "POST", Path: "/api/v1/care/rollcalls", Summary: "Begin a head count of a ward, or of a campus in an emergency; gives the one that runs already", Status: 201}, startRollcall, rollHeadWire)
	web.API(d, web.Op{ID: "tickRollcall", Method: "POST", Path: "/api/v1/care/rollcalls/:rollcall/ticks", Summary: "Say where people are; who is not found is looked for from now on", Status: 201}, tickRollcall, web.Same)
	web.API(d, web.Op{ID: "closeRollcall", Method: "POST", Path: "/api/v1/care/rollcalls/:rollcall/close", Summary: "Sign a head count: everybody who should be here was counted"}, closeRollcall, rollHeadWire)
}

type ofRollcall struct {
	RollcallID uint64 `path:"rollcall"`
}

// rollcallsData is the counts of a day.
type rollcallsData struct {
	In    care.RollcallsInput
	Turns []care.RollTurn
	Wards []wards.WardIn
	Now   time.Time
	Today bool
}

func readRollcalls(tx *db.Tx, in care.RollcallsInput) (d rollcallsData, err error) {
	d.In, d.Now = in, tx.Now
	if d.Turns, err = care.RollcallsOn(tx, in); err != nil {
		return d, err
	}
	if d.In.Day.IsZero() {
		d.In.Day = tx.Today()
	}
	d.Today = d.In.Day == tx.Today()
	d.Wards, err = wards.Mine(tx, care.View)
	return d, err
}

func showRollcalls(call *web.Call, d rollcallsData) web.Leaf {
	return web.Leaf{Title: call.T("care.rollcall.title"), Under: words.Weekday(call.Context(), d.In.Day), Active: rollcallsPath, Body: rollcallsPage(call, d), Sheet: rollcallsPath + ".xlsx"}
}

// campuses are those in whose wards the reader may count.
func (d rollcallsData) campuses(call *web.Call) (out []wards.WardIn) {
	reach := call.Actor.Reach(care.Record)
	for _, w := range d.Wards {
		if reach.Ward(w.CampusID, w.ZoneID, w.ID) && (len(out) == 0 || out[len(out)-1].CampusID != w.CampusID) {
			out = append(out, w)
		}
	}
	return out
}

// mayCount tells whether the reader may count in the ward of a turn.
func (d rollcallsData) mayCount(call *web.Call, t care.RollTurn) bool {
	reach := call.Actor.Reach(care.Record)
	for _, w := range d.Wards {
		if w.ID == t.WardID {
			return reach.Ward(w.CampusID, w.ZoneID, w.ID)
		}
	}
	return false
}

// byWard are the turns ward by ward; the emergencies come first.
func (d rollcallsData) byWard() (out [][]care.RollTurn) {
	for _, t := range d.Turns {
		if n := len(out); n > 0 && out[n-1][0].WardID == t.WardID && out[n-1][0].CampusID == t.CampusID {
			out[n-1] = append(out[n-1], t)
		} else {
			out = append(out, []care.RollTurn{t})
		}
	}
	return out
}

// nextTurn is the count of a ward that can be taken now.
func nextTurn(turns []care.RollTurn) *care.RollTurn {
	for i := range turns {
		switch turns[i].State {
		case care.RollDueNow, care.RollOverdue:
			return &turns[i]
		}
	}
	return nil
}

// rollName names a count: "17:00", "Ngoài giờ", "Điểm danh khẩn".
func rollName(call *web.Call, t care.RollTurn) string {
	switch {
	case !t.DueAt.IsZero():
		return words.Clock(call.Context(), t.DueAt)
	case t.WardID == 0:
		return call.T("care.rollcall.kind.emergency")
	}
	return call.T("care.rollcall.kind.extra")
}

func rollTone(s care.RollState) (parts.Tone, parts.Icon) {
	switch s {
	case care.RollDone:
		return parts.Done, "check"
	case care.RollLate, care.RollDueNow, care.RollRunning:
		return parts.Due, "clock"
	case care.RollOverdue, care.RollMissed:
		return parts.Danger, "alert-triangle"
	}
	return parts.Plain, "circle-dashed"
}

func rollStateChip(call *web.Call, t care.RollTurn) parts.Chip {
	tone, icon := rollTone(t.State)
	return parts.Chip{Tone: tone, Icon: icon, Text: call.T("care.rollcall.state." + string(t.State))}
}

// rollFound says what a signed count found: "38/40 · 7 phút · Nguyễn Thị Lan 17:09".
func rollFound(call *web.Call, t care.RollTurn) string {
	ctx := call.Context()
	if t.Call == nil {
		return ""
	}
	said := []string{}
	if c := t.Call; c.ClosedAt != nil {
		said = append(said, call.T("care.rollcall.of", words.A{"here": c.Present, "all": c.Expected}), words.Duration(ctx, c.Took(call.Now())), t.By+" "+words.Clock(ctx, *c.ClosedAt))
		if c.NotFound > 0 {
			said = append(said, words.N(ctx, "care.rollcall.not_found_n", c.NotFound))
		}
	} else {
		said = append(said, call.T("care.rollcall.begun_by", words.A{"who": t.By, "at": words.Clock(ctx, c.StartedAt)}))
	}
	return strings.Join(said, " · ")
}

func readRollcall(tx *db.Tx, in ofRollcall) (*care.RollList, error) {
	return care.RollcallOf(tx, in.RollcallID)
}

// rollcallWards names the wards whose news the page of a count listens to.
func rollcallWards(tx *db.Tx, in ofRollcall) (out []uint64, err error) {
	l, err := care.RollcallOf(tx, in.RollcallID)
	if err != nil {
		return nil, err
	}
	seen := map[uint64]bool{}
	for _, p := range l.People {
		if p.WardID != nil && !seen[*p.WardID] {
			seen[*p.WardID] = true
			out = append(out, *p.WardID)
		}
	}
	return out, nil
}

// rollTitle is the heading of one count.
func rollTitle(call *web.Call, l *care.RollList) string {
	if l.Kind == care.RollEmergency {
		return call.T("care.rollcall.kind.emergency")
	}
	return call.T("care.rollcall.of_ward", words.A{"ward": l.WardName})
}

// rollUnder says where, when and by whom.
func rollUnder(call *web.Call, l *care.RollList) string {
	ctx := call.Context()
	said := []string{l.CampusName}
	if l.Place != "" {
		said = append(said, l.Place)
	}
	if l.DueAt != nil {
		said = append(said, call.T("care.rollcall.due_at", words.A{"at": words.Clock(ctx, *l.DueAt)}))
	}
	said = append(said, call.T("care.rollcall.begun_by", words.A{"who": l.StarterName, "at": words.At(ctx, l.StartedAt, call.Now())}))
	return strings.Join(said, " · ")
}

func showRollcall(call *web.Call, l *care.RollList) web.Leaf {
	return web.Leaf{Title: rollTitle(call, l), Under: rollUnder(call, l), Active: rollcallsPath, Body: rollcallPage(call, l), Crumbs: []web.Crumb{{Name: call.T("care.rollcall.title"), Path: rollcallsPath}},
		Sheet: rollcallPath(l.ID) + "/list.xlsx", Papers: []web.Crumb{{Name: call.T("care.rollcall.paper"), Path: rollcallPath(l.ID) + "/list.pdf"}}}
}

// rollStrip are the numbers of a count: of whom nobody knows first.
func rollStrip(call *web.Call, l *care.RollList) parts.Strip {
	expected, present, elsewhere, lost := l.Counts()
	left := len(l.Unanswered())
	if l.ClosedAt != nil {
		expected, present, elsewhere, lost = l.Expected, l.Present, l.Elsewhere, l.NotFound
	}
	tone := func(n int, t parts.Tone) parts.Tone {
		if n == 0 {
			return parts.Plain
		}
		return t
	}
	out := parts.Strip{Stats: []parts.Stat{
		{Value: fmt.Sprint(lost), Label: call.T("care.rollcall.answer.not_found"), Tone: tone(lost, parts.Danger)},
		{Value: fmt.Sprint(left), Label: call.T("care.rollcall.left"), Tone: tone(left, parts.Due)},
		{Value: fmt.Sprintf("%d/%d", present, expected), Label: call.T("care.rollcall.answer.here")},
		{Value: fmt.Sprint(elsewhere), Label: call.T("care.rollcall.elsewhere"), Tone: tone(elsewhere, parts.Info)},
	}}
	if l.ClosedAt == nil {
		out.Pulse = &parts.Pulse{}
	}
	return out
}

// rollMay tells whether the reader may count here.
func rollMay(call *web.Call, p care.RollPerson, campus uint64) bool {
	if p.WardID == nil {
		return call.Actor.Reach(care.Record).Campus(campus)
	}
	return call.Actor.Reach(care.Record).Ward(campus, p.ZoneID, *p.WardID)
}

// rollParts are the people of a count in the order of the page: who is not found, who is still to be
// counted, and who was.
func rollParts(l *care.RollList) (lost, left, done []care.RollPerson) {
	for _, p := range l.People {
		switch {
		case p.Answer == care.AnswerNotFound || p.Answer == "" && p.Away == presence.Missing:
			lost = append(lost, p)
		case p.Open():
			left = append(left, p)
		default:
			done = append(done, p)
		}
	}
	return lost, left, done
}

// rollRow draws somebody of a count.
func rollRow(call *web.Call, l *care.RollList, p care.RollPerson) parts.Person {
	ctx := call.Context()
	row := parts.Person{Bed: p.BedName, Name: p.Name, Href: residentPath(p.ResidentID), Line: rollWhere(call, l, p), Changed: p.Differs()}
	if p.PhotoFileID != nil {
		row.Photo = residentPath(p.ResidentID) + "/photo"
	}
	if p.Away != "" {
		tone, icon := parts.Info, parts.Icon("info-circle")
		if p.Away == presence.Missing {
			tone, icon = parts.Danger, "alert-triangle"
		}
		row.Chips = append(row.Chips, parts.Chip{Tone: tone, Icon: icon, Text: call.T("care.rollcall.books", words.A{"away": call.T("wards.is." + string(p.Away)), "at": words.At(ctx, *p.AwaySince, call.Now())})})
	}
	if p.Answer != "" {
		tone, icon := parts.Info, parts.Icon("map-pin")
		switch p.Answer {
		case care.AnswerHere:
			tone, icon = parts.Done, "check"
		case care.AnswerNotFound:
			tone, icon = parts.Danger, "alert-triangle"
		}
		text := call.T("care.rollcall.answer." + string(p.Answer))
		if p.AnswerAt != nil && p.AnswerBy != "" {
			text += " · " + words.Clock(ctx, *p.AnswerAt) + " " + p.AnswerBy
		}
		row.Chips = append(row.Chips, parts.Chip{Tone: tone, Icon: icon, Text: text})
	}
	if p.Differs() && p.Answer != care.AnswerNotFound {
		row.Word = call.T("care.rollcall.differs")
	}
	return row
}

// rollWhere is where somebody lives: the room, and in an emergency the ward.
func rollWhere(call *web.Call, l *care.RollList, p care.RollPerson) string {
	var said []string
	if p.RoomName != "" {
		said = append(said, roomName(call, p.RoomName))
	} else if l.ClosedAt == nil {
		said = append(said, call.T("care.rollcall.no_bed"))
	}
	if l.WardID == nil && p.WardName != "" {
		said = append(said, p.WardName)
	}
	return strings.Join(said, " · ")
}

func rollTicked(call *web.Call, in care.TickInput, out *care.Ticked) string {
	switch {
	case len(out.Searching) > 0:
		call.Tell(web.Notice{Key: "care.told.roll_searching", Tone: "danger"})
	case len(out.Found) > 0:
		call.Tell(web.Notice{Key: "care.told.found", Tone: "done"})
	}
	return rollcallPath(in.RollcallID)
}

func rollClosed(call *web.Call, _ care.CloseRollcallInput, r *care.Rollcall) string {
	call.Tell(web.Notice{Key: "care.told.rollcall", Tone: "done", Args: words.A{"here": r.Present, "all": r.Expected}})
	return rollcallPath(r.ID)
}

// rollOut is one count for programs.
type rollOut struct {
	ID          uint64     `json:"id"`
	CampusID    uint64     `json:"campus_id"`
	WardID      *uint64    `json:"ward_id,omitempty"`
	Kind        string     `json:"kind" enum:"fixed,extra,emergency"`
	DueAt       *time.Time `json:"due_at,omitempty"`
	Place       string     `json:"place,omitempty"`
	StartedAt   time.Time  `json:"started_at"`
	StartedBy   uint64     `json:"started_by"`
	ClosedAt    *time.Time `json:"closed_at,omitempty"`
	ClosedBy    *uint64    `json:"closed_by,omitempty"`
	TookSeconds int        `json:"took_seconds,omitempty" doc:"from the beginning to the signature"`
	Note        string     `json:"note,omitempty"`
	Expected    int        `json:"expected" doc:"who should be here by the books; of a signed count"`
	Present     int        `json:"present"`
	Elsewhere   int        `json:"elsewhere"`
	NotFound    int        `json:"not_found"`
}

func rollHeadWire(r *care.Rollcall) rollOut {
	out := rollOut{ID: r.ID, CampusID: r.CampusID, WardID: r.WardID, Kind: string(r.Kind), DueAt: r.DueAt, Place: r.Place, StartedAt: r.StartedAt, StartedBy: r.StartedBy, ClosedAt: r.ClosedAt,
		ClosedBy: r.ClosedBy, Note: r.CloseNote, Expected: r.Expected, Present: r.Present, Elsewhere: r.Elsewhere, NotFound: r.NotFound}
	if r.ClosedAt != nil {
		out.TookSeconds = int(r.Took(*r.ClosedAt).Seconds())
	}
	return out
}

type rollPersonOut struct {
	ResidentID uint64     `json:"resident_id"`
	Name       string     `json:"name"`
	WardID     *uint64    `json:"ward_id,omitempty"`
	Room       string     `json:"room,omitempty"`
	Bed        string     `json:"bed,omitempty"`
	Away       string     `json:"away,omitempty" enum:"hospital,leave,missing" doc:"where the books say the person is; absent: in the house"`
	Answer     string     `json:"answer,omitempty" enum:"here,toilet,activity,leave,hospital,not_found"`
	Note       string     `json:"note,omitempty"`
	At         *time.Time `json:"at,omitempty"`
	Differs    bool       `json:"differs" doc:"what was found is not what the books say"`
}

type rollListOut struct {
	rollOut
	Whole  bool            `json:"whole" doc:"everybody of the count is within reach of who asks"`
	Left   int             `json:"left" doc:"who should be here and was not counted yet"`
	People []rollPersonOut `json:"people"`
}

func rollcallWire(l *care.RollList) rollListOut {
	out := rollListOut{rollOut: rollHeadWire(&l.Rollcall), Whole: l.Whole, Left: len(l.Unanswered()), People: make([]rollPersonOut, len(l.People))}
	if l.ClosedAt == nil {
		out.Expected, out.Present, out.Elsewhere, out.NotFound = l.Counts()
	}
	for i, p := range l.People {
		out.People[i] = rollPersonOut{p.ResidentID, p.Name, p.WardID, p.RoomName, p.BedName, string(p.Away), string(p.Answer), p.AnswerNote, p.AnswerAt, p.Differs()}
	}
	return out
}

type rollTurnOut struct {
	CampusID uint64     `json:"campus_id"`
	WardID   uint64     `json:"ward_id,omitempty"`
	Ward     string     `json:"ward,omitempty"`
	DueAt    *time.Time `json:"due_at,omitempty"`
	State    string     `json:"state" enum:"coming,due,running,done,late,overdue,missed"`
	Rollcall *rollOut   `json:"rollcall,omitempty"`
}

func rollcallsWire(d rollcallsData) web.List[rollTurnOut] {
	out := web.List[rollTurnOut]{Items: make([]rollTurnOut, len(d.Turns))}
	for i, t := range d.Turns {
		one := rollTurnOut{CampusID: t.CampusID, WardID: t.WardID, Ward: t.WardName, State: string(t.State)}
		if !t.DueAt.IsZero() {
			one.DueAt = &d.Turns[i].DueAt
		}
		if t.Call != nil {
			head := rollHeadWire(t.Call)
			one.Rollcall = &head
		}
		out.Items[i] = one
	}
	return out
}

// rollDay asks for the day of the list.
func rollDay(call *web.Call, d value.Day) parts.Field {
	return relabel(asked(call, "", "day", words.Day(call.Context(), d)), call.T("care.rollcall.day"))
}

// known gives a question an id of its own, where a page asks it more than once.
func known(f parts.Field, id string) parts.Field { f.ID = id; return f }

// rollKind is the look of the button of an answer.
func rollKind(a care.RollAnswer) parts.Kind {
	if a == care.AnswerNotFound {
		return parts.Stop
	}
	return parts.Soft
}

// rollElse is the word on what opens the other answers.
func rollElse(call *web.Call, open bool) string {
	if open {
		return call.T("care.rollcall.not_here")
	}
	return call.T("care.rollcall.change")
}
