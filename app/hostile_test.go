package main

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
)

// The tests in this file type what breaks programs into everything that takes text. They find the
// forms on the pages and the operations in the OpenAPI document, so a form that is made tomorrow
// is tried tomorrow.

// crawlers are the roles that together see every form.
var crawlers = []string{"director", "manager", "nurse", "admin"}

// found is a form on a page, with what a person can write into.
type found struct {
	webtest.Form
	page  string
	texts []string // names of its lines and boxes of text, in their order
	keys  map[string]bool
	about string // what it is about, which is hidden: the forms of two rooms or of two lines are two
}

var digits = regexp.MustCompile(`\d+`)

// shape is what forms of one kind have in common.
func (f found) shape() string {
	path, _, _ := strings.Cut(f.Action, "?")
	names := map[string]bool{}
	for name := range f.keys {
		names[digits.ReplaceAllString(name, "N")] = true
	}
	return digits.ReplaceAllString(alike(path), "N") + " " + strings.Join(slices.Sorted(maps.Keys(names)), ",")
}

// oneSetting is the page of a setting: they are all made alike.
var oneSetting = regexp.MustCompile(`^/settings/[a-z_]+\.[a-z_.]+`)

// oneGroup is the page of a group of settings.
var oneGroup = regexp.MustCompile(`^/settings/groups/[a-z]+`)

// alike gives one address to all pages that are made alike.
func alike(path string) string {
	return oneGroup.ReplaceAllString(oneSetting.ReplaceAllString(path, "/settings/:setting"), "/settings/groups/:group")
}

// dangerous forms end the session of the test itself.
// A review of accounts ends the account of whoever tries the others.
var dangerous = regexp.MustCompile(`^/(sign-out|sign-in|set-up|me/password|me/sessions|me/theme|me/code|staff/reviews/)`)

// last are the forms after which others find nothing to do: they are tried in the end.
var last = regexp.MustCompile(`close|discharge|disable|cancel|void|end$|/out$|import`)

// read finds the forms of a page.
func readForms(t *testing.T, path string, page *webtest.Page) []found {
	var out []found
	if strings.Contains(path, "/kept") {
		return nil // a list for the phone alone: what it sends goes through the queue, and the page of the house may ask less
	}
	page.Find(`form[method="post"]`).Each(func(i int, s *goquery.Selection) {
		s.SetAttr("data-n", fmt.Sprint(i))
		f := found{Form: page.Form(fmt.Sprintf(`form[data-n="%d"]`, i)), page: path, keys: map[string]bool{}}
		if dangerous.MatchString(f.Action) {
			return
		}
		fields := s.Find("input, textarea, select")
		if id := s.AttrOr("id", ""); id != "" {
			fields = fields.AddSelection(page.Find(fmt.Sprintf(`[form="%s"]`, id)))
		}
		fields.Each(func(_ int, field *goquery.Selection) {
			name, kind := field.AttrOr("name", ""), field.AttrOr("type", "text")
			if _, off := field.Attr("disabled"); off || name == "" || goquery.NodeName(field) == "button" {
				return
			}
			f.keys[name] = true
			if kind == "hidden" && !slices.Contains([]string{"_key", "version", "back", "next"}, name) {
				f.about += name + "=" + field.AttrOr("value", "") + "&"
			}
			switch {
			case goquery.NodeName(field) == "select":
				if f.Values.Get(name) == "" {
					if o := field.Find(`option[value!=""]`).First(); o.Length() > 0 {
						f.Values.Set(name, o.AttrOr("value", ""))
					}
				}
			case kind == "radio":
				if !f.Values.Has(name) {
					f.Values.Set(name, field.AttrOr("value", "on"))
				}
			case slices.Contains([]string{"hidden", "checkbox", "submit", "button", "file", "image", "reset"}, kind):
			case !slices.Contains(f.texts, name):
				f.texts = append(f.texts, name)
			}
		})
		out = append(out, f)
	})
	return out
}

// crawl walks through the house from its page doors, over every link, one page of each kind.
func crawl(t *testing.T, h *house, v *webtest.Visitor, ids map[string]uint64, visit func(path string, page *webtest.Page)) int {
	t.Helper()
	kind := func(path string) string {
		path, query, _ := strings.Cut(path, "?")
		q, _ := url.ParseQuery(query)
		names := slices.DeleteFunc(slices.Sorted(maps.Keys(q)), func(name string) bool { return name == "lang" || name == "after" || name == "at" })
		return digits.ReplaceAllString(alike(path)+"?"+strings.Join(names, ","), "N")
	}
	var queue []string
	for _, door := range h.desk.Doors {
		if door.Kind == web.PageDoor {
			queue = append(queue, somePath(door.Path, ids))
		}
	}
	seen, pages := map[string]bool{}, 0
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[kind(path)] {
			continue
		}
		a := v.Get(path)
		if a.Status >= 500 {
			t.Errorf("%s answers %d", path, a.Status)
		}
		if a.Status != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			continue // forbidden to this role, or a document
		}
		seen[kind(path)] = true
		pages++
		page := a.Page()
		page.Find("a[href]").Each(func(_ int, s *goquery.Selection) {
			to, _, _ := strings.Cut(s.AttrOr("href", ""), "#")
			if strings.HasPrefix(to, "?") {
				base, _, _ := strings.Cut(path, "?")
				to = base + to
			}
			if strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") && !strings.HasPrefix(to, "/assets/") && !seen[kind(to)] {
				queue = append(queue, to)
			}
		})
		visit(path, page)
	}
	return pages
}

// readable is a text that the house takes in: what it refuses for its signs need not be shown again.
func readable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r == utf8.RuneError || unicode.Is(unicode.Noncharacter_Code_Point, r)
	})
}

func sameTyped(a, b string) bool {
	flat := func(s string) string {
		return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s))
	}
	return flat(a) == flat(b)
}

// judge holds an answer to a form against what a person must find. It gives what is wrong.
func judge(t *testing.T, v *webtest.Visitor, f found, typed map[string]string, a *webtest.Answer) (wrong string) {
	for _, text := range typed {
		if i := strings.IndexByte(text, '<'); i >= 0 && len(text) > i+6 && strings.Contains(a.Body, text[i:]) && !strings.HasPrefix(text[i:], "<!") {
			return "what was typed comes back as markup"
		}
	}
	switch a.Status {
	case http.StatusSeeOther:
		if to := a.Header.Get("Location"); !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/sign-in") {
			return "leads to " + to
		}
		return ""
	case http.StatusOK, http.StatusNotFound:
		return ""
	case http.StatusUnprocessableEntity, http.StatusConflict:
	default:
		return fmt.Sprintf("answers %d", a.Status)
	}
	page := a.Page()
	if strings.TrimSpace(strings.Join(page.Texts(`[role="alert"], .wrong, .refusal`), "")) == "" {
		return fmt.Sprintf("a blank %d", a.Status)
	}
	if len(f.texts) == 0 {
		return ""
	}
	// A page may hold several forms of one kind: it is enough that one of them kept everything.
	// Where somebody of a room was written meanwhile, what the form was about has moved on.
	is := func(again found) bool {
		return again.Action == f.Action && again.about == f.about && again.keys[f.texts[0]]
	}
	came := slices.DeleteFunc(readForms(t, f.page, page), func(again found) bool { return !is(again) })
	if len(came) == 0 {
		now := readForms(t, f.page, v.Get(f.page).Page())
		if slices.ContainsFunc(now, is) {
			return "is refused without the form"
		}
		return "" // what it was about has moved on
	}
	// Where the words above the page lead to a field, the field has them too.
	for _, link := range page.Find(`[role="alert"] li a[href^="#"]`).EachIter() {
		id := link.AttrOr("href", "#")[1:]
		if page.Has(fmt.Sprintf(`input[id=%q], textarea[id=%q]`, id, id)) && !page.Has(fmt.Sprintf(`[id=%q]`, id+"-error")) {
			return "has no sentence beside " + id
		}
	}
	lost, fewest := "", len(typed)+1 // of the form that kept most: a page may hold several of one kind
	for _, back := range came {
		gone, first := 0, ""
		for _, name := range slices.Sorted(maps.Keys(typed)) {
			text := typed[name]
			if readable(text) && page.Find(fmt.Sprintf(`[type="password"][name=%q]`, name)).Length() == 0 && back.keys[name] && !sameTyped(back.Values.Get(name), text) {
				if gone++; first == "" {
					first = fmt.Sprintf("%s was typed as %.60q and comes back as %.60q", name, text, back.Values.Get(name))
				}
			}
		}
		if gone < fewest {
			lost, fewest = first, gone
		}
	}
	return lost
}

// usual fills what a form wants with what people write.
func usual(f found, n int) url.Values {
	values := url.Values(maps.Clone(map[string][]string(f.Values)))
	for _, name := range f.texts {
		if values.Get(name) != "" {
			continue
		}
		switch base := name[strings.LastIndexByte(name, '.')+1:]; base {
		case "name", "display_name", "full_name":
			values.Set(name, fmt.Sprintf("Tên Thử %d", n))
		case "username":
			values.Set(name, fmt.Sprintf("thu%d", n))
		case "reason", "why", "text", "cause":
			values.Set(name, "Ghi nhầm, ghi lại")
		case "birth":
			values.Set(name, "1957")
		}
	}
	if values.Has("_key") {
		values.Set("_key", fmt.Sprintf("hostile-%d-%s", n, f.Values.Get("_key")))
	}
	return values
}

// complaints keeps one example of each kind of wrong answer.
type complaints map[string]string

func (c complaints) add(shape, wrong, example string) {
	if wrong != "" && c[shape+": "+digits.ReplaceAllString(strings.SplitN(wrong, " was typed", 2)[0], "N")] == "" {
		c[shape+": "+digits.ReplaceAllString(strings.SplitN(wrong, " was typed", 2)[0], "N")] = wrong + " (" + example + ")"
	}
}

func (c complaints) tell(t *testing.T) {
	t.Helper()
	for _, what := range slices.Sorted(maps.Keys(c)) {
		t.Errorf("%s\n\t%s", what, c[what])
	}
}

// portion gives the house's own strings and a sixth of the others, another sixth for the next form:
// so every string meets many forms in a minute. MAIAM_HOSTILE=all types every string into every form and
// sends it to every operation.
func portion(all []string, form int) []string {
	const own = 75
	if os.Getenv("MAIAM_HOSTILE") == "all" || len(all) <= own {
		return all
	}
	out := slices.Clone(all[:own])
	for n := own; n < len(all); n++ {
		if n%6 == form%6 {
			out = append(out, all[n])
		}
	}
	return out
}

// TestEveryFormTakesHostileText types the hostile strings into every form that any role finds.
func TestEveryFormTakesHostileText(t *testing.T) {
	beside(t)
	h := ownSample(t)
	ids := idsOf(t, h, "CS1")
	all := webtest.HostileStrings(t)
	if testing.Short() {
		all = all[:40]
	}
	wrong, tried, shapes, pages := complaints{}, 0, map[string]bool{}, 0
	for _, role := range crawlers {
		v := as(t, h, role)
		var forms []found
		pages += crawl(t, h, v, ids, func(path string, page *webtest.Page) {
			for _, f := range readForms(t, path, page) {
				if shape := f.shape(); !shapes[shape] {
					shapes[shape] = true
					forms = append(forms, f)
				}
			}
		})
		slices.SortStableFunc(forms, func(a, b found) int {
			return strings.Compare(fmt.Sprint(last.MatchString(a.Action)), fmt.Sprint(last.MatchString(b.Action)))
		})
		for turn, f := range forms {
			send := func(values url.Values, typed map[string]string) {
				tried++
				a := v.Post(f.Action, values)
				wrong.add(f.shape(), judge(t, v, f, typed, a), fmt.Sprintf("%s at %s, %.80q", role, f.page, fmt.Sprint(typed)))
			}
			if len(f.texts) == 0 {
				send(url.Values{}, nil)
				continue
			}
			// As many at once as the form has fields.
			mine := portion(all, turn)
			for n := 0; n < len(mine); n += len(f.texts) {
				values, typed := usual(f, tried), map[string]string{}
				for i, name := range f.texts {
					typed[name] = mine[(n+i)%len(mine)]
					values.Set(name, typed[name])
				}
				send(values, typed)
			}
			// And one at a time among usual words, so that it comes down to the database.
			for n := range 20 {
				name, text := f.texts[n%len(f.texts)], all[(7+3*n)%len(all)]
				values := usual(f, tried)
				values.Set(name, text)
				send(values, map[string]string{name: text})
			}
			// Hidden numbers are a person's to change too: one of each kind, however many lines a form has, each
			// with three of what is no number here, by turns.
			odd := []string{"9223372036854775808", "-1", "0x10", "1e9", "99999999", "' OR 1=1 --", "\x00", "ề"}
			kinds := map[string]bool{}
			for _, name := range slices.Sorted(maps.Keys(f.keys)) {
				kind := digits.ReplaceAllString(name, "N")
				if slices.Contains(f.texts, name) || name == "_key" || kinds[kind] {
					continue
				}
				kinds[kind] = true
				for n := range 3 {
					text := odd[(3*(turn+len(kinds))+n)%len(odd)]
					values := usual(f, tried)
					values.Set(name, text)
					tried++
					if a := v.Post(f.Action, values); a.Status >= 500 {
						wrong.add(f.shape(), fmt.Sprintf("%s answers %d", name, a.Status), fmt.Sprintf("%q", text))
					}
				}
			}
		}
	}
	wrong.tell(t)
	t.Logf("%d forms on %d pages, %d strings, sent %d times", len(shapes), pages, len(all), tried)
	if len(shapes) < 25 {
		t.Errorf("only %d forms were found", len(shapes))
	}
	whole(t, h)
	standing(t, h, ids)
}

// standing demands that every page is there for everybody after all that, with nothing of it run.
func standing(t *testing.T, h *house, ids map[string]uint64) {
	t.Helper()
	wrong := complaints{}
	for _, role := range crawlers {
		crawl(t, h, as(t, h, role), ids, func(path string, page *webtest.Page) {
			body, _ := page.Html()
			for _, mark := range []string{"<script>alert", "<img src=\"x\"", "onerror=\"", "onload=\"", "⟦"} {
				if strings.Contains(body, mark) {
					wrong.add("afterwards", "a page holds "+around(body, mark), path+" in the eyes of the "+role)
				}
			}
		})
	}
	wrong.tell(t)
}
