package value

import (
	"database/sql/driver"
	"strconv"
	"strings"
	"time"
)

// Reasons a text is not a day.
const (
	DayUnreadable Reason = "value.day_unreadable" // not written like a day
	DayImpossible Reason = "value.day_impossible" // 31/02: no such day in the calendar
)

// Day is a day in the calendar, without hour or zone: a birthday, the day a
// rule begins, the day a shift belongs to. Its zero value means "no day" and
// is NULL in the database. Days can be compared with == and used as map keys.
type Day struct {
	n int32 // days since 31 December of the year 0, so that 0 means none
}

const (
	isoDay    = "2006-01-02"
	unixShift = 719163 // the number of 1970-01-01
	lastDay   = 3652059
	dayLong   = 24 * 60 * 60
)

// DayAt makes the day of a year, month and date; ok is false when the calendar
// has no such day.
func DayAt(year int, month time.Month, date int) (d Day, ok bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || date < 1 || date > 31 {
		return Day{}, false
	}
	t := time.Date(year, month, date, 0, 0, 0, 0, time.UTC)
	if t.Day() != date {
		return Day{}, false
	}
	return dayFromUTC(t), true
}

// MustDay reads a day written in the program itself and panics on a slip; for
// text typed by people use ParseDay.
func MustDay(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic("value: " + s + " is no day")
	}
	return d
}

// DayOf tells which day it is in a zone at an instant.
func DayOf(at time.Time, zone *time.Location) Day {
	y, m, d := at.In(zone).Date()
	return dayFromUTC(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// ParseDay reads "2026-11-21" and what Vietnamese people write: "21/11/2026",
// "1/2/2026", "21-11-2026", "21.11.2026". An empty text is no day and no
// error. Years of two digits are refused: nobody can tell 1926 from 2026.
func ParseDay(s string) (Day, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Day{}, nil
	}
	sep := strings.IndexAny(s, "/-.")
	if sep < 0 {
		return Day{}, DayUnreadable
	}
	parts := strings.Split(s, s[sep:sep+1])
	if len(parts) != 3 {
		return Day{}, DayUnreadable
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	if sep == 4 && s[sep] != '.' { // year first
		parts[0], parts[2] = parts[2], parts[0]
	}
	date, ok1 := digits(parts[0], 1, 2)
	month, ok2 := digits(parts[1], 1, 2)
	year, ok3 := digits(parts[2], 4, 4)
	if !ok1 || !ok2 || !ok3 {
		return Day{}, DayUnreadable
	}
	d, ok := DayAt(year, time.Month(month), date)
	if !ok {
		return Day{}, DayImpossible
	}
	return d, nil
}

// digits reads a number of min to max ASCII digits.
func digits(s string, min, max int) (int, bool) {
	if len(s) < min || len(s) > max {
		return 0, false
	}
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// IsZero tells that no day is given.
func (d Day) IsZero() bool { return d.n == 0 }

// Date gives year, month and date; all zero when no day is given.
func (d Day) Date() (year int, month time.Month, date int) {
	if d.IsZero() {
		return 0, 0, 0
	}
	return d.utc().Date()
}

// Year gives the year, 0 when no day is given.
func (d Day) Year() int { y, _, _ := d.Date(); return y }

// Weekday tells the day of the week.
func (d Day) Weekday() time.Weekday { return d.utc().Weekday() }

// AddDays moves n days forward (or back). No day stays no day.
func (d Day) AddDays(n int) Day {
	if d.IsZero() {
		return d
	}
	to := int64(d.n) + int64(n)
	return Day{int32(min(max(to, 1), lastDay))}
}

// AddMonths moves n calendar months; 31 January plus one month is the last day
// of February, as people count when they say "ba tháng".
func (d Day) AddMonths(n int) Day {
	if d.IsZero() {
		return d
	}
	_, _, date := d.Date()
	m := MonthOf(d).Add(n)
	return m.First().AddDays(min(date, m.Length()) - 1)
}

// AddYears moves n years; 29 February becomes 28 where there is none.
func (d Day) AddYears(n int) Day { return d.AddMonths(12 * n) }

// Sub counts the days from other to d.
func (d Day) Sub(other Day) int { return int(d.n) - int(other.n) }

// Before tells whether d comes before other.
func (d Day) Before(other Day) bool { return d.n < other.n }

// After tells whether d comes after other.
func (d Day) After(other Day) bool { return d.n > other.n }

// Compare is -1, 0 or +1, for sorting.
func (d Day) Compare(other Day) int {
	switch {
	case d.n < other.n:
		return -1
	case d.n > other.n:
		return 1
	}
	return 0
}

// Start gives the instant at which the day begins in a zone.
func (d Day) Start(zone *time.Location) time.Time { return d.At(zone, 0) }

// At gives the instant of a wall-clock minute of the day in a zone; minute
// 1500 is one o'clock of the next night.
func (d Day) At(zone *time.Location, minute int) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	y, m, date := d.Date()
	return time.Date(y, m, date, 0, minute, 0, 0, zone)
}

// AgeOn counts the full years from this birthday to a day; someone born on
// 29 February grows older on 1 March of other years. It is 0 before birth.
func (d Day) AgeOn(on Day) int {
	if d.IsZero() || on.Before(d) {
		return 0
	}
	y1, m1, d1 := d.Date()
	y2, m2, d2 := on.Date()
	age := y2 - y1
	if m2 < m1 || m2 == m1 && d2 < d1 {
		age--
	}
	return age
}

// String writes the day as 2026-11-21, and nothing when no day is given.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(isoDay)
}

// Vietnamese writes the day as 21/11/2026.
func (d Day) Vietnamese() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format("02/01/2006")
}

// MarshalText writes the day for forms and files.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a day from forms and files.
func (d *Day) UnmarshalText(b []byte) error {
	v, err := ParseDay(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// UnmarshalParam reads a day from a form field or an address.
func (d *Day) UnmarshalParam(s string) error { return d.UnmarshalText([]byte(s)) }

// MarshalJSON writes the day as a string, or null when no day is given.
func (d Day) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads a string or null.
func (d *Day) UnmarshalJSON(b []byte) error {
	s, err := textOfJSON(b, DayUnreadable)
	if err != nil {
		return err
	}
	return d.UnmarshalText([]byte(s))
}

// textOfJSON takes the text out of a JSON string; null is an empty text.
func textOfJSON(b []byte, bad Reason) (string, error) {
	if string(b) == "null" {
		return "", nil
	}
	s, err := strconv.Unquote(strings.ReplaceAll(string(b), `\/`, "/"))
	if err != nil || len(b) == 0 || b[0] != '"' {
		return "", bad
	}
	return s, nil
}

// Value gives the database 2026-11-21, or NULL when no day is given.
func (d Day) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a DATE column of either database.
func (d *Day) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Day{}
		return nil
	case time.Time:
		y, m, date := v.Date()
		*d = dayFromUTC(time.Date(y, m, date, 0, 0, 0, 0, time.UTC))
		return nil
	case []byte:
		return d.scanText(string(v))
	case string:
		return d.scanText(v)
	}
	return DayUnreadable
}

// scanText also takes the date out of a full timestamp, which a database gives
// for computed columns.
func (d *Day) scanText(s string) error {
	if len(s) > len(isoDay) && (s[len(isoDay)] == ' ' || s[len(isoDay)] == 'T') {
		s = s[:len(isoDay)]
	}
	return d.UnmarshalText([]byte(s))
}

// GormDataType names the column type.
func (Day) GormDataType() string { return "date" }

func (d Day) utc() time.Time {
	return time.Unix((int64(d.n)-unixShift)*dayLong, 0).UTC()
}

func dayFromUTC(t time.Time) Day {
	n := t.Unix()/dayLong + unixShift
	if t.Unix() < 0 && t.Unix()%dayLong != 0 {
		n--
	}
	if n < 1 || n > lastDay {
		return Day{}
	}
	return Day{int32(n)}
}
