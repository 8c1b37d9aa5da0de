package db

import (
	"context"
	"database/sql"
	"sync"
)

// snapshot is the connection of a Read. It begins its transaction with the first statement and not
// before: a page that is drawn from memory pays for neither a beginning nor an end, and what is
// remembered is known to be older than whatever the snapshot then reads.
type snapshot struct {
	ctx  context.Context
	pool *sql.DB
	mu   sync.Mutex
	open *sql.Tx
}

// begin gives the transaction, beginning it the first time.
func (s *snapshot) begin() (*sql.Tx, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open != nil {
		return s.open, nil
	}
	var err error
	s.open, err = s.pool.BeginTx(s.ctx, &sql.TxOptions{ReadOnly: true})
	return s.open, err
}

// begun tells whether something was read already.
func (s *snapshot) begun() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open != nil
}

// end gives the connection back. Nothing was written, so there is nothing to commit.
func (s *snapshot) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open != nil {
		_ = s.open.Rollback() // a connection that is gone has nothing to give back
	}
}

// PrepareContext is part of what gorm asks of a connection.
func (s *snapshot) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	tx, err := s.begin()
	if err != nil {
		return nil, err
	}
	return tx.PrepareContext(ctx, query)
}

// ExecContext is part of what gorm asks of a connection.
func (s *snapshot) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	tx, err := s.begin()
	if err != nil {
		return nil, err
	}
	return tx.ExecContext(ctx, query, args...)
}

// QueryContext is part of what gorm asks of a connection.
func (s *snapshot) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	tx, err := s.begin()
	if err != nil {
		return nil, err
	}
	return tx.QueryContext(ctx, query, args...)
}

// QueryRowContext is part of what gorm asks of a connection. It can carry no error of its own, so
// one that cannot begin asks the pool, which will say why.
func (s *snapshot) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	tx, err := s.begin()
	if err != nil {
		return s.pool.QueryRowContext(ctx, query, args...)
	}
	return tx.QueryRowContext(ctx, query, args...)
}
