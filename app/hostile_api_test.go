package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
)

// operation is one entry of the OpenAPI document.
type operation struct {
	ID   string `json:"operationId"`
	Body struct {
		Content map[string]struct{ Schema schema }
	} `json:"requestBody"`
}

type schema struct {
	Ref        string `json:"$ref"`
	Type       any
	Format     string
	Enum       []any
	Properties map[string]schema
	Items      *schema
	Extra      any `json:"additionalProperties"`
}

type document struct {
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]schema }
}

func openAPI(t *testing.T, h *house) (d document) {
	t.Helper()
	text, err := h.desk.OpenAPI()
	if err == nil {
		err = json.Unmarshal(text, &d)
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// body makes what an operation wants; text gives each string that is no choice and no date.
func (d document) body(s schema, name string, ids map[string]uint64, text func(name string) any) any {
	if s.Ref != "" {
		s = d.Components.Schemas[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]]
	}
	kind := fmt.Sprint(s.Type)
	switch {
	case strings.Contains(kind, "object"):
		out := map[string]any{}
		for property, of := range s.Properties {
			if property != "$schema" {
				out[property] = d.body(of, property, ids, text)
			}
		}
		return out
	case strings.Contains(kind, "array"):
		if s.Items == nil {
			return []any{}
		}
		return []any{d.body(*s.Items, strings.TrimSuffix(name, "s"), ids, text)}
	case strings.Contains(kind, "string"):
		return text(name)
	case strings.Contains(kind, "boolean"):
		return false
	}
	if id, ok := ids[strings.TrimSuffix(name, "_id")]; ok {
		return id
	}
	return 1
}

// questions lists what a reading door is asked with: what it takes by its own, what every page looks at, and what
// no door of this kind knows.
func questions(door web.Door) []string {
	names := []string{"id", "lang", "next", "only", "print", "q", "show", "theme"}
	if door.In == nil || door.In.Kind() != reflect.Struct {
		return names
	}
	for _, f := range reflect.VisibleFields(door.In) {
		if name, _, _ := strings.Cut(f.Tag.Get("form"), ","); name != "" && name != "-" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// TestEveryOperationTakesHostileText puts hostile strings into the text fields of every operation of the
// API, and into what a reading door is asked with: the own ones into each, the others by turns.
func TestEveryOperationTakesHostileText(t *testing.T) {
	beside(t)
	h := ownSample(t)
	ids := idsOf(t, h, "CS1")
	all := webtest.HostileStrings(t)
	if testing.Short() {
		all = all[:40]
	}
	d, wrong, tried, operations := openAPI(t, h), complaints{}, 0, 0
	v := webtest.Visit(t, h.desk.Handler())
	v.Header.Set("Authorization", "Bearer "+token(t, h, "director"))
	check := func(id string, a *webtest.Answer, example any) {
		tried++
		switch {
		case a.Status >= 500:
			wrong.add(id, fmt.Sprintf("answers %d", a.Status), fmt.Sprintf("%.300q", fmt.Sprint(example)))
		case a.Status >= 400:
			var p webtest.Problem
			if json.Unmarshal([]byte(a.Body), &p) != nil || p.Title == "" || p.Code == "" || !strings.HasPrefix(a.Header.Get("Content-Type"), "application/problem+json") {
				wrong.add(id, "refuses without words", a.Body)
			}
			for _, inside := range []string{"sql:", "SELECT ", "goroutine ", "runtime error", ".go:", "⟦", "strconv"} {
				if strings.Contains(p.Title+fmt.Sprint(p.Fields), inside) {
					wrong.add(id, "shows its inside", a.Body)
				}
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(d.Paths[path])) {
			op := d.Paths[path][method]
			content, ok := op.Body.Content["application/json"]
			if !ok || op.ID == "createSession" || op.ID == "endSession" {
				continue
			}
			mine := portion(all, operations)
			operations++
			to := somePath(strings.NewReplacer("{", ":", "}", "").Replace(path), ids)
			for next := 0; next < len(mine); {
				began := next
				body := d.body(content.Schema, "", ids, func(name string) any { next++; return mine[(next-1)%len(mine)] })
				check(op.ID, v.JSON(strings.ToUpper(method), to, body), body)
				if next == began {
					break // no text in it
				}
			}
			// One hostile string at a time, numbers that are none, and bodies of other shapes.
			for n := range 40 {
				at := 0
				body := d.body(content.Schema, "", ids, func(name string) any {
					if at++; at%7 == n%7 {
						return mine[(n+7)%len(mine)]
					}
					return ordinary(name)
				})
				check(op.ID, v.JSON(strings.ToUpper(method), to, body), body)
			}
			for _, body := range []string{"", "null", "[]", "{}", "1", `"a"`, "{", `{"a":1}`, `{"resident_id":9223372036854775808}`, `{"resident_id":-1}`, `{"resident_id":1e3}`, `{"resident_id":"1"}`,
				`{"at":"31/02/2026"}`, `{"at":"0000-00-00T00:00:00Z"}`, `{"at":"9999-12-31T23:59:59Z"}`, `{"at":5}`, "\xff", strings.Repeat("[", 20_000), strings.Repeat("a", 2<<20)} {
				check(op.ID, v.JSON(strings.ToUpper(method), to, body), body)
			}
		}
	}
	browser := as(t, h, "director")
	for turn, door := range h.desk.Doors {
		if door.Method != http.MethodGet || door.Kind == web.LiveDoor || strings.HasPrefix(door.Path, "/assets/") {
			continue
		}
		path, names := somePath(door.Path, ids)+"?", questions(door)
		ask := func(q url.Values) {
			if door.Kind == web.APIDoor {
				check(door.Path, v.Get(path+q.Encode()), q)
				return
			}
			tried++
			a := browser.Get(path + q.Encode())
			if a.Status >= 500 {
				wrong.add(door.Path, fmt.Sprintf("answers %d", a.Status), fmt.Sprintf("%.300q", fmt.Sprint(q)))
			}
			if strings.Contains(a.Body, "<script>alert(") || strings.Contains(a.Body, "<img src=x onerror") {
				wrong.add(door.Path, "runs what it was asked", fmt.Sprintf("%.300q", fmt.Sprint(q)))
			}
			if a.Status != http.StatusOK && a.Status != http.StatusSeeOther && a.Status != http.StatusNoContent && len(strings.TrimSpace(a.Body)) == 0 {
				wrong.add(door.Path, "is blank", fmt.Sprint(q))
			}
		}
		mine := portion(all, turn)
		for n := 0; n < len(mine); n += len(names) {
			q := url.Values{}
			for i, name := range names {
				q.Set(name, mine[(n+i)%len(mine)])
			}
			ask(q)
		}
		for n, name := range names {
			odd := []string{"9223372036854775808", "-1", "31/02/2026", "2026-11-21T00:00", "\x00"}
			ask(url.Values{name: {mine[(n*3+turn)%len(mine)]}})
			ask(url.Values{name: {odd[(n+turn)%len(odd)]}})
		}
	}
	for _, id := range []string{"9223372036854775808", "18446744073709551616", "-1", "0", "0x10", "1e9", "%00", "%2e%2e", "ề", strings.Repeat("9", 4000)} {
		for _, door := range h.desk.Doors {
			if strings.Contains(door.Path, ":") && door.Kind != web.LiveDoor {
				by := browser
				if door.Kind == web.APIDoor {
					by = v
				}
				if a := by.Do(door.Method, param.ReplaceAllString(door.Path, url.PathEscape(id)), nil, "Sec-Fetch-Site: same-origin"); a.Status >= 500 || a.Status == http.StatusOK {
					wrong.add(door.Path, fmt.Sprintf("answers %d", a.Status), id)
				}
			}
		}
	}
	wrong.tell(t)
	t.Logf("%d operations, %d strings, asked %d times", operations, len(all), tried)
	if operations < 20 {
		t.Errorf("only %d operations take a body", operations)
	}
	whole(t, h)
	standing(t, h, ids)
}

// ordinary is what programs send in a field of text.
func ordinary(name string) any {
	switch name {
	case "at":
		return "2026-11-20T08:00:00Z"
	case "category":
		return "A3"
	case "kind":
		return "leave"
	case "reason":
		return "a"
	case "sex":
		return "f"
	case "from", "due_on", "on", "day", "shift_day", "due_back_on", "valid_from":
		return "2026-11-20"
	case "name":
		return "Nguyễn Thị Thử"
	}
	return ""
}
