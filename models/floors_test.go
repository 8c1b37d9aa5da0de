// Package models has no code of its own. Its tests hold the plan of the house: which package
// stands on which floor, what each may import and which calls belong to one place only.
package models

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// floors is the plan of models: a package may import only packages on lower floors, never its own.
// When two areas of one floor seem to need each other: push the noun down, lift the verb up, or
// write in a shared book (docs/architecture.md).
var floors = [][]string{
	0:  {"fault", "value"},
	1:  {"db"},
	2:  {"settings", "files", "register"},
	3:  {"wards"},
	4:  {"staff"},
	5:  {"residents"},
	6:  {"presence"},
	7:  {"calendar", "stores", "ledger"},
	8:  {"meals", "clinic", "therapy", "livelihood", "cases"},
	9:  {"care"},
	10: {"intake", "offline", "deeds", "backups"},
	11: {"reports", "exchange", "privacy"},
	12: {"sample"},
}

// forTests are packages that only tests import; they may import any package of models, and
// migrations to make a database.
var forTests = []string{"models/dbtest", "handlers/webtest"}

// kits are the packages under handlers that every area draws with.
var kits = []string{"words", "web", "parts", "paper", "sheet", "webtest"}

// kitModels are the packages of models that a kit may know: a kit knows people and settings, and
// no trade.
var kitModels = []string{"fault", "value", "db", "settings", "staff"}

// outside names libraries and calls that have one place in the house, with the reason.
var outside = []struct {
	imports []string // import paths, or their beginnings when they end in /
	calls   []string // selectors such as time.Now
	only    func(f file) bool
	reason  string
}{
	{
		imports: []string{"gorm.io/"},
		only:    func(f file) bool { return f.in("models/db") },
		reason:  "queries go through models/db, where the campus fence is",
	},
	{
		imports: []string{"github.com/gin-gonic/", "github.com/danielgtaylor/huma/", "github.com/a-h/templ", "github.com/signintech/gopdf", "github.com/xuri/excelize/"},
		only:    func(f file) bool { return !f.in("models") && !f.in("migrations") },
		reason:  "pages, papers and spreadsheets are drawn in handlers; models know none of them",
	},
	{
		calls: []string{"time.Now", "time.Since", "time.Until"},
		only: func(f file) bool {
			return f.in("models/db") || f.in("models/dbtest") || f.in("app") || f.in("jobs") || f.in("handlers/web") ||
				f.in("models/value") && f.isTest || strings.HasSuffix(f.path, "bench_test.go")
		},
		reason: "the clock is tx.Now, so that a whole action has one time and tests can choose it",
	},
	{
		calls:  []string{"time.Sleep"},
		only:   func(file) bool { return false },
		reason: "wait for a condition, a channel or a ticker instead of guessing how long it takes",
	},
	{
		calls:  []string{"t.SkipNow", "b.SkipNow"},
		only:   func(file) bool { return false },
		reason: "a skipped test says why: t.Skip(reason)",
	},
}

// module is the name in go.mod, before every import path of ours.
const module = "maiam/"

// file is one Go file of the house with what it imports.
type file struct {
	path    string // from the top of the repository, with slashes
	pkg     string // name in its package clause
	isTest  bool
	ours    []string // our packages it imports, without the module name
	theirs  []string
	syntax  *ast.File
	fileset *token.FileSet
}

func (f file) dir() string { return path.Dir(f.path) }

// in tells whether the file stands in a folder or below it.
func (f file) in(folder string) bool { return strings.HasPrefix(f.path, folder+"/") }

// line is the place of a node, as an editor opens it.
func (f file) line(n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.path, f.fileset.Position(n.Pos()).Line)
}

// houseFiles parses every Go file of the four folders and migrations.
func houseFiles(t *testing.T) []file {
	t.Helper()
	var all []file
	for _, top := range []string{"app", "models", "handlers", "jobs", "migrations"} {
		err := filepath.WalkDir(filepath.Join("..", top), func(at string, entry fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil
			}
			if err != nil {
				return err
			}
			if entry.IsDir() && slices.Contains([]string{"node_modules", "testdata", "dist"}, entry.Name()) {
				return filepath.SkipDir
			}
			if entry.IsDir() || !strings.HasSuffix(at, ".go") {
				return nil
			}
			f := file{path: strings.TrimPrefix(filepath.ToSlash(at), "../"), isTest: strings.HasSuffix(at, "_test.go"), fileset: token.NewFileSet()}
			if f.syntax, err = parser.ParseFile(f.fileset, at, nil, parser.ParseComments|parser.SkipObjectResolution); err != nil {
				return err
			}
			f.pkg = f.syntax.Name.Name
			for _, spec := range f.syntax.Imports {
				name := strings.Trim(spec.Path.Value, `"`)
				if ours, yes := strings.CutPrefix(name, module); yes {
					f.ours = append(f.ours, ours)
				} else {
					f.theirs = append(f.theirs, name)
				}
			}
			all = append(all, f)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(all) == 0 {
		t.Fatal("found no Go file: the test looks in the wrong place")
	}
	return all
}

// TestEveryPackageHasAPlace refuses folders that the plan of the house does not know.
func TestEveryPackageHasAPlace(t *testing.T) {
	level := levels()
	seen := map[string]bool{}
	for _, f := range houseFiles(t) {
		if seen[f.dir()] {
			continue
		}
		seen[f.dir()] = true
		parts := strings.Split(f.dir(), "/")
		switch {
		case len(parts) > 2 && parts[0] != "app":
			t.Errorf("%s is a package inside a package: the house has one folder per area", f.dir())
		case parts[0] == "models" && len(parts) == 2:
			if _, known := level[parts[1]]; !known && !slices.Contains(forTests, f.dir()) {
				t.Errorf("%s stands on no floor: add it to floors in models/floors_test.go", f.dir())
			}
		}
	}
}

// TestFloors checks who imports whom: models ← handlers ← jobs ← app, and the floors inside models.
func TestFloors(t *testing.T) {
	level := levels()
	for _, f := range houseFiles(t) {
		for _, other := range f.ours {
			if why := forbidden(f, other, level); why != "" {
				t.Errorf("%s imports %s: %s", f.path, other, why)
			}
		}
	}
}

// forbidden says why a file may not import one of our packages, or nothing when it may.
func forbidden(f file, other string, level map[string]int) string {
	here := strings.Split(f.dir(), "/")
	there := strings.Split(other, "/")
	switch {
	case other == f.dir():
		return "" // an external test imports the package it tests
	case here[0] == "app":
		return "" // the roof imports everything, its own assets too
	case there[0] == "app":
		return "app is the roof, nobody imports it"
	case here[0] == "migrations":
		return "migrations imports nothing of ours"
	case slices.Contains(forTests, other):
		if !f.isTest && !slices.Contains(forTests, f.dir()) {
			return "it is for tests only"
		}
		if f.isTest && other != "handlers/webtest" && !strings.HasSuffix(f.pkg, "_test") {
			return "tests on a database are external packages (package " + f.pkg + "_test)"
		}
		return ""
	case slices.Contains(forTests, f.dir()):
		return "" // what a test kit opens, only tests see
	}

	switch here[0] {
	case "models":
		if there[0] != "models" {
			return "models know nothing of " + there[0]
		}
		if len(here) < 2 || len(there) < 2 || f.isTest && strings.HasSuffix(f.pkg, "_test") {
			return "" // an external test may set the scene with areas above
		}
		if level[there[1]] >= level[here[1]] {
			return "it is not below " + f.dir() + " (see floors in models/floors_test.go)"
		}
	case "handlers":
		if there[0] == "jobs" || there[0] == "migrations" {
			return "handlers know nothing of " + there[0]
		}
		kit := len(here) > 1 && slices.Contains(kits, here[1])
		if kit && !f.isTest && there[0] == "models" && !slices.Contains(kitModels, there[1]) {
			return "a kit knows only models/" + strings.Join(kitModels, ", ")
		}
		if there[0] == "handlers" && !slices.Contains(kits, there[1]) {
			return "an area's pages never import another area's pages"
		}
	case "jobs":
		if there[0] == "migrations" {
			return "jobs know nothing of migrations"
		}
		if len(here) > 1 && there[0] == "handlers" && !slices.Contains(kits, there[1]) {
			return "the queue knows no area"
		}
	}
	return ""
}

// TestOnePlaceForEachThing checks the libraries and calls that belong to one place.
func TestOnePlaceForEachThing(t *testing.T) {
	for _, f := range houseFiles(t) {
		for _, rule := range outside {
			if rule.only(f) {
				continue
			}
			for _, name := range f.theirs {
				for _, banned := range rule.imports {
					if name == strings.TrimSuffix(banned, "/") || strings.HasPrefix(name, strings.TrimSuffix(banned, "/")+"/") {
						t.Errorf("%s imports %s: %s", f.path, name, rule.reason)
					}
				}
			}
			ast.Inspect(f.syntax, func(n ast.Node) bool {
				selector, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if on, ok := selector.X.(*ast.Ident); ok && slices.Contains(rule.calls, on.Name+"."+selector.Sel.Name) {
					t.Errorf("%s uses %s.%s: %s", f.line(n), on.Name, selector.Sel.Name, rule.reason)
				}
				return true
			})
		}
	}
}

// TestNamesAndSizes keeps names that say something and files that can be read in one sitting.
func TestNamesAndSizes(t *testing.T) {
	const most = 700
	empty := regexp.MustCompile(`(^|[_/])(utils?|common|helpers?|managers?|services?)([_/.]|$)`)
	for _, f := range houseFiles(t) {
		if word := empty.FindString(f.path); word != "" {
			t.Errorf("%s: %q says nothing; name the noun it is about", f.path, strings.Trim(word, "_/."))
		}
		lines := f.fileset.File(f.syntax.Pos()).LineCount()
		if lines > most && !strings.HasSuffix(f.path, "_templ.go") {
			t.Errorf("%s has %d lines, more than %d: split it by verb", f.path, lines, most)
		}
	}
}

// TestPackageComments asks every package for a comment that a reader meets first.
func TestPackageComments(t *testing.T) {
	has, example := map[string]bool{}, map[string]string{}
	for _, f := range houseFiles(t) {
		if f.isTest || strings.HasSuffix(f.path, "_templ.go") {
			continue
		}
		example[f.dir()] = f.pkg
		if f.syntax.Doc != nil {
			has[f.dir()] = true
		}
	}
	for dir, pkg := range example {
		if !has[dir] {
			t.Errorf("%s has no package comment: say above `package %s` what it is for, in words a nurse can read", dir, pkg)
		}
	}
}

func levels() map[string]int {
	level := map[string]int{}
	for n, floor := range floors {
		for _, area := range floor {
			level[area] = n
		}
	}
	return level
}
