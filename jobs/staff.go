package jobs

import (
	"context"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/sample"
	"maiam/models/staff"
)

// closeIdle closes the accounts that nobody used for too long, each with a deed of its own. Who came in
// between the look and the act stays open, and so does the last administrator.
func closeIdle(ctx context.Context, h *db.House, _ *db.Job) error {
	var ids []uint64
	if err := h.Read(ctx, db.System("jobs"), func(tx *db.Tx) (err error) {
		// Who opens a sample house again after months still signs in as everybody.
		if invented, _, err := sample.Is(tx); err != nil || invented {
			return err
		}
		ids, err = staff.IdleNow(tx)
		return err
	}); err != nil {
		return err
	}
	for _, id := range ids {
		err := h.Write(ctx, db.System("jobs"), "staff.close_idle", func(tx *db.Tx) error { return staff.CloseIdle(tx, id) })
		if err != nil && fault.KindOf(err) != fault.Conflict {
			return err
		}
	}
	return nil
}

// openReviews begins the reviews of accounts and rights when their quarter or year has begun.
func openReviews(ctx context.Context, h *db.House, _ *db.Job) error {
	return h.Write(ctx, db.System("jobs"), "staff.open_reviews", func(tx *db.Tx) error {
		n, err := staff.OpenReviews(tx)
		tx.Detail("opened", n)
		return err
	})
}
