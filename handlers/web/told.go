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
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		var drawn bytes.Buffer
		if err := body.Render(ctx, &drawn); err != nil {
			return err
		}
		text := drawn.String()
		if !says(call, text) {
			if err := unsaid(call).Render(ctx, w); err != nil {
				return err
			}
		}
		_, err := io.WriteString(w, text)
		return err
	})
}

// says tells whether a page already says why its form was refused.
func says(call *Call, page string) bool {
	if !strings.Contains(page, `role="alert"`) && !strings.Contains(page, `class="wrong"`) {
		return false
	}
	for _, s := range reasons(call) {
		if strings.Contains(page, templ.EscapeString(s)) {
			return true
		}
	}
	return false
}

// reasons are the sentences about a refused form, the one about the whole first.
func reasons(call *Call) []string {
	out := []string{call.form.Sentence(call.ctx)}
	for _, field := range call.form.Fault.Fields {
		out = append(out, words.Field(call.ctx, call.form.Area, field))
	}
	return out
}

// unsaid are those sentences above a page.
func unsaid(call *Call) templ.Component {
	all := reasons(call)
	text := `<div class="notice danger" role="alert"><div class="notice-body"><p class="notice-title">` + templ.EscapeString(all[0]) + `</p>`
	for _, s := range all[1:] {
		text += "<p>" + templ.EscapeString(s) + "</p>"
	}
	return templ.Raw(text + "</div></div>")
}
