package staff

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
)

// unlockForm is the password, or at a shared device the PIN, of whoever was away too long. Its names
// are its own, because a form that came too late travels beside them.
type unlockForm struct {
	Password string `form:"unlock_password" json:"unlock_password" validate:"max=800" tidy:"-"`
	Pin      string `form:"unlock_pin" json:"unlock_pin" validate:"max=20"`
	Next     string `form:"unlock_next" json:"-"`
	Repeat   bool   `form:"unlock_repeat" json:"-"` // send the held form on
	Held     string `form:"unlock_held" json:"-"`   // a form that waits for its writer, sealed

	knocker staff.Knocker
	pinned  *staff.PinKnocker
	session uint64
	member  uint64
}

// unlockAction opens an idle session again, for the same person alone.
func (s *Sessions) unlockAction() web.Action[unlockForm, nothing] {
	return web.Action[unlockForm, nothing]{Name: "staff.unlock", Fresh: true,
		Prepare: func(ctx context.Context, in *unlockForm) error {
			call := web.Of(ctx)
			v, err := s.visit(call.C.Request)
			if err != nil {
				return err
			}
			if v.SessionID == 0 {
				return fault.New(fault.Unauthenticated, "fault.unauthenticated")
			}
			in.session, in.member = v.SessionID, v.Actor.ID
			switch {
			case in.Password != "":
				in.knocker, err = s.prove(ctx, v.Actor.Username, in.Password)
			case in.Pin != "" && v.DeviceID != 0:
				var k staff.PinKnocker
				k, err = s.provePin(ctx, v.Actor.ID, "", in.Pin)
				in.pinned = &k
			case v.DeviceID != 0:
				err = fault.Field("unlock_pin", "words.required")
			default:
				err = fault.Field("unlock_password", "words.required")
			}
			return err
		},
		Do: func(tx *db.Tx, in unlockForm) (nothing, error) {
			var m *staff.Member
			var err error
			if in.pinned != nil {
				m, err = enterPin(tx, *in.pinned)
			} else {
				m, err = enter(tx, in.knocker, false)
			}
			if err != nil {
				return nothing{}, err
			}
			return nothing{}, staff.Unlock(tx, in.session, m.ID)
		}}
}

// unlocked goes on to where the person was. A form that came after the lock is sent on as it was
// typed: by the browser on one's own device, by the house on a shared one, where it lay sealed.
func unlocked(s *Sessions) func(*web.Call, unlockForm, nothing) string {
	return func(call *web.Call, in unlockForm, _ nothing) string {
		next := web.SafeNext(in.Next, "/")
		if h, ok := s.unseal(in.Held, in.member); ok {
			if h.Draft {
				call.Redraw(h.Path, h.Sent, h.Values)
			} else {
				call.Resend(h.Path, h.Values)
			}
			return ""
		}
		if in.Repeat {
			call.C.Redirect(http.StatusTemporaryRedirect, next)
			return ""
		}
		return next
	}
}

// heldFields are what was typed into the form that came too late: as it is on one's own device, and
// sealed on a shared one, past which others walk.
func (s *Sessions) heldFields(call *web.Call) (fields []parts.Hidden) {
	values := call.Form("staff.unlock").All()
	if call.Shared != "" {
		if sealed := s.heldBack(call, values); sealed != "" {
			fields = append(fields, parts.Hidden{Name: "unlock_held", Value: sealed})
		}
		return fields
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !strings.HasPrefix(name, "unlock_") {
			for _, v := range values[name] {
				fields = append(fields, parts.Hidden{Name: name, Value: v})
			}
		}
	}
	if len(fields) > 0 {
		fields = append(fields, parts.Hidden{Name: "unlock_repeat", Value: "true"})
	}
	return fields
}

// heldBack seals what was typed for whoever typed it, or gives on what is sealed already.
func (s *Sessions) heldBack(call *web.Call, values url.Values) string {
	if sealed := values.Get("unlock_held"); sealed != "" {
		return sealed
	}
	h := held{Path: unlockNext(call, signInPage{}), Values: url.Values{}}
	if path := values.Get("lock_path"); path != "" { // the script locked the page
		h.Path, h.Sent, h.Draft = web.SafeNext(path, "/"), web.SafeNext(values.Get("lock_sent"), ""), true
	}
	for name, list := range values {
		if !strings.HasPrefix(name, "unlock_") && !strings.HasPrefix(name, "lock_") {
			h.Values[name] = list
		}
	}
	if len(h.Values) == 0 || h.Draft && h.Sent == "" {
		return ""
	}
	return s.seal(h, call.Actor.ID)
}

// held is a form that waits for its writer.
type held struct {
	Path   string // where it was sent, or the page it stood on
	Sent   string // where a draft would have been sent
	Draft  bool   // not sent yet: it is shown again, not sent on
	Values url.Values
}

func heldKey(h *db.House) []byte {
	if h != nil && h.Keys() != nil {
		return h.Keys().Derive("held form")
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails on the systems Go supports
	return key
}

func (s *Sessions) box() cipher.AEAD {
	block, err := aes.NewCipher(s.held)
	if err != nil {
		panic(err) // the key is as long as it must be
	}
	box, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return box
}

func owner(member uint64) []byte { return binary.BigEndian.AppendUint64(nil, member) }

// seal closes a form so that only the house can read it, and only for the person who wrote it.
func (s *Sessions) seal(h held, member uint64) string {
	plain, err := json.Marshal(h)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(s.box().Seal(nil, nil, plain, owner(member))) // #nosec G407 -- the box makes its nonce at random by itself
}

func (s *Sessions) unseal(text string, member uint64) (h held, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(sealed) == 0 {
		return h, false
	}
	plain, err := s.box().Open(nil, nil, sealed, owner(member))
	return h, err == nil && json.Unmarshal(plain, &h) == nil
}

// unlockNext is where it goes on after the password: where the held form was sent, what the page
// was asked for, or the first page.
func unlockNext(call *web.Call, in signInPage) string {
	if next := call.Form("staff.unlock").Value("unlock_next", ""); next != "" {
		return web.SafeNext(next, "/")
	}
	if path := call.Form("staff.unlock").Value("lock_path", ""); path != "" {
		return web.SafeNext(path, "/")
	}
	if call.Path() != "/sign-in/unlock" && call.Path() != "/sign-in/lock" {
		return web.SafeNext(call.C.Request.URL.RequestURI(), "/")
	}
	return web.SafeNext(in.Next, "/")
}

// lockForm is what a page sends that lay unused on a shared device: where it stood, and what was
// typed into its form so far.
type lockForm struct {
	Path string `form:"lock_path" json:"-"`
	Sent string `form:"lock_sent" json:"-"`

	visit staff.Visit
}

// lock closes a session at once, until the same person opens it again.
func (s *Sessions) lock() web.Action[lockForm, nothing] {
	return web.Action[lockForm, nothing]{Name: "staff.lock", Fresh: true,
		Prepare: func(ctx context.Context, in *lockForm) (err error) {
			in.visit, err = s.visit(web.Of(ctx).C.Request)
			return err
		},
		Do: func(tx *db.Tx, in lockForm) (nothing, error) {
			if in.visit.SessionID == 0 {
				return nothing{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
			}
			return nothing{}, staff.Lock(tx, in.visit)
		}}
}

// locked shows the lock page with what was typed.
func locked(call *web.Call, in lockForm, _ nothing) string {
	if err := call.Hold(); err != nil {
		return "/sign-in/unlock?next=" + url.QueryEscape(web.SafeNext(in.Path, "/"))
	}
	return ""
}
