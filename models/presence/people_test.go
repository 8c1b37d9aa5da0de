package presence_test

import (
	"fmt"
	"slices"
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
)

// enter makes people with everything by which they are found.
func (g *house) enter(campus uint64, in ...residents.PersonInput) []uint64 {
	g.T.Helper()
	var ids []uint64
	for i := range in {
		in[i].CampusID = campus
	}
	g.Do(func(tx *db.Tx) error {
		var errs []error
		var err error
		ids, errs, err = residents.CreateMany(tx, in)
		for _, e := range errs {
			if e != nil {
				return e
			}
		}
		return err
	})
	return ids
}

// roll lists people as an actor, through all pages of a size.
func (g *house) roll(actor db.Actor, in presence.PeopleInput) []string {
	g.T.Helper()
	var list []string
	for range 100 {
		var page *presence.Roll
		if err := g.See(actor, func(tx *db.Tx) (err error) { page, err = presence.People(tx, in); return err }); err != nil {
			g.T.Fatal(err)
		}
		for _, r := range page.Rows {
			list = append(list, r.Name)
		}
		if in.After = page.Next; in.After == "" {
			return list
		}
	}
	g.T.Fatal("the list has no end")
	return nil
}

func TestPeopleList(t *testing.T) {
	g := open(t)
	ids := g.enter(g.one,
		residents.PersonInput{Name: "Đặng Thị Hoa", Sex: "f", Birth: "1962", OriginAddress: "Diễn Châu, Nghệ An"},
		residents.PersonInput{Name: "Đặng Thị Hoà", Sex: "f", Birth: "1970", OriginAddress: "Yên Thành, Nghệ An"},
		residents.PersonInput{Name: "Phan Văn An", Sex: "m", OriginAddress: "Thanh Chương"},
		residents.PersonInput{Name: "Trần Thị Châu", Sex: "f"},
		residents.PersonInput{Name: "Lê Thị Bé", Sex: "f"})
	far := g.enter(g.two, residents.PersonInput{Name: "Đặng Văn Hoa", Sex: "m"})[0]
	g.Do(func(tx *db.Tx) error {
		for i, in := range []presence.AdmitInput{
			{ResidentID: ids[0], Category: "A1", BedID: g.w[0], At: g.ago(50)},
			{ResidentID: ids[1], Category: "A2", BedID: g.w[2], At: g.ago(50)},
			{ResidentID: ids[2], Category: "A1", BedID: g.m[0], At: g.ago(50)},
			{ResidentID: ids[3], Category: "B1", At: g.ago(50)},
			{ResidentID: far, Category: "A1", At: g.ago(50)},
		} {
			if _, err := presence.Admit(tx, in); err != nil {
				return fmt.Errorf("%d: %w", i, err)
			}
		}
		if _, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: ids[1], Kind: presence.Hospital, Place: "BV Đô Lương", At: g.ago(3)}); err != nil {
			return err
		}
		_, err := presence.Discharge(tx, presence.DischargeInput{ResidentID: ids[3], Reason: "b", At: g.ago(1)})
		return err
	})
	carer := dbtest.Person(9, all)
	carer.Grants = []db.Grant{{Permissions: carer.Grants[0].Permissions, Campus: g.one, Ward: g.women}}
	for _, c := range []struct {
		name string
		who  db.Actor
		in   presence.PeopleInput
		want []string
	}{
		{"InCare", g.nurse, presence.PeopleInput{}, []string{"Phan Văn An", "Đặng Thị Hoa", "Đặng Thị Hoà"}},
		{"PageByPage", g.nurse, presence.PeopleInput{Limit: 1}, []string{"Phan Văn An", "Đặng Thị Hoa", "Đặng Thị Hoà"}},
		{"Human", g.nurse, presence.PeopleInput{Text: "dang hoa 62 dien chau"}, []string{"Đặng Thị Hoa"}},
		{"PersonBeforePlace", g.nurse, presence.PeopleInput{Text: "chau", Limit: 1}, []string{"Trần Thị Châu", "Đặng Thị Hoa"}},
		{"PlacesBehind", g.nurse, presence.PeopleInput{Text: "an", Limit: 2}, []string{"Phan Văn An", "Đặng Thị Hoa", "Đặng Thị Hoà"}},
		{"Beginnings", g.nurse, presence.PeopleInput{Text: "thi h", Limit: 1}, []string{"Đặng Thị Hoa", "Đặng Thị Hoà"}},
		{"OtherCampusIsNotThere", g.nurse, presence.PeopleInput{Text: "dang van hoa"}, nil},
		{"WholeCentre", g.head, presence.PeopleInput{Text: "dang hoa"}, []string{"Đặng Thị Hoa", "Đặng Văn Hoa", "Đặng Thị Hoà"}},
		{"OneCampus", g.head, presence.PeopleInput{Text: "dang hoa", CampusID: g.two}, []string{"Đặng Văn Hoa"}},
		{"Ward", g.nurse, presence.PeopleInput{WardID: g.men}, []string{"Phan Văn An"}},
		{"Category", g.nurse, presence.PeopleInput{Category: "A1", Sex: "f"}, []string{"Đặng Thị Hoa"}},
		{"Hospital", g.nurse, presence.PeopleInput{Standing: presence.AtHospital}, []string{"Đặng Thị Hoà"}},
		{"Present", g.nurse, presence.PeopleInput{Standing: presence.InTheHouse}, []string{"Phan Văn An", "Đặng Thị Hoa"}},
		{"Left", g.nurse, presence.PeopleInput{Standing: presence.Departed}, []string{"Trần Thị Châu"}},
		{"Bedless", g.head, presence.PeopleInput{Standing: presence.Bedless}, []string{"Đặng Văn Hoa"}},
		{"Waiting", g.nurse, presence.PeopleInput{Standing: presence.NotReceived, Text: "be"}, []string{"Lê Thị Bé"}},
		{"InCareOfASearch", g.nurse, presence.PeopleInput{Standing: presence.CaredFor, Text: "chau"}, []string{"Đặng Thị Hoa"}},
		{"Bed", g.nurse, presence.PeopleInput{Text: "201-1"}, []string{"Phan Văn An", "Đặng Thị Hoa"}},
		{"OwnWardAlone", carer, presence.PeopleInput{}, []string{"Đặng Thị Hoa", "Đặng Thị Hoà"}},
		{"OwnWardSearched", carer, presence.PeopleInput{Text: "an"}, []string{"Đặng Thị Hoa", "Đặng Thị Hoà"}},
		{"SignsOnly", g.nurse, presence.PeopleInput{Text: "%%% __"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := g.roll(c.who, c.in); !slices.Equal(got, c.want) {
				t.Errorf("want %v, got %v", c.want, got)
			}
		})
	}
	t.Run("WhereTheyAre", func(t *testing.T) {
		if err := g.See(g.nurse, func(tx *db.Tx) error {
			page, err := presence.People(tx, presence.PeopleInput{Text: "hoa 1970"})
			if err != nil || len(page.Rows) != 1 {
				t.Fatalf("%+v %v", page, err)
			}
			r := page.Rows[0]
			if r.BedID != g.w[2] || r.RoomName != "202" || r.Category != "A2" || r.AbsenceKind != presence.Hospital || r.CampusName != "Cơ sở 1" || !r.InCare() {
				t.Errorf("%+v", r)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
	t.Run("Refused", func(t *testing.T) {
		for _, in := range []presence.PeopleInput{{Standing: "x"}, {Category: "Z9"}, {After: "!"}, {After: db.Cursor("a", "b", "c")}} {
			if err := g.See(g.nurse, func(tx *db.Tx) error { _, err := presence.People(tx, in); return err }); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", in, err)
			}
		}
		if err := g.See(dbtest.Person(9, []string{presence.View}, g.one), func(tx *db.Tx) error { _, err := presence.People(tx, presence.PeopleInput{}); return err }); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("names need residents.view: %v", err)
		}
	})
	t.Run("Reaches", func(t *testing.T) {
		for id, want := range map[uint64]bool{ids[0]: true, ids[2]: false, ids[3]: false, far: false} {
			err := g.See(carer, func(tx *db.Tx) error { _, err := presence.Reaches(tx, "residents.view", id); return err })
			if (err == nil) != want || err != nil && fault.KindOf(err) != fault.NotFound {
				t.Errorf("%d: %v", id, err)
			}
		}
	})
	t.Run("Statements", func(t *testing.T) {
		for text, most := range map[string]int{"": 1, "dang hoa 62": 5, "201-1": 5} {
			ctx, n := db.Counting(t.Context())
			if err := g.Read(ctx, g.nurse, func(tx *db.Tx) error { _, err := presence.People(tx, presence.PeopleInput{Text: text}); return err }); err != nil {
				t.Fatal(err)
			}
			if n() > most {
				t.Errorf("%q: %d statements, at most %d", text, n(), most)
			}
		}
	})
}
