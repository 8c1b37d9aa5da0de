// Package residents is where the people of the house are found and where each has a page: who this
// is and in which bed, what must be watched, whom to call, which papers are there. Carers read it on
// the phone; nurses and social workers write in it.
package residents

import (
	"embed"
	"fmt"

	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/files"
	"maiam/models/presence"
	"maiam/models/residents"
)

// Texts are the area's words, with those of the attachments, which have no pages of their own.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Open gives what opens every door of the area; store is where photographs and scans lie.
func Open(store *files.Store) func(*web.Desk) {
	return func(d *web.Desk) {
		photo, paper, more, renewed := setPhoto(store), addPaper(store), addPages(store), replacePaper(store)

		web.Page(d, "/residents", "residents.list", readList, showList)
		sheet.Door(d, "/residents.xlsx", "residents.list", readWholeList, listTable)
		web.File(d, "/residents/units", "residents.units", readUnits, drawUnits)
		web.Page(d, "/residents/new", "residents.create", readNew, showNew)
		web.Form(d, "/residents", create, "/residents/new", created)
		web.Page(d, "/residents/:resident", "residents.file", readFile, showFile)
		web.Page(d, "/residents/:resident/edit", "residents.change", readEdit, showEdit)
		web.Form(d, "/residents/:resident/edit", change, "/residents/:resident/edit", changed)
		web.Page(d, "/residents/:resident/changes", "residents.changes", readChanges, showChanges)
		sheet.Door(d, "/residents/:resident/changes.xlsx", "residents.changes", readChanges, changesTable)

		const back = "/residents/:resident"
		web.File(d, "/residents/:resident/photo", "residents.photo", readPhoto, drawPhoto(store))
		web.Form(d, "/residents/:resident/photo", photo, back, toFile(photo, func(in photoForm) uint64 { return in.Resident }, "residents.told.photo"))
		web.Form(d, "/residents/:resident/names", addName, back, toFile(addName, func(in residents.NameInput) uint64 { return in.Resident }, "residents.told.name"))
		web.Form(d, "/residents/:resident/names/:row/end", endName, back, ended)
		web.Form(d, "/residents/:resident/needs", addNeed, back, toFile(addNeed, func(in residents.NeedInput) uint64 { return in.Resident }, "residents.told.need"))
		web.Form(d, "/residents/:resident/needs/:row/end", endNeed, back, ended)
		web.Form(d, "/residents/:resident/flags", addFlag, back, toFile(addFlag, func(in residents.FlagInput) uint64 { return in.Resident }, "residents.told.flag"))
		web.Form(d, "/residents/:resident/flags/:row/end", endFlag, back, ended)
		web.Form(d, "/residents/:resident/papers", paper, back, toPaper[paperForm])

		const ofPaper = "/residents/:resident/papers/:row"
		web.Page(d, ofPaper, "residents.paper", readPaper, showPaper)
		web.Form(d, ofPaper+"/void", voidPaper, ofPaper, ended)
		web.Form(d, ofPaper+"/versions", renewed, ofPaper, toPaper[versionForm])
		web.Form(d, ofPaper+"/pages", more, ofPaper, toPaper[pagesForm])
		web.Form(d, ofPaper+"/pages/void", voidPage, ofPaper, pageVoided)
		web.File(d, ofPaper+"/scan", "residents.scan", readPage, drawPage(store))
		web.File(d, ofPaper+"/pages/:page", "residents.scan", readPage, drawPage(store))

		openFamily(d)
		openSecrets(d)

		web.Get(d, web.Op{ID: "listResidents", Path: "/api/v1/residents", Summary: "People by parts of names without accents, year of birth, place of origin, number or bed, with where they are now"}, "residents.list", presence.People, listOut)
		web.Get(d, web.Op{ID: "getResident", Path: "/api/v1/residents/:resident", Summary: "The file of a person, with where the person is now"}, "residents.file", readFile, fileOut)
		web.Get(d, web.Op{ID: "findAlikeResidents", Path: "/api/v1/residents/alike", Summary: "People who may be the same as one about to be entered; those of other campuses are only counted"}, "residents.create", residents.Like, alikeOut)
		web.API(d, web.Op{ID: "createResident", Method: "POST", Path: "/api/v1/residents", Summary: "Enter a person; 409 residents.alike_known when somebody alike is known and despite is not set", Status: 201}, create, shownOut)
		web.API(d, web.Op{ID: "updateResident", Method: "PATCH", Path: "/api/v1/residents/:resident", Summary: "Correct what is known of a person; what is not sent stays, what was is kept"}, change, shownOut)
		api := func(id, path, summary string) web.Op {
			return web.Op{ID: id, Method: "POST", Path: "/api/v1/residents/:resident/" + path, Summary: summary, Status: 201}
		}
		web.API(d, api("setResidentPhoto", "photo", "Give a person another photograph; it is drawn anew without hidden data"), photo, shownOut)
		web.API(d, api("addResidentNeed", "needs", "Note what a person needs"), addNeed, web.Same[*residents.Need])
		web.API(d, api("endResidentNeed", "needs/:row/end", "A need no longer holds"), endNeed, web.Same[*residents.Need])
		web.API(d, api("addResidentFlag", "flags", "Note a risk that everybody around the person must watch"), addFlag, web.Same[*residents.Flag])
		web.API(d, api("endResidentFlag", "flags/:row/end", "A risk is over"), endFlag, web.Same[*residents.Flag])
		web.Get(d, web.Op{ID: "getResidentPaper", Path: "/api/v1/residents/:resident/papers/:row", Summary: "A paper with its pages and its older and newer versions"}, "residents.paper", readPaper, paperOut)
		web.API(d, api("addResidentPaper", "papers", "Put a paper into the file: shot and shot2 are pictures of its first two pages, file a picture or a PDF"), paper, web.Same[*residents.Paper])
		web.API(d, api("addResidentPaperPages", "papers/:row/pages", "Put further pages behind those that a paper has"), more, web.Same[*residents.Paper])
		web.API(d, api("replaceResidentPaper", "papers/:row/versions", "A new version came in the place of a paper; the old one stays readable"), renewed, web.Same[*residents.Paper])
		web.API(d, api("voidResidentPaper", "papers/:row/void", "A paper was put in by mistake"), voidPaper, web.Same[*residents.Paper])
	}
}

// The actions. Each but the first asks whether the person is within the actor's wards, and tells
// the board of the person's ward that something changed.
var (
	create    = web.Action[residents.PersonInput, *residents.Person]{Name: "residents.create", Do: residents.CreateResident}
	change    = web.Action[residents.ChangeInput, *residents.Person]{Name: "residents.change", Do: near(func(in residents.ChangeInput) uint64 { return in.Resident }, residents.ChangeResident)}
	addName   = web.Action[residents.NameInput, *residents.OtherName]{Name: "residents.add_name", Do: near(func(in residents.NameInput) uint64 { return in.Resident }, residents.AddName)}
	endName   = web.Action[residents.EndInput, *residents.OtherName]{Name: "residents.end_name", Do: near(endOf, residents.EndName)}
	addNeed   = web.Action[residents.NeedInput, *residents.Need]{Name: "residents.add_need", Do: near(func(in residents.NeedInput) uint64 { return in.Resident }, residents.AddNeed)}
	endNeed   = web.Action[residents.EndInput, *residents.Need]{Name: "residents.end_need", Do: near(endOf, residents.EndNeed)}
	addFlag   = web.Action[residents.FlagInput, *residents.Flag]{Name: "residents.add_flag", Do: near(func(in residents.FlagInput) uint64 { return in.Resident }, residents.AddFlag)}
	endFlag   = web.Action[residents.EndInput, *residents.Flag]{Name: "residents.end_flag", Do: near(endOf, residents.EndFlag)}
	voidPaper = web.Action[residents.EndInput, *residents.Paper]{Name: "residents.void_paper", Do: near(endOf, residents.VoidPaper)}
	voidPage  = web.Action[residents.PageInput, *residents.Page]{Name: "residents.void_page", Do: near(func(in residents.PageInput) uint64 { return in.Resident }, residents.VoidPage)}
)

func endOf(in residents.EndInput) uint64 { return in.Resident }

// near wraps a use-case about a person: who is out of the actor's wards is not there, and the board
// of the person's ward learns of the change.
func near[In, Out any](of func(In) uint64, do func(*db.Tx, In) (Out, error)) func(*db.Tx, In) (Out, error) {
	return func(tx *db.Tx, in In) (out Out, err error) {
		lies, err := presence.Opens(tx, residents.Edit, of(in))
		if err != nil {
			return out, err
		}
		if lies != nil {
			tx.Touch(lies.WardID)
		}
		return do(tx, in)
	}
}

func pathOf(id uint64) string { return fmt.Sprintf("/residents/%d", id) }

// created leads on to the bed, for those who receive people, else to the new page.
func created(call *web.Call, _ residents.PersonInput, p *residents.Person) string {
	call.Tell(web.Notice{Key: "residents.told.created", Args: map[string]any{"name": p.Name, "number": p.Number}})
	if call.May(presence.Receive) {
		return fmt.Sprintf("/presence/admit?resident_id=%d", p.ID)
	}
	return pathOf(p.ID)
}

func changed(call *web.Call, in residents.ChangeInput, _ *residents.Person) string {
	call.Tell(web.Notice{Key: "residents.told.changed"})
	return pathOf(in.Resident)
}

// toFile leads back from an action to the person's page with a word about what was done.
func toFile[In, Out any](_ web.Action[In, Out], of func(In) uint64, key string) func(*web.Call, In, Out) string {
	return func(call *web.Call, in In, _ Out) string {
		call.Tell(web.Notice{Key: key})
		return pathOf(of(in))
	}
}

func ended[Out any](call *web.Call, in residents.EndInput, _ Out) string {
	call.Tell(web.Notice{Key: "residents.told.ended"})
	return pathOf(in.Resident)
}
