// Package presence is how people write in the ledger of presence and read from it: who is received,
// who gets which bed, who is in hospital or at home on leave, who has left, and how many are here
// at any moment, with the names behind each number.
package presence

import (
	"embed"
	"fmt"

	"maiam/handlers/web"
	"maiam/models/intake"
	"maiam/models/presence"
)

// Texts are the area's words.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Open opens every door of the area.
func Open(d *web.Desk) {
	web.Page(d, "/presence/headcount", "presence.headcount", readCount, showCount)
	web.Page(d, "/presence/people", "presence.people", readNames, showNames)
	web.Page(d, "/presence/snapshots", "presence.snapshots", readNights, showNights)
	web.Page(d, "/presence/snapshots/night", "presence.snapshot", readNight, showNight)

	openSheets(d)
	web.File(d, "/presence/wards/:ward/list.pdf", "presence.ward_list", readWard, drawWardList)
	web.File(d, "/presence/wards/:ward/plan.pdf", "presence.bed_plan", readWard, drawBedPlan)

	web.Page(d, "/presence/place", "presence.place", readPlace, showPlace)
	web.Form(d, "/presence/place", place, "/presence/place", placed)
	web.Form(d, "/presence/move", move, "/presence/place", moved)
	web.Form(d, "/presence/swap", swap, "/presence/place", swapped)

	web.Page(d, "/presence/reservations", "presence.reservations", readReserve, showReserve)
	web.Form(d, "/presence/reservations", reserve, "/presence/reservations", reserved)
	web.Form(d, "/presence/reservations/release", giveUp, "/presence/reservations", released)
	web.Page(d, "/presence/overflows", "presence.overflows", readOverflows, showOverflows)
	web.Form(d, "/presence/overflows", declare, "/presence/overflows", putUp)
	web.Form(d, "/presence/overflows/end", takeAway, "/presence/overflows", tookAway)
	web.Page(d, "/presence/review", "presence.review", readReview, showReview)
	web.Form(d, "/presence/review", decide, "/presence/review", decided)
	web.Page(d, "/presence/conflicts", "presence.conflicts", readFeuds, showFeuds)
	web.Form(d, "/presence/conflicts", noteFeud, "/presence/conflicts", feudNoted)
	web.Form(d, "/presence/conflicts/end", endFeud, "/presence/conflicts", feudEnded)

	web.Page(d, "/presence/admit", "presence.admit", readAdmit, showAdmit)
	web.Form(d, "/presence/admit", admit, "/presence/admit", admitted)
	web.Page(d, "/presence/absence", "presence.absence", readAbsence, showAbsence)
	web.Form(d, "/presence/absence", startAbsence, "/presence/absence", wentAway)
	web.Form(d, "/presence/return", endAbsence, "/presence/absence", cameBack)
	web.Page(d, "/presence/discharge", "presence.discharge", readDischarge, showDischarge)
	web.Form(d, "/presence/discharge", discharge, "/presence/discharge", discharged)

	web.Page(d, "/presence/history", "presence.history", readHistory, showHistory)
	web.Page(d, "/presence/correct", "presence.correct", readCorrect, showCorrect)
	web.Form(d, "/presence/placements/void", voidPlacement, "/presence/correct", corrected[[]presence.Undone])
	web.Form(d, "/presence/placements/correct", correctPlacement, "/presence/correct", corrected[*presence.Placement])
	web.Form(d, "/presence/absences/void", voidAbsence, "/presence/correct", corrected[*presence.Absence])
	web.Form(d, "/presence/absences/correct", correctAbsence, "/presence/correct", corrected[*presence.Absence])
	web.Form(d, "/presence/stays/cancel-admission", cancelAdmission, "/presence/correct", corrected[*presence.Stay])
	web.Form(d, "/presence/stays/cancel-discharge", cancelDischarge, "/presence/correct", corrected[*presence.Restoration])

	api := func(id, path, summary string) web.Op {
		return web.Op{ID: id, Method: "POST", Path: "/api/v1/presence/" + path, Summary: summary, Status: 201}
	}
	web.API(d, api("admitResident", "stays", "Receive a person: a stay begins, with a bed when one is named"), admit, admissionOut)
	web.API(d, api("assignBed", "placements", "Give a bed to a person in care who has none"), place, placementOut)
	web.API(d, api("moveResident", "moves", "Take a person from one bed to another in one step"), move, placementOut)
	web.API(d, api("swapResidents", "swaps", "Change the beds of two people in one step"), swap, placementsOut)
	web.API(d, api("decidePlacement", "overrides", "Leave a person in a bed although rules warn, with a reason that holds until a day"), decide, overridesOut)
	web.API(d, api("noteConflict", "conflicts", "Note that two people do not get on"), noteFeud, feudOut)
	web.API(d, api("endConflict", "conflicts/end", "Two people get on again; that they did not stays readable"), endFeud, feudOut)
	web.Get(d, web.Op{ID: "listPlacementReviews", Path: "/api/v1/presence/review", Summary: "Placements that break a rule and have no reason that still holds"}, "presence.review", presence.Reviews, reviewsOut)
	web.Get(d, web.Op{ID: "listConflicts", Path: "/api/v1/presence/conflicts", Summary: "With whom a person does not or did not get on"}, "presence.conflicts", readFeudList, feudsOut)
	web.API(d, api("reserveBed", "reservations", "Keep a free bed for a resident or for somebody who is expected, until a moment"), reserve, reservationOut)
	web.API(d, api("releaseBed", "reservations/release", "Give up a bed that is kept"), giveUp, reservationOut)
	web.Get(d, web.Op{ID: "listReservations", Path: "/api/v1/presence/reservations", Summary: "Beds that are kept now, those that run out first in front"}, "presence.reservations", presence.Reservations, reservationsOut)
	web.API(d, api("declareOverflow", "overflows", "Put up a mattress, a folding bed or a place in a shared bed in a room, until a day"), declare, overflowOut)
	web.API(d, api("endOverflow", "overflows/end", "Take away an overflow place in which nobody lies"), takeAway, overflowOut)
	web.Get(d, web.Op{ID: "listOverflows", Path: "/api/v1/presence/overflows", Summary: "Overflow places that stand, those that should be gone first"}, "presence.overflows", presence.Overflows, overflowsOut)
	web.API(d, api("startAbsence", "absences", "A person leaves for hospital or home, or is missing; the bed is held"), startAbsence, absenceOut)
	web.API(d, api("endAbsence", "returns", "A person is back"), endAbsence, absenceOut)
	web.API(d, api("dischargeResident", "discharges", "A person has left for good; the bed is free from that moment"), discharge, stayOut)
	web.API(d, api("voidPlacement", "placements/void", "Take back a bed given by mistake; the earlier bed is restored"), voidPlacement, undoneOut)
	web.API(d, api("correctPlacement", "placements/correct", "Write a bed anew as it really was; the old row stays readable"), correctPlacement, placementOut)
	web.API(d, api("voidAbsence", "absences/void", "Take back an absence that never was"), voidAbsence, absenceOut)
	web.API(d, api("correctAbsence", "absences/correct", "Write an absence anew as it really was"), correctAbsence, absenceOut)
	web.API(d, api("cancelAdmission", "stays/cancel-admission", "Take back an admission that never was"), cancelAdmission, stayOut)
	web.API(d, api("cancelDischarge", "stays/cancel-discharge", "Take back a discharge; bed and absence are restored"), cancelDischarge, restorationOut)
	web.Get(d, web.Op{ID: "getHeadcount", Path: "/api/v1/presence/headcount", Summary: "How many are here at a moment, by campus, zone, ward and category, as known then or now"}, "presence.headcount", readCount, countOut)
	web.Get(d, web.Op{ID: "getPresenceAt", Path: "/api/v1/presence/at", Summary: "Who was where at a moment, as known then or now"}, "presence.people", readNames, namesOut)
	web.Get(d, web.Op{ID: "listNights", Path: "/api/v1/presence/snapshots", Summary: "The kept head-count of each night, in its newest version"}, "presence.snapshots", readNights, nightsOut)
	web.Get(d, web.Op{ID: "getNight", Path: "/api/v1/presence/snapshots/night", Summary: "Every version of a night's head-count, with what each changed"}, "presence.snapshot", presence.NightOn, nightOut)
	web.Get(d, web.Op{ID: "listFreeBeds", Path: "/api/v1/presence/free-beds", Summary: "Beds in which somebody could be placed now"}, "presence.free_beds", presence.FreeBeds, freeBedsOut)
	web.Get(d, web.Op{ID: "listBedProposals", Path: "/api/v1/presence/proposals", Summary: "Free beds for a person, the best first, with what speaks for and against each"}, "presence.proposals", presence.Proposals, proposalsOut)
	web.Get(d, web.Op{ID: "listPresenceHistory", Path: "/api/v1/presence/history", Summary: "The stays, beds and absences of a person, corrections included"}, "presence.history", readHistoryPage, historyOut)
}

// The actions.
var (
	admit            = web.Action[presence.AdmitInput, *presence.Admission]{Name: "presence.admit", Do: presence.Admit}
	place            = web.Action[presence.PlaceInput, *presence.Placement]{Name: "presence.place", Do: presence.Place}
	move             = web.Action[presence.MoveInput, *presence.Placement]{Name: "presence.move", Do: presence.Move}
	swap             = web.Action[presence.SwapInput, []presence.Placement]{Name: "presence.swap", Do: presence.Swap}
	reserve          = web.Action[presence.ReserveInput, *presence.Reservation]{Name: "presence.reserve", Do: presence.Reserve}
	giveUp           = web.Action[presence.ReleaseInput, *presence.Reservation]{Name: "presence.release", Do: presence.GiveUp}
	declare          = web.Action[presence.OverflowInput, *presence.Overflow]{Name: "presence.declare_overflow", Do: presence.DeclareOverflow}
	takeAway         = web.Action[presence.OverflowEnd, *presence.Overflow]{Name: "presence.end_overflow", Do: presence.EndOverflow}
	decide           = web.Action[presence.DecideInput, []presence.Override]{Name: "presence.decide", Do: presence.Decide}
	noteFeud         = web.Action[presence.FeudInput, *presence.Feud]{Name: "presence.note_conflict", Do: presence.NoteFeud}
	endFeud          = web.Action[presence.FeudEnd, *presence.Feud]{Name: "presence.end_conflict", Do: presence.EndFeud}
	startAbsence     = web.Action[presence.AbsenceInput, *presence.Absence]{Name: "presence.start_absence", Do: intake.StartAbsence}
	endAbsence       = web.Action[presence.ReturnInput, *presence.Absence]{Name: "presence.end_absence", Do: intake.EndAbsence}
	discharge        = web.Action[presence.DischargeInput, *presence.Stay]{Name: "presence.discharge", Do: intake.Discharge}
	voidPlacement    = web.Action[presence.VoidInput, []presence.Undone]{Name: "presence.void_placement", Do: presence.VoidPlacement}
	correctPlacement = web.Action[presence.PlacementCorrection, *presence.Placement]{Name: "presence.correct_placement", Do: presence.CorrectPlacement}
	voidAbsence      = web.Action[presence.VoidInput, *presence.Absence]{Name: "presence.void_absence", Do: intake.VoidAbsence}
	correctAbsence   = web.Action[presence.AbsenceCorrection, *presence.Absence]{Name: "presence.correct_absence", Do: presence.CorrectAbsence}
	cancelAdmission  = web.Action[presence.VoidInput, *presence.Stay]{Name: "presence.cancel_admission", Do: presence.CancelAdmission}
	cancelDischarge  = web.Action[presence.VoidInput, *presence.Restoration]{Name: "presence.cancel_discharge", Do: intake.CancelDischarge}
)

// onward is where a form leads afterwards: where the reader came from, else the person's page.
func onward(call *web.Call, resident uint64) string {
	return web.SafeNext(call.C.PostForm("next"), fmt.Sprintf("/residents/%d", resident))
}

// undo offers to take an act back for a few seconds; should that be refused, the page of the line
// says why.
func undo(call *web.Call, key, path string, book presence.EntryKind, id, resident uint64) {
	call.Tell(web.Notice{Key: key, UndoPath: path, Undo: map[string]string{"id": fmt.Sprint(id), "reason": call.T("presence.undone_reason"),
		"resident_id": fmt.Sprint(resident), "book": string(book), "next": call.C.PostForm("next")}})
}

const voidsPlacement = "/presence/placements/void"

func placed(call *web.Call, in presence.PlaceInput, p *presence.Placement) string {
	undo(call, "presence.told.placed", voidsPlacement, presence.PlacementEntry, p.ID, in.ResidentID)
	return onward(call, in.ResidentID)
}

func moved(call *web.Call, in presence.MoveInput, p *presence.Placement) string {
	undo(call, "presence.told.moved", voidsPlacement, presence.PlacementEntry, p.ID, in.ResidentID)
	return onward(call, in.ResidentID)
}

func swapped(call *web.Call, in presence.SwapInput, p []presence.Placement) string {
	undo(call, "presence.told.swapped", voidsPlacement, presence.PlacementEntry, p[0].ID, in.ResidentID)
	return onward(call, in.ResidentID)
}

// admitted leads on to the file of the stay, whose papers come next, for those who keep it.
func admitted(call *web.Call, in presence.AdmitInput, a *presence.Admission) string {
	call.Tell(web.Notice{Key: "presence.told.admitted"})
	if call.May("intake.view") {
		return web.SafeNext(call.C.PostForm("next"), fmt.Sprintf("/intake/files/%d", a.Stay.Identity()))
	}
	return onward(call, in.ResidentID)
}

func wentAway(call *web.Call, in presence.AbsenceInput, a *presence.Absence) string {
	undo(call, "presence.told."+string(a.Kind), "/presence/absences/void", presence.AbsenceEntry, a.ID, in.ResidentID)
	return onward(call, in.ResidentID)
}

func cameBack(call *web.Call, in presence.ReturnInput, _ *presence.Absence) string {
	call.Tell(web.Notice{Key: "presence.told.back"})
	return onward(call, in.ResidentID)
}

func discharged(call *web.Call, in presence.DischargeInput, s *presence.Stay) string {
	undo(call, "presence.told.discharged", "/presence/stays/cancel-discharge", presence.StayEntry, s.ID, in.ResidentID)
	return onward(call, in.ResidentID)
}

// corrected leads on after a correction; what could not be restored is said.
func corrected[Out, In any](call *web.Call, _ In, out Out) string {
	n := web.Notice{Key: "presence.told.corrected"}
	back := "/presence/headcount"
	var who uint64
	switch o := any(out).(type) {
	case []presence.Undone:
		who = o[0].ResidentID
		for _, u := range o {
			if u.BedLost {
				n = web.Notice{Key: "presence.told.bed_lost", Tone: "due"}
			}
		}
	case *presence.Placement:
		who = o.ResidentID
	case *presence.Absence:
		who = o.ResidentID
	case *presence.Stay:
		who = o.ResidentID
	case *presence.Restoration:
		who = o.Stay.ResidentID
		if o.BedLost {
			n = web.Notice{Key: "presence.told.bed_lost", Tone: "due"}
		}
	}
	if who != 0 {
		back = fmt.Sprintf("/presence/history?resident_id=%d", who)
	}
	call.Tell(n)
	return web.SafeNext(call.C.PostForm("next"), back)
}
