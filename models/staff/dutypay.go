package staff

import (
	"cmp"
	"slices"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
)

// DaySort is the kind of day by which a duty is paid.
type DaySort string

// The sorts of day.
const (
	PlainDay   DaySort = "work"
	RestDay    DaySort = "rest"
	HolidayDay DaySort = "holiday"
)

// sortOf tells the sort of a day. The day that makes up for a holiday counts as a day of rest.
func sortOf(book *settings.Book, day value.Day) DaySort {
	switch {
	case HolidayOf(book)(day):
		return HolidayDay
	case !book.Workdays.Is(day):
		return RestDay
	}
	return PlainDay
}

// PayLine is one duty of one day with what it is worth. Open names what nobody has decided or set: such
// a line has no amount.
type PayLine struct {
	MemberID uint64     `json:"member_id"`
	Name     string     `json:"name"`
	CampusID uint64     `json:"campus_id"`
	Day      value.Day  `json:"day"`
	Kind     DutyKind   `json:"kind"`
	Hours    int        `json:"hours"`
	Shifts   []string   `json:"shifts"` // their hours: 06:00–14:00
	Sort     DaySort    `json:"sort"`
	Base     value.Dong `json:"base"`   // for a working day
	Part     int64      `json:"part"`   // thousandths of 24 hours
	Factor   int64      `json:"factor"` // thousandths, by the sort of day
	Amount   value.Dong `json:"amount"`
	Meal     value.Dong `json:"meal"`
	Open     string     `json:"open,omitempty"` // text key of what is not decided
	Late     bool       `json:"late"`           // written after the shift was over
}

// Sum is what the line is worth with its meal.
func (l PayLine) Sum() value.Dong { return l.Amount + l.Meal }

// payRules are the figures of a day.
type payRules struct {
	full, liveIn, meal value.Dong
	rest, holiday      int64
	f12, f16           int64
	short              bool
	set                bool // the figures of a day are known
}

func payRulesOf(book *settings.Book, day value.Day) (r payRules) {
	var errs [6]error
	r.full, errs[0] = book.Dong(settings.DutyAllowance, day)
	r.liveIn, errs[1] = book.Dong(settings.DutyLiveIn, day)
	r.meal, errs[2] = book.Dong(settings.DutyMeal, day)
	r.rest, errs[3] = book.Milli(settings.DutyRestDay, day)
	r.holiday, errs[4] = book.Milli(settings.DutyHoliday, day)
	r.short, _ = book.Yes(settings.DutyShortPaid, day) // not decided: not paid
	if r.short {
		r.f12, _ = book.Milli(settings.DutyFactor12, day)
		r.f16, _ = book.Milli(settings.DutyFactor16, day)
	}
	r.set = !slices.ContainsFunc(errs[:], func(err error) bool { return err != nil })
	return r
}

// price gives a line its worth. A duty of 24 hours is worth the full amount with a meal; of 16 and 12
// hours the part that the centre decided on; of any other length there is no figure.
func (l *PayLine) price(r payRules) {
	if !r.set {
		l.Open = "staff.pay.not_set"
		return
	}
	l.Base, l.Part, l.Factor = r.full, 1000, 1000
	switch l.Sort {
	case RestDay:
		l.Factor = r.rest
	case HolidayDay:
		l.Factor = r.holiday
	case PlainDay:
	}
	switch {
	case l.Kind == LivesIn:
		l.Base = r.liveIn
	case l.Hours >= 24:
		l.Meal = r.meal
	case !r.short && (l.Hours == 12 || l.Hours == 16):
		l.Open = "staff.pay.undecided"
	case l.Hours == 16 && r.f16 > 0:
		l.Part = r.f16
	case l.Hours == 12 && r.f12 > 0:
		l.Part = r.f12
	default:
		l.Open = "staff.pay.no_figure"
	}
	if l.Open != "" {
		l.Base, l.Part, l.Factor = 0, 0, 0
		return
	}
	l.Amount = l.Base.Part(l.Part*l.Factor, 1_000_000)
}

// payLines makes the lines of stints that are over: one for each person, day, campus and kind. Working
// time in shifts is paid by the salary and makes no line; what was missed, or fell into a leave, neither.
func payLines(list []Stint, book *settings.Book) []PayLine {
	type key struct {
		member, campus uint64
		day            value.Day
		kind           DutyKind
	}
	at := map[key]int{}
	minutes := []int{}
	var out []PayLine
	for _, s := range list {
		if s.Kind == WorkShift || !s.Stands() || s.Draft {
			continue
		}
		k := key{s.MemberID, s.CampusID, s.Day(), s.Kind}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, PayLine{MemberID: s.MemberID, Name: s.MemberName, CampusID: s.CampusID, Day: s.Day(), Kind: s.Kind, Sort: sortOf(book, s.Day())})
			minutes = append(minutes, 0)
		}
		minutes[i] += s.Turn.Shift.Minutes()
		out[i].Hours = minutes[i] / 60
		out[i].Shifts = append(out[i].Shifts, s.Turn.Shift.Hours())
		out[i].Late = out[i].Late || s.Late
	}
	for i := range out {
		out[i].price(payRulesOf(book, out[i].Day))
	}
	slices.SortStableFunc(out, func(a, b PayLine) int { return a.Day.Compare(b.Day) })
	return out
}

// PaySum is what a person's duties of a month are worth.
type PaySum struct {
	MemberID uint64     `json:"member_id"`
	Name     string     `json:"name"`
	Full     int        `json:"full"`  // duties of 24 hours
	Short    int        `json:"short"` // shorter ones
	LiveIn   int        `json:"live_in"`
	Amount   value.Dong `json:"amount"`
	Meal     value.Dong `json:"meal"`
	Open     int        `json:"open"` // lines without a figure
}

// Sum is the whole of it.
func (p PaySum) Sum() value.Dong { return p.Amount + p.Meal }

// SumPay adds the lines of each person up, in the order of the lines' names.
func SumPay(lines []PayLine) (out []PaySum) {
	at := map[uint64]int{}
	for _, l := range lines {
		i, ok := at[l.MemberID]
		if !ok {
			i = len(out)
			at[l.MemberID] = i
			out = append(out, PaySum{MemberID: l.MemberID, Name: l.Name})
		}
		p := &out[i]
		switch {
		case l.Kind == LivesIn:
			p.LiveIn++
		case l.Hours >= 24:
			p.Full++
		default:
			p.Short++
		}
		p.Amount += l.Amount
		p.Meal += l.Meal
		if l.Open != "" {
			p.Open++
		}
	}
	return out
}

// DutyPayInput asks for a month, this one when none is said; of one campus, of one person.
type DutyPayInput struct {
	Month  value.Month `form:"month"`
	Campus uint64      `form:"campus_id"`
	Member uint64      `form:"member_id"`
}

// DutyPay is what the duties of a month are worth, with the figures of the law it rests on.
type DutyPay struct {
	Month  value.Month
	Lines  []PayLine
	People []PaySum
	Basis  []settings.Row // as they hold at the end of the month
}

// payBasis are the settings on which the pay of duties rests.
var payBasis = []settings.Name{settings.DutyAllowance, settings.DutyRestDay, settings.DutyHoliday, settings.DutyMeal, settings.DutyLiveIn,
	settings.DutyShortPaid, settings.DutyFactor16, settings.DutyFactor12}

// DutyPayOf values the duties of a month that were published, are over and were worked. It needs
// staff.duty_pay in the campus. Nothing is paid by it. One statement beside the settings.
func DutyPayOf(tx *db.Tx, in DutyPayInput) (*DutyPay, error) {
	if err := tx.May(SeeDutyPay); err != nil {
		return nil, err
	}
	condition, args := "1 = 1", []any(nil)
	if in.Campus != 0 {
		condition, args = condition+" AND d.campus_id = ?", append(args, in.Campus)
	}
	if in.Member != 0 {
		condition, args = condition+" AND d.member_id = ?", append(args, in.Member)
	}
	return valueMonth(tx, in.Month, condition, args...)
}

// MyDutyPay is the same for the own duties in every campus: everybody may know what the own are worth.
func MyDutyPay(tx *db.Tx, month value.Month) (out *DutyPay, err error) {
	if err := signedIn(tx); err != nil {
		return nil, err
	}
	err = tx.Everywhere("the own duties", func(tx *db.Tx) error {
		out, err = valueMonth(tx, month, "d.member_id = ?", tx.Actor.ID)
		return err
	})
	return out, err
}

func valueMonth(tx *db.Tx, month value.Month, condition string, args ...any) (*DutyPay, error) {
	if month.IsZero() {
		month = value.MonthOf(tx.Today())
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	first, last := month.First(), month.Last()
	list, err := stintsWhere(tx, book.Timetable, "d.published_at IS NOT NULL AND d.kind <> 'shift' AND d.day >= ? AND d.day <= ? AND "+condition, append([]any{first, last}, args...)...)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(s Stint) bool { return s.Turn.Ends().After(tx.Now) })
	out := &DutyPay{Month: month, Lines: payLines(list, book)}
	out.People = SumPay(out.Lines)
	slices.SortStableFunc(out.People, func(a, b PaySum) int { return cmp.Compare(b.Sum(), a.Sum()) })
	for _, name := range payBasis {
		if row, ok := book.On(name, last); ok {
			out.Basis = append(out.Basis, row)
		}
	}
	return out, nil
}
