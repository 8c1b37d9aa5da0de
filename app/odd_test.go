package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"maiam/handlers/webtest"
)

// TestOddRequests sends what no page of ours sends, but a broken phone, an old program or a curious
// person does.
func TestOddRequests(t *testing.T) {
	h := ownSample(t)
	ids := idsOf(t, h, "CS1")
	v := as(t, h, "manager")
	program := webtest.Visit(t, h.desk.Handler())
	program.Header.Set("Authorization", "Bearer "+token(t, h, "manager"))
	c := gather(t, h, 2, 4)
	for _, p := range c.people {
		program.JSON("POST", "/api/v1/presence/stays", map[string]any{"resident_id": p, "category": "A3", "at": "2020-01-01T00:00:00Z"}).Want(http.StatusCreated)
	}
	zone := fmt.Sprintf("/wards/zones/%d", ids["zone"])
	wardForm := v.Get(zone).Want(http.StatusOK).Page().Form(fmt.Sprintf(`form[action="%s/wards"]`, zone)).Values
	with := func(form url.Values, pairs ...string) url.Values {
		out := url.Values{}
		for name, all := range form {
			out[name] = all
		}
		out.Del("_key")
		for i := 0; i+1 < len(pairs); i += 2 {
			out.Set(pairs[i], pairs[i+1])
		}
		return out
	}

	t.Run("letters composed and in parts are the same", func(t *testing.T) {
		name := "Khu Thử Hoà Bình Đặng Ửng"
		apart := norm.NFD.String(name)
		v.Post(zone+"/wards", with(wardForm, "name", apart, "sex", "any")).Want(http.StatusSeeOther)
		if n := number(t, h, "SELECT COUNT(*) FROM wards_wards WHERE name = ?", name); n != 1 {
			t.Errorf("%d wards have the composed name", n)
		}
		v.Post(zone+"/wards", with(wardForm, "name", name, "sex", "any")).Want(http.StatusConflict)
		one, two := program.Get("/api/v1/residents?q="+url.QueryEscape(norm.NFD.String("Người Thử"))), program.Get("/api/v1/residents?q="+url.QueryEscape("nguoi thu"))
		if one.Want(http.StatusOK).Body != two.Want(http.StatusOK).Body || !strings.Contains(one.Body, "Người Thử Số 1") {
			t.Errorf("searching finds %.200s and %.200s", one.Body, two.Body)
		}
	})
	t.Run("ten thousand letters", func(t *testing.T) {
		long := strings.Repeat("ề", 10_000)
		page := v.Post(zone+"/wards", with(wardForm, "name", long, "sex", "any")).Want(http.StatusUnprocessableEntity).Page()
		if back := page.Form(fmt.Sprintf(`form[action="%s/wards"]`, zone)).Values.Get("name"); back != long || !page.Has(".wrong") {
			t.Errorf("of %d bytes %d come back; the page says %q", len(long), len(back), page.Texts(`.wrong, [role="alert"], .error`))
		}
		program.JSON("POST", "/api/v1/presence/absences", map[string]any{"resident_id": c.people[0], "kind": "leave", "place": long}).Problem(http.StatusUnprocessableEntity, "fault.invalid")
	})
	t.Run("one field twice", func(t *testing.T) {
		form := with(wardForm, "sex", "any")
		form["name"] = []string{"Khu Hai Lần A", "Khu Hai Lần B"}
		if a := v.Post(zone+"/wards", form); a.Status != http.StatusSeeOther && a.Status != http.StatusUnprocessableEntity {
			t.Errorf("answered %d", a.Status)
		}
		if n := number(t, h, "SELECT COUNT(*) FROM wards_wards WHERE name LIKE 'Khu Hai%'"); n > 1 {
			t.Errorf("%d wards were made", n)
		}
	})
	t.Run("no field at all", func(t *testing.T) {
		for _, path := range []string{zone + "/wards", "/presence/admit", "/presence/place", "/presence/move", "/presence/swap", "/presence/absence", "/presence/discharge", "/presence/placements/void", "/residents", "/staff/new"} {
			a := v.Post(path, url.Values{})
			if a.Status != http.StatusUnprocessableEntity && a.Status != http.StatusNotFound && a.Status != http.StatusConflict {
				t.Errorf("%s answers %d", path, a.Status)
			}
		}
	})
	t.Run("other kinds of body", func(t *testing.T) {
		n := number(t, h, "SELECT COUNT(*) FROM wards_wards")
		for _, kind := range []string{"application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=utf-16", "x/", "", "application/xml"} {
			for _, body := range []string{"", "{}", "<x/>", "--x\r\n", "%zz=%", "name=%ff&sex=any", strings.Repeat("a=b&", 3000)} {
				a := v.Do("POST", zone+"/wards", strings.NewReader(body), "Content-Type: "+kind, "Sec-Fetch-Site: same-origin")
				if a.Status != http.StatusUnprocessableEntity || !a.Page().Has(`[role="alert"], .wrong`) {
					t.Errorf("%q with %.20q answers %d", kind, body, a.Status)
				}
				if kind != "" && !strings.HasPrefix(kind, "multipart") {
					if a := program.Do("POST", "/api/v1/presence/stays", strings.NewReader(body), "Content-Type: "+kind); a.Status != http.StatusUnprocessableEntity {
						t.Errorf("the API answers %d to %q with %.20q", a.Status, kind, body)
					}
				}
			}
		}
		if now := number(t, h, "SELECT COUNT(*) FROM wards_wards"); now != n {
			t.Errorf("%d wards were made", now-n)
		}
	})
	t.Run("moments that are none, and edges of the day", func(t *testing.T) {
		absence := func(at string) *webtest.Answer {
			return program.JSON("POST", "/api/v1/presence/absences", map[string]any{"resident_id": c.people[0], "kind": "leave", "at": at})
		}
		for _, at := range []string{"31/02/2026", "2026-02-31T08:00:00Z", "0000-00-00", "25:00", "2026-13-01T00:00:00Z", "2999-01-01T00:00:00Z", "9223372036854775808", "NaN"} {
			if a := absence(at); a.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s answers %d", at, a.Status)
			}
			form := url.Values{"resident_id": {fmt.Sprint(c.people[0])}, "kind": {"leave"}, "at": {at}}
			if a := v.Post("/presence/absence", form); a.Status != http.StatusUnprocessableEntity || !a.Page().Has(".wrong") {
				t.Errorf("the form answers %d to %s", a.Status, at)
			}
		}
		// Midnight at the centre belongs to the day that begins.
		for _, person := range c.people {
			v.Post("/presence/absence", url.Values{"resident_id": {fmt.Sprint(person)}, "kind": {"leave"}, "at": {"01/03/2026 00:00"}}).Want(http.StatusSeeOther)
		}
		left, back := time.Date(2026, time.March, 1, 0, 0, 0, 0, h.db.Zone()), time.Date(2026, time.April, 1, 0, 0, 0, 0, h.db.Zone())
		comes := func(at time.Time) *webtest.Answer {
			return program.JSON("POST", "/api/v1/presence/returns", map[string]any{"resident_id": c.people[0], "at": at.UTC()})
		}
		comes(left.Add(-time.Microsecond)).Want(http.StatusUnprocessableEntity)
		comes(back).Want(http.StatusCreated)
		for moment, away := range map[time.Time]bool{left.Add(-time.Second): false, left: true, back.Add(-time.Second): true, back: false} {
			at := moment.UTC().Format(time.RFC3339)
			var names struct {
				Items []struct {
					ResidentID uint64 `json:"resident_id"`
					State      string
				}
			}
			program.Get("/api/v1/presence/at?limit=500&campus_id=" + fmt.Sprint(c.campus) + "&at=" + at).Want(http.StatusOK).Into(&names)
			found := false
			for _, n := range names.Items {
				if n.ResidentID == c.people[0] {
					found = true
					if (n.State == "leave") != away {
						t.Errorf("at %s the person is %s", at, n.State)
					}
				}
			}
			if !found {
				t.Logf("at %s the person is not on the first page of %d", at, len(names.Items))
			}
		}
	})
	t.Run("numbers that are no ids", func(t *testing.T) {
		for _, id := range []string{"9223372036854775808", "18446744073709551616", "-1", "0x10", "1e9", "1.0", " 1", "", "٣"} {
			for name, form := range map[string]url.Values{"/presence/absence": {"kind": {"leave"}}, "/presence/move": {"bed_id": {fmt.Sprint(c.beds[0])}}, "/presence/discharge": {"reason": {"a"}}} {
				form.Set("resident_id", id)
				if a := v.Post(name, form); a.Status != http.StatusUnprocessableEntity && (id != " 1" || a.Status >= 500) {
					t.Errorf("%s answers %d to %q", name, a.Status, id)
				}
			}
		}
	})
	t.Run("who may sign in", func(t *testing.T) {
		stranger := webtest.Visit(t, h.desk.Handler())
		for _, text := range webtest.HostileStrings(t)[:40] {
			a := stranger.Post("/sign-in", url.Values{"username": {text}, "password": {text}})
			if a.Status != http.StatusUnprocessableEntity && a.Status != http.StatusUnauthorized && a.Status != http.StatusSeeOther && a.Status != http.StatusForbidden {
				t.Errorf("%.40q answers %d", text, a.Status)
			}
			if a.Status == http.StatusSeeOther && !strings.HasPrefix(a.Header.Get("Location"), "/sign-in") {
				t.Errorf("%.40q came in", text)
			}
		}
	})
	whole(t, h)
}
