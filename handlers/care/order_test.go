package care_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maiam/models/care"
	"maiam/models/dbtest"
)

// TestOrderPage: a carer is led to the incident, a doctor writes the order with what the law is not
// known to say, everybody sees it on the watch list and beside the bed, and it ends with a reason.
func TestOrderPage(t *testing.T) {
	s := open(t)
	if text := s.v.Get("/care/orders").Want(http.StatusOK).Page().Text(".notice"); !strings.Contains(text, "báo sự cố") {
		t.Errorf("a carer reads: %s", text)
	}
	s.v.Get("/care/orders/new").Want(http.StatusForbidden)
	s.v.Post("/care/orders/new", url.Values{"resident_id": {fmt.Sprint(s.people[1])}, "kind": {"restraint"}, "minutes": {"30"}, "reason": {"a"}, "tried": {"b"}, "measure": {"c"}}).Want(http.StatusForbidden)
	doctor := s.visitor("bs", dbtest.Person(9, append([]string{care.Orders}, everything...), s.campus))
	form := doctor.Get(fmt.Sprintf("/care/orders/new?resident_id=%d", s.people[1])).Want(http.StatusOK).Page()
	if text := form.Text(".notice"); !strings.Contains(text, "chưa thấy văn bản nào") || !strings.Contains(text, "nhiều nhất 60 phút") {
		t.Errorf("the figures: %s", text)
	}
	refused := doctor.Submit(form.Form("form.form"), "kind", "restraint", "minutes", "300", "reason", "Tự đập đầu vào tường", "tried", "Ngồi cùng, đệm tường", "measure", "Dải mềm hai tay, y tá ngồi cạnh").Want(http.StatusUnprocessableEntity).Page()
	if text := refused.Text("form.form"); !strings.Contains(text, "Từ 5 đến 60 phút") || !strings.Contains(text, "Tự đập đầu vào tường") {
		t.Errorf("refused: %s", text)
	}
	to := doctor.Submit(refused.Form("form.form"), "minutes", "30").Want(http.StatusSeeOther).Header.Get("Location")
	for path, want := range map[string]string{s.page(): "Y lệnh cố định", "/care/watches": "Y lệnh đang chạy", "/care/orders": "Giám đốc chưa biết"} {
		if !strings.Contains(s.v.Get(path).Want(http.StatusOK).Body, want) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
	s.Clock.Add(17 * 60e9)
	page := s.v.Get(to).Want(http.StatusOK).Page()
	if !strings.Contains(s.v.Get(to).Body, "Quá giờ xem 2 phút") || page.Has(`form[action$="/review"]`) {
		t.Error("the look is not overdue, or a carer reviews")
	}
	s.v.Submit(page.Form(`form[action$="/check"]`), "did", "water").Want(http.StatusSeeOther)
	head := s.visitor("gd", dbtest.Person(10, append([]string{care.Oversee}, everything...), s.campus))
	head.Submit(head.Get(to).Page().Form(`form[action$="/known"]`)).Want(http.StatusSeeOther)
	s.Clock.Add(15 * 60e9)
	page = s.v.Get(to).Page()
	if !page.Has(`.notice[role="alert"]`) {
		t.Error("an order whose time is over does not call")
	}
	s.v.Submit(page.Form(`form[action$="/end"]`)).Want(http.StatusUnprocessableEntity)
	s.v.Submit(page.Form(`form[action$="/end"]`), "end_note", "Đã ngủ").Want(http.StatusSeeOther)
	if body := s.v.Get(to).Body; !strings.Contains(body, "Đã cho uống") || !strings.Contains(body, "Đã ngủ") || strings.Contains(body, `action="`+to+`/check"`) {
		t.Error("after the end")
	}
	s.v.Get("/care/orders.xlsx").Want(http.StatusOK)
	var list struct {
		Items []struct {
			EndNote string `json:"end_note"`
		}
	}
	s.v.Get("/api/v1/care/orders").Want(http.StatusOK).Into(&list)
	if len(list.Items) != 1 || list.Items[0].EndNote != "Đã ngủ" {
		t.Errorf("wire %+v", list)
	}
}
