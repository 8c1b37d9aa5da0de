package intake

import (
	"slices"
	"strings"
	"time"

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
}

// sources are all that start clocks. Each runs a fixed number of statements over what goes on now;
// with a resident it gives that person's clocks only.
var sources = []func(tx *db.Tx, b *settings.Book, resident uint64) ([]Started, error){
	ofStays,
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
	Figure     int // how many units; 0 where the day itself is written

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
}

// Deadlines lists every clock that runs within the asker's reach, late ones first, then by due day.
// It needs intake.view and runs a fixed number of statements, flat in history: only what goes on
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
	all, err := deadlines(tx, in.ResidentID)
	if err != nil {
		return nil, err
	}
	reach := tx.Reach(ViewFiles)
	return slices.DeleteFunc(all, func(d Deadline) bool {
		return !sees(reach, d) || in.CampusID != 0 && d.CampusID != in.CampusID || in.WardID != 0 && d.WardID != in.WardID ||
			in.Kind != "" && d.Kind != in.Kind || in.Urgency != "" && d.Urgency != in.Urgency
	}), nil
}

// sees tells whether a reader's wards hold the person. Who has no bed lies in nobody's ward: whoever
// may look somewhere in the campus sees what is due.
func sees(reach db.Reach, d Deadline) bool {
	if reach.All || reach.Campus(d.CampusID) || reach.Ward(d.CampusID, d.ZoneID, d.WardID) {
		return true
	}
	return d.WardID == 0
}

// DueCounts is how many clocks stand how, for Hôm nay.
type DueCounts struct {
	Late    int `json:"late"`
	Today   int `json:"today"`
	Ripe    int `json:"ripe"`
	Soon    int `json:"soon"`
	Running int `json:"running"`
	People  int `json:"people"` // people of whom something is late or due today
}

// CountDue counts what Deadlines lists. It needs intake.view.
func CountDue(tx *db.Tx) (DueCounts, error) {
	all, err := Deadlines(tx, DeadlineInput{})
	return Tally(all), err
}

// Tally counts a list of deadlines.
func Tally(all []Deadline) (n DueCounts) {
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
		if d.Urgency == Late || d.Urgency == DueToday {
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
		if p, ok := who[d.ResidentID]; ok {
			p.into(&d)
			kept = append(kept, d)
		}
	}
	slices.SortStableFunc(kept, func(a, b Deadline) int {
		for _, c := range []int{slices.Index(Urgencies, a.Urgency) - slices.Index(Urgencies, b.Urgency), a.Due.Compare(b.Due),
			strings.Compare(string(a.SortKey), string(b.SortKey)), int(a.ResidentID) - int(b.ResidentID), a.Kind.place() - b.Kind.place()} {
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
	if c.Unit == Years && d.Due.Sub(today) > ageSoon {
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

// running is a stay that goes on and starts clocks.
type running struct {
	ID             uint64
	OriginID       *uint64
	CampusID       uint64
	ResidentID     uint64
	Category       presence.Category
	AdmittedAt     time.Time
	SinceAt        *time.Time // the first admission, of who came over from the other campus
	BirthDate      value.Day
	BirthPrecision value.Precision
	FileID         uint64
	Abandoned      bool
	StudyingUntil  value.Day
	AbsenceID      uint64
	AbsenceKind    presence.AbsenceKind
	AbsentSince    *time.Time
	DueBackOn      value.Day
}

func (r running) identity() uint64 { return presence.Stay{ID: r.ID, OriginID: r.OriginID}.Identity() }

// since is when the person was first received: a transfer to the other campus stops no clock.
func (r running) since() time.Time {
	return presence.Stay{AdmittedAt: r.AdmittedAt, SinceAt: r.SinceAt}.Since()
}

func (r running) birth() value.BirthDate {
	return value.BirthDate{Day: r.BirthDate, Precision: r.BirthPrecision}
}

const (
	goingOn = `FROM presence_stays s LEFT JOIN intake_files f ON f.stay_id = COALESCE(s.origin_id, s.id) `
	// ofOne narrows to one person; 0 is everybody.
	ofOne = ` AND (0 = ? OR s.open_resident_id = ?)`
)

// ofStays starts the clocks of stays that go on: the end of an emergency, its file, the notice about
// an abandoned child, coming of age, lost contact, a promised return.
func ofStays(tx *db.Tx, b *settings.Book, resident uint64) ([]Started, error) {
	today := tx.Today()
	age, err := b.Int(settings.AgeOut, today)
	if err != nil {
		age = 200 // nobody knows the age: nobody comes of it
	}
	born := today.AddDays(ageSoon).AddYears(-age)
	stays, err := db.Report[running](tx, `SELECT s.id, s.origin_id, s.campus_id, s.resident_id, s.category, s.admitted_at, s.since_at, r.birth_date, r.birth_precision,
			f.id AS file_id, f.abandoned, f.studying_until, a.id AS absence_id, a.kind AS absence_kind, a.started_at AS absent_since, a.due_back_on
		`+goingOn+`JOIN residents_people r ON r.id = s.resident_id
		LEFT JOIN presence_absences a ON a.open_resident_id = s.resident_id
		WHERE {campus s.campus_id} AND s.open_resident_id > 0`+ofOne+`
			AND (s.category IN ('B1', 'B2', 'B3') OR f.abandoned = ? OR (s.category = 'A1' AND r.birth_date <= ?) OR a.kind = 'missing' OR a.due_back_on IS NOT NULL)`,
		resident, resident, true, born)
	if err != nil {
		return nil, err
	}
	marks, err := db.Report[PaperMark](tx, `SELECT m.file_id, m.code, m.state `+goingOn+`JOIN intake_papers m ON m.file_id = f.id
		WHERE {campus s.campus_id} AND s.open_resident_id > 0`+ofOne+` AND m.current_code IS NOT NULL AND s.category IN ('B1', 'B2', 'B3')`, resident, resident)
	if err != nil {
		return nil, err
	}
	acts, err := db.Report[Decision](tx, `SELECT d.file_id, d.kind, d.until_on `+goingOn+`JOIN intake_decisions d ON d.file_id = f.id
		WHERE {campus s.campus_id} AND s.open_resident_id > 0`+ofOne+` AND d.voided_at IS NULL AND d.kind IN ('stay_longer', 'file_longer', 'media_notice')`, resident, resident)
	if err != nil {
		return nil, err
	}
	rules, err := checklists.Get(tx)
	if err != nil {
		return nil, err
	}
	papers, until := map[uint64][]PaperMark{}, map[uint64]map[DecisionKind]value.Day{}
	for _, m := range marks {
		papers[m.FileID] = append(papers[m.FileID], m)
	}
	for _, d := range acts {
		if until[d.FileID] == nil {
			until[d.FileID] = map[DecisionKind]value.Day{}
		}
		if last, known := until[d.FileID][d.Kind]; !known || d.UntilOn.After(last) {
			until[d.FileID][d.Kind] = d.UntilOn
		}
	}
	var out []Started
	for _, r := range stays {
		out = append(out, r.start(tx.Zone(), rules, papers[r.FileID], until[r.FileID])...)
	}
	return out, nil
}

// ageSoon is how many days before a birthday the clock of coming of age is shown at all.
const ageSoon = 180

// start gives the clocks of one stay.
func (r running) start(zone *time.Location, rules []Requirement, papers []PaperMark, until map[DecisionKind]value.Day) (out []Started) {
	admitted := value.DayOf(r.since(), zone)
	add := func(kind ClockKind, from value.Day, more ...func(*Started)) {
		s := Started{Kind: kind, ResidentID: r.ResidentID, CampusID: r.CampusID, StayID: r.identity(), SubjectID: r.FileID, From: from}
		for _, m := range more {
			m(&s)
		}
		out = append(out, s)
	}
	longer := func(kind DecisionKind) func(*Started) { return func(s *Started) { s.Until = until[kind] } }
	if r.Category.Emergency() {
		add(EmergencyEnds, admitted, longer(StayLonger))
		of := Subject{Category: r.Category, Child: isChild(r.birth(), admitted), Abandoned: r.Abandoned}
		lines, _ := lay(Checklist(rules, of, admitted), papers)
		if lack := missing(lines); len(lack) > 0 {
			add(FileCompletes, admitted, longer(FileLonger), func(s *Started) { s.Missing = lack })
		}
	}
	if _, announced := until[MediaAnnounced]; r.Abandoned && !announced {
		add(MediaNotice, admitted)
	}
	if r.Category == "A1" {
		r.comesOfAge(add)
	}
	switch {
	case r.AbsenceKind == presence.Missing:
		add(ContactLost, value.DayOf(*r.AbsentSince, zone), func(s *Started) { s.SubjectID = r.AbsenceID })
	case r.AbsenceID != 0 && !r.DueBackOn.IsZero():
		add(BackFromLeave, value.DayOf(*r.AbsentSince, zone), func(s *Started) { s.SubjectID, s.Until = r.AbsenceID, r.DueBackOn })
	}
	return out
}

// comesOfAge starts the clock of coming of age, for a child without support alone: who is disabled
// or old lives here on a ground that no birthday ends. A birth known to the year counts from its
// first day, so that the house warns too early and never too late.
func (r running) comesOfAge(add func(ClockKind, value.Day, ...func(*Started))) {
	earliest, _ := r.birth().Range()
	if earliest.IsZero() {
		return
	}
	guessed := func(s *Started) { s.Guessed = r.BirthPrecision != value.PrecisionDay }
	if r.StudyingUntil.IsZero() {
		add(ComesOfAge, earliest, guessed)
		return
	}
	add(StudiesEnd, earliest, guessed, func(s *Started) { s.Until = r.StudyingUntil })
}
