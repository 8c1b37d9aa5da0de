package intake

import (
	"fmt"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// faceOf is a person's picture, or the first letter.
func faceOf(name string, photo *uint64, id uint64, size parts.FaceSize) parts.Face {
	f := parts.Face{Name: name, Size: size}
	if photo != nil {
		f.Photo = fmt.Sprintf("/residents/%d/photo?v=%d", id, *photo)
	}
	return f
}

// headOf is the head of a page about a person.
func headOf(call *web.Call, p residents.Person, more ...string) parts.Who {
	ctx := call.Context()
	line := append([]string{p.Number, words.Sex(ctx, p.Sex), words.Birth(ctx, p.Birth)}, more...)
	return parts.Who{Name: p.Name, Face: faceOf(p.Name, p.PhotoFileID, p.ID, parts.Large), Line: strings.Join(line, " · ")}
}

// lies says where somebody is: ward, room, bed.
func lies(call *web.Call, w *presence.Whereabouts) string {
	if w == nil || w.BedID == 0 {
		return ""
	}
	return strings.Join([]string{w.WardName, call.T("presence.room", words.A{"name": w.RoomName}), w.BedName}, " · ")
}

// on is the day of a moment, with its time.
func on(call *web.Call, at time.Time) string { return words.DateTime(call.Context(), at) }

func departureCrumbs(call *web.Call, name string) []web.Crumb {
	list := web.Crumb{Name: call.T("intake.departures.title"), Path: "/intake/departures"}
	if !call.May(presence.Release) {
		list.Path = "" // a nurse writes a death at night and does not open the list
	}
	crumbs := []web.Crumb{list}
	if name != "" {
		crumbs = append(crumbs, web.Crumb{Name: name})
	}
	return crumbs
}

func showDepartures(call *web.Call, d departuresData) web.Leaf {
	return web.Leaf{Title: call.T("intake.departures.title"), Under: call.T("intake.departures.under"), Body: departuresPage(call, d), Active: "/intake/departures", Wide: true, Sheet: "/intake/departures.xlsx"}
}

func showStart(call *web.Call, d leaverData) web.Leaf {
	return web.Leaf{Title: call.T("intake.departure.start"), Body: startPage(call, d), Crumbs: departureCrumbs(call, ""), Active: "/intake/departures"}
}

func showDeathForm(call *web.Call, d leaverData) web.Leaf {
	return web.Leaf{Title: call.T("intake.death.title"), Body: deathPage(call, d), Crumbs: departureCrumbs(call, ""), Active: "/intake/departures"}
}

func showDeparture(call *web.Call, f *intake.DepartureFile) web.Leaf {
	title := call.T("intake.departure.title")
	if f.Death != nil {
		title = call.T("intake.death.file")
	}
	return web.Leaf{Title: title, Under: f.Person.Name, Body: departurePage(call, f), Crumbs: departureCrumbs(call, f.Person.Name), Active: "/intake/departures", Wide: true}
}

// head is the person with the state of each of the three moments.
func departureHead(call *web.Call, f *intake.DepartureFile) parts.Who {
	w := headOf(call, f.Person)
	chip := func(done bool, key string, tone parts.Tone) {
		if !done {
			key, tone = key+"_not", parts.Due
		}
		w.Chips = append(w.Chips, parts.Chip{Tone: tone, Text: call.T("intake.departure.is." + key)})
	}
	if f.Voided() {
		w.Chips = parts.Chips{{Text: call.T("intake.departure.is.cancelled")}}
		return w
	}
	chip(f.Decided(), "decided", parts.Done)
	if f.Death != nil {
		w.Chips = append(w.Chips, parts.Chip{Text: call.T("intake.departure.is.died")})
	} else {
		chip(f.Left() != nil, "left", parts.Done)
	}
	chip(f.Closed(), "closed", parts.Done)
	return w
}

// departureFacts are the facts of the request.
func departureFacts(call *web.Call, f *intake.DepartureFile) parts.Facts {
	facts := parts.Facts{{Name: call.T("intake.ask.reason"), Value: call.T("presence.reason." + string(f.Reason))}}
	add := func(name, text string) {
		if text != "" {
			facts = append(facts, parts.Fact{Name: call.T("intake.ask." + name), Value: text})
		}
	}
	add("note", f.Note)
	add("asked_on", dayText(f.AskedOn))
	add("asked_by", f.AskedBy)
	if f.Destination != intake.ToNobody {
		add("destination", call.T("intake.destination."+string(f.Destination)))
	}
	add("address", f.Address)
	add("receiver", f.Receiver)
	if f.ReceiverPhone != "" {
		facts = append(facts, parts.Fact{Name: call.T("intake.ask.receiver_phone"), Value: f.ReceiverPhone.Local(), Href: "tel:" + string(f.ReceiverPhone)})
	}
	add("commune", f.Commune)
	if f.Stay != nil {
		facts = append(facts, parts.Fact{Name: call.T("intake.departure.stay_since"), Value: words.Day(call.Context(), value.DayOf(f.Stay.Since(), words.Zone(call.Context()))),
			Note: string(f.Stay.Category)})
	}
	return facts
}

// decisionFacts are those of the first moment.
func decisionFacts(call *web.Call, f *intake.DepartureFile) parts.Facts {
	number := parts.Fact{Name: call.T("intake.ask.number"), Value: f.DecisionNumber}
	if f.DecisionNumber == "" {
		number.Value = call.T("intake.departure.no_number")
	}
	facts := parts.Facts{{Name: call.T("intake.ask.decided_on"), Value: dayText(f.DecidedOn), Note: written(call, *f.DecidedRecordedAt)}, number}
	if f.DecidedBy != "" {
		facts = append(facts, parts.Fact{Name: call.T("intake.ask.decided_by"), Value: f.DecidedBy})
	}
	return facts
}

// leftFacts are those of the second moment, which the ledger keeps.
func leftFacts(call *web.Call, f *intake.DepartureFile) parts.Facts {
	return parts.Facts{{Name: call.T("intake.ask.at"), Value: on(call, *f.Left()), Note: written(call, *f.Stay.EndedRecordedAt)}}
}

func written(call *web.Call, at time.Time) string {
	return call.T("intake.departure.written", words.A{"at": on(call, at)})
}

// errandTitle says what is to be done.
func errandTitle(call *web.Call, kind intake.ErrandKind, months int) string {
	return call.T("intake.errand."+string(kind), words.A{"months": months})
}

// errandEvent is one line of what is due, or was done.
func errandEvent(call *web.Call, e intake.Errand, today value.Day) parts.Event {
	ev := parts.Event{Title: errandTitle(call, e.Kind, e.Months), When: dayText(e.DueOn)}
	switch {
	case e.Needless:
		ev.Note = call.T("intake.errand.needless", words.A{"note": e.DoneNote})
	case e.Settled:
		ev.Tone, ev.Note = parts.Done, strings.Trim(call.T("intake.errand.done", words.A{"day": e.DoneOn})+" · "+e.DoneNote, " ·")
	case e.Overdue(today):
		ev.Tone, ev.Note = parts.Danger, call.T("intake.errand.overdue", words.A{"days": today.Sub(e.DueOn)})
	case e.DueOn.IsZero():
		ev.Tone, ev.When = parts.Due, call.T("intake.errand.no_day")
	case !e.DueOn.After(today.AddDays(7)):
		ev.Tone = parts.Due
	}
	return ev
}

// dueEvents is what is due for all, with whose it is.
func dueEvents(call *web.Call, list []intake.ErrandLine, today value.Day) parts.Events {
	ev := parts.Events{None: call.T("intake.errand.none")}
	for _, e := range list {
		face := faceOf(e.Name, e.PhotoFileID, e.ResidentID, "")
		item := parts.Event{Title: errandTitle(call, e.Kind, e.Months), Note: e.Name + " · " + e.Number, When: dayText(e.DueOn), Face: &face, Href: errandPath(&e.DepartureID, &e.AbsenceID)}
		switch {
		case e.Overdue(today):
			item.Tone = parts.Danger
			item.Chips = []parts.Chip{{Tone: parts.Danger, Text: call.T("intake.errand.overdue", words.A{"days": today.Sub(e.DueOn)})}}
		case e.DueOn.IsZero():
			item.When, item.Tone = call.T("intake.errand.no_day"), parts.Due
		case !e.DueOn.After(today.AddDays(7)):
			item.Tone = parts.Due
		}
		ev.Items = append(ev.Items, item)
	}
	return ev
}

// story is what happened, oldest first; what was taken back says why.
func story(call *web.Call, f *intake.DepartureFile) parts.Events {
	ev := parts.Events{Title: call.T("intake.departure.story")}
	for _, s := range f.Story {
		item := parts.Event{When: on(call, s.RecordedAt), Title: call.T("intake.step." + string(s.Step))}
		var note []string
		switch {
		case s.HappenedAt != nil:
			note = append(note, on(call, *s.HappenedAt))
		case !s.HappenedOn.IsZero():
			note = append(note, dayText(s.HappenedOn))
		}
		for _, text := range []string{s.Number, s.Note} {
			if text != "" {
				note = append(note, text)
			}
		}
		item.Note = strings.Join(note, " · ")
		switch s.Step {
		case intake.StepDecided, intake.StepLeft, intake.StepClosed:
			item.Tone = parts.Done
		case intake.StepUndecided, intake.StepReturned, intake.StepReopened, intake.StepCancelled:
			item.Tone = parts.Due
		}
		ev.Items = append(ev.Items, item)
	}
	return ev
}

// formerStays are the other whiles in which the person was in care.
func formerStays(call *web.Call, list []presence.Stay) parts.Events {
	ev := parts.Events{Title: call.T("intake.departure.other_stays"), None: call.T("intake.departure.no_other_stays")}
	for _, s := range list {
		day := func(t time.Time) string { return words.Day(call.Context(), value.DayOf(t, words.Zone(call.Context()))) }
		item := parts.Event{Title: call.T("intake.departure.stay", words.A{"category": string(s.Category)}), When: day(s.AdmittedAt)}
		if s.LeftAt != nil {
			item.Note = call.T("intake.departure.until", words.A{"day": day(*s.LeftAt), "reason": call.T("presence.reason." + string(s.EndReason))})
		}
		ev.Items = append(ev.Items, item)
	}
	return ev
}

// deathFacts are what was seen and told.
func deathFacts(call *web.Call, d *intake.Death) parts.Facts {
	facts := parts.Facts{{Name: call.T("intake.death.at"), Value: on(call, d.DiedAt), Note: written(call, d.RecordedAt)},
		{Name: call.T("intake.ask.place_kind"), Value: call.T("intake.death.place." + string(d.PlaceKind)), Note: d.Place},
		{Name: call.T("intake.ask.cause"), Value: d.Cause}}
	if d.Unclear {
		facts[2].Note = call.T("intake.death.unclear")
	}
	facts = append(facts, parts.Fact{Name: call.T("intake.ask.found_by"), Value: d.FoundBy}, parts.Fact{Name: call.T("intake.ask.witnesses"), Value: d.Witnesses},
		parts.Fact{Name: call.T("intake.ask.belongings"), Value: strings.ReplaceAll(d.Belongings, "\n", "; ")})
	if !d.BuriedOn.IsZero() {
		facts = append(facts, parts.Fact{Name: call.T("intake.death.burial"), Value: call.T("intake.burial."+string(d.BurialKind)) + " · " + dayText(d.BuriedOn),
			Note: strings.Trim(d.BurialPlace+" · "+d.BuriedBy, " ·")})
	}
	return facts
}

// departuresList is the list of those who leave or have left.
func departuresList(call *web.Call, d departuresData) parts.List {
	l := parts.List{Caption: call.T("intake.departures.title"), Columns: []parts.Column{{Title: call.T("intake.departures.person"), Main: true}, {Title: call.T("intake.ask.reason"), Plain: true},
		{Title: call.T("intake.step.decided")}, {Title: call.T("intake.step.left")}, {Title: call.T("intake.step.closed")}},
		Empty: parts.Empty{Icon: "logout", Title: call.T("intake.departures.none"), Text: call.T("intake.departures.none_text")}}
	for _, r := range d.Rows {
		face := faceOf(r.Name, r.PhotoFileID, r.ResidentID, "")
		row := parts.Row{Href: departurePath(r.ID), Cells: []parts.Cell{{Text: r.Name, Note: r.Number, Face: &face, Href: departurePath(r.ID)},
			{Text: call.T("presence.reason." + string(r.Reason))}, {Text: dayText(r.DecidedOn), Note: r.DecisionNumber}, {}, {Text: dayText(r.ClosedOn)}}}
		if r.LeftAt != nil {
			row.Cells[3].Text = on(call, *r.LeftAt)
		}
		if row.Cells[2].Text == "" {
			row.Cells[2].Chips = parts.Chips{{Tone: parts.Due, Text: call.T("intake.departure.is.decided_not")}}
		}
		if r.LeftAt == nil {
			row.Cells[3].Chips = parts.Chips{{Text: call.T("intake.departure.is.left_not")}}
		}
		l.Rows = append(l.Rows, row)
	}
	if d.Next != "" {
		l.Next = call.With("after", d.Next)
	}
	return l
}

// departureTabs choose between what is under way and what is closed.
func departureTabs(call *web.Call, d departuresData) parts.Tabs {
	t := parts.Tabs{Label: call.T("intake.departures.which")}
	for _, s := range []intake.DepartureState{intake.DepartureOpen, intake.DepartureClosed} {
		t.Links = append(t.Links, parts.Link{Text: call.T("intake.departures." + string(s)), Href: "/intake/departures?state=" + string(s),
			Current: d.In.State == s || d.In.State == "" && s == intake.DepartureOpen})
	}
	return t
}
