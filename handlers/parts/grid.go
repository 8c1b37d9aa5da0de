package parts

import (
	"context"
	"io"
)

// GridHead is the head of a column: a short word, and the whole of it for whoever hears it.
type GridHead struct{ Text, Full string }

// GridCell is one small field: a mark that is read, a tone beside it, and the words of it all.
type GridCell struct {
	Mark string
	Tone Tone
	Says string
}

// GridRow is one line of a grid.
type GridRow struct {
	Name, Note, Href string
	Cells            []GridCell
}

// Grid is a calm field of days: a table that is its own figures behind. The mark in each cell says what
// the tone says, so that it can be read in black and white; the words stand in the cell for whoever
// hears them and as a tip for whoever points.
type Grid struct {
	Caption, Corner, Legend string
	Columns                 []GridHead
	Rows                    []GridRow
}

// Render draws the grid.
func (g Grid) Render(ctx context.Context, w io.Writer) error { return grid(g).Render(ctx, w) }
