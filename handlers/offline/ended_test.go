package offline_test

import (
	"net/http"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/offline"
	"maiam/models/staff"
)

// TestEndedSessionEndsItsKey: what a phone wrote before its session was ended from elsewhere is taken; what
// it writes afterwards waits for the person in charge. Signed in again, the phone gets another key, and a
// phone beside it keeps its own.
func TestEndedSessionEndsItsKey(t *testing.T) {
	s := open(t)
	mai := s.members["mai"]
	session := func(hash string) (id uint64) {
		t.Helper()
		s.Do(func(tx *db.Tx) error {
			_, err := staff.OpenSession(tx, mai.ID, staff.SessionInput{TokenHash: hash, Kind: staff.PageSession})
			return err
		})
		visit := staff.Visit{}
		s.must(s.Read(t.Context(), db.Actor{}, func(tx *db.Tx) (err error) { visit, err = staff.SessionActor(tx, hash); return err }))
		v := s.gate["mai"]
		v.Actor.Session = visit.Actor.Session
		s.gate["mai"] = v
		return visit.SessionID
	}
	ask := func(device, have string) (out offline.Given) {
		t.Helper()
		s.as("mai").JSON(http.MethodPost, "/api/v1/offline/keys", map[string]any{"device": device, "have": have}).Want(http.StatusCreated).Into(&out)
		return out
	}
	s.Clock.Add(-13 * time.Hour)
	one, two := webtest.UUID(), webtest.UUID()
	ends := session("one")
	first := ask(one, "")
	session("two")
	beside := webtest.PhoneOf(t, ask(two, ""), s.Clock.Now, 0)
	p := webtest.PhoneOf(t, first, s.Clock.Now, 0)
	s.Clock.Add(13 * time.Hour)
	if again := ask(two, beside.Key.KeyID); again.KeyID != beside.Key.KeyID {
		t.Error("a key that is good is not given again to the phone that has it")
	}
	before := p.Do(http.MethodPost, s.rounds(0), s.seen(0, s.in(0)...))
	s.Clock.Add(time.Minute)
	s.Do(func(tx *db.Tx) error { return staff.EndSessionOf(tx, mai.ID, ends) })
	s.Clock.Add(time.Minute)
	after := p.Do(http.MethodPost, s.rounds(1), s.seen(2, s.in(2)...))
	s.want(s.send(p, before, after), "done", "kept offline.session_ended")
	s.want(s.send(beside, beside.Do(http.MethodPost, s.rounds(1), s.seen(2, s.in(2)...))), "done")
	s.Clock.Add(time.Minute)
	session("three")
	next := ask(one, first.KeyID)
	if next.KeyID == first.KeyID {
		t.Fatal("the ended key was given again")
	}
	p = webtest.PhoneOf(t, next, s.Clock.Now, 0)
	s.Clock.Add(time.Minute)
	s.want(s.send(p, p.Do(http.MethodPost, s.rounds(1), s.seen(3, s.in(3)...))), "done")
}
