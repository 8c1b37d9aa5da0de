package main

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
	"maiam/models/value"
)

// filler makes an input that the checks of a door let through, from the type that the door takes.
type filler struct {
	ids map[string]uint64 // by noun: resident, ward …
	now time.Time
	day value.Day
	own map[string]any // what a field of this name holds, before all else
	// lists counts the lists of ids that were found on the way; mixed puts more than one into each.
	lists int
	mixed map[string][]uint64
}

// sayings are what people write in a field of this name.
var sayings = map[string]any{
	"kind": "leave", "reason": "a", "category": "A3", "sex": "f", "state": "left", "side": "out", "role": "ward_carer",
	"name": "Nguyễn Thị Thử", "username": "nguoi.thu", "display_name": "Nguyễn Thị Thử", "position": "Nhân viên", "pin": "8064", "language": "vi", "lang": "vi",
	"relation": "Em", "birth": "1957", "phone": "0912345678", "category_code": "A3", "meal": "", "result": "seen",
}

var (
	momentType = reflect.TypeFor[time.Time]()
	dayType    = reflect.TypeFor[value.Day]()
	fileType   = reflect.TypeFor[*multipart.FileHeader]()
	textType   = reflect.TypeFor[encoding.TextUnmarshaler]()
	jsonType   = reflect.TypeFor[json.Unmarshaler]()
)

// noun is what an id in a field of this name is the id of.
func noun(name string) string {
	name = strings.TrimSuffix(strings.TrimSuffix(name, "_ids"), "_id")
	for _, prefix := range []string{"to_", "from_", "from", "to", "new_", "other_", "open_", "replaces_"} {
		if rest := strings.TrimPrefix(name, prefix); rest != name && rest != "" {
			name = rest
		}
	}
	switch {
	case strings.HasPrefix(name, "resident"), slices.Contains([]string{"seen", "people", "person", "with", "first", "second", "names", "who", "of", "companions"}, name):
		return "resident"
	case slices.Contains([]string{"carer", "staff", "keeper", "covers", "covered", "nurse"}, name), strings.HasPrefix(name, "member"):
		return "member"
	}
	for _, n := range []string{"ward", "room", "bed", "campus", "zone", "visit", "absence", "mark", "task"} {
		if strings.HasPrefix(name, n) {
			return n
		}
	}
	return name
}

// text makes a field of text.
func (f *filler) text(name, rule string, t reflect.Type) any {
	for part := range strings.SplitSeq(rule, ",") {
		if of, ok := strings.CutPrefix(part, "oneof="); ok {
			return strings.Trim(strings.Fields(of)[0], "'")
		}
	}
	switch {
	case strings.Contains(rule, "ipv6"):
		return "::1"
	case sayings[name] != nil:
		return sayings[name]
	case strings.Contains(rule, "required") || strings.Contains(rule, "min=") && !strings.Contains(rule, "omitempty"):
		text := "Ghi thử một câu cho đủ"
		for part := range strings.SplitSeq(rule, ",") {
			var most int
			if n, _ := fmt.Sscanf(part, "max=%d", &most); n == 1 && most < 25 {
				text = "a"
			}
		}
		return text
	}
	return ""
}

// make gives a value of a type as JSON has it; none means that the field is left out.
func (f *filler) make(t reflect.Type, name, rule string, deep int, form bool) any {
	if v, ok := f.own[name]; ok {
		return v
	}
	if name == "year" {
		return f.day.Year()
	}
	switch {
	case t == momentType:
		return f.now.Add(-5 * time.Minute).UTC().Format(time.RFC3339)
	case t == dayType:
		return f.day.String()
	case t == fileType:
		return nil
	case t.Kind() == reflect.Pointer:
		return f.make(t.Elem(), name, rule, deep, form)
	case t.Kind() != reflect.String && (t.Implements(textType) || reflect.PointerTo(t).Implements(textType)):
		return "1"
	}
	switch t.Kind() {
	case reflect.Struct:
		if deep > 4 {
			return nil
		}
		out := map[string]any{}
		f.fields(t, out, deep, form)
		return out
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return base64.StdEncoding.EncodeToString([]byte("Họ và tên,Giới tính,Năm sinh\nLê Thị Thử,Nữ,1957\n"))
		}
		one := rule
		if _, after, ok := strings.Cut(rule, "dive"); ok {
			one = strings.Trim(after, ",")
		}
		if t.Elem().Kind() == reflect.Uint64 {
			f.lists++
			if many := f.mixed[noun(name)]; many != nil {
				var out []any
				for _, id := range many {
					out = append(out, id)
				}
				return out
			}
		}
		if t.Elem().Kind() == reflect.Struct && f.mixed != nil && t.Elem() != dayType && t.Elem() != momentType {
			if rows := f.rows(t.Elem(), deep, form); rows != nil {
				return rows
			}
		}
		v := f.make(t.Elem(), strings.TrimSuffix(name, "s"), one, deep+1, form)
		if v == nil {
			return nil
		}
		return []any{v}
	case reflect.String:
		return f.text(name, rule, t)
	case reflect.Bool:
		return false
	case reflect.Float32, reflect.Float64:
		return 1.5
	case reflect.Map:
		return nil
	case reflect.Interface:
		return nil
	}
	if t.Kind() == reflect.Uint64 {
		if name == "version" {
			return nil
		}
		if id, ok := f.ids[noun(name)]; ok {
			return id
		}
	}
	return 1
}

// rows gives one row for each of the ids that are mixed, where the rows of a list name something by its id.
func (f *filler) rows(t reflect.Type, deep int, form bool) []any {
	for _, what := range slices.Sorted(maps.Keys(f.mixed)) {
		if !f.named(t, what) {
			continue
		}
		f.lists++
		var out []any
		for i := range f.mixed[what] {
			one := filler{ids: maps.Clone(f.ids), now: f.now, day: f.day, own: f.own}
			for noun, many := range f.mixed { // each room with somebody who lies as far away as the room
				one.ids[noun] = many[i]
			}
			out = append(out, one.make(t, "", "", deep+1, form))
		}
		return out
	}
	return nil
}

// named tells whether a row holds the id of a noun.
func (f *filler) named(t reflect.Type, what string) bool {
	return slices.ContainsFunc(reflect.VisibleFields(t), func(field reflect.StructField) bool {
		return field.Type.Kind() == reflect.Uint64 && field.IsExported() && noun(label(field, false)) == what
	})
}

func label(field reflect.StructField, form bool) string {
	tag := "json"
	if form {
		tag = "form"
	}
	name, _, _ := strings.Cut(field.Tag.Get(tag), ",")
	if name == "" && !form && !field.Anonymous {
		return field.Name
	}
	return name
}

func (f *filler) fields(t reflect.Type, out map[string]any, deep int, form bool) {
	for i := range t.NumField() {
		field := t.Field(i)
		name := label(field, form)
		if field.Anonymous && (name == "" || name == "-" || form) && field.Type.Kind() == reflect.Struct {
			f.fields(field.Type, out, deep, form)
			continue
		}
		if name == "" || name == "-" || field.Tag.Get("path") != "" || !field.IsExported() {
			continue
		}
		rule := field.Tag.Get("validate")
		if enum, _, _ := strings.Cut(field.Tag.Get("enum"), ","); enum != "" && sayings[name] == nil {
			rule = "oneof=" + enum
		}
		if v := f.make(field.Type, name, rule, deep+1, form); v != nil && v != "" {
			out[name] = v
		}
	}
}

// flat writes what was made as a form has it: people[0].state=left.
func flat(values url.Values, name string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			to := key
			if name != "" {
				to = name + "." + key
			}
			flat(values, to, v[key])
		}
	case []any:
		for i, one := range v {
			flat(values, fmt.Sprintf("%s[%d]", name, i), one)
		}
	default:
		values.Set(name, fmt.Sprint(v))
	}
}

// uploads are the names of the files that a door takes.
func uploads(t reflect.Type) (out []string) {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	for _, field := range reflect.VisibleFields(t) {
		if name := field.Tag.Get("file"); name != "" {
			out = append(out, name)
		}
	}
	return out
}

var smallPicture = func() []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 64, 64)), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}()

// sayingsAt are what a field holds at doors whose address has this in it; none leaves it out.
var sayingsAt = []struct {
	in   string
	says map[string]any
}{
	{"/ticks", map[string]any{"answer": "here"}},
	{"/incidents", map[string]any{"kind": "fall", "severity": "minor", "members": nil}},
	{"/round", map[string]any{"at": nil, "slot_id": nil, "shift_day": nil, "seconds": nil, "people": nil}},
	{"/undo", map[string]any{"slot_id": 1}},
	{"/intake/leaves", map[string]any{"purpose": "outing", "title": "Đi chợ phiên", "rooms": nil}},
	{"/visits", map[string]any{"kind": "visit", "kin": nil, "visitor": "Nguyễn Văn Thử", "name": "Nguyễn Văn Thử", "relation": "sibling", "items": nil}},
	{"/pattern", map[string]any{"pattern_shift": "all", "shift": "all", "pattern_ward": nil, "ward_id": nil, "pattern_kind": nil, "kind": nil}},
	{"/holidays", map[string]any{"mark": "C"}},
}

// filled makes the body of a request for a door.
func (f *filler) filled(door web.Door) map[string]any {
	out := map[string]any{}
	f.own = map[string]any{}
	for _, at := range sayingsAt {
		if strings.Contains(door.Path, at.in) {
			maps.Copy(f.own, at.says)
		}
	}
	if door.In != nil && door.In.Kind() == reflect.Struct {
		f.fields(door.In, out, 0, door.Kind != web.APIDoor)
	}
	return out
}

// knock sends a whole request to a door.
func (f *filler) knock(t *testing.T, v *webtest.Visitor, door web.Door) *webtest.Answer {
	t.Helper()
	path, body := pathOf(door.Path, f.ids), f.filled(door)
	if door.Method == http.MethodGet {
		q := url.Values{}
		flat(q, "", body)
		if len(q) > 0 && strings.Contains(fmt.Sprint(q), fmt.Sprint(f.ids["resident"])) || !strings.Contains(door.Path, ":") {
			for name := range q { // what a filter leaves out is for the tests of each list
				if f.ids[noun(name)] == 0 {
					q.Del(name)
				}
			}
			path += "?" + q.Encode()
		}
		return v.Get(path)
	}
	form := url.Values{}
	flat(form, "", body)
	if files := uploads(door.In); len(files) > 0 {
		name, file := "a.jpg", smallPicture
		if strings.Contains(door.Path, "roster") {
			name, file = "a.csv", []byte("Họ và tên,Giới tính,Năm sinh\nLê Thị Thử,Nữ,1957\n")
		}
		return v.Upload(path, form, files[0], name, file)
	}
	if door.Kind == web.APIDoor {
		return v.JSON(door.Method, path, body)
	}
	return v.Post(path, form)
}
