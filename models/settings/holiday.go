package settings

import (
	"slices"
	"strings"
	"time"

	"maiam/models/value"
)

// Holiday is a public holiday. Its name in both languages stands under "settings.holiday." and
// the key.
type Holiday struct {
	Day value.Day `json:"day"`
	Key string    `json:"key"`
}

// otherHoliday is the key of a holiday that the law added after this program was written.
const otherHoliday = "other"

// holidayKeys name the holidays that have a date of their own; the lunar ones begin with "lunar".
var holidayKeys = map[string]string{
	"01-01": "new_year", "04-30": "reunification", "05-01": "labour", "09-01": "national", "09-02": "national", "09-03": "national",
	"lunar 03-10": "hung_kings",
}

// Holidays lists the public holidays of a year, as the settings of that time have them: Article
// 112 of the Labour Code 2019, Tết and the Hùng Kings' day by the lunar calendar of Hà Nội. Days
// that a yearly notice moves are not in it: those are swapped days.
func (b *Book) Holidays(year int) []Holiday {
	var out []Holiday
	add := func(d value.Day, key string) {
		if !slices.ContainsFunc(out, func(h Holiday) bool { return h.Day == d }) {
			out = append(out, Holiday{d, key})
		}
	}
	for _, date := range b.dates(HolidaysFixed) {
		if d, ok := value.DayAt(year, date.month, date.date); ok && b.lists(HolidaysFixed, d, date.text) {
			add(d, keyOf(date.text))
		}
	}
	for _, date := range b.dates(HolidaysLunar) {
		d, ok := (value.LunarDay{Year: year, Month: int(date.month), Date: date.date}).Solar()
		if ok && b.lists(HolidaysLunar, d, date.text) {
			add(d, keyOf("lunar "+date.text))
		}
	}
	if first, ok := value.Tet(year); ok {
		days, _ := b.Int(TetDays, first) // nothing set: no day of Tết
		before, _ := b.Int(TetBefore, first)
		for n := range days {
			add(first.AddDays(n-before), "tet")
		}
	}
	slices.SortFunc(out, func(a, b Holiday) int { return a.Day.Compare(b.Day) })
	return out
}

func keyOf(date string) string {
	if key, ok := holidayKeys[date]; ok {
		return key
	}
	return otherHoliday
}

// yearDate is a date that comes back every year.
type yearDate struct {
	text  string // 04-30
	month time.Month
	date  int
}

// dates gathers every date that any row of a setting ever listed.
func (b *Book) dates(name Name) []yearDate {
	var out []yearDate
	for _, r := range b.values[name] {
		if !r.Known() {
			continue
		}
		for text := range strings.SplitSeq(r.Text, ",") {
			d, err := value.ParseDay("2001-" + text)
			if err != nil || slices.ContainsFunc(out, func(o yearDate) bool { return o.text == text }) {
				continue
			}
			_, month, date := d.Date()
			out = append(out, yearDate{text, month, date})
		}
	}
	return out
}

// lists tells whether the row that holds on a day has a date in its list.
func (b *Book) lists(name Name, day value.Day, date string) bool {
	r, ok := b.On(name, day)
	return ok && r.Known() && slices.Contains(strings.Split(r.Text, ","), date)
}

func weekend(d value.Day) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}
