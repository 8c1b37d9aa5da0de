// Package migrations keeps the shape of the database: every table of the house and every
// change ever made to one, as numbered SQL files, once for SQLite and once for MariaDB and
// MySQL, with the same numbers and names. It imports nothing else of the house.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed all:mysql all:sqlite
var files embed.FS

const (
	// MySQL is the dialect of MariaDB, MySQL and all that speak their protocol.
	MySQL = "mysql"
	// SQLite is the dialect of the embedded database.
	SQLite = "sqlite"

	versionTable = "db_migrations"
	lockTable    = "db_migration_locks"
)

// ErrNewer says that the database has steps this program does not know: it was last used by a
// newer program, and an older one could write rows that the newer cannot read.
var ErrNewer = errors.New("the database was changed by a newer version of this program")

// Log takes what happens, for a person who watches the start; slog.Info fits.
type Log func(message string, args ...any)

// Step is one numbered change of the schema.
type Step struct {
	Number    int64
	Name      string    // file name, such as 00300_wards_centres.sql
	AppliedAt time.Time // zero while the step is pending
}

// Pending tells whether the step has not reached this database yet.
func (s Step) Pending() bool { return s.AppliedAt.IsZero() }

// Up brings the schema to the newest step. Any number of processes may call it at once: one
// works, the others wait. When nothing is to do it costs one SELECT and takes no lock.
//
// On MySQL the connection needs parseTime and a pool of at least two, because the lock is a row
// whose lease is renewed on a connection of its own; GET_LOCK would hold on one Galera node only.
func Up(ctx context.Context, db *sql.DB, dialect string, log Log) error {
	return UpAfter(ctx, db, dialect, log, nil)
}

// UpAfter is Up for a house that people live in: before the first step, and while no other process
// works, it calls before with the number of steps that are there, unless there are none. An error of it
// leaves the schema as it is.
func UpAfter(ctx context.Context, db *sql.DB, dialect string, log Log, before func(ctx context.Context, steps int) error) error {
	waiting, err := Pending(ctx, db, dialect)
	if err != nil || len(waiting) == 0 {
		return err
	}
	return locked(ctx, db, dialect, func(p *goose.Provider) error {
		if before != nil {
			steps, err := Steps(ctx, db, dialect)
			if err == nil && steps > 0 && steps < len(p.ListSources()) { // nobody was faster
				err = before(ctx, steps)
			}
			if err != nil {
				return err
			}
		}
		tell(log, "bringing the database schema up to date", "steps", len(waiting))
		done, err := p.Up(ctx)
		var took time.Duration
		for _, step := range done {
			took += step.Duration
		}
		if err != nil {
			return fmt.Errorf("migrate up: %w", err)
		}
		if len(done) > 0 {
			tell(log, "database schema is up to date", "steps", len(done), "took", took.Round(time.Millisecond).String())
		}
		return nil
	})
}

// Down takes the schema back to a step, newest first; 0 leaves an empty database. It is for tests
// and for the developer of a step: a real house goes forward only.
func Down(ctx context.Context, db *sql.DB, dialect string, to int64) error {
	return locked(ctx, db, dialect, func(p *goose.Provider) error {
		if _, err := p.DownTo(ctx, to); err != nil {
			return fmt.Errorf("migrate down: %w", err)
		}
		return nil
	})
}

// Status lists every step this program knows, oldest number first. It writes nothing.
func Status(ctx context.Context, db *sql.DB, dialect string) ([]Step, error) {
	steps, err := known(dialect)
	if err != nil {
		return nil, err
	}
	at, err := applied(ctx, db, dialect)
	if err != nil {
		return nil, err
	}
	for i := range steps {
		steps[i].AppliedAt = at[steps[i].Number]
		delete(at, steps[i].Number)
	}
	for number := range at {
		return steps, fmt.Errorf("%w (it has step %05d)", ErrNewer, number)
	}
	return steps, nil
}

// Pending lists the steps that this database still lacks, with one SELECT.
func Pending(ctx context.Context, db *sql.DB, dialect string) ([]Step, error) {
	steps, err := Status(ctx, db, dialect)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(steps, func(s Step) bool { return !s.Pending() }), nil
}

// Steps tells how many steps a database has. Since none is ever taken out, two databases with as many
// steps have the same shape, whatever the numbers of the newest are.
func Steps(ctx context.Context, db *sql.DB, dialect string) (int, error) {
	steps, err := Status(ctx, db, dialect)
	if err != nil {
		return 0, err
	}
	return len(slices.DeleteFunc(steps, Step.Pending)), nil
}

// known reads the numbers and names of the embedded files of one dialect.
func known(dialect string) ([]Step, error) {
	names, err := fs.Glob(files, dialect+"/*.sql")
	if err != nil {
		return nil, err
	}
	if dialect != MySQL && dialect != SQLite {
		return nil, fmt.Errorf("unknown database dialect %q", dialect)
	}
	steps := make([]Step, 0, len(names))
	for _, name := range names {
		number, err := goose.NumericComponent(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		steps = append(steps, Step{Number: number, Name: name[len(dialect)+1:]})
	}
	return steps, nil
}

// applied reads when each step reached the database; an untouched database has none.
func applied(ctx context.Context, db *sql.DB, dialect string) (map[int64]time.Time, error) {
	at, err := readVersions(ctx, db)
	if err == nil {
		return at, nil
	}
	exists, lookErr := hasVersionTable(ctx, db, dialect)
	switch {
	case lookErr != nil:
		return nil, errors.Join(err, lookErr)
	case !exists:
		return map[int64]time.Time{}, nil
	}
	// Another process may have made the table between the two looks.
	return readVersions(ctx, db)
}

func readVersions(ctx context.Context, db *sql.DB) (map[int64]time.Time, error) {
	rows, err := db.QueryContext(ctx, "SELECT version_id, tstamp FROM "+versionTable+" WHERE is_applied = 1 AND version_id > 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	at := map[int64]time.Time{}
	for rows.Next() {
		var number int64
		var when time.Time
		if err := rows.Scan(&number, &when); err != nil {
			return nil, err
		}
		at[number] = when
	}
	return at, rows.Err()
}

func hasVersionTable(ctx context.Context, db *sql.DB, dialect string) (bool, error) {
	query := "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?"
	if dialect == SQLite {
		query = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
	}
	var n int
	err := db.QueryRowContext(ctx, query, versionTable).Scan(&n)
	return n > 0, err
}

// locked runs work while no other process migrates the same database. The lock is held around
// all that goose does: by itself goose makes its version table before it takes a lock.
func locked(ctx context.Context, db *sql.DB, dialect string, work func(*goose.Provider) error) (err error) {
	tree, err := fs.Sub(files, dialect)
	if err != nil {
		return err
	}
	take, gooseDialect := lockBeside, goose.DialectSQLite3
	if dialect == MySQL {
		take, gooseDialect = lockByRow, goose.DialectMySQL
	}
	release, err := take(ctx, db)
	if err != nil {
		return fmt.Errorf("wait for another process that changes the schema: %w", err)
	}
	defer func() { err = errors.Join(err, release()) }()

	provider, err := goose.NewProvider(gooseDialect, db, tree,
		goose.WithDisableGlobalRegistry(true),
		goose.WithTableName(versionTable),
		// Each area counts in its own range of numbers, so a new step of a low range may come
		// after an older one of a high range.
		goose.WithAllowOutofOrder(true),
		goose.WithSlog(slog.New(slog.DiscardHandler)),
	)
	if errors.Is(err, goose.ErrNoMigrations) {
		return nil
	}
	if err != nil {
		return err
	}
	return work(provider)
}

// lockByRow takes the lease row of a MySQL database and then mends what a start leaves behind
// that was killed just after it made the version table: MySQL keeps the table without its first row.
func lockByRow(ctx context.Context, db *sql.DB) (release func() error, err error) {
	row, err := lock.NewMySQLTableLocker(
		lock.WithTableName(lockTable),
		lock.WithTableLockTimeout(200*time.Millisecond, 1500), // five minutes
		lock.WithTableUnlockTimeout(200*time.Millisecond, 300),
		lock.WithTableLogger(slog.New(slog.DiscardHandler)),
	)
	if err != nil {
		return nil, err
	}
	if err := row.Lock(ctx, db); err != nil {
		return nil, err
	}
	release = func() error { return row.Unlock(ctx, db) }

	exists, err := hasVersionTable(ctx, db, MySQL)
	if err == nil && exists {
		var rows int
		err = db.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+versionTable).Scan(&rows)
		if err == nil && rows == 0 {
			_, err = db.ExecContext(ctx, "DROP TABLE "+versionTable)
		}
	}
	if err != nil {
		return nil, errors.Join(err, release())
	}
	return release, nil
}

// lockBeside takes the lock file that stands beside an SQLite database, waiting for it as long as
// the context allows. A database in memory belongs to one process and needs none.
func lockBeside(ctx context.Context, db *sql.DB) (release func() error, err error) {
	var path string
	err = db.QueryRowContext(ctx, "SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&path)
	if err != nil || path == "" {
		return func() error { return nil }, err
	}
	file := flock.New(path + ".migrating")
	if _, err := file.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, fmt.Errorf("wait for %s: %w", file.Path(), err)
	}
	return file.Unlock, nil
}

func tell(log Log, message string, args ...any) {
	if log != nil {
		log(message, args...)
	}
}
