package settings

import (
	"fmt"

	"maiam/models/value"
)

// Festival is a day of the lunar calendar on which the house eats, offers or celebrates
// differently: the first and the full moon of each month and the old festivals. Its name in both
// languages stands under "settings.festival." and the key. None of them is a day off because of
// it; those are holidays.
type Festival struct {
	Day   value.Day      `json:"day"`
	Lunar value.LunarDay `json:"lunar"`
	Key   string         `json:"key"`
}

// lunarFestivals are the festivals that have a lunar date of their own.
var lunarFestivals = map[string]string{
	"1-1":   "tet",
	"1-15":  "first_full_moon",
	"3-3":   "cold_food",
	"3-10":  "hung_kings",
	"4-15":  "vesak",
	"5-5":   "midsummer",
	"7-15":  "vu_lan",
	"8-15":  "mid_autumn",
	"10-10": "new_rice",
	"12-23": "kitchen_gods",
}

// Festivals lists the lunar festivals of a calendar year in order. A leap month has its first and
// its full moon, but the festivals of its number are not kept twice.
func Festivals(year int) []Festival {
	var out []Festival
	eve := value.Day{}
	if tet, ok := value.Tet(year); ok {
		eve = tet.AddDays(-1)
	}
	for d, _ := value.DayAt(year, 1, 1); d.Year() == year; d = d.AddDays(1) {
		l, ok := value.LunarOf(d)
		if !ok {
			return out
		}
		key := ""
		switch name, festival := lunarFestivals[fmt.Sprintf("%d-%d", l.Month, l.Date)]; {
		case festival && !l.Leap:
			key = name
		case d == eve:
			key = "eve"
		case l.Date == 1:
			key = "first"
		case l.Date == 15:
			key = "full_moon"
		default:
			continue
		}
		out = append(out, Festival{Day: d, Lunar: l, Key: key})
	}
	return out
}

// FestivalOf tells which festival a day is; ok is false on other days.
func FestivalOf(d value.Day) (Festival, bool) {
	for _, f := range Festivals(d.Year()) {
		if f.Day == d {
			return f, true
		}
	}
	return Festival{}, false
}
