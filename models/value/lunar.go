package value

import (
	"math"
	"time"
)

// LunarDay is a day of the Vietnamese lunar calendar (âm lịch), on which Tết,
// the full-moon days and the anniversaries of deaths fall.
type LunarDay struct {
	Year, Month, Date int
	Leap              bool // the second month of that number in a leap year (tháng nhuận)
}

// The calendar is astronomical: a month begins on the day, by Hà Nội's clock,
// on which the moon is new; the month that holds the winter solstice is the
// eleventh; a year with thirteen moons repeats the number of the first month
// in which the sun enters no new twelfth of its path. The formulas for moon and sun are
// those of Meeus, Astronomical Algorithms.
const (
	hanoi       = 7.0 / 24      // hours ahead of Greenwich, in days
	julianShift = 1721425       // Julian day number of 0001-01-01 minus one
	synodic     = 29.530588861  // mean days from one new moon to the next
	firstMoon   = 2415020.75933 // Julian date of the new moon of January 1900
	century     = 36525.0       // days of a Julian century
	newYear2000 = 2451545.0     // Julian date of noon, 1 January 2000
	rad         = math.Pi / 180 // one degree
	lunarFirst  = 1200          // first and last years for which
	lunarLast   = 2199          // the formulas are good enough
)

// LunarOf gives the lunar day of a calendar day; ok is false for days too far
// away to be computed (before 1200 or after 2199).
func LunarOf(d Day) (l LunarDay, ok bool) {
	year := d.Year()
	if year < lunarFirst || year > lunarLast {
		return LunarDay{}, false
	}
	jd := int(d.n) + julianShift
	moon := int(math.Floor((float64(jd) - firstMoon) / synodic))
	start := newMoonDay(moon + 1)
	for start > jd {
		moon--
		start = newMoonDay(moon + 1)
	}
	if next := newMoonDay(moon + 2); next <= jd {
		start = next
	}
	from := monthEleven(year)
	lunarYear := year
	if from > start {
		from = monthEleven(year - 1)
	} else {
		lunarYear = year + 1
	}
	to := monthEleven(lunarYear)
	offset := int(math.Round(float64(start-from) / synodic))
	l = LunarDay{Date: jd - start + 1, Month: offset + 11}
	if leap := leapOffset(from, to); leap > 0 && offset >= leap {
		l.Month = offset + 10
		l.Leap = offset == leap
	}
	if l.Month > 12 {
		l.Month -= 12
	}
	l.Year = lunarYear
	if l.Month >= 11 && offset < 4 {
		l.Year--
	}
	return l, true
}

// Solar gives the calendar day of a lunar day; ok is false when that month has
// no such day, or that year no such leap month.
func (l LunarDay) Solar() (d Day, ok bool) {
	if l.Year < lunarFirst || l.Year > lunarLast || l.Month < 1 || l.Month > 12 || l.Date < 1 || l.Date > 30 {
		return Day{}, false
	}
	anchor := l.Year
	if l.Month >= 11 {
		anchor++
	}
	from, to := monthEleven(anchor-1), monthEleven(anchor)
	offset := (l.Month + 1) % 12 // months after the eleventh
	leap := leapOffset(from, to)
	switch {
	case l.Leap && leap != offset+1:
		return Day{}, false
	case leap > 0 && (l.Leap || offset >= leap):
		offset++
	}
	moon := int(math.Round((float64(from)-firstMoon)/synodic)) + offset
	start := newMoonDay(moon)
	if l.Date > newMoonDay(moon+1)-start {
		return Day{}, false
	}
	return Day{int32(start + l.Date - 1 - julianShift)}, true // #nosec G115 -- the year was held against lunarFirst and lunarLast: a day of those centuries
}

// Tet gives the first day of the lunar year that begins in a calendar year.
func Tet(year int) (Day, bool) { return LunarDay{Year: year, Month: 1, Date: 1}.Solar() }

// newMoonDay gives the Julian day number, by Hà Nội's clock, of the k-th new
// moon counted from January 1900.
func newMoonDay(k int) int {
	n := float64(k)
	t := n / 1236.85
	t2, t3 := t*t, t*t*t
	mean := firstMoon + 29.53058868*n + 0.0001178*t2 - 0.000000155*t3 +
		0.00033*math.Sin((166.56+132.87*t-0.009173*t2)*rad)
	sun := (359.2242 + 29.10535608*n - 0.0000333*t2 - 0.00000347*t3) * rad
	moon := (306.0253 + 385.81691806*n + 0.0107306*t2 + 0.00001236*t3) * rad
	node := (21.2964 + 390.67050646*n - 0.0016528*t2 - 0.00000239*t3) * rad
	shift := (0.1734-0.000393*t)*math.Sin(sun) + 0.0021*math.Sin(2*sun) -
		0.4068*math.Sin(moon) + 0.0161*math.Sin(2*moon) - 0.0004*math.Sin(3*moon) +
		0.0104*math.Sin(2*node) - 0.0051*math.Sin(sun+moon) - 0.0074*math.Sin(sun-moon) +
		0.0004*math.Sin(2*node+sun) - 0.0004*math.Sin(2*node-sun) -
		0.0006*math.Sin(2*node+moon) + 0.0010*math.Sin(2*node-moon) + 0.0005*math.Sin(2*moon+sun)
	return int(math.Floor(mean + shift - clockError(t) + 0.5 + hanoi))
}

// clockError is the difference, in days, between the even time of the formulas
// and the clock that follows the turning earth.
func clockError(t float64) float64 {
	if t < -11 {
		return 0.001 + 0.000839*t + 0.0002261*t*t - 0.00000845*t*t*t - 0.000000081*t*t*t*t
	}
	return -0.000278 + 0.000265*t + 0.000262*t*t
}

// sunTwelfth tells in which twelfth of its yearly path (0 to 11, from the
// spring equinox) the sun stands when a day begins in Hà Nội.
func sunTwelfth(jd int) int {
	t := (float64(jd) - 0.5 - hanoi - newYear2000) / century
	t2 := t * t
	anomaly := (357.52910 + 35999.05030*t - 0.0001559*t2 - 0.00000048*t*t2) * rad
	mean := 280.46645 + 36000.76983*t + 0.0003032*t2
	centre := (1.914600-0.004817*t-0.000014*t2)*math.Sin(anomaly) +
		(0.019993-0.000101*t)*math.Sin(2*anomaly) + 0.000290*math.Sin(3*anomaly)
	long := math.Mod(mean+centre-0.00569-0.00478*math.Sin((125.04-1934.136*t)*rad), 360)
	if long < 0 {
		long += 360
	}
	return int(long / 30)
}

// monthEleven gives the day on which the eleventh lunar month begins near the
// end of a calendar year.
func monthEleven(year int) int {
	d, _ := DayAt(year, time.December, 31)
	jd := int(d.n) + julianShift
	k := int(math.Floor((float64(jd) - firstMoon) / synodic))
	start := newMoonDay(k)
	if sunTwelfth(start) >= 9 { // the solstice was before this moon
		start = newMoonDay(k - 1)
	}
	return start
}

// leapOffset tells which month after an eleventh one is the leap month, 0 when
// the next eleventh month is twelve moons away.
func leapOffset(from, to int) int {
	if to-from < 365 {
		return 0
	}
	k := int(math.Round((float64(from) - firstMoon) / synodic))
	last := -1
	for i := 1; i <= 14; i++ {
		arc := sunTwelfth(newMoonDay(k + i))
		if arc == last {
			return i - 1
		}
		last = arc
	}
	return 0
}
