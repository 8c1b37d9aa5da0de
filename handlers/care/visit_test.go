package care_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/residents"
)

// TestVisitPages: whoever keeps the gate finds a resident by name, chooses from the family, writes what was
// brought and that the visitor left; what was typed stays when it is refused; programs do the same.
func TestVisitPages(t *testing.T) {
	s := open(t)
	s.Do(func(tx *db.Tx) error {
		_, err := residents.AddKin(tx, residents.KinInput{Resident: s.people[0], Name: "Nguyễn Văn Bình", Relation: "child", Phone: "0912345678"})
		return err
	})
	gate := s.visitor("cong", dbtest.Person(14, []string{care.Visits}, s.campus))
	s.v.Get("/care/visits").Want(http.StatusForbidden)
	if page := gate.Get("/care/visits/new?q=xuyen").Want(http.StatusOK).Page(); page.Count(`input[name="residents"]`) != 1 {
		t.Errorf("found: %s", page.Text(".stack"))
	}
	page := gate.Get(fmt.Sprintf("/care/visits/new?residents=%d&residents=%d", s.people[0], s.people[1])).Want(http.StatusOK).Page()
	if page.Count(`input[name="kin"]`) != 2 || strings.Contains(page.Text(".stack"), "0912") {
		t.Error("the family to choose from, or its telephone number is shown at the gate")
	}
	form := page.Form(`form[action="/care/visits/new"]`)
	refused := gate.Submit(form, "items[0].what", "Rượu nếp", "items[0].given_to", "refused").Want(http.StatusUnprocessableEntity).Page()
	if text := refused.Text(".stack"); !strings.Contains(text, "Ghi vì sao không nhận") || refused.Attr(`input[name="items[0].what"]`, "value") != "Rượu nếp" || refused.Count(`input[name="residents"]`) != 2 {
		t.Errorf("refused: %s", text)
	}
	gate.Submit(refused.Form(`form[action="/care/visits/new"]`), "items[0].reason", "Không mang rượu vào").Want(http.StatusSeeOther)
	page = gate.Get("/care/visits").Want(http.StatusOK).Page()
	if text := page.Text("#inside"); !strings.Contains(text, "Nguyễn Văn Bình") || !strings.Contains(text, "Đặng Thị Xuyến") {
		t.Errorf("inside: %s", text)
	}
	where := page.Attr("#inside a", "href")
	gate.Submit(page.Form(`form[action$="/end"]`)).Want(http.StatusSeeOther)
	if gate.Get("/care/visits").Page().Has("#inside") {
		t.Error("still inside")
	}
	page = gate.Get(where).Want(http.StatusOK).Page()
	gate.Submit(page.Form(`form[action$="/mood"]`), "mood_after", "glad").Want(http.StatusSeeOther)
	gate.Submit(page.Form(`form[action$="/strike"]`)).Want(http.StatusUnprocessableEntity)
	gate.Submit(page.Form(`form[action$="/strike"]`), "reason", "Ghi nhầm").Want(http.StatusSeeOther)
	if text := gate.Get(where).Page().Text(".stack"); !strings.Contains(text, "Ghi nhầm") || !strings.Contains(text, "Vui") || !strings.Contains(text, "Rượu nếp") {
		t.Errorf("struck through: %s", text)
	}
	for _, path := range []string{"/care/visits.xlsx", "/care/visits/quiet", "/care/visits/quiet.xlsx", fmt.Sprintf("/care/visits?resident_id=%d", s.people[0])} {
		gate.Get(path).Want(http.StatusOK)
	}
	var v struct {
		ID     uint64
		Inside bool
	}
	gate.JSON(http.MethodPost, "/api/v1/care/visits", map[string]any{"residents": []uint64{s.people[2]}, "name": "Lô Văn Sơn", "relation": "sibling", "items": []map[string]string{{"what": "Thuốc", "given_to": "nurse"}}}).Want(http.StatusCreated).Into(&v)
	if !v.Inside {
		t.Errorf("%+v", v)
	}
	gate.JSON(http.MethodPost, fmt.Sprintf("/api/v1/care/visits/%d/end", v.ID), map[string]any{}).Want(http.StatusOK)
	var list struct{ Items []struct{ ID uint64 } }
	gate.Get("/api/v1/care/visits").Want(http.StatusOK).Into(&list)
	if len(list.Items) != 2 {
		t.Errorf("%+v", list)
	}
}

// TestBanPages: whoever may decides it with a reason, an authority and a last day; the gate is stopped
// without a word of why, and reads no list.
func TestBanPages(t *testing.T) {
	s := open(t)
	gate := s.visitor("cong", dbtest.Person(14, []string{care.Visits}, s.campus))
	head := s.visitor("dd", dbtest.Person(15, append([]string{care.Visits, care.Bans}, everything...), s.campus))
	path := fmt.Sprintf("/care/visits/bans?resident_id=%d", s.people[0])
	gate.Get(path).Want(http.StatusForbidden)
	gate.Post("/care/visits/bans", url.Values{"resident_id": {fmt.Sprint(s.people[0])}}).Want(http.StatusForbidden)
	form := head.Get(path).Want(http.StatusOK).Page().Form(`form[action="/care/visits/bans"]`)
	refused := head.Submit(form, "visitor", "Trần Văn Tám", "reason", "Đã đánh bà").Want(http.StatusUnprocessableEntity).Page()
	if text := refused.Text(".stack"); !strings.Contains(text, "Đã đánh bà") || refused.Attr(`input[name="visitor"]`, "value") != "Trần Văn Tám" {
		t.Errorf("refused: %s", text)
	}
	head.Submit(refused.Form(`form[action="/care/visits/bans"]`), "authority", "Quyết định 12", "until", dbtest.Today.AddDays(20).Vietnamese()).Want(http.StatusSeeOther)
	comes := url.Values{"residents": {fmt.Sprint(s.people[0])}, "kin": {"0"}, "visitor": {"Tran Van Tam"}, "relation": {"other"}}
	if body := gate.Post("/care/visits/new", comes).Want(http.StatusConflict).Body; strings.Contains(body, "Đã đánh bà") || !strings.Contains(body, "đang không được gặp người này") {
		t.Error("the gate is told why, or is not told")
	}
	if body := head.Post("/care/visits/new", comes).Want(http.StatusConflict).Body; !strings.Contains(body, "Đã đánh bà") {
		t.Error("who may know is not told why")
	}
	head.Get("/care/visits/bans.xlsx").Want(http.StatusOK)
	page := head.Get(path).Page()
	head.Submit(page.Form(`form[action$="/end"]`), "end_note", "Toà đã huỷ").Want(http.StatusSeeOther)
	gate.Post("/care/visits/new", comes).Want(http.StatusSeeOther)
}
