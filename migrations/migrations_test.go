package migrations_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
	"maiam/migrations"
	_ "modernc.org/sqlite"
)

// engine is one kind of database the house can live in, with a way to an empty one.
type engine struct {
	dialect string
	open    func(t *testing.T) (db *sql.DB, dsn string)
}

// engines are SQLite always and the MySQL protocol when MAIAM_TEST_DB names a server.
func engines() []engine {
	all := []engine{{migrations.SQLite, emptySQLite}}
	if os.Getenv("MAIAM_TEST_DB") != "" {
		all = append(all, engine{migrations.MySQL, emptyMySQL})
	}
	return all
}

func emptySQLite(t *testing.T) (*sql.DB, string) {
	t.Helper()
	dsn := "file:" + filepath.Join(t.TempDir(), "house.db") + "?_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=busy_timeout(5000)&_txlock=immediate&_time_format=sqlite&_timezone=UTC"
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, dsn
}

var databaseName = regexp.MustCompile(`[^a-z0-9]+`)

func emptyMySQL(t *testing.T) (*sql.DB, string) {
	t.Helper()
	at, err := url.Parse(os.Getenv("MAIAM_TEST_DB"))
	if err != nil {
		t.Fatalf("MAIAM_TEST_DB: %v", err)
	}
	config := mysql.NewConfig()
	config.User = at.User.Username()
	config.Passwd, _ = at.User.Password()
	config.Net, config.Addr = "tcp", at.Host
	config.ParseTime = true
	server, err := sql.Open("mysql", config.FormatDSN())
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("maiam_%d_%s", os.Getpid(), databaseName.ReplaceAllString(strings.ToLower(t.Name()), "_"))
	name = name[:min(len(name), 60)]
	if _, err := server.Exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci"); err != nil {
		t.Fatal(err)
	}
	config.DBName = name
	db, err := sql.Open("mysql", config.FormatDSN())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		db.Close()
		if _, err := server.Exec("DROP DATABASE " + name); err != nil {
			t.Errorf("drop %s: %v", name, err)
		}
		server.Close()
	})
	return db, config.FormatDSN()
}

func TestUpTwiceDownAndUpAgain(t *testing.T) {
	for _, e := range engines() {
		t.Run(e.dialect, func(t *testing.T) {
			ctx := context.Background()
			db, _ := e.open(t)

			waiting, err := migrations.Pending(ctx, db, e.dialect)
			if err != nil || len(waiting) == 0 {
				t.Fatalf("an empty database has pending steps, got %d, %v", len(waiting), err)
			}
			mustUp(t, db, e.dialect)
			steps, err := migrations.Status(ctx, db, e.dialect)
			if err != nil || len(steps) != len(waiting) {
				t.Fatalf("status lists %d of %d steps, %v", len(steps), len(waiting), err)
			}
			for _, step := range steps {
				if step.Pending() {
					t.Errorf("%s is still pending after Up", step.Name)
				}
			}
			full := describe(t, db, e.dialect)
			mustUp(t, db, e.dialect)

			if err := migrations.Down(ctx, db, e.dialect, 0); err != nil {
				t.Fatalf("Down to an empty database: %v", err)
			}
			if left := describe(t, db, e.dialect); left != "" {
				t.Errorf("Down left something behind:\n%s", left)
			}
			mustUp(t, db, e.dialect)
			if again := describe(t, db, e.dialect); again != full {
				t.Errorf("the schema after Down and Up differs:\n%s", firstDifference(full, again))
			}
		})
	}
}

func TestUpTakesNoLockWhenNothingIsToDo(t *testing.T) {
	db, _ := emptySQLite(t)
	mustUp(t, db, migrations.SQLite)
	db.SetMaxOpenConns(1)
	said := 0
	count := func(string, ...any) { said++ }
	if _, err := db.Exec("PRAGMA query_only = 1"); err != nil {
		t.Fatal(err)
	}
	if err := migrations.Up(context.Background(), db, migrations.SQLite, count); err != nil {
		t.Fatalf("Up on a migrated, read-only database: %v", err)
	}
	if said > 0 {
		t.Error("Up spoke although nothing was to do")
	}
}

func TestUpRefusesADatabaseOfANewerProgram(t *testing.T) {
	for _, e := range engines() {
		t.Run(e.dialect, func(t *testing.T) {
			db, _ := e.open(t)
			mustUp(t, db, e.dialect)
			if _, err := db.Exec("INSERT INTO db_migrations (version_id, is_applied) VALUES (99999, 1)"); err != nil {
				t.Fatal(err)
			}
			if err := migrations.Up(context.Background(), db, e.dialect, nil); !errors.Is(err, migrations.ErrNewer) {
				t.Fatalf("want ErrNewer, got %v", err)
			}
		})
	}
}

// TestUpAfterAStartKilledAtItsFirstStatement leaves the version table as a killed start does.
func TestUpAfterAStartKilledAtItsFirstStatement(t *testing.T) {
	for _, e := range engines() {
		t.Run(e.dialect, func(t *testing.T) {
			db, _ := e.open(t)
			mustUp(t, db, e.dialect)
			if err := migrations.Down(context.Background(), db, e.dialect, 0); err != nil {
				t.Fatal(err)
			}
			if e.dialect == migrations.MySQL {
				if _, err := db.Exec("DELETE FROM db_migrations"); err != nil {
					t.Fatal(err)
				}
			}
			mustUp(t, db, e.dialect)
		})
	}
}

// TestSixProcessesStartAtOnce starts this test binary six times on one empty database: each must
// come up without an error and the schema must be the same as from one.
func TestSixProcessesStartAtOnce(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range engines() {
		t.Run(e.dialect, func(t *testing.T) {
			db, dsn := e.open(t)
			ends := make(chan error, 6)
			for range cap(ends) {
				go func() {
					child := exec.Command(self, "-test.run=^TestChildMigrates$", "-test.count=1")
					child.Env = append(os.Environ(), "MAIAM_CHILD_DIALECT="+e.dialect, "MAIAM_CHILD_DSN="+dsn)
					out, err := child.CombinedOutput()
					if err != nil {
						err = fmt.Errorf("%w\n%s", err, out)
					}
					ends <- err
				}()
			}
			for range cap(ends) {
				if err := <-ends; err != nil {
					t.Error(err)
				}
			}
			if waiting, err := migrations.Pending(context.Background(), db, e.dialect); err != nil || len(waiting) > 0 {
				t.Errorf("%d steps still pending, %v", len(waiting), err)
			}
			var twice int
			if err := db.QueryRow("SELECT COUNT(*) FROM (SELECT version_id FROM db_migrations GROUP BY version_id HAVING COUNT(*) > 1) AS twice").Scan(&twice); err != nil || twice > 0 {
				t.Errorf("%d steps were applied twice, %v", twice, err)
			}
		})
	}
}

// TestChildMigrates is what each process of TestSixProcessesStartAtOnce runs; alone it has
// nothing to do.
func TestChildMigrates(t *testing.T) {
	dialect := os.Getenv("MAIAM_CHILD_DIALECT")
	if dialect == "" {
		return
	}
	driver := map[string]string{migrations.SQLite: "sqlite", migrations.MySQL: "mysql"}[dialect]
	db, err := sql.Open(driver, os.Getenv("MAIAM_CHILD_DSN"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	mustUp(t, db, dialect)
}

// TestFilesOfBothEngines reads the files themselves: same numbers and names on both engines,
// a way up and a way down, and steps of MySQL that survive a crash in the middle.
func TestFilesOfBothEngines(t *testing.T) {
	sqlite, onMySQL := sqlFiles(t, migrations.SQLite), sqlFiles(t, migrations.MySQL)
	for name := range sqlite {
		if _, ok := onMySQL[name]; !ok {
			t.Errorf("sqlite/%s has no twin in mysql/", name)
		}
	}
	for name := range onMySQL {
		if _, ok := sqlite[name]; !ok {
			t.Errorf("mysql/%s has no twin in sqlite/", name)
		}
	}
	numbers := map[string]string{}
	shape := regexp.MustCompile(`^\d{5}_[a-z0-9_]+\.sql$`)
	ddl := regexp.MustCompile(`(?im)^\s*(create|alter|drop|rename|truncate)\b`)
	plainCreate := regexp.MustCompile(`(?i)create\s+table\s+(?:[^i\s]|i[^f\s])`)
	for name, text := range onMySQL {
		if !shape.MatchString(name) {
			t.Errorf("%s is not named like 00300_wards_centres.sql", name)
		}
		if other, taken := numbers[name[:5]]; taken {
			t.Errorf("%s and %s have the same number", name, other)
		}
		numbers[name[:5]] = name
		for dialect, body := range map[string]string{migrations.MySQL: text, migrations.SQLite: sqlite[name]} {
			up, down, both := strings.Cut(body, "-- +goose Down")
			if !strings.Contains(up, "-- +goose Up") || !both || strings.TrimSpace(down) == "" {
				t.Errorf("%s/%s lacks its Up or its Down", dialect, name)
			}
		}
		up, _, _ := strings.Cut(text, "-- +goose Down")
		if n := len(ddl.FindAllString(up, -1)); n > 1 {
			t.Errorf("mysql/%s has %d changes of the schema; MySQL commits each by itself, so a file may hold one", name, n)
		}
		if plainCreate.MatchString(up) {
			t.Errorf("mysql/%s: say CREATE TABLE IF NOT EXISTS, so that a start killed between the table and its note in db_migrations can be repeated", name)
		}
	}
}

func sqlFiles(t *testing.T, dialect string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dialect, "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, path := range paths {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(path)] = string(body)
	}
	return texts
}

func mustUp(t *testing.T, db *sql.DB, dialect string) {
	t.Helper()
	if err := migrations.Up(context.Background(), db, dialect, nil); err != nil {
		t.Fatalf("Up: %v", err)
	}
}
