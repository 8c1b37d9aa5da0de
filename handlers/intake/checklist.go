package intake

import (
	"fmt"
	"net/url"
	"slices"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/settings"
	"maiam/models/value"
)

var setRequirement = web.Action[intake.RequirementInput, *intake.Requirement]{Name: "intake.set_requirement", Do: intake.SetRequirement}

const checklistsPath = "/settings/checklists"

// openChecklists opens the doors of the checklists: which papers the files of each ground ask for.
func openChecklists(d *web.Desk) {
	web.Page(d, checklistsPath, "intake.checklists", readChecklist, showChecklist)
	web.Form(d, checklistsPath, setRequirement, checklistsPath, func(call *web.Call, in intake.RequirementInput, r *intake.Requirement) string {
		call.Tell(web.Notice{Key: "intake.checklist.told", Args: words.A{"day": words.Day(call.Context(), r.ValidFrom)}})
		shown := in.Category
		if len(shown) == 1 { // a whole group: the first ground of it shows it
			shown = string(presence.Categories[slices.IndexFunc(presence.Categories, func(c presence.Category) bool { return string(c)[:1] == shown })])
		}
		return checklistsPath + "?category=" + url.QueryEscape(shown)
	})
	web.Get(d, web.Op{ID: "getChecklist", Path: "/api/v1/intake/checklists", Summary: "Which papers the files of a ground ask for on a day, with everything that was written"}, "intake.checklists", readChecklist, checklistOut)
	web.API(d, web.Op{ID: "setRequirement", Method: "POST", Path: "/api/v1/intake/checklists", Summary: "A paper is asked for, or no longer, from a day on; who came before keeps the list of the first day", Status: 201}, setRequirement, requirementOut)
}

// checklistData is the checklist of a ground, and the paper about which the form asks.
type checklistData struct {
	*intake.ChecklistPage
	Code       intake.PaperCode
	Categories []settings.Category
}

func readChecklist(tx *db.Tx, in intake.ChecklistInput) (d checklistData, err error) {
	if !presence.Category(in.Category).Known() { // the form was sent for a whole group
		in.Category = ""
	}
	d.Code = in.Code
	if d.ChecklistPage, err = intake.ReadChecklist(tx, in); err != nil {
		return d, err
	}
	d.Categories, err = settings.Categories(tx, tx.Today())
	return d, err
}

func showChecklist(call *web.Call, d checklistData) web.Leaf {
	return web.Leaf{Title: call.T("settings.checklists"), Under: d.groundName(call, d.Category), Body: checklistPage(call, d), Active: "/settings", Wide: true,
		Crumbs: []web.Crumb{{Name: call.T("settings.title"), Path: "/settings"}}}
}

// groundName is a ground with its words, or the group that a letter speaks for.
func (d checklistData) groundName(call *web.Call, code string) string {
	for _, c := range d.Categories {
		if c.Code == code {
			return code + " · " + c.Name(words.Lang(call.Context()))
		}
	}
	return call.T("intake.checklist.group", words.A{"letter": code})
}

// needChip says whether the paper must be there.
func needChip(call *web.Call, r intake.Requirement) parts.Chip {
	c := parts.Chip{Text: call.T("intake.need." + string(r.Need))}
	if r.Need == intake.Needed {
		c.Tone = parts.Info
	}
	return c
}

func chips(call *web.Call, r intake.Requirement) []parts.Chip {
	out := []parts.Chip{needChip(call, r)}
	if r.Applies != intake.OfEverybody {
		out = append(out, parts.Chip{Text: call.T("intake.applies." + string(r.Applies))})
	}
	if r.Mark != settings.Confirmed {
		out = append(out, parts.Chip{Tone: parts.Due, Text: call.T("intake.checklist.mark." + string(r.Mark))})
	}
	return out
}

// line is one paper of the list; it leads to the form about it for who may change it.
func (d checklistData) line(call *web.Call, r intake.Requirement) parts.Event {
	e := parts.Event{Title: call.T("intake.paper." + string(r.Code)), Note: dotted(d.spoken(call, r), r.LegalBasis, r.Source), Chips: chips(call, r)}
	if d.MayEdit {
		e.Href = fmt.Sprintf("%s?category=%s&code=%s#change", checklistsPath, d.Category, r.Code)
	}
	return e
}

// spoken tells when a line of the whole group holds here.
func (d checklistData) spoken(call *web.Call, r intake.Requirement) string {
	if len(r.Category) == 1 {
		return call.T("intake.checklist.group", words.A{"letter": r.Category})
	}
	return ""
}

func (d checklistData) lines(call *web.Call) parts.Events {
	ev := parts.Events{None: call.T("intake.checklist.none")}
	for _, r := range d.Lines {
		ev.Items = append(ev.Items, d.line(call, r))
	}
	return ev
}

// story is everything that was ever written, with the day from which it holds.
func (d checklistData) story(call *web.Call) parts.Events {
	ctx := call.Context()
	var ev parts.Events
	for _, r := range d.Story {
		e := d.line(call, r)
		e.When, e.Href = words.Day(ctx, r.ValidFrom), ""
		if r.ValidFrom.After(d.Day) {
			e.Tone = parts.Due
		}
		ev.Items = append(ev.Items, e)
	}
	return ev
}

// about is the line that the form starts from: the one that holds for the paper named.
func (d checklistData) about() intake.Requirement {
	for _, r := range d.Lines {
		if r.Code == d.Code {
			return r
		}
	}
	return intake.Requirement{Need: intake.Needed}
}

// grounds are the ground that is shown and its whole group, or all for a new ground.
func (d checklistData) grounds(call *web.Call) []parts.Option {
	return []parts.Option{{Value: d.Category, Text: d.groundName(call, d.Category)}, {Value: d.Category[:1], Text: call.T("intake.checklist.group", words.A{"letter": d.Category[:1]})}}
}

// tabs lead to the other grounds.
func (d checklistData) tabs(call *web.Call) parts.Tabs {
	t := parts.Tabs{Label: call.T("intake.field.category")}
	for _, c := range presence.Categories {
		t.Links = append(t.Links, parts.Link{Text: string(c), Href: checklistsPath + "?category=" + string(c), Current: string(c) == d.Category})
	}
	return t
}

// paperOptions are all papers that a file can ask for.
func paperOptions(call *web.Call) []parts.Option {
	return picks(call, "intake.paper.", intake.PaperCodes)
}

var (
	needs   = []intake.Need{intake.Needed, intake.Optional, intake.NotAsked}
	applies = []intake.Applies{intake.OfChildren, intake.OfAbandoned}
	sure    = []settings.Mark{settings.Confirmed, settings.Recalled, settings.Decided}
)

type requirementWire struct {
	Category   string    `json:"category"`
	Code       string    `json:"code"`
	Need       string    `json:"need" enum:"needed,optional,none"`
	Applies    string    `json:"applies,omitempty" enum:"child,abandoned"`
	ValidFrom  value.Day `json:"valid_from"`
	LegalBasis string    `json:"legal_basis,omitempty"`
	Mark       string    `json:"mark"`
	Source     string    `json:"source,omitempty"`
}

func requirementOut(r *intake.Requirement) requirementWire {
	return requirementWire{r.Category, string(r.Code), string(r.Need), string(r.Applies), r.ValidFrom, r.LegalBasis, string(r.Mark), r.Source}
}

type checklistWire struct {
	Category string            `json:"category"`
	Day      value.Day         `json:"day"`
	Lines    []requirementWire `json:"lines"`
	Story    []requirementWire `json:"story" doc:"every line of the ground and its group, newest first"`
}

func checklistOut(d checklistData) checklistWire {
	w := checklistWire{Category: d.Category, Day: d.Day, Lines: []requirementWire{}, Story: []requirementWire{}}
	for i := range d.Lines {
		w.Lines = append(w.Lines, requirementOut(&d.Lines[i]))
	}
	for i := range d.Story {
		w.Story = append(w.Story, requirementOut(&d.Story[i]))
	}
	return w
}
