package models

import (
	"go/ast"
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
		if _, known := level[area]; !known {
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
