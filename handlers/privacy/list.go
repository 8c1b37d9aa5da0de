package privacy

import (
	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/privacy"
)

func readWholeGaps(tx *db.Tx, in privacy.GapsInput) (*privacy.GapsPage, error) {
	in.Whole, in.After = true, ""
	d, err := privacy.Gaps(tx, in)
	if err != nil {
		return nil, err
	}
	return d, sheet.Within(len(d.Rows))
}

func showGaps(call *web.Call, d *privacy.GapsPage) web.Leaf {
	return web.Leaf{Title: call.T("privacy.consents.title"), Under: call.T("privacy.consents.under"), Body: gapsPage(call, d), Active: "/privacy/requests", Wide: true, Sheet: "/privacy/consents.xlsx"}
}

func purposeNames(call *web.Call, list []privacy.Purpose) (out []string) {
	for _, p := range list {
		out = append(out, p.Name(call.Lang))
	}
	return out
}

func gapsList(call *web.Call, d *privacy.GapsPage) parts.List {
	l := parts.List{Caption: call.T("privacy.consents.title"), Columns: []parts.Column{{Title: call.T("privacy.column.whose"), Main: true}, {Title: call.T("sheet.column.ward"), Plain: true}, {Title: call.T("privacy.column.what")}},
		Empty: parts.Empty{Icon: "check", Title: call.T("privacy.consents.none")}}
	for _, g := range d.Rows {
		face := parts.Face{Name: g.Name, Photo: photo(g.ResidentID, g.PhotoFileID)}
		cell := parts.Cell{}
		if len(g.Missing) > 0 {
			cell.Text = words.N(call.Context(), "privacy.consents.missing", len(g.Missing), words.A{"of": len(d.Asked)})
			if d.In.Purpose != "" {
				cell.Text = call.T("privacy.state.unasked")
			}
		}
		for _, name := range purposeNames(call, g.Expired) {
			cell.Chips = append(cell.Chips, parts.Chip{Tone: parts.Due, Icon: "hourglass", Text: call.T("privacy.consents.expired", words.A{"purpose": name})})
		}
		for _, name := range purposeNames(call, g.Soon) {
			cell.Chips = append(cell.Chips, parts.Chip{Icon: "hourglass", Text: call.T("privacy.consents.soon", words.A{"purpose": name})})
		}
		if d.In.Allowed {
			cell.Text = call.T("privacy.state.given")
			if !g.ExpiresOn.IsZero() {
				cell.Note = call.T("privacy.until", words.A{"day": g.ExpiresOn})
			}
		}
		l.Rows = append(l.Rows, parts.Row{Href: ofPath(g.ResidentID), Cells: []parts.Cell{{Text: g.Name, Note: joined(g.Number, g.CampusName), Face: &face, Href: ofPath(g.ResidentID)}, {Text: g.WardName}, cell}})
	}
	if d.Next != "" {
		l.Next = call.With("after", d.Next)
	}
	return l
}

func gapsTable(call *web.Call, d *privacy.GapsPage) sheet.Table {
	asked := call.T("privacy.consents.lacking")
	if d.In.Allowed {
		asked = call.T("privacy.consents.allowed")
	}
	if d.Purpose != nil {
		asked = sheet.Joined(asked, d.Purpose.Name(call.Lang))
	}
	return sheet.Table{Title: call.T("privacy.consents.title"), Asked: asked, Resting: d.Resting,
		Columns: sheet.Columns(call, sheet.As("number", sheet.Text, 13), sheet.As("name", sheet.Text, 28), sheet.As("campus", sheet.Text, 18), sheet.As("ward", sheet.Text, 16),
			sheet.As("privacy.state.unasked", sheet.Wrapped, 40), sheet.As("privacy.state.expired", sheet.Wrapped, 30), sheet.As("privacy.state.soon", sheet.Wrapped, 30), sheet.As("until", sheet.Date, 0)),
		Rows: func(row func(...any)) {
			for _, g := range d.Rows {
				row(g.Number, g.Name, g.CampusName, g.WardName, sheet.Joined(purposeNames(call, g.Missing)...), sheet.Joined(purposeNames(call, g.Expired)...), sheet.Joined(purposeNames(call, g.Soon)...), g.ExpiresOn)
			}
		}}
}

func showPurposes(call *web.Call, d *privacy.PurposePage) web.Leaf {
	return web.Leaf{Title: call.T("privacy.purposes.title"), Under: call.T("privacy.purposes.under"), Body: purposesPage(call, d), Active: "/privacy/requests", Wide: true, Sheet: "/privacy/purposes.xlsx"}
}

func purposesList(call *web.Call, list []privacy.Purpose) parts.List {
	l := parts.List{Caption: call.T("privacy.purposes.title"), Columns: []parts.Column{{Title: call.T("privacy.field.name"), Main: true}, {Title: call.T("privacy.field.basis")},
		{Title: call.T("privacy.field.kinds")}, {Title: call.T("privacy.field.recipients")}, {Title: call.T("privacy.field.kept")}}}
	for _, p := range list {
		note := ""
		if p.ConsentMonths > 0 {
			note = words.N(call.Context(), "privacy.months", p.ConsentMonths)
		}
		l.Rows = append(l.Rows, parts.Row{Cells: []parts.Cell{{Text: p.Name(call.Lang), Note: p.Ask(call.Lang)}, {Text: call.T("privacy.basis." + string(p.Basis)), Note: joined(p.LegalBasis, call.T("settings.mark."+string(p.Mark)))},
			{Text: kindNames(call, p)}, {Text: p.Recipients}, {Text: p.Kept, Note: note}}})
	}
	return l
}

func otherPurposes(call *web.Call, list []privacy.Purpose) parts.Events {
	var ev parts.Events
	for _, p := range list {
		ev.Items = append(ev.Items, parts.Event{When: words.Day(call.Context(), p.ValidFrom), Title: p.Name(call.Lang), Note: joined(call.T("privacy.basis."+string(p.Basis)), p.LegalBasis)})
	}
	return ev
}

func purposesTable(call *web.Call, d *privacy.PurposePage) sheet.Table {
	return sheet.Table{Title: call.T("privacy.purposes.title"),
		Columns: sheet.Columns(call, sheet.As("privacy.field.name", sheet.Wrapped, 36), sheet.As("privacy.field.basis", sheet.Text, 24), sheet.As("basis", sheet.Wrapped, 30), sheet.As("mark", sheet.Text, 14),
			sheet.As("privacy.field.kinds", sheet.Wrapped, 36), sheet.As("privacy.field.recipients", sheet.Wrapped, 30), sheet.As("privacy.field.kept", sheet.Wrapped, 30), sheet.As("from", sheet.Date, 0)),
		Rows: func(row func(...any)) {
			for _, p := range d.Now {
				row(p.Name(call.Lang), call.T("privacy.basis."+string(p.Basis)), p.LegalBasis, call.T("settings.mark."+string(p.Mark)), kindNames(call, p), p.Recipients, p.Kept, p.ValidFrom)
			}
		}}
}
