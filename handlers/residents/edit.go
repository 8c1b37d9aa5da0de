package residents

import (
	"bytes"
	"fmt"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// newData is the page on which somebody is entered, with those who may be the same person.
type newData struct {
	In       residents.PersonInput
	Campuses []wards.Campus
	Alike    *residents.Alikes
	Known    map[uint64]presence.Known // of those alike: who is here, and when the others were
}

func readNew(tx *db.Tx, in residents.PersonInput) (d newData, err error) {
	if d.Alike, err = residents.Like(tx, residents.LikeInput{PersonInput: in}); err != nil {
		return d, err
	}
	d.In = in
	if d.Known, err = knownStays(tx, d.Alike); err != nil {
		return d, err
	}
	d.Campuses, err = wards.CampusesWithin(tx)
	return d, err
}

// knownStays tells of those alike who is in care and who was; nothing for who may not see it.
func knownStays(tx *db.Tx, alike *residents.Alikes) (map[uint64]presence.Known, error) {
	if len(alike.Within) == 0 || !tx.Actor.Has(presence.View) || !tx.Actor.Has(residents.View) {
		return nil, nil
	}
	ids := make([]uint64, len(alike.Within))
	for i, a := range alike.Within {
		ids[i] = a.ID
	}
	return presence.EarlierStays(tx, ids)
}

// stayLines says when somebody was here before, and how it ended.
func stayLines(call *web.Call, k presence.Known) []string {
	ctx := call.Context()
	var out []string
	if k.InCare {
		out = append(out, call.T("parts.stay_now"))
	}
	for _, s := range k.Earlier {
		out = append(out, call.T("parts.stay", words.A{"from": value.DayOf(s.Since(), words.Zone(ctx)), "to": value.DayOf(s.LeftAt, words.Zone(ctx)),
			"how": call.T("presence.reason." + string(s.EndReason))}))
	}
	return out
}

func showNew(call *web.Call, d newData) web.Leaf {
	return web.Leaf{Title: call.T("residents.new.title"), Crumbs: []web.Crumb{{Name: call.T("residents.list.title"), Path: "/residents"}},
		Body: newPage(call, d, askFor(call, create.Name, "person")), Active: "/residents"}
}

func campusOptions(list []wards.Campus) []parts.Option {
	out := make([]parts.Option, len(list))
	for i, c := range list {
		out[i] = parts.Option{Value: fmt.Sprint(c.ID), Text: c.Called()}
	}
	return out
}

// asKnown is what a person's form shows before anything is typed.
type asKnown struct {
	Name, Birth, Citizen, Insurance, Origin, Unit, Ethnicity, Note string
	Sex                                                            value.Sex
	SelfCare                                                       residents.SelfCare
}

func (d newData) known() asKnown {
	in := d.In
	return asKnown{in.Name, in.Birth, in.CitizenNumber, in.InsuranceCard, in.OriginAddress, in.OriginUnitCode, in.Ethnicity, in.Note, in.Sex, in.SelfCare}
}

// editData is the page on which a person is corrected.
type editData struct {
	Person             residents.Person
	Citizen, Insurance string
	Today              value.Day
}

func readEdit(tx *db.Tx, in ofResident) (d editData, err error) {
	if _, err := presence.Opens(tx, residents.Edit, in.Resident); err != nil {
		return d, err
	}
	f, err := residents.OpenFile(tx, in.Resident)
	if err != nil {
		return d, err
	}
	return editData{Person: f.Person, Citizen: f.CitizenNumber, Insurance: f.InsuranceCard, Today: f.Today}, nil
}

func showEdit(call *web.Call, d editData) web.Leaf {
	return web.Leaf{Title: call.T("residents.edit.title"), Under: d.Person.Name + " · " + d.Person.Number, Active: "/residents", Crumbs: crumbs(call, d.Person),
		Body: editPage(call, d, askFor(call, change.Name, "person"))}
}

// sameCitizen tells that the form came back because another file carries the citizen number.
func (a ask) sameCitizen() bool {
	return a.refused() && fault.KeyOf(a.state.Fault) == "residents.citizen_known"
}

func crumbs(call *web.Call, p residents.Person) []web.Crumb {
	return []web.Crumb{{Name: call.T("residents.list.title"), Path: "/residents"}, {Name: p.Name, Path: pathOf(p.ID)}}
}

func (d editData) known(call *web.Call) asKnown {
	p := d.Person
	birth := ""
	if p.Birth.Known() {
		birth = words.Birth(words.With(call.Context(), "vi"), p.Birth) // as the field reads it: khoảng 1957
	}
	unit, _ := settings.UnitOf(p.OriginUnitCode)
	return asKnown{p.Name, birth, d.Citizen, d.Insurance, p.OriginAddress, unit.Full(), p.Ethnicity, p.Note, p.Sex, p.SelfCare}
}

// unitsInput is what was typed of a commune's name.
type unitsInput struct {
	Text string `form:"origin_unit_code" validate:"max=120"`
}

// readUnits suggests communes and provinces while one types.
func readUnits(tx *db.Tx, in unitsInput) ([]parts.Option, error) {
	if err := tx.May(residents.Edit); err != nil {
		return nil, err
	}
	var out []parts.Option
	for _, u := range settings.SearchUnits(in.Text, 12) {
		out = append(out, parts.Option{Value: u.Full(), Text: u.Code})
	}
	return out, nil
}

func drawUnits(call *web.Call, list []parts.Option) (web.Draw, error) {
	var b bytes.Buffer
	err := parts.SeekOptions(list).Render(call.Context(), &b)
	return web.Draw{Name: "units.html", Type: "text/html; charset=utf-8", Body: b.Bytes(), Show: true}, err
}

// alikeLine says who somebody alike is and in what the two agree.
func alikeLine(call *web.Call, a residents.Alike) string {
	ctx := call.Context()
	line := []string{a.Number, words.Sex(ctx, a.Sex), words.Birth(ctx, a.Birth)}
	if a.OriginAddress != "" {
		line = append(line, a.OriginAddress)
	}
	return strings.Join(line, " · ")
}

func alikeChips(call *web.Call, a residents.Alike) []parts.Chip {
	out := make([]parts.Chip, len(a.Why))
	for i, why := range a.Why {
		out[i] = parts.Chip{Tone: parts.Due, Text: call.T("residents.alike." + why)}
		if why == "citizen" || why == "insurance" {
			out[i].Tone = parts.Danger
		}
	}
	return out
}

// changesData is how a person stood in the books before each change.
type changesData struct {
	Person residents.Person
	Before []residents.Before
}

func readChanges(tx *db.Tx, in ofResident) (d changesData, err error) {
	if _, err := presence.Opens(tx, residents.View, in.Resident); err != nil {
		return d, err
	}
	if d.Before, err = residents.History(tx, in.Resident); err != nil {
		return d, err
	}
	p, err := residents.FindPerson(tx, in.Resident)
	if err != nil {
		return d, err
	}
	d.Person = *p
	tx.Looked("resident", p.ID, p.CampusID)
	return d, nil
}

func showChanges(call *web.Call, d changesData) web.Leaf {
	return web.Leaf{Title: call.T("residents.changes.title"), Under: d.Person.Name + " · " + d.Person.Number, Crumbs: crumbs(call, d.Person), Body: changesPage(call, d), Active: "/residents", Sheet: pathOf(d.Person.ID) + "/changes.xlsx"}
}

// list shows what each change made different: what was, until when.
func (d changesData) list(call *web.Call) parts.Events {
	ctx := call.Context()
	ev := parts.Events{None: call.T("residents.changes.none")}
	next := d.Person
	for _, b := range d.Before {
		was := b.Person
		var diff []string
		note := func(label, before, after string) {
			if before == after {
				return
			}
			if before == "" {
				before = call.T("words.unknown")
			}
			diff = append(diff, call.T("residents.changes.was", words.A{"what": call.T("residents.field." + label), "was": before}))
		}
		note("name", was.Name, next.Name)
		note("sex", words.Sex(ctx, was.Sex), words.Sex(ctx, next.Sex))
		note("birth", words.Birth(ctx, was.Birth), words.Birth(ctx, next.Birth))
		note("origin_address", was.OriginAddress, next.OriginAddress)
		note("ethnicity", was.Ethnicity, next.Ethnicity)
		note("note", was.Note, next.Note)
		if string(was.CitizenNumberSealed) != string(next.CitizenNumberSealed) {
			diff = append(diff, call.T("residents.changes.citizen"))
		}
		if string(was.InsuranceCardSealed) != string(next.InsuranceCardSealed) {
			diff = append(diff, call.T("residents.changes.insurance"))
		}
		if was.SelfCare != next.SelfCare {
			diff = append(diff, call.T("residents.changes.self_care"))
		}
		if (was.PhotoFileID == nil) != (next.PhotoFileID == nil) || was.PhotoFileID != nil && *was.PhotoFileID != *next.PhotoFileID {
			diff = append(diff, call.T("residents.changes.photo"))
		}
		if len(diff) == 0 {
			diff = append(diff, call.T("residents.changes.same"))
		}
		ev.Items = append(ev.Items, parts.Event{When: words.DateTime(ctx, b.Until), Title: strings.Join(diff, "; ")})
		next = was
	}
	return ev
}
