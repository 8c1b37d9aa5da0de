package db

import (
	"context"
	"database/sql/driver"
	"errors"
)

// implicit is a connector whose connections, with autocommit off, begin their transaction with its
// first statement: to say BEGIN costs a way to the server and back, one of eight of a record of care.
// What such a connection does it does in a transaction, which ends with COMMIT or ROLLBACK: a
// statement outside is refused, because it would leave a transaction open that nobody ends.
type implicit struct{ driver.Connector }

// Connect opens a connection in which nothing is under way.
func (c implicit) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &implicitConn{Conn: conn}, nil
}

var errOutside = errors.New("db: a statement outside its transaction")

type implicitConn struct {
	driver.Conn
	within bool // between BeginTx and its end
	sent   bool // the server may know of a transaction
}

// BeginTx says nothing to the server: the first statement will.
func (c *implicitConn) BeginTx(_ context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if c.within || opts != (driver.TxOptions{}) {
		return nil, errors.New("db: a transaction of this connection is of one kind, and there is one at a time")
	}
	c.within, c.sent = true, false
	return c, nil
}

// Begin is BeginTx for callers without a context.
func (c *implicitConn) Begin() (driver.Tx, error) {
	return c.BeginTx(context.Background(), driver.TxOptions{})
}

// Commit keeps what was done.
func (c *implicitConn) Commit() error { return c.end("COMMIT") }

// Rollback takes back what was done.
func (c *implicitConn) Rollback() error { return c.end("ROLLBACK") }

// end closes the transaction. When the server does not confirm it the connection is not used again
// (IsValid), so that nobody else's work is kept or lost with what is left of this one.
func (c *implicitConn) end(word string) error {
	if c.within = false; !c.sent {
		return nil
	}
	_, err := c.Conn.(driver.ExecerContext).ExecContext(context.Background(), word, nil)
	c.sent = err != nil
	return err
}

// ExecContext runs a statement that gives no rows.
func (c *implicitConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if !c.within {
		return nil, errOutside
	}
	c.sent = true
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

// QueryContext runs a statement that gives rows.
func (c *implicitConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if !c.within {
		return nil, errOutside
	}
	c.sent = true
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

// PrepareContext compiles a statement, which ends with the transaction in which it was compiled.
func (c *implicitConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if !c.within {
		return nil, errOutside
	}
	c.sent = true
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
}

// CheckNamedValue says how the driver takes a value.
func (c *implicitConn) CheckNamedValue(v *driver.NamedValue) error {
	return c.Conn.(driver.NamedValueChecker).CheckNamedValue(v)
}

// Ping asks whether the database is there.
func (c *implicitConn) Ping(ctx context.Context) error { return c.Conn.(driver.Pinger).Ping(ctx) }

// ResetSession looks whether the connection still stands before somebody else uses it: BEGIN, by
// which that was found out before, is no longer said.
func (c *implicitConn) ResetSession(ctx context.Context) error {
	if c.within || c.sent {
		return driver.ErrBadConn
	}
	return c.Conn.(driver.SessionResetter).ResetSession(ctx)
}

// IsValid tells whether the connection may be used again.
func (c *implicitConn) IsValid() bool {
	return !c.within && !c.sent && c.Conn.(driver.Validator).IsValid()
}
