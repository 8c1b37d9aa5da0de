package staff

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// letter is a shift in one letter: the first of its name, without the word for shift.
func letter(call *web.Call, s settings.Shift) string {
	name := s.Name(call.Lang)
	for _, word := range []string{"Ca ", "ca "} {
		name = strings.TrimPrefix(name, word)
	}
	first, _ := utf8.DecodeRuneInString(name)
	return strings.ToUpper(string(first))
}

// shortWard is a ward in a letter or two: "B" of "Khu B · Nữ nặng".
func shortWard(name string) string {
	name, _, _ = strings.Cut(name, " · ")
	for _, word := range []string{"Khu ", "Buồng ", "Nhà ", "Ward "} {
		name = strings.TrimPrefix(name, word)
	}
	letters := []rune(name)
	return string(letters[:min(len(letters), 4)])
}

// mark is one thing that stands in a cell of the grid.
type mark struct {
	Text, Wards, Class string
}

// gridCell is one person on one day.
type gridCell struct {
	ID, Value, Label, Class string
	Marks                   []mark
}

// cell draws what a person does on a day.
func (p rotaPage) cell(call *web.Call, member staff.RotaPerson, day value.Day) gridCell {
	c := gridCell{ID: cellID(member.ID, day), Value: fmt.Sprintf("%d:%s", member.ID, day)}
	var said []string
	list := p.Of(member.ID, day)
	full := 0
	for _, s := range list {
		if s.Kind == staff.OnCall {
			full += s.Turn.Shift.Minutes()
		}
	}
	for _, s := range list {
		m := mark{Text: letter(call, s.Turn.Shift), Class: "mark"}
		switch s.Kind {
		case staff.OnCall:
			m.Class += " on-call"
		case staff.LivesIn:
			m.Text = call.T("staff.rota.short.live_in")
		case staff.WorkShift:
		}
		var names []string
		for _, post := range s.Posts {
			if post.WardID != 0 {
				names = append(names, shortWard(post.WardName))
			}
		}
		m.Wards = strings.Join(names, " ")
		if s.Draft {
			m.Class += " draft"
		}
		tone, why := p.tone(call, s)
		m.Class += tone
		words := call.T("staff.rota.kind."+string(s.Kind)) + ": " + s.Turn.Shift.Name(call.Lang) + ", " + wardsOf(call, s)
		if why != "" {
			words += " – " + why
		}
		said = append(said, words)
		if full >= 24*60 && s.Kind == staff.OnCall {
			if slices.ContainsFunc(c.Marks, func(o mark) bool { return o.Text == "24h" }) {
				continue
			}
			m.Text = "24h"
		}
		c.Marks = append(c.Marks, m)
	}
	for _, a := range p.Away {
		if a.MemberID == member.ID && a.Covers(day) {
			said = append(said, call.T("staff.rota.away_kind."+string(a.Kind)))
			c.Class = "away"
			if len(list) == 0 {
				c.Marks = append(c.Marks, mark{Text: call.T("staff.rota.short." + string(a.Kind)), Class: "mark leave"})
			}
		}
	}
	if len(said) == 0 {
		said = []string{call.T("staff.rota.free")}
	}
	c.Label = member.Name + ", " + words.DayMonth(call.Context(), day) + ": " + strings.Join(said, "; ")
	return c
}

// tone says in a class and in words what is wrong with a stint.
func (p rotaPage) tone(call *web.Call, s staff.Stint) (class, why string) {
	switch {
	case s.Gone:
		return " gap", call.T("staff.rota.doubt.away")
	case s.Missed:
		return " gap", call.T("staff.rota.missed")
	}
	for _, d := range p.Doubts {
		if d.MemberID == s.MemberID && d.Day == s.Day() && d.ShiftID == s.Turn.Shift.ID {
			return " doubt", doubtText(call, d)
		}
	}
	return "", ""
}

// wardsOf names the places of a stint.
func wardsOf(call *web.Call, s staff.Stint) string {
	var names []string
	for _, p := range s.Posts {
		if p.WardID == 0 {
			names = append(names, call.T("staff.rota.whole"))
			continue
		}
		name := p.WardName
		if rooms := p.RoomNames(); len(rooms) > 0 {
			name += " (" + call.T("staff.rooms.of", words.A{"rooms": strings.Join(rooms, ", ")}) + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// dayClass marks today and days off in the head of the grid.
func (p rotaPage) dayClass(call *web.Call, day value.Day) string {
	var out []string
	if day == today(call) {
		out = append(out, "today")
	}
	if _, off := p.Holidays[day]; off {
		out = append(out, "off")
	}
	return strings.Join(out, " ")
}

// dayNote says which holiday it is, or that the day is a draft.
func (p rotaPage) dayNote(call *web.Call, day value.Day) string {
	if why, ok := p.Holidays[day]; ok && why.Holiday != "" {
		return call.T("settings.holiday." + why.Holiday)
	}
	if p.Planner && !p.IsPublished(day) {
		return call.T("staff.rota.draft")
	}
	return ""
}

// counted is how many stand in wards in a shift of a day, with the gaps taken off.
func (p rotaPage) counted(shift settings.Shift, day value.Day) (n int, runs bool) {
	if !shift.Period().Covers(day) {
		return 0, false
	}
	for _, s := range p.Stints {
		if s.Turn.Shift.ID == shift.ID && s.Day() == day && s.Kind != staff.LivesIn && s.Stands() {
			n++
		}
	}
	return n, true
}

// groups are the people of the grid by what they do.
func (p rotaPage) groups(call *web.Call) (out []rotaGroup) {
	add := func(title string, fits func(staff.RotaPerson) bool) {
		var list []staff.RotaPerson
		for _, one := range p.People {
			if fits(one) {
				list = append(list, one)
			}
		}
		if len(list) > 0 {
			out = append(out, rotaGroup{title, list})
		}
	}
	add(call.T("staff.rota.carers"), staff.RotaPerson.Carer)
	add(call.T("staff.rota.nurses"), func(o staff.RotaPerson) bool { return !o.Carer() && o.Nurses() })
	add(call.T("staff.rota.others"), func(o staff.RotaPerson) bool { return !o.Carer() && !o.Nurses() })
	return out
}

type rotaGroup struct {
	Title  string
	People []staff.RotaPerson
}

// brushShift is the shift of the brush: the first of the day until one is chosen.
func (p rotaPage) brushShift() string {
	if p.Ask.Shift == "" && len(p.Shifts) > 0 {
		return p.Shifts[0].Code
	}
	return p.Ask.Shift
}

// shiftOptions are the shifts of these days, once for each code, and the wiping brush.
func (p rotaPage) shiftOptions(call *web.Call, extra ...parts.Option) (out []parts.Option) {
	for _, s := range p.Shifts {
		if !slices.ContainsFunc(out, func(o parts.Option) bool { return o.Value == s.Code }) {
			out = append(out, parts.Option{Value: s.Code, Text: s.Name(call.Lang) + " (" + letter(call, s) + ") " + s.Hours()})
		}
	}
	return append(out, extra...)
}

func kindsOfDuty(call *web.Call) (out []parts.Option) {
	for _, k := range staff.DutyKinds {
		out = append(out, parts.Option{Value: string(k), Text: call.T("staff.rota.kind." + string(k))})
	}
	return out
}

func wardOptions(list []wards.WardIn) (out []parts.Option) {
	for _, w := range list {
		out = append(out, parts.Option{Value: number(w.ID), Text: w.Name})
	}
	return out
}

func (p rotaPage) peopleOptions() (out []parts.Option) {
	for _, one := range p.People {
		out = append(out, parts.Option{Value: number(one.ID), Text: one.Name})
	}
	return out
}

// stintOptions are the duties of these days, by day: to choose one for a swap.
func (p rotaPage) stintOptions(call *web.Call, fits func(staff.Stint) bool) (out []parts.Option) {
	ctx := call.Context()
	for _, s := range p.Stints {
		if fits(s) {
			out = append(out, parts.Option{Value: number(s.Posts[0].DutyID), Group: words.Weekday(ctx, s.Day()),
				Text: s.MemberName + " · " + s.Turn.Shift.Name(call.Lang) + " · " + wardsOf(call, s)})
		}
	}
	return out
}

func anyStint(staff.Stint) bool { return true }

// begun fits duties that have begun, for noting who did not come.
func begun(call *web.Call) func(staff.Stint) bool {
	return func(s staff.Stint) bool { return !s.Draft && !s.Gone && !s.Turn.Starts().After(call.Now()) }
}

// looks are the things in the rota that a planner should look at, gaps first.
func (p rotaPage) looks(call *web.Call) parts.Events {
	ctx := call.Context()
	e := parts.Events{ID: "looks", None: call.T("staff.rota.looks_none")}
	list := slices.Clone(p.Doubts)
	slices.SortStableFunc(list, func(a, b staff.Doubt) int {
		if x, y := a.Kind == staff.AwayThen, b.Kind == staff.AwayThen; x != y {
			if x {
				return -1
			}
			return 1
		}
		return a.Day.Compare(b.Day)
	})
	for _, d := range list {
		tone := parts.Due
		if d.Kind == staff.AwayThen || d.Kind == staff.NoSuch {
			tone = parts.Danger
		}
		e.Items = append(e.Items, parts.Event{When: words.Weekday(ctx, d.Day), Tone: tone, Title: p.person(d.MemberID).Name, Note: doubtText(call, d), Href: "#" + cellID(d.MemberID, d.Day)})
	}
	return e
}

// changed are the changes after publishing, the newest first.
func (p rotaPage) changed(call *web.Call) parts.Events {
	ctx := call.Context()
	e := parts.Events{ID: "changes", None: call.T("staff.rota.changes_none")}
	for _, c := range p.Changes {
		at, key := c.RecordedAt, "staff.rota.change.put"
		if c.EndedAt != nil {
			at, key = *c.EndedAt, "staff.rota.change.taken"
		}
		where := c.WardName
		if c.Ward == 0 {
			where = call.T("staff.rota.whole")
		}
		note := call.T("staff.rota.change.by", words.A{"name": c.ByName, "at": words.At(ctx, at, call.Now())})
		if c.EndedReason != "" {
			note += " · " + c.EndedReason
		}
		e.Items = append(e.Items, parts.Event{When: words.DayMonth(ctx, c.Duty.Day), Struck: c.EndedAt != nil, Note: note,
			Title: call.T(key, words.A{"name": c.MemberName, "shift": c.Turn.Shift.Name(call.Lang), "where": where})})
	}
	return e
}

// dutyEvents are own duties as lines, the one that goes on first.
func dutyEvents(call *web.Call, list []staff.Stint, now *staff.Stint) (out []parts.Event) {
	ctx := call.Context()
	line := func(s staff.Span) parts.Event {
		e := parts.Event{When: words.Weekday(ctx, s.Day()), Title: s.Turn.Shift.Name(call.Lang) + " " + s.Hours(), Note: wardsOf(call, s.Stint)}
		if s.Full {
			e.Title = call.T("staff.rota.full", words.A{"hours": s.Hours()})
		} else if s.Kind != staff.WorkShift {
			e.Chips = append(e.Chips, parts.Chip{Tone: parts.Info, Text: call.T("staff.rota.kind." + string(s.Kind))})
		}
		if s.Gone {
			e.Struck, e.Note = true, call.T("staff.rota.doubt.away")
		}
		return e
	}
	if now != nil {
		e := line(staff.Spans([]staff.Stint{*now})[0])
		e.Tone = parts.Done
		e.When = call.T("staff.rota.now")
		out = append(out, e)
	}
	for _, s := range staff.Spans(list) {
		out = append(out, line(s))
	}
	return out
}

// nearest cuts own duties to the few that a card names.
func nearest(events []parts.Event) []parts.Event { return events[:min(len(events), 4)] }

// watchEvents are who is on duty in one turn: a line a person, those with wards first, in the order of
// the wards.
func watchEvents(call *web.Call, list []staff.Stint, all []wards.WardIn, grace time.Duration) (out []parts.Event) {
	place := func(s staff.Stint) int {
		if i := slices.IndexFunc(all, func(w wards.WardIn) bool { return s.In(w.ID) }); i >= 0 {
			return i
		}
		if s.WithPeople() {
			return len(all)
		}
		return len(all) + 1
	}
	list = slices.DeleteFunc(slices.Clone(list), func(s staff.Stint) bool { return !s.Stands() })
	slices.SortStableFunc(list, func(a, b staff.Stint) int { return place(a) - place(b) })
	for _, s := range list {
		e := parts.Event{Title: s.MemberName, Note: wardsOf(call, s)}
		if s.Kind != staff.WorkShift {
			e.Note += " · " + call.T("staff.rota.kind."+string(s.Kind))
		}
		if said := attended(call, s); said != "" {
			e.Chips = append(e.Chips, parts.Chip{Icon: "check", Text: said})
		} else if s.Unclaimed(call.Now(), grace) {
			e.Chips = append(e.Chips, parts.Chip{Tone: parts.Due, Icon: "user-question", Text: call.T("staff.duty.unclaimed")})
		}
		out = append(out, e)
	}
	return out
}

// turnTitle names a turn: "Ca đêm 22:00–06:00 · Thứ Bảy 21/11".
func turnTitle(call *web.Call, t settings.Turn) string {
	return t.Shift.Name(call.Lang) + " " + t.Shift.Hours() + " · " + words.Weekday(call.Context(), t.Day)
}

func (p rotaPage) view() string {
	if p.Ask.View == "month" {
		return "month"
	}
	return "week"
}

func (p rotaPage) otherView() string {
	if p.view() == "month" {
		return "week"
	}
	return "month"
}

// campusTabs are the campuses whose rota the reader may see.
func campusTabs(p rotaPage) (out []parts.Link) {
	for _, c := range p.Campuses {
		out = append(out, parts.Link{Text: c.Called(), Href: p.address(c.ID, p.From, p.Ask.View), Current: c.ID == p.Rota.Campus.ID})
	}
	return out
}

func awayKinds(call *web.Call) (out []parts.Option) {
	for _, k := range staff.AbsenceKinds {
		out = append(out, parts.Option{Value: string(k), Text: call.T("staff.rota.away_kind." + string(k))})
	}
	return out
}

func awayNote(call *web.Call, a staff.Absence) string {
	note := call.T("staff.rota.away_kind." + string(a.Kind))
	if a.Note != "" {
		note += " · " + a.Note
	}
	return note
}

// several keeps what was ticked when the form comes back.
func several(call *web.Call, f parts.Field) parts.Field {
	f.Values = call.Form(applyPattern.Name).All()[f.Name]
	f.Value = ""
	return f
}
