package staff_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// TestDutiesAreWorthTheirFigure values duties of a month: a duty of 24 hours by the law's figure and the
// sort of the day on which it begins, with a meal; shorter ones only when the centre decided so; working
// time, drafts, leave, and what was missed are worth nothing.
func TestDutiesAreWorthTheirFigure(t *testing.T) {
	h := openRota(t)
	h.Clock.Set(time.Date(2026, 7, 1, 3, 0, 0, 0, time.UTC))
	h.lan, h.hoa = h.carer("thu", "Nguyễn Thị Thu", h.ward), h.carer("huong", "Trần Thị Hương", h.ward)
	h.Clock.Set(time.Date(2026, 9, 1, 3, 0, 0, 0, time.UTC))
	h.Do(func(tx *db.Tx) error {
		_, err := settings.SetTimetable(tx, settings.TimetableInput{Pattern: "2x12", From: value.MustDay("2026-09-02")})
		return err
	})
	put := func(m *staff.Member, kind staff.DutyKind, days ...string) {
		t.Helper()
		for _, text := range days {
			var day, shifts string
			_, _ = fmt.Sscan(text, &day, &shifts)
			for _, code := range map[string][]string{"both": {"day", "night"}, "day": {"day"}, "night": {"night"}}[shifts] {
				h.must(h.plan(h.runsOne, staff.DutyInput{Campus: h.one, Member: m.ID, Day: value.MustDay(day), Shift: code, Kind: kind}))
			}
		}
	}
	put(h.lan, staff.OnCall, "2026-09-02 both", "2026-09-07 both", "2026-09-12 both", "2026-09-30 both", "2026-09-20 night") // National Day, a Monday, a Saturday, across the month's end
	put(h.lan, staff.WorkShift, "2026-09-15 day")
	put(h.hoa, staff.LivesIn, "2026-09-08 night", "2026-09-13 night")
	put(h.hoa, staff.OnCall, "2026-09-22 both", "2026-09-24 both", "2026-09-28 day")
	if err := h.publish(value.MustDay("2026-09-02"), value.MustDay("2026-09-30")); err != nil {
		t.Fatal(err)
	}
	put(h.hoa, staff.OnCall, "2026-10-01 both") // of the next month, and a draft
	h.Clock.Set(time.Date(2026, 9, 25, 3, 0, 0, 0, time.UTC))
	var missed []staff.Duty
	h.Do(func(tx *db.Tx) (err error) {
		missed, err = db.From[staff.Duty](tx).Where("member_id = ? AND day = ?", h.hoa.ID, value.MustDay("2026-09-22")).All()
		return err
	})
	if err := h.As(h.runsOne, func(tx *db.Tx) error {
		for _, d := range missed {
			if _, err := staff.NoteAttendance(tx, staff.AttendanceInput{Campus: h.one, Duty: d.ID, Reason: "không đến"}); err != nil {
				return err
			}
		}
		_, err := staff.NoteAbsence(tx, staff.AbsenceInput{Campus: h.one, Member: h.hoa.ID, Kind: staff.SickLeave, From: value.MustDay("2026-09-24")})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.Clock.Set(time.Date(2026, 10, 1, 3, 0, 0, 0, time.UTC))
	pay := func(as db.Actor, in staff.DutyPayInput) (p *staff.DutyPay) {
		t.Helper()
		if err := h.See(as, func(tx *db.Tx) (err error) { p, err = staff.DutyPayOf(tx, in); return err }); err != nil {
			t.Fatal(err)
		}
		return p
	}
	month, _ := value.ParseMonth("2026-09")
	tell := func(p *staff.DutyPay) (out []string) {
		for _, l := range p.Lines {
			out = append(out, fmt.Sprintf("%s %s %dh %s %d+%d %s", l.Day, l.Kind, l.Hours, l.Sort, l.Amount, l.Meal, l.Open))
		}
		return out
	}
	undecided := []string{
		"2026-09-02 duty 24h holiday 126000+40000 ",
		"2026-09-07 duty 24h work 70000+40000 ",
		"2026-09-08 live_in 12h work 35000+0 ",
		"2026-09-12 duty 24h rest 91000+40000 ",
		"2026-09-13 live_in 12h rest 45500+0 ",
		"2026-09-20 duty 12h rest 0+0 staff.pay.undecided",
		"2026-09-28 duty 12h work 0+0 staff.pay.undecided",
		"2026-09-30 duty 24h work 70000+40000 ",
	}
	p := pay(h.runsOne, staff.DutyPayInput{Month: month, Campus: h.one})
	if got := tell(p); !slices.Equal(got, undecided) {
		t.Errorf("%q", got)
	}
	if len(p.People) != 2 || p.People[0].Sum() != 517_000 || p.People[0].Full != 4 || p.People[0].Open != 1 || p.People[1].LiveIn != 2 || len(p.Basis) != 8 {
		t.Errorf("%+v %v", p.People, len(p.Basis))
	}
	// The director decides that shorter duties are paid, from a day on: only later ones have a figure.
	h.Do(func(tx *db.Tx) error {
		_, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.DutyShortPaid, Value: "yes", ValidFrom: value.MustDay("2026-09-25"), Version: 1, Mark: settings.Decided, Note: "Quyết định thử"})
		return err
	})
	if got := tell(pay(h.directs, staff.DutyPayInput{Month: month})); got[5] != undecided[5] || got[6] != "2026-09-28 duty 12h work 35000+0 " {
		t.Errorf("%q", got)
	}
	if n := len(pay(h.directs, staff.DutyPayInput{Month: month, Member: h.hoa.ID}).Lines); n != 3 {
		t.Errorf("%d lines of one person", n)
	}
	if n := len(pay(h.runsTwo, staff.DutyPayInput{Month: month}).Lines); n != 0 {
		t.Errorf("the other campus sees %d lines", n)
	}
	for name, as := range map[string]db.Actor{"a carer": h.actor(h.lan), "the administrator": h.administers, "a nurse": h.nurses} {
		if err := h.See(as, func(tx *db.Tx) error { _, err := staff.DutyPayOf(tx, staff.DutyPayInput{}); return err }); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := h.See(h.actor(h.lan), func(tx *db.Tx) error {
		own, err := staff.MyDutyPay(tx, month)
		if len(own.Lines) != 5 || own.People[0].MemberID != h.lan.ID {
			t.Errorf("the own: %+v", own)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	// Before the decree nothing is known, so nothing is worth anything.
	h.Clock.Set(time.Date(2026, 7, 10, 3, 0, 0, 0, time.UTC))
	for _, code := range []string{"morning", "afternoon", "night"} {
		h.must(h.plan(h.runsOne, staff.DutyInput{Campus: h.one, Member: h.lan.ID, Day: value.MustDay("2026-07-12"), Shift: code, Kind: staff.OnCall}))
	}
	if err := h.publish(value.MustDay("2026-07-12"), value.MustDay("2026-07-12")); err != nil {
		t.Fatal(err)
	}
	h.Clock.Set(dbtest.Now)
	july, _ := value.ParseMonth("2026-07")
	if got := tell(pay(h.runsOne, staff.DutyPayInput{Month: july})); !slices.Equal(got, []string{"2026-07-12 duty 24h rest 0+0 staff.pay.not_set"}) {
		t.Errorf("%q", got)
	}
}
