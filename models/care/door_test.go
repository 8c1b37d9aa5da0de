package care_test

import (
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
)

// TestDoorText: a code is read as people read it from a paper.
func TestDoorText(t *testing.T) {
	for in, want := range map[string]string{"7k3m-q2xp": "7K3MQ2XP", " 7K3M Q2XP ": "7K3MQ2XP", "o1iL": "0111", "Ấ?": "", "": ""} {
		if got := care.DoorText(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if got := care.SpellDoor("7K3MQ2XP"); got != "7K3M-Q2XP" {
		t.Errorf("spelt %q", got)
	}
}

// TestNightGaps: where nobody passed for longer than allowed, from the beginning of the night to its end, or
// to now.
func TestNightGaps(t *testing.T) {
	from := time.Date(2026, 11, 21, 15, 0, 0, 0, time.UTC) // 22:00 here
	n := care.Night{From: from, To: from.Add(7 * time.Hour), Longest: 2 * time.Hour}
	at := func(minutes ...int) (out []time.Time) {
		for _, m := range minutes {
			out = append(out, from.Add(time.Duration(m)*time.Minute))
		}
		return out
	}
	for _, c := range []struct {
		title  string
		passes []time.Time
		now    int
		want   []int // beginnings of the gaps
	}{
		{"nobody all night", nil, 600, []int{0}},
		{"every two hours", at(120, 240, 360), 600, nil},
		{"in any order", at(360, 120, 240), 600, nil},
		{"one minute too long", at(121, 240, 360), 600, []int{0}},
		{"two gaps", at(60, 200), 600, []int{60, 200}},
		{"before and after the night", at(-10, 430), 600, []int{0}},
		{"the night runs", at(60), 150, nil},
		{"the night runs and it is late", at(10), 150, []int{10}},
		{"not yet", nil, -60, nil},
	} {
		got := n.Gaps(c.passes, from.Add(time.Duration(c.now)*time.Minute))
		if len(got) != len(c.want) {
			t.Errorf("%s: %v", c.title, got)
			continue
		}
		for i, g := range got {
			if !g.From.Equal(from.Add(time.Duration(c.want[i]) * time.Minute)) {
				t.Errorf("%s: %v", c.title, got)
			}
		}
	}
}

func (g *house) keeper() db.Actor {
	return dbtest.Person(41, append([]string{care.Doors, care.Watches}, carer...), g.one)
}

func (g *house) doors() (d *care.DoorNight) {
	g.T.Helper()
	if err := g.See(g.keeper(), func(tx *db.Tx) (err error) { d, err = care.DoorsOf(tx, care.DoorsInput{WardID: g.ward}); return err }); err != nil {
		g.T.Fatal(err)
	}
	return d
}

func (g *house) pass(as db.Actor, code string) (p *care.DoorPass, err error) {
	err = g.As(as, func(tx *db.Tx) (err error) { p, err = care.PassDoor(tx, care.PassInput{Code: code}); return err })
	return p, err
}

// TestDoorCodes: each room gets a code once, drawn by lot; whoever may not print sees none; a renewed code is
// refused in words, and a door of another campus is no door at all.
func TestDoorCodes(t *testing.T) {
	g := open(t, 16)
	issue := func(as db.Actor) (made int, err error) {
		err = g.As(as, func(tx *db.Tx) error {
			out, err := care.IssueDoors(tx, care.OfWardDoors{WardID: g.ward})
			if err == nil {
				made = out.Made
			}
			return err
		})
		return made, err
	}
	_, err := issue(g.lan)
	refuses(t, err, fault.Forbidden, "fault.forbidden")
	for _, want := range []int{2, 0} {
		if made, err := issue(g.keeper()); err != nil || made != want {
			t.Fatalf("%d codes, %v", made, err)
		}
	}
	d := g.doors()
	one, other := d.Rooms[0].Code, d.Rooms[1].Code
	if len(one) != 8 || one == other || care.DoorText(one) != one {
		t.Fatalf("codes %q, %q", one, other)
	}
	if err := g.See(g.lan, func(tx *db.Tx) error {
		d, err := care.DoorsOf(tx, care.DoorsInput{WardID: g.ward})
		if err == nil && (d.Rooms[0].Code != "" || !d.Rooms[0].HasCode()) {
			t.Errorf("a carer sees %+v", d.Rooms[0])
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	p, err := g.pass(g.lan, care.SpellDoor(one))
	if err != nil || p.RoomID != g.rooms[0] || p.How != care.Scanned {
		t.Fatalf("%+v, %v", p, err)
	}
	if again, err := g.pass(g.lan, one); err != nil || again.ID != p.ID {
		t.Errorf("tapped twice: %+v, %v", again, err)
	}
	if another, err := g.pass(g.hai, one); err != nil || another.ID == p.ID {
		t.Errorf("somebody else: %+v, %v", another, err)
	}
	_, err = g.pass(g.lan, "ZZZZZZZZ")
	refuses(t, err, fault.Invalid, "care.door.unknown")
	_, err = g.pass(dbtest.Person(42, carer, g.two), one)
	refuses(t, err, fault.Invalid, "care.door.unknown")
	renew := func(reason string) error {
		return g.As(g.keeper(), func(tx *db.Tx) error {
			return second(care.RenewDoor(tx, care.RenewDoorInput{WardID: g.ward, RoomID: g.rooms[0], Reason: reason}))
		})
	}
	refuses(t, renew(""), fault.Invalid, "care.reason_missing")
	if err := renew("Giấy mất"); err != nil {
		t.Fatal(err)
	}
	_, err = g.pass(g.lan, one)
	refuses(t, err, fault.Conflict, "care.door.renewed")
	if now := g.doors().Rooms[0].Code; now == one || now == "" {
		t.Errorf("renewed to %q", now)
	}
}

// TestNightIsAskedAbout: who passed which door stands room by room; where nobody did for too long the nurse in
// charge is asked in the morning, once; a code of that night is not asked about.
func TestNightIsAskedAbout(t *testing.T) {
	g := open(t, 16) // two rooms, 18:42
	if err := g.As(g.keeper(), func(tx *db.Tx) error { return second(care.IssueDoors(tx, care.OfWardDoors{WardID: g.ward})) }); err != nil {
		t.Fatal(err)
	}
	codes := g.doors().Rooms
	night := dbtest.Today.At(time.FixedZone("+07", 7*3600), 22*60)
	for _, hours := range []int{1, 3, 5} {
		g.Clock.Set(night.Add(time.Duration(hours) * time.Hour))
		if _, err := g.pass(g.lan, codes[0].Code); err != nil {
			t.Fatal(err)
		}
	}
	if d := g.doors(); d.Missed() != 1 || len(d.Rooms[0].Passes) != 3 || len(d.Rooms[0].Gaps) != 0 || len(d.Rooms[1].Gaps) != 1 {
		t.Errorf("in the night: %+v", d.Rooms)
	}
	if n := g.work("care.doors", care.AskDoors); n != 0 {
		t.Errorf("%d questions before the night was over", n)
	}
	g.Clock.Set(night.Add(10 * time.Hour)) // 08:00
	if n := g.work("care.doors", care.AskDoors); n != 1 {
		t.Errorf("%d questions", n)
	}
	if n := g.work("care.doors", care.AskDoors); n != 0 {
		t.Errorf("%d questions again", n)
	}
	asked := func(as db.Actor) (list []care.DoubtIn) {
		t.Helper()
		if err := g.See(as, func(tx *db.Tx) (err error) { list, err = care.Doubts(tx, care.DoubtsInput{}); return err }); err != nil {
			t.Fatal(err)
		}
		return list
	}
	list := asked(g.keeper())
	if len(list) != 1 || list[0].Kind != care.DoorsUnpassed || list[0].Told().Rooms != 1 || list[0].Told().Minutes != 7*60 || list[0].Told().Room != codes[1].Name {
		t.Fatalf("the nurse in charge is asked: %+v", list)
	}
	if n := len(asked(g.lan)); n != 0 {
		t.Errorf("a carer reads %d questions about the ward", n)
	}
	answer := func(as db.Actor) error {
		return g.As(as, func(tx *db.Tx) error {
			return second(care.AnswerDoubt(tx, care.AnswerInput{DoubtID: list[0].ID, Answer: "Phòng có người sốt, ngồi tại chỗ"}))
		})
	}
	refuses(t, answer(g.lan), fault.NotFound, "db.not_found")
	if err := answer(g.keeper()); err != nil {
		t.Fatal(err)
	}
}
