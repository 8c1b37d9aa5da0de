package intake_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maiam/models/db"
	"maiam/models/residents"
	"maiam/models/value"
)

// TestPetitionPages walks a request from its first day to the head, by form and by program.
func TestPetitionPages(t *testing.T) {
	g := openShelter(t)
	var id uint64
	g.Do(func(tx *db.Tx) error {
		p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: g.campus, Name: "Bà Xin Vào", Sex: value.Female, Birth: "1944", Despite: true})
		if err == nil {
			id = p.ID
		}
		return err
	})
	form := g.worker.Get(fmt.Sprintf("/intake/petitions/new?resident_id=%d", id)).Want(http.StatusOK).Page().Form("form[action='/intake/petitions']")
	a := g.worker.Submit(form, "category", "", "sender", "UBND xã").Want(http.StatusUnprocessableEntity)
	if a.Page().Attr(`input[name="sender"]`, "value") != "UBND xã" {
		t.Error("what was typed is lost")
	}
	path := g.worker.Submit(form, "category", "A2", "received_on", "12/11/2026", "sender", "UBND xã").Want(http.StatusSeeOther).Header.Get("Location")
	page := g.worker.Get(path).Want(http.StatusOK)
	for _, want := range []string{"Xã xét duyệt hồ sơ", "Ủy ban nhân dân cấp xã", "Còn 4 ngày làm việc", "chưa có văn bản nói ai làm thay cấp huyện", "10 ngày làm việc"} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	list := g.worker.Get("/intake/petitions").Want(http.StatusOK)
	due := g.worker.Get("/intake/deadlines").Want(http.StatusOK)
	if !strings.Contains(list.Body, "Bà Xin Vào") || !strings.Contains(due.Body, "Xã xét duyệt hồ sơ") || !strings.Contains(due.Body, path) {
		t.Error("the lists do not show who asks")
	}
	g.worker.Post(path+"/steps", url.Values{"step": {"commune_review"}, "done_on": {"01/01/2020"}}).Want(http.StatusUnprocessableEntity)
	for _, step := range []string{"commune_review", "commune_posting", "district_review", "district_signature", "superior_review"} {
		g.worker.Submit(g.worker.Get(path).Page().Form("form[action='"+path+"/steps']"), "note", "đã xong").Want(http.StatusSeeOther)
		_ = step
	}
	if page := g.worker.Get(path); !strings.Contains(page.Body, "Không có hạn trong nghị định") {
		t.Error("the head is not said to have no limit")
	}
	g.worker.Post(path+"/end", url.Values{"outcome": {"refused"}}).Want(http.StatusUnprocessableEntity)
	g.worker.Post(path+"/end", url.Values{"outcome": {"accepted"}}).Want(http.StatusSeeOther)
	if page := g.worker.Get(path); !strings.Contains(page.Body, "Đồng ý tiếp nhận") || !strings.Contains(g.worker.Get("/intake/petitions?ended=true").Body, "Bà Xin Vào") {
		t.Error("the outcome is not shown")
	}
	g.worker.Post(path+"/undo", url.Values{"reason": {"nhầm"}}).Want(http.StatusSeeOther)
	var file struct {
		Outcome string
		Waits   struct{ Kind, Step, Due string }
		Steps   []struct{ Voided bool }
	}
	g.worker.JSON("GET", "/api/v1"+path, nil).Want(http.StatusOK).Into(&file)
	if file.Outcome != "" || file.Waits.Kind != "head_decision" || file.Waits.Due != "" || len(file.Steps) != 6 || !file.Steps[0].Voided {
		t.Errorf("got %+v", file)
	}
	reader := g.as("reader")
	if page := reader.Get(path).Want(http.StatusOK).Page(); page.Count("main form") != 0 {
		t.Error("who may only read sees forms")
	}
	reader.Post(path+"/undo", url.Values{"reason": {"nhầm"}}).Want(http.StatusForbidden)
}

// TestChildrenPage lists the children of a campus and notes who should go to a family.
func TestChildrenPage(t *testing.T) {
	g := openShelter(t)
	path := fmt.Sprintf("/intake/children/%d", g.campus)
	if page := g.worker.Get(path).Want(http.StatusOK); !strings.Contains(page.Body, "Không có trẻ dưới 16 tuổi") {
		t.Error("an empty list does not say so")
	}
	g.receive(url.Values{"age": {"7"}})
	page := g.worker.Get(path).Want(http.StatusOK)
	if !strings.Contains(page.Body, "Người vô danh số 1") || !strings.Contains(page.Body, "Chưa ghi lần rà soát nào; cứ 6 tháng một lần") {
		t.Error("the page does not name the child, or since when a list is due")
	}
	g.worker.Post(path, url.Values{"held_on": {"01/01/2099"}}).Want(http.StatusUnprocessableEntity)
	child := page.Page().Attr(`input[name="children"]`, "value")
	g.worker.Post(path, url.Values{"children": {child}}).Want(http.StatusSeeOther)
	if page := g.worker.Get(path); !strings.Contains(page.Body, "1 trong 1 trẻ") || strings.Contains(page.Body, "Chưa ghi lần rà soát nào") {
		t.Error("the list is not shown")
	}
	var all struct {
		Children []struct{ Listed bool }
		Reviews  []struct{ ID uint64 }
		Clock    struct{ Due string }
	}
	g.worker.JSON("GET", "/api/v1"+path, nil).Want(http.StatusOK).Into(&all)
	if len(all.Children) != 1 || !all.Children[0].Listed || all.Clock.Due != "2027-05-21" {
		t.Errorf("got %+v", all)
	}
	void := fmt.Sprintf("%s/reviews/%d/void", path, all.Reviews[0].ID)
	g.worker.Post(void, url.Values{}).Want(http.StatusUnprocessableEntity)
	g.worker.Post(void, url.Values{"reason": {"nhầm"}}).Want(http.StatusSeeOther)
	g.as("reader").Post(path, url.Values{}).Want(http.StatusForbidden)
}

// TestChecklistPage shows what a ground asks for, refuses beside the field and keeps what was typed.
func TestChecklistPage(t *testing.T) {
	g := openShelter(t)
	rules := g.as("rules")
	page := rules.Get("/settings/checklists?category=A3&code=disability_certificate").Want(http.StatusOK).Page()
	if !strings.Contains(page.Text("main, body"), "giấy xác nhận khuyết tật") || page.Attr(`select[name="code"] option[selected]`, "value") != "disability_certificate" {
		t.Error("the page does not show the papers of the ground, or the form is not about the paper named")
	}
	form := page.Form("form[action='/settings/checklists?category=A3']")
	a := rules.Submit(form, "valid_from", "01/01/2020", "source", "Họp giao ban").Want(http.StatusUnprocessableEntity)
	if !strings.Contains(a.Body, "Chỉ đổi được từ hôm nay trở đi") || a.Page().Text(`.tabs [aria-current]`) != "A3" || a.Page().Attr(`input[name="source"]`, "value") != "Họp giao ban" {
		t.Error("the refusal is not beside its field, or what was typed is lost")
	}
	to := rules.Submit(form, "code", "curriculum_vitae", "need", "needed", "valid_from", "25/11/2026", "mark", "D", "source", "Họp giao ban").Want(http.StatusSeeOther).Header.Get("Location")
	if after := rules.Get(to).Want(http.StatusOK); !strings.Contains(after.Body, "25/11/2026") || !strings.Contains(after.Body, "Họp giao ban") {
		t.Error("the new line is not in the history")
	}
	form = rules.Get("/settings/checklists?category=A3").Page().Form("form[action='/settings/checklists?category=A3']")
	rules.Submit(form, "category", "A", "code", "curriculum_vitae", "valid_from", "26/11/2026", "mark", "D", "source", "x").Want(http.StatusSeeOther)
	var list struct{ Lines []struct{ Code string } }
	rules.JSON("GET", "/api/v1/intake/checklists?category=A3&day=2026-11-26", nil).Want(http.StatusOK).Into(&list)
	found := false
	for _, l := range list.Lines {
		found = found || l.Code == "curriculum_vitae"
	}
	if !found {
		t.Errorf("got %+v", list)
	}
	if page := g.as("looks").Get("/settings/checklists").Want(http.StatusOK).Page(); page.Count("main form") != 0 {
		t.Error("who may only look sees the form")
	}
	g.as("looks").Post("/settings/checklists", url.Values{"category": {"A3"}, "code": {"other"}, "need": {"none"}, "mark": {"D"}, "source": {"x"}, "valid_from": {"26/11/2026"}}).Want(http.StatusForbidden)
	g.as("reader").Get("/settings/checklists").Want(http.StatusForbidden)
}
