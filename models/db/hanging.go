package db

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// What hangs on a row is read from the schema itself, so that a table that is added tomorrow hangs
// on it too without anybody having to remember: which columns name the rows of a table, which keys
// no two rows may share, and which rows name which others.

// Pointer is a column that names rows of some table.
type Pointer struct{ Table, Column string }

// String is the column as people write it: presence_stays.resident_id.
func (p Pointer) String() string { return p.Table + "." + p.Column }

// Link is a column that names rows of another table by a foreign key.
type Link struct{ Table, Column, Target string }

const (
	sqliteUniques = `SELECT m.name AS table_name, i.name AS key_name, c.name AS column_name FROM sqlite_master m JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c
		WHERE {shared} AND m.type = 'table' AND i."unique" = 1 AND i.origin <> 'pk' ORDER BY m.name, i.name, c.seqno`
	serverUniques = `SELECT s.table_name AS table_name, s.index_name AS key_name, s.column_name AS column_name FROM information_schema.statistics s
		WHERE {shared} AND s.table_schema = DATABASE() AND s.non_unique = 0 AND s.index_name <> 'PRIMARY' ORDER BY s.table_name, s.index_name, s.seq_in_index`
)

// Links lists every foreign key of the schema.
func Links(tx *Tx) (out []Link, err error) {
	columns, err := Schema(tx)
	for _, c := range columns {
		if c.References != "" {
			out = append(out, Link{c.TableName, c.Name, c.References})
		}
	}
	return out, err
}

// Pointers lists the columns that name rows of a table: those with a foreign key to it, and those
// whose name ends in the given word, such as resident_id and open_resident_id.
func Pointers(tx *Tx, target, ending string) (out []Pointer, err error) {
	columns, err := Schema(tx)
	for _, c := range columns {
		if c.References == target || c.Name == ending || strings.HasSuffix(c.Name, "_"+ending) {
			out = append(out, Pointer{c.TableName, c.Name})
		}
	}
	slices.SortFunc(out, func(a, b Pointer) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(out), err
}

// UniqueKey is a set of columns of which no two rows of a table may have the same values.
type UniqueKey struct {
	Table   string
	Columns []string
}

// UniqueKeys lists the unique keys of the schema beside the numbers of the rows.
func UniqueKeys(tx *Tx) ([]UniqueKey, error) {
	uniques := serverUniques
	if tx.house.Engine == SQLite {
		uniques = sqliteUniques
	}
	rows, err := Report[struct {
		Table  string `gorm:"column:table_name"`
		Name   string `gorm:"column:key_name"`
		Column string `gorm:"column:column_name"`
	}](tx, uniques)
	if err != nil {
		return nil, err
	}
	var out []UniqueKey
	last := ""
	for _, r := range rows {
		if name := r.Table + " " + r.Name; name != last {
			out, last = append(out, UniqueKey{Table: r.Table}), name
		}
		k := &out[len(out)-1]
		k.Columns = append(k.Columns, r.Column)
	}
	return out, nil
}

// plainName is what a table or column may be called; names come from the schema, and this makes sure
// of it before one is written into a statement.
var plainName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func plain(names ...string) error {
	for _, n := range names {
		if !plainName.MatchString(n) {
			return fmt.Errorf("db: %q is no name of a table or column", n)
		}
	}
	return nil
}

type numbered struct{ ID uint64 }

func numbers(rows []numbered, err error) ([]uint64, error) {
	out := make([]uint64, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out, err
}

// Naming gives the rows whose column names an id, of those above a number.
func Naming(tx *Tx, p Pointer, id, above uint64) ([]uint64, error) {
	if err := plain(p.Table, p.Column); err != nil {
		return nil, err
	}
	return numbers(Report[numbered](tx, "SELECT id FROM "+p.Table+" WHERE {shared} AND "+p.Column+" = ? AND id > ? ORDER BY id", id, above))
}

// LinkedTo gives, of some rows, those whose column names one of other rows.
func LinkedTo(tx *Tx, table, column string, rows, others []uint64) ([]uint64, error) {
	if err := plain(table, column); err != nil {
		return nil, err
	}
	wanted := map[uint64]bool{}
	for _, id := range others {
		wanted[id] = true
	}
	var out []uint64
	for part := range slices.Chunk(rows, chunk) {
		found, err := Report[struct{ ID, Names uint64 }](tx, "SELECT id, "+column+" AS names FROM "+table+" WHERE {shared} AND "+column+" IS NOT NULL AND id IN ? ORDER BY id", part)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if wanted[r.Names] {
				out = append(out, r.ID)
			}
		}
	}
	return out, nil
}

// Clashing gives the rows that, with one id put in the place of another in these columns, would have
// the same unique key as a row that is there.
func Clashing(tx *Tx, k UniqueKey, columns []string, from, to uint64) ([]uint64, error) {
	if err := plain(append([]string{k.Table}, k.Columns...)...); err != nil {
		return nil, err
	}
	var same, names []string
	var args, ids []any
	for _, c := range k.Columns {
		if !slices.Contains(columns, c) {
			same = append(same, "s."+c+" = r."+c)
			continue
		}
		same = append(same, "s."+c+" = CASE WHEN r."+c+" = ? THEN ? ELSE r."+c+" END")
		args = append(args, from, to)
		names = append(names, "r."+c+" = ?")
		ids = append(ids, from)
	}
	return numbers(Report[numbered](tx, "SELECT DISTINCT r.id FROM "+k.Table+" r JOIN "+k.Table+" s ON s.id <> r.id AND "+strings.Join(same, " AND ")+
		" WHERE {shared} AND ("+strings.Join(names, " OR ")+") ORDER BY r.id", append(args, ids...)...))
}

// Newest is the highest number that a row of a table has.
func Newest(tx *Tx, table string) (uint64, error) {
	if err := plain(table); err != nil {
		return 0, err
	}
	rows, err := Report[numbered](tx, "SELECT id FROM "+table+" WHERE {shared} ORDER BY id DESC LIMIT 1")
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return rows[0].ID, nil
}

// Repoint puts one id in the place of another in some columns of some rows, and tells how many rows
// there were. It is for use-cases that judge a whole person and say of each row what becomes of it:
// it knows no campus, so the caller has asked for both.
func Repoint(tx *Tx, table string, columns []string, from, to uint64, rows []uint64) (int, error) {
	if err := tx.writable(); err != nil {
		return 0, err
	}
	if err := plain(append([]string{table}, columns...)...); err != nil {
		return 0, err
	}
	var set []string
	var values []any
	for _, c := range columns {
		set = append(set, c+" = CASE WHEN "+c+" = ? THEN ? ELSE "+c+" END")
		values = append(values, from, to)
	}
	ctx, changed := tx.g.Statement.Context, 0
	for part := range slices.Chunk(rows, chunk) {
		statement, args := spread("UPDATE "+table+" SET "+strings.Join(set, ", ")+" WHERE id IN ?", append(slices.Clone(values), part))
		count(tx.g)
		attest(ctx, statement, args)
		done, err := tx.g.Statement.ConnPool.ExecContext(ctx, statement, args...)
		if err != nil {
			return changed, err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return changed, err
		}
		changed += int(n)
	}
	return changed, nil
}
