package web

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
)

// A form that changes a row carries along, beside the row's version, what it showed when it was
// opened. When somebody else was faster, three values can so be told apart: what stood there then,
// what stands there now, and what was typed.
const (
	baseField   = "_was"
	takePrefix  = "_take."
	takeTheirs  = "theirs"
	rivalsShown = 3
)

// base is what a form showed when it was opened; Typed is set when it came back with a difference.
type base struct {
	At    int64             `json:"at"` // ms
	Was   map[string]string `json:"was"`
	Typed map[string]string `json:"typed,omitempty"`
}

func baseOf(values url.Values) *base {
	text := values.Get(baseField)
	if text == "" {
		return nil
	}
	var b base
	if json.Unmarshal([]byte(text), &b) != nil || b.Was == nil {
		return nil // made up by somebody: then it is as if nothing were known
	}
	return &b
}

// settleTakes puts into the fields what the sender chose field by field: what stands in the books, or
// what they typed. Whoever chose the one and then typed anew means what they typed.
func settleTakes(values url.Values) {
	b := baseOf(values)
	for name := range values {
		field, is := strings.CutPrefix(name, takePrefix)
		if !is {
			continue
		}
		if b != nil && values.Get(name) == takeTheirs {
			now, known := b.Was[field]
			if typed, drawn := b.Typed[field]; known && (!drawn || alike(typed, values.Get(field))) {
				if values.Del(field); now != "" {
					values.Set(field, now)
				}
			}
		}
		delete(values, name)
	}
}

// alike tells whether two values of a field are one, whatever a browser makes of ends of lines.
func alike(a, b string) bool {
	tidy := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return tidy(a) == tidy(b)
}

// rival is somebody who changed the same thing meanwhile.
type rival struct {
	Name, Action string
	At           time.Time
	Own          bool
}

// meanwhile finds out, inside the refused transaction, who was faster.
func (call *Call) meanwhile(tx *db.Tx, action string, values url.Values, f *fault.Fault) error {
	call.rivals = nil
	var found []db.Deed
	if f.By != 0 {
		found = []db.Deed{{ActorID: f.By, At: f.At}}
	} else {
		var since time.Time
		if b := baseOf(values); b != nil {
			since = time.UnixMilli(b.At)
		}
		area, _, _ := strings.Cut(action, ".")
		var err error
		if found, err = tx.Meanwhile(area, since, rivalsShown); err != nil {
			return err
		}
	}
	if len(found) == 0 || call.desk.Named == nil {
		return nil
	}
	var ids []uint64
	for _, d := range found {
		ids = append(ids, d.ActorID)
	}
	names, err := call.desk.Named(tx, ids...)
	if err != nil {
		return err
	}
	for _, d := range slices.Backward(found) {
		if names[d.ActorID] != "" {
			call.rivals = append(call.rivals, rival{names[d.ActorID], d.Action, d.At, d.ActorID == tx.Actor.ID})
		}
	}
	return nil
}

// Meanwhile tells whether the form was refused because somebody else changed the same thing, and who
// did what when, as far as the house knows.
func (f *FormState) Meanwhile(ctx context.Context) (bool, []string) {
	if f == nil || !f.Fault.Meanwhile() {
		return false, nil
	}
	var said []string
	for _, r := range f.rivals {
		name := r.Name
		if r.Own {
			name = words.T(ctx, "web.meanwhile.own")
		}
		line := words.DateTime(ctx, r.At) + " · " + name
		if r.Action != "" {
			line += " · " + words.Deed(ctx, r.Action)
		}
		said = append(said, line)
	}
	return true, said
}

// Base is what the form showed when it was opened, or nil when it did not say.
func (f *FormState) Base() map[string]string {
	if f == nil {
		return nil
	}
	if b := baseOf(f.Values); b != nil {
		return b.Was
	}
	return nil
}

// Stamp is the hidden field that carries what a form shows; typed is what came back in those fields
// that stand differently now. A form that came back for another reason keeps what it carried.
func (f *FormState) Stamp(ctx context.Context, shown, typed map[string]string) (name, value string) {
	b := base{At: Of(ctx).shownAt().UnixMilli(), Was: shown, Typed: typed}
	if f != nil && !f.Fault.Meanwhile() {
		if was := baseOf(f.Values); was != nil {
			b = base{At: was.At, Was: was.Was}
		}
	}
	text, err := json.Marshal(b)
	if err != nil {
		return baseField, ""
	}
	return baseField, string(text)
}

// TakeName is the name under which the choice about a field is sent.
func (f *FormState) TakeName(field string) string { return takePrefix + field }

// shownAt is when this page was read.
func (call *Call) shownAt() time.Time {
	if call.desk == nil {
		return time.Time{}
	}
	return call.Now()
}
