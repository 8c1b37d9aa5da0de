package webtest

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const page = `<!doctype html><main><h1> Sửa
	người ở </h1><ul><li>A <b>1</b></li><li>B</li></ul><a id="x" href="/y">y</a>
<form id="edit" method="post" action="/save"><input name="name" value="Hoà"><input type="hidden" name="version" value="3">
<input type="checkbox" name="flag" value="a" checked><input type="checkbox" name="flag" value="b"><input type="radio" name="sex" value="m"><input type="radio" name="sex" value="f" checked>
<select name="ward"><option value="1">A<option value="2" selected>B</select><select name="room"><option>101</option></select><textarea name="note">
a</textarea><input name="off" value="x" disabled><input type="file" name="photo"><button name="do" value="1">Lưu</button></form>
<input form="edit" name="late" value="z"><form id="find" action="/find?old=1"><input name="q" value=""></form></main>`

func house() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /edit", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		http.SetCookie(w, &http.Cookie{Name: "s", Value: "1"})
		_, _ = io.WriteString(w, page)
	})
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("s"); err != nil || c.Value != "1" || r.Header.Get("Sec-Fetch-Site") != "same-origin" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "s", MaxAge: -1})
		http.Redirect(w, r, "saved?name="+r.FormValue("name"), http.StatusSeeOther)
	})
	mux.HandleFunc("GET /saved", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "saved %s", r.FormValue("name")) })
	mux.HandleFunc("GET /find", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "%s", r.URL.RawQuery) })
	mux.HandleFunc("POST /file", func(w http.ResponseWriter, r *http.Request) {
		file, head, err := r.FormFile("roster")
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		text, _ := io.ReadAll(file)
		fmt.Fprintf(w, "%s %s %s %v", head.Filename, text, r.FormValue("campus"), r.TLS != nil)
	})
	mux.HandleFunc("POST /api", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusConflict)
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, `{"type":"about:blank","title":"Giường đã có người","status":409,"code":"presence.bed_taken","fields":{"bed":%q},"request_id":"r1"}`, string(body)+r.Header.Get("Authorization"))
	})
	return mux
}

func TestAVisitorReadsFillsAndSends(t *testing.T) {
	v := Visit(t, house())
	p := v.Get("/edit").Want(http.StatusOK).Page()
	if p.Text("h1") != "Sửa người ở" || !p.Has("#x") || p.Has("#none") || p.Attr("#x", "href") != "/y" || !slices.Equal(p.Texts("li"), []string{"A 1", "B"}) || p.Count("li") != 2 {
		t.Error("the page is read wrongly")
	}
	form := p.Form("#edit")
	if got := form.Values.Encode(); got != "flag=a&late=z&name=Ho%C3%A0&note=a&room=101&sex=f&version=3&ward=2" || form.Method != "POST" || form.Action != "/save" {
		t.Errorf("the form holds %s", got)
	}
	if v.Cookie("s") != "1" {
		t.Error("the cookie was not kept")
	}
	if got := v.Submit(form, "name", "Lan").Want(http.StatusSeeOther).Follow().Want(http.StatusOK).Body; got != "saved Lan" {
		t.Errorf("got %s", got)
	}
	if form.Values.Get("name") != "Hoà" || v.Cookie("s") != "" {
		t.Error("the form found must stay as it was, the dropped cookie go")
	}
	v.Forget()
	v.Post("/save", form.Values).Want(http.StatusForbidden)
	if got := v.Submit(p.Form("#find"), "q", "hoa 62").Body; got != "q=hoa+62" {
		t.Errorf("got %s", got)
	}
	if got := v.OverTLS().Upload("/file", map[string][]string{"campus": {"CS1"}}, "roster", "a.xlsx", []byte("PK")).Body; got != "a.xlsx PK CS1 true" {
		t.Errorf("got %s", got)
	}
}

func TestAProgramIsRefusedInWords(t *testing.T) {
	v := Visit(t, house())
	v.Header.Set("Authorization", "Bearer x")
	p := v.JSON(http.MethodPost, "/api", map[string]int{"bed": 1}).Problem(http.StatusConflict, "presence.bed_taken")
	if p.Fields["bed"] != `{"bed":1}Bearer x` {
		t.Errorf("got %v", p.Fields)
	}
}

func TestHostileStringsAreMany(t *testing.T) {
	all := HostileStrings(t)
	broken := slices.ContainsFunc(all, func(s string) bool { return !utf8.ValidString(s) })
	long := slices.ContainsFunc(all, func(s string) bool { return len(s) > 200_000 })
	if len(all) < 60 || !broken || !long || !slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, "\x00") }) {
		t.Errorf("%d strings, broken %v, long %v", len(all), broken, long)
	}
}
