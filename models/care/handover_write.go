package care

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// writer writes the lines of one handover from the books.
type writer struct {
	tx        *db.Tx
	h         *Handover
	before    settings.Turn // the shift before
	hasBefore bool
	people    []*dweller
	marks     []turnMark
	lines     []Signed // of this shift and the one before
	open      []Line   // unresolved, of any shift
	items     []Matter
	listed    map[uint64]bool // people who have a line of their own
}

func (w *writer) write() error {
	for _, read := range []func() error{w.readPeople, w.readLines, w.again, w.missing, w.orders, w.opens, w.incidents, w.acts, w.rounds, w.tasks, w.watches, w.concerns, w.kept} {
		if err := read(); err != nil {
			return err
		}
	}
	w.counts()
	w.settle()
	return nil
}

func (w *writer) readPeople() (err error) {
	if w.people, err = dwellers(w.tx, w.h.WardID, w.h.Turn, w.h.Until); err != nil {
		return err
	}
	turns := []settings.Turn{w.h.Turn}
	if w.hasBefore {
		turns = append(turns, w.before)
	}
	w.marks, err = marksIn(w.tx, w.h.WardID, turns...)
	return err
}

// readLines reads what was signed of this shift and the one before, and what is unresolved.
func (w *writer) readLines() (err error) {
	first := w.h.Turn.Day // the days bound what is read: with the two turns alone SQLite walks all lines of the ward
	if w.hasBefore {
		first = earlier(first, w.before.Day)
	}
	if w.lines, err = db.Report[Signed](w.tx, `SELECT l.*, o.name AS outgoing_name, i.name AS incoming_name FROM care_handover_lines l
		LEFT JOIN staff_members o ON o.id = l.outgoing_by LEFT JOIN staff_members i ON i.id = l.incoming_by
		WHERE {campus l.campus_id} AND l.ward_id = ? AND l.shift_day >= ? AND l.shift_day <= ? AND ((l.shift_day = ? AND l.shift_id = ?) OR (l.shift_day = ? AND l.shift_id = ?)) ORDER BY l.id`,
		w.h.WardID, first, w.h.Turn.Day, w.h.Turn.Day, w.h.Turn.Shift.ID, w.before.Day, w.before.Shift.ID); err != nil {
		return err
	}
	w.open, err = db.From[Line](w.tx).Where("open_ward_id = ?", w.h.WardID).Order("id").All()
	return err
}

// line finds what was signed under a key in a turn.
func (w *writer) line(turn settings.Turn, key string) *Signed {
	for i := range w.lines {
		if l := &w.lines[i]; l.LineKey == key && l.ShiftDay == turn.Day && l.ShiftID == turn.Shift.ID {
			return l
		}
	}
	return nil
}

// news tells that a fact belongs into this handover: it is of this shift, or of the one before and was
// not signed there.
func (w *writer) news(at time.Time, key string) bool {
	return !at.Before(w.h.Turn.Starts()) || w.line(w.before, key) == nil
}

func (w *writer) add(key string, f Facts) {
	if f.ResidentID != 0 {
		w.listed[f.ResidentID] = true
	}
	w.items = append(w.items, Matter{Key: key, Facts: f})
}

// where fills the bed of somebody who is in the ward.
func (w *writer) where(f *Facts) {
	for _, p := range w.people {
		if p.ResidentID == f.ResidentID {
			f.Name, f.Room, f.Bed = p.Name, p.RoomName, p.BedName
		}
	}
}

// again brings what a shift before left unfinished and what does not come by itself.
func (w *writer) again() error {
	for _, l := range w.open {
		if !w.earlier(l) {
			continue
		}
		f := l.facts()
		again := Facts{Kind: ItemAgain, Level: Red, ResidentID: f.ResidentID, Name: f.Name, Room: f.Room, Bed: f.Bed, Was: &f, Word: l.said(), Since: l.ShiftDay, Shift: l.ShiftID}
		if f.Kind == ItemAgain { // it was left before: what it was at first, and since when
			again.Was, again.Since, again.Shift = f.Was, f.Since, f.Shift
			if again.Word == "" {
				again.Word = f.Word
			}
		}
		w.items = append(w.items, Matter{Key: againKey(l), Facts: again, Left: []Line{l}})
	}
	return nil
}

// earlier tells that a line is of a shift before this one.
func (w *writer) earlier(l Line) bool {
	return l.ShiftDay.Before(w.h.Turn.Day) || l.ShiftDay == w.h.Turn.Day && l.ShiftID != w.h.Turn.Shift.ID && l.OutgoingAt.Before(w.h.Opens)
}

// againKey names a line that comes again by the first that left it.
func againKey(l Line) string {
	if strings.HasPrefix(l.LineKey, "again:") {
		return l.LineKey
	}
	return key("again", l.ID)
}

func (w *writer) missing() error {
	for _, p := range w.people {
		if p.atEnd && p.awayEnd == presence.Missing {
			w.add(key("missing", p.absenceID), Facts{Kind: ItemMissing, Level: Red, ResidentID: p.ResidentID, Name: p.Name, Room: p.RoomName, Bed: p.BedName, At: p.absenceAt})
		}
	}
	return nil
}

// incidents are those of the ward in this shift, and of the shift before when nobody signed them.
// Suspicions are in no handover: it is read by the whole ward.
func (w *writer) incidents() error {
	from := w.h.Turn.Starts().UTC()
	if w.hasBefore {
		from = w.before.Starts().UTC()
	}
	rows, err := db.Report[IncidentIn](w.tx, incidentColumns+" AND i.ward_id = ? AND i.at >= ? AND i.at < ? AND i.replaced_at IS NULL AND i.restricted = ? AND i.withdrawn = ? ORDER BY i.at, i.id",
		w.tx.Actor.ID, w.h.WardID, from, w.h.Until, false, false)
	if err != nil {
		return err
	}
	if err := completed(w.tx, rows); err != nil {
		return err
	}
	for _, i := range rows {
		k := key("incident", i.RootID)
		if !w.news(i.At, k) {
			continue
		}
		f := Facts{Kind: ItemIncident, Level: Red, At: ptr(i.At), IncidentID: i.RootID, Incident: i.Kind, Severity: i.Severity, Text: i.What, Note: i.Done}
		for _, n := range i.Named {
			f.People = append(f.People, Named{ResidentID: n.ResidentID, Name: n.Name})
		}
		w.add(k, f)
	}
	return nil
}

// owed is an act about an incident of the ward that is not done.
type owed struct {
	ID     uint64
	RootID uint64
	Kind   IncidentKind
	What   string `gorm:"serializer:sealed" sealed:"care_incident_acts.what"`
	DueAt  *time.Time
}

func (w *writer) acts() error {
	rows, err := db.Report[owed](w.tx, `SELECT t.id, t.root_id, i.kind, t.what, t.due_at FROM care_incident_acts t
		JOIN care_incidents i ON i.root_id = t.root_id AND i.replaced_at IS NULL
		WHERE {campus t.campus_id} AND t.open_ward_id = ? AND t.recorded_at < ? AND i.restricted = ? ORDER BY t.id`, w.h.WardID, w.h.Until, false)
	for _, a := range rows {
		w.add(key("act", a.ID), Facts{Kind: ItemAct, Level: Red, IncidentID: a.RootID, Incident: a.Kind, Text: a.What, At: a.DueAt})
	}
	return err
}

// unsettled tells that what was to be done about an exception is not done yet.
func (m turnMark) unsettled() bool {
	return m.Exceptions > 0 && (m.Response == NoResponse || m.Response == LaterAgain || m.Response == Searching)
}

// rounds are what the marks tell: what is not settled, what was grave, what is not as usual, and of
// whom nobody wrote anything.
func (w *writer) rounds() error {
	newest, asks := map[uint64]turnMark{}, map[uint64]turnMark{}
	for _, m := range w.marks { // oldest first
		if m.in(w.h.Turn) {
			newest[m.ResidentID] = m
		}
		switch {
		case m.Packed.signs().Grave() || m.unsettled():
			if w.news(m.At, key("mark", m.ID)) {
				asks[m.ResidentID] = m
			}
		case m.Exceptions == 0 && asks[m.ResidentID].unsettled() && !asks[m.ResidentID].Packed.signs().Grave():
			delete(asks, m.ResidentID) // seen as usual since
		}
	}
	for _, level := range []Level{Red, Amber} {
		for _, p := range w.people {
			if !p.here() {
				continue
			}
			m, ok := asks[p.ResidentID]
			k, kind := key("mark", m.ID), ItemPending
			if ok && m.Packed.signs().Grave() {
				kind = ItemGrave
			}
			if level == Amber {
				if ok {
					continue
				}
				if m, ok = newest[p.ResidentID]; !ok || m.Exceptions == 0 {
					continue
				}
				k, kind = key("changed", p.ResidentID), ItemChanged
			}
			if !ok {
				continue
			}
			signs, norm := m.Packed.signs(), usual(m.NormSigns.signs())
			f := Facts{Kind: kind, Level: level, ResidentID: p.ResidentID, At: ptr(m.At), Signs: &signs, Norm: &norm, Response: m.Response.String(), Note: m.Note}
			w.where(&f)
			w.add(k, f)
		}
	}
	if silent, _, _ := silentOf(w.people, w.marks, w.h.Turn); len(silent) > 0 {
		f := Facts{Kind: ItemUnwritten, Level: Red, N: len(silent)}
		for _, s := range silent {
			w.listed[s.ResidentID] = true
			f.People = append(f.People, Named{ResidentID: s.ResidentID, Name: s.Name, Place: s.RoomName + " · " + s.BedName})
		}
		w.add("unwritten", f)
	}
	return nil
}

// watches are the people who are watched closely, one line each.
func (w *writer) watches() error {
	rows, err := db.Report[WatchIn](w.tx, watchesAt+` AND w.id = ? AND x.from_at < ? AND (x.renews_id IS NULL OR x.recorded_at < ?)
		ORDER BY m.position, m.id, b.position, b.id, x.id`, w.h.CampusID, w.h.Until, w.h.WardID, w.h.Until, w.h.Until)
	if err != nil {
		return err
	}
	at := map[uint64]int{}
	for _, r := range rows {
		v := r.Vigil()
		v.LookedAt = time.Time{} // each look would change what was signed
		i, there := at[r.ResidentID]
		if !there {
			i = len(w.items)
			at[r.ResidentID] = i
			w.add(key("watch", r.ResidentID), Facts{Kind: ItemWatch, Level: Amber, ResidentID: r.ResidentID, Name: r.Name, Room: r.RoomName, Bed: r.BedName, Away: string(r.Away)})
		}
		w.items[i].Watches = append(w.items[i].Watches, v)
	}
	return nil
}

// concerns are what the house noticed over some days and nobody had said anything about by then.
func (w *writer) concerns() error {
	rows, err := db.Report[ConcernIn](w.tx, concernsAt+` AND p.ward_id = ? AND c.raised_at < ?
		ORDER BY m.position, m.id, b.position, b.id, c.id`, w.h.Until, w.h.WardID, w.h.Until)
	for _, c := range rows {
		told := c.Told()
		w.add(key("concern", c.ID), Facts{Kind: ItemConcern, Level: Amber, ResidentID: c.ResidentID, Name: c.Name, Room: c.RoomName, Bed: c.BedName, At: ptr(c.Since), Away: string(c.Away),
			Concern: c.Kind, Told: &told, Passed: c.PassedAt != nil && c.PassedAt.Before(w.h.Until)})
	}
	return err
}

// kept are the beds that are kept for somebody.
func (w *writer) kept() error {
	type bed struct{ Name, RoomName, BedName string }
	rows, err := db.Report[bed](w.tx, `SELECT CASE WHEN r.id IS NULL THEN q.person ELSE r.name END AS name, m.name AS room_name, b.name AS bed_name FROM presence_reservations q
		JOIN wards_beds b ON b.id = q.bed_id JOIN wards_rooms m ON m.id = b.room_id LEFT JOIN residents_people r ON r.id = q.resident_id
		WHERE {campus q.campus_id} AND q.campus_id = ? AND q.expires_at > ? AND q.open_bed_id IS NOT NULL AND q.ward_id = ? ORDER BY q.expires_at, q.id`, w.h.CampusID, w.h.Until, w.h.WardID)
	if err != nil || len(rows) == 0 {
		return err
	}
	f := Facts{Kind: ItemKept, Level: Grey, N: len(rows)}
	for _, r := range rows {
		f.People = append(f.People, Named{Name: r.Name, Place: r.RoomName + " · " + r.BedName})
	}
	w.add("kept", f)
	return nil
}

// counts are the heads, who is away, who is as usual, and what is counted by hand.
func (w *writer) counts() {
	heads := Heads{}
	away := Facts{Kind: ItemAway, Level: Grey}
	today := value.DayOf(w.h.Until, w.tx.Zone())
	for _, p := range w.people {
		one := Named{ResidentID: p.ResidentID, Name: p.Name, Place: p.RoomName + " · " + p.BedName}
		switch {
		case p.atStart && p.awayStart == "":
			heads.StartHere++
		case p.atStart:
			heads.StartAway++
		}
		switch {
		case p.atEnd && !p.atStart:
			heads.Came = append(heads.Came, one)
		case p.atStart && !p.atEnd:
			heads.Left = append(heads.Left, one)
		}
		if !p.atEnd {
			continue
		}
		one.Kind = string(p.awayEnd)
		switch p.awayEnd {
		case presence.Hospital:
			heads.Hospital++
			away.People = append(away.People, one)
		case presence.Leave:
			heads.Leave++
			away.People = append(away.People, one)
		case presence.Missing:
			heads.Missing++
		default:
			heads.Here++
		}
		if p.awayEnd != "" && p.awayEnd != presence.Missing && !p.dueBack.IsZero() && p.dueBack.Before(today) {
			w.add(key("late_back", p.absenceID), Facts{Kind: ItemLateBack, Level: Amber, ResidentID: p.ResidentID, Name: p.Name, Room: p.RoomName, Bed: p.BedName, Away: string(p.awayEnd), Day: p.dueBack})
		}
	}
	as := 0
	for _, p := range w.people {
		if p.here() && !w.listed[p.ResidentID] {
			as++
		}
	}
	w.add("usual", Facts{Kind: ItemUsual, Level: Grey, N: as})
	if away.N = len(away.People); away.N > 0 {
		w.add("away", away)
	}
	w.add("keys", Facts{Kind: ItemKeys, Level: Count})
	w.add("drugs", Facts{Kind: ItemDrugs, Level: Count})
	w.add("heads", Facts{Kind: ItemHeads, Level: Count, Heads: &heads})
}

// settle lays the lines over what is known now: what was signed stands as it was signed, lines of
// shifts before that come by themselves come once, and what became known after the last signature is
// told apart.
func (w *writer) settle() {
	h := w.h
	if last := w.line(h.Turn, "heads"); last != nil && last.IncomingAt != nil {
		h.Complete = last.IncomingAt
	}
	byItself := map[string]*Matter{}
	for i := range w.items {
		// A count or a sum is another one in each shift; a person, an act or an incident is the same.
		if it := &w.items[i]; it.Kind != ItemAgain && strings.Contains(it.Key, ":") {
			byItself[it.Key] = it
		}
	}
	there := map[string]bool{}
	for i := range w.items {
		it := &w.items[i]
		if it.Kind == ItemAgain && w.line(h.Turn, it.Key) == nil {
			if same := byItself[it.Left[0].LineKey]; same != nil {
				same.Left, same.Word = append(same.Left, it.Left...), it.Word
				continue
			}
		}
		there[it.Key] = true
		if it.Line = w.line(h.Turn, it.Key); it.Line != nil {
			signed := it.Line.facts()
			if now := it.Facts; it.Kind != ItemAgain && !sameFacts(now, signed) {
				it.Later = &now
			}
			it.Facts = signed
		}
		if h.Complete != nil && it.Line == nil {
			h.After = append(h.After, *it)
			continue
		}
		h.Items = append(h.Items, *it)
	}
	for i := range w.lines { // what was signed and has passed since: a line stays
		if l := &w.lines[i]; !there[l.LineKey] && l.ShiftDay == h.Turn.Day && l.ShiftID == h.Turn.Shift.ID {
			h.Items = append(h.Items, Matter{Key: l.LineKey, Facts: l.facts(), Line: l})
		}
	}
	order := []Level{Red, Amber, Grey, Count}
	slices.SortStableFunc(h.Items, func(a, b Matter) int { return slices.Index(order, a.Level) - slices.Index(order, b.Level) })
}

// sameFacts tells whether two lines say the same.
func sameFacts(a, b Facts) bool {
	a.Word, b.Word = "", ""
	a.Review, b.Review = nil, nil // each review moves it, and each is written with the order
	one, _ := json.Marshal(a)
	other, _ := json.Marshal(b)
	return string(one) == string(other)
}

// key names a line by what it speaks of, so that the same thing has the same name in the next shift.
func key(kind string, id uint64) string { return kind + ":" + strconv.FormatUint(id, 10) }
