package offline

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/offline"
	"maiam/models/staff"
)

// sending is what a phone sends when it has a network again.
type sending struct {
	Now     int64           `json:"now" doc:"the phone's clock when sending, in milliseconds"`
	Entries []offline.Entry `json:"entries" validate:"required,max=200"`
}

// The outcomes of an entry.
const (
	done    = "done"    // it is in the books
	kept    = "kept"    // it lies in the tray for the person in charge; the phone may forget it
	retry   = "retry"   // not now: send it again
	refused = "refused" // nobody knows whose it is, or nobody can open it: the phone keeps it
)

// result is what became of one entry.
type result struct {
	ID       string          `json:"id"`
	Outcome  string          `json:"outcome" enum:"done,kept,retry,refused"`
	Code     string          `json:"code" doc:"why, as a text key; empty when done"`
	Text     string          `json:"text" doc:"why, in the language of who asks"`
	At       *time.Time      `json:"at,omitempty" doc:"when it happened, by the house's clock"`
	Doubtful bool            `json:"doubtful" doc:"the phone's clock was moved in between"`
	Answer   json.RawMessage `json:"answer,omitempty" doc:"of the operation itself, when done"`
}

// fates is the answer to a sending.
type fates struct {
	Now     int64    `json:"now" doc:"the house's clock, in milliseconds"`
	Results []result `json:"results"`
}

// opened is one entry on its way into the books.
type opened struct {
	offline.Left
	door     web.Door
	result   result
	finished bool // nothing is to be done with it any more
	known    bool // it has a receipt
	came     bool // it came as the form of a page before, whose answer was lost
}

// take works through a sending, in the order given. What becomes of one entry never keeps the next
// back.
func (o *desk) take(call *web.Call, in sending) (fates, error) {
	if !o.crowd.Lets(call.C.Request, call.Now()) {
		return fates{}, fault.New(fault.Busy, "offline.too_many")
	}
	if err := call.Understood(); err != nil {
		return fates{}, err
	}
	now := call.Now()
	list, people, err := o.open(call, in, now)
	if err != nil {
		return fates{}, err
	}
	out := fates{Now: now.UnixMilli(), Results: make([]result, len(list))}
	waits := map[uint64]bool{} // keys of which something has to be sent again
	for i := range list {
		if e := &list[i]; !e.finished {
			if waits[e.Key.ID] || call.C.Request.Context().Err() != nil {
				// Nobody waits for the answer any more, or what was done before this is not in the
				// books yet: to take something back must not overtake what it takes back.
				e.fail(call, retry, errBusy)
			} else {
				e.run(call, people[e.Key.MemberID])
			}
			waits[e.Key.ID] = waits[e.Key.ID] || e.result.Outcome == retry && e.result.Code != errInternal
		}
		out.Results[i] = list[i].result
	}
	return out, nil
}

// open finds out whose the entries are, when each happened and what it asks for: three statements,
// however many.
func (o *desk) open(call *web.Call, in sending, now time.Time) ([]opened, map[uint64]staff.Past, error) {
	var keys map[string]offline.Key
	var before map[string]offline.Item
	var people map[uint64]staff.Past
	list := make([]opened, len(in.Entries))
	err := call.House().Read(call.Context(), db.System("offline"), func(tx *db.Tx) (err error) {
		if keys, err = offline.KeysOf(tx, in.Entries); err != nil {
			return err
		}
		if before, err = offline.RefusedBefore(tx, in.Entries); err != nil {
			return err
		}
		var members []uint64
		for _, k := range keys {
			members = append(members, k.MemberID)
		}
		people, err = staff.Pasts(tx, members)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	offered, order := offline.Offered(now, in.Now), offline.Order{}
	claims := map[uint64][]db.Claim{}
	for i, entry := range in.Entries {
		e := &list[i]
		e.Entry, e.result = entry, result{ID: entry.ID}
		key, known := keys[entry.KeyID]
		switch {
		case !entry.Legible():
			e.fail(call, refused, because("offline.illegible"))
			continue
		case !known:
			e.fail(call, refused, because("offline.key_unknown"))
			continue
		case !entry.Signed(o.box.SendKey(key.ID, key.Nonce)):
			e.fail(call, refused, because("offline.not_signed"))
			continue
		}
		plain, err := o.box.Open(entry.ID, entry.Sealed)
		if err != nil {
			e.fail(call, refused, because("offline.sealed"))
			continue
		}
		e.Key = key
		at, doubtful := entry.Said(offered, key.GivenAt, now).Settle()
		at = order.Next(key.ID, entry.No, at)
		e.At, e.Doubtful = at, doubtful
		e.result.At, e.result.Doubtful = &e.At, doubtful
		if item, lies := before[key.Of(entry.ID)]; lies {
			e.fail(call, kept, because(item.Code))
			e.result.Text = item.Sentence(call.Lang)
			continue
		}
		e.read(call, plain)
		if !e.finished {
			claims[key.MemberID] = append(claims[key.MemberID], db.Claim{Action: e.Action, Key: entry.ID})
			if e.Request.Form != "" {
				claims[key.MemberID] = append(claims[key.MemberID], db.Claim{Action: e.Action, Key: e.Request.Form})
			}
		}
	}
	err = call.House().Read(call.Context(), db.System("offline"), func(tx *db.Tx) error {
		for member, asked := range claims {
			found, err := db.Claimed(tx, member, asked)
			if err != nil {
				return err
			}
			for i := range list {
				if e := &list[i]; e.Key.MemberID == member && found[db.Claim{Action: e.Action, Key: e.Entry.ID}] {
					e.known = true
				} else if e.Key.MemberID == member && e.Request.Form != "" && found[db.Claim{Action: e.Action, Key: e.Request.Form}] {
					e.came = true
				}
			}
		}
		return nil
	})
	return list, people, err
}

// read finds the door that an entry was meant for.
func (e *opened) read(call *web.Call, plain []byte) {
	request, err := offline.ReadRequest(plain)
	e.Request = request
	if err != nil {
		e.Request = offline.Request{Body: json.RawMessage(plain)}
		e.keep(call, because("offline.no_request"))
		return
	}
	door, params, ok := call.Offline(request.Method, request.Path)
	if !ok {
		e.keep(call, because("offline.not_replayed"))
		return
	}
	e.door, e.Action = door, door.Action
	e.Ward, _ = strconv.ParseUint(params["ward"], 10, 63)
	switch {
	case e.At.After(e.Key.Until) && e.Key.Ended:
		e.keep(call, because("offline.session_ended"))
	case e.At.After(e.Key.Until):
		e.keep(call, because("offline.key_over"))
	}
}

// run does what the entry asks for, as whoever wrote it could do it then.
func (e *opened) run(call *web.Call, who staff.Past) {
	if e.came {
		e.result.Outcome, e.finished = done, true
		return
	}
	actor := who.At(e.At)
	actor.Via, actor.Device = "offline", e.Key.Agent
	detail := map[string]any{"entry": e.Entry.ID, "phone": e.Key.Device}
	if e.Doubtful {
		detail["clock"] = "doubtful"
	}
	answer := call.Replay(web.Replay{Visitor: web.Visitor{Actor: actor, Lang: call.Lang}, Method: e.Request.Method, Path: e.Request.Path, Body: e.Request.Body,
		Key: e.Entry.ID, At: e.At, Known: e.known, Detail: detail})
	switch f := answer.Refused; {
	case f == nil:
		e.done(call, answer.Body)
	case f.Kind == fault.Busy, f.Kind == fault.Internal, passing[f.Key]:
		e.fail(call, retry, f)
	default:
		e.keep(call, f)
	}
}

// errBusy is the answer to what was not even tried; errInternal the code of a mistake of ours, which
// another try meets again: it keeps nothing back.
var errBusy = fault.New(fault.Busy, "db.busy")

const errInternal = "fault.internal"

// passing are refusals that another try gets over: a crowd on one ward.
var passing = map[string]bool{"care.recorded_meanwhile": true}

// done answers for an entry that is in the books. Of whom it could not be written lies in the tray
// before the phone hears of it.
func (e *opened) done(call *web.Call, answer []byte) {
	if e.People = offline.LeftBy(answer); len(e.People) > 0 {
		if err := e.store(call); err != nil {
			e.fail(call, retry, fault.Of(err))
			return
		}
		e.result.Text = call.T("offline.some_kept", words.A{"n": len(e.People)})
	}
	if e.door.Mute {
		answer = number(answer)
	}
	e.result.Outcome, e.result.Answer, e.finished = done, answer, true
}

// number is the number in an answer alone, or nothing.
func number(answer []byte) []byte {
	var made struct {
		ID uint64 `json:"id"`
	}
	if json.Unmarshal(answer, &made) != nil || made.ID == 0 {
		return nil
	}
	return fmt.Appendf(nil, `{"id":%d}`, made.ID)
}

// keep puts an entry into the tray: it could not be written, and never will be as it is.
func (e *opened) keep(call *web.Call, why *fault.Fault) {
	e.Code, e.Said = why.Key, map[string]string{}
	for _, lang := range []string{"vi", "en"} {
		e.Said[lang] = sentence(words.With(call.Context(), lang), why)
	}
	if err := e.store(call); err != nil {
		e.fail(call, retry, fault.Of(err))
		return
	}
	e.fail(call, kept, why)
}

func (e *opened) store(call *web.Call) error {
	house := db.System("offline")
	house.Request = call.Request
	err := call.House().Keep(call.Context(), house, "offline.keep", func(tx *db.Tx) error { return offline.Keep(tx, e.Left) })
	if db.Duplicate(err, "part") || fault.KeyOf(err) == "db.duplicate" {
		return nil // the same entry, sent twice at once: the other one put it there
	}
	return err
}

// fail answers for an entry that is not in the books.
func (e *opened) fail(call *web.Call, outcome string, why *fault.Fault) {
	e.finished = true
	e.result.Outcome, e.result.Code, e.result.Text = outcome, why.Key, sentence(call.Context(), why)
}

func because(code string) *fault.Fault { return fault.New(fault.Conflict, code) }

// sentence says why, with what is wrong in each field: there is no form beside which it could stand.
func sentence(ctx context.Context, why *fault.Fault) string {
	if len(why.Fields) == 0 {
		return words.Fault(ctx, why)
	}
	said := make([]string, len(why.Fields))
	for i, f := range why.Fields {
		said[i] = words.Field(ctx, "", f)
	}
	return strings.Join(said, ". ")
}
