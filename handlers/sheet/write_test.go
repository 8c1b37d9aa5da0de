package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/value"
)

func roster(people int) *Writer {
	w := NewWriter()
	w.Sheet("Danh sách: khu A/B", Layout{
		Title: []string{"DANH SÁCH NGƯỜI ĐANG Ở", "Tính đến ngày 21/11/2026"}, Landscape: true, Zone: time.FixedZone("+07", 7*3600),
		Columns: []Column{{"TT", Integer, 5}, {"Họ và tên", Text, 0}, {"Số CCCD", Text, 0}, {"Ngày vào", Date, 0}, {"Trợ cấp", Money, 0}, {"Gạo", Decimal, 0}, {"Ghi lúc", Instant, 0}, {"Ghi chú", Wrapped, 0}},
	})
	for i := range people {
		w.Row(i+1, "Đặng Thị Hoà", "040178950599", value.MustDay("2026-11-21"), value.Dong(1_250_000), value.Quantity{Milli: 2500, Unit: "kg"},
			time.Date(2026, 11, 21, 11, 42, 0, 0, time.UTC), "=HYPERLINK(\"x\")\x00\x0b")
	}
	return w
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	w := roster(3)
	w.Section("Khu B")
	w.Row(nil, "Cụ Lê", "", value.MustDay("1890-01-01"), value.Dong(-5), "", time.Time{}, fmt.Errorf("@x"))
	w.Sheet("", Layout{Columns: []Column{{Head: "A"}}})
	w.Row(strings.Repeat("ề", 40_000))
	var out bytes.Buffer
	if err := w.Save(&out); err != nil {
		t.Fatal(err)
	}
	book, err := open(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(book.Grids) != 2 || book.Grids[0].Name != "Danh sách  khu A B" || book.Grids[1].Name != "Trang 2" {
		t.Fatalf("grids %v", book.Grids)
	}
	grid := &book.Grids[0]
	for at, want := range map[[2]int]value.GridCell{
		{0, 0}: {Text: "DANH SÁCH NGƯỜI ĐANG Ở", Kind: value.GridText},
		{2, 1}: {Text: "Họ và tên", Kind: value.GridText},
		{3, 0}: {Text: "1", Number: "1", Kind: value.GridNumber},
		{3, 2}: {Text: "040178950599", Kind: value.GridText},
		{3, 3}: {Text: "21/11/2026", Number: "46347", Date: value.MustDay("2026-11-21"), Kind: value.GridDate},
		{3, 4}: {Text: "1250000", Number: "1250000", Kind: value.GridNumber},
		{3, 5}: {Text: "2.5", Number: "2.5", Kind: value.GridNumber},
		{3, 7}: {Text: `=HYPERLINK("x")`, Kind: value.GridText},
		{6, 0}: {Text: "Khu B", Kind: value.GridText},
		{7, 3}: {Text: "01/01/1890", Kind: value.GridText},
		{7, 4}: {Text: "-5", Number: "-5", Kind: value.GridNumber},
		{7, 7}: {Text: "@x", Kind: value.GridText},
	} {
		if got := grid.At(at[0], at[1]); got != want {
			t.Errorf("%s is %+v, want %+v", value.Address(at[0], at[1]), got, want)
		}
	}
	if c := grid.At(3, 6); c.Kind != value.GridDate || !strings.HasPrefix(c.Number, "46347.779") {
		t.Errorf("the instant is %+v", c)
	}
	if n := len([]rune(book.Grids[1].At(1, 0).Text)); n != maxCellText {
		t.Errorf("a long text kept %d letters", n)
	}
}

func TestPrintsOnA4WithItsHeaderOnEachPage(t *testing.T) {
	var out bytes.Buffer
	if err := roster(1).Save(&out); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		part, err := archive.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer part.Close()
		all, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		return string(all)
	}
	sheet, book := read("xl/worksheets/sheet1.xml"), read("xl/workbook.xml")
	for _, want := range []string{`paperSize="9"`, `orientation="landscape"`, `fitToHeight="0"`, `<pageSetUpPr fitToPage="true"`, `ySplit="3"`, `topLeftCell="A4"`, `state="frozen"`, `&amp;P/&amp;N`, `t="inlineStr"`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("%s is not in the sheet", want)
		}
	}
	if strings.Contains(sheet, "<f>") {
		t.Error("a text became a formula")
	}
	if !strings.Contains(book, "_xlnm.Print_Titles") || !strings.Contains(book, "$3:$3") {
		t.Error("the header is not repeated in print")
	}
}

func TestCSVForOtherPrograms(t *testing.T) {
	var out bytes.Buffer
	c := NewCSV(&out)
	for _, row := range [][]any{{"Họ tên", "Số"}, {"=1+1", 3}, {"-2", -2}, {"+84", value.Dong(5)}, {"@x", value.MustDay("2026-11-21")}, {"\t=x", nil}, {"a\nb", value.Quantity{Milli: 1500, Unit: "kg"}}} {
		if err := c.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Flush(); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffHọ tên,Số\n'=1+1,3\n'-2,-2\n'+84,5\n'@x,21/11/2026\n'=x,\n\"a\nb\",\"1,5\"\n"
	if out.String() != want {
		t.Errorf("got %q", out.String())
	}
}

func TestHostileStringsComeBackAsTheyAreRead(t *testing.T) {
	hostile := webtest.HostileStrings(t)
	w, list := NewWriter(), new(bytes.Buffer)
	c := NewCSV(list)
	w.Sheet("Thử", Layout{Columns: []Column{{Head: "Số"}, {Head: "Chữ"}}})
	for _, text := range hostile {
		w.Row("x", text)
		if err := c.Row("x", text); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := errors.Join(w.Save(&out), c.Flush()); err != nil {
		t.Fatal(err)
	}
	written, inCSV := only(t, out.Bytes()), only(t, list.Bytes())
	for i, text := range hostile {
		want := safe(text)
		if got := written.At(i+1, 1); got.Text != want || got.Formula != "" || got.Kind > value.GridText {
			t.Errorf("%.60q came back as %.60q (kind %d)", want, got.Text, got.Kind)
		}
		found := slices.ContainsFunc(inCSV.Rows, func(row []value.GridCell) bool { return len(row) > 1 && row[1].Text == tidy(harmless(text)) })
		if !found {
			t.Errorf("%.60q is lost in CSV", text)
		}
	}
}

func BenchmarkWrite10000(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if err := roster(10_000).Save(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

// TestASavedListKeepsItsHeadInView: the heads stay while one scrolls and are printed on every sheet,
// they bear the arrows of a filter over all rows, and a text that looks like a formula is a text.
func TestASavedListKeepsItsHeadInView(t *testing.T) {
	w := NewWriter()
	w.Sheet("Danh sách", Layout{Title: []string{"Trung tâm", "Số liệu lúc 21/11/2026 18:42"}, Filter: true, Columns: []Column{{"Họ và tên", Text, 0}, {"Vào ngày", Date, 0}, {"Số", Integer, 0}}})
	for range 3 {
		w.Row("=cmd|' /C calc'!A0", value.MustDay("2026-11-21"), 7)
	}
	var out bytes.Buffer
	if err := w.Save(&out); err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	files, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	page, book := parts["xl/worksheets/sheet1.xml"], parts["xl/workbook.xml"]
	for _, want := range []string{`<autoFilter ref="$A$3:$C$6"`, `ySplit="3"`, `state="frozen"`, `paperSize="9"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the sheet lacks %s: %s", want, page)
		}
	}
	if !strings.Contains(book, `_xlnm.Print_Titles`) || !strings.Contains(book, `$3:$3`) {
		t.Errorf("the heads are not repeated on paper: %s", book)
	}
	if strings.Contains(page, "<f>") {
		t.Error("a text became a formula")
	}
	grid := only(t, out.Bytes())
	for row := 3; row < 6; row++ {
		if c := grid.At(row, 1); c.Kind != value.GridDate || c.Date != value.MustDay("2026-11-21") {
			t.Errorf("row %d: %+v is no date", row, c)
		}
		if c := grid.At(row, 2); c.Kind != value.GridNumber || c.Number != "7" {
			t.Errorf("row %d: %+v is no number", row, c)
		}
	}
}
