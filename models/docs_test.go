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
