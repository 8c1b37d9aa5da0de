package residents_test

import (
	"sync"
	"testing"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
)

// TestACitizenNumberIsAdvice: two files may carry one number, in one campus or in two, but nobody
// makes the second without having been told; and nobody is told whose it is.
func TestACitizenNumberIsAdvice(t *testing.T) {
	g := open(t)
	g.must(hoa())
	second := residents.PersonInput{CampusID: g.two, Name: "Lê Thị Ba", Sex: "f", CitizenNumber: "040162004512"}
	_, err := g.create(g.otherWorker, second)
	if fault.KeyOf(err) != "residents.alike_known" || field(err, "citizen_number") != "residents.citizen_known" {
		t.Errorf("in another campus: %v", err)
	}
	second.Despite = true
	if _, err := g.create(g.otherWorker, second); err != nil {
		t.Errorf("after all: %v", err)
	}
	third := g.must(residents.PersonInput{CampusID: g.one, Name: "Trần Văn Nam", Sex: "m"})
	number := "040162004512"
	change := func(despite bool) error {
		return g.As(g.worker, func(tx *db.Tx) error {
			_, err := residents.ChangeResident(tx, residents.ChangeInput{Resident: third.ID, CitizenNumber: &number, Despite: despite})
			return err
		})
	}
	if err := change(false); field(err, "citizen_number") != "residents.citizen_known" {
		t.Errorf("changed to it: %v", err)
	}
	if err := change(true); err != nil {
		t.Errorf("changed to it after all: %v", err)
	}
}

// TestOneNumberFromManySidesAtOnce: of those who enter a number at the same moment without a word,
// one is taken in and the others are warned, also when some of them correct a file.
func TestOneNumberFromManySidesAtOnce(t *testing.T) {
	g := open(t)
	a := g.must(residents.PersonInput{CampusID: g.one, Name: "Một", Sex: "m"})
	b := g.must(residents.PersonInput{CampusID: g.one, Name: "Hai", Sex: "m"})
	number := "040162004512"
	var acts []func() error
	for _, p := range []*residents.Person{a, b} {
		acts = append(acts, func() error {
			return g.As(g.worker, func(tx *db.Tx) error {
				_, err := residents.ChangeResident(tx, residents.ChangeInput{Resident: p.ID, CitizenNumber: &number})
				return err
			})
		})
	}
	for _, name := range []string{"Lê Thị Ba", "Trần Thị Tư", "Phan Thị Năm", "Vi Thị Sáu"} {
		acts = append(acts, func() error {
			_, err := g.create(g.worker, residents.PersonInput{CampusID: g.one, Name: name, Sex: "f", CitizenNumber: number})
			return err
		})
	}
	var wg sync.WaitGroup
	done := make([]error, len(acts))
	for i, act := range acts {
		wg.Go(func() { done[i] = act() })
	}
	wg.Wait()
	in := 0
	for _, err := range done {
		switch {
		case err == nil:
			in++
		case field(err, "citizen_number") != "residents.citizen_known":
			t.Errorf("got %v", err)
		}
	}
	if in != 1 {
		t.Errorf("%d of %d were taken in", in, len(acts))
	}
}

func TestCalledAlike(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Nguyễn Thị Hoà", "nguyen thi hòa", true}, {"Nguyễn Thị Hoa", "Nguyễn Hoa", true}, {"Nguyễn Hoa", "Nguyễn Thị Thu Hoa", true},
		{"Nguyễn Thị Hoa", "Nguyễn Thị Hoan", false}, {"Nguyễn Thị Hoa", "Trần Thị Hoa", false}, {"Nguyễn Thu Hoa", "Nguyễn Thị Hoa", false},
		{"Hoa", "Hoa", true}, {"Hoa", "Nguyễn Hoa", false}, {"", "", false}, {"Đặng Hoa", "Dang Hoa", true},
	} {
		if got := residents.CalledAlike(c.a, c.b); got != c.want || residents.CalledAlike(c.b, c.a) != c.want {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}
