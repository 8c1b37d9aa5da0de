package main

import (
	"io/fs"
	"net/http"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"maiam/app/assets"
	backupsdesk "maiam/handlers/backups"
	caredesk "maiam/handlers/care"
	"maiam/handlers/components"
	deedsdesk "maiam/handlers/deeds"
	"maiam/handlers/exchange"
	"maiam/handlers/home"
	intakedesk "maiam/handlers/intake"
	offlinedesk "maiam/handlers/offline"
	presencedesk "maiam/handlers/presence"
	privacydesk "maiam/handlers/privacy"
	registerdesk "maiam/handlers/register"
	residentsdesk "maiam/handlers/residents"
	settingsdesk "maiam/handlers/settings"
	staffdesk "maiam/handlers/staff"
	wardsdesk "maiam/handlers/wards"
	"maiam/handlers/web"
	"maiam/models/staff"
	"maiam/models/wards"
)

// area is one area's side to people: its doors and its words.
type area struct {
	open  func(*house) func(*web.Desk)
	texts fs.FS
}

// just is the opener of an area that needs nothing of the house but its desk.
func just(open func(*web.Desk)) func(*house) func(*web.Desk) {
	return func(*house) func(*web.Desk) { return open }
}

// areas lists who opens doors, in the order of the floors.
var areas = []area{
	{just(settingsdesk.Open), settingsdesk.Texts},
	{just(wardsdesk.Open), wardsdesk.Texts},
	{just(staffdesk.Open), staffdesk.Texts},
	{func(h *house) func(*web.Desk) { return residentsdesk.Open(h.store) }, residentsdesk.Texts},
	{just(presencedesk.Open), presencedesk.Texts},
	{just(registerdesk.Open), registerdesk.Texts},
	{just(caredesk.Open), caredesk.Texts},
	{func(h *house) func(*web.Desk) { return intakedesk.OpenWith(h.store) }, intakedesk.Texts},
	{just(deedsdesk.Open), deedsdesk.Texts},
	{just(backupsdesk.Open), backupsdesk.Texts},
	{func(h *house) func(*web.Desk) { return privacydesk.Open(h.store) }, privacydesk.Texts},
	{func(h *house) func(*web.Desk) {
		return offlinedesk.Open(offlinedesk.Files{Shell: h.files.Shell(), Worker: h.files.Text("sw.js"), Mark: h.files.URL("mark.svg")})
	}, offlinedesk.Texts},
	{func(h *house) func(*web.Desk) { return home.Open(h.saved, h.trust, h.metrics.speeds) }, home.Texts},
	{just(exchange.Open), exchange.Texts}, // last: it lists what the others opened
	{just(func(*web.Desk) {}), components.Texts},
}

// nav is the side bar; each reader sees what is theirs.
var nav = []web.NavItem{
	{Key: "home.nav", Icon: "layout-dashboard", Path: "/", Phone: true},
	{Key: "wards.nav", Icon: "bed", Path: "/wards", Permission: "wards.view", Phone: true},
	{Key: "care.nav", Icon: "walk", Path: "/care/rounds", Permission: "care.record", Phone: true, Beside: "staff.view"},
	{Key: "care.rollcall.title", Icon: "list-check", Path: "/care/rollcalls", Permission: "care.view"},
	{Key: "care.visit.title", Icon: "door-enter", Path: "/care/visits", Permission: "care.visits"},
	{Key: "care.brief.nav", Icon: "clipboard-list", Path: "/care/briefing", Permission: "care.brief"},
	{Key: "care.correction.nav", Icon: "history", Path: "/care/corrections", Permission: "care.corrections"},
	{Key: "care.incident.nav", Icon: "alert-triangle", Path: "/care/incidents", Permission: "care.report"},
	{Key: "residents.nav", Icon: "users", Path: "/residents", Permission: "residents.view", Phone: true},
	{Key: "presence.nav", Icon: "chart-bar", Path: "/presence/headcount", Permission: "presence.view", Phone: true},
	{Key: "intake.leaves.nav", Icon: "luggage", Path: "/intake/leaves", Permission: "presence.absence"},
	{Key: "intake.departures.nav", Icon: "logout", Path: "/intake/departures", Permission: "presence.discharge"},
	{Key: "intake.transfers.nav", Icon: "transfer", Path: "/intake/transfers", Permission: "intake.transfer"},
	{Key: "intake.emergency.nav", Icon: "ambulance", Path: "/intake/emergency", Permission: "intake.receive"},
	{Key: "intake.due.nav", Icon: "calendar-due", Path: "/intake/deadlines", Permission: "intake.view"},
	{Key: "intake.nav", Icon: "file-spreadsheet", Path: "/intake/rosters", Permission: "intake.import"},
	{Key: "register.nav", Icon: "file-text", Path: "/register", Permission: "register.view"},
	{Key: "privacy.nav", Icon: "shield-lock", Path: "/privacy/requests", Permission: "privacy.view"},
	{Key: "staff.rota.nav", Icon: "calendar", Path: "/staff/rota", Permission: "staff.rota"},
	{Key: "staff.nav", Icon: "id-badge-2", Path: "/staff", Permission: "staff.view", Phone: true},
	{Key: "backups.nav", Icon: "shield-lock", Path: "/backups", Permission: "backups.view"},
	{Key: "settings.nav", Icon: "adjustments", Path: "/settings", Permission: "settings.view", Phone: true},
}

// openDoors makes the desk and opens every door of the house.
func (h *house) openDoors() error {
	h.gate = staffdesk.NewSessions(h.db, h.cfg.secure())
	if h.sample {
		h.gate.SamplePassword, h.gate.SamplePin = samplePassword(h.db), samplePin(h.db)
	}
	h.desk = web.New(web.Config{House: h.db, Gate: h.gate, Lang: h.cfg.Lang, BaseURL: h.cfg.BaseURL, Sample: h.sample,
		Secure: h.cfg.secure(), OwnAuthority: h.cfg.speaks() == tlsLocal, Begun: h.gate.Begun, Frame: face{h.files, nav, h.sample}.frame, Version: version, Host: h.cfg.Centre, Observe: h.metrics.observe,
		Centre: wards.CentreName, Named: staff.Names})
	h.health()
	h.desk.Plain(http.MethodGet, assets.Prefix+"*file", "style, script, icons and letters", gin.WrapH(h.files))
	h.desk.Plain(http.MethodPost, "/me/theme", "only the reader's own cookie", h.setTheme)
	for _, a := range areas {
		a.open(h)(h.desk)
	}
	if h.sample {
		f := face{h.files, nav, true}
		h.desk.Whole("/components", "invented people only, in a sample house", func(call *web.Call) templ.Component {
			return f.linked(components.Page(call.Context(), components.Data{Screen: call.C.Query("screen"), At: "/components", Shell: f.shell(call, web.Leaf{})}))
		})
	}
	return nil
}

// setTheme keeps the chosen light in a cookie and goes back.
func (h *house) setTheme(c *gin.Context) {
	theme := c.PostForm("theme")
	if theme != "light" && theme != "dark" {
		theme = ""
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: "theme", Value: theme, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: h.cfg.secure(), SameSite: http.SameSiteLaxMode}) // #nosec G124 -- Secure as the house is served; HttpOnly and SameSite are set
	c.Redirect(http.StatusSeeOther, web.SafeNext(c.PostForm("back"), "/"))
}
