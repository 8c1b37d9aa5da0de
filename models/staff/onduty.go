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
func earlySign(tx *db.Tx) (time.Duration, error) {
	minutes, err := settings.Int(tx, settings.DutyEarly, tx.Today())
	return time.Duration(minutes) * time.Minute, err
}

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
	Now  *Stint  // the duty that goes on, or begins soon
	Open *Stint  // one that is over, was taken up, and was not left yet
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
	if tx.Actor.IsHouse() {
		return m, nil // the house has no duties
	}
	list, err := MyDuties(tx, MyDutiesInput{From: tx.Today().AddDays(-1), To: tx.Today().AddDays(mineAhead)})
	if err != nil {
		return m, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return m, err
	}
	terms, err := attendTermsOf(book, tx.Today())
	if err != nil {
		return m, err
	}
	return mineAt(list, tx.Now, terms), nil
}

// mineAt sorts the own duties around a moment. While one goes on, the next is not yet the one to open,
// even when it begins soon.
func mineAt(list []Stint, at time.Time, terms attendTerms) (m Mine) {
	for i := range list {
		s := &list[i]
		switch {
		case !s.Turn.Ends().After(at):
			if s.TakenAt != nil && s.LeftAt == nil && s.Turn.Ends().Add(terms.leave).After(at) {
				m.Open = s
			}
		case !s.Stands():
			m.Next = append(m.Next, *s)
		case m.Now == nil && !s.Turn.Starts().Add(-terms.early).After(at):
			m.Now = s
		default:
			m.Next = append(m.Next, *s)
		}
	}
	return m
}

// ForDuty puts the wards of the running duty in front of the others of their campus; the order is kept
// otherwise.
func (m Mine) ForDuty(list []wards.WardIn) []wards.WardIn {
	out, place := slices.Clone(list), map[uint64]int{}
	for _, w := range list {
		if _, ok := place[w.CampusID]; !ok {
			place[w.CampusID] = len(place)
		}
	}
	rank := func(w wards.WardIn) int {
		if m.Named(w.ID) {
			return 2 * place[w.CampusID]
		}
		return 2*place[w.CampusID] + 1
	}
	slices.SortStableFunc(out, func(a, b wards.WardIn) int { return rank(a) - rank(b) })
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

// Watch is who is on duty in a campus in the turn that runs and in the one after.
type Watch struct {
	Turns  []settings.Turn // one or two
	Stints []Stint
	Grace  time.Duration // after which a duty that nobody took up is a question
}

// In gives who stands in one turn; the absent are among them, marked.
func (w Watch) In(turn settings.Turn) (out []Stint) {
	for _, s := range w.Stints {
		if s.Turn.Shift.ID == turn.Shift.ID && s.Day() == turn.Day {
			out = append(out, s)
		}
	}
	return out
}

// WatchOf tells who is on duty in a campus now and next, by the published rota. It needs staff.rota and
// runs one statement beside the settings.
func WatchOf(tx *db.Tx, campus uint64) (w Watch, err error) {
	if err := tx.May(SeeRota); err != nil {
		return w, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return w, err
	}
	now, ok := book.Timetable.TurnAt(tx.Now)
	if !ok {
		return w, nil
	}
	w.Turns = append(w.Turns, now)
	terms, err := attendTermsOf(book, now.Day)
	if err != nil {
		return w, err
	}
	w.Grace = terms.grace
	if next, ok := book.Timetable.Next(now); ok {
		w.Turns = append(w.Turns, next)
	}
	last := w.Turns[len(w.Turns)-1]
	w.Stints, err = stintsWhere(tx, book.Timetable, "d.campus_id = ? AND d.published_at IS NOT NULL AND d.day >= ? AND d.day <= ?", campus, now.Day, last.Day)
	return w, err
}
