package presence_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/value"
)

// midnight moves the clock to some minutes after the next midnight and gives the day that is over.
func (g *house) midnight() value.Day {
	zone := time.FixedZone("+07", 7*3600)
	day := value.DayOf(g.Clock.Now(), zone)
	g.Clock.Set(day.AddDays(1).At(zone, 5))
	return day
}

func (g *house) take(day value.Day) []presence.Snapshot {
	g.T.Helper()
	var made []presence.Snapshot
	g.Do(func(tx *db.Tx) (err error) { made, err = presence.TakeSnapshots(tx, day); return err })
	return made
}

func (g *house) versions(as db.Actor, day value.Day) *presence.NightVersions {
	g.T.Helper()
	var n *presence.NightVersions
	if err := g.See(as, func(tx *db.Tx) (err error) {
		n, err = presence.NightOn(tx, presence.NightInput{Day: day, CampusID: g.one})
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return n
}

func TestSnapshotIsTakenOnceAndCorrectedByVersions(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 48)
	g.admit(g.mai, 0, 5)
	nam := g.admit(g.nam, g.m[0], 30)
	ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Hospital, At: g.ago(3)})
	day := g.midnight()
	made := g.take(day)
	if len(made) != 2 {
		t.Fatalf("%d snapshots of two campuses", len(made))
	}
	s := made[0]
	want := presence.Numbers{InCare: 3, Present: 2, Hospital: 1, NoBed: 1, Admitted: 1}
	if s.CampusID != g.one || s.Version != 1 || s.Reason != presence.FirstTaken || s.Numbers() != want || !s.KnownAt.Equal(g.Clock.Now()) {
		t.Errorf("got %+v, want %+v", s, want)
	}
	list, err := s.Counted()
	if err != nil || len(list) != 3 || list[0] != (presence.Counted{ResidentID: g.lan, WardID: g.women, BedID: g.w[0], Category: "A3", State: presence.InHospital}) {
		t.Errorf("the list: %v %+v", err, list)
	}
	by, err := s.Breakdown()
	if err != nil || len(by.Zones) != 2 || len(by.Sexes) != 2 || by.Sexes[0].InCare != 2 || by.Categories[0].InCare != 3 || by.Unplaced.InCare != 1 {
		t.Errorf("the numbers by place and kind: %v %+v", err, by)
	}
	if again := g.take(day); len(again) != 0 {
		t.Errorf("the same night was kept twice: %+v", again)
	}

	// Written late: Hoa had been received before midnight.
	g.Clock.Add(8 * time.Hour)
	g.admit(g.hoa, g.w[1], 12)
	second := g.take(day)
	if len(second) != 1 || second[0].Version != 2 || second[0].Reason != presence.LateEntry || second[0].InCare != 4 || second[0].PreviousID == nil || *second[0].PreviousID != s.ID {
		t.Fatalf("what was written late makes a second version: %+v", second)
	}
	// Found wrong: Nam was never here.
	g.Clock.Add(time.Hour)
	ok(g, presence.CancelAdmission, presence.VoidInput{ID: nam.Stay.ID, Reason: "nhập nhầm người"})
	g.Clock.Add(time.Hour)
	third := g.take(day)
	if len(third) != 1 || third[0].Version != 3 || third[0].Reason != presence.WasWrong || third[0].Note != "nhập nhầm người" || third[0].InCare != 3 {
		t.Fatalf("what was found wrong makes a third version with what was said: %+v", third)
	}

	n := g.versions(g.head, day)
	if len(n.Campuses) != 1 || len(n.Campuses[0]) != 3 || n.Campuses[0][0].Version != 3 {
		t.Fatalf("the newest first: %+v", n.Campuses)
	}
	newest, middle, oldest := n.Campuses[0][0], n.Campuses[0][1], n.Campuses[0][2]
	if oldest.Numbers() != want || oldest.People != s.People {
		t.Error("the first version changed")
	}
	if len(newest.Diffs) != 1 || newest.Diffs[0].ResidentID != g.nam || newest.Diffs[0].Is != nil || newest.Diffs[0].Was.BedID != g.m[0] {
		t.Errorf("the difference: %+v", newest.Diffs)
	}
	if len(middle.Diffs) != 1 || middle.Diffs[0].ResidentID != g.hoa || middle.Diffs[0].Was != nil {
		t.Errorf("the difference: %+v", middle.Diffs)
	}
	if n.Names[g.nam].Name != "Lê Văn Nam" || n.Beds[g.m[0]] == "" {
		t.Errorf("the names of the differences: %+v %+v", n.Names, n.Beds)
	}
	for _, v := range n.Campuses[0] {
		if !v.Whole {
			t.Errorf("version %d is not as it was sealed", v.Version)
		}
		// Each version is what the census answers when asked as known then.
		in := v.Asks(time.FixedZone("+07", 7*3600))
		if got := g.count(in).Total; got != v.Numbers() {
			t.Errorf("version %d says %+v, the census as known then %+v", v.Version, v.Numbers(), got)
		}
		if got := g.where(presence.WhereInput{CensusInput: in}); len(got) != v.InCare {
			t.Errorf("version %d counts %d and opens %d names", v.Version, v.InCare, len(got))
		}
	}
	if kitchen := g.versions(dbtest.Person(9, []string{presence.View}, g.one), day); len(kitchen.Names) != 0 || len(kitchen.Campuses) != 1 {
		t.Errorf("who counts heads sees no names: %+v", kitchen.Names)
	}
	ward := dbtest.Person(9, []string{presence.View, "residents.view"}, g.one)
	ward.Grants[0].Ward = g.women
	if n := g.versions(ward, day); len(n.Campuses) != 0 {
		t.Error("a count of the whole campus is shown to a single ward")
	}
	if n := g.versions(dbtest.Person(9, all, g.two), day); len(n.Campuses) != 0 {
		t.Error("a count of another campus is shown")
	}
}

func TestSnapshotsCatchUpAndFollowCorrections(t *testing.T) {
	g := open(t)
	days := func() (list []value.Day) {
		t.Helper()
		if err := g.See(db.System("jobs"), func(tx *db.Tx) (err error) { list, err = presence.SnapshotDays(tx); return err }); err != nil {
			t.Fatal(err)
		}
		return list
	}
	if len(days()) != 0 {
		t.Error("a house without people has a count to keep")
	}
	g.admit(g.lan, g.w[0], 2)
	first := g.midnight()
	if got := days(); !slices.Equal(got, []value.Day{first}) {
		t.Errorf("the first night: %v", got)
	}
	g.take(first)
	g.Clock.Add(50 * 24 * time.Hour) // nobody was there for fifty nights
	missed := days()
	if len(missed) != 51 || missed[0] != first {
		t.Fatalf("%d days from %v", len(missed), missed[0])
	}
	for _, day := range missed {
		g.take(day)
	}
	var nights []presence.Night
	see := func() {
		t.Helper()
		if err := g.See(g.nurse, func(tx *db.Tx) (err error) {
			nights, err = presence.Nights(tx, presence.NightsInput{From: first})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	see()
	if len(nights) != 51 {
		t.Fatalf("%d nights", len(nights))
	}
	if got := days(); len(got) != 31 {
		t.Errorf("%d days are proved in a quiet night", len(got))
	}
	g.Clock.Add(time.Minute)
	ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Leave, At: g.ago(45 * 24)})
	again := days()
	if len(again) != 45 {
		t.Errorf("a correction of forty-five days ago: %d days are counted anew", len(again))
	}
	for _, day := range again {
		g.take(day)
	}
	see()
	second := 0
	for _, n := range nights {
		if n.Version == 2 {
			second++
			if n.OnLeave != 1 {
				t.Errorf("%s: %+v", n.Day, n)
			}
		}
	}
	if second == 0 || len(nights) != 51 {
		t.Errorf("%d nights of %d have a second version", second, len(nights))
	}
	refuses(t, g.As(g.head, func(tx *db.Tx) error { _, err := presence.TakeSnapshots(tx, first); return err }), fault.Forbidden, "")
	g.Do(func(tx *db.Tx) error {
		_, err := presence.TakeSnapshots(tx, tx.Today())
		refuses(t, err, fault.Invalid, "presence.snapshot.day_not_over")
		return nil
	})
}

// TestTwoProcessesKeepOneSnapshot takes the same night by many hands at once.
func TestTwoProcessesKeepOneSnapshot(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 2)
	day := g.midnight()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := g.Write(context.Background(), db.System("jobs"), "presence.snapshot", func(tx *db.Tx) error {
				_, err := presence.TakeSnapshots(tx, day)
				return err
			}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := g.versions(g.head, day); len(n.Campuses) != 1 || len(n.Campuses[0]) != 1 {
		t.Errorf("%+v", n.Campuses)
	}
}

func TestAHandInTheDatabaseIsSeen(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 2)
	day := g.midnight()
	g.take(day)
	broken := func() (list []presence.Snapshot) {
		t.Helper()
		if err := g.See(db.System("jobs"), func(tx *db.Tx) (err error) { list, err = presence.ProveSnapshots(tx, day); return err }); err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got := broken(); len(got) != 0 {
		t.Fatalf("%+v", got)
	}
	if _, err := g.Raw().Exec("UPDATE presence_snapshots SET in_care = in_care + 1, present = present + 1 WHERE campus_id = ?", g.one); err != nil {
		t.Fatal(err)
	}
	if got := broken(); len(got) != 1 || got[0].CampusID != g.one {
		t.Errorf("one person more was not seen: %+v", got)
	}
	if n := g.versions(g.head, day); n.Campuses[0][0].Whole {
		t.Error("the page says that it is whole")
	}
}
