package staff

import (
	"fmt"
	"strings"
	"time"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/staff"
)

// openReviewDoors opens the doors of the reviews of accounts and rights.
func openReviewDoors(d *web.Desk) {
	web.Page(d, "/staff/reviews", "staff.reviews", readReview, showReview)
	sheet.Door(d, "/staff/reviews.xlsx", "staff.reviews", readReview, reviewTable)
	web.Form(d, "/staff/reviews/:line", answerReview, "/staff/reviews", func(call *web.Call, in staff.AnswerReviewInput, r *staff.Reviewing) string {
		key := "staff.review.told_" + in.Found
		if r.ClosedAt != nil {
			key = "staff.review.told_done"
		}
		call.Tell(web.Notice{Key: key, Tone: "done"})
		return fmt.Sprintf("/staff/reviews?review=%d", r.ID)
	})
	web.Get(d, web.Op{ID: "listStaffReviews", Path: "/api/v1/staff/reviews", Summary: "A review of accounts or rights with its lines; without a number the one that waits"}, "staff.reviews", readReview, reviewOut)
	web.API(d, web.Op{ID: "answerStaffReview", Method: "POST", Path: "/api/v1/staff/reviews/:line", Summary: "Say of an account or a role whether it stays, or end it with a reason"}, answerReview, web.Same[*staff.Reviewing])
}

var answerReview = web.Action[staff.AnswerReviewInput, *staff.Reviewing]{Name: "staff.answer_review", Do: staff.AnswerReview}

// reviewPage is one review, and the list of all.
type reviewPage struct {
	All    []staff.Reviewing
	Now    *staff.Reviewed
	Places staff.Places
}

func readReview(tx *db.Tx, in staff.ReviewInput) (p reviewPage, err error) {
	if p.Now, err = staff.ReviewLines(tx, in); err != nil {
		return p, err
	}
	if p.All, err = staff.Reviews(tx); err != nil {
		return p, err
	}
	var grants []staff.Grant
	for _, l := range p.Now.Items {
		grants = append(grants, staff.Grant{Campus: l.CampusID, Zone: l.ZoneID, Ward: l.WardID})
	}
	p.Places, err = staff.PlacesOf(tx, grants...)
	return p, err
}

func showReview(call *web.Call, p reviewPage) web.Leaf {
	leaf := web.Leaf{Title: call.T("staff.review.title"), Crumbs: []web.Crumb{{Name: call.T("staff.people.title"), Path: "/staff"}}, Body: reviewView(call, p), Sheet: "/staff/reviews.xlsx"}
	if p.Now.ID != 0 {
		leaf.Under = reviewName(call, p.Now.Reviewing)
	}
	return leaf
}

// reviewName is what a review is called: its kind, and its quarter or year.
func reviewName(call *web.Call, r staff.Reviewing) string {
	year, month, _ := r.Period.Date()
	if r.Kind == staff.RightsReview {
		return call.T("staff.review.of_rights", words.A{"year": year})
	}
	return call.T("staff.review.of_accounts", words.A{"quarter": (int(month)-1)/3 + 1, "year": year})
}

// reviewState says how far a review is and until when it should be done.
func reviewState(call *web.Call, r staff.Reviewing) (text string, tone parts.Tone) {
	switch {
	case r.ClosedAt != nil:
		return call.T("staff.review.done", words.A{"at": words.DateTime(call.Context(), *r.ClosedAt)}), parts.Done
	case r.Late(today(call)):
		return call.T("staff.review.late", words.A{"n": r.Waiting, "all": r.Lines, "day": r.DueOn.Vietnamese()}), parts.Danger
	}
	return call.T("staff.review.waits", words.A{"n": r.Waiting, "all": r.Lines, "day": r.DueOn.Vietnamese()}), parts.Due
}

func reviewNotice(call *web.Call, r staff.Reviewing) parts.Notice {
	text, tone := reviewState(call, r)
	return parts.Notice{Tone: tone, Icon: "list-check", Title: reviewName(call, r), Text: text}
}

// lineEvent is a line: whose account, since when it was not used, or which role where.
func lineEvent(call *web.Call, p reviewPage, l staff.ReviewedLine) parts.Event {
	ctx := call.Context()
	e := parts.Event{Title: l.Name + " · " + l.Username, Href: path(l.MemberID)}
	notes := []string{}
	if l.Role != "" {
		notes = append(notes, roleName(ctx, l.Role), where(ctx, p.Places, staff.Grant{Campus: l.CampusID, Zone: l.ZoneID, Ward: l.WardID}))
		if l.ValidFrom != nil {
			notes = append(notes, call.T("staff.since", words.A{"from": l.ValidFrom.Vietnamese(), "to": ""}))
		}
	} else if l.Position != "" {
		notes = append(notes, l.Position)
	}
	notes = append(notes, call.T("staff.last_in", words.A{"at": seen(call, l.SignedInAt)}))
	if l.Found != "" {
		e.Tone = parts.Done
		notes = append(notes, foundWords(call, l))
	}
	e.Note = strings.Join(notes, " · ")
	return e
}

func foundWords(call *web.Call, l staff.ReviewedLine) string {
	found := call.T("staff.review.found_" + l.Found)
	if l.AnsweredName != "" && l.AnsweredAt != nil {
		found += ", " + l.AnsweredName + ", " + words.DateTime(call.Context(), *l.AnsweredAt)
	}
	if l.Reason != "" {
		found += ": " + l.Reason
	}
	return found
}

func linePath(id uint64) string { return fmt.Sprintf("/staff/reviews/%d", id) }

// lineTyped tells whether a line's form was refused just now.
func lineTyped(call *web.Call, id uint64) bool {
	return call.Form(answerReview.Name).Values != nil && call.Path() == linePath(id)
}

func lineReason(call *web.Call, l staff.ReviewedLine) parts.Field {
	f := parts.Field{Name: "line_reason", ID: fmt.Sprintf("reason-%d", l.ID), Label: call.T("staff.field.line_reason"), Required: true, MaxLength: 300}
	if lineTyped(call, l.ID) {
		form := call.Form(answerReview.Name)
		f.Value, f.Error = form.Value("line_reason", ""), form.Wrong(call.Context(), "line_reason")
	}
	return f
}

func reviewTable(call *web.Call, p reviewPage) sheet.Table {
	return sheet.Table{Title: call.T("staff.review.title"), Asked: reviewName(call, p.Now.Reviewing),
		Columns: sheet.Columns(call, sheet.As("staff.field.name", sheet.Text, 26), sheet.As("staff.field.username", sheet.Text, 18), sheet.As("staff.field.role", sheet.Text, 24), sheet.As("staff.field.place", sheet.Text, 28),
			sheet.As("staff.review.column_last", sheet.Instant, 0), sheet.As("staff.review.column_found", sheet.Text, 18), sheet.As("reason", sheet.Wrapped, 36), sheet.As("by", sheet.Text, 24)),
		Rows: func(row func(...any)) {
			ctx := call.Context()
			for _, l := range p.Now.Items {
				role, place, found := "", "", ""
				if l.Role != "" {
					role, place = roleName(ctx, l.Role), where(ctx, p.Places, staff.Grant{Campus: l.CampusID, Zone: l.ZoneID, Ward: l.WardID})
				}
				if l.Found != "" {
					found = call.T("staff.review.found_" + l.Found)
				}
				row(l.Name, l.Username, role, place, l.SignedInAt, found, l.Reason, l.AnsweredName)
			}
		}}
}

// reviewWire is a review as programs see it.
type reviewWire struct {
	ID      uint64           `json:"id,omitempty"`
	Kind    string           `json:"kind,omitempty" enum:"accounts,rights"`
	Period  string           `json:"period,omitempty" doc:"the first day of its quarter or year"`
	DueOn   string           `json:"due_on,omitempty"`
	Closed  *time.Time       `json:"closed_at,omitempty"`
	Waiting int              `json:"waiting"`
	Items   []reviewLineWire `json:"items"`
}

type reviewLineWire struct {
	ID         uint64     `json:"id"`
	MemberID   uint64     `json:"member_id"`
	GrantID    *uint64    `json:"grant_id,omitempty"`
	Name       string     `json:"name"`
	Role       string     `json:"role,omitempty"`
	SignedInAt *time.Time `json:"signed_in_at,omitempty"`
	Found      string     `json:"found,omitempty" doc:"stays, ended, or gone when it ended by itself"`
	Reason     string     `json:"reason,omitempty"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
}

func reviewOut(p reviewPage) reviewWire {
	out := reviewWire{Items: []reviewLineWire{}}
	if p.Now.ID == 0 {
		return out
	}
	out.ID, out.Kind, out.Period, out.DueOn, out.Closed, out.Waiting = p.Now.ID, p.Now.Kind, p.Now.Period.String(), p.Now.DueOn.String(), p.Now.ClosedAt, p.Now.Waiting
	for _, l := range p.Now.Items {
		out.Items = append(out.Items, reviewLineWire{l.ID, l.MemberID, l.GrantID, l.Name, l.Role, l.SignedInAt, l.Found, l.Reason, l.AnsweredAt})
	}
	return out
}
