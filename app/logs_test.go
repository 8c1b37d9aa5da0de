package main

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/models/dbtest"
	"maiam/models/staff"
)

// logged keeps what the program writes into its log.
type logged struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write keeps one line.
func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *logged) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// planted are what must stand in no line of the log: in the database before, and typed into every field.
var planted = map[string]string{
	"name": "Zyxwquen Planted", "note": "zyxwnote planted", "citizen_number": "040157009731", "insurance_card": "7310097310", "diagnosis": "zyxwhiv planted",
	"reason": "zyxwreason planted", "story": "zyxwstory planted", "answer": "zyxwanswer planted", "q": "zyxwsearch planted", "username": "zyxwuser", "password": "zyxwpassword planted",
	"phone": "0599073195", "place": "zyxwplace planted", "what": "zyxwwhat planted", "text": "zyxwtext planted", "origin_address": "zyxworigin planted", "companion": "zyxwcompanion planted",
}

// TestLogsHoldNoPersonalData walks every door in every role, types planted words into every field, breaks
// a table under the program, and finds nothing of a person in the log.
func TestLogsHoldNoPersonalData(t *testing.T) {
	if testing.Short() {
		t.Skip("it fills a house of its own and is left out with -short")
	}
	openSample(t) // sets the log's own default once, before this test does
	cfg := &Config{Data: t.TempDir(), Sample: true, SampleDays: 1, Lang: "vi", Timezone: zone(t), TLS: "off", Database: dbtest.Address(t)}
	if err := cfg.settle(); err != nil {
		t.Fatal(err)
	}
	h, err := open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	raw := h.db.Raw()
	run := func(statement string, args ...any) {
		t.Helper()
		if _, err := raw.Exec(statement, args...); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	run("UPDATE residents_people SET name = ?, note = ?, origin_address = ?", planted["name"], planted["note"], planted["origin_address"])
	run("UPDATE residents_needs SET note = ?", planted["diagnosis"])
	run("UPDATE residents_kin SET name = ?, phone = ?", planted["name"], planted["phone"])
	run("UPDATE care_marks SET note = ?", planted["diagnosis"])

	var log logged
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	form, body := url.Values{}, map[string]any{}
	for field, text := range planted {
		form.Set(field, text)
		body[field] = text
	}
	ids := idsOf(t, h, "CS1")
	walk := func(role string, write bool) {
		browser, program := as(t, h, role), webtest.Visit(t, h.desk.Handler())
		program.Header.Set("Authorization", "Bearer "+token(t, h, role))
		for _, door := range h.desk.Doors {
			if door.Kind == web.LiveDoor || own.MatchString(door.Path) || door.Public != "" {
				continue
			}
			v := browser
			if door.Kind == web.APIDoor {
				v = program
			}
			path := somePath(door.Path, ids)
			switch {
			case door.Method == http.MethodGet:
				v.Get(path + "?" + form.Encode())
			case !write:
			case door.Kind == web.APIDoor:
				v.JSON(door.Method, path, body)
			default:
				v.Post(path, form)
			}
		}
	}
	knock := webtest.Visit(t, h.desk.Handler())
	knock.Post("/sign-in", form)
	knock.JSON("POST", "/api/v1/session", map[string]string{"username": planted["username"], "password": planted["password"]})
	knock.Get("/residents/" + url.PathEscape(planted["name"]) + "?q=" + url.QueryEscape(planted["name"]))
	for _, role := range staff.Roles() {
		n := 0
		// Who belongs to the other campus types into everything and changes nothing of what is read here.
		if raw.QueryRow("SELECT COUNT(*) FROM staff_members WHERE username = ?", role.Code+"_b").Scan(&n) == nil && n > 0 {
			walk(role.Code+"_b", true)
		}
		walk(role.Code, false)
	}
	// Whatever a driver says about a table that is gone, or a row that it refuses.
	run("ALTER TABLE residents_kin RENAME TO test_kin")
	walk("director", false)
	creator := as(t, h, "social_worker")
	form.Set("birth_precision", "unknown")
	form.Set("sex", "f")
	creator.Post("/residents", form)
	run("ALTER TABLE test_kin RENAME TO residents_kin")

	text := log.text()
	if lines := strings.Count(text, "\n"); lines < 1000 {
		t.Errorf("only %d lines were written", lines)
	}
	if !strings.Contains(text, "request failed") {
		t.Error("nothing failed, so the lines of failures were not read")
	}
	folded := strings.ToLower(text)
	for field, mark := range planted {
		for _, form := range []string{mark, url.QueryEscape(mark), strings.Fields(mark)[0]} {
			if at := strings.Index(folded, strings.ToLower(form)); at >= 0 {
				t.Errorf("%s stands in the log: %s", field, text[max(0, at-200):min(len(text), at+100)])
				break
			}
		}
	}
}
