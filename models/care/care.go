// Package care is the daily care of a shift: the ward round. A carer walks from room to room, sees
// each person, and says whether everything is as usual for that person: seen, slept, washed, ate,
// medicine, mood. Only what is not as usual is written by hand, with what was done about it.
//
// A round is one slot of one shift in one ward, such as 17:00 of the afternoon shift of 21 November
// in Khu B. The shift owns it: the round at two in the night belongs to the evening on which the
// night shift began. Nothing about a round is stored but the marks of its people, so that nobody
// can call a round done that was not walked.
//
// Marks are never changed or erased. A correction is a new mark that names the old one, who, when
// and why. Who is here is asked of the ledger of presence: a person in hospital cannot be seen in a
// round.
package care

import (
	"time"
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/value"
)

// The permissions of this area: to read rounds, to record them, and to correct a mark.
const (
	View   = "care.view"
	Record = "care.record"
	Amend  = "care.amend"
)

const (
	// textLimit is the most letters of a note or a reason.
	textLimit = 300
	// grace is how long after the event a mark may be written without being called late.
	grace = 15 * time.Minute
	// skew is how far the clock of a phone may run ahead of the house's.
	skew = 2 * time.Minute
)

var notFound = fault.New(fault.NotFound, "db.not_found")

// LateBy tells how long after the event a mark was written down; 0 within a quarter of an hour.
func LateBy(at, recorded time.Time) time.Duration { return presence.LateBy(at, recorded, grace) }

// signed refuses whoever has no record of staff: a mark without a name is worth nothing.
func signed(tx *db.Tx) error {
	if tx.Actor.ID == 0 {
		return fault.New(fault.Forbidden, "care.no_name")
	}
	return nil
}

// short cleans a text and notes when its column would cut it.
func short(bad *fault.Fields, field, text string) string {
	text = value.CleanText(text)
	if utf8.RuneCountInString(text) > textLimit {
		bad.Add(field, "care.text_too_long", fault.A{"limit": textLimit})
	}
	return text
}

func ptr[T any](v T) *T { return &v }
