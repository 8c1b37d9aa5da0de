package residents

import (
	"context"
	"strconv"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/value"
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

// askRow is the form of one row among several with the same action: what was typed comes back into
// the row whose address was sent.
func askRow(call *web.Call, action, prefix string, row uint64) ask {
	a := askFor(call, action, prefix+"-"+strconv.FormatUint(row, 10))
	if call.C.Param("row") != strconv.FormatUint(row, 10) {
		a.state = &web.FormState{}
	}
	return a
}

// refused tells that this form came back.
func (a ask) refused() bool { return a.state.Fault != nil }

func (a ask) field(name, label, known string) parts.Field {
	return parts.Field{Name: name, ID: parts.FieldID(a.prefix + "-" + name), Label: a.call.T("residents.field." + label),
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

func (a ask) form(path string, hidden ...parts.Hidden) parts.Form {
	f := parts.Form{Action: path, ID: a.prefix, Two: true, Fault: a.state.Sentence(a.ctx), Back: a.state,
		Hidden: append([]parts.Hidden{{Name: "_key", Value: a.call.Key(a.action)}}, hidden...)}
	if a.refused() {
		for _, wrong := range a.state.Fault.Fields {
			f.Errors = append(f.Errors, parts.FieldError{Name: a.prefix + "-" + wrong.Name, Text: words.Field(a.ctx, "residents", wrong)})
		}
	}
	return f
}

func bare(f parts.Form) parts.Form                         { f.Bare = true; return f }
func hint(f parts.Field, text string) parts.Field          { f.Hint = text; return f }
func wide(f parts.Field) parts.Field                       { f.Wide = true; return f }
func optional(f parts.Field) parts.Field                   { f.Optional = true; return f }
func inRow(f parts.Field) parts.Field                      { f.Row = true; return f }
func kind(f parts.Field, kind string) parts.Field          { f.Kind = kind; return f }
func example(f parts.Field, text string) parts.Field       { f.Placeholder = text; return f }
func digits(f parts.Field) parts.Field                     { f.InputMode, f.Autocomplete = "numeric", "off"; return f }
func suggested(f parts.Field, from string) parts.Field     { f.Suggest = from; return f }
func private(f parts.Field) parts.Field                    { f.Autocomplete = "off"; return f }
func among(f parts.Field, list []parts.Option) parts.Field { f.Options = list; return f }

func chosen(f parts.Field, list []parts.Option, none string) parts.Field {
	f.Options, f.None = list, none
	return f
}

// choices gives the options of a closed list with their words.
func choices[T ~string](call *web.Call, prefix string, values []T) []parts.Option {
	out := make([]parts.Option, len(values))
	for i, v := range values {
		out[i] = parts.Option{Value: string(v), Text: call.T(prefix + string(v))}
	}
	return out
}

func version(n uint64) parts.Hidden {
	return parts.Hidden{Name: "version", Value: strconv.FormatUint(n, 10)}
}
func sexOptions(ctx context.Context) []parts.Option {
	return []parts.Option{{Value: string(value.Female), Text: words.Sex(ctx, value.Female)}, {Value: string(value.Male), Text: words.Sex(ctx, value.Male)}}
}
