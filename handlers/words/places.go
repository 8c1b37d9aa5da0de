package words

import (
	"context"
	"fmt"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// placeParser reads the {{.name}} places of a sentence and nothing else of Go's template
// language: a text can then run no code, a missing value is seen, and a sentence costs a tenth.
type placeParser struct{}

// Cacheable lets go-i18n keep what Parse gives.
func (placeParser) Cacheable() bool { return true }

// Parse splits a sentence into plain parts and places.
func (placeParser) Parse(text, _, _ string) (template.ParsedTemplate, error) {
	parts, err := parsePlaces(text)
	if err != nil {
		return nil, err
	}
	return parts, nil
}

type part struct{ plain, place string }

type sentence []part

func parsePlaces(text string) (sentence, error) {
	var parts sentence
	for {
		before, rest, found := strings.Cut(text, "{{")
		if before != "" {
			parts = append(parts, part{plain: before})
		}
		if !found {
			return parts, nil
		}
		inside, after, closed := strings.Cut(rest, "}}")
		name := strings.TrimPrefix(strings.TrimSpace(inside), ".")
		if !closed || name == "" || strings.ContainsAny(name, " .|(){}\"") {
			return nil, fmt.Errorf("%q is not a place like {{.name}}", inside)
		}
		parts = append(parts, part{place: name})
		text = after
	}
}

// slots is what fills one sentence for one reader.
type slots struct {
	voice   *voice
	key     string
	args    A
	count   string
	counted bool
}

// Execute fills the places.
func (s sentence) Execute(data any) (string, error) {
	if len(s) == 1 && s[0].place == "" {
		return s[0].plain, nil
	}
	with, ok := data.(*slots)
	if !ok {
		return "", fmt.Errorf("words: places need slots, not %T", data)
	}
	var b strings.Builder
	for _, p := range s {
		if p.place == "" {
			b.WriteString(p.plain)
			continue
		}
		b.WriteString(with.fill(p.place))
	}
	return b.String(), nil
}

func (s *slots) fill(place string) string {
	if value, ok := s.args[place]; ok {
		return Say(context.WithValue(context.Background(), voiceKey{}, s.voice), value)
	}
	if s.counted && place == "Count" {
		return s.count
	}
	miss(s.voice.lang, s.key+"."+place)
	return "⟦" + place + "⟧"
}
