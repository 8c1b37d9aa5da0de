package staff

import (
	"fmt"
	"slices"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/settings"
	"maiam/models/value"
)

// Step is what somebody does with a duty: take it up, or leave it.
type Step string

// The steps.
const (
	TookUp Step = "came"
	Left   Step = "went"
)

// Handed says how the handover stood when somebody left a duty.
type Handed string

// What can be said of it: the duty was in no ward with a handover, not everything was signed, or it was.
const (
	NothingToHand Handed = "none"
	HandedNot     Handed = "open"
	HandedOver    Handed = "signed"
)

// Attendance is one step of one person in one shift: when it was, when it was written, and by whom.
// Nothing is changed or erased; what somebody took back at once stays and counts no more.
type Attendance struct {
	ID          uint64
	CampusID    uint64
	MemberID    uint64
	ShiftID     uint64
	Day         value.Day // of the shift
	Step        Step
	At          time.Time
	RecordedAt  time.Time
	RecordedBy  uint64 // the person, or the planner who saw that the person is there
	Handover    Handed // of leaving
	TakenBackAt *time.Time
	OpenKey     *string // one step for person and shift, while it counts
}

// TableName names the table.
func (Attendance) TableName() string { return "staff_attendances" }

// takenEarly is how far ahead of the house a clock on the wall may run.
const takenEarly = 2 * time.Minute

// attendTerms are the settings of taking up and leaving.
type attendTerms struct {
	early time.Duration // before a shift from which it may be taken up
	grace time.Duration // after its beginning until which nobody is late
	leave time.Duration // after its end until which it may be left
}

func attendTermsOf(book *settings.Book, on value.Day) (t attendTerms, err error) {
	for name, to := range map[settings.Name]*time.Duration{settings.DutyEarly: &t.early, settings.DutyTakeUp: &t.grace} {
		minutes, err := book.Int(name, on)
		if err != nil {
			return t, err
		}
		*to = time.Duration(minutes) * time.Minute
	}
	hours, err := book.Int(settings.DutyLeave, on)
	t.leave = time.Duration(hours) * time.Hour
	return t, err
}

// Unclaimed tells that the shift goes on, that its person should have taken it up by now and has not: a
// question to whoever plans, never a presence and never an absence. Who sleeps in the house to be called
// is not asked.
func (s Stint) Unclaimed(at time.Time, grace time.Duration) bool {
	return !s.Draft && s.Stands() && s.Kind != LivesIn && s.TakenAt == nil && !s.Turn.Starts().Add(grace).After(at) && s.Turn.Ends().After(at)
}

// Behind is by how much the person came later than the beginning of the shift, where that is more than
// the grace.
func (s Stint) Behind(grace time.Duration) time.Duration {
	if s.TakenAt == nil {
		return 0
	}
	if late := s.TakenAt.Sub(s.Turn.Starts()); late > grace {
		return late
	}
	return 0
}

// LeftEarly tells that the person left before the shift was over.
func (s Stint) LeftEarly() bool { return s.LeftAt != nil && s.LeftAt.Before(s.Turn.Ends()) }

// follows tells that two stints are one duty that goes on: the three shifts of a duty of 24 hours.
func (s Stint) follows(o Stint) bool {
	return o.CampusID == s.CampusID && o.Day() == s.Day() && o.Kind == s.Kind && o.Kind != WorkShift && o.Stands() == s.Stands() && o.Turn.Ends().Equal(s.Turn.Starts())
}

// whole gives a stint with those that follow it in one duty.
func whole(list []Stint, at int) []Stint {
	out := []Stint{list[at]}
	for _, s := range list {
		if s.follows(out[len(out)-1]) {
			out = append(out, s)
		}
	}
	return out
}

// TakeUpInput names the own duty that somebody takes up, and when, where that was not just now.
type TakeUpInput struct {
	Duty uint64     `form:"duty_id" json:"duty_id" doc:"any row of the duty"`
	At   *time.Time `form:"taken_at" json:"at,omitempty" doc:"when the person came; now when absent"`
}

// Stepped is what a step left in the book.
type Stepped struct {
	DutyID   uint64    `json:"duty_id"`
	At       time.Time `json:"at"`
	Again    bool      `json:"again,omitempty" doc:"it stood in the book already and nothing was written"`
	Late     int       `json:"late,omitempty" doc:"minutes after the beginning of the shift, beyond the grace"`
	Handover Handed    `json:"handover,omitempty" doc:"of leaving: how the handover stood" enum:"none,open,signed"`
	Wards    []Post    `json:"open,omitempty" doc:"of leaving: the wards whose handover is not signed"`
}

// TakeUpDuty writes that the actor takes up an own duty of the published rota, from a while before its
// beginning to its end; a duty over several shifts is taken up once. Everybody may, of the own. The same
// again changes nothing and gives what stands. Conflict: too early, over, or somebody noted that the
// person did not come. Invalid: the typed time is outside of that or to come.
func TakeUpDuty(tx *db.Tx, in TakeUpInput) (out *Stepped, err error) {
	err = attend(tx, in.Duty, func(tx *db.Tx, list []Stint, terms attendTerms) error {
		s := list[0]
		from := s.Turn.Starts().Add(-terms.early)
		switch {
		case s.TakenAt != nil:
			out = &Stepped{DutyID: s.Posts[0].DutyID, At: *s.TakenAt, Again: true}
			return nil
		case !s.Stands():
			return fault.New(fault.Conflict, "staff.duty.not_standing")
		case tx.Now.Before(from):
			return fault.New(fault.Conflict, "staff.duty.too_early", fault.A{"from": from})
		case !s.Turn.Ends().After(tx.Now):
			return fault.New(fault.Conflict, "staff.duty.over")
		}
		at, err := stepTime(tx, "taken_at", in.At, from)
		if err != nil {
			return err
		}
		out = &Stepped{DutyID: s.Posts[0].DutyID, At: at}
		s.TakenAt = &at
		out.Late = int(s.Behind(terms.grace).Minutes())
		tx.Detail("late", out.Late)
		return step(tx, list, TookUp, at, "")
	})
	return out, err
}

// LeaveInput names the own duty that somebody leaves, and when, where that was not just now.
type LeaveInput struct {
	Duty uint64     `form:"duty_id" json:"duty_id" doc:"any row of the duty"`
	At   *time.Time `form:"left_at" json:"at,omitempty" doc:"when the person left; now when absent"`
}

// LeaveDuty writes that the actor leaves an own duty that was taken up, until some hours after its end.
// Whoever keeps the book of handovers says which of its wards are not signed yet: that keeps nobody in
// the house, and it is written beside the leaving. The same again changes nothing.
func LeaveDuty(tx *db.Tx, in LeaveInput, open func(*db.Tx, Stint) (wards []Post, any bool, err error)) (out *Stepped, err error) {
	err = attend(tx, in.Duty, func(tx *db.Tx, list []Stint, terms attendTerms) error {
		s := list[0]
		out = &Stepped{DutyID: s.Posts[0].DutyID}
		switch {
		case s.LeftAt != nil:
			out.At, out.Again, out.Handover = *s.LeftAt, true, s.Handed
			return nil
		case s.TakenAt == nil:
			return fault.New(fault.Conflict, "staff.duty.not_taken")
		case tx.Now.After(list[len(list)-1].Turn.Ends().Add(terms.leave)):
			return fault.New(fault.Conflict, "staff.duty.leave_too_late", fault.A{"hours": int(terms.leave.Hours())})
		}
		at, err := stepTime(tx, "left_at", in.At, *s.TakenAt)
		if err != nil {
			return err
		}
		unsigned, any, err := open(tx, list[len(list)-1])
		if err != nil {
			return err
		}
		out.At, out.Wards, out.Handover = at, unsigned, NothingToHand
		switch {
		case len(unsigned) > 0:
			out.Handover = HandedNot
		case any:
			out.Handover = HandedOver
		}
		tx.Detail("handover", out.Handover)
		return step(tx, list, Left, at, out.Handover)
	})
	return out, err
}

// StepBackInput names the own duty of which the last step was a slip of the finger.
type StepBackInput struct {
	Duty uint64 `form:"duty_id" json:"duty_id"`
}

// StepBack takes back the last own step of a duty, within the minutes in which what one wrote oneself is
// taken back without a reason. It stays in the book and counts no more. Conflict: nothing is left to take
// back; afterwards whoever plans is asked.
func StepBack(tx *db.Tx, in StepBackInput) (out *Stepped, err error) {
	err = attend(tx, in.Duty, func(tx *db.Tx, list []Stint, _ attendTerms) error {
		minutes, err := settings.Int(tx, settings.UndoMinutes, tx.Today())
		if err != nil {
			return err
		}
		of := TookUp
		if list[0].LeftAt != nil {
			of = Left
		}
		out = &Stepped{DutyID: list[0].Posts[0].DutyID, At: tx.Now}
		var shifts []uint64
		for _, s := range list {
			shifts = append(shifts, s.Turn.Shift.ID)
		}
		n, err := db.Set[Attendance](tx, map[string]any{"taken_back_at": tx.Now, "open_key": nil},
			"member_id = ? AND day = ? AND shift_id IN ? AND step = ? AND recorded_by = ? AND taken_back_at IS NULL AND recorded_at > ?",
			tx.Actor.ID, list[0].Day(), shifts, of, tx.Actor.ID, tx.Now.Add(-time.Duration(minutes)*time.Minute))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "staff.duty.nothing_back", fault.A{"minutes": minutes})
		}
		tx.Detail("step", of)
		return nil
	})
	return out, err
}

// attend finds an own duty with the shifts it goes on through, the person held, so that of two taps at
// once the second finds what the first wrote. The own duties are seen in every campus.
func attend(tx *db.Tx, duty uint64, fn func(*db.Tx, []Stint, attendTerms) error) error {
	if err := signedIn(tx); err != nil {
		return err
	}
	if tx.Actor.IsHouse() {
		return fault.Field("duty_id", "staff.rota.no_such_duty") // the house has no duties
	}
	if _, err := db.Hold[Member](tx, tx.Actor.ID); err != nil {
		return err
	}
	list, err := MyDuties(tx, MyDutiesInput{From: tx.Today().AddDays(-2), To: tx.Today().AddDays(1)})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(s Stint) bool {
		return slices.ContainsFunc(s.Posts, func(p Post) bool { return p.DutyID == duty })
	})
	if i < 0 {
		return fault.Field("duty_id", "staff.rota.no_such_duty")
	}
	book, err := settings.Of(tx)
	if err != nil {
		return err
	}
	terms, err := attendTermsOf(book, tx.Today())
	if err != nil {
		return err
	}
	tx.Concerns("staff", tx.Actor.ID, list[i].CampusID)
	tx.Detail("day", list[i].Day())
	tx.Detail("shift", list[i].Turn.Shift.Code)
	return tx.Everywhere("the own duty", func(tx *db.Tx) error { return fn(tx, whole(list, i), terms) })
}

// stepTime is when a step was: now, or what was typed, never before a moment and never to come.
func stepTime(tx *db.Tx, field string, typed *time.Time, from time.Time) (time.Time, error) {
	if typed == nil || typed.IsZero() {
		return tx.Now, nil
	}
	at := typed.UTC()
	if at.Before(from.Truncate(time.Minute)) || at.After(tx.Now.Add(takenEarly)) {
		return at, fault.Field(field, "staff.duty.time_outside", fault.A{"from": from, "to": tx.Now})
	}
	if at.After(tx.Now) {
		at = tx.Now
	}
	tx.Detail("at", at)
	return at, nil
}

// step writes one step of a duty into each of its shifts.
func step(tx *db.Tx, list []Stint, of Step, at time.Time, handed Handed) error {
	rows := make([]Attendance, 0, len(list))
	for _, s := range list {
		if of == TookUp && s.TakenAt != nil || of == Left && (s.LeftAt != nil || s.TakenAt == nil) {
			continue
		}
		key := fmt.Sprintf("%d:%s:%d:%s", s.MemberID, s.Day(), s.Turn.Shift.ID, of)
		rows = append(rows, Attendance{CampusID: s.CampusID, MemberID: s.MemberID, ShiftID: s.Turn.Shift.ID, Day: s.Day(), Step: of,
			At: at, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID, Handover: handed, OpenKey: &key})
	}
	return db.Append(tx, rows)
}

// vouch writes that a planner saw the person of a running duty there: at this moment, and by whom. When
// the person came is not known by that, and nothing is written over what the person said.
func vouch(tx *db.Tx, book *settings.Book, row *Duty) error {
	if _, err := db.Hold[Member](tx, row.MemberID); err != nil {
		return err
	}
	list, err := stintsWhere(tx, book.Timetable, "d.member_id = ? AND d.campus_id = ? AND d.day = ? AND d.shift_id = ?", row.MemberID, row.CampusID, row.Day, row.ShiftID)
	if err != nil || len(list) == 0 {
		return err
	}
	return step(tx, list, TookUp, tx.Now, "")
}
