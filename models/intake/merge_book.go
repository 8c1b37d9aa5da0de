package intake

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
)

// LeftBehind are the columns that name a person and do not follow when two records become one, each
// with its reason. Every other column that names a person follows by itself, also one of a table that
// is made tomorrow: TestEverythingThatHangsOnAPersonIsKnown reads the schema.
var LeftBehind = map[string]string{
	"residents_words.resident_id":     "written anew: the record that stays is found by the words of both",
	"residents_revisions.resident_id": "tells how each record stood before a change of its own",
	"care_states.resident_id":         "made anew from the marks",
	"care_norms.resident_id":          "made anew from the marks",
	"deeds_strangers.resident_id":     "asks about looks at that record, and its deeds name it",
	"intake_merges.kept_id":           "is about the two records themselves",
	"intake_merges.gone_id":           "is about the two records themselves",
	"intake_strangers.low_id":         "is about the two records themselves",
	"intake_strangers.high_id":        "is about the two records themselves",
}

// Unkeyed are columns that name a person by another name and without a foreign key.
var Unkeyed = []db.Pointer{{Table: "presence_overrides", Column: "with_id"}, {Table: "presence_placements", Column: "swapped_with"},
	{Table: "residents_kin", Column: "open_person_id"}}

// pairs are the notes in which the two people stand in the order of their numbers; they have a rule of
// their own.
const pairs = "presence_conflicts"

// gentle are the books in which a thing that both records have open is not refused: it holds already,
// and the second row stays where it is.
var gentle = []string{"residents_flags", "residents_kin", "care_concerns"}

// How a row was dealt with.
const (
	itMoved   = "moved"
	leftThere = "stayed"
	asPair    = "pair"
)

// moved remembers which rows of one book were dealt with in a merge.
type moved struct {
	ID         uint64
	CampusID   uint64
	MergeID    uint64
	Book       string
	Field      string
	How        string
	Amount     int
	RowIDs     string
	RecordedAt time.Time
}

// TableName names the table.
func (moved) TableName() string { return "intake_merge_rows" }

func (m moved) rows() []uint64 { return unspan(m.RowIDs) }

// hanging is one book of which rows hang on a person.
type hanging struct {
	Table  string
	fields map[string][]uint64 // the rows of each column that name the person
	left   map[uint64]bool     // of these, those that stay
	open   bool                // both have the same thing open
}

func (h *hanging) leave(ids []uint64) {
	for _, id := range ids {
		h.left[id] = true
	}
}

// columns of the book in their order.
func (h *hanging) columns() []string {
	var out []string
	for c := range h.fields {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

// all are the rows that name the person in whichever column.
func (h *hanging) all() []uint64 {
	var out []uint64
	for _, ids := range h.fields {
		out = append(out, ids...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// goes are the rows that follow.
func (h *hanging) goes() []uint64 {
	return slices.DeleteFunc(h.all(), func(id uint64) bool { return h.left[id] })
}

// personColumns reads from the schema every column that names a person and follows.
func personColumns(tx *db.Tx) ([]db.Pointer, error) {
	all, err := db.Pointers(tx, "residents_people", "resident_id")
	all = append(all, Unkeyed...)
	return slices.DeleteFunc(all, func(p db.Pointer) bool { return LeftBehind[p.String()] != "" }), err
}

// booksOf reads what hangs on a person, and what of it cannot follow to another: a row that would have
// the same unique key as one that is there, and one that names both of them.
func booksOf(tx *db.Tx, from, to uint64) ([]hanging, error) {
	pointers, err := personColumns(tx)
	if err != nil {
		return nil, err
	}
	keys, err := db.UniqueKeys(tx)
	if err != nil {
		return nil, err
	}
	var out []hanging
	at := map[string]int{}
	for _, p := range pointers {
		i, known := at[p.Table]
		if !known {
			i = len(out)
			at[p.Table] = i
			out = append(out, hanging{Table: p.Table, fields: map[string][]uint64{}, left: map[uint64]bool{}})
		}
		if out[i].fields[p.Column], err = db.Naming(tx, p, from, 0); err != nil {
			return nil, err
		}
	}
	for i := range out {
		h := &out[i]
		if h.Table == pairs || len(h.all()) == 0 {
			continue
		}
		if err := h.meets(tx, keys, from, to); err != nil {
			return nil, err
		}
		if err := h.twice(tx, to); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// meets finds the rows that would clash with a row of the other record.
func (h *hanging) meets(tx *db.Tx, keys []db.UniqueKey, from, to uint64) error {
	columns := h.columns()
	for _, k := range keys {
		if k.Table != h.Table || !slices.ContainsFunc(k.Columns, func(c string) bool { return slices.Contains(columns, c) }) {
			continue
		}
		ids, err := db.Clashing(tx, k, columns, from, to)
		if err != nil {
			return err
		}
		if len(ids) > 0 && slices.ContainsFunc(k.Columns, isOpen) && !slices.Contains(gentle, h.Table) {
			h.open = true
		}
		h.leave(ids)
	}
	return nil
}

// isOpen tells of a column that is filled only as long as a thing goes on.
func isOpen(column string) bool {
	return strings.HasPrefix(column, "open_") || strings.HasPrefix(column, "pending_") || strings.HasPrefix(column, "live_")
}

// twice finds the rows that name both: moved, they would name one person twice.
func (h *hanging) twice(tx *db.Tx, to uint64) error {
	columns := h.columns()
	for _, c := range columns {
		if isOpen(c) {
			continue
		}
		for _, other := range columns {
			if other == c || isOpen(other) || len(h.fields[c]) == 0 {
				continue
			}
			both, err := db.Naming(tx, db.Pointer{Table: h.Table, Column: other}, to, 0)
			if err != nil {
				return err
			}
			for _, id := range h.fields[c] {
				if slices.Contains(both, id) {
					h.left[id] = true
				}
			}
		}
	}
	return nil
}

// carry moves the rows of all books to the record that stays, and remembers which they were.
func (m *Merge) carry(tx *db.Tx, books []hanging) error {
	var kept []moved
	note := func(book, field, how string, ids []uint64) {
		if len(ids) > 0 {
			kept = append(kept, moved{CampusID: m.CampusID, MergeID: m.ID, Book: book, Field: field, How: how, Amount: len(ids), RowIDs: spans(ids), RecordedAt: tx.Now})
		}
	}
	rows := 0
	for i := range books {
		b := &books[i]
		if b.Table == pairs {
			ids, err := presence.PassFeuds(tx, m.GoneID, m.KeptID, nil)
			if err != nil {
				return err
			}
			note(pairs, "resident_id", asPair, ids)
			rows += len(ids)
			continue
		}
		goes := b.goes()
		if _, err := db.Repoint(tx, b.Table, b.columns(), m.GoneID, m.KeptID, goes); err != nil {
			return err
		}
		for _, c := range b.columns() {
			note(b.Table, c, itMoved, slices.DeleteFunc(slices.Clone(b.fields[c]), func(id uint64) bool { return b.left[id] }))
		}
		if !untold(b.Table) {
			rows += len(goes)
		}
		var left []uint64
		for id := range b.left {
			left = append(left, id)
		}
		slices.Sort(left)
		note(b.Table, "resident_id", leftThere, left)
	}
	tx.Detail("moved", rows)
	return db.Append(tx, kept)
}

// Barrier is why two records cannot become one now.
type Barrier struct {
	Key  string
	Args fault.A
}

// judgement is what was found out about two records.
type judgement struct {
	Against []Barrier
	Second  bool // both have stays in the books
	books   []hanging
}

func (j *judgement) refused() error {
	if len(j.Against) == 0 {
		return nil
	}
	return fault.New(fault.Conflict, j.Against[0].Key, j.Against[0].Args)
}

func (j *judgement) against(key string, args ...fault.A) {
	b := Barrier{Key: key}
	if len(args) > 0 {
		b.Args = args[0]
	}
	j.Against = append(j.Against, b)
}

// judgeMerge finds out whether a record can go on in another: every barrier, and what would follow. It
// is a question of the use-cases and of the page before them.
func judgeMerge(tx *db.Tx, kept, gone *residents.Person) (*judgement, error) {
	j := &judgement{}
	for _, p := range []*residents.Person{kept, gone} {
		if p.MergedIntoID != nil {
			j.against("intake.merge_gone", fault.A{"number": p.Number})
		}
	}
	if len(j.Against) > 0 {
		return j, nil
	}
	return j, tx.Everywhere("what hangs on a person hangs there in every campus", func(tx *db.Tx) (err error) {
		meets, err := presence.Meeting(tx, kept.ID, gone.ID)
		if err != nil {
			return err
		}
		for _, what := range []string{"stay", "bed", "absence"} {
			if i := slices.IndexFunc(meets, func(b presence.Both) bool { return b.What == what }); i >= 0 {
				j.against("intake.merge_at_once."+what, fault.A{"from": meets[i].From, "to": meets[i].To})
			}
		}
		if dead, err := presence.AfterDeath(tx, kept.ID, gone.ID); err != nil {
			return err
		} else if dead != nil {
			j.against("intake.merge_dead", fault.A{"at": *dead})
		}
		if feud, err := presence.FeudBetween(tx, kept.ID, gone.ID); err != nil {
			return err
		} else if feud {
			j.against("intake.merge_feud")
		}
		kin, err := residents.KinAmong(tx, []uint64{kept.ID, gone.ID})
		if err != nil {
			return err
		}
		noted, err := strangersOf(tx, kept.ID, gone.ID)
		if err != nil {
			return err
		}
		if noted != nil {
			j.against("intake.merge_strangers")
		}
		if hides, err := residents.CalledOtherwise(tx, kept.ID, gone.ID); err != nil {
			return err
		} else if hides { // why is not told
			j.against("intake.merge_not_now")
		}
		if kin[[2]uint64{min(kept.ID, gone.ID), max(kept.ID, gone.ID)}] {
			j.against("intake.merge_kin")
		}
		if j.books, err = booksOf(tx, gone.ID, kept.ID); err != nil {
			return err
		}
		for _, b := range j.books {
			if b.open {
				j.against(openIn(b.Table))
			}
		}
		mine, _, err := presence.CareOf(tx, kept.ID)
		if err != nil {
			return err
		}
		theirs, _, err := presence.CareOf(tx, gone.ID)
		j.Second = mine != 0 && theirs != 0
		return err
	})
}

// return path: what goes back when a merge is undone.
type wayBack struct {
	m       *Merge
	columns map[string][]string                   // of each book
	moved   map[string]map[string]map[uint64]bool // book → column → rows that were moved and are still there
	later   map[string]map[string]map[uint64]bool // book → column → rows written since
	goes    map[string]map[uint64]bool            // rows that go back
	own     map[string]map[uint64]bool            // rows that stay, since they named this record before the merge
	linked  map[string]map[uint64]bool            // of those written since, the ones that hang on a row that goes back
	rooted  map[string]map[uint64]bool            // of those written since, the ones that hang on a row that stays
	since   map[string]bool
	pairs   []uint64
}

// back reads what goes back.
func (m *Merge) back(tx *db.Tx) (*wayBack, error) {
	w := &wayBack{m: m, columns: map[string][]string{}, moved: map[string]map[string]map[uint64]bool{}, later: map[string]map[string]map[uint64]bool{},
		goes: map[string]map[uint64]bool{}, own: map[string]map[uint64]bool{}, linked: map[string]map[uint64]bool{}, rooted: map[string]map[uint64]bool{}, since: map[string]bool{}}
	newest := map[string]uint64{}
	if err := json.Unmarshal([]byte(m.Newest), &newest); err != nil {
		return nil, err
	}
	rows, err := db.From[moved](tx).Where("merge_id = ?", m.ID).Order("id").All()
	if err != nil {
		return nil, err
	}
	was := map[string][]uint64{}
	for _, r := range rows {
		switch r.How {
		case asPair:
			w.pairs = append(w.pairs, r.rows()...)
		case itMoved:
			was[r.Book+"."+r.Field] = append(was[r.Book+"."+r.Field], r.rows()...)
		}
	}
	pointers, err := personColumns(tx)
	if err != nil {
		return nil, err
	}
	for _, p := range pointers {
		if p.Table == pairs {
			continue
		}
		here, err := db.Naming(tx, p, m.KeptID, 0)
		if err != nil {
			return nil, err
		}
		if w.goes[p.Table] == nil {
			w.goes[p.Table], w.linked[p.Table] = map[uint64]bool{}, map[uint64]bool{}
			w.own[p.Table], w.rooted[p.Table] = map[uint64]bool{}, map[uint64]bool{}
			w.moved[p.Table], w.later[p.Table] = map[string]map[uint64]bool{}, map[string]map[uint64]bool{}
		}
		w.columns[p.Table] = append(w.columns[p.Table], p.Column)
		w.moved[p.Table][p.Column], w.later[p.Table][p.Column] = map[uint64]bool{}, map[uint64]bool{}
		old := map[uint64]bool{}
		for _, id := range was[p.String()] {
			old[id] = true
		}
		for _, id := range here {
			switch {
			case old[id]:
				w.moved[p.Table][p.Column][id] = true
				w.goes[p.Table][id] = true
			case id > newest[p.Table]:
				w.later[p.Table][p.Column][id] = true
				w.since[p.Table] = true
			default:
				w.own[p.Table][id] = true
			}
		}
	}
	if err := w.follow(tx, w.goes, w.linked); err != nil {
		return nil, err
	}
	for table, rows := range w.goes { // in one column moved, in another its own
		for id := range rows {
			delete(w.own[table], id)
		}
	}
	return w, w.follow(tx, w.own, w.rooted)
}

// follow finds, among what was written since, what hangs on some rows: the new bed of a stay, the
// correction of a mark, the answer to a task, a name in a secret matter. What goes back already does not
// stay.
func (w *wayBack) follow(tx *db.Tx, rows, found map[string]map[uint64]bool) error {
	links, err := db.Links(tx)
	if err != nil {
		return err
	}
	for again := true; again; {
		again = false
		for _, l := range links {
			if rows[l.Target] == nil || w.later[l.Table] == nil || l.Target == "residents_people" {
				continue
			}
			later, others := w.laterRows(l.Table), keysOf(rows[l.Target])
			if len(later) == 0 || len(others) == 0 {
				continue
			}
			hang, err := db.LinkedTo(tx, l.Table, l.Column, later, others)
			if err != nil {
				return err
			}
			for _, id := range hang {
				if !rows[l.Table][id] && !w.goes[l.Table][id] {
					rows[l.Table][id], found[l.Table][id], again = true, true, true
				}
			}
		}
	}
	return nil
}

func (w *wayBack) laterRows(table string) []uint64 {
	var out []uint64
	for _, ids := range w.later[table] {
		out = append(out, keysOf(ids)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func keysOf(set map[uint64]bool) []uint64 {
	out := make([]uint64, 0, len(set))
	for id := range set {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// carry takes everything back, and tells how many rows there were.
func (w *wayBack) carry(tx *db.Tx, since Since) (int, error) {
	keys, err := db.UniqueKeys(tx)
	if err != nil {
		return 0, err
	}
	n := 0
	for table, columns := range w.columns {
		rows := w.goes[table]
		if since == SinceGoes {
			for _, id := range w.laterRows(table) {
				if !w.rooted[table][id] {
					rows[id] = true
				}
			}
		}
		// What was written since may meet what was left with the other record; then it stays.
		for _, k := range keys {
			if k.Table != table || len(w.laterRows(table)) == 0 || !slices.ContainsFunc(k.Columns, func(c string) bool { return slices.Contains(columns, c) }) {
				continue
			}
			clash, err := db.Clashing(tx, k, columns, w.m.KeptID, w.m.GoneID)
			if err != nil {
				return 0, err
			}
			for _, id := range clash {
				if slices.Contains(w.laterRows(table), id) {
					delete(rows, id)
				}
			}
		}
		// A row goes back only in the columns in which it was moved, or was written since.
		byColumns := map[string][]uint64{}
		for id := range rows {
			var cols []string
			for _, c := range columns {
				if w.moved[table][c][id] || w.later[table][c][id] {
					cols = append(cols, c)
				}
			}
			key := strings.Join(cols, " ")
			byColumns[key] = append(byColumns[key], id)
		}
		for cols, ids := range byColumns {
			slices.Sort(ids)
			done, err := db.Repoint(tx, table, strings.Fields(cols), w.m.KeptID, w.m.GoneID, ids)
			if err != nil {
				return n, err
			}
			if !untold(table) {
				n += done
			}
		}
	}
	if len(w.pairs) > 0 {
		done, err := presence.PassFeuds(tx, w.m.KeptID, w.m.GoneID, w.pairs)
		n += len(done)
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// openIn is what both have open, as a text key.
func openIn(book string) string {
	switch book {
	case "care_orders", "care_watches", "care_tasks", "intake_transfers", "intake_petitions":
		return "intake.merge_open." + book
	}
	return "intake.merge_open"
}
