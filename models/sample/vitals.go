package sample

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/residents"
)

// vitals tells the numbers of the last half year: everybody is weighed each month, the old have their
// blood pressure taken each week and a temperature now and then, and of those who need help somebody
// notes the stool and the sleep of the last days. A few lose weight, a few had a fever of late.
func (w *world) vitals(ctx context.Context, h *db.House) error {
	return h.At(func() time.Time { return w.now }).Write(ctx, db.System("sample"), "sample.vitals", func(tx *db.Tx) error {
		if err := tx.May("sample"); err != nil {
			return err
		}
		var all []care.Observation
		for _, p := range w.people {
			if p.left == nil && p.bed != nil && p.id != 0 && p.away == nil && len(p.bed.ward.carers) > 0 {
				all = append(all, w.vitalsOf(p)...)
			}
		}
		for some := range slices.Chunk(all, 500) {
			if err := db.Append(tx, some); err != nil {
				return err
			}
		}
		return nil
	})
}

// notices lets the house look at the last days, as it does every half hour, and lets a nurse say of one
// matter what was done.
func (w *world) notices(ctx context.Context, h *db.House) error {
	now := h.At(func() time.Time { return w.now })
	if err := now.Write(ctx, db.System("sample"), "care.concerns", func(tx *db.Tx) error {
		if err := tx.May("care.concerns"); err != nil {
			return err
		}
		_, _, err := care.JudgeEverybody(tx)
		return err
	}); err != nil {
		return err
	}
	if err := now.Write(ctx, db.System("sample"), "sample.questions", w.questions); err != nil {
		return err
	}
	nurse := w.hand(w.places[0], "nurse")
	if nurse == nil || nurse.id == 0 {
		return nil
	}
	var all []care.ConcernIn
	if err := now.Read(ctx, nurse.actor, func(tx *db.Tx) (err error) { all, err = care.Concerns(tx, care.ConcernsInput{}); return err }); err != nil {
		return err
	}
	for _, c := range all {
		if c.Kind == care.LosesWeight && c.LiesIn == w.places[0].id && c.Away == "" {
			return now.Write(ctx, nurse.actor, "care.settle_concern", func(tx *db.Tx) error {
				_, err := care.SettleConcern(tx, care.ConcernInput{ConcernID: c.ID, Done: "Thêm sữa bữa phụ, cân lại sau 7 ngày, đã báo bác sĩ"})
				return err
			})
		}
	}
	return nil
}

// vitalsOf makes the numbers of one person.
func (w *world) vitalsOf(p *human) (out []care.Observation) {
	r := w.chance(forVitals, uint64(p.n)) // #nosec G115 -- a running number from 0 up, and only a seed
	age, known := p.birth.Age(w.today)
	if !known {
		age = 50
	}
	carer := p.bed.ward.carers[r.IntN(len(p.bed.ward.carers))]
	add := func(kind care.Vital, days, minute int, first, second int64) {
		at := w.at(w.today.AddDays(-days), minute+r.IntN(25))
		if at.Before(p.admitted) || at.After(w.now) {
			return
		}
		out = append(out, care.Observation{CampusID: p.bed.ward.campus.id, WardID: p.bed.ward.id, ResidentID: p.id, Kind: kind, Amount: first * 100, Amount2: second * 100, At: at, RecordedAt: at.Add(time.Duration(r.IntN(5)) * time.Minute), RecordedBy: carer.id})
	}
	weight := usualWeight(r, age) // in tenths
	loses := r.IntN(40) == 0
	for month := 6; month >= 0; month-- {
		if loses && month < 3 {
			weight -= weight * 35 / 1000
		} else {
			weight += int64(r.IntN(9) - 4)
		}
		add(care.Weight, 30*month+3, 8*60, weight, 0)
	}
	if age >= 60 {
		upper, lower := int64(1150+r.IntN(300)), int64(700+r.IntN(180))
		for week := 8; week >= 0; week-- {
			add(care.Pressure, 7*week+2, 9*60, (upper+int64(r.IntN(160)-80))/10*10, (lower+int64(r.IntN(100)-50))/10*10)
		}
	}
	fever := r.IntN(60) == 0
	for _, days := range []int{20, 12, 5, 2, 1, 0} {
		if age < 60 && days > 2 && !fever {
			continue
		}
		heat := int64(364 + r.IntN(9))
		if fever && days <= 1 {
			heat = int64(379 + r.IntN(10))
		}
		if days <= 2 && !fever && r.IntN(4) > 0 {
			continue
		}
		add(care.Heat, days, 6*60, heat, 0)
	}
	if p.in.SelfCare != residents.CaresFully && p.in.SelfCare != "" {
		bound := r.IntN(25) == 0
		for days := 6; days >= 0; days-- {
			kind := int64(2 + r.IntN(4))
			if r.IntN(4) == 0 || bound && days < 4 {
				kind = 0
			}
			add(care.Stool, days, 16*60, kind*10, 0)
			add(care.SleepFor, days, 5*60+35, int64(60+5*r.IntN(6)), 0)
		}
	}
	return out
}

// usualWeight is what somebody of an age weighs about, in tenths of a kilogram.
func usualWeight(r *rand.Rand, age int) int64 {
	switch {
	case age < 1:
		return int64(55 + r.IntN(30))
	case age < 13:
		return int64(90 + 25*age + r.IntN(40))
	}
	return int64(400 + r.IntN(220))
}

// questions tells two questions about rounds, one of them answered, and the second looks of the last weeks:
// most agree with the first.
func (w *world) questions(tx *db.Tx) error {
	if err := tx.May("sample"); err != nil {
		return err
	}
	var looks []care.SecondLook
	for n, wd := range w.wards {
		nurse := w.hand(wd.campus, "nurse")
		if len(wd.carers) == 0 || nurse == nil || nurse.id == 0 {
			continue
		}
		marks, err := db.Report[care.Mark](tx, `SELECT m.id, m.campus_id, m.ward_id, m.resident_id, m.shift_day, m.slot_id, m.recorded_by, m.recorded_at, m.seen, m.slept, m.washed, m.ate, m.medicine, m.mood FROM care_marks m
			WHERE {campus m.campus_id} AND m.ward_id = ? AND m.shift_day >= ? AND m.shift_day < ? AND m.turn = 0 ORDER BY m.id LIMIT 2000`, wd.id, w.today.AddDays(-20), w.today)
		if err != nil {
			return err
		}
		r := w.chance(forLooks, uint64(n))
		for _, m := range marks {
			if r.IntN(80) > 0 || m.RecordedBy == nurse.id {
				continue
			}
			at, by := m.RecordedAt.Add(time.Duration(20+r.IntN(90))*time.Minute), nurse.id
			if at.After(w.now) {
				continue
			}
			l := care.SecondLook{CampusID: m.CampusID, WardID: m.WardID, ResidentID: m.ResidentID, MarkID: m.ID, ShiftDay: m.ShiftDay, SlotID: m.SlotID, FirstBy: m.RecordedBy, ChosenAt: m.RecordedAt.Add(12 * time.Minute), LookedAt: &at, LookedBy: &by}
			seen := care.Signs{Seen: m.Seen, Washed: m.Washed, Mood: m.Mood}
			if r.IntN(12) == 0 {
				seen.Mood = care.Sad
			}
			l.Keep(m.Signs, seen)
			looks = append(looks, l)
		}
		if n > 1 || len(marks) == 0 {
			continue
		}
		last := marks[len(marks)-1]
		d := care.Doubt{CampusID: wd.campus.id, WardID: wd.id, Kind: care.TooFast, MemberID: &last.RecordedBy, ShiftDay: last.ShiftDay, SlotID: last.SlotID, AskedAt: w.at(w.today, 4*60+20), Facts: `{"people":26,"seconds":14}`}
		if n == 1 {
			d.Kind, d.MemberID, d.Facts = care.SameAgain, nil, `{"nights":4,"odd":3}`
			d.AnsweredAt, d.AnsweredBy, d.Answer = &w.now, &nurse.id, "Ba chị này mất ngủ thật từ hôm trở trời, đã báo bác sĩ"
		}
		d.DoubtKey = care.Suspect{Kind: d.Kind, WardID: d.WardID, SlotID: d.SlotID, ShiftDay: d.ShiftDay}.Key()
		if d.AskedAt.After(w.now) {
			d.AskedAt = w.now
		}
		if err := db.Add(tx, &d); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(looks, 500) {
		if err := db.Append(tx, some); err != nil {
			return err
		}
	}
	return nil
}
