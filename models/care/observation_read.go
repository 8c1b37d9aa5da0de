package care

import (
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
)

// Measured is an observation with who wrote it and where it lies against what is usual.
type Measured struct {
	Observation `gorm:"embedded"`
	ByName      string
	Lies        Lies `gorm:"-"`
}

// Late tells how long after the event it was written.
func (m Measured) Late() time.Duration { return LateBy(m.At, m.RecordedAt) }

// measured are the rows of numbers that hold.
const measured = `SELECT o.id, o.campus_id, o.ward_id, o.resident_id, o.kind, o.amount, o.amount2, o.at, o.recorded_at, o.recorded_by, o.note, o.replaces_id, o.replaced_at, o.taken, o.reason, s.name AS by_name
	FROM care_observations o LEFT JOIN staff_members s ON s.id = o.recorded_by WHERE {campus o.campus_id}`

const holds = ` AND o.replaced_at IS NULL AND o.taken = ?`

// newestNumbers reads the newest number of each kind of a person in one statement: for each kind the end
// of its index, however many years lie before it.
func newestNumbers(tx *db.Tx, resident uint64) ([]Measured, error) {
	var parts []string
	var args []any
	for _, v := range Vitals {
		parts = append(parts, "SELECT * FROM ("+measured+holds+" AND o.resident_id = ? AND o.kind = ? ORDER BY o.at DESC, o.id DESC LIMIT 1) AS "+string(v)+"_is")
		args = append(args, false, resident, string(v))
	}
	return db.Report[Measured](tx, strings.Join(parts, " UNION ALL "), args...)
}

func numberOf(all []Measured, v Vital) *Number {
	for _, m := range all {
		if m.Kind == v {
			return ptr(m.Number())
		}
	}
	return nil
}

// VitalsOfInput asks for the numbers of a person: of every kind the newest, and of one kind those of
// some days.
type VitalsOfInput struct {
	ResidentID uint64    `path:"resident" form:"-" json:"-"`
	Kind       Vital     `form:"kind" json:"kind,omitempty" validate:"max=16" doc:"of this kind all numbers of the days; of the others the newest"`
	From       value.Day `form:"from" json:"from,omitzero" doc:"180 days ago when absent"`
	To         value.Day `form:"to" json:"to,omitzero"`
}

// PersonVitals are the numbers of one person.
type PersonVitals struct {
	Person *residents.Person
	Lies   *presence.Placement // nil when not in the house
	Kind   Vital
	From   value.Day
	To     value.Day
	Now    time.Time
	Age    int        // -1 when nobody knows
	Newest []Measured // of each kind, in the order of the page
	List   []Measured // of the asked kind, newest first, corrections and what was taken back among them
	Bands  map[Vital]Band
}

// mostVitals is the most numbers of one kind that a page shows.
const mostVitals = 400

// VitalsOf reads the numbers of a person. It needs care.view where the person lies and residents.view, and
// leaves a trace, as every look into a file does. Six statements at most, flat in history.
func VitalsOf(tx *db.Tx, in VitalsOfInput) (*PersonVitals, error) {
	if err := mayRead(tx, View); err != nil {
		return nil, err
	}
	lies, err := presence.Reaches(tx, View, in.ResidentID)
	if err != nil {
		return nil, err
	}
	p := &PersonVitals{Lies: lies, Kind: in.Kind, From: in.From, To: in.To, Now: tx.Now, Bands: map[Vital]Band{}}
	if p.Person, err = residents.FindPerson(tx, in.ResidentID); err != nil {
		return nil, err
	}
	if p.Kind != "" && !p.Kind.Known() {
		return nil, fault.Field("kind", "care.vital.kind_unknown")
	}
	if p.To.IsZero() {
		p.To = tx.Today()
	}
	if p.From.IsZero() {
		p.From = p.To.AddDays(-180)
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	p.Age = AgeOf(p.Person.Birth, tx.Today())
	for _, v := range Vitals {
		if b, ok := BandOf(book, v, p.Age, tx.Today()); ok {
			p.Bands[v] = b
		}
	}
	if p.Newest, err = newestNumbers(tx, in.ResidentID); err != nil {
		return nil, err
	}
	slices.SortFunc(p.Newest, func(a, b Measured) int { return slices.Index(Vitals, a.Kind) - slices.Index(Vitals, b.Kind) })
	if p.Kind != "" {
		if p.List, err = db.Report[Measured](tx, measured+" AND o.resident_id = ? AND o.kind = ? AND o.at >= ? AND o.at < ? ORDER BY o.at DESC, o.id DESC LIMIT ?",
			in.ResidentID, string(p.Kind), p.From.Start(tx.Zone()).UTC(), p.To.AddDays(1).Start(tx.Zone()).UTC(), mostVitals); err != nil {
			return nil, err
		}
	}
	for _, list := range [][]Measured{p.Newest, p.List} {
		for i := range list {
			list[i].Lies = judged(book, list[i].Observation, p.Person.Birth, tx.Zone())
		}
	}
	campus := p.Person.CampusID
	if lies != nil {
		campus = lies.CampusID
	}
	tx.Looked("resident", in.ResidentID, campus)
	return p, nil
}

// judged tells where a number lies by the age of the person and the limits of its day.
func judged(book *settings.Book, o Observation, born value.BirthDate, zone *time.Location) Lies {
	day := value.DayOf(o.At, zone)
	if b, ok := BandOf(book, o.Kind, AgeOf(born, day), day); ok && !o.Taken {
		return b.Judge(o.Number())
	}
	return Within
}

// Holding are the numbers of the asked kind that hold, oldest first.
func (p PersonVitals) Holding() (out []Measured) {
	for i := len(p.List) - 1; i >= 0; i-- {
		if m := p.List[i]; m.ReplacedAt == nil && !m.Taken {
			out = append(out, m)
		}
	}
	return out
}

// WardVitalsInput asks for one kind of number of everybody in a ward.
type WardVitalsInput struct {
	WardID uint64 `path:"ward"`
	Kind   Vital  `form:"kind" validate:"max=16" doc:"weight when absent"`
}

// BedVital is a person of a ward with the newest number of one kind.
type BedVital struct {
	presence.Tile
	VitalID   uint64
	VitalText string    // at and both amounts, as the question gives them
	Number    *Number   `gorm:"-"`
	At        time.Time `gorm:"-"`
	Done      bool      `gorm:"-"` // written in this round
	Lies      Lies      `gorm:"-"`
	Band      *Band     `gorm:"-"`
}

// Here tells that the person can be measured now.
func (b BedVital) Here() bool { return b.ResidentID != 0 && b.AbsenceKind == "" }

// WardVitals is one kind of number through a ward in the order of the floor: a weighing round.
type WardVitals struct {
	WardID     uint64
	WardName   string
	CampusName string
	Kind       Vital
	Since      time.Time // what was written since then is of this round
	Now        time.Time
	Beds       []BedVital // those in which somebody lies
	Here, Done int
}

// Next gives who comes after a person in the order of the floor and has no number yet; from the beginning
// when nobody is left behind. Nil when everybody has one.
func (w WardVitals) Next(after uint64) *BedVital {
	from := slices.IndexFunc(w.Beds, func(b BedVital) bool { return b.ResidentID == after }) + 1
	for i := range w.Beds {
		if b := &w.Beds[(from+i)%len(w.Beds)]; b.Here() && !b.Done {
			return b
		}
	}
	return nil
}

// Bed gives the line of a person, nil when the person does not lie here.
func (w WardVitals) Bed(resident uint64) *BedVital {
	for i := range w.Beds {
		if w.Beds[i].ResidentID == resident {
			return &w.Beds[i]
		}
	}
	return nil
}

// Weight belongs to the day; what changes within hours belongs to the shift.
func (v Vital) roundSince(book *settings.Book, tx *db.Tx) time.Time {
	day := tx.Today().Start(tx.Zone()).UTC()
	if v == Weight || v == Stool || v == SleepFor {
		return day
	}
	if turn, ok := book.Timetable.TurnAt(tx.Now); ok {
		return turn.Starts().UTC()
	}
	return day
}

// WardVitalsNow reads who lies in a ward, in the order of the floor, with the newest number of one kind of
// each. It needs care.view in the ward, presence.view and residents.view. One statement, flat in history.
func WardVitalsNow(tx *db.Tx, in WardVitalsInput) (*WardVitals, error) {
	if err := mayRead(tx, View); err != nil {
		return nil, err
	}
	if in.Kind == "" {
		in.Kind = Weight
	}
	if !in.Kind.Known() {
		return nil, fault.Field("kind", "care.vital.kind_unknown")
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	const newest = `FROM care_observations o WHERE o.resident_id = p.resident_id AND o.kind = ? AND o.replaced_at IS NULL AND o.taken = ? ORDER BY o.at DESC, o.id DESC LIMIT 1)`
	rows, err := presence.BoardWith[BedVital](tx, in.WardID, time.Time{}, presence.Beside{
		Columns: `, (SELECT o.id ` + newest + ` AS vital_id, (SELECT CONCAT(o.amount, '|', o.amount2, '|', o.at) ` + newest + ` AS vital_text`,
		Values:  []any{string(in.Kind), false, string(in.Kind), false}})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !within(tx, View, rows[0].CampusID, rows[0].ZoneID, in.WardID) {
		return nil, notFound
	}
	w := &WardVitals{WardID: in.WardID, WardName: rows[0].WardName, CampusName: rows[0].CampusName, Kind: in.Kind, Since: in.Kind.roundSince(book, tx), Now: tx.Now}
	for _, b := range rows {
		if b.ResidentID == 0 {
			continue
		}
		age := AgeOf(value.BirthDate{Day: b.BirthDate, Precision: b.BirthPrecision}, tx.Today())
		if band, ok := BandOf(book, in.Kind, age, tx.Today()); ok {
			b.Band = &band
		}
		if b.VitalID != 0 {
			b.read()
			b.Done = !b.At.Before(w.Since.Truncate(time.Second))
			if b.Band != nil {
				b.Lies = b.Band.Judge(*b.Number)
			}
		}
		if b.Here() {
			w.Here++
			if b.Done {
				w.Done++
			}
		}
		w.Beds = append(w.Beds, b)
	}
	return w, nil
}

// read takes the newest number out of its text.
func (b *BedVital) read() {
	part := strings.Split(b.VitalText, "|")
	if len(part) != 3 {
		return // the database wrote it: it is always whole
	}
	b.Number, b.At = &Number{wholeOf(part[0]), wholeOf(part[1])}, instantOf(part[2])
}

// OneVital is a single number with whose it is and what was corrected.
type OneVital struct {
	Measured `gorm:"embedded"`
	Name     string
	Was      *Measured `gorm:"-"` // the number that this one corrects
}

// VitalOf gives a number by its id, with the one it replaced. It needs care.view where the person lies,
// and residents.view.
func VitalOf(tx *db.Tx, id uint64) (*OneVital, error) {
	if err := mayRead(tx, View); err != nil {
		return nil, err
	}
	rows, err := db.Report[Measured](tx, measured+" AND o.id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, notFound
	}
	out := &OneVital{Measured: rows[0]}
	lies, err := presence.Reaches(tx, View, out.ResidentID)
	if err != nil {
		return nil, err
	}
	who, err := residents.FindPerson(tx, out.ResidentID)
	if err != nil {
		return nil, err
	}
	out.Name = who.Name
	if out.ReplacesID != nil {
		was, err := db.Report[Measured](tx, measured+" AND o.id = ?", *out.ReplacesID)
		if err != nil {
			return nil, err
		}
		if len(was) > 0 {
			out.Was = &was[0]
		}
	}
	campus := who.CampusID
	if lies != nil {
		campus = lies.CampusID
	}
	tx.Looked("resident", out.ResidentID, campus)
	return out, nil
}
