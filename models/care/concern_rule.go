package care

import (
	"slices"
	"time"

	"maiam/models/settings"
	"maiam/models/value"
)

// ConcernKind is what the house noticed over some days.
type ConcernKind string

// What is noticed, the most urgent first.
const (
	FeverSeen   ConcernKind = "fever"
	EatsLittle  ConcernKind = "meals"
	NoStool     ConcernKind = "stool"
	LosesWeight ConcernKind = "weight"
	SleepsBadly ConcernKind = "sleep"
)

// ConcernKinds lists them in that order.
var ConcernKinds = []ConcernKind{FeverSeen, EatsLittle, NoStool, LosesWeight, SleepsBadly}

// ConcernFacts are what a concern rests on, free of any language.
type ConcernFacts struct {
	N       int    `json:"n,omitempty"`       // meals, days or nights
	Value   string `json:"value,omitempty"`   // the newest number
	Was     string `json:"was,omitempty"`     // the weight before
	Percent int    `json:"percent,omitempty"` // of it that is lost
	Days    int    `json:"days,omitempty"`    // between the two
}

// Thresholds are from when on something is a concern; a zero switches its rule off.
type Thresholds struct {
	Meals      int
	StoolDays  int
	Nights     int
	SleepLeast int64 // in thousandths of an hour
	Month      int   // hundredths of the weight lost in a month
	HalfYear   int
	Fever      int64 // in thousandths of a degree
	Again      time.Duration
}

// thresholds reads them from the dated settings; what nobody set is switched off.
func thresholds(book *settings.Book, day value.Day) (t Thresholds) {
	number := func(name settings.Name) int { n, _ := book.Int(name, day); return n }
	t.Meals, t.StoolDays, t.Nights = number(settings.MealsBelowHalf), number(settings.StoolDays), number(settings.BadNights)
	t.SleepLeast, t.Fever = int64(number(settings.SleepLeast))*one, int64(number(settings.Fever))*one/10
	t.Month, t.HalfYear, t.Again = number(settings.WeightMonth), number(settings.WeightHalfYear), time.Duration(number(settings.ConcernAgain))*time.Hour
	return t
}

// Tapped is a mark of a round as the rules look at it, with what is usual for this person.
type Tapped struct {
	At         time.Time
	Ate        Sign // NotAsked when the round had no meal
	AteUsual   Sign
	Slept      Sign
	SleptUsual Sign
}

// Lived is what the rules look at of one person: taps and numbers, oldest first.
type Lived struct {
	Taps    []Tapped
	Numbers []Observation // that hold, of the kinds that the rules ask about
}

// Noticed is what a rule found, and since when.
type Noticed struct {
	Kind  ConcernKind
	Since time.Time
	ConcernFacts
}

// staleMeal is how old the last meal may be: somebody who is away eats elsewhere.
const staleMeal = 36 * time.Hour

// monthSlack is by how many days two weighings may lie further apart, since nobody is weighed on the
// very day.
const monthSlack = 5

// freshWeight is for how many days a weight speaks of today.
const freshWeight = 40

// Notice judges one person: pure, so that it can be tried on any days one can think of.
func Notice(l Lived, t Thresholds, now time.Time, zone *time.Location) (out []Noticed) {
	for _, rule := range []func(Lived, Thresholds, time.Time, *time.Location) *Noticed{feverish, eatsLittle, noStool, losesWeight, sleepsBadly} {
		if n := rule(l, t, now, zone); n != nil {
			out = append(out, *n)
		}
	}
	return out
}

// of gives the numbers of a kind, oldest first.
func (l Lived) of(kind Vital) (out []Observation) {
	for _, o := range l.Numbers {
		if o.Kind == kind {
			out = append(out, o)
		}
	}
	return out
}

// feverish: the newest temperature of the last day is a fever.
func feverish(l Lived, t Thresholds, now time.Time, _ *time.Location) *Noticed {
	heats := l.of(Heat)
	if len(heats) == 0 || t.Fever == 0 {
		return nil
	}
	last := heats[len(heats)-1]
	if last.Amount < t.Fever || now.Sub(last.At) > 24*time.Hour {
		return nil
	}
	since := last.At
	for i := len(heats) - 1; i >= 0 && heats[i].Amount >= t.Fever; i-- {
		since = heats[i].At
	}
	return &Noticed{FeverSeen, since, ConcernFacts{Value: last.Number().Text()}}
}

// belowHalf tells that less than half a meal was eaten, and that this is not how the person always eats.
func (m Tapped) belowHalf() bool {
	return slices.Contains([]Sign{Little, None, Vomited, Asleep}, m.Ate) && m.Ate != m.AteUsual
}

// eatsLittle: each of the last meals was eaten below half.
func eatsLittle(l Lived, t Thresholds, now time.Time, _ *time.Location) *Noticed {
	n, since, last := 0, time.Time{}, time.Time{}
	for i := len(l.Taps) - 1; i >= 0; i-- {
		m := l.Taps[i]
		if m.Ate == NotAsked {
			continue
		}
		if !m.belowHalf() {
			break
		}
		if n == 0 {
			last = m.At
		}
		n, since = n+1, m.At
	}
	if t.Meals == 0 || n < t.Meals || now.Sub(last) > staleMeal {
		return nil
	}
	return &Noticed{EatsLittle, since, ConcernFacts{N: n}}
}

// noStool: on each of the last days somebody noted that there was none. Days of which nobody wrote are
// not counted: nothing is known of them.
func noStool(l Lived, t Thresholds, now time.Time, zone *time.Location) *Noticed {
	some, written := map[value.Day]bool{}, map[value.Day]bool{}
	for _, o := range l.of(Stool) {
		day := value.DayOf(o.At, zone)
		written[day] = true
		some[day] = some[day] || o.Amount > 0
	}
	day := value.DayOf(now, zone)
	if !written[day] {
		day = day.AddDays(-1)
	}
	n := 0
	for written[day] && !some[day] {
		n, day = n+1, day.AddDays(-1)
	}
	if t.StoolDays == 0 || n < t.StoolDays {
		return nil
	}
	return &Noticed{NoStool, day.AddDays(1).Start(zone), ConcernFacts{N: n}}
}

// losesWeight: the newest weight lies below one of the last month, or half year, by so many hundredths.
func losesWeight(l Lived, t Thresholds, now time.Time, zone *time.Location) *Noticed {
	weights := l.of(Weight)
	if len(weights) < 2 {
		return nil
	}
	last := weights[len(weights)-1]
	today := value.DayOf(last.At, zone)
	if value.DayOf(now, zone).Sub(today) > freshWeight {
		return nil
	}
	for _, rule := range []struct{ days, percent int }{{30, t.Month}, {180, t.HalfYear}} {
		var most *Observation
		for i := range weights[:len(weights)-1] {
			w := &weights[i]
			if apart := today.Sub(value.DayOf(w.At, zone)); apart <= rule.days+monthSlack && (most == nil || w.Amount > most.Amount) {
				most = w
			}
		}
		if rule.percent == 0 || most == nil || 100*(most.Amount-last.Amount) < int64(rule.percent)*most.Amount {
			continue
		}
		return &Noticed{LosesWeight, last.At, ConcernFacts{Value: last.Number().Text(), Was: most.Number().Text(), Percent: int(100 * (most.Amount - last.Amount) / most.Amount), Days: today.Sub(value.DayOf(most.At, zone))}}
	}
	return nil
}

// nightOf is the evening to which a moment belongs: until six in the evening the night that has passed.
func nightOf(at time.Time, zone *time.Location) value.Day {
	day := value.DayOf(at, zone)
	if at.In(zone).Hour() < 18 {
		return day.AddDays(-1)
	}
	return day
}

// sleepsBadly: in each of the last nights the person slept little or not at all, by a round of the night
// or by the hours that were noted, and does not always sleep so.
func sleepsBadly(l Lived, t Thresholds, now time.Time, zone *time.Location) *Noticed {
	bad, known := map[value.Day]bool{}, map[value.Day]bool{}
	for _, m := range l.Taps {
		if hour := m.At.In(zone).Hour(); m.Slept == NotAsked || hour >= 10 && hour < 20 {
			continue
		}
		night := nightOf(m.At, zone)
		known[night] = true
		bad[night] = bad[night] || (m.Slept == Little || m.Slept == None) && m.Slept != m.SleptUsual
	}
	for _, o := range l.of(SleepFor) { // hours that somebody counted say more than a tap
		night := nightOf(o.At, zone)
		known[night], bad[night] = true, t.SleepLeast > 0 && o.Amount < t.SleepLeast
	}
	night := nightOf(now, zone)
	if !known[night] || value.DayOf(now, zone) == night {
		night = value.DayOf(now, zone).AddDays(-1) // the night of today has only begun
	}
	if !known[night] {
		night = night.AddDays(-1)
	}
	n := 0
	for known[night] && bad[night] {
		n, night = n+1, night.AddDays(-1)
	}
	if t.Nights == 0 || n < t.Nights {
		return nil
	}
	return &Noticed{SleepsBadly, night.AddDays(1).At(zone, 18*60), ConcernFacts{N: n}}
}
