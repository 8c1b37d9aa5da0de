package care_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"maiam/models/care"
	"maiam/models/fault"
	"maiam/models/value"
)

// TestEveryFindingHasItsLetter: in each column every finding has one letter, no letter twice, and what is
// as usual has none.
func TestEveryFindingHasItsLetter(t *testing.T) {
	for _, item := range care.Items {
		seen := map[string]care.Sign{}
		for _, s := range care.SignsOf(item) {
			code := item.Code(s)
			if (s == care.Usual) != (code == "") {
				t.Errorf("%s %s: %q", item, s, code)
			}
			if other, twice := seen[code]; twice {
				t.Errorf("%s: %s and %s are both %q", item, s, other, code)
			}
			seen[code] = s
		}
	}
	var all []string
	for _, r := range care.Responses() {
		all = append(all, r.Code())
	}
	if got := strings.Join(all, ""); got != "123456789ABC" || care.NoResponse.Code() != "" {
		t.Errorf("what was done: %s", got)
	}
}

// TestPaperCodeIsReadBack: a code is read back however its parts are parted, and a wrong figure, or two
// that changed places, is never another round.
func TestPaperCodeIsReadBack(t *testing.T) {
	if got := care.PaperCode(5, value.MustDay("2026-11-22"), 3); !strings.HasPrefix(got, "5-221126-3") || len(got) != 11 {
		t.Errorf("code %q", got)
	}
	for _, text := range []string{"", "5", "5-221126-3", "5-221126", "0-221126-3A", "5-321326-3A", "x-y-z", "5-2211260-3K", "99999999999999999999-221126-3K", strings.Repeat("1-", 400)} {
		if _, _, _, err := care.ReadPaperCode(text); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q is taken: %v", text, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		ward, slot := rapid.Uint64Range(1, 99_999).Draw(t, "ward"), rapid.Uint64Range(1, 9_999).Draw(t, "slot")
		day := value.MustDay("2026-01-01").AddDays(rapid.IntRange(0, 20_000).Draw(t, "day"))
		code := care.PaperCode(ward, day, slot)
		for _, written := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", " "), code[:len(code)-1] + " " + code[len(code)-1:], " " + code + " "} {
			w, d, s, err := care.ReadPaperCode(written)
			if err != nil || w != ward || d != day || s != slot {
				t.Fatalf("%q: %d %s %d %v", written, w, d, s, err)
			}
		}
		at := rapid.IntRange(0, len(code)-2).Draw(t, "at")
		wrong := []byte(code)
		if rapid.Bool().Draw(t, "swapped") {
			wrong[at], wrong[at+1] = wrong[at+1], wrong[at]
		} else if wrong[at] != '-' {
			wrong[at] = '0' + (wrong[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		}
		if string(wrong) == code {
			return
		}
		if w, d, s, err := care.ReadPaperCode(string(wrong)); err == nil {
			t.Fatalf("%s was written %s and is taken as %d %s %d", code, wrong, w, d, s)
		}
	})
}
