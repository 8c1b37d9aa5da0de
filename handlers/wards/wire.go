package wards

import (
	"time"

	"maiam/handlers/web"
	"maiam/models/care"
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
	WardID   uint64      `json:"ward_id"`
	Ward     string      `json:"ward"`
	CampusID uint64      `json:"campus_id"`
	ZoneID   uint64      `json:"zone_id"`
	Zone     string      `json:"zone"`
	Present  int         `json:"present"`
	Hospital int         `json:"hospital"`
	Leave    int         `json:"leave"`
	Missing  int         `json:"missing"`
	Free     int         `json:"free"`
	Out      int         `json:"out_of_service"`
	Overflow int         `json:"overflow_used"`
	RoundAt  time.Time   `json:"round_at" doc:"the round due now"`
	Seen     int         `json:"seen" doc:"people seen in that round"`
	Rooms    []boardRoom `json:"rooms"`
	Todo     []boardTodo `json:"todo"`
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
	ID        uint64      `json:"id"`
	Number    string      `json:"number"`
	Name      string      `json:"name"`
	Sex       value.Sex   `json:"sex"`
	Category  string      `json:"category"`
	Since     *time.Time  `json:"in_bed_since,omitempty"`
	Absence   string      `json:"absence,omitempty" enum:"hospital,leave,missing"`
	Away      *time.Time  `json:"absent_since,omitempty"`
	DueBackOn *value.Day  `json:"due_back_on,omitempty"`
	Needs     []boardNeed `json:"needs,omitempty"`
	Flags     []string    `json:"flags,omitempty"`
	Family    []closeOut  `json:"family,omitempty" doc:"the baby of a mother, the parents of a baby, who are in care too"`
	Last      *boardRound `json:"last_round,omitempty"`
}

// closeOut is the mother, father or baby of somebody.
type closeOut struct {
	Relation   string `json:"relation" enum:"mother,father,child"`
	ResidentID uint64 `json:"resident_id"`
	Name       string `json:"name"`
	BedID      uint64 `json:"bed_id,omitempty" doc:"absent: a baby that lies with its mother"`
}

type boardNeed struct {
	Kind string `json:"kind"`
	Code string `json:"code,omitempty"`
	Note string `json:"note,omitempty"`
}

type boardRound struct {
	At         time.Time  `json:"at"`
	Signs      care.Signs `json:"signs"`
	Exceptions int        `json:"exceptions"`
	Note       string     `json:"note,omitempty"`
}

type boardTodo struct {
	Kind       string     `json:"kind" enum:"missing,grave,overdue,round,changed,upcoming"`
	At         *time.Time `json:"at,omitempty"`
	DueOn      *value.Day `json:"due_on,omitempty"`
	ResidentID uint64     `json:"resident_id,omitempty"`
	Left       int        `json:"left,omitempty"`
}

func boardWire(d boardData) boardJSON {
	n := d.counts()
	out := boardJSON{WardID: d.WardID, Ward: d.WardName, CampusID: d.CampusID, ZoneID: d.ZoneID, Zone: d.Zone, Present: n.Present, Hospital: n.Hospital,
		Leave: n.Leave, Missing: n.Missing, Free: n.Free, Out: n.Out, Overflow: n.Overflow, RoundAt: d.Round.At(), Seen: d.Seen,
		Rooms: make([]boardRoom, len(d.Rooms)), Todo: make([]boardTodo, len(d.Todo))}
	for i, r := range d.Rooms {
		room := boardRoom{ID: r.ID, Name: r.Name, Care24h: r.Care24h, Beds: make([]boardBed, len(r.Beds))}
		for j := range r.Beds {
			if dm2 := r.Beds[j].RoomFloorDm2; dm2 > 0 {
				room.FloorM2 = metres(dm2)
			}
			room.Beds[j] = boardBedWire(&r.Beds[j])
		}
		out.Rooms[i] = room
	}
	for i, t := range d.Todo {
		line := boardTodo{Kind: string(t.Kind), Left: t.Left}
		if !t.At.IsZero() {
			line.At = &d.Todo[i].At
		}
		if !t.Due.IsZero() {
			line.DueOn = &d.Todo[i].Due
		}
		if t.Bed != nil {
			line.ResidentID = t.Bed.ResidentID
		}
		out.Todo[i] = line
	}
	return out
}

func boardBedWire(b *care.Bed) boardBed {
	out := boardBed{ID: b.BedID, Name: b.BedName, Overflow: b.Overflow, State: "free"}
	if reason, due, _ := outOf(b.Tile); reason != "" {
		out.State, out.Reason = "out", reason
		if !due.IsZero() {
			out.DueOn = &due
		}
	}
	if !b.Person() {
		return out
	}
	out.State = "taken"
	p := &boardPerson{ID: b.ResidentID, Number: b.Number, Name: b.Tile.Name, Sex: b.Sex, Category: string(b.Category), Since: b.PlacedAt,
		Absence: string(b.AbsenceKind), Away: b.AbsentSince}
	if !b.DueBackOn.IsZero() {
		p.DueBackOn = &b.DueBackOn
	}
	for _, n := range b.Needs {
		p.Needs = append(p.Needs, boardNeed{n.Kind, n.Code, n.Note})
	}
	for _, f := range b.Flags {
		p.Flags = append(p.Flags, f.Kind)
	}
	for _, c := range b.Family() {
		p.Family = append(p.Family, closeOut{string(c.Relation), c.ResidentID, c.Name, c.BedID})
	}
	if b.Last != nil {
		p.Last = &boardRound{b.Last.At, b.Last.Signs, b.Last.Exceptions, b.Last.Note}
	}
	out.Person = p
	return out
}
