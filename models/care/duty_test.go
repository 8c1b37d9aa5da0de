package care_test

import (
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
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

// TestLeavingSaysHowTheHandoverStands: whoever leaves a duty is told whether the handover of its ward is
// signed, may go all the same, and it is written; signed, it says so.
func TestLeavingSaysHowTheHandoverStands(t *testing.T) {
	g := open(t, 3)
	g.hire(7)
	for _, signs := range []bool{false, true} {
		var m *staff.Member
		var duty uint64
		g.Do(func(tx *db.Tx) (err error) {
			name := map[bool]string{false: "Võ Thị Mai", true: "Đỗ Thị Lụa"}[signs]
			if m, err = staff.AddMember(tx, staff.AddMemberInput{Username: map[bool]string{false: "mai", true: "lua"}[signs], Settled: true, MemberInput: staff.MemberInput{Name: name, CampusID: g.one}}); err != nil {
				return err
			}
			if _, err = staff.GrantRole(tx, m.ID, staff.GrantInput{Role: "ward_carer", Place: staff.Place{Campus: g.one}}); err != nil {
				return err
			}
			p, err := staff.PlanDuty(tx, staff.DutyInput{Campus: g.one, Member: m.ID, Day: dbtest.Today, Shift: "afternoon", Ward: g.ward})
			if err != nil {
				return err
			}
			duty = p.Duty.ID
			if !signs { // afterwards what is planned holds at once
				_, err = staff.PublishRota(tx, staff.PublishInput{Campus: g.one, First: dbtest.Today, Last: dbtest.Today})
			}
			return err
		})
		actor := worker(t, m.ID, "ward_carer", g.one)
		g.Clock.Set(dbtest.Now)
		if err := g.As(actor, func(tx *db.Tx) error {
			_, err := staff.TakeUpDuty(tx, staff.TakeUpInput{Duty: duty})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		g.Clock.Set(g.handover(g.running()).Turn.Ends().Add(-10 * time.Minute))
		want := staff.HandedNot
		if signs {
			want = staff.HandedOver
			g.signAll(actor, care.Outgoing)
		}
		var out *staff.Stepped
		if err := g.As(actor, func(tx *db.Tx) (err error) { out, err = care.LeaveDuty(tx, staff.LeaveInput{Duty: duty}); return err }); err != nil {
			t.Fatal(err)
		}
		if out.Handover != want || len(out.Wards) != map[bool]int{false: 1, true: 0}[signs] {
			t.Errorf("%+v", out)
		}
		var list []staff.Stint
		if err := g.See(actor, func(tx *db.Tx) (err error) {
			list, err = staff.MyDuties(tx, staff.MyDutiesInput{From: dbtest.Today, To: dbtest.Today})
			return err
		}); err != nil || len(list) != 1 || list[0].Handed != want || list[0].LeftAt == nil {
			t.Errorf("%+v %v", list, err)
		}
	}
}

// TestRoomsAreGivenOut: whoever plans gives the rooms of a ward out for one shift; a room where people live
// and that nobody has is told, on the plan and on the cover, once any is given out; the next time the same
// is proposed and nothing is given out by itself; a draft that goes takes its rooms along.
func TestRoomsAreGivenOut(t *testing.T) {
	g := open(t, 16)
	var duty, other, tomorrow uint64
	var mai, lua *staff.Member
	g.Do(func(tx *db.Tx) (err error) {
		for username, m := range map[string]**staff.Member{"mai": &mai, "lua": &lua} {
			if *m, err = staff.AddMember(tx, staff.AddMemberInput{Username: username, Settled: true, MemberInput: staff.MemberInput{Name: "Người " + username, CampusID: g.one}}); err != nil {
				return err
			}
			if _, err = staff.GrantRole(tx, (*m).ID, staff.GrantInput{Role: "ward_carer", Place: staff.Place{Campus: g.one}}); err != nil {
				return err
			}
		}
		for _, c := range []struct {
			who *staff.Member
			day value.Day
			to  *uint64
		}{{mai, dbtest.Today, &duty}, {lua, dbtest.Today, &other}, {mai, dbtest.Today.AddDays(1), &tomorrow}} {
			p, err := staff.PlanDuty(tx, staff.DutyInput{Campus: g.one, Member: c.who.ID, Day: c.day, Shift: "afternoon", Ward: g.ward})
			if err != nil {
				return err
			}
			*c.to = p.Duty.ID
		}
		_, err = staff.PublishRota(tx, staff.PublishInput{Campus: g.one, First: dbtest.Today, Last: dbtest.Today})
		return err
	})
	boss := dbtest.Person(9, []string{staff.Plan, staff.SeeRota, wards.View}, g.one)
	give := func(as db.Actor, day value.Day, rooms ...staff.RoomFor) (n int, err error) {
		err = g.As(as, func(tx *db.Tx) error {
			out, err := staff.GiveRooms(tx, staff.GiveRoomsInput{Campus: g.one, Ward: g.ward, Day: day, Shift: "afternoon", Rooms: rooms})
			if err == nil {
				n = out.Made
			}
			return err
		})
		return n, err
	}
	plan := func(as db.Actor, day value.Day) (p *staff.RoomPlan) {
		t.Helper()
		if err := g.See(as, func(tx *db.Tx) (err error) {
			p, err = staff.RoomPlanOf(tx, staff.RoomPlanInput{Campus: g.one, Ward: g.ward, Day: day, Shift: "afternoon"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := plan(boss, dbtest.Today); p.Given || len(p.Gaps()) != 0 || len(p.Rooms) != 2 || p.Rooms[0].People != 8 {
		t.Errorf("%+v", p)
	}
	_, err := give(dbtest.Person(8, carer, g.one), dbtest.Today)
	refuses(t, err, fault.Forbidden, "fault.forbidden")
	_, err = give(boss, dbtest.Today, staff.RoomFor{Room: g.rooms[0], Duty: tomorrow})
	refuses(t, err, fault.Invalid, "staff.rota.no_such_duty")
	_, err = give(boss, dbtest.Today, staff.RoomFor{Room: g.rooms[0] + 1000, Duty: duty})
	refuses(t, err, fault.Invalid, "staff.place_unknown")
	for i, want := range []int{1, 0} { // the same again changes nothing
		if n, err := give(boss, dbtest.Today, staff.RoomFor{Room: g.rooms[0], Duty: duty}, staff.RoomFor{Room: g.rooms[1]}); err != nil || n != want {
			t.Errorf("%d: %d %v", i, n, err)
		}
	}
	if gaps := plan(boss, dbtest.Today).Gaps(); len(gaps) != 1 || gaps[0].ID != g.rooms[1] {
		t.Errorf("%+v", gaps)
	}
	var covers []staff.Cover
	if err := g.See(boss, func(tx *db.Tx) (err error) {
		covers, err = staff.CoversOf(tx, staff.CoversInput{Campus: g.one}, nil)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, c := range covers {
		told += c.NoRoom
	}
	if told != 1 {
		t.Errorf("the cover tells of %d rooms", told)
	}
	own := func(m *staff.Member) (ids []uint64) {
		t.Helper()
		p := plan(boss, dbtest.Today)
		if err := g.See(dbtest.Person(m.ID, carer, g.one), func(tx *db.Tx) (err error) { ids, err = staff.OwnRooms(tx, p.Turn, g.ward); return err }); err != nil {
			t.Fatal(err)
		}
		return ids
	}
	if got := own(mai); len(got) != 1 || got[0] != g.rooms[0] || own(lua) != nil {
		t.Errorf("%v %v", got, own(lua))
	}
	if n, err := give(boss, dbtest.Today, staff.RoomFor{Room: g.rooms[0], Duty: other}, staff.RoomFor{Room: g.rooms[1], Duty: duty}); err != nil || n != 2 {
		t.Errorf("%d %v", n, err)
	}
	if got := own(lua); len(got) != 1 || got[0] != g.rooms[0] {
		t.Errorf("the room went over: %v", got)
	}
	next := plan(boss, dbtest.Today.AddDays(1))
	if next.Given || next.Rooms[1].Proposed != tomorrow || next.Rooms[0].Proposed != 0 {
		t.Errorf("%+v", next.Rooms)
	}
	if n, err := give(boss, dbtest.Today.AddDays(1), staff.RoomFor{Room: g.rooms[1], Duty: tomorrow}); err != nil || n != 1 {
		t.Errorf("%d %v", n, err)
	}
	if err := g.As(boss, func(tx *db.Tx) error {
		_, err := staff.TapRota(tx, staff.DutyInput{Campus: g.one, Member: mai.ID, Day: dbtest.Today.AddDays(1), Shift: staff.NoShift})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if p := plan(boss, dbtest.Today.AddDays(1)); p.Given || len(p.Stints) != 0 {
		t.Errorf("%+v", p)
	}
}
