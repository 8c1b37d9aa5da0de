package presence_test

import (
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// TestAwayNowTellsTheUrgentFirst puts who is missing before who should be back, and those before who
// is expected later.
func TestAwayNowTellsTheUrgentFirst(t *testing.T) {
	g := open(t)
	for i, id := range []uint64{g.lan, g.hoa, g.mai, g.nam} {
		g.admit(id, 0, float64(100+i))
	}
	for id, in := range map[uint64]presence.AbsenceInput{
		g.lan: {Kind: presence.Hospital},
		g.hoa: {Kind: presence.Leave, DueBackOn: dbtest.Today},
		g.mai: {Kind: presence.Leave, DueBackOn: dbtest.Today.AddDays(-1)},
		g.nam: {Kind: presence.Missing},
	} {
		in.ResidentID, in.At = id, g.ago(50)
		ok(g, presence.StartAbsence, in)
	}
	var list []presence.Whereabouts
	see := func(as db.Actor, limit int) {
		t.Helper()
		if err := g.See(as, func(tx *db.Tx) (err error) { list, err = presence.AwayNow(tx, limit); return err }); err != nil {
			t.Fatal(err)
		}
	}
	see(g.nurse, 10)
	var got []uint64
	for _, w := range list {
		got = append(got, w.ResidentID)
	}
	if len(got) != 4 || got[0] != g.nam || got[1] != g.mai || got[2] != g.hoa || got[3] != g.lan {
		t.Errorf("missing, late, today, others: %v", got)
	}
	if !list[1].Overdue(dbtest.Today) || list[2].Overdue(dbtest.Today) {
		t.Error("who is due today is not late yet")
	}
	see(dbtest.Person(9, all, g.two), 10)
	if len(list) != 0 {
		t.Error("the other campus sees who is away here")
	}
	refuses(t, g.See(dbtest.Person(9, []string{presence.View}, g.one), func(tx *db.Tx) error {
		_, err := presence.AwayNow(tx, 10)
		return err
	}), fault.Forbidden, "")
}

// TestNeedsOpenTheirNames counts the people with a need and finds exactly those in the list.
func TestNeedsOpenTheirNames(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 48)
	g.admit(g.hoa, g.w[1], 48)
	need := func(id uint64, kind residents.NeedKind, from, to value.Day) {
		g.Do(func(tx *db.Tx) error {
			n := residents.Need{ResidentID: id, Kind: kind, Code: residents.NeedCodes[kind][0], FromDay: from, ToDay: to,
				Recorded: residents.Recorded{RecordedAt: tx.Now, RecordedBy: 1}}
			return db.Add(tx, &n)
		})
	}
	before := dbtest.Today.AddDays(-9)
	need(g.lan, residents.Allergy, before, value.Day{})
	need(g.lan, residents.Allergy, before, value.Day{}) // two allergies are one person
	need(g.lan, residents.Diet, before, dbtest.Today)   // ends today
	need(g.hoa, residents.Diet, before, value.Day{})
	need(g.mai, residents.Diet, before, value.Day{}) // not in care
	var counts []presence.NeedCount
	if err := g.See(g.nurse, func(tx *db.Tx) (err error) { counts, err = presence.NeedsNow(tx); return err }); err != nil {
		t.Fatal(err)
	}
	if len(counts) != 2 || counts[0] != (presence.NeedCount{Kind: residents.Allergy, People: 1}) || counts[1] != (presence.NeedCount{Kind: residents.Diet, People: 1}) {
		t.Errorf("%+v", counts)
	}
	for _, n := range counts {
		if got := g.roll(g.nurse, presence.PeopleInput{Need: n.Kind, Standing: presence.CaredFor}); len(got) != n.People {
			t.Errorf("%s: %d counted, %v listed", n.Kind, n.People, got)
		}
	}
	refuses(t, g.See(g.nurse, func(tx *db.Tx) error { _, err := presence.People(tx, presence.PeopleInput{Need: "x"}); return err }), fault.Invalid, "residents.kind_unknown")
}

// TestZoneKindIsPartOfTheQuestion counts and names the people of one kind of zone.
func TestZoneKindIsPartOfTheQuestion(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 48)
	g.admit(g.nam, g.m[0], 48)
	in := presence.CensusInput{ZoneKind: "female"}
	if n := g.count(in).Total.InCare; n != 1 {
		t.Errorf("%d in the zone for women", n)
	}
	if rows := g.where(presence.WhereInput{CensusInput: in}); len(rows) != 1 || rows[0].ResidentID != g.lan {
		t.Errorf("%+v", rows)
	}
	if q := in.Query(presence.Present).Encode(); q != "state=present&zone_kind=female" {
		t.Errorf("the address of the names: %s", q)
	}
}
