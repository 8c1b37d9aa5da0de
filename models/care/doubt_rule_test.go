package care

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"maiam/models/value"
)

// walked is a walk of five rooms of eight, each so many seconds after the one before, written so much later.
func walked(each time.Duration, late func(i int) time.Duration) (out []Attested) {
	start := then("21 17:02")
	for i := range 5 {
		at := start.Add(time.Duration(i) * each)
		out = append(out, Attested{WardID: 1, ShiftDay: value.MustDay("2026-11-21"), SlotID: 3, RecordedBy: 7, At: at, RecordedAt: at.Add(late(i)), N: 8})
	}
	return out
}

// TestWalksAreAskedAbout: haste and lateness, and what looks like them and is not.
func TestWalksAreAskedAbout(t *testing.T) {
	at := func(d time.Duration) func(int) time.Duration { return func(int) time.Duration { return d } }
	for _, c := range []struct {
		name string
		in   []Attested
		want []DoubtKind
	}{
		{"forty people in a minute", walked(15*time.Second, at(0)), nil},
		{"forty people in twenty seconds", walked(5*time.Second, at(0)), []DoubtKind{TooFast}},
		{"a phone without a network sends all at once", walked(15*time.Second, func(i int) time.Duration { return time.Hour - time.Duration(i)*15*time.Second }), nil},
		{"a list typed in later, for one time", walked(0, func(i int) time.Duration { return time.Hour + time.Duration(i)*30*time.Second }), nil},
		{"the whole round five hours later", walked(15*time.Second, at(5*time.Hour)), []DoubtKind{LongAfter}},
		{"one room five hours later", walked(15*time.Second, func(i int) time.Duration { return time.Duration(i/4) * 5 * time.Hour }), nil},
		{"a small room alone", walked(15*time.Second, at(0))[:1], nil},
	} {
		got := Walks(c.in, 1000, 4*time.Hour)
		if len(got) != len(c.want) || len(got) > 0 && (got[0].Kind != c.want[0] || got[0].MemberID != 7 || got[0].WardID != 1) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) { // whoever takes the time is never asked
		slow := walked(time.Duration(rapid.IntRange(8, 600).Draw(t, "seconds"))*time.Second, at(time.Duration(rapid.IntRange(0, 239).Draw(t, "minutes"))*time.Minute))
		if got := Walks(slow, 1000, 4*time.Hour); len(got) != 0 {
			t.Fatalf("asked %+v", got)
		}
	})
}

// TestNightsAlikeAreAskedAbout: exceptions and all, person by person; all as usual is no wonder.
func TestNightsAlikeAreAskedAbout(t *testing.T) {
	last := value.MustDay("2026-11-21")
	alike := func(days int, of func(day, person int) uint32) (out []Oddity) {
		for d := range days {
			for p := 1; p <= 3; p++ {
				if sign := of(d, p); sign != 0 {
					out = append(out, Oddity{WardID: 1, ShiftDay: last.AddDays(-d), SlotID: 5, ResidentID: uint64(p), Packed: sign, Response: Watching})
				}
			}
		}
		return out
	}
	same := func(_, p int) uint32 { return uint32(p) }
	for _, c := range []struct {
		name string
		in   []Oddity
		want int
	}{
		{"four nights alike", alike(4, same), 1},
		{"three nights alike", alike(3, same), 0},
		{"one person differs on one night", alike(5, func(d, p int) uint32 {
			if d == 2 && p == 3 {
				return 9
			}
			return uint32(p)
		}), 0},
		{"one person alone", alike(6, func(_, p int) uint32 { return uint32(p) * uint32(1-min(p-1, 1)) }), 0},
		{"nothing odd at all", nil, 0},
	} {
		if got := Alike(c.in, last, 4); len(got) != c.want || c.want > 0 && (got[0].Nights != 4 || got[0].Odd != 3 || got[0].MemberID != 0) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// TestAgreementCountsWhatBothSaw: what one of them did not look at is not compared.
func TestAgreementCountsWhatBothSaw(t *testing.T) {
	first := Signs{Usual, Usual, Usual, Half, Usual, Sad}
	for _, c := range []struct {
		second           Signs
		compared, agreed int
	}{
		{first, 6, 6}, {Signs{Seen: Usual, Mood: Sad}, 2, 2}, {Signs{Seen: Usual, Mood: Usual}, 2, 1}, {Signs{}, 0, 0}, {Signs{Usual, Little, Partly, Usual, Refused, Usual}, 6, 1},
	} {
		if n, same := Agreement(first, c.second); n != c.compared || same != c.agreed {
			t.Errorf("%+v: %d of %d", c.second, same, n)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := Signs{}
		for _, i := range Items {
			*s.of(i) = rapid.SampledFrom(append(SignsOf(i), NotAsked)).Draw(t, i.String())
		}
		if pack(s).signs() != s {
			t.Fatalf("%+v becomes %+v", s, pack(s).signs())
		}
	})
}
