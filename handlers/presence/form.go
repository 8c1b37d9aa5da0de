package presence

import (
	"fmt"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/value"
)

// field is one question of a form, with what was typed into it when the form came back.
func field(call *web.Call, action, name, known string) parts.Field {
	f := call.Form(action)
	return parts.Field{Name: name, Label: words.Label(call.Context(), "presence", name), Value: f.Value(name, known), Known: &known, Error: f.Wrong(call.Context(), name)}
}

// at asks when it happened; left empty it is now.
func at(call *web.Call, action string) parts.Field {
	f := field(call, action, "at", "")
	f.Hint, f.Placeholder, f.Half = call.T("presence.at_hint"), moment(call, call.Now()), true
	f.InputMode, f.Autocomplete = "text", "off"
	return f
}

func note(call *web.Call, action string) parts.Field {
	f := field(call, action, "note", "")
	f.Optional, f.Wide, f.MaxLength = true, true, 300
	return f
}

func optional(f parts.Field) parts.Field          { f.Optional = true; return f }
func required(f parts.Field) parts.Field          { f.Required = true; return f }
func hint(f parts.Field, text string) parts.Field { f.Hint = text; return f }
func half(f parts.Field) parts.Field              { f.Half = true; return f }
func wide(f parts.Field) parts.Field              { f.Wide = true; return f }

func options(f parts.Field, list []parts.Option, none string) parts.Field {
	f.Options, f.None = list, none
	return f
}

// form is a form of an action about a person, with what went wrong above it.
func form(call *web.Call, action, path string, resident uint64, more ...parts.Hidden) parts.Form {
	state := call.Form(action)
	f := parts.Form{Action: path, Two: true, Fault: whole(call, state), Back: state,
		Hidden: append([]parts.Hidden{{Name: "_key", Value: call.Key(action)}, {Name: "next", Value: next(call)}}, more...)}
	if resident != 0 {
		f.Hidden = append(f.Hidden, parts.Hidden{Name: "resident_id", Value: fmt.Sprint(resident)})
	}
	if state.Fault != nil {
		for _, wrong := range state.Fault.Fields {
			if warns(wrong) {
				continue // told in the form, where the reason is asked for
			}
			f.Errors = append(f.Errors, parts.FieldError{Name: wrong.Name, Text: words.Field(call.Context(), "presence", wrong)})
		}
	}
	return f
}

// next is where the reader wants to go afterwards, kept while a form comes back.
func next(call *web.Call) string {
	if call.C.Request.Method == "POST" {
		return web.SafeNext(call.C.PostForm("next"), "")
	}
	return web.SafeNext(call.C.Query("next"), "")
}

// moment writes a moment as a field takes it: 21/11/2026 18:42.
func moment(call *web.Call, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(words.Zone(call.Context())).Format("02/01/2006 15:04")
}

// when writes a moment as a person reads it.
func when(call *web.Call, t time.Time) string { return words.At(call.Context(), t, call.Now()) }

func today(call *web.Call) value.Day { return value.DayOf(call.Now(), words.Zone(call.Context())) }

// cleared is the address without any filter, where one is set.
func cleared(call *web.Call, path string) string {
	if call.C.Request.URL.RawQuery == "" {
		return ""
	}
	return path
}

// dayOne is the first day of a day's month.
func dayOne(d value.Day) (value.Day, bool) {
	y, m, _ := d.Date()
	return value.DayAt(y, m, 1)
}

// dayField writes a day as a field takes it.
func dayField(d value.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.Vietnamese()
}
