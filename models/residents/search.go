package residents

import (
	"fmt"
	"slices"
	"strings"

	"maiam/models/db"
)

// Search is what somebody typed to find a person, split into words: parts of names in any order and
// without accents, a year of birth with two or four digits, a place of origin, a resident number.
// "dang hoa 62 dien chau" finds Đặng Thị Hoa of Diễn Châu, born in 1962.
//
// It is worked through in passes, from the surest to the widest: those of whom every word is a whole
// word of what they are called, born and numbered; those of whom it is the beginning of one; then
// those who fit only with their place of origin, so that the An of a family comes before everybody
// from Nghệ An. Within a pass people stand in the order of their names.
type Search struct {
	words  []string
	people int // within sight, at most driveNames+1; 0 before they were counted
}

// mostTokens is how many words of a search count.
const mostTokens = 8

// NewSearch reads what was typed.
func NewSearch(text string) *Search {
	s := &Search{}
	for _, chunk := range chunksOf(text) {
		if w := joined(chunk); w != "" && !slices.Contains(s.words, w) && len(s.words) < mostTokens {
			s.words = append(s.words, w)
		}
	}
	return s
}

// Empty tells that nothing was typed that could be looked for.
func (s *Search) Empty() bool { return len(s.words) == 0 }

// Words are the words that are looked for.
func (s *Search) Words() []string { return slices.Clone(s.words) }

// Pass is one step of a search: a condition over residents_people with the alias r. Where few can
// fit, From names them first, as "(…) d CROSS JOIN ", to stand before residents_people; without the
// word CROSS SQLite would walk the whole campus and ask of each whether it is one of them.
type Pass struct {
	From      string
	FromArgs  []any
	Condition string
	Args      []any
}

// Only makes a pass of the people whom a statement names as resident_id.
func Only(statement string, args ...any) *Pass {
	return &Pass{From: "(" + statement + ") d CROSS JOIN ", FromArgs: args, Condition: "r.id = d.resident_id"}
}

// The passes of a search, in their order.
const (
	wholeWords = iota
	beginnings
	withOrigin
	// Passes is how many steps every search has; a step that can find nobody is nil.
	Passes
)

// Up to how many people are taken from the index of words and then checked. Where every word fits
// more, people are walked in the order of their names instead, which ends at the page's last row
// because so many fit. Names lie together in that order and places do not, so that with places
// walking pays sooner. Measured with 100,000 people on both engines.
const (
	driveNames   = 20_000
	driveOrigins = 5_000
)

// Pass says how to look in one step, nil when it can find nobody: it counts how many people each word
// fits, in one statement, and in a house of a few thousand people once for all steps.
func (s *Search) Pass(tx *db.Tx, which int) (*Pass, error) {
	if s.people > 0 && s.people <= driveOrigins {
		return s.pass(nil, which), nil // walking through so few costs less than counting
	}
	type counted struct{ N int }
	var parts []string
	var args []any
	count := func(from string, most int, values ...any) {
		at := len(parts)
		parts = append(parts, fmt.Sprintf("SELECT %d AS place, COUNT(*) AS n FROM (SELECT 1 FROM %s LIMIT %d) t%d", at, from, most, at))
		args = append(args, values...)
	}
	for _, w := range s.words {
		fit, from := begins(w)
		if which != withOrigin {
			count(fmt.Sprintf("residents_words WHERE weight = %d AND word = ?", ofPerson), driveNames+1, w)
		}
		if which != wholeWords {
			count(fmt.Sprintf("residents_words WHERE weight = %d AND %s", ofPerson, fit), driveNames+1, from...)
		}
		if which == withOrigin {
			count(fmt.Sprintf("residents_words WHERE weight = %d AND %s", ofOrigin, fit), driveOrigins+1, from...)
		}
	}
	count("residents_people r WHERE {campus r.campus_id}", driveNames+1)
	found, err := db.Report[counted](tx, strings.Join(parts, " UNION ALL ")+" ORDER BY place", args...)
	if err != nil {
		return nil, err
	}
	s.people = found[len(found)-1].N
	fits, adds := make([]int, len(s.words)), which == wholeWords
	for i := range s.words {
		switch which {
		case wholeWords:
			fits[i] = found[i].N
		case beginnings:
			fits[i] = found[2*i+1].N
			adds = adds || found[2*i].N != found[2*i+1].N
		case withOrigin:
			fits[i] = found[2*i].N + found[2*i+1].N
			adds = adds || found[2*i+1].N > 0
		}
	}
	if !adds || slices.Min(fits) == 0 {
		return nil, nil
	}
	return s.pass(fits, which), nil
}

// pass makes one step; fits is how many people each word fits, nil where nobody counted.
func (s *Search) pass(fits []int, which int) *Pass {
	order := make([]int, len(s.words)) // the rarest word first: it refuses most
	for i := range order {
		order[i] = i
	}
	if fits != nil {
		slices.SortStableFunc(order, func(a, b int) int { return fits[a] - fits[b] })
	}
	limit, weight, drivers := driveNames, fmt.Sprintf(" AND +w.weight = %d", ofPerson), fmt.Sprint(ofPerson)
	if which == withOrigin {
		limit, weight, drivers = driveOrigins, "", fmt.Sprintf("%d, %d", ofPerson, ofOrigin)
	}
	// Words are counted in the whole house, people within sight.
	drive := fits != nil && fits[order[0]] <= limit && fits[order[0]] < s.people
	p, who := &Pass{}, "r.id"
	if drive {
		who = "d.resident_id" // words are asked before the person is looked up
	}
	var conditions []string
	for i, at := range order {
		fit, from := "word = ?", []any{s.words[at]}
		if which != wholeWords {
			fit, from = begins(s.words[at])
		}
		if i == 0 && drive {
			p = Only("SELECT DISTINCT resident_id FROM residents_words WHERE weight IN ("+drivers+") AND "+fit, from...)
			conditions = append(conditions, p.Condition)
			continue
		}
		conditions = append(conditions, has(who, fit+weight))
		p.Args = append(p.Args, from...)
	}
	// Those of the pass before are not told twice.
	var before []string
	for _, at := range order {
		fit, from := "word = ?", []any{s.words[at]}
		switch which {
		case wholeWords:
			continue
		case withOrigin:
			fit, from = begins(s.words[at])
		}
		before = append(before, has(who, fit+fmt.Sprintf(" AND +w.weight = %d", ofPerson)))
		p.Args = append(p.Args, from...)
	}
	if before != nil {
		conditions = append(conditions, "NOT ("+strings.Join(before, " AND ")+")")
	}
	p.Condition = strings.Join(conditions, " AND ")
	return p
}

// has is the condition that a person has a word, asked person by person in the index of the person's
// own words. The plus before the weight keeps both engines from the index of all words, which they
// would then walk once for each person, and MariaDB would make one large list of an EXISTS.
func has(who, fit string) string {
	return "(SELECT 1 FROM residents_words w WHERE w.resident_id = " + who + " AND " + fit + " LIMIT 1) IS NOT NULL"
}

// begins is the condition that a stored word begins with what was typed. One or two digits are a
// year and fit it whole, or 62 would be found in every 620.
func begins(w string) (string, []any) {
	if len(w) <= 2 && strings.Trim(w, "0123456789") == "" {
		return "word = ?", []any{w}
	}
	return "word >= ? AND word < ?", []any{w, w + "\U0010FFFF"}
}
