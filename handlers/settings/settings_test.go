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
	for _, lang := range []string{"vi", "en"} {
		words.ForgetMissed()
		g.director.Header.Set("X-Lang", lang)
		page := g.director.Get("/settings").Want(http.StatusOK).Page()
		if n := page.Count("table.list tbody tr"); n != len(settings.Definitions()) {
			t.Errorf("%s: %d settings are shown, want %d", lang, n, len(settings.Definitions()))
		}
		for _, d := range settings.Definitions() {
			g.director.Get("/settings/" + string(d.Name)).Want(http.StatusOK)
		}
		if missed := words.Missed(); len(missed) > 0 {
			t.Errorf("%s: words are missing: %v", lang, missed)
		}
	}
	g.director.Header.Set("X-Lang", "vi")
	page := g.director.Get("/settings").Page()
	text := page.Text("body")
	for _, want := range []string{"6 m²", "500.000 đồng mỗi tháng", "60, 75, 85", "15/06, 15/12", "Ca sáng", "06:00 (bữa sáng)", "chưa rõ"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
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
