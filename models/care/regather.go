package care

import (
	"maiam/models/db"
	"maiam/models/settings"
)

// Regather writes anew what is kept of some people beside their marks, after marks have come from
// another record or gone to one: the newest state of each, and the usual day. Who has no marks has
// neither. It is a step of a use-case above, which has asked for a permission.
func Regather(tx *db.Tx, people ...uint64) error {
	if _, err := db.RemoveWhere[State](tx, "resident_id IN ?", people); err != nil {
		return err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return err
	}
	for _, id := range people {
		if err := stateAgain(tx, book, id); err != nil {
			return err
		}
	}
	if _, err := db.RemoveWhere[Norm](tx, "resident_id IN ?", people); err != nil {
		return err
	}
	to := tx.Today().AddDays(-1)
	days, err := settings.Int(tx, settings.UsualDays, tx.Today())
	if err != nil {
		return err
	}
	least, err := settings.Int(tx, settings.UsualRounds, tx.Today())
	if err != nil {
		return err
	}
	from := to.AddDays(1 - days)
	marks, err := db.Report[Mark](tx, newestTurns+" AND m.resident_id IN ? AND m.shift_day >= ? AND m.shift_day <= ? ORDER BY m.resident_id", people, from, to)
	if err != nil {
		return err
	}
	norms := normsOf(marks, from, to, least)
	for i := range norms {
		norms[i].RecordedAt = tx.Now
	}
	return db.Upsert(tx, norms, db.By("resident_id"))
}

// stateAgain writes the newest state of one person from the last day on which there are marks.
func stateAgain(tx *db.Tx, book *settings.Book, resident uint64) error {
	last, err := db.From[Mark](tx).Only("id", "shift_day").Where("resident_id = ?", resident).Order("shift_day DESC").Limit(1).All()
	if err != nil || len(last) == 0 {
		return err
	}
	marks, err := db.Report[Mark](tx, newestTurns+" AND m.resident_id IN ? AND m.shift_day >= ? ORDER BY m.resident_id", []uint64{resident}, last[0].ShiftDay.AddDays(-1))
	if err != nil {
		return err
	}
	var newest []State
	for _, m := range marks {
		round, ok := book.Timetable.Round(m.SlotID, m.ShiftDay)
		if ok && (len(newest) == 0 || newest[0].RoundAt.Before(round.At())) {
			newest = []State{stateOf(m, round.At())}
		}
	}
	return db.Upsert(tx, newest, db.By("resident_id"))
}
