package words

import (
	"strings"
	"testing"
)

// FuzzPlaces reads texts with places in them, as centres and translators may write them: each place has a
// name and nothing of a language in which something could be done, and nothing of the text is lost.
func FuzzPlaces(f *testing.F) {
	for _, text := range []string{"", "Còn {{.count}} giường", "{{ .name }} và {{.name}}", "{{.name", "}}{{", "{{.}}", "{{.a.b}}", `{{printf "%s" .x}}`, "{{{{.a}}}}", "{{.a|html}}", "\xff{{.\xff}}", strings.Repeat("{{.a}}", 500)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parts, err := parsePlaces(text)
		if err != nil {
			return
		}
		rest := text
		for _, p := range parts {
			if p.place != "" && strings.ContainsAny(p.place, " .|(){}\"") || p.place == "" && p.plain == "" || strings.Contains(p.plain, "{{") {
				t.Fatalf("%q holds the place %q and the text %q", text, p.place, p.plain)
			}
			at := strings.Index(rest, p.plain+p.place)
			if at < 0 || p.place == "" && at != 0 {
				t.Fatalf("of %q %+v is not there", text, p)
			}
			rest = rest[at+len(p.plain+p.place):]
			if p.place != "" {
				_, rest, _ = strings.Cut(rest, "}}")
			}
		}
		if rest != "" {
			t.Fatalf("of %q %q is lost", text, rest)
		}
	})
}
