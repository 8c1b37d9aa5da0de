package care

import (
	"time"

	"maiam/models/care"
	"maiam/models/value"
)

// The handover on the wire.
type matterOut struct {
	Key    string      `json:"key"`
	Facts  care.Facts  `json:"facts"`
	Later  *care.Facts `json:"later,omitempty" doc:"what is known now and was not when it was signed"`
	Signed *lineOut    `json:"signed,omitempty"`
}

type lineOut struct {
	ID           uint64     `json:"id"`
	Key          string     `json:"key"`
	Counted      *int       `json:"counted,omitempty"`
	Matches      *bool      `json:"agrees,omitempty"`
	Unfinished   bool       `json:"unfinished,omitempty" doc:"it comes again in the next shift"`
	Word         string     `json:"word,omitempty"`
	OutgoingBy   uint64     `json:"outgoing_by"`
	OutgoingAt   time.Time  `json:"outgoing_at"`
	IncomingBy   *uint64    `json:"incoming_by,omitempty"`
	IncomingAt   *time.Time `json:"incoming_at,omitempty"`
	IncomingWord string     `json:"incoming_word,omitempty"`
}

type handoverOut struct {
	WardID   uint64      `json:"ward_id"`
	Ward     string      `json:"ward"`
	ShiftID  uint64      `json:"shift_id"`
	Shift    string      `json:"shift" doc:"code of the shift"`
	ShiftDay value.Day   `json:"shift_day"`
	Opens    time.Time   `json:"opens" doc:"from when it can be signed"`
	Until    time.Time   `json:"until" doc:"up to when the facts reach"`
	Items    []matterOut `json:"items"`
	After    []matterOut `json:"after" doc:"became known after the last signature"`
	Complete *time.Time  `json:"complete,omitempty"`
}

func lineWire(l *care.Line) lineOut {
	return lineOut{l.ID, l.LineKey, l.Counted, l.Matches, l.Unfinished, l.Word, l.OutgoingBy, l.OutgoingAt, l.IncomingBy, l.IncomingAt, l.IncomingWord}
}

func mattersWire(list []care.Matter) []matterOut {
	out := make([]matterOut, len(list))
	for i, m := range list {
		out[i] = matterOut{Key: m.Key, Facts: m.Facts, Later: m.Later}
		if m.Line != nil {
			line := lineWire(&m.Line.Line)
			out[i].Signed = &line
		}
	}
	return out
}

func handoverWire(h *care.Handover) handoverOut {
	return handoverOut{h.WardID, h.WardName, h.Turn.Shift.ID, h.Turn.Shift.Code, h.Turn.Day, h.Opens, h.Until, mattersWire(h.Items), mattersWire(h.After), h.Complete}
}

type silentOut struct {
	ResidentID uint64 `json:"resident_id"`
	Name       string `json:"name"`
	Room       string `json:"room"`
	Bed        string `json:"bed"`
	Reason     string `json:"reason,omitempty"`
}

type unwrittenOut struct {
	WardID   uint64      `json:"ward_id"`
	ShiftID  uint64      `json:"shift_id"`
	ShiftDay value.Day   `json:"shift_day"`
	Written  int         `json:"written"`
	Items    []silentOut `json:"items"`
	Excused  []silentOut `json:"excused"`
}

func unwrittenWire(u *care.Unwritten) unwrittenOut {
	list := func(all []care.Silent) []silentOut {
		out := make([]silentOut, len(all))
		for i, s := range all {
			out[i] = silentOut{s.ResidentID, s.Name, s.RoomName, s.BedName, s.Dismissed}
		}
		return out
	}
	return unwrittenOut{u.WardID, u.Turn.Shift.ID, u.Turn.Day, u.Written, list(u.Silent), list(u.Excused)}
}

type dismissalOut struct {
	ResidentID uint64    `json:"resident_id"`
	ShiftID    uint64    `json:"shift_id"`
	ShiftDay   value.Day `json:"shift_day"`
	Reason     string    `json:"reason"`
}

func dismissalWire(d *care.Dismissal) dismissalOut {
	return dismissalOut{d.ResidentID, d.ShiftID, d.ShiftDay, d.Reason}
}
