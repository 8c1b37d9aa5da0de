package intake

import (
	"slices"

	"maiam/models/settings"
	"maiam/models/value"
)

// ClockKind names a clock of the law.
type ClockKind string

// The clocks. Where a figure belongs to a clock, it is a dated setting.
const (
	EmergencyEnds    ClockKind = "emergency_ends"     // an emergency stay must end, or be decided about by the superior agency
	FileCompletes    ClockKind = "file_complete"      // the file of an emergency admission must be complete
	MediaNotice      ClockKind = "media_notice"       // an abandoned child must have been announced in the media
	RequestDecided   ClockKind = "discharge_decision" // a request to leave must be decided
	ContactLost      ClockKind = "no_contact"         // somebody out of contact may be discharged
	ComesOfAge       ClockKind = "age_out"            // a child without support goes back to the commune, or studies on
	StudiesEnd       ClockKind = "age_out_studying"   // the same for who studies
	BackFromLeave    ClockKind = "leave_return"       // the person said when to be back
	DeathRegistered  ClockKind = "death_registration" // the death must be registered with the commune
	AfterCareEnds    ClockKind = "after_care"         // the allowance after leaving at 16 ends
	FollowUpEnds     ClockKind = "follow_up"          // the least while of following a person who went home
	FamilyCareReview ClockKind = "family_care_review" // the list of children for family-based care is reviewed
	BirthPosting     ClockKind = "birth_posting"      // an abandoned child has been posted long enough to register its birth
	BirthRegister    ClockKind = "birth_registration" // the birth of an abandoned child must be registered

	// The desks on the way of somebody who asks to be received.
	CommuneReview  ClockKind = "commune_review"
	CommunePosting ClockKind = "commune_posting"
	DistrictReview ClockKind = "district_review"
	DistrictSign   ClockKind = "district_signature"
	SuperiorReview ClockKind = "superior_review"
	HeadDecision   ClockKind = "head_decision" // for which the law sets no day
	MinorStep      ClockKind = "minor_step"    // each step with somebody sent by an administrative measure
)

// Unit is in what a clock counts.
type Unit string

// The units. Months and years are those of the calendar, working days those of the public offices.
const (
	WorkingDays Unit = "working_day"
	Days        Unit = "day"
	Months      Unit = "month"
	Years       Unit = "year"
)

// Clock says how one clock counts.
type Clock struct {
	Kind   ClockKind
	Figure settings.Name // how many; none where the day itself is written in the books
	Unit   Unit
	// AtMost counts the first day too: three months from 21 November end with 20 February.
	AtMost bool
	// Ripens tells that from the due day something may or should be decided, and nobody is late.
	Ripens bool
	// Warn is the setting with the days of the stay on which the house warns; else Soon tells how
	// many days (working days where the clock counts those) before the due day it begins to.
	Warn settings.Name
	Soon int
	// Taker is the setting that says who takes the step, where that is not the centre itself.
	Taker settings.Name
}

// Endless tells that no paper sets a day: the step may be taken now, and nobody is late.
func (c Clock) Endless() bool { return c.Figure == "" && c.Ripens }

// clocks is the one table of all clocks, in the order in which pages show them.
var clocks = []Clock{
	{Kind: EmergencyEnds, Figure: settings.EmergencyMonths, Unit: Months, AtMost: true, Warn: settings.EmergencyWarn},
	{Kind: FileCompletes, Figure: settings.FileComplete, Unit: WorkingDays, Soon: 3},
	{Kind: MediaNotice, Figure: settings.AbandonedNotice, Unit: WorkingDays, Soon: 7},
	{Kind: BirthPosting, Figure: settings.BirthPosting, Unit: Days, Ripens: true, Soon: 2},
	{Kind: BirthRegister, Figure: settings.BirthRegister, Unit: Days, Soon: 14},
	{Kind: CommuneReview, Figure: settings.CommuneReview, Unit: WorkingDays, Soon: 3, Taker: settings.CommuneDoes},
	{Kind: CommunePosting, Figure: settings.CommunePosting, Unit: WorkingDays, Soon: 2, Taker: settings.CommuneDoes},
	{Kind: DistrictReview, Figure: settings.DistrictReview, Unit: WorkingDays, Soon: 2, Taker: settings.DistrictDoes},
	{Kind: DistrictSign, Figure: settings.DistrictSign, Unit: WorkingDays, Soon: 1, Taker: settings.RequestSigner},
	{Kind: SuperiorReview, Figure: settings.SuperiorReview, Unit: WorkingDays, Soon: 2, Taker: settings.Superior},
	{Kind: HeadDecision, Ripens: true},
	{Kind: MinorStep, Figure: settings.MinorStep, Unit: WorkingDays, Soon: 1},
	{Kind: RequestDecided, Figure: settings.DischargeDecide, Unit: WorkingDays, Soon: 2},
	{Kind: DeathRegistered, Figure: settings.DeathRegister, Unit: Days, Soon: 5},
	{Kind: BackFromLeave, Soon: 1},
	{Kind: ContactLost, Figure: settings.NoContact, Unit: Months, Ripens: true, Soon: 7},
	{Kind: ComesOfAge, Figure: settings.AgeOut, Unit: Years, Ripens: true, Soon: 90},
	{Kind: StudiesEnd, Figure: settings.AgeOutStudying, Unit: Years, Ripens: true, Soon: 90},
	{Kind: AfterCareEnds, Figure: settings.AfterCare, Unit: Months, Ripens: true, Soon: 30},
	{Kind: FollowUpEnds, Figure: settings.FollowUp, Unit: Months, Ripens: true, Soon: 14},
	{Kind: FamilyCareReview, Figure: settings.FamilyCareReview, Unit: Months, Soon: 14},
}

// Clocks lists all clocks in the order of the pages.
func Clocks() []Clock { return slices.Clone(clocks) }

// Clock finds how a clock counts.
func (k ClockKind) Clock() (Clock, bool) {
	for _, c := range clocks {
		if c.Kind == k {
			return c, true
		}
	}
	return Clock{}, false
}

// place is where a kind stands in the table.
func (k ClockKind) place() int {
	for i, c := range clocks {
		if c.Kind == k {
			return i
		}
	}
	return len(clocks)
}

// Rule is the day whose settings decide: the first day of the clock; and today for an age, because a
// changed age takes effect on its day for everybody, whenever born.
func (c Clock) Rule(from, today value.Day) value.Day {
	if c.Unit == Years {
		return today
	}
	return from
}

// Due is the day on which a clock that began on a day runs out, as one counts today. Conflict
// settings.not_set: nobody knows the figure.
func (c Clock) Due(b *settings.Book, from, today value.Day) (value.Day, error) {
	if c.Figure == "" || from.IsZero() {
		return from, nil
	}
	n, err := b.Int(c.Figure, c.Rule(from, today))
	if err != nil {
		return value.Day{}, err
	}
	due := from
	switch c.Unit {
	case WorkingDays:
		due = b.Workdays.Add(from, n)
	case Days:
		due = from.AddDays(n)
	case Months:
		due = from.AddMonths(n)
	case Years:
		// Who was born on 29 February is a year older on 1 March where there is no such day.
		if due = from.AddYears(n); from.AgeOn(due) < n {
			due = due.AddDays(1)
		}
	}
	if c.AtMost {
		due = due.AddDays(-1)
	}
	return due, nil
}

// Urgency is how a clock stands on a day.
type Urgency string

// The urgencies, from the most to the least urgent.
const (
	Late     Urgency = "late"  // the due day has passed
	DueToday Urgency = "today" // runs out today
	Ripe     Urgency = "ripe"  // may be decided now
	Soon     Urgency = "soon"  // the house warns
	InTime   Urgency = "running"
)

// Urgencies lists them in that order.
var Urgencies = []Urgency{Late, DueToday, Ripe, Soon, InTime}

// Urgency tells how a clock that began on one day and runs out on another stands today.
func (c Clock) Urgency(b *settings.Book, from, due, today value.Day) Urgency {
	switch {
	case c.Ripens && !today.Before(due):
		return Ripe
	case today.After(due):
		return Late
	case today == due:
		return DueToday
	}
	if c.Warn != "" {
		if due.Sub(today) <= c.warnsBefore(b, from) {
			return Soon
		}
		return InTime
	}
	if c.Unit == WorkingDays {
		if b.Workdays.Between(today, due) <= c.Soon {
			return Soon
		}
		return InTime
	}
	if due.Sub(today) <= c.Soon {
		return Soon
	}
	return InTime
}

// warnsBefore is how many days before its end a clock first warns: with a stay of 92 days and a first
// warning on day 60, 32 days. More time given by a decision does not change that.
func (c Clock) warnsBefore(b *settings.Book, from value.Day) int {
	days, err := b.Ints(c.Warn, from)
	due, failed := c.Due(b, from, from)
	if err != nil || failed != nil || len(days) == 0 {
		return 0
	}
	return due.Sub(from) + 1 - slices.Min(days)
}

// Warned is how many of the days on which the house warns have come.
func (c Clock) Warned(b *settings.Book, from, today value.Day) int {
	if c.Warn == "" {
		return 0
	}
	days, err := b.Ints(c.Warn, from)
	if err != nil {
		return 0
	}
	n := 0
	for _, d := range days {
		if today.Sub(from)+1 >= d {
			n++
		}
	}
	return n
}
