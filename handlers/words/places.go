package words

import (
	"context"
	"fmt"
	"strings"
)

// A text has {{.name}} places and nothing else of Go's template language: it can then run no code,
// and a missing value is seen.

type part struct{ plain, place string }

func parsePlaces(text string) ([]part, error) {
	var parts []part
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

// sentence fills the places of a text.
func (s *slots) sentence(text string) (string, error) {
	if !strings.Contains(text, "{{") {
		return text, nil
	}
	parts, err := parsePlaces(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, p := range parts {
		if p.place == "" {
			b.WriteString(p.plain)
			continue
		}
		b.WriteString(s.fill(p.place))
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
