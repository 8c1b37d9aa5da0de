package intake

import (
	"fmt"
	"strings"

	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/intake"
)

// openSheets opens the doors through which the lists of this area are saved as spreadsheets.
func openSheets(d *web.Desk) {
	sheet.Door(d, "/intake/deadlines.xlsx", "intake.deadlines", readDue, dueTable)
	sheet.Door(d, "/intake/files.xlsx", "intake.files", readWholeGaps, gapsTable)
	sheet.Door(d, "/intake/leaves.xlsx", "intake.leaves", readLeaves, leavesTable)
	sheet.Door(d, "/intake/leaves/:leave/people.xlsx", "intake.leave", intake.ReadGroupLeave, leaveTable)
	sheet.Door(d, "/intake/departures.xlsx", "intake.departures", readWholeDepartures, departuresTable)
	sheet.Door(d, "/intake/transfers.xlsx", "intake.transfers", readWholeTransfers, transfersTable)
	sheet.Door(d, "/intake/rosters.xlsx", "intake.rosters", loadRosters, rostersTable)
}

// dueTable is what is due, the most urgent first.
func dueTable(call *web.Call, d dueData) sheet.Table {
	var asked []string
	if d.In.Urgency != "" {
		asked = append(asked, call.T("intake.urgency."+string(d.In.Urgency)))
	}
	if d.In.Kind != "" {
		asked = append(asked, call.T("intake.clock."+string(d.In.Kind)))
	}
	return sheet.Table{Title: call.T("intake.due.title"), Asked: sheet.Joined(asked...),
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("campus", sheet.Text, 18), sheet.As("bed", sheet.Text, 20),
			sheet.As("intake.due.clock", sheet.Text, 30), sheet.As("intake.due.from", sheet.Date, 0), sheet.As("due", sheet.Date, 0), sheet.As("intake.due.state", sheet.Text, 20),
			sheet.As("intake.due.todo", sheet.Wrapped, 0), sheet.As("intake.due.why", sheet.Wrapped, 0)),
		Rows: func(row func(...any)) {
			for _, r := range d.Rows {
				row(r.Number, whoIs(call, r), r.CampusName, bedOf(r), stepName(call, r), r.From, r.Due, left(call, r), what(call, r), why(call, r))
			}
		}}
}

// readWholeGaps reads the files of every page at once.
func readWholeGaps(tx *db.Tx, in intake.GapInput) (d gapsData, err error) {
	in.Whole, in.After = true, ""
	if d, err = readGaps(tx, in); err != nil {
		return d, err
	}
	return d, sheet.Within(len(d.Page.Rows))
}

func gapsTable(call *web.Call, d gapsData) sheet.Table {
	return sheet.Table{Title: call.T("intake.gaps.title"), Asked: words.N(call.Context(), "intake.gaps.count", d.Page.Lacking, words.A{"files": d.Page.Files}),
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("category", sheet.Text, 8), sheet.As("campus", sheet.Text, 18),
			sheet.As("bed", sheet.Text, 20), sheet.As("admitted", sheet.Date, 0), sheet.As("missing_n", sheet.Integer, 0), sheet.As("missing", sheet.Wrapped, 60)),
		Rows: func(row func(...any)) {
			for _, g := range d.Page.Rows {
				names := make([]string, len(g.Missing))
				for i, code := range g.Missing {
					names[i] = call.T("intake.paper." + string(code))
				}
				row(g.Number, g.Name, string(g.Category), g.CampusName, g.Bed(), g.Admitted, len(names), strings.Join(names, "; "))
			}
		}}
}

// leavesTable is who is away now, and on a second sheet the last leaves of groups.
func leavesTable(call *web.Call, d leavesData) sheet.Table {
	return sheet.Table{Title: call.T("intake.leaves.title"),
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("ward", sheet.Text, 14), sheet.As("room", sheet.Text, 8), sheet.As("bed", sheet.Text, 8),
			sheet.As("intake.leaves.kind", sheet.Text, 18), sheet.As("place", sheet.Wrapped, 26), sheet.As("companion", sheet.Text, 22), sheet.As("relation", sheet.Text, 14),
			sheet.As("phone", sheet.Text, 14), sheet.As("intake.leaves.since", sheet.Instant, 0), sheet.As("due_back", sheet.Date, 0), sheet.As("days_late", sheet.Integer, 0)),
		Rows: func(row func(...any)) {
			for _, g := range d.Gone {
				kind := call.T("presence.kind." + string(g.Kind))
				if g.Purpose != "" {
					kind = call.T("presence.purpose." + string(g.Purpose))
				}
				var late any
				if g.Overdue(d.Today) {
					late = d.Today.Sub(g.DueBackOn)
				}
				row(g.Number, g.Name, g.WardName, g.RoomName, g.BedName, kind, g.Place, g.Companion, g.Relation, g.Phone.Local(), g.StartedAt, g.DueBackOn, late)
			}
		},
		More: []sheet.Table{{Title: call.T("intake.leaves.groups"),
			Columns: sheet.Columns(call, sheet.As("intake.leave.occasion", sheet.Text, 30), sheet.As("intake.leave.purpose", sheet.Text, 18), sheet.As("intake.leaves.since", sheet.Instant, 0),
				sheet.As("due_back", sheet.Date, 0), sheet.As("place", sheet.Wrapped, 26), sheet.As("companion", sheet.Text, 22), sheet.As("people", sheet.Integer, 0),
				sheet.As("intake.leaves.gone", sheet.Integer, 0), sheet.As("note", sheet.Wrapped, 30)),
			Rows: func(row func(...any)) {
				for _, g := range d.Groups {
					row(g.Title, call.T("presence.purpose."+string(g.Purpose)), g.StartedAt, g.DueBackOn, g.Place, g.Companion, g.Went, g.Away, g.Note)
				}
			}}}}
}

// leaveTable is what became of each person of a group.
func leaveTable(call *web.Call, f *intake.GroupFile) sheet.Table {
	return sheet.Table{Title: f.Title, Tab: call.T("intake.leave.each"), Asked: call.T("intake.leave.under", words.A{"n": f.StillAway()}),
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("ward", sheet.Text, 14), sheet.As("room", sheet.Text, 8), sheet.As("bed", sheet.Text, 8),
			sheet.As("intake.leaves.since", sheet.Instant, 0), sheet.As("due_back", sheet.Date, 0), sheet.As("state", sheet.Text, 20), sheet.As("reason", sheet.Wrapped, 30),
			sheet.As("back", sheet.Instant, 0), sheet.As("companion", sheet.Text, 22)),
		Rows: func(row func(...any)) {
			for _, p := range f.People {
				state, reason := call.T("intake.leave.is_back"), ""
				switch {
				case p.Refused != "":
					state, reason = call.T("intake.leave.stayed"), call.T("intake.leave.why."+strings.ReplaceAll(p.Refused, ".", "_"))
				case p.AbsenceID == 0:
					state = call.T("intake.leave.voided")
				case p.Away():
					state = call.T("intake.leave.away")
				}
				row(p.Number, p.Name, p.WardName, p.RoomName, p.BedName, f.StartedAt, p.DueBackOn, state, reason, sheet.At(p.EndedAt), p.BroughtBy)
			}
		}}
}

// readWholeDepartures reads every departure at once, and everything that is due after them.
func readWholeDepartures(tx *db.Tx, in intake.DeparturesInput) (d departuresData, err error) {
	d.In, in.Most, in.After = in, sheet.Limit, ""
	if d.Rows, d.Next, err = intake.Departures(tx, in); sheet.Whole(d.Next, err) != nil {
		return d, sheet.Whole(d.Next, err)
	}
	if d.Errands, err = intake.Errands(tx, intake.ErrandsInput{Most: sheet.Limit + 1}); err != nil {
		return d, err
	}
	return d, sheet.Within(len(d.Errands))
}

// departuresTable is who leaves or has left, and on a second sheet what is to be done.
func departuresTable(call *web.Call, d departuresData) sheet.Table {
	state := d.In.State
	if state == "" {
		state = intake.DepartureOpen
	}
	return sheet.Table{Title: call.T("intake.departures.title"), Asked: call.T("intake.departures." + string(state)),
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("intake.ask.reason", sheet.Text, 26), sheet.As("intake.ask.asked_on", sheet.Date, 0),
			sheet.As("decision", sheet.Text, 18), sheet.As("decided", sheet.Date, 14), sheet.As("left", sheet.Instant, 0), sheet.As("closed", sheet.Date, 0)),
		Rows: func(row func(...any)) {
			for _, r := range d.Rows {
				row(r.Number, r.Name, call.T("presence.reason."+string(r.Reason)), r.AskedOn, r.DecisionNumber, r.DecidedOn, sheet.At(r.LeftAt), r.ClosedOn)
			}
		},
		More: []sheet.Table{{Title: call.T("intake.errand.title"),
			Columns: sheet.Columns(call, sheet.As("what", sheet.Wrapped, 40), sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("due", sheet.Date, 0), sheet.As("days_late", sheet.Integer, 0)),
			Rows: func(row func(...any)) {
				for _, e := range d.Errands {
					var late any
					if e.Overdue(today(call)) {
						late = today(call).Sub(e.DueOn)
					}
					row(errandTitle(call, e.Kind, e.Months), e.Number, e.Name, e.DueOn, late)
				}
			}}}}
}

// readWholeTransfers reads every transfer at once.
func readWholeTransfers(tx *db.Tx, in intake.TransfersInput) (d transfersData, err error) {
	in.Most, in.After = sheet.Limit, ""
	d, err = readTransfers(tx, in)
	return d, sheet.Whole(d.Next, err)
}

func transfersTable(call *web.Call, d transfersData) sheet.Table {
	return sheet.Table{Title: call.T("intake.transfers.title"),
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("intake.transfer.from", sheet.Text, 20), sheet.As("intake.transfer.to", sheet.Text, 20),
			sheet.As("intake.transfer.asked", sheet.Instant, 0), sheet.As("intake.transfer.planned_on", sheet.Date, 14), sheet.As("state", sheet.Text, 16),
			sheet.As("intake.transfer.answered", sheet.Instant, 0), sheet.As("intake.transfer.came", sheet.Instant, 0)),
		Rows: func(row func(...any)) {
			for _, r := range d.Rows {
				row(r.Number, r.Name, r.FromName, r.ToName, r.RecordedAt, r.PlannedOn, call.T("intake.transfer.is."+string(r.State)), sheet.At(r.AnsweredAt), sheet.At(r.CameAt))
			}
		}}
}

func rostersTable(call *web.Call, p rostersPage) sheet.Table {
	campus := map[uint64]string{}
	for _, c := range p.Campuses {
		campus[c.ID] = c.Name
	}
	return sheet.Table{Title: call.T("intake.rosters.title"),
		Columns: sheet.Columns(call, sheet.As("file", sheet.Text, 40), sheet.As("campus", sheet.Text, 20), sheet.As("people", sheet.Integer, 0), sheet.As("intake.rosters.column.as_of", sheet.Date, 0),
			sheet.As("intake.rosters.column.sent", sheet.Instant, 0), sheet.As("intake.rosters.imported", sheet.Instant, 0)),
		Rows: func(row func(...any)) {
			for _, k := range p.Rosters {
				row(k.FileName, campus[k.CampusID], k.People, k.AsOf, k.RecordedAt, sheet.At(k.ImportedAt))
			}
		}}
}

// leaveSheet is where the people of a group leave are saved.
func leaveSheet(id uint64) string { return fmt.Sprintf("%s/people.xlsx", leavePath(id)) }
