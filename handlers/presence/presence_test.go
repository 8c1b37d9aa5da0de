package presence_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"maiam/handlers/parts"
	presencedesk "maiam/handlers/presence"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"

	"github.com/a-h/templ"
)

// gate lets in whoever the header names.
type gate map[string]db.Actor

func (g gate) Visitor(r *http.Request) (web.Visitor, error) {
	return web.Visitor{Actor: g[r.Header.Get("X-Test")], Lang: r.Header.Get("X-Lang")}, nil
}

var all = []string{wards.View, presence.View, presence.Receive, presence.Arrange, presence.Away, presence.Release, "residents.view"}

// house is a campus with a ward for women of two rooms: Hoa and Nga in bed, Mai in care without a
// bed, Sen known and not received; and a second campus.
type house struct {
	*dbtest.House
	t                   *testing.T
	desk                *web.Desk
	first, second, ward uint64
	beds                []uint64
	hoa, nga, mai, sen  uint64
	manager             *webtest.Visitor
}

// keeping is a frame that shows the body of a page and how it can be taken along.
func keeping(call *web.Call, leaf web.Leaf) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if leaf.Sheet != "" {
			fmt.Fprintf(w, `<a class="keep" href="%s">xlsx</a>`, html.EscapeString(call.Asked(leaf.Sheet)))
		}
		for _, p := range leaf.Papers {
			fmt.Fprintf(w, `<a class="keep" href="%s">pdf</a>`, html.EscapeString(p.Path))
		}
		return leaf.Body.Render(ctx, w)
	})
}

func open(t *testing.T) *house {
	t.Helper()
	if err := words.Register(words.Texts(), web.Texts, parts.Texts, sheet.Texts, presencedesk.Texts); err != nil {
		t.Fatal(err)
	}
	g := &house{House: dbtest.Open(t), t: t}
	since := value.MustDay("2026-01-01")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	g.Do(func(tx *db.Tx) error {
		must(settings.Seed(tx))
		one, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1", From: since})
		must(err)
		two, err := wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc", From: since})
		must(err)
		zone, err := wards.AddZone(tx, one.ID, wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Phân khu nữ", From: since})
		must(err)
		ward, err := wards.AddWard(tx, zone.ID, wards.WardInput{Name: "Khu B", Sex: wards.ForWomen, From: since})
		must(err)
		for _, room := range []string{"201", "202"} {
			_, err = wards.AddRoom(tx, ward.ID, wards.RoomInput{Name: room, Beds: 2, From: since})
			must(err)
		}
		beds, err := wards.BedsOf(tx, wards.View, ward.ID)
		must(err)
		g.first, g.second, g.ward = one.ID, two.ID, ward.ID
		for _, b := range beds {
			g.beds = append(g.beds, b.ID)
		}
		for i, p := range []struct {
			name string
			id   *uint64
		}{{"Trần Thị Hoa", &g.hoa}, {"Lô Thị Nga", &g.nga}, {"Vi Thị Mai", &g.mai}, {"Cụt Thị Sen", &g.sen}} {
			made, err := residents.CreateResident(tx, residents.PersonInput{CampusID: one.ID, Name: p.name, Sex: value.Female, Birth: "1957"})
			must(err)
			*p.id = made.ID
			if p.id == &g.sen {
				continue
			}
			in := presence.AdmitInput{ResidentID: made.ID, CampusID: one.ID, Category: "A2", At: tx.Now.Add(-48 * time.Hour)}
			if i < 2 {
				in.BedID = g.beds[i]
			}
			_, err = presence.Admit(tx, in)
			must(err)
		}
		return nil
	})
	g.desk = web.New(web.Config{House: g.House.House, Lang: "vi", Gate: gate{
		"manager": dbtest.Person(8, all, g.first),
		"carer":   dbtest.Person(12, []string{wards.View, presence.View, residents.View}, g.first),
		"kitchen": dbtest.Person(9, []string{wards.View, presence.View}, g.first),
		"other":   dbtest.Person(10, all, g.second),
		"admin":   dbtest.Person(11, []string{wards.View}),
	}, Frame: keeping, Centre: wards.CentreName})
	t.Cleanup(g.desk.Close)
	presencedesk.Open(g.desk)
	g.manager = g.visitor("manager")
	return g
}

func (g *house) visitor(name string) *webtest.Visitor {
	v := webtest.Visit(g.t, g.desk.Handler())
	v.Header.Set("X-Test", name)
	return v
}

func (g *house) whole() {
	g.t.Helper()
	if missed := words.Missed(); len(missed) > 0 {
		g.t.Errorf("words missing: %v", missed)
	}
}

func (g *house) where(resident uint64) presence.Whereabouts {
	g.t.Helper()
	var at *presence.Whereabouts
	g.Do(func(tx *db.Tx) (err error) { at, err = presence.WhereIs(tx, resident); return err })
	if at == nil {
		return presence.Whereabouts{}
	}
	return *at
}

func path(format string, args ...any) string { return fmt.Sprintf(format, args...) }
func number(id uint64) string                { return fmt.Sprint(id) }

func TestTexts(t *testing.T) { words.Check(t, presencedesk.Texts) }

func TestHeadcountFollowsAnAbsence(t *testing.T) {
	g := open(t)
	m := g.manager
	stats := func() string {
		return strings.Join(m.Get("/presence/headcount").Want(200).Page().Texts(".strip .stat"), "|")
	}
	if got := stats(); got != "3 Đang quản lý|3 Có mặt|0 Nằm viện|0 Về phép|0 Vắng chưa rõ|1 Chưa có giường|0 Vào trong ngày|0 Ra trong ngày" {
		t.Errorf("before: %q", got)
	}
	page := m.Get(path("/presence/absence?resident_id=%d", g.hoa)).Want(200).Page()
	refused := m.Submit(page.Form("form.form"), "at", "31/12/2026 08:00", "place", "BV Đa khoa Đô Lương").Want(422).Page()
	if refused.Form("form.form").Values.Get("place") != "BV Đa khoa Đô Lương" || !strings.Contains(refused.Text(".form"), "Chưa nhập") && !strings.Contains(refused.Text(".form"), "Chưa chọn") {
		t.Errorf("what was typed comes back with what is wrong: %s", refused.Text(".form"))
	}
	m.Submit(refused.Form("form.form"), "kind", "hospital", "at", "").Want(303)
	if got := stats(); !strings.HasPrefix(got, "3 Đang quản lý|2 Có mặt|1 Nằm viện") {
		t.Errorf("after: %q", got)
	}
	p := m.Get("/presence/people?state=hospital").Want(200).Page()
	if p.Count(".list tbody tr") != 1 || !strings.Contains(p.Text(".list tbody"), "Trần Thị Hoa") || !strings.Contains(p.Text(".list tbody"), "BV Đa khoa Đô Lương") {
		t.Errorf("the names behind the number: %q", p.Text(".list tbody"))
	}
	if got := m.Get("/presence/headcount?at=20/11/2026+18:00").Want(200).Page().Text(".strip"); !strings.HasPrefix(got, "3 Đang quản lý3 Có mặt") {
		t.Errorf("the day before: %q", got)
	}
	page = m.Get(path("/presence/absence?resident_id=%d", g.hoa)).Want(200).Page()
	m.Submit(page.Form(`form[action="/presence/return"]`)).Want(303)
	if got := stats(); !strings.HasPrefix(got, "3 Đang quản lý|3 Có mặt") {
		t.Errorf("back: %q", got)
	}
	g.whole()
}

func TestBedIsChosenOnThePlan(t *testing.T) {
	g := open(t)
	m := g.manager
	page := m.Get(path("/presence/place?resident_id=%d", g.mai)).Want(200).Page()
	if page.Count(".room button.slot") != 2 || page.Has(`button[name="with_id"]`) {
		t.Errorf("two free beds and no swap for somebody without a bed: %d", page.Count(".room button.slot"))
	}
	form := page.Form(`form[action="/presence/place"]`)
	m.Submit(form, "bed_id", number(g.beds[2]), "next", path("/wards/%d", g.ward)).Want(303)
	if g.where(g.mai).BedID != g.beds[2] {
		t.Fatal("Mai has no bed")
	}
	t.Run("TakenMeanwhile", func(t *testing.T) {
		page := m.Get(path("/presence/place?resident_id=%d", g.hoa)).Want(200).Page()
		form := page.Form(`form[action="/presence/move"]`)
		again := m.Submit(form, "bed_id", number(g.beds[2])).Want(409).Page()
		if got := again.Text(".notice.danger"); !strings.Contains(got, "Giường G1 phòng 202 (Khu B) đã có người") {
			t.Errorf("why not: %q", got)
		}
		m.Submit(again.Form(`form[action="/presence/move"]`), "bed_id", number(g.beds[3])).Want(303)
		if g.where(g.hoa).BedID != g.beds[3] {
			t.Error("Hoa did not move")
		}
	})
	t.Run("Swap", func(t *testing.T) {
		page := m.Get(path("/presence/place?resident_id=%d", g.hoa)).Want(200).Page()
		form := page.Form(`form[action="/presence/move"]`)
		form.Action = page.Attr(`button[name="with_id"]`, "formaction")
		m.Submit(form, "with_id", number(g.nga)).Want(303)
		if g.where(g.hoa).BedID != g.beds[1] || g.where(g.nga).BedID != g.beds[3] {
			t.Error("they did not swap")
		}
	})
	t.Run("BedFirst", func(t *testing.T) {
		page := m.Get(path("/presence/place?bed_id=%d&q=nga", g.beds[0])).Want(200).Page()
		if page.Count(".rows .person") != 1 {
			t.Fatalf("found: %q", page.Text(".rows"))
		}
		m.Submit(page.Form(`.rows form`)).Want(303)
		if g.where(g.nga).BedID != g.beds[0] {
			t.Error("Nga did not move")
		}
	})
	m.Get("/presence/place?bed_id=99999").Want(404)
	m.Get("/presence/place").Want(200)
	g.visitor("other").Get(path("/presence/place?resident_id=%d", g.mai)).Want(404)
	g.whole()
}

func TestAdmitAndDischarge(t *testing.T) {
	g := open(t)
	m := g.manager
	page := m.Get(path("/presence/admit?resident_id=%d", g.sen)).Want(200).Page()
	m.Submit(page.Form("form.form"), "category", "B2", "bed_id", number(g.beds[2])).Want(303)
	if at := g.where(g.sen); at.BedID != g.beds[2] || at.Category != "B2" {
		t.Fatalf("got %+v", at)
	}
	page = m.Get(path("/presence/discharge?resident_id=%d", g.sen)).Want(200).Page()
	m.Submit(page.Form("form.form")).Want(422)
	m.Submit(page.Form("form.form"), "reason", "dd", "note", "chuyển về gia đình").Want(303)
	if at := g.where(g.sen); at.StayID != 0 {
		t.Errorf("still here: %+v", at)
	}
	// The page of another admission shows the stay that is over, and leads into the same file.
	page = m.Get(path("/presence/admit?resident_id=%d", g.sen)).Want(200).Page()
	if text := page.Text("body"); !strings.Contains(text, "Những lần ở trước") || !strings.Contains(text, "đ) Cơ sở không có dịch vụ phù hợp") || !strings.Contains(text, "21/11/2026 – 21/11/2026") {
		t.Error("the earlier stay is not shown")
	}
	m.Submit(page.Form("form.form"), "category", "A1", "bed_id", number(g.beds[2])).Want(303)
	if at := g.where(g.sen); at.BedID != g.beds[2] || at.Category != "A1" {
		t.Errorf("received again: %+v", at)
	}
	g.whole()
}

func TestHistoryIsMendedAndKept(t *testing.T) {
	g := open(t)
	m := g.manager
	g.Do(func(tx *db.Tx) error {
		_, err := presence.Move(tx, presence.MoveInput{ResidentID: g.hoa, BedID: g.beds[2], At: tx.Now.Add(-5 * time.Hour)})
		return err
	})
	history := m.Get(path("/presence/history?resident_id=%d", g.hoa)).Want(200).Page()
	if got := history.Text(".card .events"); !strings.Contains(got, "Chuyển đến Khu B · Phòng 202 · G1") || !strings.Contains(got, "muộn 5 giờ") {
		t.Errorf("history: %q", got)
	}
	mend := m.Get(history.Attr(`.events a[href^="/presence/correct"]`, "href")).Want(200).Page()
	m.Submit(mend.Form(`form[action="/presence/placements/void"]`)).Want(422)
	after := m.Submit(mend.Form(`form[action="/presence/placements/void"]`), "reason", "chưa chuyển").Follow().Want(200).Page()
	if g.where(g.hoa).BedID != g.beds[0] || !strings.Contains(after.Text(".events"), "chưa chuyển") {
		t.Errorf("taken back: %q", after.Text(".events"))
	}
	stay := m.Get(path("/presence/correct?resident_id=%d&book=stay&id=%d", g.hoa, g.where(g.hoa).StayID)).Want(200).Page()
	if !stay.Has(`form[action="/presence/stays/cancel-admission"]`) || stay.Has(`form[action="/presence/stays/cancel-discharge"]`) {
		t.Error("an open stay can be taken back, its end cannot")
	}
	m.Get(path("/presence/correct?resident_id=%d&book=stay&id=4711", g.hoa)).Want(404)
	m.Get("/presence/correct").Want(404)
	g.whole()
}

func TestWhoMaySeeWhat(t *testing.T) {
	g := open(t)
	kitchen := g.visitor("kitchen")
	page := kitchen.Get("/presence/headcount").Want(200).Page()
	if page.Has(`a[href^="/presence/people"]`) || page.Has(`a[href^="/wards/"]`) {
		t.Error("who counts heads is shown no way to names")
	}
	kitchen.Get("/presence/people").Want(403)
	kitchen.Get("/presence/people.xlsx").Want(403)
	kitchen.Get(path("/presence/history?resident_id=%d", g.hoa)).Want(403)
	kitchen.Get(path("/presence/place?resident_id=%d", g.hoa)).Want(403)
	g.visitor("admin").Get("/presence/headcount").Want(403)
	other := g.visitor("other")
	for _, p := range []string{"place", "absence", "discharge", "admit", "history"} {
		other.Get(path("/presence/%s?resident_id=%d", p, g.hoa)).Want(404)
	}
	if got := other.Get("/presence/people").Want(200).Page().Count(".list tbody tr"); got != 0 {
		t.Errorf("the other campus sees %d people", got)
	}
	g.whole()
}

func TestSpreadsheets(t *testing.T) {
	g := open(t)
	for _, p := range []string{"/presence/headcount.xlsx", "/presence/people.xlsx?state=present"} {
		a := g.manager.Get(p).Want(200)
		if !strings.HasPrefix(a.Body, "PK") || !strings.Contains(a.Header.Get("Content-Disposition"), ".xlsx") {
			t.Errorf("%s: %s", p, a.Header)
		}
	}
	g.whole()
}

func TestAPI(t *testing.T) {
	g := open(t)
	m := g.manager
	type any = map[string]interface{}
	var stay struct {
		ID        uint64
		Placement struct {
			BedID uint64 `json:"bed_id"`
		}
	}
	m.JSON("POST", "/api/v1/presence/stays", any{"resident_id": g.sen, "category": "A1", "bed_id": g.beds[2], "at": "2026-11-21T08:00:00+07:00"}, "Idempotency-Key: a1").Want(201).Into(&stay)
	if stay.ID == 0 || stay.Placement.BedID != g.beds[2] {
		t.Errorf("got %+v", stay)
	}
	again := m.JSON("POST", "/api/v1/presence/stays", any{"resident_id": g.sen, "category": "A1", "bed_id": g.beds[2], "at": "2026-11-21T08:00:00+07:00"}, "Idempotency-Key: a1").Want(201)
	if again.Header.Get("Idempotency-Replayed") != "true" {
		t.Error("a repeat gives the first answer")
	}
	m.JSON("POST", "/api/v1/presence/placements", any{"resident_id": g.mai, "bed_id": g.beds[2]}).Problem(409, "presence.bed_taken")
	m.JSON("POST", "/api/v1/presence/placements", any{"resident_id": g.mai, "bed_id": g.beds[3]}).Want(201)
	m.JSON("POST", "/api/v1/presence/swaps", any{"resident_id": g.mai, "with_id": g.sen}).Want(201)
	var placed struct{ ID uint64 }
	m.JSON("POST", "/api/v1/presence/moves", any{"resident_id": g.mai, "bed_id": g.beds[3]}).Problem(409, "presence.bed_taken")
	m.JSON("POST", "/api/v1/presence/absences", any{"resident_id": g.mai, "kind": "leave", "due_back_on": "2026-11-25"}).Want(201)
	m.JSON("POST", "/api/v1/presence/returns", any{"resident_id": g.mai}).Want(201)
	m.JSON("POST", "/api/v1/presence/discharges", any{"resident_id": g.nga, "reason": "g"}).Want(201)
	m.JSON("POST", "/api/v1/presence/moves", any{"resident_id": g.mai, "bed_id": g.beds[1]}).Want(201).Into(&placed)
	m.JSON("POST", "/api/v1/presence/placements/void", any{"id": placed.ID, "reason": "nhầm"}).Want(201)
	var count struct {
		Total struct {
			InCare int `json:"in_care"`
			Left   int `json:"left_today"`
		}
	}
	m.JSON("GET", "/api/v1/presence/headcount", nil).Want(200).Into(&count)
	if count.Total.InCare != 3 || count.Total.Left != 1 {
		t.Errorf("got %+v", count)
	}
	var list struct {
		Items []struct {
			Name, State string
			BedID       uint64 `json:"bed_id"`
		}
	}
	m.JSON("GET", "/api/v1/presence/at?at=2026-11-20T12:00:00Z&as_of=2026-11-20T12:00:00Z", nil).Want(200).Into(&list)
	if len(list.Items) != 0 {
		t.Errorf("yesterday nobody had written anything down: %+v", list)
	}
	m.JSON("GET", "/api/v1/presence/at?at=2026-11-20T12:00:00Z", nil).Want(200).Into(&list)
	if len(list.Items) != 3 {
		t.Errorf("as known now: %+v", list)
	}
	m.JSON("GET", path("/api/v1/presence/free-beds?ward_id=%d", g.ward), nil).Want(200)
	m.JSON("GET", path("/api/v1/presence/history?resident_id=%d", g.mai), nil).Want(200)
	m.JSON("GET", "/api/v1/presence/headcount?at=2030-01-01T00:00:00Z", nil).Problem(422, "fault.invalid")
	g.visitor("other").JSON("POST", "/api/v1/presence/moves", any{"resident_id": g.mai, "bed_id": g.beds[0]}).Problem(404, "db.not_found")
	g.whole()
}
