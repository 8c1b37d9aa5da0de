package intake_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"os"
	"slices"
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
	"maiam/models/files"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// nightGate lets in whoever the header names.
type nightGate map[string]db.Actor

func (g nightGate) Visitor(r *http.Request) (web.Visitor, error) {
	return web.Visitor{Actor: g[r.Header.Get("X-Test")], Lang: r.Header.Get("X-Lang")}, nil
}

// shelter is a campus with a ward for those who come in an emergency, and a social worker at its door.
type shelter struct {
	*dbtest.House
	t      *testing.T
	desk   *web.Desk
	campus uint64
	beds   []uint64
	worker *webtest.Visitor
}

func openShelter(t *testing.T) *shelter {
	t.Helper()
	if err := words.Register(words.Texts(), web.Texts, parts.Texts, sheet.Texts, intakedesk.Texts, os.DirFS("../presence")); err != nil {
		t.Fatal(err)
	}
	g := &shelter{House: dbtest.Open(t), t: t}
	since := value.MustDay("2026-01-01")
	g.Do(func(tx *db.Tx) error {
		if err := settings.Seed(tx); err != nil {
			return err
		}
		if err := intake.Seed(tx); err != nil {
			return err
		}
		c, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1", From: since})
		if err != nil {
			return err
		}
		g.campus = c.ID
		z, err := wards.AddZone(tx, c.ID, wards.ZoneInput{Kind: wards.ZoneEmergency, Name: "Tiếp nhận", From: since})
		if err != nil {
			return err
		}
		w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu tiếp nhận", Sex: wards.ForAny, From: since})
		if err != nil {
			return err
		}
		if _, err := wards.AddRoom(tx, w.ID, wards.RoomInput{Name: "101", FloorM2: "30", Beds: 2, From: since}); err != nil {
			return err
		}
		beds, err := wards.BedsOf(tx, wards.View, w.ID)
		for _, b := range beds {
			g.beds = append(g.beds, b.ID)
		}
		return err
	})
	all := []string{wards.View, residents.View, residents.Edit, presence.View, presence.Receive, presence.Arrange, presence.Away, presence.Release, presence.Witness,
		intake.ViewFiles, intake.Reception, intake.KeepFiles, intake.Decide}
	g.desk = web.New(web.Config{House: g.House.House, Lang: "vi", Gate: nightGate{"worker": dbtest.Person(7, all, g.campus),
		"joiner": dbtest.Person(11, append(slices.Clone(all), intake.Joining), g.campus), "second": dbtest.Person(12, append(slices.Clone(all), intake.Joining), g.campus),
		"rules": dbtest.Person(9, []string{"settings.view", "settings.change"}), "looks": dbtest.Person(10, []string{"settings.view"}),
		"reader": dbtest.Person(8, []string{intake.ViewFiles, presence.View, residents.View}, g.campus)}})
	store, err := files.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	intakedesk.OpenWith(store)(g.desk)
	g.worker = webtest.Visit(t, g.desk.Handler())
	g.worker.Header.Set("X-Test", "worker")
	return g
}

// as is a visitor of another name.
func (g *shelter) as(name string) *webtest.Visitor {
	v := webtest.Visit(g.t, g.desk.Handler())
	v.Header.Set("X-Test", name)
	return v
}

func (g *shelter) receive(changes url.Values) string {
	g.t.Helper()
	values := url.Values{"sex": {"m"}, "age": {"60"}, "found_place": {"Bến xe"}, "brought_by": {"police"}, "states": {"hungry", "injured"}, "category": {"B2"}}
	for k, v := range changes {
		values[k] = v
	}
	return g.worker.Post("/intake/emergency", values).Want(http.StatusSeeOther).Header.Get("Location")
}

func TestEmergencyPage(t *testing.T) {
	g := openShelter(t)
	page := g.worker.Get("/intake/emergency").Want(http.StatusOK).Page()
	if !strings.Contains(page.Text("main, body"), "phòng 101") {
		t.Error("the page does not say which bed the person would get")
	}
	t.Run("RefusedKeepsWhatWasTyped", func(t *testing.T) {
		a := g.worker.Post("/intake/emergency", url.Values{"found_place": {"Bến xe Đô Lương"}, "states": {"afraid"}, "age": {"già"}}).Want(http.StatusUnprocessableEntity)
		p := a.Page()
		if !strings.Contains(a.Body, "Bến xe Đô Lương") || p.Attr(`input[value="afraid"]`, "checked") == "" && !p.Has(`input[value="afraid"][checked]`) {
			t.Error("what was typed is lost")
		}
		if !strings.Contains(a.Body, "Ghi số tuổi") {
			t.Error("it does not say what is wrong with the age")
		}
	})
	path := g.receive(nil)
	file := g.worker.Get(path).Want(http.StatusOK)
	for _, want := range []string{"Người vô danh số 1/2026 CS1", "khoảng 1966", "Biên bản tình trạng khẩn cấp", "Bến xe", "Bị thương, Đói, khát", "Công an", "Khu tiếp nhận", "Nghị định 20/2021/NĐ-CP"} {
		if !strings.Contains(file.Body, want) {
			t.Errorf("the file does not say %q", want)
		}
	}
	t.Run("SentTwiceIsOnce", func(t *testing.T) {
		form := url.Values{"sex": {"f"}, "_key": {"11111111-2222-4333-8444-555555555555"}}
		one := g.worker.Post("/intake/emergency", form).Want(http.StatusSeeOther).Header.Get("Location")
		two := g.worker.Post("/intake/emergency", form).Want(http.StatusSeeOther).Header.Get("Location")
		if one != two {
			t.Errorf("one touch made %s and %s", one, two)
		}
	})
	t.Run("NoBedLeft", func(t *testing.T) {
		a := g.worker.Get(g.receive(url.Values{"name": {"Lò Văn Chín"}})).Want(http.StatusOK)
		if !strings.Contains(a.Body, "Người này chưa có giường") {
			t.Error("nobody says that the person has no bed")
		}
	})
	t.Run("SomebodyAlike", func(t *testing.T) {
		a := g.worker.Post("/intake/emergency", url.Values{"sex": {"m"}, "name": {"Lò Văn Chín"}}).Want(http.StatusConflict)
		if !strings.Contains(a.Body, "Đang ở trung tâm") || !strings.Contains(a.Page().Text("#night"), "Lò Văn Chín") || !a.Page().Has(`button[name="despite"]`) {
			t.Error("the one alike is not shown")
		}
		g.receive(url.Values{"name": {"Lò Văn Chín"}, "despite": {"true"}})
	})
	t.Run("SomebodyComesBack", func(t *testing.T) {
		at := g.receive(url.Values{"name": {"Kha Thị Sáu"}, "sex": {"f"}})
		var who uint64
		if err := g.Raw().QueryRow("SELECT id FROM residents_people WHERE name = 'Kha Thị Sáu'").Scan(&who); err != nil {
			t.Fatal(err)
		}
		form := url.Values{"sex": {"f"}, "name": {"kha thi sau"}, "found_place": {"Chợ Vinh"}}
		here := g.worker.Post("/intake/emergency", form).Want(http.StatusConflict)
		if !strings.Contains(here.Body, "Đang ở trung tâm") || here.Page().Has(`button[name="known_as"]`) {
			t.Error("who is here is offered for another admission")
		}
		g.Do(func(tx *db.Tx) error {
			_, err := presence.Discharge(tx, presence.DischargeInput{ResidentID: who, Reason: "b"})
			return err
		})
		page := g.worker.Post("/intake/emergency", form).Want(http.StatusConflict).Page()
		if !strings.Contains(page.Text("body"), "Đã ở 21/11/2026 – 21/11/2026: b) Người giám hộ") || page.Attr(`button[name="known_as"]`, "value") != fmt.Sprint(who) {
			t.Errorf("the earlier stay is not shown: %.300s", page.Text("#night"))
		}
		form.Set("known_as", fmt.Sprint(who))
		back := g.worker.Post("/intake/emergency", form).Want(http.StatusSeeOther).Header.Get("Location")
		var people, stays int
		if err := g.Raw().QueryRow("SELECT COUNT(*), (SELECT COUNT(*) FROM presence_stays WHERE resident_id = ?) FROM residents_people WHERE name = 'Kha Thị Sáu'", who).Scan(&people, &stays); err != nil {
			t.Fatal(err)
		}
		if back == at || people != 1 || stays != 2 {
			t.Errorf("one tap made %d people and %d stays at %s", people, stays, back)
		}
	})
	t.Run("Photograph", func(t *testing.T) {
		var picture bytes.Buffer
		if err := png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 40, 40))); err != nil {
			t.Fatal(err)
		}
		to := g.worker.Upload("/intake/emergency", url.Values{"sex": {"f"}}, "photo", "nguoi.png", picture.Bytes()).Want(http.StatusSeeOther).Header.Get("Location")
		if !g.worker.Get(to).Page().Has(`.who img[src$="/photo"]`) {
			t.Error("the photograph is not shown")
		}
		a := g.worker.Upload("/intake/emergency", url.Values{"sex": {"f"}}, "photo", "nguoi.png", []byte("no picture")).Want(http.StatusUnprocessableEntity)
		if !a.Page().Has(`#f-night-photo-error`) {
			t.Error("a bad picture is not refused beside its field")
		}
	})
	t.Run("API", func(t *testing.T) {
		var out struct {
			Name   string
			StayID uint64 `json:"stay_id"`
			BedID  uint64 `json:"bed_id"`
		}
		g.worker.JSON("POST", "/api/v1/intake/emergencies", map[string]any{"sex": "f", "age": "5", "states": []string{"silent"}, "abandoned": true, "category": "B3"}).Want(http.StatusCreated).Into(&out)
		if out.Name != "Người vô danh số 4/2026 CS1" || out.BedID != 0 || out.StayID == 0 {
			t.Errorf("got %+v", out)
		}
		var due struct {
			Deadlines []struct{ Kind string }
		}
		g.worker.JSON("GET", "/api/v1/intake/deadlines?kind=media_notice", nil).Want(http.StatusOK).Into(&due)
		if len(due.Deadlines) != 1 {
			t.Errorf("the notice about an abandoned child is due: %+v", due)
		}
	})
}

func TestCasePage(t *testing.T) {
	g := openShelter(t)
	path := g.receive(nil)
	mark := func(values url.Values) *webtest.Answer { return g.worker.Post(path+"/papers", values) }
	mark(url.Values{"code": {"form_07"}, "state": {"received"}}).Want(http.StatusSeeOther)
	if got := g.worker.Get(path).Page().Text("#paper-form_07"); !strings.Contains(got, "Đã nhận 21/11/2026") {
		t.Errorf("got %s", got)
	}
	a := mark(url.Values{"code": {"form_07"}, "state": {"returned"}}).Want(http.StatusUnprocessableEntity)
	if !strings.Contains(a.Page().Text("#paper-form_07"), "Xin ghi lý do") {
		t.Error("the reason is not asked for beside the paper")
	}
	g.worker.Post(path+"/decisions", url.Values{"kind": {"stay_longer"}, "reason": {"Chờ gia đình"}}).Want(http.StatusUnprocessableEntity)
	g.worker.Post(path+"/decisions", url.Values{"kind": {"category"}, "category": {"A3"}, "reason": {"Có giấy khuyết tật"}, "number": {"31/QĐ"}}).Want(http.StatusSeeOther)
	page := g.worker.Get(path).Want(http.StatusOK)
	if !strings.Contains(page.Body, "Đổi diện từ B2 sang A3") || !strings.Contains(page.Body, "giấy xác nhận khuyết tật") {
		t.Error("the other ground and its papers are not shown")
	}
	g.worker.Post(path+"/decisions/1/void", url.Values{}).Want(http.StatusUnprocessableEntity)
	g.worker.Post(path+"/decisions/1/void", url.Values{"reason": {"Nhầm"}}).Want(http.StatusSeeOther)
	g.worker.Post(path, url.Values{"abandoned": {"true"}, "version": {"0"}}).Want(http.StatusSeeOther)
	var file struct {
		Category  string
		Abandoned bool
		Papers    []struct{ Code, State string }
		Decisions []struct{ Voided bool }
		Clocks    []struct{ Kind string }
	}
	g.worker.JSON("GET", "/api/v1"+path, nil).Want(http.StatusOK).Into(&file)
	if file.Category != "B2" || !file.Abandoned || len(file.Decisions) != 1 || !file.Decisions[0].Voided || len(file.Clocks) != 4 {
		t.Errorf("got %+v", file)
	}
	t.Run("Identity", func(t *testing.T) {
		who := g.worker.Get(path + "/identity").Want(http.StatusOK).Page()
		version := who.Attr(`input[name="version"]`, "value")
		a := g.worker.Post(path+"/identity", url.Values{"name": {"Hờ A Páo"}, "version": {version}}).Want(http.StatusUnprocessableEntity)
		if !strings.Contains(a.Body, "Hờ A Páo") || !strings.Contains(a.Body, "nhờ đâu mà biết") {
			t.Error("what was typed is lost, or nobody says what is missing")
		}
		g.worker.Post(path+"/identity", url.Values{"name": {"Hờ A Páo"}, "birth": {"1970"}, "learnt_from": {"Công an xã"}, "version": {version}}).Want(http.StatusSeeOther)
		if got := g.worker.Get(path).Page().Text("h1, .who-name, body"); !strings.Contains(got, "Hờ A Páo") {
			t.Errorf("got %s", got)
		}
	})
	t.Run("ReaderSeesAndWritesNothing", func(t *testing.T) {
		reader := webtest.Visit(t, g.desk.Handler())
		reader.Header.Set("X-Test", "reader")
		p := reader.Get(path).Want(http.StatusOK).Page()
		if p.Count("main form") != 0 {
			t.Errorf("%d forms are shown to a reader", p.Count("main form"))
		}
		reader.Post(path+"/papers", url.Values{"code": {"form_07"}, "state": {"received"}}).Want(http.StatusForbidden)
		reader.Get(path + "/identity").Want(http.StatusForbidden)
	})
	t.Run("Cancelled", func(t *testing.T) {
		stay := strings.TrimPrefix(path, "/intake/files/")
		var id uint64
		if _, err := fmt.Sscan(stay, &id); err != nil {
			t.Fatal(err)
		}
		g.Do(func(tx *db.Tx) error {
			s, err := presence.CurrentStay(tx, id)
			if err == nil {
				_, err = presence.CancelAdmission(tx, presence.VoidInput{ID: s.ID, Reason: "Nhầm người"})
			}
			return err
		})
		a := g.worker.Get(path).Want(http.StatusOK)
		if !strings.Contains(a.Body, "đã hủy") || a.Page().Count("main form") != 0 {
			t.Error("the file of a cancelled admission can only be read")
		}
		mark(url.Values{"code": {"form_07"}, "state": {"received"}}).Want(http.StatusConflict)
	})
}

func TestDuePage(t *testing.T) {
	g := openShelter(t)
	if a := g.worker.Get("/intake/deadlines").Want(http.StatusOK); !strings.Contains(a.Body, "Không có việc nào đến hạn") {
		t.Error("an empty list does not say so")
	}
	g.receive(nil)
	g.Clock.Add(101 * 24 * time.Hour)
	page := g.worker.Get("/intake/deadlines").Want(http.StatusOK)
	for _, want := range []string{"Người vô danh số 1/2026 CS1", "Hết hạn ở khẩn cấp", "Quá 10 ngày", "nhiều nhất 3 tháng", "Nghị định 20/2021/NĐ-CP, Điều 24 khoản 4", "Thiếu: Biên bản tình trạng khẩn cấp", "đã nhắc 3 lần"} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the list does not say %q", want)
		}
	}
	if a := g.worker.Get("/intake/deadlines?urgency=soon").Want(http.StatusOK); strings.Contains(a.Body, "Người vô danh") {
		t.Error("the filter shows what is late")
	}
	if a := g.worker.Get("/intake/deadlines?kind=file_complete").Want(http.StatusOK); strings.Count(a.Body, "Người vô danh số 1") != 1 {
		t.Error("the filter of a clock does not narrow")
	}
	g.worker.Get("/intake/deadlines.xlsx").Want(http.StatusOK)
	if a := g.worker.Get("/intake/files").Want(http.StatusOK); !strings.Contains(a.Body, "Người vô danh số 1") || !strings.Contains(a.Body, "Biên bản tình trạng khẩn cấp") {
		t.Error("the list of files does not say whose lacks what")
	}
	if a := g.worker.Get("/intake/files?category=A1").Want(http.StatusOK); !strings.Contains(a.Body, "Không hồ sơ nào thiếu giấy tờ") {
		t.Error("an empty list does not say so")
	}
	var files struct {
		Files, Lacking int
		Rows           []struct{ Missing []string }
	}
	g.worker.JSON("GET", "/api/v1/intake/files?all=true", nil).Want(http.StatusOK).Into(&files)
	if files.Files != 1 || files.Lacking != 1 || len(files.Rows) != 1 || len(files.Rows[0].Missing) != 4 {
		t.Errorf("got %+v", files)
	}
	var due struct {
		Counts    struct{ Late, People int }
		Deadlines []struct {
			Kind, Urgency, Due string
			Missing            []string
		}
	}
	g.worker.JSON("GET", "/api/v1/intake/deadlines", nil).Want(http.StatusOK).Into(&due)
	if due.Counts.Late != 2 || due.Counts.People != 1 || len(due.Deadlines) != 2 || due.Deadlines[1].Due != "2027-02-20" || len(due.Deadlines[0].Missing) != 4 {
		t.Errorf("got %+v", due)
	}
}
