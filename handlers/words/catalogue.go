package words

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/unicode/norm"
)

//go:embed texts.vi.toml texts.en.toml
var own embed.FS

// Texts are the kit's own sentences: common buttons, faults of the frame, rules of forms.
func Texts() fs.FS { return own }

// book is everything the house can say. It is never changed once published: Register makes a new
// one, so that readers need no lock.
type book struct {
	sources  []fs.FS
	messages map[string]map[string]message // language → key → message
}

// message is one sentence. There are five thousand in each language, in memory as long as the house
// runs, so it is no more than its two forms: the one for a single thing and the one for all else.
type message struct{ one, other string }

// form picks the form for a number of things, as the languages of the house have it: English speaks
// otherwise of one thing, Vietnamese does not.
func (m message) form(lang string, count int, counted bool) string {
	if counted && lang == English && (count == 1 || count == -1) {
		return m.one
	}
	return m.other
}

var (
	published atomic.Pointer[book]
	writing   sync.Mutex
)

func catalogue() *book {
	if b := published.Load(); b != nil {
		return b
	}
	if err := Register(); err != nil {
		panic(err) // the kit's own texts are compiled in: broken ones fail the first test
	}
	return published.Load()
}

// Register adds the texts of areas to what the house can say; the house calls it once at its
// start with the texts of every area. The kit's own texts are always there. The same embedded
// files may be given again; a key written by two areas is an error, and so is a file missing.
func Register(areas ...fs.FS) error {
	writing.Lock()
	defer writing.Unlock()
	next := &book{messages: map[string]map[string]message{}}
	if old := published.Load(); old != nil {
		next.sources = slices.Clone(old.sources)
		for lang, known := range old.messages {
			next.messages[lang] = maps.Clone(known)
		}
	} else {
		areas = append([]fs.FS{own}, areas...)
	}
	for _, area := range areas {
		if next.knows(area) {
			continue
		}
		next.sources = append(next.sources, area)
		for _, lang := range Languages {
			found, err := load(area, lang)
			if err != nil {
				return err
			}
			if err := next.add(lang, found); err != nil {
				return err
			}
		}
	}
	published.Store(next)
	return nil
}

func (b *book) knows(area fs.FS) bool {
	if !reflect.ValueOf(area).Comparable() {
		return false
	}
	return slices.ContainsFunc(b.sources, func(s fs.FS) bool { return reflect.ValueOf(s).Comparable() && s == area })
}

func (b *book) add(lang string, found map[string]message) error {
	if b.messages[lang] == nil {
		b.messages[lang] = map[string]message{}
	}
	var twice []error
	for key, m := range found {
		if _, there := b.messages[lang][key]; there {
			twice = append(twice, fmt.Errorf("words: %q is written twice in %s", key, lang))
		}
		b.messages[lang][key] = m
	}
	return errors.Join(twice...)
}

// load reads one language of an area. Keys may be written flat ("care.round.title" = "…") or in
// tables ([care.round] title = "…").
func load(area fs.FS, lang string) (map[string]message, error) {
	name := "texts." + lang + ".toml"
	source, err := fs.ReadFile(area, name)
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(source, &tree); err != nil {
		return nil, fmt.Errorf("words: %s: %w", name, err)
	}
	found := map[string]message{}
	if err := unroll(found, "", tree); err != nil {
		return nil, fmt.Errorf("words: %s: %w", name, err)
	}
	for key, m := range found {
		if m.one == "" {
			m.one = m.other
			found[key] = m
		}
	}
	return found, nil
}

func unroll(found map[string]message, key string, node any) error {
	write := func(m message) error {
		if _, there := found[key]; there {
			return fmt.Errorf("%q is written twice", key)
		}
		found[key] = m
		return nil
	}
	switch node := node.(type) {
	case string:
		return write(message{other: norm.NFC.String(node)})
	case map[string]any:
		if forms, ok := pluralForms(node); ok {
			return write(message{one: norm.NFC.String(forms["one"]), other: norm.NFC.String(forms["other"])})
		}
		for name, child := range node {
			if err := unroll(found, strings.TrimPrefix(key+"."+name, "."), child); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("%q is neither a text nor a table", key)
	}
	return nil
}

// pluralForms tells { one = "…", other = "…" } from a table of keys.
func pluralForms(node map[string]any) (map[string]string, bool) {
	forms := map[string]string{}
	for name, child := range node {
		text, ok := child.(string)
		if !ok || (name != "one" && name != "other") {
			return nil, false
		}
		forms[name] = text
	}
	return forms, forms["other"] != ""
}

// Keys lists every key written in a language, in order.
func Keys(lang string) []string {
	return slices.Sorted(maps.Keys(catalogue().messages[lang]))
}

// Reporter is the part of testing.TB that Check needs.
type Reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// Check is the test of an area's texts: every key exists in both languages with the same places,
// nothing is empty, padded or shouted. The house's test gives it the texts of all areas, which
// also finds a key written by two of them.
func Check(t Reporter, areas ...fs.FS) {
	t.Helper()
	seen := map[string]bool{}
	for _, area := range areas {
		vi, err := load(area, Vietnamese)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		en, err := load(area, English)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		keys := maps.Clone(vi)
		maps.Copy(keys, en)
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			if seen[key] {
				t.Errorf("%s is written by two areas", key)
			}
			seen[key] = true
			v, inVietnamese := vi[key]
			e, inEnglish := en[key]
			if !inVietnamese || !inEnglish {
				t.Errorf("%s is missing in %s", key, map[bool]string{true: "Vietnamese", false: "English"}[inEnglish])
				continue
			}
			checkPair(t, key, v, e)
		}
	}
}

func checkPair(t Reporter, key string, vi, en message) {
	t.Helper()
	if v, e := placesOf(vi), placesOf(en); !slices.Equal(v, e) {
		t.Errorf("%s has places %v in Vietnamese and %v in English", key, v, e)
	}
	for _, text := range []string{vi.other, en.other, en.one} {
		if text != strings.TrimSpace(text) || strings.Contains(text, "!") {
			t.Errorf("%s: %q is padded or shouts", key, text)
		}
		if _, err := parsePlaces(text); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
	if vi.other == "" || en.other == "" {
		t.Errorf("%s is empty", key)
	}
}

func placesOf(m message) []string {
	set := map[string]bool{}
	for _, text := range []string{m.one, m.other} {
		parts, _ := parsePlaces(text)
		for _, p := range parts {
			if p.place != "" {
				set[p.place] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}
