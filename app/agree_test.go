package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// saved is a spreadsheet that was downloaded: the rows of a tab, by the heading of their columns.
type saved struct {
	t    *testing.T
	from string
	book *sheet.Book
}

func save(t *testing.T, v *webtest.Visitor, path string) saved {
	t.Helper()
	a := v.Get(path).Want(http.StatusOK)
	if a.Header.Get("Content-Type") != sheet.Type {
		t.Fatalf("%s gives %s", path, a.Header.Get("Content-Type"))
	}
	book, err := sheet.Read(strings.NewReader(a.Body), int64(len(a.Body)), sheet.Usual)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return saved{t, path, book}
}

// column gives the cells of a column below its heading.
func (s saved) column(tab int, head string) (out []value.GridCell) {
	s.t.Helper()
	grid := s.book.Grids[tab]
	for i, row := range grid.Rows {
		at := slices.IndexFunc(row, func(c value.GridCell) bool { return c.Text == head })
		if at < 0 {
			continue
		}
		for n := i + 1; n < len(grid.Rows); n++ {
			out = append(out, grid.At(n, at))
		}
		return out
	}
	s.t.Fatalf("%s has no column %q on sheet %d", s.from, head, tab)
	return nil
}

// texts are the words of a column, empty cells left out.
func (s saved) texts(tab int, head string) (out []string) {
	s.t.Helper()
	for _, c := range s.column(tab, head) {
		if c.Text != "" {
			out = append(out, c.Text)
		}
	}
	return out
}

// TestSavedPrintedAndShownAgreeAtEveryStep lives through a random day of the sample house and demands
// after every step that the spreadsheets hold the people that the pages, the answers for programs and
// the printed papers name, in the same order: behind each number of the head-count, in each ward, and
// in the list of people.
func TestSavedPrintedAndShownAgreeAtEveryStep(t *testing.T) {
	beside(t)
	h := openOwn(t)
	w := &paperWalk{t: t, h: h, r: rand.New(rand.NewPCG(7, 11)), head: actorOf(t, h, "director"), v: as(t, h, "director"), program: webtest.Visit(t, h.desk.Handler())}
	w.program.Header.Set("Authorization", "Bearer "+token(t, h, "director"))
	done := map[string]int{}
	const steps = 10
	for step := range steps {
		what, err := w.step()
		if err == nil {
			done[what]++
		}
		w.agree(fmt.Sprintf("step %d, %s", step, what), step == steps-1)
		if t.Failed() {
			t.FailNow()
		}
	}
	if done["move"]+done["away"]+done["leave"]+done["back"] < steps/2 {
		t.Errorf("the day was too quiet: %v", done)
	}
}

// openOwn is a sample house that a test may change as it likes.
func openOwn(t *testing.T) *house {
	t.Helper()
	cfg := &Config{Data: t.TempDir(), Sample: true, SampleDays: 2, Lang: "vi", Timezone: zone(t), TLS: "off"}
	if dbtest.Server() != "" {
		cfg.Database = dbtest.Address(t)
	}
	if err := cfg.settle(); err != nil {
		t.Fatal(err)
	}
	h, err := open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

type paperWalk struct {
	t          *testing.T
	h          *house
	r          *rand.Rand
	head       db.Actor
	v, program *webtest.Visitor
}

// step does something at random about somebody in care; what the house refuses is no step.
func (w *paperWalk) step() (string, error) {
	var people []presence.Whereabouts
	var free []presence.FreeBed
	err := w.h.db.Read(w.t.Context(), w.head, func(tx *db.Tx) (err error) {
		if people, err = presence.EverybodyAt(tx, presence.WhereInput{State: presence.InCare}, sheet.Limit); err != nil {
			return err
		}
		free, err = presence.FreeBeds(tx, presence.FreeBedsInput{})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	who := people[w.r.IntN(len(people))]
	what, act := "move", func(tx *db.Tx) error {
		_, err := presence.Move(tx, presence.MoveInput{ResidentID: who.ResidentID, BedID: free[w.r.IntN(len(free))].BedID})
		return err
	}
	switch n := w.r.IntN(5); {
	case who.AbsenceID != 0:
		what, act = "back", func(tx *db.Tx) error {
			_, err := intake.EndAbsence(tx, presence.ReturnInput{ResidentID: who.ResidentID})
			return err
		}
	case n < 2:
		what, act = "away", func(tx *db.Tx) error {
			_, err := intake.StartAbsence(tx, presence.AbsenceInput{ResidentID: who.ResidentID, Kind: presence.AbsenceKinds[w.r.IntN(3)], Place: "=1+1"})
			return err
		}
	case n == 2:
		what, act = "leave", func(tx *db.Tx) error {
			_, err := intake.Discharge(tx, presence.DischargeInput{ResidentID: who.ResidentID, Reason: presence.AskedBySelf})
			return err
		}
	}
	return what, w.h.db.Write(w.t.Context(), w.head, "presence."+what, act)
}

// shown are the names of a list in its order, over all its pages.
func (w *paperWalk) shown(path string) (names []string) {
	w.t.Helper()
	const next = `.list-foot a[rel="next"]`
	for path != "" {
		p := w.v.Get(path).Want(http.StatusOK).Page()
		names = append(names, p.Texts(".list .main-cell .row-link")...)
		if path = ""; p.Has(next) {
			path = p.Attr(next, "href")
		}
	}
	return names
}

// answered are the names of a list for programs, over all its pages.
func (w *paperWalk) answered(path string) (names []string) {
	w.t.Helper()
	for after := ""; ; {
		var list struct {
			Items []struct{ Name string }
			Next  string
		}
		w.program.Get(path + "&limit=200&after=" + url.QueryEscape(after)).Want(http.StatusOK).Into(&list)
		for _, i := range list.Items {
			names = append(names, i.Name)
		}
		if after = list.Next; after == "" {
			return names
		}
	}
}

func (w *paperWalk) same(step, what string, want []string, others map[string][]string) {
	w.t.Helper()
	for name, got := range others {
		if !slices.Equal(want, got) {
			w.t.Errorf("%s: %s: the page names %d, %s %d\n%v\n%v", step, what, len(want), name, len(got), want, got)
		}
	}
}

// agree holds every way of showing who is here against the others, for some of the wards or all.
func (w *paperWalk) agree(step string, all bool) {
	w.t.Helper()
	total := map[presence.State]int{}
	counts := save(w.t, w.v, "/presence/headcount.xlsx")
	for _, s := range []presence.State{presence.InCare, presence.Present, presence.InHospital, presence.OnLeave, presence.IsMissing, presence.CameToday, presence.DepartedToday} {
		cells := counts.column(0, stateWord(w.t, s))
		total[s], _ = strconv.Atoi(cells[len(cells)-1].Number)
		q := "state=" + string(s)
		page := w.shown("/presence/people?" + q)
		if len(page) != total[s] {
			w.t.Errorf("%s: the head-count saves %d %s, the page names %d", step, total[s], s, len(page))
		}
		w.same(step, "who is "+string(s), page, map[string][]string{
			"the spreadsheet": save(w.t, w.v, "/presence/people.xlsx?"+q).texts(0, "Họ và tên"),
			"the answer":      w.answered("/api/v1/presence/at?" + q),
		})
	}
	people := w.shown("/residents")
	if len(people) != total[presence.InCare] {
		w.t.Errorf("%s: %d in care, the list of people names %d", step, total[presence.InCare], len(people))
	}
	w.same(step, "the list of people", people, map[string][]string{
		"the spreadsheet": save(w.t, w.v, "/residents.xlsx").texts(0, "Họ và tên"),
		"the answer":      w.answered("/api/v1/residents?"),
	})
	var houses struct {
		Items []struct {
			ID   uint64
			Name string
		}
	}
	w.program.Get("/api/v1/wards").Want(http.StatusOK).Into(&houses)
	if !all {
		for range 2 {
			ward := houses.Items[w.r.IntN(len(houses.Items))]
			w.ward(step, ward.ID, ward.Name)
		}
		return
	}
	inWards := 0
	for _, ward := range houses.Items {
		inWards += w.ward(step, ward.ID, ward.Name)
	}
	beds := save(w.t, w.v, "/presence/people.xlsx?bedless=true").texts(0, "Họ và tên")
	if inWards+len(beds) != total[presence.InCare] {
		w.t.Errorf("%s: %d in the wards and %d without a bed, but %d in care", step, inWards, len(beds), total[presence.InCare])
	}
}

// ward holds the list of a ward, saved, printed and on pages, against its board.
func (w *paperWalk) ward(step string, id uint64, name string) int {
	w.t.Helper()
	path := fmt.Sprintf("/presence/wards/%d/list", id)
	if w.v.Get(fmt.Sprintf("/wards/%d", id)).Want(http.StatusOK).Page().Count(".rooms .room") == 0 {
		return 0 // a ward without rooms has nothing to save
	}
	file := save(w.t, w.v, path+".xlsx")
	byName, byBed := file.texts(0, "Họ và tên"), file.texts(1, "Họ và tên")
	board := w.v.Get(fmt.Sprintf("/wards/%d", id)).Want(http.StatusOK).Page().Texts(".rooms .person-name")
	sorted := func(list []string) []string { return slices.Sorted(slices.Values(list)) }
	what := "ward " + name
	var places []string // bed and name as the board writes them
	for i, bed := range file.column(1, "Giường") {
		if who := file.column(1, "Họ và tên")[i].Text; who != "" {
			places = append(places, bed.Text+" "+who)
		}
	}
	w.same(step, what+" in the order of its beds", board, map[string][]string{"the second sheet": places})
	w.same(step, what, sorted(byName), map[string][]string{
		"the second sheet":             sorted(byBed),
		"the head-count":               sorted(w.shown(fmt.Sprintf("/presence/people?ward_id=%d", id))),
		"the head-count's spreadsheet": sorted(save(w.t, w.v, fmt.Sprintf("/presence/people.xlsx?ward_id=%d", id)).texts(0, "Họ và tên")),
		"the list of people":           sorted(w.shown(fmt.Sprintf("/residents?ward_id=%d", id))),
		"the list's spreadsheet":       sorted(save(w.t, w.v, fmt.Sprintf("/residents.xlsx?ward_id=%d", id)).texts(0, "Họ và tên")),
	})
	paper := strings.Join(strings.Fields(strings.Join(webtest.PDFPages(w.t, []byte(w.v.Get(path+".pdf").Want(http.StatusOK).Body), "-raw"), " ")), " ")
	if !strings.Contains(paper, fmt.Sprintf("%d người,", len(byName))) {
		w.t.Errorf("%s: %s: %d are saved, the paper says otherwise: %.300s", step, what, len(byName), paper)
	}
	from := 0
	for _, who := range byName {
		at := strings.Index(paper[from:], who)
		if at < 0 {
			w.t.Errorf("%s: %s: the paper does not name %s after those before", step, what, who)
			continue
		}
		from += at + len(who)
	}
	return len(byName)
}

// stateWord is what a column of the head-count is called.
func stateWord(t *testing.T, s presence.State) string {
	t.Helper()
	word := map[presence.State]string{presence.InCare: "Đang quản lý", presence.Present: "Có mặt", presence.InHospital: "Nằm viện", presence.OnLeave: "Về phép",
		presence.IsMissing: "Vắng chưa rõ", presence.CameToday: "Vào trong ngày", presence.DepartedToday: "Ra trong ngày"}[s]
	if word == "" {
		t.Fatalf("no word for %s", s)
	}
	return word
}

// unsaved are the pages with a table that is no list to take along, each with the reason.
var unsaved = map[string]string{
	"/":                       "today's numbers; each opens a list that is saved",
	"/intake/rosters/:roster": "the plan of an import has a report of its own, line for line of the file that was sent",
	"/register/of/:resident":  "what can be issued for a person; what was issued is in the register, which is saved",
	"/service":                "how quick the pages are at this moment; a program that watches asks /api/v1/service",
	"/wards/campuses/:campus": "the places of a campus while they are changed; how full they are is saved with the wards",
	"/wards/zones/:zone":      "the same of a zone",
	"/wards/:ward/edit":       "the same of a ward; its beds are saved with the board",
	"/wards/rooms/:room":      "the same of a room",
}

// TestEveryListIsSaved opens every page of the house and demands of each with a list that it offers a
// spreadsheet at the one place, that the file opens for this reader, and that it says whose it is.
func TestEveryListIsSaved(t *testing.T) {
	h := openSample(t)
	ids := idsOf(t, h, "CS1")
	offered := map[string]bool{}
	for _, role := range []string{"director", "manager", "ward_carer", "admin"} {
		v := as(t, h, role)
		for _, door := range h.desk.Doors {
			if door.Kind != web.PageDoor || door.Public != "" || own.MatchString(door.Path) || strings.HasPrefix(door.Path, "/api") {
				continue
			}
			path := somePath(door.Path, ids)
			if strings.HasPrefix(path, "/presence/") {
				path += fmt.Sprintf("?resident_id=%d", ids["resident"])
			}
			a := v.Get(path)
			if a.Status != http.StatusOK {
				continue
			}
			page := a.Page()
			const link = "#keep a[download]"
			if !page.Has(link) {
				if page.Has("table.list") && unsaved[door.Path] == "" {
					t.Errorf("%s: %s has a list and no spreadsheet", role, door.Path)
				}
				continue
			}
			offered[door.Path] = true
			if got := page.Text(link); got != "Lưu bảng tính" {
				t.Errorf("%s says %q", door.Path, got)
			}
			file := save(t, v, page.Attr(link, "href"))
			head := fmt.Sprint(file.book.Grids[0].Rows[:min(4, len(file.book.Grids[0].Rows))])
			if centre := centreName(t, h); !strings.Contains(head, centre) || !strings.Contains(head, "Số liệu lúc") {
				t.Errorf("%s: the file does not say whose it is and as of when: %.300s", door.Path, head)
			}
		}
	}
	for _, path := range []string{"/residents", "/presence/headcount", "/presence/people", "/presence/snapshots", "/presence/reservations", "/presence/overflows", "/presence/review", "/presence/conflicts",
		"/presence/history", "/residents/:resident/family", "/residents/:resident/changes", "/wards", "/wards/:ward", "/wards/:ward/rounds", "/intake/deadlines", "/intake/files", "/intake/leaves",
		"/intake/departures", "/intake/transfers", "/intake/rosters", "/register", "/staff", "/staff/norms", "/staff/positions", "/settings", "/settings/categories", "/settings/holidays"} {
		if !offered[path] {
			t.Errorf("%s offers no spreadsheet", path)
		}
	}
}

func centreName(t *testing.T, h *house) (name string) {
	t.Helper()
	if err := h.db.Read(t.Context(), db.System("test"), func(tx *db.Tx) (err error) { name, err = wards.CentreName(tx); return err }); err != nil || name == "" {
		t.Fatalf("the centre has no name: %v", err)
	}
	return name
}
