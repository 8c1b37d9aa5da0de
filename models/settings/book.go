package settings

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Book is everything that is set, read once and shared by all requests of this process: nobody
// may change it.
type Book struct {
	Timetable Timetable
	Workdays  *Workdays

	values     map[Name][]Row // by first day, replaced rows left out
	all        map[Name][]Row // by version, for the settings page
	questions  map[Name][]Question
	activities []Activity
	categories []Category
}

// remembered for five seconds: the process that changes a setting forgets at its commit, another
// process sees the change within five seconds, and a busy page pays no statement.
var remembered = db.Remember(5*time.Second, read)

// Of opens the book of settings.
func Of(tx *db.Tx) (*Book, error) { return remembered.Get(tx) }

func read(tx *db.Tx) (*Book, error) {
	rows, err := db.From[Row](tx).Order("name, version").All()
	if err != nil {
		return nil, err
	}
	shifts, err := db.From[Shift](tx).Order("valid_from, starts").All()
	if err != nil {
		return nil, err
	}
	slots, err := db.From[Slot](tx).Order("shift_id, minute").All()
	if err != nil {
		return nil, err
	}
	categories, err := db.From[Category](tx).Order("code, valid_from").All()
	if err != nil {
		return nil, err
	}
	swaps, err := db.From[SwapDay](tx).Order("day, version").All()
	if err != nil {
		return nil, err
	}
	b := newBook(rows)
	b.Workdays = newWorkdays(b, swaps)
	b.Timetable = newTimetable(shifts, slots, tx.Zone())
	b.categories = categories
	questions, err := db.From[Question](tx).Order("name, valid_from").All()
	if err != nil {
		return nil, err
	}
	if b.activities, err = db.From[Activity](tx).Order("valid_from, version, starts").All(); err != nil {
		return nil, err
	}
	for _, q := range questions {
		b.questions[q.Name] = append(b.questions[q.Name], q)
	}
	return b, nil
}

// newBook sorts the rows: of rows that begin on one day the newest takes the place of the others.
func newBook(rows []Row) *Book {
	b := &Book{values: map[Name][]Row{}, all: map[Name][]Row{}, questions: map[Name][]Question{}}
	for _, r := range rows {
		b.all[r.Name] = append(b.all[r.Name], r)
		list := b.values[r.Name]
		if i := slices.IndexFunc(list, func(o Row) bool { return o.ValidFrom == r.ValidFrom }); i >= 0 {
			list[i] = r
			continue
		}
		b.values[r.Name] = append(list, r)
	}
	for _, list := range b.values {
		slices.SortFunc(list, func(a, b Row) int { return a.ValidFrom.Compare(b.ValidFrom) })
	}
	return b
}

// On gives the row of a setting that holds on a day: of those that cover the day, the one that
// began last. A setting that allows it judges earlier days by its first row.
func (b *Book) On(name Name, day value.Day) (Row, bool) {
	list := b.values[name]
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Period().Covers(day) {
			return list[i], true
		}
	}
	if len(list) > 0 && definitions[name].Early && day.Before(list[0].ValidFrom) {
		return list[0], true
	}
	return Row{}, false
}

// known gives the text of a setting on a day, or the fault that nobody has set it.
func (b *Book) known(name Name, kinds []Kind, day value.Day) (string, error) {
	d, ok := definitions[name]
	if !ok || !slices.Contains(kinds, d.Kind) {
		return "", fmt.Errorf("settings: %s is no %v", name, kinds)
	}
	r, ok := b.On(name, day)
	if !ok || !r.Known() {
		return "", fault.New(fault.Conflict, "settings.not_set", fault.A{"setting": string(name), "day": day.String()})
	}
	return r.Text, nil
}

// Int gives a whole number.
func (b *Book) Int(name Name, day value.Day) (int, error) {
	text, err := b.known(name, []Kind{Number}, day)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(text)
}

// Milli gives a ratio in thousandths: 1.8 is 1800.
func (b *Book) Milli(name Name, day value.Day) (int64, error) {
	text, err := b.known(name, []Kind{Ratio}, day)
	if err != nil {
		return 0, err
	}
	q, err := value.ParseQuantity(text, "")
	return q.Milli, err
}

// Dong gives an amount of money.
func (b *Book) Dong(name Name, day value.Day) (value.Dong, error) {
	text, err := b.known(name, []Kind{Money}, day)
	if err != nil {
		return 0, err
	}
	return value.ParseDong(text)
}

// Base gives the base level of social assistance that counts here on a day: the country's, or the
// province's own where that is known and higher.
func (b *Book) Base(day value.Day) (value.Dong, error) {
	base, err := b.Dong(BaseLevel, day)
	if err != nil {
		return 0, err
	}
	if r, ok := b.On(LocalBaseLevel, day); ok && r.Known() {
		local, err := value.ParseDong(r.Text)
		if err != nil {
			return 0, err
		}
		base = max(base, local)
	}
	return base, nil
}

// Text gives a text, such as the name of an authority.
func (b *Book) Text(name Name, day value.Day) (string, error) {
	return b.known(name, []Kind{Words}, day)
}

// Yes gives a yes or no.
func (b *Book) Yes(name Name, day value.Day) (bool, error) {
	text, err := b.known(name, []Kind{YesNo}, day)
	return text == "yes", err
}

// Ints gives a list of whole numbers.
func (b *Book) Ints(name Name, day value.Day) ([]int, error) {
	text, err := b.known(name, []Kind{Numbers}, day)
	if err != nil {
		return nil, err
	}
	var out []int
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// Dates gives the days of a year on which something is due every year.
func (b *Book) Dates(name Name, day value.Day) ([]value.Day, error) {
	text, err := b.known(name, []Kind{YearDates}, day)
	if err != nil {
		return nil, err
	}
	var out []value.Day
	for part := range strings.SplitSeq(text, ",") {
		d, err := value.ParseDay(fmt.Sprintf("%04d-%s", day.Year(), part))
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// Int gives a whole number that is set on a day.
func Int(tx *db.Tx, name Name, day value.Day) (int, error) {
	return ask(tx, func(b *Book) (int, error) { return b.Int(name, day) })
}

// Milli gives a ratio that is set on a day, in thousandths.
func Milli(tx *db.Tx, name Name, day value.Day) (int64, error) {
	return ask(tx, func(b *Book) (int64, error) { return b.Milli(name, day) })
}

// Dong gives an amount of money that is set on a day.
func Dong(tx *db.Tx, name Name, day value.Day) (value.Dong, error) {
	return ask(tx, func(b *Book) (value.Dong, error) { return b.Dong(name, day) })
}

// Base gives the base level of social assistance that counts here on a day.
func Base(tx *db.Tx, day value.Day) (value.Dong, error) {
	return ask(tx, func(b *Book) (value.Dong, error) { return b.Base(day) })
}

// Text gives a text that is set on a day, such as the name of an authority.
func Text(tx *db.Tx, name Name, day value.Day) (string, error) {
	return ask(tx, func(b *Book) (string, error) { return b.Text(name, day) })
}

// Yes gives a yes or no that is set on a day.
func Yes(tx *db.Tx, name Name, day value.Day) (bool, error) {
	return ask(tx, func(b *Book) (bool, error) { return b.Yes(name, day) })
}

// Ints gives a list of whole numbers that is set on a day.
func Ints(tx *db.Tx, name Name, day value.Day) ([]int, error) {
	return ask(tx, func(b *Book) ([]int, error) { return b.Ints(name, day) })
}

// Dates gives the days of a year on which something is due every year.
func Dates(tx *db.Tx, name Name, day value.Day) ([]value.Day, error) {
	return ask(tx, func(b *Book) ([]value.Day, error) { return b.Dates(name, day) })
}

func ask[T any](tx *db.Tx, question func(*Book) (T, error)) (T, error) {
	b, err := Of(tx)
	if err != nil {
		var none T
		return none, err
	}
	return question(b)
}

// Entry is one setting as the settings page shows it.
type Entry struct {
	Definition
	Now     *Row  // holds on the day asked for; nil when nothing is set
	Coming  []Row // begins later
	History []Row // every row ever written, newest first
	Open    []Question
	Version uint64
}

// List shows every setting on a day, with what was and what will be. Permission: settings.view.
func List(tx *db.Tx, day value.Day) ([]Entry, error) {
	if err := tx.May("settings.view"); err != nil {
		return nil, err
	}
	b, err := Of(tx)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, len(table))
	for _, d := range Definitions() {
		entries = append(entries, b.entry(d, day))
	}
	return entries, nil
}

// Find shows one setting on a day. Permission: settings.view. Faults: settings.no_such.
func Find(tx *db.Tx, name Name, day value.Day) (*Entry, error) {
	if err := tx.May("settings.view"); err != nil {
		return nil, err
	}
	b, err := Of(tx)
	if err != nil {
		return nil, err
	}
	d, ok := definitions[name]
	if !ok {
		return nil, fault.New(fault.NotFound, "settings.no_such")
	}
	e := b.entry(d, day)
	return &e, nil
}

func (b *Book) entry(d Definition, day value.Day) Entry {
	e := Entry{Definition: d, History: slices.Clone(b.all[d.Name]), Open: b.open(d.Name, day)}
	if r, ok := b.On(d.Name, day); ok {
		e.Now = &r
	}
	for _, r := range b.values[d.Name] {
		if r.ValidFrom.After(day) && (e.Now == nil || r.ID != e.Now.ID) {
			e.Coming = append(e.Coming, r)
		}
	}
	slices.SortFunc(e.History, func(a, b Row) int { return -cmp.Compare(a.Version, b.Version) })
	if len(e.History) > 0 {
		e.Version = e.History[0].Version
	}
	return e
}
