package residents

import (
	"fmt"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/privacy"
	"maiam/models/residents"
	"maiam/models/value"
)

// The actions about the family of a person.
var (
	addKin     = web.Action[residents.KinInput, *residents.Kin]{Name: "residents.add_kin", Do: near(func(in residents.KinInput) uint64 { return in.Resident }, residents.AddKin)}
	changeKin  = web.Action[residents.KinChange, *residents.Kin]{Name: "residents.change_kin", Do: near(func(in residents.KinChange) uint64 { return in.Resident }, residents.ChangeKin)}
	endKin     = web.Action[residents.EndInput, *residents.Kin]{Name: "residents.end_kin", Do: near(endOf, residents.EndKin)}
	addContact = web.Action[residents.ContactInput, *residents.Contact]{Name: "residents.add_contact",
		Do: beside(residents.ContactPermission, func(in residents.ContactInput) uint64 { return in.Resident }, residents.AddContact)}
	correctContact = web.Action[residents.ContactChange, *residents.Contact]{Name: "residents.correct_contact",
		Do: beside(residents.ContactPermission, func(in residents.ContactChange) uint64 { return in.Resident }, residents.CorrectContact)}
	startSearch = web.Action[residents.KinSearchInput, *residents.KinSearch]{Name: "residents.start_search", Do: near(func(in residents.KinSearchInput) uint64 { return in.Resident }, residents.StartKinSearch)}
	endSearch   = web.Action[residents.KinSearchEnd, *residents.KinSearch]{Name: "residents.end_search", Do: near(func(in residents.KinSearchEnd) uint64 { return in.Resident }, residents.EndKinSearch)}
)

// openFamily opens the doors of the family.
func openFamily(d *web.Desk) {
	const of, family = "/residents/:resident", "/residents/:resident/family"
	web.Page(d, family, "residents.family", readFamily, showFamily)
	sheet.Door(d, family+".xlsx", "residents.family", readWholeFamily, familyTable)
	web.File(d, "/residents/numbers", "residents.numbers", readNumbers, drawUnits)
	web.Form(d, of+"/kin", addKin, family, toFamily(func(in residents.KinInput) uint64 { return in.Resident }, "residents.told.kin", addKin))
	web.Form(d, of+"/kin/:row", changeKin, family, toFamily(func(in residents.KinChange) uint64 { return in.Resident }, "residents.told.kin", changeKin))
	web.Form(d, of+"/kin/:row/end", endKin, family, toFamily(endOf, "residents.told.ended", endKin))
	web.Form(d, of+"/contacts", addContact, family, toFamily(func(in residents.ContactInput) uint64 { return in.Resident }, "residents.told.contact", addContact))
	web.Page(d, of+"/contacts/:row", "residents.contact", readContact, showContact)
	web.Form(d, of+"/contacts/:row", correctContact, of+"/contacts/:row", toFamily(func(in residents.ContactChange) uint64 { return in.Resident }, "residents.told.contact", correctContact))
	web.Form(d, of+"/searches", startSearch, family, toFamily(func(in residents.KinSearchInput) uint64 { return in.Resident }, "residents.told.search", startSearch))
	web.Form(d, of+"/searches/:row/end", endSearch, family, toFamily(func(in residents.KinSearchEnd) uint64 { return in.Resident }, "residents.told.search_over", endSearch))
	web.Page(d, of+"/birth", "residents.birth", readBirth, showBirth)
	web.Form(d, of+"/births", birth, of+"/birth", delivered)

	api := func(id, path, summary string) web.Op {
		return web.Op{ID: id, Method: "POST", Path: "/api/v1/residents/:resident/" + path, Summary: summary, Status: 201}
	}
	web.API(d, api("addResidentKin", "kin", "Note somebody of the family, or another resident who is"), addKin, web.Same[*residents.Kin])
	web.API(d, api("changeResidentKin", "kin/:row", "Tell somebody of the family anew; the old row stays readable"), changeKin, web.Same[*residents.Kin])
	web.API(d, api("endResidentKin", "kin/:row/end", "Somebody is no longer to be called"), endKin, web.Same[*residents.Kin])
	web.Get(d, web.Op{ID: "listResidentContacts", Path: "/api/v1/residents/:resident/contacts", Summary: "What passed between the house and the family, the newest first, with what was corrected"}, "residents.family", readContacts, contactsOut)
	web.API(d, api("addResidentContact", "contacts", "Somebody of the family was called, came or wrote"), addContact, web.Same[*residents.Contact])
	web.API(d, api("correctResidentContact", "contacts/:row", "Tell a contact anew or take it out; the old row stays readable"), correctContact, web.Same[*residents.Contact])
	web.API(d, api("startKinSearch", "searches", "Somebody of the family is sought"), startSearch, web.Same[*residents.KinSearch])
	web.API(d, api("endKinSearch", "searches/:row/end", "The one sought was found, or the search ends without"), endSearch, web.Same[*residents.KinSearch])
	web.API(d, api("recordBirth", "births", "A resident has borne a baby: its file with the mother's link, and its admission"), birth, shownOut)
}

// beside wraps a use-case about a person for those who hold a permission of its own; nothing on a
// board changes by it.
func beside[In, Out any](permission string, of func(In) uint64, do func(*db.Tx, In) (Out, error)) func(*db.Tx, In) (Out, error) {
	return func(tx *db.Tx, in In) (out Out, err error) {
		if _, err := presence.Opens(tx, permission, of(in)); err != nil {
			return out, err
		}
		return do(tx, in)
	}
}

// toFamily leads back to the family with a word about what was done.
func toFamily[In, Out any](of func(In) uint64, key string, _ web.Action[In, Out]) func(*web.Call, In, Out) string {
	return func(call *web.Call, in In, _ Out) string {
		call.Tell(web.Notice{Key: key})
		return pathOf(of(in)) + "/family"
	}
}

// familyIn names the person, the page of the log, and whom a form below is about.
type familyIn struct {
	residents.ContactsInput `form:"in"`
	Kin                     uint64 `form:"kin" json:"kin,omitempty"`
}

// familyData is the page of a person's family.
type familyData struct {
	*residents.FamilyFile
	Chosen uint64 // kin whom the form for a contact is about
	Silent bool   // relatives may not be told how the person is: nobody said yes to it, or the data rest
	After  string
	Today  value.Day
	Now    time.Time
}

// logLines is how many contacts a page shows.
const logLines = 20

func readFamily(tx *db.Tx, in familyIn) (d familyData, err error) {
	if _, err := presence.Opens(tx, residents.View, in.Resident); err != nil {
		return d, err
	}
	if in.Limit == 0 {
		in.Limit = logLines
	}
	if d.FamilyFile, err = residents.OpenFamily(tx, in.ContactsInput); err != nil {
		return d, err
	}
	tells, err := privacy.MayUse(tx, in.Resident, privacy.FamilyNews)
	if err != nil {
		return d, err
	}
	d.Chosen, d.After, d.Today, d.Now, d.Silent = in.Kin, in.After, tx.Today(), tx.Now, !tells
	if d.MayEdit {
		_, refused := presence.Opens(tx, residents.Edit, in.Resident)
		d.MayEdit = refused == nil
	}
	if d.MayNote {
		_, refused := presence.Opens(tx, residents.ContactPermission, in.Resident)
		d.MayNote = refused == nil
	}
	return d, nil
}

func showFamily(call *web.Call, d familyData) web.Leaf {
	return web.Leaf{Title: call.T("residents.family.title"), Under: d.Person.Name + " · " + d.Person.Number, Crumbs: crumbs(call, d.Person), Body: familyPage(call, d), Active: "/residents", Sheet: d.path("family.xlsx")}
}

func (d familyData) path(more ...string) string {
	return strings.Join(append([]string{pathOf(d.Person.ID)}, more...), "/")
}

// readContacts is the log alone, for programs.
func readContacts(tx *db.Tx, in residents.ContactsInput) (out contactsData, err error) {
	if _, err := presence.Opens(tx, residents.View, in.Resident); err != nil {
		return out, err
	}
	out.rows, out.next, err = residents.Contacts(tx, in)
	return out, err
}

type contactsData struct {
	rows []residents.Contact
	next string
}

func contactsOut(d contactsData) web.List[residents.Contact] {
	return web.List[residents.Contact]{Items: append([]residents.Contact{}, d.rows...), Next: d.next}
}

// numbersInput is what was typed to find another resident.
type numbersInput struct {
	Text string `form:"lives_here" validate:"max=120"`
}

// readNumbers suggests residents by what one types of them.
func readNumbers(tx *db.Tx, in numbersInput) ([]parts.Option, error) {
	if err := tx.May(residents.Edit); err != nil {
		return nil, err
	}
	roll, err := presence.People(tx, presence.PeopleInput{Text: in.Text, Limit: 10})
	if err != nil {
		return nil, err
	}
	var out []parts.Option
	for _, r := range roll.Rows {
		out = append(out, parts.Option{Value: r.Number + " " + r.Name, Text: joined(r.WardName, r.BedName)})
	}
	return out, nil
}

// kinItems are the people of a family in the order of calling. Page tells that this is their own
// page, where a call can be noted.
func kinItems(call *web.Call, kin []residents.Kin, resident uint64, now time.Time) []parts.Event {
	ctx := call.Context()
	var items []parts.Event
	for _, k := range kin {
		line := []string{call.T("residents.relation." + string(k.Relation)), k.Address, k.Note}
		if k.MetAt != nil {
			line = append(line, call.T("residents.kin.met", words.A{"at": words.At(ctx, *k.MetAt, now)}))
		}
		if k.ReachedAt != nil && (k.MetAt == nil || k.ReachedAt.After(*k.MetAt)) {
			line = append(line, call.T("residents.kin.reached", words.A{"at": words.At(ctx, *k.ReachedAt, now)}))
		}
		e := parts.Event{Title: k.Name, Note: joined(line...)}
		if k.PersonID != nil {
			e.Href = pathOf(*k.PersonID)
			e.Chips = append(e.Chips, parts.Chip{Icon: "home", Text: call.T("residents.kin.lives_here")})
		}
		switch {
		case k.CallOrder == 1:
			e.Chips = append(e.Chips, parts.Chip{Tone: parts.Done, Icon: "phone", Text: call.T("residents.first_call")})
		case k.CallOrder > 1:
			e.Chips = append(e.Chips, parts.Chip{Icon: "phone", Text: call.T("residents.kin.turn", words.A{"n": k.CallOrder})})
		}
		if k.Guardian {
			e.Chips = append(e.Chips, parts.Chip{Tone: parts.Info, Icon: "shield-lock", Text: call.T("residents.guardian")})
		}
		if !k.SoughtSince.IsZero() {
			e.Chips = append(e.Chips, parts.Chip{Tone: parts.Due, Icon: "search", Text: call.T("residents.kin.sought", words.A{"day": k.SoughtSince})})
		}
		if len(k.Phones()) > 0 || call.May(residents.ContactPermission) {
			e.Side = callButtons(call, k, resident)
		}
		items = append(items, e)
	}
	return items
}

// relativeItems are residents of the same family whose own file says so, and the mother's baby.
func relativeItems(call *web.Call, list []residents.Relative, today value.Day, all bool) []parts.Event {
	ctx := call.Context()
	var items []parts.Event
	for _, r := range list {
		if !r.Turned && !all {
			continue // stands among the kin already
		}
		f := parts.Face{Name: r.Name, Photo: photoPath(r.ID, r.PhotoFileID)}
		e := parts.Event{Title: r.Name, Href: pathOf(r.ID), Face: &f, Note: joined(call.T("residents.relation."+string(r.Relation)), r.Number, words.Age(ctx, r.Birth, today))}
		if r.Baby(today) {
			e.Chips = []parts.Chip{{Tone: parts.Info, Icon: "heart", Text: call.T("residents.kin.with_mother")}}
		}
		items = append(items, e)
	}
	return items
}

// kinOptions are the people of the family, for the forms below.
func kinOptions(call *web.Call, kin []residents.Kin) []parts.Option {
	out := make([]parts.Option, len(kin))
	for i, k := range kin {
		out[i] = parts.Option{Value: fmt.Sprint(k.Identity()), Text: k.Name + " · " + call.T("residents.relation."+string(k.Relation))}
	}
	return out
}

func turnOptions(call *web.Call) []parts.Option {
	out := make([]parts.Option, 5)
	for i := range out {
		out[i] = parts.Option{Value: fmt.Sprint(i + 1), Text: call.T("residents.kin.turn", words.A{"n": i + 1})}
	}
	return out
}

// relativeNumber is how a linked resident is written in the form.
func (d familyData) relativeNumber(k residents.Kin) string {
	for _, r := range d.Relatives {
		if k.PersonID != nil && r.ID == *k.PersonID {
			return r.Number + " " + r.Name
		}
	}
	return k.LivesHere
}

// log is what passed between the house and the family; what was corrected is struck out.
func (d familyData) log(call *web.Call) parts.Events {
	ctx := call.Context()
	ev := parts.Events{None: call.T("residents.contact.none")}
	for _, c := range d.Contacts {
		e := parts.Event{When: words.At(ctx, c.At, d.Now), Title: c.Who, Struck: c.VoidedAt != nil,
			Note: joined(call.T("residents.way."+string(c.Way)), call.T("residents.outcome."+string(c.Outcome)), c.Note)}
		if c.Outcome == residents.Reached {
			e.Tone = parts.Done
		}
		if e.Struck {
			e.Tone, e.Note = parts.Plain, joined(e.Note, call.T("residents.contact.voided", words.A{"why": c.VoidReason}))
		} else if d.MayNote {
			e.Side = contactEdit(call, d.path("contacts", fmt.Sprint(c.ID)))
		}
		ev.Items = append(ev.Items, e)
	}
	return ev
}

func searchLine(call *web.Call, s residents.KinSearch) string {
	line := []string{call.T("residents.search.since", words.A{"day": s.FromDay})}
	if !s.LastSeenOn.IsZero() || s.LastSeenWhere != "" {
		seen := s.LastSeenWhere
		if !s.LastSeenOn.IsZero() {
			seen = strings.TrimSpace(s.LastSeenOn.Vietnamese() + " " + seen)
		}
		line = append(line, call.T("residents.search.last_seen", words.A{"what": seen}))
	}
	line = append(line, s.Note)
	if s.Ended() {
		key := "residents.search.stopped"
		if s.Found {
			key = "residents.search.found"
		}
		line = append(line, call.T(key, words.A{"day": s.ToDay}), s.EndNote)
	}
	return joined(line...)
}

// contactData is the page on which a contact is corrected.
type contactData struct {
	Person  residents.Person
	Kin     []residents.Kin
	Contact residents.Contact
	Now     time.Time
}

func readContact(tx *db.Tx, in ofRow) (d contactData, err error) {
	if _, err := presence.Opens(tx, residents.ContactPermission, in.Resident); err != nil {
		return d, err
	}
	c, p, kin, err := residents.OpenContact(tx, in.Resident, in.Row)
	if err != nil {
		return d, err
	}
	return contactData{*p, kin, *c, tx.Now}, nil
}

func showContact(call *web.Call, d contactData) web.Leaf {
	return web.Leaf{Title: call.T("residents.contact.correct"), Under: d.Person.Name + " · " + d.Person.Number, Active: "/residents",
		Crumbs: append(crumbs(call, d.Person), web.Crumb{Name: call.T("residents.family.title"), Path: pathOf(d.Person.ID) + "/family"}), Body: contactPage(call, d, askFor(call, correctContact.Name, "contact"))}
}

// moment writes a moment as a field takes it.
func moment(call *web.Call, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(words.Zone(call.Context())).Format("02/01/2006 15:04")
}
