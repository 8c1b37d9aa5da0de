package care_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/presence"
)

// TestPadWritesOneNumber: the last value stands as a ghost, the limits stand at the field for the script,
// what is unlikely is asked back and kept, and without a script a plain field does the same.
func TestPadWritesOneNumber(t *testing.T) {
	s := open(t)
	path := fmt.Sprintf("/care/vitals/new?resident_id=%d&kind=", s.people[0])
	page := s.v.Get(path + "temperature").Want(http.StatusOK).Page()
	for name, want := range map[string]string{"inputmode": "decimal", "data-low": "36500", "data-high": "37500", "data-alarm": "38000", "data-is-fever": "Sốt"} {
		if got := page.Attr(`input[name="value"]`, name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if n := page.Count(".pad[hidden] button[type=button]"); n != 12 {
		t.Errorf("%d keys", n)
	}
	s.v.Submit(page.Form("form.form"), "value", "37,2").Want(http.StatusSeeOther)
	page = s.v.Get(path + "temperature").Page()
	if got := page.Attr(`input[name="value"]`, "placeholder"); got != "37,2" {
		t.Errorf("the ghost is %q", got)
	}
	weigh := s.v.Get(path + "weight").Page()
	refused := s.v.Submit(weigh.Form("form.form"), "value", "220").Want(http.StatusUnprocessableEntity).Page()
	if refused.Attr(`input[name="value"]`, "value") != "220" || !strings.Contains(refused.Text(".wrong"), "220?") || !refused.Has(`input[name="sure"]`) {
		t.Errorf("asked back: %s", refused.Text("form"))
	}
	s.v.Submit(refused.Form("form.form"), "sure", "true").Want(http.StatusSeeOther)
	impossible := s.v.Submit(s.v.Get(path+"weight").Page().Form("form.form"), "value", "900").Want(http.StatusUnprocessableEntity).Page()
	if impossible.Has(`input[name="sure"]`) || !strings.Contains(impossible.Text(".wrong"), "Không thể có số này") {
		t.Errorf("refused: %s", impossible.Text(".wrong"))
	}
	stool := s.v.Get(path + "stool").Page()
	if stool.Count(`input[type=radio][name="value"]`) != 8 || stool.Has(".pad") {
		t.Error("stool is a choice")
	}
	s.v.Submit(stool.Form("form.form"), "value", "0").Want(http.StatusSeeOther)
	own := s.v.Get(fmt.Sprintf("/residents/%d/vitals?kind=weight", s.people[0])).Want(http.StatusOK).Page()
	if text := own.Text("body"); !strings.Contains(text, "220 kg") || !strings.Contains(text, "Đi ngoài: Không đi") || !strings.Contains(text, "Thân nhiệt: 37,2 °C") {
		t.Errorf("numbers: %s", text)
	}
	correct := s.v.Get(own.Attr(`.list a[href^="/care/vitals/"]`, "href")).Want(http.StatusOK).Page()
	again := s.v.Submit(correct.Form("form.form"), "value", "52,5").Want(http.StatusUnprocessableEntity).Page()
	s.v.Submit(again.Form("form.form"), "reason", "gõ nhầm").Want(http.StatusSeeOther)
	if body := s.v.Get(fmt.Sprintf("/residents/%d/vitals?kind=weight", s.people[0])).Body; !strings.Contains(body, "52,5 kg") || !strings.Contains(body, "đã có số khác thay") {
		t.Errorf("corrected: %s", body)
	}
	reader := s.visitor("doc", dbtest.Person(12, []string{care.View, presence.View, "residents.view"}, s.campus))
	reader.Get(path + "weight").Want(http.StatusForbidden)
	reader.Get(fmt.Sprintf("/residents/%d/vitals", s.people[0])).Want(http.StatusOK)
}

// TestWardIsWeighed walks from bed to bed with one tap each, and the list shows who is left.
func TestWardIsWeighed(t *testing.T) {
	s := open(t)
	list := fmt.Sprintf("/wards/%d/numbers?kind=weight", s.ward)
	page := s.v.Get(list).Want(http.StatusOK).Page()
	next := page.Attr(`a[href^="/care/vitals/new"]`, "href")
	for i := range s.people {
		page = s.v.Get(next).Want(http.StatusOK).Page()
		if text := page.Text(".progress-line"); !strings.Contains(text, fmt.Sprintf("%d /6", i)) {
			t.Errorf("%d: %s", i, text)
		}
		next = s.v.Submit(page.Form("form.form"), "value", fmt.Sprint(48+i)).Want(http.StatusSeeOther).Header.Get("Location")
	}
	if text := s.v.Get(next).Want(http.StatusOK).Page().Text(".empty"); !strings.Contains(text, "Đủ cả khu") {
		t.Errorf("at the end: %s", text)
	}
	if page = s.v.Get(list).Page(); page.Count(".chip.done") != 6 || !strings.Contains(page.Text(".list"), "53 kg") {
		t.Errorf("list: %s", page.Text(".list"))
	}
	s.v.Get("/wards/999/numbers").Want(http.StatusNotFound)
}

// TestVitalsOnTheWire: the same act as JSON, several numbers at once, and what is usual with its source.
func TestVitalsOnTheWire(t *testing.T) {
	s := open(t)
	body := map[string]any{"resident_id": s.people[0], "values": []any{map[string]any{"kind": "pressure", "value": "150/85"}, map[string]any{"kind": "pulse", "value": "72"}}, "at": dbtest.Now.Add(-time.Hour).UTC().Format(time.RFC3339)}
	first := s.v.JSON(http.MethodPost, "/api/v1/care/vitals", body, "Idempotency-Key: v1").Want(http.StatusCreated)
	if again := s.v.JSON(http.MethodPost, "/api/v1/care/vitals", body, "Idempotency-Key: v1"); again.Header.Get("Idempotency-Replayed") != "true" || again.Body != first.Body {
		t.Errorf("a repeat: %s", again.Body)
	}
	var wire struct {
		Newest, Items []struct{ Kind, Value, Unit, Lies string }
		Usual         []struct{ Kind, Low, High, Mark string }
	}
	s.v.Get(fmt.Sprintf("/api/v1/residents/%d/vitals?kind=pressure", s.people[0])).Want(http.StatusOK).Into(&wire)
	if len(wire.Newest) != 2 || len(wire.Items) != 1 || wire.Items[0].Value != "150/85" || wire.Items[0].Lies != "high" || wire.Items[0].Unit != "mmHg" {
		t.Errorf("wire %+v", wire)
	}
	for _, u := range wire.Usual {
		if u.Kind == "pressure" && (u.High != "140/90" || u.Mark != "C") {
			t.Errorf("usual %+v", u)
		}
	}
	s.v.JSON(http.MethodPost, "/api/v1/care/vitals", map[string]any{"resident_id": s.people[0], "kind": "weight", "value": "900"}).Want(http.StatusUnprocessableEntity)
	if body := s.v.Get(fmt.Sprintf("/api/v1/wards/%d/numbers?kind=pulse", s.ward)).Want(http.StatusOK).Body; !strings.Contains(body, `"value":"72"`) {
		t.Errorf("ward: %s", body)
	}
}

// TestDaysAreDrawnFromTheTaps: what a round found stands in the grid of the person and of the ward, as a
// mark and in words, not by colour alone.
func TestDaysAreDrawnFromTheTaps(t *testing.T) {
	s := open(t)
	form := s.v.Get(s.page()).Page().Form("form.attest")
	s.v.Submit(form, "people[1].ate", "half", "people[1].response", "told_nurse").Want(http.StatusSeeOther)
	person := s.v.Get(fmt.Sprintf("/residents/%d/vitals", s.people[1])).Want(http.StatusOK).Page()
	if !strings.Contains(person.Text("body"), "Những ngày này không có lần bỏ đi") {
		t.Error("events where nothing happened")
	}
	if person.Count(".day-grid tbody tr") != 6 || person.Count(".day-grid thead th") != 15 || !strings.Contains(person.Text(".day-grid td.due"), "1 trong 1 lượt") {
		t.Errorf("grid: %s", person.Text(".day-grid"))
	}
	ward := s.v.Get(fmt.Sprintf("/wards/%d/days?item=ate&days=30", s.ward)).Want(http.StatusOK).Page()
	if ward.Count(".day-grid tbody tr") != 6 || ward.Count(".day-grid thead th") != 31 || ward.Count(".day-grid td.due") != 1 || ward.Count(".day-grid td.done") != 2 {
		t.Errorf("grid: %s", ward.Text(".day-grid"))
	}
	s.v.Get(fmt.Sprintf("/wards/%d/days.xlsx?item=ate", s.ward)).Want(http.StatusOK)
	s.v.Get(fmt.Sprintf("/wards/%d/days?item=humour", s.ward)).Want(http.StatusUnprocessableEntity)
}

// TestConcernPages: a fever stands in the list with what one can do, and goes when a nurse wrote what was
// done; a carer reads it and does not close it.
func TestConcernPages(t *testing.T) {
	s := open(t)
	s.v.JSON(http.MethodPost, "/api/v1/care/vitals", map[string]any{"resident_id": s.people[0], "kind": "temperature", "value": "38.6"}, "Idempotency-Key: c1").Want(http.StatusCreated)
	list := s.v.Get("/care/concerns").Want(http.StatusOK).Page()
	if text := list.Text(".rows"); !strings.Contains(text, "Sốt 38,6 °C") || list.Has(`form[action^="/care/concerns/"]`) || !list.Has(fmt.Sprintf(`a[href^="/care/watches/new?resident_id=%d"]`, s.people[0])) {
		t.Errorf("a carer reads: %s", text)
	}
	nurse := s.visitor("mai", dbtest.Person(9, append([]string{care.Watches}, everything...), s.campus))
	form := nurse.Get("/care/concerns").Page().Form(`form[action^="/care/concerns/"]`)
	refused := nurse.Submit(form).Want(http.StatusUnprocessableEntity).Page()
	nurse.Submit(refused.Form(`form[action^="/care/concerns/"]`), "done", "Chườm ấm, báo bác sĩ").Want(http.StatusSeeOther)
	done := nurse.Get("/care/concerns").Page()
	if !done.Has(".empty") || !strings.Contains(done.Text("body"), "Chườm ấm, báo bác sĩ") {
		t.Errorf("afterwards: %s", done.Text("body"))
	}
	var wire struct {
		Items []struct{ Kind, Value, Done string }
	}
	s.v.Get("/api/v1/care/concerns").Want(http.StatusOK).Into(&wire)
	if len(wire.Items) != 1 || wire.Items[0].Kind != "fever" || wire.Items[0].Value != "38.6" || wire.Items[0].Done == "" {
		t.Errorf("wire %+v", wire)
	}
	s.v.Get("/care/concerns.xlsx").Want(http.StatusOK)
}

// TestSeveralNumbersAtOnce: all numbers of one person are written in one go, what stays empty was not
// measured, and the next bed comes by itself.
func TestSeveralNumbersAtOnce(t *testing.T) {
	s := open(t)
	path := fmt.Sprintf("/care/vitals/new?several=true&ward_id=%d", s.ward)
	page := s.v.Get(path).Want(http.StatusOK).Page()
	if n := page.Count(`select[name="resident_id"] option`); n != 7 {
		t.Errorf("%d to choose from", n)
	}
	if page.Attr("form.form", "data-keep") != "/api/v1/care/vitals" || !strings.Contains(page.Attr("form.form", "data-keep-fields"), "values:l") {
		t.Error("a phone cannot keep it")
	}
	form := page.Form("form.form")
	id := fmt.Sprint(s.people[1])
	refused := s.v.Submit(form, "resident_id", id).Want(http.StatusUnprocessableEntity).Page()
	if !refused.Has(".wrong") || !refused.Has(fmt.Sprintf(`option[value="%s"][selected]`, id)) {
		t.Errorf("nothing written: %s", refused.Text("form"))
	}
	wrong := s.v.Submit(refused.Form("form.form"), "values[0].value", "900", "values[1].value", "37,2").Want(http.StatusUnprocessableEntity).Page()
	if wrong.Attr(`input[name="values[1].value"]`, "value") != "37,2" || !strings.Contains(wrong.Text(".wrong"), "Không thể có số này") {
		t.Errorf("refused: %s", wrong.Text("form"))
	}
	a := s.v.Submit(wrong.Form("form.form"), "values[0].value", "180", "sure", "true").Want(http.StatusSeeOther)
	if want := fmt.Sprintf("/care/vitals/new?several=true&ward_id=%d&after=%s", s.ward, id); a.Header.Get("Location") != want {
		t.Errorf("leads to %s", a.Header.Get("Location"))
	}
	if next := s.v.Get(a.Header.Get("Location")).Page(); !next.Has(fmt.Sprintf(`option[value="%d"][selected]`, s.people[2])) {
		t.Error("the next bed is not chosen")
	}
	if text := s.v.Get("/residents/" + id + "/vitals?kind=weight").Page().Text("body"); !strings.Contains(text, "180 kg") || !strings.Contains(text, "37,2 °C") {
		t.Errorf("numbers: %s", text)
	}
}

// TestEventsAreDrawnByDay: a seizure, a time of being missing and an order of isolation stand on their
// days beside the six items, each with how often and how long in words; a suspicion never does.
func TestEventsAreDrawnByDay(t *testing.T) {
	s := open(t)
	who := s.people[1]
	nurse := s.visitor("mai", dbtest.Person(9, append([]string{care.Report, care.Incidents}, everything...), s.campus))
	report := func(key string, body map[string]any) {
		body["ward_id"], body["residents"], body["what"] = s.ward, []uint64{who}, "Thấy ở giường"
		nurse.JSON(http.MethodPost, "/api/v1/care/incidents", body, "Idempotency-Key: "+key).Want(http.StatusCreated)
	}
	report("e1", map[string]any{"kind": "seizure", "severity": "minor"})
	report("e2", map[string]any{"kind": "seizure", "severity": "minor"})
	report("e3", map[string]any{"kind": "beating", "severity": "serious"})
	s.Do(func(tx *db.Tx) error {
		_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: who, Kind: presence.Missing})
		return err
	})
	s.Clock.Add(26 * time.Hour)
	page := nurse.Get(fmt.Sprintf("/residents/%d/vitals", who)).Want(http.StatusOK).Page()
	text := page.Text("body")
	for _, want := range []string{"21/11: 2 lần", "Bỏ đi, không thấy", "21/11: 1 lần, 5 giờ 18 phút", "22/11: 20 giờ 42 phút"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in: %s", want, page.Text(".day-grid"))
		}
	}
	if got := page.Count(".day-grid tbody tr"); got != 8 || strings.Contains(text, "Đánh") {
		t.Errorf("%d lines", got)
	}
	// Who may not read the incidents of the ward is not told of them here either.
	if text := s.v.Get(fmt.Sprintf("/residents/%d/vitals", who)).Page().Text("body"); strings.Contains(text, "Co giật") || !strings.Contains(text, "Bỏ đi, không thấy") {
		t.Error("the seizure is told to who may not read incidents")
	}
}
