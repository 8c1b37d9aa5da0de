package staff_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// rotaDoors is a campus with the timetable of three shifts and one ward.
func rotaDoors(t *testing.T) (*dbtest.House, http.Handler, map[string]uint64) {
	t.Helper()
	h, handler, ids := peopled(t)
	h.Do(func(tx *db.Tx) error {
		zone, err := wards.AddZone(tx, ids["campus"], wards.ZoneInput{Kind: wards.ZoneFemale, Name: "Phân khu nữ", From: value.MustDay("2026-01-01")})
		if err != nil {
			return err
		}
		ward, err := wards.AddWard(tx, zone.ID, wards.WardInput{Name: "Khu B · Nữ nặng", Sex: wards.ForWomen, From: value.MustDay("2026-01-01")})
		if err != nil {
			return err
		}
		ids["ward"] = ward.ID
		return settings.Seed(tx)
	})
	return h, handler, ids
}

// TestRotaIsPlannedByTaps plans a night by one press without script, is refused in words, publishes, and
// shows it to the person.
func TestRotaIsPlannedByTaps(t *testing.T) {
	_, handler, ids := rotaDoors(t)
	v := enter(t, handler, "manager")
	nurse := enter(t, handler, "nurse")
	page := v.Get("/staff/rota").Want(200).Page()
	today := dbtest.Today.String()
	cell := fmt.Sprintf("#c%d-%s", ids["nurse"], today)
	form := page.Form(`form[action$="/cell"]`)
	tap := func(more ...string) *webtest.Answer {
		return v.Submit(form, append([]string{"cell", fmt.Sprintf("%d:%s", ids["nurse"], today), "shift", "night", "ward_id", fmt.Sprint(ids["ward"]), "_key", ""}, more...)...)
	}
	a := tap().Want(http.StatusSeeOther)
	if to := a.Header.Get("Location"); !strings.HasSuffix(to, cell) || !strings.Contains(to, "shift=night") {
		t.Errorf("the brush and the cell are kept: %s", to)
	}
	page = a.Follow().Want(200).Page()
	if got := page.Text(cell + " .mark.draft"); !strings.Contains(got, "Đ") || !strings.Contains(got, "B") {
		t.Errorf("the cell says %q", got)
	}
	if label := page.Text(cell + " button .unseen"); !strings.Contains(label, "Ca đêm") || !strings.Contains(label, "Khu B · Nữ nặng") {
		t.Errorf("the cell is called %q", label)
	}
	if !page.Has(`input[name="shift"][value="night"][checked]`) {
		t.Error("the brush is forgotten")
	}
	t.Run("nobody else sees a draft", func(t *testing.T) {
		if nurse.Get("/staff/rota").Want(200).Page().Has(".rota .mark") || nurse.Get("/me/duties").Want(200).Page().Has("main .event") {
			t.Error("the nurse sees it")
		}
		nurse.Post(fmt.Sprintf("/staff/rota/%d/cell", ids["campus"]), url.Values{"cell": {"1:" + today}, "shift": {"night"}}).Want(http.StatusForbidden)
	})
	t.Run("what cannot be is said above the grid, and the days stay", func(t *testing.T) {
		in := url.Values{"away_member": {fmt.Sprint(ids["nurse"])}, "away_kind": {"sick"}, "away_from": {"30/11/2026"}, "from": {"2026-11-16"}}
		v.Post(fmt.Sprintf("/staff/rota/%d/absences", ids["campus"]), in).Want(http.StatusSeeOther)
		page := v.Submit(form, "cell", fmt.Sprintf("%d:2026-11-30", ids["nurse"]), "shift", "morning", "from", "2026-11-30").Want(http.StatusConflict).Page()
		if !strings.Contains(page.Text(`main [role="alert"]`), "Nguyễn Thị Hoà nghỉ đến hết ngày 30/11/2026") || !page.Has(fmt.Sprintf("#c%d-2026-11-30", ids["nurse"])) {
			t.Errorf("%s", page.Text(`main [role="alert"]`))
		}
		if !strings.Contains(page.Text(fmt.Sprintf("#c%d-2026-11-30", ids["nurse"])), "Ốm") {
			t.Error("the absence does not stand in the grid")
		}
		page = v.Post(fmt.Sprintf("/staff/rota/%d/pattern", ids["campus"]), url.Values{"pattern_shift": {"night"}, "on": {"2"}, "off": {"1"}, "pattern_first": {today}, "pattern_last": {"20/12/2027"}}).Want(422).Page()
		if page.Text("#f-pattern_last-error") == "" || page.Text("#f-members-error") == "" {
			t.Error("the fields have no sentence")
		}
		v.Submit(form, "cell", "nonsense", "shift", "night").Want(422)
	})
	v.Post(fmt.Sprintf("/staff/rota/%d/publish", ids["campus"]), url.Values{"first": {"16/11/2026"}, "last_day": {"22/11/2026"}}).Want(http.StatusSeeOther)
	if got := nurse.Get("/me/duties").Want(200).Page().Text("main"); !strings.Contains(got, "Ca đêm 22:00–06:00") || !strings.Contains(got, "Khu B · Nữ nặng") {
		t.Errorf("the nurse reads %s", got)
	}
	if !nurse.Get("/staff/rota").Want(200).Page().Has(cell + " .mark") {
		t.Error("published, the nurse sees it in the rota")
	}
	v.Get("/staff/rota/999").Want(http.StatusNotFound)
	enter(t, handler, "admin").Get("/staff/rota").Want(http.StatusForbidden)

	t.Run("as a program", func(t *testing.T) {
		var token struct{ Token string }
		p := webtest.Visit(t, handler)
		p.JSON("POST", "/api/v1/session", map[string]string{"username": "manager", "password": right}).Want(200).Into(&token)
		p.Header.Set("Authorization", "Bearer "+token.Token)
		path := fmt.Sprintf("/api/v1/staff/rota/%d", ids["campus"])
		body := map[string]any{"member_id": ids["nurse"], "day": "2026-11-24", "shift": "morning", "ward_id": ids["ward"]}
		var made struct {
			DutyID uint64 `json:"duty_id"`
		}
		p.JSON("POST", path+"/duties", body).Want(201).Into(&made)
		p.JSON("POST", path+"/duties", body).Problem(409, "staff.rota.there_already")
		var rota struct {
			Stints []struct{ Shift, Name string }
		}
		p.Get(path + "?from=2026-11-23").Want(200).Into(&rota)
		if made.DutyID == 0 || len(rota.Stints) != 1 || rota.Stints[0].Shift != "morning" {
			t.Errorf("%+v %+v", made, rota)
		}
		var now []struct{ Name string }
		p.Get("/api/v1/staff/on-duty?at=2026-11-21T20:00:00Z").Want(200).Into(&now)
		if len(now) != 1 || now[0].Name != "Nguyễn Thị Hoà" {
			t.Errorf("at three in the morning: %+v", now)
		}
	})
}

// TestGapsAreFilledFromTheCover reads who covers each shift and fills a gap with one press.
func TestGapsAreFilledFromTheCover(t *testing.T) {
	h, handler, ids := rotaDoors(t)
	v := enter(t, handler, "manager")
	h.Do(func(tx *db.Tx) error {
		_, err := staff.PublishRota(tx, staff.PublishInput{Campus: ids["campus"], First: dbtest.Today, Last: dbtest.Today.AddDays(1)})
		return err
	})
	if page := v.Get("/staff/cover").Want(200).Page(); !page.Has(".chip.danger") && page.Has("table tbody tr.tone-danger") {
		t.Error("an empty ward is red only where somebody lives")
	}
	in := url.Values{"member_id": {fmt.Sprint(ids["nurse"])}, "day": {dbtest.Today.String()}, "shift": {"night"}, "ward_id": {fmt.Sprint(ids["ward"])}}
	path := fmt.Sprintf("/staff/rota/%d/fill", ids["campus"])
	a := v.Post(path, in).Want(http.StatusSeeOther)
	if page := a.Follow().Want(200).Page(); !strings.Contains(page.Text("main"), "Nguyễn Thị Hoà") {
		t.Error("the one who fills the gap is not named")
	}
	in.Set("shift", "afternoon")
	in.Set("ward_id", "")
	v.Post(path, in).Want(http.StatusSeeOther)
	in.Set("shift", "night")
	in.Set("ward_id", fmt.Sprint(ids["ward"]))
	if page := v.Post(path, in).Want(http.StatusConflict).Page(); !strings.Contains(page.Text(`main [role="alert"]`), "đã xếp") {
		t.Errorf("%s", page.Text(`main [role="alert"]`))
	}
}

// TestDutyPayOpensItsDuties: each sum opens its duties, and the spreadsheet holds numbers.
func TestDutyPayOpensItsDuties(t *testing.T) {
	h, handler, ids := rotaDoors(t)
	monday := value.MustDay("2026-11-16")
	h.Do(func(tx *db.Tx) error {
		for _, code := range []string{"morning", "afternoon", "night"} {
			if _, err := staff.PlanDuty(tx, staff.DutyInput{Campus: ids["campus"], Member: ids["nurse"], Day: dbtest.Today, Shift: code, Kind: staff.OnCall}); err != nil {
				return err
			}
		}
		_, err := staff.PublishRota(tx, staff.PublishInput{Campus: ids["campus"], First: monday, Last: monday.AddDays(6)})
		return err
	})
	h.Clock.Add(12 * time.Hour)
	v := enter(t, handler, "manager")
	page := v.Get("/staff/duty-pay?month=11/2026").Want(200).Page()
	row := page.Text(".list tbody tr")
	if !strings.Contains(row, "91.000 đ") || !strings.Contains(row, "40.000 đ") || !strings.Contains(row, "131.000 đ") {
		t.Errorf("%s", row)
	}
	if !strings.Contains(page.Text("main"), "chưa quyết định") {
		t.Error("what the head decides is shown as a fact")
	}
	opens, _, _ := strings.Cut(page.Attr(".list tbody a", "href"), "#")
	lines := v.Get(opens).Want(200).Page()
	if got := lines.Text("#lines"); !strings.Contains(got, "06:00–06:00") || !strings.Contains(got, "70.000 đ × 1,3") {
		t.Errorf("%s", got)
	}
	v.Get("/staff/duty-pay?month=nonsense").Want(422)
	f, err := excelize.OpenReader(bytes.NewReader([]byte(v.Get("/staff/duty-pay.xlsx?month=2026-11").Want(200).Body)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(f.GetSheetName(0), excelize.Options{RawCellValue: true})
	if err != nil || !slices.ContainsFunc(rows, func(r []string) bool { return len(r) > 6 && r[4] == "91000" && r[6] == "131000" }) {
		t.Errorf("%v %v", rows, err)
	}
	nurse := enter(t, handler, "nurse")
	nurse.Get("/staff/duty-pay").Want(http.StatusForbidden)
	if !strings.Contains(nurse.Get("/me/duties?month=2026-11").Want(200).Page().Text("main"), "70.000 đ") {
		t.Error("everybody may know what the own duties are worth")
	}
}
