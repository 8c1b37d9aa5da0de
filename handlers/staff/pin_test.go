package staff_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

const rightPin = "4071"

// tablet is a house with a ward, in which the manager has registered the browser he stands at and
// gone again; the nurse has a PIN.
func tablet(t testing.TB) (*dbtest.House, http.Handler, map[string]uint64, *webtest.Visitor) {
	t.Helper()
	h, handler, ids := peopled(t)
	h.Do(func(tx *db.Tx) error {
		if err := settings.Seed(tx); err != nil {
			return err
		}
		zone, err := wards.AddZone(tx, ids["campus"], wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Phân khu nữ", From: value.MustDay("2026-01-01")})
		if err != nil {
			return err
		}
		ward, err := wards.AddWard(tx, zone.ID, wards.WardInput{Name: "Khu A", Sex: wards.ForWomen, From: value.MustDay("2026-01-01")})
		ids["ward"] = ward.ID
		return err
	})
	own := enter(t, handler, "nurse")
	own.Post("/me/pin", url.Values{"current": {right}, "new_pin": {rightPin}, "pin_again": {rightPin}}).Want(http.StatusSeeOther)
	v := enter(t, handler, "manager")
	page := v.Get("/staff/devices/new").Want(http.StatusOK).Page()
	v.Submit(page.Form("main form"), "ward_id", fmt.Sprint(ids["ward"]), "device_name", "Máy dùng chung của Khu A").Want(http.StatusSeeOther)
	v.Post("/sign-out", nil).Want(http.StatusSeeOther)
	return h, handler, ids, v
}

func pad(ids map[string]uint64, who string) string { return fmt.Sprintf("/sign-in/pin/%d", ids[who]) }

func TestOwnPin(t *testing.T) {
	_, handler, _ := peopled(t)
	v := enter(t, handler, "nurse")
	for _, c := range []struct{ current, pin, again, said string }{
		{right, "1234", "1234", "ai cũng thử trước"},
		{right, rightPin, "4072", "Nhập lại mã PIN"},
		{"sai", rightPin, rightPin, "chưa đúng"},
		{right, "40", "40", "đúng 4 chữ số"},
	} {
		a := v.Post("/me/pin", url.Values{"current": {c.current}, "new_pin": {c.pin}, "pin_again": {c.again}}).Want(http.StatusUnprocessableEntity)
		if !strings.Contains(a.Page().Text("main"), c.said) || strings.Contains(a.Body, `value="`+c.pin+`"`) {
			t.Errorf("%v: %s", c, a.Page().Text("main"))
		}
	}
	v.Post("/me/pin", url.Values{"current": {right}, "new_pin": {rightPin}, "pin_again": {rightPin}}).Want(http.StatusSeeOther)
	if got := v.Get("/me/pin").Page().Text("main"); !strings.Contains(got, "Đang có mã") {
		t.Errorf("got %s", got)
	}
	v.Post("/me/pin/drop", nil).Want(http.StatusSeeOther)
	if got := v.Get("/me/pin").Page().Text("main"); strings.Contains(got, "Đang có mã") {
		t.Errorf("got %s", got)
	}
	if got := enter(t, handler, "admin").Get("/me/pin").Want(http.StatusOK).Page(); got.Has(`input[name="new_pin"]`) {
		t.Error("an administrator is offered a PIN")
	}
}

func TestSharedDeviceShowsFaces(t *testing.T) {
	_, handler, ids, v := tablet(t)
	t.Run("a browser that is none asks name and password", func(t *testing.T) {
		p := webtest.Visit(t, handler).Get("/sign-in").Page()
		if p.Has(".faces") || p.Has("[data-scan]") || !p.Has(`form[data-unlock] input[name="password"][data-secret]`) {
			t.Error("it shows what belongs to a shared device")
		}
		a := webtest.Visit(t, handler).Get(pad(ids, "nurse"))
		if strings.Contains(a.Body, "Nguyễn Thị Hoà") {
			t.Error("a stranger reads the name of a nurse")
		}
		webtest.Visit(t, handler).Post(pad(ids, "nurse"), url.Values{"pin": {rightPin}}).Want(http.StatusUnprocessableEntity)
	})
	t.Run("the manager's face is there, since he was here", func(t *testing.T) {
		p := v.Get("/sign-in").Page()
		if got := strings.Join(p.Texts(".face-link"), "; "); !strings.Contains(got, "Phạm Văn Một") || strings.Contains(got, "Hoà") {
			t.Errorf("got %s", got)
		}
	})
	t.Run("a password at the device puts the nurse there too", func(t *testing.T) {
		v.Post("/sign-in", url.Values{"username": {"nurse"}, "password": {right}}).Want(http.StatusSeeOther)
		if got := v.Get("/me").Page().Text("main"); !strings.Contains(got, "Máy dùng chung của Khu A") || !strings.Contains(got, "bằng mật khẩu") {
			t.Errorf("got %s", got)
		}
		v.Post("/sign-out", nil)
		if got := strings.Join(v.Get("/sign-in").Page().Texts(".face-link"), "; "); !strings.Contains(got, "Nguyễn Thị Hoà") {
			t.Errorf("got %s", got)
		}
	})
	t.Run("a tap and four digits are in, at the round of the ward", func(t *testing.T) {
		p := v.Get(pad(ids, "nurse")).Want(http.StatusOK).Page()
		f := p.Form(`form[data-unlock]`)
		if p.Attr("form[data-unlock]", "data-person") != fmt.Sprint(ids["nurse"]) || p.Attr(`input[name="pin"]`, "inputmode") != "numeric" || !p.Has(`input[name="pin"][data-secret][type="password"]`) {
			t.Error("the pad lacks what script and phone need")
		}
		a := v.Submit(f, "pin", rightPin).Want(http.StatusSeeOther)
		if to := a.Header.Get("Location"); to != fmt.Sprintf("/wards/%d/round", ids["ward"]) {
			t.Errorf("goes to %s", to)
		}
		if got := v.Get("/me").Page().Text("main"); !strings.Contains(got, "bằng mã PIN") {
			t.Errorf("got %s", got)
		}
		v.Post("/sign-out", nil)
		a = v.Post(pad(ids, "nurse"), url.Values{"pin": {rightPin}, "next": {"/me"}}).Want(http.StatusSeeOther)
		if to := a.Header.Get("Location"); to != "/me" {
			t.Errorf("goes to %s", to)
		}
	})
	t.Run("another person takes over: the session before is gone", func(t *testing.T) {
		old := v.Cookie("maiam")
		v.Post("/sign-in", url.Values{"username": {"manager"}, "password": {right}}).Want(http.StatusSeeOther)
		other := webtest.Visit(t, handler)
		other.Header.Set("Cookie", "maiam="+old)
		other.Get("/me").Want(http.StatusSeeOther)
		if got := v.Get("/").Page().Text("#who"); got != "Phạm Văn Một" {
			t.Errorf("got %s", got)
		}
		v.Post("/sign-out", nil)
	})
	t.Run("a wrong PIN says how many tries are left, in both languages, and shows nothing typed", func(t *testing.T) {
		a := v.Post(pad(ids, "nurse"), url.Values{"pin": {"9999"}}).Want(http.StatusUnprocessableEntity)
		if !strings.Contains(a.Page().Text("main"), "Còn 4 lần thử") || strings.Contains(a.Body, "9999") {
			t.Errorf("got %s", a.Page().Text("main"))
		}
		a = v.Post(pad(ids, "nurse")+"?lang=en", url.Values{"pin": {"9999"}}).Want(http.StatusUnprocessableEntity)
		if !strings.Contains(a.Page().Text("main"), "3 tries left") {
			t.Errorf("got %s", a.Page().Text("main"))
		}
	})
	t.Run("a revoked device is a browser like any other", func(t *testing.T) {
		m := enter(t, handler, "manager")
		list := m.Get("/staff/devices").Want(http.StatusOK).Page()
		if got := list.Text("main"); !strings.Contains(got, "Khu A") || !strings.Contains(got, "Đang dùng") {
			t.Errorf("got %s", got)
		}
		v.Post(pad(ids, "nurse"), url.Values{"pin": {rightPin}}).Want(http.StatusSeeOther)
		m.Submit(list.Form(`form[action^="/staff/devices/"]`), "reason", "Mất máy").Want(http.StatusSeeOther)
		v.Get("/me").Want(http.StatusSeeOther)
		if v.Get("/sign-in").Page().Has(".faces") {
			t.Error("it still shows faces")
		}
		v.Post(pad(ids, "nurse"), url.Values{"pin": {rightPin}}).Want(http.StatusUnprocessableEntity)
		if got := m.Get("/staff/devices").Page().Text("main"); !strings.Contains(got, "Đã thu hồi") {
			t.Errorf("got %s", got)
		}
	})
}

func TestSharedDeviceLocks(t *testing.T) {
	h, _, ids, v := tablet(t)
	in := func() { v.Post(pad(ids, "nurse"), url.Values{"pin": {rightPin}}).Want(http.StatusSeeOther) }
	in()
	t.Run("after three minutes without use, not before", func(t *testing.T) {
		h.Clock.Add(2 * time.Minute)
		v.Get("/me").Want(http.StatusOK)
		h.Clock.Add(2 * time.Minute)
		v.Get("/me/here").Want(http.StatusNoContent)
		h.Clock.Add(2 * time.Minute)
		v.Get("/me").Want(http.StatusOK)
		h.Clock.Add(3 * time.Minute)
		a := v.Get("/me").Want(http.StatusSeeOther)
		if to := a.Header.Get("Location"); to != "/sign-in/unlock?next=%2Fme" {
			t.Errorf("goes to %s", to)
		}
	})
	t.Run("the lock page shows the face that was here, and the others", func(t *testing.T) {
		p := v.Get("/sign-in/unlock?next=/me").Want(http.StatusOK).Page()
		if p.Attr("form[data-pad]", "data-person") != fmt.Sprint(ids["nurse"]) || !strings.Contains(p.Text(".faces"), "Phạm Văn Một") || strings.Contains(p.Text(".faces"), "Hoà") {
			t.Errorf("got %s", p.Text("main"))
		}
		a := v.Submit(p.Form("form[data-pad]"), "unlock_pin", "9999").Want(http.StatusUnprocessableEntity)
		if !strings.Contains(a.Page().Text("main"), "chưa đúng") {
			t.Errorf("got %s", a.Page().Text("main"))
		}
		a = v.Submit(p.Form("form[data-pad]"), "unlock_pin", rightPin).Want(http.StatusSeeOther)
		if to := a.Header.Get("Location"); to != "/me" {
			t.Errorf("goes to %s", to)
		}
	})
	t.Run("or the password", func(t *testing.T) {
		h.Clock.Add(3 * time.Minute)
		v.Get("/me").Want(http.StatusSeeOther)
		v.Post("/sign-in/unlock", url.Values{"unlock_password": {right}, "unlock_next": {"/me"}}).Want(http.StatusSeeOther)
		v.Get("/me").Want(http.StatusOK)
	})
	t.Run("a form that came too late waits sealed for its writer", func(t *testing.T) {
		h.Clock.Add(3 * time.Minute)
		a := v.Post("/me/language", url.Values{"language": {"en"}, "note": {"điều riêng"}}).Want(http.StatusUnauthorized)
		if strings.Contains(a.Body, "điều riêng") || !a.Page().Has(`input[name="unlock_held"]`) {
			t.Error("what was typed can be read by who walks past")
		}
		sealed := a.Page().Attr(`input[name="unlock_held"]`, "value")
		wrong := v.Submit(a.Page().Form("form[data-pad]"), "unlock_pin", "9999").Want(http.StatusUnprocessableEntity).Page()
		if wrong.Attr(`input[name="unlock_held"]`, "value") != sealed {
			t.Error("a wrong PIN loses what was typed")
		}
		v.Submit(wrong.Form("form[data-pad]"), "unlock_pin", rightPin).Want(http.StatusSeeOther)
		if got := v.Get("/me").Page().Attr("html", "lang"); got != "en" {
			t.Errorf("the form was not sent on: %s", got)
		}
		v.Post("/me/language", url.Values{"language": {"vi"}}).Want(http.StatusSeeOther)
		// Somebody else with the same sealed words gets nothing of them.
		h.Clock.Add(3 * time.Minute)
		v.Post("/sign-in", url.Values{"username": {"manager"}, "password": {right}}).Want(http.StatusSeeOther)
		h.Clock.Add(3 * time.Minute)
		a = v.Post("/sign-in/unlock", url.Values{"unlock_password": {right}, "unlock_held": {sealed}, "unlock_next": {"/me"}}).Want(http.StatusSeeOther)
		if got := v.Get("/me").Page().Attr("html", "lang"); got != "vi" || a.Header.Get("Location") != "/me" {
			t.Errorf("the manager sent the nurse's form: %s", got)
		}
		v.Post("/sign-out", nil)
	})
	t.Run("a page that closes itself gives back what was typed, to its writer", func(t *testing.T) {
		in()
		a := v.Post("/sign-in/lock", url.Values{"lock_path": {"/me"}, "lock_sent": {"/me/tokens"}, "name": {"máy đo khu A"}, "days": {"30"}}).Want(http.StatusOK)
		if strings.Contains(a.Body, "máy đo khu A") {
			t.Error("what was typed can be read by who walks past")
		}
		v.Get("/me").Want(http.StatusSeeOther)
		a = v.Submit(a.Page().Form("form[data-pad]"), "unlock_pin", rightPin).Want(http.StatusOK)
		if got := a.Page().Attr(`form[action="/me/tokens"] input[name="name"]`, "value"); got != "máy đo khu A" {
			t.Errorf("got %q in %s", got, a.Page().Text("main"))
		}
		var n int
		if err := h.Raw().QueryRow("SELECT COUNT(*) FROM staff_tokens").Scan(&n); err != nil || n != 0 {
			t.Errorf("a draft was sent: %d, %v", n, err)
		}
		a = v.Post("/sign-in/lock", url.Values{"lock_path": {"//elsewhere.example/x"}}).Want(http.StatusOK)
		if next := a.Page().Attr(`input[name="unlock_next"]`, "value"); next != "/" {
			t.Errorf("goes on to %s", next)
		}
	})
	t.Run("the settings say after how many minutes", func(t *testing.T) {
		p := staff.Policy{IdleAfter: time.Minute, SharedIdle: 3 * time.Minute}
		now := h.Now()
		if !(staff.Visit{Kind: staff.PageSession, DeviceID: 1, SeenAt: now.Add(-time.Minute)}).Idle(p, now) {
			t.Error("a shared device must not stay open longer than one's own")
		}
	})
}

var spelled = regexp.MustCompile(`id="badge-code">([0-9A-Z-]+)<`)

func TestBadgeAtTheDoor(t *testing.T) {
	_, handler, ids, v := tablet(t)
	m := enter(t, handler, "manager")
	card := func() string {
		a := m.Post(fmt.Sprintf("/staff/%d/badge", ids["nurse"]), nil).Want(http.StatusOK)
		found := spelled.FindStringSubmatch(a.Body)
		if found == nil || !a.Page().Has("svg.qr path") {
			t.Fatalf("no card: %s", a.Page().Text("main"))
		}
		return found[1]
	}
	first := card()
	code := card()
	show := func(code string) *webtest.Answer { return v.Post("/sign-in/badge", url.Values{"badge": {code}}) }
	t.Run("the card before, a made-up one and one on another browser open nothing", func(t *testing.T) {
		for _, bad := range []string{first, "00000-00000-00000-00000", "x", "'; DROP TABLE"} {
			a := show(bad).Want(http.StatusUnprocessableEntity)
			if strings.Contains(a.Body, "Nguyễn Thị Hoà") {
				t.Errorf("%s shows a name", bad)
			}
		}
		webtest.Visit(t, handler).Post("/sign-in/badge", url.Values{"badge": {code}}).Want(http.StatusUnprocessableEntity)
	})
	t.Run("card and PIN open, and the session says so", func(t *testing.T) {
		p := show(strings.ToLower(strings.ReplaceAll(code, "-", ""))).Want(http.StatusOK).Page()
		v.Get("/me").Want(http.StatusSeeOther) // not in yet
		wrong := v.Submit(p.Form("form[data-pad]"), "pin", "9999").Want(http.StatusUnprocessableEntity).Page()
		v.Submit(wrong.Form("form[data-pad]"), "pin", rightPin).Want(http.StatusSeeOther)
		if got := v.Get("/me").Page().Text("main"); !strings.Contains(got, "bằng thẻ") {
			t.Errorf("got %s", got)
		}
		v.Post("/sign-out", nil)
	})
	t.Run("whoever lost the card ends it", func(t *testing.T) {
		own := enter(t, handler, "nurse")
		own.Post("/me/badge/lost", url.Values{"badge_reason": {"Rơi ở nhà"}}).Want(http.StatusSeeOther)
		show(code).Want(http.StatusUnprocessableEntity)
		again := card()
		m.Post(fmt.Sprintf("/staff/%d/badge/revoke", ids["nurse"]), url.Values{"badge_reason": {"Mất"}}).Want(http.StatusSeeOther)
		show(again).Want(http.StatusUnprocessableEntity)
	})
	t.Run("no card for who appoints people", func(t *testing.T) {
		a := enter(t, handler, "admin").Post(fmt.Sprintf("/staff/%d/badge", ids["admin"]), nil).Want(http.StatusConflict)
		if !strings.Contains(a.Page().Text("main"), "mật khẩu") {
			t.Errorf("got %s", a.Page().Text("main"))
		}
	})
}
