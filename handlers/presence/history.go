package presence

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
)

// historyQuery names the person whose history is read, and which page of it.
type historyQuery struct {
	ResidentID uint64 `form:"resident_id"`
	Limit      int    `form:"limit"`
	After      string `form:"after"`
}

// historyData is a page of a person's history.
type historyData struct {
	about
	Entries []presence.Entry
	Next    string
}

func readHistory(tx *db.Tx, in historyQuery) (d historyData, err error) {
	if d.about, err = readAbout(tx, presence.View, in.ResidentID, false); err != nil || d.Person == nil {
		return d, err
	}
	tx.Looked("resident", d.Person.ID, d.Person.CampusID)
	d.Entries, d.Next, err = presence.HistoryOf(tx, presence.HistoryInput{ResidentID: in.ResidentID, Limit: in.Limit, After: in.After})
	return d, err
}

// readHistoryPage is the same for the API. Who looked is kept.
func readHistoryPage(tx *db.Tx, in presence.HistoryInput) (d historyData, err error) {
	if d.Entries, d.Next, err = presence.HistoryOf(tx, in); err != nil {
		return d, err
	}
	who, err := residents.FindPerson(tx, in.ResidentID)
	if err != nil {
		return d, err
	}
	tx.Looked("resident", who.ID, who.CampusID)
	return d, nil
}

func showHistory(call *web.Call, d historyData) web.Leaf {
	return web.Leaf{Title: call.T("presence.history.title"), Body: historyPage(call, d), Crumbs: d.crumbs(call), Active: "/residents", Actions: verbs(call, d.about), Sheet: d.saved("/presence/history.xlsx")}
}

// lateGrace is how late a line may be written before the page says so.
const lateGrace = time.Hour

// events are the lines of the history as the page shows them, newest first.
func (d historyData) events(call *web.Call) parts.Events {
	ev := parts.Events{None: call.T("presence.history.none")}
	ctx := call.Context()
	for _, e := range d.Entries {
		item := parts.Event{When: words.DateTime(ctx, e.FromAt), Title: entryTitle(call, e), Struck: e.VoidedAt != nil, Tone: entryTone(e)}
		var note []string
		if e.ToAt != nil {
			note = append(note, call.T("presence.history.until", words.A{"at": words.DateTime(ctx, *e.ToAt)}))
		}
		if e.EndReason != "" {
			note = append(note, call.T("presence.reason."+string(e.EndReason)))
		}
		for _, text := range []string{e.Place, e.Companion, e.Note} {
			if text != "" {
				note = append(note, text)
			}
		}
		if late := presence.LateBy(e.FromAt, e.RecordedAt, lateGrace); late > 0 && e.VoidedAt == nil {
			note = append(note, call.T("presence.history.late", words.A{"at": words.DateTime(ctx, e.RecordedAt), "late": words.Duration(ctx, late)}))
		}
		if e.VoidedAt != nil {
			note = append(note, call.T("presence.history.voided", words.A{"at": words.DateTime(ctx, *e.VoidedAt), "reason": e.VoidReason}))
		}
		note = append(note, whyHere(call, e)...)
		item.Note = strings.Join(note, " · ")
		if e.VoidedAt == nil && mayCorrect(call, e) {
			item.Side = parts.Button{Text: call.T("words.edit"), Icon: "pencil", Kind: parts.Quiet, IconOnly: true, Href: correctPath(d.id(), e)}
		}
		ev.Items = append(ev.Items, item)
	}
	return ev
}

// whyHere are the reasons given against what warned of a bed, each with its last day. One reason that
// answered several rules is said once.
func whyHere(call *web.Call, e presence.Entry) []string {
	var out []string
	for _, o := range e.Despite {
		key := "presence.history.despite"
		if !o.Holds(today(call)) {
			key = "presence.history.despite_over"
		}
		if text := call.T(key, words.A{"reason": o.Reason, "day": o.ExpiresOn}); !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

func entryTone(e presence.Entry) parts.Tone {
	switch {
	case e.VoidedAt != nil:
		return parts.Plain
	case e.Kind == presence.AbsenceEntry && e.What == string(presence.Missing):
		return parts.Danger
	case e.Kind == presence.AbsenceEntry:
		return parts.Info
	case e.Kind == presence.StayEntry:
		return parts.Done
	}
	return parts.Plain
}

// entryTitle says what a line is about.
func entryTitle(call *web.Call, e presence.Entry) string {
	switch e.Kind {
	case presence.StayEntry:
		return call.T("presence.history.stay", words.A{"category": e.What})
	case presence.AbsenceEntry:
		return call.T("presence.kind." + e.What)
	}
	return call.T("presence.history."+e.What, words.A{"bed": strings.Join([]string{e.WardName, call.T("presence.room", words.A{"name": e.RoomName}), e.BedName}, " · ")})
}

func mayCorrect(call *web.Call, e presence.Entry) bool {
	switch e.Kind {
	case presence.StayEntry:
		return call.May(presence.Receive) || call.May(presence.Release)
	case presence.AbsenceEntry:
		return call.May(presence.Away)
	}
	return call.May(presence.Arrange)
}

func correctPath(resident uint64, e presence.Entry) string {
	q := url.Values{"resident_id": {strconv.FormatUint(resident, 10)}, "book": {string(e.Kind)}, "id": {strconv.FormatUint(e.ID, 10)}}
	return "/presence/correct?" + q.Encode()
}

// correctQuery names one line of a person's history.
type correctQuery struct {
	ResidentID uint64 `form:"resident_id"`
	Book       string `form:"book"`
	ID         uint64 `form:"id"`
}

// correctData is the line with what it may become.
type correctData struct {
	about
	Entry presence.Entry
	Free  []presence.FreeBed
}

// readCorrect finds the line. Who may not read a person's history finds nothing here either.
func readCorrect(tx *db.Tx, in correctQuery) (d correctData, err error) {
	if d.about, err = readAbout(tx, presence.View, in.ResidentID, false); err != nil {
		return d, err
	}
	if d.Person == nil {
		return d, fault.New(fault.NotFound, "db.not_found")
	}
	for after := ""; ; {
		entries, next, err := presence.HistoryOf(tx, presence.HistoryInput{ResidentID: in.ResidentID, Limit: db.MaxPage, After: after})
		if err != nil {
			return d, err
		}
		if i := slices.IndexFunc(entries, func(e presence.Entry) bool { return string(e.Kind) == in.Book && e.ID == in.ID }); i >= 0 {
			d.Entry = entries[i]
			break
		}
		if after = next; next == "" {
			return d, fault.New(fault.NotFound, "db.not_found")
		}
	}
	if d.Entry.Kind == presence.PlacementEntry {
		d.Free, err = presence.FreeBeds(tx, presence.FreeBedsInput{CampusID: d.Entry.CampusID, Sex: d.Person.Sex})
	}
	return d, err
}

func showCorrect(call *web.Call, d correctData) web.Leaf {
	crumbs := append(d.crumbs(call), web.Crumb{Name: call.T("presence.history.title"), Path: fmt.Sprintf("/presence/history?resident_id=%d", d.id())})
	return web.Leaf{Title: call.T("presence.correct.title"), Body: correctPage(call, d), Crumbs: crumbs, Active: "/residents"}
}

// mend is a form about the line: its number and the way back to this page travel with it.
func (d correctData) mend(call *web.Call, action, path string) parts.Form {
	f := form(call, action, path, d.id(), parts.Hidden{Name: "id", Value: strconv.FormatUint(d.Entry.ID, 10)}, parts.Hidden{Name: "book", Value: string(d.Entry.Kind)})
	f.Bare = true
	return f
}

// named gives a field of one of several forms an id of its own.
func named(f parts.Field, form string) parts.Field {
	f.ID = "f-" + form + "-" + f.Name
	return f
}

func (d correctData) ended() bool { return d.Entry.ToAt != nil }

func (d correctData) fact(call *web.Call) parts.Facts {
	ctx := call.Context()
	facts := parts.Facts{{Name: call.T("presence.correct.line"), Value: entryTitle(call, d.Entry)}, {Name: call.T("presence.correct.from"), Value: words.DateTime(ctx, d.Entry.FromAt)}}
	if d.ended() {
		facts = append(facts, parts.Fact{Name: call.T("presence.correct.to"), Value: words.DateTime(ctx, *d.Entry.ToAt)})
	}
	return append(facts, parts.Fact{Name: call.T("presence.correct.written"), Value: words.DateTime(ctx, d.Entry.RecordedAt)})
}
