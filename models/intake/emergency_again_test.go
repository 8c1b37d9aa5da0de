package intake_test

import (
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// known is what is known of one person who may come back.
func known(tx *db.Tx, person uint64) (presence.Known, error) {
	all, err := presence.EarlierStays(tx, []uint64{person})
	return all[person], err
}

func TestWhoWasHereComesBackIntoTheSameFile(t *testing.T) {
	g := openCentre(t)
	first := do(g, g.worker, intake.ReceiveInEmergency, intake.EmergencyInput{Sex: value.Male, Name: "Lò Văn Chín", Age: "50", At: dbtest.Now.Add(-48 * time.Hour)})
	who := first.Person.ID
	if k := see(g, g.worker, known, who); !k.InCare || len(k.Earlier) != 0 || k.MayReturn() {
		t.Errorf("in care: %+v", k)
	}
	again := intake.EmergencyInput{KnownAs: who, FoundPlace: "Bến xe"}
	_, err := try(g, g.worker, intake.ReceiveInEmergency, again)
	refuses(t, err, fault.Conflict, "presence.already_in_care")
	do(g, g.worker, presence.Discharge, presence.DischargeInput{ResidentID: who, Reason: "b", At: dbtest.Now.Add(-24 * time.Hour)})
	k := see(g, g.worker, known, who)
	if !k.MayReturn() || len(k.Earlier) != 1 || k.Earlier[0].EndReason != "b" || k.Earlier[0].Category != "B2" ||
		!k.Earlier[0].Since().Equal(dbtest.Now.Add(-48*time.Hour)) || !k.Earlier[0].LeftAt.Equal(dbtest.Now.Add(-24*time.Hour)) {
		t.Errorf("after the first stay: %+v", k)
	}
	people, files := count(t, g.House, "residents_people"), count(t, g.House, "intake_files")
	_, err = try(g, g.other, intake.ReceiveInEmergency, again)
	refuses(t, err, fault.NotFound, "")
	_, err = try(g, dbtest.Person(9, []string{intake.Reception, presence.Receive, presence.View, residents.View}, g.one), intake.ReceiveInEmergency, again)
	refuses(t, err, fault.Forbidden, "")
	again.KnownAs = 999_999
	_, err = try(g, g.worker, intake.ReceiveInEmergency, again)
	refuses(t, err, fault.NotFound, "")

	again.KnownAs, again.Name, again.Sex = who, "Ai đó khác", value.Female // what is typed beside it does not count
	back := do(g, g.worker, intake.ReceiveInEmergency, again)
	if back.Person.ID != who || back.Person.Name != "Lò Văn Chín" || back.Person.Sex != value.Male || back.Bed == nil || back.Minutes.FoundPlace != "Bến xe" || back.Stay.Identity() == first.Stay.Identity() {
		t.Errorf("came back as %+v in %+v", back.Person, back.Bed)
	}
	if count(t, g.House, "residents_people") != people || count(t, g.House, "intake_files") != files+1 {
		t.Error("a second person was made, or no file of the new stay")
	}
	do(g, g.worker, presence.Discharge, presence.DischargeInput{ResidentID: who, Reason: "h"})
	if k := see(g, g.worker, known, who); k.MayReturn() || k.InCare || len(k.Earlier) != 2 || k.Earlier[0].EndReason != presence.DiedOrMissing {
		t.Errorf("after death: %+v", k)
	}
	do(g, g.worker, presence.CancelAdmission, presence.VoidInput{ID: first.Stay.ID, Reason: "Nhầm"})
	if k := see(g, g.worker, known, who); len(k.Earlier) != 1 {
		t.Errorf("a stay that was taken back is told: %+v", k)
	}
	if k := see(g, g.other, known, who); k.InCare || len(k.Earlier) != 0 {
		t.Errorf("the other campus reads %+v", k)
	}
}
