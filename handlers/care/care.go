// Package care is the ward round as people walk it: the rounds of the shift, the sheet of a ward
// with its rooms and beds, the correction of a mark, and the same for programs and for phones that
// send later what they could not send at once.
package care

import (
	"embed"
	"fmt"

	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/staff"
)

// Texts are the area's words.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Open opens every door of the area.
func Open(d *web.Desk) {
	web.Page(d, "/care/rounds", "care.rounds", readMine, showMine)
	web.Page(d, "/wards/:ward/round", "care.sheet", readSheet, showSheet)
	web.Page(d, gridRoute, "care.sheet", readGrid, showGrid)
	web.Page(d, paperRoute+":code", "care.sheet", readScanned, showGrid)
	web.File(d, gridRoute+".pdf", "care.sheet", readGridPaper, drawGridPaper)
	sheet.Door(d, gridRoute+".xlsx", "care.sheet", readGrid, gridTable)
	web.Page(d, "/wards/:ward/rounds", "care.walked", readWalked, showWalked)
	sheet.Door(d, "/wards/:ward/rounds.xlsx", "care.walked", readWalked, walkedTable)
	web.Page(d, "/care/marks/:mark", "care.mark", readMark, showMark)

	web.Form(d, "/wards/:ward/round", record, "/wards/:ward/round", recorded)
	web.Form(d, gridRoute, recordGrid, gridRoute, recordedGrid)
	web.Form(d, "/wards/:ward/round/undo", undo, "", undone)
	web.Form(d, "/wards/:ward/round/search", search, "/wards/:ward/round", searched)
	web.Form(d, "/care/marks/:mark", amend, "/care/marks/:mark", amended)

	web.Get(d, web.Op{ID: "getRoundSheet", Path: "/api/v1/wards/:ward/rounds/sheet", Summary: "The sheet of one round of a ward: rooms, beds, people, needs, usual day and what is recorded"}, "care.sheet", readSheet, sheetWire)
	web.Get(d, web.Op{ID: "listRounds", Path: "/api/v1/wards/:ward/rounds", Summary: "The rounds of a ward over some days, walked or not"}, "care.walked", readWalked, walkedWire)
	web.API(d, web.Op{ID: "recordRound", Method: "POST", Path: "/api/v1/wards/:ward/rounds", Summary: "Record rooms, or single people, in one round by exception; answers for each person", Status: 201, Offline: true}, record, web.Same)
	web.API(d, web.Op{ID: "undoRound", Method: "POST", Path: "/api/v1/wards/:ward/rounds/undo", Summary: "Take back one's own marks of the last ten minutes", Offline: true}, undo, web.Same)
	web.API(d, web.Op{ID: "startSearch", Method: "POST", Path: "/api/v1/wards/:ward/searches", Summary: "Somebody is not found: missing from this moment, and those who must know are told", Status: 201}, search, web.Same)
	web.API(d, web.Op{ID: "amendRound", Method: "POST", Path: "/api/v1/care/marks/:mark/amendments", Summary: "Correct one person's mark, or take it back, with the reason", Status: 201}, amend, markWire)

	openLeaving(d)
	openKeeping(d)
	openTray(d)
	openCorrections(d)
	openWatches(d)
	openIncidents(d)
	openHandovers(d)
	openRollcalls(d)
	openOrders(d)
	openVisits(d)
	openDoors(d)
	openBriefing(d)
	openTasks(d)
	openVitals(d)
	openSeries(d)
	openConcerns(d)
	openDoubts(d)
}

// The actions.
var (
	record = web.Action[care.RoundInput, *care.Round]{Name: "care.record_round", Do: care.RecordRound}
	undo   = web.Action[care.UndoInput, *care.UndoneRound]{Name: "care.undo_round", Do: care.UndoRound}
	amend  = web.Action[care.AmendInput, *care.Mark]{Name: "care.amend_mark", Do: care.AmendMark}
)

// readSheet reads the sheet of a round with the own rooms of the reader first, also as a phone keeps it.
func readSheet(tx *db.Tx, in care.SheetInput) (*care.Sheet, error) {
	s, err := care.RoundSheet(tx, in)
	if err != nil {
		return nil, err
	}
	own, err := staff.OwnRooms(tx, s.Round.Turn, s.WardID)
	s.OwnFirst(own)
	return s, err
}

// maxUndo is how many people the notice after an act can take back: it travels in a cookie.
const maxUndo = 50

// recorded tells what was written and goes on to the next room.
func recorded(call *web.Call, in care.RoundInput, out *care.Round) string {
	n := web.Notice{Key: "care.told.room", Tone: "done", Args: words.A{"n": out.Recorded}}
	kept := len(out.People) - out.Recorded
	switch {
	case out.Recorded == 0 && out.Of(care.Already) == len(out.People):
		n.Key = "care.told.already"
	case out.Recorded == 0:
		n.Key, n.Tone = "care.told.nothing", "due"
	case kept > 0:
		n.Key, n.Tone, n.Args = "care.told.some", "due", words.A{"n": out.Recorded, "kept": kept}
	case out.Here > 0 && out.Seen >= out.Here:
		n.Key, n.Args = "care.told.all", words.A{"n": out.Seen}
	}
	if out.Recorded > 0 && out.Recorded <= maxUndo {
		n.UndoPath = roundPath(in.WardID) + "/undo"
		n.Undo = map[string]string{"slot_id": fmt.Sprint(out.SlotID), "shift_day": out.ShiftDay.String()}
		i := 0
		for _, p := range out.People {
			if p.Outcome == care.Recorded {
				n.Undo[fmt.Sprintf("residents[%d]", i)] = fmt.Sprint(p.ResidentID)
				i++
			}
		}
	}
	call.Tell(n)
	return sheetPath(in.WardID, out.SlotID, out.ShiftDay.String()) + "#" + nextRoom
}

func undone(call *web.Call, in care.UndoInput, out *care.UndoneRound) string {
	call.Tell(web.Notice{Key: "care.told.undone", Args: words.A{"n": out.Undone}})
	return sheetPath(in.WardID, out.SlotID, out.ShiftDay.String()) + "#" + nextRoom
}

func amended(call *web.Call, _ care.AmendInput, out *care.Mark) string {
	call.Tell(web.Notice{Key: "care.told.amended", Tone: "done"})
	return sheetPath(out.WardID, out.SlotID, out.ShiftDay.String()) + fmt.Sprintf("#bed-%d", out.BedID)
}

// nextRoom is the id of the first room that waits: the page goes there after each room.
const nextRoom = "next"

func roundPath(ward uint64) string { return fmt.Sprintf("/wards/%d/round", ward) }

func sheetPath(ward, slot uint64, day string) string {
	return fmt.Sprintf("%s?slot=%d&day=%s", roundPath(ward), slot, day)
}

// roundName names a round by its meal and time: "Bữa tối 17:00", "Đi buồng 21:00".
func roundName(call *web.Call, r settings.Round) string {
	meal := string(r.Slot.Meal)
	if r.Slot.Meal == settings.NoMeal {
		meal = "none"
	}
	return call.T("care.round.at."+meal, words.A{"time": r.Slot.Clock()})
}
