package value

import "testing"

// FuzzParseMonth reads months.
func FuzzParseMonth(f *testing.F) {
	for _, s := range []string{"11/2026", "2026-11", "0/0", "13/2026", "11/99999999999", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParseMonth(s)
		if err != nil {
			return
		}
		if again, err := ParseMonth(m.String()); err != nil || again != m {
			t.Fatalf("%q gave %v and then %v, %v", s, m, again, err)
		}
	})
}
