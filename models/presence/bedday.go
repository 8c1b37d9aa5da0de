package presence

import (
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// BedDays counts the nights of one person over some days: in the house, in hospital, on leave and
// missing, each apart.
//
// The rule, printed where the number is: one bed-day for each civil night slept in the house; who
// is admitted and leaves on one day has one; the day of leaving has none; nights in hospital and on
// leave are counted apart, and who goes and is back on one day was not away.
type BedDays struct {
	House    int `json:"house"`
	Hospital int `json:"hospital"`
	Leave    int `json:"leave"`
	Missing  int `json:"missing"`
}

// Days is the sum of all four: the nights in care.
func (b BedDays) Days() int { return b.House + b.Hospital + b.Leave + b.Missing }

func (b *BedDays) add(o BedDays) {
	b.House += o.House
	b.Hospital += o.Hospital
	b.Leave += o.Leave
	b.Missing += o.Missing
}

// CivilStay is a stay in civil days. Left is empty while it goes on.
type CivilStay struct{ Admitted, Left value.Day }

// CivilAbsence is an absence in civil days. Back is empty while it goes on.
type CivilAbsence struct {
	Kind       AbsenceKind
	Gone, Back value.Day
}

// night tells whether the night after a day belongs to a while of civil days.
func night(day, from, to value.Day) bool {
	return !day.Before(from) && (to.IsZero() || day.Before(to))
}

// CountBedDays counts the nights of one person from a first to a last day, both included. However
// many stays touch a day, its night is counted once.
func CountBedDays(stays []CivilStay, absences []CivilAbsence, first, last value.Day) BedDays {
	var n BedDays
	for day := first; !day.After(last); day = day.AddDays(1) {
		n.add(bedDay(stays, absences, day))
	}
	return n
}

func bedDay(stays []CivilStay, absences []CivilAbsence, day value.Day) BedDays {
	slept, passed := false, false
	for _, s := range stays {
		slept = slept || night(day, s.Admitted, s.Left)
		passed = passed || s.Admitted == day && s.Left == day
	}
	if !slept {
		if passed {
			return BedDays{House: 1}
		}
		return BedDays{}
	}
	for _, a := range absences {
		if !night(day, a.Gone, a.Back) {
			continue
		}
		switch a.Kind {
		case Hospital:
			return BedDays{Hospital: 1}
		case Leave:
			return BedDays{Leave: 1}
		default:
			return BedDays{Missing: 1}
		}
	}
	return BedDays{House: 1}
}

// BedDaysInput asks for the bed-days of a campus, or of one person, over some days.
type BedDaysInput struct {
	CampusID   uint64    `form:"campus_id" json:"campus_id,omitempty"`
	ResidentID uint64    `form:"resident_id" json:"resident_id,omitempty"`
	First      value.Day `form:"first" json:"first" validate:"required"`
	Last       value.Day `form:"last" json:"last" validate:"required"`
}

// BedDaysOf counts the bed-days of each person who was in care on some of the days, keyed by the
// resident. Nights that have not passed are not counted. It needs presence.view and reads two
// statements, whatever came before the first day.
func BedDaysOf(tx *db.Tx, in BedDaysInput) (map[uint64]BedDays, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	if in.Last.Before(in.First) || in.Last.Sub(in.First) > 366 {
		return nil, fault.Field("last", "presence.days_unfit")
	}
	zone := tx.Zone()
	from, until := in.First.Start(zone).UTC(), in.Last.AddDays(1).Start(zone).UTC()
	only := func(c *clause) {
		if in.CampusID != 0 {
			c.add(" AND x.campus_id = ?", in.CampusID)
		}
		if in.ResidentID != 0 {
			c.add(" AND x.resident_id = ?", in.ResidentID)
		}
		// Bed-days are of a whole campus; a narrower reach sees none.
		within(c, db.Reach{All: tx.Reach(View).All, Campuses: tx.Reach(View).Campuses}, "x.campus_id", "", "")
	}
	s := &clause{}
	s.add(`SELECT x.* FROM presence_stays x WHERE {campus x.campus_id} AND x.voided_at IS NULL AND x.admitted_at < ? AND (x.left_at IS NULL OR x.left_at >= ?)`, until, from)
	only(s)
	stays, err := db.Report[Stay](tx, s.text.String(), s.args...)
	if err != nil {
		return nil, err
	}
	a := &clause{}
	a.add(`SELECT x.* FROM presence_absences x WHERE {campus x.campus_id} AND x.voided_at IS NULL AND x.started_at < ? AND (x.ended_at IS NULL OR x.ended_at >= ?)`, until, from)
	only(a)
	absences, err := db.Report[Absence](tx, a.text.String(), a.args...)
	if err != nil {
		return nil, err
	}
	inCare, away := map[uint64][]CivilStay{}, map[uint64][]CivilAbsence{}
	for _, st := range stays {
		c := CivilStay{Admitted: value.DayOf(st.AdmittedAt, zone)}
		if st.LeftAt != nil {
			c.Left = value.DayOf(*st.LeftAt, zone)
		}
		inCare[st.ResidentID] = append(inCare[st.ResidentID], c)
	}
	for _, ab := range absences {
		c := CivilAbsence{Kind: ab.Kind, Gone: value.DayOf(ab.StartedAt, zone)}
		if ab.EndedAt != nil {
			c.Back = value.DayOf(*ab.EndedAt, zone)
		}
		away[ab.ResidentID] = append(away[ab.ResidentID], c)
	}
	last := in.Last
	if passed := tx.Today().AddDays(-1); last.After(passed) {
		last = passed
	}
	out := map[uint64]BedDays{}
	for id, list := range inCare {
		out[id] = CountBedDays(list, away[id], in.First, last)
	}
	return out, nil
}
