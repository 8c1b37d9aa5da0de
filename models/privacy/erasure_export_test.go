package privacy

import "slices"

// What the rules of erasing name, for the test that holds them against the schema.
var (
	Others    = others
	Unkeyed   = unkeyed
	FactBooks = factBooks
	IsAloof   = isAloof
)

// Fate is what becomes of a table of which something stays.
type Fate struct {
	Why     string
	Columns []string
}

// Fates gives that of every table.
func Fates() map[string]Fate {
	out := map[string]Fate{}
	for table, r := range fates {
		out[table] = Fate{r.why, slices.Concat(r.kept, r.must, r.none)}
	}
	return out
}
