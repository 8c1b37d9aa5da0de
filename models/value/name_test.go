package value

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestCleanName(t *testing.T) {
	for in, want := range map[string]Name{
		"NGUYỄN THỊ HOÀ":                  "Nguyễn Thị Hoà",
		norm.NFD.String("NGUYỄN THỊ HOÀ"): "Nguyễn Thị Hoà",
		"  Nguyễn   Thị\tHoà ":            "Nguyễn Thị Hoà",
		"ĐẶNG ĐÌNH Ý":                     "Đặng Đình Ý",
		"H'HEN NIÊ":                       "H'Hen Niê",
		"Y MOAN ÊNUÔL":                    "Y Moan Ênuôl",
		"TÔN NỮ-MINH":                     "Tôn Nữ-Minh",
		"Nguyễn THỊ Hoà":                  "Nguyễn THỊ Hoà",
		"nguyễn thị hoà":                  "nguyễn thị hoà",
		"Người vô danh số 3":              "Người vô danh số 3",
		"VD 03":                           "VD 03",
		"Ý":                               "Ý",
		"Nguyễn\u200b Văn\u00a0An":        "Nguyễn Văn An",
		"":                                "",
	} {
		if got := CleanName(in); got != want {
			t.Errorf("CleanName(%q) = %q, want %q", in, got, want)
		}
	}
	for _, nothing := range []string{" \u200b ", "\u0301\u0301", "ﾞ", "…", "👩"} {
		if _, err := ParseName(nothing); err != NameMissing {
			t.Errorf("a name that nobody can read aloud, %q, gives %v", nothing, err)
		}
	}
	if _, err := ParseName(strings.Repeat("Ơ", nameLimit+1)); err != NameTooLong {
		t.Errorf("a name too long gives %v", err)
	}
}

func TestInitials(t *testing.T) {
	for in, want := range map[Name]string{
		"Nguyễn Thị Hoà": "TH", "Đặng Đức": "ĐĐ", "Ý": "Ý", "": "", "H'Hen Niê": "HN", "Người vô danh số 3": "S3", "lê an": "LA",
	} {
		if got := in.Initials(); got != want {
			t.Errorf("initials of %q are %q, want %q", in, got, want)
		}
	}
	if g := Name("Nguyễn Thị Hoà").Given(); g != "Hoà" {
		t.Errorf("given name is %q", g)
	}
}

func TestFold(t *testing.T) {
	same := []string{"Nguyễn Thị Hoà", "Nguyễn Thị Hòa", "NGUYỄN THỊ HOÀ", "nguyen thi hoa", " nguyễn  thị hoà", norm.NFD.String("Nguyễn Thị Hoà")}
	for _, s := range same {
		if got := Fold(s); got != "nguyen thi hoa" {
			t.Errorf("Fold(%q) = %q", s, got)
		}
	}
	for in, want := range map[string]string{
		"Đào Đức Ước": "dao duc uoc", "Ðặng": "dang", "Ưng Ơn": "ung on", "Phường 7": "phuong 7", "": "", "Thuỷ Thủy": "thuy thuy", "Y-Ê": "y-e",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFoldIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		once := Fold(s)
		if Fold(once) != once {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, once, Fold(once))
		}
		if Fold(norm.NFD.String(s)) != once && utf8.ValidString(s) {
			t.Fatalf("composed and decomposed %q differ", s)
		}
		clean := CleanName(s)
		if CleanName(string(clean)) != clean {
			t.Fatalf("CleanName(%q) = %q is not clean", s, clean)
		}
		if Fold(string(clean)) != once && utf8.ValidString(s) && ascii(s) {
			t.Fatalf("the clean form of %q is found differently", s)
		}
	})
}

// TestSortKeyOrder: by given name, letters and tones as in the Vietnamese
// alphabet, then by middle words, then by family name.
func TestSortKeyOrder(t *testing.T) {
	want := []string{
		"Nguyễn Văn An", "Trần Văn An", "Lê Thị Ba", "Lê Thị Bà", "Lê Thị Bả", "Lê Thị Bã", "Lê Thị Bá", "Lê Thị Bạ",
		"Ngô Băng", "Ngô Bằng", "Ngô Bân", "Vũ Dung", "Vũ Đào", "Vũ Em", "Vũ Ê", "Phan An Hoa", "Phan Văn Hoa", "Bùi An Hoà", "Bùi Vy Hoà",
		"Mai Oanh", "Mai Ôn", "Mai Ơn", "Mai Tâm", "Mai Thu", "Mai Ung", "Mai Ưng", "Mai Ý",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return bytes.Compare(SortKey(a), SortKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("order is\n%s\nwant\n%s", strings.Join(got, ", "), strings.Join(want, ", "))
	}
	if !bytes.Equal(SortKey("NGUYỄN THỊ HOÀ"), SortKey(norm.NFD.String("nguyễn thị hoà"))) {
		t.Error("capitals and decomposed letters must have one key")
	}
	if k := SortKey(strings.Repeat("Nguyễn ", 60)); len(k) > sortKeyLimit {
		t.Errorf("a key has %d bytes", len(k))
	}
	if bytes.Compare(TextKey("Đắk Lắk"), TextKey("Đồng Nai")) >= 0 || bytes.Compare(TextKey("Cần Thơ"), TextKey("Đà Nẵng")) >= 0 {
		t.Error("places are ordered wrongly")
	}
}

// The key of the whole name must order as its three parts do one by one.
func TestSortKeyComparesPartByPart(t *testing.T) {
	word := rapid.SampledFrom([]string{"A", "An", "Anh", "Ánh", "Ba", "Bà", "Bách", "Hoa", "Hoà", "Hoàn", "Ý", "Đ", "D"})
	rapid.Check(t, func(t *rapid.T) {
		pick := func(l string) []string { return rapid.SliceOfN(word, 3, 3).Draw(t, l) }
		a, b := pick("a"), pick("b")
		want := 0
		for _, i := range []int{2, 1, 0} {
			if want = bytes.Compare(SortKey(a[i]), SortKey(b[i])); want != 0 {
				break
			}
		}
		if got := bytes.Compare(SortKey(strings.Join(a, " ")), SortKey(strings.Join(b, " "))); got != want {
			t.Fatalf("%v and %v: %d, want %d", a, b, got, want)
		}
	})
}

func FuzzName(f *testing.F) {
	for _, s := range []string{"NGUYỄN THỊ HOÀ", "\xff\xfe", "a\u0301\u0323", "İ", "ǅ", "ﬁ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := CleanName(s)
		if !utf8.ValidString(string(n)) || CleanName(string(n)) != n {
			t.Fatalf("CleanName(%q) = %q", s, n)
		}
		if once := Fold(s); Fold(once) != once {
			t.Fatalf("Fold(%q) = %q", s, once)
		}
		_ = n.Initials()
		if len(n.SortKey()) > sortKeyLimit {
			t.Fatal("the key is too long")
		}
	})
}
