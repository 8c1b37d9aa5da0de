package intake

import (
	"time"

	"maiam/models/intake"
	"maiam/models/value"
)

// deadlineWire is one clock as programs read it.
type deadlineWire struct {
	Kind       string     `json:"kind"`
	Urgency    string     `json:"urgency" enum:"late,today,ripe,soon,running"`
	From       *value.Day `json:"from,omitempty" doc:"the first day; absent where nobody knows when it was done last"`
	Due        *value.Day `json:"due,omitempty" doc:"absent where no paper sets a day"`
	DaysLeft   int        `json:"days_left" doc:"calendar days; negative once the day has passed"`
	ResidentID uint64     `json:"resident_id,omitempty" doc:"absent for a clock of a whole campus"`
	Number     string     `json:"number,omitempty"`
	Name       string     `json:"name,omitempty"`
	StayID     uint64     `json:"stay_id,omitempty"`
	PetitionID uint64     `json:"petition_id,omitempty" doc:"of somebody who asks to be received"`
	Step       string     `json:"step,omitempty" doc:"the desk that a request lies on"`
	Taker      string     `json:"taker,omitempty" doc:"who takes the step, where a paper or the centre says so"`
	KeeperID   uint64     `json:"keeper_id,omitempty" doc:"who is in charge of the file"`
	CampusID   uint64     `json:"campus_id"`
	WardID     uint64     `json:"ward_id,omitempty"`
	Bed        string     `json:"bed,omitempty"`
	Missing    []string   `json:"missing,omitempty" doc:"needed papers that are not in the file"`
	LegalBasis string     `json:"legal_basis,omitempty"`
	Mark       string     `json:"mark,omitempty" doc:"how sure the figure is: C confirmed, R recalled, D decided by the centre"`
	Extended   *value.Day `json:"extended,omitempty" doc:"the day that is written in the books: more time given, a promised return"`
}

type dueWire struct {
	Counts    intake.DueCounts `json:"counts"`
	Deadlines []deadlineWire   `json:"deadlines"`
}

func deadlineOut(l intake.Deadline) deadlineWire {
	w := deadlineWire{Kind: string(l.Kind), Urgency: string(l.Urgency), DaysLeft: l.Left, ResidentID: l.ResidentID, Number: l.Number, Name: l.Name,
		StayID: l.StayID, CampusID: l.CampusID, WardID: l.WardID, Bed: bedOf(l), LegalBasis: l.LegalBasis, Mark: string(l.Mark)}
	w.Step, w.Taker, w.KeeperID = string(l.At), l.Taker, l.KeeperID
	if l.At != "" {
		w.PetitionID = l.SubjectID
	}
	if !l.From.IsZero() {
		w.From = &l.From
		if c, _ := l.Kind.Clock(); !c.Endless() {
			w.Due = &l.Due
		}
	}
	for _, code := range l.Missing {
		w.Missing = append(w.Missing, string(code))
	}
	if !l.Until.IsZero() {
		w.Extended = &l.Until
	}
	return w
}

func dueOut(d dueData) dueWire {
	w := dueWire{Counts: d.Counts, Deadlines: []deadlineWire{}}
	for _, l := range d.Rows {
		w.Deadlines = append(w.Deadlines, deadlineOut(l))
	}
	return w
}

type lineWire struct {
	Code       string     `json:"code"`
	Need       string     `json:"need" enum:"needed,optional"`
	State      string     `json:"state" enum:"received,returned,lacking,unknown"`
	On         *value.Day `json:"on,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	PaperID    uint64     `json:"paper_id,omitempty"`
	LegalBasis string     `json:"legal_basis,omitempty"`
	Mark       string     `json:"mark"`
}

type decisionWire struct {
	ID         uint64     `json:"id"`
	Kind       string     `json:"kind"`
	Number     string     `json:"number,omitempty"`
	DecidedOn  value.Day  `json:"decided_on"`
	UntilOn    *value.Day `json:"until_on,omitempty"`
	Was        string     `json:"category_was,omitempty"`
	Is         string     `json:"category_is,omitempty"`
	Issuer     string     `json:"issuer,omitempty"`
	Signer     string     `json:"signer,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	Voided     bool       `json:"voided"`
	VoidReason string     `json:"void_reason,omitempty"`
}

type caseWire struct {
	StayID     uint64         `json:"stay_id"`
	ResidentID uint64         `json:"resident_id"`
	Category   string         `json:"category"`
	AdmittedAt time.Time      `json:"admitted_at"`
	Way        string         `json:"way,omitempty"`
	Abandoned  bool           `json:"abandoned"`
	Complete   bool           `json:"complete"`
	Cancelled  bool           `json:"cancelled"`
	Papers     []lineWire     `json:"papers"`
	Decisions  []decisionWire `json:"decisions"`
	Clocks     []deadlineWire `json:"clocks"`
}

func caseOut(d caseData) caseWire {
	w := caseWire{StayID: d.Identity(), ResidentID: d.Person.ID, Category: string(d.Stay.Category), AdmittedAt: d.Stay.AdmittedAt, Way: string(d.Case.Way), Abandoned: d.Case.Abandoned,
		Complete: d.Complete(), Cancelled: d.Cancelled(), Papers: []lineWire{}, Decisions: []decisionWire{}, Clocks: []deadlineWire{}}
	for _, l := range d.Lines {
		line := lineWire{Code: string(l.Code), Need: string(l.Need), State: "unknown", LegalBasis: l.LegalBasis, Mark: string(l.Requirement.Mark)}
		if l.Mark != nil {
			line.State, line.On, line.Reason = string(l.Mark.State), &l.Mark.OnDay, l.Mark.Reason
			if l.Mark.PaperID != nil {
				line.PaperID = *l.Mark.PaperID
			}
		}
		w.Papers = append(w.Papers, line)
	}
	for i := range d.Decisions {
		w.Decisions = append(w.Decisions, decisionOut(&d.Decisions[i]))
	}
	for _, l := range d.Clocks {
		w.Clocks = append(w.Clocks, deadlineOut(l))
	}
	return w
}

func decisionOut(d *intake.Decision) decisionWire {
	w := decisionWire{ID: d.ID, Kind: string(d.Kind), Number: d.Number, DecidedOn: d.DecidedOn, Was: string(d.CategoryWas), Is: string(d.CategoryIs), Issuer: d.Issuer, Signer: d.Signer,
		Reason: d.Reason, Voided: !d.Stands(), VoidReason: d.VoidReason}
	if !d.UntilOn.IsZero() {
		w.UntilOn = &d.UntilOn
	}
	return w
}

type markWire struct {
	ID    uint64    `json:"id"`
	Code  string    `json:"code"`
	State string    `json:"state"`
	On    value.Day `json:"on"`
}

func markOut(m *intake.PaperMark) markWire {
	return markWire{m.ID, string(m.Code), string(m.State), m.OnDay}
}

type identityWire struct {
	ID         uint64 `json:"id"`
	ResidentID uint64 `json:"resident_id"`
	NameWas    string `json:"name_was"`
	NameIs     string `json:"name_is"`
	KnownAs    uint64 `json:"known_as,omitempty"`
}

func identityOut(i *intake.Identification) identityWire {
	w := identityWire{ID: i.ID, ResidentID: i.ResidentID, NameWas: i.NameWas, NameIs: i.NameIs}
	if i.KnownAsID != nil {
		w.KnownAs = *i.KnownAsID
	}
	return w
}
