// Package assets carries everything the browser needs beside the pages: how the
// house looks, its icons and letters, and the little script. The built files in
// dist are preferred; where they were never built, the same style sheets and a
// plain set of signs of our own stand in, and every page still works.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

//go:embed all:dist all:fallback css/*.css marks/*.svg
var files embed.FS

// Prefix is where the files stand in the address space of the house.
const Prefix = "/assets/"

// shelf is one file as it is sent, in the forms a browser may accept.
type shelf struct {
	kind          string
	plain, gz, br []byte
	forever       bool // the name holds a hash: it never changes
}

// Set is all files of one build, held in memory and ready to be sent.
type Set struct {
	// Built tells whether npm's part is there: typeface, icons, script.
	Built   bool
	names   map[string]string // plain name → name as served
	shelves map[string]shelf  // name as served → file
}

// Open reads the embedded files: the built ones, or the first-party ones where
// nothing was built.
func Open() (*Set, error) {
	open := builtSet
	if _, err := fs.Stat(files, "dist/manifest.json"); err != nil {
		open = plainSet
	}
	s, err := open()
	if err != nil {
		return nil, err
	}
	mark, err := files.ReadFile("marks/mark.svg")
	if err != nil {
		return nil, err
	}
	s.put("mark.svg", mark)
	return s, nil
}

func builtSet() (*Set, error) {
	s := &Set{Built: true, names: map[string]string{}, shelves: map[string]shelf{}}
	list, err := files.ReadFile("dist/manifest.json")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(list, &s.names); err != nil {
		return nil, fmt.Errorf("the list of built assets cannot be read: %w", err)
	}
	for _, served := range s.names {
		one := shelf{kind: kindOf(served), forever: true}
		if one.plain, err = files.ReadFile("dist/" + served); err != nil {
			return nil, fmt.Errorf("a built asset is missing: %w", err)
		}
		one.gz, _ = files.ReadFile("dist/" + served + ".gz")
		one.br, _ = files.ReadFile("dist/" + served + ".br")
		s.shelves[served] = one
	}
	if text, err := files.ReadFile("dist/licences.txt"); err == nil {
		s.names["licences.txt"] = "licences.txt"
		s.shelves["licences.txt"] = shelf{kind: kindOf("licences.txt"), plain: text}
	}
	return s, nil
}

// plainSet lays our own style sheets in one, in the order of their names.
func plainSet() (*Set, error) {
	s := &Set{names: map[string]string{}, shelves: map[string]shelf{}}
	sheets, err := fs.Glob(files, "css/*.css")
	if err != nil {
		return nil, err
	}
	slices.Sort(sheets)
	var all bytes.Buffer
	for _, name := range sheets {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all.Write(text)
		all.WriteByte('\n')
	}
	s.put("app.css", all.Bytes())
	signs, err := files.ReadFile("fallback/icons.svg")
	if err != nil {
		return nil, err
	}
	s.put("icons.svg", signs)
	return s, nil
}

func (s *Set) put(name string, body []byte) {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	served := strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:5]) + ext
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, _ = w.Write(body) // a bytes.Buffer takes everything
	_ = w.Close()
	s.names[name] = served
	s.shelves[served] = shelf{kind: kindOf(name), plain: body, gz: zipped.Bytes(), forever: true}
}

func kindOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// URL is the address of a file by its plain name ("app.css", "app.js"), or ""
// where this build does not have it: then the page leaves it out.
func (s *Set) URL(name string) string {
	served, ok := s.names[name]
	if !ok {
		return ""
	}
	return Prefix + served
}

// Shell lists the addresses that a phone keeps for the time without a network: style, script, signs
// and letters, in a fixed order.
func (s *Set) Shell() []string {
	var out []string
	for name, served := range s.names {
		if name != "sw.js" && name != "licences.txt" {
			out = append(out, Prefix+served)
		}
	}
	slices.Sort(out)
	return out
}

// Text is what a file holds, or nil where this build does not have it.
func (s *Set) Text(name string) []byte { return s.shelves[s.names[name]].plain }

// Icon is the address of one icon in the sprite.
func (s *Set) Icon(name string) string { return s.URL("icons.svg") + "#" + name }

// ServeHTTP sends a file to be kept by the browser for a year, since another
// content has another name; it stands under Prefix.
func (s *Set) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	one, ok := s.shelves[strings.TrimPrefix(r.URL.Path, Prefix)]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	head := w.Header()
	head.Set("Content-Type", one.kind)
	head.Set("X-Content-Type-Options", "nosniff")
	if one.forever {
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		head.Set("Cache-Control", "public, max-age=3600")
	}
	body := one.plain
	if one.gz != nil || one.br != nil {
		head.Set("Vary", "Accept-Encoding")
		accepted := r.Header.Get("Accept-Encoding")
		switch {
		case one.br != nil && accepts(accepted, "br"):
			head.Set("Content-Encoding", "br")
			body = one.br
		case one.gz != nil && accepts(accepted, "gzip"):
			head.Set("Content-Encoding", "gzip")
			body = one.gz
		}
	}
	head.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // a browser that hung up needs no answer
	}
}

// accepts reads Accept-Encoding far enough for our two codings.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) != coding {
			continue
		}
		value, weighed := strings.CutPrefix(strings.TrimSpace(weight), "q=")
		if !weighed {
			return true
		}
		q, err := strconv.ParseFloat(value, 64)
		return err == nil && q > 0
	}
	return false
}
