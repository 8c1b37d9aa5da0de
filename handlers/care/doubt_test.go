package care_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/settings"
)

// TestQuestionPages: a question is read by whose round it was and by the head, who answers it with a
// sentence; the second look shows nothing of the first.
func TestQuestionPages(t *testing.T) {
	s := open(t)
	ward, people := s.ward, s.people
	s.Do(func(tx *db.Tx) error {
		if err := db.Add(tx, &care.Doubt{CampusID: s.campus, WardID: ward, MemberID: &[]uint64{7}[0], Kind: care.TooFast, ShiftDay: tx.Today().AddDays(-1), SlotID: s.slot, DoubtKey: "speed:1", Facts: `{"people":40,"seconds":9}`, AskedAt: tx.Now}); err != nil {
			return err
		}
		e, err := settings.Find(tx, settings.SecondLooks, tx.Today())
		if err != nil {
			return err
		}
		_, err = settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.SecondLooks, Value: "100", ValidFrom: tx.Today(), Mark: settings.Decided, Version: e.Version})
		return err
	})
	page := s.v.Get("/care/questions").Want(http.StatusOK).Page()
	if text := page.Text("body"); !strings.Contains(text, "40 người trong 9 giây") || !strings.Contains(text, "Không trừ gì của ai") {
		t.Errorf("question: %s", text)
	}
	refused := s.v.Submit(page.Form(`form[action^="/care/questions/"]`)).Want(http.StatusUnprocessableEntity).Page()
	s.v.Submit(refused.Form(`form[action^="/care/questions/"]`), "answer", "Hai người cùng đi").Want(http.StatusSeeOther)
	head := s.visitor("truong", dbtest.Person(11, append([]string{care.Questions, care.LookTwice}, everything...), s.campus))
	if text := head.Get("/care/questions").Want(http.StatusOK).Page().Text("body"); !strings.Contains(text, "Hai người cùng đi") {
		t.Errorf("the head reads: %s", text)
	}
	head.Get("/care/questions.xlsx").Want(http.StatusOK)
	s.record("k9", people[0], people[1]).Want(http.StatusCreated)
	if err := s.Write(context.Background(), db.System("jobs"), "care.second_looks", func(tx *db.Tx) error {
		if err := tx.May("care.second_looks"); err != nil {
			return err
		}
		n, err := care.ChooseSecondLooks(tx)
		if n != 2 {
			t.Errorf("%d chosen", n)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	s.Clock.Add(time.Minute)
	s.v.Get("/care/second-looks").Want(http.StatusForbidden)
	list := head.Get("/care/second-looks").Want(http.StatusOK).Page()
	path := list.Attr(`a[href^="/care/second-looks/"]`, "href")
	form := head.Get(path).Want(http.StatusOK).Page()
	if form.Has(`option[selected][value="usual"]`) {
		t.Error("the form shows what the first found")
	}
	again := head.Submit(form.Form("form.form")).Want(http.StatusUnprocessableEntity).Page()
	head.Submit(again.Form("form.form"), "seen", "usual", "mood", "sad").Want(http.StatusSeeOther)
	if text := head.Get("/care/questions").Page().Text(".list"); !strings.Contains(text, "Khu B") {
		t.Errorf("agreement: %s", text)
	}
	var wire struct{ Items []struct{ ID uint64 } }
	head.Get("/api/v1/care/second-looks").Want(http.StatusOK).Into(&wire)
	if len(wire.Items) != 1 {
		t.Errorf("%d wait", len(wire.Items))
	}
	head.JSON(http.MethodPost, fmt.Sprintf("/api/v1/care/second-looks/%d", wire.Items[0].ID), map[string]any{"seen": "usual"}).Want(http.StatusOK)
}
