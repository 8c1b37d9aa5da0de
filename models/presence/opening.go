package presence

import (
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
)

// Opening is a person's file while it stands open: where the person is, and what the reader may do
// with this person beside reading.
type Opening struct {
	Where    *Whereabouts // nil when not in care
	Family   []Close      // the baby of a mother, the parents of a baby, who are in care too
	Resident uint64
	campus   uint64
	parted   bool // was received once, and is not in care
}

// OpenFor finds where a person is for whoever may open the file, as Opens decides it: in one
// statement for somebody in care, and in two for anybody else. It needs the permission, and asks for
// presence.view nowhere: what of the whereabouts is shown, the caller decides.
func OpenFor(tx *db.Tx, permission string, resident uint64) (*Opening, error) {
	if err := tx.May(permission); err != nil {
		return nil, err
	}
	where, family, err := whereIsWith(tx, resident)
	if err != nil {
		return nil, err
	}
	o := &Opening{Where: where, Family: family, Resident: resident}
	if where != nil {
		o.campus = where.CampusID
	} else {
		type row struct {
			CampusID uint64
			Parted   bool
			GoesOn   *uint64 // in which record
		}
		found, err := db.Report[row](tx, `SELECT r.campus_id, CASE WHEN EXISTS (SELECT 1 FROM presence_stays s WHERE s.resident_id = r.id AND s.voided_at IS NULL)
				AND NOT EXISTS (SELECT 1 FROM presence_stays s WHERE s.open_resident_id = r.id) THEN 1 ELSE 0 END AS parted, r.merged_into_id AS goes_on
			FROM residents_people r WHERE {campus r.campus_id} AND r.id = ?`, resident)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fault.New(fault.NotFound, "db.not_found")
		}
		o.campus, o.parted = found[0].CampusID, found[0].Parted
		if into := found[0].GoesOn; into != nil {
			return nil, residents.Merged(resident, *into)
		}
	}
	if !o.May(tx, permission) {
		return nil, notFound
	}
	return o, nil
}

// May tells whether another permission of the actor reaches this person. Who has no bed, or was never
// received, lies in nobody's ward yet: whoever holds it somewhere in the campus may. Who left is
// within reach of those alone who hold it for the whole campus.
func (o *Opening) May(tx *db.Tx, permission string) bool {
	reach := tx.Reach(permission)
	switch {
	case o.Where != nil && o.Where.BedID != 0:
		return reach.Ward(o.campus, o.Where.ZoneID, o.Where.WardID)
	case reach.Campus(o.campus):
		return true
	case o.parted:
		return false
	}
	for _, g := range tx.Actor.Grants {
		if g.Permissions[permission] && (g.Campus == 0 || g.Campus == o.campus) {
			return true
		}
	}
	return tx.Actor.IsHouse()
}

// History is the beginning of HistoryOf, in one statement, since it is known already where the person
// is; empty where HistoryOf says that the person is not within reach. More tells that it goes on.
func (o *Opening) History(tx *db.Tx, limit int) (entries []Entry, more bool, err error) {
	if err := mayName(tx); err != nil {
		return nil, false, err
	}
	var zone, ward uint64
	if o.Where != nil {
		zone, ward = o.Where.ZoneID, o.Where.WardID
	}
	if !tx.Reach(View).Ward(o.campus, zone, ward) {
		return nil, false, nil
	}
	entries, next, err := historyOf(tx, HistoryInput{ResidentID: o.Resident, Limit: limit})
	return entries, next != "", err
}
