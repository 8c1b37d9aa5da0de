package privacy_test

import (
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/privacy"
)

// TestABreachIsToldInTime notes a breach and lets its hours run out; a notice may come in stages.
func TestABreachIsToldInTime(t *testing.T) {
	g := openCentre(t)
	in := privacy.BreachInput{Nature: "Mất một máy tính bảng ở khu nữ", Place: "Khu nữ", Kinds: []string{"identity", "care", "bogus"}, People: 12}
	for _, c := range []struct {
		change     func(*privacy.BreachInput)
		field, key string
	}{
		{func(in *privacy.BreachInput) { in.Nature = "" }, "nature", "privacy.text_missing"},
		{func(in *privacy.BreachInput) { in.Kinds = nil }, "kinds", "privacy.kinds_missing"},
		{func(in *privacy.BreachInput) { in.KnownAt = dbtest.Now.Add(time.Hour) }, "known_at", "privacy.moment_in_future"},
		{func(in *privacy.BreachInput) { in.People = -1 }, "people", "privacy.count_range"},
		{func(in *privacy.BreachInput) { in.CampusID = g.two }, "campus_id", "privacy.campus_missing"},
	} {
		bad := in
		c.change(&bad)
		_, err := try(g, g.worker, privacy.NoteBreach, bad)
		g.wrong(err, c.field, c.key)
	}
	b := do(g, g.worker, privacy.NoteBreach, in)
	if b.CampusID != g.one || b.Kinds != "identity,care" {
		t.Errorf("got %+v", b)
	}
	f := see(g, g.head, privacy.ReadBreach, privacy.OfBreach{ID: b.ID})
	if !f.HasDue || f.BreachLine.Due.Sub(b.KnownAt) != 72*time.Hour || f.BreachLine.Overdue || f.Basis == "" || f.To == "" {
		t.Errorf("got %+v", f)
	}
	_, err := try(g, g.worker, privacy.StepBreach, privacy.BreachStepInput{ID: b.ID, Step: "reported", Note: "đã gửi"})
	g.refused(err, fault.Forbidden, "")
	_, err = try(g, g.head, privacy.StepBreach, privacy.BreachStepInput{ID: b.ID, Step: "supplement", Note: "thêm"})
	g.refused(err, fault.Conflict, "privacy.not_reported_yet")
	do(g, g.worker, privacy.StepBreach, privacy.BreachStepInput{ID: b.ID, Step: "contained", Note: "đã thu hồi máy"})
	g.Clock.Add(73 * time.Hour)
	owed := see(g, g.worker, func(tx *db.Tx, _ struct{}) (privacy.Owed, error) { return privacy.OwedNow(tx) }, struct{}{})
	if owed.Breaches != 1 || owed.Overdue != 1 {
		t.Errorf("owed %+v", owed)
	}
	if page := see(g, g.worker, privacy.Breaches, struct{}{}); len(page.Rows) != 1 || !page.Rows[0].Overdue {
		t.Errorf("got %+v", page.Rows)
	}
	do(g, g.head, privacy.StepBreach, privacy.BreachStepInput{ID: b.ID, Step: "reported", Note: "gửi lần đầu", Reference: "12/TB-TTBTXH"})
	_, err = try(g, g.head, privacy.StepBreach, privacy.BreachStepInput{ID: b.ID, Step: "reported", Note: "nữa"})
	g.refused(err, fault.Conflict, "privacy.reported_already")
	do(g, g.head, privacy.StepBreach, privacy.BreachStepInput{ID: b.ID, Step: "supplement", Note: "máy đã tìm thấy"})
	if f := see(g, g.head, privacy.ReadBreach, privacy.OfBreach{ID: b.ID}); len(f.Steps) != 4 || f.BreachLine.Overdue {
		t.Errorf("got %+v", f.Steps)
	}
	if page := see(g, g.other, privacy.Breaches, struct{}{}); len(page.Rows) != 0 {
		t.Error("the other campus reads it")
	}
}
