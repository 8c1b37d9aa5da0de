package offline

import "maiam/models/db"

// Sealed tells the sealed columns of this area, so that they can be sealed anew with another key.
func Sealed() []db.SealedColumn {
	return []db.SealedColumn{
		{Table: "offline_tray", Column: "body", Place: bodyColumn},
	}
}
