package intake

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// openLeaves opens the doors of those who go away together, of who should be back, and of who is
// missing.
func openLeaves(d *web.Desk) {
	const one = "/intake/leaves/:leave"
	web.Page(d, "/intake/leaves", "intake.leaves", readLeaves, showLeaves)
	web.Page(d, "/intake/leaves/new", "intake.start_leave", readGroup, showGroup)
	web.Form(d, "/intake/leaves", startLeave, "/intake/leaves/new", func(call *web.Call, _ intake.GroupInput, g *intake.GroupLeave) string {
		call.Tell(web.Notice{Key: "intake.leave.told.gone"})
		return leavePath(g.ID)
	})
	web.Page(d, one, "intake.leave", intake.ReadGroupLeave, showLeave)
	web.Form(d, one+"/return", endLeave, one, func(call *web.Call, _ intake.GroupReturn, g *intake.GroupLeave) string {
		call.Tell(web.Notice{Key: "intake.leave.told.back"})
		return leavePath(g.ID)
	})
	web.Page(d, "/intake/missing/:absence", "intake.missing", intake.ReadMissing, showMissing)
	web.Form(d, "/intake/missing/:absence/errands/:errand/settle", settleErrand, "/intake/missing/:absence", errandDone[intake.ErrandInput]("settled"))
	web.Form(d, "/intake/missing/:absence/errands/:errand/reopen", reopenErrand, "/intake/missing/:absence", errandDone[intake.ErrandUndo]("undone"))

	web.Get(d, web.Op{ID: "listAway", Path: "/api/v1/intake/away", Summary: "Everybody who is away now, who should be back first, and the leaves of groups"}, "intake.leaves", readLeaves, leavesOut)
	web.Get(d, web.Op{ID: "getGroupLeave", Path: "/api/v1/intake/leaves/:leave", Summary: "The leave of a group with what became of each person"}, "intake.leave", intake.ReadGroupLeave, groupOut)
	web.API(d, web.Op{ID: "startGroupLeave", Method: "POST", Path: "/api/v1/intake/leaves", Summary: "Several people, or whole rooms, leave together; each has an answer", Status: 201}, startLeave, leaveOut)
	web.API(d, web.Op{ID: "endGroupLeave", Method: "POST", Path: "/api/v1/intake/leaves/:leave/return", Summary: "People of a group are back, or all who are still away", Status: 201}, endLeave, leaveOut)
}

var (
	startLeave = web.Action[intake.GroupInput, *intake.GroupLeave]{Name: "intake.start_leave", Do: intake.StartGroupLeave}
	endLeave   = web.Action[intake.GroupReturn, *intake.GroupLeave]{Name: "intake.end_leave", Do: intake.EndGroupLeave}
)

func leavePath(id uint64) string { return fmt.Sprintf("/intake/leaves/%d", id) }

// leavesData is who is away now, and the last leaves of groups.
type leavesData struct {
	Gone   []presence.Gone
	Groups []intake.GroupLine
	Today  value.Day
}

func readLeaves(tx *db.Tx, _ struct{}) (d leavesData, err error) {
	d.Today = tx.Today()
	if d.Groups, err = intake.GroupLeaves(tx); err != nil {
		return d, err
	}
	d.Gone, err = presence.WhoIsGone(tx)
	return d, err
}

// groupQuery says in which ward people are chosen.
type groupQuery struct {
	WardID uint64 `form:"ward_id"`
}

// groupData is a ward with those who can be chosen.
type groupData struct {
	Wards []wards.WardIn
	Ward  wards.WardIn
	Tiles []presence.Tile
}

func readGroup(tx *db.Tx, in groupQuery) (d groupData, err error) {
	if err := tx.May(presence.Away); err != nil {
		return d, err
	}
	if d.Wards, err = wards.Mine(tx, presence.Away); err != nil || len(d.Wards) == 0 {
		return d, err
	}
	d.Ward = d.Wards[0]
	for _, w := range d.Wards {
		if w.ID == in.WardID {
			d.Ward = w
		}
	}
	d.Tiles, err = presence.WardBoard(tx, d.Ward.ID, time.Time{})
	return d, err
}

func showLeaves(call *web.Call, d leavesData) web.Leaf {
	return web.Leaf{Title: call.T("intake.leaves.title"), Under: call.T("intake.leaves.under"), Body: leavesPage(call, d), Actions: leavesActions(call), Active: "/intake/leaves", Wide: true, Sheet: "/intake/leaves.xlsx"}
}

func leaveCrumbs(call *web.Call) []web.Crumb {
	return []web.Crumb{{Name: call.T("intake.leaves.title"), Path: "/intake/leaves"}}
}

func showGroup(call *web.Call, d groupData) web.Leaf {
	return web.Leaf{Title: call.T("intake.leave.new"), Body: groupPage(call, d), Crumbs: leaveCrumbs(call), Active: "/intake/leaves"}
}

func showLeave(call *web.Call, f *intake.GroupFile) web.Leaf {
	return web.Leaf{Title: f.Title, Under: call.T("intake.leave.under", words.A{"n": f.StillAway()}), Body: leavePage(call, f), Crumbs: leaveCrumbs(call), Active: "/intake/leaves", Sheet: leaveSheet(f.ID)}
}

func showMissing(call *web.Call, f *intake.MissingFile) web.Leaf {
	return web.Leaf{Title: call.T("intake.missing.title"), Under: f.Name, Body: missingPage(call, f), Crumbs: leaveCrumbs(call), Active: "/intake/leaves"}
}

// sightings are where somebody was seen last, by book, with who wrote it; a door that was passed since says
// less, and says so.
func sightings(call *web.Call, list []care.Sighting) (out []parts.Event) {
	ctx := call.Context()
	for i, s := range list {
		title := call.T("intake.seen." + string(s.Kind))
		if s.Kind == care.SeenAtRollcall && s.What != "here" {
			title += ": " + call.T("care.rollcall.answer."+s.What)
		} else if s.What != "" && s.Kind != care.SeenAtRollcall {
			title += ": " + s.What
		}
		var where []string
		if s.WardName != "" {
			where = append(where, s.WardName)
		}
		if s.RoomName != "" {
			where = append(where, roomWords(call, s.RoomName))
		}
		if s.BedName != "" {
			where = append(where, call.T("intake.seen.bed", words.A{"bed": s.BedName}))
		}
		by := call.T("intake.seen.by", words.A{"name": s.ByName, "at": words.At(ctx, s.RecordedAt, call.Now())})
		e := parts.Event{When: words.At(ctx, s.At, call.Now()), Title: title, Note: strings.Join(append(where, by), " · ")}
		if i == 0 && s.Of() {
			e.Tone, e.Chips = parts.Due, []parts.Chip{{Tone: parts.Due, Icon: "eye", Text: call.T("intake.seen.last")}}
		}
		out = append(out, e)
	}
	return out
}

// rooms are the rooms of the ward in which somebody could go.
func (d groupData) rooms(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, t := range d.Tiles {
		id := fmt.Sprint(t.RoomID)
		if t.ResidentID == 0 || t.AbsenceID != 0 || slices.ContainsFunc(out, func(o parts.Option) bool { return o.Value == id }) {
			continue
		}
		out = append(out, parts.Option{Value: id, Text: call.T("intake.leave.whole_room", words.A{"room": t.RoomName})})
	}
	return out
}

// people are those of the ward who are in the house.
func (d groupData) people(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, t := range d.Tiles {
		if t.ResidentID != 0 && t.AbsenceID == 0 {
			out = append(out, parts.Option{Value: fmt.Sprint(t.ResidentID), Text: t.Name, Hint: roomWords(call, t.RoomName) + " · " + t.BedName})
		}
	}
	return out
}

func wardChoices(list []wards.WardIn) []parts.Option {
	var out []parts.Option
	for _, w := range list {
		out = append(out, parts.Option{Value: fmt.Sprint(w.ID), Text: w.Name})
	}
	return out
}

// many is a question with several answers, as they were given.
func (r request) many(name, key string, list []parts.Option) parts.Field {
	f := r.labelled(name, key, "", is.wide)
	f.Value, f.Values, f.Options = "", r.state.All()[name], list
	return f
}

// goneList is who is away now, who should be back marked red.
func goneList(call *web.Call, d leavesData) parts.List {
	l := parts.List{Caption: call.T("intake.leaves.gone"), Columns: []parts.Column{{Title: call.T("intake.departures.person"), Main: true}, {Title: call.T("intake.leaves.kind"), Plain: true},
		{Title: call.T("intake.leaves.with")}, {Title: call.T("intake.leaves.since")}, {Title: call.T("intake.leaves.due")}},
		Empty: parts.Empty{Icon: "home-heart", Title: call.T("intake.leaves.none"), Text: call.T("intake.leaves.none_text")}}
	for _, g := range d.Gone {
		href := fmt.Sprintf("/presence/absence?resident_id=%d", g.ResidentID)
		if g.Kind == presence.Missing {
			href = fmt.Sprintf("/intake/missing/%d", g.AbsenceID)
		} else if g.LeaveID != 0 {
			href = leavePath(g.LeaveID)
		}
		kind := call.T("presence.kind." + string(g.Kind))
		if g.Purpose != "" {
			kind = call.T("presence.purpose." + string(g.Purpose))
		}
		row := parts.Row{Href: href, Cells: []parts.Cell{{Text: g.Name, Note: strings.Trim(g.Number+" · "+g.WardName+" · "+g.BedName, " ·"), Href: href}, {Text: kind, Note: g.Place},
			{Text: strings.Trim(g.Companion+" · "+g.Relation, " ·")}, {Text: on(call, g.StartedAt)}, {Text: dayText(g.DueBackOn)}}}
		if g.Phone != "" {
			row.Cells[2].Note = g.Phone.Local()
		}
		switch {
		case g.Kind == presence.Missing:
			row.Tone = parts.Danger
		case g.Overdue(d.Today):
			row.Tone = parts.Danger
			row.Cells[4].Chips = parts.Chips{{Tone: parts.Danger, Text: call.T("intake.errand.overdue", words.A{"days": d.Today.Sub(g.DueBackOn)})}}
		case g.DueBackOn == d.Today:
			row.Tone = parts.Due
		}
		l.Rows = append(l.Rows, row)
	}
	l.Count = call.T("intake.leaves.count", words.A{"n": len(d.Gone)})
	return l
}

func groupEvents(call *web.Call, d leavesData) parts.Events {
	ev := parts.Events{None: call.T("intake.leaves.no_group")}
	for _, g := range d.Groups {
		item := parts.Event{Title: g.Title, When: words.Day(call.Context(), value.DayOf(g.StartedAt, words.Zone(call.Context()))), Href: leavePath(g.ID),
			Note: call.T("intake.leaves.went", words.A{"n": g.Went, "away": g.Away})}
		if g.Away > 0 {
			item.Tone = parts.Info
		} else {
			item.Tone = parts.Done
		}
		ev.Items = append(ev.Items, item)
	}
	return ev
}

// leavers is what became of each person of a group.
func leavers(call *web.Call, f *intake.GroupFile) parts.List {
	l := parts.List{Caption: f.Title, Columns: []parts.Column{{Title: call.T("intake.departures.person"), Main: true}, {Title: call.T("intake.leaves.state"), Plain: true}, {Title: call.T("intake.leaves.back_at")}}}
	for _, p := range f.People {
		row := parts.Row{Cells: []parts.Cell{{Text: p.Name, Note: strings.Trim(p.Number+" · "+p.WardName+" · "+p.BedName, " ·"), Href: fmt.Sprintf("/residents/%d", p.ResidentID)}, {}, {}}}
		switch {
		case p.Refused != "":
			row.Cells[1].Chips = parts.Chips{{Tone: parts.Due, Text: call.T("intake.leave.stayed")}}
			row.Cells[1].Note = call.T("intake.leave.why." + strings.ReplaceAll(p.Refused, ".", "_"))
		case p.AbsenceID == 0:
			row.Cells[1].Chips = parts.Chips{{Text: call.T("intake.leave.voided")}}
		case p.Away() && !p.DueBackOn.IsZero() && p.DueBackOn.Before(f.Today):
			row.Tone = parts.Danger
			row.Cells[1].Chips = parts.Chips{{Tone: parts.Danger, Text: call.T("intake.errand.overdue", words.A{"days": f.Today.Sub(p.DueBackOn)})}}
		case p.Away():
			row.Cells[1].Chips = parts.Chips{{Tone: parts.Info, Text: call.T("intake.leave.away")}}
		default:
			row.Cells[1].Chips = parts.Chips{{Tone: parts.Done, Text: call.T("intake.leave.is_back")}}
			row.Cells[2] = parts.Cell{Text: on(call, *p.EndedAt), Note: p.BroughtBy}
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// stillAway are those of a group who can come back.
func stillAway(f *intake.GroupFile) []parts.Option {
	var out []parts.Option
	for _, p := range f.People {
		if p.Away() {
			out = append(out, parts.Option{Value: fmt.Sprint(p.ResidentID), Text: p.Name, Hint: p.Number})
		}
	}
	return out
}

func leaveFacts(call *web.Call, f *intake.GroupFile) parts.Facts {
	facts := parts.Facts{{Name: call.T("intake.leaves.since"), Value: on(call, f.StartedAt)}, {Name: call.T("intake.leaves.due"), Value: dayText(f.DueBackOn)}}
	for name, text := range map[string]string{"intake.leave.place": f.Place, "intake.leave.companion": f.Companion, "intake.ask.note": f.Note} {
		if text != "" {
			facts = append(facts, parts.Fact{Name: call.T(name), Value: text})
		}
	}
	slices.SortStableFunc(facts[2:], func(a, b parts.Fact) int { return strings.Compare(a.Name, b.Name) })
	return facts
}

type goneWire struct {
	AbsenceID  uint64     `json:"absence_id"`
	ResidentID uint64     `json:"resident_id"`
	Number     string     `json:"number"`
	Name       string     `json:"name"`
	Kind       string     `json:"kind"`
	Purpose    string     `json:"purpose,omitempty"`
	Place      string     `json:"place,omitempty"`
	Companion  string     `json:"companion,omitempty"`
	Phone      string     `json:"phone,omitempty"`
	StartedAt  time.Time  `json:"started_at"`
	DueBackOn  *value.Day `json:"due_back_on,omitempty"`
	Overdue    bool       `json:"overdue"`
	LeaveID    uint64     `json:"leave_id,omitempty"`
}

type leaveWire struct {
	ID        uint64       `json:"id"`
	CampusID  uint64       `json:"campus_id"`
	Title     string       `json:"title"`
	Purpose   string       `json:"purpose,omitempty"`
	StartedAt time.Time    `json:"started_at"`
	DueBackOn *value.Day   `json:"due_back_on,omitempty"`
	Place     string       `json:"place,omitempty"`
	Companion string       `json:"companion,omitempty"`
	Went      int          `json:"went,omitempty"`
	Away      int          `json:"away,omitempty"`
	People    []leaverWire `json:"people,omitempty"`
}

type leaverWire struct {
	ResidentID uint64     `json:"resident_id"`
	Number     string     `json:"number"`
	Name       string     `json:"name"`
	Refused    string     `json:"refused,omitempty" doc:"why the person did not go, as the key of the refusal"`
	Away       bool       `json:"away"`
	BackAt     *time.Time `json:"back_at,omitempty"`
}

type leavesWire struct {
	Away   []goneWire  `json:"away"`
	Leaves []leaveWire `json:"leaves"`
}

func leaveOut(g *intake.GroupLeave) leaveWire {
	return leaveWire{ID: g.ID, CampusID: g.CampusID, Title: g.Title, Purpose: string(g.Purpose), StartedAt: g.StartedAt, DueBackOn: dayOut(g.DueBackOn), Place: g.Place, Companion: g.Companion}
}

func groupOut(f *intake.GroupFile) leaveWire {
	out := leaveOut(&f.GroupLeave)
	for _, p := range f.People {
		out.People = append(out.People, leaverWire{p.ResidentID, p.Number, p.Name, p.Refused, p.Away(), p.EndedAt})
	}
	return out
}

func leavesOut(d leavesData) leavesWire {
	out := leavesWire{Away: []goneWire{}, Leaves: []leaveWire{}}
	for _, g := range d.Gone {
		out.Away = append(out.Away, goneWire{g.AbsenceID, g.ResidentID, g.Number, g.Name, string(g.Kind), string(g.Purpose), g.Place, g.Companion, string(g.Phone), g.StartedAt, dayOut(g.DueBackOn), g.Overdue(d.Today), g.LeaveID})
	}
	for i := range d.Groups {
		w := leaveOut(&d.Groups[i].GroupLeave)
		w.Went, w.Away = d.Groups[i].Went, d.Groups[i].Away
		out.Leaves = append(out.Leaves, w)
	}
	return out
}
