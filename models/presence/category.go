package presence

import (
	"maiam/models/db"
	"maiam/models/fault"
)

// CategoryInput asks to write another legal ground into a stay that goes on.
type CategoryInput struct {
	StayID   uint64
	Category Category
	Reason   string
}

// ChangeCategory writes a stay anew with another legal ground, as a decision says. The old row stays
// readable, so that a report as known then shows the old ground. It needs presence.admit. Conflict:
// the stay is over or was cancelled. The file of the stay keeps from when which ground held.
func ChangeCategory(tx *db.Tx, in CategoryInput) (*Stay, error) {
	if err := tx.May(Receive); err != nil {
		return nil, err
	}
	if !in.Category.Known() {
		return nil, fault.Field("category", "presence.category_unknown")
	}
	reason, err := reasoned(in.Reason)
	if err != nil {
		return nil, err
	}
	seen, err := db.Get[Stay](tx, in.StayID)
	if err != nil {
		return nil, err
	}
	s, err := set(tx, nil, []uint64{seen.ResidentID}, tx.Now)
	if err != nil {
		return nil, err
	}
	old, err := s.openStay(seen.ResidentID, tx.Now)
	if err != nil {
		return nil, err
	}
	if old.Identity() != seen.Identity() {
		return nil, fault.New(fault.Conflict, "presence.not_in_care")
	}
	lies := s.openPlacement(seen.ResidentID)
	if err := s.reaches(Receive, old.CampusID, wardOf(lies)); err != nil {
		return nil, err
	}
	if old.Category == in.Category {
		return old, nil
	}
	next := old.again(written(tx))
	next.Category = in.Category
	old.void(tx, reason)
	old.OpenResidentID = nil
	if err := db.Change(tx, old, "voided_at", "voided_by", "void_reason", "open_resident_id"); err != nil {
		return nil, err
	}
	if err := db.Add(tx, &next); err != nil {
		return nil, refused(err, nil)
	}
	if lies != nil {
		tx.Touch(lies.WardID)
	}
	tx.Concerns("resident", old.ResidentID, old.CampusID)
	tx.Detail("category", next.Category)
	tx.Detail("was", old.Category)
	return &next, nil
}

// CurrentStay gives the row that stands today of a stay known by any of its rows: the part that goes
// on where the person was transferred, the last row of one that was cancelled. It needs
// presence.view; a stay that is in a campus out of reach now is not there.
func CurrentStay(tx *db.Tx, id uint64) (*Stay, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	var now *Stay
	err := tx.Everywhere("a stay goes on in the campus to which the person was transferred", func(tx *db.Tx) error {
		seen, err := db.Get[Stay](tx, id)
		if err != nil {
			return err
		}
		rows, err := db.From[Stay](tx).Where("resident_id = ? AND (id = ? OR origin_id = ?)", seen.ResidentID, seen.Identity(), seen.Identity()).Order("id").All()
		for i := range rows {
			if now == nil || now.Voided() || !rows[i].Voided() {
				now = &rows[i]
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return db.Get[Stay](tx, now.ID)
}
