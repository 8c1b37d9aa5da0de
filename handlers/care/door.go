package care

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"maiam/handlers/paper"
	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
)

// The actions at the doors of rooms.
var (
	issueDoors = web.Action[care.OfWardDoors, *care.IssuedDoors]{Name: "care.issue_doors", Do: care.IssueDoors}
	renewDoor  = web.Action[care.RenewDoorInput, *care.DoorCode]{Name: "care.renew_door", Do: care.RenewDoor}
	passDoor   = web.Action[care.PassInput, *care.DoorPass]{Name: "care.pass_door", Do: care.PassDoor}
)

const doorsRoute = "/wards/:ward/doors"

func doorsPath(ward uint64) string { return fmt.Sprintf("/wards/%d/doors", ward) }

// openDoors opens the doors of the doors of rooms. The address on the paper stands in capitals too: so the
// code of squares is smaller and easier to scan.
func openDoors(d *web.Desk) {
	web.Page(d, "/d", "care.door_typed", readTypedDoor, showTypedDoor)
	web.Page(d, "/d/:code", "care.door", readDoor, showDoor)
	web.Page(d, "/D/:code", "care.door", readDoor, showDoor)
	web.Form(d, "/d", passDoor, "/d", func(call *web.Call, in care.PassInput, p *care.DoorPass) string {
		call.Tell(web.Notice{Key: "care.told.passed", Tone: "done", Args: words.A{"at": words.Clock(call.Context(), p.At)}})
		return "/d/" + care.DoorText(in.Code)
	})
	web.Page(d, doorsRoute, "care.doors_of_night", readDoors, showDoors)
	sheet.Door(d, doorsRoute+".xlsx", "care.doors_of_night", readDoors, doorsTable)
	web.File(d, doorsRoute+"/codes.pdf", "care.door_codes", readDoorCodes, drawDoorCodes)
	web.Form(d, doorsRoute+"/codes", issueDoors, doorsRoute, func(call *web.Call, in care.OfWardDoors, out *care.IssuedDoors) string {
		call.Tell(web.Notice{Key: "care.told.doors_issued", Tone: "done", Args: words.A{"n": out.Made}})
		return doorsPath(in.WardID)
	})
	web.Form(d, doorsRoute+"/:room/renew", renewDoor, doorsRoute, func(call *web.Call, in care.RenewDoorInput, _ *care.DoorCode) string {
		call.Tell(web.Notice{Key: "care.told.door_renewed", Tone: "done"})
		return doorsPath(in.WardID)
	})

	web.Get(d, web.Op{ID: "getDoorNight", Path: "/api/v1/wards/:ward/doors", Summary: "The doors of a ward in one night: who passed each and when, and where nobody did for too long"}, "care.doors_of_night", readDoors, doorsWire)
	web.API(d, web.Op{ID: "passDoor", Method: "POST", Path: "/api/v1/care/doors", Summary: "Say that one stands at the door of a room, by its code", Status: 201}, passDoor, passWire)
	web.API(d, web.Op{ID: "issueDoors", Method: "POST", Path: "/api/v1/wards/:ward/doors", Summary: "Draw a code for each door of a ward that has none", Status: 201}, issueDoors, web.Same)
	web.API(d, web.Op{ID: "renewDoor", Method: "POST", Path: "/api/v1/wards/:ward/doors/:room/renew", Summary: "Draw another code for a door; the old one is refused from now on"}, renewDoor, doorCodeWire)
}

func readTypedDoor(tx *db.Tx, _ nothing) (struct{}, error) {
	return struct{}{}, tx.May(care.Record)
}

func showTypedDoor(call *web.Call, _ struct{}) web.Leaf {
	return web.Leaf{Title: call.T("care.door.typed"), Active: "/care/rounds", Body: typedDoorPage(call), Crumbs: []web.Crumb{upward(call)}}
}

func readDoor(tx *db.Tx, in struct {
	Code string `path:"code"`
}) (*care.DoorAt, error) {
	return care.DoorFor(tx, in.Code)
}

func showDoor(call *web.Call, d *care.DoorAt) web.Leaf {
	return web.Leaf{Title: roomName(call, d.RoomName), Under: d.Ward.Name, Active: "/care/rounds", Body: doorPage(call, d), Crumbs: []web.Crumb{{Name: call.T("care.door.title"), Path: doorsPath(d.Ward.ID)}}}
}

// doorEvents are the passes of a door in the last hours.
func doorEvents(call *web.Call, d *care.DoorAt) parts.Events {
	ctx := call.Context()
	e := parts.Events{Title: call.T("care.door.passes"), None: call.T("care.door.none")}
	for _, p := range d.Passes {
		e.Items = append(e.Items, parts.Event{When: words.At(ctx, p.At, call.Now()), Title: p.ByName, Note: call.T("care.door.how." + string(p.How)), Tone: parts.Done})
	}
	return e
}

func readDoors(tx *db.Tx, in care.DoorsInput) (*care.DoorNight, error) { return care.DoorsOf(tx, in) }

func showDoors(call *web.Call, d *care.DoorNight) web.Leaf {
	leaf := web.Leaf{Title: call.T("care.door.title"), Under: d.Ward.Name + " · " + doorSpan(call, d.Night), Active: "/wards", Body: doorsPage(call, d), Sheet: doorsPath(d.Ward.ID) + ".xlsx", Crumbs: []web.Crumb{{Name: d.Ward.Name, Path: fmt.Sprintf("/wards/%d", d.Ward.ID)}}}
	return leaf
}

// doorSpan is a night in words: "22:00 ngày 21/11 – 05:00".
func doorSpan(call *web.Call, n care.Night) string {
	ctx := call.Context()
	return call.T("care.door.night", words.A{"from": words.Clock(ctx, n.From), "to": words.Clock(ctx, n.To), "day": words.Day(ctx, n.Day)})
}

// doorGaps are the times in which nobody passed, in words.
func doorGaps(call *web.Call, r care.DoorRoom) string {
	ctx := call.Context()
	var said []string
	for _, g := range r.Gaps {
		said = append(said, call.T("care.door.gap", words.A{"from": words.Clock(ctx, g.From), "to": words.Clock(ctx, g.To), "for": words.Duration(ctx, g.Took())}))
	}
	return strings.Join(said, "; ")
}

// doorTimes are the passes of a room, in words: "22:10 Lan, 23:45 Hải".
func doorTimes(call *web.Call, r care.DoorRoom) string {
	var said []string
	for _, p := range r.Passes {
		said = append(said, short(p.ByName, p.At, call))
	}
	return strings.Join(said, ", ")
}

// doorList draws rooms against their passes.
func doorList(call *web.Call, d *care.DoorNight) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("care.door.title"), Columns: []parts.Column{{Title: call.T("sheet.column.room"), Main: true}, {Title: call.T("care.door.times")}, {Title: call.T("care.door.state")}}}
	for _, r := range d.Rooms {
		row := parts.Row{ID: fmt.Sprintf("room-%d", r.RoomID), Cells: []parts.Cell{{Text: roomName(call, r.Name), Note: words.N(ctx, "care.people", r.People)}}}
		times := parts.Cell{Text: doorTimes(call, r)}
		if times.Text == "" {
			times.Text = call.T("care.door.none")
		}
		state := parts.Cell{Chips: []parts.Chip{{Tone: parts.Done, Icon: "check", Text: call.T("care.door.fine")}}}
		switch {
		case !r.HasCode():
			state.Chips = []parts.Chip{{Text: call.T("care.door.no_code")}}
		case len(r.Gaps) > 0:
			row.Tone = parts.Danger
			state.Chips = []parts.Chip{{Tone: parts.Danger, Icon: "alert-triangle", Text: doorGaps(call, r)}}
		case r.People == 0:
			state.Chips = []parts.Chip{{Text: call.T("care.door.empty_room")}}
		case d.Now.Before(d.Night.From):
			state.Chips = []parts.Chip{{Text: call.T("care.door.to_come")}}
		case r.IssuedAt.After(d.Night.From):
			state.Chips = []parts.Chip{{Text: call.T("care.door.new_code")}}
		}
		row.Cells = append(row.Cells, times, state)
		l.Rows = append(l.Rows, row)
	}
	return l
}

// missing is how many rooms have no code.
func doorsMissing(d *care.DoorNight) (n int) {
	for _, r := range d.Rooms {
		if !r.HasCode() {
			n++
		}
	}
	return n
}

// doorsTable is the doors of a night, room by room.
func doorsTable(call *web.Call, d *care.DoorNight) sheet.Table {
	return sheet.Table{Title: call.T("care.door.title"), Asked: sheet.Joined(d.Ward.Name, doorSpan(call, d.Night)), At: d.Now,
		Columns: sheet.Columns(call, sheet.As("room", sheet.Text, 14), sheet.As("care.door.people", sheet.Integer, 10), sheet.As("care.door.passes", sheet.Integer, 12), sheet.As("care.door.times", sheet.Text, 50), sheet.As("care.door.state", sheet.Text, 50)),
		Rows: func(row func(...any)) {
			for _, r := range d.Rooms {
				state := doorGaps(call, r)
				if !r.HasCode() {
					state = call.T("care.door.no_code")
				}
				row(r.Name, r.People, len(r.Passes), doorTimes(call, r), state)
			}
		}}
}

// readDoorCodes reads the codes of a ward for whoever may print them.
func readDoorCodes(tx *db.Tx, in care.OfWardDoors) (*care.DoorNight, error) {
	if err := tx.May(care.Doors); err != nil {
		return nil, err
	}
	return care.DoorsOf(tx, care.DoorsInput{WardID: in.WardID})
}

// drawDoorCodes draws a card for each door, four on a page: the room, the code to scan and to type.
func drawDoorCodes(call *web.Call, d *care.DoorNight) (web.Draw, error) {
	ctx := call.Context()
	p := paper.New(ctx, paper.Form{Name: call.T("care.door.paper") + " " + d.Ward.Name, Made: call.Now(), Foot: call.T("care.door.foot", words.A{"at": words.DateTime(ctx, call.Now()), "by": call.Actor.Name})})
	address := call.Address() + "/D/"
	var cards []paper.Card
	for _, r := range d.Rooms {
		if r.Code != "" {
			cards = append(cards, paper.Card{Head: roomName(call, r.Name), Below: d.Ward.Name, Squares: parts.QR(strings.ToUpper(address + r.Code)), Code: care.SpellDoor(r.Code), Text: call.T("care.door.card")})
		}
	}
	if len(cards) == 0 {
		p.Title(call.T("care.door.paper"), d.Ward.Name)
		p.Paragraph(call.T("care.door.no_codes"))
	} else {
		p.Cards(cards)
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		return web.Draw{}, err
	}
	return web.Draw{Name: call.T("care.door.file"), Type: "application/pdf", Body: b.Bytes(), Show: true}, nil
}

type passOut struct {
	ID         uint64    `json:"id"`
	RoomID     uint64    `json:"room_id"`
	How        string    `json:"how" enum:"scan,typed"`
	At         time.Time `json:"at"`
	RecordedBy uint64    `json:"recorded_by"`
}

func passWire(p *care.DoorPass) passOut {
	return passOut{p.ID, p.RoomID, string(p.How), p.At, p.RecordedBy}
}

type doorCodeOut struct {
	RoomID   uint64    `json:"room_id"`
	Code     string    `json:"code"`
	IssuedAt time.Time `json:"issued_at"`
}

func doorCodeWire(c *care.DoorCode) doorCodeOut { return doorCodeOut{c.RoomID, c.Code, c.IssuedAt} }

type doorGapOut struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

type doorRoomOut struct {
	RoomID uint64       `json:"room_id"`
	Room   string       `json:"room"`
	Coded  bool         `json:"coded" doc:"its door has a code"`
	People int          `json:"people"`
	Passes []passOut    `json:"passes"`
	Gaps   []doorGapOut `json:"gaps" doc:"times in which nobody passed for longer than the centre's setting"`
}

type doorsOut struct {
	WardID  uint64        `json:"ward_id"`
	From    time.Time     `json:"from"`
	To      time.Time     `json:"to"`
	Longest int           `json:"longest_minutes"`
	Rooms   []doorRoomOut `json:"rooms"`
}

func doorsWire(d *care.DoorNight) doorsOut {
	out := doorsOut{WardID: d.Ward.ID, From: d.Night.From, To: d.Night.To, Longest: int(d.Night.Longest.Minutes()), Rooms: []doorRoomOut{}}
	for _, r := range d.Rooms {
		one := doorRoomOut{RoomID: r.RoomID, Room: r.Name, Coded: r.HasCode(), People: r.People, Passes: []passOut{}, Gaps: []doorGapOut{}}
		for i := range r.Passes {
			one.Passes = append(one.Passes, passWire(&r.Passes[i].DoorPass))
		}
		for _, g := range r.Gaps {
			one.Gaps = append(one.Gaps, doorGapOut{g.From, g.To})
		}
		out.Rooms = append(out.Rooms, one)
	}
	return out
}

// renewWhy asks why a door gets another code; what was typed stays with its own door.
func renewWhy(call *web.Call, room uint64) parts.Field {
	if call.C.Param("room") == fmt.Sprint(room) {
		return asked(call, renewDoor.Name, "reason", "")
	}
	return asked(call, "", "reason", "")
}
