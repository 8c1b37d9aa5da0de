package residents_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
)

// hiding is somebody with all by which one is found: names, numbers, a paper, a former state of the file
// and a relative who lives here too.
func hiding(g *cell) (sister *residents.Person) {
	in := hoa()
	in.Name, in.CitizenNumber, in.InsuranceCard, in.OriginAddress = "Đặng Thị Lan", "", "", "xóm 9"
	sister = g.must(in)
	g.kin(g.T.(*testing.T), residents.KinInput{Resident: sister.ID, Relation: "sibling", LivesHere: g.who.Number})
	g.Do(func(tx *db.Tx) error {
		if _, err := residents.AddName(tx, residents.NameInput{Resident: g.who.ID, Kind: residents.Nickname, Name: "Hoa Còi"}); err != nil {
			return err
		}
		p, err := residents.FindPerson(tx, g.who.ID)
		if err != nil {
			return err
		}
		note := "Chuyện cũ"
		if _, err := residents.ChangeResident(tx, residents.ChangeInput{Resident: p.ID, Note: &note, Version: p.Version}); err != nil {
			return err
		}
		_, err = residents.AddPaper(tx, residents.PaperInput{Resident: p.ID, Kind: "citizen_card", Number: "040162004512"})
		return err
	})
	return sister
}

func (g *cell) otherwise(as db.Actor, secret uint64, name string) error {
	return g.As(as, func(tx *db.Tx) error {
		_, err := residents.CallOtherwise(tx, residents.SecretNameInput{Secret: secret, Name: name})
		return err
	})
}

func (g *cell) own(as db.Actor, secret uint64) error {
	return g.As(as, func(tx *db.Tx) error {
		_, err := residents.CallByOwnName(tx, residents.OwnNameInput{Secret: secret})
		return err
	})
}

// seen is everything of the two files that somebody sees, as text.
func (g *cell) seen(as db.Actor, sister uint64) string {
	g.T.Helper()
	var history []residents.Before
	if err := g.See(as, func(tx *db.Tx) (err error) { history, err = residents.History(tx, g.who.ID); return err }); err != nil {
		g.T.Fatal(err)
	}
	f, s := g.file(as, g.who.ID), g.file(as, sister)
	text := fmt.Sprintf("%+v %+v %+v %+v %+v %+v %s %s", f.Person.Shown(), f.OtherNames, f.Papers, s.Kin, s.Relatives, f.Relatives, f.CitizenNumber, f.InsuranceCard)
	for _, b := range history {
		text += fmt.Sprintf(" %+v", b.Person.Shown())
	}
	return text
}

// TestWhoHidesIsCalledOtherwise: from the moment on at which somebody who is named gives another name, the
// true one, the numbers, the origin and the papers stand nowhere and find nobody; who is named reads them in
// the matter, nobody else gives or ends such a name, and in the end everything is as it was.
func TestWhoHidesIsCalledOtherwise(t *testing.T) {
	g := openCell(t)
	sister := hiding(g)
	ref, err := g.confide(g.nurse, residents.ConfideInput{Kind: "shelter", Text: "Lánh người chồng"})
	if err != nil {
		t.Fatal(err)
	}
	before, wordsBefore := g.seen(g.director, sister.ID), g.find("hoa coi")
	if !strings.Contains(before, "Đặng Thị Hoa") || !slices.Contains(wordsBefore, "Đặng Thị Hoa") {
		t.Fatalf("not there to begin with: %s %v", before, wordsBefore)
	}
	for name, one := range map[string]db.Actor{"director": g.director, "the other campus": g.otherWorker, "the house": db.System("jobs")} {
		if err := g.otherwise(one, ref.ID, "Lê Thị Sen"); fault.KindOf(err) != fault.NotFound && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s gives a name: %v", name, err)
		}
	}
	for _, wrong := range []string{"", "dang thi HOA", "Đặng Thị Hoa"} {
		if err := g.otherwise(g.nurse, ref.ID, wrong); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q is a name: %v", wrong, err)
		}
	}
	if err := g.otherwise(g.nurse, ref.ID, "Lê Thị Sen"); err != nil {
		t.Fatal(err)
	}
	if err := g.otherwise(g.nurse, ref.ID, "Lê Thị Súng"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("called otherwise twice: %v", err)
	}
	for _, one := range []db.Actor{g.director, g.carer, g.manager} {
		text := g.seen(one, sister.ID)
		for _, hidden := range []string{"Hoa", "04016", "4512", "Diễn Hồng", "0123456789", "citizen_card"} {
			if strings.Contains(text, hidden) {
				t.Errorf("%s still stands in %s", hidden, text)
			}
		}
		if !strings.Contains(text, "Lê Thị Sen") {
			t.Errorf("called by no name: %s", text)
		}
	}
	for _, text := range []string{"hoa coi", "dang thi hoa", "dien hong"} {
		if found := g.find(text); slices.Contains(found, "Lê Thị Sen") {
			t.Errorf("%s finds %v", text, found)
		}
	}
	if found := g.find("le thi sen"); !slices.Contains(found, "Lê Thị Sen") {
		t.Errorf("the other name finds %v", found)
	}
	if err := g.See(g.director, func(tx *db.Tx) error {
		match, err := residents.MatchMany(tx, []residents.MatchInput{{Name: "Tên Khác Hẳn", Sex: "f", CitizenNumber: "040162004512"}})
		if err == nil && match[0].ID != 0 {
			t.Errorf("the number finds %+v", match[0])
		}
		return err
	}); err != nil && fault.KindOf(err) != fault.Forbidden {
		t.Fatal(err)
	}
	f, err := g.secret(g.nurse, ref.ID)
	if err != nil || f.Own == nil || f.Own.Name != "Đặng Thị Hoa" || f.Own.CitizenNumber != "040162004512" || !slices.Equal(f.Own.Others, []string{"Hoa Còi"}) || f.Own.Called != "Lê Thị Sen" {
		t.Fatalf("who is named reads %+v %v", f.Own, err)
	}
	for _, one := range []struct {
		who  db.Actor
		want fault.Kind
	}{{g.nurse, fault.None}, {g.director, fault.NotFound}, {g.carer, fault.NotFound}, {g.otherWorker, fault.NotFound}} {
		err := g.See(one.who, func(tx *db.Tx) error {
			who, err := residents.Identify(tx, ref.ID)
			if err == nil && (who.Own.Name != "Đặng Thị Hoa" || who.Person.Name != "Lê Thị Sen") {
				t.Errorf("identified as %+v", who)
			}
			return err
		})
		if fault.KindOf(err) != one.want {
			t.Errorf("%s identifies: %v", one.who.Name, err)
		}
	}
	if n := len(g.file(g.nurse, g.who.ID).Papers); n != 1 {
		t.Errorf("who is named sees %d papers", n)
	}
	if err := g.own(g.director, ref.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the director ends it: %v", err)
	}
	if err := g.own(g.nurse, ref.ID); err != nil {
		t.Fatal(err)
	}
	if err := g.own(g.nurse, ref.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("ended twice: %v", err)
	}
	after := g.seen(g.director, sister.ID)
	if strip(after) != strip(before) || !reflect.DeepEqual(g.find("hoa coi"), wordsBefore) {
		t.Errorf("it is not as it was:\n%s\n%s", before, after)
	}
	g.Do(func(tx *db.Tx) error {
		p, err := residents.FindPerson(tx, g.who.ID)
		if err != nil {
			return err
		}
		c, err := p.Citizen(tx)
		if err != nil || c.Number != "040162004512" || p.CitizenNumberIndex == nil {
			t.Errorf("the number came back as %s %v", c.Number, err)
		}
		return nil
	})
}

// strip takes out what counts changes and rows, which are others after coming back.
func strip(text string) string {
	var out []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" {}[]", r) }) {
		if name, v, _ := strings.Cut(word, ":"); name != "Version" && name != "ID" && !strings.HasPrefix(v, "0x") {
			out = append(out, word)
		}
	}
	return strings.Join(out, " ")
}

// TestAnotherNumberStays: what was noted while somebody was called otherwise is not lost when the true
// name comes back.
func TestAnotherNumberStays(t *testing.T) {
	g := openCell(t)
	ref, err := g.confide(g.nurse, residents.ConfideInput{Kind: "shelter", Text: "Lánh"})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.otherwise(g.nurse, ref.ID, "Lê Thị Sen"); err != nil {
		t.Fatal(err)
	}
	g.Do(func(tx *db.Tx) error {
		p, err := residents.FindPerson(tx, g.who.ID)
		if err != nil {
			return err
		}
		number, home := "040162004528", "xóm Mới"
		_, err = residents.ChangeResident(tx, residents.ChangeInput{Resident: p.ID, CitizenNumber: &number, OriginAddress: &home, Version: p.Version})
		return err
	})
	if err := g.own(g.nurse, ref.ID); err != nil {
		t.Fatal(err)
	}
	f := g.file(g.worker, g.who.ID)
	if f.Person.Name != "Đặng Thị Hoa" || f.CitizenNumber != "040162004528" || f.Person.OriginAddress != "xóm Mới" || !strings.Contains(f.InsuranceCard, "0123456789") {
		t.Errorf("came back as %+v %s %s", f.Person.Shown(), f.CitizenNumber, f.InsuranceCard)
	}
}
