package care_test

import (
	"context"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/settings"
)

// chief may read the questions of the ward.
func (g *house) chief() db.Actor {
	a := dbtest.Person(11, append([]string{care.Questions, care.LookTwice, care.Watches}, carer...), g.one)
	a.Username = "truong"
	return a
}

func (g *house) work(name string, do func(*db.Tx) (int, error)) (n int) {
	g.T.Helper()
	if err := g.Write(context.Background(), db.System("jobs"), name, func(tx *db.Tx) (err error) {
		if err = tx.May(name); err != nil {
			return err
		}
		n, err = do(tx)
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return n
}

func (g *house) doubts(as db.Actor) (list []care.DoubtIn) {
	g.T.Helper()
	if err := g.See(as, func(tx *db.Tx) (err error) { list, err = care.Doubts(tx, care.DoubtsInput{}); return err }); err != nil {
		g.T.Fatal(err)
	}
	return list
}

// TestRoundsAreAskedAbout: a round in a breath is asked about the night after, once; the head of the ward
// and whose round it was read it, nobody else, and a sentence answers it.
func TestRoundsAreAskedAbout(t *testing.T) {
	g := open(t, 40)
	g.Clock.Set(at(t, "2026-11-21 17:05"))
	for i := range g.rooms {
		g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(i)}})
		g.Clock.Add(2 * time.Second)
	}
	g.Clock.Set(at(t, "2026-11-22 04:20"))
	if n := g.work("care.questions", care.AskQuestions); n != 1 {
		t.Fatalf("%d questions", n)
	}
	if n := g.work("care.questions", care.AskQuestions); n != 0 {
		t.Errorf("asked again: %d", n)
	}
	list := g.doubts(g.chief())
	if len(list) != 1 || list[0].Kind != care.TooFast || list[0].Told().People != 40 || *list[0].MemberID != g.lan.ID || list[0].Round.Slot.Clock() != "17:00" {
		t.Fatalf("got %+v", list)
	}
	if own := g.doubts(g.lan); len(own) != 1 {
		t.Errorf("the own questions: %+v", own)
	}
	if others := g.doubts(g.hai); len(others) != 0 {
		t.Errorf("a colleague reads %+v", others)
	}
	answer := func(as db.Actor, text string) error {
		return g.As(as, func(tx *db.Tx) error {
			_, err := care.AnswerDoubt(tx, care.AnswerInput{DoubtID: list[0].ID, Answer: text})
			return err
		})
	}
	if err := answer(g.hai, "x"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a colleague answers: %v", err)
	}
	if err := answer(g.lan, " "); faultAt(err, "answer") != "care.doubt.answer_missing" {
		t.Errorf("without a word: %v", err)
	}
	if err := answer(g.lan, "Đi trước, ghi lại một lượt ở bàn"); err != nil {
		t.Fatal(err)
	}
	refuses(t, answer(g.chief(), "nữa"), fault.Conflict, "care.doubt.over")
	if got := g.doubts(g.chief()); got[0].Answer != "Đi trước, ghi lại một lượt ở bàn" || *got[0].AnsweredBy != g.lan.ID {
		t.Errorf("answered %+v", got)
	}
	if got := g.doubts(dbtest.Person(9, append([]string{care.Questions}, carer...), g.two)); len(got) != 0 {
		t.Errorf("the other campus reads %+v", got)
	}
}

// TestSecondLook: the lot falls on people whom nobody can tell beforehand, somebody else sees them again
// without what the first found, and the month says how often both agreed.
func TestSecondLook(t *testing.T) {
	g := open(t, 40)
	g.Do(func(tx *db.Tx) error {
		e, err := settings.Find(tx, settings.SecondLooks, tx.Today())
		if err != nil {
			return err
		}
		_, err = settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.SecondLooks, Value: "50", ValidFrom: tx.Today(), Mark: settings.Decided, Version: e.Version})
		return err
	})
	g.ok(g.all())
	g.Clock.Add(10 * time.Minute)
	n := g.work("care.second_looks", care.ChooseSecondLooks)
	if n < 8 || n > 32 {
		t.Fatalf("%d of 40 were chosen by a lot of one in two", n)
	}
	if again := g.work("care.second_looks", care.ChooseSecondLooks); again != 0 {
		t.Errorf("the same lot fell on %d others", again)
	}
	waiting := func(as db.Actor) (list []care.SecondLookIn) {
		t.Helper()
		if err := g.See(as, func(tx *db.Tx) (err error) { list, err = care.WaitingLooks(tx); return err }); err != nil {
			t.Fatal(err)
		}
		return list
	}
	list := waiting(g.chief())
	if len(list) != n || !list[0].Meal {
		t.Fatalf("%d wait", len(list))
	}
	own := g.lan
	own.Grants = dbtest.Person(7, append([]string{care.LookTwice}, carer...), g.one).Grants
	if got := waiting(own); len(got) != 0 {
		t.Error("nobody looks at the own marks again")
	}
	look := func(as db.Actor, id uint64, f care.Found) (l *care.SecondLook, err error) {
		err = g.As(as, func(tx *db.Tx) (err error) {
			l, err = care.RecordSecondLook(tx, care.SecondLookInput{LookID: id, Found: f})
			return err
		})
		return l, err
	}
	_, err := look(own, list[0].ID, care.Found{Seen: "usual"})
	refuses(t, err, fault.Conflict, "care.look.own")
	_, err = look(g.hai, list[0].ID, care.Found{Seen: "usual"})
	refuses(t, err, fault.Forbidden, "fault.forbidden")
	if _, err = look(g.chief(), list[0].ID, care.Found{}); faultAt(err, "seen") != "care.look.nothing" {
		t.Errorf("nothing was looked at: %v", err)
	}
	if l, err := look(g.chief(), list[0].ID, care.Found{Seen: "usual", Mood: "sad"}); err != nil || l.Compared != 2 || l.Agreed != 1 {
		t.Errorf("got %+v %v", l, err)
	}
	_, err = look(g.chief(), list[0].ID, care.Found{Seen: "usual"})
	refuses(t, err, fault.Conflict, "care.look.over")
	var agreed []care.Agreed
	if err := g.See(g.chief(), func(tx *db.Tx) (err error) { agreed, err = care.AgreementOf(tx, tx.Today().AddDays(-30)); return err }); err != nil {
		t.Fatal(err)
	}
	if len(agreed) != 1 || agreed[0].Chosen != n || agreed[0].Looks != 1 || agreed[0].Percent() != 50 {
		t.Errorf("agreed %+v", agreed)
	}
	g.Clock.Add(5 * time.Hour)
	_, err = look(g.chief(), list[1].ID, care.Found{Seen: "usual"})
	refuses(t, err, fault.Conflict, "care.look.too_late")
	if len(waiting(g.chief())) != 0 {
		t.Error("after hours nobody is to be seen again")
	}
}
