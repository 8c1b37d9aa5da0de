package staff

import (
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
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
	CodeRoles      string        // roles that sign in with a second step, codes between commas
	CodeGrace      int           // days for which such a role goes without
	CodeSince      value.Day     // the day from which the house demands it
	IdleDays       int           // days without use until an account is closed
	IdleSince      value.Day     // when this house learnt of the idle days: nobody is idle for longer than that
	IdleNotice     int           // days before, from which it is told
	PasswordsKept  int           // how many of the last passwords cannot come back
	AdminDays      int           // days after which an administrator takes another password
	AddressMost    int           // wrong passwords and codes of one address within a lock until it waits
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
	CodeRoles:      ",admin,director,",
	CodeGrace:      14,
	IdleDays:       45,
	IdleNotice:     7,
	PasswordsKept:  10,
	AdminDays:      60,
	AddressMost:    60,
}

// DemandsCode tells whether whoever holds a role signs in with a second step.
func (p Policy) DemandsCode(role string) bool { return strings.Contains(p.CodeRoles, ","+role+",") }

// CodeUntil is the last day on which somebody goes without a second step whose role began on a day:
// counted from the role, or from when the house began to demand it, whichever was later.
func (p Policy) CodeUntil(from value.Day) value.Day {
	if from.Before(p.CodeSince) {
		from = p.CodeSince
	}
	return from.AddDays(p.CodeGrace)
}

// codeRoles reads the list of roles. A list that names none, or a role that there is not, is a slip, and
// a slip must not open the door: then those of the default are on it too. "-" says that nobody must.
func codeRoles(text string) string {
	if strings.TrimSpace(text) == "-" {
		return ","
	}
	list, slip := ",", true
	for _, role := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		if slip = !IsRole(role); slip {
			break
		}
		list += role + ","
	}
	if slip {
		list = TheDefaults.CodeRoles + strings.TrimPrefix(list, ",")
	}
	return list
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
	set(settings.DoorCodeGrace, func(n int) { p.CodeGrace = n })
	set(settings.DoorIdleDays, func(n int) { p.IdleDays = n })
	if row, ok := book.On(settings.DoorIdleDays, today); ok {
		p.IdleSince = value.DayOf(row.RecordedAt, tx.Zone())
	}
	set(settings.DoorIdleNotice, func(n int) { p.IdleNotice = n })
	set(settings.DoorPasswordsKept, func(n int) { p.PasswordsKept = n })
	set(settings.DoorAdminDays, func(n int) { p.AdminDays = n })
	set(settings.DoorAddress, func(n int) { p.AddressMost = n })
	if roles, ok := book.On(settings.DoorCodeRoles, today); ok && roles.Known() {
		p.CodeRoles, p.CodeSince = codeRoles(roles.Text), roles.ValidFrom
		// A house that learns of the demand by an upgrade has its days of grace as well.
		if brought := value.DayOf(roles.RecordedAt, tx.Zone()); p.CodeSince.Before(brought) {
			p.CodeSince = brought
		}
	}
	if alone, err := book.Yes(settings.DoorBadge, today); err == nil {
		p.BadgeAlone = alone
	}
	return p, nil
})

// ThePolicy gives what holds today, as the settings say (door.…).
func ThePolicy(tx *db.Tx) (Policy, error) { return policy.Get(tx) }
