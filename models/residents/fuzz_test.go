package residents_test

import (
	"testing"

	"maiam/models/residents"
)

// FuzzSearch reads what is typed into the search for people.
func FuzzSearch(f *testing.F) {
	for _, text := range []string{"nguyen thi hoa 62", "040057001234", "%_\\", "khu b g3", "\xff", "a a a a a a a a a a a a a", "İ ǅ ﬁ"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if residents.NewSearch(text) == nil {
			t.Fatal("no search")
		}
	})
}
