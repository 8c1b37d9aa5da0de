package care

import (
	"time"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/staff"
)

// Backlog is how much waits for somebody, and since when the oldest of it: a number and a time, nothing
// of what it is about.
type Backlog struct {
	N      int
	Oldest time.Time // zero when nothing waits
}

// mostWaiting bounds the count of a backlog: more than that is "that many or more".
const mostWaiting = 1000

// waitsSince is the moment since which one thing waits.
type waitsSince struct{ Since time.Time }

func backlog(rows []waitsSince, err error) (Backlog, error) {
	if err != nil || len(rows) == 0 {
		return Backlog{}, err
	}
	return Backlog{N: len(rows), Oldest: rows[0].Since}, nil
}

// UnreadAlerts counts the serious incidents of the last days (a setting) of which nobody who must know
// has said so, in the campuses of whoever asks. Suspicions against staff are not among them: even their
// number is for few. It needs staff.service. One statement.
func UnreadAlerts(tx *db.Tx) (Backlog, error) {
	if err := tx.May(staff.Service); err != nil {
		return Backlog{}, err
	}
	days, err := settings.Int(tx, settings.IncidentAlert, tx.Today())
	if err != nil {
		return Backlog{}, err
	}
	return backlog(db.Report[waitsSince](tx, `SELECT i.reported_at AS since FROM care_incidents i WHERE {campus i.campus_id} AND i.replaced_at IS NULL AND i.withdrawn = ? AND i.restricted = ?
		AND i.severity IN ('serious', 'grave') AND i.reported_at >= ? AND NOT EXISTS (SELECT 1 FROM care_incident_known k WHERE k.root_id = i.root_id) ORDER BY i.reported_at LIMIT ?`,
		false, false, tx.Now.Add(-time.Duration(days)*24*time.Hour), mostWaiting))
}

// UnseenConcerns counts what was noticed over some days of people's health and nobody has looked at, in
// the campuses of whoever asks. It needs staff.service. One statement.
func UnseenConcerns(tx *db.Tx) (Backlog, error) {
	if err := tx.May(staff.Service); err != nil {
		return Backlog{}, err
	}
	return backlog(db.Report[waitsSince](tx, `SELECT c.raised_at AS since FROM care_concerns c WHERE {campus c.campus_id} AND c.open_resident_id > 0 ORDER BY c.raised_at LIMIT ?`, mostWaiting))
}
