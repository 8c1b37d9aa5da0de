package care

import (
	"fmt"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
)

// VitalValue is one number as it was typed.
type VitalValue struct {
	Kind  Vital  `form:"kind" json:"kind" validate:"max=16" enum:"weight,temperature,pulse,pressure,breaths,oxygen,sugar,pain,drink,stool,urine,sleep"`
	Value string `form:"value" json:"value" validate:"max=20" doc:"as one writes it: 52,5 or 52.5; blood pressure 130/70; stool 0 for none or the Bristol type"`
	Sure  bool   `form:"sure" json:"sure,omitempty" doc:"the number is unlikely, and really so; beside several values it is said of each"`
}

// VitalsInput are the numbers of one person at one moment: one of them, or several.
type VitalsInput struct {
	ResidentID uint64    `form:"resident_id" json:"resident_id" validate:"required"`
	At         time.Time `form:"at" json:"at,omitzero" doc:"when it was measured; now when absent"`
	VitalValue
	Values []VitalValue `form:"values" json:"values,omitempty" validate:"max=12,dive" doc:"several numbers at once, instead of kind and value"`
	Note   string       `form:"note" json:"note,omitempty" validate:"max=300"`
}

// Happened says when it happened, for what waited in a phone without a network.
func (in *VitalsInput) Happened(at time.Time) {
	if in.At.IsZero() {
		in.At = at
	}
}

// all are the numbers with the place of each in the input.
func (in VitalsInput) all() (values []VitalValue, places []string) {
	if in.Kind != "" || in.Value != "" {
		values, places = append(values, in.VitalValue), append(places, "")
	}
	for i, v := range in.Values {
		if v.Value != "" {
			v.Sure = v.Sure || in.Sure
			values, places = append(values, v), append(places, fmt.Sprintf("values[%d].", i))
		}
	}
	return values, places
}

// RecordVitals writes numbers of one person. It needs care.record in the ward where the person lies. What
// cannot be true is refused with a sentence; what is unlikely is asked back once and written when it is
// said to be sure. Conflict: not in the house at that time. Invalid: no number, an unknown kind, a moment
// in the future or longer ago than the settings allow.
func RecordVitals(tx *db.Tx, in VitalsInput) ([]Observation, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	values, places := in.all()
	if len(values) == 0 {
		bad.Add("value", "care.vital.missing")
	}
	note, at := short(&bad, "note", in.Note), happened(&bad, tx, in.At)
	late, err := settings.Int(tx, settings.VitalsLatest, tx.Today())
	if err != nil {
		return nil, err
	}
	jump, err := settings.Int(tx, settings.WeightJump, tx.Today())
	if err != nil {
		return nil, err
	}
	if tx.Now.Sub(at) > time.Duration(late)*24*time.Hour {
		bad.Add("at", "care.vital.too_late", fault.A{"days": late})
	}
	numbers, seen := make([]Number, len(values)), map[Vital]bool{}
	for i, v := range values {
		switch {
		case !v.Kind.Known():
			bad.Add(places[i]+"kind", "care.vital.kind_unknown")
			continue
		case seen[v.Kind]:
			bad.Add(places[i]+"kind", "care.vital.twice")
		}
		seen[v.Kind] = true
		n, key := v.Kind.Read(v.Value)
		if key != "" {
			v.Kind.unlike(&bad, places[i]+"value", key)
		}
		numbers[i] = n
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	lies, err := lying(tx, Record, in.ResidentID)
	if err != nil {
		return nil, err
	}
	absence, err := presence.AbsenceOf(tx, in.ResidentID)
	if err != nil {
		return nil, err
	}
	if absence != nil && !absence.StartedAt.After(at) {
		return nil, fault.New(fault.Conflict, "care.vital.away")
	}
	last, err := newestNumbers(tx, in.ResidentID)
	if err != nil {
		return nil, err
	}
	rows := make([]Observation, 0, len(values))
	for i, v := range values {
		if !v.Sure && v.Kind.Unlikely(numbers[i], numberOf(last, v.Kind), jump) {
			args := fault.A{"value": numbers[i].Text()}
			key := "care.vital.sure"
			if was := numberOf(last, v.Kind); was != nil {
				key, args["last"] = "care.vital.sure_last", was.Text()
			}
			bad.Add(places[i]+"value", key, args)
		}
		rows = append(rows, Observation{CampusID: lies.CampusID, WardID: lies.WardID, ResidentID: in.ResidentID, Kind: v.Kind, Amount: numbers[i].First, Amount2: numbers[i].Second,
			At: at, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID, Note: note})
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	for i := range rows {
		if err := db.Add(tx, &rows[i]); err != nil {
			return nil, err
		}
	}
	if err := judgeOne(tx, *lies); err != nil {
		return nil, err
	}
	tx.Touch(lies.WardID)
	tx.Concerns("resident", in.ResidentID, lies.CampusID)
	kinds := make([]Vital, len(rows))
	for i, r := range rows {
		kinds[i] = r.Kind
	}
	tx.Detail("kinds", kinds)
	tx.Detail("at", at)
	return rows, nil
}

// AmendVitalInput corrects a number, or takes it back.
type AmendVitalInput struct {
	VitalID  uint64 `path:"vital" form:"-" json:"-"`
	Value    string `form:"value" json:"value,omitempty" validate:"max=20"`
	Sure     bool   `form:"sure" json:"sure,omitempty"`
	TakeBack bool   `form:"take_back" json:"take_back,omitempty" doc:"nothing was measured after all"`
	Reason   string `form:"reason" json:"reason,omitempty" validate:"max=300"`
}

// AmendVital corrects a number, or takes it back: a new row takes the old one's place and names it. It
// needs care.amend in the person's ward; one's own number may be taken back for some minutes with
// care.record and without a reason. Invalid: no reason, or a number that cannot be true. Conflict:
// corrected in between, or nothing would change.
func AmendVital(tx *db.Tx, in AmendVitalInput) (*Observation, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	old, err := db.Get[Observation](tx, in.VitalID)
	if err != nil {
		return nil, err
	}
	undo, err := undoFor(tx)
	if err != nil {
		return nil, err
	}
	own := in.TakeBack && old.RecordedBy == tx.Actor.ID && tx.Now.Sub(old.RecordedAt) <= undo
	permission := Amend
	if own {
		permission = Record
	}
	lies, err := presence.Reaches(tx, permission, old.ResidentID)
	if err != nil {
		return nil, err
	}
	next := *old
	next.ID, next.ReplacesID, next.ReplacedAt, next.RecordedAt, next.RecordedBy = 0, ptr(old.ID), nil, tx.Now, tx.Actor.ID
	var bad fault.Fields
	next.Reason = short(&bad, "reason", in.Reason)
	if next.Reason == "" && !own {
		bad.Add("reason", "care.reason_missing")
	}
	if in.TakeBack {
		next.Taken, next.Amount, next.Amount2 = true, 0, 0
	} else {
		n, key := old.Kind.Read(in.Value)
		switch {
		case key != "":
			old.Kind.unlike(&bad, "value", key)
		case !in.Sure && old.Kind.Unlikely(n, nil, 0):
			bad.Add("value", "care.vital.sure", fault.A{"value": n.Text()})
		case n == old.Number():
			return nil, fault.New(fault.Conflict, "care.nothing_changed")
		}
		next.Amount, next.Amount2 = n.First, n.Second
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	n, err := db.Set[Observation](tx, map[string]any{"replaced_at": tx.Now}, "id = ? AND replaced_at IS NULL AND taken = ?", old.ID, false)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.amended_meanwhile")
	}
	if err := db.Add(tx, &next); err != nil {
		return nil, err
	}
	if lies != nil {
		if err := judgeOne(tx, *lies); err != nil {
			return nil, err
		}
		tx.Touch(lies.WardID)
	}
	tx.Concerns("resident", next.ResidentID, next.CampusID)
	tx.Detail("vital", old.ID)
	tx.Detail("reason", next.Reason)
	return &next, nil
}

// judgeOne looks at a person with the rules as soon as a number is written: a fever does not wait for the
// half hour.
func judgeOne(tx *db.Tx, lies presence.Placement) error {
	book, err := settings.Of(tx)
	if err != nil {
		return err
	}
	_, err = judgePeople(tx, book, map[uint64]presence.Placement{lies.ResidentID: lies})
	return err
}
