package backups

import (
	"context"
	"time"

	"maiam/models/db"
	"maiam/models/staff"
)

// The permissions of this area.
const (
	View = "backups.view"
	Ask  = "backups.drill" // ask for a drill now
)

// State is how one place is, as the last look at it found.
type State struct {
	ID           uint64
	Place        string
	FirstAt      time.Time
	CheckedAt    time.Time
	TakenAt      *time.Time // up to where a house can be made from what lies there
	Unread       int64      // attachments that could not be read
	Reason       string     // why the last look failed; a word of backups.reason.*
	Error        string
	FailingSince *time.Time
}

// TableName names the table.
func (State) TableName() string { return "backups_places" }

// Note writes how the places are, and forgets those that are no places any more. It is a state and no
// deed: it comes every few minutes.
func Note(ctx context.Context, h *db.House, found []Outcome) error {
	return h.Quietly(ctx, "backups", func(tx *db.Tx) error {
		before, err := db.From[State](tx).All()
		if err != nil {
			return err
		}
		known := map[string]State{}
		for _, s := range before {
			known[s.Place] = s
		}
		var now []State
		for _, f := range found {
			s, seen := known[f.Place]
			delete(known, f.Place)
			if f.Err != nil && Reason(f.Err) == "working" {
				continue // who is at work there writes it down
			}
			if !seen {
				s = State{Place: f.Place, FirstAt: tx.Now}
			}
			s.ID, s.CheckedAt, s.Reason, s.Error = 0, tx.Now, Reason(f.Err), ""
			if f.Err != nil {
				s.Error = f.Err.Error()
				if s.FailingSince == nil {
					s.FailingSince = &tx.Now
				}
			} else {
				s.FailingSince = nil
			}
			if !f.Taken.IsZero() {
				s.TakenAt = &f.Taken
			}
			if f.Copied {
				s.Unread = int64(f.Unread)
			}
			now = append(now, s)
		}
		for _, gone := range known {
			if err := db.Remove(tx, &gone); err != nil {
				return err
			}
		}
		return db.Upsert(tx, now, db.By("place"))
	})
}

// Record writes how a drill went.
func Record(tx *db.Tx, d *Drill) error { return db.Add(tx, d) }

// Overview is all that there is to know about copies and drills.
type Overview struct {
	At     time.Time // when it was looked at
	Places []State
	Drills []Drill // the newest first
	Good   *Drill  // the newest that succeeded
}

// shown is how many drills a page shows.
const shown = 20

// Now reads how copies and drills are. It needs backups.view and runs three statements.
func Now(tx *db.Tx) (o Overview, err error) {
	if err := tx.May(View); err != nil {
		return o, err
	}
	o.At = tx.Now
	if o.Places, err = db.From[State](tx).Order("id").All(); err != nil {
		return o, err
	}
	if o.Drills, err = db.From[Drill](tx).Order("id DESC").Limit(shown).All(); err != nil {
		return o, err
	}
	o.Good, err = db.From[Drill](tx).Where("reason = ''").Order("id DESC").Limit(1).Maybe()
	return o, err
}

// LastDrill gives the newest drill, nil before the first one. Whether the house could be made again is for
// everybody who trusts it to know, so that it needs staff.service alone.
func LastDrill(tx *db.Tx) (*Drill, error) {
	if err := tx.May(staff.Service); err != nil {
		return nil, err
	}
	return db.From[Drill](tx).Order("id DESC").Limit(1).Maybe()
}

// Overdue tells whether so long ago that another drill ought to have been made.
func (d Drill) Overdue(now time.Time) bool { return now.Sub(d.At) > drillOld }

// The terms of copies and drills.
const (
	Often    = 5 * time.Minute    // a place is looked at
	late     = 3 * Often          // and is called late after
	drillDue = 20 * time.Hour     // after which the next is made: each night, and not twice for a restart
	drillOld = 3 * 24 * time.Hour // after which it is overdue
)

// DrillDue tells whether it is time for a drill.
func DrillDue(tx *db.Tx) (bool, error) {
	// While there is no copy yet there is nothing to try; that there is none is told by itself.
	if copied, err := db.From[State](tx).Where("taken_at IS NOT NULL").Exists(); err != nil || !copied {
		return false, err
	}
	last, err := db.From[Drill](tx).Order("id DESC").Limit(1).Maybe()
	return last == nil || last.Reason != "" || tx.Now.Sub(last.At) > drillDue, err
}

// Finding is something about copies or drills that needs a hand: a word of backups.needs.*, with the
// place and the moment that it is about.
type Finding struct {
	Word   string
	Place  string
	Reason string
	Since  time.Time
}

// Needs says what needs a hand, the gravest first.
func (o Overview) Needs() (out []Finding) {
	now := o.At
	if len(o.Places) == 0 {
		return []Finding{{Word: "none"}}
	}
	for _, s := range o.Places {
		switch {
		case s.Reason != "" && s.FailingSince != nil:
			out = append(out, Finding{Word: "failing", Place: s.Place, Reason: s.Reason, Since: *s.FailingSince})
		case now.Sub(s.CheckedAt) > late:
			out = append(out, Finding{Word: "late", Place: s.Place, Since: s.CheckedAt})
		}
		if s.Unread > 0 {
			out = append(out, Finding{Word: "unread", Place: s.Place, Since: s.CheckedAt})
		}
	}
	switch {
	case len(o.Drills) > 0 && o.Drills[0].Reason != "":
		out = append(out, Finding{Word: "drill_failed", Place: o.Drills[0].Place, Reason: o.Drills[0].Reason, Since: o.Drills[0].At})
	case o.Good == nil && now.Sub(o.Places[0].FirstAt) > drillOld:
		out = append(out, Finding{Word: "drill_none", Since: o.Places[0].FirstAt})
	case o.Good != nil && now.Sub(o.Good.At) > drillOld:
		out = append(out, Finding{Word: "drill_old", Since: o.Good.At})
	}
	return out
}

// AskDrill has a drill made soon. It needs backups.drill.
func AskDrill(tx *db.Tx, _ struct{}) (struct{}, error) {
	if err := tx.May(Ask); err != nil {
		return struct{}{}, err
	}
	return struct{}{}, tx.Later("backups.drill_now", nil)
}
