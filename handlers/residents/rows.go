package residents

import (
	"fmt"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/presence"
	"maiam/models/privacy"
	"maiam/models/residents"
	"maiam/models/value"
)

// refusedRow is why the end of a row was refused, which has no form of its own to say it in.
func refusedRow(call *web.Call) string {
	f := call.Refused()
	if f == nil || f.Fault == nil {
		return ""
	}
	switch f.Action {
	case endNeed.Name, endFlag.Name, endKin.Name, endName.Name:
		if len(f.Fault.Fields) > 0 {
			return words.Field(call.Context(), "residents", f.Fault.Fields[0])
		}
		return f.Sentence(call.Context())
	}
	return ""
}

// further is what is done to a person now and then.
func (d fileData) further(call *web.Call) []parts.Link {
	links := []parts.Link{{Text: call.T("residents.do.history"), Icon: "history", Href: d.goTo("history")}, {Text: call.T("residents.do.changes"), Icon: "notes", Href: d.path("changes")}}
	if d.Person.ErasedAt != nil {
		return links
	}
	if d.inCare() && call.May("care.view") {
		links = append(links, parts.Link{Text: call.T("residents.do.vitals"), Icon: "chart-bar", Href: d.path("vitals")})
	}
	if d.inCare() && call.May("care.record") {
		links = append(links, parts.Link{Text: call.T("residents.do.watch"), Icon: "eye", Href: fmt.Sprintf("/care/watches/new?resident_id=%d", d.Person.ID)},
			parts.Link{Text: call.T("residents.do.task"), Icon: "clock", Href: fmt.Sprintf("/care/tasks/new?resident_id=%d", d.Person.ID)})
	}
	if d.inCare() && call.May("care.visits") {
		links = append(links, parts.Link{Text: call.T("residents.do.visits"), Icon: "door-enter", Href: fmt.Sprintf("/care/visits?resident_id=%d", d.Person.ID)})
	}
	if d.inCare() && call.May("care.report") {
		links = append(links, parts.Link{Text: call.T("residents.do.incident"), Icon: "alert-triangle", Href: fmt.Sprintf("/care/incidents/new?resident_id=%d", d.Person.ID)})
	}
	if !d.never() && call.May("register.issue") {
		links = append(links, parts.Link{Text: call.T("residents.do.writs"), Icon: "file-text", Href: fmt.Sprintf("/register/of/%d", d.Person.ID)})
	}
	if call.May(privacy.View) {
		links = append(links, parts.Link{Text: call.T("privacy.person.title"), Icon: "shield-lock", Href: fmt.Sprintf("/privacy/of/%d", d.Person.ID)})
	}
	if !d.inCare() && call.May("intake.edit") {
		links = append(links, parts.Link{Text: call.T("residents.do.petition"), Icon: "clipboard-list", Href: d.process("petitions")})
	}
	if !d.never() && call.May(presence.Release) {
		links = append(links, parts.Link{Text: call.T("residents.do.discharge"), Icon: "logout", Href: d.process("departures")})
	}
	if d.inCare() && call.May("intake.view") {
		links = append(links, parts.Link{Text: call.T("residents.do.intake_file"), Icon: "folder", Href: fmt.Sprintf("/intake/files/%d", d.Where.StayID)})
	}
	if d.inCare() && d.MayEdit && d.Person.Sex == value.Female && call.May(presence.Receive) {
		links = append(links, parts.Link{Text: call.T("residents.birth.title"), Icon: "heart", Href: d.path("birth")})
	}
	if d.inCare() && call.May(presence.Witness) {
		links = append(links, parts.Link{Text: call.T("residents.do.death"), Icon: "notes", Href: d.process("deaths")})
	}
	if d.inCare() && call.May("intake.transfer") {
		links = append(links, parts.Link{Text: call.T("residents.do.transfer"), Icon: "transfer", Href: d.process("transfers")})
	}
	if call.May(residents.ConfidePermission) { // the same for whoever may write one, whether or not there is any
		links = append(links, parts.Link{Text: call.T("residents.secret.new"), Icon: "lock", Href: fmt.Sprintf("%s/new?resident=%d", secretsPath, d.Person.ID)})
	}
	if call.May("residents.merge") {
		links = append(links, parts.Link{Text: call.T("residents.do.merge"), Icon: "users", Href: d.path("merge")})
	}
	return append(links, parts.PrintLink(call.Context(), call.OnPaper()))
}

// process is the page on which a process about the person begins.
func (d fileData) process(noun string) string {
	return fmt.Sprintf("/intake/%s/new?resident_id=%d", noun, d.Person.ID)
}

func changesLink(call *web.Call, d fileData) *parts.Link {
	if d.Person.Version == 0 {
		return nil
	}
	return &parts.Link{Text: call.T("residents.do.changes"), Href: d.path("changes")}
}

// needOptions are the named needs, gathered by kind, each kind ending with one told in words.
func needOptions(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, kind := range residents.NeedKinds {
		group := call.T("residents.needs." + string(kind))
		for _, code := range residents.NeedCodes[kind] {
			out = append(out, parts.Option{Value: string(kind) + "." + code, Text: call.T("residents.need." + string(kind) + "." + code), Group: group})
		}
		out = append(out, parts.Option{Value: string(kind) + ".", Text: group + ": " + call.T("residents.other_in_words"), Group: group})
	}
	return out
}

// watchItems are the risks and then the needs, each with the way to end it.
func (d fileData) watchItems(call *web.Call) []parts.Event {
	var items []parts.Event
	for _, f := range d.flags() {
		c := flagChip(call, f)
		e := parts.Event{Title: c.Text, Tone: c.Tone, Note: joined(f.Note, call.T("residents.from_day", words.A{"day": f.FromDay}))}
		if d.MayEdit {
			e.Side = endButton(call, endFlag.Name, d.row("flags", f.ID, "end"), call.T("residents.end"))
		}
		items = append(items, e)
	}
	for _, n := range d.needs() {
		c := needChip(call, n)
		note := call.T("residents.from_day", words.A{"day": n.FromDay})
		if n.Severity != "" {
			note = joined(call.T("residents.severity."+n.Severity), note)
		}
		e := parts.Event{Title: c.Text, Tone: c.Tone, Note: joined(call.T("residents.needs."+string(n.Kind)), note)}
		if d.MayEdit {
			e.Side = endButton(call, endNeed.Name, d.row("needs", n.ID, "end"), call.T("residents.end"))
		}
		items = append(items, e)
	}
	return items
}

func joined(texts ...string) string {
	var kept []string
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, " · ")
}

func paperItems(call *web.Call, d fileData) []parts.Event {
	var items []parts.Event
	for _, p := range d.Papers {
		e := parts.Event{Title: call.T("residents.paper." + string(p.Kind)), Note: paperLine(call, p), Href: d.path("papers", fmt.Sprint(p.ID)), Chips: paperChips(call, p, d.Today)}
		items = append(items, e)
	}
	return items
}

// alikeItems are the people alike, with the stays they had.
func alikeItems(call *web.Call, alike *residents.Alikes, known map[uint64]presence.Known) []parts.Event {
	var items []parts.Event
	for _, a := range alike.Within {
		f := parts.Face{Name: a.Name, Photo: photoPath(a.ID, a.PhotoFileID)}
		e := parts.Event{Title: a.Name, Href: pathOf(a.ID), Note: joined(append([]string{alikeLine(call, a)}, stayLines(call, known[a.ID])...)...), Chips: alikeChips(call, a), Face: &f}
		items = append(items, e)
	}
	return items
}

// consents says in a few words how it stands with the person's say about the own data.
func (d fileData) consents(call *web.Call) string {
	text := call.T("residents.consents.asked")
	if d.Mark.Unasked > 0 {
		text = words.N(call.Context(), "residents.consents.unasked", d.Mark.Unasked)
	}
	if d.Mark.Requests > 0 {
		text = joined(text, words.N(call.Context(), "residents.consents.requests", d.Mark.Requests))
	}
	return text
}
