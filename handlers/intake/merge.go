package intake

import (
	"fmt"
	"slices"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/residents"
)

var (
	mergeTwo    = web.Action[intake.MergeInput, *intake.Merge]{Name: "intake.merge", Do: intake.MergeRecords}
	agreeMerge  = web.Action[intake.MergeAnswer, *intake.Merge]{Name: "intake.agree_merge", Do: intake.AgreeToMerge}
	dropMerge   = web.Action[intake.MergeAnswer, *intake.Merge]{Name: "intake.drop_merge", Do: intake.DropMerge}
	unmergeTwo  = web.Action[intake.MergeAnswer, *intake.Merge]{Name: "intake.unmerge", Do: intake.UnmergeRecords}
	noteTwo     = web.Action[intake.StrangersInput, *intake.Stranger]{Name: "intake.note_strangers", Do: intake.NoteStrangers}
	forgetTwo   = web.Action[intake.StrangersInput, *intake.Stranger]{Name: "intake.forget_strangers", Do: intake.ForgetStrangers}
	mergeOf     = func(m *intake.Merge) string { return fmt.Sprintf("/residents/%d/merges/%d", m.KeptID, m.ID) }
	comparePath = func(kept, gone uint64) string { return fmt.Sprintf("/residents/%d/merge?gone=%d", kept, gone) }
	mergePath   = func(resident uint64) string { return fmt.Sprintf("/residents/%d/merge", resident) }
)

// openMerges opens the doors behind which two records of one person become one, and two again.
func openMerges(d *web.Desk) {
	const one, row = "/residents/:resident/merge", "/residents/:resident/merges/:row"
	web.Page(d, "/intake/doubles", "intake.doubles", readDoubles, showDoubles)
	sheet.Door(d, "/intake/doubles.xlsx", "intake.doubles", readDoubles, doublesTable)
	web.Page(d, one, "intake.merge_look", intake.LookAtMerge, showMerge)
	web.Form(d, one, mergeTwo, one, func(call *web.Call, in intake.MergeInput, m *intake.Merge) string {
		if m.Waits() {
			call.Tell(web.Notice{Key: "intake.told.merge_proposed"})
			return mergeOf(m)
		}
		call.Tell(web.Notice{Key: "intake.told.merged"})
		return residentPath(in.Kept)
	})
	web.Page(d, row, "intake.unmerge_look", intake.LookAtUnmerge, showUnmerge)
	answered := func(told string) func(*web.Call, intake.MergeAnswer, *intake.Merge) string {
		return func(call *web.Call, in intake.MergeAnswer, _ *intake.Merge) string {
			call.Tell(web.Notice{Key: told})
			return residentPath(in.Kept)
		}
	}
	web.Form(d, row+"/agree", agreeMerge, row, answered("intake.told.merged"))
	web.Form(d, row+"/drop", dropMerge, row, answered("intake.told.merge_dropped"))
	web.Form(d, row+"/undo", unmergeTwo, row, answered("intake.told.unmerged"))
	web.Form(d, "/intake/doubles/apart", noteTwo, "/intake/doubles", func(call *web.Call, _ intake.StrangersInput, _ *intake.Stranger) string {
		call.Tell(web.Notice{Key: "intake.told.strangers"})
		return "/intake/doubles"
	})
	web.Form(d, "/intake/doubles/again", forgetTwo, "/intake/doubles", func(call *web.Call, in intake.StrangersInput, _ *intake.Stranger) string {
		call.Tell(web.Notice{Key: "intake.told.strangers_back"})
		return comparePath(in.Resident, in.Other)
	})
	web.Get(d, web.Op{ID: "listDoubleResidents", Path: "/api/v1/intake/doubles", Summary: "Records that may be of one person, the surest first, with what they agree in"}, "intake.doubles", readDoubles, doublesOut)
	web.Get(d, web.Op{ID: "lookAtMerge", Path: "/api/v1/residents/:resident/merge", Summary: "What would follow if another record went on in this one, and why it cannot"}, "intake.merge_look", intake.LookAtMerge, mergeLookOut)
	api := func(id, path, summary string) web.Op {
		return web.Op{ID: id, Method: "POST", Path: "/api/v1/residents/:resident/merges" + path, Summary: summary, Status: 201}
	}
	web.API(d, api("mergeResidents", "", "Let another record of the person go on in this one; where both have stays it is a proposal with which somebody else must agree"), mergeTwo, mergeOut)
	web.API(d, api("agreeToMergeResidents", "/:row/agree", "Agree, as a second person, that two records are one"), agreeMerge, mergeOut)
	web.API(d, api("dropMergeOfResidents", "/:row/drop", "Say no to a proposal, or take it back"), dropMerge, mergeOut)
	web.API(d, api("unmergeResidents", "/:row/undo", "Make two records of one again: what was moved goes back"), unmergeTwo, mergeOut)
}

// doublesData is the list of likely doubles.
type doublesData struct{ Rows []intake.Double }

func whyWords(call *web.Call, why []string) string {
	out := make([]string, len(why))
	for i, w := range why {
		out[i] = call.T("intake.double.why." + w)
	}
	return strings.Join(out, " · ")
}

func whoLine(call *web.Call, a residents.Alike) string {
	ctx := call.Context()
	return dotted(a.Number, words.Sex(ctx, a.Sex), words.Birth(ctx, a.Birth), a.OriginAddress)
}

func showDoubles(call *web.Call, d doublesData) web.Leaf {
	return web.Leaf{Title: call.T("intake.doubles.title"), Under: call.T("intake.doubles.under"), Wide: true, Active: "/residents", Sheet: "/intake/doubles.xlsx", Body: doublesPage(call, d),
		Crumbs: []web.Crumb{{Name: call.T("intake.merge.people"), Path: "/residents"}}}
}

func (d doublesData) list(call *web.Call) parts.List {
	l := parts.List{Caption: call.T("intake.doubles.title"), Count: words.N(call.Context(), "intake.doubles.count", len(d.Rows)),
		Columns: []parts.Column{{Title: call.T("intake.double.one"), Main: true}, {Title: call.T("intake.double.two")}, {Title: call.T("intake.double.why")}, {Title: call.T("intake.double.do"), Hidden: true}},
		Empty:   parts.Empty{Icon: "check", Title: call.T("intake.doubles.none"), Text: call.T("intake.doubles.none_text")}}
	for _, r := range d.Rows {
		l.Rows = append(l.Rows, parts.Row{Href: comparePath(r.One.ID, r.Two.ID), Cells: []parts.Cell{
			{Text: r.One.Name, Note: whoLine(call, r.One), Face: faceSmall(r.One)}, {Text: r.Two.Name, Note: whoLine(call, r.Two), Href: residentPath(r.Two.ID)},
			{Text: whyWords(call, r.Why)}, {Content: apartForm(call, r.One.ID, r.Two.ID)}}})
	}
	return l
}

func faceSmall(a residents.Alike) *parts.Face {
	f := faceOf(a.Name, a.PhotoFileID, a.ID, parts.Small)
	return &f
}

func doublesTable(call *web.Call, d doublesData) sheet.Table {
	return sheet.Table{Title: call.T("intake.doubles.title"),
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("intake.double.two", sheet.Text, 13), sheet.As("intake.double.name", sheet.Text, 28), sheet.As("intake.double.why", sheet.Wrapped, 40)),
		Rows: func(row func(...any)) {
			for _, r := range d.Rows {
				row(r.One.Number, r.One.Name, r.Two.Number, r.Two.Name, whyWords(call, r.Why))
			}
		}}
}

func showMerge(call *web.Call, l *intake.MergeLook) web.Leaf {
	return web.Leaf{Title: call.T("intake.merge.title"), Under: dotted(l.Kept.Person.Name, l.Kept.Person.Number), Wide: true, Active: "/residents", Body: mergePage(call, l),
		Crumbs: []web.Crumb{{Name: call.T("intake.merge.people"), Path: "/residents"}, {Name: l.Kept.Person.Name, Path: residentPath(l.Kept.Person.ID)}}}
}

func showUnmerge(call *web.Call, u *intake.UnmergeLook) web.Leaf {
	return web.Leaf{Title: call.T("intake.unmerge.title"), Under: dotted(u.Kept.Person.Name, u.Kept.Person.Number), Active: "/residents", Body: unmergePage(call, u),
		Crumbs: []web.Crumb{{Name: call.T("intake.merge.people"), Path: "/residents"}, {Name: u.Kept.Person.Name, Path: residentPath(u.Kept.Person.ID)}}}
}

// says is what a record says of a trait.
func says(call *web.Call, f *residents.File, t residents.Trait) string {
	ctx, p := call.Context(), f.Person
	text := ""
	switch t {
	case "name":
		text = p.Name
	case "sex":
		text = words.Sex(ctx, p.Sex)
	case "birth":
		text = words.Birth(ctx, p.Birth)
	case "citizen_number":
		text = f.CitizenNumber
	case "insurance_card":
		text = f.InsuranceCard
	case "origin":
		text = dotted(p.OriginAddress, f.OriginUnit)
	case "ethnicity":
		text = p.Ethnicity
	case "self_care":
		if p.SelfCare != "" {
			text = call.T("intake.merge.care." + string(p.SelfCare))
		}
	case "photo":
		if p.PhotoFileID != nil {
			text = call.T("intake.merge.photo_there")
		}
	default:
		text = p.Note
	}
	if text == "" {
		return call.T("intake.merge.nothing")
	}
	return text
}

// compare sets the two records side by side.
func compareList(call *web.Call, l *intake.MergeLook) parts.List {
	out := parts.List{Caption: call.T("intake.merge.compare"), Columns: []parts.Column{{Title: call.T("intake.merge.trait"), Main: true},
		{Title: call.T("intake.merge.kept") + " (" + l.Kept.Person.Number + ")"}, {Title: call.T("intake.merge.gone") + " (" + l.Gone.Person.Number + ")"}}}
	for _, t := range l.Traits {
		if t.Same && t.Trait.Empty(&l.Kept.Person) {
			continue // neither says anything
		}
		one := parts.Cell{Text: says(call, l.Kept, t.Trait)}
		two := parts.Cell{Text: says(call, l.Gone, t.Trait)}
		if t.Trait == "photo" {
			a, b := faceOf(l.Kept.Person.Name, l.Kept.Person.PhotoFileID, l.Kept.Person.ID, parts.Large), faceOf(l.Gone.Person.Name, l.Gone.Person.PhotoFileID, l.Gone.Person.ID, parts.Large)
			one.Face, two.Face = &a, &b
		}
		row := parts.Row{Cells: []parts.Cell{{Text: call.T("intake.trait." + string(t.Trait))}, one, two}}
		if !t.Same {
			row.Tone = parts.Due
			row.Cells[0].Note = call.T("intake.merge.differs")
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// takable are the traits in which the two differ, as boxes.
func takable(call *web.Call, l *intake.MergeLook) (options []parts.Option, proposed []string) {
	for _, t := range l.Traits {
		if t.Same {
			continue
		}
		options = append(options, parts.Option{Value: string(t.Trait), Text: call.T("intake.merge.take", words.A{"trait": call.T("intake.trait." + string(t.Trait)), "what": says(call, l.Gone, t.Trait)})})
		if t.Proposed {
			proposed = append(proposed, string(t.Trait))
		}
	}
	return options, proposed
}

// named are the books that have a name of their own on the page; the others are counted together.
var named = []string{"presence_stays", "presence_placements", "presence_absences", "presence_reservations", "care_marks", "care_observations", "care_incident_people", "care_visit_people", "care_tasks", "care_watches",
	"care_orders", "care_bans", "intake_files", "intake_decisions", "intake_departures", "intake_transfers", "intake_petitions", "residents_papers", "residents_needs", "residents_flags", "residents_kin", "residents_names",
	"residents_contacts", "residents_searches", "register_entries", "presence_conflicts", "offline_tray"}

// amounts says how many rows of which books there are.
func amounts(call *web.Call, list []intake.Amount) parts.Facts {
	var out parts.Facts
	rest := 0
	for _, book := range named {
		for _, a := range list {
			if a.Book == book {
				out = append(out, parts.Fact{Name: call.T("intake.book." + book), Value: words.Number(call.Context(), int64(a.Rows))})
			}
		}
	}
	for _, a := range list {
		if !slices.Contains(named, a.Book) {
			rest += a.Rows
		}
	}
	if rest > 0 {
		out = append(out, parts.Fact{Name: call.T("intake.book.rest"), Value: words.Number(call.Context(), int64(rest))})
	}
	return out
}

// barrierWords says why two records cannot become one, each reason once, however many rows have it.
func barrierWords(call *web.Call, against []intake.Barrier) (out []string) {
	for _, b := range against {
		if said := words.Fault(call.Context(), fault.New(fault.Conflict, b.Key, b.Args)); !slices.Contains(out, said) {
			out = append(out, said)
		}
	}
	return out
}

// mergeStory tells of the merges of a record.
func mergeStory(call *web.Call, l *intake.MergeLook) parts.Events {
	ev := parts.Events{Title: call.T("intake.merge.story"), None: call.T("intake.merge.story_none")}
	for _, m := range l.Merges {
		gone := l.Former[m.GoneID]
		e := parts.Event{When: words.DateTime(call.Context(), m.RecordedAt), Title: call.T("intake.merge.of", words.A{"name": gone.Name, "number": gone.Number}),
			Note: dotted(mergeState(call, m), m.Reason, l.Names[m.RecordedBy]), Href: mergeOf(&m)}
		switch {
		case m.Waits():
			e.Tone = parts.Due
		case m.Holds():
			e.Tone = parts.Done
		default:
			e.Struck = true
		}
		ev.Items = append(ev.Items, e)
	}
	return ev
}

func mergeState(call *web.Call, m intake.Merge) string {
	switch {
	case m.Waits():
		return call.T("intake.merge.state.waits")
	case m.Holds():
		return call.T("intake.merge.state.holds")
	case m.UndoneAt != nil:
		return call.T("intake.merge.state.undone")
	}
	return call.T("intake.merge.state.dropped")
}

func mergeFacts(call *web.Call, u *intake.UnmergeLook) parts.Facts {
	ctx, m := call.Context(), u.Merge
	facts := parts.Facts{{Name: call.T("intake.merge.kept"), Value: dotted(u.Kept.Person.Name, u.Kept.Person.Number), Href: residentPath(u.Kept.Person.ID)},
		{Name: call.T("intake.merge.gone"), Value: dotted(u.Gone.Name, u.Gone.Number)},
		{Name: call.T("intake.merge.state"), Value: mergeState(call, m)},
		{Name: call.T("intake.ask.evidence"), Value: call.T("intake.evidence." + string(m.Evidence))},
		{Name: call.T("intake.ask.merge_reason"), Value: m.Reason},
		{Name: call.T("intake.merge.proposed"), Value: dotted(u.Names[m.RecordedBy], words.DateTime(ctx, m.RecordedAt))}}
	if m.DoneAt != nil {
		facts = append(facts, parts.Fact{Name: call.T("intake.merge.done"), Value: dotted(u.Names[*m.DoneBy], words.DateTime(ctx, *m.DoneAt))})
	}
	if m.UndoneAt != nil {
		facts = append(facts, parts.Fact{Name: call.T("intake.merge.undone"), Value: dotted(u.Names[*m.UndoneBy], words.DateTime(ctx, *m.UndoneAt)), Note: m.UndoneReason})
	}
	if m.DroppedAt != nil {
		facts = append(facts, parts.Fact{Name: call.T("intake.merge.dropped"), Value: dotted(u.Names[*m.DroppedBy], words.DateTime(ctx, *m.DroppedAt)), Note: m.DroppedReason})
	}
	return facts
}

// hiddenPair carries two records in a form.
func hiddenPair(one, two uint64) []parts.Hidden {
	return []parts.Hidden{{Name: "resident", Value: idText(one)}, {Name: "other", Value: idText(two)}}
}

// several fills a choice of several with what was sent, or with what is proposed.
func (r request) several(name string, proposed []string) func(*parts.Field) {
	return func(f *parts.Field) {
		f.Value, f.Values = "", proposed
		if r.state.Values != nil {
			f.Values = r.state.Values[name]
		}
	}
}

func foundItems(call *web.Call, l *intake.MergeLook) []parts.Event {
	var out []parts.Event
	for _, a := range l.Found {
		out = append(out, parts.Event{Title: a.Name, Note: whoLine(call, a), Href: comparePath(l.Kept.Person.ID, a.ID), Face: faceSmall(a)})
	}
	return out
}

func alikeItems(call *web.Call, l *intake.MergeLook) []parts.Event {
	var out []parts.Event
	for _, d := range l.Alike {
		a := d.One
		if a.ID == l.Kept.Person.ID {
			a = d.Two
		}
		out = append(out, parts.Event{Title: a.Name, Note: dotted(whyWords(call, d.Why), whoLine(call, a)), Href: comparePath(l.Kept.Person.ID, a.ID), Face: faceSmall(a)})
	}
	return out
}

func refuseWords(call *web.Call, err error) string { return words.Fault(call.Context(), fault.Of(err)) }

// sinceOf proposes where what was written since goes: with the stay that goes on now.
func sinceOf(u *intake.UnmergeLook) string {
	if u.Goes {
		return string(intake.SinceGoes)
	}
	return string(intake.SinceStays)
}

func sinceOptions(call *web.Call, u *intake.UnmergeLook) []parts.Option {
	return []parts.Option{{Value: string(intake.SinceStays), Text: call.T("intake.unmerge.since.stays", words.A{"number": u.Kept.Person.Number})},
		{Value: string(intake.SinceGoes), Text: call.T("intake.unmerge.since.goes", words.A{"number": u.Gone.Number})}}
}
