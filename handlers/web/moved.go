package web

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"maiam/models/fault"
)

// What goes on under another number is found under the old one too: a page leads on, an act is done to
// the record in which it goes on, and a program is told the new number.

// follows gives the address of a page under the number under which its subject goes on; empty when the
// address does not name it.
func follows(call *Call, m *fault.Moved) string {
	if m == nil || call.C.Request.Method != http.MethodGet {
		return ""
	}
	old, now := strconv.FormatUint(m.From, 10), strconv.FormatUint(m.To, 10)
	pattern, path := strings.Split(call.C.FullPath(), "/"), strings.Split(call.C.Request.URL.Path, "/")
	if len(pattern) != len(path) {
		return ""
	}
	changed := false
	for i, name := range pattern {
		if name == ":"+m.Kind && path[i] == old {
			path[i], changed = now, true
		}
	}
	query := call.C.Request.URL.Query()
	for _, name := range []string{m.Kind, m.Kind + "_id", "gone"} {
		if query.Get(name) == old {
			query.Set(name, now)
			changed = true
		}
	}
	if !changed {
		return ""
	}
	to := strings.Join(path, "/")
	if q := query.Encode(); q != "" {
		to += "?" + q
	}
	return to
}

// movable are the names under which inputs carry the numbers of people.
var movable = []string{"resident", "residents", "resident_id", "other", "other_id", "with", "with_id", "known_as", "person_id"}

// forward puts the new number in the place of the old one wherever an input names a person, and tells
// whether it did.
func forward(in any, m *fault.Moved) bool {
	v := reflect.ValueOf(in)
	if m == nil || v.Kind() != reflect.Pointer {
		return false
	}
	return forwardIn(v.Elem(), m, false)
}

func forwardIn(v reflect.Value, m *fault.Moved, named bool) (changed bool) {
	switch v.Kind() {
	case reflect.Uint64:
		if named && v.CanSet() && v.Uint() == m.From {
			v.SetUint(m.To)
			return true
		}
	case reflect.Slice:
		for i := range v.Len() {
			changed = forwardIn(v.Index(i), m, named) || changed
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f, t := v.Field(i), v.Type().Field(i)
			if !t.IsExported() {
				continue
			}
			named := false
			for _, tag := range []string{"path", "form", "json"} {
				name, _, _ := strings.Cut(t.Tag.Get(tag), ",")
				named = named || slices.Contains(movable, name)
			}
			if k := f.Kind(); k == reflect.Uint64 || k == reflect.Slice || k == reflect.Struct {
				changed = forwardIn(f, m, named) || changed
			}
		}
	}
	return changed
}
