package staff

import "maiam/models/db"

// Sealed tells the sealed columns of this area, so that they can be sealed anew with another key.
func Sealed() []db.SealedColumn {
	return []db.SealedColumn{
		{Table: "staff_codes", Column: "secret_sealed", Place: codeColumn},
		{Table: "staff_codes", Column: "fresh_sealed", Place: codeColumn},
	}
}
