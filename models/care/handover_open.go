package care

import (
	"time"

	"maiam/models/db"
	"maiam/models/settings"
)

// What stands open beside the rounds and goes from hand to hand: people under a doctor's order, counts
// that nobody signed, and what was written without a network and waits for a decision.

// orders are restraint and isolation that run, or ended in this shift; of the shift before those that
// nobody signed there. Whoever lies in the ward under an order is of the ward; an order that ended is of
// the ward in which it was given.
func (w *writer) orders() error {
	type order struct {
		ID         uint64
		ResidentID uint64
		Kind       OrderKind
		Reason     string `gorm:"serializer:sealed" sealed:"care_orders.reason"`
		FromAt     time.Time
		UntilAt    time.Time
		ReviewAt   time.Time
		EndedAt    *time.Time
		EndNote    string `gorm:"serializer:sealed" sealed:"care_orders.end_note"`
		Name       string
		RoomName   string
		BedName    string
	}
	from := w.h.Turn.Starts().UTC()
	if w.hasBefore {
		from = w.before.Starts().UTC()
	}
	rows, err := db.Report[order](w.tx, `SELECT x.id, x.resident_id, x.kind, x.reason, x.from_at, x.until_at, x.review_at, x.ended_at, x.end_note, r.name, m.name AS room_name, b.name AS bed_name
		FROM (SELECT o.id FROM presence_placements q JOIN care_orders o ON o.open_resident_id = q.open_resident_id WHERE q.ward_id = ? AND q.open_resident_id > 0
			UNION ALL SELECT o.id FROM care_orders o WHERE o.ward_id = ? AND o.ended_at > ?) y
		JOIN care_orders x ON x.id = y.id
		JOIN residents_people r ON r.id = x.resident_id
		LEFT JOIN presence_placements p ON p.open_resident_id = x.resident_id
		LEFT JOIN wards_rooms m ON m.id = p.room_id
		LEFT JOIN wards_beds b ON b.id = p.bed_id
		WHERE {campus x.campus_id} AND x.from_at < ? ORDER BY x.from_at, x.id`, w.h.WardID, w.h.WardID, from, w.h.Until)
	for _, o := range rows {
		k := key("order", o.ID)
		f := Facts{Kind: ItemOrder, Level: Red, ResidentID: o.ResidentID, Name: o.Name, Room: o.RoomName, Bed: o.BedName, Order: o.Kind, OrderID: o.ID, Text: o.Reason, At: ptr(o.FromAt), Until: ptr(o.UntilAt)}
		switch {
		case o.EndedAt == nil || !o.EndedAt.Before(w.h.Until):
			f.Review = ptr(o.ReviewAt)
		case !w.news(*o.EndedAt, k):
			continue
		default:
			f.Level, f.Ended, f.Note = Amber, o.EndedAt, o.EndNote
		}
		w.add(k, f)
	}
	return err
}

// opens are the counts of the ward and of its campus that nobody signed, and how much in the tray waits
// for the ward: a suspicion is not among it, since everybody of the ward reads the handover. Each count is found by its unique key, and the tray by what is not closed.
func (w *writer) opens() error {
	type open struct {
		WardCall     *uint64
		WardSince    *time.Time
		CampusCall   *uint64
		CampusSince  *time.Time
		Place        string
		WaitingItems int
	}
	rows, err := db.Report[open](w.tx, `SELECT x.id AS ward_call, x.started_at AS ward_since, y.id AS campus_call, y.started_at AS campus_since, y.place,
		(SELECT COUNT(*) FROM offline_tray t WHERE t.campus_id = w.campus_id AND t.closed_at IS NULL AND t.suspects = '' AND t.ward_id = w.id AND t.received_at < ?) AS waiting_items
		FROM wards_wards w
		LEFT JOIN care_rollcalls x ON x.open_ward_id = w.id
		LEFT JOIN care_rollcalls y ON y.open_campus_id = w.campus_id
		WHERE {campus w.campus_id} AND w.id = ?`, w.h.Until, w.h.WardID)
	if err != nil || len(rows) == 0 {
		return err
	}
	o := rows[0]
	for _, c := range []struct {
		id    *uint64
		since *time.Time
		kind  RollKind
		place string
	}{{o.CampusCall, o.CampusSince, RollEmergency, o.Place}, {o.WardCall, o.WardSince, RollExtra, ""}} {
		if c.id != nil && c.since.Before(w.h.Until) {
			w.add(key("rollcall", *c.id), Facts{Kind: ItemRollcall, Level: Red, Roll: c.kind, RollcallID: *c.id, At: c.since, Text: c.place})
		}
	}
	if o.WaitingItems > 0 {
		w.add("tray", Facts{Kind: ItemTray, Level: Amber, N: o.WaitingItems})
	}
	return nil
}

// tasks are what was planned for an hour that has passed, of people who are in the house, while nobody
// wrote what became of it: the newest such time of each.
func (w *writer) tasks() error {
	book, err := settings.Of(w.tx)
	if err != nil {
		return err
	}
	rules, err := taskRulesOf(w.tx, book)
	if err != nil {
		return err
	}
	rows, err := db.Report[TaskIn](w.tx, taskIn+" AND p.ward_id = ? AND k.open_resident_id IS NOT NULL AND k.from_at < ? AND a.id IS NULL ORDER BY m.position, m.id, b.position, b.id, k.id", w.h.WardID, w.h.Until)
	for _, t := range rows {
		var answered time.Time
		if t.AnsweredDue != nil {
			answered = *t.AnsweredDue
		}
		if due, state := rules.waits(t.Hours, t.FromAt, answered, w.h.Until); state == TaskOverdue {
			w.add(key("task", t.ID), Facts{Kind: ItemTask, Level: Red, ResidentID: t.ResidentID, Name: t.Name, Room: t.RoomName, Bed: t.BedName, At: ptr(due), Text: string(t.Kind), Note: t.Note})
		}
	}
	return err
}
