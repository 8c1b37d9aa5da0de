package care

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// The actions around visits.
var (
	recordVisit = web.Action[care.VisitInput, *care.Visit]{Name: "care.record_visit", Do: care.RecordVisit}
	endVisit    = web.Action[care.LeaveInput, *care.Visit]{Name: "care.end_visit", Do: care.EndVisit}
	strikeVisit = web.Action[care.StrikeInput, *care.Visit]{Name: "care.strike_visit", Do: care.StrikeVisit}
	tellMood    = web.Action[care.MoodInput, *care.Visit]{Name: "care.tell_mood", Do: care.TellMood}
)

const visitsPath = "/care/visits"

func visitPath(id uint64) string { return fmt.Sprintf("%s/%d", visitsPath, id) }

// openVisits opens the doors of visits and of whom somebody must not meet.
func openVisits(d *web.Desk) {
	web.Page(d, visitsPath, "care.visits", readVisits, showVisits)
	sheet.Door(d, visitsPath+".xlsx", "care.visits", readAllVisits, visitsTable)
	web.Page(d, visitsPath+"/quiet", "care.quiet", readQuiet, showQuiet)
	sheet.Door(d, visitsPath+"/quiet.xlsx", "care.quiet", readQuiet, quietTable)
	web.Page(d, visitsPath+"/new", "care.new_visit", readNewVisit, showNewVisit)
	web.Page(d, visitsPath+"/:visit", "care.visit", readVisit, showVisit)
	web.Form(d, visitsPath+"/new", recordVisit, visitsPath+"/new", func(call *web.Call, _ care.VisitInput, v *care.Visit) string {
		call.Tell(web.Notice{Key: "care.told.visit", Tone: "done"})
		return visitsPath
	})
	web.Form(d, visitsPath+"/:visit/end", endVisit, visitsPath+"/:visit", func(call *web.Call, in care.LeaveInput, _ *care.Visit) string {
		call.Tell(web.Notice{Key: "care.told.visit_ended", Tone: "done"})
		return web.SafeNext(call.C.PostForm("next"), visitPath(in.VisitID))
	})
	web.Form(d, visitsPath+"/:visit/strike", strikeVisit, visitsPath+"/:visit", func(call *web.Call, in care.StrikeInput, _ *care.Visit) string {
		call.Tell(web.Notice{Key: "care.told.visit_struck"})
		return visitPath(in.VisitID)
	})
	web.Form(d, visitsPath+"/:visit/mood", tellMood, visitsPath+"/:visit", func(call *web.Call, in care.MoodInput, _ *care.Visit) string {
		call.Tell(web.Notice{Key: "care.told.mood", Tone: "done"})
		return visitPath(in.VisitID)
	})

	web.Get(d, web.Op{ID: "listVisits", Path: "/api/v1/care/visits", Summary: "Visits and calls of a day with everybody who is still inside, or of one resident"}, "care.visits", readVisits, visitsWire)
	web.Get(d, web.Op{ID: "getVisit", Path: "/api/v1/care/visits/:visit", Summary: "One visit with whom it met and what was brought"}, "care.visit", readVisit, visitWholeWire)
	web.Get(d, web.Op{ID: "listQuiet", Path: "/api/v1/care/quiet", Summary: "Who was not visited or called for as many days as the centre's setting says"}, "care.quiet", readQuiet, quietWire)
	web.API(d, web.Op{ID: "recordVisit", Method: "POST", Path: "/api/v1/care/visits", Summary: "Note that somebody came, or called, to meet residents, and what was brought", Status: 201}, recordVisit, visitWire)
	web.API(d, web.Op{ID: "endVisit", Method: "POST", Path: "/api/v1/care/visits/:visit/end", Summary: "The visitor left"}, endVisit, visitWire)
	web.API(d, web.Op{ID: "strikeVisit", Method: "POST", Path: "/api/v1/care/visits/:visit/strike", Summary: "Strike a visit through, with the reason; it stays readable"}, strikeVisit, visitWire)
	web.API(d, web.Op{ID: "tellMood", Method: "POST", Path: "/api/v1/care/visits/:visit/mood", Summary: "How a resident was after a visit, once"}, tellMood, visitWire)
	openBans(d)
}

// visitsData is the visits of a day or of a resident.
type visitsData struct {
	In    care.VisitsInput
	List  []care.VisitIn
	Now   time.Time
	Name  string // of the resident
	Today value.Day
}

func readVisits(tx *db.Tx, in care.VisitsInput) (d visitsData, err error) {
	d.In, d.Now, d.Today = in, tx.Now, tx.Today()
	if d.In.Day.IsZero() {
		d.In.Day = tx.Today()
	}
	if in.ResidentID != 0 {
		ask, err := care.AskVisit(tx, []uint64{in.ResidentID})
		if err != nil {
			return d, err
		}
		d.Name = ask.People[0].Name
	}
	d.List, err = care.VisitList(tx, in)
	return d, err
}

// readAllVisits reads every visit of the question, for a file.
func readAllVisits(tx *db.Tx, in care.VisitsInput) (visitsData, error) {
	in.Most = sheet.Limit + 1
	d, err := readVisits(tx, in)
	if err != nil {
		return d, err
	}
	return d, sheet.Within(len(d.List))
}

// inside are those of which nobody wrote that they left.
func (d visitsData) inside() (out []care.VisitIn) {
	for _, v := range d.List {
		if v.Inside() {
			out = append(out, v)
		}
	}
	return out
}

// over are the others.
func (d visitsData) over() (out []care.VisitIn) {
	for _, v := range d.List {
		if !v.Inside() {
			out = append(out, v)
		}
	}
	return out
}

func showVisits(call *web.Call, d visitsData) web.Leaf {
	leaf := web.Leaf{Title: call.T("care.visit.title"), Under: words.Weekday(call.Context(), d.In.Day), Active: visitsPath, Body: visitsPage(call, d), Sheet: visitsPath + ".xlsx"}
	if d.Name != "" {
		leaf.Under = d.Name
		leaf.Crumbs = []web.Crumb{{Name: call.T("care.visit.title"), Path: visitsPath}}
	}
	return leaf
}

// visitTabs lead from one list of visits to the other.
func visitTabs(call *web.Call, here string) []parts.Link {
	all := []parts.Link{{Text: call.T("care.visit.of_day"), Href: visitsPath}, {Text: call.T("care.quiet.tab"), Href: visitsPath + "/quiet"}}
	if call.May(care.Bans) {
		all = append(all, parts.Link{Text: call.T("care.ban.tab"), Href: bansPath})
	}
	for i := range all {
		all[i].Current = all[i].Href == here
	}
	return all
}

// newVisitHref leads to the form for one resident.
func newVisitHref(resident uint64) string {
	return fmt.Sprintf("%s/new?residents=%d", visitsPath, resident)
}

// metNames are those who were met: "Nguyễn Thị Hoà, Vi Thị Mai và 1 người khu khác".
func metNames(call *web.Call, v care.VisitIn) string {
	var names []string
	for _, p := range v.People {
		names = append(names, p.Name)
	}
	said := strings.Join(names, ", ")
	if v.Others > 0 {
		said += " " + call.T("care.visit.others", words.A{"n": v.Others})
	}
	return said
}

// visitSpan is when somebody came and left: "14:05–15:20", "gọi 14:05".
func visitSpan(call *web.Call, v care.Visit) string {
	ctx := call.Context()
	came := words.At(ctx, v.CameAt, call.Now())
	if v.Kind != care.Came {
		return came
	}
	if v.LeftAt == nil {
		return call.T("care.visit.since", words.A{"at": came})
	}
	return call.T("care.visit.span", words.A{"from": came, "until": words.Clock(ctx, *v.LeftAt)})
}

func relationName(call *web.Call, r residents.Relation) string {
	return call.T("residents.relation." + string(r))
}

// visitRow draws a visit of a list.
func visitRow(call *web.Call, v care.VisitIn) parts.Person {
	row := parts.Person{Name: v.Name, Href: visitPath(v.ID), Line: strings.Join([]string{relationName(call, v.Relation), call.T("care.visit.meets", words.A{"who": metNames(call, v)}), visitSpan(call, v.Visit)}, " · ")}
	if v.Kind != care.Came {
		row.Chips = append(row.Chips, parts.Chip{Icon: "phone", Text: call.T("care.visit.kind." + string(v.Kind))})
	}
	if len(v.Items) > 0 {
		row.Chips = append(row.Chips, parts.Chip{Icon: "luggage", Text: call.T("care.visit.brought", words.A{"n": len(v.Items)})})
	}
	if late := care.LateBy(v.CameAt, v.RecordedAt); late > 0 {
		row.Chips = append(row.Chips, parts.Chip{Tone: parts.Due, Text: call.T("care.sheet.late", words.A{"for": words.Duration(call.Context(), late)})})
	}
	switch {
	case v.StruckAt != nil:
		row.Away = true
		row.Chips = append(row.Chips, parts.Chip{Icon: "ban", Text: call.T("care.visit.struck")})
	case v.Inside():
		row.Chips = append(row.Chips, parts.Chip{Tone: parts.Due, Icon: "door-enter", Text: call.T("care.visit.inside_one")})
	}
	return row
}

// newVisitData is whom somebody wants to meet, or the people to choose from.
type newVisitData struct {
	In    care.TargetsInput
	Ask   care.VisitAsk
	Found []care.VisitTarget
	Wards []wards.WardIn
}

func readNewVisit(tx *db.Tx, in care.TargetsInput) (d newVisitData, err error) {
	d.In = in
	if len(in.Residents) > 0 {
		d.Ask, err = care.AskVisit(tx, in.Residents)
		return d, err
	}
	if d.Wards, err = wards.Mine(tx, care.Visits); err != nil {
		return d, err
	}
	if d.In.WardID == 0 && d.In.Q == "" && len(d.Wards) == 1 {
		d.In.WardID = d.Wards[0].ID
	}
	d.Found, err = care.VisitTargets(tx, d.In)
	return d, err
}

func showNewVisit(call *web.Call, d newVisitData) web.Leaf {
	leaf := web.Leaf{Title: call.T("care.visit.new"), Active: visitsPath, Body: newVisitPage(call, d), Crumbs: []web.Crumb{{Name: call.T("care.visit.title"), Path: visitsPath}}}
	var names []string
	for _, p := range d.Ask.People {
		names = append(names, p.Name)
	}
	if len(names) > 0 {
		leaf.Under = call.T("care.visit.meets", words.A{"who": strings.Join(names, ", ")})
	}
	return leaf
}

// wardLinks lead to the people of each ward.
func (d newVisitData) wardLinks() (out []parts.Link) {
	for _, w := range d.Wards {
		out = append(out, parts.Link{Text: w.Name, Href: visitsPath + "/new?" + url.Values{"ward_id": {fmt.Sprint(w.ID)}}.Encode(), Current: w.ID == d.In.WardID})
	}
	return out
}

// people are those who were found, to be ticked.
func (d newVisitData) people(call *web.Call) (out []parts.Option) {
	for _, t := range d.Found {
		out = append(out, parts.Option{Value: fmt.Sprint(t.ResidentID), Text: t.Name, Hint: targetPlace(call, t)})
	}
	return out
}

// targetPlace is where somebody lies, and that somebody is not here.
func targetPlace(call *web.Call, t care.VisitTarget) string {
	said := strings.Join([]string{t.WardName, roomName(call, t.RoomName), t.BedName}, " · ")
	if t.Away != "" {
		said += " · " + call.T("wards.is."+t.Away)
	}
	return said
}

// chosen are the hidden fields of whom somebody meets.
func (d newVisitData) chosen() (out []parts.Hidden) {
	for _, p := range d.Ask.People {
		out = append(out, parts.Hidden{Name: "residents", Value: fmt.Sprint(p.ResidentID)})
	}
	return out
}

// kinOptions are the family to choose from, and "somebody else".
func kinOptions(call *web.Call, ask care.VisitAsk, other string) (out []parts.Option) {
	names := map[uint64]string{}
	for _, p := range ask.People {
		names[p.ResidentID] = p.Name
	}
	for _, k := range ask.Kin {
		hint := relationName(call, k.Relation)
		if len(ask.People) > 1 {
			hint += " · " + names[k.ResidentID]
		}
		out = append(out, parts.Option{Value: fmt.Sprint(k.Identity()), Text: k.Name, Hint: hint})
	}
	return append(out, parts.Option{Value: "0", Text: other})
}

func relationOptions(call *web.Call) (out []parts.Option) {
	for _, r := range residents.Relations {
		out = append(out, parts.Option{Value: string(r), Text: relationName(call, r)})
	}
	return out
}

func visitKinds(call *web.Call) (out []parts.Option) {
	for _, k := range care.VisitKinds {
		out = append(out, parts.Option{Value: string(k), Text: call.T("care.visit.kind." + string(k))})
	}
	return out
}

func givenTos(call *web.Call) (out []parts.Option) {
	for _, g := range care.GivenTos {
		out = append(out, parts.Option{Value: string(g), Text: call.T("care.visit.to." + string(g))})
	}
	return out
}

func visitMoods(call *web.Call) (out []parts.Option) {
	for _, m := range care.VisitMoods {
		out = append(out, parts.Option{Value: string(m), Text: call.T("care.visit.mood." + string(m))})
	}
	return out
}

// itemAsked is one question of a line of what was brought.
func itemAsked(call *web.Call, i int, name string) parts.Field {
	field := fmt.Sprintf("items[%d].%s", i, name)
	return relabel(asked(call, recordVisit.Name, field, ""), call.T("care.visit.item."+name, words.A{"n": i + 1}))
}

// itemLines is how many lines of what was brought the form has.
const itemLines = 3

func readVisit(tx *db.Tx, in struct {
	VisitID uint64 `path:"visit"`
}) (*care.VisitIn, error) {
	return care.VisitOf(tx, in.VisitID)
}

func showVisit(call *web.Call, v *care.VisitIn) web.Leaf {
	return web.Leaf{Title: v.Name, Under: call.T("care.visit.meets", words.A{"who": metNames(call, *v)}), Active: visitsPath, Body: visitPage(call, v), Crumbs: []web.Crumb{{Name: call.T("care.visit.title"), Path: visitsPath}}}
}

// visitFacts are what was written of a visit.
func visitFacts(call *web.Call, v *care.VisitIn) parts.Facts {
	ctx := call.Context()
	out := parts.Facts{
		{Name: call.T("care.field.kind_of_visit"), Value: call.T("care.visit.kind." + string(v.Kind))},
		{Name: call.T("care.field.relation"), Value: relationName(call, v.Relation)},
		{Name: call.T("care.visit.when"), Value: visitSpan(call, v.Visit), Note: call.T("care.visit.written", words.A{"who": v.ByName, "at": words.DateTime(ctx, v.RecordedAt)})},
	}
	add := func(key, text string) {
		if text != "" {
			out = append(out, parts.Fact{Name: call.T(key), Value: text})
		}
	}
	add("care.field.phone", v.Phone.Local())
	add("care.field.citizen_number", v.Citizen)
	if v.Citizen == "" && len(v.CitizenNumberSealed) > 0 {
		add("care.field.citizen_number", call.T("care.visit.citizen_kept"))
	}
	add("care.field.companions", v.Companions)
	add("care.field.with_name", v.WithName)
	add("care.field.note", v.Note)
	if v.LeftAt != nil {
		add("care.visit.left_by", v.LeftName)
	}
	return out
}

// visitItems are what was brought and where it went.
func visitItems(call *web.Call, v *care.VisitIn) parts.Events {
	e := parts.Events{Title: call.T("care.visit.items"), None: call.T("care.visit.no_items")}
	for _, i := range v.Items {
		one := parts.Event{Title: strings.TrimSpace(i.What + " " + i.Amount), Note: strings.Trim(call.T("care.visit.to."+string(i.GivenTo))+" · "+i.Reason, " ·")}
		if i.GivenTo == care.GivenRefused {
			one.Tone = parts.Due
		}
		e.Items = append(e.Items, one)
	}
	return e
}

// moodSaid is how somebody was after the visit, in a sentence.
func moodSaid(call *web.Call, p care.MetIn) string {
	said := call.T("care.visit.mood." + string(p.Mood))
	if p.MoodNote != "" {
		said += " · " + p.MoodNote
	}
	return said + " · " + p.MoodName
}

// quietData is who was not visited for long.
type quietData struct {
	List []care.QuietPerson
	Days int
	Now  time.Time
}

func readQuiet(tx *db.Tx, _ nothing) (d quietData, err error) {
	d.Now = tx.Now
	d.List, d.Days, err = care.QuietList(tx)
	return d, err
}

func showQuiet(call *web.Call, d quietData) web.Leaf {
	return web.Leaf{Title: call.T("care.quiet.title"), Under: call.T("care.quiet.under", words.A{"n": d.Days}), Active: visitsPath, Body: quietPage(call, d), Sheet: visitsPath + "/quiet.xlsx", Crumbs: []web.Crumb{{Name: call.T("care.visit.title"), Path: visitsPath}}}
}

// quietRow draws somebody whom nobody visited.
func quietRow(call *web.Call, q care.QuietPerson) parts.Person {
	ctx := call.Context()
	row := parts.Person{Bed: q.BedName, Name: q.Name, Href: fmt.Sprintf("%s?resident_id=%d", visitsPath, q.ResidentID), Line: q.WardName + " · " + roomName(call, q.RoomName)}
	if q.LastAt != nil {
		row.Line += " · " + call.T("care.quiet.last", words.A{"at": dayOf(ctx, *q.LastAt)})
	} else {
		row.Line += " · " + call.T("care.quiet.never", words.A{"at": dayOf(ctx, q.AdmittedAt)})
	}
	if !q.HasKin {
		row.Chips = append(row.Chips, parts.Chip{Text: call.T("care.quiet.no_kin")})
	}
	return row
}

// visitsTable is the visits of a list, the newest first.
func visitsTable(call *web.Call, d visitsData) sheet.Table {
	ctx := call.Context()
	narrowed := words.Day(ctx, d.In.Day)
	if d.Name != "" {
		narrowed = d.Name
	}
	return sheet.Table{Title: call.T("care.visit.title"), Asked: narrowed,
		Columns: sheet.Columns(call, sheet.As("care.field.visitor", sheet.Text, 26), sheet.As("care.field.relation", sheet.Text, 16), sheet.As("care.field.kind_of_visit", sheet.Text, 14), sheet.As("care.field.phone", sheet.Text, 14),
			sheet.As("care.visit.met", sheet.Text, 30), sheet.As("care.visit.came_at", sheet.Instant, 0), sheet.As("care.visit.left_at", sheet.Instant, 0), sheet.As("care.visit.items", sheet.Text, 36), sheet.As("care.field.companions", sheet.Text, 20),
			sheet.As("care.field.with_name", sheet.Text, 18), sheet.As("care.visit.afterwards", sheet.Text, 26), sheet.As("care.field.note", sheet.Text, 24), sheet.As("by", sheet.Text, 24), sheet.As("care.visit.struck", sheet.Text, 24)),
		Rows: func(row func(...any)) {
			for _, v := range d.List {
				var items, moods []string
				for _, i := range v.Items {
					items = append(items, strings.TrimSpace(i.What+" "+i.Amount)+": "+call.T("care.visit.to."+string(i.GivenTo)))
				}
				for _, p := range v.People {
					if p.Mood != "" {
						moods = append(moods, p.Name+": "+call.T("care.visit.mood."+string(p.Mood)))
					}
				}
				row(v.Name, relationName(call, v.Relation), call.T("care.visit.kind."+string(v.Kind)), v.Phone.Local(), metNames(call, v), v.CameAt, sheet.At(v.LeftAt), strings.Join(items, "; "), v.Companions, v.WithName,
					strings.Join(moods, "; "), v.Note, v.ByName, v.StruckReason)
			}
		}}
}

// dayOf is the day of a moment.
func dayOf(ctx context.Context, at time.Time) string {
	return words.Day(ctx, value.DayOf(at, words.Zone(ctx)))
}

// quietTable is who was not visited for long.
func quietTable(call *web.Call, d quietData) sheet.Table {
	return sheet.Table{Title: call.T("care.quiet.title"), Asked: call.T("care.quiet.under", words.A{"n": d.Days}), At: d.Now,
		Columns: sheet.Columns(call, sheet.As("name", sheet.Text, 28), sheet.As("ward", sheet.Text, 20), sheet.As("room", sheet.Text, 12), sheet.As("bed", sheet.Text, 10), sheet.As("care.quiet.last_at", sheet.Instant, 0), sheet.As("care.quiet.has_kin", sheet.Text, 16)),
		Rows: func(row func(...any)) {
			for _, q := range d.List {
				kin := ""
				if !q.HasKin {
					kin = call.T("care.quiet.no_kin")
				}
				row(q.Name, q.WardName, q.RoomName, q.BedName, sheet.At(q.LastAt), kin)
			}
		}}
}
