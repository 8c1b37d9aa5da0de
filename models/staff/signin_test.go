package staff_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// signIn walks through the door as the edge does: read, compare, write.
func signIn(h *house, username, password, session string) (*staff.Member, error) {
	ctx := context.Background()
	var k staff.Knocker
	if err := h.Read(ctx, db.Actor{}, func(tx *db.Tx) (err error) { k, err = staff.Knock(tx, username); return err }); err != nil {
		return nil, err
	}
	ok, err := k.Answers(ctx, password)
	if err != nil {
		return nil, err
	}
	if !ok {
		var refusal *fault.Fault
		if err := h.Keep(ctx, db.System("sign-in"), "staff.sign_in_failed", func(tx *db.Tx) (err error) {
			refusal, err = staff.CountWrong(tx, k, "10.0.0.9")
			return err
		}); err != nil {
			return nil, err
		}
		return nil, refusal
	}
	var m *staff.Member
	err = h.Write(ctx, db.Actor{}, "staff.sign_in", func(tx *db.Tx) (err error) {
		if m, err = staff.Enter(tx, k); err != nil {
			return err
		}
		_, err = staff.OpenSession(tx, m.ID, staff.SessionInput{TokenHash: session, Kind: staff.PageSession, Device: "Chrome", Address: "10.0.0.9"})
		return err
	})
	return m, err
}

func TestSignIn(t *testing.T) {
	h := open(t)
	t.Run("the right password opens", func(t *testing.T) {
		m, err := signIn(h, " Nurse ", right, "s1")
		if err != nil || m.ID != h.nurse.ID {
			t.Fatalf("got %v, %v", m, err)
		}
	})
	t.Run("a wrong password and an unknown name sound the same", func(t *testing.T) {
		_, wrong := signIn(h, "nurse", "nope", "")
		_, unknown := signIn(h, "nobody.here", "nope", "")
		_, hostile := signIn(h, "'; DROP TABLE staff_members; --", "nope", "")
		for _, err := range []error{wrong, unknown, hostile} {
			f := fault.Of(err)
			if f.Key != "staff.wrong" || f.Kind != fault.Unauthenticated || f.Args["left"] != 4 {
				t.Errorf("got %v %v", err, f.Args)
			}
		}
	})
	t.Run("a right one forgets the wrong ones before it", func(t *testing.T) {
		for range 3 {
			_, err := signIn(h, "nurse", "nope", "")
			wants(t, err, "staff.wrong")
		}
		_, err := signIn(h, "nurse", right, "s2")
		wants(t, err, "")
		_, err = signIn(h, "nurse", "nope", "")
		if fault.Of(err).Args["left"] != 4 {
			t.Errorf("got %v", fault.Of(err).Args)
		}
	})
	t.Run("the fifth in a row locks for fifteen minutes, known or not", func(t *testing.T) {
		for _, name := range []string{"manager_b", "no.such.person"} {
			for i := range 5 {
				_, err := signIn(h, name, "nope", "")
				want := "staff.wrong"
				if i == 4 {
					want = "staff.locked"
				}
				wants(t, err, want)
			}
			_, err := signIn(h, name, right, "x"+name)
			if wants(t, err, "staff.locked"); fault.Of(err).Args["minutes"] != 16 && fault.Of(err).Args["minutes"] != 15 {
				t.Errorf("got %v", fault.Of(err).Args)
			}
		}
		h.Clock.Add(15 * time.Minute)
		_, err := signIn(h, "manager_b", right, "s3")
		wants(t, err, "")
	})
	t.Run("a manager lifts the lock where the person works", func(t *testing.T) {
		for range 5 {
			_, _ = signIn(h, "nurse", "nope", "")
		}
		_, err := signIn(h, "nurse", right, "s4")
		wants(t, err, "staff.locked")
		lift := func(actor db.Actor) error {
			return h.As(actor, func(tx *db.Tx) error { _, err := staff.LiftLock(tx, h.nurse.ID); return err })
		}
		locked := func() int {
			var people []staff.Person
			_ = h.See(h.runsOne, func(tx *db.Tx) (err error) {
				people, _, err = staff.People(tx, staff.Filter{State: "locked"}, db.Page{})
				return err
			})
			return len(people)
		}
		if locked() != 1 {
			t.Error("the list must show who is locked")
		}
		wants(t, lift(h.runsTwo), "db.not_found")
		wants(t, lift(h.nurses), "fault.forbidden")
		wants(t, lift(h.runsOne), "")
		if locked() != 0 {
			t.Error("the list must show nobody")
		}
		_, err = signIn(h, "nurse", right, "s5")
		wants(t, err, "")
	})
	t.Run("a closed account tells only its owner", func(t *testing.T) {
		m := h.add("quit", "Đỗ Văn Nghỉ", h.one, "nurse", h.one)
		h.Do(func(tx *db.Tx) error { _, err := staff.Disable(tx, m.ID, "Nghỉ việc"); return err })
		_, err := signIn(h, "quit", right, "s6")
		wants(t, err, "staff.is_closed")
		_, err = signIn(h, "quit", "nope", "")
		wants(t, err, "staff.wrong")
	})
	t.Run("a failure leaves a deed without the password", func(t *testing.T) {
		var n int
		if err := h.Raw().QueryRow("SELECT COUNT(*) FROM db_deeds WHERE action = 'staff.sign_in_failed' AND detail LIKE '%10.0.0.9%' AND detail NOT LIKE '%nope%'").Scan(&n); err != nil || n == 0 {
			t.Errorf("%d, %v", n, err)
		}
	})
}

// TestWrongPasswordsAtOnce sends six wrong passwords at the same moment: five are counted, and the
// sixth meets the lock.
func TestWrongPasswordsAtOnce(t *testing.T) {
	h := open(t)
	var mu sync.Mutex
	got := map[string]int{}
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			_, err := signIn(h, "nurse", "nope", "")
			mu.Lock()
			defer mu.Unlock()
			got[fault.KeyOf(err)]++
		})
	}
	wg.Wait()
	if got["staff.wrong"] != 4 || got["staff.locked"] != 2 {
		t.Errorf("want 4 wrong, then locked twice; got %v", got)
	}
	var failures int
	if err := h.Raw().QueryRow("SELECT failures FROM staff_attempts").Scan(&failures); err != nil || failures != 5 {
		t.Errorf("%d counted, %v", failures, err)
	}
	_, err := signIn(h, "nurse", right, "s")
	wants(t, err, "staff.locked")
}

func TestSessions(t *testing.T) {
	h := open(t)
	if _, err := signIn(h, "nurse", right, "token"); err != nil {
		t.Fatal(err)
	}
	visit := func() (v staff.Visit, err error) {
		err = h.Read(context.Background(), db.Actor{}, func(tx *db.Tx) (err error) { v, err = staff.SessionActor(tx, "token"); return err })
		return v, err
	}
	t.Run("one statement tells who it is and what they may do", func(t *testing.T) {
		ctx, n := db.Counting(context.Background())
		var v staff.Visit
		err := h.Read(ctx, db.Actor{}, func(tx *db.Tx) (err error) { v, err = staff.SessionActor(tx, "token"); return err })
		if err != nil || n() != 1 {
			t.Fatalf("%d statements, %v", n(), err)
		}
		a := v.Actor
		if a.ID != h.nurse.ID || a.Via != "session" || !a.Reach("care.record").Campus(h.one) || a.Reach("care.record").Campus(h.two) || a.Has("staff.edit") {
			t.Errorf("got %+v", a)
		}
	})
	t.Run("idle after fifteen minutes, and open again with the password", func(t *testing.T) {
		v, _ := visit()
		h.Clock.Add(14 * time.Minute)
		if v.Idle(staff.TheDefaults, h.Now()) {
			t.Error("too early")
		}
		h.Clock.Add(time.Minute)
		if !v.Idle(staff.TheDefaults, h.Now()) {
			t.Error("fifteen minutes are enough")
		}
		h.Do(func(tx *db.Tx) error { return staff.Unlock(tx, v.SessionID, h.nurse.ID) })
		if v, _ := visit(); v.Idle(staff.TheDefaults, h.Now()) {
			t.Error("it was opened again")
		}
		wants(t, h.As(h.runsOne, func(tx *db.Tx) error { return staff.Unlock(tx, v.SessionID, h.managerOne.ID) }), "fault.unauthenticated")
	})
	t.Run("last seen is written once a minute, without a deed", func(t *testing.T) {
		deeds := func() (n int) {
			_ = h.Raw().QueryRow("SELECT COUNT(*) FROM db_deeds").Scan(&n)
			return n
		}
		before, was := deeds(), h.Now()
		h.Clock.Add(30 * time.Second)
		v, _ := visit()
		if v.Stale(h.Now()) {
			t.Error("thirty seconds are no minute")
		}
		_ = h.Quietly(context.Background(), "seen", func(tx *db.Tx) error { return staff.SeenSession(tx, v) })
		if v, _ := visit(); !v.SeenAt.Equal(was) {
			t.Error("it was written too early")
		}
		h.Clock.Add(31 * time.Second)
		if err := h.Quietly(context.Background(), "seen", func(tx *db.Tx) error { return staff.SeenSession(tx, v) }); err != nil {
			t.Fatal(err)
		}
		if v, _ := visit(); !v.SeenAt.Equal(h.Now()) {
			t.Errorf("seen %v, now %v", v.SeenAt, h.Now())
		}
		if deeds() != before {
			t.Error("it is nobody's act")
		}
	})
	t.Run("a role that begins tomorrow holds tomorrow, one that ends today not after", func(t *testing.T) {
		h.Do(func(tx *db.Tx) error {
			if _, err := staff.GrantRole(tx, h.nurse.ID, staff.GrantInput{Role: "social_worker", Place: staff.Place{Campus: h.one}, From: tx.Today().AddDays(1), To: tx.Today().AddDays(1)}); err != nil {
				return err
			}
			return nil
		})
		has := func() bool {
			var a db.Actor
			h.Do(func(tx *db.Tx) (err error) { a, err = staff.ActorFor(tx, h.nurse.ID, tx.Today()); return err })
			return a.Has("intake.import")
		}
		if has() {
			t.Error("not yet")
		}
		h.Clock.Add(24 * time.Hour)
		if !has() {
			t.Error("now")
		}
		h.Clock.Add(24 * time.Hour)
		if has() {
			t.Error("no more")
		}
	})
	t.Run("over after a long shift", func(t *testing.T) {
		_, err := visit()
		wants(t, err, "fault.unauthenticated")
	})
	t.Run("closed accounts and signed-out devices are out", func(t *testing.T) {
		for name, out := range map[string]func(tx *db.Tx) error{
			"signed out": func(tx *db.Tx) error { return staff.CloseSession(tx, "token") },
			"disabled":   func(tx *db.Tx) error { _, err := staff.Disable(tx, h.nurse.ID, "Nghỉ việc"); return err },
			"reset":      func(tx *db.Tx) error { _, err := staff.ResetPassword(tx, h.nurse.ID, hashOfRight); return err },
		} {
			h.Do(func(tx *db.Tx) error {
				_, _ = staff.Enable(tx, h.nurse.ID, "Đi làm lại")
				return staff.CloseSession(tx, "token")
			})
			if _, err := signIn(h, "nurse", right, "token"); err != nil {
				t.Fatal(name, err)
			}
			h.Do(out)
			if _, err := visit(); err == nil || fault.KindOf(err) != fault.Unauthenticated {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
	t.Run("what is over is dropped at night", func(t *testing.T) {
		h.Clock.Add(40 * 24 * time.Hour)
		h.Do(func(tx *db.Tx) error { return errors.Join(staff.ForgetSessions(tx), staff.ForgetAttempts(tx)) })
		for _, table := range []string{"staff_sessions", "staff_attempts"} {
			var n int
			if err := h.Raw().QueryRow(fmt.Sprintf("SELECT COUNT(*) FROM %s", table)).Scan(&n); err != nil || n != 0 {
				t.Errorf("%s: %d, %v", table, n, err)
			}
		}
	})
}

// TestDoorFollowsTheSettings: the strictness of the door is a dated setting with its paper.
func TestDoorFollowsTheSettings(t *testing.T) {
	h := open(t)
	h.Do(settings.Seed)
	today := value.DayOf(h.Now(), h.Zone())
	h.Do(func(tx *db.Tx) error {
		p, err := staff.ThePolicy(tx)
		p.CodeSince, p.IdleSince = value.Day{}, value.Day{} // the days on which the house began to demand it
		if p != staff.TheDefaults {
			t.Errorf("what the house brings is not what it falls back on: %+v", p)
		}
		return err
	})
	h.Clock.Add(24 * time.Hour)
	h.Do(func(tx *db.Tx) error {
		_, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.DoorFailures, Value: "3", ValidFrom: today.AddDays(1), Mark: settings.Decided, LegalBasis: "Quyết định của giám đốc", Version: versionOf(t, tx, settings.DoorFailures)})
		return err
	})
	h.Clock.Add(2 * time.Minute) // it is remembered for a minute
	for i := range 3 {
		_, err := signIn(h, "nurse", "nope", "")
		if i < 2 {
			wants(t, err, "staff.wrong")
		} else {
			wants(t, err, "staff.locked")
		}
	}
}

func versionOf(t *testing.T, tx *db.Tx, name settings.Name) uint64 {
	t.Helper()
	e, err := settings.Find(tx, name, tx.Today())
	if err != nil {
		t.Fatal(err)
	}
	return e.Version
}
