package db

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
)

// SealedColumn is a column whose values lie sealed. Each area tells its own, so that all of them can be
// sealed anew with another key; a test holds the list against the schema.
type SealedColumn struct {
	Table  string
	Column string
	Place  string // what binds a value to its place: the name that was given to Seal
	// Index is the column of the blind index over the same value, with the name given to BlindIndex and
	// what of the value is indexed; empty where there is none.
	Index   string
	Indexed func(plain string) string
	// Text tells a column of text (see seal_text.go): it holds the sealed value written as text, and may
	// still hold plain ones from before it was sealed.
	Text bool
	// Within finds the sealed values that a plain value carries inside, as a former state of a file does;
	// nil where there are none. What pack gives is the same value with what was changed in them.
	Within func(plain string) (values []*Inner, pack func() (string, error), err error)
}

// Inner is a sealed value inside another one, with its blind index where that lies beside it.
type Inner struct {
	Place  string // as of a SealedColumn
	Sealed []byte
	// Index is the blind index of the same value; Indexed, what of the value it is made of. Empty where
	// there is none.
	Index   []byte
	Indexed func(plain string) string
}

// reseal seals the value anew, with its index, where it lies under an older key, and tells whether it did.
func (v *Inner) reseal(k *Keys, ring *ring) (changed bool, err error) {
	sealed := bytes.HasPrefix(v.Sealed, prefix(ring.primary))
	if len(v.Sealed) == 0 || sealed && len(v.Index) == 0 {
		return false, nil
	}
	plain, err := k.open(v.Place, v.Sealed)
	if err != nil {
		return false, err
	}
	if !sealed {
		if v.Sealed, err = ring.seal.Encrypt([]byte(plain), []byte(v.Place)); err != nil {
			return false, err
		}
	}
	if len(v.Index) == 0 || v.Indexed == nil {
		return !sealed, nil
	}
	was := v.Index
	if text := v.Indexed(plain); text != "" {
		if v.Index, err = ring.index.ComputePrimaryPRF(indexed(v.Place, text), 16); err != nil {
			return false, err
		}
	}
	return !sealed || !bytes.Equal(was, v.Index), nil
}

// within seals anew what a plain value carries inside, and tells whether anything was changed in it.
func (c SealedColumn) within(k *Keys, ring *ring, plain string) (fresh string, changed bool, err error) {
	if c.Within == nil {
		return plain, false, nil
	}
	values, pack, err := c.Within(plain)
	if err != nil {
		return plain, false, err
	}
	for _, v := range values {
		one, err := v.reseal(k, ring)
		if err != nil {
			return plain, false, err
		}
		changed = changed || one
	}
	if !changed {
		return plain, false, nil
	}
	fresh, err = pack()
	return fresh, true, err
}

// Name is the column with its table.
func (c SealedColumn) Name() string { return c.Table + "." + c.Column }

// holds is the condition under which a row has a value.
func (c SealedColumn) holds() string {
	if c.Text {
		return c.Column + " <> ''"
	}
	return c.Column + " IS NOT NULL"
}

// open gives the plain value of what lies in the column.
func (c SealedColumn) open(k *Keys, lies []byte) (string, error) {
	if c.Text {
		return k.openText(c.Place, string(lies))
	}
	return k.open(c.Place, lies)
}

// seal gives a plain value as it lies in the column.
func (c SealedColumn) seal(ring *ring, plain string) (any, error) {
	if c.Text {
		return ring.sealText(c.Place, plain)
	}
	return ring.seal.Encrypt([]byte(plain), []byte(c.Place))
}

// as gives what lies in the column as the database compares it.
func (c SealedColumn) as(lies []byte) any {
	if c.Text {
		return string(lies)
	}
	return lies
}

// newest tells, without opening it, that a value lies under the key that seals now.
func (c SealedColumn) newest(ring *ring, lies []byte) bool {
	if c.Text {
		key, sealed := keyOfText(string(lies))
		return sealed && key == ring.primary
	}
	return bytes.HasPrefix(lies, prefix(ring.primary))
}

// prefix is how a value begins that was sealed with a key.
func prefix(key uint32) []byte { return binary.BigEndian.AppendUint32([]byte{1}, key) }

// Resealed is how far sealing anew has come.
type Resealed struct {
	Column  string
	Changed int
}

// resealBatch is how many rows one transaction seals anew: few enough that those who work hardly wait.
const resealBatch = 100

// Reseal seals anew, with the key that seals now, whatever lies under another one, and makes its blind
// index anew. It works while the house serves and beside another one: each value is replaced only where it
// still is what was read. Stopped at any point it is begun again, and does what is left. It goes on past a
// value that no key opens and says so at the end.
func (h *House) Reseal(ctx context.Context, columns []SealedColumn, told func(Resealed)) (changed int, err error) {
	if h.cfg.Keys == nil {
		return 0, errNoKeys
	}
	h.cfg.Keys.refresh(true)
	var unread []error
	for _, c := range columns {
		done := Resealed{Column: c.Name()}
		last := uint64(0)
		for {
			var n int
			var more bool
			var next uint64
			var bad error
			if err := h.retry(ctx, func() (err error) {
				n, more, next, bad, err = h.resealSome(ctx, c, last)
				return err
			}); err != nil {
				return changed, fmt.Errorf("db: %s: %w", c.Name(), err)
			}
			if bad != nil {
				unread = append(unread, bad)
			}
			last = next
			changed += n
			done.Changed += n
			if told != nil {
				told(done)
			}
			if !more {
				break
			}
		}
	}
	return changed, errors.Join(unread...)
}

// sealedValue is one value as it lies in its column.
type sealedValue struct {
	id            uint64
	sealed, index []byte
}

// sealedAfter reads the values of the next rows of a column.
func (h *House) sealedAfter(ctx context.Context, c SealedColumn, after uint64) (some []sealedValue, err error) {
	index := "NULL"
	if c.Index != "" {
		index = c.Index
	}
	rows, err := h.Raw().QueryContext(ctx, "SELECT id, "+c.Column+", "+index+" FROM "+c.Table+" WHERE id > ? AND "+c.holds()+" ORDER BY id LIMIT ?", after, resealBatch) // #nosec G202 -- names of tables and columns from our own list, which TestEverySealedColumnIsKnown holds against the schema
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var v sealedValue
		if err := rows.Scan(&v.id, &v.sealed, &v.index); err != nil {
			_ = rows.Close()
			return nil, err
		}
		some = append(some, v)
	}
	return some, errors.Join(rows.Err(), rows.Close())
}

func (h *House) resealSome(ctx context.Context, c SealedColumn, after uint64) (changed int, more bool, last uint64, bad, err error) {
	last = after
	pool := h.Raw()
	some, err := h.sealedAfter(ctx, c, after)
	if err != nil || len(some) == 0 {
		return 0, false, last, nil, err
	}
	last, more = some[len(some)-1].id, len(some) == resealBatch
	type fresh struct {
		sealedValue
		value any
		lot   []byte
	}
	var todo []fresh
	ring := h.cfg.Keys.now()
	for _, v := range some {
		sealed := c.newest(ring, v.sealed)
		if len(v.sealed) == 0 || sealed && c.Index == "" && c.Within == nil {
			continue
		}
		plain, failed := c.open(h.cfg.Keys, v.sealed)
		if failed == nil {
			var changed bool
			plain, changed, failed = c.within(h.cfg.Keys, ring, plain)
			sealed = sealed && !changed // what it carries is of an older key
		}
		if failed != nil {
			bad = fmt.Errorf("row %d of %s cannot be opened with the keys of this house", v.id, c.Name())
			continue
		}
		f := fresh{sealedValue: v, value: c.as(v.sealed), lot: v.index}
		if !sealed {
			if f.value, err = c.seal(ring, plain); err != nil {
				return 0, false, after, bad, err
			}
		}
		if c.Index != "" {
			if text := c.Indexed(plain); text != "" {
				if f.lot, err = ring.index.ComputePrimaryPRF(indexed(c.Place, text), 16); err != nil {
					return 0, false, after, bad, err
				}
			}
		}
		if !sealed || !bytes.Equal(f.lot, v.index) {
			todo = append(todo, f)
		}
	}
	if len(todo) == 0 {
		return 0, more, last, bad, nil
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return 0, false, after, bad, err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after a commit
	for _, f := range todo {
		var done sql.Result
		if c.Index == "" {
			done, err = tx.ExecContext(ctx, "UPDATE "+c.Table+" SET "+c.Column+" = ? WHERE id = ? AND "+c.Column+" = ?", f.value, f.id, c.as(f.sealed)) // #nosec G202 -- names of tables and columns from our own list, which TestEverySealedColumnIsKnown holds against the schema
		} else {
			done, err = tx.ExecContext(ctx, "UPDATE "+c.Table+" SET "+c.Column+" = ?, "+c.Index+" = ? WHERE id = ? AND "+c.Column+" = ?", f.value, f.lot, f.id, c.as(f.sealed)) // #nosec G202 -- names of tables and columns from our own list, which TestEverySealedColumnIsKnown holds against the schema
		}
		if err != nil {
			return 0, false, after, bad, err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return 0, false, after, bad, err
		}
		changed += int(n)
	}
	return changed, more, last, bad, tx.Commit()
}

// KeyUse tells how many values lie under each key, over all columns, with those that other values carry
// inside. What a value carries that no key opens is not known: its own key, which the house does not have,
// is among those that are told.
func (h *House) KeyUse(ctx context.Context, columns []SealedColumn) (map[uint32]int, error) {
	use := map[uint32]int{}
	for _, c := range columns {
		if err := h.useWithin(ctx, c, use); err != nil {
			return nil, err
		}
		// The first five bytes name the key; written as text, they lie in as many letters and half of one more.
		length := 5
		if c.Text {
			length = len(sealedMark) + 7
		}
		rows, err := h.Raw().QueryContext(ctx, "SELECT SUBSTR("+c.Column+", 1, ?) AS k, COUNT(*) FROM "+c.Table+" WHERE "+c.holds()+" GROUP BY k", length) // #nosec G202 -- names of tables and columns from our own list, which TestEverySealedColumnIsKnown holds against the schema
		if err != nil {
			return nil, fmt.Errorf("db: %s: %w", c.Name(), quiet(err))
		}
		for rows.Next() {
			var begin []byte
			var n int
			if err := rows.Scan(&begin, &n); err != nil {
				_ = rows.Close()
				return nil, err
			}
			if c.Text {
				if key, sealed := keyOfText(string(begin)); sealed {
					use[key] += n
				}
			} else if len(begin) == 5 && begin[0] == 1 {
				use[binary.BigEndian.Uint32(begin[1:])] += n
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return use, nil
}

// useWithin counts, under their keys, the values that those of a column carry inside.
func (h *House) useWithin(ctx context.Context, c SealedColumn, use map[uint32]int) error {
	if c.Within == nil {
		return nil
	}
	for last, more := uint64(0), true; more; {
		some, err := h.sealedAfter(ctx, c, last)
		if err != nil {
			return fmt.Errorf("db: %s: %w", c.Name(), quiet(err))
		}
		for _, v := range some {
			last = v.id
			if len(v.sealed) == 0 {
				continue
			}
			plain, err := c.open(h.cfg.Keys, v.sealed)
			if err != nil {
				continue // counted under the key that is missing
			}
			values, _, err := c.Within(plain)
			if err != nil {
				return fmt.Errorf("db: %s: row %d: %w", c.Name(), v.id, err)
			}
			for _, inner := range values {
				if len(inner.Sealed) >= 5 && inner.Sealed[0] == 1 {
					use[binary.BigEndian.Uint32(inner.Sealed[1:])]++
				}
			}
		}
		more = len(some) == resealBatch
	}
	return nil
}
