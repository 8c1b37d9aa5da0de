package value

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// CleanText brings typed text into the one form the house keeps: composed
// letters (NFC), single spaces, nothing invisible.
func CleanText(s string) string {
	if plain(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "")
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range norm.NFC.String(s) {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
		case unicode.Is(unicode.Cf, r) || unicode.IsControl(r):
			// zero-width marks and control signs come with pasted text
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// plain tells quickly that a text is already clean ASCII.
func plain(s string) bool {
	before := byte(' ')
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] >= 0x7f || s[i] == ' ' && before == ' ' {
			return false
		}
		before = s[i]
	}
	return before != ' ' || s == ""
}

// Fold gives the text by which people search: small letters without any
// marks, đ as d, single spaces. "Nguyễn Thị Hoà", "NGUYỄN THỊ HÒA" and
// "nguyen thi hoa" are one.
func Fold(s string) string {
	s = norm.NFD.String(strings.ToLower(CleanText(s)))
	if ascii(s) {
		return s
	}
	folded := strings.Map(func(r rune) rune {
		switch {
		case r < 0x80:
			return r
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ' || r == 'ð': // ð is what some keyboards write for đ
			return 'd'
		}
		return r
	}, s)
	return CleanText(folded)
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// sortKeyLimit is the length of the sort_key columns.
const sortKeyLimit = 255

// collators are kept between names: making one is dear, and one may not be
// used by two people at once.
var collators = sync.Pool{New: func() any {
	return collate.New(language.Vietnamese, collate.IgnoreCase)
}}

// SortKey gives the key by which lists of people are ordered: by the given
// (last) word first, then the middle words, then the family name, each in the
// order of the Vietnamese alphabet and its tones (ngang, huyền, hỏi, ngã, sắc,
// nặng). Keys are compared byte by byte.
func SortKey(name string) []byte {
	words := strings.Fields(CleanText(name))
	var parts [3]string
	if n := len(words); n > 0 {
		parts[0] = words[n-1]
		if n > 1 {
			parts[1], parts[2] = strings.Join(words[1:n-1], " "), words[0]
		}
	}
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	var buf collate.Buffer
	var key []byte
	for i, part := range parts {
		if i > 0 {
			key = append(key, 0, 0)
		}
		key = append(key, c.KeyFromString(&buf, part)...)
	}
	if len(key) > sortKeyLimit {
		key = key[:sortKeyLimit]
	}
	return key
}

// TextKey gives the key by which other texts (places, goods) are ordered: as
// they are written, in the order of the Vietnamese alphabet.
func TextKey(text string) []byte {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	var buf collate.Buffer
	key := append([]byte(nil), c.KeyFromString(&buf, CleanText(text))...)
	if len(key) > sortKeyLimit {
		key = key[:sortKeyLimit]
	}
	return key
}
