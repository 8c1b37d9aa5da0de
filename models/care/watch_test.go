package care_test

import (
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
)

// nurse may also decide on watches.
func (g *house) nurse() db.Actor {
	a := dbtest.Person(9, append([]string{care.Watches}, carer...), g.one)
	a.Username = "mai"
	return a
}

// watch begins a watch by the carer.
func (g *house) watch(in care.WatchInput) (w *care.Watch, err error) {
	if in.EveryMinutes == 0 {
		in.EveryMinutes = 30
	}
	if in.ReviewAt.IsZero() {
		in.ReviewAt = g.Now().Add(24 * time.Hour)
	}
	err = g.As(g.lan, func(tx *db.Tx) (err error) { w, err = care.StartWatch(tx, in); return err })
	return w, err
}

func (g *house) board() (b *care.Board) {
	g.T.Helper()
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { b, err = care.WardBoard(tx, g.ward); return err }); err != nil {
		g.T.Fatal(err)
	}
	return b
}

func (g *house) watches(as db.Actor, in care.WatchesInput) (list []care.WatchIn) {
	g.T.Helper()
	if err := g.See(as, func(tx *db.Tx) (err error) { list, err = care.WatchList(tx, in); return err }); err != nil {
		g.T.Fatal(err)
	}
	return list
}

// todo finds the first line of a kind on a board.
func todo(b *care.Board, kind care.TodoKind) *care.Todo {
	for i := range b.Todo {
		if b.Todo[i].Kind == kind {
			return &b.Todo[i]
		}
	}
	return nil
}

// TestWatchStandsWhereOneLooks: a watch is on the board, on the sheet of the round, on the list and at
// the head of the ward, and says when to look next.
func TestWatchStandsWhereOneLooks(t *testing.T) {
	g := open(t, 8)
	who := g.people[2]
	if _, err := g.watch(care.WatchInput{ResidentID: who, Reason: "escape", Note: "đòi về, đứng ở cổng | hai lần"}); err != nil {
		t.Fatal(err)
	}
	if _, err := g.watch(care.WatchInput{ResidentID: who, Reason: "suicide", EveryMinutes: 15}); err != nil {
		t.Fatal(err)
	}
	began := g.Now().UTC().Truncate(time.Second)
	b := g.board()
	if b.Watched != 1 || b.Sheet.Watched != 1 {
		t.Errorf("the head counts %d", b.Watched)
	}
	for _, found := range []*care.Bed{bed(&b.Sheet, who), bed(g.sheet(care.SheetInput{}), who)} {
		if len(found.Watched) != 2 || found.Watched[0].Reason != "suicide" || found.Watched[1].Note != "đòi về, đứng ở cổng | hai lần" ||
			!found.Watched[0].FromAt.Equal(began) || !found.Watched[0].LookedAt.IsZero() {
			t.Errorf("beside the bed: %+v", found.Watched)
		}
	}
	if todo(b, care.LookAgain) != nil {
		t.Error("nobody is due in the first minute")
	}
	g.Clock.Add(16 * time.Minute)
	if due := todo(g.board(), care.LookAgain); due == nil || due.Bed.ResidentID != who || due.For.Reason != "suicide" || !due.At.Equal(began.Add(15*time.Minute)) {
		t.Errorf("due %+v", due)
	}
	t.Run("Look", func(t *testing.T) {
		if err := g.As(g.hai, func(tx *db.Tx) error { _, err := care.LookAt(tx, care.LookInput{ResidentID: who}); return err }); err != nil {
			t.Fatal(err)
		}
		if todo(g.board(), care.LookAgain) != nil {
			t.Error("after a look nobody is due")
		}
		if list := g.watches(g.lan, care.WatchesInput{WardID: g.ward}); len(list) != 2 || list[0].LookedAt == nil || *list[0].LookedBy != g.hai.ID || list[0].Name == "" || list[0].BedName == "" {
			t.Errorf("list %+v", list)
		}
		refuses(t, g.As(g.hai, func(tx *db.Tx) error { _, err := care.LookAt(tx, care.LookInput{ResidentID: g.people[0]}); return err }), fault.Conflict, "care.watch.none")
	})
	t.Run("ARoundIsALookToo", func(t *testing.T) {
		g.Clock.Add(16 * time.Minute)
		if todo(g.board(), care.LookAgain) == nil {
			t.Fatal("nobody is due")
		}
		g.ok(g.all())
		if todo(g.board(), care.LookAgain) != nil {
			t.Error("who was seen in a round is not due")
		}
	})
	t.Run("NobodyLooksAtWhoIsAway", func(t *testing.T) {
		g.Clock.Add(time.Hour)
		if err := g.As(g.lan, func(tx *db.Tx) error {
			_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: who, Kind: presence.Hospital})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		b := g.board()
		if b.Watched != 1 || todo(b, care.LookAgain) != nil {
			t.Errorf("watched %d, due %+v", b.Watched, todo(b, care.LookAgain))
		}
	})
}

// TestWatchEndsWithAReason: it ends once, with a reason, by who may decide; a review writes a new row
// that names the old one; a past sheet still shows who was watched then.
func TestWatchEndsWithAReason(t *testing.T) {
	g := open(t, 4)
	who := g.people[0]
	w, err := g.watch(care.WatchInput{ResidentID: who, Reason: "fall"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = g.watch(care.WatchInput{ResidentID: who, Reason: "fall"})
	refuses(t, err, fault.Conflict, "care.watch.already")
	end := func(as db.Actor, id uint64, note string) error {
		return g.As(as, func(tx *db.Tx) error {
			_, err := care.EndWatch(tx, care.WatchEndInput{WatchID: id, EndNote: note})
			return err
		})
	}
	refuses(t, end(g.lan, w.ID, "hết"), fault.Forbidden, "fault.forbidden")
	refuses(t, end(g.nurse(), w.ID, " "), fault.Invalid, "care.reason_missing")
	g.Clock.Add(25 * time.Hour)
	if due := todo(g.board(), care.ReviewIt); due == nil || due.For.ID != w.ID {
		t.Errorf("the review is not asked for: %+v", due)
	}
	var next *care.Watch
	if err := g.As(g.nurse(), func(tx *db.Tx) (err error) {
		next, err = care.ReviewWatch(tx, care.WatchReview{WatchID: w.ID, EveryMinutes: 120, ReviewAt: tx.Now.Add(48 * time.Hour), Note: "đi vững hơn"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if next.RenewsID == nil || *next.RenewsID != w.ID || !next.FromAt.Equal(w.FromAt) || next.EveryMinutes != 120 {
		t.Errorf("review %+v", next)
	}
	if todo(g.board(), care.ReviewIt) != nil {
		t.Error("after the review nothing is due")
	}
	refuses(t, end(g.nurse(), w.ID, "hết"), fault.Conflict, "care.watch.over")
	if err := end(g.nurse(), next.ID, "Hai tuần không ngã"); err != nil {
		t.Fatal(err)
	}
	g.Clock.Add(time.Minute)
	if b := g.board(); b.Watched != 0 || len(g.watches(g.lan, care.WatchesInput{})) != 0 {
		t.Error("an ended watch is still shown")
	}
	day := g.sheet(care.SheetInput{}).Round.Turn.Day
	past := g.sheet(care.SheetInput{SlotID: g.slots["10:30"], ShiftDay: day})
	if found := bed(past, who); len(found.Watched) != 1 || found.Watched[0].ID != w.ID {
		t.Errorf("on the past sheet: %+v", found.Watched)
	}
}

// TestWatchIsRefused: what is wrong is said beside its field, and reach is kept.
func TestWatchIsRefused(t *testing.T) {
	g := open(t, 2)
	who := g.people[0]
	for _, c := range []struct {
		in  care.WatchInput
		key string
	}{
		{care.WatchInput{ResidentID: who, Reason: "noise"}, "care.watch.reason_unknown"},
		{care.WatchInput{ResidentID: who, Reason: "sick", EveryMinutes: 7}, "care.watch.every_unknown"},
		{care.WatchInput{ResidentID: who, Reason: "sick", ReviewAt: g.Now().Add(-time.Hour)}, "care.watch.review_past"},
		{care.WatchInput{ResidentID: who, Reason: "sick", ReviewAt: g.Now().Add(200 * time.Hour)}, "care.watch.review_far"},
		{care.WatchInput{ResidentID: who, Reason: "sick", At: g.Now().Add(time.Hour)}, "care.at_in_future"},
	} {
		_, err := g.watch(c.in)
		refuses(t, err, fault.Invalid, c.key)
	}
	_, err := g.watch(care.WatchInput{ResidentID: g.strangers[0], Reason: "sick"})
	refuses(t, err, fault.NotFound, "db.not_found")
	refuses(t, g.As(dbtest.Person(5, []string{care.View}, g.one), func(tx *db.Tx) error {
		_, err := care.StartWatch(tx, care.WatchInput{ResidentID: who})
		return err
	}), fault.Forbidden, "fault.forbidden")
	w, err := g.watch(care.WatchInput{ResidentID: who, Reason: "sick"})
	if err != nil {
		t.Fatal(err)
	}
	north := dbtest.Person(6, append([]string{care.Watches}, carer...), g.two)
	if list := g.watches(north, care.WatchesInput{}); len(list) != 0 {
		t.Errorf("the other campus reads %+v", list)
	}
	refuses(t, g.See(north, func(tx *db.Tx) error { _, err := care.WatchOf(tx, w.ID); return err }), fault.NotFound, "db.not_found")
	refuses(t, g.As(north, func(tx *db.Tx) error {
		_, err := care.EndWatch(tx, care.WatchEndInput{WatchID: w.ID, EndNote: "x"})
		return err
	}), fault.NotFound, "db.not_found")
}
