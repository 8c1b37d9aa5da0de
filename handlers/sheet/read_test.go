package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"maiam/handlers/words"
	"maiam/models/fault"
	"maiam/models/value"

	"golang.org/x/text/unicode/norm"
)

const (
	workbook  = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">%s<sheets><sheet name="Danh sách" sheetId="1" r:id="rId1"/></sheets></workbook>`
	relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
	styles    = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="3"><numFmt numFmtId="164" formatCode="000000000000"/><numFmt numFmtId="165" formatCode="[$-42A]dd\ &quot;tháng&quot;\ mm\,\ yyyy;@"/><numFmt numFmtId="166" formatCode="#,##0\ &quot;đồng dy&quot;"/></numFmts><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>`
	types     = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`
)

// parts are the files of a small spreadsheet around the sheetData and what follows it.
func parts(sheet string) map[string]string {
	return map[string]string{
		"[Content_Types].xml":        types,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            fmt.Sprintf(workbook, ""),
		"xl/_rels/workbook.xml.rels": relations,
		"xl/styles.xml":              styles,
		"xl/worksheets/sheet1.xml":   `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + sheet + `</worksheet>`,
	}
}

func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range parts {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func open(file []byte) (*Book, error) {
	return Open("danh sách.csv", bytes.NewReader(file), int64(len(file)), Usual)
}

func only(t *testing.T, file []byte) *value.Grid {
	t.Helper()
	book, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(book.Grids) != 1 {
		t.Fatalf("%d grids", len(book.Grids))
	}
	return &book.Grids[0]
}

func TestTextsAreComplete(t *testing.T) { words.Check(t, Texts) }

func TestCellsKeepWhatTheyAre(t *testing.T) {
	nfd := norm.NFD.String("Đặng Thị Hoà")
	grid := only(t, pack(t, parts(`<sheetData>
		<row r="2"><c r="A2" t="inlineStr"><is><r><t> `+nfd+`</t></r><r><t xml:space="preserve"> 62 </t></r></is></c><c r="C2" s="1"><v>46347</v></c>
		<c><v>40178950599</v></c><c s="2"><v>40178950599</v></c><c><v>1.2345678901E11</v></c><c><v>1984.0000000000002</v></c><c><v>36.60</v></c></row>
		<row><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c t="str"><f>A2&amp;"x"</f><v>ket qua</v></c><c t="d"><v>2026-10-31T00:00:00</v></c><c s="3"><v>46347.75</v></c><c s="4"><v>46347</v></c><c t="n"><v>khong</v></c><c s="1"><v>59</v></c><c s="1"><v>61</v></c></row>
		<row r="9"><c r="A9"><f t="shared" ref="A9:B9" si="0">C9*2</f><v>4</v></c><c r="B9"><f t="shared" si="0"/><v>6</v></c><c r="C9" t="inlineStr"><is><t>=HYPERLINK("x")</t></is></c></row>
		<row r="1048576"><c r="A1048576" s="1"/></row>
		</sheetData><mergeCells><mergeCell ref="A2:B3"/><mergeCell ref="D9"/></mergeCells>`)))
	type cell = value.GridCell
	day, end := value.MustDay("2026-11-21"), value.MustDay("2026-10-31")
	for at, want := range map[string]cell{
		"A2": {Text: "Đặng Thị Hoà 62", Kind: value.GridText},
		"C2": {Text: "21/11/2026", Number: "46347", Date: day, Kind: value.GridDate},
		"D2": {Text: "40178950599", Number: "40178950599", Kind: value.GridNumber},
		"E2": {Text: "040178950599", Number: "40178950599", Kind: value.GridNumber},
		"F2": {Text: "123456789010", Number: "123456789010", Kind: value.GridNumber},
		"G2": {Text: "1984", Number: "1984", Kind: value.GridNumber},
		"H2": {Text: "36.6", Number: "36.6", Kind: value.GridNumber},
		"A3": {Text: "TRUE", Kind: value.GridBool},
		"B3": {Text: "#REF!", Kind: value.GridError},
		"C3": {Text: "ket qua", Formula: `A2&"x"`, Kind: value.GridText},
		"D3": {Text: "31/10/2026", Date: end, Kind: value.GridDate},
		"E3": {Text: "21/11/2026", Number: "46347.75", Date: day, Kind: value.GridDate},
		"F3": {Text: "46347", Number: "46347", Kind: value.GridNumber},
		"G3": {Text: "khong", Kind: value.GridText},
		"H3": {Text: "28/02/1900", Number: "59", Date: value.MustDay("1900-02-28"), Kind: value.GridDate},
		"I3": {Text: "01/03/1900", Number: "61", Date: value.MustDay("1900-03-01"), Kind: value.GridDate},
		"B9": {Text: "6", Number: "6", Formula: "C9*2", Kind: value.GridNumber},
		"C9": {Text: `=HYPERLINK("x")`, Kind: value.GridText},
		"Z9": {},
	} {
		row := int(at[1] - '1')
		if got := grid.At(row, int(at[0]-'A')); got != want {
			t.Errorf("%s is %+v, want %+v", at, got, want)
		}
	}
	if len(grid.Rows) != 9 || len(grid.Merges) != 1 || grid.Merges[0] != (value.Merge{Top: 1, Left: 0, Bottom: 2, Right: 1}) {
		t.Errorf("%d rows, merges %v", len(grid.Rows), grid.Merges)
	}
	if grid.Shown(1, 1).Text != "Đặng Thị Hoà 62" || grid.Name != "Danh sách" {
		t.Error("a merged block shows its first cell")
	}
}

func TestDatesOfOldMacintoshFiles(t *testing.T) {
	p := parts(`<sheetData><row><c s="1"><v>44885</v></c></row></sheetData>`)
	p["xl/workbook.xml"] = fmt.Sprintf(workbook, `<workbookPr date1904="1"/>`)
	if got := only(t, pack(t, p)).At(0, 0).Text; got != "21/11/2026" {
		t.Errorf("got %s", got)
	}
}

func wants(t *testing.T, name string, file []byte, limits Limits, key string) {
	t.Helper()
	_, err := Open(name, bytes.NewReader(file), int64(len(file)), limits)
	if fault.KeyOf(err) != key || fault.KindOf(err) != fault.Invalid || !Faulty(err) {
		t.Errorf("%s: %v, want %s", name, err, key)
	}
}

func TestBadFilesAreToldApart(t *testing.T) {
	good := pack(t, parts(`<sheetData><row><c t="inlineStr"><is><t>Họ tên</t></is></c></row></sheetData>`))
	if _, err := open(good); err != nil {
		t.Fatal(err)
	}
	ole := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...)
	few := Usual
	few.Rows, few.Columns, few.Cells, few.FileBytes = 3, 3, 4, 1<<20
	var long strings.Builder
	for range 5 {
		long.WriteString(`<row><c><v>1</v></c></row>`)
	}
	for name, c := range map[string]struct {
		file []byte
		key  string
	}{
		"nothing":            {nil, "sheet.empty"},
		"no cell":            {pack(t, parts(`<sheetData/>`)), "sheet.empty"},
		"pdf":                {[]byte("%PDF-1.7 ..."), "sheet.not_a_spreadsheet"},
		"picture":            {[]byte("\x89PNG\r\n\x1a\n\x00\x00"), "sheet.not_a_spreadsheet"},
		"page":               {[]byte("<!DOCTYPE html><table>"), "sheet.not_a_spreadsheet"},
		"one byte":           {[]byte{0}, "sheet.not_a_spreadsheet"},
		"old xls":            {append(ole[:608:608], oleWorkbook...), "sheet.save_as_xlsx"},
		"password":           {append(ole[:608:608], oleLocked...), "sheet.locked"},
		"old doc":            {ole, "sheet.not_a_spreadsheet"},
		"ods":                {pack(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "sheet.save_as_xlsx"},
		"docx":               {pack(t, map[string]string{"word/document.xml": "<x/>"}), "sheet.not_a_spreadsheet"},
		"half":               {good[:len(good)/2], "sheet.damaged"},
		"head only":          {good[:30], "sheet.damaged"},
		"broken xml":         {pack(t, parts(`<sheetData><row><c><v>1</row>`+"<")), "sheet.damaged"},
		"wrong address":      {pack(t, parts(`<sheetData><row><c r="1A"><v>1</v></c></row></sheetData>`)), "sheet.damaged"},
		"address out of all": {pack(t, parts(`<sheetData><row><c r="ZZZZZZZ1"><v>1</v></c></row></sheetData>`)), "sheet.damaged"},
		"rows out of order":  {pack(t, parts(`<sheetData><row r="3"><c><v>1</v></c></row><row r="2"><c><v>1</v></c></row></sheetData>`)), "sheet.damaged"},
		"cells out of order": {pack(t, parts(`<sheetData><row r="1"><c r="C1"><v>1</v></c><c r="A1"><v>1</v></c></row></sheetData>`)), "sheet.damaged"},
		"text that is not":   {pack(t, parts(`<sheetData><row r="1"><c t="s"><v>7</v></c></row></sheetData>`)), "sheet.damaged"},
		"too long":           {pack(t, parts(`<sheetData>`+long.String()+`</sheetData>`)), "sheet.too_many_rows"},
		"far below":          {pack(t, parts(`<sheetData><row r="1048576"><c><v>1</v></c></row></sheetData>`)), "sheet.too_many_rows"},
		"far right":          {pack(t, parts(`<sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData>`)), "sheet.too_wide"},
		"too many cells":     {pack(t, parts(`<sheetData><row><c><v>1</v></c><c><v>1</v></c></row><row><c><v>1</v></c><c><v>1</v></c></row><row><c><v>1</v></c></row></sheetData>`)), "sheet.too_much_inside"},
		"too many merges":    {pack(t, parts(`<mergeCells>`+strings.Repeat(`<mergeCell ref="A1:B2"/>`, 9)+`</mergeCells>`)), "sheet.too_much_inside"},
		"heavy file":         {append(good, make([]byte, 1<<20)...), "sheet.too_large"},
	} {
		wants(t, name, c.file, few, c.key)
	}
}

func TestBombsCostLittle(t *testing.T) {
	var before, after runtime.MemStats
	zeros := strings.Repeat(" ", 60<<20)
	plain := parts(`<sheetData>` + zeros + `</sheetData>`)
	bombs := map[string][]byte{"sixty megabytes of blanks": pack(t, plain)}

	tags := parts(`<sheetData><row><c t="s"><v>0</v></c></row></sheetData>`)
	tags["xl/sharedStrings.xml"] = `<sst>` + strings.Repeat(`<si><t/></si>`, 3_400_000) + `</sst>`
	bombs["three million shared texts"] = pack(t, tags)

	// The directory says 10 bytes; the part unpacks to a megabyte.
	liar := parts(`<sheetData/>`)
	delete(liar, "xl/worksheets/sheet1.xml")
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range liar {
		part, _ := w.Create(name)
		_, _ = part.Write([]byte(text))
	}
	raw := []byte(strings.Repeat("x", 1<<20))
	head := &zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Store, CRC32: crc32.ChecksumIEEE(raw), CompressedSize64: uint64(len(raw)), UncompressedSize64: 10}
	part, err := w.CreateRaw(head)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(raw)
	_ = w.Close()
	liarFile := out.Bytes()

	for name, file := range bombs {
		runtime.ReadMemStats(&before)
		wants(t, name, file, Usual, "sheet.too_much_inside")
		runtime.ReadMemStats(&after)
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 32 {
			t.Errorf("%s: %d MB were used", name, used)
		}
	}
	wants(t, "a part that lies about its size", liarFile, Usual, "sheet.damaged")

	small := parts(`<sheetData/>`)
	for i := range maxParts {
		small[fmt.Sprintf("xl/media/%d.bin", i)] = ""
	}
	wants(t, "thousands of parts", pack(t, small), Usual, "sheet.too_much_inside")
}

func TestCSVOfAnyKind(t *testing.T) {
	text := "Họ tên;Ghi chú\r\n\r\n\"Đặng; Hoà\";=1+1\r\n040178950599;21/11/2026\r\n"
	units := utf16.Encode([]rune(text))
	little, big := make([]byte, 2*len(units)), make([]byte, 2*len(units))
	for i, u := range units {
		binary.LittleEndian.PutUint16(little[2*i:], u)
		binary.BigEndian.PutUint16(big[2*i:], u)
	}
	for name, file := range map[string][]byte{
		"plain": []byte(text), "marked": []byte("\ufeff" + text), "apart": []byte(norm.NFD.String(text)),
		"comma": []byte("Họ tên,Ghi chú\n\n\"Đặng; Hoà\",=1+1\n040178950599,21/11/2026"), "tab": []byte(strings.ReplaceAll(strings.ReplaceAll(text, ";Ghi", "\tGhi"), ";=", "\t=")),
		"said":  []byte("sep=;\n" + text[:len("Họ tên;Ghi chú\r\n")] + text[len("Họ tên;Ghi chú\r\n"):]),
		"utf16": append([]byte("\xFF\xFE"), little...), "utf16 big": append([]byte("\xFE\xFF"), big...), "utf16 bare": little, "utf16 big bare": big,
	} {
		grid := only(t, file)
		if name == "tab" {
			if grid.At(2, 0).Text != "Đặng; Hoà" {
				t.Errorf("tab: %+v", grid.Rows)
			}
			continue
		}
		if len(grid.Rows) != 4 || grid.At(0, 0).Text != "Họ tên" || grid.At(2, 0).Text != "Đặng; Hoà" || grid.At(2, 1).Text != "=1+1" || grid.At(3, 0).Text != "040178950599" {
			t.Errorf("%s: %+v", name, grid.Rows)
		}
	}
	few := Usual
	few.Rows, few.Columns, few.Cells, few.FileBytes = 3, 3, 6, 100
	wants(t, "blank", []byte("\r\n;;\r\n"), few, "sheet.empty")
	wants(t, "old letters", []byte("H\xe4 t\xean,x\n"), few, "sheet.not_utf8")
	wants(t, "long", []byte("a\na\na\na\n"), few, "sheet.too_many_rows")
	wants(t, "wide", []byte("a,b,c,d\n"), few, "sheet.too_wide")
	wants(t, "full", []byte("a,b,c\na,b,c\na,b,c\n"), few, "sheet.too_much_inside")
	wants(t, "heavy", []byte(strings.Repeat("a", 200)), few, "sheet.too_large")
}

func FuzzRead(f *testing.F) {
	f.Add(pack(f, parts(`<sheetData><row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c s="1"><v>46347</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>`)))
	f.Add([]byte("a;b\n1;2\n"))
	f.Add([]byte("PK\x03\x04"))
	small := Limits{FileBytes: 1 << 20, UnzipBytes: 4 << 20, Grids: 4, Rows: 100, Columns: 40, Cells: 1_000}
	f.Fuzz(func(t *testing.T, file []byte) {
		book, err := Open("x", bytes.NewReader(file), int64(len(file)), small)
		if (book == nil) == (err == nil) || err != nil && !Faulty(err) {
			t.Errorf("book %v, error %v", book, err)
		}
	})
}

// FuzzSheetData reaches deeper: the archive is whole, what the sheet says is not.
func FuzzSheetData(f *testing.F) {
	for _, seed := range []string{
		`<sheetData><row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c s="1"><v>46347</v></c></row></sheetData>`,
		`<sheetData><row><c t="d"><v>2026</v></c></row></sheetData>`, `<sheetData><row r="1"/><row r="1"><c><f>A1</f></c></row></sheetData>`,
		`<sheetData><row r="5"><c r="B1"><v>1</v></c></row><row><c r="A9"><v>1</v></c></row></sheetData>`,
		`</worksheet><sheetData><row><c><v>1</v></c></row></sheetData><row><c><v>2</v></c></row>`,
	} {
		f.Add(seed)
	}
	small := Limits{FileBytes: 1 << 20, UnzipBytes: 4 << 20, Grids: 4, Rows: 100, Columns: 40, Cells: 1_000}
	f.Fuzz(func(t *testing.T, sheet string) {
		file := pack(t, parts(sheet))
		book, err := Read(bytes.NewReader(file), int64(len(file)), small)
		if (book == nil) == (err == nil) || err != nil && !Faulty(err) {
			t.Errorf("book %v, error %v", book, err)
		}
	})
}

func BenchmarkRead10000(b *testing.B) {
	var out bytes.Buffer
	if err := roster(10_000).Save(&out); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(out.Len()))
	for b.Loop() {
		if _, err := open(out.Bytes()); err != nil {
			b.Fatal(err)
		}
	}
}
