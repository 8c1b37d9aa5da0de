package care_test

import (
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
)

// TestBacklogsAreNumbersWithoutSecrets: what nobody has read is counted for everybody with its age, until
// one of those who must know has said so; a suspicion against staff is not even a number.
func TestBacklogsAreNumbersWithoutSecrets(t *testing.T) {
	g := open(t, 2)
	g.hire(7, 9, 20)
	lan, nurse, cook := worker(t, 7, "ward_carer", g.one), worker(t, 9, "nurse", g.one), worker(t, 20, "kitchen", g.one)
	unread := func(as db.Actor) (b care.Backlog) {
		t.Helper()
		if err := g.See(as, func(tx *db.Tx) (err error) { b, err = care.UnreadAlerts(tx); return err }); err != nil {
			t.Fatal(err)
		}
		return b
	}
	if b := unread(cook); b.N != 0 || !b.Oldest.IsZero() {
		t.Fatalf("before anything happened: %+v", b)
	}
	if _, err := g.report(cook, care.IncidentInput{WardID: g.ward, Kind: "beating", Severity: "grave", Residents: g.people[:1], Members: []uint64{7}, What: "Tát vào mặt"}); err != nil {
		t.Fatal(err)
	}
	for _, as := range []db.Actor{lan, nurse, cook} {
		if b := unread(as); b.N != 0 {
			t.Errorf("a suspicion is counted: %+v", b)
		}
	}
	first, err := g.report(lan, care.IncidentInput{Residents: g.people[:1], Kind: "choking", Severity: "grave", Done: "Vỗ lưng"})
	if err != nil {
		t.Fatal(err)
	}
	g.Clock.Add(30 * time.Minute)
	for range 2 {
		if _, err := g.report(lan, care.IncidentInput{Residents: g.people[1:2], Kind: "fall", Severity: "serious"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := g.report(lan, care.IncidentInput{Residents: g.people[1:2], Kind: "injury", Severity: "minor"}); err != nil {
		t.Fatal(err)
	}
	if b := unread(cook); b.N != 3 || !b.Oldest.Equal(first.ReportedAt) {
		t.Errorf("three serious ones, the oldest of %v: %+v", first.ReportedAt, b)
	}
	if err := g.As(nurse, func(tx *db.Tx) error {
		_, err := care.KnowIncident(tx, care.KnowInput{RootID: first.RootID})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if b := unread(cook); b.N != 2 || !b.Oldest.After(first.ReportedAt) {
		t.Errorf("one was read: %+v", b)
	}
	if b := unread(worker(t, 21, "manager", g.two)); b.N != 0 {
		t.Errorf("the other campus counts %+v", b)
	}
}
