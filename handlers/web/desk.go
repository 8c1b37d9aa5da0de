// Package web is the kit behind every door of the house. An action is named once and opened
// through several doors: a form on a page, a JSON operation, the replay of a request that waited
// on a phone without a network. The kit binds what was sent, checks it, opens the transaction,
// keeps the receipt and the deed, and turns faults into the page or the problem document that the
// reader understands. It knows no area.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"maiam/models/db"
)

// Kind says how a door is knocked at.
type Kind string

// The kinds of door.
const (
	PageDoor Kind = "page" // GET, answers a page
	FormDoor Kind = "form" // POST from a page, answers a redirect or the page again
	APIDoor  Kind = "api"  // JSON
	FileDoor Kind = "file" // GET, answers a document to keep
	LiveDoor Kind = "live" // GET, a stream of news
)

// Door is one way into the house. Tests walk the list of doors, so a door that is not on it does
// not exist.
type Door struct {
	Kind      Kind
	Method    string
	Path      string // as gin has it, /wards/:ward
	Action    string // permission-like name, wards.board
	Operation string // operation id of an API door
	Summary   string // its one sentence for callers
	Public    string // why nobody needs to be signed in; empty for all but a few doors
	Offline   bool   // takes requests that waited on a phone without a network
	Mute      bool   // and tells their sender no more than that it is done
	Versioned bool   // changes a row that somebody else may have changed meanwhile
	Again     string // the page that is shown once more when a form is refused
	Probe     func(*db.Tx) error
	In        reflect.Type // what it takes, for whoever tries every door
}

// Visitor is who a request comes from.
type Visitor struct {
	Actor      db.Actor
	Lang       string
	Theme      string // "", "light" or "dark"
	MustChange bool   // a one-time password is still in use
	Locked     bool   // idle too long: the password again, then on where they were
	Aged       bool   // an administrator's password is older than the house allows: another one first
	MustEnrol  bool   // a second step is demanded, and the days without it are over
	// Shared is the name of the ward's registered device on which this happens, empty on one's own;
	// LockAfter is how long it may lie unused.
	Shared    string
	LockAfter time.Duration
}

// Gate tells who stands at a door. The staff area fills it.
type Gate interface {
	// Visitor reads the session cookie or the bearer token; an empty Visitor is nobody.
	Visitor(r *http.Request) (Visitor, error)
}

// Config is what the kit needs of the house.
type Config struct {
	House   *db.House
	Gate    Gate
	Lang    string // default language
	BaseURL string
	Sample  bool
	Secure  bool // served over TLS: cookies say so
	// OwnAuthority says that TLS rests on an authority of the house itself: devices must be helped to
	// trust it, and no browser is told to come by TLS only, or a house that gives it up could not be opened.
	OwnAuthority bool
	Begun        func() bool                       // false until the first administrator is there; nil means always
	Frame        func(*Call, Leaf) templ.Component // the face around every page, filled by app
	Nav          []NavItem                         // in the order of the side bar
	Version      string
	Host         string // of several centres in one program, the one of this desk: its log lines name it
	// Centre is what the centre is called, for saved lists and printed pages; nil means unnamed.
	Centre func(*db.Tx) (string, error)
	// Named gives the names of staff, for those who changed a thing before somebody else; nil means no
	// one is named.
	Named func(tx *db.Tx, ids ...uint64) (map[uint64]string, error)
	// Observe is told about every finished request, by route and never by address; nil means nobody.
	Observe func(method, route string, status int, took time.Duration)
	// Heartbeat is how often a stream of news shows that it stands, and looks whether its reader is still
	// signed in; 0 means twenty seconds.
	Heartbeat time.Duration
}

// NavItem is one entry of the side bar, shown to those who hold its permission.
type NavItem struct {
	Key        string // text key of its name
	Icon       string
	Path       string
	Permission string // empty: everybody
	Phone      bool   // has a place in the bar at the foot of the phone; the first four are taken
	Beside     string // but not for those who hold this permission
}

// Desk is where areas open their doors.
type Desk struct {
	Config
	Doors  []Door
	engine *gin.Engine
	api    []described // doors of the API, for its document
	text   func() ([]byte, error)
	live   *live
	pages  map[string]*page
}

// New makes a desk without doors.
func New(cfg Config) *Desk {
	gin.SetMode(gin.ReleaseMode)
	gin.DisableBindValidation()
	d := &Desk{Config: cfg, engine: gin.New(), pages: map[string]*page{}}
	d.engine.HandleMethodNotAllowed = true
	d.engine.ContextWithFallback = true
	d.engine.MaxMultipartMemory = 1 << 20
	d.text = sync.OnceValues(d.document)
	d.live = newLive(cfg.House)
	d.engine.Use(d.guard, d.recognise)
	d.engine.NoRoute(func(c *gin.Context) { d.refuse(d.call(c), errNoPage) })
	d.engine.NoMethod(func(c *gin.Context) { d.refuse(d.call(c), errNoPage) })
	return d
}

// logger writes for this house; of several, each line says whose it is.
func (d *Desk) logger() *slog.Logger {
	if d.Host == "" {
		return slog.Default()
	}
	return slog.Default().With("centre", d.Host)
}

// Handler is the whole web side, ready to serve.
func (d *Desk) Handler() http.Handler { return harden(d.engine, !d.OwnAuthority) }

// Plain opens a door without an action: health, assets. It says why nobody needs to sign in.
func (d *Desk) Plain(method, path, public string, h gin.HandlerFunc) {
	d.Doors = append(d.Doors, Door{Kind: FileDoor, Method: method, Path: path, Public: public})
	d.engine.Handle(method, path, h)
}

// Whole opens a page door that reads no data: the pattern book, the documentation of the API.
func (d *Desk) Whole(path, public string, draw func(*Call) templ.Component) {
	d.Plain(http.MethodGet, path, public, func(c *gin.Context) { call := d.call(c); call.draw(http.StatusOK, draw(call)) })
}

// Close ends the live streams.
func (d *Desk) Close() { d.live.close() }

func (d *Desk) remember(door Door) { d.Doors = append(d.Doors, door) }

// Public marks the door opened last as one that nobody needs to be signed in for, and why.
func (d *Desk) Public(why string) { d.Doors[len(d.Doors)-1].Public = why }

func (d *Desk) public(c *gin.Context) bool {
	for _, door := range d.Doors {
		if door.Public != "" && door.Path == c.FullPath() && door.Method == c.Request.Method {
			return true
		}
	}
	return false
}

// recognise finds out who knocks, in which language, before any door opens.
func (d *Desk) recognise(c *gin.Context) {
	began := time.Now()
	call := &Call{C: c, desk: d, Request: newRequestID(), form: draftOf(c.Request)}
	c.Set(callKey, call)
	call.began = began
	c.Header("X-Request-Id", call.Request)
	public := c.FullPath() == "" || d.public(c)
	if call.replay = replayOf(c.Request); call.replay != nil {
		// Who stands behind a waiting request was settled when it was opened.
		if call.Visitor = call.replay.Visitor; !d.offline(c) {
			call.speak()
			d.refuse(call, errNoPage)
			c.Abort()
			return
		}
	} else if d.Gate != nil && !strings.HasPrefix(c.FullPath(), "/assets/") {
		v, err := d.Gate.Visitor(c.Request)
		if err != nil && !public {
			call.speak()
			d.refuse(call, err)
			c.Abort()
			return
		}
		call.Visitor = v
	}
	call.Actor.Request = call.Request
	if call.replay == nil {
		call.Actor.Device = short(c.Request.UserAgent(), 200)
		call.Actor.Address = short(Address(c.Request), 45)
	}
	call.speak()
	if !d.admitted(call, public) {
		c.Abort()
	}
	c.Next()
	if c.FullPath() != "" && !strings.HasPrefix(c.FullPath(), "/assets/") {
		if d.Observe != nil {
			d.Observe(c.Request.Method, c.FullPath(), c.Writer.Status(), time.Since(began))
		}
		d.logger().Info("request", "method", c.Request.Method, "route", c.FullPath(), "status", c.Writer.Status(),
			"ms", float64(time.Since(began).Microseconds())/1000, "request", call.Request, "actor", call.Actor.ID)
	}
}

// beforeAll are the addresses that a browser asks for by itself, of a house that is not set up too.
var beforeAll = map[string]bool{"/sw.js": true, "/manifest.webmanifest": true, "/offline": true}

// admitted sends away those who may not knock yet: before the set-up, signed out, locked, or with
// a password that somebody else knows.
func (d *Desk) admitted(call *Call, public bool) bool {
	path := call.C.FullPath()
	if d.Begun != nil && !d.Begun() && !strings.HasPrefix(path, "/set-up") && !strings.HasPrefix(path, "/assets/") && !beforeAll[path] && !strings.HasPrefix(path, "/trust") && !strings.HasSuffix(path, "z") {
		if call.IsAPI() {
			d.refuse(call, errNotBegun)
		} else {
			call.C.Redirect(http.StatusSeeOther, "/set-up")
		}
		return false
	}
	if public {
		return true
	}
	target := ""
	switch {
	case call.Actor.ID == 0:
		target = "/sign-in"
	case call.Locked:
		if d.hold(call) {
			return false
		}
		target = unlockPath
	case (call.MustChange || call.Aged) && !strings.HasPrefix(path, "/me/password") && path != "/sign-out":
		target = "/me/password"
	case call.MustEnrol && !strings.HasPrefix(path, "/me/password") && !strings.HasPrefix(path, "/me/code") && path != "/sign-out":
		target = "/me/code"
	default:
		return true
	}
	if call.IsAPI() || call.C.GetHeader("Accept") == "text/event-stream" {
		d.refuse(call, errSignedOut)
		return false
	}
	if call.C.Request.Method == http.MethodGet && !strings.HasPrefix(target, "/me/") {
		target += "?next=" + escape(call.C.Request.URL.RequestURI())
	}
	call.C.Redirect(http.StatusSeeOther, target)
	return false
}

// probe asks an action with an empty input: an actor without permission must be refused first.
func probe[In, Out any](do func(*db.Tx, In) (Out, error)) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		in := reflect.New(reflect.TypeFor[In]())
		_, err := do(tx, in.Elem().Interface().(In))
		return err
	}
}

// counted runs work and tells in the answer's head how many statements it took.
func (call *Call) counted(work func(ctx context.Context) error) error {
	ctx, n := db.Counting(call.Context())
	began := time.Now()
	err := work(ctx)
	call.C.Header("Server-Timing", serverTiming(n(), time.Since(began)))
	return err
}
