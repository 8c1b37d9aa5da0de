package residents_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/unicode/norm"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// house is a centre of two campuses with somebody who may edit in the first, somebody who may only
// see there, and somebody who may edit everywhere.
type house struct {
	*dbtest.House
	one, two              uint64
	worker, carer, head   db.Actor
	otherWorker, stranger db.Actor
}

func open(t testing.TB) *house { return furnish(t, dbtest.Open(t)) }

func furnish(t testing.TB, h *dbtest.House) *house {
	t.Helper()
	g := &house{House: h}
	h.Do(func(tx *db.Tx) error {
		if _, err := wards.SetCentre(tx, wards.CentreInput{Name: "Trung tâm Bảo trợ xã hội Nghệ An"}); err != nil {
			return err
		}
		one, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1"})
		if err != nil {
			return err
		}
		two, err := wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc"})
		if err != nil {
			return err
		}
		g.one, g.two = one.ID, two.ID
		return nil
	})
	both := []string{residents.View, residents.Edit}
	g.worker, g.carer, g.head = dbtest.Person(7, both, g.one), dbtest.Person(8, []string{residents.View, residents.ContactPermission}, g.one), dbtest.Person(9, both)
	g.otherWorker, g.stranger = dbtest.Person(10, both, g.two), dbtest.Person(11, nil, g.one)
	return g
}

// hoa is Đặng Thị Hoa, 1962, of Diễn Châu.
func hoa() residents.PersonInput {
	return residents.PersonInput{Name: "Đặng Thị Hoa", Sex: value.Female, Birth: "1962", OriginAddress: "xóm 4, xã Diễn Hồng, huyện Diễn Châu, Nghệ An",
		CitizenNumber: "040162004512", InsuranceCard: "BT 2 40 0123456789", Ethnicity: "Kinh"}
}

func (g *house) create(actor db.Actor, in residents.PersonInput) (*residents.Person, error) {
	var p *residents.Person
	err := g.As(actor, func(tx *db.Tx) (err error) { p, err = residents.CreateResident(tx, in); return err })
	return p, err
}

func (g *house) must(in residents.PersonInput) *residents.Person {
	g.T.Helper()
	in.Despite = true
	p, err := g.create(g.worker, in)
	if err != nil {
		g.T.Fatal(err)
	}
	return p
}

func (g *house) file(actor db.Actor, id uint64) *residents.File {
	g.T.Helper()
	var f *residents.File
	if err := g.See(actor, func(tx *db.Tx) (err error) { f, err = residents.OpenFile(tx, id); return err }); err != nil {
		g.T.Fatal(err)
	}
	return f
}

// field gives the key of the fault on a field, or the fault's own.
func field(err error, name string) string {
	if err == nil {
		return ""
	}
	for _, f := range fault.Of(err).Fields {
		if f.Name == name {
			return f.Key
		}
	}
	return fault.KeyOf(err)
}

func TestCreateResident(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	if p.Number != "NA-000001" || p.CampusID != g.one || p.SearchKey != "dang thi hoa" || p.Birth != value.BornIn(1962, false) {
		t.Errorf("got %+v", p)
	}
	if strings.Contains(string(p.CitizenNumberSealed), "040162004512") || len(p.CitizenNumberIndex) != 16 {
		t.Error("the citizen number is not sealed")
	}
	for _, c := range []struct {
		name, field, key string
		change           func(*residents.PersonInput)
	}{
		{"NoName", "name", "value.name_missing", func(in *residents.PersonInput) { in.Name = " " }},
		{"NoSex", "sex", "residents.sex_missing", func(in *residents.PersonInput) { in.Sex = "" }},
		{"StrangeSex", "sex", "residents.sex_missing", func(in *residents.PersonInput) { in.Sex = "x" }},
		{"BirthToCome", "birth", "residents.birth_in_future", func(in *residents.PersonInput) { in.Birth = "22/11/2026" }},
		{"BirthYearToCome", "birth", "residents.birth_in_future", func(in *residents.PersonInput) { in.Birth = "2027" }},
		{"BirthTooLongAgo", "birth", "residents.birth_too_long_ago", func(in *residents.PersonInput) { in.Birth = "1800" }},
		{"BirthImpossible", "birth", "value.day_impossible", func(in *residents.PersonInput) { in.Birth = "31/02/1962" }},
		{"BirthUnreadable", "birth", "value.birth_unreadable", func(in *residents.PersonInput) { in.Birth = "hôm qua" }},
		{"CitizenShort", "citizen_number", "value.citizen_length", func(in *residents.PersonInput) { in.CitizenNumber = "1234" }},
		{"CardOfLetters", "insurance_card", "value.insurance_signs", func(in *residents.PersonInput) { in.InsuranceCard = "ABCDEFGHIJKLMNO" }},
		{"NoSuchUnit", "origin_unit_code", "residents.unit_unknown", func(in *residents.PersonInput) { in.OriginUnitCode = "0" }},
		{"NoSuchCare", "self_care", "residents.self_care_unknown", func(in *residents.PersonInput) { in.SelfCare = "much" }},
		{"LongStory", "note", "residents.text_too_long", func(in *residents.PersonInput) { in.Note = strings.Repeat("ề", 4001) }},
		{"OtherCampus", "campus_id", "residents.campus_missing", func(in *residents.PersonInput) { in.CampusID = g.two }},
		{"NoCampus", "campus_id", "residents.campus_missing", func(in *residents.PersonInput) { in.CampusID = 99 }},
		{"SameCitizen", "citizen_number", "residents.citizen_known", func(in *residents.PersonInput) { in.CitizenNumber, in.Despite = "040162004512", false }},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := residents.PersonInput{Name: "Trần Văn Nam", Sex: value.Male, Despite: true}
			c.change(&in)
			if _, err := g.create(g.worker, in); field(err, c.field) != c.key {
				t.Errorf("want %s, got %v", c.key, err)
			}
		})
	}
	t.Run("TodayIsNoFuture", func(t *testing.T) {
		if _, err := g.create(g.worker, residents.PersonInput{Name: "Bé Mới", Sex: "m", Birth: "21/11/2026"}); err != nil {
			t.Error(err)
		}
	})
	t.Run("WithoutPermission", func(t *testing.T) {
		if _, err := g.create(g.carer, hoa()); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("got %v", err)
		}
	})
	t.Run("NumbersHaveNoGaps", func(t *testing.T) {
		p := g.must(residents.PersonInput{Name: "Lê Thị Ba", Sex: "f"})
		if p.Number != "NA-000003" {
			t.Errorf("after refusals the next number is %s", p.Number)
		}
	})
}

func TestUnknownPerson(t *testing.T) {
	g := open(t)
	p := g.must(residents.PersonInput{NameUnknown: true, Sex: "m", Birth: "khoảng 1980", OtherNames: "Tèo, Ông Câm"})
	if p.Name != "Vô danh số 1" || !p.NameUnknown || p.Birth.Precision != value.PrecisionEstimated {
		t.Errorf("got %+v", p)
	}
	if got := g.find("teo"); !slices.Equal(got, []string{"Vô danh số 1"}) {
		t.Errorf("by nickname: %v", got)
	}
	name := "Phạm Văn Sáu"
	g.Do(func(tx *db.Tx) error {
		_, err := residents.ChangeResident(tx, residents.ChangeInput{Resident: p.ID, Name: &name, Version: p.Version})
		return err
	})
	f := g.file(g.worker, p.ID)
	if f.Person.Name != name || f.Person.NameUnknown || f.Person.Number != p.Number {
		t.Errorf("got %+v", f.Person)
	}
	if got := g.find("pham sau"); len(got) != 1 {
		t.Errorf("the new name is not found: %v", got)
	}
	if got := g.find("vo danh"); len(got) != 0 {
		t.Errorf("the old one still is: %v", got)
	}
}

// find searches as somebody of the first campus and gives the names in order.
func (g *house) find(text string) []string {
	g.T.Helper()
	var names []string
	err := g.See(g.carer, func(tx *db.Tx) error {
		if err := tx.May(residents.View); err != nil {
			return err
		}
		search := residents.NewSearch(text)
		for which := range residents.Passes {
			pass, err := search.Pass(tx, which)
			if err != nil {
				return err
			}
			if pass == nil {
				continue
			}
			type row struct{ Name string }
			found, err := db.Report[row](tx, "SELECT r.name FROM "+pass.From+"residents_people r WHERE {campus r.campus_id} AND "+pass.Condition+" ORDER BY r.sort_key LIMIT 50",
				append(slices.Clone(pass.FromArgs), pass.Args...)...)
			if err != nil {
				return err
			}
			for _, r := range found {
				names = append(names, r.Name)
			}
		}
		return nil
	})
	if err != nil {
		g.T.Fatal(err)
	}
	return names
}

func TestSearchLikeAHuman(t *testing.T) {
	g := open(t)
	g.must(hoa())
	g.must(residents.PersonInput{Name: "Đặng Thị Hoà", Sex: "f", Birth: "1970", OriginAddress: "Yên Thành, Nghệ An"})
	g.must(residents.PersonInput{Name: "Nguyễn Thị Hoa", Sex: "f", Birth: "3/2/1962", OriginAddress: "xã Diễn Kỷ, Diễn Châu"})
	g.must(residents.PersonInput{Name: "Phan Văn An", Sex: "m", OriginAddress: "Thanh Hoá"})
	g.must(residents.PersonInput{Name: "H'Hen Niê", Sex: "f", Birth: "5/1988", OtherNames: "chị Hen"})
	for _, c := range []struct {
		text string
		want []string
	}{
		{"dang hoa 62 dien chau", []string{"Đặng Thị Hoa"}},
		{"hoa dang", []string{"Đặng Thị Hoa", "Đặng Thị Hoà"}},
		{"ĐẶNG THỊ HOÀ 1970", []string{"Đặng Thị Hoà"}},
		{norm.NFD.String("Đặng Thị Hòa"), []string{"Đặng Thị Hoa", "Đặng Thị Hoà"}},
		{"62", []string{"Đặng Thị Hoa", "Nguyễn Thị Hoa"}},
		{"3/2/1962", []string{"Nguyễn Thị Hoa"}},
		{"1988 hen", []string{"H'Hen Niê"}},
		{"h'hen", []string{"H'Hen Niê"}},
		{"na-000004", []string{"Phan Văn An"}},
		{"000004", []string{"Phan Văn An"}},
		{"an", []string{"Phan Văn An", "Đặng Thị Hoa", "Đặng Thị Hoà"}}, // the person before the places
		{"dan", []string{"Đặng Thị Hoa", "Đặng Thị Hoà"}},
		{"hoa 63", nil},
		{"hoa %", []string{"Đặng Thị Hoa", "Nguyễn Thị Hoa", "Đặng Thị Hoà", "Phan Văn An"}},
		{"khong co ai", nil},
	} {
		if got := g.find(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: want %v, got %v", c.text, c.want, got)
		}
	}
}

func TestAlikesWarn(t *testing.T) {
	g := open(t)
	first := g.must(hoa())
	again := residents.PersonInput{Name: "DANG THI HOA", Sex: "f", Birth: "4/5/1962"}
	_, err := g.create(g.worker, again)
	if fault.KeyOf(err) != "residents.alike_known" {
		t.Fatalf("got %v", err)
	}
	like := func(actor db.Actor, in residents.PersonInput) *residents.Alikes {
		var a *residents.Alikes
		if err := g.See(actor, func(tx *db.Tx) (err error) {
			a, err = residents.Like(tx, residents.LikeInput{PersonInput: in})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return a
	}
	for _, c := range []struct {
		name string
		in   residents.PersonInput
		want []string
	}{
		{"SameYear", again, []string{"name", "birth"}},
		{"Unknown", residents.PersonInput{Name: "Đặng Thị Hoa", Sex: "f"}, []string{"name"}},
		{"Estimated", residents.PersonInput{Name: "Đặng Thị Hoa", Sex: "f", Birth: "khoảng 1964"}, []string{"name", "birth"}},
		{"OtherYear", residents.PersonInput{Name: "Đặng Thị Hoa", Sex: "f", Birth: "1971"}, nil},
		{"OtherSex", residents.PersonInput{Name: "Đặng Thị Hoa", Sex: "m"}, nil},
		{"Citizen", residents.PersonInput{Name: "Ai Đó", Sex: "m", Birth: "1999", CitizenNumber: "040 162 004 512"}, []string{"citizen"}},
		{"NewCardOfTheSamePerson", residents.PersonInput{Name: "Ai Đó", Sex: "f", InsuranceCard: "0123456789"}, []string{"insurance"}},
		{"OtherCitizen", residents.PersonInput{Name: "Đặng Thị Hoa", Sex: "f", CitizenNumber: "040162004513"}, nil},
		{"NamedSo", residents.PersonInput{Name: "Ai Đó", OtherNames: "Đặng Thị Hoa", Sex: "f"}, []string{"name"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := like(g.worker, c.in)
			var why []string
			if len(a.Within) > 0 {
				why = a.Within[0].Why
			}
			if !slices.Equal(why, c.want) || a.Elsewhere != 0 {
				t.Errorf("want %v, got %+v", c.want, a)
			}
		})
	}
	t.Run("OtherCampusHasNoName", func(t *testing.T) {
		a := like(g.otherWorker, hoa())
		if len(a.Within) != 0 || a.Elsewhere != 1 {
			t.Errorf("got %+v", a)
		}
	})
	t.Run("Despite", func(t *testing.T) {
		again.Despite = true
		p, err := g.create(g.worker, again)
		if err != nil || p.ID == first.ID {
			t.Error(p, err)
		}
	})
}

func TestNumbersAreMasked(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	if f := g.file(g.worker, p.ID); f.CitizenNumber != "040162004512" || f.InsuranceCard != "BT2400123456789" {
		t.Errorf("an editor sees %q %q", f.CitizenNumber, f.InsuranceCard)
	}
	if f := g.file(g.carer, p.ID); f.CitizenNumber != "040•••••4512" || f.InsuranceCard != "BT2••••••••6789" || f.MayEdit {
		t.Errorf("a carer sees %q %q", f.CitizenNumber, f.InsuranceCard)
	}
	err := g.See(g.otherWorker, func(tx *db.Tx) error { _, err := residents.OpenFile(tx, p.ID); return err })
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("the other campus: %v", err)
	}
	var looks int
	if err := g.Raw().QueryRow("SELECT COUNT(*) FROM db_deeds WHERE action = 'look' AND subject_id = ?", p.ID).Scan(&looks); err != nil || looks != 2 {
		t.Errorf("two looks, %d kept, %v", looks, err)
	}
}

func TestChangeKeepsWhatWas(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	birth, note := "1963", "Nói được ít"
	change := func(in residents.ChangeInput) error {
		in.Resident = p.ID
		return g.As(g.worker, func(tx *db.Tx) error { _, err := residents.ChangeResident(tx, in); return err })
	}
	if err := change(residents.ChangeInput{Birth: &birth, Version: 0}); err != nil {
		t.Fatal(err)
	}
	err := change(residents.ChangeInput{Note: &note, Version: 0})
	if fault.KeyOf(err) != "db.changed_meanwhile" || fault.Of(err).Both[0] == nil {
		t.Errorf("a stale version: %v", err)
	}
	future := "1/1/2030"
	if err := change(residents.ChangeInput{Birth: &future, Version: 1}); field(err, "birth") != "residents.birth_in_future" {
		t.Errorf("got %v", err)
	}
	if err := change(residents.ChangeInput{Note: &note, Version: 1}); err != nil {
		t.Fatal(err)
	}
	f := g.file(g.worker, p.ID)
	if f.Person.Birth != value.BornIn(1963, false) || f.Person.Note != note || f.CitizenNumber != "040162004512" || f.Person.Name != "Đặng Thị Hoa" {
		t.Errorf("what was not said must stay: %+v", f)
	}
	if len(f.Questions) != 1 || f.Questions[0] != value.CitizenYear {
		t.Errorf("the number says 1962: %v", f.Questions)
	}
	if err := g.See(g.carer, func(tx *db.Tx) error {
		was, err := residents.History(tx, p.ID)
		if len(was) != 2 || was[1].Person.Birth != value.BornIn(1962, false) || was[1].By != 7 {
			t.Errorf("history: %+v", was)
		}
		if c, err := was[1].Person.Citizen(tx); c.Number != "040162004512" || err != nil {
			t.Errorf("sealed in history: %v %v", c, err)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	if got := g.find("hoa 62"); got != nil {
		t.Errorf("the old year still finds: %v", got)
	}
	other := g.must(residents.PersonInput{Name: "Lê Thị Ba", Sex: "f"})
	taken := "040162004512"
	err = g.As(g.worker, func(tx *db.Tx) error {
		_, err := residents.ChangeResident(tx, residents.ChangeInput{Resident: other.ID, CitizenNumber: &taken})
		return err
	})
	if fault.KeyOf(err) != "residents.citizen_known" {
		t.Errorf("got %v", err)
	}
}

func TestCreateManyAndMatch(t *testing.T) {
	g := open(t)
	var in []residents.PersonInput
	for i := range 60 {
		in = append(in, residents.PersonInput{Name: fmt.Sprintf("Nguyễn Văn %c", 'A'+i%26), Sex: "m", Born: value.BornIn(1940+i, false), OriginAddress: "Đô Lương"})
	}
	in = append(in, hoa(), hoa(), // the same number twice in one list
		residents.PersonInput{Name: "", Sex: "m"},
		residents.PersonInput{Name: "Trần Văn Đôi", Sex: "m"}, residents.PersonInput{Name: "Trần Văn Đôi", Sex: "m"})
	var ids []uint64
	var errs []error
	if err := g.As(g.worker, func(tx *db.Tx) (err error) { ids, errs, err = residents.CreateMany(tx, in); return err }); err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		wantErr := i == 61 || i == 62
		if (errs[i] != nil) != wantErr || (id == 0) != wantErr {
			t.Errorf("line %d: %d %v", i, id, errs[i])
		}
	}
	if f := g.file(g.worker, ids[60]); f.Person.Number != "NA-000061" || f.CitizenNumber != "040162004512" {
		t.Errorf("got %+v", f.Person)
	}
	if got := g.find("nguyen a 1940 do luong"); len(got) != 1 {
		t.Errorf("words of a list: %v", got)
	}
	match := func(actor db.Actor, list ...residents.MatchInput) []residents.Match {
		var out []residents.Match
		if err := g.See(actor, func(tx *db.Tx) (err error) { out, err = residents.MatchMany(tx, list); return err }); err != nil {
			t.Fatal(err)
		}
		return out
	}
	twin := residents.MatchInput{Name: "TRẦN VĂN ĐÔI", Sex: "m"}
	got := match(g.worker, twin,
		residents.MatchInput{Name: "Khác Tên", Sex: "f", CitizenNumber: "040162004512"},
		twin, twin,
		residents.MatchInput{Name: "nguyễn văn b", Sex: "m", Birth: value.BornIn(1941, false), OriginAddress: "ĐÔ LƯƠNG"},
		residents.MatchInput{Name: "Nguyễn Văn C", Sex: "m", Birth: value.BornIn(1942, true), OriginAddress: "Đô Lương"},
		residents.MatchInput{Name: "Nguyễn Văn C", Sex: "m", Birth: value.BornIn(1942, false), CitizenNumber: "040042000001"},
		residents.MatchInput{Name: "Nguyễn Văn D", Sex: "f", Birth: value.BornIn(1943, false)})
	want := []struct {
		id   uint64
		by   string
		like int
	}{{ids[63], "name", 0}, {ids[60], "citizen", 0}, {ids[64], "name", 0}, {0, "", 0}, {ids[1], "name", 0}, {0, "", 0}, {ids[2], "name", 0}, {0, "", 0}}
	for i, w := range want {
		if got[i].ID != w.id || got[i].By != w.by {
			t.Errorf("line %d: want %+v, got %+v", i, w, got[i])
		}
	}
	if m := match(g.otherWorker, residents.MatchInput{Name: "Đặng Thị Hoa", Sex: "f", CitizenNumber: "040162004512"})[0]; m.ID != 0 || !m.Elsewhere {
		t.Errorf("the other campus: %+v", m)
	}
}

func TestNumbersUnderRivalry(t *testing.T) {
	g := open(t)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			err := g.As(g.worker, func(tx *db.Tx) error {
				if i%4 == 0 {
					_, _, err := residents.CreateMany(tx, []residents.PersonInput{{Name: "Một", Sex: "m"}, {Name: "Hai", Sex: "f"}})
					return err
				}
				_, err := residents.CreateResident(tx, residents.PersonInput{Name: fmt.Sprint("Người ", i), Sex: "f", Despite: true})
				if err == nil && i%4 == 1 {
					return fault.New(fault.Conflict, "test.refused") // given back with the rest
				}
				return err
			})
			if err != nil && fault.KeyOf(err) != "test.refused" {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	g.Do(func(tx *db.Tx) error {
		people, err := db.From[residents.Person](tx).Order("number").All()
		for i, p := range people {
			if p.Number != fmt.Sprintf("NA-%06d", i+1) {
				t.Fatalf("the %dth number is %s", i+1, p.Number)
			}
		}
		if len(people) != 40 {
			t.Errorf("got %d people", len(people))
		}
		return err
	})
}

func TestNeedsAndFlags(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	do := func(fn func(tx *db.Tx) error) error { t.Helper(); return g.As(g.worker, fn) }
	need := func(in residents.NeedInput) error {
		in.Resident = p.ID
		return do(func(tx *db.Tx) error { _, err := residents.AddNeed(tx, in); return err })
	}
	flag := func(in residents.FlagInput) error {
		in.Resident = p.ID
		return do(func(tx *db.Tx) error { _, err := residents.AddFlag(tx, in); return err })
	}
	for _, c := range []struct {
		name, field, key string
		err              error
	}{
		{"Diet", "", "", need(residents.NeedInput{Kind: residents.Diet, Code: "soft"})},
		{"AllergyInWords", "", "", need(residents.NeedInput{Kind: residents.Allergy, Note: "Tôm", Severity: "severe", From: value.MustDay("2026-11-01")})},
		{"NoKind", "kind", "residents.kind_unknown", need(residents.NeedInput{Kind: "hiv", Note: "x"})},
		{"CodeOfAnother", "code", "residents.code_unknown", need(residents.NeedInput{Kind: residents.Diet, Code: "wheelchair"})},
		{"Empty", "note", "residents.need_empty", need(residents.NeedInput{Kind: residents.Diet})},
		{"ToCome", "from", "residents.day_in_future", need(residents.NeedInput{Kind: residents.Diet, Code: "soft", From: dbtest.Today.AddDays(1)})},
		{"Severity", "severity", "residents.severity_unknown", need(residents.NeedInput{Kind: residents.Allergy, Code: "egg", Severity: "deadly"})},
		{"Flag", "", "", flag(residents.FlagInput{Kind: "fall_risk"})},
		{"FlagTwice", "", "residents.flag_there", flag(residents.FlagInput{Kind: "fall_risk"})},
		{"Secret", "kind", "residents.kind_unknown", flag(residents.FlagInput{Kind: "hiv"})},
		{"Violence", "kind", "residents.kind_unknown", flag(residents.FlagInput{Kind: "victim_domestic_violence"})},
	} {
		if got := field(c.err, c.field); got != c.key {
			t.Errorf("%s: want %q, got %v", c.name, c.key, c.err)
		}
	}
	if _, err := g.Raw().Exec("INSERT INTO residents_flags (resident_id, kind, note, from_day, recorded_at, recorded_by, end_note) VALUES (?, 'hiv', '', '2026-01-01', '2026-01-01', 1, '')", p.ID); err == nil {
		t.Error("the database itself must refuse a secret flag")
	}
	f := g.file(g.carer, p.ID)
	if len(f.Needs) != 2 || len(f.Flags) != 1 || !f.Flags[0].Holds(dbtest.Today) {
		t.Fatalf("got %+v %+v", f.Needs, f.Flags)
	}
	if err := do(func(tx *db.Tx) error {
		_, err := residents.EndFlag(tx, residents.EndInput{Resident: p.ID, ID: f.Flags[0].ID, Note: "Đã đi vững"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := flag(residents.FlagInput{Kind: "fall_risk"}); err != nil {
		t.Errorf("an ended flag may be set again: %v", err)
	}
	err := do(func(tx *db.Tx) error {
		_, err := residents.EndNeed(tx, residents.EndInput{Resident: p.ID, ID: f.Needs[1].ID, On: value.MustDay("2026-10-31")})
		return err
	})
	if field(err, "on") != "residents.ends_before_it_began" {
		t.Errorf("got %v", err)
	}
	if err := do(func(tx *db.Tx) error {
		_, err := residents.EndNeed(tx, residents.EndInput{Resident: p.ID, ID: f.Needs[0].ID})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := g.See(g.carer, func(tx *db.Tx) error {
		if err := tx.May(residents.View); err != nil {
			return err
		}
		now, err := residents.NeedsOf(tx, tx.Today(), []uint64{p.ID})
		if len(now[p.ID]) != 1 || now[p.ID][0].Kind != residents.Allergy {
			t.Errorf("needs today: %+v", now)
		}
		then, err2 := residents.NeedsOf(tx, value.MustDay("2026-11-05"), []uint64{p.ID})
		if len(then[p.ID]) != 1 {
			t.Errorf("needs on the 5th: %+v", then)
		}
		flags, err3 := residents.FlagsOf(tx, tx.Today(), []uint64{p.ID})
		if len(flags[p.ID]) != 1 {
			t.Errorf("flags: %+v", flags)
		}
		for _, err := range []error{err, err2, err3} {
			if err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

func TestKin(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	var kin *residents.Kin
	do := func(fn func(tx *db.Tx) error) error { return g.As(g.worker, fn) }
	in := residents.KinInput{Resident: p.ID, Name: "Đặng Văn Minh", Relation: "sibling", Phone: "0912 345 678", FirstCall: true}
	if err := do(func(tx *db.Tx) (err error) { kin, err = residents.AddKin(tx, in); return err }); err != nil || kin.Phone != "+84912345678" {
		t.Fatal(kin, err)
	}
	bad := in
	bad.Phone, bad.Relation, bad.Name = "abc", "", ""
	err := do(func(tx *db.Tx) error { _, err := residents.AddKin(tx, bad); return err })
	if field(err, "phone") != "value.phone_unreadable" || field(err, "relation") != "residents.relation_missing" || field(err, "name") != "value.name_missing" {
		t.Errorf("got %v", err)
	}
	strange := in
	strange.LivesHere = "Đặng 部落格"
	if err := do(func(tx *db.Tx) error { _, err := residents.AddKin(tx, strange); return err }); field(err, "lives_here") != "residents.number_unknown" {
		t.Errorf("a number in letters that no number has: %v", err)
	}
	in.Phone = "0987654321"
	change := residents.KinChange{Resident: p.ID, ID: kin.ID, Name: in.Name, Relation: in.Relation, Phone: in.Phone, Version: kin.Version}
	if err := do(func(tx *db.Tx) (err error) { kin, err = residents.ChangeKin(tx, change); return err }); err != nil {
		t.Fatal(err)
	}
	if err := do(func(tx *db.Tx) error { _, err := residents.ChangeKin(tx, change); return err }); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the old row is over: %v", err)
	}
	if f := g.file(g.carer, p.ID); len(f.Kin) != 1 || f.Kin[0].Phone != "+84987654321" {
		t.Errorf("got %+v", f.Kin)
	}
	err = g.As(g.otherWorker, func(tx *db.Tx) error {
		_, err := residents.EndKin(tx, residents.EndInput{Resident: p.ID, ID: kin.ID})
		return err
	})
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("the other campus: %v", err)
	}
	if err := do(func(tx *db.Tx) error {
		_, err := residents.EndKin(tx, residents.EndInput{Resident: p.ID, ID: kin.ID, Note: "Đã mất"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if f := g.file(g.carer, p.ID); len(f.Kin) != 0 {
		t.Errorf("got %+v", f.Kin)
	}
}

func TestPapers(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	add := func(in residents.PaperInput) error {
		in.Resident = p.ID
		return g.As(g.worker, func(tx *db.Tx) error { _, err := residents.AddPaper(tx, in); return err })
	}
	for _, c := range []struct {
		name, field, key string
		err              error
	}{
		{"Card", "", "", add(residents.PaperInput{Kind: "citizen_card", Number: "040162004512", IssuedOn: value.MustDay("2021-05-01"), ExpiresOn: value.MustDay("2026-05-01")})},
		{"Decision", "", "", add(residents.PaperInput{Kind: "admission_decision", Number: "12/QĐ-TTBTXH", IssuedBy: "Trung tâm"})},
		{"NoKind", "kind", "residents.kind_unknown", add(residents.PaperInput{Kind: "adoption"})},
		{"BadNumber", "number", "value.citizen_length", add(residents.PaperInput{Kind: "citizen_card", Number: "12"})},
		{"ToCome", "issued_on", "residents.day_in_future", add(residents.PaperInput{Kind: "contract", IssuedOn: dbtest.Today.AddDays(1)})},
		{"Backwards", "expires_on", "residents.expires_before_issue", add(residents.PaperInput{Kind: "contract", IssuedOn: dbtest.Today, ExpiresOn: dbtest.Today.AddDays(-1)})},
	} {
		if got := field(c.err, c.field); got != c.key {
			t.Errorf("%s: want %q, got %v", c.name, c.key, c.err)
		}
	}
	f := g.file(g.carer, p.ID)
	if len(f.Papers) != 2 || f.Papers[0].Number != "040•••••4512" || f.Papers[1].Number != "12/QĐ-TTBTXH" || !f.Papers[0].Expired(dbtest.Today) {
		t.Errorf("a carer sees %+v", f.Papers)
	}
	void := func(note string) error {
		return g.As(g.worker, func(tx *db.Tx) error {
			_, err := residents.VoidPaper(tx, residents.EndInput{Resident: p.ID, ID: f.Papers[0].ID, Note: note})
			return err
		})
	}
	if err := void(""); field(err, "note") != "residents.reason_missing" {
		t.Errorf("got %v", err)
	}
	if err := void("Nhầm người"); err != nil {
		t.Fatal(err)
	}
	if f := g.file(g.worker, p.ID); len(f.Papers) != 1 {
		t.Errorf("got %+v", f.Papers)
	}
}

func TestEveryVerbAsksFirst(t *testing.T) {
	g := open(t)
	for name, fn := range map[string]func(tx *db.Tx) error{
		"CreateResident": func(tx *db.Tx) error { _, err := residents.CreateResident(tx, residents.PersonInput{}); return err },
		"CreateMany":     func(tx *db.Tx) error { _, _, err := residents.CreateMany(tx, nil); return err },
		"MatchMany":      func(tx *db.Tx) error { _, err := residents.MatchMany(tx, nil); return err },
		"Like":           func(tx *db.Tx) error { _, err := residents.Like(tx, residents.LikeInput{}); return err },
		"ChangeResident": func(tx *db.Tx) error { _, err := residents.ChangeResident(tx, residents.ChangeInput{}); return err },
		"SetPhoto":       func(tx *db.Tx) error { _, err := residents.SetPhoto(tx, residents.PhotoInput{}); return err },
		"AddName":        func(tx *db.Tx) error { _, err := residents.AddName(tx, residents.NameInput{}); return err },
		"EndName":        func(tx *db.Tx) error { _, err := residents.EndName(tx, residents.EndInput{}); return err },
		"AddKin":         func(tx *db.Tx) error { _, err := residents.AddKin(tx, residents.KinInput{}); return err },
		"ChangeKin":      func(tx *db.Tx) error { _, err := residents.ChangeKin(tx, residents.KinChange{}); return err },
		"EndKin":         func(tx *db.Tx) error { _, err := residents.EndKin(tx, residents.EndInput{}); return err },
		"AddContact":     func(tx *db.Tx) error { _, err := residents.AddContact(tx, residents.ContactInput{}); return err },
		"CorrectContact": func(tx *db.Tx) error { _, err := residents.CorrectContact(tx, residents.ContactChange{}); return err },
		"StartKinSearch": func(tx *db.Tx) error { _, err := residents.StartKinSearch(tx, residents.KinSearchInput{}); return err },
		"EndKinSearch":   func(tx *db.Tx) error { _, err := residents.EndKinSearch(tx, residents.KinSearchEnd{}); return err },
		"OpenFamily":     func(tx *db.Tx) error { _, err := residents.OpenFamily(tx, residents.ContactsInput{}); return err },
		"OpenContact":    func(tx *db.Tx) error { _, _, _, err := residents.OpenContact(tx, 1, 1); return err },
		"EnterBirth":     func(tx *db.Tx) error { _, err := residents.EnterBirth(tx, residents.BirthInput{}); return err },
		"AddPaper":       func(tx *db.Tx) error { _, err := residents.AddPaper(tx, residents.PaperInput{}); return err },
		"ReplacePaper":   func(tx *db.Tx) error { _, err := residents.ReplacePaper(tx, residents.NewVersion{}); return err },
		"AddPages":       func(tx *db.Tx) error { _, err := residents.AddPages(tx, residents.PagesInput{}); return err },
		"VoidPage":       func(tx *db.Tx) error { _, err := residents.VoidPage(tx, residents.PageInput{}); return err },
		"OpenPaper":      func(tx *db.Tx) error { _, err := residents.OpenPaper(tx, 1, 1); return err },
		"VoidPaper":      func(tx *db.Tx) error { _, err := residents.VoidPaper(tx, residents.EndInput{}); return err },
		"AddNeed":        func(tx *db.Tx) error { _, err := residents.AddNeed(tx, residents.NeedInput{}); return err },
		"EndNeed":        func(tx *db.Tx) error { _, err := residents.EndNeed(tx, residents.EndInput{}); return err },
		"AddFlag":        func(tx *db.Tx) error { _, err := residents.AddFlag(tx, residents.FlagInput{}); return err },
		"EndFlag":        func(tx *db.Tx) error { _, err := residents.EndFlag(tx, residents.EndInput{}); return err },
		"OpenFile":       func(tx *db.Tx) error { _, err := residents.OpenFile(tx, 1); return err },
		"History":        func(tx *db.Tx) error { _, err := residents.History(tx, 1); return err },
		"Photo":          func(tx *db.Tx) error { _, err := residents.Photo(tx, 1, false); return err },
		"Scan":           func(tx *db.Tx) error { _, err := residents.OpenPage(tx, 1, 1, 0); return err },
	} {
		if err := g.As(g.stranger, fn); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}
