package intake

import (
	"fmt"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// The actions of requests to be received.
var (
	openPetition = web.Action[intake.PetitionInput, *intake.Petition]{Name: "intake.open_petition", Do: intake.OpenPetition}
	doStep       = web.Action[intake.StepInput, *intake.StepDone]{Name: "intake.do_step", Do: intake.DoStep}
	endPetition  = web.Action[intake.PetitionEnd, *intake.Petition]{Name: "intake.end_petition", Do: intake.EndPetition}
	undoStep     = web.Action[intake.StepUndo, *intake.Petition]{Name: "intake.undo_step", Do: intake.UndoStep}
)

// openPetitions opens the doors of requests to be received.
func openPetitions(d *web.Desk) {
	const one = "/intake/petitions/:petition"
	web.Page(d, "/intake/petitions", "intake.petitions", readPetitions, showPetitions)
	web.Page(d, "/intake/petitions/new", "intake.open_petition", readAsker, showAsker)
	web.Form(d, "/intake/petitions", openPetition, "/intake/petitions/new", func(call *web.Call, _ intake.PetitionInput, p *intake.Petition) string {
		call.Tell(web.Notice{Key: "intake.petition.told.open"})
		return petitionPath(p.ID)
	})
	web.Page(d, one, "intake.petition", intake.ReadPetition, showPetition)
	web.Form(d, one+"/steps", doStep, one, func(call *web.Call, in intake.StepInput, _ *intake.StepDone) string {
		call.Tell(web.Notice{Key: "intake.petition.told.step"})
		return petitionPath(in.ID)
	})
	web.Form(d, one+"/end", endPetition, one, petitionDone[intake.PetitionEnd]("ended"))
	web.Form(d, one+"/undo", undoStep, one, petitionDone[intake.StepUndo]("undone"))

	op := func(id, path, summary string) web.Op {
		return web.Op{ID: id, Method: "POST", Path: "/api/v1/intake/petitions" + path, Summary: summary, Status: 201}
	}
	web.Get(d, web.Op{ID: "listPetitions", Path: "/api/v1/intake/petitions", Summary: "Those who ask to be received, with the desk that each request lies on, newest first"}, "intake.petitions", readPetitions, petitionsOut)
	web.Get(d, web.Op{ID: "getPetition", Path: "/api/v1/intake/petitions/:petition", Summary: "A request to be received with its steps"}, "intake.petition", intake.ReadPetition, petitionFileOut)
	web.API(d, op("openPetition", "", "Somebody asks to be received on a planned ground"), openPetition, petitionOut)
	web.API(d, op("doPetitionStep", "/:petition/steps", "The step which is waited for was done, or is not needed; the clock of the next one begins"), doStep, deskOut)
	web.API(d, op("endPetition", "/:petition/end", "The head accepted or refused, or nobody asks any more"), endPetition, petitionOut)
	web.API(d, op("undoPetitionStep", "/:petition/undo", "Take back the newest entry of a request; it stays readable"), undoStep, petitionOut)
}

func petitionPath(id uint64) string { return fmt.Sprintf("/intake/petitions/%d", id) }

func petitionDone[In any](told string) func(*web.Call, In, *intake.Petition) string {
	return func(call *web.Call, _ In, p *intake.Petition) string {
		call.Tell(web.Notice{Key: "intake.petition.told." + told})
		return petitionPath(p.ID)
	}
}

// petitionsData is the list of those who ask.
type petitionsData struct {
	In       intake.PetitionsInput
	Rows     []intake.PetitionLine
	Next     string
	Campuses []wards.Campus
}

func readPetitions(tx *db.Tx, in intake.PetitionsInput) (d petitionsData, err error) {
	d.In = in
	if d.Rows, d.Next, err = intake.Petitions(tx, in); err != nil {
		return d, err
	}
	d.Campuses, err = wards.CampusesWithin(tx)
	return d, err
}

func dueCrumb(call *web.Call) []web.Crumb {
	return []web.Crumb{{Name: call.T("intake.due.title"), Path: "/intake/deadlines"}}
}

func showPetitions(call *web.Call, d petitionsData) web.Leaf {
	return web.Leaf{Title: call.T("intake.petitions.title"), Under: call.T("intake.petitions.under"), Body: petitionsPage(call, d), Active: "/intake/deadlines", Crumbs: dueCrumb(call), Wide: true}
}

func (d petitionsData) tabs(call *web.Call) parts.Tabs {
	return parts.Tabs{Label: call.T("intake.petitions.which"), Links: []parts.Link{{Text: call.T("intake.petitions.open"), Href: "/intake/petitions", Current: !d.In.Ended},
		{Text: call.T("intake.petitions.ended"), Href: "/intake/petitions?ended=true", Current: d.In.Ended}}}
}

func (d petitionsData) list(call *web.Call) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("intake.petitions.title"), Columns: []parts.Column{{Title: call.T("intake.due.person"), Main: true}, {Title: call.T("intake.field.category")},
		{Title: call.T("intake.petition.received_on")}, {Title: call.T("intake.petition.desk")}},
		Empty: parts.Empty{Icon: "folder", Title: call.T("intake.petitions.none"), Text: call.T("intake.petitions.none_text")}}
	for _, r := range d.Rows {
		face := faceOf(r.Name, r.PhotoFileID, r.ResidentID, "")
		campus := ""
		if len(d.Campuses) > 1 {
			campus = r.CampusName
		}
		cell := parts.Cell{}
		switch {
		case r.Waits != nil:
			cell.Text, cell.Chips = stepName(call, *r.Waits), []parts.Chip{leftChip(call, *r.Waits)}
		case r.Open() && r.StayID != 0:
			cell.Chips = []parts.Chip{{Tone: parts.Done, Icon: "check", Text: call.T("intake.petition.in_care")}}
		case !r.Open():
			cell.Chips = []parts.Chip{answerChip(call, r.Petition)}
			cell.Text = words.Day(ctx, r.EndedOn)
		}
		l.Rows = append(l.Rows, parts.Row{Href: petitionPath(r.ID), Cells: []parts.Cell{{Text: r.Name, Note: dotted(r.Number, campus), Face: &face, Href: petitionPath(r.ID)},
			{Text: string(r.Category)}, {Text: words.Day(ctx, r.ReceivedOn), Note: r.Sender}, cell}})
	}
	if d.Next != "" {
		l.Next = call.With("after", d.Next)
	}
	return l
}

func answerChip(call *web.Call, p intake.Petition) parts.Chip {
	c := parts.Chip{Text: call.T("intake.petition.is." + string(p.Outcome))}
	if p.Outcome == intake.Accepted {
		c.Tone, c.Icon = parts.Done, "check"
	}
	return c
}

// askerData is who asks to be received.
type askerData struct {
	Person     *residents.Person
	Stay       *presence.Stay
	Petition   *intake.Petition
	Categories []settings.Category
}

func readAsker(tx *db.Tx, in leaverQuery) (d askerData, err error) {
	if err := tx.May(intake.KeepFiles); err != nil {
		return d, err
	}
	if in.ResidentID == 0 {
		return d, nil
	}
	if d.Person, err = residents.FindPerson(tx, in.ResidentID); err != nil {
		return d, err
	}
	if d.Stay, err = presence.StayOf(tx, in.ResidentID); err != nil {
		return d, err
	}
	if d.Petition, err = intake.Asked(tx, in.ResidentID); err != nil {
		return d, err
	}
	d.Categories, err = settings.Categories(tx, tx.Today())
	return d, err
}

// grounds are the grounds on which one asks before coming in.
func (d askerData) grounds(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, o := range categoryPicks(call, d.Categories) {
		for _, c := range intake.PetitionCategories {
			if o.Value == string(c) {
				out = append(out, o)
			}
		}
	}
	return out
}

func petitionCrumbs(call *web.Call) []web.Crumb {
	return append(dueCrumb(call), web.Crumb{Name: call.T("intake.petitions.title"), Path: "/intake/petitions"})
}

func showAsker(call *web.Call, d askerData) web.Leaf {
	return web.Leaf{Title: call.T("intake.petition.new"), Body: askerPage(call, d), Crumbs: petitionCrumbs(call), Active: "/intake/deadlines"}
}

func showPetition(call *web.Call, f *intake.PetitionFile) web.Leaf {
	return web.Leaf{Title: call.T("intake.petition.title"), Under: f.Person.Name + " · " + f.Person.Number, Body: petitionPage(call, f), Crumbs: petitionCrumbs(call), Active: "/intake/deadlines"}
}

// stepName is what a desk does, by its clock or, for the centre's own steps, by its name.
func stepName(call *web.Call, l intake.Deadline) string {
	if l.Kind == intake.MinorStep && l.At != "" {
		return call.T("intake.desk." + string(l.At))
	}
	return call.T("intake.clock." + string(l.Kind))
}

// taker says whose step it is: nobody is named of whom no paper tells.
func taker(call *web.Call, l intake.Deadline) string {
	c, _ := l.Kind.Clock()
	switch {
	case l.Taker != "":
		return l.Taker
	case c.Taker != "":
		return call.T("intake.why.taker_unknown")
	}
	return ""
}

// stages are the desks in their order: done, waited for, still to come.
func stages(call *web.Call, f *intake.PetitionFile) parts.Events {
	ctx := call.Context()
	var ev parts.Events
	for _, s := range f.Stages {
		l := s.Clock
		l.At = s.Step
		item := parts.Event{Title: stepName(call, l), Note: taker(call, l)}
		switch {
		case s.Done != nil && s.Done.Needless:
			item.When, item.Note = words.Day(ctx, s.Done.DoneOn), dotted(call.T("intake.petition.needless"), s.Done.Note)
		case s.Done != nil:
			item.When, item.Tone, item.Note = words.Day(ctx, s.Done.DoneOn), parts.Done, dotted(item.Note, s.Done.Note)
		case s.Now:
			item.When, item.Tone = call.T("intake.petition.now"), urgencyTones[l.Urgency]
			item.Note, item.Chips = dotted(item.Note, why(call, l)), []parts.Chip{leftChip(call, l)}
		case l.Figure > 0:
			item.Note = dotted(item.Note, words.N(ctx, "intake.petition.takes", l.Figure))
		}
		ev.Items = append(ev.Items, item)
	}
	return ev
}

// petitionFacts say who asks, since when and how it ended.
func petitionFacts(call *web.Call, f *intake.PetitionFile) parts.Facts {
	ctx := call.Context()
	facts := parts.Facts{{Name: call.T("intake.field.category"), Value: string(f.Category)}, {Name: call.T("intake.petition.received_on"), Value: words.Day(ctx, f.ReceivedOn)},
		{Name: call.T("intake.petition.sender"), Value: f.Sender}, {Name: call.T("intake.field.note"), Value: f.Note}}
	if !f.Open() {
		facts = append(facts, parts.Fact{Name: call.T("intake.petition.is." + string(f.Outcome)), Value: words.Day(ctx, f.EndedOn), Note: f.Reason})
	}
	return facts
}

// petitionStory is every entry, also those that were taken back.
func petitionStory(call *web.Call, f *intake.PetitionFile) parts.Events {
	ctx := call.Context()
	ev := parts.Events{None: call.T("intake.petition.no_story")}
	for _, s := range f.Story {
		e := parts.Event{When: words.Day(ctx, s.DoneOn), Tone: parts.Done, Title: call.T("intake.desk." + string(s.Step)), Note: dotted(s.Note, written(call, s.RecordedAt)), Struck: s.Voided()}
		if e.Struck {
			e.Tone, e.Note = parts.Plain, dotted(e.Note, s.VoidReason)
		}
		ev.Items = append(ev.Items, e)
	}
	return ev
}

// endings are the answers that the reader may note.
func endings(f *intake.PetitionFile) []intake.Answer {
	if !f.MayDecide {
		return []intake.Answer{intake.Withdrawn, intake.Mistaken}
	}
	if !f.HeadNow() {
		return []intake.Answer{intake.Refused, intake.Withdrawn, intake.Mistaken}
	}
	return intake.Answers
}

type deskWire struct {
	Step     string    `json:"step"`
	DoneOn   value.Day `json:"done_on"`
	Needless bool      `json:"needless,omitempty"`
	Note     string    `json:"note,omitempty"`
	Voided   bool      `json:"voided,omitempty"`
}

func deskOut(s *intake.StepDone) deskWire {
	return deskWire{string(s.Step), s.DoneOn, s.Needless, s.Note, s.Voided()}
}

type petitionWire struct {
	ID         uint64        `json:"id"`
	ResidentID uint64        `json:"resident_id"`
	CampusID   uint64        `json:"campus_id"`
	Category   string        `json:"category"`
	ReceivedOn value.Day     `json:"received_on"`
	Sender     string        `json:"sender,omitempty"`
	Outcome    string        `json:"outcome,omitempty" enum:"accepted,refused,withdrawn,mistake"`
	EndedOn    *value.Day    `json:"ended_on,omitempty"`
	Reason     string        `json:"reason,omitempty"`
	EndedAt    *time.Time    `json:"ended_at,omitempty"`
	Waits      *deadlineWire `json:"waits,omitempty"`
	Steps      []deskWire    `json:"steps,omitempty"`
}

func petitionOut(p *intake.Petition) petitionWire {
	w := petitionWire{ID: p.ID, ResidentID: p.ResidentID, CampusID: p.CampusID, Category: string(p.Category), ReceivedOn: p.ReceivedOn, Sender: p.Sender, Outcome: string(p.Outcome), Reason: p.Reason, EndedAt: p.EndedAt}
	if !p.EndedOn.IsZero() {
		w.EndedOn = &p.EndedOn
	}
	return w
}

func petitionFileOut(f *intake.PetitionFile) petitionWire {
	w := petitionOut(&f.Petition)
	for i := range f.Story {
		w.Steps = append(w.Steps, deskOut(&f.Story[i]))
	}
	if s := f.Waits(); s != nil {
		l := deadlineOut(s.Clock)
		w.Waits = &l
	}
	return w
}

type petitionsWire struct {
	Petitions []petitionWire `json:"petitions"`
	Next      string         `json:"next,omitempty"`
}

func petitionsOut(d petitionsData) petitionsWire {
	w := petitionsWire{Petitions: []petitionWire{}, Next: d.Next}
	for i := range d.Rows {
		one := petitionOut(&d.Rows[i].Petition)
		if d.Rows[i].Waits != nil {
			l := deadlineOut(*d.Rows[i].Waits)
			one.Waits = &l
		}
		w.Petitions = append(w.Petitions, one)
	}
	return w
}
