package residents

import (
	"maiam/models/db"
	"maiam/models/value"
)

// Relative is another resident who is of somebody's family, whichever of the two files says so.
type Relative struct {
	OfID        uint64          `json:"-"` // whose family this is
	ID          uint64          `json:"id"`
	Number      string          `json:"number"`
	Name        string          `json:"name"`
	Sex         value.Sex       `json:"sex"`
	Birth       value.BirthDate `gorm:"embedded;embeddedPrefix:birth_" json:"-"`
	PhotoFileID *uint64         `json:"-"`
	Relation    Relation        `json:"relation"` // what the relative is to that person
	Turned      bool            `json:"-"`        // the relative's own file says it
}

// BabyYears is until what age a child is small enough to lie with the mother.
const BabyYears = 3

// Baby tells that somebody is small enough to be with the mother.
func (r Relative) Baby(today value.Day) bool {
	return r.Relation == "child" && r.Birth.Known() && r.Birth.Day.AddYears(BabyYears).After(today)
}

// RelativesOf gives the residents who are of these people's families, by person, in one statement:
// those within the fence of an earlier May.
func RelativesOf(tx *db.Tx, ids []uint64) (map[uint64][]Relative, error) {
	found := map[uint64][]Relative{}
	if len(ids) == 0 {
		return found, nil
	}
	const columns = "r.id AS id, r.number, r.name, r.sex, r.birth_date, r.birth_precision, r.photo_file_id, k.relation"
	rows, err := db.Report[Relative](tx, `SELECT k.resident_id AS of_id, `+columns+`, 0 AS turned
		FROM residents_kin k JOIN residents_people r ON r.id = k.person_id WHERE {campus r.campus_id} AND k.resident_id IN ? AND k.ended_recorded_at IS NULL
		UNION ALL SELECT k.person_id AS of_id, `+columns+`, 1 AS turned
		FROM residents_kin k JOIN residents_people r ON r.id = k.resident_id WHERE {campus r.campus_id} AND k.person_id IN ? AND k.ended_recorded_at IS NULL
		ORDER BY of_id, id`, ids, ids)
	for _, r := range rows {
		if r.Turned {
			r.Relation = r.Relation.Back(r.Sex)
		}
		found[r.OfID] = append(found[r.OfID], r)
	}
	return found, err
}
