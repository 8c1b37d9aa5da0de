// Package privacy is where the house answers for the data of the people who live here: for which
// purposes it keeps them and on which ground of law, who said yes to what and with which proof, what
// somebody asked about the own data and by when it must be answered, whose data rest, and what was
// lost or seen by the wrong eyes.
//
// Nobody's silence is a yes: a purpose that wants consent has none until somebody gave it, for this
// purpose, in a way that can be shown. To take it back is one step, as giving it was. A child from
// seven years says yes as well as the parent or guardian; for the dead and the missing the family
// speaks.
package privacy

import (
	"strconv"
	"time"
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// The permissions of this area: to read the registers, to write in them, and to decide: the answer to
// a request, the register of purposes, what is told to the authority.
const (
	View   = "privacy.view"
	Record = "privacy.record"
	Decide = "privacy.decide"
)

// Lengths of the text columns, in letters.
const (
	nameLimit  = 120
	placeLimit = 200
	noteLimit  = 300
	longLimit  = 2000
)

// short cleans a text of one line and notes when it is too long.
func short(bad *fault.Fields, field, text string, limit int) string {
	text = value.CleanText(text)
	if utf8.RuneCountInString(text) > limit {
		bad.Add(field, "privacy.text_too_long", fault.A{"limit": limit})
	}
	return text
}

// needed is short for what may not be empty.
func needed(bad *fault.Fields, field, text string, limit int) string {
	text = short(bad, field, text, limit)
	if text == "" {
		bad.Add(field, "privacy.text_missing")
	}
	return text
}

// pastDay gives the day on which something happened: today when none is said, never a day to come.
func pastDay(tx *db.Tx, bad *fault.Fields, field string, day value.Day) value.Day {
	if day.IsZero() {
		return tx.Today()
	}
	if day.After(tx.Today()) {
		bad.Add(field, "privacy.day_in_future")
	}
	return day
}

// reach asks for a permission and finds a person within it.
func reach(tx *db.Tx, permission string, resident uint64) (*residents.Person, error) {
	if err := tx.May(permission); err != nil {
		return nil, err
	}
	if _, err := presence.Opens(tx, permission, resident); err != nil {
		return nil, err
	}
	p, err := residents.FindPerson(tx, resident)
	if err == nil {
		tx.Concerns("resident", p.ID, p.CampusID)
	}
	return p, err
}

// Standing is how the law sees a person today: what decides who may speak for whom.
type Standing struct {
	Dead, Missing bool
	Least, Most   int  // years of age, as far as the birth is known
	AgeKnown      bool // false when nobody knows when the person was born
}

// standingOf reads whether somebody died or is missing, and the age.
func standingOf(tx *db.Tx, p *residents.Person) (s Standing, err error) {
	type row struct{ Dead, Missing bool }
	rows, err := db.Report[row](tx, `SELECT CASE WHEN EXISTS (SELECT 1 FROM intake_deaths d WHERE d.resident_id = r.id AND d.voided_at IS NULL) THEN 1
			WHEN EXISTS (SELECT 1 FROM presence_stays s WHERE s.open_resident_id = r.id) THEN 0
			WHEN EXISTS (SELECT 1 FROM presence_stays s WHERE s.resident_id = r.id AND s.voided_at IS NULL AND s.end_reason = 'h') THEN 1 ELSE 0 END AS dead,
		CASE WHEN EXISTS (SELECT 1 FROM presence_absences a WHERE a.open_resident_id = r.id AND a.kind = 'missing') THEN 1 ELSE 0 END AS missing
		FROM residents_people r WHERE {campus r.campus_id} AND r.id = ?`, p.ID)
	if err != nil {
		return s, err
	}
	if len(rows) > 0 {
		s.Dead, s.Missing = rows[0].Dead, rows[0].Missing
	}
	s.Least, s.Most, s.AgeKnown = p.Birth.AgeRange(tx.Today())
	return s, nil
}

// Voiding tells who took a row back, when and why.
type Voiding struct {
	VoidedAt   *time.Time
	VoidedBy   *uint64
	VoidReason string
}

// dayIn is the civil day of a moment.
func dayIn(at time.Time, zone *time.Location) value.Day { return value.DayOf(at, zone) }

func idText(id uint64) string { return strconv.FormatUint(id, 10) }

func ptr[T any](v T) *T { return &v }
