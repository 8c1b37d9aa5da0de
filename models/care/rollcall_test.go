package care_test

import (
	"sync"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

func (g *house) begin(as db.Actor, in care.StartRollcallInput) (r *care.Rollcall, err error) {
	err = g.As(as, func(tx *db.Tx) (err error) { r, err = care.StartRollcall(tx, in); return err })
	return r, err
}

func (g *house) begun(in care.StartRollcallInput) *care.Rollcall {
	g.T.Helper()
	r, err := g.begin(g.lan, in)
	if err != nil {
		g.T.Fatal(err)
	}
	return r
}

func (g *house) tick(as db.Actor, call uint64, answer care.RollAnswer, people ...uint64) (out *care.Ticked, err error) {
	err = g.As(as, func(tx *db.Tx) (err error) {
		out, err = care.Tick(tx, care.TickInput{RollcallID: call, Residents: people, Answer: answer})
		return err
	})
	return out, err
}

func (g *house) ticked(call uint64, answer care.RollAnswer, people ...uint64) *care.Ticked {
	g.T.Helper()
	out, err := g.tick(g.lan, call, answer, people...)
	if err != nil {
		g.T.Fatal(err)
	}
	return out
}

func (g *house) closing(as db.Actor, call uint64) (r *care.Rollcall, err error) {
	err = g.As(as, func(tx *db.Tx) (err error) {
		r, err = care.CloseRollcall(tx, care.CloseRollcallInput{RollcallID: call})
		return err
	})
	return r, err
}

func (g *house) roll(call uint64) (l *care.RollList) {
	g.T.Helper()
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { l, err = care.RollcallOf(tx, call); return err }); err != nil {
		g.T.Fatal(err)
	}
	return l
}

func (g *house) rolls(in care.RollcallsInput) (l []care.RollTurn) {
	g.T.Helper()
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { l, err = care.RollcallsOn(tx, in); return err }); err != nil {
		g.T.Fatal(err)
	}
	return l
}

func (g *house) absence(resident uint64) (a *presence.Absence) {
	g.T.Helper()
	g.Do(func(tx *db.Tx) (err error) {
		a, err = db.From[presence.Absence](tx).Where("open_resident_id = ?", resident).Maybe()
		return err
	})
	return a
}

// TestRollcallAgainstTheBooks: the books say who should be here; who is in hospital is not waited for;
// each difference is a name; signed with what it took, and nothing changes afterwards.
func TestRollcallAgainstTheBooks(t *testing.T) {
	g := open(t, 8)
	sick, lost, wash := g.people[3], g.people[5], g.people[6]
	g.Do(func(tx *db.Tx) error {
		_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: sick, Kind: presence.Hospital})
		return err
	})
	call := g.begun(care.StartRollcallInput{WardID: g.ward})
	if call.Kind != care.RollFixed || call.DueAt == nil || call.DueAt.In(time.FixedZone("", 7*3600)).Hour() != 17 {
		t.Fatalf("at 18:42 the count of 17:00 is due, not %+v", call)
	}
	if again := g.begun(care.StartRollcallInput{WardID: g.ward}); again.ID != call.ID {
		t.Error("a second carer does not join the count")
	}
	if l := g.roll(call.ID); len(l.People) != 8 || len(l.Unanswered()) != 7 {
		t.Fatalf("%d people, %d to count", len(l.People), len(l.Unanswered()))
	}
	g.ticked(call.ID, care.AnswerHere, g.people[0], g.people[1], g.people[2], g.people[4], g.people[7])
	g.ticked(call.ID, care.AnswerToilet, wash)
	_, err := g.closing(g.lan, call.ID)
	refuses(t, err, fault.Conflict, "care.rollcall.unanswered")
	if out := g.ticked(call.ID, care.AnswerNotFound, lost); len(out.Searching) != 1 {
		t.Fatalf("the search did not begin: %+v", out)
	}
	if a := g.absence(lost); a == nil || a.Kind != presence.Missing {
		t.Fatalf("the books do not miss the person: %+v", a)
	}
	l := g.roll(call.ID)
	if l.People[0].ResidentID != lost || !l.People[0].Open() || !l.People[0].Differs() {
		t.Errorf("who is not found does not stand first: %+v", l.People[0])
	}
	g.Clock.Add(7 * time.Minute)
	done, err := g.closing(g.lan, call.ID)
	if err != nil {
		t.Fatal(err)
	}
	if done.Expected != 7 || done.Present != 5 || done.Elsewhere != 1 || done.NotFound != 1 || done.Took(g.Now()) != 7*time.Minute {
		t.Errorf("signed: %+v, %s", done, done.Took(g.Now()))
	}
	_, err = g.tick(g.lan, call.ID, care.AnswerHere, lost)
	refuses(t, err, fault.Conflict, "care.rollcall.over")
	_, err = g.closing(g.lan, call.ID)
	refuses(t, err, fault.Conflict, "care.rollcall.over")
	// The search goes on after the count, and the signed list stays as it was.
	g.Do(func(tx *db.Tx) error {
		_, err := presence.EndAbsence(tx, presence.ReturnInput{ResidentID: lost})
		return err
	})
	l = g.roll(call.ID)
	if len(l.People) != 8 || l.People[0].Answer != care.AnswerNotFound || answerOf(l, sick) != care.AnswerHospital {
		t.Errorf("the signed list changed: %+v", l.People)
	}
	if next := g.begun(care.StartRollcallInput{WardID: g.ward}); next.Kind != care.RollExtra {
		t.Errorf("the count of 17:00 is taken twice: %+v", next)
	}
}

// TestRollcallFinds: who was not found and is seen later is back in the books, and the first answer
// stays written.
func TestRollcallFinds(t *testing.T) {
	g := open(t, 8)
	call, who := g.begun(care.StartRollcallInput{WardID: g.ward}), g.people[1]
	g.ticked(call.ID, care.AnswerNotFound, who)
	g.Clock.Add(4 * time.Minute)
	out := g.ticked(call.ID, care.AnswerActivity, who)
	if len(out.Found) != 1 || g.absence(who) != nil {
		t.Errorf("found: %+v, %+v", out, g.absence(who))
	}
	if out := g.ticked(call.ID, care.AnswerActivity, who); len(out.Residents) != 0 {
		t.Error("the same said twice is two answers")
	}
	var ticks []care.RollTick
	g.Do(func(tx *db.Tx) (err error) {
		ticks, err = db.From[care.RollTick](tx).Where("resident_id = ?", who).Order("id").All()
		return err
	})
	if len(ticks) != 2 || ticks[0].Answer != care.AnswerNotFound || ticks[1].RecordedBy != 7 {
		t.Errorf("written: %+v", ticks)
	}
}

// TestRollcallChangesTheHeads: who is not found at a count is no longer among the heads of that moment, and
// is among them again once found: whoever counts meals counts from these heads.
func TestRollcallChangesTheHeads(t *testing.T) {
	g := open(t, 8)
	here := func() (n int) {
		t.Helper()
		if err := g.See(g.lan, func(tx *db.Tx) error {
			count, err := presence.CountAt(tx, presence.CensusInput{})
			for _, c := range count.Campuses {
				n += c.Numbers.Present
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	call := g.begun(care.StartRollcallInput{WardID: g.ward})
	before := here()
	g.ticked(call.ID, care.AnswerNotFound, g.people[1])
	if n := here(); n != before-1 {
		t.Errorf("%d are here, were %d", n, before)
	}
	g.Clock.Add(4 * time.Minute)
	g.ticked(call.ID, care.AnswerHere, g.people[1])
	if n := here(); n != before {
		t.Errorf("found: %d are here, were %d", n, before)
	}
}

// TestRollcallIsOverdue: a count that nobody took is due, then overdue, then missed when the next is
// due; one that was signed too late says so.
func TestRollcallIsOverdue(t *testing.T) {
	g := open(t, 8)
	state := func(hour int) care.RollState {
		t.Helper()
		for _, r := range g.rolls(care.RollcallsInput{}) {
			if r.WardID == g.ward && !r.DueAt.IsZero() && r.DueAt.In(time.FixedZone("", 7*3600)).Hour() == hour {
				return r.State
			}
		}
		return ""
	}
	if state(6) != care.RollMissed || state(17) != care.RollOverdue || state(21) != care.RollComing {
		t.Errorf("at 18:42: %s, %s, %s", state(6), state(17), state(21))
	}
	var waiting []care.RollTurn
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { waiting, err = care.RollcallsWaiting(tx); return err }); err != nil || len(waiting) != 2 {
		t.Errorf("waiting: %+v, %v", waiting, err)
	}
	call := g.begun(care.StartRollcallInput{WardID: g.ward})
	g.ticked(call.ID, care.AnswerHere, g.people...)
	if _, err := g.closing(g.lan, call.ID); err != nil {
		t.Fatal(err)
	}
	if state(17) != care.RollLate {
		t.Errorf("signed at 18:42: %s", state(17))
	}
	g.Clock.Add(2 * time.Hour) // 20:42
	if state(21) != care.RollDueNow {
		t.Errorf("at 20:42: %s", state(21))
	}
	call = g.begun(care.StartRollcallInput{WardID: g.ward})
	if state(21) != care.RollRunning {
		t.Errorf("begun: %s", state(21))
	}
	g.ticked(call.ID, care.AnswerHere, g.people...)
	if _, err := g.closing(g.lan, call.ID); err != nil || state(21) != care.RollDone {
		t.Errorf("signed in time: %s, %v", state(21), err)
	}
	if l := g.rolls(care.RollcallsInput{Day: value.MustDay("2026-11-20")}); len(l) != 3 || l[2].State != care.RollOverdue {
		t.Errorf("yesterday: %+v", l)
	}
}

// TestEmergencyByMany: several carers count a campus at once on their phones; everybody is counted
// once, who has no bed is on the list, and only who answers for the whole campus signs.
func TestEmergencyByMany(t *testing.T) {
	g := open(t, 16)
	var other, roofless uint64
	g.Do(func(tx *db.Tx) error {
		roofless = g.people[15]
		if _, err := presence.Discharge(tx, presence.DischargeInput{ResidentID: roofless, Reason: "a"}); err != nil {
			return err
		}
		if _, err := presence.Admit(tx, presence.AdmitInput{ResidentID: roofless, CampusID: g.one, Category: "A3"}); err != nil {
			return err
		}
		z, err := wards.AddZone(tx, g.one, wards.ZoneInput{Kind: wards.ZoneMale, Name: "Phân khu nam", From: value.MustDay("2026-01-01")})
		if err != nil {
			return err
		}
		w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu C", Sex: wards.ForMen, From: value.MustDay("2026-01-01")})
		other = w.ID
		return err
	})
	call := g.begun(care.StartRollcallInput{CampusID: g.one, Place: "Sân cờ"})
	if call.Kind != care.RollEmergency || call.WardID != nil {
		t.Fatalf("%+v", call)
	}
	_, err := g.begin(g.lan, care.StartRollcallInput{CampusID: g.two})
	refuses(t, err, fault.NotFound, "db.not_found")
	_, err = g.begin(g.lan, care.StartRollcallInput{})
	refuses(t, err, fault.Invalid, "care.rollcall.where_missing")
	var wg sync.WaitGroup
	for n, by := range []db.Actor{g.lan, g.hai, g.lan, g.hai} {
		wg.Go(func() {
			if _, err := g.tick(by, call.ID, care.AnswerHere, g.people[4*n:4*n+4]...); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	l := g.roll(call.ID)
	if n := len(l.Unanswered()); len(l.People) != 16 || n != 0 || answerOf(l, roofless) != care.AnswerHere {
		t.Errorf("%d people, %d not counted", len(l.People), n)
	}
	narrow := dbtest.Person(7, carer, g.one)
	narrow.Grants[0].Ward = other
	_, err = g.tick(narrow, call.ID, care.AnswerHere, g.people[0])
	refuses(t, err, fault.NotFound, "db.not_found")
	_, err = g.tick(g.lan, call.ID, care.AnswerHere, g.strangers[0])
	refuses(t, err, fault.Invalid, "care.rollcall.not_listed")
	_, err = g.tick(g.lan, call.ID, "asleep", g.people[0])
	refuses(t, err, fault.Invalid, "care.rollcall.answer_unknown")
	if done, err := g.closing(g.hai, call.ID); err != nil || done.Present != 16 {
		t.Errorf("%+v, %v", done, err)
	}
	if next := g.begun(care.StartRollcallInput{CampusID: g.one}); next.ID == call.ID {
		t.Error("a new emergency is a new count")
	}
}

// TestRollcallIsFlat: a count takes as many statements for eight people as for eighty.
func TestRollcallIsFlat(t *testing.T) {
	statements := map[string]int{}
	for _, people := range []int{8, 80} {
		g := open(t, people)
		call := g.begun(care.StartRollcallInput{WardID: g.ward})
		for what, do := range map[string]func(*db.Tx) error{
			"list": func(tx *db.Tx) error { _, err := care.RollcallOf(tx, call.ID); return err },
			"day":  func(tx *db.Tx) error { _, err := care.RollcallsOn(tx, care.RollcallsInput{}); return err },
			"ticks": func(tx *db.Tx) error {
				_, err := care.Tick(tx, care.TickInput{RollcallID: call.ID, Residents: g.people, Answer: care.AnswerHere})
				return err
			},
		} {
			ctx, n := db.Counting(t.Context())
			if err := g.House.House.Write(ctx, g.lan, "test.count", do); err != nil {
				t.Fatal(err)
			}
			if before, there := statements[what]; there && before != n() {
				t.Errorf("%s: %d statements for 8 people, %d for 80", what, before, n())
			}
			statements[what] = n()
		}
	}
}

// answerOf is what was said last of somebody.
func answerOf(l *care.RollList, resident uint64) care.RollAnswer {
	for _, p := range l.People {
		if p.ResidentID == resident {
			return p.Answer
		}
	}
	return "?"
}
