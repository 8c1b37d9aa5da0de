package home

import (
	"fmt"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/deeds"
	"maiam/models/intake"
	"maiam/models/offline"
	"maiam/models/presence"
	"maiam/models/privacy"
	"maiam/models/staff"
	"maiam/models/value"
)

// readWaiting reads what waits for the reader's own word: deaths that were written at night,
// transfers that the other campus has signed, requests about people's data, and what was written without a network.
func (b *board) readWaiting(tx *db.Tx) (err error) {
	if tx.Actor.Has(presence.Witness) {
		if b.Deaths, err = intake.WaitingDeaths(tx); err != nil {
			return err
		}
	}
	if tx.Actor.Has(deeds.Answer) {
		if b.Crises, err = deeds.WaitingCrises(tx); err != nil {
			return err
		}
		if b.DoorWeeks, err = deeds.WaitingDoorWeeks(tx); err != nil {
			return err
		}
	}
	if tx.Actor.Has(staff.Review) {
		if b.Reviews, err = staff.Reviews(tx); err != nil {
			return err
		}
	}
	if tx.Actor.Has(intake.Across) {
		if b.Crossing, err = intake.WaitingTransfers(tx); err != nil {
			return err
		}
	}
	if tx.Actor.Has(privacy.Record) {
		if b.Privacy, err = privacy.OwedNow(tx); err != nil {
			return err
		}
	}
	if tx.Actor.Has(care.Amend) {
		b.Tray, err = offline.Waiting(tx)
	}
	return err
}

// crisis is the notice of a file that somebody opened in an emergency and that nobody answered for.
func crisis(call *web.Call, o deeds.OpeningIn) parts.Notice {
	whose := call.T("home.crisis_nobody")
	if o.ResidentID != nil {
		whose = o.ResidentName
	}
	n := parts.Notice{Tone: parts.Due, Icon: "lock-open", Title: call.T("home.crisis", words.A{"who": o.MemberName, "whose": whose}),
		Text: joined(o.Reason, o.CampusName, call.T("home.crisis_due", words.A{"at": words.At(call.Context(), o.DueAt, call.Now())}))}
	if o.Late(call.Now()) {
		n.Tone = parts.Danger
		n.Text = joined(o.Reason, o.CampusName, call.T("home.crisis_late", words.A{"for": words.Duration(call.Context(), call.Now().Sub(o.DueAt))}))
	}
	return n
}

// review is the notice of a review of accounts or rights that is not finished.
func review(call *web.Call, r staff.Reviewing) parts.Notice {
	args := words.A{"n": r.Waiting, "day": r.DueOn.Vietnamese()}
	if r.Late(value.DayOf(call.Now(), words.Zone(call.Context()))) {
		return parts.Notice{Tone: parts.Danger, Icon: "list-check", Title: call.T("home.review_late", args)}
	}
	return parts.Notice{Tone: parts.Due, Icon: "list-check", Title: call.T("home.review", args)}
}

// doorWeeks is the notice of weeks at the door that nobody went through; the oldest one is named.
func doorWeeks(call *web.Call, weeks []deeds.DoorWeek) parts.Notice {
	ctx, oldest := call.Context(), weeks[0]
	n := parts.Notice{Tone: parts.Due, Icon: "list-check", Title: words.N(ctx, "home.door", len(weeks)),
		Text: call.T("home.door_due", words.A{"from": words.DayMonth(ctx, oldest.Week), "to": words.DayMonth(ctx, oldest.Week.AddDays(6)), "day": oldest.DueOn.Vietnamese()})}
	if oldest.Late(value.DayOf(call.Now(), words.Zone(ctx))) {
		n.Tone = parts.Danger
		n.Text = call.T("home.door_late", words.A{"from": words.DayMonth(ctx, oldest.Week), "to": words.DayMonth(ctx, oldest.Week.AddDays(6)), "day": oldest.DueOn.Vietnamese()})
	}
	return n
}

// breachTone is red once a breach should have been told to the authority.
func (b board) breachTone() parts.Tone {
	if b.Privacy.Overdue > 0 {
		return parts.Danger
	}
	return parts.Due
}

// died is the notice of a death: to be confirmed by who leads the house, to be taken back by who wrote
// it of the wrong person.
func died(call *web.Call, d intake.WaitingDeath) parts.Notice {
	n := parts.Notice{Tone: parts.Danger, Icon: "alert-circle", Title: call.T("home.died", words.A{"name": d.Name, "at": words.At(call.Context(), d.DiedAt, call.Now())}),
		Text: joined(call.T("home.died_by", words.A{"name": d.Writer}), d.CampusName)}
	if d.Unclear {
		n.Text = joined(n.Text, call.T("home.died_unclear"))
	}
	return n
}

// diedGo leads to where it is confirmed.
func diedGo(call *web.Call, d intake.WaitingDeath) parts.Button {
	b := parts.Button{Text: call.T("home.died_open"), Kind: parts.Soft, Icon: "eye", Href: fmt.Sprintf("/intake/deaths/%d", d.DepartureID)}
	if call.May(presence.Release) {
		b.Text, b.Icon = call.T("home.died_confirm"), "check"
	}
	return b
}
