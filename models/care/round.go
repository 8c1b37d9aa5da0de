package care

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
)

// RoundInput is what a carer says about a ward in one round: for each room the people who were
// seen, and for some people what was not as usual.
type RoundInput struct {
	WardID   uint64        `path:"ward" form:"-" json:"-"`
	SlotID   uint64        `form:"slot_id" json:"slot_id,omitempty" doc:"the slot of the shift; the round due now when absent"`
	ShiftDay value.Day     `form:"shift_day" json:"shift_day,omitzero" doc:"the day on which the shift began"`
	At       time.Time     `form:"at" json:"at,omitzero" doc:"when the people were seen; now when absent"`
	Rooms    []RoomSeen    `form:"rooms" json:"rooms,omitempty" validate:"max=100,dive" doc:"the rooms that are attested as usual, with those who were seen in each"`
	People   []PersonFound `form:"people" json:"people,omitempty" validate:"max=300,dive" doc:"what was not as usual, or a single person of whom something is said"`
	Seconds  int           `form:"seconds" json:"seconds,omitempty" validate:"min=0,max=86400" doc:"how long the page was open"`
}

// Happened says when the round was walked, where the one who walked it did not: for a round that
// waited on a phone without a network.
func (in *RoundInput) Happened(at time.Time) {
	if in.At.IsZero() {
		in.At = at
	}
}

// RoomSeen is a room with those whose face was on the screen when it was attested. Nobody else of
// the room is recorded.
type RoomSeen struct {
	RoomID uint64   `form:"room_id" json:"room_id" validate:"required"`
	Seen   []uint64 `form:"seen" json:"seen" validate:"max=300"`
}

// PersonFound is what was found about one person.
type PersonFound struct {
	ResidentID uint64 `form:"resident_id" json:"resident_id" validate:"required"`
	Found
}

// Outcome is what became of one person's record in a round.
type Outcome string

// The outcomes.
const (
	Recorded Outcome = "recorded" // written now
	Already  Outcome = "already"  // the same was written before in this round
	Differs  Outcome = "conflict" // something else was written before in this round; correct that mark instead
	NotHere  Outcome = "not_here" // in hospital, on leave or missing at that time
	Rejected Outcome = "refused"  // not in this ward, or something is missing; Code says which
)

// PersonResult is the answer about one person.
type PersonResult struct {
	ResidentID uint64     `json:"resident_id"`
	Outcome    Outcome    `json:"outcome" enum:"recorded,already,conflict,not_here,refused"`
	Code       string     `json:"code,omitempty" doc:"why not, as a text key"`
	Absence    string     `json:"absence,omitempty" doc:"hospital, leave or missing"`
	SeenAt     *time.Time `json:"seen_at,omitempty" doc:"when somebody recorded the person before"`
	SeenBy     uint64     `json:"seen_by,omitempty"`
	MarkID     uint64     `json:"mark_id,omitempty" doc:"of a conflict: the mark that stands, to be corrected"`
}

// Round is the answer to a record: the round it went into, and one result a person.
type Round struct {
	WardID      uint64         `json:"ward_id"`
	SlotID      uint64         `json:"slot_id"`
	ShiftDay    value.Day      `json:"shift_day"`
	SetFor      time.Time      `json:"set_for" doc:"the time of the round by the timetable"`
	At          time.Time      `json:"at"`
	RecordedAt  time.Time      `json:"recorded_at"`
	LateMinutes int            `json:"late_minutes,omitempty" doc:"how long after the event it was recorded, beyond a quarter of an hour"`
	Recorded    int            `json:"recorded"`
	Exceptions  int            `json:"exceptions" doc:"people recorded now with something not as usual"`
	Seen        int            `json:"seen,omitempty" doc:"people of the ward who have a mark in this round; told when a room was attested"`
	Here        int            `json:"here,omitempty" doc:"people of the ward who are not away; told when a room was attested"`
	People      []PersonResult `json:"people"`
}

// Of counts the people with one outcome.
func (r Round) Of(o Outcome) int {
	n := 0
	for _, p := range r.People {
		if p.Outcome == o {
			n++
		}
	}
	return n
}

// want is one person to be recorded.
type want struct {
	resident uint64
	room     uint64 // attested with this room; 0 for a person recorded alone
	place    string // of the person in the input, such as "people[2]."
	found    finding
}

// rivals is how often a round is judged anew when another carer wrote a mark in between.
const rivals = 4

// RecordRound records a room, a few rooms or a single person of a ward in one round. It needs
// care.record in the ward; a ward elsewhere is not there. Each person has a result of its own: who
// is away, lies elsewhere or was recorded otherwise before does not keep the others back. An
// exception without a word on what was done about it keeps its whole room back.
//
// Invalid: an unknown slot, sign or response, a time in the future or before the round begins, a
// missing response when nothing else could be recorded. Conflict: the round lies too many days back.
func RecordRound(tx *db.Tx, in RoundInput) (*Round, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	round, err := which(book, tx.Now, in.SlotID, in.ShiftDay)
	if err != nil {
		return nil, err
	}
	at, err := moment(book, round, in.At, tx.Now)
	if err != nil {
		return nil, err
	}
	wanted, err := in.wanted(round.Slot.Meal != settings.NoMeal)
	if err != nil {
		return nil, err
	}
	// Whoever attests a room is told how far the ward is; a record of single people asks for them alone.
	var only []uint64
	if len(in.Rooms) == 0 {
		for _, w := range wanted {
			only = append(only, w.resident)
		}
	}
	for try := 1; ; try++ {
		people, err := standing(tx, Record, in.WardID, only, at, round)
		if err != nil {
			return nil, err
		}
		if followed, err := follow(tx, people, wanted); err != nil {
			return nil, err
		} else if followed != nil && try < rivals {
			if wanted = followed; only != nil {
				only = nil
				for _, w := range wanted {
					only = append(only, w.resident)
				}
			}
			continue
		}
		out, err := attest(tx, round, at, people, wanted, only == nil)
		if db.Duplicate(err, "turn") {
			if try < rivals {
				continue // another carer was faster with one of them: see what is written now
			}
			return nil, fault.New(fault.Conflict, "care.recorded_meanwhile").Because(err)
		}
		if err != nil {
			return nil, err
		}
		in.tell(tx, out, people[0].CampusID)
		return out, nil
	}
}

// follow puts the record in which somebody goes on in the place of the old one: a phone may have kept
// the sheet since before the two became one. Where the round has both, what is said of the old one is
// answered as of somebody who is not there, so that it is kept for a person to read. It gives nil when
// nobody was followed, and asks the database only for people who are not in the ward.
func follow(tx *db.Tx, people []present, wanted []want) ([]want, error) {
	named := map[uint64]bool{}
	for _, p := range people {
		named[p.ResidentID] = true
	}
	var strange []uint64
	for _, w := range wanted {
		if !named[w.resident] {
			strange = append(strange, w.resident)
		}
	}
	into, err := residents.GoOn(tx, strange)
	if err != nil || len(into) == 0 {
		return nil, err
	}
	out, changed := slices.Clone(wanted), false
	asked := map[uint64]bool{}
	for _, w := range wanted {
		asked[w.resident] = true
	}
	for i, w := range out {
		if to := into[w.resident]; to != 0 && !asked[to] {
			out[i].resident, asked[to], changed = to, true, true
		}
	}
	if !changed {
		return nil, nil
	}
	slices.SortFunc(out, func(a, b want) int { return cmp.Compare(a.resident, b.resident) })
	return out, nil
}

// which finds the round that is meant: the one due now when no slot is named.
func which(book *settings.Book, now time.Time, slot uint64, day value.Day) (settings.Round, error) {
	if slot == 0 && day.IsZero() {
		early, err := opensEarly(book, day)
		if err != nil {
			return settings.Round{}, err
		}
		if round, ok := book.Timetable.RoundAt(now, early); ok {
			return round, nil
		}
		return settings.Round{}, fault.New(fault.Conflict, "care.no_rounds")
	}
	round, ok := book.Timetable.Round(slot, day)
	if !ok {
		return settings.Round{}, fault.Field("slot_id", "care.round_unknown")
	}
	return round, nil
}

func opensEarly(book *settings.Book, day value.Day) (time.Duration, error) {
	minutes, err := book.Int(settings.RoundOpens, day)
	return time.Duration(minutes) * time.Minute, err
}

// moment settles when the people were seen. A phone's clock may run two minutes ahead; a real
// moment in the future, or one before the round may begin, is refused. Days later it is no longer
// a round.
func moment(book *settings.Book, round settings.Round, at, now time.Time) (time.Time, error) {
	if at.IsZero() {
		at = now
	}
	at = at.UTC().Truncate(time.Microsecond)
	if at.After(now) && at.Sub(now) <= skew {
		at = now
	}
	early, err := opensEarly(book, round.Turn.Day)
	if err != nil {
		return at, err
	}
	days, err := book.Int(settings.RoundLatest, round.Turn.Day)
	if err != nil {
		return at, err
	}
	set := round.At()
	switch {
	case at.After(now):
		return at, fault.Field("at", "care.at_in_future")
	case at.Before(set.Add(-early)):
		return at, fault.Field("at", "care.round_not_yet", fault.A{"from": set.Add(-early)})
	case now.Sub(set) > time.Duration(days)*24*time.Hour:
		return at, fault.New(fault.Conflict, "care.round_too_late", fault.A{"days": days})
	}
	return at, nil
}

// wanted lists the people to be recorded, each once, in the order of their numbers so that two
// carers never wait for each other.
func (in RoundInput) wanted(asksMeal bool) ([]want, error) {
	var bad fault.Fields
	byID := map[uint64]*want{}
	for i, r := range in.Rooms {
		for _, id := range r.Seen {
			if id == 0 {
				bad.Add(fmt.Sprintf("rooms[%d].seen", i), "care.nobody")
				continue
			}
			if w := byID[id]; w != nil && w.room != r.RoomID {
				bad.Add(fmt.Sprintf("rooms[%d].seen", i), "care.person_twice")
				continue
			}
			byID[id] = &want{resident: id, room: r.RoomID}
		}
	}
	said := map[uint64]bool{}
	for i, p := range in.People {
		place := fmt.Sprintf("people[%d].", i)
		if p.Found.Empty() {
			if w := byID[p.ResidentID]; w != nil {
				w.place = place
			}
			continue // a form sends everybody of the room; only what is said counts
		}
		if said[p.ResidentID] {
			bad.Add(place+"resident_id", "care.person_twice")
			continue
		}
		said[p.ResidentID] = true
		w := byID[p.ResidentID]
		if w == nil {
			w = &want{resident: p.ResidentID}
			byID[p.ResidentID] = w
		}
		w.place = place
		w.found = p.Found.read(&bad, place)
		if w.found.signs.Ate != NotAsked && !asksMeal {
			bad.Add(place+"ate", "care.no_meal")
		}
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if len(byID) == 0 {
		return nil, fault.New(fault.Invalid, "care.nobody_seen")
	}
	out := make([]want, 0, len(byID))
	for _, w := range byID {
		out = append(out, *w)
	}
	slices.SortFunc(out, func(a, b want) int { return cmp.Compare(a.resident, b.resident) })
	return out, nil
}

// attest judges everybody and writes the marks and the states: two statements, however many.
func attest(tx *db.Tx, round settings.Round, at time.Time, people []present, wanted []want, count bool) (*Round, error) {
	out := &Round{WardID: people[0].WardID, SlotID: round.Slot.ID, ShiftDay: round.Turn.Day, SetFor: round.At(), At: at, RecordedAt: tx.Now,
		LateMinutes: int(LateBy(at, tx.Now).Minutes()), People: make([]PersonResult, 0, len(wanted))}
	here := make(map[uint64]present, len(people))
	for _, p := range people {
		if p.ResidentID == 0 {
			continue
		}
		here[p.ResidentID] = p
		if count && p.Absence == "" {
			out.Here++
		}
		if count && p.seen() {
			out.Seen++
		}
	}
	waits, missing := waiting(round, here, wanted)
	var marks []Mark
	var states []State
	for _, w := range wanted {
		p, known := here[w.resident]
		m, result := judge(round, at, p, known, w, waits[w.room])
		out.People = append(out.People, result)
		if result.Outcome != Recorded {
			continue
		}
		m.RecordedAt, m.RecordedBy = tx.Now, tx.Actor.ID
		if m.Exceptions > 0 {
			out.Exceptions++
		}
		marks = append(marks, m)
		if p.StateRoundAt == nil || !p.StateRoundAt.After(round.At()) {
			states = append(states, stateOf(m, round.At()))
		}
	}
	if len(marks) == 0 {
		return out, missing.Err()
	}
	if err := db.Append(tx, marks); err != nil {
		return nil, err
	}
	out.Recorded = len(marks)
	if count {
		out.Seen += len(marks)
	}
	return out, db.Upsert(tx, states, db.By("resident_id"))
}

// waiting finds the rooms that must wait because an exception in them has no word on what was done
// about it, and lists what is missing beside its field.
func waiting(round settings.Round, here map[uint64]present, wanted []want) (rooms map[uint64]bool, bad fault.Fields) {
	rooms = map[uint64]bool{}
	for _, w := range wanted {
		p, ok := here[w.resident]
		if !ok || p.Absence != "" || p.seen() {
			continue
		}
		signs := w.found.over(p.Norm, round.Slot.Meal != settings.NoMeal)
		if field, key := w.found.missing(signs, p.Norm); key != "" {
			bad.Add(w.place+field, key)
			if w.room != 0 {
				rooms[w.room] = true
			}
		}
	}
	return rooms, bad
}

// judge decides about one person: the mark to write, or why not.
func judge(round settings.Round, at time.Time, p present, known bool, w want, roomWaits bool) (Mark, PersonResult) {
	result := PersonResult{ResidentID: w.resident, Outcome: Rejected}
	switch {
	case !known:
		result.Code = "care.not_in_ward"
		return Mark{}, result
	case w.room != 0 && p.RoomID != w.room:
		result.Code = "care.moved_meanwhile"
		return Mark{}, result
	case p.Absence != "":
		result.Outcome, result.Code, result.Absence = NotHere, "care.away", string(p.Absence)
		return Mark{}, result
	}
	signs := w.found.over(p.Norm, round.Slot.Meal != settings.NoMeal)
	if p.seen() {
		result.SeenAt, result.SeenBy = p.MarkAt, p.MarkBy
		if p.Mark == signs && p.MarkResponse == w.found.response && p.MarkNote == w.found.note {
			result.Outcome = Already
		} else {
			result.Outcome, result.Code, result.MarkID = Differs, "care.recorded_otherwise", p.MarkID
		}
		return Mark{}, result
	}
	if _, key := w.found.missing(signs, p.Norm); key != "" {
		result.Code = key
		return Mark{}, result
	}
	if roomWaits {
		result.Code = "care.room_waits"
		return Mark{}, result
	}
	result.Outcome = Recorded
	m := Mark{CampusID: p.CampusID, WardID: p.WardID, BedID: p.BedID, ResidentID: p.ResidentID, ShiftDay: round.Turn.Day, SlotID: round.Slot.ID,
		At: at, Signs: signs, Response: w.found.response, Exceptions: uint8(len(signs.Exceptions(p.Norm))), Note: w.found.note} // #nosec G115 -- an exception for an item at most, of which there are six
	if p.MarkID != 0 { // taken back before
		m.Turn, m.Cause, m.AmendsID = p.MarkTurn+1, Again, ptr(p.MarkID)
	}
	return m, result
}

// tell writes the signature line of the act into its deed: which round, which rooms, when, on what
// device and how long it took.
func (in RoundInput) tell(tx *db.Tx, out *Round, campus uint64) {
	tx.Touch(out.WardID)
	tx.Concerns("ward", out.WardID, campus)
	tx.Detail("slot", out.SlotID)
	tx.Detail("day", out.ShiftDay)
	tx.Detail("at", out.At)
	tx.Detail("recorded", out.Recorded)
	tx.Detail("exceptions", out.Exceptions)
	if len(in.Rooms) > 0 {
		rooms := make([]uint64, len(in.Rooms))
		for i, r := range in.Rooms {
			rooms[i] = r.RoomID
		}
		tx.Detail("rooms", rooms)
	}
	if tx.Actor.Device != "" {
		tx.Detail("device", tx.Actor.Device)
	}
	if in.Seconds > 0 {
		tx.Detail("seconds", in.Seconds)
	}
}
