package web

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"maiam/models/db"
	"maiam/models/fault"
)

// Action is one thing a person can do, told once and reachable through several doors. Name is
// what its deed is called: presence.move.
type Action[In, Out any] struct {
	Name string
	// Do is the use-case. Its first line asks for the permission.
	Do func(*db.Tx, In) (Out, error)
	// Prepare does what must not happen inside a transaction: hashing a password, reading an
	// uploaded spreadsheet. It may be nil.
	Prepare func(ctx context.Context, in *In) error
	// Settle runs after a refusal and after the rollback, to keep what must outlive it.
	Settle func(ctx context.Context, h *db.House, in In, refused error)
	// Limit is the most bytes a request may send; one MiB when 0.
	Limit int64
	// Fresh actions keep no receipt, because the answer holds a secret that is shown once: a
	// sign-in, a one-time password. Sent again, they are done again.
	Fresh bool
}

// perform runs the action of one call: at most once for its key.
func perform[In, Out any](call *Call, a Action[In, Out]) (b bound[In], out Out, replayed bool, err error) {
	if b, err = bind[In](call, a.Limit); err != nil {
		return b, out, false, err
	}
	if a.Fresh {
		b.Key = ""
	}
	err = call.counted(func(ctx context.Context) error {
		if a.Prepare != nil {
			if err := a.Prepare(ctx, &b.In); err != nil {
				return err
			}
		}
		receipt := db.Receipt{Key: b.Key, Body: append([]byte(call.Path()+"\n"), b.Body...)}
		if r := call.replay; r != nil {
			if r.Known {
				if out, replayed, err = db.Again[Out](ctx, call.desk.House, call.Actor, a.Name, receipt); replayed || err != nil {
					return err
				}
			}
			if h, ok := any(&b.In).(happening); ok {
				h.Happened(r.At)
			}
		}
		do := func(tx *db.Tx) (Out, error) {
			if call.replay != nil {
				for name, v := range call.replay.Detail {
					tx.Detail(name, v)
				}
			}
			out, err := rehearsed(call, tx, a.Do, b.In)
			var f *fault.Fault
			if call.replay == nil && errors.As(err, &f) && f.Meanwhile() {
				if err := call.meanwhile(tx, a.Name, b.Values, f); err != nil {
					return out, err
				}
			}
			return out, err
		}
		out, replayed, err = db.Once(ctx, call.desk.House, call.Actor, a.Name, receipt, do)
		if forward(&b.In, fault.MovedOf(err)) { // its subject goes on in another record
			out, replayed, err = db.Once(ctx, call.desk.House, call.Actor, a.Name, receipt, do)
		}
		return err
	})
	if err != nil && a.Settle != nil {
		a.Settle(call.ctx, call.desk.House, b.In, err)
	}
	if replayed {
		call.C.Header("Idempotency-Replayed", "true")
	}
	return b, out, replayed, err
}

// read runs a load inside one snapshot of the database.
func read[In, Data any](call *Call, load func(*db.Tx, In) (Data, error), in In) (data Data, err error) {
	err = call.counted(func(ctx context.Context) error {
		return call.desk.House.Read(ctx, call.Actor, func(tx *db.Tx) (err error) {
			if data, err = load(tx, in); err != nil || call.desk.Centre == nil {
				return err
			}
			call.centre, err = call.desk.Centre(tx)
			return err
		})
	})
	return data, err
}

// Leaf is what a view gives the frame of the house: a title, the way here, what can be done, and
// the body itself.
type Leaf struct {
	Title   string
	Crumbs  []Crumb
	Actions templ.Component // buttons of the page's head
	Body    templ.Component
	Under   string          // second line under the title
	Mark    templ.Component // a chip in the corner of the phone's heading
	Extra   templ.Component // a line below the heading, such as a progress
	Active  string          // path of the side bar's entry; the longest that fits when empty
	Bare    bool            // without side bar and search: sign-in, set-up
	Wide    bool            // uses the whole desk
	Papers  []Crumb         // the same as PDFs that can be printed
	Sheet   string          // where the page's list is saved as a spreadsheet, with the question of the page unless it has its own
}

// Crumb is one step of the way to a page.
type Crumb struct{ Name, Path string }

// page is an opened page door; forms that are refused show it again.
type page struct {
	again func(call *Call, status int) error
}

// Page opens a page door: load reads inside one snapshot, view draws what was read.
func Page[In, Data any](d *Desk, path, action string, load func(*db.Tx, In) (Data, error), view func(*Call, Data) Leaf) {
	show := func(call *Call, status int, in In) error {
		data, err := read(call, load, in)
		if err != nil {
			return err
		}
		leaf := view(call, data)
		leaf.Body = told(call, leaf.Body)
		call.draw(status, d.frame(call, leaf))
		return nil
	}
	d.pages[path] = &page{again: func(call *Call, status int) error {
		var in In
		if err := pathOnly(call, &in); err != nil {
			return err
		}
		return show(call, status, in)
	}}
	d.remember(Door{Kind: PageDoor, Method: http.MethodGet, Path: path, Action: action, Probe: probe(load), In: reflect.TypeFor[In]()})
	d.engine.GET(path, func(c *gin.Context) {
		call := d.call(c)
		b, err := bind[In](call, 0)
		if err == nil {
			err = show(call, http.StatusOK, b.In)
		}
		if err != nil {
			d.refuse(call, err)
		}
	})
}

// Form opens a form door for an action. When the action refuses, the page at again is shown once
// more with what was typed and the sentence beside each field; then gives the address to go on to,
// or shows a page itself (Call.Show) and gives none.
func Form[In, Out any](d *Desk, path string, a Action[In, Out], again string, then func(*Call, In, Out) string) {
	_, versioned := reflect.TypeFor[In]().FieldByName("Version")
	d.remember(Door{Kind: FormDoor, Method: http.MethodPost, Path: path, Action: a.Name, Versioned: versioned, Again: again, Probe: probe(a.Do), In: reflect.TypeFor[In]()})
	d.engine.POST(path, func(c *gin.Context) {
		call := d.call(c)
		b, out, _, err := perform(call, a)
		if err == nil {
			if to := then(call, b.In, out); to != "" {
				c.Redirect(http.StatusSeeOther, to)
			}
			return
		}
		f := fault.Of(err)
		p := d.pages[again]
		if p == nil || (f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Kind != fault.Busy) {
			d.refuse(call, err)
			return
		}
		if f.Kind == fault.Busy {
			c.Header("Retry-After", retryAfter)
		}
		area, _, _ := strings.Cut(a.Name, ".")
		call.form = &FormState{Action: a.Name, Values: b.Values, Fault: f, Area: area, rivals: call.rivals}
		if err := p.again(call, status(f.Kind)); err != nil {
			d.refuse(call, err)
		}
	})
}

// pathOnly fills an input from the path, and from the query kept in a form's _query field, for a
// page that is shown again after a refused form.
func pathOnly(call *Call, in any) error {
	v := valueOf(in)
	if !v.IsValid() {
		return nil
	}
	var faults fault.Fields
	if call.form != nil && call.form.Values != nil {
		// Fields of the page's own filter, such as ?day=, travel in the form under their names.
		_ = decodeForm(call, in, call.form.Values, &faults)
		tidy(v, "", &faults)
	}
	return bindPath(call.C, v)
}

// Draw is a document that a File door gives away.
type Draw struct {
	Name string // of the file, without a path
	Type string
	Body []byte
	Show bool // shown by the browser rather than kept
}

// File opens a door to a document: a spreadsheet, a PDF, a photograph. Load reads; draw, outside
// any transaction, makes the document.
func File[In, Data any](d *Desk, path, action string, load func(*db.Tx, In) (Data, error), draw func(*Call, Data) (Draw, error)) {
	d.remember(Door{Kind: FileDoor, Method: http.MethodGet, Path: path, Action: action, Probe: probe(load), In: reflect.TypeFor[In]()})
	d.engine.GET(path, func(c *gin.Context) {
		call := d.call(c)
		b, err := bind[In](call, 0)
		var data Data
		if err == nil {
			data, err = read(call, load, b.In)
		}
		var out Draw
		if err == nil {
			out, err = draw(call, data)
		}
		if err != nil {
			d.refuse(call, err)
			return
		}
		how := "attachment"
		if out.Show {
			how = "inline"
		}
		c.Header("Content-Disposition", how+"; filename*=UTF-8''"+strings.ReplaceAll(escape(out.Name), "+", "%20"))
		c.Data(http.StatusOK, out.Type, out.Body)
	})
}
