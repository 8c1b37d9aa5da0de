package staff

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// earlySign is how long before a shift its person is met by its wards: people come early to take over.
const earlySign = time.Hour

// OnDutyInput asks who is on duty at a moment, now when none is said, in one campus or all within reach.
type OnDutyInput struct {
	Campus uint64     `form:"campus_id"`
	At     *time.Time `form:"at"`
}

// OnDuty tells who is on duty at a moment by the published rota, without those who are away or did not
// come. It needs staff.rota and runs one statement beside the settings.
func OnDuty(tx *db.Tx, in OnDutyInput) ([]Stint, error) {
	if err := tx.May(SeeRota); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	at := tx.Now
	if in.At != nil {
		at = *in.At
	}
	day := value.DayOf(at, tx.Zone())
	condition, args := "d.published_at IS NOT NULL AND d.day >= ? AND d.day <= ?", []any{day.AddDays(-1), day}
	if in.Campus != 0 {
		condition, args = condition+" AND d.campus_id = ?", append(args, in.Campus)
	}
	list, err := stintsWhere(tx, book.Timetable, condition, args...)
	return slices.DeleteFunc(list, func(s Stint) bool {
		return !s.Stands() || s.Turn.Starts().After(at) || !s.Turn.Ends().After(at)
	}), err
}

// MyDutiesInput asks for the own duties between two days.
type MyDutiesInput struct {
	From, To value.Day
}

// MyDuties gives the published duties of whoever acts, in every campus. Everybody sees the own.
func MyDuties(tx *db.Tx, in MyDutiesInput) ([]Stint, error) {
	if err := signedIn(tx); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	var out []Stint
	err = tx.Everywhere("the own duties", func(tx *db.Tx) error {
		out, err = stintsWhere(tx, book.Timetable, "d.member_id = ? AND d.published_at IS NOT NULL AND d.day >= ? AND d.day <= ?", tx.Actor.ID, in.From, in.To)
		return err
	})
	return out, err
}

// Mine is what the rota says to one person at one moment.
type Mine struct {
	Now  *Stint  // the duty that goes on, or begins within an hour
	Next []Stint // those that come, the nearest first
}

// Has tells whether the duty that goes on is in a ward, or covers the campus of a ward.
func (m Mine) Has(campus, ward uint64) bool {
	return m.Now != nil && m.Now.Stands() && (m.Now.In(ward) || m.Now.CampusID == campus && !m.Now.WithPeople())
}

// Named tells whether the duty that goes on names this very ward.
func (m Mine) Named(ward uint64) bool { return m.Now != nil && m.Now.Stands() && m.Now.In(ward) }

// mineAhead is how many days of own duties the first page looks ahead.
const mineAhead = 14

// MineNow gives the own duty that goes on and the ones that come. One statement beside the settings.
func MineNow(tx *db.Tx) (m Mine, err error) {
	list, err := MyDuties(tx, MyDutiesInput{From: tx.Today().AddDays(-1), To: tx.Today().AddDays(mineAhead)})
	if err != nil {
		return m, err
	}
	return mineAt(list, tx.Now), nil
}

// mineAt sorts the own duties around a moment. While one goes on, the next is not yet the one to open,
// even when it begins within the hour.
func mineAt(list []Stint, at time.Time) (m Mine) {
	for i := range list {
		s := &list[i]
		switch {
		case !s.Turn.Ends().After(at):
		case !s.Stands():
			m.Next = append(m.Next, *s)
		case m.Now == nil && !s.Turn.Starts().Add(-earlySign).After(at):
			m.Now = s
		default:
			m.Next = append(m.Next, *s)
		}
	}
	return m
}

// ForDuty puts the wards of the running duty in front of the others; the order is kept otherwise.
func (m Mine) ForDuty(list []wards.WardIn) []wards.WardIn {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b wards.WardIn) int {
		switch x, y := m.Named(a.ID), m.Named(b.ID); {
		case x && !y:
			return -1
		case y && !x:
			return 1
		}
		return 0
	})
	return out
}

// FirstCampus gives the campus whose rota a person sees first: that of the own duty, else the first
// within reach. It needs staff.rota.
func FirstCampus(tx *db.Tx) (campuses []wards.Campus, first uint64, err error) {
	if err := tx.May(SeeRota); err != nil {
		return nil, 0, err
	}
	if campuses, err = wards.CampusesWithin(tx); err != nil {
		return nil, 0, err
	}
	if len(campuses) == 0 {
		return nil, 0, fault.New(fault.NotFound, "db.not_found")
	}
	mine, err := MineNow(tx)
	if err != nil {
		return nil, 0, err
	}
	first = campuses[0].ID
	if mine.Now != nil && slices.ContainsFunc(campuses, func(c wards.Campus) bool { return c.ID == mine.Now.CampusID }) {
		first = mine.Now.CampusID
	}
	return campuses, first, nil
}
