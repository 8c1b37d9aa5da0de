package residents

import (
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/residents"
)

// readWholeFamily reads the family with every contact that was ever noted.
func readWholeFamily(tx *db.Tx, in familyIn) (d familyData, err error) {
	in.Most, in.After = sheet.Limit, ""
	if d, err = readFamily(tx, in); err != nil {
		return d, err
	}
	return d, sheet.Whole(d.Next, nil)
}

// familyTable is a person's family on three sheets: what passed between the house and the family,
// corrected lines among it, who belongs to it, and who was sought.
func familyTable(call *web.Call, d familyData) sheet.Table {
	who := d.Person.Name + " · " + d.Person.Number
	if d.Silent {
		who = sheet.Joined(who, call.T("residents.family.silent"))
	}
	yes := func(b bool) string {
		if b {
			return call.T("words.yes")
		}
		return ""
	}
	return sheet.Table{Title: call.T("residents.contact.title"), Asked: who,
		Columns: sheet.Columns(call, sheet.As("when", sheet.Instant, 0), sheet.As("who", sheet.Text, 28), sheet.As("way", sheet.Text, 18), sheet.As("outcome", sheet.Text, 22), sheet.As("note", sheet.Wrapped, 50),
			sheet.As("recorded", sheet.Instant, 0), sheet.As("voided", sheet.Instant, 0), sheet.As("void_reason", sheet.Wrapped, 28)),
		Rows: func(row func(...any)) {
			for _, c := range d.Contacts {
				row(c.At, c.Who, call.T("residents.way."+string(c.Way)), call.T("residents.outcome."+string(c.Outcome)), c.Note, c.RecordedAt, sheet.At(c.VoidedAt), c.VoidReason)
			}
		},
		More: []sheet.Table{{Title: call.T("residents.kin.title"), Asked: who,
			Columns: sheet.Columns(call, sheet.As("name", sheet.Text, 28), sheet.As("relation", sheet.Text, 16), sheet.As("order", sheet.Integer, 12), sheet.As("guardian", sheet.Text, 10),
				sheet.As("phone", sheet.Text, 30), sheet.As("address", sheet.Wrapped, 34), sheet.As("residents.kin.lives_here", sheet.Text, 14), sheet.As("note", sheet.Wrapped, 30)),
			Rows: func(row func(...any)) {
				for _, k := range d.Kin {
					var order any
					if k.CallOrder > 0 {
						order = k.CallOrder
					}
					var phones []string
					for _, p := range k.Phones() {
						phones = append(phones, p.Local())
					}
					row(k.Name, call.T("residents.relation."+string(k.Relation)), order, yes(k.Guardian), sheet.Joined(phones...), k.Address, d.relativeNumber(k), k.Note)
				}
			}}, {Title: call.T("residents.search.going_on"), Asked: who,
			Columns: sheet.Columns(call, sheet.As("who", sheet.Text, 28), sheet.As("from", sheet.Date, 0), sheet.As("until", sheet.Date, 0), sheet.As("outcome", sheet.Text, 14),
				sheet.As("residents.field.last_seen_on", sheet.Date, 16), sheet.As("residents.field.last_seen_where", sheet.Wrapped, 30), sheet.As("note", sheet.Wrapped, 34)),
			Rows: func(row func(...any)) {
				for _, s := range d.Searches {
					row(s.Who, s.FromDay, s.ToDay, searched(call, s), s.LastSeenOn, s.LastSeenWhere, sheet.Joined(s.Note, s.EndNote))
				}
			}}}}
}

// changesTable is what each change of a file made different, the newest first as on the page.
func changesTable(call *web.Call, d changesData) sheet.Table {
	return sheet.Table{Title: call.T("residents.changes.title"), Asked: d.Person.Name + " · " + d.Person.Number,
		Columns: sheet.Columns(call, sheet.As("when", sheet.Instant, 0), sheet.As("what", sheet.Wrapped, 80)),
		Rows: func(row func(...any)) {
			for i, e := range d.list(call).Items {
				row(d.Before[i].Until, e.Title)
			}
		}}
}

// searched says in a word how a search stands.
func searched(call *web.Call, s residents.KinSearch) string {
	switch {
	case !s.Ended():
		return call.T("residents.search.going_on")
	case s.Found:
		return call.T("residents.search.was_found")
	}
	return call.T("residents.search.was_stopped")
}
