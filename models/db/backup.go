package db

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A backup of the database is one compressed file of lines a table, the same for both engines:
// what was saved on a laptop can be restored on a server.

// TableCopy is one table of a backup.
type TableCopy struct {
	Table  string `json:"table"`
	Rows   int    `json:"rows"`
	SHA256 string `json:"sha256"` // of the compressed file
}

// migrationTables belong to the schema and not to the house's data.
const migrationTables = "db_migration"

// ErrNotEmpty says that a restore would mix two houses.
var ErrNotEmpty = errors.New("db: the database already holds data")

// Export writes every table of one snapshot into dir, while others go on writing.
func (h *House) Export(ctx context.Context, dir string, progress func(TableCopy)) ([]TableCopy, error) {
	pool, err := h.read.DB()
	if err != nil {
		return nil, err
	}
	tx, err := pool.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()
	tables, err := h.tables(ctx, tx)
	if err != nil {
		return nil, err
	}
	var out []TableCopy
	for _, name := range tables {
		c, err := exportTable(ctx, tx, name, filepath.Join(dir, name+".jsonl.gz"))
		if err != nil {
			return nil, fmt.Errorf("db: %s: %w", name, err)
		}
		out = append(out, c)
		if progress != nil {
			progress(c)
		}
	}
	return out, nil
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

func exportTable(ctx context.Context, tx *sql.Tx, name, path string) (_ TableCopy, err error) {
	c := TableCopy{Table: name}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	sum := sha256.New()
	press := gzip.NewWriter(io.MultiWriter(f, sum))
	lines := json.NewEncoder(press)
	lines.SetEscapeHTML(false)
	found, err := tx.QueryContext(ctx, "SELECT * FROM "+name)
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
	if err := errors.Join(found.Err(), press.Close(), f.Sync()); err != nil {
		return c, err
	}
	c.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return c, nil
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

// Import fills an empty, migrated database from the files that Export wrote. The chosen tables'
// checksums are the caller's to check beforehand.
func (h *House) Import(ctx context.Context, dir string, tables []TableCopy, progress func(TableCopy)) error {
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
		n, err := importTable(ctx, tx, c.Table, filepath.Join(dir, c.Table+".jsonl.gz"))
		if err != nil {
			return fmt.Errorf("db: %s: %w", c.Table, err)
		}
		if n != c.Rows {
			return fmt.Errorf("db: %s held %d rows when it was saved, %d came back", c.Table, c.Rows, n)
		}
		if progress != nil {
			progress(c)
		}
	}
	return tx.Commit()
}

func importTable(ctx context.Context, tx *sql.Tx, name, path string) (rows int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	press, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return 0, err
	}
	lines := json.NewDecoder(press)
	lines.UseNumber()
	var columns []string
	if err := lines.Decode(&columns); err != nil {
		return 0, err
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
