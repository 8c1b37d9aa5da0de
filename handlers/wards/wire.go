package wards

import (
	"time"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// bedsData are the beds of a ward; which are free is told to those who may know who is here.
type bedsData struct {
	Beds  []wards.BedIn
	Knows bool
	free  map[uint64]bool
}

func listBeds(tx *db.Tx, in ofWard) (d bedsData, err error) {
	if _, err = wards.Within(tx, wards.View, in.Ward); err != nil {
		return d, err
	}
	if d.Beds, err = wards.BedsOf(tx, wards.View, in.Ward); err != nil || !tx.Actor.Has(presence.View) {
		return d, err
	}
	d.Knows, d.free = true, map[uint64]bool{}
	free, err := presence.FreeBeds(tx, presence.FreeBedsInput{WardID: in.Ward})
	for _, b := range free {
		d.free[b.BedID] = true
	}
	return d, err
}

type bedLine struct {
	ID       uint64     `json:"id"`
	Name     string     `json:"name"`
	WardID   uint64     `json:"ward_id"`
	Ward     string     `json:"ward"`
	RoomID   uint64     `json:"room_id"`
	Room     string     `json:"room"`
	Overflow bool       `json:"overflow"`
	State    string     `json:"state" enum:"free,taken,out,unknown"`
	Reason   string     `json:"reason,omitempty" doc:"why it is out of service"`
	DueOn    *value.Day `json:"due_on,omitempty" doc:"when it shall be back"`
	Version  uint64     `json:"version"`
}

func bedsWire(d bedsData) web.List[bedLine] {
	out := web.List[bedLine]{Items: make([]bedLine, len(d.Beds))}
	for i, b := range d.Beds {
		l := bedLine{ID: b.ID, Name: b.Name, WardID: b.WardID, Ward: b.WardName, RoomID: b.RoomID, Room: b.RoomName, Overflow: b.Overflow, State: "unknown", Version: b.Version}
		switch {
		case b.OutReason != nil:
			l.State, l.Reason = "out", *b.OutReason
			if !b.OutDueOn.IsZero() {
				l.DueOn = &d.Beds[i].OutDueOn
			}
		case d.Knows && d.free[b.ID]:
			l.State = "free"
		case d.Knows:
			l.State = "taken"
		}
		out.Items[i] = l
	}
	return out
}

type boardJSON struct {
	WardID   uint64       `json:"ward_id"`
	Ward     string       `json:"ward"`
	Sex      wards.Policy `json:"sex"`
	CampusID uint64       `json:"campus_id"`
	ZoneID   uint64       `json:"zone_id"`
	Zone     string       `json:"zone"`
	Present  int          `json:"present"`
	Hospital int          `json:"hospital"`
	Leave    int          `json:"leave"`
	Missing  int          `json:"missing"`
	Free     int          `json:"free"`
	Out      int          `json:"out_of_service"`
	Overflow int          `json:"overflow_used"`
	Rooms    []boardRoom  `json:"rooms"`
}

type boardRoom struct {
	ID      uint64     `json:"id"`
	Name    string     `json:"name"`
	FloorM2 string     `json:"floor_m2,omitempty"`
	Care24h bool       `json:"care_24h"`
	Beds    []boardBed `json:"beds"`
}

type boardBed struct {
	ID       uint64       `json:"id"`
	Name     string       `json:"name"`
	Overflow bool         `json:"overflow"`
	State    string       `json:"state" enum:"free,taken,out"`
	Reason   string       `json:"reason,omitempty"`
	DueOn    *value.Day   `json:"due_on,omitempty"`
	Person   *boardPerson `json:"resident,omitempty"`
}

type boardPerson struct {
	ID        uint64     `json:"id"`
	Number    string     `json:"number"`
	Name      string     `json:"name"`
	Sex       value.Sex  `json:"sex"`
	Category  string     `json:"category"`
	Since     *time.Time `json:"in_bed_since,omitempty"`
	Absence   string     `json:"absence,omitempty" enum:"hospital,leave,missing"`
	Away      *time.Time `json:"absent_since,omitempty"`
	DueBackOn *value.Day `json:"due_back_on,omitempty"`
}

func boardWire(d boardData) boardJSON {
	n := d.counts()
	out := boardJSON{WardID: d.ID, Ward: d.Name, Sex: d.Sex, CampusID: d.CampusID, ZoneID: d.ZoneID, Zone: d.ZoneName,
		Present: n.Present, Hospital: n.Hospital, Leave: n.Leave, Missing: n.Missing, Free: n.Free, Out: n.Out, Overflow: n.Overflow, Rooms: []boardRoom{}}
	for i := range d.Tiles {
		t := &d.Tiles[i]
		if t.RoomID == 0 {
			continue
		}
		if len(out.Rooms) == 0 || out.Rooms[len(out.Rooms)-1].ID != t.RoomID {
			r := boardRoom{ID: t.RoomID, Name: t.RoomName, Care24h: d.Rooms[t.RoomID].Care24h, Beds: []boardBed{}}
			if dm2 := d.Rooms[t.RoomID].FloorDm2; dm2 > 0 {
				r.FloorM2 = metres(dm2)
			}
			out.Rooms = append(out.Rooms, r)
		}
		if t.BedID == 0 {
			continue
		}
		b := boardBed{ID: t.BedID, Name: t.BedName, Overflow: t.Overflow, State: "free"}
		if reason, due, _ := outOf(*t); reason != "" {
			b.State, b.Reason = "out", reason
			if !due.IsZero() {
				b.DueOn = &due
			}
		}
		if t.ResidentID != 0 {
			b.State = "taken"
			b.Person = &boardPerson{ID: t.ResidentID, Number: t.Number, Name: t.Name, Sex: t.Sex, Category: string(t.Category), Since: t.PlacedAt,
				Absence: string(t.AbsenceKind), Away: t.AbsentSince}
			if !t.DueBackOn.IsZero() {
				b.Person.DueBackOn = &t.DueBackOn
			}
		}
		r := &out.Rooms[len(out.Rooms)-1]
		r.Beds = append(r.Beds, b)
	}
	return out
}
