package care

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// The actions around incidents.
var (
	recordIncident  = web.Action[care.IncidentInput, *care.Incident]{Name: "care.record_incident", Do: care.RecordIncident}
	correctIncident = web.Action[care.IncidentCorrection, *care.Incident]{Name: "care.correct_incident", Do: care.CorrectIncident}
	knowIncident    = web.Action[care.KnowInput, *care.Known]{Name: "care.know_incident", Do: care.KnowIncident}
	addAct          = web.Action[care.ActInput, *care.IncidentAct]{Name: "care.add_act", Do: care.AddAct}
	finishAct       = web.Action[care.ActDoneInput, *care.IncidentAct]{Name: "care.finish_act", Do: care.FinishAct}
)

// openIncidents opens the doors around incidents.
func openIncidents(d *web.Desk) {
	web.Page(d, "/care/incidents", "care.incidents", readIncidents, showIncidents)
	sheet.Door(d, "/care/incidents.xlsx", "care.incidents", readAllIncidents, incidentsTable)
	web.Page(d, "/care/incidents/new", "care.new_incident", readNewIncident, showNewIncident)
	web.Page(d, "/care/incidents/:incident", "care.incident", readIncident, showIncident)
	web.Page(d, "/care/incidents/:incident/correct", "care.incident_correction", readCorrection, showCorrection)
	web.Form(d, "/care/incidents/new", recordIncident, "/care/incidents/new", incidentRecorded)
	web.Form(d, "/care/incidents/:incident/correct", correctIncident, "/care/incidents/:incident/correct", incidentCorrected)
	web.Form(d, "/care/incidents/:incident/known", knowIncident, "/care/incidents/:incident", incidentKnown)
	web.Form(d, "/care/incidents/:incident/acts", addAct, "/care/incidents/:incident", actAdded)
	web.Form(d, "/care/incidents/:incident/acts/:act", finishAct, "/care/incidents/:incident", actFinished)

	api := func(id, path, summary string) web.Op {
		return web.Op{ID: id, Method: "POST", Path: "/api/v1/care/" + path, Summary: summary, Status: 201}
	}
	web.Get(d, web.Op{ID: "listIncidents", Path: "/api/v1/care/incidents", Summary: "The incidents that the reader may know of, the newest first"}, "care.incidents", readIncidents, incidentsWire)
	web.Get(d, web.Op{ID: "getIncident", Path: "/api/v1/care/incidents/:incident", Summary: "An incident with its earlier versions, what is to be done, and who knows of it"}, "care.incident", readIncident, incidentFileWire)
	report := api("recordIncident", "incidents", "Report what happened; a prohibited act is a suspicion that few may read")
	report.Offline, report.Mute = true, true
	web.API(d, report, recordIncident, incidentWire)
	web.API(d, api("correctIncident", "incidents/:incident/corrections", "Write an incident anew as it really was, with the reason; the old one stays readable"), correctIncident, incidentWire)
	web.API(d, api("acknowledgeIncident", "incidents/:incident/known", "Say that one knows of an incident"), knowIncident, knownWire)
	web.API(d, api("addIncidentAct", "incidents/:incident/acts", "Add something that is still to be done about an incident"), addAct, actWire)
	web.API(d, api("finishIncidentAct", "incident-acts/:act/done", "Note that something about an incident was done"), finishAct, actWire)
}

func incidentPath(root uint64) string { return fmt.Sprintf("/care/incidents/%d", root) }

// incidentsData is a list of incidents with the filter that was asked for.
type incidentsData struct {
	In    care.IncidentsInput
	List  []care.IncidentIn
	Wards []wards.WardIn
	Now   time.Time
}

func readIncidents(tx *db.Tx, in care.IncidentsInput) (d incidentsData, err error) {
	if in.To.IsZero() {
		in.To = tx.Today()
	}
	if in.From.IsZero() {
		in.From = in.To.AddDays(-29)
	}
	d.In, d.Now = in, tx.Now
	if d.List, err = care.IncidentList(tx, in); err != nil {
		return d, err
	}
	d.Wards, err = wards.Mine(tx, care.Report)
	return d, err
}

func showIncidents(call *web.Call, d incidentsData) web.Leaf {
	return web.Leaf{Title: call.T("care.incident.title"), Under: words.N(call.Context(), "care.incident.count", len(d.List)), Active: "/care/incidents", Body: incidentsPage(call, d), Sheet: "/care/incidents.xlsx"}
}

// severityTone colours how grave an incident is.
func severityTone(s care.Severity) parts.Tone {
	switch s {
	case "grave":
		return parts.Danger
	case "serious":
		return parts.Due
	}
	return parts.Plain
}

func severityChip(call *web.Call, s care.Severity) parts.Chip {
	c := parts.Chip{Tone: severityTone(s), Text: call.T("care.severity." + string(s))}
	if s != "minor" {
		c.Icon = "alert-triangle"
	}
	return c
}

// incidentChips say how grave, how secret and how far an incident is.
func incidentChips(call *web.Call, i care.IncidentIn) []parts.Chip {
	ctx := call.Context()
	out := []parts.Chip{severityChip(call, i.Severity)}
	if i.Restricted {
		out = append(out, parts.Chip{Tone: parts.Danger, Icon: "shield-lock", Text: call.T("care.incident.restricted")})
	}
	if late := i.Late(); late > 0 {
		out = append(out, parts.Chip{Tone: parts.Due, Icon: "clock", Text: call.T("care.sheet.late", words.A{"for": words.Duration(ctx, late)})})
	}
	if i.Withdrawn {
		out = append(out, parts.Chip{Text: call.T("care.incident.withdrawn")})
	} else if i.ReplacesID != nil {
		out = append(out, parts.Chip{Text: call.T("care.sheet.mended")})
	}
	if i.Pending > 0 {
		out = append(out, parts.Chip{Tone: parts.Due, Icon: "hourglass", Text: words.N(ctx, "care.incident.pending", i.Pending)})
	}
	return out
}

// named are the residents who were involved, in one line.
func named(i care.IncidentIn) string {
	var out []string
	for _, n := range i.Named {
		out = append(out, n.Name)
	}
	if i.People != "" {
		out = append(out, i.People)
	}
	return strings.Join(out, ", ")
}

func (d incidentsData) list(call *web.Call) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("care.incident.title"), Empty: parts.Empty{Icon: "clipboard-check", Title: call.T("care.incident.empty"), Text: call.T("care.incident.empty_text")},
		Columns: []parts.Column{{Title: call.T("care.field.at_event")}, {Title: call.T("care.field.kind"), Main: true}, {Title: call.T("care.field.residents_in")}, {Title: call.T("care.field.ward_id")}, {Title: call.T("care.walked.state"), Plain: true}}}
	for _, i := range d.List {
		href := incidentPath(i.RootID)
		row := parts.Row{Href: href, Tone: severityTone(i.Severity), Cells: []parts.Cell{{Text: words.At(ctx, i.At, d.Now)}, {Text: call.T("care.incident.kind." + string(i.Kind)), Href: href},
			{Text: named(i)}, {Text: i.WardName, Note: i.Place}, {Chips: incidentChips(call, i)}}}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// newIncident is what the form of an incident needs: where, who lives there and who works there.
type newIncident struct {
	Asked      ofPerson
	Wards      []wards.WardIn
	Tiles      []presence.Tile
	Colleagues []care.Colleague
	Old        *care.IncidentFile // when one is corrected
	Kept       bool               // a blank form that a phone keeps for the time without a network
}

// incidentAsked says where or about whom an incident is reported.
type incidentAsked struct {
	ofPerson
	Kept bool `form:"kept"`
}

func readNewIncident(tx *db.Tx, asked incidentAsked) (d newIncident, err error) {
	in := asked.ofPerson
	d.Kept = asked.Kept
	if d.Wards, err = wards.Mine(tx, care.Report); err != nil {
		return d, err
	}
	if in.ResidentID != 0 && tx.Actor.Has("residents.view") {
		lies, err := presence.Reaches(tx, care.Report, in.ResidentID)
		if err != nil {
			return d, err
		}
		if lies != nil {
			in.WardID = lies.WardID
		}
	}
	if in.WardID == 0 && len(d.Wards) == 1 {
		in.WardID = d.Wards[0].ID
	}
	d.Asked = in
	return d, d.readWard(tx)
}

// readWard reads who lives in the chosen ward and who works in its campus.
func (d *newIncident) readWard(tx *db.Tx) (err error) {
	ward := d.ward()
	if ward == nil {
		return nil
	}
	if tx.Actor.Has("residents.view") && tx.Actor.Has(presence.View) {
		if d.Tiles, err = presence.WardBoard(tx, ward.ID, time.Time{}); err != nil {
			return err
		}
	}
	d.Colleagues, err = care.Colleagues(tx, *ward)
	return err
}

func (d newIncident) ward() *wards.WardIn {
	for i := range d.Wards {
		if d.Wards[i].ID == d.Asked.WardID {
			return &d.Wards[i]
		}
	}
	return nil
}

func showNewIncident(call *web.Call, d newIncident) web.Leaf {
	leaf := web.Leaf{Title: call.T("care.incident.new"), Active: "/care/incidents", Body: newIncidentPage(call, d), Crumbs: []web.Crumb{{Name: call.T("care.incident.title"), Path: "/care/incidents"}}}
	if w := d.ward(); w != nil {
		leaf.Under = w.Name
	}
	return leaf
}

func kindOptions(call *web.Call, kinds []care.IncidentKind) (out []parts.Option) {
	for _, k := range kinds {
		out = append(out, parts.Option{Value: string(k), Text: call.T("care.incident.kind." + string(k))})
	}
	return out
}

func severityOptions(call *web.Call) (out []parts.Option) {
	for _, s := range care.Severities {
		out = append(out, parts.Option{Value: string(s), Text: call.T("care.severity." + string(s)), Hint: call.T("care.severity." + string(s) + "_hint")})
	}
	return out
}

// incidentForm draws the questions of an incident, new or corrected.
type incidentForm struct {
	newIncident
	call   *web.Call
	action string
}

// known is what stands in a field: of the incident that is corrected, or what is proposed.
func (f incidentForm) known(of func(care.IncidentIn) string, proposed string) string {
	if f.Old != nil {
		return of(f.Old.IncidentIn)
	}
	return proposed
}

func (f incidentForm) ask(name string, of func(care.IncidentIn) string, proposed string) parts.Field {
	return asked(f.call, f.action, name, f.known(of, proposed))
}

func (f incidentForm) kind() string {
	return f.call.Form(f.action).Value("kind", f.known(func(i care.IncidentIn) string { return string(i.Kind) }, ""))
}

// suspects tells that the form speaks of a prohibited act.
func (f incidentForm) suspects() bool { return care.IncidentKind(f.kind()).Prohibited() }

// picked lists what of several was chosen.
func (f incidentForm) picked(name string, known []string) []string {
	if all := f.call.Form(f.action).All(); all != nil {
		return all[name]
	}
	return known
}

// residents are those of the ward to tick: who is chosen already, and the others.
func (f incidentForm) residents() (chosen, others parts.Field) {
	field := parts.Field{Name: "residents", Label: f.call.T("care.field.residents_in"), Error: f.call.Form(f.action).Wrong(f.call.Context(), "residents"), Wide: true}
	var known []string
	if f.Asked.ResidentID != 0 {
		known = append(known, fmt.Sprint(f.Asked.ResidentID))
	}
	if f.Old != nil {
		for _, n := range f.Old.Named {
			known = append(known, fmt.Sprint(n.ResidentID))
		}
	}
	field.Values = f.picked("residents", known)
	there := map[string]bool{}
	for _, t := range f.Tiles {
		if t.ResidentID != 0 {
			id := fmt.Sprint(t.ResidentID)
			there[id] = true
			field.Options = append(field.Options, parts.Option{Value: id, Text: t.RoomName + " · " + t.BedName + " · " + t.Name})
		}
	}
	if f.Old != nil { // who has moved since is still one of them
		for _, n := range f.Old.Named {
			if id := fmt.Sprint(n.ResidentID); !there[id] {
				field.Options = append(field.Options, parts.Option{Value: id, Text: n.Name})
			}
		}
	}
	chosen, others = field, field
	chosen.Options, others.Options = nil, nil
	others.ID, others.Label = "f-residents-others", f.call.T("care.incident.residents")
	for _, o := range field.Options {
		if slices.Contains(field.Values, o.Value) {
			chosen.Options = append(chosen.Options, o)
		} else {
			others.Options = append(others.Options, o)
		}
	}
	return chosen, others
}

func (f incidentForm) members() parts.Field {
	field := parts.Field{Name: "members", Label: f.call.T("care.field.members"), Hint: f.call.T("care.incident.members_hint"), Error: f.call.Form(f.action).Wrong(f.call.Context(), "members"), Wide: true}
	var known []string
	if f.Old != nil {
		for _, m := range f.Old.Members {
			known = append(known, fmt.Sprint(m.ID))
		}
	}
	field.Values = f.picked("members", known)
	for _, c := range f.Colleagues {
		if c.ID != f.call.Actor.ID || slices.Contains(field.Values, fmt.Sprint(c.ID)) {
			field.Options = append(field.Options, parts.Option{Value: fmt.Sprint(c.ID), Text: c.Name, Hint: c.Position})
		}
	}
	return field
}

// frame is the form with what travels unseen.
func (f incidentForm) frame() parts.Form {
	if f.Old != nil {
		return formOf(f.call, f.action, incidentPath(f.Old.RootID)+"/correct", parts.Hidden{Name: "replaces_id", Value: fmt.Sprint(f.Old.ID)}, parts.Hidden{Name: "ward_id", Value: fmt.Sprint(f.Old.WardID)})
	}
	hidden := []parts.Hidden{{Name: "ward_id", Value: fmt.Sprint(f.Asked.WardID)}, nextField(f.call)}
	if f.Asked.ResidentID != 0 {
		hidden = append(hidden, parts.Hidden{Name: "resident_id", Value: fmt.Sprint(f.Asked.ResidentID)})
	}
	return keepable(formOf(f.call, f.action, "/care/incidents/new", hidden...), f.call, "/api/v1/care/incidents",
		"ward_id:n residents:ns members:ns kind! severity! at:t place others saw what! done next_act next_due:t")
}

// when asks when it happened: now, unless somebody types another time. A form that is kept for later
// proposes none.
func (f incidentForm) when() parts.Field {
	if f.Kept {
		return may(hinted(at(f.call, relabel(asked(f.call, f.action, "at", ""), f.call.T("care.field.at_event"))), f.call.T("care.at_hint")))
	}
	return must(at(f.call, relabel(f.ask("at", func(i care.IncidentIn) string { return typed(f.call, i.At) }, typed(f.call, f.call.Now())), f.call.T("care.field.at_event"))))
}

func incidentRecorded(call *web.Call, _ care.IncidentInput, out *care.Incident) string {
	call.Tell(web.Notice{Key: "care.told.incident", Tone: "done"})
	return incidentPath(out.RootID)
}

func incidentCorrected(call *web.Call, _ care.IncidentCorrection, out *care.Incident) string {
	call.Tell(web.Notice{Key: "care.told.amended", Tone: "done"})
	if !call.May(care.Incidents) && !call.May(care.Suspicions) && out.ReporterID != call.Actor.ID {
		return "/care/incidents"
	}
	return incidentPath(out.RootID)
}

func incidentKnown(call *web.Call, in care.KnowInput, _ *care.Known) string {
	call.Tell(web.Notice{Key: "care.told.known", Tone: "done"})
	return web.SafeNext(call.C.PostForm("next"), incidentPath(in.RootID))
}

func actAdded(call *web.Call, in care.ActInput, _ *care.IncidentAct) string {
	call.Tell(web.Notice{Key: "care.told.act_added", Tone: "done"})
	return incidentPath(in.RootID)
}

func actFinished(call *web.Call, _ care.ActDoneInput, out *care.IncidentAct) string {
	call.Tell(web.Notice{Key: "care.told.act_done", Tone: "done"})
	return incidentPath(out.RootID)
}

// ofIncident is the incident that an address names, by its first row.
type ofIncident struct {
	RootID uint64 `path:"incident" form:"-" json:"-"`
}

func readIncident(tx *db.Tx, in ofIncident) (*care.IncidentFile, error) {
	return care.OpenIncident(tx, in.RootID)
}

func showIncident(call *web.Call, f *care.IncidentFile) web.Leaf {
	return web.Leaf{Title: call.T("care.incident.kind." + string(f.Kind)), Under: strings.Join([]string{words.At(call.Context(), f.At, call.Now()), f.WardName, f.CampusName}, " · "), Active: "/care/incidents",
		Body: incidentPage(call, f), Crumbs: []web.Crumb{{Name: call.T("care.incident.title"), Path: "/care/incidents"}}}
}

func readCorrection(tx *db.Tx, in ofIncident) (d newIncident, err error) {
	if d.Old, err = care.OpenIncident(tx, in.RootID); err != nil {
		return d, err
	}
	if d.Wards, err = wards.Mine(tx, care.Report); err != nil {
		return d, err
	}
	d.Asked.WardID = d.Old.WardID
	return d, d.readWard(tx)
}

func showCorrection(call *web.Call, d newIncident) web.Leaf {
	return web.Leaf{Title: call.T("care.mark.title"), Under: call.T("care.incident.kind." + string(d.Old.Kind)), Active: "/care/incidents", Body: incidentQuestions(incidentForm{d, call, correctIncident.Name}),
		Crumbs: []web.Crumb{{Name: call.T("care.incident.title"), Path: "/care/incidents"}, {Name: call.T("care.incident.kind." + string(d.Old.Kind)), Path: incidentPath(d.Old.RootID)}}}
}

// incidentFacts are what is written of an incident.
func incidentFacts(call *web.Call, f *care.IncidentFile) parts.Facts {
	ctx := call.Context()
	var out parts.Facts
	add := func(key, text, note string) {
		if text != "" {
			out = append(out, parts.Fact{Name: call.T("care.field." + key), Value: text, Note: note})
		}
	}
	late := ""
	if d := f.Late(); d > 0 {
		late = call.T("care.sheet.late", words.A{"for": words.Duration(ctx, d)})
	}
	add("at_event", words.DateTime(ctx, f.At), "")
	add("reported", call.T("care.sheet.signed", words.A{"who": f.ReporterName, "time": words.DateTime(ctx, f.ReportedAt)}), late)
	add("place", f.Place, "")
	for _, n := range f.Named {
		out = append(out, parts.Fact{Name: call.T("care.field.residents_in"), Value: n.Name, Href: residentPath(n.ResidentID)})
	}
	for _, m := range f.Members {
		add("members", m.Name, m.Position)
	}
	add("others", f.People, "")
	add("saw", f.Saw, "")
	add("what", f.What, "")
	add("done", f.Done, "")
	return out
}

// knowClock says who knows, or how long nobody has.
func knowClock(call *web.Call, i care.IncidentIn) (parts.Tone, string) {
	ctx := call.Context()
	if i.KnownBy > 0 {
		return parts.Done, words.N(ctx, "care.incident.known_by", i.KnownBy)
	}
	waited := words.Duration(ctx, call.Now().Sub(i.ReportedAt))
	if i.KnowBy().Before(call.Now()) {
		return parts.Danger, call.T("care.incident.nobody_knows_late", words.A{"for": waited})
	}
	return parts.Due, call.T("care.incident.nobody_knows", words.A{"for": waited, "until": words.Clock(ctx, i.KnowBy())})
}

// earlier are the rows that a correction replaced.
func earlier(call *web.Call, f *care.IncidentFile) parts.Events {
	ctx := call.Context()
	e := parts.Events{Title: call.T("care.mark.history")}
	reason := f.Reason
	if f.ReplacesID != nil {
		e.Items = append(e.Items, parts.Event{When: words.At(ctx, f.RecordedAt, call.Now()), Title: call.T("care.incident.corrected"), Note: f.ByName + " · " + call.T("care.mark.reason", words.A{"reason": reason})})
	}
	for _, b := range f.Before {
		note := []string{call.T("care.severity." + string(b.Severity)), b.What, b.ByName}
		if b.Reason != "" {
			note = append(note, call.T("care.mark.reason", words.A{"reason": b.Reason}))
		}
		e.Items = append(e.Items, parts.Event{When: words.At(ctx, b.RecordedAt, call.Now()), Title: call.T("care.incident.kind." + string(b.Kind)), Note: strings.Join(note, " · "), Struck: true})
	}
	return e
}

func knows(call *web.Call, f *care.IncidentFile) parts.Events {
	ctx := call.Context()
	_, none := knowClock(call, f.IncidentIn)
	e := parts.Events{Title: call.T("care.incident.who_knows"), None: none}
	for _, k := range f.Knows {
		e.Items = append(e.Items, parts.Event{When: words.At(ctx, k.At, call.Now()), Tone: parts.Done, Title: k.Name, Note: call.T("care.incident.after", words.A{"for": words.Duration(ctx, k.At.Sub(f.ReportedAt))})})
	}
	return e
}

// actLine says by when something is to be done and who asked for it, or who did it.
func actLine(call *web.Call, a care.ActIn) string {
	ctx := call.Context()
	if a.DoneAt != nil {
		said := call.T("care.sheet.signed", words.A{"who": a.DoneName, "time": words.At(ctx, *a.DoneAt, call.Now())})
		if a.DoneNote != "" {
			said += " · " + a.DoneNote
		}
		return said
	}
	if a.DueAt != nil {
		return call.T("care.incident.act_by", words.A{"at": words.At(ctx, *a.DueAt, call.Now()), "who": a.ByName})
	}
	return a.ByName
}

func actChip(call *web.Call, a care.ActIn) parts.Chip {
	switch {
	case a.DoneAt != nil:
		return parts.Chip{Tone: parts.Done, Icon: "check", Text: call.T("care.incident.act_is_done")}
	case a.Overdue(call.Now()):
		return parts.Chip{Tone: parts.Danger, Icon: "alert-triangle", Text: call.T("care.incident.act_late")}
	}
	return parts.Chip{Tone: parts.Due, Icon: "hourglass", Text: call.T("care.incident.act_waits")}
}

// dayField writes a day as a field takes it.
func dayField(d value.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.Vietnamese()
}

// incidentRail is what stands beside an incident: who knows of it, and what was corrected.
func incidentRail(call *web.Call, f *care.IncidentFile) []parts.Events {
	out := []parts.Events{knows(call, f)}
	if len(f.Before) > 0 {
		out = append(out, earlier(call, f))
	}
	return out
}

// actNote asks how something was done; what was typed stands in it when the form of this act came back.
func actNote(call *web.Call, a care.ActIn) parts.Field {
	f := parts.Field{Name: "note", ID: fmt.Sprintf("note-%d", a.ID), Label: call.T("care.incident.act_note"), Optional: true, MaxLength: 300}
	if call.C.Param("act") == fmt.Sprint(a.ID) {
		f.Value, f.Error = call.Form(finishAct.Name).Value("note", ""), call.Form(finishAct.Name).Wrong(call.Context(), "note")
	}
	return f
}
