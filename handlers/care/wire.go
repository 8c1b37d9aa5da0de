package care

import (
	"time"

	"maiam/models/care"
	"maiam/models/settings"
	"maiam/models/value"
)

// roundOut names a round on the wire.
type roundOut struct {
	SlotID   uint64    `json:"slot_id"`
	ShiftDay value.Day `json:"shift_day"`
	Shift    string    `json:"shift" doc:"code of the shift"`
	Time     string    `json:"time" doc:"as on the clock, 17:00"`
	Meal     string    `json:"meal,omitempty" doc:"the meal that ate asks about: breakfast, lunch or supper"`
	SetFor   time.Time `json:"set_for"`
}

func roundWire(r settings.Round) roundOut {
	return roundOut{SlotID: r.Slot.ID, ShiftDay: r.Turn.Day, Shift: r.Turn.Shift.Code, Time: r.Slot.Clock(), Meal: string(r.Slot.Meal), SetFor: r.At()}
}

// signsOut are the six signs on the wire.
type signsOut struct {
	Seen     string `json:"seen,omitempty"`
	Slept    string `json:"slept,omitempty"`
	Washed   string `json:"washed,omitempty"`
	Ate      string `json:"ate,omitempty"`
	Medicine string `json:"medicine,omitempty"`
	Mood     string `json:"mood,omitempty"`
}

func signsWire(s care.Signs) signsOut {
	return signsOut{s.Seen.String(), s.Slept.String(), s.Washed.String(), s.Ate.String(), s.Medicine.String(), s.Mood.String()}
}

// writtenOut is a mark on the wire.
type writtenOut struct {
	ID         uint64    `json:"id,omitempty"`
	At         time.Time `json:"at"`
	RecordedAt time.Time `json:"recorded_at"`
	RecordedBy uint64    `json:"recorded_by"`
	ByName     string    `json:"recorded_by_name,omitempty"`
	Signs      signsOut  `json:"signs"`
	Exceptions int       `json:"exceptions"`
	Response   string    `json:"response,omitempty"`
	Note       string    `json:"note,omitempty"`
	Reason     string    `json:"reason,omitempty"`
}

func writtenWire(w *care.Written) *writtenOut {
	if w == nil {
		return nil
	}
	return &writtenOut{w.MarkID, w.At, w.RecordedAt, w.RecordedBy, w.ByName, signsWire(w.Signs), w.Exceptions, w.Response.String(), w.Note, w.Reason}
}

type needOut struct {
	Kind     string `json:"kind"`
	Code     string `json:"code,omitempty"`
	Severity string `json:"severity,omitempty"`
	Note     string `json:"note,omitempty"`
}

type awayOut struct {
	Kind      string     `json:"kind" enum:"hospital,leave,missing"`
	Since     *time.Time `json:"since,omitempty"`
	DueBackOn value.Day  `json:"due_back_on,omitzero"`
}

type personOut struct {
	ResidentID uint64      `json:"resident_id"`
	Number     string      `json:"number"`
	Name       string      `json:"name"`
	BedID      uint64      `json:"bed_id"`
	Bed        string      `json:"bed"`
	Photo      bool        `json:"photo"`
	Needs      []needOut   `json:"needs"`
	Flags      []needOut   `json:"flags"`
	Away       *awayOut    `json:"away,omitempty"`
	Usual      signsOut    `json:"usual" doc:"the person's own usual day"`
	UsualFrom  int         `json:"usual_from" doc:"how many rounds of the last seven days it rests on"`
	Mark       *writtenOut `json:"mark,omitempty" doc:"what is recorded in this round"`
}

type roomOut struct {
	RoomID uint64      `json:"room_id"`
	Room   string      `json:"room"`
	Own    bool        `json:"own,omitempty" doc:"whoever asks looks after it in this shift; those stand first"`
	Here   int         `json:"here"`
	Seen   int         `json:"seen"`
	People []personOut `json:"people"`
}

type sheetOut struct {
	WardID uint64    `json:"ward_id"`
	Ward   string    `json:"ward"`
	Round  roundOut  `json:"round"`
	Opens  time.Time `json:"opens" doc:"from when the round may be recorded"`
	Due    bool      `json:"due" doc:"it is the round due now"`
	At     time.Time `json:"at" doc:"the moment whose presence is shown"`
	Here   int       `json:"here"`
	Seen   int       `json:"seen"`
	Away   int       `json:"away"`
	Rooms  []roomOut `json:"rooms"`
}

func sheetWire(s *care.Sheet) sheetOut {
	out := sheetOut{WardID: s.WardID, Ward: s.WardName, Round: roundWire(s.Round), Opens: s.Opens, Due: s.Due, At: s.At,
		Here: s.Here, Seen: s.Seen, Away: s.Away, Rooms: make([]roomOut, 0, len(s.Rooms))}
	for _, r := range s.Rooms {
		room := roomOut{RoomID: r.ID, Room: r.Name, Own: r.Own, Here: r.Here, Seen: r.Seen, People: []personOut{}}
		for _, b := range r.Beds {
			if b.Person() {
				room.People = append(room.People, personWire(b))
			}
		}
		out.Rooms = append(out.Rooms, room)
	}
	return out
}

func personWire(b care.Bed) personOut {
	p := personOut{ResidentID: b.ResidentID, Number: b.Number, Name: b.Name, BedID: b.BedID, Bed: b.BedName, Photo: b.PhotoFileID != nil,
		Needs: []needOut{}, Flags: []needOut{}, Usual: signsWire(b.Norm), UsualFrom: b.NormOn, Mark: writtenWire(b.Mark)}
	for _, n := range b.Needs {
		p.Needs = append(p.Needs, needOut(n))
	}
	for _, f := range b.Flags {
		p.Flags = append(p.Flags, needOut{Kind: f.Kind, Note: f.Note})
	}
	if b.Away() {
		p.Away = &awayOut{Kind: string(b.AbsenceKind), Since: b.AbsentSince, DueBackOn: b.DueBackOn}
	}
	return p
}

type walkedOut struct {
	Round   roundOut   `json:"round"`
	Seen    int        `json:"seen"`
	Changed int        `json:"changed" doc:"people seen with something not as usual"`
	Late    int        `json:"late" doc:"people written down late"`
	FirstAt *time.Time `json:"first_at,omitempty"`
	LastAt  *time.Time `json:"last_at,omitempty"`
	LastBy  uint64     `json:"last_by,omitempty"`
}

type walkedList struct {
	WardID uint64      `json:"ward_id"`
	From   value.Day   `json:"from"`
	To     value.Day   `json:"to"`
	Items  []walkedOut `json:"items"`
}

func walkedWire(d walkedData) walkedList {
	out := walkedList{WardID: d.Ward.ID, From: d.From, To: d.To, Items: make([]walkedOut, 0, len(d.Rounds))}
	for _, w := range d.Rounds {
		out.Items = append(out.Items, walkedOut{roundWire(w.Round), w.Seen, w.Changed, w.Late, w.FirstAt, w.LastAt, w.LastBy})
	}
	return out
}

// markOut is a correction on the wire.
type markOut struct {
	ID         uint64    `json:"id"`
	AmendsID   uint64    `json:"amends_id"`
	ResidentID uint64    `json:"resident_id"`
	WardID     uint64    `json:"ward_id"`
	SlotID     uint64    `json:"slot_id"`
	ShiftDay   value.Day `json:"shift_day"`
	At         time.Time `json:"at"`
	RecordedAt time.Time `json:"recorded_at"`
	RecordedBy uint64    `json:"recorded_by"`
	Signs      signsOut  `json:"signs"`
	Response   string    `json:"response,omitempty"`
	Note       string    `json:"note,omitempty"`
	Reason     string    `json:"reason"`
	TakenBack  bool      `json:"taken_back,omitempty"`
}

func markWire(m *care.Mark) markOut {
	out := markOut{ID: m.ID, ResidentID: m.ResidentID, WardID: m.WardID, SlotID: m.SlotID, ShiftDay: m.ShiftDay, At: m.At, RecordedAt: m.RecordedAt,
		RecordedBy: m.RecordedBy, Signs: signsWire(m.Signs), Response: m.Response.String(), Note: m.Note, Reason: m.Reason, TakenBack: m.Taken()}
	if m.AmendsID != nil {
		out.AmendsID = *m.AmendsID
	}
	return out
}
