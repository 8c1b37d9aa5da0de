package intake

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

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
	KeeperID       uint64
	KeeperName     string
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
	born := today.AddDays(ageSoon(b, today)).AddYears(-age)
	stays, err := db.Report[running](tx, `SELECT s.id, s.origin_id, s.campus_id, s.resident_id, s.category, s.admitted_at, s.since_at, r.birth_date, r.birth_precision,
			f.id AS file_id, f.abandoned, f.studying_until, a.id AS absence_id, a.kind AS absence_kind, a.started_at AS absent_since, a.due_back_on, h.member_id AS keeper_id, mb.name AS keeper_name
		`+goingOn+`JOIN residents_people r ON r.id = s.resident_id`+keptBy+`
		LEFT JOIN presence_absences a ON a.open_resident_id = s.resident_id
		WHERE {campus s.campus_id} AND s.open_resident_id > 0`+ofOne+`
			AND (s.category IN ('B1', 'B2', 'B3') OR f.abandoned = ? OR (s.category = 'A1' AND r.birth_date <= ?) OR a.kind = 'missing' OR a.due_back_on IS NOT NULL)`,
		resident, resident, true, born)
	if err != nil {
		return nil, err
	}
	marks, err := db.Report[PaperMark](tx, `SELECT m.file_id, m.code, m.state `+goingOn+`JOIN intake_papers m ON m.file_id = f.id
		WHERE {campus s.campus_id} AND s.open_resident_id > 0`+ofOne+` AND m.current_code IS NOT NULL AND (s.category IN ('B1', 'B2', 'B3') OR f.abandoned = ?)`, resident, resident, true)
	if err != nil {
		return nil, err
	}
	acts, err := db.Report[Decision](tx, `SELECT d.file_id, d.kind, d.decided_on, d.until_on `+goingOn+`JOIN intake_decisions d ON d.file_id = f.id
		WHERE {campus s.campus_id} AND s.open_resident_id > 0`+ofOne+` AND d.voided_at IS NULL AND d.kind IN ('stay_longer', 'file_longer', 'media_notice', 'birth_posting')`, resident, resident)
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
		if d.Kind == BirthPosted {
			d.UntilOn = d.DecidedOn // the last posting is the one that counts
		}
		if last, known := until[d.FileID][d.Kind]; !known || d.UntilOn.After(last) {
			until[d.FileID][d.Kind] = d.UntilOn
		}
	}
	var out []Started
	for _, r := range stays {
		out = append(out, r.start(tx.Zone(), b, rules, papers[r.FileID], until[r.FileID])...)
	}
	return out, nil
}

// ageSoon is how many days before a birthday the clock of coming of age is shown at all.
func ageSoon(b *settings.Book, today value.Day) int {
	days, err := b.Int(settings.AgeOutSoon, today)
	if err != nil {
		return 0 // nobody decided: on the day itself
	}
	return days
}

// start gives the clocks of one stay.
func (r running) start(zone *time.Location, b *settings.Book, rules []Requirement, papers []PaperMark, until map[DecisionKind]value.Day) (out []Started) {
	admitted := value.DayOf(r.since(), zone)
	add := func(kind ClockKind, from value.Day, more ...func(*Started)) {
		s := Started{Kind: kind, ResidentID: r.ResidentID, CampusID: r.CampusID, StayID: r.identity(), SubjectID: r.FileID, From: from, KeeperID: r.KeeperID, KeeperName: r.KeeperName}
		for _, m := range more {
			m(&s)
		}
		out = append(out, s)
	}
	longer := func(kind DecisionKind) func(*Started) { return func(s *Started) { s.Until = until[kind] } }
	if r.Category.Emergency() {
		add(EmergencyEnds, admitted, longer(StayLonger))
		of := Subject{Category: r.Category, Child: isChild(b, r.birth(), admitted), Abandoned: r.Abandoned}
		lines, _ := lay(Checklist(rules, of, admitted), papers)
		if lack := missing(lines); len(lack) > 0 {
			add(FileCompletes, admitted, longer(FileLonger), func(s *Started) { s.Missing = lack })
		}
	}
	if _, announced := until[MediaAnnounced]; r.Abandoned && !announced {
		add(MediaNotice, admitted)
	}
	if r.Abandoned && !slices.ContainsFunc(papers, func(m PaperMark) bool { return m.Code == BirthCertificate && m.State == Received }) {
		r.bornUnregistered(b, add, admitted, until)
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

// bornUnregistered starts the clocks of a child whose birth nobody registered: the days run from the
// birth, and from the admission where the birth is not known to the day or where they were over when the
// child came: nobody is called late on a guess, or for the days before the house had the child. The
// commune posts the finding first.
func (r running) bornUnregistered(b *settings.Book, add func(ClockKind, value.Day, ...func(*Started)), admitted value.Day, until map[DecisionKind]value.Day) {
	from, known := r.BirthDate, !r.BirthDate.IsZero() && r.BirthPrecision == value.PrecisionDay
	clock, _ := BirthRegister.Clock()
	over, err := clock.Due(b, from, admitted)
	if !known || err == nil && over.Before(admitted) {
		from, known = admitted, false
	}
	add(BirthRegister, from, func(s *Started) { s.Guessed = !known })
	if posted, ok := until[BirthPosted]; ok {
		add(BirthPosting, posted)
	}
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
