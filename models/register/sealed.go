package register

import "maiam/models/db"

// Sealed tells the sealed columns of this area, so that they can be sealed anew with another key.
func Sealed() []db.SealedColumn {
	return []db.SealedColumn{
		{Table: "register_entries", Column: "content_sealed", Place: contentColumn},
	}
}
