package main

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"maiam/app/assets"
	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/offline"
)

// face draws every page's leaf inside the frame of the house: side bar, heading, notices.
type face struct {
	files  *assets.Set
	nav    []web.NavItem
	sample bool
}

func (f face) frame(call *web.Call, leaf web.Leaf) templ.Component {
	return f.linked(templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		s := f.shell(call, leaf)
		ctx = templ.WithChildren(ctx, leaf.Body)
		if leaf.Bare {
			return parts.Alone(s, leaf.Wide).Render(ctx, w)
		}
		return s.Render(ctx, w)
	}))
}

// linked tells the parts where style, script and icons lie.
func (f face) linked(page templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return page.Render(parts.WithLinks(ctx, parts.Links{Style: f.files.URL("app.css"), Script: f.files.URL("app.js"),
			Sprite: f.files.URL("icons.svg"), Mark: f.files.URL("mark.svg")}), w)
	})
}

// printed is the line that stands on a page's paper only: whose it is, who printed it and when.
func printed(call *web.Call) string {
	line := call.T("parts.printed", words.A{"at": words.DateTime(call.Context(), call.Now()), "by": call.Actor.Name})
	if name := call.Centre(); name != "" {
		line = name + " · " + line
	}
	return line
}

func (f face) shell(call *web.Call, leaf web.Leaf) parts.Shell {
	here := call.C.Request.URL.RequestURI()
	s := parts.Shell{Lang: call.Lang, Title: leaf.Title, Sub: leaf.Under, Actions: leaf.Actions, Theme: call.Theme,
		Format: web.Format, Posted: call.C.Request.Method != "GET", ThemeAction: "/me/theme", Here: here, Sample: f.sample, Mark: leaf.Mark, Extra: leaf.Extra,
		Hidden: []parts.Hidden{{Name: "back", Value: here}}}
	switch {
	case strings.Contains(leaf.Sheet, "?"): // the page says itself what it is about
		s.Sheet = leaf.Sheet
	case leaf.Sheet != "":
		s.Sheet = call.Asked(leaf.Sheet)
	}
	s.Print, s.PrintHow = call.OnPaper(), call.C.Query("print") != ""
	for _, p := range leaf.Papers {
		s.Papers = append(s.Papers, parts.Link{Text: p.Name, Href: p.Path})
	}
	for _, c := range leaf.Crumbs {
		s.Crumbs = append(s.Crumbs, parts.Link{Text: c.Name, Href: c.Path})
	}
	for _, l := range []string{"vi", "en"} {
		s.Languages = append(s.Languages, parts.Choice{Text: call.T("words.language_" + l), Value: l, Href: call.With("lang", l), Current: l == call.Lang})
	}
	if n := call.Told(); n != nil {
		s.Snack = &parts.Snack{Text: call.T(n.Key, n.Args), Tone: parts.Tone(n.Tone), UndoAction: n.UndoPath}
		for name, value := range n.Undo {
			s.Snack.UndoHidden = append(s.Snack.UndoHidden, parts.Hidden{Name: name, Value: value})
		}
	}
	if call.Actor.ID != 0 && !call.Locked {
		s.LockAfter = call.LockAfter
	}
	if leaf.Bare || call.Actor.ID == 0 {
		return s
	}
	s.Switch = call.Shared != ""
	if call.May("wards.view") {
		s.Search, s.SearchPlaces = "/search", !call.May("residents.view")
		if call.Path() == s.Search { // elsewhere q is what a list was narrowed by
			s.Query = call.C.Query("q")
		}
	}
	s.SignOutHere = call.Path() == "/"
	s.Printed = printed(call)
	role := ""
	if len(call.Actor.Grants) > 0 {
		role = call.T("staff.role." + call.Actor.Grants[0].Role)
	}
	s.Person = &parts.Myself{ID: call.Actor.ID, Offline: call.May(offline.Work), Name: call.Actor.Name, Line: role, Account: "/me", SignOut: "/sign-out"}
	current := leaf.Active
	if current == "" {
		for _, item := range f.nav {
			if (call.Path() == item.Path || item.Path != "/" && strings.HasPrefix(call.Path(), item.Path)) && len(item.Path) > len(current) {
				current = item.Path
			}
		}
	}
	for _, item := range f.nav {
		if item.Permission != "" && !call.May(item.Permission) {
			continue
		}
		s.Nav = append(s.Nav, parts.NavItem{Text: call.T(item.Key), Href: item.Path, Icon: parts.Icon(item.Icon), Current: item.Path == current, Tab: item.Phone && (item.Beside == "" || !call.May(item.Beside))})
	}
	return s
}
