package words

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"maiam/models/value"
)

// Say writes one value in the reader's language: days, months, instants, money, lists, and
// whatever names its own text with TextKey. Whole numbers stay plain digits, since they may be a
// year or a room; Number groups them.
func Say(ctx context.Context, v any) string {
	switch v := v.(type) {
	case string:
		return v
	case interface{ TextKey() string }:
		return T(ctx, v.TextKey())
	case value.Day:
		return Day(ctx, v)
	case value.Month:
		return v.Vietnamese()
	case value.BirthDate:
		return Birth(ctx, v)
	case value.Dong:
		return Money(ctx, v)
	case time.Time:
		return DateTime(ctx, v)
	case time.Duration:
		return Duration(ctx, v)
	case []string:
		return List(ctx, v)
	case int:
		return strconv.Itoa(v)
	case nil:
		return ""
	}
	return fmt.Sprint(v)
}

// Day writes 21/11/2026, and nothing when no day is given. It is the same in both languages,
// as in the centre's papers.
func Day(_ context.Context, d value.Day) string { return d.Vietnamese() }

// DayMonth writes 21/11.
func DayMonth(_ context.Context, d value.Day) string {
	if d.IsZero() {
		return ""
	}
	_, month, date := d.Date()
	return fmt.Sprintf("%02d/%02d", date, int(month))
}

// WeekdayName writes "Thứ Bảy".
func WeekdayName(ctx context.Context, d value.Day) string {
	if d.IsZero() {
		return ""
	}
	return T(ctx, "words.weekday."+strconv.Itoa(int(d.Weekday())))
}

// Weekday writes "Thứ Bảy 21/11".
func Weekday(ctx context.Context, d value.Day) string {
	if d.IsZero() {
		return ""
	}
	return WeekdayName(ctx, d) + " " + DayMonth(ctx, d)
}

// LongDay writes "ngày 21 tháng 11 năm 2026" as letters and decisions do: a day below 10 and the
// months 1 and 2 get a leading zero.
func LongDay(ctx context.Context, d value.Day) string {
	if d.IsZero() {
		return ""
	}
	year, month, date := d.Date()
	m := strconv.Itoa(int(month))
	if month <= 2 || Lang(ctx) != Vietnamese {
		m = fmt.Sprintf("%02d", int(month))
	}
	return T(ctx, "words.long_day", A{"day": fmt.Sprintf("%02d", date), "month": m, "year": year})
}

// MonthName writes "Tháng 11/2026".
func MonthName(ctx context.Context, m value.Month) string {
	if m.IsZero() {
		return ""
	}
	year, month := m.Split()
	return T(ctx, "words.month", A{"month": int(month), "year": year})
}

// Clock writes 18:42 in the centre's zone.
func Clock(ctx context.Context, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(Zone(ctx)).Format("15:04")
}

// DateTime writes 21/11/2026 18:42 in the centre's zone.
func DateTime(ctx context.Context, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(Zone(ctx)).Format("02/01/2006 15:04")
}

// At writes an instant as people speak of it beside now: "hôm nay 18:42", "hôm qua 06:10",
// otherwise 21/11/2026 18:42.
func At(ctx context.Context, at, now time.Time) string {
	if at.IsZero() {
		return ""
	}
	key := ""
	switch value.DayOf(at, Zone(ctx)).Sub(value.DayOf(now, Zone(ctx))) {
	case 0:
		key = "words.at_today"
	case -1:
		key = "words.at_yesterday"
	case 1:
		key = "words.at_tomorrow"
	default:
		return DateTime(ctx, at)
	}
	return T(ctx, key, A{"time": Clock(ctx, at)})
}

// Since is At for what began with a moment or with a whole day: an earlier midnight is the day alone.
func Since(ctx context.Context, at, now time.Time) string {
	day := value.DayOf(at, Zone(ctx))
	if !at.IsZero() && at.Equal(day.Start(Zone(ctx))) && day.Sub(value.DayOf(now, Zone(ctx))) < -1 {
		return Day(ctx, day)
	}
	return At(ctx, at, now)
}

// Ago writes how far an instant lies from now: "vừa xong", "5 phút trước", "2 giờ nữa"; past a
// week it is the date.
func Ago(ctx context.Context, at, now time.Time) string {
	if at.IsZero() {
		return ""
	}
	gap, keys := now.Sub(at), [...]string{"words.just_now", "words.minutes_ago", "words.hours_ago", "words.days_ago"}
	if gap < 0 {
		gap, keys = -gap, [...]string{"words.soon", "words.in_minutes", "words.in_hours", "words.in_days"}
	}
	switch {
	case gap < time.Minute:
		return T(ctx, keys[0])
	case gap < time.Hour:
		return N(ctx, keys[1], int(gap/time.Minute))
	case gap < 24*time.Hour:
		return N(ctx, keys[2], int(gap/time.Hour))
	case gap < 7*24*time.Hour:
		return N(ctx, keys[3], int(gap/(24*time.Hour)))
	}
	return Day(ctx, value.DayOf(at, Zone(ctx)))
}

// Duration writes "45 phút", "2 giờ 5 phút", "3 ngày 4 giờ": two units at most.
func Duration(ctx context.Context, d time.Duration) string {
	minutes := int(d.Abs() / time.Minute)
	days, hours, minutes := minutes/(24*60), minutes/60%24, minutes%60
	var parts []string
	if days > 0 {
		parts = append(parts, N(ctx, "words.days", days))
	}
	if hours > 0 {
		parts = append(parts, N(ctx, "words.hours", hours))
	}
	if days == 0 && (minutes > 0 || hours == 0) {
		parts = append(parts, N(ctx, "words.minutes", minutes))
	}
	return strings.Join(parts, " ")
}

// Took writes how long work took: "12 giây" below a minute, and Duration from there.
func Took(ctx context.Context, d time.Duration) string {
	if d < time.Minute {
		return N(ctx, "words.seconds", int(d/time.Second))
	}
	return Duration(ctx, d)
}

// Number writes 1.250.000 (1,250,000 in English).
func Number(ctx context.Context, n int64) string { return group(ctx, strconv.FormatInt(n, 10)) }

// Decimal writes the plain digits of an exact number ("1250.5") as 1.250,5 (1,250.5 in English).
func Decimal(ctx context.Context, plain string) string {
	whole, rest, found := strings.Cut(plain, ".")
	if !found {
		return group(ctx, whole)
	}
	if Lang(ctx) == English {
		return group(ctx, whole) + "." + rest
	}
	return group(ctx, whole) + "," + rest
}

func group(ctx context.Context, digits string) string {
	mark := byte('.')
	if Lang(ctx) == English {
		mark = ','
	}
	sign, digits := digits[:len(digits)-len(strings.TrimPrefix(digits, "-"))], strings.TrimPrefix(digits, "-")
	if len(digits) < 4 {
		return sign + digits
	}
	b := append(make([]byte, 0, len(digits)+len(digits)/3+1), sign...)
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b = append(b, mark)
		}
		b = append(b, digits[i])
	}
	return string(b)
}

// Money writes whole đồng as 1.250.000 đ.
func Money[D ~int64](ctx context.Context, amount D) string {
	return T(ctx, "words.money", A{"amount": Number(ctx, int64(amount))})
}

// Age writes "69 tuổi", "khoảng 69 tuổi" when the year was guessed, "7 tháng tuổi" and
// "12 ngày tuổi" for the smallest whose date is known, "chưa rõ tuổi" when nothing is.
func Age(ctx context.Context, born value.BirthDate, on value.Day) string {
	years, ok := born.Age(on)
	if !ok || born.Day.After(on) {
		return T(ctx, "words.age_unknown")
	}
	if born.Precision == value.PrecisionEstimated {
		return N(ctx, "words.age_about", years)
	}
	if years >= 2 || born.Precision == value.PrecisionYear {
		return N(ctx, "words.age", years)
	}
	months := 0
	for months < 24 && !born.Day.AddMonths(months+1).After(on) {
		months++
	}
	if months > 0 || born.Precision == value.PrecisionMonth {
		return N(ctx, "words.age_months", months)
	}
	return N(ctx, "words.age_days", on.Sub(born.Day))
}

// Birth writes what is known of a birth date: 21/11/1957, 11/1957, 1957, "khoảng 1957", "Chưa rõ".
func Birth(ctx context.Context, born value.BirthDate) string {
	switch {
	case !born.Known():
		return T(ctx, "words.unknown")
	case born.Precision == value.PrecisionEstimated:
		return T(ctx, "words.born_about", A{"year": born.Text()})
	}
	return born.Text()
}

// Sex writes "Nam", "Nữ" or "Chưa rõ".
func Sex(ctx context.Context, sex value.Sex) string {
	switch sex {
	case value.Male:
		return T(ctx, "words.male")
	case value.Female:
		return T(ctx, "words.female")
	}
	return T(ctx, "words.unknown")
}

// List writes "A, B và C".
func List(ctx context.Context, items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return T(ctx, "words.and", A{"first": strings.Join(items[:last], ", "), "last": items[last]})
}
