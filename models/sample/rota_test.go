package sample_test

import (
	"slices"
	"testing"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/sample"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// TestTheRotaIsBelievable: nobody is twice on duty, every night leaves its rest, who wrote a round was on
// duty in that ward, the coming week is published and the one after a draft, and tomorrow has a gap.
func TestTheRotaIsBelievable(t *testing.T) {
	h := filled(t, sample.Options{Residents: 100, Days: 9, Seed: 3})
	var duties []staff.Duty
	var marks []care.Mark
	var away []staff.Absence
	var book *settings.Book
	var today value.Day
	h.Do(func(tx *db.Tx) (err error) {
		today = tx.Today()
		if book, err = settings.Of(tx); err != nil {
			return err
		}
		if duties, err = db.From[staff.Duty](tx).Order("day, id").All(); err != nil {
			return err
		}
		if marks, err = db.From[care.Mark](tx).All(); err != nil {
			return err
		}
		away, err = db.From[staff.Absence](tx).All()
		return err
	})
	byMember := map[uint64][]staff.Stint{}
	type post struct {
		day   value.Day
		shift uint64
		ward  uint64
	}
	at := map[post][]uint64{}
	drafts, gaps, ahead := 0, 0, 0
	for _, d := range duties {
		turn, _, ok := book.Timetable.AnyTurn(d.ShiftID, d.Day)
		if !ok {
			t.Fatalf("no shift: %+v", d)
		}
		at[post{d.Day, d.ShiftID, uint64(d.Ward)}] = append(at[post{d.Day, d.ShiftID, uint64(d.Ward)}], d.MemberID)
		list := byMember[d.MemberID]
		if !slices.ContainsFunc(list, func(s staff.Stint) bool { return s.Day() == d.Day && s.Turn.Shift.ID == d.ShiftID }) {
			byMember[d.MemberID] = append(list, staff.Stint{MemberID: d.MemberID, CampusID: d.CampusID, Turn: turn, Kind: d.Kind})
		}
		switch {
		case d.PublishedAt == nil:
			drafts++
		case d.Day.After(today):
			ahead++
			if slices.ContainsFunc(away, func(a staff.Absence) bool { return a.MemberID == d.MemberID && a.Covers(d.Day) }) {
				gaps++
			}
		}
	}
	for id, list := range byMember {
		for _, d := range staff.RestDoubts(list, staff.RulesOf(book), staff.HolidayOf(book)) {
			t.Errorf("%d: %+v", id, d)
		}
		for i, a := range list {
			for _, b := range list[i+1:] {
				if a.Turn.Starts().Before(b.Turn.Ends()) && b.Turn.Starts().Before(a.Turn.Ends()) {
					t.Errorf("%d is twice on duty on %s", id, a.Day())
				}
			}
		}
	}
	if drafts == 0 || gaps == 0 || ahead < 50 {
		t.Errorf("%d drafts, %d gaps, %d duties ahead", drafts, gaps, ahead)
	}
	strange := 0
	for _, m := range marks {
		for _, turn := range book.Timetable.On(m.ShiftDay) {
			if !slices.ContainsFunc(turn.Shift.Slots, func(s settings.Slot) bool { return s.ID == m.SlotID }) {
				continue
			}
			if who := at[post{m.ShiftDay, turn.Shift.ID, m.WardID}]; len(who) > 0 && !slices.Contains(who, m.RecordedBy) {
				strange++
			}
		}
	}
	if strange > 0 {
		t.Errorf("%d of %d marks were written by somebody who was not on duty there", strange, len(marks))
	}
}
