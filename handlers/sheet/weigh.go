package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"maiam/models/value"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html/charset"
)

// maxParts is how many files an honest .xlsx may have inside, pictures included.
const maxParts = 2_000

// ledger is what one look through the archive learns before excelize opens it: that it is not
// too much, and what the stream of values does not tell: kind, format and formula of each cell.
type ledger struct {
	limits Limits
	cells  int
	pages  map[string]*page  // by part, "xl/worksheets/sheet1.xml"
	parts  map[string]string // name on the tab → part
}

type page struct {
	rows   []line
	merges []value.Merge
}

// line is a row with something in it; number counts from zero.
type line struct {
	number int
	marks  []mark
}

// width is one more than the line's last column.
func (l line) width() int { return l.marks[len(l.marks)-1].column + 1 }

type mark struct {
	column  int
	style   int
	kind    string // the file's own: s, inlineStr, str, n, b, e, d
	shared  int    // for kind s: which of the shared texts
	formula string
}

func (b *ledger) page(name string) *page { return b.pages[b.parts[name]] }

// weigh unpacks every part once and lets it go again: a part that lies about its size, is cut
// short or unpacks to too much is found here, at the cost of a counter.
func weigh(archive *zip.Reader, limits Limits) (*ledger, error) {
	book := &ledger{limits: limits, pages: map[string]*page{}, parts: map[string]string{}}
	if len(archive.File) > maxParts {
		return nil, tooMuchInside()
	}
	parts, total := map[string]*zip.File{}, uint64(0)
	for _, part := range archive.File {
		if part.UncompressedSize64 > uint64(limits.UnzipBytes) { // #nosec G115 -- a limit of ours, a constant above zero
			return nil, tooMuchInside()
		}
		if total += part.UncompressedSize64; total > uint64(limits.UnzipBytes) { // #nosec G115 -- a limit of ours, a constant above zero
			return nil, tooMuchInside()
		}
		name := strings.ReplaceAll(part.Name, "\\", "/")
		if parts[name] != nil {
			return nil, damaged(errors.New("two parts have one name"))
		}
		parts[name] = part
	}
	if parts["xl/workbook.xml"] == nil {
		if parts["xl/workbook.bin"] != nil || parts["mimetype"] != nil {
			return nil, saveAsXLSX()
		}
		return nil, notASpreadsheet()
	}
	if err := book.names(parts); err != nil {
		return nil, err
	}
	if len(book.parts) > limits.Grids {
		return nil, tooMuchInside()
	}
	wanted := map[string]bool{}
	for _, part := range book.parts {
		wanted[part] = strings.HasPrefix(part, "xl/worksheets/")
	}
	for name, part := range parts {
		if err := book.look(name, part, wanted[name]); err != nil {
			return nil, err
		}
	}
	return book, nil
}

func (b *ledger) look(name string, part *zip.File, isPage bool) error {
	if part.FileInfo().IsDir() {
		return nil
	}
	open, err := part.Open()
	if err != nil {
		return damaged(err)
	}
	defer open.Close()
	if isPage {
		found, err := b.readPage(open)
		if err != nil {
			return err
		}
		b.pages[name] = found
	}
	// What excelize takes into memory whole (styles, shared texts) costs many times its size.
	tags, buffer := 0, make([]byte, 32<<10)
	for {
		n, err := open.Read(buffer)
		if !isPage && strings.HasSuffix(name, ".xml") {
			if tags += bytes.Count(buffer[:n], []byte("<")); tags > 8*b.limits.Cells {
				return tooMuchInside()
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return damaged(err)
		}
	}
}

// names reads which part stands behind which tab.
func (b *ledger) names(parts map[string]*zip.File) error {
	var workbook struct {
		Sheets []struct {
			Name string     `xml:"name,attr"`
			Attr []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := decode(parts["xl/workbook.xml"], &workbook); err != nil {
		return err
	}
	if err := decode(parts["xl/_rels/workbook.xml.rels"], &relations); err != nil {
		return err
	}
	targets := map[string]string{}
	for _, r := range relations.All {
		target := strings.ReplaceAll(r.Target, "\\", "/")
		if !strings.HasPrefix(target, "/") {
			target = "/xl/" + target
		}
		targets[r.ID] = path.Clean(target)[1:]
	}
	for _, s := range workbook.Sheets {
		for _, a := range s.Attr {
			if a.Name.Local == "id" {
				b.parts[s.Name] = targets[a.Value]
			}
		}
	}
	return nil
}

func decode(part *zip.File, into any) error {
	if part == nil {
		return damaged(errors.New("a part is missing"))
	}
	open, err := part.Open()
	if err != nil {
		return damaged(err)
	}
	defer open.Close()
	if err := newDecoder(open).Decode(into); err != nil {
		return damaged(err)
	}
	return nil
}

func newDecoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.CharsetReader = charset.NewReaderLabel
	return d
}

// readPage walks one sheet. Rows and cells without an address follow the one before, as excelize
// counts them; cells without anything in them are passed over, so that the empty row 1,048,576
// which some programs write costs nothing.
func (b *ledger) readPage(r io.Reader) (*page, error) {
	found, decoder := &page{}, newDecoder(r)
	row, column, fresh := 0, 0, true
	shared := map[string]string{}
	for {
		token, err := decoder.RawToken()
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return nil, damaged(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "row":
			row, column, fresh = row+1, 0, true
			if n, ok := number(attr(start, "r")); ok {
				row = n
			}
		case "c":
			column++
			if ref := attr(start, "r"); ref != "" {
				if column, _, err = excelize.CellNameToCoordinates(ref); err != nil {
					return nil, damaged(err)
				}
			}
			m := mark{column: column - 1, kind: attr(start, "t")}
			m.style, _ = number(attr(start, "s"))
			filled, err := fill(decoder, &m, shared)
			if err != nil {
				return nil, damaged(err)
			}
			if filled {
				if err := b.note(found, row-1, fresh, m); err != nil {
					return nil, err
				}
				fresh = false
			}
		case "mergeCell":
			if merge, ok := block(attr(start, "ref")); ok {
				if found.merges = append(found.merges, merge); len(found.merges) > b.limits.Cells {
					return nil, tooMuchInside()
				}
			}
		}
	}
}

// note keeps one mark; fresh says that it is the first of its row element.
func (b *ledger) note(found *page, row int, fresh bool, m mark) error {
	switch b.cells++; {
	case row >= b.limits.Rows:
		return tooManyRows(b.limits)
	case m.column >= b.limits.Columns:
		return tooWide(b.limits)
	case b.cells > b.limits.Cells:
		return tooMuchInside()
	}
	last := len(found.rows) - 1
	if fresh {
		if row < 0 || last >= 0 && found.rows[last].number >= row {
			return damaged(errors.New("the rows are out of order"))
		}
		found.rows = append(found.rows, line{number: row})
		last++
	}
	marks := found.rows[last].marks
	if len(marks) > 0 && marks[len(marks)-1].column >= m.column {
		return damaged(errors.New("the cells are out of order"))
	}
	found.rows[last].marks = append(marks, m)
	return nil
}

// fill reads to the end of one cell and tells whether anything is in it.
func fill(decoder *xml.Decoder, m *mark, shared map[string]string) (filled bool, err error) {
	inFormula, group, formula, depth := false, "", strings.Builder{}, 1
	for depth > 0 {
		token, err := decoder.RawToken()
		if err != nil {
			return false, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			if inFormula = t.Name.Local == "f"; inFormula {
				filled, group = true, attr(t, "si")
			}
		case xml.EndElement:
			depth--
			inFormula = false
		case xml.CharData:
			if inFormula {
				formula.Write(t)
			} else if text := bytes.TrimSpace(t); len(text) > 0 {
				filled = true
				if m.kind == "s" {
					m.shared, _ = number(string(text))
				}
			}
		}
	}
	m.formula = formula.String()
	if group != "" { // one formula for many cells is written once, with the first
		if m.formula == "" {
			m.formula = shared[group]
		}
		shared[group] = m.formula
	}
	return filled, nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

func number(text string) (int, bool) {
	n := 0
	for _, r := range text {
		if r < '0' || r > '9' || n > 1<<24 {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, n > 0
}

// block reads "B2:D5"; a block of one cell is none.
func block(ref string) (value.Merge, bool) {
	first, last, ok := strings.Cut(ref, ":")
	if !ok {
		return value.Merge{}, false
	}
	left, top, err1 := excelize.CellNameToCoordinates(first)
	right, bottom, err2 := excelize.CellNameToCoordinates(last)
	if err1 != nil || err2 != nil {
		return value.Merge{}, false
	}
	return value.Merge{Top: min(top, bottom) - 1, Left: min(left, right) - 1, Bottom: max(top, bottom) - 1, Right: max(left, right) - 1}, true
}
