package db_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
)

// TestAFullDiskKeepsNothingHalf fills a database to its last page, as a full disk does: the act is
// refused with a sentence of its own, nothing of it is there, and all goes on once there is room.
func TestAFullDiskKeepsNothingHalf(t *testing.T) {
	h := open(t)
	if h.Engine != db.SQLite {
		t.Skip("a server's disk is not the test's to fill: TestFaultsOfTheServer knows its words")
	}
	refusedThenWell(t, h, "db.full", func(broken bool) {
		pages := 0
		if !broken {
			pages = 1 << 30
		}
		// The least that SQLite allows is what the file has: not one page more can be had.
		if _, err := h.Raw().Exec(fmt.Sprintf("PRAGMA max_page_count = %d", max(pages, 1))); err != nil {
			t.Fatal(err)
		}
	})
}

// TestAReadOnlyDatabaseKeepsNothingHalf lets nothing be written for a while: reading goes on.
func TestAReadOnlyDatabaseKeepsNothingHalf(t *testing.T) {
	h := open(t)
	if h.Engine != db.SQLite {
		t.Skip("a server is read-only for everybody at once: TestFaultsOfTheServer knows its words")
	}
	refusedThenWell(t, h, "db.read_only", func(broken bool) {
		if _, err := h.Raw().Exec(fmt.Sprintf("PRAGMA query_only = %t", broken)); err != nil {
			t.Fatal(err)
		}
	})
}

func refusedThenWell(t *testing.T, h *dbtest.House, key string, set func(broken bool)) {
	t.Helper()
	large := strings.Repeat("Nguyễn Thị Hoà ", 2000)
	do := func() error {
		return h.As(dbtest.Person(7, []string{"test"}, 1), func(tx *db.Tx) error {
			if err := tx.May("test"); err != nil {
				return err
			}
			for i := range 40 {
				if err := db.Add(tx, &ward{CampusID: 1, Note: fmt.Sprint(i, large)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	count := func(what string) (n int) {
		t.Helper()
		if err := h.Raw().QueryRow("SELECT COUNT(*) FROM " + what).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	deeds := count("db_deeds")
	set(true)
	err := do()
	if fault.KindOf(err) != fault.Busy || fault.KeyOf(err) != key {
		t.Errorf("want %s, got %v", key, err)
	}
	if strings.Contains(fmt.Sprint(err), "Hoà") {
		t.Errorf("the log would hold what was written: %v", err)
	}
	if n := count("test_wards"); n != 0 {
		t.Errorf("%d rows of a refused act are there", n)
	}
	if n := count("db_deeds"); n != deeds {
		t.Errorf("a refused act left %d deeds", n-deeds)
	}
	set(false)
	if err := do(); err != nil {
		t.Errorf("once there is room: %v", err)
	}
	if n := count("test_wards"); n != 40 {
		t.Errorf("%d rows of 40 are there", n)
	}
}

// TestFaultsOfTheServer says for what servers and networks answer which sentence a person reads.
func TestFaultsOfTheServer(t *testing.T) {
	h := open(t)
	for key, errs := range map[string][]error{
		"db.full":      {&mysqldriver.MySQLError{Number: 1021}, &mysqldriver.MySQLError{Number: 1114}},
		"db.read_only": {&mysqldriver.MySQLError{Number: 1290}, &mysqldriver.MySQLError{Number: 1836}},
		"db.gone": {&mysqldriver.MySQLError{Number: 1053}, mysqldriver.ErrInvalidConn, io.ErrUnexpectedEOF,
			&net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}},
	} {
		for _, cause := range errs {
			err := h.As(db.System("test"), func(*db.Tx) error { return fmt.Errorf("gorm: %w", cause) })
			if fault.KindOf(err) != fault.Busy || fault.KeyOf(err) != key {
				t.Errorf("%v: want %s, got %v", cause, key, err)
			}
		}
	}
}

// TestAClockThatJumps goes five hours forward and back while people act: receipts answer, deeds keep the
// order in which they were written, their chain holds, and what was written ahead of the clock is told.
func TestAClockThatJumps(t *testing.T) {
	h := open(t)
	act := func(key string) bool {
		t.Helper()
		_, replayed, err := db.Once(t.Context(), h.House, dbtest.Person(7, []string{"test"}, 1), "test", db.Receipt{Key: key}, func(tx *db.Tx) (int, error) {
			if err := tx.May("test"); err != nil {
				return 0, err
			}
			tx.Concerns("ward", 1, 1)
			return 1, db.Add(tx, &ward{CampusID: 1, Note: key})
		})
		if err != nil {
			t.Fatal(err)
		}
		return replayed
	}
	var moments []time.Time
	for i, jump := range []time.Duration{0, 5 * time.Hour, -5 * time.Hour, -time.Hour, 2 * time.Hour} {
		h.Clock.Add(jump)
		moments = append(moments, h.Clock.Now())
		if act(fmt.Sprint("key ", i)) {
			t.Errorf("act %d was taken for a repeat", i)
		}
		if !act(fmt.Sprint("key ", i)) || i > 0 && !act(fmt.Sprint("key ", i-1)) {
			t.Errorf("a repeat after jump %d was done anew", i)
		}
	}
	h.Clock.Set(moments[3])
	err := h.Read(context.Background(), db.System("test"), func(tx *db.Tx) error {
		newest, err := db.NewestDeed(tx)
		if err == nil && !newest.After(tx.Now) {
			t.Errorf("the newest deed is of %v and now is %v", newest, tx.Now)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Quietly(t.Context(), "deeds", func(tx *db.Tx) error { _, err := db.ChainDeeds(tx, 100); return err }); err != nil {
		t.Fatal(err)
	}
	err = h.See(db.System("test"), func(tx *db.Tx) error {
		v, err := db.VerifyDeeds(tx, db.VerifyInput{})
		if err == nil && (len(v.Findings) > 0 || v.Held != len(moments)) {
			t.Errorf("%d deeds hold, %+v", v.Held, v.Findings)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := h.Raw().Query("SELECT at FROM db_deeds ORDER BY seq")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for i := 0; rows.Next(); i++ {
		var at time.Time
		if err := rows.Scan(&at); err != nil {
			t.Fatal(err)
		}
		if !at.Equal(moments[i]) {
			t.Errorf("deed %d is of %v, not of %v", i+1, at, moments[i])
		}
	}
}
