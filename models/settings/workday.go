package settings

import (
	"slices"
	"sync"

	"maiam/models/db"
	"maiam/models/value"
)

// Workdays tells working days from days off. It knows weekends, public holidays, the days that
// make up for holidays on a weekend, and the days that a notice of the government swapped. It is
// read once for all requests and never asks the database.
type Workdays struct {
	book  *Book
	swaps map[value.Day]SwapDay
	years sync.Map // year → map[value.Day]Reason, made when first asked for
}

// WorkingDays gives the working days as they are set now.
func WorkingDays(tx *db.Tx) (*Workdays, error) {
	return ask(tx, func(b *Book) (*Workdays, error) { return b.Workdays, nil })
}

func newWorkdays(b *Book, swaps []SwapDay) *Workdays {
	w := &Workdays{book: b, swaps: map[value.Day]SwapDay{}}
	for _, s := range swaps { // by version: the newest counts
		w.swaps[s.Day] = s
	}
	return w
}

// Reason says why a day is off, or why a day on a weekend or a holiday is worked. Key is a text
// key: "settings.holiday.tet", "settings.off.weekend", "settings.off.instead" for a day that makes
// up for the holiday named in Holiday, "settings.off.notice" and "settings.off.worked" for a day
// that a notice swapped, whose own words stand in Name. An ordinary working day has no key.
type Reason struct {
	Off     bool   `json:"off"`
	Key     string `json:"key"`
	Holiday string `json:"holiday,omitempty"`
	Name    string `json:"name,omitempty"`
}

// Why tells what kind of day it is.
func (w *Workdays) Why(day value.Day) Reason {
	if s, ok := w.swaps[day]; ok {
		switch s.Kind {
		case SwapOff:
			return Reason{Off: true, Key: "settings.off.notice", Name: s.Name}
		case SwapWorked:
			return Reason{Key: "settings.off.worked", Name: s.Name}
		}
	}
	return w.lawful(day)
}

// lawful tells what kind of day it is without any notice.
func (w *Workdays) lawful(day value.Day) Reason {
	if r, ok := w.year(day.Year())[day]; ok {
		return r
	}
	if weekend(day) {
		return Reason{Off: true, Key: "settings.off.weekend"}
	}
	return Reason{}
}

// Is tells whether offices work on a day.
func (w *Workdays) Is(day value.Day) bool { return !w.Why(day).Off }

// maxWorkdays bounds a count of working days: about forty years.
const maxWorkdays = 10_000

// Add gives the day that is n working days after a day; the day itself is not counted. With n of
// 0 or less it is the day itself; after no day comes no day.
func (w *Workdays) Add(day value.Day, n int) value.Day {
	if day.IsZero() {
		return day
	}
	for range min(max(n, 0), maxWorkdays) {
		for day = day.AddDays(1); !w.Is(day); day = day.AddDays(1) {
		}
	}
	return day
}

// Between counts the working days after one day, up to and with another; the count is negative
// when the second day comes first.
func (w *Workdays) Between(after, to value.Day) int {
	if to.Before(after) {
		return -w.Between(to, after)
	}
	n := 0
	for i := range to.Sub(after) {
		if w.Is(after.AddDays(i + 1)) {
			n++
		}
	}
	return n
}

// year gives the holidays of a year and the working days that make up for those that fall on a
// Saturday or Sunday; a holiday at the end of a year may be made up for in the next.
func (w *Workdays) year(year int) map[value.Day]Reason {
	if kept, ok := w.years.Load(year); ok {
		return kept.(map[value.Day]Reason)
	}
	off := map[value.Day]Reason{}
	holidays := append(w.book.Holidays(year-1), w.book.Holidays(year)...)
	for _, h := range holidays {
		off[h.Day] = Reason{Off: true, Key: "settings.holiday." + h.Key, Holiday: h.Key}
	}
	for _, h := range holidays {
		if !weekend(h.Day) {
			continue
		}
		instead := h.Day
		for off[instead].Off || weekend(instead) {
			instead = instead.AddDays(1)
		}
		off[instead] = Reason{Off: true, Key: "settings.off.instead", Holiday: h.Key}
	}
	w.years.Store(year, off)
	return off
}

// DayOff is one line of a year's list: a holiday, a day that makes up for one, or a swapped day.
type DayOff struct {
	Day    value.Day
	Reason Reason
	Swap   *SwapDay // the notice, where one decides
}

// Year lists the holidays of a year, the days that make up for them and the swapped days, in
// order; ordinary weekends are not listed.
func (w *Workdays) Year(year int) []DayOff {
	var out []DayOff
	for d := range w.year(year) {
		if _, swapped := w.swaps[d]; d.Year() == year && !swapped {
			out = append(out, DayOff{Day: d, Reason: w.lawful(d)})
		}
	}
	for d, s := range w.swaps {
		r := w.Why(d)
		if d.Year() == year && (s.Kind != SwapNone || r.Holiday != "") {
			line := DayOff{Day: d, Reason: r}
			if s.Kind != SwapNone {
				line.Swap = &s
			}
			out = append(out, line)
		}
	}
	slices.SortFunc(out, func(a, b DayOff) int { return a.Day.Compare(b.Day) })
	return out
}
