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
	"maiam/models/value"
)

// openSeries opens the doors of what the taps of the rounds tell over some days.
func openSeries(d *web.Desk) {
	web.Page(d, "/wards/:ward/days", "care.days", readWardDays, showWardDays)
	sheet.Door(d, "/wards/:ward/days.xlsx", "care.days", readWardDays, wardDaysTable)
}

func readWardDays(tx *db.Tx, in care.WardDaysInput) (*care.WardDays, error) {
	return care.WardDaysOf(tx, in)
}

func daysPath(ward uint64, item care.Item, days int) string {
	return fmt.Sprintf("/wards/%d/days?item=%s&days=%d", ward, item, days)
}

func showWardDays(call *web.Call, d *care.WardDays) web.Leaf {
	return web.Leaf{Title: call.T("care.days.title"), Under: d.WardName, Active: "/care/rounds", Body: wardDaysPage(call, d), Wide: true,
		Sheet:  strings.Replace(daysPath(d.WardID, d.Item, len(d.Days)), "/days?", "/days.xlsx?", 1),
		Crumbs: []web.Crumb{upward(call), {Name: d.WardName, Path: roundPath(d.WardID)}}}
}

// itemTabs choose among the six items.
func itemTabs(call *web.Call, d *care.WardDays) parts.Tabs {
	t := parts.Tabs{Label: call.T("care.days.items")}
	for _, i := range care.Items {
		t.Links = append(t.Links, parts.Link{Text: call.T("parts.dot." + i.String()), Href: daysPath(d.WardID, i, len(d.Days)), Current: i == d.Item})
	}
	return t
}

// spanTabs choose 14 or 30 days.
func spanTabs(call *web.Call, now int, path func(int) string) parts.Tabs {
	t := parts.Tabs{Label: call.T("care.days.span")}
	for _, n := range []int{14, 30} {
		t.Links = append(t.Links, parts.Link{Text: words.N(call.Context(), "care.days.n", n), Href: path(n), Current: n == now})
	}
	return t
}

// dayGrid draws the days of a person, item by item.
func (d vitalsData) grid(call *web.Call) parts.Grid {
	g := parts.Grid{Caption: call.T("care.days.of", words.A{"name": d.Person.Name}), Corner: call.T("care.days.item"), Legend: call.T("care.days.legend")}
	g.Columns = dayHeads(call, d.Series.Days)
	for _, i := range care.Items {
		row := parts.GridRow{Name: call.T("parts.dot." + i.String())}
		for n, cell := range d.Series.Cells[i] {
			row.Cells = append(row.Cells, gridCell(call, i, cell, d.Series.Days[n]))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// events draws what happened to the person by day: seizures, falls, being missing, restraint. A number
// says how often, a point that it went on from the day before.
func (d vitalsData) events(call *web.Call) parts.Grid {
	ctx := call.Context()
	g := parts.Grid{Caption: call.T("care.days.events_of", words.A{"name": d.Person.Name}), Corner: call.T("care.days.event"), Legend: call.T("care.days.events_legend"), Columns: dayHeads(call, d.Events.Days)}
	for _, kind := range care.EventKinds {
		cells := d.Events.Cells[kind]
		if cells == nil {
			continue
		}
		row := parts.GridRow{Name: call.T("care.days.kind." + string(kind))}
		for n, c := range cells {
			when := words.DayMonth(ctx, d.Events.Days[n])
			if c.None() {
				row.Cells = append(row.Cells, parts.GridCell{Says: when + ": " + call.T("care.days.nothing")})
				continue
			}
			said := []string{}
			one := parts.GridCell{Mark: "·", Tone: parts.Danger}
			if c.N > 0 {
				one.Mark = fmt.Sprint(c.N)
				said = append(said, words.N(ctx, "care.days.happened", c.N))
			}
			if c.Lasts >= time.Minute {
				said = append(said, words.Duration(ctx, c.Lasts))
			}
			if kind == "fall" || kind == "choking" {
				one.Tone = parts.Due
			}
			one.Says = when + ": " + strings.Join(said, ", ")
			row.Cells = append(row.Cells, one)
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// wardGrid draws one item of a ward, person by person.
func wardGrid(call *web.Call, d *care.WardDays) parts.Grid {
	g := parts.Grid{Caption: call.T("care.days.of_ward", words.A{"item": call.T("parts.dot." + d.Item.String()), "ward": d.WardName}), Corner: call.T("care.vital.column.name"), Legend: call.T("care.days.legend")}
	g.Columns = dayHeads(call, d.Days)
	for _, p := range d.People {
		row := parts.GridRow{Name: p.Name, Note: p.RoomName + " · " + p.BedName, Href: residentPath(p.ResidentID) + "/vitals"}
		for n, cell := range p.Cells {
			row.Cells = append(row.Cells, gridCell(call, d.Item, cell, d.Days[n]))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func dayHeads(call *web.Call, days []value.Day) (out []parts.GridHead) {
	for _, day := range days {
		_, _, date := day.Date()
		out = append(out, parts.GridHead{Text: fmt.Sprint(date), Full: words.Day(call.Context(), day)})
	}
	return out
}

// gridCell is one day of one item: a point when all was as usual, a sign with the number of rounds when
// not, nothing when nobody looked.
func gridCell(call *web.Call, item care.Item, c care.DayCell, day value.Day) parts.GridCell {
	ctx := call.Context()
	when := words.DayMonth(ctx, day)
	switch {
	case c.Asked == 0:
		return parts.GridCell{Says: when + ": " + call.T("care.days.nobody")}
	case c.Odd == 0:
		return parts.GridCell{Mark: "·", Tone: parts.Done, Says: when + ": " + call.T("care.sheet.as_usual")}
	}
	out := parts.GridCell{Mark: fmt.Sprint(c.Odd), Tone: parts.Due, Says: when + ": " + signWord(call, item, c.Worst) + ", " + call.T("care.days.times", words.A{"odd": c.Odd, "asked": c.Asked})}
	if c.Worst.Grave() {
		out.Mark, out.Tone = "▲"+out.Mark, parts.Danger
	}
	return out
}

// wardDaysTable is the same as a spreadsheet: a line for each person and day with something to tell.
func wardDaysTable(call *web.Call, d *care.WardDays) sheet.Table {
	return sheet.Table{Title: call.T("care.days.title"), Asked: sheet.Joined(d.WardName, call.T("parts.dot."+d.Item.String())),
		Columns: sheet.Columns(call, sheet.As("care.vital.column.room", sheet.Text, 12), sheet.As("care.vital.column.bed", sheet.Text, 10), sheet.As("care.vital.column.name", sheet.Text, 30), sheet.As("day", sheet.Date, 0),
			sheet.As("care.days.asked", sheet.Integer, 12), sheet.As("care.days.odd", sheet.Integer, 12), sheet.As("care.days.worst", sheet.Text, 24)),
		Rows: func(row func(...any)) {
			for _, p := range d.People {
				for n, c := range p.Cells {
					worst := ""
					if c.Odd > 0 {
						worst = signWord(call, d.Item, c.Worst)
					}
					if c.Asked > 0 {
						row(p.RoomName, p.BedName, p.Name, d.Days[n], c.Asked, c.Odd, worst)
					}
				}
			}
		}}
}
