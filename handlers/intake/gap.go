package intake

import (
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// gapsData is the page of files that lack papers.
type gapsData struct {
	In         intake.GapInput
	Page       *intake.GapPage
	Campuses   []wards.Campus
	Categories []settings.Category
}

func readGaps(tx *db.Tx, in intake.GapInput) (d gapsData, err error) {
	d.In = in
	if d.Page, err = intake.Gaps(tx, in); err != nil {
		return d, err
	}
	if d.Campuses, err = wards.CampusesWithin(tx); err != nil {
		return d, err
	}
	d.Categories, err = settings.Categories(tx, tx.Today())
	return d, err
}

func showGaps(call *web.Call, d gapsData) web.Leaf {
	return web.Leaf{Title: call.T("intake.gaps.title"), Under: words.N(call.Context(), "intake.gaps.count", d.Page.Lacking, words.A{"files": d.Page.Files}), Active: "/intake/deadlines", Wide: true,
		Body: gapsPage(call, d), Sheet: "/intake/files.xlsx", Crumbs: []web.Crumb{{Name: call.T("intake.due.title"), Path: "/intake/deadlines"}}}
}

func (d gapsData) list(call *web.Call) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("intake.gaps.title"), Columns: []parts.Column{{Title: call.T("intake.due.person"), Main: true}, {Title: call.T("intake.field.category")}, {Title: call.T("intake.file.admitted")},
		{Title: call.T("intake.gaps.missing")}, {Title: call.T("intake.keeper.title")}},
		Empty: parts.Empty{Icon: "clipboard-check", Title: call.T("intake.gaps.none"), Text: call.T("intake.gaps.none_text")}}
	if d.Page.Next != "" {
		l.Next = call.With("after", d.Page.Next)
	}
	for _, g := range d.Page.Rows {
		face := parts.Face{Name: g.Name}
		if g.PhotoFileID != nil {
			face.Photo = residentPath(g.ResidentID) + "/photo"
		}
		campus := ""
		if len(d.Campuses) > 1 {
			campus = g.CampusName
		}
		cell := parts.Cell{Chips: []parts.Chip{{Tone: parts.Done, Icon: "check", Text: call.T("intake.file.complete")}}}
		if len(g.Missing) > 0 {
			names := make([]string, len(g.Missing))
			for i, code := range g.Missing {
				names[i] = call.T("intake.paper." + string(code))
			}
			cell = parts.Cell{Text: strings.Join(names, "; ")}
		}
		l.Rows = append(l.Rows, parts.Row{Href: casePath(g.StayID), Cells: []parts.Cell{
			{Text: g.Name, Note: dotted(g.Number, g.Bed(), campus), Face: &face}, {Text: string(g.Category)}, {Text: words.Day(ctx, g.Admitted)}, cell, {Text: keptBy(call, intake.Deadline{Started: intake.Started{KeeperID: g.KeeperID, KeeperName: g.KeeperName}})}}})
	}
	return l
}

// gapWire is one file as programs read it.
type gapWire struct {
	StayID     uint64    `json:"stay_id"`
	ResidentID uint64    `json:"resident_id"`
	Number     string    `json:"number"`
	Name       string    `json:"name"`
	CampusID   uint64    `json:"campus_id"`
	Category   string    `json:"category"`
	Admitted   value.Day `json:"admitted"`
	Bed        string    `json:"bed,omitempty"`
	KeeperID   uint64    `json:"keeper_id,omitempty" doc:"who is in charge of the file"`
	Missing    []string  `json:"missing"`
}

type gapsWire struct {
	Files   int       `json:"files"`
	Lacking int       `json:"lacking" doc:"files that lack a needed paper"`
	Rows    []gapWire `json:"rows"`
	Next    string    `json:"next,omitempty"`
}

func gapsOut(d gapsData) gapsWire {
	w := gapsWire{Files: d.Page.Files, Lacking: d.Page.Lacking, Rows: []gapWire{}, Next: d.Page.Next}
	for _, g := range d.Page.Rows {
		row := gapWire{StayID: g.StayID, ResidentID: g.ResidentID, Number: g.Number, Name: g.Name, CampusID: g.CampusID, Category: string(g.Category), Admitted: g.Admitted, Bed: g.Bed(), KeeperID: g.KeeperID, Missing: []string{}}
		for _, code := range g.Missing {
			row.Missing = append(row.Missing, string(code))
		}
		w.Rows = append(w.Rows, row)
	}
	return w
}
