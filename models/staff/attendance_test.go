package staff_test

import (
	"sync"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/settings"
	"maiam/models/staff"
)

// nightOf puts Lan on the night of today and publishes it; it gives the duty.
func (h *rotaHouse) nightOf(kind staff.DutyKind, shifts ...string) *staff.Duty {
	h.T.Helper()
	var first *staff.Duty
	for _, shift := range append([]string{"night"}, shifts...) {
		in := h.at(h.lan, dbtest.Today, shift)
		in.Kind = kind
		if p := h.must(h.plan(h.runsOne, in)); first == nil {
			first = p.Duty
		}
	}
	if err := h.publish(dbtest.Today, dbtest.Today.AddDays(1)); err != nil {
		h.T.Fatal(err)
	}
	return first
}

func (h *rotaHouse) take(as db.Actor, in staff.TakeUpInput) (out *staff.Stepped, err error) {
	err = h.As(as, func(tx *db.Tx) (err error) { out, err = staff.TakeUpDuty(tx, in); return err })
	return out, err
}

func (h *rotaHouse) leave(as db.Actor, in staff.LeaveInput, open ...staff.Post) (out *staff.Stepped, err error) {
	err = h.As(as, func(tx *db.Tx) (err error) {
		out, err = staff.LeaveDuty(tx, in, func(*db.Tx, staff.Stint) ([]staff.Post, bool, error) { return open, true, nil })
		return err
	})
	return out, err
}

func (h *rotaHouse) mine(as db.Actor) (m staff.Mine) {
	h.T.Helper()
	if err := h.See(as, func(tx *db.Tx) (err error) { m, err = staff.MineNow(tx); return err }); err != nil {
		h.T.Fatal(err)
	}
	return m
}

// tonight is an hour of this evening, or of the night after it.
func tonight(hour, minute int) time.Time {
	at := dbtest.Now.Truncate(time.Hour).Add(time.Duration(hour-18)*time.Hour + time.Duration(minute)*time.Minute)
	if hour < 12 {
		at = at.Add(24 * time.Hour)
	}
	return at
}

// TestDutyIsTakenUpAndLeft: the own duty is taken up once, from a while before it to its end, with the time
// typed where it was before; nobody takes up another's; it is left with how the handover stood, and a slip
// is taken back within the minutes of the setting.
func TestDutyIsTakenUpAndLeft(t *testing.T) {
	h := openRota(t)
	duty := h.nightOf(staff.WorkShift)
	lan, hoa := h.actor(h.lan), h.actor(h.hoa)
	in := staff.TakeUpInput{Duty: duty.ID}

	h.Clock.Set(tonight(20, 0))
	_, err := h.take(lan, in)
	wants(t, err, "staff.duty.too_early")
	_, err = h.leave(lan, staff.LeaveInput{Duty: duty.ID})
	wants(t, err, "staff.duty.not_taken")
	h.Clock.Set(tonight(22, 40))
	_, err = h.take(hoa, in)
	wants(t, err, "staff.rota.no_such_duty")
	for _, wrong := range []time.Time{tonight(20, 30), tonight(23, 0)} {
		_, err = h.take(lan, staff.TakeUpInput{Duty: duty.ID, At: &wrong})
		wants(t, err, "staff.duty.time_outside")
	}
	came := tonight(21, 50)
	out, err := h.take(lan, staff.TakeUpInput{Duty: duty.ID, At: &came})
	wants(t, err, "")
	if !out.At.Equal(came) || out.Again || out.Late != 0 {
		t.Errorf("%+v", out)
	}
	h.Clock.Set(tonight(22, 45))
	if out, err = h.take(lan, in); err != nil || !out.Again || !out.At.Equal(came) {
		t.Errorf("the same again changes nothing: %+v %v", out, err)
	}
	if n := h.count("SELECT COUNT(*) FROM staff_attendances WHERE at < recorded_at"); n != 1 {
		t.Errorf("%d rows; when it was and when it was written are two times", n)
	}
	if m := h.mine(lan); m.Now == nil || m.Now.TakenAt == nil || m.Now.Vouched || m.Open != nil {
		t.Errorf("%+v", m.Now)
	}
	// A slip: she left too soon, and takes it back; later it is too late for that.
	if out, err = h.leave(lan, staff.LeaveInput{Duty: duty.ID}, staff.Post{WardID: h.ward}); err != nil || out.Handover != staff.HandedNot || len(out.Wards) != 1 {
		t.Errorf("%+v %v", out, err)
	}
	if m := h.mine(lan); m.Now == nil || !m.Now.LeftEarly() || m.Now.Handed != staff.HandedNot {
		t.Errorf("%+v", m.Now)
	}
	back := func(as db.Actor) error {
		return h.As(as, func(tx *db.Tx) error {
			_, err := staff.StepBack(tx, staff.StepBackInput{Duty: duty.ID})
			return err
		})
	}
	wants(t, back(hoa), "staff.rota.no_such_duty")
	wants(t, back(lan), "")
	if m := h.mine(lan); m.Now == nil || m.Now.LeftAt != nil || m.Now.TakenAt == nil {
		t.Errorf("%+v", m.Now)
	}
	h.Clock.Set(tonight(23, 30))
	wants(t, back(lan), "staff.duty.nothing_back")

	// Over and not left: it waits to be left, until the hours of the setting have passed.
	h.Clock.Set(tonight(6, 20))
	if m := h.mine(lan); m.Now != nil || m.Open == nil {
		t.Errorf("%+v", m)
	}
	h.Clock.Set(tonight(6, 20).Add(24 * time.Hour))
	_, err = h.leave(lan, staff.LeaveInput{Duty: duty.ID})
	wants(t, err, "staff.duty.leave_too_late")
	h.Clock.Set(tonight(6, 20))
	if out, err = h.leave(lan, staff.LeaveInput{Duty: duty.ID}); err != nil || out.Handover != staff.HandedOver {
		t.Errorf("%+v %v", out, err)
	}
	if out, err = h.leave(lan, staff.LeaveInput{Duty: duty.ID}); err != nil || !out.Again || out.Handover != staff.HandedOver {
		t.Errorf("%+v %v", out, err)
	}
	if m := h.mine(lan); m.Open != nil {
		t.Error("left is left")
	}
	_, err = h.take(lan, staff.TakeUpInput{Duty: duty.ID + 1000})
	wants(t, err, "staff.rota.no_such_duty")
}

// TestDutyOfADayIsTakenUpOnce: a duty over several shifts is taken up with one tap, and two taps at once
// leave one step a shift.
func TestDutyOfADayIsTakenUpOnce(t *testing.T) {
	h := openRota(t)
	for _, shift := range []string{"morning", "afternoon", "night"} {
		h.must(h.plan(h.runsOne, staff.DutyInput{Campus: h.one, Member: h.nurse.ID, Day: dbtest.Today.AddDays(1), Shift: shift, Kind: staff.OnCall}))
	}
	if err := h.publish(dbtest.Today, dbtest.Today.AddDays(1)); err != nil {
		t.Fatal(err)
	}
	h.Clock.Set(tonight(6, 5))
	m := h.mine(h.nurses)
	if m.Now == nil {
		t.Fatal("no duty")
	}
	in := staff.TakeUpInput{Duty: m.Now.Posts[0].DutyID}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if _, err := h.take(h.nurses, in); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if n := h.count("SELECT COUNT(*) FROM staff_attendances"); n != 3 {
		t.Errorf("%d steps for three shifts", n)
	}
	h.Clock.Set(tonight(6, 5).Add(9 * time.Hour))
	if m = h.mine(h.nurses); m.Now == nil || m.Now.TakenAt == nil {
		t.Errorf("the second shift of the same duty was taken up too: %+v", m.Now)
	}
}

// TestNotTakenUpIsAQuestion: who did not take up a duty some minutes after its beginning is asked about, and
// counted as before; who came late and who left early is told; a planner who sees the person there says so
// by name, and writes nothing over what the person said.
func TestNotTakenUpIsAQuestion(t *testing.T) {
	h := openRota(t)
	duty := h.nightOf(staff.WorkShift)
	lan := h.actor(h.lan)
	heads := []staff.Heads{{CampusID: h.one, WardID: h.ward, Group: staff.AdultsHelped, People: 8}}
	cover := func() (out staff.Cover) {
		t.Helper()
		if err := h.See(h.runsOne, func(tx *db.Tx) error {
			list, err := staff.CoversOf(tx, staff.CoversInput{Campus: h.one}, heads)
			for _, c := range list {
				if c.WardID == h.ward && c.Turn.Shift.Code == "night" && c.Turn.Day == dbtest.Today {
					out = c
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, c := range []struct {
		at    time.Time
		asked int
	}{{tonight(21, 0), 0}, {tonight(22, 14), 0}, {tonight(22, 15), 1}, {tonight(23, 30), 1}} {
		h.Clock.Set(c.at)
		if got := cover(); len(got.Asked) != c.asked || len(got.Have) != 1 || got.State != staff.Enough {
			t.Errorf("at %s: %d asked about, %d have, %s", c.at, len(got.Asked), len(got.Have), got.State)
		}
	}
	if out, err := h.take(lan, staff.TakeUpInput{Duty: duty.ID}); err != nil || out.Late != 90 {
		t.Errorf("%+v %v", out, err)
	}
	if got := cover(); len(got.Asked) != 0 || len(got.Behind) != 1 || len(got.Have) != 1 {
		t.Errorf("%+v", got)
	}
	if _, err := h.leave(lan, staff.LeaveInput{Duty: duty.ID}); err != nil {
		t.Fatal(err)
	}
	if got := cover(); len(got.Gone) != 1 {
		t.Errorf("%+v", got)
	}

	// Another night: the planner sees her there.
	h = openRota(t)
	duty = h.nightOf(staff.WorkShift)
	h.Clock.Set(tonight(22, 30))
	came := func(came bool, reason string) error {
		return h.As(h.runsOne, func(tx *db.Tx) error {
			_, err := staff.NoteAttendance(tx, staff.AttendanceInput{Campus: h.one, Duty: duty.ID, Came: came, Reason: reason})
			return err
		})
	}
	wants(t, came(false, "gọi không nghe máy"), "")
	_, err := h.take(h.actor(h.lan), staff.TakeUpInput{Duty: duty.ID})
	wants(t, err, "staff.duty.not_standing")
	wants(t, came(true, ""), "")
	wants(t, came(true, ""), "")
	if n := h.count("SELECT COUNT(*) FROM staff_attendances"); n != 1 {
		t.Errorf("%d steps", n)
	}
	if m := h.mine(h.actor(h.lan)); m.Now == nil || !m.Now.Vouched {
		t.Errorf("%+v", m.Now)
	}
	// The setting decides when it is asked, from its day on.
	h = openRota(t)
	h.decide(settings.DutyTakeUp, "60")
	for day, want := range []time.Duration{15 * time.Minute, time.Hour} {
		h.Clock.Set(dbtest.Now.Add(time.Duration(day) * 24 * time.Hour))
		var w staff.Watch
		if err := h.See(h.runsOne, func(tx *db.Tx) (err error) { w, err = staff.WatchOf(tx, h.one); return err }); err != nil || w.Grace != want {
			t.Errorf("%s, want %s: %v", w.Grace, want, err)
		}
	}
}

// count counts rows.
func (h *rotaHouse) count(query string) (n int) {
	h.T.Helper()
	if err := h.Raw().QueryRow(query).Scan(&n); err != nil {
		h.T.Fatal(err)
	}
	return n
}
