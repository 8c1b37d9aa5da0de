package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
)

// TestABabyIsShownWhereItLies lets a resident of the sample give birth: ward board, round and both
// people's pages say whose baby lies with whom, and the statements stay as they are.
func TestABabyIsShownWhereItLies(t *testing.T) {
	h := openSample(t)
	campus := idsOf(t, h, "CS1")["campus"]
	mother := one[uint64](t, h, `SELECT MIN(r.id) FROM residents_people r JOIN presence_placements p ON p.open_resident_id = r.id
		WHERE r.campus_id = ? AND r.sex = 'f' AND NOT EXISTS (SELECT 1 FROM presence_absences a WHERE a.open_resident_id = r.id)`, campus)
	ward := one[uint64](t, h, "SELECT ward_id FROM presence_placements WHERE open_resident_id = ?", mother)
	name := one[string](t, h, "SELECT name FROM residents_people WHERE id = ?", mother)
	v := as(t, h, "nurse")
	board, round := fmt.Sprintf("/wards/%d", ward), fmt.Sprintf("/wards/%d/round", ward)
	cost := func(path string) int {
		n, ok := statementsOf(v, path)
		if !ok {
			t.Fatalf("%s does not tell what it cost", path)
		}
		return n
	}
	before := cost(board) + cost(round)
	var baby *residents.Person
	if err := h.db.Write(t.Context(), db.System("test"), "residents.birth", func(tx *db.Tx) (err error) {
		if baby, err = residents.EnterBirth(tx, residents.BirthInput{Mother: mother, Name: "Bé Mơ", Sex: "f"}); err != nil {
			return err
		}
		_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: baby.ID, CampusID: campus, Category: "A1"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{board: "Con nằm cùng: Bé Mơ", round: "Con nằm cùng: Bé Mơ", fmt.Sprintf("/residents/%d", mother): "nằm cùng giường",
		fmt.Sprintf("/residents/%d", baby.ID): "Nằm cùng " + name} {
		if text := v.Get(path).Want(http.StatusOK).Page().Text("main"); !strings.Contains(text, want) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
	if after := cost(board) + cost(round); after != before {
		t.Errorf("board and round take %d statements with a baby and %d without", after, before)
	}
	if body := toolOf(t, h, "nurse").Get("/api/v1" + board + "/board").Body; !strings.Contains(body, `"relation":"child"`) {
		t.Errorf("the board on the wire lacks the baby: %.200s", body)
	}
}
