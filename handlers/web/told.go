package web

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"maiam/handlers/words"
)

// told makes sure that a refused form says why. What the form was about may have moved on, so that
// the page shown again has no such form any more: then the sentences stand above the page.
func told(call *Call, body templ.Component) templ.Component {
	f := call.form
	if f == nil || f.Fault == nil || body == nil {
		return body
	}
	var drawn bytes.Buffer
	if err := body.Render(call.ctx, &drawn); err != nil {
		return body // drawing the page will say so
	}
	text := drawn.String()
	page, points := templ.Raw(text), strings.Contains(text, `role="alert"`) || strings.Contains(text, `class="wrong"`)
	sentence := f.Sentence(call.ctx)
	says := []string{sentence}
	for _, field := range f.Fault.Fields {
		says = append(says, words.Field(call.ctx, f.Area, field))
	}
	for _, s := range says {
		if points && strings.Contains(text, templ.EscapeString(s)) {
			return page
		}
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		text := `<div class="notice danger" role="alert"><div class="notice-body"><p class="notice-title">` + templ.EscapeString(sentence) + `</p>`
		for _, s := range says[1:] {
			text += "<p>" + templ.EscapeString(s) + "</p>"
		}
		if _, err := io.WriteString(w, text+"</div></div>"); err != nil {
			return err
		}
		return page.Render(ctx, w)
	})
}
