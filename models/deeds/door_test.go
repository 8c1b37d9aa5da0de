package deeds_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/deeds"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// gate is a house with people who come and go, from a Monday morning on.
type gate struct {
	*dbtest.House
	ids map[string]uint64
}

func atTheGate(t *testing.T) *gate {
	t.Helper()
	g := &gate{House: dbtest.Open(t), ids: map[string]uint64{}}
	g.Clock.Set(time.Date(2026, 11, 16, 1, 0, 0, 0, time.UTC)) // eight in the morning
	g.Do(settings.Seed)
	for _, role := range []string{"admin", "director", "inspector", "manager", "nurse"} {
		g.Do(func(tx *db.Tx) error {
			m, err := staff.AddMember(tx, staff.AddMemberInput{Username: role, Password: "x", Settled: true, MemberInput: staff.MemberInput{Name: "Họ Tên " + role}})
			if err != nil {
				return err
			}
			g.ids[role] = m.ID
			_, err = staff.GrantRole(tx, m.ID, staff.GrantInput{Role: role})
			return err
		})
	}
	return g
}

func (g *gate) actor(username string) (a db.Actor) {
	g.T.Helper()
	if err := g.See(db.System("test"), func(tx *db.Tx) (err error) {
		a, err = staff.ActorFor(tx, g.ids[username], tx.Today())
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return a
}

// happens writes a deed as the door writes it: who acted ("" is nobody yet), about whose account.
func (g *gate) happens(action, by, about, address string, details ...any) {
	g.T.Helper()
	g.Clock.Add(time.Second)
	actor := db.System("test")
	if by != "" {
		actor = g.actor(by)
	}
	if err := g.Write(context.Background(), actor, action, func(tx *db.Tx) error {
		if about != "" {
			tx.Concerns("staff", g.ids[about], 0)
		}
		tx.Detail("address", address)
		for i := 0; i < len(details); i += 2 {
			tx.Detail(details[i].(string), details[i+1])
		}
		return nil
	}); err != nil {
		g.T.Fatal(err)
	}
}

func (g *gate) close() (written int) {
	g.T.Helper()
	if err := g.Write(context.Background(), db.System("jobs"), "deeds.close_door_week", func(tx *db.Tx) (err error) {
		written, err = deeds.CloseDoorWeeks(tx)
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return written
}

func (g *gate) weeks(who string, in deeds.DoorWeeksInput) (weeks []deeds.DoorWeek, next value.Day) {
	g.T.Helper()
	if err := g.See(g.actor(who), func(tx *db.Tx) (err error) { weeks, next, err = deeds.DoorWeeks(tx, in); return err }); err != nil {
		g.T.Fatal(err)
	}
	return weeks, next
}

func (g *gate) mark(who string, in deeds.MarkDoorInput) (w *deeds.DoorWeek, err error) {
	err = g.As(g.actor(who), func(tx *db.Tx) (err error) { w, err = deeds.MarkDoorWeek(tx, in); return err })
	return w, err
}

// hour sets the clock to an hour of the centre's day, as many days after the Monday.
func (g *gate) hour(days, hour int) {
	g.Clock.Set(time.Date(2026, 11, 16+days, hour-7, 0, 0, 0, time.UTC))
}

// TestWeeksAtTheDoor lives through a week of sign-ins, failures and rights, lets it end, and reads what the
// house puts together: the sums, and what was out of the ordinary and nothing else.
func TestWeeksAtTheDoor(t *testing.T) {
	g := atTheGate(t)
	if n := g.close(); n != 0 {
		t.Fatalf("a house of this week has %d weeks that are over", n)
	}
	const office, far = "10.0.0.5", "203.0.113.9"
	g.happens("staff.sign_in", "nurse", "nurse", office)
	g.happens("staff.sign_in_pin", "nurse", "nurse", office)
	g.happens("staff.sign_in_code", "admin", "admin", office)
	for range 2 { // twice locked
		g.happens("staff.sign_in_failed", "", "nurse", office, "locked", true)
	}
	g.happens("staff.sign_in_failed", "", "manager", office, "locked", true) // once is nothing
	for range 9 {
		g.happens("staff.sign_in_failed", "", "nurse", far)
	}
	g.happens("staff.sign_in_failed", "", "", far) // the tenth, for a name that nobody has
	g.happens("staff.pin_failed", "", "director", office)
	g.happens("staff.grant", "admin", "manager", office, "role", "director")
	g.happens("staff.grant", "admin", "nurse", office, "role", "carer")
	g.happens("staff.end_grant", "admin", "nurse", office, "role", "carer")
	g.happens("staff.add", "admin", "nurse", office)
	g.happens("staff.disable", "admin", "nurse", office)
	g.happens("staff.enable", "admin", "nurse", office)
	g.happens("staff.reset", "", "nurse", "")
	g.happens("staff.reset_code", "admin", "director", office)
	g.hour(1, 21)
	g.happens("staff.sign_in_code", "admin", "admin", far) // not yet at night
	g.hour(1, 22)
	g.happens("staff.sign_in_code", "admin", "admin", far)
	g.happens("staff.sign_in", "nurse", "nurse", office) // a nurse works at night
	g.hour(2, 6)
	g.happens("staff.sign_in_code", "admin", "admin", far)
	g.hour(6, 23)
	if n := g.close(); n != 0 {
		t.Errorf("a week was closed on its Sunday: %d", n)
	}
	if _, err := g.mark("director", deeds.MarkDoorInput{Week: value.MustDay("2026-11-16"), Found: "in_order"}); fault.Of(err).Key != "deeds.door.not_over" {
		t.Errorf("a week that is not over was marked: %v", err)
	}
	g.hour(7, 0)
	if _, err := g.mark("director", deeds.MarkDoorInput{Week: value.MustDay("2026-11-16"), Found: "in_order"}); fault.Of(err).Key != "deeds.door.not_yet" {
		t.Errorf("a week that was not put together was marked: %v", err)
	}
	g.happens("staff.sign_in", "nurse", "nurse", office) // of the next week
	if n := g.close(); n != 1 {
		t.Fatalf("%d weeks were closed on Monday", n)
	}
	if n := g.close(); n != 0 {
		t.Errorf("%d were closed a second time", n)
	}
	weeks, _ := g.weeks("director", deeds.DoorWeeksInput{})
	if len(weeks) != 1 {
		t.Fatalf("weeks: %+v", weeks)
	}
	w := weeks[0]
	if w.Week != value.MustDay("2026-11-16") || w.DueOn != value.MustDay("2026-11-29") || !w.Waits() || w.Late(w.DueOn) || !w.Late(w.DueOn.AddDays(1)) {
		t.Errorf("the week: %+v", w)
	}
	if want := (deeds.DoorSums{Entered: 7, Failed: 14, Locked: 3, Opened: 2, Shut: 1, Given: 2, Taken: 1}); w.DoorSums != want {
		t.Errorf("sums %+v, want %+v", w.DoorSums, want)
	}
	var told []string
	for _, l := range w.Lines {
		told = append(told, strings.Join([]string{l.Kind, l.MemberName, l.ByName, l.Address, l.Role}, "|"))
		switch {
		case l.Kind == deeds.ManyFailures && (l.Times != 10 || l.Accounts != 1), l.Kind == deeds.LockedOften && l.Times != 2, l.Kind == deeds.NightEntry && l.Times != 1, !l.LastAt.After(l.FirstAt) && l.Times > 1:
			t.Errorf("the line %+v", l)
		}
	}
	want := []string{"locked|Họ Tên nurse|||", "address|||" + far + "|", "night|Họ Tên admin||" + far + "|", "second_off|Họ Tên director|Họ Tên admin||", "appointed|Họ Tên manager|Họ Tên admin||director", "reset|Họ Tên nurse|||"}
	if !slices.Equal(told, want) {
		t.Errorf("out of the ordinary:\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}

// TestAWeekAtTheDoorIsGoneThroughOnce marks a week, and fails to mark it again, without a right to, or
// without a word about what was strange.
func TestAWeekAtTheDoorIsGoneThroughOnce(t *testing.T) {
	g := atTheGate(t)
	for range 2 {
		g.happens("staff.sign_in_failed", "", "nurse", "10.0.0.5", "locked", true)
	}
	g.hour(7, 5)
	g.close()
	monday := value.MustDay("2026-11-16")
	for _, who := range []string{"inspector", "admin", "manager", "nurse"} {
		if _, err := g.mark(who, deeds.MarkDoorInput{Week: monday, Found: "in_order", Note: "x"}); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s marks a week: %v", who, err)
		}
	}
	for _, who := range []string{"admin", "manager", "nurse"} {
		if err := g.See(g.actor(who), func(tx *db.Tx) error { _, _, err := deeds.DoorWeeks(tx, deeds.DoorWeeksInput{}); return err }); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s reads the door of the whole centre: %v", who, err)
		}
	}
	if _, err := g.mark("director", deeds.MarkDoorInput{Week: monday, Found: "in_order"}); len(fault.Of(err).Fields) == 0 {
		t.Errorf("something strange needs a word: %v", err)
	}
	waiting := func() (n int) {
		if err := g.See(g.actor("director"), func(tx *db.Tx) error {
			weeks, err := deeds.WaitingDoorWeeks(tx)
			n = len(weeks)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := waiting(); n != 1 {
		t.Errorf("%d weeks wait", n)
	}
	w, err := g.mark("director", deeds.MarkDoorInput{Week: monday.AddDays(3), Found: "asked", Note: " Quên mật khẩu, đã hỏi "})
	if err != nil || w.Found != "asked" || w.Note != "Quên mật khẩu, đã hỏi" || w.Week != monday {
		t.Fatalf("marked: %+v, %v", w, err)
	}
	if _, err := g.mark("director", deeds.MarkDoorInput{Week: monday, Found: "breach", Note: "Khác"}); fault.Of(err).Key != "deeds.door.marked" {
		t.Errorf("marked twice: %v", err)
	}
	weeks, _ := g.weeks("inspector", deeds.DoorWeeksInput{})
	if len(weeks) != 1 || weeks[0].Found != "asked" || weeks[0].Note != "Quên mật khẩu, đã hỏi" || *weeks[0].MarkedBy != g.ids["director"] || weeks[0].MarkedName != "Họ Tên director" || !weeks[0].MarkedAt.Equal(g.Now()) {
		t.Errorf("the inspector reads %+v", weeks)
	}
	if n := waiting(); n != 0 {
		t.Errorf("%d weeks wait afterwards", n)
	}
	var by uint64
	var detail, kept string
	if err := g.Raw().QueryRow("SELECT actor_id, detail FROM db_deeds WHERE subject = 'door_week'").Scan(&by, &detail); err != nil || by != g.ids["director"] || !strings.Contains(detail, `"week":"2026-11-16"`) || strings.Contains(detail, "Quên") {
		t.Errorf("the deed: by %d, %s, %v", by, detail, err)
	}
	if err := g.Raw().QueryRow("SELECT note FROM deeds_door_marks").Scan(&kept); err != nil || strings.Contains(kept, "Quên") {
		t.Errorf("the note lies open: %s, %v", kept, err)
	}
}

// TestMissedWeeksAtTheDoorAreMadeUpFor lets the house stand still for three weeks, turns pages, and marks
// one week by two people at once.
func TestMissedWeeksAtTheDoorAreMadeUpFor(t *testing.T) {
	g := atTheGate(t)
	g.happens("staff.sign_in", "nurse", "nurse", "10.0.0.5")
	g.hour(7, 5)
	if n := g.close(); n != 1 {
		t.Fatalf("%d weeks", n)
	}
	g.hour(30, 9) // Wednesday, three weeks later
	if n := g.close(); n != 3 {
		t.Fatalf("%d weeks were made up for", n)
	}
	weeks, _ := g.weeks("director", deeds.DoorWeeksInput{Open: true})
	if len(weeks) != 4 || weeks[0].Week != value.MustDay("2026-11-16") || weeks[0].Entered != 1 || weeks[3].Week != value.MustDay("2026-12-07") || weeks[3].Entered != 0 {
		t.Fatalf("waiting: %+v", weeks)
	}
	director := g.actor("director")
	g.Raw().SetMaxOpenConns(4)
	ends := make(chan error, 4)
	for range cap(ends) {
		go func() {
			ends <- g.Write(context.Background(), director, "deeds.mark_door_week", func(tx *db.Tx) error {
				_, err := deeds.MarkDoorWeek(tx, deeds.MarkDoorInput{Week: weeks[0].Week, Found: "in_order"})
				return err
			})
		}()
	}
	done := 0
	for range cap(ends) {
		if err := <-ends; err == nil {
			done++
		} else if fault.KindOf(err) != fault.Conflict {
			t.Errorf("at once: %v", err)
		}
	}
	if done != 1 {
		t.Errorf("%d of four marks at once were kept", done)
	}
	if _, err := g.mark("director", deeds.MarkDoorInput{Week: weeks[1].Week, Found: "in_order"}); err != nil {
		t.Fatal(err)
	}
	all, next := g.weeks("director", deeds.DoorWeeksInput{Limit: 1})
	if len(all) != 3 || !all[0].Waits() || all[2].Week != weeks[1].Week || next != weeks[1].Week {
		t.Errorf("first the waiting, then one: %+v, next %v", all, next)
	}
	if rest, next := g.weeks("director", deeds.DoorWeeksInput{Limit: 1, After: next}); len(rest) != 1 || rest[0].Week != weeks[0].Week || !next.IsZero() {
		t.Errorf("the next page: %+v, %v", rest, next)
	}
	if one, _ := g.weeks("director", deeds.DoorWeeksInput{Week: weeks[1].Week.AddDays(6)}); len(one) != 1 || one[0].Week != weeks[1].Week {
		t.Errorf("the one week: %+v", one)
	}
}
