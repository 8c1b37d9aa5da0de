package web

import (
	"context"

	"maiam/models/db"
	"maiam/models/fault"
)

// Rehearsal is a request whose act is gone through to its end and then taken back, so that every door
// can be tried by everybody and the house stays as it was. Only a test makes one: it travels in the
// context, where nothing that comes over the wire gets in.
type Rehearsal struct {
	Reached bool   // what was sent was complete, and the act was asked
	Done    bool   // it would have been written
	Fault   string // else the key of its refusal
}

type rehearsalKey struct{}

// Rehearse gives the context of such a request.
func Rehearse(ctx context.Context, r *Rehearsal) context.Context {
	return context.WithValue(ctx, rehearsalKey{}, r)
}

// rehearsed does an act, and takes it back when it is but a rehearsal.
func rehearsed[In, Out any](call *Call, tx *db.Tx, do func(*db.Tx, In) (Out, error), in In) (Out, error) {
	out, err := do(tx, in)
	r, _ := call.C.Request.Context().Value(rehearsalKey{}).(*Rehearsal)
	if r == nil {
		return out, err
	}
	r.Reached, r.Done = true, err == nil
	if err != nil {
		r.Fault = fault.KeyOf(err)
		return out, err
	}
	return out, fault.New(fault.Busy, "fault.busy")
}
