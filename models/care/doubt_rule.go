package care

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/models/value"
)

// DoubtKind is why the house asks how a round was walked.
type DoubtKind string

// Why it asks. Each is a question and nothing more: there are good reasons for all of them.
const (
	TooFast   DoubtKind = "speed"     // fewer seconds a person than one needs to look
	SameAgain DoubtKind = "identical" // a ward was written alike, exceptions and all, some days in a row
	LongAfter DoubtKind = "late"      // a whole round was written long after it
	// DoorsUnpassed is a ward in which nobody passed the doors of rooms for too long at night.
	DoorsUnpassed DoubtKind = "doors"
)

// DoubtFacts are what a question rests on.
type DoubtFacts struct {
	People  int    `json:"people,omitempty"`
	Seconds int    `json:"seconds,omitempty"` // for all of them
	Nights  int    `json:"nights,omitempty"`
	Odd     int    `json:"odd,omitempty"` // exceptions that were the same
	Minutes int    `json:"minutes,omitempty"`
	Rooms   int    `json:"rooms,omitempty"` // whose doors nobody passed for longer than allowed
	Room    string `json:"room,omitempty"`  // the one that waited longest, for so many minutes
}

// fewest is how many people a round must have before it is asked about: two in a room are soon seen.
const fewest = 8

// Attested is what one carer wrote of one ward and round at one moment: a room, or a few people.
type Attested struct {
	WardID     uint64
	ShiftDay   value.Day
	SlotID     uint64
	RecordedBy uint64
	At         time.Time
	RecordedAt time.Time
	N          int
}

// walkOf is a round as one carer walked it.
type walkOf struct {
	ward, slot, by uint64
	day            value.Day
}

// Suspect is a question that a rule wants to ask.
type Suspect struct {
	Kind     DoubtKind
	WardID   uint64
	MemberID uint64 // 0 when it concerns a ward
	ShiftDay value.Day
	SlotID   uint64
	DoubtFacts
}

// Key names the question, so that it is asked once.
func (s Suspect) Key() string {
	part := []string{string(s.Kind)}
	for _, n := range []uint64{s.WardID, s.SlotID, s.MemberID} {
		part = append(part, strconv.FormatUint(n, 10))
	}
	return strings.Join(append(part, s.ShiftDay.String()), ":")
}

// Walks finds rounds that were walked faster than one can look, and rounds that were written long after.
// The first room has no beginning: the seconds run from it to the last, by when the people were seen or by
// when it was written, whichever took longer, so that neither a phone without a network nor a list typed
// in later looks like haste.
func Walks(all []Attested, leastMilli int64, late time.Duration) (out []Suspect) {
	walks := map[walkOf][]Attested{}
	for _, a := range all {
		k := walkOf{a.WardID, a.SlotID, a.RecordedBy, a.ShiftDay}
		walks[k] = append(walks[k], a)
	}
	for k, parts := range walks {
		slices.SortFunc(parts, func(a, b Attested) int { return cmp.Or(a.At.Compare(b.At), a.RecordedAt.Compare(b.RecordedAt)) })
		people, after := 0, 0
		seen, wrote := span(parts, func(a Attested) time.Time { return a.At }), span(parts, func(a Attested) time.Time { return a.RecordedAt })
		lateN, waited := 0, time.Duration(0)
		for i, p := range parts {
			people += p.N
			if i > 0 {
				after += p.N
			}
			if by := p.RecordedAt.Sub(p.At); late > 0 && by >= late {
				lateN, waited = lateN+p.N, max(waited, by)
			}
		}
		took := max(seen, wrote)
		if people >= fewest && after > 0 && leastMilli > 0 && took.Milliseconds() < leastMilli*int64(after) {
			out = append(out, Suspect{TooFast, k.ward, k.by, k.day, k.slot, DoubtFacts{People: people, Seconds: int(took.Seconds())}})
		}
		if lateN >= fewest && 2*lateN >= people {
			out = append(out, Suspect{LongAfter, k.ward, k.by, k.day, k.slot, DoubtFacts{People: lateN, Minutes: int(waited.Minutes())}})
		}
	}
	slices.SortFunc(out, func(a, b Suspect) int { return cmp.Compare(a.Key(), b.Key()) })
	return out
}

func span(parts []Attested, of func(Attested) time.Time) time.Duration {
	first, last := of(parts[0]), of(parts[0])
	for _, p := range parts {
		if t := of(p); t.Before(first) {
			first = t
		} else if t.After(last) {
			last = t
		}
	}
	return last.Sub(first)
}

// Oddity is something not as usual in a round.
type Oddity struct {
	WardID     uint64
	ShiftDay   value.Day
	SlotID     uint64
	ResidentID uint64
	Packed     uint32
	Response   Response
}

// leastAlike is how many exceptions must be alike: one person who eats half each evening is no wonder.
const leastAlike = 2

// Alike finds rounds of a ward whose exceptions were the same, person by person and sign by sign, on so many
// days in a row up to the last. Rounds in which all were as usual are not asked about.
func Alike(all []Oddity, last value.Day, nights int) (out []Suspect) {
	type place struct {
		ward, slot uint64
	}
	by := map[place]map[value.Day][]Oddity{}
	for _, o := range all {
		k := place{o.WardID, o.SlotID}
		if by[k] == nil {
			by[k] = map[value.Day][]Oddity{}
		}
		by[k][o.ShiftDay] = append(by[k][o.ShiftDay], o)
	}
	text := func(list []Oddity) string {
		slices.SortFunc(list, func(a, b Oddity) int { return cmp.Compare(a.ResidentID, b.ResidentID) })
		var t strings.Builder
		for _, o := range list {
			t.WriteString(strconv.FormatUint(o.ResidentID, 10) + "=" + strconv.FormatUint(uint64(o.Packed), 10) + "/" + strconv.Itoa(int(o.Response)) + ";")
		}
		return t.String()
	}
	for k, days := range by {
		first := text(days[last])
		n := 0
		for day := last; len(days[day]) >= leastAlike && text(days[day]) == first; day = day.AddDays(-1) {
			n++
		}
		if nights > 0 && n >= nights {
			out = append(out, Suspect{SameAgain, k.ward, 0, last, k.slot, DoubtFacts{Nights: n, Odd: len(days[last])}})
		}
	}
	slices.SortFunc(out, func(a, b Suspect) int { return cmp.Compare(a.Key(), b.Key()) })
	return out
}
