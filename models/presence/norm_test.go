package presence_test

import (
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/staff"
)

// TestHeadsByNorm sorts the people in care into the groups of the norms of staff, by the day on which
// one grows out of a group, the legal ground, and the self-care; who is away counts.
func TestHeadsByNorm(t *testing.T) {
	g := open(t)
	g.Do(settings.Seed)
	today := dbtest.Today
	for _, p := range []struct {
		birth    string
		category presence.Category
		care     residents.SelfCare
		want     staff.NormGroup
	}{
		{today.AddMonths(-18).AddDays(1).String(), "A1", "", staff.Infants},
		{today.AddMonths(-18).String(), "A1", "", staff.Toddlers},
		{today.AddYears(-6).AddDays(1).String(), "A3", "", staff.ToddlersSpecial},
		{today.AddYears(-6).String(), "A1", "", staff.Children},
		{today.AddYears(-16).AddDays(1).String(), "A3", residents.CaresNot, staff.ChildrenSpecial},
		{today.AddYears(-16).String(), "A3", residents.CaresFully, staff.Adults},
		{"1950", "A2", residents.CaresPartly, staff.AdultsHelped},
		{"1950", "A2", residents.CaresNot, staff.AdultsHelped},
	} {
		id := g.enter(g.one, residents.PersonInput{Name: "Người " + p.birth, Sex: "f", Birth: p.birth, SelfCare: p.care})[0]
		ok(g, presence.Admit, presence.AdmitInput{ResidentID: id, Category: p.category, At: g.ago(10)})
		ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: id, Kind: presence.Hospital, At: g.ago(5)})
		var heads []staff.Heads
		if err := g.See(g.nurse, func(tx *db.Tx) (err error) { heads, err = presence.HeadsByNorm(tx); return err }); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, h := range heads {
			n += h.People
		}
		if len(heads) != 1 || n != 1 || heads[0].Group != p.want || heads[0].CampusID != g.one {
			t.Errorf("born %s, %s, %s: %+v, want %s", p.birth, p.category, p.care, heads, p.want)
		}
		ok(g, presence.Discharge, presence.DischargeInput{ResidentID: id, Reason: presence.AskedBySelf, At: g.ago(1)})
	}
}
