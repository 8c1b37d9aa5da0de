package presence_test

import (
	"strings"
	"testing"

	"maiam/models/db"
	"maiam/models/wards"
)

// small makes a room of ten square metres with three beds in the ward for women.
func (g *house) small() []uint64 {
	g.t.Helper()
	var ids []uint64
	g.Do(func(tx *db.Tx) error {
		m, err := wards.AddRoom(tx, g.ward, wards.RoomInput{Name: "205", FloorM2: "10", Beds: 3})
		if err != nil {
			return err
		}
		found, err := db.From[wards.Bed](tx).Where("room_id = ?", m.ID).Order("id").All()
		for _, b := range found {
			ids = append(ids, b.ID)
		}
		return err
	})
	return ids
}

// TestWarningStandsBesideTheBed: the plan and the admission say what speaks against the bed, ask for
// a reason and its last day, and keep what was typed.
func TestWarningStandsBesideTheBed(t *testing.T) {
	g := open(t)
	m := g.manager
	small := g.small()
	page := m.Get(path("/presence/place?resident_id=%d", g.mai)).Want(200).Page()
	m.Submit(page.Form(`form[action="/presence/place"]`), "bed_id", number(small[0])).Want(303)
	page = m.Get(path("/presence/place?resident_id=%d", g.hoa)).Want(200).Page()
	if page.Has(`input[name="why"]`) {
		t.Error("without a warning no reason is asked for")
	}
	again := m.Submit(page.Form(`form[action="/presence/move"]`), "bed_id", number(small[1]), "note", "nằm gần cửa sổ").Want(409).Page()
	if got := again.Text(".form .notice"); !strings.Contains(got, "mỗi người còn 5 m², quy định ít nhất 6 m²") {
		t.Errorf("why not: %q", got)
	}
	form := again.Form(`form[action="/presence/move"]`)
	if form.Values.Get("why_until") != "28/11/2026" {
		t.Errorf("a day is proposed: %v", form.Values)
	}
	if form.Values.Get("despite") != "area" || form.Values.Get("note") != "nằm gần cửa sổ" || again.Attr(`button.button.large[name="bed_id"], .form-foot button[name="bed_id"]`, "value") != number(small[1]) {
		t.Errorf("form: %v", form.Values)
	}
	again = m.Submit(form, "bed_id", number(small[1]), "why", "", "why_until", "30/11/2026").Want(422).Page()
	if got := again.Text(".form"); !strings.Contains(got, "Chưa ghi lý do vẫn xếp vào đây") || !strings.Contains(got, "mỗi người còn 5 m²") {
		t.Errorf("got %q", got)
	}
	form = again.Form(`form[action="/presence/move"]`)
	if form.Values.Get("why_until") != "30/11/2026" {
		t.Errorf("what was typed is lost: %v", form.Values)
	}
	m.Submit(form, "bed_id", number(small[1]), "why", "chờ sửa phòng 201").Want(303)
	if g.where(g.hoa).BedID != small[1] {
		t.Fatal("Hoa did not move")
	}
	t.Run("History", func(t *testing.T) {
		history := path("/presence/history?resident_id=%d", g.hoa)
		if got := m.Get(history).Want(200).Page().Text(".events"); !strings.Contains(got, "vẫn xếp vì: chờ sửa phòng 201 (đến hết 30/11/2026)") {
			t.Errorf("the history does not say why: %q", got)
		}
		var list struct {
			Items []struct {
				Despite []struct{ Rule, Reason string }
			}
		}
		m.JSON("GET", path("/api/v1/presence/history?resident_id=%d", g.hoa), nil).Want(200).Into(&list)
		if len(list.Items) == 0 || len(list.Items[0].Despite) != 1 || list.Items[0].Despite[0].Rule != "area" {
			t.Errorf("for programs: %+v", list)
		}
		// Who cares for people reads where they lay; why one was put there is for those who place them.
		if got := g.visitor("carer").Get(history).Want(200).Page().Text(".events"); strings.Contains(got, "chờ sửa phòng") || !strings.Contains(got, "205") {
			t.Errorf("a carer reads %q", got)
		}
		if saved := m.Get(path("/presence/history.xlsx?resident_id=%d", g.hoa)).Want(200).Body; !strings.HasPrefix(saved, "PK") {
			t.Error("the history is not saved")
		}
	})
	t.Run("Admission", func(t *testing.T) {
		page := m.Get(path("/presence/admit?resident_id=%d", g.sen)).Want(200).Page()
		again := m.Submit(page.Form("form.form"), "category", "B2", "bed_id", number(small[2])).Want(409).Page()
		form := again.Form("form.form")
		if form.Values.Get("category") != "B2" || form.Values.Get("bed_id") != number(small[2]) || form.Values.Get("despite") != "area" {
			t.Errorf("form: %v", form.Values)
		}
		m.Submit(form, "why", "đêm nay chưa có chỗ khác", "why_until", "22/11/2026").Want(303)
		if g.where(g.sen).BedID != small[2] {
			t.Error("Sen has no bed")
		}
	})
	t.Run("DecidedAgain", func(t *testing.T) {
		if page := m.Get("/presence/review").Want(200).Page(); page.Count(".card .notice") != 0 {
			t.Errorf("nothing to decide yet: %q", page.Text(".stack"))
		}
		g.Clock.Add(3 * 24 * 3600e9)
		page := m.Get("/presence/review").Want(200).Page()
		if got := page.Text(".card"); !strings.Contains(got, "Cụt Thị Sen") || !strings.Contains(got, "hết hạn ngày 22/11/2026: đêm nay chưa có chỗ khác") {
			t.Errorf("got %q", got)
		}
		again := m.Submit(page.Form(`form[action="/presence/review"]`), "why", "", "why_until", "01/12/2026").Want(422).Page()
		form := again.Form(`form[action="/presence/review"]`)
		if form.Values.Get("why_until") != "01/12/2026" || !strings.Contains(again.Text(".stack"), "Chưa ghi lý do") {
			t.Errorf("form: %v %q", form.Values, again.Text(".stack"))
		}
		after := m.Submit(form, "why", "tuần sau có phòng").Follow().Want(200).Page()
		if strings.Contains(after.Text(".stack"), "Cụt Thị Sen") {
			t.Errorf("decided: %q", after.Text(".stack"))
		}
	})
	g.whole()
}

// TestConflictIsNotedOnItsPage: two people are noted not to get on, the plan warns, and it ends.
func TestConflictIsNotedOnItsPage(t *testing.T) {
	g := open(t)
	m := g.manager
	page := m.Get(path("/presence/conflicts?resident_id=%d", g.hoa)).Want(200).Page()
	m.Submit(page.Form(`form[action="/presence/conflicts"][method="post"]`), "other_id", number(g.nga)).Want(422)
	after := m.Submit(page.Form(`form[action="/presence/conflicts"][method="post"]`), "other_id", number(g.nga), "reason", "đánh nhau").Follow().Want(200).Page()
	if got := after.Text(".events"); !strings.Contains(got, "Lô Thị Nga") || !strings.Contains(got, "đánh nhau") {
		t.Errorf("got %q", got)
	}
	if got := m.Get("/presence/review").Want(200).Page().Text(".stack"); !strings.Contains(got, "Có mâu thuẫn với") {
		t.Errorf("got %q", got)
	}
	again := m.Submit(after.Form(`form[action="/presence/conflicts/end"]`), "on", "01/01/2030", "note", "đã làm lành").Want(422).Page()
	form := again.Form(`form[action="/presence/conflicts/end"]`)
	if form.Values.Get("note") != "đã làm lành" {
		t.Errorf("form: %v", form.Values)
	}
	m.Submit(form, "on", "").Want(303)
	if got := m.Get("/presence/review").Want(200).Page().Text(".stack"); strings.Contains(got, "mâu thuẫn với") {
		t.Errorf("got %q", got)
	}
	m.Get("/presence/conflicts").Want(200)
	g.visitor("kitchen").Get("/presence/review").Want(403)
	g.visitor("other").Get(path("/presence/conflicts?resident_id=%d", g.hoa)).Want(404)
	g.whole()
}

// TestRulesThroughTheAPI: a program is told which rules warn, and goes on by naming them.
func TestRulesThroughTheAPI(t *testing.T) {
	g := open(t)
	m := g.manager
	small := g.small()
	type any = map[string]interface{}
	m.JSON("POST", "/api/v1/presence/placements", any{"resident_id": g.mai, "bed_id": small[0]}).Want(201)
	m.JSON("POST", "/api/v1/presence/conflicts", any{"resident_id": g.mai, "other_id": g.hoa, "reason": "tranh giường"}).Want(201)
	var problem struct{ Fields map[string]string }
	m.JSON("POST", "/api/v1/presence/moves", any{"resident_id": g.hoa, "bed_id": small[1]}).Problem(409, "presence.rules_warn")
	m.JSON("POST", "/api/v1/presence/moves", any{"resident_id": g.hoa, "bed_id": small[1], "despite": "feud"}).Want(409).Into(&problem)
	if problem.Fields["area"] == "" || problem.Fields["feud"] == "" {
		t.Errorf("got %+v", problem)
	}
	m.JSON("POST", "/api/v1/presence/moves", any{"resident_id": g.hoa, "bed_id": small[1], "despite": "feud area", "why": "một đêm", "why_until": "2026-11-21"}).Want(201)
	var list struct {
		Items []struct {
			Rule string
			Last *struct{ Reason string } `json:"last_reason"`
		}
	}
	m.JSON("GET", "/api/v1/presence/review", nil).Want(200).Into(&list)
	if len(list.Items) != 0 {
		t.Errorf("got %+v", list)
	}
	g.Clock.Add(24 * 3600e9)
	m.JSON("GET", "/api/v1/presence/review", nil).Want(200).Into(&list)
	if len(list.Items) != 2 || list.Items[0].Last == nil || list.Items[0].Last.Reason != "một đêm" {
		t.Errorf("got %+v", list)
	}
	m.JSON("POST", "/api/v1/presence/overrides", any{"resident_id": g.hoa, "despite": "feud area", "why": "thêm một đêm", "why_until": "2026-11-22"}).Want(201)
	var feuds struct{ Items []struct{ ID uint64 } }
	m.JSON("GET", path("/api/v1/presence/conflicts?resident_id=%d", g.hoa), nil).Want(200).Into(&feuds)
	if len(feuds.Items) != 1 {
		t.Fatalf("got %+v", feuds)
	}
	m.JSON("POST", "/api/v1/presence/conflicts/end", any{"id": feuds.Items[0].ID}).Want(201)
	m.JSON("GET", "/api/v1/presence/review", nil).Want(200).Into(&list)
	if len(list.Items) != 0 {
		t.Errorf("got %+v", list)
	}
	g.whole()
}

// TestBedsAreProposedWithTheirReasons: the plan and the admission name the best beds with one plain
// sentence each, and say why a bed cannot be given.
func TestBedsAreProposedWithTheirReasons(t *testing.T) {
	g := open(t)
	m := g.manager
	small := g.small()
	page := m.Get(path("/presence/place?resident_id=%d", g.mai)).Want(200).Page()
	if got := page.Text(".card:not(.room) button.slot"); !strings.Contains(got, "Khu B · Phòng 205, giường G1 – hợp khu nữ, 10 m²/người") {
		t.Errorf("proposed: %q", got)
	}
	m.Submit(page.Form(`form[action="/presence/place"]`), "bed_id", page.Attr(".card:not(.room) button.slot", "value")).Want(303)
	if g.where(g.mai).BedID != small[0] {
		t.Fatal("Mai has no bed")
	}
	page = m.Get(path("/presence/admit?resident_id=%d", g.sen)).Want(200).Page()
	if got := page.Text(`select[name="bed_id"]`); !strings.Contains(got, "phòng 205, giường G2 – phòng chật, còn 5 m²/người") {
		t.Errorf("admission: %q", got)
	}
	var list struct {
		Items []struct {
			BedID   uint64 `json:"bed_id"`
			Refused bool
			Rules   []string
		}
	}
	m.JSON("GET", path("/api/v1/presence/proposals?resident_id=%d", g.sen), nil).Want(200).Into(&list)
	if len(list.Items) != 4 || len(list.Items[0].Rules) != 0 || list.Items[3].Rules[0] != "area" {
		t.Errorf("got %+v", list)
	}
	m.JSON("GET", "/api/v1/presence/proposals?birth=xyz", nil).Want(422)
	g.visitor("kitchen").JSON("GET", path("/api/v1/presence/proposals?resident_id=%d", g.sen), nil).Want(403)
	g.visitor("other").JSON("GET", path("/api/v1/presence/proposals?resident_id=%d", g.sen), nil).Want(404)
	g.whole()
}

// TestBedIsKeptFromItsPage: a bed is kept for a resident or somebody expected, the plan shows it to
// others as kept with a way to the list, and it is given up there.
func TestBedIsKeptFromItsPage(t *testing.T) {
	g := open(t)
	m := g.manager
	page := m.Get("/presence/reservations").Want(200).Page()
	again := m.Submit(page.Form("form.form"), "bed_id", number(g.beds[2]), "person", "cụ bà ở Yên Sơn", "reason", "xe", "until", "20/11/2026 08:00").Want(422).Page()
	form := again.Form("form.form")
	if form.Values.Get("person") != "cụ bà ở Yên Sơn" || !strings.Contains(again.Text(".form"), "Lúc này đã qua") {
		t.Errorf("form: %v %q", form.Values, again.Text(".form"))
	}
	after := m.Submit(form, "reason", "xe đang đến", "until", "22/11/2026 12:00").Follow().Want(200).Page()
	if got := after.Text(".rows"); !strings.Contains(got, "cụ bà ở Yên Sơn") || !strings.Contains(got, "xe đang đến") {
		t.Errorf("kept: %q", got)
	}
	plan := m.Get(path("/presence/place?resident_id=%d", g.mai)).Want(200).Page()
	if got := plan.Text(".room a.slot"); !strings.Contains(got, "Giữ cho cụ bà ở Yên Sơn") || plan.Count(".room button.slot") != 1 {
		t.Errorf("plan: %q", got)
	}
	refused := m.Submit(plan.Form(`form[action="/presence/place"]`), "bed_id", number(g.beds[2])).Want(409).Page()
	if got := refused.Text(".notice.danger"); !strings.Contains(got, "đang giữ cho cụ bà ở Yên Sơn đến") {
		t.Errorf("why not: %q", got)
	}
	m.Submit(after.Form(`form[action="/presence/reservations/release"]`)).Want(303)
	var kept struct{ ID uint64 }
	m.JSON("POST", "/api/v1/presence/reservations", map[string]any{"bed_id": g.beds[2], "resident_id": g.mai, "reason": "chờ dọn", "until": "2026-11-22T12:00:00+07:00"}).Want(201).Into(&kept)
	m.JSON("POST", "/api/v1/presence/moves", map[string]any{"resident_id": g.hoa, "bed_id": g.beds[2]}).Problem(409, "presence.bed_kept")
	plan = m.Get(path("/presence/place?resident_id=%d", g.mai)).Want(200).Page()
	if got := plan.Text(".card:not(.room) button.slot"); !strings.Contains(got, "đang giữ cho người này") {
		t.Errorf("proposed: %q", got)
	}
	m.JSON("GET", "/api/v1/presence/reservations", nil).Want(200)
	m.JSON("POST", "/api/v1/presence/reservations/release", map[string]any{"id": kept.ID}).Want(201)
	m.JSON("POST", "/api/v1/presence/reservations/release", map[string]any{"id": kept.ID}).Problem(409, "presence.keeping_over")
	m.Get(path("/presence/reservations?resident_id=%d", g.mai)).Want(200)
	g.visitor("kitchen").Get("/presence/reservations").Want(403)
	g.visitor("other").JSON("POST", "/api/v1/presence/reservations/release", map[string]any{"id": kept.ID}).Want(404)
	g.whole()
}

// TestPlaceIsPutUpFromItsPage: a mattress is put up in a room for a person, taken on the plan, shown
// with its last day, and gone with the person.
func TestPlaceIsPutUpFromItsPage(t *testing.T) {
	g := open(t)
	m := g.manager
	page := m.Get(path("/presence/overflows?resident_id=%d", g.mai)).Want(200).Page()
	form := page.Form("form.form")
	room := page.Attr(`select[name="room_id"] option:nth-of-type(2)`, "value")
	if room == "" {
		room = page.Attr(`select[name="room_id"] optgroup option`, "value")
	}
	again := m.Submit(form, "room_id", room, "reason", "hết giường", "until_on", "20/11/2026").Want(422).Page()
	form = again.Form("form.form")
	if form.Values.Get("reason") != "hết giường" || form.Values.Get("room_id") != room {
		t.Errorf("form: %v", form.Values)
	}
	plan := m.Submit(form, "kind", "mattress", "until_on", "22/11/2026").Follow().Want(200).Page()
	if got := strings.Join(plan.Texts(".room"), " "); !strings.Contains(got, "KT1") || !strings.Contains(got, "kê thêm") {
		t.Errorf("plan: %q", got)
	}
	var list struct {
		Items []struct {
			ID    uint64
			BedID uint64 `json:"bed_id"`
		}
	}
	m.JSON("GET", "/api/v1/presence/overflows", nil).Want(200).Into(&list)
	m.Submit(plan.Form(`form[action="/presence/place"]`), "bed_id", number(list.Items[0].BedID)).Want(303)
	if got := m.Get("/presence/overflows").Want(200).Page().Text(".rows"); !strings.Contains(got, "Vi Thị Mai") || !strings.Contains(got, "đến 22/11/2026") {
		t.Errorf("list: %q", got)
	}
	m.JSON("POST", "/api/v1/presence/overflows/end", map[string]any{"id": list.Items[0].ID}).Problem(409, "presence.overflow_taken")
	m.JSON("POST", "/api/v1/presence/moves", map[string]any{"resident_id": g.mai, "bed_id": g.beds[3]}).Want(201)
	m.JSON("POST", "/api/v1/presence/overflows/end", map[string]any{"id": list.Items[0].ID}).Problem(409, "presence.overflow_gone")
	g.visitor("kitchen").Get("/presence/overflows").Want(403)
	g.visitor("other").JSON("POST", "/api/v1/presence/overflows/end", map[string]any{"id": list.Items[0].ID}).Want(404)
	g.whole()
}
