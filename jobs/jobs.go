// Package jobs is the timetable of what the house does by itself, on one screen. The tasks are
// shallow: the rules are in models, the drawings in handlers.
package jobs

import (
	"context"
	"time"

	"maiam/jobs/queue"
	"maiam/models/backups"
	"maiam/models/db"
	"maiam/models/files"
	"maiam/models/intake"
	"maiam/models/privacy"
	"maiam/models/staff"
)

// Timetable says what happens at which hour of the centre's day.
func Timetable(zone *time.Location) []queue.Entry {
	return []queue.Entry{
		{Kind: "deeds.chain", Next: queue.Every(5 * time.Second), Light: true},
		{Kind: "deeds.anchor", Next: queue.Every(5 * time.Minute), Light: true, Missed: true},
		{Kind: "deeds.verify", Next: queue.Daily(zone, 2, 40)},
		{Kind: "deeds.ask", Next: queue.Daily(zone, 4, 40), Missed: true},
		{Kind: "deeds.door", Next: queue.Daily(zone, 4, 45), Missed: true},
		{Kind: "backups.keep", Next: queue.Every(backups.Often), Light: true},
		{Kind: "db.seal", Next: queue.Daily(zone, 1, 10), Missed: true}, // before the copies of the night
		{Kind: "backups.full", Next: queue.Daily(zone, 1, 30), Missed: true},
		{Kind: "backups.drill", Next: queue.Daily(zone, 2, 5), Missed: true},
		{Kind: "staff.reviews", Next: queue.Daily(zone, 4, 50), Missed: true},
		{Kind: "staff.idle", Next: queue.Daily(zone, 2, 20), Missed: true},
		{Kind: "presence.snapshot", Next: queue.Daily(zone, 0, 5), Missed: true},
		{Kind: "db.forget", Next: queue.Daily(zone, 3, 10)},
		{Kind: "files.collect", Next: queue.Daily(zone, 3, 25)},
		{Kind: "presence.prove", Next: queue.Daily(zone, 3, 40)},
		{Kind: "register.prove", Next: queue.Daily(zone, 3, 50)},
		{Kind: "intake.gather", Next: queue.Daily(zone, 3, 55)},
		{Kind: "care.norms", Next: queue.Daily(zone, 4, 0)},
		{Kind: "care.concerns", Next: queue.Every(30 * time.Minute)},
		{Kind: "care.second_looks", Next: queue.Every(30 * time.Minute)},
		{Kind: "care.questions", Next: queue.Daily(zone, 4, 20)},
		{Kind: "care.doors", Next: queue.Daily(zone, 8, 10)}, // the latest end of a night is eight
	}
}

// Works says who does each kind of job; store is where photographs and scans lie, saver where copies go.
func Works(store *files.Store, saver backups.Keeper) map[string]queue.Work {
	return map[string]queue.Work{
		"staff.idle":        closeIdle,
		"staff.reviews":     openReviews,
		"deeds.chain":       chainDeeds,
		"deeds.anchor":      anchorDeeds,
		"deeds.ask":         askAboutLooks,
		"deeds.door":        closeDoorWeeks,
		"deeds.verify":      verifyDeeds,
		"db.forget":         forget,
		"db.seal":           sealTexts,
		"care.norms":        learnNorms,
		"care.concerns":     noticeConcerns,
		"care.second_looks": chooseSecondLooks,
		"care.questions":    askQuestions,
		"care.doors":        askDoors,
		"presence.prove":    provePresence,
		"register.prove":    proveRegister,
		"presence.snapshot": snapshotPresence,
		"files.collect":     collectFiles(store),
		"backups.keep":      keepBackups(saver),
		"backups.full":      saveAll(saver),
		"backups.drill":     drillWhenDue(saver),
		"backups.drill_now": drill(saver),
		"intake.gather":     gatherStrays,

		privacy.FinishJob: finishErasure(store),
	}
}

// New makes the queue of this house.
func New(h *db.House, store *files.Store, saver backups.Keeper) *queue.Queue {
	return queue.New(h, Works(store, saver), Timetable(h.Zone()))
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
