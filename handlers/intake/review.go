package intake

import (
	"fmt"
	"strconv"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/intake"
	"maiam/models/value"
)

// The actions of the list of children for a family.
var (
	holdReview = web.Action[intake.ReviewInput, *intake.Review]{Name: "intake.hold_review", Do: intake.HoldReview}
	voidReview = web.Action[intake.ReviewUndo, *intake.Review]{Name: "intake.void_review", Do: intake.VoidReview}
)

// openReviews opens the doors of the list of children for a family.
func openReviews(d *web.Desk) {
	const page = "/intake/children/:campus"
	web.Page(d, page, "intake.children", intake.ReadReview, showReview)
	web.Form(d, page, holdReview, page, func(call *web.Call, in intake.ReviewInput, _ *intake.Review) string {
		call.Tell(web.Notice{Key: "intake.review.told.held"})
		return childrenPath(in.CampusID)
	})
	web.Form(d, page+"/reviews/:review/void", voidReview, page, func(call *web.Call, in intake.ReviewUndo, _ *intake.Review) string {
		call.Tell(web.Notice{Key: "intake.told.decision_void"})
		return childrenPath(in.CampusID)
	})
	web.Get(d, web.Op{ID: "getChildrenForFamilies", Path: "/api/v1/intake/children/:campus", Summary: "The children in care of a campus, and the lists of those who should go to a family"}, "intake.children", intake.ReadReview, reviewPageOut)
	web.API(d, web.Op{ID: "holdChildrenReview", Method: "POST", Path: "/api/v1/intake/children/:campus/reviews", Summary: "The children of a campus were looked at; the next look is due after the months set", Status: 201}, holdReview, reviewOut)
	web.API(d, web.Op{ID: "voidChildrenReview", Method: "POST", Path: "/api/v1/intake/children/:campus/reviews/:review/void", Summary: "Take back a list noted by mistake; it stays readable", Status: 201}, voidReview, reviewOut)
}

func childrenPath(campus uint64) string { return fmt.Sprintf("/intake/children/%d", campus) }

func showReview(call *web.Call, p *intake.ReviewPage) web.Leaf {
	return web.Leaf{Title: call.T("intake.review.title"), Under: p.CampusName, Body: reviewPage(call, p), Crumbs: dueCrumb(call), Active: "/intake/deadlines", Wide: true}
}

// childPicks are the children as boxes, with age and ward beside the name; those of the newest list are
// ticked already.
func childPicks(call *web.Call, p *intake.ReviewPage, r request) parts.Field {
	ctx := call.Context()
	f := r.many("children", "intake.review.who", nil)
	for _, c := range p.Children {
		id := strconv.FormatUint(c.ResidentID, 10)
		note := dotted(c.Number, words.Age(ctx, c.Birth(), p.Today), string(c.Category), c.WardName)
		if c.Abandoned {
			note = dotted(note, call.T("intake.field.abandoned"))
		}
		f.Options = append(f.Options, parts.Option{Value: id, Text: c.Name, Hint: note})
		if c.Listed && !r.refused() {
			f.Values = append(f.Values, id)
		}
	}
	f.Hint = call.T("intake.review.who_hint")
	return f
}

func reviewEvents(call *web.Call, p *intake.ReviewPage) parts.Events {
	ctx := call.Context()
	ev := parts.Events{None: call.T("intake.review.none")}
	for _, r := range p.Reviews {
		e := parts.Event{When: words.Day(ctx, r.HeldOn), Tone: parts.Done, Title: words.N(ctx, "intake.review.named", p.Named[r.ID], words.A{"all": r.LookedAt}),
			Note: dotted(r.Note, written(call, r.RecordedAt)), Struck: r.Voided()}
		if e.Struck {
			e.Tone, e.Note = parts.Plain, dotted(e.Note, r.VoidReason)
		}
		ev.Items = append(ev.Items, e)
	}
	return ev
}

type reviewWire struct {
	ID       uint64    `json:"id"`
	CampusID uint64    `json:"campus_id"`
	HeldOn   value.Day `json:"held_on"`
	LookedAt int       `json:"looked_at"`
	Note     string    `json:"note,omitempty"`
	Voided   bool      `json:"voided,omitempty"`
}

func reviewOut(r *intake.Review) reviewWire {
	return reviewWire{r.ID, r.CampusID, r.HeldOn, r.LookedAt, r.Note, r.Voided()}
}

type childWire struct {
	ResidentID uint64 `json:"resident_id"`
	Number     string `json:"number"`
	Name       string `json:"name"`
	Category   string `json:"category"`
	Listed     bool   `json:"listed" doc:"on the newest list"`
}

type reviewPageWire struct {
	CampusID uint64        `json:"campus_id"`
	Children []childWire   `json:"children"`
	Reviews  []reviewWire  `json:"reviews"`
	Clock    *deadlineWire `json:"clock,omitempty"`
}

func reviewPageOut(p *intake.ReviewPage) reviewPageWire {
	w := reviewPageWire{CampusID: p.CampusID, Children: []childWire{}, Reviews: []reviewWire{}}
	for _, c := range p.Children {
		w.Children = append(w.Children, childWire{c.ResidentID, c.Number, c.Name, string(c.Category), c.Listed})
	}
	for i := range p.Reviews {
		w.Reviews = append(w.Reviews, reviewOut(&p.Reviews[i]))
	}
	if p.Clock != nil {
		l := deadlineOut(*p.Clock)
		w.Clock = &l
	}
	return w
}
