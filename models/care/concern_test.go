package care_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
)

func (g *house) concerns(as db.Actor, in care.ConcernsInput) (list []care.ConcernIn) {
	g.T.Helper()
	if err := g.See(as, func(tx *db.Tx) (err error) { list, err = care.Concerns(tx, in); return err }); err != nil {
		g.T.Fatal(err)
	}
	return list
}

// judge lets the house look at everybody, as it does every half hour.
func (g *house) judge() (raised int) {
	g.T.Helper()
	if err := g.Write(context.Background(), db.System("jobs"), "care.concerns", func(tx *db.Tx) (err error) {
		if err = tx.May("care.concerns"); err != nil {
			return err
		}
		_, raised, err = care.JudgeEverybody(tx)
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return raised
}

func (g *house) settle(as db.Actor, id uint64, done string) error {
	return g.As(as, func(tx *db.Tx) error {
		_, err := care.SettleConcern(tx, care.ConcernInput{ConcernID: id, Done: done})
		return err
	})
}

// TestFeverIsNoticedAtOnce: it waits on the board, the list and in the handover until somebody says what
// was done, also when it fell meanwhile, and never closes by itself.
func TestFeverIsNoticedAtOnce(t *testing.T) {
	g := open(t, 8)
	who := g.people[2]
	g.Clock.Set(at(t, "2026-11-21 21:40")) // the last half hour of the shift
	if _, err := g.vital(of(who, care.Heat, "38,6")); err != nil {
		t.Fatal(err)
	}
	list := g.concerns(g.lan, care.ConcernsInput{WardID: g.ward})
	if len(list) != 1 || list[0].Kind != care.FeverSeen || list[0].ResidentID != who || list[0].Told().Value != "38,6" || !list[0].Open() || list[0].BedName == "" {
		t.Fatalf("list %+v", list)
	}
	due := todo(g.board(), care.LookInto)
	if due == nil || due.Bed.ResidentID != who || due.Of.Kind != care.FeverSeen {
		t.Errorf("board %+v", due)
	}
	h := g.handover(care.TurnInput{})
	line := -1
	for i, m := range h.Items {
		if m.Kind == care.ItemConcern {
			line = i
		}
	}
	if line < 0 || h.Items[line].Level != care.Amber || h.Items[line].Concern != care.FeverSeen || h.Items[line].ResidentID != who {
		t.Errorf("handover %+v", h.Items)
	}
	g.Clock.Add(2 * time.Hour)
	if _, err := g.vital(of(who, care.Heat, "36,9")); err != nil {
		t.Fatal(err)
	}
	if list = g.concerns(g.lan, care.ConcernsInput{}); len(list) != 1 || list[0].PassedAt == nil || !list[0].Open() {
		t.Fatalf("it fell, and still waits: %+v", list)
	}
	refuses(t, g.settle(g.lan, list[0].ID, "hạ sốt"), fault.Forbidden, "fault.forbidden")
	if err := g.settle(g.nurse(), list[0].ID, " "); faultAt(err, "done") != "care.concern.done_missing" {
		t.Errorf("without a word: %v", err)
	}
	if err := g.settle(g.nurse(), list[0].ID, "Uống hạ sốt, báo bác sĩ"); err != nil {
		t.Fatal(err)
	}
	refuses(t, g.settle(g.nurse(), list[0].ID, "lần nữa"), fault.Conflict, "care.concern.over")
	if len(g.concerns(g.lan, care.ConcernsInput{})) != 0 || todo(g.board(), care.LookInto) != nil {
		t.Error("it still waits")
	}
	seen := g.concerns(g.lan, care.ConcernsInput{From: dbtest.Today.AddDays(-1)})
	if len(seen) != 1 || *seen[0].SeenBy != g.nurse().ID || seen[0].Done != "Uống hạ sốt, báo bác sĩ" {
		t.Errorf("who saw it: %+v", seen)
	}
	t.Run("OutOfReach", func(t *testing.T) {
		if got := g.concerns(dbtest.Person(9, carer, g.two), care.ConcernsInput{From: dbtest.Today.AddDays(-1)}); len(got) != 0 {
			t.Errorf("the other campus reads %+v", got)
		}
		if err := g.settle(dbtest.Person(9, append([]string{care.Watches}, carer...), g.two), list[0].ID, "x"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the other campus writes: %v", err)
		}
	})
}

// TestConcernComesAgain: what was looked at and does not get better is called to mind after a day, not
// before; what waits is said once.
func TestConcernComesAgain(t *testing.T) {
	g := open(t, 8)
	who := g.people[0]
	for days := 3; days >= 0; days-- {
		in := of(who, care.Stool, "0")
		in.At = g.Now().AddDate(0, 0, -days)
		if _, err := g.vital(in); err != nil {
			t.Fatal(err)
		}
	}
	list := g.concerns(g.lan, care.ConcernsInput{})
	if len(list) != 1 || list[0].Kind != care.NoStool || list[0].Told().N != 4 {
		t.Fatalf("got %+v", list)
	}
	if g.judge() != 0 || len(g.concerns(g.lan, care.ConcernsInput{})) != 1 {
		t.Error("said twice")
	}
	if err := g.settle(g.nurse(), list[0].ID, "Cho uống thêm nước"); err != nil {
		t.Fatal(err)
	}
	g.Clock.Add(3 * time.Hour)
	if g.judge() != 0 {
		t.Error("called to mind after three hours")
	}
	g.Clock.Add(22 * time.Hour)
	if _, err := g.vital(of(who, care.Stool, "0")); err != nil {
		t.Fatal(err)
	}
	if list = g.concerns(g.lan, care.ConcernsInput{}); len(list) != 1 || list[0].Told().N != 5 {
		t.Errorf("after a day: %+v", list)
	}
}

// TestMealsAreNoticedFromTheRounds: three rounds with little eaten, noticed by the work of the half hour.
func TestMealsAreNoticedFromTheRounds(t *testing.T) {
	g := open(t, 16)
	who := g.people[4]
	for _, clock := range []string{"2026-11-21 06:10", "2026-11-21 10:40", "2026-11-21 17:10"} {
		g.Clock.Set(at(t, clock))
		in := g.all()
		in.People = []care.PersonFound{found(who, care.Found{Ate: "little", Response: "fed_again"})}
		g.ok(in)
	}
	if raised := g.judge(); raised != 1 {
		t.Errorf("%d are new", raised)
	}
	list := g.concerns(g.lan, care.ConcernsInput{})
	if len(list) != 1 || list[0].Kind != care.EatsLittle || list[0].ResidentID != who || !list[0].Since.Equal(at(t, "2026-11-21 06:10")) {
		t.Fatalf("got %+v", list)
	}
	g.Clock.Set(at(t, "2026-11-22 06:10"))
	g.ok(g.all())
	g.judge()
	if list = g.concerns(g.lan, care.ConcernsInput{}); len(list) != 1 || list[0].PassedAt == nil {
		t.Errorf("eats again: %+v", list)
	}
	g.Do(func(tx *db.Tx) error {
		_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: who, Kind: presence.Hospital})
		return err
	})
	if list = g.concerns(g.lan, care.ConcernsInput{}); len(list) != 1 || list[0].Away != presence.Hospital {
		t.Errorf("in hospital it still waits, and says so: %+v", list)
	}
}

// TestConcernsAreFlat: the list is one statement and the work of the half hour four for a hundred people,
// for 8 people and for 80; a year of marks and numbers is not walked through.
func TestConcernsAreFlat(t *testing.T) {
	for _, people := range []int{8, 80} {
		g := open(t, people)
		raw := g.Raw()
		var rows []string
		var args []any
		for n := range 200 {
			for _, who := range g.people[:3] {
				rows = append(rows, "(?, ?, ?, 'temperature', 36800, 0, ?, ?, 7, '', 0, '')")
				when := dbtest.Now.UTC().AddDate(0, 0, -n-1)
				args = append(args, g.one, g.ward, who, when, when)
			}
		}
		if _, err := raw.Exec("INSERT INTO care_observations (campus_id, ward_id, resident_id, kind, amount, amount2, at, recorded_at, recorded_by, note, taken, reason) VALUES "+strings.Join(rows, ","), args...); err != nil {
			t.Fatal(err)
		}
		_ = g.sheet(care.SheetInput{})
		n, err := counted(func(ctx context.Context) error {
			return g.Read(ctx, g.lan, func(tx *db.Tx) error { _, err := care.Concerns(tx, care.ConcernsInput{}); return err })
		})
		if err != nil || n > 1 {
			t.Errorf("%d people: the list takes %d statements: %v", people, n, err)
		}
		n, err = counted(func(ctx context.Context) error {
			return g.Read(ctx, db.System("jobs"), func(tx *db.Tx) error {
				if err := tx.May("care.concerns"); err != nil {
					return err
				}
				_, _, err := care.JudgeEverybody(tx)
				return err
			})
		})
		if err != nil || n > 4 {
			t.Errorf("%d people: the work takes %d statements: %v", people, n, err)
		}
		explain := "EXPLAIN QUERY PLAN "
		if g.Engine != db.SQLite {
			explain = "EXPLAIN "
		}
		for _, q := range []struct{ text, index string }{
			{fmt.Sprintf("SELECT o.id, o.amount FROM care_observations o WHERE o.resident_id IN (%d, %d) AND o.replaced_at IS NULL AND o.taken = 0 AND (o.kind = 'weight' AND o.at >= '2026-05-01' OR o.kind IN ('temperature', 'stool') AND o.at >= '2026-11-06')", g.people[0], g.people[1]), "care_observations_newest"},
			{fmt.Sprintf("SELECT c.id FROM care_concerns c WHERE c.open_resident_id = %d", g.people[0]), "care_concerns_open_resident_id"},
		} {
			found, err := raw.Query(explain + q.text)
			if err != nil {
				t.Fatal(err)
			}
			if plan := planOf(t, found); !strings.Contains(plan, q.index) {
				t.Errorf("plan of %s: %s", q.text, plan)
			}
			_ = found.Close()
		}
	}
}
