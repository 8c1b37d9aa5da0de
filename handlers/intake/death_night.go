package intake

import (
	"fmt"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/intake"
	"maiam/models/presence"
)

// The actions of a death that was written by who was there.
var (
	confirmDeath  = web.Action[intake.OfDeath, *intake.Death]{Name: "intake.confirm_death", Do: intake.ConfirmDeath}
	withdrawDeath = web.Action[intake.UndoInput, *intake.Return]{Name: "intake.withdraw_death", Do: intake.WithdrawDeath}
)

// openDeaths opens the doors of a death that waits to be confirmed.
func openDeaths(d *web.Desk) {
	const one = "/intake/deaths/:departure"
	web.Page(d, one, "intake.death", intake.ReadDeath, showDeath)
	web.Form(d, one+"/confirm", confirmDeath, one, ontoDeath[intake.OfDeath])
	web.Form(d, one+"/withdraw", withdrawDeath, one, func(call *web.Call, _ intake.UndoInput, r *intake.Return) string {
		n := web.Notice{Key: "intake.departure.told.returned"}
		if r.Restoration.BedLost {
			n = web.Notice{Key: "presence.told.bed_lost", Tone: "due"}
		}
		call.Tell(n)
		return residentPath(r.Departure.ResidentID)
	})
	op := func(id, path, summary string) web.Op {
		return web.Op{ID: id, Method: "POST", Path: "/api/v1/intake/deaths/:departure/" + path, Summary: summary, Status: 201}
	}
	web.API(d, op("confirmDeath", "confirm", "Who leads the house knows of a death that was written at night"), confirmDeath, deathOut)
	web.API(d, op("withdrawDeath", "withdraw", "The writer takes back a death of the wrong person before anybody confirmed it"), withdrawDeath, returnOut)
}

func deathPath(departure uint64) string { return fmt.Sprintf("/intake/deaths/%d", departure) }

func showDeath(call *web.Call, f *intake.DeathFile) web.Leaf {
	return web.Leaf{Title: call.T("intake.death.file"), Under: f.Person.Name, Body: witnessedPage(call, f), Active: "/residents"}
}

// writtenBy says who wrote the death, and what comes next.
func writtenBy(call *web.Call, f *intake.DeathFile) string {
	if f.MayTakeBack {
		return call.T("intake.death.waits_text")
	}
	return call.T("intake.death.by", words.A{"name": f.Writer})
}

// notice is the first thing on the page: whom to call, or what waits.
func (n nightDeath) notice(call *web.Call) parts.Notice {
	if n.Unclear {
		return parts.Notice{Tone: parts.Danger, Icon: "alert-octagon", Title: call.T("intake.death.police"), Text: call.T("intake.death.police_text")}
	}
	return parts.Notice{Tone: parts.Due, Icon: "clock", Title: call.T("intake.death.waits"), Text: writtenBy(call, n.DeathFile)}
}

// nightDeath is a death as the page shows it.
type nightDeath struct{ *intake.DeathFile }

// leads tells that the reader may go on with what follows.
func leads(call *web.Call) bool { return call.May(presence.Release) }
