package parts

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"maiam/handlers/words"
)

// Returned is a form that may have come back from the server; the web kit fills it.
type Returned interface {
	// All is what was sent, nil while the form is new.
	All() url.Values
	// Meanwhile tells whether it was refused because somebody else changed the same thing, and who did.
	Meanwhile(ctx context.Context) (changed bool, by []string)
	// Base is what the form showed when it was opened, nil when that is not known.
	Base() map[string]string
	// Stamp is the hidden field that carries what the form shows now.
	Stamp(ctx context.Context, shown, typed map[string]string) (name, value string)
	// TakeName is the name of the choice about one field.
	TakeName(field string) string
}

// Apart is one field that stands differently in the books than when the form was opened.
type Apart struct {
	Field                     Field
	Take                      string // name of the choice; empty when nobody typed anything else
	Was, Now, Typed           string // in the words of the reader
	WasKnown, Touched, Agreed bool
}

// asking gathers the fields of a form with a version while it is drawn.
type asking struct {
	back    Returned
	changed bool
	base    map[string]string
	sent    url.Values
	shown   map[string]string
	typed   map[string]string
	apart   []Apart
}

type askingKey struct{}

// errNoBack keeps a form with a version from being drawn by an area that forgets what comes back: the
// first test that looks at its page says so.
var errNoBack = errors.New("parts: a form with a version needs Back")

// version is where the version stands among what travels unseen, or -1: such a form changes a row
// that somebody else may change meanwhile.
func (f Form) version() int {
	for i, h := range f.Hidden {
		if h.Name == "version" {
			return i
		}
	}
	return -1
}

// drawn draws the fields of a form with a version, puts above them what somebody else changed
// meanwhile, and lets the form carry what it shows.
func (f Form) drawn(ctx context.Context, w io.Writer) error {
	a := &asking{back: f.Back, base: f.Back.Base(), sent: f.Back.All(), shown: map[string]string{}, typed: map[string]string{}}
	var by []string
	a.changed, by = f.Back.Meanwhile(ctx)
	var fields bytes.Buffer
	if err := templ.GetChildren(ctx).Render(context.WithValue(templ.ClearChildren(ctx), askingKey{}, a), &fields); err != nil {
		return err
	}
	f.Hidden = append([]Hidden(nil), f.Hidden...)
	if sent := a.sent.Get("version"); sent != "" && !a.changed {
		// The form still speaks of what was read when it was opened, or a mistyped word would hide that
		// somebody else was faster.
		f.Hidden[f.version()].Value = sent
	}
	name, value := f.Back.Stamp(ctx, a.shown, a.typed)
	f.Hidden = append(f.Hidden, Hidden{Name: name, Value: value})
	body := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if a.changed {
			if err := meanwhile(a.apart, by).Render(ctx, w); err != nil {
				return err
			}
		}
		_, err := w.Write(fields.Bytes())
		return err
	})
	return form(f).Render(templ.WithChildren(ctx, body), w)
}

// asked notes a field of a form with a version, and gives it as it is to be drawn: where only somebody
// else changed it, with what stands there now.
func (f Field) asked(ctx context.Context, box bool) Field {
	a, _ := ctx.Value(askingKey{}).(*asking)
	if a == nil || f.Name == "" {
		return f
	}
	if _, twice := a.shown[f.Name]; twice {
		return f
	}
	if !a.changed || f.Known == nil {
		a.shown[f.Name] = f.Value
		return f
	}
	now, typed := *f.Known, a.sent.Get(f.Name)
	was, known := a.base[f.Name]
	a.shown[f.Name] = now
	if known && same(was, now) || same(typed, now) && !known {
		return f
	}
	one := Apart{Field: f, WasKnown: known, Touched: !known || !same(typed, was), Agreed: same(typed, now)}
	if !one.Touched {
		f.Value = now
	} else if !one.Agreed {
		a.typed[f.Name] = typed
		one.Take = a.back.TakeName(f.Name)
	}
	one.Was, one.Now, one.Typed = f.says(ctx, was, box), f.says(ctx, now, box), f.says(ctx, typed, box)
	a.apart = append(a.apart, one)
	return f
}

// says is a value of the field in the words of its reader.
func (f Field) says(ctx context.Context, value string, box bool) string {
	value = strings.TrimSpace(value)
	switch {
	case box && value == "true":
		return words.T(ctx, "parts.meanwhile.yes")
	case box:
		return words.T(ctx, "parts.meanwhile.no")
	}
	for _, o := range f.Options {
		if o.Value == value && o.Text != "" {
			return o.Text
		}
	}
	switch {
	case value == "" && f.None != "":
		return f.None
	case value == "":
		return words.T(ctx, "parts.meanwhile.empty")
	case f.Unit != "":
		return value + " " + f.Unit
	}
	return value
}

func same(a, b string) bool {
	tidy := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return tidy(a) == tidy(b)
}

// id is where the choice between the two stands.
func (o Apart) id() string { return o.Field.id() + "-apart" }

// Ticked is what stands in the books of a box.
func Ticked(yes bool) *string {
	known := ""
	if yes {
		known = "true"
	}
	return &known
}
