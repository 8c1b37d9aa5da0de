package intake

import (
	"context"
	"strconv"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/wards"
)

// fieldErrors gives what is wrong with a form that came back.
func fieldErrors(ctx context.Context, f *web.FormState, names ...string) []parts.FieldError {
	var all []parts.FieldError
	for _, name := range names {
		if text := f.Wrong(ctx, name); text != "" {
			all = append(all, parts.FieldError{Name: name, Text: text})
		}
	}
	return all
}

func campusOptions(all []wards.Campus) []parts.Option {
	options := make([]parts.Option, len(all))
	for i, c := range all {
		options[i] = parts.Option{Value: strconv.FormatUint(c.ID, 10), Text: c.Name}
	}
	return options
}

// sentList lists the files sent before.
func sentList(ctx context.Context, p rostersPage) parts.List {
	t := func(key string) string { return words.T(ctx, "intake.rosters."+key) }
	l := parts.List{Caption: t("earlier"), Empty: parts.Empty{Icon: "file-spreadsheet", Title: t("none")}, Columns: []parts.Column{
		{Title: t("column.file")}, {Title: t("column.people"), Number: true}, {Title: t("column.as_of")}, {Title: t("column.sent")}, {Title: t("column.state")},
	}}
	for _, k := range p.Rosters {
		state := parts.Chip{Text: t("waiting")}
		if k.ImportedAt != nil {
			state = parts.Chip{Tone: parts.Done, Text: words.T(ctx, "intake.rosters.done", words.A{"at": *k.ImportedAt})}
		}
		l.Rows = append(l.Rows, parts.Row{Href: rosterPath(k.ID), Cells: []parts.Cell{
			{Text: k.FileName}, {Text: words.Number(ctx, int64(k.People))}, {Text: words.Day(ctx, k.AsOf)}, {Text: words.DateTime(ctx, k.RecordedAt)}, {Chips: []parts.Chip{state}},
		}})
	}
	return l
}

func (p planPage) done() bool { return p.Kept.ImportedAt != nil }

// stats are the figures above a plan.
func (p planPage) stats(ctx context.Context) parts.Strip {
	s := parts.Strip{Tall: true}
	tones := map[intake.Outcome]parts.Tone{intake.OutcomeNew: parts.Done, intake.OutcomeStay: parts.Done, intake.OutcomeBed: parts.Done, intake.OutcomeLeftOut: parts.Due, intake.OutcomeRefused: parts.Danger}
	for _, o := range intake.Outcomes {
		if n := p.Plan.Counts[o]; n > 0 {
			s.Stats = append(s.Stats, parts.Stat{Value: words.Number(ctx, int64(n)), Label: words.T(ctx, "intake.outcome."+string(o)), Tone: tones[o]})
		}
	}
	s.Stats = append(s.Stats, parts.Stat{Value: words.Number(ctx, int64(p.Plan.WithBed)), Label: words.T(ctx, "intake.plan.with_bed"), Tone: parts.Info})
	if p.Plan.NoBed > 0 {
		s.Stats = append(s.Stats, parts.Stat{Value: words.Number(ctx, int64(p.Plan.NoBed)), Label: words.T(ctx, "intake.plan.no_bed"), Tone: parts.Due})
	}
	return s
}

func tone(s intake.Severity) parts.Tone {
	switch s {
	case intake.Error:
		return parts.Danger
	case intake.Warning:
		return parts.Due
	case intake.Note:
	}
	return parts.Info
}

// worst is the most serious severity of a row.
func worst(row *intake.PlannedRow) intake.Severity {
	of := intake.Note
	for _, f := range row.Findings {
		if f.Severity == intake.Error || f.Severity == intake.Warning && of == intake.Note {
			of = f.Severity
		}
	}
	return of
}

// doubtful tells whether somebody should look at a row: it has a finding beyond
// a note, or does not come in as it stands.
func doubtful(row *intake.PlannedRow) bool {
	if row.Outcome == intake.OutcomeSame && len(row.Reasons) == 0 {
		return false // decided when the list came the first time
	}
	if len(row.Findings) > 0 && worst(row) != intake.Note {
		return true
	}
	return row.Outcome == intake.OutcomeRefused || len(row.Reasons) > 0
}

// split parts the rows into those to look at and the others.
func (p planPage) split() (doubts, rest []*intake.PlannedRow) {
	for i := range p.Plan.Rows {
		row := &p.Plan.Rows[i]
		if doubtful(row) {
			doubts = append(doubts, row)
		} else {
			rest = append(rest, row)
		}
	}
	return doubts, rest
}

// uncertain counts the rows on which somebody has to decide, until the list has come in.
func (p planPage) uncertain(ctx context.Context) string {
	if p.done() || p.Plan.Uncertain == 0 {
		return ""
	}
	return words.N(ctx, "intake.plan.uncertain", p.Plan.Uncertain)
}

func (p planPage) rowName(ctx context.Context, ref intake.RowRef) string {
	if len(p.Kept.Roster.Sheets) > 1 && ref.Sheet < len(p.Kept.Roster.Sheets) {
		return words.T(ctx, "intake.plan.row_of", words.A{"row": ref.Row, "sheet": p.Kept.Roster.Sheets[ref.Sheet].Name})
	}
	return words.T(ctx, "intake.plan.row", words.A{"row": ref.Row})
}

// rowNumber is the row as the column of rows shows it.
func (p planPage) rowNumber(ref intake.RowRef) string {
	if n := strconv.Itoa(ref.Row); p.Plan.Sheets < 2 || ref.Sheet >= len(p.Kept.Roster.Sheets) {
		return n
	}
	return p.Kept.Roster.Sheets[ref.Sheet].Name + " · " + strconv.Itoa(ref.Row)
}

// rows lists rows of the plan; with choices when the list has not come in yet.
func (p planPage) rows(ctx context.Context, of []*intake.PlannedRow, choices bool) parts.List {
	t := func(key string) string { return words.T(ctx, "intake.plan.column."+key) }
	last := t("outcome")
	if choices {
		last = t("choice")
	}
	l := parts.List{Caption: words.T(ctx, "intake.plan.doubts"), Empty: parts.Empty{Icon: "check", Title: words.T(ctx, "intake.plan.no_doubts")}, Columns: []parts.Column{
		{Title: t("row")}, {Title: t("person"), Main: true}, {Title: t("bed")}, {Title: t("reason"), Plain: true}, {Title: last, Plain: true},
	}}
	for _, row := range of {
		r := parts.Row{ID: "row-" + strings.ReplaceAll(row.String(), ".", "-"), Cells: []parts.Cell{{Text: p.rowNumber(row.RowRef)}, {}, {}, {}, {}}}
		if row.Person != nil {
			r.Cells[1] = parts.Cell{Text: row.Person.Name.String(), Note: joined(" · ", sexWord(ctx, row.Person), words.Birth(ctx, row.Person.Birth), row.Person.Category)}
			r.Cells[2] = parts.Cell{Text: joined(" / ", row.Person.Ward, row.Person.Room, row.Person.Bed)}
		}
		r.Cells[3] = parts.Cell{Content: reasons(rowReasons(ctx, row))}
		switch worst(row) {
		case intake.Error:
			r.Tone = parts.Danger
		case intake.Warning:
			r.Tone = parts.Due
		case intake.Note:
		}
		if choices && len(row.Choices) > 1 {
			r.Cells[4] = parts.Cell{Content: choice(p.choiceField(ctx, row))}
		} else {
			r.Cells[4] = parts.Cell{Chips: []parts.Chip{outcomeChip(ctx, row.Outcome)}}
		}
		l.Rows = append(l.Rows, r)
	}
	return l
}

func sexWord(ctx context.Context, p *intake.RosterRow) string {
	if !p.Sex.Known() {
		return ""
	}
	return words.Sex(ctx, p.Sex)
}

func joined(by string, texts ...string) string {
	kept := texts[:0]
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, by)
}

func outcomeChip(ctx context.Context, o intake.Outcome) parts.Chip {
	c := parts.Chip{Text: words.T(ctx, "intake.outcome."+string(o))}
	switch o {
	case intake.OutcomeNew, intake.OutcomeStay, intake.OutcomeBed:
		c.Tone = parts.Done
	case intake.OutcomeRefused:
		c.Tone = parts.Danger
	case intake.OutcomeLeftOut:
		c.Tone = parts.Due
	case intake.OutcomeSame:
	}
	return c
}

// choiceField is the question what to do with a row.
func (p planPage) choiceField(ctx context.Context, row *intake.PlannedRow) parts.Field {
	f := parts.Field{Name: "choices[" + row.String() + "]", ID: "choice-" + strings.ReplaceAll(row.String(), ".", "-"),
		Label: p.rowName(ctx, row.RowRef), Value: string(row.Choice)}
	for _, c := range []intake.Choice{intake.Take, intake.Without, intake.Skip} {
		for _, may := range row.Choices {
			if may == c {
				f.Options = append(f.Options, parts.Option{Value: string(c), Text: words.T(ctx, "intake.choice."+string(c))})
			}
		}
	}
	return f
}

// placeLines sums up by ward the places that are not there yet.
func (p planPage) placeLines(ctx context.Context) []string {
	var order []string
	rooms, beds, sexes := map[string]map[string]bool{}, map[string]int{}, map[string]wards.Policy{}
	for _, w := range p.Plan.Places {
		if rooms[w.Ward] == nil {
			rooms[w.Ward] = map[string]bool{}
			order = append(order, w.Ward)
		}
		rooms[w.Ward][w.Room] = true
		if w.Bed != "" {
			beds[w.Ward]++
		}
		if w.Sex != "" {
			sexes[w.Ward] = w.Sex
		}
	}
	var lines []string
	for _, ward := range order {
		line := words.T(ctx, "intake.plan.ward_line", words.A{"ward": ward, "rooms": len(rooms[ward]), "beds": beds[ward]})
		if sex := sexes[ward]; sex != "" { // the ward itself has to be made
			line += " · " + words.T(ctx, "intake.plan.new_ward_"+string(sex))
		}
		lines = append(lines, line)
	}
	return lines
}

// needsCategory tells whether somebody on the list has no category.
func (p planPage) needsCategory() bool {
	for i := range p.Plan.Rows {
		if row := &p.Plan.Rows[i]; row.Person != nil && row.Person.Category == "" {
			return true
		}
	}
	return false
}

func (p planPage) categoryOptions(ctx context.Context) []parts.Option {
	options := make([]parts.Option, len(p.Categories))
	for i, c := range p.Categories {
		options[i] = parts.Option{Value: c.Code, Text: c.Code + " · " + c.Name(words.Lang(ctx))}
	}
	return options
}

// generalLines are the findings about the list as a whole.
func (p planPage) generalLines(ctx context.Context) []parts.Notice {
	var all []parts.Notice
	for _, f := range p.Plan.General {
		text := sentence(ctx, f.Key, f.Args)
		if f.Row > 0 {
			text = p.rowName(ctx, f.RowRef) + ": " + text
		}
		all = append(all, parts.Notice{Tone: tone(f.Severity), Text: text})
	}
	return all
}

func (p planPage) leaf(call *web.Call) web.Leaf {
	ctx := call.Context()
	key := "intake.plan.title"
	if p.done() {
		key = "intake.plan.done_title"
	}
	leaf := web.Leaf{
		Title:  call.T(key, words.A{"file": p.Kept.FileName}),
		Crumbs: []web.Crumb{{Name: call.T("intake.rosters.title"), Path: "/intake/rosters"}},
		Active: "/intake/rosters", Wide: true, Body: forgotten(),
	}
	if p.Plan != nil {
		leaf.Under = words.T(ctx, "intake.plan.under", words.A{"campus": p.Plan.Campus.Called(), "day": p.Plan.AsOf})
		leaf.Actions = planActions(p)
		leaf.Body = plan(p)
	}
	return leaf
}

func formFault(ctx context.Context, f *web.FormState) string {
	if f == nil || f.Fault == nil || f.Fault.Kind == fault.Invalid && len(f.Fault.Fields) > 0 && f.Wrong(ctx, "choices") == "" {
		return ""
	}
	return f.Sentence(ctx)
}

// decided is what travels unseen with the decision: that one was made, on which
// state of the list, and the key that keeps it from happening twice.
func decided(ctx context.Context, p planPage) []parts.Hidden {
	return []parts.Hidden{{Name: "_key", Value: web.Of(ctx).Key("intake.import")}, {Name: "decided", Value: "true"},
		{Name: "version", Value: strconv.FormatUint(p.Kept.Version, 10)}}
}
