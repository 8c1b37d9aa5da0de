package care_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/offline"
	"maiam/models/presence"
	"maiam/models/settings"
)

func (s *scene) handover() string { return fmt.Sprintf("/wards/%d/handover", s.ward) }

// signEach signs every line that a visitor may sign, one tap each.
func (s *scene) signEach(v *webtest.Visitor) (signed int) {
	s.t.Helper()
	for range 30 {
		page := v.Get(s.handover()).Want(http.StatusOK).Page()
		if !page.Has("form.line-form") {
			return signed
		}
		form := page.Form("form.line-form")
		form.Values.Del("unfinished")
		if _, counts := form.Values["counted"]; counts {
			form.Values.Set("counted", "9")
			form.Values.Set("agrees", "yes")
		}
		v.Submit(form).Want(http.StatusSeeOther)
		signed++
	}
	s.t.Fatal("the lines do not end")
	return signed
}

// TestHandoverPage: it grows through the shift, is called to mind half an hour before its end, is signed
// line by line by two, keeps what was typed, and prints on one page what both signed.
func TestHandoverPage(t *testing.T) {
	s := open(t)
	comes := s.visitor("binh", dbtest.Person(12, everything, s.campus))
	s.Do(func(tx *db.Tx) error {
		_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: s.people[2], Kind: presence.Hospital})
		return err
	})
	s.v.Submit(s.v.Get(s.page()).Page().Form("form.attest"), "people[0].washed", "refused", "people[0].response", "later_again").Want(http.StatusSeeOther)
	if text := s.v.Get("/care/rounds").Page().Text(".turn-end"); !strings.Contains(text, "Bàn giao ca sáng: chưa ký") {
		t.Errorf("round list: %q", text)
	}
	s.Clock.Add(3 * time.Hour) // 21:42
	if text := s.v.Get("/care/rounds").Page().Text(".turn-end"); !strings.Contains(text, "Bàn giao ca chiều: chưa ký") {
		t.Errorf("round list before the end: %q", text)
	}
	page := s.v.Get(s.handover()).Want(http.StatusOK).Page()
	if red := page.Text("#red"); !strings.Contains(red, "Không chịu tắm rửa") && !strings.Contains(red, "Nguyễn Thị") || !strings.Contains(red, "3 người chưa ai ghi gì") {
		t.Errorf("red: %s", red)
	}
	if grey := page.Text("#grey"); !strings.Contains(grey, "1 người như thường") || !strings.Contains(grey, "Nằm viện") {
		t.Errorf("grey: %s", grey)
	}
	if !page.Has("button[data-speak][hidden]") || page.Count("[data-say]") < 6 {
		t.Error("it cannot be read aloud")
	}
	if comes.Get(s.handover()).Page().Count("form.line-form") == 0 {
		t.Error("anybody who records rounds here may be the one who goes")
	}
	t.Run("NotDoneNeedsAWord", func(t *testing.T) {
		form := page.Form("#red form.line-form")
		refused := s.v.Submit(form, "unfinished", "true").Want(http.StatusUnprocessableEntity).Page()
		if refused.Text(".error, .field-error, .wrong") == "" && !refused.Has(`input[name="word"][aria-invalid="true"]`) {
			t.Error("nothing says what is missing")
		}
	})
	if n := s.signEach(s.v); n < 6 {
		t.Fatalf("%d lines signed", n)
	}
	if got := s.v.Get(s.handover()).Page(); !strings.Contains(got.Text("#red"), "chờ người nhận") || got.Has("form.line-form") {
		t.Error("who gave does not also take")
	}
	s.Clock.Add(30 * time.Minute)
	if n := s.signEach(comes); n < 6 {
		t.Fatalf("%d lines taken", n)
	}
	done := s.v.Get(s.handover()).Page()
	if text := done.Text(".notice.done"); !strings.Contains(text, "Đã giao nhận xong") {
		t.Errorf("done: %q", text)
	}
	paper := s.v.Get(strings.Replace(done.Attr(`a[href*="handover.pdf"]`, "href"), "&amp;", "&", 1)).Want(http.StatusOK)
	pages := webtest.PDFPages(t, []byte(paper.Body), "-layout")
	if len(pages) != 1 {
		t.Fatalf("%d pages", len(pages))
	}
	words := strings.Join(strings.Fields(pages[0]), " ")
	for _, want := range []string{"BÀN GIAO CA CHIỀU", "Phải làm tiếp", "Như thường", "Đếm và ký", "đếm 9, khớp", "Quân số", "đầu ca 3", "Đã giao nhận xong"} {
		if !strings.Contains(words, want) && !(want == "đầu ca 3" && strings.Contains(words, "đầu ca")) {
			t.Errorf("the paper lacks %q:\n%s", want, words)
		}
	}
	if strings.Contains(words, "□") || strings.Contains(words, "⟦") {
		t.Errorf("the paper shows a letter or a text that is not there:\n%s", words)
	}
	var wire struct {
		Complete string
		Items    []struct {
			Key    string
			Signed *struct {
				IncomingBy uint64 `json:"incoming_by"`
			}
		}
	}
	s.v.Get("/api/v1" + s.handover()).Want(http.StatusOK).Into(&wire)
	if wire.Complete == "" || len(wire.Items) < 6 || wire.Items[0].Signed == nil || wire.Items[0].Signed.IncomingBy != 12 {
		t.Errorf("wire %+v", wire)
	}
	s.v.JSON(http.MethodPost, "/api/v1"+s.handover(), map[string]any{"key": "usual", "as": "outgoing"}).Want(http.StatusConflict)
	reader := s.visitor("xem", dbtest.Person(13, []string{care.View, presence.View, "residents.view"}, s.campus))
	if reader.Get(s.handover()).Want(http.StatusOK).Page().Has("form.line-form") {
		t.Error("a reader signs")
	}
}

// TestUnwrittenPage: the list is live, and whoever is taken off it is taken off with a reason.
func TestUnwrittenPage(t *testing.T) {
	s := open(t)
	path := fmt.Sprintf("/wards/%d/unwritten", s.ward)
	page := s.v.Get(path).Want(http.StatusOK).Page()
	if page.Count(".person") != 6 {
		t.Fatalf("%d people", page.Count(".person"))
	}
	form := page.Form("form.line-form")
	long := strings.Repeat("dài ", 100)
	if back := s.v.Submit(form, "reason", long).Want(http.StatusUnprocessableEntity).Page(); back.Attr("details[open] input[name=reason]", "value") != strings.TrimSpace(long) && back.Attr("details[open] input[name=reason]", "value") != long {
		t.Error("what was typed is lost")
	}
	s.v.Submit(form, "reason", "").Want(http.StatusUnprocessableEntity)
	s.v.Submit(form, "reason", "Đi khám cả ngày").Want(http.StatusSeeOther)
	after := s.v.Get(path).Page()
	if after.Count("form.line-form") != 5 || !strings.Contains(after.Text(".person-word"), "Đi khám cả ngày") {
		t.Errorf("after: %s", after.Text(".rows"))
	}
	s.v.Submit(s.v.Get(s.page()).Page().Form("form.attest")).Want(http.StatusSeeOther)
	var wire struct {
		Written        int
		Items, Excused []struct{ Name string }
	}
	s.v.Get("/api/v1" + path).Want(http.StatusOK).Into(&wire)
	if wire.Written != 3 || len(wire.Items)+len(wire.Excused) != 3 {
		t.Errorf("wire %+v", wire)
	}
}

// TestHandoverTellsWhatStandsOpen: an order with its next review, counts that nobody signed and what waits
// in the tray are lines of the page, are read aloud, stand on the paper and on the wire.
func TestHandoverTellsWhatStandsOpen(t *testing.T) {
	s := open(t)
	doctor := s.visitor("bs", dbtest.Person(9, append([]string{care.Orders}, everything...), s.campus))
	form := doctor.Get(fmt.Sprintf("/care/orders/new?resident_id=%d", s.people[1])).Want(http.StatusOK).Page().Form("form.form")
	doctor.Submit(form, "kind", "isolation", "minutes", "90", "reason", "Đánh bạn cùng phòng", "tried", "Dỗ, đổi phòng", "measure", "Phòng riêng, có người ngồi cạnh").Want(http.StatusSeeOther)
	s.v.Post("/care/rollcalls", url.Values{"ward_id": {fmt.Sprint(s.ward)}}).Want(http.StatusSeeOther)
	s.leave(map[string]any{}, "", offline.LeftPerson{ResidentID: s.people[0], Outcome: "refused", Code: "care.not_in_ward"})
	s.Clock.Add(time.Minute)
	page := s.v.Get(s.handover() + "?" + s.turn()).Want(http.StatusOK).Page()
	red, amber := page.Text("#red"), page.Text("#amber")
	for _, want := range []string{"Cách ly: ", "bác sĩ xem xét lại trước", "Đánh bạn cùng phòng", "Điểm danh chưa ký"} {
		if !strings.Contains(red, want) {
			t.Errorf("what is to be done lacks %q: %s", want, red)
		}
	}
	if !strings.Contains(amber, "1 việc ghi lúc mất mạng chưa vào sổ") {
		t.Errorf("the tray: %s", amber)
	}
	said := strings.Join(page.Texts("[data-say]"), " ")
	paper := strings.Join(strings.Fields(strings.Join(webtest.PDFPages(t, []byte(s.v.Get(s.handover()+".pdf?"+s.turn()).Want(http.StatusOK).Body), "-layout"), " ")), " ")
	wire := s.v.Get("/api/v1" + s.handover() + "?" + s.turn()).Want(http.StatusOK).Body
	for what, text := range map[string]string{"what is read aloud": said, "the paper": paper} {
		if !strings.Contains(text, "Cách ly") || !strings.Contains(text, "Điểm danh chưa ký") || !strings.Contains(text, "việc ghi lúc mất mạng") {
			t.Errorf("%s: %s", what, text)
		}
	}
	if !strings.Contains(wire, `"kind":"order"`) || !strings.Contains(wire, `"review":`) || !strings.Contains(wire, `"kind":"tray"`) {
		t.Errorf("the wire: %s", wire)
	}
}

// turn names the shift that goes on.
func (s *scene) turn() (query string) {
	s.t.Helper()
	s.Do(func(tx *db.Tx) error {
		book, err := settings.Of(tx)
		if err != nil {
			return err
		}
		turn, _ := book.Timetable.TurnAt(tx.Now)
		query = fmt.Sprintf("shift_id=%d&shift_day=%s", turn.Shift.ID, turn.Day)
		return nil
	})
	return query
}
