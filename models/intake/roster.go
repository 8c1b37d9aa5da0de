package intake

import (
	"fmt"

	"maiam/models/fault"
	"maiam/models/value"
	"maiam/models/wards"
)

// Roster is what was read from a centre's own list of residents. Every line of
// every sheet is accounted for: as a person, or in Lines with what it is.
type Roster struct {
	AsOf     value.Day     // the day the list itself names; zero when it names none
	Title    string        // the list's own title
	Sheets   []RosterSheet // the sheets in their order
	Rows     []RosterRow   // the people, in the order of the sheets
	Lines    []RosterLine  // every line of every sheet
	Findings []Finding     // everything a person should look at, in the order of the lines
}

// RosterSheet is one sheet with the headings that were understood.
type RosterSheet struct {
	Name    string
	AsOf    value.Day // the sheet's own day, else the list's
	Columns []RosterColumn
}

// RosterColumn is one column of a sheet and what it was taken for.
type RosterColumn struct {
	Column  int         // from 1, as A is the first
	Heading string      // as written, both rows of a heading joined
	Field   RosterField // empty when the heading is not known
}

// RosterField names what a column holds.
type RosterField string

// What a column of a roster can hold.
const (
	FieldNumber    RosterField = "number"    // running number
	FieldName      RosterField = "name"      // full name
	FieldFamily    RosterField = "family"    // family and middle names, where they stand apart
	FieldGiven     RosterField = "given"     // given name, where it stands apart
	FieldBirth     RosterField = "birth"     // birth date or year
	FieldDate      RosterField = "date"      // day of the month of birth, in a column of its own
	FieldMonth     RosterField = "month"     // month of birth, in a column of its own
	FieldAge       RosterField = "age"       // age in years
	FieldMale      RosterField = "male"      // birth date, or a mark, when a man
	FieldFemale    RosterField = "female"    // birth date, or a mark, when a woman
	FieldSex       RosterField = "sex"       // sex
	FieldEthnic    RosterField = "ethnic"    // ethnic group
	FieldCitizen   RosterField = "citizen"   // citizen number
	FieldInsurance RosterField = "insurance" // health insurance card
	FieldOrigin    RosterField = "origin"    // place of origin
	FieldAddress   RosterField = "address"   // registered address
	FieldAdmitted  RosterField = "admitted"  // day of admission
	FieldLeft      RosterField = "left"      // day of leaving
	FieldWard      RosterField = "ward"      // ward (khu)
	FieldRoom      RosterField = "room"      // room
	FieldBed       RosterField = "bed"       // bed
	FieldPlace     RosterField = "place"     // ward, room and bed in one cell
	FieldCategory  RosterField = "category"  // category of admission
	FieldStatus    RosterField = "status"    // whether the person is here
	FieldNote      RosterField = "note"      // remark
)

// RowRef points at a line of the list: the sheet (from 0) and the row as the
// spreadsheet program numbers it (from 1).
type RowRef struct {
	Sheet int `json:"sheet"`
	Row   int `json:"row"`
}

// String writes the reference as forms carry it: "0.17".
func (r RowRef) String() string { return fmt.Sprintf("%d.%d", r.Sheet, r.Row) }

// ParseRowRef reads a reference as forms carry it.
func ParseRowRef(s string) (r RowRef, ok bool) {
	n, err := fmt.Sscanf(s, "%d.%d", &r.Sheet, &r.Row)
	return r, err == nil && n == 2 && r.String() == s
}

// LineKind says what a line of a sheet is.
type LineKind string

// What a line of a sheet can be.
const (
	LineTitle   LineKind = "title"   // above the headings
	LineHeading LineKind = "heading" // names the columns, also when repeated on a new page
	LineSection LineKind = "section" // names the category or the ward of the rows below
	LinePerson  LineKind = "person"
	LineRepeat  LineKind = "repeat" // a person's row written again
	LineTotal   LineKind = "total"
	LineBlank   LineKind = "blank"
	LineClosing LineKind = "closing" // place, date and signatures at the end
	LineUnread  LineKind = "unread"  // not understood
)

// RosterLine is one line of a sheet and what it was taken for.
type RosterLine struct {
	RowRef
	Kind LineKind
	Of   RowRef // for a repeat: the row it repeats
}

// RosterRow is one person as the list tells it.
type RosterRow struct {
	RowRef
	Name     value.Name
	Sex      value.Sex
	Birth    value.BirthDate
	Ethnic   string
	Citizen  string // citizen number, digits only
	Card     string // health insurance card, capitals and digits only
	Origin   string
	Address  string
	Admitted value.Day
	AsOf     value.Day // the day the sheet speaks of
	Ward     string
	Room     string
	Bed      string
	Category string // A1 to D2; empty when the list does not say
	Note     string
	Left     bool         // the list itself says that the person is no longer here
	Extra    []RosterMore // what stands in columns the house does not know

	columns map[RosterField]int // where each field stands, from 1
}

// RosterMore is the content of a column that the house does not know.
type RosterMore struct {
	Heading string
	Text    string
}

// Place is the bed as the list names it, for comparing.
func (r *RosterRow) place() placeKey {
	return placeKey{wardKey(r.Ward), wards.RoomKey(r.Room), wards.BedKey(r.Bed)}
}

// Severity says how much a finding matters.
type Severity string

// How much a finding matters: an error needs a choice, a warning a look.
const (
	Note    Severity = "note"
	Warning Severity = "warning"
	Error   Severity = "error"
)

// Choice is what shall happen with a row.
type Choice string

// What can be done with a row that has findings.
const (
	Take    Choice = "import"  // enter the person as the row says
	Without Choice = "without" // enter the person without the faulty value
	Skip    Choice = "skip"    // leave the row out
)

// Finding is one thing in the list that a person should look at.
type Finding struct {
	RowRef
	Column   int // from 1; 0 means the whole row
	Field    RosterField
	Severity Severity
	Key      string // the text key of the sentence
	Args     fault.A
	Proposal Choice
	Choices  []Choice // what may be chosen instead
	Rows     []int    // all rows concerned, when there are several
}

// ReadRoster reads a centre's list of residents from the sheets of a
// spreadsheet. It never fails: what it cannot understand it reports. Today is
// the day by which "future" is judged when the list names no day of its own.
func ReadRoster(grids []value.Grid, today value.Day) *Roster {
	r := &Roster{}
	readers := make([]*sheetReader, len(grids))
	for i := range grids {
		readers[i] = newSheetReader(r, i, &grids[i])
		readers[i].mapLines()
		r.Sheets = append(r.Sheets, RosterSheet{Name: grids[i].Name, AsOf: readers[i].asOf})
		if r.AsOf.IsZero() {
			r.AsOf = readers[i].asOf
		}
	}
	if len(grids) == 0 || !anyHeading(readers) {
		r.find(&RosterRow{}, 0, "no_headings", nil)
	}
	for i, s := range readers {
		if s.asOf.IsZero() {
			s.asOf = r.AsOf
		}
		if s.asOf.IsZero() {
			s.asOf = today
		}
		r.Sheets[i].AsOf = s.asOf
		s.readLines()
		r.Sheets[i].Columns = s.seen
	}
	if r.AsOf.IsZero() && anyHeading(readers) {
		r.find(&RosterRow{}, 0, "as_of_missing", fault.A{"day": today})
	}
	if r.AsOf.After(today) {
		r.find(&RosterRow{}, 0, "as_of_in_future", fault.A{"day": r.AsOf})
	}
	r.compareRows()
	r.compareTotals(readers)
	r.sortFindings()
	return r
}

func anyHeading(readers []*sheetReader) bool {
	for _, s := range readers {
		if len(s.headings) > 0 {
			return true
		}
	}
	return false
}

// RowFindings gives the findings of one row.
func (r *Roster) RowFindings(ref RowRef) []Finding {
	var of []Finding
	for _, f := range r.Findings {
		if f.RowRef == ref {
			of = append(of, f)
		}
	}
	return of
}
