package settings

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"maiam/models/value"
)

// dayMinutes is the length of a day.
const dayMinutes = 24 * 60

// Meal is what a round asks about when it asks "ate".
type Meal string

// The meals; a round that asks about none has NoMeal.
const (
	NoMeal    Meal = ""
	Breakfast Meal = "breakfast"
	Lunch     Meal = "lunch"
	Supper    Meal = "supper"
)

// Shift is one dated shift: from when to when people are on duty. Minutes count from midnight of
// the day on which the shift begins, so a night shift ends after minute 1440.
type Shift struct {
	ID         uint64    `json:"id"`
	Pattern    string    `json:"pattern"` // 3x8, 2x12, 8+16 or own
	Code       string    `json:"code"`    // morning, night …
	NameVI     string    `json:"name_vi" gorm:"column:name_vi"`
	NameEN     string    `json:"name_en" gorm:"column:name_en"`
	Starts     int       `json:"starts"`
	Ends       int       `json:"ends"`
	ValidFrom  value.Day `json:"valid_from"`
	ValidTo    value.Day `json:"valid_to"`
	LegalBasis string    `json:"legal_basis"`
	Mark       Mark      `json:"mark"`
	Note       string    `json:"note"`
	RecordedAt time.Time `json:"recorded_at"`
	RecordedBy uint64    `json:"recorded_by"`
	Version    uint64    `json:"version"`
	Slots      []Slot    `json:"slots" gorm:"-"`
}

// TableName names the table.
func (Shift) TableName() string { return "settings_shifts" }

// Name gives the shift's name in a language.
func (s Shift) Name(language string) string {
	if language == "en" {
		return s.NameEN
	}
	return s.NameVI
}

// CrossesMidnight tells whether the shift ends on the next day.
func (s Shift) CrossesMidnight() bool { return s.Ends > dayMinutes }

// Period is the stretch of days on which the shift begins anew each day.
func (s Shift) Period() value.Period { return value.Period{From: s.ValidFrom, To: s.ValidTo} }

// Hours writes from when to when: 22:00–06:00.
func (s Shift) Hours() string { return clock(s.Starts) + "–" + clock(s.Ends) }

// Slot is one round of a shift: the time at which the carers walk through the ward. Minute counts
// like the shift's own: 02:00 of a night shift is 1560.
type Slot struct {
	ID      uint64 `json:"id"`
	ShiftID uint64 `json:"shift_id"`
	Minute  int    `json:"minute"`
	Meal    Meal   `json:"meal"`
}

// TableName names the table.
func (Slot) TableName() string { return "settings_slots" }

// Clock writes the time of the round: 02:00.
func (s Slot) Clock() string { return clock(s.Minute) }

func clock(minute int) string {
	minute %= dayMinutes
	return fmt.Sprintf("%02d:%02d", minute/60, minute%60)
}

// Turn is one shift on one day: the night shift of 21 November runs from that evening until the
// morning of the 22nd, and everything in it belongs to the 21st.
type Turn struct {
	Shift Shift
	Day   value.Day

	zone *time.Location
}

// Starts is the instant at which the turn begins.
func (t Turn) Starts() time.Time { return t.Day.At(t.zone, t.Shift.Starts) }

// Ends is the instant at which the turn ends and the next begins.
func (t Turn) Ends() time.Time { return t.Day.At(t.zone, t.Shift.Ends) }

// Rounds lists the rounds of the turn in order.
func (t Turn) Rounds() []Round {
	rounds := make([]Round, len(t.Shift.Slots))
	for i, s := range t.Shift.Slots {
		rounds[i] = Round{Turn: t, Slot: s}
	}
	return rounds
}

// Round is one slot of one turn. With its ward it names a round of care for good: the day is that
// of the shift, whatever the clock says.
type Round struct {
	Turn Turn
	Slot Slot
}

// At is the instant for which the round is set.
func (r Round) At() time.Time { return r.Turn.Day.At(r.Turn.zone, r.Slot.Minute) }

// MealDay is the day of the meal that the round asks about: breakfast at the end of a night shift
// belongs to the new day.
func (r Round) MealDay() value.Day { return r.Turn.Day.AddDays(r.Slot.Minute / dayMinutes) }

// Timetable knows every shift that ever was in force, in the centre's zone.
type Timetable struct {
	shifts []Shift
	zone   *time.Location
}

// newTimetable joins shifts and their slots.
func newTimetable(shifts []Shift, slots []Slot, zone *time.Location) Timetable {
	for i := range shifts {
		for _, s := range slots {
			if s.ShiftID == shifts[i].ID {
				shifts[i].Slots = append(shifts[i].Slots, s)
			}
		}
		slices.SortFunc(shifts[i].Slots, func(a, b Slot) int { return a.Minute - b.Minute })
	}
	slices.SortStableFunc(shifts, func(a, b Shift) int { return a.Starts - b.Starts })
	return Timetable{shifts: shifts, zone: zone}
}

// On lists the turns that begin on a day, in order.
func (t Timetable) On(day value.Day) []Turn {
	var turns []Turn
	for _, s := range t.shifts {
		if s.Period().Covers(day) {
			turns = append(turns, Turn{Shift: s, Day: day, zone: t.zone})
		}
	}
	return turns
}

// TurnAt gives the turn that owns an instant: the one that began last. So the hours that a change
// of the shifts leaves open stay with those who were on duty.
func (t Timetable) TurnAt(at time.Time) (Turn, bool) {
	today := value.DayOf(at, t.zone)
	for _, day := range []value.Day{today, today.AddDays(-1)} {
		turns := t.On(day)
		for i := len(turns) - 1; i >= 0; i-- {
			if !turns[i].Starts().After(at) {
				return turns[i], true
			}
		}
	}
	return Turn{}, false
}

// Next gives the turn that follows.
func (t Timetable) Next(turn Turn) (Turn, bool) {
	return t.first(turn.Day, func(o Turn) bool { return o.Starts().After(turn.Starts()) })
}

// Previous gives the turn before.
func (t Timetable) Previous(turn Turn) (Turn, bool) {
	return t.TurnAt(turn.Starts().Add(-time.Second))
}

// first gives the first turn of a day or the two after it that meets a condition.
func (t Timetable) first(day value.Day, fits func(Turn) bool) (Turn, bool) {
	for n := range 3 {
		for _, o := range t.On(day.AddDays(n)) {
			if fits(o) {
				return o, true
			}
		}
	}
	return Turn{}, false
}

// Turn gives the turn of a shift on a day; ok is false when that shift was not in force.
func (t Timetable) Turn(shift uint64, day value.Day) (Turn, bool) {
	for _, turn := range t.On(day) {
		if turn.Shift.ID == shift {
			return turn, true
		}
	}
	return Turn{}, false
}

// Round gives the round of a slot on a shift day; ok is false when that slot was not in force.
func (t Timetable) Round(slot uint64, day value.Day) (Round, bool) {
	for _, turn := range t.On(day) {
		for _, s := range turn.Shift.Slots {
			if s.ID == slot {
				return Round{Turn: turn, Slot: s}, true
			}
		}
	}
	return Round{}, false
}

// RoundAt gives the round that is due at an instant: the last one that may have begun, when each
// may begin early by a while. At 05:45 that is the breakfast round of 06:00 when rounds open half
// an hour early, although the night shift still has the ward.
func (t Timetable) RoundAt(at time.Time, early time.Duration) (Round, bool) {
	rounds := t.Between(at.Add(-48*time.Hour), at.Add(early).Add(time.Nanosecond))
	if len(rounds) == 0 {
		return Round{}, false
	}
	return rounds[len(rounds)-1], true
}

// Between lists the rounds set for instants from one (included) to another (not included), in the
// order of their times.
func (t Timetable) Between(from, to time.Time) []Round {
	var rounds []Round
	for day := value.DayOf(from, t.zone).AddDays(-2); !day.Start(t.zone).After(to); day = day.AddDays(1) {
		for _, turn := range t.On(day) {
			for _, r := range turn.Rounds() {
				if at := r.At(); !at.Before(from) && at.Before(to) {
					rounds = append(rounds, r)
				}
			}
		}
	}
	sort.SliceStable(rounds, func(i, j int) bool { return rounds[i].At().Before(rounds[j].At()) })
	return rounds
}

// Empty tells that no shift was ever set.
func (t Timetable) Empty() bool { return len(t.shifts) == 0 }

// AnyTurn gives the turn of a shift on a day, whether the shift is in force on that day or not: what
// was planned before the timetable changed still has its hours. ok is false for a shift that never was.
func (t Timetable) AnyTurn(shift uint64, day value.Day) (turn Turn, inForce, ok bool) {
	for _, s := range t.shifts {
		if s.ID == shift {
			return Turn{Shift: s, Day: day, zone: t.zone}, s.Period().Covers(day), true
		}
	}
	return Turn{}, false, false
}

// Minutes is how long a shift lasts.
func (s Shift) Minutes() int { return s.Ends - s.Starts }
