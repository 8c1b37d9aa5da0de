package staff_test

import (
	"fmt"
	"slices"
	"testing"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// bookOf gives the settings as the program brings them, with the day of shifts that is asked for.
func bookOf(t *testing.T, h *house, pattern string) (book *settings.Book) {
	t.Helper()
	h.Do(func(tx *db.Tx) error { return settings.Seed(tx) })
	if pattern != "3x8" {
		h.Do(func(tx *db.Tx) error {
			_, err := settings.SetTimetable(tx, settings.TimetableInput{Pattern: pattern, From: tx.Today().AddDays(1)})
			return err
		})
	}
	if err := h.See(db.System("test"), func(tx *db.Tx) (err error) { book, err = settings.Of(tx); return err }); err != nil {
		t.Fatal(err)
	}
	return book
}

// stints makes the duties of one person: "2026-12-01 night shift".
func stints(t *testing.T, book *settings.Book, lines ...string) (out []staff.Stint) {
	t.Helper()
	for _, line := range lines {
		var day, code, kind string
		if _, err := fmt.Sscan(line, &day, &code, &kind); err != nil {
			t.Fatal(line, err)
		}
		found := false
		for _, turn := range book.Timetable.On(value.MustDay(day)) {
			if turn.Shift.Code == code {
				out = append(out, staff.Stint{MemberID: 1, CampusID: 1, Turn: turn, Kind: staff.DutyKind(kind), Posts: []staff.Post{{}}})
				found = true
			}
		}
		if !found {
			t.Fatalf("no shift %s on %s", code, day)
		}
	}
	return out
}

// TestRestBetweenDuties: fewer than twelve hours between two duties of one person are told, also across
// midnight, the end of a month and Tết; after a duty of 24 hours a day is owed, after one on a holiday
// two. Nothing is told where nobody set a rule.
func TestRestBetweenDuties(t *testing.T) {
	three := bookOf(t, open(t), "3x8")
	two := bookOf(t, open(t), "2x12")
	long := bookOf(t, open(t), "8+16")
	for _, c := range []struct {
		name string
		book *settings.Book
		list []string
		want []string
	}{
		{"a day between", three, []string{"2026-12-01 morning shift", "2026-12-02 morning shift"}, nil},
		{"evening, then morning", three, []string{"2026-12-01 afternoon shift", "2026-12-02 morning shift"}, []string{"rest 2026-12-02 8/12"}},
		{"night, then the evening of the day it ends", three, []string{"2026-12-01 night shift", "2026-12-02 afternoon shift"}, []string{"rest 2026-12-02 8/12"}},
		{"night after night", three, []string{"2026-12-01 night shift", "2026-12-02 night shift"}, nil},
		{"night, then the morning at once", three, []string{"2026-12-01 night shift", "2026-12-02 morning shift"}, []string{"rest 2026-12-02 0/12"}},
		{"across the end of a month and a year", three, []string{"2026-12-31 night shift", "2027-01-01 afternoon shift"}, []string{"rest 2027-01-01 8/12"}},
		{"two shifts of one day", three, []string{"2026-12-01 morning shift", "2026-12-01 night shift"}, []string{"rest 2026-12-01 8/12"}},
		{"exactly twelve hours", two, []string{"2026-12-01 day shift", "2026-12-02 day shift"}, nil},
		{"day and night on end", two, []string{"2026-12-01 day shift", "2026-12-01 night shift"}, []string{"rest 2026-12-01 0/12"}},
		{"office and duty are two kinds", long, []string{"2026-12-01 office shift", "2026-12-01 duty duty"}, []string{"rest 2026-12-01 0/12"}},
		{"a duty of 24 hours is one duty, and its next day is owed", three,
			[]string{"2026-12-01 morning duty", "2026-12-01 afternoon duty", "2026-12-01 night duty", "2026-12-02 night shift"}, []string{"day_off 2026-12-02 0/1"}},
		{"the day after is free", three, []string{"2026-12-01 morning duty", "2026-12-01 afternoon duty", "2026-12-01 night duty", "2026-12-03 morning shift"}, nil},
		{"after Tết two days are owed", two, []string{"2027-02-06 day duty", "2027-02-06 night duty", "2027-02-08 day shift"}, []string{"day_off 2027-02-08 0/2"}},
		{"the third day after Tết is free", two, []string{"2027-02-06 day duty", "2027-02-06 night duty", "2027-02-09 day shift"}, nil},
		{"a plain Sunday owes one day", two, []string{"2026-12-06 day duty", "2026-12-06 night duty", "2026-12-08 day shift"}, nil},
		{"sleeping in the house is no duty for this", three, []string{"2026-12-01 night live_in", "2026-12-02 morning shift"}, nil},
		{"before the decree the rule of hours is judged by its first row, days off by none", three,
			[]string{"2026-01-05 morning duty", "2026-01-05 afternoon duty", "2026-01-05 night duty", "2026-01-06 night shift"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, d := range staff.RestDoubts(stints(t, c.book, c.list...), staff.RulesOf(c.book), staff.HolidayOf(c.book)) {
				got = append(got, fmt.Sprintf("%s %s %d/%d", d.Kind, d.Day, d.Hours, d.Want))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	t.Run("who was away or did not come has rested", func(t *testing.T) {
		list := stints(t, three, "2026-12-01 afternoon shift", "2026-12-02 morning shift")
		list[0].Gone = true
		if got := staff.RestDoubts(list, staff.RulesOf(three), staff.HolidayOf(three)); len(got) != 0 {
			t.Error(got)
		}
	})
	t.Run("no rule, no doubt", func(t *testing.T) {
		list := stints(t, three, "2026-12-01 night shift", "2026-12-02 morning shift")
		none := func(value.Day) staff.RestRules { return staff.RestRules{} }
		if got := staff.RestDoubts(list, none, staff.HolidayOf(three)); len(got) != 0 {
			t.Error(got)
		}
	})
}
