package care_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"maiam/models/care"
	"maiam/models/dbtest"
	"maiam/models/presence"
	"maiam/models/wards"
)

// TestIncidentPages: from a name to the form in two taps, what was typed is kept, the page shows who
// knows and what is left to do, and each is one tap.
func TestIncidentPages(t *testing.T) {
	s := open(t)
	carer := s.visitor("oanh", dbtest.Person(17, append([]string{care.Report, care.Incidents}, everything...), s.campus))
	if sheet := carer.Get(s.page()).Page(); !sheet.Has(fmt.Sprintf(`a[href="/care/incidents/new?resident_id=%d"]`, s.people[0])) {
		t.Error("the round does not lead to the form")
	}
	page := carer.Get(fmt.Sprintf("/care/incidents/new?resident_id=%d", s.people[0])).Want(http.StatusOK).Page()
	refused := carer.Submit(page.Form("form.form"), "kind", "fall", "severity", "grave", "what", "").Want(http.StatusUnprocessableEntity).Page()
	if refused.Attr(`input[name="kind"][value="fall"]`, "checked") == "" && !refused.Has(`input[name="kind"][value="fall"][checked]`) {
		t.Error("what was chosen is lost")
	}
	a := carer.Submit(refused.Form("form.form"), "what", "Trượt chân ở bậc cửa", "next_act", "Chụp phim").Want(http.StatusSeeOther)
	path := a.Header.Get("Location")
	file := carer.Get(path).Want(http.StatusOK).Page()
	if text := file.Text("main, body"); !strings.Contains(text, "Trượt chân ở bậc cửa") || !strings.Contains(text, "Nguyễn Thị Hoà") || !strings.Contains(text, "Chụp phim") {
		t.Errorf("page: %s", text)
	}
	if file.Has(`form[action$="/known"]`) {
		t.Error("who reported it knows")
	}
	nurse := s.visitor("mai", dbtest.Person(9, append([]string{care.Report, care.Incidents, care.Alerted}, everything...), s.campus))
	if text := nurse.Get(path).Want(http.StatusOK).Page().Text(".notice"); !strings.Contains(text, "chưa ai bấm đã biết") {
		t.Errorf("the clock: %q", text)
	}
	nurse.Submit(nurse.Get(path).Page().Form(`form[action$="/known"]`)).Want(http.StatusSeeOther)
	if nurse.Get(path).Page().Has(`form[action$="/known"]`) {
		t.Error("she is asked again")
	}
	nurse.Submit(nurse.Get(path).Page().Form(`form[action*="/acts/"]`), "note", "Không gãy").Want(http.StatusSeeOther)
	if text := nurse.Get(path).Page().Text("#acts"); !strings.Contains(text, "Không gãy") || !strings.Contains(text, "xong") {
		t.Errorf("acts: %s", text)
	}
	list := nurse.Get("/care/incidents").Want(http.StatusOK).Page()
	if text := list.Text(".list"); !strings.Contains(text, "Ngã") || !strings.Contains(text, "Rất nặng") {
		t.Errorf("list: %s", text)
	}
	t.Run("Correction", func(t *testing.T) {
		form := nurse.Get(path + "/correct").Want(http.StatusOK).Page().Form("form.form")
		refused := nurse.Submit(form, "kind", "injury").Want(http.StatusUnprocessableEntity).Page()
		nurse.Submit(refused.Form("form.form"), "reason", "Không phải ngã").Want(http.StatusSeeOther)
		if text := nurse.Get(path).Page().Text(".struck"); !strings.Contains(text, "Ngã") {
			t.Errorf("the old one: %q", text)
		}
		nurse.Submit(form, "kind", "fight", "reason", "x").Want(http.StatusConflict)
	})
}

// TestSuspicionPages: a cook without any view of names reports a suspicion; a colleague and the manager
// find nothing on any page or operation.
func TestSuspicionPages(t *testing.T) {
	s := open(t)
	cook := s.visitor("bep", dbtest.Person(20, []string{wards.View, presence.View, care.Report}, s.campus))
	page := cook.Get("/care/incidents/new").Want(http.StatusOK).Page()
	if page.Has(`input[name="residents"]`) {
		t.Error("the cook reads names")
	}
	a := cook.Submit(page.Form("form.form"), "kind", "beating", "severity", "grave", "what", "Thấy đánh một bà cụ").Want(http.StatusSeeOther)
	path := a.Header.Get("Location")
	if text := cook.Get(path).Want(http.StatusOK).Page().Text("main, body"); !strings.Contains(text, "Chỉ giám đốc và thanh tra xem") {
		t.Errorf("page: %s", text)
	}
	manager := s.visitor("ql", dbtest.Person(21, append([]string{care.Report, care.Incidents, care.Alerted}, everything...), s.campus))
	for _, at := range []string{path, path + "/correct", "/api/v1" + path} {
		manager.Get(at).Want(http.StatusNotFound)
	}
	manager.Post(path+"/known", nil).Want(http.StatusNotFound)
	for _, at := range []string{"/care/incidents", "/api/v1/care/incidents", "/care/incidents.xlsx"} {
		if body := manager.Get(at).Want(http.StatusOK).Body; strings.Contains(body, "Đánh đập") || strings.Contains(body, "bà cụ") || strings.Contains(body, path) || strings.Contains(body, `"beating","severity"`) {
			t.Errorf("%s tells the manager", at)
		}
	}
	inspector := s.visitor("tt", dbtest.Person(22, []string{care.Report, care.Suspicions}))
	if !strings.Contains(inspector.Get("/care/incidents").Want(http.StatusOK).Body, "Đánh đập") {
		t.Error("the inspector does not find it")
	}
	inspector.Get("/api/v1" + path).Want(http.StatusOK)
}

// TestKeptIncidentForm: the form that a phone keeps names nobody beforehand and no time, so that it can be
// filled in hours later; the form of a page proposes the time as before.
func TestKeptIncidentForm(t *testing.T) {
	s := open(t)
	carer := s.visitor("oanh", dbtest.Person(17, append([]string{care.Report, care.Incidents}, everything...), s.campus))
	kept := carer.Get(fmt.Sprintf("/care/incidents/new?kept=true&ward_id=%d", s.ward)).Want(http.StatusOK).Page()
	if kept.Attr(`input[name="at"]`, "value") != "" || kept.Has("input[checked]") || kept.Count(`input[name="residents"]`) != 6 {
		t.Error("the kept form is not blank")
	}
	page := carer.Get(fmt.Sprintf("/care/incidents/new?ward_id=%d", s.ward)).Want(http.StatusOK).Page()
	for _, form := range []interface{ Attr(string, string) string }{kept, page} {
		if form.Attr("form.form", "data-keep") != "/api/v1/care/incidents" || form.Attr("form.form", "data-zone") == "" {
			t.Error("a phone cannot keep the form")
		}
	}
	if page.Attr(`input[name="at"]`, "value") == "" {
		t.Error("no time is proposed")
	}
	var plan struct {
		Forms []struct {
			Form string
			Path string
		}
	}
	carer.Get("/api/v1/offline/sheets").Want(http.StatusOK).Into(&plan)
	if len(plan.Forms) != 3 || plan.Forms[2].Form != "tasks" || plan.Forms[0].Form != "incident" || plan.Forms[1].Form != "vitals" {
		t.Fatalf("plan: %+v", plan)
	}
	carer.Get(plan.Forms[2].Path).Want(http.StatusOK)
	for _, f := range plan.Forms[:2] {
		if !carer.Get(f.Path).Want(http.StatusOK).Page().Has("form[data-keep]") {
			t.Errorf("%s cannot be kept", f.Path)
		}
	}
}
