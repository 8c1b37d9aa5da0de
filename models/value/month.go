package value

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"time"
)

// MonthUnreadable says that a text is not a month.
const MonthUnreadable Reason = "value.month_unreadable"

// Month is a calendar month, as reports and allowances count. Its zero value
// means no month and is NULL in the database.
type Month struct {
	n int32 // year*12 + month, January = 1; 0 means none
}

// MonthOf tells the month of a day.
func MonthOf(d Day) Month {
	if d.IsZero() {
		return Month{}
	}
	y, m, _ := d.Date()
	return Month{int32(y*12 + int(m))} // #nosec G115 -- a day lies within 2^31 days of 1970: twelve times its year is below 2^27
}

// ParseMonth reads "2026-10" and "10/2026"; an empty text is no month.
func ParseMonth(s string) (Month, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Month{}, nil
	}
	year, month, found := strings.Cut(s, "-")
	if !found || len(year) <= 2 {
		if month, year, found = strings.Cut(s, "/"); !found {
			month, year, found = strings.Cut(s, "-")
		}
	}
	y, ok1 := digits(strings.TrimSpace(year), 4, 4)
	m, ok2 := digits(strings.TrimSpace(month), 1, 2)
	if !found || !ok1 || !ok2 || y < 1 || m < 1 || m > 12 {
		return Month{}, MonthUnreadable
	}
	return Month{int32(y*12 + m)}, nil // #nosec G115 -- four figures for the year, at most 12 for the month
}

// IsZero tells that no month is given.
func (m Month) IsZero() bool { return m.n == 0 }

// Split gives year and month.
func (m Month) Split() (year int, month time.Month) {
	if m.IsZero() {
		return 0, 0
	}
	return int(m.n-1) / 12, time.Month((m.n-1)%12 + 1)
}

// Add moves n months.
func (m Month) Add(n int) Month {
	if m.IsZero() {
		return m
	}
	return Month{int32(min(max(int64(m.n)+int64(n), 13), 9999*12+12))}
}

// Sub counts the months from other to m.
func (m Month) Sub(other Month) int { return int(m.n - other.n) }

// Before tells whether m comes before other.
func (m Month) Before(other Month) bool { return m.n < other.n }

// First gives the first day of the month.
func (m Month) First() Day {
	y, month := m.Split()
	d, _ := DayAt(y, month, 1)
	return d
}

// Last gives the last day of the month.
func (m Month) Last() Day {
	if m.IsZero() {
		return Day{}
	}
	y, month := m.Split()
	return dayFromUTC(time.Date(y, month+1, 0, 0, 0, 0, 0, time.UTC))
}

// Length counts the days of the month.
func (m Month) Length() int {
	if m.IsZero() {
		return 0
	}
	return m.Last().Sub(m.First()) + 1
}

// Contains tells whether a day falls in the month.
func (m Month) Contains(d Day) bool { return !m.IsZero() && MonthOf(d) == m }

// String writes 2026-10.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	y, month := m.Split()
	return fmt.Sprintf("%04d-%02d", y, int(month))
}

// Vietnamese writes 10/2026.
func (m Month) Vietnamese() string {
	if m.IsZero() {
		return ""
	}
	y, month := m.Split()
	return fmt.Sprintf("%02d/%04d", int(month), y)
}

// MarshalText writes the month for forms and files.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads a month from forms and files.
func (m *Month) UnmarshalText(b []byte) error {
	v, err := ParseMonth(string(b))
	if err == nil {
		*m = v
	}
	return err
}

// UnmarshalParam reads a month from a form field or an address.
func (m *Month) UnmarshalParam(s string) error { return m.UnmarshalText([]byte(s)) }

// Value gives the database 2026-10, or NULL when no month is given.
func (m Month) Value() (driver.Value, error) {
	if m.IsZero() {
		return nil, nil
	}
	return m.String(), nil
}

// Scan reads a month column.
func (m *Month) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*m = Month{}
		return nil
	case string:
		return m.UnmarshalText([]byte(v))
	case []byte:
		return m.UnmarshalText(v)
	}
	return MonthUnreadable
}

// GormDataType names the column type.
func (Month) GormDataType() string { return "string" }
