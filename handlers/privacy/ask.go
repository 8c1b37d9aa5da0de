package privacy

import (
	"strconv"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
)

// ask draws the fields of one form: what was typed comes back, and what is wrong stands beside its
// field. A page holds several forms, so the ids of their fields carry the form's prefix.
type ask struct {
	call   *web.Call
	state  *web.FormState
	action string
	prefix string
}

func askFor(call *web.Call, action, prefix string) ask {
	return ask{call, call.Form(action), action, prefix}
}

// askRow is the form of one row among several with the same action: what was typed comes back into
// the row whose address was sent.
func askRow(call *web.Call, action, prefix, param string, row uint64) ask {
	id := strconv.FormatUint(row, 10)
	a := askFor(call, action, prefix+"-"+id)
	if call.C.Param(param) != id {
		a.state = &web.FormState{}
	}
	return a
}

func (a ask) refused() bool { return a.state.Fault != nil }

// field is one question; its label stands under privacy.field and its name.
func (a ask) field(name, known string, more ...func(*parts.Field)) parts.Field {
	f := parts.Field{Name: name, ID: parts.FieldID(a.prefix + "-" + name), Label: a.call.T("privacy.field." + name),
		Value: a.state.Value(name, known), Error: a.state.Wrong(a.call.Context(), name), Autocomplete: "off"}
	for _, add := range more {
		add(&f)
	}
	return f
}

// tick is a box.
func (a ask) tick(name string, more ...func(*parts.Field)) parts.Field {
	f := a.field(name, "", more...)
	f.Value, f.Autocomplete = "", ""
	if a.state.Picked(name, "true", false) {
		f.Value = "true"
	}
	return f
}

// day asks for a day; left empty it is today.
func (a ask) day(name string) parts.Field {
	return a.field(name, "", is.half, is.hint(a.call.T("privacy.today_hint")))
}

// moment asks for a day and hour.
func (a ask) moment(name string) parts.Field {
	return a.field(name, "", is.half, func(f *parts.Field) {
		f.Hint, f.Placeholder = a.call.T("privacy.moment_hint."+name), a.call.Now().In(words.Zone(a.call.Context())).Format("02/01/2006 15:04")
	})
}

func (a ask) form(path string, hidden ...parts.Hidden) parts.Form {
	f := parts.Form{Action: path, ID: a.prefix, Two: true, Bare: true, Fault: a.state.Sentence(a.call.Context()),
		Hidden: append([]parts.Hidden{{Name: "_key", Value: a.call.Key(a.action)}}, hidden...)}
	if a.refused() {
		for _, wrong := range a.state.Fault.Fields {
			f.Errors = append(f.Errors, parts.FieldError{Name: a.prefix + "-" + wrong.Name, Text: words.Field(a.call.Context(), "privacy", wrong)})
		}
	}
	return f
}

// upload lets a form carry files.
func upload(f parts.Form) parts.Form { f.Files = true; return f }

// is holds what may be said of a field.
var is = struct {
	must, optional, wide, half func(*parts.Field)
	hint                       func(string) func(*parts.Field)
	among                      func([]parts.Option, string) func(*parts.Field)
	rows                       func(int) func(*parts.Field)
}{
	must:     func(f *parts.Field) { f.Required = true },
	optional: func(f *parts.Field) { f.Optional = true },
	wide:     func(f *parts.Field) { f.Wide = true },
	half:     func(f *parts.Field) { f.Half = true },
	hint:     func(text string) func(*parts.Field) { return func(f *parts.Field) { f.Hint = text } },
	among: func(list []parts.Option, none string) func(*parts.Field) {
		return func(f *parts.Field) { f.Options, f.None = list, none }
	},
	rows: func(n int) func(*parts.Field) { return func(f *parts.Field) { f.Rows = n } },
}

// listed gives the options of a closed list with their words.
func listed[T ~string](call *web.Call, prefix string, values []T) []parts.Option {
	out := make([]parts.Option, len(values))
	for i, v := range values {
		out[i] = parts.Option{Value: string(v), Text: call.T(prefix + string(v))}
	}
	return out
}
