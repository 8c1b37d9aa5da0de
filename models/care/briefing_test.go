package care_test

import (
	"context"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
)

// TestMorningBriefing: both campuses on one page, each with its heads, who came and left, who is missing
// or overdue, what happened as far as the reader may know, who is watched and which wards were not
// handed over; a manager reads the own campus alone; the cost does not grow.
func TestMorningBriefing(t *testing.T) {
	for _, people := range []int{6, 48} {
		g := open(t, people)
		g.hire(7, 8, 21, 22)
		lan, manager, director := worker(t, 7, "ward_carer", g.one), worker(t, 21, "manager", g.one), worker(t, 22, "director", 0)
		g.Do(func(tx *db.Tx) error {
			if err := second(presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: g.people[0], Kind: presence.Missing})); err != nil {
				return err
			}
			if err := second(presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: g.people[1], Kind: presence.Leave, At: tx.Now.Add(-72 * time.Hour), DueBackOn: tx.Today().AddDays(-1)})); err != nil {
				return err
			}
			return second(presence.Discharge(tx, presence.DischargeInput{ResidentID: g.strangers[0], Reason: "a"}))
		})
		if _, err := g.watch(care.WatchInput{ResidentID: g.people[2], Reason: "sick"}); err != nil {
			t.Fatal(err)
		}
		for _, kind := range []care.IncidentKind{"fall", "beating"} {
			if _, err := g.report(lan, care.IncidentInput{Residents: g.people[3:4], Kind: kind}); err != nil {
				t.Fatal(err)
			}
		}
		read := func(as db.Actor) (b *care.Briefing) {
			t.Helper()
			n, err := counted(func(ctx context.Context) error {
				return g.Read(ctx, as, func(tx *db.Tx) (err error) { b, err = care.MorningBriefing(tx); return err })
			})
			if err != nil || n > 11 {
				t.Fatalf("%d statements, %v", n, err)
			}
			return b
		}
		b := read(director)
		if len(b.Campuses) != 2 {
			t.Fatalf("%d campuses", len(b.Campuses))
		}
		one, two := b.Campuses[0], b.Campuses[1]
		if one.ID != g.one {
			one, two = two, one
		}
		if one.Heads.Present != people-2 || len(one.Missing) != 1 || len(one.Overdue) != 1 || len(one.Incidents) != 2 || len(one.Watched) != 1 || len(one.Unhanded) != 1 || one.Handed != 0 || len(one.Moved) != 0 {
			t.Errorf("campus 1: %+v", one)
		}
		if len(two.Moved) != 1 || !two.Moved[0].Gone || len(two.Incidents) != 0 || len(two.Unhanded) != 1 {
			t.Errorf("campus 2: %+v", two)
		}
		if own := read(manager); len(own.Campuses) != 1 || own.Campuses[0].ID != g.one || len(own.Campuses[0].Incidents) != 1 {
			t.Errorf("the manager reads %+v", own.Campuses)
		}
		refuses(t, g.See(lan, func(tx *db.Tx) error { return second(care.MorningBriefing(tx)) }), fault.Forbidden, "fault.forbidden")
	}
}
