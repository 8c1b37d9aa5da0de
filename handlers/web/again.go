package web

import (
	"net/http"
	"net/url"

	"maiam/models/fault"
)

// ShowAgain answers an act that was done in part with the page of a page door, which holds what was
// typed and the sentences beside what was not done, as a refused form does. A reload sends the form
// again, and its key makes that the same act.
func (call *Call) ShowAgain(path, action, area string, typed url.Values, left *fault.Fault) {
	call.form = &FormState{Action: action, Values: typed, Fault: left, Area: area}
	if err := call.desk.pages[path].again(call, http.StatusOK); err != nil {
		call.desk.refuse(call, err)
	}
}
