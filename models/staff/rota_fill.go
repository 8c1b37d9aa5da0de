package staff

import (
	"cmp"
	"slices"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// Filled is what filling many cells at once did.
type Filled struct {
	Made    int `json:"made"`
	Skipped int `json:"skipped"` // cells that stay as they were: the person is away, elsewhere, or no longer works there
}

// fillMost bounds what one step writes.
const fillMost = 2000

// CopyInput names a week to be filled, by any of its days.
type CopyInput struct {
	Campus uint64    `path:"campus" form:"-" json:"-"`
	Week   value.Day `form:"week" json:"week"`
}

// CopyWeek fills a week with the duties of the week before, day by day. Cells in which a person has
// anything at that time already stay as they are; who is away or no longer works there is left out. It
// needs staff.plan for the campus. Conflict: the week before is empty (staff.rota.empty_week).
func CopyWeek(tx *db.Tx, in CopyInput) (*Filled, error) {
	if in.Week.IsZero() {
		in.Week = tx.Today()
	}
	monday := Monday(in.Week)
	d, err := planAt(tx, in.Campus, monday, monday.AddDays(6))
	if err != nil {
		return nil, err
	}
	var want []cell
	for _, p := range d.inOrder() {
		for _, s := range slices.Clone(d.stints[p.ID]) {
			if s.CampusID != in.Campus || s.Day().Before(monday.AddDays(-7)) || !s.Day().Before(monday) {
				continue
			}
			turn, ok := d.turn(s.Turn.Shift.Code, s.Day().AddDays(7))
			if !ok {
				continue
			}
			for _, post := range s.Posts {
				want = append(want, cell{Stint{MemberID: p.ID, CampusID: in.Campus, Turn: turn, Kind: s.Kind}, post.WardID})
			}
		}
	}
	if len(want) == 0 {
		return nil, fault.New(fault.Conflict, "staff.rota.empty_week")
	}
	tx.Concerns("campus", in.Campus, in.Campus)
	tx.Detail("week", monday)
	return d.fill(want)
}

// cell is one duty that shall be made.
type cell struct {
	stint Stint
	ward  uint64
}

// inOrder gives the people of the rota in the order of the page.
func (d *desk) inOrder() []*RotaPerson {
	out := make([]*RotaPerson, 0, len(d.people))
	for _, p := range d.people {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b *RotaPerson) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// fill makes as many of the cells as are free, in one statement, and counts the others.
func (d *desk) fill(want []cell) (*Filled, error) {
	out := &Filled{}
	if len(want) > fillMost {
		return nil, fault.New(fault.Invalid, "staff.rota.too_many", fault.A{"most": fillMost})
	}
	var rows []Duty
	for _, c := range want {
		there := d.here(c.stint.MemberID, c.stint.Turn)
		if d.why(c.stint) != nil || there != nil && (there.In(c.ward) || there.Kind != c.stint.Kind) {
			out.Skipped++
			continue
		}
		row := Duty{CampusID: d.campus, MemberID: c.stint.MemberID, ShiftID: c.stint.Turn.Shift.ID, Day: c.stint.Day(), Ward: Ref(c.ward), Kind: c.stint.Kind,
			RecordedAt: d.tx.Now, RecordedBy: d.tx.Actor.ID}
		row.OpenKey = row.key()
		if d.isPublished(row.Day) {
			now := d.tx.Now
			row.PublishedAt, row.PublishedBy = &now, d.tx.Actor.ID
		}
		rows = append(rows, row)
		if there != nil {
			there.Posts = append(there.Posts, Post{WardID: c.ward})
		} else {
			s := c.stint
			s.Posts = []Post{{WardID: c.ward}}
			d.stints[s.MemberID] = append(d.stints[s.MemberID], s)
		}
	}
	out.Made = len(rows)
	d.tx.Detail("made", out.Made)
	d.tx.Detail("skipped", out.Skipped)
	if err := db.Append(d.tx, rows); err != nil {
		if db.Duplicate(err, "open_key") {
			return nil, fault.New(fault.Conflict, "staff.rota.there_already")
		}
		return nil, err
	}
	return out, nil
}

// InTurn is the shift of a pattern that stands for all shifts of the day, one after the other.
const InTurn = "all"

// PatternInput is a pattern of days for some people: so many days on, so many off, over a period.
type PatternInput struct {
	Campus  uint64    `path:"campus" form:"-" json:"-"`
	Members []uint64  `form:"members" json:"members" validate:"max=200"`
	Shift   string    `form:"pattern_shift" json:"shift" validate:"max=20" doc:"code of the shift, or all: each shift of the day in turn"`
	Ward    uint64    `form:"pattern_ward" json:"ward_id,omitempty"`
	Kind    DutyKind  `form:"pattern_kind" json:"kind,omitempty" validate:"omitempty,oneof=shift duty live_in"`
	On      int       `form:"on" json:"on" validate:"min=0,max=31"`
	Off     int       `form:"off" json:"off" validate:"min=0,max=31"`
	First   value.Day `form:"pattern_first" json:"from"`
	Last    value.Day `form:"pattern_last" json:"to"`
	Stagger bool      `form:"stagger" json:"stagger,omitempty" doc:"each person begins a day after the one before"`
}

// cycle is the pattern as a list of days: a shift, or nothing. With InTurn each shift of the day comes
// On times, from the first to the last.
func (in PatternInput) cycle(shifts []settings.Turn) []string {
	codes := []string{in.Shift}
	if in.Shift == InTurn {
		codes = nil
		for _, t := range shifts {
			codes = append(codes, t.Shift.Code)
		}
	}
	var out []string
	for _, code := range codes {
		for range in.On {
			out = append(out, code)
		}
	}
	for range in.Off {
		out = append(out, NoShift)
	}
	return out
}

// ApplyPattern puts people on duty by a pattern such as two days on and one off, over at most 62 days.
// It needs staff.plan for the campus. Cells that cannot be filled are left and counted.
func ApplyPattern(tx *db.Tx, in PatternInput) (*Filled, error) {
	if err := tx.May(Plan); err != nil {
		return nil, err
	}
	late, err := lateDays(tx)
	if err != nil {
		return nil, err
	}
	var bad fault.Fields
	switch {
	case in.First.IsZero() || in.First.Before(tx.Today().AddDays(-late)) || in.First.After(tx.Today().AddDays(aheadDays-publishDays)):
		bad.Add("pattern_first", "staff.rota.day_outside", fault.A{"days": late})
	case in.Last.Before(in.First) || in.Last.Sub(in.First) >= publishDays:
		bad.Add("pattern_last", "staff.rota.span", fault.A{"days": publishDays})
	}
	if len(in.Members) == 0 {
		bad.Add("members", "staff.rota.nobody")
	}
	if in.On == 0 {
		bad.Add("on", "staff.rota.no_days")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	d, err := planAt(tx, in.Campus, in.First, in.Last, in.Members...)
	if err != nil {
		return nil, err
	}
	turns := d.book.Timetable.On(in.First)
	if _, ok := d.turn(in.Shift, in.First); !ok && in.Shift != InTurn {
		bad.Add("pattern_shift", "staff.rota.no_such_shift")
	}
	if in.Ward != 0 {
		found, err := wards.Within(tx, Plan, in.Ward)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		if err != nil || found.CampusID != in.Campus || !found.Open() {
			bad.Add("pattern_ward", "staff.place_unknown")
		}
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if in.Kind == "" {
		in.Kind = WorkShift
	}
	cycle := in.cycle(turns)
	var want []cell
	for i, member := range in.Members {
		for n := range in.Last.Sub(in.First) + 1 {
			at := n
			if in.Stagger {
				at += len(cycle) - i%len(cycle)
			}
			code := cycle[at%len(cycle)]
			day := in.First.AddDays(n)
			turn, ok := d.turn(code, day)
			if code == NoShift || !ok {
				continue
			}
			want = append(want, cell{Stint{MemberID: member, CampusID: in.Campus, Turn: turn, Kind: in.Kind}, in.Ward})
		}
	}
	tx.Concerns("campus", in.Campus, in.Campus)
	tx.Detail("from", in.First)
	tx.Detail("to", in.Last)
	return d.fill(want)
}

// SwapInput names two duties whose people change places.
type SwapInput struct {
	Campus uint64 `path:"campus" form:"-" json:"-"`
	One    uint64 `form:"one" json:"one"`
	Other  uint64 `form:"other" json:"other"`
	Reason string `form:"swap_reason" json:"reason,omitempty" validate:"max=300"`
}

// Swapped is what a swap did.
type Swapped struct {
	One    string  `json:"one"`
	Other  string  `json:"other"`
	Doubts []Doubt `json:"doubts,omitempty"`
}

// SwapDuties lets two people change places in one step: each takes the whole stint of the other. It
// needs staff.plan for the campus. Conflict: after the swap one of them would be in two places at once
// or is away then; both stay where they are.
func SwapDuties(tx *db.Tx, in SwapInput) (*Swapped, error) {
	if err := tx.May(Plan); err != nil {
		return nil, err
	}
	var bad fault.Fields
	found := map[string]*Duty{}
	for field, id := range map[string]uint64{"one": in.One, "other": in.Other} {
		row, err := db.From[Duty](tx).Where("id = ? AND campus_id = ? AND ended_at IS NULL", id, in.Campus).Maybe()
		if err != nil {
			return nil, err
		}
		if row == nil {
			bad.Add(field, "staff.rota.no_such_duty")
		}
		found[field] = row
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	a, b := found["one"], found["other"]
	if a.MemberID == b.MemberID {
		return nil, fault.Field("other", "staff.rota.same_person")
	}
	from, to := earliest(a.Day, b.Day), a.Day
	if b.Day.After(to) {
		to = b.Day
	}
	d, err := planAt(tx, in.Campus, from, to, a.MemberID, b.MemberID)
	if err != nil {
		return nil, err
	}
	turnA, _, _ := d.book.Timetable.AnyTurn(a.ShiftID, a.Day)
	turnB, _, _ := d.book.Timetable.AnyTurn(b.ShiftID, b.Day)
	oldA, oldB := d.here(a.MemberID, turnA), d.here(b.MemberID, turnB)
	if oldA == nil || oldB == nil {
		return nil, fault.New(fault.Conflict, "db.changed_meanwhile")
	}
	one, other := *oldA, *oldB
	one.Posts, other.Posts = slices.Clone(one.Posts), slices.Clone(other.Posts)
	for _, s := range []Stint{one, other} {
		if _, err := d.drop(s.MemberID, dutyIDs(s), in.Reason); err != nil {
			return nil, err
		}
	}
	out := &Swapped{One: one.MemberName, Other: other.MemberName}
	for _, s := range []struct {
		to   uint64
		what Stint
	}{{b.MemberID, one}, {a.MemberID, other}} {
		next := Stint{MemberID: s.to, CampusID: in.Campus, Turn: s.what.Turn, Kind: s.what.Kind}
		if no := d.why(next); no != nil {
			return nil, no
		}
		if d.here(s.to, next.Turn) != nil { // two people would become one
			return nil, fault.New(fault.Conflict, "staff.rota.clash", fault.A{"name": d.people[s.to].Name, "hours": next.Turn.Shift.Hours(), "day": next.Day()})
		}
		for _, p := range s.what.Posts {
			if _, err := d.add(next, p.WardID, p.DutyID); err != nil {
				return nil, err
			}
		}
		out.Doubts = append(out.Doubts, d.doubts(next, nil)...)
	}
	tx.Concerns("staff", a.MemberID, in.Campus)
	tx.Detail("with", b.MemberID)
	return out, nil
}

// AttendanceInput says whether the person of a duty came.
type AttendanceInput struct {
	Campus uint64 `path:"campus" form:"-" json:"-"`
	Duty   uint64 `form:"duty_id" json:"duty_id"`
	Came   bool   `form:"came" json:"came"`
	Reason string `form:"missed_reason" json:"reason,omitempty" validate:"max=300"`
}

// NoteAttendance writes down that somebody did not come to a duty that has begun, or came after all. It
// needs staff.plan for the campus. A duty that was missed is worth nothing and leaves a gap. Invalid: no
// reason. Conflict: the duty has not begun, or is a draft.
func NoteAttendance(tx *db.Tx, in AttendanceInput) (*Filled, error) {
	if err := tx.May(Plan); err != nil {
		return nil, err
	}
	if !tx.Reach(Plan).Campus(in.Campus) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	row, err := db.From[Duty](tx).Where("id = ? AND campus_id = ? AND ended_at IS NULL", in.Duty, in.Campus).Maybe()
	if err != nil {
		return nil, err
	}
	if row == nil {
		return nil, fault.Field("duty_id", "staff.rota.no_such_duty")
	}
	book, err := settings.Of(tx)
	if err != nil {
		return nil, err
	}
	turn, _, ok := book.Timetable.AnyTurn(row.ShiftID, row.Day)
	reason := cut(value.CleanText(in.Reason), reasonLimit)
	switch {
	case !ok || turn.Starts().After(tx.Now) || row.PublishedAt == nil:
		return nil, fault.New(fault.Conflict, "staff.rota.not_begun")
	case !in.Came && reason == "":
		return nil, fault.Field("missed_reason", "staff.reason_missing")
	}
	set := map[string]any{"missed_at": tx.Now, "missed_by": tx.Actor.ID, "missed_reason": reason}
	if in.Came {
		set = map[string]any{"missed_at": nil, "missed_by": tx.Actor.ID, "missed_reason": ""}
	}
	tx.Concerns("staff", row.MemberID, in.Campus)
	tx.Detail("day", row.Day)
	tx.Detail("came", in.Came)
	tx.Detail("reason", reason)
	n, err := db.Set[Duty](tx, set, "member_id = ? AND day = ? AND shift_id = ? AND campus_id = ? AND ended_at IS NULL", row.MemberID, row.Day, row.ShiftID, in.Campus)
	if err != nil || !in.Came || !turn.Ends().After(tx.Now) {
		return &Filled{Made: n}, err
	}
	return &Filled{Made: n}, vouch(tx, book, row)
}
