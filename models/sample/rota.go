package sample

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// unit is a few wards whose carers stand in for each other: in the evening and at night one person
// looks after all of them.
type unit struct {
	wards  []*ward
	extra  []*ward // where nobody lives for long: looked after beside
	carers []*worker
	first  int // who has the first morning shift today
}

// turn is somebody's place in the rota of one day.
type turn struct {
	who   *worker
	shift string // the shift's code
	wards []*ward
	kind  staff.DutyKind
}

// pair puts the wards of a campus together by two: those that somebody has both of, those for men, those
// for women, then the others in the order of the plan. Wards where nobody lives go with the last.
func (c *campus) pair() (out []*unit) {
	var open, empty []*ward
	for _, wd := range c.wards {
		switch {
		case wd.plan.people == 0:
			empty = append(empty, wd)
		default:
			open = append(open, wd)
		}
	}
	for _, alike := range []func(a, b *ward) bool{
		func(a, b *ward) bool {
			return slices.ContainsFunc(a.carers, func(k *worker) bool { return slices.Contains(b.carers, k) })
		},
		func(a, b *ward) bool { return a.plan.sex == b.plan.sex },
		func(*ward, *ward) bool { return true },
	} {
		for i := 0; i < len(open); i++ {
			j := slices.IndexFunc(open[i+1:], func(o *ward) bool { return alike(open[i], o) })
			if j < 0 {
				continue
			}
			out = append(out, &unit{wards: []*ward{open[i], open[i+1+j]}})
			open = slices.Delete(open, i+1+j, i+2+j)
			open = slices.Delete(open, i, i+1)
			i--
		}
	}
	for _, wd := range open {
		out = append(out, &unit{wards: []*ward{wd}})
	}
	if len(out) > 0 {
		out[len(out)-1].extra = empty
	}
	return out
}

// group gives each carer to one unit: first who belongs to one alone, then the others where fewest are,
// and lets everybody write in every ward of the unit.
func (w *world) group(c *campus) {
	c.units = c.pair()
	var shared []*worker
	for _, wd := range c.wards {
		for _, k := range wd.carers {
			var fits []*unit
			for _, u := range c.units {
				if slices.ContainsFunc(u.wards, func(o *ward) bool { return slices.Contains(o.carers, k) }) {
					fits = append(fits, u)
				}
			}
			switch {
			case len(fits) == 1 && !slices.Contains(fits[0].carers, k):
				fits[0].carers = append(fits[0].carers, k)
			case len(fits) > 1 && !slices.Contains(shared, k):
				shared = append(shared, k)
			}
		}
	}
	for _, k := range shared {
		var least *unit
		for _, u := range c.units {
			if slices.ContainsFunc(u.wards, func(o *ward) bool { return slices.Contains(o.carers, k) }) && (least == nil || len(u.carers) < len(least.carers)) {
				least = u
			}
		}
		least.carers = append(least.carers, k)
	}
	for _, u := range c.units {
		for i, k := range u.carers {
			if k.username == k.role || k.username == k.role+"_b" {
				u.first = i // the account that everybody tries has the morning today, and its own wards alone
				continue
			}
			for _, wd := range append(slices.Clone(u.wards), u.extra...) {
				if !slices.Contains(k.wards, wd.plan.name) {
					k.covers = append(k.covers, wd.plan.name)
				}
			}
		}
	}
}

// slots is the round of days that the carers of a unit go through one after the other: mornings, then
// afternoons, then a night, then days off. Nobody has less than twelve hours between two of them.
func slots(carers int) (out []string) {
	n := max(carers, 4)
	afternoons, nights := 1, 1
	if n >= 8 {
		afternoons = 2
	}
	if n >= 12 {
		nights = 2
	}
	for _, s := range []struct {
		code  string
		times int
	}{{"morning", (n - 1) / 2}, {"afternoon", afternoons}, {"night", nights}} {
		for range s.times {
			out = append(out, s.code)
		}
	}
	for len(out) < n {
		out = append(out, staff.NoShift)
	}
	return out
}

// on gives what the carers of a unit do on a day. It follows from the day alone.
func (u *unit) on(day, today value.Day) (out []turn) {
	round := slots(len(u.carers))
	at := func(i int) string {
		n := day.Sub(today) + i - u.first
		return round[(n%len(round)+len(round))%len(round)]
	}
	for _, code := range []string{"morning", "afternoon", "night"} {
		var who []*worker
		for i, k := range u.carers {
			if at(i) == code {
				who = append(who, k)
			}
		}
		for i, k := range who {
			t := turn{who: k, shift: code, kind: staff.WorkShift}
			for j, wd := range u.wards {
				if j%len(who) == i || len(who) > len(u.wards) && i%len(u.wards) == j {
					t.wards = append(t.wards, wd)
				}
			}
			for _, wd := range u.extra {
				if i == len(who)-1 && (slices.Contains(k.wards, wd.plan.name) || slices.Contains(k.covers, wd.plan.name)) {
					t.wards = append(t.wards, wd)
				}
			}
			out = append(out, t)
		}
	}
	return out
}

// dutyRoles have duty day and night for the whole campus, one after the other.
var dutyRoles = []string{"manager", "social_worker", "accountant", "therapist", "director", "instructor", "cashier", "storekeeper"}

// roster gives the whole rota of a campus for a day.
func (w *world) roster(c *campus, day value.Day, works func(value.Day) bool) (out []turn) {
	for _, u := range c.units {
		out = append(out, u.on(day, w.today)...)
	}
	n := day.Sub(value.MustDay("2000-01-03")) // a Monday
	var duty []*worker
	for _, role := range dutyRoles {
		for _, k := range w.team {
			if k.role == role && (k.campus == c.plan.code || k.campus == "" && c.index == 0) {
				duty = append(duty, k)
			}
		}
	}
	if len(duty) > 0 {
		for _, code := range []string{"morning", "afternoon", "night"} {
			out = append(out, turn{who: duty[n%len(duty)], shift: code, kind: staff.OnCall})
		}
	}
	for _, k := range w.team {
		here := k.campus == c.plan.code
		switch {
		case k.role == "nurse" && here:
			if works(day) {
				out = append(out, turn{who: k, shift: "morning", kind: staff.WorkShift})
			}
			if n%7 == 1 || n%7 == 4 {
				out = append(out, turn{who: k, shift: "night", kind: staff.LivesIn})
			}
		case k.role == "doctor" && n%2 == c.index && works(day), k.role == "buyer" && c.index == 0 && n%7 != 6:
			out = append(out, turn{who: k, shift: "morning", kind: staff.WorkShift})
		case k.role == "kitchen" && here:
			out = append(out, turn{who: k, shift: "morning", kind: staff.WorkShift})
		}
	}
	return out
}

// rotaDays is how long back a rota is kept; the rounds of long ago are given to the carers by lot.
const rotaDays = 62

// rotaFrom is the first day of the rota, rotaShown the last that is published, and rotaTo the last that
// is planned: a draft.
func (w *world) rotaFrom() value.Day {
	if from := w.today.AddDays(-rotaDays); from.After(w.first) {
		return staff.Monday(from).AddDays(7)
	}
	return w.first
}

func (w *world) rotaShown() value.Day { return staff.Monday(w.today).AddDays(13) }

func (w *world) rotaTo() value.Day { return w.rotaShown().AddDays(7) }

// onDuty gives who looks after a ward in a shift by the rota; nobody where there is none.
func (w *world) onDuty(wd *ward, day value.Day, code string) *worker {
	if day.Before(w.rotaFrom()) {
		return nil
	}
	for _, u := range wd.campus.units {
		if !slices.Contains(u.wards, wd) && !slices.Contains(u.extra, wd) {
			continue
		}
		for _, t := range u.on(day, w.today) {
			if t.shift == code && slices.Contains(t.wards, wd) {
				return t.who
			}
		}
	}
	return nil
}

// postRota writes the rota of a campus: published week by week on the Friday before, with the week after
// the next as a draft, and two people who will be away.
func (w *world) postRota(tx *db.Tx, c *campus) error {
	if err := tx.May("sample"); err != nil {
		return err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return err
	}
	by := w.hand(c, "manager", "director").number()
	latest := w.at(w.today.AddDays(-1), 16*60)
	begun := w.at(w.first, 4*60)
	var rows []staff.Duty
	var weeks []staff.Publication
	for day := w.rotaFrom(); !day.After(w.rotaTo()); day = day.AddDays(1) {
		ids := map[string]uint64{}
		for _, t := range book.Timetable.On(day) {
			ids[t.Shift.Code] = t.Shift.ID
		}
		recorded := within(w.at(staff.Monday(day).AddDays(-4), 15*60), begun, latest)
		var published *time.Time
		if !day.After(w.rotaShown()) {
			at := within(recorded.Add(18*time.Hour), begun, latest)
			published = &at
			if n := len(weeks); n == 0 || day.Weekday() == time.Monday {
				weeks = append(weeks, staff.Publication{CampusID: c.id, FromDay: day, ToDay: earliest(staff.Monday(day).AddDays(6), w.rotaShown()), RecordedAt: at, RecordedBy: by})
			}
		}
		for _, t := range w.roster(c, day, book.Workdays.Is) {
			places := t.wards
			if len(places) == 0 {
				places = []*ward{{}}
			}
			for _, wd := range places {
				row := staff.Duty{CampusID: c.id, MemberID: t.who.id, ShiftID: ids[t.shift], Day: day, Ward: staff.Ref(wd.id), Kind: t.kind, RecordedAt: recorded, RecordedBy: by}
				key := fmt.Sprintf("%d:%s:%d:%d", row.MemberID, row.Day, row.ShiftID, row.Ward)
				row.OpenKey = &key
				if published != nil {
					row.PublishedAt, row.PublishedBy = published, by
					weeks[len(weeks)-1].Duties++
				}
				rows = append(rows, row)
			}
		}
	}
	if err := db.Append(tx, rows); err != nil {
		return err
	}
	if err := db.Append(tx, weeks); err != nil {
		return err
	}
	if err := db.Append(tx, w.leaves(c, by, latest)); err != nil {
		return err
	}
	return db.Append(tx, w.came(book, rows))
}

// came are those of the running shift who took it up, a few minutes before it: all but the accounts that
// everybody tries, who meet the button, and one more, so that the planner has somebody to ask about.
func (w *world) came(book *settings.Book, rows []staff.Duty) (out []staff.Attendance) {
	now, ok := book.Timetable.TurnAt(w.now)
	if !ok {
		return nil
	}
	done := map[uint64]bool{}
	for _, d := range rows {
		k := w.team[slices.IndexFunc(w.team, func(k *worker) bool { return k.id == d.MemberID })]
		if d.ShiftID != now.Shift.ID || d.Day != now.Day || d.Kind == staff.LivesIn || done[d.MemberID] || strings.HasPrefix(k.username, k.role) && len(k.username) <= len(k.role)+2 {
			continue
		}
		if done[d.MemberID] = true; len(done) == 2 {
			continue
		}
		at := now.Starts().Add(-time.Duration(2+len(done)%7) * time.Minute).UTC()
		key := fmt.Sprintf("%d:%s:%d:%s", d.MemberID, d.Day, d.ShiftID, staff.TookUp)
		out = append(out, staff.Attendance{CampusID: d.CampusID, MemberID: d.MemberID, ShiftID: d.ShiftID, Day: d.Day, Step: staff.TookUp, At: at, RecordedAt: at, RecordedBy: d.MemberID, OpenKey: &key})
	}
	return out
}

// leaves are two carers of a campus who will be away: one is ill tomorrow, one has leave next week.
func (w *world) leaves(c *campus, by uint64, at time.Time) (out []staff.Absence) {
	if len(c.units) == 0 {
		return nil
	}
	last := c.units[len(c.units)-1]
	if n := len(last.carers); n > 2 {
		for i, k := range last.carers {
			// The one who has a duty tomorrow and is no sample account: a gap that somebody must fill.
			if i != last.first && slices.ContainsFunc(last.on(w.today.AddDays(1), w.today), func(t turn) bool { return t.who == k }) {
				out = append(out, staff.Absence{MemberID: k.id, Kind: staff.SickLeave, FromDay: w.today.AddDays(1), ToDay: w.today.AddDays(2), Note: "Sốt, có giấy của trạm y tế", RecordedAt: at, RecordedBy: by})
				break
			}
		}
	}
	if u := c.units[0]; len(u.carers) > 1 {
		k := u.carers[(u.first+1)%len(u.carers)]
		from := staff.Monday(w.today).AddDays(15)
		out = append(out, staff.Absence{MemberID: k.id, Kind: staff.AnnualLeave, FromDay: from, ToDay: from.AddDays(4), RecordedAt: at, RecordedBy: by})
	}
	return out
}

func within(at, first, last time.Time) time.Time {
	if at.After(last) {
		at = last
	}
	if at.Before(first) {
		at = first
	}
	return at
}

func earliest(a, b value.Day) value.Day {
	if b.Before(a) {
		return b
	}
	return a
}
