package intake

import (
	"cmp"
	"slices"
	"strings"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// Started is a clock that runs: of whom, since which day. Nothing of it is stored. It follows from
// the ledger and the files each time it is asked for, so that a clock cannot say anything else than
// the books do; what ends it is a row there.
type Started struct {
	Kind       ClockKind
	ResidentID uint64
	CampusID   uint64
	StayID     uint64    // identity of the stay, 0 where none
	SubjectID  uint64    // the row that started it, for the page of what to do
	From       value.Day // the first day
	Until      value.Day // the due day where it is written in the books: more time given, a promised return
	Missing    []PaperCode
	Guessed    bool // the first day follows from a birth date that is not known to the day
	At         Desk // of a petition: the desk that it lies on
	KeeperID   uint64
	KeeperName string // who is in charge of the file; empty for nobody

	campusName string            // of a clock that runs for a whole campus and for nobody alone
	category   presence.Category // of somebody who is not in care yet
}

// Whole tells that the clock runs for a campus as a whole, and for no single person.
func (s Started) Whole() bool { return s.ResidentID == 0 }

// sources are all that start clocks. Each runs a fixed number of statements over what goes on now;
// with a resident it gives that person's clocks only.
var sources = []func(tx *db.Tx, b *settings.Book, resident uint64) ([]Started, error){
	ofStays,
	ofPetitions,
	ofReviews,
	ofErrands,
}

// Deadline is one line of what is due: the clock, whose, since when, until when and why.
type Deadline struct {
	Started
	Due     value.Day
	Urgency Urgency
	Left    int // calendar days until the due day, negative once it has passed
	Working int // working days in place of that where the clock counts those
	Warned  int // how many of the days on which the house warns have come

	LegalBasis string // of the figure
	Mark       settings.Mark
	Figure     int    // how many units; 0 where the day itself is written
	Taker      string // who takes the step; empty where that is the centre, or where nobody has found out who

	Name        string
	Number      string
	PhotoFileID *uint64
	Category    presence.Category
	CampusName  string
	ZoneID      uint64
	WardID      uint64
	WardName    string
	RoomName    string
	BedName     string
	SortKey     []byte
}

// DeadlineInput narrows the list of what is due.
type DeadlineInput struct {
	CampusID   uint64    `form:"campus_id" json:"campus_id,omitempty"`
	WardID     uint64    `form:"ward_id" json:"ward_id,omitempty"`
	Kind       ClockKind `form:"kind" json:"kind,omitempty" validate:"max=30"`
	Urgency    Urgency   `form:"urgency" json:"urgency,omitempty" validate:"max=10" enum:"late,today,ripe,soon,running"`
	ResidentID uint64    `form:"resident_id" json:"resident_id,omitempty"`
	Whose      Whose     `form:"whose" json:"whose,omitempty" validate:"max=10" enum:"mine,nobody" doc:"of files that the asker, or nobody, is in charge of"`
}

// Deadlines lists every clock that runs within the asker's reach: those of the files that the asker is
// in charge of first, late ones before others, then by due day. It needs intake.view and runs a fixed number of statements, flat in history: only what goes on
// starts a clock.
func Deadlines(tx *db.Tx, in DeadlineInput) ([]Deadline, error) {
	if err := tx.May(ViewFiles); err != nil {
		return nil, err
	}
	if _, known := in.Kind.Clock(); in.Kind != "" && !known {
		return nil, fault.Field("kind", "intake.clock_unknown")
	}
	if in.Urgency != "" && !slices.Contains(Urgencies, in.Urgency) {
		return nil, fault.Field("urgency", "intake.urgency_unknown")
	}
	if err := in.Whose.known(); err != nil {
		return nil, err
	}
	all, err := deadlines(tx, in.ResidentID)
	if err != nil {
		return nil, err
	}
	reach := tx.Reach(ViewFiles)
	all = slices.DeleteFunc(all, func(d Deadline) bool {
		return !sees(reach, d) || !in.Whose.holds(d.KeeperID, tx.Actor.ID) || in.Whose != OfAnybody && d.Whole() || in.CampusID != 0 && d.CampusID != in.CampusID || in.WardID != 0 && d.WardID != in.WardID ||
			in.Kind != "" && d.Kind != in.Kind || in.Urgency != "" && d.Urgency != in.Urgency
	})
	slices.SortStableFunc(all, func(a, b Deadline) int { return own(b, tx.Actor.ID) - own(a, tx.Actor.ID) })
	return all, nil
}

// own is 1 for a clock of a file that somebody is in charge of, else 0.
func own(d Deadline, member uint64) int {
	if Mine.holds(d.KeeperID, member) {
		return 1
	}
	return 0
}

// sees tells whether a reader's wards hold the person. Who has no bed lies in nobody's ward: whoever
// may look somewhere in the campus sees what is due.
func sees(reach db.Reach, d Deadline) bool {
	if reach.All || reach.Campus(d.CampusID) || reach.Ward(d.CampusID, d.ZoneID, d.WardID) {
		return true
	}
	return d.WardID == 0 && !d.Whole()
}

// DueCounts is how many clocks stand how, for Hôm nay.
type DueCounts struct {
	Late    int `json:"late"`
	Today   int `json:"today"`
	Ripe    int `json:"ripe"`
	Soon    int `json:"soon"`
	Running int `json:"running"`
	People  int `json:"people"` // people of whom something is late or due today
	Mine    int `json:"mine"`   // of files that the asker is in charge of, running ones left out
}

// CountDue counts what Deadlines lists. It needs intake.view.
func CountDue(tx *db.Tx) (DueCounts, error) {
	all, err := Deadlines(tx, DeadlineInput{})
	return Tally(all, tx.Actor.ID), err
}

// Tally counts a list of deadlines as one member of the staff sees it.
func Tally(all []Deadline, member uint64) (n DueCounts) {
	people := map[uint64]bool{}
	for _, d := range all {
		switch d.Urgency {
		case Late:
			n.Late++
		case DueToday:
			n.Today++
		case Ripe:
			n.Ripe++
		case Soon:
			n.Soon++
		case InTime:
			n.Running++
		}
		if d.Urgency != InTime {
			n.Mine += own(d, member)
		}
		if (d.Urgency == Late || d.Urgency == DueToday) && !d.Whole() {
			people[d.ResidentID] = true
		}
	}
	n.People = len(people)
	return n
}

// clocksOf gives the clocks of one stay.
func clocksOf(tx *db.Tx, stay *presence.Stay) ([]Deadline, error) {
	all, err := deadlines(tx, stay.ResidentID)
	return slices.DeleteFunc(all, func(d Deadline) bool { return d.StayID != stay.Identity() }), err
}

// deadlines gathers what the sources started and works out how each stands today.
func deadlines(tx *db.Tx, resident uint64) ([]Deadline, error) {
	b, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	var all []Deadline
	ids := []uint64{0} // so that the statement is the same when nobody has a clock
	for _, source := range sources {
		started, err := source(tx, b, resident)
		if err != nil {
			return nil, err
		}
		for _, s := range started {
			if d, ok := s.deadline(b, tx.Today()); ok {
				all = append(all, d)
				ids = append(ids, s.ResidentID)
			}
		}
	}
	slices.Sort(ids)
	who, err := whose(tx, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	kept := all[:0]
	for _, d := range all {
		if d.Whole() {
			d.CampusName = d.campusName
			kept = append(kept, d)
		} else if p, ok := who[d.ResidentID]; ok {
			p.into(&d)
			kept = append(kept, d)
		}
	}
	slices.SortStableFunc(kept, func(a, b Deadline) int {
		for _, c := range []int{slices.Index(Urgencies, a.Urgency) - slices.Index(Urgencies, b.Urgency), a.Due.Compare(b.Due),
			strings.Compare(string(a.SortKey), string(b.SortKey)), cmp.Compare(a.ResidentID, b.ResidentID), a.Kind.place() - b.Kind.place()} {
			if c != 0 {
				return c
			}
		}
		return 0
	})
	return kept, nil
}

// deadline works out how a clock stands on a day; ok is false when nobody has set its figure.
func (s Started) deadline(b *settings.Book, today value.Day) (Deadline, bool) {
	c, known := s.Kind.Clock()
	if !known {
		return Deadline{}, false
	}
	d := Deadline{Started: s}
	if c.Figure != "" {
		due, err := c.Due(b, s.From, today)
		if err != nil {
			return d, false
		}
		d.Due = due
		if row, ok := b.On(c.Figure, c.Rule(s.From, today)); ok {
			d.LegalBasis, d.Mark = row.LegalBasis, row.Mark
		}
		d.Figure, _ = b.Int(c.Figure, c.Rule(s.From, today))
	}
	// More time is given by a decision; who studies stays until the studies end, and no longer than
	// the greatest age.
	if !s.Until.IsZero() && (s.Kind != StudiesEnd || s.Until.Before(d.Due)) {
		d.Due = s.Until
	}
	if c.Taker != "" {
		if row, ok := b.On(c.Taker, today); ok && row.Known() {
			d.Taker = row.Text
		}
	}
	if d.Due.IsZero() { // nobody knows when it was done last: it may be done now
		d.Due, d.Urgency = today, Ripe
		return d, true
	}
	if c.Unit == Years && d.Due.Sub(today) > ageSoon(b, today) {
		return d, false // a birthday in years to come is nothing to do yet
	}
	d.Urgency = c.Urgency(b, s.From, d.Due, today)
	d.Left = d.Due.Sub(today)
	if c.Unit == WorkingDays {
		d.Working = b.Workdays.Between(today, d.Due)
	}
	d.Warned = c.Warned(b, s.From, today)
	return d, true
}

// holder is a person with where the bed is.
type holder struct {
	ResidentID  uint64
	Name        string
	Number      string
	PhotoFileID *uint64
	CampusName  string
	Category    presence.Category
	ZoneID      uint64
	WardID      uint64
	WardName    string
	RoomName    string
	BedName     string
	SortKey     []byte
}

func (p holder) into(d *Deadline) {
	if d.category != "" {
		p.Category = d.category
	}
	d.Name, d.Number, d.PhotoFileID, d.CampusName, d.Category = p.Name, p.Number, p.PhotoFileID, p.CampusName, p.Category
	d.ZoneID, d.WardID, d.WardName, d.RoomName, d.BedName, d.SortKey = p.ZoneID, p.WardID, p.WardName, p.RoomName, p.BedName, p.SortKey
}

func whose(tx *db.Tx, ids []uint64) (map[uint64]holder, error) {
	rows, err := db.Report[holder](tx, `SELECT r.id AS resident_id, r.name, r.number, r.photo_file_id, r.sort_key, k.name AS campus_name, s.category,
		w.zone_id, p.ward_id, w.name AS ward_name, m.name AS room_name, b.name AS bed_name
		FROM residents_people r
		JOIN wards_campuses k ON k.id = r.campus_id
		LEFT JOIN presence_stays s ON s.open_resident_id = r.id
		LEFT JOIN presence_placements p ON p.open_resident_id = r.id
		LEFT JOIN wards_wards w ON w.id = p.ward_id
		LEFT JOIN wards_rooms m ON m.id = p.room_id
		LEFT JOIN wards_beds b ON b.id = p.bed_id
		WHERE {campus r.campus_id} AND r.id IN ?`, ids)
	out := make(map[uint64]holder, len(rows))
	for _, r := range rows {
		out[r.ResidentID] = r
	}
	return out, err
}
