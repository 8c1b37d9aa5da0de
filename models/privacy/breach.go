package privacy

import (
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
)

// Breach is data of residents that were lost, changed, or seen by the wrong eyes: what the notice to the
// authority asks for, and by when it must be told. It is never erased; what is learnt later is a step.
type Breach struct {
	ID           uint64
	CampusID     uint64
	Nature       string     `gorm:"serializer:sealed" sealed:"privacy_breaches.nature"` // what happened
	HappenedAt   *time.Time // nil while nobody knows
	KnownAt      time.Time  // when the house learnt of it: the clock runs from here
	Place        string     `gorm:"serializer:sealed" sealed:"privacy_breaches.place"` // where: a room, a machine, a program
	Kinds        string     // of data, with commas between
	People       int
	Records      int
	Consequences string `gorm:"serializer:sealed" sealed:"privacy_breaches.consequences"`
	Measures     string `gorm:"serializer:sealed" sealed:"privacy_breaches.measures"`
	Contact      string `gorm:"serializer:sealed" sealed:"privacy_breaches.contact"` // who answers the authority: name, telephone
	ReportedAt   *time.Time
	RecordedAt   time.Time
	RecordedBy   uint64
	Version      uint64
}

// TableName names the table.
func (Breach) TableName() string { return "privacy_breaches" }

// KindList are the kinds of data.
func (b Breach) KindList() []string { return Purpose{Kinds: b.Kinds}.KindList() }

// BreachStep is one line of the story of a breach.
type BreachStep struct {
	ID         uint64
	CampusID   uint64
	BreachID   uint64
	Step       string
	At         time.Time
	Note       string `gorm:"serializer:sealed" sealed:"privacy_breach_steps.note"`
	Reference  string // number of the letter
	RecordedAt time.Time
	RecordedBy uint64
}

// TableName names the table.
func (BreachStep) TableName() string { return "privacy_breach_steps" }

// BreachSteps lists what is done about a breach, in the order of the form: contained, told to the
// authority, told more, told to those concerned, gone through inside the house.
var BreachSteps = []string{"contained", "reported", "supplement", "told_people", "minutes"}

// Due is when a breach must have been told to the authority, by the hours that hold on its day.
func (b Breach) Due(book *settings.Book, zone *time.Location) (time.Time, bool) {
	hours, err := book.Int(settings.BreachNotice, dayIn(b.KnownAt, zone))
	return b.KnownAt.Add(time.Duration(hours) * time.Hour), err == nil
}

// Overdue tells that the authority should have been told.
func (b Breach) Overdue(book *settings.Book, zone *time.Location, now time.Time) bool {
	due, ok := b.Due(book, zone)
	return ok && b.ReportedAt == nil && now.After(due)
}

// BreachInput is what is written when a breach is found; what is not known yet follows in steps.
type BreachInput struct {
	CampusID     uint64    `form:"campus_id" json:"campus_id,omitempty" doc:"may be left out by those who work in one campus"`
	Nature       string    `form:"nature" json:"nature" validate:"max=2000"`
	KnownAt      time.Time `form:"known_at" json:"known_at,omitzero" doc:"now when absent"`
	HappenedAt   time.Time `form:"happened_at" json:"happened_at,omitzero"`
	Place        string    `form:"where" json:"where" validate:"max=300"`
	Kinds        []string  `form:"kinds" json:"kinds,omitempty"`
	People       int       `form:"people" json:"people,omitempty"`
	Records      int       `form:"records" json:"records,omitempty"`
	Consequences string    `form:"consequences" json:"consequences,omitempty" validate:"max=2000"`
	Measures     string    `form:"measures" json:"measures,omitempty" validate:"max=2000"`
	Contact      string    `form:"officer" json:"officer,omitempty" validate:"max=300"`
}

// NoteBreach writes a breach down; the clock of the notice begins when the house learnt of it. It needs
// privacy.record. Invalid: nobody says what happened and where, a moment to come, no kind of data.
func NoteBreach(tx *db.Tx, in BreachInput) (*Breach, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	var bad fault.Fields
	b := &Breach{CampusID: in.CampusID, Nature: needed(&bad, "nature", in.Nature, longLimit), Place: needed(&bad, "where", in.Place, 300), People: in.People, Records: in.Records,
		Consequences: short(&bad, "consequences", in.Consequences, longLimit), Measures: short(&bad, "measures", in.Measures, longLimit), Contact: short(&bad, "officer", in.Contact, 300),
		KnownAt: in.KnownAt, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	b.Kinds = strings.Join(slices.DeleteFunc(slices.Clone(Kinds), func(k string) bool { return !slices.Contains(in.Kinds, k) }), ",")
	if b.Kinds == "" {
		bad.Add("kinds", "privacy.kinds_missing")
	}
	if in.People < 0 || in.People > 1_000_000 {
		bad.Add("people", "privacy.count_range")
	}
	if in.Records < 0 || in.Records > 1_000_000_000 {
		bad.Add("records", "privacy.count_range")
	}
	if b.KnownAt.IsZero() {
		b.KnownAt = tx.Now
	}
	if b.KnownAt.After(tx.Now) {
		bad.Add("known_at", "privacy.moment_in_future")
	}
	if !in.HappenedAt.IsZero() {
		b.HappenedAt = &in.HappenedAt
		if in.HappenedAt.After(b.KnownAt) {
			bad.Add("happened_at", "privacy.happened_after_known")
		}
	}
	if b.CampusID == 0 {
		if within := tx.Reach(Record); !within.All && len(within.Campuses) == 1 {
			b.CampusID = within.Campuses[0]
		}
	}
	if campuses, err := within(tx); err != nil {
		return nil, err
	} else if !slices.Contains(campuses, b.CampusID) {
		bad.Add("campus_id", "privacy.campus_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if err := db.Add(tx, b); err != nil {
		return nil, err
	}
	tx.Concerns("breach", b.ID, b.CampusID)
	return b, b.tell(tx, "noted", b.KnownAt, "", "")
}

// within gives the campuses of the reach.
func within(tx *db.Tx) (ids []uint64, err error) {
	type row struct{ ID uint64 }
	rows, err := db.Report[row](tx, "SELECT c.id FROM wards_campuses c WHERE {campus c.id} ORDER BY c.id")
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return ids, err
}

func (b *Breach) tell(tx *db.Tx, step string, at time.Time, note, reference string) error {
	return db.Add(tx, &BreachStep{CampusID: b.CampusID, BreachID: b.ID, Step: step, At: at, Note: note, Reference: reference, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID})
}

// OfBreach names a breach.
type OfBreach struct {
	ID uint64 `path:"breach" form:"-" json:"-"`
}

// BreachStepInput is what was done about a breach.
type BreachStepInput struct {
	ID        uint64    `path:"breach" form:"-" json:"-"`
	Step      string    `form:"step" json:"step" validate:"required,max=20" enum:"contained,reported,supplement,told_people,minutes"`
	At        time.Time `form:"at" json:"at,omitzero" doc:"now when absent"`
	Note      string    `form:"note" json:"note" validate:"max=2000"`
	Reference string    `form:"reference" json:"reference,omitempty" validate:"max=120"`
}

// StepBreach notes what was done about a breach. It needs privacy.record, and privacy.decide to note
// what was told to the authority. A notice may come in stages: the first stops the clock, each further
// one is a supplement. Conflict: it was told already, or there is nothing yet to supplement.
func StepBreach(tx *db.Tx, in BreachStepInput) (*Breach, error) {
	permission := Record
	if in.Step == "reported" || in.Step == "supplement" {
		permission = Decide
	}
	if err := tx.May(permission); err != nil {
		return nil, err
	}
	if _, err := db.Get[Breach](tx, in.ID); err != nil {
		return nil, err
	}
	rows, err := db.Hold[Breach](tx, in.ID)
	if err != nil {
		return nil, err
	}
	b := &rows[0]
	tx.Concerns("breach", b.ID, b.CampusID)
	tx.Detail("step", in.Step)
	var bad fault.Fields
	if !slices.Contains(BreachSteps, in.Step) {
		bad.Add("step", "privacy.step_unknown")
	}
	note, reference := needed(&bad, "note", in.Note, longLimit), short(&bad, "reference", in.Reference, nameLimit)
	if in.At.IsZero() {
		in.At = tx.Now
	}
	if in.At.After(tx.Now) {
		bad.Add("at", "privacy.moment_in_future")
	}
	if in.At.Before(b.KnownAt) {
		bad.Add("at", "privacy.before_known")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	switch {
	case in.Step == "reported" && b.ReportedAt != nil:
		return nil, fault.New(fault.Conflict, "privacy.reported_already")
	case in.Step == "supplement" && b.ReportedAt == nil:
		return nil, fault.New(fault.Conflict, "privacy.not_reported_yet")
	case in.Step == "reported":
		b.ReportedAt = &in.At
		if err := db.Change(tx, b, "reported_at"); err != nil {
			return nil, err
		}
	}
	return b, b.tell(tx, in.Step, in.At, note, reference)
}

// BreachLine is a breach in the register.
type BreachLine struct {
	Breach
	CampusName string
	Due        time.Time `gorm:"-"`
	HasDue     bool      `gorm:"-"`
	Overdue    bool      `gorm:"-"`
}

// BreachPage is the register of breaches.
type BreachPage struct {
	Rows      []BreachLine
	Campuses  []CampusName
	To        string // the authority
	MayRecord bool
	Now       time.Time
}

// CampusName names a campus.
type CampusName struct {
	ID   uint64
	Name string
}

// Breaches is the register of breaches, newest first. It needs privacy.view.
func Breaches(tx *db.Tx, _ struct{}) (*BreachPage, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	page := &BreachPage{MayRecord: tx.Actor.Has(Record), Now: tx.Now}
	if page.Rows, err = db.Report[BreachLine](tx, `SELECT b.*, c.name AS campus_name FROM privacy_breaches b JOIN wards_campuses c ON c.id = b.campus_id
		WHERE {campus b.campus_id} ORDER BY b.known_at DESC, b.id DESC LIMIT 1000`); err != nil {
		return nil, err
	}
	for i := range page.Rows {
		l := &page.Rows[i]
		l.Due, l.HasDue = l.Breach.Due(book, tx.Zone())
		l.Overdue = l.Breach.Overdue(book, tx.Zone(), tx.Now)
	}
	page.To, _ = book.Text(settings.BreachTo, tx.Today()) // nobody is named of whom no paper tells
	page.Campuses, err = db.Report[CampusName](tx, "SELECT c.id, c.name FROM wards_campuses c WHERE {campus c.id} ORDER BY c.position, c.id")
	return page, err
}

// BreachFile is one breach with its story.
type BreachFile struct {
	BreachLine
	Steps     []BreachStep
	Names     map[uint64]string
	To        string
	Basis     string // on which paper the hours rest
	Hours     int
	MayRecord bool
	MayDecide bool
	Now       time.Time
}

// ReadBreach reads a breach with its story. It needs privacy.view.
func ReadBreach(tx *db.Tx, in OfBreach) (*BreachFile, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	rows, err := db.Report[BreachLine](tx, "SELECT b.*, c.name AS campus_name FROM privacy_breaches b JOIN wards_campuses c ON c.id = b.campus_id WHERE {campus b.campus_id} AND b.id = ?", in.ID)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	f := &BreachFile{BreachLine: rows[0], MayRecord: tx.Actor.Has(Record), MayDecide: tx.Actor.Has(Decide), Now: tx.Now}
	f.BreachLine.Due, f.HasDue = f.Breach.Due(book, tx.Zone())
	f.BreachLine.Overdue = f.Breach.Overdue(book, tx.Zone(), tx.Now)
	f.To, _ = book.Text(settings.BreachTo, tx.Today())
	f.Hours, _ = book.Int(settings.BreachNotice, dayIn(f.KnownAt, tx.Zone()))
	if row, ok := book.On(settings.BreachNotice, dayIn(f.KnownAt, tx.Zone())); ok {
		f.Basis = row.LegalBasis
	}
	if f.Steps, err = db.From[BreachStep](tx).Where("breach_id = ?", f.ID).Order("id").All(); err != nil {
		return nil, err
	}
	ids := []uint64{f.RecordedBy}
	for _, s := range f.Steps {
		ids = append(ids, s.RecordedBy)
	}
	f.Names, err = namesOf(tx, ids)
	return f, err
}
