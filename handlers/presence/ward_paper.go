package presence

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/handlers/paper"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/value"
	"maiam/models/wards"
)

// ofWard is a ward at a moment; now when none is said.
type ofWard struct {
	Ward uint64    `path:"ward" form:"-" json:"-"`
	At   time.Time `form:"at" json:"at,omitzero"`
}

// wardData is a ward as it is printed: its beds in the order of the floor, who lies there, and whose
// paper it is.
type wardData struct {
	At       time.Time
	Tiles    []presence.Tile
	Superior string
	Agency   string
	Place    string
}

// readWard reads a ward for print, in three statements at most. It needs presence.view and
// residents.view for the ward.
func readWard(tx *db.Tx, in ofWard) (d wardData, err error) {
	if d.At = in.At; d.At.IsZero() {
		d.At = tx.Now
	}
	if d.Tiles, err = presence.WardBoard(tx, in.Ward, in.At); err != nil {
		return d, err
	}
	if len(d.Tiles) == 0 {
		return d, fault.New(fault.NotFound, "db.not_found")
	}
	letterhead, err := register.LetterheadOn(tx, value.DayOf(d.At, tx.Zone()))
	if err != nil {
		return d, err
	}
	if letterhead != nil {
		d.Superior, d.Agency, d.Place = letterhead.Superior, letterhead.Agency, letterhead.Place
		return d, nil
	}
	d.Agency, err = wards.CentreName(tx)
	return d, err
}

// people are those who lie in the ward, in the order of names.
func (d wardData) people() []presence.Tile {
	out := slices.DeleteFunc(slices.Clone(d.Tiles), func(t presence.Tile) bool { return t.ResidentID == 0 })
	keys := make(map[uint64][]byte, len(out))
	for _, t := range out {
		keys[t.ResidentID] = value.SortKey(t.Name)
	}
	slices.SortStableFunc(out, func(a, b presence.Tile) int {
		return cmp.Or(bytes.Compare(keys[a.ResidentID], keys[b.ResidentID]), cmp.Compare(a.ResidentID, b.ResidentID))
	})
	return out
}

// form is the paper before anything stands on it: its name and, at its foot, when it was printed and
// by whom.
func (d wardData) form(call *web.Call, title string, landscape bool) paper.Form {
	by := words.A{"at": words.DateTime(call.Context(), call.Now()), "by": call.Actor.Name}
	return paper.Form{Name: title, Landscape: landscape, Made: call.Now(), Foot: call.T("presence.print.foot", by)}
}

// until is the line below the title: the place, and up to which moment it holds.
func (d wardData) until(call *web.Call) string {
	t := d.Tiles[0]
	return strings.Join([]string{t.ZoneName, t.CampusName, call.T("presence.print.until", words.A{"at": words.DateTime(call.Context(), d.At)})}, " · ")
}

// sum says how many lie in the ward and where those are who are away.
func (d wardData) sum(call *web.Call) string {
	ctx := call.Context()
	var n presence.Numbers
	for _, t := range d.people() {
		n.InCare++
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
	}
	out := []string{words.N(ctx, "presence.print.people", n.InCare), words.N(ctx, "presence.print.present", n.Present)}
	for _, s := range []presence.State{presence.InHospital, presence.OnLeave, presence.IsMissing} {
		if of := n.Of(s); of > 0 {
			out = append(out, words.N(ctx, "presence.n."+string(s), of))
		}
	}
	return strings.Join(out, ", ") + "."
}

// away says where somebody is who is not in the house.
func away(call *web.Call, t presence.Tile) string {
	if t.AbsenceKind == "" {
		return ""
	}
	ctx := call.Context()
	said := []string{call.T("presence.is." + string(t.AbsenceKind))}
	if t.AbsencePlace != "" {
		said = append(said, t.AbsencePlace)
	}
	if t.AbsentSince != nil {
		said = append(said, call.T("presence.since_at", words.A{"at": words.DayMonth(ctx, value.DayOf(*t.AbsentSince, words.Zone(ctx)))}))
	}
	if !t.DueBackOn.IsZero() {
		said = append(said, call.T("presence.print.due", words.A{"day": words.DayMonth(ctx, t.DueBackOn)}))
	}
	return strings.Join(said, ", ")
}

// drawWardList draws the list of the people of a ward on A4, by name.
func drawWardList(call *web.Call, d wardData) (web.Draw, error) {
	ctx := call.Context()
	title := call.T("presence.print.list", words.A{"ward": d.Tiles[0].WardName})
	p := paper.New(ctx, d.form(call, title, false))
	p.Letterhead(paper.Head{Superior: d.Superior, Agency: d.Agency})
	p.Title(title, d.until(call))
	p.Paragraph(d.sum(call))
	column := func(key string, width float64, align paper.Align) paper.Column {
		return paper.Column{Head: call.T("presence.print." + key), Width: width, Align: align}
	}
	columns := []paper.Column{column("row", 0.9, paper.Center), column("name", 4.6, paper.Left), column("born", 2.6, paper.Center), column("sex", 1.1, paper.Center),
		column("bed", 2.4, paper.Left), column("category", 1.1, paper.Center), column("since", 2.6, paper.Center), column("state", 3.2, paper.Left)}
	var rows []paper.Row
	for i, t := range d.people() {
		row := paper.Row{Cells: []string{strconv.Itoa(i + 1), t.Name, words.Birth(ctx, value.BirthDate{Day: t.BirthDate, Precision: t.BirthPrecision}), words.Sex(ctx, t.Sex),
			t.RoomName + " · " + t.BedName, string(t.Category), "", away(call, t)}}
		if t.AdmittedAt != nil {
			row.Cells[6] = words.Day(ctx, value.DayOf(*t.AdmittedAt, words.Zone(ctx)))
		}
		rows = append(rows, row)
	}
	p.SignedTable(columns, rows, paper.Signature{Office: call.T("presence.print.made_by")}, paper.Signature{Office: call.T("presence.print.head")})
	return printed(p, call.T("presence.print.list_file"))
}

// drawBedPlan draws the rooms and beds of a ward on A4 across, in the order of the floor.
func drawBedPlan(call *web.Call, d wardData) (web.Draw, error) {
	ctx := call.Context()
	title := call.T("presence.print.plan", words.A{"ward": d.Tiles[0].WardName})
	p := paper.New(ctx, d.form(call, title, true))
	p.Title(title, strings.TrimPrefix(d.Agency+" · "+d.until(call), " · "))
	rooms, beds := d.rooms(call)
	p.Paragraph(beds + " " + d.sum(call))
	p.Plan(3, rooms)
	return printed(p, call.T("presence.print.plan_file"))
}

// rooms are the rooms of the plan, and a sentence about the beds.
func (d wardData) rooms(call *web.Call) (rooms []paper.Room, beds string) {
	ctx := call.Context()
	all, free, out := 0, 0, 0
	for from := 0; from < len(d.Tiles); {
		to := from
		for to < len(d.Tiles) && d.Tiles[to].RoomID == d.Tiles[from].RoomID {
			to++
		}
		tiles := d.Tiles[from:to]
		from = to
		room := paper.Room{Head: call.T("presence.room", words.A{"name": tiles[0].RoomName})}
		lying, places := 0, 0
		for _, t := range tiles {
			if t.BedID == 0 {
				continue
			}
			places++
			room.Places = append(room.Places, planPlace(call, t))
			switch {
			case t.ResidentID != 0:
				lying++
			case t.Free():
				free++
			default:
				out++
			}
		}
		all += places
		room.Note = call.T("presence.print.room", words.A{"people": lying, "beds": places})
		if tiles[0].RoomOut != nil {
			room.Note += " · " + call.T("presence.print.out")
		}
		rooms = append(rooms, room)
	}
	return rooms, call.T("presence.print.beds", words.A{"beds": words.Number(ctx, int64(all)), "free": free, "out": out})
}

// planPlace is one bed of the plan.
func planPlace(call *web.Call, t presence.Tile) paper.Place {
	p := paper.Place{Name: t.BedName}
	switch {
	case t.ResidentID != 0:
		p.Who = t.Name
		if born := (value.BirthDate{Day: t.BirthDate, Precision: t.BirthPrecision}); born.Known() {
			year, _, _ := born.Day.Date()
			p.Who += " (" + strconv.Itoa(year) + ")"
		}
		p.Note = away(call, t)
	case t.BedOut != nil:
		p.Who, p.Note, p.Faint = call.T("presence.print.out"), *t.BedOut, true
	case t.RoomOut != nil:
		p.Who, p.Note, p.Faint = call.T("presence.print.out"), *t.RoomOut, true
	default:
		p.Who, p.Faint = call.T("presence.print.free"), true
	}
	if t.Overflow {
		p.Note = strings.TrimSuffix(call.T("presence.overflow")+" · "+p.Note, " · ")
	}
	return p
}

// wardPaper is the address of a printed paper of the ward that a page is about, at its moment.
func wardPaper(in presence.CensusInput, paper string) string {
	to := fmt.Sprintf("/presence/wards/%d/%s.pdf", in.WardID, paper)
	if in.At.IsZero() {
		return to
	}
	return to + "?" + url.Values{"at": {in.At.Format(time.RFC3339Nano)}}.Encode()
}

// printed writes a paper out as a PDF that the browser shows.
func printed(p *paper.Paper, name string) (web.Draw, error) {
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		return web.Draw{}, err
	}
	return web.Draw{Name: name, Type: "application/pdf", Body: b.Bytes(), Show: true}, nil
}
