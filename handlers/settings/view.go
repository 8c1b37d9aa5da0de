package settings

import (
	"context"
	"fmt"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/settings"
	"maiam/models/value"
)

// mayChange tells whether the reader decides for the whole centre.
func mayChange(call *web.Call) bool { return call.Actor.Reach("settings.change").All }

func showAll(call *web.Call, p allPage) web.Leaf {
	return web.Leaf{Title: call.T("settings.title"), Under: call.T("settings.under", words.A{"day": p.Day.Vietnamese()}), Body: all(call, p)}
}

func showOne(call *web.Call, p onePage) web.Leaf {
	return web.Leaf{Title: name(call.Context(), p.Name), Under: call.T("settings.group." + p.Group), Crumbs: toList(call), Body: one(call, p)}
}

func showTimetable(call *web.Call, p timetablePage) web.Leaf {
	return web.Leaf{Title: call.T("settings.shifts_now"), Under: call.T("settings.under", words.A{"day": p.Day.Vietnamese()}), Crumbs: toList(call), Body: timetable(call, p)}
}

func toList(call *web.Call) []web.Crumb {
	return []web.Crumb{{Name: call.T("settings.title"), Path: "/settings"}}
}

func name(ctx context.Context, n settings.Name) string {
	return words.T(ctx, "settings.name."+string(n))
}

// said writes a value as people read it. What nobody knows is never shown as a figure.
func said(ctx context.Context, d settings.Definition, r *settings.Row) string {
	switch {
	case r == nil:
		return words.T(ctx, "settings.nothing")
	case r.Mark == settings.Unknown:
		return words.T(ctx, "settings.unknown")
	case r.Text == "" && d.Kind == settings.Days:
		return words.T(ctx, "settings.empty_list")
	case r.Text == "":
		return words.T(ctx, "settings.nothing")
	}
	text := r.Text
	switch d.Kind {
	case settings.Money, settings.Number, settings.Ratio:
		if d.Unit == "dm2" {
			return squareMetres(ctx, text)
		}
		text = words.Decimal(ctx, text)
	case settings.YesNo:
		return words.T(ctx, "words."+text)
	case settings.Words:
		return text
	default:
		parts := strings.Split(text, ",")
		for i, part := range parts {
			parts[i] = dayOf(d.Kind, part)
		}
		text = strings.Join(parts, ", ")
	}
	if d.Unit == "" {
		return text
	}
	return text + " " + words.T(ctx, "settings.unit."+d.Unit)
}

// squareMetres writes 650 square decimetres as 6,5 m².
func squareMetres(ctx context.Context, dm2 string) string {
	q, err := value.ParseQuantity(dm2, "")
	if err != nil {
		return dm2
	}
	whole, rest := q.Milli/100_000, q.Milli/1000%100
	plain := strings.TrimRight(fmt.Sprintf("%d.%02d", whole, rest), "0")
	return words.Decimal(ctx, strings.TrimSuffix(plain, ".")) + " m²"
}

// dayOf writes one item of a list: 06-15 as 15/06, 2026-02-16 as 16/02/2026.
func dayOf(kind settings.Kind, part string) string {
	switch kind {
	case settings.YearDates:
		if month, date, ok := strings.Cut(part, "-"); ok {
			return date + "/" + month
		}
	case settings.Days:
		if d, err := value.ParseDay(part); err == nil {
			return d.Vietnamese()
		}
	}
	return part
}

// typed writes a value as one would type it into the form.
func typed(d settings.Definition, r *settings.Row, ctx context.Context) string {
	if r == nil || !r.Known() {
		return ""
	}
	switch d.Kind {
	case settings.Ratio:
		return words.Decimal(ctx, r.Text)
	case settings.Days, settings.YearDates:
		return said(ctx, settings.Definition{Kind: d.Kind}, r)
	}
	return r.Text
}

func markChip(ctx context.Context, m settings.Mark) parts.Chip {
	tone := map[settings.Mark]parts.Tone{settings.Confirmed: parts.Done, settings.Recalled: parts.Info, settings.Unknown: parts.Due}[m]
	return parts.Chip{Text: words.T(ctx, "settings.mark."+string(m)), Tone: tone}
}

// group is one part of the list.
type group struct {
	name    string
	entries []settings.Entry
}

func groups(entries []settings.Entry) []group {
	var out []group
	for _, e := range entries {
		if len(out) == 0 || out[len(out)-1].name != e.Group {
			out = append(out, group{name: e.Group})
		}
		last := &out[len(out)-1]
		last.entries = append(last.entries, e)
	}
	return out
}

func list(call *web.Call, g group) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("settings.group." + g.name), Columns: []parts.Column{
		{Title: call.T("settings.column.name"), Main: true}, {Title: call.T("settings.column.value")}, {Title: call.T("settings.column.from")},
		{Title: call.T("settings.column.basis")}, {Title: call.T("settings.column.mark"), Plain: true}}}
	for _, e := range g.entries {
		worth := parts.Cell{Text: said(ctx, e.Definition, e.Now)}
		if len(e.Coming) > 0 {
			next := e.Coming[0]
			worth.Note = call.T("settings.coming", words.A{"day": next.ValidFrom.Vietnamese(), "value": said(ctx, e.Definition, &next)})
		}
		row := parts.Row{Href: "/settings/" + string(e.Name), Cells: []parts.Cell{{Text: name(ctx, e.Name)}, worth, {}, {}, {}}}
		if r := e.Now; r != nil {
			if !r.Known() {
				row.Cells[1].Tone = parts.Due
			}
			row.Cells[2].Text = r.ValidFrom.Vietnamese()
			row.Cells[3].Text = r.LegalBasis
			if r.Source != "" {
				row.Cells[3].Note = call.T("settings.source", words.A{"source": r.Source})
			}
			row.Cells[4].Chips = []parts.Chip{markChip(ctx, r.Mark)}
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func period(call *web.Call, r settings.Row) string {
	if r.ValidTo.IsZero() {
		return call.T("settings.since", words.A{"from": r.ValidFrom.Vietnamese()})
	}
	return call.T("settings.until", words.A{"from": r.ValidFrom.Vietnamese(), "to": r.ValidTo.Vietnamese()})
}

// nowFacts are what is known of the value that holds.
func nowFacts(call *web.Call, p onePage) parts.Facts {
	r := p.Now
	if r == nil {
		return nil
	}
	return parts.Facts{
		{Name: call.T("settings.column.from"), Value: period(call, *r)},
		{Name: call.T("settings.column.basis"), Value: r.LegalBasis},
		{Name: call.T("settings.field.source"), Value: r.Source},
		{Name: call.T("settings.field.note"), Value: r.Note},
	}
}

// history lists every row ever written, the newest first; those that another took the place of are
// struck through.
func history(call *web.Call, p onePage) []parts.Event {
	ctx := call.Context()
	newer := map[value.Day]bool{}
	var out []parts.Event
	for _, r := range p.History {
		by := call.T("settings.brought")
		if r.RecordedBy != 0 {
			by = call.T("settings.written_by", words.A{"name": p.Names[r.RecordedBy], "at": words.DateTime(ctx, r.RecordedAt)})
		}
		e := parts.Event{Title: said(ctx, p.Definition, &r) + " · " + period(call, r), Chips: []parts.Chip{markChip(ctx, r.Mark)}}
		for _, text := range []string{r.LegalBasis, r.Note, by} {
			if text != "" {
				if e.Note != "" {
					e.Note += " · "
				}
				e.Note += text
			}
		}
		if newer[r.ValidFrom] {
			e.Struck = true
			e.Chips = append(e.Chips, parts.Chip{Text: call.T("settings.replaced")})
		}
		newer[r.ValidFrom] = true
		out = append(out, e)
	}
	return out
}

// ask is one question of a form, with what was typed when the form came back.
func ask(call *web.Call, action, field, fallback string) parts.Field {
	f := call.Form(action)
	return parts.Field{Name: field, Label: words.Label(call.Context(), "settings", field), Value: f.Value(field, fallback), Error: f.Wrong(call.Context(), field)}
}

func framed(call *web.Call, action, path string, hidden ...parts.Hidden) parts.Form {
	return parts.Form{Action: path, Two: true, Fault: call.Form(action).Sentence(call.Context()), Hidden: append([]parts.Hidden{{Name: "_key", Value: call.Key(action)}}, hidden...)}
}

func valueField(call *web.Call, p onePage) parts.Field {
	f := ask(call, "settings.change", "value", typed(p.Definition, p.Now, call.Context()))
	f.Hint = call.T("settings.kind." + string(p.Kind))
	if p.Unit != "" {
		f.Hint += " (" + call.T("settings.unit."+p.Unit) + ")"
	}
	if p.Kind == settings.YesNo {
		f.Hint, f.Row = "", true
		f.Options = []parts.Option{{Value: "yes", Text: call.T("words.yes")}, {Value: "no", Text: call.T("words.no")}}
	}
	f.Autocomplete, f.Wide = "off", true
	return f
}

func markField(call *web.Call) parts.Field {
	f := ask(call, "settings.change", "mark", string(settings.Decided))
	for _, m := range []settings.Mark{settings.Confirmed, settings.Recalled, settings.Decided, settings.Unknown} {
		f.Options = append(f.Options, parts.Option{Value: string(m), Text: call.T("settings.mark." + string(m))})
	}
	f.Wide, f.Row = true, true
	return f
}

func wide(f parts.Field) parts.Field { f.Wide = true; return f }

func optional(f parts.Field) parts.Field { f.Optional = true; return f }

func required(f parts.Field) parts.Field { f.Required = true; return f }

func like(f parts.Field, example string) parts.Field { f.Placeholder = example; return f }

func today(call *web.Call) value.Day { return value.DayOf(call.Now(), words.Zone(call.Context())) }

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
