package db

import (
	"database/sql"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

var campusMark = regexp.MustCompile(`\{campus ([a-z0-9_.]+)\}`)

// Report reads with SQL of its own: the one place for joins. The statement must hold
// {campus COLUMN} for the table that is campus-owned (as often as needed), which becomes the
// fence, or {shared} when every table in it belongs to the whole centre. Columns find their fields
// by name; what is NULL leaves its field empty. Values are never written into the text, but a list
// stands for as many as it holds: id IN ?.
//
// Hot pages live from it, so it goes straight to the connection of the transaction: a board asks
// for five thousand cells.
func Report[T any](tx *Tx, statement string, args ...any) ([]T, error) {
	statement, err := tx.fenced(statement)
	if err != nil {
		return nil, err
	}
	statement, args = spread(statement, args)
	ctx := tx.g.Statement.Context
	count(tx.g)
	attest(ctx, statement, args)
	rows, err := tx.g.Statement.ConnPool.QueryContext(ctx, statement, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return collect[T](tx.g, rows)
}

// fenced puts the campuses of the reach where the statement wants them.
func (tx *Tx) fenced(statement string) (string, error) {
	fenced := strings.Contains(statement, "{campus ")
	if !fenced && !strings.Contains(statement, "{shared}") {
		return "", fmt.Errorf("%w: a report names its campus column: {campus x.campus_id}, or {shared}", ErrRaw)
	}
	if fenced {
		if !tx.fence.set {
			return "", ErrNoReach
		}
		statement = campusMark.ReplaceAllString(statement, tx.fence.condition())
	}
	return strings.ReplaceAll(statement, "{shared}", "1=1"), nil
}

// condition is the fence in SQL, with $1 for the column.
func (r *reach) condition() string {
	if r.all {
		return "1=1"
	}
	if len(r.campuses) == 0 {
		return "1=0"
	}
	ids := make([]string, len(r.campuses))
	for i, id := range r.campuses {
		ids[i] = strconv.FormatUint(id, 10)
	}
	return "${1} IN (" + strings.Join(ids, ",") + ")"
}

// spread writes a placeholder for each value of a list, and takes the list apart.
func spread(statement string, args []any) (string, []any) {
	lists := false
	for _, a := range args {
		lists = lists || isList(a)
	}
	if !lists {
		return statement, args
	}
	var text strings.Builder
	var flat []any
	next := 0
	for i := range len(statement) {
		if statement[i] != '?' || next == len(args) {
			text.WriteByte(statement[i])
			continue
		}
		a := args[next]
		next++
		if !isList(a) {
			text.WriteByte('?')
			flat = append(flat, a)
			continue
		}
		list := reflect.ValueOf(a)
		if list.Len() == 0 {
			text.WriteString("(NULL)")
			continue
		}
		text.WriteString("(" + strings.Repeat("?,", list.Len()-1) + "?)")
		for k := range list.Len() {
			flat = append(flat, list.Index(k).Interface())
		}
	}
	return text.String(), append(flat, args[next:]...)
}

func isList(a any) bool {
	t := reflect.TypeOf(a)
	return t != nil && t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8
}

// collect reads every row into a T.
func collect[T any](g *gorm.DB, rows *sql.Rows) ([]T, error) {
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	st := &gorm.Statement{DB: g}
	if err := st.Parse(new(T)); err != nil {
		return nil, err
	}
	keys, _ := g.Statement.Context.Value(keysKey{}).(*Keys)
	cells := make([]cell, len(names))
	into := make([]any, len(names))
	for i, name := range names {
		cells[i].field, into[i] = st.Schema.LookUpField(name), &cells[i] // a column without a field only sorts
		if f := cells[i].field; f != nil && f.Serializer != nil {
			cells[i].sealed, cells[i].keys = f.Tag.Get("sealed"), keys
		}
	}
	var out []T
	for rows.Next() {
		out = append(out, *new(T))
		row := reflect.ValueOf(&out[len(out)-1]).Elem()
		for i := range cells {
			if cells[i].field == nil {
				continue
			}
			cells[i].to = row.FieldByIndex(cells[i].field.StructField.Index)
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
	}
	return out, rows.Err()
}

// cell puts one value of a row into its field.
type cell struct {
	field *schema.Field
	to    reflect.Value
	// sealed is the place of a sealed text, with the keys that open it.
	sealed string
	keys   *Keys
}

var instant = reflect.TypeFor[time.Time]()

// Scan takes what the driver found.
func (c *cell) Scan(found any) error {
	if c.field == nil {
		return nil
	}
	if c.sealed != "" {
		var err error
		switch v := found.(type) {
		case string:
			found, err = c.keys.openText(c.sealed, v)
		case []byte:
			found, err = c.keys.openText(c.sealed, string(v))
		}
		if err != nil {
			return err
		}
	}
	if err := c.put(c.to, found); err != nil {
		return fmt.Errorf("db: column %s: %w", c.field.DBName, err)
	}
	return nil
}

func (c *cell) put(to reflect.Value, found any) error {
	if found == nil {
		to.SetZero()
		return nil
	}
	kind := to.Kind()
	if kind == reflect.Pointer {
		fresh := reflect.New(to.Type().Elem())
		to.Set(fresh)
		return c.put(fresh.Elem(), found)
	}
	if to.Type() != instant {
		if own, ok := to.Addr().Interface().(sql.Scanner); ok {
			return own.Scan(found)
		}
	}
	switch v := found.(type) {
	case int64:
		return number(to, v)
	case uint64:
		return number(to, int64(v)) // #nosec G115 -- ids and counts, of which none passes 2^63
	case []byte:
		if kind == reflect.Slice {
			to.SetBytes(append([]byte{}, v...))
			return nil
		}
		return c.put(to, string(v))
	case string:
		return text(to, v)
	case time.Time:
		if to.Type() == instant {
			*to.Addr().Interface().(*time.Time) = v
			return nil
		}
	case bool:
		if kind == reflect.Bool {
			to.SetBool(v)
			return nil
		}
	case float64:
		if kind == reflect.Float64 {
			to.SetFloat(v)
			return nil
		}
		if v == float64(int64(v)) { // a sum
			return number(to, int64(v)) // #nosec G115 -- held against the same number just above
		}
	}
	return fmt.Errorf("%T does not fit into %s", found, to.Type())
}

func number(to reflect.Value, v int64) error {
	switch to.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		to.SetInt(v)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		to.SetUint(uint64(v)) // #nosec G115 -- an id or a count: columns that may be below zero are read into kinds with a sign
	case reflect.Bool:
		to.SetBool(v != 0)
	case reflect.Float64:
		to.SetFloat(float64(v))
	case reflect.String:
		to.SetString(strconv.FormatInt(v, 10))
	default:
		return fmt.Errorf("a number does not fit into %s", to.Type())
	}
	return nil
}

func text(to reflect.Value, v string) error {
	switch to.Kind() {
	case reflect.String:
		to.SetString(v)
		return nil
	case reflect.Slice:
		to.SetBytes([]byte(v))
		return nil
	case reflect.Float64:
		f, err := strconv.ParseFloat(v, 64)
		to.SetFloat(f)
		return err
	}
	// MariaDB gives sums as decimals in text.
	n, err := strconv.ParseInt(strings.TrimSuffix(v, ".0000"), 10, 64)
	if err != nil {
		return fmt.Errorf("a text does not fit into %s", to.Type())
	}
	return number(to, n)
}
