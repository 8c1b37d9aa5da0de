package value

import "testing"

func TestParseBirth(t *testing.T) {
	for in, want := range map[string]BirthDate{
		"21/11/1957":       {MustDay("1957-11-21"), PrecisionDay},
		"1957-11-21":       {MustDay("1957-11-21"), PrecisionDay},
		"11/1957":          {MustDay("1957-11-01"), PrecisionMonth},
		"1957":             {MustDay("1957-01-01"), PrecisionYear},
		"năm 1957":         {MustDay("1957-01-01"), PrecisionYear},
		"khoảng 1957":      {MustDay("1957-01-01"), PrecisionEstimated},
		"Khoảng năm 1957":  {MustDay("1957-01-01"), PrecisionEstimated},
		"sinh khoảng 1957": {MustDay("1957-01-01"), PrecisionEstimated},
		"~1957":            {MustDay("1957-01-01"), PrecisionEstimated},
		"kh. 1957":         {MustDay("1957-01-01"), PrecisionEstimated},
		"khoảng 3/1957":    {MustDay("1957-01-01"), PrecisionEstimated},
		"":                 {Precision: PrecisionUnknown},
		"Không rõ":         {Precision: PrecisionUnknown},
		"?":                {Precision: PrecisionUnknown},
	} {
		if b, err := ParseBirth(in); err != nil || b != want {
			t.Errorf("ParseBirth(%q) = %+v, %v", in, b, err)
		}
	}
	for in, want := range map[string]Reason{"31/02/1957": DayImpossible, "57": BirthUnreadable, "già": BirthUnreadable, "0000": BirthUnreadable, "khoảng": BirthUnreadable} {
		if b, err := ParseBirth(in); err != want {
			t.Errorf("ParseBirth(%q) = %+v, %v", in, b, err)
		}
	}
}

func TestBirthAge(t *testing.T) {
	on := MustDay("2026-11-21")
	for text, want := range map[string][3]int{
		"22/11/2010":  {15, 15, 15},
		"21/11/2010":  {16, 16, 16},
		"11/2010":     {16, 15, 16},
		"2010":        {16, 15, 16},
		"khoảng 2010": {16, 12, 19},
		"khoảng 2025": {1, 0, 4},
	} {
		b, _ := ParseBirth(text)
		age, ok := b.Age(on)
		least, most, ok2 := b.AgeRange(on)
		if !ok || !ok2 || [3]int{age, least, most} != want {
			t.Errorf("%s: age %d, between %d and %d; want %v", text, age, least, most, want)
		}
	}
	if _, ok := (BirthDate{}).Age(on); ok {
		t.Error("without a birth date there is no age")
	}
	if _, _, ok := (BirthDate{Precision: PrecisionUnknown}).AgeRange(on); ok {
		t.Error("without a birth date there is no age range")
	}
}

func TestBirthTextComesBack(t *testing.T) {
	for _, text := range []string{"21/11/1957", "11/1957", "1957", ""} {
		b, err := ParseBirth(text)
		if err != nil || b.Text() != text || b.Tidy() != b {
			t.Errorf("%q is written %q (%+v)", text, b.Text(), b)
		}
	}
	if b := (BirthDate{MustDay("1957-11-21"), PrecisionYear}).Tidy(); b.Day != MustDay("1957-01-01") {
		t.Errorf("a year keeps no day: %+v", b)
	}
	if b := (BirthDate{MustDay("1957-11-21"), PrecisionUnknown}).Tidy(); !b.Day.IsZero() {
		t.Errorf("unknown keeps no day: %+v", b)
	}
	if b := (BirthDate{Day: MustDay("1957-11-21")}).Tidy(); b.Precision != PrecisionDay || !b.Precision.Valid() {
		t.Errorf("a day without precision is a day: %+v", b)
	}
}

func FuzzParseBirth(f *testing.F) {
	for _, s := range []string{"khoảng 1957", "21/11/1957", "~", "năm", "c. 1", "không rõ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := ParseBirth(s)
		if err == nil && (b.Tidy() != b || !b.Precision.Valid()) {
			t.Fatalf("%q gave %+v", s, b)
		}
	})
}
