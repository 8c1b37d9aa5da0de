package web

import (
	"net/http"
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
