package staff_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// rotaHouse is the house with the timetable of three shifts, two more carers and a second ward.
type rotaHouse struct {
	*house
	lan, hoa *staff.Member
	second   uint64
	mon      value.Day // the Monday after today
}

func openRota(t *testing.T) *rotaHouse {
	t.Helper()
	h := &rotaHouse{house: open(t)}
	h.Do(func(tx *db.Tx) error { return settings.Seed(tx) })
	h.Do(func(tx *db.Tx) error {
		ward, err := wards.AddWard(tx, h.zone, wards.WardInput{Name: "Khu G", Sex: wards.ForWomen, From: value.MustDay("2026-01-01")})
		if err == nil {
			h.second = ward.ID
		}
		return err
	})
	h.lan, h.hoa = h.carer("lan", "Nguyễn Thị Lan", h.ward), h.carer("hoa", "Trần Thị Hoa", h.ward)
	h.mon = staff.Monday(dbtest.Today.AddDays(7))
	return h
}

// carer makes a carer of one ward.
func (h *rotaHouse) carer(username, name string, ward uint64) *staff.Member {
	m := h.add(username, name, h.one, "", 0)
	h.Do(func(tx *db.Tx) error {
		_, err := staff.GrantRole(tx, m.ID, staff.GrantInput{Role: "ward_carer", Place: staff.Place{Ward: ward}})
		return err
	})
	return m
}

func (h *rotaHouse) plan(as db.Actor, in staff.DutyInput) (p *staff.Planned, err error) {
	err = h.As(as, func(tx *db.Tx) (err error) { p, err = staff.PlanDuty(tx, in); return err })
	return p, err
}

func (h *rotaHouse) tap(in staff.DutyInput) (p *staff.Planned, err error) {
	err = h.As(h.runsOne, func(tx *db.Tx) (err error) { p, err = staff.TapRota(tx, in); return err })
	return p, err
}

func (h *rotaHouse) must(p *staff.Planned, err error) *staff.Planned {
	h.T.Helper()
	if err != nil {
		h.T.Fatal(err)
	}
	return p
}

func (h *rotaHouse) publish(from, to value.Day) error {
	return h.As(h.runsOne, func(tx *db.Tx) error {
		_, err := staff.PublishRota(tx, staff.PublishInput{Campus: h.one, First: from, Last: to})
		return err
	})
}

func (h *rotaHouse) rota(as db.Actor, campus uint64, from value.Day) (r *staff.Rota, err error) {
	err = h.See(as, func(tx *db.Tx) (err error) {
		r, err = staff.RotaOf(tx, staff.RotaInput{Campus: campus, From: from})
		return err
	})
	return r, err
}

// lines writes the stints of a rota: "Lan 2026-11-23 night Khu B+Khu G".
func lines(r *staff.Rota) (out []string) {
	for _, s := range r.Stints {
		line := fmt.Sprintf("%s %s %s", s.MemberName, s.Day(), s.Turn.Shift.Code)
		for _, p := range s.Posts {
			line += " " + p.WardName
		}
		out = append(out, line)
	}
	return out
}

func (h *rotaHouse) at(member *staff.Member, day value.Day, shift string) staff.DutyInput {
	return staff.DutyInput{Campus: h.one, Member: member.ID, Day: day, Shift: shift, Ward: h.ward}
}

// TestNobodyIsInTwoPlaces: two duties of one person at one time are refused, whichever campus, also
// across midnight and where an old timetable meets a new one; two wards of one shift are one duty.
func TestNobodyIsInTwoPlaces(t *testing.T) {
	h := openRota(t)
	doctor := h.add("doctor", "Trần Quốc Tuấn", 0, "doctor", 0)
	h.must(h.plan(h.runsOne, h.at(h.lan, h.mon, "night")))
	second := h.at(h.lan, h.mon, "night")
	second.Ward = h.second
	if p := h.must(h.plan(h.runsOne, second)); len(p.Doubts) != 1 || p.Doubts[0].Kind != staff.NoRole {
		t.Errorf("a ward in which she may not record: %+v", p.Doubts)
	}
	for name, c := range map[string]struct {
		as  db.Actor
		in  staff.DutyInput
		key string
	}{
		"the same again":               {h.runsOne, h.at(h.lan, h.mon, "night"), "staff.rota.there_already"},
		"another kind in that shift":   {h.runsOne, staff.DutyInput{Campus: h.one, Member: h.lan.ID, Day: h.mon, Shift: "night", Kind: staff.OnCall}, "staff.rota.other_kind"},
		"nobody of this campus":        {h.runsTwo, staff.DutyInput{Campus: h.two, Member: h.lan.ID, Day: h.mon, Shift: "morning"}, "staff.rota.not_here"},
		"no such shift":                {h.runsOne, h.at(h.lan, h.mon, "duty"), "staff.rota.no_such_shift"},
		"a ward of nowhere":            {h.runsOne, staff.DutyInput{Campus: h.one, Member: h.lan.ID, Day: h.mon, Shift: "morning", Ward: 9999}, "staff.place_unknown"},
		"too long ago":                 {h.runsOne, h.at(h.lan, h.mon.AddDays(-60), "night"), "staff.rota.day_outside"},
		"another campus's rota":        {h.runsTwo, h.at(h.lan, h.mon, "morning"), "db.not_found"},
		"a nurse does not plan":        {h.nurses, h.at(h.lan, h.mon, "morning"), "fault.forbidden"},
		"the administrator neither":    {h.administers, h.at(h.lan, h.mon, "morning"), "fault.forbidden"},
		"the director plans anywhere":  {h.directs, h.at(h.lan, h.mon, "morning"), ""},
		"somebody of the whole centre": {h.runsTwo, staff.DutyInput{Campus: h.two, Member: doctor.ID, Day: h.mon, Shift: "night"}, ""},
	} {
		t.Run(name, func(t *testing.T) { _, err := h.plan(c.as, c.in); wants(t, err, c.key) })
	}
	t.Run("the doctor is in the other campus that night", func(t *testing.T) {
		_, err := h.plan(h.runsOne, staff.DutyInput{Campus: h.one, Member: doctor.ID, Day: h.mon, Shift: "night"})
		wants(t, err, "staff.rota.clash")
	})
	t.Run("an old night meets a new morning", func(t *testing.T) {
		h.Do(func(tx *db.Tx) error {
			_, err := settings.SetTimetable(tx, settings.TimetableInput{Pattern: "own", From: h.mon.AddDays(1), Shifts: []settings.ShiftPlan{
				{Code: "early", NameVI: "Ca sớm", NameEN: "Early", Starts: 5 * 60, Ends: 17 * 60}, {Code: "late", NameVI: "Ca muộn", NameEN: "Late", Starts: 17 * 60, Ends: 29 * 60}}})
			return err
		})
		_, err := h.plan(h.runsOne, h.at(h.lan, h.mon.AddDays(1), "early"))
		wants(t, err, "staff.rota.clash")
		p := h.must(h.plan(h.runsOne, h.at(h.lan, h.mon.AddDays(1), "late")))
		if len(p.Doubts) != 1 || p.Doubts[0].Kind != staff.ShortRest || p.Doubts[0].Hours != 11 {
			t.Errorf("eleven hours of rest: %+v", p.Doubts)
		}
	})
}

// TestTwoPlannersAtOnce: while one campus copies a week with a doctor of both, the other puts the doctor
// into the same night. One of the two has the doctor, whoever is faster.
func TestTwoPlannersAtOnce(t *testing.T) {
	h := openRota(t)
	doctor := h.add("doctor", "Trần Quốc Tuấn", 0, "doctor", 0)
	night := func(campus uint64, day value.Day) staff.DutyInput {
		return staff.DutyInput{Campus: campus, Member: doctor.ID, Day: day, Shift: "night"}
	}
	for week := range 6 {
		monday := h.mon.AddDays(14 * week)
		h.must(h.plan(h.runsOne, night(h.one, monday)))
		var both sync.WaitGroup
		var copied *staff.Filled
		var copying, planning error
		both.Go(func() {
			copying = h.As(h.runsOne, func(tx *db.Tx) (err error) {
				copied, err = staff.CopyWeek(tx, staff.CopyInput{Campus: h.one, Week: monday.AddDays(7)})
				return err
			})
		})
		both.Go(func() { _, planning = h.plan(h.runsTwo, night(h.two, monday.AddDays(7))) })
		both.Wait()
		if copying != nil {
			t.Fatal(copying)
		}
		if took := copied.Made == 1; took == (planning == nil) {
			t.Errorf("week %d: copied %+v, planned %v", week, copied, planning)
		}
		if planning != nil {
			wants(t, planning, "staff.rota.clash")
		}
	}
}

// TestDraftsAreThePlanners: only planners of the campus see a draft; publishing shows it to everybody
// there; what changes afterwards holds at once, and the row says when and by whom.
func TestDraftsAreThePlanners(t *testing.T) {
	h := openRota(t)
	carer := h.actor(h.lan)
	h.must(h.plan(h.runsOne, h.at(h.lan, h.mon, "night")))
	seen := func(as db.Actor) int {
		t.Helper()
		r, err := h.rota(as, h.one, h.mon)
		if err != nil {
			t.Fatal(err)
		}
		return len(r.Stints)
	}
	own := func() (n int) {
		t.Helper()
		if err := h.See(carer, func(tx *db.Tx) error {
			list, err := staff.MyDuties(tx, staff.MyDutiesInput{From: h.mon, To: h.mon.AddDays(6)})
			n = len(list)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if seen(h.runsOne) != 1 || seen(h.directs) != 1 || seen(carer) != 0 || own() != 0 {
		t.Error("a draft is the planners'")
	}
	for name, c := range map[string]struct {
		as     db.Actor
		campus uint64
		kind   fault.Kind
	}{"the other campus": {h.runsTwo, h.one, fault.NotFound}, "the administrator": {h.administers, h.one, fault.Forbidden}, "the carer elsewhere": {carer, h.two, fault.NotFound}} {
		if _, err := h.rota(c.as, c.campus, h.mon); fault.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	wants(t, h.publish(h.mon, h.mon.AddDays(-1)), "staff.rota.span")
	if err := h.publish(h.mon, h.mon.AddDays(6)); err != nil {
		t.Fatal(err)
	}
	wants(t, h.publish(h.mon, h.mon.AddDays(6)), "staff.rota.nothing_new")
	if seen(carer) != 1 || own() != 1 {
		t.Error("published, it is everybody's")
	}
	h.Clock.Add(time.Hour)
	// A later change holds at once and is listed for the planners.
	h.must(h.tap(h.at(h.hoa, h.mon, "morning")))
	h.must(h.tap(h.at(h.lan, h.mon, "night")))
	if r, _ := h.rota(carer, h.one, h.mon); len(r.Stints) != 1 || r.Stints[0].MemberID != h.hoa.ID || len(r.People) != 1 || r.Changes != nil {
		t.Errorf("%+v", r)
	}
	r, err := h.rota(h.runsOne, h.one, h.mon)
	if err != nil || len(r.Changes) != 2 || r.Changes[0].ByName != "Phạm Văn Một" || !r.IsPublished(h.mon) || r.IsPublished(h.mon.AddDays(7)) {
		t.Fatalf("%+v %v", r.Changes, err)
	}
	var ended staff.Duty
	h.Do(func(tx *db.Tx) error {
		row, err := db.From[staff.Duty](tx).Where("member_id = ?", h.lan.ID).One()
		ended = *row
		return err
	})
	if ended.EndedAt == nil || ended.EndedBy != h.managerOne.ID || ended.OpenKey != nil {
		t.Errorf("what was published is ended, not deleted: %+v", ended)
	}
}

// TestOneTapACell: a tap puts a shift in, the same tap takes it out, another ward joins it, and the
// wiping brush empties the cell. A draft that is taken out leaves nothing.
func TestOneTapACell(t *testing.T) {
	h := openRota(t)
	in := h.at(h.lan, h.mon, "night")
	other := in
	other.Ward = h.second
	wipe := in
	wipe.Shift = staff.NoShift
	want := func(expected ...string) {
		t.Helper()
		r, err := h.rota(h.runsOne, h.one, h.mon)
		if err != nil || !slices.Equal(lines(r), expected) {
			t.Errorf("%v, want %v (%v)", lines(r), expected, err)
		}
	}
	day := h.mon.String()
	h.must(h.tap(in))
	want("Nguyễn Thị Lan " + day + " night Khu B")
	h.must(h.tap(other))
	want("Nguyễn Thị Lan " + day + " night Khu B Khu G")
	if p := h.must(h.tap(in)); p.Off != 1 {
		t.Errorf("%+v", p)
	}
	want("Nguyễn Thị Lan " + day + " night Khu G")
	if p := h.must(h.tap(wipe)); p.Off != 1 {
		t.Errorf("%+v", p)
	}
	want()
	h.must(h.tap(wipe))
	h.Do(func(tx *db.Tx) error {
		if n, err := db.From[staff.Duty](tx).Count(); err != nil || n != 0 {
			t.Errorf("%d rows of drafts are left: %v", n, err)
		}
		return nil
	})
}

// TestCopyAndPattern fills a week from the one before and from a pattern of days: what is taken, away or
// elsewhere stays as it is and is counted.
func TestCopyAndPattern(t *testing.T) {
	h := openRota(t)
	pattern := func(in staff.PatternInput) (f *staff.Filled, err error) {
		in.Campus = h.one
		err = h.As(h.runsOne, func(tx *db.Tx) (err error) { f, err = staff.ApplyPattern(tx, in); return err })
		return f, err
	}
	both := []uint64{h.lan.ID, h.hoa.ID}
	for name, c := range map[string]struct {
		in  staff.PatternInput
		key string
	}{
		"nobody":         {staff.PatternInput{Shift: "night", On: 2, Off: 1, First: h.mon, Last: h.mon}, "staff.rota.nobody"},
		"no days":        {staff.PatternInput{Members: both, Shift: "night", Off: 1, First: h.mon, Last: h.mon}, "staff.rota.no_days"},
		"backwards":      {staff.PatternInput{Members: both, Shift: "night", On: 2, Off: 1, First: h.mon, Last: h.mon.AddDays(-1)}, "staff.rota.span"},
		"no such shift":  {staff.PatternInput{Members: both, Shift: "office", On: 2, Off: 1, First: h.mon, Last: h.mon}, "staff.rota.no_such_shift"},
		"too far":        {staff.PatternInput{Members: both, Shift: "night", On: 2, Off: 1, First: h.mon, Last: h.mon.AddDays(80)}, "staff.rota.span"},
		"nobody's place": {staff.PatternInput{Members: both, Shift: "night", Ward: 999, On: 2, Off: 1, First: h.mon, Last: h.mon}, "staff.place_unknown"},
	} {
		t.Run(name, func(t *testing.T) { _, err := pattern(c.in); wants(t, err, c.key) })
	}
	// Two on, one off, the second person a day later.
	f, err := pattern(staff.PatternInput{Members: both, Shift: "morning", Ward: h.ward, On: 2, Off: 1, First: h.mon, Last: h.mon.AddDays(5), Stagger: true})
	if err != nil || f.Made != 8 || f.Skipped != 0 {
		t.Fatalf("%+v %v", f, err)
	}
	on := func(m *staff.Member, from value.Day) (days []int) {
		t.Helper()
		r, err := h.rota(h.runsOne, h.one, from)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range r.Stints {
			if s.MemberID == m.ID {
				days = append(days, s.Day().Sub(from))
			}
		}
		return days
	}
	if !slices.Equal(on(h.lan, h.mon), []int{0, 1, 3, 4}) || !slices.Equal(on(h.hoa, h.mon), []int{1, 2, 4, 5}) {
		t.Errorf("%v %v", on(h.lan, h.mon), on(h.hoa, h.mon))
	}
	// The next week: Lan is away on the Tuesday, Hoa has the Wednesday morning already.
	next := h.mon.AddDays(7)
	h.must(h.plan(h.runsOne, h.at(h.hoa, next.AddDays(2), "morning")))
	if err := h.As(h.runsOne, func(tx *db.Tx) error {
		_, err := staff.NoteAbsence(tx, staff.AbsenceInput{Campus: h.one, Member: h.lan.ID, Kind: staff.SickLeave, From: next.AddDays(1)})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	copied := func() (f *staff.Filled, err error) {
		err = h.As(h.runsOne, func(tx *db.Tx) (err error) {
			f, err = staff.CopyWeek(tx, staff.CopyInput{Campus: h.one, Week: next.AddDays(3)})
			return err
		})
		return f, err
	}
	if f, err = copied(); err != nil || f.Made != 6 || f.Skipped != 2 {
		t.Fatalf("%+v %v", f, err)
	}
	if !slices.Equal(on(h.lan, next), []int{0, 3, 4}) || !slices.Equal(on(h.hoa, next), []int{1, 2, 4, 5}) {
		t.Errorf("%v %v", on(h.lan, next), on(h.hoa, next))
	}
	if f, err = copied(); err != nil || f.Made != 0 || f.Skipped != 8 {
		t.Errorf("a second copy changes nothing: %+v %v", f, err)
	}
	wants(t, h.As(h.runsOne, func(tx *db.Tx) error {
		_, err := staff.CopyWeek(tx, staff.CopyInput{Campus: h.one, Week: h.mon.AddDays(60)})
		return err
	}), "staff.rota.empty_week")
	// Each shift in turn: morning, afternoon, night, a day off.
	if f, err = pattern(staff.PatternInput{Members: []uint64{h.nurse.ID}, Shift: staff.InTurn, On: 1, Off: 1, First: h.mon, Last: h.mon.AddDays(6)}); err != nil || f.Made != 6 {
		t.Fatalf("%+v %v", f, err)
	}
	r, _ := h.rota(h.runsOne, h.one, h.mon)
	var codes []string
	for _, s := range r.Stints {
		if s.MemberID == h.nurse.ID {
			codes = append(codes, s.Turn.Shift.Code)
		}
	}
	if !slices.Equal(codes, []string{"morning", "afternoon", "night", "morning", "afternoon", "night"}) {
		t.Error(codes)
	}
}

// TestSwapIsOneStep: two people change places in one step; when one of them cannot, nothing changes.
func TestSwapIsOneStep(t *testing.T) {
	h := openRota(t)
	lan := h.must(h.plan(h.runsOne, h.at(h.lan, h.mon, "night"))).Duty
	more := h.at(h.lan, h.mon, "night")
	more.Ward = h.second
	h.must(h.plan(h.runsOne, more))
	hoa := h.must(h.plan(h.runsOne, h.at(h.hoa, h.mon.AddDays(2), "morning"))).Duty
	if err := h.publish(h.mon, h.mon.AddDays(6)); err != nil {
		t.Fatal(err)
	}
	swap := func(as db.Actor, one, other uint64) error {
		return h.As(as, func(tx *db.Tx) error {
			_, err := staff.SwapDuties(tx, staff.SwapInput{Campus: h.one, One: one, Other: other, Reason: "việc nhà"})
			return err
		})
	}
	want := func(expected ...string) {
		t.Helper()
		r, err := h.rota(h.nurses, h.one, h.mon)
		if err != nil || !slices.Equal(lines(r), expected) {
			t.Errorf("%v, want %v (%v)", lines(r), expected, err)
		}
	}
	wants(t, swap(h.runsOne, lan.ID, lan.ID), "staff.rota.same_person")
	wants(t, swap(h.runsOne, lan.ID, 999), "staff.rota.no_such_duty")
	wants(t, swap(h.runsTwo, lan.ID, hoa.ID), "staff.rota.no_such_duty")
	wants(t, swap(h.nurses, lan.ID, hoa.ID), "fault.forbidden")
	before := []string{"Nguyễn Thị Lan " + h.mon.String() + " night Khu B Khu G", "Trần Thị Hoa " + h.mon.AddDays(2).String() + " morning Khu B"}
	// Hoa has something else that night: nothing changes.
	extra := h.must(h.plan(h.directs, staff.DutyInput{Campus: h.one, Member: h.lan.ID, Day: h.mon.AddDays(2), Shift: "morning"})).Duty
	wants(t, swap(h.runsOne, lan.ID, hoa.ID), "staff.rota.clash")
	h.must(h.tap(staff.DutyInput{Campus: h.one, Member: h.lan.ID, Day: extra.Day, Shift: "morning"}))
	want(before...)
	if err := swap(h.runsOne, lan.ID, hoa.ID); err != nil {
		t.Fatal(err)
	}
	want("Trần Thị Hoa "+h.mon.String()+" night Khu B Khu G", "Nguyễn Thị Lan "+h.mon.AddDays(2).String()+" morning Khu B")
	h.Do(func(tx *db.Tx) error {
		rows, err := db.From[staff.Duty](tx).Where("member_id = ? AND ended_at IS NULL", h.hoa.ID).Order("id").All()
		if err != nil || len(rows) != 2 || uint64(rows[0].Replaces) != lan.ID {
			t.Errorf("the new rows name the old: %+v %v", rows, err)
		}
		return nil
	})
}

// TestAbsencesLeaveGaps: leave and illness take nothing from the rota; they leave a gap that every
// planner sees, and an absence that is taken back closes it.
func TestAbsencesLeaveGaps(t *testing.T) {
	h := openRota(t)
	h.must(h.plan(h.runsOne, h.at(h.lan, h.mon, "night")))
	if err := h.publish(h.mon, h.mon.AddDays(6)); err != nil {
		t.Fatal(err)
	}
	note := func(as db.Actor, in staff.AbsenceInput) (a *staff.Away, err error) {
		in.Campus = h.one
		err = h.As(as, func(tx *db.Tx) (err error) { a, err = staff.NoteAbsence(tx, in); return err })
		return a, err
	}
	in := staff.AbsenceInput{Member: h.lan.ID, Kind: staff.AnnualLeave, From: h.mon, To: h.mon.AddDays(1), Note: "giỗ"}
	for name, c := range map[string]struct {
		as     db.Actor
		change func(*staff.AbsenceInput)
		key    string
	}{
		"a nurse":        {h.nurses, func(*staff.AbsenceInput) {}, "fault.forbidden"},
		"another campus": {h.runsTwo, func(*staff.AbsenceInput) {}, "db.not_found"},
		"no kind":        {h.runsOne, func(in *staff.AbsenceInput) { in.Kind = "" }, "words.one_of"},
		"no day":         {h.runsOne, func(in *staff.AbsenceInput) { in.From = value.Day{} }, "staff.rota.from_missing"},
		"backwards":      {h.runsOne, func(in *staff.AbsenceInput) { in.To = h.mon.AddDays(-1) }, "staff.ends_before"},
		"somebody else":  {h.runsOne, func(in *staff.AbsenceInput) { in.Member = h.managerTwo.ID }, "staff.rota.not_here"},
	} {
		t.Run(name, func(t *testing.T) {
			in := in
			c.change(&in)
			_, err := note(c.as, in)
			wants(t, err, c.key)
		})
	}
	a, err := note(h.runsOne, in)
	if err != nil || a.Gaps != 1 {
		t.Fatalf("%+v %v", a, err)
	}
	_, err = note(h.runsOne, in)
	wants(t, err, "staff.rota.away_already")
	_, err = h.plan(h.runsOne, h.at(h.lan, h.mon.AddDays(1), "night"))
	wants(t, err, "staff.rota.away")
	r, err := h.rota(h.runsOne, h.one, h.mon)
	if err != nil || len(r.Stints) != 1 || !r.Stints[0].Gone || len(r.Away) != 1 || !slices.ContainsFunc(r.Doubts, func(d staff.Doubt) bool { return d.Kind == staff.AwayThen }) {
		t.Errorf("%+v %v", r, err)
	}
	if r, _ := h.rota(h.nurses, h.one, h.mon); r.Away != nil || !r.Stints[0].Gone {
		t.Errorf("colleagues see the gap and not the reason: %+v", r)
	}
	cancel := func(as db.Actor) error {
		return h.As(as, func(tx *db.Tx) error {
			_, err := staff.CancelAbsence(tx, staff.CancelAbsenceInput{Campus: h.one, Absence: a.ID})
			return err
		})
	}
	wants(t, cancel(h.nurses), "fault.forbidden")
	wants(t, cancel(h.runsOne), "")
	wants(t, cancel(h.runsOne), "staff.rota.cancelled_already")
	if r, _ := h.rota(h.runsOne, h.one, h.mon); r.Stints[0].Gone {
		t.Error("she is here after all")
	}
}

// TestWhoIsOnDuty: the published rota tells who is on duty at a moment, also after midnight; the own
// wards come first, from an hour before the shift; who is away or did not come is not on duty.
func TestWhoIsOnDuty(t *testing.T) {
	h := openRota(t)
	today := dbtest.Today
	carer := h.actor(h.lan)
	night := h.must(h.plan(h.runsOne, h.at(h.lan, today, "night"))).Duty
	lead := h.at(h.nurse, today, "night")
	lead.Ward = 0
	h.must(h.plan(h.runsOne, lead))
	h.must(h.plan(h.runsOne, h.at(h.hoa, today.AddDays(1), "morning")))
	names := func(clock string) (out []string) {
		t.Helper()
		at, err := time.ParseInLocation("2006-01-02 15:04", clock, h.Zone())
		if err != nil {
			t.Fatal(err)
		}
		if err := h.See(h.nurses, func(tx *db.Tx) error {
			list, err := staff.OnDuty(tx, staff.OnDutyInput{Campus: h.one, At: &at})
			for _, s := range list {
				out = append(out, s.MemberName)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := names(today.String() + " 23:00"); len(got) != 0 {
		t.Errorf("a draft is nobody's duty: %v", got)
	}
	if err := h.publish(today, today.AddDays(6)); err != nil {
		t.Fatal(err)
	}
	both := []string{"Nguyễn Thị Hoà", "Nguyễn Thị Lan"}
	for clock, want := range map[string][]string{
		today.String() + " 21:59":            nil,
		today.String() + " 22:00":            both,
		today.AddDays(1).String() + " 05:59": both,
		today.AddDays(1).String() + " 06:00": {"Trần Thị Hoa"},
	} {
		if got := names(clock); !slices.Equal(got, want) {
			t.Errorf("at %s: %v, want %v", clock, got, want)
		}
	}
	mine := func() (m staff.Mine) {
		t.Helper()
		if err := h.See(carer, func(tx *db.Tx) (err error) { m, err = staff.MineNow(tx); return err }); err != nil {
			t.Fatal(err)
		}
		return m
	}
	if m := mine(); m.Now != nil || len(m.Next) != 1 { // 18:42
		t.Errorf("%+v", m)
	}
	h.Clock.Add(2*time.Hour + 20*time.Minute) // 21:02
	m := mine()
	if m.Now == nil || !m.Named(h.ward) || m.Named(h.second) || !m.Has(h.one, h.ward) || m.Has(h.one, h.second) {
		t.Errorf("%+v", m)
	}
	list := m.ForDuty([]wards.WardIn{{Ward: wards.Ward{ID: h.second}}, {Ward: wards.Ward{ID: h.ward}}})
	if list[0].ID != h.ward {
		t.Error("the ward of the shift comes first")
	}
	h.Clock.Add(2 * time.Hour)
	came := func(as db.Actor, came bool, reason string) error {
		return h.As(as, func(tx *db.Tx) error {
			_, err := staff.NoteAttendance(tx, staff.AttendanceInput{Campus: h.one, Duty: night.ID, Came: came, Reason: reason})
			return err
		})
	}
	wants(t, came(h.nurses, false, "ốm"), "fault.forbidden")
	wants(t, came(h.runsOne, false, " "), "staff.reason_missing")
	wants(t, came(h.runsOne, false, "không đến"), "")
	if got := names(today.String() + " 23:30"); !slices.Equal(got, both[:1]) {
		t.Errorf("who did not come is not on duty: %v", got)
	}
	wants(t, came(h.runsOne, true, ""), "")
	if got := names(today.String() + " 23:30"); !slices.Equal(got, both) {
		t.Error(got)
	}
}
