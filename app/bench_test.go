package main

import (
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"

	"maiam/models/db"
	"maiam/models/dbtest"
)

const markColumns = `campus_id, ward_id, bed_id, resident_id, shift_day, slot_id, turn, at, recorded_at, recorded_by,
	seen, slept, washed, ate, medicine, mood, response, exceptions, cause, note, amends_id, reason`

// openBare opens the database beside the house with nothing of the house in between, and makes the
// table of marks with its two indexes and without any rule.
func (o *benchHouse) openBare() error {
	var err error
	if o.db.Engine == db.SQLite {
		o.bare, err = sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.Join(o.cfg.Data, "bare.db")}).EscapedPath()+
			"?_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=synchronous(FULL)&_pragma=cache_size(-16000)&_time_format=sqlite&_timezone=UTC&_txlock=immediate")
	} else {
		u, e := url.Parse(o.cfg.Database)
		if e != nil {
			return e
		}
		c := mysqldriver.NewConfig()
		c.User = u.User.Username()
		c.Passwd, _ = u.User.Password()
		c.Net, c.Addr, c.DBName = "tcp", u.Host, strings.TrimPrefix(u.Path, "/")
		c.ParseTime, c.Loc = true, time.UTC
		o.bare, err = sql.Open("mysql", c.FormatDSN())
	}
	if err != nil {
		return err
	}
	atTheEnd(func() { _ = o.bare.Close() })
	kind := "INTEGER PRIMARY KEY AUTOINCREMENT"
	if o.db.Engine == db.MySQL {
		kind = "BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY"
		atTheEnd(func() { _, _ = o.bare.Exec("DROP TABLE bare_marks") })
	}
	for _, text := range []string{
		`CREATE TABLE bare_marks (id ` + kind + `, campus_id BIGINT NOT NULL, ward_id BIGINT NOT NULL, bed_id BIGINT NOT NULL, resident_id BIGINT NOT NULL,
			shift_day DATE NOT NULL, slot_id INT NOT NULL, turn SMALLINT NOT NULL, at DATETIME(6) NOT NULL, recorded_at DATETIME(6) NOT NULL, recorded_by BIGINT NOT NULL,
			seen SMALLINT NOT NULL, slept SMALLINT NOT NULL, washed SMALLINT NOT NULL, ate SMALLINT NOT NULL, medicine SMALLINT NOT NULL, mood SMALLINT NOT NULL,
			response SMALLINT NOT NULL, exceptions SMALLINT NOT NULL, cause SMALLINT NOT NULL, note VARCHAR(300) NOT NULL, amends_id BIGINT NULL, reason VARCHAR(300) NOT NULL)`,
		`CREATE UNIQUE INDEX bare_marks_turn ON bare_marks (resident_id, shift_day, slot_id, turn)`,
		`CREATE INDEX bare_marks_round ON bare_marks (ward_id, shift_day, slot_id)`,
	} {
		if _, err := o.bare.Exec(text); err != nil {
			return err
		}
	}
	return nil
}

// insert is the bare limit of a write: one prepared INSERT of n rows with the columns of a mark.
func (o *benchHouse) insert(b *testing.B, n int) func() error {
	b.Helper()
	st, err := o.bare.Prepare("INSERT INTO bare_marks (" + markColumns + ") VALUES " +
		strings.TrimSuffix(strings.Repeat("(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?),", n), ","))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	return func() error {
		key := o.keys.Add(1)
		at := time.Now().UTC().Truncate(time.Microsecond)
		args := make([]any, 0, 22*n)
		for i := range n {
			args = append(args, 1, 2, i+1, i+1, at.AddDate(0, 0, int(key/100)).Format(time.DateOnly), key%100, 0, at, at, 7, 1, 1, 1, 1, 1, 1, 0, 0, 0, "", nil, "")
		}
		_, err := st.Exec(args...)
		return err
	}
}

// states is the bare limit of the board: the newest state of everybody in a ward.
func (o *benchHouse) states(b *testing.B, ward uint64) func() error {
	b.Helper()
	st, err := o.bareReader(b).Prepare(`SELECT resident_id, shift_day, slot_id, round_at, at, recorded_at, recorded_by, seen, slept, washed, ate, medicine, mood, response, exceptions, note
		FROM care_states WHERE ward_id = ?`)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	return func() error {
		rows, err := st.Query(ward)
		if err != nil {
			return err
		}
		defer rows.Close()
		n := 0
		var cells [16]any
		into := make([]any, len(cells))
		for i := range cells {
			into[i] = &cells[i]
		}
		for ; rows.Next(); n++ {
			if err := rows.Scan(into...); err != nil {
				return err
			}
		}
		if n < 20 {
			return fmt.Errorf("only %d states", n)
		}
		return rows.Err()
	}
}

// bareReader is a plain pool on the database of the house itself.
func (o *benchHouse) bareReader(b *testing.B) *sql.DB {
	if o.db.Engine == db.MySQL {
		return o.bare
	}
	pool, err := sql.Open("sqlite", "file:"+(&url.URL{Path: o.db.Path()}).EscapedPath()+"?_pragma=cache_size(-16000)&_pragma=query_only(1)&_time_format=sqlite&_timezone=UTC")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = pool.Close() })
	return pool
}

// putShare puts one line of ours beside the bare limit.
func putShare(b *testing.B, goal, what string, ours, bare times, target float64) {
	b.Helper()
	got := ratio(bare.at(50), ours.at(50))
	b.ReportMetric(got, "share")
	b.ReportMetric(float64(ours.at(50).Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(ours.at(99).Microseconds())/1000, "p99-ms")
	put(b, measured{goal, what, ms(ours.at(50)) + " (p99 " + ms(ours.at(99)) + ")", ms(bare.at(50)), fmt.Sprintf("%.2f", got), fmt.Sprintf("≥ %.2f", target), got < target})
}

// putGrowth puts one line of how much dearer the second lane is than the first.
func putGrowth(b *testing.B, goal, what string, small, large times, most float64) {
	b.Helper()
	got := ratio(large.at(50), small.at(50))
	b.ReportMetric(got, "ratio")
	put(b, measured{goal, what, ms(large.at(50)) + " / " + ms(small.at(50)), "", fmt.Sprintf("%.2f", got), fmt.Sprintf("≤ %.1f", most), got > most})
}

// eightAtOnce sends from eight callers at once and gives how many were done in a second.
func eightAtOnce(b *testing.B, long time.Duration, run func(caller int) error) float64 {
	b.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	done, failed := 0, error(nil)
	began := time.Now()
	for caller := range 8 {
		wg.Go(func() {
			for time.Since(began) < long {
				err := run(caller)
				mu.Lock()
				done++
				if err != nil {
					failed = err
				}
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	if failed != nil {
		b.Fatal(failed)
	}
	return float64(done) / time.Since(began).Seconds()
}

// kept says how long the long history is.
func kept() string { return fmt.Sprintf("%d months", benchMonths()) }

// BenchmarkRound measures a round of a whole ward in one step (G1).
func BenchmarkRound(b *testing.B) {
	month, years := bothHouses(b)
	w := years.wards[0]
	b.Run("Share", func(b *testing.B) {
		got := weave(b, 150,
			lane{func() error { return years.forget(w) }, years.round(b, w, w.body, w.n)},
			lane{nil, years.insert(b, w.n)},
			lane{func() error { return month.forget(month.wards[0]) }, month.round(b, month.wards[0], month.wards[0].body, month.wards[0].n)},
			lane{func() error { return years.forget(years.wide) }, years.round(b, years.wide, years.wide.body, years.wide.n)})
		putShare(b, "G1", fmt.Sprintf("round of %d, %s kept", w.n, kept()), got[0], got[1], 0.15)
		putGrowth(b, "G1", "growth of a round from a month on", got[2], got[0], 1.2)
		putGrowth(b, "G1", fmt.Sprintf("round of %d beside %d", years.wide.n, w.n), got[0], got[3], 2.2)
	})
	b.Run("EightAtOnce", func(b *testing.B) {
		fresh := make([]func() error, 8)
		for i, w := range years.wards {
			record := years.round(b, w, w.body, w.n)
			fresh[i] = func() error {
				if err := years.forget(w); err != nil {
					return err
				}
				return record()
			}
		}
		rps := eightAtOnce(b, 3*time.Second, func(caller int) error { return fresh[caller]() })
		b.ReportMetric(rps, "rounds/s")
		put(b, measured{goal: "G1", what: "rounds of 40 from eight at once (clearing included)", got: fmt.Sprintf("%.0f/s", rps)})
	})
	b.Run("Statements", func(b *testing.B) {
		n := len(years.least(b, http.MethodPost, years.path(b, "recordRound", map[string]uint64{"ward": w.id}), w.body)) - 1
		put(b, measured{goal: "G1", what: "statements of a round, and one that knows the visitor", got: fmt.Sprint(n), wanted: "≤ 6", missed: n > 6})
	})
}

// BenchmarkRecord measures the record of one person (G2).
func BenchmarkRecord(b *testing.B) {
	month, years := bothHouses(b)
	w, m := years.wards[1], month.wards[1]
	b.Run("Share", func(b *testing.B) {
		got := weave(b, 300,
			lane{func() error { return years.forget(w) }, years.round(b, w, w.some, 1)},
			lane{nil, years.insert(b, 1)},
			lane{func() error { return month.forget(m) }, month.round(b, m, m.some, 1)})
		putShare(b, "G2", "record of one person, "+kept()+" kept", got[0], got[1], 0.18)
		putGrowth(b, "G2", "growth of a record from a month on", got[2], got[0], 1.2)
	})
}

// BenchmarkBoard measures the board of a ward of forty as a page (G3, G8).
func BenchmarkBoard(b *testing.B) {
	month, years := bothHouses(b)
	at := func(o *benchHouse) string { return o.path(b, "wards.board", map[string]uint64{"ward": o.wards[0].id}) }
	b.Run("Share", func(b *testing.B) {
		plain := func() error {
			_, _, _, err := years.send(http.MethodGet, at(years), nil, "Accept-Encoding", "identity")
			return err
		}
		// A board that nobody changed is remembered; growth is of the one that must be read.
		touched := func(o *benchHouse) func() error {
			return func() error {
				return o.db.Write(b.Context(), db.System("bench"), "bench.touch", func(tx *db.Tx) error { tx.Touch(o.wards[0].id); return nil })
			}
		}
		// Read alone first: after a write, whoever comes first finds the database's own cache empty and pays for all.
		got := weave(b, 300, lane{nil, years.page(at(years))}, lane{nil, years.states(b, years.wards[0].id)}, lane{nil, plain})
		got = append(got, weave(b, 300, lane{touched(years), years.page(at(years))}, lane{touched(month), month.page(at(month))})...)
		putShare(b, "G3", fmt.Sprintf("board of %d as a page, %s kept", years.wards[0].n, kept()), got[0], got[1], 0.20)
		putShare(b, "G3", "the same without compression", got[2], got[1], 0.20)
		put(b, measured{goal: "G3", what: "the same after a change of the ward", got: ms(got[3].at(50)) + " (p99 " + ms(got[3].at(99)) + ")", bare: ms(got[1].at(50)),
			share: fmt.Sprintf("%.2f", ratio(got[1].at(50), got[3].at(50)))})
		putGrowth(b, "G3", "growth of the board from a month on", got[4], got[3], 1.2)
	})
	b.Run("Statements", func(b *testing.B) {
		n := len(years.statements(b, http.MethodGet, at(years), nil)) - 1
		put(b, measured{goal: "G3", what: "statements of the board, and one that knows the visitor", got: fmt.Sprint(n), wanted: "≤ 2", missed: n > 2})
	})
}

// BenchmarkGrowth measures what five years of history cost the pages that people wait for.
func BenchmarkGrowth(b *testing.B) {
	month, years := bothHouses(b)
	for _, o := range []*benchHouse{month, years} { // today's rounds shall be the same in both
		if err := o.forget(append([]benchWard{o.wide}, o.wards...)...); err != nil {
			b.Fatal(err)
		}
	}
	for _, door := range hot(b, years) {
		if door.method != http.MethodGet {
			continue
		}
		b.Run(door.name, func(b *testing.B) {
			got := weave(b, 100, lane{nil, month.page(door.path)}, lane{nil, years.page(door.path)})
			putGrowth(b, "flat", door.name, got[0], got[1], 1.2)
		})
	}
}

// BenchmarkStart measures the real program from its start to its first answered page, the schema
// checked, and what it holds in memory after a load (G9).
func BenchmarkStart(b *testing.B) {
	database := ""
	if dbtest.Server() != "" {
		database = dbtest.Address(b)
	}
	p := newRealHouse(b, database, "MAIAM_SAMPLE=1", "MAIAM_SAMPLE_DAYS=30")
	p.start(b) // fills the house
	p.kill()
	var took times
	for range 7 {
		began := time.Now()
		p.launch(b)
		again := time.NewTicker(time.Millisecond)
		for {
			a, err := http.Get(p.url + "/sign-in")
			if err == nil {
				_ = a.Body.Close()
				if a.StatusCode == http.StatusOK {
					break
				}
			}
			if time.Since(began) > time.Minute {
				b.Fatalf("no page within a minute\n%s", p.said())
			}
			<-again.C
		}
		again.Stop()
		took = append(took, time.Since(began))
		p.ready(b)
		if len(took) < 7 {
			p.stop(b)
		}
	}
	put(b, measured{goal: "G9", what: "start of the program to its first page", got: ms(took.at(50)), wanted: "≤ 500 ms", missed: took.at(50) > 500*time.Millisecond})
	h := signIn(b, p)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 150 {
				r, _ := http.NewRequest(http.MethodGet, p.url+[]string{"/api/v1/presence/headcount", "/api/v1/residents?limit=200", "/api/v1/wards"}[i%3], nil)
				r.Header.Set("Authorization", "Bearer "+h.token)
				if a, err := h.client.Do(r); err == nil {
					_, _ = io.Copy(io.Discard, a.Body)
					_ = a.Body.Close()
				}
			}
		})
	}
	wg.Wait()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p.cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	held := map[string]float64{} // MiB
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[2] == "kB" {
			kib, _ := strconv.Atoi(fields[1])
			held[fields[0]] = float64(kib) / 1024
		}
	}
	b.ReportMetric(held["Pss:"], "MiB")
	put(b, measured{goal: "G9", what: "memory of the program after 1,200 requests", got: fmt.Sprintf("%.0f MiB, %.0f of them its own file", held["Pss:"], held["Pss_File:"]),
		wanted: "≤ 72 MiB", missed: held["Pss:"] > 72})
	p.stop(b)
}

// BenchmarkSize measures what a record of care takes on disk after five years (G12).
func BenchmarkSize(b *testing.B) {
	_, years := bothHouses(b)
	s, err := years.sizes()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(s.mark+s.deed+s.state, "bytes/record")
	put(b, measured{goal: "G12", what: "bytes of a record of care with its indexes", got: fmt.Sprintf("%.0f", s.mark)})
	put(b, measured{goal: "G12", what: "and its share of the deed and of the state", got: fmt.Sprintf("%.0f", s.deed+s.state)})
	put(b, measured{goal: "G12", what: "together", got: fmt.Sprintf("%.0f", s.mark+s.deed+s.state), wanted: fmt.Sprintf("≤ %d", mostBytes), missed: s.mark+s.deed+s.state > mostBytes})
}

// BenchmarkWork measures the processor time of a request, the database's included (G8).
func BenchmarkWork(b *testing.B) {
	_, years := bothHouses(b)
	w := years.wards[0]
	one := func(name, method, path string, body []byte, most time.Duration) {
		b.Run(name, func(b *testing.B) {
			const n = 200
			var ours, theirs time.Duration
			size := 0
			for i := range n + 20 {
				if method == http.MethodPost {
					if err := years.forget(w); err != nil {
						b.Fatal(err)
					}
				}
				r := httptest.NewRequest(method, "http://maiam.test"+path, strings.NewReader(string(body)))
				years.dress(r, "Accept-Encoding", "gzip")
				rec := httptest.NewRecorder()
				began, server := cpu(), serverCPU()
				years.desk.Handler().ServeHTTP(rec, r)
				if i >= 20 {
					ours += cpu() - began
					theirs += serverCPU() - server
				}
				if rec.Code >= 300 {
					b.Fatalf("%d %.300s", rec.Code, rec.Body.String())
				}
				size = rec.Body.Len()
			}
			each := (ours + theirs) / n
			b.ReportMetric(float64(each.Microseconds())/1000, "cpu-ms")
			m := measured{goal: "G8", what: "processor time of " + name, got: ms(each), bare: fmt.Sprintf("%d bytes", size)}
			if theirs > 0 {
				m.got += " (" + ms(theirs/n) + " in the database)"
			}
			if most > 0 {
				m.wanted, m.missed = "≤ "+ms(most), each > most
			}
			put(b, m)
		})
	}
	one("Board", http.MethodGet, years.path(b, "wards.board", map[string]uint64{"ward": w.id}), nil, 2*time.Millisecond)
	one("Round", http.MethodPost, years.path(b, "recordRound", map[string]uint64{"ward": w.id}), w.body, 0)
	one("Record", http.MethodPost, years.path(b, "recordRound", map[string]uint64{"ward": w.id}), w.some, 0)
}
