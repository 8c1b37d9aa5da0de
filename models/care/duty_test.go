package care_test

import (
	"testing"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// TestTheWardsOfTheShiftComeFirst: whoever is on duty in a ward by the published rota meets that ward
// first in the list of rounds; a draft changes nothing.
func TestTheWardsOfTheShiftComeFirst(t *testing.T) {
	g := open(t, 8)
	var m *staff.Member
	var second uint64
	h := func(fn func(*db.Tx) error) { t.Helper(); g.Do(fn) }
	h(func(tx *db.Tx) error {
		first, err := db.Get[wards.Ward](tx, g.ward)
		if err != nil {
			return err
		}
		made, err := wards.AddWard(tx, first.ZoneID, wards.WardInput{Name: "Khu Z", Sex: wards.ForAny, Position: 99, From: value.MustDay("2026-01-01")})
		if err != nil {
			return err
		}
		second = made.ID
		if m, err = staff.AddMember(tx, staff.AddMemberInput{Username: "mai", Settled: true, MemberInput: staff.MemberInput{Name: "Võ Thị Mai", CampusID: g.one}}); err != nil {
			return err
		}
		_, err = staff.GrantRole(tx, m.ID, staff.GrantInput{Role: "ward_carer", Place: staff.Place{Campus: g.one}})
		return err
	})
	order := func() (ids []uint64, mine bool) {
		t.Helper()
		var shift *care.MyShift
		if err := g.See(dbtest.Person(m.ID, carer, g.one), func(tx *db.Tx) (err error) { shift, err = care.MyRounds(tx); return err }); err != nil {
			t.Fatal(err)
		}
		for _, w := range shift.Wards {
			ids = append(ids, w.ID)
		}
		return ids, shift.Wards[0].Mine
	}
	h(func(tx *db.Tx) error {
		_, err := staff.PlanDuty(tx, staff.DutyInput{Campus: g.one, Member: m.ID, Day: dbtest.Today, Shift: "afternoon", Ward: second})
		return err
	})
	if ids, mine := order(); ids[0] != g.ward || mine {
		t.Errorf("a draft moves the wards: %v", ids)
	}
	h(func(tx *db.Tx) error {
		_, err := staff.PublishRota(tx, staff.PublishInput{Campus: g.one, First: dbtest.Today, Last: dbtest.Today})
		return err
	})
	if ids, mine := order(); len(ids) != 2 || ids[0] != second || !mine {
		t.Errorf("the ward of the shift is not first: %v", ids)
	}
}
