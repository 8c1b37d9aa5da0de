// Package jobs is the timetable of what the house does by itself, on one screen. The tasks are
// shallow: the rules are in models, the drawings in handlers.
package jobs

import (
	"context"
	"time"

	"maiam/jobs/queue"
	"maiam/models/db"
	"maiam/models/files"
	"maiam/models/intake"
	"maiam/models/staff"
)

// Timetable says what happens at which hour of the centre's day.
func Timetable(zone *time.Location) []queue.Entry {
	return []queue.Entry{
		{Kind: "deeds.chain", Next: queue.Every(5 * time.Second), Light: true},
		{Kind: "deeds.anchor", Next: queue.Every(5 * time.Minute), Light: true, Missed: true},
		{Kind: "deeds.verify", Next: queue.Daily(zone, 2, 40)},
		{Kind: "deeds.ask", Next: queue.Daily(zone, 4, 40), Missed: true},
		{Kind: "presence.snapshot", Next: queue.Daily(zone, 0, 5), Missed: true},
		{Kind: "db.forget", Next: queue.Daily(zone, 3, 10)},
		{Kind: "files.collect", Next: queue.Daily(zone, 3, 25)},
		{Kind: "presence.prove", Next: queue.Daily(zone, 3, 40)},
		{Kind: "register.prove", Next: queue.Daily(zone, 3, 50)},
		{Kind: "care.norms", Next: queue.Daily(zone, 4, 0)},
		{Kind: "care.concerns", Next: queue.Every(30 * time.Minute)},
		{Kind: "care.second_looks", Next: queue.Every(30 * time.Minute)},
		{Kind: "care.questions", Next: queue.Daily(zone, 4, 20)},
		{Kind: "care.doors", Next: queue.Daily(zone, 8, 10)}, // the latest end of a night is eight
	}
}

// Works says who does each kind of job; store is where photographs and scans lie.
func Works(store *files.Store) map[string]queue.Work {
	return map[string]queue.Work{
		"deeds.chain":       chainDeeds,
		"deeds.anchor":      anchorDeeds,
		"deeds.ask":         askAboutLooks,
		"deeds.verify":      verifyDeeds,
		"db.forget":         forget,
		"care.norms":        learnNorms,
		"care.concerns":     noticeConcerns,
		"care.second_looks": chooseSecondLooks,
		"care.questions":    askQuestions,
		"care.doors":        askDoors,
		"presence.prove":    provePresence,
		"register.prove":    proveRegister,
		"presence.snapshot": snapshotPresence,
		"files.collect":     collectFiles(store),
	}
}

// New makes the queue of this house.
func New(h *db.House, store *files.Store) *queue.Queue {
	return queue.New(h, Works(store), Timetable(h.Zone()))
}

// forget drops what is no history and whose time is over: receipts, finished jobs, dead sessions,
// failures to sign in, and the uploaded lists of an import.
func forget(ctx context.Context, h *db.House, _ *db.Job) error {
	return h.Write(ctx, db.System("jobs"), "db.forget", func(tx *db.Tx) error {
		if err := db.ForgetReceipts(tx); err != nil {
			return err
		}
		if err := db.ForgetJobs(tx); err != nil {
			return err
		}
		if err := staff.ForgetSessions(tx); err != nil {
			return err
		}
		if err := staff.ForgetAttempts(tx); err != nil {
			return err
		}
		_, err := intake.ForgetRosters(tx)
		return err
	})
}
