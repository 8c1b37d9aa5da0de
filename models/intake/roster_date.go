package intake

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"maiam/models/value"
)

// smallNumber reads a count or a running number.
func smallNumber(w string) (int, bool) {
	if w == "" || len(w) > 6 {
		return 0, false
	}
	n, err := strconv.Atoi(w)
	return n, err == nil && n >= 0
}

// The numbers by which spreadsheets count days: 1 is 1 January 1900. Below
// serialFrom a bare number is taken for a year instead.
const (
	serialFrom = 2200
	serialTo   = 73050 // the end of 2099
)

var serialZero, _ = value.DayAt(1899, time.December, 30)

// serialDay reads a day that the spreadsheet keeps as a number.
func serialDay(c value.GridCell) (value.Day, bool) {
	if c.Kind == value.GridDate && !c.Date.IsZero() {
		return c.Date, true
	}
	if c.Kind != value.GridNumber && c.Kind != value.GridText {
		return value.Day{}, false
	}
	digits := c.Number
	if c.Kind == value.GridText { // a serial number that was stored as text
		digits = strings.TrimSpace(c.Text)
	}
	digits, _, _ = strings.Cut(digits, ".")
	n, err := strconv.Atoi(digits)
	if err != nil || n < serialFrom || n > serialTo {
		return value.Day{}, false
	}
	return serialZero.AddDays(n), true
}

var (
	longDay   = regexp.MustCompile(`ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})`)
	shortDay  = regexp.MustCompile(`(?:^|\D)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?:\D|$)`)
	yearShort = regexp.MustCompile(`^(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{2})$`)
	isoDay    = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}`)
	ageText   = regexp.MustCompile(`^(?:khoang |uoc |tam |chung )?(\d{1,3}) tuoi$`)
)

// dayInText finds the day that a title names: "(Tính đến ngày 31/10/2026)".
func dayInText(c value.GridCell) value.Day {
	if c.Kind == value.GridDate {
		return c.Date
	}
	if len(c.Text) > 300 {
		return value.Day{}
	}
	m := longDay.FindStringSubmatch(words(c.Text))
	if m == nil {
		m = shortDay.FindStringSubmatch(c.Text)
	}
	if m == nil {
		return value.Day{}
	}
	d, _ := dayOfParts(m[1], m[2], m[3])
	return d
}

func dayOfParts(date, month, year string) (value.Day, bool) {
	d, _ := strconv.Atoi(date)
	m, _ := strconv.Atoi(month)
	y, _ := strconv.Atoi(year)
	return value.DayAt(y, time.Month(m), d)
}

// unknownWords mean that nobody knows.
const unknownWords = "khong ro|khong|chua ro|khong biet|k ro|kr|khong co|chua co|unknown|n a|ko|ko ro|khong nho"

func unknown(s string) bool {
	w := words(s)
	return w == "" || has(unknownWords, w)
}

// readDay reads a day in a column of days. ok is false when something is
// written that is no day; completed tells that the century was added.
func readDay(c value.GridCell, asOf value.Day) (d value.Day, completed, ok bool) {
	if c.Empty() || unknown(c.Text) {
		return value.Day{}, false, true
	}
	if d, ok := serialDay(c); ok {
		return d, false, true
	}
	text := strings.TrimRight(value.CleanText(c.Text), " .,;?")
	if iso := isoDay.FindString(text); iso != "" {
		text = iso
	}
	if d, err := value.ParseDay(text); err == nil && !d.IsZero() {
		return d, false, true
	}
	if m := longDay.FindStringSubmatch(words(text)); m != nil {
		d, ok := dayOfParts(m[1], m[2], m[3])
		return d, false, ok
	}
	if m := yearShort.FindStringSubmatch(text); m != nil {
		d, ok := dayOfParts(m[1], m[2], century(m[3], asOf))
		return d, true, ok
	}
	return value.Day{}, false, false
}

// century completes a year of two digits to the latest that is not to come.
func century(yy string, asOf value.Day) string {
	n, _ := strconv.Atoi(yy)
	base := asOf.Year() / 100 * 100
	if base+n > asOf.Year() {
		base -= 100
	}
	return strconv.Itoa(base + n)
}

// readBirth reads a birth date with what is known of it. how names a note to
// make about the reading, if any.
func readBirth(c value.GridCell, asOf value.Day) (b value.BirthDate, how string, ok bool) {
	none := value.BirthDate{Precision: value.PrecisionUnknown}
	if c.Empty() || unknown(c.Text) {
		return none, "", true
	}
	if d, ok := serialDay(c); ok {
		return value.BornOn(d), "", true
	}
	text := strings.TrimRight(value.CleanText(c.Text), " .,;")
	if c.Kind == value.GridNumber {
		text, _, _ = strings.Cut(c.Number, ".")
		// 31957 and 121957 are 3/1957 and 12/1957 that lost their stroke: nobody can be sure, so they stay unread
	}
	guess := strings.HasSuffix(text, "?")
	text = strings.TrimRight(text, "? ")
	if iso := isoDay.FindString(text); iso != "" {
		text = iso
	}
	if b, err := value.ParseBirth(text); err == nil && b.Known() {
		if guess {
			b = value.BornIn(b.Day.Year(), true)
		}
		return b, "", b.Day.Year() >= 1850
	}
	w := words(text)
	if m := ageText.FindStringSubmatch(w); m != nil {
		if n, _ := strconv.Atoi(m[1]); n <= 120 {
			return value.BornIn(asOf.Year()-n, true), "born_by_age", true
		}
	}
	if d, completed, ok := readDay(value.GridCell{Kind: value.GridText, Text: text}, asOf); ok && !d.IsZero() {
		if completed {
			return value.BornOn(d), "year_completed", true
		}
		return value.BornOn(d), "", true
	}
	if len(w) == 2 {
		if _, err := strconv.Atoi(w); err == nil {
			y, _ := strconv.Atoi(century(w, asOf))
			return value.BornIn(y, false), "year_completed", true
		}
	}
	return none, "", false
}
