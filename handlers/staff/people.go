package staff

import (
	"fmt"
	"slices"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/staff"
	"maiam/models/wards"
)

// listInput is what a list of people is asked for.
type listInput struct {
	staff.Filter
	Limit int    `form:"limit" json:"limit" validate:"max=200"`
	After string `form:"after" json:"after" validate:"max=2000"`
}

// peoplePage is one page of the list.
type peoplePage struct {
	Filter   staff.Filter
	People   []staff.Person
	Next     string
	Places   staff.Places
	Campuses []wards.Campus
}

func listPeople(tx *db.Tx, in listInput) (peoplePage, error) {
	return readPeople(tx, in.Filter, db.Page{Limit: in.Limit, After: in.After})
}

func readPeople(tx *db.Tx, f staff.Filter, page db.Page) (p peoplePage, err error) {
	p.Filter = f
	if p.People, p.Next, err = staff.People(tx, f, page); err != nil {
		return p, err
	}
	var all []staff.Grant
	for _, one := range p.People {
		all = append(all, one.Grants...)
	}
	if p.Places, err = staff.PlacesOf(tx, all...); err != nil {
		return p, err
	}
	p.Campuses, err = wards.CampusesWithin(tx)
	return p, err
}

func showPeople(call *web.Call, p peoplePage) web.Leaf {
	leaf := web.Leaf{Title: call.T("staff.people.title"), Body: people(call, p), Sheet: "/staff.xlsx"}
	if call.May(staff.Edit) {
		leaf.Actions = peopleActions(call)
	}
	return leaf
}

// personPage is one person with what the reader may do about them.
type personPage struct {
	*staff.File
	Places   staff.Places
	Names    map[uint64]string
	Campuses []wards.Campus
	Wards    []wards.WardIn
	Roles    []string // that the reader may hand out

	Positions []staff.HeldPosition
}

func readPerson(tx *db.Tx, in ofMember) (p personPage, err error) {
	if p.File, err = staff.PersonFile(tx, in.Member); err != nil {
		return p, err
	}
	ids := []uint64{p.DisabledBy}
	for _, g := range p.All {
		ids = append(ids, g.GrantedBy, g.EndedBy)
	}
	if p.Names, err = staff.Names(tx, ids...); err != nil {
		return p, err
	}
	if p.Places, err = staff.PlacesOf(tx, p.All...); err != nil {
		return p, err
	}
	if p.Positions, err = staff.PositionsOf(tx, in.Member); err != nil {
		return p, err
	}
	if !p.Editable {
		return p, nil
	}
	if p.Campuses, err = wards.CampusesWithin(tx); err != nil {
		return p, err
	}
	if tx.Actor.Has(wards.View) {
		if p.Wards, err = wards.Mine(tx, wards.View); err != nil {
			return p, err
		}
	}
	p.Roles = offered(tx, p.Campuses)
	return p, nil
}

// offered lists the roles that the actor may hand out somewhere.
func offered(tx *db.Tx, campuses []wards.Campus) []string {
	out := staff.MayGive(tx.Actor, staff.Place{})
	for _, c := range campuses {
		for _, role := range staff.MayGive(tx.Actor, staff.Place{Campus: c.ID}) {
			if !slices.Contains(out, role) {
				out = append(out, role)
			}
		}
	}
	return out
}

func showPerson(call *web.Call, p personPage) web.Leaf {
	return web.Leaf{Title: p.Name, Under: p.Username, Crumbs: []web.Crumb{{Name: call.T("staff.people.title"), Path: "/staff"}}, Body: person(call, p)}
}

// newPage is what the form for a new person needs.
type newPage struct {
	Campuses []wards.Campus
	Roles    []string
	Whole    bool // the reader may add for the centre itself
}

func readNew(tx *db.Tx, _ nothing) (p newPage, err error) {
	if err := tx.May(staff.Edit); err != nil {
		return p, err
	}
	p.Whole = tx.Reach(staff.Edit).All
	if p.Campuses, err = wards.CampusesWithin(tx); err != nil {
		return p, err
	}
	p.Roles = offered(tx, p.Campuses)
	return p, nil
}

func showNew(call *web.Call, p newPage) web.Leaf {
	return web.Leaf{Title: call.T("staff.new.title"), Crumbs: []web.Crumb{{Name: call.T("staff.people.title"), Path: "/staff"}}, Body: newPerson(call, p)}
}

func showAdded(call *web.Call, _ addForm, out oneTime) string {
	return showOneTime(call, call.T("staff.new.done"), out)
}

func showReset(call *web.Call, _ resetForm, out oneTime) string {
	return showOneTime(call, call.T("staff.reset.done"), out)
}

// showOneTime shows a one-time password, the only time it is ever seen.
func showOneTime(call *web.Call, title string, out oneTime) string {
	back := fmt.Sprintf("/staff/%d", out.Member.ID)
	call.Show(web.Leaf{Title: title, Crumbs: []web.Crumb{{Name: out.Member.Name, Path: back}}, Active: "/staff",
		Body: secretOnce(call, call.T("staff.one_time.text", map[string]any{"name": out.Member.Name, "username": out.Member.Username}),
			parts.Field{Name: "one_time", Label: call.T("staff.one_time.label"), Value: out.Plain}, back)})
	return ""
}

// nextPath is the address of the following page of the list.
func (p peoplePage) nextPath(call *web.Call) string {
	if p.Next == "" {
		return ""
	}
	return call.With("after", p.Next)
}

// filtered tells whether the list is narrowed.
func (p peoplePage) filtered() bool { return p.Filter != staff.Filter{} }
