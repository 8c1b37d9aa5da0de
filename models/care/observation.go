package care

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

// Vital is what is measured or counted of a person at a moment: a number, or a short fact that has one.
type Vital string

// What is observed. Blood pressure is two numbers in one; stool is the type of the Bristol scale, 0 when
// there was none that day; urine is how much, from none to dark.
const (
	Weight   Vital = "weight"      // kg
	Heat     Vital = "temperature" // °C
	Pulse    Vital = "pulse"       // a minute
	Pressure Vital = "pressure"    // mmHg, upper and lower
	Breaths  Vital = "breaths"     // a minute
	OxygenIn Vital = "oxygen"      // %
	SugarIn  Vital = "sugar"       // mmol/l
	PainIs   Vital = "pain"        // 0–10
	Drink    Vital = "drink"       // ml of one time
	Stool    Vital = "stool"       // 0 none, 1–7 Bristol
	Urine    Vital = "urine"       // 0 none, 1 little, 2 usual, 3 much, 4 dark or with blood
	SleepFor Vital = "sleep"       // hours of the night
)

// Vitals lists them in the order in which they stand on a page.
var Vitals = []Vital{Weight, Heat, Pulse, Pressure, Breaths, OxygenIn, SugarIn, PainIs, Drink, Stool, Urine, SleepFor}

// one is a whole one: numbers are kept in thousandths, so that nothing is ever rounded by a machine.
const one = 1000

// Measure says how a vital is written and which numbers can be true.
type Measure struct {
	Decimals int
	Choice   bool  // a short fact: one of the numbers from Least to Most
	Least    int64 // in thousandths: below and above, nobody lives with it, and it is refused
	Most     int64
	Few      int64 // below and above it is asked back once
	Many     int64
	Least2   int64 // of the second number of blood pressure
	Most2    int64
	Few2     int64
	Many2    int64
}

// Two tells that the vital is two numbers in one.
func (m Measure) Two() bool { return m.Most2 > 0 }

var measures = map[Vital]Measure{
	Weight:   {Decimals: 2, Least: 500, Most: 400 * one, Few: 2 * one, Many: 150 * one},
	Heat:     {Decimals: 1, Least: 25 * one, Most: 45 * one, Few: 34 * one, Many: 41500},
	Pulse:    {Least: 20 * one, Most: 300 * one, Few: 40 * one, Many: 180 * one},
	Pressure: {Least: 40 * one, Most: 300 * one, Few: 70 * one, Many: 220 * one, Least2: 20 * one, Most2: 200 * one, Few2: 40 * one, Many2: 130 * one},
	Breaths:  {Least: 4 * one, Most: 120 * one, Few: 8 * one, Many: 70 * one},
	OxygenIn: {Least: 30 * one, Most: 100 * one, Few: 80 * one, Many: 100 * one},
	SugarIn:  {Decimals: 1, Least: 500, Most: 60 * one, Few: 2500, Many: 30 * one},
	PainIs:   {Choice: true, Most: 10 * one, Many: 10 * one},
	Drink:    {Least: one, Most: 5000 * one, Few: one, Many: 1500 * one},
	Stool:    {Choice: true, Most: 7 * one, Many: 7 * one},
	Urine:    {Choice: true, Most: 4 * one, Many: 4 * one},
	SleepFor: {Decimals: 1, Most: 24 * one, Many: 14 * one},
}

// Known tells that there is such a vital.
func (v Vital) Known() bool { return slices.Contains(Vitals, v) }

// Measure says how the vital is written.
func (v Vital) Measure() Measure { return measures[v] }

// Number is what was measured, in thousandths; Second is the lower blood pressure and 0 otherwise.
type Number struct {
	First  int64
	Second int64
}

// Text writes the number with the decimal comma and without points between thousands, so that what is
// written can be read again: "52,5", "130/70", "1250".
func (n Number) Text() string {
	text := milliText(n.First)
	if n.Second != 0 {
		text += "/" + milliText(n.Second)
	}
	return text
}

func milliText(milli int64) string {
	text := strconv.FormatInt(milli/one, 10)
	if part := milli % one; part != 0 {
		text += "," + strings.TrimRight(strconv.FormatInt(one+part, 10)[1:], "0")
	}
	return text
}

// Read reads what was typed: "52,5", "52.5", "130/70", "130 70". A key says what is wrong with it.
func (v Vital) Read(typed string) (n Number, key string) {
	m := measures[v]
	first, second := strings.TrimSpace(typed), ""
	if m.Two() {
		i := strings.IndexAny(first, "/- ")
		if i < 0 {
			return n, "care.vital.two_numbers"
		}
		first, second = first[:i], strings.Trim(first[i:], "/- ")
	}
	var ok bool
	if n.First, ok = m.read(first); !ok {
		return n, "care.vital.unreadable"
	}
	if m.Two() {
		if n.Second, ok = m.read(second); !ok {
			return n, "care.vital.two_numbers"
		}
	}
	switch {
	case n.First < m.Least || n.First > m.Most, m.Two() && (n.Second < m.Least2 || n.Second > m.Most2):
		return n, "care.vital.impossible"
	case m.Two() && n.Second >= n.First:
		return n, "care.vital.upper_first"
	}
	return n, ""
}

// read reads one number with no more decimals than the measure has.
func (m Measure) read(typed string) (int64, bool) {
	q, err := value.ParseQuantity(typed, "")
	if err != nil || q.Unit != "" || q.Milli < 0 {
		return 0, false
	}
	step := int64(one)
	for range m.Decimals {
		step /= 10
	}
	return q.Milli, q.Milli%step == 0
}

// Unlikely tells that a number is so seldom that it is asked back once: far from what people have, or a
// weight that lies further from the last one of this person than so many hundredths.
func (v Vital) Unlikely(n Number, last *Number, jump int) bool {
	m := measures[v]
	if n.First < m.Few || n.First > m.Many || m.Two() && (n.Second < m.Few2 || n.Second > m.Many2) {
		return true
	}
	return v == Weight && last != nil && last.First > 0 && 100*abs(n.First-last.First) > int64(jump)*last.First
}

func abs(n int64) int64 { return max(n, -n) }

// Lies says on which side of the usual a number lies.
type Lies string

// Where a number lies.
const (
	Within   Lies = ""
	TooLow   Lies = "low"
	TooHigh  Lies = "high"
	Feverish Lies = "fever"
)

// Band is what is usual of a vital for people of an age: the lowest and the highest in thousandths, for
// blood pressure both pairs. From says which setting holds it, with its source and mark.
type Band struct {
	Low, High   int64
	Low2, High2 int64
	Open        bool  // the highest is already too high, as with blood pressure
	Alarm       int64 // from here on it is fever
	From        settings.Row
}

// Judge says where a number lies: low, high, fever, or nothing when it is usual.
func (b Band) Judge(n Number) Lies {
	over := func(n, high int64) bool { return high > 0 && (n > high || b.Open && n == high) }
	switch {
	case b.Alarm > 0 && n.First >= b.Alarm:
		return Feverish
	case over(n.First, b.High) || over(n.Second, b.High2):
		return TooHigh
	case n.First < b.Low || b.Low2 > 0 && n.Second < b.Low2:
		return TooLow
	}
	return Within
}

// ages are from which age on a range holds, by vital: under 1, from 1, from 6, from 13 years on.
var ages = map[Vital][4]settings.Name{
	Pulse:   {settings.PulseInfant, settings.PulseToddler, settings.PulseChild, settings.PulseAdult},
	Breaths: {settings.BreathsInfant, settings.BreathsToddler, settings.BreathsChild, settings.BreathsAdult},
}

// adultFrom is the age from which the ranges of adults are used, since the tables for children end there.
const adultFrom = 13

// BandOf gives what is usual of a vital at an age on a day; false when nothing is set, as for the blood
// pressure of children. An age of -1 is not known and is judged as an adult's.
func BandOf(book *settings.Book, v Vital, age int, day value.Day) (b Band, ok bool) {
	child := age >= 0 && age < adultFrom
	ints := func(name settings.Name, unit int64) (low, high int64, ok bool) {
		list, err := book.Ints(name, day)
		if err != nil || len(list) != 2 {
			return 0, 0, false
		}
		b.From, _ = book.On(name, day)
		return int64(list[0]) * unit, int64(list[1]) * unit, true
	}
	switch v {
	case Pulse, Breaths:
		group := 3
		switch {
		case age < 0:
		case age < 1:
			group = 0
		case age < 6:
			group = 1
		case age < adultFrom:
			group = 2
		}
		b.Low, b.High, ok = ints(ages[v][group], one)
	case Pressure:
		if child {
			return b, false
		}
		if b.Low2, b.High2, ok = ints(settings.DiastolicAdult, one); ok {
			b.Low, b.High, ok = ints(settings.SystolicAdult, one)
		}
		b.Open = true
	case Heat, OxygenIn:
		if same, err := book.Yes(settings.ChildAsAdult, day); child && (err != nil || !same) {
			return b, false
		}
		if v == OxygenIn {
			b.Low, b.High, ok = ints(settings.Oxygen, one)
			break
		}
		b.Low, b.High, ok = ints(settings.Temperature, one/10)
		if tenths, err := book.Int(settings.Fever, day); err == nil {
			b.Alarm = int64(tenths) * one / 10
		}
	case SugarIn:
		b.Low, b.High, ok = ints(settings.Sugar, one/10)
	case PainIs:
		most, err := book.Int(settings.PainMost, day)
		b.From, _ = book.On(settings.PainMost, day)
		b.High, ok = int64(most)*one, err == nil
		if most == 0 {
			b.High = one / 2
		}
	case SleepFor:
		least, err := book.Int(settings.SleepLeast, day)
		b.From, _ = book.On(settings.SleepLeast, day)
		b.Low, ok = int64(least)*one, err == nil
	}
	return b, ok
}

// AgeOf is the age on a day in whole years, -1 when nobody knows it.
func AgeOf(born value.BirthDate, day value.Day) int {
	if years, ok := born.Age(day); ok {
		return years
	}
	return -1
}

// Observation is one number of one person. It is written once; a correction is a new row that names the
// old one, and one that was taken back is a row without a number.
type Observation struct {
	ID         uint64
	CampusID   uint64
	WardID     uint64
	ResidentID uint64
	Kind       Vital
	Amount     int64 // in thousandths
	Amount2    int64
	At         time.Time // when it was measured
	RecordedAt time.Time
	RecordedBy uint64
	Note       string
	ReplacesID *uint64
	ReplacedAt *time.Time // a correction took its place
	Taken      bool       // taken back: nothing was measured
	Reason     string
}

// TableName names the table.
func (Observation) TableName() string { return "care_observations" }

// Number is what was measured.
func (o Observation) Number() Number { return Number{o.Amount, o.Amount2} }

// unlike adds the fault of a number to its field.
func (v Vital) unlike(bad *fault.Fields, field, key string) {
	m := measures[v]
	bad.Add(field, key, fault.A{"least": Number{m.Least, m.Least2}.Text(), "most": Number{m.Most, m.Most2}.Text()})
}

// wholeOf reads a whole number that the database wrote into a text.
func wholeOf(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Plain writes the number for programs and in English: "52.5", "130/70".
func (n Number) Plain() string { return strings.ReplaceAll(n.Text(), ",", ".") }
