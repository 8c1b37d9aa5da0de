package offline

import (
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/staff"
)

// Backlog counts what was written without a network, could not be entered into the books and waits in
// the tray for a decision, in the campuses of whoever asks, without suspicions against staff. It needs
// staff.service. One statement.
func Backlog(tx *db.Tx) (b care.Backlog, err error) {
	if err := tx.May(staff.Service); err != nil {
		return b, err
	}
	rows, err := db.Report[struct{ Since time.Time }](tx, `SELECT x.received_at AS since FROM offline_tray x WHERE {campus x.campus_id} AND x.closed_at IS NULL AND x.suspects = ? ORDER BY x.received_at LIMIT 1000`, "")
	if err == nil && len(rows) > 0 {
		b = care.Backlog{N: len(rows), Oldest: rows[0].Since}
	}
	return b, err
}
