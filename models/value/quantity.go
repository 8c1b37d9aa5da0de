package value

import (
	"fmt"
	"strings"
)

// Reasons a text is not a quantity, or two quantities do not add up.
const (
	QuantityUnreadable Reason = "value.quantity_unreadable"
	QuantityTooLarge   Reason = "value.quantity_too_large"
	QuantityUnits      Reason = "value.quantity_units_differ" // kilograms and pieces cannot be added
)

// Quantity is an amount of something in a unit: 1,5 kg, 40 cái. It is held in
// thousandths, so that three decimals are exact and nothing is ever lost in
// the floating point. Embedded with a prefix it fills two columns.
type Quantity struct {
	Milli int64  `gorm:"column:milli" json:"milli"`
	Unit  string `gorm:"column:unit" json:"unit"`
}

const (
	thousand = 1000
	maxMilli = 1_000_000_000_000_000
)

// Whole makes a quantity of n whole units.
func Whole(n int64, unit string) Quantity { return Quantity{n * thousand, unit} }

// ParseQuantity reads "1,5 kg", "0.25 l", "40", "1.250,5 kg". The unit is what
// stands behind the number, or the one given when nothing does. A comma is the
// Vietnamese decimal sign; a point is one too unless a comma follows it.
func ParseQuantity(s, unit string) (Quantity, error) {
	s = CleanText(s)
	end := strings.IndexFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && r != ',' && r != '.' && r != '-'
	})
	number := s
	if end >= 0 {
		number = s[:end]
		if u := strings.TrimSpace(s[end:]); u != "" {
			unit = u
		}
	}
	number, minus := strings.CutPrefix(number, "-")
	whole, part := number, ""
	if i := strings.LastIndexAny(number, ",."); i >= 0 {
		whole, part = number[:i], number[i+1:]
		if number[i] == ',' {
			var err error
			if whole, err = ungroup(whole); err != nil {
				return Quantity{}, err
			}
		}
		if part == "" {
			return Quantity{}, QuantityUnreadable
		}
	}
	w, ok1 := digits(whole, 1, 18)
	p, ok2 := 0, true
	if part != "" {
		trimmed := strings.TrimRight(part, "0")
		p, ok2 = digits((trimmed + "000")[:max(3, len(trimmed))], 1, 3)
		_, all := digits(part, 1, 18)
		ok2 = ok2 && all
	}
	if !ok1 || !ok2 {
		return Quantity{}, QuantityUnreadable
	}
	if w > maxMilli/thousand {
		return Quantity{}, QuantityTooLarge
	}
	n := int64(w)*thousand + int64(p)
	if minus {
		n = -n
	}
	return Quantity{n, unit}, nil
}

// ungroup takes the points between thousands out of a whole number.
func ungroup(s string) (string, error) {
	groups := strings.Split(s, ".")
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && (len(g) == 0 || len(g) > 3) {
			return "", QuantityUnreadable
		}
	}
	return strings.Join(groups, ""), nil
}

// IsZero tells that there is nothing.
func (q Quantity) IsZero() bool { return q.Milli == 0 }

// Add adds two quantities of one unit.
func (q Quantity) Add(other Quantity) (Quantity, error) {
	if q.Unit != other.Unit {
		return q, QuantityUnits
	}
	sum := q.Milli + other.Milli
	if abs(sum) > maxMilli {
		return q, QuantityTooLarge
	}
	return Quantity{sum, q.Unit}, nil
}

// Times takes the quantity n times.
func (q Quantity) Times(n int64) (Quantity, error) {
	if n != 0 && abs(q.Milli) > maxMilli/abs(n) {
		return q, QuantityTooLarge
	}
	return Quantity{q.Milli * n, q.Unit}, nil
}

// Number writes the number as Vietnamese people do: 1.250,5.
func (q Quantity) Number() string {
	whole, part := abs(q.Milli)/thousand, abs(q.Milli)%thousand
	s := grouped(whole)
	if part != 0 {
		s += "," + strings.TrimRight(fmt.Sprintf("%03d", part), "0")
	}
	if q.Milli < 0 {
		s = "-" + s
	}
	return s
}

// String writes number and unit: 1,5 kg.
func (q Quantity) String() string { return strings.TrimSpace(q.Number() + " " + q.Unit) }
