package staff

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// payAsk is what the page of the pay of duties is asked for.
type payAsk struct {
	Month  string `form:"month" json:"month,omitempty" validate:"max=10"`
	Campus uint64 `form:"campus_id" json:"campus_id,omitempty"`
	Member uint64 `form:"member_id" json:"member_id,omitempty"`
}

func (in payAsk) month() (value.Month, error) {
	m, err := value.ParseMonth(in.Month)
	if err != nil {
		return m, fault.Field("month", reasonOf(err))
	}
	return m, nil
}

// address is the page for one person, or for all of them.
func (in payAsk) address(path string, month value.Month, member uint64) string {
	q := url.Values{"month": {month.String()}}
	if in.Campus != 0 {
		q.Set("campus_id", number(in.Campus))
	}
	if member != 0 {
		q.Set("member_id", number(member))
	}
	return path + "?" + q.Encode()
}

type payPage struct {
	*staff.DutyPay
	Ask      payAsk
	Campuses []wards.Campus
}

// readPay reads what the duties of a month are worth. Two statements beside the settings.
func readPay(tx *db.Tx, in payAsk) (p payPage, err error) {
	p.Ask = in
	if err := tx.May(staff.SeeDutyPay); err != nil {
		return p, err
	}
	month, err := in.month()
	if err != nil {
		return p, err
	}
	if p.DutyPay, err = staff.DutyPayOf(tx, staff.DutyPayInput{Month: month, Campus: in.Campus, Member: in.Member}); err != nil {
		return p, err
	}
	p.Campuses, err = wards.CampusesWithin(tx)
	return p, err
}

func showPay(call *web.Call, p payPage) web.Leaf {
	return web.Leaf{Title: call.T("staff.pay.title"), Under: words.MonthName(call.Context(), p.Month) + p.whose(), Body: payView(call, p), Wide: true, Active: "/staff/rota", Sheet: "/staff/duty-pay.xlsx",
		Crumbs: []web.Crumb{{Name: call.T("staff.rota.title"), Path: "/staff/rota"}}}
}

func (p payPage) whose() string {
	if p.Ask.Member != 0 && len(p.People) > 0 {
		return " · " + p.People[0].Name
	}
	return ""
}

// people is the list of sums; each figure opens its duties.
func (p payPage) people(call *web.Call) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("staff.pay.title"), Columns: []parts.Column{{Title: call.T("staff.field.name"), Main: true}, {Title: call.T("staff.pay.full"), Number: true}, {Title: call.T("staff.pay.short"), Number: true},
		{Title: call.T("staff.rota.kind.live_in"), Number: true}, {Title: call.T("staff.pay.amount"), Number: true}, {Title: call.T("staff.pay.meal"), Number: true}, {Title: call.T("staff.pay.sum"), Number: true}, {Title: call.T("staff.pay.open"), Plain: true}},
		Empty: parts.Empty{Icon: "table", Title: call.T("staff.pay.none"), Text: call.T("staff.pay.none_text")}}
	var all staff.PaySum
	for _, one := range p.People {
		all.Full, all.Short, all.LiveIn, all.Open = all.Full+one.Full, all.Short+one.Short, all.LiveIn+one.LiveIn, all.Open+one.Open
		all.Amount, all.Meal = all.Amount+one.Amount, all.Meal+one.Meal
		l.Rows = append(l.Rows, parts.Row{Href: p.Ask.address("/staff/duty-pay", p.Month, one.MemberID) + "#lines", Cells: sumCells(call, one.Name, one)})
	}
	if len(p.People) > 1 {
		l.Sum = sumCells(call, call.T("staff.pay.all"), all)
	}
	l.Count = words.N(ctx, "words.people", len(p.People))
	return l
}

func sumCells(call *web.Call, name string, s staff.PaySum) []parts.Cell {
	ctx := call.Context()
	cells := []parts.Cell{{Text: name}, {Text: fmt.Sprint(s.Full)}, {Text: fmt.Sprint(s.Short)}, {Text: fmt.Sprint(s.LiveIn)}, {Text: words.Money(ctx, s.Amount)}, {Text: words.Money(ctx, s.Meal)}, {Text: words.Money(ctx, s.Sum())}, {}}
	if s.Open > 0 {
		cells[7].Chips = []parts.Chip{{Tone: parts.Due, Icon: "help-circle", Text: words.N(ctx, "staff.pay.open_n", s.Open)}}
	}
	return cells
}

// payLines is the list of duties behind the sums.
func payLines(call *web.Call, list []staff.PayLine) parts.List {
	ctx := call.Context()
	l := parts.List{ID: "lines", Caption: call.T("staff.pay.lines"), Columns: []parts.Column{{Title: call.T("staff.rota.day"), Main: true}, {Title: call.T("staff.field.kind_of_duty")}, {Title: call.T("staff.rota.hours")},
		{Title: call.T("staff.pay.how")}, {Title: call.T("staff.pay.amount"), Number: true}, {Title: call.T("staff.pay.meal"), Number: true}},
		Empty: parts.Empty{Icon: "table", Title: call.T("staff.pay.none"), Text: call.T("staff.pay.none_text")}}
	for _, one := range list {
		day := parts.Cell{Text: words.Weekday(ctx, one.Day)}
		row := parts.Row{Cells: []parts.Cell{day, {Text: call.T("staff.rota.kind." + string(one.Kind)), Note: call.T("staff.pay.sort." + string(one.Sort))},
			{Text: payHours(one), Note: call.T("staff.pay.hours", words.A{"n": one.Hours})}, {}, {}, {}}}
		if one.Open != "" {
			row.Cells[3].Chips = []parts.Chip{{Tone: parts.Due, Icon: "help-circle", Text: call.T(one.Open)}}
		} else {
			row.Cells[3].Text = payFormula(call, one)
			row.Cells[4].Text, row.Cells[5].Text = words.Money(ctx, one.Amount), words.Money(ctx, one.Meal)
		}
		if one.Late {
			row.Cells[3].Chips = append(row.Cells[3].Chips, parts.Chip{Tone: parts.Due, Icon: "clock", Text: call.T("staff.pay.late")})
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// payHours writes from when to when a duty went: its shifts follow each other.
func payHours(l staff.PayLine) string {
	if l.Hours < 24 || len(l.Shifts) == 0 {
		return strings.Join(l.Shifts, ", ")
	}
	from, _, _ := strings.Cut(l.Shifts[0], "–")
	_, to, _ := strings.Cut(l.Shifts[len(l.Shifts)-1], "–")
	return from + "–" + to
}

// payFormula writes how a figure came about: 70.000 đ × 0,5 × 1,3.
func payFormula(call *web.Call, l staff.PayLine) string {
	text := words.Money(call.Context(), l.Base)
	for _, milli := range []int64{l.Part, l.Factor} {
		if milli != 1000 {
			text += " × " + words.Decimal(call.Context(), plain(milli))
		}
	}
	return text
}

// mineAsk is what the page of the own duties is asked for.
type mineAsk struct {
	Month string `form:"month" json:"-" validate:"max=10"`
}

// minePage is the own duties of a month and what they are worth.
type minePage struct {
	Month  value.Month
	Mine   staff.Mine
	Stints []staff.Stint
	Pay    *staff.DutyPay
}

func readMyDuties(tx *db.Tx, in mineAsk) (p minePage, err error) {
	if tx.Actor.ID == 0 {
		return p, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if p.Month, err = (payAsk{Month: in.Month}).month(); err != nil {
		return p, err
	}
	if p.Month.IsZero() {
		p.Month = value.MonthOf(tx.Today())
	}
	if p.Mine, err = staff.MineNow(tx); err != nil {
		return p, err
	}
	if p.Stints, err = staff.MyDuties(tx, staff.MyDutiesInput{From: p.Month.First(), To: p.Month.Last()}); err != nil {
		return p, err
	}
	p.Pay, err = staff.MyDutyPay(tx, p.Month)
	return p, err
}

func showMyDuties(call *web.Call, p minePage) web.Leaf {
	return web.Leaf{Title: call.T("staff.rota.mine"), Under: words.MonthName(call.Context(), p.Month), Body: myDutiesView(call, p), Active: "/staff/rota"}
}

// month moves the page to another month.
func (p minePage) month(by int) string { return "/me/duties?month=" + p.Month.Add(by).String() }

// clear is the address of everybody, where one person was asked for.
func (p payPage) clear() string {
	if p.Ask.Member == 0 && p.Ask.Campus == 0 {
		return ""
	}
	return payAsk{}.address("/staff/duty-pay", p.Month, 0)
}

// reasonOf is the text key of what could not be read.
func reasonOf(err error) string {
	var r value.Reason
	if errors.As(err, &r) {
		return r.Key()
	}
	return "words.wrong"
}

// plain writes thousandths as digits with a point: 1300 is 1.3.
func plain(milli int64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%03d", milli/1000, milli%1000), "0"), ".")
}
