// Package wards is the house as people walk through it: the list of one's wards, the picture of a
// campus, the board of a ward with who lies where, and the pages on which the tree of places is
// looked after.
package wards

import (
	"embed"

	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/wards"
)

// Texts are the area's words.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Open opens every door of the area.
func Open(d *web.Desk) {
	web.Page(d, "/wards", "wards.list", listWards, showList)
	sheet.Door(d, "/wards.xlsx", "wards.list", listWards, listTable)
	web.Page(d, "/wards/plan", "wards.plan", readPlan, showPlan)
	web.Page(d, "/wards/:ward", "wards.board", readBoard, showBoard)
	web.Page(d, "/wards/:ward/carers", "wards.carers", readCarers, showCarers)
	web.Live(d, "/wards/:ward/live", "wards.board", boardWards)

	web.Page(d, "/wards/campuses/new", "wards.new_campus", readNewCampus, showNewCampus)
	web.Page(d, "/wards/campuses/:campus", "wards.edit_campus", readCampus, showCampus)
	web.Page(d, "/wards/zones/:zone", "wards.edit_zone", readZone, showZone)
	web.Page(d, "/wards/:ward/edit", "wards.edit_ward", readWard, showWard)
	web.Page(d, "/wards/rooms/:room", "wards.edit_room", readRoom, showRoom)
	web.Page(d, "/wards/beds/:bed", "wards.edit_bed", readBed, showBed)

	web.Form(d, "/wards/campuses", addCampus, "/wards/campuses/new", addedCampus)
	web.Form(d, "/wards/campuses/:campus", changeCampus, "/wards/campuses/:campus", toCampus)
	web.Form(d, "/wards/campuses/:campus/zones", addZone, "/wards/campuses/:campus", addedZone)
	web.Form(d, "/wards/zones/:zone", changeZone, "/wards/zones/:zone", changedZone)
	web.Form(d, "/wards/zones/:zone/close", closeZone, "/wards/zones/:zone", closedZone)
	web.Form(d, "/wards/zones/:zone/wards", addWard, "/wards/zones/:zone", addedWard)
	web.Form(d, "/wards/:ward/edit", changeWard, "/wards/:ward/edit", changedWard)
	web.Form(d, "/wards/:ward/close", closeWard, "/wards/:ward/edit", closedWard)
	web.Form(d, "/wards/:ward/rooms", addRoom, "/wards/:ward/edit", addedRoom)
	web.Form(d, "/wards/rooms/:room", changeRoom, "/wards/rooms/:room", changedRoom)
	web.Form(d, "/wards/rooms/:room/close", closeRoom, "/wards/rooms/:room", closedRoom)
	web.Form(d, "/wards/rooms/:room/out", takeRoomOut, "/wards/rooms/:room", roomOut)
	web.Form(d, "/wards/rooms/:room/beds", addBed, "/wards/rooms/:room", addedBed)
	web.Form(d, "/wards/beds/:bed", changeBed, "/wards/beds/:bed", changedBed)
	web.Form(d, "/wards/beds/:bed/close", closeBed, "/wards/beds/:bed", closedBed)
	web.Form(d, "/wards/beds/:bed/out", takeBedOut, "/wards/beds/:bed", bedOut)
	web.Form(d, "/wards/outages/:outage/end", endOutage, "", backInService)

	web.Get(d, web.Op{ID: "listCampuses", Path: "/api/v1/wards/campuses", Summary: "The campuses within reach"}, "wards.list", listCampuses, campusesWire)
	web.Get(d, web.Op{ID: "listWards", Path: "/api/v1/wards", Summary: "The open wards within reach, with their beds and people counted"}, "wards.list", listWards, wardsWire)
	web.Get(d, web.Op{ID: "listBeds", Path: "/api/v1/wards/:ward/beds", Summary: "The beds of a ward in the order of its floor, free, taken or out of service"}, "wards.board", listBeds, bedsWire)
	web.Get(d, web.Op{ID: "getWardBoard", Path: "/api/v1/wards/:ward/board", Summary: "Who lies where in a ward now"}, "wards.board", readBoard, boardWire)
	web.API(d, web.Op{ID: "createCampus", Method: "POST", Path: "/api/v1/wards/campuses", Summary: "Make a campus of the centre", Status: 201}, addCampus, campusOut)
	web.API(d, web.Op{ID: "createZone", Method: "POST", Path: "/api/v1/wards/campuses/:campus/zones", Summary: "Make a zone on a campus", Status: 201}, addZone, zoneWire)
	web.API(d, web.Op{ID: "createWard", Method: "POST", Path: "/api/v1/wards/zones/:zone/wards", Summary: "Make a ward in a zone", Status: 201}, addWard, wardWire)
	web.API(d, web.Op{ID: "createRoom", Method: "POST", Path: "/api/v1/wards/:ward/rooms", Summary: "Make a room with its beds in one step", Status: 201}, addRoom, roomWire)
	web.API(d, web.Op{ID: "createBed", Method: "POST", Path: "/api/v1/wards/rooms/:room/beds", Summary: "Make a bed or a declared overflow place", Status: 201}, addBed, bedWire)
	web.API(d, web.Op{ID: "takeBedOutOfService", Method: "POST", Path: "/api/v1/wards/beds/:bed/outage", Summary: "Take a bed out of service", Status: 201}, takeBedOut, outageWire)
	web.API(d, web.Op{ID: "takeRoomOutOfService", Method: "POST", Path: "/api/v1/wards/rooms/:room/outage", Summary: "Take a room out of service", Status: 201}, takeRoomOut, outageWire)
	web.API(d, web.Op{ID: "returnToService", Method: "POST", Path: "/api/v1/wards/outages/:outage/end", Summary: "Put a bed or room back into service"}, endOutage, outageWire)
}

// The inputs of the doors: which place, from the path, and what was typed. The form reaches the
// fields of an embedded input only through a tag.
type (
	ofCampus struct {
		Campus uint64 `path:"campus" form:"-" json:"-"`
	}
	ofZone struct {
		Zone uint64 `path:"zone" form:"-" json:"-"`
	}
	ofWard struct {
		Ward uint64 `path:"ward" form:"-" json:"-"`
	}
	ofRoom struct {
		Room uint64 `path:"room" form:"-" json:"-"`
	}
	ofBed struct {
		Bed uint64 `path:"bed" form:"-" json:"-"`
	}
	ofOutage struct {
		Outage uint64 `path:"outage" form:"-" json:"-"`
	}
	campusForm struct {
		ofCampus
		wards.CampusInput `form:"in"`
	}
	newZone struct {
		ofCampus
		wards.ZoneInput `form:"in"`
	}
	zoneForm struct {
		ofZone
		wards.ZoneInput `form:"in"`
	}
	zoneEnd struct {
		ofZone
		wards.CloseInput `form:"in"`
	}
	newWard struct {
		ofZone
		wards.WardInput `form:"in"`
	}
	wardForm struct {
		ofWard
		wards.WardInput `form:"in"`
	}
	wardEnd struct {
		ofWard
		wards.CloseInput `form:"in"`
	}
	newRoom struct {
		ofWard
		wards.RoomInput `form:"in"`
	}
	roomForm struct {
		ofRoom
		wards.RoomInput `form:"in"`
	}
	roomEnd struct {
		ofRoom
		wards.CloseInput `form:"in"`
	}
	roomOutage struct {
		ofRoom
		wards.OutageInput `form:"in"`
	}
	newBed struct {
		ofRoom
		wards.BedInput `form:"in"`
	}
	bedForm struct {
		ofBed
		wards.BedInput `form:"in"`
	}
	bedEnd struct {
		ofBed
		wards.CloseInput `form:"in"`
	}
	bedOutage struct {
		ofBed
		wards.OutageInput `form:"in"`
	}
)

// The actions. Whatever empties a bed asks the ledger who lies there.
var (
	addCampus    = web.Action[wards.CampusInput, *wards.Campus]{Name: "wards.add_campus", Do: wards.AddCampus}
	changeCampus = web.Action[campusForm, *wards.Campus]{Name: "wards.change_campus", Do: func(tx *db.Tx, in campusForm) (*wards.Campus, error) {
		return wards.ChangeCampus(tx, in.Campus, in.CampusInput)
	}}
	addZone = web.Action[newZone, *wards.Zone]{Name: "wards.add_zone", Do: func(tx *db.Tx, in newZone) (*wards.Zone, error) {
		return wards.AddZone(tx, in.Campus, in.ZoneInput)
	}}
	changeZone = web.Action[zoneForm, *wards.Zone]{Name: "wards.change_zone", Do: func(tx *db.Tx, in zoneForm) (*wards.Zone, error) {
		return wards.ChangeZone(tx, in.Zone, in.ZoneInput)
	}}
	closeZone = web.Action[zoneEnd, *wards.Zone]{Name: "wards.close_zone", Do: func(tx *db.Tx, in zoneEnd) (*wards.Zone, error) {
		return wards.CloseZone(tx, in.Zone, in.CloseInput)
	}}
	addWard = web.Action[newWard, *wards.Ward]{Name: "wards.add_ward", Do: func(tx *db.Tx, in newWard) (*wards.Ward, error) {
		return wards.AddWard(tx, in.Zone, in.WardInput)
	}}
	changeWard = web.Action[wardForm, *wards.Ward]{Name: "wards.change_ward", Do: func(tx *db.Tx, in wardForm) (*wards.Ward, error) {
		return wards.ChangeWard(tx, in.Ward, in.WardInput, presence.WhoLies)
	}}
	closeWard = web.Action[wardEnd, *wards.Ward]{Name: "wards.close_ward", Do: func(tx *db.Tx, in wardEnd) (*wards.Ward, error) {
		return wards.CloseWard(tx, in.Ward, in.CloseInput, presence.WhoLies)
	}}
	addRoom = web.Action[newRoom, *wards.Room]{Name: "wards.add_room", Do: func(tx *db.Tx, in newRoom) (*wards.Room, error) {
		return wards.AddRoom(tx, in.Ward, in.RoomInput)
	}}
	changeRoom = web.Action[roomForm, *wards.Room]{Name: "wards.change_room", Do: func(tx *db.Tx, in roomForm) (*wards.Room, error) {
		return wards.ChangeRoom(tx, in.Room, in.RoomInput)
	}}
	closeRoom = web.Action[roomEnd, *wards.Room]{Name: "wards.close_room", Do: func(tx *db.Tx, in roomEnd) (*wards.Room, error) {
		return wards.CloseRoom(tx, in.Room, in.CloseInput, presence.WhoLies)
	}}
	takeRoomOut = web.Action[roomOutage, *wards.Outage]{Name: "wards.take_room_out", Do: func(tx *db.Tx, in roomOutage) (*wards.Outage, error) {
		return wards.TakeRoomOut(tx, in.Room, in.OutageInput, presence.WhoLies)
	}}
	addBed = web.Action[newBed, *wards.Bed]{Name: "wards.add_bed", Do: func(tx *db.Tx, in newBed) (*wards.Bed, error) {
		return wards.AddBed(tx, in.Room, in.BedInput)
	}}
	changeBed = web.Action[bedForm, *wards.Bed]{Name: "wards.change_bed", Do: func(tx *db.Tx, in bedForm) (*wards.Bed, error) {
		return wards.ChangeBed(tx, in.Bed, in.BedInput)
	}}
	closeBed = web.Action[bedEnd, *wards.Bed]{Name: "wards.close_bed", Do: func(tx *db.Tx, in bedEnd) (*wards.Bed, error) {
		return wards.CloseBed(tx, in.Bed, in.CloseInput, presence.WhoLies)
	}}
	takeBedOut = web.Action[bedOutage, *wards.Outage]{Name: "wards.take_bed_out", Do: func(tx *db.Tx, in bedOutage) (*wards.Outage, error) {
		return wards.TakeBedOut(tx, in.Bed, in.OutageInput, presence.WhoLies)
	}}
	endOutage = web.Action[ofOutage, *wards.Outage]{Name: "wards.return_to_service", Do: func(tx *db.Tx, in ofOutage) (*wards.Outage, error) {
		return wards.ReturnToService(tx, in.Outage)
	}}
)
