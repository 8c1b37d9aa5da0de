package care_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
)

// TestStruckMarksAreSeenByNumber: whoever looks over the books reads which marks were struck, by the number
// of the person and never the name, with old and new value, who, when and why, and opens nothing else of care;
// the spreadsheet says the same, and other campuses are not there.
func TestStruckMarksAreSeenByNumber(t *testing.T) {
	s := open(t)
	in := care.RoundInput{WardID: s.ward, People: []care.PersonFound{{ResidentID: s.people[0], Found: care.Found{Ate: "half", Response: "told_nurse", Note: "nói nhỏ với em"}}, {ResidentID: s.people[1], Found: care.Found{Mood: "sad", Response: "calmed"}}}}
	if err := s.As(s.gate["lan"].Actor, func(tx *db.Tx) error { _, err := care.RecordRound(tx, in); return err }); err != nil {
		t.Fatal(err)
	}
	var mark uint64
	if err := s.Raw().QueryRow(fmt.Sprintf("SELECT MAX(id) FROM care_marks WHERE resident_id = %d", s.people[0])).Scan(&mark); err != nil {
		t.Fatal(err)
	}
	if err := s.As(s.gate["lan"].Actor, func(tx *db.Tx) error {
		_, err := care.AmendMark(tx, care.AmendInput{MarkID: mark, Found: care.Found{Ate: "none", Response: "told_nurse", Note: "em không ăn"}, Reason: "ghi nhầm người"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var number string
	s.Do(func(tx *db.Tx) error {
		type row struct{ Number string }
		rows, err := db.Report[row](tx, "SELECT number FROM residents_people WHERE {campus campus_id} AND id = ?", s.people[0])
		number = rows[0].Number
		return err
	})
	inspector := s.visitor("soi", dbtest.Person(11, []string{care.SeeCorrections}, s.campus))
	page := inspector.Get("/care/corrections").Want(http.StatusOK).Page()
	text := page.Text("table")
	for _, want := range []string{number, "Ăn", "nửa bữa", "ghi nhầm người"} {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
			t.Errorf("the page lacks %q: %s", want, text)
		}
	}
	for _, hidden := range []string{"Nguyễn Thị Hoà", "nói nhỏ", "em không ăn", "Đặng Thị Xuyến"} {
		if strings.Contains(text, hidden) {
			t.Errorf("the page tells %q", hidden)
		}
	}
	if page.Count("table.list tbody tr") != 1 {
		t.Errorf("%d lines for one correction", page.Count("table.list tbody tr"))
	}
	inspector.Get("/care/corrections.xlsx").Want(http.StatusOK)
	inspector.Get(fmt.Sprintf("/care/marks/%d", mark)).Want(http.StatusForbidden)
	inspector.Get(s.page()).Want(http.StatusForbidden)
	s.v.Get("/care/corrections").Want(http.StatusForbidden)
	elsewhere := s.visitor("xa", dbtest.Person(12, []string{care.SeeCorrections}, s.campus+1000))
	if elsewhere.Get("/care/corrections").Want(http.StatusOK).Page().Has("table.list tbody tr") {
		t.Error("another campus is not there")
	}
	inspector.Get("/care/corrections?from=01/01/2026&to=01/03/2026").Want(http.StatusUnprocessableEntity)
}
