package value

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reasons a text is not a name.
const (
	NameMissing Reason = "value.name_missing"
	NameTooLong Reason = "value.name_too_long"
)

// nameLimit is the length of the name columns, in letters.
const nameLimit = 120

// Name is a person's name in the form the house keeps.
type Name string

// ParseName reads a name: composed letters, single spaces, and small letters
// where a register was typed in capitals.
func ParseName(s string) (Name, error) {
	n := CleanName(s)
	switch {
	case !strings.ContainsFunc(string(n), spoken):
		return "", NameMissing
	case utf8.RuneCountInString(string(n)) > nameLimit:
		return "", NameTooLong
	}
	return n, nil
}

// spoken tells that a sign can be read aloud. Marks that only stand on other letters make no name, and
// a database that compares without accents takes them for nothing.
func spoken(r rune) bool {
	return unicode.IsNumber(r) || unicode.IsLetter(r) && !unicode.Is(unicode.Lm, r)
}

// CleanName brings a name into the form the house keeps. Only a name written
// wholly in capitals is changed, "NGUYỄN THỊ HOÀ" to "Nguyễn Thị Hoà"; a name
// in mixed letters stays as the person writes it, and so does a register
// number.
func CleanName(s string) Name {
	s = CleanText(s)
	if !shouted(s) {
		return Name(s)
	}
	start := true
	return Name(strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
			start = true // H'HEN NIÊ becomes H'Hen Niê
			return r
		}
		if start {
			start = false
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, s))
}

// shouted tells that a name of at least two letters in one word is written in
// capitals throughout.
func shouted(s string) bool {
	run, longest := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsLower(r):
			return false
		case unicode.IsUpper(r):
			run++
			longest = max(longest, run)
		case unicode.IsDigit(r):
			return false
		default:
			run = 0
		}
	}
	return longest >= 2
}

// String gives the name itself.
func (n Name) String() string { return string(n) }

// Given gives the last word, by which people call each other.
func (n Name) Given() string {
	w := strings.Fields(string(n))
	if len(w) == 0 {
		return ""
	}
	return w[len(w)-1]
}

// Initials gives the first letters of the last two words, for the round face
// of somebody without a photo: "Nguyễn Thị Hoà" is TH.
func (n Name) Initials() string {
	w := strings.Fields(string(n))
	out := ""
	for _, word := range w[max(0, len(w)-2):] {
		r, _ := utf8.DecodeRuneInString(word)
		out += string(unicode.ToUpper(r))
	}
	return out
}

// SearchKey gives the folded name for the search_key column.
func (n Name) SearchKey() string { return Fold(string(n)) }

// SortKey gives the key for the sort_key column.
func (n Name) SortKey() []byte { return SortKey(string(n)) }
