package intake_test

import (
	"fmt"
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/intake"
	"maiam/models/settings"
	"maiam/models/value"
)

// bookOf is the book of settings as the program brings it.
func bookOf(t *testing.T, h *dbtest.House) (b *settings.Book) {
	t.Helper()
	h.Do(func(tx *db.Tx) (err error) {
		if err := settings.Seed(tx); err != nil {
			return err
		}
		b, err = settings.Of(tx)
		return err
	})
	return b
}

// TestClockDueDays holds every clock against the calendar: weekends, Tết, holidays that are made up
// for, ends of months, leap days.
func TestClockDueDays(t *testing.T) {
	b := bookOf(t, dbtest.Open(t))
	tested := map[intake.ClockKind]int{}
	for _, c := range []struct {
		kind      intake.ClockKind
		from, due string
		why       string
	}{
		{intake.EmergencyEnds, "2026-11-21", "2027-02-20", "three months with the first day"},
		{intake.EmergencyEnds, "2026-12-01", "2027-02-28", "whole months"},
		{intake.EmergencyEnds, "2026-11-30", "2027-02-27", "no 30 February: the months end with the 28th"},
		{intake.EmergencyEnds, "2027-11-30", "2028-02-28", "no 30 February in a leap year either"},
		{intake.EmergencyEnds, "2027-12-01", "2028-02-29", "a leap day is the last day"},
		{intake.EmergencyEnds, "2028-02-29", "2028-05-28", "from a leap day"},
		{intake.EmergencyEnds, "2015-05-10", "2015-08-09", "a stay older than the decree is judged by it"},

		{intake.FileCompletes, "2026-11-20", "2026-12-04", "two weekends and the end of a month"},
		{intake.FileCompletes, "2026-11-21", "2026-12-04", "received on a Saturday"},
		{intake.FileCompletes, "2026-11-22", "2026-12-04", "received on a Sunday"},
		{intake.FileCompletes, "2026-02-10", "2026-03-03", "over Tết 2026"},
		{intake.FileCompletes, "2027-02-04", "2027-02-25", "over Tết 2027, whose weekend is made up for"},
		{intake.FileCompletes, "2026-04-24", "2026-05-13", "Hùng Kings on a Sunday, 30 April, 1 May"},
		{intake.FileCompletes, "2026-12-25", "2027-01-11", "over New Year"},
		{intake.FileCompletes, "2028-02-18", "2028-03-03", "29 February is worked"},

		{intake.MediaNotice, "2026-11-20", "2026-12-25", "five weeks without a holiday"},
		{intake.MediaNotice, "2026-01-20", "2026-03-03", "over Tết"},
		{intake.MediaNotice, "2026-08-14", "2026-09-22", "over National Day, with a Saturday worked for the Monday off"},

		{intake.RequestDecided, "2026-11-20", "2026-12-01", "seven working days"},
		{intake.RequestDecided, "2026-02-13", "2026-03-03", "the eve of Tết: nine days off first"},
		{intake.RequestDecided, "2026-08-28", "2026-09-11", "National Day has two days, and the Monday before is off by the notice of 2026"},

		{intake.DeathRegistered, "2026-11-20", "2026-12-05", "days of the calendar, a Saturday counts"},
		{intake.DeathRegistered, "2028-02-20", "2028-03-06", "over a leap day"},

		{intake.ContactLost, "2026-11-21", "2026-12-21", "a month"},
		{intake.ContactLost, "2027-01-31", "2027-02-28", "no 31 February"},
		{intake.ContactLost, "2028-01-31", "2028-02-29", "the leap day"},

		{intake.ComesOfAge, "2010-11-21", "2026-11-21", "the sixteenth birthday"},
		{intake.ComesOfAge, "2012-02-29", "2028-02-29", "born on a leap day, of age on one"},
		{intake.StudiesEnd, "2004-11-21", "2026-11-21", "the twenty-second birthday"},
		{intake.StudiesEnd, "2004-02-29", "2026-03-01", "born on a leap day: a year older on 1 March"},

		{intake.AfterCareEnds, "2026-11-21", "2028-11-21", "twenty-four months"},
		{intake.AfterCareEnds, "2026-02-28", "2028-02-28", "not moved by a leap year"},
		{intake.FollowUpEnds, "2026-08-31", "2027-02-28", "six months from the end of August"},
		{intake.FamilyCareReview, "2026-01-31", "2026-07-31", "six months"},
		{intake.FamilyCareReview, "2027-08-31", "2028-02-29", "six months to a leap day"},

		{intake.BirthPosting, "2026-11-20", "2026-11-27", "seven days in a row, a weekend counts"},
		{intake.BirthPosting, "2026-12-28", "2027-01-04", "over New Year"},
		{intake.BirthPosting, "2028-02-25", "2028-03-03", "over a leap day"},
		{intake.BirthRegister, "2026-11-01", "2026-12-31", "sixty days of the calendar"},
		{intake.BirthRegister, "2027-01-01", "2027-03-02", "over February"},
		{intake.BirthRegister, "2028-01-01", "2028-03-01", "over a February of 29 days"},

		{intake.CommuneReview, "2026-11-20", "2026-12-04", "ten working days over the end of a month"},
		{intake.CommuneReview, "2027-02-04", "2027-02-25", "over Tết 2027"},
		{intake.CommunePosting, "2026-11-20", "2026-12-01", "seven working days"},
		{intake.CommunePosting, "2026-02-13", "2026-03-03", "posted on the eve of Tết"},
		{intake.DistrictReview, "2028-02-25", "2028-03-07", "29 February is worked"},
		{intake.DistrictReview, "2026-04-24", "2026-05-08", "Hùng Kings on a Sunday, 30 April, 1 May"},
		{intake.DistrictSign, "2026-11-20", "2026-11-25", "three working days over a weekend"},
		{intake.DistrictSign, "2026-12-30", "2027-01-05", "over New Year's Day and a weekend"},
		{intake.SuperiorReview, "2026-11-20", "2026-12-01", "seven working days"},
		{intake.SuperiorReview, "2026-02-10", "2026-02-26", "over Tết 2026"},
		{intake.HeadDecision, "2026-11-20", "2026-11-20", "no paper sets a day"},
		{intake.MinorStep, "2026-11-19", "2026-11-20", "the next working day"},
		{intake.MinorStep, "2026-11-20", "2026-11-23", "Friday: Monday"},
		{intake.MinorStep, "2026-11-21", "2026-11-23", "Saturday: Monday"},
		{intake.MinorStep, "2026-02-13", "2026-02-23", "the eve of Tết"},
		{intake.MinorStep, "2026-12-31", "2027-01-04", "New Year's Day is a Friday"},
		{intake.MinorStep, "2028-02-28", "2028-02-29", "the leap day is worked"},

		{intake.BackFromLeave, "2026-11-21", "2026-11-21", "its day stands in the ledger"},
	} {
		clock, ok := c.kind.Clock()
		if !ok {
			t.Fatalf("no clock %s", c.kind)
		}
		tested[c.kind]++
		due, err := clock.Due(b, value.MustDay(c.from), value.MustDay("2026-11-21"))
		if err != nil || due.String() != c.due {
			t.Errorf("%s from %s is due on %s, want %s: %s (%v)", c.kind, c.from, due, c.due, c.why, err)
		}
	}
	for _, c := range intake.Clocks() {
		if tested[c.Kind] == 0 {
			t.Errorf("no test counts %s", c.Kind)
		}
	}
}

// TestClockUrgency walks through the days of each kind of clock.
func TestClockUrgency(t *testing.T) {
	b := bookOf(t, dbtest.Open(t))
	for _, c := range []struct {
		kind        intake.ClockKind
		from, today string
		want        intake.Urgency
		warned      int
	}{
		{intake.EmergencyEnds, "2026-09-01", "2026-10-29", intake.InTime, 0}, // day 59
		{intake.EmergencyEnds, "2026-09-01", "2026-10-30", intake.Soon, 1},   // day 60
		{intake.EmergencyEnds, "2026-09-01", "2026-11-13", intake.Soon, 1},   // day 74
		{intake.EmergencyEnds, "2026-09-01", "2026-11-14", intake.Soon, 2},   // day 75
		{intake.EmergencyEnds, "2026-09-01", "2026-11-24", intake.Soon, 3},   // day 85
		{intake.EmergencyEnds, "2026-09-01", "2026-11-30", intake.DueToday, 3},
		{intake.EmergencyEnds, "2026-09-01", "2026-12-01", intake.Late, 3},

		{intake.FileCompletes, "2026-11-20", "2026-11-30", intake.InTime, 0}, // four working days left
		{intake.FileCompletes, "2026-11-20", "2026-12-01", intake.Soon, 0},   // three
		{intake.FileCompletes, "2026-11-20", "2026-12-04", intake.DueToday, 0},
		{intake.FileCompletes, "2026-11-20", "2026-12-05", intake.Late, 0}, // also on a Saturday
		{intake.FileCompletes, "2026-02-10", "2026-02-13", intake.InTime, 0},
		{intake.FileCompletes, "2026-02-10", "2026-02-22", intake.InTime, 0}, // Tết is no time that passes

		{intake.ContactLost, "2026-10-21", "2026-11-13", intake.InTime, 0},
		{intake.ContactLost, "2026-10-21", "2026-11-14", intake.Soon, 0},
		{intake.ContactLost, "2026-10-21", "2026-11-21", intake.Ripe, 0},
		{intake.ContactLost, "2026-10-21", "2027-03-01", intake.Ripe, 0}, // nobody is late: it may be decided
		{intake.ComesOfAge, "2010-11-21", "2026-11-21", intake.Ripe, 0},
		{intake.MinorStep, "2026-11-20", "2026-11-20", intake.Soon, 0},
		{intake.MinorStep, "2026-11-20", "2026-11-23", intake.DueToday, 0},
		{intake.MinorStep, "2026-11-20", "2026-11-24", intake.Late, 0},
		{intake.HeadDecision, "2026-11-20", "2026-11-20", intake.Ripe, 0},
		{intake.HeadDecision, "2026-11-20", "2027-11-20", intake.Ripe, 0}, // nobody is ever late
		{intake.BirthPosting, "2026-11-20", "2026-11-26", intake.Soon, 0},
		{intake.BirthPosting, "2026-11-20", "2026-11-27", intake.Ripe, 0}, // the birth may be registered
		{intake.BirthRegister, "2026-11-01", "2026-12-16", intake.InTime, 0},
		{intake.BirthRegister, "2026-11-01", "2026-12-17", intake.Soon, 0},
		{intake.BirthRegister, "2026-11-01", "2027-01-01", intake.Late, 0},
		{intake.ComesOfAge, "2010-11-21", "2026-08-23", intake.Soon, 0},
		{intake.ComesOfAge, "2010-11-21", "2026-08-22", intake.InTime, 0},
	} {
		clock, _ := c.kind.Clock()
		from, today := value.MustDay(c.from), value.MustDay(c.today)
		due, err := clock.Due(b, from, today)
		if err != nil {
			t.Fatal(err)
		}
		if got := clock.Urgency(b, from, due, today); got != c.want || clock.Warned(b, from, today) != c.warned {
			t.Errorf("%s from %s is %s on %s with %d warnings, want %s and %d", c.kind, c.from, got, c.today, clock.Warned(b, from, today), c.want, c.warned)
		}
	}
	t.Run("MoreTime", func(t *testing.T) { // a decision gives until the end of June: it warns 32 days before that
		clock, _ := intake.EmergencyEnds.Clock()
		from, until := value.MustDay("2026-09-01"), value.MustDay("2027-06-30")
		for today, want := range map[string]intake.Urgency{"2026-12-01": intake.InTime, "2027-05-29": intake.InTime, "2027-05-30": intake.Soon, "2027-07-01": intake.Late} {
			if got := clock.Urgency(b, from, until, value.MustDay(today)); got != want {
				t.Errorf("on %s it is %s, want %s", today, got, want)
			}
		}
	})
}

// TestClockFollowsDatedSettings changes figures from a day on: what began before keeps its figure,
// and an age holds for everybody from its day.
func TestClockFollowsDatedSettings(t *testing.T) {
	h := dbtest.Open(t)
	bookOf(t, h)
	change := func(name settings.Name, text string) {
		h.Do(func(tx *db.Tx) error {
			rows, err := db.From[settings.Row](tx).Where("name = ?", name).All()
			if err != nil {
				return err
			}
			_, err = settings.ChangeSetting(tx, settings.ChangeInput{Name: name, Value: text, ValidFrom: value.MustDay("2027-01-01"), Mark: settings.Decided, Version: uint64(len(rows))})
			return err
		})
	}
	change(settings.FileComplete, "15")
	change(settings.AgeOut, "18")
	h.Do(func(tx *db.Tx) error {
		b, err := settings.Of(tx)
		if err != nil {
			return err
		}
		for _, c := range []struct {
			kind             intake.ClockKind
			from, today, due string
		}{
			{intake.FileCompletes, "2026-12-31", "2027-01-05", "2027-01-15"}, // ten, also when asked later
			{intake.FileCompletes, "2027-01-04", "2027-01-05", "2027-01-25"}, // fifteen
			{intake.ComesOfAge, "2011-03-01", "2026-12-31", "2027-03-01"},    // sixteen as long as sixteen holds
			{intake.ComesOfAge, "2011-03-01", "2027-01-01", "2029-03-01"},    // eighteen from the day of the change
		} {
			clock, _ := c.kind.Clock()
			due, err := clock.Due(b, value.MustDay(c.from), value.MustDay(c.today))
			if err != nil {
				return err
			}
			if due.String() != c.due {
				t.Errorf("%s from %s, asked on %s, is due on %s, want %s", c.kind, c.from, c.today, due, c.due)
			}
		}
		return nil
	})
}

func TestClockWithoutFigure(t *testing.T) {
	h := dbtest.Open(t) // nothing is set: no figure is made up
	h.Do(func(tx *db.Tx) error {
		b, err := settings.Of(tx)
		if err != nil {
			return err
		}
		for _, c := range intake.Clocks() {
			if due, err := c.Due(b, value.MustDay("2026-11-21"), value.MustDay("2026-11-21")); c.Figure != "" && err == nil {
				return fmt.Errorf("%s is due on %s although nobody knows its figure", c.Kind, due)
			}
		}
		return nil
	})
}
