package intake

import (
	"strconv"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/value"
)

// request draws one form of a page that holds several: what was typed comes back, what is wrong
// stands beside its field, and the ids carry the form's own name.
type request struct {
	call   *web.Call
	state  *web.FormState
	action string
	prefix string
}

func requestFor(call *web.Call, action, prefix string) request {
	return request{call, call.Form(action), action, prefix}
}

// requestRow is the form of one row among several with the same action: what was typed comes back
// into the row whose address was sent.
func requestRow(call *web.Call, action, prefix, param string, row uint64) request {
	id := strconv.FormatUint(row, 10)
	r := requestFor(call, action, prefix+"-"+id)
	if call.C.Param(param) != id {
		r.state = &web.FormState{}
	}
	return r
}

func (r request) refused() bool { return r.state.Fault != nil }

// field is one question; its label stands under intake.ask and its name.
func (r request) field(name, known string, more ...func(*parts.Field)) parts.Field {
	return r.labelled(name, "intake.ask."+name, known, more...)
}

// labelled is a question whose words stand under a key of their own.
func (r request) labelled(name, key, known string, more ...func(*parts.Field)) parts.Field {
	f := parts.Field{Name: name, ID: parts.FieldID(r.prefix + "-" + name), Label: r.call.T(key),
		Value: r.state.Value(name, known), Known: &known, Error: r.state.Wrong(r.call.Context(), name)}
	for _, add := range more {
		add(&f)
	}
	return f
}

// tick is a box.
func (r request) tick(name string, known bool) parts.Field {
	f := r.field(name, "")
	f.Value, f.Known = "", parts.Ticked(known)
	if r.state.Picked(name, "true", known) {
		f.Value = "true"
	}
	return f
}

// at asks for a moment; left empty it is now.
func (r request) at(name string) parts.Field {
	return r.field(name, "", func(f *parts.Field) {
		f.Hint, f.Placeholder, f.InputMode, f.Autocomplete = r.call.T("intake.ask.at_hint"), r.moment(r.call.Now()), "text", "off"
	})
}

// day asks for a day; left empty it is today.
func (r request) day(name string) parts.Field {
	return r.field(name, "", is.half, is.hint(r.call.T("intake.ask.day_hint")))
}

func (r request) moment(t time.Time) string {
	return t.In(words.Zone(r.call.Context())).Format("02/01/2006 15:04")
}

func (r request) form(path string, hidden ...parts.Hidden) parts.Form {
	f := parts.Form{Action: path, ID: r.prefix, Two: true, Bare: true, Fault: r.state.Sentence(r.call.Context()), Back: r.state,
		Hidden: append([]parts.Hidden{{Name: "_key", Value: r.call.Key(r.action)}}, hidden...)}
	if r.refused() {
		for _, wrong := range r.state.Fault.Fields {
			f.Errors = append(f.Errors, parts.FieldError{Name: r.prefix + "-" + wrong.Name, Text: words.Field(r.call.Context(), "intake", wrong)})
		}
	}
	return f
}

// versioned carries the version of the row that the form was drawn from.
func versioned(n uint64) parts.Hidden {
	return parts.Hidden{Name: "version", Value: strconv.FormatUint(n, 10)}
}

// about names the person a form is about.
func about(resident uint64) parts.Hidden {
	return parts.Hidden{Name: "resident_id", Value: strconv.FormatUint(resident, 10)}
}

// is holds what may be said of a field.
var is = struct {
	must, optional, wide, half, private, phone func(*parts.Field)
	hint                                       func(string) func(*parts.Field)
	among                                      func([]parts.Option, string) func(*parts.Field)
}{
	must:     func(f *parts.Field) { f.Required = true },
	optional: func(f *parts.Field) { f.Optional = true },
	wide:     func(f *parts.Field) { f.Wide = true },
	half:     func(f *parts.Field) { f.Half = true },
	private:  func(f *parts.Field) { f.Autocomplete = "off" },
	phone:    func(f *parts.Field) { f.Kind, f.Autocomplete = "tel", "off" },
	hint:     func(text string) func(*parts.Field) { return func(f *parts.Field) { f.Hint = text } },
	among: func(list []parts.Option, none string) func(*parts.Field) {
		return func(f *parts.Field) { f.Options, f.None = list, none }
	},
}

// listed gives the options of a closed list with their words.
func listed[T ~string](call *web.Call, prefix string, values []T) []parts.Option {
	out := make([]parts.Option, len(values))
	for i, v := range values {
		out[i] = parts.Option{Value: string(v), Text: call.T(prefix + string(v))}
	}
	return out
}

func dayText(d value.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.Vietnamese()
}
