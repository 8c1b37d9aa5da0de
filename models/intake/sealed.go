package intake

import (
	"slices"

	"maiam/models/db"
	"maiam/models/residents"
)

// Sealed tells the sealed columns of this area, so that they can be sealed anew with another key.
func Sealed() []db.SealedColumn {
	return append([]db.SealedColumn{
		{Table: "intake_rosters", Column: "content_sealed", Place: contentColumn},
		{Table: "intake_rosters", Column: "outcomes_sealed", Place: outcomesColumn},
	}, slices.Concat(
		db.SealedTexts("intake_receptions", "found_place", "finder_phone", "bringer_phone", "state_note", "belongings"),
		db.SealedTexts("intake_petitions", "note", "reason"),
		db.SealedTexts("intake_petition_steps", "note"),
		db.SealedTexts("intake_departures", "note", "address", "receiver_phone"), // where somebody went to hide, too
		db.SealedTexts("intake_departure_steps", "note"),
		db.SealedTexts("intake_deaths", "place", "cause", "found_by", "witnesses", "former_note"),
		[]db.SealedColumn{{Table: "intake_merges", Column: "was", Place: "intake_merges.was", Text: true, Within: residents.WithinFormer}}, // repeats the note of a person
	)...)
}
