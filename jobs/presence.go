package jobs

import (
	"context"
	"log/slog"

	"maiam/models/db"
	"maiam/models/presence"
)

// provePresence looks every night for places where the ledger of presence would contradict itself,
// and leaves their number in the deeds. It mends nothing: what is wrong there is for people to read.
func provePresence(ctx context.Context, h *db.House, _ *db.Job) error {
	return h.Write(ctx, db.System("jobs"), "presence.prove", func(tx *db.Tx) error {
		doubts, err := presence.Prove(tx)
		if err != nil {
			return err
		}
		for _, d := range doubts {
			slog.Error("the ledger of presence contradicts itself", "what", d.What, "resident", d.ResidentID, "bed", d.BedID, "row", d.ID, "other", d.Other)
		}
		tx.Detail("doubts", len(doubts))
		return nil
	})
}
