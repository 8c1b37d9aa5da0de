package settings

import (
	"slices"
	"sync"
	"time"

	"maiam/models/value"
)

// Holiday is a public holiday. Its name in both languages stands under "settings.holiday." and
// the key.
type Holiday struct {
	Day value.Day `json:"day"`
	Key string    `json:"key"`
}

// eve to the fourth day of the lunar year, the usual five days of Tết.
const tetDays = 5

// Holidays lists the public holidays of a year, as practice reads Article 112 of the Labour Code
// 2019 (recalled). Which five days of Tết and which day beside 2 September are off is fixed each
// year by a notice: the days that differ are written in holidays.extra and holidays.worked.
func Holidays(year int) []Holiday {
	var out []Holiday
	add := func(month time.Month, date int, key string) {
		if d, ok := value.DayAt(year, month, date); ok {
			out = append(out, Holiday{d, key})
		}
	}
	add(time.January, 1, "new_year")
	if first, ok := value.Tet(year); ok {
		for n := range tetDays {
			out = append(out, Holiday{first.AddDays(n - 1), "tet"})
		}
	}
	if d, ok := (value.LunarDay{Year: year, Month: 3, Date: 10}).Solar(); ok {
		out = append(out, Holiday{d, "hung_kings"})
	}
	add(time.April, 30, "reunification")
	add(time.May, 1, "labour")
	add(time.September, 1, "national")
	add(time.September, 2, "national")
	slices.SortStableFunc(out, func(a, b Holiday) int { return a.Day.Compare(b.Day) })
	return out
}

// made holds the days off of each year once they were computed.
var made sync.Map // year → map[value.Day]bool

// daysOff gives the holidays of a year together with the working days that make up for those that
// fall on a Saturday or Sunday.
func daysOff(year int) map[value.Day]bool {
	if kept, ok := made.Load(year); ok {
		return kept.(map[value.Day]bool)
	}
	off := map[value.Day]bool{}
	holidays := Holidays(year)
	for _, h := range holidays {
		off[h.Day] = true
	}
	for _, h := range holidays {
		if !weekend(h.Day) {
			continue
		}
		instead := h.Day
		for off[instead] || weekend(instead) {
			instead = instead.AddDays(1)
		}
		off[instead] = true
	}
	made.Store(year, off)
	return off
}

func weekend(d value.Day) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// Calendar tells working days from others.
type Calendar struct{ extra, worked map[value.Day]bool }

func newCalendar(extra, worked []value.Day) Calendar {
	set := func(days []value.Day) map[value.Day]bool {
		m := map[value.Day]bool{}
		for _, d := range days {
			m[d] = true
		}
		return m
	}
	return Calendar{set(extra), set(worked)}
}

// Working tells whether offices work on a day: not on Saturday or Sunday, not on a public holiday
// or the day that makes up for it, unless that year's notice says otherwise.
func (c Calendar) Working(d value.Day) bool {
	switch {
	case c.worked[d]:
		return true
	case c.extra[d] || weekend(d):
		return false
	}
	return !daysOff(d.Year())[d]
}

// AddWorking counts n working days after a day; the day itself is not counted. With n of 0 or less
// it is the day itself.
func (c Calendar) AddWorking(from value.Day, n int) value.Day {
	d := from
	for range min(max(n, 0), 10_000) {
		for d = d.AddDays(1); !c.Working(d); d = d.AddDays(1) {
		}
	}
	return d
}

// WorkingBetween counts the working days after one day, up to and with another.
func (c Calendar) WorkingBetween(after, to value.Day) int {
	n := 0
	for d := after.AddDays(1); !d.After(to); d = d.AddDays(1) {
		if c.Working(d) {
			n++
		}
	}
	return n
}
