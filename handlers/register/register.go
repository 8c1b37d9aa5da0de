// Package register is the register of papers on the screen: which number stands on which paper, who
// signed it, what was declared void and why, and the paper itself as it was issued. Here too the
// papers of a person's life in the house are written: the decision to take somebody in, the minutes
// of an emergency, the decision to stop, the minutes of handing over.
package register

import (
	"embed"
	"fmt"

	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/register"
	"maiam/models/staff"
	"maiam/models/wards"
)

// Texts are the area's words.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Open opens every door of the area.
func Open(d *web.Desk) {
	web.Page(d, "/register", "register.list", readList, showList)
	sheet.Door(d, "/register.xlsx", "register.list", readWholeList, listTable)
	web.Page(d, "/register/letterhead", "register.letterhead", readLetterhead, showLetterhead)
	web.Form(d, "/register/letterhead", setLetterhead, "/register/letterhead", letterheadSet)
	web.Page(d, "/register/of/:resident", "register.writs", readWrits, showWrits)
	web.Page(d, "/register/of/:resident/:writ", "register.writ", readWrit, showWrit)
	web.Form(d, "/register/of/:resident/:writ", issueWrit, "/register/of/:resident/:writ", writIssued)
	web.File(d, "/register/of/:resident/:writ/draft.pdf", "register.draft", readDraft, drawDraft)
	web.Page(d, "/register/:entry", "register.entry", readEntry, showEntry)
	web.File(d, "/register/:entry/paper.pdf", "register.paper", readPaper, drawPaper)
	web.Form(d, "/register/:entry/void", void, "/register/:entry", voided)

	web.Get(d, web.Op{ID: "listRegister", Path: "/api/v1/register", Summary: "Issued papers with their numbers, the newest first; void ones keep their number"}, "register.list", readList, listOut)
	web.Get(d, web.Op{ID: "getRegisterEntry", Path: "/api/v1/register/:entry", Summary: "One issued paper: number, signer, grounds, and whether it holds"}, "register.entry", readEntry, entryOut)
	web.API(d, web.Op{ID: "issueResidentPaper", Method: "POST", Path: "/api/v1/register/of/:resident/:writ", Summary: "Write a paper about a person's stay and give it its number: emergency, admission, stop or handover", Status: 201}, issueWrit, oneOut)
	web.API(d, web.Op{ID: "voidRegisterEntry", Method: "POST", Path: "/api/v1/register/:entry/void", Summary: "Declare an issued paper void; its number stays and is not given again"}, void, oneOut)
	web.API(d, web.Op{ID: "setLetterhead", Method: "POST", Path: "/api/v1/register/letterhead", Summary: "Write what stands at the head of papers from a day on", Status: 201}, setLetterhead, web.Same)
}

// The actions.
var (
	void          = web.Action[register.VoidInput, *register.Entry]{Name: "register.void", Do: intake.VoidWrit}
	setLetterhead = web.Action[register.LetterheadInput, *register.Letterhead]{Name: "register.set_letterhead", Do: register.SetLetterhead}
)

func voided(call *web.Call, in register.VoidInput, e *register.Entry) string {
	call.Tell(web.Notice{Key: "register.told.void", Args: map[string]any{"number": e.Text()}})
	return pathOf(in.Entry)
}

func letterheadSet(call *web.Call, _ register.LetterheadInput, _ *register.Letterhead) string {
	call.Tell(web.Notice{Key: "register.told.letterhead"})
	return "/register/letterhead"
}

func pathOf(id uint64) string { return fmt.Sprintf("/register/%d", id) }

// letterheadData is the letterhead of today with everything that was ever written.
type letterheadData struct {
	Now  *register.Letterhead
	All  []register.Letterhead
	By   map[uint64]string
	Name string // of the centre, where no letterhead was written yet
}

func readLetterhead(tx *db.Tx, _ struct{}) (d letterheadData, err error) {
	if d.All, err = register.Letterheads(tx); err != nil {
		return d, err
	}
	if d.Now, err = register.LetterheadOn(tx, tx.Today()); err != nil {
		return d, err
	}
	centre, err := wards.TheCentre(tx)
	if err != nil {
		return d, err
	}
	if centre != nil {
		d.Name = centre.Name
	}
	var ids []uint64
	for _, row := range d.All {
		if row.RecordedBy != 0 {
			ids = append(ids, row.RecordedBy)
		}
	}
	if len(ids) > 0 {
		d.By, err = staff.Names(tx, ids...)
	}
	return d, err
}
