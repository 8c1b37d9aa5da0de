package privacy

import (
	"slices"

	"maiam/models/db"
)

// Sealed tells the sealed columns of this area, so that they can be sealed anew with another key: what
// somebody asks about the own data and what the answer was, and what happened in a breach.
func Sealed() []db.SealedColumn {
	return slices.Concat(
		db.SealedTexts("privacy_consents", "place", "witness", "note"),
		db.SealedTexts("privacy_holds", "reason", "end_reason"),
		db.SealedTexts("privacy_restrictions", "reason", "end_reason"),
		db.SealedTexts("privacy_requests", "checked", "contact", "text", "extension_reason", "answer"),
		db.SealedTexts("privacy_request_steps", "note"),
		db.SealedTexts("privacy_breaches", "nature", "place", "consequences", "measures", "contact"),
		db.SealedTexts("privacy_breach_steps", "note"),
	)
}
