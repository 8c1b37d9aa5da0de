package care

import (
	"time"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
)

// EventKind is something that happened to a person and is counted by day beside the six items.
type EventKind string

// EventKinds lists them in the order of the chart.
var EventKinds = []EventKind{"seizure", "self_harm", "fight", "fall", "choking", "missing", "restraint", "isolation"}

// EventCell is one kind on one day: how often it began, and how long it lasted on that day, when it
// lasts at all.
type EventCell struct {
	N     int
	Lasts time.Duration
}

// None tells that nothing happened.
func (c EventCell) None() bool { return c.N == 0 && c.Lasts == 0 }

// EventDays are the events of a person by day.
type EventDays struct {
	Days  []value.Day
	Cells map[EventKind][]EventCell // of the kinds that happened at all
}

// note counts something that began at a moment and lasted until another; the same moment twice lasts
// for nothing.
func (e *EventDays) note(kind EventKind, from, until time.Time, zone *time.Location) {
	first, last := e.Days[0], e.Days[len(e.Days)-1]
	cells := e.Cells[kind]
	if cells == nil {
		cells = make([]EventCell, len(e.Days))
	}
	any := false
	for day := later(first, value.DayOf(from, zone)); !day.After(last) && !day.Start(zone).After(until); day = day.AddDays(1) {
		cell := &cells[day.Sub(first)]
		if value.DayOf(from, zone) == day {
			cell.N++
		}
		begin, end := from, until
		if start := day.Start(zone); start.After(begin) {
			begin = start
		}
		if next := day.AddDays(1).Start(zone); next.Before(end) {
			end = next
		}
		cell.Lasts += end.Sub(begin)
		any = any || !cell.None()
	}
	if any {
		e.Cells[kind] = cells
	}
}

// eventRow is something that happened, from whichever book.
type eventRow struct {
	Kind    EventKind
	FromAt  time.Time
	UntilAt *time.Time
}

// EventsOf gives what happened to a person by day: seizures, falls and the like from the incidents that
// the actor may read, times of being missing from the books of presence, restraint and isolation from
// the orders. Suspicions are never among them. It needs care.view where the person lies. Three
// statements beside the reach, each by the index of the person.
func EventsOf(tx *db.Tx, in SeriesInput) (*EventDays, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	if _, err := presence.Reaches(tx, View, in.ResidentID); err != nil {
		return nil, err
	}
	e := &EventDays{Days: daysUntil(tx.Today(), in.Days), Cells: map[EventKind][]EventCell{}}
	from := e.Days[0].Start(tx.Zone()).UTC()
	rule, args := visible(tx, Incidents)
	incidents, err := db.Report[eventRow](tx, `SELECT i.kind, i.at AS from_at FROM care_incident_people n
		JOIN care_incidents i ON i.id = n.incident_id
		JOIN wards_wards w ON w.id = i.ward_id
		WHERE {campus i.campus_id} AND n.resident_id = ? AND i.replaced_at IS NULL AND i.withdrawn = ? AND i.restricted = ? AND i.at >= ? AND i.kind IN ?`+rule,
		append([]any{in.ResidentID, false, false, from, []string{"seizure", "self_harm", "fight", "fall", "choking"}}, args...)...)
	if err != nil {
		return nil, err
	}
	missing, err := db.Report[eventRow](tx, `SELECT 'missing' AS kind, a.started_at AS from_at, a.ended_at AS until_at FROM presence_absences a
		WHERE {campus a.campus_id} AND a.resident_id = ? AND a.kind = ? AND a.voided_at IS NULL AND (a.ended_at IS NULL OR a.ended_at > ?)`, in.ResidentID, presence.Missing, from)
	if err != nil {
		return nil, err
	}
	orders, err := db.Report[eventRow](tx, `SELECT o.kind, o.from_at, o.ended_at AS until_at FROM care_orders o
		WHERE {campus o.campus_id} AND o.resident_id = ? AND (o.ended_at IS NULL OR o.ended_at > ?)`, in.ResidentID, from)
	if err != nil {
		return nil, err
	}
	for _, r := range incidents {
		e.note(r.Kind, r.FromAt, r.FromAt, tx.Zone())
	}
	for _, r := range append(missing, orders...) {
		until := tx.Now
		if r.UntilAt != nil {
			until = *r.UntilAt
		}
		e.note(r.Kind, r.FromAt, until, tx.Zone())
	}
	return e, nil
}
