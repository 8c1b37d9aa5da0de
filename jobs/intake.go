package jobs

import (
	"context"

	"maiam/models/db"
	"maiam/models/intake"
)

// gatherStrays moves what reached a record in the very moment in which it was merged into another.
func gatherStrays(ctx context.Context, h *db.House, job *db.Job) error {
	return h.Write(ctx, db.System("jobs"), "intake.gather", func(tx *db.Tx) error {
		_, err := intake.Gather(tx, job.Payload)
		return err
	})
}
