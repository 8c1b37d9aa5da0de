// Package home is "Hôm nay": the first page of everybody who signs in. It answers the first
// question of a shift, who is where, and leads to the next thing to do.
package home

import (
	"embed"
	"fmt"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// Texts are the words of the first page.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Open opens the doors of the first page.
func Open(d *web.Desk) {
	web.Page(d, "/", "home.today", today, show)
}

// board is what the first page knows: the shift that runs, the wards of the reader, and how many
// are where.
type board struct {
	Turn    settings.Turn
	HasTurn bool
	Wards   []wards.WardIn
	Counts  *presence.Headcount
	Rounds  map[uint64]care.MyWard // by ward, for those who walk rounds
}

// none is the input of a page that asks nothing.
type none struct{}

func today(tx *db.Tx, _ none) (board, error) {
	var b board
	mine, err := wards.Mine(tx, wards.View)
	if err != nil {
		return b, err
	}
	b.Wards = mine
	book, err := settings.Of(tx)
	if err != nil {
		return b, err
	}
	b.Turn, b.HasTurn = book.Timetable.TurnAt(tx.Now)
	if tx.Actor.Has(presence.View) {
		if b.Counts, err = presence.CountAt(tx, presence.CensusInput{}); err != nil {
			return b, err
		}
	}
	if tx.Actor.Has(care.Record) {
		shift, err := care.MyRounds(tx)
		if err != nil {
			return b, err
		}
		b.Rounds = make(map[uint64]care.MyWard, len(shift.Wards))
		for _, w := range shift.Wards {
			b.Rounds[w.ID] = w
		}
	}
	return b, nil
}

func show(call *web.Call, b board) web.Leaf {
	ctx := call.Context()
	now := value.DayOf(call.Now(), words.Zone(ctx))
	day := words.WeekdayName(ctx, now) + " " + words.Day(ctx, now)
	under := day
	if b.HasTurn {
		under = call.T("home.under", words.A{"shift": b.Turn.Shift.Name(call.Lang), "day": day})
	}
	return web.Leaf{Title: call.T("home.title"), Under: under, Body: page(call, b), Active: "/"}
}

// strip shows where the people are; every number opens its names.
func strip(call *web.Call, n presence.Numbers, campus uint64) parts.Strip {
	at := func(state presence.State) string {
		if !call.May("residents.view") {
			return ""
		}
		return "/presence/people?" + presence.CensusInput{CampusID: campus}.Query(state).Encode()
	}
	stats := []parts.Stat{
		{Value: fmt.Sprint(n.Present), Label: call.T("home.present"), Href: at(presence.Present)},
		{Value: fmt.Sprint(n.Hospital), Label: call.T("home.hospital"), Href: at(presence.InHospital), Tone: tone(n.Hospital, parts.Info)},
		{Value: fmt.Sprint(n.Leave), Label: call.T("home.leave"), Href: at(presence.OnLeave), Tone: tone(n.Leave, parts.Info)},
		{Value: fmt.Sprint(n.Missing), Label: call.T("home.missing"), Href: at(presence.IsMissing), Tone: tone(n.Missing, parts.Danger)},
	}
	if n.NoBed > 0 {
		stats = append(stats, parts.Stat{Value: fmt.Sprint(n.NoBed), Label: call.T("home.no_bed"), Href: at(presence.WithoutBed), Tone: parts.Due})
	}
	return parts.Strip{Tall: true, Stats: stats}
}

// tone colours a number only when it says something.
func tone(n int, t parts.Tone) parts.Tone {
	if n == 0 {
		return parts.Plain
	}
	return t
}

// campusOf gives the head-count of a campus, or nothing where the reader sees no counts.
func (b board) campusOf(id uint64) (presence.Numbers, bool) {
	if b.Counts != nil {
		for _, c := range b.Counts.Campuses {
			if c.ID == id {
				return c.Numbers, true
			}
		}
	}
	return presence.Numbers{}, false
}

func (b board) wardOf(id uint64) (presence.Numbers, bool) {
	if b.Counts != nil {
		for _, c := range b.Counts.Campuses {
			for _, z := range c.Zones {
				for _, w := range z.Wards {
					if w.ID == id {
						return w.Numbers, true
					}
				}
			}
		}
	}
	return presence.Numbers{}, false
}

// campuses groups the reader's wards by campus, in the order of the house.
func (b board) campuses() [][]wards.WardIn {
	var out [][]wards.WardIn
	for _, w := range b.Wards {
		if n := len(out); n > 0 && out[n-1][0].CampusID == w.CampusID {
			out[n-1] = append(out[n-1], w)
		} else {
			out = append(out, []wards.WardIn{w})
		}
	}
	return out
}

// wardList is one line a ward: who is here, and in words who is not.
func wardList(call *web.Call, b board, list []wards.WardIn) parts.List {
	out := parts.List{Caption: call.T("home.wards"), Columns: []parts.Column{{Title: call.T("home.ward"), Main: true}}}
	if b.Counts != nil {
		out.Columns = append(out.Columns, parts.Column{Title: call.T("home.present"), Number: true})
	}
	if b.Counts != nil || b.Rounds != nil {
		out.Columns = append(out.Columns, parts.Column{Title: call.T("home.state"), Plain: true})
	}
	for _, w := range list {
		path := ""
		switch {
		case call.May(care.View):
			path = fmt.Sprintf("/wards/%d", w.ID)
		case call.May(wards.Edit):
			path = fmt.Sprintf("/wards/%d/edit", w.ID)
		}
		row := parts.Row{Href: path, Cells: []parts.Cell{{Text: w.Name, Note: w.ZoneName, Href: path}}}
		n, _ := b.wardOf(w.ID)
		if b.Counts != nil {
			row.Cells = append(row.Cells, parts.Cell{Text: fmt.Sprint(n.Present)})
		}
		if b.Counts != nil || b.Rounds != nil {
			row.Cells = append(row.Cells, parts.Cell{Chips: append(b.round(call, w.ID), away(call, n)...)})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func away(call *web.Call, n presence.Numbers) []parts.Chip {
	var chips []parts.Chip
	for _, c := range []struct {
		n    int
		key  string
		tone parts.Tone
	}{{n.Missing, "home.missing", parts.Danger}, {n.Hospital, "home.hospital", parts.Info}, {n.Leave, "home.leave", parts.Info}} {
		if c.n > 0 {
			chips = append(chips, parts.Chip{Tone: c.tone, Text: fmt.Sprintf("%d %s", c.n, call.T(c.key))})
		}
	}
	return chips
}

// waiting are the rounds that nobody has finished, in the order of the wards.
func (b board) waiting() (out []care.MyWard) {
	for _, w := range b.Wards {
		if mine, ok := b.Rounds[w.ID]; ok && mine.Next() != nil {
			out = append(out, mine)
		}
	}
	return out
}

// round says how far the round due now has come in a ward.
func (b board) round(call *web.Call, ward uint64) []parts.Chip {
	w := b.Rounds[ward]
	for _, r := range w.Rounds {
		if !r.Due || w.Here == 0 {
			continue
		}
		args := words.A{"clock": r.Round.Slot.Clock(), "seen": r.Seen, "here": w.Here}
		switch {
		case r.Seen >= w.Here:
			return []parts.Chip{{Tone: parts.Done, Icon: "check", Text: call.T("home.round_done", args)}}
		case r.Seen == 0:
			return []parts.Chip{{Tone: parts.Due, Icon: "clock", Text: call.T("home.round_due", args)}}
		}
		return []parts.Chip{{Tone: parts.Due, Icon: "clock", Text: call.T("home.round_part", args)}}
	}
	return nil
}

// most is up to how many rounds each get their own button; whoever has more picks from the list.
const most = 3

func goRound(call *web.Call, w care.MyWard) parts.Button {
	next := w.Next()
	return parts.Button{Text: call.T("home.go_round", words.A{"clock": next.Round.Slot.Clock(), "ward": w.Name}), Icon: "walk", Large: true, Full: true,
		Href: fmt.Sprintf("/wards/%d/round?slot=%d&day=%s", w.ID, next.Round.Slot.ID, next.Round.Turn.Day)}
}

func goRounds(call *web.Call, b board) parts.Button {
	list := b.waiting()
	return parts.Button{Text: call.T("home.go_rounds", words.A{"clock": list[0].Next().Round.Slot.Clock(), "n": len(list)}), Icon: "walk", Large: true, Full: true, Href: "/care/rounds"}
}

func campusCard(list []wards.WardIn) parts.Card {
	return parts.Card{Title: list[0].CampusName, ID: fmt.Sprintf("campus-%d", list[0].CampusID)}
}
