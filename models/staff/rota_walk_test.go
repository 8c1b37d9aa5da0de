package staff_test

import (
	"math/rand/v2"
	"testing"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// TestNoPlannerBooksAnybodyTwice lets three planners tap, fill, copy, swap, publish and note absences at
// random, while the timetable changes in the middle: whatever they do, nobody is ever in two places at
// once, and no duty that was published vanishes without a trace.
func TestNoPlannerBooksAnybodyTwice(t *testing.T) {
	h := openRota(t)
	doctor := h.add("doctor", "Trần Quốc Tuấn", 0, "doctor", 0)
	people := []uint64{h.lan.ID, h.hoa.ID, h.nurse.ID, doctor.ID}
	h.Do(func(tx *db.Tx) error {
		_, err := settings.SetTimetable(tx, settings.TimetableInput{Pattern: "8+16", From: h.mon.AddDays(9)})
		return err
	})
	r := rand.New(rand.NewPCG(7, 11))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	day := func() value.Day { return h.mon.AddDays(r.IntN(18)) }
	shift := func() string { return pick("morning", "afternoon", "night", "office", "duty", staff.NoShift) }
	kind := func() staff.DutyKind { return staff.DutyKind(pick("shift", "duty", "live_in", "")) }
	duties := func() (all []staff.Duty) {
		h.Do(func(tx *db.Tx) (err error) { all, err = db.From[staff.Duty](tx).Order("id").All(); return err })
		return all
	}
	published := map[uint64]bool{}
	for range 260 {
		as, campus := h.runsOne, h.one
		if r.IntN(4) == 0 {
			as, campus = h.runsTwo, h.two
		}
		who, all := people[r.IntN(len(people))], duties()
		_ = h.As(as, func(tx *db.Tx) (err error) { // many acts are refused; what counts is what stands
			switch r.IntN(9) {
			case 0:
				_, err = staff.CopyWeek(tx, staff.CopyInput{Campus: campus, Week: day()})
			case 1:
				_, err = staff.ApplyPattern(tx, staff.PatternInput{Campus: campus, Members: people[:1+r.IntN(4)], Shift: pick("night", "morning", staff.InTurn), Kind: kind(), On: 1 + r.IntN(2), Off: r.IntN(3), First: day(), Last: h.mon.AddDays(18), Stagger: r.IntN(2) == 0})
			case 2:
				if len(all) > 1 {
					_, err = staff.SwapDuties(tx, staff.SwapInput{Campus: campus, One: all[r.IntN(len(all))].ID, Other: all[r.IntN(len(all))].ID})
				}
			case 3:
				first := day()
				_, err = staff.PublishRota(tx, staff.PublishInput{Campus: campus, First: first, Last: first.AddDays(r.IntN(5))})
			case 4:
				_, err = staff.NoteAbsence(tx, staff.AbsenceInput{Campus: campus, Member: who, Kind: staff.SickLeave, From: day()})
			default:
				ward := uint64(0)
				if campus == h.one && r.IntN(2) == 0 {
					ward = h.ward
				}
				_, err = staff.TapRota(tx, staff.DutyInput{Campus: campus, Member: who, Day: day(), Shift: shift(), Ward: ward, Kind: kind()})
			}
			return err
		})
		for _, d := range duties() {
			if d.PublishedAt != nil {
				published[d.ID] = true
			}
		}
	}
	var book *settings.Book
	if err := h.See(db.System("test"), func(tx *db.Tx) (err error) { book, err = settings.Of(tx); return err }); err != nil {
		t.Fatal(err)
	}
	all, standing := duties(), 0
	there := map[uint64]bool{}
	for i, a := range all {
		there[a.ID] = true
		if (a.OpenKey == nil) != (a.EndedAt != nil) {
			t.Errorf("duty %d: key %v, ended %v", a.ID, a.OpenKey, a.EndedAt)
		}
		if a.EndedAt != nil {
			continue
		}
		standing++
		turnA, _, _ := book.Timetable.AnyTurn(a.ShiftID, a.Day)
		for _, b := range all[i+1:] {
			turnB, _, _ := book.Timetable.AnyTurn(b.ShiftID, b.Day)
			same := a.ShiftID == b.ShiftID && a.Day == b.Day && a.CampusID == b.CampusID
			if b.EndedAt == nil && a.MemberID == b.MemberID && !same && turnA.Starts().Before(turnB.Ends()) && turnB.Starts().Before(turnA.Ends()) {
				t.Errorf("person %d is twice on duty: %s %s and %s %s", a.MemberID, a.Day, turnA.Shift.Hours(), b.Day, turnB.Shift.Hours())
			}
			if b.EndedAt == nil && a.MemberID == b.MemberID && same && (a.Ward == b.Ward || a.Kind != b.Kind) {
				t.Errorf("one shift twice: %+v %+v", a, b)
			}
		}
	}
	for id := range published {
		if !there[id] {
			t.Errorf("the published duty %d vanished", id)
		}
	}
	if standing < 20 || len(published) < 10 {
		t.Errorf("only %d duties stand and %d were published", standing, len(published))
	}
}
