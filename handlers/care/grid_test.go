package care_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"maiam/handlers/webtest"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/presence"
	"maiam/models/value"
)

func (s *scene) grid() string { return s.page() + "/grid" }

// index is where a person stands in the form of the grid.
func (s *scene) index(form webtest.Form, person int) int {
	s.t.Helper()
	for i := range 50 {
		if form.Values.Get(fmt.Sprintf("people[%d].resident_id", i)) == fmt.Sprint(s.people[person]) {
			return i
		}
	}
	s.t.Fatalf("person %d has no line", person)
	return 0
}

// TestGridIsOneSaveWithAResultForEach: the whole ward in one form in the order of the floor; who is not
// touched is not recorded; of those who could not be written, what was typed stands with the reason, and
// the rest is in the books.
func TestGridIsOneSaveWithAResultForEach(t *testing.T) {
	s := open(t)
	page := s.v.Get(s.grid()).Want(http.StatusOK).Page()
	var names []string
	for i := range s.people {
		names = append(names, page.Attr(fmt.Sprintf(`input[name="people[%d].resident_id"]`, i), "value"))
	}
	if fmt.Sprint(names) != strings.ReplaceAll(fmt.Sprint(s.people), ",", "") {
		t.Errorf("order: %v, not %v", names, s.people)
	}
	form := page.Form("form.cells-form")
	t.Run("NobodyTouched", func(t *testing.T) {
		s.v.Submit(form).Want(http.StatusUnprocessableEntity)
	})
	// Meanwhile one is recorded by a colleague, one goes to hospital.
	other := s.visitor("binh", dbtest.Person(12, everything, s.campus))
	other.JSON(http.MethodPost, fmt.Sprintf("/api/v1/wards/%d/rounds", s.ward), map[string]any{"people": []any{map[string]any{"resident_id": s.people[4], "mood": "sad", "response": "calmed"}}}).Want(http.StatusCreated)
	s.Do(func(tx *db.Tx) error {
		_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: s.people[5], Kind: presence.Hospital})
		return err
	})
	after := s.v.Submit(form, "people[0].seen", "usual", "people[1].ate", "half", "people[1].response", "told_nurse", "people[2].washed", "refused", "people[2].note", "Kêu lạnh",
		"people[4].seen", "usual", "people[5].ate", "little", "people[5].response", "helped").Want(http.StatusOK).Page()
	if text := after.Text(".notice.danger"); !strings.Contains(text, "Đã ghi 2 người") || !strings.Contains(text, "Còn 3 người") {
		t.Errorf("above: %s", text)
	}
	if text := after.Text("table.cells"); !strings.Contains(text, "Người khác đã ghi khác trong lượt này. Bạn ghi: Bình thường") || !strings.Contains(text, "Đang vắng lúc đó. Bạn ghi: Ăn ít · đã giúp") {
		t.Errorf("beside: %s", text)
	}
	again := after.Form("form.cells-form")
	i := s.index(again, 2)
	if again.Values.Get(fmt.Sprintf("people[%d].washed", i)) != "refused" || again.Values.Get(fmt.Sprintf("people[%d].note", i)) != "Kêu lạnh" {
		t.Errorf("what was typed is lost: %v", again.Values)
	}
	if wrong := after.Text(fmt.Sprintf(`td:has(select[name="people[%d].response"]) .wrong`, i)); wrong != "Chọn đã làm gì rồi mới ghi được" {
		t.Errorf("beside the cell: %q", wrong)
	}
	if j := s.index(again, 3); again.Values.Get(fmt.Sprintf("people[%d].seen", j)) != "" {
		t.Error("who was not touched waits")
	}
	s.v.Submit(again, fmt.Sprintf("people[%d].response", i), "later_again").Want(http.StatusSeeOther)
	s.See(dbtest.Person(7, everything, s.campus), func(tx *db.Tx) error {
		sheet, err := care.RoundSheet(tx, care.SheetInput{WardID: s.ward})
		if err == nil && (sheet.Seen != 4 || sheet.Here != 5) {
			t.Errorf("seen %d of %d", sheet.Seen, sheet.Here)
		}
		return err
	})
	if text := s.v.Get(s.grid()).Page().Text("table.cells"); !strings.Contains(text, "Kêu lạnh") || !strings.Contains(text, "Nằm viện từ 21/11") {
		t.Errorf("afterwards: %s", text)
	}
}

// TestGridRefusedKeepsEverything: when nothing could be written, the page comes back as it was typed, with
// the key it had.
func TestGridRefusedKeepsEverything(t *testing.T) {
	s := open(t)
	form := s.v.Get(s.grid()).Page().Form("form.cells-form")
	refused := s.v.Submit(form, "people[3].mood", "aggressive", "people[3].note", "Ném bát").Want(http.StatusUnprocessableEntity).Page()
	back := refused.Form("form.cells-form")
	if back.Values.Get("people[3].mood") != "aggressive" || back.Values.Get("people[3].note") != "Ném bát" || back.Values.Get("_key") != form.Values.Get("_key") {
		t.Errorf("came back: %v", back.Values)
	}
	if text := refused.Text(".notice.danger"); !strings.Contains(text, "Còn thiếu: đã làm gì") {
		t.Errorf("above: %q", text)
	}
	s.v.Submit(back, "people[3].response", "told_doctor").Want(http.StatusSeeOther)
}

// TestCodeOfAPaperOpensItsRound: the code leads to its very ward, day and round and asks for the time;
// what is written late is shown late; a wrong code, or one of another ward, says so beside its field.
func TestCodeOfAPaperOpensItsRound(t *testing.T) {
	s := open(t)
	code := care.PaperCode(s.ward, value.MustDay("2026-11-21"), s.noon)
	page := s.v.Get(s.grid() + "?code=" + strings.ToLower(strings.ReplaceAll(code, "-", "+"))).Want(http.StatusOK).Page()
	form := page.Form("form.cells-form")
	if form.Values.Get("slot_id") != fmt.Sprint(s.noon) || form.Values.Get("code") != code {
		t.Fatalf("form: %v", form.Values)
	}
	if wrong := s.v.Submit(form, "people[0].seen", "usual").Want(http.StatusUnprocessableEntity).Page(); wrong.Text(".cells-at .wrong") != "Ghi giờ đi buồng theo giấy" || wrong.Form("form.cells-form").Values.Get("code") != code {
		t.Error("without the time of the paper nothing is written")
	}
	if page.Attr(`input[name="at"]`, "value") != "" {
		t.Error("the time on the paper is asked for and never supposed")
	}
	s.v.Submit(form, "at", "21/11/2026 10:50", "people[0].seen", "usual", "people[1].slept", "little", "people[1].response", "watching").Want(http.StatusSeeOther)
	done := s.v.Get(s.grid() + fmt.Sprintf("?slot=%d&day=2026-11-21", s.noon)).Page()
	if text := done.Text("table.cells"); strings.Count(text, "ghi muộn") != 2 || !strings.Contains(text, "10:50") {
		t.Errorf("late is shown late: %s", text)
	}
	for typed, want := range map[string]string{"5-221126-3X": "Mã không đúng", care.PaperCode(s.ward+70, value.MustDay("2026-11-21"), s.noon): "Mã này của khu bạn không được giao",
		care.PaperCode(s.ward, value.MustDay("2026-11-21"), 999): "Mã không đúng"} {
		wrong := s.v.Get(s.grid() + "?code=" + typed).Want(http.StatusOK).Page()
		if text := wrong.Text(".cells-code .wrong"); !strings.Contains(text, want) || wrong.Attr(`input[name="code"]`, "value") != typed {
			t.Errorf("%s: %q", typed, text)
		}
	}
}

// TestGridForReaders: who only reads has no form; the letters of what was found stand in the cells, and
// the legend under them; the same is a spreadsheet in the order of the floor.
func TestGridForReaders(t *testing.T) {
	s := open(t)
	s.v.JSON(http.MethodPost, fmt.Sprintf("/api/v1/wards/%d/rounds", s.ward), map[string]any{"people": []any{map[string]any{"resident_id": s.people[0], "ate": "half", "response": "fed_again"}}}).Want(http.StatusCreated)
	s.v.Header.Set("X-Test-Person", "hai")
	page := s.v.Get(s.grid()).Want(http.StatusOK).Page()
	if page.Has("form.cells-form") || page.Count("tr[data-line]") != 6 {
		t.Error("a reader sees the people and no form")
	}
	if text := page.Text("tr.known"); !strings.Contains(text, "H") || !strings.Contains(text, "Cho ăn thêm") {
		t.Errorf("line: %s", text)
	}
	if text := page.Text(".cells-legend"); !strings.Contains(text, "H Ăn nửa bữa") || !strings.Contains(text, "C Lát nữa làm lại") {
		t.Errorf("legend: %s", text)
	}
	file := s.v.Get(s.grid() + ".xlsx").Want(http.StatusOK)
	if kind := file.Header.Get("Content-Type"); !strings.Contains(kind, "spreadsheet") {
		t.Errorf("saved as %s", kind)
	}
	s.v.Get("/wards/999/round/grid").Want(http.StatusNotFound)
}
