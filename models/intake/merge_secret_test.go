package intake_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/staff"
	"maiam/models/value"
)

// circle is a house with members of staff of real roles, who may be named in a secret matter.
type circle struct {
	*joiners
	nurse, second, doctor, social, director db.Actor
}

func openCircle(t *testing.T) *circle {
	g := &circle{joiners: settleJoiners(t)}
	for i, one := range []struct {
		to   *db.Actor
		role string
	}{{&g.nurse, "nurse"}, {&g.second, "nurse"}, {&g.doctor, "doctor"}, {&g.social, "social_worker"}, {&g.director, "director"}} {
		g.Do(func(tx *db.Tx) error {
			m, err := staff.AddMember(tx, staff.AddMemberInput{Username: fmt.Sprintf("m%d", i), Settled: true, MemberInput: staff.MemberInput{Name: fmt.Sprint("Người ", i), CampusID: g.one}})
			if err != nil {
				return err
			}
			if _, err := staff.GrantRole(tx, m.ID, staff.GrantInput{Role: one.role, Place: staff.Place{Campus: g.one}}); err != nil {
				return err
			}
			*one.to, err = staff.ActorFor(tx, m.ID, tx.Today())
			return err
		})
	}
	return g
}

func must[In, Out any](g *circle, as db.Actor, verb func(*db.Tx, In) (Out, error), in In) Out {
	g.T.Helper()
	out, err := attempt(g.village, as, verb, in)
	if err != nil {
		g.T.Fatalf("%+v: %v %+v", in, err, fault.Of(err).Fields)
	}
	return out
}

// confide writes a matter of somebody and names others in it.
func (g *circle) confide(as db.Actor, who uint64, text string, names ...db.Actor) uint64 {
	g.T.Helper()
	id := must(g, as, residents.Confide, residents.ConfideInput{Resident: who, Kind: "hiv", Text: text}).ID
	for _, n := range names {
		must(g, as, residents.NameConfidant, residents.ConfidantInput{Secret: id, Member: n.ID, Reason: "cùng chăm sóc"})
	}
	return id
}

// knows tells which of some matters each member opens, and which stand for them in the file of a person.
func (g *circle) knows(people []uint64, matters ...uint64) (out string) {
	g.T.Helper()
	for _, who := range []struct {
		name  string
		actor db.Actor
	}{{"nurse", g.nurse}, {"second", g.second}, {"doctor", g.doctor}, {"social", g.social}, {"director", g.director}} {
		out += who.name + " opens"
		for i, id := range matters {
			var f *residents.SecretFile
			err := g.See(who.actor, func(tx *db.Tx) (err error) { f, err = residents.OpenSecret(tx, id); return err })
			if err == nil {
				out += fmt.Sprintf(" %d of %d", i, slices.Index(people, f.Person.ID))
			} else if fault.KindOf(err) != fault.NotFound {
				g.T.Fatal(err)
			}
		}
		for i, p := range people {
			if err := g.See(who.actor, func(tx *db.Tx) error {
				f, err := residents.OpenFile(tx, p)
				if err != nil {
					return err
				}
				out += fmt.Sprintf("; in file %d:", i)
				for _, id := range f.Secrets {
					out += fmt.Sprint(" ", slices.Index(matters, id))
				}
				return nil
			}); err != nil && fault.MovedOf(err) == nil {
				g.T.Fatal(err)
			}
		}
		out += "\n"
	}
	return out
}

// astray counts rows of secret matters that name another person than their matter.
func (g *circle) astray() (n int) {
	g.T.Helper()
	for _, table := range []string{"residents_confidants", "residents_secret_entries", "residents_secret_names"} {
		var found int
		if err := g.Raw().QueryRow("SELECT COUNT(*) FROM " + table + " x JOIN residents_secrets s ON s.id = x.secret_id WHERE x.resident_id <> s.resident_id").Scan(&found); err != nil {
			g.T.Fatal(err)
		}
		n += found
	}
	return n
}

// TestSecretMattersOfBothFollow joins two records that both have a secret matter and name the same people,
// in one of them for some days, and makes them two again: who might read before may read after, each matter
// stands in the file of its own person, and nobody else learns of any.
func TestSecretMattersOfBothFollow(t *testing.T) {
	for _, since := range []intake.Since{intake.SinceStays, intake.SinceGoes} {
		t.Run(string(since), func(t *testing.T) {
			g := openCircle(t)
			old, night := g.enter("Trần Thị Mai", value.Female), g.enter("Vô danh", value.Female)
			people := []uint64{old, night}
			first := g.confide(g.nurse, old, "điều trị từ 2019", g.second, g.doctor)
			second := g.confide(g.second, night, "bị đánh", g.nurse)
			must(g, g.second, residents.NameConfidant, residents.ConfidantInput{Secret: second, Member: g.doctor.ID, Reason: "khám", To: g.today().AddDays(2)})
			of := func(secret, member uint64) (id uint64) {
				if err := g.Raw().QueryRow("SELECT id FROM residents_confidants WHERE secret_id = ? AND open_member_id = ?", secret, member).Scan(&id); err != nil {
					t.Fatal(err)
				}
				return id
			}
			must(g, g.nurse, residents.EndConfidant, residents.ConfidantEnd{Secret: first, Confidant: of(first, g.doctor.ID), Reason: "chuyển khoa"})

			before := "nurse opens 0 of 0 1 of 1; in file 0: 0; in file 1: 1\nsecond opens 0 of 0 1 of 1; in file 0: 0; in file 1: 1\ndoctor opens 1 of 1; in file 0:; in file 1: 1\nsocial opens; in file 0:; in file 1:\ndirector opens; in file 0:; in file 1:\n"
			if got := g.knows(people, first, second); got != before {
				t.Fatalf("before:\n%s", got)
			}
			m := g.merge(old, night)
			joined := "nurse opens 0 of 0 1 of 0; in file 0: 0 1\nsecond opens 0 of 0 1 of 0; in file 0: 0 1\ndoctor opens 1 of 0; in file 0: 1\nsocial opens; in file 0:\ndirector opens; in file 0:\n"
			if got := g.knows(people, first, second); got != joined {
				t.Errorf("joined:\n%s", got)
			}

			// Meanwhile each matter goes on, and another is written.
			for _, secret := range []uint64{first, second} {
				must(g, g.nurse, residents.AddSecretEntry, residents.SecretEntryInput{Secret: secret, Kind: "hiv", Text: "viết thêm"})
			}
			must(g, g.nurse, residents.NameConfidant, residents.ConfidantInput{Secret: first, Member: g.social.ID, Reason: "lo giấy tờ"})
			must(g, g.second, residents.EndConfidant, residents.ConfidantEnd{Secret: second, Confidant: of(second, g.nurse.ID), Reason: "hết ca"})
			must(g, g.second, residents.NameConfidant, residents.ConfidantInput{Secret: second, Member: g.nurse.ID, Reason: "lại chăm sóc"})
			third := g.confide(g.doctor, old, "chuyện sau này")
			g.Clock.Add(4 * 24 * time.Hour) // the doctor's days in the second are over

			must(g, g.both, intake.UnmergeRecords, intake.MergeAnswer{Kept: old, ID: m.ID, Reason: "hai người", Since: since})
			mine := map[intake.Since][2]string{intake.SinceStays: {"0; in file 0: 2; in file 1:"}, intake.SinceGoes: {"1; in file 0:; in file 1: 2"}}[since][0]
			after := "nurse opens 0 of 0 1 of 1; in file 0: 0; in file 1: 1\nsecond opens 0 of 0 1 of 1; in file 0: 0; in file 1: 1\ndoctor opens 2 of " + mine + "\nsocial opens 0 of 0; in file 0: 0; in file 1:\ndirector opens; in file 0:; in file 1:\n"
			if got := g.knows(people, first, second, third); got != after {
				t.Errorf("after:\n%swant:\n%s", got, after)
			}
			if n := g.astray(); n > 0 {
				t.Errorf("%d rows name another person than their matter", n)
			}
		})
	}
}

// today is the day of the clock.
func (g *circle) today() (day value.Day) {
	g.Do(func(tx *db.Tx) error { day = tx.Today(); return nil })
	return day
}

// TestWhatHangsOnWhatStaysStays: what was written since goes where the one who undoes says, but for what
// hangs on something that stays with its record.
func TestWhatHangsOnWhatStaysStays(t *testing.T) {
	g := openCircle(t)
	night := g.enter("Vô danh", value.Female)
	m := g.merge(g.lan, night)
	g.Clock.Add(time.Hour)
	must(g, g.ana, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Hospital, Place: "BV"})
	must(g, g.ana, residents.AddNeed, residents.NeedInput{Resident: g.lan, Kind: residents.Diet, Code: "soft"})
	must(g, g.both, intake.UnmergeRecords, intake.MergeAnswer{Kept: g.lan, ID: m.ID, Reason: "hai người", Since: intake.SinceGoes})
	if at := g.where(g.lan); at.BedID != g.w[0] || at.AbsenceKind != presence.Hospital {
		t.Errorf("the absence left its stay: %+v", at)
	}
	var needs int
	if err := g.Raw().QueryRow("SELECT COUNT(*) FROM residents_needs WHERE resident_id = ?", night).Scan(&needs); err != nil || needs != 1 {
		t.Errorf("%d needs went, %v", needs, err)
	}
	g.sound()
}

// TestWhoIsCalledOtherwiseIsNotJoined: the other record bears a name of its own, and what is hidden comes
// back into the record from which it was taken. Why it is refused is not told.
func TestWhoIsCalledOtherwiseIsNotJoined(t *testing.T) {
	g := openCircle(t)
	hides, double := g.enter("Đặng Thị Hoa", value.Female), g.enter("Đặng Thị Hoa", value.Female)
	secret := g.confide(g.nurse, hides, "lánh chồng")
	must(g, g.nurse, residents.CallOtherwise, residents.SecretNameInput{Secret: secret, Name: "Lê Thị Tám"})
	try := func(kept, gone uint64) (*intake.Merge, error) {
		return attempt(g.village, g.both, intake.MergeRecords, intake.MergeInput{Kept: kept, Gone: gone, Evidence: "papers", Reason: "một người"})
	}
	for _, two := range [][2]uint64{{hides, double}, {double, hides}} {
		if _, err := try(two[0], two[1]); fault.KindOf(err) != fault.Conflict || fault.KeyOf(err) != "intake.merge_not_now" {
			t.Errorf("got %v", err)
		}
	}
	must(g, g.nurse, residents.CallByOwnName, residents.OwnNameInput{Secret: secret})
	if _, err := try(hides, double); err != nil {
		t.Error(err)
	}
}
