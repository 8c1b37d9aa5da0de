package intake_test

import (
	"testing"

	"maiam/models/intake"
)

// FuzzRowRef reads the references to rows of a list as forms carry them.
func FuzzRowRef(f *testing.F) {
	for _, s := range []string{"0.17", "-1.0", "1.", "1.2.3", "99999999999999999999.1", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if r, ok := intake.ParseRowRef(s); ok && r.String() != s {
			t.Fatalf("%q gave %v", s, r)
		}
	})
}
