package residents

import (
	"slices"

	"maiam/models/db"
	"maiam/models/value"
)

// Sealed tells the sealed columns of this area, so that they can be sealed anew with another key.
func Sealed() []db.SealedColumn {
	return slices.Concat([]db.SealedColumn{
		{Table: "residents_people", Column: "citizen_number_sealed", Place: citizenColumn, Index: "citizen_number_index", Indexed: func(plain string) string { return plain }},
		{Table: "residents_people", Column: "insurance_card_sealed", Place: insuranceColumn, Index: "insurance_card_index", Indexed: func(plain string) string {
			card, _ := value.ParseInsurance(plain)
			return card.Social
		}},
		{Table: "residents_papers", Column: "number_sealed", Place: paperColumn},
		{Table: "residents_secret_entries", Column: "content_sealed", Place: secretColumn},
		{Table: "residents_secret_names", Column: "true_sealed", Place: secretNameColumn},
		{Table: "residents_confidants", Column: "reason_sealed", Place: reasonColumn},
		{Table: "residents_confidants", Column: "end_reason_sealed", Place: endReasonColumn},
	},
		db.SealedTexts("residents_people", "note"),
		db.SealedTexts("residents_revisions", "was"), // repeats the note
		db.SealedTexts("residents_kin", "phone", "phone_two", "phone_three", "address", "note", "end_note"),
		db.SealedTexts("residents_contacts", "note", "void_reason"),
		db.SealedTexts("residents_searches", "last_seen_where", "note", "end_note"),
	)
}
