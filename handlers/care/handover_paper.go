package care

import (
	"bytes"
	"strings"
	"time"

	"maiam/handlers/paper"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
)

// manyLines is from how many lines on those that are only not as usual stand together in one: the paper
// is one page.
const manyLines = 24

// drawHandover draws the handover of a ward on one page of A4.
func drawHandover(call *web.Call, d handoverPaper) (web.Draw, error) {
	ctx := call.Context()
	title := call.T("care.handover.title", words.A{"shift": shiftName(call, d.Turn)})
	p := paper.New(ctx, paper.Form{Name: title + " " + d.WardName, Made: call.Now(), Foot: call.T("care.handover.foot", words.A{"at": words.DateTime(ctx, call.Now()), "by": call.Actor.Name})})
	p.Title(title+" · "+d.WardName, strings.Join([]string{d.Agency, d.CampusName, d.Turn.Shift.Hours(), words.Weekday(ctx, d.Turn.Day)}, " · "))
	p.Table([]paper.Column{{Head: call.T("care.handover.paper.what"), Width: 11.5}, {Head: call.T("care.handover.paper.gave"), Width: 2.7}, {Head: call.T("care.handover.paper.took"), Width: 2.7}}, d.rows(call))
	state := call.T("care.handover.paper.open")
	if d.Complete != nil {
		state = call.T("care.handover.is_complete", words.A{"at": words.DateTime(ctx, *d.Complete)})
	}
	p.Paragraph(state)
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		return web.Draw{}, err
	}
	return web.Draw{Name: call.T("care.handover.file"), Type: "application/pdf", Body: b.Bytes(), Show: true}, nil
}

// rows are the lines, level by level, with who signed each.
func (d handoverPaper) rows(call *web.Call) (rows []paper.Row) {
	all := len(d.Items) + len(d.After)
	for _, level := range []care.Level{care.Red, care.Amber, care.Grey, care.Count} {
		list := d.Of(level)
		if len(list) == 0 {
			continue
		}
		rows = append(rows, paper.Row{Section: call.T("care.handover.part." + string(level))})
		if level == care.Amber && all > manyLines {
			rows = append(rows, d.together(call, list))
			continue
		}
		for _, i := range list {
			rows = append(rows, paper.Row{Cells: []string{d.line(call, i), d.gave(call, i), d.took(call, i)}})
		}
	}
	if len(d.After) > 0 {
		rows = append(rows, paper.Row{Section: call.T("care.handover.after")})
		for _, i := range d.After {
			rows = append(rows, paper.Row{Cells: []string{d.line(call, i), "", ""}})
		}
	}
	return rows
}

// together are many lines in one: who, and in a few words how.
func (d handoverPaper) together(call *web.Call, list []care.Matter) paper.Row {
	var said []string
	signed := map[string]bool{}
	row := paper.Row{Cells: []string{"", "", ""}}
	for _, i := range list {
		said = append(said, d.line(call, i))
		for c, who := range []string{d.gave(call, i), d.took(call, i)} {
			if who != "" && !signed[who] {
				signed[who] = true
				row.Cells[1+c] = strings.TrimPrefix(row.Cells[1+c]+"; "+who, "; ")
			}
		}
	}
	row.Cells[0] = strings.Join(said, "; ")
	return row
}

func (d handoverPaper) line(call *web.Call, i care.Matter) string {
	said := []string{lineTitle(call, i.Facts)}
	if note := lineNote(call, i.Facts, time.Time{}); note != "" {
		said = append(said, note)
	}
	if l := i.Line; l != nil {
		if l.Counted != nil && l.Matches != nil {
			key := "care.handover.counted"
			if !*l.Matches {
				key = "care.handover.counted_wrong"
			}
			said = append(said, call.T(key, words.A{"n": *l.Counted}))
		}
		said = append(said, lineWords(call, i)...)
	}
	if i.Later != nil {
		said = append(said, call.T("care.handover.later", words.A{"what": lineNote(call, *i.Later, time.Time{})}))
	}
	return strings.Join(said, " · ")
}

func (d handoverPaper) gave(call *web.Call, i care.Matter) string {
	if i.Line == nil {
		return ""
	}
	said := short(i.Line.OutgoingName, i.Line.OutgoingAt, call)
	if i.Line.Late(d.Turn) > 0 {
		said += " " + call.T("care.handover.paper.late")
	}
	return said
}

func (d handoverPaper) took(call *web.Call, i care.Matter) string {
	if i.Line == nil || i.Line.IncomingAt == nil {
		return ""
	}
	return short(i.Line.IncomingName, *i.Line.IncomingAt, call)
}

// short is a name as a signature, and when: the last two words of the name.
func short(name string, at time.Time, call *web.Call) string {
	all := strings.Fields(name)
	return strings.Join(all[max(0, len(all)-2):], " ") + " " + words.Clock(call.Context(), at)
}
