package presence

import (
	"time"

	"maiam/models/db"
)

// Earlier is a stay that is over: from when to when, and how it ended.
type Earlier struct {
	ResidentID uint64
	CampusName string
	Category   Category
	AdmittedAt time.Time
	SinceAt    *time.Time // of a stay that went on after a transfer: the first admission
	LeftAt     time.Time
	EndReason  Reason
}

// Since is when that stay began, in whichever campus.
func (e Earlier) Since() time.Time {
	if e.SinceAt != nil {
		return *e.SinceAt
	}
	return e.AdmittedAt
}

// EarlierStays lists the stays of some people that are over, by person, the latest first, in one
// statement. What was entered wrongly and taken back is left out, and a stay that went on in the
// other campus is one stay. It needs presence.view and residents.view; the caller has asked for its
// own permission and knows that these people are within reach. Who wants to receive somebody again
// reads here whether the person has been in the house before.
func EarlierStays(tx *db.Tx, people []uint64) (map[uint64][]Earlier, error) {
	found := map[uint64][]Earlier{}
	if err := mayName(tx); err != nil || len(people) == 0 {
		return found, err
	}
	rows, err := db.Report[Earlier](tx, `SELECT s.resident_id, CASE WHEN k.short_name = '' THEN k.name ELSE k.short_name END AS campus_name,
		s.category, s.admitted_at, s.since_at, s.left_at, s.end_reason
		FROM presence_stays s JOIN wards_campuses k ON k.id = s.campus_id
		WHERE {campus s.campus_id} AND s.resident_id IN ? AND s.left_at IS NOT NULL AND s.voided_at IS NULL AND s.end_reason <> ?
		ORDER BY s.resident_id, s.admitted_at DESC, s.id DESC`, people, WentAcross)
	for _, r := range rows {
		found[r.ResidentID] = append(found[r.ResidentID], r)
	}
	return found, err
}
