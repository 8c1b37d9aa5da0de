package presence_test

import (
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
)

func TestBedDayRule(t *testing.T) {
	d := value.MustDay
	var open value.Day
	for _, c := range []struct {
		name        string
		stays       []presence.CivilStay
		absences    []presence.CivilAbsence
		first, last string
		want        presence.BedDays
	}{
		{"SameDay", []presence.CivilStay{{d("2026-11-05"), d("2026-11-05")}}, nil, "2026-11-01", "2026-11-30", presence.BedDays{House: 1}},
		{"OneNight", []presence.CivilStay{{d("2026-11-05"), d("2026-11-06")}}, nil, "2026-11-01", "2026-11-30", presence.BedDays{House: 1}},
		{"DayOfLeavingIsNone", []presence.CivilStay{{d("2026-11-05"), d("2026-11-08")}}, nil, "2026-11-01", "2026-11-30", presence.BedDays{House: 3}},
		{"WholeMonth", []presence.CivilStay{{d("2026-01-05"), open}}, nil, "2026-11-01", "2026-11-30", presence.BedDays{House: 30}},
		{"LeftOnTheFirst", []presence.CivilStay{{d("2026-10-05"), d("2026-11-01")}}, nil, "2026-11-01", "2026-11-30", presence.BedDays{}},
		{"AdmittedOnTheLast", []presence.CivilStay{{d("2026-11-30"), open}}, nil, "2026-11-01", "2026-11-30", presence.BedDays{House: 1}},
		{"HospitalApart", []presence.CivilStay{{d("2026-10-05"), open}}, []presence.CivilAbsence{{presence.Hospital, d("2026-11-10"), d("2026-11-14")}}, "2026-11-01", "2026-11-30", presence.BedDays{House: 26, Hospital: 4}},
		{"LeaveOverTheMonth", []presence.CivilStay{{d("2026-10-05"), open}}, []presence.CivilAbsence{{presence.Leave, d("2026-10-28"), d("2026-11-03")}}, "2026-11-01", "2026-11-30", presence.BedDays{House: 28, Leave: 2}},
		{"OutAndBackOnOneDay", []presence.CivilStay{{d("2026-10-05"), open}}, []presence.CivilAbsence{{presence.Hospital, d("2026-11-10"), d("2026-11-10")}}, "2026-11-01", "2026-11-30", presence.BedDays{House: 30}},
		{"MissingStill", []presence.CivilStay{{d("2026-10-05"), open}}, []presence.CivilAbsence{{presence.Missing, d("2026-11-29"), open}}, "2026-11-01", "2026-11-30", presence.BedDays{House: 28, Missing: 2}},
		{"DiedInHospital", []presence.CivilStay{{d("2026-11-05"), d("2026-11-12")}}, []presence.CivilAbsence{{presence.Hospital, d("2026-11-10"), d("2026-11-12")}}, "2026-11-01", "2026-11-30", presence.BedDays{House: 5, Hospital: 2}},
		{"LeftAndCameAgainOnOneDay", []presence.CivilStay{{d("2026-11-05"), d("2026-11-05")}, {d("2026-11-05"), d("2026-11-06")}}, nil, "2026-11-01", "2026-11-30", presence.BedDays{House: 1}},
		{"FromLeaveIntoHospital", []presence.CivilStay{{d("2026-10-05"), open}}, []presence.CivilAbsence{{presence.Leave, d("2026-11-10"), d("2026-11-12")}, {presence.Hospital, d("2026-11-12"), d("2026-11-13")}}, "2026-11-09", "2026-11-13", presence.BedDays{House: 2, Leave: 2, Hospital: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := presence.CountBedDays(c.stays, c.absences, d(c.first), d(c.last)); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// TestDaysAreThoseOfTheCentre asks the same questions with the machine in three zones: what day it
// is, is decided by the centre alone (Lesson 16).
func TestDaysAreThoseOfTheCentre(t *testing.T) {
	was := time.Local
	defer func() { time.Local = was }()
	for name, zone := range map[string]*time.Location{"UTC": time.UTC, "+7": time.FixedZone("+07", 7*3600), "-8": time.FixedZone("-08", -8*3600)} {
		t.Run(name, func(t *testing.T) {
			time.Local = zone
			g := open(t)
			here := g.Zone()
			midnight := value.MustDay("2026-11-20").Start(here)
			// Half an hour before midnight Lan comes, half an hour after it Hoa.
			ok(g, presence.Admit, presence.AdmitInput{ResidentID: g.lan, BedID: g.w[0], Category: "A2", At: midnight.Add(-30 * time.Minute)})
			ok(g, presence.Admit, presence.AdmitInput{ResidentID: g.hoa, BedID: g.w[1], Category: "A2", At: midnight.Add(30 * time.Minute)})
			ok(g, presence.Discharge, presence.DischargeInput{ResidentID: g.lan, At: midnight.Add(time.Hour), Reason: presence.AskedBySelf})
			evening := g.count(presence.CensusInput{At: midnight.Add(-time.Minute)}).Total
			if evening.Admitted != 1 || evening.Left != 0 || evening.InCare != 1 {
				t.Errorf("the evening: %+v", evening)
			}
			morning := g.count(presence.CensusInput{At: midnight.Add(2 * time.Hour)}).Total
			if morning.Admitted != 1 || morning.Left != 1 || morning.InCare != 1 {
				t.Errorf("the morning: %+v", morning)
			}
			if n := g.count(presence.CensusInput{At: midnight}).Total; n.Admitted != 0 || n.InCare != 1 {
				t.Errorf("midnight itself: %+v", n)
			}
			var days map[uint64]presence.BedDays
			if err := g.See(g.head, func(tx *db.Tx) (err error) {
				days, err = presence.BedDaysOf(tx, presence.BedDaysInput{CampusID: g.one, First: value.MustDay("2026-11-01"), Last: value.MustDay("2026-11-30")})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			// Lan slept the night of the 19th; Hoa that of the 20th: it is the 21st, whose night has not passed.
			if days[g.lan] != (presence.BedDays{House: 1}) || days[g.hoa] != (presence.BedDays{House: 1}) {
				t.Errorf("bed-days: %+v", days)
			}
		})
	}
}

// TestNightShiftKeepsItsPeople: who is in the house all through a night shift is there before and
// after midnight, and an absence that begins at 23:00 and is written at 01:00 belongs to 23:00.
func TestNightShiftKeepsItsPeople(t *testing.T) {
	g := open(t)
	g.admit(g.lan, g.w[0], 100)
	g.admit(g.hoa, g.w[1], 100)
	midnight := value.MustDay("2026-11-22").Start(g.Zone())
	g.Clock.Set(midnight.Add(time.Hour))
	ok(g, presence.StartAbsence, presence.AbsenceInput{ResidentID: g.lan, Kind: presence.Hospital, At: midnight.Add(-time.Hour)})
	for minutes, want := range map[int]presence.Numbers{-61: {InCare: 2, Present: 2}, -60: {InCare: 2, Present: 1, Hospital: 1}, 0: {InCare: 2, Present: 1, Hospital: 1}, 60: {InCare: 2, Present: 1, Hospital: 1}} {
		if got := g.count(presence.CensusInput{At: midnight.Add(time.Duration(minutes) * time.Minute)}).Total; got != want {
			t.Errorf("%d minutes from midnight: %+v, want %+v", minutes, got, want)
		}
	}
	if got := g.count(presence.CensusInput{At: midnight, AsOf: midnight}).Total; got.Present != 2 {
		t.Errorf("at midnight nobody knew yet: %+v", got)
	}
	rows := g.where(presence.WhereInput{State: presence.InHospital})
	if len(rows) != 1 || presence.LateBy(*rows[0].AbsentSince, g.Clock.Now(), time.Hour) != 2*time.Hour {
		t.Errorf("two hours late is shown: %+v", rows)
	}
}
