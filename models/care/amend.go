package care

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

// AmendInput corrects one person's mark, or takes it back, with the reason.
type AmendInput struct {
	MarkID uint64 `path:"mark" form:"-" json:"-"`
	Found
	TakeBack bool   `form:"take_back" json:"take_back,omitempty" doc:"the person was not seen in this round after all"`
	Reason   string `form:"reason" json:"reason" validate:"required,max=300"`
}

// standingMark is a mark with what decides whether it may be corrected.
type standingMark struct {
	Mark         `gorm:"embedded"`
	ZoneID       uint64
	Later        uint64 // a mark that took its place
	Norm         Signs  `gorm:"embedded;embeddedPrefix:norm_"`
	StateRoundAt *time.Time
}

const markColumns = `m.id, m.campus_id, m.ward_id, m.bed_id, m.resident_id, m.shift_day, m.slot_id, m.turn, m.at, m.recorded_at, m.recorded_by,
	m.seen, m.slept, m.washed, m.ate, m.medicine, m.mood, m.response, m.exceptions, m.cause, m.note, m.amends_id, m.reason`

// newestTurns are the marks that hold: no later one took their place, and they were not taken back.
const newestTurns = `SELECT ` + markColumns + ` FROM care_marks m
	LEFT JOIN care_marks l ON l.resident_id = m.resident_id AND l.shift_day = m.shift_day AND l.slot_id = m.slot_id AND l.turn = m.turn + 1
	WHERE {campus m.campus_id} AND l.id IS NULL AND m.seen > 0`

const standingMarks = `SELECT ` + markColumns + `, w.zone_id, l.id AS later, s.round_at AS state_round_at,
	n.seen AS norm_seen, n.slept AS norm_slept, n.washed AS norm_washed, n.ate AS norm_ate, n.medicine AS norm_medicine, n.mood AS norm_mood
	FROM care_marks m
	JOIN wards_wards w ON w.id = m.ward_id
	LEFT JOIN care_marks l ON l.resident_id = m.resident_id AND l.shift_day = m.shift_day AND l.slot_id = m.slot_id AND l.turn = m.turn + 1
	LEFT JOIN care_norms n ON n.resident_id = m.resident_id
	LEFT JOIN care_states s ON s.resident_id = m.resident_id
	WHERE {campus m.campus_id}`

// AmendMark corrects what a round says of one person: a new mark takes the old one's place and names
// it, with the reason. What is not said again stays as it was. It needs care.amend in the ward of the
// mark. Conflict: somebody corrected it in between, or nothing would change; Invalid: no reason, or
// an exception without a word on what was done about it.
func AmendMark(tx *db.Tx, in AmendInput) (*Mark, error) {
	if err := tx.May(Amend); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	reason := short(&bad, "reason", in.Reason)
	if reason == "" {
		bad.Add("reason", "care.reason_missing")
	}
	found := in.Found.read(&bad, "")
	if err := bad.Err(); err != nil {
		return nil, err
	}
	rows, err := db.Report[standingMark](tx, standingMarks+" AND m.id = ?", in.MarkID)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !within(tx, Amend, rows[0].CampusID, rows[0].ZoneID, rows[0].WardID) {
		return nil, notFound
	}
	old := rows[0]
	if old.Later != 0 || old.Taken() {
		return nil, fault.New(fault.Conflict, "care.amended_meanwhile")
	}
	next := old.next(tx, Corrected, reason)
	if in.TakeBack {
		next.takeBack()
	} else if err := next.correct(found, usual(old.Norm)); err != nil {
		return nil, err
	}
	if next.Signs == old.Signs && next.Response == old.Response && next.Note == old.Note {
		return nil, fault.New(fault.Conflict, "care.nothing_changed")
	}
	next, err = replace(tx, next, old.StateRoundAt)
	if err != nil {
		return nil, err
	}
	tx.Touch(next.WardID)
	tx.Concerns("resident", next.ResidentID, next.CampusID)
	tx.Detail("mark", old.ID)
	tx.Detail("reason", reason)
	return &next, nil
}

// next is the mark that takes the place of another.
func (m Mark) next(tx *db.Tx, cause Cause, reason string) Mark {
	next := m
	next.ID, next.Turn, next.Cause, next.AmendsID, next.Reason = 0, m.Turn+1, cause, ptr(m.ID), reason
	next.RecordedAt, next.RecordedBy = tx.Now, tx.Actor.ID
	return next
}

// takeBack empties a mark: the person was not seen.
func (m *Mark) takeBack() {
	m.Signs, m.Response, m.Exceptions, m.Note = Signs{}, NoResponse, 0, ""
}

// correct lays what is said now over what was said before.
func (m *Mark) correct(found finding, norm Signs) error {
	if found.signs.Ate != NotAsked && m.Ate == NotAsked {
		return fault.Field("ate", "care.no_meal")
	}
	m.Signs = found.over(m.Signs, m.Ate != NotAsked)
	if found.note != "" {
		m.Note = found.note
	}
	if found.response != NoResponse {
		m.Response = found.response
	}
	said := finding{response: m.Response, note: m.Note}
	if field, key := said.missing(m.Signs, norm); key != "" {
		return fault.Field(field, key)
	}
	m.Exceptions = uint8(len(m.Signs.Exceptions(norm))) // #nosec G115 -- an exception for an item at most, of which there are six
	if m.Exceptions == 0 {
		m.Response = NoResponse // nothing is left to respond to
	}
	return nil
}

// replace writes a mark over another and, when that was the newest of the person, the state.
func replace(tx *db.Tx, next Mark, stateRoundAt *time.Time) (Mark, error) {
	if err := db.Add(tx, &next); err != nil {
		if db.Duplicate(err, "turn") {
			return next, fault.New(fault.Conflict, "care.amended_meanwhile").Because(err)
		}
		return next, err
	}
	if next.Taken() {
		return next, restate(tx, []uint64{next.ResidentID})
	}
	book, err := settings.Of(tx)
	if err != nil {
		return next, err
	}
	round, ok := book.Timetable.Round(next.SlotID, next.ShiftDay)
	if !ok || stateRoundAt != nil && stateRoundAt.After(round.At()) {
		return next, nil
	}
	return next, db.Upsert(tx, []State{stateOf(next, round.At())}, db.By("resident_id"))
}

// undoFor is how long the one who wrote something may take it back without giving a reason.
func undoFor(tx *db.Tx) (time.Duration, error) {
	minutes, err := settings.Int(tx, settings.UndoMinutes, tx.Today())
	return time.Duration(minutes) * time.Minute, err
}

// UndoInput takes back, within ten minutes, what one has just attested.
type UndoInput struct {
	WardID    uint64    `path:"ward" form:"-" json:"-"`
	SlotID    uint64    `form:"slot_id" json:"slot_id" validate:"required,max=9223372036854775807"`
	ShiftDay  value.Day `form:"shift_day" json:"shift_day"`
	Residents []uint64  `form:"residents" json:"residents" validate:"required,max=300,dive,max=9223372036854775807"`
	// At is when it was taken back, if that was without a network; nobody can type it.
	At time.Time `form:"-" json:"-"`
}

// Happened says when it was taken back, for an undo that waited on a phone without a network.
func (in *UndoInput) Happened(at time.Time) { in.At = at }

// UndoneRound tells how many marks were taken back.
type UndoneRound struct {
	WardID   uint64    `json:"ward_id"`
	SlotID   uint64    `json:"slot_id"`
	ShiftDay value.Day `json:"shift_day"`
	Undone   int       `json:"undone"`
}

// UndoRound takes back one's own marks of the last ten minutes without a reason: the slip of a
// thumb. The marks stay in the book, followed by empty ones, and the people can be attested anew. It
// needs care.record in the ward. Conflict: nothing is left to undo; after ten minutes it is a
// correction with a reason.
func UndoRound(tx *db.Tx, in UndoInput) (*UndoneRound, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	undo, err := undoFor(tx)
	if err != nil {
		return nil, err
	}
	nothing := fault.New(fault.Conflict, "care.nothing_to_undo", fault.A{"minutes": int(undo.Minutes())})
	if len(in.Residents) == 0 {
		return nil, nothing
	}
	if in.At.IsZero() || in.At.After(tx.Now) {
		in.At = tx.Now
	}
	rows, err := db.Report[standingMark](tx, standingMarks+` AND m.ward_id = ? AND m.shift_day = ? AND m.slot_id = ? AND m.resident_id IN ?
		AND m.recorded_by = ? AND m.recorded_at >= ? AND m.seen > 0 AND l.id IS NULL ORDER BY m.resident_id`,
		in.WardID, in.ShiftDay, in.SlotID, in.Residents, tx.Actor.ID, in.At.Add(-undo))
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, nothing
	}
	if !within(tx, Record, rows[0].CampusID, rows[0].ZoneID, in.WardID) {
		return nil, notFound
	}
	var marks []Mark
	var people []uint64
	for _, old := range rows {
		next := old.next(tx, Undone, "")
		next.takeBack()
		marks = append(marks, next)
		people = append(people, next.ResidentID)
	}
	if err := db.Append(tx, marks); err != nil {
		if db.Duplicate(err, "turn") {
			return nil, fault.New(fault.Conflict, "care.amended_meanwhile").Because(err)
		}
		return nil, err
	}
	tx.Touch(in.WardID)
	tx.Concerns("ward", in.WardID, rows[0].CampusID)
	tx.Detail("slot", in.SlotID)
	tx.Detail("day", in.ShiftDay)
	tx.Detail("undone", len(marks))
	out := &UndoneRound{WardID: in.WardID, SlotID: in.SlotID, ShiftDay: in.ShiftDay, Undone: len(marks)}
	return out, restate(tx, people)
}

// lookBack is how many days of marks are read to find the newest one of a person.
const lookBack = 14

// restate writes the states of some people anew from their marks of the last two weeks: after a
// mark was taken back, and every night as a proof. A person without a mark then has no state.
func restate(tx *db.Tx, people []uint64) error {
	_, err := proveStates(tx, people, true)
	return err
}

// proveStates compares the states of some people with their marks, and tells how many differed.
// Wrong ones are written anew.
func proveStates(tx *db.Tx, people []uint64, always bool) (wrong int, err error) {
	if len(people) == 0 {
		return 0, nil
	}
	book, err := settings.Of(tx)
	if err != nil {
		return 0, err
	}
	marks, err := db.Report[Mark](tx, newestTurns+" AND m.resident_id IN ? AND m.shift_day >= ? ORDER BY m.resident_id", people, tx.Today().AddDays(-lookBack))
	if err != nil {
		return 0, err
	}
	newest := map[uint64]State{}
	for _, m := range marks {
		round, ok := book.Timetable.Round(m.SlotID, m.ShiftDay)
		if !ok {
			continue
		}
		if s, have := newest[m.ResidentID]; !have || s.RoundAt.Before(round.At()) {
			newest[m.ResidentID] = stateOf(m, round.At())
		}
	}
	var stored []State
	if !always {
		if stored, err = db.From[State](tx).Where("resident_id IN ?", people).All(); err != nil {
			return 0, err
		}
	}
	is := map[uint64]State{}
	for _, s := range stored {
		is[s.ResidentID] = s
	}
	var write []State
	var gone []uint64
	for _, id := range people {
		s, have := newest[id]
		old, had := is[id]
		switch {
		case !have && (always || had && !old.ShiftDay.Before(tx.Today().AddDays(-lookBack))):
			gone = append(gone, id)
		case have && (always || !had || !old.same(s)):
			write = append(write, s)
		}
	}
	if len(gone) > 0 {
		n, err := db.RemoveWhere[State](tx, "resident_id IN ?", gone)
		if err != nil {
			return 0, err
		}
		wrong += n
	}
	return wrong + len(write), db.Upsert(tx, write, db.By("resident_id"))
}

// same tells whether two states say the same of a person.
func (s State) same(o State) bool {
	return s.ResidentID == o.ResidentID && s.ShiftDay == o.ShiftDay && s.SlotID == o.SlotID && s.Turn == o.Turn && s.Signs == o.Signs &&
		s.WardID == o.WardID && s.Response == o.Response && s.Note == o.Note && s.At.Equal(o.At) && s.RecordedBy == o.RecordedBy
}
