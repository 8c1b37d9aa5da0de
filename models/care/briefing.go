package care

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/wards"
)

// Brief is the permission to read the morning briefing of a campus.
const Brief = "care.brief"

// briefed is how far back a briefing looks: to the briefing of the day before.
const briefed = 24 * time.Hour

// Moved is somebody who came or left.
type Moved struct {
	ResidentID uint64
	CampusID   uint64
	Name       string
	At         time.Time
	Gone       bool // left; else came
	Reason     presence.Reason
}

// Unhanded is a ward whose last handover is not signed by both.
type Unhanded struct {
	HandoverState
	WardName string
}

// CampusBriefing is what a head of the centre must know of a campus in the morning.
type CampusBriefing struct {
	ID        uint64
	Name      string
	Heads     presence.Numbers
	Moved     []Moved                // came and left since a day ago
	Missing   []presence.Whereabouts // missing
	Overdue   []presence.Whereabouts // should be back
	Incidents []IncidentIn           // since a day ago, as far as the reader may know of them
	Watched   []WatchIn
	Unhanded  []Unhanded
	Handed    int // wards whose last handover both signed
}

// Briefing is the morning briefing over every campus within reach.
type Briefing struct {
	Now      time.Time
	Since    time.Time
	Campuses []CampusBriefing
}

// MorningBriefing tells, campus by campus, how many are here, who came and left, who is missing or
// overdue, what happened, who is watched, and which wards were not handed over. It needs care.brief,
// presence.view and residents.view. Eleven statements, however many people.
func MorningBriefing(tx *db.Tx) (*Briefing, error) {
	if err := mayRead(tx, Brief); err != nil {
		return nil, err
	}
	mine, err := wards.Mine(tx, Brief)
	if err != nil {
		return nil, err
	}
	heads, err := presence.CountAt(tx, presence.CensusInput{})
	if err != nil {
		return nil, err
	}
	b := &Briefing{Now: tx.Now, Since: tx.Now.Add(-briefed)}
	at := map[uint64]*CampusBriefing{}
	b.Campuses = make([]CampusBriefing, len(heads.Campuses))
	for i, c := range heads.Campuses {
		b.Campuses[i] = CampusBriefing{ID: c.ID, Name: c.Name, Heads: c.Numbers}
		at[c.ID] = &b.Campuses[i]
	}
	for _, read := range []func(*db.Tx, map[uint64]*CampusBriefing) error{b.moved, b.away, b.happened, b.watched} {
		if err := read(tx, at); err != nil {
			return nil, err
		}
	}
	return b, b.handed(tx, at, mine)
}

// moved reads who came and who left since a day ago, in one statement.
func (b *Briefing) moved(tx *db.Tx, at map[uint64]*CampusBriefing) error {
	rows, err := db.Report[Moved](tx, `SELECT s.resident_id, s.campus_id, r.name, s.admitted_at AS at, 0 AS gone, '' AS reason FROM presence_stays s JOIN residents_people r ON r.id = s.resident_id
		WHERE {campus s.campus_id} AND s.voided_at IS NULL AND s.admitted_at >= ? AND s.admitted_at <= ?
		UNION ALL SELECT s.resident_id, s.campus_id, r.name, s.left_at AS at, 1 AS gone, s.end_reason AS reason FROM presence_stays s JOIN residents_people r ON r.id = s.resident_id
		WHERE {campus s.campus_id} AND s.voided_at IS NULL AND s.left_at >= ? AND s.left_at <= ?`, b.Since, b.Now, b.Since, b.Now)
	slices.SortFunc(rows, func(x, y Moved) int { return x.At.Compare(y.At) })
	for _, m := range rows {
		if c := at[m.CampusID]; c != nil {
			c.Moved = append(c.Moved, m)
		}
	}
	return err
}

// mostAway is more than can be away from a centre at once.
const mostAway = 5000

func (b *Briefing) away(tx *db.Tx, at map[uint64]*CampusBriefing) error {
	all, err := presence.AwayNow(tx, mostAway)
	for _, w := range all {
		c := at[w.CampusID]
		switch {
		case c == nil:
		case w.AbsenceKind == presence.Missing:
			c.Missing = append(c.Missing, w)
		case w.Overdue(tx.Today()):
			c.Overdue = append(c.Overdue, w)
		}
	}
	return err
}

func (b *Briefing) happened(tx *db.Tx, at map[uint64]*CampusBriefing) error {
	list, err := IncidentList(tx, IncidentsInput{From: tx.Today().AddDays(-1)})
	for _, i := range list {
		if c := at[i.CampusID]; c != nil && !i.Withdrawn && (!i.At.Before(b.Since) || !i.ReportedAt.Before(b.Since)) {
			c.Incidents = append(c.Incidents, i)
		}
	}
	return err
}

func (b *Briefing) watched(tx *db.Tx, at map[uint64]*CampusBriefing) error {
	list, err := WatchList(tx, WatchesInput{})
	for _, w := range list {
		if c := at[w.LiesIn]; c != nil {
			c.Watched = append(c.Watched, w)
		}
	}
	return err
}

// handed finds the wards in which the handover of the last shift that is over is not signed. A ward
// without people hands nothing over.
func (b *Briefing) handed(tx *db.Tx, at map[uint64]*CampusBriefing, mine []wards.WardIn) error {
	ids := make([]uint64, len(mine))
	for i, w := range mine {
		ids[i] = w.ID
	}
	states, err := handoverStates(tx, ids, endedTurn)
	if err != nil {
		return err
	}
	here, err := presence.InWards(tx, ids)
	if err != nil {
		return err
	}
	for _, w := range mine {
		c, s := at[w.CampusID], states[w.ID]
		switch {
		case c == nil || s.WardID == 0 || here[w.ID].InCare == 0:
		case s.Open():
			c.Unhanded = append(c.Unhanded, Unhanded{s, w.Name})
		default:
			c.Handed++
		}
	}
	return nil
}
