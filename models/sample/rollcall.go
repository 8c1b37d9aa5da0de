package sample

import (
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
)

// rollcalls tells how the wards were counted since yesterday at the fixed hours. The last ward has not
// been counted for the newest one: somebody must be called to mind.
func (w *world) rollcalls(book *settings.Book) (out []act, err error) {
	for _, day := range []int{-1, 0} {
		hours, err := book.Ints(settings.RollTimes, w.today.AddDays(day))
		if err != nil {
			return nil, err
		}
		for n, hour := range hours {
			due := w.at(w.today.AddDays(day), hour*60)
			newest := n+1 == len(hours) || w.at(w.today.AddDays(day), hours[n+1]*60).After(w.now)
			for i, wd := range w.wards {
				if len(wd.carers) == 0 || wd.plan.people == 0 || day == 0 && newest && i == len(w.wards)-1 {
					continue
				}
				out = append(out, w.counting(wd, due.Add(time.Duration(1+i%4)*time.Minute), wd.carers[(n+day+len(wd.carers))%len(wd.carers)])...)
			}
		}
	}
	return out, nil
}

// counting is one roll-call of a ward: begun, each person seen, signed. Who is missing stays so.
func (w *world) counting(wd *ward, at time.Time, by *worker) []act {
	var call *care.Rollcall
	tick := func(tx *db.Tx) error {
		list, err := care.RollcallOf(tx, call.ID)
		if err != nil {
			return err
		}
		found := map[care.RollAnswer][]uint64{}
		for n, p := range list.Unanswered() {
			answer := care.AnswerHere
			switch {
			case p.Away == presence.Missing:
				answer = care.AnswerNotFound
			case n%17 == 11:
				answer = care.AnswerToilet
			}
			found[answer] = append(found[answer], p.ResidentID)
		}
		for answer, people := range found {
			if _, err := care.Tick(tx, care.TickInput{RollcallID: call.ID, Residents: people, Answer: answer}); err != nil {
				return err
			}
		}
		return nil
	}
	return []act{
		{at, by, "care.start_rollcall", func(tx *db.Tx) (err error) {
			call, err = care.StartRollcall(tx, care.StartRollcallInput{WardID: wd.id})
			return err
		}},
		{at.Add(4 * time.Minute), by, "care.tick_rollcall", tick},
		{at.Add(6 * time.Minute), by, "care.close_rollcall", func(tx *db.Tx) error {
			_, err := care.CloseRollcall(tx, care.CloseRollcallInput{RollcallID: call.ID})
			return err
		}},
	}
}
