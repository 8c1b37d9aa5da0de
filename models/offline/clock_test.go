package offline

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 21, 5, 0, 0, 0, time.UTC)

func hours(h float64) *time.Duration {
	d := time.Duration(h * float64(time.Hour))
	return &d
}

// TestClockIsPutRight walks the rule: what the phone's clock said, what it had to add then and now,
// and when the house says that it was.
func TestClockIsPutRight(t *testing.T) {
	given := noon.Add(-8 * time.Hour)
	for _, c := range []struct {
		name     string
		clock    time.Duration // by the phone, from noon
		known    *time.Duration
		offered  float64 // hours to add now
		want     time.Duration
		doubtful bool
	}{
		{"RightClock", -2 * time.Hour, hours(0), 0, -2 * time.Hour, false},
		{"NeverTold", -2 * time.Hour, nil, 0, -2 * time.Hour, false},
		{"ThreeHoursAhead", time.Hour, hours(-3), -3, -2 * time.Hour, false},
		{"ThreeHoursBehind", -5 * time.Hour, hours(3), 3, -2 * time.Hour, false},
		{"NeverToldAndAhead", time.Hour, nil, -3, -2 * time.Hour, false},
		{"DriftOfAMinute", -2 * time.Hour, hours(-1. / 60), 0, -2 * time.Hour, false},
		{"MovedBothCanBe", -2 * time.Hour, hours(0), -1, -2 * time.Hour, true},
		{"MovedBackOnlyNowCanBe", time.Hour, hours(0), -3, -2 * time.Hour, true},
		{"MovedOnOnlyThenCanBe", -2 * time.Hour, hours(0), 3, -2 * time.Hour, true},
		{"MovedBeforeTheKey", -9 * time.Hour, hours(0), 3, -6 * time.Hour, true},
		{"NothingCanBeFuture", 20 * time.Hour, hours(0), 3, 0, true},
		{"NothingCanBePast", -50 * time.Hour, hours(0), 3, -8 * time.Hour, true},
		{"NeverToldAndFuture", 20 * time.Hour, nil, 0, 0, true},
		{"AMinuteAhead", time.Minute, hours(0), 0, 0, false},
		{"JustBeforeTheKey", -8*time.Hour - time.Minute, hours(0), 0, -8 * time.Hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, doubtful := Clocks{Clock: noon.Add(c.clock), Known: c.known, Offered: *hours(c.offered), Given: given, Now: noon}.Settle()
			if !at.Equal(noon.Add(c.want)) || doubtful != c.doubtful {
				t.Errorf("settled at %v (%v from noon), doubtful %v", at, at.Sub(noon), doubtful)
			}
		})
	}
}

// TestClockHolds tries any clocks: the time lies between the key and now; a clock that was left alone
// gives the true time, however wrong it is; and whatever was moved, somebody is told.
func TestClockHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := func(name string, least, most time.Duration) time.Duration {
			return time.Duration(rapid.Int64Range(least.Milliseconds(), most.Milliseconds()).Draw(t, name)) * time.Millisecond
		}
		given := noon.Add(-span("given", time.Hour, 14*24*time.Hour))
		truth := noon.Add(-span("ago", 0, noon.Sub(given)))
		skew := span("skew", -400*24*time.Hour, 400*24*time.Hour)
		c := Clocks{Clock: truth.Add(skew), Offered: -skew, Given: given, Now: noon}
		if rapid.Bool().Draw(t, "told") {
			known := -skew
			c.Known = &known
		}
		if at, doubtful := c.Settle(); !at.Equal(truth) || doubtful {
			t.Fatalf("left alone: %v instead of %v, doubtful %v", at, truth, doubtful)
		}
		c.Offered += span("moved", -400*24*time.Hour, 400*24*time.Hour)
		at, doubtful := c.Settle()
		if at.Before(given) || at.After(noon) {
			t.Fatalf("moved: %v lies outside", at)
		}
		if c.Known != nil && (c.Offered-*c.Known).Abs() > clockGrace && !doubtful {
			t.Fatal("moved, and nobody is told")
		}
		// The clock under which it was written is right, and can be: it counts.
		if c.Known != nil && (c.Offered-*c.Known).Abs() > clockGrace && !at.Equal(truth) {
			t.Fatalf("moved after it was written: %v instead of %v", at, truth)
		}
	})
}

func TestEntriesOfAKeyDoNotRunBackwards(t *testing.T) {
	o := Order{}
	for _, c := range []struct {
		key  uint64
		no   int64
		at   time.Duration
		want time.Duration
	}{{1, 7, 0, 0}, {1, 8, -time.Hour, 0}, {2, 1, -time.Hour, -time.Hour}, {1, 9, time.Hour, time.Hour}, {1, 3, -2 * time.Hour, -2 * time.Hour}, {1, 10, 0, time.Hour}} {
		if got := o.Next(c.key, c.no, noon.Add(c.at)); !got.Equal(noon.Add(c.want)) {
			t.Errorf("entry %d of key %d: %v", c.no, c.key, got.Sub(noon))
		}
	}
}

func TestClocksOfAnyNumberAreTaken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		known := rapid.Int64().Draw(t, "known")
		e := Entry{Clock: rapid.Int64().Draw(t, "clock"), Known: &known}
		at, _ := e.Said(Offered(noon, rapid.Int64().Draw(t, "now")), noon.Add(-time.Hour), noon).Settle()
		if at.Before(noon.Add(-time.Hour)) || at.After(noon) {
			t.Fatalf("settled at %v", at)
		}
	})
}
