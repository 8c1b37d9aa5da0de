package presence

import (
	"maiam/models/db"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/staff"
)

// HeadsByNorm counts the people in care now by campus, ward and the group whose norm of staff applies
// to them: by age, by the legal ground of a disabled child, and by how far an adult looks after the
// own body. It needs presence.view and runs one statement. Who is away counts too: the bed is held and
// so is the work.
func HeadsByNorm(tx *db.Tx) ([]staff.Heads, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	today := tx.Today()
	grown, err := settings.Int(tx, settings.ChildAge, today)
	if err != nil {
		return nil, err
	}
	type row struct {
		CampusID uint64
		WardID   uint64
		Band     int
		Category Category
		SelfCare residents.SelfCare
		Heads    int
	}
	c := CensusInput{}.census(tx)
	rows, err := db.Report[row](tx, `SELECT s.campus_id, p.ward_id, CASE WHEN r.birth_date > ? THEN 1 WHEN r.birth_date > ? THEN 2 WHEN r.birth_date > ? THEN 3 ELSE 4 END AS band,
		s.category, r.self_care, COUNT(*) AS heads`+c.text.String()+" GROUP BY s.campus_id, p.ward_id, band, s.category, r.self_care",
		append([]any{today.AddMonths(-18), today.AddYears(-6), today.AddYears(-grown)}, c.args...)...)
	if err != nil {
		return nil, err
	}
	var out []staff.Heads
	for _, r := range rows {
		out = append(out, staff.Heads{CampusID: r.CampusID, WardID: r.WardID, Group: normGroup(r.Band, r.Category, r.SelfCare), People: r.Heads})
	}
	return out, nil
}

// disabled is the legal ground of disabled people.
const disabled Category = "A3"

// normGroup finds the group of a person from the band of age, the legal ground and the self-care.
func normGroup(band int, category Category, care residents.SelfCare) staff.NormGroup {
	switch {
	case band == 1:
		return staff.Infants
	case band == 2 && category == disabled:
		return staff.ToddlersSpecial
	case band == 2:
		return staff.Toddlers
	case band == 3 && category == disabled:
		return staff.ChildrenSpecial
	case band == 3:
		return staff.Children
	case care == residents.CaresPartly || care == residents.CaresNot:
		return staff.AdultsHelped
	}
	return staff.Adults
}
