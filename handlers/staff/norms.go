package staff

import (
	"fmt"
	"net/url"
	"strconv"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// normsPage compares the staff with the residents who live there now.
type normsPage struct {
	Campuses []wards.Campus
	Wards    []wards.WardIn
	Heads    []staff.Heads
	Ratios   []staff.Ratio
	Norms    map[staff.NormGroup]settings.Row
	House    map[staff.PositionKind]settings.Row
}

// readNorms reads the comparison for whoever sees the staff. Five statements beside the settings.
func readNorms(tx *db.Tx, _ struct{}) (p normsPage, err error) {
	if err := tx.May(staff.View); err != nil {
		return p, err
	}
	if p.Campuses, err = wards.CampusesWithin(tx); err != nil {
		return p, err
	}
	if p.Wards, err = wards.Mine(tx, wards.View); err != nil {
		return p, err
	}
	if p.Heads, err = presence.HeadsByNorm(tx); err != nil {
		return p, err
	}
	if p.Ratios, err = staff.Ratios(tx, p.Heads); err != nil {
		return p, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return p, err
	}
	p.Norms, p.House = map[staff.NormGroup]settings.Row{}, map[staff.PositionKind]settings.Row{}
	for _, g := range staff.NormGroups {
		if row, ok := book.On(staff.CareNorm(g), tx.Today()); ok && row.Known() {
			p.Norms[g] = row
		}
	}
	for _, k := range staff.PositionKinds {
		if row, ok := book.On(staff.HouseNorm(k), tx.Today()); ok && row.Known() {
			p.House[k] = row
		}
	}
	return p, nil
}

func showNorms(call *web.Call, p normsPage) web.Leaf {
	return web.Leaf{Title: call.T("staff.norms.title"), Under: call.T("staff.norms.under"), Body: normsView(call, p), Wide: true, Sheet: "/staff/norms.xlsx", Active: "/staff",
		Crumbs: []web.Crumb{{Name: call.T("staff.people.title"), Path: "/staff"}}}
}

func (p normsPage) of(campus uint64) (here []staff.Ratio) {
	for _, r := range p.Ratios {
		if r.CampusID == campus && r.WardID == 0 {
			here = append(here, r)
		}
	}
	return here
}

// holdersPath is the way to the people with a kind of position.
func holdersPath(kind staff.PositionKind, campus, ward uint64) string {
	q := url.Values{"kind": {string(kind)}, "campus_id": {number(campus)}}
	if ward != 0 {
		q.Set("ward_id", number(ward))
	}
	return "/staff/positions?" + q.Encode()
}

// kinds is the table of a campus: which work, how many there are, how many the norm asks for.
func (p normsPage) kinds(call *web.Call, campus uint64) parts.List {
	l := parts.List{Caption: call.T("staff.norms.kinds"), Columns: []parts.Column{{Title: call.T("staff.norms.kind"), Main: true}, {Title: call.T("staff.norms.people"), Number: true},
		{Title: call.T("staff.norms.have"), Number: true}, {Title: call.T("staff.norms.need"), Number: true}, {Title: call.T("staff.norms.ratio"), Plain: true}},
		Empty: parts.Empty{Icon: "users", Title: call.T("staff.norms.nothing")}}
	for _, r := range p.of(campus) {
		note := call.T("staff.norms.by_group")
		if row, ok := p.House[r.Kind]; ok {
			note = row.LegalBasis
		}
		l.Rows = append(l.Rows, parts.Row{Cells: []parts.Cell{{Text: kindName(call, r.Kind), Note: note}, {Text: strconv.Itoa(r.People)},
			{Text: strconv.Itoa(r.Have), Href: some(r.Have, holdersPath(r.Kind, campus, 0))}, {Text: strconv.Itoa(r.Need)}, {Chips: []parts.Chip{ratio(call, r)}}}})
	}
	return l
}

// wards is the table of the wards of a campus with their carers.
func (p normsPage) wards(call *web.Call, campus uint64) parts.List {
	l := parts.List{Caption: call.T("staff.norms.wards"), Columns: []parts.Column{{Title: call.T("staff.norms.ward"), Main: true}, {Title: call.T("staff.norms.people"), Number: true},
		{Title: call.T("staff.norms.carers"), Number: true}, {Title: call.T("staff.norms.need"), Number: true}, {Title: call.T("staff.norms.ratio"), Plain: true}},
		Empty: parts.Empty{Icon: "bed", Title: call.T("staff.norms.nothing")}}
	for _, w := range p.Wards {
		for _, r := range p.Ratios {
			if r.WardID != w.ID || w.CampusID != campus {
				continue
			}
			people := parts.Cell{Text: strconv.Itoa(r.People)}
			if call.May("residents.view") && r.People > 0 {
				people.Href = "/presence/people?" + presence.CensusInput{WardID: w.ID}.Query(presence.InCare).Encode()
			}
			l.Rows = append(l.Rows, parts.Row{Cells: []parts.Cell{{Text: w.Name}, people, {Text: strconv.Itoa(r.Have), Href: some(r.Have, holdersPath(r.Kind, campus, w.ID))},
				{Text: strconv.Itoa(r.Need)}, {Chips: []parts.Chip{ratio(call, r)}}}})
		}
	}
	return l
}

func some(n int, href string) string {
	if n == 0 {
		return ""
	}
	return href
}

func ratio(call *web.Call, r staff.Ratio) parts.Chip {
	return parts.Ratio{Have: r.Have, People: r.People, Need: r.Need}.Chip(call.Context())
}

// groups is the table of the norms by group, with how many live here and the paper each rests on.
func (p normsPage) groups(call *web.Call) parts.List {
	l := parts.List{Caption: call.T("staff.norms.groups"), Columns: []parts.Column{{Title: call.T("staff.norms.group"), Main: true}, {Title: call.T("staff.norms.people"), Number: true},
		{Title: call.T("staff.norms.each"), Number: true}, {Title: call.T("staff.norms.basis")}}}
	for _, g := range staff.NormGroups {
		n := 0
		for _, h := range p.Heads {
			if h.Group == g {
				n += h.People
			}
		}
		row, ok := p.Norms[g]
		each, basis := parts.Cell{Text: call.T("staff.norms.unknown")}, ""
		if ok {
			each, basis = parts.Cell{Text: row.Text}, row.LegalBasis
			if call.May("settings.view") {
				each.Href = "/settings/" + string(row.Name)
			}
		}
		l.Rows = append(l.Rows, parts.Row{Cells: []parts.Cell{{Text: call.T("staff.group." + string(g))}, {Text: strconv.Itoa(n)}, each, {Text: basis}}})
	}
	return l
}

func kindName(call *web.Call, k staff.PositionKind) string {
	return call.T("staff.position." + string(k))
}

// holdersPage is the people behind a number of staff.
type holdersPage struct {
	In   staff.PositionsInput
	Rows []staff.HeldPosition
}

func readHolders(tx *db.Tx, in staff.PositionsInput) (p holdersPage, err error) {
	p.In = in
	p.Rows, err = staff.PositionsNow(tx, in)
	return p, err
}

func showHolders(call *web.Call, p holdersPage) web.Leaf {
	return web.Leaf{Title: call.T("staff.positions.title"), Body: holdersView(call, p), Wide: true, Sheet: "/staff/positions.xlsx", Active: "/staff",
		Crumbs: []web.Crumb{{Name: call.T("staff.people.title"), Path: "/staff"}, {Name: call.T("staff.norms.title"), Path: "/staff/norms"}}}
}

// counted are the positions as they are listed: of a kind, each person once.
func (p holdersPage) counted() (out []staff.HeldPosition) {
	var last uint64
	for _, r := range p.Rows {
		if p.In.Kind == "" || p.In.WardID != 0 || r.MemberID != last {
			out = append(out, r)
		}
		last = r.MemberID
	}
	return out
}

func (p holdersPage) list(call *web.Call) parts.List {
	l := parts.List{Caption: call.T("staff.positions.title"), Columns: []parts.Column{{Title: call.T("staff.field.name"), Main: true}, {Title: call.T("staff.field.kind")},
		{Title: call.T("staff.positions.where")}, {Title: call.T("staff.field.position_from")}},
		Empty: parts.Empty{Icon: "users", Title: call.T("staff.positions.none"), Text: call.T("staff.positions.none_text")}}
	for _, r := range p.counted() {
		l.Rows = append(l.Rows, parts.Row{Href: fmt.Sprintf("/staff/%d", r.MemberID), Cells: []parts.Cell{{Text: r.MemberName, Note: r.Title}, {Text: kindName(call, r.Kind)},
			{Text: heldWhere(r)}, {Text: words.Day(call.Context(), r.ValidFrom)}}})
	}
	return l
}

func heldWhere(p staff.HeldPosition) string {
	if p.WardName == "" {
		return p.CampusName
	}
	return p.CampusName + " · " + p.WardName
}

// positionEvents are the positions of a person, those that are over struck through.
func positionEvents(call *web.Call, list []staff.HeldPosition, today value.Day) []parts.Event {
	var out []parts.Event
	for _, p := range list {
		e := parts.Event{Title: kindName(call, p.Kind), Note: heldWhere(p) + " · " + call.T("staff.positions.since", words.A{"day": words.Day(call.Context(), p.ValidFrom)})}
		if p.Title != "" {
			e.Title += " · " + p.Title
		}
		if !p.ValidTo.IsZero() {
			e.Note += " · " + call.T("staff.positions.until", words.A{"day": words.Day(call.Context(), p.ValidTo), "reason": p.EndedReason})
			e.Struck = p.ValidTo.Before(today)
		}
		out = append(out, e)
	}
	return out
}

func kindOptions(call *web.Call) (out []parts.Option) {
	for _, k := range staff.PositionKinds {
		out = append(out, parts.Option{Value: string(k), Text: kindName(call, k)})
	}
	return out
}

func wardChoices(list []wards.WardIn) (out []parts.Option) {
	for _, w := range list {
		out = append(out, parts.Option{Value: number(w.ID), Text: w.Name, Group: w.CampusName})
	}
	return out
}

var (
	addPosition = web.Action[staff.PositionInput, *staff.Position]{Name: "staff.add_position", Do: staff.AddPosition}
	endPosition = web.Action[staff.EndPositionInput, *staff.Position]{Name: "staff.end_position", Do: staff.EndPosition}
)

func toMember[In any](of func(In) uint64, told string) func(*web.Call, In, *staff.Position) string {
	return func(call *web.Call, in In, _ *staff.Position) string {
		call.Tell(web.Notice{Key: told})
		return path(of(in))
	}
}

// The same on the wire.

type positionWire struct {
	ID       uint64     `json:"id"`
	MemberID uint64     `json:"member_id"`
	CampusID uint64     `json:"campus_id"`
	WardID   uint64     `json:"ward_id,omitempty"`
	Kind     string     `json:"kind"`
	Title    string     `json:"title,omitempty"`
	From     value.Day  `json:"from"`
	To       *value.Day `json:"to,omitempty"`
}

func positionOut(p *staff.Position) positionWire {
	w := positionWire{ID: p.ID, MemberID: p.MemberID, CampusID: p.CampusID, WardID: uint64(p.Ward), Kind: string(p.Kind), Title: p.Title, From: p.ValidFrom}
	if !p.ValidTo.IsZero() {
		w.To = &p.ValidTo
	}
	return w
}

type normsWire struct {
	Ratios []staff.Ratio `json:"ratios" doc:"ward_id 0 is the whole campus"`
	Heads  []staff.Heads `json:"heads"`
}

func normsOut(p normsPage) normsWire {
	w := normsWire{Ratios: p.Ratios, Heads: p.Heads}
	if w.Ratios == nil {
		w.Ratios = []staff.Ratio{}
	}
	if w.Heads == nil {
		w.Heads = []staff.Heads{}
	}
	return w
}
