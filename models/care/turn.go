package care

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// TurnInput names a shift on a day in a ward: the one that is asked for when nothing is said.
type TurnInput struct {
	WardID   uint64    `path:"ward" form:"-" json:"-"`
	ShiftID  uint64    `form:"shift_id" json:"shift_id,omitempty" doc:"the shift"`
	ShiftDay value.Day `form:"shift_day" json:"shift_day,omitzero" doc:"the day on which it began"`
}

// turn finds the shift that is meant; usual gives it when none is named.
func (in TurnInput) turn(book *settings.Book, now time.Time, usual func(*settings.Book, time.Time) (settings.Turn, bool)) (settings.Turn, error) {
	if in.ShiftID == 0 && in.ShiftDay.IsZero() {
		if turn, ok := usual(book, now); ok {
			return turn, nil
		}
		return settings.Turn{}, fault.New(fault.Conflict, "care.no_rounds")
	}
	turn, ok := book.Timetable.Turn(in.ShiftID, in.ShiftDay)
	if !ok || turn.Starts().After(now) {
		return settings.Turn{}, fault.Field("shift_id", "care.handover.turn_unknown")
	}
	return turn, nil
}

// runningTurn is the shift that goes on.
func runningTurn(book *settings.Book, now time.Time) (settings.Turn, bool) {
	return book.Timetable.TurnAt(now)
}

// slotsOf are the numbers of a turn's rounds.
func slotsOf(t settings.Turn) (ids []uint64) {
	for _, s := range t.Shift.Slots {
		ids = append(ids, s.ID)
	}
	return ids
}

// spell is one stretch of somebody in a ward within a turn, with one absence where there is one.
type spell struct {
	ResidentID  uint64
	Name        string
	PhotoFileID *uint64
	RoomName    string
	BedName     string
	Position    int
	StartedAt   time.Time
	EndedAt     *time.Time
	AbsenceID   uint64
	Absence     presence.AbsenceKind
	AbsentFrom  *time.Time
	AbsentUntil *time.Time
	DueBackOn   value.Day
	Looked      bool
	Dismissed   string
}

// dweller is somebody who was in a ward in a turn: at its beginning, at its end, or between.
type dweller struct {
	spell
	atStart, atEnd     bool                 // had a bed of the ward
	awayStart, awayEnd presence.AbsenceKind // and was not in the house
	absenceAt          *time.Time
	absenceID          uint64
	dueBack            value.Day
}

// here tells that the person was in the house at the end.
func (d dweller) here() bool { return d.atEnd && d.awayEnd == "" }

// dwellers reads who was in a ward in a turn, in one statement: from the open rows and those that
// ended since, so that years of history cost nothing.
func dwellers(tx *db.Tx, ward uint64, turn settings.Turn, until time.Time) ([]*dweller, error) {
	from := turn.Starts().UTC()
	const stretch = `SELECT q.resident_id, q.room_id, q.bed_id, q.started_at, q.ended_at, q.campus_id FROM presence_placements q WHERE q.ward_id = ? AND q.voided_at IS NULL AND q.started_at < ? AND `
	// Absences likewise: of one person alone SQLite would walk every absence there ever was.
	const away = `SELECT v.id, v.resident_id, v.kind, v.started_at, v.ended_at, v.due_back_on FROM presence_absences v WHERE v.started_at < ? AND `
	rows, err := db.Report[spell](tx, `SELECT p.resident_id, r.name, r.photo_file_id, m.name AS room_name, b.name AS bed_name, p.started_at, p.ended_at,
		a.id AS absence_id, a.kind AS absence, a.started_at AS absent_from, a.ended_at AS absent_until, a.due_back_on,
		CASE WHEN EXISTS (SELECT 1 FROM care_looks k WHERE k.resident_id = p.resident_id AND k.at >= ? AND k.at < ?) THEN 1 ELSE 0 END AS looked, d.reason AS dismissed
		FROM (`+stretch+`q.ended_at IS NULL UNION ALL `+stretch+`q.ended_at > ?) p
		JOIN residents_people r ON r.id = p.resident_id
		JOIN wards_rooms m ON m.id = p.room_id
		JOIN wards_beds b ON b.id = p.bed_id
		LEFT JOIN (`+away+`v.open_resident_id > 0 UNION ALL `+away+`v.ended_at > ? AND v.voided_at IS NULL) a ON a.resident_id = p.resident_id
		LEFT JOIN care_dismissals d ON d.resident_id = p.resident_id AND d.shift_day = ? AND d.shift_id = ?
		WHERE {campus p.campus_id} ORDER BY m.position, m.id, b.position, b.id, p.started_at, a.started_at`,
		from, until, ward, until, ward, until, from, until, until, from, turn.Day, turn.Shift.ID)
	if err != nil {
		return nil, err
	}
	var out []*dweller
	at := map[uint64]*dweller{}
	covers := func(start time.Time, end *time.Time, moment time.Time) bool {
		return !start.After(moment) && (end == nil || end.After(moment))
	}
	last := until.Add(-time.Microsecond) // the end itself belongs to the next shift
	for _, s := range rows {
		d := at[s.ResidentID]
		if d == nil {
			d = &dweller{spell: s}
			at[s.ResidentID] = d
			out = append(out, d)
		}
		if covers(s.StartedAt, s.EndedAt, from) {
			d.atStart = true
		}
		if covers(s.StartedAt, s.EndedAt, last) {
			d.atEnd, d.RoomName, d.BedName = true, s.RoomName, s.BedName
		}
		if s.AbsentFrom == nil {
			continue
		}
		if covers(*s.AbsentFrom, s.AbsentUntil, from) {
			d.awayStart = s.Absence
		}
		if covers(*s.AbsentFrom, s.AbsentUntil, last) {
			d.awayEnd, d.absenceAt, d.absenceID, d.dueBack = s.Absence, s.AbsentFrom, s.AbsenceID, s.DueBackOn
		}
	}
	return out, nil
}

// turnMark is one mark of a turn that holds, with the person's usual day.
type turnMark struct {
	ID         uint64
	ResidentID uint64
	ShiftDay   value.Day
	SlotID     uint64
	At         time.Time
	Packed     packed
	Response   Response
	Exceptions int
	Note       string
	NormSigns  packed
}

// marksIn reads the marks that hold of a ward in some turns, oldest first, in one statement.
func marksIn(tx *db.Tx, ward uint64, turns ...settings.Turn) ([]turnMark, error) {
	first, last := turns[0].Day, turns[0].Day
	for _, t := range turns {
		first, last = earlier(first, t.Day), later(last, t.Day)
	}
	// The days stand before the slots: with slots alone SQLite walks all that was ever written of the ward.
	rule, args := "", []any{ward, first, last}
	for i, t := range turns {
		if i > 0 {
			rule += " OR "
		}
		rule += "(m.shift_day = ? AND m.slot_id IN ?)"
		args = append(args, t.Day, slotsOf(t))
	}
	return db.Report[turnMark](tx, `SELECT m.id, m.resident_id, m.shift_day, m.slot_id, m.at, `+packing("m")+` AS packed, m.response, m.exceptions, m.note, `+packing("n")+` AS norm_signs
		FROM care_marks m
		LEFT JOIN care_marks l ON l.resident_id = m.resident_id AND l.shift_day = m.shift_day AND l.slot_id = m.slot_id AND l.turn = m.turn + 1
		LEFT JOIN care_norms n ON n.resident_id = m.resident_id
		WHERE {campus m.campus_id} AND m.ward_id = ? AND m.shift_day >= ? AND m.shift_day <= ? AND (`+rule+`) AND l.id IS NULL AND m.seen > 0 ORDER BY m.at, m.id`, args...)
}

// in tells whether the mark belongs to a turn.
func (m turnMark) in(t settings.Turn) bool {
	if m.ShiftDay != t.Day {
		return false
	}
	for _, s := range t.Shift.Slots {
		if s.ID == m.SlotID {
			return true
		}
	}
	return false
}
