package care

import (
	"bytes"
	"fmt"
	"strings"

	"maiam/handlers/paper"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
)

// rollcallsTable is the counts of a day, taken or not.
func rollcallsTable(call *web.Call, d rollcallsData) sheet.Table {
	return sheet.Table{Title: call.T("care.rollcall.title"), Asked: words.Day(call.Context(), d.In.Day),
		Columns: sheet.Columns(call, sheet.As("ward", sheet.Text, 20), sheet.As("care.rollcall.count", sheet.Text, 16), sheet.As("care.rollcall.how", sheet.Text, 18), sheet.As("care.rollcall.began", sheet.Instant, 0), sheet.As("care.rollcall.signed", sheet.Instant, 0),
			sheet.As("care.rollcall.minutes", sheet.Integer, 10), sheet.As("care.rollcall.expected", sheet.Integer, 10), sheet.As("care.rollcall.answer.here", sheet.Integer, 10), sheet.As("care.rollcall.elsewhere", sheet.Integer, 10),
			sheet.As("care.rollcall.answer.not_found", sheet.Integer, 10), sheet.As("by", sheet.Text, 26)),
		Rows: func(row func(...any)) {
			for _, t := range d.Turns {
				name := t.WardName
				if name == "" {
					name = t.CampusName
				}
				state := call.T("care.rollcall.state." + string(t.State))
				if c := t.Call; c == nil {
					row(name, rollName(call, t), state, nil, nil, nil, nil, nil, nil, nil, "")
				} else if c.ClosedAt == nil {
					row(name, rollName(call, t), state, c.StartedAt, nil, nil, nil, nil, nil, nil, t.By)
				} else {
					row(name, rollName(call, t), state, c.StartedAt, *c.ClosedAt, int(c.Took(*c.ClosedAt).Minutes()), c.Expected, c.Present, c.Elsewhere, c.NotFound, t.By)
				}
			}
		}}
}

// rollcallTable is everybody on the list of one count.
func rollcallTable(call *web.Call, l *care.RollList) sheet.Table {
	return sheet.Table{Title: rollTitle(call, l), Asked: rollUnder(call, l), At: l.Now,
		Columns: sheet.Columns(call, sheet.As("ward", sheet.Text, 18), sheet.As("room", sheet.Text, 12), sheet.As("bed", sheet.Text, 10), sheet.As("name", sheet.Text, 28), sheet.As("care.rollcall.by_books", sheet.Text, 18),
			sheet.As("care.rollcall.found", sheet.Text, 18), sheet.As("care.rollcall.seen_at", sheet.Instant, 0), sheet.As("by", sheet.Text, 26), sheet.As("care.field.note", sheet.Text, 26)),
		Rows: func(row func(...any)) {
			for _, p := range l.People {
				row(p.WardName, p.RoomName, p.BedName, p.Name, rollBooks(call, p), rollSaid(call, p), sheet.At(p.AnswerAt), p.AnswerBy, p.AnswerNote)
			}
		}}
}

// rollBooks is where the books say somebody is.
func rollBooks(call *web.Call, p care.RollPerson) string {
	if p.Away == "" {
		return call.T("care.rollcall.in_house")
	}
	return call.T("wards.is." + string(p.Away))
}

func rollSaid(call *web.Call, p care.RollPerson) string {
	if p.Answer == "" {
		return call.T("care.rollcall.left")
	}
	return call.T("care.rollcall.answer." + string(p.Answer))
}

// drawRollcall draws one count on one page of A4: by name whoever is not simply here, and everybody
// else in a line for each room.
func drawRollcall(call *web.Call, l *care.RollList) (web.Draw, error) {
	ctx := call.Context()
	title := rollTitle(call, l)
	p := paper.New(ctx, paper.Form{Name: title, Made: call.Now(), Foot: call.T("care.rollcall.foot", words.A{"at": words.DateTime(ctx, call.Now()), "by": call.Actor.Name})})
	p.Title(title, rollUnder(call, l))
	expected, present, elsewhere, lost := l.Counts()
	state := call.T("care.rollcall.paper_open")
	if l.ClosedAt != nil {
		expected, present, elsewhere, lost = l.Expected, l.Present, l.Elsewhere, l.NotFound
		state = call.T("care.rollcall.paper_signed", words.A{"who": l.CloserName, "at": words.DateTime(ctx, *l.ClosedAt), "for": words.Duration(ctx, l.Took(call.Now()))})
	}
	p.Paragraph(call.T("care.rollcall.paper_sum", words.A{"all": expected, "here": present, "elsewhere": elsewhere, "lost": lost}))
	var lostRows, otherRows, hereRows []paper.Row
	here := map[string][]string{}
	var rooms []string
	for _, one := range l.People {
		row := paper.Row{Cells: []string{strings.TrimSpace(one.BedName + " " + one.Name), rollWhere(call, l, one), rollBooks(call, one), rollSaid(call, one)}}
		switch {
		case one.Open():
			lostRows = append(lostRows, row)
		case one.Answer == care.AnswerHere && !one.Differs():
			room := rollWhere(call, l, one)
			if len(here[room]) == 0 {
				rooms = append(rooms, room)
			}
			here[room] = append(here[room], strings.TrimSpace(one.BedName+" "+one.Name))
		default:
			otherRows = append(otherRows, row)
		}
	}
	for _, room := range rooms {
		hereRows = append(hereRows, paper.Row{Cells: []string{strings.Join(here[room], "; "), room, "", fmt.Sprint(len(here[room]))}})
	}
	var rows []paper.Row
	for _, part := range []struct {
		key  string
		rows []paper.Row
	}{{"care.rollcall.paper_lost", lostRows}, {"care.rollcall.paper_others", otherRows}, {"care.rollcall.answer.here", hereRows}} {
		if len(part.rows) > 0 {
			rows = append(append(rows, paper.Row{Section: call.T(part.key)}), part.rows...)
		}
	}
	p.Table([]paper.Column{{Head: call.T("care.rollcall.who"), Width: 8}, {Head: call.T("care.rollcall.where"), Width: 3.4}, {Head: call.T("care.rollcall.by_books"), Width: 2.6}, {Head: call.T("care.rollcall.found"), Width: 2.8}}, rows)
	p.Paragraph(state)
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		return web.Draw{}, err
	}
	return web.Draw{Name: call.T("care.rollcall.file"), Type: "application/pdf", Body: b.Bytes(), Show: true}, nil
}
