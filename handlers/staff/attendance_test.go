package staff_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/staff"
)

// TestDutyIsTakenUpOnThePage: the page of the own duties takes a duty up with one press and without script,
// keeps what was typed wrong, and the planner reads on the cover and on the rota who has not.
func TestDutyIsTakenUpOnThePage(t *testing.T) {
	h, handler, ids := rotaDoors(t)
	nurse, manager := enter(t, handler, "nurse"), enter(t, handler, "manager")
	var duty uint64
	h.Do(func(tx *db.Tx) error {
		p, err := staff.PlanDuty(tx, staff.DutyInput{Campus: ids["campus"], Member: ids["nurse"], Day: dbtest.Today, Shift: "afternoon", Ward: ids["ward"]})
		if err != nil {
			return err
		}
		duty = p.Duty.ID
		_, err = staff.PublishRota(tx, staff.PublishInput{Campus: ids["campus"], First: dbtest.Today, Last: dbtest.Today})
		return err
	})
	if text := manager.Get("/staff/cover").Want(http.StatusOK).Page().Text("main"); !strings.Contains(text, "Nguyễn Thị Hoà chưa nhận ca") || !strings.Contains(text, "1 người chưa nhận ca") {
		t.Errorf("the cover says %q", text)
	}
	if text := manager.Get("/staff/rota").Want(http.StatusOK).Page().Text("#turn-0"); !strings.Contains(text, "chưa nhận ca") {
		t.Errorf("the rota says %q", text)
	}
	const way = `form[action="/me/duties/take-up"]`
	form := nurse.Get("/me/duties").Want(http.StatusOK).Page().Form(way)
	page := nurse.Submit(form, "taken_at", "21/11/2026 23:50").Want(http.StatusUnprocessableEntity).Page()
	if page.Attr(way+` [name="taken_at"]`, "value") != "21/11/2026 23:50" || !strings.Contains(page.Text(way), "Cần một lúc từ") {
		t.Errorf("what was typed, and why not: %s", page.Text(way))
	}
	nurse.Submit(form, "taken_at", "21/11/2026 14:05", "_key", "").Want(http.StatusSeeOther)
	nurse.Submit(form, "taken_at", "", "_key", "").Want(http.StatusSeeOther) // a second tap
	page = nurse.Get("/me/duties").Want(http.StatusOK).Page()
	if page.Has(way) || !strings.Contains(page.Text("#duty"), "nhận ca 14:05") {
		t.Errorf("the page says %q", page.Text("#duty"))
	}
	if text := manager.Get("/staff/rota").Want(http.StatusOK).Page().Text("#turn-0"); !strings.Contains(text, "nhận ca 14:05") {
		t.Errorf("the rota says %q", text)
	}
	if strings.Contains(manager.Get("/staff/cover").Want(http.StatusOK).Page().Text("main"), "chưa nhận ca") {
		t.Error("taken up is taken up")
	}
	nurse.Post("/me/duties/back", map[string][]string{"duty_id": {fmt.Sprint(duty)}, "next": {"/me/duties"}}).Want(http.StatusSeeOther)
	if !nurse.Get("/me/duties").Want(http.StatusOK).Page().Has(way) {
		t.Error("a slip is taken back")
	}
	h.Clock.Add(time.Minute)
	nurse.Post("/me/duties/take-up", map[string][]string{"duty_id": {fmt.Sprint(duty)}, "next": {"//elsewhere"}}).Want(http.StatusSeeOther)
	manager.Post("/me/duties/take-up", map[string][]string{"duty_id": {fmt.Sprint(duty)}}).Want(http.StatusUnprocessableEntity)
}
