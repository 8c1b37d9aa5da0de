package care_test

import (
	"fmt"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
)

// TestLastSeenIsPutTogether: when and where somebody was seen last comes from the books, the newest first,
// with who wrote it; not found is no sighting, a visit is told to those who may know of visits, and wards
// out of reach are not there.
func TestLastSeenIsPutTogether(t *testing.T) {
	g := open(t, 3)
	g.hire(7, 8)
	who := g.people[0]
	read := func(as db.Actor) (list []care.Sighting, err error) {
		err = g.See(as, func(tx *db.Tx) (err error) { list, err = care.LastSeen(tx, who); return err })
		return list, err
	}
	must := func(list []care.Sighting, err error) []care.Sighting {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if list := must(read(g.lan)); len(list) != 0 {
		t.Errorf("nobody saw her within a week: %+v", list)
	}
	if _, err := g.record(g.lan, care.RoundInput{People: []care.PersonFound{{ResidentID: who, Found: care.Found{Mood: "sad", Response: "calmed"}}}}); err != nil {
		t.Fatal(err)
	}
	list := must(read(g.lan))
	if len(list) != 1 || list[0].Kind != care.SeenOnRound || list[0].RoomName == "" || list[0].BedName == "" || list[0].WardName != "Khu B" || !list[0].At.Equal(dbtest.Now) || list[0].ByName == "" {
		t.Fatalf("%+v", list)
	}
	visitors := dbtest.Person(7, append([]string{care.Visits}, carer...), g.one)
	g.Clock.Add(20 * time.Minute)
	if err := g.As(visitors, func(tx *db.Tx) error {
		_, err := care.RecordVisit(tx, care.VisitInput{Kind: care.Came, Name: "Trần Văn Bình", Relation: "friend", Residents: []uint64{who}, At: tx.Now.Add(-10 * time.Minute)})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if list = must(read(visitors)); len(list) != 2 || list[0].Kind != care.SeenAtVisit || list[0].What != "Trần Văn Bình" {
		t.Errorf("%+v", list)
	}
	if list = must(read(dbtest.Person(8, []string{care.View, presence.View}, g.one))); len(list) != 1 {
		t.Errorf("visits are for those who may know of them: %+v", list)
	}
	g.Clock.Add(time.Minute)
	newest := g.last(who)
	if err := g.As(g.lan, func(tx *db.Tx) error {
		_, err := care.AmendMark(tx, care.AmendInput{MarkID: newest, Found: care.Found{Seen: "not_found", Response: "searching"}, Reason: "nhìn nhầm giường"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if list = must(read(g.lan)); len(list) != 0 {
		t.Errorf("not found is no sighting: %+v", list)
	}
	_, err := read(dbtest.Person(8, []string{care.View, presence.View}, g.two))
	refuses(t, err, fault.NotFound, "db.not_found")
}

// last is the newest mark of somebody.
func (g *house) last(resident uint64) (id uint64) {
	g.T.Helper()
	if err := g.Raw().QueryRow(fmt.Sprintf("SELECT MAX(id) FROM care_marks WHERE resident_id = %d", resident)).Scan(&id); err != nil {
		g.T.Fatal(err)
	}
	return id
}
