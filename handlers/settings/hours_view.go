package settings

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/settings"
	"maiam/models/value"
)

func showTimetable(call *web.Call, p timetablePage) web.Leaf {
	return web.Leaf{Title: call.T("settings.shifts_now"), Under: call.T("settings.under", words.A{"day": p.Day.Vietnamese()}), Crumbs: toIndex(call), Body: timetable(call, p), Sheet: "/settings/timetable.xlsx"}
}

func showOwnTimetable(call *web.Call, p timetablePage) web.Leaf {
	return web.Leaf{Title: call.T("settings.own_shifts"), Under: call.T("settings.own_shifts_under"), Crumbs: append(toIndex(call), web.Crumb{Name: call.T("settings.shifts_now"), Path: "/settings/timetable"}), Body: ownTimetable(call, p)}
}

func showActivities(call *web.Call, p activitiesPage) web.Leaf {
	return web.Leaf{Title: call.T("settings.day"), Under: call.T("settings.under", words.A{"day": p.Day.Vietnamese()}), Crumbs: toIndex(call), Body: activities(call, p), Sheet: "/settings/day.xlsx"}
}

func showHolidays(call *web.Call, p holidaysPage) web.Leaf {
	return web.Leaf{Title: call.T("settings.holidays", words.A{"year": p.Year}), Under: call.T("settings.holidays_under"), Crumbs: toIndex(call), Body: holidays(call, p), Sheet: "/settings/holidays.xlsx"}
}

func showSwapDay(call *web.Call, p swapPage) web.Leaf {
	return web.Leaf{Title: words.WeekdayName(call.Context(), p.Day) + ", " + p.Day.Vietnamese(), Under: reason(call.Context(), p.Reason), Body: swapDay(call, p),
		Crumbs: append(toIndex(call), web.Crumb{Name: call.T("settings.holidays", words.A{"year": p.Day.Year()}), Path: yearPath(p.Day.Year())})}
}

// shiftEvents are the shifts of a day as lines.
func shiftEvents(call *web.Call, shifts []settings.Shift) []parts.Event {
	var out []parts.Event
	for _, s := range shifts {
		var times []string
		for _, slot := range s.Slots {
			text := slot.Clock()
			if slot.Meal != settings.NoMeal {
				text += " (" + call.T("settings.meal."+string(slot.Meal)) + ")"
			}
			times = append(times, text)
		}
		note := call.T("settings.no_rounds")
		if len(times) > 0 {
			note = call.T("settings.rounds", words.A{"times": strings.Join(times, ", ")})
		}
		out = append(out, parts.Event{When: s.Hours(), Title: s.Name(call.Lang), Note: note})
	}
	return out
}

func shiftsOf(turns []settings.Turn) []settings.Shift {
	var out []settings.Shift
	for _, t := range turns {
		out = append(out, t.Shift)
	}
	return out
}

func patternField(call *web.Call) parts.Field {
	f := ask(call, "settings.set_timetable", "pattern", "")
	for _, p := range settings.Patterns() {
		var hours []string
		for _, s := range p.Shifts {
			hours = append(hours, settings.Shift{Starts: s.Starts, Ends: s.Ends}.Hours())
		}
		f.Options = append(f.Options, parts.Option{Value: p.Code, Text: call.T("settings.pattern." + p.Code), Hint: strings.Join(hours, ", ")})
	}
	f.Wide = true
	return f
}

// mostShifts is how many shifts the form for one's own asks about.
const mostShifts = 4

// shiftField is one question about one shift of the form.
func shiftField(call *web.Call, i int, field, fallback string) parts.Field {
	f := ask(call, "settings.set_own_timetable", fmt.Sprintf("shifts[%d].%s", i, field), fallback)
	f.ID = fmt.Sprintf("f-shifts-%d-%s", i, field)
	return f
}

// shiftTexts are the shifts of the day as one types them, with empty lines up to the most.
func shiftTexts(call *web.Call, p timetablePage) []settings.ShiftText {
	out := make([]settings.ShiftText, max(mostShifts, len(p.Turns)))
	for i, t := range p.Turns {
		s := t.Shift
		from, to, _ := strings.Cut(s.Hours(), "–")
		var rounds []string
		for _, slot := range s.Slots {
			text := slot.Clock()
			if slot.Meal != settings.NoMeal {
				text += " " + call.T("settings.meal."+string(slot.Meal))
			}
			rounds = append(rounds, text)
		}
		out[i] = settings.ShiftText{Code: s.Code, NameVI: s.NameVI, NameEN: s.NameEN, Starts: from, Ends: to, Rounds: strings.Join(rounds, ", ")}
	}
	return out
}

// activityEvents are the lines of a day.
func activityEvents(call *web.Call, list []settings.Activity) []parts.Event {
	var out []parts.Event
	for _, a := range list {
		out = append(out, parts.Event{When: a.Hours(), Title: a.Name(call.Lang)})
	}
	return out
}

// lines is the box in which another day is written: the one that holds to begin with.
func lines(call *web.Call, p activitiesPage) parts.Field {
	f := ask(call, "settings.set_activities", "lines", settings.WriteActivities(p.Now))
	f.Hint, f.Wide, f.Required, f.Rows = call.T("settings.lines_hint"), true, true, 16
	return f
}

// reason says why a day is off or worked.
func reason(ctx context.Context, r settings.Reason) string {
	switch r.Key {
	case "":
		return words.T(ctx, "settings.off.none")
	case "settings.off.instead":
		return words.T(ctx, "settings.off.instead_of", words.A{"holiday": words.T(ctx, "settings.holiday."+r.Holiday)})
	}
	text := words.T(ctx, r.Key)
	if r.Name != "" {
		text += ": " + r.Name
	}
	return text
}

func yearPath(year int) string { return "/settings/holidays?year=" + strconv.Itoa(year) }

// years are the tabs of the page of holidays.
func years(call *web.Call, p holidaysPage) parts.Tabs {
	t := parts.Tabs{Label: call.T("settings.years")}
	for _, y := range []int{p.Year - 1, p.Year, p.Year + 1} {
		t.Links = append(t.Links, parts.Link{Text: strconv.Itoa(y), Href: yearPath(y), Current: y == p.Year})
	}
	return t
}

// lunar writes the lunar day: 10/3 âm lịch.
func lunar(ctx context.Context, l value.LunarDay) string {
	text := fmt.Sprintf("%d/%d", l.Date, l.Month)
	if l.Leap {
		return words.T(ctx, "settings.lunar_leap", words.A{"day": text})
	}
	return words.T(ctx, "settings.lunar", words.A{"day": text})
}

// dayList is the year's days off and worked days with what they rest on.
func dayList(call *web.Call, p holidaysPage) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("settings.holidays", words.A{"year": p.Year}), Columns: []parts.Column{
		{Title: call.T("settings.column.day"), Main: true}, {Title: call.T("settings.column.why"), Plain: true},
		{Title: call.T("settings.column.basis")}, {Title: call.T("settings.column.mark"), Plain: true}},
		Empty: parts.Empty{Icon: "calendar", Title: call.T("settings.no_day_off")}}
	for _, run := range runs(p.Days) {
		d, last := run[0], run[len(run)-1]
		row := parts.Row{Away: last.Day.Before(p.Today), Cells: []parts.Cell{{Text: stretch(ctx, d.Day, last.Day)}, {Text: reason(ctx, d.Reason)}, {}, {}}}
		from, ok := value.LunarOf(d.Day)
		if to, too := value.LunarOf(last.Day); ok && too && strings.HasPrefix(d.Reason.Key, "settings.holiday.") && p.moon(d.Reason.Holiday) {
			row.Cells[1].Note = lunar(ctx, from)
			if d.Day != last.Day {
				row.Cells[1].Note = call.T("settings.lunar_stretch", words.A{"from": fmt.Sprintf("%d/%d", from.Date, from.Month), "to": fmt.Sprintf("%d/%d", to.Date, to.Month)})
			}
		}
		basis, mark := "", settings.Mark("")
		switch r := p.paper(d.Reason.Holiday); {
		case d.Swap != nil:
			row.Href = "/settings/holidays/day?day=" + d.Day.String()
			basis, mark = d.Swap.LegalBasis, d.Swap.Mark
		case r != nil:
			basis, mark = r.LegalBasis, r.Mark
		}
		row.Cells[2].Text = basis
		if !d.Reason.Off {
			row.Cells[3].Chips = append(row.Cells[3].Chips, parts.Chip{Tone: parts.Due, Text: call.T("settings.worked")})
		}
		if mark != "" {
			row.Cells[3].Chips = append(row.Cells[3].Chips, markChip(ctx, mark))
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// runs gathers days in a row that are off for the same reason; a swapped day stands alone.
func runs(days []settings.DayOff) [][]settings.DayOff {
	var out [][]settings.DayOff
	for _, d := range days {
		if n := len(out); n > 0 {
			run := out[n-1]
			if last := run[len(run)-1]; d.Swap == nil && last.Swap == nil && last.Reason == d.Reason && last.Day.AddDays(1) == d.Day {
				out[n-1] = append(run, d)
				continue
			}
		}
		out = append(out, []settings.DayOff{d})
	}
	return out
}

// stretch writes one day, or from the first to the last.
func stretch(ctx context.Context, first, last value.Day) string {
	text := words.WeekdayName(ctx, last) + " " + last.Vietnamese()
	if first != last {
		text = words.Weekday(ctx, first) + " – " + text
	}
	return text
}

// festivalEvents are the lunar festivals of the year; first days and full moons in one line each
// month.
func festivalEvents(call *web.Call, p holidaysPage) []parts.Event {
	ctx := call.Context()
	var out []parts.Event
	for _, f := range p.Festivals {
		out = append(out, parts.Event{When: words.DayMonth(ctx, f.Day), Title: call.T("settings.festival." + f.Key), Note: words.WeekdayName(ctx, f.Day) + ", " + lunar(ctx, f.Lunar)})
	}
	return out
}

func swapMark(call *web.Call) parts.Field {
	f := ask(call, "settings.swap_days", "mark", string(settings.Confirmed))
	for _, m := range []settings.Mark{settings.Confirmed, settings.Recalled, settings.Decided} {
		f.Options = append(f.Options, parts.Option{Value: string(m), Text: call.T("settings.mark." + string(m))})
	}
	f.Wide, f.Row = true, true
	return f
}

// swapEvents is everything that was written about a swapped day.
func swapEvents(call *web.Call, p swapPage) []parts.Event {
	ctx := call.Context()
	var out []parts.Event
	for i, r := range p.History {
		by := call.T("settings.brought")
		if r.RecordedBy != 0 {
			by = call.T("settings.written_by", words.A{"name": p.Names[r.RecordedBy], "at": words.DateTime(ctx, r.RecordedAt)})
		}
		e := parts.Event{Title: call.T("settings.swap." + string(r.Kind)), Struck: i > 0, Chips: []parts.Chip{markChip(ctx, r.Mark)}}
		e.Note = joined(r.Name, r.LegalBasis, r.Note, by)
		out = append(out, e)
	}
	return out
}

// joined sets what is not empty side by side.
func joined(texts ...string) string {
	var kept []string
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, " · ")
}
