package residents_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/value"
)

func (g *house) kin(t *testing.T, in residents.KinInput) *residents.Kin {
	t.Helper()
	var row *residents.Kin
	if err := g.As(g.worker, func(tx *db.Tx) (err error) { row, err = residents.AddKin(tx, in); return err }); err != nil {
		t.Fatal(err)
	}
	return row
}

func (g *house) family(t *testing.T, resident uint64) *residents.FamilyFile {
	t.Helper()
	var f *residents.FamilyFile
	if err := g.See(g.carer, func(tx *db.Tx) (err error) {
		f, err = residents.OpenFamily(tx, residents.ContactsInput{Resident: resident})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return f
}

func names(kin []residents.Kin) (out []string) {
	for _, k := range kin {
		out = append(out, k.Name)
	}
	return out
}

func TestFamilyIsCalledInItsOrder(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	g.kin(t, residents.KinInput{Resident: p.ID, Name: "Không Xếp", Relation: "friend"})
	g.kin(t, residents.KinInput{Resident: p.ID, Name: "Giám Hộ", Relation: "sibling", Guardian: true})
	g.kin(t, residents.KinInput{Resident: p.ID, Name: "Gọi Hai", Relation: "child", CallOrder: 2, Phone: "0912345678", PhoneTwo: "0238 3844 129", PhoneThree: "115"})
	one := g.kin(t, residents.KinInput{Resident: p.ID, Name: "Gọi Một", Relation: "child", FirstCall: true, PhoneTwo: "0987654321"})
	if !one.FirstCall || one.CallOrder != 1 || !slices.Equal(one.Phones(), []value.Phone{"+84987654321"}) {
		t.Errorf("got %+v", one)
	}
	f := g.family(t, p.ID)
	if got := names(f.Kin); !slices.Equal(got, []string{"Gọi Một", "Gọi Hai", "Giám Hộ", "Không Xếp"}) {
		t.Errorf("called as %v", got)
	}
	if got := f.Kin[1].Phones(); !slices.Equal(got, []value.Phone{"+84912345678", "+842383844129", "115"}) {
		t.Errorf("numbers %v", got)
	}
	err := g.As(g.worker, func(tx *db.Tx) error {
		_, err := residents.AddKin(tx, residents.KinInput{Resident: p.ID, Name: "Ai", Relation: "child", CallOrder: 10, PhoneThree: "abc"})
		return err
	})
	if field(err, "call_order") != "residents.call_order_unknown" || field(err, "phone_three") != "value.phone_unreadable" {
		t.Errorf("got %v", err)
	}
}

// TestKinWhoLivesHere links two files from either side, and never twice.
func TestKinWhoLivesHere(t *testing.T) {
	g := open(t)
	mother := g.must(hoa())
	child := g.must(residents.PersonInput{CampusID: g.one, Name: "Đặng Văn Bé", Sex: "m", Birth: "1/3/2026"})
	link := func(of uint64, relative string) error {
		return g.As(g.worker, func(tx *db.Tx) error {
			_, err := residents.AddKin(tx, residents.KinInput{Resident: of, Relation: "mother", LivesHere: relative})
			return err
		})
	}
	if err := link(child.ID, "NA-999999"); field(err, "lives_here") != "residents.number_unknown" {
		t.Errorf("nobody: %v", err)
	}
	if err := link(child.ID, child.Number); field(err, "lives_here") != "residents.kin_of_self" {
		t.Errorf("oneself: %v", err)
	}
	// As the field suggests it: the number with the name behind, in whatever letters.
	if err := link(child.ID, "na-000001 Đặng Thị Hoa"); err != nil {
		t.Fatal(err)
	}
	f := g.family(t, child.ID)
	if len(f.Kin) != 1 || f.Kin[0].Name != mother.Name || len(f.Relatives) != 1 || f.Relatives[0].Turned || f.Relatives[0].Relation != "mother" {
		t.Errorf("the child's file: %+v", f)
	}
	f = g.family(t, mother.ID)
	if len(f.Kin) != 0 || len(f.Relatives) != 1 || !f.Relatives[0].Turned || f.Relatives[0].Relation != "child" || !f.Relatives[0].Baby(dbtest.Today) {
		t.Errorf("the mother's file: %+v", f.Relatives)
	}
	for _, again := range []error{link(child.ID, mother.Number), link(mother.ID, child.Number)} {
		if field(again, "lives_here") != "residents.relative_there" {
			t.Errorf("linked twice: %v", again)
		}
	}
	// Correcting the row keeps one link; ending it ends both sides.
	row := g.family(t, child.ID).Kin[0]
	if err := g.As(g.worker, func(tx *db.Tx) error {
		_, err := residents.ChangeKin(tx, residents.KinChange{Resident: child.ID, ID: row.ID, Relation: "mother", LivesHere: mother.Number, Phone: "0912345678", Version: row.Version})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	row = g.family(t, child.ID).Kin[0]
	if len(g.family(t, mother.ID).Relatives) != 1 {
		t.Error("the correction lost or doubled the link")
	}
	if err := g.As(g.worker, func(tx *db.Tx) error {
		_, err := residents.EndKin(tx, residents.EndInput{Resident: child.ID, ID: row.ID})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if n := len(g.family(t, mother.ID).Relatives); n != 0 {
		t.Errorf("%d relatives after the end", n)
	}
	// Both sides at once: one link comes of it.
	var wg sync.WaitGroup
	done := make([]error, 2)
	for i, one := range []struct{ of, to *residents.Person }{{mother, child}, {child, mother}} {
		wg.Go(func() { done[i] = link(one.of.ID, one.to.Number) })
	}
	wg.Wait()
	if (done[0] == nil) == (done[1] == nil) {
		t.Errorf("from both sides at once: %v", done)
	}
}

func TestRelationsTurn(t *testing.T) {
	for _, c := range []struct {
		is   residents.Relation
		sex  value.Sex
		back residents.Relation
	}{
		{"mother", value.Male, "child"}, {"father", value.Female, "child"}, {"child", value.Female, "mother"}, {"child", value.Male, "father"},
		{"grandparent", value.Male, "grandchild"}, {"grandchild", value.Male, "grandparent"}, {"uncle_aunt", value.Male, "nephew_niece"},
		{"nephew_niece", value.Male, "uncle_aunt"}, {"spouse", value.Male, "spouse"}, {"sibling", value.Male, "sibling"}, {"carer", value.Male, "other"},
	} {
		if got := c.is.Back(c.sex); got != c.back {
			t.Errorf("%s of %s: want %s, got %s", c.is, c.sex, c.back, got)
		}
	}
	for _, r := range residents.Relations {
		if !slices.Contains(residents.Relations, r.Back(value.Female)) {
			t.Errorf("%s turns into %s", r, r.Back(value.Female))
		}
	}
}

func TestContactLog(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	son := g.kin(t, residents.KinInput{Resident: p.ID, Name: "Đặng Văn Minh", Relation: "child", Phone: "0912345678"})
	add := func(in residents.ContactInput) (row *residents.Contact, err error) {
		in.Resident = p.ID
		err = g.As(g.carer, func(tx *db.Tx) (err error) { row, err = residents.AddContact(tx, in); return err })
		return row, err
	}
	for _, c := range []struct {
		name, field, key string
		in               residents.ContactInput
	}{
		{"Nobody", "kin", "residents.contact_who_missing", residents.ContactInput{Way: "called", Outcome: "reached"}},
		{"Stranger", "kin", "residents.kin_unknown", residents.ContactInput{Kin: 999, Way: "called", Outcome: "reached"}},
		{"NoWay", "way", "residents.way_missing", residents.ContactInput{Kin: son.ID, Outcome: "reached"}},
		{"NoOutcome", "outcome", "residents.outcome_missing", residents.ContactInput{Kin: son.ID, Way: "called"}},
		{"OtherWithoutWords", "note", "residents.outcome_note_missing", residents.ContactInput{Kin: son.ID, Way: "called", Outcome: "other"}},
		{"ToCome", "at", "residents.moment_in_future", residents.ContactInput{Kin: son.ID, Way: "called", Outcome: "reached", At: dbtest.Now.Add(time.Hour)}},
	} {
		if _, err := add(c.in); field(err, c.field) != c.key {
			t.Errorf("%s: want %s, got %v", c.name, c.key, err)
		}
	}
	must := func(in residents.ContactInput) *residents.Contact {
		t.Helper()
		row, err := add(in)
		if err != nil {
			t.Fatal(err)
		}
		return row
	}
	met := dbtest.Now.Add(-48 * time.Hour)
	must(residents.ContactInput{Kin: son.ID, Way: "visited", Outcome: "reached", At: met})
	call := must(residents.ContactInput{Kin: son.ID, Way: "called", Outcome: "reached", At: dbtest.Now.Add(-time.Hour)})
	must(residents.ContactInput{Kin: son.ID, Way: "called", Outcome: "no_answer"})
	must(residents.ContactInput{Who: "Công an xã Diễn Hoa", Way: "asked", Outcome: "other", Note: "Hẹn trả lời"})
	// A new telephone number makes a new row of the son; the log stays his.
	if err := g.As(g.worker, func(tx *db.Tx) error {
		_, err := residents.ChangeKin(tx, residents.KinChange{Resident: p.ID, ID: son.ID, Name: son.Name, Relation: "child", Phone: "0987654321"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	f := g.family(t, p.ID)
	if k := f.Kin[0]; k.MetAt == nil || !k.MetAt.Equal(met) || k.ReachedAt == nil || !k.ReachedAt.Equal(call.At) || k.Identity() != son.ID {
		t.Errorf("last met %v, last reached %v, identity %d", k.MetAt, k.ReachedAt, k.Identity())
	}
	if len(f.Contacts) != 4 || f.Contacts[3].Way != "visited" {
		t.Errorf("the log: %+v", f.Contacts)
	}
	// A correction is a new row; the old one stays with the reason.
	correct := func(in residents.ContactChange) error {
		in.Resident, in.ID = p.ID, call.ID
		return g.As(g.carer, func(tx *db.Tx) error { _, err := residents.CorrectContact(tx, in); return err })
	}
	right := residents.ContactInput{Kin: son.ID, Way: "called", Outcome: "wrong_number", At: call.At}
	if err := correct(residents.ContactChange{ContactInput: right}); field(err, "reason") != "residents.reason_missing" {
		t.Errorf("without a reason: %v", err)
	}
	if err := correct(residents.ContactChange{ContactInput: right, Reason: "Ghi nhầm người"}); err != nil {
		t.Fatal(err)
	}
	if err := correct(residents.ContactChange{ContactInput: right, Reason: "Lần nữa"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("corrected twice: %v", err)
	}
	f = g.family(t, p.ID)
	var told int
	for _, c := range f.Contacts {
		if c.VoidedAt != nil && (c.ID != call.ID || c.VoidReason != "Ghi nhầm người") || c.ReplacesID != nil && *c.ReplacesID != call.ID {
			t.Errorf("got %+v", c)
		}
		if c.VoidedAt == nil {
			told++
		}
	}
	if len(f.Contacts) != 5 || told != 4 {
		t.Errorf("%d rows, %d of them hold", len(f.Contacts), told)
	}
	if k := f.Kin[0]; k.ReachedAt == nil || !k.ReachedAt.Equal(met) {
		t.Errorf("what was struck out still counts: %v", k.ReachedAt)
	}
}

func TestContactsComeInPages(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	for i := range 7 {
		if err := g.As(g.carer, func(tx *db.Tx) error {
			// Three at one moment, so that a page ends among them.
			_, err := residents.AddContact(tx, residents.ContactInput{Resident: p.ID, Who: "Xã", Way: "asked", Outcome: "reached", At: dbtest.Now.Add(-time.Duration(i/3) * time.Hour)})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	seen, after := map[uint64]bool{}, ""
	for range 10 {
		if err := g.See(g.carer, func(tx *db.Tx) error {
			rows, next, err := residents.Contacts(tx, residents.ContactsInput{Resident: p.ID, Limit: 2, After: after})
			for _, r := range rows {
				if seen[r.ID] {
					t.Errorf("row %d twice", r.ID)
				}
				seen[r.ID] = true
			}
			after = next
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if after == "" {
			break
		}
	}
	if len(seen) != 7 {
		t.Errorf("%d of 7 contacts", len(seen))
	}
}

func TestSearchForFamily(t *testing.T) {
	g := open(t)
	p := g.must(hoa())
	son := g.kin(t, residents.KinInput{Resident: p.ID, Name: "Đặng Văn Minh", Relation: "child"})
	start := func(in residents.KinSearchInput) (row *residents.KinSearch, err error) {
		in.Resident = p.ID
		err = g.As(g.worker, func(tx *db.Tx) (err error) { row, err = residents.StartKinSearch(tx, in); return err })
		return row, err
	}
	if _, err := start(residents.KinSearchInput{}); field(err, "kin") != "residents.search_who_missing" {
		t.Errorf("nobody: %v", err)
	}
	row, err := start(residents.KinSearchInput{Kin: son.ID, LastSeenOn: value.MustDay("2019-02-03"), LastSeenWhere: "Vinh", From: dbtest.Today.AddDays(-10)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := start(residents.KinSearchInput{Kin: son.ID}); fault.KeyOf(err) != "residents.search_there" {
		t.Errorf("sought twice: %v", err)
	}
	if _, err := start(residents.KinSearchInput{Who: "Người chị ở Thanh Chương"}); err != nil {
		t.Errorf("somebody without a row: %v", err)
	}
	if k := g.family(t, p.ID).Kin[0]; k.SoughtSince != dbtest.Today.AddDays(-10) {
		t.Errorf("sought since %v", k.SoughtSince)
	}
	end := func(in residents.KinSearchEnd) error {
		in.Resident, in.ID = p.ID, row.ID
		return g.As(g.worker, func(tx *db.Tx) error { _, err := residents.EndKinSearch(tx, in); return err })
	}
	if err := end(residents.KinSearchEnd{}); field(err, "found") != "residents.found_missing" {
		t.Errorf("no outcome: %v", err)
	}
	if err := end(residents.KinSearchEnd{Found: "no"}); field(err, "note") != "residents.reason_missing" {
		t.Errorf("given up without a word: %v", err)
	}
	if err := end(residents.KinSearchEnd{Found: "yes", On: dbtest.Today.AddDays(-11)}); field(err, "on") != "residents.ends_before_it_began" {
		t.Errorf("found before sought: %v", err)
	}
	if err := end(residents.KinSearchEnd{Found: "yes", Note: "Ở Đồng Nai"}); err != nil {
		t.Fatal(err)
	}
	if err := end(residents.KinSearchEnd{Found: "yes"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("ended twice: %v", err)
	}
	f := g.family(t, p.ID)
	if !f.Kin[0].SoughtSince.IsZero() || len(f.Searches) != 2 || f.Searches[0].Ended() || !f.Searches[1].Found {
		t.Errorf("afterwards: %+v", f.Searches)
	}
	if _, err := start(residents.KinSearchInput{Kin: son.ID}); err != nil {
		t.Errorf("sought anew: %v", err)
	}
}

func TestBirth(t *testing.T) {
	g := open(t)
	mother := g.must(hoa())
	father := g.must(residents.PersonInput{CampusID: g.one, Name: "Phan Văn An", Sex: "m"})
	enter := func(in residents.BirthInput) (baby *residents.Person, err error) {
		err = g.As(g.worker, func(tx *db.Tx) (err error) { baby, err = residents.EnterBirth(tx, in); return err })
		return baby, err
	}
	if _, err := enter(residents.BirthInput{Mother: father.ID, Name: "Bé", Sex: "f"}); fault.KeyOf(err) != "residents.not_a_mother" {
		t.Errorf("of a man: %v", err)
	}
	if _, err := enter(residents.BirthInput{Mother: mother.ID, Name: "Bé", Sex: "f", At: dbtest.Now.Add(time.Minute)}); field(err, "at") != "residents.moment_in_future" {
		t.Errorf("to come: %v", err)
	}
	twin := residents.BirthInput{Mother: mother.ID, Name: "Con bà Đặng Thị Hoa", Sex: "f"}
	baby, err := enter(twin)
	if err != nil || baby.Birth.Day != dbtest.Today || baby.CampusID != mother.CampusID {
		t.Fatalf("%+v %v", baby, err)
	}
	if f := g.family(t, baby.ID); len(f.Kin) != 1 || f.Kin[0].Relation != "mother" || *f.Kin[0].PersonID != mother.ID {
		t.Errorf("the baby's family: %+v", f.Kin)
	}
	if f := g.family(t, mother.ID); len(f.Relatives) != 1 || f.Relatives[0].ID != baby.ID || !f.Relatives[0].Baby(dbtest.Today) {
		t.Errorf("the mother's file does not show the baby: %+v", f.Relatives)
	}
	if _, err := enter(twin); fault.KeyOf(err) != "residents.alike_known" {
		t.Errorf("the other twin: %v", err)
	}
	twin.Despite = true
	if _, err := enter(twin); err != nil {
		t.Errorf("the other twin after all: %v", err)
	}
}
