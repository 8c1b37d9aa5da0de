package care

import (
	"fmt"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// openBriefing opens the doors of the morning briefing.
func openBriefing(d *web.Desk) {
	web.Page(d, "/care/briefing", "care.briefing", readBriefing, showBriefing)
	web.Get(d, web.Op{ID: "getBriefing", Path: "/api/v1/care/briefing", Summary: "The morning briefing: heads, who came and left, who is missing or overdue, incidents, who is watched, wards not handed over"}, "care.briefing", readBriefing, briefingWire)
}

func readBriefing(tx *db.Tx, _ nothing) (*care.Briefing, error) { return care.MorningBriefing(tx) }

func showBriefing(call *web.Call, b *care.Briefing) web.Leaf {
	ctx := call.Context()
	day := value.DayOf(b.Now, words.Zone(ctx))
	return web.Leaf{Title: call.T("care.brief.title"), Under: words.WeekdayName(ctx, day) + " " + words.Day(ctx, day) + " · " + call.T("care.brief.since", words.A{"at": words.At(ctx, b.Since, b.Now)}),
		Active: "/care/briefing", Wide: true, Body: briefingPage(call, b)}
}

// briefHeads are the numbers of a campus; each opens its names.
func briefHeads(call *web.Call, c care.CampusBriefing) parts.Strip {
	out := parts.Strip{Tall: true}
	came, left := 0, 0
	for _, m := range c.Moved {
		if m.Gone {
			left++
		} else {
			came++
		}
	}
	add := func(n int, key string, tone parts.Tone, href string) {
		if n == 0 {
			tone, href = parts.Plain, ""
		}
		out.Stats = append(out.Stats, parts.Stat{Value: fmt.Sprint(n), Label: call.T("care.brief." + key), Tone: tone, Href: href})
	}
	for _, s := range []struct {
		state presence.State
		key   string
		tone  parts.Tone
	}{{presence.Present, "here", parts.Plain}, {presence.InHospital, "hospital", parts.Info}, {presence.OnLeave, "leave", parts.Info}, {presence.IsMissing, "missing", parts.Danger}} {
		add(c.Heads.Of(s.state), s.key, s.tone, "/presence/people?"+presence.CensusInput{CampusID: c.ID}.Query(s.state).Encode())
	}
	add(came, "came", parts.Plain, "")
	add(left, "left", parts.Plain, "")
	return out
}

// briefLists are what stands below the numbers of a campus, the gravest first.
func briefLists(call *web.Call, b *care.Briefing, c care.CampusBriefing) []parts.Events {
	return []parts.Events{briefIncidents(call, b, c), briefAway(call, c), briefWatched(call, b, c), briefMoved(call, b, c), briefHanded(call, c)}
}

func briefIncidents(call *web.Call, b *care.Briefing, c care.CampusBriefing) parts.Events {
	e := parts.Events{Title: call.T("care.brief.incidents", words.A{"n": len(c.Incidents)}), None: call.T("care.brief.incidents_none"), More: &parts.Link{Text: call.T("words.all"), Href: fmt.Sprintf("/care/incidents?campus_id=%d", c.ID)}}
	for _, i := range c.Incidents {
		title := call.T("care.incident.kind." + string(i.Kind))
		if who := named(i); who != "" {
			title += ": " + who
		}
		e.Items = append(e.Items, parts.Event{When: words.At(call.Context(), i.At, b.Now), Tone: severityTone(i.Severity), Title: title, Note: i.WardName + " · " + i.What, Href: incidentPath(i.RootID), Chips: incidentChips(call, i)})
	}
	return e
}

func briefAway(call *web.Call, c care.CampusBriefing) parts.Events {
	ctx := call.Context()
	e := parts.Events{Title: call.T("care.brief.away", words.A{"n": len(c.Missing) + len(c.Overdue)}), None: call.T("care.brief.away_none")}
	for _, w := range c.Missing {
		one := parts.Event{When: call.T("care.brief.missing"), Tone: parts.Danger, Title: w.Name, Note: w.WardName, Href: residentPath(w.ResidentID)}
		if w.AbsentSince != nil {
			one.Note += " · " + call.T("care.handover.missing_since", words.A{"at": words.At(ctx, *w.AbsentSince, call.Now())})
		}
		e.Items = append(e.Items, one)
	}
	for _, w := range c.Overdue {
		e.Items = append(e.Items, parts.Event{When: words.DayMonth(ctx, w.DueBackOn), Tone: parts.Danger, Title: w.Name, Href: residentPath(w.ResidentID),
			Note: w.WardName + " · " + call.T("care.handover.late_back", words.A{"where": call.T("wards.is." + string(w.AbsenceKind)), "day": words.DayMonth(ctx, w.DueBackOn)})})
	}
	return e
}

func briefWatched(call *web.Call, b *care.Briefing, c care.CampusBriefing) parts.Events {
	people := watchPeople(c.Watched)
	e := parts.Events{Title: call.T("care.brief.watched", words.A{"n": len(people)}), None: call.T("care.watch.empty"), More: &parts.Link{Text: call.T("words.all"), Href: fmt.Sprintf("/care/watches?campus_id=%d", c.ID)}}
	for _, p := range people {
		row := p.row(call, b.Now)
		e.Items = append(e.Items, parts.Event{Title: p.Name, Note: strings.Join([]string{p.WardName, p.RoomName, p.BedName}, " · "), Href: residentPath(p.ResidentID), Chips: row.Chips})
	}
	return e
}

func briefMoved(call *web.Call, b *care.Briefing, c care.CampusBriefing) parts.Events {
	e := parts.Events{Title: call.T("care.brief.moved", words.A{"n": len(c.Moved)}), None: call.T("care.brief.moved_none")}
	for _, m := range c.Moved {
		one := parts.Event{When: words.At(call.Context(), m.At, b.Now), Tone: parts.Done, Title: m.Name, Note: call.T("care.brief.came"), Href: residentPath(m.ResidentID)}
		if m.Gone {
			one.Tone, one.Note = parts.Info, call.T("care.brief.left")
		}
		e.Items = append(e.Items, one)
	}
	return e
}

func briefHanded(call *web.Call, c care.CampusBriefing) parts.Events {
	e := parts.Events{Title: call.T("care.brief.unhanded", words.A{"n": len(c.Unhanded), "all": len(c.Unhanded) + c.Handed}), None: call.T("care.brief.unhanded_none")}
	for _, u := range c.Unhanded {
		chip := handoverChip(call, u.HandoverState)
		e.Items = append(e.Items, parts.Event{Title: u.WardName, Href: ofTurn(u.WardID, u.Turn), Chips: []parts.Chip{{Tone: chip.Tone, Icon: "clock", Text: chip.Text}}, Note: until(call, u.Turn)})
	}
	return e
}

// until says when a shift ended, or ends.
func until(call *web.Call, t settings.Turn) string {
	return call.T("care.brief.turn", words.A{"hours": t.Shift.Hours(), "day": words.Weekday(call.Context(), t.Day)})
}

type briefingOut struct {
	At       time.Time           `json:"at"`
	Since    time.Time           `json:"since"`
	Campuses []campusBriefingOut `json:"campuses"`
}

type campusBriefingOut struct {
	CampusID  uint64           `json:"campus_id"`
	Campus    string           `json:"campus"`
	Heads     presence.Numbers `json:"heads"`
	Came      []uint64         `json:"came" doc:"residents"`
	Left      []uint64         `json:"left"`
	Missing   []uint64         `json:"missing"`
	Overdue   []uint64         `json:"overdue"`
	Incidents []incidentOut    `json:"incidents"`
	Watched   []uint64         `json:"watched"`
	Unhanded  []uint64         `json:"unhanded" doc:"wards whose last handover is not signed by both"`
}

func briefingWire(b *care.Briefing) briefingOut {
	out := briefingOut{At: b.Now, Since: b.Since, Campuses: make([]campusBriefingOut, len(b.Campuses))}
	for n := range b.Campuses {
		c := &b.Campuses[n]
		one := campusBriefingOut{CampusID: c.ID, Campus: c.Name, Heads: c.Heads, Came: []uint64{}, Left: []uint64{}, Missing: []uint64{}, Overdue: []uint64{}, Incidents: []incidentOut{}, Watched: []uint64{}, Unhanded: []uint64{}}
		for _, m := range c.Moved {
			if m.Gone {
				one.Left = append(one.Left, m.ResidentID)
			} else {
				one.Came = append(one.Came, m.ResidentID)
			}
		}
		for _, w := range c.Missing {
			one.Missing = append(one.Missing, w.ResidentID)
		}
		for _, w := range c.Overdue {
			one.Overdue = append(one.Overdue, w.ResidentID)
		}
		for i := range c.Incidents {
			one.Incidents = append(one.Incidents, incidentInWire(&c.Incidents[i]))
		}
		for _, p := range watchPeople(c.Watched) {
			one.Watched = append(one.Watched, p.ResidentID)
		}
		for _, u := range c.Unhanded {
			one.Unhanded = append(one.Unhanded, u.WardID)
		}
		out.Campuses[n] = one
	}
	return out
}
