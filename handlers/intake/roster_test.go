package intake_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	intakedesk "maiam/handlers/intake"
	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/wards"
)

// gate lets in whoever the header names.
type gate map[string]db.Actor

func (g gate) Visitor(r *http.Request) (web.Visitor, error) {
	return web.Visitor{Actor: g[r.Header.Get("X-Test")], Lang: r.Header.Get("X-Lang")}, nil
}

var mayAll = []string{intake.Import, wards.View, wards.Edit, "residents.view", "residents.edit", presence.View, presence.Receive, presence.Arrange, "settings.view"}

// desk is an empty centre of two campuses with its doors, and a manager of the first.
func desk(t *testing.T) (h *dbtest.House, manager, other *webtest.Visitor) {
	t.Helper()
	if err := words.Register(words.Texts(), web.Texts, parts.Texts, sheet.Texts, intakedesk.Texts); err != nil {
		t.Fatal(err)
	}
	h = dbtest.Open(t)
	people := gate{}
	h.Do(func(tx *db.Tx) error {
		if err := settings.Seed(tx); err != nil {
			return err
		}
		for i, code := range []string{"CS1", "CSB"} {
			c, err := wards.AddCampus(tx, wards.CampusInput{Code: code, Name: []string{"Cơ sở 1", "Cơ sở phía Bắc"}[i], AreaType: "rural"})
			if err != nil {
				return err
			}
			people[code] = dbtest.Person(uint64(7+i), mayAll, c.ID)
		}
		return nil
	})
	d := web.New(web.Config{House: h.House, Gate: people})
	intakedesk.Open(d)
	t.Cleanup(d.Close)
	visit := func(name string) *webtest.Visitor {
		v := webtest.Visit(t, d.Handler())
		v.Header.Set("X-Test", name)
		return v
	}
	return h, visit("CS1"), visit("CSB")
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(testdata + name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestRostersThroughTheKit reads every roster of the test data with the sheet
// kit and demands what the models' own tests demand of their plain reading.
func TestRostersThroughTheKit(t *testing.T) {
	for name, want := range map[string]struct{ people, faults int }{
		"roster-messy.xlsx": {180, 14}, "roster-clean.xlsx": {120, 0}, "roster-wards.xlsx": {44, 14},
		"roster-capitals.xlsx": {42, 8}, "roster-apart.csv": {30, 10},
	} {
		grids, err := intakedesk.ReadFile(testdata + name)
		if err != nil {
			t.Fatal(name, err)
		}
		r := intake.ReadRoster(grids, dbtest.Today)
		faults := 0
		for _, f := range r.Findings {
			if f.Severity != intake.Note {
				faults++
			}
		}
		if len(r.Rows) != want.people || faults != want.faults {
			t.Errorf("%s: %d people with %d faults, want %v", name, len(r.Rows), faults, want)
		}
	}
}

// TestImportPages walks the pages: send, look, decide, import, read the report.
func TestImportPages(t *testing.T) {
	h, me, other := desk(t)
	form := me.Get("/intake/rosters").Want(http.StatusOK).Page().Form("form[action='/intake/rosters']")
	sent := me.Upload("/intake/rosters", form.Values, "file", "danh sách.xlsx", file(t, "roster-messy.xlsx")).Want(http.StatusSeeOther)
	path := sent.Header.Get("Location")
	page := me.Get(path).Want(http.StatusOK).Page()
	for _, row := range []string{"17", "54", "58", "66", "70", "72", "73", "105", "107", "134", "147", "166", "168", "190"} {
		if !page.Has("#row-0-" + row) {
			t.Errorf("row %s is not on the page", row)
		}
	}
	if text := page.Text("#row-0-17"); !strings.Contains(text, "Số căn cước có 11 chữ số") || !strings.Contains(text, "Moong Văn Long") {
		t.Errorf("row 17 says %q", text)
	}
	if strings.Contains(page.Text("body"), "⟦") {
		t.Error("a text is missing on the page")
	}
	other.Get(path).Want(http.StatusNotFound)
	other.Get(path + "/report.xlsx").Want(http.StatusNotFound)
	if book := report(t, me.Get(path+"/report.xlsx").Want(http.StatusOK).Body); !strings.Contains(book[17], "Số căn cước có 11 chữ số") || !strings.Contains(book[17], "04008254900") {
		t.Errorf("row 17 of the report: %q", book[17])
	}
	decide := page.Form("form[action='" + path + "/import']")
	me.Submit(decide, "choices[0.17]", "import").Want(http.StatusUnprocessableEntity)
	done := me.Submit(decide, "choices[0.17]", "skip", "choices[0.72]", "import").Want(http.StatusSeeOther).Follow().Want(http.StatusOK).Page()
	if done.Has("form[action='" + path + "/import']") {
		t.Error("the list can be brought in again")
	}
	if text := done.Text("#row-0-17"); !strings.Contains(text, "Để lại") {
		t.Errorf("row 17 came out as %q", text)
	}
	me.Submit(decide).Want(http.StatusConflict)
	if book := report(t, me.Get(path+"/report.xlsx").Want(http.StatusOK).Body); !strings.Contains(book[9], "Nhập mới") || !strings.Contains(book[105], "Lặp lại dòng 104") {
		t.Errorf("report: %q, %q", book[9], book[105])
	}
	n := 0
	h.Do(func(tx *db.Tx) error {
		rows, err := db.Report[struct{ N int }](tx, "SELECT COUNT(*) AS n FROM presence_placements WHERE {campus campus_id} AND open_bed_id IS NOT NULL")
		n = rows[0].N
		return err
	})
	if n != 177 {
		t.Errorf("%d people have a bed", n)
	}
	english := me.Get(path, "X-Lang: en").Want(http.StatusOK)
	if strings.Contains(english.Body, "⟦") {
		t.Error("an English text is missing")
	}
}

// report reads a report: the texts of each line of the first sheet by the row
// of the list that it is about.
func report(t *testing.T, body string) map[int]string {
	t.Helper()
	book, err := sheet.Read(strings.NewReader(body), int64(len(body)), sheet.Usual)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[int]string{}
	for _, row := range book.Grids[0].Rows {
		if len(row) == 0 || row[0].Number == "" {
			continue
		}
		n := 0
		for _, d := range row[0].Number {
			n = n*10 + int(d-'0')
		}
		var texts []string
		for _, c := range row[1:] {
			texts = append(texts, c.Text)
		}
		lines[n] = strings.Join(texts, " | ")
	}
	return lines
}

// TestImportRosterAPI brings a list in from a program, tried first.
func TestImportRosterAPI(t *testing.T) {
	_, me, other := desk(t)
	type answer struct {
		DryRun  bool `json:"dry_run"`
		People  int
		AsOf    string `json:"as_of"`
		Changes int
		Counts  map[string]int
		Rows    []struct {
			Row      int
			Findings []struct{ Key string }
		}
		Places []any
	}
	call := func(v *webtest.Visitor, values url.Values) (a answer) {
		v.Upload("/api/v1/intake/rosters", values, "file", "roster.xlsx", file(t, "roster-messy.xlsx")).Want(http.StatusOK).Into(&a)
		return a
	}
	if a := call(me, url.Values{"dry_run": {"true"}, "create_places": {"true"}}); !a.DryRun || a.People != 180 || a.AsOf != "2026-10-31" || a.Changes != 180 || len(a.Places) != 178 {
		t.Errorf("dry run: %d people, as of %s, %d changes, %d places", a.People, a.AsOf, a.Changes, len(a.Places))
	}
	if a := call(me, url.Values{"create_places": {"true"}, "campus": {"cs1"}}); a.Counts["new"] != 180 {
		t.Errorf("%v", a.Counts)
	}
	if a := call(me, url.Values{"create_places": {"true"}}); a.Changes != 0 {
		t.Errorf("again: %d changes", a.Changes)
	}
	var a answer
	me.JSON("POST", "/api/v1/intake/rosters", map[string]any{"file_name": "roster-apart.csv", "content": file(t, "roster-apart.csv"), "dry_run": true, "category": "A3"}).Want(http.StatusOK).Into(&a)
	if a.People != 30 {
		t.Errorf("CSV in JSON: %d people", a.People)
	}
	other.Upload("/api/v1/intake/rosters", url.Values{"campus": {"CS1"}}, "file", "roster.xlsx", file(t, "roster-messy.xlsx")).Problem(http.StatusUnprocessableEntity, "fault.invalid")
}

// TestBadFiles sends what is no list: each is refused with a sentence, and
// nothing is kept.
func TestBadFiles(t *testing.T) {
	h, me, _ := desk(t)
	messy := file(t, "roster-messy.xlsx")
	for name, content := range map[string][]byte{
		"empty": {}, "cut": messy[:len(messy)/2], "noise": bytes.Repeat([]byte{0xde, 0xad}, 4000), "words": []byte("chào các bạn"), "zip": []byte("PK\x03\x04nothing"),
	} {
		form := me.Get("/intake/rosters").Page().Form("form[action='/intake/rosters']")
		answer := me.Upload("/intake/rosters", form.Values, "file", name+".xlsx", content).Want(http.StatusUnprocessableEntity)
		if page := answer.Page(); !page.Has(".wrong") || strings.Contains(answer.Body, "⟦") {
			t.Errorf("%s: no sentence beside the field", name)
		}
		me.Upload("/api/v1/intake/rosters", nil, "file", name+".xlsx", content).Want(http.StatusUnprocessableEntity)
	}
	form := me.Get("/intake/rosters").Page().Form("form[action='/intake/rosters']")
	me.Post("/intake/rosters", form.Values).Want(http.StatusUnprocessableEntity)
	h.Do(func(tx *db.Tx) error {
		rows, err := db.Report[struct{ N int }](tx, "SELECT COUNT(*) AS n FROM intake_rosters WHERE {campus campus_id}")
		if err == nil && rows[0].N != 0 {
			t.Errorf("%d lists were kept", rows[0].N)
		}
		return err
	})
}

// TestHostileStringsInARoster puts the hostile strings into every column: the
// list is read, looked at, brought in and reported, or refused with a sentence.
func TestHostileStringsInARoster(t *testing.T) {
	_, me, _ := desk(t)
	var b bytes.Buffer
	w := sheet.NewWriter()
	heads := []string{"Họ và tên", "Giới tính", "Năm sinh", "Dân tộc", "Số CCCD", "Số thẻ BHYT", "Quê quán", "Ngày vào", "Khu", "Phòng", "Giường", "Diện", "Ghi chú", "Khác"}
	layout := sheet.Layout{Title: []string{"Danh sách đến 31/10/2026"}}
	for _, h := range heads {
		layout.Columns = append(layout.Columns, sheet.Column{Head: h})
	}
	w.Sheet("DS", layout)
	hostile := webtest.HostileStrings(t)
	for i, s := range hostile {
		cells := make([]any, len(heads))
		for c := range heads {
			cells[c] = []any{"Lê Thị Hoa", "Nữ", "1957", "Kinh", "", "", "Đô Lương", "1/2/2020", "Khu A", "101", "1", "A2", "", ""}[c]
		}
		cells[i%len(heads)] = s
		w.Row(cells...)
	}
	if err := w.Save(&b); err != nil {
		t.Fatal(err)
	}
	form := me.Get("/intake/rosters").Page().Form("form[action='/intake/rosters']")
	path := me.Upload("/intake/rosters", form.Values, "file", "<b>x</b>.xlsx", b.Bytes()).Want(http.StatusSeeOther).Header.Get("Location")
	page := me.Get(path).Want(http.StatusOK)
	for _, raw := range []string{"<script>alert(1)</script>", "<b>x</b>", `"><img src=x`} {
		if strings.Contains(page.Body, raw) {
			t.Errorf("the page holds %s", raw)
		}
	}
	me.Get(path + "/report.xlsx").Want(http.StatusOK)
	me.Submit(page.Page().Form("form[action='" + path + "/import']")).Want(http.StatusSeeOther).Follow().Want(http.StatusOK)
}

// TestTexts checks the words of the area in both languages.
func TestTexts(t *testing.T) { words.Check(t, intakedesk.Texts) }

// TestEveryFindingHasASentence looks for a sentence for everything that can be
// said about a list.
func TestEveryFindingHasASentence(t *testing.T) {
	if err := words.Register(intakedesk.Texts); err != nil {
		t.Fatal(err)
	}
	for _, lang := range words.Languages {
		ctx := words.With(t.Context(), lang)
		for _, key := range intake.FindingKeys() {
			if !words.Has(ctx, key) {
				t.Errorf("%s says nothing for %s", lang, key)
			}
		}
	}
}
