package care

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"maiam/models/value"
)

var saigon = time.FixedZone("+07", 7*3600)

// then is a moment of November 2026 at the centre.
func then(text string) time.Time {
	t, err := time.ParseInLocation("02 15:04", text, saigon)
	if err != nil {
		panic(err)
	}
	return t.AddDate(2026, 10, 0)
}

var usualLimits = Thresholds{Meals: 3, StoolDays: 3, Nights: 3, SleepLeast: 5 * one, Month: 5, HalfYear: 10, Fever: 38 * one}

func meal(at string, ate, usual Sign) Tapped {
	return Tapped{At: then(at), Ate: ate, AteUsual: usual, SleptUsual: Usual}
}

func night(at string, slept, usual Sign) Tapped {
	return Tapped{At: then(at), AteUsual: Usual, Slept: slept, SleptUsual: usual}
}

func number(kind Vital, at string, amount int64) Observation {
	return Observation{Kind: kind, Amount: amount, At: then(at)}
}

// ago is a number so many days before the 21st.
func ago(kind Vital, days int, amount int64) Observation {
	return Observation{Kind: kind, Amount: amount, At: then("21 08:00").AddDate(0, 0, -days)}
}

func TestConcernRules(t *testing.T) {
	now := then("21 18:42")
	for _, c := range []struct {
		name string
		in   Lived
		want ConcernKind
		say  ConcernFacts
	}{
		{"three meals below half", Lived{Taps: []Tapped{meal("20 17:00", Usual, Usual), meal("21 06:00", Little, Usual), meal("21 10:30", None, Usual), meal("21 17:00", Vomited, Usual)}}, EatsLittle, ConcernFacts{N: 3}},
		{"a round without a meal between", Lived{Taps: []Tapped{meal("21 06:00", Little, Usual), meal("21 10:30", None, Usual), meal("21 15:00", NotAsked, Usual), meal("21 17:00", Little, Usual)}}, EatsLittle, ConcernFacts{N: 3}},
		{"half is not below half", Lived{Taps: []Tapped{meal("21 06:00", Little, Usual), meal("21 10:30", Half, Usual), meal("21 17:00", Little, Usual)}}, "", ConcernFacts{}},
		{"a whole meal ends it", Lived{Taps: []Tapped{meal("20 17:00", None, Usual), meal("21 06:00", None, Usual), meal("21 10:30", None, Usual), meal("21 17:00", Usual, Usual)}}, "", ConcernFacts{}},
		{"who always eats little", Lived{Taps: []Tapped{meal("21 06:00", Little, Little), meal("21 10:30", Little, Little), meal("21 17:00", Little, Little)}}, "", ConcernFacts{}},
		{"meals of last week", Lived{Taps: []Tapped{meal("14 06:00", None, Usual), meal("14 10:30", None, Usual), meal("14 17:00", None, Usual)}}, "", ConcernFacts{}},
		{"no stool on three days", Lived{Numbers: []Observation{number(Stool, "18 08:00", 4*one), number(Stool, "19 08:00", 0), number(Stool, "20 08:00", 0), number(Stool, "21 08:00", 0)}}, NoStool, ConcernFacts{N: 3}},
		{"today is not written yet", Lived{Numbers: []Observation{number(Stool, "18 08:00", 0), number(Stool, "19 08:00", 0), number(Stool, "20 08:00", 0)}}, NoStool, ConcernFacts{N: 3}},
		{"once in between", Lived{Numbers: []Observation{number(Stool, "19 08:00", 0), number(Stool, "20 08:00", 0), number(Stool, "20 15:00", 3*one), number(Stool, "21 08:00", 0)}}, "", ConcernFacts{}},
		{"a day of which nobody wrote", Lived{Numbers: []Observation{number(Stool, "18 08:00", 0), number(Stool, "20 08:00", 0), number(Stool, "21 08:00", 0)}}, "", ConcernFacts{}},
		{"five hundredths in a month", Lived{Numbers: []Observation{ago(Weight, 30, 50_000), ago(Weight, 0, 47_500)}}, LosesWeight, ConcernFacts{Value: "47,5", Was: "50", Percent: 5, Days: 30}},
		{"a month and some days", Lived{Numbers: []Observation{ago(Weight, 35, 50_000), ago(Weight, 0, 47_500)}}, LosesWeight, ConcernFacts{Value: "47,5", Was: "50", Percent: 5, Days: 35}},
		{"a little less", Lived{Numbers: []Observation{ago(Weight, 30, 50_000), ago(Weight, 0, 47_600)}}, "", ConcernFacts{}},
		{"slowly over half a year", Lived{Numbers: []Observation{ago(Weight, 170, 50_000), ago(Weight, 120, 49_000), ago(Weight, 60, 47_000), ago(Weight, 30, 46_000), ago(Weight, 0, 45_000)}}, LosesWeight, ConcernFacts{Value: "45", Was: "50", Percent: 10, Days: 170}},
		{"gained", Lived{Numbers: []Observation{ago(Weight, 30, 45_000), ago(Weight, 0, 50_000)}}, "", ConcernFacts{}},
		{"weighed long ago", Lived{Numbers: []Observation{ago(Weight, 90, 50_000), ago(Weight, 60, 40_000)}}, "", ConcernFacts{}},
		{"three bad nights", Lived{Taps: []Tapped{night("19 02:00", Little, Usual), night("20 02:00", None, Usual), night("21 02:00", Little, Usual)}}, SleepsBadly, ConcernFacts{N: 3}},
		{"two rounds of one night are one night", Lived{Taps: []Tapped{night("19 21:00", Little, Usual), night("20 02:00", None, Usual), night("20 21:00", Usual, Usual), night("21 02:00", Little, Usual)}}, "", ConcernFacts{}},
		{"asleep by day says nothing", Lived{Taps: []Tapped{night("19 14:00", None, Usual), night("20 14:00", None, Usual), night("21 14:00", None, Usual)}}, "", ConcernFacts{}},
		{"who always sleeps little", Lived{Taps: []Tapped{night("19 02:00", Little, Little), night("20 02:00", Little, Little), night("21 02:00", Little, Little)}}, "", ConcernFacts{}},
		{"counted hours", Lived{Numbers: []Observation{number(SleepFor, "19 06:00", 4*one), number(SleepFor, "20 06:00", 4500), number(SleepFor, "21 06:00", 3*one)}}, SleepsBadly, ConcernFacts{N: 3}},
		{"fever", Lived{Numbers: []Observation{number(Heat, "21 16:00", 38_400)}}, FeverSeen, ConcernFacts{Value: "38,4"}},
		{"fever that fell", Lived{Numbers: []Observation{number(Heat, "21 06:00", 38_400), number(Heat, "21 16:00", 37_100)}}, "", ConcernFacts{}},
		{"fever of the day before yesterday", Lived{Numbers: []Observation{number(Heat, "19 16:00", 38_400)}}, "", ConcernFacts{}},
		{"nothing at all", Lived{}, "", ConcernFacts{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Notice(c.in, usualLimits, now, saigon)
			switch {
			case c.want == "" && len(got) != 0:
				t.Errorf("noticed %+v", got)
			case c.want != "" && (len(got) != 1 || got[0].Kind != c.want || got[0].ConcernFacts != c.say):
				t.Errorf("got %+v, want %s %+v", got, c.want, c.say)
			}
			if len(Notice(c.in, Thresholds{}, now, saigon)) != 0 {
				t.Error("without thresholds nothing is noticed")
			}
		})
	}
}

// TestConcernRulesHoldForAnyDays: whatever was lived, a good meal, a stool, a good night, a normal
// temperature and the old weight at the end leave nothing to be looked at; and stricter thresholds notice
// never less.
func TestConcernRulesHoldForAnyDays(t *testing.T) {
	now := then("21 18:42")
	rapid.Check(t, func(t *rapid.T) {
		var l Lived
		for n := range rapid.IntRange(0, 40).Draw(t, "taps") {
			at := now.Add(-time.Duration(40-n) * 5 * time.Hour)
			l.Taps = append(l.Taps, Tapped{At: at, Ate: rapid.SampledFrom([]Sign{NotAsked, Usual, Half, Little, None}).Draw(t, "ate"), AteUsual: Usual,
				Slept: rapid.SampledFrom([]Sign{NotAsked, Usual, Little, None}).Draw(t, "slept"), SleptUsual: Usual})
		}
		for n := range rapid.IntRange(0, 30).Draw(t, "numbers") {
			at := now.Add(-time.Duration(30-n) * 13 * time.Hour)
			kind := rapid.SampledFrom([]Vital{Weight, Heat, Stool, SleepFor}).Draw(t, "kind")
			top := map[Vital]int64{Weight: 90_000, Heat: 41_000, Stool: 7_000, SleepFor: 12_000}[kind]
			low := map[Vital]int64{Weight: 30_000, Heat: 35_000}[kind]
			l.Numbers = append(l.Numbers, Observation{Kind: kind, Amount: rapid.Int64Range(low, top).Draw(t, "amount"), At: at})
		}
		loose := Notice(l, usualLimits, now, saigon)
		strict := Notice(l, Thresholds{Meals: 2, StoolDays: 2, Nights: 2, SleepLeast: 6 * one, Month: 3, HalfYear: 6, Fever: 37_500}, now, saigon)
		for _, n := range loose {
			if !slices.ContainsFunc(strict, func(s Noticed) bool { return s.Kind == n.Kind }) {
				t.Fatalf("%s is noticed by the looser thresholds alone", n.Kind)
			}
			if n.Since.After(now) || value.DayOf(now, saigon).Sub(value.DayOf(n.Since, saigon)) > weightDays {
				t.Fatalf("since %s", n.Since)
			}
		}
		most := int64(0)
		for _, o := range l.of(Weight) {
			most = max(most, o.Amount)
		}
		l.Taps = append(l.Taps, Tapped{At: now, Ate: Usual, AteUsual: Usual})
		l.Numbers = append(l.Numbers, Observation{Kind: Heat, Amount: 36_800, At: now}, Observation{Kind: Stool, Amount: 4 * one, At: now}, Observation{Kind: SleepFor, Amount: 8 * one, At: now.Add(-10 * time.Hour)})
		if most > 0 {
			l.Numbers = append(l.Numbers, Observation{Kind: Weight, Amount: most, At: now})
		}
		if left := Notice(l, usualLimits, now, saigon); len(left) != 0 {
			t.Fatalf("still noticed: %+v", left)
		}
	})
}
