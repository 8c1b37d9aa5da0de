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

// TestWatchListPage: from the name to the form, onto the sheet and the list, one tap for a look, and
// only those who may decide see how it ends.
func TestWatchListPage(t *testing.T) {
	s := open(t)
	form := s.v.Get(fmt.Sprintf("/care/watches/new?resident_id=%d", s.people[0])).Want(http.StatusOK).Page()
	refused := s.v.Submit(form.Form("main form, form.form"), "reason", "").Want(http.StatusUnprocessableEntity).Page()
	s.v.Submit(refused.Form("form.form"), "reason", "suicide", "every_minutes", "15", "note", "Nói chán sống").Want(http.StatusSeeOther)
	if chip := s.v.Get(s.page()).Page().Text(".person .chip.danger"); chip != "Canh tự hại" {
		t.Errorf("on the sheet %q", chip)
	}
	list := s.v.Get("/care/watches").Want(http.StatusOK).Page()
	if text := list.Text(".rows"); !strings.Contains(text, "15 phút một lần") || !strings.Contains(text, "Nói chán sống") || !strings.Contains(text, "Xem lại trước 18:57") {
		t.Errorf("list: %s", text)
	}
	s.Clock.Add(20 * 60e9)
	if text := s.v.Get("/care/watches").Page().Text(".rows"); !strings.Contains(text, "Quá giờ xem 5 phút") {
		t.Errorf("late: %s", text)
	}
	s.v.Submit(s.v.Get("/care/watches").Page().Form(`form[action="/care/looks"]`)).Want(http.StatusSeeOther)
	if text := s.v.Get("/care/watches").Page().Text(".rows"); strings.Contains(text, "Quá giờ") {
		t.Errorf("after the look: %s", text)
	}
	var wire struct {
		Items []struct {
			ID      uint64
			LookDue string `json:"look_due"`
		}
	}
	s.v.Get("/api/v1/care/watches").Want(http.StatusOK).Into(&wire)
	if len(wire.Items) != 1 || wire.Items[0].LookDue == "" {
		t.Fatalf("wire %+v", wire)
	}
	path := fmt.Sprintf("/care/watches/%d", wire.Items[0].ID)
	if s.v.Get(path).Want(http.StatusOK).Page().Has(`form[action$="/end"]`) {
		t.Error("a carer does not end a watch")
	}
	s.v.Post(path+"/end", url.Values{"end_note": {"hết"}}).Want(http.StatusForbidden)
	nurse := s.visitor("mai", dbtest.Person(9, append([]string{care.Watches}, everything...), s.campus))
	refused = nurse.Submit(nurse.Get(path).Page().Form(`form[action$="/end"]`)).Want(http.StatusUnprocessableEntity).Page()
	nurse.Submit(refused.Form(`form[action$="/end"]`), "end_note", "Đã ổn định").Want(http.StatusSeeOther)
	if !nurse.Get("/care/watches").Page().Has(".empty") {
		t.Error("nobody is watched any more")
	}
}
