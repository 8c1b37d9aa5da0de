package staff_test

import (
	"fmt"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/staff"
)

// TestTermsOfStaffFollowTheSettings: how long a sign-in and a token last, when a PIN is worn, how long a
// device remembers faces, how early a shift's wards are shown and how late a rota is corrected are what is
// set, from its day on and not before.
func TestTermsOfStaffFollowTheSettings(t *testing.T) {
	policy := func(of func(staff.Policy) any) func(*rotaHouse) string {
		return func(h *rotaHouse) (said string) {
			h.Do(func(tx *db.Tx) error {
				p, err := staff.ThePolicy(tx)
				said = fmt.Sprint(of(p))
				return err
			})
			return said
		}
	}
	for _, c := range []struct {
		name          settings.Name
		to            string
		ask           func(*rotaHouse) string
		before, after string
	}{
		{settings.DoorSession, "8", func(h *rotaHouse) (said string) {
			h.Do(func(tx *db.Tx) error {
				until, err := staff.OpenSession(tx, h.lan.ID, staff.SessionInput{TokenHash: fmt.Sprint("s", tx.Now.Unix()), Kind: "page"})
				said = until.Sub(tx.Now).String()
				return err
			})
			return said
		}, "16h0m0s", "8h0m0s"},
		{settings.DoorTokens, "30", func(h *rotaHouse) (said string) {
			if err := h.As(h.nurses, func(tx *db.Tx) error {
				_, token, err := staff.MakeToken(tx, staff.TokenInput{Name: "Máy đo", Days: 100})
				said = token.ExpiresAt.Sub(tx.Now).String()
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return said
		}, "2400h0m0s", "720h0m0s"},
		{settings.DoorPinWorn, "7", policy(func(p staff.Policy) any { return p.PinWorn }), "20", "7"},
		{settings.DoorFaces, "3", policy(func(p staff.Policy) any { return p.Remembered }), "336h0m0s", "72h0m0s"},
		{settings.RotaLate, "60", func(h *rotaHouse) string { // she was not here then, which is asked only of days that count
			_, err := h.plan(h.runsOne, h.at(h.lan, dbtest.Today.AddDays(-40), "morning"))
			if err == nil {
				return "taken"
			}
			return fault.Of(err).Fields[0].Key
		}, "staff.rota.day_outside", "staff.rota.not_here"},
	} {
		t.Run(string(c.name), func(t *testing.T) {
			h := openRota(t)
			h.decide(c.name, c.to)
			if got := c.ask(h); got != c.before {
				t.Errorf("today it is %s, want %s", got, c.before)
			}
			h.Clock.Set(dbtest.Now.Add(24 * time.Hour))
			if got := c.ask(h); got != c.after {
				t.Errorf("once it holds it is %s, want %s", got, c.after)
			}
		})
	}
	t.Run(string(settings.DutyEarly), func(t *testing.T) {
		h := openRota(t)
		h.decide(settings.DutyEarly, "120")
		for day := range 2 {
			h.must(h.plan(h.runsOne, h.at(h.lan, dbtest.Today.AddDays(day), "night")))
		}
		if err := h.publish(dbtest.Today, dbtest.Today.AddDays(6)); err != nil {
			t.Fatal(err)
		}
		for day, want := range []bool{false, true} { // an hour and a half before the night
			h.Clock.Set(dbtest.Now.Add(time.Duration(day)*24*time.Hour + 108*time.Minute))
			var m staff.Mine
			if err := h.See(h.actor(h.lan), func(tx *db.Tx) (err error) { m, err = staff.MineNow(tx); return err }); err != nil {
				t.Fatal(err)
			}
			if (m.Now != nil) != want {
				t.Errorf("after %d days the duty that goes on is %+v", day, m.Now)
			}
		}
	})
}

// decide writes a value of a setting from tomorrow on.
func (h *rotaHouse) decide(name settings.Name, text string) {
	h.T.Helper()
	h.Do(func(tx *db.Tx) error {
		e, err := settings.Find(tx, name, tx.Today())
		if err != nil {
			return err
		}
		_, err = settings.ChangeSetting(tx, settings.ChangeInput{Name: name, Value: text, ValidFrom: dbtest.Today.AddDays(1), Mark: settings.Decided, Version: e.Version})
		return err
	})
}
