package intake

import (
	"maiam/models/db"
	"maiam/models/settings"
)

// errandClocks are the errands that the law itself dates.
var errandClocks = map[ErrandKind]ClockKind{DecisionErrand: RequestDecided, RegistrationErrand: DeathRegistered, AllowanceErrand: AfterCareEnds, VisitErrand: FollowUpEnds}

// ofErrands starts the clocks of those who leave, left or died, from what is still to be done: the
// day stands in the books. Of several visits the first one that fulfils the least time of follow-up
// is the law's; the others are the centre's own.
func ofErrands(tx *db.Tx, b *settings.Book, resident uint64) ([]Started, error) {
	kinds := []ErrandKind{DecisionErrand, RegistrationErrand, AllowanceErrand, VisitErrand}
	type errand struct {
		Errand
		KeeperID   uint64
		KeeperName string
	}
	rows, err := db.Report[errand](tx, `SELECT e.*, h.member_id AS keeper_id, mb.name AS keeper_name FROM intake_errands e LEFT JOIN presence_stays o ON o.open_resident_id = e.resident_id
		LEFT JOIN intake_departures d ON d.id = e.departure_id LEFT JOIN intake_keepers h ON h.live_stay_id = d.stay_id LEFT JOIN staff_members mb ON mb.id = h.member_id
		WHERE {campus e.campus_id} AND e.settled = ? AND (0 = ? OR e.resident_id = ?) AND e.kind IN ? AND (o.id IS NULL OR e.kind NOT IN ?)
		ORDER BY e.due_on, e.id`, false, resident, resident, kinds, []ErrandKind{VisitErrand, AllowanceErrand})
	if err != nil {
		return nil, err
	}
	var out []Started
	followed := map[uint64]bool{}
	for _, e := range rows {
		s := Started{Kind: errandClocks[e.Kind], ResidentID: e.ResidentID, CampusID: e.CampusID, From: e.FromOn, Until: e.DueOn, KeeperID: e.KeeperID, KeeperName: e.KeeperName}
		if e.DepartureID != nil {
			s.SubjectID = *e.DepartureID
		}
		if e.Kind == VisitErrand {
			clock, _ := FollowUpEnds.Clock()
			least, err := clock.Due(b, e.FromOn, tx.Today())
			if err != nil || e.DueOn.Before(least) || followed[s.SubjectID] {
				continue
			}
			followed[s.SubjectID] = true
		}
		out = append(out, s)
	}
	return out, nil
}
