package presence

import (
	"maiam/models/db"
	"maiam/models/residents"
	"maiam/models/value"
)

// Namesake is somebody in a ward who is called like another there, with what tells the two apart.
type Namesake struct {
	ResidentID uint64
	Number     string
	Name       string
	Birth      value.BirthDate `gorm:"embedded;embeddedPrefix:birth_"`
	RoomName   string
	BedName    string
}

// Namesakes gives, for each person who has a bed in a ward, the others there who are called the
// same or nearly so, in one statement that follows the beds and never the history. The caller has
// asked for a permission of its own.
func Namesakes(tx *db.Tx, ward uint64) (map[uint64][]Namesake, error) {
	rows, err := db.Report[Namesake](tx, `SELECT r.id AS resident_id, r.number, r.name, r.birth_date, r.birth_precision, m.name AS room_name, b.name AS bed_name
		FROM wards_beds b JOIN presence_placements p ON p.open_bed_id = b.id
		JOIN residents_people r ON r.id = p.resident_id JOIN wards_rooms m ON m.id = b.room_id
		WHERE {campus b.campus_id} AND b.ward_id = ? ORDER BY m.position, m.id, b.position, b.id`, ward)
	found, called := map[uint64][]Namesake{}, make([]residents.Called, len(rows))
	for i, r := range rows {
		called[i] = residents.CalledBy(r.Name)
	}
	for i, a := range rows {
		for j, b := range rows {
			if i != j && called[i].Like(called[j]) {
				found[a.ResidentID] = append(found[a.ResidentID], b)
			}
		}
	}
	return found, err
}
