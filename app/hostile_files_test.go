package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io/fs"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"maiam/handlers/webtest"
	"maiam/models/files"
)

// TestEveryKindOfBadPicture sends files that are no picture, or more than one, through the doors of
// photographs and papers, as a page and as the API, in both languages: each is refused with a
// sentence beside the field, no row is written, the memory stays small, and what was stored before
// a refusal is collected in the night.
func TestEveryKindOfBadPicture(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and sends files of many megabytes")
	}
	h := ownSample(t)
	whole := func(w, ht int) []byte {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, w, ht)), nil); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	claims := func(w, ht uint32) []byte {
		chunk := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
		chunk = append(binary.BigEndian.AppendUint32(chunk, ht), 8, 2, 0, 0, 0)
		return binary.BigEndian.AppendUint32(append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), chunk...), crc32.ChecksumIEEE(chunk))
	}
	var plain bytes.Buffer // 40 megapixels of white, drawn to its last point
	if err := png.Encode(&plain, image.NewGray(image.Rect(0, 0, 6400, 6200))); err != nil {
		t.Fatal(err)
	}
	good := whole(640, 480)
	passes := bytes.Index(good, []byte{0xff, 0xda})
	bad := []struct {
		name string
		file []byte
		most uint64 // MB of memory that it may cost at its peak, our own copies of it included
	}{
		{"empty.jpg", nil, 32},
		{"page.jpg", []byte("<!doctype html><script>alert(1)</script>"), 32},
		{"drawing.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), 32},
		{"moving.gif", []byte("GIF89a\x01\x00\x01\x00\x00\xff\x00,"), 32},
		{"book.xlsx", []byte("PK\x03\x04"), 32},
		{"truncated.jpg", good[:len(good)/2], 32},
		{"truncated.pdf", []byte("%PDF-1.7\n1 0 obj"), 32},
		{"claims.png", claims(60_000, 60_000), 32},
		{"cut after its claim.png", claims(6000, 6000), 96},
		{"cut at the end.png", plain.Bytes()[:plain.Len()-40], 160},
		{"passes.jpg", bytes.Join([][]byte{good[:passes], bytes.Repeat(good[passes:len(good)-2], 2000), good[len(good)-2:]}, nil), 128},
		{"zeros.jpg", make([]byte, files.Limit+1), 256},
		{"more than a form.jpg", make([]byte, 50<<20), 256},
	}
	id := fmt.Sprint(idsOf(t, h, "CS1")["resident"])
	counted := func() string {
		out := ""
		for _, table := range []string{"files_attachments", "residents_papers", "residents_pages", "residents_revisions"} {
			out += fmt.Sprint(number(t, h, "SELECT COUNT(*) FROM "+table), " ")
		}
		return out
	}
	before := counted()
	browser, program := as(t, h, "manager"), webtest.Visit(t, h.desk.Handler())
	program.Header.Set("Authorization", "Bearer "+token(t, h, "manager"))
	doors := []struct{ path, form, field string }{{"/residents/" + id + "/photo", "#photo", "file"}, {"/residents/" + id + "/papers", "#paper", "shot"}}
	for _, c := range bad {
		cost := costOf(func() {
			for _, door := range doors {
				said := map[string]bool{}
				for _, lang := range []string{"vi", "en"} {
					form := browser.Get("/residents/" + id + "?lang=" + lang).Want(http.StatusOK).Page().Form(door.form)
					if door.field == "shot" {
						form.Values.Set("kind", "contract")
					}
					a := browser.Upload(door.path+"?lang="+lang, form.Values, door.field, c.name, c.file)
					if a.Status != http.StatusUnprocessableEntity {
						t.Errorf("%s: %s answers %d", c.name, door.path, a.Status)
						continue
					}
					sentence := a.Page().Text("#f-" + door.form[1:] + "-" + door.field + "-error")
					if sentence == "" || strings.Contains(sentence, "⟦") || said[sentence] {
						t.Errorf("%s in %s says %q", c.name, lang, sentence)
					}
					said[sentence] = true
				}
				a := program.Upload("/api/v1"+door.path, url.Values{"kind": {"contract"}}, door.field, c.name, c.file)
				var p webtest.Problem
				if a.Status != http.StatusUnprocessableEntity || json.Unmarshal([]byte(a.Body), &p) != nil || p.Title == "" || p.Fields[door.field] == "" && p.Code != "web.too_large" {
					t.Errorf("%s: the API answers %d %.300s", c.name, a.Status, a.Body)
				}
			}
		}) >> 20
		if cost > c.most {
			t.Errorf("%s took %d MB of memory, at most %d are planned", c.name, cost, c.most)
		}
	}
	// Good files with a bad form lie on the disk until the night.
	browser.Upload("/residents/"+id+"/papers", url.Values{"kind": {"adoption"}}, "shot", "a.jpg", good).Want(http.StatusUnprocessableEntity)
	if after := counted(); before != after {
		t.Errorf("something is written: %s before, %s after", before, after)
	}
	lying := func() (n int) {
		if err := filepath.WalkDir(filepath.Join(h.cfg.Data, "files"), func(_ string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				n++
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	rest := lying()
	done, err := h.store.Collect(h.db.Now().Add(2*files.Grace), func(sums []string) (map[string]bool, error) {
		known := map[string]bool{}
		for _, sum := range sums {
			known[sum] = number(t, h, "SELECT COUNT(*) FROM files_attachments WHERE '"+sum+"' IN (sha256, thumb_sha256)") > 0
		}
		return known, nil
	})
	if err != nil || done.Files < 2 || lying() != rest-done.Files {
		t.Errorf("of %d files %+v were collected, %d are left: %v", rest, done, lying(), err)
	}
	browser.Upload("/residents/"+id+"/papers", url.Values{"kind": {"contract"}}, "shot", "a.jpg", good).Want(http.StatusSeeOther)
}
