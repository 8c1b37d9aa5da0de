package residents_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"maiam/handlers/webtest"
	"maiam/models/files"
)

// shot is what a phone's camera makes.
func shot(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestACardFromThePhone photographs a card at the bed, adds a page, replaces the card, and takes out
// what went wrong, as a browser without a script does it.
func TestACardFromThePhone(t *testing.T) {
	g := open(t)
	page := g.nurse.Get(file(g.hoa)).Page()
	for _, name := range []string{"shot", "shot2"} {
		field := page.Find(`#paper input[name="` + name + `"]`)
		if field.AttrOr("capture", "") != "environment" || !strings.Contains(field.AttrOr("accept", ""), "image/jpeg") {
			t.Errorf("%s does not open the camera", name)
		}
	}
	if got := page.Find(`#paper input[name="file"]`); !strings.Contains(got.AttrOr("accept", ""), "application/pdf") || got.AttrOr("capture", "none") != "none" {
		t.Error("what was scanned before cannot be chosen")
	}
	form := page.Form("#paper")
	done := g.nurse.Upload(file(g.hoa, "papers"), with(form, "kind", "disability_certificate", "number", "12/GXN"), "shot", "IMG_1.jpg", shot(t, 900, 600)).Want(http.StatusSeeOther)
	at := done.Header.Get("Location")
	paper := g.nurse.Get(at).Want(http.StatusOK).Page()
	small := paper.Attr(".pages img", "src")
	if a := g.carer.Get(small).Want(http.StatusOK); width(t, a.Body) != 400 {
		t.Errorf("the small picture is %d wide", width(t, a.Body))
	}
	if a := g.carer.Get(paper.Attr(".pages a", "href")).Want(http.StatusOK); width(t, a.Body) != 900 {
		t.Errorf("the large picture is %d wide", width(t, a.Body))
	}
	g.nurse.Upload(at+"/pages", with(paper.Form("#pages")), "shot2", "IMG_2.jpg", shot(t, 300, 300)).Want(http.StatusSeeOther)
	paper = g.nurse.Get(at).Page()
	if n := paper.Count(".pages img"); n != 2 {
		t.Fatalf("%d pages", n)
	}
	g.nurse.Submit(paper.Form("#page"), "page", paper.Attr(`#page select[name="page"] option:last-child`, "value"), "note", "Mờ").Want(http.StatusSeeOther)
	if n := g.nurse.Get(at).Page().Count(".pages img"); n != 1 {
		t.Errorf("%d pages after one was taken out", n)
	}
	renewed := g.nurse.Upload(at+"/versions", with(paper.Form("#version"), "number", "99/GXN"), "file", "moi.pdf", []byte("%PDF-1.7 %%EOF")).Want(http.StatusSeeOther).Header.Get("Location")
	if p := g.nurse.Get(at).Page(); p.Attr(".notice a", "href") != renewed || p.Has("#version") {
		t.Error("the old version does not lead to the new one")
	}
	if text := g.nurse.Get(file(g.hoa)).Page().Text("body"); !strings.Contains(text, "99/GXN") || strings.Contains(text, "12/GXN") {
		t.Error("the file does not show the new version alone")
	}
	g.nurse.Submit(g.nurse.Get(renewed).Page().Form("#void"), "note", "Nhầm người").Want(http.StatusSeeOther)
	if text := g.nurse.Get(file(g.hoa)).Page().Text("body"); !strings.Contains(text, "12/GXN · 1 trang") {
		t.Error("the old version does not hold again")
	}
	g.other.Get(at).Want(http.StatusNotFound)
	g.kitchen.Get(at).Want(http.StatusForbidden)
	g.carer.Post(at+"/void", url.Values{"note": {"x"}}).Want(http.StatusForbidden)
	var wire struct {
		Number string
		Leaves []struct{ Path string }
	}
	g.carer.JSON("GET", "/api/v1"+at, nil).Want(http.StatusOK).Into(&wire)
	if wire.Number != "12/GXN" || len(wire.Leaves) != 1 {
		t.Errorf("the API tells %+v", wire)
	}
	wordless(t)
}

// TestACardsPictureIsNoWayAroundTheMask: who sees the number masked does not see it on the picture.
func TestACardsPictureIsNoWayAroundTheMask(t *testing.T) {
	g := open(t)
	at := g.nurse.Upload(file(g.hoa, "papers"), url.Values{"kind": {"citizen_card"}, "number": {"040162004512"}}, "shot", "a.jpg", shot(t, 50, 30)).Want(http.StatusSeeOther).Header.Get("Location")
	leaf := g.nurse.Get(at).Page().Attr(".pages a", "href")
	g.nurse.Get(leaf).Want(http.StatusOK)
	for _, path := range []string{leaf, leaf + "?size=small", at + "/scan"} {
		g.carer.Get(path).Want(http.StatusForbidden)
	}
	if p := g.carer.Get(at).Want(http.StatusOK).Page(); p.Has(".pages") || !strings.Contains(p.Text("body"), "040•••••4512") {
		t.Error("a carer is shown the pages")
	}
	wordless(t)
}

// TestRefusedFilesSayWhy sends what is no picture through every door that takes one: the sentence
// stands beside the field in which it came, and what was typed stays.
func TestRefusedFilesSayWhy(t *testing.T) {
	g := open(t)
	at := g.nurse.Upload(file(g.hoa, "papers"), url.Values{"kind": {"contract"}}, "shot", "a.jpg", shot(t, 50, 30)).Want(http.StatusSeeOther).Header.Get("Location")
	whole := shot(t, 400, 300)
	bomb := binary.BigEndian.AppendUint32([]byte("IHDR"), 50_000)
	bomb = append(binary.BigEndian.AppendUint32(bomb, 50_000), 8, 2, 0, 0, 0)
	bomb = binary.BigEndian.AppendUint32(append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), bomb...), crc32.ChecksumIEEE(bomb))
	for _, c := range []struct {
		name, sentence string
		body           []byte
	}{
		{"empty.jpg", "tệp rỗng", nil},
		{"page.html.jpg", "Chỉ nhận ảnh", []byte("<html><script>alert(1)</script>")},
		{"program.jpg", "Chỉ nhận ảnh", []byte("MZ\x90\x00\x03\x00")},
		{"cut.jpg", "Không mở được", whole[:len(whole)/2]},
		{"bomb.png", "Ảnh lớn quá", bomb},
		{"large.jpg", "nhiều nhất 20 MB", append(bytes.Clone(whole), make([]byte, files.Limit)...)},
		{"huge.jpg", "nhiều nhất 20 MB", append(bytes.Clone(whole), make([]byte, 2*files.Limit+2<<20)...)},
	} {
		for _, door := range []struct{ path, shown, id, field string }{
			{file(g.hoa, "photo"), file(g.hoa), "photo", "file"}, {file(g.hoa, "papers"), file(g.hoa), "paper", "shot"},
			{at + "/pages", at, "pages", "shot"}, {at + "/versions", at, "version", "shot"},
		} {
			form := g.nurse.Get(door.shown).Page().Form("#" + door.id)
			values := with(form)
			if door.id == "paper" {
				values = with(form, "kind", "contract", "number", "đã gõ")
			}
			back := g.nurse.Upload(door.path, values, door.field, c.name, c.body).Want(http.StatusUnprocessableEntity).Page()
			if got := back.Text("#f-" + door.id + "-" + door.field + "-error"); !strings.Contains(got, c.sentence) {
				t.Errorf("%s at %s: beside the field stands %q", c.name, door.path, got)
			}
			if door.id == "paper" && c.name != "huge.jpg" && back.Form("#paper").Values.Get("number") != "đã gõ" {
				t.Errorf("%s: what was typed is lost", c.name)
			}
			var p webtest.Problem
			a := g.nurse.Upload("/api/v1"+door.path, values, door.field, c.name, c.body)
			if a.Into(&p); a.Status != http.StatusUnprocessableEntity || p.Fields[door.field] == "" && p.Code != "web.too_large" {
				t.Errorf("%s at the API of %s: %d %+v", c.name, door.path, a.Status, p)
			}
		}
	}
	// A picture that is something else too comes out as a picture alone.
	both := append(bytes.Clone(whole), "<script>alert(1)</script>PK\x05\x06"...)
	leaf := g.nurse.Upload(at+"/pages", url.Values{}, "shot", "both.html", both).Want(http.StatusSeeOther)
	last := g.nurse.Get(leaf.Header.Get("Location")).Page().Attr(".pages li:last-child a", "href")
	if a := g.nurse.Get(last); strings.Contains(a.Body, "script") || a.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the other half is given away as %s", a.Header.Get("Content-Type"))
	}
	wordless(t)
}

// with gives the values of a form with some of them changed.
func with(form webtest.Form, changes ...string) url.Values {
	for i := 0; i < len(changes); i += 2 {
		form.Values.Set(changes[i], changes[i+1])
	}
	form.Values.Set("_key", fmt.Sprint(form.Values.Get("_key"), len(changes)))
	return form.Values
}

func width(t *testing.T, body string) int {
	t.Helper()
	cfg, _, err := image.DecodeConfig(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return cfg.Width
}
