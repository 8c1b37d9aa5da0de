package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/settings"
	"maiam/models/wards"
)

// dueData is the page of what is due. All is unfiltered by urgency, for the figures above the list.
type dueData struct {
	In       intake.DeadlineInput
	Counts   intake.DueCounts
	Rows     []intake.Deadline
	Campuses []wards.Campus
}

func readDue(tx *db.Tx, in intake.DeadlineInput) (d dueData, err error) {
	d.In = in
	wide := in
	if slices.Contains(intake.Urgencies, in.Urgency) {
		wide.Urgency = ""
	}
	all, err := intake.Deadlines(tx, wide)
	if err != nil {
		return d, err
	}
	d.Counts = intake.Tally(all, tx.Actor.ID)
	d.Rows = slices.DeleteFunc(all, func(l intake.Deadline) bool { return in.Urgency != "" && l.Urgency != in.Urgency })
	d.Campuses, err = wards.CampusesWithin(tx)
	return d, err
}

func showDue(call *web.Call, d dueData) web.Leaf {
	return web.Leaf{Title: call.T("intake.due.title"), Under: words.N(call.Context(), "intake.due.count", len(d.Rows)), Active: "/intake/deadlines", Wide: true, Body: duePage(call, d), Sheet: "/intake/deadlines.xlsx"}
}

var urgencyTones = map[intake.Urgency]parts.Tone{intake.Late: parts.Danger, intake.DueToday: parts.Due, intake.Ripe: parts.Info, intake.Soon: parts.Due}

// strip are the figures; each opens its names.
func (d dueData) strip(call *web.Call) parts.Strip {
	s := parts.Strip{Tall: true}
	for i, n := range []int{d.Counts.Late, d.Counts.Today, d.Counts.Ripe, d.Counts.Soon, d.Counts.Running} {
		u := intake.Urgencies[i]
		tone := urgencyTones[u]
		if n == 0 {
			tone = parts.Plain
		}
		s.Stats = append(s.Stats, parts.Stat{Value: words.Number(call.Context(), int64(n)), Label: call.T("intake.urgency." + string(u)), Tone: tone, Href: call.With("urgency", string(u))})
	}
	return s
}

// left says how the day stands: three days late, today, five working days left.
func left(call *web.Call, l intake.Deadline) string {
	c, _ := l.Kind.Clock()
	n, unit := l.Left, "days"
	if c.Unit == intake.WorkingDays {
		n, unit = l.Working, "working"
	}
	ctx := call.Context()
	switch {
	case c.Endless():
		return call.T("intake.left.endless")
	case l.Urgency == intake.Ripe && l.From.IsZero():
		return call.T("intake.left.never")
	case l.Urgency == intake.Ripe:
		return call.T("intake.left.ripe", words.A{"day": words.Day(ctx, l.Due)})
	case l.Left == 0:
		return call.T("intake.left.today")
	case l.Left < 0 && n == 0: // over since the last working day
		return words.N(ctx, "intake.left.late_days", -l.Left)
	case l.Left < 0:
		return words.N(ctx, "intake.left.late_"+unit, -n)
	}
	return words.N(ctx, "intake.left."+unit, n)
}

func leftChip(call *web.Call, l intake.Deadline) parts.Chip {
	chip := parts.Chip{Tone: urgencyTones[l.Urgency], Text: left(call, l)}
	switch l.Urgency {
	case intake.Late:
		chip.Icon = "alert-triangle"
	case intake.Ripe:
		chip.Icon = "info-circle"
	case intake.DueToday, intake.Soon:
		chip.Icon = "clock"
	case intake.InTime:
	}
	return chip
}

// why says since when the clock runs, how long the law gives, and where it says so.
func why(call *web.Call, l intake.Deadline) string {
	ctx := call.Context()
	text := call.T("intake.why."+string(l.Kind), words.A{"from": words.Day(ctx, l.From), "due": words.Day(ctx, l.Due), "n": l.Figure})
	if !l.Until.IsZero() && l.Kind != intake.BackFromLeave && l.Figure > 0 && l.Kind != intake.StudiesEnd && l.LegalBasis != "" && moreTime(l) {
		text = dotted(text, call.T("intake.why.more_time", words.A{"day": words.Day(ctx, l.Until)}))
	}
	switch {
	case l.Kind == intake.FamilyCareReview && l.From.IsZero():
		text = words.N(ctx, "intake.why.never_reviewed", l.Figure)
	case l.Guessed && l.Kind == intake.BirthRegister:
		text = dotted(text, call.T("intake.why.birth_unknown"))
	case l.Guessed:
		text = dotted(text, call.T("intake.why.guessed"))
	}
	if l.At != "" && l.Kind != intake.HeadDecision {
		text = dotted(text, taker(call, l))
	}
	if l.Warned > 0 {
		text = dotted(text, words.N(ctx, "intake.why.warned", l.Warned))
	}
	basis := l.LegalBasis
	if basis != "" && l.Mark != settings.Confirmed {
		basis += " (" + call.T("intake.line.unsure") + ")"
	}
	return dotted(text, basis)
}

// moreTime tells that a decision moved the end.
func moreTime(l intake.Deadline) bool {
	return l.Kind == intake.EmergencyEnds || l.Kind == intake.FileCompletes
}

// what says what to do, with the papers that are missing.
func what(call *web.Call, l intake.Deadline) string {
	text := call.T("intake.do." + string(l.Kind))
	if len(l.Missing) > 0 {
		var names []string
		for _, code := range l.Missing {
			names = append(names, call.T("intake.paper."+string(code)))
		}
		text += " " + call.T("intake.do.lacks", words.A{"papers": strings.Join(names, "; ")})
	}
	return text
}

// duePath is where one does it.
func duePath(l intake.Deadline) string {
	if l.At != "" {
		return petitionPath(l.SubjectID)
	}
	switch l.Kind {
	case intake.FamilyCareReview:
		return childrenPath(l.CampusID)
	case intake.BackFromLeave:
		return fmt.Sprintf("/presence/absence?resident_id=%d", l.ResidentID)
	case intake.ContactLost:
		return fmt.Sprintf("/presence/history?resident_id=%d", l.ResidentID)
	}
	if l.StayID != 0 {
		return casePath(l.StayID)
	}
	return residentPath(l.ResidentID)
}

// clockItems are the clocks of one person.
func clockItems(call *web.Call, list []intake.Deadline) []parts.Event {
	var out []parts.Event
	for _, l := range list {
		out = append(out, parts.Event{When: dueDay(call, l), Tone: urgencyTones[l.Urgency], Title: stepName(call, l),
			Note: dotted(what(call, l), why(call, l)), Chips: []parts.Chip{leftChip(call, l)}})
	}
	return out
}

func (d dueData) kinds(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, c := range intake.Clocks() {
		out = append(out, parts.Option{Value: string(c.Kind), Text: call.T("intake.clock." + string(c.Kind))})
	}
	return out
}

// list shows each person once beside each clock, late ones first.
func (d dueData) list(call *web.Call) parts.List {
	l := parts.List{Caption: call.T("intake.due.title"), Columns: []parts.Column{{Title: call.T("intake.due.person"), Main: true}, {Title: call.T("intake.due.clock")}, {Title: call.T("intake.due.day")},
		{Title: call.T("intake.due.todo")}},
		Empty: parts.Empty{Icon: "clipboard-check", Title: call.T("intake.due.none"), Text: call.T("intake.due.none_text")}}
	for _, r := range d.Rows {
		face := parts.Face{Name: r.Name}
		if r.PhotoFileID != nil {
			face.Photo = residentPath(r.ResidentID) + "/photo"
		}
		who := parts.Cell{Text: r.Name, Note: dotted(r.Number, bedOf(r), d.campusOf(r), keptBy(call, r)), Face: &face}
		if r.Whole() {
			who = parts.Cell{Text: call.T("intake.due.whole"), Note: r.CampusName}
		}
		row := parts.Row{Href: duePath(r), Cells: []parts.Cell{
			who,
			{Text: stepName(call, r), Note: why(call, r)},
			{Text: dueDay(call, r), Chips: []parts.Chip{leftChip(call, r)}},
			{Text: what(call, r)},
		}}
		if r.Urgency == intake.Late {
			row.Tone = parts.Danger
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func bedOf(r intake.Deadline) string {
	if r.BedName == "" {
		return ""
	}
	return strings.Join([]string{r.WardName, r.RoomName, r.BedName}, " ")
}

// campusOf names the campus where the reader has several.
func (d dueData) campusOf(r intake.Deadline) string {
	if len(d.Campuses) < 2 {
		return ""
	}
	return r.CampusName
}

// dueDay is the day on which the clock runs out; none where no paper sets one, or where nobody knows
// when it began.
func dueDay(call *web.Call, l intake.Deadline) string {
	if c, _ := l.Kind.Clock(); c.Endless() || l.From.IsZero() {
		return ""
	}
	return words.Day(call.Context(), l.Due)
}

// keptBy says who is in charge of the file.
func keptBy(call *web.Call, r intake.Deadline) string {
	switch r.KeeperID {
	case 0:
		return call.T("intake.keeper.nobody")
	case call.Actor.ID:
		return call.T("intake.keeper.me")
	}
	return r.KeeperName
}

// childrenOf names the list of children, with the campus where the reader has several.
func (d dueData) childrenOf(call *web.Call, c wards.Campus) string {
	if len(d.Campuses) < 2 {
		return call.T("intake.review.title")
	}
	return call.T("intake.review.title_of", words.A{"campus": c.Called()})
}

// whoIs is the person, or the campus of a clock that runs for all of it.
func whoIs(call *web.Call, r intake.Deadline) string {
	if r.Whole() {
		return call.T("intake.due.whole") + ": " + r.CampusName
	}
	return r.Name
}

func idText(id uint64) string { return strconv.FormatUint(id, 10) }
