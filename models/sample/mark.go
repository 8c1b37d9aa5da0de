package sample

import (
	"time"

	"maiam/models/db"
)

// House is the note that the people of this database are invented. Pages say so, the sign-in page
// shows the accounts, and nothing real may be mixed in.
type House struct {
	ID        uint64
	Seed      int64
	Residents int
	Days      int
	FilledAt  time.Time
}

// TableName names the table.
func (House) TableName() string { return "sample_houses" }

// Begin notes that the sample house is being filled; until Finish it is only half there.
func Begin(tx *db.Tx, seed int64) error {
	return db.Add(tx, &House{Seed: seed, FilledAt: tx.Now})
}

// Finish notes that the sample house is whole.
func Finish(tx *db.Tx, residents, days int) error {
	_, err := db.Set[House](tx, map[string]any{"residents": residents, "days": days, "filled_at": tx.Now}, "days = 0")
	return err
}

// Is tells whether the people of this database are invented, and whether the filling was finished.
func Is(tx *db.Tx) (sample, whole bool, err error) {
	h, err := db.From[House](tx).Order("id DESC").Maybe()
	if err != nil || h == nil {
		return false, true, err
	}
	return true, h.Days > 0, nil
}
