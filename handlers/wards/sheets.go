package wards

import (
	"strings"

	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/models/presence"
)

// listTable is the wards with how full they are, as on the page; who may not know who is here reads
// of the beds only.
func listTable(call *web.Call, d listData) sheet.Table {
	columns := []sheet.Heading{sheet.As("campus", sheet.Text, 20), sheet.As("zone", sheet.Text, 22), sheet.As("ward", sheet.Text, 18), sheet.As("wards.for_whom", sheet.Wrapped, 34),
		sheet.As("beds", sheet.Integer, 0), sheet.As("out", sheet.Integer, 0)}
	if d.Knows {
		columns = append(columns, sheet.As("free", sheet.Integer, 0))
		for _, s := range wardStates {
			columns = append(columns, sheet.As("presence.state."+string(s), sheet.Integer, 0))
		}
	}
	return sheet.Table{Title: call.T("wards.title"), Columns: sheet.Columns(call, columns...), Rows: func(row func(...any)) {
		for _, g := range d.groups() {
			for _, w := range g.Wards {
				var whom []string
				for _, c := range wardChips(call, w.Ward) {
					whom = append(whom, c.Text)
				}
				cells := []any{w.CampusName, w.ZoneName, w.Name, strings.Join(whom, " · "), d.Capacity[w.ID].Beds, d.Capacity[w.ID].OutOfService}
				if d.Knows {
					cells = append(cells, d.Free[w.ID])
					for _, s := range wardStates {
						cells = append(cells, d.Counts[w.ID].Of(s))
					}
				}
				row(cells...)
			}
		}
	}}
}

// wardStates are the numbers of a ward in the order of the columns.
var wardStates = []presence.State{presence.InCare, presence.Present, presence.InHospital, presence.OnLeave, presence.IsMissing}
