package presence_test

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"maiam/handlers/sheet"
	"maiam/models/db"
	"maiam/models/presence"
	"maiam/models/value"
)

// TestPageSheetAndProgramAgree follows each number of the page of the head-count to its names and
// holds it against the spreadsheet and the answer for programs, before and after people go.
func TestPageSheetAndProgramAgree(t *testing.T) {
	g := open(t)
	for _, step := range []func(tx *db.Tx) error{
		func(*db.Tx) error { return nil },
		func(tx *db.Tx) error {
			_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: g.hoa, Kind: presence.Hospital})
			return err
		},
		func(tx *db.Tx) error {
			_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: g.mai, Kind: presence.Missing})
			return err
		},
		func(tx *db.Tx) error {
			_, err := presence.Discharge(tx, presence.DischargeInput{ResidentID: g.nga, Reason: presence.AskedBySelf})
			return err
		},
		func(tx *db.Tx) error {
			_, err := presence.Admit(tx, presence.AdmitInput{ResidentID: g.sen, CampusID: g.first, Category: "B1"})
			return err
		},
	} {
		g.Clock.Add(time.Minute)
		g.Do(step)
		g.agree("/presence/headcount")
	}
	g.agree("/presence/headcount?at=20/11/2026+18:00")
}

// agree opens every number of a page that has names behind it.
func (g *house) agree(path string) {
	g.t.Helper()
	m := g.manager
	page := m.Get(path).Want(200).Page()
	links := 0
	page.Find(`a[href^="/presence/people?"]`).Each(func(_ int, a *goquery.Selection) {
		href, _ := a.Attr("href")
		digits := strings.FieldsFunc(a.Text(), func(r rune) bool { return r < '0' || r > '9' })
		if len(digits) == 0 {
			return
		}
		links++
		want, _ := strconv.Atoi(digits[0])
		names := m.Get(href).Want(200).Page()
		if got := names.Count(".list tbody tr"); got != want {
			g.t.Errorf("%s: %q opens %d names at %s", path, strings.TrimSpace(a.Text()), got, href)
		}
		u, _ := url.Parse(href)
		file := m.Get("/presence/people.xlsx?" + u.RawQuery).Want(200)
		if got := sheetRows(g.t, []byte(file.Body)); got != want {
			g.t.Errorf("%s: %q saves %d names", path, strings.TrimSpace(a.Text()), got)
		}
		var list struct{ Items []struct{ Name string } }
		m.JSON("GET", "/api/v1/presence/at?"+u.RawQuery, nil).Want(200).Into(&list)
		if len(list.Items) != want {
			g.t.Errorf("%s: %q answers programs with %d names", path, strings.TrimSpace(a.Text()), len(list.Items))
		}
	})
	if links < 3 {
		g.t.Errorf("%s has only %d numbers with names", path, links)
	}
}

// sheetRows counts the people of a saved list: the rows below the one with the titles.
func sheetRows(t *testing.T, body []byte) int {
	t.Helper()
	book, err := sheet.Read(bytes.NewReader(body), int64(len(body)), sheet.Usual)
	if err != nil {
		t.Fatal(err)
	}
	n, titled := 0, false
	for _, row := range book.Grids[0].Rows {
		filled := 0
		for _, cell := range row {
			if cell.Text != "" {
				filled++
			}
		}
		switch {
		case titled && filled > 1:
			n++
		case filled > 5:
			titled = true
		}
	}
	return n
}

func TestKeptNightsAreShown(t *testing.T) {
	g := open(t)
	zone := time.FixedZone("+07", 7*3600)
	day := value.MustDay("2026-11-21")
	take := func() {
		t.Helper()
		g.Do(func(tx *db.Tx) error { _, err := presence.TakeSnapshots(tx, day); return err })
	}
	g.Clock.Set(day.AddDays(1).At(zone, 5))
	take()
	g.Clock.Add(time.Hour)
	g.Do(func(tx *db.Tx) error {
		_, err := presence.StartAbsence(tx, presence.AbsenceInput{ResidentID: g.hoa, Kind: presence.Hospital, At: day.At(zone, 20*60)})
		return err
	})
	g.Clock.Add(time.Hour)
	take()

	p := g.manager.Get("/presence/snapshots").Want(200).Page()
	if p.Count(".list tbody tr") != 1 || !strings.Contains(p.Text(".list tbody"), "21/11/2026") || !strings.Contains(p.Text(".list tbody"), "Bản 2 · Có việc ghi muộn") {
		t.Errorf("the nights: %q", p.Text(".list tbody"))
	}
	night := nightPathOf(day)
	p = g.manager.Get(night).Want(200).Page()
	if got := strings.Join(p.Texts(".strip .stat"), "|"); !strings.HasPrefix(got, "3 Đang quản lý|2 Có mặt|1 Nằm viện") || !strings.Contains(got, "3 Đang quản lý|3 Có mặt|0 Nằm viện") {
		t.Errorf("both versions stand side by side: %q", got)
	}
	if !strings.Contains(p.Text("main, body"), "Trần Thị Hoa") {
		t.Error("whom the second version counts differently is not named")
	}
	g.agree(night)
	g.agree("/presence/snapshots?from=2026-11-20&to=2026-11-21")

	kitchen := g.visitor("kitchen").Get(night).Want(200).Page()
	if kitchen.Has(`a[href^="/presence/people"]`) || strings.Contains(kitchen.Text("body"), "Trần Thị Hoa") || !strings.Contains(kitchen.Text("body"), "Một người") {
		t.Error("who counts heads is shown a name")
	}
	if other := g.visitor("other").Get(night).Want(200).Page(); other.Has(".strip") {
		t.Error("the other campus sees this one's nights")
	}
	g.visitor("admin").Get(night).Want(403)

	var list struct {
		Items []struct {
			Version int
			Reason  string
			Whole   bool
			Numbers presence.Numbers
			Changes []struct{ Name string }
		}
	}
	g.manager.JSON("GET", "/api/v1/presence/snapshots/night?day=2026-11-21", nil).Want(200).Into(&list)
	if len(list.Items) != 2 || list.Items[0].Version != 2 || !list.Items[0].Whole || list.Items[0].Numbers.Hospital != 1 || len(list.Items[0].Changes) != 1 || list.Items[0].Changes[0].Name != "Trần Thị Hoa" {
		t.Errorf("for programs: %+v", list)
	}
	list.Items = nil
	g.visitor("kitchen").JSON("GET", "/api/v1/presence/snapshots/night?day=2026-11-21", nil).Want(200).Into(&list)
	if list.Items[0].Changes[0].Name != "" {
		t.Error("who counts heads is told a name")
	}
	g.manager.JSON("GET", "/api/v1/presence/snapshots", nil).Want(200).Into(&list)
	if len(list.Items) != 1 || list.Items[0].Numbers.Present != 2 {
		t.Errorf("the newest version of each night: %+v", list)
	}
	g.manager.Get("/presence/snapshots.xlsx").Want(200)
	g.whole()
}

func nightPathOf(day value.Day) string { return "/presence/snapshots/night?day=" + day.String() }
