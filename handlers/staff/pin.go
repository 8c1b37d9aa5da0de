package staff

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
	"maiam/models/value"
)

// deviceSecret is what the browser holds of a shared device, or "".
func (s *Sessions) deviceSecret(r *http.Request) string {
	if c, err := r.Cookie(s.station); err == nil {
		return c.Value
	}
	return ""
}

// at finds the shared device that sent a request, or nil for somebody's own.
func (s *Sessions) at(ctx context.Context, r *http.Request) (station *staff.Station, err error) {
	secret := s.deviceSecret(r)
	if secret == "" {
		return nil, nil
	}
	err = s.house.Read(ctx, db.System("sign-in"), func(tx *db.Tx) (err error) {
		station, err = staff.StationOf(tx, secret)
		return err
	})
	return station, err
}

// deviceAge is how long a browser keeps what makes it a shared device: as long as browsers allow.
const deviceAge = 400 * 24 * time.Hour

// giveDevice hands the browser the secret of a shared device.
func (s *Sessions) giveDevice(call *web.Call, secret string) {
	http.SetCookie(call.C.Writer, &http.Cookie{Name: s.station, Value: secret, Path: "/", MaxAge: int(deviceAge / time.Second), HttpOnly: true, // #nosec G124 -- Secure as the house is served; HttpOnly and SameSite are set
		Secure: s.scs.Cookie.Secure, SameSite: http.SameSiteLaxMode})
}

// pinForm is what is typed at a shared device after a tap on a face, with the code of a card where
// one was shown.
type pinForm struct {
	Member uint64 `path:"member" form:"-" json:"-"`
	Pin    string `form:"pin" json:"pin" validate:"required,max=20"`
	Badge  string `form:"badge" json:"badge" validate:"max=100"`
	Next   string `form:"next" json:"-"`

	knocker staff.PinKnocker
	old     string
	agent   string
	address string
}

// cameIn is the answer to a sign-in at a shared device.
type cameIn struct {
	Member *staff.Member `json:"-"`
	Secret string        `json:"-"`
	Ward   uint64        // whose round the person may write
	Ask    bool          // the PIN is asked after the card
	Badge  string        `json:"-"`
}

// provePin compares a PIN outside any transaction and counts a wrong one. A card that is shown with it
// must be of the same person.
func (s *Sessions) provePin(ctx context.Context, member uint64, badge, pin string) (k staff.PinKnocker, err error) {
	call := web.Of(ctx)
	if err := s.calm(call.C.Request); err != nil {
		return k, err
	}
	secret := s.deviceSecret(call.C.Request)
	err = s.house.Read(ctx, db.Actor{}, func(tx *db.Tx) (err error) {
		if badge != "" {
			if k, err = staff.KnockBadge(tx, secret, badge); err == nil && k.Member.ID != member {
				err = fault.New(fault.Unauthenticated, "staff.badge.unknown")
			}
			return err
		}
		k, err = staff.KnockPin(tx, secret, member)
		return err
	})
	if err != nil {
		return k, beside(call, err)
	}
	right, err := k.Answers(ctx, pin)
	if err != nil || right {
		return k, err
	}
	var refusal *fault.Fault
	nobody := db.System("sign-in")
	nobody.Request, nobody.Device = call.Request, call.Actor.Device
	if err := s.house.Keep(ctx, nobody, "staff.pin_failed", func(tx *db.Tx) (err error) {
		refusal, err = staff.CountWrongPin(tx, k, web.Address(call.C.Request))
		return err
	}); err != nil {
		return k, err
	}
	return k, beside(call, refusal)
}

// signInPin lets somebody in at a shared device by the PIN, with a card or without.
func (s *Sessions) signInPin() web.Action[pinForm, cameIn] {
	return web.Action[pinForm, cameIn]{Name: "staff.sign_in_pin", Fresh: true,
		Prepare: func(ctx context.Context, in *pinForm) (err error) {
			r := web.Of(ctx).C.Request
			in.old, in.agent, in.address = s.cookie(r), r.UserAgent(), web.Address(r)
			in.knocker, err = s.provePin(ctx, in.Member, in.Badge, in.Pin)
			return err
		},
		Do: func(tx *db.Tx, in pinForm) (out cameIn, err error) {
			if out.Member, err = enterPin(tx, in.knocker); err != nil {
				return out, err
			}
			how := staff.ByPin
			if in.knocker.HasBadge() {
				how = staff.ByBadge
			}
			return out, s.begins(tx, &out, in.knocker, how, in.old, in.agent, in.address)
		}}
}

// enterPin takes the last step and makes the person the actor of its deed.
func enterPin(tx *db.Tx, k staff.PinKnocker) (*staff.Member, error) {
	if k.Member == nil {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return cameAs(tx)(staff.EnterPin(tx, k))
}

// cameAs makes whoever came in the actor of the deed; a refusal stands beside the form.
func cameAs(tx *db.Tx) func(*staff.Member, error) (*staff.Member, error) {
	return func(m *staff.Member, err error) (*staff.Member, error) {
		f := &fault.Fault{}
		if errors.As(err, &f) && f.Kind == fault.Unauthenticated {
			return nil, fault.New(fault.Invalid, f.Key, f.Args)
		}
		if err != nil {
			return nil, err
		}
		tx.Actor.ID, tx.Actor.Name, tx.Actor.Username, tx.Actor.Via = m.ID, m.Name, m.Username, "session"
		return m, nil
	}
}

// begins opens the session of whoever came in, ends the one before in this browser, and tells whether
// the round of the device's ward is theirs to write.
func (s *Sessions) begins(tx *db.Tx, out *cameIn, k staff.PinKnocker, how, old, agent, address string) error {
	if err := s.end(tx, old); err != nil {
		return err
	}
	actor, err := staff.ActorFor(tx, out.Member.ID, tx.Today())
	if err != nil {
		return err
	}
	if actor.Reach("care.record").Ward(k.Station.CampusID, k.Station.ZoneID, k.Station.WardID) {
		out.Ward = k.Station.WardID
	}
	out.Secret, _, err = s.open(tx, out.Member.ID, staff.SessionInput{Kind: staff.PageSession, Device: agent, Address: address, Station: k.Station, Entered: how})
	return err
}

// cameInBy gives the browser its cookie, and the ward's own once more, which so lasts as long as it is
// used; then it goes to where the person wanted to be, or straight to the round of the ward.
func (s *Sessions) cameInBy(call *web.Call, next string, out cameIn) string {
	s.giveCookie(call, out.Secret)
	s.giveDevice(call, s.deviceSecret(call.C.Request))
	next = web.SafeNext(next, "/")
	if next == "/" && out.Ward != 0 {
		return fmt.Sprintf("/wards/%d/round", out.Ward)
	}
	return next
}

// pinPage is the page of one person at a shared device.
type pinPage struct {
	Member uint64 `path:"member" form:"-" json:"-"`
	Next   string `form:"next"`
}

// pinShown is what that page shows.
type pinShown struct {
	ID      uint64
	Name    string
	Next    string
	Badge   string
	Length  int
	Station *staff.Station
}

// readPin finds the person whose face was tapped: somebody of the ward in which this device stands.
// Anybody else is not there.
func (s *Sessions) readPin(call *web.Call, in pinPage) (p pinShown, err error) {
	p = pinShown{ID: in.Member, Next: web.SafeNext(in.Next, "/")}
	err = s.house.Read(call.Context(), db.Actor{}, func(tx *db.Tx) error {
		k, err := staff.KnockPin(tx, s.deviceSecret(call.C.Request), in.Member)
		if p.Station = k.Station; k.Member != nil {
			p.Name, err = k.Member.Name, nil // a lock is told when a PIN was typed
		}
		if err != nil {
			return err
		}
		policy, err := staff.ThePolicy(tx)
		p.Length = policy.PinLength
		return err
	})
	f := call.Form("staff.sign_in_pin")
	p.Next, p.Badge = web.SafeNext(f.Value("next", p.Next), "/"), f.Value("badge", "")
	return p, err
}

// showPin shows the pad, or the sign-in page where there is nobody to show.
func (s *Sessions) showPin(call *web.Call, in pinPage) web.Leaf {
	p, err := s.readPin(call, in)
	if err != nil {
		return s.showSignIn(call, signInPage{Next: in.Next})
	}
	return web.Leaf{Title: p.Name, Body: s.pinPad(call, p), Bare: true}
}

// badgeForm is the code of a card, typed or read by a scanner that types.
type badgeForm struct {
	Badge string `form:"badge" json:"badge" validate:"required,max=100"`
	Next  string `form:"next" json:"-"`

	knocker staff.PinKnocker
	alone   bool
	old     string
	agent   string
	address string
}

// signInBadge finds whose card was shown. Where the card alone is enough the person is in; else the
// PIN is asked.
func (s *Sessions) signInBadge() web.Action[badgeForm, cameIn] {
	return web.Action[badgeForm, cameIn]{Name: "staff.sign_in_badge", Fresh: true,
		Prepare: func(ctx context.Context, in *badgeForm) error {
			call := web.Of(ctx)
			r := call.C.Request
			if err := s.calm(r); err != nil {
				return err
			}
			in.old, in.agent, in.address = s.cookie(r), r.UserAgent(), web.Address(r)
			return beside(call, s.house.Read(ctx, db.Actor{}, func(tx *db.Tx) (err error) {
				if in.knocker, err = staff.KnockBadge(tx, s.deviceSecret(r), in.Badge); err != nil {
					return err
				}
				policy, err := staff.ThePolicy(tx)
				in.alone = policy.BadgeAlone
				return err
			}))
		},
		Do: func(tx *db.Tx, in badgeForm) (out cameIn, err error) {
			if in.knocker.Member == nil {
				return out, fault.New(fault.Unauthenticated, "fault.unauthenticated")
			}
			tx.Concerns("staff", in.knocker.Member.ID, uint64(in.knocker.Member.Campus))
			if !in.alone {
				tx.Actor.Shared = in.knocker.Station.ID
				return cameIn{Member: in.knocker.Member, Ask: true, Badge: in.Badge}, nil
			}
			if out.Member, err = cameAs(tx)(staff.EnterBadge(tx, in.knocker)); err != nil {
				return out, err
			}
			return out, s.begins(tx, &out, in.knocker, staff.ByBadge, in.old, in.agent, in.address)
		}}
}

// badgeShown goes on after a card: in, or to the PIN.
func (s *Sessions) badgeShown(call *web.Call, in badgeForm, out cameIn) string {
	if !out.Ask {
		return s.cameInBy(call, in.Next, out)
	}
	p, err := s.readPin(call, pinPage{Member: out.Member.ID, Next: in.Next})
	if err != nil {
		return "/sign-in"
	}
	p.Badge = out.Badge
	call.Show(web.Leaf{Title: p.Name, Body: s.pinPad(call, p), Bare: true})
	return ""
}

// setPinForm sets the own PIN.
type setPinForm struct {
	Current string `form:"current" json:"current" validate:"required,max=800" tidy:"-"`
	Pin     string `form:"new_pin" json:"new_pin" validate:"required,max=20"`
	Again   string `form:"pin_again" json:"pin_again" validate:"required,max=20"`

	knocker *staff.Knocker
	hashed  staff.Hashed
}

// ownPin is what the page of the own PIN shows.
type ownPin struct {
	Since  *time.Time
	Badge  *staff.Badge
	Length int
	Never  bool // the role does not allow one
}

func readOwnPin(tx *db.Tx, _ nothing) (p ownPin, err error) {
	if p.Since, err = staff.OwnPin(tx); err != nil {
		return p, err
	}
	if p.Badge, err = staff.OwnBadge(tx); err != nil {
		return p, err
	}
	policy, err := staff.ThePolicy(tx)
	p.Length, p.Never = policy.PinLength, staff.PinRefused(tx.Actor) != nil
	return p, err
}

func showOwnPin(call *web.Call, p ownPin) web.Leaf {
	return web.Leaf{Title: call.T("staff.pin.title"), Crumbs: []web.Crumb{{Name: call.T("staff.me.title"), Path: "/me"}}, Body: ownPinView(call, p), Active: "-"}
}

func (s *Sessions) setPin() web.Action[setPinForm, *staff.Member] {
	return web.Action[setPinForm, *staff.Member]{Name: "staff.set_pin", Fresh: true,
		Prepare: func(ctx context.Context, in *setPinForm) error {
			call := web.Of(ctx)
			v, err := s.visit(call.C.Request)
			if err != nil || v.Actor.ID == 0 {
				return err // Do refuses whoever is nobody
			}
			if refused := staff.PinRefused(v.Actor); refused != nil {
				return refused
			}
			policy, err := s.policy(ctx)
			if err != nil {
				return err
			}
			var who staff.Member
			if err := s.house.Read(ctx, v.Actor, func(tx *db.Tx) error {
				f, err := staff.Me(tx)
				if err == nil {
					who = f.Member
				}
				return err
			}); err != nil {
				return err
			}
			if err := staff.CheckPin(policy, "new_pin", in.Pin, who, value.DayOf(s.house.Now(), s.house.Zone())); err != nil {
				return err
			}
			if in.Again != in.Pin {
				return fault.Field("pin_again", "words.same")
			}
			k, err := s.prove(ctx, v.Actor.Username, in.Current)
			if err != nil {
				return err
			}
			in.knocker = &k
			in.hashed, err = staff.HashPassword(ctx, in.Pin)
			return err
		},
		Do: func(tx *db.Tx, in setPinForm) (*staff.Member, error) {
			if in.knocker == nil {
				return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
			}
			if _, err := enter(tx, *in.knocker, false); err != nil {
				return nil, err
			}
			return staff.SetPin(tx, in.hashed)
		}}
}

// dropPin takes the own PIN away; loseBadge makes the own card worthless.
var (
	dropPin = web.Action[nothing, nothing]{Name: "staff.drop_pin", Do: func(tx *db.Tx, _ nothing) (nothing, error) {
		return nothing{}, staff.DropPin(tx)
	}}
	loseBadge = web.Action[loseForm, nothing]{Name: "staff.lose_badge", Do: func(tx *db.Tx, in loseForm) (nothing, error) {
		return nothing{}, staff.LoseOwnBadge(tx, in.Reason)
	}}
)

type loseForm struct {
	Reason string `form:"badge_reason" json:"badge_reason" validate:"required,max=300"`
}

// facePath is a face's way to its pad.
func facePath(member uint64, next string) string {
	path := fmt.Sprintf("/sign-in/pin/%d", member)
	if next != "" && next != "/" {
		path += "?next=" + url.QueryEscape(next)
	}
	return path
}
