package care_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/settings"
)

// These benchmarks print shares of bare limits measured in the same run, because absolute times on
// a shared machine say little: 0.3 means the whole use-case takes a good three times as long as the
// bare statement alone. Growth is five years of history against one month.

const (
	month     = 30
	fiveYears = 1826
)

// lived is a house of 40 people in one ward with some days of rounds behind them.
func lived(b *testing.B, people, days int) *house {
	b.Helper()
	g := furnish(b, dbtest.Open(b), people)
	raw := g.Raw()
	exec := func(text string, args ...any) {
		b.Helper()
		if _, err := raw.Exec(text, args...); err != nil {
			b.Fatal(err)
		}
	}
	exec("CREATE TABLE bench_days (day DATE, at DATETIME)")
	b.Cleanup(func() { _, _ = raw.Exec("DROP TABLE bench_days") })
	for part := range slices.Chunk(slices.Collect(seq(days)), 500) {
		var values []string
		var args []any
		for _, n := range part {
			day := dbtest.Today.AddDays(-n)
			values = append(values, "(?, ?)")
			args = append(args, day, day.At(g.Zone(), 600).UTC())
		}
		exec("INSERT INTO bench_days VALUES "+strings.Join(values, ","), args...)
	}
	exec(`INSERT INTO care_marks (campus_id, ward_id, bed_id, resident_id, shift_day, slot_id, turn, at, recorded_at, recorded_by,
		seen, slept, washed, ate, medicine, mood, response, exceptions, cause, note, amends_id, reason)
		SELECT p.campus_id, p.ward_id, p.bed_id, p.resident_id, d.day, s.id, 0, d.at, d.at, 7, 1, 1, 1, 1, 1, 1, 0, 0, 0, '', NULL, ''
		FROM bench_days d CROSS JOIN settings_slots s CROSS JOIN presence_placements p ORDER BY d.day, s.minute, p.resident_id`)
	if g.Engine == db.SQLite {
		exec("ANALYZE")
	} else {
		exec("ANALYZE TABLE care_marks")
	}
	return g
}

// seq counts from 1 to n.
func seq(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 1; i <= n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

// next moves the clock to the following round, and opens the book of settings so that it is
// remembered, as it is in a house at work.
func (g *house) next() settings.Round {
	var round settings.Round
	look := func(tx *db.Tx) error {
		book, err := settings.Of(tx)
		if err != nil {
			return err
		}
		round = book.Timetable.Between(tx.Now.Add(time.Minute), tx.Now.Add(24*time.Hour))[0]
		return nil
	}
	for range 2 {
		if err := g.See(g.lan, look); err != nil {
			g.T.Fatal(err)
		}
		if round.At().After(g.Clock.Now()) {
			g.Clock.Set(round.At())
		}
	}
	if err := g.See(g.lan, look); err != nil {
		g.T.Fatal(err)
	}
	return round
}

func (g *house) once(b *testing.B, key string, in care.RoundInput) {
	in.WardID = g.ward
	_, _, err := db.Once(context.Background(), g.House.House, g.lan, "care.record_round", db.Receipt{Key: key}, func(tx *db.Tx) (*care.Round, error) {
		return care.RecordRound(tx, in)
	})
	if err != nil {
		b.Fatal(err)
	}
}

// bare is a table like that of the marks, for statements without a house around them.
type bare struct {
	pool *sql.DB
	many *sql.Stmt
	one  *sql.Stmt
	n    int
}

const bareColumns = `INSERT INTO bench_marks (campus_id, ward_id, bed_id, resident_id, shift_day, slot_id, turn, at, recorded_at, recorded_by,
	seen, slept, washed, ate, medicine, mood, response, exceptions, cause, note, amends_id, reason) VALUES `

func newBare(b *testing.B, g *house) *bare {
	b.Helper()
	raw := g.Raw()
	make := "CREATE TABLE bench_marks LIKE care_marks"
	if g.Engine == db.SQLite {
		if err := raw.QueryRow("SELECT sql FROM sqlite_master WHERE name = 'care_marks'").Scan(&make); err != nil {
			b.Fatal(err)
		}
		make = strings.Replace(make, "care_marks", "bench_marks", 1)
	}
	for _, text := range []string{make, "CREATE UNIQUE INDEX bench_turn ON bench_marks (resident_id, shift_day, slot_id, turn)", "CREATE INDEX bench_round ON bench_marks (ward_id, shift_day, slot_id)"} {
		if g.Engine != db.SQLite && text != make {
			continue
		}
		if _, err := raw.Exec(text); err != nil {
			b.Fatal(err)
		}
	}
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", 22), ", ") + ")"
	many, err := raw.Prepare(bareColumns + strings.TrimSuffix(strings.Repeat(row+",", len(g.people)), ","))
	if err != nil {
		b.Fatal(err)
	}
	one, err := raw.Prepare(bareColumns + row)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = many.Close(); _ = one.Close(); _, _ = raw.Exec("DROP TABLE bench_marks") })
	return &bare{pool: raw, many: many, one: one}
}

func (r *bare) insert(b *testing.B, g *house, stmt *sql.Stmt, people []uint64) {
	r.n++
	args := make([]any, 0, 22*len(people))
	for _, id := range people {
		args = append(args, g.one, g.ward, 1, id, dbtest.Today, r.n, 0, g.Clock.Now(), g.Clock.Now(), 7, 1, 1, 1, 1, 1, 1, 0, 0, 0, "", nil, "")
	}
	if _, err := stmt.Exec(args...); err != nil {
		b.Fatal(err)
	}
}

// timer collects how long each kind of work took.
type timer map[string][]time.Duration

func (t timer) took(name string, work func()) {
	began := time.Now()
	work()
	t[name] = append(t[name], time.Since(began))
}

// p50 is the median in milliseconds.
func (t timer) p50(name string) float64 {
	all := slices.Sorted(slices.Values(t[name]))
	return float64(all[len(all)/2].Microseconds()) / 1000
}

func (t timer) report(b *testing.B, limit string) {
	b.ReportMetric(t.p50(limit), "limit-ms")
	b.ReportMetric(t.p50("month"), "month-ms")
	b.ReportMetric(t.p50("years"), "5y-ms")
	b.ReportMetric(t.p50(limit)/t.p50("years"), "share")
	b.ReportMetric(t.p50("years")/t.p50("month"), "growth")
}

// BenchmarkRound40 is G1: a ward of 40 in one step, with receipt and deed, against one bare 40-row
// INSERT. The target share is 0.15.
func BenchmarkRound40(b *testing.B) {
	m, y, big := lived(b, 40, month), lived(b, 40, fiveYears), lived(b, 80, month)
	limit, t := newBare(b, m), timer{}
	i := 0
	for b.Loop() {
		i++
		for name, g := range map[string]*house{"month": m, "years": y, "eighty": big} {
			g.next()
			in := g.all()
			t.took(name, func() { g.once(b, fmt.Sprint(name, i), in) })
		}
		t.took("limit", func() { limit.insert(b, m, limit.many, m.people) })
	}
	t.report(b, "limit")
	b.ReportMetric(t.p50("eighty")/t.p50("month"), "80:40")
}

// BenchmarkSingleRecord is G2: one person, against one bare prepared INSERT. The target share is
// 0.18.
func BenchmarkSingleRecord(b *testing.B) {
	m, y := lived(b, 40, month), lived(b, 40, fiveYears)
	limit, t := newBare(b, m), timer{}
	i := 0
	for b.Loop() {
		i++
		for name, g := range map[string]*house{"month": m, "years": y} {
			if i%40 == 1 {
				g.next()
			}
			in := care.RoundInput{People: []care.PersonFound{{ResidentID: g.people[i%40], Found: care.Found{Seen: "usual"}}}}
			t.took(name, func() { g.once(b, fmt.Sprint(name, i), in) })
		}
		t.took("limit", func() { limit.insert(b, m, limit.one, m.people[:1]) })
	}
	t.report(b, "limit")
}

// BenchmarkBoard is the model's part of G3: the board of 40 people with needs, risks, absences and
// the newest round of each, against the bare SELECT of their state rows. The target share of the
// whole page is 0.20, its growth 1.2.
func BenchmarkBoard(b *testing.B) {
	m, y := lived(b, 40, month), lived(b, 40, fiveYears)
	for _, g := range []*house{m, y} {
		g.ok(g.all())
	}
	stmt, err := m.Raw().Prepare("SELECT resident_id, shift_day, slot_id, at, recorded_by, seen, slept, washed, ate, medicine, mood, note FROM care_states WHERE ward_id = ?")
	if err != nil {
		b.Fatal(err)
	}
	defer stmt.Close()
	t := timer{}
	for b.Loop() {
		for name, g := range map[string]*house{"month": m, "years": y} {
			t.took(name, func() {
				if err := g.Read(context.Background(), g.lan, func(tx *db.Tx) error { _, err := care.WardBoard(tx, g.ward); return err }); err != nil {
					b.Fatal(err)
				}
			})
		}
		t.took("limit", func() { states(b, stmt, m.ward, 40) })
	}
	t.report(b, "limit")
}

func states(b *testing.B, stmt *sql.Stmt, ward uint64, want int) {
	found, err := stmt.Query(ward)
	if err != nil {
		b.Fatal(err)
	}
	defer found.Close()
	n := 0
	for ; found.Next(); n++ {
		var cells [12]sql.RawBytes
		into := make([]any, len(cells))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := found.Scan(into...); err != nil {
			b.Fatal(err)
		}
	}
	if n != want {
		b.Fatalf("%d states", n)
	}
}
