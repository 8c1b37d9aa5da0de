package staff

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Idle is an open account that nobody has used for a while.
type Idle struct {
	MemberID uint64
	Name     string
	Username string
	Position string
	Last     value.Day // the last day on which it was used, or the last of a leave after that
	Closes   value.Day // the first day on which it is closed
}

// idleRow is what tells when an account was used.
type idleRow struct {
	MemberID   uint64
	Name       string
	Username   string
	Position   string
	RecordedAt time.Time
	SignedInAt *time.Time
	ReopenedAt *time.Time
}

type lastUse struct {
	MemberID uint64
	At       time.Time
}

type restRow struct {
	MemberID uint64
	FromDay  value.Day
	ToDay    value.Day
}

// idles finds the open accounts that were not used since a day, in four statements. Used is: signed in by
// whatever way, a page asked or a program's call, made or opened again. Days of written leave do not
// count, so that nobody comes back from a birth or an operation to a closed door.
func idles(tx *db.Tx, p Policy, notice int) ([]Idle, error) {
	today := tx.Today()
	before := today.AddDays(notice - p.IdleDays + 1).Start(tx.Zone()) // any moment of the last day that counts
	rows, err := db.Report[idleRow](tx, `SELECT id AS member_id, name, username, position, recorded_at, signed_in_at, reopened_at FROM staff_members
		WHERE {shared} AND disabled_at IS NULL AND recorded_at < ? AND (signed_in_at IS NULL OR signed_in_at < ?) AND (reopened_at IS NULL OR reopened_at < ?)
		ORDER BY sort_key, id`, before, before, before)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids, last := make([]uint64, len(rows)), map[uint64]time.Time{}
	for i, r := range rows {
		ids[i], last[r.MemberID] = r.MemberID, r.RecordedAt
		for _, at := range []*time.Time{r.SignedInAt, r.ReopenedAt} {
			if at != nil && at.After(last[r.MemberID]) {
				last[r.MemberID] = *at
			}
		}
	}
	for _, q := range []string{`SELECT member_id, seen_at AS at FROM staff_sessions WHERE {shared} AND member_id IN ?`,
		`SELECT member_id, used_at AS at FROM staff_tokens WHERE {shared} AND member_id IN ? AND used_at IS NOT NULL`} {
		uses, err := db.Report[lastUse](tx, q, ids)
		if err != nil {
			return nil, err
		}
		for _, u := range uses {
			if u.At.After(last[u.MemberID]) {
				last[u.MemberID] = u.At
			}
		}
	}
	leaves, err := db.Report[restRow](tx, `SELECT member_id, from_day, to_day FROM staff_absences WHERE {shared} AND member_id IN ? AND cancelled_at IS NULL AND to_day >= ? ORDER BY from_day, id`,
		ids, today.AddDays(-2*p.IdleDays))
	if err != nil {
		return nil, err
	}
	var out []Idle
	for _, r := range rows {
		day := value.DayOf(last[r.MemberID], tx.Zone())
		if day.Before(p.IdleSince) {
			day = p.IdleSince // nobody is closed out by a rule that the house did not have yet
		}
		for _, l := range leaves {
			if l.MemberID == r.MemberID && !l.FromDay.After(day.AddDays(p.IdleDays)) && l.ToDay.After(day) {
				day = l.ToDay // the days after a leave count from its end
			}
		}
		one := Idle{MemberID: r.MemberID, Name: r.Name, Username: r.Username, Position: r.Position, Last: day, Closes: day.AddDays(p.IdleDays)}
		if !one.Closes.After(today.AddDays(notice)) {
			out = append(out, one)
		}
	}
	return out, nil
}

// IdleAccounts lists the accounts that will be closed within the days of the notice (door.idle_notice_days)
// because nobody uses them. It needs staff.edit; who works outside the reach is not there.
func IdleAccounts(tx *db.Tx) ([]Idle, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	p, err := ThePolicy(tx)
	if err != nil {
		return nil, err
	}
	all, err := idles(tx, p, p.IdleNotice)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids := make([]uint64, len(all))
	for i, one := range all {
		ids[i] = one.MemberID
	}
	where, args := whose(tx.Reach(Edit), tx.Today())
	mine, err := db.Report[struct{ ID uint64 }](tx, `SELECT m.id FROM staff_members m WHERE {shared} AND m.id IN ? AND `+where[0], append([]any{ids}, args...)...)
	if err != nil {
		return nil, err
	}
	within := map[uint64]bool{}
	for _, m := range mine {
		within[m.ID] = true
	}
	out := all[:0]
	for _, one := range all {
		if within[one.MemberID] {
			out = append(out, one)
		}
	}
	return out, nil
}

// IdleNow gives the people whose account is to be closed today. The nightly job asks it, and closes them
// one by one, each with a deed of its own.
func IdleNow(tx *db.Tx) ([]uint64, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	p, err := ThePolicy(tx)
	if err != nil {
		return nil, err
	}
	all, err := idles(tx, p, 0)
	ids := make([]uint64, len(all))
	for i, one := range all {
		ids[i] = one.MemberID
	}
	return ids, err
}

// IdleReason stands as the reason of an account that the house closed because nobody used it.
const IdleReason = "idle"

// CloseIdle closes one account that nobody used for too long. Everything is looked at again while the
// account is held: who came in meanwhile stays (staff.in_use). The last administrator is never closed
// (staff.last_admin).
func CloseIdle(tx *db.Tx, id uint64) error {
	if err := tx.May(Edit); err != nil {
		return err
	}
	found, err := db.Hold[Member](tx, id)
	if err != nil {
		return err
	}
	p, err := ThePolicy(tx)
	if err != nil {
		return err
	}
	still, err := idles(tx, p, 0)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(still, func(one Idle) bool { return one.MemberID == id })
	if at < 0 {
		return fault.New(fault.Conflict, "staff.in_use")
	}
	m := &found[0]
	grants, err := grantsOf(tx, id)
	if err != nil {
		return err
	}
	if holds(grants, "admin", tx.Today()) {
		if err := anotherAdmin(tx, id); err != nil {
			return err
		}
	}
	tx.Concerns("staff", m.ID, uint64(m.Campus))
	tx.Detail("last_used", still[at].Last.String())
	return shut(tx, m, IdleReason)
}
