// Package deeds is the pages about who looked at whose file: the trail of one person, and each week the
// looks that are asked about.
package deeds

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/deeds"
	"maiam/models/residents"
	"maiam/models/staff"
)

// Texts are the area's words.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Open opens every door of the area.
func Open(d *web.Desk) {
	web.Page(d, "/deeds/looks", "deeds.looks", readWeek, showWeek)
	sheet.Door(d, "/deeds/looks.xlsx", "deeds.looks", readWeek, weekTable)
	web.Form(d, "/deeds/looks/:line", answer, "/deeds/looks", answered)
	web.Page(d, "/deeds/of/:resident", "deeds.trail", deeds.TrailOf, showTrail)
	sheet.Door(d, "/deeds/of/:resident/trail.xlsx", "deeds.trail", readWholeTrail, trailTable)

	openCrises(d)
	openDoor(d)

	web.Get(d, web.Op{ID: "verifyDeeds", Path: "/api/v1/deeds/verification", Summary: "Whether the chains of deeds hold and agree with their anchors outside the database"}, "deeds.verify", deeds.Verify, verdictOut)
	web.Get(d, web.Op{ID: "listStrangeLooks", Path: "/api/v1/deeds/looks", Summary: "Who looked at files in a week without a care relation that the books know"}, "deeds.looks", readWeek, weekOut)
	web.API(d, web.Op{ID: "answerStrangeLook", Method: "POST", Path: "/api/v1/deeds/looks/:line/answer", Summary: "Say what was behind a look without a care relation"}, answer, lineOut)
	web.Get(d, web.Op{ID: "getResidentTrail", Path: "/api/v1/deeds/of/:resident", Summary: "Who looked at a person's file and who changed it, when, and in which role"}, "deeds.trail", deeds.TrailOf, trailOut)
}

var answer = web.Action[deeds.AnswerInput, *deeds.Stranger]{Name: "deeds.answer", Do: deeds.AnswerLook}

func answered(call *web.Call, _ deeds.AnswerInput, s *deeds.Stranger) string {
	call.Tell(web.Notice{Key: "deeds.told.answered", Tone: "done"})
	return "/deeds/looks?week=" + s.Week.String()
}

func readWeek(tx *db.Tx, in deeds.StrangersInput) (*deeds.Strangers, error) {
	return deeds.LooksOfWeek(tx, in)
}

func showWeek(call *web.Call, s *deeds.Strangers) web.Leaf {
	return web.Leaf{Title: call.T("deeds.looks.title"), Under: between(call, s) + " · " + words.N(call.Context(), "deeds.looks.waiting", s.Waiting), Body: weekPage(call, s), Active: "/staff", Sheet: "/deeds/looks.xlsx"}
}

func between(call *web.Call, s *deeds.Strangers) string {
	return words.Day(call.Context(), s.Week) + " – " + words.Day(call.Context(), s.Week.AddDays(6))
}

func weekPath(s *deeds.Strangers, weeks int) string {
	return "/deeds/looks?week=" + s.Week.AddDays(7*weeks).String()
}

// roleNames are codes as words.
func roleNames(call *web.Call, codes []string) string {
	names := make([]string, 0, len(codes))
	for _, code := range codes {
		if code != "" {
			names = append(names, call.T("staff.role."+code))
		}
	}
	if len(names) == 0 {
		return call.T("deeds.no_role")
	}
	return strings.Join(names, ", ")
}

// whose names the person of a line: the inspector reads numbers.
func whose(l deeds.StrangerIn) string {
	if l.ResidentName == "" {
		return l.Number
	}
	return l.ResidentName + " · " + l.Number
}

func event(call *web.Call, l deeds.StrangerIn) parts.Event {
	ctx := call.Context()
	e := parts.Event{When: words.DateTime(ctx, l.FirstAt), Tone: parts.Due,
		Title: call.T("deeds.looks.line", words.A{"who": l.MemberName, "whose": whose(l)}),
		Note:  strings.Join([]string{roleNames(call, strings.Split(l.Roles, ",")), l.CampusName, words.N(ctx, "deeds.looks.times", l.Looks)}, " · ")}
	if l.AnsweredAt != nil {
		e.Tone = parts.Done
		e.Note += " · " + call.T("deeds.looks.answered", words.A{"found": call.T("deeds.found." + l.Found), "who": l.AnsweredName, "at": words.DateTime(ctx, *l.AnsweredAt), "reason": l.Reason})
	}
	return e
}

// mayAnswer tells whether this reader answers for a line: nobody does for the own looks.
func mayAnswer(call *web.Call, l deeds.StrangerIn) bool {
	return l.AnsweredAt == nil && call.May(deeds.Answer) && l.MemberID != call.Actor.ID
}

func typed(call *web.Call, l deeds.StrangerIn, name string) (value, wrong string) {
	if !strings.HasSuffix(call.C.Request.URL.Path, fmt.Sprintf("/%d", l.ID)) {
		return "", ""
	}
	form := call.Form(answer.Name)
	return form.Value(name, ""), form.Wrong(call.Context(), name)
}

func foundField(call *web.Call, l deeds.StrangerIn) parts.Field {
	f := parts.Field{Name: "found", ID: fmt.Sprintf("found-%d", l.ID), Label: call.T("deeds.field.found"), Required: true}
	f.Value, f.Error = typed(call, l, "found")
	for _, code := range deeds.Founds {
		f.Options = append(f.Options, parts.Option{Value: code, Text: call.T("deeds.found." + code)})
	}
	return f
}

func reasonField(call *web.Call, l deeds.StrangerIn) parts.Field {
	f := parts.Field{Name: "reason", ID: fmt.Sprintf("reason-%d", l.ID), Label: call.T("deeds.field.reason"), Required: true, MaxLength: 300, Wide: true}
	f.Value, f.Error = typed(call, l, "reason")
	return f
}

func weekTable(call *web.Call, s *deeds.Strangers) sheet.Table {
	return sheet.Table{Title: call.T("deeds.looks.title"), Asked: between(call, s),
		Columns: sheet.Columns(call, sheet.As("deeds.column.who", sheet.Text, 26), sheet.As("deeds.column.roles", sheet.Text, 26), sheet.As("campus", sheet.Text, 22), sheet.As("deeds.column.whose", sheet.Text, 32),
			sheet.As("deeds.column.looks", sheet.Integer, 0), sheet.As("deeds.column.first", sheet.Instant, 0), sheet.As("deeds.column.last", sheet.Instant, 0),
			sheet.As("deeds.column.found", sheet.Text, 20), sheet.As("reason", sheet.Wrapped, 40), sheet.As("by", sheet.Text, 24)),
		Rows: func(row func(...any)) {
			for _, l := range s.Lines {
				found := ""
				if l.Found != "" {
					found = call.T("deeds.found." + l.Found)
				}
				row(l.MemberName, roleNames(call, strings.Split(l.Roles, ",")), l.CampusName, whose(l), l.Looks, l.FirstAt, l.LastAt, found, l.Reason, l.AnsweredName)
			}
		}}
}

func readWholeTrail(tx *db.Tx, in deeds.TrailInput) (*deeds.Trail, error) {
	in.Most = sheet.Limit
	t, err := deeds.TrailOf(tx, in)
	if err != nil {
		return nil, err
	}
	next := ""
	if t.Next != 0 {
		next = strconv.FormatUint(t.Next, 10)
	}
	return t, sheet.Whole(next, nil)
}

func showTrail(call *web.Call, t *deeds.Trail) web.Leaf {
	leaf := web.Leaf{Title: call.T("deeds.trail.title"), Under: nameOf(t), Body: trailPage(call, t), Wide: true, Active: "/staff", Sheet: fmt.Sprintf("/deeds/of/%d/trail.xlsx", t.ResidentID)}
	if call.May(residents.View) {
		leaf.Active = "/residents"
		leaf.Crumbs = []web.Crumb{{Name: nameOf(t), Path: fmt.Sprintf("/residents/%d", t.ResidentID)}}
	}
	return leaf
}

func nameOf(t *deeds.Trail) string {
	if t.Name == "" {
		return t.Number
	}
	return t.Name + " · " + t.Number
}

func actorOf(call *web.Call, s deeds.Step) string {
	if s.ActorID == 0 {
		return call.T("deeds.house")
	}
	return s.ActorName
}

func trailList(call *web.Call, t *deeds.Trail) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("deeds.trail.title"), Columns: []parts.Column{{Title: call.T("deeds.column.what"), Main: true}, {Title: call.T("deeds.column.when")}, {Title: call.T("deeds.column.who")}, {Title: call.T("deeds.column.roles")}},
		Empty: parts.Empty{Icon: "history", Title: call.T("deeds.trail.none")}}
	if t.Next != 0 {
		l.Next = call.With("after", strconv.FormatUint(t.Next, 10))
	}
	for _, s := range t.Steps {
		who := parts.Cell{Text: actorOf(call, s)}
		if s.ActorID != 0 && call.May(staff.View) {
			who.Href = fmt.Sprintf("/staff/%d", s.ActorID)
		}
		roles := ""
		if s.ActorID != 0 {
			roles = roleNames(call, s.Roles)
		}
		l.Rows = append(l.Rows, parts.Row{Cells: []parts.Cell{{Text: words.Deed(ctx, s.Action)}, {Text: words.DateTime(ctx, s.At)}, who, {Text: roles}}})
	}
	return l
}

func onlyOptions(call *web.Call) []parts.Option {
	return []parts.Option{{Value: "look", Text: call.T("deeds.only.look")}, {Value: "change", Text: call.T("deeds.only.change")}}
}

func trailTable(call *web.Call, t *deeds.Trail) sheet.Table {
	return sheet.Table{Title: call.T("deeds.trail.title"), Asked: nameOf(t),
		Columns: sheet.Columns(call, sheet.As("deeds.column.what", sheet.Text, 36), sheet.As("when", sheet.Instant, 0), sheet.As("deeds.column.who", sheet.Text, 28), sheet.As("deeds.column.roles", sheet.Text, 30)),
		Rows: func(row func(...any)) {
			for _, s := range t.Steps {
				roles := ""
				if s.ActorID != 0 {
					roles = roleNames(call, s.Roles)
				}
				row(words.Deed(call.Context(), s.Action), s.At, actorOf(call, s), roles)
			}
		}}
}
