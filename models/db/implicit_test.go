package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
)

// On a server a transaction begins with its first statement (see implicit.go). The tests of this file
// look for what one user of a connection could leave behind for the next.

func notes(t *testing.T, h *dbtest.House) (out []string) {
	t.Helper()
	rows, err := h.Raw().Query("SELECT note FROM test_wards ORDER BY note")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var note string
		if err := rows.Scan(&note); err != nil {
			t.Fatal(err)
		}
		out = append(out, note)
	}
	return out
}

func add(h *dbtest.House, ctx context.Context, note string, then error) error {
	return h.Write(ctx, db.System("test"), "test.add", func(tx *db.Tx) error {
		if err := tx.May("test"); err != nil {
			return err
		}
		if err := db.Add(tx, &ward{CampusID: 1, Note: note}); err != nil {
			return err
		}
		return then
	})
}

// TestNothingLeaksBetweenTransactions: what was refused, thrown or broken off is not kept by whoever
// uses the connection next, and what was kept is there for everybody at once.
func TestNothingLeaksBetweenTransactions(t *testing.T) {
	h := open(t)
	no := errors.New("no")
	for n := range 3 {
		if err := add(h, t.Context(), fmt.Sprint("refused ", n), no); !errors.Is(err, no) {
			t.Fatal(err)
		}
		if err := add(h, t.Context(), fmt.Sprint("kept ", n), nil); err != nil {
			t.Fatal(err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = h.Write(t.Context(), db.System("test"), "test.add", func(tx *db.Tx) error {
				if err := tx.May("test"); err != nil {
					return err
				}
				_ = db.Add(tx, &ward{CampusID: 1, Note: fmt.Sprint("thrown ", n)})
				panic("thrown")
			})
		}()
		ctx, cancel := context.WithCancel(t.Context())
		err := h.Write(ctx, db.System("test"), "test.add", func(tx *db.Tx) error {
			if err := tx.May("test"); err != nil {
				return err
			}
			err := db.Add(tx, &ward{CampusID: 1, Note: fmt.Sprint("broken off ", n)})
			cancel()
			return err
		})
		if err == nil {
			t.Error("what was broken off is said to be done")
		}
		if err := h.Quietly(t.Context(), "test", func(*db.Tx) error { return nil }); err != nil {
			t.Errorf("a transaction of nothing: %v", err)
		}
		if err := h.Quietly(t.Context(), "test", func(*db.Tx) error { return no }); !errors.Is(err, no) {
			t.Errorf("a transaction of nothing, refused: %v", err)
		}
	}
	if got := notes(t, h); !slices.Equal(got, []string{"kept 0", "kept 1", "kept 2"}) {
		t.Errorf("there is %v", got)
	}
}

// TestTransactionsSeeWhatOthersKept: a writer reads what was committed since it began, as READ
// COMMITTED has it, also on a connection that was used before.
func TestTransactionsSeeWhatOthersKept(t *testing.T) {
	h := open(t)
	if h.Engine != db.MySQL {
		t.Skip("an embedded database has one writer: nobody commits meanwhile")
	}
	for n := range 3 {
		h.Do(func(tx *db.Tx) error {
			before, err := db.From[ward](tx).All()
			if err != nil {
				return err
			}
			if err := add(h, t.Context(), fmt.Sprint("other ", n), nil); err != nil {
				return err
			}
			after, err := db.From[ward](tx).All()
			if len(after) != len(before)+1 {
				t.Errorf("%d before another wrote one, %d after", len(before), len(after))
			}
			return err
		})
	}
}

// TestLostConnectionsAreNoticed kills every connection of the house while nobody uses them: who
// comes next gets a new one and not an error.
func TestLostConnectionsAreNoticed(t *testing.T) {
	h := open(t)
	if h.Engine != db.MySQL {
		t.Skip("an embedded database has no connections that others could kill")
	}
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			if err := add(h, t.Context(), fmt.Sprint("before ", n), nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	admin, err := h.Raw().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	others := func() (out []uint64) {
		rows, err := admin.QueryContext(t.Context(), "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var id uint64
			if err := rows.Scan(&id); err != nil {
				t.Fatal(err)
			}
			out = append(out, id)
		}
		return out
	}
	killed := others()
	for _, id := range killed {
		if _, err := admin.ExecContext(t.Context(), fmt.Sprint("KILL ", id)); err != nil {
			t.Log(err) // it went by itself
		}
	}
	if len(killed) == 0 {
		t.Fatal("the house had no connection open")
	}
	for until := time.Now().Add(time.Minute); len(others()) > 0 && time.Now().Before(until); {
	}
	for n := range 3 {
		if err := add(h, t.Context(), fmt.Sprint("after ", n), nil); err != nil {
			t.Errorf("after the server threw everybody out: %v", err)
		}
	}
	if got := notes(t, h); len(got) != 11 {
		t.Errorf("there is %v", got)
	}
}
