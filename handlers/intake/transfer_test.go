package intake_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestTransferPages: one side asks, the other sees what it must and takes the person over, and either
// takes a mistake back.
func TestTransferPages(t *testing.T) {
	g := settle(t)
	gives, takes := g.worker, g.other
	gives.Get("/intake/transfers/new").Want(http.StatusOK)
	form := gives.Get(fmt.Sprintf("/intake/transfers/new?resident_id=%d", g.hoa)).Want(http.StatusOK).Page().Form("form[action='/intake/transfers']")
	if p := gives.Submit(form, "belongings", "Một xe lăn").Want(http.StatusUnprocessableEntity).Page(); !p.Has("#f-ask-reason-error") || p.Form("form[action='/intake/transfers']").Values.Get("belongings") != "Một xe lăn" {
		t.Error("what was typed is lost, or the missing reason is not told")
	}
	path := gives.Submit(form, "reason", "Cần phục hồi", "belongings", "Một xe lăn\nHai áo").Want(http.StatusSeeOther).Header.Get("Location")
	mine, theirs := gives.Get(path).Want(http.StatusOK).Page(), takes.Get(path).Want(http.StatusOK).Page()
	if mine.Has("form[action='"+path+"/accept']") || !mine.Has("form[action='"+path+"/withdraw']") || !theirs.Has("form[action='"+path+"/accept']") || theirs.Has("form[action='"+path+"/withdraw']") {
		t.Error("a side is offered what the other must sign")
	}
	if text := theirs.Text("body"); !strings.Contains(text, "Trần Thị Hoa") || !strings.Contains(text, "Hai áo") {
		t.Error("the receiving side does not see whom it is about and what comes along")
	}
	takes.Get(fmt.Sprintf("/residents/%d", g.hoa)).Want(http.StatusNotFound)
	gives.Submit(mine.Form("form[action='"+path+"/change']"), "money", "300.000 đồng").Want(http.StatusSeeOther)
	takes.Submit(theirs.Form("form[action='"+path+"/accept']"), "bed_id", fmt.Sprint(g.far[0])).Want(http.StatusConflict) // the list changed under the reader's eyes
	accept := takes.Get(path).Want(http.StatusOK).Page().Form("form[action='" + path + "/accept']")
	takes.Submit(accept).Want(http.StatusUnprocessableEntity)
	takes.Submit(accept, "bed_id", fmt.Sprint(g.far[0])).Want(http.StatusSeeOther)
	if w := g.where(g.hoa); w.CampusID != g.two || w.BedID != g.far[0] {
		t.Errorf("after taking over: %+v", w)
	}
	if list := takes.Get("/intake/transfers").Want(http.StatusOK).Page(); !strings.Contains(list.Text("table"), "Trần Thị Hoa") {
		t.Error("the list does not tell whom")
	}
	cancel := takes.Get(path).Want(http.StatusOK).Page().Form("form[action='" + path + "/cancel']")
	takes.Submit(cancel, "reason", "nhầm người").Want(http.StatusSeeOther)
	if w := g.where(g.hoa); w.CampusID != g.one || w.BedID != g.beds[0] {
		t.Errorf("after it was taken back: %+v", w)
	}
	if strings.Contains(takes.Get(path).Want(http.StatusOK).Body, "Trần Thị Hoa") || strings.Contains(takes.Get("/intake/transfers").Body, "Trần Thị Hoa") {
		t.Error("the other side still reads the name")
	}
	g.nobody.Get(path).Want(http.StatusForbidden)
}

// TestTransferAPI does the same through the JSON doors.
func TestTransferAPI(t *testing.T) {
	g := settle(t)
	var tr struct {
		ID    uint64
		State string
		Name  string
	}
	g.program.JSON("POST", "/api/v1/intake/transfers", map[string]any{"resident_id": g.nga, "to_campus_id": g.two, "reason": "Gần gia đình"}).Want(http.StatusCreated).Into(&tr)
	path := fmt.Sprintf("/api/v1/intake/transfers/%d", tr.ID)
	g.other.JSON("POST", path+"/refuse", map[string]any{"reason": "Hết giường"}).Want(http.StatusCreated)
	g.other.JSON("POST", path+"/accept", map[string]any{"bed_id": g.far[0]}).Problem(http.StatusConflict, "intake.transfer_over.refused")
	g.other.Get(path).Want(http.StatusOK).Into(&tr)
	if tr.State != "refused" || tr.Name != "" {
		t.Errorf("the refusing side reads %+v", tr)
	}
	g.program.JSON("POST", "/api/v1/intake/transfers", map[string]any{"resident_id": g.nga, "to_campus_id": g.two, "reason": "Lần nữa"}).Want(http.StatusCreated).Into(&tr)
	path = fmt.Sprintf("/api/v1/intake/transfers/%d", tr.ID)
	g.program.JSON("POST", path+"/accept", map[string]any{"bed_id": g.far[0]}).Problem(http.StatusForbidden, "intake.transfer_other_side")
	g.other.JSON("POST", path+"/accept", map[string]any{"bed_id": g.far[0], "answer": "Đủ"}).Want(http.StatusCreated)
	g.program.JSON("POST", path+"/cancel", map[string]any{"reason": "nhầm"}).Want(http.StatusCreated)
	if w := g.where(g.nga); w.CampusID != g.one || w.BedID != g.beds[1] {
		t.Errorf("after it was taken back: %+v", w)
	}
	var list struct{ Transfers []struct{ State string } }
	g.other.Get("/api/v1/intake/transfers").Want(http.StatusOK).Into(&list)
	if len(list.Transfers) != 2 || list.Transfers[0].State != "cancelled" {
		t.Errorf("the list says %+v", list)
	}
}
