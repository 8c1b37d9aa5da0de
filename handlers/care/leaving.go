package care

import (
	"fmt"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/care"
	"maiam/models/db"
	"maiam/models/staff"
)

// openLeaving opens the doors by which somebody leaves an own duty: they stand here, since leaving says how
// the handover stands.
func openLeaving(d *web.Desk) {
	web.Form(d, "/me/duties/leave", leaveDuty, "/me/duties", dutyLeft)
	web.API(d, web.Op{ID: "leaveDuty", Method: "POST", Path: "/api/v1/me/duties/leave", Summary: "I leave my duty; the answer says whether the handover of its wards is signed"}, leaveDuty, web.Same)
}

// leaveDutyForm is the tap, with the page from which it was made.
type leaveDutyForm struct {
	staff.LeaveInput
	Next string `form:"next" json:"-" validate:"max=200"`
}

var leaveDuty = web.Action[leaveDutyForm, *staff.Stepped]{Name: "care.leave_duty", Do: func(tx *db.Tx, in leaveDutyForm) (*staff.Stepped, error) {
	return care.LeaveDuty(tx, in.LeaveInput)
}}

func dutyLeft(call *web.Call, in leaveDutyForm, out *staff.Stepped) string {
	n := web.Notice{Key: "staff.duty.told.left", Tone: "done", Args: words.A{"time": words.Clock(call.Context(), out.At)},
		UndoPath: "/me/duties/back", Undo: map[string]string{"duty_id": fmt.Sprint(out.DutyID), "next": web.SafeNext(in.Next, "/")}}
	switch {
	case out.Again:
		n.Key, n.UndoPath, n.Undo = "staff.duty.told.left_already", "", nil
	case out.Handover == staff.HandedNot:
		var wards []string
		for _, p := range out.Wards {
			wards = append(wards, p.WardName)
		}
		n.Key, n.Tone = "staff.duty.told.left_unsigned", "due"
		n.Args["wards"] = strings.Join(wards, ", ")
	case out.Handover == staff.HandedOver:
		n.Key = "staff.duty.told.left_signed"
	}
	call.Tell(n)
	return web.SafeNext(in.Next, "/")
}

// dutyPress is the own duty's tap on the list of rounds: to take it up, or to leave the one that is over.
func dutyPress(call *web.Call, m staff.Mine) *parts.Press {
	press := func(s *staff.Stint, path, action, key string, button parts.Button) *parts.Press {
		said := []string{call.T(key, words.A{"shift": shiftName(call, s.Turn)})}
		for _, p := range s.Posts {
			if p.WardID != 0 {
				said = append(said, p.WardName)
			}
		}
		button.Text, button.Large = strings.Join(said, " · "), true
		return &parts.Press{Action: path, Button: button, Hidden: []parts.Hidden{{Name: "_key", Value: call.Key(action)}, {Name: "duty_id", Value: fmt.Sprint(s.Posts[0].DutyID)}, {Name: "next", Value: "/care/rounds"}}}
	}
	switch {
	case m.Open != nil:
		return press(m.Open, "/me/duties/leave", leaveDuty.Name, "staff.duty.leave_it", parts.Button{Icon: "logout", Kind: parts.Soft})
	case m.Now != nil && m.Now.TakenAt == nil:
		return press(m.Now, "/me/duties/take-up", "staff.take_up_duty", "staff.duty.take_it", parts.Button{Icon: "check"})
	}
	return nil
}
