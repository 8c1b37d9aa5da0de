package privacy_test

import (
	"testing"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/privacy"
	"maiam/models/settings"
	"maiam/models/value"
)

// TestHowLongAFileIsKept judges by the dated figures; one that nobody knows is neither used nor shown.
func TestHowLongAFileIsKept(t *testing.T) {
	g := openCentre(t)
	var terms []privacy.Term
	g.Do(func(tx *db.Tx) error {
		book, err := settings.Of(tx)
		if err == nil {
			terms = privacy.Terms(book, tx.Today())
		}
		return err
	})
	unknown := 0
	for _, term := range terms {
		if term.Row.Mark == settings.Unknown {
			unknown++
			if term.Years != 0 {
				t.Errorf("%s is shown as a fact: %d", term.Name, term.Years)
			}
		}
	}
	if len(terms) != 6 || unknown != 2 {
		t.Fatalf("%d terms, %d unknown", len(terms), unknown)
	}
	left := value.MustDay("2004-02-29")
	if until, ok := privacy.KeptUntil(terms, left, false); !ok || until.Sub(left) < 20*365 {
		t.Errorf("kept until %s", until)
	}
	short := []privacy.Term{{Name: settings.KeptMedical, Years: 10}, {Name: settings.KeptMental, Years: 20}, {Name: settings.KeptDeath, Years: 15}}
	if until, _ := privacy.KeptUntil(short, value.MustDay("2010-05-01"), true); until.String() != "2025-05-01" {
		t.Errorf("of the dead until %s", until)
	}
	if _, known := privacy.KeptUntil([]privacy.Term{{Name: settings.KeptMedical}}, left, false); known {
		t.Error("without a figure something is due")
	}
}

// TestAHoldIsTheDirectors puts a hold on a file and ends it, with a reason each.
func TestAHoldIsTheDirectors(t *testing.T) {
	g := openCentre(t)
	id := g.person("Đặng Thị Hoa", "1962")
	_, err := try(g, g.worker, privacy.PutHold, privacy.HoldInput{Resident: id, Reason: "tòa án hỏi"})
	g.refused(err, fault.Forbidden, "")
	_, err = try(g, g.head, privacy.PutHold, privacy.HoldInput{Resident: id})
	g.wrong(err, "reason", "privacy.text_missing")
	h := do(g, g.head, privacy.PutHold, privacy.HoldInput{Resident: id, Reason: "tòa án hỏi"})
	if page := see(g, g.worker, privacy.Retention, struct{}{}); len(page.Holds) != 1 || len(page.Past) != 0 {
		t.Errorf("got %+v", page)
	}
	if page := see(g, g.other, privacy.Retention, struct{}{}); len(page.Holds) != 0 {
		t.Error("the other campus reads it")
	}
	do(g, g.head, privacy.EndHold, privacy.EndHoldInput{Resident: id, ID: h.ID, Reason: "xong"})
	_, err = try(g, g.head, privacy.EndHold, privacy.EndHoldInput{Resident: id, ID: h.ID, Reason: "xong"})
	g.refused(err, fault.Conflict, "privacy.hold_ended")
}
