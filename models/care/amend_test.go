package care_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/value"
)

func (g *house) amend(as db.Actor, in care.AmendInput) (m *care.Mark, err error) {
	err = g.As(as, func(tx *db.Tx) (err error) { m, err = care.AmendMark(tx, in); return err })
	return m, err
}

func (g *house) undo(as db.Actor, in care.UndoInput) (out *care.UndoneRound, err error) {
	in.WardID = g.in(in.WardID)
	err = g.As(as, func(tx *db.Tx) (err error) { out, err = care.UndoRound(tx, in); return err })
	return out, err
}

func TestCorrectionNamesTheOldMark(t *testing.T) {
	g := open(t, 8)
	g.ok(g.all())
	who := g.people[0]
	old := g.marks(who)[0]
	_, err := g.amend(g.hai, care.AmendInput{MarkID: old.ID, Found: care.Found{Ate: "half", Response: "told_nurse"}})
	refuses(t, err, fault.Invalid, "care.reason_missing")
	_, err = g.amend(g.hai, care.AmendInput{MarkID: old.ID, Found: care.Found{Ate: "half"}, Reason: "Đếm nhầm"})
	refuses(t, err, fault.Invalid, "care.response_missing")
	_, err = g.amend(g.hai, care.AmendInput{MarkID: old.ID, Reason: "Đếm nhầm"})
	refuses(t, err, fault.Conflict, "care.nothing_changed")
	g.Clock.Add(time.Hour)
	next, err := g.amend(g.hai, care.AmendInput{MarkID: old.ID, Found: care.Found{Ate: "half", Response: "told_nurse"}, Reason: "Đếm nhầm"})
	if err != nil || next.AmendsID == nil || *next.AmendsID != old.ID || next.Turn != 1 || next.RecordedBy != 8 || !next.At.Equal(old.At) || next.Mood != care.Usual || next.Exceptions != 1 {
		t.Fatalf("got %+v, %v", next, err)
	}
	m := g.marks(who)
	if len(m) != 2 || m[0].Ate != care.Usual || m[0].Reason != "" || m[1].Reason != "Đếm nhầm" {
		t.Errorf("the old mark must stand as it was: %+v", m)
	}
	if s := g.state(who); s.Ate != care.Half || s.Turn != 1 || s.RecordedBy != 8 {
		t.Errorf("state %+v", s)
	}
	if b := bed(g.sheet(care.SheetInput{}), who); b.Mark.MarkID != next.ID || b.Mark.Reason != "Đếm nhầm" || b.Last.Signs.Ate != care.Half {
		t.Errorf("sheet %+v", b.Mark)
	}
	_, err = g.amend(g.lan, care.AmendInput{MarkID: old.ID, Found: care.Found{Ate: "little", Response: "told_nurse"}, Reason: "x"})
	refuses(t, err, fault.Conflict, "care.amended_meanwhile")
	t.Run("BackToUsual", func(t *testing.T) {
		back, err := g.amend(g.lan, care.AmendInput{MarkID: next.ID, Found: care.Found{Ate: "usual"}, Reason: "Ăn hết sau đó"})
		if err != nil || back.Exceptions != 0 || back.Response != care.NoResponse {
			t.Errorf("got %+v, %v", back, err)
		}
	})
	t.Run("OlderRoundLeavesTheState", func(t *testing.T) {
		g.ok(care.RoundInput{SlotID: g.slots["10:30"], ShiftDay: dbtest.Today, At: at(t, "2026-11-21 10:40"), Rooms: []care.RoomSeen{g.room(0)}})
		m := g.marks(g.people[1])
		if _, err := g.amend(g.lan, care.AmendInput{MarkID: m[0].ID, Found: care.Found{Slept: "none", Response: "watching"}, Reason: "Nhớ lại"}); err != nil {
			t.Fatal(err)
		}
		if s := g.state(g.people[1]); s.Slept != care.Usual || s.SlotID != g.slots["17:00"] {
			t.Errorf("state %+v", s)
		}
	})
	t.Run("OutOfReach", func(t *testing.T) {
		_, err := g.amend(dbtest.Person(9, carer, g.two), care.AmendInput{MarkID: g.marks(g.people[2])[0].ID, TakeBack: true, Reason: "x"})
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v", err)
		}
	})
}

func TestTakenBackIsNotSeen(t *testing.T) {
	g := open(t, 8)
	g.ok(care.RoundInput{SlotID: g.slots["10:30"], ShiftDay: dbtest.Today, At: at(t, "2026-11-21 10:40"), Rooms: []care.RoomSeen{g.room(0)}})
	g.ok(g.all())
	who := g.people[0]
	m := g.marks(who)
	next, err := g.amend(g.lan, care.AmendInput{MarkID: m[1].ID, TakeBack: true, Reason: "Lúc đó chị không có trong phòng"})
	if err != nil || !next.Taken() {
		t.Fatalf("got %+v, %v", next, err)
	}
	if s := g.sheet(care.SheetInput{}); bed(s, who).Mark != nil || s.Left() != 1 {
		t.Error("still seen")
	}
	if s := g.state(who); s == nil || s.SlotID != g.slots["10:30"] {
		t.Errorf("the round before is the newest again: %+v", s)
	}
	out := g.ok(care.RoundInput{People: []care.PersonFound{found(who, care.Found{Seen: "usual"})}})
	if out.Recorded != 1 {
		t.Errorf("got %+v", out)
	}
	if m := g.marks(who); len(m) != 4 || m[3].Turn != 2 || m[3].Cause != care.Again || *m[3].AmendsID != next.ID {
		t.Errorf("marks %+v", m)
	}
}

func TestUndoTakesBackOnesOwn(t *testing.T) {
	g := open(t, 16)
	g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(0)}})
	in := care.UndoInput{SlotID: g.slots["17:00"], ShiftDay: dbtest.Today, Residents: g.people}
	_, err := g.undo(g.hai, in)
	refuses(t, err, fault.Conflict, "care.nothing_to_undo")
	g.Clock.Add(9 * time.Minute)
	out, err := g.undo(g.lan, in)
	if err != nil || out.Undone != 8 {
		t.Fatalf("%+v, %v", out, err)
	}
	if s := g.sheet(care.SheetInput{}); s.Seen != 0 || g.state(g.people[0]) != nil {
		t.Error("still seen")
	}
	if m := g.marks(g.people[0]); len(m) != 2 || !m[1].Taken() || m[1].Cause != care.Undone {
		t.Errorf("nothing is erased: %+v", m)
	}
	g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(0)}})
	g.Clock.Add(11 * time.Minute)
	_, err = g.undo(g.lan, in)
	refuses(t, err, fault.Conflict, "care.nothing_to_undo")
}

func TestNormIsTheOwnUsualDay(t *testing.T) {
	half := care.AllUsual
	half.Ate = care.Half
	pain := care.AllUsual
	pain.Seen, pain.Medicine = care.Pain, care.Refused
	night := care.AllUsual
	night.Ate = care.NotAsked
	times := func(s care.Signs, n int) (out []care.Signs) {
		for range n {
			out = append(out, s)
		}
		return out
	}
	for _, c := range []struct {
		name string
		week []care.Signs
		want care.Signs
	}{
		{"nothing known", nil, care.AllUsual},
		{"half in most rounds", append(times(half, 8), times(care.AllUsual, 7)...), half},
		{"half in as many as not", append(times(half, 7), times(care.AllUsual, 7)...), care.AllUsual},
		{"too few rounds", times(half, 4), care.AllUsual},
		{"rounds without a meal do not count", append(times(half, 5), times(night, 20)...), half},
		{"pain and refused medicine are never usual", times(pain, 30), care.AllUsual},
	} {
		if got := care.Learn(c.week, 5); got != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestNormIsLearntAtNight(t *testing.T) {
	g := open(t, 8)
	who := g.people[0]
	for day := -7; day <= 0; day++ {
		for _, slot := range []string{"06:00", "10:30"} {
			moment := at(t, "2026-11-21 "+slot).AddDate(0, 0, day)
			g.Clock.Set(moment.Add(time.Minute))
			g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(0)}, People: []care.PersonFound{found(who, care.Found{Ate: "half", Response: "fed_again"})}})
		}
	}
	g.Clock.Set(at(t, "2026-11-22 04:00"))
	var people, mended int
	g.Do(func(tx *db.Tx) (err error) { people, mended, err = care.LearnNorms(tx); return err })
	if people != 8 || mended != 0 {
		t.Errorf("%d people, %d mended", people, mended)
	}
	b := bed(g.sheet(care.SheetInput{}), who)
	if b.Norm.Ate != care.Half || b.NormOn != 14 || b.NormDays != (value.Period{From: value.MustDay("2026-11-15"), To: value.MustDay("2026-11-21")}) {
		t.Errorf("norm %+v of %d rounds, %+v", b.Norm, b.NormOn, b.NormDays)
	}
	g.Clock.Set(at(t, "2026-11-22 06:10"))
	out := g.ok(g.all())
	if m := g.marks(who); out.Exceptions != 0 || m[len(m)-1].Ate != care.Half {
		t.Errorf("half a meal is as usual for this person: %+v", m[len(m)-1])
	}
	t.Run("StatesAreProven", func(t *testing.T) {
		g.Do(func(tx *db.Tx) error {
			_, err := db.Set[care.State](tx, map[string]any{"mood": care.Sad}, "resident_id = ?", who)
			return err
		})
		g.Do(func(tx *db.Tx) (err error) { _, mended, err = care.LearnNorms(tx); return err })
		if mended != 1 || g.state(who).Mood != care.Usual {
			t.Errorf("%d mended, %+v", mended, g.state(who))
		}
	})
}

func TestBoardSaysWhatIsDue(t *testing.T) {
	g := open(t, 16)
	g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(0)}, People: []care.PersonFound{
		found(g.people[0], care.Found{Ate: "half", Response: "told_nurse"}),
		found(g.people[1], care.Found{Seen: "hurt", Response: "first_aid", Note: "Ngã ở cửa"}),
	}})
	g.Do(func(tx *db.Tx) error {
		if _, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: g.people[9], Kind: presence.Missing, At: dbtest.Now}); err != nil {
			return err
		}
		_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: g.people[10], Kind: presence.Leave, At: at(t, "2026-11-17 08:00"), DueBackOn: value.MustDay("2026-11-20")})
		return err
	})
	var b *care.Board
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { b, err = care.WardBoard(tx, g.ward); return err }); err != nil {
		t.Fatal(err)
	}
	var kinds []care.TodoKind
	for _, todo := range b.Todo {
		kinds = append(kinds, todo.Kind)
	}
	want := []care.TodoKind{care.FindPerson, care.SeeGrave, care.ComeBack, care.WalkRound, care.SeeAgain, care.RoundNext}
	if len(kinds) != len(want) {
		t.Fatalf("got %v", kinds)
	}
	for i := range want {
		if kinds[i] != want[i] {
			t.Errorf("got %v, want %v", kinds, want)
		}
	}
	if b.Todo[3].Left != 6 || b.Next.Slot.Clock() != "21:00" || b.Here != 14 || b.Away != 2 || b.Changed != 2 {
		t.Errorf("board %+v", b.Todo)
	}
}

func TestRoundsAreListed(t *testing.T) {
	g := open(t, 8)
	g.ok(care.RoundInput{SlotID: g.slots["10:30"], ShiftDay: dbtest.Today, At: at(t, "2026-11-21 10:40"), Rooms: []care.RoomSeen{g.room(0)}})
	g.ok(care.RoundInput{Rooms: []care.RoomSeen{g.room(0, g.people[0])}})
	var list []care.Walked
	read := func(in care.RoundsInput) error {
		in.WardID = g.ward
		return g.See(g.lan, func(tx *db.Tx) (err error) { list, err = care.Rounds(tx, in); return err })
	}
	if err := read(care.RoundsInput{From: dbtest.Today, To: dbtest.Today}); err != nil {
		t.Fatal(err)
	}
	if len(list) != 3 || list[0].Round.Slot.Clock() != "17:00" || list[0].Seen != 7 || list[1].Seen != 8 || list[1].Late != 8 || list[2].Seen != 0 || list[2].LastAt != nil {
		t.Errorf("got %+v", list)
	}
	refuses(t, read(care.RoundsInput{From: dbtest.Today.AddDays(-40), To: dbtest.Today}), fault.Invalid, "care.range_too_long")
	var mine *care.MyShift
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { mine, err = care.MyRounds(tx); return err }); err != nil {
		t.Fatal(err)
	}
	if len(mine.Wards) != 1 || mine.Turn.Shift.Code != "afternoon" || len(mine.Wards[0].Rounds) != 2 || mine.Wards[0].Here != 8 || mine.Wards[0].Next() == nil || mine.Wards[0].Next().Seen != 7 || !mine.Wards[0].Rounds[1].Coming {
		t.Errorf("got %+v", mine)
	}
}

// TestTwoCarersOnOneWard lets carers attest the same ward at the same moment: each person is
// recorded once, everybody gets a result, and nobody gets an error.
func TestTwoCarersOnOneWard(t *testing.T) {
	g := furnish(t, dbtest.OpenLive(t), 16)
	now := g.Now()
	var s *care.Sheet
	if err := g.See(g.lan, func(tx *db.Tx) (err error) { s, err = care.RoundSheet(tx, care.SheetInput{WardID: g.ward}); return err }); err != nil {
		t.Fatal(err)
	}
	book := g.all()
	book.SlotID, book.ShiftDay, book.At = s.Round.Slot.ID, s.Round.Turn.Day, now
	const rivals = 8
	outs, errs := make([]*care.Round, rivals), make([]error, rivals)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range rivals {
		done.Add(1)
		go func() {
			defer done.Done()
			actor := dbtest.Person(uint64(20+i), carer, g.one)
			in := book
			if i%2 == 1 { // half of them begin at the other end, or say something else of one person
				in.People = []care.PersonFound{found(g.people[15], care.Found{Mood: "sad", Response: "calmed"})}
			}
			start.Wait()
			errs[i] = g.Write(context.Background(), actor, "care.record_round", func(tx *db.Tx) (err error) { outs[i], err = care.RecordRound(tx, in); return err })
		}()
	}
	start.Done()
	done.Wait()
	recorded := 0
	for i := range rivals {
		if errs[i] != nil {
			t.Fatalf("carer %d: %v", i, errs[i])
		}
		recorded += outs[i].Recorded
		if len(outs[i].People) != 16 || outs[i].Of(care.Rejected) != 0 {
			t.Errorf("carer %d: %+v", i, outs[i])
		}
	}
	if recorded != 16 {
		t.Errorf("%d recorded", recorded)
	}
	for _, id := range g.people {
		if m := g.marks(id); len(m) != 1 || g.state(id) == nil || g.state(id).Signs != m[0].Signs {
			t.Errorf("%d has %d marks", id, len(m))
		}
	}
}

// TestRoundsInAnyOrder records, repeats, corrects and undoes at random, in any order of rounds, and
// compares what is left with a simple book.
func TestRoundsInAnyOrder(t *testing.T) {
	g := open(t, 8)
	slots := []string{"06:00", "10:30", "17:00"}
	rapid.Check(t, func(t *rapid.T) {
		g.Do(func(tx *db.Tx) error {
			if _, err := db.RemoveWhere[care.State](tx, "id > 0"); err != nil {
				return err
			}
			_, err := db.RemoveWhere[care.Mark](tx, "id > 0")
			return err
		})
		type key struct{ who, slot int }
		want := map[key]care.Signs{}
		for range rapid.IntRange(1, 12).Draw(t, "acts") {
			k := key{rapid.IntRange(0, 7).Draw(t, "who"), rapid.IntRange(0, 2).Draw(t, "slot")}
			moment := at(g.T, "2026-11-21 "+slots[k.slot])
			id, slot := g.people[k.who], g.slots[slots[k.slot]]
			signs, words := care.AllUsual, care.Found{Ate: "usual"}
			if rapid.Bool().Draw(t, "half") {
				signs.Ate, words = care.Half, care.Found{Ate: "half", Response: "helped"}
			}
			is, seen := want[k]
			switch rapid.SampledFrom([]string{"record", "record", "amend", "undo"}).Draw(t, "act") {
			case "record":
				out, err := g.record(g.lan, care.RoundInput{SlotID: slot, ShiftDay: dbtest.Today, At: moment, People: []care.PersonFound{found(id, words)}})
				if err != nil {
					t.Fatal(err)
				}
				outcome := care.Recorded
				switch {
				case seen && is == signs:
					outcome = care.Already
				case seen:
					outcome = care.Differs
				default:
					want[k] = signs
				}
				if out.People[0].Outcome != outcome {
					t.Fatalf("%v: %s, want %s", k, out.People[0].Outcome, outcome)
				}
			case "amend":
				if !seen {
					continue
				}
				var newest care.Mark
				for _, m := range g.marks(id) {
					if m.SlotID == slot {
						newest = m
					}
				}
				_, err := g.amend(g.hai, care.AmendInput{MarkID: newest.ID, Found: words, Reason: "Ghi lại"})
				if (err != nil) != (is == signs) {
					t.Fatalf("%v: %v", k, err)
				}
				want[k] = signs
			case "undo":
				_, err := g.undo(g.lan, care.UndoInput{SlotID: slot, ShiftDay: dbtest.Today, Residents: []uint64{id}})
				if err == nil {
					delete(want, k)
				} else if fault.KeyOf(err) != "care.nothing_to_undo" {
					t.Fatal(err)
				}
			}
		}
		var sheets []*care.Sheet
		for _, slot := range slots {
			sheets = append(sheets, g.sheet(care.SheetInput{SlotID: g.slots[slot], ShiftDay: dbtest.Today}))
		}
		for who, id := range g.people {
			newest := -1
			for slot := range slots {
				b := bed(sheets[slot], id)
				is, seen := want[key{who, slot}]
				if seen != (b.Mark != nil) || seen && b.Mark.Signs != is {
					t.Fatalf("person %d in %s: %+v, want %+v", who, slots[slot], b.Mark, is)
				}
				if seen {
					newest = slot
				}
			}
			st := g.state(id)
			if (st == nil) != (newest < 0) || st != nil && (st.SlotID != g.slots[slots[newest]] || st.Signs != want[key{who, newest}]) {
				t.Fatalf("state of person %d: %+v", who, st)
			}
		}
	})
}
