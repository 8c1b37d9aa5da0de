package residents_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maiam/handlers/sheet"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/presence"
	"maiam/models/privacy"
	"maiam/models/residents"
)

// TestRelativesAreToldWithAYesAlone: beside the numbers to call, on the page and in the file, stands that
// relatives may not be told how somebody is, until the person said yes to it, and again while the data rest.
func TestRelativesAreToldWithAYesAlone(t *testing.T) {
	g := open(t)
	g.Do(privacy.Seed)
	worker := dbtest.Person(15, []string{residents.View, residents.Edit, presence.View, privacy.View, privacy.Record}, g.one.ID)
	act := func(fn func(tx *db.Tx) error) {
		t.Helper()
		if err := g.As(worker, fn); err != nil {
			t.Fatal(err)
		}
	}
	family := file(g.hoa, "family")
	const silent = "Chưa được kể cho người thân"
	says := func() (page, saved bool) {
		t.Helper()
		a := g.carer.Get(family + ".xlsx").Want(http.StatusOK)
		book, err := sheet.Read(bytes.NewReader([]byte(a.Body)), int64(len(a.Body)), sheet.Usual)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(g.carer.Get(family).Want(http.StatusOK).Page().Text("body"), silent), strings.Contains(fmt.Sprint(book.Grids[0].Rows), silent)
	}
	if page, saved := says(); page || !saved {
		t.Errorf("without a relative the page says it: %v, the file: %v", page, saved)
	}
	act(func(tx *db.Tx) error {
		_, err := residents.AddKin(tx, residents.KinInput{Resident: g.hoa, Name: "Đặng Văn Minh", Relation: "child", Phone: "0912345678"})
		return err
	})
	for i, step := range []struct {
		does   func(tx *db.Tx) error
		silent bool
	}{
		{func(*db.Tx) error { return nil }, true},
		{func(tx *db.Tx) error {
			_, err := privacy.RecordConsent(tx, privacy.ConsentInput{Resident: g.hoa, Purpose: privacy.FamilyNews, Act: privacy.Given, Giver: privacy.Self, Means: privacy.Written, Place: "Tủ 2"})
			return err
		}, false},
		{func(tx *db.Tx) error {
			_, err := privacy.Restrict(tx, privacy.RestrictInput{Resident: g.hoa, Kind: "restriction", Reason: "cãi nhau với con"})
			return err
		}, true},
	} {
		act(step.does)
		if page, saved := says(); page != step.silent || saved != step.silent {
			t.Errorf("step %d: the page says it: %v, the file: %v", i, page, saved)
		}
	}
	if strings.Contains(g.carer.Get(family).Body, "cãi nhau") {
		t.Error("why the data rest is told")
	}
	wordless(t)
}

// TestAFamilyIsCalledAndWrittenDown goes the way of a nurse: two numbers to tap, the call noted from
// the button beside them, a correction, and a search until the son is found.
func TestAFamilyIsCalledAndWrittenDown(t *testing.T) {
	g := open(t)
	family := file(g.hoa, "family")
	page := g.nurse.Get(family).Want(http.StatusOK).Page()
	refused := g.nurse.Submit(page.Form("#kin-new"), "name", "Đặng Văn Minh", "phone_two", "abc", "relation", "child").Want(http.StatusUnprocessableEntity).Page()
	if got := refused.Form("#kin-new").Values; got.Get("name") != "Đặng Văn Minh" || !strings.Contains(refused.Text("#f-kin-new-phone_two-error"), "điện thoại") {
		t.Errorf("refused: %v %q", got, refused.Text("#f-kin-new-phone_two-error"))
	}
	g.nurse.Submit(refused.Form("#kin-new"), "phone", "0912 345 678", "phone_two", "0238 3844 129", "call_order", "1", "guardian", "true").Want(http.StatusSeeOther)
	person := g.carer.Get(file(g.hoa)).Page()
	if person.Count(`a[href^="tel:"]`) != 2 || person.Attr(`.calls a[href^="tel:"]`, "href") != "tel:+84912345678" {
		t.Error("the numbers cannot be tapped")
	}
	if text := person.Text("body"); !strings.Contains(text, "Gọi trước") || !strings.Contains(text, "Giám hộ") {
		t.Error("who is called first and who is the guardian is not said")
	}
	if g.carer.Get(family).Want(http.StatusOK).Page().Has("#contact") {
		t.Error("who may not note a contact is shown the form")
	}
	note := g.nurse.Get(file(g.hoa)).Page().Attr(`.calls a[href*="/family?kin="]`, "href")
	note, _, _ = strings.Cut(note, "#")
	page = g.nurse.Get(note).Want(http.StatusOK).Page()
	form := page.Form("#contact")
	if form.Values.Get("kin") == "" {
		t.Error("the one who was called is not chosen")
	}
	g.nurse.Submit(form, "way", "called").Want(http.StatusUnprocessableEntity)
	g.nurse.Submit(form, "way", "called", "outcome", "reached", "note", "Chủ nhật sẽ lên thăm", "_key", "2").Want(http.StatusSeeOther)
	if text := g.carer.Get(file(g.hoa)).Page().Text("body"); !strings.Contains(text, "liên lạc lần cuối") {
		t.Error("the person's page does not say when the family was reached")
	}
	page = g.nurse.Get(family).Page()
	edit := page.Attr(`a[href*="/contacts/"]`, "href")
	form = g.nurse.Get(edit).Want(http.StatusOK).Page().Form("#contact")
	if form.Values.Get("note") != "Chủ nhật sẽ lên thăm" || form.Values.Get("way") != "called" {
		t.Errorf("what was written is not in the form: %v", form.Values)
	}
	g.nurse.Submit(form, "outcome", "no_answer").Want(http.StatusUnprocessableEntity)
	g.nurse.Submit(form, "outcome", "no_answer", "reason", "Ghi nhầm", "_key", "3").Want(http.StatusSeeOther)
	page = g.nurse.Get(family).Page()
	if page.Count("li.struck") != 1 || !strings.Contains(page.Text("li.struck"), "Ghi nhầm") || !strings.Contains(page.Text("body"), "Không nghe máy") {
		t.Error("the correction does not show beside what it corrects")
	}
	if n := g.nurse.Get(edit).Want(http.StatusOK).Page(); n.Has("#contact") {
		t.Error("what was corrected can be corrected again")
	}
	g.nurse.Submit(page.Form("#search-new"), "kin", form.Values.Get("kin"), "last_seen_where", "Vinh", "from", "1/11/2026").Want(http.StatusSeeOther)
	if text := g.carer.Get(file(g.hoa)).Page().Text("body"); !strings.Contains(text, "Đang tìm từ 01/11/2026") {
		t.Error("the person's page does not say that the son is sought")
	}
	page = g.nurse.Get(family).Page()
	end := page.Attr(`form[action*="/searches/"]`, "action")
	g.nurse.Post(end, url.Values{"found": {"yes"}, "note": {"Ở Đồng Nai"}}).Want(http.StatusSeeOther)
	if text := g.nurse.Get(family).Page().Text("body"); !strings.Contains(text, "Đã tìm được") || strings.Contains(text, "Đang tìm từ") {
		t.Error("the search goes on")
	}
	g.other.Get(family).Want(http.StatusNotFound)
	g.other.Get(edit).Want(http.StatusNotFound)
	g.kitchen.Get(family).Want(http.StatusForbidden)
	g.carer.Post(file(g.hoa, "contacts"), url.Values{"who": {"x"}, "way": {"called"}, "outcome": {"reached"}}).Want(http.StatusForbidden)
	g.english.Get(family).Want(http.StatusOK)
	var log struct {
		Items []struct{ Way, Outcome string }
	}
	g.carer.JSON("GET", "/api/v1"+file(g.hoa, "contacts"), nil).Want(http.StatusOK).Into(&log)
	if len(log.Items) != 2 {
		t.Errorf("the API tells %+v", log)
	}
	wordless(t)
}

// TestTwoResidentsOfOneFamily links An to Hoa; each page leads to the other.
func TestTwoResidentsOfOneFamily(t *testing.T) {
	g := open(t)
	if got := g.nurse.Get("/residents/numbers?lives_here=phan+an").Want(http.StatusOK); !strings.Contains(got.Body, "NA-000002 Phan Văn An") {
		t.Errorf("suggests %q", got.Body)
	}
	form := g.nurse.Get(file(g.hoa, "family")).Page().Form("#kin-new")
	g.nurse.Submit(form, "relation", "sibling", "lives_here", "NA-000002 Phan Văn An").Want(http.StatusSeeOther)
	if p := g.carer.Get(file(g.hoa)).Page(); !p.Has(`a.event-title[href="`+file(g.an)+`"]`) || !strings.Contains(p.Text("body"), "Cũng ở trung tâm") {
		t.Error("her page does not lead to him")
	}
	if p := g.carer.Get(file(g.an)).Page(); !p.Has(`a.event-title[href="` + file(g.hoa) + `"]`) {
		t.Error("his page does not lead to her")
	}
	if back := g.nurse.Submit(g.nurse.Get(file(g.an, "family")).Page().Form("#kin-new"), "relation", "sibling", "lives_here", "NA-000001").Want(http.StatusUnprocessableEntity).Page(); back.Text("#f-kin-new-lives_here-error") == "" {
		t.Error("the link back is not refused beside its field")
	}
	wordless(t)
}

// TestABabyIsBorn makes the file, the link and the stay in one act, and refuses all of it together.
func TestABabyIsBorn(t *testing.T) {
	g := open(t)
	form := g.nurse.Get(file(g.hoa, "birth")).Want(http.StatusOK).Page().Form("#birth")
	if form.Values.Get("name") != "Con bà Đặng Thị Hoa" {
		t.Errorf("the baby is called %q", form.Values.Get("name"))
	}
	g.nurse.Submit(form, "sex", "f").Want(http.StatusUnprocessableEntity)
	g.nurse.Submit(form, "sex", "f", "category", "A1", "at", "31/12/2025 10:00", "_key", "2").Want(http.StatusUnprocessableEntity)
	beds := g.nurse.Get(file(g.hoa, "birth")).Page().Find(`#birth select[name="bed_id"] option`).Length()
	if beds != 2 { // with the mother, and the free bed of her room
		t.Errorf("%d places are offered", beds)
	}
	at := g.nurse.Submit(form, "sex", "f", "category", "A1", "at", "20/11/2026 03:10", "_key", "3").Want(http.StatusSeeOther).Header.Get("Location")
	baby := g.nurse.Get(at).Want(http.StatusOK).Page()
	if text := baby.Text("body"); !strings.Contains(text, "Con bà Đặng Thị Hoa") || !strings.Contains(text, "20/11/2026") || !baby.Has(`a.event-title[href="`+file(g.hoa)+`"]`) {
		t.Error("the baby's page lacks the mother or the day")
	}
	if text := g.carer.Get(file(g.hoa)).Page().Text("body"); !strings.Contains(text, "Con nhỏ ở cùng mẹ") {
		t.Error("the mother's page does not show the baby")
	}
	var id uint64
	if _, err := fmt.Sscanf(at, "/residents/%d", &id); err != nil {
		t.Fatal(err)
	}
	g.Do(func(tx *db.Tx) error {
		where, err := presence.WhereIs(tx, id)
		if err != nil || where == nil || where.Category != "A1" || where.AdmittedAt.Format("2006-01-02T15:04") != "2026-11-19T20:10" {
			t.Errorf("in care: %+v %v", where, err)
		}
		return nil
	})
	warned := g.nurse.Submit(form, "sex", "f", "category", "A1", "at", "20/11/2026 03:10", "_key", "4").Want(http.StatusConflict).Page()
	if !warned.Has(`button[name="despite"]`) {
		t.Error("there is no way to enter the other twin")
	}
	before := count(t, g, "residents_people")
	g.nurse.Submit(form, "sex", "m", "category", "A1", "at", "20/11/2026 03:10", "bed_id", "999999", "_key", "5").Want(http.StatusNotFound)
	if after := count(t, g, "residents_people"); after != before {
		t.Error("a refused admission leaves a file")
	}
	g.nurse.JSON("POST", "/api/v1"+file(g.an, "births"), map[string]any{"name": "Bé", "sex": "f", "category": "A1"}).Problem(http.StatusConflict, "residents.not_a_mother")
	g.other.Get(file(g.hoa, "birth")).Want(http.StatusNotFound)
	g.carer.Get(file(g.hoa, "birth")).Want(http.StatusForbidden)
	wordless(t)
}

func count(t *testing.T, g *ground, table string) (n int) {
	t.Helper()
	if err := g.Raw().QueryRow("SELECT COUNT(*) FROM " + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
