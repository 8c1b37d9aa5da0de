package staff_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/settings"
	"maiam/models/staff"
)

// switchOn lets a visitor switch the second step on and gives the secret and the recovery codes.
func switchOn(t *testing.T, h *dbtest.House, v *webtest.Visitor) (secret string, spares []string) {
	t.Helper()
	page := v.Get("/me/code").Want(200).Page()
	begin := []string{"current", right}
	if page.Has("form[action='/me/code'] input[name=word]") {
		begin = append(begin, "word", wordFor(t, h, page.Attr("input[name=username]", "value")))
	}
	v.Submit(page.Form("form[action='/me/code']"), begin...).Want(303)
	page = v.Get("/me/code").Want(200).Page()
	secret = strings.ReplaceAll(page.Text("#code-secret"), " ", "")
	if page.Attr("svg.qr path", "d") == "" {
		t.Error("there is no picture to scan")
	}
	v.Submit(page.Form("form[action='/me/code/confirm']"), "code", "000000x").Want(422)
	page = v.Submit(page.Form("form[action='/me/code/confirm']"), "code", codeOf(t, h, secret)).Want(200).Page()
	if spares = page.Texts(".spare-codes code"); len(spares) != 10 {
		t.Fatalf("%d recovery codes", len(spares))
	}
	if p := v.Get("/me/code").Want(200).Page(); strings.Contains(p.Text("body"), secret[:4]) || strings.Contains(p.Text("body"), spares[0]) {
		t.Error("what is shown once is shown again")
	}
	return secret, spares
}

// wordFor gives somebody the word on paper, as whoever commands the server does.
func wordFor(t *testing.T, h *dbtest.House, username string) (word string) {
	t.Helper()
	h.Do(func(tx *db.Tx) error {
		if err := tx.May(staff.View); err != nil {
			return err
		}
		m, err := staff.ByUsername(tx, username)
		if err == nil {
			word, _, err = staff.GiveWord(tx, m.ID)
		}
		return err
	})
	return staff.SpellSpare(word)
}

// TestWordOnPaper: with a password alone nobody whose role demands it switches a second step on; wrong
// words count like wrong passwords. Another administrator makes the word on the page of the person, once
// the own step is on.
func TestWordOnPaper(t *testing.T) {
	h, handler, _ := peopled(t)
	second := uint64(0)
	h.Do(func(tx *db.Tx) error {
		m, err := staff.AddMember(tx, staff.AddMemberInput{Username: "giam.doc", Password: hashOfRight, Settled: true, MemberInput: staff.MemberInput{Name: "Lý Thị Giám Đốc"}})
		if err == nil {
			second = m.ID
			_, err = staff.GrantRole(tx, m.ID, staff.GrantInput{Role: "director"})
		}
		return err
	})
	h.Clock.Add(25 * time.Hour)
	admin := enter(t, handler, "admin")
	thief := enter(t, handler, "giam.doc")
	form := thief.Get("/me/code").Want(200).Page().Form("form[action='/me/code']")
	if p := thief.Submit(form, "current", right, "word", "").Want(422).Page(); !strings.Contains(p.Text("main"), "chỉ mật khẩu thì chưa đủ") {
		t.Error(p.Text("main"))
	}
	person := fmt.Sprintf("/staff/%d", second)
	give := "form[action='" + person + "/code/word']"
	if p := admin.Submit(admin.Get(person).Want(200).Page().Form(give)).Want(409).Page(); !strings.Contains(p.Text(".notice.danger"), "của chính mình trước") {
		t.Error(p.Text("main"))
	}
	switchOn(t, h, admin)
	word := admin.Submit(admin.Get(person).Want(200).Page().Form(give)).Want(200).Page().Attr("input[name=one_time]", "value")
	if len(word) != 14 {
		t.Fatalf("the word is %q", word)
	}
	for range 2 {
		thief.Submit(form, "current", right, "word", "AAAA-AAAA-AAAA").Want(422)
	}
	thief.Submit(form, "current", right, "word", word).Want(303)
	p := thief.Get("/me/code").Want(200).Page()
	beside := enter(t, handler, "giam.doc")
	if beside.Get("/me/code").Want(200).Page().Has("#code-secret") {
		t.Error("another session sees the secret that waits")
	}
	thief.Submit(p.Form("form[action='/me/code/confirm']"), "code", codeOf(t, h, strings.ReplaceAll(p.Text("#code-secret"), " ", ""))).Want(200)
	if p := admin.Get(person).Want(200).Page(); p.Has(give) {
		t.Error("a word is offered to somebody who has a second step")
	}
	enter(t, handler, "manager").Post(person+"/code/word", nil).Want(403)

	// Wrong words lock like wrong passwords.
	h.Do(func(tx *db.Tx) error { _, err := staff.ResetCode(tx, second, "mất máy"); return err })
	guesser := enter(t, handler, "giam.doc")
	form = guesser.Get("/me/code").Want(200).Page().Form("form[action='/me/code']")
	for range 5 {
		guesser.Submit(form, "current", right, "word", "AAAA-AAAA-AAAA").Want(422)
	}
	if p := guesser.Submit(form, "current", right, "word", wordFor(t, h, "giam.doc")).Want(422).Page(); !strings.Contains(p.Text("main"), "phút") {
		t.Error(p.Text("main"))
	}
}

func codeOf(t *testing.T, h *dbtest.House, secret string) string {
	t.Helper()
	code, err := staff.CodeAt(secret, h.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// TestSecondStepAtTheDoor: the page of the code comes after the right password alone, tells nothing, opens
// nothing by itself, and wrong codes lock like wrong passwords.
func TestSecondStepAtTheDoor(t *testing.T) {
	h, handler, _ := peopled(t)
	first := enter(t, handler, "admin")
	elsewhere := enter(t, handler, "admin")
	secret, spares := switchOn(t, h, first)
	elsewhere.Get("/").Want(303) // it had shown a password alone
	first.Get("/").Want(200)

	v := webtest.Visit(t, handler)
	password := func(word string) *webtest.Answer {
		return v.Post("/sign-in", url.Values{"username": {"admin"}, "password": {word}, "next": {"/me?x=1"}})
	}
	wrong := password("sai").Want(422)
	if strings.Contains(wrong.Body, "/sign-in/code") {
		t.Error("a wrong password learns that there is a second step")
	}
	form := password(right).Want(422).Page().Form("form[action='/sign-in/code']")
	if v.Cookie("maiam") != "" || strings.Contains(fmt.Sprint(form.Values), right) {
		t.Error("the first step gave more than a ticket")
	}
	v.Get("/").Want(303)
	bad := v.Submit(form, "code", "123").Want(422).Page()
	if !strings.Contains(bad.Text(".notice"), "Còn 3 lần") {
		t.Error(bad.Text("main"))
	}
	h.Clock.Add(31 * time.Second)
	if a := v.Submit(bad.Form("form[action='/sign-in/code']"), "code", " "+codeOf(t, h, secret)[:3]+" "+codeOf(t, h, secret)[3:]).Want(303); a.Header.Get("Location") != "/me?x=1" {
		t.Errorf("went to %s", a.Header.Get("Location"))
	}
	v.Get("/").Want(200)

	again := webtest.Visit(t, handler)
	again.Submit(form, "code", codeOf(t, h, secret)).Want(422) // used
	again.Submit(form, "code", spares[0]).Want(303)
	again.Submit(form, "code", spares[0]).Want(422)
	h.Clock.Add(6 * time.Minute)
	late := again.Submit(form, "code", codeOf(t, h, secret)).Want(422).Page()
	if !late.Has("input[name=password]") || !strings.Contains(late.Text(".notice"), "5 phút") {
		t.Error(late.Text("main"))
	}
	forged := url.Values{"ticket": {"AAAA" + form.Values.Get("ticket")[4:]}, "code": {codeOf(t, h, secret)}}
	if p := again.Post("/sign-in/code", forged).Want(422).Page(); !p.Has("input[name=password]") {
		t.Error(p.Text("main"))
	}
	again.Get("/sign-in/code").Want(200)

	thief := webtest.Visit(t, handler)
	form = thief.Post("/sign-in", url.Values{"username": {"admin"}, "password": {right}}).Want(422).Page().Form("form[action='/sign-in/code']")
	for range 6 {
		thief.Submit(form, "code", "654321")
		thief.Post("/sign-in", url.Values{"username": {"admin"}, "password": {right}}) // the password forgets no wrong code
	}
	locked := thief.Submit(form, "code", codeOf(t, h, secret)).Want(422).Page()
	if !strings.Contains(locked.Text(".notice"), "phút") {
		t.Error(locked.Text("main"))
	}
}

// TestSecondStepOfPrograms: the API wants the code in the same call.
func TestSecondStepOfPrograms(t *testing.T) {
	h, handler, _ := peopled(t)
	secret, _ := switchOn(t, h, enter(t, handler, "admin"))
	h.Clock.Add(time.Minute)
	p := webtest.Visit(t, handler)
	body := map[string]any{"username": "admin", "password": right}
	p.JSON("POST", "/api/v1/session", body).Problem(401, "staff.code.wanted")
	body["code"] = "1"
	p.JSON("POST", "/api/v1/session", body).Problem(401, "staff.code.wrong_left")
	body["code"] = codeOf(t, h, secret)
	p.JSON("POST", "/api/v1/session", body).Want(200)
	p.JSON("POST", "/api/v1/session", body).Problem(401, "staff.code.wrong_left")
}

// TestSecondStepIsDemanded: after the days of grace a role that must have it sees the page of the second
// step and nothing else, and goes on from there; nobody is shut out.
func TestSecondStepIsDemanded(t *testing.T) {
	h, handler, _ := peopled(t)
	v := enter(t, handler, "admin")
	v.Get("/").Want(200)
	if p := v.Get("/me").Want(200).Page(); !strings.Contains(p.Text("main"), "chậm nhất ngày") {
		t.Error("the own page does not tell of the day")
	}
	h.Clock.Add(time.Duration(staff.TheDefaults.CodeGrace+1) * 24 * time.Hour)
	n := enter(t, handler, "nurse")
	n.Get("/").Want(200)
	v = enter(t, handler, "admin")
	if a := v.Get("/staff").Want(303); a.Header.Get("Location") != "/me/code" {
		t.Errorf("went to %s", a.Header.Get("Location"))
	}
	p := webtest.Visit(t, handler)
	p.JSON("POST", "/api/v1/session", map[string]any{"username": "admin", "password": right}).Problem(401, "staff.code.first")
	switchOn(t, h, v)
	v.Get("/staff").Want(200)
}

// TestAdministratorsChangeTheirPassword: after the days of the setting, with the present one, and the last
// ones do not come back.
func TestAdministratorsChangeTheirPassword(t *testing.T) {
	h, handler, _ := peopled(t)
	v := enter(t, handler, "admin")
	switchOn(t, h, v)
	h.Clock.Add(time.Duration(staff.TheDefaults.AdminDays)*24*time.Hour - 20*time.Minute)
	secret, _ := secretOf(t, h, "admin")
	v = webtest.Visit(t, handler)
	form := v.Post("/sign-in", url.Values{"username": {"admin"}, "password": {right}}).Want(422).Page().Form("form[action='/sign-in/code']")
	v.Submit(form, "code", codeOf(t, h, secret)).Want(303)
	h.Clock.Add(10 * time.Minute)
	v.Get("/staff").Want(200)
	h.Clock.Add(11 * time.Minute)
	if a := v.Get("/staff").Want(303); a.Header.Get("Location") != "/me/password" {
		t.Errorf("went to %s", a.Header.Get("Location"))
	}
	page := v.Get("/me/password").Want(200).Page().Form("form[action='/me/password']")
	v.Submit(page, "current", "", "new", "Cay-Tre-2027", "again", "Cay-Tre-2027").Want(422)
	v.Submit(page, "current", right, "new", right, "again", right).Want(422)
	v.Submit(page, "current", right, "new", "Cay-Tre-2027", "again", "Cay-Tre-2027").Want(303)
	v.Get("/staff").Want(200)
	page = v.Get("/me/password").Want(200).Page().Form("form[action='/me/password']")
	if p := v.Submit(page, "current", "Cay-Tre-2027", "new", right, "again", right).Want(422).Page(); !strings.Contains(p.Text("main"), "10 lần gần nhất") {
		t.Error(p.Text("main"))
	}
}

// secretOf reads the secret of somebody as the house alone can.
func secretOf(t *testing.T, h *dbtest.House, username string) (secret string, member uint64) {
	t.Helper()
	var sealed []byte
	if err := h.Raw().QueryRow("SELECT m.id, c.secret_sealed FROM staff_codes c JOIN staff_members m ON m.id = c.member_id WHERE m.username = ?", username).Scan(&member, &sealed); err != nil {
		t.Fatal(err)
	}
	h.Do(func(tx *db.Tx) error {
		plain, err := db.Unseal(tx, "staff_codes.secret", sealed)
		_, secret, _ = strings.Cut(plain, " ")
		return err
	})
	return secret, member
}

// TestTheDoorTellsNobodyApart: for a name that is known, unknown, closed or without a role, a wrong
// password costs the same statements and the same work, and gets the same answer; so does a locked one,
// whether anybody has it or not.
func TestTheDoorTellsNobodyApart(t *testing.T) {
	h, handler, ids := peopled(t)
	h.Do(func(tx *db.Tx) error {
		m, err := staff.AddMember(tx, staff.AddMemberInput{Username: "da.nghi", Password: hashOfRight, Settled: true, MemberInput: staff.MemberInput{Name: "Lê Đã Nghỉ", CampusID: ids["campus"]}})
		if err == nil {
			_, err = staff.Disable(tx, m.ID, "Nghỉ việc")
		}
		return err
	})
	switchOn(t, h, enter(t, handler, "admin"))
	names := []string{"nurse", "admin", "da.nghi", "khong.co.ai"}
	for _, name := range names { // a first try makes the row that counts
		webtest.Visit(t, handler).Post("/sign-in", url.Values{"username": {name}, "password": {"sai"}})
	}
	type told struct {
		status     int
		notice     string
		statements string
		kneads     int
	}
	try := func(name string) told {
		before := staff.Kneaded()
		a := webtest.Visit(t, handler).Post("/sign-in", url.Values{"username": {name}, "password": {"sai"}})
		return told{a.Status, a.Page().Text(".notice"), strings.Split(a.Header.Get("Server-Timing"), ";dur")[0], int(staff.Kneaded() - before)}
	}
	for round := range 5 {
		want := try(names[0])
		if round < 3 && want.kneads != 1 || round > 3 && want.kneads != 0 {
			t.Errorf("round %d: %d passwords were worked on", round, want.kneads)
		}
		for _, name := range names[1:] {
			if got := try(name); got != want {
				t.Errorf("round %d: %s is told apart: %+v, %s: %+v", round, name, got, names[0], want)
			}
		}
	}
	var kept int
	if err := h.Raw().QueryRowContext(context.Background(), "SELECT COUNT(*) FROM db_deeds WHERE action = 'staff.sign_in_failed'").Scan(&kept); err != nil || kept < len(names)*5 {
		t.Errorf("%d deeds of failed sign-ins, %v", kept, err)
	}
	if a := webtest.Visit(t, handler).Post("/sign-in", url.Values{"username": {"da.nghi"}, "password": {right}}); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("a closed account: %d", a.Status)
	}
}

// TestReviewsArePagesToGoThrough: a line is confirmed by one tap, ended with a reason, and never by its own
// person.
func TestReviewsArePagesToGoThrough(t *testing.T) {
	h, handler, _ := peopled(t)
	h.Do(settings.Seed)
	h.Clock.Add(45 * 24 * time.Hour)
	h.Do(func(tx *db.Tx) error { _, err := staff.OpenReviews(tx); return err })
	v := enter(t, handler, "admin")
	switchOn(t, h, v) // the days of grace are over
	p := v.Get("/staff/reviews").Want(200).Page()
	if n := p.Count("form[action^='/staff/reviews/']"); n != 4 || !strings.Contains(p.Text("main"), "nhờ người khác") {
		t.Fatalf("%d forms: %s", n, p.Text("main"))
	}
	of := func(found string) webtest.Form {
		return v.Get("/staff/reviews").Want(200).Page().Form("form:has(input[name=found][value=" + found + "])")
	}
	v.Submit(of("stays")).Want(303)
	if n := v.Get("/staff/reviews").Page().Count("form[action^='/staff/reviews/']"); n != 2 {
		t.Errorf("%d forms are left", n)
	}
	ends := of("ended")
	if p := v.Submit(ends, "line_reason", "").Want(422).Page(); p.Count(".wrong") != 1 {
		t.Error(p.Text("main"))
	}
	v.Submit(ends, "line_reason", "Hết hợp đồng").Want(303)
	enter(t, handler, "nurse").Get("/staff/reviews").Want(403)
	v.Get("/staff/reviews.xlsx").Want(200)
}
