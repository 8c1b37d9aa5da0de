package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"maiam/handlers/webtest"
	"maiam/models/staff"
)

// TestTodayAnswersEachRole opens the first page as every role: it shows what the role asks first and
// nothing that it may not know, and every number on it opens exactly its names.
func TestTodayAnswersEachRole(t *testing.T) {
	h := openSample(t)
	names := namesOf(t, h, idsOf(t, h, "CS1")["campus"])
	titles := map[string][]string{ // cards of the page, by role
		"ward_carer":    {"Đang vắng"},
		"doctor":        {"Đang vắng", "Đang ở phân khu cách ly", "Nhu cầu cần nhớ"},
		"nurse":         {"Đang vắng", "Đang ở phân khu cách ly", "Nhu cầu cần nhớ", "Thời hạn"},
		"therapist":     {"Đang vắng"},
		"social_worker": {"Thời hạn", "Đang vắng"},
		"manager":       {"Thời hạn", "Việc vừa làm"},
		"director":      {"Thời hạn", "Việc vừa làm"},
		"inspector":     {"Việc vừa làm"},
		"admin":         {"Tài khoản", "Việc máy tự làm"},
	}
	blind := []string{"kitchen", "storekeeper", "buyer", "cashier", "accountant", "instructor", "inspector", "admin"}
	for _, role := range staff.Roles() {
		t.Run(role.Code, func(t *testing.T) {
			v := as(t, h, role.Code)
			page := v.Get("/").Want(200).Page()
			heads := strings.Join(page.Texts("h2"), "|")
			for _, title := range titles[role.Code] {
				if !strings.Contains(heads, title) {
					t.Errorf("the card %s is missing: %s", title, heads)
				}
			}
			for _, other := range []string{"Thời hạn", "Việc vừa làm", "Tài khoản", "Nhu cầu cần nhớ"} {
				if strings.Contains(heads, other) && !strings.Contains(strings.Join(titles[role.Code], "|"), other) {
					t.Errorf("the card %s is not for %s", other, role.Code)
				}
			}
			for _, who := range blind {
				if who != role.Code {
					continue
				}
				if page.Has(`a[href^="/presence/people"]`) {
					t.Error("a number leads to names that this role may not see")
				}
				for _, name := range names {
					if strings.Contains(page.Text("main"), name) {
						t.Errorf("%s is named", name)
					}
				}
			}
			page.Find(`main a[href^="/presence/people?"], main a[href^="/residents?need="]`).Each(func(_ int, a *goquery.Selection) {
				href, _ := a.Attr("href")
				text := a.Text()
				if when := a.Closest("li").Find(".when"); when.Length() > 0 {
					text = when.Text() // a need: its number stands beside its name
				}
				digits := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
				if len(digits) == 0 {
					return
				}
				want, _ := strconv.Atoi(digits[0])
				if got := shownNames(v, href, 20); got != want {
					t.Errorf("%q at %s opens %d names", strings.TrimSpace(text), href, got)
				}
			})
		})
	}
}

// shownNames counts the lines of a list over all its pages, of which there are not many here.
func shownNames(v *webtest.Visitor, path string, pages int) int {
	page := v.Get(path).Want(200).Page()
	n := page.Count(".list tbody tr")
	if next, more := page.Find(`.list-foot a[href*="after="]`).Last().Attr("href"); more && pages > 0 {
		return n + shownNames(v, next, pages-1)
	}
	return n
}
