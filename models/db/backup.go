package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A copy of the database is one text of lines a table, the same for both engines: what was saved on a
// laptop can be restored on a server.

// TableCopy is one table of a copy.
type TableCopy struct {
	Table string `json:"table"`
	Rows  int    `json:"rows"`
}

// Copied is what a copy holds.
type Copied struct {
	Tables []TableCopy
	Deeds  int64    // how many deeds were ever written, as Written counts them
	Counts []int64  // the answers to what was asked of the same snapshot
	Log    Position // where the binary log of the server stood; zero where it keeps none
}

// migrationTables belong to the schema and not to the house's data.
const migrationTables = "db_migration"

// ErrNotEmpty says that a restore would mix two houses.
var ErrNotEmpty = errors.New("db: the database already holds data")

// everWritten counts every deed that was ever written: those that have a number, by the ends of their
// chains, and those that wait for one. Whatever somebody does leaves a deed, so that a number as before
// means that nobody did anything.
const everWritten = "SELECT (SELECT COALESCE(SUM(seq), 0) FROM db_chains) + (SELECT COUNT(*) FROM db_deeds WHERE seq IS NULL)"

// Written counts the deeds that were ever written, cheaply.
func (h *House) Written(ctx context.Context) (n int64, err error) {
	pool, err := h.read.DB()
	if err != nil {
		return 0, err
	}
	return n, settle(pool.QueryRowContext(ctx, everWritten).Scan(&n))
}

// Lived tells whether anybody ever did anything in this house. A database without the tables of deeds is
// one that was begun and never finished; one that cannot be read is an error, not an empty house.
func (h *House) Lived(ctx context.Context) (bool, error) {
	pool, err := h.read.DB()
	if err != nil {
		return false, err
	}
	all, err := h.tables(ctx, pool)
	if err != nil {
		return false, settle(err)
	}
	if !slices.Contains(all, "db_chains") || !slices.Contains(all, "db_deeds") {
		return false, nil
	}
	n, err := h.Written(ctx)
	return n > 0, err
}

// Export writes every table of one snapshot, while others go on writing: each into what into opens for
// it. The questions are statements that count something, answered from the same snapshot.
func (h *House) Export(ctx context.Context, into func(table string) (io.WriteCloser, error), questions ...string) (_ *Copied, err error) {
	pool, err := h.read.DB()
	if err != nil {
		return nil, err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, settle(err)
	}
	defer conn.Close()
	begin := "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
	if h.Engine == SQLite {
		begin = "BEGIN"
	}
	if _, err := conn.ExecContext(ctx, begin); err != nil {
		return nil, settle(err)
	}
	defer func() {
		if _, e := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); e != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // nobody gets it half way through
		}
	}()
	out := &Copied{}
	if err := conn.QueryRowContext(ctx, everWritten).Scan(&out.Deeds); err != nil {
		return nil, settle(err)
	}
	if h.Engine == MySQL {
		if out.Log, err = logOfSnapshot(ctx, conn); err != nil {
			return nil, settle(err)
		}
	}
	for _, q := range questions {
		var n int64
		if err := conn.QueryRowContext(ctx, q).Scan(&n); err != nil {
			return nil, settle(err)
		}
		out.Counts = append(out.Counts, n)
	}
	tables, err := h.tables(ctx, conn)
	if err != nil {
		return nil, settle(err)
	}
	for _, name := range tables {
		c, err := exportInto(ctx, conn, name, into)
		if err != nil {
			return nil, fmt.Errorf("db: %s: %w", name, err)
		}
		out.Tables = append(out.Tables, c)
	}
	return out, nil
}

func exportInto(ctx context.Context, conn querier, name string, into func(string) (io.WriteCloser, error)) (TableCopy, error) {
	w, err := into(name)
	if err != nil {
		return TableCopy{}, err
	}
	c, err := exportTable(ctx, conn, name, w)
	if err != nil {
		if half, ok := w.(interface{ Drop() }); ok {
			half.Drop()
		}
		return c, err
	}
	return c, w.Close()
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (h *House) tables(ctx context.Context, tx querier) ([]string, error) {
	query := "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
	if h.Engine == SQLite {
		query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	}
	found, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var out []string
	for found.Next() {
		var name string
		if err := found.Scan(&name); err != nil {
			return nil, err
		}
		if !strings.HasPrefix(name, migrationTables) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out, found.Err()
}

func exportTable(ctx context.Context, tx querier, name string, to io.Writer) (TableCopy, error) {
	c := TableCopy{Table: name}
	lines := json.NewEncoder(to)
	lines.SetEscapeHTML(false)
	found, err := tx.QueryContext(ctx, "SELECT * FROM "+name) // #nosec G202 -- the name of a table of ours, from the list of tables
	if err != nil {
		return c, err
	}
	defer found.Close()
	columns, err := found.ColumnTypes()
	if err != nil {
		return c, err
	}
	names := make([]string, len(columns))
	cells, into := make([]any, len(columns)), make([]any, len(columns))
	for i, column := range columns {
		names[i], into[i] = column.Name(), &cells[i]
	}
	if err := lines.Encode(names); err != nil {
		return c, err
	}
	for found.Next() {
		if err := found.Scan(into...); err != nil {
			return c, err
		}
		for i, cell := range cells {
			cells[i] = portable(columns[i].DatabaseTypeName(), cell)
		}
		if err := lines.Encode(cells); err != nil {
			return c, err
		}
		c.Rows++
	}
	return c, found.Err()
}

// packed marks a cell that JSON has no own form for: b bytes, d day, t moment.
type packed struct {
	B *string `json:"b,omitempty"`
	D string  `json:"d,omitempty"`
	T string  `json:"t,omitempty"`
}

func portable(kind string, cell any) any {
	kind = strings.ToUpper(kind)
	switch v := cell.(type) {
	case time.Time:
		if kind == "DATE" {
			return packed{D: v.Format(time.DateOnly)}
		}
		return packed{T: v.UTC().Format(time.RFC3339Nano)}
	case []byte:
		if strings.Contains(kind, "BLOB") || strings.Contains(kind, "BINARY") {
			text := base64.StdEncoding.EncodeToString(v)
			return packed{B: &text}
		}
		return string(v)
	}
	return cell
}

// Import fills an empty, migrated database with what Export wrote, all of it or nothing.
func (h *House) Import(ctx context.Context, tables []TableCopy, from func(table string) (io.ReadCloser, error)) error {
	conn, err := h.Raw().Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	there, err := h.tables(ctx, conn)
	if err != nil {
		return err
	}
	for _, name := range there {
		var one int
		err := conn.QueryRowContext(ctx, "SELECT 1 FROM "+name+" LIMIT 1").Scan(&one)
		if err == nil {
			return ErrNotEmpty
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	// Tables come in the order of their names, so a row may come before the one it refers to.
	off, on := "SET foreign_key_checks=0", "SET foreign_key_checks=1"
	if h.Engine == SQLite {
		off, on = "PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON"
	}
	if _, err := conn.ExecContext(ctx, off); err != nil {
		return err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), on) }()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	for _, c := range tables {
		if !slices.Contains(there, c.Table) {
			return fmt.Errorf("db: the backup holds %s, which this version does not have", c.Table)
		}
		n, err := importFrom(ctx, tx, c.Table, from)
		if err != nil {
			return fmt.Errorf("db: %s: %w", c.Table, err)
		}
		if n != c.Rows {
			return fmt.Errorf("db: %s held %d rows when it was saved, %d came back", c.Table, c.Rows, n)
		}
	}
	return tx.Commit()
}

func importFrom(ctx context.Context, tx *sql.Tx, name string, from func(string) (io.ReadCloser, error)) (int, error) {
	r, err := from(name)
	if err != nil {
		return 0, err
	}
	n, err := importTable(ctx, tx, name, r)
	if err == nil {
		_, err = io.Copy(io.Discard, r) // to its end, where a copy that was changed or cut short is told
	}
	return n, errors.Join(err, r.Close())
}

func importTable(ctx context.Context, tx *sql.Tx, name string, from io.Reader) (rows int, err error) {
	lines := json.NewDecoder(from)
	lines.UseNumber()
	var columns []string
	if err := lines.Decode(&columns); err != nil {
		return 0, err
	}
	if err := plain(append([]string{name}, columns...)...); err != nil {
		return 0, err
	}
	if len(columns) == 0 {
		return 0, errors.New("db: a table without columns")
	}
	one := "(?" + strings.Repeat(",?", len(columns)-1) + ")"
	head := "INSERT INTO " + name + " (" + strings.Join(columns, ",") + ") VALUES "
	var args []any
	flush := func(n int) error {
		if n == 0 {
			return nil
		}
		_, err := tx.ExecContext(ctx, head+one+strings.Repeat(","+one, n-1), args...)
		args = args[:0]
		return err
	}
	waiting := 0
	for {
		var cells []json.RawMessage
		if err := lines.Decode(&cells); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return rows, err
		}
		if len(cells) != len(columns) {
			return rows, fmt.Errorf("row %d has %d cells", rows+1, len(cells))
		}
		for _, cell := range cells {
			v, err := native(cell)
			if err != nil {
				return rows, err
			}
			args = append(args, v)
		}
		rows, waiting = rows+1, waiting+1
		if waiting*len(columns) > 2000 {
			if err := flush(waiting); err != nil {
				return rows, err
			}
			waiting = 0
		}
	}
	return rows, flush(waiting)
}

func native(cell json.RawMessage) (any, error) {
	var v any
	d := json.NewDecoder(strings.NewReader(string(cell)))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n, nil
		}
		return v.String(), nil
	case map[string]any:
		var p packed
		if err := json.Unmarshal(cell, &p); err != nil {
			return nil, err
		}
		switch {
		case p.B != nil:
			return base64.StdEncoding.DecodeString(*p.B)
		case p.D != "":
			return p.D, nil
		}
		return time.Parse(time.RFC3339Nano, p.T)
	}
	return v, nil
}
