package staff

import (
	"strings"

	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/staff"
	"maiam/models/value"
)

// openSheets opens the doors through which the lists of this area are saved as spreadsheets.
func openSheets(d *web.Desk) {
	sheet.Door(d, "/staff.xlsx", "staff.list", readWholeStaff, staffTable)
	sheet.Door(d, "/staff/norms.xlsx", "staff.norms", readNorms, normsTable)
	sheet.Door(d, "/staff/positions.xlsx", "staff.positions", readHolders, holdersTable)
	sheet.Door(d, "/staff/deeds.xlsx", "staff.deeds", readWholeDeeds, deedsTable)
	sheet.Door(d, "/staff/works.xlsx", "staff.works", readWorks, worksTable)
	sheet.Door(d, "/staff/devices.xlsx", "staff.devices", readDevices, devicesTable)
	sheet.Door(d, "/staff/rota/:campus/rota.xlsx", "staff.rota", readRota, rotaTable)
	sheet.Door(d, "/staff/cover.xlsx", "staff.cover", readCover, coverTable)
	sheet.Door(d, "/staff/duty-pay.xlsx", "staff.duty_pay", readPay, payTable)
}

// readWholeStaff reads everybody at once.
func readWholeStaff(tx *db.Tx, in listInput) (peoplePage, error) {
	p, err := readPeople(tx, in.Filter, db.Page{Most: sheet.Limit})
	return p, sheet.Whole(p.Next, err)
}

func staffTable(call *web.Call, p peoplePage) sheet.Table {
	ctx := call.Context()
	return sheet.Table{Title: call.T("staff.people.title"),
		Columns: sheet.Columns(call, sheet.As("name", sheet.Text, 28), sheet.As("position", sheet.Text, 24), sheet.As("username", sheet.Text, 18), sheet.As("phone", sheet.Text, 14),
			sheet.As("campus", sheet.Text, 20), sheet.As("roles", sheet.Wrapped, 44), sheet.As("state", sheet.Text, 22), sheet.As("signed_in", sheet.Instant, 0)),
		Rows: func(row func(...any)) {
			for _, one := range p.People {
				home := p.Places.Campus(uint64(one.Campus))
				if one.Campus == 0 {
					home = call.T("staff.whole_centre")
				}
				var roles, states []string
				for _, c := range roleChips(ctx, p.Places, one.Grants, one.Campus, today(call)) {
					roles = append(roles, c.Text)
				}
				for _, c := range stateChips(ctx, one, call.Now()) {
					states = append(states, c.Text)
				}
				row(one.Name, one.Position, one.Username, value.Phone(one.Phone).Local(), home, strings.Join(roles, "; "), strings.Join(states, "; "), sheet.At(one.SignedInAt))
			}
		}}
}

// normsTable is the comparison on three sheets, as the page has three kinds of table.
func normsTable(call *web.Call, p normsPage) sheet.Table {
	compared := func(first ...sheet.Heading) []sheet.Column {
		return sheet.Columns(call, append(append([]sheet.Heading{sheet.As("campus", sheet.Text, 24)}, first...), sheet.As("people", sheet.Integer, 0), sheet.As("have", sheet.Integer, 0),
			sheet.As("need", sheet.Integer, 0))...)
	}
	return sheet.Table{Title: call.T("staff.norms.title"), Tab: call.T("staff.norms.kinds"), Columns: append(compared(sheet.As("staff.norms.kind", sheet.Text, 28)), sheet.Columns(call, sheet.As("basis", sheet.Wrapped, 40))...),
		Rows: func(row func(...any)) {
			for _, c := range p.Campuses {
				for _, r := range p.of(c.ID) {
					basis := call.T("staff.norms.by_group")
					if law, ok := p.House[r.Kind]; ok {
						basis = law.LegalBasis
					}
					row(c.Called(), kindName(call, r.Kind), r.People, r.Have, r.Need, basis)
				}
			}
		},
		More: []sheet.Table{{Title: call.T("staff.norms.title"), Tab: call.T("staff.norms.wards"), Columns: compared(sheet.As("ward", sheet.Text, 24)),
			Rows: func(row func(...any)) {
				for _, w := range p.Wards {
					for _, r := range p.Ratios {
						if r.WardID == w.ID {
							row(w.CampusName, w.Name, r.People, r.Have, r.Need)
						}
					}
				}
			}}, {Title: call.T("staff.norms.title"), Tab: call.T("staff.norms.groups"),
			Columns: sheet.Columns(call, sheet.As("staff.norms.group", sheet.Wrapped, 44), sheet.As("people", sheet.Integer, 0), sheet.As("staff.norms.each", sheet.Text, 18), sheet.As("basis", sheet.Wrapped, 40)),
			Rows: func(row func(...any)) {
				for _, g := range staff.NormGroups {
					people := 0
					for _, h := range p.Heads {
						if h.Group == g {
							people += h.People
						}
					}
					each, basis := call.T("staff.norms.unknown"), ""
					if law, ok := p.Norms[g]; ok {
						each, basis = law.Text, law.LegalBasis
					}
					row(call.T("staff.group."+string(g)), people, each, basis)
				}
			}}}}
}

func holdersTable(call *web.Call, p holdersPage) sheet.Table {
	asked := ""
	if p.In.Kind != "" {
		asked = kindName(call, p.In.Kind)
	}
	return sheet.Table{Title: call.T("staff.positions.title"), Asked: asked,
		Columns: sheet.Columns(call, sheet.As("name", sheet.Text, 28), sheet.As("position", sheet.Text, 24), sheet.As("staff.field.kind", sheet.Text, 28), sheet.As("campus", sheet.Text, 20),
			sheet.As("ward", sheet.Text, 20), sheet.As("staff.field.position_from", sheet.Date, 14)),
		Rows: func(row func(...any)) {
			for _, r := range p.counted() {
				row(r.MemberName, r.Title, kindName(call, r.Kind), r.CampusName, r.WardName, r.ValidFrom)
			}
		}}
}

// readWholeDeeds reads every deed at once.
func readWholeDeeds(tx *db.Tx, in staff.DeedsInput) (p deedsPage, err error) {
	in.Most, in.After = sheet.Limit, 0
	if p, err = readDeeds(tx, in); err != nil || p.Next == 0 {
		return p, err
	}
	return p, sheet.Within(sheet.Limit + 1)
}

// deedsTable is who wrote what, when; of deeds about accounts also whose, and from where. Of residents it
// names nobody, as on the page.
func deedsTable(call *web.Call, p deedsPage) sheet.Table {
	asked := ""
	if p.In.Area != "" && words.Has(call.Context(), p.In.Area+".nav") {
		asked = call.T(p.In.Area + ".nav")
	}
	return sheet.Table{Title: call.T("staff.deeds.title"), Asked: asked,
		Columns: sheet.Columns(call, sheet.As("staff.deeds.what", sheet.Wrapped, 44), sheet.As("staff.deeds.when", sheet.Instant, 0), sheet.As("staff.deeds.who", sheet.Text, 28), sheet.As("staff.deeds.account", sheet.Text, 28), sheet.As("staff.deeds.where", sheet.Text, 24)),
		Rows: func(row func(...any)) {
			for _, d := range p.Rows {
				row(words.Deed(call.Context(), d.Action), d.At, d.ActorName, d.AboutName, fromWhere(d))
			}
		}}
}

func worksTable(call *web.Call, w staff.Works) sheet.Table {
	return sheet.Table{Title: call.T("staff.works.title"),
		Columns: sheet.Columns(call, sheet.As("state", sheet.Text, 18), sheet.As("staff.works.kind", sheet.Wrapped, 40), sheet.As("staff.works.at", sheet.Instant, 0), sheet.As("tries", sheet.Integer, 0),
			sheet.As("error", sheet.Wrapped, 50)),
		Rows: func(row func(...any)) {
			for _, part := range []struct {
				state string
				rows  []staff.Work
			}{{"failed", w.Failed}, {"waiting", w.Waiting}, {"done", w.Done}} {
				for _, one := range part.rows {
					row(call.T("staff.works."+part.state), workName(call, one.Kind), workAt(one), one.Tries, one.Error)
				}
			}
		}}
}

// rotaTable is the rota with a line a duty, so that it can be counted and filtered.
func rotaTable(call *web.Call, p rotaPage) sheet.Table {
	return sheet.Table{Title: call.T("staff.rota.title"), Asked: p.Rota.Campus.Called() + " · " + p.span(call),
		Columns: []sheet.Column{{Head: call.T("staff.rota.day"), Kind: sheet.Date}, {Head: call.T("staff.field.shift"), Kind: sheet.Text}, {Head: call.T("staff.rota.hours"), Kind: sheet.Text},
			{Head: call.T("staff.field.name"), Kind: sheet.Text, Width: 26}, {Head: call.T("staff.rota.where"), Kind: sheet.Text, Width: 34}, {Head: call.T("staff.field.kind_of_duty"), Kind: sheet.Text}, {Head: call.T("staff.rota.state"), Kind: sheet.Text}},
		Rows: func(row func(...any)) {
			for _, s := range p.Stints {
				state := ""
				switch {
				case s.Gone:
					state = call.T("staff.rota.doubt.away")
				case s.Missed:
					state = call.T("staff.rota.missed")
				case s.Draft:
					state = call.T("staff.rota.draft")
				}
				row(s.Day(), s.Turn.Shift.Name(call.Lang), s.Turn.Shift.Hours(), s.MemberName, wardsOf(call, s), call.T("staff.rota.kind."+string(s.Kind)), state)
			}
		}}
}

// coverTable is how each shift until tomorrow is staffed, a line a ward.
func coverTable(call *web.Call, p coverPage) sheet.Table {
	return sheet.Table{Title: call.T("staff.cover.title"),
		Columns: sheet.Columns(call, sheet.As("campus", sheet.Text, 24), sheet.As("staff.field.shift", sheet.Text, 34), sheet.As("ward", sheet.Text, 24), sheet.As("people", sheet.Integer, 0),
			sheet.As("staff.cover.who", sheet.Wrapped, 44), sheet.As("have", sheet.Integer, 0), sheet.As("need", sheet.Integer, 0), sheet.As("staff.cover.state", sheet.Text, 24)),
		Rows: func(row func(...any)) {
			for _, campus := range p.Campuses {
				for _, turn := range p.turns(campus.ID) {
					for _, c := range turn[1:] {
						row(campus.Called(), turnTitle(call, c.Turn), c.WardName, c.People, strings.Join(c.Names(), ", "), len(c.Have), c.Need, coverChip(call, c).Text)
					}
				}
			}
		}}
}

// payTable is a month of duties: the sums first, then each duty behind them.
func payTable(call *web.Call, p payPage) sheet.Table {
	asked := words.MonthName(call.Context(), p.Month) + p.whose()
	money := func(key string) sheet.Column { return sheet.Column{Head: call.T(key), Kind: sheet.Money} }
	count := func(key string) sheet.Column { return sheet.Column{Head: call.T(key), Kind: sheet.Integer} }
	return sheet.Table{Title: call.T("staff.pay.title"), Tab: call.T("staff.pay.people"), Asked: asked,
		Columns: []sheet.Column{{Head: call.T("staff.field.name"), Kind: sheet.Text, Width: 28}, count("staff.pay.full"), count("staff.pay.short"),
			count("staff.rota.kind.live_in"), money("staff.pay.amount"), money("staff.pay.meal"), money("staff.pay.sum"), count("staff.pay.open")},
		Rows: func(row func(...any)) {
			for _, s := range p.People {
				row(s.Name, s.Full, s.Short, s.LiveIn, s.Amount, s.Meal, s.Sum(), s.Open)
			}
		},
		More: []sheet.Table{{Title: call.T("staff.pay.title"), Tab: call.T("staff.pay.lines"), Asked: asked,
			Columns: []sheet.Column{{Head: call.T("staff.rota.day"), Kind: sheet.Date}, {Head: call.T("staff.field.name"), Kind: sheet.Text, Width: 28},
				{Head: call.T("staff.field.kind_of_duty"), Kind: sheet.Text}, {Head: call.T("staff.pay.sort"), Kind: sheet.Text}, count("staff.pay.hours_short"), money("staff.pay.base"), {Head: call.T("staff.pay.part"), Kind: sheet.Decimal}, {Head: call.T("staff.pay.factor"), Kind: sheet.Decimal},
				money("staff.pay.amount"), money("staff.pay.meal"), {Head: call.T("staff.pay.open"), Kind: sheet.Text, Width: 34}},
			Rows: func(row func(...any)) {
				for _, l := range p.Lines {
					open := ""
					if l.Open != "" {
						open = call.T(l.Open)
					}
					row(l.Day, l.Name, call.T("staff.rota.kind."+string(l.Kind)), call.T("staff.pay.sort."+string(l.Sort)), l.Hours, l.Base, value.Quantity{Milli: l.Part}, value.Quantity{Milli: l.Factor}, l.Amount, l.Meal, open)
				}
			}}}}
}
