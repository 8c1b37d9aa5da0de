package care_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maiam/handlers/webtest"
)

// TestRollcallPage: from the list to the count, one tap a person without a script, who is not found
// first and red with the way to the search, then the signature, the sheet and one page of paper.
func TestRollcallPage(t *testing.T) {
	s := open(t)
	list := s.v.Get("/care/rollcalls").Want(http.StatusOK).Page()
	if text := list.Text(".turns"); !strings.Contains(text, "17:00") || !strings.Contains(text, "Quá giờ") || !strings.Contains(text, "Chưa đến giờ") {
		t.Errorf("list: %s", text)
	}
	to := s.v.Submit(list.Form(".room-foot form")).Want(http.StatusSeeOther).Header.Get("Location")
	page := s.v.Get(to).Want(http.StatusOK).Page()
	if n := page.Count("#left .person"); n != 6 {
		t.Fatalf("%d people to count", n)
	}
	for _, id := range s.people[:4] {
		form := s.v.Get(to).Page().Form(fmt.Sprintf("#of-%d", id))
		s.v.Submit(form, "answer", "here").Want(http.StatusSeeOther)
	}
	s.v.Post(to+"/ticks", url.Values{"residents": {fmt.Sprint(s.people[4])}, "answer": {"activity"}}).Want(http.StatusSeeOther)
	s.v.Post(to+"/close", url.Values{}).Want(http.StatusConflict)
	s.v.Post(to+"/ticks", url.Values{"residents": {fmt.Sprint(s.people[5])}, "answer": {"not_found"}}).Want(http.StatusSeeOther)
	page = s.v.Get(to).Page()
	if text := page.Text("#roll"); !strings.Contains(text, "Không thấy, đang tìm") || !strings.Contains(text, "Vi Thị Mai") || !page.Has(`a[href^="/presence/absence"]`) {
		t.Errorf("who is not found: %s", text)
	}
	s.Clock.Add(6 * 60e9)
	s.v.Submit(page.Form(`form[action$="/close"]`), "note", "đủ").Want(http.StatusSeeOther)
	page = s.v.Get(to).Page()
	if text := page.Text("#roll"); !strings.Contains(text, "4/6") || !strings.Contains(text, "hết 6 phút") || page.Has(".roll-form") {
		t.Errorf("signed: %s", text)
	}
	if pages := webtest.PDFPages(t, []byte(s.v.Get(to+"/list.pdf").Want(http.StatusOK).Body)); len(pages) != 1 || !strings.Contains(pages[0], "Vi Thị Mai") {
		t.Errorf("paper: %v", pages)
	}
	for _, path := range []string{to + "/list.xlsx", "/care/rollcalls.xlsx"} {
		s.v.Get(path).Want(http.StatusOK)
	}
	var day struct{ Items []struct{ State string } }
	s.v.Get("/api/v1/care/rollcalls").Want(http.StatusOK).Into(&day)
	if len(day.Items) != 3 || day.Items[1].State != "late" {
		t.Errorf("wire %+v", day)
	}
}

// TestEmergencyOnTwoPhones: a program and a page count the same campus; what one says stands on the
// other, and a repeat is no second answer.
func TestEmergencyOnTwoPhones(t *testing.T) {
	s := open(t)
	var begun struct{ ID uint64 }
	s.v.JSON("POST", "/api/v1/care/rollcalls", map[string]any{"campus_id": s.campus, "place": "Sân cờ"}).Want(http.StatusCreated).Into(&begun)
	page := fmt.Sprintf("/care/rollcalls/%d", begun.ID)
	if text := s.v.Get(page).Want(http.StatusOK).Page().Text("#roll"); !strings.Contains(text, "Còn 6 người") {
		t.Errorf("page: %s", text)
	}
	for range 2 {
		s.v.JSON("POST", "/api/v1"+page+"/ticks", map[string]any{"residents": s.people[:2], "answer": "here"}).Want(http.StatusCreated)
	}
	if text := s.v.Get(page).Page().Text("#roll"); !strings.Contains(text, "Còn 4 người") {
		t.Errorf("after the ticks: %s", text)
	}
	var l struct {
		Left   int
		People []struct{ Answer string }
	}
	s.v.Get("/api/v1" + page).Want(http.StatusOK).Into(&l)
	if l.Left != 4 || len(l.People) != 6 {
		t.Errorf("wire %+v", l)
	}
}
