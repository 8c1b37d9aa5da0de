package intake_test

import (
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// TestDeathAtNight lets the nurse of a ward write a death as it happens: bed and ledger are right from
// that moment, the police is due, who leads the house sees it and confirms it; nobody else may.
func TestDeathAtNight(t *testing.T) {
	g := openCentre(t)
	night := []string{wards.View, residents.View, presence.View, presence.Witness}
	nurse, other := dbtest.Person(21, night, g.one), dbtest.Person(22, night, g.one)
	lead := g.hire("giamdoc", "director")
	stay := g.admitTo(g.person("Cụ Bà Mất", value.Female, "1940"), g.womenBeds[0], 30)
	waiting := func(as db.Actor) []intake.WaitingDeath {
		t.Helper()
		return see(g, as, func(tx *db.Tx, _ int) ([]intake.WaitingDeath, error) { return intake.WaitingDeaths(tx) }, 0)
	}
	write := func() *intake.Death {
		t.Helper()
		return do(g, nurse, intake.RecordDeath, intake.DeathInput{ResidentID: stay.ResidentID, DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedInHouse, Unclear: true, FoundBy: "Điều dưỡng Mai", Witnesses: "Cùng phòng"}})
	}
	death := write()
	if death.Confirmed() || !death.Unclear {
		t.Errorf("got %+v", death)
	}
	g.Do(func(tx *db.Tx) error {
		lies, err := presence.PlacementOf(tx, stay.ResidentID)
		if err != nil || lies != nil {
			t.Errorf("the bed is not free: %+v", lies)
		}
		now, err := presence.StayOf(tx, stay.ResidentID)
		if now != nil {
			t.Error("the stay goes on")
		}
		police, failed := db.From[intake.Errand](tx).Where("departure_id = ? AND kind = ? AND settled = ?", death.DepartureID, intake.PoliceErrand, false).Exists()
		if !police {
			t.Error("the police is not to be told")
		}
		if failed != nil {
			return failed
		}
		return err
	})
	if w := waiting(lead); len(w) != 1 || w[0].Name != "Cụ Bà Mất" || !w[0].Unclear {
		t.Errorf("who leads the house sees %+v", w)
	}
	if len(waiting(nurse)) != 1 || len(waiting(other)) != 0 {
		t.Error("who wrote it sees it until it is confirmed, and nobody else of the night does")
	}
	f := see(g, nurse, intake.ReadDeath, intake.OfDeath{Departure: death.DepartureID})
	if f.MayConfirm || !f.MayTakeBack || f.Person.Name != "Cụ Bà Mất" {
		t.Errorf("got %+v", f)
	}
	if f := see(g, lead, intake.ReadDeath, intake.OfDeath{Departure: death.DepartureID}); !f.MayConfirm || f.MayTakeBack {
		t.Errorf("got %+v", f)
	}
	t.Run("OnlyADeath", func(t *testing.T) {
		second := g.admitTo(g.person("Còn Sống", value.Female, "1950"), g.womenBeds[1], 30)
		_, err := try(g, nurse, intake.Discharge, presence.DischargeInput{ResidentID: second.ResidentID, Reason: presence.AskedBySelf})
		refuses(t, err, fault.Forbidden, "")
		_, err = try(g, nurse, intake.ConfirmDeath, intake.OfDeath{Departure: death.DepartureID})
		refuses(t, err, fault.Forbidden, "")
		_, err = try(g, other, intake.WithdrawDeath, intake.UndoInput{ID: death.DepartureID, Reason: "nhầm"})
		refuses(t, err, fault.NotFound, "")
		_, err = try(g, dbtest.Person(23, []string{presence.View}, g.one), intake.RecordDeath, intake.DeathInput{ResidentID: second.ResidentID, DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedInHouse}})
		refuses(t, err, fault.Forbidden, "")
		ward := dbtest.Person(24, night)
		ward.Grants = []db.Grant{{Role: "nurse", Permissions: map[string]bool{presence.View: true, presence.Witness: true, residents.View: true}, Campus: g.one, Ward: g.first}}
		_, err = try(g, ward, intake.RecordDeath, intake.DeathInput{ResidentID: second.ResidentID, DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedInHouse}})
		refuses(t, err, fault.NotFound, "")
	})
	t.Run("WrongPerson", func(t *testing.T) {
		_, err := try(g, nurse, intake.WithdrawDeath, intake.UndoInput{ID: death.DepartureID})
		refuses(t, err, fault.Invalid, "presence.reason_missing")
		back := do(g, nurse, intake.WithdrawDeath, intake.UndoInput{ID: death.DepartureID, Reason: "ghi nhầm giường"})
		if back.Restoration.BedLost || back.Restoration.Placement == nil || back.Restoration.Placement.BedID != g.womenBeds[0] || len(waiting(lead)) != 0 {
			t.Errorf("got %+v", back)
		}
	})
	t.Run("Confirmed", func(t *testing.T) {
		death = write()
		if done := do(g, lead, intake.ConfirmDeath, intake.OfDeath{Departure: death.DepartureID}); !done.Confirmed() || *done.ConfirmedBy != lead.ID {
			t.Errorf("got %+v", done)
		}
		if len(waiting(lead)) != 0 || len(waiting(nurse)) != 0 {
			t.Error("a confirmed death still waits")
		}
		_, err := try(g, lead, intake.ConfirmDeath, intake.OfDeath{Departure: death.DepartureID})
		refuses(t, err, fault.Conflict, "intake.death_confirmed")
		_, err = try(g, nurse, intake.WithdrawDeath, intake.UndoInput{ID: death.DepartureID, Reason: "nhầm"})
		refuses(t, err, fault.Conflict, "intake.death_confirmed")
		err = g.See(nurse, func(tx *db.Tx) error {
			_, err := intake.ReadDeath(tx, intake.OfDeath{Departure: death.DepartureID})
			return err
		})
		refuses(t, err, fault.NotFound, "")
		do(g, lead, intake.CancelDeath, intake.UndoInput{ID: death.DepartureID, Reason: "nhầm người"})
		if own := do(g, lead, intake.RecordDeath, intake.DeathInput{ResidentID: stay.ResidentID, DeathFacts: intake.DeathFacts{PlaceKind: intake.DiedHospital}}); !own.Confirmed() {
			t.Error("who leads the house confirms to herself")
		}
	})
}
