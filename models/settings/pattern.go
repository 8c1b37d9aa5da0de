package settings

import (
	"fmt"
	"regexp"
	"slices"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// ShiftPlan is one shift of a day as somebody plans it. Minutes count from midnight of the day on
// which it begins.
type ShiftPlan struct {
	Code   string     `form:"code" json:"code" validate:"required,max=20"`
	NameVI string     `form:"name_vi" json:"name_vi" validate:"required,max=60"`
	NameEN string     `form:"name_en" json:"name_en" validate:"required,max=60"`
	Starts int        `form:"starts" json:"starts" validate:"min=0,max=1439"`
	Ends   int        `form:"ends" json:"ends" validate:"min=1,max=2879"`
	Slots  []SlotPlan `form:"slots" json:"slots" validate:"max=24,dive"`
}

// SlotPlan is one round of a planned shift.
type SlotPlan struct {
	Minute int  `form:"minute" json:"minute" validate:"min=0,max=2879"`
	Meal   Meal `form:"meal" json:"meal" validate:"omitempty,oneof=breakfast lunch supper"`
}

// Pattern is a day of shifts that many centres use.
type Pattern struct {
	Code   string
	Shifts []ShiftPlan
}

// Patterns lists the patterns to choose from. The law names them as templates and leaves the hours
// to the head of the centre.
func Patterns() []Pattern {
	at := func(hour, minute int) int { return hour*60 + minute }
	return []Pattern{
		{"3x8", []ShiftPlan{
			{"morning", "Ca sáng", "Morning shift", at(6, 0), at(14, 0), []SlotPlan{{at(6, 0), Breakfast}, {at(10, 30), Lunch}}},
			{"afternoon", "Ca chiều", "Afternoon shift", at(14, 0), at(22, 0), []SlotPlan{{at(17, 0), Supper}, {at(21, 0), NoMeal}}},
			{"night", "Ca đêm", "Night shift", at(22, 0), at(30, 0), []SlotPlan{{at(26, 0), NoMeal}}},
		}},
		{"2x12", []ShiftPlan{
			{"day", "Ca ngày", "Day shift", at(6, 0), at(18, 0), []SlotPlan{{at(6, 0), Breakfast}, {at(10, 30), Lunch}, {at(17, 0), Supper}}},
			{"night", "Ca đêm", "Night shift", at(18, 0), at(30, 0), []SlotPlan{{at(21, 0), NoMeal}, {at(26, 0), NoMeal}}},
		}},
		{"8+16", []ShiftPlan{
			{"office", "Giờ hành chính", "Office hours", at(7, 0), at(15, 0), []SlotPlan{{at(10, 30), Lunch}}},
			{"duty", "Ca trực", "Duty", at(15, 0), at(31, 0), []SlotPlan{{at(17, 0), Supper}, {at(21, 0), NoMeal}, {at(26, 0), NoMeal}, {at(30, 0), Breakfast}}},
		}},
	}
}

// patternOwn names a day of shifts that a centre made itself.
const patternOwn = "own"

// PatternOf finds a pattern by its code.
func PatternOf(code string) (Pattern, bool) {
	all := Patterns()
	i := slices.IndexFunc(all, func(p Pattern) bool { return p.Code == code })
	if i < 0 {
		return Pattern{}, false
	}
	return all[i], true
}

var shiftCode = regexp.MustCompile(`^[a-z][a-z0-9_]{0,19}$`)

// CheckShifts tells what is wrong with a planned day: the shifts must follow each other without a
// gap or an overlap and fill 24 hours, every round lies in its shift, and a meal is asked about
// once a day. Names of faults carry the place: shifts[1].starts.
func CheckShifts(shifts []ShiftPlan) error {
	var faults fault.Fields
	if len(shifts) == 0 {
		faults.Add("shifts", "settings.shifts_missing")
		return faults.Err()
	}
	sorted := slices.Clone(shifts)
	slices.SortStableFunc(sorted, func(a, b ShiftPlan) int { return a.Starts - b.Starts })
	codes, meals := map[string]bool{}, map[Meal]bool{}
	for i, s := range shifts {
		at := func(field string) string { return fmt.Sprintf("shifts[%d].%s", i, field) }
		if !shiftCode.MatchString(s.Code) || codes[s.Code] {
			faults.Add(at("code"), "settings.shift_code")
		}
		codes[s.Code] = true
		if value.CleanText(s.NameVI) == "" {
			faults.Add(at("name_vi"), "settings.shift_name_missing")
		}
		if s.Starts < 0 || s.Starts >= dayMinutes || s.Ends <= s.Starts || s.Ends > s.Starts+dayMinutes {
			faults.Add(at("ends"), "settings.shift_hours")
			continue
		}
		place := slices.IndexFunc(sorted, func(o ShiftPlan) bool { return o.Code == s.Code && o.Starts == s.Starts })
		follows := sorted[(place+1)%len(sorted)].Starts
		if place == len(sorted)-1 {
			follows += dayMinutes
		}
		switch {
		case s.Ends < follows:
			faults.Add(at("ends"), "settings.shifts_gap", fault.A{"from": clock(s.Ends), "to": clock(follows)})
		case s.Ends > follows:
			faults.Add(at("ends"), "settings.shifts_overlap", fault.A{"from": clock(follows), "to": clock(s.Ends)})
		}
		minutes := map[int]bool{}
		for j, slot := range s.Slots {
			name := at(fmt.Sprintf("slots[%d].minute", j))
			switch {
			case slot.Minute < s.Starts || slot.Minute >= s.Ends:
				faults.Add(name, "settings.slot_outside", fault.A{"hours": clock(s.Starts) + "–" + clock(s.Ends)})
			case minutes[slot.Minute]:
				faults.Add(name, "settings.slot_twice")
			}
			minutes[slot.Minute] = true
			if slot.Meal == NoMeal {
				continue
			}
			if meals[slot.Meal] {
				faults.Add(at(fmt.Sprintf("slots[%d].meal", j)), "settings.meal_twice")
			}
			meals[slot.Meal] = true
		}
	}
	return faults.Err()
}

// TimetableInput is a new day of shifts from a day on: one of the patterns, or shifts of one's own.
type TimetableInput struct {
	Pattern    string      `form:"pattern" json:"pattern" validate:"required,oneof=3x8 2x12 8+16 own"`
	From       value.Day   `form:"from" json:"from"`
	Shifts     []ShiftPlan `form:"shifts" json:"shifts,omitempty" validate:"max=12,dive"`
	LegalBasis string      `form:"legal_basis" json:"legal_basis,omitempty" validate:"max=500"`
	Note       string      `form:"note" json:"note,omitempty" validate:"max=1000"`
}

// SetTimetable brings new shifts and rounds into force from a coming day. Those in force end the
// day before and stay readable, for the rounds recorded in them are theirs for good; shifts
// planned for later that never began give way.
//
// Permission: settings.change for the whole centre. Faults: by field settings.from_not_coming,
// settings.pattern_unknown and those of CheckShifts.
func SetTimetable(tx *db.Tx, in TimetableInput) ([]Shift, error) {
	if err := mayChange(tx); err != nil {
		return nil, err
	}
	if !in.From.After(tx.Today()) {
		return nil, fault.Field("from", "settings.from_not_coming")
	}
	plans := in.Shifts
	if in.Pattern != patternOwn {
		p, ok := PatternOf(in.Pattern)
		if !ok {
			return nil, fault.Field("pattern", "settings.pattern_unknown")
		}
		plans = p.Shifts
	}
	if err := CheckShifts(plans); err != nil {
		return nil, err
	}
	if err := endShifts(tx, in.From); err != nil {
		return nil, err
	}
	shifts, err := addShifts(tx, in, plans, Decided)
	if err != nil {
		return nil, err
	}
	tx.Concerns("timetable", shifts[0].ID, 0)
	tx.Detail("pattern", in.Pattern)
	tx.Detail("from", in.From)
	return shifts, nil
}

// endShifts lets the shifts in force end before a day and takes away those that would begin later.
func endShifts(tx *db.Tx, from value.Day) error {
	old, err := db.From[Shift](tx).Where("valid_to IS NULL OR valid_to >= ?", from).Order("id").All()
	if err != nil {
		return err
	}
	for i := range old {
		s := &old[i]
		if s.ValidFrom.Before(from) {
			s.ValidTo = from.AddDays(-1)
			if err := db.Change(tx, s, "valid_to"); err != nil {
				return err
			}
			continue
		}
		if _, err := db.RemoveWhere[Slot](tx, "shift_id = ?", s.ID); err != nil {
			return err
		}
		if err := db.Remove(tx, s); err != nil {
			return err
		}
	}
	return nil
}

// addShifts writes planned shifts with their slots.
func addShifts(tx *db.Tx, in TimetableInput, plans []ShiftPlan, mark Mark) ([]Shift, error) {
	shifts := make([]Shift, len(plans))
	for i, p := range plans {
		shifts[i] = Shift{
			Pattern: in.Pattern, Code: p.Code, NameVI: value.CleanText(p.NameVI), NameEN: value.CleanText(p.NameEN),
			Starts: p.Starts, Ends: p.Ends, ValidFrom: in.From, LegalBasis: value.CleanText(in.LegalBasis), Mark: mark,
			Note: value.CleanText(in.Note), RecordedAt: tx.Now, RecordedBy: tx.Actor.ID,
		}
		if shifts[i].NameEN == "" {
			shifts[i].NameEN = shifts[i].NameVI
		}
		if err := db.Add(tx, &shifts[i]); err != nil {
			return nil, err
		}
		for _, s := range p.Slots {
			slot := Slot{ShiftID: shifts[i].ID, Minute: s.Minute, Meal: s.Meal}
			if err := db.Add(tx, &slot); err != nil {
				return nil, err
			}
			shifts[i].Slots = append(shifts[i].Slots, slot)
		}
	}
	remembered.Forget(tx)
	return shifts, nil
}

// Shifts shows the timetable on a day and the shifts that are to come. Permission: settings.view.
func Shifts(tx *db.Tx, day value.Day) (now []Turn, coming []Shift, err error) {
	if err := tx.May("settings.view"); err != nil {
		return nil, nil, err
	}
	b, err := Of(tx)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range b.Timetable.shifts {
		if s.ValidFrom.After(day) {
			coming = append(coming, s)
		}
	}
	return b.Timetable.On(day), coming, nil
}
