package staff

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
	"maiam/models/value"
)

// Sessions knows who stands at the door: it reads the cookie of a browser or the bearer token of a
// program, and makes and ends sessions. The secret is made and hashed by the session library; the
// rows are those of models/staff.
type Sessions struct {
	// SamplePassword is the one word of a sample house; the sign-in page shows it there.
	SamplePassword string
	// SamplePin is what those of its accounts have that may have a PIN.
	SamplePin string

	house   *db.House
	station string // the cookie by which a shared device is known
	held    []byte // the key under which forms lie that wait for their writer
	scs     *scs.SessionManager
	begun   atomic.Bool
	setUp   setUpCode
	crowd   web.Crowd
	known   atomic.Pointer[staff.Policy] // what the door asked last, at most a minute ago
}

// NewSessions makes the gate of a house. Over TLS the cookie never travels without it.
func NewSessions(h *db.House, secure bool) *Sessions {
	s := &Sessions{house: h, scs: scs.New()}
	s.scs.Store = store{s}
	s.scs.Lifetime = staff.TheDefaults.SessionFor
	s.scs.HashTokenInStore = true
	s.scs.Cookie.Name = "maiam"
	s.scs.Cookie.SameSite = http.SameSiteLaxMode
	s.station = "maiam-device"
	if s.scs.Cookie.Secure = secure; secure {
		s.scs.Cookie.Name, s.station = "__Host-maiam", "__Host-maiam-device"
	}
	s.held = heldKey(h)
	return s
}

// Visitor tells who sent a request; an empty one is nobody.
func (s *Sessions) Visitor(r *http.Request) (web.Visitor, error) {
	v, err := s.visit(r)
	if err != nil || v.Actor.ID == 0 {
		return web.Visitor{}, err
	}
	out := web.Visitor{Actor: v.Actor, Lang: v.Actor.Language, MustChange: v.MustChange, Shared: v.DeviceName}
	now := s.house.Now()
	if !v.Stale(now) && v.DeviceID == 0 && !s.owes(v, now) {
		return out, nil
	}
	policy, err := s.policy(r.Context())
	if s.SamplePassword == "" { // a sample house opens with its one password, however old its story is
		missing, until := v.CodeMissing(policy)
		out.Aged = v.Aged(policy, now)
		out.MustEnrol = missing && value.DayOf(now, s.house.Zone()).After(until)
	}
	if v.DeviceID != 0 {
		out.LockAfter = min(policy.SharedIdle, policy.IdleAfter)
	}
	switch {
	case err != nil:
		return web.Visitor{}, err
	case v.Idle(policy, now):
		out.Locked = true
	case v.Stale(now) && !strings.Contains(r.Header.Get("Accept"), "text/event-stream"):
		// A page that only listens is nobody's activity.
		if err := s.house.Quietly(r.Context(), "seen", func(tx *db.Tx) error { return staff.SeenSession(tx, v) }); err != nil {
			slog.Warn("a session's last use was not written down", "error", err.Error())
		}
	}
	return out, nil
}

// owes tells whether somebody may have to do something at the door first. It asks what is known already,
// so that those who owe nothing cost nothing.
func (s *Sessions) owes(v staff.Visit, now time.Time) bool {
	if s.SamplePassword != "" {
		return false
	}
	p := s.known.Load()
	if p == nil {
		return true
	}
	missing, _ := v.CodeMissing(*p)
	return missing || v.Aged(*p, now)
}

// policy is how strict the door is today.
func (s *Sessions) policy(ctx context.Context) (p staff.Policy, err error) {
	err = s.house.Read(ctx, db.System("sign-in"), func(tx *db.Tx) (err error) {
		p, err = staff.ThePolicy(tx)
		return err
	})
	if err == nil {
		s.known.Store(&p)
	}
	return p, err
}

// visit finds the session or token behind a request: programs by their bearer token, and only on
// the doors of programs; browsers by their cookie.
func (s *Sessions) visit(r *http.Request) (v staff.Visit, err error) {
	if secret, ok := bearer(r); ok {
		if !strings.HasPrefix(r.URL.Path, "/api/") && !strings.HasPrefix(r.URL.Path, "/fhir/") {
			return staff.Visit{}, nil
		}
		if !staff.IsToken(secret) {
			return s.load(r.Context(), secret, staff.APISession)
		}
		err = s.house.Glance(r.Context(), db.Actor{}, func(tx *db.Tx) (err error) {
			v, err = staff.TokenActor(tx, secret)
			return err
		})
		return nobodyIf(v, err)
	}
	if cookie := s.cookie(r); cookie != "" {
		return s.load(r.Context(), cookie, staff.PageSession)
	}
	return staff.Visit{}, nil
}

func bearer(r *http.Request) (secret string, ok bool) {
	kind, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(secret), strings.EqualFold(kind, "bearer")
}

func (s *Sessions) cookie(r *http.Request) string {
	if c, err := r.Cookie(s.scs.Cookie.Name); err == nil {
		return c.Value
	}
	return ""
}

func nobodyIf(v staff.Visit, err error) (staff.Visit, error) {
	if err != nil && fault.KindOf(err) == fault.Unauthenticated {
		return staff.Visit{}, nil
	}
	return v, err
}

// load asks the session library for a secret. Its store finds session, person and roles in one
// statement and leaves them in the parcel that travels along.
func (s *Sessions) load(ctx context.Context, secret, kind string) (staff.Visit, error) {
	if len(secret) > 200 {
		return staff.Visit{}, nil
	}
	p := &parcel{}
	if _, err := s.scs.Load(context.WithValue(ctx, parcelKey{}, p), secret); err != nil {
		return staff.Visit{}, err
	}
	if p.visit.Kind != kind {
		return staff.Visit{}, nil // the cookie's secret is no bearer token, nor the other way round
	}
	return p.visit, nil
}

// open makes a session inside the transaction that let the person in, and gives its secret.
func (s *Sessions) open(tx *db.Tx, memberID uint64, in staff.SessionInput) (secret string, expires time.Time, err error) {
	p := &parcel{tx: tx, member: memberID, in: in}
	ctx, err := s.scs.Load(context.WithValue(context.Background(), parcelKey{}, p), "")
	if err != nil {
		return "", time.Time{}, err
	}
	s.scs.Put(ctx, "kind", in.Kind)
	secret, _, err = s.scs.Commit(ctx)
	return secret, p.expires, err
}

// end signs the device out that holds a secret, inside a transaction.
func (s *Sessions) end(tx *db.Tx, secret string) error {
	if secret == "" {
		return nil
	}
	ctx, err := s.scs.Load(context.WithValue(context.Background(), parcelKey{}, &parcel{tx: tx}), secret)
	if err != nil {
		return err
	}
	return s.scs.Destroy(ctx)
}

// giveCookie hands the browser its secret; an empty one takes the cookie away.
func (s *Sessions) giveCookie(call *web.Call, secret string) {
	var until time.Time
	ctx, err := s.scs.Load(context.Background(), "")
	if err != nil {
		return // without a secret nothing is asked of the store
	}
	if secret != "" {
		until = s.scs.Deadline(ctx)
	}
	s.scs.WriteSessionCookie(ctx, call.C.Writer, secret, until)
}

// parcel carries what the store needs through the session library: the transaction to write in,
// and back the person it found.
type parcel struct {
	tx      *db.Tx
	member  uint64
	in      staff.SessionInput
	expires time.Time
	visit   staff.Visit
}

type parcelKey struct{}

func parcelOf(ctx context.Context) *parcel {
	if p, ok := ctx.Value(parcelKey{}).(*parcel); ok {
		return p
	}
	return &parcel{}
}

// store keeps the sessions of the library in the rows of models/staff.
type store struct{ s *Sessions }

// FindCtx gives what the library kept of a session.
func (st store) FindCtx(ctx context.Context, hash string) ([]byte, bool, error) {
	p := parcelOf(ctx)
	read := func(tx *db.Tx) (err error) {
		p.visit, err = staff.SessionActor(tx, hash)
		return err
	}
	var err error
	if p.tx != nil {
		err = read(p.tx)
	} else {
		err = st.s.house.Glance(ctx, db.Actor{}, read)
	}
	v, err := nobodyIf(p.visit, err)
	p.visit = v
	return v.Data, err == nil && v.SessionID != 0, err
}

// CommitCtx writes a new session in the transaction of the sign-in.
func (store) CommitCtx(ctx context.Context, hash string, data []byte, _ time.Time) (err error) {
	p := parcelOf(ctx)
	if p.tx == nil {
		return fault.New(fault.Internal, "fault.internal")
	}
	p.in.TokenHash, p.in.Data = hash, data
	p.expires, err = staff.OpenSession(p.tx, p.member, p.in)
	return err
}

// DeleteCtx ends a session in the transaction of the sign-out.
func (store) DeleteCtx(ctx context.Context, hash string) error {
	p := parcelOf(ctx)
	if p.tx == nil {
		return fault.New(fault.Internal, "fault.internal")
	}
	return staff.CloseSession(p.tx, hash)
}

// Find is there for the library's older interface; it is never asked.
func (st store) Find(hash string) ([]byte, bool, error) {
	return st.FindCtx(context.Background(), hash)
}

// Commit is there for the library's older interface; it is never asked.
func (st store) Commit(hash string, data []byte, until time.Time) error {
	return st.CommitCtx(context.Background(), hash, data, until)
}

// Delete is there for the library's older interface; it is never asked.
func (st store) Delete(hash string) error { return st.DeleteCtx(context.Background(), hash) }

// calm refuses an address that knocks like a machine.
func (s *Sessions) calm(r *http.Request) error {
	if !s.crowd.Lets(r, s.house.Now()) {
		return fault.New(fault.Busy, "staff.too_many")
	}
	return nil
}

// Begun tells whether anybody works in the house yet. Once somebody does, it is not asked again.
func (s *Sessions) Begun() bool {
	if s.begun.Load() {
		return true
	}
	begun := false
	err := s.house.Read(context.Background(), db.System("set-up"), func(tx *db.Tx) (err error) {
		begun, err = staff.Begun(tx)
		return err
	})
	if err == nil && begun {
		s.begun.Store(true)
	}
	return begun
}

// setUpCode opens the set-up page; whoever reads the log of the server knows it.
type setUpCode struct {
	mu    sync.Mutex
	code  string
	wrong int
}

// SetUpCode is the code that opens the set-up page of a house in which nobody is yet. The program
// prints it at its start.
func (s *Sessions) SetUpCode() string {
	s.setUp.mu.Lock()
	defer s.setUp.mu.Unlock()
	if s.setUp.code == "" {
		var b [10]byte
		_, _ = rand.Read(b[:]) // never fails on the systems Go supports
		text := base32.StdEncoding.EncodeToString(b[:])
		s.setUp.code = text[:4] + "-" + text[4:8] + "-" + text[8:12]
	}
	return s.setUp.code
}

// opens tells whether a typed code is the right one. After five wrong ones there is a new code,
// which the log shows.
func (s *Sessions) opens(typed string) bool {
	code := s.SetUpCode()
	typed = strings.ToUpper(strings.Join(strings.Fields(typed), ""))
	if subtle.ConstantTimeCompare([]byte(typed), []byte(code)) == 1 {
		return true
	}
	s.setUp.mu.Lock()
	s.setUp.wrong++
	again := s.setUp.wrong >= 5
	if again {
		s.setUp.code, s.setUp.wrong = "", 0
	}
	s.setUp.mu.Unlock()
	if again {
		slog.Warn("five wrong set-up codes; there is a new one", "code", s.SetUpCode())
	}
	return false
}
