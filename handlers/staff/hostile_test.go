package staff_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/handlers/webtest"
)

// TestHostileTextAtTheDoors types what breaks programs into the three forms that the crawl of the
// house cannot send, because they end its own session: the first day, sign-in and the own password.
// Each answer is a page in the reader's language, nobody comes in, and nothing typed becomes markup.
func TestHostileTextAtTheDoors(t *testing.T) {
	all := webtest.HostileStrings(t)
	if testing.Short() {
		all = all[:40]
	}
	// Passwords are hashed slowly by intent: a third of the strings of others is enough for two forms.
	third := slices.DeleteFunc(slices.Clone(all), func(text string) bool { return slices.Index(all, text) > 75 && len(text)%3 != 0 })
	judge := func(t *testing.T, a *webtest.Answer, typed string, statuses ...int) {
		t.Helper()
		if !slices.Contains(statuses, a.Status) {
			t.Fatalf("%.60q is answered %d: %.300s", typed, a.Status, a.Body)
		}
		if i := strings.IndexByte(typed, '<'); i >= 0 && len(typed) > i+6 && !strings.HasPrefix(typed[i:], "<!") && strings.Contains(a.Body, typed[i:]) {
			t.Errorf("%.60q comes back as markup", typed)
		}
		if a.Status == http.StatusUnprocessableEntity && strings.TrimSpace(strings.Join(a.Page().Texts(`[role="alert"], .wrong, .refusal`), "")) == "" {
			t.Errorf("%.60q is refused without a word", typed)
		}
	}
	t.Run("set-up", func(t *testing.T) {
		h, s, handler := open(t)
		v := webtest.Visit(t, handler)
		form := v.Get("/set-up").Want(200).Page().Form("form")
		names := []string{"centre.name", "campuses[0].name", "campuses[0].code", "campuses[1].name", "name", "username", "password", "again", "code"}
		for i, text := range all {
			name := names[i%len(names)]
			fill := []string{"code", s.SetUpCode(), "centre.name", "Trung tâm", "campuses[1].name", "Cơ sở phía Bắc", "campuses[1].code", "?",
				"name", "Trần Văn Quản", "username", "quan.tri", "password", "yeu", "again", "yeu"}
			if i%8 == 0 {
				fill[13], fill[15] = right, right // one in eight comes down to the rules of the places
			}
			h.Clock.Add(time.Hour) // who gives many wrong codes in a row must wait
			judge(t, v.Submit(form, append(fill, name, text)...), text, http.StatusUnprocessableEntity)
		}
		var n int
		if err := h.Raw().QueryRow("SELECT COUNT(*) FROM staff_members").Scan(&n); err != nil || n != 0 {
			t.Errorf("%d people were made: %v", n, err)
		}
		v.Get("/set-up").Want(200)
	})
	t.Run("sign-in", func(t *testing.T) {
		h, handler, _ := peopled(t)
		for i, text := range third {
			h.Clock.Add(time.Hour)
			v := webtest.Visit(t, handler)
			values := url.Values{"username": {"nurse"}, "password": {"Khong-Dung-1"}, "next": {"/"}}
			values.Set([]string{"username", "password"}[i%2], text)
			judge(t, v.Post("/sign-in", values), text, http.StatusUnprocessableEntity, http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable)
			v.Get("/").Want(http.StatusSeeOther)
		}
		for i, text := range all { // wherever "next" leads, it stays here
			if i%10 != 0 {
				continue
			}
			h.Clock.Add(time.Hour)
			v := webtest.Visit(t, handler)
			a := v.Post("/sign-in", url.Values{"username": {"manager"}, "password": {right}, "next": {text}})
			judge(t, a, text, http.StatusSeeOther, http.StatusUnprocessableEntity)
			to := a.Header.Get("Location")
			if a.Status == http.StatusSeeOther && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`)) {
				t.Errorf("%.60q leads to %q", text, to)
			}
		}
	})
	t.Run("own password", func(t *testing.T) {
		_, handler, _ := peopled(t)
		v := enter(t, handler, "nurse")
		form := v.Get("/me/password").Want(200).Page().Form("form")
		for i, text := range third {
			fill := []string{"current", "Khong-Dung-1", "new", "Lai-Khac-77", "again", "Lai-Khac-78"}
			fill[1+2*(i%3)] = text
			judge(t, v.Submit(form, fill...), text, http.StatusUnprocessableEntity)
		}
		webtest.Visit(t, handler).Post("/sign-in", url.Values{"username": {"nurse"}, "password": {right}, "next": {"/"}}).Want(http.StatusSeeOther)
	})
}
