package offline

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// FuzzEntries reads what a phone may send: entries, what was sealed in them, and their clocks.
func FuzzEntries(f *testing.F) {
	for _, text := range []string{`{"id":"` + vector.id + `","key":"12","no":7,"clock":1795330800000,"known":-10800000,"sealed":"` + vector.sealed + `","mac":"x"}`, vector.plain, `[]`, `{"clock":1e300}`, `{"method":"PUT","path":"/api/v1/../x"}`, `{"method":"POST","path":"/api/v1/%2e%2e/x"}`, "\xff", `{"id":null}`} {
		f.Add(text, vector.sealed, int64(-1))
	}
	b, err := NewBox(func(purpose string) []byte {
		return []byte((vector.seed + purpose + strings.Repeat("x", 64))[:64])[:32]
	})
	if err != nil {
		f.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text, sealed string, clock int64) {
		var e Entry
		if err := json.Unmarshal([]byte(text), &e); err == nil {
			at, _ := e.Said(Offered(now, clock), now.Add(-time.Hour), now).Settle()
			if at.After(now.Add(time.Minute)) || at.Before(now.AddDate(0, -2, 0)) {
				t.Fatalf("%q happened at %v, the key was given an hour before %v", text, at, now)
			}
			_ = e.Signed([]byte("key"))
		}
		if r, err := ReadRequest([]byte(text)); err == nil && (!strings.HasPrefix(r.Path, "/api/v1/") || strings.Contains(r.Path, "..") || strings.ContainsAny(r.Path, "?#\\% \n")) {
			t.Fatalf("%q asks for %q", text, r.Path)
		}
		if _, err := b.Open(vector.id, sealed); err == nil {
			t.Fatalf("%q was sealed by nobody for this house, and opened", sealed)
		}
	})
}
