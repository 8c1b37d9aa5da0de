package settings

import (
	"slices"
	"strconv"
	"strings"

	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/settings"
)

// openSheets opens the doors through which the lists of this area are saved as spreadsheets.
func openSheets(d *web.Desk) {
	sheet.Door(d, "/settings.xlsx", "settings.index", readAsked, settingsTable)
	sheet.Door(d, "/settings/categories.xlsx", "settings.categories", readCategories, categoriesTable)
	sheet.Door(d, "/settings/timetable.xlsx", "settings.timetable", readTimetable, timetableTable)
	sheet.Door(d, "/settings/day.xlsx", "settings.activities", readActivities, activitiesTable)
	sheet.Door(d, "/settings/holidays.xlsx", "settings.holidays", readHolidays, holidaysTable)
}

// asked is what the list of settings is narrowed to: one group, or what was looked for.
type asked struct {
	question
	Group string `form:"group" json:"group,omitempty" validate:"max=40"`
}

// askedPage is the settings of a day with what they are narrowed to.
type askedPage struct {
	allPage
	Q, Group string
}

func readAsked(tx *db.Tx, in asked) (p askedPage, err error) {
	p.Q, p.Group = in.Q, in.Group
	p.allPage, err = readAll(tx, in.onDay)
	return p, err
}

// settingsTable is the settings with the value that holds as words and, where it is a number, as one.
func settingsTable(call *web.Call, p askedPage) sheet.Table {
	ctx := call.Context()
	entries, narrowed := p.Entries, ""
	if p.Q != "" {
		entries, narrowed = found(ctx, indexPage{allPage: p.allPage, Q: p.Q}), "“"+p.Q+"”"
	}
	if p.Group != "" {
		entries = slices.DeleteFunc(slices.Clone(entries), func(e settings.Entry) bool { return e.Group != p.Group })
		if len(entries) > 0 {
			narrowed = sheet.Joined(narrowed, call.T("settings.group."+entries[0].Group))
		}
	}
	return sheet.Table{Title: call.T("settings.title"), Asked: sheet.Joined(call.T("settings.under", words.A{"day": p.Day.Vietnamese()}), narrowed),
		Columns: sheet.Columns(call, sheet.As("group", sheet.Text, 22), sheet.As("settings.column.name", sheet.Wrapped, 44), sheet.As("settings.column.value", sheet.Wrapped, 30),
			sheet.As("value", sheet.Decimal, 12), sheet.As("unit", sheet.Text, 14), sheet.As("from", sheet.Date, 0), sheet.As("until", sheet.Date, 0), sheet.As("basis", sheet.Wrapped, 40),
			sheet.As("mark", sheet.Text, 18), sheet.As("source", sheet.Wrapped, 30), sheet.As("settings.coming_soon", sheet.Date, 14), sheet.As("note", sheet.Wrapped, 40)),
		Rows: func(row func(...any)) {
			for _, e := range entries {
				cells := []any{call.T("settings.group." + e.Group), name(ctx, e.Name), said(ctx, e.Definition, e.Now), nil, "", nil, nil, "", "", "", nil, ""}
				if r := e.Now; r != nil {
					cells[3], cells[4] = figure(call, e.Definition, *r)
					cells[5], cells[6], cells[7], cells[8], cells[9], cells[11] = r.ValidFrom, r.ValidTo, r.LegalBasis, markChip(ctx, r.Mark).Text, r.Source, r.Note
				}
				if len(e.Coming) > 0 {
					cells[10] = e.Coming[0].ValidFrom
				}
				row(cells...)
			}
		}}
}

// figure is a value that is one number, with its unit; nothing where it is not, or is not known.
func figure(call *web.Call, d settings.Definition, r settings.Row) (number any, unit string) {
	if !r.Known() || d.Kind != settings.Money && d.Kind != settings.Number && d.Kind != settings.Ratio {
		return nil, ""
	}
	n, err := strconv.ParseFloat(r.Text, 64)
	if err != nil {
		return nil, ""
	}
	switch d.Unit {
	case "":
	case "dm2":
		n, unit = n/100, "m²"
	default:
		unit = call.T("settings.unit." + d.Unit)
	}
	return n, unit
}

func categoriesTable(call *web.Call, p categoriesPage) sheet.Table {
	return sheet.Table{Title: call.T("settings.categories"), Asked: call.T("settings.under", words.A{"day": p.Day.Vietnamese()}),
		Columns: sheet.Columns(call, sheet.As("code", sheet.Text, 8), sheet.As("settings.column.category", sheet.Wrapped, 60), sheet.As("from", sheet.Date, 0), sheet.As("until", sheet.Date, 0),
			sheet.As("basis", sheet.Wrapped, 40), sheet.As("source", sheet.Wrapped, 30), sheet.As("mark", sheet.Text, 18)),
		Rows: func(row func(...any)) {
			for _, c := range p.List {
				row(c.Code, c.Name(call.Lang), c.ValidFrom, c.ValidTo, c.LegalBasis, c.Source, markChip(call.Context(), c.Mark).Text)
			}
		}}
}

// timetableTable is the shifts that hold, then those to come.
func timetableTable(call *web.Call, p timetablePage) sheet.Table {
	return sheet.Table{Title: call.T("settings.shifts_now"), Asked: call.T("settings.under", words.A{"day": p.Day.Vietnamese()}),
		Columns: sheet.Columns(call, sheet.As("name", sheet.Text, 20), sheet.As("hours", sheet.Text, 14), sheet.As("note", sheet.Wrapped, 60), sheet.As("from", sheet.Date, 0),
			sheet.As("until", sheet.Date, 0), sheet.As("basis", sheet.Wrapped, 30), sheet.As("mark", sheet.Text, 18)),
		Rows: func(row func(...any)) {
			for _, s := range append(shiftsOf(p.Turns), p.Coming...) {
				row(s.Name(call.Lang), s.Hours(), shiftEvents(call, []settings.Shift{s})[0].Note, s.ValidFrom, s.ValidTo, s.LegalBasis, markChip(call.Context(), s.Mark).Text)
			}
		}}
}

// activitiesTable is the day as residents live it, then other days to come.
func activitiesTable(call *web.Call, p activitiesPage) sheet.Table {
	return sheet.Table{Title: call.T("settings.day"), Asked: call.T("settings.under", words.A{"day": p.Day.Vietnamese()}),
		Columns: sheet.Columns(call, sheet.As("hours", sheet.Text, 14), sheet.As("what", sheet.Wrapped, 60), sheet.As("from", sheet.Date, 0)),
		Rows: func(row func(...any)) {
			for _, day := range append([][]settings.Activity{p.Now}, p.Coming...) {
				for _, a := range day {
					row(a.Hours(), a.Name(call.Lang), a.ValidFrom)
				}
			}
		}}
}

// holidaysTable is the days off and worked instead, one a row so that each is a real date, and on a
// second sheet the lunar festivals.
func holidaysTable(call *web.Call, p holidaysPage) sheet.Table {
	ctx := call.Context()
	title := call.T("settings.holidays", words.A{"year": p.Year})
	return sheet.Table{Title: title,
		Columns: sheet.Columns(call, sheet.As("day", sheet.Date, 0), sheet.As("settings.column.day", sheet.Text, 14), sheet.As("settings.column.why", sheet.Wrapped, 44), sheet.As("state", sheet.Text, 14),
			sheet.As("basis", sheet.Wrapped, 40), sheet.As("mark", sheet.Text, 18)),
		Rows: func(row func(...any)) {
			for _, d := range p.Days {
				basis, mark, state := "", settings.Mark(""), call.T("settings.day_off")
				switch r := p.paper(d.Reason.Holiday); {
				case d.Swap != nil:
					basis, mark = d.Swap.LegalBasis, d.Swap.Mark
				case r != nil:
					basis, mark = r.LegalBasis, r.Mark
				}
				if !d.Reason.Off {
					state = call.T("settings.worked")
				}
				sure := ""
				if mark != "" {
					sure = markChip(ctx, mark).Text
				}
				row(d.Day, words.WeekdayName(ctx, d.Day), reason(ctx, d.Reason), state, basis, sure)
			}
		},
		More: []sheet.Table{{Title: title, Tab: call.T("settings.festivals", words.A{"year": p.Year}),
			Columns: sheet.Columns(call, sheet.As("day", sheet.Date, 0), sheet.As("settings.column.day", sheet.Text, 14), sheet.As("name", sheet.Wrapped, 40), sheet.As("settings.lunar_day", sheet.Text, 22)),
			Rows: func(row func(...any)) {
				for _, f := range p.Festivals {
					row(f.Day, words.WeekdayName(ctx, f.Day), call.T("settings.festival."+f.Key), lunar(ctx, f.Lunar))
				}
			}}}}
}

// groupSheet is where one group of settings is saved.
func groupSheet(p groupPage) string {
	return strings.Join([]string{"/settings.xlsx?group=", p.Group, "&day=", p.Day.String()}, "")
}
