package parts

import (
	"context"
	"io"
)

// Press is an act that takes one press: a form that is nothing but its button.
type Press struct {
	Action string
	Hidden []Hidden
	Button Button
}

// Render draws the form.
func (p Press) Render(ctx context.Context, w io.Writer) error { return press(p).Render(ctx, w) }
