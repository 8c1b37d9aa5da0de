package intake

import (
	"time"

	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/residents"
)

func readDoubles(tx *db.Tx, _ struct{}) (d doublesData, err error) {
	d.Rows, err = intake.Doubles(tx)
	return d, err
}

type doubleWire struct {
	One       uint64   `json:"one"`
	OneNumber string   `json:"one_number"`
	OneName   string   `json:"one_name"`
	Two       uint64   `json:"two"`
	TwoNumber string   `json:"two_number"`
	TwoName   string   `json:"two_name"`
	Why       []string `json:"why" doc:"citizen, insurance, name, birth, origin"`
}

type doublesWire struct {
	Doubles []doubleWire `json:"doubles"`
}

func doublesOut(d doublesData) doublesWire {
	out := doublesWire{Doubles: make([]doubleWire, len(d.Rows))}
	for i, r := range d.Rows {
		out.Doubles[i] = doubleWire{r.One.ID, r.One.Number, r.One.Name, r.Two.ID, r.Two.Number, r.Two.Name, r.Why}
	}
	return out
}

type mergeWire struct {
	ID          uint64     `json:"id"`
	Kept        uint64     `json:"kept"`
	Gone        uint64     `json:"gone"`
	Reason      string     `json:"reason"`
	Evidence    string     `json:"evidence"`
	Waits       bool       `json:"waits,omitempty" doc:"somebody else has to agree"`
	NeedsSecond bool       `json:"needs_second,omitempty"`
	RecordedAt  time.Time  `json:"recorded_at"`
	DoneAt      *time.Time `json:"done_at,omitempty"`
	DroppedAt   *time.Time `json:"dropped_at,omitempty"`
	UndoneAt    *time.Time `json:"undone_at,omitempty"`
	Version     uint64     `json:"version"`
}

func mergeOut(m *intake.Merge) mergeWire {
	return mergeWire{m.ID, m.KeptID, m.GoneID, m.Reason, string(m.Evidence), m.Waits(), m.NeedsSecond, m.RecordedAt, m.DoneAt, m.DroppedAt, m.UndoneAt, m.Version}
}

type mergeLookWire struct {
	Kept     uint64            `json:"kept"`
	Gone     uint64            `json:"gone,omitempty"`
	Differs  []residents.Trait `json:"differs,omitempty" doc:"what the two records say differently"`
	Proposed []residents.Trait `json:"proposed,omitempty" doc:"of these, what the record that stays does not say"`
	Against  []string          `json:"against,omitempty" doc:"why the two cannot become one, as text keys"`
	Follows  []intake.Amount   `json:"follows,omitempty"`
	Left     []intake.Amount   `json:"left,omitempty"`
	Second   bool              `json:"second,omitempty" doc:"somebody else would have to agree"`
	Merges   []mergeWire       `json:"merges,omitempty"`
}

func mergeLookOut(l *intake.MergeLook) mergeLookWire {
	out := mergeLookWire{Kept: l.Kept.Person.ID, Follows: l.Goes, Left: l.Stays, Second: l.Second}
	if l.Gone != nil {
		out.Gone = l.Gone.Person.ID
	}
	for _, t := range l.Traits {
		if !t.Same {
			out.Differs = append(out.Differs, t.Trait)
		}
		if t.Proposed {
			out.Proposed = append(out.Proposed, t.Trait)
		}
	}
	for _, b := range l.Against {
		out.Against = append(out.Against, b.Key)
	}
	for _, m := range l.Merges {
		out.Merges = append(out.Merges, mergeOut(&m))
	}
	return out
}
