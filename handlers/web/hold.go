package web

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// unlockPath is the page that asks the password again of whoever was away too long, and its action
// the one that opens the session.
const (
	unlockPath   = "/sign-in/unlock"
	unlockAction = "staff.unlock"
)

// hold shows the unlock page in answer to a form that came after the idle lock, with everything
// that was typed into it: the page carries it along and sends it on when the password was right.
// Somebody who wrote for twenty minutes loses nothing.
func (d *Desk) hold(call *Call) bool {
	c, page := call.C, d.pages[unlockPath]
	if page == nil || call.IsAPI() || c.Request.Method != http.MethodPost || c.GetHeader("HX-Request") != "" ||
		c.ContentType() != "application/x-www-form-urlencoded" {
		return false
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, bodyLimit)
	if parseBody(c) != nil {
		return false
	}
	call.form = &FormState{Action: unlockAction, Values: c.Request.PostForm}
	return page.again(call, http.StatusUnauthorized) == nil
}

// Hold shows the unlock page in answer to a form that tells that its page lay unused, with everything
// that came along.
func (call *Call) Hold() error {
	page := call.desk.pages[unlockPath]
	if page == nil {
		return errNoPage
	}
	call.form = &FormState{Action: unlockAction, Values: call.C.Request.PostForm}
	return page.again(call, http.StatusOK)
}

// Resend works on a form that was held as if it had come just now, through every check of its door.
func (call *Call) Resend(path string, values url.Values) {
	call.again(http.MethodPost, path, values, nil)
}

// Redraw shows a page again with what had been typed into one of its forms, sent nowhere yet. The
// form is known by where it would have been sent.
func (call *Call) Redraw(path, sent string, values url.Values) {
	state := &FormState{Values: values}
	to, err := url.Parse(sent)
	if err == nil {
		state.Action = call.desk.actionAt(to.Path)
	}
	state.Area, _, _ = strings.Cut(state.Action, ".")
	call.again(http.MethodGet, path, nil, state)
}

type draftKey struct{}

// draftOf is what had been typed into a form of the page that is shown now, or nil.
func draftOf(r *http.Request) *FormState {
	state, _ := r.Context().Value(draftKey{}).(*FormState)
	return state
}

// again lets another request of the same browser through the house in the place of this one.
func (call *Call) again(method, path string, values url.Values, draft *FormState) {
	c := call.C
	to, err := url.Parse(path)
	if err != nil {
		c.Redirect(http.StatusSeeOther, "/")
		return
	}
	ctx := c.Request.Context()
	if draft != nil && draft.Action != "" {
		ctx = context.WithValue(ctx, draftKey{}, draft)
	}
	r := c.Request.Clone(ctx)
	r.Method, r.URL, r.RequestURI = method, to, path
	r.Form, r.PostForm, r.MultipartForm, r.Body, r.ContentLength = nil, nil, nil, http.NoBody, 0
	r.Header.Del("Content-Type")
	if method == http.MethodPost {
		body := values.Encode()
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	c.Request = r
	call.desk.engine.HandleContext(c)
}

// actionAt names the action of the form door at an address, or "".
func (d *Desk) actionAt(path string) string {
	parts := strings.Split(path, "/")
	best, fixed := "", -1
	for _, door := range d.Doors {
		wanted := strings.Split(door.Path, "/")
		if door.Kind != FormDoor || len(wanted) != len(parts) {
			continue
		}
		same := 0
		for i, part := range wanted {
			if part == parts[i] {
				same++
			} else if !strings.HasPrefix(part, ":") {
				same = -1
				break
			}
		}
		if same > fixed {
			best, fixed = door.Action, same
		}
	}
	return best
}
