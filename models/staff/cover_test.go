package staff_test

import (
	"fmt"
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/staff"
)

// TestShiftsAreJudgedBeforeTheyStart: each shift until the end of tomorrow is held against the part of
// the norm that shall be present; a ward without anybody, and a campus below the least number, are bare
// before the shift begins; what is fixed is no longer told.
func TestShiftsAreJudgedBeforeTheyStart(t *testing.T) {
	h := openRota(t)
	today, tomorrow := dbtest.Today, dbtest.Today.AddDays(1)
	heads := []staff.Heads{
		{CampusID: h.one, WardID: h.ward, Group: staff.AdultsHelped, People: 40},  // 10 by the norm: 2 by day, 1 by night
		{CampusID: h.one, WardID: h.second, Group: staff.AdultsHelped, People: 2}, // at least one
	}
	covers := func(as db.Actor) map[string]staff.Cover {
		t.Helper()
		out := map[string]staff.Cover{}
		if err := h.See(as, func(tx *db.Tx) error {
			list, err := staff.CoversOf(tx, staff.CoversInput{Campus: h.one}, heads)
			for _, c := range list {
				out[fmt.Sprintf("%s %s %s", c.Turn.Day, c.Turn.Shift.Code, c.WardName)] = c
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	tonight := func(ward string) string { return fmt.Sprintf("%s night %s", today, ward) }
	got := covers(h.runsOne)
	if len(got) != 5*3 { // the evening that runs, tonight, and three shifts tomorrow; a campus and two wards
		t.Fatalf("%d: %v", len(got), got)
	}
	for key, want := range map[string][2]int{tonight(""): {2, 42}, tonight("Khu B"): {1, 40}, tonight("Khu G"): {1, 2}, fmt.Sprintf("%s morning Khu B", tomorrow): {2, 40}, fmt.Sprintf("%s morning ", tomorrow): {3, 42}} {
		if c := got[key]; c.Need != want[0] || c.People != want[1] || c.State != staff.Bare {
			t.Errorf("%s: need %d of %d, %s; want %v", key, c.Need, c.People, c.State, want)
		}
	}
	// Lan has had the evening, Hoa a free day: only Hoa is rested for tonight.
	h.must(h.plan(h.runsOne, h.at(h.lan, today, "afternoon")))
	if err := h.publish(today, tomorrow); err != nil {
		t.Fatal(err)
	}
	c := covers(h.runsOne)[tonight("Khu B")]
	if len(c.Fixes) == 0 || c.Fixes[0].Name != "Trần Thị Hoa" {
		t.Fatalf("%+v", c.Fixes)
	}
	for _, f := range c.Fixes {
		if f.MemberID == h.lan.ID {
			t.Error("somebody without rest is proposed")
		}
	}
	if covers(h.nurses)[tonight("Khu B")].Fixes != nil {
		t.Error("proposals are for those who plan")
	}
	h.must(h.plan(h.runsOne, staff.DutyInput{Campus: h.one, Member: c.Fixes[0].MemberID, Day: today, Shift: "night", Ward: h.ward}))
	if c = covers(h.runsOne)[tonight("Khu B")]; c.State != staff.Enough || len(c.Have) != 1 || c.Fixes != nil {
		t.Errorf("%+v", c)
	}
	// The nurse is on duty for the whole campus: she moves into Khu G at no cost.
	h.must(h.plan(h.runsOne, staff.DutyInput{Campus: h.one, Member: h.nurse.ID, Day: today, Shift: "night", Kind: staff.OnCall}))
	c = covers(h.runsOne)[tonight("Khu G")]
	if len(c.Fixes) == 0 || !c.Fixes[0].Moves || c.Fixes[0].MemberID != h.nurse.ID {
		t.Fatalf("%+v", c.Fixes)
	}
	h.must(h.plan(h.runsOne, staff.DutyInput{Campus: h.one, Member: h.nurse.ID, Day: today, Shift: "night", Ward: h.second}))
	if c = covers(h.runsOne)[tonight("Khu G")]; c.State != staff.Enough {
		t.Errorf("%+v", c)
	}
	if c = covers(h.runsOne)[tonight("")]; c.State != staff.Enough || len(c.Have) != 2 || c.All != 2 {
		t.Errorf("%+v", c)
	}
	// Hoa falls ill: a gap, and the ward is bare again before the shift begins.
	if err := h.As(h.runsOne, func(tx *db.Tx) error {
		_, err := staff.NoteAbsence(tx, staff.AbsenceInput{Campus: h.one, Member: h.hoa.ID, Kind: staff.SickLeave, From: today})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if c = covers(h.runsOne)[tonight("Khu B")]; c.State != staff.Bare || len(c.Gaps) != 1 || len(c.Fixes) != 0 {
		t.Errorf("%+v", c)
	}
	// Khu B by day with one of two: short, not bare.
	h.must(h.plan(h.runsOne, h.at(h.carer("mai", "Võ Thị Mai", h.ward), tomorrow, "morning")))
	if c = covers(h.runsOne)[fmt.Sprintf("%s morning Khu B", tomorrow)]; c.State != staff.Short || c.Short() != 1 {
		t.Errorf("%+v", c)
	}
}

// TestTheCheapestLegalFix orders the proposals: who only moves, then the fewest hours in the week; who
// lacks rest, role or time is not proposed.
func TestTheCheapestLegalFix(t *testing.T) {
	book := bookOf(t, open(t), "3x8")
	gap := staff.Cover{CampusID: 1, WardID: 5, Turn: stints(t, book, "2026-12-02 night shift")[0].Turn}
	as := func(id uint64, lines ...string) []staff.Stint {
		list := stints(t, book, lines...)
		for i := range list {
			list[i].MemberID = id
		}
		return list
	}
	carer := func(id uint64, name string) staff.RotaPerson {
		return staff.RotaPerson{ID: id, Name: name, Grants: []staff.Grant{{Role: "ward_carer", Ward: 5}}}
	}
	people := []staff.RotaPerson{carer(1, "bận"), carer(2, "mệt"), carer(3, "nhiều giờ"), carer(4, "ít giờ"), carer(5, "đang trực chung"), carer(6, "sáng mai trực"),
		{ID: 7, Name: "giám đốc", Grants: []staff.Grant{{Role: "director"}}}}
	list := map[uint64][]staff.Stint{
		1: as(1, "2026-12-02 night shift"),
		2: as(2, "2026-12-02 afternoon shift"),
		3: as(3, "2026-11-30 morning shift", "2026-12-01 morning shift"),
		4: as(4, "2026-11-30 morning shift", "2026-11-22 morning shift"),
		5: as(5, "2026-12-02 night shift"),
		6: as(6, "2026-12-03 morning shift"),
	}
	list[1][0].Posts[0].WardID = 9
	var got []string
	for _, f := range staff.Fixes(gap, people, list, staff.RulesOf(book), staff.HolidayOf(book)) {
		got = append(got, fmt.Sprintf("%s %d %v", f.Name, f.Hours, f.Moves))
	}
	if want := []string{"đang trực chung 8 true", "ít giờ 8 false", "nhiều giờ 16 false"}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
}
