package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// What is erased for good is written over and taken out here, by names from the schema: whoever erases
// judges a whole person and has asked for it. Nothing else in the house may call this, since history is
// never changed.

// Blank is what a column says from now on. Where Said is true only what said something changes, so that
// an empty text stays empty.
type Blank struct {
	Column string
	To     any
	Said   bool
}

// Overwrite writes over columns of some rows, and tells how many rows there were.
func Overwrite(tx *Tx, table string, blanks []Blank, rows []uint64) (int, error) {
	if len(blanks) == 0 || len(rows) == 0 {
		return 0, nil
	}
	names, set, values := []string{table}, make([]string, len(blanks)), []any(nil)
	for i, b := range blanks {
		names = append(names, b.Column)
		set[i] = b.Column + " = ?"
		if b.Said {
			set[i] = b.Column + " = CASE WHEN " + b.Column + " = '' THEN " + b.Column + " ELSE ? END"
		}
		values = append(values, b.To)
	}
	if err := plain(names...); err != nil {
		return 0, err
	}
	if err := tx.sealBlanks(table, blanks, rows, values); err != nil {
		return 0, err
	}
	return tx.each("UPDATE "+table+" SET "+strings.Join(set, ", ")+" WHERE id IN ?", values, rows)
}

// sealBlanks seals what is written over a sealed text: what is left of it tells of others.
func (tx *Tx) sealBlanks(table string, blanks []Blank, rows []uint64, values []any) error {
	for i, b := range blanks {
		to, is := b.To.(string)
		if !is || to == "" {
			continue
		}
		lying, err := Report[numbered](tx, "SELECT id FROM "+table+" WHERE {shared} AND id IN ? AND "+b.Column+" LIKE '"+sealedMark+"%' LIMIT 1", rows)
		if err != nil {
			return err
		}
		if len(lying) == 0 {
			continue
		}
		if values[i], err = tx.house.cfg.Keys.sealText(table+"."+b.Column, to); err != nil {
			return err
		}
	}
	return nil
}

// Strike takes rows out of a table, the newest first, since a correction names what it corrects; it tells
// how many there were.
func Strike(tx *Tx, table string, rows []uint64) (int, error) {
	if err := plain(table); err != nil {
		return 0, err
	}
	statement := "DELETE FROM " + table + " WHERE id IN ?"
	if tx.house.Engine != SQLite {
		statement += " ORDER BY id DESC" // the server looks at every row by itself
	}
	rows = slices.Clone(rows)
	slices.Sort(rows)
	slices.Reverse(rows)
	return tx.each(statement, nil, rows)
}

// StrikeNaming takes out the rows of a table without numbers, such as the words of a search, whose column
// names one of some numbers.
func StrikeNaming(tx *Tx, p Pointer, ids []uint64) (int, error) {
	if err := plain(p.Table, p.Column); err != nil {
		return 0, err
	}
	return tx.each("DELETE FROM "+p.Table+" WHERE "+p.Column+" IN ?", nil, ids)
}

// each runs a statement over rows in chunks. What SQLite frees is written over with zeros at once.
func (tx *Tx) each(statement string, values []any, rows []uint64) (changed int, err error) {
	if err := tx.writable(); err != nil {
		return 0, err
	}
	ctx := tx.g.Statement.Context
	if tx.house.Engine == SQLite {
		if _, err := tx.g.Statement.ConnPool.ExecContext(ctx, "PRAGMA secure_delete = ON"); err != nil {
			return 0, err
		}
	}
	for part := range slices.Chunk(rows, chunk) {
		n, err := tx.run(ctx, statement, append(slices.Clone(values), part))
		if err != nil {
			return changed, err
		}
		changed += n
	}
	return changed, nil
}

func (tx *Tx) run(ctx context.Context, statement string, args []any) (int, error) {
	statement, args = spread(statement, args)
	count(tx.g)
	attest(ctx, statement, args)
	done, err := tx.g.Statement.ConnPool.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, fmt.Errorf("db: %.60s: %w", statement, err)
	}
	n, err := done.RowsAffected()
	return int(n), err
}

// Words is what one column of a row says.
type Words struct {
	ID   uint64
	Text string
}

// WordsIn reads a column of words of some rows; those that hold none of the parts are left out. Without
// rows it reads the whole table.
func WordsIn(tx *Tx, p Pointer, rows []uint64, parts ...string) (out []Words, err error) {
	if err := plain(p.Table, p.Column); err != nil || len(parts) == 0 {
		return nil, err
	}
	column := p.Column
	if tx.house.Engine != SQLite { // columns of codes know no other letters
		column = "CONVERT(" + column + " USING utf8mb4) COLLATE utf8mb4_bin"
	}
	like, args := make([]string, len(parts)), make([]any, len(parts))
	for i, part := range parts {
		like[i], args[i] = column+" LIKE ? ESCAPE '!'", "%"+likeText.Replace(part)+"%"
	}
	like = append(like, p.Column+" LIKE '"+sealedMark+"%'") // opened below: the database cannot look into it
	within := func(found []Words, err error) ([]Words, error) {
		if err != nil {
			return nil, err
		}
		return holding(tx, p, found, parts)
	}
	statement := "SELECT id, " + p.Column + " AS text FROM " + p.Table + " WHERE {shared} AND (" + strings.Join(like, " OR ") + ")"
	if rows == nil {
		return within(Report[Words](tx, statement+" ORDER BY id", args...))
	}
	for part := range slices.Chunk(rows, chunk) {
		some, err := within(Report[Words](tx, statement+" AND id IN ? ORDER BY id", append(slices.Clone(args), part)...))
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// holding opens the sealed texts among some, and keeps those of them that hold one of the parts.
func holding(tx *Tx, p Pointer, some []Words, parts []string) (out []Words, err error) {
	for _, w := range some {
		if strings.HasPrefix(w.Text, sealedMark) {
			if tx.house.cfg.Keys.lies(w.Text) {
				if w.Text, err = OpenText(tx, p.String(), w.Text); err != nil {
					return nil, err
				}
			}
			if !slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(w.Text, part) }) {
				continue
			}
		}
		out = append(out, w)
	}
	return out, nil
}

var likeText = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")
