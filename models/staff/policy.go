package staff

import (
	"time"

	"maiam/models/db"
	"maiam/models/settings"
)

// Policy is how strict the door of the house is.
//
// The yardstick is QCVN 12:2026/BCA (circular 47/2026/TT-BCA, in force from 1 July 2026), written
// for systems that keep the electronic documents of public bodies: passwords of at least 8
// characters with small and capital letters, digits and signs; locked after at most 5 wrong ones;
// idle lock after at most 15 minutes. It unlocks after 12 hours at the earliest. Here it is 15
// minutes, because a night shift must not stand at a locked door (docs/areas/staff.md).
type Policy struct {
	PasswordLength int           // least number of letters
	Failures       int           // wrong passwords in a row until the lock
	LockFor        time.Duration // how long the lock holds unless somebody lifts it
	IdleAfter      time.Duration // without a page for so long, the password is asked again
	SessionFor     time.Duration // longest life of a session: the longest shift and its handover
	TokenDays      int           // longest life of an API token
	PinLength      int           // digits of a PIN
	SharedIdle     time.Duration // as IdleAfter, on the shared device of a ward
	BadgeAlone     bool          // a card opens without the PIN
	PinWorn        int           // wrong PINs in a row, over all devices and locks, until the PIN is worth nothing
	Remembered     time.Duration // how long a shared device shows who used it last
}

// TheDefaults are what holds where the settings say nothing.
var TheDefaults = Policy{
	PasswordLength: 8,
	Failures:       5,
	LockFor:        15 * time.Minute,
	IdleAfter:      15 * time.Minute,
	SessionFor:     16 * time.Hour,
	TokenDays:      365,
	PinLength:      4,
	SharedIdle:     3 * time.Minute,
	PinWorn:        20,
	Remembered:     14 * 24 * time.Hour,
}

// policy is remembered for a minute, so that the door costs no statement for it.
var policy = db.Remember(time.Minute, func(tx *db.Tx) (Policy, error) {
	p := TheDefaults
	book, err := settings.Of(tx)
	if err != nil {
		return p, err
	}
	today := tx.Today()
	// A house whose settings say nothing keeps the defaults.
	set := func(name settings.Name, to func(int)) {
		if n, err := book.Int(name, today); err == nil && n > 0 {
			to(n)
		}
	}
	set(settings.DoorPassword, func(n int) { p.PasswordLength = n })
	set(settings.DoorFailures, func(n int) { p.Failures = n })
	set(settings.DoorLock, func(n int) { p.LockFor = time.Duration(n) * time.Minute })
	set(settings.DoorIdle, func(n int) { p.IdleAfter = time.Duration(n) * time.Minute })
	set(settings.DoorPin, func(n int) { p.PinLength = n })
	set(settings.DoorSharedIdle, func(n int) { p.SharedIdle = time.Duration(n) * time.Minute })
	set(settings.DoorSession, func(n int) { p.SessionFor = time.Duration(n) * time.Hour })
	set(settings.DoorTokens, func(n int) { p.TokenDays = n })
	set(settings.DoorPinWorn, func(n int) { p.PinWorn = n })
	set(settings.DoorFaces, func(n int) { p.Remembered = time.Duration(n) * 24 * time.Hour })
	if alone, err := book.Yes(settings.DoorBadge, today); err == nil {
		p.BadgeAlone = alone
	}
	return p, nil
})

// ThePolicy gives what holds today, as the settings say (door.…).
func ThePolicy(tx *db.Tx) (Policy, error) { return policy.Get(tx) }
