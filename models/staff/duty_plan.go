package staff

import (
	"slices"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// DutyInput is one cell of the rota: who, in which shift of which day, where and as what.
type DutyInput struct {
	Campus uint64    `path:"campus" form:"-" json:"-"`
	Member uint64    `form:"member_id" json:"member_id"`
	Day    value.Day `form:"day" json:"day"`
	Shift  string    `form:"shift" json:"shift" validate:"max=20" doc:"code of the shift, as the timetable of that day has it"`
	Ward   uint64    `form:"ward_id" json:"ward_id,omitempty" doc:"0 is the whole campus"`
	Kind   DutyKind  `form:"kind" json:"kind,omitempty" validate:"omitempty,oneof=shift duty live_in"`
	Reason string    `form:"reason" json:"reason,omitempty" validate:"max=300"`
}

// Planned is what planning a duty did, and what speaks against it without forbidding it.
type Planned struct {
	Duty   *Duty   `json:"duty,omitempty"`
	Off    int     `json:"off"` // rows taken from the rota
	Doubts []Doubt `json:"doubts,omitempty"`
}

// lateDays is how long after a day its rota can still be corrected.
func lateDays(tx *db.Tx) (int, error) { return settings.Int(tx, settings.RotaLate, tx.Today()) }

// aheadDays is how far ahead a rota is planned.
const aheadDays = 366

// desk is one planner at work on the rota of a campus: what must be known for each change.
type desk struct {
	tx        *db.Tx
	book      *settings.Book
	campus    uint64
	published []Publication
	people    map[uint64]*RotaPerson
	stints    map[uint64][]Stint // by member, in every campus
	away      []Absence
}

// planAt opens the rota of a campus for changes between two days. It needs staff.plan for the whole
// campus; any other campus is not there. The members, everybody of the campus where none are named, are
// held in the order of their ids before what they do is read, so of two planners who put one person in
// two places one is refused.
func planAt(tx *db.Tx, campus uint64, from, to value.Day, members ...uint64) (*desk, error) {
	if err := tx.May(Plan); err != nil {
		return nil, err
	}
	if !tx.Reach(Plan).Campus(campus) {
		return nil, fault.New(fault.NotFound, "db.not_found")
	}
	late, err := lateDays(tx)
	if err != nil {
		return nil, err
	}
	if from.IsZero() || to.IsZero() || from.Before(tx.Today().AddDays(-late)) || to.After(tx.Today().AddDays(aheadDays)) {
		return nil, fault.Field("day", "staff.rota.day_outside", fault.A{"days": late})
	}
	d := &desk{tx: tx, campus: campus}
	if d.book, err = settings.Of(tx); err != nil {
		return nil, err
	}
	people, err := rotaPeople(tx, campus, earliest(from, tx.Today()), to)
	if err != nil {
		return nil, err
	}
	d.people = map[uint64]*RotaPerson{}
	for i := range people {
		d.people[people[i].ID] = &people[i]
	}
	if len(members) == 0 {
		for id := range d.people {
			members = append(members, id)
		}
	}
	if _, err := db.Hold[Member](tx, members...); err != nil {
		return nil, err
	}
	if d.published, err = publicationsIn(tx, campus, from, to); err != nil {
		return nil, err
	}
	if d.away, err = absencesIn(tx, from, to, members); err != nil {
		return nil, err
	}
	return d, d.readStints(members, from, to)
}

// readStints reads what the members do anywhere around the days: nobody is in two campuses at once.
func (d *desk) readStints(members []uint64, from, to value.Day) error {
	d.stints = map[uint64][]Stint{}
	if len(members) == 0 {
		return nil
	}
	return d.tx.Everywhere("nobody is on duty in two places at once", func(tx *db.Tx) error {
		list, err := stintsWhere(tx, d.book.Timetable, "d.member_id IN ? AND d.day >= ? AND d.day <= ?", members, from.AddDays(-restSpan), to.AddDays(restSpan))
		for _, s := range list {
			d.stints[s.MemberID] = append(d.stints[s.MemberID], s)
		}
		return err
	})
}

// isPublished tells whether the rota of a day was published.
func (d *desk) isPublished(day value.Day) bool {
	return slices.ContainsFunc(d.published, func(p Publication) bool { return !day.Before(p.FromDay) && !day.After(p.ToDay) })
}

// turn finds the shift of a code on a day.
func (d *desk) turn(code string, day value.Day) (settings.Turn, bool) {
	for _, t := range d.book.Timetable.On(day) {
		if t.Shift.Code == code {
			return t, true
		}
	}
	return settings.Turn{}, false
}

// why tells what forbids a stint: the person does not work here, is away, or is elsewhere then.
func (d *desk) why(s Stint) *fault.Fault {
	if d.people[s.MemberID] == nil {
		return fault.Of(fault.Field("member_id", "staff.rota.not_here"))
	}
	for _, a := range d.away {
		if a.MemberID == s.MemberID && a.Covers(s.Day()) {
			return fault.Of(fault.New(fault.Conflict, "staff.rota.away", fault.A{"name": d.people[s.MemberID].Name, "to": a.ToDay}))
		}
	}
	for _, other := range d.stints[s.MemberID] {
		if s.clashes(other) {
			return fault.Of(fault.New(fault.Conflict, "staff.rota.clash", fault.A{"name": d.people[s.MemberID].Name, "hours": other.Turn.Shift.Hours(), "day": other.Day()}))
		}
	}
	return nil
}

// add writes a duty into the rota and remembers it. In a published stretch of days it is in force at
// once. The caller has asked why.
func (d *desk) add(s Stint, ward uint64, replaces uint64) (*Duty, error) {
	row := &Duty{CampusID: d.campus, MemberID: s.MemberID, ShiftID: s.Turn.Shift.ID, Day: s.Day(), Ward: Ref(ward), Kind: s.Kind,
		RecordedAt: d.tx.Now, RecordedBy: d.tx.Actor.ID, Replaces: Ref(replaces)}
	row.OpenKey = row.key()
	if d.isPublished(row.Day) {
		now := d.tx.Now
		row.PublishedAt, row.PublishedBy = &now, d.tx.Actor.ID
	}
	if err := db.Add(d.tx, row); err != nil {
		if db.Duplicate(err, "open_key") {
			return nil, fault.New(fault.Conflict, "staff.rota.there_already")
		}
		return nil, err
	}
	list := d.stints[s.MemberID]
	i := slices.IndexFunc(list, func(o Stint) bool { return sameTurn(o, s) })
	if i < 0 {
		s.Posts = nil
		list, i = append(list, s), len(list)
	}
	list[i].Posts = append(list[i].Posts, Post{DutyID: row.ID, WardID: ward, Recorded: row.RecordedAt})
	slices.SortStableFunc(list, func(a, b Stint) int { return a.Turn.Starts().Compare(b.Turn.Starts()) })
	d.stints[s.MemberID] = list
	return row, nil
}

// drop takes duties from the rota: a draft that nobody saw is gone, a published one is ended.
func (d *desk) drop(member uint64, ids []uint64, reason string) (int, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	n, err := db.RemoveWhere[Duty](d.tx, "id IN ? AND published_at IS NULL", ids)
	if err != nil {
		return n, err
	}
	if n < len(ids) {
		more, err := db.Set[Duty](d.tx, map[string]any{"ended_at": d.tx.Now, "ended_by": d.tx.Actor.ID, "ended_reason": cut(value.CleanText(reason), reasonLimit), "open_key": nil},
			"id IN ? AND ended_at IS NULL", ids)
		if err != nil {
			return n, err
		}
		n += more
	}
	kept := d.stints[member][:0]
	for _, s := range d.stints[member] {
		s.Posts = slices.DeleteFunc(s.Posts, func(p Post) bool { return slices.Contains(ids, p.DutyID) })
		if len(s.Posts) > 0 {
			kept = append(kept, s)
		}
	}
	d.stints[member] = kept
	return n, nil
}

// here gives what a member does in this campus in one turn.
func (d *desk) here(member uint64, turn settings.Turn) *Stint {
	for i := range d.stints[member] {
		if s := &d.stints[member][i]; s.CampusID == d.campus && s.Turn.Shift.ID == turn.Shift.ID && s.Day() == turn.Day {
			return s
		}
	}
	return nil
}

// stint makes what was asked for into a stint, with the faults of its fields.
func (d *desk) stint(in DutyInput) (Stint, *wards.WardIn, error) {
	var bad fault.Fields
	turn, ok := d.turn(in.Shift, in.Day)
	if !ok {
		bad.Add("shift", "staff.rota.no_such_shift")
	}
	if old := d.here(in.Member, turn); in.Kind == "" && ok && old != nil {
		in.Kind = old.Kind // a further ward of the same duty
	}
	if in.Kind == "" {
		in.Kind = WorkShift
	}
	if !slices.Contains(DutyKinds, in.Kind) {
		bad.Add("kind", "words.one_of")
	}
	var ward *wards.WardIn
	if in.Ward != 0 {
		found, err := wards.Within(d.tx, Plan, in.Ward)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return Stint{}, nil, err
		}
		if err != nil || found.CampusID != d.campus || !found.Open() {
			bad.Add("ward_id", "staff.place_unknown")
		}
		ward = found
	}
	if err := bad.Err(); err != nil {
		return Stint{}, nil, err
	}
	return Stint{MemberID: in.Member, CampusID: d.campus, Turn: turn, Kind: in.Kind, Posts: []Post{{WardID: in.Ward}}}, ward, nil
}

// doubts are what speaks against the days around a stint.
func (d *desk) doubts(s Stint, ward *wards.WardIn) (out []Doubt) {
	for _, one := range RestDoubts(d.stints[s.MemberID], RulesOf(d.book), HolidayOf(d.book)) {
		if one.Day == s.Day() && one.ShiftID == s.Turn.Shift.ID {
			out = append(out, one)
		}
	}
	if p := d.people[s.MemberID]; ward != nil && p != nil && !p.MayRecord(ward.CampusID, ward.ZoneID, ward.ID) {
		out = append(out, Doubt{Kind: NoRole, MemberID: s.MemberID, Day: s.Day(), ShiftID: s.Turn.Shift.ID})
	}
	return out
}

// PlanDuty puts a person into a shift. It needs staff.plan for the campus. Before the rota of that day
// is published only planners see it; afterwards it holds at once and the deed says who changed it.
// Conflict: the person is on duty elsewhere at that time (staff.rota.clash), away (staff.rota.away), or
// has just that duty (staff.rota.there_already). Too little rest is told and not refused: the rule of
// 12 hours is written for special departments.
func PlanDuty(tx *db.Tx, in DutyInput) (*Planned, error) {
	d, err := planAt(tx, in.Campus, in.Day, in.Day, in.Member)
	if err != nil {
		return nil, err
	}
	s, ward, err := d.stint(in)
	if err != nil {
		return nil, err
	}
	return d.plan(s, ward, in.Ward)
}

func (d *desk) plan(s Stint, ward *wards.WardIn, wardID uint64) (*Planned, error) {
	if no := d.why(s); no != nil {
		return nil, no
	}
	if old := d.here(s.MemberID, s.Turn); old != nil && old.Kind != s.Kind {
		return nil, fault.New(fault.Conflict, "staff.rota.other_kind")
	}
	row, err := d.add(s, wardID, 0)
	if err != nil {
		return nil, err
	}
	d.tx.Concerns("staff", s.MemberID, d.campus)
	d.tx.Detail("day", row.Day)
	d.tx.Detail("shift", s.Turn.Shift.Code)
	d.tx.Detail("ward", wardID)
	d.tx.Touch(wardID)
	return &Planned{Duty: row, Doubts: d.doubts(s, ward)}, nil
}

// NoShift is the brush of TapRota that wipes a cell.
const NoShift = "off"

// TapRota is one tap on a cell of the rota: it puts the chosen shift and place in, takes it out when it
// stands there already, and wipes the cell when the shift is "off". Permission and faults are those of
// PlanDuty.
func TapRota(tx *db.Tx, in DutyInput) (*Planned, error) {
	d, err := planAt(tx, in.Campus, in.Day, in.Day, in.Member)
	if err != nil {
		return nil, err
	}
	if in.Shift == NoShift {
		var ids []uint64
		for _, s := range d.stints[in.Member] {
			if s.CampusID == in.Campus && s.Day() == in.Day {
				ids = append(ids, dutyIDs(s)...)
			}
		}
		return d.wipe(in, ids)
	}
	s, ward, err := d.stint(in)
	if err != nil {
		return nil, err
	}
	if old := d.here(in.Member, s.Turn); old != nil && old.In(in.Ward) {
		var ids []uint64
		for _, p := range old.Posts {
			if p.WardID == in.Ward {
				ids = append(ids, p.DutyID)
			}
		}
		return d.wipe(in, ids)
	}
	return d.plan(s, ward, in.Ward)
}

func (d *desk) wipe(in DutyInput, ids []uint64) (*Planned, error) {
	n, err := d.drop(in.Member, ids, in.Reason)
	if err != nil {
		return nil, err
	}
	d.tx.Concerns("staff", in.Member, d.campus)
	d.tx.Detail("day", in.Day)
	d.tx.Detail("taken", n)
	return &Planned{Off: n}, nil
}

func dutyIDs(s Stint) (ids []uint64) {
	for _, p := range s.Posts {
		ids = append(ids, p.DutyID)
	}
	return ids
}
