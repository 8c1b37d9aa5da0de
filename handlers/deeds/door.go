package deeds

import (
	"fmt"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/deeds"
	"maiam/models/value"
)

// openDoor opens the doors of the weeks at the door: what happened there, and who went through it.
func openDoor(d *web.Desk) {
	web.Page(d, "/deeds/door", "deeds.door_weeks", readDoor, showDoor)
	sheet.Door(d, "/deeds/door.xlsx", "deeds.door_weeks", readWholeDoor, doorTable)
	web.Form(d, "/deeds/door", markDoor, "/deeds/door", func(call *web.Call, _ deeds.MarkDoorInput, _ *deeds.DoorWeek) string {
		call.Tell(web.Notice{Key: "deeds.door.told", Tone: "done"})
		return "/deeds/door"
	})
	web.Get(d, web.Op{ID: "listDoorWeeks", Path: "/api/v1/deeds/door", Summary: "What happened at the door week by week, what was out of the ordinary, and who went through it"}, "deeds.door_weeks", readDoor, doorOut)
	web.API(d, web.Op{ID: "markDoorWeek", Method: "POST", Path: "/api/v1/deeds/door", Summary: "Say that a week at the door was gone through, and what was found; it is never changed"}, markDoor, doorWeekOut)
}

var markDoor = web.Action[deeds.MarkDoorInput, *deeds.DoorWeek]{Name: "deeds.mark_door_week", Do: deeds.MarkDoorWeek}

// doorPage is a page of weeks; Week is the only one that was asked for.
type doorPage struct {
	Week  value.Day
	Weeks []deeds.DoorWeek
	Next  value.Day
}

func readDoor(tx *db.Tx, in deeds.DoorWeeksInput) (p doorPage, err error) {
	p.Week = in.Week
	p.Weeks, p.Next, err = deeds.DoorWeeks(tx, in)
	return p, err
}

func readWholeDoor(tx *db.Tx, in deeds.DoorWeeksInput) (p doorPage, err error) {
	in.Most, in.After = sheet.Limit, value.Day{}
	if p, err = readDoor(tx, in); err != nil || p.Next.IsZero() {
		return p, err
	}
	return p, sheet.Whole(p.Next.String(), nil)
}

func showDoor(call *web.Call, p doorPage) web.Leaf {
	leaf := web.Leaf{Title: call.T("deeds.door.title"), Body: doorView(call, p), Wide: true, Active: "/staff", Sheet: "/deeds/door.xlsx"}
	if n := len(p.cards(true)); n > 0 && p.Week.IsZero() {
		leaf.Under = words.N(call.Context(), "deeds.door.waiting", n)
	}
	return leaf
}

// cards are the weeks that are shown whole: those that wait, and the one that was asked for.
func (p doorPage) cards(waiting bool) (out []deeds.DoorWeek) {
	for _, w := range p.Weeks {
		if w.Waits() || !waiting && !p.Week.IsZero() {
			out = append(out, w)
		}
	}
	return out
}

func weekName(call *web.Call, w deeds.DoorWeek) string {
	return call.T("deeds.door.week", words.A{"from": words.DayMonth(call.Context(), w.Week), "to": words.Day(call.Context(), w.Week.AddDays(6))})
}

// doorChip says how the going through of a week stands.
func doorChip(call *web.Call, w deeds.DoorWeek) *parts.Chip {
	switch {
	case !w.Waits():
		return &parts.Chip{Tone: parts.Done, Text: call.T("deeds.door.found." + w.Found)}
	case w.Late(value.DayOf(call.Now(), words.Zone(call.Context()))):
		return &parts.Chip{Tone: parts.Danger, Icon: "alert-circle", Text: call.T("deeds.door.late", words.A{"day": w.DueOn.Vietnamese()})}
	}
	return &parts.Chip{Tone: parts.Due, Text: call.T("deeds.door.due", words.A{"day": w.DueOn.Vietnamese()})}
}

// bookOf is the address of the book of a part and some days.
func bookOf(area string, from, to value.Day) string {
	return "/staff/deeds?area=" + area + "&from=" + from.String() + "&to=" + to.String()
}

// sums are the numbers of a week, each with the lines behind it.
func sums(call *web.Call, w deeds.DoorWeek) (out []parts.Stat) {
	for _, s := range []struct {
		key, area string
		n         int
	}{{"entered", "door", w.Entered}, {"failed", "door", w.Failed}, {"locked", "door", w.Locked}, {"opened", "accounts", w.Opened}, {"shut", "accounts", w.Shut}, {"given", "accounts", w.Given}, {"taken", "accounts", w.Taken}} {
		out = append(out, parts.Stat{Value: words.Number(call.Context(), int64(s.n)), Label: call.T("deeds.door.sum." + s.key), Href: bookOf(s.area, w.Week, w.Week.AddDays(6))})
	}
	return out
}

// lineText says what was out of the ordinary.
func lineText(call *web.Call, l deeds.DoorLine) string {
	args := words.A{"who": l.MemberName, "address": l.Address}
	if l.Role != "" {
		args["role"] = call.T("staff.role." + l.Role)
	}
	return call.T("deeds.door.line."+l.Kind, args)
}

// lineNote is how often, about how many accounts, and by whom.
func lineNote(call *web.Call, l deeds.DoorLine) string {
	ctx := call.Context()
	var notes []string
	if l.Times > 1 {
		notes = append(notes, words.N(ctx, "deeds.looks.times", l.Times))
	}
	if l.Kind == deeds.ManyFailures {
		notes = append(notes, words.N(ctx, "deeds.door.accounts", l.Accounts))
	}
	if l.ByName != "" {
		notes = append(notes, call.T("deeds.door.by", words.A{"who": l.ByName}))
	}
	if !l.LastAt.Equal(l.FirstAt) {
		notes = append(notes, call.T("deeds.door.until", words.A{"at": words.DateTime(ctx, l.LastAt)}))
	}
	return strings.Join(notes, " · ")
}

func lineEvents(call *web.Call, w deeds.DoorWeek) parts.Events {
	e := parts.Events{None: call.T("deeds.door.nothing")}
	for _, l := range w.Lines {
		area := "door"
		if l.Kind == deeds.SecondStepOff || l.Kind == deeds.Appointed || l.Kind == deeds.ResetByServer {
			area = "accounts"
		}
		zone := words.Zone(call.Context())
		e.Items = append(e.Items, parts.Event{When: words.DateTime(call.Context(), l.FirstAt), Tone: parts.Due, Title: lineText(call, l), Note: lineNote(call, l),
			Href: bookOf(area, value.DayOf(l.FirstAt, zone), value.DayOf(l.LastAt, zone))})
	}
	return e
}

// doorFound is what somebody found of a week.
func doorFound(call *web.Call, w deeds.DoorWeek) string {
	if w.Waits() {
		return ""
	}
	text := call.T("deeds.door.seen", words.A{"found": call.T("deeds.door.found." + w.Found), "who": w.MarkedName, "at": words.DateTime(call.Context(), *w.MarkedAt)})
	if w.Note != "" {
		text += ": " + w.Note
	}
	return text
}

func mayMark(call *web.Call, w deeds.DoorWeek) bool { return w.Waits() && call.May(deeds.Answer) }

// markTyped tells what was typed into the form of a week that was refused just now.
func markTyped(call *web.Call, w deeds.DoorWeek, name string) (typed, wrong string) {
	form := call.Form(markDoor.Name)
	if form.Value("week", "") != w.Week.String() {
		return "", ""
	}
	return form.Value(name, ""), form.Wrong(call.Context(), name)
}

func markFound(call *web.Call, w deeds.DoorWeek) parts.Field {
	f := parts.Field{Name: "week_found", ID: fmt.Sprintf("found-%d", w.ID), Label: call.T("deeds.field.week_found"), Required: true, None: call.T("deeds.door.choose")}
	f.Value, f.Error = markTyped(call, w, "week_found")
	for _, code := range deeds.DoorFounds {
		f.Options = append(f.Options, parts.Option{Value: code, Text: call.T("deeds.door.found." + code)})
	}
	return f
}

func markNote(call *web.Call, w deeds.DoorWeek) parts.Field {
	f := parts.Field{Name: "week_note", ID: fmt.Sprintf("note-%d", w.ID), Label: call.T("deeds.field.week_note"), MaxLength: 300, Wide: true, Required: len(w.Lines) > 0}
	f.Value, f.Error = markTyped(call, w, "week_note")
	return f
}

// through is the list of weeks that somebody went through.
func (p doorPage) through(call *web.Call) parts.List {
	l := parts.List{Caption: call.T("deeds.door.through"), Columns: []parts.Column{{Title: call.T("deeds.column.week"), Main: true}}}
	for _, key := range []string{"entered", "failed", "locked", "opened", "given"} {
		l.Columns = append(l.Columns, parts.Column{Title: call.T("deeds.door.sum." + key), Number: true})
	}
	l.Columns = append(l.Columns, parts.Column{Title: call.T("deeds.column.strange"), Number: true}, parts.Column{Title: call.T("deeds.column.found"), Plain: true})
	if !p.Next.IsZero() {
		l.Next = call.With("after", p.Next.String())
	}
	for _, w := range p.Weeks {
		if w.Waits() {
			continue
		}
		cells := []parts.Cell{{Text: weekName(call, w), Href: "/deeds/door?week=" + w.Week.String()}}
		for _, n := range []int{w.Entered, w.Failed, w.Locked, w.Opened, w.Given, len(w.Lines)} {
			cells = append(cells, parts.Cell{Text: words.Number(call.Context(), int64(n))})
		}
		l.Rows = append(l.Rows, parts.Row{Cells: append(cells, parts.Cell{Text: doorFound(call, w)})})
	}
	return l
}

func doorTable(call *web.Call, p doorPage) sheet.Table {
	columns := []sheet.Heading{sheet.As("deeds.column.week", sheet.Date, 0)}
	for _, key := range []string{"entered", "failed", "locked", "opened", "shut", "given", "taken"} {
		columns = append(columns, sheet.As("deeds.door.sum."+key, sheet.Integer, 0))
	}
	columns = append(columns, sheet.As("deeds.column.strange", sheet.Wrapped, 60), sheet.As("deeds.column.due", sheet.Date, 0), sheet.As("deeds.column.found", sheet.Text, 24),
		sheet.As("note", sheet.Wrapped, 40), sheet.As("by", sheet.Text, 24), sheet.As("when", sheet.Instant, 0))
	return sheet.Table{Title: call.T("deeds.door.title"), Columns: sheet.Columns(call, columns...),
		Rows: func(row func(...any)) {
			for _, w := range p.Weeks {
				var strange []string
				for _, l := range w.Lines {
					strange = append(strange, strings.Join(slicesOf(lineText(call, l), lineNote(call, l)), " · "))
				}
				found := ""
				if !w.Waits() {
					found = call.T("deeds.door.found." + w.Found)
				}
				row(w.Week, w.Entered, w.Failed, w.Locked, w.Opened, w.Shut, w.Given, w.Taken, strings.Join(strange, "\n"), w.DueOn, found, w.Note, w.MarkedName, w.MarkedAt)
			}
		}}
}

// doorWeekWire is a week at the door as programs see it.
type doorWeekWire struct {
	Week     value.Day      `json:"week" doc:"its Monday"`
	Entered  int            `json:"signed_in"`
	Failed   int            `json:"failed" doc:"wrong passwords, codes and PINs"`
	Locked   int            `json:"locked" doc:"failures that locked somebody out"`
	Opened   int            `json:"accounts_opened"`
	Shut     int            `json:"accounts_closed"`
	Given    int            `json:"rights_given"`
	Taken    int            `json:"rights_taken"`
	DueOn    value.Day      `json:"due_on" doc:"until when it should be gone through"`
	Items    []doorLineWire `json:"items" doc:"what was out of the ordinary"`
	Found    string         `json:"found,omitempty" enum:"in_order,asked,breach"`
	Note     string         `json:"note,omitempty"`
	MarkedAt *time.Time     `json:"marked_at,omitempty"`
	MarkedBy *uint64        `json:"marked_by,omitempty"`
}

type doorLineWire struct {
	Kind     string    `json:"kind" enum:"locked,address,night,second_off,appointed,reset"`
	MemberID *uint64   `json:"member_id,omitempty" doc:"whose account"`
	Name     string    `json:"member_name,omitempty"`
	ByID     *uint64   `json:"by_id,omitempty" doc:"who did it, where it was another"`
	Address  string    `json:"address,omitempty"`
	Role     string    `json:"role,omitempty"`
	Times    int       `json:"times"`
	Accounts int       `json:"accounts" doc:"how many accounts the wrong tries of an address were for"`
	FirstAt  time.Time `json:"first_at"`
	LastAt   time.Time `json:"last_at"`
}

func doorWeekOut(w *deeds.DoorWeek) doorWeekWire {
	out := doorWeekWire{w.Week, w.Entered, w.Failed, w.Locked, w.Opened, w.Shut, w.Given, w.Taken, w.DueOn, []doorLineWire{}, w.Found, w.Note, w.MarkedAt, w.MarkedBy}
	for _, l := range w.Lines {
		out.Items = append(out.Items, doorLineWire{l.Kind, l.MemberID, l.MemberName, l.ByID, l.Address, l.Role, l.Times, l.Accounts, l.FirstAt, l.LastAt})
	}
	return out
}

type doorWire struct {
	Items []doorWeekWire `json:"items"`
	Next  *value.Day     `json:"next,omitempty"`
}

func doorOut(p doorPage) doorWire {
	out := doorWire{Items: []doorWeekWire{}}
	for _, w := range p.Weeks {
		out.Items = append(out.Items, doorWeekOut(&w))
	}
	if !p.Next.IsZero() {
		out.Next = &p.Next
	}
	return out
}
