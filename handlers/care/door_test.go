package care_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"maiam/handlers/webtest"
	"maiam/models/care"
	"maiam/models/dbtest"
)

// TestDoorPages: whoever may makes the codes and prints the papers; a carer scans one, presses one button, and
// the ward's night shows it; typed in, it is the same; a renewed code is refused in words.
func TestDoorPages(t *testing.T) {
	s := open(t)
	path := fmt.Sprintf("/wards/%d/doors", s.ward)
	if s.v.Get(path).Want(http.StatusOK).Page().Has(`form[action$="/codes"]`) {
		t.Error("a carer may make codes")
	}
	s.v.Get(path + "/codes.pdf").Want(http.StatusForbidden)
	nurse := s.visitor("dd", dbtest.Person(16, append([]string{care.Doors, care.Watches}, everything...), s.campus))
	nurse.Submit(nurse.Get(path).Want(http.StatusOK).Page().Form(`form[action$="/codes"]`)).Want(http.StatusSeeOther)
	var code string
	if err := s.Raw().QueryRow("SELECT code FROM care_door_codes WHERE room_id = ? AND ended_at IS NULL", s.rooms[0]).Scan(&code); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(s.v.Get(path).Body, code) {
		t.Error("a carer reads the codes without standing at the door")
	}
	pdf := nurse.Get(path + "/codes.pdf").Want(http.StatusOK)
	if pages := webtest.PDFPages(t, []byte(pdf.Body)); len(pages) != 1 || !strings.Contains(pages[0], care.SpellDoor(code)) {
		t.Errorf("papers: %v", pages)
	}
	for _, at := range []string{"/d/" + code, "/D/" + code, "/d/" + strings.ToLower(care.SpellDoor(code))} {
		s.v.Get(at).Want(http.StatusOK)
	}
	page := s.v.Get("/D/" + code).Want(http.StatusOK).Page()
	to := s.v.Submit(page.Form(`form[action="/d"]`)).Want(http.StatusSeeOther).Header.Get("Location")
	if text := s.v.Get(to).Want(http.StatusOK).Page().Text(".stack"); !strings.Contains(text, "quét mã") {
		t.Errorf("after the tap: %s", text)
	}
	s.Clock.Add(5 * 60e9)
	form := s.v.Get("/d").Want(http.StatusOK).Page().Form(`form[action="/d"]`)
	if text := s.v.Submit(form, "code", "ABCD-0000").Want(http.StatusUnprocessableEntity).Page().Text("form"); !strings.Contains(text, "Không có mã này") {
		t.Errorf("a wrong code: %s", text)
	}
	s.v.Submit(form, "code", strings.ToLower(care.SpellDoor(code))).Want(http.StatusSeeOther)
	nurse.Submit(nurse.Get(path).Page().Form(fmt.Sprintf(`form[action$="/%d/renew"]`, s.rooms[0])), "reason", "Giấy mất").Want(http.StatusSeeOther)
	if body := s.v.Get("/d/" + code).Want(http.StatusConflict).Body; !strings.Contains(body, "Mã này đã đổi") {
		t.Error("a renewed code is not refused in words")
	}
	s.v.Get(path + ".xlsx").Want(http.StatusOK)
	var d struct {
		Rooms []struct {
			Coded  bool
			Passes []struct{ How string }
		}
	}
	s.v.Get(fmt.Sprintf("/api/v1/wards/%d/doors", s.ward)).Want(http.StatusOK).Into(&d)
	if len(d.Rooms) != 2 || !d.Rooms[0].Coded {
		t.Errorf("%+v", d)
	}
}
