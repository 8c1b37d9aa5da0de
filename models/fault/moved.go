package fault

import "errors"

// Moved says that what was asked for goes on under another number: its record was merged into
// another one. Whoever asked may ask again under the new number.
type Moved struct {
	Kind     string // of what: resident
	From, To uint64
}

// Gone makes the NotFound fault of a record that goes on under another number.
func Gone(kind, key string, from, to uint64) *Fault {
	f := New(NotFound, key)
	f.Moved = &Moved{kind, from, to}
	return f
}

// MovedOf finds where something went, or nil.
func MovedOf(err error) *Moved {
	var f *Fault
	if errors.As(err, &f) {
		return f.Moved
	}
	return nil
}
