package backups_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"maiam/models/backups"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/files"
)

// saver is a house of a test with an attachment, and what copies it into a new place.
func saver(t testing.TB) (*dbtest.House, backups.Keeper) {
	t.Helper()
	h := dbtest.Open(t)
	dir := t.TempDir()
	store, err := files.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	k := backups.Keeper{Places: []string{filepath.Join(dir, "place")}, Own: true, Store: store, Program: "test", Schema: 1, Scratch: dir, Migrate: dbtest.Migrate}
	attach(t, h, k, "giấy khai sinh")
	return h, k
}

// attach brings a paper in, as somebody does.
func attach(t testing.TB, h *dbtest.House, k backups.Keeper, words string) {
	t.Helper()
	c, err := k.Store.Take(files.Scan, "a.pdf", strings.NewReader("%PDF-1.7 "+words+" %%EOF"))
	if err != nil {
		t.Fatal(err)
	}
	h.Do(func(tx *db.Tx) error { _, err := files.Keep(tx, 1, c); return err })
}

// keep looks at the one place and demands that all is well.
func keep(t testing.TB, h *dbtest.House, k backups.Keeper, full bool) backups.Outcome {
	t.Helper()
	found := k.Keep(t.Context(), h.House, full)
	if len(found) != 1 || found[0].Err != nil {
		t.Fatalf("%+v", found)
	}
	return found[0]
}

func act(h *dbtest.House) { h.Do(func(*db.Tx) error { return nil }) }

// TestACopyComesBack writes a copy, nothing where nobody did anything, and one more after somebody did;
// a house is made from the newest and is as the first. What lies in the place cannot be read.
func TestACopyComesBack(t *testing.T) {
	h, k := saver(t)
	if did := keep(t, h, k, false); !did.Copied || did.Files != 1 || did.Rows == 0 {
		t.Errorf("the first look: %+v", did)
	}
	h.Clock.Add(5 * time.Minute)
	if did := keep(t, h, k, false); did.Copied || !did.Taken.Equal(dbtest.Now) {
		t.Errorf("nobody did anything: %+v", did)
	}
	attach(t, h, k, "quyết định")
	if did := keep(t, h, k, false); !did.Copied || did.Files != 2 {
		t.Errorf("somebody did something: %+v", did)
	}
	d := k.Try(t.Context(), h.House)
	if d.Reason != "" || d.LostSeconds != 0 || d.Files != 2 || d.Deeds != 2 {
		t.Errorf("%+v", d)
	}
	h.Clock.Add(3 * time.Minute)
	act(h)
	if d = k.Try(t.Context(), h.House); d.Reason != "" || d.LostSeconds != 180 {
		t.Errorf("three minutes would be lost: %+v", d)
	}
	err := filepath.WalkDir(k.Places[0], func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), "%PDF") || strings.Contains(string(text), "quyết định") {
			t.Errorf("%s can be read", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	left, err := filepath.Glob(filepath.Join(k.Scratch, ".drill-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("drills left %v, %v", left, err)
	}
}

// TestADamagedCopyIsTold changes one byte of each part of a copy, takes one away, and opens it with
// another house's keys.
func TestADamagedCopyIsTold(t *testing.T) {
	h, k := saver(t)
	keep(t, h, k, true)
	dir := k.Places[0]
	paths, err := filepath.Glob(filepath.Join(dir, "blobs", "*", "*"))
	if err != nil || len(paths) < 3 {
		t.Fatalf("%v %v", paths, err)
	}
	check := func() error {
		p, err := backups.OpenPlace(dir, h.Keys())
		if err != nil {
			return err
		}
		c, err := p.Find(time.Time{})
		if err != nil {
			return err
		}
		return p.Check(c)
	}
	if err := check(); err != nil {
		t.Fatal(err)
	}
	notes, err := filepath.Glob(filepath.Join(dir, "copies", "*.json"))
	if err != nil || len(notes) != 1 {
		t.Fatalf("%v %v", notes, err)
	}
	for _, path := range append(paths[:3], notes...) {
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string][]byte{"changed": slices.Concat(whole[:len(whole)/2], []byte{whole[len(whole)/2] ^ 1}, whole[len(whole)/2+1:]), "cut": whole[:len(whole)-1], "empty": nil} {
			if strings.HasSuffix(path, ".json") && name == "cut" {
				continue // its last byte is the end of a line
			}
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := check(); backups.Reason(err) != "damaged" {
				t.Errorf("%s %s: %v", path, name, err)
			}
		}
		if d := k.Try(t.Context(), h.House); d.Reason != "damaged" && d.Reason != "none" {
			t.Errorf("a drill on it: %+v", d)
		}
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	keys, err := db.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	p, err := backups.OpenPlace(dir, keys)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Find(time.Time{}); !errors.Is(err, backups.ErrForeign) {
		t.Errorf("with other keys: %v", err)
	}
}

// TestFiveMinutesAreLostAtMost lets people act at any moment of some hours while the timetable looks every
// five minutes: whenever the house goes, no deed older than five minutes goes with it.
func TestFiveMinutesAreLostAtMost(t *testing.T) {
	h, k := saver(t)
	k.Store = nil
	var unsaved []time.Time
	for minute := range 90 {
		if minute%3 == 1 || minute%7 == 2 {
			act(h)
			unsaved = append(unsaved, h.Clock.Now())
		}
		if h.Clock.Now().Truncate(backups.Often).Equal(h.Clock.Now()) {
			keep(t, h, k, false)
			unsaved = nil
		}
		if len(unsaved) > 0 && h.Clock.Now().Sub(unsaved[0]) > backups.Often {
			t.Fatalf("at minute %d a deed of %v is nowhere", minute, unsaved[0])
		}
		h.Clock.Add(time.Minute)
	}
}

// TestAPlaceThatIsAway passes it over, says so, keeps the other, and goes on when it is back.
func TestAPlaceThatIsAway(t *testing.T) {
	h, k := saver(t)
	stick := filepath.Join(t.TempDir(), "stick")
	k.Places = append(k.Places, stick)
	look := func() backups.Overview {
		t.Helper()
		if err := backups.Note(t.Context(), h.House, k.Keep(t.Context(), h.House, false)); err != nil {
			t.Fatal(err)
		}
		var o backups.Overview
		err := h.See(db.System("test"), func(tx *db.Tx) (err error) {
			o, err = backups.Now(tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	o := look()
	needs := o.Needs()
	if len(o.Places) != 2 || o.Places[0].TakenAt == nil || o.Places[1].TakenAt != nil || len(needs) != 1 || needs[0].Word != "failing" || needs[0].Reason != "away" || needs[0].Place != stick {
		t.Errorf("%+v %+v", o, needs)
	}
	if _, err := os.Stat(stick); err == nil {
		t.Error("an empty folder was made in its place")
	}
	if err := os.Mkdir(stick, 0o700); err != nil {
		t.Fatal(err)
	}
	h.Clock.Add(5 * time.Minute)
	if o = look(); len(o.Needs()) != 0 || o.Places[1].TakenAt == nil || o.Places[1].FailingSince != nil {
		t.Errorf("it is back: %+v %+v", o, o.Needs())
	}
	h.Clock.Add(20 * time.Minute)
	_ = h.See(db.System("test"), func(tx *db.Tx) (err error) { o, err = backups.Now(tx); return err })
	if needs = o.Needs(); len(needs) != 2 || needs[0].Word != "late" {
		t.Errorf("nobody looked for twenty minutes: %+v", needs)
	}
	k.Places = k.Places[:1]
	if o = look(); len(o.Places) != 1 {
		t.Errorf("a place that is none any more: %+v", o.Places)
	}
}

// TestTwoWhoSaveAtOnce write one copy and no half.
func TestTwoWhoSaveAtOnce(t *testing.T) {
	h, k := saver(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	copied := 0
	for range 4 {
		wg.Go(func() {
			for _, did := range k.Keep(context.Background(), h.House, false) {
				if did.Err != nil && !errors.Is(did.Err, backups.ErrWorking) {
					t.Error(did.Err)
				}
				mu.Lock()
				if did.Copied {
					copied++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if copied != 1 {
		t.Errorf("%d copies were written", copied)
	}
	if d := k.Try(t.Context(), h.House); d.Reason != "" {
		t.Errorf("%+v", d)
	}
}

// TestKept keeps the newest always, all of two hours, and of any length of history no more than its terms
// allow.
func TestKept(t *testing.T) {
	zone := time.FixedZone("+07", 7*3600)
	now := dbtest.Now
	var year []time.Time
	for at := now.AddDate(-2, 0, 0); at.Before(now); at = at.Add(5 * time.Minute) {
		year = append(year, at)
	}
	stay := backups.Kept(year, now, zone)
	if n := len(stay); n < 60 || n > 24+24+14+8+12+2 {
		t.Errorf("%d stay of two years of copies every five minutes", n)
	}
	for _, back := range []time.Duration{5 * time.Minute, time.Hour, 20 * time.Hour, 13 * 24 * time.Hour, 50 * 24 * time.Hour, 300 * 24 * time.Hour} {
		near := false
		for at := range stay {
			near = near || now.Sub(at) >= back && now.Sub(at) <= 2*back+24*time.Hour
		}
		if !near {
			t.Errorf("nothing stays of %v ago", back)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var taken []time.Time
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			taken = append(taken, now.Add(-time.Duration(rapid.Int64Range(0, 1_000_000).Draw(t, "minutes"))*time.Minute))
		}
		stay := backups.Kept(taken, now, zone)
		for at := range stay {
			if !slices.Contains(taken, at) {
				t.Fatalf("%v was never taken", at)
			}
		}
		for _, at := range taken {
			if now.Sub(at) < 2*time.Hour && !stay[at] {
				t.Fatalf("%v is gone", at)
			}
		}
		if len(taken) > 0 && !stay[slices.MaxFunc(taken, time.Time.Compare)] {
			t.Fatal("the newest is gone")
		}
		again := backups.Kept(slices.Collect(func(yield func(time.Time) bool) {
			for at := range stay {
				if !yield(at) {
					return
				}
			}
		}), now, zone)
		if len(again) != len(stay) {
			t.Fatalf("of %d that stay only %d would stay", len(stay), len(again))
		}
	})
}

// TestOldCopiesGo thins a place: what stays can be restored, and nothing lies there that
// no copy names.
func TestOldCopiesGo(t *testing.T) {
	h, k := saver(t)
	k.Store = nil
	for range 12 {
		act(h)
		keep(t, h, k, true)
		h.Clock.Add(100 * time.Minute)
	}
	p, err := backups.OpenPlace(k.Places[0], h.Keys())
	if err != nil {
		t.Fatal(err)
	}
	h.Clock.Add(3 * 24 * time.Hour)
	act(h)
	keep(t, h, k, true)
	all, err := p.Moments()
	if err != nil || len(all) < 2 || len(all) > 4 { // the last of each day, and the newest
		t.Errorf("%d copies stay, %v", len(all), err)
	}
	for _, at := range all {
		c, err := p.Find(at)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Check(c); err != nil {
			t.Error(err)
		}
	}
	var notes strings.Builder
	for _, at := range all {
		text, err := os.ReadFile(filepath.Join(k.Places[0], "copies", at.Format("20060102T150405Z")+".json"))
		if err != nil {
			t.Fatal(err)
		}
		notes.Write(text)
	}
	blobs, err := filepath.Glob(filepath.Join(k.Places[0], "blobs", "*", "*"))
	if err != nil || len(blobs) == 0 {
		t.Fatalf("%v %v", blobs, err)
	}
	for _, path := range blobs {
		if !strings.Contains(notes.String(), filepath.Base(path)) {
			t.Errorf("no copy names %s", path)
		}
	}
}

// TestAFullPlaceIsSaid fills the disk of a place and makes it read-only: both are said by their names, the
// copy from before is whole, nothing half is left, and the next look with room writes one.
func TestAFullPlaceIsSaid(t *testing.T) {
	h, k := saver(t)
	k.Places, k.Own = []string{dbtest.SmallDisk(t, 1<<20)}, false
	keep(t, h, k, false)
	say := func(want string) {
		t.Helper()
		did := k.Keep(t.Context(), h.House, false)[0]
		if backups.Reason(did.Err) != want || did.Copied {
			t.Errorf("want %s, got %+v", want, did)
		}
		p, err := backups.OpenPlace(k.Places[0], h.Keys())
		if err != nil {
			t.Fatal(err)
		}
		c, err := p.Find(time.Time{})
		if err == nil {
			err = p.Check(c)
		}
		if err != nil {
			t.Errorf("the copy from before: %v", err)
		}
		if left, err := filepath.Glob(filepath.Join(k.Places[0], "blobs", ".*")); err != nil || len(left) > 0 {
			t.Errorf("left %v, %v", left, err)
		}
	}
	random := make([]byte, 2<<20)
	if _, err := rand.Read(random); err != nil {
		t.Fatal(err)
	}
	attach(t, h, k, hex.EncodeToString(random))
	say("full")
	dbtest.ReadOnlyDisk(t, k.Places[0], true)
	say("locked")
	dbtest.ReadOnlyDisk(t, k.Places[0], false)
	k.Store = nil
	h.Clock.Add(time.Minute)
	if did := keep(t, h, k, false); !did.Copied {
		t.Errorf("with room: %+v", did)
	}
}

// TestTheLastBeforeAnUpdateStays: of each shape of the database the newest copy stays for two months,
// though it is the last of no hour that counts; then it goes as any other.
func TestTheLastBeforeAnUpdateStays(t *testing.T) {
	h, k := saver(t)
	k.Store = nil
	keep(t, h, k, true)
	h.Clock.Add(time.Minute)
	act(h)
	before := keep(t, h, k, true).Taken
	k.Schema = 2
	h.Clock.Add(time.Minute)
	act(h)
	keep(t, h, k, true) // the last of this hour, day, week and month
	p, err := backups.OpenPlace(k.Places[0], h.Keys())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		days int
		ok   bool
	}{{20, true}, {35, true}, {10, false}} {
		h.Clock.Add(time.Duration(c.days) * 24 * time.Hour)
		act(h)
		keep(t, h, k, true)
		if at, ok := p.Before(1); ok != c.ok || ok && !at.Equal(before) {
			t.Errorf("after %d days more the copy before the update is of %v, %v", c.days, at, ok)
		}
	}
}

// TestADrillEachNight: the house is tried when it never was, when the last try did not succeed, and each
// night; a second start in the same night does not try again.
func TestADrillEachNight(t *testing.T) {
	h, k := saver(t)
	due := func() (yes bool) {
		t.Helper()
		h.Do(func(tx *db.Tx) (err error) { yes, err = backups.DrillDue(tx); return err })
		return yes
	}
	if due() {
		t.Error("there is nothing to try without a copy")
	}
	if err := backups.Note(t.Context(), h.House, k.Keep(t.Context(), h.House, true)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after  time.Duration
		due    bool
		reason string // of the try that follows, where one is due
	}{{0, true, "damaged"}, {time.Hour, true, ""}, {3 * time.Hour, false, ""}, {21 * time.Hour, true, ""}} {
		h.Clock.Add(c.after)
		if due() != c.due {
			t.Fatalf("%v later a drill is due: %v", c.after, !c.due)
		}
		if c.due {
			h.Do(func(tx *db.Tx) error {
				return backups.Record(tx, &backups.Drill{At: tx.Now, Place: k.Places[0], Reason: c.reason})
			})
		}
	}
}
