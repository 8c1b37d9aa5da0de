package register_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/intake"
	"maiam/models/presence"
)

// TestSearchHasItsNotices: while somebody is looked for, the notices to police and family are filled in from
// the books and drawn in the official layout; who may give numbers gives one, others draw a draft; each
// search has its own, and none is written of somebody who is here.
func TestSearchHasItsNotices(t *testing.T) {
	g := open(t)
	g.letter()
	police, family := path(g.hoa, intake.MissingPoliceWrit), path(g.hoa, intake.MissingFamilyWrit)
	g.director.Get(police).Want(http.StatusConflict)
	if g.director.Get("/register/of/" + strings.Split(police, "/")[3]).Want(http.StatusOK).Page().Has(`a[href="` + police + `"]`) {
		t.Error("nobody is looked for: the list does not offer it")
	}
	miss := func(at time.Time) (a *presence.Absence) {
		g.Do(func(tx *db.Tx) (err error) {
			a, err = intake.StartAbsence(tx, presence.AbsenceInput{ResidentID: g.hoa.ID, Kind: presence.Missing, At: at})
			return err
		})
		return a
	}
	miss(dbtest.Now.Add(-time.Hour))
	page := g.social.Get(police).Want(http.StatusOK).Page()
	if page.Attr(`[name="at"]`, "value") != "21/11/2026 17:42" || !strings.Contains(page.Text(`[name="recipients"]`), "Công an cấp xã") {
		t.Errorf("the books fill it in: %q", page.Attr(`[name="at"]`, "value"))
	}
	if page.Has(`form[action="` + police + `"] button:not([formaction])`) {
		t.Error("who may not give numbers is offered one")
	}
	draft := g.social.Get(police + "/draft.pdf?at=21/11/2026+17:42&place=Ngh%E1%BB%87+An&seen=17+gi%E1%BB%9D+05,+Khu+B").Want(http.StatusOK)
	wants(t, "the draft", text(t, draft.Body), "THÔNG BÁO", "CHƯA CÓ SỐ", "Thấy lần cuối", "17 giờ 05, Khu B")
	at := write(t, g.director, police, "seen", "17 giờ 05, phòng 203", "features", "Áo len xanh, dép nhựa", "caller", "Trực 0912 345 678")
	pdf := text(t, g.director.Get(at+"/paper.pdf").Want(http.StatusOK).Body)
	wants(t, "the notice to the police", pdf, "THÔNG BÁO", "/TB-TTBTXH", "chưa tìm thấy", "Áo len xanh", "17 giờ 05, phòng 203", "đề nghị quý cơ quan phối hợp tìm kiếm", "Công an cấp xã", "GIÁM ĐỐC")
	if strings.Contains(pdf, "………………") || strings.Contains(pdf, "Căn cứ") {
		t.Errorf("dots or an invented ground:\n%s", pdf)
	}
	at = write(t, g.director, family, "receiver", "Anh Đặng Văn Nam, con trai")
	wants(t, "the notice to the family", text(t, g.director.Get(at+"/paper.pdf").Want(http.StatusOK).Body), "Kính gửi: Anh Đặng Văn Nam, con trai", "Gia đình có tin gì", "vắng mặt và chưa tìm thấy")
	g.director.Submit(g.director.Get(police).Want(http.StatusOK).Page().Form(`form[action="` + police + `"]`)).Want(http.StatusConflict)
	// Found, and lost again: the second search has its own notices.
	g.Clock.Add(2 * time.Hour)
	g.Do(func(tx *db.Tx) error {
		_, err := intake.EndAbsence(tx, presence.ReturnInput{ResidentID: g.hoa.ID})
		return err
	})
	g.director.Get(police).Want(http.StatusConflict)
	g.Clock.Add(2 * time.Hour)
	miss(g.Clock.Now().Add(-time.Minute))
	write(t, g.director, police)
}
