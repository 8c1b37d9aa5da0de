package staff

import (
	"context"
	"errors"
	"net/http"
	"time"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
)

// signInForm is what is typed at the door.
type signInForm struct {
	Username string `form:"username" json:"username" validate:"required,max=200"`
	Password string `form:"password" json:"password" validate:"required,max=800" tidy:"-"`
	Next     string `form:"next" json:"-"`
	Code     string `form:"code" json:"code,omitempty" validate:"max=40" doc:"the six digits of the app, for an account that signs in with two steps"`

	knocker staff.Knocker
	station *staff.Station
	old     string // the secret of the session that this one replaces
	device  string
	address string
	api     bool
}

// entered is the answer to a sign-in; the secret goes to the device and nowhere else.
type entered struct {
	Member  *staff.Member `json:"-"`
	Grants  []staff.Grant `json:"-"`
	Secret  string        `json:"-"`
	Expires time.Time
}

// prove compares a typed password with that of a user name, outside any transaction, and counts a
// wrong one. On a page the refusal stands beside the form; a program gets 401.
func (s *Sessions) prove(ctx context.Context, username, password string) (staff.Knocker, error) {
	call := web.Of(ctx)
	if err := s.calm(call.C.Request); err != nil {
		return staff.Knocker{}, err
	}
	var k staff.Knocker
	err := s.house.Read(ctx, db.Actor{}, func(tx *db.Tx) (err error) {
		k, err = s.knock(tx, call.C.Request, username)
		return err
	})
	if err != nil {
		return k, beside(call, err)
	}
	right, err := k.Answers(ctx, password)
	if err != nil || right {
		return k, err
	}
	refusal, err := s.countWrong(ctx, k)
	if err != nil {
		return k, err
	}
	return k, beside(call, refusal)
}

// countWrong keeps a wrong password or code, and gives the refusal.
func (s *Sessions) countWrong(ctx context.Context, k staff.Knocker) (refusal *fault.Fault, err error) {
	call := web.Of(ctx)
	nobody := db.System("sign-in")
	nobody.Request, nobody.Device = call.Request, call.Actor.Device
	err = s.house.Keep(ctx, nobody, "staff.sign_in_failed", func(tx *db.Tx) (err error) {
		refusal, err = staff.CountWrong(tx, k, web.Address(call.C.Request))
		return err
	})
	return refusal, err
}

// knock reads what is known of a user name, unless the address tried too often. The registered device of
// a ward is no such address: a campus often stands behind one, and its nurses must come in while somebody
// guesses from another machine.
func (s *Sessions) knock(tx *db.Tx, r *http.Request, username string) (k staff.Knocker, err error) {
	station, err := staff.StationOf(tx, s.deviceSecret(r))
	if err != nil {
		return k, err
	}
	if station == nil {
		if err := staff.Tired(tx, web.Address(r)); err != nil {
			return k, err
		}
	}
	k, err = staff.Knock(tx, username)
	k.Ward = station != nil
	return k, err
}

// beside turns the refusal of a password into one that a page shows beside its form: a page that
// answered 401 would send the person to the sign-in they are at.
func beside(call *web.Call, err error) error {
	f := &fault.Fault{}
	if !call.IsAPI() && errors.As(err, &f) && f.Kind == fault.Unauthenticated {
		return fault.New(fault.Invalid, f.Key, f.Args)
	}
	return err
}

// signIn lets somebody in, by the page or by the API.
func (s *Sessions) signIn() web.Action[signInForm, entered] {
	return web.Action[signInForm, entered]{Name: "staff.sign_in", Fresh: true,
		Prepare: func(ctx context.Context, in *signInForm) (err error) {
			call := web.Of(ctx)
			in.api, in.device, in.address = call.IsAPI(), call.C.Request.UserAgent(), web.Address(call.C.Request)
			if !in.api {
				in.old = s.cookie(call.C.Request)
				if in.station, err = s.at(ctx, call.C.Request); err != nil {
					return err
				}
			}
			if in.knocker, err = s.prove(ctx, in.Username, in.Password); err != nil {
				return err
			}
			return s.proveCode(ctx, in.knocker, in.Code, in.Next)
		},
		Do: s.letIn}
}

// letIn takes the last step of a sign-in by name and password, and opens the session.
func (s *Sessions) letIn(tx *db.Tx, in signInForm) (out entered, err error) {
	if out.Member, err = entering(tx, in.knocker, in.api, func() (*staff.Member, error) { return staff.Come(tx, in.knocker, in.Code) }); err != nil {
		return out, err
	}
	kind := staff.PageSession
	if in.api {
		kind = staff.APISession
		if out.Member.MustChange {
			return out, fault.New(fault.Unauthenticated, "staff.must_change")
		}
		if own, err := staff.OwnCode(tx); err != nil {
			return out, err
		} else if own.Since == nil && own.Must && tx.Today().After(own.Due) {
			return out, fault.New(fault.Unauthenticated, "staff.code.first")
		}
		me, err := staff.Me(tx)
		if err != nil {
			return out, err
		}
		out.Grants = me.Grants
	}
	if err := s.end(tx, in.old); err != nil {
		return out, err
	}
	out.Secret, out.Expires, err = s.open(tx, out.Member.ID, staff.SessionInput{Kind: kind, Device: in.device, Address: in.address, Station: in.station, Entered: staff.ByPassword})
	return out, err
}

// enter proves again that somebody who is in already is who they are, by the password alone.
func enter(tx *db.Tx, k staff.Knocker, api bool) (*staff.Member, error) {
	return entering(tx, k, api, func() (*staff.Member, error) { return staff.Enter(tx, k) })
}

// entering takes the last step of a sign-in and makes the person the actor of its deed.
func entering(tx *db.Tx, k staff.Knocker, api bool, last func() (*staff.Member, error)) (*staff.Member, error) {
	if k.Member == nil {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	m, err := last()
	if err != nil {
		f := &fault.Fault{}
		if !api && errors.As(err, &f) && f.Kind == fault.Unauthenticated {
			return nil, fault.New(fault.Invalid, f.Key, f.Args)
		}
		return nil, err
	}
	tx.Actor.ID, tx.Actor.Name, tx.Actor.Username, tx.Actor.Via = m.ID, m.Name, m.Username, "session"
	return m, nil
}

// signedIn gives the browser its cookie and goes to where the person wanted to be.
func (s *Sessions) signedIn(call *web.Call, in signInForm, out entered) string {
	s.giveCookie(call, out.Secret)
	if out.Member.MustChange {
		return "/me/password"
	}
	return web.SafeNext(in.Next, "/")
}

// signOutForm carries the secret of the device that signs out.
type signOutForm struct{ secret string }

// signOut ends the session of this device, in one tap and without a question.
func (s *Sessions) signOut() web.Action[signOutForm, nothing] {
	return web.Action[signOutForm, nothing]{Name: "staff.sign_out", Fresh: true,
		Prepare: func(ctx context.Context, in *signOutForm) error {
			r := web.Of(ctx).C.Request
			if secret, ok := bearer(r); ok {
				in.secret = secret
			} else {
				in.secret = s.cookie(r)
			}
			return nil
		},
		Do: func(tx *db.Tx, in signOutForm) (nothing, error) {
			tx.Concerns("staff", tx.Actor.ID, 0)
			if staff.IsToken(in.secret) {
				return nothing{}, fault.New(fault.Forbidden, "staff.token_stays")
			}
			return nothing{}, s.end(tx, in.secret)
		}}
}

// signInPage is what the sign-in page shows.
type signInPage struct {
	Next     string `form:"next"`
	Username string `form:"username"`
	With     string `form:"with"` // "password": the name and password, at a shared device too
}
