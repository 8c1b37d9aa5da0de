package staff

import (
	"fmt"
	"strings"

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

// coverPage is how each shift until tomorrow is staffed.
type coverPage struct {
	Campuses []wards.Campus
	Covers   []staff.Cover
	Rules    []settings.Row
}

// coverRules are the settings by which a shift is judged.
var coverRules = []settings.Name{settings.DutyMinStaff, settings.DutyWardMin, settings.DutyByDay, settings.DutyByNight, settings.DutyRestHours, settings.DutyOff, settings.DutyOffHoliday}

// readCover reads the page for whoever sees the staff and the rota. Seven statements beside the settings.
func readCover(tx *db.Tx, _ struct{}) (p coverPage, err error) {
	if err := tx.May(staff.View); err != nil {
		return p, err
	}
	if err := tx.May(staff.SeeRota); err != nil {
		return p, err
	}
	if p.Campuses, err = wards.CampusesWithin(tx); err != nil {
		return p, err
	}
	heads, err := presence.HeadsByNorm(tx)
	if err != nil {
		return p, err
	}
	if p.Covers, err = staff.CoversOf(tx, staff.CoversInput{}, heads); err != nil {
		return p, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return p, err
	}
	for _, name := range coverRules {
		if row, ok := book.On(name, tx.Today()); ok {
			p.Rules = append(p.Rules, row)
		}
	}
	return p, nil
}

func showCover(call *web.Call, p coverPage) web.Leaf {
	return web.Leaf{Title: call.T("staff.cover.title"), Under: call.T("staff.cover.under"), Body: coverView(call, p), Wide: true, Active: "/staff/rota", Sheet: "/staff/cover.xlsx",
		Crumbs: []web.Crumb{{Name: call.T("staff.rota.title"), Path: "/staff/rota"}}}
}

// turns are the turns of a campus, each with its covers: the campus first, then its wards.
func (p coverPage) turns(campus uint64) (out [][]staff.Cover) {
	for _, c := range p.Covers {
		switch {
		case c.CampusID != campus:
		case c.WardID == 0:
			out = append(out, []staff.Cover{c})
		case len(out) > 0:
			out[len(out)-1] = append(out[len(out)-1], c)
		}
	}
	return out
}

// coverChip says how a cover stands, in a word and a colour.
func coverChip(call *web.Call, c staff.Cover) parts.Chip {
	args := words.A{"have": len(c.Have), "need": c.Need, "short": c.Short()}
	switch c.State {
	case staff.Bare:
		key := "staff.cover.bare"
		if len(c.Have) > 0 {
			key = "staff.cover.too_few"
		}
		return parts.Chip{Tone: parts.Danger, Icon: "alert-triangle", Text: call.T(key, args)}
	case staff.Short:
		return parts.Chip{Tone: parts.Due, Icon: "users", Text: call.T("staff.cover.short", args)}
	}
	return parts.Chip{Tone: parts.Done, Icon: "check", Text: call.T("staff.cover.enough", args)}
}

// each is how many residents there are for one on duty: 1 : 13.
func each(c staff.Cover) string {
	if len(c.Have) == 0 || c.People == 0 {
		return ""
	}
	return fmt.Sprintf("1 : %d", (2*c.People+len(c.Have))/(2*len(c.Have)))
}

func (p coverPage) list(call *web.Call, covers []staff.Cover) parts.List {
	l := parts.List{Caption: turnTitle(call, covers[0].Turn), Columns: []parts.Column{{Title: call.T("staff.norms.ward"), Main: true}, {Title: call.T("staff.norms.people"), Number: true},
		{Title: call.T("staff.cover.who")}, {Title: call.T("staff.norms.ratio"), Number: true}, {Title: call.T("staff.cover.state"), Plain: true}, {Title: call.T("staff.cover.fix"), Plain: true}}}
	for _, c := range covers[1:] {
		row := parts.Row{Cells: []parts.Cell{{Text: c.WardName, Href: roomsPath(c.CampusID, c.WardID, c.Turn)}, {Text: fmt.Sprint(c.People)}, {Text: strings.Join(c.Names(), ", ")}, {Text: each(c)}, {Chips: []parts.Chip{coverChip(call, c)}}, {}}}
		for _, g := range c.Gaps {
			row.Cells[4].Chips = append(row.Cells[4].Chips, parts.Chip{Tone: parts.Danger, Icon: "user-question", Text: call.T("staff.cover.gap", words.A{"name": g.MemberName})})
		}
		if c.NoRoom > 0 {
			row.Cells[4].Chips = append(row.Cells[4].Chips, parts.Chip{Tone: parts.Due, Icon: "bed", Text: words.N(call.Context(), "staff.rooms.gaps", c.NoRoom), Href: roomsPath(c.CampusID, c.WardID, c.Turn)})
		}
		row.Cells[4].Chips = append(row.Cells[4].Chips, coverAsks(call, c)...)
		if c.State == staff.Bare {
			row.Tone = parts.Danger
		}
		switch {
		case len(c.Fixes) > 0:
			row.Cells[5].Content = fixForm(call, c)
		case c.State != staff.Enough && call.May(staff.Plan):
			row.Cells[5].Text = call.T("staff.cover.no_fix")
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// fixNote says why somebody is proposed.
func fixNote(call *web.Call, f staff.Fix) string {
	if f.Moves {
		return call.T("staff.cover.moves")
	}
	return call.T("staff.cover.rested", words.A{"hours": f.Hours})
}

// head is the line of a campus over its wards.
func (p coverPage) head(call *web.Call, c staff.Cover) parts.Events {
	return parts.Events{Items: []parts.Event{{Title: call.T("staff.cover.campus", words.A{"have": len(c.Have), "all": c.All, "people": c.People}), Note: each(c), Chips: append([]parts.Chip{coverChip(call, c)}, wholeAsks(call, c)...)}}}
}

// ruleList are the figures of the page with the paper each rests on and how sure it is.
func ruleList(call *web.Call, title string, rows []settings.Row) parts.List {
	l := parts.List{Caption: title, Columns: []parts.Column{{Title: call.T("staff.cover.rule"), Main: true}, {Title: call.T("staff.cover.value"), Number: true}, {Title: call.T("staff.norms.basis")}, {Title: call.T("staff.cover.mark"), Plain: true}}}
	for _, r := range rows {
		shown := parts.Cell{Text: call.T("staff.pay.undecided_short")}
		if r.Known() {
			shown.Text = settingText(call, r)
		}
		if call.May("settings.view") {
			shown.Href = "/settings/" + string(r.Name)
		}
		chip := parts.Chip{Text: call.T("settings.mark." + string(r.Mark))}
		if r.Mark == settings.Unknown {
			chip.Tone = parts.Due
		}
		l.Rows = append(l.Rows, parts.Row{Cells: []parts.Cell{{Text: call.T("settings.name." + string(r.Name)), Note: r.Note}, shown, {Text: r.LegalBasis}, {Chips: []parts.Chip{chip}}}})
	}
	return l
}

// settingText writes a value with its unit.
func settingText(call *web.Call, r settings.Row) string {
	d, ok := settings.DefinitionOf(r.Name)
	switch {
	case ok && d.Kind == settings.Money:
		if amount, err := value.ParseDong(r.Text); err == nil {
			return words.Money(call.Context(), amount)
		}
	case ok && d.Kind == settings.YesNo:
		return call.T("words." + r.Text)
	case ok && d.Unit != "":
		return words.Decimal(call.Context(), r.Text) + " " + call.T("settings.unit."+d.Unit)
	}
	return r.Text
}

func gapFilled(call *web.Call, _ staff.DutyInput, out *staff.Planned) string {
	n := web.Notice{Key: "staff.cover.filled", Tone: "done"}
	if len(out.Doubts) > 0 {
		n = web.Notice{Key: "staff.rota.told.doubt", Tone: "due", Args: words.A{"why": doubtText(call, out.Doubts[0])}}
	}
	call.Tell(n)
	return "/staff/cover"
}
