package residents_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// mostStatements is what the page of a person may cost the database, beside knowing the visitor. The last
// two say whether the data rest and what consent is still to be asked: the purposes, and where each stands.
const mostStatements = 10

var counted = regexp.MustCompile(`"(\d+) statements"`)

// statementsOf opens a page and tells what it cost.
func statementsOf(t *testing.T, a *webtest.Answer) int {
	t.Helper()
	m := counted.FindStringSubmatch(a.Header.Get("Server-Timing"))
	if m == nil {
		t.Fatal("the answer does not tell its statements")
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// standings adds somebody who left and somebody who was never received to the people of the house.
func (g *ground) standings() (left, never uint64) {
	g.Do(func(tx *db.Tx) error {
		gone, err := residents.CreateResident(tx, residents.PersonInput{CampusID: g.one.ID, Name: "Bùi Thị Gái", Sex: "f", Birth: "1950"})
		if err != nil {
			return err
		}
		begun := value.MustDay("2026-02-01").Start(tx.Zone())
		if _, err := presence.Admit(tx, presence.AdmitInput{ResidentID: gone.ID, Category: "B1", At: begun}); err != nil {
			return err
		}
		if _, err := presence.Discharge(tx, presence.DischargeInput{ResidentID: gone.ID, Reason: "b", At: begun.Add(720 * time.Hour)}); err != nil {
			return err
		}
		waits, err := residents.CreateResident(tx, residents.PersonInput{CampusID: g.one.ID, Name: "Vi Văn Chờ", Sex: "m"})
		left, never = gone.ID, waits.ID
		return err
	})
	return left, never
}

func TestThePageOfAPersonIsReadInFewStatements(t *testing.T) {
	g := open(t)
	left, never := g.standings()
	for name, id := range map[string]uint64{"in a bed": g.hoa, "without a bed": g.chau, "who left": left, "never received": never} {
		for role, v := range map[string]*webtest.Visitor{"nurse": g.nurse, "carer": g.carer} {
			if n := statementsOf(t, v.Get(file(id)).Want(http.StatusOK)); n > mostStatements {
				t.Errorf("%s, somebody %s: %d statements, %d are allowed", role, name, n, mostStatements)
			}
		}
	}
	before := statementsOf(t, g.nurse.Get(file(g.hoa)))
	g.Do(func(tx *db.Tx) error {
		for i := range 30 {
			at := value.MustDay("2026-03-01").AddDays(3 * i).Start(tx.Zone())
			if _, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: g.hoa, Kind: presence.Hospital, Place: fmt.Sprint("Bệnh viện ", i), At: at}); err != nil {
				return err
			}
			if _, err := presence.EndAbsence(tx, presence.ReturnInput{ResidentID: g.hoa, At: at.Add(24 * time.Hour)}); err != nil {
				return err
			}
			if _, err := residents.AddName(tx, residents.NameInput{Resident: g.hoa, Kind: residents.Nickname, Name: "Hoa Gọi " + strings.Repeat("Em ", i%3)}); err != nil && i == 0 {
				return err
			}
		}
		return nil
	})
	page := g.nurse.Get(file(g.hoa)).Want(http.StatusOK)
	if after := statementsOf(t, page); after != before {
		t.Errorf("%d statements with a history, %d without", after, before)
	}
	if text := page.Page().Text("body"); !strings.Contains(text, "Bệnh viện 29") || strings.Contains(text, "Bệnh viện 20") {
		t.Error("the page does not show the newest of the history")
	}
}

// TestThePageOfAPersonShowsWhatStandsAround reads the four books of the page back.
func TestThePageOfAPersonShowsWhatStandsAround(t *testing.T) {
	g := open(t)
	g.Do(func(tx *db.Tx) error {
		if _, err := residents.AddName(tx, residents.NameInput{Resident: g.hoa, Kind: residents.Nickname, Name: "Hoa Tóc Dài"}); err != nil {
			return err
		}
		if _, err := residents.AddNeed(tx, residents.NeedInput{Resident: g.hoa, Kind: residents.Allergy, Code: "seafood", Severity: "severe", Note: "cua"}); err != nil {
			return err
		}
		if _, err := residents.AddNeed(tx, residents.NeedInput{Resident: g.hoa, Kind: residents.Diet, Code: "porridge"}); err != nil {
			return err
		}
		if _, err := residents.AddFlag(tx, residents.FlagInput{Resident: g.hoa, Kind: "fall_risk", Note: "hay chóng mặt"}); err != nil {
			return err
		}
		_, err := residents.EnterBirth(tx, residents.BirthInput{Mother: g.hoa, Name: "Đặng Bé Na", Sex: "f"})
		return err
	})
	text := g.nurse.Get(file(g.hoa)).Want(http.StatusOK).Page().Text("body")
	for _, want := range []string{"Hoa Tóc Dài", "cua", "hay chóng mặt", "Đặng Bé Na"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not show %s", want)
		}
	}
	var out struct {
		OtherNames []string `json:"other_names"`
		Needs      []struct {
			Kind, Code, Severity string
			From                 string
			RecordedAt           time.Time `json:"recorded_at"`
		}
		Flags []struct{ Kind, Note string }
	}
	g.nurse.Get("/api/v1" + file(g.hoa)).Want(http.StatusOK).Into(&out)
	if len(out.OtherNames) != 1 || len(out.Needs) != 2 || out.Needs[0].Kind != "allergy" || out.Needs[0].Severity != "severe" || out.Needs[0].From == "" ||
		out.Needs[0].RecordedAt.IsZero() || len(out.Flags) != 1 || out.Flags[0].Note != "hay chóng mặt" {
		t.Errorf("the file on the wire is %+v", out)
	}
}

// TestWhoOpensTheFileOfSomebodyWithoutAWard: somebody without a bed and somebody never received may be
// opened by who works in any ward of the campus, somebody who left by those of the whole campus.
func TestWhoOpensTheFileOfSomebodyWithoutAWard(t *testing.T) {
	g := open(t)
	left, never := g.standings()
	for _, c := range []struct {
		who  *webtest.Visitor
		id   uint64
		want int
	}{
		{g.wardCarer, g.hoa, http.StatusOK}, {g.wardCarer, g.an, http.StatusNotFound}, {g.wardCarer, g.chau, http.StatusOK},
		{g.wardCarer, never, http.StatusOK}, {g.wardCarer, left, http.StatusNotFound},
		{g.carer, left, http.StatusOK}, {g.carer, never, http.StatusOK},
		{g.other, g.hoa, http.StatusNotFound}, {g.other, g.chau, http.StatusNotFound}, {g.other, left, http.StatusNotFound}, {g.other, never, http.StatusNotFound},
		{g.kitchen, g.hoa, http.StatusForbidden}, {g.kitchen, left, http.StatusForbidden},
	} {
		c.who.Get(file(c.id)).Want(c.want)
	}
	if text := g.wardCarer.Get(file(g.chau)).Page().Text("body"); strings.Contains(text, "Vào trung tâm, nhóm A1") {
		t.Error("the book of somebody in nobody's ward is open to one ward")
	}
}

// TestEnteringSomebodyWhoWasHere shows, before a second file is made, when the person alike was here, and
// leads to the admission of that one.
func TestEnteringSomebodyWhoWasHere(t *testing.T) {
	g := open(t)
	left, _ := g.standings()
	at := fmt.Sprintf(`a[href="/presence/admit?resident_id=%d"]`, left)
	page := g.nurse.Get("/residents/new?" + url.Values{"name": {"bui thi gai"}, "sex": {"f"}}.Encode()).Want(http.StatusOK).Page()
	if text := page.Text("body"); !strings.Contains(text, "Đã ở 01/02/2026 – 03/03/2026") || !page.Has(at) {
		t.Errorf("the earlier stay or the way back is missing: %.300s", text)
	}
	page = g.nurse.Get("/residents/new?" + url.Values{"name": {"dang thi hoa"}, "sex": {"f"}}.Encode()).Want(http.StatusOK).Page()
	if text := page.Text("body"); !strings.Contains(text, "Đang ở trung tâm") || page.Has(`a[href^="/presence/admit"]`) {
		t.Error("who is here is offered for another admission")
	}
}
