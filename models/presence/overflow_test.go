package presence_test

import (
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/wards"
)

func (g *house) overflows() []presence.OverflowIn {
	g.T.Helper()
	var out []presence.OverflowIn
	if err := g.See(g.nurse, func(tx *db.Tx) (err error) { out, err = presence.Overflows(tx, presence.ReviewsInput{}); return err }); err != nil {
		g.T.Fatal(err)
	}
	return out
}

// roomOf is the room in which a bed stands.
func (g *house) roomOf(bed uint64) uint64 {
	g.T.Helper()
	var room uint64
	g.Do(func(tx *db.Tx) error {
		b, err := db.Get[wards.Bed](tx, bed)
		if err == nil {
			room = b.RoomID
		}
		return err
	})
	return room
}

func (g *house) standing(bed uint64) bool {
	g.T.Helper()
	var open bool
	g.Do(func(tx *db.Tx) error {
		b, err := db.Get[wards.Bed](tx, bed)
		open = err == nil && b.ValidTo.IsZero()
		return err
	})
	return open
}

// TestOverflowPlaceEndsWithItsPlacement: a place is put up in a room with what it is, why and until
// when; it is a place of its own, counted apart from the beds; it goes with whoever lay there, and
// comes back when that was a mistake.
func TestOverflowPlaceEndsWithItsPlacement(t *testing.T) {
	g := ruled(t)
	capacity := func() wards.Capacity {
		var c map[uint64]wards.Capacity
		g.Do(func(tx *db.Tx) (err error) { c, err = wards.Capacities(tx); return err })
		return c[g.women]
	}
	before := capacity()
	put := func() *presence.Overflow {
		t.Helper()
		return ok(g, presence.DeclareOverflow, presence.OverflowInput{RoomID: g.roomOf(g.w[0]), Kind: "mattress", Reason: "nhận khẩn cấp ban đêm", UntilOn: g.today().AddDays(1)})
	}
	first, second := put(), put()
	if c := capacity(); c.Beds != before.Beds || c.Overflow != before.Overflow+2 {
		t.Errorf("counted apart: before %+v, after %+v", before, c)
	}
	g.admit(g.lan, first.BedID, 0)
	if list := g.overflows(); len(list) != 2 || list[0].ResidentID != g.lan || list[0].BedName != "KT1" || list[1].BedName != "KT2" {
		t.Errorf("got %+v", list)
	}
	_, err := do(g, g.nurse, presence.Admit, presence.AdmitInput{ResidentID: g.hoa, BedID: first.BedID, Category: "A2"})
	refuses(t, err, fault.Conflict, "presence.bed_taken")
	_, err = do(g, g.nurse, presence.EndOverflow, presence.OverflowEnd{ID: first.ID})
	refuses(t, err, fault.Conflict, "presence.overflow_taken")
	ok(g, presence.EndOverflow, presence.OverflowEnd{ID: second.ID})
	_, err = do(g, g.nurse, presence.EndOverflow, presence.OverflowEnd{ID: second.ID})
	refuses(t, err, fault.Conflict, "presence.overflow_gone")
	if g.standing(second.BedID) || !g.standing(first.BedID) {
		t.Error("the empty place alone is gone")
	}
	moved := ok(g, presence.Move, presence.MoveInput{ResidentID: g.lan, BedID: g.w[0]})
	if g.standing(first.BedID) || len(g.overflows()) != 0 {
		t.Error("the place goes with who lay there")
	}
	t.Run("MovedByMistake", func(t *testing.T) {
		undone := ok(g, presence.VoidPlacement, presence.VoidInput{ID: moved.ID, Reason: "chưa chuyển"})
		if undone[0].BedLost || !g.standing(first.BedID) || g.bedAt(g.lan, g.Clock.Now(), g.Clock.Now()) != first.BedID || len(g.overflows()) != 1 {
			t.Errorf("got %+v", undone)
		}
	})
	t.Run("Swapped", func(t *testing.T) {
		g.admit(g.hoa, g.w[2], 0)
		ok(g, presence.Swap, presence.SwapInput{ResidentID: g.lan, WithID: g.hoa})
		if !g.standing(first.BedID) {
			t.Error("the other lies there now")
		}
	})
	t.Run("LeftForGood", func(t *testing.T) {
		stay := ok(g, presence.Discharge, presence.DischargeInput{ResidentID: g.hoa, Reason: presence.AskedByFamily})
		if g.standing(first.BedID) {
			t.Error("the place goes with who lay there")
		}
		back := ok(g, presence.CancelDischarge, presence.VoidInput{ID: stay.ID, Reason: "nhầm người"})
		if back.BedLost || !g.standing(first.BedID) {
			t.Errorf("got %+v", back)
		}
		ok(g, presence.CancelAdmission, presence.VoidInput{ID: back.Stay.ID, Reason: "chưa đến"})
		if g.standing(first.BedID) {
			t.Error("nobody ever lay there")
		}
	})
	if doubts := g.proven(); len(doubts) > 0 {
		t.Errorf("the ledger contradicts itself: %+v", doubts)
	}
}

// TestOverflowPlaceNeedsAReason: what is put up says why and until when, in a room of the own wards.
func TestOverflowPlaceNeedsAReason(t *testing.T) {
	g := ruled(t)
	room, today := g.roomOf(g.w[0]), g.today()
	for name, c := range map[string]struct {
		in   presence.OverflowInput
		kind fault.Kind
		key  string
	}{
		"no reason":  {presence.OverflowInput{RoomID: room, Kind: "mattress", UntilOn: today}, fault.Invalid, "presence.reason_missing"},
		"no end":     {presence.OverflowInput{RoomID: room, Kind: "mattress", Reason: "đông"}, fault.Invalid, "presence.until_missing"},
		"past":       {presence.OverflowInput{RoomID: room, Kind: "mattress", Reason: "đông", UntilOn: today.AddDays(-1)}, fault.Invalid, "presence.until_past"},
		"what":       {presence.OverflowInput{RoomID: room, Kind: "hammock", Reason: "đông", UntilOn: today}, fault.Invalid, "presence.overflow_unknown"},
		"not there":  {presence.OverflowInput{RoomID: 99999, Kind: "mattress", Reason: "đông", UntilOn: today}, fault.NotFound, ""},
		"far campus": {presence.OverflowInput{RoomID: g.roomOf(g.a[0]), Kind: "mattress", Reason: "đông", UntilOn: today}, fault.NotFound, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := do(g, g.nurse, presence.DeclareOverflow, c.in)
			refuses(t, err, c.kind, c.key)
		})
	}
	men := dbtest.Person(9, all, g.one)
	men.Grants[0].Ward = g.men
	_, err := do(g, men, presence.DeclareOverflow, presence.OverflowInput{RoomID: room, Kind: "mattress", Reason: "đông", UntilOn: today})
	refuses(t, err, fault.NotFound, "")
	if n := len(g.overflows()); n != 0 {
		t.Errorf("%d places stand", n)
	}
}
