package jobs

import (
	"context"

	"maiam/jobs/queue"
	"maiam/models/db"
	"maiam/models/files"
)

// collectFiles takes away what refused uploads left on the disk. The rows are read folder by folder,
// and no transaction is open while files are moved.
func collectFiles(store *files.Store) queue.Work {
	return func(ctx context.Context, h *db.House, _ *db.Job) error {
		house := db.System("jobs")
		done, err := store.Collect(h.Now(), func(sums []string) (known map[string]bool, err error) {
			err = h.Read(ctx, house, func(tx *db.Tx) (err error) {
				known, err = files.Named(tx, sums)
				return err
			})
			return known, err
		})
		if err != nil {
			return err
		}
		return h.Write(ctx, house, "files.collect", func(tx *db.Tx) error {
			tx.Detail("files", done.Files)
			tx.Detail("bytes", done.Bytes)
			return nil
		})
	}
}
