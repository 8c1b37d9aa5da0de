package staff_test

import (
	"strings"
	"testing"

	"maiam/models/staff"
)

// FuzzCodes reads what is typed or scanned at the sign-in: codes of badges and user names.
func FuzzCodes(f *testing.F) {
	for _, text := range []string{"ABCDE-12345", "o0iIlL", "Nguyễn Thị Hoà", "\xff\x00", "ＡＢＣ", strings.Repeat("a", 300), "../x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code := staff.BadgeCode(text)
		if staff.BadgeCode(code) != code || staff.BadgeCode(staff.SpellBadge(code)) != code {
			t.Fatalf("%q gave %q and then %q", text, code, staff.BadgeCode(code))
		}
		if name := staff.Username(text); staff.Username(name) != name {
			t.Fatalf("%q gave %q and then %q", text, name, staff.Username(name))
		}
	})
}
