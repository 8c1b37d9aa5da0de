package care_test

import (
	"strings"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/value"
)

// porter keeps the gate: sees who lives where and notes visits, and reads no file.
func (g *house) porter() db.Actor { return dbtest.Person(21, []string{care.Visits}, g.one) }

// head may know why somebody must not meet somebody.
func (g *house) headNurse() db.Actor {
	return dbtest.Person(22, append([]string{care.Visits, care.Bans}, carer...), g.one)
}

func (g *house) visit(as db.Actor, in care.VisitInput) (v *care.Visit, err error) {
	if in.Name == "" && in.Kin == 0 {
		in.Name, in.Relation = "Lê Văn Khách", "friend"
	}
	if in.Name == "-" {
		in.Name = ""
	}
	err = g.As(as, func(tx *db.Tx) (err error) { v, err = care.RecordVisit(tx, in); return err })
	return v, err
}

func (g *house) visits(as db.Actor, in care.VisitsInput) (list []care.VisitIn) {
	g.T.Helper()
	if err := g.See(as, func(tx *db.Tx) (err error) { list, err = care.VisitList(tx, in); return err }); err != nil {
		g.T.Fatal(err)
	}
	return list
}

func (g *house) kin(resident uint64, name, phone string) (k *residents.Kin) {
	g.T.Helper()
	as := dbtest.Person(30, []string{"residents.edit", "residents.view"}, g.one)
	if err := g.As(as, func(tx *db.Tx) (err error) {
		k, err = residents.AddKin(tx, residents.KinInput{Resident: resident, Name: name, Relation: "child", Phone: phone})
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return k
}

// TestBanMeans: whom a ban speaks of.
func TestBanMeans(t *testing.T) {
	kin := uint64(5)
	name := value.Fold("Trần Văn Tám")
	for _, c := range []struct {
		title string
		ban   care.Ban
		who   care.Visitor
		means bool
	}{
		{"anybody", care.Ban{Anybody: true}, care.Visitor{Name: name}, true},
		{"the same name", care.Ban{SearchKey: name}, care.Visitor{Name: name}, true},
		{"without accents", care.Ban{SearchKey: name}, care.Visitor{Name: value.Fold("tran van tam")}, true},
		{"another name", care.Ban{SearchKey: name}, care.Visitor{Name: value.Fold("Trần Văn Tư")}, false},
		{"who came along", care.Ban{SearchKey: name}, care.Visitor{Name: "x", Companions: []string{"y", name}}, true},
		{"the telephone number", care.Ban{SearchKey: name, Phone: "+84912345678"}, care.Visitor{Name: "x", Phones: []value.Phone{"", "+84912345678"}}, true},
		{"no number is no number", care.Ban{SearchKey: name}, care.Visitor{Name: "x", Phones: []value.Phone{""}}, false},
		{"the same kin under another name", care.Ban{KinID: &kin, SearchKey: name}, care.Visitor{Kin: 5, Name: "x"}, true},
		{"a namesake chosen from the family", care.Ban{KinID: &kin, SearchKey: name}, care.Visitor{Kin: 6, Name: name}, false},
		{"the kin's name typed", care.Ban{KinID: &kin, SearchKey: name}, care.Visitor{Name: name}, true},
	} {
		if got := c.ban.Means(c.who); got != c.means {
			t.Errorf("%s: %v", c.title, got)
		}
	}
}

// TestBanHolds: from its first day to its last, until somebody lifts it.
func TestBanHolds(t *testing.T) {
	day, at := value.MustDay("2026-11-21"), dbtest.Now
	for _, c := range []struct {
		ban  care.Ban
		want bool
	}{
		{care.Ban{FromDay: day, UntilDay: day}, true},
		{care.Ban{FromDay: day.AddDays(1), UntilDay: day.AddDays(9)}, false},
		{care.Ban{FromDay: day.AddDays(-9), UntilDay: day.AddDays(-1)}, false},
		{care.Ban{FromDay: day, UntilDay: day, EndedAt: &at}, false},
	} {
		if got := c.ban.Holds(day); got != c.want {
			t.Errorf("%+v: %v", c.ban, got)
		}
	}
}

// TestVisitIsWritten: who keeps the gate writes whom somebody meets, what was brought and where it went, and
// with one tap that the visitor left; a call is over when it is written.
func TestVisitIsWritten(t *testing.T) {
	g := open(t, 8)
	son := g.kin(g.people[0], "Đặng Văn Minh", "0912345678")
	v, err := g.visit(g.porter(), care.VisitInput{Residents: []uint64{g.people[0], g.people[1]}, Kin: son.ID, CitizenNumber: "040199000123", With: "Chị Lan", At: g.Now().Add(-time.Hour),
		Items: []care.VisitItemInput{{What: "Cam", Amount: "2 kg", GivenTo: "resident"}, {}, {What: "Thuốc ho", GivenTo: "nurse"}, {What: "Rượu", GivenTo: care.GivenRefused, Reason: "Không mang rượu vào"}}})
	if err != nil || v.Name != "Đặng Văn Minh" || v.Relation != "child" || !v.Inside() || len(v.CitizenNumberSealed) == 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	if _, err := g.visit(g.porter(), care.VisitInput{Residents: []uint64{g.people[2]}, Kind: care.VideoCall, At: g.Now().Add(-2 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	list := g.visits(g.porter(), care.VisitsInput{})
	if len(list) != 2 || len(list[0].People) != 2 || len(list[0].Items) != 3 || list[0].Items[2].Reason == "" || !list[0].Inside() || list[1].Inside() {
		t.Fatalf("the day: %+v", list)
	}
	end := func(in care.LeaveInput) error {
		in.VisitID = v.ID
		return g.As(g.porter(), func(tx *db.Tx) error { return second(care.EndVisit(tx, in)) })
	}
	refuses(t, end(care.LeaveInput{At: v.CameAt.Add(-time.Minute)}), fault.Invalid, "care.visit.left_before")
	if err := end(care.LeaveInput{}); err != nil {
		t.Fatal(err)
	}
	refuses(t, end(care.LeaveInput{}), fault.Conflict, "care.visit.has_left")
	mood := func(who uint64, how care.VisitMood) error {
		return g.As(g.porter(), func(tx *db.Tx) error {
			return second(care.TellMood(tx, care.MoodInput{VisitID: v.ID, ResidentID: who, Mood: how}))
		})
	}
	refuses(t, mood(g.people[0], "odd"), fault.Invalid, "care.visit.mood_missing")
	refuses(t, mood(g.people[5], "glad"), fault.NotFound, "db.not_found")
	if err := mood(g.people[0], "glad"); err != nil {
		t.Fatal(err)
	}
	refuses(t, mood(g.people[0], "sad"), fault.Conflict, "care.visit.mood_told")
	var one *care.VisitIn
	if err := g.See(g.porter(), func(tx *db.Tx) (err error) { one, err = care.VisitOf(tx, v.ID); return err }); err != nil || one.Citizen != "" || one.People[0].Mood != "glad" || one.LeftAt == nil {
		t.Errorf("at the gate: %+v, %v", one, err)
	}
	if err := g.See(g.headNurse(), func(tx *db.Tx) (err error) { one, err = care.VisitOf(tx, v.ID); return err }); err != nil || one.Citizen != "040199000123" {
		t.Errorf("who may know: %+v, %v", one, err)
	}
	if got := g.visits(g.porter(), care.VisitsInput{ResidentID: g.people[1]}); len(got) != 1 || got[0].ID != v.ID {
		t.Errorf("of a resident: %+v", got)
	}
	if got := g.visits(g.porter(), care.VisitsInput{Day: dbtest.Today.AddDays(-3)}); len(got) != 0 {
		t.Errorf("of another day: %+v", got)
	}
}

// TestVisitIsRefused: each wrong word stands beside its field; residents out of reach are not there.
func TestVisitIsRefused(t *testing.T) {
	g := open(t, 8)
	who := []uint64{g.people[0]}
	for _, c := range []struct {
		title, field, key string
		in                care.VisitInput
	}{
		{"nobody is met", "residents", "care.visit.nobody", care.VisitInput{}},
		{"nobody comes", "visitor", "value.name_missing", care.VisitInput{Residents: who, Name: "-", Relation: "friend"}},
		{"no relation", "relation", "care.visit.relation_missing", care.VisitInput{Residents: who, Name: "Lê Khách"}},
		{"family of nobody", "kin", "care.visit.kin_unknown", care.VisitInput{Residents: who, Kin: 99999}},
		{"to come", "at", "care.at_in_future", care.VisitInput{Residents: who, At: dbtest.Now.Add(time.Hour)}},
		{"long ago", "at", "care.visit.long_ago", care.VisitInput{Residents: who, At: dbtest.Now.Add(-40 * 24 * time.Hour)}},
		{"no citizen number", "citizen_number", "value.citizen_length", care.VisitInput{Residents: who, CitizenNumber: "12"}},
		{"no telephone number", "phone", "value.phone_unreadable", care.VisitInput{Residents: who, Phone: "abc"}},
		{"refused for nothing", "items[1].reason", "care.visit.refused_why", care.VisitInput{Residents: who, Items: []care.VisitItemInput{{}, {What: "Rượu", GivenTo: care.GivenRefused}}}},
		{"given to nobody", "items[0].given_to", "care.visit.given_missing", care.VisitInput{Residents: who, Items: []care.VisitItemInput{{What: "Cam"}}}},
		{"brought what", "items[0].what", "care.visit.what_missing", care.VisitInput{Residents: who, Items: []care.VisitItemInput{{Amount: "2 kg", GivenTo: "kitchen"}}}},
		{"oranges by telephone", "kind", "care.visit.no_gifts_by_phone", care.VisitInput{Residents: who, Kind: care.Called, Items: []care.VisitItemInput{{What: "Cam", GivenTo: "resident"}}}},
		{"no such kind", "kind", "care.visit.kind_unknown", care.VisitInput{Residents: who, Kind: "letter"}},
	} {
		_, err := g.visit(g.porter(), c.in)
		found := ""
		for _, f := range fault.Of(err).Fields {
			if f.Name == c.field {
				found = f.Key
			}
		}
		if fault.KindOf(err) != fault.Invalid || found != c.key {
			t.Errorf("%s: %v", c.title, err)
		}
	}
	_, err := g.visit(g.porter(), care.VisitInput{Residents: []uint64{g.people[0], g.strangers[0]}})
	refuses(t, err, fault.NotFound, "db.not_found")
	_, err = g.visit(g.lan, care.VisitInput{Residents: who})
	refuses(t, err, fault.Forbidden, "fault.forbidden")
}

// TestVisitIsStruckThrough: what was wrong stays readable, with who and why, and counts no more.
func TestVisitIsStruckThrough(t *testing.T) {
	g := open(t, 8)
	v, err := g.visit(g.porter(), care.VisitInput{Residents: []uint64{g.people[3]}})
	if err != nil {
		t.Fatal(err)
	}
	strike := func(reason string) error {
		return g.As(g.porter(), func(tx *db.Tx) error {
			return second(care.StrikeVisit(tx, care.StrikeInput{VisitID: v.ID, Reason: reason}))
		})
	}
	refuses(t, strike(" "), fault.Invalid, "care.reason_missing")
	if err := strike("Ghi nhầm người"); err != nil {
		t.Fatal(err)
	}
	refuses(t, strike("lần nữa"), fault.Conflict, "care.visit.is_struck")
	refuses(t, g.As(g.porter(), func(tx *db.Tx) error { return second(care.EndVisit(tx, care.LeaveInput{VisitID: v.ID})) }), fault.Conflict, "care.visit.is_struck")
	list := g.visits(g.porter(), care.VisitsInput{})
	if len(list) != 1 || list[0].StruckReason != "Ghi nhầm người" || list[0].Inside() {
		t.Errorf("%+v", list)
	}
	g.Clock.Add(24 * time.Hour) // they came ninety days before the test's now
	if quiet, _ := g.quiet(); !quiet[g.people[3]] {
		t.Error("what was struck through still counts as a visit")
	}
}

func (g *house) quiet() (map[uint64]bool, int) {
	g.T.Helper()
	found, days := map[uint64]bool{}, 0
	if err := g.See(g.porter(), func(tx *db.Tx) error {
		list, n, err := care.QuietList(tx)
		for _, q := range list {
			found[q.ResidentID] = true
		}
		days = n
		return err
	}); err != nil {
		g.T.Fatal(err)
	}
	return found, days
}

// TestNobodyCame: whom nobody visited or called for the days of the setting stands on the list; a visit, a
// call and a contact of the file each take somebody off it.
func TestNobodyCame(t *testing.T) {
	g := open(t, 8)
	g.Clock.Add(24 * time.Hour) // they came ninety days before the test's now
	quiet, days := g.quiet()
	if days != 90 || len(quiet) != 8 {
		t.Fatalf("%d days, %v", days, quiet)
	}
	if _, err := g.visit(g.porter(), care.VisitInput{Residents: []uint64{g.people[0]}, Kind: care.Called}); err != nil {
		t.Fatal(err)
	}
	as := dbtest.Person(31, []string{residents.ContactPermission}, g.one)
	for i, out := range []residents.Outcome{residents.Reached, residents.NoAnswer} {
		if err := g.As(as, func(tx *db.Tx) error {
			return second(residents.AddContact(tx, residents.ContactInput{Resident: g.people[1+i], Who: "Con trai", Way: "called", Outcome: out}))
		}); err != nil {
			t.Fatal(err)
		}
	}
	if quiet, _ = g.quiet(); len(quiet) != 6 || quiet[g.people[0]] || quiet[g.people[1]] || !quiet[g.people[2]] {
		t.Errorf("%v", quiet)
	}
}

// TestBannedVisitorIsRefused: the gate is told that it must not be; only who may know is told why, and by
// whose decision. It ends with its last day or by hand.
func TestBannedVisitorIsRefused(t *testing.T) {
	g := open(t, 8)
	who := g.people[0]
	ban := func(as db.Actor, in care.BanInput) (b *care.Ban, err error) {
		in.ResidentID = who
		if in.Name == "" {
			in.Name = "Trần Văn Tám"
		}
		err = g.As(as, func(tx *db.Tx) (err error) { b, err = care.BanContact(tx, in); return err })
		return b, err
	}
	whole := care.BanInput{Reason: "Đã đánh chị Hoà", Authority: "Quyết định 12 của giám đốc", Until: dbtest.Today.AddDays(30)}
	_, err := ban(g.porter(), whole)
	refuses(t, err, fault.Forbidden, "fault.forbidden")
	for field, in := range map[string]care.BanInput{"reason": {Authority: "a", Until: whole.Until}, "authority": {Reason: "a", Until: whole.Until}, "until": {Reason: "a", Authority: "b"}} {
		_, err := ban(g.headNurse(), in)
		if f := fault.Of(err); f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, until := range []value.Day{dbtest.Today.AddDays(-1), dbtest.Today.AddDays(400)} {
		in := whole
		in.Until = until
		if _, err := ban(g.headNurse(), in); fault.KindOf(err) != fault.Invalid {
			t.Errorf("until %v: %v", until, err)
		}
	}
	b, err := ban(g.headNurse(), whole)
	if err != nil {
		t.Fatal(err)
	}
	comes := care.VisitInput{Residents: []uint64{who, g.people[1]}, Name: "tran van tam", Relation: "other"}
	_, err = g.visit(g.porter(), comes)
	refuses(t, err, fault.Conflict, "care.ban.refused")
	if f := fault.Of(err); strings.Contains(f.Error(), "đánh") || f.Args["reason"] != nil {
		t.Errorf("the gate is told why: %+v", f)
	}
	_, err = g.visit(g.headNurse(), comes)
	refuses(t, err, fault.Conflict, "care.ban.refused_why")
	if f := fault.Of(err); f.Args["reason"] != whole.Reason {
		t.Errorf("who may know is not told: %+v", f.Args)
	}
	if _, err := g.visit(g.porter(), care.VisitInput{Residents: []uint64{g.people[1]}, Name: "Trần Văn Tám", Relation: "other"}); err != nil {
		t.Errorf("somebody else is kept from the visitor: %v", err)
	}
	lift := func(note string) error {
		return g.As(g.headNurse(), func(tx *db.Tx) error { return second(care.LiftBan(tx, care.BanEndInput{BanID: b.ID, EndNote: note})) })
	}
	refuses(t, lift(""), fault.Invalid, "care.reason_missing")
	if err := lift("Toà đã huỷ"); err != nil {
		t.Fatal(err)
	}
	refuses(t, lift("lần nữa"), fault.Conflict, "care.ban.ended")
	if _, err := g.visit(g.porter(), comes); err != nil {
		t.Errorf("after the end: %v", err)
	}
	var list []care.BanIn
	for resident, want := range map[uint64]int{0: 0, who: 1} {
		if err := g.See(g.headNurse(), func(tx *db.Tx) (err error) {
			list, err = care.BanList(tx, care.BansInput{ResidentID: resident})
			return err
		}); err != nil || len(list) != want {
			t.Errorf("list of %d: %+v, %v", resident, list, err)
		}
	}
}

// TestVisitTargets: whom somebody comes to see is found by name without accents, in the own wards.
func TestVisitTargets(t *testing.T) {
	g := open(t, 8)
	for q, want := range map[string]int{"hoa 3": 1, "Nguyễn": 8, "%": 0, "": 0, "nobody": 0} {
		var list []care.VisitTarget
		if err := g.See(g.porter(), func(tx *db.Tx) (err error) { list, err = care.VisitTargets(tx, care.TargetsInput{Q: q}); return err }); err != nil || len(list) != want {
			t.Errorf("%q: %d, %v", q, len(list), err)
		}
	}
}

// TestVisitsAreFlat: the page of a day costs three statements for one visit and for forty.
func TestVisitsAreFlat(t *testing.T) {
	g := open(t, 16)
	count := func() int {
		t.Helper()
		ctx, n := db.Counting(t.Context())
		if err := g.House.House.Read(ctx, g.porter(), func(tx *db.Tx) error { _, err := care.VisitList(tx, care.VisitsInput{}); return err }); err != nil {
			t.Fatal(err)
		}
		return n()
	}
	if _, err := g.visit(g.porter(), care.VisitInput{Residents: []uint64{g.people[0]}}); err != nil {
		t.Fatal(err)
	}
	few := count()
	for i := range 12 {
		if _, err := g.visit(g.porter(), care.VisitInput{Residents: g.people[i : i+2], Items: []care.VisitItemInput{{What: "Bánh", GivenTo: "resident"}}}); err != nil {
			t.Fatal(err)
		}
	}
	if many := count(); many != few {
		t.Errorf("%d statements for one visit, %d for thirteen", few, many)
	}
}
