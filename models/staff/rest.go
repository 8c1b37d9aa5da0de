package staff

import (
	"cmp"
	"slices"

	"maiam/models/settings"
	"maiam/models/value"
)

// DoubtKind is what speaks against a duty without forbidding it.
type DoubtKind string

// The doubts.
const (
	ShortRest DoubtKind = "rest"    // too few hours since the duty before
	DayOff    DoubtKind = "day_off" // the day is owed as compensatory rest
	NoRole    DoubtKind = "no_role" // may not record in that ward
	AwayThen  DoubtKind = "away"    // on leave or ill: a gap
	NoSuch    DoubtKind = "no_shift"
)

// Doubt is one thing to look at in the rota.
type Doubt struct {
	Kind     DoubtKind `json:"kind"`
	MemberID uint64    `json:"member_id"`
	Day      value.Day `json:"day"`
	ShiftID  uint64    `json:"shift_id"`
	Hours    int       `json:"hours,omitempty"` // of rest that there are
	Want     int       `json:"want,omitempty"`  // hours or days that the rule asks for
}

// RestRules are the rules of rest that hold on a day; 0 is a rule that nobody set.
type RestRules struct {
	Hours      int // between two duties
	Off        int // days off after a duty of 24 hours
	OffHoliday int // the same after one on a public holiday
}

// restSpan is how many days around a duty can matter to its rest.
const restSpan = 7

// RulesOf reads the rules of rest of any day from the settings.
func RulesOf(book *settings.Book) func(value.Day) RestRules {
	return func(day value.Day) (r RestRules) {
		r.Hours, _ = book.Int(settings.DutyRestHours, day) // not set: no rule
		r.Off, _ = book.Int(settings.DutyOff, day)
		r.OffHoliday, _ = book.Int(settings.DutyOffHoliday, day)
		return r
	}
}

// HolidayOf tells public holidays from other days. The day that makes up for a holiday on a weekend is
// a day of rest and no holiday.
func HolidayOf(book *settings.Book) func(value.Day) bool {
	return func(day value.Day) bool {
		why := book.Workdays.Why(day)
		return why.Off && why.Holiday != "" && why.Key != "settings.off.instead"
	}
}

// sameTurn tells that two stints are one person in one shift of one campus.
func sameTurn(a, b Stint) bool {
	return a.MemberID == b.MemberID && a.CampusID == b.CampusID && a.Turn.Shift.ID == b.Turn.Shift.ID && a.Day() == b.Day()
}

// clashes tells that one person would be in two places at once. Two wards in one shift of one campus
// are one duty; the end of one shift and the beginning of the next may meet.
func (s Stint) clashes(o Stint) bool {
	return s.MemberID == o.MemberID && !sameTurn(s, o) && s.Turn.Starts().Before(o.Turn.Ends()) && o.Turn.Starts().Before(s.Turn.Ends())
}

// fullDuty tells on which days a person has duty day and night: the shifts of the day together make 24
// hours.
func fullDuty(list []Stint) map[value.Day]bool {
	minutes := map[value.Day]int{}
	for _, s := range list {
		if s.Kind == OnCall && s.Stands() {
			minutes[s.Day()] += s.Turn.Shift.Minutes()
		}
	}
	full := map[value.Day]bool{}
	for day, n := range minutes {
		full[day] = n >= 24*60
	}
	return full
}

// RestDoubts tells where one person's stints leave too little rest: fewer hours than the rule between
// the end of one and the beginning of the next, and work on the days that are owed after a duty of 24
// hours. Shifts that follow each other within one duty are one duty. Sleeping in the house is no duty
// for this.
func RestDoubts(list []Stint, rules func(value.Day) RestRules, holiday func(value.Day) bool) []Doubt {
	awake := slices.DeleteFunc(slices.Clone(list), func(s Stint) bool { return s.Kind == LivesIn || !s.Stands() })
	slices.SortStableFunc(awake, func(a, b Stint) int {
		return cmp.Or(a.Turn.Starts().Compare(b.Turn.Starts()), a.Turn.Ends().Compare(b.Turn.Ends()))
	})
	full := fullDuty(awake)
	var out []Doubt
	for i, s := range awake {
		rule := rules(s.Day())
		if i > 0 {
			before := awake[i-1]
			rest := s.Turn.Starts().Sub(before.Turn.Ends())
			one := rest == 0 && before.Kind == OnCall && s.Kind == OnCall && before.Day() == s.Day()
			if hours := int(rest.Hours()); rule.Hours > 0 && rest >= 0 && hours < rule.Hours && !one {
				out = append(out, Doubt{Kind: ShortRest, MemberID: s.MemberID, Day: s.Day(), ShiftID: s.Turn.Shift.ID, Hours: hours, Want: rule.Hours})
			}
		}
		for back := 1; back <= restSpan; back++ {
			duty := s.Day().AddDays(-back)
			if !full[duty] {
				continue
			}
			owed := rules(duty).Off
			if holiday(duty) {
				owed = rules(duty).OffHoliday
			}
			if back <= owed {
				out = append(out, Doubt{Kind: DayOff, MemberID: s.MemberID, Day: s.Day(), ShiftID: s.Turn.Shift.ID, Want: owed})
			}
			break
		}
	}
	return out
}
