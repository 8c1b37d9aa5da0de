package care

import (
	"fmt"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/value"
	"maiam/models/wards"
)

type nothing struct{}

// mineData are the rounds of the shift and how far each ward's handover has come.
type mineData struct {
	*care.MyShift
	Handovers map[uint64]care.HandoverState
}

func readMine(tx *db.Tx, _ nothing) (d mineData, err error) {
	if d.MyShift, err = care.MyRounds(tx); err != nil {
		return d, err
	}
	ids := make([]uint64, len(d.Wards))
	for i, w := range d.Wards {
		ids[i] = w.ID
	}
	d.Handovers, err = care.HandoverStates(tx, ids)
	return d, err
}

// handoverChip says how far the handover of a ward has come, and leads to it.
func handoverChip(call *web.Call, s care.HandoverState) parts.Chip {
	args := words.A{"shift": shiftName(call, s.Turn)}
	c := parts.Chip{Tone: parts.Due, Icon: "clipboard-list", Href: ofTurn(s.WardID, s.Turn)}
	switch {
	case !s.Open():
		args["time"] = words.Clock(call.Context(), *s.Complete)
		c.Tone, c.Icon, c.Text = parts.Done, "check", call.T("care.handover.state.done", args)
	case s.Out != nil:
		c.Text = call.T("care.handover.state.waits", args)
	case s.Begun:
		c.Text = call.T("care.handover.state.begun", args)
	default:
		c.Text = call.T("care.handover.state.open", args)
	}
	return c
}

func showMine(call *web.Call, s mineData) web.Leaf {
	leaf := web.Leaf{Title: call.T("care.nav"), Body: minePage(call, s), Active: "/care/rounds"}
	if s.Turn.Shift.ID != 0 {
		leaf.Under = strings.Join([]string{s.Turn.Shift.Name(call.Lang), s.Turn.Shift.Hours(), words.Weekday(call.Context(), s.Turn.Day)}, " · ")
	}
	return leaf
}

// wardNote says where the ward stands and how many people are here.
func wardNote(call *web.Call, w care.MyWard) string {
	note := words.N(call.Context(), "care.mine.here", w.Here)
	if w.Away > 0 {
		note += " · " + words.N(call.Context(), "care.mine.away", w.Away)
	}
	return note
}

// roundChip says how far one round has come.
func roundChip(call *web.Call, w care.MyWard, r care.MyRound) parts.Chip {
	switch {
	case r.Coming:
		return parts.Chip{Text: call.T("care.mine.coming")}
	case w.Here > 0 && r.Seen >= w.Here && r.Due, !r.Due && r.Seen > 0 && r.Seen >= w.Here:
		return parts.Chip{Tone: parts.Done, Icon: "check", Text: call.T("care.mine.done", words.A{"time": words.Clock(call.Context(), *r.LastAt)})}
	case r.Due && r.Seen == 0:
		return parts.Chip{Tone: parts.Due, Icon: "clock", Text: call.T("care.mine.due")}
	case r.Due:
		return parts.Chip{Tone: parts.Due, Icon: "clock", Text: call.T("care.mine.part", words.A{"seen": r.Seen, "here": w.Here})}
	case r.Seen == 0:
		return parts.Chip{Tone: parts.Danger, Icon: "alert-triangle", Text: call.T("care.mine.none")}
	}
	return parts.Chip{Tone: parts.Plain, Text: call.T("care.mine.part", words.A{"seen": r.Seen, "here": w.Here})}
}

func roundHref(r care.Walked) string {
	return sheetPath(r.WardID, r.Round.Slot.ID, r.Round.Turn.Day.String())
}

// walkedData are the rounds of a ward with the filter that was asked for.
type walkedData struct {
	Ward   *wards.WardIn
	Rounds []care.Walked
	From   value.Day
	To     value.Day
}

func readWalked(tx *db.Tx, in care.RoundsInput) (d walkedData, err error) {
	if in.To.IsZero() {
		in.To = tx.Today()
	}
	if in.From.IsZero() {
		in.From = in.To.AddDays(-6)
	}
	if d.Rounds, err = care.Rounds(tx, in); err != nil {
		return d, err
	}
	d.From, d.To = in.From, in.To
	d.Ward, err = wards.Within(tx, care.View, in.WardID)
	return d, err
}

func showWalked(call *web.Call, d walkedData) web.Leaf {
	return web.Leaf{Title: call.T("care.walked.title"), Under: d.Ward.Name, Active: "/care/rounds", Body: walkedPage(call, d), Sheet: walkedSheet(d.Ward.ID),
		Crumbs: []web.Crumb{upward(call), {Name: d.Ward.Name, Path: roundPath(d.Ward.ID)}}}
}

func (d walkedData) list(call *web.Call) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("care.walked.title"), Empty: parts.Empty{Icon: "walk", Title: call.T("care.walked.empty")},
		Columns: []parts.Column{{Title: call.T("care.walked.round"), Main: true}, {Title: call.T("care.walked.day")}, {Title: call.T("care.walked.seen"), Number: true},
			{Title: call.T("care.walked.changed"), Number: true}, {Title: call.T("care.walked.when")}, {Title: call.T("care.walked.state"), Plain: true}}}
	for _, w := range d.Rounds {
		day := words.Weekday(ctx, w.Round.Turn.Day)
		row := parts.Row{Href: roundHref(w), Cells: []parts.Cell{{Text: roundName(call, w.Round)}, {Text: day}, {Text: fmt.Sprint(w.Seen)}, {Text: fmt.Sprint(w.Changed)}, {}, {}}}
		switch {
		case w.Seen == 0:
			row.Cells[5] = parts.Cell{Chips: []parts.Chip{{Tone: parts.Danger, Icon: "alert-triangle", Text: call.T("care.mine.none")}}}
		default:
			row.Cells[4] = parts.Cell{Text: words.Clock(ctx, *w.FirstAt) + "–" + words.Clock(ctx, *w.LastAt), Note: w.LastByName}
			if w.Late > 0 {
				row.Cells[5] = parts.Cell{Chips: []parts.Chip{{Tone: parts.Due, Icon: "clock", Text: words.N(ctx, "care.walked.late", w.Late)}}}
			}
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}
