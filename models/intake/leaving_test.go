package intake_test

import (
	"fmt"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/value"
)

// TestThreeMomentsOfADeparture walks a departure from the request to the closed file: deciding frees
// no bed, leaving frees it at that very moment, closing changes nothing any more.
func TestThreeMomentsOfADeparture(t *testing.T) {
	g := settle(t)
	d := can(g, intake.StartDeparture, intake.DepartureInput{ResidentID: g.lan, DepartureFacts: intake.DepartureFacts{Reason: presence.AskedByFamily, AskedOn: value.MustDay("2026-11-20"), AskedBy: "Con gái",
		Destination: intake.ToFamily, Address: "Xã Nghi Lộc", Receiver: "Nguyễn Thị Tâm", ReceiverPhone: "0912 345 678", Commune: "UBND xã Nghi Lộc"}})
	// Friday 20 November: seven working days later is Tuesday 1 December.
	if got := due(g.file(d.ID))[intake.DecisionErrand]; fmt.Sprint(got) != "[2026-12-01]" {
		t.Errorf("the decision is due on %v", got)
	}
	if _, err := attempt(g, g.worker, intake.StartDeparture, intake.DepartureInput{ResidentID: g.lan, DepartureFacts: intake.DepartureFacts{Reason: presence.AskedBySelf}}); err == nil {
		t.Error("a stay has two processes")
	} else {
		refuses(t, err, fault.Conflict, "intake.departure_exists")
	}
	_, err := attempt(g, g.worker, intake.CloseDeparture, intake.CloseInput{ID: d.ID})
	refuses(t, err, fault.Conflict, "intake.departure_not_decided")
	can(g, intake.DecideDeparture, intake.DecisionInput{ID: d.ID, Number: "12/QĐ-TT", DecidedBy: "Giám đốc"})
	if g.where(g.lan).BedID != g.w[0] {
		t.Error("the decision took the bed")
	}
	_, err = attempt(g, g.worker, presence.Place, presence.PlaceInput{ResidentID: g.hoa, BedID: g.w[0]})
	refuses(t, err, fault.Conflict, "")
	_, err = attempt(g, g.worker, intake.CloseDeparture, intake.CloseInput{ID: d.ID})
	refuses(t, err, fault.Conflict, "intake.departure_not_left")
	if f := g.file(d.ID); f.Left() != nil || len(due(f)) != 0 {
		t.Errorf("before the leaving: left %v, due %v", f.Left(), due(f))
	}
	g.Clock.Add(2 * time.Hour)
	at := g.ago(1)
	can(g, intake.RecordLeaving, intake.LeavingInput{ID: d.ID, At: at})
	// The bed is free from that moment on, and not a moment before.
	_, err = attempt(g, g.worker, presence.Move, presence.MoveInput{ResidentID: g.hoa, BedID: g.w[0], At: at.Add(-time.Minute)})
	refuses(t, err, fault.Conflict, "presence.bed_was_taken")
	can(g, presence.Move, presence.MoveInput{ResidentID: g.hoa, BedID: g.w[0], At: at})
	f := g.file(d.ID)
	if f.Left() == nil || !f.Left().Equal(at) || f.Stay.EndReason != presence.AskedByFamily {
		t.Errorf("left at %v for %v", f.Left(), f.Stay.EndReason)
	}
	if got := fmt.Sprint(due(f)); got != "map[follow_up:[2026-12-21 2027-02-21 2027-05-21 2027-11-21] hand_over:[2026-11-21]]" {
		t.Errorf("due after the leaving: %s", got)
	}
	_, err = attempt(g, g.worker, intake.CloseDeparture, intake.CloseInput{ID: d.ID, ClosedOn: value.MustDay("2026-11-20")})
	refuses(t, err, fault.Invalid, "intake.closed_too_early")
	can(g, intake.CloseDeparture, intake.CloseInput{ID: d.ID})
	f = g.file(d.ID)
	var story []intake.Step
	for _, s := range f.Story {
		story = append(story, s.Step)
	}
	if fmt.Sprint(story) != "[opened decided left closed]" || !f.Closed() {
		t.Errorf("the story is %v", story)
	}
	if len(due(f)) == 0 {
		t.Error("visits ended with the file")
	}
	g.sound()
}

// TestStepsAreTakenBack takes each moment back, the last first, until all is as before.
func TestStepsAreTakenBack(t *testing.T) {
	g := settle(t)
	d := can(g, intake.StartDeparture, intake.DepartureInput{ResidentID: g.lan, DepartureFacts: intake.DepartureFacts{Reason: presence.AskedBySelf, AskedOn: value.MustDay("2026-11-19"), Destination: intake.ToOwnHome}})
	can(g, intake.DecideDeparture, intake.DecisionInput{ID: d.ID})
	can(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Leave, At: g.ago(5)})
	can(g, intake.RecordLeaving, intake.LeavingInput{ID: d.ID, At: g.ago(1)})
	can(g, intake.CloseDeparture, intake.CloseInput{ID: d.ID})
	why := intake.UndoInput{ID: d.ID, Reason: "ghi nhầm người"}
	for _, verb := range []func(*db.Tx, intake.UndoInput) error{
		func(tx *db.Tx, in intake.UndoInput) error { _, err := intake.CancelLeaving(tx, in); return err },
		func(tx *db.Tx, in intake.UndoInput) error { _, err := intake.UndecideDeparture(tx, in); return err },
		func(tx *db.Tx, in intake.UndoInput) error { _, err := intake.CancelDeparture(tx, in); return err },
	} {
		refuses(t, g.As(g.worker, func(tx *db.Tx) error { return verb(tx, why) }), fault.Conflict, "intake.departure_closed")
	}
	_, err := attempt(g, g.worker, intake.ReopenDeparture, intake.UndoInput{ID: d.ID})
	refuses(t, err, fault.Invalid, "presence.reason_missing")
	can(g, intake.ReopenDeparture, why)
	_, err = attempt(g, g.worker, intake.CancelDeparture, why)
	refuses(t, err, fault.Conflict, "intake.left_already")
	back := can(g, intake.CancelLeaving, why)
	if w := g.where(g.lan); w.BedID != g.w[0] || w.AbsenceKind != presence.Leave || back.Restoration.BedLost {
		t.Errorf("after the leaving was taken back: %+v", w)
	}
	if got := due(g.file(d.ID)); len(got) != 0 {
		t.Errorf("still due: %v", got)
	}
	can(g, intake.UndecideDeparture, why)
	if f := g.file(d.ID); f.Decided() || fmt.Sprint(due(f)) != "map[decision:[2026-11-30]]" {
		t.Errorf("undecided: %v, due %v", f.DecidedOn, due(f))
	}
	can(g, intake.CancelDeparture, why)
	if f := g.file(d.ID); !f.Voided() || len(due(f)) != 0 || len(f.Story) != 8 {
		t.Errorf("called off: %v, due %v, %d lines", f.VoidReason, due(f), len(f.Story))
	}
	// A new one can begin, and a bed that was taken meanwhile is told.
	d = can(g, intake.StartDeparture, intake.DepartureInput{ResidentID: g.lan, DepartureFacts: intake.DepartureFacts{Reason: presence.AskedBySelf}})
	can(g, intake.RecordLeaving, intake.LeavingInput{ID: d.ID})
	can(g, presence.Move, presence.MoveInput{ResidentID: g.hoa, BedID: g.w[0]})
	back = can(g, intake.CancelLeaving, intake.UndoInput{ID: d.ID, Reason: "nhầm"})
	if !back.Restoration.BedLost || g.where(g.lan).StayID == 0 || g.where(g.lan).BedID != 0 {
		t.Errorf("the bed was taken meanwhile: %+v", back.Restoration)
	}
	g.sound()
}

// TestLeavingWithoutAProcess: whoever leaves has a process, also where nobody opened one before; and
// a wrong discharge takes it back from either door.
func TestLeavingWithoutAProcess(t *testing.T) {
	g := settle(t)
	stay := can(g, intake.Discharge, presence.DischargeInput{ResidentID: g.nam, Reason: presence.AskedBySelf, At: g.ago(2)})
	var d *intake.Departure
	g.Do(func(tx *db.Tx) (err error) { d, err = intake.DepartureOf(tx, g.nam); return err })
	if d == nil || d.StayID != stay.Identity() || len(due(g.file(d.ID))[intake.VisitErrand]) != 4 {
		t.Fatalf("no process: %+v", d)
	}
	can(g, intake.CancelDischarge, presence.VoidInput{ID: stay.ID, Reason: "nhầm"})
	if f := g.file(d.ID); f.Left() != nil || len(due(f)) != 0 || g.where(g.nam).BedID != g.m[0] {
		t.Errorf("after the discharge was taken back: left %v, due %v", f.Left(), due(f))
	}
	// A stay that ended in the ledger alone gets its process later.
	late := can(g, presence.Discharge, presence.DischargeInput{ResidentID: g.hoa, Reason: presence.CameOfAge, At: g.ago(2)})
	d = can(g, intake.StartDeparture, intake.DepartureInput{ResidentID: g.hoa, DepartureFacts: intake.DepartureFacts{Reason: late.EndReason, Destination: intake.ToCommunity}})
	if got := due(g.file(d.ID))[intake.AllowanceErrand]; fmt.Sprint(got) != "[2028-11-21]" {
		t.Errorf("the allowance ends on %v", got)
	}
	_, err := attempt(g, g.worker, intake.ChangeDeparture, intake.DepartureChange{ID: d.ID, DepartureFacts: intake.DepartureFacts{Reason: presence.Adopted}})
	refuses(t, err, fault.Invalid, "intake.left_for_other_reason")
	can(g, intake.ChangeDeparture, intake.DepartureChange{ID: d.ID, DepartureFacts: intake.DepartureFacts{Reason: presence.CameOfAge, Destination: intake.ToCentre, Address: "Nhà xã hội"}})
	if got := due(g.file(d.ID)); len(got[intake.VisitErrand]) != 0 || len(got[intake.AllowanceErrand]) != 1 {
		t.Errorf("in another centre: due %v", got)
	}
}

// TestErrandsAreSettled ticks off what is due, refuses a day before it began, and takes it back.
func TestErrandsAreSettled(t *testing.T) {
	g := settle(t)
	d := can(g, intake.StartDeparture, intake.DepartureInput{ResidentID: g.lan, DepartureFacts: intake.DepartureFacts{Reason: presence.AskedByFamily, Destination: intake.ToFamily}})
	can(g, intake.RecordLeaving, intake.LeavingInput{ID: d.ID})
	var visit intake.Errand
	for _, e := range g.file(d.ID).Errands {
		if e.Kind == intake.VisitErrand {
			visit = e
			break
		}
	}
	g.Clock.Add(40 * 24 * time.Hour)
	lines := func() (out []intake.ErrandLine) {
		t.Helper()
		if err := g.See(g.worker, func(tx *db.Tx) (err error) { out, err = intake.Errands(tx, intake.ErrandsInput{}); return err }); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := lines(); len(got) != 2 || got[1].ID != visit.ID || !got[1].Overdue(value.MustDay("2026-12-31")) {
		t.Fatalf("due: %+v", got)
	}
	for _, c := range []struct {
		in   intake.ErrandInput
		kind fault.Kind
		key  string
	}{{intake.ErrandInput{ID: visit.ID, DoneOn: value.MustDay("2026-11-01")}, fault.Invalid, "intake.done_too_early"},
		{intake.ErrandInput{ID: visit.ID, DoneOn: value.MustDay("2027-11-01")}, fault.Invalid, "intake.leaving_in_future"},
		{intake.ErrandInput{ID: visit.ID, Needless: true}, fault.Invalid, "presence.reason_missing"}} {
		_, err := attempt(g, g.worker, intake.SettleErrand, c.in)
		refuses(t, err, c.kind, c.key)
	}
	can(g, intake.SettleErrand, intake.ErrandInput{ID: visit.ID, Note: "Ăn ngủ tốt"})
	_, err := attempt(g, g.worker, intake.SettleErrand, intake.ErrandInput{ID: visit.ID})
	refuses(t, err, fault.Conflict, "intake.errand_settled")
	again := can(g, intake.ReopenErrand, intake.ErrandUndo{ID: visit.ID, Reason: "chưa đi"})
	if again.ID == visit.ID || again.DueOn != visit.DueOn || len(lines()) != 2 {
		t.Errorf("due again: %+v", again)
	}
	// Somebody who came back is seen every day.
	can(g, presence.Admit, presence.AdmitInput{ResidentID: g.lan, Category: "A2", BedID: g.w[0]})
	if got := lines(); len(got) != 1 || got[0].Kind != intake.HandOverErrand {
		t.Errorf("after the person came back: %+v", got)
	}
	// The same file, a new stay, the earlier ones shown.
	d2 := can(g, intake.StartDeparture, intake.DepartureInput{ResidentID: g.lan, DepartureFacts: intake.DepartureFacts{Reason: presence.AskedByFamily}})
	if f := g.file(d2.ID); len(f.Others) != 1 || f.Others[0].Identity() != d.StayID {
		t.Errorf("earlier stays: %+v", f.Others)
	}
}

// TestAfterCare is the table of what is due after a person left.
func TestAfterCare(t *testing.T) {
	left := value.MustDay("2026-08-31")
	for name, c := range map[string]struct {
		leaver intake.Leaver
		visits []int
		least  int
		want   string
	}{
		"family": {intake.Leaver{Reason: presence.AskedByFamily, Category: "A2", Destination: intake.ToFamily}, []int{1, 3, 6, 12}, 6,
			"[{hand_over 0 2026-08-31} {follow_up 1 2026-09-30} {follow_up 3 2026-11-30} {follow_up 6 2027-02-28} {follow_up 12 2027-08-31}]"},
		"visits end too early": {intake.Leaver{Reason: presence.AskedBySelf, Category: "A2", Destination: intake.ToOwnHome}, []int{1}, 6,
			"[{hand_over 0 2026-08-31} {follow_up 1 2026-09-30} {follow_up 6 2027-02-28}]"},
		"came of age": {intake.Leaver{Reason: presence.CameOfAge, Category: "A1", Destination: intake.ToOwnHome}, []int{6}, 6,
			"[{hand_over 0 2026-08-31} {follow_up 6 2027-02-28} {allowance_end 24 2028-08-31}]"},
		"came of age, voluntary": {intake.Leaver{Reason: presence.CameOfAge, Category: "D2", Destination: intake.ToOwnHome}, []int{6}, 6,
			"[{hand_over 0 2026-08-31} {follow_up 6 2027-02-28}]"},
		"another centre": {intake.Leaver{Reason: presence.NotServed, Category: "A3", Destination: intake.ToCentre}, []int{1, 6}, 6, "[{hand_over 0 2026-08-31}]"},
		"no contact":     {intake.Leaver{Reason: presence.NoContact, Category: "A2", Destination: intake.ToNobody}, []int{1, 6}, 6, "[]"},
		"died":           {intake.Leaver{Reason: presence.DiedOrMissing, Category: "A2", Destination: intake.ToNobody}, []int{1, 6}, 6, "[]"},
	} {
		c.leaver.LeftOn = left
		if got := fmt.Sprint(intake.AfterCare(c.leaver, c.visits, c.least, 24)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestDeparturesAreFenced: who has no right to discharge sees none, and neither does the other campus.
func TestDeparturesAreFenced(t *testing.T) {
	g := settle(t)
	d := can(g, intake.StartDeparture, intake.DepartureInput{ResidentID: g.lan, DepartureFacts: intake.DepartureFacts{Reason: presence.AskedByFamily, AskedOn: value.MustDay("2026-11-20")}})
	_, err := attempt(g, g.night, intake.DecideDeparture, intake.DecisionInput{ID: d.ID})
	refuses(t, err, fault.Forbidden, "")
	_, err = attempt(g, g.other, intake.DecideDeparture, intake.DecisionInput{ID: d.ID})
	refuses(t, err, fault.NotFound, "")
	_, err = attempt(g, g.other, intake.SettleErrand, intake.ErrandInput{ID: g.file(d.ID).Errands[0].ID})
	refuses(t, err, fault.NotFound, "")
	_, err = attempt(g, g.other, intake.StartDeparture, intake.DepartureInput{ResidentID: g.nam, DepartureFacts: intake.DepartureFacts{Reason: presence.AskedByFamily}})
	refuses(t, err, fault.NotFound, "")
	for who, want := range map[*db.Actor]int{&g.worker: 1, &g.other: 0, &g.head: 1} {
		var rows []intake.DepartureLine
		var errands []intake.ErrandLine
		if err := g.See(*who, func(tx *db.Tx) (err error) {
			if rows, _, err = intake.Departures(tx, intake.DeparturesInput{}); err != nil {
				return err
			}
			errands, err = intake.Errands(tx, intake.ErrandsInput{})
			return err
		}); err != nil || len(rows) != want || len(errands) != want {
			t.Errorf("%s sees %d departures and %d errands, want %d (%v)", who.Name, len(rows), len(errands), want, err)
		}
	}
	_, err = attempt(g, g.worker, intake.DecideDeparture, intake.DecisionInput{ID: d.ID, Version: d.Version + 7})
	refuses(t, err, fault.Conflict, "db.changed_meanwhile")
}

// TestWhatTheLawDatesIsAClock: what is due by law after somebody asked to leave, left or died stands
// among the clocks of the house, on the day that its row tells, and is gone once it is done.
func TestWhatTheLawDatesIsAClock(t *testing.T) {
	g := settle(t)
	clocks := func() string {
		t.Helper()
		var all []intake.Deadline
		g.Do(func(tx *db.Tx) (err error) { all, err = intake.Deadlines(tx, intake.DeadlineInput{}); return err })
		out := map[intake.ClockKind]string{}
		for _, d := range all {
			if d.Kind != intake.ComesOfAge {
				out[d.Kind] += d.Due.String()
			}
		}
		return fmt.Sprint(out)
	}
	d := can(g, intake.StartDeparture, intake.DepartureInput{ResidentID: g.hoa, DepartureFacts: intake.DepartureFacts{Reason: presence.CameOfAge, AskedOn: value.MustDay("2026-11-20"), Destination: intake.ToOwnHome}})
	if got := clocks(); got != "map[discharge_decision:2026-12-01]" {
		t.Errorf("asked: %s", got)
	}
	can(g, intake.DecideDeparture, intake.DecisionInput{ID: d.ID})
	can(g, intake.RecordLeaving, intake.LeavingInput{ID: d.ID})
	can(g, intake.RecordDeath, intake.DeathInput{ResidentID: g.nam, DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedInHouse}})
	if got := clocks(); got != "map[after_care:2028-11-21 death_registration:2026-12-06 follow_up:2027-05-21]" {
		t.Errorf("left and died: %s", got)
	}
}
