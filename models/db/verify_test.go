package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"maiam/models/db"
	"maiam/models/dbtest"
)

func verify(t testing.TB, h *db.House) *db.Verdict {
	t.Helper()
	var v *db.Verdict
	err := h.Read(context.Background(), db.System("test"), func(tx *db.Tx) (err error) {
		if err := tx.May("test"); err != nil {
			return err
		}
		v, err = db.VerifyDeeds(tx, db.VerifyInput{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func kinds(v *db.Verdict) (out []db.FindingKind) {
	for _, f := range v.Findings {
		out = append(out, f.Kind)
	}
	return out
}

// deedsDone does n actions on each of two campuses and has them numbered.
func deedsDone(t testing.TB, h *dbtest.House, n int) {
	t.Helper()
	for i := range n {
		for campus := range uint64(2) {
			h.Clock.Add(time.Second)
			h.Do(func(tx *db.Tx) error {
				tx.Concerns("ward", uint64(i+1), campus+1)
				tx.Touch(3, 4)
				tx.Detail("reason", fmt.Sprint("kiểm thử ", i))
				return nil
			})
		}
	}
	if err := h.Quietly(context.Background(), "deeds", func(tx *db.Tx) error {
		_, err := db.ChainDeeds(tx, 10_000)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func anchored(t testing.TB, h *db.House, want int) {
	t.Helper()
	if n, err := h.Anchor(context.Background()); n != want || err != nil {
		t.Fatalf("anchored in %d places instead of %d: %v", n, want, err)
	}
}

// TestEveryTrickWithTheDeedsIsFound does with the database, and with the anchors, what somebody would
// do who wants a deed never to have been.
func TestEveryTrickWithTheDeedsIsFound(t *testing.T) {
	type scene struct {
		h         *dbtest.House
		at        *db.House
		own, more string
	}
	exec := func(s scene, statement string) {
		if _, err := s.h.Raw().Exec(statement); err != nil {
			s.h.T.Fatalf("%s: %v", statement, err)
		}
	}
	reseal := func(s scene) {
		if err := db.NewForger(s.h.House).Reseal(1); err != nil {
			s.h.T.Fatal(err)
		}
	}
	edit := func(s scene, dir string, change func([]string) []string) {
		path := filepath.Join(dir, db.AnchorName)
		text, err := os.ReadFile(path)
		if err != nil {
			s.h.T.Fatal(err)
		}
		lines := change(strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n"))
		if err := os.WriteFile(path, []byte(strings.TrimRight(strings.Join(lines, ""), "\n")+"\n"), 0o600); err != nil {
			s.h.T.Fatal(err)
		}
	}
	for _, c := range []struct {
		name string
		do   func(scene)
		want []db.FindingKind
	}{
		{"nothing", func(scene) {}, nil},
		{"a changed detail", func(s scene) { exec(s, "UPDATE db_deeds SET detail = '{}' WHERE campus_id = 1 AND seq = 7") }, []db.FindingKind{db.DeedChanged}},
		{"a changed detail with its hash", func(s scene) {
			exec(s, "UPDATE db_deeds SET detail = '{}', hash = '"+strings.Repeat("a", 64)+"' WHERE campus_id = 1 AND seq = 7")
		}, []db.FindingKind{db.DeedChanged, db.DeedRelinked}},
		{"one taken from the middle", func(s scene) { exec(s, "DELETE FROM db_deeds WHERE campus_id = 1 AND seq = 7") }, []db.FindingKind{db.DeedMissing}},
		{"the last two taken", func(s scene) { exec(s, "DELETE FROM db_deeds WHERE campus_id = 1 AND seq > 10") }, []db.FindingKind{db.ChainCut, db.ChainGone, db.ChainGone}},
		{"the last two taken, and the end of the chain with them", func(s scene) {
			exec(s, "DELETE FROM db_deeds WHERE campus_id = 1 AND seq > 10")
			reseal(s)
		}, []db.FindingKind{db.ChainGone, db.ChainGone}},
		{"a deed rewritten with all that follow", func(s scene) {
			exec(s, "UPDATE db_deeds SET actor_id = 99 WHERE campus_id = 1 AND seq = 7")
			reseal(s)
		}, []db.FindingKind{db.ChainRewritten, db.ChainRewritten}},
		{"a deed taken from the middle, all that follow renumbered and rewritten", func(s scene) {
			exec(s, "DELETE FROM db_deeds WHERE campus_id = 1 AND seq = 7")
			reseal(s)
		}, []db.FindingKind{db.ChainGone, db.ChainGone}},
		{"a campus without any deed", func(s scene) {
			exec(s, "DELETE FROM db_deeds WHERE campus_id = 1")
			exec(s, "DELETE FROM db_chains WHERE id = 2")
		}, []db.FindingKind{db.ChainGone, db.ChainGone}},
		{"the end of the chain forgotten", func(s scene) { exec(s, "DELETE FROM db_chains WHERE id = 2") }, []db.FindingKind{db.ChainExtra}},
		{"deeds without their numbers", func(s scene) {
			exec(s, "UPDATE db_deeds SET seq = NULL WHERE campus_id = 1 AND seq = 7")
		}, []db.FindingKind{db.DeedMissing}},
		{"rewritten, and a line of the house's own anchors with it", func(s scene) {
			exec(s, "UPDATE db_deeds SET actor_id = 99 WHERE campus_id = 1 AND seq = 7")
			reseal(s)
			edit(s, s.own, func(l []string) []string { return l[:1] })
		}, []db.FindingKind{db.ChainRewritten}}, // the other place still knows
		{"a changed line of anchors", func(s scene) {
			edit(s, s.own, func(l []string) []string { l[0] = strings.Replace(l[0], `"seq":6`, `"seq":5`, 1); return l })
		}, []db.FindingKind{db.AnchorBroken}},
		{"a line of anchors taken", func(s scene) { edit(s, s.own, func(l []string) []string { return l[1:] }) }, []db.FindingKind{db.AnchorBroken}},
		{"a line of anchors that is none", func(s scene) { edit(s, s.own, func(l []string) []string { return append(l, "\nseen\n") }) }, []db.FindingKind{db.AnchorBroken}},
		{"the house's own anchors taken", func(s scene) { _ = os.RemoveAll(s.own) }, []db.FindingKind{db.PlaceLost}},
		{"the other place pulled out", func(s scene) { _ = os.RemoveAll(s.more) }, nil},
		{"power lost in the middle of a line", func(s scene) {
			f, err := os.OpenFile(filepath.Join(s.own, db.AnchorName), os.O_APPEND|os.O_WRONLY, 0o600)
			if err != nil {
				s.h.T.Fatal(err)
			}
			_, err = f.WriteString(`{"n":3,"at":"2026-`)
			if err := errors.Join(err, f.Close()); err != nil {
				s.h.T.Fatal(err)
			}
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := dbtest.Open(t)
			s := scene{h: h, own: filepath.Join(t.TempDir(), "own"), more: t.TempDir()}
			s.at = h.Anchoring(s.own, s.more)
			deedsDone(t, h, 6)
			anchored(t, s.at, 2)
			anchored(t, s.at, 0) // nothing changed
			deedsDone(t, h, 6)
			anchored(t, s.at, 2)
			c.do(s)
			v := verify(t, s.at)
			if got := kinds(v); !slices.Equal(got, c.want) {
				t.Errorf("found %v, wanted %v", v.Findings, c.want)
			}
			for _, f := range v.Findings {
				if f.Campus != 1 && f.Kind != db.AnchorBroken && f.Kind != db.PlaceLost {
					t.Errorf("the other campus is blamed: %v", f)
				}
			}
			if len(c.want) == 0 {
				deedsDone(t, h, 1)
				if _, err := s.at.Anchor(t.Context()); (err != nil) != (c.name == "the other place pulled out") {
					t.Errorf("the next anchor: %v", err)
				}
				if v := verify(t, s.at); len(v.Findings) != 0 {
					t.Errorf("after the next anchor: %v", v.Findings)
				}
			}
		})
	}
}

// TestAChangedByteOfADeedIsFound changes one column of one deed, whichever, and looks.
func TestAChangedByteOfADeedIsFound(t *testing.T) {
	h := dbtest.Open(t)
	at := h.Anchoring(filepath.Join(t.TempDir(), "own"))
	deedsDone(t, h, 8)
	anchored(t, at, 1)
	run := func(statement string, args ...any) {
		t.Helper()
		if _, err := h.Raw().Exec(statement, args...); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	run("CREATE TABLE test_deeds AS SELECT * FROM db_deeds")
	defer run("DROP TABLE test_deeds")
	change := map[string]func(*rapid.T) string{}
	number := func(column string) {
		change[column] = func(r *rapid.T) string {
			return fmt.Sprintf("%s + %d", column, rapid.IntRange(100, 1<<20).Draw(r, "more"))
		}
	}
	for _, column := range []string{"id", "campus_id", "actor_id", "subject_id", "seq"} {
		number(column)
	}
	for _, column := range []string{"action", "via", "request", "subject", "wards", "detail", "prev", "hash"} {
		change[column] = func(r *rapid.T) string {
			var was string
			if err := h.Raw().QueryRow("SELECT "+column+" FROM db_deeds WHERE campus_id = 1 AND seq = ?", rapid.Just(1).Draw(r, "one")).Scan(&was); err != nil {
				t.Fatal(err)
			}
			text := rapid.StringMatching(`[a-z0-9]{1,20}`).Draw(r, "text")
			if text == was {
				text += "x"
			}
			return "'" + text + "'"
		}
	}
	change["at"] = func(r *rapid.T) string {
		return "'" + dbtest.Now.Add(-time.Duration(rapid.Int64Range(1, 1<<50).Draw(r, "back"))*time.Microsecond).Format("2006-01-02 15:04:05.000000") + map[db.Engine]string{db.SQLite: "+00:00"}[h.Engine] + "'"
	}
	columns := []string{"id", "campus_id", "at", "action", "actor_id", "via", "request", "subject", "subject_id", "wards", "detail", "seq", "prev", "hash"}
	for _, column := range columns {
		if change[column] == nil {
			t.Fatal(column)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		column, seq, campus := rapid.SampledFrom(columns).Draw(r, "column"), rapid.IntRange(1, 8).Draw(r, "seq"), rapid.IntRange(1, 2).Draw(r, "campus")
		run("UPDATE db_deeds SET "+column+" = "+change[column](r)+" WHERE campus_id = ? AND seq = ?", campus, seq)
		v := verify(t, at)
		run("DELETE FROM db_deeds")
		run("INSERT INTO db_deeds SELECT * FROM test_deeds")
		if len(v.Findings) == 0 {
			r.Fatalf("a changed %s of deed %d of campus %d was not found", column, seq, campus)
		}
	})
	if v := verify(t, at); len(v.Findings) != 0 || v.Held != 16 {
		t.Errorf("put back as it was: %v", v.Findings)
	}
}

// TestAShorterChainIsAnsweredFor is a restored backup: the anchors give alarm, until somebody says why.
func TestAShorterChainIsAnsweredFor(t *testing.T) {
	h := dbtest.Open(t)
	own := filepath.Join(t.TempDir(), "own")
	at := h.Anchoring(own)
	deedsDone(t, h, 6)
	anchored(t, at, 1)
	deedsDone(t, h, 6)
	anchored(t, at, 1)
	if _, err := h.Raw().Exec("DELETE FROM db_deeds WHERE campus_id = 1 AND seq > 8"); err != nil {
		t.Fatal(err)
	}
	if err := db.NewForger(h.House).Reseal(1); err != nil {
		t.Fatal(err)
	}
	deedsDone(t, h, 1)
	if n, err := at.Anchor(t.Context()); n != 0 || !errors.Is(err, db.ErrRewritten) {
		t.Fatalf("a chain that became shorter was anchored: %d %v", n, err)
	}
	if v := verify(t, at); !slices.Contains(kinds(v), db.ChainGone) {
		t.Fatalf("found %v", v.Findings)
	}
	if n, err := at.AcceptChain(t.Context(), "restored the backup of the morning"); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	deedsDone(t, h, 20)
	anchored(t, at, 1)
	v := verify(t, at)
	if len(v.Findings) != 0 || len(v.Notes) != 1 || v.Notes[0].Kind != db.Restarted || !strings.Contains(v.Notes[0].Why, "morning") {
		t.Fatalf("found %v, notes %v", v.Findings, v.Notes)
	}
	// What was anchored before and is still there must hold further on.
	if _, err := h.Raw().Exec("UPDATE db_deeds SET actor_id = 5 WHERE campus_id = 1 AND seq = 3"); err != nil {
		t.Fatal(err)
	}
	if err := db.NewForger(h.House).Reseal(1); err != nil {
		t.Fatal(err)
	}
	if v := verify(t, at); !slices.Contains(kinds(v), db.ChainRewritten) {
		t.Errorf("found %v", v.Findings)
	}
}

// TestAnchorsOfAnotherKeyAreForeign is somebody who writes own anchors without the secret file.
func TestAnchorsOfAnotherKeyAreForeign(t *testing.T) {
	h, stranger := dbtest.Open(t), dbtest.Open(t)
	own := filepath.Join(t.TempDir(), "own")
	at := h.Anchoring(own)
	deedsDone(t, h, 3)
	anchored(t, at, 1)
	path := filepath.Join(own, db.AnchorName)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.Replace(text, []byte(`"mac":"`), []byte(`"mac":"0`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	deedsDone(t, h, 1)
	if _, err := at.Anchor(t.Context()); !errors.Is(err, db.ErrNotOurs) {
		t.Errorf("a foreign line is gone on from: %v", err)
	}
	if v := verify(t, at); !slices.Equal(kinds(v), []db.FindingKind{db.AnchorBroken}) {
		t.Errorf("found %v", v.Findings)
	}
	if v := verify(t, stranger.House); len(v.Findings) != 0 {
		t.Errorf("a house without anchors: %v", v.Findings)
	}
}

// TestAnchorsAreMissed: before jobs have run it is a note that nothing vouches, afterwards a finding.
func TestAnchorsAreMissed(t *testing.T) {
	h := dbtest.Open(t)
	at := h.Anchoring(filepath.Join(t.TempDir(), "own"))
	deedsDone(t, h, 2)
	if v := verify(t, at); len(v.Findings) != 0 || len(v.Notes) != 1 || v.Notes[0].Kind != db.NeverAnchored {
		t.Errorf("found %v, notes %v", v.Findings, v.Notes)
	}
	done := h.Now()
	h.Do(func(tx *db.Tx) error {
		return db.Add(tx, &db.Job{Kind: "db.forget", Payload: "{}", RunAt: done, Recorded: done, DoneAt: &done})
	})
	h.Clock.Add(2 * time.Hour)
	if v := verify(t, at); !slices.Equal(kinds(v), []db.FindingKind{db.Unanchored}) || len(v.Notes) != 1 || v.Notes[0].Kind != db.Behind {
		t.Errorf("found %v, notes %v", v.Findings, v.Notes)
	}
}

// TestChainsOfTheFirstVersionHold walks a chain that was begun before deeds were sealed with their ids.
func TestChainsOfTheFirstVersionHold(t *testing.T) {
	h := dbtest.Open(t)
	deedsDone(t, h, 6)
	f := db.NewForger(h.House)
	for upTo, want := range map[uint64]int{3: 0, 6: 0} {
		if err := f.SealAsBefore(1, upTo); err != nil {
			t.Fatal(err)
		}
		if v := verify(t, h.House); len(v.Findings) != want || v.Held != 12 {
			t.Errorf("up to %d: held %d, found %v", upTo, v.Held, v.Findings)
		}
	}
}

// TestVerifyIsFlat walks a hundred thousand deeds in the memory of a few thousand.
func TestVerifyIsFlat(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 10_000
	}
	h := dbtest.Open(t)
	if err := db.NewForger(h.House).LongChain(1, n, dbtest.Now.AddDate(0, -2, 0)); err != nil {
		t.Fatal(err)
	}
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	var first, most uint64
	began := time.Now()
	h.Do(func(tx *db.Tx) error {
		v, err := db.VerifyDeeds(tx, db.VerifyInput{Told: func(held int) {
			if held%5000 != 0 {
				return
			}
			if first == 0 {
				first = heap()
			}
			most = max(most, heap())
		}})
		if err == nil && (v.Held != n || len(v.Findings) != 0) {
			t.Errorf("%d of %d hold: %v", v.Held, n, v.Findings)
		}
		return err
	})
	t.Logf("%d deeds in %d ms, %d KB more at the worst than at the beginning", n, time.Since(began).Milliseconds(), (most-first)/1024)
	if most > first+4<<20 {
		t.Errorf("the memory of a verification grew by %d KB", (most-first)/1024)
	}
}

// TestTheNewestDeedsAreVerifiedAlone walks only the end of a long chain.
func TestTheNewestDeedsAreVerifiedAlone(t *testing.T) {
	h := dbtest.Open(t)
	at := h.Anchoring(filepath.Join(t.TempDir(), "own"))
	deedsDone(t, h, 30)
	anchored(t, at, 1)
	newest := func() (v *db.Verdict) {
		if err := at.Read(t.Context(), db.System("test"), func(tx *db.Tx) (err error) {
			if err := tx.May("test"); err != nil {
				return err
			}
			v, err = db.VerifyDeeds(tx, db.VerifyInput{Newest: 10})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return v
	}
	if v := newest(); v.Held != 20 || !v.Partial || len(v.Findings) != 0 {
		t.Errorf("held %d, found %v", v.Held, v.Findings)
	}
	if _, err := h.Raw().Exec("UPDATE db_deeds SET detail = '{}' WHERE campus_id = 2 AND seq IN (5, 25)"); err != nil {
		t.Fatal(err)
	}
	if v := newest(); len(v.Findings) != 1 || v.Findings[0].Seq != 25 || v.Findings[0].Campus != 2 {
		t.Errorf("found %v", v.Findings)
	}
}
