package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"maiam/handlers/web"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/sample"
	"maiam/models/staff"
)

// The benchmarks of this file hold what people wait for against what the database alone would take
// in the same moments: `make bench` runs them on both engines and ends with a table. Everything goes
// through the real doors over a real connection, signed in, with every commit on disk. What is
// compared is woven (one of ours, one bare, one of ours …), because the machine is shared and its
// speed swings by two.

// measured is one line of the table at the end.
type measured struct {
	goal, what, got, bare, share, wanted string
	missed                               bool
}

var table struct {
	sync.Mutex
	engine string
	lines  []measured
}

func put(b *testing.B, m measured) {
	table.Lock()
	defer table.Unlock()
	i := slices.IndexFunc(table.lines, func(l measured) bool { return l.goal == m.goal && l.what == m.what })
	if i < 0 { // the testing package runs what was quick more than once
		table.lines = append(table.lines, m)
	} else {
		table.lines[i] = m
	}
	b.ReportMetric(0, "ns/op")
}

// printTable shows what the benchmarks found, when any ran; TestMain calls it last.
func printTable() {
	if len(table.lines) == 0 {
		return
	}
	engine := "SQLite, every commit on disk"
	if dbtest.Server() != "" {
		engine = "MariaDB"
	}
	fmt.Printf("\n%s\n%-4s %-46s %22s %18s %7s  %s\n", engine, "", "", "ours", "bare", "share", "wanted")
	for _, m := range table.lines {
		mark := ""
		if m.missed {
			mark = "  MISSED"
		}
		fmt.Printf("%-4s %-46s %22s %18s %7s  %s%s\n", m.goal, m.what, m.got, m.bare, m.share, m.wanted, mark)
	}
}

// times are how long the runs of one lane took.
type times []time.Duration

func (t times) at(percent int) time.Duration {
	sorted := slices.Sorted(slices.Values(t))
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

// lane is one of the things that are measured side by side; before runs off the clock.
type lane struct {
	before, run func() error
}

// weave runs the lanes in turn, so that whatever else the machine does falls on all of them.
func weave(b *testing.B, turns int, lanes ...lane) []times {
	b.Helper()
	out := make([]times, len(lanes))
	for turn := range turns + turns/10 + 3 {
		for i, l := range lanes {
			if l.before != nil {
				if err := l.before(); err != nil {
					b.Fatal(err)
				}
			}
			began := time.Now()
			if err := l.run(); err != nil {
				b.Fatal(err)
			}
			if turn >= turns/10+3 { // the first turns warm up
				out[i] = append(out[i], time.Since(began))
			}
		}
	}
	return out
}

// benchHouse is a house with its history behind a real loopback server.
type benchHouse struct {
	*house
	url    string
	client *http.Client
	token  string // of the doctor, who may see and record everywhere
	cookie string
	wards  []benchWard // the largest first
	wide   benchWard   // eighty people
	days   int
	began  time.Time
	keys   atomic.Int64
	bare   *sql.DB
}

type benchWard struct {
	id   uint64
	body []byte // of a round of everybody
	some []byte // what was found of one person
	n    int

	first uint64 // somebody in it
}

// Two houses, one with a month of history and one with five years, made once for all benchmarks.
var (
	monthHouse = sync.OnceValues(func() (*benchHouse, error) { return fillBench(1) })
	yearsHouse = sync.OnceValues(func() (*benchHouse, error) { return fillBench(benchMonths()) })
)

// benchMonths is how long the long history is: five years, or MAIAM_BENCH_MONTHS.
func benchMonths() int {
	if n, err := strconv.Atoi(os.Getenv("MAIAM_BENCH_MONTHS")); err == nil && n > 1 {
		return n
	}
	return 60
}

func bothHouses(b *testing.B) (month, years *benchHouse) {
	b.Helper()
	month, err := monthHouse()
	if err == nil {
		years, err = yearsHouse()
	}
	if err != nil {
		b.Fatal(err)
	}
	return month, years
}

// fillBench opens a house of 420 people in twelve wards with a history of so many months.
func fillBench(months int) (*benchHouse, error) {
	quiet()
	dir, err := os.MkdirTemp("", "maiam-bench-")
	if err != nil {
		return nil, err
	}
	atTheEnd(func() { _ = os.RemoveAll(dir) })
	cfg := &Config{Data: dir, Lang: "vi", Timezone: "Asia/Ho_Chi_Minh", TLS: "off"}
	if dbtest.Server() != "" {
		cfg.Database = dbtest.Address(forever{})
	}
	if err := cfg.settle(); err != nil {
		return nil, err
	}
	ctx := context.Background()
	h, err := open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	password, err := staff.HashPassword(ctx, samplePassword(h.db))
	if err != nil {
		return nil, err
	}
	if err := sample.Fill(ctx, h.db, sample.Options{Residents: 420, Days: 30, Campuses: 2, Seed: 1, Password: password, Now: h.db.Now()}); err != nil {
		return nil, err
	}
	o := &benchHouse{house: h, days: months * 31, began: time.Now().UTC()}
	if err := age(h.db, months); err != nil {
		return nil, err
	}
	server := httptest.NewServer(h.desk.Handler())
	atTheEnd(func() { server.Close(); _ = h.Close() })
	o.url = server.URL
	o.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if err := o.signIn(); err != nil {
		return nil, err
	}
	if err := o.findWards(); err != nil {
		return nil, err
	}
	return o, o.openBare()
}

func (o *benchHouse) signIn() error {
	text, _ := json.Marshal(map[string]string{"username": "doctor", "password": samplePassword(o.db)})
	a, err := o.client.Post(o.url+"/api/v1/session", "application/json", bytes.NewReader(text))
	if err != nil {
		return err
	}
	defer a.Body.Close()
	var answer struct{ Token string }
	if err := json.NewDecoder(a.Body).Decode(&answer); err != nil || answer.Token == "" {
		return fmt.Errorf("sign-in: %d %v", a.StatusCode, err)
	}
	o.token = answer.Token
	form := strings.NewReader("username=doctor&password=" + samplePassword(o.db))
	p, err := o.client.Post(o.url+"/sign-in", "application/x-www-form-urlencoded", form)
	if err != nil {
		return err
	}
	defer p.Body.Close()
	for _, c := range p.Cookies() {
		if c.Name == "maiam" {
			o.cookie = c.Name + "=" + c.Value
		}
	}
	if o.cookie == "" {
		return fmt.Errorf("the sign-in page answered %d without a cookie", p.StatusCode)
	}
	return nil
}

// findWards reads who lies where, makes one ward of eighty out of two, and writes the rounds.
func (o *benchHouse) findWards() error {
	found, err := o.db.Raw().Query(`SELECT p.ward_id, p.room_id, p.resident_id FROM presence_placements p
		LEFT JOIN presence_absences a ON a.open_resident_id = p.resident_id
		WHERE p.open_bed_id IS NOT NULL AND a.id IS NULL ORDER BY p.ward_id, p.room_id, p.resident_id`)
	if err != nil {
		return err
	}
	defer found.Close()
	type lying struct{ room, resident uint64 }
	people := map[uint64][]lying{}
	for found.Next() {
		var ward uint64
		var l lying
		if err := found.Scan(&ward, &l.room, &l.resident); err != nil {
			return err
		}
		people[ward] = append(people[ward], l)
	}
	if err := found.Err(); err != nil {
		return err
	}
	round := func(ward uint64, all []lying) (benchWard, error) {
		w := benchWard{id: ward, n: len(all), first: all[0].resident}
		var in care.RoundInput
		for _, l := range all {
			if k := len(in.Rooms); k == 0 || in.Rooms[k-1].RoomID != l.room {
				in.Rooms = append(in.Rooms, care.RoomSeen{RoomID: l.room})
			}
			r := &in.Rooms[len(in.Rooms)-1]
			r.Seen = append(r.Seen, l.resident)
		}
		var err error
		if w.body, err = json.Marshal(in); err == nil {
			w.some, err = json.Marshal(care.RoundInput{People: []care.PersonFound{{ResidentID: all[0].resident, Found: care.Found{Seen: "unwell", Response: "told_nurse"}}}})
		}
		return w, err
	}
	ids := slices.SortedFunc(func(yield func(uint64) bool) {
		for id := range people {
			if !yield(id) {
				return
			}
		}
	}, func(a, b uint64) int { return len(people[b]) - len(people[a]) })
	if len(ids) < 10 {
		return fmt.Errorf("only %d wards with people", len(ids))
	}
	// The ninth and the largest become one.
	large, more := ids[0], ids[8]
	for _, text := range []string{"wards_beds", "wards_rooms", "presence_placements"} {
		if _, err := o.db.Raw().Exec("UPDATE "+text+" SET ward_id = ? WHERE ward_id = ?", large, more); err != nil {
			return err
		}
	}
	if err := forgetMarks(o.db.Raw(), "ward_id = ? AND shift_day >= ?", more, o.began.AddDate(0, 0, -1).Format(time.DateOnly)); err != nil {
		return err
	}
	all := append(slices.Clone(people[large]), people[more]...)
	if o.wide, err = round(large, all[:min(80, len(all))]); err != nil {
		return err
	}
	for _, id := range ids[1:8] {
		w, err := round(id, people[id][:min(40, len(people[id]))])
		if err != nil {
			return err
		}
		o.wards = append(o.wards, w)
	}
	w, err := round(large, people[large][:40])
	o.wards = append(o.wards, w)
	return err
}

// forget takes back, off the clock, what a measured round wrote, so that the next one writes again.
func (o *benchHouse) forget(wards ...benchWard) error {
	for _, w := range wards {
		if err := forgetMarks(o.db.Raw(), "ward_id = ? AND shift_day >= ?", w.id, o.began.AddDate(0, 0, -1).Format(time.DateOnly)); err != nil {
			return err
		}
	}
	return nil
}

// path finds a door by its operation id, or a page by its action.
func (o *benchHouse) path(b testing.TB, name string, ids map[string]uint64) string {
	b.Helper()
	for _, d := range o.desk.Doors {
		if d.Operation == name || d.Kind == web.PageDoor && d.Action == name {
			return somePath(d.Path, ids)
		}
	}
	b.Fatalf("no door is called %s", name)
	return ""
}

// send makes one request and reads the whole answer.
func (o *benchHouse) send(method, path string, body []byte, head ...string) (int, http.Header, []byte, error) {
	r, err := http.NewRequest(method, o.url+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, nil, err
	}
	o.dress(r, head...)
	a, err := o.client.Do(r)
	if err != nil {
		return 0, nil, nil, err
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	return a.StatusCode, a.Header, text, err
}

// dress signs a request in: programs by token, pages by cookie.
func (o *benchHouse) dress(r *http.Request, head ...string) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		r.Header.Set("Authorization", "Bearer "+o.token)
		r.Header.Set("Content-Type", "application/json")
	} else {
		r.Header.Set("Cookie", o.cookie)
	}
	if r.Method != http.MethodGet {
		r.Header.Set("Idempotency-Key", fmt.Sprintf("bench-%d-%d", os.Getpid(), o.keys.Add(1)))
	}
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
}

// round records one round and demands that everybody in it was written.
func (o *benchHouse) round(b testing.TB, w benchWard, body []byte, n int) func() error {
	path := o.path(b, "recordRound", map[string]uint64{"ward": w.id})
	return func() error {
		status, _, text, err := o.send(http.MethodPost, path, body)
		if err != nil {
			return err
		}
		var answer struct{ Recorded int }
		if json.Unmarshal(text, &answer) != nil || status >= 300 || answer.Recorded != n {
			return fmt.Errorf("a round of %d: %d %.300s", n, status, text)
		}
		return nil
	}
}

// page reads one address whole, as a browser asks for it.
func (o *benchHouse) page(path string) func() error {
	return func() error {
		status, _, text, err := o.send(http.MethodGet, path, nil, "Accept-Encoding", "gzip")
		if err == nil && (status != http.StatusOK || len(text) < 500) {
			err = fmt.Errorf("%s: %d %.300s", path, status, text)
		}
		return err
	}
}

// statements asks the handler itself and counts every statement, the one that knows the visitor too.
func (o *benchHouse) statements(b testing.TB, method, path string, body []byte) []string {
	b.Helper()
	ctx, seen := db.Witness(b.Context())
	r := httptest.NewRequestWithContext(ctx, method, "http://maiam.test"+path, bytes.NewReader(body))
	o.dress(r)
	w := httptest.NewRecorder()
	o.desk.Handler().ServeHTTP(w, r)
	if w.Code >= 300 {
		b.Fatalf("%s %s: %d %.500s", method, path, w.Code, w.Body.String())
	}
	return seen()
}

// cpu gives the processor time of this process, the embedded database included.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// serverCPU gives the processor time of the database server, where there is one that tests may look at.
func serverCPU() time.Duration {
	pid, err := os.ReadFile(os.Getenv("MAIAM_TEST_DB_PIDFILE"))
	if err != nil {
		return 0
	}
	text, err := os.ReadFile("/proc/" + strings.TrimSpace(string(pid)) + "/stat")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // a tick is a hundredth of a second
}
