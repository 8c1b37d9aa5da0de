package register_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"maiam/handlers/paper"
	"maiam/handlers/webtest"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/register"
	"maiam/models/residents"
	"maiam/models/value"
)

var update = flag.Bool("update", false, "write the golden files anew")

// letter writes the letterhead of the centre.
func (g *ground) letter() {
	g.T.Helper()
	g.Do(func(tx *db.Tx) error {
		_, err := register.SetLetterhead(tx, register.LetterheadInput{ValidFrom: since, Superior: "Sở Y tế Nghệ An", Agency: "Trung tâm Bảo trợ xã hội Nghệ An",
			Sign: "TTBTXH", Place: "Nghệ An", HeadPosition: "Giám đốc", HeadName: "Lê Văn Sỹ", Commune: "UBND xã Giang Sơn Đông"})
		return err
	})
}

// stranger is somebody whom nobody knows, received in an emergency.
func (g *ground) stranger() (p *residents.Person) {
	g.T.Helper()
	g.Do(func(tx *db.Tx) (err error) {
		if p, err = residents.CreateResident(tx, residents.PersonInput{CampusID: g.one.ID, NameUnknown: true, Sex: "m", Birth: "khoảng 1970"}); err != nil {
			return err
		}
		_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: p.ID, Category: "B2", At: value.MustDay("2026-11-21").At(tx.Zone(), 2*60+10)})
		return err
	})
	return p
}

func path(p *residents.Person, w intake.Writ) string {
	return fmt.Sprintf("/register/of/%d/%s", p.ID, w)
}

// write opens the form of a writ, fills it in and sends it, and gives the address of the new paper.
func write(t *testing.T, v *webtest.Visitor, at string, changes ...string) string {
	t.Helper()
	form := v.Get(at).Want(http.StatusOK).Page().Form(`form[action="` + at + `"]`)
	a := v.Submit(form, changes...).Want(http.StatusSeeOther)
	return a.Header.Get("Location")
}

// text is everything that stands in a paper, however it is spaced.
func text(t *testing.T, pdf string) string {
	t.Helper()
	return strings.Join(strings.Fields(strings.Join(webtest.PDFPages(t, []byte(pdf)), " ")), " ")
}

// golden holds the look of an issued paper against the file of its name.
func (g *ground) golden(name string, at string) {
	g.T.Helper()
	var id uint64
	if _, err := fmt.Sscanf(at, "/register/%d", &id); err != nil {
		g.T.Fatal(at, err)
	}
	var got string
	g.Do(func(tx *db.Tx) error {
		e, o, err := register.Content[paper.Official](tx, id)
		if err != nil {
			return err
		}
		ctx := words.With(context.Background(), "vi")
		got = paper.DrawOfficial(ctx, paper.Form{Made: dbtest.Now}, *o, paper.Stamp{Number: e.Text(), Day: words.LongDay(ctx, e.IssuedOn)}).Golden()
		return nil
	})
	file := "testdata/" + name + ".golden"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			g.T.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		g.T.Fatal(err)
	}
	if got != string(want) {
		g.T.Errorf("%s changed; look at it, then run with -update\n%s", name, got)
	}
}

// wants demands words of a finished paper.
func wants(t *testing.T, what, text string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %q:\n%s", what, want, text)
		}
	}
	if strings.Contains(text, "□") || strings.Contains(text, "⟦") {
		t.Errorf("%s has a letter or a text that is not there:\n%s", what, text)
	}
}

// TestTheFourWrits writes each paper as a person does, reads the finished PDF as a person's program
// does, and keeps its look.
func TestTheFourWrits(t *testing.T) {
	g := open(t)
	g.letter()
	stranger := g.stranger()
	issue := func(p *residents.Person, w intake.Writ, changes ...string) (string, string) {
		t.Helper()
		at := write(t, g.director, path(p, w), changes...)
		a := g.director.Get(at + "/paper.pdf").Want(http.StatusOK)
		if a.Header.Get("Content-Type") != "application/pdf" || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", w, a.Header)
		}
		return at, text(t, a.Body)
	}

	at, pdf := issue(stranger, intake.EmergencyWrit, "finder", "Hồ Văn Cường, xóm 3, xã Giang Sơn Đông, 0912 345 678", "found", "Bến xe cũ\nnằm dưới mái hiên", "condition", "Sốt, không nói", "belongings", "Không có gì", "measures", "Cho ăn, thay quần áo, đo nhiệt độ")
	wants(t, "emergency", pdf, "BIÊN BẢN", "Số: 01/BB-TTBTXH", "vào hồi 02 giờ 10 phút, ngày 21 tháng 11 năm 2026", "Hồ Văn Cường", "Bến xe cũ; nằm dưới mái hiên", "chưa rõ danh tính",
		"điểm b khoản 2 Điều 24", "NGƯỜI PHÁT HIỆN, ĐƯA ĐẾN", "Lê Văn Sỹ", "Hồ sơ được hoàn thiện chậm nhất ngày 04 tháng 12 năm 2026")
	g.golden("emergency", at)

	at, pdf = issue(stranger, intake.AdmissionWrit)
	wants(t, "emergency admission", pdf, "Số: 01/QĐ-TTBTXH", "Biên bản tiếp nhận khẩn cấp số 01/BB-TTBTXH ngày 21 tháng 11 năm 2026", "sinh khoảng năm 1970", "đến hết ngày 20 tháng 02 năm 2027")
	g.golden("admission_emergency", at)

	at, pdf = issue(g.hoa, intake.AdmissionWrit, "capacity", "KT.", "signer", "Nguyễn Thị Phương Thảo", "position", "Phó Giám đốc", "more", "Bà Hoa ở Khu B.")
	wants(t, "admission", pdf, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "SỞ Y TẾ NGHỆ AN", "TRUNG TÂM BẢO TRỢ XÃ HỘI NGHỆ AN", "Số: 02/QĐ-TTBTXH",
		"Nghệ An, ngày 21 tháng 11 năm 2026", "QUYẾT ĐỊNH", "GIÁM ĐỐC TRUNG TÂM BẢO TRỢ XÃ HỘI NGHỆ AN", "Căn cứ Nghị định số 20/2021/NĐ-CP", "bà Đặng Thị Hoa, sinh ngày 21 tháng 11 năm 1962",
		"040162004512", "Xã Diễn Châu, Nghệ An", "điểm b khoản 1 Điều 24", "kể từ ngày 20 tháng 11 năm 2026", "Điều 3.", "Bà Hoa ở Khu B.", "Nơi nhận:", "Sở Y tế Nghệ An (để báo cáo)", "Lưu: VT",
		"KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Thị Phương Thảo")
	g.golden("admission", at)

	at, pdf = issue(g.hoa, intake.StopWrit, "reason", "b", "from", "21/11/2026", "capacity", "", "signer", "Lê Văn Sỹ", "position", "Giám đốc")
	wants(t, "stop", pdf, "Số: 03/QĐ-TTBTXH", "Quyết định tiếp nhận số 02/QĐ-TTBTXH", "điểm b khoản 2 Điều 30", "có đơn đề nghị dừng trợ giúp xã hội", "Lê Văn Sỹ")
	g.golden("stop", at)

	at, pdf = issue(g.hoa, intake.HandOverWrit, "at", "21/11/2026 15:30", "receiver", "Đặng Văn Nam, con trai, xã Diễn Châu", "authority", "Bà Phan Thị Yến, Phó Chủ tịch UBND xã Diễn Châu", "condition", "Khỏe, đi lại được",
		"medicines", "Amlodipin 5 mg, sáng một viên, đủ 30 ngày", "belongings", "Căn cước, thẻ bảo hiểm y tế, hai bộ quần áo")
	wants(t, "handover", pdf, "Số: 02/BB-TTBTXH", "vào hồi 15 giờ 30 phút", "Đặng Văn Nam, con trai", "Phan Thị Yến", "số 03/QĐ-TTBTXH", "Amlodipin 5 mg", "ít nhất 06 tháng", "XÁC NHẬN CỦA UBND CẤP XÃ")
	g.golden("handover", at)
}

// TestAnIssuedPaperStaysAsItWas changes the person and the letterhead after a decision was issued:
// the paper is the same to the last byte.
func TestAnIssuedPaperStaysAsItWas(t *testing.T) {
	g := open(t)
	g.letter()
	at := write(t, g.director, path(g.hoa, intake.AdmissionWrit))
	before := g.director.Get(at + "/paper.pdf").Want(http.StatusOK).Body
	g.Do(func(tx *db.Tx) error {
		name, birth := "Đặng Thị Hoà Bình", "1960"
		_, err := residents.ChangeResident(tx, residents.ChangeInput{Resident: g.hoa.ID, Name: &name, Birth: &birth, Version: g.hoa.Version})
		return err
	})
	g.Clock.Add(1)
	g.letter()
	if after := g.director.Get(at + "/paper.pdf").Want(http.StatusOK).Body; after != before {
		t.Error("an issued paper changed with the person")
	}
	void := g.director.Get(at).Page().Form(`form[action="` + at + `/void"]`)
	g.director.Submit(void, "reason", "Sai năm sinh").Want(http.StatusSeeOther)
	wants(t, "a void paper", text(t, g.director.Get(at+"/paper.pdf").Want(http.StatusOK).Body), "ĐÃ HỦY", "Sai năm sinh", "Đặng Thị Hoa,")
	if next := write(t, g.director, path(g.hoa, intake.AdmissionWrit)); !strings.Contains(g.director.Get(next).Body, "02/QĐ-TTBTXH") {
		t.Error("after a void decision the next has the next number")
	}
}

// TestADecisionIsNotedWhereItBelongs: the decision to admit stands in the file of the stay with its
// number, and leaves it when the paper is void; the decision to stop is that of the process of leaving.
func TestADecisionIsNotedWhereItBelongs(t *testing.T) {
	g := open(t)
	g.letter()
	noted := func() (n []intake.Decision) {
		g.Do(func(tx *db.Tx) (err error) {
			n, err = db.From[intake.Decision](tx).Where("resident_id = ?", g.hoa.ID).Order("id").All()
			return err
		})
		return n
	}
	at := write(t, g.decider, path(g.hoa, intake.AdmissionWrit))
	if n := noted(); len(n) != 1 || n[0].Number != "01/QĐ-TTBTXH" || n[0].Kind != intake.Admitted || !n[0].Stands() {
		t.Fatalf("noted: %+v", n)
	}
	void := g.decider.Get(at).Page().Form(`form[action="` + at + `/void"]`)
	g.decider.Submit(void, "reason", "Sai ngày").Want(http.StatusSeeOther)
	if n := noted(); len(n) != 1 || n[0].Stands() {
		t.Errorf("the void decision still stands: %+v", n)
	}
	var process *intake.Departure
	g.Do(func(tx *db.Tx) (err error) {
		process, err = intake.StartDeparture(tx, intake.DepartureInput{ResidentID: g.hoa.ID, DepartureFacts: intake.DepartureFacts{Reason: presence.AskedByFamily, AskedOn: value.MustDay("2026-11-20"),
			AskedBy: "Đặng Văn Nam", Destination: intake.ToFamily, Receiver: "Đặng Văn Nam", Commune: "UBND xã Diễn Châu"}})
		return err
	})
	form := g.decider.Get(path(g.hoa, intake.StopWrit)).Want(http.StatusOK).Page().Form(`form[action$="/stop"]`)
	if form.Values.Get("reason") != "b" || !strings.Contains(form.Values.Get("bases"), "Đơn đề nghị dừng trợ giúp xã hội ngày 20 tháng 11 năm 2026 của Đặng Văn Nam") {
		t.Errorf("the process does not fill in the form: %v", form.Values)
	}
	at = g.decider.Submit(form).Want(http.StatusSeeOther).Header.Get("Location")
	number := func() (d *intake.Departure) {
		g.Do(func(tx *db.Tx) (err error) { d, err = db.Get[intake.Departure](tx, process.ID); return err })
		return d
	}
	if d := number(); !d.Decided() || d.DecisionNumber != "02/QĐ-TTBTXH" || d.DecidedBy != "Lê Văn Sỹ" {
		t.Errorf("the process: %+v", d)
	}
	void = g.decider.Get(at).Page().Form(`form[action="` + at + `/void"]`)
	g.decider.Submit(void, "reason", "Sai lý do").Want(http.StatusSeeOther)
	if d := number(); d.DecisionNumber != "" || !d.Decided() {
		t.Errorf("after the paper is void: %+v", d)
	}
	form = g.decider.Get(path(g.hoa, intake.HandOverWrit)).Want(http.StatusOK).Page().Form(`form[action$="/handover"]`)
	if form.Values.Get("receiver") != "Đặng Văn Nam" || form.Values.Get("authority") != "UBND xã Diễn Châu" {
		t.Errorf("the receiver is not filled in: %v", form.Values)
	}
}

func TestWhoWritesWhichPaper(t *testing.T) {
	g := open(t)
	g.letter()
	stranger := g.stranger()
	page := g.social.Get(path(g.hoa, intake.AdmissionWrit)).Want(http.StatusOK).Page()
	if !strings.Contains(page.Text("body"), "bản nháp") || strings.Contains(page.Text("form.card"), "Cấp số") {
		t.Error("who may not decide is offered the number, or no draft")
	}
	form := page.Form(`form[action$="/admission"]`)
	g.social.Submit(form).Want(http.StatusForbidden)
	draft := g.social.Get(path(g.hoa, intake.AdmissionWrit) + "/draft.pdf?" + form.Values.Encode()).Want(http.StatusOK)
	wants(t, "the draft", text(t, draft.Body), "DỰ THẢO", "……/QĐ-TTBTXH", "bà Đặng Thị Hoa")
	write(t, g.social, path(stranger, intake.EmergencyWrit))

	g.social.Get(path(g.hoa, intake.EmergencyWrit)).Want(http.StatusConflict)
	g.social.Get(path(g.hoa, "letter")).Want(http.StatusNotFound)
	g.inspect.Get(path(g.hoa, intake.AdmissionWrit)).Want(http.StatusForbidden)
	for _, at := range []string{fmt.Sprintf("/register/of/%d", g.hoa.ID), path(g.hoa, intake.AdmissionWrit), path(g.hoa, intake.AdmissionWrit) + "/draft.pdf"} {
		g.other.Get(at).Want(http.StatusNotFound)
		g.nurse.Get(at).Want(http.StatusNotFound) // Hoa lies in another ward
	}
	g.other.Post(path(g.hoa, intake.AdmissionWrit), url.Values{"signer": {"A"}}).Want(http.StatusNotFound)

	at := write(t, g.director, path(g.hoa, intake.AdmissionWrit))
	for who, status := range map[*webtest.Visitor]int{g.social: http.StatusOK, g.inspect: http.StatusForbidden, g.other: http.StatusNotFound, g.nurse: http.StatusNotFound} {
		who.Get(at + "/paper.pdf").Want(status)
	}
	again := g.director.Get(path(g.hoa, intake.AdmissionWrit)).Want(http.StatusOK).Page()
	if !strings.Contains(again.Text("body"), "đã cấp số rồi") {
		t.Error("that the decision is there already is not told")
	}
	g.director.Submit(again.Form(`form[action$="/admission"]`)).Want(http.StatusConflict)
	list := g.director.Get(fmt.Sprintf("/register/of/%d", g.hoa.ID)).Want(http.StatusOK).Page().Text("body")
	wants(t, "the list of papers", list, "01/QĐ-TTBTXH", "Quyết định dừng trợ giúp", "Biên bản này chỉ lập cho người vào diện khẩn cấp")
}

func TestWhatIsMissingStandsBesideItsField(t *testing.T) {
	g := open(t)
	at := path(g.hoa, intake.StopWrit)
	form := g.director.Get(at).Want(http.StatusOK).Page().Form(`form[action="` + at + `"]`)
	page := g.director.Submit(form, "reason", "", "from", "", "place", "", "signer", "").Want(http.StatusUnprocessableEntity).Page()
	for _, field := range []string{"reason", "from", "place"} {
		if !page.Has("#f-" + field + "-error") {
			t.Errorf("nothing stands beside %s", field)
		}
	}
	page = g.director.Submit(form, "reason", "g", "place", "Nghệ An", "signer", "", "more", "Giữ nguyên", "_key", "2").Want(http.StatusUnprocessableEntity).Page()
	if !page.Has("#f-signer-error") || page.Text("#f-more") != "Giữ nguyên" {
		t.Error("a missing signer is not told, or what was typed is lost")
	}
}

func TestWritsForPrograms(t *testing.T) {
	g := open(t)
	g.letter()
	at := fmt.Sprintf("/api/v1/register/of/%d/", g.hoa.ID)
	body := map[string]any{"signer": "Lê Văn Sỹ", "position": "Giám đốc", "place": "Nghệ An", "from": "2026-11-20", "bases": "Nghị định số 20/2021/NĐ-CP"}
	var e struct{ Number, Paper, Summary string }
	g.director.JSON("POST", at+"admission", body).Want(http.StatusCreated).Into(&e)
	if e.Number != "01/QĐ-TTBTXH" || e.Paper != "admission" || strings.Contains(e.Summary, "Hoa") {
		t.Errorf("got %+v", e)
	}
	g.director.JSON("POST", at+"admission", body).Problem(http.StatusConflict, "register.already_issued")
	g.social.JSON("POST", at+"stop", body).Problem(http.StatusUnprocessableEntity, "fault.invalid")
	body["reason"] = "g"
	g.social.JSON("POST", at+"stop", body).Problem(http.StatusForbidden, "fault.forbidden")
	g.other.JSON("POST", at+"stop", body).Problem(http.StatusNotFound, "db.not_found")
}

// TestEveryCategoryAndReasonHasItsPoint: no decision stands without the point of the decree.
func TestEveryCategoryAndReasonHasItsPoint(t *testing.T) {
	g := open(t)
	g.letter()
	for _, reason := range presence.Reasons {
		values := url.Values{"reason": {string(reason)}, "from": {"21/11/2026"}, "place": {"Nghệ An"}, "signer": {"A"}, "position": {"B"}}
		a := g.director.Get(path(g.hoa, intake.StopWrit) + "/draft.pdf?" + values.Encode()).Want(http.StatusOK)
		point := string(reason)
		if point == "dd" {
			point = "đ"
		}
		wants(t, "reason "+point, text(t, a.Body), "(điểm "+point+" khoản 2 Điều 30")
	}
	for category, point := range map[presence.Category]string{"A1": "điểm a khoản 1", "A3": "điểm c khoản 1", "B1": "điểm a khoản 2", "C1": "khoản 3 Điều 24", "D2": "điểm b khoản 5"} {
		var p *residents.Person
		g.Do(func(tx *db.Tx) (err error) {
			p, err = residents.CreateResident(tx, residents.PersonInput{CampusID: g.one.ID, Name: "Trần Thị " + string(category), Sex: "f", Birth: "2015", Despite: true})
			if err == nil {
				_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: p.ID, Category: category})
			}
			return err
		})
		a := g.director.Get(path(p, intake.AdmissionWrit) + "/draft.pdf?from=21/11/2026").Want(http.StatusOK)
		if !bytes.HasPrefix([]byte(a.Body), []byte("%PDF")) {
			t.Fatal("no PDF")
		}
		wants(t, string(category), text(t, a.Body), point, "cháu Trần Thị "+string(category), "sinh năm 2015")
	}
}
