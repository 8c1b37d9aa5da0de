// Package value holds the small things that every page of the house is
// written with: a day in the calendar, a month, an age, a lunar day, an amount
// of money, a quantity of goods, a telephone number, a person's name, the
// number on an identity card and on a health-insurance card.
//
// They know nothing of residents or wards. Each reads what people really type
// (21/11/2026, 0912.345.678, NGUYỄN THỊ HOÀ) and keeps one tidy form.
package value

// Reason says why a text could not be read, as a text key that the pages turn
// into a sentence. It is an error, so that parsers can return it as it is.
type Reason string

// Error gives the key itself; people never see it.
func (r Reason) Error() string { return string(r) }

// Key gives the text key of the sentence to show.
func (r Reason) Key() string { return string(r) }

// Sex is the sex written in a person's papers: "m", "f", or empty when nobody
// knows yet.
type Sex string

// The two sexes that Vietnamese papers carry, and the unknown one.
const (
	Male       Sex = "m"
	Female     Sex = "f"
	SexUnknown Sex = ""
)

// Known tells whether the sex is one of the two that papers carry.
func (s Sex) Known() bool { return s == Male || s == Female }
