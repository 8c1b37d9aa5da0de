package staff_test

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	staffdesk "maiam/handlers/staff"
)

// FuzzWho comes to the door with whatever cookies and tokens: nobody is taken for anybody, and it always
// ends with the door or a refusal.
func FuzzWho(f *testing.F) {
	for _, text := range []string{"", "SECRET", "SECRET; SESSION=x", "\"SECRET\"", "Bearer SECRET", "bearer  SECRET", "Bearer", "Basic bnVyc2U6eA==", "maiam_SECRET", "%00", "' OR '1'='1", strings.Repeat("A", 201), "\xff", "SECRET,SECRET"} {
		f.Add(text, text, text)
	}
	h, handler, _, tablet := tablet(f)
	session, device := staffdesk.NewSessions(h.House, false).CookieNames()
	nurse := enter(f, handler, "nurse")
	real := func(name, value string) string { // with its last sign changed
		last := byte('A')
		if strings.HasSuffix(value, "A") {
			last = 'Q'
		}
		if value == "" {
			f.Fatalf("there is no %s", name)
		}
		return value[:len(value)-1] + string(last)
	}
	almost, near := real(session, nurse.Cookie(session)), real(device, tablet.Cookie(device))
	f.Fuzz(func(t *testing.T, cookie, token, station string) {
		cookie, token, station = strings.ReplaceAll(cookie, "SECRET", almost), strings.ReplaceAll(token, "SECRET", almost), strings.ReplaceAll(station, "SECRET", near)
		for _, text := range []string{cookie, token, station} {
			if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				return // no server takes such a head
			}
		}
		for _, path := range []string{"/", "/me", "/api/v1/me", "/sign-in"} {
			r := httptest.NewRequest(http.MethodGet, "http://maiam.test"+path, nil)
			r.Header.Set("Cookie", session+"="+cookie+"; "+device+"="+station)
			r.Header.Set("Authorization", token)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			switch {
			case w.Code >= 500:
				t.Fatalf("%s of %q, %q, %q: %d %.300s", path, cookie, token, station, w.Code, w.Body)
			case path != "/sign-in" && (w.Code == http.StatusOK || w.Code == http.StatusForbidden):
				t.Fatalf("%s of %q, %q, %q lets somebody in: %d", path, cookie, token, station, w.Code)
			case path == "/sign-in" && strings.Contains(w.Body.String(), "Nguyễn Thị Hoà"):
				t.Fatalf("%q shows the names of the staff", station)
			}
		}
	})
}

// FuzzSealedTexts sends back what the house sealed into a page, changed in any way: a form that waits for
// its writer, and the ticket between password and code. Only what it sealed itself opens, for the person
// alone, and never the one in place of the other.
func FuzzSealedTexts(f *testing.F) {
	_, s, _ := open(f)
	form, pass := s.Sealed(7)
	for _, text := range []string{form, pass, form[:len(form)-2], "A" + pass[1:], "", "AAAA", strings.Repeat("A", 64), "=", "\xff", form + pass} {
		f.Add(text, uint64(7))
	}
	f.Add(form, uint64(8))
	same := func(a, b string) bool { // base64 has several ways to write its last sign
		one, wrong := base64.RawURLEncoding.DecodeString(a)
		two, err := base64.RawURLEncoding.DecodeString(b)
		return wrong == nil && err == nil && bytes.Equal(one, two)
	}
	f.Fuzz(func(t *testing.T, text string, member uint64) {
		opensForm, opensPass := s.Opens(text, member)
		if opensForm && (member != 7 || !same(text, form)) {
			t.Fatalf("%q opens as a form of %d", text, member)
		}
		if opensPass && !same(text, pass) {
			t.Fatalf("%q opens as a ticket", text)
		}
	})
}
