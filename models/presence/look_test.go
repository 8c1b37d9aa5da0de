package presence_test

import (
	"context"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/wards"
)

// TestEveryNumberOpensItsNames asks for the names behind each number of a head-count: there are as
// many, for each place and for the moments before and after.
func TestEveryNumberOpensItsNames(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 100)
	g.admit(g.hoa, g.w[1], 5)
	g.admit(g.mai, 0, 60)
	g.admit(g.nam, g.m[0], 50)
	g.admit(g.binh, g.a[0], 40)
	ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Hospital, At: g.ago(30)})
	ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.nam, Kind: presence.Leave, At: g.ago(3)})
	ok(g, presence.Discharge, presence.DischargeInput{ResidentID: g.binh, At: g.ago(4), Reason: presence.ContractOver})
	for _, hours := range []float64{0, 1, 4.5, 10, 35, 70} {
		for _, asOf := range []time.Time{{}, g.ago(0), g.ago(1)} {
			in := presence.CensusInput{AsOf: asOf}
			if hours > 0 {
				in.At = g.ago(hours)
			}
			n := g.count(in)
			var sum presence.Numbers
			for _, c := range n.Campuses {
				for _, s := range presence.States {
					at := in
					at.CampusID = c.ID
					if got := len(g.where(presence.WhereInput{CensusInput: at, State: s})); got != c.Numbers.Of(s) {
						t.Errorf("%v hours ago, as of %v, campus %s: %s is %d and opens %d names", hours, asOf, c.Name, s, c.Numbers.Of(s), got)
					}
				}
				for _, z := range c.Zones {
					for _, w := range z.Wards {
						at := in
						at.WardID = w.ID
						if got := len(g.where(presence.WhereInput{CensusInput: at})); got != w.InCare {
							t.Errorf("%v hours ago, ward %s: %d and opens %d names", hours, w.Name, w.InCare, got)
						}
					}
				}
				if c.InCare != c.Present+c.Hospital+c.Leave+c.Missing {
					t.Errorf("the parts do not make the whole: %+v", c.Numbers)
				}
				sum.InCare += c.InCare
			}
			if sum.InCare != n.Total.InCare {
				t.Errorf("campuses sum to %d, total %d", sum.InCare, n.Total.InCare)
			}
			categories := 0
			for _, c := range n.Categories {
				categories += c.InCare
			}
			if categories != n.Total.InCare {
				t.Errorf("categories sum to %d, total %d", categories, n.Total.InCare)
			}
		}
	}
	now := g.count(presence.CensusInput{}).Total
	if now != (presence.Numbers{InCare: 4, Present: 2, Hospital: 1, Leave: 1, NoBed: 1, Admitted: 1, Left: 1}) {
		t.Errorf("now: %+v", now)
	}
	if n := g.count(presence.CensusInput{CampusID: g.two}); len(n.Campuses) != 1 || len(n.Campuses[0].Zones) != 1 || n.Total.InCare != 0 || n.Total.Left != 1 {
		t.Errorf("an empty ward shows its nought: %+v", n)
	}
}

func TestNamesComeInPages(t *testing.T) {
	g := open(t)
	var in []presence.AdmitInput
	for _, id := range g.crowd(25, "f") {
		in = append(in, presence.AdmitInput{ResidentID: id, Category: "A1"})
	}
	g.Do(func(tx *db.Tx) error { _, _, err := presence.AdmitMany(tx, in); return err })
	seen := map[uint64]bool{}
	after, pages := "", 0
	for ; pages == 0 || after != ""; pages++ {
		err := g.See(g.nurse, func(tx *db.Tx) error {
			rows, next, err := presence.PresentAt(tx, presence.WhereInput{Limit: 10, After: after})
			for _, r := range rows {
				seen[r.ResidentID] = true
			}
			after = next
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) != 25 || pages != 3 {
		t.Errorf("%d names on %d pages", len(seen), pages)
	}
	refuses(t, g.See(g.nurse, func(tx *db.Tx) error {
		_, _, err := presence.PresentAt(tx, presence.WhereInput{After: "???"})
		return err
	}), fault.Invalid, "")
}

func TestWardBoard(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 48)
	ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Hospital, Place: "Bệnh viện huyện", At: g.ago(3)})
	g.Do(func(tx *db.Tx) error {
		_, err := wards.TakeBedOut(tx, g.w[3], wards.OutageInput{Reason: "thay đệm", DueOn: dbtest.Today.AddDays(2)}, presence.WhoLies)
		return err
	})
	board := func(at time.Time) []presence.Tile {
		var tiles []presence.Tile
		if err := g.See(g.nurse, func(tx *db.Tx) (err error) { tiles, err = presence.WardBoard(tx, g.women, at); return err }); err != nil {
			t.Fatal(err)
		}
		return tiles
	}
	for name, at := range map[string]time.Time{"Now": {}, "ThisMinute": g.ago(0)} {
		tiles := board(at)
		if len(tiles) != 4 || tiles[0].ResidentID != g.lan || tiles[0].Name != "Nguyễn Thị Lan" || tiles[0].AbsenceKind != presence.Hospital || tiles[0].AbsencePlace != "Bệnh viện huyện" || tiles[0].RoomName != "201" {
			t.Fatalf("%s: %+v", name, tiles)
		}
		if tiles[0].Free() || !tiles[1].Free() || tiles[3].Free() || tiles[3].BedOut == nil || *tiles[3].BedOut != "thay đệm" || tiles[3].BedOutDue != dbtest.Today.AddDays(2) {
			t.Errorf("%s: free beds: %+v", name, tiles[3])
		}
	}
	if tiles := board(g.ago(5)); tiles[0].AbsenceID != 0 || tiles[0].ResidentID != g.lan {
		t.Errorf("five hours ago she was in bed: %+v", tiles[0])
	}
	err := g.See(g.nurse, func(tx *db.Tx) error {
		free, err := presence.FreeBeds(tx, presence.FreeBedsInput{WardID: g.women})
		if len(free) != 2 || free[0].BedID != g.w[1] || free[0].RoomName != "201" {
			t.Errorf("free: %+v", free)
		}
		men, err2 := presence.FreeBeds(tx, presence.FreeBedsInput{CampusID: g.one, Sex: "m"})
		if len(men) != 2 || err2 != nil {
			t.Errorf("for men: %+v %v", men, err2)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestHistoryFollowsThePerson(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.a[0], 200) // first in the other campus
	ok(g, presence.Discharge, presence.DischargeInput{ResidentID: g.lan, At: g.ago(150), Reason: presence.AskedByFamily})
	ok(g, presence.Admit, presence.AdmitInput{ResidentID: g.lan, CampusID: g.one, BedID: g.w[0], Category: "A2", At: g.ago(100)})
	p := ok(g, presence.Move, presence.MoveInput{ResidentID: g.lan, BedID: g.w[1], At: g.ago(50)})
	ok(g, presence.VoidPlacement, presence.VoidInput{ID: p.ID, Reason: "chưa chuyển"})
	ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Leave, At: g.ago(20)})
	var all []presence.Entry
	after := ""
	for first := true; first || after != ""; first = false {
		err := g.See(g.nurse, func(tx *db.Tx) error {
			part, next, err := presence.HistoryOf(tx, presence.HistoryInput{ResidentID: g.lan, Limit: 3, After: after})
			all, after = append(all, part...), next
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// leave; the wrong move; the bed as restored and as it was, the stay; the first stay and bed.
	if len(all) != 7 {
		t.Fatalf("got %d lines: %+v", len(all), all)
	}
	if all[0].Kind != presence.AbsenceEntry || all[1].VoidReason != "chưa chuyển" || all[6].What != "A3" && all[5].What != "A3" {
		t.Errorf("got %+v", all)
	}
	var voided int
	for i, e := range all {
		if e.VoidedAt != nil {
			voided++
		}
		if i > 0 && e.FromAt.After(all[i-1].FromAt) {
			t.Error("newest first")
		}
	}
	if voided != 2 {
		t.Errorf("what was wrong stays readable: %d voided lines", voided)
	}
	err := g.See(g.nurse, func(tx *db.Tx) error {
		_, _, err := presence.HistoryOf(tx, presence.HistoryInput{ResidentID: g.binh})
		return err
	})
	refuses(t, err, fault.NotFound, "")
}

// TestReadsRunAFixedNumberOfStatements: however many people and however long the history.
func TestReadsRunAFixedNumberOfStatements(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 48)
	for name, c := range map[string]struct {
		most int
		fn   func(*db.Tx) error
	}{
		"Headcount": {4, func(tx *db.Tx) error { _, err := presence.CountAt(tx, presence.CensusInput{}); return err }},
		"Names":     {1, func(tx *db.Tx) error { _, _, err := presence.PresentAt(tx, presence.WhereInput{}); return err }},
		"Board":     {1, func(tx *db.Tx) error { _, err := presence.WardBoard(tx, g.women, time.Time{}); return err }},
		"FreeBeds":  {1, func(tx *db.Tx) error { _, err := presence.FreeBeds(tx, presence.FreeBedsInput{}); return err }},
		"History": {4, func(tx *db.Tx) error {
			_, _, err := presence.HistoryOf(tx, presence.HistoryInput{ResidentID: g.lan})
			return err
		}},
	} {
		ctx, n := db.Counting(context.Background())
		if err := g.Read(ctx, g.nurse, c.fn); err != nil || n() > c.most {
			t.Errorf("%s: %d statements, at most %d; %v", name, n(), c.most, err)
		}
	}
}
