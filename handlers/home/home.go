// Package home is "Hôm nay": the first page of everybody who signs in. It answers the first
// question of a shift, who is where, and leads to the next thing to do.
package home

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/deeds"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/privacy"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// Texts are the words of the first page.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Open gives what opens the doors of the first page; backup tells when the house was saved last, the
// zero time when it never was; trust tells what a device needs that is to trust the house; speeds how
// long the pages took since when.
func Open(backup func() time.Time, trust func() Trust, speeds func() (time.Time, []Speed)) func(*web.Desk) {
	return func(d *web.Desk) {
		openTrust(d, trust)
		openService(d, backup, speeds)
		web.Page(d, "/", "home.today", func(tx *db.Tx, in asked) (board, error) { return today(tx, in, backup) }, show)
		web.Page(d, "/search", "home.search", search, showFound)
		web.Get(d, web.Op{ID: "search", Path: "/api/v1/search", Summary: "People, wards, rooms, beds and papers by what was typed, each only for those who may see them"}, "home.search", search, foundOut)
	}
}

// board is what the first page knows: the shift that runs, the wards of the reader, how many are
// where, and what each role asks first. What a reader may not know or does not ask stays empty.
type board struct {
	asked
	Turn    settings.Turn
	HasTurn bool
	Wards   []wards.WardIn
	Counts  *presence.Headcount
	Rounds  map[uint64]care.MyWard // by ward, for those who walk rounds
	Handing []care.HandoverState   // handovers that wait, of those who walk rounds

	Orders   []care.OrderIn    // restraint and isolation that run or of which the director does not know
	Counting []care.RollTurn   // emergencies that run, and counts that should have been taken
	Alerts   []care.IncidentIn // of which the reader must know
	Reviews  []staff.Reviewing // of accounts and rights, the newest first
	Crises   []deeds.OpeningIn // files opened in emergencies that nobody answered for

	DoorWeeks []deeds.DoorWeek // weeks at the door that nobody went through, the oldest first

	Concerns []care.ConcernIn // noticed over some days, for who is in charge of people's health
	Charge   bool

	Overview bool                      // answers for a campus: numbers over time and the beds of each ward
	Nights   []presence.Night          // of the last month, for the line
	Capacity map[uint64]wards.Capacity // by ward
	Ratios   []staff.Ratio             // for those who answer for the staff
	Away     *away                     // who is away, by name
	Health   *health                   // of doctors and nurses
	Due      *due                      // clocks of the law
	Deaths   []intake.WaitingDeath     // written by who was there, and not confirmed yet
	Crossing int                       // transfers that wait for the reader's signature
	Tray     int                       // what was written without a network and is not in the book
	Privacy  privacy.Owed              // requests about data that are late or soon due
	Deeds    []staff.Deed              // what was done last
	Machine  *machine                  // of the administrator
	Mine     staff.Mine                // the own duties
	Covers   []staff.Cover             // the shifts until tomorrow, for those who answer for a campus

	heads []staff.Heads
	zone  *time.Location
}

// asked is what the first page may be asked: to name everybody of one card instead of the first few.
type asked struct {
	All string `form:"all" validate:"max=10"`
}

// first cuts a list to the few that a card names, unless all of it was asked for.
func first[T any](in asked, card string, list []T) []T {
	if in.All == card {
		return list
	}
	return list[:min(len(list), mostNames)]
}

// more is the way to all of a card, where it names only some.
func more(call *web.Call, card string, all, shown int) *parts.Link {
	if all <= shown {
		return nil
	}
	return &parts.Link{Text: call.T("home.all_n", words.A{"n": all}), Href: "/?all=" + card + "#" + card}
}

// mostNames is how many people a card of the first page names; the rest is behind its number.
const mostNames = 6

// today reads the first page. How many statements it takes depends on the reader's roles and on
// nothing else.
func today(tx *db.Tx, in asked, backup func() time.Time) (board, error) {
	b := board{asked: in, zone: tx.Zone()}
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
	for _, read := range []func(*db.Tx) error{b.readMine, b.readCounts, b.readAlerts, b.readCounting, b.readOrders, b.readRounds, b.readOverview, b.readConcerns, b.readCovers, b.readAway, b.readHealth, b.readDue, b.readWaiting, b.readDeeds} {
		if err := read(tx); err != nil {
			return b, err
		}
	}
	return b, b.readMachine(tx, backup)
}

func (b *board) readCounts(tx *db.Tx) (err error) {
	if tx.Actor.Has(presence.View) {
		b.Counts, err = presence.CountAt(tx, presence.CensusInput{})
	}
	return err
}

func (b *board) readRounds(tx *db.Tx) error {
	if !tx.Actor.Has(care.Record) {
		return nil
	}
	shift, err := care.RoundsOnDuty(tx, b.Mine)
	if err != nil {
		return err
	}
	b.Rounds = make(map[uint64]care.MyWard, len(shift.Wards))
	ids := make([]uint64, len(shift.Wards))
	for i, w := range shift.Wards {
		b.Rounds[w.ID], ids[i] = w, w.ID
	}
	return b.readHandovers(tx, ids)
}

// handLate is how long after the end of a shift its handover is still the next thing to do.
const handLate = 2 * time.Hour

// readHandovers finds the handovers that wait for a signature now: in the last half hour of a shift, and
// for a while after it.
func (b *board) readHandovers(tx *db.Tx, ids []uint64) error {
	states, err := care.HandoverStates(tx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if s := states[id]; s.Open() && s.Turn.Ends().Add(handLate).After(tx.Now) {
			b.Handing = append(b.Handing, s)
		}
	}
	return nil
}

// handing are the handovers that the page offers: whoever looks over a campus reads the briefing
// instead.
func (b board) handing() []care.HandoverState {
	if b.Overview || len(b.Handing) > most {
		return nil
	}
	return b.Handing
}

func goHandover(call *web.Call, b board, s care.HandoverState) parts.Button {
	return parts.Button{Text: call.T("care.handover.go", words.A{"shift": strings.ToLower(s.Turn.Shift.Name(call.Lang)), "ward": b.Rounds[s.WardID].Name}), Icon: "clipboard-list", Kind: parts.Soft, Large: true, Full: true,
		Href: fmt.Sprintf("/wards/%d/handover?shift_id=%d&shift_day=%s", s.WardID, s.Turn.Shift.ID, s.Turn.Day)}
}

// answers are the roles that answer for a campus or look over it.
var answers = []string{"director", "manager", "inspector", "accountant"}

func (b *board) readOverview(tx *db.Tx) (err error) {
	b.Overview = slices.ContainsFunc(answers, tx.Actor.HasRole)
	if !b.Overview || !tx.Actor.Has(presence.View) {
		return nil
	}
	if b.Nights, err = presence.Nights(tx, presence.NightsInput{}); err != nil {
		return err
	}
	if b.Capacity, err = wards.Capacities(tx); err != nil || !tx.Actor.Has(staff.View) {
		return err
	}
	if b.heads, err = presence.HeadsByNorm(tx); err != nil {
		return err
	}
	b.Ratios, err = staff.Ratios(tx, b.heads)
	return err
}

// ratio is the staff for direct care of a campus, or of a ward of it.
func (b board) ratio(campus, ward uint64) (staff.Ratio, bool) {
	for _, r := range b.Ratios {
		if r.CampusID == campus && r.WardID == ward && r.Kind == staff.DirectCare {
			return r, true
		}
	}
	return staff.Ratio{}, false
}

// carers is the ratio as the page shows it.
func carers(r staff.Ratio) parts.Ratio {
	return parts.Ratio{Have: r.Have, People: r.People, Need: r.Need}
}

func show(call *web.Call, b board) web.Leaf {
	ctx := call.Context()
	now := value.DayOf(call.Now(), words.Zone(ctx))
	day := words.WeekdayName(ctx, now) + " " + words.Day(ctx, now)
	if lunar := lunarDay(call, now); lunar != "" {
		day += " · " + lunar
	}
	under := day
	if b.HasTurn && !b.Overview {
		under = call.T("home.under", words.A{"shift": b.Turn.Shift.Name(call.Lang), "day": day})
	}
	title := call.T("home.title")
	if b.Overview && len(b.campuses()) == 2 {
		title = call.T("home.title_two")
	}
	return web.Leaf{Title: title, Under: under, Body: page(call, b), Active: "/", Wide: b.Overview}
}

// lunarDay is the day of the moon's calendar, which families ask for.
func lunarDay(call *web.Call, day value.Day) string {
	l, ok := value.LunarOf(day)
	if !ok {
		return ""
	}
	key := "home.lunar"
	switch {
	case l.Leap:
		key = "home.lunar_leap"
	case l.Date <= 10:
		key = "home.lunar_early"
	}
	return call.T(key, words.A{"date": l.Date, "month": l.Month})
}

// strip shows where the people are; every number opens its names.
func strip(call *web.Call, n presence.Numbers, campus uint64) parts.Strip {
	out := parts.Strip{Tall: true}
	for _, s := range []struct {
		state  presence.State
		key    string
		tone   parts.Tone
		always bool
	}{{presence.Present, "home.present", parts.Plain, true}, {presence.InHospital, "home.hospital", parts.Info, true}, {presence.OnLeave, "home.leave", parts.Info, true},
		{presence.IsMissing, "home.missing", parts.Danger, true}, {presence.WithoutBed, "home.no_bed", parts.Due, false},
		{presence.CameToday, "home.came", parts.Plain, false}, {presence.DepartedToday, "home.left", parts.Plain, false}} {
		if count := n.Of(s.state); s.always || count > 0 {
			out.Stats = append(out.Stats, parts.Stat{Value: fmt.Sprint(count), Label: call.T(s.key), Tone: tone(count, s.tone), Href: names(call, presence.CensusInput{CampusID: campus}, s.state, n)})
		}
	}
	return out
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
	if b.Capacity != nil {
		out.Columns = append(out.Columns, parts.Column{Title: call.T("home.beds"), Number: true})
	}
	if b.Ratios != nil {
		out.Columns = append(out.Columns, parts.Column{Title: call.T("home.carers")})
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
			row.Cells = append(row.Cells, parts.Cell{Text: fmt.Sprint(n.Present), Href: names(call, presence.CensusInput{WardID: w.ID}, presence.Present, n)})
		}
		if b.Capacity != nil {
			row.Cells = append(row.Cells, b.beds(call, w.ID, n))
		}
		if b.Ratios != nil {
			cell := parts.Cell{}
			if r, ok := b.ratio(w.CampusID, w.ID); ok && r.People+r.Have > 0 {
				cell.Chips = []parts.Chip{carers(r).Chip(call.Context())}
			}
			row.Cells = append(row.Cells, cell)
		}
		if b.Counts != nil || b.Rounds != nil {
			chips := append(b.round(call, w.ID), apart(call, w.ID, n)...)
			if b.Mine.Named(w.ID) {
				chips = append([]parts.Chip{{Tone: parts.Info, Icon: "user", Text: call.T("home.my_duty")}}, chips...)
			}
			row.Cells = append(row.Cells, parts.Cell{Chips: chips})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// names is the way from a number to the people behind it, for those who may see names.
func names(call *web.Call, in presence.CensusInput, state presence.State, n presence.Numbers) string {
	if !call.May("residents.view") || n.Of(state) == 0 {
		return ""
	}
	return "/presence/people?" + in.Query(state).Encode()
}

// beds says how many people have a bed of the ward, of how many in which somebody can sleep.
func (b board) beds(call *web.Call, ward uint64, n presence.Numbers) parts.Cell {
	usable := b.Capacity[ward].Usable()
	c := parts.Cell{Text: fmt.Sprintf("%d/%d", n.InCare, usable), Href: names(call, presence.CensusInput{WardID: ward}, presence.InCare, n)}
	switch {
	case n.InCare > usable:
		c.Tone = parts.Danger
	case n.InCare == usable && usable > 0:
		c.Tone = parts.Due
	}
	return c
}

// apart are the chips of those who are not in the house.
func apart(call *web.Call, ward uint64, n presence.Numbers) []parts.Chip {
	var chips []parts.Chip
	for _, c := range []struct {
		state presence.State
		key   string
		tone  parts.Tone
	}{{presence.IsMissing, "home.missing", parts.Danger}, {presence.InHospital, "home.hospital", parts.Info}, {presence.OnLeave, "home.leave", parts.Info}} {
		if count := n.Of(c.state); count > 0 {
			chips = append(chips, parts.Chip{Tone: c.tone, Text: fmt.Sprintf("%d %s", count, call.T(c.key)), Href: names(call, presence.CensusInput{WardID: ward}, c.state, n)})
		}
	}
	return chips
}

// waiting are the rounds that nobody has finished, in the order of the wards. Who answers for a campus
// sees them beside each ward instead.
func (b board) waiting() (out []care.MyWard) {
	if b.Overview {
		return nil
	}
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

// campusCard is the head of a campus: its name, and how many live in how many wards.
func (b board) campusCard(call *web.Call, list []wards.WardIn) parts.Card {
	c := parts.Card{Title: list[0].CampusName, ID: fmt.Sprintf("campus-%d", list[0].CampusID)}
	if n, ok := b.campusOf(list[0].CampusID); ok {
		c.Note = words.N(call.Context(), "home.in_care", n.InCare) + " · " + words.N(call.Context(), "home.n_wards", len(list))
	}
	return c
}

// line is the head-count of a campus over the last month, ending with now.
func (b board) line(call *web.Call, campus uint64) (l parts.Line, ok bool) {
	ctx := call.Context()
	l = parts.Line{Title: call.T("home.line"), Unit: call.T("home.line_unit"), Table: call.T("home.line_table")}
	for _, n := range b.Nights {
		if n.CampusID == campus {
			l.Points = append(l.Points, parts.Point{Place: words.DayMonth(ctx, n.Day), Value: float64(n.Present), Text: fmt.Sprint(n.Present)})
		}
	}
	if n, counted := b.campusOf(campus); counted {
		l.Points = append(l.Points, parts.Point{Place: call.T("home.line_now"), Value: float64(n.Present), Text: fmt.Sprint(n.Present)})
	}
	return l, len(l.Points) > 2
}

// aside tells that something stands beside the wards.
func (b board) aside() bool {
	return b.Due != nil || b.Away != nil || b.Health != nil || b.hasDuties()
}

// dueFirst tells that the clocks of the law are the reader's first question.
func (b board) dueFirst(call *web.Call) bool {
	return b.Due != nil && call.Actor.HasRole("social_worker")
}

// quiet tells that the reader has no business with single wards: the administrator sees no residents.
func (b board) quiet() bool { return b.Machine != nil && b.Counts == nil }
