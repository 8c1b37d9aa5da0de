package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	figures "runtime/metrics"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"maiam/handlers/sheet"
	"maiam/handlers/webtest"
	"maiam/models/dbtest"
)

// zipped packs texts as the parts of a file.
func zipped(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range parts {
		part, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(part, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// workbook is the least that a spreadsheet program writes, around the rows given.
func workbook(t *testing.T, rows string) []byte {
	t.Helper()
	return zipped(t, map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
	})
}

// everywhere writes one hostile string after the other into every cell of a list.
func everywhere(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w, all := sheet.NewWriter(), webtest.HostileStrings(t)
	var layout sheet.Layout
	heads := []string{"Họ và tên", "Giới tính", "Năm sinh", "Số CCCD", "Khu", "Phòng", "Giường", "Diện", "Ghi chú"}
	for _, h := range heads {
		layout.Columns = append(layout.Columns, sheet.Column{Head: h})
	}
	w.Sheet("DS", layout)
	for n := range all {
		cells := make([]any, len(heads))
		for c := range cells {
			cells[c] = all[(n+c*7)%len(all)]
		}
		w.Row(cells...)
	}
	if err := w.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func inUTF16(text string) []byte {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return out
}

// costOf tells how much more memory is in use at the peak of an act than before it. What is left over
// is swept up soon meanwhile: else the peak would tell how late the collector came, which depends on
// how much the tests before hold and on what else the machine does. What a file costs before it is
// refused does not depend on the database: beside a server it is refused and not weighed.
func costOf(act func()) uint64 {
	if dbtest.Server() != "" {
		act()
		return 0
	}
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	runtime.GC()
	used := func() uint64 {
		sample := []figures.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		figures.Read(sample)
		return sample[0].Value.Uint64()
	}
	before, peak := used(), uint64(0)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		look := time.NewTicker(time.Millisecond)
		defer look.Stop()
		for {
			peak = max(peak, used())
			select {
			case <-look.C:
			case <-done:
				return
			}
		}
	}()
	act()
	close(done)
	<-ended
	return max(peak, before) - before
}

// TestEveryKindOfBadSpreadsheet sends files that are no list through the page and the API, in both
// languages: each is refused with a sentence beside the field, nothing is stored, the memory stays
// small, and a good list is taken in afterwards.
func TestEveryKindOfBadSpreadsheet(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and sends files of many megabytes")
	}
	h := ownSample(t)
	good, err := os.ReadFile(filepath.Join("..", "models", "intake", "testdata", "roster-clean.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	bad := []struct {
		name string
		file []byte
		most uint64 // MB of memory that it may cost at its peak, our own copies of it included
	}{
		{"empty.xlsx", nil, 32},
		{"no rows.xlsx", workbook(t, ""), 32},
		{"headings only.csv", []byte("Họ và tên,Giới tính,Năm sinh\n"), 32},
		{"truncated.xlsx", good[:len(good)/2], 32},
		{"bomb.xlsx", workbook(t, strings.Repeat(" ", 200<<20)), 96},
		{"cells.xlsx", workbook(t, strings.Repeat("<row>"+strings.Repeat("<c><v>1</v></c>", 200)+"</row>", 10_000)), 96},
		{"zeros.xlsx", make([]byte, 50<<20), 256},
		{"zeros.csv", make([]byte, 9<<20), 64},
		{"old.xls.xlsx", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 4096)...), 32},
		{"open.ods.xlsx", zipped(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), 32},
		{"letter.pdf.xlsx", []byte("%PDF-1.7\n1 0 obj"), 32},
		{"photo.png.xlsx", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), 32},
		{"words.csv", []byte("chào các bạn"), 32},
		{"old letters.csv", []byte("H\xe4 t\xaan,N\xa8m sinh\nL\xaa,1957\n"), 32},
	}
	var peak uint64
	dearest := ""
	tables := []string{"intake_rosters", "residents_people", "residents_words", "presence_stays", "presence_placements", "wards_wards", "wards_rooms", "wards_beds"}
	counted := func() map[string]int {
		out := map[string]int{}
		for _, table := range tables {
			out[table] = number(t, h, "SELECT COUNT(*) FROM "+table)
		}
		return out
	}
	before := counted()
	browser, program := as(t, h, "manager"), webtest.Visit(t, h.desk.Handler())
	program.Header.Set("Authorization", "Bearer "+token(t, h, "manager"))
	send := func(name string, file []byte) {
		said := map[string]bool{}
		for _, lang := range []string{"vi", "en"} {
			form := browser.Get("/intake/rosters?lang=" + lang).Want(http.StatusOK).Page().Form(`form[action="/intake/rosters"]`)
			a := browser.Upload("/intake/rosters?lang="+lang, form.Values, "file", name, file)
			if a.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: the page answers %d", name, a.Status)
				return
			}
			sentence := strings.Join(a.Page().Texts(`.wrong, [role="alert"]`), " ")
			if sentence == "" || strings.Contains(sentence, "⟦") || said[sentence] {
				t.Errorf("%s in %s says %q", name, lang, sentence)
			}
			said[sentence] = true
			a = program.Upload("/api/v1/intake/rosters?lang="+lang, url.Values{"campus": {"CS1"}}, "file", name, file)
			var p webtest.Problem
			if a.Status != http.StatusUnprocessableEntity || json.Unmarshal([]byte(a.Body), &p) != nil || p.Title == "" || (p.Fields["file"] == "" && p.Code != "web.too_large") {
				t.Errorf("%s: the API answers %d %.300s", name, a.Status, a.Body)
			}
		}
	}
	for _, c := range bad {
		cost := costOf(func() { send(c.name, c.file) }) >> 20
		if cost > c.most {
			t.Errorf("%s took %d MB of memory, at most %d are planned", c.name, cost, c.most)
		}
		if cost > peak {
			peak, dearest = cost, c.name
		}
	}
	if after := counted(); !maps.Equal(before, after) {
		t.Errorf("something is stored: %v before, %v after", before, after)
	}
	t.Logf("%d bad files, twice through two doors; the dearest, %s, took %d MB at its peak", len(bad), dearest, peak)

	t.Run("hostile strings in every cell", func(t *testing.T) {
		a := program.Upload("/api/v1/intake/rosters", url.Values{"campus": {"CS1"}}, "file", "hostile.xlsx", everywhere(t))
		if a.Status >= 500 {
			t.Fatalf("answered %d: %.300s", a.Status, a.Body)
		}
		t.Logf("answered %d", a.Status)
		whole(t, h)
	})
	t.Run("in UTF-16", func(t *testing.T) {
		a := program.Upload("/api/v1/intake/rosters", url.Values{"campus": {"CS1"}, "dry_run": {"true"}, "category": {"A3"}}, "file", "utf16.csv",
			inUTF16("Họ và tên\tGiới tính\tNăm sinh\nLê Thị Hoà Bình\tNữ\t1957\nMùa A Páo\tNam\t1961\n")).Want(http.StatusOK)
		if !strings.Contains(a.Body, "Hoà Bình") && !strings.Contains(a.Body, `"people":2`) {
			t.Errorf("got %.400s", a.Body)
		}
	})
	t.Run("a good list afterwards", func(t *testing.T) {
		n := number(t, h, "SELECT COUNT(*) FROM residents_people")
		program.Upload("/api/v1/intake/rosters", url.Values{"campus": {"CS1"}, "create_places": {"true"}}, "file", "roster-clean.xlsx", good).Want(http.StatusOK)
		if now := number(t, h, "SELECT COUNT(*) FROM residents_people"); now != n+120 {
			t.Errorf("%d people came, 120 are in the list", now-n)
		}
		whole(t, h)
	})
}
