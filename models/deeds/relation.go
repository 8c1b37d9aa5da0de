package deeds

import (
	"time"

	"maiam/models/db"
	"maiam/models/value"
)

// everybodys are the roles whose work is everybody of the campus: whom they look at needs no ward.
var everybodys = map[string]bool{"director": true, "manager": true, "social_worker": true, "doctor": true, "nurse": true}

// lay is where a person was from one moment to another.
type lay struct {
	campus, zone, ward uint64
	from               time.Time
	to                 *time.Time
}

func (l lay) at(moment time.Time) bool {
	return !moment.Before(l.from) && (l.to == nil || moment.Before(*l.to))
}

// duty is a day on which somebody was on duty; ward 0 is the whole campus.
type duty struct {
	campus, ward uint64
	day          value.Day
}

// related tells whether a look has a care behind it that the books know: the looker's role is for
// everybody of the campus in whose care the person was; or the person lay on a ward or zone of the
// looker's role; or the looker was on duty there that day or the night before. A person who lay nowhere
// is the campus's that the deed names.
func related(looker db.Actor, at time.Time, campus uint64, where []lay, duties []duty, zone *time.Location) bool {
	var here *lay
	for i := range where {
		if where[i].at(at) {
			here = &where[i]
			campus = where[i].campus
		}
	}
	for _, g := range looker.Grants {
		if g.Campus != 0 && g.Campus != campus {
			continue
		}
		if everybodys[g.Role] && g.Zone == 0 && g.Ward == 0 {
			return true
		}
		if here != nil && (g.Ward != 0 && g.Ward == here.ward || g.Ward == 0 && g.Zone != 0 && g.Zone == here.zone) {
			return true
		}
	}
	day := value.DayOf(at, zone)
	for _, d := range duties {
		if here == nil || d.campus != campus || d.ward != 0 && d.ward != here.ward {
			continue
		}
		if d.day == day || d.day == day.AddDays(-1) {
			return true
		}
	}
	return false
}

// weekOf is the Monday of a day's week.
func weekOf(day value.Day) value.Day {
	return day.AddDays(-(int(day.Weekday()) + 6) % 7)
}
