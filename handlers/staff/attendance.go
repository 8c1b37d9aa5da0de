package staff

import (
	"fmt"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/staff"
)

// openAttendance opens the doors by which people take up their own duties. Leaving stands with the
// handover, in care.
func openAttendance(d *web.Desk) {
	web.Form(d, "/me/duties/take-up", takeUp, "/me/duties", tookUp)
	web.Form(d, "/me/duties/back", stepBack, "/me/duties", steppedBack)
	web.API(d, web.Op{ID: "takeUpDuty", Method: "POST", Path: "/api/v1/me/duties/take-up", Summary: "I take up my duty; the same again changes nothing"}, takeUp, web.Same)
}

// takeUpForm is the tap, with the page from which it was made.
type takeUpForm struct {
	staff.TakeUpInput
	Next string `form:"next" json:"-" validate:"max=200"`
}

type stepBackForm struct {
	staff.StepBackInput
	Next string `form:"next" json:"-" validate:"max=200"`
}

var (
	takeUp = web.Action[takeUpForm, *staff.Stepped]{Name: "staff.take_up_duty", Do: func(tx *db.Tx, in takeUpForm) (*staff.Stepped, error) {
		return staff.TakeUpDuty(tx, in.TakeUpInput)
	}}
	stepBack = web.Action[stepBackForm, *staff.Stepped]{Name: "staff.step_back", Do: func(tx *db.Tx, in stepBackForm) (*staff.Stepped, error) {
		return staff.StepBack(tx, in.StepBackInput)
	}}
)

func tookUp(call *web.Call, in takeUpForm, out *staff.Stepped) string {
	n := web.Notice{Key: "staff.duty.told.taken", Tone: "done", Args: words.A{"time": words.Clock(call.Context(), out.At)},
		UndoPath: "/me/duties/back", Undo: map[string]string{"duty_id": fmt.Sprint(out.DutyID), "next": web.SafeNext(in.Next, "/")}}
	switch {
	case out.Again:
		n.Key, n.UndoPath, n.Undo = "staff.duty.told.already", "", nil
	case out.Late > 0:
		n.Key, n.Tone = "staff.duty.told.late", "due"
		n.Args["for"] = words.Duration(call.Context(), time.Duration(out.Late)*time.Minute)
	}
	call.Tell(n)
	return web.SafeNext(in.Next, "/")
}

func steppedBack(call *web.Call, in stepBackForm, _ *staff.Stepped) string {
	call.Tell(web.Notice{Key: "staff.duty.told.back"})
	return web.SafeNext(in.Next, "/")
}

// leaveDuty is the name of the action of leaving; its door stands in care, beside the handover.
const leaveDuty = "care.leave_duty"

// ownStint is the duty that the page of the own duties speaks of: the one that goes on, or one that is over
// and was not left.
func (p minePage) ownStint() *staff.Stint {
	if p.Mine.Open != nil {
		return p.Mine.Open
	}
	return p.Mine.Now
}

// attended says in words what is known of a stint's person: when the duty was taken up and left.
func attended(call *web.Call, s staff.Stint) string {
	ctx := call.Context()
	var said []string
	switch {
	case s.TakenAt == nil:
		return ""
	case s.Vouched:
		said = append(said, call.T("staff.duty.seen_at", words.A{"time": words.Clock(ctx, *s.TakenAt)}))
	default:
		said = append(said, call.T("staff.duty.taken_at", words.A{"time": words.Clock(ctx, *s.TakenAt)}))
	}
	if s.LeftAt != nil {
		said = append(said, call.T("staff.duty.left_at", words.A{"time": words.Clock(ctx, *s.LeftAt)}))
		if s.Handed == staff.HandedNot {
			said = append(said, call.T("staff.duty.unsigned"))
		}
	}
	return strings.Join(said, " · ")
}

// coverAsks are the questions of a cover: who did not take up a duty, came late or left early.
func coverAsks(call *web.Call, c staff.Cover) (out []parts.Chip) {
	ctx := call.Context()
	for _, s := range c.Asked {
		out = append(out, parts.Chip{Tone: parts.Due, Icon: "user-question", Text: call.T("staff.cover.unclaimed", words.A{"name": s.MemberName})})
	}
	for _, s := range c.Behind {
		out = append(out, parts.Chip{Icon: "clock", Text: call.T("staff.cover.behind", words.A{"name": s.MemberName, "for": words.Duration(ctx, s.Behind(0))})})
	}
	for _, s := range c.Gone {
		out = append(out, parts.Chip{Tone: parts.Due, Icon: "clock", Text: call.T("staff.cover.gone", words.A{"name": s.MemberName, "time": words.Clock(ctx, *s.LeftAt)})})
	}
	return out
}

// wholeAsks says over a whole campus how many did not take up their duty; who has no ward of the own is
// named here, since no ward names them.
func wholeAsks(call *web.Call, c staff.Cover) (out []parts.Chip) {
	if n := len(c.Asked); n > 0 {
		out = append(out, parts.Chip{Tone: parts.Due, Icon: "user-question", Text: words.N(call.Context(), "staff.cover.n_unclaimed", n)})
	}
	var c2 staff.Cover
	for _, s := range c.Asked {
		if !s.WithPeople() {
			c2.Asked = append(c2.Asked, s)
		}
	}
	return append(out, coverAsks(call, c2)...)
}
