package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"maiam/models/dbtest"
)

// newsWithin is how long a board may show what is no longer true.
const newsWithin = 2 * time.Second

// TestABoardSeesWhatAnotherProcessWrote starts the program twice on one database. Somebody watches
// a ward at the first, somebody else writes at the second: the watcher is told within two seconds,
// also of what was written in the moment in which the watching began. That all is told is demanded of
// each act; that it is quick, of most: what else the machine does can only make some of them slow.
func TestABoardSeesWhatAnotherProcessWrote(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and starts the program twice")
	}
	data := t.TempDir()
	database := "sqlite:" + filepath.Join(data, "maiam.db")
	if dbtest.Server() != "" {
		database = dbtest.Address(t)
	}
	env := []string{"MAIAM_DATA=" + data, "MAIAM_DATABASE=" + database, "MAIAM_SAMPLE_DAYS=1"}
	here, there := startHouse(t, env...), startHouse(t, env...)
	reader, writer := browserAt(t, here, "ward_carer"), callerAt(t, there, "nurse")

	var list struct {
		Items []struct {
			ID uint64 `json:"id"`
		}
	}
	reader.call(http.MethodGet, "/api/v1/wards", nil, &list)
	if len(list.Items) == 0 {
		t.Fatal("the carer has no ward")
	}
	ward := list.Items[0].ID
	people := lying(t, writer, ward)
	var told times
	for _, person := range people[:4] {
		// A stream of its own each time: what is written right after it opened must not be missed.
		news := reader.watch(fmt.Sprintf("/wards/%d/live", ward))
		if _, ok := news.next(patience); !ok {
			t.Fatal("the stream does not tell where it stands")
		}
		for _, act := range []struct {
			path string
			body map[string]any
		}{
			{"/api/v1/presence/absences", map[string]any{"resident_id": person, "kind": "hospital", "place": "Bệnh viện Đa khoa"}},
			{"/api/v1/presence/returns", map[string]any{"resident_id": person}},
		} {
			writer.call(http.MethodPost, act.path, act.body, nil)
			took, ok := news.next(patience)
			if !ok {
				t.Fatalf("%s at the other process was not told within %v", act.path, patience)
			}
			told = append(told, took)
		}
		news.end()
	}
	if got := told.at(50); got > newsWithin {
		t.Errorf("acts at the other process were told after %v, %v is promised: %v", got, newsWithin, told)
	}
	t.Logf("%d acts at the other process; half were told within %d ms, all within %d", len(told), told.at(50).Milliseconds(), told.at(100).Milliseconds())
}

// caller is a program signed in at a running house.
type caller struct {
	t      *testing.T
	url    string
	bearer string
	client http.Client
}

func callerAt(t *testing.T, h *runningHouse, username string) *caller {
	t.Helper()
	c := &caller{t: t, url: h.url}
	var answer struct{ Token string }
	c.call(http.MethodPost, "/api/v1/session", map[string]any{"username": username, "password": h.password()}, &answer)
	c.bearer = answer.Token
	return c
}

// browserAt is a browser signed in at a running house: pages and streams know no bearer, the API knows the cookie too.
func browserAt(t *testing.T, h *runningHouse, username string) *caller {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &caller{t: t, url: h.url, client: http.Client{Jar: jar}}
	answer, err := c.client.PostForm(h.url+"/sign-in", url.Values{"username": {username}, "password": {h.password()}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return c
}

func (c *caller) send(method, path string, body any) *http.Response {
	c.t.Helper()
	var text io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		text = bytes.NewReader(b)
	}
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, text)
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if c.bearer != "" {
		request.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	answer, err := c.client.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer
}

func (c *caller) call(method, path string, body, into any) {
	c.t.Helper()
	answer := c.send(method, path, body)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode > 299 {
		c.t.Fatalf("%s %s: %d %v %.400s", method, path, answer.StatusCode, err, text)
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			c.t.Fatalf("%s: %v", path, err)
		}
	}
}

// lying gives people of a ward who are there now.
func lying(t *testing.T, c *caller, ward uint64) []uint64 {
	t.Helper()
	var names struct {
		Items []struct {
			ResidentID uint64 `json:"resident_id"`
			State      string `json:"state"`
			WardID     uint64 `json:"ward_id"`
		}
	}
	c.call(http.MethodGet, fmt.Sprintf("/api/v1/presence/at?ward_id=%d", ward), nil, &names)
	var out []uint64
	for _, n := range names.Items {
		if n.State == "present" && n.WardID == ward {
			out = append(out, n.ResidentID)
		}
	}
	if len(out) < 4 {
		t.Fatalf("only %d people lie in ward %d", len(out), ward)
	}
	return out
}

// news is an open stream of a board.
type news struct {
	body  io.Closer
	lines chan time.Time
}

func (c *caller) watch(path string) *news {
	c.t.Helper()
	answer := c.send(http.MethodGet, path, nil)
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != http.StatusOK || !strings.HasPrefix(kind, "text/event-stream") {
		answer.Body.Close()
		c.t.Fatalf("%s: %d %s", path, answer.StatusCode, kind)
	}
	n := &news{body: answer.Body, lines: make(chan time.Time, 100)}
	go func() {
		defer close(n.lines)
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			if lines.Text() == "event: revision" {
				n.lines <- time.Now()
			}
		}
	}()
	return n
}

// next waits for the next revision and tells how long that took.
func (n *news) next(within time.Duration) (time.Duration, bool) {
	began, late := time.Now(), time.NewTimer(within)
	defer late.Stop()
	select {
	case at, ok := <-n.lines:
		return max(0, at.Sub(began)), ok
	case <-late.C:
		return within, false
	}
}

func (n *news) end() { _ = n.body.Close() }
