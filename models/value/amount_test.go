package value

import (
	"testing"

	"pgregory.net/rapid"
)

func TestParseDong(t *testing.T) {
	for in, want := range map[string]Dong{
		"0": 0, "500000": 500000, "500.000": 500000, "1.234.567 đ": 1234567, "1,234,567": 1234567, "₫20.000": 20000,
		"-20.000 đồng": -20000, "1 234 567": 1234567, "360.000 VND": 360000,
	} {
		if d, err := ParseDong(in); err != nil || d != want {
			t.Errorf("ParseDong(%q) = %v, %v", in, d, err)
		}
	}
	for _, in := range []string{"", "đ", "1.5", "1.23.456", "1.234,567", "12a", ".500", "500.", "1..000", "9999999999999999", "1.234567", "0000.000"} {
		if d, err := ParseDong(in); err != MoneyUnreadable {
			t.Errorf("ParseDong(%q) = %v, %v", in, d, err)
		}
	}
}

func TestDongPart(t *testing.T) {
	for _, c := range []struct {
		d           Dong
		part, whole int64
		want        Dong
	}{{100, 80, 100, 80}, {5, 1, 2, 3}, {-5, 1, 2, -3}, {5, -1, 2, -3}, {5, -1, -2, 3}, {2_000_000, 1, 30, 66667}, {7, 1, 0, 0}} {
		if got := c.d.Part(c.part, c.whole); got != c.want {
			t.Errorf("%d × %d/%d = %d, want %d", c.d, c.part, c.whole, got, c.want)
		}
	}
}

func TestParseQuantity(t *testing.T) {
	for in, want := range map[string]Quantity{
		"1,5 kg": {1500, "kg"}, "0.25 l": {250, "l"}, "40": {40000, "cái"}, "1.250,5 kg": {1250500, "kg"}, "-2 bộ": {-2000, "bộ"},
		"1,500 kg": {1500, "kg"}, "0,1250 kg": {125, "kg"}, "3kg": {3000, "kg"},
	} {
		if q, err := ParseQuantity(in, "cái"); err != nil || q != want {
			t.Errorf("ParseQuantity(%q) = %+v, %v", in, q, err)
		}
	}
	for _, in := range []string{"", "kg", "1,", ",5", "1,2,3", "0,0001", "1-2", "--1", "1.2.3", "12.34,5"} {
		if q, err := ParseQuantity(in, "kg"); err == nil {
			t.Errorf("ParseQuantity(%q) = %+v", in, q)
		}
	}
	if _, err := ParseQuantity("99999999999999999", "kg"); err != QuantityTooLarge {
		t.Errorf("too much is %v", err)
	}
}

func TestQuantityAddsUp(t *testing.T) {
	sum, err := Whole(2, "kg").Add(Quantity{500, "kg"})
	if err != nil || sum.String() != "2,5 kg" {
		t.Errorf("2 kg and 0,5 kg are %v, %v", sum, err)
	}
	if _, err := Whole(2, "kg").Add(Whole(2, "cái")); err != QuantityUnits {
		t.Errorf("kilograms and pieces give %v", err)
	}
	if _, err := Whole(1, "kg").Times(1 << 60); err != QuantityTooLarge {
		t.Errorf("too much is %v", err)
	}
	if q, err := (Quantity{1250, "kg"}).Times(-1000); err != nil || q.Number() != "-1.250" {
		t.Errorf("times = %v, %v", q, err)
	}
}

func TestAmountsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Dong(rapid.Int64Range(-maxDong, maxDong).Draw(t, "dong"))
		if back, err := ParseDong(d.Text()); err != nil || back != d {
			t.Fatalf("%s came back as %d, %v", d.Text(), back, err)
		}
		q := Quantity{rapid.Int64Range(-maxMilli, maxMilli).Draw(t, "milli"), "kg"}
		text := q.String()
		if q.Milli%1000 == 0 {
			return // "1.000 kg" alone reads as one kilogram and three noughts
		}
		if back, err := ParseQuantity(text, ""); err != nil || back != q {
			t.Fatalf("%s came back as %+v, %v", text, back, err)
		}
	})
}

func FuzzAmounts(f *testing.F) {
	for _, s := range []string{"1,5 kg", "1.234.567 đ", "-", ".,", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := ParseDong(s); err == nil {
			if back, err := ParseDong(d.Text()); err != nil || back != d {
				t.Fatalf("%q gave %d and then %d, %v", s, d, back, err)
			}
		}
		if q, err := ParseQuantity(s, ""); err == nil && abs(q.Milli) > maxMilli+999 {
			t.Fatalf("%q gave %+v", s, q)
		}
	})
}
