package value

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// tetDays are the first days of the Vietnamese lunar years 1968 to 2053. In
// 1968, 1969, 1985, 2007, 2030 and 2053 they differ from Beijing's calendar.
const tetDays = `
1968-01-29 1969-02-16 1970-02-06 1971-01-27 1972-02-15 1973-02-03 1974-01-23 1975-02-11 1976-01-31 1977-02-18
1978-02-07 1979-01-28 1980-02-16 1981-02-05 1982-01-25 1983-02-13 1984-02-02 1985-01-21 1986-02-09 1987-01-29
1988-02-17 1989-02-06 1990-01-27 1991-02-15 1992-02-04 1993-01-23 1994-02-10 1995-01-31 1996-02-19 1997-02-07
1998-01-28 1999-02-16 2000-02-05 2001-01-24 2002-02-12 2003-02-01 2004-01-22 2005-02-09 2006-01-29 2007-02-17
2008-02-07 2009-01-26 2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28
2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06
2028-01-26 2029-02-13 2030-02-02 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15
2038-02-04 2039-01-24 2040-02-12 2041-02-01 2042-01-22 2043-02-10 2044-01-30 2045-02-17 2046-02-06 2047-01-26
2048-02-14 2049-02-02 2050-01-23 2051-02-11 2052-02-01 2053-02-18`

func TestTet(t *testing.T) {
	for i, text := range strings.Fields(tetDays) {
		day, year := MustDay(text), 1968+i
		if got, ok := Tet(year); !ok || got != day {
			t.Errorf("Tết of %d falls on %v, want %v", year, got, day)
		}
		if l, ok := LunarOf(day); !ok || l != (LunarDay{Year: year, Month: 1, Date: 1}) {
			t.Errorf("%v is lunar %+v", day, l)
		}
		if l, _ := LunarOf(day.AddDays(-1)); l.Year != year-1 || l.Month != 12 || l.Date < 29 {
			t.Errorf("the eve of Tết %d is lunar %+v", year, l)
		}
	}
}

// In 1984 Beijing repeated the tenth month; Hà Nội repeated the second of 1985.
func TestLunarLeapMonths(t *testing.T) {
	leap := map[int]int{
		1984: 0, 1985: 2, 1987: 7, 1990: 5, 1993: 3, 1995: 8, 1998: 5, 2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4,
		2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2026: 0, 2028: 5, 2031: 3, 2033: 11, 2036: 6,
	}
	for year, want := range leap {
		got := 0
		for m := 1; m <= 12; m++ {
			if _, ok := (LunarDay{year, m, 1, true}).Solar(); ok {
				got = m
			}
		}
		if got != want {
			t.Errorf("leap month of %d is %d, want %d", year, got, want)
		}
	}
	if d, ok := (LunarDay{Year: 2025, Month: 6, Date: 1, Leap: true}).Solar(); !ok || d != MustDay("2025-07-25") {
		t.Errorf("the leap sixth month of 2025 begins on %v", d)
	}
	if d, ok := (LunarDay{Year: 2026, Month: 3, Date: 10}).Solar(); !ok || d != MustDay("2026-04-26") {
		t.Errorf("the Hùng Kings' day of 2026 is %v", d)
	}
}

func TestLunarRoundTrips(t *testing.T) {
	first, last := MustDay("1200-02-01"), MustDay("2199-11-30")
	rapid.Check(t, func(t *rapid.T) {
		d := Day{rapid.Int32Range(first.n, last.n).Draw(t, "day")}
		l, ok := LunarOf(d)
		if !ok || l.Date < 1 || l.Date > 30 || l.Month < 1 || l.Month > 12 {
			t.Fatalf("%v is lunar %+v", d, l)
		}
		if back, ok := l.Solar(); !ok || back != d {
			t.Fatalf("%v is lunar %+v, which is %v", d, l, back)
		}
		next, _ := LunarOf(d.AddDays(1))
		if next.Date != 1 && (next.Date != l.Date+1 || next.Month != l.Month || next.Year != l.Year) {
			t.Fatalf("after %+v comes %+v", l, next)
		}
	})
}

func TestLunarRefuses(t *testing.T) {
	for _, l := range []LunarDay{{2026, 13, 1, false}, {2026, 1, 31, false}, {2026, 1, 0, false}, {1100, 1, 1, false}, {2026, 4, 1, true}} {
		if d, ok := l.Solar(); ok {
			t.Errorf("%+v became %v", l, d)
		}
	}
	if _, ok := LunarOf(Day{}); ok {
		t.Error("no day has no lunar day")
	}
}
