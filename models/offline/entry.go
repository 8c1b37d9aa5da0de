package offline

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"
)

// UnmarshalJSON reads an entry and never fails: one that was damaged on its phone must not keep the
// others back.
func (e *Entry) UnmarshalJSON(text []byte) error {
	type plain Entry
	var p plain
	err := json.Unmarshal(text, &p)
	*e = Entry(p)
	if err != nil || !e.Legible() || len(e.KeyID) > 20 {
		// What stays is what the phone knows it by.
		*e = Entry{ID: e.ID, Broken: true}
		if !entryIDs.MatchString(e.ID) {
			e.ID = ""
		}
	}
	return nil
}

// Said gives the clocks of an entry; offered is what the phone has to add to its clock now.
func (e Entry) Said(offered time.Duration, given, now time.Time) Clocks {
	c := Clocks{Clock: milli(e.Clock), Offered: offered, Given: given, Now: now}
	if e.Known != nil {
		known := milliseconds(*e.Known)
		c.Known = &known
	}
	return c
}

// decades is further than any clock is wrong: beyond it, sums of times would overflow.
const decades = 100 * 365 * 24 * 3600 * 1000

func milli(ms int64) time.Time { return time.UnixMilli(min(max(ms, -decades), 2*decades)).UTC() }

func milliseconds(ms int64) time.Duration {
	return time.Duration(min(max(ms, -decades), decades)) * time.Millisecond
}

// Offered is what a phone has to add to its clock, by what it says when it sends.
func Offered(now time.Time, phone int64) time.Duration { return now.Sub(milli(phone)) }

// Request is what an entry asks for, as it would have been asked with a network.
type Request struct {
	Method string          `json:"method"`
	Path   string          `json:"path"`
	Body   json.RawMessage `json:"body"`
	// Form is the key of the form of a page that was sent before and whose answer never came: when that
	// form is in the books, the request is too.
	Form string `json:"form"`
}

// formKeyLimit is the most letters of the key of a form.
const formKeyLimit = 200

var errRequest = errors.New("offline: the entry holds no request")

// ReadRequest reads what was sealed.
func ReadRequest(plain []byte) (Request, error) {
	var r Request
	dec := json.NewDecoder(bytes.NewReader(plain))
	if err := dec.Decode(&r); err != nil || dec.More() {
		return r, errRequest
	}
	if !slices.Contains([]string{"POST", "PUT", "PATCH", "DELETE"}, r.Method) {
		return r, errRequest
	}
	if len(r.Form) > formKeyLimit {
		return r, errRequest
	}
	u, err := url.ParseRequestURI(r.Path)
	if err != nil || u.IsAbs() || u.Host != "" || u.RawQuery != "" || len(r.Path) > 250 || !strings.HasPrefix(r.Path, "/api/v1/") || strings.Contains(r.Path, "..") || !plainPath(r.Path) {
		return r, errRequest
	}
	return r, nil
}

func plainPath(path string) bool {
	for _, c := range []byte(path) {
		if c <= ' ' || c > '~' || c == '%' || c == '#' || c == '\\' {
			return false
		}
	}
	return true
}
