package staff

import (
	"time"

	"maiam/models/staff"
	"maiam/models/value"
)

// stintWire is a stint as programs see it.
type stintWire struct {
	MemberID uint64       `json:"member_id"`
	Name     string       `json:"name"`
	CampusID uint64       `json:"campus_id"`
	Day      value.Day    `json:"day" doc:"of the shift, also after midnight"`
	Shift    string       `json:"shift"`
	Starts   time.Time    `json:"starts"`
	Ends     time.Time    `json:"ends"`
	Kind     string       `json:"kind"`
	Posts    []staff.Post `json:"posts" doc:"without a ward: the whole campus"`
	Draft    bool         `json:"draft,omitempty"`
	Gone     bool         `json:"gone,omitempty" doc:"on leave or ill: a gap"`
	Missed   bool         `json:"missed,omitempty"`
	TakenAt  *time.Time   `json:"taken_up_at,omitempty" doc:"when the person took it up, or was seen there by the planner; nothing is supposed where it is missing"`
	LeftAt   *time.Time   `json:"left_at,omitempty"`
	Handed   string       `json:"handover,omitempty" doc:"how the handover stood when the person left: none, open, signed"`
}

func stintOut(s staff.Stint) stintWire {
	return stintWire{MemberID: s.MemberID, Name: s.MemberName, CampusID: s.CampusID, Day: s.Day(), Shift: s.Turn.Shift.Code, Starts: s.Turn.Starts(), Ends: s.Turn.Ends(),
		Kind: string(s.Kind), Posts: s.Posts, Draft: s.Draft, Gone: s.Gone, Missed: s.Missed, TakenAt: s.TakenAt, LeftAt: s.LeftAt, Handed: string(s.Handed)}
}

func stintsOut(list []staff.Stint) []stintWire {
	out := make([]stintWire, 0, len(list))
	for _, s := range list {
		out = append(out, stintOut(s))
	}
	return out
}

type rotaWire struct {
	CampusID uint64        `json:"campus_id"`
	From     value.Day     `json:"from"`
	To       value.Day     `json:"to"`
	Stints   []stintWire   `json:"stints"`
	Doubts   []staff.Doubt `json:"doubts" doc:"for those who plan"`
}

func rotaOut(p rotaPage) rotaWire {
	w := rotaWire{CampusID: p.Rota.Campus.ID, From: p.From, To: p.To, Stints: stintsOut(p.Stints), Doubts: p.Doubts}
	if w.Doubts == nil {
		w.Doubts = []staff.Doubt{}
	}
	return w
}

type coverWire struct {
	CampusID uint64      `json:"campus_id"`
	WardID   uint64      `json:"ward_id,omitempty" doc:"0 is the whole campus"`
	Day      value.Day   `json:"day"`
	Shift    string      `json:"shift"`
	Have     []stintWire `json:"have"`
	All      int         `json:"all"`
	People   int         `json:"people"`
	Need     int         `json:"need"`
	State    string      `json:"state"`
	Fixes    []staff.Fix `json:"fixes"`
}

func coverOut(p coverPage) []coverWire {
	out := make([]coverWire, 0, len(p.Covers))
	for _, c := range p.Covers {
		w := coverWire{CampusID: c.CampusID, WardID: c.WardID, Day: c.Turn.Day, Shift: c.Turn.Shift.Code, Have: stintsOut(c.Have), All: c.All, People: c.People, Need: c.Need, State: string(c.State), Fixes: c.Fixes}
		if w.Fixes == nil {
			w.Fixes = []staff.Fix{}
		}
		out = append(out, w)
	}
	return out
}

type payWire struct {
	Month  string          `json:"month"`
	People []staff.PaySum  `json:"people"`
	Lines  []staff.PayLine `json:"lines"`
}

func payOut(p payPage) payWire {
	w := payWire{Month: p.Month.String(), People: p.People, Lines: p.Lines}
	if w.People == nil {
		w.People, w.Lines = []staff.PaySum{}, []staff.PayLine{}
	}
	return w
}

type plannedWire struct {
	DutyID uint64        `json:"duty_id"`
	Doubts []staff.Doubt `json:"doubts"`
}

func plannedOut(p *staff.Planned) plannedWire {
	w := plannedWire{Doubts: p.Doubts}
	if p.Duty != nil {
		w.DutyID = p.Duty.ID
	}
	if w.Doubts == nil {
		w.Doubts = []staff.Doubt{}
	}
	return w
}

type publicationWire struct {
	From   value.Day `json:"from"`
	To     value.Day `json:"to"`
	Duties int       `json:"duties"`
}

func publicationOut(p *staff.Publication) publicationWire {
	return publicationWire{p.FromDay, p.ToDay, p.Duties}
}

type awayWire struct {
	ID       uint64    `json:"id"`
	MemberID uint64    `json:"member_id"`
	From     value.Day `json:"from"`
	To       value.Day `json:"to"`
	Gaps     int       `json:"gaps"`
}

func awayOut(a *staff.Away) awayWire { return awayWire{a.ID, a.MemberID, a.FromDay, a.ToDay, a.Gaps} }
