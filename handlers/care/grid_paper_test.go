package care_test

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maiam/handlers/parts"
	"maiam/handlers/webtest"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

var update = flag.Bool("update", false, "write the golden files anew")

// paper are the words of each page of a paper, in the order in which they were set.
func (s *scene) paper(path string) []string {
	s.t.Helper()
	a := s.v.Get(path).Want(http.StatusOK)
	if a.Header.Get("Content-Type") != "application/pdf" {
		s.t.Fatalf("%s is %s", path, a.Header.Get("Content-Type"))
	}
	all := webtest.PDFPages(s.t, []byte(a.Body), "-raw")
	for i := range all {
		all[i] = strings.Join(strings.Fields(all[i]), " ")
	}
	return all
}

// crowd fills a ward with forty people in eight rooms.
func (s *scene) crowd() (ward uint64) {
	s.t.Helper()
	since := value.MustDay("2026-01-01")
	s.Do(func(tx *db.Tx) error {
		zone, err := wards.AddZone(tx, s.campus, wards.ZoneInput{Kind: wards.ZoneMale, Name: "Phân khu nam", From: since})
		if err != nil {
			return err
		}
		w, err := wards.AddWard(tx, zone.ID, wards.WardInput{Name: "Khu A", Sex: wards.ForMen, From: since})
		if err != nil {
			return err
		}
		ward = w.ID
		for room := range 8 {
			r, err := wards.AddRoom(tx, w.ID, wards.RoomInput{Name: fmt.Sprint(101 + room), Beds: 5, Position: room + 1, From: since})
			if err != nil {
				return err
			}
			beds, err := db.From[wards.Bed](tx).Where("room_id = ?", r.ID).Order("position").All()
			if err != nil {
				return err
			}
			for n, bed := range beds {
				p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: s.campus, Name: fmt.Sprintf("Nguyễn Phúc Vĩnh %c%c", 'A'+room, 'K'+n), Sex: value.Male, Birth: "1957", Despite: true})
				if err != nil {
					return err
				}
				if _, err := presence.Admit(tx, presence.AdmitInput{ResidentID: p.ID, BedID: bed.ID, Category: "A3", At: tx.Now.AddDate(0, 0, -3)}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return ward
}

// TestPaperOfARound prints the blank grid of a ward of forty: everybody once in the order of the floor, the
// code on each page, every letter in the legend, pages x of y; and the code opens that very round.
func TestPaperOfARound(t *testing.T) {
	s := open(t)
	ward := s.crowd()
	all := s.paper(fmt.Sprintf("/wards/%d/round/grid.pdf?slot=%d&day=2026-11-21", ward, s.slot))
	whole := strings.Join(all, " ")
	code := care.PaperCode(ward, value.MustDay("2026-11-21"), s.slot)
	last := -1
	for room := range 8 {
		for n := range 5 {
			name := fmt.Sprintf("Nguyễn Phúc Vĩnh %c%c", 'A'+room, 'K'+n)
			at := strings.Index(whole, name)
			if strings.Count(whole, name) != 1 || at < last {
				t.Errorf("%s stands %d times, at %d after %d", name, strings.Count(whole, name), at, last)
			}
			last = at
		}
	}
	for i, page := range all {
		for _, want := range []string{code, fmt.Sprintf("trang %d/%d", i+1, len(all)), "In lúc 21/11/2026 18:42"} {
			if !strings.Contains(page, want) {
				t.Errorf("page %d lacks %q:\n%s", i+1, want, page)
			}
		}
	}
	if len(all) > 3 {
		t.Errorf("%d pages for forty people", len(all))
	}
	for _, want := range []string{"PHIẾU ĐI BUỒNG KHU A", "Bữa tối 17:00", "H Ăn nửa bữa", "V Không thấy", "Q Lẫn", "9 Theo dõi thêm", "C Lát nữa làm lại"} {
		if !strings.Contains(whole, want) {
			t.Errorf("the paper lacks %q", want)
		}
	}
	if strings.ContainsAny(whole, "□⟦") {
		t.Error("a letter or a text is not there")
	}
	golden := filepath.Join("testdata", "round_paper.golden")
	if got := strings.ReplaceAll(strings.Join(all, "\n\f\n"), code, "[code]") + "\n"; *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want, err := os.ReadFile(golden); err != nil || string(want) != got {
		t.Errorf("the paper is another than %s (%v):\n%s", golden, err, got)
	}
	t.Run("ItsCodeOpensIt", func(t *testing.T) {
		form := s.v.Get(s.grid() + "?code=" + code).Want(http.StatusOK).Page().Form("form.cells-form")
		if form.Action != fmt.Sprintf("/wards/%d/round/grid", ward) || form.Values.Get("slot_id") != fmt.Sprint(s.slot) {
			t.Errorf("opens %s, %v", form.Action, form.Values)
		}
	})
	t.Run("ItsSquaresOpenIt", func(t *testing.T) {
		for _, typed := range []string{code, strings.ToLower(code)} {
			form := s.v.Get("/G/" + typed).Want(http.StatusOK).Page().Form("form.cells-form")
			if form.Action != fmt.Sprintf("/wards/%d/round/grid", ward) || form.Values.Get("slot_id") != fmt.Sprint(s.slot) {
				t.Errorf("opens %s, %v", form.Action, form.Values)
			}
		}
		if squares := parts.QR(strings.ToUpper("https://maiam.trungtam-baotro-nghean.vn:8443/G/" + code)); len(squares) == 0 {
			t.Error("the address of a house does not fit into the squares")
		}
		s.v.Get("/G/" + code[:len(code)-1] + "!").Want(http.StatusNotFound)
		s.v.Get("/G/9999-211126-3K").Want(http.StatusNotFound)
	})
	t.Run("OfTheWholeShift", func(t *testing.T) {
		var rounds []settings.Round
		s.Do(func(tx *db.Tx) error {
			book, err := settings.Of(tx)
			if err != nil {
				return err
			}
			round, _ := book.Timetable.Round(s.slot, value.MustDay("2026-11-21"))
			rounds = round.Turn.Rounds()
			return nil
		})
		pages := s.paper(fmt.Sprintf("/wards/%d/round/grid.pdf?slot=%d&day=2026-11-21&shift=true", s.ward, s.slot))
		for _, r := range rounds {
			code, n := care.PaperCode(s.ward, value.MustDay("2026-11-21"), r.Slot.ID), 0
			for _, page := range pages {
				if strings.Contains(page, code) {
					n++
				}
			}
			if n == 0 {
				t.Errorf("the round of %s has no page", r.Slot.Clock())
			}
		}
		if len(rounds) < 2 || len(pages) != len(rounds) {
			t.Errorf("%d pages for %d rounds of six people", len(pages), len(rounds))
		}
	})
	t.Run("Offered", func(t *testing.T) {
		if got := s.v.Get("/wards/999/round/grid.pdf").Status; got != http.StatusNotFound {
			t.Errorf("a ward out of reach: %d", got)
		}
	})
}
