package deeds

import (
	"slices"

	"maiam/models/db"
)

// Sealed tells the sealed columns of this area, so that they can be sealed anew with another key: why a
// file was opened in an emergency, what was said of looks that somebody was asked about, and of weeks at the door.
func Sealed() []db.SealedColumn {
	return slices.Concat(
		db.SealedTexts("deeds_crises", "reason", "answer"),
		db.SealedTexts("deeds_strangers", "reason"),
		db.SealedTexts("deeds_door_marks", "note"),
	)
}
