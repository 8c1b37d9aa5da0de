package words

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"maiam/models/fault"
	"maiam/models/value"

	"github.com/go-playground/validator/v10"
)

var (
	vi = With(context.Background(), "vi")
	en = With(context.Background(), "en")
)

func texts(vi, en string) fstest.MapFS {
	return fstest.MapFS{
		"texts.vi.toml": &fstest.MapFile{Data: []byte(vi)},
		"texts.en.toml": &fstest.MapFile{Data: []byte(en)},
	}
}

// alone gives the test a house that can say only the kit's own texts, and puts back what was.
func alone(t *testing.T) {
	old := published.Load()
	published.Store(nil)
	ForgetMissed()
	t.Cleanup(func() { published.Store(old); ForgetMissed() })
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOwnTextsAreComplete(t *testing.T) { Check(t, Texts()) }

func TestSentences(t *testing.T) {
	alone(t)
	bed := texts(`
"trial.bed" = "Giường {{.bed}} đã có người"
[trial.kind]
other = "Khác"
fall = "Ngã"
[trial]
left = { other = "Còn {{.Count}} giường" }
`, `
"trial.bed" = "Bed {{ .bed }} is taken"
[trial.kind]
other = "Other"
fall = "Fall"
[trial]
left = { one = "{{.Count}} bed left", other = "{{.Count}} beds left" }
`)
	if err := Register(bed); err != nil {
		t.Fatal(err)
	}
	Check(t, bed)
	same(t, T(vi, "trial.bed", A{"bed": "G1"}), "Giường G1 đã có người")
	same(t, T(en, "trial.bed", A{"bed": "G1"}), "Bed G1 is taken")
	same(t, T(vi, "trial.kind.other"), "Khác")
	same(t, N(vi, "trial.left", 1), "Còn 1 giường")
	same(t, N(en, "trial.left", 1), "1 bed left")
	same(t, N(en, "trial.left", 1200), "1,200 beds left")
	same(t, T(context.Background(), "words.save"), "Lưu")
	if len(Missed()) != 0 {
		t.Errorf("missed %v", Missed())
	}
}

func TestMissingTextsAreSeenAndCounted(t *testing.T) {
	alone(t)
	same(t, T(vi, "trial.nobody_wrote_this"), "⟦trial.nobody_wrote_this⟧")
	same(t, N(en, "trial.nor_this", 3), "⟦trial.nor_this⟧")
	same(t, T(vi, "words.required"), "Chưa nhập ⟦label⟧")
	want := []string{"en trial.nor_this", "vi trial.nobody_wrote_this", "vi words.required.label"}
	if !slices.Equal(Missed(), want) {
		t.Errorf("missed %v, want %v", Missed(), want)
	}
}

func TestVietnameseStandsInForAMissingEnglishText(t *testing.T) {
	alone(t)
	if err := Register(texts(`"trial.only" = "Chỉ có tiếng Việt"`, ``)); err != nil {
		t.Fatal(err)
	}
	same(t, T(en, "trial.only"), "Chỉ có tiếng Việt")
	if !slices.Equal(Missed(), []string{"en trial.only"}) {
		t.Errorf("missed %v", Missed())
	}
}

func TestRegisterRefusesDoubleKeysAndBrokenFiles(t *testing.T) {
	alone(t)
	for name, area := range map[string]fstest.MapFS{
		"a key of the kit":  texts(`"words.save" = "Ghi"`, `"words.save" = "Store"`),
		"broken toml":       texts(`"trial.a" = `, ``),
		"a list":            texts(`"trial.a" = ["x"]`, ``),
		"flat and in table": texts("\"trial.a\" = \"x\"\n[trial]\na = \"y\"", ``),
		"a language missing": {
			"texts.vi.toml": &fstest.MapFile{Data: []byte(`"trial.a" = "x"`)},
		},
	} {
		if err := Register(area); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if err := Register(Texts(), Texts()); err != nil {
		t.Errorf("the same files again: %v", err)
	}
	same(t, T(vi, "words.save"), "Lưu")
}

type listener []string

func (l *listener) Helper()                      {}
func (l *listener) Errorf(f string, args ...any) { *l = append(*l, fmt.Sprintf(f, args...)) }

func TestCheckFindsWhatIsWrong(t *testing.T) {
	var heard listener
	Check(&heard, texts(
		"\"a.one\" = \"{{.x}}\"\n\"a.two\" = \"hai\"\n\"a.loud\" = \"Xong!\"\n\"a.logic\" = \"{{if .x}}\"",
		"\"a.one\" = \"{{.y}}\"\n\"a.loud\" = \"Done\"\n\"a.logic\" = \"x\"",
	), texts(`"a.one" = "một"`, `"a.one" = "one"`))
	all := strings.Join(heard, "\n")
	for _, want := range []string{"a.one has places [x] in Vietnamese and [y] in English", "a.two is missing in English", "a.loud", "a.logic", "a.one is written by two areas"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not among\n%s", want, all)
		}
	}
}

func TestChooseTakesTheFirstLanguageSpoken(t *testing.T) {
	for _, c := range []struct {
		wishes []string
		want   string
	}{{[]string{"en"}, "en"}, {[]string{"", "EN-gb", "vi"}, "en"}, {[]string{"fr", "xx"}, "vi"}, {nil, "vi"}, {[]string{"../etc", "en"}, "en"}} {
		same(t, Choose(c.wishes...), c.want)
	}
}

func TestFormats(t *testing.T) {
	zone := time.FixedZone("+07", 7*3600)
	vi, en := In(vi, zone), In(en, zone)
	day := value.MustDay("2026-11-21")
	at := time.Date(2026, 11, 21, 11, 42, 0, 0, time.UTC)
	midnight := day.Start(zone)
	for _, c := range [][2]string{
		{Day(vi, day), "21/11/2026"}, {Weekday(vi, day), "Thứ Bảy 21/11"}, {Weekday(en, day), "Saturday 21/11"},
		{LongDay(vi, value.MustDay("2026-02-05")), "ngày 05 tháng 02 năm 2026"},
		{LongDay(vi, value.MustDay("2026-09-05")), "ngày 05 tháng 9 năm 2026"},
		{MonthName(vi, value.MonthOf(day)), "Tháng 11/2026"},
		{Clock(vi, at), "18:42"}, {DateTime(vi, at), "21/11/2026 18:42"}, {DateTime(vi, time.Time{}), ""}, {Day(vi, value.Day{}), ""},
		{At(vi, at, at.Add(time.Hour)), "hôm nay 18:42"}, {At(en, at, at.Add(20*time.Hour)), "yesterday 18:42"},
		{At(vi, at, at.Add(90*time.Hour)), "21/11/2026 18:42"},
		{Since(vi, at, at.Add(90*time.Hour)), "21/11/2026 18:42"}, {Since(vi, at, at.Add(time.Hour)), "hôm nay 18:42"},
		{Since(vi, midnight, at.Add(90*time.Hour)), "21/11/2026"}, {Since(vi, midnight, at), "hôm nay 00:00"},
		{Ago(vi, at, at.Add(10*time.Second)), "vừa xong"}, {Ago(vi, at, at.Add(5*time.Minute)), "5 phút trước"},
		{Ago(en, at, at.Add(time.Minute)), "1 minute ago"}, {Ago(en, at, at.Add(49*time.Hour)), "2 days ago"},
		{Ago(vi, at, at.Add(-2*time.Hour)), "2 giờ nữa"}, {Ago(vi, at, at.Add(200*time.Hour)), "21/11/2026"},
		{Took(vi, 12*time.Second), "12 giây"}, {Took(en, time.Second), "1 second"}, {Took(vi, 61*time.Second), "1 phút"}, {Duration(vi, 125*time.Minute), "2 giờ 5 phút"}, {Duration(en, 0), "0 minutes"}, {Duration(vi, 76*time.Hour), "3 ngày 4 giờ"},
		{Number(vi, 1250000), "1.250.000"}, {Number(en, -1234), "-1,234"}, {Number(vi, -999), "-999"}, {Number(vi, 0), "0"},
		{Decimal(vi, "1250.5"), "1.250,5"}, {Decimal(en, "-0.25"), "-0.25"},
		{Money(vi, value.Dong(1250000)), "1.250.000 đ"}, {Say(en, value.Dong(-5000)), "-5,000 đ"},
		{List(vi, []string{"A", "B", "C"}), "A, B và C"}, {List(en, []string{"A", "B"}), "A and B"}, {List(vi, []string{"A"}), "A"}, {List(vi, nil), ""},
		{Say(vi, day), "21/11/2026"}, {Say(vi, at), "21/11/2026 18:42"}, {Say(vi, 2026), "2026"}, {Say(vi, nil), ""}, {Say(vi, []string{"A", "B"}), "A và B"},
		{Sex(vi, value.Female), "Nữ"}, {Sex(en, ""), "Not known"},
	} {
		same(t, c[0], c[1])
	}
}

func TestAges(t *testing.T) {
	on := value.MustDay("2026-11-21")
	born := func(s string) value.BirthDate { return value.BornOn(value.MustDay(s)) }
	for _, c := range [][2]string{
		{Age(vi, born("1957-11-21"), on), "69 tuổi"}, {Age(vi, born("1957-11-22"), on), "68 tuổi"},
		{Age(vi, value.BornIn(1957, true), on), "khoảng 69 tuổi"}, {Age(en, value.BornIn(1957, true), on), "about 69 years old"},
		{Age(vi, value.BornIn(1957, false), on), "69 tuổi"}, {Age(vi, value.BirthDate{}, on), "chưa rõ tuổi"},
		{Age(vi, born("2026-04-21"), on), "7 tháng tuổi"}, {Age(vi, born("2025-10-30"), on), "12 tháng tuổi"},
		{Age(vi, born("2026-11-09"), on), "12 ngày tuổi"}, {Age(vi, born("2026-12-01"), on), "chưa rõ tuổi"},
		{Birth(vi, value.BornIn(1957, true)), "khoảng 1957"}, {Birth(vi, value.BirthDate{}), "Chưa rõ"}, {Birth(vi, born("1957-11-21")), "21/11/1957"},
	} {
		same(t, c[0], c[1])
	}
}

type kind string

func (k kind) TextKey() string { return "words." + string(k) }

func TestFaults(t *testing.T) {
	alone(t)
	if err := Register(texts(
		"\"trial.field.name\" = \"Họ tên\"\n\"trial.field.cccd\" = \"CCCD\"\n\"trial.taken\" = \"{{.who}} đã ở giường {{.bed}}, {{.kind}}\"",
		"\"trial.field.name\" = \"Name\"\n\"trial.field.cccd\" = \"CCCD\"\n\"trial.taken\" = \"{{.who}} {{.bed}} {{.kind}}\"")); err != nil {
		t.Fatal(err)
	}
	taken := fmt.Errorf("wrapped: %w", fault.New(fault.Conflict, "trial.taken", fault.A{"who": "Bà Hoa", "bed": 12, "kind": kind("female")}))
	same(t, Fault(vi, taken), "Bà Hoa đã ở giường 12, Nữ")
	same(t, Fault(vi, errors.New("sql: secret")), T(vi, "fault.internal"))
	same(t, Fault(en, fault.New(fault.Busy, "fault.busy")), T(en, "fault.busy"))
	same(t, Fault(vi, nil), "")

	type kin struct {
		Name string `validate:"required"`
	}
	type input struct {
		Name  string `validate:"required"`
		CCCD  string `validate:"required"`
		Note  string `validate:"max=3"`
		Level int    `validate:"max=3"`
		Days  []int  `validate:"min=1"`
		Odd   string `validate:"ipv6"`
		Kin   []kin  `validate:"dive"`
	}
	check := validator.New()
	err := Broken(check.Struct(input{Note: "dài quá", Level: 9, Odd: "?", Kin: []kin{{}}}))
	if fault.KindOf(err) != fault.Invalid {
		t.Fatalf("not invalid: %v", err)
	}
	// Without a tag-name function the names are those of Go; labels are written in small letters.
	f := fault.Of(err)
	for i := range f.Fields {
		f.Fields[i].Name = strings.ToLower(f.Fields[i].Name)
	}
	got := Fields(vi, "trial", err)
	for name, want := range map[string]string{
		"name": "Chưa nhập họ tên", "cccd": "Chưa nhập CCCD", "note": "Viết dài quá, nhiều nhất 3 ký tự", "level": "Lớn quá, nhiều nhất là 3",
		"days": "Chưa đủ, cần chọn ít nhất 1", "odd": "Chưa đúng, xin xem lại ô này", "kin[0].name": "Chưa nhập họ tên",
	} {
		same(t, got[name], want)
	}
	if Broken(nil) != nil || Fields(vi, "trial", nil) != nil {
		t.Error("no error must stay none")
	}
	if len(Missed()) != 0 {
		t.Errorf("missed %v", Missed())
	}
}

func TestReadersNeedNoLock(t *testing.T) {
	alone(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 200 {
				if T(vi, "words.save") != "Lưu" || N(en, "words.people", i) == "" {
					t.Error("a reader was disturbed")
				}
			}
		})
	}
	for i := range 20 {
		if err := Register(texts(fmt.Sprintf(`"trial.n%d" = "x"`, i), fmt.Sprintf(`"trial.n%d" = "x"`, i))); err != nil {
			t.Error(err)
		}
	}
	group.Wait()
}

func BenchmarkT(b *testing.B) {
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			T(vi, "words.save")
		}
	})
	b.Run("places", func(b *testing.B) {
		b.ReportAllocs()
		args := A{"label": "họ tên"}
		for b.Loop() {
			T(vi, "words.required", args)
		}
	})
	b.Run("plural", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			N(en, "words.people", 1200)
		}
	})
}

func TestEveryReasonOfAValueHasItsSentence(t *testing.T) {
	reasons := regexp.MustCompile(`Reason\s+= "(value\.[a-z_]+)"`)
	files, err := filepath.Glob("../../models/value/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("models/value is not where it was: %v", err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range reasons.FindAllSubmatch(source, -1) {
			for _, ctx := range []context.Context{vi, en} {
				if !Has(ctx, string(found[1])) {
					t.Errorf("%s has no sentence in %s", found[1], Lang(ctx))
				}
			}
		}
	}
}
