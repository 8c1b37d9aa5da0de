package staff_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

const rightPin = "4071"

var hashOfPin = sync.OnceValue(func() staff.Hashed {
	h, err := staff.HashPassword(context.Background(), rightPin)
	if err != nil {
		panic(err)
	}
	return h
})

// tablet registers a shared device in a ward and gives its secret.
func (h *house) tablet(ward uint64) (string, *staff.SharedDevice) {
	h.T.Helper()
	var secret string
	var d *staff.SharedDevice
	name := "Máy dùng chung của Khu B" + h.next()
	if err := h.As(h.administers, func(tx *db.Tx) (err error) {
		secret, d, err = staff.RegisterDevice(tx, staff.DeviceInput{WardID: ward, Name: name, Browser: "Chrome"})
		return err
	}); err != nil {
		h.T.Fatal(err)
	}
	return secret, d
}

// next makes names that differ.
func (h *house) next() string {
	var n int
	if err := h.Raw().QueryRow("SELECT COUNT(*) FROM staff_devices").Scan(&n); err != nil {
		h.T.Fatal(err)
	}
	return fmt.Sprintf(", số %d", n+1)
}

// pinned gives a person a PIN.
func (h *house) pinned(m *staff.Member) {
	h.T.Helper()
	if err := h.As(h.actor(m), func(tx *db.Tx) error { _, err := staff.SetPin(tx, hashOfPin()); return err }); err != nil {
		h.T.Fatal(err)
	}
}

// tapIn walks through the door of a shared device as the edge does: read, compare, write.
func tapIn(h *house, device string, member uint64, pin, session string) (*staff.Member, error) {
	return through(h, func(tx *db.Tx) (staff.PinKnocker, error) { return staff.KnockPin(tx, device, member) }, pin, session)
}

func through(h *house, knock func(*db.Tx) (staff.PinKnocker, error), pin, session string) (*staff.Member, error) {
	ctx := context.Background()
	var k staff.PinKnocker
	if err := h.Read(ctx, db.Actor{}, func(tx *db.Tx) (err error) { k, err = knock(tx); return err }); err != nil {
		return nil, err
	}
	ok, err := k.Answers(ctx, pin)
	if err != nil {
		return nil, err
	}
	if !ok {
		var refusal *fault.Fault
		if err := h.Keep(ctx, db.System("sign-in"), "staff.pin_failed", func(tx *db.Tx) (err error) {
			refusal, err = staff.CountWrongPin(tx, k, "10.0.0.9")
			return err
		}); err != nil {
			return nil, err
		}
		return nil, refusal
	}
	var m *staff.Member
	err = h.Write(ctx, db.Actor{}, "staff.sign_in_pin", func(tx *db.Tx) (err error) {
		if m, err = staff.EnterPin(tx, k); err != nil {
			return err
		}
		_, err = staff.OpenSession(tx, m.ID, staff.SessionInput{TokenHash: session, Kind: staff.PageSession, Device: "Chrome", Station: k.Station, Entered: staff.ByPin})
		return err
	})
	return m, err
}

func TestPins(t *testing.T) {
	day := value.MustDay("2026-11-21")
	who := staff.Member{Phone: "+84912345067"}
	for _, c := range []struct {
		pin, key string
		length   int
	}{
		{"4071", "", 4}, {"8305", "", 4}, {"0918", "", 4}, {"407", "staff.pin.length", 4}, {"40711", "staff.pin.length", 4}, {"40a1", "staff.pin.length", 4},
		{"", "staff.pin.length", 4}, {"４０７１", "staff.pin.length", 4},
		{"0000", "staff.pin.row", 4}, {"7777", "staff.pin.row", 4}, {"1234", "staff.pin.row", 4}, {"6789", "staff.pin.row", 4}, {"7890", "staff.pin.row", 4},
		{"4321", "staff.pin.row", 4}, {"3210", "staff.pin.row", 4}, {"123456", "staff.pin.row", 6},
		{"1212", "staff.pin.pairs", 4}, {"1122", "staff.pin.pairs", 4}, {"135135", "staff.pin.pairs", 6},
		{"1964", "staff.pin.year", 4}, {"2001", "staff.pin.year", 4}, {"2026", "staff.pin.year", 4}, {"1899", "", 4}, {"2031", "", 4},
		{"5067", "staff.pin.phone", 4}, {"2580", "staff.pin.known", 4}, {"196401", "", 6},
	} {
		p := staff.TheDefaults
		p.PinLength = c.length
		t.Run(c.pin, func(t *testing.T) { wants(t, staff.CheckPin(p, "pin", c.pin, who, day), c.key) })
	}
	t.Run("what is refused is little of what there is", func(t *testing.T) {
		refused := 0
		for n := range 10_000 {
			if staff.CheckPin(staff.TheDefaults, "pin", fmt.Sprintf("%04d", n), who, day) != nil {
				refused++
			}
		}
		if refused < 150 || refused > 500 {
			t.Errorf("%d of 10,000 are refused", refused)
		}
	})
}

func TestPinOpensOnlyItsWard(t *testing.T) {
	h := open(t)
	secret, d := h.tablet(h.ward)
	carer := h.add("carer", "Lê Thị Chăm", h.one, "", 0)
	h.Do(func(tx *db.Tx) error {
		_, err := staff.GrantRole(tx, carer.ID, staff.GrantInput{Role: "ward_carer", Place: staff.Place{Ward: h.ward}})
		return err
	})
	beside := h.add("beside", "Lê Thị Bên", h.one, "", 0)
	h.Do(func(tx *db.Tx) error {
		w, err := wards.AddWard(tx, h.zone, wards.WardInput{Name: "Khu C", Sex: wards.ForWomen, From: value.MustDay("2026-01-01")})
		if err != nil {
			return err
		}

		_, err = staff.GrantRole(tx, beside.ID, staff.GrantInput{Role: "ward_carer", Place: staff.Place{Ward: w.ID}})
		return err
	})
	nurseB := h.add("nurse_b", "Hồ Thị Bắc", h.two, "nurse", h.two)
	for _, m := range []*staff.Member{carer, beside, h.nurse, nurseB, h.managerOne} {
		h.pinned(m)
	}
	n := 0
	for _, c := range []struct {
		name   string
		device string
		member uint64
		pin    string
		key    string
	}{
		{"who works in the ward", secret, carer.ID, rightPin, ""},
		{"who works in the campus", secret, h.nurse.ID, rightPin, ""},
		{"the manager of the campus", secret, h.managerOne.ID, rightPin, ""},
		{"who works in another ward", secret, beside.ID, rightPin, "db.not_found"},
		{"who works in another campus", secret, nurseB.ID, rightPin, "db.not_found"},
		{"nobody", secret, 999, rightPin, "db.not_found"},
		{"on a browser that is no device", "", carer.ID, rightPin, "staff.device.unknown"},
		{"with a made-up secret", "x" + secret, carer.ID, rightPin, "staff.device.unknown"},
		{"with a wrong PIN", secret, carer.ID, "4072", "staff.pin.wrong"},
		{"with none", secret, carer.ID, "", "staff.pin.wrong"},
	} {
		t.Run(c.name, func(t *testing.T) {
			n++
			_, err := tapIn(h, c.device, c.member, c.pin, fmt.Sprint("s", n))
			wants(t, err, c.key)
		})
	}
	t.Run("the session says device and way", func(t *testing.T) {
		var list []staff.Session
		if err := h.See(h.actor(carer), func(tx *db.Tx) (err error) { list, err = staff.OwnSessions(tx); return err }); err != nil || len(list) != 1 {
			t.Fatalf("%d, %v", len(list), err)
		}
		if list[0].Entered != staff.ByPin || list[0].Shared != d.Name {
			t.Errorf("got %+v", list[0])
		}
		var deeds int
		if err := h.Raw().QueryRow(`SELECT COUNT(*) FROM db_deeds WHERE action = 'staff.sign_in_pin' AND detail LIKE '%"entered":"pin"%' AND detail LIKE ?`, fmt.Sprintf(`%%"shared_device":%d%%`, d.ID)).Scan(&deeds); err != nil || deeds != 3 {
			t.Errorf("%d deeds, %v", deeds, err)
		}
	})
	t.Run("what is done there says the device", func(t *testing.T) {
		var v staff.Visit
		if err := h.Read(context.Background(), db.Actor{}, func(tx *db.Tx) (err error) { v, err = staff.SessionActor(tx, "s1"); return err }); err != nil {
			t.Fatal(err)
		}
		if v.Actor.Shared != d.ID || v.DeviceName != d.Name {
			t.Fatalf("got %+v", v)
		}
		if err := h.As(v.Actor, func(tx *db.Tx) error { return staff.ChangeOwnLanguage(tx, "en") }); err != nil {
			t.Fatal(err)
		}
		var detail string
		if err := h.Raw().QueryRow("SELECT detail FROM db_deeds ORDER BY id DESC LIMIT 1").Scan(&detail); err != nil || !strings.Contains(detail, fmt.Sprintf(`"shared_device":%d`, d.ID)) {
			t.Errorf("%q, %v", detail, err)
		}
	})
	t.Run("the book of deeds names the device, and leaves out who signed in", func(t *testing.T) {
		var rows []staff.Deed
		if err := h.See(h.directs, func(tx *db.Tx) (err error) { rows, _, err = staff.Deeds(tx, staff.DeedsInput{}); return err }); err != nil {
			t.Fatal(err)
		}
		named := 0
		for _, r := range rows {
			if r.Action == "staff.sign_in_pin" {
				t.Error("a sign-in stands in the book")
			}
			if r.Device == d.Name {
				named++
			}
		}
		if named != 1 {
			t.Errorf("%d deeds name the device", named)
		}
	})
	t.Run("a shared device locks after three minutes, one's own after fifteen", func(t *testing.T) {
		now := h.Now()
		for _, c := range []struct {
			device  uint64
			minutes time.Duration
			idle    bool
		}{{d.ID, 2, false}, {d.ID, 3, true}, {0, 3, false}, {0, 14, false}, {0, 15, true}} {
			v := staff.Visit{Kind: staff.PageSession, DeviceID: c.device, SeenAt: now.Add(-c.minutes * time.Minute)}
			if v.Idle(staff.TheDefaults, now) != c.idle {
				t.Errorf("device %d after %d minutes: want %v", c.device, c.minutes, c.idle)
			}
		}
		v := staff.Visit{Kind: staff.PageSession, DeviceID: d.ID, SeenAt: now.Add(-15 * time.Second)}
		if !v.Stale(now) {
			t.Error("on a shared device the use of a quarter of a minute ago must be written down")
		}
	})
	t.Run("a PIN is nothing while the password must be changed, and a new password takes it away", func(t *testing.T) {
		if err := h.As(h.runsOne, func(tx *db.Tx) error { _, err := staff.ResetPassword(tx, carer.ID, hashOfRight); return err }); err != nil {
			t.Fatal(err)
		}
		_, err := tapIn(h, secret, carer.ID, rightPin, "x1")
		wants(t, err, "staff.pin.wrong")
		wants(t, h.As(h.actor(carer), func(tx *db.Tx) error { _, err := staff.SetPin(tx, hashOfPin()); return err }), "staff.must_change")
		if _, err := h.Raw().Exec("UPDATE staff_members SET must_change = 0 WHERE id = ?", carer.ID); err != nil {
			t.Fatal(err)
		}
		_, err = tapIn(h, secret, carer.ID, rightPin, "x2")
		wants(t, err, "staff.pin.wrong")
		h.pinned(carer)
		if _, err := h.Raw().Exec("UPDATE staff_members SET must_change = 1 WHERE id = ?", carer.ID); err != nil {
			t.Fatal(err)
		}
		_, err = tapIn(h, secret, carer.ID, rightPin, "x3")
		wants(t, err, "staff.pin.wrong")
	})
	t.Run("who appoints people or changes settings has no PIN", func(t *testing.T) {
		wants(t, h.As(h.directs, func(tx *db.Tx) error { _, err := staff.SetPin(tx, hashOfPin()); return err }), "staff.pin.not_for_role")
		wants(t, h.As(h.administers, func(tx *db.Tx) error { _, err := staff.SetPin(tx, hashOfPin()); return err }), "staff.pin.not_for_role")
		_, err := tapIn(h, secret, h.director.ID, rightPin, "x4")
		wants(t, err, "db.not_found")
	})
	t.Run("a closed account has none", func(t *testing.T) {
		h.Do(func(tx *db.Tx) error { _, err := staff.Disable(tx, h.nurse.ID, "Nghỉ việc"); return err })
		_, err := tapIn(h, secret, h.nurse.ID, rightPin, "x5")
		wants(t, err, "db.not_found")
	})
}

func TestWrongPins(t *testing.T) {
	h := open(t)
	secret, d := h.tablet(h.ward)
	second, _ := h.tablet(h.ward)
	h.pinned(h.nurse)
	without := h.add("without", "Võ Thị Không", h.one, "nurse", h.one)
	t.Run("who has no PIN sounds as who has one, until the lock", func(t *testing.T) {
		for i := range 5 {
			_, a := tapIn(h, secret, h.nurse.ID, "9999", "")
			_, b := tapIn(h, secret, without.ID, "9999", "")
			if fault.KeyOf(a) != fault.KeyOf(b) || fmt.Sprint(fault.Of(a).Args) != fmt.Sprint(fault.Of(b).Args) {
				t.Fatalf("try %d: %v and %v", i, a, b)
			}
			if want := map[bool]string{false: "staff.pin.wrong", true: "staff.pin.locked"}[i == 4]; fault.KeyOf(a) != want {
				t.Fatalf("try %d: %v", i, a)
			}
		}
	})
	t.Run("the lock holds at this device for a quarter of an hour", func(t *testing.T) {
		_, err := tapIn(h, secret, h.nurse.ID, rightPin, "s1")
		wants(t, err, "staff.pin.locked")
		_, err = tapIn(h, second, h.nurse.ID, rightPin, "s2")
		wants(t, err, "")
		h.Clock.Add(15 * time.Minute)
		_, err = tapIn(h, secret, h.nurse.ID, rightPin, "s3")
		wants(t, err, "")
	})
	t.Run("whoever runs the place lifts it, and sees it", func(t *testing.T) {
		for range 5 {
			_, _ = tapIn(h, secret, h.nurse.ID, "9999", "")
		}
		var f *staff.File
		if err := h.See(h.runsOne, func(tx *db.Tx) (err error) { f, err = staff.PersonFile(tx, h.nurse.ID); return err }); err != nil || f.PinLock == nil {
			t.Fatalf("%+v, %v", f, err)
		}
		lift := func(actor db.Actor) error {
			return h.As(actor, func(tx *db.Tx) error { _, err := staff.LiftLock(tx, h.nurse.ID); return err })
		}
		wants(t, lift(h.runsTwo), "db.not_found")
		wants(t, lift(h.nurses), "fault.forbidden")
		wants(t, lift(h.runsOne), "")
		_, err := tapIn(h, secret, h.nurse.ID, rightPin, "s4")
		wants(t, err, "")
	})
	t.Run("after twenty in a row the PIN is worth nothing", func(t *testing.T) {
		for range 4 {
			for range 5 {
				_, _ = tapIn(h, secret, h.nurse.ID, "9999", "")
			}
			h.Clock.Add(15 * time.Minute)
		}
		_, err := tapIn(h, secret, h.nurse.ID, rightPin, "s5")
		wants(t, err, "staff.pin.wrong")
		h.pinned(h.nurse)
		_, err = tapIn(h, secret, h.nurse.ID, rightPin, "s6")
		wants(t, err, "")
	})
	t.Run("a failure leaves a deed without the PIN", func(t *testing.T) {
		var all, told int
		if err := h.Raw().QueryRow("SELECT COUNT(*) FROM db_deeds WHERE action = 'staff.pin_failed'").Scan(&all); err != nil || all < 30 {
			t.Errorf("%d, %v", all, err)
		}
		if err := h.Raw().QueryRow("SELECT COUNT(*) FROM db_deeds WHERE action = 'staff.pin_failed' AND (detail LIKE '%9999%' OR detail NOT LIKE ?)", fmt.Sprintf(`%%"shared_device":%d%%`, d.ID)).Scan(&told); err != nil || told != 0 {
			t.Errorf("%d, %v", told, err)
		}
	})
}

// TestTwoHundredWrongPinsAtOnce sends two hundred wrong PINs at the same moment, and the right one
// among them: at most five wrong ones are judged, all others meet the lock.
func TestTwoHundredWrongPinsAtOnce(t *testing.T) {
	h := open(t)
	secret, _ := h.tablet(h.ward)
	h.pinned(h.nurse)
	var mu sync.Mutex
	got := map[string]int{}
	var wg sync.WaitGroup
	for n := range 200 {
		wg.Go(func() {
			_, err := tapIn(h, secret, h.nurse.ID, fmt.Sprintf("9%03d", n), "")
			mu.Lock()
			defer mu.Unlock()
			got[fault.KeyOf(err)]++
		})
	}
	wg.Wait()
	if got["staff.pin.wrong"] != 4 || got["staff.pin.locked"] != 196 {
		t.Errorf("want 4 wrong and 196 locked; got %v", got)
	}
	var failures, worn int
	if err := h.Raw().QueryRow("SELECT failures FROM staff_pin_attempts").Scan(&failures); err != nil || failures != 5 {
		t.Errorf("%d counted, %v", failures, err)
	}
	if err := h.Raw().QueryRow("SELECT failures FROM staff_pins").Scan(&worn); err != nil || worn != 5 {
		t.Errorf("%d counted against the PIN, %v", worn, err)
	}
	_, err := tapIn(h, secret, h.nurse.ID, rightPin, "s")
	wants(t, err, "staff.pin.locked")
}

func TestSharedDevices(t *testing.T) {
	h := open(t)
	register := func(actor db.Actor, ward uint64, name string) (secret string, d *staff.SharedDevice, err error) {
		err = h.As(actor, func(tx *db.Tx) (err error) {
			secret, d, err = staff.RegisterDevice(tx, staff.DeviceInput{WardID: ward, Name: name})
			return err
		})
		return secret, d, err
	}
	for _, c := range []struct {
		name  string
		actor db.Actor
		ward  uint64
		said  string
		key   string
	}{
		{"the manager registers in the own campus", h.runsOne, h.ward, "Máy dùng chung của Khu B", ""},
		{"the director everywhere", h.directs, h.ward, "Máy thứ hai của Khu B", ""},
		{"no name twice", h.directs, h.ward, " Máy dùng chung của  Khu B", "staff.device.name_taken"},
		{"not in the other campus", h.runsTwo, h.ward, "Máy dùng chung", "staff.place_unknown"},
		{"a nurse may not", h.nurses, h.ward, "Máy dùng chung", "fault.forbidden"},
		{"nobody may not", db.Actor{}, h.ward, "Máy dùng chung", "fault.unauthenticated"},
		{"it has a name", h.runsOne, h.ward, "  ", "words.required"},
		{"no ward, no device", h.runsOne, 999, "Máy dùng chung", "staff.place_unknown"},
	} {
		t.Run(c.name, func(t *testing.T) { _, _, err := register(c.actor, c.ward, c.said); wants(t, err, c.key) })
	}
	secret, d, err := register(h.administers, h.ward, "Máy ở phòng trực")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("the house keeps no secret", func(t *testing.T) {
		var n int
		if err := h.Raw().QueryRow("SELECT COUNT(*) FROM staff_devices WHERE secret_hash = ?", secret).Scan(&n); err != nil || n != 0 || len(secret) < 40 {
			t.Errorf("%d, %v, %q", n, err, secret)
		}
	})
	t.Run("one browser is one device", func(t *testing.T) {
		wants(t, h.As(h.administers, func(tx *db.Tx) error {
			_, _, err := staff.RegisterDevice(tx, staff.DeviceInput{WardID: h.ward, Name: "Máy hai", Present: secret})
			return err
		}), "staff.device.already")
	})
	t.Run("the list keeps to the reach", func(t *testing.T) {
		count := func(actor db.Actor) (n int) {
			if err := h.See(actor, func(tx *db.Tx) error { list, err := staff.TheDevices(tx); n = len(list); return err }); err != nil {
				t.Error(err)
			}
			return n
		}
		if one, two := count(h.runsOne), count(h.runsTwo); one != 3 || two != 0 {
			t.Errorf("%d and %d", one, two)
		}
		wants(t, h.See(h.nurses, func(tx *db.Tx) error { _, err := staff.TheDevices(tx); return err }), "fault.forbidden")
	})
	t.Run("a revoked one opens nothing, and who was in is out", func(t *testing.T) {
		h.pinned(h.nurse)
		if _, err := tapIn(h, secret, h.nurse.ID, rightPin, "here"); err != nil {
			t.Fatal(err)
		}
		var held staff.PinKnocker
		h.See(db.Actor{}, func(tx *db.Tx) (err error) { held, err = staff.KnockPin(tx, secret, h.nurse.ID); return err })
		revoke := func(actor db.Actor, reason string) error {
			return h.As(actor, func(tx *db.Tx) error { _, err := staff.RevokeDevice(tx, d.ID, reason); return err })
		}
		wants(t, revoke(h.runsTwo, "Mất máy"), "db.not_found")
		wants(t, revoke(h.nurses, "Mất máy"), "fault.forbidden")
		wants(t, revoke(h.runsOne, " "), "staff.reason_missing")
		wants(t, revoke(h.runsOne, "Mất máy"), "")
		wants(t, revoke(h.runsOne, "Mất máy"), "staff.device.revoked_already")
		_, err := tapIn(h, secret, h.nurse.ID, rightPin, "again")
		wants(t, err, "staff.device.unknown")
		wants(t, h.Read(context.Background(), db.Actor{}, func(tx *db.Tx) error { _, err := staff.SessionActor(tx, "here"); return err }), "fault.unauthenticated")
		wants(t, h.Write(context.Background(), db.Actor{}, "staff.sign_in_pin", func(tx *db.Tx) error { _, err := staff.EnterPin(tx, held); return err }), "staff.device.unknown")
	})
}

func TestFacesOfADevice(t *testing.T) {
	h := open(t)
	secret, d := h.tablet(h.ward)
	faces := func() (out []string) {
		if err := h.See(db.Actor{}, func(tx *db.Tx) error {
			s, err := staff.StationOf(tx, secret)
			if err != nil {
				return err
			}
			list, err := s.Faces(tx)
			for _, f := range list {
				out = append(out, f.Name+" "+string(f.When))
			}
			return err
		}); err != nil {
			t.Error(err)
		}
		return out
	}
	h.Do(settings.Seed)
	if got := faces(); len(got) != 0 {
		t.Errorf("nobody was here: %v", got)
	}
	h.pinned(h.nurse)
	if _, err := tapIn(h, secret, h.nurse.ID, rightPin, "s1"); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(faces(), ", "); got != "Nguyễn Thị Hoà lately" {
		t.Errorf("got %s", got)
	}
	// On duty now in this ward, next in this ward, and now in no ward that the device stands in.
	night := h.add("night", "Bùi Thị Đêm", h.one, "nurse", h.one)
	late := h.add("late", "Chu Thị Chiều", h.one, "nurse", h.one)
	nurseB := h.add("nurse_b", "Hồ Thị Bắc", h.two, "nurse", h.two)
	h.Do(func(tx *db.Tx) error {
		book, err := settings.Of(tx)
		if err != nil {
			return err
		}
		now, _ := book.Timetable.TurnAt(tx.Now)
		next, _ := book.Timetable.Next(now)
		for _, p := range []struct {
			member uint64
			turn   settings.Turn
		}{{late.ID, now}, {night.ID, next}, {nurseB.ID, now}} {
			key := fmt.Sprint(p.member)
			at := tx.Now
			if err := db.Add(tx, &staff.Duty{CampusID: h.one, MemberID: p.member, ShiftID: p.turn.Shift.ID, Day: p.turn.Day, Ward: staff.Ref(h.ward), Kind: staff.WorkShift,
				RecordedAt: tx.Now, PublishedAt: &at, OpenKey: &key}); err != nil {
				return err
			}
		}
		return nil
	})
	if got := strings.Join(faces(), ", "); got != "Chu Thị Chiều now, Bùi Thị Đêm next, Nguyễn Thị Hoà lately" {
		t.Errorf("got %s", got)
	}
	h.Clock.Add(15 * 24 * time.Hour)
	if got := faces(); len(got) != 0 {
		t.Errorf("two weeks later nobody is expected: %v", got)
	}
	_ = d
}
