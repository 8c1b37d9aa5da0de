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
	"maiam/models/wards"
)

var settleConcern = web.Action[care.ConcernInput, *care.Concern]{Name: "care.settle_concern", Do: care.SettleConcern}

// openConcerns opens the doors of what is to be looked at.
func openConcerns(d *web.Desk) {
	web.Page(d, "/care/concerns", "care.concerns", readConcerns, showConcerns)
	sheet.Door(d, "/care/concerns.xlsx", "care.concerns", readConcerns, concernsTable)
	web.Form(d, "/care/concerns/:concern", settleConcern, "/care/concerns", concernSettled)

	web.Get(d, web.Op{ID: "listConcerns", Path: "/api/v1/care/concerns", Summary: "What the house noticed of people over some days: who waits to be looked at, and what was done of late"}, "care.concerns", readConcerns, concernsWire)
	web.API(d, web.Op{ID: "settleConcern", Method: "POST", Path: "/api/v1/care/concerns/:concern/done", Summary: "Say what was done about something that was to be looked at"}, settleConcern, concernWire)
}

// concernsData is the list with the filter that was asked for.
type concernsData struct {
	In    care.ConcernsInput
	List  []care.ConcernIn
	Wards []wards.WardIn
	Now   time.Time
}

// seenDays is for how many days the list still shows what was done.
const seenDays = 7

func readConcerns(tx *db.Tx, in care.ConcernsInput) (d concernsData, err error) {
	if in.From.IsZero() {
		in.From = tx.Today().AddDays(-seenDays)
	}
	d.In, d.Now = in, tx.Now
	if d.List, err = care.Concerns(tx, in); err != nil {
		return d, err
	}
	d.Wards, err = wards.Mine(tx, care.View)
	return d, err
}

// waiting are those of which nobody said what was done, ward by ward; seen are the others.
func (d concernsData) waiting() (out [][]care.ConcernIn) {
	for _, c := range d.List {
		if !c.Open() {
			continue
		}
		if n := len(out); n > 0 && out[n-1][0].WardID == c.WardID {
			out[n-1] = append(out[n-1], c)
		} else {
			out = append(out, []care.ConcernIn{c})
		}
	}
	return out
}

func (d concernsData) seen(call *web.Call) parts.Events {
	ctx := call.Context()
	e := parts.Events{}
	for _, c := range d.List {
		if !c.Open() {
			e.Items = append(e.Items, parts.Event{When: words.At(ctx, *c.SeenAt, d.Now), Tone: parts.Done, Title: c.Name + ": " + concernWords(call, c.Kind, c.Told()),
				Note: call.T("care.concern.seen", words.A{"who": c.SeenName, "at": words.At(ctx, *c.SeenAt, d.Now), "done": c.Done}), Href: residentPath(c.ResidentID)})
		}
	}
	return e
}

func (d concernsData) count() (n int) {
	for _, c := range d.List {
		if c.Open() {
			n++
		}
	}
	return n
}

func showConcerns(call *web.Call, d concernsData) web.Leaf {
	return web.Leaf{Title: call.T("care.concern.title"), Under: words.N(call.Context(), "care.concern.count", d.count()), Active: "/care/rounds", Body: concernsPage(call, d), Sheet: "/care/concerns.xlsx", Crumbs: []web.Crumb{upward(call)}}
}

// concernWords say what was noticed: "3 bữa liền ăn dưới nửa bữa".
func concernWords(call *web.Call, kind care.ConcernKind, f care.ConcernFacts) string {
	number := func(text string) string {
		if call.Lang == "en" {
			return strings.ReplaceAll(text, ",", ".")
		}
		return text
	}
	return call.T("care.concern.says."+string(kind), words.A{"n": f.N, "value": number(f.Value), "was": number(f.Was), "percent": f.Percent, "days": f.Days})
}

func concernTone(kind care.ConcernKind) parts.Tone {
	if kind == care.FeverSeen {
		return parts.Danger
	}
	return parts.Due
}

// concernRow is a person with what was noticed.
func concernRow(call *web.Call, c care.ConcernIn, now time.Time) parts.Person {
	row := parts.Person{ID: fmt.Sprintf("concern-%d", c.ID), Bed: c.BedName, Name: c.Name, Href: residentPath(c.ResidentID), Away: c.Away != "", Word: concernWords(call, c.Kind, c.Told()),
		Line:  strings.Join([]string{roomName(call, c.RoomName), call.T("care.concern.since", words.A{"at": words.Since(call.Context(), c.Since, now)})}, " · "),
		Chips: []parts.Chip{{Tone: concernTone(c.Kind), Icon: "alert-triangle", Text: call.T("care.concern." + string(c.Kind))}}}
	if c.PhotoFileID != nil {
		row.Photo = residentPath(c.ResidentID) + "/photo"
	}
	if c.PassedAt != nil {
		row.Chips = append(row.Chips, parts.Chip{Tone: parts.Info, Text: call.T("care.concern.passed")})
	}
	if c.Away != "" {
		row.Chips = append(row.Chips, parts.Chip{Tone: parts.Info, Text: call.T("wards.is." + string(c.Away))})
	}
	return row
}

// doneField asks what was done about one concern; what was typed stands in it when that form came back.
func doneField(call *web.Call, c care.ConcernIn) parts.Field {
	f := parts.Field{Name: "done", ID: fmt.Sprintf("done-%d", c.ID), Label: call.T("care.concern.column.done"), Required: true, MaxLength: 300, Wide: true}
	if strings.HasSuffix(call.C.Request.URL.Path, fmt.Sprintf("/%d", c.ID)) {
		form := call.Form(settleConcern.Name)
		f.Value, f.Error = form.Value("done", ""), form.Wrong(call.Context(), "done")
	}
	return f
}

func concernSettled(call *web.Call, _ care.ConcernInput, _ *care.Concern) string {
	call.Tell(web.Notice{Key: "care.told.concern", Tone: "done"})
	return web.SafeNext(call.C.PostForm("next"), "/care/concerns")
}

// concernsTable is the list as a spreadsheet.
func concernsTable(call *web.Call, d concernsData) sheet.Table {
	return sheet.Table{Title: call.T("care.concern.title"), Asked: words.Day(call.Context(), d.In.From),
		Columns: sheet.Columns(call, sheet.As("ward", sheet.Text, 20), sheet.As("care.vital.column.bed", sheet.Text, 12), sheet.As("care.vital.column.name", sheet.Text, 30), sheet.As("care.concern.column.kind", sheet.Text, 40),
			sheet.As("care.concern.column.since", sheet.Instant, 0), sheet.As("care.concern.column.seen", sheet.Instant, 0), sheet.As("care.concern.column.by", sheet.Text, 26), sheet.As("care.concern.column.done", sheet.Text, 40)),
		Rows: func(row func(...any)) {
			for _, c := range d.List {
				row(c.WardName, c.RoomName+" · "+c.BedName, c.Name, concernWords(call, c.Kind, c.Told()), c.Since, sheet.At(c.SeenAt), c.SeenName, c.Done)
			}
		}}
}

type concernOut struct {
	ID         uint64     `json:"id"`
	ResidentID uint64     `json:"resident_id"`
	Name       string     `json:"name,omitempty"`
	WardID     uint64     `json:"ward_id,omitempty"`
	Bed        string     `json:"bed,omitempty"`
	Kind       string     `json:"kind" enum:"fever,meals,stool,weight,sleep"`
	Since      time.Time  `json:"since"`
	N          int        `json:"n,omitempty" doc:"meals, days or nights in a row"`
	Value      string     `json:"value,omitempty"`
	Was        string     `json:"was,omitempty"`
	Percent    int        `json:"percent,omitempty"`
	PassedAt   *time.Time `json:"passed_at,omitempty" doc:"the days are better since, and nobody said what was done"`
	SeenAt     *time.Time `json:"seen_at,omitempty"`
	SeenBy     *uint64    `json:"seen_by,omitempty"`
	Done       string     `json:"done,omitempty"`
}

func concernWire(c *care.Concern) concernOut {
	f := c.Told()
	return concernOut{ID: c.ID, ResidentID: c.ResidentID, Kind: string(c.Kind), Since: c.Since, N: f.N, Value: strings.ReplaceAll(f.Value, ",", "."), Was: strings.ReplaceAll(f.Was, ",", "."), Percent: f.Percent,
		PassedAt: c.PassedAt, SeenAt: c.SeenAt, SeenBy: c.SeenBy, Done: c.Done}
}

func concernsWire(d concernsData) web.List[concernOut] {
	out := web.List[concernOut]{Items: make([]concernOut, len(d.List))}
	for i := range d.List {
		out.Items[i] = concernWire(&d.List[i].Concern)
		out.Items[i].Name, out.Items[i].WardID, out.Items[i].Bed = d.List[i].Name, d.List[i].WardID, d.List[i].BedName
	}
	return out
}
