package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"maiam/models/fault"
	"maiam/models/value"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"
)

// Book is a spreadsheet as read: its sheets with something in them, in the file's order.
type Book struct {
	Grids []value.Grid
}

// Open reads a spreadsheet or CSV file by what is in it, whatever its name says; name is used
// for the one grid of a CSV file.
func Open(name string, r io.ReaderAt, size int64, limits Limits) (*Book, error) {
	if size <= 0 {
		return nil, empty()
	}
	head := make([]byte, 512)
	n, _ := r.ReadAt(head, 0)
	if looksLikeText(head[:n]) && size <= limits.FileBytes {
		return ReadCSV(name, io.NewSectionReader(r, 0, size), limits)
	}
	return Read(r, size, limits)
}

// Read reads an .xlsx file. Every way in which a file can be wrong is a fault of kind Invalid
// with a sentence of its own (see the texts); a defect of a reader below becomes "damaged".
func Read(r io.ReaderAt, size int64, limits Limits) (book *Book, err error) {
	defer func() {
		if wrong := recover(); wrong != nil {
			book, err = nil, damaged(fmt.Errorf("panic while reading: %v", wrong))
		}
	}()
	switch {
	case size <= 0:
		return nil, empty()
	case size > limits.FileBytes:
		return nil, tooLarge(limits)
	}
	if err := sniff(r, size); err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, damaged(err)
	}
	ledger, err := weigh(archive, limits)
	if err != nil {
		return nil, err
	}
	file, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: limits.UnzipBytes, UnzipXMLSizeLimit: limits.UnzipBytes,
	})
	if err != nil {
		return nil, damaged(err)
	}
	defer file.Close()
	return gather(file, ledger)
}

var (
	zipHead      = []byte("PK\x03\x04")
	oleHead      = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	oleLocked    = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	oleWorkbook  = []byte("W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00")
	oleWorkbook5 = []byte("B\x00o\x00o\x00k\x00\x00\x00")
)

// sniff tells the files that people send by mistake from their first bytes. Old .xls files and
// .xlsx files with a password share one container and are told apart by the names in it.
func sniff(r io.ReaderAt, size int64) error {
	head := make([]byte, min(size, 8))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return damaged(err)
	}
	if bytes.HasPrefix(head, zipHead) {
		return nil
	}
	if !bytes.Equal(head, oleHead) {
		return notASpreadsheet()
	}
	all := make([]byte, size)
	if _, err := r.ReadAt(all, 0); err != nil && err != io.EOF {
		return damaged(err)
	}
	switch {
	case bytes.Contains(all, oleLocked):
		return locked()
	case bytes.Contains(all, oleWorkbook), bytes.Contains(all, oleWorkbook5):
		return saveAsXLSX()
	}
	return notASpreadsheet()
}

// gather joins the values that excelize streams with what the ledger knows of each cell.
func gather(file *excelize.File, book *ledger) (*Book, error) {
	formats := numberFormats(file)
	from1904 := file.WorkBook != nil && file.WorkBook.WorkbookPr != nil && file.WorkBook.WorkbookPr.Date1904
	out := &Book{}
	for _, name := range file.GetSheetList() {
		page := book.page(name)
		if page == nil || len(page.rows) == 0 {
			continue
		}
		rows, err := file.Rows(name)
		if err != nil {
			return nil, damaged(err)
		}
		grid := value.Grid{Name: name, Merges: page.merges}
		if visible, err := file.GetSheetVisible(name); err == nil {
			grid.Hidden = !visible
		}
		next := 0
		for number := 0; next < len(page.rows) && rows.Next(); number++ {
			texts, err := rows.Columns()
			if err != nil {
				return nil, damaged(err)
			}
			if page.rows[next].number != number {
				continue
			}
			cells := make([]value.GridCell, page.rows[next].width())
			for _, mark := range page.rows[next].marks {
				// excelize passes over a text that is not there; people would miss it.
				if mark.kind == "s" && (file.SharedStrings == nil || mark.shared >= len(file.SharedStrings.SI)) {
					return nil, damaged(fmt.Errorf("shared text %d is not in the file", mark.shared))
				}
				if mark.column < len(texts) {
					cells[mark.column] = mark.cell(texts[mark.column], formats[mark.style], from1904)
				}
			}
			for len(grid.Rows) < number {
				grid.Rows = append(grid.Rows, nil)
			}
			grid.Rows = append(grid.Rows, cells)
			next++
		}
		if err := rows.Close(); err != nil {
			return nil, damaged(err)
		}
		if next < len(page.rows) {
			return nil, damaged(fmt.Errorf("sheet %q ends early", name))
		}
		out.Grids = append(out.Grids, grid)
	}
	if len(out.Grids) == 0 {
		return nil, empty()
	}
	return out, nil
}

// cell makes the neutral cell of one mark from its raw text.
func (m mark) cell(raw string, format numberFormat, from1904 bool) value.GridCell {
	cell := value.GridCell{Text: tidy(raw), Formula: m.formula, Kind: value.GridText}
	switch m.kind {
	case "s", "inlineStr", "str":
	case "b":
		cell.Kind = value.GridBool
		cell.Text = map[bool]string{true: "TRUE", false: "FALSE"}[raw == "1" || strings.EqualFold(raw, "true")]
	case "e":
		cell.Kind = value.GridError
	case "d":
		if day, err := value.ParseDay(raw[:min(len(raw), 10)]); err == nil && !day.IsZero() {
			cell.Kind, cell.Date, cell.Text = value.GridDate, day, day.Vietnamese()
		}
	default:
		number, ok := plainNumber(raw)
		if !ok {
			break
		}
		cell.Kind, cell.Number, cell.Text = value.GridNumber, number, number
		if format.pad > len(number) && !strings.ContainsAny(number, "-.") {
			cell.Text = strings.Repeat("0", format.pad-len(number)) + number
		}
		if day, ok := serialDay(number, from1904); ok && format.date {
			cell.Kind, cell.Date, cell.Text = value.GridDate, day, day.Vietnamese()
		}
	}
	if cell.Text == "" {
		cell.Kind = value.GridEmpty
	}
	return cell
}

// tidy gives text as people read it: composed letters, no invisible signs, no blanks around.
func tidy(text string) string {
	if len(text) > 4*maxCellText {
		text = text[:4*maxCellText]
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u00a0':
			return ' '
		case r < ' ' || r == 0x7f || r == '\ufeff' || r == '\u200b' || r == '\ufffd':
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.TrimSpace(norm.NFC.String(text))
}

var plainDigits = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// plainNumber writes a stored number without exponent and without the noise of binary fractions
// (1984.0000000000002), and keeps every digit of a whole number.
func plainNumber(raw string) (string, bool) {
	raw = strings.TrimSpace(raw)
	if plainDigits.MatchString(raw) && (!strings.Contains(raw, ".") || len(raw) <= 15) {
		if strings.Contains(raw, ".") {
			raw = strings.TrimRight(strings.TrimRight(raw, "0"), ".")
		}
		return raw, true
	}
	number, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(number, 0) || math.IsNaN(number) || math.Abs(number) >= 1e21 || strings.ContainsAny(raw, "xX_") {
		return "", false
	}
	// 15 figures are what a spreadsheet program shows and keeps.
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(number, 'g', 15, 64), 64)
	if err != nil {
		return "", false
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64), true
}

// serialDay turns a spreadsheet's count of days into a civil day. Days before March 1900 are
// counted as the programs count them, with a 29 February 1900 that never was.
func serialDay(number string, from1904 bool) (value.Day, bool) {
	serial, err := strconv.ParseFloat(number, 64)
	if err != nil || serial < 1 || serial >= 2_958_466 {
		return value.Day{}, false
	}
	whole := int(serial)
	epoch := value.MustDay("1899-12-30")
	switch {
	case from1904:
		epoch = value.MustDay("1904-01-01")
	case whole < 60:
		whole++
	}
	day := epoch.AddDays(whole)
	return day, !day.IsZero()
}

// numberFormat is what matters of a cell's number format: whether it shows a date, and to how
// many digits it pads ("000000000000" shows the zero in front of a citizen number).
type numberFormat struct {
	date bool
	pad  int
}

func numberFormats(file *excelize.File) map[int]numberFormat {
	formats := map[int]numberFormat{}
	if file.Styles == nil || file.Styles.CellXfs == nil {
		return formats
	}
	codes := map[int]string{}
	if file.Styles.NumFmts != nil {
		for _, f := range file.Styles.NumFmts.NumFmt {
			codes[f.NumFmtID] = f.FormatCode
		}
	}
	for style, xf := range file.Styles.CellXfs.Xf {
		if xf.NumFmtID == nil {
			continue
		}
		id := *xf.NumFmtID
		if code, ok := codes[id]; ok {
			formats[style] = formatOf(code)
			continue
		}
		// The built-in dates: 14–17 and 22, and those of East Asian programs.
		formats[style] = numberFormat{date: id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58}
	}
	return formats
}

var (
	notCode    = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)
	onlyZeroes = regexp.MustCompile(`^0{2,20}$`)
)

func formatOf(code string) numberFormat {
	code, _, _ = strings.Cut(notCode.ReplaceAllString(code, ""), ";")
	if onlyZeroes.MatchString(code) {
		return numberFormat{pad: len(code)}
	}
	return numberFormat{date: strings.ContainsAny(code, "dDyY") && !strings.EqualFold(code, "standard")}
}

// Faulty reports whether an error says that the file itself is the matter.
func Faulty(err error) bool { return strings.HasPrefix(fault.KeyOf(err), "sheet.") }
