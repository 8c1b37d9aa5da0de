package jobs

import (
	"context"
	"log/slog"

	"maiam/models/db"
	"maiam/models/register"
)

// proveRegister looks every night for numbers that are missing in the register of papers, and leaves
// how many series have any in the deeds.
func proveRegister(ctx context.Context, h *db.House, _ *db.Job) error {
	return h.Write(ctx, db.System("jobs"), "register.prove", func(tx *db.Tx) error {
		gaps, err := register.Gaps(tx)
		if err != nil {
			return err
		}
		for _, g := range gaps {
			slog.Error("numbers are missing in the register", "kind", g.Kind, "year", g.Year, "last", g.Last, "entries", g.Entries)
		}
		tx.Detail("gaps", len(gaps))
		return nil
	})
}
