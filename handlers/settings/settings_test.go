package settings_test

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maiam/handlers/parts"
	settingsdesk "maiam/handlers/settings"
	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/settings"
	"maiam/models/value"
)

// gate lets in whoever the header names.
type gate map[string]db.Actor

func (g gate) Visitor(r *http.Request) (web.Visitor, error) {
	return web.Visitor{Actor: g[r.Header.Get("X-Test")], Lang: r.Header.Get("X-Lang")}, nil
}

type ground struct {
	*dbtest.House
	director, manager *webtest.Visitor
}

// open is a house with the settings that the program brings, its director and a manager of one
// campus.
func open(t *testing.T) *ground {
	t.Helper()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	if err := words.Register(words.Texts(), web.Texts, parts.Texts, settingsdesk.Texts); err != nil {
		t.Fatal(err)
	}
	g := &ground{House: dbtest.Open(t)}
	g.Do(settings.Seed)
	people := gate{
		"director": dbtest.Person(1, []string{"settings.view", "settings.change"}),
		"manager":  dbtest.Person(2, []string{"settings.view", "settings.change"}, 1),
	}
	desk := web.New(web.Config{House: g.House.House, Gate: people, Lang: "vi"})
	t.Cleanup(desk.Close)
	settingsdesk.Open(desk)
	visit := func(who string) *webtest.Visitor {
		v := webtest.Visit(t, desk.Handler())
		v.Header.Set("X-Test", who)
		return v
	}
	g.director, g.manager = visit("director"), visit("manager")
	return g
}

func TestTextsAreThereInBothLanguages(t *testing.T) {
	words.Check(t, settingsdesk.Texts)
}

// TestTheListSaysWhatHolds looks at every setting in both languages; none may lack its words, and
// what nobody knows is not shown as a figure.
func TestTheListSaysWhatHolds(t *testing.T) {
	g := open(t)
	g.Do(func(tx *db.Tx) error {
		_, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.DutyMinStaff, ValidFrom: tx.Today(), Mark: settings.Unknown, Version: 1})
		return err
	})
	g.Do(func(tx *db.Tx) error {
		_, err := settings.SetTimetable(tx, settings.TimetableInput{Pattern: "8+16", From: tx.Today().AddDays(30)})
		return err
	})
	for _, lang := range []string{"vi", "en"} {
		words.ForgetMissed()
		g.director.Header.Set("X-Lang", lang)
		index := g.director.Get("/settings").Want(http.StatusOK).Page()
		shown := 0
		for _, group := range index.Find("#groups a.event-title").EachIter() {
			path, _ := group.Attr("href")
			shown += g.director.Get(path).Want(http.StatusOK).Page().Count("table.list tbody tr")
		}
		if shown != len(settings.Definitions()) {
			t.Errorf("%s: %d settings are shown, want %d", lang, shown, len(settings.Definitions()))
		}
		for _, d := range settings.Definitions() {
			g.director.Get("/settings/" + string(d.Name)).Want(http.StatusOK)
		}
		for _, path := range []string{"/settings?q=Điều+24", "/settings?q=không+có+đâu", "/settings/categories", "/settings/timetable", "/settings/timetable/own", "/settings/day", "/settings/holidays", "/settings/holidays?year=2025", "/settings/holidays/day?day=2026-08-31"} {
			g.director.Get(path).Want(http.StatusOK)
			g.manager.Get(path).Want(http.StatusOK)
		}
		for _, path := range []string{"/settings/groups/no_such", "/settings/holidays/day", "/settings/holidays/day?day=2026-08-30"} {
			g.director.Get(path).Want(http.StatusNotFound)
		}
		if missed := words.Missed(); len(missed) > 0 {
			t.Errorf("%s: words are missing: %v", lang, missed)
		}
	}
	g.director.Header.Set("X-Lang", "vi")
	for path, wants := range map[string][]string{
		"/settings":                                 {"3 ca, 5 lượt đi buồng", "14 mục", "9 diện", "Gần nhất: Thứ Sáu 01/01/2027, Tết Dương lịch", "2 chưa rõ"},
		"/settings/groups/rooms":                    {"6 m²", "Điều 24"},
		"/settings/groups/allowance":                {"500.000 đồng mỗi tháng", "Còn điều chưa rõ"},
		"/settings/groups/allowance?day=30/06/2024": {"360.000 đồng mỗi tháng", "từ 01/07/2024: 500.000 đồng mỗi tháng"},
		"/settings/groups/admission":                {"60, 75, 85"},
		"/settings/groups/reports":                  {"15/06, 15/12"},
		"/settings/groups/authority":                {"Sở Y tế", "chưa rõ"},
		"/settings/groups/duty":                     {"chưa rõ"},
		"/settings/allowance.base_level":            {"500.000 đồng mỗi tháng", "360.000", "Chưa rõ, từ 01/01/2025", "đã tìm đến tháng 7/2026"},
		"/settings/timetable":                       {"Ca sáng", "06:00 (bữa sáng)", "Giờ hành chính"},
		"/settings/day":                             {"05:00–05:30", "Thức dậy, tập thể dục", "Theo kinh nghiệm"},
		"/settings/categories":                      {"A1", "D2", "Điều 24 khoản 5 điểm b"},
		"/settings/holidays":                        {"Thứ Hai 16/02 – Thứ Sáu 20/02/2026", "Tết Nguyên đán", "29/12 đến 4/1 âm lịch", "10/3 âm lịch", "Nghỉ bù Giỗ Tổ Hùng Vương", "Điều 112", "Nghỉ theo thông báo: Nghỉ Quốc khánh, làm bù ngày 22/8", "Tết Trung thu"},
		"/settings?q=mai+tang+dieu+25":              {"Chi phí mai táng người ở trung tâm"},
	} {
		text := g.director.Get(path).Page().Text("body")
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q: %s", path, want, text)
			}
		}
	}
	if text := g.director.Get("/settings?q=dieu+24").Page().Text("table.list"); !strings.Contains(text, "Điều 24 khoản 4") || strings.Contains(text, "124/2020") {
		t.Errorf("about Article 24 is found: %s", text)
	}
	if n := g.director.Get("/settings?q=mai+tang").Page().Count("table.list tbody tr"); n != 2 {
		t.Errorf("%d settings are found about burial", n)
	}
}

// TestTheIndexSaysWhatChangesSoon: a value written for a coming day stands on the first page until
// that day.
func TestTheIndexSaysWhatChangesSoon(t *testing.T) {
	g := open(t)
	if g.director.Get("/settings").Page().Has("#coming") {
		t.Error("something changes soon although nothing was written")
	}
	form := g.director.Get("/settings/allowance.base_level").Page().Form("form.form")
	g.director.Submit(form, "value", "560.000", "mark", "C", "valid_from", "01/01/2027", "legal_basis", "Nghị định mới").Want(http.StatusSeeOther)
	g.Do(func(tx *db.Tx) error {
		if _, err := settings.SetActivities(tx, settings.ActivitiesInput{From: value.MustDay("2026-12-20"), Lines: "6:00-7:00 Ăn sáng"}); err != nil {
			return err
		}
		_, err := settings.SetTimetable(tx, settings.TimetableInput{Pattern: "2x12", From: value.MustDay("2026-12-10")})
		return err
	})
	if text := g.director.Get("/settings").Page().Text("#coming"); !strings.Contains(text, "01/01/2027") || !strings.Contains(text, "560.000 đồng") ||
		strings.Index(text, "Hai ca, mỗi ca 12 giờ") > strings.Index(text, "Giờ sinh hoạt") || !strings.Contains(text, "10/12/2026") {
		t.Errorf("the index says %s", text)
	}
	g.Clock.Set(dbtest.Now.AddDate(0, 2, 0))
	if g.director.Get("/settings").Page().Has("#coming") {
		t.Error("what has come still changes soon")
	}
}

func TestAChangeIsANewRow(t *testing.T) {
	g := open(t)
	const path = "/settings/room.min_area"
	form := g.director.Get(path).Want(http.StatusOK).Page().Form("form.form")
	back := g.director.Submit(form, "value", "650", "mark", "D", "valid_from", "22/11/2026", "note", "Nghị quyết của trung tâm").Want(http.StatusSeeOther).Follow().Page()
	if text := back.Text("body"); !strings.Contains(text, "6,5 m²") || !strings.Contains(text, "6 m²") {
		t.Errorf("the page says %s", text)
	}
	// The first form again: somebody else changed it meanwhile.
	form = g.director.Get(path).Page().Form("form.form")
	g.director.Submit(form, "value", "700", "version", "1", "_key", "another").Want(http.StatusConflict)
	wrong := g.director.Submit(form, "value", "viel", "_key", "third").Want(http.StatusUnprocessableEntity).Page()
	if !wrong.Has("#f-value-error") || wrong.Attr("#f-value", "value") != "viel" {
		t.Error("what was typed does not come back beside its error")
	}
}

func TestOnlyTheWholeCentreDecides(t *testing.T) {
	g := open(t)
	if g.manager.Get("/settings/room.min_area").Want(http.StatusOK).Page().Has("form.form") {
		t.Error("a manager of one campus is shown the form")
	}
	g.manager.Post("/settings/room.min_area", url.Values{"value": {"700"}, "mark": {"D"}, "valid_from": {"22/11/2026"}, "version": {"1"}}).Want(http.StatusForbidden)
	g.director.Get("/settings/no.such").Want(http.StatusNotFound)
}

func TestOtherShiftsFromTomorrow(t *testing.T) {
	g := open(t)
	form := g.director.Get("/settings/timetable").Want(http.StatusOK).Page().Form("form.form")
	page := g.director.Submit(form, "pattern", "2x12", "from", "01/12/2026").Want(http.StatusSeeOther).Follow().Page()
	if text := page.Text("body"); !strings.Contains(text, "Từ 01/12/2026") || !strings.Contains(text, "Ca ngày") {
		t.Errorf("the page says %s", text)
	}
	g.director.Submit(form, "pattern", "2x12", "from", "21/11/2026", "_key", "again").Want(http.StatusUnprocessableEntity)
}

// TestShiftsOfOurOwn: the form carries the shifts of today, takes hours as people write them, and
// says beside the line what is wrong with it.
func TestShiftsOfOurOwn(t *testing.T) {
	g := open(t)
	const path = "/settings/timetable/own"
	page := g.director.Get(path).Want(http.StatusOK).Page()
	if got := page.Attr("#f-shifts-0-rounds", "value"); got != "06:00 bữa sáng, 10:30 bữa trưa" {
		t.Errorf("the first shift walks at %q", got)
	}
	form := page.Form("form.form")
	wrong := g.director.Submit(form, "from", "01/12/2026", "shifts[1].rounds", "17 giờ kém 5").Want(http.StatusUnprocessableEntity).Page()
	if !wrong.Has("#f-shifts-1-rounds-error") || wrong.Attr("#f-shifts-1-rounds", "value") != "17 giờ kém 5" {
		t.Error("what was typed does not come back beside its error")
	}
	back := g.director.Submit(form, "_key", "two", "from", "01/12/2026", "shifts[1].rounds", "15h, 17:00 bữa tối, 21:00").Want(http.StatusSeeOther).Follow().Page()
	if text := back.Text("body"); !strings.Contains(text, "Từ 01/12/2026") || !strings.Contains(text, "15:00, 17:00 (bữa tối), 21:00") {
		t.Errorf("the page says %s", text)
	}
	if g.manager.Get(path).Want(http.StatusOK).Page().Has("form.form") {
		t.Error("a manager of one campus is shown the form")
	}
	g.manager.Post(path, url.Values{"from": {"01/12/2026"}}).Want(http.StatusForbidden)
	g.director.JSON("POST", "/api/v1/settings/shifts", map[string]any{"pattern": "2x12", "from": "2026-12-10"}).Want(http.StatusCreated)
}

// TestAnotherDay: the day of residents is written as lines and begins on a coming day.
func TestAnotherDay(t *testing.T) {
	g := open(t)
	form := g.director.Get("/settings/day").Want(http.StatusOK).Page().Form("form.form")
	if !strings.HasPrefix(form.Values.Get("lines"), "05:00–05:30 Thức dậy") {
		t.Errorf("the box begins with %q", form.Values.Get("lines"))
	}
	wrong := g.director.Submit(form, "from", "01/12/2026", "lines", "sáng sớm dậy").Want(http.StatusUnprocessableEntity).Page()
	if text := wrong.Text("#f-lines-error"); !strings.Contains(text, "Dòng 1") {
		t.Errorf("the error is %q", text)
	}
	back := g.director.Submit(form, "_key", "two", "from", "01/12/2026", "lines", "5:45-6:00 Dậy\n6:00-6:45 Ăn sáng").Want(http.StatusSeeOther).Follow().Page()
	if text := back.Text("body"); !strings.Contains(text, "Từ 01/12/2026") || !strings.Contains(text, "05:45–06:00") {
		t.Errorf("the page says %s", text)
	}
	var answer struct{ Activities []settings.Activity }
	g.director.Get("/api/v1/settings/activities?day=2026-12-01").Want(http.StatusOK).Into(&answer)
	if len(answer.Activities) != 2 {
		t.Errorf("programs read %v", answer.Activities)
	}
}

// TestSwapDaysByPage: a notice is written on the page of its year, refused beside the field, and
// taken back on the page of its day.
func TestSwapDaysByPage(t *testing.T) {
	g := open(t)
	const path = "/settings/holidays"
	form := g.director.Get(path + "?year=2027").Want(http.StatusOK).Page().Form("form.form")
	wrong := g.director.Submit(form, "off", "06/02/2027", "name", "Nghỉ").Want(http.StatusUnprocessableEntity).Page()
	if !wrong.Has("#f-off-error") || wrong.Attr("#f-off", "value") != "06/02/2027" || !wrong.Has("#f-legal_basis-error") {
		t.Error("what was typed does not come back beside its error")
	}
	if text := wrong.Text("table.list"); !strings.Contains(text, "05/02 – Thứ Ba 09/02/2027") {
		t.Error("the page that comes back is of another year")
	}
	back := g.director.Submit(form, "_key", "two", "off", "03/09/2027", "worked", "11/09/2027", "name", "Nghỉ Quốc khánh", "legal_basis", "Thông báo 1").Want(http.StatusSeeOther).Follow().Page()
	if text := back.Text("table.list"); !strings.Contains(text, "Thứ Sáu 03/09/2027") || !strings.Contains(text, "Làm việc theo thông báo: Nghỉ Quốc khánh") {
		t.Errorf("the year says %s", text)
	}
	const day = "/settings/holidays/day"
	undo := g.director.Get(day + "?day=2027-09-03").Want(http.StatusOK).Page().Form("form.form")
	after := g.director.Submit(undo).Want(http.StatusSeeOther).Follow().Page()
	if text := after.Text("table.list"); strings.Contains(text, "03/09/2027") || !strings.Contains(text, "11/09/2027") {
		t.Errorf("after taking it back the year says %s", text)
	}
	past := g.director.Get(day + "?day=2026-08-31").Page().Form("form.form")
	again := g.director.Submit(past).Want(http.StatusUnprocessableEntity).Page()
	if !again.Has("#f-note-error") {
		t.Error("a day that has passed is taken back without a reason")
	}
	if text := g.director.Get(day + "?day=2027-09-03").Want(http.StatusOK).Page().Text("body"); !strings.Contains(text, "Bỏ, theo lịch chung") {
		t.Errorf("the history says %s", text)
	}
	if p := g.manager.Get(path).Want(http.StatusOK).Page(); p.Has("form.form") {
		t.Error("a manager of one campus is shown the form")
	}
	g.manager.Post(path, url.Values{"off": {"03/09/2027"}, "name": {"x"}, "mark": {"D"}}).Want(http.StatusForbidden)
	g.director.JSON("POST", "/api/v1/settings/days-off", map[string]any{"off": "2027-09-03", "name": "Nghỉ", "mark": "D"}).Want(http.StatusCreated)
	var year struct {
		Days []struct {
			Day, Why string
			Version  uint64
		}
		Festivals []struct{ Key string }
	}
	g.director.Get("/api/v1/settings/days-off?year=2027").Want(http.StatusOK).Into(&year)
	version := uint64(0)
	for _, d := range year.Days {
		if d.Day == "2027-09-03" {
			version = d.Version
		}
	}
	if version != 3 || len(year.Festivals) < 24 {
		t.Errorf("programs read version %d and %d festivals", version, len(year.Festivals))
	}
	g.director.JSON("POST", "/api/v1/settings/days-off/undo", map[string]any{"day": "2027-09-03", "version": version}).Want(http.StatusOK)
}

func TestProgramsReadSettings(t *testing.T) {
	g := open(t)
	var answer struct {
		Day      value.Day
		Settings []struct {
			Name  string
			Value *string
		}
	}
	g.director.Get("/api/v1/settings?day=2026-06-30").Want(http.StatusOK).Into(&answer)
	if len(answer.Settings) != len(settings.Definitions()) || answer.Day.String() != "2026-06-30" {
		t.Errorf("%d settings of %s", len(answer.Settings), answer.Day)
	}
	var shifts struct{ Shifts []struct{ Hours string } }
	g.director.Get("/api/v1/settings/shifts").Want(http.StatusOK).Into(&shifts)
	if len(shifts.Shifts) != 3 || shifts.Shifts[0].Hours != "06:00–14:00" {
		t.Errorf("the shifts are %v", shifts.Shifts)
	}
	g.director.JSON("POST", "/api/v1/settings/meals.per_day", map[string]any{"value": "4", "mark": "D", "valid_from": "2026-12-01", "version": 1}).Want(http.StatusCreated)
}
