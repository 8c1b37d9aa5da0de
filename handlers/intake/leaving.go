package intake

import (
	"fmt"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
)

// openLeaving opens the doors of those who leave for good: the request, the decision, the leaving,
// the closed file, what is due afterwards, and death.
func openLeaving(d *web.Desk) {
	const one = "/intake/departures/:departure"
	web.Page(d, "/intake/departures", "intake.departures", readDepartures, showDepartures)
	web.Page(d, "/intake/departures/new", "intake.start_departure", readLeaver, showStart)
	web.Form(d, "/intake/departures", startDeparture, "/intake/departures/new", func(call *web.Call, _ intake.DepartureInput, out *intake.Departure) string {
		call.Tell(web.Notice{Key: "intake.departure.told.opened"})
		return departurePath(out.ID)
	})
	web.Page(d, one, "intake.departure", intake.ReadDeparture, showDeparture)
	web.Form(d, one+"/change", changeDeparture, one, onto[intake.DepartureChange]("changed"))
	web.Form(d, one+"/decide", decideDeparture, one, onto[intake.DecisionInput]("decided"))
	web.Form(d, one+"/leave", recordLeaving, one, onto[intake.LeavingInput]("left"))
	web.Form(d, one+"/close", closeDeparture, one, onto[intake.CloseInput]("closed"))
	web.Form(d, one+"/undecide", undecideDeparture, one, onto[intake.UndoInput]("undone"))
	web.Form(d, one+"/reopen", reopenDeparture, one, onto[intake.UndoInput]("undone"))
	web.Form(d, one+"/cancel", cancelDeparture, one, onto[intake.UndoInput]("undone"))
	web.Form(d, one+"/return", cancelLeaving, one, cameBack)
	web.Form(d, one+"/errands/:errand/settle", settleErrand, one, errandDone[intake.ErrandInput]("settled"))
	web.Form(d, one+"/errands/:errand/reopen", reopenErrand, one, errandDone[intake.ErrandUndo]("undone"))

	openDeaths(d)
	web.Page(d, "/intake/deaths/new", "intake.record_death", readDying, showDeathForm)
	web.Form(d, "/intake/deaths", recordDeath, "/intake/deaths/new", func(call *web.Call, _ intake.DeathInput, out *intake.Death) string {
		call.Tell(web.Notice{Key: "intake.death.told.written"})
		if !out.Confirmed() { // who was there has written it; who leads the house goes on
			return deathPath(out.DepartureID)
		}
		return departurePath(out.DepartureID)
	})
	web.Form(d, one+"/death", changeDeath, one, ontoDeath[intake.DeathChange])
	web.Form(d, one+"/burial", recordBurial, one, ontoDeath[intake.BurialInput])
	web.Form(d, one+"/death/cancel", cancelDeath, one, cameBack)

	op := func(id, path, summary string) web.Op {
		return web.Op{ID: id, Method: "POST", Path: "/api/v1/intake/" + path, Summary: summary, Status: 201}
	}
	const api = "departures/:departure/"
	web.Get(d, web.Op{ID: "listDepartures", Path: "/api/v1/intake/departures", Summary: "Who is leaving for good or has left, newest first"}, "intake.departures", listDepartures, departuresOut)
	web.Get(d, web.Op{ID: "getDeparture", Path: "/api/v1/intake/departures/:departure", Summary: "A departure with its three moments, its story and what is due"}, "intake.departure", intake.ReadDeparture, departureFileOut)
	web.Get(d, web.Op{ID: "listErrands", Path: "/api/v1/intake/errands", Summary: "What is still to be done for those who left, died or are missing"}, "intake.errands", intake.Errands, errandsOut)
	web.API(d, op("startDeparture", "departures", "A person is to leave for good, or has left and the papers are still to come"), startDeparture, departureOut)
	web.API(d, op("decideDeparture", api+"decide", "The head decided that the care ends; nobody leaves by it"), decideDeparture, departureOut)
	web.API(d, op("recordLeaving", api+"leave", "The person left; the bed is free from that moment"), recordLeaving, departureOut)
	web.API(d, op("closeDeparture", api+"close", "The file is complete and closed"), closeDeparture, departureOut)
	web.API(d, op("undecideDeparture", api+"undecide", "Take back a wrong decision"), undecideDeparture, departureOut)
	web.API(d, op("cancelLeaving", api+"return", "Take back a wrong leaving; bed and absence are restored"), cancelLeaving, returnOut)
	web.API(d, op("reopenDeparture", api+"reopen", "Open a closed file again"), reopenDeparture, departureOut)
	web.API(d, op("cancelDeparture", api+"cancel", "Call a departure off before the person left"), cancelDeparture, departureOut)
	web.API(d, op("settleErrand", "errands/:errand/settle", "Something due was done, or is not needed here"), settleErrand, errandOut)
	web.API(d, op("reopenErrand", "errands/:errand/reopen", "Something was not done after all and is due again"), reopenErrand, errandOut)
	web.API(d, op("recordDeath", "deaths", "A person in care has died"), recordDeath, deathOut)
	web.API(d, op("recordBurial", api+"burial", "A person was laid to rest"), recordBurial, deathOut)
	web.API(d, op("cancelDeath", api+"death/cancel", "Take back a death that was written by mistake; all is as before"), cancelDeath, returnOut)
}

// The actions.
var (
	startDeparture    = web.Action[intake.DepartureInput, *intake.Departure]{Name: "intake.start_departure", Do: intake.StartDeparture}
	changeDeparture   = web.Action[intake.DepartureChange, *intake.Departure]{Name: "intake.change_departure", Do: intake.ChangeDeparture}
	decideDeparture   = web.Action[intake.DecisionInput, *intake.Departure]{Name: "intake.decide_departure", Do: intake.DecideDeparture}
	recordLeaving     = web.Action[intake.LeavingInput, *intake.Departure]{Name: "intake.record_leaving", Do: intake.RecordLeaving}
	closeDeparture    = web.Action[intake.CloseInput, *intake.Departure]{Name: "intake.close_departure", Do: intake.CloseDeparture}
	undecideDeparture = web.Action[intake.UndoInput, *intake.Departure]{Name: "intake.undecide_departure", Do: intake.UndecideDeparture}
	reopenDeparture   = web.Action[intake.UndoInput, *intake.Departure]{Name: "intake.reopen_departure", Do: intake.ReopenDeparture}
	cancelDeparture   = web.Action[intake.UndoInput, *intake.Departure]{Name: "intake.cancel_departure", Do: intake.CancelDeparture}
	cancelLeaving     = web.Action[intake.UndoInput, *intake.Return]{Name: "intake.cancel_leaving", Do: intake.CancelLeaving}
	settleErrand      = web.Action[intake.ErrandInput, *intake.Errand]{Name: "intake.settle_errand", Do: intake.SettleErrand}
	reopenErrand      = web.Action[intake.ErrandUndo, *intake.Errand]{Name: "intake.reopen_errand", Do: intake.ReopenErrand}
	recordDeath       = web.Action[intake.DeathInput, *intake.Death]{Name: "intake.record_death", Do: intake.RecordDeath}
	changeDeath       = web.Action[intake.DeathChange, *intake.Death]{Name: "intake.change_death", Do: intake.ChangeDeath}
	recordBurial      = web.Action[intake.BurialInput, *intake.Death]{Name: "intake.record_burial", Do: intake.RecordBurial}
	cancelDeath       = web.Action[intake.UndoInput, *intake.Return]{Name: "intake.cancel_death", Do: intake.CancelDeath}
)

func departurePath(id uint64) string { return fmt.Sprintf("/intake/departures/%d", id) }

// onto leads back to the departure and says what was written.
func onto[In any](told string) func(*web.Call, In, *intake.Departure) string {
	return func(call *web.Call, _ In, d *intake.Departure) string {
		call.Tell(web.Notice{Key: "intake.departure.told." + told})
		return departurePath(d.ID)
	}
}

func ontoDeath[In any](call *web.Call, _ In, d *intake.Death) string {
	call.Tell(web.Notice{Key: "intake.death.told.written"})
	return departurePath(d.DepartureID)
}

// cameBack leads back to the departure; a bed that was lost is said.
func cameBack(call *web.Call, _ intake.UndoInput, r *intake.Return) string {
	n := web.Notice{Key: "intake.departure.told.returned"}
	if r.Restoration.BedLost {
		n = web.Notice{Key: "presence.told.bed_lost", Tone: "due"}
	}
	call.Tell(n)
	return departurePath(r.Departure.ID)
}

// errandDone leads back to where the errand stands.
func errandDone[In any](told string) func(*web.Call, In, *intake.Errand) string {
	return func(call *web.Call, _ In, e *intake.Errand) string {
		call.Tell(web.Notice{Key: "intake.errand.told." + told})
		return errandPath(e.DepartureID, e.AbsenceID)
	}
}

// errandPath is the page on which an errand stands.
func errandPath(departure, absence *uint64) string {
	switch {
	case departure != nil && *departure != 0:
		return departurePath(*departure)
	case absence != nil && *absence != 0:
		return fmt.Sprintf("/intake/missing/%d", *absence)
	}
	return "/intake/departures"
}

// leaverQuery names the person who is to leave.
type leaverQuery struct {
	ResidentID uint64 `form:"resident_id"`
}

// leaverData is who is to leave, and where the person is now.
type leaverData struct {
	Person    *residents.Person
	Where     *presence.Whereabouts
	Departure *intake.Departure // the process that there is already
	Stay      *presence.Stay    // the newest, also when it ended
}

// late tells that the person left in the ledger, and the papers are still to come.
func (d leaverData) late() bool {
	return d.Where == nil && d.Stay != nil && d.Stay.LeftAt != nil && (d.Departure == nil || d.Departure.StayID != d.Stay.Identity())
}

// begun tells that the newest stay has its process already.
func (d leaverData) begun() bool {
	return d.Departure != nil && d.Stay != nil && d.Departure.StayID == d.Stay.Identity()
}

func readLeaver(tx *db.Tx, in leaverQuery) (leaverData, error) {
	return readWhoLeaves(tx, presence.Release, in)
}

// readDying is readLeaver for whoever may write a death.
func readDying(tx *db.Tx, in leaverQuery) (leaverData, error) {
	return readWhoLeaves(tx, presence.Witness, in)
}

func readWhoLeaves(tx *db.Tx, permission string, in leaverQuery) (d leaverData, err error) {
	if err := tx.May(permission); err != nil {
		return d, err
	}
	if in.ResidentID == 0 {
		return d, nil
	}
	if _, err := presence.Reaches(tx, permission, in.ResidentID); err != nil {
		return d, err
	}
	if d.Person, err = residents.FindPerson(tx, in.ResidentID); err != nil {
		return d, err
	}
	if d.Where, err = presence.WhereIs(tx, in.ResidentID); err != nil {
		return d, err
	}
	if d.Stay, err = presence.LastStay(tx, in.ResidentID); err != nil {
		return d, err
	}
	d.Departure, err = intake.DepartureOf(tx, in.ResidentID)
	return d, err
}

// departuresData is the page of those who leave: what is due first, then who.
type departuresData struct {
	In      intake.DeparturesInput
	Rows    []intake.DepartureLine
	Next    string
	Errands []intake.ErrandLine
}

func readDepartures(tx *db.Tx, in intake.DeparturesInput) (d departuresData, err error) {
	d.In = in
	if d.Rows, d.Next, err = intake.Departures(tx, in); err != nil {
		return d, err
	}
	d.Errands, err = intake.Errands(tx, intake.ErrandsInput{Limit: 20})
	return d, err
}

// listDepartures is the list for a program.
func listDepartures(tx *db.Tx, in intake.DeparturesInput) (d departuresData, err error) {
	d.In = in
	d.Rows, d.Next, err = intake.Departures(tx, in)
	return d, err
}
