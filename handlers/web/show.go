package web

import "net/http"

// Show answers with a page at once instead of going on to another: for what is shown once and
// never again, such as a one-time password. A reload sends the form again.
func (call *Call) Show(leaf Leaf) { call.draw(http.StatusOK, call.desk.frame(call, leaf)) }

// Sample tells whether the people of this house are invented.
func (call *Call) Sample() bool { return call.desk.Sample }

// OwnAuthority tells whether TLS rests on an authority of the house, which devices must first trust.
func (call *Call) OwnAuthority() bool { return call.desk.OwnAuthority }
