// Package sheet reads the spreadsheets that centres keep and writes those that people take away.
//
// A file that comes in is a stranger: it may be huge, cut short, of another kind, or made to
// hurt. It is weighed before it is opened, and whatever goes wrong is told as a fault with a
// sentence; a bad file never stops the program. What comes out is a neutral value.Grid.
package sheet

import (
	"embed"

	"maiam/models/fault"
)

// Texts are the sentences of this kit in both languages.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Limits is how large a spreadsheet may be. Memory and time grow with UnzipBytes and Cells.
type Limits struct {
	FileBytes  int64 // as sent
	UnzipBytes int64 // after unpacking
	Grids      int   // sheets that are read; further ones are an error
	Rows       int   // last row with something in it
	Columns    int   // last column with something in it
	Cells      int   // cells with something in them, of all sheets
}

// Usual is large enough for the roster of any centre (20,000 people) and small enough to be
// read in a few seconds.
var Usual = Limits{FileBytes: 10 << 20, UnzipBytes: 48 << 20, Grids: 60, Rows: 20_000, Columns: 256, Cells: 400_000}

// maxCellText is what a cell of a spreadsheet program can hold.
const maxCellText = 32_767

func tooLarge(limits Limits) error {
	return fault.New(fault.Invalid, "sheet.too_large", fault.A{"max": limits.FileBytes >> 20})
}

func tooMuchInside() error { return fault.New(fault.Invalid, "sheet.too_much_inside") }

func tooManyRows(limits Limits) error {
	return fault.New(fault.Invalid, "sheet.too_many_rows", fault.A{"max": limits.Rows})
}

func tooWide(limits Limits) error {
	return fault.New(fault.Invalid, "sheet.too_wide", fault.A{"max": limits.Columns})
}

func empty() error { return fault.New(fault.Invalid, "sheet.empty") }

func damaged(err error) error { return fault.New(fault.Invalid, "sheet.damaged").Because(err) }

func notASpreadsheet() error { return fault.New(fault.Invalid, "sheet.not_a_spreadsheet") }

func saveAsXLSX() error { return fault.New(fault.Invalid, "sheet.save_as_xlsx") }

func locked() error { return fault.New(fault.Invalid, "sheet.locked") }
