package intake_test

import (
	"fmt"
	"testing"

	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/value"
)

// TestDeath writes a death with what must follow from it, each with its day.
func TestDeath(t *testing.T) {
	g := settle(t)
	at := g.ago(3)
	died := can(g, intake.RecordDeath, intake.DeathInput{ResidentID: g.lan, At: at, DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedInHouse, Place: "Phòng 101",
		Cause: "Tuổi cao, suy tim", FoundBy: "Hộ lý ca đêm", Witnesses: "Bác sĩ trực", Belongings: "Một nhẫn bạc, 200.000 đồng"}})
	f := g.file(died.DepartureID)
	if !f.Left().Equal(at) || f.Stay.EndReason != presence.DiedOrMissing || g.where(g.lan).StayID != 0 {
		t.Errorf("left %v for %s", f.Left(), f.Stay.EndReason)
	}
	if got := fmt.Sprint(due(f)); got != "map[belongings:[] burial:[] burial_money:[] commune:[2026-11-22] insurance:[] kin:[2026-11-22] registration:[2026-12-06]]" {
		t.Errorf("due: %s", got)
	}
	can(g, presence.Move, presence.MoveInput{ResidentID: g.hoa, BedID: g.w[0], At: at})
	// It turns out that nobody knows the cause: the police is told.
	can(g, intake.ChangeDeath, intake.DeathChange{ID: f.ID, DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedInHouse, Cause: "Chưa rõ", Unclear: true}})
	can(g, intake.ChangeDeath, intake.DeathChange{ID: f.ID, DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedInHouse, Cause: "Chưa rõ", Unclear: true}})
	if got := due(g.file(f.ID))[intake.PoliceErrand]; fmt.Sprint(got) != "[2026-11-21]" {
		t.Errorf("the police is told by %v", got)
	}
	_, err := attempt(g, g.worker, intake.RecordBurial, intake.BurialInput{ID: f.ID, BurialKind: intake.Buried, BuriedOn: value.MustDay("2026-11-20")})
	refuses(t, err, fault.Invalid, "intake.done_too_early")
	can(g, intake.RecordBurial, intake.BurialInput{ID: f.ID, BurialKind: intake.Buried, BurialPlace: "Nghĩa trang xã", BuriedBy: "Trung tâm"})
	_, err = attempt(g, g.worker, intake.RecordBurial, intake.BurialInput{ID: f.ID, BurialKind: intake.Cremated})
	refuses(t, err, fault.Conflict, "intake.buried_already")
	if got := due(g.file(f.ID)); len(got[intake.BurialErrand]) != 0 {
		t.Errorf("the burial is still due: %v", got)
	}
	_, err = attempt(g, g.worker, intake.CancelLeaving, intake.UndoInput{ID: f.ID, Reason: "nhầm"})
	refuses(t, err, fault.Conflict, "intake.death_is_written")
	for key, in := range map[string]intake.DeathInput{
		"intake.death_place_unknown": {ResidentID: g.nam},
		"presence.at_in_future":      {ResidentID: g.nam, At: g.Clock.Now().AddDate(0, 0, 1), DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedHospital}},
	} {
		_, err := attempt(g, g.worker, intake.RecordDeath, in)
		refuses(t, err, fault.Invalid, key)
	}
	_, err = attempt(g, g.worker, intake.RecordDeath, intake.DeathInput{ResidentID: g.lan, DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedHospital}})
	refuses(t, err, fault.Conflict, "presence.not_in_care")
	_, err = attempt(g, g.night, intake.RecordDeath, intake.DeathInput{ResidentID: g.nam, DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedHospital}})
	refuses(t, err, fault.Forbidden, "")
	g.sound()
}

// TestWrongDeathIsTakenBack: all is as before, bed, absence and a departure that was under way.
func TestWrongDeathIsTakenBack(t *testing.T) {
	g := settle(t)
	d := can(g, intake.StartDeparture, intake.DepartureInput{ResidentID: g.lan, DepartureFacts: intake.DepartureFacts{Reason: presence.AskedByFamily, Note: "Con xin đón", AskedOn: value.MustDay("2026-11-20"), Destination: intake.ToFamily}})
	can(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Hospital, Place: "Bệnh viện tỉnh", At: g.ago(30)})
	before := g.where(g.lan)
	died := can(g, intake.RecordDeath, intake.DeathInput{ResidentID: g.lan, At: g.ago(2), DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedHospital, Unclear: true}})
	if died.DepartureID != d.ID {
		t.Fatal("a second process was opened")
	}
	can(g, intake.RecordBurial, intake.BurialInput{ID: d.ID, BurialKind: intake.TakenHome})
	back := can(g, intake.CancelDeath, intake.UndoInput{ID: d.ID, Reason: "Bệnh viện báo nhầm"})
	if back.Restoration.BedLost {
		t.Error("the bed was lost")
	}
	after := g.where(g.lan)
	if after.BedID != before.BedID || after.AbsenceKind != before.AbsenceKind || !after.AdmittedAt.Equal(before.AdmittedAt) || !after.AbsentSince.Equal(*before.AbsentSince) {
		t.Errorf("before %+v, after %+v", before, after)
	}
	f := g.file(d.ID)
	if f.Reason != presence.AskedByFamily || f.Note != "Con xin đón" || f.Death != nil || f.Voided() || fmt.Sprint(due(f)) != "map[decision:[2026-12-01]]" {
		t.Errorf("the departure: %s %q, due %v", f.Reason, f.Note, due(f))
	}
	_, err := attempt(g, g.worker, intake.CancelDeath, intake.UndoInput{ID: d.ID, Reason: "nhầm"})
	refuses(t, err, fault.Conflict, "intake.no_death")
	// A death without a departure before it leaves none behind.
	died = can(g, intake.RecordDeath, intake.DeathInput{ResidentID: g.nam, DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedElsewhere}})
	can(g, intake.CancelDeath, intake.UndoInput{ID: died.DepartureID, Reason: "Nhầm người"})
	if f := g.file(died.DepartureID); !f.Voided() || len(due(f)) != 0 || g.where(g.nam).BedID != g.m[0] {
		t.Errorf("left behind: %+v", due(f))
	}
	g.sound()
}

// TestAfterDeath is the table of what is due after a death.
func TestAfterDeath(t *testing.T) {
	on := value.MustDay("2026-02-14") // before Tết: the law counts days, not working days
	if got := fmt.Sprint(intake.AfterDeath(on, true, "A2", 1, 15)); got != "[{kin 0 2026-02-15} {commune 0 2026-02-15} {police 0 2026-02-14} {registration 0 2026-03-01} {burial 0 } {belongings 0 } {insurance 0 } {burial_money 0 }]" {
		t.Error(got)
	}
	if got := fmt.Sprint(intake.AfterDeath(on, false, "D1", 1, 15)); got != "[{kin 0 2026-02-15} {commune 0 2026-02-15} {registration 0 2026-03-01} {burial 0 } {belongings 0 } {insurance 0 }]" {
		t.Error(got)
	}
}
