package deeds

import "maiam/models/db"

// VerifyInput says how far back the chains of deeds are walked.
type VerifyInput struct {
	Newest uint64 `form:"newest" json:"newest,omitempty" validate:"max=100000" doc:"so many of the newest deeds of each chain, 20000 when none is said; the command walks them whole, as the house does each night"`
}

// newestWalked is as many deeds as an answer may wait for.
const newestWalked = 20_000

// Verify walks the newest part of the chains within the reach and compares it with the anchors outside
// the database. It needs deeds.view.
func Verify(tx *db.Tx, in VerifyInput) (*db.Verdict, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	if in.Newest == 0 {
		in.Newest = newestWalked
	}
	return db.VerifyDeeds(tx, db.VerifyInput{Newest: in.Newest})
}
