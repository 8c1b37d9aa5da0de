package presence

import (
	"fmt"
	"time"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
)

// What the API answers: plain shapes, so that the ledger's rows may change behind them.

type stayWire struct {
	ID         uint64     `json:"id"`
	ResidentID uint64     `json:"resident_id"`
	CampusID   uint64     `json:"campus_id"`
	Category   string     `json:"category"`
	AdmittedAt time.Time  `json:"admitted_at"`
	LeftAt     *time.Time `json:"left_at,omitempty"`
	EndReason  string     `json:"end_reason,omitempty"`
	RecordedAt time.Time  `json:"recorded_at"`
}

type placementWire struct {
	ID         uint64     `json:"id"`
	ResidentID uint64     `json:"resident_id"`
	StayID     uint64     `json:"stay_id"`
	WardID     uint64     `json:"ward_id"`
	RoomID     uint64     `json:"room_id"`
	BedID      uint64     `json:"bed_id"`
	StartedAt  time.Time  `json:"started_at"`
	EndedAt    *time.Time `json:"ended_at,omitempty"`
	RecordedAt time.Time  `json:"recorded_at"`
	ReplacesID *uint64    `json:"replaces_id,omitempty"`
}

type absenceWire struct {
	ID         uint64     `json:"id"`
	ResidentID uint64     `json:"resident_id"`
	StayID     uint64     `json:"stay_id"`
	Kind       string     `json:"kind" enum:"hospital,leave,missing"`
	Place      string     `json:"place,omitempty"`
	Companion  string     `json:"companion,omitempty"`
	DueBackOn  *value.Day `json:"due_back_on,omitempty"`
	StartedAt  time.Time  `json:"started_at"`
	EndedAt    *time.Time `json:"ended_at,omitempty"`
	RecordedAt time.Time  `json:"recorded_at"`
	ReplacesID *uint64    `json:"replaces_id,omitempty"`
	Voided     bool       `json:"voided"`
}

type admissionWire struct {
	stayWire
	Placement *placementWire `json:"placement,omitempty"`
}

func stayOut(s *presence.Stay) stayWire {
	return stayWire{s.Identity(), s.ResidentID, s.CampusID, string(s.Category), s.AdmittedAt, s.LeftAt, string(s.EndReason), s.RecordedAt}
}

func placementOut(p *presence.Placement) placementWire {
	return placementWire{p.ID, p.ResidentID, p.StayID, p.WardID, p.RoomID, p.BedID, p.StartedAt, p.EndedAt, p.RecordedAt, p.ReplacesID}
}

func somePlacement(p *presence.Placement) *placementWire {
	if p == nil {
		return nil
	}
	out := placementOut(p)
	return &out
}

func placementsOut(list []presence.Placement) web.List[placementWire] {
	out := web.List[placementWire]{Items: make([]placementWire, len(list))}
	for i := range list {
		out.Items[i] = placementOut(&list[i])
	}
	return out
}

func absenceOut(a *presence.Absence) absenceWire {
	return absenceWire{ID: a.ID, ResidentID: a.ResidentID, StayID: a.StayID, Kind: string(a.Kind), Place: a.Place, Companion: a.Companion, DueBackOn: someDay(a.DueBackOn),
		StartedAt: a.StartedAt, EndedAt: a.EndedAt, RecordedAt: a.RecordedAt, ReplacesID: a.ReplacesID, Voided: a.Voided()}
}

func someDay(d value.Day) *value.Day {
	if d.IsZero() {
		return nil
	}
	return &d
}

func admissionOut(a *presence.Admission) admissionWire {
	return admissionWire{stayOut(&a.Stay), somePlacement(a.Placement)}
}

type undoneWire struct {
	ResidentID uint64         `json:"resident_id"`
	Placement  *placementWire `json:"placement,omitempty" doc:"the bed that the person has again"`
	BedLost    bool           `json:"bed_lost" doc:"the earlier bed was taken, closed or broken meanwhile"`
}

func undoneOut(list []presence.Undone) web.List[undoneWire] {
	out := web.List[undoneWire]{Items: make([]undoneWire, len(list))}
	for i, u := range list {
		out.Items[i] = undoneWire{u.ResidentID, somePlacement(u.Placement), u.BedLost}
	}
	return out
}

type restorationWire struct {
	Stay      stayWire       `json:"stay"`
	Placement *placementWire `json:"placement,omitempty"`
	Absence   *absenceWire   `json:"absence,omitempty"`
	BedLost   bool           `json:"bed_lost" doc:"the bed was taken, closed or broken meanwhile"`
}

func restorationOut(r *presence.Restoration) restorationWire {
	out := restorationWire{Stay: stayOut(&r.Stay), Placement: somePlacement(r.Placement), BedLost: r.BedLost}
	if r.Absence != nil {
		a := absenceOut(r.Absence)
		out.Absence = &a
	}
	return out
}

type proposalWire struct {
	presence.FreeBed
	People  int      `json:"people_in_room" doc:"with the person"`
	FloorM2 string   `json:"floor_each_m2,omitempty"`
	Refused bool     `json:"refused" doc:"no reason gives this bed"`
	Rules   []string `json:"rules" doc:"what speaks against it: name them in despite, with a reason"`
	Home    bool     `json:"own_ward"`
}

func proposalsOut(list []presence.Proposal) web.List[proposalWire] {
	out := web.List[proposalWire]{Items: make([]proposalWire, len(list))}
	for i, p := range list {
		w := proposalWire{FreeBed: p.FreeBed, People: p.People, Refused: p.Refused(), Rules: []string{}, Home: p.Home}
		if p.EachDm2 > 0 {
			w.FloorM2 = fmt.Sprintf("%d.%02d", p.EachDm2/100, p.EachDm2%100)
		}
		for _, f := range p.Against {
			w.Rules = append(w.Rules, string(f.Rule))
		}
		out.Items[i] = w
	}
	return out
}

type overrideWire struct {
	ID          uint64    `json:"id"`
	PlacementID uint64    `json:"placement_id"`
	ResidentID  uint64    `json:"resident_id"`
	Rule        string    `json:"rule"`
	WithID      *uint64   `json:"with_id,omitempty"`
	Reason      string    `json:"reason"`
	ExpiresOn   value.Day `json:"expires_on"`
	RecordedAt  time.Time `json:"recorded_at"`
}

func overrideOut(o *presence.Override) *overrideWire {
	if o == nil {
		return nil
	}
	return &overrideWire{o.ID, o.PlacementID, o.ResidentID, string(o.Rule), o.WithID, o.Reason, o.ExpiresOn, o.RecordedAt}
}

func overridesOut(list []presence.Override) web.List[overrideWire] {
	out := web.List[overrideWire]{Items: make([]overrideWire, len(list))}
	for i := range list {
		out.Items[i] = *overrideOut(&list[i])
	}
	return out
}

type reviewWire struct {
	ResidentID uint64        `json:"resident_id"`
	Name       string        `json:"name"`
	Number     string        `json:"number"`
	BedID      uint64        `json:"bed_id"`
	Bed        string        `json:"bed"`
	Room       string        `json:"room"`
	WardID     uint64        `json:"ward_id"`
	Ward       string        `json:"ward"`
	Rule       string        `json:"rule" doc:"sex and child cannot be overridden"`
	WithID     uint64        `json:"with_id,omitempty"`
	Last       *overrideWire `json:"last_reason,omitempty"`
}

func reviewsOut(list []presence.Review) web.List[reviewWire] {
	out := web.List[reviewWire]{Items: make([]reviewWire, len(list))}
	for i, r := range list {
		out.Items[i] = reviewWire{r.ResidentID, r.Name, r.Number, r.BedID, r.BedName, r.RoomName, r.WardID, r.WardName, string(r.Rule), r.With, overrideOut(r.Last)}
	}
	return out
}

type feudWire struct {
	ID         uint64     `json:"id"`
	ResidentID uint64     `json:"resident_id"`
	OtherID    uint64     `json:"other_id"`
	Reason     string     `json:"reason"`
	From       value.Day  `json:"from"`
	To         *value.Day `json:"to,omitempty"`
	EndNote    string     `json:"end_note,omitempty"`
	RecordedAt time.Time  `json:"recorded_at"`
}

func feudOut(f *presence.Feud) feudWire {
	return feudWire{f.ID, f.ResidentID, f.OtherID, f.Reason, f.FromDay, someDay(f.ToDay), f.EndNote, f.RecordedAt}
}

// feudsQuery names the person whose conflicts are asked for.
type feudsQuery struct {
	ResidentID uint64 `form:"resident_id" json:"resident_id"`
}

func readFeudList(tx *db.Tx, in feudsQuery) ([]presence.FeudOf, error) {
	return presence.FeudsOf(tx, in.ResidentID)
}

func feudsOut(list []presence.FeudOf) web.List[feudWire] {
	out := web.List[feudWire]{Items: make([]feudWire, len(list))}
	for i := range list {
		out.Items[i] = feudOut(&list[i].Feud)
	}
	return out
}

func countOut(d countData) presence.Headcount { return d.Headcount }

type whereWire struct {
	ResidentID   uint64     `json:"resident_id"`
	Number       string     `json:"number"`
	Name         string     `json:"name"`
	Sex          value.Sex  `json:"sex"`
	StayID       uint64     `json:"stay_id"`
	CampusID     uint64     `json:"campus_id"`
	Campus       string     `json:"campus"`
	Category     string     `json:"category"`
	AdmittedAt   time.Time  `json:"admitted_at"`
	LeftAt       *time.Time `json:"left_at,omitempty"`
	State        string     `json:"state" enum:"present,hospital,leave,missing"`
	ZoneID       uint64     `json:"zone_id,omitempty"`
	Zone         string     `json:"zone,omitempty"`
	WardID       uint64     `json:"ward_id,omitempty"`
	Ward         string     `json:"ward,omitempty"`
	RoomID       uint64     `json:"room_id,omitempty"`
	Room         string     `json:"room,omitempty"`
	BedID        uint64     `json:"bed_id,omitempty"`
	Bed          string     `json:"bed,omitempty"`
	Overflow     bool       `json:"overflow,omitempty"`
	AbsentSince  *time.Time `json:"absent_since,omitempty"`
	AbsencePlace string     `json:"absence_place,omitempty"`
	DueBackOn    *value.Day `json:"due_back_on,omitempty"`
}

func namesOut(d namesData) web.List[whereWire] {
	out := web.List[whereWire]{Items: make([]whereWire, len(d.Rows)), Next: d.Next}
	for i, w := range d.Rows {
		out.Items[i] = whereWire{ResidentID: w.ResidentID, Number: w.Number, Name: w.Name, Sex: w.Sex, StayID: w.StayID, CampusID: w.CampusID, Campus: w.CampusName,
			Category: string(w.Category), AdmittedAt: w.AdmittedAt, LeftAt: w.LeftAt, State: string(w.State()), ZoneID: w.ZoneID, Zone: w.ZoneName, WardID: w.WardID, Ward: w.WardName,
			RoomID: w.RoomID, Room: w.RoomName, BedID: w.BedID, Bed: w.BedName, Overflow: w.Overflow, AbsentSince: w.AbsentSince, AbsencePlace: w.AbsencePlace, DueBackOn: someDay(w.DueBackOn)}
	}
	return out
}

func freeBedsOut(list []presence.FreeBed) web.List[presence.FreeBed] {
	if list == nil {
		list = []presence.FreeBed{}
	}
	return web.List[presence.FreeBed]{Items: list}
}

type entryWire struct {
	Kind            string     `json:"kind" enum:"stay,placement,absence"`
	ID              uint64     `json:"id"`
	CampusID        uint64     `json:"campus_id"`
	From            time.Time  `json:"from"`
	To              *time.Time `json:"to,omitempty"`
	What            string     `json:"what" doc:"the category of a stay, the cause of a placement, the kind of an absence"`
	EndReason       string     `json:"end_reason,omitempty"`
	Ward            string     `json:"ward,omitempty"`
	Room            string     `json:"room,omitempty"`
	Bed             string     `json:"bed,omitempty"`
	Place           string     `json:"place,omitempty"`
	Companion       string     `json:"companion,omitempty"`
	Note            string     `json:"note,omitempty"`
	DueBackOn       *value.Day `json:"due_back_on,omitempty"`
	RecordedAt      time.Time  `json:"recorded_at"`
	RecordedBy      uint64     `json:"recorded_by"`
	EndedRecordedAt *time.Time `json:"ended_recorded_at,omitempty"`
	ReplacesID      *uint64    `json:"replaces_id,omitempty"`
	VoidedAt        *time.Time `json:"voided_at,omitempty"`
	VoidReason      string     `json:"void_reason,omitempty"`
	Despite         []override `json:"despite,omitempty" doc:"why the person was placed there although a rule warned; for those who place people"`
}

// override is one reason of a placement.
type override struct {
	Rule      string    `json:"rule"`
	Reason    string    `json:"reason"`
	ExpiresOn value.Day `json:"expires_on" doc:"the last day on which the reason holds"`
}

func historyOut(d historyData) web.List[entryWire] {
	out := web.List[entryWire]{Items: make([]entryWire, len(d.Entries)), Next: d.Next}
	for i, e := range d.Entries {
		out.Items[i] = entryWire{Kind: string(e.Kind), ID: e.ID, CampusID: e.CampusID, From: e.FromAt, To: e.ToAt, What: e.What, EndReason: string(e.EndReason),
			Ward: e.WardName, Room: e.RoomName, Bed: e.BedName, Place: e.Place, Companion: e.Companion, Note: e.Note, DueBackOn: someDay(e.DueBackOn),
			RecordedAt: e.RecordedAt, RecordedBy: e.RecordedBy, EndedRecordedAt: e.EndedRecordedAt, ReplacesID: e.ReplacesID, VoidedAt: e.VoidedAt, VoidReason: e.VoidReason}
		for _, o := range e.Despite {
			out.Items[i].Despite = append(out.Items[i].Despite, override{string(o.Rule), o.Reason, o.ExpiresOn})
		}
	}
	return out
}
