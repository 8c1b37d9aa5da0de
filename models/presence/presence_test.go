package presence_test

import (
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

func TestAdmit(t *testing.T) {
	g := open(t)
	admit := func(as db.Actor, in presence.AdmitInput) error { _, err := do(g, as, presence.Admit, in); return err }

	t.Run("WithBed", func(t *testing.T) {
		a := g.admit(g.lan, g.w[0], 48)
		if a.Stay.ID == 0 || a.Stay.CampusID != g.one || a.Placement == nil || a.Placement.BedID != g.w[0] || a.Placement.WardID != g.women || a.Placement.StayID != a.Stay.ID {
			t.Errorf("got %+v %+v", a.Stay, a.Placement)
		}
		if !a.Placement.StartedAt.Equal(a.Stay.AdmittedAt) || !a.Stay.RecordedAt.Equal(dbtest.Now) || a.Stay.RecordedBy != 8 {
			t.Errorf("the two times and the person: %+v", a.Stay)
		}
	})
	t.Run("WithoutBed", func(t *testing.T) {
		if a := g.admit(g.hoa, 0, 24); a.Placement != nil {
			t.Errorf("got %+v", a.Placement)
		}
	})
	t.Run("BedTaken", func(t *testing.T) {
		refuses(t, admit(g.nurse, presence.AdmitInput{ResidentID: g.mai, BedID: g.w[0], Category: "A2"}), fault.Conflict, "presence.bed_taken")
	})
	t.Run("TwiceInCare", func(t *testing.T) {
		refuses(t, admit(g.nurse, presence.AdmitInput{ResidentID: g.hoa, BedID: g.w[1], Category: "A2"}), fault.Conflict, "presence.already_in_care")
	})
	t.Run("WrongSex", func(t *testing.T) {
		refuses(t, admit(g.nurse, presence.AdmitInput{ResidentID: g.nam, BedID: g.w[1], Category: "A2"}), fault.Invalid, "presence.wrong_sex")
	})
	t.Run("Future", func(t *testing.T) {
		refuses(t, admit(g.nurse, presence.AdmitInput{ResidentID: g.mai, Category: "A2", At: g.ago(-0.1)}), fault.Invalid, "presence.at_in_future")
	})
	t.Run("UnknownCategory", func(t *testing.T) {
		refuses(t, admit(g.nurse, presence.AdmitInput{ResidentID: g.mai, Category: "E9"}), fault.Invalid, "presence.category_unknown")
	})
	t.Run("BedOfOtherCampus", func(t *testing.T) {
		refuses(t, admit(g.nurse, presence.AdmitInput{ResidentID: g.mai, BedID: g.a[0], Category: "A2"}), fault.NotFound, "")
		refuses(t, admit(g.head, presence.AdmitInput{ResidentID: g.mai, CampusID: g.one, BedID: g.a[0], Category: "A2"}), fault.Invalid, "presence.bed_elsewhere")
	})
	t.Run("PersonOfOtherCampus", func(t *testing.T) {
		refuses(t, admit(g.nurse, presence.AdmitInput{ResidentID: g.binh, Category: "A2"}), fault.NotFound, "")
	})
	t.Run("ComesToOtherCampus", func(t *testing.T) {
		a := ok(g, presence.Admit, presence.AdmitInput{ResidentID: g.mai, BedID: g.a[0], Category: "B3"})
		if a.Stay.CampusID != g.two {
			t.Errorf("got %+v", a.Stay)
		}
		refuses(t, admit(g.nurse, presence.AdmitInput{ResidentID: g.mai, Category: "A2"}), fault.NotFound, "")
	})
	t.Run("Forbidden", func(t *testing.T) {
		refuses(t, admit(dbtest.Person(9, []string{presence.View}, g.one), presence.AdmitInput{ResidentID: g.nam, Category: "A2"}), fault.Forbidden, "")
	})
	t.Run("BackDatedIntoAStay", func(t *testing.T) {
		g.admit(g.nam, g.m[0], 30)
		ok(g, presence.Discharge, presence.DischargeInput{ResidentID: g.nam, At: g.ago(20), Reason: presence.AskedBySelf})
		refuses(t, admit(g.nurse, presence.AdmitInput{ResidentID: g.nam, Category: "A2", At: g.ago(25)}), fault.Conflict, "presence.was_in_care")
		refuses(t, admit(g.nurse, presence.AdmitInput{ResidentID: g.nam, Category: "A2", At: g.ago(40)}), fault.Conflict, "presence.was_in_care")
		g.admit(g.nam, g.m[1], 20) // who left may come again at once
	})
}

func TestBackDatedOverlapIsRefused(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 100)
	ok(g, presence.Move, presence.MoveInput{ResidentID: g.lan, BedID: g.w[1], At: g.ago(50)})
	g.admit(g.hoa, 0, 90)
	place := func(hours float64) error {
		_, err := do(g, g.nurse, presence.Place, presence.PlaceInput{ResidentID: g.hoa, BedID: g.w[0], At: g.ago(hours)})
		return err
	}
	refuses(t, place(60), fault.Conflict, "presence.bed_was_taken") // bed of Lan until 50 hours ago
	refuses(t, place(95), fault.Invalid, "presence.before_admission")
	if err := place(50); err != nil { // the very moment at which the bed was free
		t.Error(err)
	}
	refuses(t, place(10), fault.Conflict, "presence.already_placed")
	_, err := do(g, g.nurse, presence.Move, presence.MoveInput{ResidentID: g.hoa, BedID: g.w[2], At: g.ago(60)})
	refuses(t, err, fault.Invalid, "presence.before_placement")
}

func TestPlacesAndBeds(t *testing.T) {
	g := open(t)
	g.admit(g.lan, 0, 48)
	place := func(bed uint64, hours float64) error {
		_, err := do(g, g.nurse, presence.Place, presence.PlaceInput{ResidentID: g.lan, BedID: bed, At: g.ago(hours)})
		return err
	}
	g.Do(func(tx *db.Tx) error {
		_, err := wards.TakeBedOut(tx, g.w[0], wards.OutageInput{Reason: "gãy chân giường"}, presence.WhoLies)
		return err
	})
	refuses(t, place(g.w[0], 1), fault.Conflict, "presence.bed_out_of_service")
	g.Do(func(tx *db.Tx) error {
		_, err := wards.CloseBed(tx, g.w[1], wards.CloseInput{Version: 0}, presence.WhoLies)
		return err
	})
	refuses(t, place(g.w[1], 1), fault.Conflict, "presence.bed_closed")
	refuses(t, place(99999, 1), fault.NotFound, "")
	var extra *wards.Bed
	g.Do(func(tx *db.Tx) (err error) {
		b, err := db.Get[wards.Bed](tx, g.w[2])
		if err == nil {
			extra, err = wards.AddBed(tx, b.RoomID, wards.BedInput{Name: "Nệm 1", Overflow: true})
		}
		return err
	})
	refuses(t, place(extra.ID, 40), fault.Conflict, "presence.bed_not_yet")
	if err := place(extra.ID, 1); err != nil { // a declared overflow place is a place
		t.Error(err)
	}
	g.Do(func(tx *db.Tx) error {
		lying, err := presence.WhoLies(tx, dbtest.Today, []uint64{extra.ID})
		if len(lying) != 1 || lying[0].Sex != value.Female {
			t.Errorf("who lies: %v", lying)
		}
		return err
	})
}

func TestMove(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 48)
	p := ok(g, presence.Move, presence.MoveInput{ResidentID: g.lan, BedID: g.w[2], At: g.ago(2)})
	if p.Cause != presence.Moved || g.bedAt(g.lan, g.ago(3), time.Time{}) != g.w[0] || g.bedAt(g.lan, g.ago(2), time.Time{}) != g.w[2] {
		t.Errorf("the move: %+v", p)
	}
	if got := g.bedAt(g.lan, g.ago(1), g.ago(1)); got != 0 {
		t.Errorf("an hour ago nobody had written anything down, got bed %d", got)
	}
	move := func(resident, bed uint64) error {
		_, err := do(g, g.nurse, presence.Move, presence.MoveInput{ResidentID: resident, BedID: bed})
		return err
	}
	refuses(t, move(g.lan, g.w[2]), fault.Conflict, "presence.same_bed")
	refuses(t, move(g.lan, g.m[0]), fault.Invalid, "presence.wrong_sex")
	refuses(t, move(g.hoa, g.w[0]), fault.Conflict, "presence.not_in_care")
	g.admit(g.hoa, 0, 1)
	refuses(t, move(g.hoa, g.w[0]), fault.Conflict, "presence.not_placed")
}

func TestSwap(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 48)
	g.admit(g.hoa, g.w[3], 47)
	g.admit(g.mai, 0, 47)
	g.admit(g.nam, g.m[0], 47)
	swap := func(a, b uint64) error {
		_, err := do(g, g.nurse, presence.Swap, presence.SwapInput{ResidentID: a, WithID: b})
		return err
	}
	refuses(t, swap(g.lan, g.lan), fault.Invalid, "presence.swap_with_self")
	refuses(t, swap(g.lan, g.mai), fault.Conflict, "presence.not_placed")
	refuses(t, swap(g.lan, g.nam), fault.Invalid, "presence.wrong_sex")
	if err := swap(g.lan, g.hoa); err != nil {
		t.Fatal(err)
	}
	if g.bedAt(g.lan, time.Time{}, time.Time{}) != g.w[3] || g.bedAt(g.hoa, time.Time{}, time.Time{}) != g.w[0] {
		t.Error("both have the other's bed")
	}
	t.Run("TakenBack", func(t *testing.T) {
		g.Clock.Add(time.Minute)
		p := g.where(presence.WhereInput{CensusInput: presence.CensusInput{ResidentID: g.hoa}})[0].PlacementID
		undone, err := do(g, g.nurse, presence.VoidPlacement, presence.VoidInput{ID: p, Reason: "nhầm người"})
		if err != nil || len(undone) != 2 {
			t.Fatal(undone, err)
		}
		if g.bedAt(g.lan, time.Time{}, time.Time{}) != g.w[0] || g.bedAt(g.hoa, time.Time{}, time.Time{}) != g.w[3] {
			t.Error("both have their own bed again")
		}
		if got := g.bedAt(g.lan, g.ago(0.01), g.ago(0.01)); got != g.w[3] {
			t.Errorf("as known then the swap stands, got %d", got)
		}
	})
}

func TestAbsence(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 48)
	start := func(kind presence.AbsenceKind, hours float64) error {
		_, err := do(g, g.nurse, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: kind, At: g.ago(hours), Place: "Bệnh viện huyện"})
		return err
	}
	refuses(t, start(presence.Hospital, 50), fault.Invalid, "presence.before_admission")
	refuses(t, start("holiday", 1), fault.Invalid, "presence.absence_unknown")
	if err := start(presence.Leave, 30); err != nil {
		t.Fatal(err)
	}
	refuses(t, start(presence.Leave, 20), fault.Conflict, "presence.already_away")
	t.Run("BedIsHeld", func(t *testing.T) {
		g.admit(g.hoa, 0, 40)
		_, err := do(g, g.nurse, presence.Place, presence.PlaceInput{ResidentID: g.hoa, BedID: g.w[0]})
		refuses(t, err, fault.Conflict, "presence.bed_taken")
		n := g.count(presence.CensusInput{CampusID: g.one}).Total
		if n.InCare != 2 || n.Present != 1 || n.Leave != 1 || n.NoBed != 1 {
			t.Errorf("got %+v", n)
		}
	})
	if err := start(presence.Hospital, 20); err != nil { // from leave into hospital in one step
		t.Fatal(err)
	}
	_, err := do(g, g.nurse, presence.EndAbsence, presence.ReturnInput{ResidentID: g.lan, At: g.ago(25)})
	refuses(t, err, fault.Invalid, "presence.before_absence")
	ok(g, presence.EndAbsence, presence.ReturnInput{ResidentID: g.lan, At: g.ago(10)})
	_, err = do(g, g.nurse, presence.EndAbsence, presence.ReturnInput{ResidentID: g.lan})
	refuses(t, err, fault.Conflict, "presence.not_away")
	refuses(t, start(presence.Leave, 15), fault.Conflict, "presence.was_away")
	for hours, want := range map[float64]presence.State{40: presence.Present, 30: presence.OnLeave, 20: presence.InHospital, 10: presence.Present} {
		rows := g.where(presence.WhereInput{CensusInput: presence.CensusInput{At: g.ago(hours), ResidentID: g.lan}})
		if len(rows) != 1 || rows[0].State() != want {
			t.Errorf("%v hours ago: want %s, got %+v", hours, want, rows)
		}
	}
	t.Run("DueBeforeStart", func(t *testing.T) {
		_, err := do(g, g.nurse, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Leave, DueBackOn: dbtest.Today.AddDays(-1)})
		refuses(t, err, fault.Invalid, "presence.due_before_start")
	})
	t.Run("TakenBack", func(t *testing.T) {
		a := ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Missing, At: g.ago(1)})
		_, err := do(g, g.nurse, presence.VoidAbsence, presence.VoidInput{ID: a.ID})
		refuses(t, err, fault.Invalid, "presence.reason_missing")
		ok(g, presence.VoidAbsence, presence.VoidInput{ID: a.ID, Reason: "ở nhà bếp"})
		if n := g.count(presence.CensusInput{WardID: g.women}).Total; n.Missing != 0 || n.Present != 1 {
			t.Errorf("got %+v", n)
		}
		_, err = do(g, g.nurse, presence.VoidAbsence, presence.VoidInput{ID: a.ID, Reason: "lần nữa"})
		refuses(t, err, fault.Conflict, "presence.voided_already")
	})
	t.Run("Corrected", func(t *testing.T) {
		a := ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Leave, At: g.ago(5)})
		next := ok(g, presence.CorrectAbsence, presence.AbsenceCorrection{ID: a.ID, Kind: presence.Hospital, StartedAt: g.ago(7), EndedAt: g.ago(6), Reason: "ghi nhầm"})
		if next.ReplacesID == nil || *next.ReplacesID != a.ID || next.Open() {
			t.Errorf("got %+v", next)
		}
		_, err := do(g, g.nurse, presence.CorrectAbsence, presence.AbsenceCorrection{ID: next.ID, StartedAt: g.ago(12), Reason: "trùng"})
		refuses(t, err, fault.Conflict, "presence.was_away")
		_, err = do(g, g.nurse, presence.CorrectAbsence, presence.AbsenceCorrection{ID: next.ID, StartedAt: g.ago(60), EndedAt: g.ago(59), Reason: "trước khi vào"})
		refuses(t, err, fault.Conflict, "presence.outside_stay")
	})
}

func TestBedIsFreeExactlyWhenThePersonLeft(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 48)
	ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Hospital, At: g.ago(30)})
	leave := func(hours float64, reason presence.Reason) error {
		_, err := do(g, g.nurse, presence.Discharge, presence.DischargeInput{ResidentID: g.lan, At: g.ago(hours), Reason: reason})
		return err
	}
	refuses(t, leave(1, "z"), fault.Invalid, "presence.end_reason_unknown")
	refuses(t, leave(40, presence.DiedOrMissing), fault.Invalid, "presence.something_later")
	refuses(t, leave(50, presence.DiedOrMissing), fault.Invalid, "presence.before_admission")
	if err := leave(20, presence.DiedOrMissing); err != nil {
		t.Fatal(err)
	}
	refuses(t, leave(1, presence.DiedOrMissing), fault.Conflict, "presence.not_in_care")
	if g.bedAt(g.lan, g.ago(20.01), time.Time{}) != g.w[0] || g.bedAt(g.lan, g.ago(20), time.Time{}) != 0 {
		t.Error("the bed is free at the moment of leaving and not before")
	}
	_, err := do(g, g.nurse, presence.Admit, presence.AdmitInput{ResidentID: g.lan, Category: "A2"})
	refuses(t, err, fault.Conflict, "presence.gone_for_good")
	g.admit(g.hoa, 0, 40)
	_, err = do(g, g.nurse, presence.Place, presence.PlaceInput{ResidentID: g.hoa, BedID: g.w[0], At: g.ago(20.5)})
	refuses(t, err, fault.Conflict, "presence.bed_was_taken")
	ok(g, presence.Place, presence.PlaceInput{ResidentID: g.hoa, BedID: g.w[0], At: g.ago(20)})
}

func TestWrongDischargeIsTakenBack(t *testing.T) {
	g := open(t)
	a := g.admit(g.lan, g.w[0], 48)
	ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Leave, At: g.ago(30)})
	s := ok(g, presence.Discharge, presence.DischargeInput{ResidentID: g.lan, At: g.ago(20), Reason: presence.AskedByFamily})
	g.Clock.Add(time.Hour)
	back := ok(g, presence.CancelDischarge, presence.VoidInput{ID: s.ID, Reason: "nhầm người cùng tên"})
	if back.BedLost || back.Placement == nil || back.Absence == nil || !back.Stay.Open() || back.Stay.Identity() != a.Stay.ID {
		t.Fatalf("got %+v", back)
	}
	if got := g.count(presence.CensusInput{CampusID: g.one}).Total; got.InCare != 1 || got.Leave != 1 || got.Left != 0 {
		t.Errorf("in care and on leave as before: %+v", got)
	}
	if got := g.count(presence.CensusInput{CampusID: g.one, AsOf: g.ago(0.5)}).Total; got.InCare != 0 {
		t.Errorf("as known half an hour ago nobody was in care: %+v", got)
	}
	ok(g, presence.EndAbsence, presence.ReturnInput{ResidentID: g.lan})

	t.Run("BedTakenMeanwhile", func(t *testing.T) {
		s := ok(g, presence.Discharge, presence.DischargeInput{ResidentID: g.lan, Reason: presence.AskedByFamily})
		g.Clock.Add(time.Hour)
		g.admit(g.hoa, g.w[0], 0)
		back := ok(g, presence.CancelDischarge, presence.VoidInput{ID: s.ID, Reason: "nhầm"})
		if !back.BedLost || back.Placement != nil || !back.Stay.Open() || back.Stay.Identity() != a.Stay.ID {
			t.Errorf("got %+v", back)
		}
		if n := g.count(presence.CensusInput{CampusID: g.one}).Total; n.InCare != 2 || n.NoBed != 1 {
			t.Errorf("got %+v", n)
		}
		if g.bedAt(g.lan, g.ago(1.1), time.Time{}) != g.w[0] {
			t.Error("until the discharge the bed was hers")
		}
	})
	t.Run("AdmittedAgain", func(t *testing.T) {
		g.admit(g.mai, 0, 0)
		s := ok(g, presence.Discharge, presence.DischargeInput{ResidentID: g.mai, Reason: presence.AskedByFamily})
		g.admit(g.mai, 0, 0)
		_, err := do(g, g.nurse, presence.CancelDischarge, presence.VoidInput{ID: s.ID, Reason: "nhầm"})
		refuses(t, err, fault.Conflict, "presence.admitted_again")
	})
}

func TestWrongAdmissionIsTakenBack(t *testing.T) {
	g := open(t)
	a := g.admit(g.lan, g.w[0], 48)
	ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Leave, At: g.ago(30)})
	g.Clock.Add(time.Hour)
	ok(g, presence.CancelAdmission, presence.VoidInput{ID: a.Stay.ID, Reason: "nhầm cơ sở"})
	if n := g.count(presence.CensusInput{}).Total; n != (presence.Numbers{}) {
		t.Errorf("got %+v", n)
	}
	if n := g.count(presence.CensusInput{AsOf: g.ago(0.5)}).Total; n.InCare != 1 || n.Leave != 1 {
		t.Errorf("as known then: %+v", n)
	}
	g.admit(g.hoa, g.w[0], 47) // the bed was never taken
	g.admit(g.lan, g.w[1], 46)
	_, err := do(g, g.nurse, presence.CancelAdmission, presence.VoidInput{ID: a.Stay.ID, Reason: "lần nữa"})
	refuses(t, err, fault.Conflict, "presence.voided_already")
}

func TestWrongMoveIsTakenBack(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 48)
	p := ok(g, presence.Move, presence.MoveInput{ResidentID: g.lan, BedID: g.w[1], At: g.ago(2)})
	undone := ok(g, presence.VoidPlacement, presence.VoidInput{ID: p.ID, Reason: "chưa chuyển"})
	if len(undone) != 1 || undone[0].BedLost || undone[0].Placement.BedID != g.w[0] || g.bedAt(g.lan, time.Time{}, time.Time{}) != g.w[0] {
		t.Errorf("got %+v", undone)
	}
	p = ok(g, presence.Move, presence.MoveInput{ResidentID: g.lan, BedID: g.w[1], At: g.ago(2)})
	g.admit(g.hoa, g.w[0], 1)
	undone = ok(g, presence.VoidPlacement, presence.VoidInput{ID: p.ID, Reason: "chưa chuyển"})
	if !undone[0].BedLost || g.bedAt(g.lan, time.Time{}, time.Time{}) != 0 {
		t.Errorf("her bed is taken: she has none, %+v", undone)
	}
}

func TestPlacementIsCorrectedByANewRow(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 48)
	p := ok(g, presence.Move, presence.MoveInput{ResidentID: g.lan, BedID: g.w[1], At: g.ago(10)})
	g.Clock.Add(time.Hour)
	next := ok(g, presence.CorrectPlacement, presence.PlacementCorrection{ID: p.ID, BedID: g.w[2], StartedAt: g.ago(15), Reason: "ghi nhầm giường"})
	if next.ReplacesID == nil || *next.ReplacesID != p.ID || next.BedID != g.w[2] || next.Cause != presence.Corrected {
		t.Errorf("got %+v", next)
	}
	if g.bedAt(g.lan, g.ago(13), time.Time{}) != g.w[2] || g.bedAt(g.lan, g.ago(13), g.ago(0.5)) != g.w[0] || g.bedAt(g.lan, g.ago(15.1), time.Time{}) != g.w[0] {
		t.Error("the earlier bed ends where the corrected one begins; as known then it did not")
	}
	g.admit(g.hoa, g.w[3], 40)
	_, err := do(g, g.nurse, presence.CorrectPlacement, presence.PlacementCorrection{ID: next.ID, BedID: g.w[3], Reason: "trùng"})
	refuses(t, err, fault.Conflict, "presence.bed_taken")
	_, err = do(g, g.nurse, presence.CorrectPlacement, presence.PlacementCorrection{ID: next.ID, StartedAt: g.ago(60), Reason: "trước khi vào"})
	refuses(t, err, fault.Conflict, "presence.outside_stay")
	_, err = do(g, g.nurse, presence.CorrectPlacement, presence.PlacementCorrection{ID: p.ID, BedID: g.w[2], Reason: "dòng cũ"})
	refuses(t, err, fault.Conflict, "presence.voided_already")
}

func TestReachOfAWard(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 48)
	g.admit(g.nam, g.m[0], 48)
	g.admit(g.hoa, 0, 48)
	carer := dbtest.Person(9, nil)
	held := map[string]bool{}
	for _, p := range all {
		held[p] = true
	}
	carer.Grants = []db.Grant{{Role: "ward_carer", Permissions: held, Campus: g.one, Ward: g.women}}
	absent := func(resident uint64) error {
		_, err := do(g, carer, presence.StartAbsence, presence.AbsenceInput{ResidentID: resident, Kind: presence.Hospital})
		return err
	}
	refuses(t, absent(g.nam), fault.NotFound, "")
	refuses(t, absent(g.hoa), fault.NotFound, "")
	if err := absent(g.lan); err != nil {
		t.Error(err)
	}
	if _, err := do(g, carer, presence.Place, presence.PlaceInput{ResidentID: g.hoa, BedID: g.w[1]}); err != nil {
		t.Errorf("somebody without a bed may be taken into the own ward: %v", err)
	}
	err := g.See(carer, func(tx *db.Tx) error {
		n, err := presence.CountAt(tx, presence.CensusInput{})
		if err != nil || n.Total.InCare != 2 || len(n.Campuses) != 1 || len(n.Campuses[0].Zones) != 1 {
			t.Errorf("got %+v %v", n, err)
		}
		rows, _, err := presence.PresentAt(tx, presence.WhereInput{CensusInput: presence.CensusInput{WardID: g.men}})
		if len(rows) != 0 {
			t.Errorf("the other ward is not there: %v", rows)
		}
		tiles, err2 := presence.WardBoard(tx, g.men, time.Time{})
		if len(tiles) != 0 || err2 != nil {
			t.Errorf("nor is its board: %v %v", tiles, err2)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	refuses(t, g.See(dbtest.Person(10, []string{presence.View}, g.one), func(tx *db.Tx) error {
		if _, err := presence.CountAt(tx, presence.CensusInput{}); err != nil {
			t.Errorf("the kitchen counts: %v", err)
		}
		_, _, err := presence.PresentAt(tx, presence.WhereInput{})
		return err
	}), fault.Forbidden, "")
}

func TestManyAreAdmittedByTheSameRules(t *testing.T) {
	g := open(t)
	var in []presence.AdmitInput
	for i := range 20 {
		in = append(in, presence.AdmitInput{ResidentID: g.person(g.one, "Người "+string(rune('A'+i)), "f"), Category: "A1", At: g.ago(1000), PlacedAt: g.ago(24)})
	}
	in[0].BedID, in[1].BedID, in[2].BedID, in[3].BedID = g.w[0], g.w[0], g.m[0], g.w[1]
	in[4].ResidentID = in[3].ResidentID
	in[5].Category = "X"
	var done []presence.Admission
	var errs []error
	if err := g.As(g.nurse, func(tx *db.Tx) (err error) { done, errs, err = presence.AdmitMany(tx, in); return err }); err != nil {
		t.Fatal(err)
	}
	refuses(t, errs[1], fault.Conflict, "presence.bed_taken")
	refuses(t, errs[2], fault.Invalid, "presence.wrong_sex")
	refuses(t, errs[4], fault.Conflict, "presence.already_in_care")
	refuses(t, errs[5], fault.Invalid, "presence.category_unknown")
	if errs[0] != nil || errs[3] != nil || done[3].Placement.BedID != g.w[1] || done[3].Placement.StayID != done[3].Stay.ID || done[3].Stay.ID == 0 {
		t.Errorf("got %v %+v", errs, done[3])
	}
	if n := g.count(presence.CensusInput{}).Total; n.InCare != 16 || n.NoBed != 14 {
		t.Errorf("got %+v", n)
	}
	if g.bedAt(in[0].ResidentID, g.ago(25), time.Time{}) != 0 || g.bedAt(in[0].ResidentID, g.ago(24), time.Time{}) != g.w[0] {
		t.Error("the bed begins on the day of the list")
	}
	var placed []error
	if err := g.As(g.nurse, func(tx *db.Tx) (err error) {
		_, placed, err = presence.PlaceMany(tx, []presence.PlaceInput{{ResidentID: in[6].ResidentID, BedID: g.w[2]}, {ResidentID: in[7].ResidentID, BedID: g.w[2]}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if placed[0] != nil {
		t.Error(placed[0])
	}
	refuses(t, placed[1], fault.Conflict, "presence.bed_taken")
}
