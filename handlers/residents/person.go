package residents

import (
	"fmt"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/privacy"
	"maiam/models/residents"
	"maiam/models/value"
)

// ofResident is the person that an address names.
type ofResident struct {
	Resident uint64 `path:"resident" form:"-" json:"-"`
}

// fileData is the page of a person.
type fileData struct {
	*residents.File
	Where   *presence.Whereabouts // nil when not in care
	Entries []presence.Entry
	More    bool
	Family  []presence.Close    // the baby of a mother, the parents of a baby, who are in care too
	Alike   []presence.Namesake // others of the ward who are called like this person
	Mark    privacy.Mark        // whether the data rest, and what is still to be asked
}

// shownEntries is how many lines of the history the page itself holds.
const shownEntries = 6

// readFile reads the page of a person in ten statements at most.
func readFile(tx *db.Tx, in ofResident) (d fileData, err error) {
	open, err := presence.OpenFor(tx, residents.View, in.Resident)
	if err != nil {
		return d, err
	}
	if d.File, err = residents.OpenFile(tx, in.Resident); err != nil {
		return d, err
	}
	d.MayEdit = d.MayEdit && d.Person.ErasedAt == nil && open.May(tx, residents.Edit)
	if d.Mark, err = privacy.MarkOf(tx, in.Resident); err != nil {
		return d, err
	}
	if !tx.Actor.Has(presence.View) {
		return d, nil
	}
	d.Where, d.Family = open.Where, open.Family
	if d.Entries, d.More, err = open.History(tx, shownEntries); err != nil {
		return d, err
	}
	if d.Where != nil && d.Where.BedID != 0 {
		alike, err := presence.Namesakes(tx, d.Where.WardID)
		if err != nil {
			return d, err
		}
		d.Alike = alike[in.Resident]
	}
	return d, nil
}

// alikeWords says who else is called so, and what tells them apart.
func (d fileData) alikeWords(call *web.Call) string {
	ctx := call.Context()
	var out []string
	for _, n := range d.Alike {
		out = append(out, joined(n.Name, words.Birth(ctx, n.Birth), n.Number, call.T("residents.room", words.A{"name": n.RoomName}), n.BedName))
	}
	return strings.Join(out, "; ")
}

// leftOn is the day on which the last stay of somebody who is gone ended, and why.
func (d fileData) leftOn(call *web.Call) string {
	for _, e := range d.Entries {
		if e.Kind == presence.StayEntry && e.VoidedAt == nil && e.ToAt != nil {
			day := value.DayOf(*e.ToAt, words.Zone(call.Context()))
			return call.T("residents.left_on", words.A{"day": day})
		}
	}
	return call.T("residents.standing.left")
}

func showFile(call *web.Call, d fileData) web.Leaf {
	return web.Leaf{Title: d.Person.Name, Crumbs: []web.Crumb{{Name: call.T("residents.list.title"), Path: "/residents"}}, Body: filePage(call, d),
		Actions: fileActions(call, d), Wide: true, Active: "/residents"}
}

func (d fileData) path(more ...string) string {
	return strings.Join(append([]string{pathOf(d.Person.ID)}, more...), "/")
}

func (d fileData) row(noun string, id uint64, verb string) string {
	return d.path(noun, fmt.Sprint(id), verb)
}

func (d fileData) goTo(verb string) string {
	return fmt.Sprintf("/presence/%s?resident_id=%d", verb, d.Person.ID)
}

// inCare tells that the person's stay goes on.
func (d fileData) inCare() bool { return d.Where != nil }

// withMother is the mother or father with whom a baby lies that has no bed of its own.
func (d fileData) withMother() *presence.Close {
	for i, c := range d.Family {
		if d.Where != nil && d.Where.BedID == 0 && c.Parent() && c.BedID != 0 {
			return &d.Family[i]
		}
	}
	return nil
}

// never tells that the person was entered and has not been received yet.
func (d fileData) never() bool {
	for _, e := range d.Entries {
		if e.Kind == presence.StayEntry && e.VoidedAt == nil {
			return false
		}
	}
	return !d.inCare()
}

// who is the head of the page: face, name, and what everybody around the person must know.
func (d fileData) who(call *web.Call) parts.Who {
	ctx := call.Context()
	p := d.Person
	w := parts.Who{Name: p.Name, Face: parts.Face{Name: p.Name, Photo: photoPath(p.ID, p.PhotoFileID), Size: parts.Huge}}
	w.Line = strings.Join([]string{p.Number, words.Sex(ctx, p.Sex), words.Birth(ctx, p.Birth), words.Age(ctx, p.Birth, d.Today)}, " · ")
	for _, f := range d.flags() {
		w.Chips = append(w.Chips, flagChip(call, f))
	}
	for _, n := range d.needs() {
		w.Chips = append(w.Chips, needChip(call, n))
	}
	if d.Where != nil {
		w.Face.Away = d.Where.AbsenceID != 0
	}
	return w
}

// flags are the risks that hold today.
func (d fileData) flags() []residents.Flag {
	var out []residents.Flag
	for _, f := range d.Flags {
		if !f.Ended() {
			out = append(out, f)
		}
	}
	return out
}

// needs are what the person needs today, what must not reach the person first.
func (d fileData) needs() []residents.Need {
	var out []residents.Need
	for _, kind := range residents.NeedKinds {
		for _, n := range d.Needs {
			if n.Kind == kind && !n.Ended() {
				out = append(out, n)
			}
		}
	}
	return out
}

var flagIcons = map[residents.FlagKind]parts.Icon{"fall_risk": "walk", "escape": "door-exit", "self_harm": "alert-octagon", "aggression": "alert-triangle",
	"seizure": "alert-circle", "choking": "soup", "watch": "eye", "isolate": "ban"}

func flagChip(call *web.Call, f residents.Flag) parts.Chip {
	tone := parts.Due
	switch f.Kind {
	case "self_harm", "escape", "aggression":
		tone = parts.Danger
	}
	return parts.Chip{Tone: tone, Icon: flagIcons[f.Kind], Text: call.T("residents.flag." + string(f.Kind))}
}

var needIcons = map[residents.NeedKind]parts.Icon{residents.Diet: "bowl-spoon", residents.Allergy: "alert-triangle", residents.Mobility: "wheelchair",
	residents.Help: "heart", residents.Sense: "eye", residents.Other: "info-circle"}

func needChip(call *web.Call, n residents.Need) parts.Chip {
	c := parts.Chip{Icon: needIcons[n.Kind], Text: needWords(call, n)}
	if n.Kind == residents.Allergy {
		c.Tone, c.Text = parts.Due, call.T("residents.allergic_to", words.A{"what": lower(needWords(call, n))})
		if n.Severity == "severe" {
			c.Tone = parts.Danger
		}
	}
	return c
}

// needWords says a need: its name, its own words, or both.
func needWords(call *web.Call, n residents.Need) string {
	if n.Code == "" {
		return n.Note
	}
	text := call.T("residents.need." + string(n.Kind) + "." + n.Code)
	if n.Note != "" {
		text += " (" + n.Note + ")"
	}
	return text
}

// lower makes the first letter small, for words that follow others.
func lower(text string) string {
	for i, r := range text {
		if i == 0 {
			return strings.ToLower(string(r)) + text[len(string(r)):]
		}
	}
	return text
}

// place are the facts about where the person is, the bed first.
func (d fileData) place(call *web.Call) parts.Facts {
	ctx := call.Context()
	w := d.Where
	facts := parts.Facts{}
	if w.BedID != 0 {
		facts = append(facts, parts.Fact{Name: call.T("residents.column.bed"), Value: bedWords(call, *w), Href: fmt.Sprintf("/wards/%d", w.WardID)})
	}
	for _, c := range d.Family {
		c = c.From(w.WardID, w.RoomID)
		beside := parts.Beside{Relation: string(c.Relation), Name: c.Name, Ward: c.WardName, Room: c.RoomName, Bed: c.BedName}
		fact := parts.Fact{Name: call.T("residents.beside." + string(c.Relation)), Value: c.Name, Note: beside.Where(ctx), Href: pathOf(c.ResidentID)}
		if c.BedID == 0 && !c.Parent() {
			fact.Note = call.T("residents.beside.with_mother")
		}
		facts = append(facts, fact)
	}
	if w.AbsenceID != 0 {
		fact := parts.Fact{Name: call.T("residents.column.where"), Value: strings.Trim(call.T("residents.is."+string(w.AbsenceKind))+" · "+w.AbsencePlace, " ·")}
		if w.AbsentSince != nil {
			fact.Note = call.T("residents.since", words.A{"at": words.At(ctx, *w.AbsentSince, d.Now)})
		}
		if !w.DueBackOn.IsZero() {
			fact.Note += " · " + call.T("residents.due_back", words.A{"day": w.DueBackOn})
		}
		facts = append(facts, fact)
	}
	// The category stands by its code: its name in law lists illnesses that nobody should read here.
	return append(facts, parts.Fact{Name: call.T("residents.column.category"), Value: string(w.Category)},
		parts.Fact{Name: call.T("residents.column.admitted"), Value: words.Day(ctx, value.DayOf(w.Since(), words.Zone(ctx)))},
		parts.Fact{Name: call.T("residents.column.campus"), Value: w.CampusName})
}

// identity are the facts of the person's papers.
func (d fileData) identity(call *web.Call) parts.Facts {
	ctx := call.Context()
	p := d.Person
	var others []string
	for _, n := range d.OtherNames {
		others = append(others, n.Name)
	}
	facts := parts.Facts{{Name: call.T("residents.column.name"), Value: p.Name}}
	if len(others) > 0 {
		facts = append(facts, parts.Fact{Name: call.T("residents.other_names"), Value: strings.Join(others, ", ")})
	}
	if len(d.Merged) > 0 {
		var records []string
		for _, m := range d.Merged {
			records = append(records, m.Name+" ("+m.Number+")")
		}
		facts = append(facts, parts.Fact{Name: call.T("residents.former_records"), Value: strings.Join(records, ", ")})
	}
	citizen := parts.Fact{Name: call.T("residents.field.citizen_number"), Value: d.CitizenNumber}
	var doubts []string
	for _, q := range d.Questions {
		doubts = append(doubts, call.T(q.Key()))
	}
	citizen.Note = strings.Join(doubts, ". ")
	facts = append(facts, parts.Fact{Name: call.T("residents.column.birth"), Value: words.Birth(ctx, p.Birth), Note: words.Age(ctx, p.Birth, d.Today)},
		parts.Fact{Name: call.T("residents.column.sex"), Value: words.Sex(ctx, p.Sex)}, citizen,
		parts.Fact{Name: call.T("residents.field.insurance_card"), Value: d.InsuranceCard},
		parts.Fact{Name: call.T("residents.field.origin_address"), Value: p.OriginAddress, Note: d.OriginUnit},
		parts.Fact{Name: call.T("residents.field.ethnicity"), Value: p.Ethnicity})
	care := ""
	if p.SelfCare != "" {
		care = call.T("residents.self_care." + string(p.SelfCare))
	}
	facts = append(facts, parts.Fact{Name: call.T("residents.field.self_care"), Value: care})
	if p.Note != "" {
		facts = append(facts, parts.Fact{Name: call.T("residents.field.note"), Value: p.Note})
	}
	return facts
}

// timeline is where the person has been, newest first.
func (d fileData) timeline(call *web.Call) parts.Events {
	ctx := call.Context()
	ev := parts.Events{Title: call.T("residents.timeline"), None: call.T("residents.timeline_none")}
	if d.More {
		ev.More = &parts.Link{Text: call.T("words.more"), Href: d.goTo("history")}
	}
	for _, e := range d.Entries {
		item := parts.Event{When: words.Day(ctx, value.DayOf(e.FromAt, words.Zone(ctx))), Struck: e.VoidedAt != nil, Note: e.VoidReason}
		if e.ToAt != nil && e.VoidedAt == nil {
			item.Note = call.T("residents.until", words.A{"at": words.DateTime(ctx, *e.ToAt)})
		}
		switch e.Kind {
		case presence.StayEntry:
			item.Tone, item.Title = parts.Done, call.T("residents.entry.stay", words.A{"category": e.What})
		case presence.AbsenceEntry:
			item.Tone, item.Title = parts.Info, strings.Trim(call.T("residents.is."+e.What)+" · "+e.Place, " ·")
			if e.What == string(presence.Missing) {
				item.Tone = parts.Danger
			}
		default:
			item.Title = strings.Join([]string{e.BedName, call.T("residents.room", words.A{"name": e.RoomName}), e.WardName}, " · ")
			if n := len(e.Despite); n > 0 && e.VoidedAt == nil {
				last := e.Despite[n-1]
				item.Note = joined(item.Note, call.T("residents.entry.despite", words.A{"reason": last.Reason, "day": last.ExpiresOn}))
			}
		}
		if item.Struck {
			item.Tone = parts.Plain
		}
		ev.Items = append(ev.Items, item)
	}
	return ev
}
