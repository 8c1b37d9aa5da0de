package privacy

import (
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/privacy"
	"maiam/models/value"
)

// requestsData is the register of requests.
type requestsData struct {
	In   privacy.RequestsInput
	Rows []privacy.RequestLine
	Next string
}

func readRequests(tx *db.Tx, in privacy.RequestsInput) (d requestsData, err error) {
	d.In = in
	d.Rows, d.Next, err = privacy.Requests(tx, in)
	return d, err
}

func readWholeRequests(tx *db.Tx, in privacy.RequestsInput) (d requestsData, err error) {
	in.Whole, in.After = true, ""
	if d, err = readRequests(tx, in); err != nil {
		return d, err
	}
	return d, sheet.Within(len(d.Rows))
}

func showRequests(call *web.Call, d requestsData) web.Leaf {
	return web.Leaf{Title: call.T("privacy.requests.title"), Under: call.T("privacy.requests.under"), Body: requestsPage(call, d), Active: "/privacy/requests", Wide: true, Sheet: "/privacy/requests.xlsx"}
}

func kindOf(current bool) parts.Kind {
	if current {
		return parts.Soft
	}
	return parts.Quiet
}

func when(is bool, text string) string {
	if is {
		return text
	}
	return ""
}

// leftChip says how a clock stands.
func leftChip(call *web.Call, c privacy.Clock) parts.Chip {
	chip := parts.Chip{Icon: "calendar-due"}
	switch {
	case c.Late:
		chip.Tone, chip.Text = parts.Danger, words.N(call.Context(), "privacy.late", -c.Left)
	case c.Left == 0:
		chip.Tone, chip.Text = parts.Danger, call.T("privacy.due_today")
	case c.Left <= 3:
		chip.Tone, chip.Text = parts.Due, words.N(call.Context(), "privacy.left", c.Left)
	default:
		chip.Text = words.N(call.Context(), "privacy.left", c.Left)
	}
	return chip
}

func askerOf(call *web.Call, r privacy.Request) string {
	return joined(call.T("privacy.giver."+string(r.Asker)), r.AskerName)
}

func requestsList(call *web.Call, d requestsData) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("privacy.requests.title"), Columns: []parts.Column{{Title: call.T("privacy.column.whose"), Main: true}, {Title: call.T("privacy.column.right")},
		{Title: call.T("privacy.column.received")}, {Title: call.T("privacy.column.clock")}},
		Empty: parts.Empty{Icon: "shield-lock", Title: call.T("privacy.requests.none"), Text: call.T("privacy.requests.how")}}
	for _, r := range d.Rows {
		face := parts.Face{Name: r.Name, Photo: photo(r.ResidentID, r.PhotoFileID)}
		cell := parts.Cell{}
		if c := r.Urgent(); c != nil {
			cell.Text, cell.Chips = call.T("privacy.clock."+c.Step), []parts.Chip{leftChip(call, *c)}
		} else if !r.Open() {
			cell.Text, cell.Chips = words.Day(ctx, r.AnsweredOn), []parts.Chip{{Text: call.T("privacy.outcome." + string(r.Outcome))}}
		}
		l.Rows = append(l.Rows, parts.Row{Href: requestPath(r.ID), Cells: []parts.Cell{{Text: r.Name, Note: joined(r.Number, r.CampusName), Face: &face, Href: requestPath(r.ID)},
			{Text: call.T("privacy.right." + string(r.Kind)), Note: askerOf(call, r.Request)}, {Text: words.Day(ctx, r.ReceivedOn)}, cell}})
	}
	if d.Next != "" {
		l.Next = call.With("after", d.Next)
	}
	return l
}

func requestsTable(call *web.Call, d requestsData) sheet.Table {
	asked := call.T("privacy.requests.open")
	if d.In.Closed {
		asked = call.T("privacy.requests.closed")
	}
	return sheet.Table{Title: call.T("privacy.requests.title"), Asked: asked,
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("campus", sheet.Text, 18), sheet.As("privacy.column.right", sheet.Text, 30),
			sheet.As("privacy.column.asker", sheet.Text, 26), sheet.As("privacy.column.received", sheet.Date, 0), sheet.As("privacy.column.acknowledged", sheet.Date, 0),
			sheet.As("due", sheet.Date, 0), sheet.As("privacy.column.outcome", sheet.Text, 20), sheet.As("privacy.column.answered", sheet.Date, 0)),
		Rows: func(row func(...any)) {
			for _, r := range d.Rows {
				var due value.Day
				for _, c := range r.Clocks {
					if c.Step == "answer" {
						due = c.Due
					}
				}
				outcome := ""
				if r.Outcome != "" {
					outcome = call.T("privacy.outcome." + string(r.Outcome))
				}
				row(r.Number, r.Name, r.CampusName, call.T("privacy.right."+string(r.Kind)), askerOf(call, r.Request), r.ReceivedOn, r.AcknowledgedOn, due, outcome, r.AnsweredOn)
			}
		}}
}

func photo(resident uint64, file *uint64) string {
	if file == nil {
		return ""
	}
	return residentPath(resident) + "/photo"
}

func showRequest(call *web.Call, f *privacy.RequestFile) web.Leaf {
	return web.Leaf{Title: call.T("privacy.right." + string(f.Kind)), Under: f.Person.Name + " · " + f.Person.Number, Body: requestPage(call, f), Active: "/privacy/requests",
		Crumbs: []web.Crumb{{Name: call.T("privacy.requests.title"), Path: "/privacy/requests"}}}
}

func requestFacts(call *web.Call, f *privacy.RequestFile) parts.Facts {
	ctx := call.Context()
	facts := parts.Facts{{Name: call.T("privacy.column.asker"), Value: askerOf(call, f.Request), Note: f.Checked}, {Name: call.T("privacy.column.received"), Value: words.Day(ctx, f.ReceivedOn)},
		{Name: call.T("privacy.field.text"), Value: f.Text}}
	if f.Contact != "" {
		facts = append(facts, parts.Fact{Name: call.T("privacy.field.contact"), Value: f.Contact})
	}
	if f.Processor {
		facts = append(facts, parts.Fact{Name: call.T("privacy.field.processor"), Value: call.T("words.yes")})
	}
	if !f.Open() {
		facts = append(facts, parts.Fact{Name: call.T("privacy.outcome." + string(f.Outcome)), Value: f.Answer, Note: words.Day(ctx, f.AnsweredOn)})
	}
	return facts
}

// clockEvents are what is owed and by when, with the paper that says so.
func clockEvents(call *web.Call, clocks []privacy.Clock) parts.Events {
	ctx := call.Context()
	var ev parts.Events
	for _, c := range clocks {
		unit := "privacy.in_days"
		if c.Working {
			unit = "privacy.in_working_days"
		}
		e := parts.Event{When: words.Day(ctx, c.Due), Title: call.T("privacy.clock." + c.Step), Chips: []parts.Chip{leftChip(call, c)}, Note: joined(words.N(ctx, unit, c.Figure), c.Basis), Tone: parts.Due}
		if c.Late {
			e.Tone = parts.Danger
		}
		ev.Items = append(ev.Items, e)
	}
	return ev
}

func stepEvents(call *web.Call, f *privacy.RequestFile) parts.Events {
	ctx := call.Context()
	var ev parts.Events
	for _, s := range f.Steps {
		ev.Items = append(ev.Items, parts.Event{When: words.Day(ctx, s.DoneOn), Tone: parts.Done, Title: call.T("privacy.step." + s.Step),
			Note: joined(s.Note, call.T("privacy.written_by", words.A{"who": f.Names[s.RecordedBy], "at": words.DateTime(ctx, s.RecordedAt)}))})
	}
	return ev
}

// stepAsk is the form of one step; what was typed comes back into the one that was sent.
func stepAsk(call *web.Call, step string) ask {
	a := askFor(call, takeStep.Name, step)
	if a.refused() && a.state.Value("step", "") != step {
		a.state = &web.FormState{}
	}
	return a
}

type clockWire struct {
	Step       string    `json:"step"`
	Figure     int       `json:"figure"`
	Working    bool      `json:"working_days,omitempty"`
	Due        value.Day `json:"due"`
	Left       int       `json:"left"`
	Late       bool      `json:"late,omitempty"`
	LegalBasis string    `json:"legal_basis,omitempty"`
	Mark       string    `json:"mark"`
}

type requestStepWire struct {
	Step       string    `json:"step"`
	DoneOn     value.Day `json:"done_on"`
	Note       string    `json:"note,omitempty"`
	RecordedAt time.Time `json:"recorded_at"`
	RecordedBy uint64    `json:"recorded_by"`
}

type requestWire struct {
	ID             uint64            `json:"id"`
	ResidentID     uint64            `json:"resident_id"`
	CampusID       uint64            `json:"campus_id"`
	Kind           string            `json:"kind"`
	Asker          string            `json:"asker"`
	AskerName      string            `json:"asker_name,omitempty"`
	ReceivedOn     value.Day         `json:"received_on"`
	Text           string            `json:"text"`
	Purpose        string            `json:"purpose,omitempty"`
	AcknowledgedOn *value.Day        `json:"acknowledged_on,omitempty"`
	ExtendedDays   int               `json:"extended_days,omitempty"`
	Outcome        string            `json:"outcome,omitempty"`
	AnsweredOn     *value.Day        `json:"answered_on,omitempty"`
	Answer         string            `json:"answer,omitempty"`
	Clocks         []clockWire       `json:"clocks,omitempty"`
	Steps          []requestStepWire `json:"steps,omitempty"`
}

func requestOut(r *privacy.Request) requestWire {
	w := requestWire{ID: r.ID, ResidentID: r.ResidentID, CampusID: r.CampusID, Kind: string(r.Kind), Asker: string(r.Asker), AskerName: r.AskerName, ReceivedOn: r.ReceivedOn,
		Text: r.Text, Purpose: r.Purpose, ExtendedDays: r.ExtendedDays, Outcome: string(r.Outcome), Answer: r.Answer}
	if !r.AcknowledgedOn.IsZero() {
		w.AcknowledgedOn = &r.AcknowledgedOn
	}
	if !r.AnsweredOn.IsZero() {
		w.AnsweredOn = &r.AnsweredOn
	}
	return w
}

func clocksOut(all []privacy.Clock) (out []clockWire) {
	for _, c := range all {
		out = append(out, clockWire{c.Step, c.Figure, c.Working, c.Due, c.Left, c.Late, c.Basis, string(c.Mark)})
	}
	return out
}

func requestFileOut(f *privacy.RequestFile) requestWire {
	w := requestOut(&f.Request)
	w.Clocks = clocksOut(f.Clocks)
	for _, s := range f.Steps {
		w.Steps = append(w.Steps, requestStepWire{s.Step, s.DoneOn, s.Note, s.RecordedAt, s.RecordedBy})
	}
	return w
}

type requestsWire struct {
	Requests []requestWire `json:"requests"`
	Next     string        `json:"next,omitempty"`
}

func requestsOut(d requestsData) requestsWire {
	w := requestsWire{Requests: []requestWire{}, Next: d.Next}
	for i := range d.Rows {
		one := requestOut(&d.Rows[i].Request)
		one.Clocks = clocksOut(d.Rows[i].Clocks)
		w.Requests = append(w.Requests, one)
	}
	return w
}

type personWire struct {
	ResidentID   uint64                `json:"resident_id"`
	Speakers     []privacy.Giver       `json:"speakers" doc:"who may say yes for this person today"`
	ChildAsked   bool                  `json:"child_asked,omitempty" doc:"the child says yes too"`
	Asked        []privacy.Purpose     `json:"asked" doc:"purposes that want a consent"`
	Consents     []privacy.Consent     `json:"consents" doc:"every word, newest first"`
	Restrictions []privacy.Restriction `json:"restrictions"`
	Requests     []requestWire         `json:"requests"`
}

func personOut(d *privacy.Person) personWire {
	w := personWire{ResidentID: d.Person.ID, Speakers: d.Speakers, ChildAsked: d.Assents, Asked: d.Asked, Consents: d.Story, Restrictions: d.Restrictions, Requests: []requestWire{}}
	for i := range d.Requests {
		w.Requests = append(w.Requests, requestOut(&d.Requests[i]))
	}
	return w
}

type purposesWire struct {
	Purposes []privacy.Purpose `json:"purposes"`
	Earlier  []privacy.Purpose `json:"earlier,omitempty"`
}

func purposesOut(d *privacy.PurposePage) purposesWire { return purposesWire{d.Now, d.Other} }

func kindsField(call *web.Call, a ask) parts.Field {
	f := a.field("kinds", "", is.wide)
	f.Options, f.Row = kindOptions(call), true
	if a.refused() {
		f.Values = a.state.All()["kinds"]
	}
	return f
}

func kindOptions(call *web.Call) []parts.Option { return listed(call, "privacy.kind.", privacy.Kinds) }

func kindNames(call *web.Call, p privacy.Purpose) string {
	var names []string
	for _, k := range p.KindList() {
		names = append(names, call.T("privacy.kind."+k))
	}
	return strings.Join(names, ", ")
}
