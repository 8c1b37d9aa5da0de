// Tally reads what `go test -json` says, prints it calmly (a line per package, failures in full, the
// slowest tests) and appends "passed failed skipped" to the file named by -to. What failed is also
// appended to the file named by -wrong, shortened, for the end of a long run whose middle nobody sees
// any more. It ends with 1 when anything failed.
//
//	go test -json ./... 2>&1 | out/tally -to out/counts -wrong out/wrong -of SQLite
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

// event is one line of test2json, see `go doc test2json`.
type event struct {
	Action      string
	Package     string
	ImportPath  string // of build output
	FailedBuild string
	Test        string
	Output      string
	Elapsed     float64
}

// pack is what is known of one package so far.
type pack struct {
	passed, failed, skipped int
	cached                  bool
	open                    map[string]*run // tests that have not ended, or have and whose parent has not
	output                  []string        // not of any test
}

// told is how many lines of a failure are shown once more at the end, and wide how much of each.
const (
	told = 40
	wide = 600
)

// Whoever wants the whole run shorter begins with the slowest, from so many seconds on.
const (
	slowest = 12
	slowAt  = 8
)

// timed is a test and how many seconds it took.
type timed struct {
	name string
	took float64
}

// wrongs gathers what failed, each with the first lines of what it said.
type wrongs struct {
	of   string
	text strings.Builder
}

func (w *wrongs) add(name, said string) {
	lines := strings.Split(strings.TrimRight(said, "\n"), "\n")
	if more := len(lines) - told; more > 0 {
		lines = append(lines[:told], fmt.Sprintf("    … and %d lines more, above", more))
	}
	for i, line := range lines {
		if len(line) > wide {
			lines[i] = strings.ToValidUTF8(line[:wide], "") + " …"
		}
	}
	fmt.Fprintf(&w.text, "--- FAIL %s (%s)\n%s\n", name, w.of, strings.Join(lines, "\n"))
}

// run is one test or subtest.
type run struct {
	output   []string
	children int
	failures int // of children
}

func main() {
	to := flag.String("to", "", "file to append the counts to")
	wrong := flag.String("wrong", "", "file to append what failed to, shortened")
	of := flag.String("of", "tests", "what is run, for the file of what failed")
	fresh := flag.Bool("fresh", false, "do not count packages whose result Go still knew from a run before")
	flag.Parse()

	packs, builds := map[string]*pack{}, map[string][]string{}
	var passed, failed, skipped int
	var skips []string
	var slow []timed
	bad := &wrongs{of: *of}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil || e.Action == "" {
			fmt.Println(lines.Text())
			continue
		}
		if e.Action == "build-output" {
			builds[e.ImportPath] = append(builds[e.ImportPath], e.Output)
			continue
		}
		if e.Package == "" {
			continue
		}
		p := packs[e.Package]
		if p == nil {
			p = &pack{open: map[string]*run{}}
			packs[e.Package] = p
		}
		if e.Test != "" {
			if reason := p.hear(e, bad); reason != "" {
				skips = append(skips, e.Package+" "+e.Test+": "+reason)
			}
			if e.Action == "pass" && !strings.Contains(e.Test, "/") {
				slow = append(slow, timed{e.Package + " " + e.Test, e.Elapsed})
			}
			continue
		}
		switch e.Action {
		case "output":
			p.output = append(p.output, e.Output)
			p.cached = p.cached || strings.Contains(e.Output, "\t(cached)")
		case "fail":
			if p.failed == 0 { // it did not build, or ended before its tests did
				p.failed = 1
				said := strings.Join(builds[e.FailedBuild], "")
				for _, r := range p.open {
					said += strings.Join(r.output, "")
				}
				said += strings.Join(p.output, "")
				fmt.Print(said)
				bad.add(e.Package, said)
			}
			fmt.Printf("FAIL %-40s %d failed of %d\n", e.Package, p.failed, p.passed+p.failed)
		case "pass":
			if p.passed+p.skipped > 0 && !p.cached {
				fmt.Printf("ok   %-40s %4d passed  %6.2fs\n", e.Package, p.passed, e.Elapsed)
			}
		}
		if (e.Action == "pass" || e.Action == "fail") && !(*fresh && p.cached) {
			passed, failed, skipped = passed+p.passed, failed+p.failed, skipped+p.skipped
		}
		if e.Action == "pass" || e.Action == "fail" || e.Action == "skip" {
			delete(packs, e.Package)
		}
	}
	for name := range packs { // go test itself was stopped
		fmt.Printf("FAIL %s did not end\n", name)
		bad.add(name, "it did not end")
		failed++
	}
	for _, s := range skips {
		fmt.Println("skip " + s)
	}
	slices.SortFunc(slow, func(a, b timed) int { return cmp.Compare(b.took, a.took) })
	for _, t := range slow[:min(len(slow), slowest)] {
		if t.took >= slowAt {
			fmt.Printf("slow %-56s %6.1fs\n", t.name, t.took)
		}
	}
	if err := lines.Err(); err != nil {
		fmt.Println(err)
		failed++
	}
	for name, text := range map[string]string{*to: fmt.Sprintln(passed, failed, skipped), *wrong: bad.text.String()} {
		if name == "" {
			continue
		}
		f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644) // #nosec G302 G304 -- a count of tests, for everybody to read
		if err == nil {
			_, err = f.WriteString(text)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
	if failed > 0 {
		os.Exit(1)
	}
}

// hear takes one line about one test. A test with subtests is not counted itself, unless it failed
// by its own. It gives the reason when the test was skipped.
func (p *pack) hear(e event, bad *wrongs) (skipped string) {
	r := p.open[e.Test]
	if r == nil {
		r = &run{}
		p.open[e.Test] = r
	}
	parent := p.open[e.Test[:max(strings.LastIndex(e.Test, "/"), 0)]]
	switch e.Action {
	case "output":
		r.output = append(r.output, e.Output)
		return ""
	case "pass", "bench":
		if r.children == 0 {
			p.passed++
		}
	case "skip":
		p.skipped++
		skipped = strings.TrimSpace(strings.Join(r.said(), " "))
	case "fail":
		if r.failures == 0 {
			p.failed++
		}
		if said := strings.Join(r.said(), ""); said != "" || r.failures == 0 {
			fmt.Printf("--- %s %s\n%s\n", e.Package, e.Test, said)
			bad.add(e.Package+" "+e.Test, said)
		}
		if parent != nil {
			parent.failures++
		}
	default:
		return ""
	}
	if parent != nil {
		parent.children++
	}
	delete(p.open, e.Test)
	return skipped
}

// said is what the test itself wrote, without the frame that Go puts around it.
func (r *run) said() []string {
	var own []string
	for _, line := range r.output {
		text := strings.TrimSpace(line)
		if !strings.HasPrefix(text, "=== ") && !strings.HasPrefix(text, "--- ") {
			own = append(own, line)
		}
	}
	return own
}
