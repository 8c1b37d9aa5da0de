package db

import (
	"slices"
	"time"

	"maiam/models/fault"
)

// Meanwhile lists who changed the subject of a refused action since a moment, newest first: the deeds
// of one area, and of the area that the subject gives its name to, about the subject that the action
// named before it was refused. Without a moment it is the newest one. An action that named no subject has
// nobody to tell of; of a suspicion and of a secret matter nobody is told.
func (tx *Tx) Meanwhile(area string, since time.Time, most int) ([]Deed, error) {
	subject, id := tx.deed.Subject, tx.deed.SubjectID
	if subject == "" || id == 0 || slices.Contains(Unlisted, subject) {
		return nil, nil
	}
	if since.IsZero() {
		most = 1
	}
	return Report[Deed](tx, `SELECT id, campus_id, at, action, actor_id, via, subject, subject_id FROM db_deeds
		WHERE {campus campus_id} AND subject = ? AND subject_id = ? AND (action LIKE ? OR action LIKE ?) AND at >= ? ORDER BY id DESC LIMIT ?`,
		subject, id, area+".%", subject+"s.%", since.UTC(), most)
}

// Changed is the refusal of a change that was made on what somebody else has changed since: with what
// stands, what was sent, and who changed it where the row itself knows.
func Changed(key string, stands, sent any, by uint64, at time.Time) error {
	f := fault.New(fault.Conflict, key)
	f.Both, f.By, f.At = [2]any{stands, sent}, by, at
	return f
}
