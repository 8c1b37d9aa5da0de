// Package queue does the work that actions left for later, and the house's own at its hour. Any
// number of processes may run one: each job is taken by one of them.
package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"maiam/models/db"
)

// Work does one job. It opens its own transactions, so that slow drawing stands outside them.
type Work func(ctx context.Context, h *db.House, job *db.Job) error

// Hour says when the next moment of a timetable entry after t is.
type Hour func(t time.Time) time.Time

// Entry is one line of the timetable.
type Entry struct {
	Kind string
	Next Hour
	// Light work runs at once in whichever process comes to its hour, without a row of its own: it
	// comes every few seconds and is harmless when two do it.
	Light bool
	// Missed work of a daily hour is done at the start when nobody was there at its last hour.
	Missed bool
}

// Every is an hour that comes again after each period, counted from midnight UTC.
func Every(period time.Duration) Hour {
	return func(t time.Time) time.Time { return t.Truncate(period).Add(period) }
}

// Daily is an hour of the centre's day.
func Daily(zone *time.Location, hour, minute int) Hour {
	return func(t time.Time) time.Time {
		local := t.In(zone)
		next := time.Date(local.Year(), local.Month(), local.Day(), hour, minute, 0, 0, zone)
		if !next.After(t) {
			next = next.AddDate(0, 0, 1)
		}
		return next.UTC()
	}
}

// Queue takes jobs from the database and does them.
type Queue struct {
	house     *db.House
	works     map[string]Work
	timetable []Entry
}

// New makes a queue that knows these kinds of work.
func New(h *db.House, works map[string]Work, timetable []Entry) *Queue {
	return &Queue{house: h, works: works, timetable: timetable}
}

// idle is how long a worker waits before it looks again for jobs that other processes left.
const idle = 2 * time.Second

// Run works until ctx ends, then finishes the job at hand.
func (q *Queue) Run(ctx context.Context) {
	next := map[string]time.Time{}
	for _, e := range q.timetable {
		next[e.Kind] = e.Next(q.house.Now())
		if e.Missed {
			next[e.Kind] = e.Next(q.house.Now().Add(-24 * time.Hour))
		}
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-q.house.LateWork():
		}
		q.schedule(ctx, next)
		for ctx.Err() == nil {
			did, err := q.One(context.WithoutCancel(ctx))
			if err != nil {
				slog.Warn("the queue could not look for work", "error", err)
			}
			if !did {
				break
			}
		}
		timer.Reset(idle)
	}
}

// schedule writes the timetable's due moments, each once whoever is faster.
func (q *Queue) schedule(ctx context.Context, next map[string]time.Time) {
	now := q.house.Now()
	for _, e := range q.timetable {
		due := next[e.Kind]
		if now.Before(due) {
			// A clock that was set back must not keep the house idle until it has caught up.
			if again := e.Next(now); again.Before(due) {
				next[e.Kind] = again
			}
			continue
		}
		if e.Light {
			if err := q.do(context.WithoutCancel(ctx), &db.Job{Kind: e.Kind}); err != nil {
				slog.Warn("light work failed", "kind", e.Kind, "error", err)
			}
			next[e.Kind] = e.Next(now)
			continue
		}
		err := q.house.Quietly(ctx, "timetable", func(tx *db.Tx) error {
			_, err := db.Schedule(tx, e.Kind, due)
			return err
		})
		if err != nil {
			slog.Warn("the timetable could not be kept", "kind", e.Kind, "error", err)
			continue
		}
		next[e.Kind] = e.Next(now)
	}
}

// One does one job that is due, and tells whether there was one.
func (q *Queue) One(ctx context.Context) (bool, error) {
	var job *db.Job
	err := q.house.Quietly(ctx, "queue", func(tx *db.Tx) (err error) {
		job, err = db.ClaimJob(tx)
		return err
	})
	if errors.Is(err, db.ErrNoJob) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	failure := q.do(ctx, job)
	if failure != nil {
		slog.Error("job failed", "kind", job.Kind, "id", job.ID, "try", job.Tries, "error", failure)
	}
	return true, q.house.Quietly(ctx, "queue", func(tx *db.Tx) error { return db.FinishJob(tx, job, failure) })
}

func (q *Queue) do(ctx context.Context, job *db.Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("queue: %s panicked: %v\n%s", job.Kind, p, debug.Stack())
		}
	}()
	work, ok := q.works[job.Kind]
	if !ok {
		return fmt.Errorf("queue: no work of kind %s", job.Kind)
	}
	return work(ctx, q.house, job)
}
