package wards_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"maiam/handlers/parts"
	wardsdesk "maiam/handlers/wards"
	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
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

var all = []string{wards.View, wards.Edit, presence.View, presence.Receive, presence.Arrange, presence.Away, "residents.view", "residents.edit", "care.view", "care.record"}

// ground is a campus with a ward of two rooms and three people: one in bed, one in hospital, one on
// leave who should have been back.
type ground struct {
	*dbtest.House
	t              *testing.T
	first, second  *wards.Campus
	zone           *wards.Zone
	ward           *wards.Ward
	room           *wards.Room
	beds           []wards.BedIn
	people         []uint64
	desk           *web.Desk
	carer, manager *webtest.Visitor
	other          *webtest.Visitor
}

func open(t *testing.T) *ground {
	t.Helper()
	if err := words.Register(words.Texts(), web.Texts, parts.Texts, wardsdesk.Texts); err != nil {
		t.Fatal(err)
	}
	g := &ground{House: dbtest.Open(t), t: t}
	since := value.MustDay("2026-01-01")
	g.Do(func(tx *db.Tx) (err error) {
		must := func(e error) {
			if e != nil {
				t.Fatal(e)
			}
		}
		must(settings.Seed(tx))
		g.first, err = wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1", From: since})
		must(err)
		g.second, err = wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc", From: since})
		must(err)
		g.zone, err = wards.AddZone(tx, g.first.ID, wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Phân khu nữ", From: since})
		must(err)
		g.ward, err = wards.AddWard(tx, g.zone.ID, wards.WardInput{Name: "Khu B", Sex: wards.ForWomen, From: since})
		must(err)
		g.room, err = wards.AddRoom(tx, g.ward.ID, wards.RoomInput{Name: "201", FloorM2: "15", Beds: 4, From: since})
		must(err)
		_, err = wards.AddRoom(tx, g.ward.ID, wards.RoomInput{Name: "202", Beds: 2, From: since})
		must(err)
		g.beds, err = wards.BedsOf(tx, wards.View, g.ward.ID)
		must(err)
		for i, name := range []string{"Trần Thị Hoa", "Lô Thị Nga", "Vi Thị Mai"} {
			p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: g.first.ID, Name: name, Sex: value.Female, Birth: "1957"})
			must(err)
			g.people = append(g.people, p.ID)
			_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: p.ID, CampusID: g.first.ID, Category: "A1", At: since.Start(tx.Zone()), BedID: g.beds[i].ID,
				Despite: presence.Despite{Rules: "area", Why: "chưa có phòng khác", Until: tx.Today()}})
			must(err)
			switch i {
			case 1:
				_, err = presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: p.ID, Kind: presence.Hospital, Place: "BV Đa khoa Đô Lương"})
			case 2:
				_, err = presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: p.ID, Kind: presence.Leave, At: tx.Now.AddDate(0, 0, -3), DueBackOn: tx.Today().AddDays(-1)})
			}
			must(err)
		}
		return nil
	})
	g.desk = web.New(web.Config{House: g.House.House, Lang: "vi", Gate: gate{
		"carer":   dbtest.Person(7, []string{wards.View, presence.View, "residents.view", "care.view"}, g.first.ID),
		"manager": dbtest.Person(8, all, g.first.ID),
		"lead":    dbtest.Person(11, append([]string{"staff.view"}, all...), g.first.ID),
		"other":   dbtest.Person(9, all, g.second.ID),
		"admin":   dbtest.Person(10, []string{wards.View, wards.Edit}),
	}})
	t.Cleanup(g.desk.Close)
	wardsdesk.Open(g.desk)
	g.carer, g.manager, g.other = g.visitor("carer"), g.visitor("manager"), g.visitor("other")
	return g
}

func (g *ground) visitor(name string) *webtest.Visitor {
	v := webtest.Visit(g.t, g.desk.Handler())
	v.Header.Set("X-Test", name)
	return v
}

func (g *ground) path(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func TestTexts(t *testing.T) { words.Check(t, wardsdesk.Texts) }

func TestListOfWards(t *testing.T) {
	g := open(t)
	p := g.carer.Get("/wards").Want(http.StatusOK).Page()
	if got := p.Text(".room h2") + "|" + p.Text(".ward-count") + "|" + p.Text(".ward-line"); got != "Khu B|3 người · 6 giường|Phân khu nữ · Nữ" {
		t.Errorf("ward: %q", got)
	}
	if got := strings.Join(p.Texts(".room .chip"), "|"); got != "1 nằm viện|1 về phép|3 giường trống" {
		t.Errorf("chips: %q", got)
	}
	if p.Has(`a[href^="/wards/campuses/"]`) {
		t.Error("a carer is shown the way to edit")
	}
	if got := g.visitor("admin").Get("/wards").Want(http.StatusOK).Page().Text(".ward-count"); got != "6 giường" {
		t.Errorf("who may not know who is here sees no number of people: %q", got)
	}
	if missed := words.Missed(); len(missed) > 0 {
		t.Errorf("words missing: %v", missed)
	}
}

func TestBoardOfAWard(t *testing.T) {
	g := open(t)
	g.carer.Get(g.path("/wards/%d", g.ward.ID)).Want(http.StatusOK) // the first in a while also reads the settings
	answer := g.carer.Get(g.path("/wards/%d", g.ward.ID)).Want(http.StatusOK)
	if timing := answer.Header.Get("Server-Timing"); !strings.Contains(timing, `"1 statements"`) {
		t.Errorf("a board that nobody changed costs %s", timing)
	}
	p := answer.Page()
	if got := strings.Join(p.Texts(".room .person-name"), "|"); got != "G1 Trần Thị Hoa|G2 Lô Thị Nga|G3 Vi Thị Mai" {
		t.Errorf("people: %q", got)
	}
	if got := strings.Join(p.Texts(".strip .stat"), "|"); got != "1 có mặt|1 nằm viện|1 về phép|3 giường trống|1 cần làm ngay|0/1 đã xem lượt 17:00" {
		t.Errorf("strip: %q", got)
	}
	if !p.Has(".person.away") || p.Text(".room-warn") != "Chật: mỗi người cần ít nhất 6 m²" || p.Count(".slot") != 3 {
		t.Errorf("board: %s", answer.Body)
	}
	if got := p.Text(".rail"); !strings.Contains(got, "Về phép · quá hẹn, chưa về") || !strings.Contains(got, "Nằm viện · BV Đa khoa Đô Lương") {
		t.Errorf("rail: %q", got)
	}
	if p.Attr("#board", "data-live") != g.path("/wards/%d/live", g.ward.ID) {
		t.Error("the board does not listen")
	}
	if p.Has("#carers") {
		t.Error("who may not see who works here is led to their number")
	}
	g.other.Get(g.path("/wards/%d", g.ward.ID)).Want(http.StatusNotFound)
	g.visitor("admin").Get(g.path("/wards/%d", g.ward.ID)).Want(http.StatusForbidden)
	g.carer.Get("/wards/99999").Want(http.StatusNotFound)
	if missed := words.Missed(); len(missed) > 0 {
		t.Errorf("words missing: %v", missed)
	}
}

// TestBoardLeadsToItsCarers shows how many carers the ward has to who may see who works there: behind a
// link that works without a script, so that the board itself costs nothing more.
func TestBoardLeadsToItsCarers(t *testing.T) {
	g := open(t)
	lead := g.visitor("lead")
	board := lead.Get(g.path("/wards/%d", g.ward.ID)).Want(http.StatusOK).Page()
	path := board.Attr("#carers a", "href")
	if path != g.path("/wards/%d/carers", g.ward.ID) || board.Attr("#carers", "hx-get") != path {
		t.Fatalf("the board leads to %q", path)
	}
	if line := lead.Get(path).Want(http.StatusOK).Page().Text("#carers"); !strings.Contains(line, "0 nhân viên chăm sóc, 3 người ở") {
		t.Errorf("got %q", line)
	}
	g.visitor("admin").Get(path).Want(http.StatusForbidden)
	g.other.Get(path).Want(http.StatusNotFound)
}

func TestBoardShowsTheRound(t *testing.T) {
	g := open(t)
	for _, act := range []func(*db.Tx) error{
		func(tx *db.Tx) error {
			_, err := residents.AddNeed(tx, residents.NeedInput{Resident: g.people[0], Kind: residents.Allergy, Note: "tôm"})
			return err
		},
		func(tx *db.Tx) error {
			_, err := residents.AddFlag(tx, residents.FlagInput{Resident: g.people[0], Kind: "fall_risk"})
			return err
		},
		func(tx *db.Tx) error {
			_, err := care.RecordRound(tx, care.RoundInput{WardID: g.ward.ID, Rooms: []care.RoomSeen{{RoomID: g.room.ID, Seen: g.people[:1]}},
				People: []care.PersonFound{{ResidentID: g.people[0], Found: care.Found{Ate: "half", Response: "told_nurse"}}}})
			return err
		},
	} {
		if err := g.As(dbtest.Person(8, all, g.first.ID), act); err != nil {
			t.Fatal(err)
		}
	}
	p := g.carer.Get(g.path("/wards/%d", g.ward.ID)).Want(http.StatusOK).Page()
	if got := p.Text(".person.changed"); !strings.Contains(got, "Dị ứng tôm") || !strings.Contains(got, "Dễ ngã") || !strings.Contains(got, "Ăn nửa bữa · đã báo y tế") {
		t.Errorf("row: %q", got)
	}
	if got := p.Text(".room .card-head .chip"); got != "Đã xem 18:42" {
		t.Errorf("room: %q", got)
	}
	if got := p.Text(".rail"); !strings.Contains(got, "Phòng 201 đã xem") || !strings.Contains(got, "201 · G1 · Ăn nửa bữa") || strings.Contains(got, "Đi buồng chưa xong") {
		t.Errorf("rail: %q", got)
	}
	if missed := words.Missed(); len(missed) > 0 {
		t.Errorf("words missing: %v", missed)
	}
}

// TestBoardShowsWhomABedIsKeptFor: a bed that is kept is not free, and says for whom and how long.
func TestBoardShowsWhomABedIsKeptFor(t *testing.T) {
	g := open(t)
	board := func() *webtest.Page {
		return g.carer.Get(g.path("/wards/%d", g.ward.ID)).Want(http.StatusOK).Page()
	}
	before := board()
	for i, until := range []time.Duration{2 * time.Hour, 30 * time.Hour} {
		if err := g.As(dbtest.Person(8, all, g.first.ID), func(tx *db.Tx) error {
			_, err := presence.Reserve(tx, presence.ReserveInput{BedID: g.beds[3+i].ID, Person: "Cụ Lan ở xã", Reason: "đón tối nay", Until: tx.Now.Add(until)})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	p := board()
	if got := strings.Join(p.Texts(".slot"), "|"); got != "G4 Giữ cho Cụ Lan ở xã · đến 20:42|G1 Giữ cho Cụ Lan ở xã · đến 23/11|G2 Trống" {
		t.Errorf("free beds: %q, before %q", got, before.Texts(".slot"))
	}
	if got := p.Text(".strip"); !strings.Contains(got, "1 giường trống") || !strings.Contains(got, "2 đang giữ chỗ") {
		t.Errorf("strip: %q", got)
	}
	g.Clock.Add(3 * time.Hour)
	if got := board().Text(".strip"); !strings.Contains(got, "2 giường trống") || !strings.Contains(got, "1 đang giữ chỗ") {
		t.Errorf("after its time: %q", got)
	}
}

// TestChipsHaveWords walks through everything that a chip or a finding can say.
func TestChipsHaveWords(t *testing.T) {
	open(t)
	var keys []string
	for kind, codes := range residents.NeedCodes {
		for _, code := range codes {
			keys = append(keys, "wards.need."+string(kind)+"."+code)
		}
	}
	for _, kind := range residents.FlagKinds {
		keys = append(keys, "wards.flag."+string(kind))
	}
	for _, item := range care.Items {
		for _, sign := range care.SignsOf(item) {
			if sign != care.Usual && sign != care.Other {
				keys = append(keys, "wards.sign."+item.String()+"."+sign.String())
			}
		}
	}
	for _, r := range care.Responses() {
		keys = append(keys, "wards.did_about."+r.String())
	}
	for _, kind := range wards.ZoneKinds() {
		keys = append(keys, "wards.kind."+kind)
	}
	for _, key := range keys {
		if !words.Has(t.Context(), key) {
			t.Errorf("%s has no words", key)
		}
	}
}

func TestPlanOfACampus(t *testing.T) {
	g := open(t)
	p := g.carer.Get("/wards/plan").Want(http.StatusOK).Page()
	if p.Count(".plan-beds .plan-bed.taken") != 3 || p.Count(".plan-beds .plan-bed.free") != 3 {
		t.Errorf("taken %d, free %d", p.Count(".plan-bed.taken"), p.Count(".plan-bed.free"))
	}
	p = g.carer.Get("/wards/plan?on=01/06/2026").Want(http.StatusOK).Page()
	if p.Count(".plan-beds .plan-bed.known") != 6 {
		t.Error("a past day shows the beds without who has them")
	}
	if p = g.carer.Get("/wards/plan?on=2025-06-01").Want(http.StatusOK).Page(); !p.Has(".empty") {
		t.Error("before the house stood there is nothing")
	}
	g.carer.Get("/wards/plan?on=01/06/2030").Want(http.StatusUnprocessableEntity)
	g.other.Get(g.path("/wards/plan?campus_id=%d", g.first.ID)).Want(http.StatusNotFound)
	if missed := words.Missed(); len(missed) > 0 {
		t.Errorf("words missing: %v", missed)
	}
}

func TestEditingFromZoneToBed(t *testing.T) {
	g := open(t)
	m := g.manager
	campus := g.path("/wards/campuses/%d", g.first.ID)
	after := m.Submit(m.Get(campus).Want(200).Page().Form("#add-zone"), "name", "Phân khu nam", "kind", "male").Follow().Want(200)
	form := after.Page().Form("#add-ward")
	if form.Values.Get("sex") != "m" {
		t.Error("a zone for men proposes a ward for men")
	}
	after = m.Submit(form, "name", "Khu C", "age_from", "16").Follow().Want(200)
	after = m.Submit(after.Page().Form("#add-room"), "name", "P.301", "beds", "3", "floor_m2", "24,5").Follow().Want(200)
	p := after.Page()
	if p.Text(".list .main-cell") != "Phòng 301" || !strings.Contains(p.Text(".list tbody"), "24,5 m²") {
		t.Errorf("rooms: %q", p.Text(".list tbody"))
	}
	room := m.Get(p.Attr(".list .row-link", "href")).Want(200).Page()
	after = m.Submit(room.Form("#add-bed"), "name", "Kê thêm 1", "overflow", "true").Follow().Want(200)
	if got := after.Page().Texts(".list .main-cell"); len(got) != 4 || got[3] != "Kê thêm 1" {
		t.Errorf("beds: %v", got)
	}
	bed := m.Get(after.Page().Attr(".list .row-link", "href")).Want(200).Page()
	out := m.Submit(bed.Form("#bed-out"), "reason", "gãy chân giường", "due_on", "25/11/2026").Follow().Want(200).Page()
	if got := out.Text(".notice-title"); got != "Tạm ngừng đến 25/11/2026" {
		t.Errorf("outage: %q", got)
	}
	back := m.Submit(out.Form(`form[action^="/wards/outages/"]`)).Follow().Want(200).Page()
	if back.Has(".notice.due") {
		t.Error("the bed is not back")
	}
	changed := m.Submit(back.Form("#bed"), "name", "7").Follow().Want(200).Page()
	if changed.Form("#bed").Values.Get("name") != "G7" {
		t.Error("the bed is not renamed")
	}
	gone := m.Submit(changed.Form("#close-bed")).Follow().Want(200).Page()
	if gone.Count(".list tbody tr") != 3 {
		t.Errorf("%d beds left", gone.Count(".list tbody tr"))
	}
	if missed := words.Missed(); len(missed) > 0 {
		t.Errorf("words missing: %v", missed)
	}
}

func TestRefusedFormKeepsWhatWasTyped(t *testing.T) {
	g := open(t)
	page := g.path("/wards/%d/edit", g.ward.ID)
	answer := g.manager.Submit(g.manager.Get(page).Want(200).Page().Form("#add-room"), "name", "Phòng 201", "floor_m2", "rộng", "beds", "4").Want(http.StatusUnprocessableEntity)
	p := answer.Page()
	form := p.Form("#add-room")
	if form.Values.Get("name") != "Phòng 201" || form.Values.Get("floor_m2") != "rộng" || form.Values.Get("beds") != "4" {
		t.Errorf("typed: %v", form.Values)
	}
	if !p.Has("#f-add-room-floor_m2-error") || !p.Has("details[open] #add-room") || p.Has("details[open] #ward") {
		t.Error("the sentence is not beside its field, or the fold is closed")
	}
	answer = g.manager.Submit(form, "floor_m2", "").Want(http.StatusConflict)
	if got := answer.Page().Text("#f-add-room-name-error"); got != "Đã có “201” đang dùng ở đây, xin đặt tên khác" {
		t.Errorf("conflict: %q", got)
	}
	closing := g.manager.Submit(g.manager.Get(page).Page().Form("#close-ward")).Want(http.StatusConflict)
	if got := closing.Page().Text("#close-ward .notice-title"); !strings.HasPrefix(got, "Đang có 3 người nằm ở đây") {
		t.Errorf("closing: %q", got)
	}
	if missed := words.Missed(); len(missed) > 0 {
		t.Errorf("words missing: %v", missed)
	}
}

// TestAMistakeDoesNotHideWhoWasFaster: a form that came back for a mistyped word still carries the
// version that was read when it was opened; mended, it does not write over what was saved meanwhile.
func TestAMistakeDoesNotHideWhoWasFaster(t *testing.T) {
	g := open(t)
	page := g.path("/wards/%d/edit", g.ward.ID)
	mine := g.manager.Get(page).Want(http.StatusOK).Page().Form("#ward")
	g.manager.Submit(g.manager.Get(page).Page().Form("#ward"), "age_from", "16").Want(http.StatusSeeOther)
	wrong := g.manager.Submit(mine, "name", "", "_key", "another").Want(http.StatusUnprocessableEntity).Page().Form("#ward")
	if got := wrong.Values.Get("version"); got != mine.Values.Get("version") {
		t.Errorf("the form that came back speaks of version %s, it was opened at %s", got, mine.Values.Get("version"))
	}
	late := g.manager.Submit(wrong, "name", "Khu Mai").Want(http.StatusConflict).Page()
	if said := late.Text(".apart"); !strings.Contains(said, "16") || !strings.Contains(said, "Anh chị không sửa ô này") {
		t.Errorf("the difference: %s", said)
	}
	g.manager.Submit(late.Form("#ward")).Want(http.StatusSeeOther)
	if now := g.manager.Get(page).Page().Form("#ward").Values; now.Get("name") != "Khu Mai" || now.Get("age_from") != "16" {
		t.Errorf("the ward holds %v", now)
	}
}

func TestPagesOfTheOtherCampusAreNotThere(t *testing.T) {
	g := open(t)
	for _, path := range []string{g.path("/wards/campuses/%d", g.first.ID), g.path("/wards/zones/%d", g.zone.ID), g.path("/wards/%d/edit", g.ward.ID),
		g.path("/wards/rooms/%d", g.room.ID), g.path("/wards/beds/%d", g.beds[0].ID), g.path("/wards/%d/live", g.ward.ID)} {
		g.other.Get(path).Want(http.StatusNotFound)
		if !strings.HasSuffix(path, "/live") {
			g.carer.Get(path).Want(http.StatusForbidden)
			g.manager.Get(path).Want(http.StatusOK)
		}
	}
}

func TestAPI(t *testing.T) {
	g := open(t)
	var campuses struct{ Items []struct{ Code string } }
	g.carer.JSON("GET", "/api/v1/wards/campuses", nil).Want(200).Into(&campuses)
	if len(campuses.Items) != 1 || campuses.Items[0].Code != "CS1" {
		t.Errorf("campuses: %+v", campuses)
	}
	var list struct {
		Items []struct {
			ID     uint64
			Beds   int
			Free   int
			People struct{ Present, Hospital int }
		}
	}
	g.carer.JSON("GET", "/api/v1/wards", nil).Want(200).Into(&list)
	if len(list.Items) != 1 || list.Items[0].Beds != 6 || list.Items[0].Free != 3 || list.Items[0].People.Hospital != 1 {
		t.Errorf("wards: %+v", list)
	}
	var beds struct {
		Items []struct{ Name, State string }
	}
	g.carer.JSON("GET", g.path("/api/v1/wards/%d/beds", g.ward.ID), nil).Want(200).Into(&beds)
	if len(beds.Items) != 6 || beds.Items[0].State != "taken" || beds.Items[3].State != "free" {
		t.Errorf("beds: %+v", beds)
	}
	var board struct {
		Present, Free int
		Rooms         []struct {
			Beds []struct {
				State    string
				Resident *struct{ Name, Absence string }
			}
		}
	}
	g.carer.JSON("GET", g.path("/api/v1/wards/%d/board", g.ward.ID), nil).Want(200).Into(&board)
	if board.Present != 1 || board.Free != 3 || board.Rooms[0].Beds[1].Resident.Absence != "hospital" {
		t.Errorf("board: %+v", board)
	}
	g.other.JSON("GET", g.path("/api/v1/wards/%d/board", g.ward.ID), nil).Want(404)
	var bed struct{ Name string }
	g.manager.JSON("POST", g.path("/api/v1/wards/rooms/%d/beds", g.room.ID), map[string]any{"name": "05"}, "Idempotency-Key: k1").Want(201).Into(&bed)
	if bed.Name != "G5" {
		t.Errorf("bed: %+v", bed)
	}
	if again := g.manager.JSON("POST", g.path("/api/v1/wards/rooms/%d/beds", g.room.ID), map[string]any{"name": "05"}, "Idempotency-Key: k1").Want(201); again.Header.Get("Idempotency-Replayed") != "true" {
		t.Error("the repeat is not told")
	}
	g.manager.JSON("POST", g.path("/api/v1/wards/beds/%d/outage", g.beds[0].ID), map[string]any{"reason": "gãy"}).Want(409)
	if _, err := g.desk.OpenAPI(); err != nil {
		t.Error(err)
	}
}

func TestDoorsAskFirst(t *testing.T) {
	g := open(t)
	for _, door := range g.desk.Doors {
		err := g.See(db.Actor{ID: 1, Name: "Không quyền"}, door.Probe)
		if err == nil || fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s %s does not ask for a permission first: %v", door.Method, door.Path, err)
		}
	}
}
