package deeds

import (
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/deeds"
	"maiam/models/value"
)

type lineWire struct {
	ID           uint64     `json:"id"`
	CampusID     uint64     `json:"campus_id"`
	Week         value.Day  `json:"week"`
	MemberID     uint64     `json:"member_id"`
	MemberName   string     `json:"member_name,omitempty"`
	Roles        []string   `json:"roles"`
	ResidentID   uint64     `json:"resident_id"`
	Number       string     `json:"number,omitempty"`
	ResidentName string     `json:"resident_name,omitempty"`
	Looks        int        `json:"looks"`
	FirstAt      time.Time  `json:"first_at"`
	LastAt       time.Time  `json:"last_at"`
	AnsweredAt   *time.Time `json:"answered_at,omitempty"`
	AnsweredBy   *uint64    `json:"answered_by,omitempty"`
	Found        string     `json:"found,omitempty"`
	Reason       string     `json:"reason,omitempty"`
}

type weekWire struct {
	Week    value.Day  `json:"week" doc:"its Monday"`
	Looks   int        `json:"looks" doc:"looks at files in the whole centre that week"`
	Written *time.Time `json:"written_at,omitempty"`
	Items   []lineWire `json:"items"`
}

func wireOf(s deeds.Stranger) lineWire {
	w := lineWire{ID: s.ID, CampusID: s.CampusID, Week: s.Week, MemberID: s.MemberID, Roles: []string{}, ResidentID: s.ResidentID, Looks: s.Looks, FirstAt: s.FirstAt, LastAt: s.LastAt,
		AnsweredAt: s.AnsweredAt, AnsweredBy: s.AnsweredBy, Found: s.Found, Reason: s.Reason}
	if s.Roles != "" {
		w.Roles = strings.Split(s.Roles, ",")
	}
	return w
}

func lineOut(s *deeds.Stranger) lineWire { return wireOf(*s) }

func weekOut(s *deeds.Strangers) weekWire {
	out := weekWire{Week: s.Week, Looks: s.Looks, Written: s.Written, Items: []lineWire{}}
	for _, l := range s.Lines {
		w := wireOf(l.Stranger)
		w.MemberName, w.Number, w.ResidentName = l.MemberName, l.Number, l.ResidentName
		out.Items = append(out.Items, w)
	}
	return out
}

type stepWire struct {
	ID        uint64    `json:"id"`
	At        time.Time `json:"at"`
	Action    string    `json:"action"`
	ActorID   uint64    `json:"actor_id" doc:"0 is the house itself"`
	ActorName string    `json:"actor_name,omitempty"`
	Roles     []string  `json:"roles" doc:"what the person was at that moment"`
	Via       string    `json:"via"`
}

type trailWire struct {
	ResidentID uint64     `json:"resident_id"`
	Number     string     `json:"number"`
	Items      []stepWire `json:"items"`
	Next       uint64     `json:"next,omitempty"`
}

func trailOut(t *deeds.Trail) trailWire {
	out := trailWire{ResidentID: t.ResidentID, Number: t.Number, Items: []stepWire{}, Next: t.Next}
	for _, s := range t.Steps {
		roles := s.Roles
		if roles == nil {
			roles = []string{}
		}
		out.Items = append(out.Items, stepWire{s.ID, s.At, s.Action, s.ActorID, s.ActorName, roles, s.Via})
	}
	return out
}

type verdictWire struct {
	Held     int          `json:"held" doc:"deeds that are as they were written"`
	Open     int          `json:"open" doc:"deeds that wait for their number"`
	Anchors  int          `json:"anchors" doc:"lines outside the database that were compared"`
	Anchored *time.Time   `json:"anchored_at,omitempty" doc:"when the newest of them was written"`
	Partial  bool         `json:"partial" doc:"only the newest deeds of a chain were walked"`
	Good     bool         `json:"good"`
	Findings []db.Finding `json:"findings" doc:"what is wrong"`
	Notes    []db.Finding `json:"notes" doc:"what is to be known and is not wrong"`
}

func verdictOut(v *db.Verdict) verdictWire {
	out := verdictWire{Held: v.Held, Open: v.Open, Anchors: v.Anchors, Partial: v.Partial, Good: len(v.Findings) == 0, Findings: v.Findings, Notes: v.Notes}
	if !v.Anchored.IsZero() {
		out.Anchored = &v.Anchored
	}
	if out.Findings == nil {
		out.Findings = []db.Finding{}
	}
	if out.Notes == nil {
		out.Notes = []db.Finding{}
	}
	return out
}
