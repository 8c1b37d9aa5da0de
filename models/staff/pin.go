package staff

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// pinRow is the PIN of a person: four digits that open nothing but a registered device of a ward in
// which the person works. Failures counts the wrong ones in a row over all devices.
type pinRow struct {
	ID       uint64
	MemberID uint64
	PinHash  Hashed
	SetAt    time.Time
	Failures int
}

// TableName names the table.
func (pinRow) TableName() string { return "staff_pins" }

// pinAttemptRow counts the wrong PINs in a row for one person at one device, whether the person has a
// PIN or not.
type pinAttemptRow struct {
	ID          uint64
	MemberID    uint64
	DeviceID    uint64
	Failures    int
	LastAt      time.Time
	LockedUntil *time.Time
}

// TableName names the table.
func (pinAttemptRow) TableName() string { return "staff_pin_attempts" }

// pinsEverybodyTries are not refused by any rule, and the first that a stranger would try.
var pinsEverybodyTries = []string{"2580", "0852", "1004", "5683", "1379", "9713", "7410", "0147", "2468", "8642", "1357", "9753", "6868", "8386", "123123", "147258", "159753"}

// CheckPin says what is wrong with a new PIN of a person, under the name of its field; nil when it
// will do. What is refused are the few that a stranger would try first.
func CheckPin(p Policy, field, pin string, m Member, today value.Day) error {
	if len(pin) != p.PinLength || strings.Trim(pin, "0123456789") != "" {
		return fault.Field(field, "staff.pin.length", fault.A{"n": p.PinLength})
	}
	steps := map[byte]bool{}
	for i := 1; i < len(pin); i++ {
		steps[(pin[i]-pin[i-1]+10)%10] = true
	}
	half := len(pin) / 2
	year, _ := strconv.Atoi(pin)
	switch {
	case len(steps) == 1 && (steps[0] || steps[1] || steps[9]): // 0000, 1234, 9876, 7890
		return fault.Field(field, "staff.pin.row")
	case len(pin)%2 == 0 && pin[:half] == pin[half:], len(pin) == 4 && pin[0] == pin[1] && pin[2] == pin[3]: // 1212, 1122
		return fault.Field(field, "staff.pin.pairs")
	case len(pin) == 4 && year >= 1930 && year <= today.Year()+1:
		return fault.Field(field, "staff.pin.year")
	case m.Phone != "" && strings.Contains(m.Phone, pin):
		return fault.Field(field, "staff.pin.phone")
	case slices.Contains(pinsEverybodyTries, pin):
		return fault.Field(field, "staff.pin.known")
	}
	return nil
}

// PinRefused tells why somebody may have no PIN and no card, or nil: whoever appoints people or
// changes what holds for everybody signs in with the password alone.
func PinRefused(actor db.Actor) *fault.Fault {
	if slices.ContainsFunc(passwordRoles, actor.HasRole) {
		return fault.New(fault.Conflict, "staff.pin.not_for_role")
	}
	return nil
}

// SetPin puts a PIN that only the person knows in the place of the present one, if any. The edge has
// proven the password before (Knock), and checked the PIN (CheckPin).
func SetPin(tx *db.Tx, pin Hashed) (*Member, error) {
	m, err := me(tx)
	if err != nil {
		return nil, err
	}
	if m.MustChange {
		return nil, fault.New(fault.Conflict, "staff.must_change")
	}
	if refused := PinRefused(tx.Actor); refused != nil {
		return nil, refused
	}
	if err := db.Upsert(tx, []pinRow{{MemberID: m.ID, PinHash: pin, SetAt: tx.Now}}, db.By("member_id")); err != nil {
		return nil, err
	}
	return m, forgetPinFailures(tx, m.ID)
}

// DropPin takes the own PIN away. It is no error when there is none.
func DropPin(tx *db.Tx) error {
	if err := signedIn(tx); err != nil {
		return err
	}
	tx.Concerns("staff", tx.Actor.ID, 0)
	return removePin(tx, tx.Actor.ID)
}

// OwnPin tells since when the person has a PIN, or nil.
func OwnPin(tx *db.Tx) (*time.Time, error) {
	if err := signedIn(tx); err != nil {
		return nil, err
	}
	row, err := db.From[pinRow](tx).Where("member_id = ?", tx.Actor.ID).Only("id", "set_at").Maybe()
	if err != nil || row == nil {
		return nil, err
	}
	return &row.SetAt, nil
}

func removePin(tx *db.Tx, member uint64) error {
	_, err := db.RemoveWhere[pinRow](tx, "member_id = ?", member)
	return err
}

// forgetPinFailures takes the locks and counts of a person off every device.
func forgetPinFailures(tx *db.Tx, member uint64) error {
	if _, err := db.Set[pinRow](tx, map[string]any{"failures": 0}, "member_id = ?", member); err != nil {
		return err
	}
	_, err := db.Set[pinAttemptRow](tx, map[string]any{"failures": 0, "locked_until": nil}, "member_id = ?", member)
	return err
}

// pinLock tells until when a person is locked at the device where that takes longest, or nil.
func pinLock(tx *db.Tx, member uint64) (*time.Time, error) {
	row, err := db.From[pinAttemptRow](tx).Where("member_id = ? AND locked_until > ?", member, tx.Now).Order("locked_until DESC").Maybe()
	if err != nil || row == nil {
		return nil, err
	}
	return row.LockedUntil, nil
}

func (a *pinAttemptRow) lock(now time.Time) *fault.Fault {
	if a == nil {
		return nil
	}
	if f := (&attemptRow{LockedUntil: a.LockedUntil}).lock(now); f != nil {
		return fault.New(fault.Unauthenticated, "staff.pin.locked", f.Args)
	}
	return nil
}

// PinKnocker is somebody who stands at a shared device and typed a PIN, showed a card, or both. As at
// the door it takes three steps: KnockPin or KnockBadge reads, Answers compares outside any
// transaction, and EnterPin or CountWrongPin writes.
type PinKnocker struct {
	Station *Station
	Member  *Member
	badge   uint64 // the card that was shown, 0 for none
	pin     Hashed // empty: none, or none that counts now
}

// HasBadge tells whether a card was shown that is good.
func (k PinKnocker) HasBadge() bool { return k.badge != 0 }

// KnockPin reads what is known of a person who came to a shared device. Somebody who does not work in
// its ward is not there; whoever was wrong too often is refused (staff.pin.locked) before the PIN is
// looked at.
func KnockPin(tx *db.Tx, device string, member uint64) (k PinKnocker, err error) {
	if k.Station, err = StationOf(tx, device); err != nil {
		return k, err
	}
	if k.Station == nil {
		return k, fault.New(fault.Unauthenticated, "staff.device.unknown")
	}
	if k.Member, err = k.Station.worker(tx, member); err != nil {
		return k, err
	}
	attempt, err := db.From[pinAttemptRow](tx).Where("member_id = ? AND device_id = ?", member, k.Station.ID).Maybe()
	if err != nil {
		return k, err
	}
	if lock := attempt.lock(tx.Now); lock != nil {
		return k, lock
	}
	row, err := db.From[pinRow](tx).Where("member_id = ?", member).Maybe()
	if err == nil && row != nil && !k.Member.MustChange {
		k.pin = row.PinHash
	}
	return k, err
}

// worker finds a person who works in the ward of the device today; anybody else is not there.
func (s *Station) worker(tx *db.Tx, member uint64) (*Member, error) {
	found, err := db.Report[Member](tx, `SELECT m.* FROM staff_members m WHERE {shared} AND m.id = ?`+worksThere, append([]any{member}, s.worksIn(tx.Today())...)...)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "db.not_found")
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// Answers tells whether the PIN is the right one. It takes as long for a person who has none. Call it
// outside any transaction.
func (k PinKnocker) Answers(ctx context.Context, pin string) (bool, error) {
	right, err := k.pin.Matches(ctx, pin)
	return right && k.pin != "", err
}

// EnterPin lets somebody in whose PIN was right, and forgets the wrong ones before it. Everything is
// looked at again: a lock, a PIN, a card, a device or a role that changed meanwhile lets nobody in.
func EnterPin(tx *db.Tx, k PinKnocker) (*Member, error) {
	attempt, err := k.hold(tx)
	if err != nil {
		return nil, err
	}
	if lock := attempt.lock(tx.Now); lock != nil {
		return nil, lock
	}
	if err := k.Station.still(tx); err != nil {
		return nil, err
	}
	m, err := k.Station.worker(tx, k.Member.ID)
	if err != nil {
		return nil, err
	}
	row, err := db.From[pinRow](tx).Where("member_id = ?", m.ID).Maybe()
	switch {
	case err != nil:
		return nil, err
	case row == nil || row.PinHash != k.pin || m.MustChange:
		return nil, fault.New(fault.Unauthenticated, "staff.pin.changed")
	}
	if err := k.stillHeld(tx); err != nil {
		return nil, err
	}
	if attempt != nil && attempt.Failures > 0 {
		if _, err := db.Set[pinAttemptRow](tx, map[string]any{"failures": 0, "locked_until": nil}, "id = ?", attempt.ID); err != nil {
			return nil, err
		}
	}
	if row.Failures > 0 {
		if _, err := db.Set[pinRow](tx, map[string]any{"failures": 0}, "id = ?", row.ID); err != nil {
			return nil, err
		}
	}
	return m, k.came(tx, m)
}

// came notes that somebody signed in.
func (k PinKnocker) came(tx *db.Tx, m *Member) error {
	tx.Concerns("staff", m.ID, uint64(m.Campus))
	tx.Actor.Shared = k.Station.ID
	_, err := db.Set[Member](tx, map[string]any{"signed_in_at": tx.Now}, "id = ?", m.ID)
	return err
}

// CountWrongPin counts a wrong PIN at the device and gives the refusal to answer with: how many tries
// are left (staff.pin.wrong), or the lock. It runs in db.Keep, so that the count outlives the refusal.
func CountWrongPin(tx *db.Tx, k PinKnocker, address string) (refusal *fault.Fault, err error) {
	policy, err := ThePolicy(tx)
	if err != nil {
		return nil, err
	}
	attempt, err := k.hold(tx)
	if err != nil {
		return nil, err
	}
	if attempt == nil {
		row := pinAttemptRow{MemberID: k.Member.ID, DeviceID: k.Station.ID, LastAt: tx.Now}
		if err := db.Add(tx, &row); err != nil && !db.Duplicate(err, "member_id") {
			return nil, err
		}
		if attempt, err = k.hold(tx); err != nil {
			return nil, err
		}
	}
	tx.Concerns("staff", k.Member.ID, uint64(k.Member.Campus))
	tx.Actor.Shared = k.Station.ID
	tx.Detail("address", cut(address, addressLimit))
	if lock := attempt.lock(tx.Now); lock != nil {
		return lock, nil // a rival was faster: the person is locked here, this one is not counted
	}
	if attempt.LockedUntil != nil {
		attempt.Failures, attempt.LockedUntil = 0, nil // the lock before is over
	}
	attempt.Failures++
	attempt.LastAt = tx.Now
	if attempt.Failures >= policy.Failures {
		until := tx.Now.Add(policy.LockFor)
		attempt.LockedUntil = &until
		tx.Detail("locked", true)
	}
	if err := db.Change(tx, attempt, "failures", "last_at", "locked_until"); err != nil {
		return nil, err
	}
	if err := wearPin(tx, k.Member.ID, policy.PinWorn); err != nil {
		return nil, err
	}
	if lock := attempt.lock(tx.Now); lock != nil {
		return lock, nil
	}
	return fault.New(fault.Unauthenticated, "staff.pin.wrong", fault.A{"left": policy.Failures - attempt.Failures}), nil
}

// wearPin counts a wrong try against the PIN itself. After too many in a row, over all devices and locks,
// it removes the PIN, and a new one has to be set with the password: a lock alone would let somebody
// patient try them all.
func wearPin(tx *db.Tx, member uint64, most int) error {
	row, err := db.From[pinRow](tx).Where("member_id = ?", member).Maybe()
	if err != nil || row == nil {
		return err
	}
	held, err := db.Hold[pinRow](tx, row.ID)
	if fault.KindOf(err) == fault.NotFound {
		return nil // removed meanwhile
	}
	if err != nil {
		return err
	}
	if held[0].Failures+1 >= most {
		tx.Detail("pin_removed", true)
		return removePin(tx, member)
	}
	_, err = db.Set[pinRow](tx, map[string]any{"failures": held[0].Failures + 1}, "id = ?", row.ID)
	return err
}

// hold holds the row that counts the wrong PINs of a person at a device, or gives nil.
func (k PinKnocker) hold(tx *db.Tx) (*pinAttemptRow, error) {
	row, err := db.From[pinAttemptRow](tx).Where("member_id = ? AND device_id = ?", k.Member.ID, k.Station.ID).Maybe()
	if err != nil || row == nil {
		return nil, err
	}
	found, err := db.Hold[pinAttemptRow](tx, row.ID)
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}
