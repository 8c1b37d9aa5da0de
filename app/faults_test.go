package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/dbtest"
)

// cable is the line between the program and its database server, which a test may pull out.
type cable struct {
	listener net.Listener
	to       string

	mu   sync.Mutex
	cut  bool
	open map[net.Conn]bool
}

func newCable(t testing.TB, to string) *cable {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &cable{listener: listener, to: to, open: map[net.Conn]bool{}}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { l.carry(near) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		l.pull(true)
		wg.Wait()
	})
	return l
}

func (l *cable) carry(near net.Conn) {
	far, err := net.Dial("tcp", l.to)
	if err != nil {
		_ = near.Close()
		return
	}
	l.mu.Lock()
	if l.cut {
		_, _ = near.Close(), far.Close()
	}
	l.open[near], l.open[far] = true, true
	l.mu.Unlock()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		both.Go(func() {
			_, _ = io.Copy(way[0], way[1])
			_, _ = way[0].Close(), way[1].Close()
		})
	}
	both.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, near)
	delete(l.open, far)
}

// pull takes the cable out, or puts it in again.
func (l *cable) pull(out bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = out
	if out {
		for c := range l.open {
			_ = c.Close()
		}
	}
}

// failing is a sample house whose database can be made to fail, and how it then speaks.
type failing struct {
	*house
	breaks map[string]func(broken bool) // by the key of the sentence
}

func openFailing(t testing.TB, h *house) failing {
	t.Helper()
	if dbtest.Server() == "" {
		say := func(format string, args ...any) {
			if _, err := h.db.Raw().Exec(fmt.Sprintf(format, args...)); err != nil {
				t.Fatal(err)
			}
		}
		return failing{h, map[string]func(bool){
			"db.read_only": func(broken bool) { say("PRAGMA query_only = %t", broken) },
		}}
	}
	address, err := url.Parse(h.cfg.Database)
	if err != nil {
		t.Fatal(err)
	}
	between := newCable(t, address.Host)
	own := *h.cfg
	address.Host = between.listener.Addr().String()
	own.Database = address.String()
	behind, err := open(context.Background(), &own)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = behind.Close() })
	return failing{behind, map[string]func(bool){"db.gone": between.pull}}
}

// TestWhatWasTypedOutlivesAFailure lets the database fail while somebody saves a form: the answer is 503,
// says when to come back and what is the matter in words, and holds what was typed; sent again once all
// is well, it is written once. A program is told the same, and its repeat is no second act.
func TestWhatWasTypedOutlivesAFailure(t *testing.T) {
	outliveFailures(t, openSample(t), 0)
}

// BenchmarkLoadDatabaseGone is the long form: the database is gone for thirty seconds.
func BenchmarkLoadDatabaseGone(b *testing.B) {
	for range b.N {
		h, err := sampleHouse()
		if err != nil {
			b.Fatal(err)
		}
		outliveFailures(b, h, 30*time.Second)
	}
}

func outliveFailures(t testing.TB, sample *house, gap time.Duration) {
	h := openFailing(t, sample)
	for key, broken := range h.breaks {
		v := webtest.Visit(t, h.desk.Handler())
		v.Post("/sign-in", url.Values{"username": {"social_worker"}, "password": {samplePassword(h.db)}}).Want(http.StatusSeeOther)
		program := webtest.Visit(t, h.desk.Handler())
		var signed struct{ Token string }
		program.JSON("POST", "/api/v1/session", map[string]string{"username": "social_worker", "password": samplePassword(h.db)}).Want(http.StatusOK).Into(&signed)
		name := fmt.Sprintf("Người Gõ Lúc Máy Hỏng %d", time.Now().UnixNano())
		form := v.Get("/residents/new").Want(http.StatusOK).Page().Form(`form[action="/residents"]`)
		form.Values.Set("name", name)
		form.Values.Set("sex", "f")
		form.Values.Set("birth", "1960")
		body := map[string]any{"campus_id": idsOf(t, sample, "CS1")["campus"], "name": name + " B", "sex": "f", "birth": "1961", "despite": true}
		token := []string{"Authorization: Bearer " + signed.Token, "Idempotency-Key: " + fmt.Sprint("gone", time.Now().UnixNano())}
		send := func() *webtest.Answer {
			text, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			return program.Do("POST", "/api/v1/residents", bytes.NewReader(text), append(token, "Content-Type: application/json")...)
		}
		count := func() (n int) {
			if err := sample.db.Raw().QueryRow("SELECT COUNT(*) FROM residents_people WHERE name LIKE ?", name+"%").Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}

		broken(true)
		began, answers := time.Now(), 0
		var again webtest.Form
		for answers == 0 || time.Since(began) < gap {
			answer := v.Post("/residents", form.Values)
			if answer.Status != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" {
				t.Errorf("%s: %d, Retry-After %q", key, answer.Status, answer.Header.Get("Retry-After"))
				break
			}
			page := answer.Page()
			again = page.Form(`form[action="/residents"]`)
			if again.Values.Get("name") != name || again.Values.Get("birth") != "1960" {
				t.Errorf("%s: of what was typed is left %v", key, again.Values)
			}
			if word := map[string]string{"db.gone": "không trả lời", "db.read_only": "chỉ cho xem"}[key]; !strings.Contains(page.Find("main, body").Text(), word) {
				t.Errorf("%s is not said on the page", key)
			}
			refused := send()
			refused.Problem(http.StatusServiceUnavailable, key)
			if refused.Header.Get("Retry-After") == "" {
				t.Errorf("%s: a program is not told when to come back", key)
			}
			answers++
		}
		broken(false)
		if n := count(); n != 0 {
			t.Errorf("%s: %d people of refused acts are there", key, n)
		}
		v.Post("/residents", again.Values).Want(http.StatusSeeOther)
		v.Post("/residents", again.Values).Want(http.StatusSeeOther)
		send().Want(http.StatusCreated)
		send().Want(http.StatusCreated)
		if n := count(); n != 2 {
			t.Errorf("%s: %d people are there after everything was sent again, twice", key, n)
		}
		t.Logf("%s for %v: %d answers of each kind, all 503 with what was typed", key, time.Since(began).Round(time.Millisecond), answers)
	}
}
