package home

import (
	"fmt"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/offline"
	"maiam/models/presence"
)

// readWaiting reads what waits for the reader's own word: deaths that were written at night,
// transfers that the other campus has signed, and what was written without a network.
func (b *board) readWaiting(tx *db.Tx) (err error) {
	if tx.Actor.Has(presence.Witness) {
		if b.Deaths, err = intake.WaitingDeaths(tx); err != nil {
			return err
		}
	}
	if tx.Actor.Has(intake.Across) {
		if b.Crossing, err = intake.WaitingTransfers(tx); err != nil {
			return err
		}
	}
	if tx.Actor.Has(care.Amend) {
		b.Tray, err = offline.Waiting(tx)
	}
	return err
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
