// Package residents knows the people who live in the centre: who they are, when they were born as
// far as anybody knows, their family, their papers, their face, what they need to eat and how they
// walk, and what those around them must watch. It knows nothing of beds: where a person is stands
// in the ledger of presence.
//
// Many people come without a paper and some without a name; nothing is made up for them, and a
// person without a name is found by the number that the house gives. What was known before a change
// is kept. Citizen numbers and insurance cards lie sealed in the database, and
// matters of HIV, violence, adoption and shelter (secret.go) are opened by those alone whose names stand
// beside them, whatever role anybody holds.
package residents

import (
	"time"
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// The permissions of this area: to see the file of a person, and to write in it.
const (
	View = "residents.view"
	Edit = "residents.edit"
)

// Lengths of the text columns, in letters.
const (
	nameLimit    = 120
	addressLimit = 300
	noteLimit    = 300
	storyLimit   = 4000
)

// Recorded tells who wrote a row and when.
type Recorded struct {
	RecordedAt time.Time `json:"recorded_at"`
	RecordedBy uint64    `json:"recorded_by"`
}

// now is the mark of a row that is written in this transaction.
func now(tx *db.Tx) Recorded { return Recorded{tx.Now, tx.Actor.ID} }

// Ending tells who wrote that something no longer holds, when and why. Nothing is erased.
type Ending struct {
	EndedRecordedAt *time.Time `json:"ended_recorded_at,omitempty"`
	EndedRecordedBy *uint64    `json:"ended_recorded_by,omitempty"`
}

// end marks a row as ended now.
func (e *Ending) end(tx *db.Tx) {
	at, by := tx.Now, tx.Actor.ID
	e.EndedRecordedAt, e.EndedRecordedBy = &at, &by
}

// Ended tells that the row no longer holds.
func (e Ending) Ended() bool { return e.EndedRecordedAt != nil }

var notFound = fault.New(fault.NotFound, "db.not_found")

// within finds a person inside the fence of an earlier May, or says NotFound: whatever hangs on a
// person is read only after this. A record that was merged into another says where it goes on.
func within(tx *db.Tx, id uint64) (*Person, error) {
	p, err := db.Get[Person](tx, id)
	if err == nil && p.MergedIntoID != nil {
		return nil, Merged(p.ID, *p.MergedIntoID)
	}
	return p, err
}

// editing asks for residents.edit, finds the person and names the deed's subject.
func editing(tx *db.Tx, id uint64) (*Person, error) {
	if err := tx.May(Edit); err != nil {
		return nil, err
	}
	p, err := within(tx, id)
	if err == nil {
		tx.Concerns("resident", p.ID, p.CampusID)
		err = p.Erased()
	}
	return p, err
}

// Erased is the fault of whoever writes in a file that was erased; nil of every other.
func (p *Person) Erased() error {
	if p.ErasedAt == nil {
		return nil
	}
	return fault.New(fault.Conflict, "residents.erased")
}

// short cleans a text of one line and notes when it is too long.
func short(bad *fault.Fields, field, text string, limit int) string {
	text = value.CleanText(text)
	tooLong(bad, field, text, limit)
	return text
}

func tooLong(bad *fault.Fields, field, text string, limit int) {
	if utf8.RuneCountInString(text) > limit {
		bad.Add(field, "residents.text_too_long", fault.A{"limit": limit})
	}
}

// since gives the day from which something holds: today when none is said, never a day to come.
func since(tx *db.Tx, bad *fault.Fields, field string, day value.Day) value.Day {
	if day.IsZero() {
		return tx.Today()
	}
	if day.After(tx.Today()) {
		bad.Add(field, "residents.day_in_future")
	}
	return day
}

func ptr[T any](v T) *T { return &v }
