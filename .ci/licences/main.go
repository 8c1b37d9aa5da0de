// Command licences lists everything that the program and its pages are built from, each with its
// version and its licence as its own files say it, and fails on a licence that is not allowed.
//
//	go run .ci/licences/main.go          the list
//	go run .ci/licences/main.go -check   also holds it against docs/licences.md
//	go run .ci/licences/main.go -write   writes docs/licences.md
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// allowed are licences under which a centre may use and change the program without publishing its own
// work. MPL-2.0 binds only the files it stands in, and those are unmodified.
var allowed = []string{"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "0BSD", "MPL-2.0", "OFL-1.1", "Zlib", "Unlicense", "CC0-1.0", "BlueOak-1.0.0", "Python-2.0"}

// said are the words by which a licence is known.
var said = []struct{ words, licence string }{
	{"gnu affero general public license", "AGPL"}, {"gnu lesser general public license", "LGPL"}, {"gnu general public license", "GPL"},
	{"server side public license", "SSPL"}, {"business source license", "BUSL"},
	{"mozilla public license", "MPL-2.0"}, {"apache license", "Apache-2.0"}, {"sil open font license", "OFL-1.1"},
	{"permission to use, copy, modify, and/or distribute this software for any purpose with or without fee", "ISC"},
	{"permission to use, copy, modify, and distribute this software for any purpose with or without fee", "ISC"},
	{"permission is hereby granted, free of charge", "MIT"},
	{"this is free and unencumbered software", "Unlicense"},
	{"redistribution and use in source and binary forms", "BSD-2-Clause"},
}

type part struct{ kind, name, version, licence string }

func main() {
	parts, err := all()
	if err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(2)
	}
	var b strings.Builder
	b.WriteString("# Licences\n\nMade by `make licences` from what is really built in: the modules of the program, and the packages of its pages.\nWhy each is there stands in [dependencies.md](dependencies.md).\n\n| part of | name | version | licence |\n|---|---|---|---|\n")
	bad := 0
	for _, p := range parts {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", p.kind, p.name, p.version, p.licence)
		for one := range strings.SplitSeq(strings.Trim(p.licence, "()"), " AND ") {
			free := slices.ContainsFunc(strings.Split(one, " OR "), func(l string) bool { return slices.Contains(allowed, strings.Trim(l, "() ")) })
			if !free {
				fmt.Fprintf(os.Stderr, "%s %s: the licence %q is not allowed\n", p.kind, p.name, p.licence)
				bad++
			}
		}
	}
	file := filepath.Join("docs", "licences.md")
	switch {
	case slices.Contains(os.Args, "-write"):
		err = os.WriteFile(file, []byte(b.String()), 0o644) // #nosec G306 -- a page of the documentation
	case slices.Contains(os.Args, "-check"):
		var text []byte
		if text, err = os.ReadFile(file); err == nil && string(text) != b.String() {
			err = fmt.Errorf("%s is old: make licences", file)
		}
	default:
		fmt.Print(b.String())
	}
	if err != nil || bad > 0 {
		if err != nil {
			fmt.Fprintln(os.Stderr, "licences:", err)
		}
		os.Exit(1)
	}
}

// all are the modules whose packages are linked into the program, and the packages that npm fetches.
func all() ([]part, error) {
	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}", "./app")
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var out []part
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 || slices.ContainsFunc(out, func(p part) bool { return p.name == f[0] }) {
			continue
		}
		out = append(out, part{"program", f[0], f[1], licenceOf(f[2])})
	}
	lock, err := os.ReadFile(filepath.Join("app", "assets", "package-lock.json"))
	if err != nil {
		return nil, err
	}
	var npm struct {
		Packages map[string]struct {
			Version, License string
			Dev              bool
		}
	}
	if err := json.Unmarshal(lock, &npm); err != nil {
		return nil, err
	}
	for path, p := range npm.Packages {
		if path == "" {
			continue
		}
		kind := "pages"
		if p.Dev {
			kind = "building and testing"
		}
		_, name, _ := strings.Cut(path, "node_modules/")
		out = append(out, part{kind, name, p.Version, p.License})
	}
	slices.SortFunc(out, func(a, b part) int { return strings.Compare(a.kind+a.name, b.kind+b.name) })
	return out, nil
}

// licenceOf reads the licence file of a folder.
func licenceOf(dir string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if e.IsDir() || !strings.HasPrefix(name, "LICEN") && !strings.HasPrefix(name, "COPYING") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name())) // #nosec G304 -- a folder of the module cache
		if err != nil {
			continue
		}
		flat := strings.ToLower(strings.Join(strings.Fields(string(text)), " "))
		// A licence names others further down; what it is, it says first.
		found, first := "", len(flat)
		for _, s := range said {
			if at := strings.Index(flat, s.words); at >= 0 && at < first {
				found, first = s.licence, at
			}
		}
		if found == "BSD-2-Clause" && (strings.Contains(flat, "neither the name") || strings.Contains(flat, "endorse or promote")) {
			found = "BSD-3-Clause"
		}
		if found != "" {
			return found
		}
	}
	return ""
}
