package residents

import "maiam/models/db"

// KinAmong tells which of some people are of one family: those of whom one is written down as family
// of the other and lives in the centre too; a neighbour or a friend is none. The key is the pair, the smaller number first. It is for
// use-cases that have asked for a permission of their own, such as who may share a room with a child.
func KinAmong(tx *db.Tx, people []uint64) (map[[2]uint64]bool, error) {
	found := map[[2]uint64]bool{}
	if len(people) < 2 {
		return found, nil
	}
	type row struct{ ResidentID, PersonID uint64 }
	rows, err := db.Report[row](tx, `SELECT k.resident_id, k.person_id FROM residents_kin k JOIN residents_people p ON p.id = k.resident_id
		WHERE {campus p.campus_id} AND k.resident_id IN ? AND k.person_id IS NOT NULL AND k.ended_recorded_at IS NULL AND k.relation IN ?`, people, family)
	for _, r := range rows {
		found[[2]uint64{min(r.ResidentID, r.PersonID), max(r.ResidentID, r.PersonID)}] = true
	}
	return found, err
}
