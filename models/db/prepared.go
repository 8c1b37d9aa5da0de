package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"hash/maphash"
	"unique"
)

// prepared is a connector whose connections keep what they have compiled: the same statement asked
// again is run and not read again. Without it every statement of every transaction would be compiled
// anew, which costs the embedded engine more than running it, and a server a quarter of a record of care.
type prepared struct {
	driver.Connector
	// far says that compiling is a way to a server and back of its own, and that what is compiled lies
	// in the server's memory: then only what comes a second time is compiled, and less of it is kept.
	far bool
}

// Connect opens a connection with an empty shelf.
func (p prepared) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	c := &preparedConn{Conn: conn, shelf: map[string]*keptStmt{}, room: shelfSize}
	if p.far {
		c.room, c.met = farShelfSize, map[uint64]struct{}{}
	}
	return c, nil
}

// How many statements a connection keeps. Lists of every length make statements of their own, so
// there must be an end. A server keeps them for all connections together: MariaDB 16,382 at most.
const (
	shelfSize    = 200
	farShelfSize = 64
	metAtMost    = 1000   // texts that a far connection remembers to have met once
	farLongest   = 16_000 // bytes; a longer text is a list of its own that hardly comes again
)

type preparedConn struct {
	driver.Conn
	shelf map[string]*keptStmt
	room  int
	clock uint64
	met   map[uint64]struct{} // hashes of what a far connection ran once; nil on a near one
}

var metSeed = maphash.MakeSeed()

// passing tells whether this text is run without being compiled: a far connection has not met it yet.
func (c *preparedConn) passing(query string) bool {
	if c.met == nil || c.shelf[query] != nil {
		return false
	}
	if len(query) > farLongest {
		return true
	}
	key := maphash.String(metSeed, query)
	if _, again := c.met[key]; again {
		delete(c.met, key)
		return false
	}
	if len(c.met) >= metAtMost {
		clear(c.met)
	}
	c.met[key] = struct{}{}
	return true
}

// keptStmt is a compiled statement. It runs for one reader at a time.
type keptStmt struct {
	driver.Stmt
	busy bool
	used uint64
}

// take gives the compiled statement, from the shelf or new; one that is being read is not shared.
func (c *preparedConn) take(ctx context.Context, query string) (*keptStmt, error) {
	c.clock++
	kept := c.shelf[query]
	if kept != nil && !kept.busy {
		kept.busy, kept.used = true, c.clock
		return kept, nil
	}
	st, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	fresh := &keptStmt{Stmt: st, busy: true, used: c.clock}
	if kept == nil {
		c.makeRoom()
		c.shelf[unique.Make(query).Value()] = fresh // the connections of a house share the text
	}
	return fresh, nil
}

// give puts a statement back; one that has no place on the shelf is thrown away.
func (c *preparedConn) give(query string, st *keptStmt) error {
	st.busy = false
	if c.shelf[query] != st {
		return st.Close()
	}
	return nil
}

// makeRoom throws the statement away that was not used for the longest time.
func (c *preparedConn) makeRoom() {
	if len(c.shelf) < c.room {
		return
	}
	oldest := ""
	for query, st := range c.shelf {
		if !st.busy && (oldest == "" || st.used < c.shelf[oldest].used) {
			oldest = query
		}
	}
	if st := c.shelf[oldest]; st != nil {
		delete(c.shelf, oldest)
		_ = st.Close()
	}
}

// ExecContext runs a statement that gives no rows.
func (c *preparedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if c.passing(query) {
		return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
	}
	st, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	result, err := st.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
	return result, errors.Join(err, c.give(query, st))
}

// QueryContext runs a statement that gives rows; the statement is busy until they are closed.
func (c *preparedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if c.passing(query) {
		return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
	}
	st, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := st.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		return nil, errors.Join(err, c.give(query, st))
	}
	return &preparedRows{Rows: rows, done: func() error { return c.give(query, st) }}, nil
}

type preparedRows struct {
	driver.Rows
	done func() error
}

// ColumnTypeDatabaseTypeName tells how a column was declared; a backup asks for it.
func (r *preparedRows) ColumnTypeDatabaseTypeName(i int) string {
	if named, ok := r.Rows.(driver.RowsColumnTypeDatabaseTypeName); ok {
		return named.ColumnTypeDatabaseTypeName(i)
	}
	return ""
}

// Close ends the reading and gives the statement back.
func (r *preparedRows) Close() error {
	err := r.Rows.Close()
	if r.done != nil {
		err = errors.Join(err, r.done())
		r.done = nil
	}
	return err
}

// BeginTx begins a transaction.
func (c *preparedConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
}

// PrepareContext compiles a statement for a caller who keeps it.
func (c *preparedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
}

// CheckNamedValue says how the driver takes a value.
func (c *preparedConn) CheckNamedValue(v *driver.NamedValue) error {
	if own, ok := c.Conn.(driver.NamedValueChecker); ok {
		return own.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

// Ping asks whether the database is there.
func (c *preparedConn) Ping(ctx context.Context) error { return c.Conn.(driver.Pinger).Ping(ctx) }

// ResetSession makes the connection ready for the next user.
func (c *preparedConn) ResetSession(ctx context.Context) error {
	return c.Conn.(driver.SessionResetter).ResetSession(ctx)
}

// IsValid tells whether the connection may be used again.
func (c *preparedConn) IsValid() bool { return c.Conn.(driver.Validator).IsValid() }

// Close throws the shelf away and closes the connection. A server forgets by itself what it compiled for
// a connection; to tell it of each would be a word to nobody when it is gone.
func (c *preparedConn) Close() error {
	if c.met == nil {
		for _, st := range c.shelf {
			_ = st.Close()
		}
	}
	clear(c.shelf)
	return c.Conn.Close()
}
