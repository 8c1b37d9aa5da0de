package care

import (
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

// SheetInput asks for the sheet of one round of a ward: the one due now when no slot is named.
type SheetInput struct {
	WardID   uint64    `path:"ward"`
	SlotID   uint64    `form:"slot" doc:"the slot of the shift; the round due now when absent"`
	ShiftDay value.Day `form:"day" doc:"the day on which the shift began"`
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
	At       time.Time // the moment whose presence is shown
	Now      time.Time
	Rooms    []Room
	Here     int // people who are not away
	Seen     int // of those, with a mark in this round
	Away     int
	Changed  int // of those seen, with something not as usual
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
	NormOn   int      // how many rounds the norm rests on; 0 when nothing is known yet
	Mark     *Written // in this round
	Last     *Written // the newest round of the person, whichever
}

// Person tells whether somebody has the bed.
func (b Bed) Person() bool { return b.ResidentID != 0 }

// Away tells that the person is in hospital, on leave or missing.
func (b Bed) Away() bool { return b.AbsenceKind != "" }

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
// in the ward, presence.view and residents.view. Two statements, flat in history.
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
	return sheetOf(tx, book, in.WardID, round)
}

func sheetOf(tx *db.Tx, book *settings.Book, ward uint64, round settings.Round) (*Sheet, error) {
	early, err := opensEarly(book, round.Turn.Day)
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
	tiles, err := presence.WardBoard(tx, ward, moment)
	if err != nil {
		return nil, err
	}
	if len(tiles) == 0 || !within(tx, View, tiles[0].CampusID, tiles[0].ZoneID, ward) {
		return nil, notFound
	}
	s.WardID, s.WardName, s.CampusID, s.ZoneID = ward, tiles[0].WardName, tiles[0].CampusID, tiles[0].ZoneID
	var people []uint64
	for _, t := range tiles {
		if t.ResidentID != 0 {
			people = append(people, t.ResidentID)
		}
	}
	known, err := aboutThem(tx, people, value.DayOf(s.At, tx.Zone()), round)
	if err != nil {
		return nil, err
	}
	for _, t := range tiles {
		s.add(t, known[t.ResidentID])
	}
	return s, nil
}

// add puts one bed of the floor into the sheet; beds come room by room.
func (s *Sheet) add(t presence.Tile, about *Bed) {
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
	b := Bed{Tile: t, Norm: AllUsual}
	if about != nil {
		b = *about
		b.Tile = t
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

// fact is one thing known about a person: first the marks and norms, then needs and flags.
type fact struct {
	Part          int
	ResidentID    uint64
	Kind          string
	Code          string
	Severity      string
	Words         string
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
}

var factsOfPeople = `SELECT 0 AS part, r.id AS resident_id, '' AS kind, '' AS code, '' AS severity, '' AS words,
	m.id AS mark_id, m.ward_id AS mark_ward_id, m.turn AS mark_turn, m.at AS mark_at, m.recorded_at AS mark_written_at, m.recorded_by AS mark_by,
	b.name AS mark_by_name, m.response AS mark_response, m.exceptions AS mark_found, m.note AS mark_note, m.reason AS mark_reason,
	` + packing("m") + ` AS mark_signs,
	s.ward_id AS last_ward_id, s.shift_day AS last_day, s.slot_id AS last_slot_id, s.turn AS last_turn, s.round_at AS last_round_at,
	s.at AS last_at, s.recorded_at AS last_written_at, s.recorded_by AS last_by, s.response AS last_response, s.exceptions AS last_found, s.note AS last_note,
	` + packing("s") + ` AS last_signs,
	n.from_day AS norm_from, n.to_day AS norm_to, n.rounds AS norm_rounds,
	` + packing("n") + ` AS norm_signs
	FROM residents_people r
	LEFT JOIN care_marks m ON m.resident_id = r.id AND m.shift_day = ? AND m.slot_id = ?
	LEFT JOIN staff_members b ON b.id = m.recorded_by
	LEFT JOIN care_states s ON s.resident_id = r.id
	LEFT JOIN care_norms n ON n.resident_id = r.id
	WHERE {campus r.campus_id} AND r.id IN ?
	UNION ALL SELECT 1, d.resident_id, d.kind, d.code, d.severity, d.note` + nothingElse + `
	FROM residents_needs d JOIN residents_people r ON r.id = d.resident_id
	WHERE {campus r.campus_id} AND d.resident_id IN ? AND d.from_day <= ? AND (d.to_day IS NULL OR d.to_day > ?)
	UNION ALL SELECT 2, f.resident_id, f.kind, '', '', f.note` + nothingElse + `
	FROM residents_flags f JOIN residents_people r ON r.id = f.resident_id
	WHERE {campus r.campus_id} AND f.resident_id IN ? AND f.from_day <= ? AND (f.to_day IS NULL OR f.to_day > ?)`

// nothingElse stands for the columns that a need or a flag does not have.
var nothingElse = strings.Repeat(", NULL", 28)

// aboutThem reads, in one statement, everything but the bed that the sheet shows of some people.
func aboutThem(tx *db.Tx, people []uint64, on value.Day, round settings.Round) (map[uint64]*Bed, error) {
	about := make(map[uint64]*Bed, len(people))
	if len(people) == 0 {
		return about, nil
	}
	facts, err := db.Report[fact](tx, factsOfPeople, round.Turn.Day, round.Slot.ID, people, people, on, on, people, on, on)
	if err != nil {
		return nil, err
	}
	of := func(id uint64) *Bed {
		if about[id] == nil {
			about[id] = &Bed{Norm: AllUsual}
		}
		return about[id]
	}
	for _, f := range facts {
		b := of(f.ResidentID)
		switch f.Part {
		case 1:
			b.Needs = append(b.Needs, Need{f.Kind, f.Code, f.Severity, f.Words})
		case 2:
			b.Flags = append(b.Flags, Flag{f.Kind, f.Words})
		default:
			f.into(b, round)
		}
	}
	settled(about)
	return about, nil
}

// into lays the marks and the norm of one row over a bed. A person whose mark was corrected has
// several rows; the highest turn holds, and one that was taken back is no mark.
func (f fact) into(b *Bed, round settings.Round) {
	if f.NormRounds > 0 {
		b.Norm, b.NormOn, b.NormDays = usual(f.NormSigns.signs()), f.NormRounds, value.Period{From: f.NormFrom, To: f.NormTo}
	}
	if f.LastAt != nil {
		b.Last = &Written{WardID: f.LastWardID, ShiftDay: f.LastDay, SlotID: f.LastSlotID, Turn: f.LastTurn, RoundAt: *f.LastRoundAt, At: *f.LastAt,
			RecordedAt: *f.LastWrittenAt, RecordedBy: f.LastBy, Signs: f.LastSigns.signs(), Response: f.LastResponse, Exceptions: f.LastFound, Note: f.LastNote}
	}
	if f.MarkID == 0 || b.Mark != nil && b.Mark.Turn > f.MarkTurn {
		return
	}
	b.Mark = &Written{MarkID: f.MarkID, WardID: f.MarkWardID, ShiftDay: round.Turn.Day, SlotID: round.Slot.ID, Turn: f.MarkTurn, RoundAt: round.At(),
		At: *f.MarkAt, RecordedAt: *f.MarkWrittenAt, RecordedBy: f.MarkBy, ByName: f.MarkByName, Signs: f.MarkSigns.signs(), Response: f.MarkResponse,
		Exceptions: f.MarkFound, Note: f.MarkNote, Reason: f.MarkReason}
}

// settled drops the marks that were taken back, once the highest turn of each person is known.
func settled(about map[uint64]*Bed) {
	for _, b := range about {
		if b.Mark != nil && b.Mark.Signs.Taken() {
			b.Mark = nil
		}
	}
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
	ComeBack   TodoKind = "overdue"  // should be back from hospital or home
	WalkRound  TodoKind = "round"    // the round due now is not finished
	SeeAgain   TodoKind = "changed"  // found in the last round: not as usual
	RoundNext  TodoKind = "upcoming" // the round that follows
)

// Todo is one line of the list.
type Todo struct {
	Kind TodoKind
	At   time.Time // since when, or when
	Due  value.Day // of an absence
	Bed  *Bed      // the person it is about, if one
	Left int       // people still to be seen
}

// WardBoard gives the board of a ward: who lies where, free beds and beds out of service, needs, risks,
// absences, what the last round found of each, and what is due. It needs what RoundSheet needs.
// Two statements, flat in history.
func WardBoard(tx *db.Tx, ward uint64) (*Board, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
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
	for _, kind := range []TodoKind{FindPerson, SeeGrave, ComeBack, WalkRound, SeeAgain, RoundNext} {
		b.Todo = append(b.Todo, byKind[kind]...)
	}
}
