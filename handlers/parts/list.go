package parts

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Column is one column of a list.
type Column struct {
	Title string
	// Number sets figures to the right, in line.
	Number bool
	// Sort is the address of the list ordered by this column; Sorted is
	// "ascending" or "descending" where it already is.
	Sort, Sorted string
	// Main is the column that names the row: its cell is the way to the row and
	// the heading of the card on the phone. The first one where none is chosen.
	Main bool
	// Plain leaves out the column's title on the phone, where the value speaks.
	Plain bool
	// Hidden keeps the title for screen readers only, such as above buttons.
	Hidden bool
}

// Cell is one value of a list.
type Cell struct {
	Text string
	// Note is a quiet second line.
	Note  string
	Href  string
	Chips []Chip
	Face  *Face
	Tone  Tone
	// Content stands instead of the text.
	Content templ.Component
}

// Row is one line of a list.
type Row struct {
	ID string
	// Href is where the whole row leads.
	Href  string
	Cells []Cell
	// Tone marks the edge of the row, red or amber.
	Tone Tone
	Away bool
}

// List is a table on the desk and on paper, a stack of cards on the phone.
type List struct {
	ID string
	// Caption says what the list is; it is heard, and seen with ShowCaption.
	Caption     string
	ShowCaption bool
	Columns     []Column
	Rows        []Row
	// Sum is the last line.
	Sum []Cell
	// Empty stands instead of a list without rows; None are its buttons.
	Empty Empty
	None  templ.Component
	// Count says how many there are ("180 người"); Next and Previous are the
	// addresses of the neighbouring pages.
	Count          string
	Next, Previous string
	// Wide keeps the table a table on the phone and lets it scroll sideways, for
	// figures that only make sense side by side.
	Wide bool
}

// Render draws the list.
func (l List) Render(ctx context.Context, w io.Writer) error { return list(l).Render(ctx, w) }

func (l List) main() int {
	for i, c := range l.Columns {
		if c.Main {
			return i
		}
	}
	return 0
}

func (l List) column(i int) Column {
	if i < len(l.Columns) {
		return l.Columns[i]
	}
	return Column{}
}

func (l List) cellClass(i int) string {
	c := l.column(i)
	return classes(when(c.Number, "n"), when(i == l.main(), "main-cell"), when(c.Plain || c.Hidden, "plain"))
}

// look says what a cell lacks, so that the phone leaves no gap and no name for it.
func (c Cell) look() string {
	if c.Face != nil || c.Content != nil || c.Text != "" || len(c.Chips) > 0 {
		return ""
	}
	return when(c.Note == "", "blank") + when(c.Note != "", "note-only")
}

func (r Row) class() string {
	tone := ""
	if r.Tone == Danger || r.Tone == Due {
		tone = "tone-" + string(r.Tone)
	}
	return classes(when(r.Href != "", "goes"), when(r.Away, "away"), tone)
}

func (c Column) sortIcon() Icon {
	switch c.Sorted {
	case "ascending":
		return "sort-ascending"
	case "descending":
		return "sort-descending"
	}
	return "selector"
}
