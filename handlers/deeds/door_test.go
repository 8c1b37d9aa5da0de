package deeds_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/deeds"
)

// TestWeeksAtTheDoorOnThePage reads a week at the door by page, spreadsheet and program, marks it by the
// form, and finds what was typed again when the form is refused.
func TestWeeksAtTheDoorOnThePage(t *testing.T) {
	s := open(t)
	director, north := s.as(t, "director"), s.as(t, "north")
	if p := director.Get("/deeds/door").Want(http.StatusOK).Page(); !strings.Contains(p.Text("body"), "Chưa có tuần nào") {
		t.Errorf("a young house: %s", p.Text("body"))
	}
	nurse := s.gate["nurse"].Actor.ID
	for range 2 {
		s.Clock.Add(time.Second)
		if err := s.Write(context.Background(), db.System("sign-in"), "staff.sign_in_failed", func(tx *db.Tx) error {
			tx.Concerns("staff", nurse, s.one)
			tx.Detail("address", "10.0.0.9")
			tx.Detail("locked", true)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	s.Clock.Add(7 * 24 * time.Hour)
	if err := s.Write(context.Background(), db.System("jobs"), "deeds.close_door_week", func(tx *db.Tx) error {
		_, err := deeds.CloseDoorWeeks(tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	s.as(t, "nurse").Get("/deeds/door").Want(403)
	s.as(t, "accountant").JSON("GET", "/api/v1/deeds/door", nil).Want(403)
	var list struct {
		Items []struct {
			Week, Found, Note string
			Failed            int
			Items             []struct{ Kind, MemberName string }
		}
	}
	director.JSON("GET", "/api/v1/deeds/door?open=true", nil).Want(200).Into(&list)
	if len(list.Items) != 1 || list.Items[0].Failed != 2 || len(list.Items[0].Items) != 1 || list.Items[0].Items[0].Kind != "locked" {
		t.Fatalf("the program gets %+v", list)
	}
	page := director.Get("/deeds/door").Want(200).Page()
	for _, said := range []string{"Chị nurse bị khóa hơn một lần", "Nhập sai"} {
		if !strings.Contains(page.Text("body"), said) {
			t.Errorf("the page does not say %q: %s", said, page.Text("body"))
		}
	}
	form := page.Form("form[action='/deeds/door']")
	// Something was strange: a finding and a word are needed, and what was typed stays.
	if p := director.Submit(form, "week_found", "", "week_note", "Đã gọi").Want(422).Page(); p.Attr("[name='week_note']", "value") != "Đã gọi" {
		t.Error("what was typed is gone")
	}
	if p := director.Submit(form, "week_found", "in_order", "week_note", "").Want(422).Page(); !strings.Contains(p.Text("body"), "xin ghi đã hỏi ai") {
		t.Errorf("nothing says that a word is missing: %s", p.Text("body"))
	}
	week := list.Items[0].Week
	director.JSON("POST", "/api/v1/deeds/door", map[string]any{"week": s.today(), "found": "in_order"}).Problem(409, "deeds.door.not_over")
	s.as(t, "nurse").JSON("POST", "/api/v1/deeds/door", map[string]any{"week": week, "found": "in_order", "note": "x"}).Want(403)
	director.Submit(form, "week_found", "asked", "week_note", "Quên mật khẩu, đã hỏi").Want(303)
	north.JSON("POST", "/api/v1/deeds/door", map[string]any{"week": week, "found": "breach", "note": "khác"}).Problem(409, "deeds.door.marked")
	p := director.Get("/deeds/door").Want(200).Page()
	if p.Has("form[action='/deeds/door']") || !strings.Contains(p.Text("body"), "Có điều lạ, đã hỏi rõ – Chị director") || !strings.Contains(p.Text("body"), "Quên mật khẩu, đã hỏi") {
		t.Errorf("a week that was gone through: %s", p.Text("body"))
	}
	one := director.Get("/deeds/door?week=" + week).Want(200).Page()
	if one.Has("form[action='/deeds/door']") || !strings.Contains(one.Text("body"), "bị khóa hơn một lần") {
		t.Errorf("one week: %s", one.Text("body"))
	}
	director.Get("/deeds/door.xlsx").Want(200)
}

// today is the day of the test's clock.
func (s *scene) today() (day string) {
	s.Do(func(tx *db.Tx) error { day = tx.Today().String(); return nil })
	return day
}
