package settings

import (
	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
)

// timetablePage is the shifts of a day and those to come.
type timetablePage struct {
	Day    value.Day
	Turns  []settings.Turn
	Coming []settings.Shift
}

func readTimetable(tx *db.Tx, in onDay) (p timetablePage, err error) {
	p.Day = in.or(tx)
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

var setOwnTimetable = web.Action[settings.OwnTimetableInput, []settings.Shift]{Name: "settings.set_own_timetable", Do: settings.SetOwnTimetable}

func ownTimetableSet(call *web.Call, _ settings.OwnTimetableInput, _ []settings.Shift) string {
	call.Tell(web.Notice{Key: "settings.shifts_changed"})
	return "/settings/timetable"
}

// setShifts is for programs: a pattern, or shifts counted in minutes.
var setShifts = web.Action[settings.TimetableInput, []settings.Shift]{Name: "settings.set_shifts", Do: settings.SetTimetable}

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

// activitiesPage is the day as residents live it, and other days to come.
type activitiesPage struct {
	Day    value.Day
	Now    []settings.Activity
	Coming [][]settings.Activity
}

func readActivities(tx *db.Tx, in onDay) (p activitiesPage, err error) {
	p.Day = in.or(tx)
	p.Now, p.Coming, err = settings.Activities(tx, p.Day)
	return p, err
}

var setActivities = web.Action[settings.ActivitiesInput, []settings.Activity]{Name: "settings.set_activities", Do: settings.SetActivities}

func activitiesSet(call *web.Call, _ settings.ActivitiesInput, _ []settings.Activity) string {
	call.Tell(web.Notice{Key: "settings.activities_changed"})
	return "/settings/day"
}

type activitiesAnswer struct {
	Day        value.Day           `json:"day"`
	Activities []settings.Activity `json:"activities"`
}

func activitiesWire(p activitiesPage) activitiesAnswer {
	return activitiesAnswer{Day: p.Day, Activities: p.Now}
}
