package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
)

// The job table is not campus-owned and the test table below is; both come with the migrations.
type ward struct {
	ID       uint64
	CampusID uint64
	Note     string
	Version  uint64
}

// TableName names the table made for these tests.
func (ward) TableName() string { return "test_wards" }

func open(t *testing.T) *dbtest.House {
	t.Helper()
	h := dbtest.Open(t)
	id := "INTEGER PRIMARY KEY AUTOINCREMENT"
	if h.Engine == db.MySQL {
		id = "BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY"
	}
	if _, err := h.Raw().Exec("CREATE TABLE IF NOT EXISTS test_wards (id " + id + ", campus_id BIGINT NOT NULL, note VARCHAR(50) NOT NULL, version BIGINT NOT NULL DEFAULT 0, CONSTRAINT test_wards_note UNIQUE (note))"); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestFence(t *testing.T) {
	h := open(t)
	h.Do(func(tx *db.Tx) error {
		return db.Append(tx, []ward{{CampusID: 1, Note: "a"}, {CampusID: 1, Note: "b"}, {CampusID: 2, Note: "c"}})
	})
	one := dbtest.Person(7, []string{"x"}, 1)

	t.Run("NoMayNoRows", func(t *testing.T) {
		err := h.See(one, func(tx *db.Tx) error { _, err := db.From[ward](tx).All(); return err })
		if !errors.Is(err, db.ErrNoReach) {
			t.Errorf("a query before May must be refused, got %v", err)
		}
	})
	may := func(fn func(tx *db.Tx) error) func(tx *db.Tx) error {
		return func(tx *db.Tx) error {
			if err := tx.May("x"); err != nil {
				return err
			}
			return fn(tx)
		}
	}
	t.Run("OrDoesNotLeak", func(t *testing.T) {
		err := h.See(one, may(func(tx *db.Tx) error {
			got, err := db.From[ward](tx).Where("note = ? OR note = ?", "a", "c").All()
			if len(got) != 1 {
				t.Errorf("want the row of campus 1 alone, got %v", got)
			}
			return err
		}))
		if err != nil {
			t.Error(err)
		}
	})
	t.Run("ReportIsNarrowed", func(t *testing.T) {
		err := h.See(one, may(func(tx *db.Tx) error {
			got, err := db.Report[ward](tx, "SELECT * FROM test_wards w WHERE {campus w.campus_id} ORDER BY id")
			if len(got) != 2 {
				t.Errorf("want 2, got %d", len(got))
			}
			if _, err := db.Report[ward](tx, "SELECT * FROM test_wards"); !errors.Is(err, db.ErrRaw) {
				t.Errorf("a report without its campus must be refused, got %v", err)
			}
			return err
		}))
		if err != nil {
			t.Error(err)
		}
	})
	t.Run("OtherCampusNotFound", func(t *testing.T) {
		err := h.As(one, may(func(tx *db.Tx) error { _, err := db.Get[ward](tx, 3); return err }))
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v", err)
		}
		err = h.As(one, may(func(tx *db.Tx) error { _, err := db.Hold[ward](tx, 1, 3); return err }))
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("hold: got %v", err)
		}
		err = h.As(one, may(func(tx *db.Tx) error {
			row := ward{ID: 3, CampusID: 2, Note: "stolen"}
			return db.Change(tx, &row, "note")
		}))
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("change: got %v", err)
		}
	})
	t.Run("CreateOutside", func(t *testing.T) {
		err := h.As(one, may(func(tx *db.Tx) error { return db.Add(tx, &ward{CampusID: 2, Note: "d"}) }))
		if !errors.Is(err, db.ErrOutside) {
			t.Errorf("got %v", err)
		}
		err = h.As(one, may(func(tx *db.Tx) error {
			return db.Upsert(tx, []ward{{CampusID: 2, Note: "c"}}, db.By("note"))
		}))
		if !errors.Is(err, db.ErrOutside) {
			t.Errorf("upsert: got %v", err)
		}
	})
	t.Run("CampusFilledIn", func(t *testing.T) {
		err := h.As(one, may(func(tx *db.Tx) error {
			row := ward{Note: "e"}
			if err := db.Add(tx, &row); err != nil {
				return err
			}
			if row.CampusID != 1 || row.ID == 0 {
				t.Errorf("got %+v", row)
			}
			return nil
		}))
		if err != nil {
			t.Error(err)
		}
	})
	t.Run("Forbidden", func(t *testing.T) {
		err := h.See(dbtest.Person(7, nil, 1), may(func(*db.Tx) error { return nil }))
		if fault.KindOf(err) != fault.Forbidden {
			t.Errorf("got %v", err)
		}
		err = h.See(db.Actor{}, may(func(*db.Tx) error { return nil }))
		if fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("nobody: got %v", err)
		}
	})
	t.Run("EverywhereEnds", func(t *testing.T) {
		err := h.See(one, may(func(tx *db.Tx) error {
			err := tx.Everywhere("test", func(tx *db.Tx) error {
				n, err := db.From[ward](tx).Where("note = 'c'").Count()
				if n != 1 {
					t.Errorf("lifted: want 1, got %d", n)
				}
				return err
			})
			n, _ := db.From[ward](tx).Where("note = 'c'").Count()
			if n != 0 {
				t.Errorf("afterwards: want 0, got %d", n)
			}
			return err
		}))
		if err != nil {
			t.Error(err)
		}
	})
	t.Run("TwoPermissionsNarrow", func(t *testing.T) {
		a := dbtest.Person(7, []string{"x"}, 1)
		a.Grants = append(a.Grants, db.Grant{Permissions: map[string]bool{"y": true}, Campus: 2})
		err := h.See(a, func(tx *db.Tx) error {
			if err := tx.May("x"); err != nil {
				return err
			}
			if err := tx.May("y"); err != nil {
				return err
			}
			n, err := db.From[ward](tx).Count()
			if n != 0 {
				t.Errorf("x on campus 1 and y on campus 2 meet nowhere, got %d rows", n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
	t.Run("ReadingCannotWrite", func(t *testing.T) {
		err := h.See(one, may(func(tx *db.Tx) error { return db.Add(tx, &ward{Note: "r"}) }))
		if err == nil {
			t.Error("a reading transaction wrote")
		}
	})
}

func TestChangeConflicts(t *testing.T) {
	h := open(t)
	row := ward{CampusID: 1, Note: "a"}
	h.Do(func(tx *db.Tx) error { return db.Add(tx, &row) })
	first, second := row, row
	h.Do(func(tx *db.Tx) error { first.Note = "b"; return db.Change(tx, &first, "note") })
	if first.Version != row.Version+1 {
		t.Errorf("version: got %d", first.Version)
	}
	err := h.As(db.System("test"), func(tx *db.Tx) error { second.Note = "c"; return db.Change(tx, &second, "note") })
	if fault.KeyOf(err) != "db.changed_meanwhile" || second.Version != row.Version {
		t.Errorf("got %v, version %d", err, second.Version)
	}
	h.Do(func(tx *db.Tx) error {
		got, err := db.Get[ward](tx, row.ID)
		if got.Note != "b" {
			t.Errorf("got %+v", got)
		}
		return err
	})
}

func TestUpsertOverwrites(t *testing.T) {
	h := open(t)
	for i := range 2 {
		h.Do(func(tx *db.Tx) error {
			return db.Upsert(tx, []ward{{CampusID: 1, Note: "a", Version: uint64(i)}, {CampusID: 1, Note: "b", Version: uint64(i)}}, db.By("note"))
		})
	}
	h.Do(func(tx *db.Tx) error {
		got, err := db.From[ward](tx).Order("note").All()
		if len(got) != 2 || got[0].Version != 1 {
			t.Errorf("got %+v", got)
		}
		return err
	})
}

func TestOnce(t *testing.T) {
	h := open(t)
	ctx := context.Background()
	actor := dbtest.Person(7, []string{"x"}, 1)
	add := func(key, body string) (uint64, bool, error) {
		return db.Once(ctx, h.House, actor, "test.add", db.Receipt{Key: key, Body: []byte(body)}, func(tx *db.Tx) (uint64, error) {
			if err := tx.May("x"); err != nil {
				return 0, err
			}
			row := ward{Note: body}
			err := db.Add(tx, &row)
			return row.ID, err
		})
	}
	id, replayed, err := add("k1", "one")
	if err != nil || replayed {
		t.Fatal(id, replayed, err)
	}
	again, replayed, err := add("k1", "one")
	if err != nil || !replayed || again != id {
		t.Errorf("the repeat: %d %v %v, want %d", again, replayed, err, id)
	}
	if _, _, err = add("k1", "two"); fault.KeyOf(err) != "fault.key_reused" {
		t.Errorf("another body under the same key: %v", err)
	}
	t.Run("TwinsAtOnce", func(t *testing.T) {
		var wg sync.WaitGroup
		ids := make([]uint64, 20)
		for i := range ids {
			wg.Go(func() {
				var err error
				if ids[i], _, err = add("k2", "twin"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] || id == 0 {
				t.Fatalf("twins got different answers: %v", ids)
			}
		}
	})
	t.Run("WhoMayNoMoreGetsNoAnswer", func(t *testing.T) {
		actor = dbtest.Person(7, nil, 1)
		defer func() { actor = dbtest.Person(7, []string{"x"}, 1) }()
		if id, replayed, err := add("k1", "one"); fault.KindOf(err) != fault.Forbidden || replayed || id != 0 {
			t.Errorf("a repeat without the right: %d %v %v", id, replayed, err)
		}
	})
	t.Run("ARefusalKeepsNoReceipt", func(t *testing.T) {
		if _, _, err := add("k3", "one"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("want the unique key's conflict, got %v", err)
		}
		if _, replayed, err := add("k3", "three"); err != nil || replayed {
			t.Errorf("after a refusal the key is free: %v %v", replayed, err)
		}
	})
}

func TestDeedsChain(t *testing.T) {
	h := open(t)
	for i := range 5 {
		h.Do(func(tx *db.Tx) error {
			tx.Concerns("ward", uint64(i+1), uint64(i%2+1))
			tx.Touch(3, 4, 3)
			tx.Detail("reason", "kiểm thử")
			return db.Add(tx, &ward{CampusID: 1, Note: fmt.Sprint(i)})
		})
	}
	h.Do(func(tx *db.Tx) error {
		n, err := db.ChainDeeds(tx, 100)
		if n != 5 {
			t.Errorf("chained %d", n)
		}
		return err
	})
	if v := verify(t, h.House); v.Held != 5 || v.Open != 1 || len(v.Findings) != 0 { // chaining itself left a deed
		t.Fatalf("held %d, open %d, found %v", v.Held, v.Open, v.Findings)
	}
	if err := h.See(db.System("test"), func(tx *db.Tx) error {
		pulses, err := db.Pulses(tx, 0)
		if len(pulses) != 5 || len(pulses[0].Wards) != 2 || pulses[0].Wards[0] != 3 {
			t.Errorf("pulses: %v", pulses)
		}
		deeds, err2 := db.DeedsAbout(tx, "ward", 1, 10)
		if len(deeds) != 1 || !strings.Contains(deeds[0].Detail, "kiểm thử") {
			t.Errorf("deeds: %v", deeds)
		}
		return errors.Join(err, err2)
	}); err != nil {
		t.Fatal(err)
	}
}

func TestLooksAreKept(t *testing.T) {
	h := open(t)
	actor := dbtest.Person(7, []string{"x"}, 1)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			if err := h.See(actor, func(tx *db.Tx) error { tx.Looked("resident", uint64(i+1), 1); return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var n int
	if err := h.Raw().QueryRow("SELECT COUNT(*) FROM db_deeds WHERE action = 'look' AND actor_id = 7").Scan(&n); err != nil || n != 50 {
		t.Errorf("50 looks, %d kept, %v", n, err)
	}
}

func TestJobs(t *testing.T) {
	h := open(t)
	h.Do(func(tx *db.Tx) error { return tx.Later("files.thumbnail", map[string]int{"id": 5}) })
	select {
	case <-h.LateWork():
	default:
		t.Error("work left for later must ring")
	}
	var job *db.Job
	h.Do(func(tx *db.Tx) (err error) { job, err = db.ClaimJob(tx); return err })
	var payload map[string]int
	if err := job.Read(&payload); err != nil || payload["id"] != 5 {
		t.Errorf("payload %v %v", payload, err)
	}
	if err := h.As(db.System("test"), func(tx *db.Tx) error { _, err := db.ClaimJob(tx); return err }); !errors.Is(err, db.ErrNoJob) {
		t.Errorf("a claimed job is nobody else's: %v", err)
	}
	h.Do(func(tx *db.Tx) error { return db.FinishJob(tx, job, errors.New("not yet")) })
	h.Clock.Add(3 * time.Minute)
	h.Do(func(tx *db.Tx) (err error) { job, err = db.ClaimJob(tx); return err })
	if job.Tries != 2 {
		t.Errorf("second try: %d", job.Tries)
	}
	h.Do(func(tx *db.Tx) error { return db.FinishJob(tx, job, nil) })
	at := dbtest.Now.Add(time.Hour)
	for i, want := range []bool{true, false} {
		h.Do(func(tx *db.Tx) error {
			got, err := db.Schedule(tx, "deeds.chain", at)
			if got != want {
				t.Errorf("schedule %d: %v", i, got)
			}
			return err
		})
	}
}

func TestSeal(t *testing.T) {
	h := open(t)
	h.Do(func(tx *db.Tx) error {
		sealed, err := db.Seal(tx, "residents_people.citizen_number", "040057001234")
		if err != nil {
			return err
		}
		if strings.Contains(string(sealed), "040057") {
			t.Error("the number can be read")
		}
		plain, err := db.Unseal(tx, "residents_people.citizen_number", sealed)
		if plain != "040057001234" || err != nil {
			t.Error(plain, err)
		}
		if _, err := db.Unseal(tx, "residents_people.insurance_card", sealed); err == nil {
			t.Error("a value copied to another column must not open")
		}
		a, _ := db.BlindIndex(tx, "c", "1")
		b, _ := db.BlindIndex(tx, "c", "1")
		c, _ := db.BlindIndex(tx, "d", "1")
		if string(a) != string(b) || string(a) == string(c) || len(a) != 16 {
			t.Error("blind index")
		}
		return nil
	})
}

func TestLoadKeysOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "secret")
	var wg sync.WaitGroup
	derived := make([]string, 8)
	for i := range derived {
		wg.Go(func() {
			k, err := db.LoadKeys(path)
			if err != nil {
				t.Error(err)
				return
			}
			derived[i] = string(k.Derive("x"))
		})
	}
	wg.Wait()
	for _, d := range derived {
		if d != derived[0] {
			t.Fatal("two first starts made two keys")
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v %v", info.Mode(), err)
	}
}

func TestStatementsAreCounted(t *testing.T) {
	h := open(t)
	ctx, n := db.Counting(context.Background())
	err := h.Write(ctx, db.System("test"), "test", func(tx *db.Tx) error {
		if err := tx.May("x"); err != nil {
			return err
		}
		if err := db.Append(tx, []ward{{CampusID: 1, Note: "a"}, {CampusID: 1, Note: "b"}}); err != nil {
			return err
		}
		_, err := db.Report[ward](tx, "SELECT * FROM test_wards WHERE {campus campus_id}")
		return err
	})
	if err != nil || n() != 3 {
		t.Errorf("append, report and deed are 3 statements, counted %d, %v", n(), err)
	}
}

func TestExportImport(t *testing.T) {
	from, to := open(t), open(t)
	from.Do(func(tx *db.Tx) error {
		tx.Concerns("ward", 1, 1)
		tx.Detail("note", "Nguyễn Thị Hoà \U0001F600")
		if err := tx.Later("test", "x"); err != nil {
			return err
		}
		return db.Append(tx, []ward{{CampusID: 1, Note: "một"}, {CampusID: 2, Note: "hai"}})
	})
	ctx := context.Background()
	export := func(h *db.House) (*db.Copied, map[string]*paper) {
		t.Helper()
		papers := map[string]*paper{}
		c, err := h.Export(ctx, func(table string) (io.WriteCloser, error) {
			papers[table] = &paper{}
			return papers[table], nil
		}, "SELECT COUNT(*) FROM test_wards")
		if err != nil {
			t.Fatal(err)
		}
		return c, papers
	}
	saved, papers := export(from.House)
	if n, err := from.Written(ctx); err != nil || n != saved.Deeds || n != 1 || !slices.Equal(saved.Counts, []int64{2}) {
		t.Errorf("%d deeds now, %d in the copy with %v wards, %v", n, saved.Deeds, saved.Counts, err)
	}
	read := func(table string) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(papers[table].Bytes())), nil
	}
	if err := to.Import(ctx, saved.Tables, read); err != nil {
		t.Fatal(err)
	}
	back, again := export(to.House)
	if !slices.Equal(back.Tables, saved.Tables) || back.Deeds != saved.Deeds {
		t.Fatalf("%+v came back as %+v", saved, back)
	}
	for table, p := range papers {
		if !bytes.Equal(p.Bytes(), again[table].Bytes()) {
			t.Errorf("%s was\n%s and came back as\n%s", table, p, again[table])
		}
	}
	if err := to.Import(ctx, saved.Tables, read); !errors.Is(err, db.ErrNotEmpty) {
		t.Errorf("a second import: %v", err)
	}
}

// paper is a table of a copy in memory.
type paper struct{ bytes.Buffer }

func (*paper) Close() error { return nil }
