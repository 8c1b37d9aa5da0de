package care

import (
	"slices"

	"maiam/models/db"
	"maiam/models/staff"
)

// LeaveDuty writes that the actor leaves an own duty, with how the handover of its wards stood: signed by
// who goes, or not. Nobody is kept in the house by it; it is said, to the one who goes and to whoever
// plans. Everybody may, of the own.
func LeaveDuty(tx *db.Tx, in staff.LeaveInput) (*staff.Stepped, error) {
	return staff.LeaveDuty(tx, in, unsignedWards)
}

// unsignedWards gives the wards of a duty whose handover who goes has not signed; any tells that there is
// one to sign. Who may not write in wards signs none.
func unsignedWards(tx *db.Tx, s staff.Stint) (open []staff.Post, any bool, err error) {
	var ids []uint64
	for _, p := range s.Posts {
		if p.WardID != 0 {
			ids = append(ids, p.WardID)
		}
	}
	if len(ids) == 0 || !tx.Actor.Has(Record) {
		return nil, false, nil
	}
	type head struct{ WardID uint64 }
	rows, err := db.Report[head](tx, "SELECT ward_id FROM care_handover_lines WHERE {campus campus_id} AND ward_id IN ? AND shift_day = ? AND shift_id = ? AND line_key = 'heads'", ids, s.Day(), s.Turn.Shift.ID)
	if err != nil {
		return nil, false, err
	}
	for _, p := range s.Posts {
		if p.WardID != 0 && !slices.Contains(rows, head{p.WardID}) {
			open = append(open, p)
		}
	}
	return open, true, nil
}
