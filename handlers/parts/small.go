package parts

import (
	"context"
	"io"
	"regexp"

	"github.com/a-h/templ"
)

// numbered finds the number of a person or of a paper: letters, a hyphen, digits.
var numbered = regexp.MustCompile(`\p{Lu}{1,6}-\d{3,}`)

// inOnePiece draws a line of a head in which no number is broken at its hyphen.
func inOnePiece(text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		at, out := 0, ""
		for _, n := range numbered.FindAllStringIndex(text, -1) {
			out += templ.EscapeString(text[at:n[0]]) + `<span class="num">` + templ.EscapeString(text[n[0]:n[1]]) + `</span>`
			at = n[1]
		}
		_, err := io.WriteString(w, out+templ.EscapeString(text[at:]))
		return err
	})
}

// Chip is a word or two on a coloured ground: a need, a state, a due time.
type Chip struct {
	Tone Tone
	Text string
	Icon Icon
	// Href makes the chip a way to what it speaks of.
	Href string
	// Big is for the state of a whole page or room; it always has an icon.
	Big bool
}

// Render draws the chip.
func (c Chip) Render(ctx context.Context, w io.Writer) error { return chip(c).Render(ctx, w) }

func (c Chip) icon() Icon {
	if c.Icon == "" && c.Big && c.Tone != Plain {
		return c.Tone.sign()
	}
	return c.Icon
}

func (c Chip) class() string { return classes("chip", string(c.Tone), when(c.Big, "big")) }

// Chips are chips in a row that wraps.
type Chips []Chip

// Render draws the chips.
func (c Chips) Render(ctx context.Context, w io.Writer) error { return chips(c).Render(ctx, w) }

// When is a time, a day or what is left until then, on the colour of its urgency.
type When struct {
	Tone Tone
	Text string
}

// Render draws the time.
func (t When) Render(ctx context.Context, w io.Writer) error { return whenMark(t).Render(ctx, w) }

// The states of the line to the server.
const (
	Live  = ""
	Stale = "stale"
	Off   = "off"
)

// Pulse tells the truth about how fresh a page is. Without Text it says the
// usual sentence of its state; with a script it follows the live line.
type Pulse struct {
	State string
	Text  string
}

// Render draws the pulse.
func (p Pulse) Render(ctx context.Context, w io.Writer) error { return pulse(p).Render(ctx, w) }

// Kind is how much a button asks to be pressed.
type Kind string

// The kinds of button. One page has one Main; Stop is for what takes something away.
const (
	Main     Kind = ""
	Soft     Kind = "soft"
	Quiet    Kind = "quiet"
	Bare     Kind = "bare"
	Stop     Kind = "stop"
	SoftStop Kind = "stop soft"
)

// Button is what a person presses: a link where it has Href, else the button
// that sends the form around it.
type Button struct {
	Text string
	Icon Icon
	Kind Kind
	Href string
	// Name and Value are sent along when this button sends the form.
	Name, Value string
	// FormAction sends the form to another address than its own.
	FormAction string
	// Plain makes it a button that sends nothing (for a script).
	Plain    bool
	Disabled bool
	// Full takes the whole width, Large is the one action of a phone page.
	Full, Large bool
	// IconOnly hides the words from the eye, not from a screen reader.
	IconOnly bool
	// Download offers the file under this name.
	Download string
	Attrs    templ.Attributes
}

// Render draws the button.
func (b Button) Render(ctx context.Context, w io.Writer) error { return button(b).Render(ctx, w) }

func (b Button) class() string {
	return classes("button", string(b.Kind), when(b.Full, "full"), when(b.Large, "large"), when(b.IconOnly, "only"))
}

func (b Button) kind() string {
	if b.Plain {
		return "button"
	}
	return "submit"
}

// Menu is a button that opens a short list of further actions.
type Menu struct {
	Text  string
	Icon  Icon
	Links []Link
	// Only shows the icon alone; Text is then its label.
	Only bool
}

// Render draws the menu; children stand below its links.
func (m Menu) Render(ctx context.Context, w io.Writer) error { return menu(m).Render(ctx, w) }
