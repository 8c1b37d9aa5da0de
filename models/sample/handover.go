package sample

import (
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/settings"
)

// handedWards is of how many wards of the first campus the last shifts are handed over on paper that is
// signed; the last of them is still to be received.
const handedWards = 3

// handovers tells who signed the last two handovers of a few wards.
func (w *world) handovers(book *settings.Book) (out []act) {
	near := w.places[0]
	turn, ok := book.Timetable.TurnAt(w.now)
	for range 2 {
		if !ok {
			return out
		}
		if turn, ok = book.Timetable.Previous(turn); !ok || turn.Starts().Before(w.at(w.first, 0)) {
			return out
		}
		of := turn
		for n, wd := range near.wards[:min(handedWards, len(near.wards))] {
			if len(wd.carers) < 2 || wd.plan.people == 0 {
				continue
			}
			goes, comes := wd.carers[n%len(wd.carers)], wd.carers[(n+1)%len(wd.carers)]
			out = append(out, act{of.Ends().Add(time.Duration(n-14) * time.Minute), goes, "care.sign_handover", func(tx *db.Tx) error { return signAll(tx, wd.id, of, care.Outgoing) }})
			if n == handedWards-1 && len(out) < 2*handedWards {
				continue // of the last shift nobody has received it yet
			}
			out = append(out, act{of.Ends().Add(time.Duration(3+2*n) * time.Minute), comes, "care.sign_handover", func(tx *db.Tx) error { return signAll(tx, wd.id, of, care.Incoming) }})
		}
	}
	return out
}

// signAll signs every line of a handover, the heads last. What is counted matches.
func signAll(tx *db.Tx, ward uint64, turn settings.Turn, as care.Side) error {
	in := care.TurnInput{WardID: ward, ShiftID: turn.Shift.ID, ShiftDay: turn.Day}
	h, err := care.HandoverOf(tx, in)
	if err != nil {
		return err
	}
	for _, i := range h.Items {
		if as == care.Outgoing && i.Line != nil || as == care.Incoming && (i.Line == nil || i.Line.IncomingBy != nil) {
			continue
		}
		line := care.SignInput{TurnInput: in, Key: i.Key, As: as}
		switch i.Kind {
		case care.ItemKeys:
			line.Counted, line.Matches = new(int), "yes"
			*line.Counted = 14
		case care.ItemDrugs:
			line.Counted, line.Matches = new(int), "yes"
		case care.ItemAct:
			line.Unfinished, line.Word = true, "Chờ sáng mai"
		}
		if _, err := care.SignHandover(tx, line); err != nil {
			return err
		}
	}
	return nil
}
