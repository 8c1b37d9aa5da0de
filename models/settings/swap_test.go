package settings_test

import (
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

// TestSwapDays: a notice turns days around from the moment it is written, deadlines follow, the
// past asks for a reason, and taking a notice back leaves its row readable.
func TestSwapDays(t *testing.T) {
	h := open(t)
	is := func(on string) bool {
		return see(t, h, settings.WorkingDays).Is(value.MustDay(on))
	}
	do := func(who db.Actor, in settings.SwapInput) error {
		return h.As(who, func(tx *db.Tx) error { _, err := settings.SwapDays(tx, in); return err })
	}
	good := settings.SwapInput{Off: value.MustDay("2026-12-31"), Worked: value.MustDay("2026-12-26"), Name: "Nghỉ dịp năm mới", Mark: settings.Decided}
	if err := do(manager, good); fault.KeyOf(err) != "settings.whole_centre_only" {
		t.Errorf("a manager of one campus gets %v", err)
	}
	if err := do(carer, good); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a carer gets %v", err)
	}
	for name, c := range map[string]struct {
		in         settings.SwapInput
		field, key string
	}{
		"no day":          {settings.SwapInput{Name: "x", Mark: settings.Decided}, "off", "settings.swap_missing"},
		"off already":     {settings.SwapInput{Off: value.MustDay("2026-12-26"), Name: "x", Mark: settings.Decided}, "off", "settings.already_off"},
		"holiday already": {settings.SwapInput{Off: value.MustDay("2027-01-01"), Name: "x", Mark: settings.Decided}, "off", "settings.already_off"},
		"worked already":  {settings.SwapInput{Worked: value.MustDay("2026-12-31"), Name: "x", Mark: settings.Decided}, "worked", "settings.already_worked"},
		"no name":         {settings.SwapInput{Off: value.MustDay("2026-12-31"), Name: " ", Mark: settings.Decided}, "name", "settings.swap_name_missing"},
		"no paper":        {settings.SwapInput{Off: value.MustDay("2026-12-31"), Name: "x", Mark: settings.Confirmed}, "legal_basis", "settings.basis_missing"},
		"unknown":         {settings.SwapInput{Off: value.MustDay("2026-12-31"), Name: "x", Mark: settings.Unknown}, "mark", "settings.mark_unknown"},
		"past":            {settings.SwapInput{Off: value.MustDay("2026-11-20"), Name: "x", Mark: settings.Decided}, "note", "settings.past_needs_note"},
	} {
		if f := fault.Of(do(director, c.in)); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field || f.Fields[0].Key != c.key {
			t.Errorf("%s: got %v", name, f)
		}
	}
	if !is("2026-12-31") || is("2026-12-26") {
		t.Fatal("the days were swapped before anybody wrote it")
	}
	if err := do(director, good); err != nil {
		t.Fatal(err)
	}
	if is("2026-12-31") || !is("2026-12-26") {
		t.Error("the swap does not count")
	}
	if due := see(t, h, settings.WorkingDays).Add(value.MustDay("2026-12-25"), 5); due != value.MustDay("2027-01-04") {
		t.Errorf("five working days after Christmas end on %v", due)
	}
	if f := fault.Of(do(director, good)); f == nil || len(f.Fields) != 2 {
		t.Errorf("the same notice twice gets %v", f)
	}

	undo := func(in settings.UndoSwapInput) error {
		return h.As(director, func(tx *db.Tx) error { _, err := settings.UndoSwap(tx, in); return err })
	}
	if err := undo(settings.UndoSwapInput{Day: value.MustDay("2026-12-30"), Version: 1}); fault.KeyOf(err) != "settings.no_swap" {
		t.Errorf("got %v", err)
	}
	if err := undo(settings.UndoSwapInput{Day: value.MustDay("2026-12-31"), Version: 7}); fault.KeyOf(err) != "settings.changed_meanwhile" {
		t.Errorf("got %v", err)
	}
	if f := fault.Of(undo(settings.UndoSwapInput{Day: value.MustDay("2026-08-31"), Version: 1})); f == nil || len(f.Fields) != 1 || f.Fields[0].Key != "settings.past_needs_note" {
		t.Errorf("got %v", f)
	}
	if err := undo(settings.UndoSwapInput{Day: value.MustDay("2026-12-31"), Version: 1}); err != nil {
		t.Fatal(err)
	}
	if err := undo(settings.UndoSwapInput{Day: value.MustDay("2026-12-31"), Version: 2}); fault.KeyOf(err) != "settings.no_swap" {
		t.Errorf("taken back twice: %v", err)
	}
	if !is("2026-12-31") || !is("2026-12-26") {
		t.Error("taking one day back changes the wrong ones")
	}
	if err := do(director, settings.SwapInput{Off: value.MustDay("2026-12-31"), Name: "Vẫn nghỉ", Mark: settings.Decided}); err != nil || is("2026-12-31") {
		t.Errorf("a day that was taken back can be swapped again: %v", err)
	}
	if err := h.See(director, func(tx *db.Tx) error {
		rows, err := settings.SwapHistory(tx, 2026)
		if len(rows) != 8 || rows[0].Name != "Vẫn nghỉ" || rows[0].Version != 3 || rows[1].Kind != settings.SwapNone {
			t.Errorf("history %+v", rows)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	if err := h.See(carer, func(tx *db.Tx) error { _, err := settings.SwapHistory(tx, 2026); return err }); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a carer gets %v", err)
	}
}

// TestOldListsOfSwappedDays: swapped days that an earlier program kept as two lists reach their
// own table once, and what is taken back there does not return with the next start.
func TestOldListsOfSwappedDays(t *testing.T) {
	h := dbtest.Open(t)
	h.Do(func(tx *db.Tx) error {
		return db.Append(tx, []settings.Row{
			{Name: "holidays.extra", Version: 1, Text: "2027-02-03,2027-02-04", ValidFrom: value.MustDay("2027-01-01"), Mark: settings.Decided, RecordedAt: tx.Now},
			{Name: "holidays.worked", Version: 1, Text: "2027-02-20", ValidFrom: value.MustDay("2027-01-01"), Mark: settings.Decided, RecordedAt: tx.Now},
			{Name: "holidays.worked", Version: 2, Text: "", ValidFrom: value.MustDay("2028-01-01"), Mark: settings.Decided, RecordedAt: tx.Now},
		})
	})
	h.Do(settings.Seed)
	w := see(t, h, settings.WorkingDays)
	if w.Is(value.MustDay("2027-02-03")) || w.Is(value.MustDay("2027-02-04")) || !w.Is(value.MustDay("2027-02-20")) {
		t.Error("the old lists are lost")
	}
	if err := h.As(director, func(tx *db.Tx) error {
		_, err := settings.UndoSwap(tx, settings.UndoSwapInput{Day: value.MustDay("2027-02-20"), Version: 1})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.Do(settings.Seed)
	if see(t, h, settings.WorkingDays).Is(value.MustDay("2027-02-20")) {
		t.Error("what was taken back is there again")
	}
}
