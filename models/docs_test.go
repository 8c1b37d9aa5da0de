package models

import (
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestRulesInDocsAreProven reads docs/areas: every page lists the rules of its area as sentences,
// each with the name of the test that proves it, and the test must exist.
func TestRulesInDocsAreProven(t *testing.T) {
	exists := map[string]bool{}
	for _, f := range houseFiles(t) {
		if !f.isTest {
			continue
		}
		for _, declaration := range f.syntax.Decls {
			if function, ok := declaration.(*ast.FuncDecl); ok && function.Recv == nil {
				exists[function.Name.Name] = true
			}
		}
	}
	pages, err := filepath.Glob("../docs/areas/*.md")
	if err != nil {
		t.Fatal(err)
	}
	level := levels()
	name := regexp.MustCompile(`\b(Test|Fuzz|Benchmark)[A-Z]\w*`)
	for _, page := range pages {
		area := strings.TrimSuffix(filepath.Base(page), ".md")
		_, known := level[area]
		if _, err := os.Stat(filepath.Join("..", "handlers", area)); !known && err != nil { // home is a face without books of its own
			t.Errorf("docs/areas/%s.md describes an area that stands on no floor", area)
		}
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range name.FindAllString(string(text), -1) {
			if !exists[test] {
				t.Errorf("docs/areas/%s.md names %s, which no test file has", area, test)
			}
		}
	}
}

// TestLinksInDocsLeadSomewhere follows every link of README and docs to a file of the repository.
func TestLinksInDocsLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)
	pages := []string{"../README.md"}
	err := filepath.WalkDir("../docs", func(at string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(at, ".md") {
			pages = append(pages, at)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(found[1], "://") || strings.HasPrefix(found[1], "mailto:") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), found[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", strings.TrimPrefix(page, "../"), found[1])
			}
		}
	}
}

// TestManualSpeaksBothLanguages compares docs/manual/vi with docs/manual/en: the same pages, and on
// each the same pictures in the language of the page. Pictures are read offline, so they are small,
// and none lies there that no page shows.
func TestManualSpeaksBothLanguages(t *testing.T) {
	picture := regexp.MustCompile(`!\[[^\]]+\]\(\.\./pictures/(vi|en)/([\w-]+\.png)\)`)
	marks := regexp.MustCompile(`!\[`)
	pages, shown := map[string]map[string]string{}, map[string]bool{}
	for _, lang := range []string{"vi", "en"} {
		pages[lang] = map[string]string{}
		paths, err := filepath.Glob("../docs/manual/" + lang + "/*.md")
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range paths {
			text, err := os.ReadFile(at)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, found := range picture.FindAllStringSubmatch(string(text), -1) {
				if found[1] != lang {
					t.Errorf("%s shows a picture in the other language: %s", at, found[2])
				}
				names, shown[lang+"/"+found[2]] = append(names, found[2]), true
			}
			if len(names) != len(marks.FindAllString(string(text), -1)) {
				t.Errorf("%s has a picture without words, or not from docs/manual/pictures/%s", at, lang)
			}
			pages[lang][filepath.Base(at)] = strings.Join(names, " ")
		}
	}
	if len(pages["vi"]) == 0 {
		t.Fatal("docs/manual/vi has no pages")
	}
	for name, pictures := range pages["vi"] {
		if other, there := pages["en"][name]; !there || other != pictures {
			t.Errorf("docs/manual/en/%s is missing or shows %q where docs/manual/vi shows %q", name, other, pictures)
		}
	}
	for name := range pages["en"] {
		if _, there := pages["vi"][name]; !there {
			t.Errorf("docs/manual/vi/%s is missing", name)
		}
	}
	kept, err := filepath.Glob("../docs/manual/pictures/*/*.png")
	if err != nil {
		t.Fatal(err)
	}
	var together int64
	for _, at := range kept {
		told, err := os.Stat(at)
		if err != nil {
			t.Fatal(err)
		}
		together += told.Size()
		if told.Size() > 60_000 {
			t.Errorf("%s has %d bytes, 60000 at most", at, told.Size())
		}
		if name, _ := filepath.Rel("../docs/manual/pictures", at); !shown[filepath.ToSlash(name)] {
			t.Errorf("%s is shown on no page of the manual", at)
		}
	}
	if together > 2_000_000 {
		t.Errorf("the pictures of the manual have %d bytes together, 2 MB at most", together)
	}
}
