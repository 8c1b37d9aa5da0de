package home

import (
	"strings"

	"maiam/models/care"
	"maiam/models/db"
)

// readCounting reads which head counts run in an emergency, and, for those who answer for a campus,
// which wards should have been counted.
func (b *board) readCounting(tx *db.Tx) (err error) {
	switch {
	case tx.Actor.Has(care.Brief) && tx.Actor.Has(care.View):
		b.Counting, err = care.RollcallsWaiting(tx)
	case tx.Actor.Has(care.Record):
		b.Counting, err = care.EmergenciesRunning(tx)
	}
	return err
}

// uncounted names the wards whose count is overdue or was missed, each once with its hours.
func (b board) uncounted() string {
	var names []string
	hours := map[string][]string{}
	for _, t := range b.Counting {
		if t.WardID == 0 {
			continue
		}
		if len(hours[t.WardName]) == 0 {
			names = append(names, t.WardName)
		}
		hours[t.WardName] = append(hours[t.WardName], t.DueAt.In(b.zone).Format("15:04"))
	}
	for i, name := range names {
		names[i] = name + " " + strings.Join(hours[name], ", ")
	}
	return strings.Join(names, " · ")
}
