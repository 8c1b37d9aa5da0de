package jobs

import (
	"context"
	"errors"
	"log/slog"

	"maiam/jobs/queue"
	"maiam/models/backups"
	"maiam/models/db"
)

// keepBackups looks every few minutes whether anybody did anything, and saves it. How each place is stands
// in a table, with the administrator and in the doctor's lines.
func keepBackups(k backups.Keeper) queue.Work {
	return func(ctx context.Context, h *db.House, _ *db.Job) error {
		_, err := keep(ctx, h, k, false)
		return err
	}
}

// saveAll writes a whole copy into every place at night. It fails when not one place has it.
func saveAll(k backups.Keeper) queue.Work {
	return func(ctx context.Context, h *db.House, _ *db.Job) error {
		found, err := keep(ctx, h, k, true)
		if err != nil || len(found) == 0 {
			return err
		}
		var wrong []error
		for _, f := range found {
			if f.Copied {
				return nil
			}
			wrong = append(wrong, f.Err)
		}
		return errors.Join(wrong...)
	}
}

func keep(ctx context.Context, h *db.House, k backups.Keeper, full bool) ([]backups.Outcome, error) {
	found := k.Keep(ctx, h, full)
	for _, f := range found {
		if f.Err != nil && !errors.Is(f.Err, backups.ErrWorking) {
			slog.Warn("a backup could not be written", "place", f.Place, "reason", backups.Reason(f.Err), "error", f.Err)
		}
	}
	return found, backups.Note(ctx, h, found)
}

// drillWhenDue tries at night to make a house from the newest copy, when the last try is some days old or
// did not succeed.
func drillWhenDue(k backups.Keeper) queue.Work {
	return func(ctx context.Context, h *db.House, job *db.Job) error {
		due := false
		err := h.Read(ctx, db.System("jobs"), func(tx *db.Tx) (err error) {
			due, err = backups.DrillDue(tx)
			return err
		})
		if err != nil || !due || len(k.Places) == 0 {
			return err
		}
		return drill(k)(ctx, h, job)
	}
}

// drill makes a throw-away house from the newest copy and writes down how it went. What it finds is the
// result and no failure of the work.
func drill(k backups.Keeper) queue.Work {
	return func(ctx context.Context, h *db.House, _ *db.Job) error {
		d := k.Try(ctx, h)
		if d.Reason != "" {
			slog.Error("a house could not be made from the newest copy", "place", d.Place, "reason", d.Reason, "error", d.Error)
		}
		return h.Write(ctx, db.System("jobs"), "backups.drill", func(tx *db.Tx) error {
			if err := tx.May("backups.drill"); err != nil {
				return err
			}
			tx.Detail("good", d.Reason == "")
			tx.Detail("took_seconds", d.TookSeconds)
			tx.Detail("lost_seconds", d.LostSeconds)
			return backups.Record(tx, d)
		})
	}
}
