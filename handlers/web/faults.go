package web

import (
	"embed"
	"encoding/json"
	"net/http"
	"reflect"
	"runtime/debug"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"maiam/handlers/words"
	"maiam/models/fault"
)

// Texts are the kit's own words.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

var (
	errNoPage    = fault.New(fault.NotFound, "web.no_page")
	errSignedOut = fault.New(fault.Unauthenticated, "fault.unauthenticated")
	errNotBegun  = fault.New(fault.Busy, "web.not_begun")
)

// status is the one table from kinds of fault to HTTP.
func status(kind fault.Kind) int {
	switch kind {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Busy:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// problem is the document of RFC 9457 that API callers get.
type problem struct {
	Type      string            `json:"type"`
	Title     string            `json:"title"`
	Status    int               `json:"status"`
	Code      string            `json:"code"`
	Fields    map[string]string `json:"fields,omitempty"`
	Both      []any             `json:"both,omitempty"`
	MovedTo   uint64            `json:"moved_to,omitempty" doc:"the record was merged into this one: ask for it instead"`
	RequestID string            `json:"request_id"`
}

// retryAfter is after how many seconds a program may ask a busy house again.
const retryAfter = "2"

// refuse answers a fault: a page for a person, a problem document for a program.
func (d *Desk) refuse(call *Call, err error) {
	f := fault.Of(err)
	if f.Kind == fault.Internal {
		d.log(call, err)
	}
	if call.replay != nil {
		call.replay.refused = f
	}
	code := status(f.Kind)
	if f.Kind == fault.Busy {
		call.C.Header("Retry-After", retryAfter)
	}
	if call.IsAPI() {
		p := problem{Type: "about:blank", Title: words.Fault(call.ctx, f), Status: code, Code: f.Key, RequestID: call.Request,
			Fields: words.Fields(call.ctx, "", f)}
		if f.Both[0] != nil || f.Both[1] != nil {
			p.Both = f.Both[:]
		}
		if f.Moved != nil {
			p.MovedTo = f.Moved.To
		}
		text, err := json.Marshal(p)
		if err != nil {
			d.log(call, err)
		}
		call.C.Data(code, "application/problem+json", text)
		return
	}
	if to := follows(call, f.Moved); to != "" {
		call.Tell(Notice{Key: "web.moved", Tone: "info"})
		call.C.Redirect(http.StatusSeeOther, to)
		return
	}
	if f.Kind == fault.Unauthenticated {
		call.C.Redirect(http.StatusSeeOther, "/sign-in?next="+escape(SafeNext(call.C.Request.URL.RequestURI(), "/")))
		return
	}
	call.draw(code, d.frame(call, Leaf{Title: call.T("web.refused." + f.Kind.String()), Body: refusal(call, words.Fault(call.ctx, f), f), Bare: call.Actor.ID == 0}))
}

func (d *Desk) log(call *Call, err error) {
	d.logger().Error("request failed", "request", call.Request, "route", call.C.FullPath(), "error", err.Error())
}

// guard turns a panic into an answer; the house goes on.
func (d *Desk) guard(c *gin.Context) {
	defer func() {
		if p := recover(); p != nil {
			d.logger().Error("panic", "route", c.FullPath(), "what", p, "stack", string(debug.Stack()))
			if !c.Writer.Written() {
				d.refuse(d.call(c), fault.New(fault.Internal, "fault.internal"))
			}
			c.Abort()
		}
	}()
	c.Next()
}

// plainFrame draws a leaf alone, for a desk without a face.
var plainFrame = func(call *Call, leaf Leaf) templ.Component { return leaf.Body }

// Framed puts a leaf inside the face of the house.
func (d *Desk) Framed(call *Call, leaf Leaf) templ.Component { return d.frame(call, leaf) }

func (d *Desk) frame(call *Call, leaf Leaf) templ.Component {
	if d.Frame == nil {
		return plainFrame(call, leaf)
	}
	return d.Frame(call, leaf)
}

func valueOf(in any) reflect.Value {
	v := reflect.ValueOf(in).Elem()
	if v.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	return v
}
