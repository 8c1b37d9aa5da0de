package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"maiam/handlers/web"
	"maiam/handlers/webtest"
)

// notHere are the doors whose form the sample house of these tests does not hold, or where another rule
// says no before the version is asked, each with its reason. That no such form is drawn without what it
// needs for the difference is made sure of by parts.Form, which refuses to be drawn then.
var notHere = map[string]string{
	"/wards/zones/:zone/close":                             "a zone with wards is refused first",
	"/wards/:ward/close":                                   "a ward with people is refused first",
	"/wards/rooms/:room/close":                             "a room with people is refused first",
	"/register/:entry/void":                                "six days of the sample issue no paper",
	"/care/tray/:entry":                                    "six days of the sample have nothing in the tray",
	"/intake/rosters/:roster/import":                       "no list is kept in the sample",
	"/residents/:resident/merges/:row/agree":               "the sample merges nobody",
	"/residents/:resident/merges/:row/drop":                "the sample merges nobody",
	"/residents/:resident/merges/:row/undo":                "the sample merges nobody",
	"/intake/departures/:departure/decide":                 "the sample's departure is decided",
	"/intake/departures/:departure/leave":                  "the sample's departure has left",
	"/intake/departures/:departure/reopen":                 "the sample's departure is open",
	"/intake/departures/:departure/cancel":                 "the sample's departure has left",
	"/intake/deaths/:departure/withdraw":                   "six days of the sample have no death",
	"/intake/departures/:departure/death":                  "six days of the sample have no death",
	"/intake/departures/:departure/burial":                 "six days of the sample have no death",
	"/intake/departures/:departure/death/cancel":           "six days of the sample have no death",
	"/intake/transfers/:transfer/change":                   "six days of the sample have no transfer",
	"/intake/transfers/:transfer/accept":                   "six days of the sample have no transfer",
	"/intake/transfers/:transfer/refuse":                   "six days of the sample have no transfer",
	"/intake/transfers/:transfer/withdraw":                 "six days of the sample have no transfer",
	"/intake/transfers/:transfer/cancel":                   "six days of the sample have no transfer",
	"/intake/missing/:absence/errands/:errand/settle":      "the notices of the sample's missing person are given",
	"/intake/departures/:departure/errands/:errand/settle": "the sample's errands come and go with its days",
	"/intake/departures/:departure/return":                 "the sample's departures come and go with its days",
	"/intake/departures/:departure/close":                  "the sample's departures come and go with its days",
	"/intake/departures/:departure/change":                 "the sample's departures come and go with its days",
	"/intake/departures/:departure/undecide":               "the sample's departures come and go with its days",
}

// rowsFor finds, for the nouns of a door, rows whose page may hold its form.
var rowsFor = map[string]string{
	"setting":   "SELECT name FROM settings_values WHERE name = 'offline.allowed'",
	"campus":    "SELECT id FROM wards_campuses ORDER BY id LIMIT 1",
	"zone":      "SELECT id FROM wards_zones WHERE valid_to IS NULL ORDER BY id LIMIT 1",
	"ward":      "SELECT id FROM wards_wards WHERE valid_to IS NULL ORDER BY id LIMIT 1",
	"room":      "SELECT id FROM wards_rooms WHERE valid_to IS NULL ORDER BY id LIMIT 1",
	"bed":       "SELECT id FROM wards_beds b WHERE valid_to IS NULL AND NOT EXISTS (SELECT 1 FROM presence_placements p WHERE p.open_bed_id = b.id) ORDER BY id LIMIT 1",
	"member":    "SELECT id FROM staff_members WHERE username = 'ward_carer'",
	"resident":  "SELECT resident_id FROM residents_kin WHERE ended_on IS NULL ORDER BY id LIMIT 1",
	"entry":     "SELECT id FROM register_entries WHERE voided_at IS NULL ORDER BY id LIMIT 2",
	"stay":      "SELECT s.id FROM presence_stays s JOIN residents_people p ON p.id = s.resident_id WHERE s.left_at IS NULL ORDER BY p.name_unknown DESC, s.id LIMIT 3",
	"roster":    "SELECT id FROM intake_rosters ORDER BY id LIMIT 3",
	"departure": "SELECT id FROM intake_departures WHERE voided_at IS NULL ORDER BY id DESC LIMIT 40",
	"transfer":  "SELECT id FROM intake_transfers ORDER BY id DESC LIMIT 10",
	"absence":   "SELECT id FROM presence_absences WHERE kind = 'missing' ORDER BY id DESC LIMIT 5",
}

// TestEveryFormTellsWhatChangedMeanwhile finds every form with a version through the list of doors and
// sends it as somebody does who opened it before another changed the same: the answer must be the page
// again, with the value of that time, the one that stands now and the one that was typed, and a choice.
func TestEveryFormTellsWhatChangedMeanwhile(t *testing.T) {
	h := openSample(t)
	var visitors []*webtest.Visitor
	for _, username := range []string{"manager", "social_worker", "admin", "director", "nurse"} {
		if n := 0; h.db.Raw().QueryRow("SELECT COUNT(*) FROM staff_members WHERE username = ?", username).Scan(&n) == nil && n == 1 {
			visitors = append(visitors, as(t, h, username))
		}
	}
	pages := map[string]*goquery.Document{}
	met := 0
	for _, door := range h.desk.Doors {
		if !door.Versioned || strings.Contains(door.Action, ".add_") {
			continue // who adds a row meets nobody in it
		}
		form, by := formOf(t, h, visitors, pages, door)
		reason := notHere[door.Path]
		if form == nil && reason == "" {
			t.Errorf("no form with a version was found for %s (%s): it wants a row in rowsFor, or its reason among those that are not here", door.Path, door.Action)
		}
		if form == nil || strings.HasSuffix(reason, "refused first") {
			continue
		}
		met++
		t.Run(door.Path, func(t *testing.T) { staleForm(t, by, form, h.db.Now()) })
	}
	if met < 10 {
		t.Errorf("only %d forms were found", met)
	}
}

// formOf finds the form of a door on the page that is shown again when it is refused, and who sees it.
func formOf(t *testing.T, h *house, visitors []*webtest.Visitor, pages map[string]*goquery.Document, door web.Door) (*goquery.Selection, *webtest.Visitor) {
	t.Helper()
	fits := regexp.MustCompile("^" + param.ReplaceAllString(door.Path, "[^/]+") + "$")
	for _, path := range pathsOf(t, h, door.Again) {
		for _, v := range visitors {
			page := pages[fmt.Sprintf("%p %s", v, path)]
			if page == nil {
				a := v.Get(path)
				if a.Status != http.StatusOK {
					a.Body = "<p></p>"
				}
				var err error
				if page, err = goquery.NewDocumentFromReader(strings.NewReader(a.Body)); err != nil {
					t.Fatal(err)
				}
				pages[fmt.Sprintf("%p %s", v, path)] = page
			}
			found := page.Find(`form[method="post"]`).FilterFunction(func(_ int, f *goquery.Selection) bool {
				return fits.MatchString(f.AttrOr("action", "")) && f.Find(`input[name="version"]`).Length() == 1
			})
			if found.Length() > 0 {
				return found.First(), v
			}
		}
	}
	return nil, nil
}

// pathsOf are the addresses of a page in the sample house.
func pathsOf(t *testing.T, h *house, path string) []string {
	t.Helper()
	query := ""
	switch noun := param.FindStringSubmatch(path); {
	case path == "/care/tray/:entry":
		query = "SELECT id FROM offline_tray WHERE closed_at IS NULL AND suspects = '' ORDER BY id LIMIT 3"
	case path == "/settings/holidays/day":
		query = "SELECT SUBSTR(day, 1, 10) FROM settings_swap_days WHERE kind <> 'none' ORDER BY day DESC LIMIT 3"
		path += "?day=:day"
	case noun == nil:
		return []string{path}
	default:
		query = rowsFor[noun[1]]
	}
	if query == "" {
		t.Fatalf("no rows are named for %s", path)
	}
	found, err := h.db.Raw().Query(query)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	defer found.Close()
	var out []string
	for found.Next() {
		var id string
		if err := found.Scan(&id); err != nil {
			t.Fatal(err)
		}
		out = append(out, param.ReplaceAllString(path, id))
	}
	return out
}

// sent is a form as a browser sends it, with an answer wherever one is demanded.
func sent(form *goquery.Selection) url.Values {
	values := url.Values{}
	form.Find("input[name], select[name], textarea[name]").Each(func(_ int, f *goquery.Selection) {
		name, kind := f.AttrOr("name", ""), f.AttrOr("type", "")
		must := f.AttrOr("aria-required", "") == "true" || f.Closest("fieldset").Find(".must").Length() > 0
		switch {
		case goquery.NodeName(f) == "select":
			chosen := f.Find("option[selected]").AttrOr("value", "")
			if chosen == "" && must {
				f.Find("option").EachWithBreak(func(_ int, o *goquery.Selection) bool { chosen = o.AttrOr("value", ""); return chosen == "" })
			}
			values.Set(name, chosen)
		case goquery.NodeName(f) == "textarea":
			values.Set(name, f.Text())
		case kind == "radio":
			if _, on := f.Attr("checked"); on || must && !values.Has(name) {
				values.Set(name, f.AttrOr("value", ""))
			}
		case kind == "checkbox":
			if _, on := f.Attr("checked"); on {
				values.Add(name, f.AttrOr("value", ""))
			}
		default:
			values.Set(name, f.AttrOr("value", ""))
		}
		if must && values.Get(name) == "" && kind != "radio" && kind != "checkbox" {
			values.Set(name, "Điều được hỏi")
			if strings.Contains(f.AttrOr("placeholder", ""), "/") {
				values.Set(name, f.AttrOr("placeholder", ""))
			}
		}
	})
	return values
}

// staleForm sends a form whose row has moved on, once for each field until one is told apart: not every
// field takes any text, and what is not understood is refused before.
func staleForm(t *testing.T, v *webtest.Visitor, form *goquery.Selection, now time.Time) {
	values, today := sent(form), now.In(time.FixedZone("ICT", 7*3600)).Format("02/01/2006")
	was := struct {
		At  int64             `json:"at"`
		Was map[string]string `json:"was"`
	}{}
	if err := json.Unmarshal([]byte(values.Get("_was")), &was); err != nil {
		t.Fatalf("the form does not carry what it shows: %v in %q", err, values.Get("_was"))
	}
	version := values.Get("version")
	action := form.AttrOr("action", "")
	var names, told []string
	for name := range was.Was {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) == 0 {
		names = append(names, "")
	}
	for _, name := range names {
		stands := was.Was[name]
		typed := anotherAnswer(form, name, stands, today)
		if name != "" && typed == "" {
			continue
		}
		again := url.Values{}
		for k, all := range values {
			again[k] = slices.Clone(all)
		}
		old := was
		old.Was = map[string]string{}
		for k, v := range was.Was {
			old.Was[k] = v
		}
		if name != "" {
			old.Was[name] = stands + " trước đó"
			again.Set(name, typed)
		}
		text, _ := json.Marshal(old)
		again.Set("_was", string(text))
		again.Set("version", "987654")
		again.Set("_key", webtest.UUID())
		a := v.Post(action, again)
		if a.Status != http.StatusConflict {
			told = append(told, fmt.Sprintf("%s: %d", name, a.Status))
			continue
		}
		page, err := goquery.NewDocumentFromReader(strings.NewReader(a.Body))
		if err != nil {
			t.Fatal(err)
		}
		back := page.Find(fmt.Sprintf("form[action=%q]", action)).FilterFunction(func(_ int, f *goquery.Selection) bool { return f.Find(".apart").Length() > 0 })
		if back.Length() != 1 {
			told = append(told, name+": no difference on the page")
			continue
		}
		if got := back.Find(`input[name="version"]`).AttrOr("value", ""); got != version {
			t.Errorf("the form that came back speaks of version %q, the row is at %q", got, version)
		}
		if name == "" {
			return // nothing but a button: the page says that it was refused, and who was faster
		}
		choice := back.Find(fmt.Sprintf(`.apart input[type="radio"][name="_take.%s"]`, name))
		if choice.Length() != 2 {
			told = append(told, fmt.Sprintf("%s: %d choices", name, choice.Length()))
			continue
		}
		field := choice.First().Closest(".apart-field")
		if label := strings.TrimSpace(field.Find("legend").Text()); label == "" || strings.Contains(label, "⟦") {
			t.Errorf("%s has no label a reader knows: %q", name, label)
		}
		if !strings.Contains(field.Find(".apart-was").Text(), " trước đó") {
			t.Errorf("what stood there before is missing: %q", field.Text())
		}
		if back.Find(fmt.Sprintf("[name=%q]", name)).First().AttrOr("value", typed) != typed {
			t.Errorf("%s: what was typed is not in the field any more", name)
		}
		return
	}
	t.Errorf("no field is told apart: %v", told)
}

// anotherAnswer is an answer other than the one that stands there, or "".
func anotherAnswer(form *goquery.Selection, name, now, today string) string {
	f := form.Find(fmt.Sprintf("[name=%q]", name)).First()
	another := ""
	pick := func(_ int, o *goquery.Selection) bool {
		if v := o.AttrOr("value", ""); v != now && v != "" {
			another = v
		}
		return another == ""
	}
	switch {
	case name == "" || f.Length() == 0:
	case goquery.NodeName(f) == "select":
		f.Find("option").EachWithBreak(pick)
	case f.AttrOr("type", "") == "radio":
		form.Find(fmt.Sprintf("[name=%q]", name)).EachWithBreak(pick)
	case f.AttrOr("type", "") == "checkbox": // of yes and no two people cannot mean three things
	case strings.Contains(f.AttrOr("placeholder", ""), "/"):
		another = today
	default:
		another = strings.TrimSpace(now + " khác")
		if f.AttrOr("inputmode", "") == "numeric" || f.AttrOr("inputmode", "") == "decimal" {
			another = "7"
		}
	}
	return another
}
