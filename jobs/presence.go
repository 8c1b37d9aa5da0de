package jobs

import (
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
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

// snapshotPresence keeps the count of each night since the last time, one day in a transaction of
// its own so that nobody waits for it, then proves the last month: what was written later about a day
// makes a further version, and a snapshot that is not as the house sealed it is told.
func snapshotPresence(ctx context.Context, h *db.House, _ *db.Job) error {
	house := db.System("jobs")
	var days []value.Day
	if err := h.Read(ctx, house, func(tx *db.Tx) (err error) { days, err = presence.SnapshotDays(tx); return err }); err != nil {
		return err
	}
	for _, day := range days {
		var changed []presence.Snapshot
		if err := h.Read(ctx, house, func(tx *db.Tx) (err error) { changed, err = presence.Recount(tx, day); return err }); err != nil {
			return err
		}
		if len(changed) == 0 { // a proof that finds nothing new is no deed
			continue
		}
		err := h.Write(ctx, house, "presence.snapshot", func(tx *db.Tx) error {
			made, err := presence.TakeSnapshots(tx, day)
			tx.Detail("day", day.String())
			for _, s := range made {
				tx.Detail(fmt.Sprintf("campus_%d", s.CampusID), map[string]any{"version": s.Version, "in_care": s.InCare, "seal": hex.EncodeToString(s.Seal)})
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if len(days) == 0 {
		return nil
	}
	return h.Read(ctx, house, func(tx *db.Tx) error {
		broken, err := presence.ProveSnapshots(tx, days[0])
		for _, s := range broken {
			slog.Error("a snapshot of the head-count is not as the house sealed it", "campus", s.CampusID, "day", s.Day.String(), "version", s.Version)
		}
		return err
	})
}
