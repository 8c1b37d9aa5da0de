package webtest

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"maiam/models/offline"
)

// Phone is a phone that works without a network: it seals what is done on it and sends it later, as
// the browser's side does. Its clock may be wrong.
type Phone struct {
	Key    offline.Given
	Ahead  time.Duration    // how far its clock runs ahead
	Clock  func() time.Time // the true time
	Told   *int64           // what it has to add to its clock, as told last
	no     int64
	secret []byte
	t      testing.TB
}

// NewPhone gives the browser of a visitor a key.
func NewPhone(v *Visitor, clock func() time.Time, ahead time.Duration) *Phone {
	v.t.Helper()
	p := &Phone{Clock: clock, Ahead: ahead, t: v.t}
	v.JSON(http.MethodPost, "/api/v1/offline/keys", map[string]string{"device": UUID()}).Want(http.StatusCreated).Into(&p.Key)
	p.take()
	return p
}

// PhoneOf is a phone that was given a key elsewhere.
func PhoneOf(t testing.TB, key offline.Given, clock func() time.Time, ahead time.Duration) *Phone {
	p := &Phone{Key: key, Clock: clock, Ahead: ahead, t: t}
	p.take()
	return p
}

// take learns from the key how wrong the own clock is.
func (p *Phone) take() {
	secret, err := base64.RawURLEncoding.DecodeString(p.Key.Key)
	if err != nil || len(secret) != 32 {
		p.t.Fatalf("the key of a phone: %v", err)
	}
	p.secret = secret
	p.Hear(p.Key.Now)
}

// Hear learns the clock of the house.
func (p *Phone) Hear(now int64) {
	told := now - p.Now()
	p.Told = &told
}

// Now is the phone's own clock.
func (p *Phone) Now() int64 { return p.Clock().Add(p.Ahead).UnixMilli() }

// Do keeps a request as an entry.
func (p *Phone) Do(method, path string, body any) offline.Entry {
	text, err := json.Marshal(map[string]any{"method": method, "path": path, "body": body})
	if err != nil {
		p.t.Fatal(err)
	}
	return p.Seal(text)
}

// Seal keeps whatever is said as an entry.
func (p *Phone) Seal(plain []byte) offline.Entry {
	p.no++
	e := offline.Entry{ID: UUID(), KeyID: p.Key.KeyID, No: p.no, Clock: p.Now()}
	if p.Told != nil {
		known := *p.Told
		e.Known = &known
	}
	e.Sealed = SealAs(p.t, p.Key.ServerKey, e.ID, plain)
	return p.Sign(e)
}

// SealAs seals something under the id of an entry.
func SealAs(t testing.TB, serverKey, id string, plain []byte) string {
	t.Helper()
	ephemeral, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	iv := make([]byte, 12)
	_, _ = rand.Read(iv)
	sealed, err := offline.Seal(serverKey, id, plain, iv, ephemeral)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// Sign puts the phone's word to an entry that was changed.
func (p *Phone) Sign(e offline.Entry) offline.Entry {
	e.MAC = e.Sign(p.secret)
	return e
}

// Parcel is what the phone sends: its clock and some entries.
func (p *Phone) Parcel(entries ...offline.Entry) map[string]any {
	return map[string]any{"now": p.Now(), "entries": entries}
}

// Fate is what became of an entry.
type Fate struct {
	ID       string
	Outcome  string
	Code     string
	Text     string
	At       time.Time
	Doubtful bool
	Answer   json.RawMessage
}

// Fates is the answer to a parcel.
type Fates struct {
	Now     int64
	Results []Fate
}

// Outcomes counts what became of the entries.
func (f Fates) Outcomes() map[string]int {
	out := map[string]int{}
	for _, r := range f.Results {
		out[r.Outcome]++
	}
	return out
}

// UUID makes a random number in the form that browsers give.
func UUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
