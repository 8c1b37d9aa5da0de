package value

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestParsePhone(t *testing.T) {
	for in, want := range map[string]Phone{
		"0912 345 678": "+84912345678", "0912.345.678": "+84912345678", "+84 912 345 678": "+84912345678", "84912345678": "+84912345678",
		"0084912345678": "+84912345678", "+840912345678": "+84912345678", "912345678": "+84912345678", "(0238) 3844129": "+842383844129",
		"2383844129": "+842383844129", "0165 123 4567": "+84351234567", "01234567890": "+84834567890", "111": "111", "1900 6789": "19006789", "": "",
	} {
		if p, err := ParsePhone(in); err != nil || p != want {
			t.Errorf("ParsePhone(%q) = %q, %v", in, p, err)
		}
	}
	for _, in := range []string{"không có", "12345", "0112345678", "+1 202 555 0101", "09123456789", "0912345678 - 0987654321", "091234567x"} {
		if p, err := ParsePhone(in); err != PhoneUnreadable {
			t.Errorf("ParsePhone(%q) = %q, %v", in, p, err)
		}
	}
	if l := Phone("+84912345678").Local(); l != "0912 345 678" {
		t.Errorf("written %q", l)
	}
	if l := Phone("+842383844129").Local(); l != "0238 3844 129" {
		t.Errorf("written %q", l)
	}
	if !Phone("+84912345678").Mobile() || Phone("+842383844129").Mobile() || Phone("111").Mobile() || Phone("111").Local() != "111" {
		t.Error("mobile numbers are told wrongly")
	}
}

func TestParseCitizen(t *testing.T) {
	for in, want := range map[string]Citizen{
		"040057001234":    {"040057001234", CitizenNew, "040", Male, 1957},
		"040 157 001 234": {"040157001234", CitizenNew, "040", Female, 1957},
		"001310012345":    {"001310012345", CitizenNew, "001", Female, 2010},
		"182345678":       {Number: "182345678", Kind: CitizenOld},
		"":                {},
	} {
		if c, err := ParseCitizen(in); err != nil || c != want {
			t.Errorf("ParseCitizen(%q) = %+v, %v", in, c, err)
		}
	}
	for in, want := range map[string]Reason{
		"04005700123": CitizenLength, "0400570012345": CitizenLength, "04005700123A": CitizenLetters, "003057001234": CitizenProvince, "000057001234": CitizenProvince,
	} {
		if c, err := ParseCitizen(in); err != want {
			t.Errorf("ParseCitizen(%q) = %+v, %v", in, c, err)
		}
	}
}

// TestCitizenFromCell: a number cell that lost its zeros is no fault.
func TestCitizenFromCell(t *testing.T) {
	for in, want := range map[string]string{"40057001234": "040057001234", "1057001234": "001057001234", "12345678": "012345678", "040057001234": "040057001234", "182345678": "182345678"} {
		if c, err := CitizenFromCell(in); err != nil || c.Number != want {
			t.Errorf("CitizenFromCell(%q) = %+v, %v", in, c, err)
		}
	}
	for in, want := range map[string]Reason{"99057001234": CitizenProvince, "1234567": CitizenLength, "chưa có": CitizenLetters} {
		if c, err := CitizenFromCell(in); err != want {
			t.Errorf("CitizenFromCell(%q) = %+v, %v", in, c, err)
		}
	}
}

func TestCitizenQuestions(t *testing.T) {
	today := MustDay("2026-11-21")
	c, _ := ParseCitizen("040057001234")
	year, guess := BornIn(1957, false), BornIn(1959, true)
	for _, k := range []struct {
		sex   Sex
		birth BirthDate
		want  []Reason
	}{
		{Male, year, nil}, {SexUnknown, BirthDate{}, nil}, {Male, guess, nil}, {Female, year, []Reason{CitizenSex}},
		{Male, BornIn(1959, false), []Reason{CitizenYear}}, {Female, BornOn(MustDay("1960-02-03")), []Reason{CitizenSex, CitizenYear}},
	} {
		if got := c.Questions(k.sex, k.birth, today); !slices.Equal(got, k.want) {
			t.Errorf("%v %+v: %v, want %v", k.sex, k.birth, got, k.want)
		}
	}
	unborn, _ := ParseCitizen("040299001234")
	if got := unborn.Questions(Male, BirthDate{}, today); !slices.Equal(got, []Reason{CitizenCentury}) {
		t.Errorf("born in 2099: %v", got)
	}
	old, _ := ParseCitizen("182345678")
	if got := old.Questions(Male, year, today); !slices.Equal(got, []Reason{CitizenOldCard}) || !old.BirthYearDay().Day.IsZero() {
		t.Errorf("an old card: %v", got)
	}
	if c.Masked() != "040•••••1234" || c.BirthYearDay() != year || (Citizen{}).Questions(Male, year, today) != nil {
		t.Errorf("masked %s", c.Masked())
	}
}

func TestCitizenForFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Day{rapid.Int32Range(MustDay("1900-01-01").n, MustDay("2026-01-01").n).Draw(t, "day")}
		sex := rapid.SampledFrom([]Sex{Male, Female}).Draw(t, "sex")
		c, err := ParseCitizen(CitizenFor("040", sex, d, rapid.IntRange(0, 999999).Draw(t, "serial")))
		if err != nil || len(c.Questions(sex, BornOn(d), MustDay("2026-01-02"))) != 0 {
			t.Fatalf("%+v, %v", c, err)
		}
	})
}

func TestParseInsurance(t *testing.T) {
	for in, want := range map[string]Insurance{
		"BT2404012345678":    {"BT2404012345678", "BT", 2, "40", "4012345678"},
		"bt 2 40 4012345678": {"BT2404012345678", "BT", 2, "40", "4012345678"},
		"4012345678":         {"4012345678", "", 0, "", "4012345678"},
		"":                   {},
	} {
		if i, err := ParseInsurance(in); err != nil || i != want {
			t.Errorf("ParseInsurance(%q) = %+v, %v", in, i, err)
		}
	}
	for in, want := range map[string]Reason{
		"BT240401234567": InsuranceLength, "B22404012345678": InsuranceSigns, "BT24040123456AB": InsuranceSigns, "BT6404012345678": InsuranceBenefit,
		"BT2004012345678": InsuranceProvince, "40123456AB": InsuranceSigns, "ĐT2404012345678": InsuranceSigns,
	} {
		if i, err := ParseInsurance(in); err != want {
			t.Errorf("ParseInsurance(%q) = %+v, %v", in, i, err)
		}
	}
	a, _ := ParseInsurance("BT2404012345678")
	b, _ := ParseInsurance("4012345678")
	if !a.Same(b) || a.Same(Insurance{}) || (Insurance{}).Same(Insurance{}) || a.Masked() != "BT2••••••••5678" {
		t.Errorf("old and new card of one person: %s", a.Masked())
	}
}

func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"0912 345 678", "040057001234", "BT2404012345678", "+", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := ParsePhone(s); err == nil && p != "" {
			if again, err := ParsePhone(p.Local()); err != nil || again != p {
				t.Fatalf("%q gave %q and then %q, %v", s, p, again, err)
			}
		}
		if c, err := ParseCitizen(s); err == nil && len(c.Number) != 0 && len(c.Number) != 9 && len(c.Number) != 12 {
			t.Fatalf("%q gave %+v", s, c)
		}
		if i, err := ParseInsurance(s); err == nil && i.Number != "" && len(i.Social) != 10 {
			t.Fatalf("%q gave %+v", s, i)
		}
		_, _ = CitizenFromCell(s)
	})
}
