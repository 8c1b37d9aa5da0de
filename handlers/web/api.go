package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"

	"github.com/gin-gonic/gin"

	"maiam/models/db"
)

// Op names an API door: its stable operation id and one sentence for callers.
type Op struct {
	ID, Method, Path string // /api/v1/wards/:ward/rounds
	Summary          string
	Status           int  // 200 when 0
	Offline          bool // takes requests that waited on a phone without a network
	// Mute answers such a request with no more than the number of what it made: whoever sends from a shared
	// phone need not be the one who wrote.
	Mute bool
}

// API opens the JSON door of an action. Wire shapes the answer; it may be nil when Out already is
// the wire shape.
func API[In, Out, Wire any](d *Desk, op Op, a Action[In, Out], wire func(Out) Wire) {
	d.api = append(d.api, described{op, a.Name, reflect.TypeFor[In](), reflect.TypeFor[Wire]()})
	d.remember(Door{Kind: APIDoor, Method: op.Method, Path: op.Path, Action: a.Name, Operation: op.ID, Summary: op.Summary, Offline: op.Offline, Mute: op.Mute, Probe: probe(a.Do), In: reflect.TypeFor[In]()})
	d.engine.Handle(op.Method, op.Path, func(c *gin.Context) {
		call := d.call(c)
		_, out, _, err := perform(call, a)
		if err != nil {
			d.refuse(call, err)
			return
		}
		d.answer(call, op, wire(out))
	})
}

// Get opens a JSON door that reads. Input fields come from the path and, by their form names, from
// the query.
func Get[In, Data, Wire any](d *Desk, op Op, action string, load func(*db.Tx, In) (Data, error), wire func(Data) Wire) {
	GetFor(d, op, action, load, func(_ *Call, data Data) Wire { return wire(data) })
}

// GetFor is Get for an answer that holds words for a person: wire knows who asks, in which language.
func GetFor[In, Data, Wire any](d *Desk, op Op, action string, load func(*db.Tx, In) (Data, error), wire func(*Call, Data) Wire) {
	op.Method = http.MethodGet
	d.api = append(d.api, described{op, action, reflect.TypeFor[In](), reflect.TypeFor[Wire]()})
	d.remember(Door{Kind: APIDoor, Method: op.Method, Path: op.Path, Action: action, Operation: op.ID, Summary: op.Summary, Probe: probe(load), In: reflect.TypeFor[In]()})
	d.engine.GET(op.Path, func(c *gin.Context) {
		call := d.call(c)
		b, err := bind[In](call, 0)
		var data Data
		if err == nil {
			data, err = read(call, load, b.In)
		}
		if err != nil {
			d.refuse(call, err)
			return
		}
		d.answer(call, op, wire(call, data))
	})
}

// Same is the wire function of what already has its shape.
func Same[T any](v T) T { return v }

func (d *Desk) answer(call *Call, op Op, wire any) {
	text, err := json.Marshal(wire)
	if err != nil {
		d.refuse(call, err)
		return
	}
	if v := reflect.Indirect(reflect.ValueOf(wire)); v.Kind() == reflect.Struct {
		if f := v.FieldByName("Version"); f.IsValid() && f.Kind() == reflect.Uint64 {
			call.C.Header("ETag", fmt.Sprintf(`"%d"`, f.Uint()))
		}
	}
	code := op.Status
	if code == 0 {
		code = http.StatusOK
	}
	call.C.Data(code, "application/json; charset=utf-8", text)
}

// List is one page of a list on the wire.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
}
