package intake_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// TestMergePages walks two records of one person from the list of doubles to one record, by a second
// person's word, and back to two, by form and by program.
func TestMergePages(t *testing.T) {
	g := openShelter(t)
	one, two := g.joiner("Hà Thị Lụa", true), g.joiner("Hà Thị Lụa", false)
	joiner, second := g.as("joiner"), g.as("second")
	g.as("reader").Get("/intake/doubles").Want(http.StatusForbidden)
	list := joiner.Get("/intake/doubles").Want(http.StatusOK)
	compare := fmt.Sprintf("/residents/%d/merge?gone=%d", one, two)
	if !strings.Contains(list.Body, strings.ReplaceAll(compare, "&", "&amp;")) {
		t.Fatalf("the list does not lead to %s", compare)
	}
	page := joiner.Get(compare).Want(http.StatusOK)
	path := fmt.Sprintf("/residents/%d/merge", one)
	form := page.Page().Form("form[action='" + path + "']")
	a := joiner.Submit(form, "reason", "Giấy tờ giống nhau").Want(http.StatusUnprocessableEntity)
	if a.Page().Attr(`input[name="reason"]`, "value") != "Giấy tờ giống nhau" {
		t.Error("what was typed is lost")
	}
	joiner.Submit(form, "reason", "Giấy tờ giống nhau", "evidence", "papers").Want(http.StatusSeeOther)
	// The old number leads on, by page and by program.
	if to := joiner.Get(fmt.Sprintf("/residents/%d/merge", two)).Want(http.StatusSeeOther).Header.Get("Location"); to != path {
		t.Errorf("the old number leads to %s", to)
	}
	var gone struct {
		Code    string
		MovedTo uint64 `json:"moved_to"`
	}
	joiner.JSON("GET", fmt.Sprintf("/api/v1/residents/%d/merge", two), nil).Want(http.StatusNotFound).Into(&gone)
	if gone.Code != "residents.merged" || gone.MovedTo != one {
		t.Errorf("got %+v", gone)
	}
	// What is done to the old number is done to the person.
	joiner.JSON("POST", "/api/v1/intake/petitions", map[string]any{"resident_id": two, "category": "A2", "received_on": "2026-11-12", "sender": "UBND xã"}).Want(http.StatusConflict)
	var look struct{ Merges []struct{ ID uint64 } }
	joiner.JSON("GET", "/api/v1"+path, nil).Want(http.StatusOK).Into(&look)
	if len(look.Merges) != 1 {
		t.Fatalf("%d merges", len(look.Merges))
	}
	merge := fmt.Sprintf("/residents/%d/merges/%d", one, look.Merges[0].ID)
	undo := second.Get(merge).Want(http.StatusOK).Page().Form("form[action='" + merge + "/undo']")
	second.Submit(undo, "reason", "").Want(http.StatusUnprocessableEntity)
	second.Submit(undo, "reason", "Nhầm người").Want(http.StatusSeeOther)
	joiner.Get(fmt.Sprintf("/residents/%d/merge", two)).Want(http.StatusOK)
	// Two people: no list asks again, and nobody merges them unawares.
	joiner.Post("/intake/doubles/apart", url.Values{"resident": {fmt.Sprint(one)}, "other": {fmt.Sprint(two)}}).Want(http.StatusSeeOther)
	if list := joiner.Get("/intake/doubles").Want(http.StatusOK); strings.Contains(list.Body, compare) {
		t.Error("they are still on the list")
	}
	joiner.JSON("POST", "/api/v1"+path+"s", map[string]any{"gone": two, "evidence": "face", "reason": "x"}).Want(http.StatusConflict)
	again := joiner.Get(compare).Want(http.StatusOK).Page().Form("form[action='/intake/doubles/again']")
	joiner.Submit(again).Want(http.StatusSeeOther)
	// Where both have stays, somebody else has to agree.
	g.Do(func(tx *db.Tx) error {
		_, err := presence.Admit(tx, presence.AdmitInput{ResidentID: two, CampusID: g.campus, Category: "B2", At: tx.Now.AddDate(0, -2, 0)})
		if err == nil {
			_, err = presence.Discharge(tx, presence.DischargeInput{ResidentID: two, Reason: presence.AskedBySelf, At: tx.Now.AddDate(0, -1, 0)})
		}
		return err
	})
	var m struct {
		ID    uint64
		Waits bool
	}
	joiner.JSON("POST", "/api/v1"+path+"s", map[string]any{"gone": two, "evidence": "face", "reason": "Nhận mặt"}).Want(http.StatusCreated).Into(&m)
	if !m.Waits {
		t.Fatal("nobody else is asked")
	}
	merge = fmt.Sprintf("/residents/%d/merges/%d", one, m.ID)
	if page := joiner.Get(merge).Want(http.StatusOK).Page(); page.Count("form[action='"+merge+"/agree']") != 0 {
		t.Error("who proposed is asked to agree")
	}
	second.Submit(second.Get(merge).Want(http.StatusOK).Page().Form("form[action='" + merge + "/agree']")).Want(http.StatusSeeOther)
	joiner.Get(fmt.Sprintf("/residents/%d/merge", two)).Want(http.StatusSeeOther)
}

// joiner enters somebody, perhaps into a bed.
func (g *shelter) joiner(name string, lies bool) (id uint64) {
	g.t.Helper()
	g.Do(func(tx *db.Tx) error {
		p, err := residents.CreateResident(tx, residents.PersonInput{CampusID: g.campus, Name: name, Sex: value.Female, Birth: "1944", Despite: true})
		if err != nil {
			return err
		}
		id = p.ID
		if lies {
			_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: id, CampusID: g.campus, Category: "B2", BedID: g.beds[0]})
		}
		return err
	})
	return id
}
