package care_test

import (
	"strings"
	"testing"

	"maiam/models/care"
)

// FuzzCodes reads what people type and scan on the ward: codes of doors and papers, hours, signs.
func FuzzCodes(f *testing.F) {
	for _, text := range []string{"5-221126-3K", "5 221126 3 k", "abcd efgh", "6h, 14h, 22h", "6-22/2", "6-22/0", "99999999999-221126-3K", "\xff", "０１２", "ate", "refused"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if code := care.DoorText(text); care.DoorText(code) != code || care.DoorText(care.SpellDoor(code)) != code {
			t.Fatalf("%q gave %q, %q", text, code, care.DoorText(code))
		}
		if ward, day, slot, err := care.ReadPaperCode(text); err == nil && (ward == 0 || slot == 0 || day.IsZero()) {
			t.Fatalf("%q is ward %d, day %v, slot %d", text, ward, day, slot)
		}
		if hours, wrong := care.ReadHours(text); wrong == "" && hours != "" {
			again, wrong := care.ReadHours(strings.ReplaceAll(string(hours), " ", ", "))
			if wrong != "" || again != hours {
				t.Fatalf("%q gave %q and then %q, %q", text, hours, again, wrong)
			}
		}
		var s care.Sign
		var r care.Response
		_, _ = s.UnmarshalText([]byte(text)), r.UnmarshalText([]byte(text))
	})
}
