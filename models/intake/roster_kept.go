package intake

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"time"
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

// Kept is a list that was sent in and waits to be looked at, or has come in
// already. The list itself is encrypted, and forgotten after a while.
type Kept struct {
	ID             uint64
	CampusID       uint64
	FileName       string
	People         int
	AsOf           value.Day
	ContentSealed  []byte
	OutcomesSealed []byte
	RecordedAt     time.Time
	RecordedBy     uint64
	ImportedAt     *time.Time
	ImportedBy     *uint64
	Version        uint64

	Grids  []value.Grid `gorm:"-"`
	Roster *Roster      `gorm:"-"`
}

// TableName names the table.
func (Kept) TableName() string { return "intake_rosters" }

// Forgotten tells whether the list itself is no longer kept.
func (k *Kept) Forgotten() bool { return len(k.ContentSealed) == 0 }

const (
	contentColumn  = "intake_rosters.content"
	outcomesColumn = "intake_rosters.outcomes"
	fileNameLimit  = 200
	// mostContent is what a list may take when packed, far below what a column holds.
	mostContent = 8 << 20
)

// KeepInput is a list as it was sent in.
type KeepInput struct {
	CampusID uint64
	FileName string
	Grids    []value.Grid
}

// KeepRoster keeps a list that was sent in, so that it can be looked at, decided
// about and brought in later. It needs intake.import for the campus. Invalid: a
// list in which nobody was found.
func KeepRoster(tx *db.Tx, in KeepInput) (*Kept, error) {
	if err := mayImport(tx, in.CampusID); err != nil {
		return nil, err
	}
	r := ReadRoster(in.Grids, tx.Today())
	if len(r.Rows) == 0 {
		return nil, fault.Field("file", "intake.roster.no_people")
	}
	content, err := sealed(tx, contentColumn, in.Grids)
	if err != nil {
		return nil, err
	}
	name := value.CleanText(in.FileName)
	if utf8.RuneCountInString(name) > fileNameLimit {
		name = string([]rune(name)[:fileNameLimit])
	}
	k := &Kept{CampusID: in.CampusID, FileName: name, People: len(r.Rows), AsOf: r.AsOf, ContentSealed: content, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID}
	if err := db.Add(tx, k); err != nil {
		return nil, err
	}
	tx.Concerns("roster", k.ID, k.CampusID)
	tx.Detail("people", k.People)
	return k, nil
}

func sealed(tx *db.Tx, column string, v any) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(v); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	if b.Len() > mostContent {
		return nil, fault.Field("file", "intake.roster.too_large")
	}
	return db.Seal(tx, column, b.String())
}

func unsealed(tx *db.Tx, column string, content []byte, into any) error {
	plain, err := db.Unseal(tx, column, content)
	if err != nil || plain == "" {
		return err
	}
	z, err := gzip.NewReader(bytes.NewReader([]byte(plain)))
	if err != nil {
		return err
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// OpenRoster gives a kept list and reads it anew. It needs intake.import for
// the campus.
func OpenRoster(tx *db.Tx, id uint64) (*Kept, error) {
	if err := tx.May(Import); err != nil {
		return nil, err
	}
	k, err := db.Get[Kept](tx, id)
	if err != nil {
		return nil, err
	}
	if err := mayImport(tx, k.CampusID); err != nil {
		return nil, err
	}
	if k.Forgotten() {
		return k, nil
	}
	if err := unsealed(tx, contentColumn, k.ContentSealed, &k.Grids); err != nil {
		return nil, err
	}
	k.Roster = ReadRoster(k.Grids, value.DayOf(k.RecordedAt, tx.Zone()))
	return k, nil
}

// Rosters lists the lists of the last weeks, the newest first. It needs
// intake.import.
func Rosters(tx *db.Tx) ([]Kept, error) {
	if err := tx.May(Import); err != nil {
		return nil, err
	}
	found, err := db.From[Kept](tx).Only("id", "campus_id", "file_name", "people", "as_of", "recorded_at", "recorded_by", "imported_at", "imported_by", "version").
		Order("recorded_at DESC, id DESC").Limit(50).All()
	if err != nil {
		return nil, err
	}
	reach := tx.Reach(Import)
	var mine []Kept
	for _, k := range found {
		if reach.Campus(k.CampusID) {
			mine = append(mine, k)
		}
	}
	return mine, nil
}

// outcome is what is kept of a line after a list came in.
type outcome struct {
	RowRef
	Outcome  Outcome  `json:"outcome"`
	Choice   Choice   `json:"choice"`
	Reasons  []Reason `json:"reasons,omitempty"`
	WithBed  bool     `json:"with_bed,omitempty"`
	Resident uint64   `json:"resident,omitempty"`
}

// KeptInput is the decision about a kept list.
type KeptInput struct {
	ID      uint64
	Version uint64
	RosterInput
}

// ImportKept brings a kept list in, as ImportRoster does, and notes with it
// what became of each line.
func ImportKept(tx *db.Tx, in KeptInput) (*RosterResult, error) {
	k, err := OpenRoster(tx, in.ID)
	if err != nil {
		return nil, err
	}
	if k.Forgotten() {
		return nil, fault.New(fault.Conflict, "intake.roster.forgotten")
	}
	in.CampusID = k.CampusID
	result, err := ImportRoster(tx, k.Roster, in.RosterInput)
	if err != nil {
		return nil, err
	}
	kept := make([]outcome, len(result.Rows))
	for i, row := range result.Rows {
		kept[i] = outcome{row.RowRef, row.Outcome, row.Choice, row.Reasons, row.WithBed, row.ResidentID}
	}
	if k.OutcomesSealed, err = sealed(tx, outcomesColumn, kept); err != nil {
		return nil, err
	}
	k.ImportedAt, k.ImportedBy, k.Version = &tx.Now, &tx.Actor.ID, in.Version
	if err := db.Change(tx, k, "outcomes_sealed", "imported_at", "imported_by"); err != nil {
		return nil, err
	}
	tx.Concerns("roster", k.ID, k.CampusID)
	return result, nil
}

// KeptResult gives what became of each line of a kept list when it came in.
func (k *Kept) result(tx *db.Tx) (map[RowRef]outcome, error) {
	if k.ImportedAt == nil {
		return nil, nil
	}
	var kept []outcome
	if err := unsealed(tx, outcomesColumn, k.OutcomesSealed, &kept); err != nil {
		return nil, err
	}
	of := map[RowRef]outcome{}
	for _, o := range kept {
		for _, r := range o.Reasons {
			r.thaw()
		}
		of[o.RowRef] = o
	}
	return of, nil
}

// thaw gives days and counts, which were kept as text and plain numbers, their kind again.
func (r Reason) thaw() {
	for name, v := range r.Args {
		switch v := v.(type) {
		case float64:
			r.Args[name] = int(v)
		case string:
			if d, err := value.ParseDay(v); err == nil && !d.IsZero() && v == d.String() {
				r.Args[name] = d
			} else if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
				r.Args[name] = at
			}
		}
	}
}

// PlanKept gives a kept list with its plan: what would become of each line, or
// what became of it once the list has come in.
func PlanKept(tx *db.Tx, id uint64, in RosterInput) (*Kept, *RosterPlan, error) {
	k, err := OpenRoster(tx, id)
	if err != nil || k.Forgotten() {
		return k, nil, err
	}
	in.CampusID = k.CampusID
	plan, err := PlanRoster(tx, k.Roster, in)
	if err != nil {
		return nil, nil, err
	}
	done, err := k.result(tx)
	if err != nil || done == nil {
		return k, plan, err
	}
	for i := range plan.Rows {
		row := &plan.Rows[i]
		if o, ok := done[row.RowRef]; ok {
			row.Outcome, row.Choice, row.Reasons, row.WithBed, row.ResidentID = o.Outcome, o.Choice, o.Reasons, o.WithBed, o.Resident
		}
	}
	plan.recount()
	return k, plan, nil
}

// ForgetRosters empties the lists that were sent in long ago; that they came,
// when and from whom stays known. A nightly job of the house calls it.
func ForgetRosters(tx *db.Tx) (int, error) {
	if err := tx.May(Import); err != nil {
		return 0, err
	}
	// Long enough to ask the ward about every row, not longer than such a heap of data should lie.
	days, err := settings.Int(tx, settings.RosterKept, tx.Today())
	if err != nil {
		return 0, err
	}
	return db.Set[Kept](tx, map[string]any{"content_sealed": nil, "outcomes_sealed": nil},
		"content_sealed IS NOT NULL AND recorded_at < ?", tx.Now.Add(-time.Duration(days)*24*time.Hour))
}
