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

// Known is what the books say of somebody who may come back: whether the person is in care now, and
// the stays that are over, the latest first.
type Known struct {
	InCare  bool
	Earlier []Earlier
}

// MayReturn tells that somebody who is not here may be received with one tap: not whose last stay
// ended by death or as lost for good, where somebody must look closely first.
func (k Known) MayReturn() bool {
	return !k.InCare && (len(k.Earlier) == 0 || k.Earlier[0].EndReason != DiedOrMissing)
}

// EarlierStays tells of some people whether they are in care and which stays of theirs are over, by
// person, in one statement. What was entered wrongly and taken back is left out, and a stay that went
// on in the other campus is one stay. It needs presence.view and residents.view; the caller has asked
// for its own permission and knows that these people are within reach. Who wants to receive somebody
// again reads here whether the person has been in the house before.
func EarlierStays(tx *db.Tx, people []uint64) (map[uint64]Known, error) {
	known := map[uint64]Known{}
	if err := mayName(tx); err != nil || len(people) == 0 {
		return known, err
	}
	type row struct {
		Earlier
		OpenResidentID *uint64
	}
	rows, err := db.Report[row](tx, `SELECT s.resident_id, CASE WHEN k.short_name = '' THEN k.name ELSE k.short_name END AS campus_name,
		s.category, s.admitted_at, s.since_at, s.left_at, s.end_reason, s.open_resident_id
		FROM presence_stays s JOIN wards_campuses k ON k.id = s.campus_id
		WHERE {campus s.campus_id} AND s.resident_id IN ? AND s.voided_at IS NULL AND s.end_reason <> ?
		ORDER BY s.resident_id, s.admitted_at DESC, s.id DESC`, people, WentAcross)
	for _, r := range rows {
		one := known[r.ResidentID]
		if r.OpenResidentID != nil {
			one.InCare = true
		} else {
			one.Earlier = append(one.Earlier, r.Earlier)
		}
		known[r.ResidentID] = one
	}
	return known, err
}
