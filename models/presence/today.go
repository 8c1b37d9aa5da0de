package presence

import (
	"slices"
	"strings"

	"maiam/models/db"
	"maiam/models/residents"
	"maiam/models/value"
)

// AwayNow lists who is away now with where and until when: first who is missing, then who should be
// back, then by the day of return. It gives at most limit people, needs presence.view and
// residents.view, and runs one statement.
func AwayNow(tx *db.Tx, limit int) ([]Whereabouts, error) {
	if err := mayName(tx); err != nil {
		return nil, err
	}
	c := CensusInput{}.census(tx)
	c.add(" AND a.id IS NOT NULL")
	found, err := c.whereabouts(tx, limit)
	today := tx.Today()
	slices.SortStableFunc(found, func(a, b Whereabouts) int {
		if by := a.urgency(today) - b.urgency(today); by != 0 {
			return by
		}
		if by := a.DueBackOn.Compare(b.DueBackOn); by != 0 && !a.DueBackOn.IsZero() && !b.DueBackOn.IsZero() {
			return by
		}
		return strings.Compare(string(a.SortKey), string(b.SortKey))
	})
	return found, err
}

// urgency sorts those who are away: 0 missing, 1 should be back, 2 due back today, 3 the others.
func (w Whereabouts) urgency(today value.Day) int {
	switch {
	case w.AbsenceKind == Missing:
		return 0
	case w.Overdue(today):
		return 1
	case w.DueBackOn == today:
		return 2
	}
	return 3
}

// Overdue tells that a person who is away should have been back before today.
func (w Whereabouts) Overdue(today value.Day) bool {
	return w.AbsenceID != 0 && !w.DueBackOn.IsZero() && w.DueBackOn.Before(today)
}

// NeedCount is how many people in care have a kind of need.
type NeedCount struct {
	Kind   residents.NeedKind
	People int
}

// NeedsNow counts, by kind, the people in care within the asker's wards who need something of it
// today. It needs presence.view and residents.view and runs one statement; the list of people with
// the same kind of need holds exactly those.
func NeedsNow(tx *db.Tx) ([]NeedCount, error) {
	if err := mayName(tx); err != nil {
		return nil, err
	}
	q := rollQuery{tx: tx, in: PeopleInput{Standing: CaredFor}}
	c := &clause{}
	c.add("SELECT nd.kind, COUNT(DISTINCT r.id) AS people FROM residents_people r JOIN residents_needs nd ON nd.resident_id = r.id AND "+needed, tx.Today(), tx.Today())
	q.filter(c)
	c.add(" GROUP BY nd.kind")
	found, err := db.Report[NeedCount](tx, c.text.String(), c.args...)
	slices.SortFunc(found, func(a, b NeedCount) int {
		return slices.Index(residents.NeedKinds, a.Kind) - slices.Index(residents.NeedKinds, b.Kind)
	})
	return found, err
}

// needed is the condition that a need called nd holds on a day.
const needed = "nd.from_day <= ? AND (nd.to_day IS NULL OR nd.to_day > ?)"
