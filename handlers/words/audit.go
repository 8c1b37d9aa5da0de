package words

import (
	"context"

	"maiam/models/db"
)

// Finding is the sentence about one thing that a verification of the chains of deeds found; campus is
// how its reader calls the campus.
func Finding(ctx context.Context, f db.Finding, campus string) string {
	said := A{"campus": campus, "seq": f.Seq, "last": f.Last, "place": f.Place, "line": f.Line, "why": f.Why, "at": ""}
	if campus == "" {
		said["campus"] = T(ctx, "words.audit.centre")
	}
	if !f.At.IsZero() {
		said["at"] = DateTime(ctx, f.At)
	}
	key := "words.audit." + string(f.Kind)
	if f.Last > f.Seq && Has(ctx, key+"_many") {
		key += "_many"
	}
	return T(ctx, key, said)
}
