package wards

import (
	"fmt"
	"strings"
	"time"

	"github.com/a-h/templ"

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

// boardData is a ward as it is now, with what is due.
type boardData struct {
	*care.Board
	Campus, Zone string
	Norm         wards.AreaNorm
	Today        value.Day
}

// readBoard reads the board in at most two statements, whatever the number of people and years.
func readBoard(tx *db.Tx, in ofWard) (d boardData, err error) {
	if d.Board, err = care.WardBoard(tx, in.Ward); err != nil {
		return d, err
	}
	for b := range d.beds() {
		d.Campus, d.Zone = b.CampusName, b.ZoneName
		break
	}
	d.Today = tx.Today()
	d.Norm, err = areaNorm(tx, d.Today)
	return d, err
}

// areaNorm reads the least floor of a person on a day from the dated settings.
func areaNorm(tx *db.Tx, day value.Day) (n wards.AreaNorm, err error) {
	if n.Dm2, err = settings.Int(tx, settings.RoomMinArea, day); err != nil {
		return n, err
	}
	n.Care24hDm2, err = settings.Int(tx, settings.RoomMinArea24h, day)
	return n, err
}

// boardWards names the ward whose news the board listens to.
func boardWards(tx *db.Tx, in ofWard) ([]uint64, error) {
	ward, err := wards.Within(tx, care.View, in.Ward)
	if err != nil {
		return nil, err
	}
	return []uint64{ward.ID}, nil
}

func showBoard(call *web.Call, d boardData) web.Leaf {
	leaf := web.Leaf{Title: d.WardName, Under: d.under(call), Active: "/wards", Wide: true, Body: boardBody(call, d), Actions: boardActions(call, d)}
	if call.May(presence.View) && call.May("residents.view") {
		leaf.Sheet = d.paper("list.xlsx")
		leaf.Papers = []web.Crumb{{Name: call.T("wards.paper_list"), Path: d.paper("list.pdf")}, {Name: call.T("wards.paper_plan"), Path: d.paper("plan.pdf")}}
	}
	for _, name := range []string{d.Campus, d.Zone} {
		if name != "" {
			leaf.Crumbs = append(leaf.Crumbs, web.Crumb{Name: name, Path: "/wards"})
		}
	}
	return leaf
}

// allCare tells that every room of the ward is for care day and night: it is then said once.
func (d boardData) allCare() bool {
	for _, r := range d.Rooms {
		if !r.Care24h {
			return false
		}
	}
	return len(d.Rooms) > 0
}

func (d boardData) under(call *web.Call) string {
	if d.allCare() {
		return call.T("wards.care_24h")
	}
	return ""
}

// roundPath is where the round of the ward is walked.
func (d boardData) roundPath() string { return fmt.Sprintf("/wards/%d/round", d.WardID) }

// paper is the address of a paper of this ward: its list, or the plan of its beds.
func (d boardData) paper(name string) string {
	return fmt.Sprintf("/presence/wards/%d/%s", d.WardID, name)
}

// boardCounts are the numbers of the strip.
type boardCounts struct {
	Present, Hospital, Leave, Missing, Free, Kept, Out, Overflow int
}

func (d boardData) counts() (n boardCounts) {
	for b := range d.beds() {
		switch {
		case b.Person():
			switch b.AbsenceKind {
			case presence.Hospital:
				n.Hospital++
			case presence.Leave:
				n.Leave++
			case presence.Missing:
				n.Missing++
			default:
				n.Present++
			}
			if b.Overflow {
				n.Overflow++
			}
		case b.BedOut != nil || b.RoomOut != nil:
			n.Out++
		case b.KeptUntil != nil:
			n.Kept++
		case !b.Overflow:
			n.Free++
		}
	}
	return n
}

// beds walks through the ward bed by bed.
func (d boardData) beds() func(func(*care.Bed) bool) {
	return func(yield func(*care.Bed) bool) {
		for i := range d.Rooms {
			for j := range d.Rooms[i].Beds {
				if !yield(&d.Rooms[i].Beds[j]) {
					return
				}
			}
		}
	}
}

func (d boardData) stats(call *web.Call) []parts.Stat {
	n := d.counts()
	out := []parts.Stat{{Value: fmt.Sprint(n.Present), Label: call.T("wards.stat.present"), Href: d.names("present")}}
	add := func(count int, key string, tone parts.Tone, icon parts.Icon, href string) {
		if count > 0 {
			out = append(out, parts.Stat{Value: fmt.Sprint(count), Label: call.T(key), Tone: tone, Icon: icon, Href: href})
		}
	}
	add(n.Missing, "wards.stat.missing", parts.Danger, "", d.names("missing"))
	add(n.Hospital, "wards.stat.hospital", parts.Info, "", d.names("hospital"))
	add(n.Leave, "wards.stat.leave", parts.Info, "", d.names("leave"))
	out = append(out, parts.Stat{Value: fmt.Sprint(n.Free), Label: words.N(call.Context(), "wards.stat.free", n.Free)})
	add(n.Kept, "wards.stat.kept", parts.Info, "", "/presence/reservations")
	add(n.Out, "wards.stat.out", parts.Due, "", "")
	add(n.Overflow, "wards.stat.overflow", parts.Due, "", "")
	add(d.Watched, "wards.stat.watched", parts.Due, "eye", fmt.Sprintf("/care/watches?ward_id=%d", d.WardID))
	add(urgent(d.todo(call)), "wards.stat.urgent", parts.Danger, "alert-triangle", "#todo")
	if d.Here > 0 && d.Due {
		seen := parts.Stat{Value: fmt.Sprintf("%d/%d", d.Seen, d.Here), Label: call.T("wards.stat.seen", words.A{"slot": d.Round.Slot.Clock()}), Href: d.roundPath(), Tone: parts.Done}
		if d.Left() > 0 {
			seen.Tone = parts.Due
		}
		out = append(out, seen)
	}
	return out
}

// names is the way from a number to the people behind it.
func (d boardData) names(state string) string {
	return fmt.Sprintf("/presence/people?ward_id=%d&state=%s", d.WardID, state)
}

// rooms draws the cards in the order in which one walks them.
func (d boardData) rooms(call *web.Call) []parts.Room {
	out := make([]parts.Room, len(d.Rooms))
	for i, r := range d.Rooms {
		card := parts.Room{ID: fmt.Sprintf("room-%d", r.ID), Name: roomTitle(call, r.Name)}
		people := 0
		for j := range r.Beds {
			if r.Beds[j].Person() {
				people++
			}
			card.Places = append(card.Places, d.place(call, &r.Beds[j]))
		}
		card.Note, card.Warning = d.floorWords(call, r, people)
		switch {
		case r.Out != nil:
			card.Chip = &parts.Chip{Tone: parts.Due, Icon: "tools", Text: call.T("wards.out")}
		case r.Done() && d.Due:
			card.Note = "" // the card is narrow, and the floor was there before the round
			card.Chip = &parts.Chip{Tone: parts.Done, Icon: "check", Text: call.T("wards.seen_at", words.A{"at": words.Clock(call.Context(), r.DoneAt())})}
		}
		out[i] = card
	}
	return out
}

// floorWords says how much floor each person of a room has, and warns where it is too little.
func (d boardData) floorWords(call *web.Call, r care.Room, people int) (note, warning string) {
	room := wards.Room{Care24h: r.Care24h}
	if len(r.Beds) > 0 {
		room.FloorDm2 = r.Beds[0].RoomFloorDm2
	}
	if each, ok := room.PerPerson(people); ok {
		note = call.T("wards.floor_each", words.A{"floor": squareMetres(call, each/10*10)})
		if room.TooSmall(people, d.Norm) {
			warning = call.T("wards.too_small", words.A{"floor": squareMetres(call, d.Norm.For(room.Care24h))})
		}
	}
	if room.Care24h && !d.allCare() {
		note = joined(call.T("wards.care_24h"), note)
	}
	return note, warning
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}

// place draws one bed: the person who has it, or why nobody has.
func (d boardData) place(call *web.Call, b *care.Bed) templ.Component {
	if !b.Person() {
		return d.freeBed(call, b)
	}
	p := parts.Person{ID: fmt.Sprintf("bed-%d", b.BedID), Bed: b.BedName, Name: b.Name, Href: fmt.Sprintf("/residents/%d", b.ResidentID),
		Away: b.Away() && b.AbsenceKind != presence.Missing, Changed: b.AbsenceKind == presence.Missing}
	if b.PhotoFileID != nil {
		p.Photo = fmt.Sprintf("/residents/%d/photo", b.ResidentID)
	}
	if b.SameName {
		p.Chips = append(p.Chips, parts.Chip{Tone: parts.Due, Icon: "users", Text: call.T("wards.same_name", words.A{"birth": words.Birth(call.Context(), b.Birth())})})
	}
	for _, c := range b.Family() {
		c = c.From(b.WardID, b.RoomID)
		p.Chips = append(p.Chips, parts.Beside{Relation: string(c.Relation), Name: c.Name, Ward: c.WardName, Room: c.RoomName, Bed: c.BedName}.Chip(call.Context()))
	}
	for _, w := range b.Watched {
		p.Chips = append(p.Chips, watchChip(call, w))
	}
	if b.Away() {
		p.Chips = append(p.Chips, d.absenceChip(call, b))
	} else {
		p.Chips = append(p.Chips, taskChips(call, b)...)
	}
	if b.Overflow && !strings.HasPrefix(value.Fold(b.BedName), value.Fold(call.T("wards.overflow"))) {
		p.Chips = append(p.Chips, parts.Chip{Tone: parts.Due, Text: call.T("wards.overflow")})
	}
	if b.BedOut != nil || b.RoomOut != nil {
		p.Chips = append(p.Chips, parts.Chip{Tone: parts.Danger, Icon: "tools", Text: call.T("wards.out")})
	}
	if !b.Away() {
		if found := d.found(b); found != nil {
			p.Changed, p.Word = true, foundWords(call, found, b.Norm)
		}
	}
	p.Chips = append(p.Chips, aboutChips(call, b)...)
	return p
}

// watchChip says what a person is watched closely for.
func watchChip(call *web.Call, w care.Vigil) parts.Chip {
	c := parts.Chip{Tone: parts.Due, Icon: "eye", Text: call.T("wards.watch." + string(w.Reason)), Href: w.Path()}
	switch w.Reason {
	case "suicide", "escape", "aggression", "seizure", "order_restraint", "order_isolation":
		c.Tone = parts.Danger
	}
	return c
}

// taskName says what is planned for somebody: "Thay tã", or the own words of "other".
func taskName(call *web.Call, p care.Planned) string {
	if p.Kind == "other" && p.Note != "" {
		return p.Note
	}
	return call.T("wards.task." + string(p.Kind))
}

// taskChips are the planned times that ask for somebody: soon in grey, due in amber, overdue in red.
func taskChips(call *web.Call, b *care.Bed) (out []parts.Chip) {
	for _, p := range b.Tasks {
		c := parts.Chip{Icon: "hourglass", Text: taskName(call, p) + " " + words.Clock(call.Context(), p.DueAt), Href: fmt.Sprintf("/wards/%d/tasks", b.WardID)}
		switch p.State {
		case care.TaskSoon:
		case care.TaskDue:
			c.Tone, c.Icon = parts.Due, "clock"
		case care.TaskOverdue:
			c.Tone, c.Icon = parts.Danger, "alert-triangle"
		default:
			continue
		}
		out = append(out, c)
	}
	return out
}

// found is what the last round found of a person that is not as usual, while it is of today's kind:
// not older than a day.
func (d boardData) found(b *care.Bed) *care.Written {
	last := b.Last
	if b.Mark != nil {
		last = b.Mark
	}
	if last == nil || last.Exceptions == 0 || d.Now.Sub(last.At) > 24*time.Hour {
		return nil
	}
	return last
}

// foundWords says what was found and what was done about it: "Ăn nửa bữa · đã báo y tế".
func foundWords(call *web.Call, w *care.Written, norm care.Signs) string {
	var said []string
	for _, item := range w.Signs.Exceptions(norm) {
		if sign := w.Signs.Of(item); sign != care.Other {
			said = append(said, call.T("wards.sign."+item.String()+"."+sign.String()))
		}
	}
	if w.Note != "" {
		said = append(said, w.Note)
	}
	if w.Response != care.NoResponse {
		said = append(said, call.T("wards.did_about."+w.Response.String()))
	}
	return strings.Join(said, " · ")
}

// maxChips is how many needs and risks a row shows; the rest is on the person's page.
const maxChips = 4

// aboutChips are the risks and needs of a person, the gravest first.
func aboutChips(call *web.Call, b *care.Bed) []parts.Chip {
	var out []parts.Chip
	for _, f := range b.Flags {
		tone := parts.Danger
		if f.Kind == "fall_risk" || f.Kind == "choking" {
			tone = parts.Due
		}
		out = append(out, parts.Chip{Tone: tone, Text: call.T("wards.flag." + f.Kind)})
	}
	for _, kind := range []string{"allergy", "diet", "mobility", "help", "sense", "other"} {
		for _, n := range b.Needs {
			if n.Kind != kind {
				continue
			}
			c := parts.Chip{Text: n.Note}
			if n.Code != "" {
				c.Text = call.T("wards.need." + n.Kind + "." + n.Code)
			} else if kind == "allergy" {
				c.Text = call.T("wards.need.allergy.to", words.A{"what": n.Note})
			}
			if kind == "allergy" {
				c.Tone = parts.Danger
			}
			if c.Text != "" {
				out = append(out, c)
			}
		}
	}
	if len(out) > maxChips {
		more := parts.Chip{Text: fmt.Sprintf("+%d", len(out)-maxChips+1)}
		out = append(out[:maxChips-1], more)
	}
	return out
}

func (d boardData) absenceChip(call *web.Call, b *care.Bed) parts.Chip {
	c := parts.Chip{Tone: parts.Info, Text: call.T("wards.is." + string(b.AbsenceKind))}
	switch {
	case b.AbsenceKind == presence.Missing:
		c.Tone, c.Icon = parts.Danger, "alert-triangle"
	case !b.DueBackOn.IsZero() && b.DueBackOn.Before(d.Today):
		c.Tone, c.Icon, c.Text = parts.Danger, "clock", call.T("wards.not_back", words.A{"day": words.DayMonth(call.Context(), b.DueBackOn)})
	case !b.DueBackOn.IsZero():
		c.Text = call.T("wards.is_until."+string(b.AbsenceKind), words.A{"day": words.DayMonth(call.Context(), b.DueBackOn)})
	}
	return c
}

func (d boardData) freeBed(call *web.Call, b *care.Bed) parts.FreeBed {
	out := parts.FreeBed{ID: fmt.Sprintf("bed-%d", b.BedID), Bed: b.BedName, State: parts.Free}
	reason, due, _ := outOf(b.Tile)
	switch {
	case reason != "":
		out.State, out.Why, out.Late = parts.OutOfUse, reason, !due.IsZero() && due.Before(d.Today)
		if !due.IsZero() {
			out.Until = words.DayMonth(call.Context(), due)
		}
		if call.May(wards.Edit) {
			out.Href = bedPath(b.BedID)
		}
		return out
	case b.KeptUntil != nil:
		out.State, out.Why = parts.Reserved, call.T("wards.kept_for", words.A{"name": b.KeptFor})
		if day := value.DayOf(*b.KeptUntil, words.Zone(call.Context())); day == d.Today {
			out.Until = call.T("wards.until", words.A{"when": words.Clock(call.Context(), *b.KeptUntil)})
		} else {
			out.Until = call.T("wards.until", words.A{"when": words.DayMonth(call.Context(), day)})
		}
		if call.May(presence.Arrange) {
			out.Href = "/presence/reservations"
		}
		return out
	case b.Overflow:
		out.Why = call.T("wards.overflow_free")
	}
	if call.May(presence.Arrange) {
		out.Href = fmt.Sprintf("/presence/place?bed_id=%d", b.BedID)
	}
	return out
}

// outOf tells why a bed or its room is out of service, until when, and which of the two.
func outOf(t presence.Tile) (reason string, due value.Day, where string) {
	switch {
	case t.RoomOut != nil:
		return *t.RoomOut, t.RoomOutDue, t.RoomName
	case t.BedOut != nil:
		return *t.BedOut, t.BedOutDue, joined(t.RoomName, t.BedName)
	}
	return "", due, ""
}
