package sample

import (
	"math/rand/v2"
	"slices"
	"time"

	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// live thinks out what befalls everybody from the first day to yesterday, in the order of time.
// Today brings nothing, so that the house has the same people at whatever hour it is filled.
func (w *world) live() {
	w.keepBeds()
	last := w.keepAway()
	coming := map[value.Day][]*human{}
	going := map[value.Day][]*human{}
	for _, h := range w.people {
		if h.follows != nil {
			day := value.DayOf(h.admitted, w.zone)
			coming[day] = append(coming[day], h)
		}
		if h.left != nil {
			day := value.DayOf(*h.left, w.zone)
			going[day] = append(going[day], h)
		}
	}
	held := map[*human]*bed{} // the bed that somebody leaves to the one who follows
	var back []event
	for day := w.first; day.Before(w.today); day = day.AddDays(1) {
		var now []event
		add := func(e event) { now = append(now, e) }
		back = slices.DeleteFunc(back, func(e event) bool {
			if !value.DayOf(e.at, w.zone).After(day) {
				add(e)
				return true
			}
			return false
		})
		for _, h := range going[day] {
			add(event{at: *h.left, verb: goes, who: h, by: w.hand(h.ward.campus, "social_worker", "manager")})
		}
		for _, h := range coming[day] {
			add(event{at: h.admitted, verb: comes, who: h, by: w.hand(h.ward.campus, "social_worker", "nurse")})
		}
		for _, e := range last[day] {
			add(e)
		}
		r := w.chance(forDay, uint64(day.Sub(value.MustDay("2000-01-01")))) // #nosec G115 -- only a seed: any bits do
		w.leaveToday(r, day, add, &back)
		slices.SortStableFunc(now, func(a, b event) int { return a.at.Compare(b.at) })
		for i := range now {
			e := &now[i]
			switch e.verb {
			case goes:
				held[e.who] = e.who.bed
				e.who.bed.kept = true
			case comes:
				e.bed = held[e.who.follows]
				e.bed.kept = false
			}
			e.apply()
		}
		w.events = append(w.events, now...)
		w.rearrange(r, day)
	}
	slices.SortStableFunc(w.events, func(a, b event) int { return a.at.Compare(b.at) })
}

// keepBeds chooses the beds that are broken today: nobody lies in them in the whole history.
func (w *world) keepBeds() {
	r := w.chance(forPlaces)
	for _, c := range w.places {
		for n, i := 0, 0; n < 2 && i < 40; i++ {
			wd := pick(r, c.wards)
			if wd.plan.name == khuB || wd.plan.people == 0 {
				continue
			}
			if b := pick(r, wd.beds); b.who == nil && !b.kept && !b.told && len(wd.free(b.sex)) > 1 {
				b.kept = true
				n++
			}
		}
	}
}

// broken lists the beds that keepBeds chose.
func (c *campus) broken() []*bed {
	var out []*bed
	for _, wd := range c.wards {
		for _, b := range wd.beds {
			if b.kept && !b.told && b.who == nil {
				out = append(out, b)
			}
		}
	}
	return out
}

// keepAway chooses who is away today, and gives their leaving by day. Nobody of Khu B is among
// them, so that its round has everybody.
func (w *world) keepAway() map[value.Day][]event {
	out := map[value.Day][]event{}
	r := w.chance(forTurnover, 2)
	for _, c := range w.places {
		wanted := []int{2, 1, 0} // hospital, leave, missing
		usual := 90
		if c.index == 0 {
			wanted, usual = []int{4, 3, 1}, 100
		}
		var pool []*human
		for _, h := range w.people {
			if h.ward.campus == c && h.ward.plan.name != khuB && h.left == nil && h.follows == nil && !h.in.NameUnknown {
				pool = append(pool, h)
			}
		}
		r.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
		size := len(pool)
		if w.story != nil {
			size += w.story.taken[c]
		}
		for k, kind := range presence.AbsenceKinds {
			n := (wanted[k]*size + usual/2) / usual
			if wanted[k] > 0 {
				n = max(n, 1)
			}
			if within := size*6/5 >= usual && size <= usual; within {
				n = wanted[k]
			}
			for one := range min(n, len(pool)/2) {
				i := slices.IndexFunc(pool, func(h *human) bool { return !h.kept && suits(h, kind) })
				if i < 0 {
					break
				}
				h := pool[i]
				h.kept = true
				day := w.today.AddDays(-1 - r.IntN([]int{6, 3, 1}[k]))
				if day.Before(w.first) {
					day = w.first
				}
				e := w.leaving(r, h, kind, day)
				if kind == presence.Leave {
					e.away.due = w.today.AddDays(r.IntN(4))
					if one == 0 { // who should have been back yesterday
						e.away.due = w.today.AddDays(-1)
					}
				}
				if kind == presence.Missing && !h.has("escape") {
					e.away.note = "Ra vườn sau bữa tối, không thấy quay lại"
				}
				out[day] = append(out[day], e)
			}
		}
	}
	return out
}

// suits tells whether somebody could be away in this way.
func suits(h *human, kind presence.AbsenceKind) bool {
	switch kind {
	case presence.Leave:
		return len(h.kin) > 0
	case presence.Missing:
		return h.ward.life() == "severe" || h.ward.life() == "recovery"
	}
	return true
}

// leaveToday lets people fall ill, go home or run away on a day, and notes when they come back.
func (w *world) leaveToday(r *rand.Rand, day value.Day, add func(event), back *[]event) {
	weekend := day.Weekday() == time.Friday || day.Weekday() == time.Saturday
	for _, h := range w.people {
		if h.bed == nil || h.kept || h.away != nil || !day.After(h.awayUntil) {
			continue
		}
		kind, days := presence.AbsenceKind(""), 0
		switch n := r.IntN(10_000); {
		case n < 34:
			kind, days = presence.Hospital, 2+r.IntN(8)
		case n < 46 || weekend && n < 130:
			kind, days = presence.Leave, 1+r.IntN(4)
		case n > 9_990 && h.has("escape"):
			kind, days = presence.Missing, r.IntN(2)
		}
		until := day.AddDays(days)
		if kind == "" || !suits(h, kind) || !until.Before(w.today) || h.left != nil && !until.AddDays(1).Before(value.DayOf(*h.left, w.zone)) ||
			h.follows != nil && !value.DayOf(h.admitted, w.zone).Before(day) {
			continue
		}
		h.awayUntil = until.AddDays(2)
		e := w.leaving(r, h, kind, day)
		add(e)
		at := w.between(r, until, 9.5, 17)
		if kind == presence.Missing {
			at = w.between(r, until, 21, 23.5)
		}
		ret := event{at: at, verb: comesBack, who: h, by: w.hand(h.ward.campus, "nurse", "doctor")}
		if until == day {
			add(ret)
		} else {
			*back = append(*back, ret)
		}
	}
}

// leaving is the event of somebody who goes away.
func (w *world) leaving(r *rand.Rand, h *human, kind presence.AbsenceKind, day value.Day) event {
	e := event{verb: leavesHouse, who: h, by: w.hand(h.ward.campus, "nurse", "doctor")}
	a := away{kind: kind, by: e.by}
	switch kind {
	case presence.Hospital:
		e.at = w.between(r, day, 6.5, 20.5)
		near := "Bệnh viện Đa khoa Đô Lương"
		if h.ward.campus.index > 0 {
			near = "Bệnh viện Đa khoa Diễn Châu"
		}
		a.place = pick(r, []string{near, near, "Bệnh viện Hữu nghị Đa khoa Nghệ An"})
		why := []string{"Sốt cao, ho nhiều", "Đau bụng, nôn", "Viêm phổi", "Huyết áp cao, chóng mặt", "Gãy xương cổ tay do ngã"}
		switch h.ward.life() {
		case "severe", "recovery":
			why = append(why, "Co giật kéo dài")
			if r.IntN(3) == 0 {
				a.place, why = "Bệnh viện Tâm thần Nghệ An", []string{"Kích động, cần chỉnh thuốc", "Không ngủ nhiều đêm, hoang tưởng"}
			}
		case "children":
			a.place, why = pick(r, []string{near, "Bệnh viện Sản Nhi Nghệ An"}), []string{"Sốt cao, co giật", "Tiêu chảy", "Viêm phổi"}
		}
		a.note = pick(r, why)
		a.companion = pick(r, []string{"Điều dưỡng trực", "Nhân viên chăm sóc", ""})
	case presence.Leave:
		e.at = w.between(r, day, 7.5, 10)
		a.due = day.AddDays(1 + r.IntN(4))
		a.place = "Nhà gia đình, " + h.home
		a.companion = h.kin[0].Name
		a.note = pick(r, []string{"Gia đình đón về thăm", "Giỗ trong nhà", "Đám cưới cháu", ""})
	case presence.Missing:
		e.at = w.between(r, day, 18, 20)
		a.note = "Không có mặt khi đi buồng, đã báo công an xã"
	}
	a.from = e.at
	e.away = a
	return e
}

// rearrange moves a few people to other beds in the evening order of the day's work, and swaps two.
func (w *world) rearrange(r *rand.Rand, day value.Day) {
	for _, wd := range w.wards {
		if wd.lives == 0 {
			continue
		}
		n := r.IntN(1000)
		if n >= 28 {
			continue
		}
		h := pick(r, wd.beds).who
		if !w.steady(h, day) {
			continue
		}
		by := w.hand(wd.campus, "nurse", "manager")
		e := event{at: w.between(r, day, 18, 19.5), who: h, by: by}
		if n < 16 {
			free := wd.free(h.in.Sex)
			if len(free) == 0 {
				continue
			}
			e.verb, e.bed = moves, pick(r, free)
		} else {
			other := pick(r, wd.beds).who
			if !w.steady(other, day) || other == h || other.bed.sex != h.bed.sex || wd.plan.sex == wards.ForAny && other.in.Sex != h.in.Sex {
				continue
			}
			e.verb, e.with = swaps, other
		}
		e.apply()
		w.events = append(w.events, e)
	}
}

// steady tells that somebody is here on a day, without any other event close by.
func (w *world) steady(h *human, day value.Day) bool {
	if h == nil || h.kept || h.away != nil || !day.After(h.awayUntil) {
		return false
	}
	if h.left != nil && h.left.Before(w.at(day.AddDays(1), 0)) {
		return false
	}
	return h.follows == nil || h.admitted.Before(w.at(day, 0))
}
