package value

import (
	"database/sql/driver"
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDay(t *testing.T) {
	for in, want := range map[string]string{
		"2026-11-21": "2026-11-21", "21/11/2026": "2026-11-21", " 1/2/2026 ": "2026-02-01", "21-11-2026": "2026-11-21",
		"21.11.2026": "2026-11-21", "29/02/2024": "2024-02-29", "": "", "  ": "", "0001-01-01": "0001-01-01", "31/12/9999": "9999-12-31",
	} {
		d, err := ParseDay(in)
		if err != nil || d.String() != want {
			t.Errorf("ParseDay(%q) = %v, %v; want %s", in, d, err, want)
		}
	}
	for in, want := range map[string]Reason{
		"29/02/2023": DayImpossible, "31/04/2026": DayImpossible, "2026-13-01": DayImpossible, "0/1/2026": DayImpossible,
		"21/11/26": DayUnreadable, "hôm nay": DayUnreadable, "21/11": DayUnreadable, "2026": DayUnreadable, "46347": DayUnreadable,
		"2026-11-21T00:00:00Z": DayUnreadable, "１/1/2026": DayUnreadable, "-1/1/2026": DayUnreadable, "0000-01-01": DayImpossible,
	} {
		if d, err := ParseDay(in); err != want {
			t.Errorf("ParseDay(%q) = %v, %v; want %v", in, d, err, want)
		}
	}
}

func TestDayNumbering(t *testing.T) {
	if d := MustDay("0001-01-01"); d.n != 1 {
		t.Errorf("the first day has the number %d", d.n)
	}
	if d := MustDay("9999-12-31"); d.n != lastDay {
		t.Errorf("the last day has the number %d", d.n)
	}
	if w := MustDay("2026-11-21").Weekday(); w != time.Saturday {
		t.Errorf("21 November 2026 is a %v", w)
	}
	if got := MustDay("2024-01-31").AddMonths(1); got != MustDay("2024-02-29") {
		t.Errorf("a month after 31 January 2024 is %v", got)
	}
	if got := MustDay("2024-02-29").AddYears(1); got != MustDay("2025-02-28") {
		t.Errorf("a year after 29 February is %v", got)
	}
	if got := MustDay("9999-12-30").AddDays(10); got != MustDay("9999-12-31") {
		t.Errorf("days end at %v", got)
	}
	var none Day
	if none.AddDays(3) != none || none.AddMonths(2) != none || none.AgeOn(MustDay("2026-01-01")) != 0 || none.String() != "" {
		t.Error("no day must stay no day")
	}
}

// Vietnam's clocks changed several times before 1975: a birthday must not move
// with them (in 1950 the zone was +8).
func TestDayIgnoresOldClocks(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	d := MustDay("1950-01-01")
	if got := DayOf(d.Start(zone), zone); got != d {
		t.Errorf("start of %v lies in %v", d, got)
	}
	late := time.Date(2026, 11, 20, 17, 30, 0, 0, time.UTC) // half past midnight in Vietnam
	if got := DayOf(late, zone); got != MustDay("2026-11-21") {
		t.Errorf("DayOf = %v", got)
	}
	if got := MustDay("2026-11-21").At(zone, 25*60+30); !got.Equal(time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC)) {
		t.Errorf("half past one of the next night = %v", got)
	}
}

func TestDayAge(t *testing.T) {
	for _, c := range []struct {
		born, on string
		want     int
	}{
		{"2010-11-21", "2026-11-20", 15}, {"2010-11-21", "2026-11-21", 16}, {"2012-02-29", "2026-02-28", 13},
		{"2012-02-29", "2026-03-01", 14}, {"2030-01-01", "2026-01-01", 0},
	} {
		if got := MustDay(c.born).AgeOn(MustDay(c.on)); got != c.want {
			t.Errorf("born %s is %d on %s, want %d", c.born, got, c.on, c.want)
		}
	}
}

func TestDayInDatabase(t *testing.T) {
	day := MustDay("1957-03-02")
	var _ driver.Valuer = day
	for _, src := range []any{
		"1957-03-02", []byte("1957-03-02"), "1957-03-02 00:00:00+00:00", "1957-03-02T00:00:00Z",
		time.Date(1957, 3, 2, 0, 0, 0, 0, time.UTC), time.Date(1957, 3, 2, 0, 0, 0, 0, time.FixedZone("", 8*3600)),
	} {
		var d Day
		if err := d.Scan(src); err != nil || d != day {
			t.Errorf("Scan(%v) = %v, %v", src, d, err)
		}
	}
	d := day
	if err := d.Scan(nil); err != nil || !d.IsZero() {
		t.Errorf("NULL must be no day: %v %v", d, err)
	}
	if v, _ := d.Value(); v != nil {
		t.Errorf("no day must be NULL, is %v", v)
	}
	if v, _ := day.Value(); v != "1957-03-02" {
		t.Errorf("Value = %v", v)
	}
	if err := d.Scan(3.5); err == nil {
		t.Error("a number is no day")
	}
}

func TestDayJSON(t *testing.T) {
	type row struct {
		Born Day `json:"born"`
		Left Day `json:"left"`
		Gone Day `json:"gone,omitzero"`
	}
	b, err := json.Marshal(row{Born: MustDay("1957-03-02")})
	if err != nil || string(b) != `{"born":"1957-03-02","left":null}` {
		t.Errorf("JSON = %s, %v", b, err)
	}
	var back row
	if err := json.Unmarshal([]byte(`{"born":"2\/3\/1957","left":"","gone":null}`), &back); err != nil || back.Born != MustDay("1957-03-02") {
		t.Errorf("read %v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"born":19570302}`), &back); err == nil {
		t.Error("a number is no day")
	}
}

func anyDay(t *rapid.T, label string) Day {
	return Day{rapid.Int32Range(1, lastDay).Draw(t, label)}
}

func TestDayRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay(t, "day")
		for _, text := range []string{d.String(), d.Vietnamese()} {
			if back, err := ParseDay(text); err != nil || back != d {
				t.Fatalf("%s came back as %v, %v", text, back, err)
			}
		}
		y, m, date := d.Date()
		if back, ok := DayAt(y, m, date); !ok || back != d {
			t.Fatalf("%v came back as %v", d, back)
		}
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		if moved := d.AddDays(n); moved.n > 1 && moved.n < lastDay && moved.Sub(d) != n {
			t.Fatalf("%v + %d = %v", d, n, moved)
		}
		o := anyDay(t, "other")
		if d.Before(o) != (d.String() < o.String()) {
			t.Fatalf("%v and %v are ordered wrongly", d, o)
		}
	})
}

func TestMonth(t *testing.T) {
	for in, want := range map[string]string{"2026-10": "2026-10", "10/2026": "2026-10", "1/2026": "2026-01", "10-2026": "2026-10", "": ""} {
		if m, err := ParseMonth(in); err != nil || m.String() != want {
			t.Errorf("ParseMonth(%q) = %v, %v", in, m, err)
		}
	}
	for _, in := range []string{"2026", "13/2026", "2026-00", "10/26", "a/b", "10/2026/1", "2026-10-01"} {
		if m, err := ParseMonth(in); err != MonthUnreadable {
			t.Errorf("ParseMonth(%q) = %v, %v", in, m, err)
		}
	}
	m := MonthOf(MustDay("2024-02-11"))
	if m.First() != MustDay("2024-02-01") || m.Last() != MustDay("2024-02-29") || m.Length() != 29 || m.Vietnamese() != "02/2024" {
		t.Errorf("February 2024 is %v to %v", m.First(), m.Last())
	}
	if m.Add(-2).String() != "2023-12" || m.Add(11).String() != "2025-01" || m.Add(3).Sub(m) != 3 || !m.Contains(MustDay("2024-02-29")) {
		t.Error("months are counted wrongly")
	}
	var back Month
	if v, _ := m.Value(); back.Scan(v) != nil || back != m || back.Scan(nil) != nil || !back.IsZero() || back.Length() != 0 {
		t.Error("a month does not come back from the database")
	}
}

func TestPeriod(t *testing.T) {
	p := Period{MustDay("2024-01-01"), MustDay("2024-06-30")}
	open := Period{From: MustDay("2024-07-01")}
	if !p.Covers(p.From) || !p.Covers(p.To) || p.Covers(open.From) || !open.Covers(MustDay("2050-01-01")) || open.Covers(Day{}) {
		t.Error("both ends belong to a period")
	}
	if p.Overlaps(open) || !open.Overlaps(Period{From: MustDay("2024-01-01")}) || !p.Overlaps(Period{From: p.To}) {
		t.Error("overlap is wrong")
	}
	if !p.Valid() || !open.Valid() || (Period{p.To, p.From}).Valid() {
		t.Error("a period must not end before it begins")
	}
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2026-11-21", "21/11/2026", "1.1.1", "", "//", "9999-99-99"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDay(s)
		if err != nil && !d.IsZero() {
			t.Fatal("an error must give no day")
		}
		if back, err2 := ParseDay(d.String()); err2 != nil || back != d {
			t.Fatalf("%q gave %v, which came back as %v", s, d, back)
		}
	})
}
