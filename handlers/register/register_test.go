package register_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maiam/handlers/parts"
	registerdesk "maiam/handlers/register"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// gate lets in whoever the header names.
type gate map[string]db.Actor

func (g gate) Visitor(r *http.Request) (web.Visitor, error) {
	return web.Visitor{Actor: g[r.Header.Get("X-Test")], Lang: r.Header.Get("X-Lang")}, nil
}

// ground is a centre of two campuses; Hoa lives in the first, in ward B, bed 201 G1.
type ground struct {
	*dbtest.House
	one, two                                *wards.Campus
	ward                                    *wards.Ward
	hoa                                     *residents.Person
	director, social, nurse, inspect, other *webtest.Visitor
	decider                                 *webtest.Visitor // a director who may note decisions in files
}

var (
	all   = []string{register.View, register.Draft, register.Decide, register.Cancel, residents.View, residents.Edit, presence.View, presence.Receive, presence.Release, wards.View, "settings.change"}
	since = value.MustDay("2026-01-01")
)

func open(t *testing.T) *ground {
	t.Helper()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	if err := words.Register(words.Texts(), web.Texts, parts.Texts, sheet.Texts, registerdesk.Texts); err != nil {
		t.Fatal(err)
	}
	g := &ground{House: dbtest.Open(t)}
	g.Do(func(tx *db.Tx) (err error) {
		must := func(e error) {
			t.Helper()
			if e != nil {
				t.Fatal(e)
			}
		}
		must(settings.Seed(tx))
		_, err = wards.SetCentre(tx, wards.CentreInput{Name: "Trung tâm Bảo trợ xã hội Nghệ An"})
		must(err)
		g.one, err = wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1", From: since})
		must(err)
		g.two, err = wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc", From: since})
		must(err)
		zone, err := wards.AddZone(tx, g.one.ID, wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Phân khu nữ", From: since})
		must(err)
		g.ward, err = wards.AddWard(tx, zone.ID, wards.WardInput{Name: "Khu B", Sex: wards.ForWomen, From: since})
		must(err)
		_, err = wards.AddRoom(tx, g.ward.ID, wards.RoomInput{Name: "201", Beds: 4, From: since})
		must(err)
		beds, err := wards.BedsOf(tx, wards.View, g.ward.ID)
		must(err)
		g.hoa, err = residents.CreateResident(tx, residents.PersonInput{CampusID: g.one.ID, Name: "Đặng Thị Hoa", Sex: "f", Birth: "21/11/1962", OriginAddress: "Xã Diễn Châu, Nghệ An", CitizenNumber: "040162004512"})
		must(err)
		_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: g.hoa.ID, Category: "A2", At: value.MustDay("2026-11-20").At(tx.Zone(), 9*60), BedID: beds[0].ID})
		must(err)
		return nil
	})
	nurse := dbtest.Person(4, []string{register.View, register.Draft, residents.View, presence.View})
	nurse.Grants[0].Campus, nurse.Grants[0].Ward = g.one.ID, 999_999
	desk := web.New(web.Config{House: g.House.House, Lang: "vi", Gate: gate{
		"director": dbtest.Person(1, all), "decider": dbtest.Person(2, append([]string{intake.Decide}, all...)), "social": dbtest.Person(3, []string{register.View, register.Draft, residents.View, presence.View, presence.Receive}, g.one.ID),
		"nurse": nurse, "inspect": dbtest.Person(5, []string{register.View}), "other": dbtest.Person(6, all, g.two.ID)}})
	t.Cleanup(desk.Close)
	registerdesk.Open(desk)
	visit := func(who string) *webtest.Visitor {
		v := webtest.Visit(t, desk.Handler())
		v.Header.Set("X-Test", who)
		return v
	}
	g.decider = visit("decider")
	g.director, g.social, g.nurse, g.inspect, g.other = visit("director"), visit("social"), visit("nurse"), visit("inspect"), visit("other")
	return g
}

// keep issues a paper past the pages.
func (g *ground) keep(change func(*register.IssueInput)) (e *register.Entry) {
	g.T.Helper()
	g.Do(func(tx *db.Tx) (err error) {
		in := register.IssueInput{CampusID: g.one.ID, Kind: register.Minutes, Agency: "TTBTXH", Paper: "letter", ResidentID: g.hoa.ID, Subject: g.hoa.Name,
			Summary: "Tiếp nhận khẩn cấp", Bases: []string{"Nghị định số 20/2021/NĐ-CP"}, Signer: register.Signer{Name: "Lê Văn Sỹ", Position: "Giám đốc"}, Content: "x"}
		if change != nil {
			change(&in)
		}
		e, err = register.Issue(tx, in)
		return err
	})
	return e
}

func TestTextsAreThereInBothLanguages(t *testing.T) { words.Check(t, registerdesk.Texts) }

func TestTheRegisterOnThePage(t *testing.T) {
	g := open(t)
	if page := g.director.Get("/register").Want(http.StatusOK).Page(); !strings.Contains(page.Text("body"), "Chưa có văn bản nào") {
		t.Error("an empty register says so")
	}
	for range 2 {
		g.keep(nil)
	}
	g.keep(func(in *register.IssueInput) { in.Kind, in.IssuedOn = register.Decision, value.MustDay("2025-05-05") })
	page := g.director.Get("/register").Want(http.StatusOK).Page()
	if rows := page.Count("table.list tbody tr"); rows != 3 {
		t.Errorf("%d lines", rows)
	}
	text := page.Text("body")
	for _, want := range []string{"01/BB-TTBTXH", "02/BB-TTBTXH", "01/QĐ-TTBTXH", "Đặng Thị Hoa", "21/11/2026", "Lê Văn Sỹ"} {
		if !strings.Contains(text, want) {
			t.Errorf("the register lacks %s", want)
		}
	}
	for query, rows := range map[string]int{"?year=2025": 1, "?kind=bb": 2, "?q=dang+hoa": 3, "?q=02%2Fbb": 1, "?status=void": 0, "?resident_id=" + fmt.Sprint(g.hoa.ID): 3} {
		if n := g.director.Get("/register" + query).Want(http.StatusOK).Page().Count("table.list tbody tr"); n != rows {
			t.Errorf("%s shows %d lines, want %d", query, n, rows)
		}
	}
	g.director.Get("/register?kind=zz").Want(http.StatusUnprocessableEntity)
	if a := g.director.Get("/register.xlsx?year=2026").Want(http.StatusOK); !strings.Contains(a.Header.Get("Content-Type"), "spreadsheet") || len(a.Body) < 1000 {
		t.Error("no spreadsheet")
	}
}

func TestVoidOnThePage(t *testing.T) {
	g := open(t)
	e := g.keep(nil)
	path := fmt.Sprintf("/register/%d", e.ID)
	page := g.director.Get(path).Want(http.StatusOK).Page()
	form := page.Form(`form[action="` + path + `/void"]`)
	again := g.director.Submit(form, "reason", " ").Want(http.StatusUnprocessableEntity).Page()
	if !strings.Contains(again.Text("#f-reason-error"), "lý do") {
		t.Error("the missing reason is not told beside its field")
	}
	g.director.Submit(form, "reason", "Sai họ tên", "_key", "other").Want(http.StatusSeeOther)
	page = g.director.Get(path).Want(http.StatusOK).Page()
	if text := page.Text("body"); !strings.Contains(text, "Số này đã hủy") || !strings.Contains(text, "Sai họ tên") || page.Has(`form[action="`+path+`/void"]`) {
		t.Errorf("a void paper: %s", text)
	}
	if text := g.director.Get("/register").Page().Text("body"); !strings.Contains(text, "01/BB-TTBTXH") || !strings.Contains(text, "Đã hủy") {
		t.Errorf("the number left the register: %s", text)
	}
	if g.social.Get(path).Want(http.StatusOK).Page().Has("form[action$='/void']") {
		t.Error("who may not declare papers void is offered it")
	}
	g.other.Get(path).Want(http.StatusNotFound)
	g.nurse.Get(path).Want(http.StatusNotFound)
}

func TestTheInspectorReadsNumbersAndNoNames(t *testing.T) {
	g := open(t)
	e := g.keep(nil)
	for _, path := range []string{"/register", fmt.Sprintf("/register/%d", e.ID), "/register?q=hoa"} {
		if a := g.inspect.Get(path).Want(http.StatusOK); strings.Contains(a.Body, "Đặng Thị Hoa") {
			t.Errorf("%s shows a name", path)
		}
	}
	if !strings.Contains(g.inspect.Get("/register").Body, "01/BB-TTBTXH") {
		t.Error("the inspector does not see the number")
	}
	g.inspect.Post(fmt.Sprintf("/register/%d/void", e.ID), url.Values{"reason": {"x"}}).Want(http.StatusForbidden)
	g.inspect.Get("/register/letterhead").Want(http.StatusForbidden)
}

func TestLetterheadOnThePage(t *testing.T) {
	g := open(t)
	page := g.director.Get("/register/letterhead").Want(http.StatusOK).Page()
	if !strings.Contains(page.Text("body"), "Chưa khai tên cơ quan") {
		t.Error("a missing letterhead is not told")
	}
	form := page.Form(`form[action="/register/letterhead"]`)
	if form.Values.Get("agency") != "Trung tâm Bảo trợ xã hội Nghệ An" {
		t.Errorf("the centre's name is not filled in: %v", form.Values)
	}
	again := g.director.Submit(form, "sign", "ttbt", "place", "Nghệ An", "head_name", "Lê Văn Sỹ").Want(http.StatusUnprocessableEntity).Page()
	if again.Attr("#f-head_name", "value") != "Lê Văn Sỹ" || !again.Has("#f-sign-error") {
		t.Error("what was typed is lost, or the fault is not beside its field")
	}
	g.director.Submit(form, "sign", "TTBTXH", "place", "Nghệ An", "head_name", "Lê Văn Sỹ", "superior", "Sở Y tế Nghệ An", "_key", "k2").Want(http.StatusSeeOther)
	if text := g.director.Get("/register/letterhead").Page().Text("body"); !strings.Contains(text, "Đang dùng") || !strings.Contains(text, "Sở Y tế Nghệ An") {
		t.Errorf("the letterhead is not shown: %s", text)
	}
}

func TestTheRegisterForPrograms(t *testing.T) {
	g := open(t)
	e := g.keep(nil)
	var list struct {
		Items []struct {
			ID              uint64
			Number, Subject string
			Bases           []string
			VoidReason      string `json:"void_reason"`
		}
	}
	g.director.JSON("GET", "/api/v1/register?kind=bb", nil).Want(http.StatusOK).Into(&list)
	if len(list.Items) != 1 || list.Items[0].Number != "01/BB-TTBTXH" || list.Items[0].Subject != "Đặng Thị Hoa" || len(list.Items[0].Bases) != 1 {
		t.Errorf("got %+v", list)
	}
	path := fmt.Sprintf("/api/v1/register/%d", e.ID)
	g.director.JSON("POST", path+"/void", map[string]any{}).Problem(http.StatusUnprocessableEntity, "fault.invalid")
	g.director.JSON("POST", path+"/void", map[string]any{"reason": "Sai ngày"}).Want(http.StatusOK)
	g.director.JSON("POST", path+"/void", map[string]any{"reason": "Sai ngày"}).Problem(http.StatusConflict, "register.already_void")
	var one struct {
		VoidReason string `json:"void_reason"`
	}
	g.director.JSON("GET", path, nil).Want(http.StatusOK).Into(&one)
	if one.VoidReason != "Sai ngày" {
		t.Errorf("got %+v", one)
	}
	g.other.JSON("GET", path, nil).Problem(http.StatusNotFound, "db.not_found")
}
