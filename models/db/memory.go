package db

import (
	"slices"
	"sync"
	"time"
)

// Memory keeps in this process what is read on every page and changed a few times a year, such as
// the settings: a busy page must not pay a statement for each. It is forgotten the moment a
// transaction of this process that changed it is committed, and read again after its age, so that
// a change made through another process is seen within that time.
type Memory[T any] struct {
	age  time.Duration
	load func(*Tx) (T, error)
}

// Remember makes a memory. What load gives is shared by everybody, so nobody may change it and it
// must come from tables of the whole centre, never from behind the campus fence.
func Remember[T any](age time.Duration, load func(*Tx) (T, error)) *Memory[T] {
	return &Memory[T]{age: age, load: load}
}

// Get gives what is remembered, or reads it in this transaction. A transaction that changed it
// sees its own change.
func (m *Memory[T]) Get(tx *Tx) (T, error) {
	changed := slices.Contains(tx.forgotten, any(m))
	if !changed {
		if kept, ok := tx.house.memory.find(m, m.age, tx.Now); ok {
			return kept.(T), nil
		}
	}
	fresh, err := m.load(tx)
	if err == nil && !changed {
		tx.house.memory.keep(m, fresh, tx.Now, tx.turn)
	}
	return fresh, err
}

// Forget says that this transaction changes what is remembered.
func (m *Memory[T]) Forget(tx *Tx) { tx.forgotten = append(tx.forgotten, m) }

// memory is what one open house remembers.
type memory struct {
	mu   sync.Mutex
	turn uint64 // how often something was forgotten
	kept map[any]remembered
}

type remembered struct {
	thing any
	at    time.Time
}

// now gives the turn at which a transaction begins.
func (m *memory) now() uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.turn
}

func (m *memory) find(key any, age time.Duration, now time.Time) (any, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.kept[key]
	if since := now.Sub(r.at); !ok || since < 0 || since >= age {
		return nil, false
	}
	return r.thing, true
}

// keep refuses what a transaction read that began before the last change: its snapshot may be
// older than the change.
func (m *memory) keep(key, thing any, at time.Time, turn uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if turn != m.turn {
		return
	}
	if m.kept == nil {
		m.kept = map[any]remembered{}
	}
	m.kept[key] = remembered{thing, at}
}

func (m *memory) forget(keys []any) {
	if len(keys) == 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turn++
	for _, key := range keys {
		delete(m.kept, key)
	}
}
