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

// Mark notes that the sample house was filled.
func Mark(tx *db.Tx, seed int64, residents, days int) error {
	return db.Add(tx, &House{Seed: seed, Residents: residents, Days: days, FilledAt: tx.Now})
}

// Is tells whether the people of this database are invented.
func Is(tx *db.Tx) (bool, error) { return db.From[House](tx).Exists() }
