package staff_test

import (
	"context"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// closing closes what is idle, as the nightly job does, and gives who was closed.
func closing(h *house) map[string]bool {
	h.T.Helper()
	ctx := context.Background()
	var ids []uint64
	if err := h.Read(ctx, db.System("jobs"), func(tx *db.Tx) (err error) { ids, err = staff.IdleNow(tx); return err }); err != nil {
		h.T.Fatal(err)
	}
	out := map[string]bool{}
	for _, id := range ids {
		err := h.Write(ctx, db.System("jobs"), "staff.close_idle", func(tx *db.Tx) error { return staff.CloseIdle(tx, id) })
		if err != nil && fault.KeyOf(err) != "staff.last_admin" {
			h.T.Error(err)
		}
	}
	for _, m := range []*staff.Member{h.admin, h.director, h.managerOne, h.managerTwo, h.nurse} {
		h.Do(func(tx *db.Tx) error {
			now, err := db.Get[staff.Member](tx, m.ID)
			if err == nil && now.DisabledAt != nil {
				out[m.Username] = true
			}
			return err
		})
	}
	return out
}

// TestIdleAccountsAreClosed: after the days of the setting, told before, without those on leave and never
// the last administrator; opened again with a reason they count anew.
func TestIdleAccountsAreClosed(t *testing.T) {
	h := open(t)
	p := staff.TheDefaults
	day := 24 * time.Hour
	idle := func() map[string]bool {
		out := map[string]bool{}
		h.Do(func(tx *db.Tx) error {
			list, err := staff.IdleAccounts(tx)
			for _, one := range list {
				out[one.Username] = true
			}
			return err
		})
		return out
	}
	today := value.DayOf(h.Now(), h.Zone())
	h.Do(func(tx *db.Tx) error { // gives birth
		_, err := staff.NoteAbsence(tx, staff.AbsenceInput{Campus: h.two, Member: h.managerTwo.ID, Kind: staff.Maternity, From: today.AddDays(10), To: today.AddDays(100)})
		return err
	})
	h.Clock.Add(time.Duration(p.IdleDays-p.IdleNotice-1) * day)
	if got := idle(); len(got) != 0 {
		t.Errorf("told too early: %v", got)
	}
	_, err := signIn(h, "nurse", right, "s1")
	wants(t, err, "")
	h.Clock.Add(day)
	if got := idle(); !got["admin"] || !got["director"] || got["nurse"] || got["manager_b"] {
		t.Errorf("told of %v", got)
	}
	if got := closing(h); len(got) != 0 {
		t.Errorf("closed too early: %v", got)
	}
	h.Clock.Add(time.Duration(p.IdleNotice) * day)
	if got := closing(h); len(got) != 2 || !got["director"] || !got["manager"] {
		t.Errorf("closed %v", got)
	}
	_, err = signIn(h, "director", right, "")
	wants(t, err, "staff.is_closed")
	wants(t, h.As(h.administers, func(tx *db.Tx) error { _, err := staff.Enable(tx, h.director.ID, " "); return err }), "staff.reason_missing")
	wants(t, h.As(h.administers, func(tx *db.Tx) error { _, err := staff.Enable(tx, h.director.ID, "Đi học về"); return err }), "")
	if got := closing(h); got["director"] {
		t.Error("closed again at once")
	}
	h.Clock.Add(time.Duration(p.IdleDays+1) * day)
	if got := closing(h); !got["nurse"] || !got["director"] || got["admin"] || got["manager_b"] {
		t.Errorf("closed %v", got)
	}
}

// TestPasswordsDoNotComeBack: the last ten are kept, as hashes, and no more.
func TestPasswordsDoNotComeBack(t *testing.T) {
	h := open(t)
	past := func() (n int) {
		h.Do(func(tx *db.Tx) error {
			tx.Actor = h.nurses
			list, err := staff.PastPasswords(tx)
			n = len(list)
			return err
		})
		return n
	}
	if n := past(); n != 1 {
		t.Errorf("a new account has %d passwords", n)
	}
	for i := range staff.TheDefaults.PasswordsKept + 5 {
		wants(t, h.As(h.nurses, func(tx *db.Tx) error { _, err := staff.ChangeOwnPassword(tx, hashOfRight, 0); return err }), "")
		if n := past(); n != min(i+2, staff.TheDefaults.PasswordsKept) {
			t.Fatalf("after %d changes %d are kept", i+1, n)
		}
	}
	var rows int
	if err := h.Raw().QueryRow("SELECT COUNT(*) FROM staff_passwords").Scan(&rows); err != nil || rows != staff.TheDefaults.PasswordsKept {
		t.Errorf("%d rows, %v", rows, err)
	}
}

// TestAddressesAreTired: whoever tries one password for everybody is stopped by where it comes from, and
// only for so long; the shared device of a ward goes on.
func TestAddressesAreTired(t *testing.T) {
	h := open(t)
	tired := func() error {
		return h.Read(context.Background(), db.Actor{}, func(tx *db.Tx) error { return staff.Tired(tx, "10.0.0.9") })
	}
	wrong := func(k staff.Knocker) {
		h.Do(func(tx *db.Tx) error { _, err := staff.CountWrong(tx, k, "10.0.0.9"); return err })
	}
	for i := range staff.TheDefaults.AddressMost {
		wants(t, tired(), "")
		wrong(staff.Knocker{Username: string(rune('a'+i%26)) + string(rune('a'+i/26))})
	}
	wants(t, tired(), "staff.address_waits")
	h.Clock.Add(staff.TheDefaults.LockFor + time.Second)
	wants(t, tired(), "")
	for range 3 * staff.TheDefaults.AddressMost {
		wrong(staff.Knocker{Username: "nurse", Ward: true})
	}
	wants(t, tired(), "")
	for range 3 {
		for i := range staff.TheDefaults.AddressMost / 2 {
			wrong(staff.Knocker{Username: string(rune('a' + i%26))})
		}
		h.Clock.Add(staff.TheDefaults.LockFor)
	}
	wants(t, tired(), "") // a slow trickle of slips of a whole campus is none
}

// TestARuleClosesNobodyBeforeItWasKnown: a house that learns of the idle days by an upgrade gives
// everybody the whole of them, told before, however long an account had not been used until then.
func TestARuleClosesNobodyBeforeItWasKnown(t *testing.T) {
	h := open(t)
	h.Clock.Add(200 * 24 * time.Hour)
	h.Do(settings.Seed) // the upgrade
	if got := closing(h); len(got) != 0 {
		t.Errorf("closed in the night after the upgrade: %v", got)
	}
	h.Clock.Add(time.Duration(staff.TheDefaults.IdleDays) * 24 * time.Hour)
	if got := closing(h); !got["nurse"] {
		t.Errorf("never closed: %v", got)
	}
}
