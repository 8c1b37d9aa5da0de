package jobs

import (
	"context"
	"encoding/json"

	"maiam/jobs/queue"
	"maiam/models/db"
	"maiam/models/files"
	"maiam/models/privacy"
)

// finishErasure does what follows an erasure outside of the database.
func finishErasure(store *files.Store) queue.Work {
	return func(ctx context.Context, h *db.House, job *db.Job) error {
		var f privacy.Finish
		if err := json.Unmarshal([]byte(job.Payload), &f); err != nil {
			return err
		}
		return privacy.FinishErasure(ctx, h, store, f)
	}
}
