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

// readConcerns reads what the house noticed of people over some days, for the nurses and doctors in charge
// of them. Whoever looks over a campus reads the briefing instead.
func (b *board) readConcerns(tx *db.Tx) (err error) {
	if b.Overview || !tx.Actor.Has(care.Watches) || !tx.Actor.Has(care.View) || !tx.Actor.Has("residents.view") {
		return nil
	}
	b.Charge = true
	b.Concerns, err = care.Concerns(tx, care.ConcernsInput{})
	return err
}

// concerns are the people to be looked at, each the way to what is to be done.
func (b board) concerns(call *web.Call) parts.Events {
	ctx := call.Context()
	e := parts.Events{ID: "concerns", Title: call.T("home.concerns"), None: call.T("home.concerns_none")}
	if len(b.Concerns) > 0 {
		e.More = &parts.Link{Text: call.T("words.all"), Href: "/care/concerns"}
	}
	for _, c := range b.Concerns[:min(len(b.Concerns), mostNames)] {
		told := c.Told()
		number := func(text string) string {
			if call.Lang == "en" {
				return strings.ReplaceAll(text, ",", ".")
			}
			return text
		}
		one := parts.Event{When: words.Since(ctx, c.Since, call.Now()), Tone: parts.Due, Title: c.Name, Href: fmt.Sprintf("/care/concerns#concern-%d", c.ID),
			Note: joined(call.T("care.concern.says."+string(c.Kind), words.A{"n": told.N, "value": number(told.Value), "was": number(told.Was), "percent": told.Percent, "days": told.Days}), c.WardName, c.BedName)}
		if c.Kind == care.FeverSeen && c.PassedAt == nil {
			one.Tone = parts.Danger
		}
		e.Items = append(e.Items, one)
	}
	return e
}
