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
// It is worked through in passes: first those who fit by what they are called, born and numbered
// alone, then those who fit only with their place of origin, so that the An of a family comes before
// everybody from Nghệ An.
type Search struct{ words []string }

// mostTokens is how many words of a search count.
const mostTokens = 8

// NewSearch reads what was typed.
func NewSearch(text string) Search {
	var s Search
	for _, chunk := range chunksOf(text) {
		if w := joined(chunk); w != "" && !slices.Contains(s.words, w) && len(s.words) < mostTokens {
			s.words = append(s.words, w)
		}
	}
	return s
}

// Empty tells that nothing was typed that could be looked for.
func (s Search) Empty() bool { return len(s.words) == 0 }

// Words are the words that are looked for.
func (s Search) Words() []string { return slices.Clone(s.words) }

// Pass is one step of a search: a condition over residents_people with the alias p, and a rank by
// which those who meet it are ordered, smallest first. Where Rank is "0" there are too many to
// compare and the order of names is enough.
type Pass struct {
	Condition string
	Args      []any
	Rank      string
	RankArgs  []any
}

// Passes is how many steps every search has; a step that finds nobody is empty.
const Passes = 2

// driveLimit is up to how many people are taken from the index of words and then checked. Where a
// word fits more, people are walked in the order of their names instead, which ends at the page's
// last row because so many fit.
const driveLimit = 5000

// Plan counts how many people each word fits and says how to look for all of them: one statement.
func (s Search) Plan(tx *db.Tx) ([Passes]*Pass, error) {
	var plan [Passes]*Pass
	type counted struct{ N int }
	var parts []string
	var args []any
	for _, weight := range []int{ofPerson, ofOrigin} {
		for _, w := range s.words {
			c, a := begins(w)
			parts = append(parts, fmt.Sprintf("SELECT %d AS place, COUNT(*) AS n FROM (SELECT 1 FROM residents_words WHERE weight = %d AND %s LIMIT %d) t%d",
				len(parts), weight, c, driveLimit+1, len(parts)))
			args = append(args, a...)
		}
	}
	parts = append(parts, fmt.Sprintf("SELECT %d AS place, COUNT(*) AS n FROM (SELECT 1 FROM residents_people r WHERE {campus r.campus_id} LIMIT %d) t%d", len(parts), driveLimit+1, len(parts)))
	found, err := db.Report[counted](tx, strings.Join(parts, " UNION ALL ")+" ORDER BY place", args...)
	if err != nil {
		return plan, err
	}
	n := len(s.words)
	small := found[2*n].N <= driveLimit
	own, all := make([]int, n), make([]int, n)
	for i := range n {
		own[i], all[i] = found[i].N, found[i].N+found[n+i].N
	}
	plan[0] = s.pass(own, small, true)
	plan[1] = s.pass(all, small, false)
	return plan, nil
}

// pass makes one step; nil when some word fits nobody.
func (s Search) pass(fits []int, small, own bool) *Pass {
	if slices.Min(fits) == 0 {
		return nil
	}
	order := make([]int, len(s.words)) // the rarest word first: it refuses most
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return fits[a] - fits[b] })
	rarest := fits[order[0]]
	// The plus keeps both engines from looking the weight up in the index of words, which they would
	// then walk once for each person.
	weight := ""
	if own {
		weight = fmt.Sprintf(" AND +w.weight = %d", ofPerson)
	}
	p := &Pass{Rank: "0"}
	var conditions, ranks, ownAll []string
	var ownArgs []any
	for i, at := range order {
		c, a := begins(s.words[at])
		if i == 0 && !small && rarest <= driveLimit {
			conditions = append(conditions, "r.id IN (SELECT w.resident_id FROM residents_words w WHERE w.weight IN ("+weights(own)+") AND "+c+")")
		} else {
			conditions = append(conditions, "EXISTS (SELECT 1 FROM residents_words w WHERE w.resident_id = r.id AND "+c+weight+")")
		}
		p.Args = append(p.Args, a...)
		ranks = append(ranks, "(SELECT MIN(CASE WHEN w.word = ? THEN w.weight ELSE w.weight + 1 END) FROM residents_words w WHERE w.resident_id = r.id AND "+c+")")
		p.RankArgs = append(append(p.RankArgs, s.words[at]), a...)
		ownAll = append(ownAll, "EXISTS (SELECT 1 FROM residents_words w WHERE w.resident_id = r.id AND "+c+fmt.Sprintf(" AND +w.weight = %d", ofPerson)+")")
		ownArgs = append(ownArgs, a...)
	}
	if !own { // those of the first pass are not told twice
		conditions = append(conditions, "NOT ("+strings.Join(ownAll, " AND ")+")")
		p.Args = append(p.Args, ownArgs...)
	}
	p.Condition = strings.Join(conditions, " AND ")
	if small || rarest <= driveLimit {
		p.Rank = strings.Join(ranks, " + ")
	} else {
		p.RankArgs = nil
	}
	return p
}

func weights(own bool) string {
	if own {
		return fmt.Sprint(ofPerson)
	}
	return fmt.Sprintf("%d, %d", ofPerson, ofOrigin)
}

// begins is the condition that a stored word begins with what was typed. One or two digits are a
// year and fit it whole, or 62 would be found in every 620.
func begins(w string) (string, []any) {
	if len(w) <= 2 && strings.Trim(w, "0123456789") == "" {
		return "word = ?", []any{w}
	}
	return "word >= ? AND word < ?", []any{w, w + "\U0010FFFF"}
}
