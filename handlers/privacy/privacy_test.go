package privacy_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"maiam/handlers/parts"
	privacydesk "maiam/handlers/privacy"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/files"
	"maiam/models/privacy"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/wards"
)

// gate lets in whoever the header names.
type gate map[string]db.Actor

func (g gate) Visitor(r *http.Request) (web.Visitor, error) {
	return web.Visitor{Actor: g[r.Header.Get("X-Test")], Lang: "vi"}, nil
}

// ground is a campus with Hoa, who never came in, a second campus, and those who come to the doors.
type ground struct {
	*dbtest.House
	t                                 *testing.T
	hoa                               uint64
	worker, manager, director, second *webtest.Visitor
	other, carer                      *webtest.Visitor
}

func open(t *testing.T) *ground {
	t.Helper()
	if err := words.Register(words.Texts(), web.Texts, parts.Texts, sheet.Texts, privacydesk.Texts, os.DirFS("../residents"), os.DirFS("../settings"), os.DirFS("../presence")); err != nil {
		t.Fatal(err)
	}
	g := &ground{House: dbtest.Open(t), t: t}
	var one, two *wards.Campus
	g.Do(func(tx *db.Tx) (err error) {
		for _, seed := range []func(*db.Tx) error{settings.Seed, privacy.Seed} {
			if err := seed(tx); err != nil {
				return err
			}
		}
		if _, err = wards.SetCentre(tx, wards.CentreInput{Name: "Trung tâm Bảo trợ xã hội Nghệ An"}); err != nil {
			return err
		}
		if one, err = wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1"}); err != nil {
			return err
		}
		if two, err = wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc"}); err != nil {
			return err
		}
		p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: one.ID, Name: "Đặng Thị Hoa", OtherNames: "Hoa Ví Giặm", Sex: "f", Birth: "1962", Despite: true})
		if err == nil {
			g.hoa = p.ID
		}
		return err
	})
	store, err := files.Open(filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	record := []string{residents.View, residents.Edit, privacy.View, privacy.Record}
	erase := append(record[:len(record):len(record)], privacy.Erase)
	decide := append(erase[:len(erase):len(erase)], privacy.Decide)
	desk := web.New(web.Config{House: g.House.House, Lang: "vi", Gate: gate{
		"worker": dbtest.Person(7, record, one.ID), "manager": dbtest.Person(8, erase, one.ID), "director": dbtest.Person(9, decide), "second": dbtest.Person(10, decide),
		"other": dbtest.Person(11, decide, two.ID), "carer": dbtest.Person(12, []string{residents.View, "care.record"}, one.ID)}})
	t.Cleanup(desk.Close)
	privacydesk.Open(store)(desk)
	visitor := func(name string) *webtest.Visitor {
		v := webtest.Visit(t, desk.Handler())
		v.Header.Set("X-Test", name)
		return v
	}
	g.worker, g.manager, g.director, g.second, g.other, g.carer = visitor("worker"), visitor("manager"), visitor("director"), visitor("second"), visitor("other"), visitor("carer")
	return g
}

func (g *ground) of(more string) string { return fmt.Sprintf("/privacy/of/%d%s", g.hoa, more) }

func TestTexts(t *testing.T) { words.Check(t, privacydesk.Texts) }

// TestWhoComesInAtTheseDoors: whoever holds no permission is refused, who is of another campus finds
// nothing, and what a proposal wants is the director's and the manager's.
func TestWhoComesInAtTheseDoors(t *testing.T) {
	g := open(t)
	for _, path := range []string{"/privacy/requests", "/privacy/consents", "/privacy/purposes", "/privacy/retention", "/privacy/breaches", g.of(""), g.of("/erase"), "/api/v1" + g.of("/erasures")} {
		g.carer.Get(path).Want(http.StatusForbidden)
	}
	for _, path := range []string{g.of(""), g.of("/erase"), "/api/v1" + g.of("/erasures")} {
		g.other.Get(path).Want(http.StatusNotFound)
	}
	g.worker.Get(g.of("")).Want(http.StatusOK)
	g.worker.Get(g.of("/erase")).Want(http.StatusForbidden)
	g.worker.Post(g.of("/erase"), url.Values{"ground": {"request"}, "reason": {"xin"}}).Want(http.StatusForbidden)
	g.worker.Post(g.of("/holds"), url.Values{"reason": {"tòa hỏi"}}).Want(http.StatusForbidden)
	g.other.Post(g.of("/erase"), url.Values{"ground": {"request"}, "reason": {"xin"}}).Want(http.StatusNotFound)
	g.other.Post(g.of("/restrictions"), url.Values{"kind": {"restriction"}, "reason": {"xin"}}).Want(http.StatusNotFound)
	if g.worker.Get(g.of("")).Page().Has(`a[href="` + g.of("/erase") + `"]`) {
		t.Error("who may not erase is shown the way")
	}
	if !g.director.Get(g.of("")).Page().Has(`a[href="` + g.of("/erase") + `"]`) {
		t.Error("the director is not shown the way")
	}
}

// TestErasingByPage goes from the request to the mark by the pages, with everything that is typed wrongly
// on the way coming back beside its field, and each step sent twice.
func TestErasingByPage(t *testing.T) {
	g := open(t)
	page := g.director.Get(g.of("/erase")).Want(http.StatusOK)
	if !strings.Contains(page.Body, "Chưa có căn cứ") || page.Page().Has(`input[name="ground"]`) {
		t.Error("without a ground somebody is asked to propose")
	}
	g.worker.Post("/privacy/of/"+fmt.Sprint(g.hoa)+"/requests", url.Values{"resident_id": {fmt.Sprint(g.hoa)}, "kind": {"delete"}, "asker": {"self"}, "text": {"Xin xóa hết"}}).Want(http.StatusSeeOther)
	page = g.manager.Get(g.of("/erase")).Want(http.StatusOK)
	if !page.Page().Has(`input[name="ground"][value="request"]`) || page.Page().Has(`input[name="ground"][value="over"]`) {
		t.Error("the grounds that are so are not the ones to choose")
	}
	wrong := g.manager.Post(g.of("/erase"), url.Values{"ground": {"request"}, "reason": {""}}).Want(http.StatusUnprocessableEntity)
	if !wrong.Page().Has(`input[name="ground"][value="request"][checked]`) || wrong.Page().Text("#f-erase-reason-error") == "" {
		t.Errorf("what was chosen is lost: %s", wrong.Body)
	}
	key := url.Values{"_key": {"propose-once"}, "ground": {"request"}, "reason": {"Người ấy xin xóa"}}
	for range 2 { // a tap that came twice is one proposal
		g.manager.Post(g.of("/erase"), key).Want(http.StatusSeeOther)
	}
	g.director.Post(g.of("/erase"), url.Values{"ground": {"request"}, "reason": {"nữa"}}).Want(http.StatusConflict)
	var plan struct {
		Erasures []struct {
			ID uint64 `json:"id"`
		} `json:"erasures"`
		Against []any `json:"against"`
		Gone    []any `json:"gone"`
	}
	g.director.Get("/api/v1" + g.of("/erasures")).Want(http.StatusOK).Into(&plan)
	if len(plan.Erasures) != 1 || len(plan.Against) != 0 || len(plan.Gone) == 0 {
		t.Fatalf("the plan: %+v", plan)
	}
	answer := func(word string) string { return g.of(fmt.Sprintf("/erase/%d/%s", plan.Erasures[0].ID, word)) }
	waits := g.manager.Get(g.of("/erase")).Page()
	if waits.Has(`form[action="`+answer("agree")+`"]`) || !waits.Has(`form[action="`+answer("refuse")+`"]`) {
		t.Error("who proposed may agree, or may not take it back")
	}
	g.manager.Post(answer("agree"), url.Values{"sure": {"true"}}).Want(http.StatusConflict)
	g.worker.Post(answer("agree"), url.Values{"sure": {"true"}}).Want(http.StatusForbidden)
	g.other.Post(answer("agree"), url.Values{"sure": {"true"}}).Want(http.StatusNotFound)
	g.director.Post(answer("agree"), url.Values{}).Want(http.StatusUnprocessableEntity)
	if got := g.director.Post(answer("refuse"), url.Values{"reason": {""}}).Want(http.StatusUnprocessableEntity).Page(); got.Text("#f-refuse-reason-error") == "" {
		t.Error("a refusal without a reason is not told beside its field")
	}
	if list := g.second.Get("/privacy/retention").Want(http.StatusOK); !strings.Contains(list.Body, "Chờ người thứ hai") || !strings.Contains(list.Body, "Đặng Thị Hoa") {
		t.Error("what waits is not on the page of keeping")
	}
	for range 2 {
		g.director.Post(answer("agree"), url.Values{"_key": {"agree-once"}, "sure": {"true"}}).Want(http.StatusSeeOther)
	}
	g.second.Post(answer("agree"), url.Values{"sure": {"true"}}).Want(http.StatusConflict)
	done := g.second.Get(g.of("/erase")).Want(http.StatusOK)
	if strings.Contains(done.Body, "Đặng Thị Hoa") || done.Page().Has("main form") {
		t.Error("the page after it still tells, or asks")
	}
	if !strings.Contains(g.second.Get("/privacy/retention").Body, privacy.NameAfter(g.hoa)) {
		t.Error("the page of keeping does not say what was erased")
	}
	for _, path := range []string{g.of(""), "/privacy/retention", "/privacy/requests?closed=true"} {
		if strings.Contains(g.director.Get(path).Want(http.StatusOK).Body, "Đặng Thị Hoa") {
			t.Errorf("%s still says the name", path)
		}
	}
	if book := g.director.Get("/privacy/requests.xlsx?closed=true").Want(http.StatusOK); strings.Contains(book.Body, "Đặng Thị Hoa") {
		t.Error("the spreadsheet still says the name")
	}
	if missed := words.Missed(); len(missed) > 0 {
		t.Errorf("words missing: %v", missed)
	}
}

// TestConsentAndRestByPage: what is typed wrongly comes back, and what is sent twice is written once.
func TestConsentAndRestByPage(t *testing.T) {
	g := open(t)
	said := url.Values{"purpose": {"donors"}, "act": {"given"}, "giver": {"self"}, "means": {"click"}, "note": {"nói rất vui"}}
	wrong := g.worker.Post(g.of("/consents"), said).Want(http.StatusUnprocessableEntity).Page()
	if wrong.Attr(`input[name="note"]`, "value") != "nói rất vui" || !wrong.Has(`option[value="donors"][selected]`) {
		t.Error("what was typed is lost")
	}
	said.Set("witness", "Nguyễn Thị Lan")
	said.Set("_key", "consent-once")
	for range 2 {
		g.worker.Post(g.of("/consents"), said).Want(http.StatusSeeOther)
	}
	g.carer.Post(g.of("/consents"), said).Want(http.StatusForbidden)
	g.other.Post(g.of("/consents"), url.Values{"purpose": {"donors"}, "act": {"refused"}, "giver": {"self"}}).Want(http.StatusNotFound)
	var n int
	if err := g.Raw().QueryRow("SELECT COUNT(*) FROM privacy_consents WHERE resident_id = ?", g.hoa).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d rows of one consent, %v", n, err)
	}
	g.Clock.Add(time.Minute)
	g.director.Post(g.of("/consents/donors/withdraw"), url.Values{}).Want(http.StatusSeeOther)
	g.director.Post(g.of("/consents/donors/withdraw"), url.Values{}).Want(http.StatusConflict)
	rest := g.worker.Post(g.of("/holds"), url.Values{"reason": {""}})
	rest.Want(http.StatusForbidden)
	hold := g.director.Post(g.of("/holds"), url.Values{"reason": {""}, "basis_paper": {"Công văn 12"}}).Want(http.StatusUnprocessableEntity).Page()
	if hold.Attr(`input[name="basis_paper"]`, "value") != "Công văn 12" {
		t.Error("the paper of a hold is lost")
	}
}
