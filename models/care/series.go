package care

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// DayCell is one item of one day: how many rounds asked about it, and the worst that was found.
type DayCell struct {
	Asked int
	Odd   int  // rounds in which it was not as usual for this person
	Worst Sign // of those; the last one when none is grave
}

// Series are the six items of a person, day by day, built from the taps of the rounds.
type Series struct {
	From  value.Day
	To    value.Day
	Days  []value.Day
	Cells [6][]DayCell // by item, one for each day
}

// SeriesInput asks for the days of a person: 14 of them, or up to 31.
type SeriesInput struct {
	ResidentID uint64
	Days       int
}

// daysUntil lists so many days up to the last, 14 when nothing sensible is asked for.
func daysUntil(last value.Day, n int) (days []value.Day) {
	if n <= 0 || n > 31 {
		n = 14
	}
	for i := n - 1; i >= 0; i-- {
		days = append(days, last.AddDays(-i))
	}
	return days
}

// note lays a mark into the cells of its day. What is usual for this person is not odd.
func (c *DayCell) note(found, norm Sign) {
	if found == NotAsked {
		return
	}
	c.Asked++
	if found == Usual || found == norm {
		return
	}
	c.Odd++
	if !c.Worst.Grave() {
		c.Worst = found
	}
}

// SeriesOf gives the six items of a person by day. It needs care.view where the person lies. Days reach
// back from today; one statement beside the reach, by the index of the person's marks.
func SeriesOf(tx *db.Tx, in SeriesInput) (*Series, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	if _, err := presence.Reaches(tx, View, in.ResidentID); err != nil {
		return nil, err
	}
	s := &Series{Days: daysUntil(tx.Today(), in.Days)}
	s.From, s.To = s.Days[0], tx.Today()
	rows, err := db.Report[turnMark](tx, `SELECT m.id, m.resident_id, m.shift_day, m.slot_id, m.at, `+packing("m")+` AS packed, m.response, m.exceptions, m.note, `+packing("n")+` AS norm_signs
		FROM care_marks m
		LEFT JOIN care_marks l ON l.resident_id = m.resident_id AND l.shift_day = m.shift_day AND l.slot_id = m.slot_id AND l.turn = m.turn + 1
		LEFT JOIN care_norms n ON n.resident_id = m.resident_id
		WHERE {campus m.campus_id} AND m.resident_id = ? AND m.shift_day >= ? AND m.shift_day <= ? AND l.id IS NULL AND m.seen > 0 ORDER BY m.at, m.id`, in.ResidentID, s.From, s.To)
	if err != nil {
		return nil, err
	}
	for _, i := range Items {
		s.Cells[i] = make([]DayCell, len(s.Days))
	}
	for _, m := range rows {
		day := m.ShiftDay.Sub(s.From)
		signs, norm := m.Packed.signs(), usual(m.NormSigns.signs())
		for _, i := range Items {
			s.Cells[i][day].note(signs.Of(i), norm.Of(i))
		}
	}
	return s, nil
}

// WardDaysInput asks for one item of everybody in a ward, day by day.
type WardDaysInput struct {
	WardID uint64 `path:"ward"`
	Item   string `form:"item" validate:"max=16"`
	Days   int    `form:"days" validate:"min=0,max=31"`
}

// PersonDays are the days of one person.
type PersonDays struct {
	ResidentID uint64
	Name       string
	RoomName   string
	BedName    string
	Cells      []DayCell
}

// WardDays is one item of a ward by person and day.
type WardDays struct {
	WardID   uint64
	WardName string
	Item     Item
	Days     []value.Day
	People   []PersonDays
}

// itemNamed finds an item by its word; eating when none is named.
func itemNamed(word string) (Item, bool) {
	if word == "" {
		return Ate, true
	}
	for _, i := range Items {
		if i.String() == word {
			return i, true
		}
	}
	return Ate, false
}

// WardDaysOf gives one item of everybody who lies in a ward now, by day, from the rounds of that ward. It
// needs care.view in the ward, presence.view and residents.view. Three statements; the marks of the days
// come by the index of the ward's rounds, already counted.
func WardDaysOf(tx *db.Tx, in WardDaysInput) (*WardDays, error) {
	if err := mayRead(tx, View); err != nil {
		return nil, err
	}
	item, ok := itemNamed(in.Item)
	if !ok {
		return nil, fault.Field("item", "care.sign_unknown")
	}
	ward, err := wards.Within(tx, View, in.WardID)
	if err != nil {
		return nil, err
	}
	tiles, err := presence.WardBoard(tx, ward.ID, time.Time{})
	if err != nil {
		return nil, err
	}
	w := &WardDays{WardID: ward.ID, WardName: ward.Name, Item: item, Days: daysUntil(tx.Today(), in.Days)}
	at := map[uint64]int{}
	for _, t := range tiles {
		if t.ResidentID != 0 {
			at[t.ResidentID] = len(w.People)
			w.People = append(w.People, PersonDays{ResidentID: t.ResidentID, Name: t.Name, RoomName: t.RoomName, BedName: t.BedName, Cells: make([]DayCell, len(w.Days))})
		}
	}
	type count struct {
		ResidentID uint64
		ShiftDay   value.Day
		Found      Sign
		Norm       Sign
		N          int
	}
	column := item.String() // one of six words of ours
	rows, err := db.Report[count](tx, `SELECT m.resident_id, m.shift_day, m.`+column+` AS found, n.`+column+` AS norm, COUNT(*) AS n
		FROM care_marks m
		LEFT JOIN care_marks l ON l.resident_id = m.resident_id AND l.shift_day = m.shift_day AND l.slot_id = m.slot_id AND l.turn = m.turn + 1
		LEFT JOIN care_norms n ON n.resident_id = m.resident_id
		WHERE {campus m.campus_id} AND m.ward_id = ? AND m.shift_day >= ? AND m.shift_day <= ? AND l.id IS NULL AND m.seen > 0
		GROUP BY m.resident_id, m.shift_day, m.`+column+`, n.`+column, ward.ID, w.Days[0], tx.Today())
	if err != nil {
		return nil, err
	}
	for _, c := range rows {
		if i, lies := at[c.ResidentID]; lies {
			cell := &w.People[i].Cells[c.ShiftDay.Sub(w.Days[0])]
			for range c.N {
				cell.note(c.Found, c.Norm)
			}
		}
	}
	return w, nil
}
