package wards

import (
	"context"
	"strconv"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
)

// ask draws the fields of one form: what was typed comes back, and what is wrong stands beside its
// field. A page holds several forms with fields of one name, so their ids carry the form's prefix.
type ask struct {
	ctx    context.Context
	call   *web.Call
	state  *web.FormState
	action string
	prefix string
}

func askFor(call *web.Call, action, prefix string) ask {
	return ask{ctx: call.Context(), call: call, state: call.Form(action), action: action, prefix: prefix}
}

// refused tells that this form came back.
func (a ask) refused() bool { return a.state.Fault != nil }

func (a ask) field(name, label, known string) parts.Field {
	return parts.Field{Name: name, ID: parts.FieldID(a.prefix + "-" + name), Label: a.call.T(label),
		Value: a.state.Value(name, known), Known: &known, Error: a.state.Wrong(a.ctx, name)}
}

func (a ask) must(name, label, known string) parts.Field {
	f := a.field(name, label, known)
	f.Required = true
	return f
}

func (a ask) box(name, label string, known bool) parts.Field {
	f := a.field(name, label, "")
	f.Value, f.Known = "", parts.Ticked(known)
	if a.state.Picked(name, "true", known) {
		f.Value = "true"
	}
	return f
}

// from asks from which day something holds.
func (a ask) from(label string) parts.Field {
	f := a.field("from", label, "")
	f.Hint = a.call.T("wards.from_hint")
	return f
}

func (a ask) form(path string, version uint64) parts.Form {
	f := parts.Form{Action: path, ID: a.prefix, Two: true, Fault: a.state.Sentence(a.ctx), Back: a.state,
		Hidden: []parts.Hidden{{Name: "_key", Value: a.call.Key(a.action)}, {Name: "version", Value: strconv.FormatUint(version, 10)}}}
	if a.refused() {
		for _, wrong := range a.state.Fault.Fields {
			f.Errors = append(f.Errors, parts.FieldError{Name: a.prefix + "-" + wrong.Name, Text: words.Field(a.ctx, "wards", wrong)})
		}
	}
	return f
}

// choices gives the options of a closed list with their words.
func choices(call *web.Call, prefix string, values []string) []parts.Option {
	out := make([]parts.Option, len(values))
	for i, v := range values {
		out[i] = parts.Option{Value: v, Text: call.T(prefix + v)}
	}
	return out
}

func age(years *int) string {
	if years == nil {
		return ""
	}
	return strconv.Itoa(*years)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
