package settings

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"maiam/models/value"
)

// lawful is the book that the program brings, with swapped days on top of it.
func lawful(swaps ...SwapDay) *Workdays {
	var rows []Row
	for _, b := range table {
		for i, v := range b.values {
			r := Row{ID: uint64(len(rows) + 1), Name: b.Name, Version: uint64(i + 1), Text: v.text, ValidFrom: day(v.from), Mark: v.mark}
			if v.to != "" {
				r.ValidTo = day(v.to)
			}
			rows = append(rows, r)
		}
	}
	b := newBook(rows)
	return newWorkdays(b, swaps)
}

func swap(on string, kind SwapKind, name string) SwapDay {
	return SwapDay{Day: day(on), Version: 1, Kind: kind, Name: name, Mark: Confirmed}
}

func TestHolidays(t *testing.T) {
	for year, want := range map[int]string{
		// Tết and the Hùng Kings' day as the official calendars of these years have them.
		2023: "01-01 new_year, 01-21 tet, 01-22 tet, 01-23 tet, 01-24 tet, 01-25 tet, 04-29 hung_kings, 04-30 reunification, 05-01 labour, 09-01 national, 09-02 national",
		2024: "01-01 new_year, 02-09 tet, 02-10 tet, 02-11 tet, 02-12 tet, 02-13 tet, 04-18 hung_kings, 04-30 reunification, 05-01 labour, 09-01 national, 09-02 national",
		2025: "01-01 new_year, 01-28 tet, 01-29 tet, 01-30 tet, 01-31 tet, 02-01 tet, 04-07 hung_kings, 04-30 reunification, 05-01 labour, 09-01 national, 09-02 national",
		2026: "01-01 new_year, 02-16 tet, 02-17 tet, 02-18 tet, 02-19 tet, 02-20 tet, 04-26 hung_kings, 04-30 reunification, 05-01 labour, 09-01 national, 09-02 national",
		2027: "01-01 new_year, 02-05 tet, 02-06 tet, 02-07 tet, 02-08 tet, 02-09 tet, 04-16 hung_kings, 04-30 reunification, 05-01 labour, 09-01 national, 09-02 national",
		2028: "01-01 new_year, 01-25 tet, 01-26 tet, 01-27 tet, 01-28 tet, 01-29 tet, 04-04 hung_kings, 04-30 reunification, 05-01 labour, 09-01 national, 09-02 national",
	} {
		var got []string
		for _, h := range lawful().book.Holidays(year) {
			got = append(got, h.Day.String()[5:]+" "+h.Key)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("holidays of %d are %s", year, strings.Join(got, ", "))
		}
	}
}

// TestANewHolidayBeginsOnItsDay: a holiday that the law adds counts from the day on which the law
// is in force, and no year before has it.
func TestANewHolidayBeginsOnItsDay(t *testing.T) {
	w := lawful()
	w.book.values[HolidaysFixed] = append(w.book.values[HolidaysFixed], Row{
		ID: 900, Name: HolidaysFixed, Version: 9, Text: "01-01,04-30,05-01,09-01,09-02,11-24", ValidFrom: day("2027-06-01"), Mark: Decided,
	})
	for on, want := range map[string]string{
		"2026-11-24": "", "2027-11-24": "settings.holiday.other", "2028-11-24": "settings.holiday.other",
	} {
		if got := w.Why(day(on)); got.Key != want || got.Off != (want != "") {
			t.Errorf("%s is %+v, want %q", on, got, want)
		}
	}
}

func TestWhyADayIsOff(t *testing.T) {
	w := lawful(swap("2026-01-02", SwapOff, "Nghỉ Tết Dương lịch"), swap("2026-01-10", SwapWorked, "Làm bù"),
		swap("2026-08-31", SwapOff, "Nghỉ"), swap("2026-08-31", SwapNone, "Nghỉ"))
	for on, want := range map[string]Reason{
		"2026-11-20": {},
		"2026-11-21": {Off: true, Key: "settings.off.weekend"},
		"2026-11-22": {Off: true, Key: "settings.off.weekend"},
		"2026-02-17": {Off: true, Key: "settings.holiday.tet", Holiday: "tet"},
		"2026-02-23": {}, // Tết of 2026 lies in one working week
		"2026-04-26": {Off: true, Key: "settings.holiday.hung_kings", Holiday: "hung_kings"},
		"2026-04-27": {Off: true, Key: "settings.off.instead", Holiday: "hung_kings"}, // it fell on a Sunday
		"2026-04-28": {},
		"2027-02-10": {Off: true, Key: "settings.off.instead", Holiday: "tet"}, // two days of Tết fall on a weekend
		"2027-02-11": {Off: true, Key: "settings.off.instead", Holiday: "tet"},
		"2027-02-12": {},
		"2027-05-03": {Off: true, Key: "settings.off.instead", Holiday: "labour"}, // 1 May is a Saturday
		"2028-01-03": {Off: true, Key: "settings.off.instead", Holiday: "new_year"},
		"2026-01-02": {Off: true, Key: "settings.off.notice", Name: "Nghỉ Tết Dương lịch"},
		"2026-01-10": {Key: "settings.off.worked", Name: "Làm bù"},
		"2026-08-31": {}, // the notice was taken back
	} {
		if got := w.Why(day(on)); got != want {
			t.Errorf("%s is %+v, want %+v", on, got, want)
		}
		if w.Is(day(on)) == want.Off {
			t.Errorf("%s works: %v", on, w.Is(day(on)))
		}
	}
}

// TestWorkingDays counts deadlines across weekends, Tết, holidays that are made up for, the ends
// of months and years, and a leap day.
func TestWorkingDays(t *testing.T) {
	swapped := lawful(swap("2026-08-31", SwapOff, "Nghỉ Quốc khánh"), swap("2026-08-22", SwapWorked, "Làm bù"))
	for _, c := range []struct {
		from string
		n    int
		want string
		why  string
	}{
		{"2026-11-20", 10, "2026-12-04", "two weekends and the end of a month"},
		{"2026-11-20", 1, "2026-11-23", "Friday to Monday"},
		{"2026-11-21", 1, "2026-11-23", "from a Saturday"},
		{"2026-11-21", 0, "2026-11-21", "none"},
		{"2026-11-21", -3, "2026-11-21", "less than none"},
		{"2026-04-24", 1, "2026-04-28", "the Hùng Kings' day on a Sunday, made up for on Monday"},
		{"2026-04-24", 4, "2026-05-05", "then 30 April and 1 May before a weekend"},
		{"2026-02-13", 1, "2026-02-23", "Tết 2026, nine days in a row"},
		{"2026-02-10", 10, "2026-03-03", "ten working days over Tết 2026"},
		{"2025-01-27", 1, "2025-02-04", "Tết 2025: its Saturday is made up for on Monday"},
		{"2027-02-04", 1, "2027-02-12", "Tết 2027: Saturday and Sunday made up for"},
		{"2028-02-25", 3, "2028-03-01", "a leap day is worked"},
		{"2026-12-31", 1, "2027-01-04", "New Year and a weekend"},
		{"2027-12-31", 1, "2028-01-04", "New Year on a Saturday, made up for on Monday"},
		{"2026-08-28", 1, "2026-09-03", "a swapped Monday before National Day"},
		{"2026-08-21", 1, "2026-08-22", "a Saturday worked instead"},
	} {
		if got := swapped.Add(day(c.from), c.n); got != day(c.want) {
			t.Errorf("%d working days after %s are %v, want %s: %s", c.n, c.from, got, c.want, c.why)
		}
	}
	if got := swapped.Between(day("2026-11-20"), day("2026-12-04")); got != 10 {
		t.Errorf("%d working days", got)
	}
	if got := swapped.Between(day("2026-12-04"), day("2026-11-20")); got != -10 {
		t.Errorf("%d working days back", got)
	}
	if got := swapped.Add(value.Day{}, 5); !got.IsZero() {
		t.Errorf("after no day comes %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		from := day("2020-01-01").AddDays(rapid.IntRange(0, 5000).Draw(t, "from"))
		n := rapid.IntRange(0, 60).Draw(t, "n")
		to := swapped.Add(from, n)
		if got := swapped.Between(from, to); got != n {
			t.Fatalf("from %v to %v are %d working days, want %d", from, to, got, n)
		}
		if n > 0 && !swapped.Is(to) {
			t.Fatalf("%v is no working day", to)
		}
		if m := rapid.IntRange(0, n).Draw(t, "m"); swapped.Add(swapped.Add(from, m), n-m) != to {
			t.Fatalf("%d working days after %v are not %d and then %d", n, from, m, n-m)
		}
	})
}

func TestAYearOfDaysOff(t *testing.T) {
	w := lawful(swap("2026-08-31", SwapOff, "Nghỉ"), swap("2026-08-22", SwapWorked, "Bù"), swap("2026-05-01", SwapWorked, "Trực"), swap("2026-04-30", SwapNone, ""), swap("2026-07-01", SwapNone, ""))
	var got []string
	for _, d := range w.Year(2026) {
		line := d.Day.String()[5:] + " " + strings.TrimPrefix(d.Reason.Key, "settings.")
		if d.Swap != nil {
			line += "!"
		}
		got = append(got, line)
	}
	want := "01-01 holiday.new_year, 02-16 holiday.tet, 02-17 holiday.tet, 02-18 holiday.tet, 02-19 holiday.tet, 02-20 holiday.tet, 04-26 holiday.hung_kings, " +
		"04-27 off.instead, 04-30 holiday.reunification, 05-01 off.worked!, 08-22 off.worked!, 08-31 off.notice!, 09-01 holiday.national, 09-02 holiday.national"
	if strings.Join(got, ", ") != want {
		t.Errorf("the year is %s", strings.Join(got, ", "))
	}
}
