// Package backups is the page that tells whether everything could be had back: where copies lie, how old
// they are, and whether a house was made from them lately.
package backups

import (
	"embed"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/backups"
	"maiam/models/db"
)

// Texts are the area's words.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Open opens every door of the area.
func Open(d *web.Desk) {
	web.Page(d, "/backups", "backups.view", read, show)
	sheet.Door(d, "/backups/drills.xlsx", "backups.view", read, drillTable)
	web.Form(d, "/backups/drill", ask, "/backups", asked)
	web.Get(d, web.Op{ID: "getBackups", Path: "/api/v1/backups", Summary: "How old the copies of the house are, place by place, and how the last restore drills went"}, "backups.view", read, overviewOut)
}

type nothing = struct{}

var ask = web.Action[nothing, nothing]{Name: "backups.ask", Do: backups.AskDrill}

func asked(call *web.Call, _ nothing, _ nothing) string {
	call.Tell(web.Notice{Key: "backups.asked", Tone: "done"})
	return "/backups"
}

func read(tx *db.Tx, _ nothing) (backups.Overview, error) { return backups.Now(tx) }

func show(call *web.Call, o backups.Overview) web.Leaf {
	return web.Leaf{Title: call.T("backups.title"), Under: call.T("backups.under"), Body: page(call, o), Wide: true, Active: "/backups", Sheet: "/backups/drills.xlsx"}
}

// needs are the notices above everything else, or the one that all is well.
func needs(call *web.Call, o backups.Overview) []parts.Notice {
	ctx := call.Context()
	var out []parts.Notice
	for _, f := range o.Needs() {
		n := parts.Notice{Tone: parts.Danger, Title: call.T("backups.needs."+f.Word, words.A{"place": f.Place, "since": words.DateTime(ctx, f.Since)}), Text: call.T("backups.do." + f.Word)}
		if f.Reason != "" {
			n.Text = call.T("backups.reason." + f.Reason)
		}
		if f.Word == "drill_old" || f.Word == "drill_none" || f.Word == "late" {
			n.Tone = parts.Due
		}
		out = append(out, n)
	}
	if len(out) == 0 {
		out = append(out, parts.Notice{Tone: parts.Done, Title: call.T("backups.well"), Text: call.T("backups.well_text")})
	}
	return out
}

func placeEvents(call *web.Call, o backups.Overview) parts.Events {
	ctx := call.Context()
	e := parts.Events{None: call.T("backups.no_place")}
	for _, s := range o.Places {
		one := parts.Event{When: call.T("backups.never"), Title: s.Place, Tone: parts.Done, Note: call.T("backups.checked", words.A{"ago": words.Ago(ctx, s.CheckedAt, call.Now())})}
		if s.TakenAt != nil {
			one.When = words.DateTime(ctx, *s.TakenAt)
		}
		if s.Reason != "" {
			one.Tone, one.Note = parts.Danger, call.T("backups.reason."+s.Reason)
		}
		e.Items = append(e.Items, one)
	}
	return e
}

func result(call *web.Call, d backups.Drill) string {
	if d.Reason != "" {
		return call.T("backups.reason." + d.Reason)
	}
	return call.T("backups.drill_good")
}

// facts are the figures of the newest drill that succeeded.
func facts(call *web.Call, d backups.Drill) parts.Facts {
	ctx := call.Context()
	f := parts.Facts{
		{Name: call.T("backups.at"), Value: words.DateTime(ctx, d.At)},
		{Name: call.T("backups.lost"), Value: words.Took(ctx, time.Duration(d.LostSeconds)*time.Second)},
		{Name: call.T("backups.took"), Value: words.Took(ctx, time.Duration(d.TookSeconds)*time.Second)},
		{Name: call.T("backups.people"), Value: words.Number(ctx, d.People)},
		{Name: call.T("backups.rows"), Value: words.Number(ctx, d.RecordRows)},
		{Name: call.T("backups.files"), Value: words.Number(ctx, d.Files)},
		{Name: call.T("backups.deeds"), Value: words.Number(ctx, d.Deeds)},
		{Name: call.T("backups.place"), Value: d.Place},
	}
	return f
}

func drillList(call *web.Call, o backups.Overview) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("backups.drills"), Columns: []parts.Column{{Title: call.T("backups.at"), Main: true}, {Title: call.T("backups.result")},
		{Title: call.T("backups.lost"), Number: true}, {Title: call.T("backups.took"), Number: true}, {Title: call.T("backups.place"), Plain: true}}}
	for _, d := range o.Drills {
		row := parts.Row{Cells: []parts.Cell{{Text: words.DateTime(ctx, d.At)}, {Text: result(call, d)}, {Text: words.Took(ctx, time.Duration(d.LostSeconds)*time.Second)}, {Text: words.Took(ctx, time.Duration(d.TookSeconds)*time.Second)}, {Text: d.Place}}}
		if d.Reason != "" {
			row.Tone = parts.Danger
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func drillTable(call *web.Call, o backups.Overview) sheet.Table {
	return sheet.Table{Title: call.T("backups.drills"),
		Columns: sheet.Columns(call, sheet.As("backups.at", sheet.Instant, 0), sheet.As("backups.result", sheet.Wrapped, 40), sheet.As("backups.lost_seconds", sheet.Integer, 0), sheet.As("backups.took_seconds", sheet.Integer, 0),
			sheet.As("backups.people", sheet.Integer, 0), sheet.As("backups.rows", sheet.Integer, 0), sheet.As("backups.files", sheet.Integer, 0), sheet.As("backups.deeds", sheet.Integer, 0), sheet.As("backups.place", sheet.Text, 40)),
		Rows: func(row func(...any)) {
			for _, d := range o.Drills {
				row(d.At, result(call, d), d.LostSeconds, d.TookSeconds, d.People, d.RecordRows, d.Files, d.Deeds, d.Place)
			}
		}}
}

type placeOut struct {
	Place     string     `json:"place"`
	CheckedAt time.Time  `json:"checked_at"`
	TakenAt   *time.Time `json:"taken_at" doc:"up to when everything can be had back from there"`
	Reason    string     `json:"reason,omitempty" doc:"why the last look failed"`
}

type drillOut struct {
	At          time.Time `json:"at"`
	Place       string    `json:"place"`
	Good        bool      `json:"good"`
	Reason      string    `json:"reason,omitempty"`
	LostSeconds int64     `json:"lost_seconds"`
	TookSeconds int64     `json:"took_seconds"`
	People      int64     `json:"people"`
	Files       int64     `json:"files"`
	Deeds       int64     `json:"deeds"`
}

type backupsOut struct {
	Needs  []string   `json:"needs" doc:"what needs a hand"`
	Places []placeOut `json:"places"`
	Drills []drillOut `json:"drills"`
}

func overviewOut(o backups.Overview) backupsOut {
	out := backupsOut{Needs: []string{}, Places: []placeOut{}, Drills: []drillOut{}}
	for _, f := range o.Needs() {
		out.Needs = append(out.Needs, f.Word)
	}
	for _, s := range o.Places {
		out.Places = append(out.Places, placeOut{s.Place, s.CheckedAt, s.TakenAt, s.Reason})
	}
	for _, d := range o.Drills {
		out.Drills = append(out.Drills, drillOut{d.At, d.Place, d.Reason == "", d.Reason, d.LostSeconds, d.TookSeconds, d.People, d.Files, d.Deeds})
	}
	return out
}
