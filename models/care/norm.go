package care

import (
	"cmp"
	"slices"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
)

// Learn finds the usual day of a person in the rounds of some days: for each item the sign that was
// found in more than half of the rounds that asked about it, if it may become a habit at all and
// was seen so many times at least; what is usual for everybody otherwise.
func Learn(week []Signs, least int) Signs {
	norm := AllUsual
	for _, i := range Items {
		asked, count := 0, map[Sign]int{}
		for _, s := range week {
			if v := s.Of(i); v != NotAsked {
				asked++
				count[v]++
			}
		}
		for s, n := range count {
			if n >= least && 2*n > asked && i.Habit(s) {
				*norm.of(i) = s
			}
		}
	}
	return norm
}

// atOnce is how many people one step of the night's work reads.
const atOnce = 100

// LearnNorms writes the usual day of everybody who has a bed, from the marks of the days before today
// (seven, by the settings), and proves the newest states against the marks. It is the house's own work of the night:
// it reads those days and no more, a hundred people at a time. It tells how many people have a norm
// now, and how many states had to be mended (none, unless something is wrong).
func LearnNorms(tx *db.Tx) (people, mended int, err error) {
	to := tx.Today().AddDays(-1)
	days, err := settings.Int(tx, settings.UsualDays, tx.Today())
	if err != nil {
		return 0, 0, err
	}
	least, err := settings.Int(tx, settings.UsualRounds, tx.Today())
	if err != nil {
		return 0, 0, err
	}
	from := to.AddDays(1 - days)
	type lying struct{ ResidentID uint64 }
	beds, err := db.Report[lying](tx, `SELECT resident_id FROM presence_placements
		WHERE {campus campus_id} AND open_resident_id IS NOT NULL ORDER BY resident_id`)
	if err != nil {
		return 0, 0, err
	}
	for some := range slices.Chunk(beds, atOnce) {
		ids := make([]uint64, len(some))
		for i, b := range some {
			ids[i] = b.ResidentID
		}
		marks, err := db.Report[Mark](tx, newestTurns+" AND m.resident_id IN ? AND m.shift_day >= ? AND m.shift_day <= ? ORDER BY m.resident_id", ids, from, to)
		if err != nil {
			return people, mended, err
		}
		norms := normsOf(marks, from, to, least)
		for i := range norms {
			norms[i].RecordedAt = tx.Now
		}
		if err := db.Upsert(tx, norms, db.By("resident_id")); err != nil {
			return people, mended, err
		}
		n, err := proveStates(tx, ids, false)
		if err != nil {
			return people, mended, err
		}
		people, mended = people+len(norms), mended+n
	}
	return people, mended, nil
}

// normsOf learns the norm of each person of a list of marks.
func normsOf(marks []Mark, from, to value.Day, least int) []Norm {
	weeks := map[uint64][]Signs{}
	campus := map[uint64]uint64{}
	for _, m := range marks {
		weeks[m.ResidentID] = append(weeks[m.ResidentID], m.Signs)
		campus[m.ResidentID] = m.CampusID
	}
	norms := make([]Norm, 0, len(weeks))
	for id, week := range weeks {
		norms = append(norms, Norm{CampusID: campus[id], ResidentID: id, FromDay: from, ToDay: to, Rounds: len(week), Signs: Learn(week, least)})
	}
	slices.SortFunc(norms, func(a, b Norm) int { return cmp.Compare(a.ResidentID, b.ResidentID) })
	return norms
}
