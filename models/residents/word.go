package residents

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"maiam/models/db"
	"maiam/models/settings"
	"maiam/models/value"
)

// word is one word by which a person is found. The rows of a person are written anew in the same
// transaction as what they are made of.
type word struct {
	ResidentID uint64 `gorm:"primaryKey;autoIncrement:false"`
	Word       string `gorm:"primaryKey"`
	Weight     int    `gorm:"primaryKey;autoIncrement:false"`
}

// TableName names the table. It is no campus's own: it is only ever read together with the person
// it belongs to, who is behind the fence.
func (word) TableName() string { return "residents_words" }

// The weights of words: what a person is called, born and numbered comes before where the person is
// from.
const (
	ofPerson = 0
	ofOrigin = 2
)

const (
	wordLimit = 40 // letters of one word
	mostWords = 60 // words of one kind that one person may have
)

// wordsOf makes the words of a person: the parts of all names, the year of birth with two and with
// four digits, the date, the number, and the words of the place of origin.
func wordsOf(p *Person, others []string) []word {
	own := listOf(p.Name)
	for _, name := range others {
		own = append(own, listOf(name)...)
	}
	_, digits, _ := strings.Cut(p.Number, "-")
	own = append(own, joined(value.Fold(p.Number)), digits, strings.TrimLeft(digits, "0"))
	own = append(own, birthWords(p.Birth)...)
	from := listOf(p.OriginAddress)
	if unit, ok := settings.UnitOf(p.OriginUnitCode); ok {
		from = append(from, listOf(unit.Full())...)
	}
	return append(rowsOf(p.ID, ofPerson, own), rowsOf(p.ID, ofOrigin, from)...)
}

func birthWords(b value.BirthDate) []string {
	if !b.Known() {
		return nil
	}
	year, month, date := b.Day.Date()
	words := []string{fmt.Sprintf("%04d", year), fmt.Sprintf("%02d", year%100)}
	switch b.Precision {
	case value.PrecisionDay:
		words = append(words, fmt.Sprintf("%02d%02d%04d", date, month, year), fmt.Sprintf("%d%d%04d", date, month, year))
	case value.PrecisionMonth:
		words = append(words, fmt.Sprintf("%02d%04d", month, year))
	}
	return words
}

func rowsOf(id uint64, weight int, words []string) []word {
	var rows []word
	seen := map[string]bool{"": true}
	for _, w := range words {
		if seen[w] || len(rows) == mostWords {
			continue
		}
		seen[w] = true
		rows = append(rows, word{id, w, weight})
	}
	return rows
}

// listOf splits a text into its words, folded. A word with a sign in it, such as H'Hen, is there
// whole and in parts.
func listOf(text string) []string {
	var words []string
	for _, chunk := range chunksOf(text) {
		words = append(words, joined(chunk))
		parts := strings.FieldsFunc(chunk, func(r rune) bool { return !wordRune(r) })
		if len(parts) > 1 {
			for _, part := range parts {
				words = append(words, joined(part))
			}
		}
	}
	return words
}

// chunksOf splits a folded text where people put spaces and commas.
func chunksOf(text string) []string {
	return strings.FieldsFunc(value.Fold(text), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;()[]\"", r) })
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// joined keeps the letters and digits of a word: na-000123 is na000123.
func joined(chunk string) string {
	w := strings.Map(func(r rune) rune {
		if wordRune(r) {
			return r
		}
		return -1
	}, chunk)
	if utf8.RuneCountInString(w) > wordLimit {
		w = string([]rune(w)[:wordLimit])
	}
	return w
}

// reword writes the words of a held person anew.
func reword(tx *db.Tx, p *Person) error {
	var others []string
	names, err := db.From[OtherName](tx).Where("resident_id = ? AND ended_recorded_at IS NULL", p.ID).Order("id").All()
	if err != nil {
		return err
	}
	for _, n := range names {
		others = append(others, n.Name)
	}
	merged, err := mergedInto(tx, p.ID)
	if err != nil {
		return err
	}
	for _, m := range merged {
		others = append(others, m.Name, m.Number)
	}
	if _, err := db.RemoveWhere[word](tx, "resident_id = ?", p.ID); err != nil {
		return err
	}
	return db.Append(tx, wordsOf(p, others))
}
