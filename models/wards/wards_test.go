package wards_test

import (
	"context"
	"errors"
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/value"
	"maiam/models/wards"
)

var both = []string{wards.View, wards.Edit}

// ground is a small house: campus CS1 with ward B of two rooms, campus CSB with ward N.
type ground struct {
	*dbtest.House
	first, second *wards.Campus
	zone, men     *wards.Zone
	ward, other   *wards.Ward
	room          *wards.Room
}

func open(t *testing.T) *ground {
	t.Helper()
	g := &ground{House: dbtest.Open(t)}
	since := value.MustDay("2026-01-01")
	g.Do(func(tx *db.Tx) (err error) {
		keep := func(e error) { err = errors.Join(err, e) }
		var e error
		g.first, e = wards.AddCampus(tx, wards.CampusInput{Code: "cs1", Name: "Cơ sở 1", From: since})
		keep(e)
		g.second, e = wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc", From: since})
		keep(e)
		g.zone, e = wards.AddZone(tx, g.first.ID, wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Phân khu nữ", From: since})
		keep(e)
		g.men, e = wards.AddZone(tx, g.first.ID, wards.ZoneInput{Kind: wards.ZoneMale, Name: "Phân khu nam", From: since})
		keep(e)
		north, e := wards.AddZone(tx, g.second.ID, wards.ZoneInput{Kind: wards.ZoneMale, Name: "Phân khu nam", From: since})
		keep(e)
		g.ward, e = wards.AddWard(tx, g.zone.ID, wards.WardInput{Name: "Khu B", Sex: wards.ForWomen, From: since})
		keep(e)
		g.other, e = wards.AddWard(tx, north.ID, wards.WardInput{Name: "Khu N", Sex: wards.ForMen, From: since})
		keep(e)
		g.room, e = wards.AddRoom(tx, g.ward.ID, wards.RoomInput{Name: "P.201", FloorM2: "24,5", Beds: 4, From: since})
		keep(e)
		return err
	})
	return g
}

func nobody(*db.Tx, value.Day, []uint64) ([]wards.Lying, error) { return nil, nil }

// someone lies in one bed.
func someone(bed uint64, sex value.Sex) wards.WhoLies {
	return func(_ *db.Tx, _ value.Day, beds []uint64) ([]wards.Lying, error) {
		for _, b := range beds {
			if b == bed {
				return []wards.Lying{{BedID: bed, Sex: sex}}, nil
			}
		}
		return nil, nil
	}
}

func (g *ground) tree(t *testing.T, on value.Day) *wards.Tree {
	t.Helper()
	var tree *wards.Tree
	if err := g.See(db.System("test"), func(tx *db.Tx) (err error) { tree, err = wards.TreeOf(tx, g.first.ID, on); return err }); err != nil {
		t.Fatal(err)
	}
	return tree
}

func (g *ground) firstBed(t *testing.T) wards.TreeBed {
	t.Helper()
	return g.tree(t, value.Day{}).Zones[0].Wards[0].Rooms[0].Beds[0]
}

func TestTreeOfToday(t *testing.T) {
	g := open(t)
	tree := g.tree(t, value.Day{})
	if len(tree.Zones) != 2 || tree.Zones[0].Name != "Phân khu nữ" || len(tree.Zones[0].Wards) != 1 {
		t.Fatalf("got %+v", tree)
	}
	room := tree.Zones[0].Wards[0].Rooms[0]
	if room.Name != "201" || room.FloorDm2 != 2450 || len(room.Beds) != 4 || room.Beds[3].Name != "G4" {
		t.Errorf("got %+v", room)
	}
	if c := tree.Capacity(); c.Beds != 4 || c.Usable() != 4 {
		t.Errorf("capacity %+v", c)
	}
}

func TestTreeCostsTheSameForAnyHouse(t *testing.T) {
	g := open(t)
	ctx, count := db.Counting(context.Background())
	if err := g.Read(ctx, dbtest.Person(7, both), func(tx *db.Tx) error {
		_, err := wards.TreeOf(tx, g.first.ID, value.Day{})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if count() != 7 {
		t.Errorf("%d statements", count())
	}
}

func TestNamesAreTakenWhileOpen(t *testing.T) {
	g := open(t)
	house := db.System("test")
	for name, act := range map[string]func(*db.Tx) error{
		"zone": func(tx *db.Tx) error {
			_, err := wards.AddZone(tx, g.first.ID, wards.ZoneInput{Kind: wards.ZoneFemale, Name: "phan khu NU"})
			return err
		},
		"ward": func(tx *db.Tx) error {
			_, err := wards.AddWard(tx, g.men.ID, wards.WardInput{Name: "khu b", Sex: wards.ForMen})
			return err
		},
		"room": func(tx *db.Tx) error {
			_, err := wards.AddRoom(tx, g.ward.ID, wards.RoomInput{Name: "phòng 201"})
			return err
		},
		"bed": func(tx *db.Tx) error { _, err := wards.AddBed(tx, g.room.ID, wards.BedInput{Name: "01"}); return err },
		"campus": func(tx *db.Tx) error {
			_, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "x"})
			return err
		},
	} {
		if err := g.As(house, act); fault.KindOf(err) != fault.Conflict || len(fault.Of(err).Fields) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	bed := g.firstBed(t)
	g.Do(func(tx *db.Tx) error {
		_, err := wards.CloseBed(tx, bed.ID, wards.CloseInput{Version: bed.Version}, nobody)
		return err
	})
	g.Do(func(tx *db.Tx) error {
		_, err := wards.AddBed(tx, g.room.ID, wards.BedInput{Name: "G1"})
		return err
	})
}

func TestAsItWasOnADay(t *testing.T) {
	g := open(t)
	g.Do(func(tx *db.Tx) error {
		_, err := wards.ChangeWard(tx, g.ward.ID, wards.WardInput{Name: "Khu B mới", Sex: wards.ForAny, Care24h: true, From: value.MustDay("2026-03-01"), Version: g.ward.Version}, nobody)
		return err
	})
	g.Do(func(tx *db.Tx) error {
		_, err := wards.ChangeWard(tx, g.ward.ID, wards.WardInput{Name: "Khu B1", Sex: wards.ForMen, From: value.MustDay("2026-06-01"), Version: g.ward.Version + 1}, nobody)
		return err
	})
	g.Do(func(tx *db.Tx) error {
		_, err := wards.CloseRoom(tx, g.room.ID, wards.CloseInput{From: value.MustDay("2026-07-01"), Version: g.room.Version}, nobody)
		return err
	})
	for day, want := range map[string]struct {
		name  string
		sex   wards.Policy
		care  bool
		rooms int
	}{
		"2026-02-28": {"Khu B", wards.ForWomen, false, 1},
		"2026-03-01": {"Khu B mới", wards.ForAny, true, 1},
		"2026-05-31": {"Khu B mới", wards.ForAny, true, 1},
		"2026-06-01": {"Khu B1", wards.ForMen, false, 1},
		"2026-06-30": {"Khu B1", wards.ForMen, false, 1},
		"2026-07-01": {"Khu B1", wards.ForMen, false, 0},
	} {
		w := g.tree(t, value.MustDay(day)).Zones[0].Wards[0]
		if w.Name != want.name || w.Sex != want.sex || w.Care24h != want.care || len(w.Rooms) != want.rooms {
			t.Errorf("%s: %s %s %v %d", day, w.Name, w.Sex, w.Care24h, len(w.Rooms))
		}
	}
	if zones := g.tree(t, value.MustDay("2025-12-31")).Zones; len(zones) != 0 {
		t.Errorf("before it stood: %v", zones)
	}
	err := g.As(db.System("test"), func(tx *db.Tx) error {
		_, err := wards.ChangeWard(tx, g.ward.ID, wards.WardInput{Name: "x", Sex: wards.ForAny, From: value.MustDay("2026-05-01"), Version: g.ward.Version + 2}, nobody)
		return err
	})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("a change before the last one: %v", err)
	}
}

func TestCloseAsksWhoLiesThere(t *testing.T) {
	g := open(t)
	bed := g.firstBed(t)
	house := db.System("test")
	who := someone(bed.ID, value.Female)
	for name, act := range map[string]func(*db.Tx) error{
		"bed":  func(tx *db.Tx) error { _, err := wards.CloseBed(tx, bed.ID, wards.CloseInput{}, who); return err },
		"room": func(tx *db.Tx) error { _, err := wards.CloseRoom(tx, g.room.ID, wards.CloseInput{}, who); return err },
		"ward": func(tx *db.Tx) error { _, err := wards.CloseWard(tx, g.ward.ID, wards.CloseInput{}, who); return err },
		"bed out": func(tx *db.Tx) error {
			_, err := wards.TakeBedOut(tx, bed.ID, wards.OutageInput{Reason: "gãy"}, who)
			return err
		},
		"room out": func(tx *db.Tx) error {
			_, err := wards.TakeRoomOut(tx, g.room.ID, wards.OutageInput{Reason: "dột"}, who)
			return err
		},
	} {
		if err := g.As(house, act); fault.KeyOf(err) != "wards.somebody_lies_here" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := g.As(house, func(tx *db.Tx) error { _, err := wards.CloseWard(tx, g.ward.ID, wards.CloseInput{}, nil); return err }); fault.KindOf(err) != fault.Internal {
		t.Errorf("nothing closes without the question: %v", err)
	}
	if err := g.As(house, func(tx *db.Tx) error { _, err := wards.CloseZone(tx, g.zone.ID, wards.CloseInput{}); return err }); fault.KeyOf(err) != "wards.zone_has_wards" {
		t.Errorf("zone: %v", err)
	}
	g.Do(func(tx *db.Tx) error {
		_, err := wards.TakeBedOut(tx, bed.ID, wards.OutageInput{Reason: "gãy chân giường"}, nobody)
		return err
	})
	g.Do(func(tx *db.Tx) error {
		_, err := wards.CloseWard(tx, g.ward.ID, wards.CloseInput{}, nobody)
		return err
	})
	g.Do(func(tx *db.Tx) error { _, err := wards.CloseZone(tx, g.zone.ID, wards.CloseInput{}); return err })
	tree := g.tree(t, value.Day{})
	if len(tree.Zones) != 1 || tree.Capacity().Beds != 0 {
		t.Errorf("left: %+v", tree.Zones)
	}
	if c := g.tree(t, dbtest.Today.AddDays(-1)).Capacity(); c.Beds != 4 || c.OutOfService != 0 {
		t.Errorf("yesterday: %+v", c)
	}
	if err := g.As(house, func(tx *db.Tx) error { _, err := wards.AddBed(tx, g.room.ID, wards.BedInput{Name: "9"}); return err }); fault.KeyOf(err) != "wards.closed_already" {
		t.Errorf("a bed in a closed room: %v", err)
	}
}

func TestSexOfThoseHere(t *testing.T) {
	g := open(t)
	bed := g.firstBed(t)
	change := func(sex wards.Policy) error {
		return g.As(db.System("test"), func(tx *db.Tx) error {
			_, err := wards.ChangeWard(tx, g.ward.ID, wards.WardInput{Name: "Khu B", Sex: sex, Version: g.ward.Version}, someone(bed.ID, value.Female))
			return err
		})
	}
	if err := change(wards.ForMen); fault.KindOf(err) != fault.Invalid {
		t.Errorf("men, with a woman in bed: %v", err)
	}
	if err := change(wards.ForAny); err != nil {
		t.Error(err)
	}
}

func TestVersionsAreChecked(t *testing.T) {
	g := open(t)
	act := func() error {
		return g.As(db.System("test"), func(tx *db.Tx) error {
			_, err := wards.ChangeRoom(tx, g.room.ID, wards.RoomInput{Name: "202", Version: g.room.Version})
			return err
		})
	}
	if err := act(); err != nil {
		t.Fatal(err)
	}
	if err := act(); fault.KeyOf(err) != "db.changed_meanwhile" {
		t.Errorf("second: %v", err)
	}
}

func TestOutages(t *testing.T) {
	g := open(t)
	bed := g.firstBed(t)
	house := db.System("test")
	var out *wards.Outage
	take := func(due value.Day) error {
		return g.As(house, func(tx *db.Tx) (err error) {
			out, err = wards.TakeBedOut(tx, bed.ID, wards.OutageInput{Reason: "gãy", DueOn: due}, nobody)
			return err
		})
	}
	if err := take(dbtest.Today.AddDays(-1)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("due in the past: %v", err)
	}
	if err := take(dbtest.Today.AddDays(2)); err != nil {
		t.Fatal(err)
	}
	id := out.ID
	if err := take(value.Day{}); fault.KeyOf(err) != "wards.out_already" {
		t.Errorf("twice: %v", err)
	}
	if c := g.tree(t, value.Day{}).Capacity(); c.OutOfService != 1 {
		t.Errorf("capacity %+v", c)
	}
	if err := g.See(dbtest.Person(7, both, g.first.ID), func(tx *db.Tx) error {
		beds, err := wards.BedsOf(tx, wards.View, g.ward.ID)
		if len(beds) != 4 || beds[0].OutReason == nil || *beds[0].OutReason != "gãy" || beds[0].OutDueOn != dbtest.Today.AddDays(2) || beds[1].OutReason != nil {
			t.Errorf("beds %+v", beds)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	g.Clock.Add(3 * 24 * 3600e9)
	if b := g.firstBed(t); !b.Outage.Overdue(dbtest.Today.AddDays(3)) {
		t.Error("not back when due")
	}
	back := func() error {
		return g.As(house, func(tx *db.Tx) error { _, err := wards.ReturnToService(tx, id); return err })
	}
	if err := back(); err != nil {
		t.Fatal(err)
	}
	if err := back(); fault.KeyOf(err) != "wards.back_already" {
		t.Errorf("back twice: %v", err)
	}
	if c := g.tree(t, dbtest.Today.AddDays(1)).Capacity(); c.OutOfService != 1 {
		t.Errorf("two days ago: %+v", c)
	}
	if err := take(value.Day{}); err != nil {
		t.Errorf("out again: %v", err)
	}
}

func TestReachIsKept(t *testing.T) {
	g := open(t)
	grant := func(campus, zone, ward uint64) db.Actor {
		a := dbtest.Person(7, both, campus)
		a.Grants[0].Zone, a.Grants[0].Ward = zone, ward
		return a
	}
	for name, c := range map[string]struct {
		actor  db.Actor
		mine   int
		edits  bool // ward B
		adds   bool // a zone on campus CS1
		places bool
	}{
		"centre":       {dbtest.Person(7, both), 2, true, true, true},
		"campus":       {dbtest.Person(7, both, g.first.ID), 1, true, true, true},
		"other campus": {dbtest.Person(7, both, g.second.ID), 1, false, false, false},
		"zone":         {grant(g.first.ID, g.zone.ID, 0), 1, true, false, false},
		"other zone":   {grant(g.first.ID, g.men.ID, 0), 0, false, false, false},
		"ward":         {grant(g.first.ID, g.zone.ID, g.ward.ID), 1, true, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			if err := g.See(c.actor, func(tx *db.Tx) error {
				mine, err := wards.Mine(tx, wards.View)
				if len(mine) != c.mine {
					t.Errorf("mine: %d", len(mine))
				}
				_, within := wards.Within(tx, wards.View, g.ward.ID)
				if (within == nil) != c.edits || within != nil && fault.KindOf(within) != fault.NotFound {
					t.Errorf("within: %v", within)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			is := func(what string, allowed bool, act func(tx *db.Tx) error) {
				err := g.As(c.actor, func(tx *db.Tx) error {
					if err := act(tx); err != nil {
						return err
					}
					return fault.New(fault.Busy, "test.undo")
				})
				if allowed != (fault.KeyOf(err) == "test.undo") {
					t.Errorf("%s: %v", what, err)
				}
			}
			is("add room", c.edits, func(tx *db.Tx) error { _, err := wards.AddRoom(tx, g.ward.ID, wards.RoomInput{Name: "9"}); return err })
			is("change room", c.edits, func(tx *db.Tx) error {
				_, err := wards.ChangeRoom(tx, g.room.ID, wards.RoomInput{Name: "9"})
				return err
			})
			is("add zone", c.adds, func(tx *db.Tx) error {
				_, err := wards.AddZone(tx, g.first.ID, wards.ZoneInput{Kind: wards.ZoneElderly, Name: "z"})
				return err
			})
			is("make places", c.places, func(tx *db.Tx) error {
				_, _, err := wards.MakePlaces(tx, g.first.ID, []wards.PlaceWanted{{Ward: "Khu Z"}}, value.Day{})
				return err
			})
		})
	}
	if err := g.See(dbtest.Person(7, both, g.first.ID), func(tx *db.Tx) error {
		campuses, err := wards.Campuses(tx)
		if len(campuses) != 1 || campuses[0].Code != "CS1" {
			t.Errorf("campuses %+v", campuses)
		}
		if _, err := wards.TreeOf(tx, g.second.ID, value.Day{}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("tree of the other campus: %v", err)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	if err := g.As(dbtest.Person(7, both, g.first.ID), func(tx *db.Tx) error {
		_, err := wards.AddCampus(tx, wards.CampusInput{Code: "X1", Name: "x"})
		return err
	}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a campus made by one who holds only another: %v", err)
	}
}

func TestPlacesOfARoster(t *testing.T) {
	g := open(t)
	wanted := []wards.PlaceWanted{
		{Ward: "B", Room: "P.201", Bed: "2"},
		{Ward: "Khu B", Room: "202", Bed: "10"}, {Ward: "Khu B", Room: "202", Bed: "2"}, {Ward: "KHU B", Room: "phòng 202", Bed: "02"},
		{Ward: "Khu C", Sex: wards.ForMen, Room: "1", Bed: "1"}, {Ward: "khu c", Room: "1", Bed: "2"},
		{Ward: "Khu D", Sex: wards.ForAny},
	}
	var made wards.Made
	var places *wards.Places
	act := func(tx *db.Tx) (err error) {
		places, made, err = wards.MakePlaces(tx, g.first.ID, wanted, value.MustDay("2026-02-01"))
		return err
	}
	ctx, count := db.Counting(context.Background())
	if err := g.Write(ctx, dbtest.Person(7, both, g.first.ID), "test", act); err != nil {
		t.Fatal(err)
	}
	if want := (wards.Made{Zones: 1, Wards: 2, Rooms: 2, Beds: 4}); made != want {
		t.Errorf("made %+v", made)
	}
	if count() > 12 {
		t.Errorf("%d statements", count())
	}
	ward, room, bed := places.Find("b", "202", "giường 2")
	if ward != g.ward.ID || room == 0 || bed == 0 {
		t.Errorf("found %d %d %d", ward, room, bed)
	}
	if _, room, bed := places.Find("Khu B", "999", "1"); room != 0 || bed != 0 {
		t.Errorf("found %d %d", room, bed)
	}
	g.Do(act)
	if made.Any() {
		t.Errorf("the second time: %+v", made)
	}
	for _, z := range g.tree(t, value.Day{}).Zones {
		for _, w := range z.Wards {
			if w.Name == "Khu B" && (len(w.Rooms) != 2 || w.Rooms[1].Beds[0].Name != "G2" || w.Rooms[1].Beds[1].Name != "G10") {
				t.Errorf("order: %+v", w.Rooms)
			}
			if w.Name == "Khu C" && (z.Kind != wards.ZoneMale || w.Sex != wards.ForMen) {
				t.Errorf("ward C: %+v", w.Ward)
			}
		}
	}
}

func TestWrongInputNamesItsField(t *testing.T) {
	g := open(t)
	future := dbtest.Today.AddDays(1)
	young, old := 10, 5
	for name, act := range map[string]func(*db.Tx) error{
		"code": func(tx *db.Tx) error {
			_, err := wards.AddCampus(tx, wards.CampusInput{Code: "cơ", Name: "x"})
			return err
		},
		"kind": func(tx *db.Tx) error {
			_, err := wards.AddZone(tx, g.first.ID, wards.ZoneInput{Kind: "x", Name: "x"})
			return err
		},
		"name": func(tx *db.Tx) error {
			_, err := wards.AddBed(tx, g.room.ID, wards.BedInput{Name: " \u200b"})
			return err
		},
		"sex": func(tx *db.Tx) error { _, err := wards.AddWard(tx, g.zone.ID, wards.WardInput{Name: "x"}); return err },
		"age_to": func(tx *db.Tx) error {
			_, err := wards.AddWard(tx, g.zone.ID, wards.WardInput{Name: "x", Sex: wards.ForAny, AgeFrom: &young, AgeTo: &old})
			return err
		},
		"floor_m2": func(tx *db.Tx) error {
			_, err := wards.AddRoom(tx, g.ward.ID, wards.RoomInput{Name: "x", FloorM2: "rộng"})
			return err
		},
		"beds": func(tx *db.Tx) error {
			_, err := wards.AddRoom(tx, g.ward.ID, wards.RoomInput{Name: "x", Beds: 61})
			return err
		},
		"from": func(tx *db.Tx) error {
			_, err := wards.AddRoom(tx, g.ward.ID, wards.RoomInput{Name: "x", From: future})
			return err
		},
		"reason": func(tx *db.Tx) error {
			_, err := wards.TakeRoomOut(tx, g.room.ID, wards.OutageInput{}, nobody)
			return err
		},
		"area_type": func(tx *db.Tx) error {
			_, err := wards.AddCampus(tx, wards.CampusInput{Code: "X1", Name: "x", AreaType: "sea"})
			return err
		},
	} {
		err := g.As(db.System("test"), act)
		if fault.KindOf(err) != fault.Invalid || len(fault.Of(err).Fields) != 1 || fault.Of(err).Fields[0].Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLooksStayWithinReach(t *testing.T) {
	g := open(t)
	bed := g.firstBed(t)
	g.Do(func(tx *db.Tx) error {
		_, err := wards.ChangeBed(tx, bed.ID, wards.BedInput{Name: "G1", Overflow: true, Version: bed.Version})
		return err
	})
	look := func(a db.Actor) error {
		return g.See(a, func(tx *db.Tx) error {
			l, room, b, err := wards.LookAtBed(tx, wards.View, bed.ID)
			if err == nil && (l.Name != "Khu B" || l.ZoneName != "Phân khu nữ" || room.Name != "201" || !b.Overflow || l.Capacity() != (wards.Capacity{Beds: 3, Overflow: 1})) {
				t.Errorf("got %+v", l)
			}
			if err == nil {
				was, err := wards.History(tx, "bed", bed.ID)
				if len(was) != 1 || err != nil {
					t.Errorf("history %v %v", was, err)
				}
			}
			return err
		})
	}
	if err := look(dbtest.Person(7, both, g.first.ID)); err != nil {
		t.Error(err)
	}
	if err := look(dbtest.Person(7, both, g.second.ID)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("from the other campus: %v", err)
	}
}

func TestCapacitiesAgreeWithTheTree(t *testing.T) {
	g := open(t)
	beds := g.tree(t, value.Day{}).Zones[0].Wards[0].Rooms[0].Beds
	g.Do(func(tx *db.Tx) error {
		_, err := wards.ChangeBed(tx, beds[0].ID, wards.BedInput{Name: "G1", Overflow: true, Version: beds[0].Version})
		return err
	})
	g.Do(func(tx *db.Tx) error {
		_, err := wards.TakeBedOut(tx, beds[1].ID, wards.OutageInput{Reason: "gãy"}, nobody)
		return err
	})
	if err := g.See(dbtest.Person(7, both, g.first.ID), func(tx *db.Tx) error {
		if err := tx.May(wards.View); err != nil {
			return err
		}
		all, err := wards.Capacities(tx)
		if want := g.tree(t, value.Day{}).Capacity(); all[g.ward.ID] != want || want.OutOfService != 1 || want.Overflow != 1 {
			t.Errorf("%+v, the tree says %+v", all, want)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}
