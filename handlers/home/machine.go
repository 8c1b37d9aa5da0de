package home

import (
	"fmt"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/backups"
	"maiam/models/db"
	"maiam/models/staff"
)

// machine is what the administrator looks after: accounts, the work that the house does by itself, and
// how old the last backup is.
type machine struct {
	Accounts staff.Accounts
	Works    staff.Works
	Backup   time.Time // by hand; zero when there is none
	Copies   backups.Overview
	Idle     int       // accounts that are closed soon because nobody uses them
	Ahead    time.Time // of the newest deed, where the clock is behind it
}

// clockOff is how far the clock may be behind the newest deed: two machines are never the same.
const clockOff = 2 * time.Minute

func (b *board) readMachine(tx *db.Tx, backup func() time.Time) (err error) {
	if !tx.Actor.HasRole("admin") || !tx.Actor.Has(staff.View) || !tx.Actor.Has(staff.ViewJobs) {
		return nil
	}
	b.Machine = &machine{Backup: backup()}
	if b.Machine.Accounts, err = staff.CountAccounts(tx); err != nil {
		return err
	}
	idle, err := staff.IdleAccounts(tx)
	if err != nil {
		return err
	}
	b.Machine.Idle = len(idle)
	newest, err := db.NewestDeed(tx)
	if err != nil {
		return err
	}
	if newest.Sub(tx.Now) > clockOff {
		b.Machine.Ahead = newest
	}
	if b.Machine.Works, err = staff.WorksNow(tx); err != nil || !tx.Actor.Has(backups.View) {
		return err
	}
	b.Machine.Copies, err = backups.Now(tx)
	return err
}

// accounts are the numbers of the accounts, each opening its list.
func (m machine) accounts(call *web.Call) parts.Strip {
	at := func(state string) string {
		if state == "" {
			return "/staff"
		}
		return "/staff?state=" + state
	}
	out := parts.Strip{Tall: true, Stats: []parts.Stat{{Value: fmt.Sprint(m.Accounts.Open), Label: call.T("home.accounts_open"), Href: at("")}}}
	for _, a := range []struct {
		n     int
		state string
	}{{m.Accounts.Locked, "locked"}, {m.Accounts.OneTime, "one_time"}, {m.Accounts.NoRole, "no_role"}, {m.Idle, "idle"}} {
		out.Stats = append(out.Stats, parts.Stat{Value: fmt.Sprint(a.n), Label: call.T("home.accounts_" + a.state), Href: at(a.state), Tone: tone(a.n, parts.Due)})
	}
	return out
}

// works are the numbers of the house's own work.
func (m machine) works(call *web.Call) parts.Strip {
	return parts.Strip{Tall: true, Stats: []parts.Stat{
		{Value: fmt.Sprint(len(m.Works.Failed)), Label: call.T("home.works_failed"), Href: "/staff/works", Tone: tone(len(m.Works.Failed), parts.Danger)},
		{Value: fmt.Sprint(len(m.Works.Waiting)), Label: call.T("home.works_waiting"), Href: "/staff/works"},
	}}
}

// stale is after how long a backup is called old.
const stale = 48 * time.Hour

// backup says how the copies are: what needs a hand first, else how old the newest is.
func (m machine) backup(call *web.Call) []parts.Notice {
	ctx := call.Context()
	if len(m.Copies.Places) == 0 {
		return []parts.Notice{m.byHand(call)}
	}
	var out []parts.Notice
	for _, f := range m.Copies.Needs() {
		n := parts.Notice{Tone: parts.Danger, Title: call.T("backups.needs."+f.Word, words.A{"place": f.Place, "since": words.DateTime(ctx, f.Since)}), Text: call.T("backups.do." + f.Word)}
		if f.Reason != "" {
			n.Text = call.T("backups.reason." + f.Reason)
		}
		out = append(out, n)
	}
	if len(out) > 0 {
		return out
	}
	newest := m.Backup
	for _, s := range m.Copies.Places {
		if s.TakenAt != nil && s.TakenAt.After(newest) {
			newest = *s.TakenAt
		}
	}
	return []parts.Notice{{Tone: parts.Done, Title: call.T("home.backup_fresh", words.A{"ago": words.Ago(ctx, newest, call.Now())})}}
}

// byHand says how old the last copy is that somebody made, where the house makes none by itself.
func (m machine) byHand(call *web.Call) parts.Notice {
	switch {
	case m.Backup.IsZero():
		return parts.Notice{Tone: parts.Danger, Title: call.T("home.backup_none"), Text: call.T("home.backup_how")}
	case call.Now().Sub(m.Backup) > stale:
		return parts.Notice{Tone: parts.Due, Title: call.T("home.backup_old", words.A{"ago": words.Ago(call.Context(), m.Backup, call.Now())}), Text: call.T("home.backup_how")}
	}
	return parts.Notice{Tone: parts.Done, Title: call.T("home.backup_fresh", words.A{"ago": words.Ago(call.Context(), m.Backup, call.Now())})}
}
