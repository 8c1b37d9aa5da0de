package home

import (
	"fmt"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// readMine reads the own duties by the published rota: everybody sees the own, and the wards of the shift
// come first.
func (b *board) readMine(tx *db.Tx) (err error) {
	if b.Mine, err = staff.MineNow(tx); err != nil {
		return err
	}
	b.Wards = b.Mine.ForDuty(b.Wards)
	return nil
}

// readCovers reads how the shifts until tomorrow are staffed, for those who answer for a campus.
func (b *board) readCovers(tx *db.Tx) (err error) {
	if !b.Overview || b.heads == nil || !tx.Actor.Has(staff.SeeRota) {
		return nil
	}
	b.Covers, err = staff.CoversOf(tx, staff.CoversInput{}, b.heads)
	return err
}

// mostDuties is how many own duties the first page names.
const mostDuties = 3

// hasDuties tells that the rota says anything to the reader.
func (b board) hasDuties() bool { return b.Mine.Now != nil || len(b.Mine.Next) > 0 }

// duties are the own duties: the one that goes on, and the next ones.
func (b board) duties(call *web.Call) parts.Events {
	ctx := call.Context()
	e := parts.Events{ID: "duties", Title: call.T("home.duties"), More: &parts.Link{Text: call.T("words.all"), Href: "/me/duties"}}
	line := func(s staff.Span, when string, tone parts.Tone) {
		one := parts.Event{When: when, Tone: tone, Title: s.Turn.Shift.Name(call.Lang) + " " + s.Hours(), Note: places(call, s.Stint), Struck: s.Gone}
		if s.Full {
			one.Title = call.T("staff.rota.full", words.A{"hours": s.Hours()})
		}
		e.Items = append(e.Items, one)
	}
	if now := b.Mine.Now; now != nil {
		when, tone := call.T("home.on_duty"), parts.Done
		switch {
		case now.LeftAt != nil:
			when, tone = call.T("staff.duty.left_at", words.A{"time": words.Clock(ctx, *now.LeftAt)}), parts.Plain
		case now.Turn.Starts().After(call.Now()):
			when = call.T("home.soon_on_duty")
		case now.TakenAt == nil:
			when, tone = call.T("staff.duty.unclaimed"), parts.Due
		}
		line(staff.Spans([]staff.Stint{*now})[0], when, tone)
		if now.TakenAt != nil {
			e.Items[0].Chips = append(e.Items[0].Chips, parts.Chip{Icon: "check", Text: call.T("staff.duty.taken_at", words.A{"time": words.Clock(ctx, *now.TakenAt)}), Href: "/me/duties"})
		}
	}
	today := value.DayOf(call.Now(), words.Zone(ctx))
	for _, s := range staff.Spans(b.Mine.Next) {
		if len(e.Items) == mostDuties {
			break
		}
		when := words.Weekday(ctx, s.Day())
		switch s.Day() {
		case today:
			when = call.T("words.today")
		case today.AddDays(1):
			when = call.T("words.tomorrow")
		}
		line(s, when, parts.Plain)
	}
	return e
}

// leaveSoon is how long before the end of a shift its leaving is the next thing to do; before that it stands
// on the page of the own duties.
const leaveSoon = 30 * time.Minute

// duty is what the own duty asks for with one tap: to be taken up, or to be left. Nothing otherwise.
func (b board) duty(call *web.Call) *parts.Press {
	press := func(s *staff.Stint, path, action, key string, button parts.Button) *parts.Press {
		button.Text = call.T(key, words.A{"shift": strings.ToLower(s.Turn.Shift.Name(call.Lang))}) + " · " + places(call, *s)
		button.Large, button.Full = true, true
		return &parts.Press{Action: path, Button: button, Hidden: []parts.Hidden{{Name: "_key", Value: call.Key(action)}, {Name: "duty_id", Value: fmt.Sprint(s.Posts[0].DutyID)}, {Name: "next", Value: "/"}}}
	}
	now := b.Mine.Now
	switch {
	case b.Mine.Open != nil:
		return press(b.Mine.Open, "/me/duties/leave", "care.leave_duty", "staff.duty.leave_it", parts.Button{Icon: "logout", Kind: parts.Soft})
	case now == nil:
		return nil
	case now.TakenAt == nil:
		return press(now, "/me/duties/take-up", "staff.take_up_duty", "staff.duty.take_it", parts.Button{Icon: "check"})
	case now.LeftAt == nil && !now.Turn.Ends().Add(-leaveSoon).After(call.Now()):
		return press(now, "/me/duties/leave", "care.leave_duty", "staff.duty.leave_it", parts.Button{Icon: "logout", Kind: parts.Soft})
	}
	return nil
}

// places names where a duty is.
func places(call *web.Call, s staff.Stint) string {
	var names []string
	for _, p := range s.Posts {
		if p.WardID == 0 {
			names = append(names, call.T("home.whole_campus"))
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

// covers are the shifts of a campus until tomorrow, each with what is wrong in it: red before it starts.
func (b board) covers(call *web.Call, campus uint64) parts.Events {
	e := parts.Events{Title: call.T("home.covers"), More: &parts.Link{Text: call.T("words.all"), Href: "/staff/cover"}}
	for i, c := range b.Covers {
		if c.CampusID != campus || c.WardID != 0 {
			continue
		}
		one := parts.Event{When: turnWhen(call, c.Turn), Title: c.Turn.Shift.Name(call.Lang) + " " + c.Turn.Shift.Hours(), Note: call.T("home.cover", words.A{"have": len(c.Have), "need": c.Need, "all": c.All}), Href: "/staff/cover"}
		var bare []string
		for _, w := range b.Covers[i+1:] {
			if w.WardID == 0 {
				break
			}
			if w.State == staff.Bare {
				bare = append(bare, w.WardName)
			}
		}
		if n := len(c.Asked); n > 0 {
			one.Chips = append(one.Chips, parts.Chip{Tone: parts.Due, Icon: "user-question", Text: words.N(call.Context(), "staff.cover.n_unclaimed", n)})
		}
		switch {
		case len(bare) > 0:
			one.Tone = parts.Danger
			one.Chips = append([]parts.Chip{{Tone: parts.Danger, Icon: "alert-triangle", Text: call.T("home.cover_bare", words.A{"wards": strings.Join(bare, ", ")})}}, one.Chips...)
		case c.State == staff.Bare:
			one.Tone = parts.Danger
		case c.State == staff.Short:
			one.Tone = parts.Due
		default:
			one.Tone = parts.Done
		}
		e.Items = append(e.Items, one)
	}
	return e
}

// turnWhen says in a word when a shift is: now, tonight, tomorrow.
func turnWhen(call *web.Call, t settings.Turn) string {
	today := value.DayOf(call.Now(), words.Zone(call.Context()))
	switch {
	case !t.Starts().After(call.Now()):
		return call.T("home.cover_now")
	case t.Day == today && t.Shift.CrossesMidnight():
		return call.T("home.cover_tonight")
	case t.Day == today:
		return call.T("words.today")
	}
	return call.T("words.tomorrow")
}
