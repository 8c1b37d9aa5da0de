package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/value"
)

type noteInput struct {
	Ward    uint64                `path:"ward" json:"-" form:"-"`
	Text    string                `form:"text" json:"text" validate:"required,max=20"`
	Day     value.Day             `form:"day" json:"day"`
	At      time.Time             `form:"at" json:"at"`
	Count   int                   `form:"count" json:"count" validate:"max=9"`
	Version uint64                `form:"version" json:"version,omitempty"`
	Paper   *multipart.FileHeader `file:"paper" form:"-" json:"-"`
}

type note struct {
	ID, Ward uint64
	Text     string
	Version  uint64
	Size     int64
}

// gate lets in whoever the test says, by a header.
type gate struct{ people map[string]web.Visitor }

func (g gate) Visitor(r *http.Request) (web.Visitor, error) {
	if r.Header.Get("X-Test-Person") == "nobody knows" {
		return web.Visitor{}, fault.New(fault.Busy, "db.gone")
	}
	return g.people[r.Header.Get("X-Test-Person")], nil
}

func desk(t testing.TB) (*web.Desk, *dbtest.House, *int) {
	t.Helper()
	if err := words.Register(words.Texts(), web.Texts); err != nil {
		t.Fatal(err)
	}
	slog.SetDefault(slog.New(slog.DiscardHandler))
	h := dbtest.Open(t)
	lan := dbtest.Person(7, []string{"care.record"}, 1)
	lan.Username = "lan"
	hai := dbtest.Person(8, nil, 1)
	d := web.New(web.Config{House: h.House, Lang: "vi", Gate: gate{map[string]web.Visitor{
		"lan": {Actor: lan}, "hai": {Actor: hai}, "locked": {Actor: lan, Locked: true}, "new": {Actor: lan, MustChange: true}}}})
	done := 0
	add := web.Action[noteInput, note]{Name: "care.note", Do: func(tx *db.Tx, in noteInput) (note, error) {
		if err := tx.May("care.record"); err != nil {
			return note{}, err
		}
		switch in.Text {
		case "taken":
			return note{}, fault.New(fault.Conflict, "db.changed_meanwhile")
		case "broken":
			return note{}, errors.New("sql: the secret of Nguyễn Văn A")
		case "full":
			return note{}, fault.New(fault.Busy, "db.full")
		case "panic":
			panic("the roof")
		}
		done++
		n := note{ID: uint64(done), Ward: in.Ward, Text: in.Text, Version: in.Version}
		if in.Paper != nil {
			n.Size = in.Paper.Size
		}
		return n, nil
	}}
	web.Page(d, "/wards/:ward", "care.ward", func(tx *db.Tx, in struct {
		Ward uint64    `path:"ward"`
		Day  value.Day `form:"day"`
	}) (string, error) {
		return in.Day.String(), tx.May("care.record")
	}, func(call *web.Call, day string) web.Leaf {
		return web.Leaf{Title: "Khu", Body: templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			f := call.Form("care.note")
			_, err := fmt.Fprintf(w, `<h1>Khu</h1><p id="day">%s</p><p id="says">%s</p><form method="post" action="/wards/3/notes"><input name="text" value="%s"><p class="wrong">%s</p><input name="_key" type="hidden" value="%s"></form>`,
				day, templ.EscapeString(f.Sentence(ctx)), templ.EscapeString(f.Value("text", "mới")), templ.EscapeString(f.Wrong(ctx, "text")), call.Key("care.note"))
			return err
		})}
	})
	web.Form(d, "/wards/:ward/notes", add, "/wards/:ward", func(call *web.Call, in noteInput, out note) string {
		call.Tell(web.Notice{Key: "words.saved"})
		return fmt.Sprintf("/wards/%d", in.Ward)
	})
	web.API(d, web.Op{ID: "addNote", Method: "POST", Path: "/api/v1/wards/:ward/notes", Summary: "Add a note"}, add, func(n note) note { return n })
	web.Get(d, web.Op{ID: "getNote", Path: "/api/v1/wards/:ward/notes", Summary: "Read"}, "care.ward", func(tx *db.Tx, in struct {
		Ward  uint64 `path:"ward"`
		Limit int    `form:"limit" validate:"max=200"`
	}) (web.List[note], error) {
		return web.List[note]{Items: []note{{ID: in.Ward}}}, tx.May("care.record")
	}, web.Same)
	t.Cleanup(d.Close)
	return d, h, &done
}

// TestABusyHouseKeepsWhatWasTyped shows the form again while pages can be drawn, and else gives what was
// typed to the page that refuses, without anything that is secret.
func TestABusyHouseKeepsWhatWasTyped(t *testing.T) {
	d, _, done := desk(t)
	v := webtest.Visit(t, d.Handler())
	a := v.Post("/wards/3/notes", url.Values{"text": {"full"}, "day": {"2026-11-21"}}, asLan...).Want(http.StatusServiceUnavailable)
	if a.Header.Get("Retry-After") == "" || !strings.Contains(a.Body, `value="full"`) || !strings.Contains(a.Page().Text("#says"), "đã đầy") {
		t.Errorf("%v %s", a.Header, a.Body)
	}
	typed := url.Values{"text": {`ăn <ít> "hơn"`}, "origin_unit_code": {"17"}, "_key": {"k"}}
	gone := "X-Test-Person: nobody knows"
	a = v.Post("/wards/3/notes", typed, gone).Want(http.StatusServiceUnavailable)
	again := a.Page().Form(`form[action="/wards/3/notes"]`)
	if a.Header.Get("Retry-After") == "" || again.Method != "post" && again.Method != "POST" || again.Values.Encode() != typed.Encode() {
		t.Errorf("%+v of %v", again, typed)
	}
	for _, secret := range []string{"password", "new_pin", "code", "secret"} {
		typed := url.Values{"text": {"x"}, secret: {"điều kín"}}
		if a := v.Post("/wards/3/notes", typed, gone).Want(http.StatusServiceUnavailable); strings.Contains(a.Body, "điều kín") || a.Page().Has("form[action]") {
			t.Errorf("%s goes back into the page: %s", secret, a.Body)
		}
	}
	if *done != 0 {
		t.Errorf("%d notes were written", *done)
	}
}

var asLan = []string{"X-Test-Person: lan"}

// TestRefusalIsAlwaysSaid sends a form whose page no longer shows it.
func TestRefusalIsAlwaysSaid(t *testing.T) {
	d, _, _ := desk(t)
	type bed struct { // a part without a public name is cleaned like the rest
		Bed uint64 `form:"bed"`
	}
	web.Page(d, "/wards/:ward/closed", "care.closed", func(tx *db.Tx, in struct {
		bed
		Ward uint64 `path:"ward"`
		Text string `form:"text"`
	}) (string, error) {
		return fmt.Sprintf("%d %q", in.Bed, in.Text), tx.May("care.record")
	}, func(_ *web.Call, seen string) web.Leaf {
		return web.Leaf{Title: "Khu", Body: templ.Raw("<h1>Khu</h1><i>" + seen + "</i>")}
	})
	web.Form(d, "/wards/:ward/closed", web.Action[noteInput, note]{Name: "care.note", Do: func(tx *db.Tx, in noteInput) (note, error) {
		return note{}, fault.New(fault.Conflict, "db.changed_meanwhile")
	}}, "/wards/:ward/closed", func(*web.Call, noteInput, note) string { return "/" })
	v := webtest.Visit(t, d.Handler())
	page := v.Post("/wards/3/closed", url.Values{"text": {"<b>a"}}, asLan...).Want(http.StatusConflict).Page()
	if got := page.Texts(`[role="alert"]`); len(got) != 1 || got[0] == "" || page.Count("h1") != 1 {
		t.Errorf("the page says %q", got)
	}
	// What no database can count or write reaches no page either.
	page = v.Post("/wards/3/closed", url.Values{"text": {"\xff"}, "version": {"9223372036854775808"}, "bed": {"9223372036854775808"}}, asLan...).Want(http.StatusUnprocessableEntity).Page()
	if got := page.Text("i"); got != `0 ""` {
		t.Errorf("the page was asked %s", got)
	}
	if page.Count(`[role="alert"] p`) != 3 {
		t.Errorf("the page says %q", page.Texts(`[role="alert"]`))
	}
}

type namePart struct {
	Name string `form:"name" json:"name" validate:"max=5"`
}

// TestFieldsOfAnEmbeddedStruct has a sentence under the name that form and JSON use.
func TestFieldsOfAnEmbeddedStruct(t *testing.T) {
	d, _, _ := desk(t)
	type part struct {
		Note string `form:"note" json:"note" validate:"max=5"`
	}
	type input struct {
		namePart
		part `form:"in"`
		Kin  []namePart `form:"kin" json:"kin" validate:"dive"`
	}
	web.API(d, web.Op{ID: "embed", Method: "POST", Path: "/api/v1/embed", Summary: "Embed"}, web.Action[input, int]{Name: "care.embed", Do: func(tx *db.Tx, _ input) (int, error) {
		return 1, tx.May("care.record")
	}}, web.Same)
	v := webtest.Visit(t, d.Handler())
	p := v.JSON("POST", "/api/v1/embed", map[string]any{"name": "too long", "note": "too long", "kin": []any{map[string]any{"name": "too long"}}}, asLan...).Problem(http.StatusUnprocessableEntity, "fault.invalid")
	if len(p.Fields) != 3 || p.Fields["name"] == "" || p.Fields["note"] == "" || p.Fields["kin[0].name"] == "" {
		t.Errorf("got %v", p.Fields)
	}
}

func TestFormAndPage(t *testing.T) {
	d, _, done := desk(t)
	v := webtest.Visit(t, d.Handler())

	t.Run("SignedOutGoesToSignIn", func(t *testing.T) {
		a := v.Get("/wards/3?day=2026-11-21").Want(http.StatusSeeOther)
		if got := a.Header.Get("Location"); got != "/sign-in?next="+url.QueryEscape("/wards/3?day=2026-11-21") {
			t.Errorf("got %s", got)
		}
	})
	t.Run("LockedAndOneTime", func(t *testing.T) {
		if got := v.Get("/wards/3", "X-Test-Person: locked").Want(303).Header.Get("Location"); !strings.HasPrefix(got, "/sign-in/unlock?next=") {
			t.Error(got)
		}
		if got := v.Get("/wards/3", "X-Test-Person: new").Want(303).Header.Get("Location"); got != "/me/password" {
			t.Error(got)
		}
	})
	t.Run("Forbidden", func(t *testing.T) {
		v.Get("/wards/3", "X-Test-Person: hai").Want(http.StatusForbidden)
	})
	t.Run("Done", func(t *testing.T) {
		v.Post("/wards/3/notes", url.Values{"text": {"  chào  "}, "day": {"21/11/2026"}}, asLan...).Want(http.StatusSeeOther)
		if *done != 1 {
			t.Errorf("done %d times", *done)
		}
	})
	t.Run("RefusedKeepsWhatWasTyped", func(t *testing.T) {
		long := strings.Repeat("ă", 21)
		p := v.Post("/wards/3/notes", url.Values{"text": {long}, "day": {"2026-11-20"}, "_key": {"k7"}}, asLan...).Want(http.StatusUnprocessableEntity).Page()
		if p.Attr("input[name=text]", "value") != long {
			t.Error("what was typed is gone")
		}
		if p.Text(".wrong") == "" || p.Text("#says") == "" {
			t.Error("no sentence")
		}
		if p.Attr("input[name=_key]", "value") != "k7" {
			t.Error("the same intended act keeps its key")
		}
		if p.Text("#day") != "2026-11-20" {
			t.Error("the page lost its own day")
		}
	})
	t.Run("EachFieldHasItsSentence", func(t *testing.T) {
		var p struct{ Fields map[string]string }
		v.JSON("POST", "/api/v1/wards/3/notes", map[string]any{"text": "", "count": 10}, asLan...).Want(422).Into(&p)
		if len(p.Fields) != 2 || p.Fields["text"] == "" || p.Fields["count"] == "" {
			t.Errorf("got %v", p.Fields)
		}
	})
	t.Run("BadFormValues", func(t *testing.T) {
		v.Post("/wards/3/notes", url.Values{"text": {"a"}, "day": {"31/02/2026"}, "count": {"x"}, "at": {"yesterday"}}, asLan...).Want(422)
	})
	t.Run("ConflictShowsThePageAgain", func(t *testing.T) {
		p := v.Post("/wards/3/notes", url.Values{"text": {"taken"}}, asLan...).Want(http.StatusConflict).Page()
		if p.Attr("input[name=text]", "value") != "taken" {
			t.Error("what was typed is gone")
		}
	})
	t.Run("InternalHidesItself", func(t *testing.T) {
		for _, text := range []string{"broken", "panic"} {
			a := v.Post("/wards/3/notes", url.Values{"text": {text}}, asLan...).Want(http.StatusInternalServerError)
			if strings.Contains(a.Body, "secret") || strings.Contains(a.Body, "roof") {
				t.Error("the error's own text reached the reader")
			}
		}
	})
	t.Run("NoSuchPage", func(t *testing.T) {
		v.Get("/nowhere", asLan...).Want(http.StatusNotFound)
		v.Get("/wards/x", asLan...).Want(http.StatusNotFound)
	})
	t.Run("ForeignOrigin", func(t *testing.T) {
		before := *done
		v.Post("/wards/3/notes", url.Values{"text": {"fremd"}}, append([]string{"Sec-Fetch-Site: cross-site", "Origin: https://evil.example"}, asLan...)...).Want(http.StatusForbidden)
		if *done != before {
			t.Error("a form of another site was obeyed")
		}
	})
}

func TestReceipts(t *testing.T) {
	d, h, _ := desk(t)
	acts := func() (n int) { // each act that was committed left one deed
		t.Helper()
		if err := h.Raw().QueryRow("SELECT COUNT(*) FROM db_deeds WHERE action = 'care.note'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	v := webtest.Visit(t, d.Handler())
	headers := append([]string{"Idempotency-Key: abc"}, asLan...)
	var first, second note
	v.JSON("POST", "/api/v1/wards/3/notes", map[string]any{"text": "một"}, headers...).Want(200).Into(&first)
	a := v.JSON("POST", "/api/v1/wards/3/notes", map[string]any{"text": "một"}, headers...).Want(200)
	a.Into(&second)
	if first != second || acts() != 1 || a.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("first %+v, second %+v, done %d", first, second, acts())
	}
	v.JSON("POST", "/api/v1/wards/3/notes", map[string]any{"text": "hai"}, headers...).Problem(http.StatusConflict, "fault.key_reused")
	v.JSON("POST", "/api/v1/wards/4/notes", map[string]any{"text": "một"}, headers...).Problem(http.StatusConflict, "fault.key_reused")
	t.Run("FormToo", func(t *testing.T) {
		before := acts()
		for range 2 {
			v.Post("/wards/3/notes", url.Values{"text": {"hai lần"}, "_key": {"k1"}}, asLan...).Want(303)
		}
		if acts() != before+1 {
			t.Error("a double tap was two acts")
		}
	})
}

func TestJSONIsStrict(t *testing.T) {
	d, _, done := desk(t)
	v := webtest.Visit(t, d.Handler())
	for body, code := range map[string]string{
		`{"text":"a","colour":"red"}`:     "fault.invalid",
		`{"text":7}`:                      "fault.invalid",
		`{"text":`:                        "web.not_json",
		`[]`:                              "fault.invalid",
		`{"text":"a"} {"text":"b"}`:       "web.not_json",
		`{"text":"a\u0000b"}`:             "fault.invalid",
		`{"text":"a","day":"2026-02-31"}`: "value.day_impossible",
	} {
		a := v.Do("POST", "/api/v1/wards/3/notes", strings.NewReader(body), append([]string{"Content-Type: application/json"}, asLan...)...)
		var p struct{ Code string }
		if err := json.Unmarshal([]byte(a.Body), &p); err != nil || a.Status != 422 || p.Code != code {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	big := `{"text":"` + strings.Repeat("a", 2<<20) + `"}`
	v.Do("POST", "/api/v1/wards/3/notes", strings.NewReader(big), append([]string{"Content-Type: application/json"}, asLan...)...).Problem(422, "web.too_large")
	if *done != 0 {
		t.Errorf("%d bad bodies were obeyed", *done)
	}
	v.JSON("GET", "/api/v1/wards/3/notes?limit=1000", nil, asLan...).Problem(422, "fault.invalid")
	v.JSON("GET", "/api/v1/wards/3/notes", nil).Problem(401, "fault.unauthenticated")
}

func TestIfMatch(t *testing.T) {
	d, _, _ := desk(t)
	v := webtest.Visit(t, d.Handler())
	var n note
	a := v.JSON("POST", "/api/v1/wards/3/notes", map[string]any{"text": "a"}, append([]string{`If-Match: "5"`}, asLan...)...).Want(200)
	a.Into(&n)
	if n.Version != 5 || a.Header.Get("ETag") != `"5"` {
		t.Errorf("got %+v, %s", n, a.Header.Get("ETag"))
	}
}

func TestUpload(t *testing.T) {
	d, _, _ := desk(t)
	v := webtest.Visit(t, d.Handler())
	var n note
	v.Upload("/api/v1/wards/3/notes", url.Values{"text": {"a"}}, "paper", "scan.png", []byte("12345"), asLan...).Want(200).Into(&n)
	if n.Size != 5 {
		t.Errorf("got %+v", n)
	}
	v.Upload("/api/v1/wards/3/notes", url.Values{"text": {"a"}}, "paper", "scan.png", make([]byte, 2<<20), asLan...).Problem(422, "web.too_large")
}

func TestHostileStrings(t *testing.T) {
	d, _, _ := desk(t)
	v := webtest.Visit(t, d.Handler())
	for _, s := range webtest.HostileStrings(t) {
		if a := v.Post("/wards/3/notes", url.Values{"text": {s}, "day": {s}, "count": {s}, "_key": {s}}, asLan...); a.Status >= 500 {
			t.Errorf("%q: %d", s, a.Status)
		}
		if a := v.JSON("POST", "/api/v1/wards/3/notes", map[string]string{"text": s}, asLan...); a.Status >= 500 {
			t.Errorf("JSON %q: %d", s, a.Status)
		}
	}
}

func TestOpenAPI(t *testing.T) {
	d, _, _ := desk(t)
	text, err := d.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
		}
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Paths["/api/v1/wards/{ward}/notes"]["post"].OperationID != "addNote" || doc.Paths["/api/v1/wards/{ward}/notes"]["get"].OperationID != "getNote" {
		t.Errorf("got %v", doc.Paths)
	}
	again, _ := d.OpenAPI()
	if string(again) != string(text) {
		t.Error("two readings differ")
	}
}

func TestDoorsAreProbed(t *testing.T) {
	d, h, _ := desk(t)
	nobody := dbtest.Person(9, nil)
	for _, door := range d.Doors {
		if err := h.As(nobody, door.Probe); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s %s lets a powerless person in: %v", door.Method, door.Path, err)
		}
	}
}

func TestSafeNext(t *testing.T) {
	for next, want := range map[string]string{"/wards/3?a=b": "/wards/3?a=b", "//evil": "/", "https://evil": "/", "/\\evil": "/", "": "/", "/a\r\nb": "/"} {
		if got := web.SafeNext(next, "/"); got != want {
			t.Errorf("%q: got %q", next, got)
		}
	}
}
