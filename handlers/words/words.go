// Package words speaks for the house: every sentence a person reads, in Vietnamese and English,
// and the way days, hours, money and names are written in each language.
//
// Each area keeps its sentences beside its pages, in texts.vi.toml and texts.en.toml, under keys
// that begin with the area's word: "care.round.too_late" = "Đã quá giờ ghi lượt {{.slot}}". The
// house registers them once at its start; after that T, N and the formats answer from the
// language and the time zone carried in the context.
package words

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"maiam/models/fault"
)

// A holds the values that fill the {{.name}} places of a sentence. Days, instants, money, lists
// of strings and whatever has a TextKey are written in the reader's language.
type A = fault.A

// Languages are the languages the house speaks; the first is its own.
var Languages = []string{"vi", "en"}

// Vietnamese and English are the two languages as codes.
const (
	Vietnamese = "vi"
	English    = "en"
)

// home is where the clock stands when a context names no zone: Vietnam keeps UTC+7 all year.
var home = time.FixedZone("+07", 7*60*60)

type voiceKey struct{}

// voice is how one reader is spoken to.
type voice struct {
	lang string
	zone *time.Location
}

var ownVoice = voice{Vietnamese, home}

func voiceOf(ctx context.Context) *voice {
	if v, ok := ctx.Value(voiceKey{}).(*voice); ok {
		return v
	}
	return &ownVoice
}

// With carries the reader's language in ctx; a language the house does not speak becomes Vietnamese.
func With(ctx context.Context, lang string) context.Context {
	return context.WithValue(ctx, voiceKey{}, &voice{Choose(lang), voiceOf(ctx).zone})
}

// In carries the centre's time zone in ctx, in which instants are written.
func In(ctx context.Context, zone *time.Location) context.Context {
	return context.WithValue(ctx, voiceKey{}, &voice{voiceOf(ctx).lang, zone})
}

// Lang is the reader's language.
func Lang(ctx context.Context) string { return voiceOf(ctx).lang }

// Zone is the time zone in which the reader's instants are written.
func Zone(ctx context.Context) *time.Location { return voiceOf(ctx).zone }

// Choose picks the first wish that the house speaks: give it ?lang=, the person's preference, the
// cookie and the default of the house, in this order. "en-GB" is English. With no usable wish it
// is Vietnamese.
func Choose(wishes ...string) string {
	for _, wish := range wishes {
		wish, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(wish)), "-")
		if slices.Contains(Languages, wish) {
			return wish
		}
	}
	return Vietnamese
}

// T is the sentence of a key in the reader's language. At most one A is used. A key that nobody
// wrote shows as ⟦key⟧ and is remembered by Missed.
func T(ctx context.Context, key string, args ...A) string {
	s := slots{voice: voiceOf(ctx), key: key}
	if len(args) > 0 {
		s.args = args[0]
	}
	return say(&s, 0)
}

// N is the sentence of a key for a number of things; {{.Count}} is the number as written in the
// reader's language. Vietnamese has one form ("other"), English two ("one" and "other").
func N(ctx context.Context, key string, count int, args ...A) string {
	s := slots{voice: voiceOf(ctx), key: key, count: Number(ctx, int64(count)), counted: true}
	if len(args) > 0 {
		s.args = args[0]
	}
	return say(&s, count)
}

// say asks the catalogue. Vietnamese is better than a bare key, so it stands in for an English
// sentence that nobody wrote, but the gap is remembered.
func say(s *slots, count int) string {
	c, lang := catalogue(), s.voice.lang
	m, written := c.messages[lang][s.key]
	if !written {
		miss(lang, s.key)
		lang = Vietnamese
		if m, written = c.messages[lang][s.key]; !written {
			return "⟦" + s.key + "⟧"
		}
	}
	text, err := s.sentence(m.form(lang, count, s.counted))
	if err != nil {
		miss(lang, s.key)
		return "⟦" + s.key + "⟧"
	}
	return text
}

// Has reports whether the key is written in the reader's language.
func Has(ctx context.Context, key string) bool {
	_, written := catalogue().messages[Lang(ctx)][key]
	return written
}

// maxMissed bounds what Missed remembers, since keys may be built from input.
const maxMissed = 500

var missed struct {
	sync.Mutex
	times map[string]int
}

func miss(lang, key string) {
	missed.Lock()
	defer missed.Unlock()
	if missed.times == nil {
		missed.times = map[string]int{}
	}
	name := lang + " " + key
	if missed.times[name] == 0 {
		if len(missed.times) >= maxMissed {
			return
		}
		slog.Warn("a text is missing", "lang", lang, "key", key)
	}
	missed.times[name]++
}

// Missed lists "lang key" of every text that was asked for and is not written, so that a test
// that walks all pages can fail with the names. Places left empty are listed as "lang key.place".
func Missed() []string {
	missed.Lock()
	defer missed.Unlock()
	names := make([]string, 0, len(missed.times))
	for name := range missed.times {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ForgetMissed empties the list of Missed; tests begin with it.
func ForgetMissed() {
	missed.Lock()
	defer missed.Unlock()
	missed.times = nil
}
