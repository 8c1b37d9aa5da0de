package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/staff"
)

// The generated part of docs/privacy.md lies between these lines.
const (
	knowsBegin = "<!-- from models/staff/knows.go: make generate -->\n"
	knowsEnd   = "<!-- end -->\n"
)

// knowsTable prints what each role may know of a resident.
func knowsTable(ctx context.Context) string {
	var b strings.Builder
	b.WriteString("| Of a resident | is known by |\n|---|---|\n")
	for _, k := range staff.KnowledgeTable() {
		var who []string
		for _, role := range staff.Roles() {
			if staff.Knows(role.Code, k) {
				who = append(who, strings.ToLower(words.T(ctx, "staff.role."+role.Code)))
			}
		}
		line := strings.Join(who, ", ")
		if k.Named {
			line = words.T(ctx, "staff.knows.by_name")
		}
		fmt.Fprintf(&b, "| %s | %s |\n", words.T(ctx, "staff.knows."+k.Code), line)
	}
	b.WriteString("\nNothing of a resident is known by: ")
	var none []string
	for _, role := range staff.Roles() {
		knows := false
		for _, k := range staff.KnowledgeTable() {
			knows = knows || k.Code != "counts" && staff.Knows(role.Code, k)
		}
		if !knows {
			none = append(none, strings.ToLower(words.T(ctx, "staff.role."+role.Code)))
		}
	}
	return b.String() + strings.Join(none, ", ") + ".\n"
}

// TestWhatEachRoleMayKnowIsPrinted holds docs/privacy.md against the table in the code; with MAIAM_GENERATE set
// it writes it anew.
func TestWhatEachRoleMayKnowIsPrinted(t *testing.T) {
	if err := words.Register(texts()...); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("..", "docs", "privacy.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), knowsBegin)
	_, after, ended := strings.Cut(rest, knowsEnd)
	if !found || !ended {
		t.Fatal("docs/privacy.md has lost the lines between which the table stands")
	}
	want := before + knowsBegin + knowsTable(words.With(t.Context(), "en")) + knowsEnd + after
	if os.Getenv("MAIAM_GENERATE") != "" && want != string(text) {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(text) {
		t.Error("docs/privacy.md is not what models/staff/knows.go says: make generate, and read the difference")
	}
}

// TestWhatEachRoleMayKnowIsTrue asks the doors: each line of the table that names one is opened by exactly
// the roles of the line.
func TestWhatEachRoleMayKnowIsTrue(t *testing.T) {
	h := openSample(t)
	doors := map[string]web.Door{}
	for _, d := range h.desk.Doors {
		if d.Method == "GET" && d.Probe != nil {
			doors[d.Path] = d
		}
	}
	asked := 0
	for _, k := range staff.KnowledgeTable() {
		if k.Door == "" {
			continue
		}
		door, there := doors[k.Door]
		if !there {
			t.Errorf("%s: there is no door %s", k.Code, k.Door)
			continue
		}
		for _, role := range staff.Roles() {
			var err error
			_ = h.db.Read(t.Context(), actorOf(t, h, role.Code), func(tx *db.Tx) error { err = door.Probe(tx); return errRollback })
			if opens := fault.KindOf(err) != fault.Forbidden || err == nil; opens != staff.Knows(role.Code, k) {
				t.Errorf("%s: the table says %v for %s, %s says %v", k.Code, staff.Knows(role.Code, k), role.Code, k.Door, opens)
			}
			asked++
		}
	}
	if asked < 150 {
		t.Errorf("only %d were asked", asked)
	}
}
