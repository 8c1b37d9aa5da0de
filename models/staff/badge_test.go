package staff_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// card makes a card for a person and gives its code.
func (h *house) card(actor db.Actor, member uint64) (code string, err error) {
	err = h.As(actor, func(tx *db.Tx) (err error) { code, _, err = staff.IssueBadge(tx, member); return err })
	return code, err
}

func TestBadgeCodes(t *testing.T) {
	for typed, want := range map[string]string{
		"k7qm0-2xpa9 b3c4d-5e6f7": "K7QM02XPA9B3C4D5E6F7", "OIL-oil": "011011", "": "", "Ấ!": "",
	} {
		if got := staff.BadgeCode(typed); got != want {
			t.Errorf("%q reads %q, want %q", typed, got, want)
		}
	}
	if got := staff.SpellBadge("K7QM02XPA9B3C4D5E6F7"); got != "K7QM0-2XPA9-B3C4D-5E6F7" || staff.BadgeCode(got) != "K7QM02XPA9B3C4D5E6F7" {
		t.Errorf("got %s", got)
	}
}

func TestBadges(t *testing.T) {
	h := open(t)
	h.Do(settings.Seed)
	secret, _ := h.tablet(h.ward)
	h.pinned(h.nurse)
	elsewhere := h.add("nurse_b", "Hồ Thị Bắc", h.two, "nurse", h.two)
	t.Run("who may make one, and for whom", func(t *testing.T) {
		for _, c := range []struct {
			actor  db.Actor
			member uint64
			key    string
		}{
			{h.runsOne, h.nurse.ID, ""}, {h.runsTwo, h.nurse.ID, "db.not_found"}, {h.nurses, h.nurse.ID, "fault.forbidden"}, {db.Actor{}, h.nurse.ID, "fault.unauthenticated"},
			{h.runsOne, h.director.ID, "staff.holds_more"}, {h.administers, h.director.ID, "staff.badge.not_for_role"}, {h.administers, h.admin.ID, "staff.badge.not_for_role"},
		} {
			_, err := h.card(c.actor, c.member)
			wants(t, err, c.key)
		}
	})
	first, _ := h.card(h.runsOne, h.nurse.ID)
	code, err := h.card(h.runsOne, h.nurse.ID)
	if err != nil || len(code) != 20 || code == first {
		t.Fatalf("%q and %q, %v", first, code, err)
	}
	other, err := h.card(h.runsTwo, elsewhere.ID)
	if err != nil {
		t.Fatal(err)
	}
	by := func(device, code string) func(*db.Tx) (staff.PinKnocker, error) {
		return func(tx *db.Tx) (staff.PinKnocker, error) { return staff.KnockBadge(tx, device, code) }
	}
	t.Run("a card opens with the PIN, at a device of its ward", func(t *testing.T) {
		for i, c := range []struct{ name, device, code, pin, key string }{
			{"card and PIN", secret, code, rightPin, ""},
			{"as people type it", secret, strings.ToLower(staff.SpellBadge(code)), rightPin, ""},
			{"a wrong PIN", secret, code, "9999", "staff.pin.wrong"},
			{"the card before", secret, first, rightPin, "staff.badge.unknown"},
			{"a card of the other campus", secret, other, rightPin, "staff.badge.unknown"},
			{"a made-up one", secret, "00000000000000000000", rightPin, "staff.badge.unknown"},
			{"an empty one", secret, "", rightPin, "staff.badge.unknown"},
			{"at no device", "", code, rightPin, "staff.device.unknown"},
		} {
			_, err := through(h, by(c.device, c.code), c.pin, fmt.Sprint("b", i))
			if t.Log(c.name); err != nil || c.key != "" {
				wants(t, err, c.key)
			}
		}
	})
	alone := func() error {
		var k staff.PinKnocker
		if err := h.Read(context.Background(), db.Actor{}, func(tx *db.Tx) (err error) { k, err = by(secret, code)(tx); return err }); err != nil {
			return err
		}
		return h.Write(context.Background(), db.Actor{}, "staff.sign_in_badge", func(tx *db.Tx) error { _, err := staff.EnterBadge(tx, k); return err })
	}
	t.Run("a card alone opens only where the centre decided so", func(t *testing.T) {
		wants(t, alone(), "staff.badge.and_pin")
		h.Clock.Add(24 * time.Hour)
		h.Do(func(tx *db.Tx) error {
			_, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.DoorBadge, Value: "yes", ValidFrom: value.DayOf(tx.Now, tx.Zone()), Mark: settings.Decided, LegalBasis: "Quyết định của giám đốc", Version: versionOf(t, tx, settings.DoorBadge)})
			return err
		})
		h.Clock.Add(2 * time.Minute) // it is remembered for a minute
		wants(t, alone(), "")
	})
	t.Run("a lost card is worthless at once, also between scan and PIN", func(t *testing.T) {
		var k staff.PinKnocker
		if err := h.Read(context.Background(), db.Actor{}, func(tx *db.Tx) (err error) { k, err = by(secret, code)(tx); return err }); err != nil {
			t.Fatal(err)
		}
		revoke := func(actor db.Actor, reason string) error {
			return h.As(actor, func(tx *db.Tx) error { _, err := staff.RevokeBadge(tx, h.nurse.ID, reason); return err })
		}
		wants(t, revoke(h.runsTwo, "Mất"), "db.not_found")
		wants(t, revoke(h.nurses, "Mất"), "fault.forbidden")
		wants(t, revoke(h.runsOne, " "), "staff.reason_missing")
		wants(t, revoke(h.runsOne, "Mất"), "")
		wants(t, revoke(h.runsOne, "Mất"), "staff.badge.none")
		wants(t, alone(), "staff.badge.unknown")
		wants(t, h.Write(context.Background(), db.Actor{}, "staff.sign_in_pin", func(tx *db.Tx) error { _, err := staff.EnterPin(tx, k); return err }), "staff.badge.unknown")
		wants(t, h.Write(context.Background(), db.Actor{}, "staff.sign_in_badge", func(tx *db.Tx) error { _, err := staff.EnterBadge(tx, k); return err }), "staff.badge.unknown")
	})
	t.Run("the own one is reported lost without anybody's help", func(t *testing.T) {
		if code, err = h.card(h.runsOne, h.nurse.ID); err != nil {
			t.Fatal(err)
		}
		if err := h.As(h.actor(h.nurse), func(tx *db.Tx) error { return staff.LoseOwnBadge(tx, "Rơi") }); err != nil {
			t.Fatal(err)
		}
		wants(t, alone(), "staff.badge.unknown")
	})
	t.Run("a closed account has none", func(t *testing.T) {
		if code, err = h.card(h.runsOne, h.nurse.ID); err != nil {
			t.Fatal(err)
		}
		h.Do(func(tx *db.Tx) error { _, err := staff.Disable(tx, h.nurse.ID, "Nghỉ việc"); return err })
		wants(t, alone(), "staff.badge.unknown")
	})
	t.Run("the house keeps no code", func(t *testing.T) {
		var n int
		if err := h.Raw().QueryRow("SELECT COUNT(*) FROM db_deeds WHERE detail LIKE ?", "%"+code+"%").Scan(&n); err != nil || n != 0 {
			t.Errorf("%d deeds, %v", n, err)
		}
		if err := h.Raw().QueryRow("SELECT COUNT(*) FROM staff_badges WHERE code_hash LIKE ?", "%"+code+"%").Scan(&n); err != nil || n != 0 {
			t.Errorf("%d rows, %v", n, err)
		}
	})
}
