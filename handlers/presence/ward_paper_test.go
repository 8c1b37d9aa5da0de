package presence_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// pages are the words of each page of a paper, however they are spaced.
func pages(t *testing.T, pdf string) []string {
	t.Helper()
	all := webtest.PDFPages(t, []byte(pdf), "-layout")
	for i := range all {
		all[i] = strings.Join(strings.Fields(all[i]), " ")
	}
	return all
}

// crowd fills a ward with many people, some of whom have names that take several lines.
func (g *house) crowd(n int) (ward uint64, names []string) {
	g.t.Helper()
	g.Do(func(tx *db.Tx) error {
		zone, err := wards.AddZone(tx, g.first, wards.ZoneInput{Kind: wards.ZoneMale, Name: "Phân khu nam", From: value.MustDay("2026-01-01")})
		if err != nil {
			return err
		}
		w, err := wards.AddWard(tx, zone.ID, wards.WardInput{Name: "Khu A", Sex: wards.ForMen, From: value.MustDay("2026-01-01")})
		if err != nil {
			return err
		}
		ward = w.ID
		for i := range n / 4 {
			if _, err := wards.AddRoom(tx, w.ID, wards.RoomInput{Name: fmt.Sprint(101 + i), Beds: 5, Position: i + 1, From: value.MustDay("2026-01-01")}); err != nil {
				return err
			}
		}
		beds, err := wards.BedsOf(tx, wards.View, w.ID)
		if err != nil {
			return err
		}
		for i := range n {
			name := fmt.Sprintf("Nguyễn Văn Thứ %s", strings.Repeat("I", i%7+1)+strings.Repeat("V", i/7+1))
			if i%10 == 0 {
				name = "Tôn Thất Nguyễn Phúc Vĩnh Bảo Quốc Thịnh Đại Nghĩa " + strings.Repeat("X", i/10+1)
			}
			names = append(names, name)
			p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: g.first, Name: name, Sex: value.Male, Birth: "1957", Despite: true})
			if err != nil {
				return err
			}
			if _, err = presence.Admit(tx, presence.AdmitInput{ResidentID: p.ID, Category: "A3", At: tx.Now.Add(-72 * time.Hour), BedID: beds[i+i/4].ID}); err != nil {
				return err
			}
			if i == 3 {
				if _, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: p.ID, Kind: presence.Hospital, At: tx.Now.Add(-24 * time.Hour), Place: "Bệnh viện Đa khoa Đô Lương"}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return ward, names
}

// TestWardListAndBedPlan prints a ward of sixty people: everybody stands on each paper once, in
// whole, each page says up to when it holds, who printed it and which page of how many it is.
func TestWardListAndBedPlan(t *testing.T) {
	g := open(t)
	ward, names := g.crowd(60)
	for paper, want := range map[string][]string{
		"list": {"DANH SÁCH NGƯỜI Ở KHU A", "Phân khu nam · Cơ sở 1 · tính đến 21/11/2026 18:42", "60 người, 59 có mặt, 1 nằm viện.", "Nằm viện, Bệnh viện Đa khoa Đô Lương", "NGƯỜI LẬP"},
		"plan": {"SƠ ĐỒ GIƯỜNG KHU A", "tính đến 21/11/2026 18:42", "75 giường, 15 trống, 0 tạm ngừng dùng.", "Phòng 101 · 4/5", "Phòng 115", "trống"},
	} {
		a := g.manager.Get(fmt.Sprintf("/presence/wards/%d/%s.pdf", ward, paper)).Want(http.StatusOK)
		if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Content-Type") != "application/pdf" {
			t.Errorf("%s: %v", paper, a.Header)
		}
		// Board, letterhead, and once for both papers the name of the centre.
		if timing := a.Header.Get("Server-Timing"); !strings.Contains(timing, `"3 statements"`) && !strings.Contains(timing, `"2 statements"`) {
			t.Errorf("%s takes %s", paper, a.Header.Get("Server-Timing"))
		}
		all := pages(t, a.Body)
		whole := strings.Join(all, " ")
		for _, text := range want {
			if !strings.Contains(whole, text) && !(strings.HasPrefix(text, "Nằm viện,") && holdsWords(whole, text)) {
				t.Errorf("%s lacks %q:\n%s", paper, text, whole)
			}
		}
		for i, page := range all {
			for _, text := range []string{fmt.Sprintf("trang %d/%d", i+1, len(all)), "In lúc 21/11/2026 18:42, người in: Nguyễn Thị Lan"} {
				if !strings.Contains(page, text) {
					t.Errorf("page %d of the %s lacks %q", i+1, paper, text)
				}
			}
		}
		if last := all[len(all)-1]; paper == "list" && !strings.Contains(last, "Nguyễn Văn") && !strings.Contains(last, "Tôn Thất") {
			t.Errorf("the places to sign stand alone: %s", last)
		}
		if len(all) < 2 {
			t.Errorf("the %s has %d pages", paper, len(all))
		}
		for _, name := range names {
			last := name[strings.LastIndex(name, " ")+1:]
			if n := strings.Count(" "+strings.NewReplacer("(", " ", ")", " ").Replace(whole)+" ", " "+last+" "); n != 1 {
				t.Errorf("%s stands on the %s %d times", name, paper, n)
			}
		}
		if strings.Contains(whole, "□") || strings.Contains(whole, "⟦") {
			t.Errorf("the %s shows a letter or a text that is not there", paper)
		}
	}
}

// holdsWords tells whether all words of a text stand in another: columns of a PDF mix their lines.
func holdsWords(whole, text string) bool {
	for word := range strings.FieldsSeq(text) {
		if !strings.Contains(whole, word) {
			return false
		}
	}
	return true
}

// TestWardPapersOfAMomentAndForWhom: a past moment prints who lay there then; who counts heads sees
// no names, and a ward of the other campus is not there.
func TestWardPapersOfAMomentAndForWhom(t *testing.T) {
	g := open(t)
	list := fmt.Sprintf("/presence/wards/%d/list.pdf", g.ward)
	if whole := strings.Join(pages(t, g.manager.Get(list).Want(http.StatusOK).Body), " "); !strings.Contains(whole, "Trần Thị Hoa") || strings.Contains(whole, "Vi Thị Mai") {
		t.Errorf("the list of Khu B: %s", whole)
	}
	before := g.Clock.Now().Add(-72 * time.Hour).Format(time.RFC3339)
	if whole := strings.Join(pages(t, g.manager.Get(list+"?"+url.Values{"at": {before}}.Encode()).Want(http.StatusOK).Body), " "); strings.Contains(whole, "Trần Thị Hoa") || !strings.Contains(whole, "tính đến 18/11/2026 18:42") {
		t.Errorf("three days ago nobody was there: %s", whole)
	}
	g.visitor("kitchen").Get(list).Want(http.StatusForbidden)
	g.visitor("other").Get(list).Want(http.StatusNotFound)
	g.visitor("other").Get(fmt.Sprintf("/presence/wards/%d/plan.pdf", g.ward)).Want(http.StatusNotFound)
	page := g.manager.Get(fmt.Sprintf("/presence/people?ward_id=%d", g.ward)).Want(http.StatusOK).Page()
	for _, paper := range []string{"list", "plan"} {
		if !page.Has(fmt.Sprintf(`a[href="/presence/wards/%d/%s.pdf"]`, g.ward, paper)) {
			t.Errorf("the people of a ward offer no %s", paper)
		}
	}
	if g.manager.Get("/presence/people").Page().Has(`a[href$="list.pdf"]`) {
		t.Error("without a ward there is nothing to print")
	}
}
