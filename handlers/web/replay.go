package web

import (
	"bytes"
	"context"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"maiam/models/db"
	"maiam/models/fault"
)

// Replay is a request that waited on a phone without a network. It goes through the engine as if it
// came now, but for who stands behind it and when it happened: that was settled by whoever opened it.
type Replay struct {
	Visitor Visitor
	Method  string
	Path    string
	Body    []byte // as it was sealed: the receipt compares this, whatever time it is given
	Key     string // its idempotency key
	At      time.Time
	Known   bool           // it has a receipt: give the first answer, also to who may no longer act
	Detail  map[string]any // what its deed is to hold beside its own

	refused *fault.Fault
}

// Replayed is the answer to such a request: a body when it was done, now or before, or a fault.
type Replayed struct {
	Body    []byte
	Refused *fault.Fault
}

// happening is an input that knows when it happened, unless its sender said so.
type happening interface{ Happened(at time.Time) }

type replayKey struct{}

// Offline finds the door that a waiting request was meant for, with what stands in its path. Only
// doors that say so take such requests.
func (call *Call) Offline(method, path string) (door Door, params map[string]string, ok bool) {
	for _, d := range call.desk.Doors {
		if d.Offline && d.Method == method {
			if params, ok := along(d.Path, path); ok {
				return d, params, true
			}
		}
	}
	return Door{}, nil, false
}

// along lays a path along the pattern of a door.
func along(pattern, path string) (map[string]string, bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	params := map[string]string{}
	for i, w := range want {
		if name, ok := strings.CutPrefix(w, ":"); ok && have[i] != "" {
			params[name] = have[i]
		} else if w != have[i] {
			return nil, false
		}
	}
	return params, true
}

// Replay sends a waiting request through the engine.
func (call *Call) Replay(r Replay) Replayed {
	ctx := context.WithValue(call.C.Request.Context(), replayKey{}, &r)
	req, err := http.NewRequestWithContext(ctx, r.Method, r.Path, bytes.NewReader(r.Body))
	if err != nil {
		return Replayed{Refused: fault.New(fault.Invalid, "web.unreadable").Because(err)}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", r.Key)
	req.RemoteAddr = call.C.Request.RemoteAddr
	w := &recorder{head: http.Header{}, status: http.StatusOK}
	call.desk.engine.ServeHTTP(w, req)
	if r.refused == nil && w.status >= http.StatusBadRequest {
		r.refused = fault.New(fault.Internal, "fault.internal")
	}
	return Replayed{Body: w.body.Bytes(), Refused: r.refused}
}

// replayOf gives the waiting request that a request is, or nil.
func replayOf(r *http.Request) *Replay {
	replay, _ := r.Context().Value(replayKey{}).(*Replay)
	return replay
}

// offline tells whether the door that a waiting request came to takes such requests.
func (d *Desk) offline(c *gin.Context) bool {
	for _, door := range d.Doors {
		if door.Offline && door.Method == c.Request.Method && door.Path == c.FullPath() {
			return true
		}
	}
	return false
}

// recorder keeps the answer of a door.
type recorder struct {
	head   http.Header
	status int
	body   bytes.Buffer
}

// Header is the head of the answer.
func (w *recorder) Header() http.Header { return w.head }

// WriteHeader notes the status.
func (w *recorder) WriteHeader(status int) { w.status = status }

// Write keeps the body.
func (w *recorder) Write(b []byte) (int, error) { return w.body.Write(b) }

// Inbox opens an API door behind which work is handed to other doors (Call.Replay): it opens no
// transaction of its own, because what it hands on has one each. Take's error refuses the whole.
func Inbox[In, Out any](d *Desk, op Op, action string, limit int64, take func(*Call, In) (Out, error)) {
	d.api = append(d.api, described{op, action, reflect.TypeFor[In](), reflect.TypeFor[Out]()})
	d.remember(Door{Kind: APIDoor, Method: op.Method, Path: op.Path, Action: action, Operation: op.ID, Summary: op.Summary, In: reflect.TypeFor[In]()})
	d.engine.Handle(op.Method, op.Path, func(c *gin.Context) {
		call := d.call(c)
		b, err := bind[In](call, limit)
		var out Out
		if err == nil {
			out, err = take(call, b.In)
		}
		if err != nil {
			d.refuse(call, err)
			return
		}
		d.answer(call, op, out)
	})
}

// House is the database, for doors that hand work on.
func (call *Call) House() *db.House { return call.desk.House }
