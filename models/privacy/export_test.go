package privacy_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/privacy"
	"maiam/models/residents"
)

// TestEveryTableOfAPersonIsHandedOut reads every migrated table: each that names a resident stands in the
// copy, or says why not, and no reason is left over.
func TestEveryTableOfAPersonIsHandedOut(t *testing.T) {
	g := openCentre(t)
	var all []db.TableColumn
	g.Do(func(tx *db.Tx) (err error) { all, err = db.Schema(tx); return err })
	out := see(g, g.worker, func(tx *db.Tx, _ struct{}) ([]string, error) { return privacy.Sources(tx) }, struct{}{})
	named := map[string]bool{}
	for _, c := range all {
		named[c.TableName] = named[c.TableName] || c.Name == "resident_id"
	}
	n := 0
	for table, names := range named {
		if !names {
			continue
		}
		n++
		if slices.Contains(out, table) == (privacy.Withheld(table) != "") {
			t.Errorf("%s names a resident, is handed out: %v, reason: %q", table, slices.Contains(out, table), privacy.Withheld(table))
		}
	}
	if n < 40 {
		t.Errorf("only %d tables were read", n)
	}
	for _, table := range []string{"residents_people", "residents_pages", "privacy_request_steps", "intake_petition_steps"} {
		if !slices.Contains(out, table) {
			t.Errorf("%s hangs on a person and is not handed out", table)
		}
	}
}

// TestACopyTellsOfOnePersonAlone hands out the file of one of two people who are tied to each other.
func TestACopyTellsOfOnePersonAlone(t *testing.T) {
	g := openCentre(t)
	hoa := do(g, g.worker, residents.CreateResident, residents.PersonInput{Name: "Đặng Thị Hoa", Sex: "f", Birth: "1962", CitizenNumber: "040162004512", Note: "thích hát ví giặm", Despite: true}).ID
	other := do(g, g.worker, residents.CreateResident, residents.PersonInput{Name: "Người Khác Hẳn", Sex: "m", Birth: "1970", Note: "chuyện của người khác", Despite: true})
	do(g, g.worker, residents.AddNeed, residents.NeedInput{Resident: hoa, What: "diet.blended", Note: "xay nhuyễn"})
	do(g, g.worker, residents.AddNeed, residents.NeedInput{Resident: other.ID, What: "diet.blended", Note: "của người khác"})
	do(g, g.worker, privacy.RecordConsent, yes(hoa, "donors"))
	r := do(g, g.worker, privacy.OpenRequest, privacy.RequestInput{ResidentID: hoa, Kind: privacy.ToHave, Asker: privacy.Self, Text: "Xin một bản"})
	rectify := do(g, g.worker, privacy.OpenRequest, privacy.RequestInput{ResidentID: hoa, Kind: privacy.ToRectify, Asker: privacy.Self, Text: "Sửa năm sinh"})
	if err := g.See(g.worker, func(tx *db.Tx) error { _, err := privacy.CopyOf(tx, privacy.OfRequest{ID: r.ID}); return err }); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("who does not answer takes a copy: %v", err)
	}
	if err := g.See(g.head, func(tx *db.Tx) error { _, err := privacy.CopyOf(tx, privacy.OfRequest{ID: rectify.ID}); return err }); fault.KeyOf(err) != "privacy.no_copy" {
		t.Errorf("a request for something else gives a copy: %v", err)
	}
	c := see(g, g.head, privacy.CopyOf, privacy.OfRequest{ID: r.ID})
	body, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Đặng Thị Hoa", "thích hát ví giặm", "xay nhuyễn", "040162004512", "donors", "Xin một bản"} {
		if !bytes.Contains(body, []byte(want)) {
			t.Errorf("%q is not handed out", want)
		}
	}
	for _, leak := range []string{"Người Khác Hẳn", "người khác\"", "chuyện của", "_sealed", "search_key"} {
		if bytes.Contains(body, []byte(leak)) {
			t.Errorf("%q is handed out", leak)
		}
	}
	var deeds int
	if err := g.Raw().QueryRow("SELECT COUNT(*) FROM db_deeds WHERE actor_id = 9 AND (action = 'save' OR action = 'look' AND subject = 'resident')").Scan(&deeds); err != nil || deeds != 2 {
		t.Errorf("%d deeds of a copy, %v", deeds, err)
	}
	_, err = try(g, g.worker, privacy.HandCopy, privacy.HandInput{ID: r.ID, Note: "trao tận tay"})
	g.refused(err, fault.Forbidden, "")
	do(g, g.head, privacy.HandCopy, privacy.HandInput{ID: r.ID, Note: "trao tận tay, có ký nhận"})
	do(g, g.head, privacy.AnswerRequest, privacy.AnswerInput{ID: r.ID, Outcome: privacy.Granted, Answer: "Đã trao một bản"})
	if err := g.See(g.head, func(tx *db.Tx) error { _, err := privacy.CopyOf(tx, privacy.OfRequest{ID: r.ID}); return err }); !strings.Contains(fault.KeyOf(err), "no_copy") {
		t.Errorf("a closed request still gives a copy: %v", err)
	}
}
