package presence

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// How far back the nightly proof of snapshots goes: always the last month, and as far as something
// was written since the last time, up to a year and a month.
const (
	proofDays = 31
	proofMost = 400
)

// SnapshotDays lists the days whose snapshots are to be taken or proved now, the oldest first: those
// that have none since the first one (or of the last month, in a house that takes its first), the
// last month, and every day since the earliest moment about which anything was written after the
// newest snapshot. Only the house may; eight statements.
func SnapshotDays(tx *db.Tx) ([]value.Day, error) {
	if err := byTheHouse(tx); err != nil {
		return nil, err
	}
	last := tx.Today().AddDays(-1)
	oldest, err := db.From[Snapshot](tx).Only("id", "day").Order("day").Maybe()
	if err != nil {
		return nil, err
	}
	newest, err := db.From[Snapshot](tx).Only("id", "known_at").Order("known_at DESC").Maybe()
	if err != nil {
		return nil, err
	}
	from := last.AddDays(1 - proofDays)
	if newest == nil {
		first, err := db.From[Stay](tx).Only("id", "recorded_at").Order("id").Maybe()
		switch {
		case err != nil || first == nil:
			return nil, err
		case value.DayOf(first.RecordedAt, tx.Zone()).After(from):
			from = value.DayOf(first.RecordedAt, tx.Zone())
		}
		return days(from, last), nil
	}
	if missed := value.DayOf(newest.KnownAt, tx.Zone()).AddDays(-1); missed.Before(from) {
		from = missed
	}
	touched, err := touchedSince(tx, newest.KnownAt)
	if err != nil {
		return nil, err
	}
	if day := value.DayOf(touched, tx.Zone()); !touched.IsZero() && day.Before(from) {
		from = day
	}
	for _, bound := range []value.Day{oldest.Day, last.AddDays(1 - proofMost)} {
		if from.Before(bound) {
			from = bound
		}
	}
	return days(from, last), nil
}

func days(from, to value.Day) (out []value.Day) {
	for day := from; !day.After(to); day = day.AddDays(1) {
		out = append(out, day)
	}
	return out
}

// touchedSince gives the earliest moment about which something was written after a moment; zero when
// nothing was. It reads the books whole and is for the night.
func touchedSince(tx *db.Tx, known time.Time) (time.Time, error) {
	var first time.Time
	for _, b := range []ledgerBook{stayBook, placementBook, absenceBook} {
		for _, q := range []struct{ column, written string }{
			{b.start, "(x.recorded_at > ? OR x.voided_at > ?)"},
			{b.end, "(x.ended_recorded_at > ? OR x.voided_at > ?)"},
		} {
			type row struct{ At *time.Time }
			found, err := db.Report[row](tx, "SELECT x."+q.column+" AS at FROM "+b.table+" x WHERE {campus x.campus_id} AND x."+q.column+" IS NOT NULL AND "+q.written+
				" ORDER BY x."+q.column+" LIMIT 1", known, known)
			if err != nil {
				return first, err
			}
			if len(found) > 0 && found[0].At != nil && (first.IsZero() || found[0].At.Before(first)) {
				first = *found[0].At
			}
		}
	}
	return first, nil
}

// ProveSnapshots reads the snapshots of the days since a first one and gives those that are not as
// the house sealed them. Only the house may.
func ProveSnapshots(tx *db.Tx, since value.Day) ([]Snapshot, error) {
	if err := byTheHouse(tx); err != nil {
		return nil, err
	}
	all, err := db.From[Snapshot](tx).Where("day >= ?", since).Order("id").All()
	if err != nil {
		return nil, err
	}
	var broken []Snapshot
	for _, s := range all {
		whole, err := s.Whole(tx)
		if err != nil {
			return nil, err
		}
		if !whole {
			broken = append(broken, s)
		}
	}
	return broken, nil
}

// maxNights is the most nights of one list.
const maxNights = 366

// NightsInput asks for the nights of some days; the last thirty when none are said.
type NightsInput struct {
	From     value.Day `form:"from" json:"from,omitzero"`
	To       value.Day `form:"to" json:"to,omitzero"`
	CampusID uint64    `form:"campus_id" json:"campus_id,omitempty"`
}

// Night is the newest version of one night's count in one campus.
type Night struct {
	ID       uint64
	CampusID uint64
	Day      value.Day
	Version  int
	KnownAt  time.Time
	Reason   SnapshotReason
	InCare   int
	Present  int
	Hospital int
	OnLeave  int
	Missing  int
	NoBed    int
	Admitted int
	Departed int
}

// Numbers are those of the whole campus.
func (n Night) Numbers() Numbers {
	return Numbers{InCare: n.InCare, Present: n.Present, Hospital: n.Hospital, Leave: n.OnLeave, Missing: n.Missing, NoBed: n.NoBed, Admitted: n.Admitted, Left: n.Departed}
}

// Asks is the question to the census that the night answers.
func (n Night) Asks(zone *time.Location) CensusInput {
	return Snapshot{Day: n.Day, KnownAt: n.KnownAt, CampusID: n.CampusID}.Asks(zone)
}

// Nights lists the nights of some days, oldest first, each in its newest version, in the campuses
// that the asker sees whole. It needs presence.view and runs one statement that reads no list of
// people.
func Nights(tx *db.Tx, in NightsInput) ([]Night, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	if in.To.IsZero() {
		in.To = tx.Today().AddDays(-1)
	}
	if in.From.IsZero() {
		in.From = in.To.AddDays(-29)
	}
	if in.To.Before(in.From) || in.To.Sub(in.From) >= maxNights {
		return nil, fault.Field("from", "presence.days_unfit")
	}
	c := &clause{}
	c.add(`SELECT x.id, x.campus_id, x.day, x.version, x.known_at, x.reason, x.in_care, x.present, x.hospital, x.on_leave, x.missing, x.no_bed, x.admitted, x.departed
		FROM presence_snapshots x WHERE {campus x.campus_id} AND x.day >= ? AND x.day <= ?`, in.From, in.To)
	if in.CampusID != 0 {
		c.add(" AND x.campus_id = ?", in.CampusID)
	}
	wholeCampus(tx, c)
	c.add(" ORDER BY x.day, x.campus_id, x.version")
	rows, err := db.Report[Night](tx, c.text.String(), c.args...)
	if err != nil {
		return nil, err
	}
	out := rows[:0]
	for _, r := range rows {
		if n := len(out); n > 0 && out[n-1].Day == r.Day && out[n-1].CampusID == r.CampusID {
			out[n-1] = r
			continue
		}
		out = append(out, r)
	}
	return out, nil
}

// wholeCampus narrows a question to the campuses that the asker sees whole: a night's count has no
// part for a single ward.
func wholeCampus(tx *db.Tx, c *clause) {
	reach := tx.Reach(View)
	within(c, db.Reach{All: reach.All, Campuses: reach.Campuses}, "x.campus_id", "", "")
}

// NightInput asks for one night of a campus, of every campus in reach when none is said; the night
// before today when no day is said.
type NightInput struct {
	Day      value.Day `form:"day" json:"day,omitzero"`
	CampusID uint64    `form:"campus_id" json:"campus_id,omitempty"`
}

// Version is one version of a night with what it changed.
type Version struct {
	Snapshot
	By    SnapshotCounts // by place, legal ground and sex
	Whole bool           // as the house sealed it
	Diffs []SnapshotDiff // against the version before
}

// Named is a person of a difference, for those who may see names.
type Named struct {
	ResidentID uint64
	Number     string
	Name       string
}

// NightVersions is everything the house knows of a night: each campus with its versions, the newest
// first.
type NightVersions struct {
	Day      value.Day
	Campuses [][]Version
	Names    map[uint64]Named // of the differences; empty for those who see no names
	Beds     map[uint64]string
}

// NightOn gives the versions of a night in the campuses that the asker sees whole. It needs
// presence.view; the names of a difference need residents.view for the whole campus too. Three
// statements at most.
func NightOn(tx *db.Tx, in NightInput) (*NightVersions, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	if in.Day.IsZero() {
		in.Day = tx.Today().AddDays(-1)
	}
	c := &clause{}
	c.add("SELECT x.* FROM presence_snapshots x WHERE {campus x.campus_id} AND x.day = ?", in.Day)
	if in.CampusID != 0 {
		c.add(" AND x.campus_id = ?", in.CampusID)
	}
	wholeCampus(tx, c)
	c.add(" ORDER BY x.campus_id, x.version")
	rows, err := db.Report[Snapshot](tx, c.text.String(), c.args...)
	if err != nil {
		return nil, err
	}
	out := &NightVersions{Day: in.Day, Names: map[uint64]Named{}, Beds: map[uint64]string{}}
	who, beds := []uint64{0}, []uint64{0}
	var before []Counted
	for i, s := range rows {
		v := Version{Snapshot: s}
		if v.By, err = s.Breakdown(); err != nil {
			return nil, err
		}
		if v.Whole, err = s.Whole(tx); err != nil {
			return nil, err
		}
		list, err := s.Counted()
		if err != nil {
			return nil, err
		}
		if i > 0 && rows[i-1].CampusID == s.CampusID {
			v.Diffs = Differs(before, list)
			last := len(out.Campuses) - 1
			out.Campuses[last] = slices.Insert(out.Campuses[last], 0, v)
		} else {
			out.Campuses = append(out.Campuses, []Version{v})
		}
		before = list
		for _, d := range v.Diffs {
			who = append(who, d.ResidentID)
			for _, c := range []*Counted{d.Was, d.Is} {
				if c != nil {
					beds = append(beds, c.BedID)
				}
			}
		}
	}
	return out, out.names(tx, who, beds)
}

// names reads who the people of the differences are, and what their beds are called.
func (n *NightVersions) names(tx *db.Tx, who, beds []uint64) error {
	type bed struct {
		ID   uint64
		Name string
		Room string
		Ward string
	}
	found, err := db.Report[bed](tx, `SELECT b.id, b.name, m.name AS room, w.name AS ward FROM wards_beds b JOIN wards_rooms m ON m.id = b.room_id
		JOIN wards_wards w ON w.id = b.ward_id WHERE {campus b.campus_id} AND b.id IN ?`, beds)
	if err != nil {
		return err
	}
	for _, b := range found {
		n.Beds[b.ID] = b.Ward + " · " + b.Room + " · " + b.Name
	}
	if !tx.Actor.Has(names) {
		return nil
	}
	// Whoever lives in another campus today was here then: the stay is fenced, not the person.
	reach := tx.Reach(names)
	c := &clause{}
	c.add(`SELECT r.id AS resident_id, r.number, r.name FROM residents_people r WHERE r.id IN ? AND EXISTS
		(SELECT 1 FROM presence_stays x WHERE x.resident_id = r.id AND {campus x.campus_id}`, who)
	within(c, db.Reach{All: reach.All, Campuses: reach.Campuses}, "x.campus_id", "", "")
	c.add(")")
	named, err := db.Report[Named](tx, c.text.String(), c.args...)
	for _, p := range named {
		n.Names[p.ResidentID] = p
	}
	return err
}
