// Package fault is the one way in which a rule of the house says no. A fault has a kind, which
// decides the answer's status, and a text key, which handlers turn into a sentence in the
// reader's language. No sentence for a person is written below the handlers.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind sorts faults by what the caller can do about them.
type Kind uint8

// The kinds, from the caller's mistake to ours.
const (
	Internal        Kind = iota // our mistake: the reader gets a request id only
	Invalid                     // something typed is wrong: mend the named fields
	Unauthenticated             // nobody is signed in
	Forbidden                   // signed in, but this is not theirs to do
	NotFound                    // not there, or not theirs to see: the two look alike
	Conflict                    // somebody was faster, or the house's state forbids it
	Busy                        // try again in a moment
	None                        // no fault at all
)

var kindNames = [...]string{"internal", "invalid", "unauthenticated", "forbidden", "not_found", "conflict", "busy", "none"}

// String names the kind as logs and tests show it.
func (k Kind) String() string { return kindNames[k] }

// A holds the values that fill a fault's sentence.
type A map[string]any

// FieldFault says what is wrong with one input, under the name it has in forms and JSON.
type FieldFault struct {
	Name string
	Key  string
	Args A
}

// Fault is a refusal: what kind, which sentence, and which fields.
type Fault struct {
	Kind   Kind
	Key    string
	Args   A
	Fields []FieldFault
	Both   [2]any // for a conflict of versions: what is stored and what was sent
	Moved  *Moved // where it goes on, when its record was merged into another
	// By and At tell who changed what is stored, and when, where the rule knows it.
	By    uint64
	At    time.Time
	cause error
}

// New makes a fault. At most one A is used.
func New(kind Kind, key string, args ...A) *Fault {
	f := &Fault{Kind: kind, Key: key}
	if len(args) > 0 {
		f.Args = args[0]
	}
	return f
}

// Field makes an Invalid fault about one input.
func Field(name, key string, args ...A) *Fault {
	return New(Invalid, "fault.invalid").And(name, key, args...)
}

// And adds one more input to an Invalid fault.
func (f *Fault) And(name, key string, args ...A) *Fault {
	field := FieldFault{Name: name, Key: key}
	if len(args) > 0 {
		field.Args = args[0]
	}
	f.Fields = append(f.Fields, field)
	return f
}

// Because keeps the error behind a fault for the log; no reader ever sees it.
func (f *Fault) Because(err error) *Fault {
	f.cause = err
	return f
}

// Error tells the fault to logs and tests.
func (f *Fault) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.Kind, f.Key)
	for _, field := range f.Fields {
		fmt.Fprintf(&b, " [%s %s]", field.Name, field.Key)
	}
	if f.cause != nil {
		fmt.Fprintf(&b, ": %v", f.cause)
	}
	return b.String()
}

// Unwrap gives the error behind the fault.
func (f *Fault) Unwrap() error { return f.cause }

// Is treats two faults of one kind and key as the same, so that errors.Is works in tests.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Kind == f.Kind && t.Key == f.Key
}

// Of finds the fault in an error; any other error becomes an Internal fault that hides it.
func Of(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return New(Internal, "fault.internal").Because(err)
}

// Meanwhile tells whether a fault says that somebody else changed the same thing since it was read.
func (f *Fault) Meanwhile() bool {
	return f != nil && f.Kind == Conflict && strings.HasSuffix(f.Key, ".changed_meanwhile")
}

// KindOf gives the kind of any error, and None where there is none.
func KindOf(err error) Kind {
	if err == nil {
		return None
	}
	return Of(err).Kind
}

// KeyOf gives the text key of any error.
func KeyOf(err error) string {
	if err == nil {
		return ""
	}
	return Of(err).Key
}

// Fields collects field faults while an input is checked; Err is nil when there were none.
type Fields []FieldFault

// Add notes one wrong input.
func (fs *Fields) Add(name, key string, args ...A) {
	field := FieldFault{Name: name, Key: key}
	if len(args) > 0 {
		field.Args = args[0]
	}
	*fs = append(*fs, field)
}

// Err is the Invalid fault of everything collected, or nil.
func (fs Fields) Err() error {
	if len(fs) == 0 {
		return nil
	}
	f := New(Invalid, "fault.invalid")
	f.Fields = fs
	return f
}
