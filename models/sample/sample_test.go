package sample_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/sample"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// word is the password of the sample accounts in these tests; hashing it is slow on purpose.
const word = "Sen-Vàng-2026"

var hashed = sync.OnceValues(func() (staff.Hashed, error) { return staff.HashPassword(context.Background(), word) })

func filled(t testing.TB, o sample.Options) *dbtest.House {
	t.Helper()
	h := dbtest.Open(t)
	fill(t, h, o)
	return h
}

func fill(t testing.TB, h *dbtest.House, o sample.Options) {
	t.Helper()
	password, err := hashed()
	if err != nil {
		t.Fatal(err)
	}
	o.Password = password
	if o.Now.IsZero() {
		o.Now = h.Now()
	}
	o.Progress = func(line string) { t.Log(line) }
	if err := sample.Fill(context.Background(), h.House, o); err != nil {
		t.Fatal(err)
	}
}

func see(t testing.TB, h *dbtest.House, fn func(*db.Tx) error) {
	t.Helper()
	if err := h.See(db.System("test"), fn); err != nil {
		t.Fatal(err)
	}
}

// count gives the head-count at a moment, now when it is zero.
func count(t testing.TB, h *dbtest.House, at time.Time) (n *presence.Headcount) {
	t.Helper()
	see(t, h, func(tx *db.Tx) (err error) {
		n, err = presence.CountAt(tx, presence.CensusInput{At: at})
		return err
	})
	return n
}

func wardCount(n *presence.Headcount, name string) presence.Numbers {
	for _, c := range n.Campuses {
		for _, z := range c.Zones {
			for _, w := range z.Wards {
				if w.Name == name {
					return w.Numbers
				}
			}
		}
	}
	return presence.Numbers{}
}

func TestTheHouseIsAsPlanned(t *testing.T) {
	h := filled(t, sample.Options{Seed: 1, Days: 12})
	n := count(t, h, time.Time{})
	for i, want := range []struct{ inCare, hospital, leave, missing int }{{140, 4, 3, 1}, {90, 2, 1, 0}} {
		c := n.Campuses[i]
		if c.InCare != want.inCare || c.Hospital != want.hospital || c.Leave != want.leave || c.Missing != want.missing || c.NoBed != 0 {
			t.Errorf("%s has %+v, want %+v", c.Name, c.Numbers, want)
		}
	}
	if b := wardCount(n, "Khu B · Nữ nặng"); b.InCare != 40 || b.Present != 40 {
		t.Errorf("Khu B has %+v, want forty people and all of them here", b)
	}
	see(t, h, func(tx *db.Tx) error {
		tree := 0
		all, err := wards.Mine(tx, wards.View)
		if err != nil {
			return err
		}
		if tree = len(all); tree != 12 {
			t.Errorf("there are %d wards, want 12", tree)
		}
		broken, err := db.From[wards.Outage](tx).Where("ended_at IS NULL").All()
		for _, o := range broken {
			if o.DueOn.IsZero() || !o.DueOn.After(tx.Today()) {
				t.Errorf("bed %v is broken until %s", o.BedID, o.DueOn)
			}
		}
		if len(broken) < 2 {
			t.Errorf("%d beds are broken, want a few", len(broken))
		}
		return err
	})
}

// TestAnotherSizeKeepsKhuB: who lies where is thought out before the database is asked, so a server is
// given the small sizes alone.
func TestAnotherSizeKeepsKhuB(t *testing.T) {
	sizes := []sample.Options{{Residents: 60, Campuses: 1}, {Residents: 25}, {Residents: 230, Campuses: 1}, {Residents: 700, Campuses: 3}, {Residents: 230, Days: 1}}
	if dbtest.Server() != "" || testing.Short() {
		sizes = sizes[:2]
	}
	for _, o := range sizes {
		t.Run(fmt.Sprintf("%d people, %d campuses, %d days", o.Residents, o.Campuses, o.Days), func(t *testing.T) {
			if o.Days == 0 {
				o.Days = 3
			}
			h := filled(t, o)
			n := count(t, h, time.Time{})
			if n.Total.InCare != o.Residents || n.Total.NoBed != 0 {
				t.Errorf("in care are %+v, want %d, each in a bed", n.Total, o.Residents)
			}
			if b := wardCount(n, "Khu B · Nữ nặng"); b.InCare != min(40, o.Residents) || b.Present != b.InCare {
				t.Errorf("Khu B has %+v", b)
			}
			if want := max(o.Campuses, 1); o.Campuses != 0 && len(n.Campuses) != want {
				t.Errorf("there are %d campuses, want %d", len(n.Campuses), want)
			}
			rules(t, h)
		})
	}
}

// outline is everything of a house that must be the same in a second one.
func outline(t *testing.T, h *dbtest.House, ids bool) []string {
	var out []string
	note := func(id uint64, format string, args ...any) {
		line := fmt.Sprintf(format, args...)
		if ids {
			line = fmt.Sprint(id, " ", line)
		}
		out = append(out, line)
	}
	see(t, h, func(tx *db.Tx) error {
		people, err := db.From[residents.Person](tx).Order("id").All()
		if err != nil {
			return err
		}
		for _, p := range people {
			citizen, err := p.Citizen(tx)
			if err != nil {
				return err
			}
			note(p.ID, "%s %s %s %s %s %s %s", p.Number, p.Name, p.Sex, p.Birth.Text(), citizen.Number, p.OriginUnitCode, p.SelfCare)
		}
		members, err := db.From[staff.Member](tx).Order("id").All()
		if err != nil {
			return err
		}
		for _, m := range members {
			note(m.ID, "%s %s", m.Username, m.Name)
		}
		kin, err := db.From[residents.Kin](tx).Order("id").All()
		if err != nil {
			return err
		}
		for _, k := range kin {
			note(k.ID, "%s %s %s", k.Name, k.Relation, k.Phone)
		}
		lies, err := db.From[presence.Placement](tx).Order("id").All()
		if err != nil {
			return err
		}
		for _, l := range lies {
			note(l.ID, "%s %s %v", l.Cause, l.StartedAt.UTC(), l.EndedAt != nil)
		}
		away, err := db.From[presence.Absence](tx).Order("id").All()
		if err != nil {
			return err
		}
		for _, a := range away {
			note(a.ID, "%s %s %s %s", a.Kind, a.StartedAt.UTC(), a.Place, a.Note)
		}
		marks, err := db.From[care.Mark](tx).Order("id").All()
		for _, m := range marks {
			note(m.ID, "%s %s %v %s %s", m.ShiftDay, m.At.UTC(), m.Signs, m.Response, m.Note)
		}
		return err
	})
	return out
}

func TestSameSeedSameHouse(t *testing.T) {
	o := sample.Options{Residents: 120, Days: 9, Seed: 7}
	sameIDs := dbtest.Server() == "" // a server that emptied its tables goes on counting
	if !sameIDs || testing.Short() {
		o.Residents, o.Days = 60, 4
	}
	one, two := outline(t, filled(t, o), sameIDs), outline(t, filled(t, o), sameIDs)
	if i := firstDifference(one, two); i >= 0 {
		t.Errorf("line %d differs:\n%s\n%s", i, one[i], two[i])
	}
	o.Seed = 8
	if i := firstDifference(one, outline(t, filled(t, o), sameIDs)); i < 0 {
		t.Error("another seed gives the same house")
	}
}

func firstDifference(a, b []string) int {
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	if len(b) > len(a) {
		return len(a) - 1
	}
	return -1
}

func TestRefusesAHouseWithPeople(t *testing.T) {
	h := filled(t, sample.Options{Residents: 20, Days: 1})
	err := sample.Fill(context.Background(), h.House, sample.Options{Residents: 20, Days: 1, Now: h.Now()})
	if fault.KindOf(err) != fault.Conflict || fault.KeyOf(err) != "sample.not_empty" {
		t.Errorf("a second fill says %v", err)
	}
	if n := count(t, h, time.Time{}); n.Total.InCare != 20 {
		t.Errorf("%d people are in care after it, want 20", n.Total.InCare)
	}
}

func TestEveryAccountSignsIn(t *testing.T) {
	h := filled(t, sample.Options{Residents: 50, Days: 1})
	for _, role := range staff.Roles() {
		for _, username := range []string{role.Code, role.Code + "_b"} {
			var knocker staff.Knocker
			see(t, h, func(tx *db.Tx) (err error) {
				knocker, err = staff.Knock(tx, username)
				return err
			})
			if knocker.Member == nil {
				if username == role.Code {
					t.Errorf("nobody is called %s", username)
				}
				continue
			}
			if ok, err := knocker.Answers(context.Background(), word); err != nil || !ok {
				t.Errorf("the password does not open %s (%v)", username, err)
			}
			if knocker.Member.MustChange {
				t.Errorf("%s is asked for another password", username)
			}
			see(t, h, func(tx *db.Tx) error {
				actor, err := staff.ActorFor(tx, knocker.Member.ID, tx.Today())
				if err == nil && !actor.HasRole(role.Code) {
					t.Errorf("%s has not the role %s", username, role.Code)
				}
				if role.Code == "ward_carer" && len(actor.Reach(care.Record).Wards) != 2 {
					t.Errorf("%s records in %v, want two wards", username, actor.Reach(care.Record))
				}
				return err
			})
		}
	}
}

// rules checks that the ledger of the sample house breaks no rule: nobody in two beds or stays at
// once, no bed with two people, no man in a women's ward, nothing outside a stay, and a head-count
// at any moment that equals a count by hand.
func rules(t *testing.T, h *dbtest.House) {
	t.Helper()
	var stays []presence.Stay
	var lies []presence.Placement
	var absences []presence.Absence
	var marks []care.Mark
	sexes, policies := map[uint64]value.Sex{}, map[uint64]wards.Policy{}
	see(t, h, func(tx *db.Tx) (err error) {
		if stays, err = db.From[presence.Stay](tx).Order("admitted_at, id").All(); err != nil {
			return err
		}
		if lies, err = db.From[presence.Placement](tx).Order("started_at, id").All(); err != nil {
			return err
		}
		if absences, err = db.From[presence.Absence](tx).Order("started_at, id").All(); err != nil {
			return err
		}
		if marks, err = db.From[care.Mark](tx).All(); err != nil {
			return err
		}
		people, err := db.From[residents.Person](tx).All()
		if err != nil {
			return err
		}
		for _, p := range people {
			sexes[p.ID] = p.Sex
		}
		all, err := db.From[wards.Ward](tx).All()
		for _, w := range all {
			policies[w.ID] = w.Sex
		}
		return err
	})
	inStay := map[uint64][]presence.Stay{} // one who is handed over goes on in the same stay in the other campus
	for _, s := range stays {
		inStay[s.Identity()] = append(inStay[s.Identity()], s)
	}
	within := func(stay, resident uint64, span presence.Span) bool {
		return slices.ContainsFunc(inStay[stay], func(s presence.Stay) bool { return s.ResidentID == resident && span.Within(s.Span()) })
	}
	apart(t, "person in care", stays, func(s presence.Stay) uint64 { return s.ResidentID })
	apart(t, "person in beds", lies, func(p presence.Placement) uint64 { return p.ResidentID })
	apart(t, "bed with people", lies, func(p presence.Placement) uint64 { return p.BedID })
	apart(t, "person away", absences, func(a presence.Absence) uint64 { return a.ResidentID })
	for _, p := range lies {
		if !policies[p.WardID].Takes(sexes[p.ResidentID]) {
			t.Errorf("person %d of sex %s lies in a ward for %s", p.ResidentID, sexes[p.ResidentID], policies[p.WardID])
		}
		if !within(p.StayID, p.ResidentID, p.Span()) {
			t.Errorf("placement %d lies outside its stay", p.ID)
		}
	}
	for _, a := range absences {
		if !within(a.StayID, a.ResidentID, a.Span()) {
			t.Errorf("absence %d lies outside its stay", a.ID)
		}
	}
	byPerson := map[uint64][]presence.Absence{}
	for _, a := range absences {
		byPerson[a.ResidentID] = append(byPerson[a.ResidentID], a)
	}
	beds := map[uint64][]presence.Placement{}
	for _, p := range lies {
		beds[p.ResidentID] = append(beds[p.ResidentID], p)
	}
	now := h.Now()
	for _, m := range marks {
		if m.At.After(now) || m.RecordedAt.After(now) || m.RecordedAt.Before(m.At) {
			t.Fatalf("mark %d is of %s and was written at %s", m.ID, m.At, m.RecordedAt)
		}
		if slices.ContainsFunc(byPerson[m.ResidentID], func(a presence.Absence) bool { return a.Span().Holds(m.At) }) {
			t.Fatalf("mark %d is of somebody who was away", m.ID)
		}
		if !slices.ContainsFunc(beds[m.ResidentID], func(p presence.Placement) bool { return p.BedID == m.BedID && p.Span().Holds(m.At) }) {
			t.Fatalf("mark %d is of somebody who did not lie in that bed", m.ID)
		}
		if m.Exceptions > 0 && m.Response == care.NoResponse {
			t.Fatalf("mark %d says what was not as usual and nothing about what was done", m.ID)
		}
	}
	for back := range 6 {
		at := now.Add(-time.Duration(back) * 29 * time.Hour)
		want := presence.Numbers{}
		for _, s := range stays {
			if !s.Span().Holds(at) {
				continue
			}
			want.InCare++
			switch i := slices.IndexFunc(byPerson[s.ResidentID], func(a presence.Absence) bool { return a.Span().Holds(at) }); {
			case i < 0:
				want.Present++
			case byPerson[s.ResidentID][i].Kind == presence.Hospital:
				want.Hospital++
			case byPerson[s.ResidentID][i].Kind == presence.Leave:
				want.Leave++
			default:
				want.Missing++
			}
		}
		got := count(t, h, at).Total
		got.Admitted, got.Left = 0, 0
		if got != want {
			t.Errorf("at %s there are %+v, counted by hand %+v", at, got, want)
		}
	}
}

// apart checks that whiles of one owner do not meet; rows come in the order of their beginning.
func apart[T interface{ Span() presence.Span }](t *testing.T, what string, rows []T, owner func(T) uint64) {
	t.Helper()
	last := map[uint64]presence.Span{}
	for _, r := range rows {
		if was, ok := last[owner(r)]; ok && was.Meets(r.Span()) {
			t.Errorf("%s: %d has two at once, from %s", what, owner(r), r.Span().From)
		}
		last[owner(r)] = r.Span()
	}
}

func TestNoRuleIsBroken(t *testing.T) {
	for seed := range int64(4) {
		o := sample.Options{Seed: seed, Days: 25}
		if dbtest.Server() != "" || testing.Short() {
			o.Residents, o.Days = 60, 8
		}
		rules(t, filled(t, o))
	}
}

// TestStatesAreTheNewestMarks lets the night's own proof of care look for a state that is not the
// newest mark.
func TestStatesAreTheNewestMarks(t *testing.T) {
	h := filled(t, sample.Options{Residents: 90, Days: 9})
	h.Do(func(tx *db.Tx) error {
		people, mended, err := care.LearnNorms(tx)
		if mended != 0 || people < 80 {
			t.Errorf("%d states had to be mended, %d people have a usual day", mended, people)
		}
		return err
	})
}

// TestTheRoundThatIsDueIsOpen looks at the evening of the test's clock: the round of 17:00 waits in
// Khu B and the round before was walked.
func TestTheRoundThatIsDueIsOpen(t *testing.T) {
	h := filled(t, sample.Options{Residents: 90, Days: 2})
	walked := map[string]map[uint64]bool{}
	see(t, h, func(tx *db.Tx) error {
		book, err := settings.Of(tx)
		if err != nil {
			return err
		}
		due, _ := book.Timetable.RoundAt(tx.Now, 0)
		if due.Slot.Clock() != "17:00" {
			t.Fatalf("the round that is due is %s", due.Slot.Clock())
		}
		all, err := db.From[wards.Ward](tx).All()
		if err != nil {
			return err
		}
		names := map[uint64]string{}
		for _, w := range all {
			names[w.ID] = w.Name
		}
		marks, err := db.From[care.Mark](tx).Where("shift_day = ?", tx.Today()).All()
		for _, m := range marks {
			r, _ := book.Timetable.Round(m.SlotID, m.ShiftDay)
			if walked[r.Slot.Clock()] == nil {
				walked[r.Slot.Clock()] = map[uint64]bool{}
			}
			walked[r.Slot.Clock()][m.WardID] = true
			if r.Slot.Clock() == "17:00" && strings.HasPrefix(names[m.WardID], "Khu B") {
				t.Error("the round that is due was walked in Khu B")
			}
		}
		return err
	})
	if len(walked["06:00"]) < 8 || len(walked["10:30"]) < 8 || len(walked["17:00"]) < 3 {
		t.Errorf("wards walked today: %v", slices.Collect(maps.Values(walked)))
	}
}

// TestPeopleAreBelievable looks at what papers and habits the invented people have.
func TestPeopleAreBelievable(t *testing.T) {
	h := filled(t, sample.Options{Seed: 3, Days: 1})
	see(t, h, func(tx *db.Tx) error {
		people, err := db.From[residents.Person](tx).All()
		if err != nil {
			return err
		}
		citizens, nameless, homes, precise := 0, 0, 0, map[value.Precision]int{}
		for _, p := range people {
			c, err := p.Citizen(tx)
			if err != nil {
				return err
			}
			if c.Number != "" {
				citizens++
				if q := c.Questions(p.Sex, p.Birth, tx.Today()); len(q) > 0 {
					t.Errorf("the number of %s makes one ask %v", p.Number, q)
				}
			}
			if p.NameUnknown {
				nameless++
			}
			if p.OriginUnitCode != "" {
				homes++
			}
			precise[p.Birth.Precision]++
		}
		if citizens < 140 || citizens > 200 || nameless < 1 || nameless > 3 || homes < 220 || len(precise) < 4 {
			t.Errorf("%d citizen numbers, %d without a name, %d homes, births %v", citizens, nameless, homes, precise)
		}
		flags, err := db.From[residents.Flag](tx).Count()
		if err != nil || flags < 40 {
			t.Errorf("%d risks (%v)", flags, err)
		}
		needs, err := db.From[residents.Need](tx).Count()
		if err != nil || needs < 150 {
			t.Errorf("%d needs (%v)", needs, err)
		}
		kin, err := db.From[residents.Kin](tx).Count()
		if kin < 120 {
			t.Errorf("%d families", kin)
		}
		return err
	})
}
