package presence

import (
	"strconv"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// personQuery names the person a page is about, and perhaps a bed.
type personQuery struct {
	ResidentID uint64 `form:"resident_id"`
	BedID      uint64 `form:"bed_id"`
	CampusID   uint64 `form:"campus_id"`
	Kind       string `form:"kind"` // of an absence, proposed by the page that leads here
	// At is when the absence began, as the page that leads here knows it; now when it only names the kind.
	At time.Time `form:"at"`
}

// admitData is what the page of an admission needs.
type admitData struct {
	about
	In         personQuery
	Campuses   []wards.Campus
	Categories []settings.Category
	Free       []presence.Proposal
	Before     presence.Known // of who is not in care
}

func readAdmit(tx *db.Tx, in personQuery) (d admitData, err error) {
	if d.about, err = readAbout(tx, presence.Receive, in.ResidentID, true); err != nil {
		return d, err
	}
	d.In = in
	if d.Campuses, err = wards.CampusesWithin(tx); err != nil {
		return d, err
	}
	if d.Categories, err = settings.Categories(tx, tx.Today()); err != nil || d.Person == nil {
		return d, err
	}
	if d.In.CampusID == 0 {
		d.In.CampusID = d.Person.CampusID
	}
	if d.Free, err = presence.Proposals(tx, presence.ProposalsInput{ResidentID: d.id(), CampusID: d.In.CampusID}); err != nil || !tx.Actor.Has(presence.View) {
		return d, err
	}
	known, err := presence.EarlierStays(tx, []uint64{d.id()})
	d.Before = known[d.id()]
	return d, err
}

// earlier lists the stays that are over: from when to when, on what ground, and how they ended.
func (d admitData) earlier(call *web.Call) parts.Events {
	ctx := call.Context()
	e := parts.Events{ID: "earlier", Title: call.T("presence.earlier.title")}
	for _, s := range d.Before.Earlier {
		from, to := value.DayOf(s.Since(), words.Zone(ctx)), value.DayOf(s.LeftAt, words.Zone(ctx))
		one := parts.Event{Title: words.Day(ctx, from) + " – " + words.Day(ctx, to), Note: call.T("presence.reason."+string(s.EndReason)) + " · " + s.CampusName,
			Chips: []parts.Chip{{Text: string(s.Category)}}}
		if s.EndReason == presence.DiedOrMissing {
			one.Tone = parts.Danger
		}
		e.Items = append(e.Items, one)
	}
	return e
}

func showAdmit(call *web.Call, d admitData) web.Leaf {
	return web.Leaf{Title: call.T("presence.admit.title"), Body: admitPage(call, d), Crumbs: d.crumbs(call), Active: "/residents"}
}

// bedOptions are the free beds, gathered by ward.
func bedOptions(call *web.Call, free []presence.FreeBed) []parts.Option {
	var out []parts.Option
	for _, b := range free {
		text := call.T("presence.room", words.A{"name": b.RoomName}) + " · " + b.BedName
		if b.Overflow {
			text += " (" + call.T("presence.overflow") + ")"
		}
		out = append(out, parts.Option{Value: strconv.FormatUint(b.BedID, 10), Text: text, Group: b.WardName})
	}
	return out
}

// absenceData is what the page of leaving for a while, and of coming back, needs.
type absenceData struct {
	about
	Away *presence.Absence
	Kind string
	At   time.Time
}

func readAbsence(tx *db.Tx, in personQuery) (d absenceData, err error) {
	if d.about, err = readAbout(tx, presence.Away, in.ResidentID, false); err != nil || d.Person == nil {
		return d, err
	}
	d.Kind, d.At = in.Kind, in.At
	if d.Kind != "" && d.At.IsZero() {
		d.At = tx.Now
	}
	d.Away, err = presence.AbsenceOf(tx, d.Person.ID)
	return d, err
}

func showAbsence(call *web.Call, d absenceData) web.Leaf {
	title := call.T("presence.absence.title")
	if d.Away != nil {
		title = call.T("presence.return.title")
	}
	return web.Leaf{Title: title, Body: absencePage(call, d), Crumbs: d.crumbs(call), Active: "/residents"}
}

// kinds are the kinds of absence that can begin now.
func (d absenceData) kinds(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, k := range presence.AbsenceKinds {
		if d.Away != nil && d.Away.Kind == k {
			continue
		}
		out = append(out, parts.Option{Value: string(k), Text: call.T("presence.kind." + string(k)), Hint: call.T("presence.kind_hint." + string(k))})
	}
	return out
}

func readDischarge(tx *db.Tx, in personQuery) (about, error) {
	return readAbout(tx, presence.Release, in.ResidentID, false)
}

func showDischarge(call *web.Call, d about) web.Leaf {
	return web.Leaf{Title: call.T("presence.discharge.title"), Body: dischargePage(call, d), Crumbs: d.crumbs(call), Active: "/residents"}
}

func reasonOptions(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, r := range presence.Reasons {
		out = append(out, parts.Option{Value: string(r), Text: call.T("presence.reason." + string(r))})
	}
	return out
}

// purposes are what a leave may be for.
func purposes(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, p := range presence.Purposes {
		out = append(out, parts.Option{Value: string(p), Text: call.T("presence.purpose." + string(p))})
	}
	return out
}

// since fills in when the absence began, where the page that leads here knows it.
func (d absenceData) since(call *web.Call, f parts.Field) parts.Field {
	if call.Form("presence.start_absence").Fault == nil {
		f.Value = moment(call, d.At)
	}
	return f
}

func telephone(f parts.Field) parts.Field { f.Kind, f.Autocomplete = "tel", "off"; return f }
