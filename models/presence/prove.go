package presence

import "maiam/models/db"

// Doubt is a place where the ledger would contradict itself: two people in one bed, one person in
// two, somebody in bed or away outside every stay. The use-cases and the database let none arise;
// the nightly proof says so, or says where.
type Doubt struct {
	What       string // two_in_bed, person_in_two_beds, two_stays, two_absences, bed_outside_stay, absence_outside_stay
	ResidentID uint64
	BedID      uint64
	ID, Other  uint64 // the rows
}

// meets is the condition that the whiles of two rows of one book share a moment.
func meets(start, end string) string {
	return "x.id < y.id AND x.voided_at IS NULL AND y.voided_at IS NULL AND (y." + end + " IS NULL OR x." + start + " < y." + end + ") AND (x." + end + " IS NULL OR y." + start + " < x." + end + ")"
}

// outside is the condition that a row's while does not lie in the stay it belongs to, as the stay
// stands now.
const outside = `x.voided_at IS NULL AND NOT EXISTS (SELECT 1 FROM presence_stays s WHERE s.resident_id = x.resident_id AND s.voided_at IS NULL
	AND (s.id = x.stay_id OR s.origin_id = x.stay_id) AND s.admitted_at <= x.started_at
	AND (s.left_at IS NULL OR x.ended_at IS NOT NULL AND x.ended_at <= s.left_at))`

// Prove reads the whole ledger and gives every doubt, at most a hundred of each kind. It is the
// nightly proof of the house and needs presence.view for the whole centre.
func Prove(tx *db.Tx) ([]Doubt, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	var all []Doubt
	for _, q := range []string{
		"SELECT 'two_in_bed' AS what, x.resident_id, x.bed_id, x.id, y.id AS other FROM presence_placements x JOIN presence_placements y ON y.bed_id = x.bed_id WHERE {campus x.campus_id} AND " + meets("started_at", "ended_at"),
		"SELECT 'person_in_two_beds' AS what, x.resident_id, x.bed_id, x.id, y.id AS other FROM presence_placements x JOIN presence_placements y ON y.resident_id = x.resident_id WHERE {campus x.campus_id} AND " + meets("started_at", "ended_at"),
		"SELECT 'two_stays' AS what, x.resident_id, x.id, y.id AS other FROM presence_stays x JOIN presence_stays y ON y.resident_id = x.resident_id WHERE {campus x.campus_id} AND " + meets("admitted_at", "left_at"),
		"SELECT 'two_absences' AS what, x.resident_id, x.id, y.id AS other FROM presence_absences x JOIN presence_absences y ON y.resident_id = x.resident_id WHERE {campus x.campus_id} AND " + meets("started_at", "ended_at"),
		"SELECT 'bed_outside_stay' AS what, x.resident_id, x.bed_id, x.id, x.stay_id AS other FROM presence_placements x WHERE {campus x.campus_id} AND " + outside,
		"SELECT 'absence_outside_stay' AS what, x.resident_id, x.id, x.stay_id AS other FROM presence_absences x WHERE {campus x.campus_id} AND " + outside,
	} {
		found, err := db.Report[Doubt](tx, q+" ORDER BY x.id LIMIT 100")
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}
