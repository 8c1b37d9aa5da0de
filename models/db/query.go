package db

import (
	"encoding/base64"
	"errors"
	"strings"

	"gorm.io/gorm"

	"maiam/models/fault"
)

// Query reads rows of one table, inside the fence.
type Query[T any] struct{ g *gorm.DB }

// From starts a query over the table of T.
func From[T any](tx *Tx) Query[T] { return Query[T]{tx.g.Model(new(T))} }

// Where adds a condition; conditions are joined by AND, and each stands in brackets.
func (q Query[T]) Where(condition string, args ...any) Query[T] {
	return Query[T]{q.g.Where("("+condition+")", args...)}
}

// Order sorts by columns, such as "position, id".
func (q Query[T]) Order(columns string) Query[T] { return Query[T]{q.g.Order(columns)} }

// Limit reads at most n rows.
func (q Query[T]) Limit(n int) Query[T] { return Query[T]{q.g.Limit(n)} }

// Only reads the named columns; the other fields stay empty.
func (q Query[T]) Only(columns ...string) Query[T] { return Query[T]{q.g.Select(columns)} }

// All reads every row.
func (q Query[T]) All() ([]T, error) {
	var out []T
	return out, q.g.Find(&out).Error
}

// One reads the row, or says NotFound.
func (q Query[T]) One() (*T, error) {
	row, err := q.Maybe()
	if err == nil && row == nil {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	return row, err
}

// Maybe reads the row, or nil when there is none.
func (q Query[T]) Maybe() (*T, error) {
	var out T
	err := q.g.Limit(1).Take(&out).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &out, nil
}

// Count counts the rows.
func (q Query[T]) Count() (int, error) {
	var n int64
	err := q.g.Count(&n).Error
	return int(n), err
}

// Exists tells whether there is such a row.
func (q Query[T]) Exists() (bool, error) {
	row, err := q.Maybe()
	return row != nil, err
}

// Get reads one row by its id, or says NotFound; a row of another campus is not there.
func Get[T any](tx *Tx, id uint64) (*T, error) { return From[T](tx).Where("id = ?", id).One() }

// MaxPage is the most rows that one page of a list holds.
const MaxPage = 200

// Page is what a list was asked for: how many rows, and after which one.
type Page struct {
	Limit int
	After string
	Most  int // so many rows at once, for a file that holds the whole list; no request sets it
}

// Size gives the number of rows to read: between 1 and MaxPage, 50 when not said;
// as many as a file takes.
func (p Page) Size() int {
	switch {
	case p.Most > 0:
		return p.Most
	case p.Limit <= 0:
		return 50
	case p.Limit > MaxPage:
		return MaxPage
	}
	return p.Limit
}

// Cursor packs the sort values of a list's last row for the next page.
func Cursor(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "\x00")))
}

// Parts unpacks a cursor into n values; ok is false where there is none.
func (p Page) Parts(n int) (parts []string, ok bool, err error) {
	if p.After == "" {
		return nil, false, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(p.After)
	parts = strings.Split(string(text), "\x00")
	if err != nil || len(parts) != n {
		return nil, false, fault.Field("after", "db.bad_cursor")
	}
	return parts, true, nil
}
