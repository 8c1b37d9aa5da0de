package offline_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/offline"
	"maiam/models/settings"
	"maiam/models/staff"
)

// TestKeyLastsAsSet: how long a phone may write without a network is a setting, from its day on and not
// before; a key that was given keeps its end.
func TestKeyLastsAsSet(t *testing.T) {
	h := dbtest.Open(t)
	b, err := offline.NewBox(func(name string) []byte { sum := sha256.Sum256([]byte(name)); return sum[:] })
	if err != nil {
		t.Fatal(err)
	}
	h.Do(func(tx *db.Tx) error {
		if err := settings.Seed(tx); err != nil {
			return err
		}
		m := staff.Member{ID: 7, Username: "lan", Name: "Nguyễn Thị Lan", SearchKey: "nguyen thi lan", SortKey: []byte{1}, PasswordChangedAt: tx.Now, RecordedAt: tx.Now, RecordedBy: 1}
		if err := db.Add(tx, &m); err != nil {
			return err
		}
		_, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.OfflineKey, Value: "5", ValidFrom: tx.Today().AddDays(1), Mark: settings.Decided, Version: 1})
		return err
	})
	carer := dbtest.Person(7, []string{offline.Work})
	for day, want := range []time.Duration{14 * 24 * time.Hour, 5 * 24 * time.Hour} {
		h.Clock.Set(dbtest.Now.Add(time.Duration(day) * 24 * time.Hour))
		if err := h.As(carer, func(tx *db.Tx) error {
			given, err := offline.GiveKey(tx, b, offline.KeyInput{Device: "0b2f7c1e-6d0a-4a7e-9c55-0d6a5f1f2b31"})
			if err == nil && given.Until.Sub(tx.Now) != want {
				t.Errorf("after %d days it lasts %v", day, given.Until.Sub(tx.Now))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}
