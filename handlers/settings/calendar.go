package settings

import (
	"strconv"
	"strings"

	"maiam/handlers/web"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// ofYear asks about a year; this year when none is said.
type ofYear struct {
	Year int `form:"year" json:"year,omitempty" validate:"omitempty,min=1950,max=2150"`
}

// holidaysPage is the days off of a year, each with the paper it rests on, and the festivals.
type holidaysPage struct {
	Year      int
	Today     value.Day
	Days      []settings.DayOff
	Festivals []settings.Festival
	rows      map[settings.Name]*settings.Row // the settings from which the year is computed
}

func readHolidays(tx *db.Tx, in ofYear) (p holidaysPage, err error) {
	if err = tx.May("settings.view"); err != nil {
		return p, err
	}
	b, err := settings.Of(tx)
	if err != nil {
		return p, err
	}
	p.Today = tx.Today()
	if p.Year = in.Year; p.Year == 0 {
		p.Year = p.Today.Year()
	}
	p.Days, p.Festivals = b.Workdays.Year(p.Year), settings.Festivals(p.Year)
	p.rows = map[settings.Name]*settings.Row{}
	for _, name := range []settings.Name{settings.HolidaysFixed, settings.HolidaysLunar, settings.TetDays} {
		for _, d := range p.Days {
			if r, ok := b.On(name, d.Day); ok {
				p.rows[name] = &r
			}
		}
	}
	return p, nil
}

// paper gives the row that makes a day a holiday.
func (p holidaysPage) paper(key string) *settings.Row {
	switch key {
	case "tet":
		return p.rows[settings.TetDays]
	case "hung_kings":
		return p.rows[settings.HolidaysLunar]
	}
	return p.rows[settings.HolidaysFixed]
}

// moon tells that a holiday goes by the lunar calendar.
func (p holidaysPage) moon(key string) bool {
	return key == "tet" || p.paper(key) == p.rows[settings.HolidaysLunar]
}

// swapForm is a swap as it is typed, on the page of a year.
type swapForm struct {
	settings.SwapInput
	Year int `form:"year" json:"-" validate:"omitempty,min=1950,max=2150"`
}

var swapDays = web.Action[swapForm, []settings.SwapDay]{Name: "settings.swap_days", Do: func(tx *db.Tx, in swapForm) ([]settings.SwapDay, error) {
	return settings.SwapDays(tx, in.SwapInput)
}}

func daysSwapped(call *web.Call, _ swapForm, rows []settings.SwapDay) string {
	call.Tell(web.Notice{Key: "settings.days_swapped"})
	return "/settings/holidays?year=" + strconv.Itoa(rows[0].Day.Year())
}

// swapPage is one swapped day with everything that was written about it.
type swapPage struct {
	Day     value.Day
	Reason  settings.Reason
	Now     settings.SwapDay
	History []settings.SwapDay
	Names   map[uint64]string
}

func readSwapDay(tx *db.Tx, in onDay) (p swapPage, err error) {
	all, err := settings.SwapHistory(tx, in.Day.Year())
	if err != nil {
		return p, err
	}
	var ids []uint64
	for _, r := range all {
		if r.Day == in.Day {
			p.History = append(p.History, r)
			if r.RecordedBy != 0 {
				ids = append(ids, r.RecordedBy)
			}
		}
	}
	if len(p.History) == 0 {
		return p, fault.New(fault.NotFound, "settings.no_swap")
	}
	w, err := settings.WorkingDays(tx)
	if err != nil {
		return p, err
	}
	p.Day, p.Now, p.Reason = in.Day, p.History[0], w.Why(in.Day)
	if len(ids) > 0 {
		p.Names, err = staff.Names(tx, ids...)
	}
	return p, err
}

var undoSwap = web.Action[settings.UndoSwapInput, *settings.SwapDay]{Name: "settings.undo_swap", Do: settings.UndoSwap}

func swapUndone(call *web.Call, in settings.UndoSwapInput, _ *settings.SwapDay) string {
	call.Tell(web.Notice{Key: "settings.swap_undone"})
	return "/settings/holidays?year=" + strconv.Itoa(in.Day.Year())
}

// dayOffWire is a day off, or a worked one, for programs.
type dayOffWire struct {
	Day     value.Day `json:"day"`
	Off     bool      `json:"off"`
	Why     string    `json:"why" doc:"holiday.tet, off.instead, off.notice, off.worked …"`
	Holiday string    `json:"holiday,omitempty"`
	Name    string    `json:"name,omitempty"`
	Version uint64    `json:"version,omitempty" doc:"of a swapped day, to take it back"`
}

type daysOffAnswer struct {
	Year      int            `json:"year"`
	Days      []dayOffWire   `json:"days"`
	Festivals []festivalWire `json:"festivals"`
}

// festivalWire is a lunar festival for programs.
type festivalWire struct {
	Day   value.Day `json:"day"`
	Key   string    `json:"key" doc:"tet, mid_autumn, first, full_moon …"`
	Month int       `json:"lunar_month"`
	Date  int       `json:"lunar_date"`
	Leap  bool      `json:"leap_month"`
}

func holidaysWire(p holidaysPage) daysOffAnswer {
	out := daysOffAnswer{Year: p.Year, Days: make([]dayOffWire, 0, len(p.Days)), Festivals: make([]festivalWire, 0, len(p.Festivals))}
	for _, f := range p.Festivals {
		out.Festivals = append(out.Festivals, festivalWire{Day: f.Day, Key: f.Key, Month: f.Lunar.Month, Date: f.Lunar.Date, Leap: f.Lunar.Leap})
	}
	for _, d := range p.Days {
		w := dayOffWire{Day: d.Day, Off: d.Reason.Off, Why: strings.TrimPrefix(d.Reason.Key, "settings."), Holiday: d.Reason.Holiday, Name: d.Reason.Name}
		if d.Swap != nil {
			w.Version = d.Swap.Version
		}
		out.Days = append(out.Days, w)
	}
	return out
}
