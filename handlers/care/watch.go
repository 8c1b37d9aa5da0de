package care

import (
	"fmt"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
	"maiam/models/wards"
)

// The actions of the watch list.
var (
	startWatch  = web.Action[care.WatchInput, *care.Watch]{Name: "care.start_watch", Do: care.StartWatch}
	reviewWatch = web.Action[care.WatchReview, *care.Watch]{Name: "care.review_watch", Do: care.ReviewWatch}
	endWatch    = web.Action[care.WatchEndInput, *care.Watch]{Name: "care.end_watch", Do: care.EndWatch}
	lookAt      = web.Action[care.LookInput, *care.LookedOn]{Name: "care.look", Do: care.LookAt}
)

// openWatches opens the doors of the watch list.
func openWatches(d *web.Desk) {
	web.Page(d, "/care/watches", "care.watches", readWatches, showWatches)
	web.Page(d, "/care/watches/new", "care.new_watch", readNewWatch, showNewWatch)
	web.Page(d, "/care/watches/:watch", "care.watch", readWatch, showWatch)
	web.Form(d, "/care/watches/new", startWatch, "/care/watches/new", watchStarted)
	web.Form(d, "/care/watches/:watch/review", reviewWatch, "/care/watches/:watch", watchReviewed)
	web.Form(d, "/care/watches/:watch/end", endWatch, "/care/watches/:watch", watchEnded)
	web.Form(d, "/care/looks", lookAt, "/care/watches", looked)

	web.Get(d, web.Op{ID: "listWatches", Path: "/api/v1/care/watches", Summary: "Who is watched closely now and why, and when each is to be looked at next"}, "care.watches", readWatches, watchesWire)
	web.API(d, web.Op{ID: "startWatch", Method: "POST", Path: "/api/v1/care/watches", Summary: "Begin to watch somebody closely, for a reason and until a review", Status: 201}, startWatch, watchWire)
	web.API(d, web.Op{ID: "reviewWatch", Method: "POST", Path: "/api/v1/care/watches/:watch/review", Summary: "Decide that a watch goes on, perhaps more or less closely", Status: 201}, reviewWatch, watchWire)
	web.API(d, web.Op{ID: "endWatch", Method: "POST", Path: "/api/v1/care/watches/:watch/end", Summary: "End a watch, with the reason"}, endWatch, watchWire)
	web.API(d, web.Op{ID: "recordLook", Method: "POST", Path: "/api/v1/care/looks", Summary: "Note that somebody who is watched was looked at", Status: 201}, lookAt, lookWire)
}

// watchesData is the watch list with the filter that was asked for.
type watchesData struct {
	In     care.WatchesInput
	List   []care.WatchIn
	Orders []care.OrderIn // restraint and isolation that run
	Wards  []wards.WardIn
	Now    time.Time
}

func readWatches(tx *db.Tx, in care.WatchesInput) (d watchesData, err error) {
	d.In, d.Now = in, tx.Now
	if d.List, err = care.WatchList(tx, in); err != nil {
		return d, err
	}
	if d.Orders, err = care.OrdersRunning(tx); err != nil {
		return d, err
	}
	d.Wards, err = wards.Mine(tx, care.View)
	return d, err
}

func showWatches(call *web.Call, d watchesData) web.Leaf {
	return web.Leaf{Title: call.T("care.watch.title"), Under: words.N(call.Context(), "care.watch.count", len(watchPeople(d.List))), Active: "/care/rounds", Body: watchesPage(call, d), Crumbs: []web.Crumb{upward(call)}}
}

// watchedPerson is somebody with every watch that runs.
type watchedPerson struct {
	care.WatchIn // the first of them
	All          []care.WatchIn
}

// watchPeople gathers the list by person.
func watchPeople(list []care.WatchIn) (out []watchedPerson) {
	at := map[uint64]int{}
	for _, w := range list {
		i, there := at[w.ResidentID]
		if !there {
			i = len(out)
			at[w.ResidentID] = i
			out = append(out, watchedPerson{WatchIn: w})
		}
		out[i].All = append(out[i].All, w)
	}
	return out
}

// watchWards are the people ward by ward.
func watchWards(list []care.WatchIn) (out [][]watchedPerson) {
	for _, p := range watchPeople(list) {
		if n := len(out); n > 0 && out[n-1][0].WardID == p.WardID {
			out[n-1] = append(out[n-1], p)
		} else {
			out = append(out, []watchedPerson{p})
		}
	}
	return out
}

// every says how often one looks: "30 phút một lần".
func every(call *web.Call, minutes int) string {
	return call.T("care.watch.each", words.A{"for": words.Duration(call.Context(), time.Duration(minutes)*time.Minute)})
}

// watchTone is red for what endangers a life or another person.
func watchTone(r care.WatchReason) parts.Tone {
	switch r {
	case "suicide", "escape", "aggression", "seizure", "order_restraint", "order_isolation":
		return parts.Danger
	}
	return parts.Due
}

// watchChips are what a person is watched for, as they stand beside a bed.
func watchChips(call *web.Call, all []care.Vigil) (out []parts.Chip) {
	for _, w := range all {
		out = append(out, parts.Chip{Tone: watchTone(w.Reason), Icon: "eye", Text: call.T("wards.watch." + string(w.Reason)), Href: w.Path()})
	}
	return out
}

// row draws somebody of the list: why, how often, when next.
func (p watchedPerson) row(call *web.Call, now time.Time) parts.Person {
	ctx := call.Context()
	row := parts.Person{Bed: p.BedName, Name: p.Name, Href: residentPath(p.ResidentID), Away: p.Away != "", Line: roomName(call, p.RoomName)}
	if p.PhotoFileID != nil {
		row.Photo = residentPath(p.ResidentID) + "/photo"
	}
	var due time.Time
	for _, w := range p.All {
		row.Chips = append(row.Chips, watchChips(call, []care.Vigil{w.Vigil()})...)
		if at, here := w.LookDue(); here && (due.IsZero() || at.Before(due)) {
			due = at
		}
		if w.ReviewAt.Before(now) {
			row.Chips = append(row.Chips, parts.Chip{Tone: parts.Due, Icon: "clock", Text: call.T("care.watch.review_now")})
		}
	}
	switch {
	case p.Away != "":
		row.Chips = append(row.Chips, parts.Chip{Tone: parts.Info, Text: call.T("wards.is." + string(p.Away))})
	case due.Before(now):
		row.Chips = append(row.Chips, parts.Chip{Tone: parts.Danger, Icon: "alert-triangle", Text: call.T("care.watch.late", words.A{"for": words.Duration(ctx, now.Sub(due))})})
	default:
		row.Chips = append(row.Chips, parts.Chip{Tone: parts.Done, Icon: "check", Text: call.T("care.watch.next", words.A{"time": words.Clock(ctx, due)})})
	}
	return row
}

// line says of one watch how often, since when, until when, and what was noted.
func watchLine(call *web.Call, w care.WatchIn) string {
	ctx := call.Context()
	said := []string{call.T("care.watch." + string(w.Reason)), every(call, w.EveryMinutes), call.T("care.watch.since", words.A{"at": words.At(ctx, w.FromAt, call.Now()), "who": w.ByName}),
		call.T("care.watch.until", words.A{"at": words.At(ctx, w.ReviewAt, call.Now())})}
	if w.LookedAt != nil {
		said = append(said, call.T("care.watch.looked", words.A{"at": words.At(ctx, *w.LookedAt, call.Now()), "who": w.LookedName}))
	}
	if w.Note != "" {
		said = append(said, w.Note)
	}
	return strings.Join(said, " · ")
}

// ofPerson names the person that a new form is about.
type ofPerson struct {
	ResidentID uint64 `form:"resident_id"`
	WardID     uint64 `form:"ward_id"`
}

// personData is the person that a form is about, or nobody, and then the wards and people to choose
// from.
type personData struct {
	Asked  ofPerson
	Person *residents.Person
	Lies   *presence.Placement
	Wards  []wards.WardIn
	Tiles  []presence.Tile
}

// readPerson reads whom a form is about. It asks for a permission and for residents.view first.
func readPerson(tx *db.Tx, permission string, in ofPerson) (d personData, err error) {
	d.Asked = in
	if err := tx.May(permission); err != nil {
		return d, err
	}
	if err := tx.May("residents.view"); err != nil {
		return d, err
	}
	if in.ResidentID != 0 {
		if d.Lies, err = presence.Reaches(tx, permission, in.ResidentID); err != nil {
			return d, err
		}
		d.Person, err = residents.FindPerson(tx, in.ResidentID)
		return d, err
	}
	if d.Wards, err = wards.Mine(tx, permission); err != nil {
		return d, err
	}
	if d.Asked.WardID == 0 && len(d.Wards) == 1 {
		d.Asked.WardID = d.Wards[0].ID
	}
	if d.Asked.WardID != 0 {
		d.Tiles, err = presence.WardBoard(tx, d.Asked.WardID, time.Time{})
	}
	return d, err
}

// people are those of the chosen ward, room by room.
func (d personData) people(call *web.Call) (out []parts.Option) {
	for _, t := range d.Tiles {
		if t.ResidentID != 0 {
			out = append(out, parts.Option{Value: fmt.Sprint(t.ResidentID), Text: t.BedName + " · " + t.Name, Group: roomName(call, t.RoomName)})
		}
	}
	return out
}

// wardLinks lead to the people of each ward.
func (d personData) wardLinks(path string) (out []parts.Link) {
	for _, w := range d.Wards {
		out = append(out, parts.Link{Text: w.Name, Href: fmt.Sprintf("%s?ward_id=%d", path, w.ID), Current: w.ID == d.Asked.WardID})
	}
	return out
}

type newWatchData struct {
	personData
	Longest int // days
}

func readNewWatch(tx *db.Tx, in ofPerson) (d newWatchData, err error) {
	if d.personData, err = readPerson(tx, care.Record, in); err != nil {
		return d, err
	}
	d.Longest, err = care.LongestWatch(tx)
	return d, err
}

func showNewWatch(call *web.Call, d newWatchData) web.Leaf {
	leaf := web.Leaf{Title: call.T("care.watch.new"), Active: "/care/rounds", Body: newWatchPage(call, d), Crumbs: []web.Crumb{{Name: call.T("care.watch.title"), Path: "/care/watches"}}}
	if d.Person != nil {
		leaf.Under = d.Person.Name
	}
	return leaf
}

func watchReasons(call *web.Call) (out []parts.Option) {
	for _, r := range care.WatchReasons {
		out = append(out, parts.Option{Value: string(r), Text: call.T("care.watch." + string(r))})
	}
	return out
}

func watchEvery(call *web.Call) (out []parts.Option) {
	for _, n := range care.WatchEvery {
		out = append(out, parts.Option{Value: fmt.Sprint(n), Text: every(call, n)})
	}
	return out
}

// tomorrow proposes when a watch is decided anew: at nine of the next morning.
func tomorrow(call *web.Call) string {
	zone := words.Zone(call.Context())
	return typed(call, value.DayOf(call.Now(), zone).AddDays(1).At(zone, 9*60))
}

func readWatch(tx *db.Tx, in struct {
	WatchID uint64 `path:"watch"`
}) (*care.WatchIn, error) {
	w, err := care.WatchOf(tx, in.WatchID)
	if err == nil {
		tx.Looked("resident", w.ResidentID, w.CampusID)
	}
	return w, err
}

func showWatch(call *web.Call, w *care.WatchIn) web.Leaf {
	return web.Leaf{Title: w.Name, Under: call.T("care.watch." + string(w.Reason)), Active: "/care/rounds", Body: watchPage(call, w),
		Crumbs: []web.Crumb{{Name: call.T("care.watch.title"), Path: "/care/watches"}}}
}

func watchStarted(call *web.Call, in care.WatchInput, _ *care.Watch) string {
	call.Tell(web.Notice{Key: "care.told.watch_started", Tone: "done"})
	return web.SafeNext(call.C.PostForm("next"), residentPath(in.ResidentID))
}

func watchReviewed(call *web.Call, _ care.WatchReview, _ *care.Watch) string {
	call.Tell(web.Notice{Key: "care.told.watch_reviewed", Tone: "done"})
	return "/care/watches"
}

func watchEnded(call *web.Call, _ care.WatchEndInput, _ *care.Watch) string {
	call.Tell(web.Notice{Key: "care.told.watch_ended"})
	return "/care/watches"
}

func looked(call *web.Call, _ care.LookInput, _ *care.LookedOn) string {
	call.Tell(web.Notice{Key: "care.told.looked", Tone: "done"})
	return web.SafeNext(call.C.PostForm("next"), "/care/watches")
}

type watchOut struct {
	ID           uint64     `json:"id"`
	ResidentID   uint64     `json:"resident_id"`
	Name         string     `json:"name,omitempty"`
	WardID       uint64     `json:"ward_id,omitempty"`
	Bed          string     `json:"bed,omitempty"`
	Reason       string     `json:"reason" enum:"suicide,escape,aggression,seizure,fall,sick,isolation"`
	Note         string     `json:"note,omitempty"`
	EveryMinutes int        `json:"every_minutes"`
	From         time.Time  `json:"from"`
	ReviewAt     time.Time  `json:"review_at"`
	LookedAt     *time.Time `json:"looked_at,omitempty"`
	LookDue      *time.Time `json:"look_due,omitempty" doc:"when the person is to be looked at next; absent while the person is away"`
	RenewsID     *uint64    `json:"renews_id,omitempty"`
	EndedAt      *time.Time `json:"ended_at,omitempty"`
	EndNote      string     `json:"end_note,omitempty"`
}

func watchWire(w *care.Watch) watchOut {
	return watchOut{ID: w.ID, ResidentID: w.ResidentID, Reason: string(w.Reason), Note: w.Note, EveryMinutes: w.EveryMinutes, From: w.FromAt, ReviewAt: w.ReviewAt, LookedAt: w.LookedAt,
		RenewsID: w.RenewsID, EndedAt: w.EndedAt, EndNote: w.EndNote}
}

func watchesWire(d watchesData) web.List[watchOut] {
	out := web.List[watchOut]{Items: make([]watchOut, len(d.List))}
	for i, w := range d.List {
		one := watchWire(&w.Watch)
		one.Name, one.WardID, one.Bed = w.Name, w.WardID, w.BedName
		if due, here := w.LookDue(); here {
			one.LookDue = &due
		}
		out.Items[i] = one
	}
	return out
}

type lookOut struct {
	ID         uint64    `json:"id"`
	ResidentID uint64    `json:"resident_id"`
	At         time.Time `json:"at"`
	RecordedAt time.Time `json:"recorded_at"`
	RecordedBy uint64    `json:"recorded_by"`
	Note       string    `json:"note,omitempty"`
}

func lookWire(l *care.LookedOn) lookOut {
	return lookOut{l.ID, l.ResidentID, l.At, l.RecordedAt, l.RecordedBy, l.Note}
}
