// Package settings holds what the law, the province or the director decides and may decide anew:
// how many square metres a person must have, how long an emergency stay may last, when the shifts
// change and when the rounds are walked, which groups of people may live here, which days are
// holidays, and the names of provinces and communes.
//
// Nothing of this is a constant. Every value stands in a dated row with the paper it rests on and
// with how sure we are of it, and a past month is judged by what was in force then. Settings belong
// to the whole centre: both campuses live by the same ones.
package settings

import (
	"time"

	"maiam/models/value"
)

// Mark says how sure the house is of a value.
type Mark string

// The marks.
const (
	Confirmed Mark = "C" // read in the text of the law or a page that quotes it
	Recalled  Mark = "R" // known to practice, the text not seen
	Unknown   Mark = "U" // looked for and not found: never shown or used as a fact
	Decided   Mark = "D" // no law says it: the centre decides, this is what it decided
)

// Valid tells whether the mark is one of the four.
func (m Mark) Valid() bool {
	return m == Confirmed || m == Recalled || m == Unknown || m == Decided
}

// Kind says what a setting's text holds.
type Kind string

// The kinds of value.
const (
	Number    Kind = "number"     // a whole number
	Ratio     Kind = "ratio"      // a number with up to three decimals: 1.8
	Money     Kind = "money"      // whole đồng
	YesNo     Kind = "yes_no"     // yes or no
	Numbers   Kind = "numbers"    // whole numbers: 60,75,85
	Days      Kind = "days"       // days of the calendar, as a yearly notice lists them
	YearDates Kind = "year_dates" // dates that come back every year: 06-15,12-15
	Words     Kind = "words"      // a name or a short text
)

// Definition says what one setting is; its title in both languages stands beside the pages, under
// "settings.name." and its name, its unit under "settings.unit." and the unit.
type Definition struct {
	Name     Name
	Group    string // which part of the page: rooms, admission, leaving, allowance …
	Kind     Kind
	Unit     string
	Min, Max int64 // in the unit; in thousandths for a Ratio; both 0 when anything goes
	// Early lets a day before the first known row be judged by that row: an old stay that is typed
	// in later still needs a minimum of square metres. Money has no such rule, an old amount is
	// known or it is not.
	Early bool
}

// Row is one dated value of a setting. Rows are never changed: a correction is a newer row from
// the same day on, which takes the older one's place and leaves it readable.
type Row struct {
	ID         uint64    `json:"id"`
	Name       Name      `json:"name"`
	Version    uint64    `json:"version"` // the how-manieth row of this setting
	Text       string    `json:"value" gorm:"column:value"`
	ValidFrom  value.Day `json:"valid_from"`
	ValidTo    value.Day `json:"valid_to"` // last day, none while open
	LegalBasis string    `json:"legal_basis"`
	Mark       Mark      `json:"mark"`
	Source     string    `json:"source"` // where it was read
	Note       string    `json:"note"`
	RecordedAt time.Time `json:"recorded_at"`
	RecordedBy uint64    `json:"recorded_by"` // 0 when the program brought it
}

// TableName names the table.
func (Row) TableName() string { return "settings_values" }

// Period is the stretch of days for which the row holds.
func (r Row) Period() value.Period { return value.Period{From: r.ValidFrom, To: r.ValidTo} }

// Known tells that the row holds a value that may be used; an unknown one only keeps the place of
// the question.
func (r Row) Known() bool { return r.Mark != Unknown && r.Text != "" }
