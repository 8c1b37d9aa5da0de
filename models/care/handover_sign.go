package care

import (
	"encoding/json"
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"

	"maiam/models/wards"
)

// Side is who signs a line of a handover: who goes, or who comes.
type Side string

// The two sides.
const (
	Outgoing Side = "outgoing"
	Incoming Side = "incoming"
)

// SignInput signs one line of a handover.
type SignInput struct {
	TurnInput
	Key        string `form:"key" json:"key" validate:"required,max=60" doc:"the line, as the handover names it"`
	As         Side   `form:"as" json:"as" validate:"required,max=20" enum:"outgoing,incoming" doc:"who goes signs first"`
	Unfinished bool   `form:"unfinished" json:"unfinished,omitempty" doc:"it is not done and comes again in the next shift; needs a word"`
	Word       string `form:"word" json:"word,omitempty" validate:"max=300"`
	Counted    *int   `form:"counted" json:"counted,omitempty" validate:"omitempty,min=0,max=100000" doc:"of keys and controlled drugs: how many were counted"`
	Matches    string `form:"agrees" json:"agrees,omitempty" validate:"max=10" enum:"yes,no" doc:"whether the count is what it should be; no needs a word"`
}

// SignHandover signs one line of a handover: first the person who goes, then the one who comes, never
// the same. What the line says is kept as it was when it was signed first. A line that somebody calls
// unfinished, and one in red that who comes has not signed, comes again in the next shift. The heads are
// signed last, by each. It needs care.record in the ward.
//
// Invalid: a count or a word is missing. Conflict: too early or too late, signed already, the same
// person, who comes before who goes, other lines are still unsigned.
func SignHandover(tx *db.Tx, in SignInput) (*Line, error) {
	if err := tx.May(Record); err != nil {
		return nil, err
	}
	if err := signed(tx); err != nil {
		return nil, err
	}
	var bad fault.Fields
	in.Word = short(&bad, "word", in.Word)
	if in.As != Outgoing && in.As != Incoming {
		bad.Add("as", "care.handover.side_unknown")
	}
	if in.Word == "" && (in.Unfinished || in.Matches == "no") {
		bad.Add("word", "care.handover.word_missing")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if _, err := wards.Within(tx, Record, in.WardID); err != nil {
		return nil, err
	}
	h, err := HandoverOf(tx, in.TurnInput)
	if err != nil {
		return nil, err
	}
	if err := h.mayBeSigned(); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(h.Items, func(i Matter) bool { return i.Key == in.Key })
	if at < 0 {
		return nil, fault.New(fault.Conflict, "care.handover.line_gone")
	}
	item := h.Items[at]
	if item.Kind == ItemHeads {
		for _, other := range h.Items {
			if other.Key != item.Key && (other.Line == nil || in.As == Incoming && other.Line.IncomingBy == nil) {
				return nil, fault.New(fault.Conflict, "care.handover.heads_last")
			}
		}
	}
	tx.Concerns("ward", h.WardID, h.CampusID)
	tx.Detail("key", in.Key)
	tx.Detail("as", in.As)
	if in.As == Outgoing {
		return in.leave(tx, h, item)
	}
	return in.come(tx, h, item)
}

// mayBeSigned tells why a handover cannot be signed now.
func (h *Handover) mayBeSigned() error {
	switch {
	case h.Complete != nil:
		return fault.New(fault.Conflict, "care.handover.complete")
	case h.Now.Before(h.Opens):
		return fault.New(fault.Conflict, "care.handover.not_yet", fault.A{"from": h.Opens})
	case !h.Signable():
		return fault.New(fault.Conflict, "care.handover.too_late", fault.A{"days": h.Days})
	}
	return nil
}

// leave signs a line by the person who goes.
func (in SignInput) leave(tx *db.Tx, h *Handover, item Matter) (*Line, error) {
	if item.Line != nil {
		return nil, fault.New(fault.Conflict, "care.handover.signed_already")
	}
	l := Line{CampusID: h.CampusID, WardID: h.WardID, ShiftID: h.Turn.Shift.ID, ShiftDay: h.Turn.Day, LineKey: item.Key, Unfinished: in.Unfinished, Word: in.Word,
		OutgoingBy: tx.Actor.ID, OutgoingAt: tx.Now}
	if item.Kind.counted() {
		if err := in.count(&l); err != nil {
			return nil, err
		}
	}
	if item.Level == Red || l.Unfinished || l.Matches != nil && !*l.Matches {
		l.OpenWardID = ptr(h.WardID)
	}
	text, err := json.Marshal(item.Facts)
	if err != nil {
		return nil, err
	}
	l.Facts = string(text)
	if err := db.Add(tx, &l); err != nil {
		if db.Duplicate(err, "turn") {
			return nil, fault.New(fault.Conflict, "care.handover.signed_already").Because(err)
		}
		return nil, err
	}
	if len(item.Left) > 0 { // this line carries on what shifts before left
		ids := make([]uint64, len(item.Left))
		for i, left := range item.Left {
			ids[i] = left.ID
		}
		if _, err := db.Set[Line](tx, map[string]any{"open_ward_id": nil, "carried_id": l.ID}, "id IN ?", ids); err != nil {
			return nil, err
		}
	}
	return &l, nil
}

func (in SignInput) count(l *Line) error {
	var bad fault.Fields
	if in.Counted == nil {
		bad.Add("counted", "care.handover.count_missing")
	}
	if in.Matches != "yes" && in.Matches != "no" {
		bad.Add("agrees", "care.handover.match_missing")
	}
	l.Counted, l.Matches = in.Counted, ptr(in.Matches == "yes")
	return bad.Err()
}

// come signs a line by the person who comes.
func (in SignInput) come(tx *db.Tx, h *Handover, item Matter) (*Line, error) {
	switch {
	case item.Line == nil:
		return nil, fault.New(fault.Conflict, "care.handover.outgoing_first")
	case item.Line.IncomingBy != nil:
		return nil, fault.New(fault.Conflict, "care.handover.signed_already")
	case item.Line.OutgoingBy == tx.Actor.ID:
		return nil, fault.New(fault.Conflict, "care.handover.same_person")
	}
	l := item.Line.Line
	l.IncomingBy, l.IncomingAt, l.IncomingWord = ptr(tx.Actor.ID), ptr(tx.Now), in.Word
	set := map[string]any{"incoming_by": tx.Actor.ID, "incoming_at": tx.Now, "incoming_word": in.Word}
	unsettled := l.Matches != nil && !*l.Matches || in.Matches == "no"
	switch {
	case in.Unfinished || unsettled:
		l.Unfinished, l.OpenWardID = true, ptr(h.WardID)
		set["unfinished"], set["open_ward_id"] = true, h.WardID
	case !l.Unfinished:
		l.OpenWardID = nil
		set["open_ward_id"] = nil
	}
	n, err := db.Set[Line](tx, set, "id = ? AND incoming_by IS NULL AND carried_id IS NULL", l.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "care.handover.signed_already")
	}
	return &l, nil
}

// HandoverState is how far the handover of a ward and shift has come.
type HandoverState struct {
	WardID   uint64
	Turn     settings.Turn
	Begun    bool       // somebody signed a line
	Out      *time.Time // who goes has signed everything
	Complete *time.Time // who comes too
}

// Open tells that somebody has to sign.
func (s HandoverState) Open() bool { return s.Complete == nil }

// HandoverStates tells for some wards how far the handover has come that is due now: that of the
// running shift in its last half hour, and else of the shift before. It needs care.view. One statement.
func HandoverStates(tx *db.Tx, ids []uint64) (map[uint64]HandoverState, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	return handoverStates(tx, ids, turnToHand)
}

// endedTurn is the last shift that is over.
func endedTurn(book *settings.Book, now time.Time) (settings.Turn, bool) {
	turn, ok := book.Timetable.TurnAt(now)
	if !ok {
		return turn, false
	}
	return book.Timetable.Previous(turn)
}

func handoverStates(tx *db.Tx, ids []uint64, which func(*settings.Book, time.Time) (settings.Turn, bool)) (map[uint64]HandoverState, error) {
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	out := map[uint64]HandoverState{}
	turn, ok := which(book, tx.Now)
	if !ok || len(ids) == 0 {
		return out, nil
	}
	for _, id := range ids {
		out[id] = HandoverState{WardID: id, Turn: turn}
	}
	type head struct {
		WardID     uint64
		LineKey    string
		OutgoingAt time.Time
		IncomingAt *time.Time
	}
	rows, err := db.Report[head](tx, "SELECT ward_id, line_key, outgoing_at, incoming_at FROM care_handover_lines WHERE {campus campus_id} AND ward_id IN ? AND shift_day = ? AND shift_id = ?", ids, turn.Day, turn.Shift.ID)
	for _, r := range rows {
		s := out[r.WardID]
		s.Begun = true
		if r.LineKey == "heads" {
			s.Out, s.Complete = ptr(r.OutgoingAt), r.IncomingAt
		}
		out[r.WardID] = s
	}
	return out, err
}
