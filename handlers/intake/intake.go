// Package intake holds the pages at the door of the house: receive somebody in
// an emergency, keep the file of each stay with its papers and decisions, see
// what is due and why; and bring in the list of residents that a centre has
// kept in a spreadsheet until now.
package intake

import (
	"embed"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/files"
	"maiam/models/intake"
)

// Texts are the sentences of this area in both languages.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// OpenWith gives what opens every door of the area; store is where photographs lie.
func OpenWith(store *files.Store) func(*web.Desk) {
	return func(d *web.Desk) {
		openEmergency(d, store)
		Open(d)
	}
}

// Open opens every door of the area that needs no photographs.
func Open(d *web.Desk) {
	openCases(d)
	openKeepers(d)
	openMerges(d)
	openPetitions(d)
	openReviews(d)
	openChecklists(d)
	web.Page(d, "/intake/rosters", "intake.rosters", func(tx *db.Tx, in struct{}) (rostersPage, error) { return loadRosters(tx, in) },
		func(call *web.Call, p rostersPage) web.Leaf {
			return web.Leaf{Title: call.T("intake.rosters.title"), Active: "/intake/rosters", Body: rosters(p), Sheet: "/intake/rosters.xlsx"}
		})
	web.Form(d, "/intake/rosters", send, "/intake/rosters", func(_ *web.Call, _ sendInput, k *intake.Kept) string { return rosterPath(k.ID) })
	web.Page(d, "/intake/rosters/:roster", "intake.roster", loadPlan, func(call *web.Call, p planPage) web.Leaf { return p.leaf(call) })
	web.Form(d, "/intake/rosters/:roster/import", importKept, "/intake/rosters/:roster", imported)
	web.File(d, "/intake/rosters/:roster/report.xlsx", "intake.roster", loadPlan, drawReport)
	web.API(d, web.Op{ID: "importRoster", Method: "POST", Path: "/api/v1/intake/rosters", Summary: "Bring in a centre's own list of residents, or only tell what would happen."}, importRoster, wireRoster)
	openSheets(d)
	openLeaving(d)
	openTransfers(d)
	openLeaves(d)
}
