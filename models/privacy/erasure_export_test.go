package privacy

import (
	"regexp"
	"slices"

	"maiam/models/db"
)

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

// OpenAsks names each question whether something goes on: its key and the table that is asked.
func OpenAsks() (out []string) {
	from := regexp.MustCompile(`FROM (\w+)`)
	for _, o := range openAsks {
		out = append(out, o.key+" "+from.FindStringSubmatch(o.ask)[1])
	}
	return out
}

// OpenMarks names each mark of the schema that something is open, as a bar tells it.
func OpenMarks(tx *db.Tx) (out []string, err error) {
	pointers, err := db.Pointers(tx, "residents_people", "resident_id")
	for _, p := range pointers {
		if marksOpen(p) {
			out = append(out, openBar(p.Table).Key+" "+p.Table)
		}
	}
	return out, err
}
