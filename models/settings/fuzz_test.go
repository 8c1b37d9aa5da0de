package settings

import "testing"

// FuzzReadRounds reads the clocks and rounds of a timetable as people type them.
func FuzzReadRounds(f *testing.F) {
	for _, text := range []string{"6h, 14h30, 22:00", "24h", "6h ăn sáng", "-1", "6-22/2", "\xff", "99999999999h"} {
		f.Add(text, 360)
	}
	f.Fuzz(func(t *testing.T, text string, starts int) {
		if minute, ok := ReadClock(text); ok && (minute < 0 || minute > 24*60) {
			t.Fatalf("%q is minute %d", text, minute)
		}
		rounds, wrong := ReadRounds(text, starts)
		if wrong == "" && len(rounds) > len(text) {
			t.Fatalf("%q has %d rounds", text, len(rounds))
		}
	})
}
