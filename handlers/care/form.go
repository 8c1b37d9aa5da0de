package care

import (
	"fmt"
	"time"

	"github.com/a-h/templ"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/wards"
)

// asked is one question of a form, with what was typed into it when the form came back.
func asked(call *web.Call, action, name, known string) parts.Field {
	f := call.Form(action)
	return parts.Field{Name: name, Label: words.Label(call.Context(), "care", name), Value: f.Value(name, known), Known: &known, Error: f.Wrong(call.Context(), name)}
}

// must marks a question that has to be answered.
func must(f parts.Field) parts.Field { f.Required = true; return f }

// may marks a question that can be left out.
func may(f parts.Field) parts.Field { f.Optional = true; return f }

func wide(f parts.Field) parts.Field { f.Wide = true; return f }
func half(f parts.Field) parts.Field { f.Half = true; return f }

// long is a question that is answered in a sentence or two.
func long(f parts.Field, letters int) parts.Field { f.Wide, f.MaxLength = true, letters; return f }

func choose(f parts.Field, options []parts.Option, none string) parts.Field {
	f.Options, f.None = options, none
	return f
}

// inRow sets choices side by side as far as they fit.
func inRow(f parts.Field) parts.Field { f.Row, f.Wide = true, true; return f }

func relabel(f parts.Field, label string) parts.Field { f.Label = label; return f }

func hinted(f parts.Field, hint string) parts.Field { f.Hint = hint; return f }

// at asks for a moment; what is known stands in it.
func at(call *web.Call, f parts.Field) parts.Field {
	f.InputMode, f.Autocomplete, f.Half = "text", "off", true
	f.Placeholder = typed(call, call.Now())
	return f
}

// typed writes a moment as a field takes it: 21/11/2026 18:42.
func typed(call *web.Call, t time.Time) string {
	return t.In(words.Zone(call.Context())).Format("02/01/2006 15:04")
}

// formOf is the frame of a form of an action, with what went wrong above it.
func formOf(call *web.Call, action, path string, hidden ...parts.Hidden) parts.Form {
	state := call.Form(action)
	f := parts.Form{Action: path, Two: true, Fault: state.Sentence(call.Context()), Back: state, Hidden: append([]parts.Hidden{{Name: "_key", Value: call.Key(action)}}, hidden...)}
	if state.Fault != nil {
		for _, wrong := range state.Fault.Fields {
			f.Errors = append(f.Errors, parts.FieldError{Name: wrong.Name, Text: words.Field(call.Context(), "care", wrong)})
		}
	}
	return f
}

// keepable is a form that a phone can keep when there is no network: as which operation, and which of
// its fields travel as what. n is a number, t a moment, b a yes, l a list of rows; s behind it makes
// several, and ! marks what has to be there; of several with ? one has to.
func keepable(f parts.Form, call *web.Call, operation, fields string) parts.Form {
	if f.Attrs == nil {
		f.Attrs = templ.Attributes{}
	}
	f.Attrs["data-keep"], f.Attrs["data-keep-fields"] = operation, fields
	f.Attrs["data-keep-wrong-time"], f.Attrs["data-keep-missing"] = call.T("web.moment"), call.T("care.keep_missing")
	f.Attrs["data-zone"] = words.Zone(call.Context()).String()
	return f
}

// bare is a form without a card of its own, inside another.
func bare(f parts.Form) parts.Form { f.Bare = true; return f }

// next is where the reader wants to go afterwards, kept while a form comes back.
func next(call *web.Call) string {
	if call.C.Request.Method == "POST" {
		return web.SafeNext(call.C.PostForm("next"), "")
	}
	return web.SafeNext(call.C.Query("next"), "")
}

func nextField(call *web.Call) parts.Hidden { return parts.Hidden{Name: "next", Value: next(call)} }

// residentPath is the page of a person.
func residentPath(id uint64) string { return fmt.Sprintf("/residents/%d", id) }

// wardOptions are wards to choose from, under the names of their campuses.
func wardOptions(all []wards.WardIn) (out []parts.Option) {
	for _, w := range all {
		out = append(out, parts.Option{Value: fmt.Sprint(w.ID), Text: w.Name, Group: w.CampusName})
	}
	return out
}

// tel is a telephone number, digits one of figures.
func tel(f parts.Field) parts.Field {
	f.Kind, f.InputMode, f.Autocomplete = "tel", "tel", "off"
	return f
}
func digits(f parts.Field) parts.Field { f.InputMode, f.Autocomplete = "numeric", "off"; return f }
