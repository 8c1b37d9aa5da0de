package jobs

import (
	"context"
	"fmt"

	"maiam/models/db"
	"maiam/models/deeds"
)

// ChainDeeds numbers and links the deeds written since the last time.
func ChainDeeds(ctx context.Context, h *db.House) error {
	for {
		var n int
		err := h.Quietly(ctx, "deeds", func(tx *db.Tx) (err error) {
			n, err = db.ChainDeeds(tx, 500)
			return err
		})
		if err != nil || n < 500 {
			return err
		}
	}
}

func chainDeeds(ctx context.Context, h *db.House, _ *db.Job) error { return ChainDeeds(ctx, h) }

// anchorDeeds writes the ends of the chains outside the database.
func anchorDeeds(ctx context.Context, h *db.House, _ *db.Job) error {
	_, err := h.Anchor(ctx)
	return err
}

// verifyDeeds walks every chain at night. What it finds makes the job fail, and a failed job stands on
// the page of the house's own work and with the administrator until it is mended.
func verifyDeeds(ctx context.Context, h *db.House, _ *db.Job) error {
	return h.Read(ctx, db.System("deeds"), func(tx *db.Tx) error {
		if err := tx.May("deeds.verify"); err != nil {
			return err
		}
		v, err := db.VerifyDeeds(tx, db.VerifyInput{})
		if err != nil || len(v.Findings) == 0 {
			return err
		}
		f := v.Findings[0]
		return fmt.Errorf("%d things are wrong with the chains of deeds, first: %s in campus %d at deed %d; maiam audit verify tells all", len(v.Findings), f.Kind, f.Campus, f.Seq)
	})
}

// askAboutLooks writes, once a week has passed, who looked at files without a care relation. It comes
// every night, so that a Monday on which nobody was there is made up for.
func askAboutLooks(ctx context.Context, h *db.House, _ *db.Job) error {
	return h.Write(ctx, db.System("jobs"), "deeds.ask", func(tx *db.Tx) error {
		looks, found, err := deeds.AskAboutLooks(tx)
		tx.Detail("looks", looks)
		tx.Detail("found", found)
		return err
	})
}

// closeDoorWeeks puts together, once a week has passed, what happened at the door in it. It comes every
// night, so that a week is there on its Monday and one that was missed is made up for.
func closeDoorWeeks(ctx context.Context, h *db.House, _ *db.Job) error {
	return h.Write(ctx, db.System("jobs"), "deeds.close_door_week", func(tx *db.Tx) error {
		weeks, err := deeds.CloseDoorWeeks(tx)
		tx.Detail("weeks", weeks)
		return err
	})
}
