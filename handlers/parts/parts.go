// Package parts is the box of building blocks of every page: the frame around
// it, faces, person rows, rooms and beds, the dots of a round, form fields,
// lists, notices. A page puts them together and adds nothing of its own to the
// looks, so that a carer who knows one page knows them all.
//
// Most parts are plain structs that draw themselves: write the struct in a
// templ file with @ before it.
//
//	@parts.Chip{Tone: parts.Due, Text: "Thuốc 20:00"}
//
// Where it has children it stands in brackets, since templ would take the
// children's brace for one more field:
//
//	@(parts.Card{Title: "Giấy tờ"}) {
//		…
//	}
//
// Form fields share one struct and are functions of it:
//
//	@parts.Text(parts.Field{Name: "name", Label: "Họ và tên", Required: true})
//
// Parts know no area and no database: they are given words, addresses and yes
// or no. Colours mean the same everywhere: grey nothing yet, green done, amber
// due or changed, red overdue or danger, blue information; a word always says
// it too.
package parts

import (
	"context"
	"embed"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// Texts are the sentences inside the parts, in both languages; the house
// registers them with the words kit at its start.
//
//go:embed texts.vi.toml texts.en.toml
var Texts embed.FS

// Tone is the colour language of the house.
type Tone string

// The five tones. Plain is the grey of "nothing yet".
const (
	Plain  Tone = ""
	Done   Tone = "done"
	Due    Tone = "due"
	Danger Tone = "danger"
	Info   Tone = "info"
)

// sign is the icon that goes with a tone where none was chosen.
func (t Tone) sign() Icon {
	switch t {
	case Done:
		return "check"
	case Due:
		return "clock"
	case Danger:
		return "alert-triangle"
	case Plain, Info:
	}
	return "info-circle"
}

// Link is a place to go to with its words; Current marks the place one is at.
type Link struct {
	Text, Href string
	Icon       Icon
	Current    bool
	// Count is a small number beside the words, as text.
	Count string
	Attrs templ.Attributes
}

// Hidden is a field that travels with a form unseen, such as the version of a
// row or the key that keeps an action from happening twice.
type Hidden struct{ Name, Value string }

// Links are the addresses of the files every page needs; the web kit puts
// them in the context of each request.
type Links struct {
	Style, Script, Sprite, Mark string
}

type linksKey struct{}

// WithLinks carries the addresses of style sheet, script and icons.
func WithLinks(ctx context.Context, links Links) context.Context {
	return context.WithValue(ctx, linksKey{}, links)
}

func linksOf(ctx context.Context) Links {
	if links, ok := ctx.Value(linksKey{}).(Links); ok {
		return links
	}
	return Links{Style: "/assets/app.css", Sprite: "/assets/icons.svg"}
}

// Icon is one sign of the set, by its name in app/assets/icons.txt. It is only
// an ornament: a word stands beside it, or the button around it has a label.
type Icon string

// Render draws the icon.
func (i Icon) Render(ctx context.Context, w io.Writer) error {
	if i == "" {
		return nil
	}
	_, err := io.WriteString(w, `<svg class="icon" aria-hidden="true" focusable="false"><use href="`+
		templ.EscapeString(linksOf(ctx).Sprite)+"#"+templ.EscapeString(string(i))+`"></use></svg>`)
	return err
}

// classes joins the class names that are not empty.
func classes(names ...string) string {
	kept := names[:0]
	for _, name := range names {
		if name != "" {
			kept = append(kept, name)
		}
	}
	return strings.Join(kept, " ")
}

// when is name if the condition holds, else nothing.
func when(condition bool, name string) string {
	if condition {
		return name
	}
	return ""
}
