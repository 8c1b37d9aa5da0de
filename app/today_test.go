package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"maiam/handlers/webtest"
	"maiam/models/db"
	"maiam/models/deeds"
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

// TestTodayShowsWhatWaits lets the nurse write a death: the director's first page shows it before
// everything else, beside the transfer that waits for a signature, and who may not know sees neither.
func TestTodayShowsWhatWaits(t *testing.T) {
	h := openSample(t)
	ids := idsOf(t, h, "CS1")
	nurse, director := as(t, h, "nurse"), as(t, h, "director")
	if strings.Contains(director.Get("/").Want(200).Body, "chưa rõ nguyên nhân, phải báo công an") {
		t.Error("a death waits that nobody wrote")
	}
	social := as(t, h, "social_worker")
	ask := social.Get("/intake/transfers/new?resident_id=" + strconv.FormatUint(ids["resident"], 10)).Want(200).Page().Form(`form[action="/intake/transfers"]`)
	transfer := social.Submit(ask, "reason", "gần nhà").Want(303).Header.Get("Location")
	if !strings.Contains(as(t, h, "manager_b").Get("/").Want(200).Body, "chờ cơ sở mình ký nhận") || strings.Contains(social.Get("/").Body, "chờ cơ sở mình ký nhận") {
		t.Error("the transfer does not wait on the page of the campus that is to sign, or waits on the other's")
	}
	social.Submit(social.Get(transfer).Page().Form(`form[action="`+transfer+`/withdraw"]`), "reason", "đổi ý").Want(303)
	path := "/intake/deaths/new?resident_id=" + strconv.FormatUint(ids["resident"], 10)
	form := nurse.Get(path).Want(200).Page().Form(`form[action="/intake/deaths"]`)
	death := nurse.Submit(form, "place_kind", "house", "unclear", "true", "found_by", "Điều dưỡng trực").Want(303).Header.Get("Location")
	if page := director.Get("/").Want(200); !strings.Contains(page.Body, "chưa rõ nguyên nhân, phải báo công an") || !page.Page().Has(`a[href="`+death+`"]`) {
		t.Error("the director's first page does not show the death")
	}
	if as(t, h, "manager_b").Get("/").Page().Has(`a[href="` + death + `"]`) {
		t.Error("the other campus sees it")
	}
	page := nurse.Get(death).Want(200).Page()
	nurse.Submit(page.Form(`form[action="`+death+`/withdraw"]`), "reason", "nhầm người").Want(303)
	if director.Get("/").Page().Has(`a[href="` + death + `"]`) {
		t.Error("a death that was taken back still waits")
	}
}

// TestAWeekAtTheDoorWaitsOnToday lets the night put the last week together: it waits on the first page of the
// director alone, is red once it is overdue, and waits no more when it was gone through.
func TestAWeekAtTheDoorWaitsOnToday(t *testing.T) {
	h := openSample(t)
	if err := h.db.Write(t.Context(), db.System("jobs"), "deeds.close_door_week", func(tx *db.Tx) error {
		_, err := deeds.CloseDoorWeeks(tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	director := as(t, h, "director")
	waits := `.notice:has(a[href="/deeds/door"])`
	if p := director.Get("/").Want(200).Page(); !p.Has(waits) || p.Has(waits+".danger") {
		t.Error("the week does not wait for the director, or is overdue at once")
	}
	for _, other := range []string{"manager", "inspector", "admin", "nurse"} {
		if as(t, h, other).Get("/").Want(200).Page().Has(waits) {
			t.Errorf("it waits for %s", other)
		}
	}
	if _, err := h.db.Raw().Exec("UPDATE deeds_door_weeks SET due_on = week"); err != nil {
		t.Fatal(err)
	}
	if p := director.Get("/").Want(200).Page(); !p.Has(waits + ".danger") {
		t.Errorf("what is overdue is not red: %s", p.Text(waits))
	}
	page := director.Get("/deeds/door").Want(200).Page()
	director.Submit(page.Form(`form[action="/deeds/door"]`), "week_found", "in_order", "week_note", "Đã xem").Want(303)
	if director.Get("/").Want(200).Page().Has(waits) {
		t.Error("a week that was gone through still waits")
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
