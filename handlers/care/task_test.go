package care_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/dbtest"
)

// TestTasksPage: planned from the name of a person, a task asks on the round, on the board and on the
// list of its ward; one tap answers it, the notice takes that back, and what is typed is never lost.
func TestTasksPage(t *testing.T) {
	s := open(t) // 18:42
	form := s.v.Get(fmt.Sprintf("/care/tasks/new?resident_id=%d&next=/wards/%d/tasks", s.people[0], s.ward)).Want(http.StatusOK).Page()
	refused := s.v.Submit(form.Form("form.form"), "kind", "turn", "hours", "chiều tối").Want(http.StatusUnprocessableEntity).Page()
	if text := refused.Text("form.form"); !strings.Contains(text, "Chưa hiểu “chiều”") {
		t.Errorf("refused: %s", text)
	}
	list := fmt.Sprintf("/wards/%d/tasks", s.ward)
	if to := s.v.Submit(refused.Form("form.form"), "hours", "19, 21:30", "note", "Nghiêng trái rồi phải").Want(http.StatusSeeOther).Header.Get("Location"); to != list {
		t.Errorf("leads to %s", to)
	}
	if text := s.v.Get(s.page()).Want(http.StatusOK).Page().Text(fmt.Sprintf("#bed-%d", s.people[0])); !strings.Contains(text, "Trở mình 19:00") {
		t.Errorf("on the round: %s", text)
	}
	page := s.v.Get(list).Want(http.StatusOK).Page()
	if text := page.Text("main, body"); !strings.Contains(text, "19:00 · sắp tới giờ") || !strings.Contains(text, "21:30 · chưa tới giờ") || page.Count("form.roll-form") != 1 {
		t.Errorf("the list: %s", text)
	}
	s.Clock.Add(time.Hour)
	page = s.v.Get(list).Want(http.StatusOK).Page()
	if text := page.Text(".chip.danger"); !strings.Contains(text, "19:00 · quá giờ 42 phút") {
		t.Errorf("late: %s", text)
	}
	refused = s.v.Submit(page.Form("form.roll-form"), "answer", "not_done").Want(http.StatusUnprocessableEntity).Page()
	if !refused.Has("form.roll-form details[open]") || !strings.Contains(refused.Text("form.roll-form"), "Chưa làm được thì ghi vì sao") {
		t.Errorf("not done without a why: %s", refused.Text("form.roll-form"))
	}
	s.v.Submit(refused.Form("form.roll-form"), "answer", "done", "note", "Da khô").Want(http.StatusSeeOther)
	page = s.v.Get(list).Want(http.StatusOK).Page()
	if page.Has("form.roll-form") || !strings.Contains(page.Text("body"), "Xong 19:42") || !strings.Contains(page.Text("body"), "Da khô") {
		t.Errorf("answered: %s", page.Text("body"))
	}
	var wire struct {
		Items []struct {
			TaskID uint64 `json:"task_id"`
			State  string
			DueAt  time.Time `json:"due_at"`
			Answer *struct{ ID uint64 }
		}
	}
	s.v.Get("/api/v1" + list).Want(http.StatusOK).Into(&wire)
	if len(wire.Items) != 2 || wire.Items[0].Answer == nil {
		t.Fatalf("wire %+v", wire)
	}
	task := fmt.Sprintf("/care/tasks/%d", wire.Items[0].TaskID)
	s.v.Post(task+"/take-back", url.Values{"answer_id": {fmt.Sprint(wire.Items[0].Answer.ID)}}).Want(http.StatusSeeOther)
	if page = s.v.Get(list).Want(http.StatusOK).Page(); !page.Has("form.roll-form") {
		t.Error("taken back, it does not wait again")
	}
	s.v.Submit(page.Form("form.roll-form"), "answer", "refused").Want(http.StatusSeeOther)

	s.v.Get("/api/v1" + list).Want(http.StatusOK).Into(&wire)
	if len(wire.Items) != 2 || wire.Items[0].State != "answered" || wire.Items[1].State != "coming" || wire.Items[0].Answer == nil {
		t.Fatalf("wire %+v", wire)
	}
	again := map[string]any{"task_id": wire.Items[0].TaskID, "due_at": wire.Items[0].DueAt, "answer": "done"}
	if a := s.v.JSON(http.MethodPost, "/api/v1/care/task-answers", again, "Idempotency-Key: t1"); a.Status != http.StatusConflict {
		t.Errorf("answered twice: %d %s", a.Status, a.Body)
	}
	story := s.v.Get(task).Want(http.StatusOK).Page()
	if text := story.Text("body"); !strings.Contains(text, "Không chịu") || !strings.Contains(text, "19:00, 21:30") || story.Has(`form[action$="/end"]`) {
		t.Errorf("the task: %s", text)
	}
	if pdf := s.v.Get(list + ".pdf").Want(http.StatusOK); !strings.HasPrefix(pdf.Body, "%PDF") {
		t.Error("no paper")
	}
	s.v.Post(task+"/end", url.Values{"end_note": {"hết"}}).Want(http.StatusForbidden)
	nurse := s.visitor("mai", dbtest.Person(9, append([]string{care.Watches}, everything...), s.campus))
	refused = nurse.Submit(nurse.Get(task).Page().Form(`form[action$="/end"]`)).Want(http.StatusUnprocessableEntity).Page()
	nurse.Submit(refused.Form(`form[action$="/end"]`), "end_note", "Đã tự trở mình được").Want(http.StatusSeeOther)
	if text := s.v.Get(list).Page().Text("body"); strings.Contains(text, "21:30") || !strings.Contains(text, "19:00") {
		t.Errorf("after the end: %s", text)
	}
}
