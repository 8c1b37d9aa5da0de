package staff

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/deeds"
	"maiam/models/staff"
	"maiam/models/value"
)

// deedsPage is a page of the book of deeds.
type deedsPage struct {
	In   staff.DeedsInput
	Rows []staff.Deed
	Next uint64
	Door []deeds.DoorWeek // the last weeks at the door, where these are asked for by who may read them
}

func readDeeds(tx *db.Tx, in staff.DeedsInput) (p deedsPage, err error) {
	p.In = in
	if p.Rows, p.Next, err = staff.Deeds(tx, in); err != nil || in.Area != staff.DoorDeeds || !tx.Actor.Has(deeds.Door) {
		return p, err
	}
	p.Door, _, err = deeds.DoorWeeks(tx, deeds.DoorWeeksInput{Limit: weeksBeside})
	return p, err
}

// weeksBeside is how many weeks that were gone through stand above the book of the door.
const weeksBeside = 4

// weeks are the last weeks at the door in numbers; what waits for somebody to go through it comes first.
func (p deedsPage) weeks(call *web.Call) parts.List {
	l := parts.List{Caption: call.T("deeds.door.title"), Columns: []parts.Column{{Title: call.T("deeds.column.week"), Main: true}}, Empty: parts.Empty{Icon: "list-check", Title: call.T("deeds.door.none"), Text: call.T("deeds.door.none_text")}}
	for _, key := range []string{"entered", "failed", "locked", "opened", "given"} {
		l.Columns = append(l.Columns, parts.Column{Title: call.T("deeds.door.sum." + key), Number: true})
	}
	l.Columns = append(l.Columns, parts.Column{Title: call.T("deeds.column.strange"), Number: true}, parts.Column{Title: call.T("deeds.column.found"), Plain: true})
	for _, w := range p.Door {
		row := parts.Row{Cells: []parts.Cell{{Text: call.T("deeds.door.week", words.A{"from": words.DayMonth(call.Context(), w.Week), "to": words.Day(call.Context(), w.Week.AddDays(6))}), Href: "/deeds/door?week=" + w.Week.String()}}}
		for _, n := range []int{w.Entered, w.Failed, w.Locked, w.Opened, w.Given, len(w.Lines)} {
			row.Cells = append(row.Cells, parts.Cell{Text: words.Number(call.Context(), int64(n))})
		}
		state := parts.Cell{Text: call.T("deeds.door.due", words.A{"day": w.DueOn.Vietnamese()})}
		switch {
		case !w.Waits():
			state = parts.Cell{Text: call.T("deeds.door.found." + w.Found), Note: w.MarkedName}
		case w.Late(today(call)):
			state.Text, row.Tone = call.T("deeds.door.late", words.A{"day": w.DueOn.Vietnamese()}), parts.Danger
		default:
			row.Tone = parts.Due
		}
		row.Cells = append(row.Cells, state)
		l.Rows = append(l.Rows, row)
	}
	return l
}

func showDeeds(call *web.Call, p deedsPage) web.Leaf {
	return web.Leaf{Title: call.T("staff.deeds.title"), Under: call.T("staff.deeds.under"), Body: deedsView(call, p), Wide: true, Active: "/staff", Sheet: "/staff/deeds.xlsx"}
}

// deedAreas are the parts of the house whose deeds can be asked for alone.
var deedAreas = []string{"presence", "care", "residents", "intake", "register", "wards", "staff", "settings", "privacy", "backups"}

func areaOptions(call *web.Call) (out []parts.Option) {
	for _, a := range []string{staff.DoorDeeds, staff.AccountDeeds} {
		out = append(out, parts.Option{Value: a, Text: call.T("staff.deeds.area_" + a)})
	}
	for _, a := range deedAreas {
		if key := a + ".nav"; words.Has(call.Context(), key) {
			out = append(out, parts.Option{Value: a, Text: call.T(key)})
		}
	}
	return out
}

// actionOptions are the actions that have words of their own, in the order of these.
func actionOptions(call *web.Call) (out []parts.Option) {
	for _, action := range words.Deeds() {
		out = append(out, parts.Option{Value: action, Text: words.Deed(call.Context(), action)})
	}
	slices.SortStableFunc(out, func(a, b parts.Option) int { return strings.Compare(value.Fold(a.Text), value.Fold(b.Text)) })
	return out
}

func day(d value.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.Vietnamese()
}

func (p deedsPage) list(call *web.Call) parts.List {
	l := parts.List{Caption: call.T("staff.deeds.title"), Columns: []parts.Column{{Title: call.T("staff.deeds.what"), Main: true}, {Title: call.T("staff.deeds.when")},
		{Title: call.T("staff.deeds.who")}, {Title: call.T("staff.deeds.about"), Plain: true}},
		Empty: parts.Empty{Icon: "history", Title: call.T("staff.deeds.none"), Text: call.T("staff.deeds.none_text")}}
	if p.Next != 0 {
		l.Next = call.With("after", strconv.FormatUint(p.Next, 10))
	}
	for _, d := range p.Rows {
		about := parts.Cell{}
		if d.Subject == "resident" && d.SubjectID != 0 && call.May("residents.view") {
			about = parts.Cell{Text: call.T("staff.deeds.open"), Note: d.Number, Href: fmt.Sprintf("/residents/%d", d.SubjectID)}
		}
		if d.Subject == "resident" && d.SubjectID != 0 && !call.May("residents.view") {
			about = parts.Cell{Text: call.T("staff.deeds.trail"), Note: d.Number, Href: fmt.Sprintf("/deeds/of/%d", d.SubjectID)}
		}
		who := parts.Cell{Text: d.ActorName, Note: fromWhere(d)}
		if d.ActorID == 0 {
			who.Text = call.T("staff.deeds.nobody")
		}
		if call.May(staff.View) && d.ActorID != 0 {
			who.Href = fmt.Sprintf("/staff/%d", d.ActorID)
		}
		if d.Subject == "staff" && d.AboutName != "" {
			about = parts.Cell{Text: d.AboutName}
			if call.May(staff.View) {
				about.Href = fmt.Sprintf("/staff/%d", d.SubjectID)
			}
		}
		what := parts.Cell{Text: words.Deed(call.Context(), d.Action)}
		if d.Locked {
			what.Note = call.T("staff.deeds.locked")
		}
		l.Rows = append(l.Rows, parts.Row{Cells: []parts.Cell{what, {Text: words.DateTime(call.Context(), d.At)}, who, about}})
	}
	return l
}

// fromWhere is the device and the address of a deed.
func fromWhere(d staff.Deed) string {
	if d.Device != "" && d.Address != "" {
		return d.Device + " · " + d.Address
	}
	return d.Device + d.Address
}

func readWorks(tx *db.Tx, _ struct{}) (staff.Works, error) { return staff.WorksNow(tx) }

func showWorks(call *web.Call, w staff.Works) web.Leaf {
	return web.Leaf{Title: call.T("staff.works.title"), Under: call.T("staff.works.under"), Body: worksView(call, w), Wide: true, Active: "/staff", Sheet: "/staff/works.xlsx"}
}

// workName says what a kind of work is.
func workName(call *web.Call, kind string) string {
	if key := "staff.work." + kind; words.Has(call.Context(), key) {
		return call.T(key)
	}
	return call.T("staff.work.other", words.A{"kind": kind})
}

// workAt is when a work failed, was done, or is to be done.
func workAt(w staff.Work) time.Time {
	switch {
	case w.FailedAt != nil:
		return *w.FailedAt
	case w.DoneAt != nil:
		return *w.DoneAt
	}
	return w.RunAt
}

func worksList(call *web.Call, title string, rows []staff.Work) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: title, Columns: []parts.Column{{Title: call.T("staff.works.kind"), Main: true}, {Title: call.T("staff.works.at")}, {Title: call.T("staff.works.tries"), Number: true},
		{Title: call.T("staff.works.error"), Plain: true}}, Empty: parts.Empty{Icon: "check", Title: call.T("staff.works.nothing")}}
	for _, w := range rows {
		row := parts.Row{Cells: []parts.Cell{{Text: workName(call, w.Kind)}, {Text: words.DateTime(ctx, workAt(w))}, {Text: strconv.Itoa(w.Tries)}, {Text: w.Error}}}
		if w.FailedAt != nil {
			row.Tone = parts.Danger
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}
