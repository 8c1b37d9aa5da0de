// Package dbtest opens a real, migrated database for a test: embedded SQLite by default, and a
// database of its own on the server that MAIAM_TEST_DB names. Nothing of the house is mocked.
package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // for the server's own connection

	"maiam/migrations"
	"maiam/models/db"
	"maiam/models/value"
)

// Now is the moment at which a test's clock stands unless it is moved: a Saturday evening, 18:42
// in the centre's zone.
var Now = time.Date(2026, 11, 21, 11, 42, 0, 0, time.UTC)

// Today is the civil day of Now.
var Today = value.DayOf(Now, time.FixedZone("+07", 7*3600))

// Clock is a test's clock: it stands still until it is moved.
type Clock struct{ now atomic.Int64 }

// Now reads the clock.
func (c *Clock) Now() time.Time { return time.UnixMicro(c.now.Load()).UTC() }

// Set moves the clock to a moment.
func (c *Clock) Set(t time.Time) { c.now.Store(t.UnixMicro()) }

// Add moves the clock by a while.
func (c *Clock) Add(d time.Duration) { c.now.Add(d.Microseconds()) }

// House is a test's database with its clock.
type House struct {
	*db.House
	Clock *Clock
	T     testing.TB

	cfg db.Config
}

// Twin gives the same database as another process of the house sees it, which remembers nothing.
func (h *House) Twin() *db.House {
	h.T.Helper()
	return openAt(h.T, h.cfg)
}

// Anchoring gives the same database as a process that keeps the ends of the chains of deeds in these
// folders.
func (h *House) Anchoring(dirs ...string) *db.House {
	h.T.Helper()
	cfg := h.cfg
	cfg.Anchors = dirs
	return openAt(h.T, cfg)
}

// Migrate brings an empty database of a test to the newest schema.
func Migrate(ctx context.Context, h *db.House) error {
	return migrations.Up(ctx, h.Raw(), string(h.Engine), nil)
}

// SmallDisk makes a disk that is full after so many bytes, where the test may: only root may mount one.
func SmallDisk(t testing.TB, bytes int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", bytes)); err != nil {
		t.Skipf("a small disk can only be mounted by root: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// ReadOnlyDisk makes what SmallDisk made unwritable, as a disk does that has found itself damaged, and
// writable again.
func ReadOnlyDisk(t testing.TB, dir string, readOnly bool) {
	t.Helper()
	flags := uintptr(syscall.MS_REMOUNT)
	if readOnly {
		flags |= syscall.MS_RDONLY
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", flags, ""); err != nil {
		t.Fatal(err)
	}
}

// Server is the address of the MariaDB that tests use, or "" for SQLite.
func Server() string { return os.Getenv("MAIAM_TEST_DB") }

// Open gives an empty migrated database that nobody else uses, and closes it after the test.
func Open(t testing.TB) *House {
	t.Helper()
	clock := &Clock{}
	clock.Set(Now)
	cfg := config(t, clock.Now)
	return &House{House: openAt(t, cfg), Clock: clock, T: t, cfg: cfg}
}

// OpenLive is Open with the machine's own clock, for races and benchmarks.
func OpenLive(t testing.TB) *House {
	t.Helper()
	cfg := config(t, time.Now)
	return &House{House: openAt(t, cfg), T: t, cfg: cfg}
}

// Address gives the address of an empty migrated database that nobody else uses, for a test that
// starts the whole program on it.
func Address(t testing.TB) string {
	t.Helper()
	if Server() == "" {
		return "sqlite:" + sqliteCopy(t)
	}
	return serverDatabase(t)
}

func config(t testing.TB, now func() time.Time) db.Config {
	t.Helper()
	keys, err := testKeys()
	if err != nil {
		t.Fatal(err)
	}
	return db.Config{Keys: keys, Clock: now, Database: Address(t)}
}

func openAt(t testing.TB, cfg db.Config) *db.House {
	t.Helper()
	h, err := db.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

var testKeys = sync.OnceValues(db.NewKeys)

// template is a migrated file, held in memory, that each test writes for itself: migrating once a
// process, not once a test.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "maiam-dbtest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(DELETE)&_pragma=synchronous(OFF)")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(migrations.Up(context.Background(), pool, "sqlite", nil), pool.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path) // #nosec G304 -- a file of the tests
})

func sqliteCopy(t testing.TB) string {
	t.Helper()
	text, err := template()
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "maiam.db")
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// On a server, databases are made once and handed on: after a test its rows are deleted, which is
// much quicker than making the tables anew.
var (
	freeMu sync.Mutex
	free   []string
	made   atomic.Int64
)

func serverDatabase(t testing.TB) string {
	t.Helper()
	u, err := url.Parse(Server())
	if err != nil {
		t.Fatal(err)
	}
	freeMu.Lock()
	var name string
	if n := len(free); n > 0 {
		name, free = free[n-1], free[:n-1]
	}
	freeMu.Unlock()
	if name == "" {
		name = fmt.Sprintf("t%d_%d", os.Getpid(), made.Add(1))
		admin := connect(t, u, "")
		if _, err := admin.Exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci"); err != nil {
			t.Fatal(err)
		}
		_ = admin.Close()
		pool := connect(t, u, name)
		if err := migrations.Up(context.Background(), pool, "mysql", nil); err != nil {
			t.Fatal(err)
		}
		_ = pool.Close()
	}
	t.Cleanup(func() {
		pool := connect(t, u, name)
		defer pool.Close()
		if err := empty(pool); err != nil {
			t.Error(err)
			return
		}
		freeMu.Lock()
		free = append(free, name)
		freeMu.Unlock()
	})
	own := *u
	own.Path = "/" + name
	return own.String()
}

func connect(t testing.TB, u *url.URL, name string) *sql.DB {
	t.Helper()
	password, _ := u.User.Password()
	address := "tcp(" + u.Host + ")"
	if socket := u.Query().Get("socket"); socket != "" {
		address = "unix(" + socket + ")"
	}
	pool, err := sql.Open("mysql", fmt.Sprintf("%s:%s@%s/%s?parseTime=true", u.User.Username(), password, address, name))
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(3) // migrating renews its lock on a connection of its own
	return pool
}

// empty deletes the rows of every table that has any.
func empty(pool *sql.DB) error {
	found, err := pool.Query(`SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name NOT LIKE 'db_migrations%'`)
	if err != nil {
		return err
	}
	var tables []string
	for found.Next() {
		var name string
		if err := found.Scan(&name); err != nil {
			return err
		}
		tables = append(tables, name)
	}
	if err := found.Err(); err != nil {
		return err
	}
	_ = found.Close()
	var b strings.Builder
	for i, name := range tables {
		if i > 0 {
			b.WriteString(" UNION ALL ")
		}
		fmt.Fprintf(&b, "SELECT '%s' FROM (SELECT 1 FROM %s LIMIT 1) t%d", name, name, i)
	}
	if found, err = pool.Query(b.String()); err != nil {
		return err
	}
	var used []string
	for found.Next() {
		var name string
		if err := found.Scan(&name); err != nil {
			return err
		}
		used = append(used, name)
	}
	_ = found.Close()
	conn, err := pool.Conn(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(context.Background(), "SET foreign_key_checks=0"); err != nil {
		return err
	}
	for _, name := range used {
		if _, err := conn.ExecContext(context.Background(), "DELETE FROM "+name); err != nil { // #nosec G202 -- the name of a table of ours, from the list of tables
			return err
		}
	}
	return nil
}

// Person is a member of staff for tests: the roles' permissions given as they are, on the campuses
// given, or on the whole centre when none is.
func Person(id uint64, permissions []string, campuses ...uint64) db.Actor {
	held := map[string]bool{}
	for _, p := range permissions {
		held[p] = true
	}
	a := db.Actor{ID: id, Name: "Nguyễn Thị Lan", Username: "lan", Language: "vi", Via: "session"}
	if len(campuses) == 0 {
		a.Grants = []db.Grant{{Role: "test", Permissions: held}}
	}
	for _, c := range campuses {
		a.Grants = append(a.Grants, db.Grant{Role: "test", Permissions: held, Campus: c})
	}
	return a
}

// Do runs fn in a writing transaction of the house itself and fails the test on any error.
func (h *House) Do(fn func(*db.Tx) error) {
	h.T.Helper()
	if err := h.As(db.System("test"), fn); err != nil {
		h.T.Fatal(err)
	}
}

// As runs fn in a writing transaction of an actor and gives its error. For the house itself the
// fence is lifted, as for a command.
func (h *House) As(actor db.Actor, fn func(*db.Tx) error) error {
	return h.Write(context.Background(), actor, "test", func(tx *db.Tx) error {
		if actor.IsHouse() {
			if err := tx.May("test"); err != nil {
				return err
			}
		}
		return fn(tx)
	})
}

// See runs fn in a reading transaction of an actor and gives its error.
func (h *House) See(actor db.Actor, fn func(*db.Tx) error) error {
	return h.Read(context.Background(), actor, func(tx *db.Tx) error {
		if actor.IsHouse() {
			if err := tx.May("test"); err != nil {
				return err
			}
		}
		return fn(tx)
	})
}
