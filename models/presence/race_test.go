package presence_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/value"
)

// crowd makes people in one insert and gives their numbers.
func (g *house) crowd(n int, sex string) []uint64 {
	g.T.Helper()
	rows := make([]row, n)
	for i := range rows {
		name := fmt.Sprintf("Người thứ %d", i+1)
		rows[i] = row{CampusID: g.one, Number: fmt.Sprintf("D-%s%05d", sex, i+1), Name: name, SearchKey: value.Fold(name), SortKey: []byte(value.Fold(name)),
			Sex: sex, BirthDate: value.MustDay("1960-01-01"), BirthPrecision: "year", RecordedAt: dbtest.Now}
	}
	var ids []uint64
	g.Do(func(tx *db.Tx) error {
		if err := db.Append(tx, rows); err != nil {
			return err
		}
		found, err := db.From[row](tx).Only("id").Where("number LIKE ?", "D-"+sex+"%").Order("id").All()
		for _, r := range found {
			ids = append(ids, r.ID)
		}
		return err
	})
	return ids
}

// at runs n acts at once and counts how they ended.
func (g *house) at(n int, act func(tx *db.Tx, i int) error) (done, refused int64) {
	g.T.Helper()
	start := make(chan struct{})
	var wg sync.WaitGroup
	var good, bad atomic.Int64
	for i := range n {
		wg.Go(func() {
			<-start
			err := g.Write(context.Background(), g.nurse, "presence.admit", func(tx *db.Tx) error { return act(tx, i) })
			switch {
			case err == nil:
				good.Add(1)
			case fault.KindOf(err) == fault.Conflict:
				bad.Add(1)
			default:
				g.T.Errorf("act %d: %v", i, err)
			}
		})
	}
	close(start)
	wg.Wait()
	return good.Load(), bad.Load()
}

// TestThousandForOneBed is the named regression of Lesson 1: of 1,000 admissions into one bed at
// once exactly one succeeds, 999 are told so, and nobody meets a deadlock or a time-out.
func TestThousandForOneBed(t *testing.T) {
	g := furnish(t, dbtest.OpenLive(t))
	people := g.crowd(1000, "f")
	done, refused := g.at(1000, func(tx *db.Tx, i int) error {
		_, err := presence.Admit(tx, presence.AdmitInput{ResidentID: people[i], BedID: g.w[0], Category: "A3"})
		return err
	})
	if done != 1 || refused != 999 {
		t.Errorf("%d admitted, %d refused", done, refused)
	}
	if n := g.count(presence.CensusInput{}).Total; n.InCare != 1 || n.NoBed != 0 {
		t.Errorf("got %+v", n)
	}
}

// TestOnePersonIntoManyBeds is its twin: one person, admitted by forty hands at once into six beds.
func TestOnePersonIntoManyBeds(t *testing.T) {
	g := furnish(t, dbtest.OpenLive(t))
	done, refused := g.at(40, func(tx *db.Tx, i int) error {
		_, err := presence.Admit(tx, presence.AdmitInput{ResidentID: g.lan, BedID: g.w[i%len(g.w)], Category: "A3"})
		return err
	})
	if done != 1 || refused != 39 {
		t.Errorf("%d admitted, %d refused", done, refused)
	}
}

// TestMovesCrossWithoutDeadlock moves and swaps people across each other: nobody waits forever, and
// no bed ends with two.
func TestMovesCrossWithoutDeadlock(t *testing.T) {
	g := furnish(t, dbtest.OpenLive(t))
	people := g.crowd(3, "f")
	for i, p := range people {
		if _, err := do(g, g.head, presence.Admit, presence.AdmitInput{ResidentID: p, BedID: g.w[i], Category: "A3"}); err != nil {
			t.Fatal(err)
		}
	}
	g.at(200, func(tx *db.Tx, i int) error {
		if i%3 == 0 {
			_, err := presence.Swap(tx, presence.SwapInput{ResidentID: people[i%3], WithID: people[(i/3)%2+1]})
			return err
		}
		_, err := presence.Move(tx, presence.MoveInput{ResidentID: people[i%3], BedID: g.w[i%4]})
		return err
	})
	seen := map[uint64]bool{}
	for _, w := range g.where(presence.WhereInput{}) {
		if w.BedID == 0 || seen[w.BedID] {
			t.Errorf("bed %d of %s", w.BedID, w.Name)
		}
		seen[w.BedID] = true
	}
	if len(seen) != 3 {
		t.Errorf("three people have three beds, got %d", len(seen))
	}
}
