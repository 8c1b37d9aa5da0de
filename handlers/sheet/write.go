package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"maiam/models/value"

	"github.com/xuri/excelize/v2"
)

// Kind is what a column of a written spreadsheet holds; it decides how cells look and add up.
type Kind uint8

// The kinds of column.
const (
	Text    Kind = iota // words, codes, telephone and citizen numbers
	Wrapped             // long words, on several lines
	Integer             // counts: 1.250
	Decimal             // quantities: 2,5
	Money               // whole đồng: 1.250.000
	Date                // a real date, shown as dd/mm/yyyy
	Instant             // a real date and time
)

// Column is one column: its heading, kind and width in letters (0 chooses by the kind).
type Column struct {
	Head  string
	Kind  Kind
	Width float64
}

// Layout is one sheet: lines above the table, columns, and whether A4 lies on its side.
type Layout struct {
	Title     []string
	Columns   []Column
	Landscape bool
	Filter    bool           // arrows in the headings by which the rows are narrowed and sorted
	Zone      *time.Location // in which instants are written; UTC when nil
}

var (
	formats = [...]string{Text: "@", Wrapped: "@", Integer: "#,##0", Decimal: "#,##0.###", Money: "#,##0", Date: "dd/mm/yyyy", Instant: "dd/mm/yyyy hh:mm"}
	widths  = [...]float64{Text: 18, Wrapped: 40, Integer: 9, Decimal: 11, Money: 14, Date: 12, Instant: 17}
)

// Writer writes an .xlsx file row by row. The first error is kept and told by Save, so that a
// list can be written without asking after each row.
type Writer struct {
	file    *excelize.File
	stream  *excelize.StreamWriter
	layout  Layout
	styles  [len(formats)]int
	bold    int
	heading int
	row     int
	tab     string
	head    int // the row of the column headings
	sheets  int
	err     error
}

// NewWriter begins a spreadsheet.
func NewWriter() *Writer {
	w := &Writer{file: excelize.NewFile()}
	border := []excelize.Border{{Type: "bottom", Color: "D9D4C8", Style: 1}}
	font := &excelize.Font{Family: "Times New Roman", Size: 12}
	for kind, format := range formats {
		w.styles[kind] = w.style(&excelize.Style{Font: font, CustomNumFmt: &format, Border: border,
			Alignment: &excelize.Alignment{Vertical: "top", WrapText: Kind(kind) == Wrapped}})
	}
	w.bold = w.style(&excelize.Style{Font: &excelize.Font{Family: font.Family, Size: 13, Bold: true}})
	w.heading = w.style(&excelize.Style{
		Font: &excelize.Font{Family: font.Family, Size: 12, Bold: true}, Border: border,
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EFECE5"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	})
	return w
}

func (w *Writer) style(s *excelize.Style) int {
	id, err := w.file.NewStyle(s)
	w.keep(err)
	return id
}

func (w *Writer) keep(err error) {
	if w.err == nil && err != nil {
		w.err = fmt.Errorf("sheet: %w", err)
	}
}

// Sheet begins a sheet: its title lines, then the header, which stays in view on the screen and
// is repeated on every printed page.
func (w *Writer) Sheet(name string, layout Layout) {
	w.finish()
	if w.err != nil {
		return
	}
	name = tabName(name, w.sheets)
	if w.sheets++; w.sheets == 1 {
		w.keep(w.file.SetSheetName("Sheet1", name))
	} else {
		_, err := w.file.NewSheet(name)
		w.keep(err)
	}
	w.layout, w.row, w.tab = layout, 0, name
	head := len(layout.Title) + 1
	w.head = head
	paper, orientation, pages, fit := 9, "portrait", 0, true
	if layout.Landscape {
		orientation = "landscape"
	}
	w.keep(w.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	w.keep(w.file.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToHeight: &pages}))
	w.keep(w.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C&P/&N"}))
	w.keep(w.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name,
		RefersTo: fmt.Sprintf("'%s'!$%d:$%d", strings.ReplaceAll(name, "'", "''"), head, head)}))
	stream, err := w.file.NewStreamWriter(name)
	w.keep(err)
	if w.err != nil {
		return
	}
	w.stream = stream
	for i, column := range layout.Columns {
		width := column.Width
		if width == 0 {
			width = max(widths[column.Kind], float64(utf8.RuneCountInString(column.Head))*0.7)
		}
		w.keep(stream.SetColWidth(i+1, i+1, min(width, 120)))
	}
	w.keep(stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: value.Address(head, 0), ActivePane: "bottomLeft"}))
	for _, line := range layout.Title {
		w.put([]any{excelize.Cell{StyleID: w.bold, Value: safe(line)}})
	}
	cells := make([]any, len(layout.Columns))
	for i, column := range layout.Columns {
		cells[i] = excelize.Cell{StyleID: w.heading, Value: safe(column.Head)}
	}
	w.put(cells)
}

// Section writes one bold line inside the table.
func (w *Writer) Section(text string) {
	w.put([]any{excelize.Cell{StyleID: w.bold, Value: safe(text)}})
}

// Row writes one row: texts, whole numbers, value.Day, value.Dong, value.Quantity, time.Time.
// A text is always text, even when it begins like a formula.
func (w *Writer) Row(values ...any) {
	cells := make([]any, len(values))
	for i, v := range values {
		kind := Text
		if i < len(w.layout.Columns) {
			kind = w.layout.Columns[i].Kind
		}
		cells[i] = excelize.Cell{StyleID: w.styles[kind], Value: w.cell(v)}
	}
	w.put(cells)
}

// firstSerial is the first day that every program counts alike; earlier days are written as text.
var firstSerial, epoch = value.MustDay("1900-03-01"), value.MustDay("1899-12-30")

func (w *Writer) cell(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return safe(v)
	case value.Day:
		switch {
		case v.IsZero():
			return nil
		case v.Before(firstSerial):
			return v.Vietnamese()
		}
		return v.Sub(epoch)
	case value.Dong:
		return int64(v)
	case value.Quantity:
		return float64(v.Milli) / 1000
	case time.Time:
		if v.IsZero() {
			return nil
		}
		zone := w.layout.Zone
		if zone == nil {
			zone = time.UTC
		}
		local := v.In(zone)
		return float64(value.DayOf(v, zone).Sub(epoch)) + float64(local.Hour()*60+local.Minute())/(24*60)
	case bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return v
	}
	return safe(fmt.Sprint(v))
}

func (w *Writer) put(cells []any) {
	if w.err != nil || w.stream == nil {
		return
	}
	w.row++
	w.keep(w.stream.SetRow(value.Address(w.row-1, 0), cells))
}

func (w *Writer) finish() {
	if w.stream != nil && w.err == nil {
		if columns := len(w.layout.Columns); w.layout.Filter && columns > 0 {
			w.keep(w.file.AutoFilter(w.tab, value.Address(w.head-1, 0)+":"+value.Address(max(w.row, w.head+1)-1, columns-1), nil))
		}
		w.keep(w.stream.Flush())
	}
	w.stream = nil
}

// Save writes the file and ends the writer; it tells the first error of all calls before.
func (w *Writer) Save(out io.Writer) error {
	w.finish()
	if w.err == nil {
		_, err := w.file.WriteTo(out)
		w.keep(err)
	}
	if err := w.file.Close(); w.err == nil && err != nil {
		w.keep(err)
	}
	return w.err
}

// safe takes out what a spreadsheet file cannot hold.
func safe(text string) string {
	if text = tidy(text); utf8.RuneCountInString(text) > maxCellText {
		text = string([]rune(text)[:maxCellText])
	}
	return text
}

// tabName makes a name that a tab can bear: at most 31 letters, none of []:*?/\.
func tabName(name string, number int) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return ' '
		}
		if r == '\'' {
			return '’' // the name of a filter's range would end there
		}
		return r
	}, safe(name)), "' ")
	if runes := []rune(name); len(runes) > 31 {
		name = strings.TrimRight(string(runes[:31]), "' ")
	}
	if name == "" {
		name = fmt.Sprintf("Trang %d", number+1)
	}
	return name
}

// CSV writes rows as UTF-8 with the byte order mark by which spreadsheet programs know it.
type CSV struct {
	out   io.Writer
	rows  *csv.Writer
	begun bool
}

// NewCSV begins a CSV file.
func NewCSV(out io.Writer) *CSV { return &CSV{out: out, rows: csv.NewWriter(out)} }

// Row writes one row. A text that a spreadsheet program would run as a formula gets a ' in front.
func (c *CSV) Row(values ...any) error {
	if !c.begun {
		c.begun = true
		if _, err := io.WriteString(c.out, "\ufeff"); err != nil {
			return err
		}
	}
	record := make([]string, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case nil:
		case string:
			record[i] = harmless(v)
		case value.Day:
			record[i] = v.Vietnamese()
		case value.Dong:
			record[i] = fmt.Sprint(int64(v))
		case value.Quantity:
			record[i] = v.Number()
		case bool, int, int64, uint64:
			record[i] = fmt.Sprint(v)
		default:
			record[i] = harmless(fmt.Sprint(v))
		}
	}
	return c.rows.Write(record)
}

// Flush writes what is still held and tells the first error.
func (c *CSV) Flush() error {
	c.rows.Flush()
	return c.rows.Error()
}

func harmless(text string) string {
	if text = tidy(text); text != "" && strings.ContainsRune("=+-@", rune(text[0])) {
		return "'" + text
	}
	return text
}
