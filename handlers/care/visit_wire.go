package care

import (
	"time"

	"maiam/handlers/web"
	"maiam/models/care"
	"maiam/models/value"
)

// visitOut is a visit for programs.
type visitOut struct {
	ID           uint64         `json:"id"`
	Kind         string         `json:"kind" enum:"visit,call,video"`
	Name         string         `json:"name"`
	Relation     string         `json:"relation"`
	KinID        *uint64        `json:"kin_id,omitempty"`
	Phone        string         `json:"phone,omitempty"`
	Companions   string         `json:"companions,omitempty"`
	With         string         `json:"with,omitempty"`
	Note         string         `json:"note,omitempty"`
	CameAt       time.Time      `json:"came_at"`
	LeftAt       *time.Time     `json:"left_at,omitempty"`
	Inside       bool           `json:"inside"`
	RecordedAt   time.Time      `json:"recorded_at"`
	RecordedBy   uint64         `json:"recorded_by"`
	StruckAt     *time.Time     `json:"struck_at,omitempty"`
	StruckReason string         `json:"struck_reason,omitempty"`
	People       []metOut       `json:"people,omitempty"`
	Items        []visitItemOut `json:"items,omitempty"`
}

type metOut struct {
	ResidentID uint64 `json:"resident_id"`
	Name       string `json:"name"`
	WardID     uint64 `json:"ward_id"`
	Mood       string `json:"mood,omitempty" doc:"how the resident was afterwards"`
	MoodNote   string `json:"mood_note,omitempty"`
}

type visitItemOut struct {
	What    string `json:"what"`
	Amount  string `json:"amount,omitempty"`
	GivenTo string `json:"given_to" enum:"resident,nurse,kitchen,store,refused"`
	Reason  string `json:"reason,omitempty"`
}

func visitWire(v *care.Visit) visitOut {
	return visitOut{ID: v.ID, Kind: string(v.Kind), Name: v.Name, Relation: string(v.Relation), KinID: v.KinID, Phone: string(v.Phone), Companions: v.Companions, With: v.WithName, Note: v.Note,
		CameAt: v.CameAt, LeftAt: v.LeftAt, Inside: v.Inside(), RecordedAt: v.RecordedAt, RecordedBy: v.RecordedBy, StruckAt: v.StruckAt, StruckReason: v.StruckReason}
}

func visitWholeWire(v *care.VisitIn) visitOut {
	out := visitWire(&v.Visit)
	for _, p := range v.People {
		out.People = append(out.People, metOut{p.ResidentID, p.Name, p.WardID, string(p.Mood), p.MoodNote})
	}
	for _, i := range v.Items {
		out.Items = append(out.Items, visitItemOut{i.What, i.Amount, string(i.GivenTo), i.Reason})
	}
	return out
}

func visitsWire(d visitsData) web.List[visitOut] {
	out := web.List[visitOut]{Items: make([]visitOut, len(d.List))}
	for i := range d.List {
		out.Items[i] = visitWholeWire(&d.List[i])
	}
	return out
}

type quietOut struct {
	ResidentID uint64     `json:"resident_id"`
	Name       string     `json:"name"`
	WardID     uint64     `json:"ward_id"`
	LastAt     *time.Time `json:"last_at,omitempty" doc:"the last visit or call that is known"`
	HasKin     bool       `json:"has_kin"`
}

func quietWire(d quietData) web.List[quietOut] {
	out := web.List[quietOut]{Items: make([]quietOut, len(d.List))}
	for i, q := range d.List {
		out.Items[i] = quietOut{q.ResidentID, q.Name, q.WardID, q.LastAt, q.HasKin}
	}
	return out
}

// banOut is whom somebody must not meet, for programs.
type banOut struct {
	ID         uint64     `json:"id"`
	ResidentID uint64     `json:"resident_id"`
	Resident   string     `json:"resident,omitempty"`
	KinID      *uint64    `json:"kin_id,omitempty"`
	Name       string     `json:"name,omitempty"`
	Anybody    bool       `json:"anybody"`
	Reason     string     `json:"reason"`
	Authority  string     `json:"authority"`
	From       value.Day  `json:"from"`
	Until      value.Day  `json:"until"`
	EndedAt    *time.Time `json:"ended_at,omitempty"`
	EndNote    string     `json:"end_note,omitempty"`
}

func banWire(b *care.Ban) banOut {
	return banOut{ID: b.ID, ResidentID: b.ResidentID, KinID: b.KinID, Name: b.Name, Anybody: b.Anybody, Reason: b.Reason, Authority: b.Authority, From: b.FromDay, Until: b.UntilDay, EndedAt: b.EndedAt, EndNote: b.EndNote}
}

func bansWire(d bansData) web.List[banOut] {
	out := web.List[banOut]{Items: make([]banOut, len(d.List))}
	for i := range d.List {
		out.Items[i] = banWire(&d.List[i].Ban)
		out.Items[i].Resident = d.List[i].ResidentName
	}
	return out
}
