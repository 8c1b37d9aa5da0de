package settings

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// SwapKind says what a notice makes of a day.
type SwapKind string

// The kinds of swapped day.
const (
	SwapOff    SwapKind = "off"    // a working day that is off
	SwapWorked SwapKind = "worked" // a Saturday, Sunday or holiday that is worked
	SwapNone   SwapKind = "none"   // the notice was taken back: the day is what the law makes of it
)

// SwapDay is one day that a notice of the government or the centre turned around. Rows are never
// changed: a newer row of the same day takes the older one's place and leaves it readable.
type SwapDay struct {
	ID         uint64    `json:"id"`
	Day        value.Day `json:"day"`
	Version    uint64    `json:"version"` // the how-manieth row of this day
	Kind       SwapKind  `json:"kind"`
	Name       string    `json:"name"` // what for: "Nghỉ Quốc khánh, làm bù 22/8"
	LegalBasis string    `json:"legal_basis"`
	Mark       Mark      `json:"mark"`
	Source     string    `json:"source"`
	Note       string    `json:"note"`
	RecordedAt time.Time `json:"recorded_at"`
	RecordedBy uint64    `json:"recorded_by"` // 0 when the program brought it
}

// TableName names the table.
func (SwapDay) TableName() string { return "settings_swap_days" }

// SwapInput is a day off, a day worked instead, or both together as a notice pairs them.
type SwapInput struct {
	Off        value.Day `form:"off" json:"off,omitzero"`
	Worked     value.Day `form:"worked" json:"worked,omitzero"`
	Name       string    `form:"name" json:"name" validate:"max=200"`
	LegalBasis string    `form:"legal_basis" json:"legal_basis,omitempty" validate:"max=500"`
	Mark       Mark      `form:"mark" json:"mark" validate:"required,oneof=C R D" enum:"C,R,D"`
	Source     string    `form:"source" json:"source,omitempty" validate:"max=500"`
	Note       string    `form:"note" json:"note,omitempty" validate:"max=1000"`
}

// SwapDays writes that a working day is off, that a day off is worked, or both at once. Deadlines
// are counted anew from then on, so a day that has passed needs a note that says why.
//
// Permission: settings.change for the whole centre. Faults: settings.changed_meanwhile, and by
// field settings.swap_missing, settings.already_off, settings.already_worked,
// settings.swap_name_missing, settings.basis_missing, settings.past_needs_note.
func SwapDays(tx *db.Tx, in SwapInput) ([]SwapDay, error) {
	if err := mayChange(tx); err != nil {
		return nil, err
	}
	w, err := freshWorkdays(tx)
	if err != nil {
		return nil, err
	}
	row := SwapDay{Name: value.CleanText(in.Name), LegalBasis: value.CleanText(in.LegalBasis), Mark: in.Mark, Source: value.CleanText(in.Source), Note: value.CleanText(in.Note)}
	var faults fault.Fields
	var rows []SwapDay
	add := func(day value.Day, kind SwapKind) {
		r := row
		r.Day, r.Kind = day, kind
		rows = append(rows, r)
	}
	if in.Off.IsZero() && in.Worked.IsZero() {
		faults.Add("off", "settings.swap_missing")
	}
	if !in.Off.IsZero() {
		if !w.Is(in.Off) {
			faults.Add("off", "settings.already_off")
		}
		add(in.Off, SwapOff)
	}
	if !in.Worked.IsZero() {
		if w.Is(in.Worked) {
			faults.Add("worked", "settings.already_worked")
		}
		add(in.Worked, SwapWorked)
	}
	if row.Name == "" {
		faults.Add("name", "settings.swap_name_missing")
	}
	if in.Mark == Unknown || !in.Mark.Valid() {
		faults.Add("mark", "settings.mark_unknown")
	}
	if in.Mark == Confirmed && row.LegalBasis == "" {
		faults.Add("legal_basis", "settings.basis_missing")
	}
	for _, r := range rows {
		if r.Day.Before(tx.Today()) && r.Note == "" {
			faults.Add("note", "settings.past_needs_note")
			break
		}
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return rows, writeSwaps(tx, w, rows)
}

// UndoSwapInput takes a swapped day back.
type UndoSwapInput struct {
	Day     value.Day `form:"day" json:"day"`
	Version uint64    `form:"version" json:"version"` // of the day, as it was read
	Note    string    `form:"note" json:"note,omitempty" validate:"max=1000"`
}

// UndoSwap lets a swapped day be again what the law makes of it. The row that swapped it stays
// readable.
//
// Permission: settings.change for the whole centre. Faults: settings.no_swap,
// settings.changed_meanwhile, and by field settings.past_needs_note.
func UndoSwap(tx *db.Tx, in UndoSwapInput) (*SwapDay, error) {
	if err := mayChange(tx); err != nil {
		return nil, err
	}
	w, err := freshWorkdays(tx)
	if err != nil {
		return nil, err
	}
	was, ok := w.swaps[in.Day]
	switch {
	case !ok:
		return nil, fault.New(fault.NotFound, "settings.no_swap")
	case was.Version != in.Version:
		return nil, db.Changed("settings.changed_meanwhile", was, in, was.RecordedBy, was.RecordedAt)
	case was.Kind == SwapNone:
		return nil, fault.New(fault.NotFound, "settings.no_swap")
	}
	row := SwapDay{Day: in.Day, Kind: SwapNone, Name: was.Name, LegalBasis: was.LegalBasis, Mark: was.Mark, Source: was.Source, Note: value.CleanText(in.Note)}
	if in.Day.Before(tx.Today()) && row.Note == "" {
		return nil, fault.Field("note", "settings.past_needs_note")
	}
	rows := []SwapDay{row}
	if err := writeSwaps(tx, w, rows); err != nil {
		return nil, err
	}
	return &rows[0], nil
}

// freshWorkdays reads past the memory of this process, for a change is judged by what is written.
func freshWorkdays(tx *db.Tx) (*Workdays, error) {
	b, err := read(tx)
	if err != nil {
		return nil, err
	}
	return b.Workdays, nil
}

// writeSwaps appends rows as the next version of their days.
func writeSwaps(tx *db.Tx, w *Workdays, rows []SwapDay) error {
	for i := range rows {
		r := &rows[i]
		r.Version, r.RecordedAt, r.RecordedBy = w.swaps[r.Day].Version+1, tx.Now, tx.Actor.ID
		if err := db.Add(tx, r); err != nil {
			if db.Duplicate(err, "version") {
				return fault.New(fault.Conflict, "settings.changed_meanwhile")
			}
			return err
		}
		tx.Detail(string(r.Kind), r.Day)
	}
	remembered.Forget(tx)
	tx.Concerns("swap_day", rows[0].ID, 0)
	return nil
}

// SwapHistory gives every row ever written about the swapped days of a year, the newest first.
// Permission: settings.view.
func SwapHistory(tx *db.Tx, year int) ([]SwapDay, error) {
	if err := tx.May("settings.view"); err != nil {
		return nil, err
	}
	first, _ := value.DayAt(year, time.January, 1)
	last, _ := value.DayAt(year, time.December, 31)
	return db.From[SwapDay](tx).Where("day BETWEEN ? AND ?", first, last).Order("id DESC").All()
}
