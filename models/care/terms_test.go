package care_test

import (
	"fmt"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

// set writes a value of a setting from a day on.
func (g *house) set(name settings.Name, text string, from value.Day) {
	g.T.Helper()
	g.Do(func(tx *db.Tx) error {
		e, err := settings.Find(tx, name, tx.Today())
		if err != nil {
			return err
		}
		_, err = settings.ChangeSetting(tx, settings.ChangeInput{Name: name, Value: text, ValidFrom: from, Mark: settings.Decided, Version: e.Version})
		return err
	})
}

// TestTermsOfCareFollowTheSettings: each term of everyday work is what is set, from its day on and not
// before: a value that begins tomorrow changes nothing today.
func TestTermsOfCareFollowTheSettings(t *testing.T) {
	refused := func(err error) string {
		if err == nil {
			return "taken"
		}
		if f := fault.Of(err); f != nil && len(f.Fields) > 0 {
			return f.Fields[0].Key
		}
		return fault.KeyOf(err)
	}
	known := func(severity care.Severity) func(*house) string {
		return func(g *house) string {
			g.T.Helper()
			i, err := g.report(worker(g.T, 7, "ward_carer", g.one), care.IncidentInput{Residents: g.people[:1], Kind: "fall", Severity: severity})
			if err != nil {
				g.T.Fatal(err)
			}
			read, err := g.open(worker(g.T, 9, "nurse", g.one), i.RootID)
			if err != nil || !read.KnowBy().Equal(i.KnowBy()) {
				g.T.Fatalf("who reads it hears %v, who wrote it %v: %v", read, i.KnowBy(), err)
			}
			return i.KnowBy().Sub(i.ReportedAt).String()
		}
	}
	norm := func(g *house) care.Norm {
		g.T.Helper()
		var n care.Norm
		g.Do(func(tx *db.Tx) error {
			if _, _, err := care.LearnNorms(tx); err != nil {
				return err
			}
			row, err := db.From[care.Norm](tx).Where("resident_id = ?", g.people[0]).One()
			if err == nil {
				n = *row
			}
			return err
		})
		return n
	}
	eats := func(g *house) { // two meals of yesterday, half eaten
		g.T.Helper()
		for _, slot := range []string{"10:30", "17:00"} {
			g.ok(care.RoundInput{SlotID: g.slots[slot], ShiftDay: dbtest.Today.AddDays(-1), At: at(g.T.(*testing.T), "2026-11-20 "+slot), Rooms: []care.RoomSeen{g.room(0)},
				People: []care.PersonFound{found(g.people[0], care.Found{Ate: "half", Response: "fed_again"})}})
		}
	}
	for _, c := range []struct {
		name          settings.Name
		to            string
		prepare       func(*house)
		ask           func(*house) string
		before, after string
	}{
		{settings.KnownGrave, "9", nil, known("grave"), "15m0s", "9m0s"},
		{settings.KnownSerious, "30", nil, known("serious"), "1h0m0s", "30m0s"},
		{settings.KnownMinor, "12", nil, known("minor"), "24h0m0s", "12h0m0s"},
		{settings.IncidentAlert, "1", func(g *house) {
			if _, err := g.report(worker(t, 7, "ward_carer", g.one), care.IncidentInput{Residents: g.people[:1], Kind: "fall"}); err != nil {
				t.Fatal(err)
			}
		}, func(g *house) string {
			_, alerts := g.incidents(worker(t, 21, "manager", g.one))
			return fmt.Sprint(len(alerts))
		}, "1", "0"},
		{settings.WatchLongest, "14", nil, func(g *house) string {
			_, err := g.watch(care.WatchInput{ResidentID: g.people[0], Reason: care.WatchReasons[0], ReviewAt: g.Now().Add(10 * 24 * time.Hour)})
			return refused(err)
		}, "care.watch.review_far", "taken"},
		{settings.HandoverOpens, "60", nil, func(g *house) string {
			h := g.handover(g.running())
			g.Clock.Set(h.Turn.Ends().Add(-45 * time.Minute))
			return fmt.Sprint(h.Turn.Ends().Sub(h.Opens), g.handover(care.TurnInput{}).Turn.Day == h.Turn.Day && g.handover(care.TurnInput{}).Turn.Shift.ID == h.Turn.Shift.ID)
		}, "30m0s false", "1h0m0s true"},
		{settings.HandoverLatest, "9", nil, func(g *house) string {
			turn := g.running()
			was := g.Now()
			defer g.Clock.Set(was)
			g.Clock.Set(g.handover(turn).Turn.Ends().AddDate(0, 0, 5))
			return refused(g.sign(g.lan, care.SignInput{TurnInput: turn, Key: "keys", As: care.Outgoing, Counted: new(int), Matches: "yes"}))
		}, "care.handover.too_late", "taken"},
		{settings.OrderBackdated, "120", nil, func(g *house) string {
			_, err := g.order(g.doctor(), care.OrderInput{ResidentID: g.people[0], At: g.Now().Add(-90 * time.Minute), Minutes: 45})
			return refused(err)
		}, "care.order.at_past", "taken"},
		{settings.VitalsLatest, "60", nil, func(g *house) string {
			in := of(g.people[0], care.Weight, "50")
			in.At = g.Now().Add(-40 * 24 * time.Hour)
			_, err := g.vital(in)
			return refused(err)
		}, "care.vital.too_late", "taken"},
		{settings.WeightJump, "40", func(g *house) {
			if _, err := g.vital(of(g.people[0], care.Weight, "50")); err != nil {
				t.Fatal(err)
			}
			g.Clock.Add(time.Minute)
		}, func(g *house) string {
			_, err := g.vital(of(g.people[0], care.Weight, "60"))
			return refused(err)
		}, "care.vital.sure_last", "taken"},
		{settings.SecondLookHours, "6", func(g *house) { g.set(settings.SecondLooks, "100", dbtest.Today) }, func(g *house) string {
			g.ok(g.all())
			if n := g.work("care.second_looks", care.ChooseSecondLooks); n != len(g.people) {
				t.Fatalf("%d were chosen", n)
			}
			g.Clock.Add(5 * time.Hour)
			var list []care.SecondLookIn
			if err := g.See(g.chief(), func(tx *db.Tx) (err error) { list, err = care.WaitingLooks(tx); return err }); err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(len(list))
		}, "0", "8"},
		{settings.UndoMinutes, "30", nil, func(g *house) string {
			g.ok(g.all())
			g.Clock.Add(20 * time.Minute)
			_, err := g.undo(g.lan, care.UndoInput{SlotID: g.slots["17:00"], ShiftDay: value.DayOf(g.Now(), g.Zone()), Residents: g.people})
			return refused(err)
		}, "care.nothing_to_undo", "taken"},
		{settings.UsualDays, "14", eats, func(g *house) string { n := norm(g); return fmt.Sprint(n.ToDay.Sub(n.FromDay) + 1) }, "7", "14"},
		{settings.UsualRounds, "2", eats, func(g *house) string { return fmt.Sprint(norm(g).Ate == care.Half) }, "false", "true"},
	} {
		t.Run(string(c.name), func(t *testing.T) {
			g := open(t, 8)
			g.hire(7, 9, 21)
			if c.prepare != nil {
				c.prepare(g)
			}
			g.set(c.name, c.to, dbtest.Today.AddDays(1))
			if got := c.ask(g); got != c.before {
				t.Errorf("today it is %s, want %s", got, c.before)
			}
			g.Clock.Set(dbtest.Now.Add(48 * time.Hour))
			if got := c.ask(g); got != c.after {
				t.Errorf("once it holds it is %s, want %s", got, c.after)
			}
		})
	}
}
