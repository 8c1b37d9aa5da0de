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
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/settings"
)

// row is where a person stands on the sheet.
func (s *scene) row(person int) (selector string) {
	s.t.Helper()
	s.Do(func(tx *db.Tx) error {
		lies, err := db.From[presence.Placement](tx).Where("open_resident_id = ?", s.people[person]).One()
		if err == nil {
			selector = fmt.Sprintf("#bed-%d", *lies.OpenBedID)
		}
		return err
	})
	return selector
}

// TestNotFoundStartsTheSearch: one tap at the bed, and in one act the person is missing, the notices are
// due and those who must know are told; a second tap says that it is known already.
func TestNotFoundStartsTheSearch(t *testing.T) {
	s := open(t)
	carer := s.visitor("oanh", dbtest.Person(17, append([]string{care.Report}, everything...), s.campus))
	nurse := dbtest.Person(9, append([]string{care.Report, care.Incidents, care.Alerted}, everything...), s.campus)
	page := carer.Get(s.page()).Want(http.StatusOK).Page()
	if got := page.Attr(s.row(0)+` button[form="search"]`, "value"); got != fmt.Sprint(s.people[0]) {
		t.Fatalf("without a script the tap is in the row: %q", got)
	}
	form := page.Form("form#search")
	went := carer.Submit(form, "resident_id", fmt.Sprint(s.people[0])).Want(http.StatusSeeOther)
	if back := went.Header.Get("Location"); !strings.HasPrefix(back, s.page()+"?slot=") {
		t.Errorf("leads to %s", back)
	}
	after := carer.Get(s.page()).Page()
	if text := after.Text(s.row(0)); !strings.Contains(text, "Vắng chưa rõ từ 21/11") {
		t.Errorf("the row: %s", text)
	}
	s.See(nurse, func(tx *db.Tx) error {
		alerts, err := care.IncidentAlerts(tx)
		if err != nil {
			return err
		}
		if len(alerts) != 1 || alerts[0].Kind != "missing" || alerts[0].What != "Không thấy người này khi đi buồng." || alerts[0].WardID != s.ward {
			t.Errorf("alerts: %+v", alerts)
		}
		return nil
	})
	s.Do(func(tx *db.Tx) error {
		type errand struct{ Kind string }
		due, err := db.Report[errand](tx, "SELECT e.kind FROM intake_errands e WHERE {campus e.campus_id} AND e.resident_id = ? AND e.settled = ?", s.people[0], false)
		if err == nil && len(due) != 3 {
			t.Errorf("kin, police and commune are to be told: %v", due)
		}
		return err
	})
	t.Run("TakenBack", func(t *testing.T) {
		// The search that was a slip of the thumb: the books, the notices and the alert are as if it had
		// not been, and the incident says why.
		var absence presence.Absence
		var told care.Incident
		s.Do(func(tx *db.Tx) error {
			a, err := db.From[presence.Absence](tx).Where("open_resident_id = ?", s.people[0]).One()
			if err != nil {
				return err
			}
			i, err := db.From[care.Incident](tx).Where("kind = 'missing'").One()
			if err != nil {
				return err
			}
			absence, told = *a, *i
			return nil
		})
		oanh := dbtest.Person(17, append([]string{care.Report, presence.Away}, everything...), s.campus)
		if err := s.As(oanh, func(tx *db.Tx) error {
			_, err := care.AddAct(tx, care.ActInput{RootID: told.RootID, What: "Hỏi bảo vệ cổng"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		s.Clock.Add(time.Minute)
		take := func(id uint64) error {
			return s.As(oanh, func(tx *db.Tx) error {
				_, err := intake.VoidAbsence(tx, presence.VoidInput{ID: id, Reason: "Đánh dấu nhầm, đã lấy lại"})
				return err
			})
		}
		if err := take(absence.ID); err != nil {
			t.Fatal(err)
		}
		s.See(nurse, func(tx *db.Tx) error {
			if alerts, err := care.IncidentAlerts(tx); err != nil || len(alerts) != 0 {
				t.Errorf("still called: %v %v", alerts, err)
			}
			file, err := care.OpenIncident(tx, told.RootID)
			if err != nil {
				return err
			}
			if !file.Withdrawn || file.Reason != "Đánh dấu nhầm, đã lấy lại" || len(file.Before) != 1 || len(file.Named) != 1 || len(file.Acts) != 1 || file.Acts[0].DoneAt == nil {
				t.Errorf("the incident: %+v", file)
			}
			return nil
		})
		if text := carer.Get(fmt.Sprintf("/care/incidents/%d", told.RootID)).Want(http.StatusOK).Page().Text("main, body"); !strings.Contains(text, "Đã lấy lại, không có việc này") {
			t.Errorf("the page: %s", text)
		}
		// Begun anew and taken back too late: now somebody has to look.
		carer.Submit(carer.Get(s.page()).Page().Form("form#search"), "resident_id", fmt.Sprint(s.people[0])).Want(http.StatusSeeOther)
		s.Do(func(tx *db.Tx) error {
			a, err := db.From[presence.Absence](tx).Where("open_resident_id = ?", s.people[0]).One()
			if err == nil {
				absence = *a
			}
			return err
		})
		s.Clock.Add(11 * time.Minute)
		if err := take(absence.ID); err != nil {
			t.Fatal(err)
		}
		s.See(nurse, func(tx *db.Tx) error {
			if alerts, err := care.IncidentAlerts(tx); err != nil || len(alerts) != 1 || alerts[0].Withdrawn {
				t.Errorf("nobody is called: %v %v", alerts, err)
			}
			return nil
		})
		carer.Submit(carer.Get(s.page()).Page().Form("form#search"), "resident_id", fmt.Sprint(s.people[0])).Want(http.StatusSeeOther)
		after = carer.Get(s.page()).Page()
	})
	again := carer.Submit(after.Form("form#search"), "resident_id", fmt.Sprint(s.people[0])).Want(http.StatusConflict).Page()
	if text := again.Text(".notice.danger"); text == "" {
		t.Error("nothing says why not")
	}
	t.Run("ByProgram", func(t *testing.T) {
		carer.JSON(http.MethodPost, fmt.Sprintf("/api/v1/wards/%d/searches", s.ward), map[string]any{"resident_id": s.people[1]}).Want(http.StatusCreated)
	})
	t.Run("WhoMayNot", func(t *testing.T) {
		reader := s.visitor("hai", dbtest.Person(8, []string{care.View, care.Record, presence.View, "residents.view"}, s.campus))
		if page := reader.Get(s.page()).Page(); page.Has("form#search") || page.Has(`button[form="search"]`) || !page.Has("template#wheel") {
			t.Error("who may not start a search is offered one")
		}
		reader.JSON(http.MethodPost, fmt.Sprintf("/api/v1/wards/%d/searches", s.ward), map[string]any{"resident_id": s.people[2]}).Want(http.StatusForbidden)
	})
}

// TestWheelStandsOnTheSameFields: what the script opens at a dot lies in the page with its words, once,
// and fills the fields that are there without it; what is usual for somebody asks for nothing.
func TestWheelStandsOnTheSameFields(t *testing.T) {
	s := open(t)
	s.Do(func(tx *db.Tx) error {
		return db.Add(tx, &care.Norm{CampusID: s.campus, ResidentID: s.people[1], FromDay: tx.Today().AddDays(-7), ToDay: tx.Today(), Rounds: 21,
			Signs: care.Signs{Seen: care.Usual, Slept: care.Usual, Washed: care.Usual, Ate: care.Half, Medicine: care.Usual, Mood: care.Sad}, RecordedAt: tx.Now})
	})
	page := s.v.Get(s.page()).Want(http.StatusOK).Page()
	if page.Count("template#wheel") != 1 {
		t.Fatal("the wheel lies in the page once")
	}
	for _, name := range []string{"data-unseen", "data-nobody", "data-attest", "data-act", "data-note"} {
		if page.Attr("template#wheel", name) == "" {
			t.Errorf("the wheel has no %s", name)
		}
	}
	if !strings.Contains(page.Attr("template#wheel", "data-attest"), "#") {
		t.Error("the button cannot say how many")
	}
	if own := page.Attr(s.row(1)+" details.look", "data-usual"); own != "ate:half mood:sad" {
		t.Errorf("own usual day: %q", own)
	}
	if page.Has(s.row(0) + " details.look[data-usual]") {
		t.Error("who is as everybody has nothing of one's own")
	}
	if dots, fields := page.Count(s.row(1)+" .look > summary .dot"), page.Count(s.row(1)+" .wheel select:not(.did)"); dots != 6 || fields != 6 {
		t.Errorf("%d dots and %d fields", dots, fields)
	}
	away := page.Attr(s.row(0)+" .wheel-ways a[href^='/presence/absence']", "href")
	if !strings.Contains(away, fmt.Sprintf("resident_id=%d", s.people[0])) || !strings.Contains(away, "next=") {
		t.Errorf("the way to leave and hospital: %s", away)
	}
	var round settings.Round
	s.See(dbtest.Person(7, everything, s.campus), func(tx *db.Tx) error {
		sheet, err := care.RoundSheet(tx, care.SheetInput{WardID: s.ward, SlotID: s.noon, ShiftDay: tx.Today()})
		if err == nil {
			round = sheet.Round
		}
		return err
	})
	late := s.v.Get(s.page() + fmt.Sprintf("?slot=%d&day=2026-11-21", s.noon)).Want(http.StatusOK).Page()
	if away := late.Attr(s.row(0)+" .wheel-ways a[href^='/presence/absence']", "href"); !strings.Contains(away, "at="+round.At().Format("2006-01-02")) {
		t.Errorf("a round that is over takes its own time along: %s", away)
	}
}
