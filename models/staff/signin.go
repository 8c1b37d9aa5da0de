package staff

import (
	"context"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
)

// attemptRow counts the wrong passwords in a row for one user name, whether anybody has that name
// or not: a stranger learns nothing from the lock. The name itself is not kept, because people
// type their password into the wrong field.
type attemptRow struct {
	ID          uint64
	Who         string
	MemberID    *uint64 // nil: nobody has this name
	Failures    int
	LastAt      time.Time
	LastAddress string
	LockedUntil *time.Time
}

// TableName names the table.
func (attemptRow) TableName() string { return "staff_attempts" }

func who(username string) string { return tokenHash("attempt " + username) }

// Knocker is somebody at the door who gave a user name.
//
// To sign in takes three steps, because comparing a password takes long and must not hold a
// transaction open: Knock reads, Answers compares, and Enter or CountWrong writes. The lock is
// looked at again in the last step under a lock on its row, so that six wrong passwords at once
// count as five and a refusal, and no right one slips in behind them.
type Knocker struct {
	Username string
	Member   *Member // nil: nobody of this name
	Ward     bool    // stands at the registered device of a ward, which is not counted as an address
}

// Knock reads what is known of a user name. It needs no permission. A locked name is refused
// (staff.locked) before the password is looked at.
func Knock(tx *db.Tx, username string) (Knocker, error) {
	k := Knocker{Username: Username(username)}
	attempt, err := db.From[attemptRow](tx).Where("who = ?", who(k.Username)).Maybe()
	if err != nil {
		return k, err
	}
	if lock := attempt.lock(tx.Now); lock != nil {
		return k, lock
	}
	if usernames.MatchString(k.Username) && len(k.Username) <= 40 {
		k.Member, err = db.From[Member](tx).Where("username = ?", k.Username).Maybe()
	}
	return k, err
}

// whoAddress is the name under which the wrong tries of an address are counted, for whomever they were.
func whoAddress(address string) string { return tokenHash("address " + cut(address, addressLimit)) }

// Tired refuses an address (staff.address_waits) from which too many wrong passwords and codes came
// within the time of a lock, for whichever names: who tries one password for everybody locks nobody by
// name.
func Tired(tx *db.Tx, address string) error {
	row, err := db.From[attemptRow](tx).Where("who = ?", whoAddress(address)).Maybe()
	if err != nil {
		return err
	}
	if lock := row.lock(tx.Now); lock != nil {
		return fault.New(fault.Busy, "staff.address_waits", lock.Args)
	}
	return nil
}

// countAddress counts a wrong try of an address. A quarter of an hour (as long as a lock holds) without
// any begins anew.
func countAddress(tx *db.Tx, address string, p Policy) error {
	row, err := holdWho(tx, whoAddress(address), func() attemptRow { return attemptRow{LastAt: tx.Now} })
	if err != nil {
		return err
	}
	if row.LockedUntil != nil && !tx.Now.Before(*row.LockedUntil) || tx.Now.Sub(row.LastAt) >= p.LockFor {
		row.Failures, row.LockedUntil = 0, nil
	}
	row.Failures++
	row.LastAt, row.LastAddress = tx.Now, cut(address, addressLimit)
	if row.Failures >= p.AddressMost && row.LockedUntil == nil {
		until := tx.Now.Add(p.LockFor)
		row.LockedUntil = &until
		tx.Detail("address_locked", true)
	}
	return db.Change(tx, row, "failures", "last_at", "last_address", "locked_until")
}

// Answers tells whether the password is the right one. It takes as long for a name that nobody
// has. Call it outside any transaction.
func (k Knocker) Answers(ctx context.Context, password string) (bool, error) {
	if k.Member == nil {
		_, err := nobody.Matches(ctx, password)
		return false, err
	}
	return k.Member.PasswordHash.Matches(ctx, password)
}

// lock is the refusal while a user name is locked, or nil.
func (a *attemptRow) lock(now time.Time) *fault.Fault {
	if a == nil || a.LockedUntil == nil || !now.Before(*a.LockedUntil) {
		return nil
	}
	minutes := int(a.LockedUntil.Sub(now)/time.Minute) + 1
	return fault.New(fault.Unauthenticated, "staff.locked", fault.A{"minutes": minutes})
}

// Enter lets somebody in whose password was right, and forgets the wrong ones before it. It
// refuses a name that was locked meanwhile, a password that was changed meanwhile, and a closed
// account (staff.is_closed), which only its owner gets to hear.
func Enter(tx *db.Tx, k Knocker) (*Member, error) {
	attempt, err := holdAttempt(tx, k.Username)
	if err != nil {
		return nil, err
	}
	if lock := attempt.lock(tx.Now); lock != nil {
		return nil, lock
	}
	m, err := db.Get[Member](tx, k.Member.ID)
	switch {
	case err != nil:
		return nil, err
	case m.PasswordHash != k.Member.PasswordHash:
		return nil, fault.New(fault.Unauthenticated, "staff.password_changed")
	case m.DisabledAt != nil:
		return nil, fault.New(fault.Unauthenticated, "staff.is_closed")
	}
	tx.Concerns("staff", m.ID, uint64(m.Campus))
	if attempt != nil && attempt.Failures > 0 {
		attempt.Failures, attempt.LockedUntil = 0, nil
		if err := db.Change(tx, attempt, "failures", "locked_until"); err != nil {
			return nil, err
		}
	}
	if _, err := db.Set[Member](tx, map[string]any{"signed_in_at": tx.Now}, "id = ?", m.ID); err != nil {
		return nil, err
	}
	return m, nil
}

// CountWrong counts a wrong password and gives the refusal to answer with: how many tries are left
// (staff.wrong), or the lock. It runs in db.Keep, so that the count outlives the refusal. The fifth
// in a row locks the name, known or not.
func CountWrong(tx *db.Tx, k Knocker, address string) (refusal *fault.Fault, err error) {
	policy, err := ThePolicy(tx)
	if err != nil {
		return nil, err
	}
	attempt, err := holdWho(tx, who(k.Username), func() attemptRow { return attemptRow{LastAt: tx.Now} })
	if err != nil {
		return nil, err
	}
	if !k.Ward {
		if err := countAddress(tx, address, policy); err != nil {
			return nil, err
		}
	}
	if k.Member != nil {
		tx.Concerns("staff", k.Member.ID, uint64(k.Member.Campus))
		attempt.MemberID = &k.Member.ID
	}
	tx.Detail("address", cut(address, addressLimit))
	if lock := attempt.lock(tx.Now); lock != nil {
		return lock, nil // a rival was faster: the name is locked, this one is not counted
	}
	if attempt.LockedUntil != nil {
		attempt.Failures, attempt.LockedUntil = 0, nil // the lock before is over
	}
	attempt.Failures++
	attempt.LastAt, attempt.LastAddress = tx.Now, cut(address, addressLimit)
	if attempt.Failures >= policy.Failures {
		until := tx.Now.Add(policy.LockFor)
		attempt.LockedUntil = &until
		tx.Detail("locked", true)
	}
	if err := db.Change(tx, attempt, "member_id", "failures", "last_at", "last_address", "locked_until"); err != nil {
		return nil, err
	}
	if lock := attempt.lock(tx.Now); lock != nil {
		return lock, nil
	}
	return fault.New(fault.Unauthenticated, "staff.wrong", fault.A{"left": policy.Failures - attempt.Failures}), nil
}

// holdAttempt holds the row that counts the wrong passwords of a user name, or gives nil.
func holdAttempt(tx *db.Tx, username string) (*attemptRow, error) {
	row, err := db.From[attemptRow](tx).Where("who = ?", who(username)).Maybe()
	if err != nil || row == nil {
		return nil, err
	}
	found, err := db.Hold[attemptRow](tx, row.ID)
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// holdWho holds the row that counts under a name, and makes it when there is none yet.
func holdWho(tx *db.Tx, name string, fresh func() attemptRow) (*attemptRow, error) {
	for range 2 {
		row, err := db.From[attemptRow](tx).Where("who = ?", name).Maybe()
		if err != nil {
			return nil, err
		}
		if row != nil {
			found, err := db.Hold[attemptRow](tx, row.ID)
			if err != nil {
				return nil, err
			}
			return &found[0], nil
		}
		made := fresh()
		made.Who = name
		if err := db.Add(tx, &made); err != nil && !db.Duplicate(err, "who") {
			return nil, err
		}
	}
	return nil, fault.New(fault.Busy, "fault.busy")
}

// forgetFailures takes the lock and the count off a user name.
func forgetFailures(tx *db.Tx, username string) error {
	_, err := db.Set[attemptRow](tx, map[string]any{"failures": 0, "locked_until": nil}, "who = ?", who(username))
	return err
}

// LiftLock lets somebody try again before the time is over. It needs staff.edit where the person
// works: it gives nobody a right, so the manager of either campus of a person will do.
func LiftLock(tx *db.Tx, id uint64) (*Member, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	m, err := db.Get[Member](tx, id)
	if err != nil {
		return nil, err
	}
	grants, err := grantsOf(tx, id)
	if err != nil {
		return nil, err
	}
	if !sees(tx.Reach(Edit), m, grants, tx.Today()) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	tx.Concerns("staff", m.ID, uint64(m.Campus))
	if err := forgetPinFailures(tx, m.ID); err != nil {
		return nil, err
	}
	return m, forgetFailures(tx, m.Username)
}

// ForgetAttempts drops counts that no longer matter; a nightly job calls it.
func ForgetAttempts(tx *db.Tx) error {
	old, now := tx.Now.AddDate(0, -1, 0), tx.Now
	if _, err := db.RemoveWhere[pinAttemptRow](tx, "last_at < ? AND (locked_until IS NULL OR locked_until < ?)", old, now); err != nil {
		return err
	}
	_, err := db.RemoveWhere[attemptRow](tx, "last_at < ? AND (locked_until IS NULL OR locked_until < ?)", old, now)
	return err
}
