package care

import (
	"maiam/models/db"
	"maiam/models/settings"
)

// StoryInput asks for everything written of one person in one round, by any of its marks.
type StoryInput struct {
	MarkID uint64 `path:"mark"`
}

// Story is a mark with those it replaced, and whom it is about.
type Story struct {
	ResidentID uint64
	Name       string
	WardID     uint64
	WardName   string
	RoomName   string
	BedName    string
	Round      settings.Round
	Norm       Signs
	Turns      []Turn // the newest first
}

// Turn is one mark of a story.
type Turn struct {
	Mark
	ByName string
}

// Newest is the mark that holds.
func (s Story) Newest() Turn { return s.Turns[0] }

type storyRow struct {
	Mark      `gorm:"embedded"`
	ByName    string
	ZoneID    uint64
	Name      string
	WardName  string
	RoomName  string
	BedName   string
	NormSigns packed
}

// MarkStory gives the marks of one person in one round, with who wrote each and why. It needs
// care.view in the ward. One statement.
func MarkStory(tx *db.Tx, in StoryInput) (*Story, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	rows, err := db.Report[storyRow](tx, `SELECT `+markColumns+`, st.name AS by_name, w.zone_id, r.name, w.name AS ward_name,
		k.name AS room_name, b.name AS bed_name, `+packing("n")+` AS norm_signs
		FROM care_marks named
		JOIN care_marks m ON m.resident_id = named.resident_id AND m.shift_day = named.shift_day AND m.slot_id = named.slot_id
		JOIN wards_wards w ON w.id = m.ward_id
		JOIN wards_beds b ON b.id = m.bed_id
		JOIN wards_rooms k ON k.id = b.room_id
		JOIN residents_people r ON r.id = m.resident_id
		LEFT JOIN staff_members st ON st.id = m.recorded_by
		LEFT JOIN care_norms n ON n.resident_id = m.resident_id
		WHERE {campus m.campus_id} AND named.id = ? ORDER BY m.turn DESC`, in.MarkID)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !within(tx, View, rows[0].CampusID, rows[0].ZoneID, rows[0].WardID) {
		return nil, notFound
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	first := rows[0]
	s := &Story{ResidentID: first.ResidentID, Name: first.Name, WardID: first.WardID, WardName: first.WardName, RoomName: first.RoomName,
		BedName: first.BedName, Norm: usual(first.NormSigns.signs())}
	s.Round, _ = book.Timetable.Round(first.SlotID, first.ShiftDay)
	for _, r := range rows {
		s.Turns = append(s.Turns, Turn{Mark: r.Mark, ByName: r.ByName})
	}
	return s, nil
}
