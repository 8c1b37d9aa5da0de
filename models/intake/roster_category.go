package intake

import (
	"regexp"

	"maiam/models/value"
)

// categoryWords proposes a category of admission (Decree 20/2021, article 24)
// from the words of a section title or a cell; the first row that fits wins.
// "D" alone is a voluntary resident whose age decides between D1 and D2.
var categoryWords = []struct{ words, code string }{
	{"tu nguyen|hop dong|dong phi|thu phi|co phi|dich vu|voluntary", "D"},
	{"bao luc|xam hai|mua ban|buon ban|cuong buc|bao hanh", "B1"},
	{"lang thang|xin an|an xin|vo gia cu|homeless", "B2"},
	{"khan cap|emergency", "B3"},
	{"vi pham hanh chinh|xu ly hanh chinh|chua thanh nien", "C1"},
	{"khuyet tat|tam than|tu ky|than kinh|dac biet nang|ktdbn|kt dbn|nkt|tam tri|disabled|disability|mental", "A3"},
	{"cao tuoi|nguoi gia|gia co don|gia yeu|nct|elderly", "A2"},
	{"mo coi|bo roi|tre em|tre|so sinh|orphan|orphans|children", "A1"},
}

var categoryCode = regexp.MustCompile(`\b(a1|a2|a3|b1|b2|b3|c1|d1|d2)\b`)

// categoryOf reads a category from a text; empty when the text names none.
func categoryOf(text string) string {
	w := words(text)
	if m := categoryCode.FindString(w); m != "" {
		return string(m[0]-'a'+'A') + m[1:]
	}
	for _, c := range categoryWords {
		if holdsAny(w, c.words) {
			if c.code == "D" && holdsAny(w, "cao tuoi|nguoi gia|uy nhiem|elderly") {
				return "D1"
			}
			return c.code
		}
	}
	return ""
}

// elderlyFrom is the age from which the Law on the Elderly calls a person elderly.
const elderlyFrom = 60

// settleCategory decides between the two voluntary categories by age.
func settleCategory(code string, birth value.BirthDate, on value.Day) string {
	if code != "D" {
		return code
	}
	if age, ok := birth.Age(on); ok && age >= elderlyFrom {
		return "D1"
	}
	return "D2"
}
