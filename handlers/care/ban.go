package care

import (
	"fmt"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/value"
)

// The actions of whom somebody must not meet.
var (
	banContact = web.Action[care.BanInput, *care.Ban]{Name: "care.ban_contact", Do: care.BanContact}
	liftBan    = web.Action[care.BanEndInput, *care.Ban]{Name: "care.lift_ban", Do: care.LiftBan}
)

const bansPath = visitsPath + "/bans"

func bansOf(resident uint64) string { return fmt.Sprintf("%s?resident_id=%d", bansPath, resident) }

// openBans opens the doors of whom somebody must not meet.
func openBans(d *web.Desk) {
	web.Page(d, bansPath, "care.bans", readBans, showBans)
	sheet.Door(d, bansPath+".xlsx", "care.bans", readBans, bansTable)
	web.Form(d, bansPath, banContact, bansPath, func(call *web.Call, in care.BanInput, _ *care.Ban) string {
		call.Tell(web.Notice{Key: "care.told.banned", Tone: "done"})
		return bansOf(in.ResidentID)
	})
	web.Form(d, bansPath+"/:ban/end", liftBan, bansPath, func(call *web.Call, _ care.BanEndInput, b *care.Ban) string {
		call.Tell(web.Notice{Key: "care.told.ban_lifted"})
		return bansOf(b.ResidentID)
	})
	web.Get(d, web.Op{ID: "listBans", Path: "/api/v1/care/bans", Summary: "Whom residents must not meet: what holds, and of one resident also what has ended"}, "care.bans", readBans, bansWire)
	web.API(d, web.Op{ID: "banContact", Method: "POST", Path: "/api/v1/care/bans", Summary: "A resident must not meet somebody until a day, with the reason and by whose decision", Status: 201}, banContact, banWire)
	web.API(d, web.Op{ID: "liftBan", Method: "POST", Path: "/api/v1/care/bans/:ban/end", Summary: "The resident may meet them again, with the reason"}, liftBan, banWire)
}

// bansData is whom residents must not meet, and of one resident the form.
type bansData struct {
	In    care.BansInput
	List  []care.BanIn
	Ask   care.VisitAsk
	Today value.Day
	Now   time.Time
}

func readBans(tx *db.Tx, in care.BansInput) (d bansData, err error) {
	d.In, d.Today, d.Now = in, tx.Today(), tx.Now
	if d.List, err = care.BanList(tx, in); err != nil || in.ResidentID == 0 {
		return d, err
	}
	d.Ask, err = care.AskBan(tx, in.ResidentID)
	return d, err
}

func showBans(call *web.Call, d bansData) web.Leaf {
	leaf := web.Leaf{Title: call.T("care.ban.title"), Under: call.T("care.ban.under"), Active: visitsPath, Body: bansPage(call, d), Sheet: bansPath + ".xlsx", Crumbs: []web.Crumb{{Name: call.T("care.visit.title"), Path: visitsPath}}}
	if len(d.Ask.People) > 0 {
		leaf.Under = d.Ask.People[0].Name
		leaf.Crumbs = append(leaf.Crumbs, web.Crumb{Name: call.T("care.ban.title"), Path: bansPath})
	}
	return leaf
}

// banWho is whom somebody must not meet.
func banWho(call *web.Call, b care.Ban) string {
	if b.Anybody {
		return call.T("care.ban.anybody_is")
	}
	return b.Name
}

// banChip says how it stands.
func banChip(call *web.Call, b care.Ban, today value.Day) parts.Chip {
	day := words.A{"day": words.Day(call.Context(), b.UntilDay)}
	switch {
	case b.EndedAt != nil:
		return parts.Chip{Icon: "check", Text: call.T("care.ban.is_ended", words.A{"day": dayOf(call.Context(), *b.EndedAt)})}
	case b.UntilDay.Before(today):
		return parts.Chip{Icon: "check", Text: call.T("care.ban.is_over", day)}
	}
	return parts.Chip{Tone: parts.Due, Icon: "ban", Text: call.T("care.ban.until", day)}
}

// banRow draws one of them.
func banRow(call *web.Call, b care.BanIn, today value.Day) parts.Person {
	row := parts.Person{Name: b.ResidentName, Href: bansOf(b.ResidentID), Line: call.T("care.ban.line", words.A{"who": banWho(call, b.Ban), "why": b.Reason, "by": b.Authority}), Chips: []parts.Chip{banChip(call, b.Ban, today)}}
	if b.PhotoFileID != nil {
		row.Photo = residentPath(b.ResidentID) + "/photo"
	}
	if b.EndNote != "" {
		row.Line += " · " + b.EndNote
	}
	return row
}

// bansTable is whom residents must not meet.
func bansTable(call *web.Call, d bansData) sheet.Table {
	return sheet.Table{Title: call.T("care.ban.title"), At: d.Now,
		Columns: sheet.Columns(call, sheet.As("name", sheet.Text, 26), sheet.As("ward", sheet.Text, 18), sheet.As("care.ban.whom", sheet.Text, 26), sheet.As("care.ban.reason", sheet.Text, 30), sheet.As("care.field.authority", sheet.Text, 26),
			sheet.As("care.field.from", sheet.Date, 0), sheet.As("care.field.until", sheet.Date, 0), sheet.As("care.ban.end_note", sheet.Text, 24), sheet.As("by", sheet.Text, 24)),
		Rows: func(row func(...any)) {
			for _, b := range d.List {
				row(b.ResidentName, b.WardName, banWho(call, b.Ban), b.Reason, b.Authority, b.FromDay, b.UntilDay, b.EndNote, b.ByName)
			}
		}}
}
