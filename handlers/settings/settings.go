// Package settings shows what the law, the province and the director have decided, from which day
// it holds and how sure the house is of it, and lets those who decide for the whole centre write a
// new value or another day of shifts.
package settings

import (
	"embed"

	"maiam/handlers/web"
	"maiam/models/db"
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
	web.Page(d, "/settings", "settings.list", readAll, showAll)
	web.Page(d, "/settings/timetable", "settings.timetable", readTimetable, showTimetable)
	web.Form(d, "/settings/timetable", setTimetable, "/settings/timetable", timetableSet)
	web.Page(d, "/settings/:setting", "settings.find", readOne, showOne)
	web.Form(d, "/settings/:setting", change, "/settings/:setting", changed)

	web.Get(d, web.Op{ID: "listSettings", Path: "/api/v1/settings", Summary: "Every norm, deadline and amount with the value that holds on a day, its paper and how sure it is"}, "settings.list", readAll, allWire)
	web.Get(d, web.Op{ID: "listShifts", Path: "/api/v1/settings/shifts", Summary: "The shifts of a day with their rounds"}, "settings.timetable", readTimetable, shiftsWire)
	web.API(d, web.Op{ID: "changeSetting", Method: "POST", Path: "/api/v1/settings/:setting", Summary: "Write a new dated value; older ones stay readable", Status: 201}, change, web.Same)
}

// onDay asks about a day; today when none is said.
type onDay struct {
	Day value.Day `form:"day" json:"day,omitzero"`
}

// allPage is the list of settings with the shifts of the day.
type allPage struct {
	Day     value.Day
	Entries []settings.Entry
	Turns   []settings.Turn
	Coming  []settings.Shift
}

func readAll(tx *db.Tx, in onDay) (p allPage, err error) {
	if p.Day = in.Day; p.Day.IsZero() {
		p.Day = tx.Today()
	}
	if p.Entries, err = settings.List(tx, p.Day); err != nil {
		return p, err
	}
	p.Turns, p.Coming, err = settings.Shifts(tx, p.Day)
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

// timetablePage is the shifts of a day and those to come.
type timetablePage struct {
	Day    value.Day
	Turns  []settings.Turn
	Coming []settings.Shift
}

func readTimetable(tx *db.Tx, in onDay) (p timetablePage, err error) {
	if p.Day = in.Day; p.Day.IsZero() {
		p.Day = tx.Today()
	}
	p.Turns, p.Coming, err = settings.Shifts(tx, p.Day)
	return p, err
}

// timetableForm is one of the patterns, from a coming day on.
type timetableForm struct {
	Pattern    string    `form:"pattern" json:"pattern" validate:"required,oneof=3x8 2x12 8+16"`
	From       value.Day `form:"from" json:"from"`
	LegalBasis string    `form:"legal_basis" json:"legal_basis,omitempty" validate:"max=500"`
	Note       string    `form:"note" json:"note,omitempty" validate:"max=1000"`
}

var setTimetable = web.Action[timetableForm, []settings.Shift]{Name: "settings.set_timetable", Do: func(tx *db.Tx, in timetableForm) ([]settings.Shift, error) {
	return settings.SetTimetable(tx, settings.TimetableInput{Pattern: in.Pattern, From: in.From, LegalBasis: in.LegalBasis, Note: in.Note})
}}

func timetableSet(call *web.Call, _ timetableForm, _ []settings.Shift) string {
	call.Tell(web.Notice{Key: "settings.shifts_changed"})
	return "/settings/timetable"
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
	Version    uint64        `json:"version"`
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
		out.Settings = append(out.Settings, w)
	}
	return out
}

type shiftWire struct {
	ID    uint64          `json:"id"`
	Code  string          `json:"code"`
	Name  string          `json:"name"`
	Hours string          `json:"hours"`
	Slots []settings.Slot `json:"slots"`
}

type shiftsAnswer struct {
	Day    value.Day   `json:"day"`
	Shifts []shiftWire `json:"shifts"`
}

func shiftsWire(p timetablePage) shiftsAnswer {
	out := shiftsAnswer{Day: p.Day, Shifts: make([]shiftWire, 0, len(p.Turns))}
	for _, t := range p.Turns {
		out.Shifts = append(out.Shifts, shiftWire{ID: t.Shift.ID, Code: t.Shift.Code, Name: t.Shift.NameVI, Hours: t.Shift.Hours(), Slots: t.Shift.Slots})
	}
	return out
}
