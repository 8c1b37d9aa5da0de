package wards

import (
	"encoding/json"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Tree is a campus with everything that stood on it on one day.
type Tree struct {
	Campus Campus
	On     value.Day
	Zones  []TreeZone
}

// TreeZone is a zone with its wards.
type TreeZone struct {
	Zone
	Wards []TreeWard
}

// TreeWard is a ward with its rooms.
type TreeWard struct {
	Ward
	Rooms []TreeRoom
}

// TreeRoom is a room with its beds and, while it lasts, why it is out of service.
type TreeRoom struct {
	Room
	Outage *Outage
	Beds   []TreeBed
}

// TreeBed is a bed with, while it lasts, why it is out of service.
type TreeBed struct {
	Bed
	Outage *Outage
}

// Capacity counts the places to sleep. Overflow places are what a centre adds when it is too full,
// so they are never part of the beds it has.
type Capacity struct {
	Beds         int // proper beds, out of service or not
	OutOfService int // of those, the ones in which nobody can sleep now
	Overflow     int // declared overflow places in service
}

// Usable counts the proper beds in which somebody can sleep now.
func (c Capacity) Usable() int { return c.Beds - c.OutOfService }

func (c Capacity) and(d Capacity) Capacity {
	return Capacity{c.Beds + d.Beds, c.OutOfService + d.OutOfService, c.Overflow + d.Overflow}
}

// Capacity counts the places of a room.
func (r TreeRoom) Capacity() Capacity {
	var c Capacity
	for _, b := range r.Beds {
		out := r.Outage != nil || b.Outage != nil
		switch {
		case b.Overflow && !out:
			c.Overflow++
		case b.Overflow:
		case out:
			c.Beds++
			c.OutOfService++
		default:
			c.Beds++
		}
	}
	return c
}

// Capacity counts the places of a ward.
func (w TreeWard) Capacity() (c Capacity) {
	for _, r := range w.Rooms {
		c = c.and(r.Capacity())
	}
	return c
}

// Capacity counts the places of a zone.
func (z TreeZone) Capacity() (c Capacity) {
	for _, w := range z.Wards {
		c = c.and(w.Capacity())
	}
	return c
}

// Capacity counts the places of a campus.
func (t Tree) Capacity() (c Capacity) {
	for _, z := range t.Zones {
		c = c.and(z.Capacity())
	}
	return c
}

// TreeOf gives a campus with the zones, wards, rooms and beds that stood there on a day, as they
// were then: names, policies and floor of that day, and what was out of service at its end (on
// today: what is now). It shows the wards in which the actor holds wards.view; a campus out of
// reach is not there. Seven statements, however large the house.
func TreeOf(tx *db.Tx, campusID uint64, on value.Day) (*Tree, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	if on.IsZero() {
		on = tx.Today()
	}
	if on.After(tx.Today()) {
		return nil, fault.Field("on", "wards.day_in_future")
	}
	c, err := campus(tx, campusID)
	if err != nil {
		return nil, err
	}
	const stood = "campus_id = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)"
	zones, err := db.From[Zone](tx).Where(stood, campusID, on, on).Order("position, id").All()
	if err != nil {
		return nil, err
	}
	wards, err := db.From[Ward](tx).Where(stood, campusID, on, on).Order("position, id").All()
	if err != nil {
		return nil, err
	}
	rooms, err := db.From[Room](tx).Where(stood, campusID, on, on).Order("position, id").All()
	if err != nil {
		return nil, err
	}
	beds, err := db.From[Bed](tx).Where(stood, campusID, on, on).Order("position, id").All()
	if err != nil {
		return nil, err
	}
	outages, err := outagesOn(tx, campusID, on)
	if err != nil {
		return nil, err
	}
	was, err := revisionsOn(tx, campusID, on)
	if err != nil {
		return nil, err
	}
	for i := range zones {
		was.restore("zone", zones[i].ID, zones[i].as)
	}
	for i := range wards {
		was.restore("ward", wards[i].ID, wards[i].as)
	}
	for i := range rooms {
		was.restore("room", rooms[i].ID, rooms[i].as)
	}
	for i := range beds {
		was.restore("bed", beds[i].ID, beds[i].as)
	}
	return grow(*c, on, tx.Reach(View), zones, wards, rooms, beds, outages), was.err
}

// outagesOn reads what was out of service at the end of a day; for today, what is now.
func outagesOn(tx *db.Tx, campusID uint64, on value.Day) ([]Outage, error) {
	q := db.From[Outage](tx).Where("campus_id = ?", campusID).Order("id")
	if on == tx.Today() {
		return q.Where("ended_at IS NULL").All()
	}
	end := on.AddDays(1).Start(tx.Zone())
	return q.Where("started_at < ? AND (ended_at IS NULL OR ended_at >= ?)", end, end).All()
}

type place struct {
	kind string
	id   uint64
}

type earlier struct {
	was map[place]string
	err error
}

// revisionsOn reads the dated copies that held on a day. For today there are none to read, but a
// change of today has ended its copy yesterday, so the statement is asked all the same.
func revisionsOn(tx *db.Tx, campusID uint64, on value.Day) (*earlier, error) {
	rows, err := db.From[Revision](tx).Where("campus_id = ? AND valid_from <= ? AND valid_to >= ?", campusID, on, on).Order("id").All()
	e := &earlier{was: make(map[place]string, len(rows))}
	for _, r := range rows {
		e.was[place{r.Kind, r.NodeID}] = r.Properties
	}
	return e, err
}

func (e *earlier) restore(kind string, id uint64, as func(Properties)) {
	text, found := e.was[place{kind, id}]
	if !found || e.err != nil {
		return
	}
	var p Properties
	if e.err = json.Unmarshal([]byte(text), &p); e.err == nil {
		as(p)
	}
}

// grow puts the rows of one campus together. Wards out of reach are left out, and zones of which
// nothing is left and which are not in reach themselves.
func grow(c Campus, on value.Day, reach db.Reach, zones []Zone, wards []Ward, rooms []Room, beds []Bed, outages []Outage) *Tree {
	inWard := roomsOf(rooms, beds, outages)
	wardsOf := map[uint64][]TreeWard{}
	for _, w := range wards {
		if reach.Ward(w.CampusID, w.ZoneID, w.ID) {
			wardsOf[w.ZoneID] = append(wardsOf[w.ZoneID], TreeWard{Ward: w, Rooms: inWard[w.ID]})
		}
	}
	t := &Tree{Campus: c, On: on}
	for _, z := range zones {
		if len(wardsOf[z.ID]) > 0 || reach.Ward(z.CampusID, z.ID, 0) {
			t.Zones = append(t.Zones, TreeZone{Zone: z, Wards: wardsOf[z.ID]})
		}
	}
	return t
}

// roomsOf puts beds into their rooms and gives the rooms of each ward.
func roomsOf(rooms []Room, beds []Bed, outages []Outage) map[uint64][]TreeRoom {
	roomOut, bedOut := map[uint64]*Outage{}, map[uint64]*Outage{}
	for i, o := range outages {
		if o.BedID != nil {
			bedOut[*o.BedID] = &outages[i]
		} else {
			roomOut[o.RoomID] = &outages[i]
		}
	}
	bedsOf := map[uint64][]TreeBed{}
	for _, b := range beds {
		bedsOf[b.RoomID] = append(bedsOf[b.RoomID], TreeBed{Bed: b, Outage: bedOut[b.ID]})
	}
	inWard := map[uint64][]TreeRoom{}
	for _, r := range rooms {
		inWard[r.WardID] = append(inWard[r.WardID], TreeRoom{Room: r, Outage: roomOut[r.ID], Beds: bedsOf[r.ID]})
	}
	return inWard
}

// Capacities counts the places of every open ward inside the fence, in one statement. The caller
// has asked for its own permission.
func Capacities(tx *db.Tx) (map[uint64]Capacity, error) {
	type row struct {
		WardID       uint64
		Beds         int
		OutOfService int
		Overflow     int
	}
	rows, err := db.Report[row](tx, `SELECT b.ward_id, SUM(CASE WHEN b.overflow THEN 0 ELSE 1 END) AS beds,
		SUM(CASE WHEN b.overflow THEN 0 WHEN bo.id IS NOT NULL OR ro.id IS NOT NULL THEN 1 ELSE 0 END) AS out_of_service,
		SUM(CASE WHEN b.overflow AND bo.id IS NULL AND ro.id IS NULL THEN 1 ELSE 0 END) AS overflow
		FROM wards_beds b LEFT JOIN wards_outages bo ON bo.open_bed_id = b.id LEFT JOIN wards_outages ro ON ro.open_room_id = b.room_id
		WHERE {campus b.campus_id} AND b.valid_to IS NULL GROUP BY b.ward_id`)
	out := make(map[uint64]Capacity, len(rows))
	for _, r := range rows {
		out[r.WardID] = Capacity{Beds: r.Beds, OutOfService: r.OutOfService, Overflow: r.Overflow}
	}
	return out, err
}
