package intake

import (
	"slices"

	"maiam/models/db"
)

// Sealed tells the sealed columns of this area, so that they can be sealed anew with another key.
func Sealed() []db.SealedColumn {
	return append([]db.SealedColumn{
		{Table: "intake_rosters", Column: "content_sealed", Place: contentColumn},
		{Table: "intake_rosters", Column: "outcomes_sealed", Place: outcomesColumn},
	}, slices.Concat(
		db.SealedTexts("intake_deaths", "place", "cause", "found_by", "witnesses", "former_note"),
		db.SealedTexts("intake_merges", "was"), // repeats the note of a person
	)...)
}
