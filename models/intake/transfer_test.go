package intake_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
)

// reads gives the page of a transfer as one reader sees it.
func (g *village) reads(as db.Actor, id uint64) (*intake.TransferFile, error) {
	g.T.Helper()
	var f *intake.TransferFile
	err := g.See(as, func(tx *db.Tx) (err error) { f, err = intake.ReadTransfer(tx, intake.OfTransfer{ID: id}); return err })
	return f, err
}

// finds tells whether somebody sees the file of a person.
func (g *village) finds(as db.Actor, resident uint64) bool {
	g.T.Helper()
	err := g.See(as, func(tx *db.Tx) error { _, err := presence.Opens(tx, residents.View, resident); return err })
	if err != nil && fault.KindOf(err) != fault.NotFound {
		g.T.Fatal(err)
	}
	return err == nil
}

// heads counts those in care in a campus at a moment; now when it is zero.
func (g *village) heads(campus uint64, at, asOf time.Time) int {
	g.T.Helper()
	var n *presence.Headcount
	g.Do(func(tx *db.Tx) (err error) {
		n, err = presence.CountAt(tx, presence.CensusInput{CampusID: campus, At: at, AsOf: asOf})
		return err
	})
	return n.Total.InCare
}

func ask(g *village, resident uint64) *intake.Transfer {
	g.T.Helper()
	return can(g, intake.AskTransfer, intake.TransferInput{ResidentID: resident, ToCampusID: g.two, HandOver: intake.HandOver{Reason: "Cần phục hồi chức năng",
		Belongings: "Hai bộ quần áo\n\n  Một xe lăn ", Papers: "Thẻ bảo hiểm", Medicine: "Amlodipin 5 mg, 20 viên", Money: "300.000 đồng"}})
}

// TestTransfer: the care moves at the very moment at which the other side takes the person, in one
// step: stay, bed, and who may see her; what was before stays as it was.
func TestTransfer(t *testing.T) {
	g := settle(t)
	g.Do(func(tx *db.Tx) error {
		_, err := residents.AddNeed(tx, residents.NeedInput{Resident: g.lan, What: "diet.soft"})
		return err
	})
	admitted := g.where(g.lan).AdmittedAt
	tr := ask(g, g.lan)
	if tr.Belongings != "Hai bộ quần áo\nMột xe lăn" {
		t.Errorf("the list is %q", tr.Belongings)
	}
	if g.where(g.lan).BedID != g.w[0] || !g.finds(g.worker, g.lan) || g.finds(g.other, g.lan) {
		t.Error("asking moved something")
	}
	// What the other side must know, and no more.
	f, err := g.reads(g.other, tr.ID)
	if err != nil || f.Person == nil || f.Person.Name != "Nguyễn Thị Lan" || f.Person.Category != "A1" || len(f.Needs) != 1 || len(f.Free) != 1 || f.Gives || !f.Takes {
		t.Errorf("the other side reads %+v (%v)", f, err)
	}
	_, err = g.reads(g.night, tr.ID)
	refuses(t, err, fault.Forbidden, "")
	g.Clock.Add(3 * time.Hour)
	before, at := g.ago(2), g.ago(1)
	for _, c := range []struct {
		as  db.Actor
		in  intake.AcceptInput
		k   fault.Kind
		key string
	}{{g.worker, intake.AcceptInput{ID: tr.ID, BedID: g.a[1]}, fault.Forbidden, "intake.transfer_other_side"},
		{g.other, intake.AcceptInput{ID: tr.ID, BedID: g.a[0]}, fault.Conflict, "presence.bed_taken"},
		{g.other, intake.AcceptInput{ID: tr.ID, BedID: g.w[2]}, fault.Invalid, "presence.bed_elsewhere"},
		{g.other, intake.AcceptInput{ID: tr.ID, BedID: g.a[1], At: g.Clock.Now().Add(time.Hour)}, fault.Invalid, "presence.at_in_future"},
		{g.other, intake.AcceptInput{ID: tr.ID, BedID: g.a[1], At: g.ago(24 * 30)}, fault.Invalid, "intake.before_asked"},
		{g.other, intake.AcceptInput{ID: tr.ID, BedID: g.a[1], Version: 99}, fault.Conflict, "db.changed_meanwhile"}} {
		_, err := attempt(g, c.as, intake.AcceptTransfer, c.in)
		refuses(t, err, c.k, c.key)
	}
	done, err := attempt(g, g.other, intake.AcceptTransfer, intake.AcceptInput{ID: tr.ID, BedID: g.a[1], At: at, Answer: "Thiếu một dép"})
	if err != nil {
		t.Fatal(err)
	}
	w := g.where(g.lan)
	if w.CampusID != g.two || w.BedID != g.a[1] || !w.AdmittedAt.Equal(at) || w.SinceAt == nil || !w.SinceAt.Equal(admitted) || w.Category != "A1" {
		t.Errorf("after the transfer: %+v", w)
	}
	if g.finds(g.worker, g.lan) || !g.finds(g.other, g.lan) {
		t.Error("the file did not go with the person")
	}
	if f, err := g.reads(g.worker, tr.ID); err != nil || f.Person == nil || len(f.Needs) != 0 || f.Answer != "Thiếu một dép" {
		t.Errorf("the giving side reads %+v (%v)", f, err)
	}
	// The bed there is free from that moment, and not before.
	_, err = attempt(g, g.worker, presence.Move, presence.MoveInput{ResidentID: g.hoa, BedID: g.w[0], At: at.Add(-time.Second)})
	refuses(t, err, fault.Conflict, "presence.bed_was_taken")
	can(g, presence.Move, presence.MoveInput{ResidentID: g.hoa, BedID: g.w[0], At: at})
	// Head-counts of both campuses, now, before, and as it was known before.
	for name, c := range map[string]struct {
		at, asOf time.Time
		one, two int
	}{"now": {one: 2, two: 2}, "before": {before, time.Time{}, 3, 1}, "as known before": {g.Clock.Now(), before, 3, 1}, "after": {at, time.Time{}, 2, 2}} {
		if one, two := g.heads(g.one, c.at, c.asOf), g.heads(g.two, c.at, c.asOf); one != c.one || two != c.two {
			t.Errorf("%s: %d and %d in care, want %d and %d", name, one, two, c.one, c.two)
		}
	}
	for key, verb := range map[string]func(*db.Tx) error{
		"presence.went_across": func(tx *db.Tx) error {
			_, err := presence.CancelDischarge(tx, presence.VoidInput{ID: tr.StayID, Reason: "nhầm"})
			return err
		},
		"presence.not_in_care": func(tx *db.Tx) error {
			_, err := presence.Place(tx, presence.PlaceInput{ResidentID: g.nam + 100, BedID: g.w[2]})
			if fault.KindOf(err) == fault.NotFound {
				return fault.New(fault.Conflict, "presence.not_in_care")
			}
			return err
		},
	} {
		refuses(t, g.As(g.head, verb), fault.Conflict, key)
	}
	refuses(t, g.As(g.head, func(tx *db.Tx) error {
		_, err := presence.CancelAdmission(tx, presence.VoidInput{ID: *done.NewStayID, Reason: "nhầm"})
		return err
	}), fault.Conflict, "presence.went_across")
	// A bed that was given here by mistake does not give back the bed there.
	var undone []presence.Undone
	g.Do(func(tx *db.Tx) error {
		p, err := presence.PlacementOf(tx, g.lan)
		if err == nil {
			undone, err = presence.VoidPlacement(tx, presence.VoidInput{ID: p.ID, Reason: "nhầm giường"})
		}
		return err
	})
	if len(undone) != 1 || undone[0].Placement != nil || g.where(g.lan).CampusID != g.two {
		t.Errorf("undone: %+v", undone)
	}
	g.sound()
}

// TestTransferEndsOtherwise: refused, withdrawn, one at a time, and not while the person leaves.
func TestTransferEndsOtherwise(t *testing.T) {
	g := settle(t)
	tr := ask(g, g.lan)
	_, err := attempt(g, g.worker, intake.AskTransfer, intake.TransferInput{ResidentID: g.lan, ToCampusID: g.two, HandOver: intake.HandOver{Reason: "x"}})
	refuses(t, err, fault.Conflict, "intake.transfer_pending")
	_, err = attempt(g, g.worker, intake.StartDeparture, intake.DepartureInput{ResidentID: g.lan, DepartureFacts: intake.DepartureFacts{Reason: presence.AskedBySelf}})
	refuses(t, err, fault.Conflict, "intake.transfer_pending")
	_, err = attempt(g, g.worker, intake.Discharge, presence.DischargeInput{ResidentID: g.lan, Reason: presence.AskedBySelf})
	refuses(t, err, fault.Conflict, "intake.transfer_pending")
	can(g, intake.ChangeTransfer, intake.TransferChange{ID: tr.ID, HandOver: intake.HandOver{Reason: "Gần gia đình", Papers: "Hồ sơ"}})
	_, err = attempt(g, g.other, intake.RefuseTransfer, intake.AnswerInput{ID: tr.ID})
	refuses(t, err, fault.Invalid, "presence.reason_missing")
	_, err = attempt(g, g.other, intake.WithdrawTransfer, intake.AnswerInput{ID: tr.ID, Reason: "x"})
	refuses(t, err, fault.Forbidden, "intake.transfer_other_side")
	if _, err := attempt(g, g.other, intake.RefuseTransfer, intake.AnswerInput{ID: tr.ID, Reason: "Hết giường"}); err != nil {
		t.Fatal(err)
	}
	_, err = attempt(g, g.other, intake.AcceptTransfer, intake.AcceptInput{ID: tr.ID, BedID: g.a[1]})
	refuses(t, err, fault.Conflict, "intake.transfer_over.refused")
	// Once refused, the other side knows no name any more.
	if f, err := g.reads(g.other, tr.ID); err != nil || f.Person != nil {
		t.Errorf("the refusing side still reads %+v (%v)", f, err)
	}
	for who, name := range map[*db.Actor]string{&g.worker: "Nguyễn Thị Lan", &g.other: ""} {
		var rows []intake.TransferLine
		if err := g.See(*who, func(tx *db.Tx) (err error) { rows, _, err = intake.Transfers(tx, intake.TransfersInput{}); return err }); err != nil || len(rows) != 1 || rows[0].Name != name {
			t.Errorf("the list says %+v (%v)", rows, err)
		}
	}
	second := ask(g, g.lan)
	can(g, intake.WithdrawTransfer, intake.AnswerInput{ID: second.ID, Reason: "Gia đình không muốn"})
	_, err = attempt(g, g.head, intake.CancelTransfer, intake.AnswerInput{ID: second.ID, Reason: "x"})
	refuses(t, err, fault.Conflict, "intake.transfer_not_accepted")
	can(g, intake.StartDeparture, intake.DepartureInput{ResidentID: g.nam, DepartureFacts: intake.DepartureFacts{Reason: presence.AskedBySelf}})
	_, err = attempt(g, g.worker, intake.AskTransfer, intake.TransferInput{ResidentID: g.nam, ToCampusID: g.two, HandOver: intake.HandOver{Reason: "x"}})
	refuses(t, err, fault.Conflict, "intake.transfer_while_leaving")
	for key, in := range map[string]intake.TransferInput{"presence.here_already": {ResidentID: g.hoa, ToCampusID: g.one, HandOver: intake.HandOver{Reason: "x"}},
		"intake.campus_unknown": {ResidentID: g.hoa, ToCampusID: 1 << 40, HandOver: intake.HandOver{Reason: "x"}}} {
		_, err := attempt(g, g.worker, intake.AskTransfer, in)
		refuses(t, err, fault.Invalid, key)
	}
	_, err = attempt(g, g.other, intake.AskTransfer, intake.TransferInput{ResidentID: g.hoa, ToCampusID: g.one, HandOver: intake.HandOver{Reason: "x"}})
	refuses(t, err, fault.NotFound, "")
	// A third campus sees nothing of it.
	third := dbtest.Person(40, leavingRights, 77)
	_, err = g.reads(third, tr.ID)
	refuses(t, err, fault.NotFound, "")
}

// TestWrongTransferIsTakenBack: all is as before, with bed and absence; a bed that was taken
// meanwhile is told; what happened to the person there is not wiped away.
func TestWrongTransferIsTakenBack(t *testing.T) {
	g := settle(t)
	can(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Hospital, Place: "Bệnh viện tỉnh", At: g.ago(50)})
	before := g.where(g.lan)
	tr := ask(g, g.lan)
	accept := func(tr *intake.Transfer, bed uint64) {
		t.Helper()
		if _, err := attempt(g, g.other, intake.AcceptTransfer, intake.AcceptInput{ID: tr.ID, BedID: bed}); err != nil {
			t.Fatal(err)
		}
	}
	accept(tr, g.a[1])
	if w := g.where(g.lan); w.AbsenceKind != "" {
		t.Errorf("still away after coming over: %+v", w)
	}
	known := g.Clock.Now()
	g.Clock.Add(time.Hour)
	done, err := attempt(g, g.other, intake.CancelTransfer, intake.AnswerInput{ID: tr.ID, Reason: "Chuyển nhầm người"})
	if err != nil {
		t.Fatal(err)
	}
	after := g.where(g.lan)
	if after.CampusID != before.CampusID || after.BedID != before.BedID || !after.AdmittedAt.Equal(before.AdmittedAt) || after.AbsenceKind != before.AbsenceKind ||
		!after.AbsentSince.Equal(*before.AbsentSince) || done.Restoration.BedLost {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if !g.finds(g.worker, g.lan) || g.finds(g.other, g.lan) {
		t.Error("the file did not come back")
	}
	if one, then := g.heads(g.one, known, time.Time{}), g.heads(g.one, known, known); one != 3 || then != 2 {
		t.Errorf("as known now %d in care, as known then %d; want 3 and 2", one, then)
	}
	_, err = attempt(g, g.other, intake.CancelTransfer, intake.AnswerInput{ID: tr.ID, Reason: "x"})
	refuses(t, err, fault.Conflict, "intake.transfer_not_accepted")
	can(g, presence.EndAbsence, presence.ReturnInput{ResidentID: g.lan})
	// The bed was given away meanwhile.
	tr = ask(g, g.lan)
	accept(tr, g.a[1])
	can(g, presence.Move, presence.MoveInput{ResidentID: g.hoa, BedID: g.w[0]})
	g.Clock.Add(time.Hour)
	done, err = attempt(g, g.worker, intake.CancelTransfer, intake.AnswerInput{ID: tr.ID, Reason: "nhầm"})
	if err != nil || !done.Restoration.BedLost || g.where(g.lan).CampusID != g.one || g.where(g.lan).BedID != 0 {
		t.Errorf("the bed was given away: %+v (%v)", done, err)
	}
	// Somebody who was in hospital from there really was there.
	tr = ask(g, g.nam)
	accept(tr, g.a[1])
	g.Clock.Add(time.Hour)
	if _, err := attempt(g, g.other, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.nam, Kind: presence.Hospital}); err != nil {
		t.Fatal(err)
	}
	_, err = attempt(g, g.other, intake.CancelTransfer, intake.AnswerInput{ID: tr.ID, Reason: "nhầm"})
	refuses(t, err, fault.Conflict, "presence.away_since")
	// There and back again are two transfers of one stay.
	if _, err := attempt(g, g.other, presence.EndAbsence, presence.ReturnInput{ResidentID: g.nam}); err != nil {
		t.Fatal(err)
	}
	g.Clock.Add(time.Hour)
	back, err := attempt(g, g.other, intake.AskTransfer, intake.TransferInput{ResidentID: g.nam, ToCampusID: g.one, HandOver: intake.HandOver{Reason: "Về lại"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := attempt(g, g.worker, intake.AcceptTransfer, intake.AcceptInput{ID: back.ID, BedID: g.m[1]}); err != nil {
		t.Fatal(err)
	}
	w := g.where(g.nam)
	if w.CampusID != g.one || w.BedID != g.m[1] || w.SinceAt == nil || w.StayID == tr.StayID {
		t.Errorf("back again: %+v", w)
	}
	// And the stay ends where the person is.
	d := can(g, intake.StartDeparture, intake.DepartureInput{ResidentID: g.nam, DepartureFacts: intake.DepartureFacts{Reason: presence.AskedBySelf}})
	if d.StayID != tr.StayID {
		t.Error("the departure is of another stay")
	}
	can(g, intake.RecordLeaving, intake.LeavingInput{ID: d.ID})
	can(g, intake.CancelLeaving, intake.UndoInput{ID: d.ID, Reason: "nhầm"})
	if w := g.where(g.nam); w.CampusID != g.one || w.BedID != g.m[1] {
		t.Errorf("after a wrong leaving: %+v", w)
	}
	g.sound()
}

// TestAcceptAndWithdrawAtOnce: of two signatures at one moment one counts.
func TestAcceptAndWithdrawAtOnce(t *testing.T) {
	g := settle(t)
	for round := range 8 {
		tr := ask(g, g.lan)
		g.Clock.Add(time.Minute)
		var wins [2]error
		var both sync.WaitGroup
		both.Add(2)
		go func() {
			defer both.Done()
			_, wins[0] = attempt(g, g.other, intake.AcceptTransfer, intake.AcceptInput{ID: tr.ID, BedID: g.a[1]})
		}()
		go func() {
			defer both.Done()
			_, wins[1] = attempt(g, g.worker, intake.WithdrawTransfer, intake.AnswerInput{ID: tr.ID, Reason: "thôi"})
		}()
		both.Wait()
		if (wins[0] == nil) == (wins[1] == nil) {
			t.Fatalf("round %d: accepted %v, withdrawn %v", round, wins[0], wins[1])
		}
		f, err := g.reads(g.worker, tr.ID)
		if err != nil {
			t.Fatal(err)
		}
		w := g.where(g.lan)
		if got := fmt.Sprintf("%s %v", f.State, w.CampusID == g.two); got != "accepted true" && got != "withdrawn false" {
			t.Fatalf("round %d: %s", round, got)
		}
		for _, err := range wins {
			if err != nil && fault.KindOf(err) != fault.Conflict {
				t.Errorf("round %d: %v", round, err)
			}
		}
		if f.State == intake.TransferAccepted {
			g.Clock.Add(time.Minute)
			if _, err := attempt(g, g.other, intake.CancelTransfer, intake.AnswerInput{ID: tr.ID, Reason: "lượt sau"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	g.sound()
}
