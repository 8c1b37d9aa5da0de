package jobs

import (
	"context"
	"slices"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/deeds"
	"maiam/models/intake"
	"maiam/models/offline"
	"maiam/models/privacy"
	"maiam/models/register"
	"maiam/models/residents"
	"maiam/models/staff"
)

// SealedColumns are all columns of the house whose values lie sealed.
func SealedColumns() []db.SealedColumn {
	return slices.Concat(db.Sealed(), register.Sealed(), staff.Sealed(), residents.Sealed(), care.Sealed(), intake.Sealed(), offline.Sealed(), deeds.Sealed(), privacy.Sealed())
}

// sealTexts seals what lies plain in the sealed texts, from a version that did not seal them or out of a
// copy of that time: at the start, and before the copies of each night. Killed, it goes on the next time.
func sealTexts(ctx context.Context, h *db.House, _ *db.Job) error {
	n, err := h.SealTexts(ctx, SealedColumns())
	if n == 0 {
		return err
	}
	if told := h.Write(context.WithoutCancel(ctx), db.System("jobs"), "keys.reseal", func(tx *db.Tx) error {
		if err := tx.May("keys.reseal"); err != nil {
			return err
		}
		tx.Detail("values", n)
		return nil
	}); err == nil {
		err = told
	}
	return err
}
