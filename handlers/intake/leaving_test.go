package intake_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	intakedesk "maiam/handlers/intake"
	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// hamlet is two campuses with a ward each: Hoa and Nga lie in the first, which has three beds, the
// second has two free beds.
type hamlet struct {
	*dbtest.House
	t               *testing.T
	one, two        uint64
	beds, far       []uint64
	hoa, nga        uint64
	worker, other   *webtest.Visitor
	program, nobody *webtest.Visitor
	night           *webtest.Visitor
}

var leavingRights = []string{wards.View, presence.View, presence.Receive, presence.Arrange, presence.Away, presence.Release, presence.Witness, residents.View, residents.Edit, intake.Across}

func settle(t *testing.T) *hamlet {
	t.Helper()
	if err := words.Register(words.Texts(), web.Texts, parts.Texts, sheet.Texts, intakedesk.Texts, os.DirFS("../presence"), os.DirFS("../residents")); err != nil {
		t.Fatal(err)
	}
	g := &hamlet{House: dbtest.Open(t), t: t}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	since := value.MustDay("2026-01-01")
	g.Do(func(tx *db.Tx) error {
		must(settings.Seed(tx))
		ward := func(code, name string, n int) (uint64, []uint64) {
			c, err := wards.AddCampus(tx, wards.CampusInput{Code: code, Name: name, From: since})
			must(err)
			z, err := wards.AddZone(tx, c.ID, wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Phân khu nữ", From: since})
			must(err)
			w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu " + code, Sex: wards.ForAny, From: since})
			must(err)
			_, err = wards.AddRoom(tx, w.ID, wards.RoomInput{Name: "201", Beds: n, From: since})
			must(err)
			beds, err := wards.BedsOf(tx, wards.View, w.ID)
			must(err)
			var ids []uint64
			for _, b := range beds {
				ids = append(ids, b.ID)
			}
			return c.ID, ids
		}
		g.one, g.beds = ward("CS1", "Cơ sở 1", 3)
		g.two, g.far = ward("CSB", "Cơ sở phía Bắc", 2)
		for i, p := range []struct {
			name string
			id   *uint64
		}{{"Trần Thị Hoa", &g.hoa}, {"Lô Thị Nga", &g.nga}} {
			made, err := residents.CreateResident(tx, residents.PersonInput{CampusID: g.one, Name: p.name, Sex: value.Female, Birth: "1957"})
			must(err)
			*p.id = made.ID
			_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: made.ID, CampusID: g.one, Category: "A2", At: tx.Now.Add(-48 * time.Hour), BedID: g.beds[i]})
			must(err)
		}
		return nil
	})
	d := web.New(web.Config{House: g.House.House, Lang: "vi", Gate: gate{"worker": dbtest.Person(31, leavingRights, g.one), "other": dbtest.Person(32, leavingRights, g.two),
		"kitchen": dbtest.Person(33, []string{presence.View}, g.one), "night": dbtest.Person(34, []string{wards.View, residents.View, presence.View, presence.Witness}, g.one)}})
	intakedesk.Open(d)
	t.Cleanup(d.Close)
	visit := func(name string) *webtest.Visitor {
		v := webtest.Visit(t, d.Handler())
		v.Header.Set("X-Test", name)
		return v
	}
	g.worker, g.other, g.program, g.nobody, g.night = visit("worker"), visit("other"), visit("worker"), visit("kitchen"), visit("night")
	words.ForgetMissed()
	t.Cleanup(func() {
		if missed := words.Missed(); len(missed) > 0 {
			t.Errorf("words missing: %v", missed)
		}
	})
	return g
}

// where tells where a person is; nothing when not in care.
func (g *hamlet) where(resident uint64) presence.Whereabouts {
	g.t.Helper()
	var at *presence.Whereabouts
	g.Do(func(tx *db.Tx) (err error) { at, err = presence.WhereIs(tx, resident); return err })
	if at == nil {
		return presence.Whereabouts{}
	}
	return *at
}

// TestDeparturePages walks the page of a departure: open, decide, leave, close, and each step back.
func TestDeparturePages(t *testing.T) {
	g := settle(t)
	m := g.worker
	m.Get("/intake/departures/new").Want(http.StatusOK)
	new := m.Get(fmt.Sprintf("/intake/departures/new?resident_id=%d", g.hoa)).Want(http.StatusOK).Page()
	form := new.Form("form[action='/intake/departures']")
	again := m.Submit(form, "receiver_phone", "chưa rõ", "asked_by", "Con gái").Want(http.StatusUnprocessableEntity).Page()
	if got := again.Form("form[action='/intake/departures']").Values; got.Get("asked_by") != "Con gái" || got.Get("receiver_phone") != "chưa rõ" || !again.Has("#f-start-reason-error") {
		t.Errorf("the form came back as %v", got)
	}
	if again = m.Submit(form, "reason", "b", "receiver_phone", "chưa rõ").Want(http.StatusUnprocessableEntity).Page(); !again.Has("#f-start-receiver_phone-error") {
		t.Error("a telephone number that is none is not told beside its field")
	}
	sent := m.Submit(form, "reason", "b", "asked_on", "20/11/2026", "asked_by", "Con gái", "destination", "family", "receiver_phone", "0912345678").Want(http.StatusSeeOther)
	path := sent.Header.Get("Location")
	page := func() *webtest.Page { return m.Get(path).Want(http.StatusOK).Page() }
	send := func(verb string, changes ...string) *webtest.Answer {
		return m.Submit(page().Form("form[action='"+path+"/"+verb+"']"), changes...)
	}
	if p := page(); !strings.Contains(p.Text("body"), "01/12/2026") || p.Has("form[action='"+path+"/close']") {
		t.Error("the decision is not due on 1 December, or the file can be closed already")
	}
	send("decide", "decided_on", "19/11/2026").Want(http.StatusUnprocessableEntity)
	send("decide", "number", "12/QĐ").Want(http.StatusSeeOther)
	if g.where(g.hoa).BedID != g.beds[0] {
		t.Error("the decision took the bed")
	}
	send("leave").Want(http.StatusSeeOther)
	if g.where(g.hoa).StayID != 0 {
		t.Error("the person did not leave")
	}
	settle := page().Attr("form[action*='/settle']", "action")
	m.Submit(page().Form("form[action='"+settle+"']"), "done_on", "01/01/2020").Want(http.StatusUnprocessableEntity)
	m.Submit(page().Form("form[action='"+settle+"']"), "note", "Xã đã ký").Want(http.StatusSeeOther)
	m.Submit(page().Form("form[action$='/reopen'][action*='errands']"), "reason", "nhầm").Want(http.StatusSeeOther)
	send("close").Want(http.StatusSeeOther)
	if closed := m.Get("/intake/departures?state=closed").Want(http.StatusOK).Page(); !strings.Contains(closed.Text("table"), "Trần Thị Hoa") {
		t.Error("the closed file is not in its list")
	}
	send("reopen", "reason", "thiếu giấy").Want(http.StatusSeeOther)
	send("return").Want(http.StatusUnprocessableEntity) // no reason
	send("return", "reason", "nhầm người").Want(http.StatusSeeOther)
	if g.where(g.hoa).BedID != g.beds[0] {
		t.Error("the bed is not given back")
	}
	send("undecide", "reason", "nhầm").Want(http.StatusSeeOther)
	send("cancel", "reason", "gia đình đổi ý").Want(http.StatusSeeOther)
	if p := page(); p.Has("form[action='"+path+"/leave']") || !strings.Contains(p.Text("body"), "gia đình đổi ý") {
		t.Error("what was called off can go on")
	}
	g.other.Get(path).Want(http.StatusNotFound)
	g.nobody.Get(path).Want(http.StatusForbidden)
}

// TestDeathAtNightPages lets the nurse write a death and take it back, and who leads the house confirm it.
func TestDeathAtNightPages(t *testing.T) {
	g := settle(t)
	write := func() string {
		t.Helper()
		form := g.night.Get(fmt.Sprintf("/intake/deaths/new?resident_id=%d", g.nga)).Want(http.StatusOK).Page().Form("form[action='/intake/deaths']")
		return g.night.Submit(form, "place_kind", "house", "unclear", "true", "found_by", "Điều dưỡng Mai").Want(http.StatusSeeOther).Header.Get("Location")
	}
	path := write()
	if !strings.HasPrefix(path, "/intake/deaths/") {
		t.Fatalf("the nurse is led to %s", path)
	}
	page := g.night.Get(path).Want(http.StatusOK).Page()
	if !strings.Contains(page.Text("body"), "báo công an ngay") || !strings.Contains(page.Text("body"), "Điều dưỡng Mai") || page.Has("form[action='"+path+"/confirm']") {
		t.Error("the page does not say whom to call, or lets the nurse confirm")
	}
	g.night.Submit(page.Form("form[action='"+path+"/withdraw']"), "reason", "nhầm giường").Want(http.StatusSeeOther)
	if g.where(g.nga).BedID != g.beds[1] {
		t.Error("the bed is not given back")
	}
	path = write()
	page = g.worker.Get(path).Want(http.StatusOK).Page()
	to := g.worker.Submit(page.Form("form[action='" + path + "/confirm']")).Want(http.StatusSeeOther).Header.Get("Location")
	if !strings.HasPrefix(to, "/intake/departures/") {
		t.Errorf("who confirms is led to %s", to)
	}
	g.night.Get(path).Want(http.StatusNotFound)
	g.other.Get(path).Want(http.StatusNotFound)
	g.nobody.Get(path).Want(http.StatusForbidden)
}

// TestDeathPages writes a death, its burial, and takes it back.
func TestDeathPages(t *testing.T) {
	g := settle(t)
	m := g.worker
	form := m.Get(fmt.Sprintf("/intake/deaths/new?resident_id=%d", g.nga)).Want(http.StatusOK).Page().Form("form[action='/intake/deaths']")
	m.Submit(form, "at", "01/01/2030 10:00").Want(http.StatusUnprocessableEntity)
	path := m.Submit(form, "place_kind", "hospital", "cause", "Suy tim", "belongings", "Một nhẫn bạc").Want(http.StatusSeeOther).Header.Get("Location")
	page := m.Get(path).Want(http.StatusOK).Page()
	if text := page.Text("body"); !strings.Contains(text, "Suy tim") || !strings.Contains(text, "06/12/2026") || page.Has("form[action='"+path+"/return']") {
		t.Error("the page of a death lacks its cause or the day of registration, or offers to take the leaving back by itself")
	}
	m.Submit(page.Form("form[action='"+path+"/burial']"), "burial_place", "Nghĩa trang xã").Want(http.StatusSeeOther)
	page = m.Get(path).Want(http.StatusOK).Page()
	if page.Has("form[action='"+path+"/burial']") || !strings.Contains(page.Text("body"), "Nghĩa trang xã") {
		t.Error("the burial is not shown")
	}
	m.Submit(page.Form("form[action='"+path+"/death']"), "witnesses", "Bác sĩ").Want(http.StatusSeeOther)
	page = m.Get(path).Want(http.StatusOK).Page()
	m.Submit(page.Form("form[action='"+path+"/death/cancel']"), "reason", "nhầm người").Want(http.StatusSeeOther)
	if g.where(g.nga).BedID != g.beds[1] {
		t.Error("the bed is not given back")
	}
}

// TestDepartureAPI does the same through the JSON doors.
func TestDepartureAPI(t *testing.T) {
	g := settle(t)
	v := g.program
	var d struct {
		ID, Version uint64
		LeftAt      *time.Time `json:"left_at"`
		Errands     []struct {
			ID   uint64
			Kind string
		}
	}
	v.JSON("POST", "/api/v1/intake/departures", map[string]any{"resident_id": g.hoa, "reason": "d", "destination": "alone"}).Want(http.StatusCreated).Into(&d)
	path := fmt.Sprintf("/api/v1/intake/departures/%d", d.ID)
	v.JSON("POST", path+"/decide", map[string]any{"number": "5/QĐ"}).Want(http.StatusCreated)
	v.JSON("POST", path+"/decide", map[string]any{}).Problem(http.StatusConflict, "intake.departure_decided")
	v.JSON("POST", path+"/leave", map[string]any{}).Want(http.StatusCreated)
	v.Get(path).Want(http.StatusOK).Into(&d)
	if d.LeftAt == nil || len(d.Errands) != 6 {
		t.Errorf("the file says %+v", d)
	}
	v.JSON("POST", fmt.Sprintf("/api/v1/intake/errands/%d/settle", d.Errands[0].ID), map[string]any{"note": "xong"}).Want(http.StatusCreated)
	v.JSON("POST", path+"/return", map[string]any{"reason": "nhầm"}).Want(http.StatusCreated)
	if g.where(g.hoa).BedID != g.beds[0] {
		t.Error("the bed is not given back")
	}
	var list struct{ Departures []struct{ ID uint64 } }
	v.Get("/api/v1/intake/departures").Want(http.StatusOK).Into(&list)
	if len(list.Departures) != 1 || list.Departures[0].ID != d.ID {
		t.Errorf("the list says %+v", list)
	}
	v.JSON("POST", "/api/v1/intake/deaths", map[string]any{"resident_id": g.nga, "place_kind": "house"}).Want(http.StatusCreated)
	g.other.Get(path).Want(http.StatusNotFound)
}
