package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/offline"
	"maiam/models/settings"
	"maiam/models/value"
)

// The tests of this file let many phones send what was written on them without a network, over a line
// that breaks: requests that never arrive, answers that are lost, parcels that come twice, clocks that
// are wrong and moved. In the end the books hold what the phones wrote: each once, in the order in
// which it was written.

// Chaos says how much of it.
type Chaos struct {
	Phones  int
	Entries int // of all phones together
	Parcel  int // the most entries that are sent at once, beside those that come again
	Seed    uint64
}

// line carries a parcel to the house; an error is a line that broke.
type line func(ctx context.Context, phone int, parcel []byte) (status int, answer []byte, err error)

// errand is one entry of a phone, with what it must leave behind.
type errand struct {
	entry   offline.Entry
	tag     string // note of the mark
	turn    turnOf
	kind    errandKind
	outcome string // as the house acknowledged it
}

type errandKind int

const (
	records errandKind = iota // sees somebody whom only this phone sees
	undoes                    // takes that back
	sharing                   // sees somebody whom every phone sees
	poison                    // asks for what is not there
	forged                    // is not signed
)

// turnOf is a person in a round.
type turnOf struct {
	resident uint64
	slot     uint64
}

// chaosHouse is the house that the phones send to.
type chaosHouse struct {
	line   line
	give   func(phone int) offline.Given
	raw    *sql.DB
	people []lyingIn
	day    value.Day
	slots  []uint64
}

// carrier is one phone with its queue.
type carrier struct {
	n      int
	phone  *webtest.Phone
	queue  []*errand
	dice   *rand.Rand
	sent   int
	broken int
}

// chaosRun is a chaos under way.
type chaosRun struct {
	Chaos
	chaosHouse
	t     testing.TB
	all   []*carrier
	acked atomic.Int64
}

// sharedPeople is how many people every phone writes of.
const sharedPeople = 2

func (c Chaos) prepare(t testing.TB, h chaosHouse) *chaosRun {
	t.Helper()
	run := &chaosRun{Chaos: c, chaosHouse: h, t: t}
	own := (len(h.people) - sharedPeople) / c.Phones
	if own < 1 || len(h.slots) == 0 {
		t.Fatalf("%d people and %d rounds are not enough", len(h.people), len(h.slots))
	}
	for n := range c.Phones {
		w := &carrier{n: n, dice: rand.New(rand.NewPCG(c.Seed, uint64(n)))}
		w.phone = webtest.PhoneOf(t, h.give(n), time.Now, time.Duration(w.dice.IntN(361)-180)*time.Minute)
		w.phone.Told = nil // learnt below, or never
		if n%2 == 0 {
			told := -w.phone.Ahead.Milliseconds()
			w.phone.Told = &told
		}
		w.write(run, h.people[sharedPeople+n*own:sharedPeople+(n+1)*own], c.Entries/c.Phones)
		run.all = append(run.all, w)
	}
	return run
}

// write fills the queue of a phone, while it has no network.
func (w *carrier) write(run *chaosRun, own []lyingIn, many int) {
	seen := map[turnOf]bool{}
	for _, who := range run.people[:sharedPeople] {
		for _, slot := range run.slots {
			w.add(run, sharing, who, slot)
		}
	}
	for len(w.queue) < many {
		who, slot := own[w.dice.IntN(len(own))], run.slots[w.dice.IntN(len(run.slots))]
		turn := turnOf{who.resident, slot}
		switch d := w.dice.IntN(100); {
		case d < 2:
			w.add(run, poison, who, slot)
		case d < 4:
			w.add(run, forged, who, slot)
		case seen[turn]:
			w.add(run, undoes, who, slot)
			seen[turn] = false
		default:
			w.add(run, records, who, slot)
			seen[turn] = true
		}
		if len(w.queue) == many/2 && w.n%3 == 0 {
			w.phone.Ahead += 3 * time.Hour // somebody plays with the clock
		}
	}
}

func (w *carrier) add(run *chaosRun, kind errandKind, who lyingIn, slot uint64) {
	e := &errand{kind: kind, turn: turnOf{who.resident, slot}, tag: fmt.Sprintf("%d-%d", w.n, len(w.queue))}
	path := fmt.Sprintf("/api/v1/wards/%d/rounds", who.ward)
	body := map[string]any{"slot_id": slot, "shift_day": run.day}
	switch kind {
	case undoes:
		path += "/undo"
		body["residents"] = []uint64{who.resident}
	case poison:
		path = "/api/v1/care/nowhere"
	default:
		body["people"] = []any{map[string]any{"resident_id": who.resident, "mood": "sad", "response": "calmed", "note": e.tag}}
	}
	e.entry = w.phone.Do(http.MethodPost, path, body)
	if kind == forged {
		e.entry.Clock++
	}
	w.queue = append(w.queue, e)
}

// wants is what must become of an errand.
func (e *errand) wants() string {
	switch e.kind {
	case poison:
		return "kept"
	case forged:
		return "refused"
	}
	return "done"
}

// send sends all queues at once until everything is acknowledged.
func (run *chaosRun) send(ctx context.Context) {
	var phones sync.WaitGroup
	for _, w := range run.all {
		phones.Go(func() {
			for w.left() > 0 && ctx.Err() == nil {
				w.try(ctx, run)
			}
		})
	}
	phones.Wait()
}

func (w *carrier) left() int {
	n := 0
	for _, e := range w.queue {
		if e.outcome == "" {
			n++
		}
	}
	return n
}

// try sends the next part of the queue once, over a line that may break in any way.
func (w *carrier) try(ctx context.Context, run *chaosRun) {
	var parcel []*errand
	size := 1 + w.dice.IntN(run.Parcel)
	for _, e := range w.queue {
		if e.outcome == "" && len(parcel) < size {
			parcel = append(parcel, e)
		}
	}
	// What was acknowledged comes again, before or among the new.
	for range w.dice.IntN(4) {
		if old := w.queue[w.dice.IntN(len(w.queue))]; old.outcome != "" {
			parcel = slices.Insert(parcel, w.dice.IntN(len(parcel)+1), old)
		}
	}
	entries := make([]offline.Entry, len(parcel))
	for i, e := range parcel {
		entries[i] = e.entry
	}
	text, err := json.Marshal(w.phone.Parcel(entries...))
	if err != nil {
		run.t.Error(err)
		return
	}
	how := w.dice.IntN(10)
	if how == 0 {
		w.broken++
		return // it never arrived
	}
	if how == 1 { // the line breaks while the house works
		var cut context.CancelFunc
		ctx, cut = context.WithTimeout(ctx, time.Duration(w.dice.IntN(30))*time.Millisecond)
		defer cut()
	}
	w.sent++
	status, answer, err := run.line(ctx, w.n, text)
	if how == 2 || err != nil || status != http.StatusOK {
		w.broken++ // the answer is lost, or there was none
		if err != nil || status != http.StatusOK {
			select { // a phone does not hammer
			case <-ctx.Done():
			case <-time.After(20 * time.Millisecond):
			}
		}
		return
	}
	var fates webtest.Fates
	if err := json.Unmarshal(answer, &fates); err != nil || len(fates.Results) != len(parcel) {
		run.t.Errorf("the answer to %d entries: %.300s", len(parcel), answer)
		return
	}
	for i, r := range fates.Results {
		e := parcel[i]
		switch {
		case r.Outcome == "retry":
		case r.ID != e.entry.ID || r.Outcome != e.wants():
			run.t.Errorf("phone %d, %s: %s %s %s", w.n, e.tag, r.Outcome, r.Code, r.Text)
			e.outcome = r.Outcome
		case e.outcome == "":
			e.outcome = r.Outcome
			run.acked.Add(1)
		}
	}
	w.phone.Hear(fates.Now)
}

// written is a mark as it stands in the book.
type written struct {
	turn  int
	cause int
	note  string
}

// marks reads the marks of the round's day, by person and round in the order of their turns.
func (run *chaosRun) marks() map[turnOf][]written {
	run.t.Helper()
	rows, err := run.raw.Query("SELECT resident_id, slot_id, turn, cause, note FROM care_marks WHERE shift_day = ? ORDER BY resident_id, slot_id, turn", run.day)
	if err != nil {
		run.t.Fatal(err)
	}
	defer rows.Close()
	out := map[turnOf][]written{}
	for rows.Next() {
		var of turnOf
		var m written
		if err := rows.Scan(&of.resident, &of.slot, &m.turn, &m.cause, &m.note); err != nil {
			run.t.Fatal(err)
		}
		out[of] = append(out[of], m)
	}
	if err := rows.Err(); err != nil {
		run.t.Fatal(err)
	}
	return out
}

// acknowledged demands that every record whose tick a phone has shown is in the book once.
func (run *chaosRun) acknowledged() {
	run.t.Helper()
	notes := map[string]int{}
	for _, list := range run.marks() {
		for _, m := range list {
			notes[m.note]++
		}
	}
	n := 0
	for _, w := range run.all {
		for _, e := range w.queue {
			if e.kind == records && e.outcome == "done" {
				if n++; notes[e.tag] != 1 {
					run.t.Errorf("acknowledged, and %d times in the book: %s", notes[e.tag], e.tag)
				}
			}
		}
	}
	run.t.Logf("%d records were acknowledged by then", n)
}

// prove compares what the house holds with what the phones wrote.
func (run *chaosRun) prove() {
	run.t.Helper()
	want := map[turnOf][]written{}
	poisoned, sent, broken := 0, 0, 0
	for _, w := range run.all {
		sent, broken = sent+w.sent, broken+w.broken
		if n := w.left(); n > 0 {
			run.t.Errorf("phone %d still holds %d", w.n, n)
		}
		for _, e := range w.queue {
			list := want[e.turn]
			switch e.kind {
			case records:
				m := written{turn: len(list), note: e.tag}
				if len(list) > 0 {
					m.cause = 3
				}
				want[e.turn] = append(list, m)
			case undoes:
				want[e.turn] = append(list, written{turn: len(list), cause: 2})
			case poison:
				poisoned++
			}
		}
	}
	got := run.marks()
	for _, who := range run.people[:sharedPeople] {
		for _, slot := range run.slots {
			of := turnOf{who.resident, slot}
			if len(got[of]) != 1 {
				run.t.Errorf("seen by all phones, and %d marks: %v", len(got[of]), got[of])
			}
			delete(got, of)
		}
	}
	if len(got) != len(want) {
		run.t.Errorf("marks of %d people and rounds, not of %d", len(got), len(want))
	}
	for of, list := range want {
		if !slices.Equal(got[of], list) {
			run.t.Errorf("%v: the book says\n%v, the phone\n%v", of, got[of], list)
		}
	}
	for what, n := range map[string]struct {
		query string
		want  int
	}{
		"conflicts in the tray": {"SELECT COUNT(*) FROM offline_tray WHERE kind = 'conflict'", sharedPeople * len(run.slots) * (run.Phones - 1)},
		"refused in the tray":   {"SELECT COUNT(*) FROM offline_tray WHERE kind = 'refused'", poisoned},
	} {
		var found int
		if err := run.raw.QueryRow(n.query).Scan(&found); err != nil || found != n.want {
			run.t.Errorf("%s: %d instead of %d %v", what, found, n.want, err)
		}
	}
	run.t.Logf("%d entries of %d phones in %d parcels, of which %d broke", run.acked.Load(), run.Phones, sent, broken)
}

// OfflineChaos runs a chaos against a house in this process and proves what it left.
func OfflineChaos(t testing.TB, h *house, c Chaos) time.Duration {
	t.Helper()
	raw := h.db.Raw()
	handler := h.desk.Handler()
	ch := chaosHouse{raw: raw, people: chaosPeople(t, raw)}
	ch.day, ch.slots = chaosRounds(t, h.db)
	clearMarks(t, raw, ch.day)
	var tokens []string
	for _, username := range []string{"director", "manager", "nurse", "doctor"} {
		var answer struct{ Token string }
		webtest.Visit(t, handler).JSON(http.MethodPost, "/api/v1/session", map[string]string{"username": username, "password": samplePassword(h.db)}).Want(http.StatusOK).Into(&answer)
		tokens = append(tokens, answer.Token)
	}
	ch.give = func(phone int) (key offline.Given) {
		v := webtest.Visit(t, handler)
		v.Header.Set("Authorization", "Bearer "+tokens[phone%len(tokens)])
		v.JSON(http.MethodPost, "/api/v1/offline/keys", map[string]string{"device": webtest.UUID()}).Want(http.StatusCreated).Into(&key)
		return key
	}
	ch.line = func(ctx context.Context, phone int, parcel []byte) (int, []byte, error) {
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "http://maiam.test/api/v1/offline/entries", bytes.NewReader(parcel))
		r.Header.Set("Content-Type", "application/json")
		r.RemoteAddr = fmt.Sprintf("10.0.0.%d:4711", phone+1)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Code, w.Body.Bytes(), ctx.Err()
	}
	run := c.prepare(t, ch)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	began := time.Now()
	run.send(ctx)
	took := time.Since(began)
	run.prove()
	return took
}

// chaosPeople are people of the first campus who lie in a bed and are not away.
func chaosPeople(t testing.TB, raw *sql.DB) (out []lyingIn) {
	t.Helper()
	rows, err := raw.Query(`SELECT p.resident_id, p.ward_id, p.room_id FROM presence_placements p JOIN wards_campuses c ON c.id = p.campus_id
		LEFT JOIN presence_absences a ON a.open_resident_id = p.resident_id WHERE p.open_bed_id IS NOT NULL AND a.id IS NULL AND c.code = 'CS1' ORDER BY p.resident_id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var who lyingIn
		if err := rows.Scan(&who.resident, &who.ward, &who.room); err != nil {
			t.Fatal(err)
		}
		out = append(out, who)
	}
	return out
}

// chaosRounds are the rounds of yesterday, which can be written late.
func chaosRounds(t testing.TB, h *db.House) (day value.Day, slots []uint64) {
	t.Helper()
	if err := h.Read(t.Context(), db.System("test"), func(tx *db.Tx) error {
		book, err := settings.Of(tx)
		if err != nil {
			return err
		}
		day = tx.Today().AddDays(-1)
		for _, turn := range book.Timetable.On(day) {
			for _, r := range turn.Rounds() {
				if r.At().Before(tx.Now) {
					slots = append(slots, r.Slot.ID)
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return day, slots
}

// clearMarks takes the sample's marks of a day out of the way.
func clearMarks(t testing.TB, raw *sql.DB, day value.Day) {
	t.Helper()
	if err := forgetMarks(raw, "shift_day >= ?", day); err != nil {
		t.Fatal(err)
	}
}

// TestOfflineChaos is the short form: twenty phones, six hundred entries.
func TestOfflineChaos(t *testing.T) {
	beside(t)
	h := ownSample(t)
	took := OfflineChaos(t, h, Chaos{Phones: 20, Entries: 600, Parcel: 6, Seed: uint64(time.Now().UnixNano())})
	t.Logf("in %v", took.Round(time.Millisecond))
}

// BenchmarkLoadOfflineChaos is the long form: ten thousand entries.
func BenchmarkLoadOfflineChaos(b *testing.B) {
	quiet()
	for b.Loop() {
		b.StopTimer()
		cfg := &Config{Data: b.TempDir(), Sample: true, SampleDays: 1, Lang: "vi", Timezone: zone(b), TLS: "off"}
		if dbtest.Server() != "" {
			cfg.Database = dbtest.Address(b)
		}
		if err := cfg.settle(); err != nil {
			b.Fatal(err)
		}
		h, err := open(b.Context(), cfg)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		took := OfflineChaos(b, h, Chaos{Phones: 20, Entries: 10_000, Parcel: 50, Seed: 7})
		b.StopTimer()
		b.ReportMetric(10_000/took.Seconds(), "entries/s")
		if err := h.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// TestOfflineTicksSurviveKill kills the real program three times while twenty phones send: every tick
// that a phone has shown is in the database once, and in the end everything is.
func TestOfflineTicksSurviveKill(t *testing.T) {
	beside(t)
	if testing.Short() {
		t.Skip("it starts the real program several times and is left out with -short")
	}
	database := ""
	if dbtest.Server() != "" {
		database = dbtest.Address(t)
	}
	p := newRealHouse(t, database, "MAIAM_SAMPLE=1", "MAIAM_SAMPLE_DAYS=2")
	p.start(t)
	below, err := db.Open(db.Config{Database: p.database()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = below.Close() })
	h := signIn(t, p)
	ch := chaosHouse{raw: below.Raw(), people: chaosPeople(t, below.Raw())}
	ch.day, ch.slots = chaosRounds(t, below)
	clearMarks(t, ch.raw, ch.day)
	post := func(ctx context.Context, path string, body []byte) (int, []byte, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url+path, bytes.NewReader(body))
		if err != nil {
			return 0, nil, err
		}
		r.Header.Set("Content-Type", "application/json")
		if path == "/api/v1/offline/keys" {
			r.Header.Set("Authorization", "Bearer "+h.token)
		}
		got, err := h.client.Do(r)
		if err != nil {
			return 0, nil, err
		}
		defer got.Body.Close()
		answer, err := io.ReadAll(got.Body)
		return got.StatusCode, answer, err
	}
	ch.give = func(int) (key offline.Given) {
		status, answer, err := post(t.Context(), "/api/v1/offline/keys", []byte(`{"device":"`+webtest.UUID()+`"}`))
		if err = errors.Join(err, json.Unmarshal(answer, &key)); err != nil || status != http.StatusCreated {
			t.Fatalf("a key: %d %v", status, err)
		}
		return key
	}
	ch.line = func(ctx context.Context, _ int, parcel []byte) (int, []byte, error) {
		return post(ctx, "/api/v1/offline/entries", parcel)
	}
	run := Chaos{Phones: 20, Entries: 1200, Parcel: 25, Seed: uint64(time.Now().UnixNano())}.prepare(t, ch)
	for kill := range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		var phones sync.WaitGroup
		phones.Go(func() { run.send(ctx) })
		watch := time.NewTicker(2 * time.Millisecond)
		for enough := int64(250 * (kill + 1)); run.acked.Load() < enough && ctx.Err() == nil; {
			<-watch.C
		}
		watch.Stop()
		p.kill()
		cancel() // the phones wait until the house is back
		phones.Wait()
		run.acknowledged()
		p.start(t)
		h.client.CloseIdleConnections()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	run.send(ctx)
	run.prove()
	p.stop(t)
}
