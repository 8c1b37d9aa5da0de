package privacy

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"maiam/models/db"
	"maiam/models/files"
	"maiam/models/residents"
	"maiam/models/value"
)

// hollow stands where a text stood that is no more.
const hollow = "-"

// NameAfter is what a person is called who was erased: a number that nobody had before.
func NameAfter(resident uint64) string { return "Người đã xóa dữ liệu #" + idText(resident) }

// work is an erasure as it is planned and carried out, read from the schema: a table that is made
// tomorrow is in it tomorrow.
type work struct {
	tx      *db.Tx
	columns map[string][]db.TableColumn
	tables  []string // in the order of the schema
	direct  map[string]bool
	ids     []uint64
	mark    string
	names   []string // that must not be read any more, the longest first

	own         map[string][]uint64 // the person's rows, and what hangs on them
	beside      map[string]map[fate][]uint64
	besideRules map[string]rule
	loose       []db.Pointer // of tables whose rows have no number of their own
	files       []uint64
	sums        []string
	told        int
}

// plan reads every row that an erasure touches.
func plan(tx *db.Tx, people []residents.Person) (*work, error) {
	all, err := db.Schema(tx)
	if err != nil {
		return nil, err
	}
	w := &work{tx: tx, columns: map[string][]db.TableColumn{}, direct: map[string]bool{}, ids: idsOf(people), mark: NameAfter(people[0].ID),
		own: map[string][]uint64{}, beside: map[string]map[fate][]uint64{}, besideRules: map[string]rule{}}
	for _, c := range all {
		if w.columns[c.TableName] == nil {
			w.tables = append(w.tables, c.TableName)
		}
		w.columns[c.TableName] = append(w.columns[c.TableName], c)
	}
	if err := w.named(people); err != nil {
		return nil, err
	}
	for _, step := range []func() error{w.pointed, w.hanging, w.shared, w.attached} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// named gathers what the person was ever called, as far as it says who somebody is: a name of one word
// is also a word.
func (w *work) named(people []residents.Person) error {
	for _, p := range people {
		w.names = append(w.names, p.Name)
	}
	more, err := db.From[residents.OtherName](w.tx).Where("resident_id IN ?", w.ids).All()
	for _, n := range more {
		w.names = append(w.names, n.Name)
	}
	w.names = slices.DeleteFunc(w.names, func(n string) bool { return !strings.Contains(strings.TrimSpace(n), " ") })
	slices.SortFunc(w.names, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	w.names = slices.Compact(w.names)
	return err
}

// pointed reads the rows that name the person, and those of others that do.
func (w *work) pointed() error {
	pointers, err := db.Pointers(w.tx, "residents_people", "resident_id")
	if err != nil {
		return err
	}
	w.own["residents_people"], w.direct["residents_people"] = w.ids, true
	for _, p := range append(pointers, unkeyed...) {
		if r, ok := others[p.String()]; ok {
			rows, err := w.in(p, w.ids)
			if err != nil {
				return err
			}
			if r.fate != stays && len(rows) > 0 {
				w.aside(p.Table, r, rows)
			}
			continue
		}
		w.direct[p.Table] = true
		if !slices.ContainsFunc(w.columns[p.Table], func(c db.TableColumn) bool { return c.Name == "id" }) {
			w.loose = append(w.loose, p)
			continue
		}
		rows, err := w.in(p, w.ids)
		if err != nil {
			return err
		}
		w.add(p.Table, rows)
	}
	return nil
}

// in gives the rows whose column names one of some numbers.
func (w *work) in(p db.Pointer, ids []uint64) (out []uint64, err error) {
	for part := range slices.Chunk(ids, 500) {
		rows, err := db.Report[struct{ ID uint64 }](w.tx, "SELECT id FROM "+p.Table+" WHERE {shared} AND "+p.Column+" IN ? ORDER BY id", part)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out = append(out, r.ID)
		}
	}
	return out, nil
}

// add notes rows as the person's own and tells whether any of them was new.
func (w *work) add(table string, rows []uint64) bool {
	had := len(w.own[table])
	all := append(slices.Clone(w.own[table]), rows...)
	slices.Sort(all)
	if all = slices.Compact(all); len(all) > 0 {
		w.own[table] = all
	}
	return len(all) > had
}

func (w *work) aside(table string, r rule, rows []uint64) {
	if w.beside[table] == nil {
		w.beside[table] = map[fate][]uint64{}
	}
	w.beside[table][r.fate] = append(w.beside[table][r.fate], rows...)
	if _, ok := fates[table]; !ok {
		w.besideRules[table] = r
	}
}

// hanging follows the foreign keys down: the pages of a paper, the steps of a request.
func (w *work) hanging() error {
	for again := true; again; {
		again = false
		for _, table := range w.tables {
			if w.direct[table] {
				continue
			}
			for _, c := range w.columns[table] {
				rows := append(slices.Clone(w.own[c.References]), w.beside[c.References][gone]...)
				if c.References == "" || c.References == "residents_people" || c.References == table || len(rows) == 0 {
					continue
				}
				found, err := w.in(db.Pointer{Table: table, Column: c.Name}, rows)
				if err != nil {
					return err
				}
				again = w.add(table, found) || again
			}
		}
	}
	return nil
}

// shared follows the foreign keys up: an incident, a visit, a leave may be of several people. What is of
// this person alone loses its words; what others have a part in loses the name.
func (w *work) shared() error {
	for _, table := range w.tables {
		rows := w.own[table]
		if len(rows) == 0 || !w.direct[table] {
			continue
		}
		for _, c := range w.columns[table] {
			if c.References == "" || c.References == table || w.direct[c.References] || len(w.own[c.References]) > 0 || isAloof(c.References) {
				continue
			}
			if err := w.ofSeveral(table, c, rows); err != nil {
				return err
			}
		}
	}
	return nil
}

func isAloof(table string) bool {
	return slices.ContainsFunc(aloof, func(a string) bool { return table == a || strings.HasSuffix(a, "_") && strings.HasPrefix(table, a) })
}

func (w *work) ofSeveral(table string, c db.TableColumn, rows []uint64) error {
	above, err := w.named64(table, c.Name, rows)
	if err != nil {
		return err
	}
	var with, alone []uint64
	for part := range slices.Chunk(above, 500) {
		found, err := db.Report[struct{ ID uint64 }](w.tx, "SELECT DISTINCT "+c.Name+" AS id FROM "+table+" WHERE {shared} AND "+c.Name+" IN ? AND resident_id IS NOT NULL AND resident_id NOT IN ?", part, w.ids)
		if err != nil {
			return err
		}
		for _, r := range found {
			with = append(with, r.ID)
		}
	}
	if c.References == "care_incidents" { // a suspicion answers for somebody of the staff
		for part := range slices.Chunk(above, 500) {
			found, err := db.Report[struct{ ID uint64 }](w.tx, "SELECT id FROM care_incidents WHERE {shared} AND restricted = 1 AND id IN ?", part)
			if err != nil {
				return err
			}
			for _, r := range found {
				with = append(with, r.ID)
			}
		}
	}
	for _, id := range above {
		if !slices.Contains(with, id) {
			alone = append(alone, id)
		}
	}
	with = slices.DeleteFunc(slices.Clone(above), func(id uint64) bool { return slices.Contains(alone, id) })
	w.aside(c.References, rule{fate: bare}, alone)
	w.aside(c.References, rule{fate: veils}, with)
	for _, below := range w.tables {
		for _, b := range w.columns[below] {
			if b.References != c.References || w.direct[below] || below == c.References {
				continue
			}
			for how, parents := range map[fate][]uint64{bare: alone, veils: with} {
				found, err := w.in(db.Pointer{Table: below, Column: b.Name}, parents)
				if err != nil {
					return err
				}
				w.aside(below, rule{fate: how}, found)
			}
		}
	}
	return nil
}

// named64 gives the numbers that a column of some rows names.
func (w *work) named64(table, column string, rows []uint64) (out []uint64, err error) {
	for part := range slices.Chunk(rows, 500) {
		found, err := db.Report[struct{ Named uint64 }](w.tx, "SELECT DISTINCT "+column+" AS named FROM "+table+" WHERE {shared} AND "+column+" IS NOT NULL AND id IN ? ORDER BY "+column, part)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			out = append(out, f.Named)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// attached finds the attachments that rows of the person name and that nobody else's do.
func (w *work) attached() error {
	for _, table := range w.tables {
		rows := append(slices.Clone(w.own[table]), w.beside[table][bare]...)
		for _, c := range w.columns[table] {
			if c.References != "files_attachments" || len(rows) == 0 {
				continue
			}
			found, err := w.named64(table, c.Name, rows)
			if err != nil {
				return err
			}
			w.files = append(w.files, found...)
		}
	}
	slices.Sort(w.files)
	w.files = slices.Compact(w.files)
	return nil
}

// amounts tells the plan as two people read it.
func (w *work) amounts() (goes, stay []Amount, attachments int) {
	for _, table := range w.tables {
		if untold(table) {
			continue
		}
		n, r := len(w.own[table]), fateOf(table)
		if r.fate == gone && w.besideRules[table].fate == gone {
			n += len(w.beside[table][gone])
		}
		kept := 0
		for how, rows := range w.beside[table] {
			if how != gone {
				kept += len(rows)
			}
		}
		switch {
		case table == "residents_people":
		case n > 0 && r.fate == gone:
			goes = append(goes, Amount{Table: table, Rows: n})
		case n > 0:
			stay = append(stay, Amount{table, n, r.why})
		}
		if kept > 0 && !(n > 0 && r.fate != gone) {
			why := cmp.Or(r.why, w.besideRules[table].why)
			stay = append(stay, Amount{table, kept, why})
		}
	}
	return goes, stay, len(w.files)
}

// erase carries the plan out.
func erase(tx *db.Tx, people []residents.Person) (*work, error) {
	w, err := plan(tx, people)
	if err != nil {
		return nil, err
	}
	for _, step := range []func() error{w.facts, w.receipts, w.words, w.take, w.person, w.detach} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// words blanks what stays, and takes the name out of what is told of several people.
func (w *work) words() error {
	for _, table := range w.tables {
		r := fateOf(table)
		if own := w.own[table]; len(own) > 0 && table != "residents_people" {
			switch r.fate {
			case bare, owned:
				if err := w.blank(table, r, own); err != nil {
					return err
				}
			case veils:
				if err := w.veil(table, r, own); err != nil {
					return err
				}
			}
		}
		if b, ok := w.besideRules[table]; ok {
			r = b
		}
		if err := w.blank(table, r, w.beside[table][bare]); err != nil {
			return err
		}
		if err := w.veil(table, r, w.beside[table][veils]); err != nil {
			return err
		}
	}
	return nil
}

// blank takes every word out of rows but those of closed lists.
func (w *work) blank(table string, r rule, rows []uint64) error {
	if len(rows) == 0 {
		return nil
	}
	var blanks []db.Blank
	for _, c := range w.columns[table] {
		b := db.Blank{Column: c.Name}
		switch {
		case slices.Contains(r.kept, c.Name):
			continue
		case slices.Contains(r.must, c.Name):
			b.To = hollow
		case slices.Contains(r.none, c.Name):
		case c.References == "files_attachments":
		case c.Bytes() && !c.Optional:
			b.To = []byte{}
		case c.Bytes(), c.Texts() && c.Optional:
		case c.Texts() && strings.HasSuffix(c.Name, "_key"):
			b.To = ""
		case c.Texts() && slices.Contains([]string{"name", "subject"}, c.Name):
			b.To, b.Said = w.mark, true
		case c.Texts():
			b.To, b.Said = hollow, true
		default:
			continue
		}
		blanks = append(blanks, b)
	}
	n, err := db.Overwrite(w.tx, table, blanks, rows)
	if !untold(table) {
		w.told += n
	}
	return err
}

// veil puts the mark in the place of the name.
func (w *work) veil(table string, r rule, rows []uint64) error {
	if len(rows) == 0 {
		return nil
	}
	for _, c := range w.columns[table] {
		if !c.Texts() || slices.Contains(r.kept, c.Name) {
			continue
		}
		found, err := db.WordsIn(w.tx, db.Pointer{Table: table, Column: c.Name}, rows, w.names...)
		if err != nil {
			return err
		}
		for _, f := range found {
			if _, err := db.Overwrite(w.tx, table, []db.Blank{{Column: c.Name, To: w.unnamed(f.Text)}}, []uint64{f.ID}); err != nil {
				return err
			}
		}
	}
	return nil
}

// unnamed is a text without the names.
func (w *work) unnamed(text string) string {
	for _, n := range w.names {
		text = strings.ReplaceAll(text, n, w.mark)
	}
	return text
}

// told are columns with facts about several people, each under its number.
var factBooks = []db.Pointer{{Table: "care_handover_lines", Column: "facts"}, {Table: "care_doubts", Column: "facts"}}

// facts takes the person out of what was signed at a handover: the number stays, and what was counted.
func (w *work) facts() error {
	var parts []string
	for _, id := range w.ids {
		parts = append(parts, `"resident_id":`+idText(id)+",", `"resident_id":`+idText(id)+"}")
	}
	for _, p := range factBooks {
		found, err := db.WordsIn(w.tx, p, nil, parts...)
		if err != nil {
			return err
		}
		var rows []uint64
		for _, f := range found {
			var said any
			if err := json.Unmarshal([]byte(f.Text), &said); err != nil {
				return fmt.Errorf("privacy: %s %d: %w", p, f.ID, err)
			}
			w.strip(said)
			text, err := json.Marshal(said)
			if err != nil {
				return err
			}
			if _, err := db.Overwrite(w.tx, p.Table, []db.Blank{{Column: p.Column, To: w.unnamed(string(text))}}, []uint64{f.ID}); err != nil {
				return err
			}
			rows = append(rows, f.ID)
		}
		if err := w.veil(p.Table, rule{}, rows); err != nil {
			return err
		}
	}
	return nil
}

// strip empties the words of every object that is about the person.
func (w *work) strip(said any) {
	switch v := said.(type) {
	case []any:
		for _, one := range v {
			w.strip(one)
		}
	case map[string]any:
		id, _ := v["resident_id"].(float64)
		mine := id > 0 && slices.Contains(w.ids, uint64(id))
		for key, one := range v {
			if text, ok := one.(string); mine && ok && text != "" {
				switch key {
				case "name":
					v[key] = w.mark
				case "text", "note", "word":
					v[key] = hollow
				}
			}
			w.strip(one)
		}
	}
}

// receipts forgets the answers of the last weeks in which the name stands, and those of acts for the
// person, which tell in words what was written.
func (w *work) receipts() error {
	var rows []uint64
	for parts := range slices.Chunk(append(w.answered(), w.names...), 60) {
		found, err := db.WordsIn(w.tx, db.Pointer{Table: "db_receipts", Column: "answer"}, nil, parts...)
		if err != nil {
			return err
		}
		for _, f := range found {
			rows = append(rows, f.ID)
		}
	}
	slices.Sort(rows)
	_, err := db.Strike(w.tx, "db_receipts", slices.Compact(rows))
	return err
}

// answered is how answers name the person by number.
func (w *work) answered() (parts []string) {
	var columns []string
	for _, table := range w.tables {
		for _, c := range w.columns[table] {
			if c.References == "residents_people" || c.Name == "resident_id" {
				columns = append(columns, c.Name)
			}
		}
	}
	slices.Sort(columns)
	for _, column := range slices.Compact(columns) {
		for _, id := range w.ids {
			parts = append(parts, keyed(column, id)...)
		}
	}
	return parts
}

// keyed is how a number stands in an answer under the name of its column, or of its field.
func keyed(column string, id uint64) (parts []string) {
	field := ""
	for _, word := range strings.Split(column, "_") {
		if word == "id" {
			word = "ID"
		}
		field += strings.ToUpper(word[:1]) + word[1:]
	}
	for _, key := range []string{column, field} {
		for _, end := range []string{",", "}"} {
			parts = append(parts, `"`+key+`":`+idText(id)+end)
		}
	}
	return parts
}

// take strikes the rows that go, what hangs on others first.
func (w *work) take() error {
	goes := map[string][]uint64{}
	for _, table := range w.tables {
		rows := slices.Clone(w.beside[table][gone])
		if _, kept := fates[table]; !kept {
			rows = append(rows, w.own[table]...)
		}
		slices.Sort(rows)
		if rows = slices.Compact(rows); len(rows) > 0 && table != "residents_people" {
			goes[table] = rows
		}
	}
	if err := w.untie(goes); err != nil {
		return err
	}
	for _, p := range w.loose {
		if _, err := db.StrikeNaming(w.tx, p, w.ids); err != nil {
			return err
		}
	}
	for len(goes) > 0 {
		free := ""
		for _, table := range w.tables {
			if goes[table] != nil && !w.tied(goes, table) {
				free = table
				break
			}
		}
		if free == "" {
			return fmt.Errorf("privacy: tables hang on each other in a ring: %d", len(goes))
		}
		n, err := db.Strike(w.tx, free, goes[free])
		if err != nil {
			return err
		}
		if !untold(free) {
			w.told += n
		}
		delete(goes, free)
	}
	return nil
}

// tied tells that rows of another table that goes too hang on a table.
func (w *work) tied(goes map[string][]uint64, table string) bool {
	for other := range goes {
		if other != table && slices.ContainsFunc(w.columns[other], func(c db.TableColumn) bool { return c.References == table }) {
			return true
		}
	}
	return false
}

// untie lets go of rows that are struck whatever names them and stays.
func (w *work) untie(goes map[string][]uint64) error {
	for _, table := range w.tables {
		for _, c := range w.columns[table] {
			if goes[c.References] == nil {
				continue
			}
			rows, err := w.in(db.Pointer{Table: table, Column: c.Name}, goes[c.References])
			if err != nil {
				return err
			}
			rows = slices.DeleteFunc(rows, func(id uint64) bool { return slices.Contains(goes[table], id) })
			if len(rows) > 0 && !c.Optional {
				return fmt.Errorf("privacy: %s.%s must name a row of %s that is to go", table, c.Name, c.References)
			}
			if _, err := db.Overwrite(w.tx, table, []db.Blank{{Column: c.Name}}, rows); err != nil {
				return err
			}
		}
	}
	return nil
}

// person writes over the records themselves: the sex stays, since heads are counted by it.
func (w *work) person() error {
	for _, id := range w.ids {
		n, err := db.Set[residents.Person](w.tx, map[string]any{"name": w.mark, "name_unknown": false, "search_key": "", "sort_key": value.SortKey(w.mark), "number": "X-" + idText(id),
			"birth_date": nil, "birth_precision": "unknown", "citizen_number_sealed": nil, "citizen_number_index": nil, "insurance_card_sealed": nil, "insurance_card_index": nil,
			"origin_unit_code": "", "origin_address": "", "ethnicity": "", "self_care": "", "note": "", "photo_file_id": nil, "erased_at": w.tx.Now}, "id = ?", id)
		if err != nil {
			return err
		}
		w.told += n
	}
	return nil
}

// detach takes out the attachments that nobody names any more, and tells which contents are nobody's.
func (w *work) detach() error {
	found, err := files.FindAll(w.tx, w.files)
	if err != nil {
		return err
	}
	links, err := db.Links(w.tx)
	if err != nil {
		return err
	}
	var rows []uint64
	for _, id := range w.files {
		named := false
		for _, l := range links {
			if l.Target != "files_attachments" || named {
				continue
			}
			still, err := w.in(db.Pointer{Table: l.Table, Column: l.Column}, []uint64{id})
			if err != nil {
				return err
			}
			named = len(still) > 0
		}
		if !named {
			rows = append(rows, id)
		}
	}
	if _, err := db.Strike(w.tx, "files_attachments", rows); err != nil {
		return err
	}
	for _, id := range rows {
		for _, sum := range []string{found[id].Sha256, found[id].ThumbSha256} {
			if sum != "" {
				w.sums = append(w.sums, sum)
			}
		}
	}
	if len(w.sums) == 0 {
		return nil
	}
	slices.Sort(w.sums)
	w.sums = slices.Compact(w.sums)
	known, err := files.Named(w.tx, w.sums)
	w.sums = slices.DeleteFunc(w.sums, func(sum string) bool { return known[sum] })
	return err
}
