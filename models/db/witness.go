package db

import (
	"context"
	"errors"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// witness keeps the statements that run under a context.
type witness struct {
	mu   sync.Mutex
	seen []string
}

type witnessKey struct{}

// Witness gives a context that keeps every statement run under it, whole with its values, and the
// way to read them. They hold personal data: it is for tests that ask the database how it would
// run what a page asks, and for nothing that is stored or logged.
func Witness(ctx context.Context) (context.Context, func() []string) {
	w := &witness{}
	return context.WithValue(ctx, witnessKey{}, w), func() []string {
		w.mu.Lock()
		defer w.mu.Unlock()
		return append([]string(nil), w.seen...)
	}
}

func (w *witness) see(statement string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, statement)
}

// attest shows a statement to the witness, if there is one.
func attest(ctx context.Context, statement string, args []any) {
	if w, ok := ctx.Value(witnessKey{}).(*witness); ok {
		w.see(logger.ExplainSQL(statement, nil, "'", args...))
	}
}

// attend hooks the witness behind gorm's own steps, where the statement is whole.
func attend(g *gorm.DB) error {
	see := func(g *gorm.DB) {
		if g.Statement.SQL.Len() > 0 {
			attest(g.Statement.Context, g.Statement.SQL.String(), g.Statement.Vars)
		}
	}
	cb := g.Callback()
	return errors.Join(
		cb.Query().After("gorm:query").Register("witness:query", see),
		cb.Row().After("gorm:row").Register("witness:row", see),
		cb.Create().After("gorm:create").Register("witness:create", see),
		cb.Update().After("gorm:update").Register("witness:update", see),
		cb.Delete().After("gorm:delete").Register("witness:delete", see),
		cb.Raw().After("gorm:raw").Register("witness:raw", see),
	)
}
