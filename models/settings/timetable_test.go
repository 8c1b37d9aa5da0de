package settings

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"maiam/models/fault"
	"maiam/models/value"
)

var zone = time.FixedZone("+07", 7*3600)

// plan makes a timetable of patterns, each from its day on, with ids counted from 1.
func plan(patterns ...[2]string) Timetable {
	var shifts []Shift
	var slots []Slot
	for i, p := range patterns {
		pattern, _ := PatternOf(p[0])
		for _, s := range pattern.Shifts {
			shift := Shift{ID: uint64(len(shifts) + 1), Code: s.Code, Pattern: p[0], Starts: s.Starts, Ends: s.Ends, ValidFrom: value.MustDay(p[1])}
			if i+1 < len(patterns) {
				shift.ValidTo = value.MustDay(patterns[i+1][1]).AddDays(-1)
			}
			shifts = append(shifts, shift)
			for _, slot := range s.Slots {
				slots = append(slots, Slot{ID: uint64(len(slots) + 1), ShiftID: shift.ID, Minute: slot.Minute, Meal: slot.Meal})
			}
		}
	}
	return newTimetable(shifts, slots, zone)
}

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func TestNightShiftBelongsToTheDayItBegan(t *testing.T) {
	three := plan([2]string{"3x8", "2020-01-01"})
	for instant, want := range map[string]string{
		"2026-11-21 06:00": "morning 2026-11-21", "2026-11-21 13:59": "morning 2026-11-21", "2026-11-21 14:00": "afternoon 2026-11-21",
		"2026-11-21 22:00": "night 2026-11-21", "2026-11-21 23:59": "night 2026-11-21", "2026-11-22 00:00": "night 2026-11-21",
		"2026-11-22 05:59": "night 2026-11-21", "2026-11-22 06:00": "morning 2026-11-22", "2027-01-01 02:00": "night 2026-12-31",
	} {
		turn, ok := three.TurnAt(at(instant))
		if got := turn.Shift.Code + " " + turn.Day.String(); !ok || got != want {
			t.Errorf("%s belongs to %s, want %s", instant, got, want)
		}
	}
	duty := plan([2]string{"8+16", "2020-01-01"})
	if turn, _ := duty.TurnAt(at("2026-11-22 06:30")); turn.Shift.Code != "duty" || turn.Day != value.MustDay("2026-11-21") || !turn.Shift.CrossesMidnight() || turn.Shift.Hours() != "15:00–07:00" {
		t.Errorf("06:30 belongs to %s of %v", turn.Shift.Code, turn.Day)
	}
	if _, ok := three.TurnAt(at("2019-12-31 12:00")); ok {
		t.Error("before the first timetable nobody is on duty")
	}
	if (Timetable{zone: zone}).Empty() != true || three.Empty() {
		t.Error("an empty timetable is told wrongly")
	}
}

func TestRoundsOfAShift(t *testing.T) {
	three := plan([2]string{"3x8", "2020-01-01"})
	var got []string
	for _, turn := range three.On(value.MustDay("2026-11-21")) {
		for _, r := range turn.Rounds() {
			got = append(got, turn.Shift.Code+" "+r.Slot.Clock()+" "+string(r.Slot.Meal)+" "+r.At().In(zone).Format("02 15:04"))
		}
	}
	want := "morning 06:00 breakfast 21 06:00, morning 10:30 lunch 21 10:30, afternoon 17:00 supper 21 17:00, afternoon 21:00  21 21:00, night 02:00  22 02:00"
	if strings.Join(got, ", ") != want {
		t.Errorf("rounds are %s", strings.Join(got, ", "))
	}
	duty := plan([2]string{"8+16", "2020-01-01"})
	rounds := duty.On(value.MustDay("2026-11-21"))[1].Rounds()
	if last := rounds[len(rounds)-1]; last.Slot.Meal != Breakfast || last.MealDay() != value.MustDay("2026-11-22") || rounds[0].MealDay() != value.MustDay("2026-11-21") {
		t.Errorf("breakfast at the end of a night is that of %v", last.MealDay())
	}
	r, ok := three.Round(5, value.MustDay("2026-11-21"))
	if !ok || r.Slot.Clock() != "02:00" || r.Turn.Shift.Code != "night" {
		t.Errorf("round 5 is %+v", r)
	}
	if _, ok := three.Round(5, value.MustDay("2019-11-21")); ok {
		t.Error("a round before its time")
	}
	if turn, ok := three.Turn(3, value.MustDay("2026-11-21")); !ok || turn.Shift.Code != "night" {
		t.Errorf("turn of shift 3 is %+v", turn)
	}
	if _, ok := three.Turn(99, value.MustDay("2026-11-21")); ok {
		t.Error("a shift nobody knows")
	}
}

func TestRoundDueAtAnInstant(t *testing.T) {
	three := plan([2]string{"3x8", "2020-01-01"})
	for instant, want := range map[string]string{
		"2026-11-21 05:29": "02:00 2026-11-20", "2026-11-21 05:30": "06:00 2026-11-21", "2026-11-21 10:00": "10:30 2026-11-21",
		"2026-11-21 16:29": "10:30 2026-11-21", "2026-11-21 18:42": "17:00 2026-11-21", "2026-11-22 01:30": "02:00 2026-11-21",
	} {
		r, ok := three.RoundAt(at(instant), 30*time.Minute)
		if got := r.Slot.Clock() + " " + r.Turn.Day.String(); !ok || got != want {
			t.Errorf("at %s the round is %s, want %s", instant, got, want)
		}
	}
	if n := len(three.Between(at("2026-11-21 06:00"), at("2026-11-22 06:00"))); n != 5 {
		t.Errorf("%d rounds in a day", n)
	}
	if _, ok := three.RoundAt(at("2019-11-21 12:00"), time.Hour); ok {
		t.Error("a round before the first timetable")
	}
}

// TestChangeOfShiftsLeavesNobodyAlone: from 3×8 to 8+16 the hour from 06:00 to 07:00 of the first
// day stays with the night shift of the day before.
func TestChangeOfShiftsLeavesNobodyAlone(t *testing.T) {
	both := plan([2]string{"3x8", "2020-01-01"}, [2]string{"8+16", "2026-12-01"})
	for instant, want := range map[string]string{
		"2026-12-01 05:00": "night 2026-11-30", "2026-12-01 06:30": "night 2026-11-30", "2026-12-01 07:00": "office 2026-12-01", "2026-12-02 05:00": "duty 2026-12-01",
	} {
		turn, ok := both.TurnAt(at(instant))
		if got := turn.Shift.Code + " " + turn.Day.String(); !ok || got != want {
			t.Errorf("%s belongs to %s, want %s", instant, got, want)
		}
	}
}

// TestEveryInstantHasOneOwner: whatever the pattern, each instant is owned by one turn, the turn
// covers it, and turns follow each other without a gap.
func TestEveryInstantHasOneOwner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(Patterns()).Draw(t, "pattern")
		tt := plan([2]string{p.Code, "2020-01-01"})
		instant := at("2026-11-21 00:00").Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(t, "minute")) * time.Minute)
		turn, ok := tt.TurnAt(instant)
		if !ok || instant.Before(turn.Starts()) || !instant.Before(turn.Ends()) {
			t.Fatalf("%v is owned by %s of %v", instant, turn.Shift.Code, turn.Day)
		}
		next, ok := tt.Next(turn)
		if !ok || !next.Starts().Equal(turn.Ends()) {
			t.Fatalf("after %v comes %v", turn.Ends(), next.Starts())
		}
		if back, ok := tt.Previous(next); !ok || back.Shift.ID != turn.Shift.ID || back.Day != turn.Day {
			t.Fatalf("before %s of %v comes %s of %v", next.Shift.Code, next.Day, back.Shift.Code, back.Day)
		}
		for _, r := range turn.Rounds() {
			if owner, _ := tt.TurnAt(r.At()); owner.Shift.ID != turn.Shift.ID || owner.Day != turn.Day {
				t.Fatalf("the round of %v is not in its own turn", r.At())
			}
		}
	})
}

func TestPatternsAreSound(t *testing.T) {
	for _, p := range Patterns() {
		if err := CheckShifts(p.Shifts); err != nil {
			t.Errorf("%s: %v", p.Code, err)
		}
	}
}

func TestCheckShifts(t *testing.T) {
	shift := func(code string, starts, ends int, slots ...SlotPlan) ShiftPlan {
		return ShiftPlan{Code: code, NameVI: "Ca", NameEN: "Shift", Starts: starts, Ends: ends, Slots: slots}
	}
	for name, c := range map[string]struct {
		shifts []ShiftPlan
		want   string // field and key of the first fault
	}{
		"one shift of a whole day": {[]ShiftPlan{shift("all", 420, 1860)}, ""},
		"none":                     {nil, "shifts settings.shifts_missing"},
		"gap":                      {[]ShiftPlan{shift("a", 360, 840), shift("b", 900, 1800)}, "shifts[0].ends settings.shifts_gap"},
		"overlap":                  {[]ShiftPlan{shift("a", 360, 900), shift("b", 840, 1800)}, "shifts[0].ends settings.shifts_overlap"},
		"night too short":          {[]ShiftPlan{shift("a", 360, 1080), shift("b", 1080, 1700)}, "shifts[1].ends settings.shifts_gap"},
		"ends before it starts":    {[]ShiftPlan{shift("a", 360, 300)}, "shifts[0].ends settings.shift_hours"},
		"longer than a day":        {[]ShiftPlan{shift("a", 360, 1900)}, "shifts[0].ends settings.shift_hours"},
		"same code":                {[]ShiftPlan{shift("a", 360, 1080), shift("a", 1080, 1800)}, "shifts[1].code settings.shift_code"},
		"strange code":             {[]ShiftPlan{shift("Ca 1", 360, 1800)}, "shifts[0].code settings.shift_code"},
		"round outside":            {[]ShiftPlan{shift("a", 360, 1800, SlotPlan{Minute: 120})}, "shifts[0].slots[0].minute settings.slot_outside"},
		"round twice":              {[]ShiftPlan{shift("a", 360, 1800, SlotPlan{Minute: 600}, SlotPlan{Minute: 600})}, "shifts[0].slots[1].minute settings.slot_twice"},
		"lunch twice":              {[]ShiftPlan{shift("a", 360, 1800, SlotPlan{630, Lunch}, SlotPlan{660, Lunch})}, "shifts[0].slots[1].meal settings.meal_twice"},
		"no name":                  {[]ShiftPlan{{Code: "a", Starts: 360, Ends: 1800}}, "shifts[0].name_vi settings.shift_name_missing"},
	} {
		got := ""
		var f *fault.Fault
		if errors.As(CheckShifts(c.shifts), &f) {
			got = f.Fields[0].Name + " " + f.Fields[0].Key
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
