package value

import "strings"

// Reasons a text is not the number of a health-insurance card.
const (
	InsuranceLength   Reason = "value.insurance_length"   // neither 15 signs nor 10 digits
	InsuranceSigns    Reason = "value.insurance_signs"    // not two letters and thirteen digits
	InsuranceBenefit  Reason = "value.insurance_benefit"  // third sign is not 1 to 5
	InsuranceProvince Reason = "value.insurance_province" // no province 00
)

// Insurance is the number of a health-insurance card (thẻ BHYT) and what can
// be read from it. Cards of before carry fifteen signs, two letters of the
// group, one digit of the benefit, two of the province and the ten digits of
// the social-insurance number; cards since 2021 print the ten digits alone.
type Insurance struct {
	Number   string // as printed on the card
	Group    string // BT, TE, HN …; empty on a new card
	Benefit  int    // 1 to 5; 0 on a new card
	Province string // two digits; empty on a new card
	Social   string // the ten digits that stay for life
}

// ParseInsurance reads the number of a card, with or without spaces. An empty
// text is no number and no error.
func ParseInsurance(s string) (Insurance, error) {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '.' || r == '-' {
			return -1
		}
		return r
	}, strings.ToUpper(CleanText(s)))
	if !ascii(s) {
		return Insurance{}, InsuranceSigns
	}
	switch len(s) {
	case 0:
		return Insurance{}, nil
	case 10:
		if _, ok := digits(s, 10, 10); !ok {
			return Insurance{}, InsuranceSigns
		}
		return Insurance{Number: s, Social: s}, nil
	case 15:
	default:
		return Insurance{}, InsuranceLength
	}
	_, ok := digits(s[2:], 13, 13)
	if !ok || s[0] < 'A' || s[0] > 'Z' || s[1] < 'A' || s[1] > 'Z' {
		return Insurance{}, InsuranceSigns
	}
	if s[2] < '1' || s[2] > '5' {
		return Insurance{}, InsuranceBenefit
	}
	if s[3:5] == "00" {
		return Insurance{}, InsuranceProvince
	}
	return Insurance{Number: s, Group: s[:2], Benefit: int(s[2] - '0'), Province: s[3:5], Social: s[5:]}, nil
}

// Same tells whether two cards are one person's, an old and a new one too.
func (i Insurance) Same(other Insurance) bool { return i.Social != "" && i.Social == other.Social }

// Masked hides the middle of the number.
func (i Insurance) Masked() string { return masked(i.Number) }
