package settings_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

var (
	director = dbtest.Person(7, []string{"settings.view", "settings.change"})
	manager  = dbtest.Person(8, []string{"settings.view", "settings.change"}, 1)
	carer    = dbtest.Person(9, []string{"care.record"}, 1)
)

func open(t *testing.T) *dbtest.House {
	t.Helper()
	h := dbtest.Open(t)
	h.Do(settings.Seed)
	return h
}

func see[T any](t *testing.T, h *dbtest.House, question func(*db.Tx) (T, error)) T {
	t.Helper()
	var answer T
	if err := h.See(db.System("test"), func(tx *db.Tx) (err error) { answer, err = question(tx); return err }); err != nil {
		t.Fatal(err)
	}
	return answer
}

func intOn(name settings.Name, day string) func(*db.Tx) (int, error) {
	return func(tx *db.Tx) (int, error) { return settings.Int(tx, name, value.MustDay(day)) }
}

// TestSeed: the program's table reaches the database with its papers, and a second start adds
// nothing and overwrites nothing.
func TestSeed(t *testing.T) {
	h := open(t)
	if got := see(t, h, intOn(settings.RoomMinArea, "2026-11-21")); got != 600 {
		t.Errorf("least area is %d dm²", got)
	}
	if got := see(t, h, intOn(settings.RoomMinArea24h, "2015-01-01")); got != 800 {
		t.Errorf("least area with care day and night is %d dm²", got)
	}
	base := func(day string) value.Dong {
		return see(t, h, func(tx *db.Tx) (value.Dong, error) { return settings.Dong(tx, settings.BaseLevel, value.MustDay(day)) })
	}
	if base("2024-06-30") != 360_000 || base("2024-07-01") != 500_000 {
		t.Errorf("base level is %d and then %d", base("2024-06-30"), base("2024-07-01"))
	}
	if got := see(t, h, func(tx *db.Tx) (int64, error) {
		return settings.Milli(tx, settings.DutyHoliday, value.MustDay("2026-09-02"))
	}); got != 1800 {
		t.Errorf("holiday factor is %d", got)
	}
	if got := see(t, h, func(tx *db.Tx) ([]int, error) { return settings.Ints(tx, settings.EmergencyWarn, dbtest.Today) }); !slices.Equal(got, []int{60, 75, 85}) {
		t.Errorf("warnings on %v", got)
	}
	if got := see(t, h, func(tx *db.Tx) (bool, error) { return settings.Yes(tx, settings.CoefficientSwitch, dbtest.Today) }); !got {
		t.Error("the coefficient changes in the next month")
	}
	if got := see(t, h, func(tx *db.Tx) ([]value.Day, error) { return settings.Dates(tx, settings.FacilityReport, dbtest.Today) }); !slices.Equal(got, []value.Day{value.MustDay("2026-06-15"), value.MustDay("2026-12-15")}) {
		t.Errorf("reports are due on %v", got)
	}
	categories := see(t, h, func(tx *db.Tx) ([]settings.Category, error) { return settings.Categories(tx, dbtest.Today) })
	codes := ""
	for _, c := range categories {
		codes += c.Code + " "
		if c.NameVI == "" || c.NameEN == "" || c.LegalBasis == "" || c.Name("en") != c.NameEN || c.Name("vi") != c.NameVI {
			t.Errorf("category %+v", c)
		}
	}
	if codes != "A1 A2 A3 B1 B2 B3 C1 D1 D2 " {
		t.Errorf("categories are %s", codes)
	}

	h.Do(func(tx *db.Tx) error {
		_, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.RoomMinArea, Value: "700", ValidFrom: value.MustDay("2026-12-01"), Mark: settings.Decided, Version: 1})
		return err
	})
	count := func() (n [4]int) {
		h.Do(func(tx *db.Tx) (err error) {
			for i, f := range []func() (int, error){db.From[settings.Row](tx).Count, db.From[settings.Shift](tx).Count, db.From[settings.Slot](tx).Count, db.From[settings.Category](tx).Count} {
				if n[i], err = f(); err != nil {
					return err
				}
			}
			return nil
		})
		return n
	}
	was := count()
	h.Do(settings.Seed)
	if now := count(); now != was || now[1] != 3 || now[2] != 5 || now[3] != 9 {
		t.Errorf("a second start makes %v of %v rows", now, was)
	}
	if got := see(t, h, intOn(settings.RoomMinArea, "2026-12-01")); got != 700 {
		t.Errorf("the centre's own value became %d", got)
	}
}

// TestSettingsCostNoStatement: a page that asks twenty settings pays nothing once this process
// has read them, and each open house has its own.
func TestSettingsCostNoStatement(t *testing.T) {
	h, other := open(t), dbtest.Open(t)
	ask := func() int {
		ctx, statements := db.Counting(context.Background())
		if err := h.Read(ctx, db.System("test"), func(tx *db.Tx) error {
			for range 20 {
				if _, err := settings.Int(tx, settings.RoomMinArea, tx.Today()); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return statements()
	}
	if first, second := ask(), ask(); first != 7 || second != 0 {
		t.Errorf("the first page pays %d statements, the second %d", first, second)
	}
	err := other.See(db.System("test"), func(tx *db.Tx) error { _, err := settings.Int(tx, settings.RoomMinArea, tx.Today()); return err })
	if fault.KeyOf(err) != "settings.not_set" {
		t.Errorf("a house without settings answers %v", err)
	}

	// Another process writes: this one sees it within five seconds.
	if _, err := h.Raw().Exec("UPDATE settings_values SET value = '650' WHERE name = 'room.min_area'"); err != nil {
		t.Fatal(err)
	}
	h.Clock.Add(5 * time.Second)
	if got := see(t, h, intOn(settings.RoomMinArea, "2026-11-21")); got != 650 {
		t.Errorf("another process's change is not seen: %d", got)
	}
}

func TestChangeSetting(t *testing.T) {
	h := open(t)
	change := func(actor db.Actor, in settings.ChangeInput) (row *settings.Row, err error) {
		err = h.As(actor, func(tx *db.Tx) (e error) { row, e = settings.ChangeSetting(tx, in); return e })
		return row, err
	}
	good := settings.ChangeInput{
		Name: settings.BaseLevel, Value: "600.000", ValidFrom: value.MustDay("2027-01-01"), LegalBasis: " Nghị  quyết 12/2026/NQ-HĐND ",
		Mark: settings.Confirmed, Source: "Công báo tỉnh", Version: 2,
	}
	t.Run("Written", func(t *testing.T) {
		row, err := change(director, good)
		if err != nil || row.Text != "600000" || row.Version != 3 || row.RecordedBy != 7 || row.LegalBasis != "Nghị quyết 12/2026/NQ-HĐND" || !row.RecordedAt.Equal(dbtest.Now) {
			t.Fatalf("row %+v, %v", row, err)
		}
		for day, want := range map[string]value.Dong{"2026-12-31": 500_000, "2027-01-01": 600_000} {
			if got := see(t, h, func(tx *db.Tx) (value.Dong, error) { return settings.Dong(tx, settings.BaseLevel, value.MustDay(day)) }); got != want {
				t.Errorf("on %s it is %d", day, got)
			}
		}
	})
	t.Run("SomebodyWasFaster", func(t *testing.T) {
		_, err := change(director, good)
		if fault.KindOf(err) != fault.Conflict || fault.KeyOf(err) != "settings.changed_meanwhile" || fault.Of(err).Both[0] == nil {
			t.Errorf("got %v", err)
		}
	})
	t.Run("NotAllowed", func(t *testing.T) {
		if _, err := change(carer, good); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a carer gets %v", err)
		}
		if _, err := change(manager, good); fault.KeyOf(err) != "settings.whole_centre_only" {
			t.Errorf("a manager of one campus gets %v", err)
		}
		err := h.As(manager, func(tx *db.Tx) error {
			_, err := settings.SetTimetable(tx, settings.TimetableInput{Pattern: "2x12", From: value.MustDay("2026-12-01")})
			return err
		})
		if fault.KeyOf(err) != "settings.whole_centre_only" {
			t.Errorf("a manager of one campus sets the shifts: %v", err)
		}
	})
	for name, c := range map[string]struct {
		alter      func(*settings.ChangeInput)
		field, key string
	}{
		"Unreadable":    {func(in *settings.ChangeInput) { in.Value = "nhiều" }, "value", "settings.value_unreadable"},
		"TooMuch":       {func(in *settings.ChangeInput) { in.Value = "900.000.000.000" }, "value", "settings.value_out_of_range"},
		"NoFirstDay":    {func(in *settings.ChangeInput) { in.ValidFrom = value.Day{} }, "valid_from", "settings.from_missing"},
		"EndsBefore":    {func(in *settings.ChangeInput) { in.ValidTo = value.MustDay("2026-12-31") }, "valid_to", "settings.ends_before"},
		"PastNeedsNote": {func(in *settings.ChangeInput) { in.ValidFrom = value.MustDay("2026-11-20") }, "note", "settings.past_needs_note"},
		"NoPaper":       {func(in *settings.ChangeInput) { in.LegalBasis = " " }, "legal_basis", "settings.basis_missing"},
		"UnknownValue":  {func(in *settings.ChangeInput) { in.Mark = settings.Unknown }, "value", "settings.unknown_has_value"},
		"StrangeMark":   {func(in *settings.ChangeInput) { in.Mark = "X" }, "mark", "settings.mark_unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			in := good
			in.Version = 3
			c.alter(&in)
			_, err := change(director, in)
			if f := fault.Of(err); f == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != c.field || f.Fields[0].Key != c.key {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("NoSuchSetting", func(t *testing.T) {
		in := good
		in.Name = "room.colour"
		if _, err := change(director, in); fault.KeyOf(err) != "settings.no_such" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("NothingIsErased", func(t *testing.T) {
		in := good
		in.Value, in.Version, in.Note = "550.000", 3, "Nghị quyết đính chính"
		if _, err := change(director, in); err != nil {
			t.Fatal(err)
		}
		if err := h.See(director, func(tx *db.Tx) error {
			e, err := settings.Find(tx, settings.BaseLevel, dbtest.Today)
			if err != nil {
				return err
			}
			if e.Version != 4 || len(e.History) != 4 || e.Now.Text != "500000" || len(e.Coming) != 1 || e.Coming[0].Text != "550000" || e.History[1].Text != "600000" {
				t.Errorf("entry %+v", e)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
}

func TestSettingsPage(t *testing.T) {
	h := open(t)
	var entries []settings.Entry
	list := func(tx *db.Tx) (err error) { entries, err = settings.List(tx, tx.Today()); return err }
	if err := h.See(carer, list); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a carer gets %v", err)
	}
	if err := h.See(manager, list); err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(settings.Definitions()) {
		t.Errorf("%d entries", len(entries))
	}
	for _, e := range entries {
		if e.Now == nil {
			t.Errorf("%s has no value today", e.Name)
		}
		if e.Group == "" {
			t.Errorf("%s belongs to no group", e.Name)
		}
	}
	if err := h.See(manager, func(tx *db.Tx) error { _, err := settings.Find(tx, "x", tx.Today()); return err }); fault.KeyOf(err) != "settings.no_such" {
		t.Errorf("got %v", err)
	}
}

// TestSetTimetable: new shifts begin on a coming day, those in force end the day before and keep
// their rounds, plans that never began give way.
func TestSetTimetable(t *testing.T) {
	h := open(t)
	set := func(in settings.TimetableInput) error {
		return h.As(director, func(tx *db.Tx) error { _, err := settings.SetTimetable(tx, in); return err })
	}
	if err := set(settings.TimetableInput{Pattern: "2x12", From: dbtest.Today}); fault.Of(err) == nil || fault.Of(err).Fields[0].Key != "settings.from_not_coming" {
		t.Errorf("today's shifts cannot be changed any more: %v", err)
	}
	if err := set(settings.TimetableInput{Pattern: "4x6", From: value.MustDay("2026-12-01")}); fault.Of(err) == nil || fault.Of(err).Fields[0].Key != "settings.pattern_unknown" {
		t.Errorf("got %v", err)
	}
	if err := set(settings.TimetableInput{Pattern: "own", From: value.MustDay("2026-12-01")}); fault.Of(err) == nil || fault.Of(err).Fields[0].Key != "settings.shifts_missing" {
		t.Errorf("got %v", err)
	}
	for _, in := range []settings.TimetableInput{
		{Pattern: "8+16", From: value.MustDay("2026-12-01")},
		{Pattern: "2x12", From: value.MustDay("2026-12-01"), Note: "Quyết định 45"},
	} {
		if err := set(in); err != nil {
			t.Fatal(err)
		}
	}
	book := see(t, h, settings.Of)
	codes := func(day string) (out []string) {
		for _, turn := range book.Timetable.On(value.MustDay(day)) {
			out = append(out, turn.Shift.Pattern+" "+turn.Shift.Code+" "+turn.Shift.Hours())
		}
		return out
	}
	if got := codes("2026-11-30"); !slices.Equal(got, []string{"3x8 morning 06:00–14:00", "3x8 afternoon 14:00–22:00", "3x8 night 22:00–06:00"}) {
		t.Errorf("on the last old day: %v", got)
	}
	if got := codes("2026-12-01"); !slices.Equal(got, []string{"2x12 day 06:00–18:00", "2x12 night 18:00–06:00"}) {
		t.Errorf("on the first new day: %v", got)
	}
	// In the centre's zone, from the database: 02:30 of 22 November is the night of the 21st.
	turn, ok := book.Timetable.TurnAt(time.Date(2026, 11, 21, 19, 30, 0, 0, time.UTC))
	if !ok || turn.Shift.Code != "night" || turn.Day != value.MustDay("2026-11-21") || len(turn.Rounds()) != 1 || turn.Shift.Name("vi") != "Ca đêm" || turn.Shift.Name("en") != "Night shift" {
		t.Errorf("half past two belongs to %+v", turn)
	}
	if err := h.See(director, func(tx *db.Tx) error {
		now, coming, err := settings.Shifts(tx, tx.Today())
		if len(now) != 3 || len(coming) != 2 {
			t.Errorf("%d shifts now, %d coming", len(now), len(coming))
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	if err := h.See(carer, func(tx *db.Tx) error { _, _, err := settings.Shifts(tx, tx.Today()); return err }); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a carer gets %v", err)
	}
}

// TestClocksOfAStay: the longest emergency stay with its warnings, and the day by which a file
// must be complete, counted in working days.
func TestClocksOfAStay(t *testing.T) {
	h := open(t)
	book := see(t, h, settings.Of)
	last, warn, err := book.EmergencyUntil(value.MustDay("2026-11-21"))
	if err != nil || last != value.MustDay("2027-02-20") || !slices.Equal(warn, []value.Day{value.MustDay("2027-01-19"), value.MustDay("2027-02-03"), value.MustDay("2027-02-13")}) {
		t.Errorf("until %v, warnings on %v, %v", last, warn, err)
	}
	if due, err := book.FileDue(value.MustDay("2026-11-21")); err != nil || due != value.MustDay("2026-12-04") {
		t.Errorf("file due on %v, %v", due, err)
	}
	if err := h.See(db.System("test"), func(tx *db.Tx) error { _, err := settings.CategoryOf(tx, "Z9", dbtest.Today); return err }); fault.Of(err) == nil || fault.Of(err).Fields[0].Key != "settings.no_category" {
		t.Errorf("got %v", err)
	}
	if c := see(t, h, func(tx *db.Tx) (settings.Category, error) { return settings.CategoryOf(tx, "B2", dbtest.Today) }); !c.Emergency() {
		t.Errorf("B2 is %+v", c)
	}
}

// TestTwoDirectorsAtOnce: of changes made at the same moment from the same page one wins and the
// others hear it.
func TestTwoDirectorsAtOnce(t *testing.T) {
	h := open(t)
	const rivals = 12
	answers := make(chan error, rivals)
	for range rivals {
		go func() {
			answers <- h.As(director, func(tx *db.Tx) error {
				_, err := settings.ChangeSetting(tx, settings.ChangeInput{Name: settings.RoomMinArea, Value: "700", ValidFrom: value.MustDay("2027-01-01"), Mark: settings.Decided, Version: 1})
				return err
			})
		}()
	}
	won := 0
	for range rivals {
		switch err := <-answers; {
		case err == nil:
			won++
		case fault.KeyOf(err) != "settings.changed_meanwhile":
			t.Errorf("a rival gets %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d changes won", won)
	}
}
