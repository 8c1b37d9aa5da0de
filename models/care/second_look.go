package care

import (
	"encoding/binary"
	"slices"
	"strconv"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// LookTwice is the permission to look at people a second time.
const LookTwice = "care.second_look"

const (
	// chosenBack is how far back the house looks for marks to choose from.
	chosenBack = 45 * time.Minute
	// looksBack is how far back waiting looks are read: the longest that the settings take.
	looksBack = 72 * time.Hour
)

// SecondLook is somebody whom the house chose, after a round, to be seen again by somebody else. Found
// are the signs of the second look; Compared and Agreed how many of the items both looked at, and how
// many were the same.
type SecondLook struct {
	ID         uint64
	CampusID   uint64
	WardID     uint64
	ResidentID uint64
	MarkID     uint64
	ShiftDay   value.Day
	SlotID     uint64
	FirstBy    uint64
	ChosenAt   time.Time
	LookedAt   *time.Time
	LookedBy   *uint64
	Found      uint32
	Compared   int
	Agreed     int
	Note       string
	Until      time.Time `gorm:"-"` // how long it can be written: later it says nothing about the first
}

// TableName names the table.
func (SecondLook) TableName() string { return "care_second_looks" }

// chosen decides by lot whether a mark is looked at again. The lot hangs on the secret of the house, so
// that nobody can tell beforehand whom it falls on, and comes out the same however often it is drawn.
func chosen(tx *db.Tx, mark uint64, percent int) (bool, error) {
	lot, err := db.BlindIndex(tx, "care_second_looks.mark_id", strconv.FormatUint(mark, 10))
	if err != nil {
		return false, err
	}
	return binary.BigEndian.Uint32(lot)%10_000 < uint32(percent)*100, nil // #nosec G115 -- a setting of 0 to 100 percent
}

// ChooseSecondLooks draws lots among the marks of the last minutes. It is the house's own work of every half
// hour: one statement for fifty wards over the rounds of today and yesterday by their index. It tells how
// many were chosen.
func ChooseSecondLooks(tx *db.Tx) (n int, err error) {
	percent, err := settings.Int(tx, settings.SecondLooks, tx.Today())
	if err != nil || percent == 0 {
		return 0, err
	}
	type ward struct{ ID uint64 }
	all, err := db.Report[ward](tx, `SELECT id FROM wards_wards WHERE {campus campus_id} ORDER BY id`)
	if err != nil {
		return 0, err
	}
	for some := range slices.Chunk(all, wardsAtOnce) {
		var ids []uint64
		for _, w := range some {
			ids = append(ids, w.ID)
		}
		marks, err := db.Report[Mark](tx, `SELECT m.id, m.campus_id, m.ward_id, m.resident_id, m.shift_day, m.slot_id, m.recorded_by FROM care_marks m
			LEFT JOIN care_second_looks l ON l.mark_id = m.id
			WHERE {campus m.campus_id} AND m.ward_id IN ? AND m.shift_day >= ? AND m.shift_day <= ? AND m.recorded_at > ? AND m.at > ? AND m.seen > 0 AND l.id IS NULL ORDER BY m.id`,
			ids, tx.Today().AddDays(-1), tx.Today(), tx.Now.Add(-chosenBack), tx.Now.Add(-2*chosenBack))
		if err != nil {
			return n, err
		}
		var rows []SecondLook
		for _, m := range marks {
			drawn, err := chosen(tx, m.ID, percent)
			if err != nil {
				return n, err
			}
			if drawn {
				rows = append(rows, SecondLook{CampusID: m.CampusID, WardID: m.WardID, ResidentID: m.ResidentID, MarkID: m.ID, ShiftDay: m.ShiftDay, SlotID: m.SlotID, FirstBy: m.RecordedBy, ChosenAt: tx.Now})
			}
		}
		if len(rows) == 0 {
			continue
		}
		if err := db.Append(tx, rows); err != nil {
			return n, err
		}
		n += len(rows)
	}
	return n, nil
}

// SecondLookIn is a second look with whom it is about. What the first carer found is not in it: who looks
// again shall look, not copy.
type SecondLookIn struct {
	SecondLook `gorm:"embedded"`
	Name       string
	PhotoFile  *uint64
	WardName   string
	CampusName string
	ZoneID     uint64
	RoomName   string
	BedName    string
	Meal       bool           `gorm:"-"`
	Round      settings.Round `gorm:"-"`
}

// term reads how long the second look can be written, as was set on the day on which it was chosen.
func (s *SecondLook) term(tx *db.Tx) error {
	hours, err := settings.Int(tx, settings.SecondLookHours, value.DayOf(s.ChosenAt, tx.Zone()))
	s.Until = s.ChosenAt.Add(time.Duration(hours) * time.Hour)
	return err
}

const secondLookIn = `SELECT l.id, l.campus_id, l.ward_id, l.resident_id, l.mark_id, l.shift_day, l.slot_id, l.first_by, l.chosen_at, l.looked_at, l.looked_by, l.found, l.compared, l.agreed, l.note,
	r.name, r.photo_file_id AS photo_file, w.name AS ward_name, w.zone_id, CASE WHEN k.short_name = '' THEN k.name ELSE k.short_name END AS campus_name, m.name AS room_name, b.name AS bed_name
	FROM care_second_looks l
	JOIN presence_placements p ON p.open_resident_id = l.resident_id
	JOIN residents_people r ON r.id = l.resident_id
	JOIN wards_wards w ON w.id = l.ward_id
	JOIN wards_campuses k ON k.id = l.campus_id
	JOIN wards_rooms m ON m.id = p.room_id
	JOIN wards_beds b ON b.id = p.bed_id
	LEFT JOIN presence_absences a ON a.open_resident_id = l.resident_id
	WHERE {campus l.campus_id} AND a.id IS NULL`

// WaitingLooks lists whom somebody else is to see again now, in the wards in which the actor holds
// care.second_look. The own marks are not among them. It also needs residents.view. One statement.
func WaitingLooks(tx *db.Tx) ([]SecondLookIn, error) {
	if err := mayRead(tx, LookTwice); err != nil {
		return nil, err
	}
	rows, err := db.Report[SecondLookIn](tx, secondLookIn+` AND l.chosen_at > ? AND l.looked_at IS NULL AND l.first_by <> ? ORDER BY l.campus_id, w.position, w.id, m.position, m.id, b.position, b.id`, tx.Now.Add(-looksBack), tx.Actor.ID)
	rows, err = withinLooks(tx, rows, err)
	return slices.DeleteFunc(rows, func(l SecondLookIn) bool { return !tx.Now.Before(l.Until) }), err
}

func withinLooks(tx *db.Tx, rows []SecondLookIn, err error) ([]SecondLookIn, error) {
	if err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	reach := tx.Reach(LookTwice)
	rows = slices.DeleteFunc(rows, func(l SecondLookIn) bool { return !reach.Ward(l.CampusID, l.ZoneID, l.WardID) })
	for i := range rows {
		rows[i].Round, _ = book.Timetable.Round(rows[i].SlotID, rows[i].ShiftDay)
		rows[i].Meal = rows[i].Round.Slot.Meal != settings.NoMeal
		if err := rows[i].term(tx); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// SecondLookOf gives one by its number. It needs care.second_look in its ward and residents.view.
func SecondLookOf(tx *db.Tx, id uint64) (*SecondLookIn, error) {
	if err := mayRead(tx, LookTwice); err != nil {
		return nil, err
	}
	rows, err := db.Report[SecondLookIn](tx, secondLookIn+" AND l.id = ?", id)
	if rows, err = withinLooks(tx, rows, err); err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, notFound
	}
	return &rows[0], nil
}

// SecondLookInput says what the second look found. What is left empty was not looked at.
type SecondLookInput struct {
	LookID uint64 `path:"look" form:"-" json:"-"`
	Found
}

// RecordSecondLook writes what somebody else found of a person who was chosen. It needs care.second_look in
// the ward. Invalid: nothing was looked at, an unknown sign. Conflict: one's own mark, too late, written
// before, or the person is not there.
func RecordSecondLook(tx *db.Tx, in SecondLookInput) (*SecondLook, error) {
	if err := tx.May(LookTwice); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	found := in.Found.read(&bad, "")
	if bad.Err() == nil && found.signs == (Signs{}) {
		bad.Add("seen", "care.look.nothing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	l, err := db.Get[SecondLook](tx, in.LookID)
	if err != nil {
		return nil, err
	}
	if _, err := presence.Reaches(tx, LookTwice, l.ResidentID); err != nil {
		return nil, err
	}
	if err := l.term(tx); err != nil {
		return nil, err
	}
	switch {
	case l.FirstBy == tx.Actor.ID:
		return nil, fault.New(fault.Conflict, "care.look.own")
	case tx.Now.After(l.Until):
		return nil, fault.New(fault.Conflict, "care.look.too_late")
	}
	mark, err := db.Get[Mark](tx, l.MarkID)
	if err != nil {
		return nil, err
	}
	l.Keep(mark.Signs, found.signs)
	l.Note, l.LookedAt, l.LookedBy = found.note, ptr(tx.Now), ptr(tx.Actor.ID)
	n, err := db.Set[SecondLook](tx, map[string]any{"looked_at": tx.Now, "looked_by": tx.Actor.ID, "found": l.Found, "compared": l.Compared, "agreed": l.Agreed, "note": l.Note}, "id = ? AND looked_at IS NULL", l.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.look.over")
	}
	tx.Concerns("resident", l.ResidentID, l.CampusID)
	tx.Detail("second_look", l.ID)
	return l, nil
}

// Keep lays what was found the second time beside the first.
func (l *SecondLook) Keep(first, second Signs) {
	l.Compared, l.Agreed = Agreement(first, second)
	l.Found = uint32(pack(second))
}

// Agreement counts the items that both looked at, and those of which both said the same.
func Agreement(first, second Signs) (compared, agreed int) {
	for _, i := range Items {
		a, b := first.Of(i), second.Of(i)
		if a == NotAsked || b == NotAsked {
			continue
		}
		compared++
		if a == b {
			agreed++
		}
	}
	return compared, agreed
}

// pack is the other way of packed.signs.
func pack(s Signs) (p packed) {
	for _, i := range Items {
		p |= packed(s.Of(i)) << (signBits * packed(i))
	}
	return p
}

// Agreed is how the second looks of a month agreed with the first ones in a ward.
type Agreed struct {
	WardID     uint64
	WardName   string
	CampusID   uint64
	CampusName string
	ZoneID     uint64
	Chosen     int
	Looks      int
	Compared   int
	Agreed     int
}

// Percent is the share of items on which both said the same; -1 when nothing was compared.
func (a Agreed) Percent() int {
	if a.Compared == 0 {
		return -1
	}
	return 100 * a.Agreed / a.Compared
}

// AgreementOf tells ward by ward how second looks agreed since a day. It needs care.questions. One
// statement, by campus and day.
func AgreementOf(tx *db.Tx, from value.Day) ([]Agreed, error) {
	if err := tx.May(Questions); err != nil {
		return nil, err
	}
	rows, err := db.Report[Agreed](tx, `SELECT l.ward_id, w.name AS ward_name, l.campus_id, CASE WHEN k.short_name = '' THEN k.name ELSE k.short_name END AS campus_name, w.zone_id,
		COUNT(*) AS chosen, SUM(CASE WHEN l.looked_at IS NULL THEN 0 ELSE 1 END) AS looks, SUM(l.compared) AS compared, SUM(l.agreed) AS agreed
		FROM care_second_looks l JOIN wards_wards w ON w.id = l.ward_id JOIN wards_campuses k ON k.id = l.campus_id
		WHERE {campus l.campus_id} AND l.chosen_at >= ? GROUP BY l.ward_id, w.name, l.campus_id, k.short_name, k.name, w.zone_id, w.position ORDER BY l.campus_id, w.position, l.ward_id`, from.Start(tx.Zone()).UTC())
	if err != nil {
		return nil, err
	}
	reach := tx.Reach(Questions)
	return slices.DeleteFunc(rows, func(a Agreed) bool { return !reach.Ward(a.CampusID, a.ZoneID, a.WardID) }), nil
}
