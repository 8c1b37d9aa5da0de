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
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

//go:embed texts.vi.toml texts.en.toml
var own embed.FS

// Texts are the kit's own sentences: common buttons, faults of the frame, rules of forms.
func Texts() fs.FS { return own }

// book is everything the house can say. It is never changed once published: Register makes a new
// one, so that readers need no lock.
type book struct {
	sources    []fs.FS
	messages   map[string]map[string]*i18n.Message // language → key → message
	has        map[string]map[string]bool
	localizers map[string]*i18n.Localizer
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
	next := &book{messages: map[string]map[string]*i18n.Message{}}
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
	if err := next.bind(); err != nil {
		return err
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

func (b *book) add(lang string, found map[string]*i18n.Message) error {
	if b.messages[lang] == nil {
		b.messages[lang] = map[string]*i18n.Message{}
	}
	var twice []error
	for key, message := range found {
		if b.messages[lang][key] != nil {
			twice = append(twice, fmt.Errorf("words: %q is written twice in %s", key, lang))
		}
		b.messages[lang][key] = message
	}
	return errors.Join(twice...)
}

// bind hands the messages to go-i18n. A localizer is bound to one exact language, so that the
// language matcher has no choice to make.
func (b *book) bind() error {
	bundle := i18n.NewBundle(language.MustParse(Vietnamese))
	b.has, b.localizers = map[string]map[string]bool{}, map[string]*i18n.Localizer{}
	for _, lang := range Languages {
		if err := bundle.AddMessages(language.MustParse(lang), slices.Collect(maps.Values(b.messages[lang]))...); err != nil {
			return fmt.Errorf("words: %s: %w", lang, err)
		}
		b.localizers[lang] = i18n.NewLocalizer(bundle, lang)
		b.has[lang] = make(map[string]bool, len(b.messages[lang]))
		for key := range b.messages[lang] {
			b.has[lang][key] = true
		}
	}
	return nil
}

// load reads one language of an area. Keys may be written flat ("care.round.title" = "…") or in
// tables ([care.round] title = "…"); go-i18n's own reader would take a table with a key named
// "other" or "id" for one message, so the tables are unrolled here.
func load(area fs.FS, lang string) (map[string]*i18n.Message, error) {
	name := "texts." + lang + ".toml"
	source, err := fs.ReadFile(area, name)
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(source, &tree); err != nil {
		return nil, fmt.Errorf("words: %s: %w", name, err)
	}
	found := map[string]*i18n.Message{}
	if err := unroll(found, "", tree); err != nil {
		return nil, fmt.Errorf("words: %s: %w", name, err)
	}
	for _, message := range found {
		// Newer plural tables know a "one" for Vietnamese (0 and 1); people write one form.
		if message.One == "" || lang == Vietnamese {
			message.One = message.Other
		}
	}
	return found, nil
}

func unroll(found map[string]*i18n.Message, key string, node any) error {
	switch node := node.(type) {
	case string:
		if found[key] != nil {
			return fmt.Errorf("%q is written twice", key)
		}
		found[key] = &i18n.Message{ID: key, Other: norm.NFC.String(node)}
	case map[string]any:
		if forms, ok := pluralForms(node); ok {
			if found[key] != nil {
				return fmt.Errorf("%q is written twice", key)
			}
			found[key] = &i18n.Message{ID: key, One: norm.NFC.String(forms["one"]), Other: norm.NFC.String(forms["other"])}
			return nil
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
			checkPair(t, key, vi[key], en[key])
		}
	}
}

func checkPair(t Reporter, key string, vi, en *i18n.Message) {
	t.Helper()
	if vi == nil || en == nil {
		t.Errorf("%s is missing in %s", key, map[bool]string{true: "Vietnamese", false: "English"}[vi == nil])
		return
	}
	if v, e := placesOf(vi), placesOf(en); !slices.Equal(v, e) {
		t.Errorf("%s has places %v in Vietnamese and %v in English", key, v, e)
	}
	for _, text := range []string{vi.Other, en.Other, en.One} {
		if text != strings.TrimSpace(text) || strings.Contains(text, "!") {
			t.Errorf("%s: %q is padded or shouts", key, text)
		}
		if _, err := parsePlaces(text); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
	if vi.Other == "" || en.Other == "" {
		t.Errorf("%s is empty", key)
	}
}

func placesOf(m *i18n.Message) []string {
	set := map[string]bool{}
	for _, text := range []string{m.One, m.Other} {
		parts, _ := parsePlaces(text)
		for _, p := range parts {
			if p.place != "" {
				set[p.place] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}
