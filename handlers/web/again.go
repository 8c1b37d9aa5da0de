package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

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

// unkept are words in names of fields whose value never goes back into a page.
var unkept = []string{"password", "pin", "secret"}

// typed is what somebody sent in a form that could not be taken because the house was busy, so that the
// page that says so can send it again. Nothing is given back where a secret is among it or a file was
// sent: those are typed and chosen anew.
func (call *Call) typed(f *fault.Fault) (out [][2]string) {
	r := call.C.Request
	if f.Kind != fault.Busy || r.Method != http.MethodPost || call.IsAPI() || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return nil
	}
	if r.PostForm == nil {
		r.Body = http.MaxBytesReader(call.C.Writer, r.Body, bodyLimit)
		if r.ParseForm() != nil {
			return nil
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		for _, word := range strings.Split(name, "_") {
			if slices.Contains(unkept, word) || name == "code" {
				return nil
			}
		}
		for _, value := range r.PostForm[name] {
			out = append(out, [2]string{name, value})
		}
	}
	return out
}
