package wards

import (
	"testing"

	"maiam/models/value"
)

func TestPolicyRefusesTheOtherSex(t *testing.T) {
	for _, c := range []struct {
		policy Policy
		sex    value.Sex
		takes  bool
	}{
		{ForMen, value.Male, true}, {ForMen, value.Female, false}, {ForWomen, value.Female, true}, {ForWomen, value.Male, false},
		{ForAny, value.Male, true}, {ForAny, value.Female, true}, {ForAny, value.SexUnknown, true}, {ForMen, value.SexUnknown, false},
	} {
		w := Ward{Name: "Khu B", Sex: c.policy}
		if got := w.Refuses(c.sex) == nil; got != c.takes {
			t.Errorf("%s takes %q: %v", c.policy, c.sex, got)
		}
	}
}

func TestAgeOfWardGivesBenefitOfDoubt(t *testing.T) {
	on := value.MustDay("2026-11-21")
	from, to := 16, 59
	for _, c := range []struct {
		birth    value.BirthDate
		from, to *int
		fits     bool
	}{
		{value.BornOn(value.MustDay("2010-11-21")), &from, nil, true},  // 16 today
		{value.BornOn(value.MustDay("2010-11-22")), &from, nil, false}, // 16 tomorrow
		{value.BornIn(2010, false), &from, nil, true},                  // 15 or 16
		{value.BornIn(1966, false), nil, &to, true},                    // 59 or 60
		{value.BornIn(1960, false), nil, &to, false},
		{value.BirthDate{}, &from, &to, true}, // nobody knows
	} {
		if got := (Ward{AgeFrom: c.from, AgeTo: c.to}).AgeFits(c.birth, on); got != c.fits {
			t.Errorf("%s: %v", c.birth.Text(), got)
		}
	}
}

func TestFloorPerPerson(t *testing.T) {
	norm := AreaNorm{Dm2: 600, Care24hDm2: 800}
	for _, c := range []struct {
		room   Room
		people int
		small  bool
		holds  int
	}{
		{Room{FloorDm2: 2400}, 4, false, 4},
		{Room{FloorDm2: 2400}, 5, true, 4},
		{Room{FloorDm2: 2400, Care24h: true}, 3, false, 3},
		{Room{FloorDm2: 2400, Care24h: true}, 4, true, 3},
		{Room{FloorDm2: 2399}, 4, true, 3},
		{Room{}, 40, false, 0}, // not measured
		{Room{FloorDm2: 2400}, 0, false, 4},
	} {
		if got := c.room.TooSmall(c.people, norm); got != c.small {
			t.Errorf("%+v with %d: too small %v", c.room, c.people, got)
		}
		if got, _ := c.room.Holds(norm); got != c.holds {
			t.Errorf("%+v holds %d", c.room, got)
		}
	}
	if dm2, ok := (Room{FloorDm2: 2450}).PerPerson(4); dm2 != 612 || !ok {
		t.Errorf("per person %d", dm2)
	}
}

func TestCapacityCountsApart(t *testing.T) {
	bed := func(overflow, out bool) TreeBed {
		b := TreeBed{Bed: Bed{Overflow: overflow}}
		if out {
			b.Outage = &Outage{}
		}
		return b
	}
	ward := TreeWard{Rooms: []TreeRoom{
		{Beds: []TreeBed{bed(false, false), bed(false, true), bed(true, false), bed(true, true)}},
		{Beds: []TreeBed{bed(false, false), bed(true, false)}, Outage: &Outage{}},
		{Beds: []TreeBed{bed(false, false)}},
	}}
	got := Tree{Zones: []TreeZone{{Wards: []TreeWard{ward}}}}.Capacity()
	if want := (Capacity{Beds: 4, OutOfService: 2, Overflow: 1}); got != want || got.Usable() != 2 {
		t.Errorf("got %+v", got)
	}
}

func TestNamesOfPlaces(t *testing.T) {
	for in, want := range map[string]string{"P.201": "201", "phòng 201": "201", "Phòng số 7": "7", "Phòng cách ly": "Phòng cách ly", " 201A ": "201A"} {
		if got := RoomName(in); got != want {
			t.Errorf("room %q: %q", in, got)
		}
	}
	for in, want := range map[string]string{"1": "G1", "01": "G1", "giường 3": "G3", "g12": "G12", "Kê thêm 1": "Kê thêm 1", "G1a": "G1a"} {
		if got := BedName(in); got != want {
			t.Errorf("bed %q: %q", in, got)
		}
	}
}

func TestLifeIncludesBothEnds(t *testing.T) {
	l := Life{ValidFrom: value.MustDay("2026-01-01"), ValidTo: value.MustDay("2026-01-31")}
	for day, want := range map[string]bool{"2025-12-31": false, "2026-01-01": true, "2026-01-31": true, "2026-02-01": false} {
		if l.On(value.MustDay(day)) != want {
			t.Errorf("%s", day)
		}
	}
}
