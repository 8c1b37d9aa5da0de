package presence

import (
	"fmt"
	"strings"

	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
)

// openSheets opens the doors through which the lists of this area are saved as spreadsheets, each
// with the load of its page.
func openSheets(d *web.Desk) {
	sheet.Door(d, "/presence/headcount.xlsx", "presence.headcount", readCount, countTable)
	sheet.Door(d, "/presence/people.xlsx", "presence.people", readAllNames, namesTable)
	sheet.Door(d, "/presence/snapshots.xlsx", "presence.snapshots", readNights, nightsTable)
	sheet.Door(d, "/presence/snapshots/night.xlsx", "presence.snapshot", readNight, nightTable)
	sheet.Door(d, "/presence/wards/:ward/list.xlsx", "presence.ward_list", readWard, wardTable)
	sheet.Door(d, "/presence/reservations.xlsx", "presence.reservations", readReserve, keptTable)
	sheet.Door(d, "/presence/overflows.xlsx", "presence.overflows", readOverflows, overflowTable)
	sheet.Door(d, "/presence/review.xlsx", "presence.review", readReview, reviewTable)
	sheet.Door(d, "/presence/conflicts.xlsx", "presence.conflicts", readFeuds, feudTable)
	sheet.Door(d, "/presence/history.xlsx", "presence.history", readWholeHistory, historyTable)
}

// figures are the columns of a head-count, after those that say of what.
func figures(call *web.Call, states []presence.State, of ...sheet.Heading) []sheet.Column {
	for _, s := range states {
		of = append(of, sheet.As("presence.state."+string(s), sheet.Integer, 0))
	}
	return sheet.Columns(call, of...)
}

// numbers are the cells under them.
func numbers(states []presence.State, n presence.Numbers, of ...any) []any {
	for _, s := range states {
		of = append(of, n.Of(s))
	}
	return of
}

// countTable is the head-count by place, and on a second sheet by legal ground.
func countTable(call *web.Call, d countData) sheet.Table {
	places := func(row func(...any)) {
		for _, c := range d.Headcount.Campuses {
			campusRows(call, c, row)
		}
		row(numbers(shown, d.Total, call.T("presence.count.all"), "", "")...)
	}
	return sheet.Table{Title: call.T("presence.count.title"), Asked: d.asked(call), At: d.At, Rows: places,
		Columns: figures(call, shown, sheet.As("campus", sheet.Text, 24), sheet.As("zone", sheet.Text, 24), sheet.As("ward", sheet.Text, 24)),
		More: []sheet.Table{{Title: call.T("presence.count.by_category"), Asked: d.asked(call), At: d.At,
			Columns: figures(call, shown, sheet.As("category", sheet.Text, 8), sheet.As("presence.count.by_category", sheet.Wrapped, 40)),
			Rows: func(row func(...any)) {
				for _, c := range d.Headcount.Categories {
					row(numbers(shown, c.Numbers, string(c.Category), categoryName(call, d.Categories, c.Category))...)
				}
			}}}}
}

// campusRows are the wards of a campus, who has no bed, and the sum.
func campusRows(call *web.Call, c presence.CampusCount, row func(...any)) {
	for _, z := range c.Zones {
		for _, ward := range z.Wards {
			row(numbers(shown, ward.Numbers, c.Name, z.Name, ward.Name)...)
		}
	}
	if c.Unplaced.InCare > 0 {
		row(numbers(shown, c.Unplaced, c.Name, "", call.T("presence.count.no_bed"))...)
	}
	row(numbers(shown, c.Numbers, c.Name, "", call.T("presence.count.sum"))...)
}

// namesTable is the people behind a number.
func namesTable(call *web.Call, d namesData) sheet.Table {
	ctx := call.Context()
	at := d.In.At
	if at.IsZero() {
		at = call.Now()
	}
	state := d.In.State
	if state == "" {
		state = presence.InCare
	}
	return sheet.Table{Title: call.T("presence.people.title"), Asked: sheet.Joined(call.T("presence.state."+string(state)), asked(call, d.In.CensusInput, at)), At: at,
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("born", sheet.Date, 14), sheet.As("sex", sheet.Text, 7),
			sheet.As("category", sheet.Text, 8), sheet.As("admitted", sheet.Date, 12), sheet.As("campus", sheet.Text, 18), sheet.As("ward", sheet.Text, 16), sheet.As("room", sheet.Text, 8),
			sheet.As("bed", sheet.Text, 8), sheet.As("placed", sheet.Instant, 0), sheet.As("presence.where", sheet.Text, 18), sheet.As("from", sheet.Instant, 0), sheet.As("due_back", sheet.Date, 0),
			sheet.As("place", sheet.Wrapped, 28), sheet.As("left", sheet.Instant, 0)),
		Rows: func(row func(...any)) {
			for _, r := range d.Rows {
				row(r.Number, r.Name, sheet.Birth(call, value.BirthDate{Day: r.BirthDate, Precision: r.BirthPrecision}), words.Sex(ctx, r.Sex), string(r.Category), sheet.On(call, &r.AdmittedAt),
					r.CampusName, r.WardName, r.RoomName, r.BedName, sheet.At(r.PlacedAt), call.T("presence.is."+string(r.State())), sheet.At(r.AbsentSince), r.DueBackOn, r.AbsencePlace, sheet.At(r.LeftAt))
			}
		}}
}

// nightsTable is the kept counts, the newest night first as on the page.
func nightsTable(call *web.Call, d nightsData) sheet.Table {
	return sheet.Table{Title: call.T("presence.snapshot.title"), Asked: call.T("presence.snapshot.under"),
		Columns: append(figures(call, nightStates, sheet.As("presence.snapshot.day", sheet.Date, 0), sheet.As("campus", sheet.Text, 28)),
			sheet.Columns(call, sheet.As("presence.snapshot.version", sheet.Integer, 0), sheet.As("presence.snapshot.known_at", sheet.Instant, 0))...),
		Rows: func(row func(...any)) {
			for i := len(d.Nights) - 1; i >= 0; i-- {
				n := d.Nights[i]
				row(append(numbers(nightStates, n.Numbers(), n.Day, d.campus(n.CampusID)), n.Version, n.KnownAt)...)
			}
		}}
}

// nightTable is one night: its versions, the wards as the newest counts them, and whom each version
// counts differently.
func nightTable(call *web.Call, d nightData) sheet.Table {
	title := call.T("presence.snapshot.night", words.A{"day": words.Day(call.Context(), d.Day)})
	each := func(do func(newest bool, v presence.Version)) {
		for _, versions := range d.NightVersions.Campuses {
			for i, v := range versions {
				do(i == 0, v)
			}
		}
	}
	return sheet.Table{Title: title, Tab: call.T("presence.snapshot.version"),
		Columns: append(figures(call, nightStates, sheet.As("campus", sheet.Text, 28), sheet.As("presence.snapshot.version", sheet.Integer, 0)),
			sheet.Columns(call, sheet.As("presence.snapshot.known_at", sheet.Instant, 0), sheet.As("presence.snapshot.why", sheet.Wrapped, 40))...),
		Rows: func(row func(...any)) {
			each(func(_ bool, v presence.Version) {
				row(append(numbers(nightStates, v.Numbers(), d.campus(v.CampusID), v.Version), v.KnownAt, sheet.Joined(call.T("presence.snapshot.reason."+string(v.Reason)), v.Note))...)
			})
		},
		More: []sheet.Table{{Title: title, Tab: call.T("presence.snapshot.by_ward"),
			Columns: figures(call, shown, sheet.As("campus", sheet.Text, 24), sheet.As("zone", sheet.Text, 24), sheet.As("ward", sheet.Text, 24)),
			Rows: func(row func(...any)) {
				each(func(newest bool, v presence.Version) {
					if newest {
						campusRows(call, presence.CampusCount{Name: d.campus(v.CampusID), Numbers: v.Numbers(), Zones: v.By.Zones, Unplaced: v.By.Unplaced}, row)
					}
				})
			}}, {Title: title, Tab: call.T("presence.snapshot.diffs"),
			Columns: sheet.Columns(call, sheet.As("campus", sheet.Text, 24), sheet.As("presence.snapshot.version", sheet.Integer, 0), sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28),
				sheet.As("presence.snapshot.was", sheet.Wrapped, 30), sheet.As("presence.snapshot.is", sheet.Wrapped, 30)),
			Rows: func(row func(...any)) {
				each(func(_ bool, v presence.Version) {
					for _, diff := range v.Diffs {
						name := call.T("presence.snapshot.somebody")
						n, known := d.Names[diff.ResidentID]
						if known {
							name = n.Name
						}
						row(d.campus(v.CampusID), v.Version, n.Number, name, d.counted(call, diff.Was), d.counted(call, diff.Is))
					}
				})
			}}}}
}

// wardTable is a ward on two sheets: its people by name, as on the printed list, and its beds in the
// order of the floor, as on the board.
func wardTable(call *web.Call, d wardData) sheet.Table {
	ctx := call.Context()
	title := call.T("presence.print.list", words.A{"ward": d.Tiles[0].WardName})
	return sheet.Table{Title: title, Tab: call.T("presence.people.title"), Asked: sheet.Joined(d.until(call), d.sum(call)), At: d.At,
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("born", sheet.Date, 14), sheet.As("sex", sheet.Text, 7), sheet.As("room", sheet.Text, 8),
			sheet.As("bed", sheet.Text, 8), sheet.As("category", sheet.Text, 8), sheet.As("admitted", sheet.Date, 12), sheet.As("presence.where", sheet.Text, 18), sheet.As("from", sheet.Instant, 0),
			sheet.As("due_back", sheet.Date, 0), sheet.As("place", sheet.Wrapped, 28)),
		Rows: func(row func(...any)) {
			for _, t := range d.people() {
				row(t.Number, t.Name, sheet.Birth(call, value.BirthDate{Day: t.BirthDate, Precision: t.BirthPrecision}), words.Sex(ctx, t.Sex), t.RoomName, t.BedName, string(t.Category),
					sheet.On(call, t.AdmittedAt), whereabouts(call, t), sheet.At(t.AbsentSince), t.DueBackOn, t.AbsencePlace)
			}
		},
		More: []sheet.Table{{Title: call.T("presence.print.plan", words.A{"ward": d.Tiles[0].WardName}), Tab: call.T("presence.bed"), Asked: d.until(call), At: d.At,
			Columns: sheet.Columns(call, sheet.As("room", sheet.Text, 10), sheet.As("bed", sheet.Text, 10), sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28),
				sheet.As("placed", sheet.Instant, 0), sheet.As("state", sheet.Wrapped, 30)),
			Rows: func(row func(...any)) {
				for _, t := range d.Tiles {
					if t.BedID != 0 {
						p := planPlace(call, t)
						row(t.RoomName, t.BedName, t.Number, t.Name, sheet.At(t.PlacedAt), bedState(t, p.Who, p.Note))
					}
				}
			}}}}
}

// bedState says of a taken bed what is noted, of another that it is free or out of service.
func bedState(t presence.Tile, who, note string) string {
	if t.ResidentID != 0 {
		return note
	}
	return sheet.Joined(who, note)
}

// whereabouts says in a word where somebody of a ward is.
func whereabouts(call *web.Call, t presence.Tile) string {
	if t.AbsenceKind == "" {
		return call.T("presence.is.present")
	}
	return call.T("presence.is." + string(t.AbsenceKind))
}

func keptTable(call *web.Call, d reserveData) sheet.Table {
	return sheet.Table{Title: call.T("presence.keep.title"),
		Columns: sheet.Columns(call, sheet.As("ward", sheet.Text, 16), sheet.As("room", sheet.Text, 8), sheet.As("bed", sheet.Text, 8), sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 30),
			sheet.As("reason", sheet.Wrapped, 34), sheet.As("from", sheet.Instant, 0), sheet.As("presence.keep.until", sheet.Instant, 0), sheet.As("by", sheet.Text, 24)),
		Rows: func(row func(...any)) {
			for _, k := range d.Kept {
				row(k.WardName, k.RoomName, k.BedName, k.Number, k.Name, k.Reason, k.FromAt, k.ExpiresAt, k.OwnerName)
			}
		}}
}

func overflowTable(call *web.Call, d overflowData) sheet.Table {
	return sheet.Table{Title: call.T("presence.over.title"),
		Columns: sheet.Columns(call, sheet.As("ward", sheet.Text, 16), sheet.As("room", sheet.Text, 8), sheet.As("bed", sheet.Text, 10), sheet.As("presence.over.kind", sheet.Text, 22),
			sheet.As("name", sheet.Text, 28), sheet.As("reason", sheet.Wrapped, 34), sheet.As("recorded", sheet.Instant, 0), sheet.As("until", sheet.Date, 0), sheet.As("days_late", sheet.Integer, 0),
			sheet.As("by", sheet.Text, 24)),
		Rows: func(row func(...any)) {
			for _, o := range d.Places {
				var late any
				if o.Due(d.Today) {
					late = d.Today.Sub(o.UntilOn)
				}
				row(o.WardName, o.RoomName, o.BedName, call.T("presence.over.kind."+string(o.Kind)), o.Name, o.Reason, o.DeclaredAt, o.UntilOn, late, o.DeclarerBy)
			}
		}}
}

func reviewTable(call *web.Call, d reviewData) sheet.Table {
	return sheet.Table{Title: call.T("presence.review.title"),
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("ward", sheet.Text, 16), sheet.As("room", sheet.Text, 8), sheet.As("bed", sheet.Text, 8),
			sheet.As("what", sheet.Wrapped, 50), sheet.As("despite", sheet.Wrapped, 34), sheet.As("expires", sheet.Date, 14)),
		Rows: func(row func(...any)) {
			for _, r := range d.Reviews {
				cells := []any{r.Number, r.Name, r.WardName, r.RoomName, r.BedName, sentence(call, r.Finding)}
				if r.Last != nil {
					cells = append(cells, r.Last.Reason, r.Last.ExpiresOn)
				}
				row(cells...)
			}
		}}
}

func feudTable(call *web.Call, d feudData) sheet.Table {
	t := sheet.Table{Title: call.T("presence.feud.title"), Columns: sheet.Columns(call, sheet.As("with_number", sheet.Text, 14), sheet.As("with", sheet.Text, 28), sheet.As("ward", sheet.Text, 16),
		sheet.As("room", sheet.Text, 8), sheet.As("bed", sheet.Text, 8), sheet.As("reason", sheet.Wrapped, 34), sheet.As("from", sheet.Date, 0), sheet.As("until", sheet.Date, 0),
		sheet.As("note", sheet.Wrapped, 30), sheet.As("recorded", sheet.Instant, 0)),
		Rows: func(row func(...any)) {
			for _, f := range d.Feuds {
				row(f.WithNumber, f.WithName, f.WithWardName, f.WithRoomName, f.WithBedName, f.Reason, f.FromDay, f.ToDay, f.EndNote, f.RecordedAt)
			}
		}}
	t.Asked = d.named()
	return t
}

// named is the person a list is about: name and number.
func (a about) named() string {
	if a.Person == nil {
		return ""
	}
	return a.Person.Name + " · " + a.Person.Number
}

// saved is where a list about a person is saved; nowhere while no person is named.
func (a about) saved(path string) string {
	if a.Person == nil {
		return ""
	}
	return fmt.Sprintf("%s?resident_id=%d", path, a.Person.ID)
}

// readWholeHistory reads every line of a person's history, for the spreadsheet.
func readWholeHistory(tx *db.Tx, in historyQuery) (d historyData, err error) {
	if d.about, err = readAbout(tx, presence.View, in.ResidentID, false); err != nil || d.Person == nil {
		return d, err
	}
	tx.Looked("resident", d.Person.ID, d.Person.CampusID)
	var next string
	d.Entries, next, err = presence.HistoryOf(tx, presence.HistoryInput{ResidentID: in.ResidentID, Most: sheet.Limit})
	return d, sheet.Whole(next, err)
}

func historyTable(call *web.Call, d historyData) sheet.Table {
	t := sheet.Table{Title: call.T("presence.history.title"), Columns: sheet.Columns(call, sheet.As("what", sheet.Wrapped, 34), sheet.As("from", sheet.Instant, 0), sheet.As("until", sheet.Instant, 0),
		sheet.As("ward", sheet.Text, 16), sheet.As("room", sheet.Text, 8), sheet.As("bed", sheet.Text, 8), sheet.As("place", sheet.Wrapped, 24), sheet.As("companion", sheet.Text, 20),
		sheet.As("due_back", sheet.Date, 0), sheet.As("reason", sheet.Text, 22), sheet.As("note", sheet.Wrapped, 30), sheet.As("recorded", sheet.Instant, 0), sheet.As("voided", sheet.Instant, 0),
		sheet.As("void_reason", sheet.Wrapped, 28), sheet.As("despite", sheet.Wrapped, 34), sheet.As("expires", sheet.Date, 14)),
		Rows: func(row func(...any)) {
			for _, e := range d.Entries {
				reason := ""
				if e.EndReason != "" {
					reason = call.T("presence.reason." + string(e.EndReason))
				}
				cells := []any{entryTitle(call, e), e.FromAt, sheet.At(e.ToAt), e.WardName, e.RoomName, e.BedName, e.Place, e.Companion, e.DueBackOn, reason, e.Note, e.RecordedAt,
					sheet.At(e.VoidedAt), e.VoidReason}
				if n := len(e.Despite); n > 0 {
					var why []string
					for _, o := range e.Despite {
						why = append(why, o.Reason)
					}
					cells = append(cells, strings.Join(why, "; "), e.Despite[n-1].ExpiresOn)
				}
				row(cells...)
			}
		}}
	t.Asked = d.named()
	return t
}
