package parts

import (
	"context"
	"strings"
	"testing"

	"maiam/handlers/words"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
)

func TestMain(m *testing.M) {
	if err := words.Register(Texts); err != nil {
		panic(err)
	}
	m.Run()
}

func draw(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	var page strings.Builder
	if err := c.Render(context.Background(), &page); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestInitialsAreOfTheLastTwoWords(t *testing.T) {
	for name, want := range map[string]string{
		"Đặng Thị Xuyến": "TX",
		"Công Huyền Tôn Nữ Thị Bích Phượng Hoàng Kim Ngân": "KN",
		"  ước  ":              "Ư",
		"Người vô danh số 3":   "S3",
		"Hồ Thị (Loan)":        "TL",
		"nguye\u0302\u0303n y": "NY",
		"":                     "?",
		"…":                    "?",
	} {
		if got := Initials(name); got != want {
			t.Errorf("initials of %q are %q, not %q", name, got, want)
		}
	}
}

func TestAFaceKeepsItsColour(t *testing.T) {
	composed, decomposed := "Lô Thị Nga", "Lo\u0302 Thi\u0323 Nga"
	if faceTone(composed) != faceTone(decomposed) {
		t.Error("the same name written in two ways has two colours")
	}
	if class := (Face{Name: composed, Away: true}).class(); !strings.Contains(class, "away") {
		t.Errorf("a person who is away is not grey: %q", class)
	}
}

func TestWhatWasTypedComesBackBesideItsError(t *testing.T) {
	typed := `"><script>alert(1)</script> Đặng`
	doc := draw(t, Text(Field{Name: "name", Label: "Họ và tên", Value: typed, Error: "Chưa đúng", Hint: "Như trong giấy tờ", Required: true}))
	input := doc.Find("input#f-name")
	if got := input.AttrOr("value", ""); got != typed {
		t.Errorf("the value came back as %q", got)
	}
	if doc.Find("script").Length() != 0 {
		t.Error("typed text became part of the page")
	}
	if got := input.AttrOr("aria-describedby", ""); got != "f-name-error f-name-hint" {
		t.Errorf("the field is described by %q", got)
	}
	if input.AttrOr("aria-invalid", "") != "true" || doc.Find("#f-name-error").Length() != 1 || doc.Find("#f-name-hint").Length() != 1 {
		t.Error("error or hint is not tied to the field")
	}
}

func TestAPasswordNeverComesBack(t *testing.T) {
	doc := draw(t, Password(Field{Name: "password", Label: "Mật khẩu", Value: "bí mật 1957"}))
	if html, _ := doc.Html(); strings.Contains(html, "1957") {
		t.Error("the page holds the password")
	}
}

func TestChoicesStayChosen(t *testing.T) {
	options := []Option{{Value: "a", Text: "A", Group: "1"}, {Value: "b", Text: "B", Group: "1"}, {Value: "c", Text: "C", Group: "2"}}
	if doc := draw(t, Select(Field{Name: "ward", Value: "b", Options: options})); doc.Find("option[selected]").Text() != "B" || doc.Find("optgroup").Length() != 2 {
		t.Error("the select lost its choice or its groups")
	}
	if doc := draw(t, Checks(Field{Name: "needs", Values: []string{"a", "c"}, Options: options})); doc.Find("input[checked]").Length() != 2 {
		t.Error("the boxes lost their ticks")
	}
	if doc := draw(t, Radios(Field{Name: "sex", Options: options})); doc.Find("input[checked]").Length() != 0 {
		t.Error("a radio button is chosen that nobody chose")
	}
	if doc := draw(t, DayKnown(Field{Name: "birth_date", Value: "1957", Precision: "year"})); doc.Find("select[name=birth_date_precision] option[selected]").AttrOr("value", "") != "year" {
		t.Error("the day lost how exactly it is known")
	}
}

func TestTheSummaryLeadsToTheFields(t *testing.T) {
	doc := draw(t, Form{Action: "/residents", Errors: []FieldError{{Name: "name", Text: "Chưa nhập họ và tên"}}})
	if got := doc.Find("#errors a").AttrOr("href", ""); got != "#f-name" {
		t.Errorf("the summary leads to %q", got)
	}
	if doc.Find("form[method=post][action='/residents']").Length() != 1 {
		t.Error("the form is not sent where it should be")
	}
}

func TestAddressesCannotCarryScripts(t *testing.T) {
	for _, c := range []templ.Component{
		Chip{Text: "x", Href: "javascript:alert(1)"}, Button{Text: "x", Href: "javascript:alert(1)"},
		Person{Name: "x", Href: "javascript:alert(1)"}, FreeBed{Bed: "G1", State: Free, Href: "javascript:alert(1)"},
	} {
		if html, _ := draw(t, c).Html(); strings.Contains(html, "javascript:") {
			t.Errorf("%T lets a script into a link", c)
		}
	}
}

func TestDotsSayWhatTheyMean(t *testing.T) {
	seen := UsualDots(Attested)
	if got := draw(t, seen).Find(".dots").AttrOr("aria-label", ""); got != "Đã thấy, Giấc ngủ, Vệ sinh, Ăn uống, Thuốc, Tinh thần: bình thường, đã xem" {
		t.Errorf("six dots say %q", got)
	}
	seen[3] = Dot{Of: Ate, State: Exception, Label: "Ăn nửa bữa", Href: "/care"}
	doc := draw(t, seen)
	if got := doc.Find("a.dot.changed").AttrOr("aria-label", ""); got != "Ăn nửa bữa" {
		t.Errorf("the exception says %q", got)
	}
}

func TestEmptyBedsSayWhy(t *testing.T) {
	for want, b := range map[string]FreeBed{
		"Trống": {State: Free}, "Giữ chỗ đến 23/11": {State: Reserved, Until: "23/11"},
		"Đang sửa · 30/11": {State: OutOfUse, Until: "30/11"}, "Chờ khử khuẩn · 12/11": {State: OutOfUse, Until: "12/11", Why: "Chờ khử khuẩn"},
	} {
		if got := strings.TrimSpace(draw(t, b).Find("span").Text()); got != want {
			t.Errorf("the bed says %q, not %q", got, want)
		}
	}
}

func TestALineFitsItsFrame(t *testing.T) {
	for want, l := range map[string]Line{
		"":                               {},
		"M0.0 48.0H600":                  {Points: []Point{{Value: 3}}},
		"M0.0 48.0L600.0 48.0":           {Points: []Point{{Value: 3}, {Value: 3}}},
		"M0.0 88.0L300.0 8.0L600.0 48.0": {Points: []Point{{Value: 1}, {Value: 3}, {Value: 2}}},
	} {
		if got := l.path(); got != want {
			t.Errorf("path is %q, not %q", got, want)
		}
	}
}

func TestTheFrameNamesTheWayBack(t *testing.T) {
	s := Shell{
		Title: "Khu B", Crumbs: []Link{{Text: "Cơ sở 1", Href: "/wards"}, {Text: "Phân khu nữ", Href: "/wards/2"}},
		Nav:     []NavItem{{Text: "Một", Tab: true}, {Text: "Hai", Tab: true}, {Text: "Ba", Tab: true}, {Text: "Bốn", Tab: true, Current: true}, {Text: "Năm", Tab: true}},
		Actions: Button{Text: "In", Href: "#"}, Search: "/search", Theme: "dark", ThemeAction: "/theme",
		Person: &Myself{Name: "Nguyễn Thị Lan", SignOut: "/out"}, Snack: &Snack{Text: "Đã lưu", UndoAction: "/undo"},
	}
	doc := draw(t, s)
	if got := doc.Find(".top-back").AttrOr("href", ""); got != "/wards/2" {
		t.Errorf("the way back leads to %q", got)
	}
	if got := doc.Find(".tabbar a").Length(); got != 5 {
		t.Errorf("the foot bar has %d places", got)
	}
	if doc.Find("html").AttrOr("data-theme", "") != "dark" || doc.Find("title").Text() != "Khu B · Mái Ấm" {
		t.Error("light or title of the page is wrong")
	}
	if doc.Find("[style], script:not([src]), [onclick]").Length() != 0 {
		t.Error("the page holds style or script in line")
	}
	if doc.Find("main#main h1, header h1").Length() != 1 {
		t.Error("the page needs exactly one heading")
	}
}

// TestANumberStaysInOnePiece: the number of a person is not broken at its hyphen, and nothing else is touched.
func TestANumberStaysInOnePiece(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"Khu B":                      "Khu B",
		"Người lạ · NA-000250 · Nam": `Người lạ · <span class="num">NA-000250</span> · Nam`,
		"NA-000250, ĐL-000251":       `<span class="num">NA-000250</span>, <span class="num">ĐL-000251</span>`,
		"<b> & NA-12":                "&lt;b&gt; &amp; NA-12",
	} {
		var b strings.Builder
		if err := inOnePiece(text).Render(t.Context(), &b); err != nil || b.String() != want {
			t.Errorf("%q is drawn as %q, %v", text, b.String(), err)
		}
	}
}
