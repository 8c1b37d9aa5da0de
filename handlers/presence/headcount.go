package presence

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/wards"
)

// countData is a head-count with what it was asked for.
type countData struct {
	presence.Headcount
	In         presence.CensusInput
	Campuses   []wards.Campus
	Categories []settings.Category
}

func readCount(tx *db.Tx, in presence.CensusInput) (d countData, err error) {
	n, err := presence.CountAt(tx, in)
	if err != nil {
		return d, err
	}
	d.In, d.Headcount = in, *n
	if d.Campuses, err = wards.CampusesWithin(tx); err != nil {
		return d, err
	}
	d.Categories, err = settings.Categories(tx, tx.Today())
	return d, err
}

func showCount(call *web.Call, d countData) web.Leaf {
	return web.Leaf{Title: call.T("presence.count.title"), Under: d.asked(call), Body: countPage(call, d), Active: "/presence/headcount", Wide: true, Actions: countActions(call), Sheet: "/presence/headcount.xlsx"}
}

// asked says in a sentence what the numbers are about.
func (d countData) asked(call *web.Call) string { return asked(call, d.In, d.At) }

func asked(call *web.Call, in presence.CensusInput, at time.Time) string {
	ctx := call.Context()
	switch {
	case !in.AsOf.IsZero():
		return call.T("presence.asked_as_of", words.A{"at": words.DateTime(ctx, at), "known": words.DateTime(ctx, in.AsOf)})
	case !in.At.IsZero():
		return call.T("presence.asked_at", words.A{"at": words.DateTime(ctx, at)})
	}
	return call.T("presence.asked_now", words.A{"at": words.DateTime(ctx, at)})
}

// stats are the numbers of the whole, each a way to its names.
func (d countData) stats(call *web.Call) []parts.Stat {
	tones := map[presence.State]parts.Tone{presence.InHospital: parts.Info, presence.OnLeave: parts.Info, presence.IsMissing: parts.Danger, presence.WithoutBed: parts.Due}
	var out []parts.Stat
	for _, s := range presence.States {
		n := d.Total.Of(s)
		stat := parts.Stat{Value: strconv.Itoa(n), Label: call.T("presence.state." + string(s))}
		if n > 0 {
			stat.Tone = tones[s]
			stat.Href = names(call, d.In, s)
		}
		out = append(out, stat)
	}
	return out
}

// names is the way to the people behind a number, for those who may see names.
func names(call *web.Call, in presence.CensusInput, s presence.State) string {
	if !call.May("residents.view") {
		return ""
	}
	return "/presence/people?" + in.Query(s).Encode()
}

// shown are the numbers of the spreadsheet, in the order of its columns.
var shown = []presence.State{presence.InCare, presence.Present, presence.InHospital, presence.OnLeave, presence.IsMissing, presence.CameToday, presence.DepartedToday}

// apart are the numbers that a row of the page shows only where there is somebody.
var apart = []struct {
	state presence.State
	tone  parts.Tone
	icon  parts.Icon
}{{presence.IsMissing, parts.Danger, "alert-triangle"}, {presence.InHospital, parts.Info, ""}, {presence.OnLeave, parts.Info, ""},
	{presence.CameToday, parts.Plain, "login"}, {presence.DepartedToday, parts.Plain, "logout"}}

func countColumns(call *web.Call, first string) []parts.Column {
	return []parts.Column{{Title: call.T(first), Main: true}, {Title: call.T("presence.state.in_care"), Number: true}, {Title: call.T("presence.state.present"), Number: true},
		{Title: call.T("presence.count.apart"), Plain: true}}
}

// cells are the numbers of one row, each a way to its names.
func (d countData) cells(call *web.Call, in presence.CensusInput, n presence.Numbers) []parts.Cell {
	number := func(s presence.State) parts.Cell {
		if n.Of(s) == 0 {
			return parts.Cell{Text: "–"}
		}
		return parts.Cell{Text: strconv.Itoa(n.Of(s)), Href: names(call, in, s)}
	}
	var rest parts.Cell
	for _, a := range apart {
		if count := n.Of(a.state); count > 0 {
			rest.Chips = append(rest.Chips, parts.Chip{Tone: a.tone, Icon: a.icon, Href: names(call, in, a.state), Text: words.N(call.Context(), "presence.n."+string(a.state), count)})
		}
	}
	return []parts.Cell{number(presence.InCare), number(presence.Present), rest}
}

// campus is the table of one campus: its wards by zone, those without a bed, and the sum.
func (d countData) campus(call *web.Call, c presence.CampusCount) parts.List {
	in := d.In
	in.CampusID = c.ID
	l := parts.List{Caption: c.Name, Columns: countColumns(call, "presence.ward"),
		Empty: parts.Empty{Icon: "users", Title: call.T("presence.count.nobody")}}
	for _, z := range c.Zones {
		for _, w := range z.Wards {
			at := in
			at.ZoneID, at.WardID = 0, w.ID
			cell := parts.Cell{Text: w.Name, Note: z.Name}
			if call.May(wards.View) && call.May("residents.view") {
				cell.Href = fmt.Sprintf("/wards/%d", w.ID)
			}
			l.Rows = append(l.Rows, parts.Row{Cells: append([]parts.Cell{cell}, d.cells(call, at, w.Numbers)...), Tone: rowTone(w.Numbers)})
		}
	}
	if u := c.Unplaced; u.InCare+u.Admitted+u.Left > 0 {
		at := in
		at.Bedless = true
		row := parts.Row{Cells: append([]parts.Cell{{Text: call.T("presence.count.no_bed"), Tone: parts.Due}}, d.cells(call, at, u)...), Tone: parts.Due}
		l.Rows = append(l.Rows, row)
	}
	if len(l.Rows) > 1 {
		l.Sum = append([]parts.Cell{{Text: call.T("presence.count.sum")}}, d.cells(call, in, c.Numbers)...)
	}
	return l
}

func rowTone(n presence.Numbers) parts.Tone {
	if n.Missing > 0 {
		return parts.Danger
	}
	return parts.Plain
}

// categories is the same people by the legal ground of their stay.
func (d countData) categories(call *web.Call) parts.List {
	l := parts.List{Caption: call.T("presence.count.by_category"), Columns: countColumns(call, "presence.category"),
		Empty: parts.Empty{Icon: "users", Title: call.T("presence.count.nobody")}}
	for _, c := range d.Headcount.Categories {
		in := d.In
		in.Category = c.Category
		l.Rows = append(l.Rows, parts.Row{Cells: append([]parts.Cell{{Text: string(c.Category), Note: categoryName(call, d.Categories, c.Category)}}, d.cells(call, in, c.Numbers)...)})
	}
	return l
}

func categoryName(call *web.Call, list []settings.Category, code presence.Category) string {
	if i := slices.IndexFunc(list, func(c settings.Category) bool { return c.Code == string(code) }); i >= 0 {
		return list[i].Name(call.Lang)
	}
	return ""
}

func categoryOptions(call *web.Call, list []settings.Category) []parts.Option {
	var out []parts.Option
	for _, c := range list {
		out = append(out, parts.Option{Value: c.Code, Text: c.Code + " – " + c.Name(call.Lang)})
	}
	return out
}

func campusOptions(list []wards.Campus) []parts.Option {
	var out []parts.Option
	for _, c := range list {
		out = append(out, parts.Option{Value: strconv.FormatUint(c.ID, 10), Text: c.Name})
	}
	return out
}

// moments are the questions that are asked most, one touch each.
func moments(call *web.Call, in presence.CensusInput) parts.Tabs {
	zone := words.Zone(call.Context())
	day := today(call)
	first, _ := dayOne(day)
	link := func(key string, t time.Time) parts.Link {
		value := ""
		if !t.IsZero() {
			value = t.UTC().Format(time.RFC3339Nano)
		}
		return parts.Link{Text: call.T(key), Href: call.With("at", value), Current: t.Equal(in.At)}
	}
	links := []parts.Link{link("presence.moment.now", time.Time{})}
	for _, m := range []struct {
		key string
		at  time.Time
	}{
		{"presence.moment.morning", day.At(zone, 6*60)},
		{"presence.moment.midnight", day.Start(zone)},
		{"presence.moment.month", first.Start(zone)},
	} {
		if !m.at.After(call.Now()) {
			links = append(links, link(m.key, m.at))
		}
	}
	return parts.Tabs{Label: call.T("presence.field.at"), Links: links}
}
