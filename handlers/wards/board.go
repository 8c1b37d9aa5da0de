package wards

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// boardData is a ward with who lies where now.
type boardData struct {
	*wards.Floor
	Tiles []presence.Tile
	Norm  wards.AreaNorm
	Today value.Day
}

// readBoard reads the board: two statements, whatever the number of people and years.
func readBoard(tx *db.Tx, in ofWard) (d boardData, err error) {
	if err := tx.May(presence.View); err != nil {
		return d, err
	}
	if d.Floor, err = wards.FloorOf(tx, wards.View, in.Ward); err != nil {
		return d, err
	}
	if d.Tiles, err = presence.WardBoard(tx, in.Ward, time.Time{}); err != nil {
		return d, err
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
	if err := tx.May(presence.View); err != nil {
		return nil, err
	}
	ward, err := wards.Within(tx, wards.View, in.Ward)
	if err != nil {
		return nil, err
	}
	return []uint64{ward.ID}, nil
}

func showBoard(call *web.Call, d boardData) web.Leaf {
	return web.Leaf{Title: d.Name, Active: "/wards", Wide: true, Body: boardPage(call, d), Actions: boardActions(call, d),
		Crumbs: []web.Crumb{{Name: d.CampusName, Path: "/wards"}, {Name: d.ZoneName, Path: "/wards"}}}
}

// counts are the numbers of the strip, from the tiles themselves.
type boardCounts struct {
	Present, Hospital, Leave, Missing, Free, Out, Overflow int
}

func (d boardData) counts() (n boardCounts) {
	for _, t := range d.Tiles {
		switch {
		case t.BedID == 0:
		case t.ResidentID != 0:
			switch t.AbsenceKind {
			case presence.Hospital:
				n.Hospital++
			case presence.Leave:
				n.Leave++
			case presence.Missing:
				n.Missing++
			default:
				n.Present++
			}
			if t.Overflow {
				n.Overflow++
			}
		case t.BedOut != nil || t.RoomOut != nil:
			n.Out++
		case !t.Overflow:
			n.Free++
		}
	}
	return n
}

func (d boardData) stats(call *web.Call) []parts.Stat {
	n := d.counts()
	out := []parts.Stat{{Value: strconv.Itoa(n.Present), Label: call.T("wards.stat.present"), Href: d.names("present")}}
	add := func(count int, key string, tone parts.Tone, icon parts.Icon, href string) {
		if count > 0 {
			out = append(out, parts.Stat{Value: strconv.Itoa(count), Label: call.T(key), Tone: tone, Icon: icon, Href: href})
		}
	}
	add(n.Missing, "wards.stat.missing", parts.Danger, "alert-triangle", d.names("missing"))
	add(n.Hospital, "wards.stat.hospital", parts.Info, "", d.names("hospital"))
	add(n.Leave, "wards.stat.leave", parts.Info, "", d.names("leave"))
	out = append(out, parts.Stat{Value: strconv.Itoa(n.Free), Label: words.N(call.Context(), "wards.stat.free", n.Free)})
	add(n.Out, "wards.stat.out", parts.Due, "", "")
	add(n.Overflow, "wards.stat.overflow", parts.Due, "", "")
	return out
}

// names is the way from a number to the people behind it.
func (d boardData) names(state string) string {
	return fmt.Sprintf("/presence/people?ward_id=%d&state=%s", d.ID, state)
}

// rooms draws the cards in the order in which one walks them.
func (d boardData) rooms(call *web.Call) []parts.Room {
	var out []parts.Room
	var people int
	var last uint64
	finish := func() {
		if len(out) == 0 {
			return
		}
		r := &out[len(out)-1]
		r.Note, r.Warning = d.floorWords(call, last, people)
	}
	for _, t := range d.Tiles {
		if t.RoomID == 0 {
			continue
		}
		if t.RoomID != last {
			finish()
			last, people = t.RoomID, 0
			r := parts.Room{ID: fmt.Sprintf("room-%d", t.RoomID), Name: roomTitle(call, t.RoomName)}
			if t.RoomOut != nil {
				r.Chip = &parts.Chip{Tone: parts.Due, Icon: "tools", Text: call.T("wards.out")}
			}
			out = append(out, r)
		}
		if t.BedID == 0 {
			continue
		}
		r := &out[len(out)-1]
		r.Places = append(r.Places, d.place(call, t))
		if t.ResidentID != 0 {
			people++
		}
	}
	finish()
	return out
}

// floorWords says how much floor each person of a room has, and warns where it is too little.
func (d boardData) floorWords(call *web.Call, roomID uint64, people int) (note, warning string) {
	room := d.Rooms[roomID]
	if each, ok := room.PerPerson(people); ok {
		note = call.T("wards.floor_each", words.A{"floor": squareMetres(call, each)})
		if room.TooSmall(people, d.Norm) {
			warning = call.T("wards.too_small", words.A{"floor": squareMetres(call, d.Norm.For(room.Care24h))})
		}
	}
	if room.Care24h {
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
func (d boardData) place(call *web.Call, t presence.Tile) templ.Component {
	if t.ResidentID == 0 {
		return d.freeBed(call, t)
	}
	p := parts.Person{ID: fmt.Sprintf("bed-%d", t.BedID), Bed: t.BedName, Name: t.Name, Href: fmt.Sprintf("/residents/%d", t.ResidentID), Away: t.AbsenceID != 0}
	if t.PhotoFileID != nil {
		p.Photo = fmt.Sprintf("/residents/%d/photo", t.ResidentID)
	}
	if t.AbsenceID != 0 {
		p.Chips = append(p.Chips, d.absenceChip(call, t))
		p.Away = t.AbsenceKind != presence.Missing
		p.Changed = t.AbsenceKind == presence.Missing
	}
	if t.Overflow {
		p.Chips = append(p.Chips, parts.Chip{Tone: parts.Due, Text: call.T("wards.overflow")})
	}
	if t.BedOut != nil || t.RoomOut != nil {
		p.Chips = append(p.Chips, parts.Chip{Tone: parts.Danger, Icon: "tools", Text: call.T("wards.out")})
	}
	return p
}

func (d boardData) absenceChip(call *web.Call, t presence.Tile) parts.Chip {
	c := parts.Chip{Tone: parts.Info, Text: call.T("wards.is." + string(t.AbsenceKind))}
	switch {
	case t.AbsenceKind == presence.Missing:
		c.Tone, c.Icon = parts.Danger, "alert-triangle"
	case !t.DueBackOn.IsZero() && t.DueBackOn.Before(d.Today):
		c.Tone, c.Icon, c.Text = parts.Danger, "clock", call.T("wards.not_back", words.A{"day": words.DayMonth(call.Context(), t.DueBackOn)})
	case !t.DueBackOn.IsZero():
		c.Text = call.T("wards.is_until."+string(t.AbsenceKind), words.A{"day": words.DayMonth(call.Context(), t.DueBackOn)})
	}
	return c
}

func (d boardData) freeBed(call *web.Call, t presence.Tile) parts.FreeBed {
	b := parts.FreeBed{ID: fmt.Sprintf("bed-%d", t.BedID), Bed: t.BedName, State: parts.Free}
	due, reason := t.BedOutDue, t.BedOut
	if reason == nil {
		due, reason = t.RoomOutDue, t.RoomOut
	}
	switch {
	case reason != nil:
		b.State, b.Why, b.Late = parts.OutOfUse, *reason, !due.IsZero() && due.Before(d.Today)
		if !due.IsZero() {
			b.Until = words.DayMonth(call.Context(), due)
		}
		if call.May(wards.Edit) {
			b.Href = bedPath(t.BedID)
		}
	case t.Overflow:
		b.Why = call.T("wards.overflow_free")
	}
	if reason == nil && call.May(presence.Arrange) {
		b.Href = fmt.Sprintf("/presence/place?bed_id=%d", t.BedID)
	}
	return b
}

// rail is what asks for a hand, and what has just happened here.
func (d boardData) rail(call *web.Call) parts.Rail {
	now := call.Now()
	dayBegan := d.Today.Start(words.Zone(call.Context()))
	todo := parts.Events{Title: call.T("wards.todo"), None: call.T("wards.todo_none")}
	just := parts.Events{Title: call.T("wards.just"), None: call.T("wards.just_none")}
	type timed struct {
		at time.Time
		e  parts.Event
	}
	var happened []timed
	ctx := call.Context()
	outages := map[string]bool{}
	for _, t := range d.Tiles {
		where := joined(t.RoomName, t.BedName)
		href := fmt.Sprintf("#bed-%d", t.BedID)
		switch {
		case t.AbsenceKind == presence.Missing:
			todo.Items = append(todo.Items, parts.Event{When: words.Clock(ctx, *t.AbsentSince), Tone: parts.Danger, Title: t.Name,
				Note: call.T("wards.missing_since", words.A{"ago": words.Duration(ctx, now.Sub(*t.AbsentSince)), "where": where}), Href: href})
		case t.AbsenceID != 0 && !t.DueBackOn.IsZero() && !t.DueBackOn.After(d.Today):
			tone, key := parts.Due, "wards.back_today"
			if t.DueBackOn.Before(d.Today) {
				tone, key = parts.Danger, "wards.back_late"
			}
			todo.Items = append(todo.Items, parts.Event{When: words.DayMonth(ctx, t.DueBackOn), Tone: tone, Title: t.Name, Note: call.T(key, words.A{"where": call.T("wards.is." + string(t.AbsenceKind))}), Href: href})
		}
		if reason, due, key := outOf(t); reason != "" && !due.IsZero() && due.Before(d.Today) && !outages[key] {
			outages[key] = true
			todo.Items = append(todo.Items, parts.Event{When: words.DayMonth(ctx, due), Tone: parts.Danger, Title: call.T("wards.repair_late", words.A{"where": key}), Note: reason, Href: href})
		}
		if t.AbsentSince != nil && !t.AbsentSince.Before(dayBegan) {
			happened = append(happened, timed{*t.AbsentSince, parts.Event{When: words.Clock(ctx, *t.AbsentSince), Tone: toneOf(t.AbsenceKind), Title: t.Name,
				Note: joined(call.T("wards.is."+string(t.AbsenceKind)), t.AbsencePlace), Href: href}})
		}
		if t.PlacedAt != nil && !t.PlacedAt.Before(dayBegan) {
			happened = append(happened, timed{*t.PlacedAt, parts.Event{When: words.Clock(ctx, *t.PlacedAt), Tone: parts.Done, Title: t.Name,
				Note: call.T("wards.placed_here", words.A{"where": where}), Href: href}})
		}
	}
	slices.SortStableFunc(happened, func(a, b timed) int { return b.at.Compare(a.at) })
	for _, h := range happened[:min(len(happened), 8)] {
		just.Items = append(just.Items, h.e)
	}
	slices.SortStableFunc(todo.Items, func(a, b parts.Event) int { return cmp.Compare(urgency(a.Tone), urgency(b.Tone)) })
	return parts.Rail{Lists: []parts.Events{todo, just}}
}

func toneOf(kind presence.AbsenceKind) parts.Tone {
	if kind == presence.Missing {
		return parts.Danger
	}
	return parts.Info
}

func urgency(t parts.Tone) int {
	switch t {
	case parts.Danger:
		return 0
	case parts.Due:
		return 1
	}
	return 2
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
