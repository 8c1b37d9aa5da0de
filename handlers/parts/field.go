package parts

import (
	"context"
	"io"
	"slices"
	"strconv"

	"github.com/a-h/templ"
)

// Option is one thing to choose.
type Option struct {
	Value, Text string
	// Hint is a quiet line below the words (radio buttons and boxes).
	Hint     string
	Disabled bool
	// Group gathers options of a select under a title.
	Group string
}

// Field is one question of a form. What was typed comes back in Value, and what
// is wrong with it stands in Error right beside it.
type Field struct {
	Name, Label string
	// Value is what was typed or is known; Values where several can be chosen.
	Value  string
	Values []string
	// Known is what stands in the books, whatever was typed; nil where nobody said.
	Known *string
	Error string
	Hint  string
	// Placeholder is an example, never the only instruction.
	Placeholder string
	// Kind is the kind of text: "text" (the default), "tel", "email", "search".
	Kind string
	// Required marks the field with a star, Optional with "không bắt buộc".
	Required, Optional            bool
	Disabled, ReadOnly, Autofocus bool
	// Wide takes the whole line in a form of two columns; Short and Half are
	// for numbers and dates.
	Wide, Short, Half bool
	Autocomplete      string
	InputMode         string
	MaxLength         int
	Rows              int
	// Unit stands inside the field at the right: "kg", "đồng".
	Unit    string
	Options []Option
	// None is the first, empty option of a select: "Chưa chọn".
	None string
	// Row sets radio buttons and boxes side by side.
	Row bool
	// Accept are the kinds of file ("image/*"); Many takes several.
	Accept string
	Many   bool
	// Precision is how exactly a day is known ("day", "month", "year",
	// "estimated", "unknown"); it is sent as Name + "_precision".
	Precision string
	// Suggest is an address that answers options for what was typed so far
	// (GET with q); without a script the typed words are sent as they are.
	Suggest string
	// ID replaces the usual id, where one page has the same field twice.
	ID    string
	Attrs templ.Attributes
}

// FieldID is the id of a field by its name, so that a summary can point at it.
func FieldID(name string) string { return "f-" + name }

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return FieldID(f.Name)
}

func (f Field) class() string {
	return classes("field", when(f.Wide, "wide"), when(f.Short, "short"), when(f.Half, "half"), when(f.Kind == "search", "seek"))
}

// told is the ids of hint and error, for aria-describedby.
func (f Field) told() string {
	return classes(when(f.Error != "", f.id()+"-error"), when(f.Hint != "", f.id()+"-hint"))
}

func (f Field) kind() string {
	if f.Kind == "" {
		return "text"
	}
	return f.Kind
}

func (f Field) rows() string { return strconv.Itoa(max(f.Rows, 3)) }

func (f Field) chosen(value string) bool {
	return value == f.Value || slices.Contains(f.Values, value)
}

// sets are the attributes that every kind of field shares.
func (f Field) sets() templ.Attributes {
	all := templ.Attributes{"id": f.id(), "name": f.Name}
	if f.Required {
		all["aria-required"] = "true"
	}
	if f.Error != "" {
		all["aria-invalid"] = "true"
	}
	if told := f.told(); told != "" {
		all["aria-describedby"] = told
	}
	for name, value := range map[string]string{
		"placeholder": f.Placeholder, "autocomplete": f.Autocomplete, "inputmode": f.InputMode,
	} {
		if value != "" {
			all[name] = value
		}
	}
	if f.MaxLength > 0 {
		all["maxlength"] = strconv.Itoa(f.MaxLength)
	}
	for name, on := range map[string]bool{"disabled": f.Disabled, "readonly": f.ReadOnly, "autofocus": f.Autofocus} {
		if on {
			all[name] = true
		}
	}
	for name, value := range f.Attrs {
		all[name] = value
	}
	return all
}

// groups are the options gathered under their titles, in order.
func (f Field) groups() [][]Option {
	var all [][]Option
	for _, o := range f.Options {
		if n := len(all); n > 0 && all[n-1][0].Group == o.Group {
			all[n-1] = append(all[n-1], o)
		} else {
			all = append(all, []Option{o})
		}
	}
	return all
}

// FieldError is one line of the summary above a form that was refused.
type FieldError struct {
	// Name is the field's name, "" for what concerns the whole form.
	Name, Text string
}

// Form is a form that is sent by POST. Children are its fields and its foot.
type Form struct {
	ID, Action string
	// Get makes it a question that changes nothing.
	Get    bool
	Hidden []Hidden
	// Fault is the sentence about the whole form, Errors the fields to look at.
	Fault  string
	Errors []FieldError
	// Files lets the form carry files.
	Files bool
	// Two sets the fields in two columns from the tablet on.
	Two bool
	// Bare leaves out the white card around it.
	Bare bool
	// Back is what came back from the server; a form with a version needs it to tell apart what was
	// typed and what somebody else changed meanwhile.
	Back  Returned
	Attrs templ.Attributes
}

// Render draws the form around its children.
func (f Form) Render(ctx context.Context, w io.Writer) error {
	switch {
	case f.version() < 0:
	case f.Back == nil:
		return errNoBack
	default:
		return f.drawn(ctx, w)
	}
	return form(f).Render(ctx, w)
}

func (f Form) class() string {
	return classes("form", when(!f.Bare, "card"), when(f.Two, "two"))
}

func (f Form) method() string {
	if f.Get {
		return "get"
	}
	return "post"
}

// Filters is the line above a list that narrows it; its children are fields.
type Filters struct {
	Action string
	Hidden []Hidden
	// Clear is the address without any filter, where one is set.
	Clear string
	// End stands at the right: print, save as a spreadsheet.
	End templ.Component
	// Attrs let htmx swap the list while one types.
	Attrs templ.Attributes
}

// Render draws the filters around its children.
func (f Filters) Render(ctx context.Context, w io.Writer) error { return filters(f).Render(ctx, w) }
