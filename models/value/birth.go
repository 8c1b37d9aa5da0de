package value

import (
	"fmt"
	"strings"
)

// BirthUnreadable says that a text is not a birth date, a month or a year.
const BirthUnreadable Reason = "value.birth_unreadable"

// Precision says how much of a birth date is known. Many people come without
// papers: an unknown day is normal, and never made up.
type Precision string

// What is known of a birth date.
const (
	PrecisionDay       Precision = "day"       // the full date stands in a paper
	PrecisionMonth     Precision = "month"     // month and year
	PrecisionYear      Precision = "year"      // the year only
	PrecisionEstimated Precision = "estimated" // a year somebody guessed ("khoảng 1957")
	PrecisionUnknown   Precision = "unknown"   // nothing at all
)

// Valid tells whether the precision is one of the five.
func (p Precision) Valid() bool {
	switch p {
	case PrecisionDay, PrecisionMonth, PrecisionYear, PrecisionEstimated, PrecisionUnknown:
		return true
	}
	return false
}

// estimateWidth is how many years an estimated year may be off to either side
// when a rule must be safe for the person. It is a matter of caution, not law.
const estimateWidth = 3

// BirthDate is a birth date together with what is known of it. Day holds the
// first day of what is known (1 January for a year); it is empty when unknown.
// Embedded with the prefix birth_ it fills the columns birth_date and
// birth_precision.
type BirthDate struct {
	Day       Day       `gorm:"column:date" json:"date"`
	Precision Precision `gorm:"column:precision" json:"precision"`
}

// BornOn is a birth date known to the day.
func BornOn(d Day) BirthDate { return BirthDate{d, PrecisionDay}.Tidy() }

// BornIn is a birth year; estimated when somebody guessed it.
func BornIn(year int, estimated bool) BirthDate {
	d, ok := DayAt(year, 1, 1)
	switch {
	case !ok:
		return BirthDate{Precision: PrecisionUnknown}
	case estimated:
		return BirthDate{d, PrecisionEstimated}
	}
	return BirthDate{d, PrecisionYear}
}

// Tidy brings the day and the precision into agreement: a year keeps no day of
// the month, and no day means unknown.
func (b BirthDate) Tidy() BirthDate {
	if b.Day.IsZero() {
		return BirthDate{Precision: PrecisionUnknown}
	}
	switch b.Precision {
	case PrecisionUnknown:
		return BirthDate{Precision: PrecisionUnknown}
	case PrecisionMonth:
		b.Day = MonthOf(b.Day).First()
	case PrecisionYear, PrecisionEstimated:
		b.Day, _ = DayAt(b.Day.Year(), 1, 1)
	default:
		b.Precision = PrecisionDay
	}
	return b
}

// Known tells that at least a year is known or guessed.
func (b BirthDate) Known() bool { return !b.Day.IsZero() && b.Precision != PrecisionUnknown }

// Range gives the earliest and the latest day on which the person can have
// been born; both empty when nothing is known.
func (b BirthDate) Range() (earliest, latest Day) {
	if !b.Known() {
		return Day{}, Day{}
	}
	year := b.Day.Year()
	switch b.Precision {
	case PrecisionMonth:
		m := MonthOf(b.Day)
		return m.First(), m.Last()
	case PrecisionYear:
		latest, _ = DayAt(year, 12, 31)
		return b.Day, latest
	case PrecisionEstimated:
		earliest, _ = DayAt(max(year-estimateWidth, 1), 1, 1)
		latest, _ = DayAt(min(year+estimateWidth, 9999), 12, 31)
		return earliest, latest
	}
	return b.Day, b.Day
}

// Age is the age shown to people: full years when the date is known, and the
// difference of years when only a year is, as everyone counts. ok is false
// when nothing is known.
func (b BirthDate) Age(on Day) (years int, ok bool) {
	if !b.Known() || on.IsZero() {
		return 0, false
	}
	return b.Day.AgeOn(on), true
}

// AgeRange gives the least and the greatest age the person can have; rules
// that protect children ask for the one that is safe.
func (b BirthDate) AgeRange(on Day) (least, most int, ok bool) {
	earliest, latest := b.Range()
	if earliest.IsZero() || on.IsZero() {
		return 0, 0, false
	}
	return latest.AgeOn(on), earliest.AgeOn(on), true
}

// Text writes what is known in figures: 21/11/1957, 11/1957 or 1957, and
// nothing when unknown. The page adds "khoảng" when it was guessed.
func (b BirthDate) Text() string {
	if !b.Known() {
		return ""
	}
	switch b.Precision {
	case PrecisionMonth:
		return MonthOf(b.Day).Vietnamese()
	case PrecisionYear, PrecisionEstimated:
		return fmt.Sprintf("%04d", b.Day.Year())
	}
	return b.Day.Vietnamese()
}

// guessed are the words people put before a year that they guessed, and
// nobodyKnows those that mean nothing is known, both folded.
var (
	guessed     = []string{"khoang", "uoc", "chung", "tam", "k.", "kh.", "kh", "~", "≈", "about", "circa", "ca.", "c."}
	yearWords   = []string{"nam", "sinh"}
	nobodyKnows = map[string]bool{"khong ro": true, "khong biet": true, "chua ro": true, "k ro": true, "kr": true, "?": true, "unknown": true, "-": true}
)

// ParseBirth reads a birth date as centres write it: 21/11/1957, 11/1957,
// 1957, "khoảng 1957", "~1957", "không rõ". An empty text is unknown.
func ParseBirth(s string) (BirthDate, error) {
	text := Fold(s)
	if text == "" || nobodyKnows[text] {
		return BirthDate{Precision: PrecisionUnknown}, nil
	}
	text, estimate := cutFirst(text, guessed)
	text, _ = cutFirst(text, yearWords)
	if !estimate {
		text, estimate = cutFirst(text, guessed)
	}
	if year, ok := digits(text, 4, 4); ok {
		if b := BornIn(year, estimate); b.Known() {
			return b, nil
		}
		return BirthDate{}, BirthUnreadable
	}
	if m, err := ParseMonth(text); err == nil && !m.IsZero() {
		if estimate {
			return BornIn(m.First().Year(), true), nil
		}
		return BirthDate{m.First(), PrecisionMonth}, nil
	}
	d, err := ParseDay(text)
	switch {
	case err == DayImpossible:
		return BirthDate{}, DayImpossible
	case err != nil || d.IsZero():
		return BirthDate{}, BirthUnreadable
	case estimate:
		return BornIn(d.Year(), true), nil
	}
	return BornOn(d), nil
}

// cutFirst takes the first of the words off the front of a folded text.
func cutFirst(text string, words []string) (string, bool) {
	for _, w := range words {
		if rest, ok := strings.CutPrefix(text, w); ok {
			return strings.TrimLeft(rest, " :."), true
		}
	}
	return text, false
}
