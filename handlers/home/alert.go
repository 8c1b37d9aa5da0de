package home

import (
	"fmt"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
)

// readAlerts reads the incidents of which the reader must know and has not said so.
func (b *board) readAlerts(tx *db.Tx) (err error) {
	if tx.Actor.Has(care.Alerted) || tx.Actor.Has(care.Suspicions) {
		b.Alerts, err = care.IncidentAlerts(tx)
	}
	return err
}

// mostAlerts is how many of them stand on the first page; the rest is in the list.
const mostAlerts = 3

func alertPath(i care.IncidentIn) string { return fmt.Sprintf("/care/incidents/%d", i.RootID) }

// alertTitle says what happened, where and to whom.
func alertTitle(call *web.Call, i care.IncidentIn) string {
	var who []string
	for _, n := range i.Named {
		who = append(who, n.Name)
	}
	return joined(call.T("care.incident.kind."+string(i.Kind)), i.WardName, strings.Join(who, ", "))
}

// alertClock says how long ago it was reported, and until when somebody should know.
func alertClock(call *web.Call, i care.IncidentIn) string {
	ctx := call.Context()
	waited := words.Duration(ctx, call.Now().Sub(i.ReportedAt))
	switch {
	case i.KnownBy > 0:
		return joined(call.T("home.alert_ago", words.A{"for": waited}), words.N(ctx, "care.incident.known_by", i.KnownBy))
	case i.KnowBy().Before(call.Now()):
		return call.T("care.incident.nobody_knows_late", words.A{"for": waited})
	}
	return call.T("care.incident.nobody_knows", words.A{"for": waited, "until": words.Clock(ctx, i.KnowBy())})
}

// alertTone is red for what is grave, secret or waits too long.
func alertTone(call *web.Call, i care.IncidentIn) parts.Tone {
	if i.Severity == "grave" || i.Restricted || i.KnownBy == 0 && i.KnowBy().Before(call.Now()) {
		return parts.Danger
	}
	return parts.Due
}
