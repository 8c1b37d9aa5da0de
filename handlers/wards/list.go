package wards

import (
	"slices"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// listData is the wards of a person with how full they are.
type listData struct {
	Wards    []wards.WardIn
	Campuses []wards.Campus
	Capacity map[uint64]wards.Capacity
	Counts   map[uint64]presence.Numbers // empty for those who may not know who is here
	Free     map[uint64]int              // proper beds in which somebody could be placed
	Knows    bool
	Edits    bool // may edit places somewhere
	Founds   bool // may make a further campus
}

// listWards reads the wards in reach. Eight statements, however many wards and people.
func listWards(tx *db.Tx, _ struct{}) (d listData, err error) {
	if d.Wards, err = wards.Mine(tx, wards.View); err != nil {
		return d, err
	}
	if d.Campuses, err = wards.Campuses(tx); err != nil {
		return d, err
	}
	d.Edits, d.Founds = tx.Actor.Has(wards.Edit), tx.Actor.Has(wards.Edit) && tx.Reach(wards.Edit).All
	if d.Capacity, err = wards.Capacities(tx); err != nil || !tx.Actor.Has(presence.View) {
		return d, err
	}
	d.Knows, d.Counts, d.Free = true, map[uint64]presence.Numbers{}, map[uint64]int{}
	count, err := presence.CountAt(tx, presence.CensusInput{})
	if err != nil {
		return d, err
	}
	for _, c := range count.Campuses {
		for _, z := range c.Zones {
			for _, w := range z.Wards {
				d.Counts[w.ID] = w.Numbers
			}
		}
	}
	free, err := presence.FreeBeds(tx, presence.FreeBedsInput{})
	for _, b := range free {
		if !b.Overflow {
			d.Free[b.WardID]++
		}
	}
	return d, err
}

func showList(call *web.Call, d listData) web.Leaf {
	return web.Leaf{Title: call.T("wards.title"), Body: listPage(call, d), Actions: listActions(call, d), Sheet: "/wards.xlsx"}
}

// campusGroup is a campus with one's wards in it, in the order of the house.
type campusGroup struct {
	ID     uint64
	Campus string
	Wards  []wards.WardIn
}

// titled tells whether a group says of which campus it is: one campus alone needs no title, but a place for its way
// to the edit page.
func (d listData) titled() bool { return d.Edits || len(d.groups()) > 1 }

func (d listData) groups() []campusGroup {
	var out []campusGroup
	var last uint64
	for _, w := range d.Wards {
		if len(out) == 0 || w.CampusID != last {
			out = append(out, campusGroup{ID: w.CampusID, Campus: w.CampusName})
			last = w.CampusID
		}
		g := &out[len(out)-1]
		g.Wards = append(g.Wards, w)
	}
	if d.Edits { // a new campus is empty, and must be found all the same
		for _, c := range d.Campuses {
			if !slices.ContainsFunc(out, func(g campusGroup) bool { return g.ID == c.ID }) {
				out = append(out, campusGroup{ID: c.ID, Campus: c.Name})
			}
		}
	}
	return out
}

// card is one ward of the list.
func (d listData) card(call *web.Call, w wards.WardIn) parts.Room {
	return parts.Room{Name: w.Name, Href: wardHref(call, w.ID)}
}

// fill says how many people have a bed, and how many beds there are.
func (d listData) fill(call *web.Call, w wards.WardIn) string {
	beds := words.N(call.Context(), "wards.beds", d.Capacity[w.ID].Beds)
	if !d.Knows {
		return beds
	}
	return joined(words.N(call.Context(), "wards.people", d.Counts[w.ID].InCare), beds)
}

// wardNames is the way from a number of a ward to the people behind it, for those who may see names.
func wardNames(call *web.Call, ward uint64, state presence.State) string {
	if !call.May(presence.View) || !call.May("residents.view") {
		return ""
	}
	return "/presence/people?" + presence.CensusInput{WardID: ward}.Query(state).Encode()
}

// fillNames is the way from the number of people to their names.
func (d listData) fillNames(call *web.Call, w wards.WardIn) string {
	if !d.Knows || d.Counts[w.ID].InCare == 0 {
		return ""
	}
	return wardNames(call, w.ID, presence.InCare)
}

// line says where a ward belongs and for whom it is: Phân khu nữ · Nữ · Từ 16 tuổi.
func (d listData) line(call *web.Call, w wards.WardIn) string {
	out := []string{w.ZoneName}
	for _, c := range wardChips(call, w.Ward) {
		out = append(out, c.Text)
	}
	return strings.Join(out, " · ")
}

// chips are what is not as it should be, and where there is room.
func (d listData) chips(call *web.Call, w wards.WardIn) parts.Chips {
	ctx := call.Context()
	var out parts.Chips
	c, n := d.Capacity[w.ID], d.Counts[w.ID]
	if d.Knows {
		if n.Missing > 0 {
			out = append(out, parts.Chip{Tone: parts.Danger, Icon: "alert-triangle", Text: words.N(ctx, "wards.missing", n.Missing), Href: wardNames(call, w.ID, presence.IsMissing)})
		}
		if n.Hospital > 0 {
			out = append(out, parts.Chip{Tone: parts.Info, Text: words.N(ctx, "wards.hospital", n.Hospital), Href: wardNames(call, w.ID, presence.InHospital)})
		}
		if n.Leave > 0 {
			out = append(out, parts.Chip{Tone: parts.Info, Text: words.N(ctx, "wards.leave", n.Leave), Href: wardNames(call, w.ID, presence.OnLeave)})
		}
		if free := d.Free[w.ID]; free > 0 {
			out = append(out, parts.Chip{Text: words.N(ctx, "wards.free", free)})
		} else if c.Beds > 0 {
			out = append(out, parts.Chip{Tone: parts.Due, Text: call.T("wards.full")})
		}
	}
	if c.OutOfService > 0 {
		out = append(out, parts.Chip{Tone: parts.Due, Icon: "tools", Text: words.N(ctx, "wards.beds_out", c.OutOfService)})
	}
	return out
}

// The same on the wire.

type campusWire struct {
	ID        uint64 `json:"id"`
	Code      string `json:"code"`
	Name      string `json:"name"`
	ShortName string `json:"short_name,omitempty"`
	Address   string `json:"address,omitempty"`
	LandM2    int    `json:"land_m2,omitempty"`
	AreaType  string `json:"area_type"`
}

func listCampuses(tx *db.Tx, _ struct{}) ([]wards.Campus, error) { return wards.Campuses(tx) }

// campusOut is a campus on the wire.
func campusOut(c *wards.Campus) campusWire {
	return campusWire{c.ID, c.Code, c.Name, c.ShortName, c.Address, c.LandM2, c.AreaType}
}

func campusesWire(list []wards.Campus) web.List[campusWire] {
	out := web.List[campusWire]{Items: make([]campusWire, len(list))}
	for i, c := range list {
		out.Items[i] = campusOut(&c)
	}
	return out
}

type wardItem struct {
	ID           uint64            `json:"id"`
	Name         string            `json:"name"`
	CampusID     uint64            `json:"campus_id"`
	CampusCode   string            `json:"campus_code"`
	ZoneID       uint64            `json:"zone_id"`
	Zone         string            `json:"zone"`
	ZoneKind     string            `json:"zone_kind"`
	Sex          wards.Policy      `json:"sex" enum:"m,f,any"`
	AgeFrom      *int              `json:"age_from,omitempty"`
	AgeTo        *int              `json:"age_to,omitempty"`
	Care24h      bool              `json:"care_24h"`
	Beds         int               `json:"beds"`
	OutOfService int               `json:"out_of_service"`
	Overflow     int               `json:"overflow"`
	Free         *int              `json:"free,omitempty" doc:"only for those who may know who is here"`
	People       *presence.Numbers `json:"people,omitempty" doc:"only for those who may know who is here"`
	ValidFrom    value.Day         `json:"valid_from"`
	Version      uint64            `json:"version"`
}

func wardsWire(d listData) web.List[wardItem] {
	out := web.List[wardItem]{Items: make([]wardItem, len(d.Wards))}
	for i, w := range d.Wards {
		c := d.Capacity[w.ID]
		out.Items[i] = wardItem{ID: w.ID, Name: w.Name, CampusID: w.CampusID, CampusCode: w.CampusCode, ZoneID: w.ZoneID, Zone: w.ZoneName, ZoneKind: w.ZoneKind,
			Sex: w.Sex, AgeFrom: w.AgeFrom, AgeTo: w.AgeTo, Care24h: w.Care24h, Beds: c.Beds, OutOfService: c.OutOfService, Overflow: c.Overflow,
			ValidFrom: w.ValidFrom, Version: w.Version}
		if d.Knows {
			n, free := d.Counts[w.ID], d.Free[w.ID]
			out.Items[i].People, out.Items[i].Free = &n, &free
		}
	}
	return out
}

type zoneItem struct {
	ID       uint64 `json:"id"`
	CampusID uint64 `json:"campus_id"`
	Kind     string `json:"kind"`
	Name     string `json:"name"`
	Position int    `json:"position"`
	Version  uint64 `json:"version"`
}

func zoneWire(z *wards.Zone) zoneItem {
	return zoneItem{z.ID, z.CampusID, z.Kind, z.Name, z.Position, z.Version}
}

type newWardItem struct {
	ID       uint64       `json:"id"`
	ZoneID   uint64       `json:"zone_id"`
	CampusID uint64       `json:"campus_id"`
	Name     string       `json:"name"`
	Sex      wards.Policy `json:"sex"`
	Version  uint64       `json:"version"`
}

func wardWire(w *wards.Ward) newWardItem {
	return newWardItem{w.ID, w.ZoneID, w.CampusID, w.Name, w.Sex, w.Version}
}

type roomItem struct {
	ID      uint64 `json:"id"`
	WardID  uint64 `json:"ward_id"`
	Name    string `json:"name"`
	FloorM2 string `json:"floor_m2,omitempty"`
	Care24h bool   `json:"care_24h"`
	Version uint64 `json:"version"`
}

func roomWire(r *wards.Room) roomItem {
	out := roomItem{ID: r.ID, WardID: r.WardID, Name: r.Name, Care24h: r.Care24h, Version: r.Version}
	if r.FloorDm2 > 0 {
		out.FloorM2 = metres(r.FloorDm2)
	}
	return out
}

type bedItem struct {
	ID       uint64 `json:"id"`
	WardID   uint64 `json:"ward_id"`
	RoomID   uint64 `json:"room_id"`
	Name     string `json:"name"`
	Overflow bool   `json:"overflow"`
	Version  uint64 `json:"version"`
}

func bedWire(b *wards.Bed) bedItem {
	return bedItem{b.ID, b.WardID, b.RoomID, b.Name, b.Overflow, b.Version}
}

type outageItem struct {
	ID     uint64    `json:"id"`
	WardID uint64    `json:"ward_id"`
	RoomID uint64    `json:"room_id"`
	BedID  *uint64   `json:"bed_id,omitempty"`
	Reason string    `json:"reason"`
	DueOn  value.Day `json:"due_on"`
	Ended  bool      `json:"ended"`
}

func outageWire(o *wards.Outage) outageItem {
	return outageItem{o.ID, o.WardID, o.RoomID, o.BedID, o.Reason, o.DueOn, o.EndedAt != nil}
}
