package deeds

import (
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/staff"
	"maiam/models/value"
)

// Door is the permission to read, week by week, what happened at the door of the whole centre. Who says
// that a week was gone through needs deeds.answer.
const Door = "deeds.door"

// DoorSums is what happened at the door in a week, and with accounts and rights, in the whole centre.
type DoorSums struct {
	Entered int // signed in, in whichever way
	Failed  int // wrong passwords, codes and PINs
	Locked  int // of those: how many locked somebody out
	Opened  int // accounts that were made, or opened again
	Shut    int // accounts that were closed, also for being idle
	Given   int // rights
	Taken   int
}

// doorWeek is a week that is over, with its sums. It is written once, like its lines.
type doorWeek struct {
	ID   uint64
	Week value.Day // its Monday
	DoorSums
	DueOn     value.Day
	WrittenAt time.Time
}

// TableName names the table.
func (doorWeek) TableName() string { return "deeds_door_weeks" }

// The kinds of what is out of the ordinary at the door. Each is a fact of the book and no guess.
const (
	LockedOften   = "locked"     // an account was locked twice or more
	ManyFailures  = "address"    // many wrong tries came from one address
	NightEntry    = "night"      // who runs the accounts signed in at night
	SecondStepOff = "second_off" // the second step was taken off an account
	Appointed     = "appointed"  // somebody was given a role that changes settings
	ResetByServer = "reset"      // a command of the server set a password anew
)

var doorKinds = []string{LockedOften, ManyFailures, NightEntry, SecondStepOff, Appointed, ResetByServer}

// doorLine is one thing of a week that is out of the ordinary.
type doorLine struct {
	ID       uint64
	WeekID   uint64
	Kind     string
	MemberID *uint64 // whose account
	ByID     *uint64 // who did it, where it was another
	Address  string
	Role     string
	Times    int
	Accounts int // how many accounts the wrong tries of an address were for
	FirstAt  time.Time
	LastAt   time.Time
}

// TableName names the table.
func (doorLine) TableName() string { return "deeds_door_lines" }

// doorMark says that a week was gone through. There is one of a week, and nothing changes it.
type doorMark struct {
	ID       uint64
	WeekID   uint64
	Found    string
	Note     string `gorm:"serializer:sealed" sealed:"deeds_door_marks.note"`
	MarkedAt time.Time
	MarkedBy uint64
}

// TableName names the table.
func (doorMark) TableName() string { return "deeds_door_marks" }

// DoorFounds are what somebody may find of a week: nothing strange, something strange that was asked
// about, or a breach.
var DoorFounds = []string{"in_order", "asked", "breach"}

// mostWeeks is how many weeks are made up for after the house stood still: a year.
const mostWeeks = 53

// CloseDoorWeeks writes for each week that is over what happened at the door in it, once, so that
// somebody goes through it. A house that stood still makes up for its weeks; a week in which there was no
// account yet has none. It needs deeds.view and tells how many weeks were written.
func CloseDoorWeeks(tx *db.Tx) (written int, err error) {
	if err := tx.May(View); err != nil {
		return 0, err
	}
	last := weekOf(tx.Today()).AddDays(-7)
	next := last
	newest, err := db.From[doorWeek](tx).Order("week DESC").Limit(1).Maybe()
	if err != nil {
		return 0, err
	}
	if newest != nil {
		next = newest.Week.AddDays(7)
		if oldest := last.AddDays(-7 * (mostWeeks - 1)); next.Before(oldest) {
			next = oldest
		}
	}
	began, err := db.Report[struct{ RecordedAt time.Time }](tx, `SELECT recorded_at FROM staff_members WHERE {shared} ORDER BY recorded_at LIMIT 1`)
	if err != nil {
		return 0, err
	}
	for ; !next.After(last); next = next.AddDays(7) {
		if len(began) == 0 || !began[0].RecordedAt.Before(next.AddDays(7).Start(tx.Zone())) {
			continue
		}
		if err := closeDoorWeek(tx, next); err != nil {
			return written, err
		}
		written++
	}
	return written, nil
}

func closeDoorWeek(tx *db.Tx, monday value.Day) error {
	ended := monday.AddDays(7)
	days, err := settings.Int(tx, settings.DoorLogDays, ended)
	if err != nil {
		return err
	}
	rows, err := staff.DoorDeedsBetween(tx, monday.Start(tx.Zone()), ended.Start(tx.Zone()))
	if err != nil {
		return err
	}
	w := doorWeek{Week: monday, DoorSums: sumsOf(rows), DueOn: ended.AddDays(days - 1), WrittenAt: tx.Now}
	if err := db.Add(tx, &w); err != nil {
		return err
	}
	lines, err := strange(tx, rows, ended)
	if err != nil {
		return err
	}
	for i := range lines {
		lines[i].WeekID = w.ID
	}
	return db.Append(tx, lines)
}

func sumsOf(rows []staff.DoorDeed) (s DoorSums) {
	for _, d := range rows {
		switch d.Action {
		case "staff.sign_in", "staff.sign_in_code", "staff.sign_in_pin", "staff.sign_in_badge":
			s.Entered++
		case "staff.sign_in_failed", "staff.pin_failed":
			s.Failed++
		case "staff.set_up", "staff.add", "staff.enable":
			s.Opened++
		case "staff.disable", "staff.close_idle":
			s.Shut++
		case "staff.grant":
			s.Given++
		case "staff.end_grant":
			s.Taken++
		}
		if d.Locked {
			s.Locked++
		}
	}
	return s
}

// strange finds what is out of the ordinary among the deeds of a week, by the figures of the day after it.
func strange(tx *db.Tx, rows []staff.DoorDeed, on value.Day) ([]doorLine, error) {
	figures := map[settings.Name]int{settings.DoorLogFailures: 0, settings.DoorLogFrom: 0, settings.DoorLogTo: 0}
	for name := range figures {
		n, err := settings.Int(tx, name, on)
		if err != nil {
			return nil, err
		}
		figures[name] = n
	}
	var came []uint64
	for _, d := range rows {
		if entered(d) {
			came = append(came, d.SubjectID)
		}
	}
	pasts := map[uint64]staff.Past{}
	for part := range slices.Chunk(unique(came), many) {
		some, err := staff.Pasts(tx, part)
		if err != nil {
			return nil, err
		}
		for id, p := range some {
			pasts[id] = p
		}
	}
	type spot struct {
		kind, address, role string
		member              uint64
	}
	at := map[spot]int{}
	var out []doorLine
	add := func(d staff.DoorDeed, s spot) *doorLine {
		i, there := at[s]
		if !there {
			i = len(out)
			at[s] = i
			line := doorLine{Kind: s.kind, Address: s.address, Role: s.role, FirstAt: d.At}
			if s.member != 0 {
				line.MemberID, line.Accounts = &s.member, 1
				if d.ActorID != 0 && d.ActorID != s.member {
					line.ByID = &d.ActorID
				}
			}
			out = append(out, line)
		}
		out[i].Times++
		out[i].LastAt = d.At
		return &out[i]
	}
	type try struct {
		address string
		member  uint64
	}
	tried := map[try]bool{}
	for _, d := range rows {
		switch {
		case entered(d):
			past, known := pasts[d.SubjectID]
			hour := d.At.In(tx.Zone()).Hour()
			if known && (hour >= figures[settings.DoorLogFrom] || hour < figures[settings.DoorLogTo]) && runsAccounts(past.At(d.At)) {
				add(d, spot{kind: NightEntry, address: d.Address, member: d.SubjectID})
			}
		case d.Action == "staff.sign_in_failed" || d.Action == "staff.pin_failed":
			if d.Locked && d.SubjectID != 0 {
				add(d, spot{kind: LockedOften, member: d.SubjectID})
			}
			if d.Address != "" {
				line := add(d, spot{kind: ManyFailures, address: d.Address})
				if key := (try{d.Address, d.SubjectID}); d.SubjectID != 0 && !tried[key] {
					tried[key] = true
					line.Accounts++
				}
			}
		case d.Action == "staff.drop_code" || d.Action == "staff.reset_code":
			add(d, spot{kind: SecondStepOff, member: d.SubjectID})
		case d.Action == "staff.grant" && staff.Allows(d.Role, "settings.change"):
			add(d, spot{kind: Appointed, role: d.Role, member: d.SubjectID})
		case d.Action == "staff.reset":
			add(d, spot{kind: ResetByServer, member: d.SubjectID})
		}
	}
	out = slices.DeleteFunc(out, func(l doorLine) bool {
		return l.Kind == LockedOften && l.Times < 2 || l.Kind == ManyFailures && l.Times < figures[settings.DoorLogFailures]
	})
	return out, nil
}

func entered(d staff.DoorDeed) bool {
	switch d.Action {
	case "staff.sign_in", "staff.sign_in_code", "staff.sign_in_pin", "staff.sign_in_badge":
		return d.SubjectID != 0
	}
	return false
}

// runsAccounts tells whether somebody hands out roles that they do not hold: the administrator.
func runsAccounts(a db.Actor) bool {
	return slices.ContainsFunc(a.Grants, func(g db.Grant) bool { return g.Permissions[staff.Appoint] })
}

// DoorLine is a line with its names.
type DoorLine struct {
	ID         uint64
	WeekID     uint64
	Kind       string
	MemberID   *uint64
	MemberName string
	ByID       *uint64
	ByName     string
	Address    string
	Role       string
	Times      int
	Accounts   int
	FirstAt    time.Time
	LastAt     time.Time
}

// DoorWeek is a week at the door, and who went through it.
type DoorWeek struct {
	ID   uint64
	Week value.Day
	DoorSums
	DueOn      value.Day
	WrittenAt  time.Time
	Found      string // empty while it waits
	Note       string `gorm:"serializer:sealed" sealed:"deeds_door_marks.note"`
	MarkedAt   *time.Time
	MarkedBy   *uint64
	MarkedName string
	Lines      []DoorLine `gorm:"-"`
}

// Waits tells whether nobody went through the week yet.
func (w DoorWeek) Waits() bool { return w.MarkedAt == nil }

// Late tells whether it should have been gone through by a day.
func (w DoorWeek) Late(today value.Day) bool { return w.Waits() && today.After(w.DueOn) }

// DoorWeeksInput asks for weeks at the door.
type DoorWeeksInput struct {
	Week  value.Day `form:"week" json:"week,omitempty" doc:"any day of the one week that is asked for"`
	Open  bool      `form:"open" json:"open,omitempty" doc:"only weeks that nobody went through"`
	After value.Day `form:"after" json:"after,omitempty" doc:"weeks that were gone through, before the one of this day"`
	Limit int       `form:"limit" json:"limit,omitempty"`
	Most  int       `form:"-" json:"-"` // all at once, for a file
}

// How many weeks a page shows of those that were gone through, a quarter, and of those that wait.
const (
	weeksShown   = 13
	weeksWaiting = 60
)

// DoorWeeks lists weeks at the door, each with what was out of the ordinary: first those that nobody went
// through, the oldest before, then the others, the newest before. next is the day to go on after. It needs
// deeds.door and runs three statements.
func DoorWeeks(tx *db.Tx, in DoorWeeksInput) (weeks []DoorWeek, next value.Day, err error) {
	if err := tx.May(Door); err != nil {
		return nil, next, err
	}
	if !in.Week.IsZero() {
		if weeks, err = doorWeeks(tx, " AND w.week = ?", weekOf(in.Week)); err != nil {
			return nil, next, err
		}
		return weeks, next, linesOf(tx, weeks)
	}
	if in.After.IsZero() {
		if weeks, err = waitingWeeks(tx); err != nil {
			return nil, next, err
		}
	}
	if !in.Open {
		size := weeksShown
		if in.Limit > 0 || in.Most > 0 {
			size = db.Page{Limit: in.Limit, Most: in.Most}.Size()
		}
		where, args := " AND k.id IS NOT NULL", []any{}
		if !in.After.IsZero() {
			where, args = where+" AND w.week < ?", append(args, weekOf(in.After))
		}
		through, err := doorWeeks(tx, where+" ORDER BY w.week DESC LIMIT ?", append(args, size+1)...)
		if err != nil {
			return nil, next, err
		}
		if len(through) > size {
			through = through[:size]
			next = through[size-1].Week
		}
		weeks = append(weeks, through...)
	}
	return weeks, next, linesOf(tx, weeks)
}

func waitingWeeks(tx *db.Tx) ([]DoorWeek, error) {
	return doorWeeks(tx, " AND k.id IS NULL ORDER BY w.week LIMIT ?", weeksWaiting)
}

func doorWeeks(tx *db.Tx, rest string, args ...any) ([]DoorWeek, error) {
	return db.Report[DoorWeek](tx, `SELECT w.id, w.week, w.entered, w.failed, w.locked, w.opened, w.shut, w.given, w.taken, w.due_on, w.written_at, COALESCE(k.found, '') AS found, k.note,
			k.marked_at, k.marked_by, COALESCE(m.name, '') AS marked_name
		FROM deeds_door_weeks w LEFT JOIN deeds_door_marks k ON k.week_id = w.id LEFT JOIN staff_members m ON m.id = k.marked_by WHERE {shared}`+rest, args...)
}

// linesOf fills what was out of the ordinary in weeks, the gravest kind first.
func linesOf(tx *db.Tx, weeks []DoorWeek) error {
	if len(weeks) == 0 {
		return nil
	}
	var ids []uint64
	for _, w := range weeks {
		ids = append(ids, w.ID)
	}
	lines, err := db.Report[DoorLine](tx, `SELECT l.id, l.week_id, l.kind, l.member_id, COALESCE(m.name, '') AS member_name, l.by_id, COALESCE(b.name, '') AS by_name, l.address, l.role, l.times, l.accounts, l.first_at, l.last_at
		FROM deeds_door_lines l LEFT JOIN staff_members m ON m.id = l.member_id LEFT JOIN staff_members b ON b.id = l.by_id WHERE {shared} AND l.week_id IN ? ORDER BY l.id`, ids)
	if err != nil {
		return err
	}
	slices.SortStableFunc(lines, func(a, b DoorLine) int {
		return slices.Index(doorKinds, a.Kind) - slices.Index(doorKinds, b.Kind)
	})
	for i := range weeks {
		for _, l := range lines {
			if l.WeekID == weeks[i].ID {
				weeks[i].Lines = append(weeks[i].Lines, l)
			}
		}
	}
	return nil
}

// WaitingDoorWeeks are the weeks at the door that nobody went through, the oldest first, without their
// lines. It needs deeds.answer and runs one statement.
func WaitingDoorWeeks(tx *db.Tx) ([]DoorWeek, error) {
	if err := tx.May(Answer); err != nil {
		return nil, err
	}
	return waitingWeeks(tx)
}

// MarkDoorInput says what somebody found who went through a week at the door.
type MarkDoorInput struct {
	Week  value.Day `form:"week" json:"week" validate:"required" doc:"any day of the week"`
	Found string    `form:"week_found" json:"found" validate:"required,oneof=in_order asked breach"`
	Note  string    `form:"week_note" json:"note,omitempty" validate:"max=300"`
}

// MarkDoorWeek writes that somebody went through a week at the door, and what they found. It needs
// deeds.answer. Conflict: the week is not over, or not put together yet, or somebody went through it
// before: a mark is never changed. Where something was out of the ordinary, or is found so, the note says
// what came of it.
func MarkDoorWeek(tx *db.Tx, in MarkDoorInput) (*DoorWeek, error) {
	if err := tx.May(Answer); err != nil {
		return nil, err
	}
	monday := weekOf(in.Week)
	if !tx.Today().After(monday.AddDays(6)) {
		return nil, fault.New(fault.Conflict, "deeds.door.not_over")
	}
	weeks, err := doorWeeks(tx, " AND w.week = ?", monday)
	if err != nil {
		return nil, err
	}
	if len(weeks) == 0 {
		return nil, fault.New(fault.Conflict, "deeds.door.not_yet")
	}
	w := &weeks[0]
	if !w.Waits() {
		return nil, fault.New(fault.Conflict, "deeds.door.marked")
	}
	if err := linesOf(tx, weeks); err != nil {
		return nil, err
	}
	note := value.CleanText(in.Note)
	if note == "" && (in.Found != "in_order" || len(w.Lines) > 0) {
		return nil, fault.Field("week_note", "deeds.door.note_missing")
	}
	tx.Concerns("door_week", w.ID, 0)
	tx.Detail("week", monday.String())
	tx.Detail("found", in.Found)
	m := doorMark{WeekID: w.ID, Found: in.Found, Note: note, MarkedAt: tx.Now, MarkedBy: tx.Actor.ID}
	switch err := db.Add(tx, &m); {
	case db.Duplicate(err, "week_id"): // somebody was faster
		return nil, fault.New(fault.Conflict, "deeds.door.marked")
	case err != nil:
		return nil, err
	}
	w.Found, w.Note, w.MarkedAt, w.MarkedBy, w.MarkedName = m.Found, m.Note, &m.MarkedAt, &m.MarkedBy, tx.Actor.Name
	return w, nil
}
