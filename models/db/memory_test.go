package db_test

import (
	"errors"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
)

func TestMemory(t *testing.T) {
	h := open(t)
	h.Do(func(tx *db.Tx) error { return db.Add(tx, &ward{CampusID: 1, Note: "a"}) })
	loads := 0
	notes := db.Remember(5*time.Second, func(tx *db.Tx) (int, error) {
		loads++
		return db.From[ward](tx).Count()
	})
	count := func() (n int) {
		t.Helper()
		if err := h.See(db.System("test"), func(tx *db.Tx) (err error) { n, err = notes.Get(tx); return err }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if count() != 1 || count() != 1 || loads != 1 {
		t.Errorf("read %d times instead of once", loads)
	}

	refused := errors.New("refused")
	change := func(end error) error {
		return h.As(db.System("test"), func(tx *db.Tx) error {
			if err := db.Add(tx, &ward{CampusID: 1, Note: "b"}); err != nil {
				return err
			}
			notes.Forget(tx)
			if n, err := notes.Get(tx); err != nil || n != 2 {
				t.Errorf("the transaction does not see its own change: %d, %v", n, err)
			}
			return end
		})
	}
	if err := change(refused); !errors.Is(err, refused) || count() != 1 {
		t.Errorf("a change that was rolled back is remembered: %v", err)
	}
	loads = 0
	if err := change(nil); err != nil || count() != 2 || count() != 2 || loads != 2 {
		t.Errorf("after the change: %v, read %d times", err, loads)
	}

	// Another process changes it: seen after the age.
	if _, err := h.Raw().Exec("DELETE FROM test_wards"); err != nil {
		t.Fatal(err)
	}
	h.Clock.Add(4 * time.Second)
	if n := count(); n != 2 {
		t.Errorf("remembered %d", n)
	}
	h.Clock.Add(time.Second)
	if n := count(); n != 0 {
		t.Errorf("after its age it still says %d", n)
	}
}

// A reader whose snapshot is older than a change must not bring the old state back.
func TestMemoryOfAnOldSnapshot(t *testing.T) {
	h := open(t)
	notes := db.Remember(time.Hour, func(tx *db.Tx) (int, error) { return db.From[ward](tx).Count() })
	get := func(tx *db.Tx) int {
		n, err := notes.Get(tx)
		if err != nil {
			t.Error(err)
		}
		return n
	}
	if err := h.See(db.System("test"), func(tx *db.Tx) error {
		if _, err := db.From[ward](tx).Count(); err != nil { // the snapshot is taken
			return err
		}
		h.Do(func(tx *db.Tx) error { notes.Forget(tx); return db.Add(tx, &ward{CampusID: 1, Note: "a"}) })
		if n := get(tx); n != 0 {
			t.Errorf("the snapshot has %d rows", n)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := h.See(dbtest.Person(7, []string{"x"}, 1), func(tx *db.Tx) error {
		if err := tx.May("x"); err != nil {
			return err
		}
		if n := get(tx); n != 1 {
			t.Errorf("an old snapshot is remembered: %d rows", n)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
