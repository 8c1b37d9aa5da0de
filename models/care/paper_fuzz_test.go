package care_test

import (
	"strings"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/value"
)

// FuzzPaperCode writes the code of a paper and reads it as somebody types it: the same round, or, with one
// figure wrong or two that changed places, none.
func FuzzPaperCode(f *testing.F) {
	f.Add(uint64(5), 0, uint64(3), uint8(0), uint8(7))
	f.Add(uint64(1<<31-1), 36523, uint64(1<<31-1), uint8(9), uint8(1))
	f.Add(uint64(10), 59, uint64(1), uint8(3), uint8(0))
	first := value.DayOf(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC)
	f.Fuzz(func(t *testing.T, ward uint64, after int, slot uint64, at, figure uint8) {
		ward, slot, after = ward%(1<<31-1)+1, slot%(1<<31-1)+1, after%36524
		day := first.AddDays(max(after, -after))
		code := care.PaperCode(ward, day, slot)
		for _, typed := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", " "), strings.ReplaceAll(code, "-", " . ")} {
			if w, d, s, err := care.ReadPaperCode(typed); err != nil || w != ward || d != day || s != slot {
				t.Fatalf("%q is read as %d, %v, %d: %v", typed, w, d, s, err)
			}
		}
		one := []byte(code)
		i := int(at) % (len(one) - 1)
		if was := one[i]; was != '-' {
			if one[i] = '0' + figure%10; one[i] != was {
				if w, d, s, err := care.ReadPaperCode(string(one)); err == nil {
					t.Fatalf("%q with one figure wrong, %q, is read as %d, %v, %d", code, one, w, d, s)
				}
			}
			one[i] = was
		}
		if i+2 < len(one) && one[i] != '-' && one[i+1] != '-' && one[i] != one[i+1] {
			one[i], one[i+1] = one[i+1], one[i]
			if w, d, s, err := care.ReadPaperCode(string(one)); err == nil {
				t.Fatalf("%q with two figures that changed places, %q, is read as %d, %v, %d", code, one, w, d, s)
			}
		}
	})
}
