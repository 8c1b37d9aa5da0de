package intake_test

import (
	"fmt"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
)

// TestTermsOfIntakeFollowTheSettings: who is a child before the law, when its coming of age is called to
// mind, how late a transfer is written and how long a list is kept are what is set, from its day on and
// not before.
func TestTermsOfIntakeFollowTheSettings(t *testing.T) {
	clerk := func(g *village) db.Actor { return dbtest.Person(25, []string{intake.ViewFiles}, g.one) }
	for _, c := range []struct {
		name          settings.Name
		to            string
		prepare       func(*village)
		ask           func(*village) string
		before, after string
	}{
		{settings.LegalChildAge, "18", nil, func(g *village) (said string) { // one of sixteen and a half
			g.Do(func(tx *db.Tx) error {
				p, err := intake.ReadReview(tx, intake.OfCampus{CampusID: g.one})
				if err == nil {
					said = fmt.Sprint(len(p.Children))
				}
				return err
			})
			return said
		}, "0", "1"},
		{settings.AgeOutSoon, "90", func(g *village) {
			g.Do(func(tx *db.Tx) error {
				made, err := residents.CreateResident(tx, residents.PersonInput{CampusID: g.one, Name: "Cháu Ba", Sex: value.Female, Birth: "01/03/2011"})
				if err != nil {
					return err
				}
				_, err = presence.Admit(tx, presence.AdmitInput{ResidentID: made.ID, CampusID: g.one, Category: "A1"})
				return err
			})
		}, func(g *village) (said string) {
			if err := g.See(clerk(g), func(tx *db.Tx) error {
				list, err := intake.Deadlines(tx, intake.DeadlineInput{Kind: intake.ComesOfAge})
				for _, d := range list {
					if d.Due == value.MustDay("2027-03-01") {
						said += "shown"
					}
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return said
		}, "shown", ""},
		{settings.TransferLate, "20", nil, func(g *village) string {
			tr := g.pending()
			if tr == nil {
				tr = ask(g, g.lan)
			}
			_, err := attempt(g, g.other, intake.AcceptTransfer, intake.AcceptInput{ID: tr.ID, BedID: g.a[1], At: tr.RecordedAt.Add(-9 * 24 * time.Hour)})
			if err == nil {
				return "taken"
			}
			return fault.Of(err).Fields[0].Key
		}, "intake.before_asked", "taken"},
		{settings.RosterKept, "60", nil, func(g *village) (said string) { // a list of forty days
			g.Do(func(tx *db.Tx) error {
				if err := db.Add(tx, &intake.Kept{CampusID: g.one, FileName: "danh-sach.xlsx", ContentSealed: []byte{1}, RecordedAt: tx.Now.Add(-40 * 24 * time.Hour), RecordedBy: 21}); err != nil {
					return err
				}
				n, err := intake.ForgetRosters(tx)
				said = fmt.Sprint(n)
				return err
			})
			return said
		}, "1", "0"},
	} {
		t.Run(string(c.name), func(t *testing.T) {
			g := settle(t)
			if c.prepare != nil {
				c.prepare(g)
			}
			g.Do(func(tx *db.Tx) error {
				e, err := settings.Find(tx, c.name, tx.Today())
				if err != nil {
					return err
				}
				_, err = settings.ChangeSetting(tx, settings.ChangeInput{Name: c.name, Value: c.to, ValidFrom: tx.Today().AddDays(1), Mark: settings.Decided, Version: e.Version})
				return err
			})
			if got := c.ask(g); got != c.before {
				t.Errorf("today it is %q, want %q", got, c.before)
			}
			g.Clock.Set(dbtest.Now.Add(24 * time.Hour))
			if got := c.ask(g); got != c.after {
				t.Errorf("once it holds it is %q, want %q", got, c.after)
			}
		})
	}
}

// pending is the transfer that waits for the other side, or nil.
func (g *village) pending() (t *intake.Transfer) {
	g.T.Helper()
	g.Do(func(tx *db.Tx) (err error) {
		t, err = db.From[intake.Transfer](tx).Where("pending_resident_id = ?", g.lan).Maybe()
		return err
	})
	return t
}
