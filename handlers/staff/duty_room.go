package staff

import (
	"fmt"
	"net/url"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// openRooms opens the doors by which rooms are given out for a shift.
func openRooms(d *web.Desk) {
	web.Page(d, "/staff/rota/:campus/rooms", "staff.rooms", staff.RoomPlanOf, showRooms)
	web.Form(d, "/staff/rota/:campus/rooms", giveRooms, "/staff/rota/:campus/rooms", roomsGiven)
	web.API(d, web.Op{ID: "giveRooms", Method: "POST", Path: "/api/v1/staff/rota/:campus/rooms", Summary: "Who looks after which room of a ward in one shift"}, giveRooms, web.Same)
}

var giveRooms = web.Action[staff.GiveRoomsInput, *staff.Filled]{Name: "staff.give_rooms", Do: staff.GiveRooms}

// roomsPath is the page of the rooms of a ward in one shift.
func roomsPath(campus, ward uint64, t settings.Turn) string {
	q := url.Values{"ward_id": {fmt.Sprint(ward)}, "day": {t.Day.String()}, "shift": {t.Shift.Code}}
	return rotaPath(campus, "rooms") + "?" + q.Encode()
}

func showRooms(call *web.Call, p *staff.RoomPlan) web.Leaf {
	return web.Leaf{Title: call.T("staff.rooms.title"), Under: p.Ward.Name + " · " + turnTitle(call, p.Turn), Active: "/staff/rota", Body: roomsView(call, p),
		Crumbs: []web.Crumb{{Name: call.T("staff.rota.title"), Path: rotaPath(p.Campus.ID)}}}
}

func roomsGiven(call *web.Call, in staff.GiveRoomsInput, out *staff.Filled) string {
	n := web.Notice{Key: "staff.rooms.told.given", Tone: "done", Args: words.A{"n": out.Made}}
	if out.Made == 0 {
		n = web.Notice{Key: "staff.rooms.told.same"}
	}
	call.Tell(n)
	q := url.Values{"ward_id": {fmt.Sprint(in.Ward)}, "day": {in.Day.String()}, "shift": {in.Shift}}
	return rotaPath(in.Campus, "rooms") + "?" + q.Encode()
}

// roomField is the choice of who has a room: nobody by name, or one of those on duty in the ward.
func roomField(call *web.Call, p *staff.RoomPlan, i int, r staff.PlannedRoom) parts.Field {
	name := fmt.Sprintf("rooms[%d].duty_id", i)
	chosen := r.DutyID
	if chosen == 0 {
		chosen = r.Proposed
	}
	f := from(ask(call, giveRooms.Name, name, number(chosen)), nil, call.T("staff.rooms.nobody"))
	f.Label = roomLabel(call, r)
	for _, s := range p.Stints {
		if s.Stands() {
			f.Options = append(f.Options, parts.Option{Value: number(p.Duty(s)), Text: s.MemberName})
		}
	}
	return f
}

// roomLabel is a room with how many people live in it.
func roomLabel(call *web.Call, r staff.PlannedRoom) string {
	return roomCalled(call, r.Name) + " · " + words.N(call.Context(), "staff.rooms.people", r.People)
}

func roomCalled(call *web.Call, name string) string {
	if strings.HasPrefix(strings.ToLower(name), "ph") {
		return name
	}
	return call.T("staff.rooms.room", words.A{"name": name})
}

// roomsKept lets the page of a refused form find its ward and shift again.
func roomsKept(p *staff.RoomPlan) []parts.Hidden {
	return []parts.Hidden{{Name: "ward_id", Value: number(p.Ward.ID)}, {Name: "day", Value: p.Turn.Day.String()}, {Name: "shift", Value: p.Turn.Shift.Code}}
}

// roomTurns are the shifts around the one that is shown, to go to.
func roomTurns(call *web.Call, p *staff.RoomPlan) (out []parts.Link) {
	for _, t := range p.Turns {
		out = append(out, parts.Link{Text: t.Shift.Name(call.Lang), Href: roomsPath(p.Campus.ID, p.Ward.ID, t), Current: t.Shift.ID == p.Turn.Shift.ID})
	}
	return out
}

// roomsDay is the same shift on another day.
func roomsDay(p *staff.RoomPlan, day value.Day) string {
	q := url.Values{"ward_id": {fmt.Sprint(p.Ward.ID)}, "day": {day.String()}, "shift": {p.Turn.Shift.Code}}
	return rotaPath(p.Campus.ID, "rooms") + "?" + q.Encode()
}

// whoHas names who has a room.
func whoHas(call *web.Call, p *staff.RoomPlan, r staff.PlannedRoom) string {
	for _, s := range p.Stints {
		if r.DutyID != 0 && p.Duty(s) == r.DutyID {
			return s.MemberName
		}
	}
	return call.T("staff.rooms.nobody")
}

// proposes tells that names stand in the fields that nobody gave out yet.
func proposes(p *staff.RoomPlan) bool {
	for _, r := range p.Rooms {
		if r.Proposed != 0 {
			return true
		}
	}
	return false
}
