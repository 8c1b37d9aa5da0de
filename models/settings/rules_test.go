package settings

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"maiam/models/fault"
	"maiam/models/value"
)

func day(s string) value.Day { return value.MustDay(s) }

func row(version uint64, from, to, text string) Row {
	r := Row{ID: version, Name: RoomMinArea, Version: version, Text: text, ValidFrom: day(from), Mark: Confirmed}
	if to != "" {
		r.ValidTo = day(to)
	}
	return r
}

// TestWhichRowHolds: the row that begins last counts, a newer row of the same day takes its
// place, and a row that ends gives way to the one below it.
func TestWhichRowHolds(t *testing.T) {
	b := newBook([]Row{
		row(1, "2020-01-01", "", "600"), row(2, "2024-01-01", "", "700"), row(3, "2024-01-01", "", "650"),
		row(4, "2025-06-01", "2025-06-30", "500"), row(5, "2027-01-01", "", "800"),
	})
	for on, want := range map[string]int{
		"2020-01-01": 600, "2023-12-31": 600, "2024-01-01": 650, "2025-06-15": 500, "2025-07-01": 650, "2026-12-31": 650, "2027-01-01": 800,
	} {
		if got, err := b.Int(RoomMinArea, day(on)); err != nil || got != want {
			t.Errorf("on %s it is %d, %v; want %d", on, got, err, want)
		}
	}
}

// TestEarlyDays: a day before anything is known is judged by the first known row where the
// setting allows it, and refused for money.
func TestEarlyDays(t *testing.T) {
	area, base := row(1, "2020-01-01", "", "600"), row(1, "2021-07-01", "", "360000")
	base.Name = BaseLevel
	b := newBook([]Row{area, base})
	if got, err := b.Int(RoomMinArea, day("1999-01-01")); err != nil || got != 600 {
		t.Errorf("area = %d, %v", got, err)
	}
	if got, err := b.Dong(BaseLevel, day("2021-06-30")); fault.KeyOf(err) != "settings.not_set" || fault.KindOf(err) != fault.Conflict {
		t.Errorf("base level = %d, %v", got, err)
	}
}

// TestUnknownIsNoFact: a row marked unknown keeps the place of the question and is never used.
func TestUnknownIsNoFact(t *testing.T) {
	unknown := row(2, "2025-01-01", "", "")
	unknown.Mark = Unknown
	b := newBook([]Row{row(1, "2020-01-01", "", "600"), unknown})
	if got, err := b.Int(RoomMinArea, day("2025-01-01")); fault.KeyOf(err) != "settings.not_set" {
		t.Errorf("unknown became %d, %v", got, err)
	}
	if unknown.Known() {
		t.Error("an unknown row says it is known")
	}
}

// TestTableOfDefaults reads every value that the program brings as its own kind.
func TestTableOfDefaults(t *testing.T) {
	seen := map[Name]bool{}
	for _, b := range table {
		if seen[b.Name] {
			t.Errorf("%s stands twice in the table", b.Name)
		}
		seen[b.Name] = true
		last := value.Day{}
		for _, v := range b.values {
			text, key := b.Read(v.text)
			if v.mark == Unknown {
				if v.text != "" {
					t.Errorf("%s: an unknown figure has a value", b.Name)
				}
			} else if key != "" || text != v.text {
				t.Errorf("%s: %q reads as %q, %s", b.Name, v.text, text, key)
			}
			from := day(v.from)
			if !from.After(last) {
				t.Errorf("%s: rows are not in the order of their days", b.Name)
			}
			last = from
			if !v.mark.Valid() || v.source == "" || v.mark == Confirmed && v.basis == "" {
				t.Errorf("%s from %s lacks its mark, source or paper", b.Name, v.from)
			}
		}
	}
	if len(Definitions()) != len(table) {
		t.Error("definitions and table differ")
	}
}

func TestReadSetting(t *testing.T) {
	for _, c := range []struct {
		kind        Kind
		typed, want string
		key         string
	}{
		{Number, "12", "12", ""}, {Number, "1,5", "", "settings.value_unreadable"}, {Number, "0", "0", "settings.value_out_of_range"},
		{Ratio, "1,8", "1.8", ""}, {Ratio, "0.25", "0.25", ""}, {Ratio, "5", "5", ""}, {Ratio, "5 kg", "", "settings.value_unreadable"},
		{Money, "500.000 đ", "500000", ""}, {Money, "1.5", "", "settings.value_unreadable"},
		{YesNo, "Có", "yes", ""}, {YesNo, "không", "no", ""}, {YesNo, "maybe", "", "settings.value_unreadable"},
		{Numbers, "60, 75;85", "60,75,85", ""}, {Numbers, "", "", "settings.value_unreadable"}, {Numbers, "60,x", "", "settings.value_unreadable"},
		{YearDates, "15/06, 12-15", "06-15,12-15", ""}, {YearDates, "31/06", "", "settings.value_unreadable"}, {YearDates, "29/02", "", "settings.value_unreadable"},
		{Days, "16/02/2026, 2026-02-20", "2026-02-16,2026-02-20", ""}, {Days, "", "", ""}, {Days, "hôm nay", "", "settings.value_unreadable"},
	} {
		d := Definition{Name: "x", Kind: c.kind}
		if c.kind == Number {
			d.Min, d.Max = 1, 100
		}
		text, key := d.Read(c.typed)
		if key != c.key || key == "" && text != c.want {
			t.Errorf("%s %q is %q, %q; want %q, %q", c.kind, c.typed, text, key, c.want, c.key)
		}
	}
}

func TestPlainDecimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "milli")
		q, err := value.ParseQuantity(plainDecimal(n), "")
		if err != nil || q.Milli != n {
			t.Fatalf("%d is written %s and read %d, %v", n, plainDecimal(n), q.Milli, err)
		}
	})
}

func FuzzReadSetting(f *testing.F) {
	for _, s := range []string{"12", "1,8", "15/06", "2026-02-16", "có", ",,", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for _, kind := range []Kind{Number, Ratio, Money, YesNo, Numbers, Days, YearDates} {
			d := Definition{Name: "x", Kind: kind}
			if text, key := d.Read(typed); key == "" {
				if again, key := d.Read(text); key != "" || again != text {
					t.Fatalf("%s %q is %q and then %q, %s", kind, typed, text, again, key)
				}
			}
		}
	})
}

func TestCategoriesOfADay(t *testing.T) {
	b := &Book{categories: []Category{
		{ID: 1, Code: "A1", ValidFrom: day("2021-07-01"), ValidTo: day("2026-12-31")}, {ID: 2, Code: "A1", ValidFrom: day("2027-01-01")},
		{ID: 3, Code: "B2", ValidFrom: day("2021-07-01"), ValidTo: day("2025-12-31")}, {ID: 4, Code: "D1", ValidFrom: day("2021-07-01")},
	}}
	for on, want := range map[string][]uint64{"1999-01-01": {1, 3, 4}, "2025-12-31": {1, 3, 4}, "2026-01-01": {1, 4}, "2027-01-01": {2, 4}} {
		var got []uint64
		for _, c := range b.Categories(day(on)) {
			got = append(got, c.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("on %s: %v, want %v", on, got, want)
		}
	}
	if c, ok := b.Category("B2", day("2022-01-01")); !ok || !c.Emergency() || c.Voluntary() || c.Group() != "B" {
		t.Errorf("B2 is %+v", c)
	}
	if _, ok := b.Category("B2", day("2026-01-01")); ok {
		t.Error("a category that ended is still there")
	}
}
