package settings

import (
	"testing"

	"pgregory.net/rapid"

	"golang.org/x/text/unicode/norm"
)

func TestUnitsAreComplete(t *testing.T) {
	communes := 0
	for _, p := range Provinces() {
		communes += len(Communes(p.Code))
	}
	if len(Provinces()) != 34 || communes != 3321 || len(Units()) != 34+3321 {
		t.Errorf("%d provinces, %d communes, %d units", len(Provinces()), communes, len(Units()))
	}
	seen := map[string]bool{}
	for _, u := range Units() {
		if seen[u.Code] || u.NameVI == "" || u.NameVI != norm.NFC.String(u.NameVI) {
			t.Errorf("unit %+v", u)
		}
		seen[u.Code] = true
		if _, ok := UnitOf(u.Province); !ok {
			t.Errorf("%s lies in no province", u.Code)
		}
	}
	if n := len(Communes("40")); n != 130 {
		t.Errorf("Nghệ An has %d communes", n)
	}
	if Provinces()[0].NameVI != "An Giang" {
		t.Errorf("the first province is %s", Provinces()[0].NameVI)
	}
}

func TestSearchUnits(t *testing.T) {
	for query, want := range map[string]string{
		"nghe an":                   "Tỉnh Nghệ An",
		"Tỉnh Nghệ An":              "Tỉnh Nghệ An",
		"nghệ":                      "Tỉnh Nghệ An",
		"40":                        "Tỉnh Nghệ An",
		"do luong":                  "Xã Đô Lương, tỉnh Nghệ An",
		"Xã Đô Lương, Nghệ An":      "Xã Đô Lương, tỉnh Nghệ An",
		"ĐÔ LƯƠNG NGHỆ AN":          "Xã Đô Lương, tỉnh Nghệ An",
		norm.NFD.String("Đô Lương"): "Xã Đô Lương, tỉnh Nghệ An",
		"dien chau nghe":            "Xã Diễn Châu, tỉnh Nghệ An",
		"p. Ba Đình, TP Hà Nội":     "Phường Ba Đình, thành phố Hà Nội",
		"thanh pho ho chi minh":     "Thành phố Hồ Chí Minh",
		"00004":                     "Phường Ba Đình, thành phố Hà Nội",
	} {
		got := SearchUnits(query, 5)
		if len(got) == 0 || got[0].Full() != want {
			t.Errorf("%q finds %v, want %s first", query, got, want)
		}
	}
	for _, query := range []string{"", "  ", "xyzzy", "nghe an xyzzy"} {
		if got := SearchUnits(query, 5); len(got) != 0 {
			t.Errorf("%q finds %v", query, got)
		}
	}
	if got := SearchUnits("a", 7); len(got) != 7 {
		t.Errorf("a finds %d units", len(got))
	}
	if got := SearchUnits("a", 0); got != nil {
		t.Error("no room for any must give none")
	}
}

// TestEveryUnitIsFound: whatever its full name, a unit is among the first when it is typed whole.
func TestEveryUnitIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := rapid.SampledFrom(Units()).Draw(t, "unit")
		for i, hit := range SearchUnits(u.Full(), 10) {
			if hit.Code == u.Code {
				if i > 2 {
					t.Fatalf("%s comes only in place %d", u.Full(), i+1)
				}
				return
			}
		}
		t.Fatalf("%s is not found", u.Full())
	})
}

func FuzzSearchUnits(f *testing.F) {
	for _, s := range []string{"nghệ an", "xã", "\xff", ",", "thành phố"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := SearchUnits(s, 3); len(got) > 3 {
			t.Fatalf("%q finds %d", s, len(got))
		}
	})
}

func BenchmarkSearchUnits(b *testing.B) {
	Units()
	for b.Loop() {
		SearchUnits("do luong nghe an", 10)
	}
}

func TestUnitNamedIsNeverAGuess(t *testing.T) {
	for text, want := range map[string]string{"Con Cuông": "Con Cuông", "con cuong, nghe an": "Con Cuông", "40": "Nghệ An"} {
		u, ok := UnitNamed(text)
		if !ok || want != "" && u.NameVI != want {
			t.Errorf("%q: %v %v", text, u, ok)
		}
	}
	for _, u := range Units() {
		if got, ok := UnitNamed(u.Full()); ok && got.Code != u.Code {
			t.Errorf("%s was taken for %s", u.Full(), got.Full())
		}
	}
	for _, text := range []string{"", "Quảng", "không có xã này"} {
		if u, ok := UnitNamed(text); ok {
			t.Errorf("%q was taken for %s", text, u.Full())
		}
	}
}
