package care

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// SeeCorrections is the permission to read which marks of the rounds were struck through: for whoever looks
// over the books. It shows the number of a person and never the name, and nothing of anybody whose marks
// stand as they were written.
const SeeCorrections = "care.corrections"

// Correction is a mark that took the place of another, or took it back.
type Correction struct {
	ID          uint64
	CampusID    uint64
	WardName    string
	Number      string // of the person
	ShiftDay    value.Day
	SlotID      uint64
	At          time.Time // when the person was seen, as it is written now
	RecordedAt  time.Time // when it was corrected
	ByName      string
	Reason      string
	WasAt       time.Time // as it was written before
	WasRecorded time.Time
	WasByName   string
	Own         bool // by whoever wrote the mark
	Changed     []ChangedItem
	TakenBack   bool   // the person was not seen after all
	NoteChanged bool   // a word was changed; what it said is the business of care
	Clock       string // of the round
}

// ChangedItem is one item that was written otherwise before.
type ChangedItem struct {
	Item     Item
	Was, Now Sign
}

// correctionRow is a correction as it is read.
type correctionRow struct {
	ID          uint64
	CampusID    uint64
	WardName    string
	Number      string
	ShiftDay    value.Day
	SlotID      uint64
	At          time.Time
	RecordedAt  time.Time
	ByName      string
	RecordedBy  uint64
	Reason      string
	WasAt       time.Time
	WasRecorded time.Time
	WasByName   string
	WasBy       uint64
	Note        string
	WasNote     string
	Packed      packed
	WasPacked   packed
}

// CorrectionsInput asks for the days of the rounds of which marks were struck; the last seven when none are
// said, 31 at most.
type CorrectionsInput struct {
	From value.Day `form:"from"`
	To   value.Day `form:"to"`
}

// Span gives the days that are meant.
func (in CorrectionsInput) Span(today value.Day) (from, to value.Day) {
	if to = in.To; to.IsZero() {
		to = today
	}
	if from = in.From; from.IsZero() {
		from = to.AddDays(-6)
	}
	return from, to
}

// Corrections lists the marks of some days that were struck through or taken back, the newest first: whose,
// by number, the old and the new value, who, when, and why. It needs care.corrections in the ward and no
// other permission of care. Two statements.
func Corrections(tx *db.Tx, in CorrectionsInput) ([]Correction, error) {
	if err := tx.May(SeeCorrections); err != nil {
		return nil, err
	}
	from, to := in.Span(tx.Today())
	if from.After(to) || to.Sub(from) >= maxRoundDays {
		return nil, fault.Field("from", "care.range_too_long", fault.A{"days": maxRoundDays})
	}
	mine, err := wards.Mine(tx, SeeCorrections)
	if err != nil || len(mine) == 0 {
		return nil, err
	}
	ids := make([]uint64, len(mine))
	for i, w := range mine {
		ids[i] = w.ID
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	rows, err := db.Report[correctionRow](tx, `SELECT m.id, m.campus_id, w.name AS ward_name, r.number, m.shift_day, m.slot_id, m.at, m.recorded_at, y.name AS by_name, m.recorded_by, m.reason,
		o.at AS was_at, o.recorded_at AS was_recorded, x.name AS was_by_name, o.recorded_by AS was_by, m.note, o.note AS was_note, `+packing("m")+` AS packed, `+packing("o")+` AS was_packed
		FROM care_marks m JOIN care_marks o ON o.id = m.amends_id JOIN wards_wards w ON w.id = m.ward_id JOIN residents_people r ON r.id = m.resident_id
		LEFT JOIN staff_members y ON y.id = m.recorded_by LEFT JOIN staff_members x ON x.id = o.recorded_by
		WHERE {campus m.campus_id} AND m.ward_id IN ? AND m.shift_day >= ? AND m.shift_day <= ? AND m.turn > 0 ORDER BY m.recorded_at DESC, m.id DESC`, ids, from, to)
	if err != nil {
		return nil, err
	}
	out := make([]Correction, len(rows))
	for i, r := range rows {
		out[i] = r.correction(book)
	}
	return out, nil
}

func (r correctionRow) correction(book *settings.Book) Correction {
	was, now := r.WasPacked.signs(), r.Packed.signs()
	c := Correction{ID: r.ID, CampusID: r.CampusID, WardName: r.WardName, Number: r.Number, ShiftDay: r.ShiftDay, SlotID: r.SlotID, At: r.At, RecordedAt: r.RecordedAt, ByName: r.ByName,
		Reason: r.Reason, WasAt: r.WasAt, WasRecorded: r.WasRecorded, WasByName: r.WasByName, Own: r.RecordedBy == r.WasBy, TakenBack: now.Taken(), NoteChanged: r.Note != r.WasNote}
	for _, turn := range book.Timetable.On(r.ShiftDay) {
		for _, round := range turn.Rounds() {
			if round.Slot.ID == r.SlotID {
				c.Clock = round.Slot.Clock()
			}
		}
	}
	for _, item := range Items {
		if before, after := was.Of(item), now.Of(item); before != after && !c.TakenBack {
			c.Changed = append(c.Changed, ChangedItem{item, before, after})
		}
	}
	return c
}
