package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
)

const callKey = "maiam.call"

// Call is one request with who makes it, in which language, and what was typed when a form comes
// back.
type Call struct {
	Visitor
	C       *gin.Context
	Request string // id that the log knows this request by

	desk  *Desk
	ctx   context.Context
	began time.Time
	form  *FormState
	kept  *Kept // the piece of the page that others see as well
	// replay is the waiting request that this one is; nil for all others.
	replay *Replay
	// centre is what the centre is called, read with the page.
	centre string
	// rivals changed the same thing before this request, which was refused for it.
	rivals []rival
}

// FormState is what a refused form held, so that nothing typed is lost.
type FormState struct {
	Action string
	Values url.Values
	Fault  *fault.Fault
	Area   string
	fields map[string]string
	rivals []rival
}

func (d *Desk) call(c *gin.Context) *Call {
	if call, ok := c.Get(callKey); ok {
		return call.(*Call)
	}
	call := &Call{C: c, desk: d, Request: newRequestID()}
	call.speak()
	return call
}

type callCtxKey struct{}

// Of gives the call that a view is drawn for.
func Of(ctx context.Context) *Call {
	call, _ := ctx.Value(callCtxKey{}).(*Call)
	if call == nil {
		return &Call{ctx: ctx}
	}
	return call
}

// speak settles the language: asked for, the person's own, the cookie, the house's.
func (call *Call) speak() {
	cookie, _ := call.C.Cookie("lang")
	asked := call.C.Query("lang")
	call.Lang = words.Choose(asked, call.Visitor.Lang, cookie, call.desk.Lang)
	if asked != "" && asked == call.Lang {
		call.setCookie("lang", call.Lang, 365*24*3600)
	}
	if call.Theme == "" {
		call.Theme, _ = call.C.Cookie("theme")
	}
	call.ctx = words.In(words.With(call.C.Request.Context(), call.Lang), call.desk.House.Zone())
	call.ctx = context.WithValue(call.ctx, callCtxKey{}, call)
}

// Context carries the language, the zone and the call itself to views and models.
func (call *Call) Context() context.Context { return call.ctx }

// Now is the moment by the house's clock.
func (call *Call) Now() time.Time { return call.desk.House.Now() }

// T says a text in the reader's language.
func (call *Call) T(key string, args ...words.A) string { return words.T(call.ctx, key, args...) }

// May tells whether the reader holds a permission somewhere: to show or leave out a button.
func (call *Call) May(permission string) bool { return call.Actor.Has(permission) }

// IsAPI tells whether the answer is JSON.
func (call *Call) IsAPI() bool { return strings.HasPrefix(call.C.Request.URL.Path, "/api/") }

// Path is where the reader is.
func (call *Call) Path() string {
	if call.C == nil {
		return ""
	}
	return call.C.Request.URL.Path
}

// With gives the present address with one query value changed: for filters and sort links.
func (call *Call) With(name, value string) string {
	q := call.C.Request.URL.Query()
	q.Del("lang")
	if value == "" {
		q.Del(name)
	} else {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return call.Path()
	}
	return call.Path() + "?" + q.Encode()
}

// Asked is another address with the question of this page: its filters, without the language and
// the place in the list.
func (call *Call) Asked(path string) string {
	q := call.C.Request.URL.Query()
	for _, name := range []string{"lang", "after", "limit", "print"} {
		q.Del(name)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// OnPaper is this page on its way to the printer: a list with as many lines as a page may hold.
func (call *Call) OnPaper() string {
	q := call.C.Request.URL.Query()
	for _, name := range []string{"lang", "after"} {
		q.Del(name)
	}
	q.Set("print", "1")
	q.Set("limit", strconv.Itoa(db.MaxPage))
	return call.Path() + "?" + q.Encode()
}

// Centre is what the centre is called, or "" when nothing was read for this answer.
func (call *Call) Centre() string { return call.centre }

// Form gives what was typed into the form of an action, when that form was refused.
func (call *Call) Form(action string) *FormState {
	if call.form != nil && call.form.Action == action {
		return call.form
	}
	return &FormState{}
}

// Refused is the form that came back, whichever it was, or nil.
func (call *Call) Refused() *FormState { return call.form }

// Value is what was typed into a field, or else the fallback.
func (f *FormState) Value(name, fallback string) string {
	if f == nil || f.Values == nil {
		return fallback
	}
	return f.Values.Get(name)
}

// All is everything that was typed, by the names of the fields.
func (f *FormState) All() url.Values {
	if f == nil {
		return nil
	}
	return f.Values
}

// Picked tells whether a box or choice was ticked, or else the fallback.
func (f *FormState) Picked(name, value string, fallback bool) bool {
	if f == nil || f.Values == nil {
		return fallback
	}
	for _, v := range f.Values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// Wrong is the sentence about a field, or "".
func (f *FormState) Wrong(ctx context.Context, name string) string {
	if f == nil || f.Fault == nil {
		return ""
	}
	if f.fields == nil {
		f.fields = words.Fields(ctx, f.Area, f.Fault)
	}
	return f.fields[name]
}

// Sentence is what is wrong with the whole form, or "".
func (f *FormState) Sentence(ctx context.Context) string {
	if f == nil || f.Fault == nil {
		return ""
	}
	return words.Fault(ctx, f.Fault)
}

// Key is a fresh idempotency key for a form: <input type="hidden" name="_key">. A form that was
// refused keeps its own, since it is still the same intended act.
func (call *Call) Key(action string) string {
	if f := call.Form(action); f.Values != nil && f.Values.Get(keyField) != "" && f.Fault != nil && f.Fault.Key != "fault.key_reused" {
		return f.Values.Get(keyField)
	}
	return newRequestID()
}

const keyField = "_key"

// Notice is a short word after an act, shown once on the next page, perhaps with the way back.
type Notice struct {
	Key      string            `json:"k"`
	Args     words.A           `json:"a,omitempty"`
	Tone     string            `json:"t,omitempty"`
	UndoPath string            `json:"u,omitempty"` // POST there takes the act back
	Undo     map[string]string `json:"f,omitempty"` // hidden fields of that POST
}

// Tell leaves a notice for the next page.
func (call *Call) Tell(n Notice) {
	text, err := json.Marshal(n)
	if err != nil || len(text) > 2500 {
		return
	}
	call.setCookie("notice", base64.RawURLEncoding.EncodeToString(text), 60)
}

// Told takes the notice left by the act before, once.
func (call *Call) Told() *Notice {
	packed, err := call.C.Cookie("notice")
	if err != nil || packed == "" {
		return nil
	}
	call.setCookie("notice", "", -1)
	text, err := base64.RawURLEncoding.DecodeString(packed)
	var n Notice
	if err != nil || json.Unmarshal(text, &n) != nil || !words.Has(call.ctx, n.Key) {
		return nil
	}
	n.UndoPath = SafeNext(n.UndoPath, "")
	return &n
}

func (call *Call) setCookie(name, value string, age int) {
	http.SetCookie(call.C.Writer, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, // #nosec G124 -- Secure as the house is served; HttpOnly and SameSite are set
		Secure: call.desk.Secure, SameSite: http.SameSiteLaxMode})
}

// draw renders a component into the answer. It is drawn into memory first, so that a failing view
// never leaves half a page.
func (call *Call) draw(status int, body templ.Component) {
	var b bytes.Buffer
	if err := body.Render(call.ctx, &b); err != nil {
		call.desk.log(call, err)
		call.C.Data(http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(call.T("fault.internal")+"\n"+call.Request))
		return
	}
	page := b.Bytes()
	if zipped, ok := call.zipped(page); ok {
		call.C.Header("Content-Encoding", "gzip")
		page = zipped
	}
	call.C.Data(status, "text/html; charset=utf-8", page)
}

func newRequestID() string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails on the systems Go supports
	return hex.EncodeToString(b[:])
}

func escape(s string) string { return url.QueryEscape(s) }

func short(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "")
	}
	return strings.ToValidUTF8(s, "")
}

func serverTiming(statements int, took time.Duration) string {
	return fmt.Sprintf(`db;desc="%d statements";dur=%.2f`, statements, float64(took.Microseconds())/1000)
}

// SafeNext gives an address of our own to go on to, or the fallback.
func SafeNext(next, fallback string) string {
	if _, err := url.Parse(next); err == nil && strings.HasPrefix(next, "/") && !strings.HasPrefix(next, "//") && !strings.Contains(next, "\\") && strings.IndexFunc(next, unicode.IsControl) < 0 {
		return next
	}
	return fallback
}

// Address is what people type to reach this house, without a path: as it is configured, or else as this reader
// came. It stands in what is printed to be scanned.
func (call *Call) Address() string {
	if base := call.desk.BaseURL; base != "" {
		return strings.TrimSuffix(base, "/")
	}
	scheme := "http"
	if call.desk.Secure || call.C.Request.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + call.C.Request.Host
}
