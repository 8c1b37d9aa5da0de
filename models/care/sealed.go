package care

import (
	"slices"

	"maiam/models/db"
)

// Sealed tells the sealed columns of this area, so that they can be sealed anew with another key.
func Sealed() []db.SealedColumn {
	return slices.Concat(
		[]db.SealedColumn{{Table: "care_visits", Column: "citizen_number_sealed", Place: visitCitizen}},
		db.SealedTexts("care_visits", "phone", "note", "struck_reason"),
		db.SealedTexts("care_incidents", "place", "people", "saw", "what", "done", "reason"),
		db.SealedTexts("care_incident_acts", "what", "done_note"),
		db.SealedTexts("care_orders", "measure", "reason", "tried", "end_note"),
		db.SealedTexts("care_order_checks", "note"),
		db.SealedTexts("care_watches", "note", "end_note"),
		db.SealedTexts("care_bans", "phone", "reason", "authority", "end_note"),
		// What was signed at a change of shift repeats the reasons of orders and what is to be done.
		db.SealedTexts("care_handover_lines", "facts", "word", "incoming_word"),
	)
}
