package value

import "strings"

// GridKind says what a cell of a spreadsheet holds.
type GridKind uint8

// The kinds of cell a spreadsheet can hold.
const (
	GridEmpty  GridKind = iota // nothing written
	GridText                   // words
	GridNumber                 // a number, kept digit by digit in Number
	GridDate                   // a number shown as a date; the day is in Date
	GridBool                   // yes or no; Text is "TRUE" or "FALSE"
	GridError                  // the spreadsheet's own error, such as #REF!
)

// GridCell is one cell of a spreadsheet, free of any file format.
//
// Text is always what a person would read in the cell (NFC, trimmed), whatever the kind, so a
// reader that expects words never has to ask for the kind first.
type GridCell struct {
	Text    string   // as read by a person
	Number  string   // plain decimal digits for GridNumber and GridDate: no exponent, no grouping
	Date    Day      // the civil day of a GridDate; zero otherwise
	Formula string   // the formula behind the cell, without "="; the cell then holds its last result
	Kind    GridKind // what the cell holds
}

// Empty reports whether nothing readable is in the cell.
func (c GridCell) Empty() bool { return c.Kind == GridEmpty || strings.TrimSpace(c.Text) == "" }

// Merge is a block of cells drawn as one; all bounds are zero-based and belong to the block.
// Only its first cell (Top, Left) carries a value.
type Merge struct {
	Top, Left, Bottom, Right int
}

// Holds reports whether the cell at row and column (zero-based) lies in the block.
func (m Merge) Holds(row, column int) bool {
	return row >= m.Top && row <= m.Bottom && column >= m.Left && column <= m.Right
}

// Grid is one sheet of a spreadsheet: rows of cells, of any file format. Rows may differ in
// length; what lies outside is empty.
type Grid struct {
	Name   string // the name on the sheet's tab; the file's own name for CSV
	Hidden bool   // the sheet is hidden in the spreadsheet program
	Rows   [][]GridCell
	Merges []Merge
}

// At returns the cell at row and column (zero-based); outside the grid it is empty.
func (g *Grid) At(row, column int) GridCell {
	if row < 0 || column < 0 || row >= len(g.Rows) || column >= len(g.Rows[row]) {
		return GridCell{}
	}
	return g.Rows[row][column]
}

// Shown returns what a person sees at row and column: inside a merged block that is the value
// of its first cell.
func (g *Grid) Shown(row, column int) GridCell {
	if c := g.At(row, column); !c.Empty() {
		return c
	}
	for _, m := range g.Merges {
		if m.Holds(row, column) {
			return g.At(m.Top, m.Left)
		}
	}
	return GridCell{}
}

// Address is the name people use for a cell, such as "C12", from its zero-based row and column.
func Address(row, column int) string {
	letters := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	digits := ""
	for n := row + 1; n > 0; n /= 10 {
		digits = string(rune('0'+n%10)) + digits
	}
	return letters + digits
}
