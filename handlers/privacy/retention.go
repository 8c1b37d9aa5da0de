package privacy

import (
	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/presence"
	"maiam/models/privacy"
	"maiam/models/value"
)

// The actions of holds.
var (
	putHold = web.Action[privacy.HoldInput, *privacy.Hold]{Name: "privacy.put_hold", Do: privacy.PutHold}
	endHold = web.Action[privacy.EndHoldInput, *privacy.Hold]{Name: "privacy.end_hold", Do: privacy.EndHold}
)

// openRetention opens the doors of how long records are kept.
func openRetention(d *web.Desk) {
	web.Page(d, "/privacy/retention", "privacy.retention", privacy.Retention, showRetention)
	sheet.Door(d, "/privacy/retention.xlsx", "privacy.retention", privacy.Retention, retentionTable)
	const of = "/privacy/of/:resident"
	web.Form(d, of+"/holds", putHold, of, func(call *web.Call, in privacy.HoldInput, _ *privacy.Hold) string {
		call.Tell(web.Notice{Key: "privacy.told.hold"})
		return ofPath(in.Resident)
	})
	web.Form(d, of+"/holds/:hold/end", endHold, of, func(call *web.Call, in privacy.EndHoldInput, _ *privacy.Hold) string {
		call.Tell(web.Notice{Key: "privacy.told.hold_ended"})
		return ofPath(in.Resident)
	})
}

func showRetention(call *web.Call, d *privacy.RetentionPage) web.Leaf {
	return web.Leaf{Title: call.T("privacy.retention.title"), Under: call.T("privacy.retention.under"), Body: retentionPage(call, d), Active: "/privacy/requests", Wide: true, Sheet: "/privacy/retention.xlsx"}
}

// terms are the rules; a figure that nobody knows says so and shows none.
func terms(call *web.Call, d *privacy.RetentionPage) parts.Facts {
	var facts parts.Facts
	for _, t := range d.Terms {
		f := parts.Fact{Name: call.T("settings.name." + string(t.Name)), Value: call.T("settings.mark.U"), Note: joined(t.Row.LegalBasis, call.T("settings.mark."+string(t.Row.Mark)))}
		if t.Years > 0 {
			f.Value = words.N(call.Context(), "privacy.years", t.Years)
		} else {
			f.Note = t.Row.LegalBasis
		}
		facts = append(facts, f)
	}
	return facts
}

func pastList(call *web.Call, d *privacy.RetentionPage) parts.List {
	l := parts.List{Caption: call.T("privacy.retention.past"), Columns: []parts.Column{{Title: call.T("privacy.column.whose"), Main: true}, {Title: call.T("privacy.retention.left")}, {Title: call.T("privacy.retention.until")}, {Title: call.T("privacy.retention.state")}},
		Empty: parts.Empty{Icon: "check", Title: call.T("privacy.retention.none")}}
	for _, p := range d.Past {
		chip := parts.Chip{Text: call.T("privacy.retention.due"), Tone: parts.Due}
		if p.Held {
			chip = parts.Chip{Text: call.T("privacy.hold.on"), Icon: "lock", Tone: parts.Danger}
		}
		l.Rows = append(l.Rows, parts.Row{Href: ofPath(p.ResidentID), Cells: []parts.Cell{{Text: p.Name, Note: joined(p.Number, p.CampusName), Href: ofPath(p.ResidentID)}, {Text: words.Day(call.Context(), leftDay(call, p)), Note: leftWhy(call, p)},
			{Text: words.Day(call.Context(), p.Until)}, {Chips: []parts.Chip{chip}}}})
	}
	return l
}

func leftDay(call *web.Call, p privacy.Past) value.Day {
	return value.DayOf(p.LeftAt, words.Zone(call.Context()))
}

func leftWhy(call *web.Call, p privacy.Past) string {
	if p.EndReason == presence.DiedOrMissing {
		return call.T("privacy.retention.died")
	}
	return ""
}

func holdEvents(call *web.Call, d *privacy.RetentionPage) parts.Events {
	ev := parts.Events{None: call.T("privacy.hold.none")}
	for _, h := range d.Holds {
		ev.Items = append(ev.Items, parts.Event{When: words.Day(call.Context(), h.FromDay), Tone: parts.Danger, Title: h.Name + " · " + h.Number, Note: joined(h.Reason, h.Basis, h.CampusName), Href: ofPath(h.ResidentID)})
	}
	return ev
}

func retentionTable(call *web.Call, d *privacy.RetentionPage) sheet.Table {
	return sheet.Table{Title: call.T("privacy.retention.title"), Asked: call.T("privacy.retention.past"),
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("campus", sheet.Text, 18), sheet.As("privacy.retention.left", sheet.Date, 0),
			sheet.As("privacy.retention.until", sheet.Date, 0), sheet.As("state", sheet.Text, 24)),
		Rows: func(row func(...any)) {
			for _, p := range d.Past {
				state := call.T("privacy.retention.due")
				if p.Held {
					state = call.T("privacy.hold.on")
				}
				row(p.Number, p.Name, p.CampusName, leftDay(call, p), p.Until, state)
			}
		}}
}

func holdEvent(call *web.Call, h privacy.Hold) parts.Event {
	e := parts.Event{When: words.Day(call.Context(), h.FromDay), Tone: parts.Danger, Title: call.T("privacy.hold.on"), Note: joined(h.Reason, h.Basis)}
	if !h.Open() {
		e.Tone, e.Note = parts.Plain, joined(e.Note, call.T("privacy.rest.ended", words.A{"day": h.EndedOn}), h.EndReason)
	}
	return e
}
