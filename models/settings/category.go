package settings

import (
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// Category is a group of people who may live in the centre, as the law names it. Every stay has
// one; it decides the papers, the clocks and who pays.
type Category struct {
	ID         uint64    `json:"id"`
	Code       string    `json:"code"` // A1 to D2
	NameVI     string    `json:"name_vi" gorm:"column:name_vi"`
	NameEN     string    `json:"name_en" gorm:"column:name_en"`
	ValidFrom  value.Day `json:"valid_from"`
	ValidTo    value.Day `json:"valid_to"`
	LegalBasis string    `json:"legal_basis"`
	Mark       Mark      `json:"mark"`
	Source     string    `json:"source"`
	RecordedAt time.Time `json:"recorded_at"`
	RecordedBy uint64    `json:"recorded_by"`
}

// TableName names the table.
func (Category) TableName() string { return "settings_categories" }

// Name gives the name in a language.
func (c Category) Name(language string) string {
	if language == "en" {
		return c.NameEN
	}
	return c.NameVI
}

// Group is the letter of the category: A special difficulty, B emergency, C by an administrative
// measure, D voluntary.
func (c Category) Group() string { return c.Code[:min(1, len(c.Code))] }

// Emergency tells that the stay has a longest time.
func (c Category) Emergency() bool { return c.Group() == "B" }

// Voluntary tells that the person pays by contract.
func (c Category) Voluntary() bool { return c.Group() == "D" }

// Categories lists the categories that exist on a day, by their codes. A day before the first
// known list is judged by that list.
func (b *Book) Categories(day value.Day) []Category {
	var out []Category
	for i, c := range b.categories {
		begins := i == 0 || b.categories[i-1].Code != c.Code
		covers := value.Period{From: c.ValidFrom, To: c.ValidTo}.Covers(day) || begins && day.Before(c.ValidFrom)
		if !covers {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Code == c.Code {
			out[n-1] = c // the row that begins last counts
			continue
		}
		out = append(out, c)
	}
	return out
}

// Category finds one category on a day.
func (b *Book) Category(code string, day value.Day) (Category, bool) {
	for _, c := range b.Categories(day) {
		if c.Code == code {
			return c, true
		}
	}
	return Category{}, false
}

// Categories lists the categories that exist on a day.
func Categories(tx *db.Tx, day value.Day) ([]Category, error) {
	return ask(tx, func(b *Book) ([]Category, error) { return b.Categories(day), nil })
}

// CategoryOf finds a category on a day. Faults: settings.no_category on the field category.
func CategoryOf(tx *db.Tx, code string, day value.Day) (Category, error) {
	return ask(tx, func(b *Book) (Category, error) {
		c, ok := b.Category(code, day)
		if !ok {
			return c, fault.Field("category", "settings.no_category", fault.A{"code": code})
		}
		return c, nil
	})
}

// EmergencyUntil is the last day of an emergency stay that began on a day, and the days on which
// the house warns before.
func (b *Book) EmergencyUntil(from value.Day) (last value.Day, warn []value.Day, err error) {
	months, err := b.Int(EmergencyMonths, from)
	if err != nil {
		return last, nil, err
	}
	last = from.AddMonths(months).AddDays(-1)
	days, err := b.Ints(EmergencyWarn, from)
	if err != nil {
		return last, nil, err
	}
	for _, n := range days {
		if d := from.AddDays(n - 1); d.Before(last) {
			warn = append(warn, d)
		}
	}
	return last, warn, nil
}

// FileDue is the day on which the file of an emergency admission must be complete.
func (b *Book) FileDue(from value.Day) (value.Day, error) {
	n, err := b.Int(FileComplete, from)
	if err != nil {
		return value.Day{}, err
	}
	return b.Workdays.Add(from, n), nil
}
