package value

import "strings"

// PhoneUnreadable says that a text is not a Vietnamese telephone number.
const PhoneUnreadable Reason = "value.phone_unreadable"

// Phone is a Vietnamese telephone number in the form +84912345678; short
// numbers (111, 1900…) stay as they are dialled.
type Phone string

// movedPrefixes are the mobile numbers of eleven digits that became ten in
// 2018; old registers still carry them.
var movedPrefixes = map[string]string{
	"0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
	"0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
	"0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
	"0167": "037", "0168": "038", "0169": "039",
	"0186": "056", "0188": "058", "0199": "059",
}

// shortNumbers are those a centre writes down: child line 111, police, fire,
// ambulance, missing people.
var shortNumbers = map[string]bool{"111": true, "112": true, "113": true, "114": true, "115": true}

// ParsePhone reads what people type: 0912 345 678, 0912.345.678, +84 912…,
// (0238) 3 844 129, an old number of eleven digits, and a number whose first
// zero a spreadsheet has eaten. An empty text is no number and no error.
func ParsePhone(s string) (Phone, error) {
	s = CleanText(s)
	if s == "" {
		return "", nil
	}
	s, plus := strings.CutPrefix(s, "+")
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case strings.ContainsRune(" .-()/", r):
		default:
			return "", PhoneUnreadable
		}
	}
	n := b.String()
	if !plus && (shortNumbers[n] || dialledAsIs(n)) {
		return Phone(n), nil
	}
	if rest, ok := strings.CutPrefix(n, "0084"); ok {
		n, plus = "84"+rest, true
	}
	switch {
	case strings.HasPrefix(n, "84") && (plus || len(n) == 11 || len(n) == 12):
		n = "0" + strings.TrimPrefix(n[2:], "0")
	case plus:
		return "", PhoneUnreadable
	case len(n) == 9 && strings.ContainsRune("35789", rune(n[0])):
		n = "0" + n
	case len(n) == 10 && n[0] == '2':
		n = "0" + n
	}
	if len(n) == 11 {
		if now, moved := movedPrefixes[n[:4]]; moved {
			n = now + n[4:]
		}
	}
	if mobile := len(n) == 10 && n[0] == '0' && strings.ContainsRune("35789", rune(n[1])); mobile ||
		len(n) == 11 && strings.HasPrefix(n, "02") {
		return Phone("+84" + n[1:]), nil
	}
	return "", PhoneUnreadable
}

// dialledAsIs tells the service numbers 1800 xxxx and 1900 xxxx(xx).
func dialledAsIs(n string) bool {
	return (len(n) == 8 || len(n) == 10) && (strings.HasPrefix(n, "1800") || strings.HasPrefix(n, "1900"))
}

// Local writes the number as people dial it: 0912 345 678, 0238 3844 129.
func (p Phone) Local() string {
	n, ok := strings.CutPrefix(string(p), "+84")
	if !ok {
		return string(p)
	}
	n = "0" + n
	switch len(n) {
	case 10:
		return n[:4] + " " + n[4:7] + " " + n[7:]
	case 11:
		return n[:4] + " " + n[4:8] + " " + n[8:]
	}
	return n
}

// Mobile tells whether a text message can reach the number.
func (p Phone) Mobile() bool { return len(p) == 12 && strings.HasPrefix(string(p), "+84") }
