package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/files"
	"maiam/models/presence"
)

// summing is a table of a copy of which only the checksum is kept.
type summing struct{ hash.Hash }

func (summing) Close() error { return nil }

// whenAsked is the moment of a head-count, which differs between two that are asked one after the other.
var whenAsked = regexp.MustCompile(`"at":"[^"]*",?`)

// contentsOf gives the checksum of every table of a database, its attachments and its head-count.
func contentsOf(t testing.TB, address, data string) (tables map[string]string, rows map[string]int, heads string) {
	t.Helper()
	h, err := db.Open(db.Config{Database: address})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	sums := map[string]summing{}
	copied, err := h.Export(t.Context(), func(table string) (io.WriteCloser, error) {
		sums[table] = summing{sha256.New()}
		return sums[table], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	tables, rows = map[string]string{}, map[string]int{}
	for _, c := range copied.Tables {
		tables[c.Table], rows[c.Table] = hex.EncodeToString(sums[c.Table].Sum(nil)), c.Rows
	}
	store, err := files.Open(filepath.Join(data, "files"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	all, err := store.Sums()
	if err != nil {
		t.Fatal(err)
	}
	for _, sum := range all {
		if _, err := store.Read(sum); err != nil {
			t.Error(err)
		}
		tables["attachment "+sum], rows["attachments"] = sum, rows["attachments"]+1
	}
	err = h.Read(context.Background(), db.System("test"), func(tx *db.Tx) error {
		if err := tx.May(presence.View); err != nil {
			return err
		}
		count, err := presence.CountAt(tx, presence.CensusInput{})
		if err != nil {
			return err
		}
		text, err := json.Marshal(count)
		heads = whenAsked.ReplaceAllString(string(text), "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tables, rows, heads
}

// TestSavedWhileHandsWrite saves the house in the middle of two hundred hands writing, and once more when
// they are done, and restores both elsewhere. The first holds whatever was acknowledged before it began,
// nothing in half, and a chain that holds; the second is the house itself: the same tables, head-counts
// and attachments, on the same kind of database and on the other.
func TestSavedWhileHandsWrite(t *testing.T) {
	beside(t)
	if testing.Short() {
		t.Skip("it starts the real program and is left out with -short")
	}
	database := ""
	if dbtest.Server() != "" {
		database = dbtest.Address(t)
	}
	p := newRealHouse(t, database, "MAIAM_SAMPLE=1", "MAIAM_SAMPLE_DAYS=2", "MAIAM_BACKUPS=off")
	p.start(t)
	l := openLedger(t, p.database())
	bringPapers(t, p)
	h := signIn(t, p)
	acts := plan(t, h, 0, l.inBed())
	during, after := filepath.Join(t.TempDir(), "during"), filepath.Join(t.TempDir(), "after")
	refused := strike(h, acts, func() {
		if said, err := p.run("backup", during); err != nil {
			t.Errorf("saving while hands write: %v\n%s", err, said)
		}
	})
	if len(refused) > 0 {
		t.Errorf("saving the house kept acts from being done: %v", refused)
	}
	p.stop(t)
	if said, err := p.run("backup", after); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	restore := func(database, dir string) *realHouse {
		t.Helper()
		other := newRealHouse(t, database)
		secret, err := os.ReadFile(filepath.Join(p.data(), "secret"))
		if err == nil {
			err = os.WriteFile(filepath.Join(other.data(), "secret"), secret, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if said, err := other.run("restore", dir); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		took := time.Since(began)
		if said, err := other.run("audit", "verify"); err != nil {
			t.Errorf("the chain of the restored house does not hold: %v\n%s", err, said)
		}
		t.Logf("a house from nothing in %v, checked in %v", took.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
		if took > 30*time.Minute {
			t.Errorf("the house came back only after %v", took)
		}
		return other
	}
	early := restore("", during)
	found := 0
	el := openLedger(t, early.database())
	for _, a := range acts {
		n := el.count(a.find, a.args...)
		found += n
		if n > 1 {
			t.Errorf("%d times in the copy: %s", n, a.body)
		}
	}
	if found < acksBefore {
		t.Errorf("%d acts are in a copy that began after %d were acknowledged", found, acksBefore)
	}
	nothingHalf(t, el)
	t.Logf("%d of %d acts are in the copy that was taken meanwhile", found, len(acts))

	tables, rows, heads := contentsOf(t, p.database(), p.data())
	if rows["attachments"] == 0 || !strings.Contains(heads, `"in_care":`) {
		t.Fatalf("there is nothing to compare: %v %s", rows, heads)
	}
	places := []string{""}
	if database != "" {
		places = append(places, dbtest.Address(t))
	}
	for _, place := range places {
		other := restore(place, after)
		theirs, theirRows, theirHeads := contentsOf(t, other.database(), other.data())
		if !maps.Equal(rows, theirRows) {
			t.Errorf("other numbers of rows came back: %v, not %v", theirRows, rows)
		}
		if heads != theirHeads {
			t.Errorf("another head-count came back: %s, not %s", theirHeads, heads)
		}
		if place == database { // the same kind of database, so the same bytes
			for name, sum := range tables {
				if theirs[name] != sum {
					t.Errorf("%s came back otherwise", name)
				}
			}
		}
	}
}

// bringPapers brings some attachments into a house.
func bringPapers(t testing.TB, p *realHouse) {
	t.Helper()
	h, err := db.Open(db.Config{Database: p.database()})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	store, err := files.Open(filepath.Join(p.data(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for _, words := range []string{"giấy khai sinh", "quyết định", "biên bản"} {
		c, err := store.Take(files.Scan, words+".pdf", strings.NewReader("%PDF-1.7 "+words+" %%EOF"))
		if err != nil {
			t.Fatal(err)
		}
		err = h.Write(t.Context(), db.System("test"), "test", func(tx *db.Tx) error {
			if err := tx.May("test"); err != nil {
				return err
			}
			_, err := files.Keep(tx, 1, c)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// nothingHalf demands that nothing in a database is there in half.
func nothingHalf(t testing.TB, l ledger) {
	t.Helper()
	for what, query := range halves {
		if n := l.count(query); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
}
