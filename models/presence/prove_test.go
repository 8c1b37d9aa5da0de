package presence_test

import (
	"testing"

	"maiam/models/db"
	"maiam/models/presence"
)

// proven demands that the ledger does not contradict itself.
func (g *house) proven() []presence.Doubt {
	g.T.Helper()
	var doubts []presence.Doubt
	if err := g.See(g.head, func(tx *db.Tx) (err error) { doubts, err = presence.Prove(tx); return err }); err != nil {
		g.T.Fatal(err)
	}
	return doubts
}

// TestProofFindsWhatWasSmuggledIn writes past the use-cases, as a hand in the database could, and
// demands that the nightly proof names it.
func TestProofFindsWhatWasSmuggledIn(t *testing.T) {
	g := open(t)
	a := g.admit(g.lan, g.w[0], 48)
	b := g.admit(g.hoa, g.w[1], 48)
	ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Leave, At: g.ago(30)})
	ok(g, presence.EndAbsence, presence.ReturnInput{ResidentID: g.lan, At: g.ago(20)})
	s := ok(g, presence.Discharge, presence.DischargeInput{ResidentID: g.lan, At: g.ago(5), Reason: presence.AskedBySelf})
	ok(g, presence.CancelDischarge, presence.VoidInput{ID: s.ID, Reason: "nhầm"})
	if doubts := g.proven(); len(doubts) != 0 {
		t.Fatalf("a sound ledger: %+v", doubts)
	}
	end := g.ago(10)
	g.Do(func(tx *db.Tx) error {
		p := presence.Placement{CampusID: g.one, StayID: b.Stay.ID, ResidentID: g.hoa, WardID: g.women, RoomID: a.Placement.RoomID, BedID: g.w[0], Cause: presence.Placed,
			StartedAt: g.ago(60), EndedAt: &end, Trace: presence.Trace{RecordedAt: end, EndedRecordedAt: &end}}
		return db.Add(tx, &p)
	})
	found := map[string]bool{}
	for _, d := range g.proven() {
		found[d.What] = true
	}
	for _, what := range []string{"two_in_bed", "person_in_two_beds", "bed_outside_stay"} {
		if !found[what] {
			t.Errorf("%s was not found: %v", what, found)
		}
	}
}
