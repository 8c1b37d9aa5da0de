package value

import (
	"strconv"
	"strings"
)

// MoneyUnreadable says that a text is not an amount of đồng.
const MoneyUnreadable Reason = "value.money_unreadable"

// Dong is an amount of money in whole đồng; there are no parts of a đồng.
type Dong int64

// maxDong keeps sums of amounts typed by people far from the end of int64.
const maxDong = 1_000_000_000_000_000

// ParseDong reads "1.234.567", "1,234,567 đ", "₫500000", "-20.000 đồng".
// Points and commas are taken only where thousands end: "1.5" is refused, for
// nobody can tell what was meant.
func ParseDong(s string) (Dong, error) {
	text := Fold(s)
	for _, unit := range []string{"vnd", "dong", "d", "₫"} {
		text = strings.TrimSpace(strings.TrimSuffix(text, unit))
		text = strings.TrimSpace(strings.TrimPrefix(text, unit))
	}
	text, minus := strings.CutPrefix(text, "-")
	groups := strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == ',' || r == ' ' })
	if text == "" || len(groups) == 0 || strings.ContainsAny(text[len(text)-1:]+text[:1], "., ") {
		return 0, MoneyUnreadable
	}
	if strings.ContainsRune(text, '.') && strings.ContainsRune(text, ',') {
		return 0, MoneyUnreadable
	}
	for i, g := range groups {
		if _, ok := digits(g, 1, 18); !ok || i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && len(g) > 3 {
			return 0, MoneyUnreadable
		}
	}
	n, err := strconv.ParseInt(strings.Join(groups, ""), 10, 64)
	if err != nil || n > maxDong || strings.Count(text, ".")+strings.Count(text, ",")+strings.Count(text, " ") != len(groups)-1 {
		return 0, MoneyUnreadable
	}
	if minus {
		n = -n
	}
	return Dong(n), nil
}

// Text writes the amount with points between thousands: 1.234.567. The page
// adds the sign of the currency.
func (d Dong) Text() string { return grouped(int64(d)) }

// Part takes a share of the amount, part of whole, and rounds half a đồng up
// (away from zero), so that a pay slip and its report agree.
func (d Dong) Part(part, whole int64) Dong {
	if whole == 0 {
		return 0
	}
	if part < 0 && whole < 0 {
		part, whole = -part, -whole
	}
	neg := (d < 0) != (part < 0) != (whole < 0)
	n := abs(int64(d))*abs(part)*2 + abs(whole)
	n /= abs(whole) * 2
	if neg {
		n = -n
	}
	return Dong(n)
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// grouped writes a whole number with points between thousands.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return sign + s
}
