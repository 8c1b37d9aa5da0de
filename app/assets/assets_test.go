package assets

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// icons are the names the pages may use, one a line in icons.txt.
func icons(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("icons.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(text))
}

func TestEveryIconHasASignWithoutNpm(t *testing.T) {
	plain, err := plainSet()
	if err != nil {
		t.Fatal(err)
	}
	sprite := string(plain.shelves[strings.TrimPrefix(plain.URL("icons.svg"), Prefix)].plain)
	for _, name := range icons(t) {
		if strings.Count(sprite, `id="`+name+`"`) != 1 {
			t.Errorf("fallback/icons.svg needs exactly one sign for %q", name)
		}
	}
}

func TestWithoutABuildThePageKeepsItsFace(t *testing.T) {
	plain, err := plainSet()
	if err != nil {
		t.Fatal(err)
	}
	if plain.Built || plain.URL("app.js") != "" {
		t.Error("a set that was not built offers a script")
	}
	answer := get(t, plain, plain.URL("app.css"), "gzip, br")
	if answer.Code != http.StatusOK || answer.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("style sheet: %d, %q", answer.Code, answer.Header().Get("Content-Encoding"))
	}
	if !strings.Contains(string(plain.shelves[strings.TrimPrefix(plain.URL("app.css"), Prefix)].plain), "--main: #0b5d66") {
		t.Error("the plain style sheet has lost its colours")
	}
}

func TestFilesAreKeptForAYearAndSentSmall(t *testing.T) {
	set, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"app.css", "icons.svg"} {
		answer := get(t, set, set.URL(name), "gzip")
		if answer.Code != http.StatusOK {
			t.Fatalf("%s: %d", name, answer.Code)
		}
		if got := answer.Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s is not kept: %q", name, got)
		}
		if answer.Header().Get("Content-Encoding") != "gzip" {
			t.Errorf("%s is not compressed", name)
		}
		if plain := get(t, set, set.URL(name), "gzip;q=0, identity"); plain.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s is compressed for a browser that refused it", name)
		}
	}
	for _, wrong := range []string{"/assets/", "/assets/manifest.json", "/assets/../assets.go", "/assets/app.css"} {
		if answer := get(t, set, wrong, ""); answer.Code != http.StatusNotFound {
			t.Errorf("%s answers %d", wrong, answer.Code)
		}
	}
}

// The first visit costs a carer's tablet at most 100 kB; the pages need their part of it.
func TestTheBuiltFilesStaySmall(t *testing.T) {
	set, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	sum, letters := 0, 0
	for name, one := range set.shelves {
		switch {
		case strings.HasSuffix(name, ".woff2"):
			letters += len(one.plain)
		case one.br != nil:
			sum += len(one.br)
		case one.forever:
			sum += len(one.gz)
		}
	}
	if sum > 60<<10 { // a page of 10 kB more is well within the 100 kB of a first visit
		t.Errorf("style, script and icons weigh %d bytes compressed", sum)
	}
	if letters > 60<<10 {
		t.Errorf("the typeface weighs %d bytes", letters)
	}
}

func get(t *testing.T, set *Set, url, encoding string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	set.ServeHTTP(w, r)
	return w
}

// An icon that is not in the set would be an empty square on the page.
func TestEveryIconThatPagesNameIsInTheSet(t *testing.T) {
	known := map[string]bool{}
	for _, name := range icons(t) {
		known[name] = true
	}
	named := regexp.MustCompile(`(?:parts\.Icon\(|@Icon\(|Icon:\s*)"([^"]+)"`)
	err := filepath.WalkDir("../../handlers", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || (!strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".templ")) {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, found := range named.FindAllStringSubmatch(string(text), -1) {
			if !known[found[1]] {
				t.Errorf("%s names the icon %q: add it to icons.txt and to fallback/icons.svg", path, found[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
