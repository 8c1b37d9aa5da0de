package care

import (
	"cmp"
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// Cause is why a mark was written.
type Cause uint8

// The causes. Numbers never change their meaning.
const (
	First     Cause = 0 // the round itself
	Corrected Cause = 1 // somebody found the mark wrong, and said why
	Undone    Cause = 2 // taken back within minutes by the one who wrote it
	Again     Cause = 3 // seen again after the mark was taken back
)

// Mark is what one carer found of one person in one round. It is written once. Turn counts the
// corrections: of the marks of one person in one round the one with the highest turn holds, and a
// unique key lets no two carers write the same turn. A bed never changes its room, so the bed says
// the room too. From which phone it came stands in the deed of the same moment.
type Mark struct {
	ID         uint64
	CampusID   uint64
	WardID     uint64
	BedID      uint64
	ResidentID uint64
	ShiftDay   value.Day
	SlotID     uint64
	Turn       uint8
	At         time.Time // when the person was seen
	RecordedAt time.Time
	RecordedBy uint64
	Signs
	Response   Response
	Exceptions uint8
	Cause      Cause
	Note       string
	AmendsID   *uint64
	Reason     string
}

// TableName names the table.
func (Mark) TableName() string { return "care_marks" }

// State is the newest round of a person: one row a person, so that no page ever looks through the
// history. It is written in the transaction of the mark and proven against the marks every night.
type State struct {
	ID         uint64
	CampusID   uint64
	WardID     uint64
	ResidentID uint64
	ShiftDay   value.Day
	SlotID     uint64
	Turn       uint8
	RoundAt    time.Time // the time for which the round was set
	At         time.Time
	RecordedAt time.Time
	RecordedBy uint64
	Signs
	Response   Response
	Exceptions uint8
	Note       string
}

// TableName names the table.
func (State) TableName() string { return "care_states" }

// stateOf is the state that a mark leaves behind.
func stateOf(m Mark, roundAt time.Time) State {
	return State{CampusID: m.CampusID, WardID: m.WardID, ResidentID: m.ResidentID, ShiftDay: m.ShiftDay, SlotID: m.SlotID, Turn: m.Turn,
		RoundAt: roundAt, At: m.At, RecordedAt: m.RecordedAt, RecordedBy: m.RecordedBy, Signs: m.Signs, Response: m.Response,
		Exceptions: m.Exceptions, Note: m.Note}
}

// Norm is the usual day of a person, learnt every night from the seven days before.
type Norm struct {
	ID         uint64
	CampusID   uint64
	ResidentID uint64
	FromDay    value.Day
	ToDay      value.Day
	Rounds     int // how many marks it rests on
	Signs
	RecordedAt time.Time
}

// TableName names the table.
func (Norm) TableName() string { return "care_norms" }

// usual fills what nobody knows about a person with what is usual for everybody.
func usual(norm Signs) Signs {
	if norm.Taken() {
		return AllUsual
	}
	return norm
}

// within tells whether the actor holds a permission in a ward. It costs no statement.
func within(tx *db.Tx, permission string, campus, zone, ward uint64) bool {
	return tx.Reach(permission).Ward(campus, zone, ward)
}

// present is one person of a ward at a moment, as the ledger of presence and the last marks tell.
// A ward without people has one row without a person.
type present struct {
	WardID       uint64
	WardName     string
	CampusID     uint64
	ZoneID       uint64
	ResidentID   uint64
	RoomID       uint64
	BedID        uint64
	Absence      presence.AbsenceKind
	MarkID       uint64
	MarkTurn     uint8
	MarkAt       *time.Time
	MarkBy       uint64
	MarkResponse Response
	MarkNote     string
	MarkSigns    packed
	NormSigns    packed
	Mark         Signs `gorm:"-"`
	Norm         Signs `gorm:"-"`
	StateRoundAt *time.Time
}

// seen tells that the person has a mark in the round that was not taken back.
func (p present) seen() bool { return p.MarkID != 0 && !p.Mark.Taken() }

// Who lies in a ward and who is away: now, from the open rows alone, so that years of history cost
// nothing; and at a moment that has passed.
const (
	open         = `p.ended_at IS NULL AND p.open_bed_id IS NOT NULL AND p.started_at <= ?`
	absentOpen   = `a.open_resident_id = p.resident_id AND a.started_at <= ?`
	during       = `p.started_at <= ? AND (p.ended_at IS NULL OR p.ended_at > ?) AND p.voided_at IS NULL`
	absentDuring = `a.resident_id = p.resident_id AND a.started_at <= ? AND (a.ended_at IS NULL OR a.ended_at > ?) AND a.voided_at IS NULL`
)

// standing reads, in one statement, who lay in a ward at a moment, who of them was away, and what
// is written of them in a round: of everybody, or only of those who are named. A ward in which the
// actor does not hold the permission is not there.
func standing(tx *db.Tx, permission string, ward uint64, only []uint64, at time.Time, round settings.Round) ([]present, error) {
	lying, away, args := during, absentDuring, []any{at, at}
	if !at.Before(tx.Now) {
		lying, away, args = open, absentOpen, []any{at}
	}
	absent := slices.Clone(args)
	if only != nil {
		lying, args = lying+` AND p.resident_id IN ?`, append(args, only)
	}
	args = append(args, absent...)
	rows, err := db.Report[present](tx, `SELECT w.id AS ward_id, w.name AS ward_name, w.campus_id, w.zone_id,
		p.resident_id, p.room_id, p.bed_id, a.kind AS absence,
		m.id AS mark_id, m.turn AS mark_turn, m.at AS mark_at, m.recorded_by AS mark_by, m.response AS mark_response, m.note AS mark_note,
		`+packing("m")+` AS mark_signs, `+packing("n")+` AS norm_signs, s.round_at AS state_round_at
		FROM wards_wards w
		LEFT JOIN presence_placements p ON p.ward_id = w.id AND `+lying+`
		LEFT JOIN presence_absences a ON `+away+`
		LEFT JOIN care_marks m ON m.resident_id = p.resident_id AND m.shift_day = ? AND m.slot_id = ?
		LEFT JOIN care_norms n ON n.resident_id = p.resident_id
		LEFT JOIN care_states s ON s.resident_id = p.resident_id
		WHERE {campus w.campus_id} AND w.id = ?`, append(args, round.Turn.Day, round.Slot.ID, ward)...)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !within(tx, permission, rows[0].CampusID, rows[0].ZoneID, ward) {
		return nil, notFound
	}
	// Sorted here, since a table for sorting costs the database a tenth of the question.
	slices.SortFunc(rows, func(a, b present) int {
		return cmp.Or(cmp.Compare(a.ResidentID, b.ResidentID), cmp.Compare(b.MarkTurn, a.MarkTurn))
	})
	kept := rows[:0]
	for _, r := range rows { // the newest turn of each person comes first
		if len(kept) > 0 && kept[len(kept)-1].ResidentID == r.ResidentID {
			continue
		}
		r.Mark, r.Norm = r.MarkSigns.signs(), usual(r.NormSigns.signs())
		kept = append(kept, r)
	}
	return kept, nil
}
