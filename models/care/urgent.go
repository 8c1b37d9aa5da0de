package care

import (
	"time"

	"maiam/models/db"
)

// lastKnown is how far back a number still tells something of somebody who needs help now.
const lastKnown = 30 * 24 * time.Hour

// LastKnown gives the newest number of each kind of the last thirty days, and what the last round found,
// for whoever opened one file in an emergency (deeds.UrgentFile), who has asked for that permission and
// leaves the trace. Two statements.
func LastKnown(tx *db.Tx, resident uint64) (numbers []Measured, round *State, err error) {
	all, err := newestNumbers(tx, resident)
	if err != nil {
		return nil, nil, err
	}
	for _, v := range Vitals {
		for _, m := range all {
			if m.Kind == v && tx.Now.Sub(m.At) < lastKnown {
				numbers = append(numbers, m)
			}
		}
	}
	round, err = db.From[State](tx).Where("resident_id = ?", resident).Maybe()
	return numbers, round, err
}
