// Package register is the register of outgoing papers: each decision and each set of minutes that
// the house issues gets the next number of its kind in its year, as Decree 30/2020 (articles 15 and
// 16) wants it. No number is given twice and none is left out; a paper that was wrong keeps its
// number and is shown as void, with the reason.
//
// With the number the register keeps who signed, on what ground, and the whole text of the paper,
// sealed. So a paper can be drawn again years later word for word as it was issued, whatever has
// become of the person since.
package register

import (
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// The permissions of this area: to read the register, to issue minutes and lists, to issue what the
// head of the centre decides, and to declare an issued paper void.
const (
	View   = "register.view"
	Draft  = "register.issue"
	Decide = "register.decide"
	Cancel = "register.void"
)

// names is the permission to see who a paper is about: the inspector reads numbers without it.
const names = "residents.view"

// Lengths of the text columns, in letters.
const (
	nameLimit    = 120
	agencyLimit  = 200
	summaryLimit = 300
	reasonLimit  = 300
	signLimit    = 30
	basisLimit   = 400 // one line
	basisLines   = 20
)

// short cleans a text of one line and notes when it is too long.
func short(bad *fault.Fields, field, text string, limit int) string {
	text = value.CleanText(text)
	if utf8.RuneCountInString(text) > limit {
		bad.Add(field, "register.text_too_long", fault.A{"limit": limit})
	}
	return text
}

// needed is short for what may not be empty.
func needed(bad *fault.Fields, field, text string, limit int) string {
	text = short(bad, field, text, limit)
	if text == "" {
		bad.Add(field, "register.text_missing")
	}
	return text
}

// within narrows a query to what the actor may see of the register: the whole campus for those who
// hold register.view for it, and else what they issued themselves.
func within(tx *db.Tx, q db.Query[Entry]) db.Query[Entry] {
	reach := tx.Reach(View)
	if reach.All {
		return q
	}
	return q.Where("campus_id IN ? OR recorded_by = ?", append([]uint64{0}, reach.Campuses...), tx.Actor.ID)
}

func ptr[T any](v T) *T { return &v }
