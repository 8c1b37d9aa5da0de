package settings

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/settings"
	"maiam/models/value"
)

// mayChange tells whether the reader decides for the whole centre.
func mayChange(call *web.Call) bool { return call.Actor.Reach("settings.change").All }

func showIndex(call *web.Call, p indexPage) web.Leaf {
	return web.Leaf{Title: call.T("settings.title"), Under: call.T("settings.under", words.A{"day": p.Day.Vietnamese()}), Body: index(call, p), Sheet: "/settings.xlsx"}
}

func showGroup(call *web.Call, p groupPage) web.Leaf {
	return web.Leaf{Title: call.T("settings.group." + p.Group), Under: call.T("settings.under", words.A{"day": p.Day.Vietnamese()}), Crumbs: toIndex(call), Body: onePart(call, p), Sheet: groupSheet(p)}
}

func showCategories(call *web.Call, p categoriesPage) web.Leaf {
	return web.Leaf{Title: call.T("settings.categories"), Under: call.T("settings.under", words.A{"day": p.Day.Vietnamese()}), Crumbs: toIndex(call), Body: categories(call, p), Sheet: "/settings/categories.xlsx"}
}

func showOne(call *web.Call, p onePage) web.Leaf {
	group := call.T("settings.group." + p.Group)
	return web.Leaf{Title: name(call.Context(), p.Name), Under: group, Crumbs: append(toIndex(call), web.Crumb{Name: group, Path: "/settings/groups/" + p.Group}), Body: one(call, p)}
}

func toIndex(call *web.Call) []web.Crumb {
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

// group is one part of the settings with what is to be known about it on the index.
type group struct {
	name                   string
	total, coming, unknown int
}

func groups(entries []settings.Entry) []group {
	var out []group
	for _, e := range entries {
		if len(out) == 0 || out[len(out)-1].name != e.Group {
			out = append(out, group{name: e.Group})
		}
		g := &out[len(out)-1]
		g.total++
		if len(e.Coming) > 0 {
			g.coming++
		}
		if len(e.Open) > 0 || e.Now != nil && !e.Now.Known() {
			g.unknown++
		}
	}
	return out
}

// groupEvents is the index of the groups with their counts.
func groupEvents(call *web.Call, p indexPage) []parts.Event {
	ctx := call.Context()
	var out []parts.Event
	for _, g := range groups(p.Entries) {
		e := parts.Event{Title: call.T("settings.group." + g.name), Href: "/settings/groups/" + g.name, Note: words.N(ctx, "settings.count", g.total)}
		if g.coming > 0 {
			e.Chips = append(e.Chips, parts.Chip{Tone: parts.Info, Text: words.N(ctx, "settings.count_coming", g.coming)})
		}
		if g.unknown > 0 {
			e.Chips = append(e.Chips, parts.Chip{Tone: parts.Due, Text: words.N(ctx, "settings.count_unknown", g.unknown)})
		}
		out = append(out, e)
	}
	return out
}

// changes are the values, shifts and days of residents that begin after the day, the nearest first.
func changes(call *web.Call, p indexPage) []parts.Event {
	ctx := call.Context()
	type change struct {
		day   value.Day
		event parts.Event
	}
	var all []change
	for _, e := range p.Entries {
		for _, r := range e.Coming {
			all = append(all, change{r.ValidFrom, parts.Event{When: r.ValidFrom.Vietnamese(), Tone: parts.Info, Title: name(ctx, e.Name), Note: said(ctx, e.Definition, &r), Href: "/settings/" + string(e.Name)}})
		}
	}
	for i, s := range p.Shifts {
		if i == 0 || p.Shifts[i-1].ValidFrom != s.ValidFrom {
			all = append(all, change{s.ValidFrom, parts.Event{When: s.ValidFrom.Vietnamese(), Tone: parts.Info, Title: call.T("settings.shifts_now"), Note: call.T("settings.pattern." + s.Pattern), Href: "/settings/timetable"}})
		}
	}
	for _, list := range p.Days {
		all = append(all, change{list[0].ValidFrom, parts.Event{When: list[0].ValidFrom.Vietnamese(), Tone: parts.Info, Title: call.T("settings.day"), Note: words.N(ctx, "settings.count_activities", len(list)), Href: "/settings/day"}})
	}
	slices.SortStableFunc(all, func(a, b change) int { return a.day.Compare(b.day) })
	var out []parts.Event
	for _, c := range all {
		out = append(out, c.event)
	}
	return out
}

// hours are the ways to what has a page of its own.
func hours(call *web.Call, p indexPage) []parts.Event {
	ctx := call.Context()
	rounds := 0
	for _, t := range p.Turns {
		rounds += len(t.Shift.Slots)
	}
	off := call.T("settings.no_day_off")
	for _, d := range p.Off {
		if d.Reason.Off {
			off = call.T("settings.next_day_off", words.A{"day": words.WeekdayName(ctx, d.Day) + " " + d.Day.Vietnamese(), "name": reason(ctx, d.Reason)})
			break
		}
	}
	return []parts.Event{
		{Title: call.T("settings.shifts_now"), Href: "/settings/timetable", Note: words.N(ctx, "settings.count_shifts", len(p.Turns)) + ", " + words.N(ctx, "settings.count_rounds", rounds)},
		{Title: call.T("settings.day"), Href: "/settings/day", Note: words.N(ctx, "settings.count_activities", p.Activities)},
		{Title: call.T("settings.holidays", words.A{"year": p.Day.Year()}), Href: "/settings/holidays", Note: off},
		{Title: call.T("settings.categories"), Href: "/settings/categories", Note: words.N(ctx, "settings.count_categories", p.Categories)},
		{Title: call.T("settings.checklists"), Href: "/settings/checklists", Note: call.T("settings.checklists_note")},
	}
}

// found are the settings in whose name, value or paper the question stands as it was typed, or where
// there are none, those in which every word of it stands: "điều 24" is not 124/2020 of Điều 27.
func found(ctx context.Context, p indexPage) []settings.Entry {
	wanted := strings.Fields(value.Fold(p.Q))
	phrase := " " + strings.Join(wanted, " ")
	var exact, all []settings.Entry
	for _, e := range p.Entries {
		text := name(ctx, e.Name) + " " + words.T(ctx, "settings.group."+e.Group) + " " + said(ctx, e.Definition, e.Now)
		if e.Now != nil {
			text += " " + e.Now.LegalBasis + " " + e.Now.Note
		}
		text = " " + value.Fold(text)
		if strings.Contains(text, phrase) {
			exact = append(exact, e)
		}
		if !slices.ContainsFunc(wanted, func(w string) bool { return !strings.Contains(text, w) }) {
			all = append(all, e)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return all
}

func list(call *web.Call, caption string, entries []settings.Entry) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: caption, Columns: []parts.Column{
		{Title: call.T("settings.column.name"), Main: true}, {Title: call.T("settings.column.value"), Plain: true}, {Title: call.T("settings.column.from")},
		{Title: call.T("settings.column.basis")}, {Title: call.T("settings.column.mark"), Plain: true}},
		Empty: parts.Empty{Icon: "search", Title: call.T("settings.none_found")}}
	for _, e := range entries {
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
			row.Cells[4].Chips = []parts.Chip{markChip(ctx, r.Mark)}
		}
		if len(e.Open) > 0 {
			row.Cells[4].Chips = append(row.Cells[4].Chips, parts.Chip{Tone: parts.Due, Text: call.T("settings.open")})
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func categoryList(call *web.Call, p categoriesPage) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("settings.categories"), Columns: []parts.Column{
		{Title: call.T("settings.column.code"), Main: true}, {Title: call.T("settings.column.category"), Plain: true}, {Title: call.T("settings.column.basis")}, {Title: call.T("settings.column.mark"), Plain: true}}}
	for _, c := range p.List {
		l.Rows = append(l.Rows, parts.Row{Cells: []parts.Cell{{Text: c.Code}, {Text: c.Name(call.Lang)}, {Text: c.LegalBasis, Note: call.T("settings.source", words.A{"source": c.Source})}, {Chips: []parts.Chip{markChip(ctx, c.Mark)}}}})
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
	since := r.ValidFrom.Vietnamese()
	if !r.ValidTo.IsZero() {
		since = period(call, *r)
	}
	return facts(call, since, r.LegalBasis, r.Source, r.Note)
}

// facts are what a dated value rests on; what nobody wrote is left out.
func facts(call *web.Call, since, basis, source, note string) parts.Facts {
	all := parts.Facts{
		{Name: call.T("settings.column.from"), Value: since}, {Name: call.T("settings.column.basis"), Value: basis},
		{Name: call.T("settings.field.source"), Value: source}, {Name: call.T("settings.field.note"), Value: note},
	}
	return slices.DeleteFunc(all, func(f parts.Fact) bool { return f.Value == "" })
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
		e.Note = joined(r.LegalBasis, r.Note, by)
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
	return parts.Field{Name: field, Label: words.Label(call.Context(), "settings", field), Value: f.Value(field, fallback), Known: &fallback, Error: f.Wrong(call.Context(), field)}
}

func framed(call *web.Call, action, path string, hidden ...parts.Hidden) parts.Form {
	return parts.Form{Action: path, Two: true, Fault: call.Form(action).Sentence(call.Context()), Back: call.Form(action), Hidden: append([]parts.Hidden{{Name: "_key", Value: call.Key(action)}}, hidden...)}
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
