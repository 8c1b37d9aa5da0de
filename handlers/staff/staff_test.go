package staff_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	staffdesk "maiam/handlers/staff"
	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

const right = "Hoa-Sen-2026"

var hashOfRight = func() staff.Hashed {
	h, err := staff.HashPassword(context.Background(), right)
	if err != nil {
		panic(err)
	}
	return h
}()

// frame puts a leaf into the plain frame of the house.
func frame(call *web.Call, leaf web.Leaf) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		s := parts.Shell{Lang: call.Lang, Title: leaf.Title, Actions: leaf.Actions}
		if n := call.Told(); n != nil {
			s.Snack = &parts.Snack{Text: call.T(n.Key, n.Args)}
		}
		ctx = templ.WithChildren(ctx, leaf.Body)
		if leaf.Bare {
			return parts.Alone(s, leaf.Wide).Render(ctx, w)
		}
		return s.Render(ctx, w)
	})
}

// open gives a house with an empty staff room, its gate and its doors.
func open(t testing.TB) (*dbtest.House, *staffdesk.Sessions, http.Handler) {
	t.Helper()
	if err := words.Register(words.Texts(), web.Texts, parts.Texts, sheet.Texts, staffdesk.Texts, os.DirFS("../deeds")); err != nil {
		t.Fatal(err)
	}
	words.ForgetMissed()
	t.Cleanup(func() {
		missed := slices.DeleteFunc(words.Missed(), func(key string) bool { return strings.Contains(key, " wards.") || strings.Contains(key, " settings.") }) // those areas' own
		if len(missed) > 0 {
			t.Errorf("texts are missing: %v", missed)
		}
	})
	slog.SetDefault(slog.New(slog.DiscardHandler))
	h := dbtest.Open(t)
	s := staffdesk.NewSessions(h.House, false)
	d := web.New(web.Config{House: h.House, Gate: s, Lang: "vi", Begun: s.Begun, Frame: frame, Sample: true})
	t.Cleanup(d.Close)
	staffdesk.Open(d)
	web.Page(d, "/", "home.today", func(tx *db.Tx, _ struct{}) (string, error) { return tx.Actor.Name, nil }, func(_ *web.Call, name string) web.Leaf {
		return web.Leaf{Title: "Hôm nay", Body: templ.Raw(`<p id="who">` + templ.EscapeString(name) + `</p>`)}
	})
	return h, s, d.Handler()
}

// peopled is open with one campus, an administrator, a manager and a nurse.
func peopled(t testing.TB) (*dbtest.House, http.Handler, map[string]uint64) {
	t.Helper()
	h, _, handler := open(t)
	ids := map[string]uint64{}
	h.Do(func(tx *db.Tx) error {
		c, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1", From: value.MustDay("2026-01-01")})
		if err != nil {
			return err
		}
		ids["campus"] = c.ID
		for _, p := range []struct {
			name, full, role string
			home             uint64
		}{{"admin", "Trần Văn Quản", "admin", 0}, {"manager", "Phạm Văn Một", "manager", c.ID}, {"nurse", "Nguyễn Thị Hoà", "nurse", c.ID}} {
			m, err := staff.AddMember(tx, staff.AddMemberInput{Username: p.name, Password: hashOfRight, Settled: true, MemberInput: staff.MemberInput{Name: p.full, CampusID: p.home}})
			if err != nil {
				return err
			}
			if _, err := staff.GrantRole(tx, m.ID, staff.GrantInput{Role: p.role, Place: staff.Place{Campus: p.home}}); err != nil {
				return err
			}
			ids[p.name] = m.ID
		}
		return nil
	})
	return h, handler, ids
}

// enter signs a visitor in.
func enter(t testing.TB, handler http.Handler, username string) *webtest.Visitor {
	t.Helper()
	v := webtest.Visit(t, handler)
	v.Header.Set("User-Agent", "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537.36")
	v.Post("/sign-in", url.Values{"username": {username}, "password": {right}}).Want(http.StatusSeeOther)
	return v
}

func TestTheDoor(t *testing.T) {
	h, handler, ids := peopled(t)
	v := webtest.Visit(t, handler)
	t.Run("nobody is sent to the door and back to where they wanted", func(t *testing.T) {
		p := v.Get("/me?x=1").Want(303).Follow().Want(200).Page()
		form := p.Form("form")
		if form.Values.Get("next") != "/me?x=1" {
			t.Errorf("next is %q", form.Values.Get("next"))
		}
		if a := v.Submit(form, "username", "Nurse", "password", right).Want(303); a.Header.Get("Location") != "/me?x=1" {
			t.Errorf("went to %s", a.Header.Get("Location"))
		}
		if got := v.Get("/").Want(200).Page().Text("#who"); got != "Nguyễn Thị Hoà" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("the cookie cannot be read by a script, and its secret is not in the database", func(t *testing.T) {
		other := webtest.Visit(t, handler)
		a := other.Post("/sign-in", url.Values{"username": {"nurse"}, "password": {right}})
		set := a.Header.Get("Set-Cookie")
		if !strings.Contains(set, "HttpOnly") || !strings.Contains(set, "SameSite=Lax") {
			t.Errorf("got %s", set)
		}
		var n int
		if err := h.Raw().QueryRow("SELECT COUNT(*) FROM staff_sessions WHERE token_hash = ?", other.Cookie("maiam")).Scan(&n); err != nil || n != 0 {
			t.Error(n, err)
		}
	})
	t.Run("a hostile way on is not taken", func(t *testing.T) {
		other := webtest.Visit(t, handler)
		for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)"} {
			a := other.Post("/sign-in", url.Values{"username": {"nurse"}, "password": {right}, "next": {next}}).Want(303)
			if a.Header.Get("Location") != "/" {
				t.Errorf("went to %s", a.Header.Get("Location"))
			}
		}
	})
	t.Run("a wrong password comes back with the name and without the password", func(t *testing.T) {
		other := webtest.Visit(t, handler)
		a := other.Post("/sign-in", url.Values{"username": {"nurse"}, "password": {"sai-roi-nhe"}}).Want(422)
		if p := a.Page(); p.Attr("input[name=username]", "value") != "nurse" || !strings.Contains(p.Text(".notice"), "Còn 4 lần") || strings.Contains(a.Body, "sai-roi-nhe") {
			t.Error(p.Text("main"))
		}
		for range 4 {
			other.Post("/sign-in", url.Values{"username": {"nurse"}, "password": {"sai"}})
		}
		p := other.Post("/sign-in", url.Values{"username": {"nurse"}, "password": {right}}).Want(422).Page()
		if !strings.Contains(p.Text(".notice"), "phút") {
			t.Error(p.Text(".notice"))
		}
		m := enter(t, handler, "manager")
		list := m.Get("/staff?state=locked").Want(200).Page()
		if list.Count("tbody tr") != 1 {
			t.Error(list.Text("main"))
		}
		person := m.Get(fmt.Sprintf("/staff/%d", ids["nurse"])).Want(200).Page()
		m.Submit(person.Form("form[action$='/lift']")).Want(303)
		other.Post("/sign-in", url.Values{"username": {"nurse"}, "password": {right}}).Want(303)
	})
	t.Run("one tap signs out", func(t *testing.T) {
		old := v.Cookie("maiam")
		if a := v.Post("/sign-out", nil).Want(303); a.Header.Get("Location") != "/sign-in" || v.Cookie("maiam") != "" {
			t.Errorf("went to %s with %q", a.Header.Get("Location"), v.Cookie("maiam"))
		}
		if a := v.Get("/", "Cookie: maiam="+old); a.Status != 303 {
			t.Error("the old cookie still opens")
		}
		v.Post("/sign-out", nil).Want(303)
	})
	t.Run("the sample house offers its accounts", func(t *testing.T) {
		p := webtest.Visit(t, handler).Get("/sign-in").Want(200).Page()
		if n := p.Count("a[href*='username=']"); n != 15 {
			t.Errorf("%d accounts", n)
		}
		if !strings.Contains(p.Attr("a.button", "href"), "username=ward_carer") {
			t.Error(p.Attr("a.button", "href"))
		}
	})
}

func TestIdleLock(t *testing.T) {
	h, handler, _ := peopled(t)
	v := enter(t, handler, "nurse")
	v.Get("/").Want(200)
	h.Clock.Add(14 * time.Minute)
	v.Get("/").Want(200) // which counts as being there
	h.Clock.Add(14 * time.Minute)
	v.Get("/").Want(200)
	h.Clock.Add(14 * time.Minute)
	v.Get("/", "Accept: text/event-stream").Want(200) // a page that only listens does not
	h.Clock.Add(time.Minute)
	a := v.Get("/me?x=1").Want(303)
	if a.Header.Get("Location") != "/sign-in/unlock?next="+url.QueryEscape("/me?x=1") {
		t.Fatalf("went to %s", a.Header.Get("Location"))
	}
	form := a.Follow().Want(200).Page().Form("form")
	p := v.Submit(form, "unlock_password", "sai").Want(422).Page()
	if !strings.Contains(p.Text(".notice"), "lần thử") {
		t.Error(p.Text("main"))
	}
	v.Get("/").Want(303)
	if a := v.Submit(form, "unlock_password", right).Want(303); a.Header.Get("Location") != "/me?x=1" {
		t.Errorf("went to %s", a.Header.Get("Location"))
	}
	own := v.Get("/me").Want(200).Page()

	// A form that took longer than the lock is not lost.
	h.Clock.Add(20 * time.Minute)
	held := v.Submit(own.Form("form[action='/me/language']"), "language", "en").Want(401).Page().Form("form")
	held = v.Submit(held, "unlock_password", "sai").Want(422).Page().Form("form")
	sent := v.Submit(held, "unlock_password", right).Want(307)
	if sent.Header.Get("Location") != "/me/language" || held.Values.Get("language") != "en" {
		t.Fatalf("sent on to %s: %v", sent.Header.Get("Location"), held.Values)
	}
	v.Post(sent.Header.Get("Location"), held.Values).Want(303)
	if p := v.Get("/me").Want(200).Page(); !strings.Contains(p.Text("main"), "Sign out") {
		t.Error("what was typed did not arrive")
	}

	h.Clock.Add(time.Hour)
	v.Post("/sign-out", nil).Want(303) // a locked phone signs out too
	h.Clock.Add(time.Hour)
	v.Post("/sign-in/unlock", url.Values{"unlock_password": {right}}).Want(303)
}

func TestOneTimePassword(t *testing.T) {
	h, handler, ids := peopled(t)
	m := enter(t, handler, "manager")
	form := m.Get("/staff/new").Want(200).Page().Form("form")
	bad := m.Submit(form, "name", "", "username", "?").Want(422).Page()
	if bad.Count(".wrong") != 2 {
		t.Errorf("%v", bad.Texts(".wrong"))
	}
	a := m.Submit(form, "name", "Võ Thị Mới", "username", "moi.vo", "role", "ward_carer").Want(200)
	plain := a.Page().Attr("input[name=one_time]", "value")
	if len(plain) < 10 || a.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%q %s", plain, a.Header.Get("Cache-Control"))
	}
	var answers []string
	if err := h.Read(t.Context(), db.System("test"), func(tx *db.Tx) error {
		rows, err := db.Report[db.Words](tx, "SELECT id, answer AS text FROM db_receipts WHERE {shared}")
		for _, r := range rows {
			answer, err := db.OpenText(tx, "db_receipts.answer", r.Text)
			if err != nil {
				return err
			}
			answers = append(answers, answer)
		}
		return err
	}); err != nil || strings.Contains(strings.Join(answers, "\n"), plain) {
		t.Errorf("one of %d receipts holds it, or they cannot be read: %v", len(answers), err)
	}
	for _, table := range []string{"db_deeds WHERE detail", "staff_members WHERE password_hash"} {
		var n int
		if err := h.Raw().QueryRow("SELECT COUNT(*) FROM "+table+" LIKE ?", "%"+plain+"%").Scan(&n); err != nil || n != 0 {
			t.Errorf("%s holds it: %d, %v", table, n, err)
		}
	}

	v := webtest.Visit(t, handler)
	if a := v.Post("/sign-in", url.Values{"username": {"moi.vo"}, "password": {plain}, "next": {"/"}}).Want(303); a.Header.Get("Location") != "/me/password" {
		t.Fatalf("went to %s", a.Header.Get("Location"))
	}
	if a := v.Get("/").Want(303); a.Header.Get("Location") != "/me/password" {
		t.Error("nothing opens before the own password")
	}
	own := v.Get("/me/password").Want(200).Page()
	if !strings.Contains(own.Text("#password-rules"), "chữ hoa") {
		t.Error("the rules stand beside the field")
	}
	pass := own.Form("form")
	for _, c := range [][2]string{{"yếu", "yếu"}, {plain, plain}, {"Khac-Han-99", "Khac-Han-98"}} {
		v.Submit(pass, "new", c[0], "again", c[1]).Want(422)
	}
	v.Submit(pass, "new", "Khac-Han-99", "again", "Khac-Han-99").Want(303)
	v.Get("/").Want(200)

	t.Run("later the present one is asked", func(t *testing.T) {
		pass := v.Get("/me/password").Want(200).Page().Form("form")
		v.Submit(pass, "new", "Lai-Khac-77", "again", "Lai-Khac-77").Want(422)
		v.Submit(pass, "current", "sai", "new", "Lai-Khac-77", "again", "Lai-Khac-77").Want(422)
		v.Submit(pass, "current", "Khac-Han-99", "new", "Lai-Khac-77", "again", "Lai-Khac-77").Want(303)
		v.Get("/me").Want(200)
	})
	t.Run("a program is told to choose one first", func(t *testing.T) {
		p := m.Submit(m.Get(fmt.Sprintf("/staff/%d", ids["nurse"])).Want(200).Page().Form("form[action$='/reset']")).Want(200).Page()
		webtest.Visit(t, handler).JSON("POST", "/api/v1/session", map[string]string{"username": "nurse", "password": p.Attr("input[name=one_time]", "value")}).Problem(401, "staff.must_change")
	})
}

func TestPrograms(t *testing.T) {
	h, handler, ids := peopled(t)
	v := webtest.Visit(t, handler)
	v.JSON("POST", "/api/v1/session", map[string]string{"username": "nurse", "password": "sai"}).Problem(401, "staff.wrong")
	v.JSON("POST", "/api/v1/session", map[string]string{"username": "", "password": ""}).Problem(422, "fault.invalid")
	var got struct {
		Token     string
		ExpiresAt time.Time `json:"expires_at"`
		Person    struct {
			Username, Name string
			Roles          []struct{ Role string }
		}
	}
	a := v.JSON("POST", "/api/v1/session", map[string]string{"username": "nurse", "password": right}, "Idempotency-Key: k1").Want(200)
	a.Into(&got)
	if got.Person.Username != "nurse" || len(got.Person.Roles) != 1 || !got.ExpiresAt.After(h.Now()) || a.Header.Get("Set-Cookie") != "" {
		t.Fatalf("got %+v %s", got, a.Header.Get("Set-Cookie"))
	}
	first := got.Token
	v.JSON("POST", "/api/v1/session", map[string]string{"username": "nurse", "password": right}, "Idempotency-Key: k1").Want(200).Into(&got)
	if got.Token == first || got.Token == "" {
		t.Error("a sign-in keeps no receipt: the second has its own token")
	}
	program := webtest.Visit(t, handler)
	program.Header.Set("Authorization", "Bearer "+got.Token)
	var me struct {
		ID          uint64
		Permissions []string
		Roles       []struct{ Role string }
	}
	program.JSON("GET", "/api/v1/session", nil).Want(200).Into(&me)
	if me.ID != ids["nurse"] || len(me.Permissions) == 0 || len(me.Roles) != 1 || me.Roles[0].Role != "nurse" {
		t.Errorf("got %+v", me)
	}
	program.JSON("GET", "/api/v1/staff", nil).Problem(403, "fault.forbidden")
	t.Run("a bearer token opens no page, and a cookie's secret is no bearer token", func(t *testing.T) {
		program.Get("/me").Want(303)
		browser := enter(t, handler, "nurse")
		other := webtest.Visit(t, handler)
		other.JSON("GET", "/api/v1/session", nil, "Authorization: Bearer "+browser.Cookie("maiam")).Problem(401, "fault.unauthenticated")
		browser.JSON("GET", "/api/v1/session", nil).Want(200)
	})
	t.Run("a program does not idle", func(t *testing.T) {
		h.Clock.Add(2 * time.Hour)
		program.JSON("GET", "/api/v1/session", nil).Want(200)
	})
	t.Run("signed out", func(t *testing.T) {
		program.JSON("DELETE", "/api/v1/session", nil).Want(200)
		program.JSON("GET", "/api/v1/session", nil).Problem(401, "fault.unauthenticated")
	})
	t.Run("a key made on the own page", func(t *testing.T) {
		browser := enter(t, handler, "nurse")
		page := browser.Get("/me").Want(200).Page()
		secret := browser.Submit(page.Form("form[action='/me/tokens']"), "name", "Máy đo").Want(200).Page().Attr("input[name=token]", "value")
		machine := webtest.Visit(t, handler)
		machine.Header.Set("Authorization", "Bearer "+secret)
		machine.JSON("GET", "/api/v1/session", nil).Want(200)
		machine.JSON("DELETE", "/api/v1/session", nil).Problem(403, "staff.token_stays")
		page = browser.Get("/me").Want(200).Page()
		if strings.Contains(page.Text("main"), secret) {
			t.Error("it is shown once")
		}
		browser.Submit(page.Form("form[action$='/revoke']")).Want(303)
		machine.JSON("GET", "/api/v1/session", nil).Problem(401, "fault.unauthenticated")
	})
	t.Run("locked like the page", func(t *testing.T) {
		for range 5 {
			v.JSON("POST", "/api/v1/session", map[string]string{"username": "manager", "password": "sai"})
		}
		v.JSON("POST", "/api/v1/session", map[string]string{"username": "manager", "password": right}).Problem(401, "staff.locked")
		webtest.Visit(t, handler).Post("/sign-in", url.Values{"username": {"manager"}, "password": {right}}).Want(422)
	})
	t.Run("the list in pages", func(t *testing.T) {
		var list struct {
			Items []struct{ Username string }
			Next  string
		}
		token := struct{ Token string }{}
		v.JSON("POST", "/api/v1/session", map[string]string{"username": "admin", "password": right}).Want(200).Into(&token)
		v.JSON("GET", "/api/v1/staff?limit=2", nil, "Authorization: Bearer "+token.Token).Want(200).Into(&list)
		if len(list.Items) != 2 || list.Next == "" {
			t.Fatalf("got %+v", list)
		}
		v.JSON("GET", "/api/v1/staff?limit=2&after="+list.Next, nil, "Authorization: Bearer "+token.Token).Want(200).Into(&list)
		if len(list.Items) != 1 {
			t.Errorf("got %+v", list)
		}
		v.JSON("GET", "/api/v1/staff?after=xx", nil, "Authorization: Bearer "+token.Token).Problem(422, "fault.invalid")
	})
}

func TestPeoplePages(t *testing.T) {
	_, handler, ids := peopled(t)
	admin, manager := enter(t, handler, "admin"), enter(t, handler, "manager")
	nurse := fmt.Sprintf("/staff/%d", ids["nurse"])
	t.Run("list", func(t *testing.T) {
		p := manager.Get("/staff?q=nguyen+hoa").Want(200).Page()
		if p.Count("tbody tr") != 1 || !strings.Contains(p.Text("tbody"), "Điều dưỡng") {
			t.Error(p.Text("main"))
		}
		if p := manager.Get("/staff?q=zzz").Want(200).Page(); !p.Has(".empty") {
			t.Error("an empty list says what to do")
		}
	})
	t.Run("a refused pair tells why", func(t *testing.T) {
		grant := func(role string) *webtest.Answer {
			return admin.Submit(admin.Get(nurse).Want(200).Page().Form("form[action$='/grants']"), "role", role, "place", fmt.Sprint("c", ids["campus"]))
		}
		grant("buyer").Want(303)
		p := grant("storekeeper").Want(409).Page()
		if !strings.Contains(p.Text(".notice.danger"), "phải là hai người") {
			t.Error(p.Text("main"))
		}
		grant("admin\x00").Want(422)
		grant("ngai vàng").Want(422)
	})
	t.Run("a role is ended with a reason", func(t *testing.T) {
		p := admin.Get(nurse).Want(200).Page()
		form := p.Form("form[action*='/grants/'][action$='/end']")
		admin.Submit(form).Want(422)
		admin.Submit(form, "end_reason", "Chuyển việc").Want(303)
		if p := admin.Get(nurse).Want(200).Page(); p.Count(".struck") != 1 {
			t.Error("what is over stays to be seen")
		}
	})
	t.Run("changed, closed and opened", func(t *testing.T) {
		p := manager.Get(nurse).Want(200).Page()
		form := p.Form("form[action='" + nurse + "']")
		manager.Submit(form, "position", "Điều dưỡng trưởng").Want(303)
		manager.Submit(form, "position", "Điều dưỡng trưởng").Want(303) // the same key is the same act
		form.Values.Set("_key", "another")
		manager.Submit(form, "position", "Khác").Want(409)
		manager.Submit(p.Form("form[action$='/disable']"), "reason", "Nghỉ việc").Want(303)
		if p := manager.Get(nurse).Want(200).Page(); !strings.Contains(p.Text("main"), "Nghỉ việc") {
			t.Error(p.Text("main"))
		}
		manager.Submit(manager.Get(nurse).Page().Form("form[action$='/enable']"), "open_reason", "Đi làm lại").Want(303)
	})
	t.Run("who may not, may not", func(t *testing.T) {
		v := enter(t, handler, "nurse")
		v.Get("/staff").Want(403)
		v.Get(nurse).Want(403)
		v.Get("/staff/new").Want(403)
		v.Post(nurse+"/reset", nil).Want(403)
		manager.Get("/staff/999").Want(404)
		if p := manager.Get(fmt.Sprintf("/staff/%d", ids["admin"])).Want(200).Page(); p.Has("form[action$='/reset']") {
			t.Error("the manager may look at the administrator, not more")
		}
		manager.Post(fmt.Sprintf("/staff/%d/reset", ids["admin"]), nil).Want(403)
	})
	t.Run("devices", func(t *testing.T) {
		one, two := enter(t, handler, "nurse"), enter(t, handler, "nurse")
		p := one.Get("/me").Want(200).Page()
		if !strings.Contains(p.Text("main"), "Chrome, Android") {
			t.Error(p.Text("main"))
		}
		one.Submit(p.Form("form[action$='/end-others']")).Want(303)
		two.Get("/me").Want(303)
		one.Get("/me").Want(200)
		one.Submit(p.Form("form[action='/me/language']"), "language", "en").Want(303)
		if p := one.Get("/me").Want(200).Page(); !strings.Contains(p.Text("main"), "Sign out of this device") {
			t.Error(p.Text("main"))
		}
	})
	t.Run("in English too", func(t *testing.T) {
		for _, path := range []string{"/staff", "/staff/new", nurse, "/me", "/me/password", "/sign-in", "/sign-in/unlock"} {
			admin.Get(path + "?lang=en").Want(200)
		}
	})
}

func TestFirstDay(t *testing.T) {
	h, s, handler := open(t)
	v := webtest.Visit(t, handler)
	for _, path := range []string{"/", "/sign-in", "/me", "/staff"} {
		if a := v.Get(path).Want(303); a.Header.Get("Location") != "/set-up" {
			t.Errorf("%s went to %s", path, a.Header.Get("Location"))
		}
	}
	v.JSON("POST", "/api/v1/session", map[string]string{"username": "a", "password": "b"}).Problem(503, "web.not_begun")
	form := v.Get("/set-up").Want(200).Page().Form("form")
	fill := []string{"centre.name", "Trung tâm Bảo trợ xã hội", "campuses[1].name", "Cơ sở phía Bắc", "campuses[1].code", "CSB",
		"name", "Trần Văn Quản", "username", "quan.tri", "password", right, "again", right}
	for range 5 {
		if p := v.Submit(form, append(fill, "code", "AAAA-BBBB-CCCC")...).Want(422).Page(); !strings.Contains(p.Text(".wrong"), "Mã") {
			t.Error(p.Texts(".wrong"))
		}
	}
	old := s.SetUpCode()
	v.Submit(form, append(fill, "code", s.SetUpCode(), "password", "yeu", "again", "yeu")...).Want(422)
	p := v.Submit(form, append(fill, "code", s.SetUpCode(), "centre.name", "", "campuses[1].code", "?")...).Want(422).Page()
	if p.Count(".wrong") != 2 || p.Attr("input[name='campuses[1].name']", "value") != "Cơ sở phía Bắc" {
		t.Error(p.Texts(".wrong"))
	}
	if old != s.SetUpCode() {
		t.Error("a wrong field does not change the code")
	}
	a := v.Submit(form, append(fill, "code", " "+strings.ToLower(old)+" ")...).Want(303)
	if a.Header.Get("Location") != "/staff/new" {
		t.Errorf("went to %s", a.Header.Get("Location"))
	}
	v.Get("/staff/new").Want(200)
	v.Get("/set-up").Want(404)
	v.Submit(form, append(fill, "code", old)...).Want(404)
	h.Do(func(tx *db.Tx) error {
		campuses, err := wards.CampusesWithin(tx)
		if len(campuses) != 2 {
			t.Errorf("%d campuses", len(campuses))
		}
		return err
	})
}

// TestEveryPairHasItsReason: each pair of roles that is refused says why in both languages, and
// each role has its name and its work.
func TestEveryPairHasItsReason(t *testing.T) {
	words.Check(t, words.Texts(), staffdesk.Texts)
	if err := words.Register(words.Texts(), staffdesk.Texts); err != nil {
		t.Fatal(err)
	}
	for _, lang := range words.Languages {
		ctx := words.With(context.Background(), lang)
		for _, p := range staff.Apart() {
			if !words.Has(ctx, p.Reason) {
				t.Errorf("%s: %s", lang, p.Reason)
			}
		}
		for _, r := range staff.Roles() {
			if !words.Has(ctx, "staff.role."+r.Code) || !words.Has(ctx, "staff.does."+r.Code) {
				t.Errorf("%s: %s", lang, r.Code)
			}
		}
	}
}
