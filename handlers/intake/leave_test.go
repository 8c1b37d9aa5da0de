package intake_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maiam/models/presence"
)

// TestLeavePages: a whole room goes on leave, one comes back, then the rest; and somebody who is
// missing has whom to tell.
func TestLeavePages(t *testing.T) {
	g := settle(t)
	m := g.worker
	form := m.Get("/intake/leaves/new").Want(http.StatusOK).Page().Form("form[action='/intake/leaves']")
	again := m.Submit(form, "people", fmt.Sprint(g.hoa)).Want(http.StatusUnprocessableEntity).Page()
	if !again.Has("#f-leave-title-error") || again.Form("form[action='/intake/leaves']").Values.Get("people") != fmt.Sprint(g.hoa) {
		t.Error("the choice is lost, or the missing occasion is not told")
	}
	m.Submit(form, "title", "Nghỉ Tết").Want(http.StatusUnprocessableEntity)
	room := m.Get("/intake/leaves/new").Page().Attr("input[name='rooms']", "value")
	path := m.Submit(form, "title", "Nghỉ Tết", "rooms", room, "due_back_on", "22/11/2026").Want(http.StatusSeeOther).Header.Get("Location")
	if g.where(g.hoa).AbsenceKind != presence.Leave || g.where(g.nga).AbsenceKind != presence.Leave {
		t.Fatal("the room did not go")
	}
	back := m.Get(path).Want(http.StatusOK).Page().Form("form[action='" + path + "/return']")
	one := url.Values(back.Values)
	one.Set("people", fmt.Sprint(g.hoa))
	m.Post(path+"/return", one).Want(http.StatusSeeOther)
	if g.where(g.hoa).AbsenceKind != "" || g.where(g.nga).AbsenceKind != presence.Leave {
		t.Error("not exactly Hoa came back")
	}
	if list := m.Get("/intake/leaves").Want(http.StatusOK).Page(); !strings.Contains(list.Text("table"), "Lô Thị Nga") || strings.Contains(list.Text("table"), "Trần Thị Hoa") {
		t.Error("the list of who is away is wrong")
	}
	m.Submit(m.Get(path).Page().Form("form[action='"+path+"/return']"), "brought_by", "Trung tâm").Want(http.StatusSeeOther)
	if g.where(g.nga).AbsenceKind != "" {
		t.Error("Nga is still away")
	}
	g.other.Get(path).Want(http.StatusNotFound)
	g.nobody.Get("/intake/leaves").Want(http.StatusForbidden)
}

// TestLeaveAPI does the same through the JSON doors.
func TestLeaveAPI(t *testing.T) {
	g := settle(t)
	var l struct {
		ID     uint64
		People []struct {
			ResidentID uint64 `json:"resident_id"`
			Away       bool
		}
	}
	g.program.JSON("POST", "/api/v1/intake/leaves", map[string]any{"campus_id": g.one, "people": []uint64{g.hoa, g.nga}, "title": "Đi lễ", "purpose": "outing"}).Want(http.StatusCreated).Into(&l)
	path := fmt.Sprintf("/api/v1/intake/leaves/%d", l.ID)
	g.program.Get(path).Want(http.StatusOK).Into(&l)
	if len(l.People) != 2 || !l.People[0].Away {
		t.Errorf("the group says %+v", l)
	}
	var away struct {
		Away []struct{ Purpose string }
	}
	g.program.Get("/api/v1/intake/away").Want(http.StatusOK).Into(&away)
	if len(away.Away) != 2 || away.Away[0].Purpose != "outing" {
		t.Errorf("away: %+v", away)
	}
	g.program.JSON("POST", path+"/return", map[string]any{}).Want(http.StatusCreated)
	g.program.JSON("POST", path+"/return", map[string]any{}).Problem(http.StatusConflict, "intake.nobody_is_away")
}
