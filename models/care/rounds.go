package care

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
	"maiam/models/wards"
)

// maxRoundDays is the most days of rounds that one list shows.
const maxRoundDays = 31

// RoundsInput asks for the rounds of a ward over some days; the last seven when none are said.
type RoundsInput struct {
	WardID uint64    `path:"ward"`
	From   value.Day `form:"from"`
	To     value.Day `form:"to"`
}

// Walked is a round as lists show it: when it was set, and what was recorded in it.
type Walked struct {
	WardID     uint64
	Round      settings.Round
	Seen       int // people with a mark
	Changed    int // of those, with something not as usual
	Late       int // of those, written down late
	FirstAt    *time.Time
	LastAt     *time.Time
	LastBy     uint64
	LastByName string
}

// Rounds lists the rounds of a ward over at most 31 days, the newest first: those that were walked
// and those that were due and were not. It needs care.view in the ward. Two statements.
func Rounds(tx *db.Tx, in RoundsInput) ([]Walked, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	if in.To.IsZero() {
		in.To = tx.Today()
	}
	if in.From.IsZero() {
		in.From = in.To.AddDays(-6)
	}
	if in.From.After(in.To) || in.To.Sub(in.From) >= maxRoundDays {
		return nil, fault.Field("from", "care.range_too_long", fault.A{"days": maxRoundDays})
	}
	if _, err := wards.Within(tx, View, in.WardID); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	counted, err := countMarks(tx, []uint64{in.WardID}, in.From, in.To)
	if err != nil {
		return nil, err
	}
	early, err := opensEarly(book, tx.Today())
	if err != nil {
		return nil, err
	}
	var out []Walked
	for day := in.To; !day.Before(in.From); day = day.AddDays(-1) {
		for _, turn := range book.Timetable.On(day) {
			for _, r := range turn.Rounds() {
				w := counted[roundKey{in.WardID, day, r.Slot.ID}]
				if w.Seen == 0 && r.At().Add(-early).After(tx.Now) {
					continue
				}
				w.WardID, w.Round = in.WardID, r
				out = append(out, w)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Walked) int { return b.Round.At().Compare(a.Round.At()) })
	return out, nil
}

// roundKey is what names a round for good.
type roundKey struct {
	ward uint64
	day  value.Day
	slot uint64
}

type markCount struct {
	WardID     uint64
	ShiftDay   value.Day
	SlotID     uint64
	ResidentID uint64
	At         time.Time
	RecordedAt time.Time
	RecordedBy uint64
	Exceptions int
	ByName     string
}

// countMarks adds up the marks that hold, by round.
func countMarks(tx *db.Tx, ids []uint64, from, to value.Day) (map[roundKey]Walked, error) {
	rows, err := db.Report[markCount](tx, `SELECT m.ward_id, m.shift_day, m.slot_id, m.resident_id, m.at, m.recorded_at, m.recorded_by, m.exceptions, b.name AS by_name
		FROM care_marks m
		LEFT JOIN care_marks l ON l.resident_id = m.resident_id AND l.shift_day = m.shift_day AND l.slot_id = m.slot_id AND l.turn = m.turn + 1
		LEFT JOIN staff_members b ON b.id = m.recorded_by
		WHERE {campus m.campus_id} AND m.ward_id IN ? AND m.shift_day >= ? AND m.shift_day <= ? AND l.id IS NULL AND m.seen > 0`, ids, from, to)
	if err != nil {
		return nil, err
	}
	out := map[roundKey]Walked{}
	for _, r := range rows {
		key := roundKey{r.WardID, r.ShiftDay, r.SlotID}
		w := out[key]
		w.Seen++
		if r.Exceptions > 0 {
			w.Changed++
		}
		if LateBy(r.At, r.RecordedAt) > 0 {
			w.Late++
		}
		if w.FirstAt == nil || r.At.Before(*w.FirstAt) {
			w.FirstAt = ptr(r.At)
		}
		if w.LastAt == nil || r.At.After(*w.LastAt) {
			w.LastAt, w.LastBy, w.LastByName = ptr(r.At), r.RecordedBy, r.ByName
		}
		out[key] = w
	}
	return out, nil
}

// MyWard is a ward of the carer with the rounds of the shift.
type MyWard struct {
	wards.WardIn
	Here   int // people who are not away
	Away   int
	Mine   bool     // the own duty of this shift is in it
	Own    []string // the own rooms of it, by name; none: the whole ward
	Rounds []MyRound
}

// MyRound is one round of the shift in a ward.
type MyRound struct {
	Walked
	Due    bool // the round due now
	Coming bool // not begun yet
}

// Next gives the round that waits: the one due now, unless everybody was seen.
func (w MyWard) Next() *MyRound {
	for i := range w.Rounds {
		if r := &w.Rounds[i]; r.Due && r.Seen < w.Here {
			return r
		}
	}
	return nil
}

// MyShift is what a carer opens the day with: the shift, and the wards with their rounds.
type MyShift struct {
	Turn  settings.Turn
	Wards []MyWard
	Now   time.Time
	Duty  staff.Mine // the own duties
}

// MyRounds gives the rounds of the shift that goes on, in every ward in which the actor may record; the
// wards of the own duty by the published rota stand first. It needs care.record. Four statements, however
// many wards.
func MyRounds(tx *db.Tx) (*MyShift, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	duty, err := staff.MineNow(tx)
	if err != nil {
		return nil, err
	}
	return RoundsOnDuty(tx, duty)
}

// RoundsOnDuty is MyRounds for somebody whose own duties were read already. It costs a statement less.
func RoundsOnDuty(tx *db.Tx, duty staff.Mine) (*MyShift, error) {
	mine, err := wards.Mine(tx, Record)
	if err != nil {
		return nil, err
	}
	mine = duty.ForDuty(mine)
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	out := &MyShift{Now: tx.Now, Duty: duty}
	early, err := opensEarly(book, tx.Today())
	if err != nil {
		return nil, err
	}
	due, ok := book.Timetable.RoundAt(tx.Now, early)
	if !ok {
		return out, nil
	}
	turn, ok := book.Timetable.TurnAt(tx.Now)
	if !ok {
		turn = due.Turn
	}
	out.Turn = turn
	// The round due may still be one of the shift before, or already the first of the next.
	rounds := turn.Rounds()
	if !slices.ContainsFunc(rounds, func(r settings.Round) bool { return same(r, due) }) {
		rounds = append(rounds, due)
	}
	slices.SortFunc(rounds, func(a, b settings.Round) int { return a.At().Compare(b.At()) })
	ids := make([]uint64, len(mine))
	for i, w := range mine {
		ids[i] = w.ID
	}
	if len(ids) == 0 {
		return out, nil
	}
	here, err := presence.InWards(tx, ids)
	if err != nil {
		return nil, err
	}
	from, to := rounds[0].Turn.Day, rounds[0].Turn.Day
	for _, r := range rounds {
		from, to = earlier(from, r.Turn.Day), later(to, r.Turn.Day)
	}
	counted, err := countMarks(tx, ids, from, to)
	if err != nil {
		return nil, err
	}
	for _, w := range mine {
		my := MyWard{WardIn: w, Here: here[w.ID].Present, Away: here[w.ID].Away(), Mine: duty.Named(w.ID)}
		if my.Mine {
			for _, p := range duty.Now.Posts {
				if p.WardID == w.ID {
					my.Own = p.RoomNames()
				}
			}
		}
		for _, r := range rounds {
			walked := counted[roundKey{w.ID, r.Turn.Day, r.Slot.ID}]
			walked.WardID, walked.Round = w.ID, r
			my.Rounds = append(my.Rounds, MyRound{Walked: walked, Due: same(r, due), Coming: r.At().Add(-early).After(tx.Now)})
		}
		out.Wards = append(out.Wards, my)
	}
	return out, nil
}

func same(a, b settings.Round) bool { return a.Slot.ID == b.Slot.ID && a.Turn.Day == b.Turn.Day }

func earlier(a, b value.Day) value.Day {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b value.Day) value.Day {
	if b.After(a) {
		return b
	}
	return a
}
