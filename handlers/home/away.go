package home

import (
	"fmt"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
	"maiam/models/wards"
)

// away is who is not in the house now, by name, and how many there are in all.
type away struct {
	People []presence.Whereabouts
	All    int
}

// readAway reads who is away, for those who know the people by name and do not look over a campus:
// those see the numbers, which open the same names.
func (b *board) readAway(tx *db.Tx) (err error) {
	if b.Overview || !tx.Actor.Has(presence.View) || !tx.Actor.Has("residents.view") {
		return nil
	}
	b.Away = &away{}
	if b.Away.People, err = presence.AwayNow(tx, 1000); err != nil {
		return err
	}
	b.Away.All = len(b.Away.People)
	b.Away.People = first(b.asked, "away", b.Away.People)
	return nil
}

func (a away) events(call *web.Call) parts.Events {
	ctx := call.Context()
	e := parts.Events{ID: "away", Title: call.T("home.away"), None: call.T("home.away_none"), More: more(call, "away", a.All, len(a.People))}
	today := value.DayOf(call.Now(), words.Zone(ctx))
	for _, w := range a.People {
		one := parts.Event{When: call.T("home.is." + string(w.AbsenceKind)), Tone: parts.Info, Title: w.Name, Href: fmt.Sprintf("/residents/%d", w.ResidentID),
			Note: joined(bed(call, w), w.AbsencePlace)}
		switch {
		case w.AbsenceKind == presence.Missing:
			one.Tone = parts.Danger
			if w.AbsentSince != nil {
				one.Note = joined(call.T("home.since", words.A{"at": words.At(ctx, *w.AbsentSince, call.Now())}), bed(call, w))
			}
		case w.Overdue(today):
			one.Chips = []parts.Chip{{Tone: parts.Danger, Icon: "clock", Text: call.T("home.back_late", words.A{"day": words.DayMonth(ctx, w.DueBackOn)})}}
		case w.DueBackOn == today:
			one.Chips = []parts.Chip{{Tone: parts.Due, Icon: "clock", Text: call.T("home.back_today")}}
		case !w.DueBackOn.IsZero():
			one.Chips = []parts.Chip{{Tone: parts.Info, Text: call.T("home.back_on", words.A{"day": words.DayMonth(ctx, w.DueBackOn)})}}
		}
		e.Items = append(e.Items, one)
	}
	return e
}

// bed says where somebody's bed is: Khu B · 205 · G3.
func bed(call *web.Call, w presence.Whereabouts) string {
	if w.BedID == 0 {
		return call.T("home.no_bed")
	}
	return joined(w.WardName, w.RoomName, w.BedName)
}

func joined(list ...string) string {
	var kept []string
	for _, s := range list {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, " · ")
}

// health is what doctors and nurses ask first beside who is away: who is kept apart, and what must not
// be forgotten about the people who are here.
type health struct {
	Apart []presence.Whereabouts
	More  bool
	Needs []presence.NeedCount
}

func (b *board) readHealth(tx *db.Tx) (err error) {
	if !tx.Actor.HasRole("doctor") && !tx.Actor.HasRole("nurse") || !tx.Actor.Has(presence.View) || !tx.Actor.Has("residents.view") {
		return nil
	}
	b.Health = &health{}
	in := presence.WhereInput{CensusInput: presence.CensusInput{ZoneKind: wards.ZoneIsolation}}
	if b.Health.Apart, err = presence.EverybodyAt(tx, in, mostNames+1); err != nil {
		return err
	}
	if b.Health.More = len(b.Health.Apart) > mostNames; b.Health.More {
		b.Health.Apart = b.Health.Apart[:mostNames]
	}
	b.Health.Needs, err = presence.NeedsNow(tx)
	return err
}

// lists are the two parts of the card: kept apart, and needs, each number opening its names.
func (h health) lists(call *web.Call) []parts.Events {
	apart := parts.Events{Title: call.T("home.isolation"), None: call.T("home.isolation_none")}
	if h.More {
		apart.More = &parts.Link{Text: call.T("words.all"), Href: "/presence/people?" + presence.CensusInput{ZoneKind: wards.ZoneIsolation}.Query("").Encode()}
	}
	for _, w := range h.Apart {
		apart.Items = append(apart.Items, parts.Event{Title: w.Name, Note: bed(call, w), Href: fmt.Sprintf("/residents/%d", w.ResidentID)})
	}
	needs := parts.Events{Title: call.T("home.needs"), None: call.T("home.needs_none")}
	for _, n := range h.Needs {
		needs.Items = append(needs.Items, parts.Event{When: fmt.Sprint(n.People), Title: call.T("home.need." + string(n.Kind)), Href: "/residents?need=" + string(n.Kind) + "&status=in_care"})
	}
	return []parts.Events{apart, needs}
}
