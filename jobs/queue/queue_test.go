package queue_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"maiam/jobs/queue"
	"maiam/models/db"
	"maiam/models/dbtest"
)

func TestEachJobOnce(t *testing.T) {
	h := dbtest.OpenLive(t)
	const jobs = 40
	h.Do(func(tx *db.Tx) error {
		for range jobs {
			if err := tx.Later("test.count", nil); err != nil {
				return err
			}
		}
		return nil
	})
	var done atomic.Int64
	works := map[string]queue.Work{"test.count": func(context.Context, *db.House, *db.Job) error {
		done.Add(1)
		return nil
	}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			q := queue.New(h.House, works, nil)
			for {
				did, err := q.One(context.Background())
				if err != nil {
					t.Error(err)
					return
				}
				if !did {
					return
				}
			}
		})
	}
	wg.Wait()
	if done.Load() != jobs {
		t.Errorf("%d jobs were done %d times", jobs, done.Load())
	}
}

func TestAFailedJobComesAgain(t *testing.T) {
	h := dbtest.Open(t)
	h.Do(func(tx *db.Tx) error { return tx.Later("test.fail", nil) })
	fail := true
	q := queue.New(h.House, map[string]queue.Work{"test.fail": func(context.Context, *db.House, *db.Job) error {
		if fail {
			panic(errors.New("broken"))
		}
		return nil
	}}, nil)
	one := func(want bool) {
		t.Helper()
		if did, err := q.One(context.Background()); did != want || err != nil {
			t.Fatalf("did %v, %v", did, err)
		}
	}
	one(true)
	one(false) // it waits
	h.Clock.Add(5 * time.Minute)
	fail = false
	one(true)
	h.Clock.Add(time.Hour)
	one(false)
}

func TestTimetableIsKeptOnceByTwoProcesses(t *testing.T) {
	h := dbtest.OpenLive(t)
	var ran atomic.Int64
	ctx, stop := context.WithCancel(context.Background())
	works := map[string]queue.Work{"test.tick": func(context.Context, *db.House, *db.Job) error {
		if ran.Add(1) == 2 {
			stop()
		}
		return nil
	}}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			queue.New(h.House, works, []queue.Entry{{Kind: "test.tick", Next: queue.Every(time.Second)}}).Run(ctx)
		})
	}
	wg.Wait()
	var rows, moments int
	if err := h.Raw().QueryRow("SELECT COUNT(*), COUNT(DISTINCT unique_key) FROM db_jobs WHERE kind = 'test.tick'").Scan(&rows, &moments); err != nil {
		t.Fatal(err)
	}
	if rows != moments || rows < 2 {
		t.Errorf("%d rows for %d moments", rows, moments)
	}
}

// TestAClockSetBackStopsNothing goes five hours forward and back: what comes every minute comes again a
// minute later, and not after five hours.
func TestAClockSetBackStopsNothing(t *testing.T) {
	h := dbtest.Open(t)
	ran := make(chan time.Time, 100)
	works := map[string]queue.Work{"test.tick": func(context.Context, *db.House, *db.Job) error {
		ran <- h.Clock.Now()
		return nil
	}, "test.wake": func(context.Context, *db.House, *db.Job) error { return nil }}
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		queue.New(h.House, works, []queue.Entry{{Kind: "test.tick", Next: queue.Every(time.Minute), Light: true}}).Run(ctx)
	})
	defer wg.Wait()
	defer stop()
	ticks := func(at time.Time) {
		t.Helper()
		h.Clock.Set(at)
		patience := time.After(time.Minute)
		again := time.NewTicker(20 * time.Millisecond)
		defer again.Stop()
		for {
			select {
			case seen := <-ran:
				if seen.Equal(at) {
					return
				}
			case <-again.C:
				h.Do(func(tx *db.Tx) error { return tx.Later("test.wake", nil) })
			case <-patience:
				t.Fatalf("nothing happened at %v", at)
			}
			h.Clock.Add(time.Minute)
			at = h.Clock.Now()
		}
	}
	ticks(dbtest.Now.Add(5 * time.Hour))
	ticks(dbtest.Now.Add(5 * time.Minute))
}

func TestDaily(t *testing.T) {
	zone := time.FixedZone("+07", 7*3600)
	at := queue.Daily(zone, 3, 10)
	if got := at(time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)); !got.Equal(time.Date(2026, 11, 21, 20, 10, 0, 0, time.UTC)) {
		t.Errorf("got %v", got)
	}
	if got := at(time.Date(2026, 11, 21, 20, 10, 0, 0, time.UTC)); !got.Equal(time.Date(2026, 11, 22, 20, 10, 0, 0, time.UTC)) {
		t.Errorf("at the hour itself, the next day: %v", got)
	}
}

// TestMissedHourIsMadeUpAtTheStart starts the queue in the afternoon: the work of the night, which
// nobody was there for, is done once.
func TestMissedHourIsMadeUpAtTheStart(t *testing.T) {
	h := dbtest.Open(t)
	zone := time.FixedZone("+07", 7*3600)
	for range 2 {
		ctx, stop := context.WithCancel(context.Background())
		works := map[string]queue.Work{
			"test.night": func(context.Context, *db.House, *db.Job) error { return nil },
			"test.stop":  func(context.Context, *db.House, *db.Job) error { stop(); return nil },
		}
		h.Do(func(tx *db.Tx) error { return tx.Later("test.stop", nil) })
		queue.New(h.House, works, []queue.Entry{{Kind: "test.night", Next: queue.Daily(zone, 0, 5), Missed: true}}).Run(ctx)
	}
	var rows int
	if err := h.Raw().QueryRow("SELECT COUNT(*) FROM db_jobs WHERE kind = 'test.night'").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if rows != 1 {
		t.Errorf("the night's work was left %d times", rows)
	}
}
