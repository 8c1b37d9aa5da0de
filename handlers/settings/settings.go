// Package settings shows what the law, the province and the director have decided, from which day
// it holds and how sure the house is of it, and lets those who decide for the whole centre write a
// new value or another day of shifts.
package settings

import (
	"embed"
	"slices"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// Texts are the area's words.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Open opens every door of the area.
func Open(d *web.Desk) {
	web.Page(d, "/settings", "settings.index", readIndex, showIndex)
	web.Page(d, "/settings/groups/:group", "settings.group", readGroup, showGroup)
	web.Page(d, "/settings/categories", "settings.categories", readCategories, showCategories)
	web.Page(d, "/settings/timetable", "settings.timetable", readTimetable, showTimetable)
	web.Form(d, "/settings/timetable", setTimetable, "/settings/timetable", timetableSet)
	web.Page(d, "/settings/timetable/own", "settings.own_timetable", readTimetable, showOwnTimetable)
	web.Form(d, "/settings/timetable/own", setOwnTimetable, "/settings/timetable/own", ownTimetableSet)
	web.Page(d, "/settings/day", "settings.activities", readActivities, showActivities)
	web.Form(d, "/settings/day", setActivities, "/settings/day", activitiesSet)
	web.Page(d, "/settings/holidays", "settings.holidays", readHolidays, showHolidays)
	web.Form(d, "/settings/holidays", swapDays, "/settings/holidays", daysSwapped)
	web.Page(d, "/settings/holidays/day", "settings.swap_day", readSwapDay, showSwapDay)
	web.Form(d, "/settings/holidays/day", undoSwap, "/settings/holidays/day", swapUndone)
	openSheets(d)
	web.Page(d, "/settings/:setting", "settings.find", readOne, showOne)
	web.Form(d, "/settings/:setting", change, "/settings/:setting", changed)

	web.Get(d, web.Op{ID: "listSettings", Path: "/api/v1/settings", Summary: "Every norm, deadline and amount with the value that holds on a day, its paper and how sure it is"}, "settings.list", readAll, allWire)
	web.Get(d, web.Op{ID: "listShifts", Path: "/api/v1/settings/shifts", Summary: "The shifts of a day with their rounds"}, "settings.timetable", readTimetable, shiftsWire)
	web.API(d, web.Op{ID: "setShifts", Method: "POST", Path: "/api/v1/settings/shifts", Summary: "Other shifts and rounds from a coming day on", Status: 201}, setShifts, web.Same)
	web.Get(d, web.Op{ID: "listActivities", Path: "/api/v1/settings/activities", Summary: "The day as residents live it"}, "settings.activities", readActivities, activitiesWire)
	web.API(d, web.Op{ID: "setActivities", Method: "POST", Path: "/api/v1/settings/activities", Summary: "Another day from a coming day on", Status: 201}, setActivities, web.Same)
	web.Get(d, web.Op{ID: "listDaysOff", Path: "/api/v1/settings/days-off", Summary: "The public holidays and swapped days of a year, and its lunar festivals"}, "settings.holidays", readHolidays, holidaysWire)
	web.API(d, web.Op{ID: "swapDays", Method: "POST", Path: "/api/v1/settings/days-off", Summary: "A working day off, a day off worked instead, or both", Status: 201}, swapDays, web.Same)
	web.API(d, web.Op{ID: "undoSwapDay", Method: "POST", Path: "/api/v1/settings/days-off/undo", Summary: "Take a swapped day back; its row stays readable"}, undoSwap, web.Same)
	web.API(d, web.Op{ID: "changeSetting", Method: "POST", Path: "/api/v1/settings/:setting", Summary: "Write a new dated value; older ones stay readable", Status: 201}, change, web.Same)
}

// onDay asks about a day; today when none is said.
type onDay struct {
	Day value.Day `form:"day" json:"day,omitzero"`
}

func (in onDay) or(tx *db.Tx) value.Day {
	if in.Day.IsZero() {
		return tx.Today()
	}
	return in.Day
}

// allPage is the list of settings on a day.
type allPage struct {
	Day     value.Day
	Entries []settings.Entry
}

func readAll(tx *db.Tx, in onDay) (p allPage, err error) {
	p.Day = in.or(tx)
	p.Entries, err = settings.List(tx, p.Day)
	return p, err
}

// question is what somebody looks for among the settings.
type question struct {
	onDay
	Q string `form:"q" json:"q,omitempty" validate:"max=100"`
}

// indexPage is the way to all settings: what changes soon, the hours, the holidays, the groups, or
// what was found.
type indexPage struct {
	allPage
	Q          string
	Turns      []settings.Turn
	Shifts     []settings.Shift // to come
	Activities int
	Days       [][]settings.Activity // to come
	Off        []settings.DayOff     // of this year and the next, from the day on
	Categories int
}

func readIndex(tx *db.Tx, in question) (p indexPage, err error) {
	if p.allPage, err = readAll(tx, in.onDay); err != nil {
		return p, err
	}
	b, err := settings.Of(tx)
	if err != nil {
		return p, err
	}
	p.Q, p.Categories = in.Q, len(b.Categories(p.Day))
	if p.Turns, p.Shifts, err = settings.Shifts(tx, p.Day); err != nil {
		return p, err
	}
	now, coming, err := settings.Activities(tx, p.Day)
	if err != nil {
		return p, err
	}
	p.Activities, p.Days = len(now), coming
	for _, year := range []int{p.Day.Year(), p.Day.Year() + 1} {
		for _, d := range b.Workdays.Year(year) {
			if !d.Day.Before(p.Day) {
				p.Off = append(p.Off, d)
			}
		}
	}
	return p, nil
}

// ofGroup names one group of settings, and a day.
type ofGroup struct {
	onDay
	Group string `path:"group" form:"-" json:"-"`
}

// groupPage is one group of settings.
type groupPage struct {
	allPage
	Group string
}

func readGroup(tx *db.Tx, in ofGroup) (p groupPage, err error) {
	if p.allPage, err = readAll(tx, in.onDay); err != nil {
		return p, err
	}
	p.Group = in.Group
	p.Entries = slices.DeleteFunc(p.Entries, func(e settings.Entry) bool { return e.Group != in.Group })
	if len(p.Entries) == 0 {
		return p, fault.New(fault.NotFound, "settings.no_such")
	}
	return p, nil
}

// categoriesPage is the groups of people who may live in the centre.
type categoriesPage struct {
	Day  value.Day
	List []settings.Category
}

func readCategories(tx *db.Tx, in onDay) (p categoriesPage, err error) {
	if err = tx.May("settings.view"); err != nil {
		return p, err
	}
	p.Day = in.or(tx)
	p.List, err = settings.Categories(tx, p.Day)
	return p, err
}

// ofSetting names one setting.
type ofSetting struct {
	Setting string `path:"setting" form:"-" json:"-"`
}

// onePage is one setting with everything that was ever written about it.
type onePage struct {
	*settings.Entry
	Names map[uint64]string // of those who wrote
}

func readOne(tx *db.Tx, in ofSetting) (p onePage, err error) {
	if p.Entry, err = settings.Find(tx, settings.Name(in.Setting), tx.Today()); err != nil {
		return p, err
	}
	var ids []uint64
	for _, r := range p.History {
		if r.RecordedBy != 0 {
			ids = append(ids, r.RecordedBy)
		}
	}
	if len(ids) > 0 {
		p.Names, err = staff.Names(tx, ids...)
	}
	return p, err
}

// changeForm is a new value as it is typed.
type changeForm struct {
	Setting    string        `path:"setting" form:"-" json:"-"`
	Value      string        `form:"value" json:"value,omitempty" validate:"max=2000"`
	ValidFrom  value.Day     `form:"valid_from" json:"valid_from"`
	ValidTo    value.Day     `form:"valid_to" json:"valid_to,omitzero"`
	LegalBasis string        `form:"legal_basis" json:"legal_basis,omitempty" validate:"max=500"`
	Mark       settings.Mark `form:"mark" json:"mark" validate:"required,oneof=C R U D" enum:"C,R,U,D"`
	Source     string        `form:"source" json:"source,omitempty" validate:"max=500"`
	Note       string        `form:"note" json:"note,omitempty" validate:"max=1000"`
	Version    uint64        `form:"version" json:"version" doc:"of the setting, as it was read"`
}

var change = web.Action[changeForm, *settings.Row]{Name: "settings.change", Do: func(tx *db.Tx, in changeForm) (*settings.Row, error) {
	return settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.Name(in.Setting), Value: in.Value, ValidFrom: in.ValidFrom, ValidTo: in.ValidTo,
		LegalBasis: in.LegalBasis, Mark: in.Mark, Source: in.Source, Note: in.Note, Version: in.Version})
}}

func changed(call *web.Call, in changeForm, _ *settings.Row) string {
	call.Tell(web.Notice{Key: "settings.changed"})
	return "/settings/" + in.Setting
}

// settingWire is a setting for programs. Value is null where nobody knows it.
type settingWire struct {
	Name       settings.Name `json:"name"`
	Group      string        `json:"group"`
	Kind       settings.Kind `json:"kind"`
	Unit       string        `json:"unit"`
	Value      *string       `json:"value"`
	ValidFrom  value.Day     `json:"valid_from,omitzero"`
	ValidTo    value.Day     `json:"valid_to,omitzero"`
	LegalBasis string        `json:"legal_basis,omitempty"`
	Mark       settings.Mark `json:"mark,omitempty" enum:"C,R,U,D" doc:"C read in the law, R known to practice, U not known, D decided by the centre"`
	Source     string        `json:"source,omitempty"`
	Open       []openWire    `json:"open,omitempty" doc:"what was looked for and not found"`
	Version    uint64        `json:"version"`
}

// openWire is a question under a setting.
type openWire struct {
	From       value.Day `json:"from"`
	Note       string    `json:"note"`
	LegalBasis string    `json:"legal_basis,omitempty"`
	Source     string    `json:"source,omitempty"`
}

type allAnswer struct {
	Day      value.Day     `json:"day"`
	Settings []settingWire `json:"settings"`
}

func allWire(p allPage) allAnswer {
	out := allAnswer{Day: p.Day, Settings: make([]settingWire, 0, len(p.Entries))}
	for _, e := range p.Entries {
		w := settingWire{Name: e.Name, Group: e.Group, Kind: e.Kind, Unit: e.Unit, Version: e.Version}
		if r := e.Now; r != nil {
			w.ValidFrom, w.ValidTo, w.LegalBasis, w.Mark, w.Source = r.ValidFrom, r.ValidTo, r.LegalBasis, r.Mark, r.Source
			if r.Known() {
				w.Value = &r.Text
			}
		}
		for _, q := range e.Open {
			w.Open = append(w.Open, openWire{From: q.ValidFrom, Note: q.Note, LegalBasis: q.LegalBasis, Source: q.Source})
		}
		out.Settings = append(out.Settings, w)
	}
	return out
}
