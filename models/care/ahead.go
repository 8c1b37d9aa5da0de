package care

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/wards"
)

const (
	// aheadFor is how far a phone looks ahead: a shift of twelve hours and the way to it.
	aheadFor = 14 * time.Hour
	// aheadWards is how many wards a phone keeps of somebody who is not on the rota.
	aheadWards = 3
)

// Ahead is one round that somebody may have to walk without a network.
type Ahead struct {
	Ward  wards.WardIn
	Round settings.Round
	Opens time.Time // from when it may be recorded
}

// RoundsAhead gives the rounds that a phone keeps for the case that the network fails: the one due
// now and those of the next fourteen hours, in the wards where the actor is on duty by then, or, for
// whoever is on no rota, in all wards within reach when they are few. It needs care.record. Nothing,
// when the centre has switched work without a network off. Two statements beside the settings.
func RoundsAhead(tx *db.Tx) ([]Ahead, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	if on, err := book.Yes(settings.OfflineAllowed, tx.Today()); err != nil || !on {
		return nil, err
	}
	mine, err := aheadIn(tx)
	if err != nil {
		return nil, err
	}
	early, err := opensEarly(book, tx.Today())
	if err != nil {
		return nil, err
	}
	rounds := book.Timetable.Between(tx.Now, tx.Now.Add(aheadFor))
	if due, ok := book.Timetable.RoundAt(tx.Now, early); ok && !slices.ContainsFunc(rounds, func(r settings.Round) bool { return same(r, due) }) {
		rounds = append([]settings.Round{due}, rounds...)
	}
	var out []Ahead
	for _, w := range mine {
		for _, r := range rounds {
			out = append(out, Ahead{Ward: w, Round: r, Opens: r.At().Add(-early)})
		}
	}
	return out, nil
}

// aheadIn gives the wards whose rounds somebody may walk in the next hours.
func aheadIn(tx *db.Tx) ([]wards.WardIn, error) {
	mine, err := wards.Mine(tx, Record)
	if err != nil || tx.Actor.IsHouse() {
		return nil, err
	}
	duties, err := staff.MyDuties(tx, staff.MyDutiesInput{From: tx.Today().AddDays(-1), To: tx.Today().AddDays(1)})
	if err != nil {
		return nil, err
	}
	duties = slices.DeleteFunc(duties, func(s staff.Stint) bool {
		return !s.Stands() || !s.Turn.Ends().After(tx.Now) || s.Turn.Starts().After(tx.Now.Add(aheadFor))
	})
	posted := slices.DeleteFunc(slices.Clone(mine), func(w wards.WardIn) bool {
		return !slices.ContainsFunc(duties, func(s staff.Stint) bool { return s.In(w.ID) })
	})
	switch {
	case len(posted) > 0:
		return posted, nil
	case len(mine) <= aheadWards:
		return mine, nil
	}
	return nil, nil
}
