// Package presence is the ledger of presence: who lives in the centre, who lies in which bed, and
// who is in hospital, at home on leave or missing, at any moment of the past or now. Rounds, meals,
// medicines, clothing, allowances and reports ask here and nowhere else; nobody types a head-count.
//
// Three kinds of rows make the ledger. A stay runs from the day a person is received to the day the
// person leaves. A placement is a bed that a person has for a while. An absence is a while away with
// the bed held. Each tells two times: when it happened and when it was written down. Nothing is
// erased: what was wrong is marked void with a reason, and the right row names the one it replaces,
// so that the head-count of a past day can be shown as it was known then and as it is known now.
package presence

import (
	"time"
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// The permissions of this area. Whoever may do a thing may also correct it, with a reason.
const (
	View    = "presence.view"      // the head-count
	Receive = "presence.admit"     // admit a person
	Arrange = "presence.move"      // place, move and swap
	Away    = "presence.absence"   // leave for hospital or home, missing, and return
	Release = "presence.discharge" // the person leaves for good
	Witness = "presence.death"     // the person has died; who leads the house confirms it and goes on
)

// names is the permission to see who a person is: the kitchen and the stores count heads without it.
const names = "residents.view"

// Lengths of the text columns, in letters.
const (
	textLimit = 300
	nameLimit = 200
)

// Trace is how a row of the ledger came about and what became of it: when it was written and by
// whom, when its end was written, which row it replaces, and whether it was found wrong.
type Trace struct {
	RecordedAt      time.Time
	RecordedBy      uint64
	EndedRecordedAt *time.Time
	EndedRecordedBy *uint64
	ReplacesID      *uint64
	VoidedAt        *time.Time
	VoidedBy        *uint64
	VoidReason      string
}

// written starts the trace of a new row.
func written(tx *db.Tx) Trace { return Trace{RecordedAt: tx.Now, RecordedBy: tx.Actor.ID} }

// closed notes that the end was written now.
func (t *Trace) closed(tx *db.Tx) {
	t.EndedRecordedAt, t.EndedRecordedBy = ptr(tx.Now), ptr(tx.Actor.ID)
}

// void marks the row as wrong from now on; as it was known before, it still stands.
func (t *Trace) void(tx *db.Tx, reason string) {
	t.VoidedAt, t.VoidedBy, t.VoidReason = ptr(tx.Now), ptr(tx.Actor.ID), reason
}

// Voided tells that the row was found wrong.
func (t Trace) Voided() bool { return t.VoidedAt != nil }

func ptr[T any](v T) *T { return &v }

// LateBy tells how long after the event it was written down; 0 within the grace.
func LateBy(happened, recorded time.Time, grace time.Duration) time.Duration {
	if late := recorded.Sub(happened); late > grace {
		return late
	}
	return 0
}

// moment reads the event time of an input: now when none is said, never in the future. However
// long ago it was, it is taken, and shown as written late.
func moment(tx *db.Tx, field string, at time.Time) (time.Time, error) {
	if at.IsZero() {
		return tx.Now, nil
	}
	at = at.UTC().Truncate(time.Microsecond)
	if at.After(tx.Now) {
		return at, fault.Field(field, "presence.at_in_future")
	}
	return at, nil
}

// reasoned cleans the reason that every correction needs.
func reasoned(text string) (string, error) {
	text = value.CleanText(text)
	if text == "" {
		return "", fault.Field("reason", "presence.reason_missing")
	}
	return text, short("reason", text, textLimit)
}

// short refuses a text that its column would cut.
func short(field, text string, limit int) error {
	if utf8.RuneCountInString(text) > limit {
		return fault.Field(field, "presence.text_too_long", fault.A{"limit": limit})
	}
	return nil
}

var notFound = fault.New(fault.NotFound, "db.not_found")
