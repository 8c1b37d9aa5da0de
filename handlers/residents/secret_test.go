package residents_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"maiam/handlers/webtest"
)

// keys and the numbers of requests are different on every drawing of a page.
var keys = regexp.MustCompile(`name="_key" value="[^"]*"|Mã yêu cầu: [0-9a-f]+`)

func drawn(a *webtest.Answer) string { return keys.ReplaceAllString(a.Body, "") }

// TestASecretIsAsIfItWereNotThere: to whoever is not named, every page and answer about the person is byte
// for byte what it was before the matter was written; a matter that is not theirs answers as one that never was.
func TestASecretIsAsIfItWereNotThere(t *testing.T) {
	g := open(t)
	paths := []string{"", "/edit", "/changes", "/changes.xlsx", "/family", "/birth"}
	read := func(v *webtest.Visitor) (out []string) {
		for _, p := range paths {
			out = append(out, drawn(v.Get(file(g.hoa)+p)))
		}
		return append(out, drawn(v.Get("/residents?q=zyxwsecret")), drawn(v.Get("/residents")), drawn(v.Get("/api/v1"+file(g.hoa))))
	}
	before := map[*webtest.Visitor][]string{}
	for _, v := range []*webtest.Visitor{g.doctor, g.director, g.carer} {
		read(v)
		before[v] = read(v)
	}
	a := g.nurse.Post("/residents/secrets", url.Values{"resident": {fmt.Sprint(g.hoa)}, "kind": {"hiv"}, "text": {"zyxwsecret dương tính"}}).Want(http.StatusSeeOther)
	path := a.Header.Get("Location")
	if !regexp.MustCompile(`^/residents/secrets/\d+$`).MatchString(path) {
		t.Fatalf("led to %s", path)
	}
	for v, was := range before {
		for i, now := range read(v) {
			if now != was[i] && !strings.HasPrefix(now, "PK") { // a spreadsheet says when it was saved
				t.Errorf("answer %d differs:\n%s", i, difference(was[i], now))
			}
			if strings.Contains(now, "zyxwsecret dương") {
				t.Errorf("answer %d says it", i)
			}
		}
		never := v.Get("/residents/secrets/999999")
		if now := v.Get(path); now.Status != http.StatusNotFound || never.Status != now.Status || strings.ReplaceAll(drawn(now), path, "") != strings.ReplaceAll(drawn(never), "/residents/secrets/999999", "") {
			t.Errorf("not named: %d, and of one that never was %d", now.Status, never.Status)
		}
		v.Post(path+"/entries", url.Values{"kind": {"hiv"}, "text": {"x"}}).Want(map[bool]int{true: http.StatusForbidden, false: http.StatusNotFound}[v == g.carer])
	}
	// Who is named finds it on the file, without its kind, and opens it.
	page := g.nurse.Get(file(g.hoa)).Want(http.StatusOK)
	if !page.Page().Has(`#secrets a[href="`+path+`"]`) || strings.Contains(page.Page().Text("#secrets"), "HIV") || strings.Contains(page.Body, "zyxwsecret") {
		t.Errorf("the writer's file: %s", page.Page().Text("#secrets"))
	}
	own := g.nurse.Get(path).Want(http.StatusOK)
	if !strings.Contains(own.Body, "zyxwsecret dương tính") {
		t.Error("the writer does not read it")
	}
	if a := g.nurse.Get("/api/v1" + path).Want(http.StatusOK); !strings.Contains(a.Body, "zyxwsecret dương tính") {
		t.Error("the writer's program does not read it")
	}
	if a := g.nurse.Get("/api/v1" + file(g.hoa)); !strings.Contains(a.Body, `"secrets":[`) {
		t.Error("the writer's program does not find it")
	}
	// The director names people by the number, and reads neither whose it is nor what it is.
	list := g.director.Get("/residents/secrets").Want(http.StatusOK)
	naming := g.director.Get(path + "/confidants").Want(http.StatusOK)
	for _, a := range []*webtest.Answer{list, naming} {
		if strings.Contains(a.Body, "zyxwsecret") || strings.Contains(a.Body, "Đặng Thị Hoa") || strings.Contains(a.Body, "NA-000001") {
			t.Errorf("the director reads %s", a.Body)
		}
	}
	g.doctor.Get("/residents/secrets").Want(http.StatusForbidden)
	g.doctor.Get(path + "/confidants").Want(http.StatusNotFound)
	refused := g.nurse.Post(path+"/confidants", url.Values{"member": {"7"}}).Want(http.StatusUnprocessableEntity)
	if got := refused.Page().Text("#f-confidant-member-error"); got != "" && !strings.Contains(got, "tự nêu tên mình") {
		t.Errorf("naming oneself: %s", got)
	}
	g.nurse.Post(path+"/entries", url.Values{"kind": {"adoption"}, "text": {"zyxwmore"}}).Want(http.StatusSeeOther)
	left := g.nurse.Get("/api/v1" + path).Want(http.StatusOK)
	id := regexp.MustCompile(`"confidants":\[\{"id":(\d+)`).FindStringSubmatch(left.Body)
	if id == nil {
		t.Fatalf("no confidant in %s", left.Body)
	}
	g.nurse.Post(path+"/leave", url.Values{"confidant": {id[1]}, "reason": {"Chuyển khu"}}).Want(http.StatusSeeOther)
	g.nurse.Get(path).Want(http.StatusNotFound)
	wordless(t)
}

// TestATrueNameGoesOnPaper: while somebody is called by another name, who is named draws the sheet that tells
// an authority who it is; that is noted with the matter, and nobody else finds the sheet or the note.
func TestATrueNameGoesOnPaper(t *testing.T) {
	g := open(t)
	path := g.nurse.Post("/residents/secrets", url.Values{"resident": {fmt.Sprint(g.hoa)}, "kind": {"shelter"}, "text": {"Lánh người chồng"}}).Want(http.StatusSeeOther).Header.Get("Location")
	sheet := path + "/identity.pdf"
	g.nurse.Get(sheet).Want(http.StatusNotFound)
	if g.nurse.Get(path).Page().Has(`a[href="` + sheet + `"]`) {
		t.Error("a sheet is offered for somebody who is called by the own name")
	}
	g.nurse.Post(path+"/called", url.Values{"called": {"Lê Thị Sen"}}).Want(http.StatusSeeOther)
	if !g.nurse.Get(path).Page().Has(`a[href="` + sheet + `"]`) {
		t.Error("the matter does not lead to the sheet")
	}
	said := strings.Join(strings.Fields(strings.Join(webtest.PDFPages(t, []byte(g.nurse.Get(sheet).Want(http.StatusOK).Body)), " ")), " ")
	for _, text := range []string{"Họ và tên: Đặng Thị Hoa", "Người mang tên Lê Thị Sen", "Số định danh cá nhân: 040162004512", "KÍN"} {
		if !strings.Contains(said, text) {
			t.Errorf("the sheet does not say %s: %s", text, said)
		}
	}
	noted := "Mở phiếu có tên thật"
	if !strings.Contains(g.nurse.Get(path).Body, noted) {
		t.Error("the matter does not say that the sheet was opened")
	}
	for name, v := range map[string]*webtest.Visitor{"doctor": g.doctor, "director": g.director, "carer": g.carer} {
		v.Get(sheet).Want(http.StatusNotFound)
		for _, page := range []string{file(g.hoa), file(g.hoa) + "/changes", file(g.hoa) + "/changes.xlsx", "/api/v1" + file(g.hoa)} {
			if a := v.Get(page); strings.Contains(a.Body, noted) || strings.Contains(a.Body, "residents.identity") || strings.Contains(a.Body, "Đặng Thị Hoa") {
				t.Errorf("%s reads of it at %s", name, page)
			}
		}
	}
	g.nurse.Post(path+"/own-name", nil).Want(http.StatusSeeOther)
	g.nurse.Get(sheet).Want(http.StatusNotFound)
}

// difference is where two texts part.
func difference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return a[max(0, i-80):min(len(a), i+160)] + "\n---\n" + b[max(0, i-80):min(len(b), i+160)]
}
