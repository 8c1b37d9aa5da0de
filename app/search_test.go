package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/register"
	"maiam/models/staff"
)

// foundByProgram is what the JSON door of the search box answers.
type foundByProgram struct {
	People []personFound
	Places []struct {
		WardID, RoomID, BedID uint64
		Ward, Room, Bed       string
	}
	Papers []struct{ Number string }
}

type personFound struct {
	ResidentID uint64 `json:"resident_id"`
	Name       string
	InCare     bool   `json:"in_care"`
	LeftOn     string `json:"left_on"`
}

func toolOf(t *testing.T, h *house, username string) *webtest.Visitor {
	t.Helper()
	v := webtest.Visit(t, h.desk.Handler())
	v.Header.Set("Authorization", "Bearer "+token(t, h, username))
	return v
}

func searched(v *webtest.Visitor, text string) (f foundByProgram) {
	v.Get("/api/v1/search?" + url.Values{"q": {text}}.Encode()).Want(http.StatusOK).Into(&f)
	return f
}

// one reads a single value of the sample house.
func one[T any](t *testing.T, h *house, query string, args ...any) (value T) {
	t.Helper()
	if err := h.db.Raw().QueryRow(query, args...).Scan(&value); err != nil {
		t.Fatalf("%v: %s", err, query)
	}
	return value
}

// TestTheOneSearchBox types into the box of the frame as each role: it is on every page, finds what
// the role may see and nothing else, and everything found opens.
func TestTheOneSearchBox(t *testing.T) {
	h := openSample(t)
	ids := idsOf(t, h, "CS1")
	campus := ids["campus"]
	name := one[string](t, h, "SELECT r.name FROM residents_people r JOIN presence_placements p ON p.open_resident_id = r.id WHERE r.id = ?", ids["resident"])
	ward := one[string](t, h, "SELECT name FROM wards_wards WHERE id = ?", ids["ward"])
	room := one[string](t, h, "SELECT name FROM wards_rooms WHERE id = ?", ids["room"])
	bed := one[string](t, h, "SELECT name FROM wards_beds WHERE id = ?", ids["bed"])
	var entry *register.Entry
	if err := h.db.Write(t.Context(), db.System("test"), "register.issue", func(tx *db.Tx) (err error) {
		entry, err = register.Issue(tx, register.IssueInput{CampusID: campus, Kind: register.Minutes, Agency: "TTBTXH", Paper: "emergency", ResidentID: ids["resident"],
			Subject: name, Summary: "Kiểm tra ô tìm", Signer: register.Signer{Name: "Lê Văn Sỹ", Position: "Giám đốc"}, Content: struct{}{}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	paper := entry.Text()
	names := namesOf(t, h, campus)
	for _, role := range staff.Roles() {
		t.Run(role.Code, func(t *testing.T) {
			browser, tool := as(t, h, role.Code), toolOf(t, h, role.Code)
			people := staff.Allows(role.Code, "residents.view")
			papers := staff.Allows(role.Code, "register.view")
			page := browser.Get("/wards").Want(http.StatusOK).Page()
			if !page.Has(`.top form.finder[action="/search"] input[name="q"]`) || !page.Has(`a.top-find[href="/search"]`) {
				t.Error("the page has no search box")
			}
			today := browser.Get("/").Want(http.StatusOK).Page()
			if !today.Has(`main form.finder[action="/search"]`) || !today.Has(`form.top-out[action="/sign-out"] button`) {
				t.Error("Hôm nay has no search box for the phone, or no way to sign out")
			}
			for _, text := range []string{name, strings.ToUpper(name), ward, room, room + "-" + bed, paper, "nguyen", "1", "nguoi vo danh"} {
				f := searched(tool, text)
				if !people && len(f.People) > 0 {
					t.Errorf("%q finds people for %s", text, role.Code)
				}
				if !papers && len(f.Papers) > 0 {
					t.Errorf("%q finds papers for %s", text, role.Code)
				}
				page := browser.Get("/search?" + url.Values{"q": {text}}.Encode()).Want(http.StatusOK).Page()
				links := slices.DeleteFunc(hrefs(page, "main"), func(at string) bool { return strings.HasPrefix(at, "#") })
				if n := len(f.People) + len(f.Places) + len(f.Papers); len(links) < n && staff.Allows(role.Code, "care.view") {
					t.Errorf("%q: %d ways lead on, %d were found", text, len(links), n)
				}
				for _, at := range links[:min(len(links), 3)] {
					path, mark, marked := strings.Cut(at, "#")
					if opens := browser.Get(path).Want(http.StatusOK); marked && !opens.Page().Has("#"+mark) {
						t.Errorf("%q leads to %s, where no such place stands", text, at)
					}
				}
				if people {
					continue
				}
				for _, who := range names {
					if who != text && strings.Contains(page.Text("main"), who) {
						t.Errorf("%q tells %s of %s", text, role.Code, who)
					}
				}
			}
			if f := searched(tool, ward); len(f.Places) == 0 && role.Code != "ward_carer" {
				t.Errorf("%s does not find %s", role.Code, ward)
			}
		})
	}
	manager := toolOf(t, h, "manager")
	if f := searched(manager, name); !slices.ContainsFunc(f.People, func(p personFound) bool {
		return p.ResidentID == ids["resident"] && p.InCare
	}) {
		t.Errorf("%s is not found: %+v", name, f.People)
	}
	if f := searched(manager, room+"-"+bed); len(f.Places) == 0 || f.Places[0].Bed != bed || len(f.People) == 0 {
		t.Errorf("the bed %s-%s is not found: %+v", room, bed, f)
	}
	if f := searched(manager, paper); len(f.Papers) == 0 || f.Papers[0].Number != paper {
		t.Errorf("the paper %s is not found: %+v", paper, f.Papers)
	}
	left := one[string](t, h, `SELECT r.name FROM residents_people r JOIN presence_stays s ON s.resident_id = r.id AND s.left_at IS NOT NULL AND s.voided_at IS NULL AND s.end_reason <> 't'
		WHERE r.campus_id = ? AND NOT EXISTS (SELECT 1 FROM presence_stays o WHERE o.open_resident_id = r.id) LIMIT 1`, campus)
	if f := searched(manager, left); len(f.People) == 0 || !slices.ContainsFunc(f.People, func(p personFound) bool {
		return !p.InCare && p.LeftOn != ""
	}) {
		t.Errorf("%s has left and is not found so: %+v", left, f.People)
	}
	if page := as(t, h, "manager").Get("/search?" + url.Values{"q": {left}}.Encode()).Page(); !strings.Contains(page.Text("main"), "Đã rời") {
		t.Errorf("%s is not marked as somebody who left", left)
	}
}

// TestTheSearchBoxTakesAnything types what nobody can find: the page says so and stays a page.
func TestTheSearchBoxTakesAnything(t *testing.T) {
	h := openSample(t)
	v, tool := as(t, h, "manager"), toolOf(t, h, "manager")
	for _, text := range []string{"", "   ", "%", "_", "%%__", "!", "'", `"`, "\\", "xyzzy", strings.Repeat("a", 1900), "🙂", "000000/0", "-", "/"} { // no number of a person begins with so many noughts
		page := v.Get("/search?" + url.Values{"q": {text}}.Encode()).Want(http.StatusOK).Page()
		if f := searched(tool, text); len(f.People)+len(f.Places)+len(f.Papers) > 0 {
			t.Errorf("%.20q finds %+v", text, f)
		}
		if !page.Has("main .empty") {
			t.Errorf("%.20q: the page does not say that nothing was found", text)
		}
	}
	v.Get("/search?" + url.Values{"q": {strings.Repeat("<b>khu ", 250)}}.Encode()).Want(http.StatusOK)
	// A name as a telephone of another maker writes it, with its marks as letters of their own.
	if f := searched(tool, "nguye\u0302\u0303n"); len(f.People) == 0 {
		t.Error("a decomposed name finds nobody")
	}
}

// hrefs are the addresses to which a part of a page leads.
func hrefs(page *webtest.Page, part string) []string {
	var out []string
	for _, a := range page.Find(part + " a[href]").EachIter() {
		at, _ := a.Attr("href")
		out = append(out, at)
	}
	return out
}
