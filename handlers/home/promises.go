package home

import (
	"strconv"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/backups"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/offline"
	"maiam/models/staff"
)

// Speed is how long one kind of page took since the program started.
type Speed struct {
	Method, Route string
	N             int
	Half, Most    time.Duration // half of them took no longer, and 95 of a hundred
}

// screens are the pages whose speed is shown by name: those that people open many times a shift.
var screens = []struct{ method, route, name string }{
	{"GET", "/", "home.nav"},
	{"GET", "/wards/:ward", "home.service.board"},
	{"GET", "/wards/:ward/round", "home.service.round"},
	{"POST", "/wards/:ward/round", "home.service.record"},
	{"POST", "/api/v1/offline/entries", "home.service.entries"},
	{"GET", "/wards/:ward/handover", "home.service.handover"},
	{"GET", "/residents", "residents.nav"},
	{"GET", "/residents/:resident", "home.service.file"},
	{"GET", "/search", "home.service.search"},
	{"GET", "/presence/headcount", "presence.nav"},
	{"GET", "/staff/rota/:campus", "staff.rota.nav"},
}

// swift is until when a page is called quick. Above it a person begins to wait (Nielsen, Usability
// Engineering, 1993: a flow of thought lasts a second; the network takes its part of it).
const swift = 300 * time.Millisecond

// enough is from how many openings 95 of a hundred mean something: of five, the slowest one is all of it.
const enough = 20

// service is how well the house itself works.
type service struct {
	Since  time.Time
	Speeds []Speed
	Backup time.Time // zero when there is none
	Drill  *backups.Drill
	Tray   care.Backlog
	Alerts care.Backlog
	Unseen care.Backlog
	Work   staff.OwnWork
}

// openService opens the page on which the house shows whether it keeps what it promises.
func openService(d *web.Desk, backup func() time.Time, speeds func() (time.Time, []Speed)) {
	read := func(tx *db.Tx, _ struct{}) (service, error) {
		s, err := readService(tx)
		s.Backup = backup()
		s.Since, s.Speeds = speeds()
		return s, err
	}
	web.Page(d, "/service", "home.service", read, showService)
	web.Get(d, web.Op{ID: "getService", Path: "/api/v1/service", Summary: "How well the house itself works: speed, backup, chains of deeds, what waits and since when; nothing of a person"}, "home.service", read, serviceOut)
}

// readService takes seven statements, whatever waits.
func readService(tx *db.Tx) (s service, err error) {
	if s.Work, err = staff.OwnWorkNow(tx); err != nil {
		return s, err
	}
	if s.Drill, err = backups.LastDrill(tx); err != nil {
		return s, err
	}
	if s.Tray, err = offline.Backlog(tx); err != nil {
		return s, err
	}
	if s.Alerts, err = care.UnreadAlerts(tx); err != nil {
		return s, err
	}
	s.Unseen, err = care.UnseenConcerns(tx)
	return s, err
}

func showService(call *web.Call, s service) web.Leaf {
	return web.Leaf{Title: call.T("home.service.title"), Under: call.T("home.service.under"), Body: servicePage(call, s), Active: "/"}
}

// promises are what the house is trusted for, each with how it stands.
func (s service) promises(call *web.Call) []parts.Notice {
	ctx := call.Context()
	ago := func(at time.Time) string { return words.Ago(ctx, at, call.Now()) }
	waits := func(name string, b care.Backlog, patience time.Duration, late parts.Tone) parts.Notice {
		if b.N == 0 {
			return parts.Notice{Tone: parts.Done, Title: call.T("home.service." + name), Text: call.T("home.service." + name + "_none")}
		}
		n := parts.Notice{Tone: parts.Info, Title: call.T("home.service." + name), Text: words.N(ctx, "home.service."+name+"_wait", b.N) + " · " + call.T("home.service.oldest", words.A{"ago": ago(b.Oldest)})}
		if call.Now().Sub(b.Oldest) > patience {
			n.Tone = late
		}
		return n
	}
	saved := parts.Notice{Tone: parts.Done, Title: call.T("home.service.backup")}
	switch {
	case s.Backup.IsZero():
		saved.Tone, saved.Text = parts.Danger, call.T("home.backup_none")
	case call.Now().Sub(s.Backup) > stale:
		saved.Tone, saved.Text = parts.Due, call.T("home.backup_old", words.A{"ago": ago(s.Backup)})
	default:
		saved.Text = call.T("home.backup_fresh", words.A{"ago": ago(s.Backup)})
	}
	tried := parts.Notice{Tone: parts.Due, Title: call.T("home.service.drill"), Text: call.T("home.service.drill_never")}
	if d := s.Drill; d != nil {
		when := words.A{"ago": ago(d.At)}
		switch {
		case d.Reason != "":
			tried.Tone, tried.Text = parts.Danger, call.T("home.service.drill_failed", when)
		default:
			tried.Text = call.T("home.service.drill_good", when) + " " +
				call.T("home.service.drill_terms", words.A{"took": words.Took(ctx, time.Duration(d.TookSeconds)*time.Second), "lost": words.Took(ctx, time.Duration(d.LostSeconds)*time.Second)})
			if !d.Overdue(call.Now()) {
				tried.Tone = parts.Done
			}
		}
	}
	whole := parts.Notice{Tone: parts.Due, Title: call.T("home.service.whole"), Text: call.T("home.service.whole_never")}
	if at := s.Work.Verified; at != nil {
		whole.Text = call.T("home.service.whole_at", words.A{"ago": ago(*at)})
		if call.Now().Sub(*at) < stale {
			whole.Tone = parts.Done
		}
	}
	own := parts.Notice{Tone: parts.Done, Title: call.T("home.service.own"), Text: call.T("home.service.own_none")}
	if s.Work.Failed > 0 {
		own.Tone, own.Text = parts.Danger, words.N(ctx, "home.service.own_failed", s.Work.Failed)
	}
	return []parts.Notice{
		s.swiftness(call),
		waits("alerts", s.Alerts, time.Hour, parts.Danger),
		waits("unseen", s.Unseen, 24*time.Hour, parts.Due),
		waits("tray", s.Tray, 24*time.Hour, parts.Due),
		saved, tried, whole, own,
	}
}

// swiftness says how quick the named pages are, by the slowest of them.
func (s service) swiftness(call *web.Call) parts.Notice {
	n := parts.Notice{Tone: parts.Info, Title: call.T("home.service.speed"), Text: call.T("home.service.speed_none")}
	var worst time.Duration
	for _, one := range s.named() {
		if one.N >= enough {
			worst = max(worst, one.Most)
		}
	}
	if worst > 0 {
		n.Tone, n.Text = parts.Done, call.T("home.service.speed_most", words.A{"took": took(worst)})
	}
	if worst > swift {
		n.Tone = parts.Due
	}
	return n
}

// named are the speeds of the pages that have a name, in their order; one that was never opened is left out.
func (s service) named() (out []Speed) {
	for _, screen := range screens {
		for _, one := range s.Speeds {
			if one.Method == screen.method && one.Route == screen.route && one.N > 0 {
				out = append(out, one)
			}
		}
	}
	return out
}

func (s service) speeds(call *web.Call) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("home.service.speeds"), Columns: []parts.Column{{Title: call.T("home.service.page"), Main: true}, {Title: call.T("home.service.opened"), Number: true},
		{Title: call.T("home.service.half"), Number: true}, {Title: call.T("home.service.most"), Number: true}},
		Empty: parts.Empty{Icon: "clock", Title: call.T("home.service.speed_none")}}
	for _, one := range s.named() {
		row := parts.Row{Cells: []parts.Cell{{Text: call.T(screenName(one))}, {Text: words.Number(ctx, int64(one.N))}, {Text: took(one.Half)}, {Text: took(one.Most)}}}
		if one.Most > swift {
			row.Tone = parts.Due
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func screenName(s Speed) string {
	for _, screen := range screens {
		if screen.method == s.Method && screen.route == s.Route {
			return screen.name
		}
	}
	return ""
}

// took writes a short time in milliseconds, which is how such times are compared.
func took(d time.Duration) string {
	return strconv.FormatInt(max(1, d.Round(time.Millisecond).Milliseconds()), 10) + " ms"
}

// serviceWire is the same for a program that watches.
type serviceWire struct {
	Since  time.Time       `json:"since" doc:"when the program started to count"`
	Pages  []speedWire     `json:"pages"`
	Backup *time.Time      `json:"backup_at,omitempty"`
	Drill  *drillWire      `json:"restore_drill,omitempty" doc:"the newest try to make the house again from its copies"`
	Whole  *time.Time      `json:"chains_verified_at,omitempty"`
	Failed int             `json:"jobs_failed"`
	Waits  map[string]wait `json:"waiting" doc:"alerts that nobody read, concerns that nobody looked at, the tray"`
}

type speedWire struct {
	Method string  `json:"method"`
	Route  string  `json:"route"`
	N      int     `json:"n"`
	Half   float64 `json:"p50_ms"`
	Most   float64 `json:"p95_ms"`
}

type drillWire struct {
	At   time.Time `json:"at"`
	Good bool      `json:"good"`
	Took int64     `json:"took_seconds"`
	Lost int64     `json:"lost_seconds" doc:"of what people did, had the house gone at that moment"`
}

type wait struct {
	N      int        `json:"n"`
	Oldest *time.Time `json:"oldest_at,omitempty"`
}

func serviceOut(s service) serviceWire {
	out := serviceWire{Since: s.Since.UTC(), Pages: []speedWire{}, Whole: s.Work.Verified, Failed: s.Work.Failed, Waits: map[string]wait{}}
	if !s.Backup.IsZero() {
		at := s.Backup.UTC()
		out.Backup = &at
	}
	if d := s.Drill; d != nil {
		out.Drill = &drillWire{d.At.UTC(), d.Reason == "", d.TookSeconds, d.LostSeconds}
	}
	for _, one := range s.Speeds {
		out.Pages = append(out.Pages, speedWire{one.Method, one.Route, one.N, float64(one.Half.Microseconds()) / 1000, float64(one.Most.Microseconds()) / 1000})
	}
	for name, b := range map[string]care.Backlog{"alerts": s.Alerts, "concerns": s.Unseen, "tray": s.Tray} {
		w := wait{N: b.N}
		if b.N > 0 {
			w.Oldest = &b.Oldest
		}
		out.Waits[name] = w
	}
	return out
}
