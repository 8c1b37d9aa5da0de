package care

import (
	"encoding/hex"
	"iter"
	"slices"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
)

// SheetInput asks for the sheet of one round of a ward: the one due now when no slot is named.
type SheetInput struct {
	WardID   uint64    `path:"ward"`
	SlotID   uint64    `form:"slot" doc:"the slot of the shift; the round due now when absent"`
	ShiftDay value.Day `form:"day" doc:"the day on which the shift began"`
	// Kept asks for the sheet as a phone holds it ready for the time without a network: with the forms
	// of a round that has not begun.
	Kept bool `form:"kept" json:"-" doc:"as a phone keeps it for the time without a network"`
}

// Sheet is what a carer holds while walking through a ward: the rooms in the order of the floor,
// the beds, who lies there, and what is written of each in this round.
type Sheet struct {
	WardID   uint64
	WardName string
	CampusID uint64
	ZoneID   uint64
	Round    settings.Round
	Opens    time.Time // from when the round may be recorded
	Due      bool      // it is the round due now
	Kept     bool      // drawn to be kept by a phone
	At       time.Time // the moment whose presence is shown
	Now      time.Time
	Rooms    []Room
	Here     int // people who are not away
	Seen     int // of those, with a mark in this round
	Away     int
	Changed  int // of those seen, with something not as usual
	Watched  int // people of the ward who are watched closely
	Free     int // beds in which somebody could sleep
	Out      int // beds out of service
}

// Left is how many people are still to be seen.
func (s Sheet) Left() int { return s.Here - s.Seen }

// RoomsLeft is how many rooms have somebody still to be seen.
func (s Sheet) RoomsLeft() int {
	n := 0
	for _, r := range s.Rooms {
		if !r.Done() && r.Here > 0 {
			n++
		}
	}
	return n
}

// Recordable tells that the round has begun.
func (s Sheet) Recordable() bool { return !s.Now.Before(s.Opens) }

// Room is a room with its beds.
type Room struct {
	ID      uint64
	Name    string
	Care24h bool
	Out     *string // why the room is out of service
	OutDue  value.Day
	Beds    []Bed
	Here    int
	Seen    int
	Own     bool // whoever reads the sheet looks after it in this shift
}

// Done tells that everybody here was seen.
func (r Room) Done() bool { return r.Here > 0 && r.Seen >= r.Here }

// DoneAt is when the last person of the room was seen.
func (r Room) DoneAt() (last time.Time) {
	for _, b := range r.Beds {
		if b.Mark != nil && b.Mark.At.After(last) {
			last = b.Mark.At
		}
	}
	return last
}

// Changed tells whether somebody seen in the room is not as usual.
func (r Room) Changed() bool {
	for _, b := range r.Beds {
		if b.Mark != nil && b.Mark.Exceptions > 0 {
			return true
		}
	}
	return false
}

// Bed is a bed with the person in it, if any, and everything one must know at the bedside.
type Bed struct {
	presence.Tile
	Needs    []Need
	Flags    []Flag
	Norm     Signs // the person's own usual day
	NormDays value.Period
	NormOn   int       // how many rounds the norm rests on; 0 when nothing is known yet
	SameName bool      // somebody else of the ward is called alike (residents.Called)
	Watched  []Vigil   // watched closely, the most urgent reason first
	Concerns []Concern // noticed over some days and not looked at yet; now only
	Tasks    []Planned // what is planned at fixed hours, with the time that waits; now only
	Mark     *Written  // in this round
	Last     *Written  // the newest round of the person, whichever
}

// Birth is the birth date of whoever has the bed, as it is known.
func (b Bed) Birth() value.BirthDate {
	return value.BirthDate{Day: b.BirthDate, Precision: b.BirthPrecision}
}

// Person tells whether somebody has the bed.
func (b Bed) Person() bool { return b.ResidentID != 0 }

// Away tells that the person is in hospital, on leave or missing.
func (b Bed) Away() bool { return b.AbsenceKind != "" }

// Before is what the round before this one found of the person that was not as usual: it is shown to who
// comes to the bed now, and never taken over. Older than a day it says nothing any more.
func (b Bed) Before(round settings.Round, now time.Time) *Written {
	last := b.Last
	if last == nil || last.Exceptions == 0 || !last.RoundAt.Before(round.At()) || now.Sub(last.At) > 24*time.Hour {
		return nil
	}
	return last
}

// lookDue tells for which watch, and when, whoever has the bed is to be looked at first.
func (b *Bed) lookDue() (first *Vigil, at time.Time) {
	var seen time.Time
	if b.Last != nil {
		seen = b.Last.At
	}
	for i := range b.Watched {
		if due := b.Watched[i].LookDue(seen); first == nil || due.Before(at) {
			first, at = &b.Watched[i], due
		}
	}
	return first, at
}

// Written is a mark as a page shows it.
type Written struct {
	MarkID     uint64
	WardID     uint64
	ShiftDay   value.Day
	SlotID     uint64
	Turn       uint8
	RoundAt    time.Time
	At         time.Time
	RecordedAt time.Time
	RecordedBy uint64
	ByName     string
	Signs      Signs
	Response   Response
	Exceptions int
	Note       string
	Reason     string
}

// Late tells how long after the event it was written down.
func (w Written) Late() time.Duration { return LateBy(w.At, w.RecordedAt) }

// Need is a diet, an allergy or another need, as it stands on a chip.
type Need struct{ Kind, Code, Severity, Note string }

// Flag is a risk that everybody at the bedside must know.
type Flag struct{ Kind, Note string }

// RoundSheet gives the sheet of a round: who was in the ward when the round was due (now, for the
// round due now), with needs, risks, the usual day of each and what is written. It needs care.view
// in the ward, presence.view and residents.view. One statement, flat in history.
func RoundSheet(tx *db.Tx, in SheetInput) (*Sheet, error) {
	if err := tx.May(View); err != nil {
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
	s, err := sheetOf(tx, book, in.WardID, round)
	if err == nil {
		s.Kept = in.Kept
	}
	return s, err
}

func sheetOf(tx *db.Tx, book *settings.Book, ward uint64, round settings.Round) (*Sheet, error) {
	early, err := opensEarly(book, round.Turn.Day)
	if err != nil {
		return nil, err
	}
	rules, err := taskRulesOf(tx, book)
	if err != nil {
		return nil, err
	}
	due, _ := book.Timetable.RoundAt(tx.Now, early)
	s := &Sheet{Round: round, Opens: round.At().Add(-early), Now: tx.Now, At: tx.Now}
	s.Due = due.Slot.ID == round.Slot.ID && due.Turn.Day == round.Turn.Day
	var moment time.Time // the open rows alone
	if !s.Due && round.At().Before(tx.Now) {
		moment, s.At = round.At(), round.At()
	}
	floor, err := floorOf(tx, ward, moment, value.DayOf(s.At, tx.Zone()), round)
	if err != nil {
		return nil, err
	}
	if len(floor) == 0 || !within(tx, View, floor[0].CampusID, floor[0].ZoneID, ward) {
		return nil, notFound
	}
	s.WardID, s.WardName, s.CampusID, s.ZoneID = ward, floor[0].WardName, floor[0].CampusID, floor[0].ZoneID
	for i := 0; i < len(floor); {
		// A person whose mark was corrected has several rows; the highest turn holds, and one that was
		// taken back is no mark.
		last := &floor[i]
		for i++; i < len(floor) && last.BedID != 0 && floor[i].BedID == last.BedID; i++ {
			if floor[i].MarkTurn > last.MarkTurn {
				last = &floor[i]
			}
		}
		b, err := last.bed(tx, round)
		if err != nil {
			return nil, err
		}
		b.Tasks = rules.tasksIn(last.TaskText, tx.Now)
		if b.Mark != nil && b.Mark.Signs.Taken() {
			b.Mark = nil
		}
		s.add(b)
	}
	s.findNamesakes()
	return s, nil
}

// OwnFirst puts the rooms of the reader in front of the others; the order of the floor is kept among each,
// and nothing is hidden.
func (s *Sheet) OwnFirst(rooms []uint64) {
	for i := range s.Rooms {
		s.Rooms[i].Own = slices.Contains(rooms, s.Rooms[i].ID)
	}
	slices.SortStableFunc(s.Rooms, func(a, b Room) int {
		switch {
		case a.Own == b.Own:
			return 0
		case a.Own:
			return -1
		}
		return 1
	})
}

// findNamesakes marks the people of a ward who are called alike: medicine given to the wrong one of
// two is the mistake that a list of names invites.
func (s *Sheet) findNamesakes() {
	var people []*Bed
	var called []residents.Called
	for i := range s.Rooms {
		for j := range s.Rooms[i].Beds {
			b := &s.Rooms[i].Beds[j]
			if !b.Person() {
				continue
			}
			name := residents.CalledBy(b.Name)
			for n, other := range people {
				if name.Like(called[n]) {
					b.SameName, other.SameName = true, true
				}
			}
			people, called = append(people, b), append(called, name)
		}
	}
}

// add puts one bed of the floor into the sheet; beds come room by room.
func (s *Sheet) add(b Bed) {
	t := b.Tile
	if t.RoomID == 0 {
		return
	}
	if n := len(s.Rooms); n == 0 || s.Rooms[n-1].ID != t.RoomID {
		s.Rooms = append(s.Rooms, Room{ID: t.RoomID, Name: t.RoomName, Care24h: t.RoomCare24h, Out: t.RoomOut, OutDue: t.RoomOutDue})
	}
	if t.BedID == 0 {
		return
	}
	room := &s.Rooms[len(s.Rooms)-1]
	if len(b.Watched) > 0 {
		s.Watched++
	}
	switch {
	case b.Person() && b.Away():
		s.Away++
	case b.Person():
		s.Here++
		room.Here++
		if b.Mark != nil {
			s.Seen++
			room.Seen++
			if b.Mark.Exceptions > 0 {
				s.Changed++
			}
		}
	case t.Free():
		s.Free++
	case t.BedOut != nil || t.RoomOut != nil:
		s.Out++
	}
	room.Beds = append(room.Beds, b)
}

// row is one bed of the floor with everything the sheet shows of whoever has it.
type row struct {
	presence.Tile
	MarkID        uint64
	MarkWardID    uint64
	MarkTurn      uint8
	MarkAt        *time.Time
	MarkWrittenAt *time.Time
	MarkBy        uint64
	MarkByName    string
	MarkResponse  Response
	MarkFound     int
	MarkNote      string
	MarkReason    string
	MarkSigns     packed
	LastWardID    uint64
	LastDay       value.Day
	LastSlotID    uint64
	LastTurn      uint8
	LastRoundAt   *time.Time
	LastAt        *time.Time
	LastWrittenAt *time.Time
	LastBy        uint64
	LastResponse  Response
	LastFound     int
	LastNote      string
	LastSigns     packed
	NormFrom      value.Day
	NormTo        value.Day
	NormRounds    int
	NormSigns     packed
	NeedsText     string
	FlagsText     string
	WatchText     string
	ConcernText   string
	TaskText      string
}

// Needs and flags come as one text a person, since a row for each would repeat the whole bed. Words
// that people typed are written in hexadecimal, so that no comma of theirs parts anything.
var besideThem = presence.Beside{Columns: `,
	v.id AS mark_id, v.ward_id AS mark_ward_id, v.turn AS mark_turn, v.at AS mark_at, v.recorded_at AS mark_written_at, v.recorded_by AS mark_by,
	y.name AS mark_by_name, v.response AS mark_response, v.exceptions AS mark_found, v.note AS mark_note, v.reason AS mark_reason,
	` + packing("v") + ` AS mark_signs,
	l.ward_id AS last_ward_id, l.shift_day AS last_day, l.slot_id AS last_slot_id, l.turn AS last_turn, l.round_at AS last_round_at,
	l.at AS last_at, l.recorded_at AS last_written_at, l.recorded_by AS last_by, l.response AS last_response, l.exceptions AS last_found, l.note AS last_note,
	` + packing("l") + ` AS last_signs,
	n.from_day AS norm_from, n.to_day AS norm_to, n.rounds AS norm_rounds,
	` + packing("n") + ` AS norm_signs,
	(SELECT GROUP_CONCAT(CONCAT(d.kind, '|', d.code, '|', d.severity, '|', HEX(d.note)) ORDER BY d.id) FROM residents_needs d
		WHERE d.resident_id = p.resident_id AND d.from_day <= ? AND (d.to_day IS NULL OR d.to_day > ?)) AS needs_text,
	(SELECT GROUP_CONCAT(CONCAT(f.kind, '|', HEX(f.note)) ORDER BY f.id) FROM residents_flags f
		WHERE f.resident_id = p.resident_id AND f.from_day <= ? AND (f.to_day IS NULL OR f.to_day > ?)) AS flags_text`,
	Joins: `
	LEFT JOIN care_marks v ON v.resident_id = p.resident_id AND v.shift_day = ? AND v.slot_id = ?
	LEFT JOIN staff_members y ON y.id = v.recorded_by
	LEFT JOIN care_states l ON l.resident_id = p.resident_id
	LEFT JOIN care_norms n ON n.resident_id = p.resident_id`}

// floorOf reads the beds of a ward with everything the sheet of a round shows, in one statement.
func floorOf(tx *db.Tx, ward uint64, at time.Time, on value.Day, round settings.Round) ([]row, error) {
	beside := besideThem
	beside.Values = []any{on, on, on, on}
	if at.IsZero() {
		beside.Columns += watchedNow + concernedNow + tasksNow
	} else {
		beside.Columns += watchedThen
		beside.Values = append(beside.Values, at, at, at, at)
	}
	beside.JoinValues = []any{round.Turn.Day, round.Slot.ID}
	return presence.BoardWith[row](tx, ward, at, beside)
}

// bed gives the bed of a row.
func (r *row) bed(tx *db.Tx, round settings.Round) (Bed, error) {
	b := Bed{Tile: r.Tile, Norm: AllUsual}
	for text := range each(r.NeedsText) {
		b.Needs = append(b.Needs, Need{text[0], text[1], text[2], plain(text[3])})
	}
	for text := range each(r.FlagsText) {
		b.Flags = append(b.Flags, Flag{text[0], plain(text[1])})
	}
	var err error
	if b.Watched, err = watchingOf(tx, r.WatchText); err != nil {
		return b, err
	}
	b.Concerns = concernsIn(r.ConcernText)
	if r.NormRounds > 0 {
		b.Norm, b.NormOn, b.NormDays = usual(r.NormSigns.signs()), r.NormRounds, value.Period{From: r.NormFrom, To: r.NormTo}
	}
	if r.LastAt != nil {
		b.Last = &Written{WardID: r.LastWardID, ShiftDay: r.LastDay, SlotID: r.LastSlotID, Turn: r.LastTurn, RoundAt: *r.LastRoundAt, At: *r.LastAt,
			RecordedAt: *r.LastWrittenAt, RecordedBy: r.LastBy, Signs: r.LastSigns.signs(), Response: r.LastResponse, Exceptions: r.LastFound, Note: r.LastNote}
	}
	if r.MarkID != 0 {
		b.Mark = &Written{MarkID: r.MarkID, WardID: r.MarkWardID, ShiftDay: round.Turn.Day, SlotID: round.Slot.ID, Turn: r.MarkTurn, RoundAt: round.At(),
			At: *r.MarkAt, RecordedAt: *r.MarkWrittenAt, RecordedBy: r.MarkBy, ByName: r.MarkByName, Signs: r.MarkSigns.signs(), Response: r.MarkResponse,
			Exceptions: r.MarkFound, Note: r.MarkNote, Reason: r.MarkReason}
	}
	return b, nil
}

// each takes a text of needs or flags apart.
func each(text string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for text != "" {
			var one string
			one, text, _ = strings.Cut(text, ",")
			if !yield(strings.Split(one, "|")) {
				return
			}
		}
	}
}

// plain reads words that came in hexadecimal.
func plain(text string) string {
	words, err := hex.DecodeString(text)
	if err != nil {
		return "" // the database wrote it: it is always whole
	}
	return string(words)
}

// Board is the ward as it is now, with what is due: the sheet of the round due now, and the list of
// what needs somebody.
type Board struct {
	Sheet
	Todo []Todo
	Next settings.Round // the round that follows
}

// TodoKind sorts what needs somebody.
type TodoKind string

// What may need somebody on a board, the most urgent first.
const (
	FindPerson TodoKind = "missing"  // a person is missing
	SeeGrave   TodoKind = "grave"    // found in the last round: hurt, choked, not found …
	LookAgain  TodoKind = "watch"    // watched closely, and not looked at in time
	ReviewIt   TodoKind = "review"   // watched closely, and the watch is to be decided anew
	ComeBack   TodoKind = "overdue"  // should be back from hospital or home
	WalkRound  TodoKind = "round"    // the round due now is not finished
	DoTask     TodoKind = "task"     // planned for this hour, or for one that has passed
	LookInto   TodoKind = "concern"  // noticed over some days: to be looked at
	SeeAgain   TodoKind = "changed"  // found in the last round: not as usual
	RoundNext  TodoKind = "upcoming" // the round that follows
)

// Todo is one line of the list.
type Todo struct {
	Kind TodoKind
	At   time.Time // since when, or when
	Due  value.Day // of an absence
	Bed  *Bed      // the person it is about, if one
	For  *Vigil    // why the person is watched, if so
	Of   *Concern  // what was noticed, if so
	Task *Planned  // what is planned, if so
	Left int       // people still to be seen
}

// WardBoard gives the board of a ward: who lies where, free beds and beds out of service, needs, risks,
// absences, what the last round found of each, and what is due. It needs what RoundSheet needs.
// One statement, flat in history. A board that nobody changed within the minute is remembered, so
// what is given is shared: it is for reading only.
func WardBoard(tx *db.Tx, ward uint64) (*Board, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	b, err := boards.Get(tx, ward)
	if err != nil {
		return nil, err
	}
	if !within(tx, View, b.CampusID, b.ZoneID, ward) {
		return nil, notFound
	}
	return b, presence.MaySee(tx, b.CampusID, b.ZoneID, ward)
}

var boards = db.RememberWard(readBoard)

func readBoard(tx *db.Tx, ward uint64) (*Board, error) {
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	early, err := opensEarly(book, tx.Today())
	if err != nil {
		return nil, err
	}
	round, ok := book.Timetable.RoundAt(tx.Now, early)
	if !ok {
		return nil, fault.New(fault.Conflict, "care.no_rounds")
	}
	s, err := sheetOf(tx, book, ward, round)
	if err != nil {
		return nil, err
	}
	b := &Board{Sheet: *s}
	if coming := book.Timetable.Between(round.At().Add(time.Second), tx.Now.Add(24*time.Hour)); len(coming) > 0 {
		b.Next = coming[0]
	}
	b.list(tx.Today())
	return b, nil
}

// list writes what needs somebody, the most urgent first.
func (b *Board) list(today value.Day) {
	byKind := map[TodoKind][]Todo{}
	note := func(t Todo) { byKind[t.Kind] = append(byKind[t.Kind], t) }
	for i := range b.Rooms {
		for j := range b.Rooms[i].Beds {
			bed := &b.Rooms[i].Beds[j]
			if w, at := bed.lookDue(); w != nil && at.Before(b.Now) && !bed.Away() {
				note(Todo{Kind: LookAgain, At: at, Bed: bed, For: w})
			}
			for n := range bed.Watched {
				if w := &bed.Watched[n]; w.ReviewAt.Before(b.Now) {
					note(Todo{Kind: ReviewIt, At: w.ReviewAt, Bed: bed, For: w})
				}
			}
			for n := range bed.Tasks {
				if t := &bed.Tasks[n]; !bed.Away() && (t.State == TaskDue || t.State == TaskOverdue) {
					note(Todo{Kind: DoTask, At: t.DueAt, Bed: bed, Task: t})
				}
			}
			for n := range bed.Concerns {
				note(Todo{Kind: LookInto, At: bed.Concerns[n].Since, Bed: bed, Of: &bed.Concerns[n]})
			}
			switch {
			case !bed.Person():
			case bed.AbsenceKind == presence.Missing:
				note(Todo{Kind: FindPerson, At: *bed.AbsentSince, Bed: bed})
			case bed.Away():
				if !bed.DueBackOn.IsZero() && bed.DueBackOn.Before(today) {
					note(Todo{Kind: ComeBack, Due: bed.DueBackOn, Bed: bed})
				}
			case bed.Last != nil && bed.Last.Signs.Grave() && b.Now.Sub(bed.Last.At) < 24*time.Hour:
				note(Todo{Kind: SeeGrave, At: bed.Last.At, Bed: bed})
			case bed.Last != nil && bed.Last.Exceptions > 0 && b.Now.Sub(bed.Last.At) < 24*time.Hour:
				note(Todo{Kind: SeeAgain, At: bed.Last.At, Bed: bed})
			}
		}
	}
	if b.Left() > 0 {
		note(Todo{Kind: WalkRound, At: b.Round.At(), Left: b.Left()})
	}
	if b.Next.Slot.ID != 0 {
		note(Todo{Kind: RoundNext, At: b.Next.At()})
	}
	for _, kind := range []TodoKind{FindPerson, SeeGrave, LookAgain, DoTask, ComeBack, ReviewIt, LookInto, WalkRound, SeeAgain, RoundNext} {
		b.Todo = append(b.Todo, byKind[kind]...)
	}
}
