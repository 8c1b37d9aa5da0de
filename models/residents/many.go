package residents

import (
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/wards"
)

// ManyLimit is the most people that one list may bring.
const ManyLimit = 5000

// CreateMany enters the people of a list by the rules of CreateResident, in a few statements
// however many they are; likeness is the caller's to judge, with MatchMany before. It needs
// residents.edit. Each line has an answer of its own: where errs[i] is not nil nothing was written
// for in[i] and ids[i] is 0. The last error is about the whole.
func CreateMany(tx *db.Tx, in []PersonInput) (ids []uint64, errs []error, err error) {
	if err := tx.May(Edit); err != nil {
		return nil, nil, err
	}
	if len(in) == 0 || len(in) > ManyLimit {
		return nil, nil, fault.New(fault.Invalid, "residents.too_many", fault.A{"limit": ManyLimit})
	}
	ids, errs = make([]uint64, len(in)), make([]error, len(in))
	good, at, err := checkMany(tx, in, errs)
	if err != nil || len(good) == 0 {
		return ids, errs, err
	}
	n, err := takeNumbers(tx, len(good))
	if err != nil {
		return nil, nil, err
	}
	rows := make([]Person, len(good))
	numbers := make([]string, len(good))
	for i := range good {
		p := &good[i].row
		p.numbered(n)
		p.Recorded = now(tx)
		rows[i], numbers[i] = *p, p.Number
		n = n.next()
	}
	if err := db.Append(tx, rows); err != nil {
		return nil, nil, err
	}
	// Not every engine tells the ids of many rows; their numbers know them.
	written, err := db.From[Person](tx).Only("id", "number").Where("number IN ?", numbers).All()
	if err != nil {
		return nil, nil, err
	}
	byNumber := make(map[string]uint64, len(written))
	for _, p := range written {
		byNumber[p.Number] = p.ID
	}
	var words []word
	for i := range good {
		p := &good[i].row
		p.ID = byNumber[p.Number]
		ids[at[i]] = p.ID
		words = append(words, wordsOf(p, good[i].others)...)
	}
	if err := addNames(tx, good); err != nil {
		return nil, nil, err
	}
	if err := db.Append(tx, words); err != nil {
		return nil, nil, err
	}
	tx.Detail("entered", len(good))
	return ids, errs, nil
}

// checkMany reads every line; good are those that can be written, and at where they stand.
func checkMany(tx *db.Tx, in []PersonInput, errs []error) (good []identity, at []int, err error) {
	campuses, err := wards.CampusesWithin(tx)
	if err != nil {
		return nil, nil, err
	}
	known := map[uint64]bool{}
	for _, c := range campuses {
		known[c.ID] = true
	}
	citizens := map[string]bool{}
	for i := range in {
		who, bad := in[i].check(tx.Today())
		if who.row.CampusID == 0 && len(campuses) == 1 {
			who.row.CampusID = campuses[0].ID
		}
		if !known[who.row.CampusID] {
			bad.Add("campus_id", "residents.campus_missing")
		}
		if c := who.citizen.Number; c != "" {
			if citizens[c] {
				bad.Add("citizen_number", "residents.citizen_known")
			}
			citizens[c] = true
		}
		if errs[i] = bad.Err(); errs[i] != nil {
			continue
		}
		if err := who.seal(tx); err != nil {
			return nil, nil, err
		}
		good, at = append(good, who), append(at, i)
	}
	return dropKnown(tx, good, at, errs)
}

// dropKnown takes out lines whose citizen number somebody has already, here or in another campus.
func dropKnown(tx *db.Tx, good []identity, at []int, errs []error) ([]identity, []int, error) {
	var indexes [][]byte
	current := map[string]string{} // of every index under which a number may lie, the one with which it is written
	for _, who := range good {
		lots, err := db.BlindIndexes(tx, citizenColumn, who.citizen.Number)
		if err != nil {
			return nil, nil, err
		}
		for _, lot := range lots {
			indexes = append(indexes, lot)
			current[string(lot)] = string(who.row.CitizenNumberIndex)
		}
	}
	if len(indexes) == 0 {
		return good, at, nil
	}
	taken := map[string]bool{}
	err := tx.Everywhere("a citizen number is one person's in the whole centre", func(tx *db.Tx) error {
		rows, err := db.From[Person](tx).Only("id", "citizen_number_index").Where("citizen_number_index IN ?", indexes).All()
		for _, p := range rows {
			taken[current[string(p.CitizenNumberIndex)]] = true
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	kept, keptAt := good[:0:0], at[:0:0]
	for i, who := range good {
		if taken[string(who.row.CitizenNumberIndex)] && who.row.CitizenNumberIndex != nil {
			errs[at[i]] = errKnown
			continue
		}
		kept, keptAt = append(kept, who), append(keptAt, at[i])
	}
	return kept, keptAt, nil
}

var errKnown = fault.New(fault.Conflict, "residents.citizen_known").And("citizen_number", "residents.citizen_known")
