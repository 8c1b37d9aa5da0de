package wards

import (
	"fmt"
	"slices"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/presence"
)

// rail is what asks for a hand, and what has just happened here.
func (d boardData) rail(call *web.Call) parts.Rail {
	return parts.Rail{ID: "todo", Lists: []parts.Events{
		{Title: call.T("wards.todo"), None: call.T("wards.todo_none"), Items: d.todo(call)},
		{Title: call.T("wards.just"), None: call.T("wards.just_none"), Items: d.just(call)},
	}}
}

func (d boardData) todo(call *web.Call) []parts.Event {
	ctx := call.Context()
	var out []parts.Event
	for _, t := range d.Todo {
		e := parts.Event{Tone: parts.Due}
		if t.Bed != nil {
			e.Title, e.Note, e.Href = t.Bed.Name, where(t.Bed), anchor(t.Bed)
		}
		switch t.Kind {
		case care.FindPerson:
			e.When, e.Tone = words.Clock(ctx, t.At), parts.Danger
			e.Note = call.T("wards.missing_since", words.A{"ago": words.Duration(ctx, d.Now.Sub(t.At)), "where": where(t.Bed)})
		case care.SeeGrave, care.SeeAgain:
			e.When = words.Clock(ctx, t.At)
			if t.Kind == care.SeeGrave {
				e.Tone = parts.Danger
			}
			if found := d.found(t.Bed); found != nil {
				e.Note = joined(where(t.Bed), foundWords(call, found, t.Bed.Norm))
			}
		case care.LookAgain:
			e.When, e.Tone, e.Href = words.Clock(ctx, t.At), parts.Danger, fmt.Sprintf("/care/watches?ward_id=%d", d.WardID)
			e.Note = joined(where(t.Bed), call.T("wards.look_late", words.A{"why": call.T("wards.watch." + string(t.For.Reason)), "ago": words.Duration(ctx, d.Now.Sub(t.At))}))
		case care.ReviewIt:
			e.When, e.Href = words.At(ctx, t.At, d.Now), t.For.Path()
			e.Note = joined(where(t.Bed), call.T("wards.review_watch", words.A{"why": call.T("wards.watch." + string(t.For.Reason))}))
		case care.DoTask:
			e.When, e.Href = words.Clock(ctx, t.At), fmt.Sprintf("/wards/%d/tasks", d.WardID)
			what := taskName(call, *t.Task)
			if t.Task.State == care.TaskOverdue {
				e.Tone, what = parts.Danger, call.T("wards.task_at", words.A{"what": what, "ago": words.Duration(ctx, d.Now.Sub(t.At))})
			}
			e.Note = joined(where(t.Bed), what)
		case care.LookInto:
			e.When, e.Href = words.At(ctx, t.At, d.Now), fmt.Sprintf("/care/concerns?ward_id=%d#concern-%d", d.WardID, t.Of.ID)
			e.Note = joined(where(t.Bed), call.T("wards.concern."+string(t.Of.Kind)))
			if t.Of.Kind == care.FeverSeen && t.Of.PassedAt == nil {
				e.Tone = parts.Danger
			}
		case care.ComeBack:
			e.When, e.Tone = words.DayMonth(ctx, t.Due), parts.Danger
			e.Note = call.T("wards.back_late", words.A{"where": call.T("wards.is." + string(t.Bed.AbsenceKind))})
		case care.WalkRound:
			e.When, e.Title, e.Href = words.Clock(ctx, t.At), call.T("wards.round_title"), d.roundPath()
			e.Note = words.N(ctx, "wards.round_left", t.Left)
		case care.RoundNext:
			e.When, e.Tone, e.Title = words.Clock(ctx, t.At), parts.Plain, call.T("wards.round_next")
		}
		out = append(out, e)
	}
	return append(d.alsoDue(call), out...)
}

// urgent counts what cannot wait.
func urgent(list []parts.Event) (n int) {
	for _, e := range list {
		if e.Tone == parts.Danger {
			n++
		}
	}
	return n
}

// alsoDue is what the places and absences ask for today: who comes back, and what should have been
// repaired.
func (d boardData) alsoDue(call *web.Call) []parts.Event {
	ctx := call.Context()
	var out []parts.Event
	told := map[string]bool{}
	for b := range d.beds() {
		if b.Away() && b.AbsenceKind != presence.Missing && b.DueBackOn == d.Today {
			out = append(out, parts.Event{When: call.T("words.today"), Tone: parts.Due, Title: b.Name,
				Note: call.T("wards.back_today", words.A{"where": call.T("wards.is." + string(b.AbsenceKind))}), Href: anchor(b)})
		}
		if reason, due, place := outOf(b.Tile); reason != "" && !due.IsZero() && due.Before(d.Today) && !told[place] {
			told[place] = true
			out = append(out, parts.Event{When: words.DayMonth(ctx, due), Tone: parts.Danger, Title: call.T("wards.repair_late", words.A{"where": place}), Note: reason, Href: anchor(b)})
		}
	}
	return out
}

// mostJust is how many things that have just happened are shown.
const mostJust = 8

// just is what has happened today in the ward, the latest first.
func (d boardData) just(call *web.Call) []parts.Event {
	ctx := call.Context()
	began := d.Today.Start(words.Zone(ctx))
	type timed struct {
		at time.Time
		e  parts.Event
	}
	var all []timed
	note := func(at *time.Time, tone parts.Tone, title, text, href string) {
		if at != nil && !at.Before(began) {
			all = append(all, timed{*at, parts.Event{When: words.Clock(ctx, *at), Tone: tone, Title: title, Note: text, Href: href}})
		}
	}
	for i := range d.Rooms {
		r := &d.Rooms[i]
		if r.Done() {
			at := r.DoneAt()
			note(&at, parts.Done, call.T("wards.room_seen", words.A{"room": roomTitle(call, r.Name)}), d.seenBy(call, r), fmt.Sprintf("#room-%d", r.ID))
		}
		for j := range r.Beds {
			b := &r.Beds[j]
			tone := parts.Info
			if b.AbsenceKind == presence.Missing {
				tone = parts.Danger
			}
			if b.Away() {
				note(b.AbsentSince, tone, b.Name, joined(call.T("wards.is."+string(b.AbsenceKind)), b.AbsencePlace), anchor(b))
			}
			note(b.PlacedAt, parts.Done, b.Name, call.T("wards.placed_here", words.A{"where": where(b)}), anchor(b))
		}
	}
	slices.SortStableFunc(all, func(a, b timed) int { return b.at.Compare(a.at) })
	out := make([]parts.Event, 0, mostJust)
	for _, h := range all[:min(len(all), mostJust)] {
		out = append(out, h.e)
	}
	return out
}

// seenBy says who saw a room and how it was.
func (d boardData) seenBy(call *web.Call, r *care.Room) string {
	name, changed := "", 0
	for _, b := range r.Beds {
		if b.Mark != nil {
			name = b.Mark.ByName
			if b.Mark.Exceptions > 0 {
				changed++
			}
		}
	}
	if changed == 0 {
		return joined(name, words.N(call.Context(), "wards.seen_usual", r.Seen))
	}
	return joined(name, words.N(call.Context(), "wards.seen_changed", changed))
}

// where is the room and bed of a person: 205 · G4.
func where(b *care.Bed) string { return joined(b.RoomName, b.BedName) }

// anchor is the row of a bed on this page.
func anchor(b *care.Bed) string { return fmt.Sprintf("#bed-%d", b.BedID) }
