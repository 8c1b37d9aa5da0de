package backups

import (
	"os"
	"slices"
	"time"
)

// How many copies are kept beside those of the last hours: an error that is seen only after weeks needs
// an old one.
const (
	keepAll    = 2 * time.Hour  // each
	keepHourly = 24 * time.Hour // the last of each hour
	keepDays   = 14
	keepWeeks  = 8
	keepMonths = 12
	keepUpdate = 60 * 24 * time.Hour // the last before each update: the way back to the program of then
)

// Kept says which of some copies stay: all of the last two hours, the last of each hour of a day, of each
// day of two weeks, of each week of eight and of each month of twelve, as far as there are any. The
// newest always stays.
func Kept(taken []time.Time, now time.Time, zone *time.Location) map[time.Time]bool {
	stay := map[time.Time]bool{}
	newest := slices.SortedFunc(slices.Values(taken), func(a, b time.Time) int { return b.Compare(a) })
	hours, days, weeks, months := map[string]bool{}, map[string]bool{}, map[[2]int]bool{}, map[string]bool{}
	for i, at := range newest {
		local := at.In(zone)
		age := now.Sub(at)
		year, week := local.ISOWeek()
		hour, day, month := local.Format("2006-01-02 15"), local.Format(time.DateOnly), local.Format("2006-01")
		if i == 0 || age < keepAll {
			stay[at] = true
		}
		if !hours[hour] && age < keepHourly {
			stay[at] = true
		}
		hours[hour] = true
		if !days[day] && len(days) < keepDays {
			stay[at], days[day] = true, true
		}
		if !weeks[[2]int{year, week}] && len(weeks) < keepWeeks {
			stay[at], weeks[[2]int{year, week}] = true, true
		}
		if !months[month] && len(months) < keepMonths {
			stay[at], months[month] = true, true
		}
	}
	return stay
}

// lastOfSchemas gives the newest copy of each schema that there was. One that cannot be read is none.
func (p *Place) lastOfSchemas(all []time.Time) map[int64]time.Time {
	last := map[int64]time.Time{}
	for _, at := range all {
		if c, err := p.read(at); err == nil {
			last[c.Schema] = at
		}
	}
	return last
}

// thin takes copies away that need not stay, and what only they named. While one of the others cannot be
// read, nothing is taken away: what it names is not known.
func (p *Place) thin(now time.Time, zone *time.Location) error {
	all, err := p.Moments()
	if err != nil {
		return err
	}
	stay, named := Kept(all, now, zone), map[string]bool{}
	for _, at := range p.lastOfSchemas(all) {
		if now.Sub(at) < keepUpdate {
			stay[at] = true
		}
	}
	for _, at := range all {
		if !stay[at] {
			continue
		}
		c, err := p.read(at)
		if err != nil {
			return err
		}
		for _, t := range c.Tables {
			named[t.Blob] = true
		}
		for _, f := range c.Files {
			named[f] = true
		}
	}
	if err := p.keepLogs(now, named); err != nil {
		return err
	}
	for _, at := range all {
		if !stay[at] {
			if err := os.Remove(p.note(at)); err != nil {
				return err
			}
		}
	}
	return p.vault.collect(named)
}
