// Package exchange is the house's side to other programs. For now it is the page that explains the
// API to those who write them; every operation on it comes from the list of doors itself.
package exchange

import (
	"cmp"
	"embed"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"maiam/handlers/parts"
	"maiam/handlers/web"
)

// Texts are the words of this area.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Open opens the doors of this area. It comes last, so that the page knows every operation.
func Open(d *web.Desk) {
	d.Whole("/api/docs", "the list of operations, without any data", func(call *web.Call) templ.Component {
		return d.Framed(call, web.Leaf{Title: call.T("exchange.title"), Under: call.T("exchange.under"), Body: docs(call, operations(d)), Bare: call.Actor.ID == 0, Wide: true})
	})
	d.Plain(http.MethodGet, "/api/v1/openapi.json", "the list of operations, without any data", spec(d))
}

// group is the operations of one area.
type group struct {
	Area       string
	Operations []web.Door
}

func operations(d *web.Desk) []group {
	var out []group
	for _, door := range d.Doors {
		if door.Kind != web.APIDoor {
			continue
		}
		area, _, _ := strings.Cut(strings.TrimPrefix(door.Path, "/api/v1/"), "/")
		i := slices.IndexFunc(out, func(g group) bool { return g.Area == area })
		if i < 0 {
			i, out = len(out), append(out, group{Area: area})
		}
		out[i].Operations = append(out[i].Operations, door)
	}
	slices.SortFunc(out, func(a, b group) int { return cmp.Compare(a.Area, b.Area) })
	return out
}

func list(call *web.Call, g group) parts.List {
	l := parts.List{Caption: g.Area, Columns: []parts.Column{{Title: call.T("exchange.operation"), Main: true}, {Title: call.T("exchange.address")}, {Title: call.T("exchange.does")}}}
	for _, o := range g.Operations {
		l.Rows = append(l.Rows, parts.Row{Cells: []parts.Cell{{Text: o.Operation}, {Text: o.Method + " " + o.Path}, {Text: o.Summary}}})
	}
	return l
}

func card(g group) parts.Card { return parts.Card{Title: g.Area, Flush: true} }
