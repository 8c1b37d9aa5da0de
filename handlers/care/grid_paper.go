package care

import (
	"bytes"
	"fmt"
	"strings"

	"maiam/handlers/paper"
	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/settings"
)

// paperInput asks for the blank grid of a round, or of every round of its shift.
type paperInput struct {
	care.SheetInput
	Shift bool `form:"shift"`
}

// gridPaper is what is printed: the people of the ward in the order of the floor, once a round.
type gridPaper struct {
	*care.Sheet
	Rounds []settings.Round
}

func readGridPaper(tx *db.Tx, in paperInput) (d gridPaper, err error) {
	if d.Sheet, err = care.RoundSheet(tx, in.SheetInput); err != nil {
		return d, err
	}
	d.Rounds = []settings.Round{d.Round}
	if in.Shift {
		d.Rounds = d.Round.Turn.Rounds()
	}
	return d, nil
}

// papers are the blank grids that a page offers.
func (v sheetView) papers() []web.Crumb {
	of := strings.Replace(gridPath(v.WardID, v.Round), "/grid?", "/grid.pdf?", 1)
	return []web.Crumb{{Name: v.call.T("care.paper.round"), Path: of}, {Name: v.call.T("care.paper.shift"), Path: of + "&shift=true"}}
}

// cellHigh is how high a cell of the paper is: a letter written in a hurry finds room.
const cellHigh = 8.5

// drawGridPaper draws the blank grids on A4, each round from a page of its own on. Its code stands under
// the title and in the head of the table on each page.
func drawGridPaper(call *web.Call, d gridPaper) (web.Draw, error) {
	ctx := call.Context()
	title := call.T("care.paper.title", words.A{"ward": d.WardName})
	p := paper.New(ctx, paper.Form{Name: title, Made: call.Now(), Foot: call.T("care.handover.foot", words.A{"at": words.DateTime(ctx, call.Now()), "by": call.Actor.Name})})
	for _, round := range d.Rounds {
		p.Page()
		d.draw(call, p, title, round)
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		return web.Draw{}, err
	}
	return web.Draw{Name: call.T("care.paper.file"), Type: "application/pdf", Body: b.Bytes(), Show: true}, nil
}

// draw notes the grid of one round.
func (d gridPaper) draw(call *web.Call, p *paper.Paper, title string, round settings.Round) {
	ctx := call.Context()
	code := care.PaperCode(d.WardID, round.Turn.Day, round.Slot.ID)
	p.Headed(title, strings.Join([]string{roundName(call, round), words.Weekday(ctx, round.Turn.Day) + "/" + fmt.Sprint(yearOf(round)), call.T("care.paper.code", words.A{"code": code})}, " · "),
		call.T("care.paper.fill")+" "+call.T("care.paper.scan"), parts.QR(strings.ToUpper(call.Address()+paperRoute+code)))
	columns := []paper.Column{{Head: call.T("care.paper.bed"), Width: 1.3}, {Head: call.T("care.paper.name"), Width: 4.4}}
	items := itemsOf(round)
	for _, item := range items {
		columns = append(columns, paper.Column{Head: call.T("care.field." + item.String()), Width: 1.25, Align: paper.Center})
	}
	columns = append(columns, paper.Column{Head: call.T("care.field.response"), Width: 1.2, Align: paper.Center}, paper.Column{Head: call.T("care.field.note") + " " + code, Width: 2.9})
	var rows []paper.Row
	for _, r := range d.Sheet.Rooms {
		section := paper.Row{Section: roomName(call, r.Name)}
		for _, b := range r.Beds {
			if !b.Person() {
				continue
			}
			if section.Section != "" {
				rows = append(rows, section)
				section.Section = ""
			}
			row := paper.Row{Cells: make([]string, len(columns)), Least: cellHigh}
			row.Cells[0], row.Cells[1] = b.BedName, b.Name
			if b.Away() {
				row.Cells[len(columns)-1] = awayChip(call, b).Text
			}
			rows = append(rows, row)
		}
	}
	p.Table(columns, rows)
	p.Table([]paper.Column{{Head: call.T("care.paper.column"), Width: 2}, {Head: call.T("care.grid.legend"), Width: 10}}, legendRows(call, items))
}

// itemsOf are what a round asks about.
func itemsOf(round settings.Round) (out []care.Item) {
	for _, item := range care.Items {
		if item != care.Ate || round.Slot.Meal != settings.NoMeal {
			out = append(out, item)
		}
	}
	return out
}

func yearOf(round settings.Round) int { year, _, _ := round.Turn.Day.Date(); return year }

// legendRows say which letter is what.
func legendRows(call *web.Call, items []care.Item) []paper.Row {
	rows := []paper.Row{{Cells: []string{call.T("care.paper.each"), call.T("care.paper.usual")}}}
	for _, item := range items {
		var said []string
		for _, s := range care.SignsOf(item) {
			if code := item.Code(s); code != "" {
				said = append(said, code+" "+signWord(call, item, s))
			}
		}
		rows = append(rows, paper.Row{Cells: []string{call.T("care.field." + item.String()), strings.Join(said, " · ")}})
	}
	var done []string
	for _, r := range care.Responses() {
		done = append(done, r.Code()+" "+call.T("care.response."+r.String()))
	}
	return append(rows, paper.Row{Cells: []string{call.T("care.field.response"), strings.Join(done, " · ")}})
}
