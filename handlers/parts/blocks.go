package parts

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Card is a white sheet with a title and, at its right, a note or a way on.
type Card struct {
	ID, Title, Note string
	More            *Link
	Chip            *Chip
	// Flush leaves no margin inside, for a list that fills the card.
	Flush bool
}

// Render draws the card around its children.
func (c Card) Render(ctx context.Context, w io.Writer) error { return card(c).Render(ctx, w) }

// Notice is a sentence that must not be missed, with what to do now. Its
// children stand below the text.
type Notice struct {
	Tone        Tone
	Title, Text string
	Icon        Icon
	// Alert makes a screen reader say it at once.
	Alert bool
}

// Render draws the notice.
func (n Notice) Render(ctx context.Context, w io.Writer) error { return notice(n).Render(ctx, w) }

func (n Notice) icon() Icon {
	if n.Icon != "" {
		return n.Icon
	}
	return n.Tone.sign()
}

func (n Notice) role() string {
	if n.Alert {
		return "alert"
	}
	return "note"
}

// Empty says that there is nothing here and what to do about it; its children
// are the buttons.
type Empty struct {
	Icon        Icon
	Title, Text string
}

// Render draws the empty state.
func (e Empty) Render(ctx context.Context, w io.Writer) error { return empty(e).Render(ctx, w) }

// Steps shows how far one has come in a work of several pages. Current counts
// from 0.
type Steps struct {
	Names   []string
	Current int
}

// Render draws the steps.
func (s Steps) Render(ctx context.Context, w io.Writer) error { return steps(s).Render(ctx, w) }

// Tabs are the pages of one thing side by side.
type Tabs struct {
	// Label says what the tabs choose, for a screen reader.
	Label string
	Links []Link
}

// Render draws the tabs.
func (t Tabs) Render(ctx context.Context, w io.Writer) error { return tabs(t).Render(ctx, w) }

// Fact is one line of a list of facts: its name, its value, a quiet remark.
type Fact struct {
	Name, Value, Note string
	Href              string
	// Content stands instead of the value.
	Content templ.Component
}

// Facts is a list of names and values. A fact without a value says that it is
// not known.
type Facts []Fact

// Render draws the facts.
func (f Facts) Render(ctx context.Context, w io.Writer) error { return facts(f).Render(ctx, w) }

// Event is one thing with a time: to be done, just happened, or part of a history.
type Event struct {
	// When is the time as written ("18:30", "còn 2 ngày").
	When        string
	Tone        Tone
	Title, Note string
	Href        string
	Face        *Face
	Chips       []Chip
	// Struck draws a line through what was withdrawn; Note says why.
	Struck bool
	// Side stands at the right end.
	Side templ.Component
}

// Events is a list of such things under a title.
type Events struct {
	ID, Title string
	More      *Link
	Items     []Event
	// None is the sentence for an empty list.
	None string
}

// Render draws the events.
func (e Events) Render(ctx context.Context, w io.Writer) error { return events(e).Render(ctx, w) }

// Rail is the narrow card at the right of a desk page: what is to be done, what
// has just happened. On the phone it stands below.
type Rail struct {
	ID    string
	Lists []Events
}

// Render draws the rail; children stand below its lists.
func (r Rail) Render(ctx context.Context, w io.Writer) error { return rail(r).Render(ctx, w) }

// Fold hides its children until they are wanted.
type Fold struct {
	Title string
	Open  bool
}

// Render draws the fold.
func (f Fold) Render(ctx context.Context, w io.Writer) error { return fold(f).Render(ctx, w) }

// Who is the head of a person's page: the face large, the name in full, a line
// and the chips that everybody must know.
type Who struct {
	Face  Face
	Name  string
	Line  string
	Chips []Chip
}

// Render draws the head; children stand below the chips.
func (p Who) Render(ctx context.Context, w io.Writer) error { return who(p).Render(ctx, w) }

// Confirm is the question before what cannot be undone. It names what will be
// lost; going back is the easy way out.
type Confirm struct {
	Title, Text string
	Action      string
	Hidden      []Hidden
	// Button says the deed itself, never "yes".
	Button string
	Back   string
}

// Render draws the question; children are further fields of its form.
func (c Confirm) Render(ctx context.Context, w io.Writer) error { return confirm(c).Render(ctx, w) }

// Snack says at the foot of the page what was just done and, for ten seconds,
// offers to undo it.
type Snack struct {
	Tone Tone
	Text string
	// UndoAction is the address that takes it back, "" where nothing can be.
	UndoAction string
	UndoHidden []Hidden
	// More is a way to what was made.
	More *Link
}

// Render draws the snack bar.
func (s Snack) Render(ctx context.Context, w io.Writer) error { return snack(s).Render(ctx, w) }

func (s Snack) icon() Icon {
	if s.Tone == Plain {
		return "check"
	}
	return s.Tone.sign()
}
