package main

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"maiam/migrations"
	"maiam/models/backups"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/files"
)

// back is how many steps the house of before is behind.
const back = 12

// olderHouse is a house that people live in, as a program left it that knew fewer steps.
func olderHouse(t *testing.T) (cfg *Config, steps int) {
	t.Helper()
	cfg = &Config{Data: t.TempDir(), Lang: "vi", Timezone: zone(t), TLS: "off"}
	if dbtest.Server() != "" {
		cfg.Database = dbtest.Address(t)
	}
	if err := cfg.settle(); err != nil {
		t.Fatal(err)
	}
	if err := (sampleCommand{Residents: 40, Days: 4, Campuses: 2, Seed: 3}).Run(screen{t.Context(), io.Discard}, cfg); err != nil {
		t.Fatal(err)
	}
	h := unmigrated(t, cfg)
	steps = stepBack(t, h)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return cfg, steps
}

// unmigrated opens the database as it lies there.
func unmigrated(t *testing.T, cfg *Config) *db.House {
	t.Helper()
	c, err := cfg.database()
	if err != nil {
		t.Fatal(err)
	}
	h, err := db.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// stepBack takes the last steps out of a database and tells how many are left.
func stepBack(t *testing.T, h *db.House) int {
	t.Helper()
	all, err := migrations.Status(t.Context(), h.Raw(), string(h.Engine))
	if err != nil || len(all) <= back {
		t.Fatalf("%d steps, %v", len(all), err)
	}
	if err := migrations.Down(t.Context(), h.Raw(), string(h.Engine), all[len(all)-1-back].Number); err != nil {
		t.Fatal(err)
	}
	left, err := migrations.Steps(t.Context(), h.Raw(), string(h.Engine))
	if err != nil || left != len(all)-back {
		t.Fatalf("%d steps are left, %v", left, err)
	}
	return left
}

// countAll counts the rows of every table.
func countAll(t *testing.T, h *db.House) map[string]int {
	t.Helper()
	out := map[string]int{}
	for table := range tables(t, &house{db: h}) {
		var n int
		if err := h.Raw().QueryRow("SELECT COUNT(*) FROM " + table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		out[table] = n
	}
	return out
}

// TestAHouseIsSavedBeforeItsUpdate: a program that brings steps of the schema saves the house first, at
// once and once; the program of before can make its house again from that copy, row by row; the copy
// outlives those of the days after it, and whoever goes back is told its moment.
func TestAHouseIsSavedBeforeItsUpdate(t *testing.T) {
	beside(t)
	if testing.Short() {
		t.Skip("it fills a house and is left out with -short")
	}
	cfg, steps := olderHouse(t)
	was := unmigrated(t, cfg)
	before := countAll(t, was)
	if err := was.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		h, err := openDatabase(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
	h, err := openDatabase(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	dirs, _ := cfg.places()
	place, err := backups.OpenPlace(dirs[0], h.Keys())
	if err != nil {
		t.Fatal(err)
	}
	taken, err := place.Moments()
	if err != nil || len(taken) != 1 {
		t.Fatalf("%d copies were written before the update, %v", len(taken), err)
	}
	c, err := place.Find(time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Schema != int64(steps) {
		t.Errorf("the copy has %d steps, the house of before had %d", c.Schema, steps)
	}
	if at, ok := place.Before(int64(steps)); !ok || !at.Equal(c.Taken) {
		t.Errorf("the way back is told as %v, %v", at, ok)
	}
	if _, ok := place.Before(int64(steps) - 1); ok {
		t.Error("there is a way back to a schema that never was")
	}

	old := emptyOlder(t, cfg)
	store, err := files.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := place.Restore(t.Context(), c, old, store); err != nil {
		t.Fatal(err)
	}
	after := countAll(t, old)
	for _, own := range []string{"db_migrations", "db_migration_locks"} {
		delete(before, own)
		delete(after, own)
	}
	if !maps.Equal(before, after) {
		t.Errorf("the program of before gets back\n%v, there was\n%v", after, before)
	}
	if before["residents_people"] == 0 {
		t.Error("nobody lives in the house")
	}
}

// emptyOlder is an empty database as the program of before makes one, with the keys of the house.
func emptyOlder(t *testing.T, cfg *Config) *db.House {
	t.Helper()
	other := *cfg
	other.Database = "sqlite:" + filepath.Join(t.TempDir(), "old.db")
	if dbtest.Server() != "" {
		other.Database = dbtest.Address(t)
	}
	h := unmigrated(t, &other)
	t.Cleanup(func() { _ = h.Close() })
	if err := migrations.Up(t.Context(), h.Raw(), string(h.Engine), nil); err != nil {
		t.Fatal(err)
	}
	stepBack(t, h)
	return h
}

// TestNoUpdateWithoutAWayBack: where no place takes the copy the schema stays as it is, and the house
// opens once there is room.
func TestNoUpdateWithoutAWayBack(t *testing.T) {
	beside(t)
	if testing.Short() {
		t.Skip("it fills a house and is left out with -short")
	}
	cfg, steps := olderHouse(t)
	full := filepath.Join(cfg.Data, "backups") // a file stands where the folder of copies should be
	if err := os.RemoveAll(full); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if h, err := openDatabase(t.Context(), cfg); err == nil {
		t.Errorf("the update was done without a copy, %v", h.Close())
	}
	h := unmigrated(t, cfg)
	now, err := migrations.Steps(t.Context(), h.Raw(), string(h.Engine))
	if err != nil || now != steps {
		t.Errorf("%d steps were there, now %d, %v", steps, now, err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	if h, err = openDatabase(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestAHouseThatCannotBeReadIsNotUpdated: a fault in reading what was ever done is no proof that nothing
// was; only a house that was begun and never finished goes on without a copy.
func TestAHouseThatCannotBeReadIsNotUpdated(t *testing.T) {
	beside(t)
	if testing.Short() {
		t.Skip("it fills a house and is left out with -short")
	}
	cfg, steps := olderHouse(t)
	h := unmigrated(t, cfg)
	defer func() { _ = h.Close() }()
	run := func(change string) {
		t.Helper()
		if _, err := h.Raw().ExecContext(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
	run("ALTER TABLE db_chains RENAME COLUMN seq TO lost")
	if opened, err := openDatabase(t.Context(), cfg); err == nil {
		t.Errorf("a house that cannot be read was updated, %v", opened.Close())
	}
	if now, err := migrations.Steps(t.Context(), h.Raw(), string(h.Engine)); err != nil || now != steps {
		t.Errorf("%d steps were there, now %d, %v", steps, now, err)
	}
	run("ALTER TABLE db_chains RENAME COLUMN lost TO seq")
	opened, err := openDatabase(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}

	begun := emptyOlder(t, cfg)
	all, err := migrations.Status(t.Context(), begun.Raw(), string(begun.Engine))
	if err != nil {
		t.Fatal(err)
	}
	if err := migrations.Down(t.Context(), begun.Raw(), string(begun.Engine), all[0].Number); err != nil {
		t.Fatal(err)
	}
	if lived, err := begun.Lived(t.Context()); err != nil || lived {
		t.Errorf("a house that was never finished counts as lived in: %v, %v", lived, err)
	}
}
