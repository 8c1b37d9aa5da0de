package settings_test

import (
	"slices"
	"strings"
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

func TestReadClock(t *testing.T) {
	for text, want := range map[string]int{
		"06:00": 360, "6:05": 365, "6h": 360, "18h30": 1110, "5.30": 330, "23:59": 1439, "0:00": 0, " 7 ": 420, "21g15": 1275,
		"24:00": -1, "6:60": -1, "": -1, "sáu giờ": -1, "6:5": -1, "12:000": -1, "-1:00": -1,
	} {
		got, ok := settings.ReadClock(text)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q is minute %d, want %d", text, got, want)
		}
	}
}

func TestReadRounds(t *testing.T) {
	rounds, wrong := settings.ReadRounds("22:30, 02:00; 5h30 bữa sáng", 22*60)
	if wrong != "" || !slices.Equal(rounds, []settings.SlotPlan{{Minute: 1350}, {Minute: 1560}, {Minute: 1770, Meal: settings.Breakfast}}) {
		t.Errorf("a night's rounds are %v, %q", rounds, wrong)
	}
	for text, want := range map[string]string{"06:00 (Trưa)": "", "17:00 ăn tối": "", "17h chiều": "", "6:00 dinner": "", "": "", " , ": "", "sáng": "sáng", "06:00 khám": "06:00 khám", "10:00, 25:00": "25:00"} {
		if _, wrong := settings.ReadRounds(text, 0); wrong != want {
			t.Errorf("%q: cannot read %q, want %q", text, wrong, want)
		}
	}
}

// TestOwnTimetable: shifts of one's own making are typed as people write hours, empty lines are no
// shifts, and what is wrong stands at the line that was typed.
func TestOwnTimetable(t *testing.T) {
	h := open(t)
	from := value.MustDay("2026-12-01")
	set := func(who db.Actor, shifts ...settings.ShiftText) error {
		return h.As(who, func(tx *db.Tx) error {
			_, err := settings.SetOwnTimetable(tx, settings.OwnTimetableInput{From: from, Shifts: shifts, Note: "Quyết định 45"})
			return err
		})
	}
	day := settings.ShiftText{Code: "day", NameVI: "Ca ngày", NameEN: "Day", Starts: "5h30", Ends: "17:30", Rounds: "6:00 sáng, 10:30 trưa"}
	night := settings.ShiftText{NameVI: "Ca đêm", Starts: "17:30", Ends: "5:30", Rounds: "18:00 tối, 21:00, 2:00"}
	if err := set(manager, day, night); fault.KeyOf(err) != "settings.whole_centre_only" {
		t.Errorf("a manager of one campus gets %v", err)
	}
	late := night
	late.Starts = "18:30"
	lost := night
	lost.Rounds = "12:00"
	for name, c := range map[string]struct {
		shifts []settings.ShiftText
		want   string
	}{
		"none":        {[]settings.ShiftText{{}, {}}, "shifts settings.shifts_missing"},
		"no hours":    {[]settings.ShiftText{{NameVI: "Ca"}}, "shifts[0].starts settings.clock_unreadable, shifts[0].ends settings.clock_unreadable"},
		"gap":         {[]settings.ShiftText{day, {}, late}, "shifts[0].ends settings.shifts_gap, shifts[2].rounds settings.slot_outside"},
		"round lost":  {[]settings.ShiftText{{}, day, lost}, "shifts[2].rounds settings.slot_outside"},
		"no name":     {[]settings.ShiftText{{Starts: "6:00", Ends: "6:00"}}, "shifts[0].name_vi settings.shift_name_missing"},
		"strange":     {[]settings.ShiftText{day, {NameVI: "Ca đêm", Starts: "17:30", Ends: "5:30", Rounds: "đêm"}}, "shifts[1].rounds settings.rounds_unreadable"},
		"meals twice": {[]settings.ShiftText{day, {NameVI: "Ca đêm", Starts: "17:30", Ends: "5:30", Rounds: "18:00 trưa"}}, "shifts[1].rounds settings.meal_twice"},
	} {
		var got []string
		if f := fault.Of(set(director, c.shifts...)); f != nil {
			for _, field := range f.Fields {
				got = append(got, field.Name+" "+field.Key)
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: got %s, want %s", name, strings.Join(got, ", "), c.want)
		}
	}
	if err := set(director, day, settings.ShiftText{}, night); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, turn := range see(t, h, settings.Of).Timetable.On(from) {
		for _, r := range turn.Rounds() {
			got = append(got, turn.Shift.Code+" "+turn.Shift.Hours()+" "+r.Slot.Clock()+" "+string(r.Slot.Meal))
		}
	}
	want := "day 05:30–17:30 06:00 breakfast, day 05:30–17:30 10:30 lunch, shift3 17:30–05:30 18:00 supper, shift3 17:30–05:30 21:00 , shift3 17:30–05:30 02:00 "
	if strings.Join(got, ", ") != want {
		t.Errorf("the day is %s", strings.Join(got, ", "))
	}
}

// TestDayOfResidents: the day as residents live it is dated: another day counts from its first day
// on, a second writing for that day takes the first one's place, and what was lived stays.
func TestDayOfResidents(t *testing.T) {
	h := open(t)
	today := see(t, h, settings.Of).Activities(dbtest.Today)
	if len(today) != 14 || today[0].Hours() != "05:00–05:30" || today[0].Name("en") != "Waking up, exercise" || today[13].Hours() != "21:00–05:00" || today[0].Mark != settings.Recalled || today[0].Source == "" {
		t.Fatalf("the first day is %+v", today)
	}
	if text := settings.WriteActivities(today); !strings.HasPrefix(text, "05:00–05:30 Thức dậy, tập thể dục | Waking up, exercise\n") {
		t.Errorf("written as %s", text)
	} else if again, err := settings.ReadActivities(text); err != nil || len(again) != 14 {
		t.Errorf("what was written cannot be read: %v", err)
	}
	set := func(who db.Actor, from, lines string) error {
		return h.As(who, func(tx *db.Tx) error {
			_, err := settings.SetActivities(tx, settings.ActivitiesInput{From: value.MustDay(from), Lines: lines})
			return err
		})
	}
	if err := set(manager, "2026-12-01", "6:00-7:00 Ăn sáng"); fault.KeyOf(err) != "settings.whole_centre_only" {
		t.Errorf("a manager of one campus gets %v", err)
	}
	for lines, want := range map[string]string{
		"":                                  "lines settings.activities_missing",
		"Ăn sáng":                           "lines settings.activity_line",
		"6:00 Ăn sáng":                      "lines settings.activity_line",
		"6:00-7:00":                         "lines settings.activity_line",
		"6:00-25:00 Ăn":                     "lines settings.activity_line",
		"6:00-7:00 A\n6:30-8:00 B":          "lines settings.activity_overlap",
		"6:00-7:00 A\n6:00-7:00 B":          "lines settings.activity_overlap",
		"6:00-7:00 A\n22:00-6:30 B":         "lines settings.activity_overlap",
		strings.Repeat("6:00-6:01 A\n", 49): "lines settings.activities_many",
	} {
		f := fault.Of(set(director, "2026-12-01", lines))
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name+" "+f.Fields[0].Key != want {
			t.Errorf("%q: got %v, want %s", lines, f, want)
		}
	}
	if f := fault.Of(set(director, "2026-11-21", "6:00-7:00 Ăn sáng")); f == nil || f.Fields[0].Key != "settings.from_not_coming" {
		t.Errorf("today's day cannot be changed any more: %v", f)
	}
	for _, c := range [][2]string{{"2026-12-01", "6:00-7:00 Ăn sáng"}, {"2027-01-01", "7h đến 8h Ăn sáng muộn"}, {"2026-12-01", "06:15 – 07:00 Ăn sáng | Breakfast\n 5.30-6.15 Thức dậy"}} {
		if err := set(director, c[0], c[1]); err != nil {
			t.Fatal(err)
		}
	}
	for on, want := range map[string]string{
		"1999-01-01": "05:00–05:30 Thức dậy, tập thể dục", "2026-11-30": "05:00–05:30 Thức dậy, tập thể dục",
		"2026-12-01": "05:30–06:15 Thức dậy", "2026-12-31": "05:30–06:15 Thức dậy", "2027-01-01": "07:00–08:00 Ăn sáng muộn",
	} {
		list := see(t, h, settings.Of).Activities(value.MustDay(on))
		if got := list[0].Hours() + " " + list[0].NameVI; got != want {
			t.Errorf("on %s the day begins with %s, want %s", on, got, want)
		}
	}
	if err := h.See(director, func(tx *db.Tx) error {
		now, coming, err := settings.Activities(tx, tx.Today())
		if len(now) != 14 || len(coming) != 2 || len(coming[0]) != 2 || coming[0][1].NameEN != "Breakfast" || coming[1][0].NameEN != "Ăn sáng muộn" {
			t.Errorf("now %d, coming %+v", len(now), coming)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	if err := h.See(carer, func(tx *db.Tx) error { _, _, err := settings.Activities(tx, tx.Today()); return err }); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a carer gets %v", err)
	}
	if n := count[settings.Activity](t, h); n != 14+1+1+2 {
		t.Errorf("%d lines are kept", n)
	}
}

func count[T any](t *testing.T, h *dbtest.House) (n int) {
	t.Helper()
	h.Do(func(tx *db.Tx) (err error) { n, err = db.From[T](tx).Count(); return err })
	return n
}

func FuzzReadActivities(f *testing.F) {
	for _, s := range []string{"05:00–05:30 Thức dậy | Waking up", "6h-7h A\n22:00-05:00 B", "::", "9-9 x", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, err := settings.ReadActivities(text)
		if err != nil {
			return
		}
		again, err := settings.ReadActivities(settings.WriteActivities(list))
		if err != nil || len(again) != len(list) {
			t.Fatalf("%q is read as %v and written so that it cannot be read: %v", text, list, err)
		}
	})
}
