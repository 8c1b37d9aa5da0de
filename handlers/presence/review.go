package presence

import (
	"fmt"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/wards"
)

// reviewData is what is to be decided about who lies where.
type reviewData struct {
	In       presence.ReviewsInput
	Campuses []wards.Campus
	Reviews  []presence.Review
}

func readReview(tx *db.Tx, in presence.ReviewsInput) (d reviewData, err error) {
	d.In = in
	d.In.ResidentID = 0 // of a decision that came back
	if d.Reviews, err = presence.Reviews(tx, d.In); err != nil {
		return d, err
	}
	d.Campuses, err = wards.CampusesWithin(tx)
	return d, err
}

func showReview(call *web.Call, d reviewData) web.Leaf {
	return web.Leaf{Title: call.T("presence.review.title"), Under: call.T("presence.review.lead"), Body: reviewPage(call, d), Sheet: "/presence/review.xlsx", Active: "/presence/headcount",
		Crumbs: []web.Crumb{{Name: call.T("presence.count.title"), Path: "/presence/headcount"}}}
}

// typed tells that the reason for this line was sent and came back.
func (d reviewData) typed(call *web.Call, r presence.Review) bool {
	f := call.Form(decide.Name)
	return f.Fault != nil && f.Value("resident_id", "") == fmt.Sprint(r.ResidentID) && f.Value("despite", "") == string(r.Rule)
}

// gone tells that the line to which a reason was typed is no longer on the list: what was typed is
// shown above it, so that nothing is lost.
func (d reviewData) gone(call *web.Call) bool {
	for _, r := range d.Reviews {
		if d.typed(call, r) {
			return false
		}
	}
	return true
}

// typedForm sends once more what was typed to a line that is gone.
func (d reviewData) typedForm(call *web.Call, f *web.FormState) parts.Form {
	return parts.Form{Action: "/presence/review", Bare: true, Two: true, Hidden: []parts.Hidden{{Name: "_key", Value: call.Key(decide.Name)},
		{Name: "resident_id", Value: f.Value("resident_id", "")}, {Name: "despite", Value: f.Value("despite", "")}, {Name: "campus_id", Value: chosen(d.In.CampusID)}}}
}

// ask is a question of this line; what was typed into another line's stays there.
func (d reviewData) ask(call *web.Call, r presence.Review, name, known string) parts.Field {
	if d.typed(call, r) {
		return field(call, decide.Name, name, known)
	}
	return parts.Field{Name: name, Label: words.Label(call.Context(), "presence", name), Value: known}
}

// its gives the question an id of its own, since the page holds many.
func (d reviewData) its(_ *web.Call, r presence.Review, f parts.Field) parts.Field {
	f.ID = fmt.Sprintf("f-%s-%d-%s-%d", f.Name, r.ResidentID, r.Rule, r.With)
	return f
}

func (d reviewData) form(call *web.Call, r presence.Review) parts.Form {
	return parts.Form{Action: "/presence/review", Bare: true, Two: true, Hidden: []parts.Hidden{{Name: "_key", Value: call.Key(decide.Name)},
		hidden("resident_id", r.ResidentID), {Name: "despite", Value: string(r.Rule)}, {Name: "campus_id", Value: chosen(d.In.CampusID)}}}
}

func decided(call *web.Call, in presence.DecideInput, _ []presence.Override) string {
	call.Tell(web.Notice{Key: "presence.told.decided"})
	return web.SafeNext(call.C.PostForm("next"), "/presence/review"+campusQuery(call))
}

func campusQuery(call *web.Call) string {
	if id := call.C.PostForm("campus_id"); id != "" && strings.Trim(id, "0123456789") == "" {
		return "?campus_id=" + id
	}
	return ""
}

// feudQuery names a person, and who is looked for.
type feudQuery struct {
	ResidentID uint64 `form:"resident_id"`
	Text       string `form:"q" validate:"max=200"`
}

// feudData is with whom a person does not get on, and with whom that could be noted.
type feudData struct {
	about
	In     feudQuery
	Feuds  []presence.FeudOf
	Others []presence.Listed
}

func readFeuds(tx *db.Tx, in feudQuery) (d feudData, err error) {
	if d.about, err = readAbout(tx, presence.Arrange, in.ResidentID, true); err != nil || d.Person == nil {
		return d, err
	}
	d.In = in
	if d.Feuds, err = presence.FeudsOf(tx, in.ResidentID); err != nil {
		return d, err
	}
	ask := presence.PeopleInput{Standing: presence.CaredFor, Text: in.Text, Limit: 100}
	if in.Text == "" && d.Where != nil {
		ask.WardID = d.Where.WardID
	}
	roll, err := presence.People(tx, ask)
	if err == nil {
		d.Others = roll.Rows
	}
	return d, err
}

func showFeuds(call *web.Call, d feudData) web.Leaf {
	return web.Leaf{Title: call.T("presence.feud.title"), Body: feudPage(call, d), Crumbs: d.crumbs(call), Active: "/residents", Sheet: d.saved("/presence/conflicts.xlsx")}
}

// others are the people of the ward, or those found.
func (d feudData) others(call *web.Call) []parts.Option {
	var out []parts.Option
	for _, p := range d.Others {
		if p.ResidentID != d.id() {
			out = append(out, parts.Option{Value: fmt.Sprint(p.ResidentID), Text: strings.Trim(p.Name+" · "+bedWords(call, p.Whereabouts), " ·")})
		}
	}
	return out
}

func (d feudData) events(call *web.Call) parts.Events {
	ev := parts.Events{None: call.T("presence.feud.none")}
	for _, f := range d.Feuds {
		e := parts.Event{Title: f.WithName, Href: residentPath(f.WithID), Note: f.Reason, When: feudSpan(call, f), Tone: parts.Due}
		if !f.Open() {
			e.Tone = ""
			if f.EndNote != "" {
				e.Note += " · " + f.EndNote
			}
		}
		ev.Items = append(ev.Items, e)
	}
	return ev
}

// ending tells that the end of this note was sent and came back.
func (d feudData) ending(call *web.Call, f presence.FeudOf) bool {
	state := call.Form(endFeud.Name)
	return state.Fault != nil && state.Value("id", "") == feudID(f)
}

func (d feudData) ask(call *web.Call, f presence.FeudOf, name string) parts.Field {
	if d.ending(call, f) {
		return field(call, endFeud.Name, name, "")
	}
	return parts.Field{Name: name, Label: words.Label(call.Context(), "presence", name)}
}

func (d feudData) its(f presence.FeudOf, q parts.Field) parts.Field {
	q.ID = "f-" + q.Name + "-" + feudID(f)
	return q
}

func (d feudData) endForm(call *web.Call, f presence.FeudOf) parts.Form {
	out := parts.Form{Action: "/presence/conflicts/end", Bare: true, Two: true, Hidden: []parts.Hidden{{Name: "_key", Value: call.Key(endFeud.Name)},
		{Name: "id", Value: feudID(f)}, hidden("resident_id", d.id()), {Name: "next", Value: next(call)}}}
	if d.ending(call, f) {
		out.Fault = call.Form(endFeud.Name).Sentence(call.Context())
	}
	return out
}

func bareForm(f parts.Form) parts.Form { f.Bare = true; return f }

func feudNoted(call *web.Call, in presence.FeudInput, _ *presence.Feud) string {
	call.Tell(web.Notice{Key: "presence.told.feud"})
	return web.SafeNext(call.C.PostForm("next"), fmt.Sprintf("/presence/conflicts?resident_id=%d", in.ResidentID))
}

func feudEnded(call *web.Call, _ presence.FeudEnd, f *presence.Feud) string {
	call.Tell(web.Notice{Key: "presence.told.feud_ended"})
	who := call.C.PostForm("resident_id")
	if who == "" || strings.Trim(who, "0123456789") != "" {
		who = fmt.Sprint(f.ResidentID)
	}
	return web.SafeNext(call.C.PostForm("next"), "/presence/conflicts?resident_id="+who)
}
