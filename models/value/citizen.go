package value

import "strings"

// Reasons a text is not a citizen number, or does not agree with what else is
// known of the person. The last three are questions to a person, not refusals:
// a card can be right and the register wrong.
const (
	CitizenLength   Reason = "value.citizen_length"   // neither 12 nor 9 digits
	CitizenLetters  Reason = "value.citizen_letters"  // something else than digits
	CitizenProvince Reason = "value.citizen_province" // no province has this code
	CitizenCentury  Reason = "value.citizen_century"  // born in a year to come
	CitizenSex      Reason = "value.citizen_sex_differs"
	CitizenYear     Reason = "value.citizen_year_differs"
	CitizenOldCard  Reason = "value.citizen_old_card" // nine digits: no longer issued
)

// The two kinds of number that people carry.
const (
	CitizenNew = "cccd" // twelve digits, for life
	CitizenOld = "cmnd" // nine digits, of the paper cards of before
)

// Citizen is a citizen's number and what can be read from it.
type Citizen struct {
	Number    string
	Kind      string // CitizenNew or CitizenOld
	Province  string // three digits: where the birth was registered
	Sex       Sex
	BirthYear int
}

// birthProvinces are the codes of the 63 provinces in which births were
// registered when the numbers were given out (Circular 59/2021/TT-BCA); the
// mergers of 2025 did not change anybody's number.
const birthProvinces = " 001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037" +
	" 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084" +
	" 086 087 089 091 092 093 094 095 096 "

// ParseCitizen reads a citizen number. Twelve digits are province (3), sex
// and century (1: even men, odd women; 0–1 the 1900s, 2–3 the 2000s), year of
// birth (2) and six others. Nine digits are the card of before. An empty text
// is no number and no error.
func ParseCitizen(s string) (Citizen, error) {
	n, reason := bareDigits(s, CitizenLetters)
	if reason != "" {
		return Citizen{}, reason
	}
	switch len(n) {
	case 0:
		return Citizen{}, nil
	case 9:
		return Citizen{Number: n, Kind: CitizenOld}, nil
	case 12:
	default:
		return Citizen{}, CitizenLength
	}
	if !strings.Contains(birthProvinces, " "+n[:3]+" ") {
		return Citizen{}, CitizenProvince
	}
	c := Citizen{Number: n, Kind: CitizenNew, Province: n[:3], Sex: Male}
	century := int(n[3] - '0')
	if century%2 == 1 {
		c.Sex = Female
	}
	year, _ := digits(n[4:6], 2, 2)
	c.BirthYear = 1900 + century/2*100 + year
	return c, nil
}

// CitizenFromCell reads a number from a spreadsheet, where a number cell has
// eaten the zeros in front: ten or eleven digits are filled up to twelve when
// that gives a good number, eight to nine.
func CitizenFromCell(s string) (Citizen, error) {
	n, _ := bareDigits(s, CitizenLetters)
	switch len(n) {
	case 8:
		n = "0" + n
	case 10, 11:
		n = strings.Repeat("0", 12-len(n)) + n
	default:
		n = s
	}
	return ParseCitizen(n)
}

// Questions lists what in the number does not agree with the sex and birth
// date that are written down, to be asked and not refused. An estimated year
// may be three years off before it is asked about.
func (c Citizen) Questions(sex Sex, birth BirthDate, today Day) []Reason {
	var out []Reason
	switch c.Kind {
	case CitizenOld:
		return []Reason{CitizenOldCard}
	case CitizenNew:
	default:
		return nil
	}
	if !today.IsZero() && c.BirthYear > today.Year() {
		out = append(out, CitizenCentury)
	}
	if sex.Known() && sex != c.Sex {
		out = append(out, CitizenSex)
	}
	if earliest, latest := birth.Range(); !earliest.IsZero() &&
		(c.BirthYear < earliest.Year() || c.BirthYear > latest.Year()) {
		out = append(out, CitizenYear)
	}
	return out
}

// BirthYearDay is the birth date that the number alone gives: a year.
func (c Citizen) BirthYearDay() BirthDate {
	if c.BirthYear == 0 {
		return BirthDate{Precision: PrecisionUnknown}
	}
	return BornIn(c.BirthYear, false)
}

// Masked hides the middle of a number on screens that only need to tell two
// people apart: 040•••••1234.
func (c Citizen) Masked() string { return masked(c.Number) }

func masked(n string) string {
	if len(n) < 8 {
		return strings.Repeat("•", len(n))
	}
	return n[:3] + strings.Repeat("•", len(n)-7) + n[len(n)-4:]
}

// bareDigits takes spaces, points and dashes out of a number.
func bareDigits(s string, bad Reason) (string, Reason) {
	var b strings.Builder
	for _, r := range CleanText(s) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '.' || r == '-':
		default:
			return "", bad
		}
	}
	return b.String(), ""
}

// CitizenFor builds a number that fits a person, for made-up people only.
func CitizenFor(province string, sex Sex, birth Day, serial int) string {
	year := birth.Year()
	digit := (year/100 - 19) * 2
	if sex == Female {
		digit++
	}
	six := serial % 1_000_000
	return province + string(rune('0'+digit)) + pad(year%100, 2) + pad(six, 6) // #nosec G115 -- one figure, 0 to 9, for the centuries that the numbers know
}

// pad writes a number with zeros in front.
func pad(n, width int) string {
	b := make([]byte, width)
	for i := width - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return string(b)
}
