package wards

import (
	"testing"
	"unicode/utf8"
)

// FuzzPlaces reads names of rooms and beds, and places as people type them into the search.
func FuzzPlaces(f *testing.F) {
	for _, text := range []string{"Phòng 12", "P.12-G3", "giường 3 phòng 12 khu B", "b-2", "12/3", "\xff", "phòng phòng 1", "G03", "99999999999999999999"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []func(string) string{RoomName, BedName} {
			if once := name(text); utf8.ValidString(text) && name(once) != once {
				t.Fatalf("%q gave %q and then %q", text, once, name(once))
			}
		}
		_, _, _ = RoomKey(text), BedKey(text), numberIn(text)
		if p := placeTyped(text); len(p.words) > mostWords {
			t.Fatalf("%q gave %d words", text, len(p.words))
		}
	})
}
