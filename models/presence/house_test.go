package presence_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// all is every permission of the ledger, with the one to see names.
var all = []string{presence.View, presence.Receive, presence.Arrange, presence.Away, presence.Release, "residents.view"}

// row is a person as the ledger's tests need one.
type row struct {
	ID             uint64
	CampusID       uint64
	Number         string
	Name           string
	SearchKey      string
	SortKey        []byte
	Sex            string
	BirthDate      value.Day
	BirthPrecision string
	OriginUnitCode string
	OriginAddress  string
	Ethnicity      string
	SelfCare       string
	Note           string
	RecordedAt     time.Time
	RecordedBy     uint64
	Version        uint64
}

// TableName names the table.
func (row) TableName() string { return "residents_people" }

// house is a small centre: campus 1 with a ward for women of two rooms with two beds each and a
// ward for men with one room of two beds and an overflow place; campus 2 with a ward for anybody.
type house struct {
	*dbtest.House
	one, two        uint64   // campuses
	women, men, any uint64   // wards
	w, m, a         []uint64 // their beds
	lan, hoa, mai   uint64   // women of campus 1
	nam             uint64   // a man of campus 1
	binh            uint64   // a man of campus 2
	nurse           db.Actor // may do everything in campus 1
	head            db.Actor // may do everything everywhere
}

func furnish(t testing.TB, h *dbtest.House) *house {
	t.Helper()
	g := &house{House: h}
	since := value.MustDay("2026-01-01")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	h.Do(func(tx *db.Tx) error {
		one, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1", From: since})
		must(err)
		two, err := wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc", From: since})
		must(err)
		g.one, g.two = one.ID, two.ID
		ward := func(campus uint64, kind, name string, sex wards.Policy, beds ...int) (uint64, []uint64) {
			z, err := wards.AddZone(tx, campus, wards.ZoneInput{Kind: kind, Name: "Phân khu " + name, From: since})
			must(err)
			w, err := wards.AddWard(tx, z.ID, wards.WardInput{Name: "Khu " + name, Sex: sex, From: since})
			must(err)
			for i, n := range beds {
				_, err := wards.AddRoom(tx, w.ID, wards.RoomInput{Name: fmt.Sprint(201 + i), FloorM2: "30", Beds: n, From: since})
				must(err)
			}
			found, err := db.From[wards.Bed](tx).Where("ward_id = ?", w.ID).Order("id").All()
			must(err)
			var ids []uint64
			for _, b := range found {
				ids = append(ids, b.ID)
			}
			return w.ID, ids
		}
		g.women, g.w = ward(g.one, wards.ZoneFemale, "B", wards.ForWomen, 2, 2)
		g.men, g.m = ward(g.one, wards.ZoneMale, "A", wards.ForMen, 2)
		g.any, g.a = ward(g.two, wards.ZoneEmergency, "N", wards.ForAny, 4)
		return nil
	})
	g.lan, g.hoa, g.mai = g.person(g.one, "Nguyễn Thị Lan", "f"), g.person(g.one, "Đặng Thị Hoà", "f"), g.person(g.one, "Trần Thị Mai", "f")
	g.nam, g.binh = g.person(g.one, "Lê Văn Nam", "m"), g.person(g.two, "Phạm Văn Bình", "m")
	g.nurse, g.head = dbtest.Person(7, all, g.one), dbtest.Person(8, all)
	return g
}

func open(t testing.TB) *house { return furnish(t, dbtest.Open(t)) }

func (g *house) person(campus uint64, name, sex string) uint64 {
	g.T.Helper()
	r := row{CampusID: campus, Name: name, SearchKey: value.Fold(name), SortKey: []byte(value.Fold(name)), Sex: sex,
		BirthDate: value.MustDay("1950-05-01"), BirthPrecision: "day", RecordedAt: dbtest.Now}
	g.Do(func(tx *db.Tx) error {
		n, err := db.From[row](tx).Count()
		if err != nil {
			return err
		}
		r.Number = fmt.Sprintf("NA-%05d", n+1)
		return db.Add(tx, &r)
	})
	return r.ID
}

// ago is a moment some hours before the clock.
func (g *house) ago(hours float64) time.Time {
	return g.Clock.Now().Add(-time.Duration(hours * float64(time.Hour)))
}

// do runs one use-case as an actor and gives its answer.
func do[In, Out any](g *house, as db.Actor, verb func(*db.Tx, In) (Out, error), in In) (out Out, err error) {
	err = g.As(as, func(tx *db.Tx) (err error) { out, err = verb(tx, in); return err })
	return out, err
}

// ok is do for what must work.
func ok[In, Out any](g *house, verb func(*db.Tx, In) (Out, error), in In) Out {
	g.T.Helper()
	out, err := do(g, g.head, verb, in)
	if err != nil {
		g.T.Fatal(err)
	}
	return out
}

// refuses demands a fault by kind and key; key "" leaves the key open. For an Invalid fault the key
// is that of its first field.
func refuses(t testing.TB, err error, kind fault.Kind, key string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Errorf("got %v, want the fault %v %s", err, kind, key)
		return
	}
	got := f.Key
	if len(f.Fields) > 0 {
		got = f.Fields[0].Key
	}
	if f.Kind != kind || key != "" && got != key {
		t.Errorf("got %v, want %v %s", err, kind, key)
	}
}

// admit receives a person in a bed (0: none) some hours ago.
func (g *house) admit(resident, bed uint64, hours float64) *presence.Admission {
	g.T.Helper()
	return ok(g, presence.Admit, presence.AdmitInput{ResidentID: resident, BedID: bed, Category: "A3", At: g.ago(hours)})
}

// bedAt tells which bed a person had, 0 for none.
func (g *house) bedAt(resident uint64, at, asOf time.Time) uint64 {
	g.T.Helper()
	rows := g.where(presence.WhereInput{CensusInput: presence.CensusInput{At: at, AsOf: asOf, ResidentID: resident}})
	if len(rows) == 0 {
		return 0
	}
	return rows[0].BedID
}

func (g *house) where(in presence.WhereInput) []presence.Whereabouts {
	g.T.Helper()
	var rows []presence.Whereabouts
	if err := g.See(g.head, func(tx *db.Tx) (err error) { rows, _, err = presence.PresentAt(tx, in); return err }); err != nil {
		g.T.Fatal(err)
	}
	return rows
}

func (g *house) count(in presence.CensusInput) presence.Headcount {
	g.T.Helper()
	var n *presence.Headcount
	if err := g.See(g.head, func(tx *db.Tx) (err error) { n, err = presence.CountAt(tx, in); return err }); err != nil {
		g.T.Fatal(err)
	}
	return *n
}
