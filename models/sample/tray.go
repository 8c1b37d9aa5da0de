package sample

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/offline"
	"maiam/models/settings"
	"maiam/models/value"
)

// trayFrom is from how many days of history on the tray of a house holds something.
const trayFrom = 30

// tray tells what two carers wrote without a network and what is not in the books: of one person another
// had written otherwise meanwhile, and a whole round that came too late.
func (w *world) tray(ctx context.Context, h *db.House, book *settings.Book) error {
	wd, day := w.places[0].wards[0], w.today.AddDays(-1)
	if w.today.Sub(w.first) < trayFrom || len(wd.carers) < 2 {
		return nil
	}
	var mark *care.Mark
	if err := h.Read(ctx, db.System("sample"), func(tx *db.Tx) (err error) {
		if err := tx.May("sample"); err != nil {
			return err
		}
		mark, err = db.From[care.Mark](tx).Where("ward_id = ? AND shift_day = ? AND turn = 0 AND exceptions = 0 AND mood > 0", wd.id, day).Order("id DESC").Limit(1).Maybe()
		return err
	}); err != nil || mark == nil {
		return err
	}
	by := wd.carers[0]
	if by.id == mark.RecordedBy {
		by = wd.carers[1]
	}
	box, err := offline.NewBox(h.Keys().Derive)
	if err != nil {
		return err
	}
	given, key := w.clock(1, 500), offline.Key{}
	if err := h.At(func() time.Time { return given }).Write(ctx, by.as(offline.Work), "offline.give_key", func(tx *db.Tx) error {
		k, err := offline.GiveKey(tx, box, offline.KeyInput{Device: uuid(1)})
		if err != nil {
			return err
		}
		keys, err := offline.KeysOf(tx, []offline.Entry{{KeyID: k.KeyID}})
		key = keys[k.KeyID]
		return err
	}); err != nil {
		return err
	}
	late := day.AddDays(-4)
	turns := book.Timetable.On(late)
	if len(turns) == 0 || len(turns[0].Shift.Slots) == 0 {
		return nil
	}
	days, err := book.Int(settings.RoundLatest, day)
	if err != nil {
		return err
	}
	for n, left := range []offline.Left{
		{At: mark.At.Add(4 * time.Minute), Request: w.round(wd, mark.SlotID, mark.ShiftDay, mark.ResidentID, map[string]any{"mood": "sad", "response": "calmed", "note": "Ngồi khóc một mình, nhắc tên con gái"}),
			People: []offline.LeftPerson{{ResidentID: mark.ResidentID, Outcome: "conflict", Code: "care.recorded_otherwise", MarkID: mark.ID}}},
		{At: turns[0].Starts().Add(40 * time.Minute), Doubtful: true, Request: w.round(wd, turns[0].Shift.Slots[0].ID, late, mark.ResidentID, map[string]any{"mood": "sad", "response": "calmed"}), Code: "care.round_too_late",
			Said: map[string]string{"vi": fmt.Sprintf("Lượt này đã quá %d ngày, không ghi được nữa", days), "en": fmt.Sprintf("This round is more than %d days ago and can no longer be recorded", days)}},
	} {
		left.Entry, left.Key, left.Action, left.Ward = offline.Entry{ID: uuid(2 + n), No: int64(n + 1)}, key, "care.record_round", wd.id
		came := later(left.At, given).Add(50 * time.Minute)
		if came.After(w.now) {
			came = w.now
		}
		if err := h.At(func() time.Time { return came }).Write(ctx, db.System("offline"), "offline.keep", func(tx *db.Tx) error { return offline.Keep(tx, left) }); err != nil {
			return err
		}
	}
	return nil
}

// round is a round of one person as a phone sends it.
func (w *world) round(wd *ward, slot uint64, day value.Day, resident uint64, found map[string]any) offline.Request {
	found["resident_id"] = resident
	body, _ := json.Marshal(map[string]any{"slot_id": slot, "shift_day": day, "people": []any{found}}) // numbers and words
	return offline.Request{Method: "POST", Path: fmt.Sprintf("/api/v1/wards/%d/rounds", wd.id), Body: body}
}

// uuid is a number of a device or an entry, the same in each house.
func uuid(n int) string { return fmt.Sprintf("5a3b1e00-0000-4000-8000-%012d", n) }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
