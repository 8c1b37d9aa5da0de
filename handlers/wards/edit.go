package wards

import (
	"encoding/json"
	"fmt"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/value"
	"maiam/models/wards"
)

// Where one goes on after each form, with the word that tells what was done.

func campusPath(id uint64) string { return fmt.Sprintf("/wards/campuses/%d", id) }
func zonePath(id uint64) string   { return fmt.Sprintf("/wards/zones/%d", id) }
func wardPath(id uint64) string   { return fmt.Sprintf("/wards/%d/edit", id) }
func roomPath(id uint64) string   { return fmt.Sprintf("/wards/rooms/%d", id) }
func bedPath(id uint64) string    { return fmt.Sprintf("/wards/beds/%d", id) }
func boardPath(id uint64) string  { return fmt.Sprintf("/wards/%d", id) }

// wardHref leads to what the reader may see of a ward: its board, else the page on which it is
// edited, else nowhere.
func wardHref(call *web.Call, id uint64) string {
	switch {
	case call.May("care.view"):
		return boardPath(id)
	case call.May(wards.Edit):
		return wardPath(id)
	}
	return ""
}

func told(call *web.Call, key, name, path string) string {
	call.Tell(web.Notice{Key: key, Args: words.A{"name": name}, Tone: "done"})
	return path
}

func toCampus(call *web.Call, in campusForm, out *wards.Campus) string {
	return told(call, "wards.did.changed", out.Name, campusPath(out.ID))
}
func addedCampus(call *web.Call, _ wards.CampusInput, out *wards.Campus) string {
	return told(call, "wards.did.added", out.Name, campusPath(out.ID))
}
func addedZone(call *web.Call, in newZone, out *wards.Zone) string {
	return told(call, "wards.did.added", out.Name, zonePath(out.ID))
}
func changedZone(call *web.Call, in zoneForm, out *wards.Zone) string {
	return told(call, "wards.did.changed", out.Name, zonePath(out.ID))
}
func closedZone(call *web.Call, in zoneEnd, out *wards.Zone) string {
	return told(call, "wards.did.closed", out.Name, campusPath(out.CampusID))
}
func addedWard(call *web.Call, in newWard, out *wards.Ward) string {
	return told(call, "wards.did.added", out.Name, wardPath(out.ID))
}
func changedWard(call *web.Call, in wardForm, out *wards.Ward) string {
	return told(call, "wards.did.changed", out.Name, wardPath(out.ID))
}
func closedWard(call *web.Call, in wardEnd, out *wards.Ward) string {
	return told(call, "wards.did.closed", out.Name, zonePath(out.ZoneID))
}
func addedRoom(call *web.Call, in newRoom, out *wards.Room) string {
	return told(call, "wards.did.added_room", out.Name, wardPath(out.WardID))
}
func changedRoom(call *web.Call, in roomForm, out *wards.Room) string {
	return told(call, "wards.did.changed_room", out.Name, roomPath(out.ID))
}
func closedRoom(call *web.Call, in roomEnd, out *wards.Room) string {
	return told(call, "wards.did.closed_room", out.Name, wardPath(out.WardID))
}
func roomOut(call *web.Call, in roomOutage, out *wards.Outage) string {
	return told(call, "wards.did.out", "", roomPath(out.RoomID))
}
func addedBed(call *web.Call, in newBed, out *wards.Bed) string {
	return told(call, "wards.did.added_bed", out.Name, roomPath(out.RoomID))
}
func changedBed(call *web.Call, in bedForm, out *wards.Bed) string {
	return told(call, "wards.did.changed_bed", out.Name, bedPath(out.ID))
}
func closedBed(call *web.Call, in bedEnd, out *wards.Bed) string {
	return told(call, "wards.did.closed_bed", out.Name, roomPath(out.RoomID))
}
func bedOut(call *web.Call, in bedOutage, out *wards.Outage) string {
	return told(call, "wards.did.out", "", bedPath(in.Bed))
}
func backInService(call *web.Call, in ofOutage, out *wards.Outage) string {
	if out.BedID != nil {
		return told(call, "wards.did.back", "", bedPath(*out.BedID))
	}
	return told(call, "wards.did.back", "", roomPath(out.RoomID))
}

// What the pages show.

type campusData struct {
	*wards.Tree
	Whole bool // the whole campus is in reach
}

func readCampus(tx *db.Tx, in ofCampus) (campusData, error) {
	if err := tx.May(wards.Edit); err != nil {
		return campusData{}, err
	}
	tree, err := wards.TreeOf(tx, in.Campus, value.Day{})
	return campusData{tree, tx.Reach(wards.Edit).Campus(in.Campus)}, err
}

func showCampus(call *web.Call, d campusData) web.Leaf {
	return web.Leaf{Title: d.Campus.Name, Under: call.T("wards.edit_under"), Active: "/wards",
		Crumbs: []web.Crumb{{Name: call.T("wards.title"), Path: "/wards"}}, Body: campusPage(call, d)}
}

type zoneData struct {
	Campus wards.Campus
	Zone   wards.TreeZone
	Was    []wards.Revision
}

func readZone(tx *db.Tx, in ofZone) (d zoneData, err error) {
	look, err := wards.LookAtZone(tx, wards.Edit, in.Zone)
	if err != nil {
		return d, err
	}
	d.Campus, d.Zone = look.Campus, look.Zones[0]
	d.Was, err = wards.History(tx, "zone", in.Zone)
	return d, err
}

func showZone(call *web.Call, d zoneData) web.Leaf {
	return web.Leaf{Title: d.Zone.Name, Under: call.T("wards.kind." + d.Zone.Kind), Active: "/wards",
		Crumbs: []web.Crumb{{Name: call.T("wards.title"), Path: "/wards"}, {Name: d.Campus.Called(), Path: campusPath(d.Campus.ID)}},
		Body:   zonePage(call, d)}
}

type wardData struct {
	*wards.Look
	Was []wards.Revision
}

func readWard(tx *db.Tx, in ofWard) (d wardData, err error) {
	if d.Look, err = wards.LookAt(tx, wards.Edit, in.Ward); err != nil {
		return d, err
	}
	d.Was, err = wards.History(tx, "ward", in.Ward)
	return d, err
}

// readNewCampus opens the page for a further campus to those who look after the whole centre.
func readNewCampus(tx *db.Tx, _ struct{}) (struct{}, error) {
	return struct{}{}, wards.MayAddCampus(tx)
}

func showNewCampus(call *web.Call, _ struct{}) web.Leaf {
	return web.Leaf{Title: call.T("wards.add_campus"), Active: "/wards",
		Crumbs: []web.Crumb{{Name: call.T("wards.title"), Path: "/wards"}}, Body: newCampusPage(call, askFor(call, addCampus.Name, "campus"))}
}

// up is the way from a ward's pages to the campus.
func up(call *web.Call, l *wards.Look) []web.Crumb {
	return []web.Crumb{{Name: l.CampusName, Path: campusPath(l.CampusID)}, {Name: l.ZoneName, Path: zonePath(l.ZoneID)}}
}

func showWard(call *web.Call, d wardData) web.Leaf {
	return web.Leaf{Title: d.Name, Under: call.T("wards.edit_under"), Active: "/wards", Crumbs: up(call, d.Look),
		Actions: wardActions(call, d), Body: wardPage(call, d)}
}

type roomData struct {
	*wards.Look
	Room *wards.TreeRoom
	Was  []wards.Revision
}

func readRoom(tx *db.Tx, in ofRoom) (d roomData, err error) {
	if d.Look, d.Room, err = wards.LookAtRoom(tx, wards.Edit, in.Room); err != nil {
		return d, err
	}
	d.Was, err = wards.History(tx, "room", in.Room)
	return d, err
}

func showRoom(call *web.Call, d roomData) web.Leaf {
	return web.Leaf{Title: roomTitle(call, d.Room.Name), Under: floorLine(call, d.Room.Room), Active: "/wards",
		Crumbs: append(up(call, d.Look), web.Crumb{Name: d.Name, Path: wardPath(d.ID)}), Body: roomPage(call, d)}
}

type bedData struct {
	*wards.Look
	Room *wards.TreeRoom
	Bed  *wards.TreeBed
	Was  []wards.Revision
}

func readBed(tx *db.Tx, in ofBed) (d bedData, err error) {
	if d.Look, d.Room, d.Bed, err = wards.LookAtBed(tx, wards.Edit, in.Bed); err != nil {
		return d, err
	}
	d.Was, err = wards.History(tx, "bed", in.Bed)
	return d, err
}

func showBed(call *web.Call, d bedData) web.Leaf {
	return web.Leaf{Title: call.T("wards.bed_title", words.A{"name": d.Bed.Name}), Under: roomTitle(call, d.Room.Name) + " · " + d.Name, Active: "/wards",
		Crumbs: append(up(call, d.Look), web.Crumb{Name: d.Name, Path: wardPath(d.ID)}, web.Crumb{Name: roomTitle(call, d.Room.Name), Path: roomPath(d.Room.ID)}),
		Body:   bedPage(call, d)}
}

// How places are written.

// roomTitle writes a room's name: "Phòng 201", and a name of words as it is.
func roomTitle(call *web.Call, name string) string {
	if strings.ContainsAny(name[:min(1, len(name))], "0123456789") {
		return call.T("wards.room_title", words.A{"name": name})
	}
	return name
}

// squareMetres writes square decimetres: 24,5 m².
func squareMetres(call *web.Call, dm2 int) string {
	return words.Decimal(call.Context(), metres(dm2)) + " m²"
}

// metres writes square decimetres as a plain decimal number of square metres.
func metres(dm2 int) string {
	text := fmt.Sprintf("%d.%02d", dm2/100, dm2%100)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

func floorLine(call *web.Call, r wards.Room) string {
	if r.FloorDm2 == 0 {
		return call.T("wards.not_measured")
	}
	return squareMetres(call, r.FloorDm2)
}

// wardChips say for whom a ward is.
func wardChips(call *web.Call, w wards.Ward) []parts.Chip {
	out := []parts.Chip{{Text: call.T("wards.sex." + string(w.Sex))}}
	switch {
	case w.AgeFrom != nil && w.AgeTo != nil:
		out = append(out, parts.Chip{Text: call.T("wards.age_between", words.A{"from": *w.AgeFrom, "to": *w.AgeTo})})
	case w.AgeFrom != nil:
		out = append(out, parts.Chip{Text: call.T("wards.age_least", words.A{"from": *w.AgeFrom})})
	case w.AgeTo != nil:
		out = append(out, parts.Chip{Text: call.T("wards.age_most", words.A{"to": *w.AgeTo})})
	}
	if w.Care24h {
		out = append(out, parts.Chip{Text: call.T("wards.care_24h"), Tone: parts.Info})
	}
	return out
}

// outChip says that something is out of service, until when, and red when that day is past.
func outChip(call *web.Call, o *wards.Outage) parts.Chip {
	c := parts.Chip{Tone: parts.Due, Icon: "tools", Text: call.T("wards.out")}
	if !o.DueOn.IsZero() {
		c.Text = call.T("wards.out_until", words.A{"day": o.DueOn})
	}
	if o.Overdue(today(call)) {
		c.Tone, c.Text = parts.Danger, call.T("wards.out_late", words.A{"day": o.DueOn})
	}
	return c
}

func today(call *web.Call) value.Day { return value.DayOf(call.Now(), words.Zone(call.Context())) }

// capacityStats are the numbers of a place's beds.
func capacityStats(call *web.Call, c wards.Capacity) []parts.Stat {
	out := []parts.Stat{{Value: words.Number(call.Context(), int64(c.Beds)), Label: words.N(call.Context(), "wards.stat.beds", c.Beds), Icon: "bed"}}
	if c.OutOfService > 0 {
		out = append(out, parts.Stat{Value: words.Number(call.Context(), int64(c.OutOfService)), Label: call.T("wards.stat.out"), Tone: parts.Due})
	}
	if c.Overflow > 0 {
		out = append(out, parts.Stat{Value: words.Number(call.Context(), int64(c.Overflow)), Label: call.T("wards.stat.overflow"), Tone: parts.Info})
	}
	return out
}

// wasLines tells what a place was like before, the latest first.
func wasLines(call *web.Call, list []wards.Revision) parts.Events {
	var out parts.Events
	for _, r := range list {
		var p wards.Properties
		if json.Unmarshal([]byte(r.Properties), &p) != nil || r.ValidTo.Before(r.ValidFrom) {
			continue // corrected on the day it was written
		}
		said := []string{p.Name}
		if p.Kind != "" {
			said = append(said, call.T("wards.kind."+p.Kind))
		}
		if p.Sex != "" {
			said = append(said, call.T("wards.sex."+string(p.Sex)))
		}
		if p.FloorDm2 != 0 {
			said = append(said, squareMetres(call, p.FloorDm2))
		}
		if p.Care24h {
			said = append(said, call.T("wards.care_24h"))
		}
		if p.Overflow {
			said = append(said, call.T("wards.overflow"))
		}
		out.Items = append(out.Items, parts.Event{Title: strings.Join(said, " · "),
			Note: call.T("wards.was_between", words.A{"from": r.ValidFrom, "to": r.ValidTo})})
	}
	return out
}
