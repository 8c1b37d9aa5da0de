package intake_test

import (
	"bytes"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/wards"
)

// sheetOf is a spreadsheet as a centre keeps it.
func sheetOf(t *testing.T, rows ...string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range append([]string{"Tính đến 31/10/2026", "Họ và tên|Năm sinh|Giới tính|Số CCCD|Ngày vào|Khu|Phòng|Giường|Diện"}, rows...) {
		var cells []any
		for cell := range strings.SplitSeq(row, "|") {
			cells = append(cells, cell)
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow("Sheet1", at, &cells)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// brought is the answer to a program that brought a list in.
type brought struct {
	Changes int
	Counts  map[string]int
	Places  []struct{ Ward string }
	Rows    []struct {
		Row        int
		Outcome    string
		WithBed    bool   `json:"with_bed"`
		ResidentID uint64 `json:"resident_id"`
		Reasons    []struct{ Key string }
	}
}

// TestASheetThatNamesTheOtherCampus brings a spreadsheet in that names, beside one's own people, those of the
// other campus, with their beds and with others: by number, by name, by place. What is one's own comes in.
// Nothing of the other campus changes, and nothing tells that somebody or some place of that name is there:
// it answers as for names that nobody has. Only who holds the very number of somebody's paper learns that it
// is in the books elsewhere, and nothing beside: a second record of one person would be worse.
func TestASheetThatNamesTheOtherCampus(t *testing.T) {
	h, manager, other := desk(t)
	bring := func(v *webtest.Visitor, campus string, content []byte, more map[string]any) (*webtest.Answer, brought) {
		t.Helper()
		in := map[string]any{"file_name": "a.xlsx", "content": content, "campus": campus}
		for name, value := range more {
			in[name] = value
		}
		var out brought
		a := v.JSON(http.MethodPost, "/api/v1/intake/rosters", in)
		if a.Status < 300 {
			a.Into(&out)
		}
		return a, out
	}
	places := map[string]any{"create_places": true}
	if _, there := bring(other, "CSB", sheetOf(t, "Vi Thị Kín|1950|Nữ|040150000001|1/1/2020|Hoa Ban|501|1|A3", "Lô Thị Thầm|1951|Nữ||1/1/2020|Hoa Ban|501|2|A3"), places); there.Changes != 2 {
		t.Fatalf("the other campus: %+v", there)
	}
	type whole struct {
		People []residents.Person
		Places []presence.Placement
		Beds   []wards.Bed
	}
	everything := func() (w whole) {
		t.Helper()
		if err := h.See(db.System("test"), func(tx *db.Tx) (err error) {
			for _, permission := range []string{"residents.view", presence.View, wards.View} {
				if err := tx.May(permission); err != nil {
					return err
				}
			}
			if w.People, err = db.From[residents.Person](tx).Order("id").All(); err != nil {
				return err
			}
			if w.Places, err = db.From[presence.Placement](tx).Order("id").All(); err != nil {
				return err
			}
			w.Beds, err = db.From[wards.Bed](tx).Order("id").All()
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return w
	}
	before := everything()

	a, got := bring(manager, "CS1", sheetOf(t,
		"Lê Thị Nhà|1952|Nữ|040152000003|1/1/2020|Nhà Mới|101|1|A3", // 3: one's own
		"Vi Thị Kín|1950|Nữ|040150000001|1/1/2020|Hoa Ban|501|1|A3", // 4: theirs, by number, in her bed
		"Lô Thị Thầm|1951|Nữ||1/1/2020|Hoa Ban|501|2|A3",            // 5: theirs, by name and birth, in her bed
		"Hà Thị Không|1951|Nữ||1/1/2020|Hoa Không|501|2|A3",         // 6: nobody's name, nobody's place
	), nil)
	a.Want(http.StatusOK)
	row := func(n int) (outcome string, bed bool, why []string) {
		for _, r := range got.Rows {
			if r.Row == n {
				for _, reason := range r.Reasons {
					why = append(why, strings.TrimPrefix(reason.Key, "intake.roster."))
				}
				return r.Outcome, r.WithBed, why
			}
		}
		t.Fatalf("there is no row %d: %+v", n, got)
		return "", false, nil
	}
	if outcome, _, why := row(4); outcome != "refused" || !slices.Equal(why, []string{"place_missing", "known_elsewhere"}) {
		t.Errorf("who is known elsewhere: %s %v", outcome, why)
	}
	for _, n := range []int{3, 5, 6} {
		if outcome, bed, why := row(n); outcome != "new" || bed || !slices.Equal(why, []string{"place_missing"}) {
			t.Errorf("row %d: %s %v %v", n, outcome, bed, why)
		}
	}
	after := everything()
	if len(after.People) != len(before.People)+3 || len(after.Beds) != len(before.Beds) || len(after.Places) != len(before.Places) {
		t.Errorf("%d people, %d beds, %d placements; there were %d, %d, %d", len(after.People), len(after.Beds), len(after.Places), len(before.People), len(before.Beds), len(before.Places))
	}
	if !reflect.DeepEqual(after.People[:len(before.People)], before.People) || !reflect.DeepEqual(after.Places[:len(before.Places)], before.Places) || !reflect.DeepEqual(after.Beds, before.Beds) {
		t.Error("the other campus has changed")
	}
	for _, p := range after.People[len(before.People):] {
		if p.CampusID == before.People[0].CampusID {
			t.Errorf("%s came into the other campus", p.Name)
		}
	}
	for _, secret := range []string{"CSB", "phía Bắc"} {
		if strings.Contains(a.Body, secret) {
			t.Errorf("the answer tells of %s: %s", secret, a.Body)
		}
	}

	// With places made, those of the same name are one's own, new ones.
	if _, got = bring(manager, "CS1", sheetOf(t, "Lô Thị Thầm|1951|Nữ||1/1/2020|Hoa Ban|501|2|A3"), places); len(got.Rows) != 1 || !got.Rows[0].WithBed || got.Rows[0].Outcome != "bed" && got.Rows[0].Outcome != "same" {
		t.Errorf("with places: %+v", got)
	}
	if now := everything(); !reflect.DeepEqual(now.Places[:len(before.Places)], before.Places) || !reflect.DeepEqual(now.Beds[:len(before.Beds)], before.Beds) {
		t.Error("the beds of the other campus have changed")
	}

	// Into the other campus itself nothing can be sent, and it is as if there were none.
	strange, _ := bring(manager, "CSB", sheetOf(t, "Lê Thị Lạ|1952|Nữ||1/1/2020|Hoa Ban|501|3|A3"), places)
	nowhere, _ := bring(manager, "CSX", sheetOf(t, "Lê Thị Lạ|1952|Nữ||1/1/2020|Hoa Ban|501|3|A3"), places)
	if strange.Status != nowhere.Status || strange.Status < 400 || plainProblem(strange, "CSB") != plainProblem(nowhere, "CSX") {
		t.Errorf("into the other campus: %d %s, into none: %d %s", strange.Status, strange.Body, nowhere.Status, nowhere.Body)
	}
}

// plainProblem is a refusal without the id of its request and without what was typed.
func plainProblem(a *webtest.Answer, typed string) string {
	text, _, _ := strings.Cut(a.Body, `"request_id"`)
	return strings.ReplaceAll(text, typed, "#")
}
