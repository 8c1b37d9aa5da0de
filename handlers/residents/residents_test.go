package residents_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"maiam/handlers/parts"
	residentsdesk "maiam/handlers/residents"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/files"
	"maiam/models/presence"
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

// ground is a campus with two wards, Hoa in bed 201 G1 of the first, An in the second, and Châu, who
// is in care without a bed.
type ground struct {
	*dbtest.House
	t                   *testing.T
	one, two            *wards.Campus
	women, men          *wards.Ward
	hoa, an, chau       uint64
	nurse, carer, other *webtest.Visitor
	english             *webtest.Visitor
	wardCarer           *webtest.Visitor
	kitchen             *webtest.Visitor
	doctor, director    *webtest.Visitor
}

var all = []string{residents.View, residents.Edit, residents.ContactPermission, residents.ConfidePermission, presence.View, presence.Receive, presence.Arrange, presence.Away, presence.Release}

func open(t *testing.T) *ground {
	t.Helper()
	if err := words.Register(words.Texts(), web.Texts, parts.Texts, sheet.Texts, residentsdesk.Texts, os.DirFS("../presence")); err != nil {
		t.Fatal(err)
	}
	g := &ground{House: dbtest.Open(t), t: t}
	since := value.MustDay("2026-01-01")
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
		ward := func(kind, name string, sex wards.Policy) *wards.Ward {
			z, err := wards.AddZone(tx, g.one.ID, wards.ZoneInput{Kind: kind, Name: "Phân khu " + name, From: since})
			must(err)
			w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu " + name, Sex: sex, From: since})
			must(err)
			_, err = wards.AddRoom(tx, w.ID, wards.RoomInput{Name: "201", Beds: 2, From: since})
			must(err)
			return w
		}
		g.women, g.men = ward(wards.ZoneFemale, "B", wards.ForWomen), ward(wards.ZoneMale, "A", wards.ForMen)
		person := func(in residents.PersonInput, ward *wards.Ward) uint64 {
			in.CampusID = g.one.ID
			p, err := residents.CreateResident(tx, in)
			must(err)
			admit := presence.AdmitInput{ResidentID: p.ID, Category: "A1", At: since.Start(tx.Zone())}
			if ward != nil {
				beds, err := wards.BedsOf(tx, wards.View, ward.ID)
				must(err)
				admit.BedID = beds[0].ID
			}
			_, err = presence.Admit(tx, admit)
			must(err)
			return p.ID
		}
		g.hoa = person(residents.PersonInput{Name: "Đặng Thị Hoa", Sex: "f", Birth: "1962", OriginAddress: "Diễn Châu, Nghệ An", CitizenNumber: "040162004512"}, g.women)
		g.an = person(residents.PersonInput{Name: "Phan Văn An", Sex: "m", Birth: "khoảng 1957"}, g.men)
		g.chau = person(residents.PersonInput{Name: "Trần Thị Châu", Sex: "f"}, nil)
		return nil
	})
	store, err := files.Open(filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	view := map[string]bool{residents.View: true, presence.View: true}
	carer := dbtest.Person(9, nil)
	carer.Grants = []db.Grant{{Permissions: view, Campus: g.one.ID, Ward: g.women.ID}}
	desk := web.New(web.Config{House: g.House.House, Lang: "vi", Named: named, Gate: gate{
		"doctor": dbtest.Person(12, all, g.one.ID), "director": dbtest.Person(13, append([]string{residents.EntrustPermission}, all...), g.one.ID), "second": dbtest.Person(14, all, g.one.ID),
		"nurse": dbtest.Person(7, all, g.one.ID), "other": dbtest.Person(8, all, g.two.ID), "ward": carer,
		"carer": dbtest.Person(10, []string{residents.View, presence.View}, g.one.ID), "kitchen": dbtest.Person(11, []string{presence.View}, g.one.ID)}})
	t.Cleanup(desk.Close)
	residentsdesk.Open(store)(desk)
	visitor := func(name, lang string) *webtest.Visitor {
		v := webtest.Visit(t, desk.Handler())
		v.Header.Set("X-Test", name)
		v.Header.Set("X-Lang", lang)
		return v
	}
	g.nurse, g.carer, g.other = visitor("nurse", "vi"), visitor("carer", "vi"), visitor("other", "vi")
	g.doctor, g.director = visitor("doctor", "vi"), visitor("director", "vi")
	g.english, g.wardCarer, g.kitchen = visitor("nurse", "en"), visitor("ward", "vi"), visitor("kitchen", "vi")
	return g
}

func file(id uint64, more ...string) string {
	return strings.Join(append([]string{fmt.Sprintf("/residents/%d", id)}, more...), "/")
}

// wordless fails when a page asked for a text that nobody wrote.
func wordless(t *testing.T) {
	t.Helper()
	if missed := words.Missed(); len(missed) > 0 {
		t.Errorf("words missing: %v", missed)
	}
}

func TestTexts(t *testing.T) { words.Check(t, residentsdesk.Texts) }

func TestListFindsPeople(t *testing.T) {
	g := open(t)
	for _, c := range []struct{ query, want string }{
		{"", "Phan Văn An|Trần Thị Châu|Đặng Thị Hoa"},
		{"?q=dang+hoa+62+dien+chau", "Đặng Thị Hoa"},
		{"?q=" + url.QueryEscape(norm.NFD.String("Đặng Hoà")), "Đặng Thị Hoa"},
		{"?q=chau", "Trần Thị Châu|Đặng Thị Hoa"},
		{"?status=no_bed", "Trần Thị Châu"},
		{"?sex=m", "Phan Văn An"},
		{fmt.Sprintf("?ward_id=%d", g.women.ID), "Đặng Thị Hoa"},
	} {
		p := g.carer.Get("/residents" + c.query).Want(http.StatusOK).Page()
		if got := strings.Join(p.Texts(".row-link"), "|"); got != c.want {
			t.Errorf("%q: want %q, got %q", c.query, c.want, got)
		}
	}
	p := g.carer.Get("/residents").Page()
	if !strings.Contains(p.Text("#people"), "Chưa có giường") || p.Count("tbody tr") != 3 {
		t.Error("who has no bed is not said loudly")
	}
	if p.Has(`a[href="/residents/new"]`) {
		t.Error("a carer is shown the way to enter people")
	}
	none := g.nurse.Get("/residents?q=khong+co+ai").Want(http.StatusOK).Page()
	if none.Attr(`a[href^="/residents/new?name="]`, "href") != "/residents/new?name=khong+co+ai" {
		t.Error("nobody found: the way to enter them is missing")
	}
	if got := g.wardCarer.Get("/residents").Page().Texts(".row-link"); len(got) != 1 || got[0] != "Đặng Thị Hoa" {
		t.Errorf("the carer of one ward sees %v", got)
	}
	g.kitchen.Get("/residents").Want(http.StatusForbidden)
	if got := g.other.Get("/residents?q=hoa").Page().Texts(".row-link"); len(got) != 0 {
		t.Errorf("the other campus sees %v", got)
	}
	wordless(t)
}

func TestListAsSpreadsheet(t *testing.T) {
	g := open(t)
	answer := g.carer.Get("/residents.xlsx?q=hoa").Want(http.StatusOK)
	book, err := sheet.Read(strings.NewReader(answer.Body), int64(len(answer.Body)), sheet.Usual)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(book.Grids)
	for _, want := range []string{"NA-000001", "Đặng Thị Hoa", "1962", "Khu B"} {
		if !strings.Contains(got, want) {
			t.Errorf("the sheet lacks %s: %s", want, got)
		}
	}
	if strings.Contains(got, "Phan") {
		t.Error("the sheet holds more than the list")
	}
	wordless(t)
}

func TestFileOfAPerson(t *testing.T) {
	g := open(t)
	for _, v := range []*webtest.Visitor{g.nurse, g.english} {
		v.Get(file(g.hoa)).Want(http.StatusOK)
		v.Get(file(g.hoa, "edit")).Want(http.StatusOK)
		v.Get("/residents/new").Want(http.StatusOK)
	}
	p := g.carer.Get(file(g.hoa)).Want(http.StatusOK).Page()
	text := p.Text("body")
	for _, want := range []string{"Đặng Thị Hoa", "G1 · Phòng 201 · Khu B", "040•••••4512", "NA-000001", "1962"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if p.Count("form[method=post]") != 0 {
		t.Error("who may not edit is shown forms")
	}
	if nurse := g.nurse.Get(file(g.hoa)).Page(); !strings.Contains(nurse.Text("body"), "040162004512") {
		t.Error("an editor sees the whole number")
	}
	if chau := g.carer.Get(file(g.chau)).Page(); chau.Text(".notice.danger .notice-title") != "Chưa có giường" {
		t.Errorf("no bed is not said loudly: %q", chau.Text(".notice"))
	}
	g.wardCarer.Get(file(g.hoa)).Want(http.StatusOK)
	g.wardCarer.Get(file(g.chau)).Want(http.StatusOK) // waits for a bed, perhaps in this ward
	g.wardCarer.Get(file(g.an)).Want(http.StatusNotFound)
	g.other.Get(file(g.hoa)).Want(http.StatusNotFound)
	g.kitchen.Get(file(g.hoa)).Want(http.StatusForbidden)
	wordless(t)
}

func TestEnterSomebody(t *testing.T) {
	g := open(t)
	form := g.nurse.Get("/residents/new?name=Lê+Thị+Bé").Page().Form("form.card")
	if form.Values.Get("name") != "Lê Thị Bé" {
		t.Errorf("what was searched for is not taken over: %v", form.Values)
	}
	refused := g.nurse.Submit(form, "sex", "f", "birth", "1/1/2030", "note", "Đến lúc nửa đêm").Want(http.StatusUnprocessableEntity).Page()
	if got := refused.Form("form.card").Values; got.Get("note") != "Đến lúc nửa đêm" || got.Get("birth") != "1/1/2030" || got.Get("sex") != "f" {
		t.Errorf("what was typed is lost: %v", got)
	}
	if !strings.Contains(refused.Text(".wrong"), "Ngày sinh chưa tới") {
		t.Errorf("the sentence is not beside the field: %q", refused.Text(".wrong"))
	}
	done := g.nurse.Submit(refused.Form("form.card"), "birth", "khoảng 1980").Want(http.StatusSeeOther)
	if !strings.HasPrefix(done.Header.Get("Location"), "/presence/admit?resident_id=") {
		t.Errorf("leads to %s", done.Header.Get("Location"))
	}
	wordless(t)
}

func TestAlikeIsShownBeforeTwice(t *testing.T) {
	g := open(t)
	form := g.nurse.Get("/residents/new").Page().Form("form.card")
	warned := g.nurse.Submit(form, "name", "DANG THI HOA", "sex", "f", "birth", "1962").Want(http.StatusConflict).Page()
	if got := warned.Attr(".notice .event-title", "href"); got != file(g.hoa) {
		t.Errorf("who is alike is not shown: %q", got)
	}
	button := warned.Find(`button[name="despite"]`)
	if button.Length() != 1 || !strings.Contains(button.Text(), "Vẫn tạo") {
		t.Fatal("there is no way to create anyway")
	}
	g.nurse.Submit(warned.Form("form.card"), "despite", "true").Want(http.StatusSeeOther)
	far := g.other.Submit(g.other.Get("/residents/new").Page().Form("form.card"), "name", "Đặng Thị Hoa", "sex", "f", "birth", "1962").Want(http.StatusConflict)
	if page := far.Page(); strings.Contains(page.Text(".notice"), "NA-000001") || !strings.Contains(page.Text(".notice"), "cơ sở khác") {
		t.Errorf("the other campus is told: %q", page.Text(".notice"))
	}
	wordless(t)
}

func TestEditConflictKeepsTyped(t *testing.T) {
	g := open(t)
	form := g.nurse.Get(file(g.hoa, "edit")).Page().Form("form.card")
	g.nurse.Submit(form, "note", "Một").Want(http.StatusSeeOther)
	late := g.nurse.Submit(form, "note", "Hai", "_key", "another").Want(http.StatusConflict).Page()
	if got := late.Form("form.card").Values.Get("note"); got != "Hai" {
		t.Errorf("what was typed is lost: %q", got)
	}
	page := g.nurse.Get(file(g.hoa)).Page()
	if !strings.Contains(page.Text("body"), "Một") {
		t.Error("the first change is gone")
	}
	an := g.nurse.Get(file(g.an, "edit")).Page().Form("form.card")
	if got := an.Values.Get("birth"); got != "khoảng 1957" {
		t.Errorf("an estimated birth comes back as %q", got)
	}
	g.nurse.Submit(an).Want(http.StatusSeeOther) // saving without a change keeps it
	if was := g.nurse.Get(file(g.hoa, "changes")).Want(http.StatusOK).Page().Text(".event-title"); was != "Ghi chú trước đây: Chưa rõ" {
		t.Errorf("changes: %q", was)
	}
	wordless(t)
}

func TestSmallForms(t *testing.T) {
	g := open(t)
	post := func(path string, status int, values ...string) *webtest.Answer {
		t.Helper()
		form := url.Values{}
		for i := 0; i < len(values); i += 2 {
			form.Set(values[i], values[i+1])
		}
		return g.nurse.Post(file(g.hoa, path), form).Want(status)
	}
	post("flags", http.StatusSeeOther, "kind", "fall_risk", "note", "Ban đêm")
	post("flags", http.StatusConflict, "kind", "fall_risk")
	if p := post("flags", http.StatusUnprocessableEntity, "kind", "hiv", "note", "giữ lại").Page(); p.Form("#flag").Values.Get("note") != "giữ lại" {
		t.Error("a refused flag loses its note")
	}
	post("needs", http.StatusSeeOther, "what", "allergy.", "note", "Tôm cua", "severity", "severe")
	post("needs", http.StatusSeeOther, "what", "diet.soft")
	if p := post("needs", http.StatusUnprocessableEntity, "what", "diet.", "severity", "mild").Page(); !strings.Contains(p.Text("#need"), "Xin chọn một nhu cầu") || p.Form("#need").Values.Get("what") != "diet." {
		t.Error("a refused need loses what was chosen")
	}
	post("needs", http.StatusUnprocessableEntity, "what", "diet.wheelchair")
	post("kin", http.StatusSeeOther, "name", "Đặng Văn Minh", "relation", "sibling", "phone", "0912 345 678", "first_call", "true")
	post("names", http.StatusSeeOther, "name", "Bà Hoa còi", "kind", "nickname")
	p := g.nurse.Get(file(g.hoa)).Page()
	for _, want := range []string{"Dễ ngã", "Dị ứng tôm cua", "Ăn mềm", "Đặng Văn Minh", "Bà Hoa còi", "0912 345 678"} {
		if !strings.Contains(p.Text("body"), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if p.Attr(`a[href^="tel:"]`, "href") != "tel:+84912345678" {
		t.Error("a tap on the number does not call")
	}
	if list := g.carer.Get("/residents?q=hoa+coi").Page(); !strings.Contains(list.Text("#people"), "Dễ ngã") {
		t.Errorf("the nickname or the risk is not in the list: %s", list.Text("#people"))
	}
	family := g.nurse.Get(file(g.hoa, "family")).Page()
	ends := []string{family.Attr(fmt.Sprintf(`button[formaction^="%s/"]`, file(g.hoa, "kin")), "formaction")}
	for _, noun := range []string{"flags", "needs", "names"} {
		ends = append(ends, p.Attr(fmt.Sprintf(`form[action^="%s/"][action$="/end"]`, file(g.hoa, noun)), "action"))
	}
	for _, end := range ends {
		g.carer.Post(end, url.Values{}).Want(http.StatusForbidden)
		g.other.Post(end, url.Values{}).Want(http.StatusNotFound)
		g.nurse.Post(end, url.Values{}).Want(http.StatusSeeOther)
		g.nurse.Post(end, url.Values{}).Want(http.StatusNotFound)
	}
	if p = g.nurse.Get(file(g.hoa)).Page(); strings.Contains(p.Text(".who"), "Dễ ngã") || p.Has(`a[href^="tel:"]`) {
		t.Error("what was ended is still there")
	}
	wordless(t)
}

func TestPhotoAndScan(t *testing.T) {
	g := open(t)
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 800, 600)), nil); err != nil {
		t.Fatal(err)
	}
	g.carer.Get(file(g.hoa, "photo")).Want(http.StatusNotFound)
	g.nurse.Upload(file(g.hoa, "photo"), url.Values{}, "file", "a.jpg", picture.Bytes()).Want(http.StatusSeeOther)
	src := g.carer.Get(file(g.hoa)).Page().Attr(".who img", "src")
	answer := g.carer.Get(src).Want(http.StatusOK)
	if cfg, err := jpeg.DecodeConfig(strings.NewReader(answer.Body)); err != nil || cfg.Width != 400 {
		t.Errorf("the face: %+v %v", cfg, err)
	}
	g.other.Get(src).Want(http.StatusNotFound)
	g.kitchen.Get(src).Want(http.StatusForbidden)
	bad := g.nurse.Upload(file(g.hoa, "photo"), url.Values{}, "file", "a.jpg", []byte("no picture")).Want(http.StatusUnprocessableEntity).Page()
	if !strings.Contains(bad.Text("#photo"), "Chỉ nhận ảnh") {
		t.Errorf("got %q", bad.Text("#photo"))
	}
	g.nurse.Post(file(g.hoa, "photo"), url.Values{}).Want(http.StatusUnprocessableEntity)
	g.carer.Upload(file(g.hoa, "photo"), url.Values{}, "file", "a.jpg", picture.Bytes()).Want(http.StatusForbidden)

	pdf := []byte("%PDF-1.7 quyết định %%EOF")
	g.nurse.Upload(file(g.hoa, "papers"), url.Values{"kind": {"admission_decision"}, "number": {"12/QĐ"}, "issued_on": {"1/2/2026"}}, "file", "qd.pdf", pdf).Want(http.StatusSeeOther)
	g.nurse.Post(file(g.hoa, "papers"), url.Values{"kind": {"citizen_card"}, "number": {"040162004512"}, "expires_on": {"1/1/2026"}}).Want(http.StatusSeeOther)
	p := g.carer.Get(file(g.hoa)).Page()
	if text := p.Text("body"); !strings.Contains(text, "12/QĐ · cấp 01/02/2026") || !strings.Contains(text, "Hết hạn 01/01/2026") {
		t.Errorf("papers: %s", text)
	}
	leaf := g.carer.Get(p.Attr(`a[href*="/papers/"]`, "href")).Want(http.StatusOK).Page()
	scan := leaf.Attr(`a[href*="/pages/"]`, "href")
	if got := g.carer.Get(scan).Want(http.StatusOK).Body; got != string(pdf) {
		t.Errorf("the scan: %q", got)
	}
	g.other.Get(scan).Want(http.StatusNotFound)
	wordless(t)
}

func TestAPI(t *testing.T) {
	g := open(t)
	var list struct {
		Items []struct {
			ID    uint64
			Name  string
			Where *struct{ Bed, Room, Ward, Category string }
		}
		Next string
	}
	g.carer.JSON("GET", "/api/v1/residents?q=dang+hoa+62&limit=1", nil).Want(http.StatusOK).Into(&list)
	if len(list.Items) != 1 || list.Items[0].ID != g.hoa || list.Items[0].Where.Bed != "G1" {
		t.Errorf("got %+v", list)
	}
	g.carer.JSON("GET", "/api/v1/residents?limit=1", nil).Want(http.StatusOK).Into(&list)
	if list.Next == "" {
		t.Error("no cursor for the next page")
	}
	var one struct {
		Name          string
		CitizenNumber string `json:"citizen_number"`
		Version       uint64
	}
	g.carer.JSON("GET", fmt.Sprintf("/api/v1/residents/%d", g.hoa), nil).Want(http.StatusOK).Into(&one)
	if one.Name != "Đặng Thị Hoa" || one.CitizenNumber != "040•••••4512" {
		t.Errorf("got %+v", one)
	}
	person := map[string]any{"name": "Vi Thị Lý", "sex": "f", "birth": "1990-02-03"}
	made := g.nurse.JSON("POST", "/api/v1/residents", person, "Idempotency-Key: k1").Want(http.StatusCreated)
	if again := g.nurse.JSON("POST", "/api/v1/residents", person, "Idempotency-Key: k1").Want(http.StatusCreated); again.Body != made.Body {
		t.Errorf("the repeat differs: %s", again.Body)
	}
	g.nurse.JSON("POST", "/api/v1/residents", person, "Idempotency-Key: k2").Problem(http.StatusConflict, "residents.alike_known")
	g.carer.JSON("POST", "/api/v1/residents", person).Problem(http.StatusForbidden, "fault.forbidden")
	path := fmt.Sprintf("/api/v1/residents/%d", g.hoa)
	g.nurse.JSON("PATCH", path, map[string]any{"note": "Mới"}, "If-Match: \"0\"").Want(http.StatusOK)
	problem := g.nurse.JSON("PATCH", path, map[string]any{"note": "Mới hơn"}, "If-Match: \"0\"").Problem(http.StatusConflict, "db.changed_meanwhile")
	_ = problem
	g.nurse.JSON("POST", path+"/flags", map[string]any{"kind": "seizure"}).Want(http.StatusCreated)
	g.other.JSON("GET", path, nil).Problem(http.StatusNotFound, "db.not_found")
	var alike struct {
		Items     []struct{ ID uint64 }
		Elsewhere int
	}
	g.other.JSON("GET", "/api/v1/residents/alike?name=dang+thi+hoa&sex=f", nil).Want(http.StatusOK).Into(&alike)
	if len(alike.Items) != 0 || alike.Elsewhere != 1 {
		t.Errorf("got %+v", alike)
	}
	wordless(t)
}

// TestHostileStrings sends what has broken other programs through every text field.
func TestHostileStrings(t *testing.T) {
	g := open(t)
	api := func(path string) string { return fmt.Sprintf("/api/v1/residents/%d/%s", g.hoa, path) }
	for _, text := range webtest.HostileStrings(t) {
		if a := g.nurse.Post("/residents", url.Values{"name": {text}, "sex": {"f"}, "birth": {text}, "origin_address": {text}, "note": {text}, "other_names": {text},
			"citizen_number": {text}, "despite": {"true"}}); a.Status >= 500 || a.Status == http.StatusOK {
			t.Errorf("the form with %.40q: %d", text, a.Status)
		}
		for path, body := range map[string]map[string]any{
			"flags": {"kind": "watch", "note": text}, "needs": {"kind": "other", "note": text}, "kin": {"name": text, "relation": "other", "phone": text, "address": text},
		} {
			if a := g.nurse.JSON("POST", api(path), body); a.Status >= 500 {
				t.Errorf("%s with %.40q: %d", path, text, a.Status)
			}
		}
		if a := g.nurse.Get("/residents?q=" + url.QueryEscape(text)); a.Status >= 500 {
			t.Errorf("searching %.40q: %d", text, a.Status)
		}
	}
	for _, text := range []string{"\x00", "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, strings.Repeat("ề", 70_000)} {
		for path, values := range map[string]url.Values{
			file(g.hoa, "papers"): {"kind": {"other"}, "number": {text}, "issued_by": {text}},
			file(g.hoa, "names"):  {"name": {text}},
			file(g.hoa, "kin"):    {"name": {text}, "relation": {text}, "note": {text}},
		} {
			if a := g.nurse.Post(path, values); a.Status >= 500 {
				t.Errorf("%s with %.40q: %d", path, text, a.Status)
			}
		}
	}
	p := g.nurse.Get(file(g.hoa)).Want(http.StatusOK)
	if strings.Contains(p.Body, "<script>alert") || strings.Contains(p.Body, "<img src=x") {
		t.Error("what was typed became part of the page")
	}
	wordless(t)
}

// TestTwoOfOneNameInAWard: both pages and the list say so, with what tells the two apart.
func TestTwoOfOneNameInAWard(t *testing.T) {
	g := open(t)
	var twin uint64
	g.Do(func(tx *db.Tx) error {
		p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: g.one.ID, Name: "Đặng Hoa", Sex: "f", Birth: "1950", Despite: true})
		if err != nil {
			return err
		}
		twin = p.ID
		beds, err := wards.BedsOf(tx, wards.View, g.women.ID)
		if err != nil {
			return err
		}
		_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: p.ID, Category: "A1", BedID: beds[1].ID})
		return err
	})
	if got := g.carer.Get(file(g.hoa)).Page().Text(".notice.due"); !strings.Contains(got, "Đặng Hoa · 1950 · NA-000004 · Phòng 201 · G2") {
		t.Errorf("her page says %q", got)
	}
	if got := g.carer.Get(file(twin)).Page().Text(".notice.due"); !strings.Contains(got, "1962") {
		t.Errorf("the other page says %q", got)
	}
	if got := strings.Count(g.carer.Get("/residents").Page().Text("#people"), "Trùng tên trong khu"); got != 2 {
		t.Errorf("%d are marked in the list", got)
	}
	if got := g.carer.Get(file(g.an)).Page(); got.Has(".notice.due") {
		t.Error("somebody of another name is warned about")
	}
	wordless(t)
}

// TestWhoHasLeftIsStillRead: somebody who left is found by the filter, and the page says so plainly.
func TestWhoHasLeftIsStillRead(t *testing.T) {
	g := open(t)
	g.Do(func(tx *db.Tx) error {
		_, err := presence.Discharge(tx, presence.DischargeInput{ResidentID: g.hoa, Reason: presence.Reasons[0]})
		return err
	})
	if got := g.carer.Get("/residents").Page().Texts(".row-link"); len(got) != 2 {
		t.Errorf("in care are %v", got)
	}
	if got := g.carer.Get("/residents?status=left").Page().Texts(".row-link"); len(got) != 1 || got[0] != "Đặng Thị Hoa" {
		t.Errorf("those who left are %v", got)
	}
	if got := g.carer.Get("/residents?q=hoa+62").Page().Texts(".row-link"); len(got) != 1 {
		t.Errorf("a search finds %v", got)
	}
	if got := g.carer.Get(file(g.hoa)).Want(http.StatusOK).Page().Text(".notice"); !strings.Contains(got, "Đã rời trung tâm ngày 21/11/2026") {
		t.Errorf("the page says %q", got)
	}
	wordless(t)
}
