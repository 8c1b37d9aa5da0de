package intake_test

import (
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// village is a centre of two campuses: the first with a ward for women of three beds and one for men
// of two, the second with a ward for anybody of two beds. Lan and Hoa lie in the first two beds of
// the women, Nam in the first of the men; Binh lies in the second campus.
type village struct {
	*dbtest.House
	one, two             uint64
	women, men, any      uint64
	w, m, a              []uint64 // beds
	lan, hoa, nam, binh  uint64
	worker, other, night db.Actor // social worker of campus 1, of campus 2; a nurse of campus 1
	head                 db.Actor // everywhere
}

var leavingRights = []string{presence.View, presence.Receive, presence.Arrange, presence.Away, presence.Release, presence.Witness, residents.View, residents.Edit, intake.Across}

func settle(t testing.TB) *village {
	t.Helper()
	g := &village{House: dbtest.Open(t)}
	since := value.MustDay("2024-01-01")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	g.Do(func(tx *db.Tx) error {
		must(settings.Seed(tx))
		one, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1", From: since})
		must(err)
		two, err := wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc", From: since})
		must(err)
		g.one, g.two = one.ID, two.ID
		ward := func(campus uint64, kind, name string, sex wards.Policy, n int) (uint64, []uint64) {
			z, err := wards.AddZone(tx, campus, wards.ZoneInput{Kind: kind, Name: "Phân khu " + name, From: since})
			must(err)
			w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu " + name, Sex: sex, From: since})
			must(err)
			_, err = wards.AddRoom(tx, w.ID, wards.RoomInput{Name: "101", FloorM2: "60", Beds: n, From: since})
			must(err)
			beds, err := db.From[wards.Bed](tx).Where("ward_id = ?", w.ID).Order("id").All()
			must(err)
			var ids []uint64
			for _, b := range beds {
				ids = append(ids, b.ID)
			}
			return w.ID, ids
		}
		g.women, g.w = ward(g.one, wards.ZoneFemale, "B", wards.ForWomen, 3)
		g.men, g.m = ward(g.one, wards.ZoneMale, "A", wards.ForMen, 2)
		g.any, g.a = ward(g.two, wards.ZoneEmergency, "N", wards.ForAny, 2)
		for _, p := range []struct {
			id     *uint64
			campus uint64
			name   string
			sex    value.Sex
			birth  string
			bed    uint64
		}{{&g.lan, g.one, "Nguyễn Thị Lan", value.Female, "1950", g.w[0]}, {&g.hoa, g.one, "Đặng Thị Hoà", value.Female, "12/05/2010", g.w[1]},
			{&g.nam, g.one, "Lê Văn Nam", value.Male, "1948", g.m[0]}, {&g.binh, g.two, "Phạm Văn Bình", value.Male, "1960", g.a[0]}} {
			made, err := residents.CreateResident(tx, residents.PersonInput{CampusID: p.campus, Name: p.name, Sex: p.sex, Birth: p.birth})
			must(err)
			*p.id = made.ID
			_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: made.ID, CampusID: p.campus, Category: "A1", At: tx.Now.Add(-90 * 24 * time.Hour), BedID: p.bed})
			must(err)
		}
		return nil
	})
	g.worker, g.other = dbtest.Person(21, leavingRights, g.one), dbtest.Person(22, leavingRights, g.two)
	g.night = dbtest.Person(23, []string{presence.View, presence.Receive, presence.Arrange, presence.Away, residents.View}, g.one)
	g.head = dbtest.Person(24, leavingRights)
	return g
}

// attempt runs one use-case as an actor.
func attempt[In, Out any](g *village, as db.Actor, verb func(*db.Tx, In) (Out, error), in In) (out Out, err error) {
	err = g.As(as, func(tx *db.Tx) (err error) { out, err = verb(tx, in); return err })
	return out, err
}

// can is attempt, as the social worker of the first campus, for what must work.
func can[In, Out any](g *village, verb func(*db.Tx, In) (Out, error), in In) Out {
	g.T.Helper()
	out, err := attempt(g, g.worker, verb, in)
	if err != nil {
		g.T.Fatal(err)
	}
	return out
}

// file reads the page of a departure.
func (g *village) file(id uint64) *intake.DepartureFile {
	g.T.Helper()
	var f *intake.DepartureFile
	if err := g.See(g.worker, func(tx *db.Tx) (err error) { f, err = intake.ReadDeparture(tx, intake.OfDeparture{ID: id}); return err }); err != nil {
		g.T.Fatal(err)
	}
	return f
}

// where tells where a person is now; nothing when not in care.
func (g *village) where(resident uint64) presence.Whereabouts {
	g.T.Helper()
	var at *presence.Whereabouts
	g.Do(func(tx *db.Tx) (err error) { at, err = presence.WhereIs(tx, resident); return err })
	if at == nil {
		return presence.Whereabouts{}
	}
	return *at
}

// due gives the errands of a file that are still open, as "kind day" or "kind months day".
func due(f *intake.DepartureFile) map[intake.ErrandKind][]string {
	out := map[intake.ErrandKind][]string{}
	for _, e := range f.Errands {
		if e.Open() {
			out[e.Kind] = append(out[e.Kind], e.DueOn.String())
		}
	}
	return out
}

// ago is a moment some hours before the clock.
func (g *village) ago(hours float64) time.Time {
	return g.Clock.Now().Add(-time.Duration(hours * float64(time.Hour)))
}

// sound demands that the ledger does not contradict itself.
func (g *village) sound() {
	g.T.Helper()
	g.Do(func(tx *db.Tx) error {
		doubts, err := presence.Prove(tx)
		if err == nil && len(doubts) > 0 {
			g.T.Errorf("the ledger contradicts itself: %+v", doubts)
		}
		return err
	})
}

// more receives one more woman, without a bed.
func more(tx *db.Tx, campus uint64, name string) (uint64, error) {
	made, err := residents.CreateResident(tx, residents.PersonInput{CampusID: campus, Name: name, Sex: value.Female, Birth: "1955"})
	if err != nil {
		return 0, err
	}
	_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: made.ID, CampusID: campus, Category: "A2", At: tx.Now.Add(-time.Hour)})
	return made.ID, err
}
